//! The few words around diagnostics, in each language that these are written in.

use crate::{Severity, Tongue};

pub(super) struct Words {
    pub(super) error: [&'static str; 2],
    pub(super) warning: [&'static str; 2],
    pub(super) and: &'static str,
    pub(super) help: &'static str,
    pub(super) fix: &'static str,
    pub(super) see: &'static str,
    /// Behind a word that announces something.
    pub(super) colon: &'static str,
}

const ENGLISH: Words = Words {
    error: ["error", "errors"],
    warning: ["warning", "warnings"],
    and: "and",
    help: "help",
    fix: "fix",
    see: "see",
    colon: ":",
};

const FRENCH: Words = Words {
    error: ["erreur", "erreurs"],
    warning: ["avertissement", "avertissements"],
    and: "et",
    help: "aide",
    fix: "correction",
    see: "voir",
    colon: " :",
};

pub(super) fn words(tongue: Tongue) -> &'static Words {
    match tongue {
        Tongue::English => &ENGLISH,
        Tongue::French => &FRENCH,
    }
}

impl Words {
    /// One of it.
    pub(super) fn severity(&self, severity: Severity) -> &'static str {
        self.counted(severity)[0]
    }

    /// One, many.
    pub(super) fn counted(&self, severity: Severity) -> [&'static str; 2] {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
        }
    }
}

/// How to read on about the first one.
pub(super) fn know_more(tongue: Tongue, code: &str) -> String {
    match tongue {
        Tongue::English => format!("; run `scn explain {code}` to know more"),
        Tongue::French => format!(" ; `scn explain {code}` en dit plus"),
    }
}

/// Those that are not printed.
pub(super) fn and_more(tongue: Tongue, more: usize) -> String {
    match tongue {
        Tongue::English => format!("… and {more} more: mend the first ones, they usually cause the others"),
        Tongue::French => {
            format!("… et {more} de plus : réparez les premières, elles causent souvent les autres")
        }
    }
}
