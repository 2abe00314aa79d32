//! The language of a short message, on lines of four public sets.

use crate::{data, figures::Figures};
use scn_graph::Language;
use scn_understand::{Utterance, language, likeliest_language};
use std::time::Instant;

const LANGUAGES: [(Language, &str); 4] =
    [(Language::Fr, "fr"), (Language::De, "de"), (Language::It, "it"), (Language::En, "en")];

#[derive(Default)]
struct Tally {
    cases: usize,
    likeliest: usize,
    clear: usize,
    wrong: usize,
}

pub(crate) fn measure(figures: &mut Figures) {
    figures.table(
        "Language of a message",
        "Commands and questions of 1 to 20 words, many with English titles in them. Likeliest: the best guess for every line. \
         Clear: what the conversation follows; where it is not clear, it stays in its language.",
    );
    let mut tallies: [Tally; 4] = Default::default();
    let mut misses = Vec::new();
    let rows = data::pairs("langid/train.tsv");
    let started = Instant::now();
    for (label, text) in &rows {
        let utterance = Utterance::new(text);
        let (likeliest, clear) = (likeliest_language(&utterance), language(&utterance, &Language::ALL));
        let Some(at) = LANGUAGES.iter().position(|(_, code)| code == label) else { continue };
        let tally = &mut tallies[at];
        let expected = Some(LANGUAGES[at].0);
        tally.cases += 1;
        tally.likeliest += usize::from(likeliest == expected);
        tally.clear += usize::from(clear == expected);
        tally.wrong += usize::from(clear.is_some() && clear != expected);
        if clear != expected {
            misses.push(format!("{label}: {text:?}: likeliest {likeliest:?}, clear {clear:?}"));
        }
    }
    let took = started.elapsed();
    let of = |tally: fn(&Tally) -> usize| tallies.iter().map(tally).sum::<usize>();
    let cases = of(|tally| tally.cases);
    for ((_, code), tally) in LANGUAGES.iter().zip(&tallies) {
        figures.share(&format!("langid {code}"), "likeliest", (tally.likeliest, tally.cases), (None, None));
    }
    figures.share("langid", "likeliest", (of(|t| t.likeliest), cases), (Some(98.0), Some(99.0)));
    figures.share("langid", "clear and right", (of(|t| t.clear), cases), (None, None));
    figures.share("langid", "clear and wrong", (of(|t| t.wrong), cases), (None, None));
    figures.misses("langid", &misses);
    figures.cost("language: read a message, likeliest and clear language", took, cases, None, "");
}
