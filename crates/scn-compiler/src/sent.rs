//! What is sent besides words, as WhatsApp takes it: files, addresses, phone numbers, emoji. What is written is looked
//! at in every language; what a catalog brings, by the lint of limits.

use crate::build::Build;
use crate::codes;
use crate::sources::Sources;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::limits::file_kind;
use scn_syntax::ast;

impl Build<'_> {
    /// An address is fetched by WhatsApp, over https only; anything else is a file of the project.
    pub(crate) fn check_source(&mut self, kind: &str, source: &ast::Text) {
        let Some(path) = source.plain() else { return };
        if path.contains("://") {
            return self.check_address(source);
        }
        let wrong = [wrong_ending(kind, &path, source.span), no_such_file(self.sources, &path, source.span)];
        for diagnostic in wrong.into_iter().flatten().filter(|_| !path.trim().is_empty()) {
            self.report.add(diagnostic);
        }
    }

    pub(crate) fn check_address(&mut self, url: &ast::Text) {
        let wrong = match (url.plain(), url.pieces.first()) {
            (Some(whole), _) => wrong_address(whole.trim(), true),
            (None, Some(ast::Piece::Literal(begin, _))) => wrong_address(begin.trim_start(), false),
            // the whole address is a value
            _ => None,
        };
        if let Some(help) = wrong {
            let message = "this is no address that WhatsApp opens";
            self.report.add(Diagnostic::new(codes::E1041, url.span, message).help(help));
        }
    }

    pub(crate) fn check_phone(&mut self, phone: &ast::Text) {
        if phone.plain().is_some_and(|number| !is_phone(&number)) {
            self.report.add(
                Diagnostic::new(codes::E1041, phone.span, "this is no international phone number")
                    .help("it begins with `+` and the number of the country: `+41 21 555 00 11`"),
            );
        }
    }

    pub(crate) fn check_emoji(&mut self, emoji: &ast::Text) {
        if !emoji.plain().is_some_and(|text| is_one_emoji(&text)) {
            self.report.add(
                Diagnostic::new(codes::E1041, emoji.span, "a reaction is a single emoji")
                    .help("write one: `react \"👍\"`"),
            );
        }
    }
}

pub(crate) fn wrong_ending(kind: &str, path: &str, place: Span) -> Option<Diagnostic> {
    // WhatsApp takes many documents that it does not promise to take
    let endings = file_kind(kind).map(|kind| kind.endings).filter(|_| kind != "document")?;
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if endings.iter().any(|(known, _)| *known == ending) {
        return None;
    }
    let list: Vec<String> = endings.iter().map(|(ending, _)| format!("`.{ending}`")).collect();
    let message =
        wording!("WhatsApp does not take this file as {article} {kind}", article = article(kind), kind);
    Some(Diagnostic::new(codes::E3009, place, message).help(wording!(
        "it takes {known}; anything else goes as a `document`",
        known = scn_diag::Wording::list(list)
    )))
}

/// The project has no such file.
pub(crate) fn no_such_file(sources: &dyn Sources, path: &str, place: Span) -> Option<Diagnostic> {
    let files = sources.data_files();
    // one that may not be read is there all the same
    let is_there = || sources.size(path).is_some() || !sources.read(path).is_err_and(|error| error.missing);
    if files.iter().any(|file| file == path) || is_there() {
        return None;
    }
    let diagnostic =
        Diagnostic::new(codes::E1055, place, wording!("there is no file `{path}` in this project", path));
    let near = scn_diag::closest(path, files.iter().map(String::as_str)).map(str::to_owned);
    Some(match near {
        Some(near) => diagnostic.help(wording!("did you mean `{near}`?", near)).fix(
            wording!("write `{near}`", near),
            true,
            place,
            format!("\"{near}\""),
        ),
        None => diagnostic
            .help("paths begin at the project's folder; an address on the web begins with `https://`"),
    })
}

/// What to write instead, when WhatsApp does not open this; `whole`: nothing follows.
pub(crate) fn wrong_address(address: &str, whole: bool) -> Option<&'static str> {
    let Some(rest) = address.strip_prefix("https://") else { return Some("it begins with `https://`") };
    if rest.contains(char::is_whitespace) {
        return Some("there is no space in an address: write `%20` in its place");
    }
    let end = rest.find(['/', '?', '#']);
    let host = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    // a value may go on with it
    let is_known = whole || end.is_some();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let is_number = host.starts_with('[') || host.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_name = host.contains('.') && !is_number;
    (is_known && !is_name).then_some("behind `https://` stands a name such as `shop.example`")
}

pub(crate) fn is_phone(number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let plain =
        number.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.'));
    number.starts_with('+') && (7..=15).contains(&digits) && plain
}

/// One emoji with all that belongs to it: skin tone, joined emoji, flags of two letters, keycaps.
fn is_one_emoji(text: &str) -> bool {
    let is_mark = |c: char| matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
    let is_letter = |c: &char| ('\u{1f1e6}'..='\u{1f1ff}').contains(c);
    let is_picture = |c: char| !c.is_alphanumeric() && !c.is_whitespace() && !c.is_ascii();
    let mut chars = text.chars().filter(|c| !is_mark(*c)).peekable();
    let Some(first) = chars.next() else { return false };
    let keycap = text.ends_with('\u{20e3}') && (first.is_ascii_digit() || matches!(first, '#' | '*'));
    if !keycap && !is_picture(first) {
        return false;
    }
    if is_letter(&first) && chars.peek().is_some_and(is_letter) {
        chars.next();
    }
    while chars.next_if_eq(&'\u{200d}').is_some() {
        if !chars.next().is_some_and(is_picture) {
            return false;
        }
    }
    chars.next().is_none()
}

pub(crate) fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_emoji_and_no_more() {
        for one in ["👍", "👍🏽", "❤️", "👨‍👩‍👧‍👦", "🇨🇭", "3️⃣", "#️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "✅", "🧑‍🍳"]
        {
            assert!(is_one_emoji(one), "{one}");
        }
        for not in ["", "ok", "3", "👍👍", "🇨🇭🇫🇷", "👍 ", " 👍", "👍!", "é", "👨\u{200d}", "\u{fe0f}"]
        {
            assert!(!is_one_emoji(not), "{not:?}");
        }
    }

    #[test]
    fn addresses_that_whatsapp_opens() {
        for good in
            ["https://shop.example", "https://a.b.example:8443/x?y=1#z", "https://xn--caf-dma.example/"]
        {
            assert_eq!(wrong_address(good, true), None, "{good}");
        }
        for bad in [
            "http://shop.example",
            "shop.example",
            "https://localhost/menu",
            "https://127.0.0.1/menu",
            "https://[::1]/menu",
            "https://",
            "https:///menu",
            "https://shop.example/our menu",
        ] {
            assert!(wrong_address(bad, true).is_some(), "{bad}");
        }
        for begun in ["https://", "https://shop", "https://shop.example/orders/"] {
            assert_eq!(wrong_address(begun, false), None, "{begun}: a value follows");
        }
        assert!(wrong_address("https://localhost/orders/", false).is_some());
    }

    #[test]
    fn phone_numbers_with_their_country() {
        assert!(is_phone("+41 21 555 00 11") && is_phone("+1 (212) 555-0100"));
        assert!(!is_phone("021 555 00 11") && !is_phone("+41") && !is_phone("+41 call us 555 00 11"));
    }
}
