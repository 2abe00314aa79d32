//! The neutral workload written by hand, with no engine at all: what the machine could do.

use scn_graph::{decode_state, encode_state};
use serde::{Deserialize, Serialize};

const PRODUCTS: [(&str, u32); 10] = [
    ("Margherita", 8),
    ("Marinara", 7),
    ("Diavola", 10),
    ("Capricciosa", 11),
    ("Quattro Formaggi", 11),
    ("Prosciutto", 10),
    ("Funghi", 9),
    ("Vegetariana", 9),
    ("Tonno", 10),
    ("Calzone", 12),
];
const SIZES: [(&str, u32); 3] = [("Small", 0), ("Medium", 2), ("Large", 4)];
const MODES: [(&str, u32); 2] = [("Delivery", 3), ("Pickup", 0)];
const ANSWERS: [(&str, u32); 2] = [("Yes", 0), ("No", 0)];
const SORRY: &str = "Sorry, please pick one of the options.";

#[derive(Serialize, Deserialize, Default, Clone, Copy)]
enum Step {
    #[default]
    Product,
    Size,
    Quantity,
    Mode,
    Confirm,
    Note,
    Over,
}

#[derive(Serialize, Deserialize, Default)]
struct Order {
    step: Step,
    product: u8,
    size: u8,
    quantity: u8,
    mode: u8,
}

impl Order {
    fn summary(&self) -> String {
        let (size, product) = (SIZES[usize::from(self.size)].0, PRODUCTS[usize::from(self.product)].0);
        let mode = MODES[usize::from(self.mode)].0.to_lowercase();
        format!("{} x {size} {product}, {mode}.", self.quantity)
    }

    fn total(&self) -> u32 {
        let each = PRODUCTS[usize::from(self.product)].1 + SIZES[usize::from(self.size)].1;
        each * u32::from(self.quantity) + MODES[usize::from(self.mode)].1
    }

    fn ask(&self, out: &mut Vec<String>) {
        out.push(match self.step {
            Step::Product => with_options("Which pizza would you like?", &PRODUCTS),
            Step::Size => with_options("What size?", &SIZES),
            Step::Quantity => "How many?".to_owned(),
            Step::Mode => with_options("Delivery or pickup?", &MODES),
            Step::Confirm => with_options(&format!("{} Confirm?", self.summary()), &ANSWERS),
            Step::Note => "Any note for the kitchen?".to_owned(),
            Step::Over => return,
        });
    }

    /// Takes an answer; false when it is none.
    fn answer(&mut self, words: &str, lower: &str, out: &mut Vec<String>) -> bool {
        let next = match self.step {
            Step::Product => pick(lower, &PRODUCTS).map(|at| (self.product = at, Step::Size).1),
            Step::Size => pick(lower, &SIZES).map(|at| (self.size = at, Step::Quantity).1),
            Step::Quantity => {
                let number = lower.parse().ok().filter(|n| (1..=20).contains(n));
                number.map(|n| (self.quantity = n, Step::Mode).1)
            }
            Step::Mode => pick(lower, &MODES).map(|at| (self.mode = at, Step::Confirm).1),
            Step::Confirm => pick(lower, &ANSWERS).map(|at| if at == 0 { Step::Note } else { Step::Over }),
            Step::Note => Some(Step::Over),
            Step::Over => None,
        };
        let Some(next) = next else { return false };
        match (self.step, next) {
            (Step::Confirm, Step::Over) => out.push("Order cancelled.".to_owned()),
            (Step::Note, _) => {
                out.push(format!(
                    "Order placed: {} Note: {words}. Total: {} EUR.",
                    self.summary(),
                    self.total()
                ));
            }
            _ => {}
        }
        self.step = next;
        true
    }
}

/// One message.
pub(crate) fn bot(state: Option<&[u8]>, words: &str, out: &mut Vec<String>) -> Vec<u8> {
    let Some(state) = state else {
        let order = Order::default();
        out.push("Welcome to Pizza Roma!".to_owned());
        order.ask(out);
        return encode_state(&order);
    };
    let mut order: Order = decode_state(state).expect("what was encoded decodes");
    let lower = words.trim().to_lowercase();
    if lower.contains("sunday") {
        out.push("Yes, we deliver on Sunday from 12:00 to 22:00.".to_owned());
    } else if !order.answer(words, &lower, out) {
        let quantity = matches!(order.step, Step::Quantity);
        out.push(if quantity { "Please send a number from 1 to 20." } else { SORRY }.to_owned());
    }
    order.ask(out);
    encode_state(&order)
}

fn pick(lower: &str, options: &[(&str, u32)]) -> Option<u8> {
    options.iter().position(|(label, _)| label.to_lowercase() == lower).map(|at| at as u8)
}

fn with_options(text: &str, options: &[(&str, u32)]) -> String {
    let labels: Vec<&str> = options.iter().map(|(label, _)| *label).collect();
    format!("{text} [{}]", labels.join("|"))
}
