//! What a diagnostic code is. The codes themselves are rows of the table in `codes.rs`.

use crate::Tongue;
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

/// The headings of the examples on every page.
const FAILING: &str = "\nFailing:";
const MENDED: &str = "\nMended:";

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

    /// What it means: the page without its heading, its files and its examples.
    pub fn prose(self, tongue: Tongue) -> String {
        let page = match tongue {
            Tongue::English => self.0.page,
            Tongue::French => self.0.page_in_french,
        };
        let example = |line: &str| line.starts_with("```") || (line.starts_with('`') && line.ends_with("`:"));
        let prose = page.lines().skip(1).take_while(|line| *line != FAILING.trim() && !example(line));
        prose.collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// The whole page in Markdown. The examples are the same in every language.
    pub fn page(self, tongue: Tongue) -> String {
        let english = self.0.page;
        let examples = english.find(FAILING).and_then(|at| english.get(at..)).unwrap_or("");
        match tongue {
            Tongue::English => english.to_owned(),
            Tongue::French => {
                let examples = examples.replace(FAILING, "\nÀ éviter :").replace(MENDED, "\nCorrigé :");
                format!("{}\n{examples}", self.0.page_in_french.trim_end())
            }
        }
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
