//! Questions to answers, by the words they share: what `answer from` searches.
//!
//! A message is compared with every passage by the weight of its words that the passage has. Words of the questions count
//! in full, words of the answer in part; another ending or a typing error counts a little less.

use crate::{
    api::{Score, Utterance},
    features, hash,
    words::{self, asking},
};
use scn_graph::{
    Language,
    model::{Knowledge, Passage, Retrieval},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// Below this no answer is given.
const ANSWERED: Score = 500;
/// The question itself; the same words in another order.
const SAME: Score = 1000;
const SAME_WORDS: Score = 950;
/// How much a shared word counts, in parts of 4096: in a question, in a short answer, in a long one.
const IN_QUESTION: u16 = 4096;
const IN_ANSWER: u16 = 3300;
const IN_LONG_ANSWER: u16 = 2600;
/// Answers of more words are long.
const LONG_ANSWER: usize = 60;
/// How much is left of a word that is only similar, in thousandths.
const WORD: u32 = 1000;
const HEAD: u32 = 880;
const TYPO: u32 = 800;
const SHORT_HEAD: u32 = 600;
const INNER: u32 = 650;
/// How much of a score hangs on one question being asked as a whole, in thousandths.
const ONE_QUESTION: u32 = 250;
/// How far the best answer is before the next: of two nearer ones, the first is wrong more often than right (measured on
/// CLINC150 and BANKING77).
const CLEAR: Score = 30;
/// Passages that are looked at closely.
const CLOSE: usize = 12;
/// Questions of one passage that are compared one by one.
const MAX_QUESTIONS: usize = 128;
/// Words of a message that are looked up.
const MAX_WORDS: usize = 48;
/// What a word weighs that says little, in thousandths: articles and politeness, question words.
const LIGHT: u32 = 60;
const ASKING: u32 = 200;
/// What is left of the weight of a word that no passage has, in hundredths.
const UNKNOWN: u32 = 60;
/// What is left of the score of a message that asks nothing, in hundredths.
const STATEMENT: u32 = 90;

/// What is looked up of a word; each kind has hashes of its own.
#[derive(Clone, Copy)]
enum Kind {
    Word = 1,
    Head,
    ShortHead,
    /// Five letters inside a longer word: "zahlen" in "bezahlen", "Kosten" in "Versandkosten".
    Inner,
    /// The word with one letter less: two words with one typing error between them share one.
    Gap,
    Question,
    Words,
}

fn key(kind: Kind, bytes: &[u8]) -> u64 {
    hash::mix(kind as u64, hash::hash(bytes))
}

/// Weighs the words of all passages; done once, when the project is compiled.
pub fn index(passages: &[Passage]) -> Retrieval {
    // For each feature its passages, each with the greatest weight it has there.
    let mut rows: BTreeMap<u64, BTreeMap<u32, u16>> = BTreeMap::new();
    for (at, passage) in passages.iter().enumerate() {
        let mut add = |key: u64, weight: u16| {
            let cell = rows.entry(key).or_default().entry(at as u32).or_default();
            *cell = weight.max(*cell);
        };
        for written in passage.questions.iter().flat_map(|question| spellings(question)) {
            let question = Utterance::new(&written);
            add(key(Kind::Question, question.folded.as_bytes()), IN_QUESTION);
            if let Some(words) = same_words(&question) {
                add(words, IN_QUESTION);
            }
            for word in said(&question) {
                each_feature(word, true, |key, _| add(key, IN_QUESTION));
            }
        }
        let answer = Utterance::new(&passage.answer);
        let weight = if answer.words.len() > LONG_ANSWER { IN_LONG_ANSWER } else { IN_ANSWER };
        for word in said(&answer) {
            each_feature(word, false, |key, _| add(key, weight));
        }
    }
    let mut index = Retrieval::default();
    for (key, row) in rows {
        index.words.push((key, index.postings.len() as u32));
        index.idf.push(rarity(passages.len(), row.len()));
        index.postings.extend(row);
    }
    let asked = passages.iter().map(|passage| {
        let questions = passage.questions.iter().take(MAX_QUESTIONS);
        questions.map(|question| heads(&index, passages.len(), &Utterance::new(question))).collect()
    });
    index.asked = asked.collect();
    index
}

/// As written, and with umlauts as they are typed without an umlaut key.
fn spellings(question: &str) -> Vec<String> {
    let mut all = vec![question.to_owned()];
    all.extend(Some(words::spelt_out(question)).filter(|spelt| spelt != question));
    all
}

/// The passage that answers a message, and how surely; none below the threshold, nor when two fit alike.
pub fn answer(
    utterance: &Utterance<'_>,
    knowledge: &Knowledge,
    language: Option<Language>,
) -> Option<(usize, Score)> {
    let found = answers(utterance, knowledge, language);
    found.first().copied().filter(|(_, score)| *score >= needed(&found))
}

/// The score that the best of these must have to be given as the answer: above the threshold, and before the next one.
pub fn needed(answers: &[(usize, Score)]) -> Score {
    answers.get(1).map_or(ANSWERED, |(_, second)| ANSWERED.max(second + CLEAR))
}

/// The passages that a message may ask for, best first, also those that are not near enough to be given as an answer.
pub fn answers(
    utterance: &Utterance<'_>,
    knowledge: &Knowledge,
    language: Option<Language>,
) -> Vec<(usize, Score)> {
    let speaks = |passage: usize| {
        let own = knowledge.passages.get(passage).and_then(|passage| passage.language);
        language.is_none() || own.is_none() || own == language
    };
    let exact = |key: u64, score: Score| {
        let (row, _) = row(&knowledge.index, key)?;
        row.iter().map(|(passage, _)| *passage as usize).find(|passage| speaks(*passage)).map(|p| (p, score))
    };
    let same = exact(key(Kind::Question, utterance.folded.as_bytes()), SAME)
        .or_else(|| exact(same_words(utterance)?, SAME_WORDS));
    match same {
        Some(same) => vec![same],
        None => similar(utterance, knowledge, &speaks),
    }
}

fn similar(
    utterance: &Utterance<'_>,
    knowledge: &Knowledge,
    speaks: &dyn Fn(usize) -> bool,
) -> Vec<(usize, Score)> {
    let index = &knowledge.index;
    let mut best = covered(utterance, knowledge);
    best.retain(|(passage, _)| speaks(*passage));
    best.sort_by_key(|(passage, covered)| (Reverse(*covered), *passage));
    best.truncate(CLOSE);
    let mood = if utterance.is_question { 100 } else { STATEMENT };
    let said = heads(index, knowledge.passages.len(), utterance);
    let mut found: Vec<(usize, Score)> = best
        .into_iter()
        .map(|(passage, covered)| {
            let nearest = nearest(index.asked.get(passage), &said);
            let score = (covered * (1000 - ONE_QUESTION) + nearest * ONE_QUESTION) / 1000;
            (passage, (score * mood / 100).min(u32::from(SAME_WORDS) - 10) as Score)
        })
        .collect();
    found.sort_by_key(|(passage, score)| (Reverse(*score), *passage));
    found
}

/// How much of what is asked each passage has, in thousandths.
fn covered(utterance: &Utterance<'_>, knowledge: &Knowledge) -> Vec<(usize, u32)> {
    let mut shared: BTreeMap<u32, u32> = BTreeMap::new();
    let (mut all, mut content) = (0, 0);
    for (at, word) in said(utterance).enumerate() {
        let part = importance(utterance, at);
        let (rarity, row) = look_up(&knowledge.index, knowledge.passages.len(), word);
        let weight = rarity * part / 1000;
        all += weight;
        content += u32::from(part == 1000);
        for (passage, share) in row {
            *shared.entry(passage).or_default() += weight * share / 1000;
        }
    }
    // "c'est quoi ?" has nothing to look for.
    if content == 0 || all == 0 {
        return Vec::new();
    }
    shared.into_iter().map(|(passage, shared)| (passage as usize, 1000 * shared / all)).collect()
}

/// How much the nearest of some questions and the message have in common, in thousandths of both together.
fn nearest(asked: Option<&Vec<Vec<(u64, u16)>>>, said: &[(u64, u16)]) -> u32 {
    let sum = |heads: &[(u64, u16)]| heads.iter().map(|(_, weight)| u32::from(*weight)).sum::<u32>();
    let common = |question: &Vec<(u64, u16)>| {
        let has = |head: &u64| said.binary_search_by_key(head, |(said, _)| *said).is_ok();
        let shared: u32 =
            question.iter().filter(|(head, _)| has(head)).map(|(_, weight)| u32::from(*weight)).sum();
        2000 * shared / (sum(question) + sum(said)).max(1)
    };
    asked.into_iter().flatten().map(common).max().unwrap_or(0)
}

/// The word heads of a text, sorted, each with how much it tells.
fn heads(index: &Retrieval, passages: usize, utterance: &Utterance<'_>) -> Vec<(u64, u16)> {
    let head = |(at, word): (usize, &str)| {
        let key = key(Kind::Head, head(word.as_bytes(), 5));
        let rarity = row(index, key).map_or_else(|| rarity(passages, 1), |(_, rarity)| rarity);
        (key, (u32::from(rarity) * importance(utterance, at) / 1000) as u16)
    };
    let mut heads: Vec<(u64, u16)> = said(utterance).enumerate().map(head).collect();
    heads.sort_unstable();
    heads.dedup_by_key(|(head, _)| *head);
    heads
}

/// The passages that have a word or one like it, with how much it counts there in thousandths; and how rare it is.
fn look_up(index: &Retrieval, passages: usize, word: &str) -> (u32, BTreeMap<u32, u32>) {
    let mut keys: Vec<(u64, u32)> = Vec::new();
    let bytes = word.as_bytes();
    keys.push((key(Kind::Word, bytes), WORD));
    keys.push((key(Kind::Head, head(bytes, 5)), HEAD));
    if bytes.len() >= 6 {
        keys.push((key(Kind::ShortHead, head(bytes, 4)), SHORT_HEAD));
    }
    if bytes.len() >= 5 {
        keys.push((key(Kind::Inner, head(bytes, 5)), INNER));
    }
    each_inner(bytes, |inner| keys.push((key(Kind::Head, inner), INNER)));
    if keys.iter().all(|(key, _)| row(index, *key).is_none()) {
        keys.clear();
        each_gap(word.as_bytes(), |key| keys.push((key, TYPO)));
    }
    let mut found: BTreeMap<u32, u32> = BTreeMap::new();
    let mut rarest = None;
    for (key, quality) in keys {
        let Some((row, idf)) = row(index, key) else { continue };
        rarest = rarest.or(Some(u32::from(idf)));
        for (passage, weight) in row {
            let share = quality * u32::from(*weight) / u32::from(IN_QUESTION);
            let cell = found.entry(*passage).or_default();
            *cell = share.max(*cell);
        }
    }
    (rarest.unwrap_or_else(|| UNKNOWN * u32::from(rarity(passages, 1)) / 100), found)
}

fn row(index: &Retrieval, key: u64) -> Option<(&[(u32, u16)], u16)> {
    let at = index.words.binary_search_by_key(&key, |(key, _)| *key).ok()?;
    let start = index.words.get(at)?.1 as usize;
    let end = index.words.get(at + 1).map_or(index.postings.len(), |(_, next)| *next as usize);
    Some((index.postings.get(start..end)?, index.idf.get(at).copied()?))
}

fn said<'u>(utterance: &'u Utterance<'_>) -> impl Iterator<Item = &'u str> {
    (0..utterance.words.len().min(MAX_WORDS)).map(|at| utterance.word(at))
}

/// How much the word at a place tells, in thousandths.
fn importance(utterance: &Utterance<'_>, at: usize) -> u32 {
    let word = utterance.word(at);
    if asking::asks(word) || word.bytes().any(|byte| byte.is_ascii_digit()) {
        ASKING
    } else if utterance.is_filler(at) || word.len() < 2 || asking::helps(word) {
        LIGHT
    } else {
        1000
    }
}

/// The word, its heads, what is inside it and, when asked for, its gaps.
fn each_feature(word: &str, gaps: bool, mut see: impl FnMut(u64, u32)) {
    let bytes = word.as_bytes();
    see(key(Kind::Word, bytes), WORD);
    // Short words are their own heads.
    see(key(Kind::Head, head(bytes, 5)), HEAD);
    if bytes.len() >= 6 {
        see(key(Kind::ShortHead, head(bytes, 4)), SHORT_HEAD);
    }
    each_inner(bytes, |inner| see(key(Kind::Inner, inner), INNER));
    if gaps {
        each_gap(bytes, |key| see(key, TYPO));
    }
}

/// Five letters behind the first two or more of a long word.
fn each_inner(word: &[u8], see: impl FnMut(&[u8])) {
    if (7..=32).contains(&word.len()) {
        word.windows(5).skip(2).for_each(see);
    }
}

/// Heads take the place of stems; "carte" and "cartes" have the same.
fn head(bytes: &[u8], len: usize) -> &[u8] {
    let stem = bytes.strip_suffix(b"s").filter(|stem| stem.len() >= 4).unwrap_or(bytes);
    stem.get(..len.min(stem.len())).unwrap_or_default()
}

/// The word itself and all words with one letter less.
fn each_gap(word: &[u8], mut see: impl FnMut(u64)) {
    if !(5..=24).contains(&word.len()) || !word.is_ascii() {
        return;
    }
    see(key(Kind::Gap, word));
    for at in 0..word.len() {
        let rest: Vec<u8> = word.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, b)| *b).collect();
        see(key(Kind::Gap, &rest));
    }
}

/// One number for the words that are more than filler, in any order; none for a single word.
fn same_words(utterance: &Utterance<'_>) -> Option<u64> {
    let words: BTreeSet<&str> =
        said(utterance).enumerate().filter(|(at, _)| !utterance.is_filler(*at)).map(|(_, w)| w).collect();
    let joined = words.iter().fold(Kind::Words as u64, |all, w| hash::mix(all, hash::hash(w.as_bytes())));
    (words.len() > 1).then_some(joined)
}

/// Inverse document frequency in thousandths: rare words tell more.
fn rarity(passages: usize, having: usize) -> u16 {
    let (all, having) = (passages as f64, having as f64);
    (1000.0 * features::ln(1.3 + (all - having + 0.5) / (having + 0.5))).clamp(100.0, 60_000.0) as u16
}

#[cfg(test)]
#[path = "knowledge_tests.rs"]
mod tests;
