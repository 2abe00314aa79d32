//! What the platform refuses when a template is created.

use crate::sandbox::content::{items, string};
use crate::sandbox::meta_error::MetaError;
use serde_json::Value;

type Checked = Result<(), MetaError>;

pub(super) fn check(request: &Value) -> Checked {
    let name = string(request, "/name");
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.is_empty() || name.len() > 512 || !name.bytes().all(allowed) {
        return Err(wrong("name has 1 to 512 lower-case letters, digits and underscores"));
    }
    if !language(&string(request, "/language")) {
        return Err(wrong("language is a code as en, en_US or pt_BR"));
    }
    let category = string(request, "/category").to_ascii_uppercase();
    if !["UTILITY", "MARKETING", "AUTHENTICATION"].contains(&category.as_str()) {
        return Err(wrong("category is UTILITY, MARKETING or AUTHENTICATION"));
    }
    let components: Vec<&Value> = items(request, "/components").collect();
    let kinds: Vec<String> =
        components.iter().map(|component| string(component, "/type").to_ascii_uppercase()).collect();
    if kinds.iter().filter(|kind| *kind == "BODY").count() != 1 {
        return Err(wrong("components hold one BODY"));
    }
    for (component, kind) in components.into_iter().zip(&kinds) {
        if kinds.iter().filter(|other| *other == kind).count() > 1 {
            return Err(wrong(format!("components hold {kind} twice")));
        }
        match kind.as_str() {
            "BODY" if category == "AUTHENTICATION" => {}
            "BODY" => body(component)?,
            "HEADER" => header(component)?,
            "FOOTER" => footer(component)?,
            "BUTTONS" => buttons(component)?,
            "CAROUSEL" | "LIMITED_TIME_OFFER" | "CALL_PERMISSION_REQUEST" => {}
            _ => return Err(wrong(format!("there is no component {kind}"))),
        }
    }
    Ok(())
}

fn wrong(details: impl Into<String>) -> MetaError {
    MetaError::new(100, details)
}

/// Two or three letters, perhaps a country.
fn language(code: &str) -> bool {
    let (language, country) = code.split_once('_').unwrap_or((code, "US"));
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && (2..=4).contains(&country.len())
        && country.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn longer(text: &str, most: usize) -> bool {
    text.chars().count() > most
}

fn body(component: &Value) -> Checked {
    let text = string(component, "/text");
    if text.trim().is_empty() {
        return Err(MetaError::sub(100, 2_388_072, "The body is empty"));
    }
    if longer(&text, 1_024) {
        return Err(MetaError::sub(100, 2_388_040, "The body is longer than 1024 characters"));
    }
    let holes = holes(&text);
    in_order(&holes)?;
    let trimmed = text.trim();
    if trimmed.starts_with("{{") || trimmed.ends_with("}}") || text.contains("}}{{") || text.contains("}} {{")
    {
        let details = "Variables can't be at the start or end of the template, nor side by side";
        return Err(MetaError::sub(100, 2_388_299, details));
    }
    let fixed = text.split_whitespace().filter(|word| !word.contains("{{")).count();
    let mut different = holes.clone();
    different.sort();
    different.dedup();
    // Twice as many words as variables, and one: what the guides advise.
    if !different.is_empty() && fixed < 2 * different.len() + 1 {
        let details = "This template has too many variables for its length";
        return Err(MetaError::sub(100, 2_388_293, details));
    }
    examples(component, &holes, &["/example/body_text", "/example/body_text_named_params"], 2_388_043)
}

fn header(component: &Value) -> Checked {
    match string(component, "/format").to_ascii_uppercase().as_str() {
        "TEXT" | "" => {
            let text = string(component, "/text");
            let holes = holes(&text);
            if text.trim().is_empty() || longer(&text, 60) || holes.len() > 1 || text.contains('\n') {
                let details = "A header has 1 to 60 characters on one line and one variable at most";
                return Err(MetaError::sub(100, 2_388_047, details));
            }
            let paths = ["/example/header_text", "/example/header_text_named_params"];
            examples(component, &holes, &paths, 2_388_047)
        }
        "IMAGE" | "VIDEO" | "DOCUMENT" | "GIF" => match items(component, "/example/header_handle").next() {
            Some(_) => Ok(()),
            None => Err(MetaError::sub(100, 2_388_273, "The header needs a sample of its file")),
        },
        "LOCATION" | "PRODUCT" => Ok(()),
        other => Err(MetaError::sub(100, 2_388_047, format!("There is no header {other}"))),
    }
}

fn footer(component: &Value) -> Checked {
    let text = string(component, "/text");
    if text.trim().is_empty() || longer(&text, 60) || !holes(&text).is_empty() {
        let details = "A footer has 1 to 60 characters and no variables";
        return Err(MetaError::sub(100, 2_388_073, details));
    }
    Ok(())
}

fn buttons(component: &Value) -> Checked {
    let all: Vec<&Value> = items(component, "/buttons").collect();
    let kinds: Vec<String> = all.iter().map(|button| string(button, "/type").to_ascii_uppercase()).collect();
    let count = |kind: &str| kinds.iter().filter(|other| *other == kind).count();
    if !(1..=10).contains(&all.len()) {
        return Err(wrong("there are 1 to 10 buttons"));
    }
    for (kind, most) in [("URL", 2), ("PHONE_NUMBER", 1), ("COPY_CODE", 1), ("FLOW", 1), ("OTP", 1)] {
        if count(kind) > most {
            return Err(wrong(format!("there are more than {most} buttons {kind}")));
        }
    }
    let is_reply: Vec<bool> = kinds.iter().map(|kind| kind == "QUICK_REPLY").collect();
    if is_reply.windows(2).filter(|pair| pair.first() != pair.last()).count() > 1 {
        return Err(wrong("quick replies stand together, before or after the other buttons"));
    }
    for (button, kind) in all.into_iter().zip(kinds) {
        let label = string(button, "/text");
        if kind != "OTP" && kind != "COPY_CODE" && (label.trim().is_empty() || longer(&label, 25)) {
            return Err(wrong("the label of a button has 1 to 25 characters"));
        }
        if kind == "URL" {
            let url = string(button, "/url");
            let holes = holes(&url);
            let at_end = holes.is_empty() || (holes.len() == 1 && url.ends_with("}}"));
            if !url.starts_with("http") || longer(&url, 2_000) || !at_end {
                return Err(wrong("url has 2000 characters at most, and a variable only at its end"));
            }
            examples(button, &holes, &["/example"], 2_388_043)?;
        }
    }
    Ok(())
}

/// What stands between `{{` and `}}`.
pub(super) fn holes(text: &str) -> Vec<String> {
    let parts = text.split("{{").skip(1);
    parts.filter_map(|part| part.split_once("}}")).map(|(hole, _)| hole.trim().to_owned()).collect()
}

/// 1, 2, 3 in order, or names in lower case.
fn in_order(holes: &[String]) -> Checked {
    let numbers: Vec<Option<usize>> = holes.iter().map(|hole| hole.parse().ok()).collect();
    let counted = numbers.iter().enumerate().all(|(place, number)| *number == Some(place + 1));
    let name = |hole: &String| {
        hole.starts_with(|first: char| first.is_ascii_lowercase())
            && hole.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    match counted || holes.iter().all(name) {
        true => Ok(()),
        false => {
            Err(MetaError::sub(100, 2_388_072, "Variables are {{1}}, {{2}} in order, or lower_case names"))
        }
    }
}

fn examples(holder: &Value, holes: &[String], paths: &[&str], subcode: u32) -> Checked {
    let shown = paths.iter().filter_map(|path| holder.pointer(path)).any(|example| match example {
        Value::Array(all) => match all.first() {
            Some(Value::Array(row)) => row.len() == holes.len(),
            first => first.is_some() && all.len() == holes.len(),
        },
        Value::String(text) => !text.is_empty(),
        _ => false,
    });
    match shown || holes.is_empty() {
        true => Ok(()),
        false => Err(MetaError::sub(100, subcode, "Every variable needs a sample in example")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(change: impl FnOnce(&mut Value)) -> u32 {
        let mut request = json!({"name": "ready", "language": "en_US", "category": "utility", "components": [
            {"type": "header", "format": "TEXT", "text": "Order {{1}}", "example": {"header_text": ["A-17"]}},
            {"type": "BODY", "text": "Hello {{1}}, your order {{2}} is ready to go.",
                "example": {"body_text": [["Ann", "A-17"]]}},
            {"type": "FOOTER", "text": "Thanks"},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Stop"},
                {"type": "URL", "text": "Follow", "url": "https://a.example/{{1}}", "example": ["https://a.example/1"]}]}]});
        change(&mut request);
        check(&request).map_or_else(|error| error.subcode.unwrap_or(error.code), |()| 0)
    }

    #[test]
    fn a_template_as_the_guides_show_it_is_taken() {
        assert_eq!(code(|_| ()), 0);
    }

    #[test]
    fn what_the_review_would_never_see_is_refused() {
        let body = |text: &str| {
            let text = text.to_owned();
            code(move |request| request["components"][1]["text"] = json!(text))
        };
        assert_eq!(body(""), 2_388_072);
        assert_eq!(body(&"x".repeat(1_025)), 2_388_040);
        assert_eq!(body("Your order number {{2}} is ready {{1}} now"), 2_388_072);
        assert_eq!(body("{{1}} is your order {{2}} of today"), 2_388_299);
        assert_eq!(body("a {{1}} b {{2}} c"), 2_388_293);
        assert_eq!(body("Your order {{1}} is ready to go now"), 2_388_043, "two samples for one variable");
        assert_eq!(code(|it| it["name"] = json!("Ready!")), 100);
        assert_eq!(code(|it| it["language"] = json!("english")), 100);
        assert_eq!(code(|it| it["category"] = json!("FUN")), 100);
        assert_eq!(code(|it| it["components"][0]["text"] = json!("x".repeat(61))), 2_388_047);
        assert_eq!(code(|it| it["components"][2]["text"] = json!("{{1}}")), 2_388_073);
        assert_eq!(
            code(|it| it["components"][3]["buttons"][1]["url"] = json!("https://{{1}}.example/")),
            100
        );
        assert_eq!(code(|it| it["components"] = json!([])), 100);
    }
}
