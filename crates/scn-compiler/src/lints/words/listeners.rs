//! Escapes and entries: what another one, a link or the language takes before they are asked.

use super::answers::{Answers, leads_to_the_same};
use super::{examples, right};
use crate::codes;
use crate::lints::Checked;
use crate::translate::Said;
use regex::{RegexSet, RegexSetBuilder};
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::model::{Listener, ListenerKind};
use scn_graph::{Answer, FlowId, LexiconId};
use scn_understand::{Utterance, fold};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let Some(takers) = Takers::of(checked) else { return Vec::new() };
    let mut found = Vec::new();
    for at in 0..checked.graph().listeners.len() {
        found.extend(check_listener(checked, &takers, at));
    }
    found.extend(hidden_by_answers(checked));
    found
}

/// What listens, and what it listens to.
pub(super) struct One<'c> {
    pub(super) at: usize,
    pub(super) listener: &'c Listener,
}

fn check_listener(checked: &Checked<'_, '_>, takers: &Takers<'_>, at: usize) -> Vec<Diagnostic> {
    let heard = checked.build.words.listeners.get(at);
    let (Some(listener), Some(heard)) = (checked.graph().listeners.get(at), heard) else { return Vec::new() };
    let one = One { at, listener };
    if listener.kind == ListenerKind::Anything {
        return Vec::new();
    }
    let mut found = Vec::new();
    // One report for each that takes words away, at the first of them.
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut mixed_up: BTreeSet<usize> = BTreeSet::new();
    let own = |said: &&Said| !checked.is_standard(said.span.file);
    for said in heard.says.iter().chain(&heard.like).filter(own) {
        let words = Utterance::new(&said.text);
        if right(&words, checked).is_some() {
            continue;
        }
        if let Some(diagnostic) = taken_by_language(checked, said, &words) {
            found.push(diagnostic);
        } else if let Some(winner) = takers.winner(&one, &words) {
            if winner != at && told.insert(winner) {
                found.push(taken(checked, said.span, &said.text, winner));
            }
        } else if takers.tries(at) {
            let mistaken = examples::check(checked, takers, &one, said, &words);
            found.extend(mistaken.filter(|(winner, _)| mixed_up.insert(*winner)).map(|(_, found)| found));
        }
    }
    for (pattern, span) in heard.matching.iter().filter(|(_, span)| !checked.is_standard(span.file)) {
        let source = checked.graph().pattern(*pattern);
        let winner = source.and_then(|source| takers.same_pattern_before(&one, source));
        found.extend(
            winner
                .filter(|winner| told.insert(*winner))
                .zip(source)
                .map(|(winner, source)| taken(checked, *span, &format!("/{source}/"), winner)),
        );
    }
    found
}

/// A link or the name of a language is heard before any escape or entry.
fn taken_by_language(checked: &Checked<'_, '_>, said: &Said, words: &Utterance<'_>) -> Option<Diagnostic> {
    if let Some(link) = checked.build.words.links.get(&words.folded) {
        let wrong = wording!("`{words}` is never heard here: it is the code of a link", words = said.text);
        let found = Diagnostic::new(codes::W2034, said.span, wrong).label(*link, "the link stands here");
        return Some(found.help("give the link another code, one that nobody writes by chance"));
    }
    scn_understand::wished_language(words)?;
    let wrong = wording!(
        "`{words}` is never heard here: it asks for another language, which scn answers by itself",
        words = said.text
    );
    Some(Diagnostic::new(codes::W2034, said.span, wrong).help("leave it out, or add words that say more"))
}

fn taken(checked: &Checked<'_, '_>, span: Span, words: &str, winner: usize) -> Diagnostic {
    let listener = checked.graph().listeners.get(winner);
    let plan = listener.and_then(|listener| checked.plan(listener.flow));
    let name = plan.map(|plan| plan.title.clone()).unwrap_or_default();
    let wrong = wording!("`{words}` is not heard here: `{name}` is asked first and takes it", words, name);
    let mut found = Diagnostic::new(codes::W2034, span, wrong);
    if let Some(plan) = plan.filter(|plan| !checked.is_standard(plan.place().file)) {
        found = found.label(super::first_line(plan), "this one is asked first");
    }
    found.help(
        "its `says` or `matching` fits these words: make it narrower, give it `only when`, or write the one that \
         should win first",
    )
}

// ---------------------------------------------------------------- who takes a text by its words

/// The listeners whose `says` or `matching` fit a text.
pub(super) struct Takers<'c> {
    listeners: &'c [Listener],
    /// By the first word: the phrase, and who says it.
    says: BTreeMap<&'c str, Vec<(&'c str, usize)>>,
    patterns: RegexSet,
    /// Who listens to each pattern of the set, and its source.
    owners: Vec<(usize, &'c str)>,
    /// Of so many listeners, one has its examples tried on the matcher.
    one_of: usize,
}

/// The matcher weighs every listener for each example, so all examples on all listeners would grow with the square of
/// a project. Up to here all are tried: 500 listeners with 8 examples each.
const MOST_WEIGHED: usize = 2_000_000;

impl<'c> Takers<'c> {
    /// `None` when the patterns are too large to be asked together: then nothing is said.
    fn of(checked: &Checked<'c, '_>) -> Option<Takers<'c>> {
        let graph = checked.graph();
        let mut says: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
        let mut owners = Vec::new();
        for (at, listener) in graph.listeners.iter().enumerate() {
            for phrase in listener.says.iter().filter(|phrase| !phrase.is_empty()) {
                let first = phrase.split(' ').next().unwrap_or_default();
                says.entry(first).or_default().push((phrase, at));
            }
            let sources = listener.matching.iter().filter_map(|pattern| graph.pattern(*pattern));
            owners.extend(sources.map(|source| (at, source.as_str())));
        }
        let sources = owners.iter().map(|(_, source)| *source);
        let patterns = RegexSetBuilder::new(sources).case_insensitive(true).build().ok()?;
        let examples: usize = checked.build.words.listeners.iter().map(|heard| heard.like.len()).sum();
        let one_of = (examples * graph.listeners.len()).div_ceil(MOST_WEIGHED).max(1);
        Some(Takers { listeners: &graph.listeners, says, patterns, owners, one_of })
    }

    /// With very many listeners only some have their examples tried; what is said of them is as true.
    fn tries(&self, at: usize) -> bool {
        at.is_multiple_of(self.one_of)
    }

    fn takers(&self, words: &Utterance<'_>) -> BTreeSet<usize> {
        let mut takers: BTreeSet<usize> = BTreeSet::new();
        for first in words.folded.split(' ').collect::<BTreeSet<_>>() {
            let phrases = self.says.get(first).into_iter().flatten();
            let said = phrases.filter(|(phrase, _)| scn_understand::says(words, phrase));
            takers.extend(said.map(|(_, at)| *at));
        }
        let matched = self.patterns.matches(words.raw);
        takers.extend(matched.into_iter().filter_map(|at| self.owners.get(at)).map(|(at, _)| *at));
        takers
    }

    /// Who gets these words by `says` or `matching` where this one listens: the innermost, then the first in the file.
    pub(super) fn winner(&self, one: &One<'_>, words: &Utterance<'_>) -> Option<usize> {
        let takers = self.takers(words).into_iter();
        let fits = takers.filter(|at| *at == one.at || self.is_rival(one, *at));
        fits.min_by_key(|at| (self.listeners.get(*at).is_none_or(|listener| listener.scope.is_none()), *at))
    }

    /// Listens wherever this one does, under no condition.
    pub(super) fn is_rival(&self, one: &One<'_>, at: usize) -> bool {
        self.listeners.get(at).is_some_and(|other| {
            at != one.at
                && other.kind == one.listener.kind
                && other.only_when.is_none()
                && (other.scope.is_none() || other.scope == one.listener.scope)
        })
    }

    fn same_pattern_before(&self, one: &One<'_>, source: &str) -> Option<usize> {
        let same = self.owners.iter().filter(|(_, other)| *other == source || takes_all(other));
        let scope = |at: usize| self.listeners.get(at).and_then(|listener| listener.scope);
        same.map(|(at, _)| *at)
            .find(|at| *at < one.at && self.is_rival(one, *at) && scope(*at) == one.listener.scope)
    }
}

/// Patterns that fit any text with a letter in it.
fn takes_all(source: &str) -> bool {
    matches!(source, "." | ".+" | ".*" | "^." | "^.+" | "^.*" | "(.+)" | "(.*)")
}

// ---------------------------------------------------------------- answers before escapes

/// A tunnel's own escape listens to what answers a question of this tunnel: there it is never asked.
fn hidden_by_answers(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let graph = checked.graph();
    let mut asked: BTreeMap<FlowId, BTreeSet<LexiconId>> = BTreeMap::new();
    for question in &graph.questions {
        match &question.answer {
            Answer::Slot { ty, .. } => {
                asked.entry(question.flow).or_default().extend(graph.lexicon_of(ty));
            }
            Answer::Menu { lexicon, .. } => drop(asked.entry(question.flow).or_default().insert(*lexicon)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (listener, heard) in graph.listeners.iter().zip(&checked.build.words.listeners) {
        let Some(lexicons) = listener.scope.and_then(|scope| asked.get(&scope)) else { continue };
        if listener.kind != ListenerKind::Escape {
            continue;
        }
        for lexicon in lexicons {
            let mut answers = Answers::of(checked, *lexicon);
            answers.words.retain(|word| !leads_to_the_same(graph, word, *lexicon, listener.flow));
            found.extend(hidden(checked, &answers, heard));
        }
    }
    found
}

fn hidden(checked: &Checked<'_, '_>, answers: &Answers, heard: &crate::worded::Heard) -> Vec<Diagnostic> {
    let words: BTreeMap<String, Option<Span>> =
        answers.words.iter().map(|word| (fold(&word.text), word.span)).collect();
    let said = heard.says.iter().chain(&heard.like).filter(|said| !checked.is_standard(said.span.file));
    said.filter_map(|said| {
        let place = words.get(&fold(&said.text))?;
        let wrong = wording!(
            "`{words}` does not open this escape where it is an answer: the answer is heard first",
            words = said.text
        );
        let mut found = Diagnostic::new(codes::W2035, said.span, wrong);
        if let Some(place) = place {
            found = found.label(*place, "it is an answer here");
        }
        Some(found.help("listen to words that no answer of this tunnel has"))
    })
    .collect()
}
