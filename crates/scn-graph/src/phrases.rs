//! The sentences the language itself says when the designer wrote none. The compiler fills them in, per language.

use serde::{Deserialize, Serialize};

/// Which sentence. Words for each language are in the compiler; a hole `{}` takes one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phrase {
    /// First default retry: rephrase.
    NotUnderstood,
    /// Second default retry, with an example `{}` when one is known.
    NotUnderstoodExample,
    /// `Voulez-vous qu'une personne prenne le relais ?`
    OfferPerson,
    OfferPersonYes,
    OfferPersonNo,
    /// The conversation was given to people.
    HandedOver,
    /// People are away, when the team declared no words of its own.
    TeamAway,
    Cancelled,
    NothingToCancel,
    /// The customer said stop.
    Stopped,
    /// Which answer should be changed?
    WhatToChange,
    /// A correction was understood: `{}` is the new value.
    Noted,
    NothingToGoBackTo,
    /// Default help: says what kind of answer is expected.
    Help,
    YouAreWelcome,
    /// A button of a conversation that is over.
    OptionExpired,
    /// A row or option that is not offered any more: `{}` is its label.
    NoLongerAvailable,
    /// Two meanings are equally likely.
    WhichOne,
    /// Nothing the scenario knows.
    NoEntry,
    /// A voice note, a picture… where words are expected.
    CannotReadThis,
    /// The label that opens a list, at most 20 characters.
    ListLabel,
    Yes,
    No,
    /// `{}` is the name of another tunnel's entry.
    SwitchOffer,
    SwitchYes,
    SwitchNo,
    /// "Was that your answer, or a question?"
    AnswerOrQuestion,
    IsAnswer,
    IsQuestion,
    /// A number outside its bounds: `{min}`, `{max}`.
    NumberBounds,
    /// A text too long: `{max}`.
    TextTooLong,
    /// Recap sentence after a long pause.
    WelcomeBack,
    /// The answer may be skipped.
    CannotSkip,
    /// The default of what is given to people when the scenario said nothing.
    DefaultTeam,
    /// A field of a record is missing: `{}` is what is known of the record, `{field}` the field's name.
    AskField,
    /// The button that ends a list, at most 20 characters.
    NoMore,
    /// A list that is full: `{max}`; one that is too short: `{min}`.
    ListFull,
    ListTooShort,
    /// Several records could be meant: which one?
    WhichItem,
    /// A correction after what cannot be undone, when the scenario has no words of its own.
    TooLate,
    /// A correction needs a call that fails now: the old value stays.
    NotChangedYet,
    /// Everything known of the contact was deleted.
    Forgotten,
    /// Messages are sent again after a stop.
    OptedIn,
    /// Nothing is remembered of this contact.
    NothingKnown,
    /// Another language was asked for, and nothing else is going on.
    LanguageChanged,
    /// The customer asked for a language the scenario does not speak: `{}` names those it does.
    LanguagesSpoken,
}
