//! What customers do, and how many messages answer it: the whole way through the shop, each with digressions of their
//! own.

use crate::dice::Dice;

/// What a customer, the business's system or an operator does next.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Says(String),
    /// The platform delivers the same webhook twice, at the same time.
    SaysTwice(String),
    /// Several messages, none of which waits for an answer.
    SaysAll(Vec<String>),
    /// Nobody says anything: a timer does.
    Waits,
    /// The shop tells that the parcel is on its way.
    Shipped,
    /// The shop tells some news.
    News,
    /// An operator takes the conversation and answers.
    PersonSays(String),
    PersonGivesBack,
}

#[derive(Clone, Debug)]
pub(crate) struct Move {
    pub(crate) act: Act,
    pub(crate) answers: usize,
}

/// One customer and all they will do.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) number: u64,
    pub(crate) moves: Vec<Move>,
}

impl Customer {
    pub(crate) fn new(seed: u64, number: u64) -> Customer {
        Customer { number, moves: Script::of(Dice::of(seed, number)) }
    }

    /// As webhooks write it.
    pub(crate) fn phone(&self) -> String {
        format!("4179{:07}", self.number)
    }

    pub(crate) fn name(&self) -> String {
        format!("Customer {}", self.number)
    }

    pub(crate) fn answers(&self) -> usize {
        self.moves.iter().map(|it| it.answers).sum()
    }
}

struct Script {
    dice: Dice,
    moves: Vec<Move>,
}

/// Each is answered, and the open question is asked again.
const DIGRESSIONS: [&str; 3] = ["when are you open?", "where is my order?", "where can I park?"];

impl Script {
    fn of(dice: Dice) -> Vec<Move> {
        let mut script = Script { dice, moves: Vec::new() };
        if script.dice.percent(40) {
            script.says("hello", 2);
        }
        script.order();
        if script.dice.percent(50) {
            script.add(Act::News, 1);
        }
        script.moves
    }

    fn order(&mut self) {
        self.says("I would like to order", 1);
        self.digress();
        if self.dice.percent(20) {
            self.says("a lot", 1);
        }
        let quantity = self.quantity();
        self.says(&quantity, 1);
        self.digress();
        if self.dice.percent(25) {
            let another = self.quantity();
            self.says(&format!("actually {another}"), 1);
        }
        let mode = if self.dice.percent(30) { "delivery" } else { "pick up" };
        self.says(mode, 1);
        if mode == "delivery" {
            self.add(Act::Waits, 1);
            let floor = self.dice.below(30).to_string();
            self.says(&floor, 1);
        }
        self.says("yes", 3);
        if self.dice.percent(40) {
            let question = self.dice.one_of(&DIGRESSIONS);
            self.says(question, 1);
        }
        self.add(Act::Shipped, 2);
        self.digress();
        match self.dice.percent(30) {
            false => self.says("yes", 1),
            true => self.not_well(),
        }
    }

    fn not_well(&mut self) {
        self.says("no", 1);
        if self.dice.percent(50) {
            self.says("hello?", 0);
        }
        for line in 0..=self.dice.below(2) {
            self.add(Act::PersonSays(format!("This is Ada, line {line}.")), 1);
        }
        self.add(Act::PersonGivesBack, 2);
    }

    fn quantity(&mut self) -> String {
        (1 + self.dice.below(20)).to_string()
    }

    fn digress(&mut self) {
        match self.dice.below(10) {
            0..5 => {}
            5..8 => {
                let question = self.dice.one_of(&DIGRESSIONS);
                self.says(question, 2);
            }
            _ => {
                let all: Vec<String> = (0..2 + self.dice.below(2))
                    .map(|_| self.dice.one_of(&["when are you open?", "where can I park?"]).to_owned())
                    .collect();
                let answers = 2 * all.len();
                self.add(Act::SaysAll(all), answers);
            }
        }
    }

    fn says(&mut self, words: &str, answers: usize) {
        let words = words.to_owned();
        let act = if self.dice.percent(15) { Act::SaysTwice(words) } else { Act::Says(words) };
        self.add(act, answers);
    }

    fn add(&mut self, act: Act, answers: usize) {
        self.moves.push(Move { act, answers });
    }
}
