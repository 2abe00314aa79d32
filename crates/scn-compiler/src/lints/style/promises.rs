//! "Soon" is a promise. Somebody has to be there to keep it, and the customer has to know when.

use super::Style;
use super::plain::Finder;
use scn_diag::{Diagnostic, W6020, wording};

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let graph = style.checked.graph();
    let hours = !graph.settings.hours.is_empty() || graph.teams.iter().any(|team| !team.hours.is_empty());
    if hours {
        return Vec::new();
    }
    let (comes, soon) = (style.finders(|words| words.comes_back), style.finders(|words| words.soon));
    let mut found = Vec::new();
    for text in style.ours() {
        let (Some(comes), Some(soon)) = (comes.get(&text.language), soon.get(&text.language)) else {
            continue;
        };
        if let Some((who, when)) = promised(comes, soon, &text.words) {
            let message = wording!(
                "`{who} {when}` is a promise, but the scenario does not say when anybody is there to keep it",
                who,
                when
            );
            found.push(
                Diagnostic::new(W6020, style.narrow(text.place, when), message)
                    .help("give the scenario or the team its `hours`, and say the time: \"You have an answer before noon tomorrow\""),
            );
        }
    }
    found
}

fn promised(
    comes: &Finder,
    soon: &Finder,
    words: &[super::plain::Word],
) -> Option<(&'static str, &'static str)> {
    comes.ends(words).find_map(|(end, who)| Some((who, soon.starts(words.get(end..)?)?)))
}
