//! What happens when an answer is not understood: reprompts, then `otherwise`, by default the offer of a person. Each
//! part comes from the nearest that has it: the question, its tunnel, the project, the modules it uses, the language.

use super::Lower;
use super::modifiers::{Fills, Later, nth};
use super::questions::Ids;
use crate::codes;
use crate::expr::visit::Reads;
use scn_diag::{Diagnostic, Span, wording};
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
    pub(super) ids: &'a Ids,
    pub(super) question: QuestionId,
    pub(super) node: NodeId,
    pub(super) span: Span,
    pub(super) most: usize,
    pub(super) example: Option<String>,
    /// Not written by the designer.
    pub(super) implicit: bool,
}

impl<'t> Lower<'_, 't> {
    pub(super) fn ladder(
        &mut self,
        asked: &Asked<'_>,
        modifiers: &'t ast::Modifiers,
        fills: Option<Fills<'_>>,
    ) -> Ladder {
        let (id, most) = (&asked.ids.texts, asked.most);
        let again = modifiers.again.as_ref().map(|text| self.text(&format!("{id}.again"), text, most));
        let help = match &modifiers.help {
            Some(text) => Some(self.text(&format!("{id}.help"), text, most)),
            None => self.inherited_help(asked),
        };
        let retries = self.retries(asked, modifiers);
        let otherwise = match &modifiers.otherwise {
            Some(block) => self.decides(asked, block, fills, "otherwise"),
            None => self.inherited_otherwise(asked),
        };
        Ladder { again, help, retries, otherwise }
    }

    fn inherited_help(&mut self, asked: &Asked<'_>) -> Option<TextId> {
        let ladders = self.ladders(&asked.ids.question);
        let (shared, text) =
            ladders.into_iter().find_map(|(shared, ladder)| Some((shared, ladder.help.as_ref()?)))?;
        let id = format!("{}.help", shared.name);
        Some(self.sharing(shared, |lower| lower.text(&id, text, asked.most)))
    }

    fn retries(&mut self, asked: &Asked<'_>, modifiers: &'t ast::Modifiers) -> Vec<TextId> {
        let most = asked.most;
        if !modifiers.retry.is_empty() {
            return self.numbered_texts(&format!("{}.retry", asked.ids.texts), &modifiers.retry, most);
        }
        let ladders = self.ladders(&asked.ids.question);
        if let Some((shared, ladder)) = ladders.into_iter().find(|(_, ladder)| !ladder.retry.is_empty()) {
            let id = format!("{}.retry", shared.name);
            return self.sharing(shared, |lower| lower.numbered_texts(&id, &ladder.retry, most));
        }
        let mut retries = vec![self.b.phrase(Phrase::NotUnderstood)];
        if let Some(example) = &asked.example {
            let id = format!("{}.retry.2", asked.ids.texts);
            retries.push(self.b.phrase_with(&id, Phrase::NotUnderstoodExample, example, asked.span));
        }
        retries
    }

    fn numbered_texts(&mut self, id: &str, texts: &'t [ast::Text], most: usize) -> Vec<TextId> {
        let mut made = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            made.push(self.text(&nth(id, at), text, most));
        }
        made
    }

    /// After it the question is asked again.
    fn inherited_otherwise(&mut self, asked: &Asked<'_>) -> NodeId {
        let ladders = self.ladders(&asked.ids.question);
        let serves = self.common.of_ladders.contains(&self.plan.id);
        let found = ladders
            .into_iter()
            .filter(|(shared, _)| shared.flow.is_some() || !serves)
            .find_map(|(shared, ladder)| Some((shared, ladder.otherwise.as_ref()?)));
        match found.filter(|_| !self.in_ladder) {
            Some((shared, block)) => {
                self.in_ladder = true;
                let target = self.shared_branch(shared, block, asked.node);
                self.in_ladder = false;
                target
            }
            None => self.offer_person(asked),
        }
    }

    /// `otherwise` and `expire` of a question say how the conversation goes on. A `set` of its slot goes on as an
    /// answer would; after `enter` and the like the question is asked again.
    pub(super) fn decides(
        &mut self,
        asked: &Asked<'_>,
        block: &'t Block,
        fills: Option<Fills<'_>>,
        word: &str,
    ) -> NodeId {
        let slot = fills.map(|fills| fills.slot);
        if !closes(block, slot) {
            let help = match slot {
                Some(slot) => {
                    wording!(
                        "end it with `handoff`, `leave`, `go`, `enter`, `done`, or `set {slot} = …`",
                        slot
                    )
                }
                None => "end it with `handoff`, `leave`, `go`, `enter` or `done`".into(),
            };
            let place = block.statements.last().map_or(block.span, |statement| statement.span);
            self.b.report.add(
                Diagnostic::new(
                    codes::E2011,
                    place,
                    wording!("`{word}` does not say how the conversation goes on", word),
                )
                .help(help),
            );
        }
        let sets = block.statements.last().is_some_and(
            |last| matches!((&last.kind, slot), (StatementKind::Set { slot, .. }, Some(name)) if slot.text == name),
        );
        let next = fills.filter(|_| sets).map_or(asked.node, |fills| fills.next);
        self.branch(block, Reads::new(), next)
    }

    /// "Shall a person take over?": yes hands over, no asks again. Not written by the designer, so not drawn.
    fn offer_person(&mut self, asked: &Asked<'_>) -> NodeId {
        let node = self.b.reserve(asked.span);
        let handoff = self.b.reserve(asked.span);
        let team = (!self.b.graph.teams.is_empty()).then_some(TeamId(0));
        self.fill(handoff, NodeKind::Handoff { team, because: None, next: asked.node }, true);
        let question = self.question_id();
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
        let id = format!("{}.person", asked.ids.question);
        let ids = Ids { texts: id.clone(), question: id };
        let most = asked.most;
        let person =
            Asked { ids: &ids, question, node, span: asked.span, most, example: None, implicit: true };
        self.finish_question(&person, (prompt, answer, Render::Auto), ladder, Later::default());
        node
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
