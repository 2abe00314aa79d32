//! Lenient reading: a text may come as a number, a number as a text, and "" may mean that there is none.

use serde_json::Value;

/// The text at `key`; numbers and booleans are written out.
pub(crate) fn text(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The text at `key`, where an empty one means none.
pub(crate) fn filled(value: &Value, key: &str) -> Option<String> {
    text(value, key).filter(|text| !text.trim().is_empty())
}

/// A number, or a text that is one.
pub(crate) fn decimal(value: &Value, key: &str) -> Option<f64> {
    let number = match value.get(key)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

/// A whole number, or a text that is one.
pub(crate) fn whole(value: &Value, key: &str) -> Option<u32> {
    match value.get(key)? {
        Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// `true`, or the text "true".
pub(crate) fn yes(value: &Value, key: &str) -> bool {
    match value.get(key) {
        Some(Value::Bool(yes)) => *yes,
        Some(Value::String(text)) => text == "true",
        _ => false,
    }
}

/// The elements at `key`; none when it is no array.
pub(crate) fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn text_or_number_is_the_same() {
        let value =
            json!({"a": "12", "b": 12, "c": "", "d": null, "e": "1.5", "f": 1.5, "g": "x", "h": "true"});
        assert_eq!((text(&value, "a"), text(&value, "b")), (Some("12".into()), Some("12".into())));
        assert_eq!((text(&value, "c"), filled(&value, "c")), (Some(String::new()), None));
        assert_eq!((text(&value, "d"), text(&value, "z")), (None, None));
        assert_eq!(
            (decimal(&value, "e"), decimal(&value, "f"), decimal(&value, "g")),
            (Some(1.5), Some(1.5), None)
        );
        assert_eq!((whole(&value, "a"), whole(&value, "b"), whole(&value, "f")), (Some(12), Some(12), None));
        assert!(yes(&value, "h") && !yes(&value, "g"));
        assert!(array(&value, "a").is_empty());
    }
}
