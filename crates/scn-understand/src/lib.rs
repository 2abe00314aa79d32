//! Text to values, choices and intents. Pure and deterministic: the same words give the same reading on every machine.
//!
//! One [`Utterance`] is made per message; everything else reads it.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::todo,
        clippy::unimplemented
    )
)]

mod api;
mod choosing;
mod clause;
mod contact;
mod control;
mod correction;
mod durations;
mod features;
mod fold;
mod hash;
mod intents;
mod knowledge;
mod language;
mod lexicon;
mod masked;
mod money;
#[cfg(test)]
mod number_tests;
mod numbers;
mod offered;
mod ordinals;
mod pick;
mod question;
mod read;
mod records;
mod rivals;
mod several;
mod spelling;
mod svm;
#[cfg(test)]
mod table;
mod times;
mod train;
mod wish;
mod words;
mod yes_no;
mod zones;

pub use api::{
    Context, Control, ControlHit, Found, Grain, Misfit, Reading, Readings, Score, Utterance, Word,
};
pub use choosing::{all_but, no_preference, same_again, wants_all, wants_none};
pub use contact::{country_of_phone, warm};
pub use control::control;
pub use correction::{Contrast, answer_and_correction, behind, contrast, correction, subjects, wants_change};
pub use fold::fold;
pub use intents::{classify, resembling};
pub use knowledge::{answer, answers, index, needed};
pub use language::{language, likeliest_language};
pub use lexicon::build_lexicon;
pub use masked::masked;
pub use offered::offered_times;
pub use ordinals::{Place, places};
pub use pick::pick;
pub use question::says;
pub use read::read;
pub use records::{FieldShape, FieldValue, RecordFound, RecordsFound, Target, records};
pub use several::{SlotFound, SlotShape, several};
pub use train::{Class, train};
pub use wish::{Wish, adds, place_named, removes, wished_language};
pub use yes_no::yes_no;
pub use zones::country_of_zone;
