//! What tests need of Markdown: fenced blocks, links, headings.

use std::path::{Path, PathBuf};

/// A fenced block, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// The words after the back-ticks: `scn`, `scn,fragment`, `yaml data/menu.yaml`.
    pub info: String,
    pub text: String,
    /// One-based line of its first back-ticks.
    pub line: usize,
    /// The last line of ordinary text above it, for `Failing:` and `Mended:`.
    pub above: String,
}

/// The fenced blocks of a page, in order.
pub fn fences(page: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<Fence> = None;
    let mut above = String::new();
    for (number, line) in page.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), open.take()) {
            (Some(info), None) => {
                let above = std::mem::take(&mut above);
                let info = info.trim().to_owned();
                open = Some(Fence { info, text: String::new(), line: number + 1, above });
            }
            (Some(_), Some(fence)) => found.push(fence),
            (None, Some(mut fence)) => {
                fence.text.push_str(line);
                fence.text.push('\n');
                open = Some(fence);
            }
            (None, None) if !line.trim().is_empty() => line.trim().clone_into(&mut above),
            (None, None) => {}
        }
    }
    found
}

/// The targets of `[…](target)` outside of fenced blocks and `code`, with their lines.
pub fn links(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (number, line) in page.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        let mut rest = prose.as_str();
        while let Some((_, after)) = rest.split_once("](") {
            let Some((target, after)) = after.split_once(')') else { break };
            found.push((number + 1, target.to_owned()));
            rest = after;
        }
    }
    found
}

/// The anchors of a page's headings, as mdBook and code hosts make them.
pub fn anchors(page: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in page.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if !fenced && line.starts_with('#') {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            found.push(kept.map(|c| if c == ' ' { '-' } else { c }).collect());
        }
    }
    found
}

/// All Markdown files below a folder, sorted.
pub fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if path.is_dir() && !hidden && !entry.file_name().to_string_lossy().starts_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_know_what_stands_above_them() {
        let found = fences("Failing:\n\n```scn\na\nb\n```\n\n```yaml x.yaml\nc\n```\n");
        assert_eq!(found[0].info, "scn");
        assert_eq!(found[0].text, "a\nb\n");
        assert_eq!(found[0].above, "Failing:");
        assert_eq!((found[1].line, found[1].above.as_str()), (8, ""));
    }

    #[test]
    fn links_in_code_are_none() {
        let found = links("see [a](b.md#c) and `[x](y)`\n```\n[no](no)\n```\n");
        assert_eq!(found, [(1, "b.md#c".to_owned())]);
        assert_eq!(anchors("# The `scn` command\n## 2. What's new?\n"), ["the-scn-command", "2-whats-new"]);
    }
}
