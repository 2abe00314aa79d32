//! What a diagnostic code is. The codes themselves are rows of the table in `codes.rs`.

use std::fmt;

/// How bad it is: an error stops the build, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Warning,
    Error,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct CodeInfo {
    /// `E0001`
    pub code: &'static str,
    /// `missing-brace`
    pub name: &'static str,
    pub severity: Severity,
    /// Without it there is no graph: no project and no `allow` can switch it off.
    pub fixed: bool,
    /// The Markdown page: what it means, a failing example, a mended one.
    pub page: &'static str,
    /// What it means, in French; the examples are those of `page`.
    pub page_in_french: &'static str,
}

/// A reference to one row of the table; compares by its code.
#[derive(Clone, Copy)]
pub struct Code(pub &'static CodeInfo);

impl Code {
    pub fn code(self) -> &'static str {
        self.0.code
    }
    pub fn severity(self) -> Severity {
        self.0.severity
    }
}
impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.code == other.0.code
    }
}
impl Eq for Code {}
impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.code.cmp(other.0.code)
    }
}
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}
