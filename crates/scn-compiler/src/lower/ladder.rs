//! What happens when an answer is not understood: reprompts, then `otherwise`, by default the offer of a person.

use super::Lower;
use crate::codes;
use crate::text::MESSAGE;
use scn_diag::{Diagnostic, Span};
use scn_graph::{Answer, Key, MenuOption, NodeId, NodeKind, Phrase, QuestionId, Render, TeamId, TextId};
use scn_syntax::ast::{self, Block, StatementKind};
use scn_understand::build_lexicon;

/// The words of a question beside its prompt.
pub(super) struct Ladder {
    pub(super) again: Option<TextId>,
    pub(super) help: Option<TextId>,
    pub(super) retries: Vec<TextId>,
    pub(super) otherwise: NodeId,
}

/// The question a ladder belongs to.
pub(super) struct Asked<'a> {
    pub(super) id: &'a str,
    pub(super) question: QuestionId,
    pub(super) node: NodeId,
    pub(super) span: Span,
    pub(super) most: usize,
    pub(super) example: Option<String>,
}

impl<'t> Lower<'_, 't> {
    /// `fills`: the slot asked for and what comes after its answer.
    pub(super) fn ladder(
        &mut self,
        asked: &Asked<'_>,
        modifiers: &'t ast::Modifiers,
        fills: Option<(&str, NodeId)>,
    ) -> Ladder {
        let id = asked.id;
        let most = asked.most;
        let again =
            modifiers.again.as_ref().map(|text| self.b.text(&self.scope, &format!("{id}.again"), text, most));
        let help =
            modifiers.help.as_ref().map(|text| self.b.text(&self.scope, &format!("{id}.help"), text, most));
        let mut retries: Vec<TextId> = modifiers
            .retry
            .iter()
            .enumerate()
            .map(|(at, text)| {
                let id = if at == 0 { format!("{id}.retry") } else { format!("{id}.retry.{}", at + 1) };
                self.b.text(&self.scope, &id, text, most)
            })
            .collect();
        if retries.is_empty() {
            retries.push(self.b.phrase(Phrase::NotUnderstood));
            if let Some(example) = &asked.example {
                let id = format!("{id}.retry.2");
                retries.push(self.b.phrase_with(&id, Phrase::NotUnderstoodExample, example, asked.span));
            }
        }
        let otherwise = match &modifiers.otherwise {
            Some(block) => self.otherwise(asked, block, fills),
            None => self.offer_person(asked),
        };
        Ladder { again, help, retries, otherwise }
    }

    /// After it the question is asked again, but for a `set` of its slot, which goes on as an answer would.
    fn otherwise(&mut self, asked: &Asked<'_>, block: &'t Block, fills: Option<(&str, NodeId)>) -> NodeId {
        if !closes(block, fills.map(|(slot, _)| slot)) {
            let help = match fills {
                Some((slot, _)) => {
                    format!("end it with `handoff`, `leave`, `go`, `enter`, `done`, or `set {slot} = …`")
                }
                None => "end it with `handoff`, `leave`, `go`, `enter` or `done`".to_owned(),
            };
            let place = block.statements.last().map_or(block.span, |statement| statement.span);
            self.b.report.add(
                Diagnostic::new(codes::E2011, place, "`otherwise` does not say how the conversation goes on")
                    .help(help),
            );
        }
        let sets = block.statements.last().is_some_and(
            |last| matches!((&last.kind, fills), (StatementKind::Set { slot, .. }, Some((name, _))) if slot.text == name),
        );
        let next = fills.filter(|_| sets).map_or(asked.node, |(_, next)| next);
        let reads = super::Reads::new();
        self.branch(block, reads, next)
    }

    /// "Shall a person take over?": yes hands over, no asks again. Not written by the designer, so not drawn.
    fn offer_person(&mut self, asked: &Asked<'_>) -> NodeId {
        let node = self.b.reserve(asked.span);
        let handoff = self.b.reserve(asked.span);
        let team = (!self.b.graph.teams.is_empty()).then_some(TeamId(0));
        self.fill(handoff, NodeKind::Handoff { team, because: None, next: asked.node }, true);
        let question = self.question_id();
        self.fill(node, NodeKind::Question { question }, true);
        let (yes, no) = (Phrase::OfferPersonYes, Phrase::OfferPersonNo);
        let words = self.b.phrase_words(yes).into_iter().map(|word| (0, word));
        let words: Vec<(u32, String)> =
            words.chain(self.b.phrase_words(no).into_iter().map(|word| (1, word))).collect();
        let lexicon = build_lexicon(words.iter().map(|(item, word)| (*item, word.as_str(), true)));
        let lexicon = self.b.add_lexicon(lexicon);
        let option = |label: TextId, name: &str, target| MenuOption { key: Key::of(name), label, target };
        let answer = Answer::Confirm {
            yes: option(self.b.phrase(yes), "yes", handoff),
            no: option(self.b.phrase(no), "no", asked.node),
            lexicon,
        };
        let prompt = self.b.phrase(Phrase::OfferPerson);
        let ladder = Ladder { again: None, help: None, retries: Vec::new(), otherwise: handoff };
        let id = format!("{}.person", asked.id);
        self.finish_question(question, &id, node, prompt, ladder, answer, Render::Auto);
        debug_assert_ne!(question, asked.question);
        node
    }

    /// `as buttons`, `as list`, `as text`.
    pub(super) fn render(&mut self, modifiers: &ast::Modifiers, has_options: bool) -> Render {
        let Some(name) = &modifiers.render else { return Render::Auto };
        let render = match name.text.as_str() {
            "buttons" => Render::Buttons,
            "list" => Render::List,
            "text" => Render::Text,
            _ => {
                let diagnostic = Diagnostic::new(
                    codes::E1037,
                    name.span,
                    format!("options are shown `as buttons`, `as list` or `as text`, not `as {}`", name.text),
                );
                self.b.report.add(crate::report::did_you_mean(
                    diagnostic,
                    name.span,
                    &name.text,
                    ["buttons", "list", "text"],
                ));
                return Render::Auto;
            }
        };
        if !has_options && render != Render::Text {
            self.b.report.add(
                Diagnostic::new(
                    codes::E1037,
                    name.span,
                    format!("`as {}` makes no sense here: this question has no options", name.text),
                )
                .help("take it out, or ask for a choice, a catalog or a yes or no"),
            );
            return Render::Auto;
        }
        render
    }

    /// Modifiers that only `ask` has.
    pub(super) fn only_for_ask(&mut self, modifiers: &ast::Modifiers, what: &str) {
        let default = modifiers.default.as_ref().map(|default| (default.span, "default"));
        let check = modifiers.checks.first().map(|check| (check.span, "check"));
        let remember = modifiers.remember.as_ref().map(|remember| (remember.span, "remember"));
        let always = modifiers.always.map(|span| (span, "always"));
        for (span, word) in [default, check, remember, always].into_iter().flatten() {
            self.b.report.add(
                Diagnostic::new(
                    codes::E1037,
                    span,
                    format!("`{word}` makes no sense on a `{what}`: it fills no slot"),
                )
                .help("take it out, or write an `ask`"),
            );
        }
    }

    pub(super) fn most_with_options(render: Render) -> usize {
        if render == Render::Text { MESSAGE } else { crate::text::MESSAGE_WITH_OPTIONS }
    }
}

/// The block says how the conversation goes on.
fn closes(block: &Block, slot: Option<&str>) -> bool {
    let Some(last) = block.statements.last() else { return false };
    match &last.kind {
        StatementKind::Handoff { .. }
        | StatementKind::Leave
        | StatementKind::Go(_)
        | StatementKind::Enter { .. }
        | StatementKind::Done(_)
        | StatementKind::Resume
        | StatementKind::Restart
        | StatementKind::Correct
        | StatementKind::Error => true,
        StatementKind::Set { slot: name, .. } => slot == Some(name.text.as_str()),
        StatementKind::When { then, otherwise: Some(otherwise), .. } => {
            closes(then, None) && closes(otherwise, None)
        }
        _ => false,
    }
}
