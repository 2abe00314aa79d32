//! What a schema cannot say: sums, uniqueness, blank texts, addresses. The schema has passed before.

use super::{BAD_VALUE, MISSING_PARAMETER, Problem, problem};
use crate::json::{array, text};
use scn_graph::limits;
use serde_json::Value;

pub(super) fn check(body: &Value) -> Vec<Problem> {
    let mut out = Vec::new();
    if body.get("status").is_some() {
        return out;
    }
    if let Some(text) = body.get("text") {
        not_blank("text/body", text, "body", &mut out);
    }
    for kind in ["image", "video", "audio", "document", "sticker"] {
        link(kind, body.get(kind), &mut out);
    }
    if let Some(interactive) = body.get("interactive") {
        check_interactive(interactive, &mut out);
    }
    for (index, component) in template_components(body).iter().enumerate() {
        check_component(&format!("template/components/{index}"), component, &mut out);
    }
    unique("template/components", "button index", button_indexes(template_components(body)), &mut out);
    out
}

fn check_interactive(interactive: &Value, out: &mut Vec<Problem>) {
    for part in ["header", "body", "footer"] {
        if let Some(holder) = interactive.get(part) {
            not_blank(&format!("interactive/{part}/text"), holder, "text", out);
        }
    }
    header_link("interactive", interactive, out);
    let Some(action) = interactive.get("action") else { return };
    url("interactive/action/parameters/url", action.get("parameters").and_then(|it| it.get("url")), out);
    check_buttons(action, out);
    match interactive.get("type").and_then(Value::as_str) {
        Some("list") => check_list(action, out),
        Some("product_list") => check_products(action, out),
        Some("carousel") => check_carousel(array(action, "cards"), out),
        _ => {}
    }
}

fn check_buttons(action: &Value, out: &mut Vec<Problem>) {
    const PATH: &str = "interactive/action/buttons";
    let replies: Vec<&Value> =
        array(action, "buttons").iter().filter_map(|button| button.get("reply")).collect();
    let all = |key: &str| replies.iter().filter_map(|reply| text(reply, key)).collect::<Vec<_>>();
    unique(PATH, "button id", all("id"), out);
    unique(PATH, "button title", all("title"), out);
    for (index, reply) in replies.iter().enumerate() {
        not_blank(&format!("{PATH}/{index}/reply/title"), reply, "title", out);
        if text(reply, "id").is_some_and(|id| id != id.trim()) {
            out.push(problem(
                format!("{PATH}/{index}/reply/id"),
                BAD_VALUE,
                "white space at the start or end",
            ));
        }
    }
}

fn check_list(action: &Value, out: &mut Vec<Problem>) {
    const PATH: &str = "interactive/action/sections";
    let sections = array(action, "sections");
    let rows: Vec<&Value> = sections.iter().flat_map(|section| array(section, "rows")).collect();
    if rows.len() > limits::LIST_ROWS {
        let message = format!("{} rows over all sections, at most {}", rows.len(), limits::LIST_ROWS);
        out.push(problem(PATH, BAD_VALUE, message));
    }
    titled_when_several(PATH, sections, out);
    unique(PATH, "row id", rows.iter().filter_map(|row| text(row, "id")).collect(), out);
    for row in rows {
        not_blank(PATH, row, "title", out);
    }
}

fn check_products(action: &Value, out: &mut Vec<Problem>) {
    const PATH: &str = "interactive/action/sections";
    let sections = array(action, "sections");
    let products: usize = sections.iter().map(|section| array(section, "product_items").len()).sum();
    if products > limits::PRODUCTS {
        let message = format!("{products} products over all sections, at most {}", limits::PRODUCTS);
        out.push(problem(PATH, BAD_VALUE, message));
    }
    titled_when_several(PATH, sections, out);
}

fn titled_when_several(path: &str, sections: &[Value], out: &mut Vec<Problem>) {
    let untitled = |section: &Value| text(section, "title").is_none_or(|title| title.trim().is_empty());
    if sections.len() > 1 && sections.iter().any(untitled) {
        out.push(problem(path, MISSING_PARAMETER, "every section needs a title when there is more than one"));
    }
}

fn check_carousel(cards: &[Value], out: &mut Vec<Problem>) {
    const PATH: &str = "interactive/action/cards";
    let in_order =
        cards.iter().enumerate().all(|(index, card)| text(card, "card_index") == Some(index.to_string()));
    if !in_order {
        out.push(problem(PATH, BAD_VALUE, "card_index must count 0, 1, 2 in order"));
    }
    let action = |card: &Value| card.get("action").cloned().unwrap_or_default();
    alike(PATH, "type", cards.iter().map(|card| text(card, "type")), out);
    alike(
        PATH,
        "header",
        cards.iter().map(|card| card.get("header").and_then(|header| text(header, "type"))),
        out,
    );
    alike(PATH, "catalogue", cards.iter().map(|card| text(&action(card), "catalog_id")), out);
    alike(
        PATH,
        "number and kind of buttons",
        cards.iter().map(|card| array(&action(card), "buttons").len()),
        out,
    );
    for (index, card) in cards.iter().enumerate() {
        let path = format!("{PATH}/{index}");
        header_link(&path, card, out);
        url(&format!("{path}/action/parameters/url"), card.pointer("/action/parameters/url"), out);
        let body = card.get("body").and_then(|body| text(body, "text")).unwrap_or_default();
        if body.matches('\n').count() > limits::CAROUSEL_LINE_BREAKS {
            let message = format!("more than {} line breaks", limits::CAROUSEL_LINE_BREAKS);
            out.push(problem(format!("{path}/body/text"), BAD_VALUE, message));
        }
    }
}

fn template_components(body: &Value) -> &[Value] {
    body.get("template").map_or(&[], |template| array(template, "components"))
}

fn check_component(path: &str, component: &Value, out: &mut Vec<Problem>) {
    for (index, parameter) in array(component, "parameters").iter().enumerate() {
        let path = format!("{path}/parameters/{index}");
        for kind in ["image", "video", "document", "gif"] {
            link(&format!("{path}/{kind}"), parameter.get(kind), out);
        }
        let is_text = text(parameter, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("text"));
        let words = text(parameter, "text").unwrap_or_default();
        if is_text
            && (words.trim().is_empty() || words.contains(['\n', '\r', '\t']) || words.contains("     "))
        {
            let message = "blank, or with a line break, a tab or more than four spaces in a row";
            out.push(problem(format!("{path}/text"), BAD_VALUE, message));
        }
    }
    for (index, card) in array(component, "cards").iter().enumerate() {
        let path = format!("{path}/cards/{index}/components");
        for (index, inner) in array(card, "components").iter().enumerate() {
            check_component(&format!("{path}/{index}"), inner, out);
        }
        unique(&path, "button index", button_indexes(array(card, "components")), out);
    }
}

fn button_indexes(components: &[Value]) -> Vec<String> {
    let is_button =
        |component: &&Value| text(component, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("button"));
    components
        .iter()
        .filter(is_button)
        .map(|button| text(button, "index").unwrap_or_else(|| "0".to_owned()))
        .collect()
}

fn alike<T: PartialEq>(path: &str, what: &str, mut values: impl Iterator<Item = T>, out: &mut Vec<Problem>) {
    if let Some(first) = values.next()
        && !values.all(|value| value == first)
    {
        out.push(problem(path, BAD_VALUE, format!("all cards must have the same {what}")));
    }
}

fn unique(path: &str, what: &str, mut values: Vec<String>, out: &mut Vec<Problem>) {
    let count = values.len();
    values.sort_unstable();
    values.dedup();
    if values.len() < count {
        out.push(problem(path, BAD_VALUE, format!("two times the same {what}")));
    }
}

fn not_blank(path: &str, holder: &Value, key: &str, out: &mut Vec<Problem>) {
    if text(holder, key).is_some_and(|words| words.trim().is_empty()) {
        out.push(problem(path, BAD_VALUE, "blank"));
    }
}

fn header_link(path: &str, holder: &Value, out: &mut Vec<Problem>) {
    let Some(header) = holder.get("header") else { return };
    let media = text(header, "type").and_then(|kind| header.get(kind));
    link(&format!("{path}/header"), media.filter(|media| media.is_object()), out);
}

fn link(path: &str, media: Option<&Value>, out: &mut Vec<Problem>) {
    url(&format!("{path}/link"), media.and_then(|media| media.get("link")), out);
}

fn url(path: &str, address: Option<&Value>, out: &mut Vec<Problem>) {
    let Some(address) = address.and_then(Value::as_str) else { return };
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        let (start, rest) = address.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    if rest.is_none_or(|rest| rest.is_empty() || rest.contains(char::is_whitespace)) {
        out.push(problem(path, BAD_VALUE, "not an address that starts with http:// or https://"));
    }
}
