//! `say` in all its kinds, `react`, and answers found in a file.

use super::Lower;
use crate::build::Build;
use crate::codes;
use crate::report::did_you_mean;
use crate::sent::article;
use crate::text::MESSAGE;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::limits::CAPTION;
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
                let name = self.neutral_text(&format!("{id}.name"), name, &|_, _| ());
                let phone =
                    self.neutral_text(&format!("{id}.phone"), phone, &|build, text| build.check_phone(text));
                (Vec::new(), Some(Attachment::Contact { name, phone }))
            }
            SayMessage::Link { label, url, text } => {
                let label = self.text(&format!("{id}.label"), label, MESSAGE);
                let url =
                    self.neutral_text(&format!("{id}.url"), url, &|build, text| build.check_address(text));
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
        let check = |build: &mut Build<'_>, source: &ast::Text| build.check_source(&kind.text, source);
        let text = self.neutral_text(&format!("{id}.{}", kind.text), source, &check);
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
        let id = self.stable_id("react");
        let emoji = self.neutral_text(&id, emoji, &|build, text| build.check_emoji(text));
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
