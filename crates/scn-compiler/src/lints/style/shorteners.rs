//! A link shows where it leads.

use super::Style;
use scn_diag::{Diagnostic, W6018, wording};

/// Services that hide addresses behind short ones. WhatsApp's own `wa.me` is none of them.
const HOSTS: [&str; 24] = [
    "bit.ly",
    "tinyurl.com",
    "goo.gl",
    "t.co",
    "ow.ly",
    "is.gd",
    "v.gd",
    "buff.ly",
    "rebrand.ly",
    "cutt.ly",
    "shorturl.at",
    "t.ly",
    "rb.gy",
    "tiny.cc",
    "tiny.one",
    "bl.ink",
    "lnkd.in",
    "s.id",
    "urlz.fr",
    "shorte.st",
    "adf.ly",
    "bitly.com",
    "short.io",
    "qr.ae",
];

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let found = style.texts.iter().filter_map(|text| Some((text, shortened(&text.whole)?)));
    found
        .map(|(text, host)| {
            let message = wording!("`{host}` hides where the link leads: customers take it for fraud, and WhatsApp refuses it in templates", host);
            Diagnostic::new(W6018, style.narrow(text.place, host), message)
                .help("write the address of your own site")
        })
        .collect()
}

/// `bit.ly/x` and `https://bit.ly/x`, not `habit.ly` nor `bit.ly.example`.
fn shortened(text: &str) -> Option<&str> {
    let mut parts = text.split(|letter: char| {
        letter.is_whitespace() || matches!(letter, '(' | ')' | '«' | '»' | '"' | '<' | '>' | ',')
    });
    parts.find_map(|part| {
        let address = part.split_once("://").map_or(part, |(_, rest)| rest);
        let (host, path) = address.split_once('/')?;
        let host = host.strip_prefix("www.").unwrap_or(host);
        let known = HOSTS.iter().any(|known| known.eq_ignore_ascii_case(host));
        (known && !path.is_empty()).then_some(host)
    })
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn only_known_hosts() {
        assert_eq!(shortened("Le menu : https://bit.ly/3x"), Some("bit.ly"));
        assert_eq!(shortened("(www.tinyurl.com/abc)"), Some("tinyurl.com"));
        for fine in [
            "habit.ly/x",
            "bit.ly.example/x",
            "https://menu.example/bit.ly/x",
            "wa.me/41",
            "t.co",
            "cart/t.co/x",
        ] {
            assert_eq!(shortened(fine), None, "{fine}");
        }
    }
}
