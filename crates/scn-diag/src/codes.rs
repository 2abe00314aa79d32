//! The one table of diagnostics. A new one is a row here, a page `docs/diagnostics/CODE.md` and its French prose
//! `docs/diagnostics/fr/CODE.md`, nothing else: `scn explain`, the book and the tests read them.

use crate::code::{Code, CodeInfo, Severity};

/// `Error`: nothing runs with it. `Deny`: a proof that fails; a project may lower it. `Warning`: likewise.
macro_rules! rule {
    (Error) => {
        (Severity::Error, true)
    };
    (Deny) => {
        (Severity::Error, false)
    };
    (Warning) => {
        (Severity::Warning, false)
    };
}

macro_rules! codes {
    ($($ident:ident $name:literal $severity:ident;)*) => {
        $(pub const $ident: Code = Code(&CodeInfo {
            code: stringify!($ident),
            name: $name,
            severity: rule!($severity).0,
            fixed: rule!($severity).1,
            page: include_str!(concat!("../../../docs/diagnostics/", stringify!($ident), ".md")),
            page_in_french: include_str!(concat!("../../../docs/diagnostics/fr/", stringify!($ident), ".md")),
        });)*
        /// Every row, in the order of the table.
        pub const ALL: &[Code] = &[$($ident),*];
    };
}

codes! {
    // E0xxx syntax
    E0001 "unexpected-text" Error;
    E0002 "unknown-word" Error;
    E0003 "missing-part" Error;
    E0004 "missing-closing-brace" Error;
    E0005 "missing-opening-brace" Error;
    E0006 "extra-closing-brace" Error;
    E0007 "missing-quotation-mark" Error;
    E0008 "unclosed-long-text" Error;
    E0009 "typographic-quotation-marks" Error;
    E0010 "two-entries-on-a-line" Error;
    E0011 "modifier-as-name" Error;
    E0012 "outside-a-block" Error;
    E0013 "not-available-yet" Error;
    E0014 "nested-too-deep" Error;
    E0015 "braces-in-a-text" Error;
    E0016 "impossible-value" Error;
    E0017 "unknown-escape" Error;
    E0018 "misplaced" Error;
    E0019 "too-many-errors" Error;
    E0020 "reserved-word" Error;
    E0021 "said-twice" Error;
    E0022 "unclosed-pattern" Error;
    E0023 "file-too-large" Error;
    E0030 "unknown-code" Error;
    E0031 "never-allowed" Error;
    // E1xxx names and types
    E1001 "unknown-name" Error;
    E1002 "unknown-type" Error;
    E1003 "unknown-tunnel" Error;
    E1004 "unknown-team" Error;
    E1005 "unknown-memory" Error;
    E1006 "unknown-field" Error;
    E1007 "unknown-value" Error;
    E1008 "duplicate-name" Error;
    E1010 "no-scenario" Error;
    E1011 "two-scenarios" Error;
    E1012 "unknown-module" Error;
    E1013 "unknown-standard-module" Error;
    E1014 "not-utf8" Error;
    E1015 "unreadable-file" Error;
    E1016 "wrong-type" Error;
    E1017 "wrong-operands" Error;
    E1018 "two-currencies" Error;
    E1019 "may-be-unknown" Error;
    E1020 "slot-of-two-types" Error;
    E1022 "wrong-arguments" Error;
    E1023 "unknown-language" Error;
    E1024 "unknown-timezone" Error;
    E1025 "bad-hours" Error;
    E1026 "unknown-tone" Error;
    E1027 "bad-pattern" Error;
    E1028 "file-not-found" Error;
    E1029 "catalog-unreadable" Error;
    E1030 "catalog-missing-column" Error;
    E1031 "catalog-mixed-column" Error;
    E1032 "catalog-duplicate-key" Error;
    E1033 "unknown-purpose" Error;
    E1034 "bad-range" Error;
    E1035 "constraint-does-not-fit" Error;
    E1036 "unknown-style" Error;
    E1037 "modifier-does-not-fit" Error;
    E1038 "unknown-function" Error;
    E1039 "id-collision" Error;
    E1040 "unknown-category" Error;
    E1041 "bad-literal" Error;
    E1042 "recursive-record" Error;
    E1043 "holes-not-allowed" Error;
    E1044 "unknown-operation" Error;
    E1045 "unknown-event" Error;
    E1046 "unknown-template" Error;
    E1050 "one-of-without-ask" Error;
    E1051 "cannot-be-asked" Error;
    E1052 "collect-without-record" Error;
    E1053 "slot-of-the-tunnel" Error;
    E1054 "no-consent-needed" Error;
    E1055 "file-not-found" Error;
    E1061 "connector-incomplete" Error;
    E1062 "description-unreadable" Error;
    E1063 "description-not-expressible" Error;
    E1064 "answers-unreadable" Error;
    E1065 "template-incomplete" Error;
    E1066 "translations-unreadable" Error;
    E1067 "translation-of-another-kind" Error;
    E1068 "trigger-given-twice" Error;
    // E2xxx flow
    E2001 "unknown-step" Error;
    E2002 "missing-cases" Error;
    E2003 "missing-else" Error;
    E2004 "missing-prompt" Error;
    E2005 "endless-loop" Error;
    E2006 "recursive-tunnels" Error;
    E2007 "missing-result" Error;
    E2008 "unexpected-result" Error;
    E2009 "resume-outside-escape" Error;
    E2010 "done-in-escape" Error;
    E2011 "open-otherwise" Error;
    E2012 "nothing-to-correct" Error;
    E2013 "example-given-twice" Error;
    E2014 "deaf-escape" Error;
    E2015 "no-options" Error;
    E2016 "case-given-twice" Error;
    E2020 "missing-failed" Error;
    E2021 "slow-only-says" Error;
    E2022 "waits-in-a-loop" Error;
    E2023 "nothing-to-keep-it-in" Error;
    E2024 "reminder-too-late" Error;
    E2025 "too-much-at-once" Error;
    E2031 "return-that-waits" Error;
    E2040 "no-way-out" Deny;
    E2041 "asks-for-ever" Deny;
    E2042 "answered-loop" Deny;
    E2043 "done-twice" Deny;
    E2044 "tunnels-too-deep" Deny;
    E2070 "right-not-honoured" Deny;
    // E3xxx WhatsApp limits
    E3001 "button-too-long" Deny;
    E3002 "too-many-buttons" Deny;
    E3003 "row-too-long" Deny;
    E3004 "description-too-long" Deny;
    E3005 "too-many-rows" Deny;
    E3006 "duplicate-label" Deny;
    E3007 "message-too-long" Deny;
    E3008 "empty-text" Error;
    E3009 "file-not-taken" Error;
    E3021 "template-name" Error;
    E3022 "template-hole" Error;
    E3023 "template-too-long" Error;
    E3024 "template-buttons" Error;
    E3025 "authentication-template" Deny;
    E3101 "window-may-be-closed" Deny;
    // W… warnings of the same families
    W0001 "allow-not-needed" Warning;
    W0002 "allow-without-reason" Warning;
    W1001 "language-incomplete" Warning;
    W2001 "unreachable" Warning;
    W2002 "nothing-starts" Warning;
    W2003 "unused-tunnel" Warning;
    W2004 "hears-nothing" Warning;
    W2005 "never-happens" Warning;
    W2006 "many-messages" Warning;
    W2007 "enters-itself" Warning;
    W2008 "never-returns" Warning;
    W2030 "answer-not-heard" Warning;
    W2031 "words-of-two-answers" Warning;
    W2032 "answer-taken-for-a-place" Warning;
    W2033 "example-of-another" Warning;
    W2034 "words-taken-before" Warning;
    W2035 "escape-behind-an-answer" Warning;
    W3001 "row-cut" Warning;
    W3002 "no-limit" Warning;
    W3003 "shown-otherwise" Warning;
    W3004 "rows-alike" Warning;
    W3060 "template-language-missing" Warning;
    W6001 "several-questions" Warning;
    W6002 "same-words-again" Warning;
    W6003 "too-many-tries" Warning;
    W6004 "blaming-words" Warning;
    W6005 "same-acknowledgement" Warning;
    W6006 "not-confirmed" Warning;
    W6007 "negative-question" Warning;
    W6008 "one-sided-choice" Warning;
    W6009 "pressure" Warning;
    W6010 "options-alike" Warning;
    W6011 "long-message" Warning;
    W6012 "two-forms-of-address" Warning;
    W6013 "dotted-word" Warning;
    W6014 "too-many-emojis" Warning;
    W6015 "too-many-exclamations" Warning;
    W6016 "shouting" Warning;
    W6017 "decorative-letters" Warning;
    W6018 "link-shortener" Warning;
    W6019 "claims-to-be-human" Warning;
    W6020 "empty-promise" Warning;
    W6021 "too-many-reminders" Warning;
    W6022 "no-recap" Warning;
    W6023 "media-without-words" Warning;
}

/// Finds a row by its code (`E0001`, any case) or its name (`unexpected-text`).
pub fn find(text: &str) -> Option<Code> {
    ALL.iter().copied().find(|code| code.0.code.eq_ignore_ascii_case(text) || code.0.name == text)
}
