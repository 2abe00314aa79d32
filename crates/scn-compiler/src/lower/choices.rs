//! `choose`, `confirm` and `consent`: questions whose answer is a way to go on.

use super::Lower;
use super::ladder::Asked;
use crate::codes;
use crate::expr::visit::Reads;
use crate::text::MESSAGE;
use crate::worded::Worded;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Answer, Key, LexiconId, MenuOption, NodeId, NodeKind, Phrase, PurposeId, TextId};
use scn_syntax::ast;

/// Words that name an option.
type Phrases = Vec<Worded>;

/// A question answered by yes or no, as written.
struct Head<'t> {
    word: &'static str,
    prompt: Option<&'t ast::Text>,
    modifiers: &'t ast::Modifiers,
}

/// Its two options.
struct Sides {
    yes: MenuOption,
    no: MenuOption,
    lexicon: LexiconId,
}

impl<'t> Lower<'_, 't> {
    pub(super) fn choose(&mut self, choose: &'t ast::Choose, span: Span, at: NodeId, next: NodeId) {
        self.only_for_ask(&choose.modifiers, "choose");
        let render = self.render(&choose.modifiers, true);
        let most = Self::most_with_options(render);
        let ids = self.ids("choose", &choose.modifiers);
        let prompt = self.prompt(&ids, choose.prompt.as_ref(), span, most);
        if choose.options.is_empty() {
            self.b.report.add(
                Diagnostic::new(codes::E2015, span, "this menu has no options")
                    .help("give it at least one: `\"Label\" { … }`"),
            );
        }
        let mut phrases = Phrases::new();
        let mut texts = Vec::new();
        for (place, option) in choose.options.iter().enumerate() {
            let id = format!("{}.option.{}", ids.texts, place + 1);
            let label = self.text(&id, &option.label, MESSAGE);
            self.words_of(&id, place, label, &option.also, &mut phrases);
            texts.push(label);
        }
        let example = texts.first().and_then(|label| self.b.literal(*label));
        let question = self.question_id();
        let asked = Asked { ids: &ids, question, node: at, span, most, example, implicit: false };
        let ladder = self.ladder(&asked, &choose.modifiers, None);
        let later = self.later(&asked, &choose.modifiers, None);
        let mut options = Vec::new();
        for (place, (option, label)) in choose.options.iter().zip(texts).enumerate() {
            let target = self.branch(&option.body, Reads::new(), next);
            let key = self.b.literal(label).unwrap_or_else(|| format!("option.{}", place + 1));
            options.push(MenuOption { key: Key::of(&key), label, target });
        }
        let lexicon = self.b.lexicon_of(phrases);
        self.finish_question(&asked, (prompt, Answer::Menu { options, lexicon }, render), ladder, later);
    }

    pub(super) fn confirm(&mut self, confirm: &'t ast::Confirm, span: Span, at: NodeId, next: NodeId) {
        let head = Head { word: "confirm", prompt: confirm.prompt.as_ref(), modifiers: &confirm.modifiers };
        let sides = (confirm.yes.as_ref(), confirm.no.as_ref());
        self.yes_or_no(head, sides, (span, at, next), |lower, sides| {
            let no = match confirm.no.as_ref().filter(|option| !option.body.statements.is_empty()) {
                Some(option) => lower.branch(&option.body, Reads::new(), next),
                None => lower.refused(span),
            };
            Answer::Confirm {
                yes: sides.yes,
                no: MenuOption { target: no, ..sides.no },
                lexicon: sides.lexicon,
            }
        });
    }

    /// `consent marketing "…"`: recorded, then both ways go on.
    pub(super) fn consent(&mut self, consent: &'t ast::Consent, span: Span, at: NodeId, next: NodeId) {
        let Some(purpose) = self.b.purpose(&consent.purpose) else { return self.alias(at, next) };
        self.check_consent_is_needed(&consent.purpose, purpose);
        let head = Head { word: "consent", prompt: consent.prompt.as_ref(), modifiers: &consent.modifiers };
        let sides = (consent.yes.as_ref(), consent.no.as_ref());
        self.yes_or_no(head, sides, (span, at, next), |lower, sides| {
            let no =
                consent.no.as_ref().map_or(next, |option| lower.branch(&option.body, Reads::new(), next));
            let no = MenuOption { target: no, ..sides.no };
            Answer::Consent { purpose, yes: sides.yes, no, lexicon: sides.lexicon }
        });
    }

    fn check_consent_is_needed(&mut self, name: &ast::Name, id: PurposeId) {
        let Some(purpose) = self.b.graph.purpose(id).filter(|purpose| purpose.basis != "consent") else {
            return;
        };
        let basis = purpose.basis.clone();
        let names = &self.b.names;
        // A module asks: what can be changed is the project's own purpose.
        let declared = names.purposes.iter().find(|declared| declared.name.text == name.text);
        if let Some(declared) = declared.filter(|_| names.modules.is_standard(name.span.file)) {
            let module = names.modules.home(name.span.file).trim_end_matches('.');
            let wrong =
                format!("`{module}` asks for consent to `{}`, but this rests on `{basis}`", name.text);
            let help = wording!("write `purpose {name} {{ basis consent }}`", name = name.text);
            let diagnostic = Diagnostic::new(codes::E1054, declared.name.span, wrong).help(help);
            return self.b.report.add(diagnostic);
        }
        self.b.report.add(
            Diagnostic::new(
                codes::E1054,
                name.span,
                wording!(
                    "`{name}` rests on `{basis}`, so there is nothing to consent to",
                    name = name.text,
                    basis
                ),
            )
            .help("ask only for what rests on consent: `purpose NAME { basis consent }`"),
        );
    }

    /// What `confirm` and `consent` share; `answer` makes the last of it, the way on after "no".
    fn yes_or_no(
        &mut self,
        head: Head<'t>,
        (yes, no): (Option<&'t ast::MenuOption>, Option<&'t ast::MenuOption>),
        (span, at, next): (Span, NodeId, NodeId),
        answer: impl FnOnce(&mut Self, Sides) -> Answer,
    ) {
        self.only_for_ask(head.modifiers, head.word);
        let render = self.render(head.modifiers, true);
        let most = Self::most_with_options(render);
        let ids = self.ids(head.word, head.modifiers);
        let prompt = self.prompt(&ids, head.prompt, span, most);
        let mut phrases = Phrases::new();
        let yes_label = self.side(&ids.texts, "yes", 0, yes, Phrase::Yes, &mut phrases);
        let no_label = self.side(&ids.texts, "no", 1, no, Phrase::No, &mut phrases);
        let example = self.b.literal(yes_label);
        let question = self.question_id();
        let asked = Asked { ids: &ids, question, node: at, span, most, example, implicit: false };
        let ladder = self.ladder(&asked, head.modifiers, None);
        let later = self.later(&asked, head.modifiers, None);
        let yes_target = yes.map_or(next, |option| self.branch(&option.body, Reads::new(), next));
        let lexicon = self.b.lexicon_of(phrases);
        let option = |name: &str, label, target| MenuOption { key: Key::of(name), label, target };
        let sides =
            Sides { yes: option("yes", yes_label, yes_target), no: option("no", no_label, next), lexicon };
        let answer = answer(self, sides);
        self.finish_question(&asked, (prompt, answer, render), ladder, later);
    }

    /// "No" without words of its own: going on as if it were "yes" would be wrong, so the customer says what to
    /// change; where nothing was asked, the conversation ends.
    fn refused(&mut self, span: Span) -> NodeId {
        let node = self.b.reserve(span);
        let kind = if self.asks_something() { NodeKind::Correct } else { NodeKind::Leave };
        self.fill(node, kind, true);
        node
    }

    fn side(
        &mut self,
        id: &str,
        role: &str,
        item: usize,
        option: Option<&'t ast::MenuOption>,
        default: Phrase,
        phrases: &mut Phrases,
    ) -> TextId {
        match option {
            Some(option) if !option.label.pieces.is_empty() => {
                let label = self.text(&format!("{id}.{role}"), &option.label, MESSAGE);
                self.words_of(&format!("{id}.{role}"), item, label, &option.also, phrases);
                label
            }
            other => {
                let item = u32::try_from(item).unwrap_or(u32::MAX);
                let own = self.b.phrase_words(default).into_iter();
                phrases.extend(own.map(|text| Worded { item, text, span: None, label: true }));
                let also = other.map(|option| self.b.also(&format!("{id}.{role}.also"), item, &option.also));
                phrases.extend(also.unwrap_or_default());
                self.b.phrase(default)
            }
        }
    }

    fn words_of(
        &mut self,
        id: &str,
        item: usize,
        label: TextId,
        also: &'t [ast::Text],
        phrases: &mut Phrases,
    ) {
        let item = u32::try_from(item).unwrap_or(u32::MAX);
        phrases.extend(self.b.worded_label(label, item));
        phrases.extend(self.b.also(&format!("{id}.also"), item, also));
    }
}
