//! `say` in all its kinds, `react`, and answers found in a file.

use super::Lower;
use crate::codes;
use crate::report::did_you_mean;
use crate::text::MESSAGE;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::limits::{CAPTION, file_kind};
use scn_graph::{Attachment, Decimal, FlowKind, NodeId, NodeKind, TextId};
use scn_syntax::ast::{self, SayMessage};
use std::str::FromStr;

impl<'t> Lower<'_, 't> {
    pub(super) fn say(&mut self, say: &'t ast::Say, span: Span, at: NodeId, next: NodeId) {
        let id = self.stable_id("say");
        let (variants, attached) = match &say.message {
            SayMessage::Text(texts) => (self.variants(&id, texts), None),
            SayMessage::Media { kind, source, caption } => {
                let Some(attached) = self.media(&id, kind, source, caption.as_ref()) else {
                    return self.alias(at, next);
                };
                (self.caption(&id, caption.as_ref()), Some(attached))
            }
            SayMessage::Place { name, latitude, longitude, address } => {
                self.check_coordinate(latitude, 90, span);
                self.check_coordinate(longitude, 180, span);
                let name = name.as_ref().map(|text| self.text(&format!("{id}.name"), text, CAPTION));
                let address = address.as_ref().map(|text| self.text(&format!("{id}.address"), text, CAPTION));
                let (latitude, longitude) = (latitude.clone(), longitude.clone());
                (Vec::new(), Some(Attachment::Place { name, latitude, longitude, address }))
            }
            SayMessage::Contact { name, phone } => {
                self.check_phone(phone);
                let name = self.neutral_text(&format!("{id}.name"), name);
                let phone = self.neutral_text(&format!("{id}.phone"), phone);
                (Vec::new(), Some(Attachment::Contact { name, phone }))
            }
            SayMessage::Link { label, url, text } => {
                self.check_address(url);
                let label = self.text(&format!("{id}.label"), label, MESSAGE);
                let url = self.neutral_text(&format!("{id}.url"), url);
                (self.caption(&id, text.as_ref()), Some(Attachment::Link { label, url }))
            }
            SayMessage::Error(_) => return self.alias(at, next),
        };
        let or_send = say.or_send.as_ref().and_then(|send| self.send(send));
        self.fill(at, NodeKind::Say { variants, attached, or_send, next }, false);
    }

    fn variants(&mut self, id: &str, texts: &'t [ast::Text]) -> Vec<TextId> {
        if let [text] = texts {
            return vec![self.text(id, text, MESSAGE)];
        }
        let mut made = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            made.push(self.text(&format!("{id}.v{}", at + 1), text, MESSAGE));
        }
        made
    }

    fn caption(&mut self, id: &str, text: Option<&'t ast::Text>) -> Vec<TextId> {
        text.map(|text| self.text(id, text, CAPTION)).into_iter().collect()
    }

    fn media(
        &mut self,
        id: &str,
        kind: &ast::Name,
        source: &'t ast::Text,
        caption: Option<&ast::Text>,
    ) -> Option<Attachment> {
        self.check_source(&kind.text, source);
        let text = self.neutral_text(&format!("{id}.{}", kind.text), source);
        let silent = matches!(kind.text.as_str(), "audio" | "sticker");
        if let Some(caption) = caption.filter(|_| silent) {
            self.b.report.add(
                Diagnostic::new(
                    codes::E1037,
                    caption.span,
                    wording!(
                        "WhatsApp shows no words below {article} {kind}",
                        article = article(&kind.text),
                        kind = kind.text
                    ),
                )
                .help("say them in a message of their own"),
            );
        }
        Some(match kind.text.as_str() {
            "image" => Attachment::Image { source: text },
            "audio" => Attachment::Audio { source: text },
            "video" => Attachment::Video { source: text },
            "document" => Attachment::Document { source: text },
            "sticker" => Attachment::Sticker { source: text },
            _ => {
                let kinds = ["image", "audio", "video", "document", "sticker"];
                let diagnostic = Diagnostic::new(
                    codes::E1037,
                    kind.span,
                    wording!("`{kind}` is nothing to send", kind = kind.text),
                );
                self.b.report.add(did_you_mean(diagnostic, kind.span, &kind.text, kinds));
                return None;
            }
        })
    }

    /// An address is fetched by WhatsApp, over https only; anything else is a file of the project.
    fn check_source(&mut self, kind: &str, source: &ast::Text) {
        let Some(path) = source.plain() else { return };
        if path.contains("://") {
            return self.check_address(source);
        }
        self.check_ending(kind, source.span, &path);
        let files = self.b.sources.data_files();
        let is_there = files.contains(&path) || !self.b.sources.read(&path).is_err_and(|error| error.missing);
        if !is_there && !path.trim().is_empty() {
            let diagnostic = Diagnostic::new(
                codes::E1055,
                source.span,
                wording!("there is no file `{path}` in this project", path),
            );
            let near = scn_diag::closest(&path, files.iter().map(String::as_str)).map(str::to_owned);
            self.b.report.add(match near {
                Some(near) => diagnostic.help(wording!("did you mean `{near}`?", near)).fix(
                    wording!("write `{near}`", near),
                    true,
                    source.span,
                    format!("\"{near}\""),
                ),
                None => diagnostic.help(
                    "paths begin at the project's folder; an address on the web begins with `https://`",
                ),
            });
        }
    }

    fn check_ending(&mut self, kind: &str, span: Span, path: &str) {
        // WhatsApp takes many documents that it does not promise to take
        let Some(endings) = file_kind(kind).map(|kind| kind.endings).filter(|_| kind != "document") else {
            return;
        };
        let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        if !endings.iter().any(|(known, _)| *known == ending) {
            let list: Vec<String> = endings.iter().map(|(ending, _)| format!("`.{ending}`")).collect();
            self.b.report.add(
                Diagnostic::new(
                    codes::E3009,
                    span,
                    wording!(
                        "WhatsApp does not take this file as {article} {kind}",
                        article = article(kind),
                        kind
                    ),
                )
                .help(wording!(
                    "it takes {known}; anything else goes as a `document`",
                    known = scn_diag::Wording::list(list)
                )),
            );
        }
    }

    fn check_address(&mut self, url: &ast::Text) {
        let starts = match url.pieces.first() {
            Some(ast::Piece::Literal(text, _)) => text.trim_start().to_owned(),
            // the whole address is a value
            _ => return,
        };
        if !starts.starts_with("https://") {
            self.b.report.add(
                Diagnostic::new(codes::E1041, url.span, "this is no address that WhatsApp opens")
                    .help("it begins with `https://`"),
            );
        }
    }

    fn check_phone(&mut self, phone: &ast::Text) {
        let Some(number) = phone.plain() else { return };
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let plain =
            number.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.'));
        if !number.starts_with('+') || !(7..=15).contains(&digits) || !plain {
            self.b.report.add(
                Diagnostic::new(codes::E1041, phone.span, "this is no international phone number")
                    .help("it begins with `+` and the number of the country: `+41 21 555 00 11`"),
            );
        }
    }

    fn check_coordinate(&mut self, written: &str, most: i64, place: Span) {
        let fits = Decimal::from_str(written).is_ok_and(|degrees| degrees.abs() <= Decimal::from(most));
        if !fits {
            self.b.report.add(
                Diagnostic::new(codes::E1041, place, wording!("`{written}` is no place on earth", written))
                    .help("the first number goes from -90 to 90 (north), the second from -180 to 180 (east)"),
            );
        }
    }

    /// `react "👍"`
    pub(super) fn react(&mut self, emoji: &'t ast::Text, at: NodeId, next: NodeId) {
        if !emoji.plain().is_some_and(|text| is_one_emoji(&text)) {
            self.b.report.add(
                Diagnostic::new(codes::E1041, emoji.span, "a reaction is a single emoji")
                    .help("write one: `react \"👍\"`"),
            );
        }
        let id = self.stable_id("react");
        let emoji = self.neutral_text(&id, emoji);
        self.fill(at, NodeKind::React { emoji, next }, false);
    }

    /// `answer from "faq.yaml"`. When it finds nothing, `otherwise`, another one right behind it, tries; after the last
    /// one an escape gives up, as if it had not heard the message, and any other flow goes on.
    pub(super) fn answer_from(
        &mut self,
        file: &'t ast::Text,
        at: NodeId,
        next: NodeId,
        otherwise: Option<NodeId>,
    ) {
        let Some(knowledge) = self.b.knowledge(file) else { return self.alias(at, next) };
        let otherwise = otherwise.unwrap_or_else(|| {
            if self.plan.kind != FlowKind::Escape {
                return next;
            }
            let back = self.b.reserve(file.span);
            self.fill(back, NodeKind::Resume, true);
            back
        });
        self.fill(at, NodeKind::Answer { knowledge, next, otherwise }, false);
    }
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

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
