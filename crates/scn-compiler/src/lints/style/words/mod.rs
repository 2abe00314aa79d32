//! The words the rules of style know, one file per language. A word stands in a list only when it means one thing
//! there: what could be right in some conversation is left out, and the rule says nothing.

mod english;
mod french;
mod german;
mod italian;

use scn_graph::Language;

/// Lower case, phrases as whole words.
pub(super) struct Words {
    pub(super) familiar: Address,
    pub(super) formal: Address,
    /// In an answer to what was not understood, these find the customer at fault.
    pub(super) blame: &'static [&'static str],
    /// These hurry, frighten or shame.
    pub(super) pressure: &'static [&'static str],
    /// Only a person could truly say this.
    pub(super) human: &'static [&'static str],
    /// Who comes back, and when: a promise of time is one of the first right before one of the second.
    pub(super) comes_back: &'static [&'static str],
    pub(super) soon: &'static [&'static str],
    /// Ordinary words that are set in capitals to be louder.
    pub(super) shouted: &'static [&'static str],
    /// A question with one of these (all words of an item) is a negative one.
    pub(super) negations: &'static [&'static [&'static str]],
    /// These take the negation back: "or not", "n'est-ce pas".
    pub(super) not_negative: &'static [&'static str],
    /// So do these at the end: "…, isn't it?"
    pub(super) tags: &'static [&'static str],
    pub(super) yes: &'static [&'static str],
    pub(super) no: &'static [&'static str],
    /// A question that begins with one of these goes on from something said just before.
    pub(super) goes_on: &'static [&'static str],
    /// Words without a meaning of their own, with which many labels may begin.
    pub(super) small: &'static [&'static str],
}

/// Words by which a text says how it speaks to the customer.
pub(super) struct Address {
    pub(super) name: &'static str,
    pub(super) anywhere: &'static [&'static str],
    /// Only with a capital and inside a sentence: `Sie` is "they" at its beginning.
    pub(super) capital_inside: &'static [&'static str],
    /// Only as the first word of a sentence, where it is a request.
    pub(super) requests: &'static [&'static str],
    /// Phrases of several words.
    pub(super) phrases: &'static [&'static str],
    /// Counts unless one of the words stands before it: `ton`, but not `le ton`.
    pub(super) unless_after: &'static [(&'static str, &'static [&'static str])],
}

/// A language that has one form of address.
const NONE: Address =
    Address { name: "", anywhere: &[], capital_inside: &[], requests: &[], phrases: &[], unless_after: &[] };

pub(super) fn of(language: Language) -> &'static Words {
    match language {
        Language::Fr => &french::WORDS,
        Language::De => &german::WORDS,
        Language::It => &italian::WORDS,
        Language::En => &english::WORDS,
    }
}
