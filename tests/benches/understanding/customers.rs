//! What customers write: answers, questions, corrections, typing errors, long orders, words that mean nothing here.

use scn_tests::busy;

pub(crate) const KINDS: [&str; 8] = [
    "greeting",
    "answer",
    "question",
    "answer and question",
    "correction",
    "several answers",
    "long order",
    "unmatched",
];

/// Always the same customers.
pub(crate) struct Customers {
    random: u64,
    rows: Vec<String>,
    questions: Vec<String>,
    unmatched: Vec<String>,
}

impl Customers {
    pub(crate) fn new() -> Customers {
        let questions = busy::intents("valid.tsv").into_values().flatten().collect();
        let unmatched = busy::intents("oos_valid.tsv").into_values().flatten().collect();
        Customers { random: 2026, rows: busy::row_names(), questions, unmatched }
    }

    fn below(&mut self, most: usize) -> usize {
        self.random =
            self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) as usize % most
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// The next message, and its kind.
    pub(crate) fn write(&mut self, new: bool, pending: &str) -> (&'static str, String) {
        if new {
            return ("greeting", "hi".to_owned());
        }
        match self.below(100) {
            0..55 => ("answer", self.answer(pending)),
            55..67 => ("question", self.question()),
            67..74 => ("answer and question", format!("{}. {}?", self.answer(pending), self.question())),
            74..82 => ("correction", self.correction()),
            82..87 => ("several answers", self.several()),
            87..92 => ("long order", self.order(8)),
            _ => ("unmatched", self.unmatched()),
        }
    }

    fn answer(&mut self, pending: &str) -> String {
        let is = |question: &str| pending.contains(question);
        if is(busy::LINES) {
            let most = 1 + self.below(3);
            self.order(most)
        } else if is(busy::MORE) {
            self.one(&["no thanks", "that's all", "no", "nothing else", "c'est tout"]).to_owned()
        } else if is(busy::WHICH) || is(busy::GIFT) {
            self.row()
        } else if is(busy::SIZE) {
            self.one(&["large", "a small one", "L", "medium please", "the second", "smal"]).to_owned()
        } else if is(busy::GUESTS) {
            self.one(&["3", "two", "twenty", "vier", "une dizaine", "we need five", "2 or 3"]).to_owned()
        } else if is(busy::DAY) {
            let days = [
                "tomorrow",
                "next friday",
                "on the 24th of December",
                "24.12.",
                "in two weeks",
                "lundi prochain",
            ];
            self.one(&days).to_owned()
        } else if is(busy::TIME) {
            self.one(&["half past seven", "19:30", "at 8 in the evening", "um halb acht", "vers 19h", "noon"])
                .to_owned()
        } else if is(busy::PHONE) {
            self.one(&["+41 79 123 45 67", "079 123 45 67", "my number is 0791234567", "044 668 18 00"])
                .to_owned()
        } else if is(busy::ADDRESS) {
            let addresses =
                ["rue du Lac 7, 1003 Lausanne", "Bahnhofstrasse 12, 8001 Zürich", "via Roma 5, Lugano"];
            self.one(&addresses).to_owned()
        } else if is(busy::WAY) {
            self.one(&["courier", "by post please", "the first one", "the couriar", "either is fine"])
                .to_owned()
        } else {
            self.one(&["yes", "ok", "yes please", "no", "sure, go ahead"]).to_owned()
        }
    }

    /// A row as it is called, in part, or with a typing error.
    fn row(&mut self) -> String {
        let at = self.below(self.rows.len());
        let mut name = self.rows[at].to_lowercase();
        match self.below(5) {
            0 => {
                let at = 1 + self.below(name.len() - 1);
                name.remove(at);
            }
            1 => {
                let at = self.below(name.len() - 1);
                name.insert(at, 'e');
            }
            2 => name = name.split(' ').take(2).collect::<Vec<_>>().join(" "),
            _ => {}
        }
        name
    }

    fn order(&mut self, most: usize) -> String {
        let lines: Vec<String> = (0..most)
            .map(|_| {
                let count = self.one(&["a", "two", "3", "one", "a dozen"]);
                let size = self.one(&["", "large ", "small ", "big "]);
                let without = self.one(&["", "", "", " without buttons", " without buttons or zips"]);
                format!("{count} {size}{}{without}", self.row())
            })
            .collect();
        lines.join(if self.below(2) == 0 { ", " } else { " and " })
    }

    fn question(&mut self) -> String {
        let at = self.below(self.questions.len());
        self.questions[at].clone()
    }

    fn correction(&mut self) -> String {
        match self.below(6) {
            0 => format!("no, not that one, the {}", self.row()),
            1 => "actually make it four".to_owned(),
            2 => format!("sorry, I meant {}", self.row()),
            3 => "no wait, on saturday at 6pm instead".to_owned(),
            4 => "my number is wrong, it is 078 765 43 21".to_owned(),
            _ => "not the small one, the large one".to_owned(),
        }
    }

    fn several(&mut self) -> String {
        let row = self.row();
        match self.below(3) {
            0 => format!(
                "{row}, tomorrow at 7 pm, rue du Lac 7, 1003 Lausanne, you can call me on 079 123 45 67"
            ),
            1 => format!(
                "please send 3 parcels next monday morning around 10 by courier, and the gift is {row}"
            ),
            _ => format!(
                "i would like a large {row} for friday at half past six, by post to Bahnhofstrasse 12, 8001 Zürich"
            ),
        }
    }

    fn unmatched(&mut self) -> String {
        match self.below(3) {
            0 => self
                .one(&["asdf", "👍🏽", "?", "haha", "grüezi mitenand", "....", "blorf the wibble"])
                .to_owned(),
            _ => {
                let at = self.below(self.unmatched.len());
                self.unmatched[at].clone()
            }
        }
    }
}
