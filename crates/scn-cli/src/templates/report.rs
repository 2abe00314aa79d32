//! The table of `scn templates status`, for people and for scripts.

use super::Row;
use scn_whatsapp::definition::{Comparison, Difference, Standing};
use serde_json::json;

/// One line per template and language, and below it what differs.
pub(super) fn text(rows: &[Row], incomplete: bool) -> String {
    let mut out = String::new();
    let width = |of: fn(&Comparison) -> &str, title: &str| {
        let widths = rows.iter().map(|row| of(&row.found).chars().count());
        widths.max().unwrap_or(0).max(title.len())
    };
    let name = width(|found| &found.name, "TEMPLATE");
    let language = width(|found| &found.language, "LANGUAGE");
    out.push_str(&format!("{:name$}  {:language$}  IN THE ACCOUNT\n", "TEMPLATE", "LANGUAGE"));
    for row in rows {
        let found = &row.found;
        let standing = standing(row);
        out.push_str(&format!("{:name$}  {:language$}  {standing}\n", found.name, found.language));
        for difference in &found.differences {
            out.push_str(&differing(difference));
        }
    }
    let failing = rows.iter().filter(|row| row.fails()).count();
    out.push('\n');
    out.push_str(&match failing {
        0 => "Everything that the project sends can be sent.\n".to_owned(),
        1 => "1 template that the project sends would not go out as it is meant.\n".to_owned(),
        many => format!("{many} templates that the project sends would not go out as they are meant.\n"),
    });
    if incomplete {
        out.push_str("The export names more pages than it holds: what is missing may stand there.\n");
    }
    out
}

fn standing(row: &Row) -> String {
    let words = match &row.found.standing {
        Standing::Approved if row.found.differences.is_empty() => "approved".to_owned(),
        Standing::Approved => "approved, but not the same:".to_owned(),
        Standing::Missing { there } if there.is_empty() => "missing".to_owned(),
        Standing::Missing { there } => format!("missing (there in {})", there.join(", ")),
        Standing::NotApproved { status, .. } if status.is_empty() => "of unknown status".to_owned(),
        Standing::NotApproved { status, reason } => {
            let reason = reason.as_ref().map(|reason| format!(": {}", in_words(reason))).unwrap_or_default();
            format!("{}{reason}", in_words(status))
        }
        Standing::Extra => return "only in the account".to_owned(),
    };
    if row.sent { words } else { format!("{words} (nothing sends it)") }
}

/// `INVALID_FORMAT`
fn in_words(platform: &str) -> String {
    platform.to_ascii_lowercase().replace('_', " ")
}

fn differing(difference: &Difference) -> String {
    let line = |text: &str| text.replace('\n', "⏎");
    let refused = if difference.fails { "    (it would be refused, or lack a value)\n" } else { "" };
    format!(
        "  {}\n    project  {}\n    account  {}\n{refused}",
        difference.part,
        line(&difference.project),
        line(&difference.account)
    )
}

pub(super) fn json(rows: &[Row], incomplete: bool) -> String {
    let templates: Vec<serde_json::Value> = rows.iter().map(row).collect();
    let fails = rows.iter().any(Row::fails);
    let whole = json!({"templates": templates, "fails": fails, "export_incomplete": incomplete});
    format!("{}\n", serde_json::to_string_pretty(&whole).unwrap_or_default())
}

fn row(row: &Row) -> serde_json::Value {
    let found = &row.found;
    let (standing, status, reason) = match &found.standing {
        Standing::Approved => ("approved", None, None),
        Standing::Missing { .. } => ("missing", None, None),
        Standing::NotApproved { status, reason } => ("not_approved", Some(status), reason.as_ref()),
        Standing::Extra => ("only_in_the_account", None, None),
    };
    let there = match &found.standing {
        Standing::Missing { there } => there.as_slice(),
        _ => &[],
    };
    let differences: Vec<serde_json::Value> = found
        .differences
        .iter()
        .map(|it| json!({"part": it.part, "project": it.project, "account": it.account, "fails": it.fails}))
        .collect();
    json!({
        "name": found.name,
        "language": found.language,
        "standing": standing,
        "status": status,
        "reason": reason,
        "other_languages": there,
        "sent": row.sent,
        "fails": row.fails(),
        "differences": differences,
    })
}
