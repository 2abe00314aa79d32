//! The address of a request, and what stands in its body.

use reqwest::Url;
use scn_graph::{Method, Operation};
use serde_json::{Map, Value as Json};

/// The address with its parameters, and the body with those that do not stand in it.
pub(super) fn address(
    base: &Url,
    operation: &Operation,
    args: Map<String, Json>,
) -> Result<(Url, Option<Json>), String> {
    let mut url = base.clone();
    let (path, fixed) = operation.path.split_once('?').unwrap_or((&operation.path, ""));
    let parts = path.split('/').filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(|part| filled(part, &args)).collect::<Result<_, _>>()?;
    let in_path = |name: &String| path.contains(&format!("{{{name}}}"));
    let rest: Map<String, Json> = args.into_iter().filter(|(name, _)| !in_path(name)).collect();
    url.path_segments_mut().map_err(|()| "its address takes no path")?.pop_if_empty().extend(parts);
    if !fixed.is_empty() {
        url.set_query(Some(fixed));
    }
    if operation.method == Method::Get {
        if !rest.is_empty() {
            let mut query = url.query_pairs_mut();
            for (name, value) in &rest {
                for value in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
                    query.append_pair(name, &plain(value));
                }
            }
        }
        return Ok((url, None));
    }
    let body = (operation.method != Method::Delete || !rest.is_empty()).then_some(Json::Object(rest));
    Ok((url, body))
}

/// One part of a path with its parameters; each value stays within its part, whatever it holds.
fn filled(part: &str, args: &Map<String, Json>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = part;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, hole)| Some((before, hole.split_once('}')?)))
    {
        let value = args.get(name).map(plain).filter(|value| !value.is_empty());
        out.push_str(before);
        out.push_str(&value.ok_or_else(|| format!("`{name}` in its path is unknown"))?);
        rest = after;
    }
    out.push_str(rest);
    match out.as_str() {
        "." | ".." => Err("a parameter cannot stand in its path".to_owned()),
        _ => Ok(out),
    }
}

/// A value as a part of an address.
fn plain(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scn_graph::{Key, Param, Type};
    use serde_json::json;

    fn operation(method: Method, path: &str, params: &[&str]) -> Operation {
        let param = |name: &&str| Param { name: (*name).to_owned(), ty: Type::TEXT };
        Operation {
            name: "shop.it".into(),
            key: Key(1),
            connector: 0,
            method,
            path: path.into(),
            params: params.iter().map(param).collect(),
            result: None,
            irreversible: false,
        }
    }

    fn request(base: &str, operation: &Operation, args: Json) -> Result<(String, Option<Json>), String> {
        let args = args.as_object().unwrap().clone();
        address(&Url::parse(base).unwrap(), operation, args).map(|(url, body)| (url.to_string(), body))
    }

    #[test]
    fn parameters_go_into_the_path_the_query_or_the_body() {
        let get = operation(Method::Get, "/orders/{number}", &["number", "since", "states"]);
        assert_eq!(
            request(
                "https://shop.example/api/",
                &get,
                json!({"number": "a/b?c", "since": "1 é", "states": ["x", "y"]})
            ),
            Ok(("https://shop.example/api/orders/a%2Fb%3Fc?since=1+%C3%A9&states=x&states=y".into(), None))
        );
        let post = operation(Method::Post, "orders/{number}/lines?v=2", &["number", "lines"]);
        assert_eq!(
            request("https://shop.example", &post, json!({"number": 7, "lines": [1]})),
            Ok(("https://shop.example/orders/7/lines?v=2".into(), Some(json!({"lines": [1]}))))
        );
        let delete = operation(Method::Delete, "/orders/{number}", &["number"]);
        assert_eq!(
            request("https://shop.example", &delete, json!({"number": "7"})),
            Ok(("https://shop.example/orders/7".into(), None))
        );
    }

    #[test]
    fn a_value_cannot_leave_its_place_in_the_path() {
        let get = operation(Method::Get, "/orders/{number}/{part}", &["number", "part"]);
        for value in ["..", ".", ""] {
            assert!(
                request("https://a.example", &get, json!({"number": value, "part": "x"})).is_err(),
                "{value}"
            );
        }
        let sly =
            request("https://a.example", &get, json!({"number": "../admin", "part": "%2e%2e"})).unwrap().0;
        assert_eq!(sly, "https://a.example/orders/..%2Fadmin/%252e%252e");
        let twice = request("https://a.example", &get, json!({"number": "{part}", "part": "x"})).unwrap().0;
        assert_eq!(twice, "https://a.example/orders/%7Bpart%7D/x");
    }
}
