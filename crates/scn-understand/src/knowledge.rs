//! Questions to answers, by the words they share: what `answer from` searches.
//!
//! A message is compared with every passage by the weight of its words that the passage has. Words of the questions count
//! in full, words of the answer in part; another ending or a typing error counts a little less.

use crate::{
    api::{Score, Utterance},
    features, hash,
    words::{self, EVERY, Tag},
};
use scn_graph::{
    Language,
    model::{Knowledge, Passage, Retrieval},
};
use std::collections::{BTreeMap, BTreeSet};

/// Below this no answer is given.
const THRESHOLD: u32 = 500;
/// The question itself; the same words in another order.
const SAME: Score = 1000;
const SAME_WORDS: Score = 950;
/// How much a shared word counts, in parts of 4096: in a question, in the answer.
const IN_QUESTION: u16 = 4096;
const IN_ANSWER: u16 = 2200;
/// How much is left of a word that is only similar, in thousandths.
const WORD: u32 = 1000;
const HEAD: u32 = 880;
const TYPO: u32 = 800;
const SHORT_HEAD: u32 = 600;
/// What a word weighs that says little, in thousandths: articles and politeness, question words.
const LIGHT: u32 = 60;
const ASKING: u32 = 200;
/// How much of a score hangs on the question being asked in full.
const FULLNESS: u32 = 250;
/// Passages that are looked at closely.
const CLOSE: usize = 12;
/// Words of a message that are looked up.
const MAX_WORDS: usize = 48;

/// What is left of the weight of a word that no passage has, in hundredths.
const UNKNOWN: u32 = 75;
/// What is left of the score of a message that asks nothing, in hundredths.
const STATEMENT: u32 = 90;

const ASKING_WORDS: &str = "quand comment combien quel quelle quels quelles pourquoi qui quoi que ou wann wo wie wieviel was \
    welche welcher welches wer warum wohin quando dove come quanto quanti quale quali chi cosa perche \
    when where how what which who why much many";
/// Verbs and small words that stand in any question.
const HELPING_WORDS: &str = "peux peut puis pourrais pouvez pourriez avez avoir est sont etes suis etre faire faites prenez \
    prendre venir vient trouver trouve savoir savez chez vos mon avec aussi kann kannst konnen konnte \
    darf ist sind hat habt haben gibt geht auch noch man machen nehmen nehmt komme kommen finde euer \
    eure ihr mit posso puo potete ho avete trovo trovare fare fate prendete anche si siete sono vostri \
    ce ca ces leur leurs ils elle elles tu me se ich du er sie es wir uns der die das den dem mi ci gli \
    lo the you it we they this that to for of on in at can could do does is are have has take takes get \
    there any find need may would also your my with charge possible moglich possibile";

/// What is looked up of a word; each kind has hashes of its own.
#[derive(Clone, Copy)]
enum Kind {
    Word = 1,
    Head,
    ShortHead,
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
        for word in said(&answer) {
            each_feature(word, false, |key, _| add(key, IN_ANSWER));
        }
    }
    let mut index = Retrieval::default();
    for (key, row) in rows {
        index.words.push((key, index.postings.len() as u32));
        index.idf.push(rarity(passages.len(), row.len()));
        index.postings.extend(row);
    }
    index
}

/// As written, and with umlauts as they are typed without an umlaut key.
fn spellings(question: &str) -> Vec<String> {
    let mut all = vec![question.to_owned()];
    all.extend(Some(words::spelt_out(question)).filter(|spelt| spelt != question));
    all
}

/// The passage that answers a message, and how surely; none below the threshold.
pub fn answer(
    utterance: &Utterance<'_>,
    knowledge: &Knowledge,
    language: Option<Language>,
) -> Option<(usize, Score)> {
    let speaks = |passage: usize| {
        let own = knowledge.passages.get(passage).and_then(|passage| passage.language);
        language.is_none() || own.is_none() || own == language
    };
    let exact = |key: u64, score: Score| {
        let (row, _) = row(&knowledge.index, key)?;
        row.iter().map(|(passage, _)| *passage as usize).find(|passage| speaks(*passage)).map(|p| (p, score))
    };
    exact(key(Kind::Question, utterance.folded.as_bytes()), SAME)
        .or_else(|| exact(same_words(utterance)?, SAME_WORDS))
        .or_else(|| similar(utterance, knowledge, &speaks))
}

fn similar(
    utterance: &Utterance<'_>,
    knowledge: &Knowledge,
    speaks: &dyn Fn(usize) -> bool,
) -> Option<(usize, Score)> {
    let index = &knowledge.index;
    let mut shared: BTreeMap<u32, u32> = BTreeMap::new();
    let (mut all, mut content) = (0, 0);
    for (at, word) in said(utterance).enumerate() {
        let part = importance(utterance, at);
        let (rarity, row) = look_up(index, knowledge.passages.len(), word);
        let weight = rarity * part / 1000;
        all += weight;
        content += u32::from(part == 1000);
        for (passage, share) in row {
            *shared.entry(passage).or_default() += weight * share / 1000;
        }
    }
    // "c'est quoi ?" has nothing to look for.
    if content == 0 || all == 0 {
        return None;
    }
    let mut best: Vec<(u32, u32)> = shared
        .into_iter()
        .filter(|(passage, _)| speaks(*passage as usize))
        .map(|(passage, shared)| (1000 * shared / all, passage))
        .filter(|(covered, _)| *covered >= THRESHOLD)
        .collect();
    best.sort_by_key(|(covered, passage)| (std::cmp::Reverse(*covered), *passage));
    best.truncate(CLOSE);
    let mood = if utterance.is_question { 100 } else { STATEMENT };
    let asked: BTreeSet<u64> = heads(utterance).map(|(head, _)| head).collect();
    best.into_iter()
        .filter_map(|(covered, passage)| {
            let fullness = fullness(knowledge.passages.get(passage as usize)?, &asked);
            let score = covered * mood / 100 * (1000 - FULLNESS + FULLNESS * fullness / 1000) / 1000;
            Some((score, passage))
        })
        .filter(|(score, _)| *score >= THRESHOLD)
        .max_by_key(|(score, passage)| (*score, std::cmp::Reverse(*passage)))
        .map(|(score, passage)| (passage as usize, score.min(u32::from(SAME_WORDS) - 10) as Score))
}

/// How much of the nearest question of a passage was said, in thousandths.
fn fullness(passage: &Passage, asked: &BTreeSet<u64>) -> u32 {
    let share = |question: &String| {
        let question = Utterance::new(question);
        let (mut said, mut all) = (0, 0);
        for (head, weight) in heads(&question) {
            all += weight;
            said += if asked.contains(&head) { weight } else { 0 };
        }
        1000 * said / all.max(1)
    };
    passage.questions.iter().take(64).map(share).max().unwrap_or(0)
}

fn heads(utterance: &Utterance<'_>) -> impl Iterator<Item = (u64, u32)> {
    said(utterance)
        .enumerate()
        .map(|(at, word)| (key(Kind::Head, head(word.as_bytes(), 5)), importance(utterance, at)))
}

/// The passages that have a word or one like it, with how much it counts there in thousandths; and how rare it is.
fn look_up(index: &Retrieval, passages: usize, word: &str) -> (u32, BTreeMap<u32, u32>) {
    let mut keys: Vec<(u64, u32)> = Vec::new();
    each_feature(word, false, |key, quality| keys.push((key, quality)));
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
    let is_common = || utterance.tagged(Tag::Common, EVERY).any(|hit| hit.words().contains(&at));
    let word = utterance.word(at);
    if lists(ASKING_WORDS, word) {
        ASKING
    } else if utterance.is_filler(at) || word.len() < 2 || lists(HELPING_WORDS, word) || is_common() {
        LIGHT
    } else {
        1000
    }
}

fn lists(words: &str, word: &str) -> bool {
    words.split(' ').any(|listed| listed == word)
}

/// The word, its heads and, when asked for, its gaps.
fn each_feature(word: &str, gaps: bool, mut see: impl FnMut(u64, u32)) {
    let bytes = word.as_bytes();
    see(key(Kind::Word, bytes), WORD);
    if bytes.len() >= 4 {
        see(key(Kind::Head, head(bytes, 5)), HEAD);
    }
    if bytes.len() >= 6 {
        see(key(Kind::ShortHead, head(bytes, 4)), SHORT_HEAD);
    }
    if gaps {
        each_gap(bytes, |key| see(key, TYPO));
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
