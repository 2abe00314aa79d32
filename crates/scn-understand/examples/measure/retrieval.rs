//! Answers from questions and sections: right, wrong, declined; and declined where there is none.

use crate::{data, figures::Figures};
use scn_graph::{
    Language,
    model::{Knowledge, Passage},
};
use scn_understand::{Utterance, answer, index};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

const NONE: (Option<f64>, Option<f64>) = (None, None);
/// Intents as answers, five examples of each as their questions: name, questions, lines to try.
const BANKS: &[(&str, &str, &[&str])] = &[
    ("CLINC150, 5 questions an answer", "clinc150/train_5", &["clinc150/valid", "clinc150/oos_valid"]),
    ("BANKING77, 5 questions an answer", "banking77/train_5", &["banking77/valid"]),
    (
        "BANKING77, 50 answers, near",
        "banking77_oos/train_5",
        &["banking77_oos/valid", "banking77_oos/near_oos_valid"],
    ),
];

pub(crate) fn measure(figures: &mut Figures) {
    figures.table(
        "Answers from questions and pages",
        "What `answer from` gives. The own pages are four small businesses with 16 questions or sections each, written for this; \
         \"declined\" of lines that have no answer should be all, \"answered wrongly\" none.",
    );
    let own: Value = serde_json::from_str(&data::text("retrieval/faq.json")).unwrap();
    let mut together = Vec::new();
    for (code, language) in
        [("fr", Language::Fr), ("de", Language::De), ("it", Language::It), ("en", Language::En)]
    {
        let (passages, queries) = business(&own[code], Some(language));
        together.push((passages.clone(), queries.clone(), language));
        try_bank(figures, &format!("own pages, {code}"), passages, &queries, Some(language));
    }
    // All four languages in one file, not told apart.
    let mut passages = Vec::new();
    let mut queries = Vec::new();
    for (more, asked, _) in together {
        let before = passages.len();
        passages.extend(more.into_iter().map(|passage| Passage { language: None, ..passage }));
        queries.extend(asked.into_iter().map(|(gold, text)| (gold.map(|at| at + before), text)));
    }
    try_bank(figures, "own pages, all in one file", passages, &queries, None);
    for (name, questions, tried) in BANKS {
        let mut by_label: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (label, text) in data::pairs(&format!("intents/{questions}.tsv")) {
            by_label.entry(label).or_default().push(text);
        }
        let labels: Vec<String> = by_label.keys().cloned().collect();
        let passages =
            by_label.into_values().map(|questions| Passage { questions, ..Passage::default() }).collect();
        let lines = tried.iter().flat_map(|file| data::pairs(&format!("intents/{file}.tsv")));
        let queries: Vec<(Option<usize>, String)> =
            lines.map(|(label, text)| (labels.iter().position(|known| *known == label), text)).collect();
        try_bank(figures, name, passages, &queries, None);
    }
}

type Queries = Vec<(Option<usize>, String)>;

fn business(own: &Value, language: Option<Language>) -> (Vec<Passage>, Queries) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let passages = list(&own["passages"]);
    let passages = passages.iter().map(|passage| Passage {
        questions: list(&passage["questions"]).iter().map(text).collect(),
        answer: text(&passage["answer"]),
        language,
    });
    let queries = list(&own["queries"]);
    let queries =
        queries.iter().map(|query| (query["answer"].as_u64().map(|at| at as usize), text(&query["text"])));
    (passages.collect(), queries.collect())
}

fn try_bank(
    figures: &mut Figures,
    set: &str,
    passages: Vec<Passage>,
    queries: &Queries,
    language: Option<Language>,
) {
    let start = Instant::now();
    let knowledge = Knowledge { name: String::new(), index: index(&passages), passages };
    let built = start.elapsed();
    let (mut right, mut wrong, mut with, mut kept, mut without) = (0, 0, 0, 0, 0);
    let (mut times, mut misses): (Vec<Duration>, _) = (Vec::new(), Vec::new());
    for (gold, text) in queries {
        let start = Instant::now();
        let found = answer(&Utterance::new(text), &knowledge, language);
        times.push(start.elapsed());
        let place = found.map(|(place, _)| place);
        with += usize::from(gold.is_some());
        without += usize::from(gold.is_none());
        right += usize::from(gold.is_some() && place == *gold);
        wrong += usize::from(gold.is_some() && place.is_some() && place != *gold);
        kept += usize::from(gold.is_none() && place.is_none());
        if place != *gold {
            let title = |at: usize| knowledge.passages.get(at).and_then(|p| p.questions.first()).cloned();
            misses.push(format!(
                "{text:?}: {:?}, answered {:?} ({})",
                gold.and_then(title),
                place.and_then(title),
                found.map_or(0, |(_, score)| score)
            ));
        }
    }
    figures.misses(set, &misses);
    figures.share(set, "answered rightly", (right, with), NONE);
    figures.share(set, "answered wrongly", (wrong, with), NONE);
    if without > 0 {
        figures.share(set, "without an answer, declined", (kept, without), NONE);
    }
    times.sort_unstable();
    let slowest = times.get(times.len() * 99 / 100).copied();
    let more = format!("{} answers, index built in {built:.1?}", knowledge.passages.len());
    figures.cost(&format!("retrieval, {set}"), times.iter().sum(), times.len(), slowest, &more);
}
