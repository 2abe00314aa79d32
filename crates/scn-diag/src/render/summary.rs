use super::words::{know_more, words};
use crate::{Diagnostic, Severity, Tongue};

/// `2 errors and 1 warning; run `scn explain E1003` to know more`
pub fn summary<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>, tongue: Tongue) -> String {
    let diagnostics: Vec<&Diagnostic> = diagnostics.into_iter().collect();
    let words = words(tongue);
    let counted = |severity: Severity| {
        let count = diagnostics.iter().filter(|d| d.severity == severity).count();
        let [one, many] = words.counted(severity);
        (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
    };
    let counts: Vec<String> = [Severity::Error, Severity::Warning].into_iter().filter_map(counted).collect();
    let first = diagnostics.iter().find(|d| d.is_error()).or(diagnostics.first());
    let more = first.map(|d| know_more(tongue, d.code.code())).unwrap_or_default();
    format!("{}{more}", counts.join(&format!(" {} ", words.and)))
}
