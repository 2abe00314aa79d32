//! The words people use most in everyday messages, by language and roughly from the commonest on: small words first, then
//! verbs in their forms, times, numbers, and what one talks about with a shop, a restaurant, a practice, at home. German
//! ends with the small words of its southern dialects. Written for this project; no text was counted for it.

use scn_graph::Language;

pub(crate) const FREQUENT: [(Language, &str); 4] = [
    (Language::Fr, include_str!("frequent/fr.txt")),
    (Language::De, include_str!("frequent/de.txt")),
    (Language::It, include_str!("frequent/it.txt")),
    (Language::En, include_str!("frequent/en.txt")),
];
