//! Every text that a customer reads and the project wrote, in every language, with what the rules ask of it.

use super::plain::{self, Word};
use super::words::{self, Words};
use crate::lints::Checked;
use scn_diag::Span;
use scn_graph::{Answer, Attachment, Language, NodeKind, Piece, Question, TextId};
use std::collections::BTreeSet;

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Said, and nothing is asked.
    Message,
    /// Asks: a prompt, its short form, a reminder…
    Question,
    /// Asks for several things that are answered together, as `collect` does.
    Form,
    /// Answers what was not understood or not taken.
    Retry,
    /// What the customer taps: their words, not ours.
    Label,
    /// An address.
    Address,
}

impl Role {
    /// A message of its own, in our voice.
    pub(super) fn is_ours(self) -> bool {
        !matches!(self, Role::Label | Role::Address)
    }
}

/// A text in one language.
pub(super) struct Text {
    pub(super) role: Role,
    pub(super) language: Language,
    /// What is read whenever it is sent.
    pub(super) sure: String,
    /// All that can be read in it.
    pub(super) whole: String,
    pub(super) words: Vec<Word>,
    pub(super) place: Span,
}

impl Text {
    fn new(role: Role, language: Language, pieces: &[Piece], place: Span) -> Text {
        let whole = plain::whole(pieces);
        Text { role, language, sure: plain::sure(pieces), words: plain::words(&whole), whole, place }
    }

    pub(super) fn lists(&self) -> &'static Words {
        words::of(self.language)
    }
}

/// All of them, in the order in which the graph has them.
pub(super) fn collect(checked: &Checked<'_, '_>) -> Vec<Text> {
    let mut collector =
        Collector { checked, written: written(checked), seen: BTreeSet::new(), texts: Vec::new() };
    collector.questions();
    collector.nodes();
    collector.declarations();
    collector.templates();
    collector.texts
}

/// The texts of the project itself: not those of standard modules, and not the language's own sentences.
pub(super) fn written(checked: &Checked<'_, '_>) -> BTreeSet<TextId> {
    let build = checked.build;
    let own = |id: &str| {
        let place = build.text_places.get(id).copied().unwrap_or_default();
        !id.starts_with("phrase.") && place != Span::default() && !checked.is_standard(place.file)
    };
    let ids = build.graph.text_ids.iter().enumerate().filter(|(_, id)| own(id));
    ids.filter_map(|(at, _)| u32::try_from(at).ok().map(TextId)).collect()
}

struct Collector<'c, 'b, 't> {
    checked: &'c Checked<'b, 't>,
    written: BTreeSet<TextId>,
    seen: BTreeSet<TextId>,
    texts: Vec<Text>,
}

impl Collector<'_, '_, '_> {
    fn add(&mut self, role: Role, id: TextId) {
        if !self.written.contains(&id) || !self.seen.insert(id) {
            return;
        }
        let languages = &self.checked.graph().settings.languages;
        for (language, template, place) in self.checked.in_languages(id) {
            if let Some(language) = languages.get(language) {
                self.texts.push(Text::new(role, *language, &template.pieces, place));
            }
        }
    }

    fn all<'i>(&mut self, role: Role, ids: impl IntoIterator<Item = &'i TextId>) {
        ids.into_iter().for_each(|id| self.add(role, *id));
    }

    fn questions(&mut self) {
        for question in &self.checked.graph().questions {
            let form = matches!(question.answer, Answer::Collect { .. });
            let prompt = if form { Role::Form } else { Role::Question };
            self.add(prompt, question.prompt);
            self.all(prompt, &question.again);
            self.all(Role::Message, &question.help);
            // the default example is ours: it has the id of a retry of this question
            self.all(
                Role::Retry,
                question.retries.iter().filter(|id| !is_default(self.checked, question, **id)),
            );
            self.all(Role::Question, question.reminders.iter().map(|reminder| &reminder.text));
            self.answer(&question.answer);
        }
    }

    fn answer(&mut self, answer: &Answer) {
        match answer {
            Answer::Slot { checks, offer, .. } => {
                self.all(Role::Retry, checks.iter().map(|(_, text)| text));
                self.all(Role::Question, offer.iter().map(|(_, text)| text));
            }
            Answer::Collect { checks, offer, more, fields, .. } => {
                self.all(Role::Retry, checks.iter().map(|(_, text)| text));
                self.all(Role::Question, offer.iter().map(|(_, text)| text).chain(more));
                self.all(Role::Question, fields.iter().map(|(_, text)| text));
            }
            Answer::Menu { options, .. } => self.all(Role::Label, options.iter().map(|option| &option.label)),
            Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. } => {
                self.all(Role::Label, [&yes.label, &no.label]);
            }
        }
    }

    fn nodes(&mut self) {
        for node in &self.checked.graph().nodes {
            match &node.kind {
                NodeKind::Say { variants, attached, .. } => {
                    self.all(Role::Message, variants);
                    if let Some(attached) = attached {
                        self.attached(attached);
                    }
                }
                NodeKind::Call { slow: Some((_, texts)), .. } => self.all(Role::Message, texts),
                _ => {}
            }
        }
    }

    fn attached(&mut self, attached: &Attachment) {
        match attached {
            Attachment::Image { source }
            | Attachment::Audio { source }
            | Attachment::Video { source }
            | Attachment::Document { source }
            | Attachment::Sticker { source } => self.add(Role::Address, *source),
            Attachment::Link { label, url } => {
                self.add(Role::Label, *label);
                self.add(Role::Address, *url);
            }
            Attachment::Place { .. } | Attachment::Contact { .. } => {}
        }
    }

    fn declarations(&mut self) {
        let graph = self.checked.graph();
        for value in graph.choices.iter().flat_map(|choice| &choice.values) {
            self.add(Role::Label, value.label);
            self.all(Role::Message, &value.description);
        }
        for team in &graph.teams {
            self.all(Role::Message, &team.away);
        }
    }

    /// Templates keep their texts to themselves.
    fn templates(&mut self) {
        let build = self.checked.build;
        let declared = build.names.templates.iter().zip(&build.graph.templates);
        for (written, template) in
            declared.filter(|(written, _)| !self.checked.is_standard(written.span.file))
        {
            for (language, texts) in &template.languages {
                let found = written.languages.iter().find(|found| found.language.text == language.code());
                let Some(found) = found else { continue };
                let mut add = |role, pieces: &[Piece], place| {
                    self.texts.push(Text::new(role, *language, pieces, place));
                };
                add(Role::Message, &texts.body.pieces, found.body.span);
                let around = [(&texts.header, &found.header), (&texts.footer, &found.footer)];
                for (template, text) in around {
                    if let (Some(template), Some(text)) = (template, text) {
                        add(Role::Message, &template.pieces, text.span);
                    }
                }
                for (button, written) in texts.buttons.iter().zip(&found.buttons) {
                    add(Role::Label, &[Piece::Literal(button.label.clone())], written.label.span);
                    if let scn_graph::ButtonDoes::Url(url) = &button.does {
                        add(Role::Address, &url.pieces, written.span);
                    }
                }
            }
        }
    }
}

/// A retry that the compiler made stands at the place of its whole question.
pub(super) fn is_default(checked: &Checked<'_, '_>, question: &Question, text: TextId) -> bool {
    checked.text_place(text, 0) == checked.place(question.node)
}
