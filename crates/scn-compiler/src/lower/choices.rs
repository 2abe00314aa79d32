//! `choose` and `confirm`: questions whose answer is a way to go on.

use super::Lower;
use super::ladder::Asked;
use crate::codes;
use crate::text::MESSAGE;
use scn_diag::{Diagnostic, Span};
use scn_graph::{Answer, Key, MenuOption, NodeId, NodeKind, Phrase, TextId};
use scn_syntax::ast;
use scn_understand::build_lexicon;

/// Words that name an option: item, words, are they its label.
type Phrases = Vec<(u32, String, bool)>;

impl<'t> Lower<'_, 't> {
    pub(super) fn choose(&mut self, choose: &'t ast::Choose, span: Span, at: NodeId, next: NodeId) {
        self.only_for_ask(&choose.modifiers, "choose");
        let render = self.render(&choose.modifiers, true);
        let most = Self::most_with_options(render);
        let id = self.stable_id("choose");
        let prompt = self.prompt(&id, choose.prompt.as_ref(), span, most);
        if choose.options.is_empty() {
            self.b.report.add(
                Diagnostic::new(codes::E2015, span, "this menu has no options")
                    .help("give it at least one: `\"Label\" { … }`"),
            );
        }
        let mut phrases = Phrases::new();
        let mut texts = Vec::new();
        for (place, option) in choose.options.iter().enumerate() {
            let label =
                self.b.text(&self.scope, &format!("{id}.option.{}", place + 1), &option.label, MESSAGE);
            self.words_of(&format!("{id}.option.{}", place + 1), place, label, &option.also, &mut phrases);
            texts.push(label);
        }
        let labels: Vec<_> = texts.iter().map(|label| self.label(*label, None)).collect();
        self.check_labels(&labels, render);
        let example = texts.first().and_then(|label| self.b.literal(*label));
        let question = self.question_id();
        let asked = Asked { id: &id, question, node: at, span, most, example };
        let ladder = self.ladder(&asked, &choose.modifiers, None);
        let mut options = Vec::new();
        for (place, (option, label)) in choose.options.iter().zip(texts).enumerate() {
            let target = self.branch(&option.body, super::Reads::new(), next);
            let key = self.b.literal(label).unwrap_or_else(|| format!("option.{}", place + 1));
            options.push(MenuOption { key: Key::of(&key), label, target });
        }
        let lexicon = self.lexicon(&phrases);
        self.finish_question(question, &id, at, prompt, ladder, Answer::Menu { options, lexicon }, render);
        self.fill(at, NodeKind::Question { question }, false);
    }

    pub(super) fn confirm(&mut self, confirm: &'t ast::Confirm, span: Span, at: NodeId, next: NodeId) {
        self.only_for_ask(&confirm.modifiers, "confirm");
        let render = self.render(&confirm.modifiers, true);
        let most = Self::most_with_options(render);
        let id = self.stable_id("confirm");
        let prompt = self.prompt(&id, confirm.prompt.as_ref(), span, most);
        let mut phrases = Phrases::new();
        let yes = self.side(&id, "yes", 0, confirm.yes.as_ref(), Phrase::Yes, &mut phrases);
        let no = self.side(&id, "no", 1, confirm.no.as_ref(), Phrase::No, &mut phrases);
        let labels = [self.label(yes, None), self.label(no, None)];
        self.check_labels(&labels, render);
        let example = self.b.literal(yes);
        let question = self.question_id();
        let asked = Asked { id: &id, question, node: at, span, most, example };
        let ladder = self.ladder(&asked, &confirm.modifiers, None);
        let yes_target = match &confirm.yes {
            Some(option) => self.branch(&option.body, super::Reads::new(), next),
            None => next,
        };
        let no_target = match &confirm.no {
            Some(option) if !option.body.statements.is_empty() => {
                self.branch(&option.body, super::Reads::new(), next)
            }
            _ => self.refused(span),
        };
        let lexicon = self.lexicon(&phrases);
        let option = |name: &str, label, target| MenuOption { key: Key::of(name), label, target };
        let answer =
            Answer::Confirm { yes: option("yes", yes, yes_target), no: option("no", no, no_target), lexicon };
        self.finish_question(question, &id, at, prompt, ladder, answer, render);
        self.fill(at, NodeKind::Question { question }, false);
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
                let label = self.b.text(&self.scope, &format!("{id}.{role}"), &option.label, MESSAGE);
                self.words_of(&format!("{id}.{role}"), item, label, &option.also, phrases);
                label
            }
            other => {
                let item = u32::try_from(item).unwrap_or(u32::MAX);
                phrases.extend(self.b.phrase_words(default).into_iter().map(|word| (item, word, true)));
                let also = other.map(|option| self.b.also(&format!("{id}.{role}.also"), item, &option.also));
                phrases.extend(also.unwrap_or_default());
                self.b.phrase(default)
            }
        }
    }

    fn words_of(&mut self, id: &str, item: usize, label: TextId, also: &'t [ast::Text], phrases: &mut Phrases) {
        let item = u32::try_from(item).unwrap_or(u32::MAX);
        phrases.extend(self.b.label_words(label).into_iter().map(|words| (item, words, true)));
        phrases.extend(self.b.also(&format!("{id}.also"), item, also));
    }

    fn lexicon(&mut self, phrases: &Phrases) -> scn_graph::LexiconId {
        let lexicon =
            build_lexicon(phrases.iter().map(|(item, words, label)| (*item, words.as_str(), *label)));
        self.b.add_lexicon(lexicon)
    }
}
