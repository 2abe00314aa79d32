//! A JSON text may hold half a character (`\ud83d` without its partner), which Rust strings cannot. One such letter
//! must not cost a whole webhook: it is read as the replacement character.

use serde_json::{Error, Value};

pub(super) fn read(body: &[u8]) -> Result<Value, Error> {
    serde_json::from_slice(body).or_else(|error| match mend(body) {
        Some(mended) => serde_json::from_slice(&mended),
        None => Err(error),
    })
}

/// The same JSON with every lone surrogate escape replaced; `None` when there is none.
fn mend(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut mended = false;
    while let Some((&byte, after)) = rest.split_first() {
        let taken = match (byte, unit(rest), rest.get(6..).and_then(unit)) {
            (b'\\', Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (b'\\', Some(0xD800..=0xDFFF), _) => {
                out.extend_from_slice(b"\\ufffd");
                mended = true;
                rest = rest.get(6..).unwrap_or_default();
                continue;
            }
            (b'\\', ..) => 2.min(rest.len()),
            _ => 1,
        };
        out.extend_from_slice(rest.get(..taken).unwrap_or_default());
        rest = rest.get(taken..).unwrap_or(after);
    }
    mended.then_some(out)
}

/// The UTF-16 unit of an escape at the start.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn half_a_character_is_replaced_and_whole_ones_stay() {
        for (given, wanted) in [
            (r#""a\ud83d b""#, "a\u{fffd} b"),
            (r#""\ude00""#, "\u{fffd}"),
            (r#""\ud83d\ude00\ud83d""#, "😀\u{fffd}"),
            (r#""\\ud83d\udc00""#, "\\ud83d\u{fffd}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        ] {
            assert_eq!(read(given.as_bytes()).unwrap(), json!(wanted), "{given}");
        }
        for bad in [r#""\ud83d"#, r#"{"a":"\ud83d""#, r#""\ud8"#, "\"\\"] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
