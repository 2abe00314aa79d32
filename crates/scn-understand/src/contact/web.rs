//! Web addresses, with and without their protocol.

use super::{domain, head, reading, tokens, whole_but};
use crate::{
    api::{Readings, Score, Utterance},
    words::Tag,
};
use scn_graph::Value;
use std::ops::Range;

const CERTAIN: Score = 1000;
const CLEAR: Score = 950;
/// Without protocol inside a sentence.
const BARE: Score = 800;

/// A web address; `https://` is added when it is missing.
pub(crate) fn read(utterance: &Utterance<'_>) -> Readings {
    let mut readings = Vec::new();
    for (start, token) in tokens(head(utterance.raw)) {
        let Some((offset, address, written)) = in_token(token) else { continue };
        let raw = start + offset..start + offset + address.len();
        let whole = whole_but(utterance, &raw);
        let clear = written || address.contains('/') || starts_with(address, "www.");
        if !clear && !whole && is_missing_blank(utterance, &raw) {
            continue;
        }
        let value = if written { address.to_owned() } else { format!("https://{address}") };
        let score = match () {
            () if whole => CERTAIN,
            () if clear => CLEAR,
            () => BARE,
        };
        readings.push(reading(Value::Url(value), score, raw, whole));
    }
    readings.sort_by_key(|reading| std::cmp::Reverse(reading.score));
    Readings { readings, misfit: None }
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// The address in a token, its place, and whether its protocol is written.
fn in_token(token: &str) -> Option<(usize, &str, bool)> {
    let lower = token.to_ascii_lowercase();
    let protocol = ["https://", "http://"].into_iter().filter_map(|start| lower.find(start)).min();
    if let Some(at) = protocol {
        let address = without_end(token.get(at..)?);
        return has_host(address).then_some((at, address, true));
    }
    let start =
        lower.find("www.").filter(|at| at.checked_sub(1).is_none_or(|before| !is_of_host(token, before)));
    let start = start.unwrap_or_else(|| token.len() - token.trim_start_matches(is_opening).len());
    let address = without_end(token.get(start..)?);
    let host = address.split(['/', '?', '#', ':']).next()?.to_lowercase();
    let fits = !token.contains('@') && domain::is_domain(&host) && domain::has_known_end(&host);
    (fits && !is_time(&host)).then_some((start, address, false))
}

fn is_of_host(token: &str, at: usize) -> bool {
    token
        .as_bytes()
        .get(at)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'@'))
}

fn is_opening(c: char) -> bool {
    matches!(c, '<' | '(' | '[' | '{' | '"' | '\'' | '«' | '“' | '„' | '‘' | '*' | '_')
}

/// Without the signs of the sentence behind it; a bracket that was opened inside stays.
fn without_end(address: &str) -> &str {
    let stop =
        address.find(['<', '>', '"', '«', '»', '“', '”', '`', '\\', '^', '|']).unwrap_or(address.len());
    let stop = address.find("',").map_or(stop, |quote| stop.min(quote));
    let mut rest = address.get(..stop).unwrap_or_default();
    while let Some(last) = rest.chars().next_back() {
        let closes =
            |open: char| !rest.contains(open) || rest.matches(last).count() > rest.matches(open).count();
        let outside = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '…' => true,
            ')' => closes('('),
            ']' => closes('['),
            '}' => closes('{'),
            _ => false,
        };
        if !outside {
            break;
        }
        rest = rest.get(..rest.len() - last.len_utf8()).unwrap_or_default();
    }
    rest
}

/// A host behind the protocol that can exist: a name, an address of numbers, this machine.
fn has_host(address: &str) -> bool {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host =
        authority.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default().to_lowercase();
    host == "localhost" || domain::is_address(&host) || domain::is_domain(&host)
}

/// "7.am" is an hour.
fn is_time(host: &str) -> bool {
    host.split_once('.').is_some_and(|(hour, half)| {
        matches!(half, "am" | "pm") && hour.parse::<u8>().is_ok_and(|hour| hour <= 12)
    })
}

/// "bonjour.ca va": two words of a sentence, the blank behind the stop is missing.
fn is_missing_blank(utterance: &Utterance<'_>, raw: &Range<usize>) -> bool {
    let mut within = (0..utterance.words.len())
        .filter(|at| utterance.words.get(*at).is_some_and(|word| raw.contains(&word.raw.start)));
    let known =
        |at: usize| utterance.hits.iter().any(|hit| hit.tag != Tag::Question && hit.words().contains(&at));
    within.all(known)
}
