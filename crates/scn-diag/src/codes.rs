//! The one table of diagnostics. A new one is a row here and a page `docs/diagnostics/CODE.md`, nothing else:
//! `scn explain`, the book and the tests read both.

use crate::code::{Code, CodeInfo, Severity};

macro_rules! codes {
    ($($ident:ident $name:literal $severity:ident;)*) => {
        $(pub const $ident: Code = Code(&CodeInfo {
            code: stringify!($ident),
            name: $name,
            severity: Severity::$severity,
            page: include_str!(concat!("../../../docs/diagnostics/", stringify!($ident), ".md")),
        });)*
        /// Every row, in the order of the table.
        pub const ALL: &[Code] = &[$($ident),*];
    };
}

codes! {
    // E0xxx syntax
    E0001 "unexpected-text" Error;
}

/// Finds a row by its code (`E0001`, any case) or its name (`unexpected-text`).
pub fn find(text: &str) -> Option<Code> {
    ALL.iter().copied().find(|code| code.0.code.eq_ignore_ascii_case(text) || code.0.name == text)
}
