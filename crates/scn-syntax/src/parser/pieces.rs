//! Where a text may be cut so that each piece is read on its own: behind top-level declarations.

use crate::scanner::Scan;
use crate::token::TokenKind;

/// Small enough that what the grammar notes about a piece stays in the caches, large enough to pay for the call.
const PIECE: u32 = 8 * 1024;

/// The ends of the pieces, the last of them the end of the text.
pub(super) fn pieces(scan: &Scan<'_>) -> Vec<u32> {
    let end = scan.source.len() as u32;
    let mut ends = Vec::new();
    if end > PIECE && scan.is_balanced() {
        behind_declarations(scan, &mut ends);
    }
    ends.push(end);
    ends
}

fn behind_declarations(scan: &Scan<'_>, ends: &mut Vec<u32>) {
    let (mut depth, mut last) = (0usize, 0);
    // The line end behind a top-level `}`, until it is known that what follows begins something new.
    let mut cut = None;
    for token in &scan.tokens {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        match token.kind {
            TokenKind::Close if depth == 0 => cut = Some(None),
            TokenKind::LineEnd if cut == Some(None) => cut = Some(Some(token.end)),
            _ if token.is_trivia() => {}
            kind => {
                let goes_on = kind != TokenKind::Word || token.text(scan.source) == "else";
                if let Some(Some(at)) = cut.take().filter(|_| !goes_on)
                    && at - last >= PIECE
                {
                    ends.push(at);
                    last = at;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use scn_diag::FileId;

    use super::{PIECE, pieces};
    use crate::parser::read_in;
    use crate::patch::Patch;
    use crate::scanner::scan;

    const FILES: [&str; 3] = [
        include_str!("../../tests/corpus/forms.scn"),
        include_str!("../../tests/corpus/rosa.scn"),
        include_str!("../../tests/corpus/clinic.scn"),
    ];

    #[test]
    fn pieces_read_like_the_whole() {
        let between = ["\n", "## A doc.\n", "# a\n\n", "limit 1 per day\n", "on reaction { leave }; use x\n"];
        let text: String = (0..40).map(|at| FILES[at % 3].to_owned() + between[at % 5]).collect();
        let scanned = scan(&text);
        let ends = pieces(&scanned);
        assert!(ends.len() > 5 && ends.iter().all(|end| text.is_char_boundary(*end as usize)));
        assert!(ends.windows(2).rev().skip(1).all(|ends| ends[1] - ends[0] >= PIECE));
        let patch = Patch::new(FileId(1));
        let (cut, whole) = (
            read_in(FileId(1), &scanned, &patch, &ends),
            read_in(FileId(1), &scanned, &patch, &[text.len() as u32]),
        );
        assert!(cut.problems.is_empty());
        assert_eq!(cut.tree, whole.tree);
        assert_eq!(cut.entry_starts, whole.entry_starts);
    }

    #[test]
    fn what_goes_on_after_a_brace_stays_in_one_piece() {
        let filler = "tunnel a { leave }\n".repeat(PIECE as usize / 10);
        let text = format!("{filler}when x {{ leave }}\nelse {{ leave }}\n");
        assert!(pieces(&scan(&text)).iter().all(|end| !text[*end as usize..].starts_with("else")));
    }
}
