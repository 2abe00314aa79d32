//! What stands beside what: markers and their items, lists, names in part.

use super::{
    phrases,
    shape::{Role, Shape},
    tokens::{FULL, Kind, Token},
};
use crate::api::Utterance;
use std::{cmp::Reverse, ops::Range};

/// "a decaf chocolate cortado" is no hot chocolate: beside an item named in full, half a name is none.
pub(super) fn drop_weak(tokens: &mut [Token], shape: &Shape<'_>) {
    let full = |token: &Token| matches!(&token.kind, Kind::Item(all) if all.iter().any(|m| Some(m.field) == shape.anchor && m.score >= FULL));
    let weak = |token: &Token| matches!(&token.kind, Kind::Item(all) if all.iter().all(|m| Some(m.field) == shape.anchor && m.score < FULL));
    let somewhere = tokens.iter().any(full);
    let ends = |kind: &Kind| matches!(kind, Kind::Comma | Kind::Stop | Kind::Number { .. });
    let mut start = 0;
    while start < tokens.len() {
        let numbered = tokens.get(start).is_some_and(|token| matches!(token.kind, Kind::Number { .. }));
        let len = tokens.iter().skip(start + 1).take_while(|token| !ends(&token.kind)).count() + 1;
        let piece = tokens.get_mut(start..start + len).unwrap_or_default();
        if somewhere && (!numbered || piece.iter().any(full)) {
            piece.iter_mut().filter(|token| weak(token)).for_each(|token| token.kind = Kind::Word);
        }
        start += len;
    }
}

/// Fields with the same marker ("no onions", "no thick crust"): it belongs to the one whose item stands behind it.
pub(super) fn choose_field(tokens: &mut [Token], utterance: &Utterance<'_>, shape: &Shape<'_>) {
    for at in 0..tokens.len() {
        let Some(Token { kind: Kind::Marker(field), words }) = tokens.get(at).cloned() else { continue };
        let light = |token: &&Token| matches!(token.kind, Kind::Filler | Kind::Number { article: true, .. });
        let behind = tokens.iter().skip(at + 1).find(|token| !light(token)).map(|token| &token.kind);
        let Some(Kind::Item(meanings)) = behind else { continue };
        if meanings.iter().any(|meaning| meaning.field == field) {
            continue;
        }
        let phrase = utterance.phrase(words);
        let shares = |field: usize| {
            let markers = shape.field(field).map_or(&[][..], |field| field.markers);
            markers.iter().any(|marker| marker == phrase) || phrases::alike(markers, phrase)
        };
        let marked = meanings.iter().filter(|meaning| shape.role(meaning.field) == Role::Marked);
        if let Some(other) = marked.map(|meaning| meaning.field).find(|field| shares(*field))
            && let Some(token) = tokens.get_mut(at)
        {
            token.kind = Kind::Marker(other);
        }
    }
}

/// "ketchup on the side": a marker behind its item, with none of its own behind it, is read before it.
pub(super) fn markers_before(tokens: &mut [Token]) {
    for at in 1..tokens.len() {
        let Some(Kind::Marker(field)) = tokens.get(at).map(|token| token.kind.clone()) else { continue };
        let is_own =
            |token: &Token| matches!(&token.kind, Kind::Item(all) if all.iter().any(|m| m.field == field));
        let ends =
            tokens.get(at + 1).is_none_or(|next| matches!(next.kind, Kind::Comma | Kind::Stop | Kind::End));
        if ends && tokens.get(at - 1).is_some_and(is_own) {
            tokens.swap(at - 1, at);
        }
    }
}

/// "ten ham and olive pies": what is joined within a list parts no records.
pub(super) fn coordinate(tokens: &mut [Token], shape: &Shape<'_>) {
    let lists = |token: Option<&Token>| -> Vec<usize> {
        let Some(Kind::Item(all)) = token.map(|token| &token.kind) else { return Vec::new() };
        if all.iter().any(|m| Some(m.field) == shape.anchor && m.score >= FULL) {
            return Vec::new();
        }
        all.iter().map(|m| m.field).filter(|field| shape.role(*field) == Role::Items).collect()
    };
    for at in 1..tokens.len() {
        let before = lists(tokens.get(at - 1));
        let joined = lists(tokens.get(at + 1)).iter().any(|field| before.contains(field));
        if let Some(token) = tokens.get_mut(at).filter(|token| joined && token.kind == Kind::Comma) {
            token.kind = Kind::Filler;
        }
    }
}

/// Where the words of `said after` stand, and of which field; the longest first: "extra viel" before "extra".
pub(super) fn markers(utterance: &Utterance<'_>, shape: &Shape<'_>) -> Vec<(Range<usize>, usize)> {
    let mut written: Vec<(usize, Vec<&str>)> = Vec::new();
    for field in shape.with(Role::Marked) {
        let markers = shape.field(field).map_or(&[][..], |field| field.markers);
        written.extend(markers.iter().map(|marker| (field, marker.split_whitespace().collect())));
    }
    written.retain(|(_, words)| !words.is_empty());
    written.sort_by_key(|(_, words)| Reverse(words.len()));
    let mut found = Vec::new();
    for (field, words) in written {
        for at in 0..(utterance.words.len() + 1).saturating_sub(words.len()) {
            let said = words.iter().enumerate().all(|(nth, word)| {
                let found = utterance.word(at + nth);
                // "pas d'oignons"
                found == *word || (nth > 0 && *word == "de" && matches!(found, "d" | "du" | "des"))
            });
            if said {
                found.push((at..at + words.len(), field));
            }
        }
    }
    found
}
