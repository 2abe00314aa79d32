//! Comments of a translation file: what stands above an id stays above it, however the file is written anew.

use std::collections::BTreeMap;

/// `after` with the comments of `before`; comments of ids that are gone stand at the end.
pub(super) fn kept(before: &str, after: &str) -> String {
    let (head, mut by_id, tail) = comments(before);
    let mut out = head;
    for line in after.lines() {
        if let Some(comment) = id_of(line).and_then(|id| by_id.remove(id)) {
            out.push_str(&comment);
        }
        out.push_str(line);
        out.push('\n');
    }
    out.extend(by_id.into_values());
    out + &tail
}

/// What stands at the top, set off by an empty line; above each id; and at the end.
fn comments(text: &str) -> (String, BTreeMap<String, String>, String) {
    let (mut head, mut by_id, mut held) = (String::new(), BTreeMap::new(), String::new());
    let mut begun = false;
    for line in text.lines() {
        if line.starts_with('#') {
            held.push_str(line);
            held.push('\n');
        } else if line.trim().is_empty() && !begun && !held.is_empty() {
            head.push_str(&std::mem::take(&mut held));
            head.push('\n');
        } else if let Some(id) = id_of(line) {
            begun = true;
            if !held.is_empty() {
                by_id.insert(id.to_owned(), std::mem::take(&mut held));
            }
        }
    }
    (head, by_id, held)
}

/// The id of an entry that begins on this line.
fn id_of(line: &str) -> Option<&str> {
    let first = line.chars().next()?;
    if first.is_whitespace() || first == '#' || first == '-' {
        return None;
    }
    let (id, _) = line.split_once(':')?;
    Some(id.trim().trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn comments_stay_with_their_ids() {
        let before = "# Translated by Ada.\n\n# the size\na.b:\n  source: x\n  # inside\n  text: y\n# gone\nold: {}\n# the end\n";
        let after = "a.b:\n  source: x\n  text: z\nnew:\n  source: q\n";
        assert_eq!(
            kept(before, after),
            "# Translated by Ada.\n\n# the size\na.b:\n  source: x\n  text: z\nnew:\n  source: q\n# gone\n# the end\n"
        );
        assert_eq!(kept("", after), after);
        assert_eq!(kept(&kept(before, after), after), kept(before, after));
    }
}
