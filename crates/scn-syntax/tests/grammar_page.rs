//! `docs/language/grammar.md` is made from `grammar/scn.pest`: `UPDATE_DOCS=1 cargo test -p scn-syntax --test
//! grammar_page` writes it. What the grammar says about blanks and about mistakes is left out.

#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pest_meta::ast::{Expr, Rule};
use pest_meta::parser;

const GRAMMAR: &str = include_str!("../../../grammar/scn.pest");
const INTRO: &str = "# The grammar

<!-- Made from grammar/scn.pest; `UPDATE_DOCS=1 cargo test -p scn-syntax --test grammar_page` writes it. -->

Every form of the language, in the order of [the grammar](https://pest.rs) that the compiler reads. `a b` is a, then b; `a | b` is
one of them, the first that fits; `a?` may be left out, `a*` may come any number of times, `a+` at least once.

Blanks stand between words and are left out here, as is what the grammar knows about mistakes. An entry of a block ends at the end of
its line, at `;`, or with the `}` of its own block. A line may break inside `( )` and `[ ]`, after `,` `=` `->` or an operator, and
before a line that starts with `else` or `->`. A comment goes from `#` to the end of its line.
";

/// Rules that are about blanks, ends of entries and what is ahead.
const BLANKS: &[&str] = &[
    "s",
    "b",
    "nl",
    "nls",
    "nlv",
    "gap",
    "indent",
    "end",
    "choice_end",
    "another",
    "another_value",
    "SOI",
    "EOI",
    "missing_close",
];
/// Rules that are about mistakes.
const MISTAKES: &[&str] = &[
    "bad",
    "bad_entry",
    "leftover",
    "loose_texts",
    "raw",
    "raw_block",
    "raw_chunk",
    "stray_close",
    "stray_statement",
    "orphan",
    "orphan_word",
    "entry_word",
    "declaration_head",
    "event_word",
    "on_unknown",
    "unclosed_text",
    "inner_rest",
    "lone_bracket",
    "odd_char",
    "optional_head",
    "long_head",
    "comment",
];

/// Comments with these words are for those who change the grammar.
const IMPLEMENTATION: &[&str] = &["expressions.rs", "the fastest", "on a line of its own is not a value"];
/// Rules of characters, which ranges would not make readable.
const CHARACTERS: &[(&str, &str)] = &[
    ("literal", "? characters but \" { [ \\ and line ends ?"),
    ("long_literal", "? characters but { [ \\ and three \" in a row ?"),
    ("optional_literal", "? characters but \" { ] \\ and line ends ?"),
    ("long_piece_literal", "? characters but { ] \\ and three \" in a row ?"),
    ("line_char", "? any character but a line end ?"),
    ("escape_mark", "\"\\\" (\"n\" | \"{\" | \"}\" | \"[\" | \"]\" | '\"' | \"\\\")"),
    ("pattern", "\"/\" ? a regular expression, in which / is written \\/ ? \"/\""),
    ("name_char", "letter | digit | \"_\""),
    ("name", "(letter | \"_\") name_char*"),
];

#[derive(Clone)]
enum Shown {
    /// A mistake: this way of going on is not shown.
    Gone,
    /// Nothing to be seen, such as a blank.
    Empty,
    /// The text, and whether it is one unit, a row or a choice.
    Text(String, Kind),
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Kind {
    Choice,
    Row,
    Unit,
}

impl Shown {
    fn at_least(self, kind: Kind) -> Option<String> {
        match self {
            Shown::Text(text, own) if own < kind => Some(format!("({text})")),
            Shown::Text(text, _) => Some(text),
            _ => None,
        }
    }

    fn marked(self, mark: &str) -> Shown {
        match self.at_least(Kind::Unit) {
            Some(text) if text.ends_with(['?', '*']) && mark == "?" => Shown::Text(text, Kind::Unit),
            Some(text) => Shown::Text(format!("{text}{mark}"), Kind::Unit),
            None => Shown::Empty,
        }
    }
}

fn show(expr: &Expr) -> Shown {
    let unit = |text: String| Shown::Text(text, Kind::Unit);
    match expr {
        Expr::Str(text) if text.trim().is_empty() => Shown::Empty,
        Expr::Str(text) if text.contains('"') => unit(format!("'{text}'")),
        Expr::Str(text) => unit(format!("\"{}\"", text.escape_debug().to_string().replace("\\'", "'"))),
        Expr::Range(from, to) => unit(format!("[{}-{}]", from.escape_default(), to.escape_default())),
        Expr::Ident(name) => ident(name),
        Expr::PosPred(_) | Expr::NegPred(_) => Shown::Empty,
        Expr::Seq(..) => row(expr),
        Expr::Choice(..) => choice(expr),
        Expr::Opt(inner) => show(inner).marked("?"),
        Expr::Rep(inner) => show(inner).marked("*"),
        Expr::RepOnce(inner) => show(inner).marked("+"),
        Expr::RepExact(inner, count) => show(inner).marked(&format!("{{{count}}}")),
        Expr::RepMinMax(inner, from, to) => show(inner).marked(&format!("{{{from},{to}}}")),
        other => panic!("the grammar uses {other:?}: say how it is shown"),
    }
}

fn ident(name: &str) -> Shown {
    let text = match name {
        "open" => "\"{\"",
        "close" => "\"}\"",
        "ANY" => "any character",
        "ASCII_DIGIT" => "digit",
        "ASCII_ALPHA" | "XID_START" => "letter",
        "ASCII_ALPHA_UPPER" => "capital",
        "ASCII_ALPHANUMERIC" | "XID_CONTINUE" => {
            return Shown::Text("letter | digit".to_owned(), Kind::Choice);
        }
        name if BLANKS.contains(&name) => return Shown::Empty,
        name if MISTAKES.contains(&name) || name.starts_with("need_") => return Shown::Gone,
        name => name,
    };
    Shown::Text(text.to_owned(), Kind::Unit)
}

/// The parts of a row or a choice, however they are nested.
fn flat<'e>(expr: &'e Expr, split: fn(&'e Expr) -> Option<(&'e Expr, &'e Expr)>, parts: &mut Vec<&'e Expr>) {
    match split(expr) {
        Some((left, right)) => {
            flat(left, split, parts);
            flat(right, split, parts);
        }
        None => parts.push(expr),
    }
}

fn one_or(mut parts: Vec<(String, Kind)>, separator: &str, kind: Kind) -> Shown {
    match parts.len() {
        1 => {
            let (text, kind) = parts.remove(0);
            Shown::Text(text, kind)
        }
        _ => {
            let bracketed =
                |(text, own): &(String, Kind)| if *own < kind { format!("({text})") } else { text.clone() };
            Shown::Text(parts.iter().map(bracketed).collect::<Vec<_>>().join(separator), kind)
        }
    }
}

fn row(expr: &Expr) -> Shown {
    let (mut all, mut parts) = (Vec::new(), Vec::new());
    flat(expr, |expr| if let Expr::Seq(left, right) = expr { Some((left, right)) } else { None }, &mut all);
    for part in all {
        match show(part) {
            Shown::Gone => return Shown::Gone,
            Shown::Empty => {}
            Shown::Text(text, kind) => parts.push((text, kind)),
        }
    }
    if parts.is_empty() { Shown::Empty } else { one_or(parts, " ", Kind::Row) }
}

fn choice(expr: &Expr) -> Shown {
    let (mut all, mut parts, mut empty) = (Vec::new(), Vec::<(String, Kind)>::new(), false);
    flat(
        expr,
        |expr| if let Expr::Choice(left, right) = expr { Some((left, right)) } else { None },
        &mut all,
    );
    for part in all {
        match show(part) {
            Shown::Gone => {}
            Shown::Empty => empty = true,
            Shown::Text(text, _) if parts.iter().any(|(other, _)| *other == text) => {}
            // A choice in a choice, there only to be quick, is one.
            Shown::Text(text, kind) => parts.push((text, kind)),
        }
    }
    match parts.len() {
        0 if empty => Shown::Empty,
        0 => Shown::Gone,
        _ if empty => one_or(parts, " | ", Kind::Choice).marked("?"),
        _ => one_or(parts, " | ", Kind::Choice),
    }
}

fn rules() -> BTreeMap<String, Rule> {
    let pairs = parser::parse(parser::Rule::grammar_rules, GRAMMAR).expect("the grammar is one");
    let rules = parser::consume_rules(pairs).expect("its rules are known");
    rules.into_iter().map(|rule| (rule.name.clone(), rule)).collect()
}

/// The sections of the grammar with its rules, written for people.
fn page() -> String {
    let rules = rules();
    let mut page = INTRO.to_owned();
    let (mut section, mut body, mut comment) = (None, String::new(), Vec::new());
    for line in GRAMMAR.lines() {
        let title = line.strip_prefix("// ==").or(line.strip_prefix("// --"));
        if let Some(title) = title {
            finish(&mut page, section.replace(title.trim_start_matches(['=', '-', ' '])), &mut body);
            comment.clear();
        } else if let Some(text) = line.strip_prefix("// ") {
            comment.push(text);
        } else if let Some(rule) = line.split([' ', '=']).next().and_then(|name| rules.get(name)) {
            let known = !BLANKS.contains(&rule.name.as_str()) && !MISTAKES.contains(&rule.name.as_str());
            let plain =
                CHARACTERS.iter().find(|(name, _)| *name == rule.name).map(|(_, text)| (*text).to_owned());
            let text = plain.or_else(|| show(&rule.expr).at_least(Kind::Choice));
            if let Some(text) = text.filter(|_| known) {
                if !comment.is_empty()
                    && !comment.iter().any(|line| IMPLEMENTATION.iter().any(|word| line.contains(word)))
                {
                    body += &format!("\n# {}\n", comment.join("\n# "));
                }
                body += &format!("{} = {text}\n", rule.name);
            }
            comment.clear();
        }
    }
    finish(&mut page, section, &mut body);
    page
}

fn finish(page: &mut String, section: Option<&str>, body: &mut String) {
    let about_mistakes =
        section.is_none_or(|title| title.starts_with("blanks") || title.starts_with("what is missing"));
    if !about_mistakes && !body.trim().is_empty() {
        let title = section.unwrap_or_default();
        let (first, rest) = title.split_at(title.chars().next().map_or(0, char::len_utf8));
        *page += &format!("\n## {}{rest}\n\n```text\n{}\n```\n", first.to_uppercase(), body.trim());
    }
    body.clear();
}

#[test]
fn the_page_of_the_grammar_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/language/grammar.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("docs/language/grammar.md is written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/language/grammar.md is stale; UPDATE_DOCS=1 cargo test -p scn-syntax --test grammar_page writes it"
    );
}

#[test]
fn every_rule_that_is_named_is_shown() {
    let page = page();
    let shown: BTreeSet<&str> =
        page.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name).collect();
    let known = rules();
    let mut missing = BTreeSet::new();
    for line in page.lines().filter_map(|line| line.split_once(" = ").map(|(_, text)| text)) {
        let unquoted: String = match line.contains('?') && line.contains(" ? ") || line.starts_with('?') {
            true => continue,
            false => line.split('"').step_by(2).collect::<Vec<_>>().join(" "),
        };
        for word in unquoted.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
            if known.contains_key(word) && !shown.contains(word) {
                missing.insert(word.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
    assert!(shown.len() > 150, "{}", shown.len());
}
