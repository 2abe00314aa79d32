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
