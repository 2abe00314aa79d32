use crate::Diagnostic;

/// `2 errors and 1 warning; run `scn explain E1003` to know more`
pub fn summary(diagnostics: &[&Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    let counts = [(errors, "error"), (diagnostics.len() - errors, "warning")];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    let first = diagnostics.iter().find(|d| d.is_error()).or(diagnostics.first());
    let more = first.map(|d| format!("; run `scn explain {}` to know more", d.code)).unwrap_or_default();
    format!("{}{more}", counts.join(" and "))
}
