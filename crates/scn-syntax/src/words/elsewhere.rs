//! The words and signs of other tools and languages, and ours for them.

/// The first word of an entry.
pub(crate) fn ours_for(word: &str) -> Option<&'static str> {
    Some(match word {
        "if" | "si" | "wenn" | "se" => "when",
        "elif" | "elsif" | "elseif" => "else when",
        "let" | "var" | "const" => "set",
        "goto" | "jump" => "go",
        "return" | "end" | "finish" | "exit" => "done",
        "print" | "write" | "reply" => "say",
        "switch" => "match",
        "sleep" | "pause" => "wait",
        "foreach" => "for",
        "import" | "include" => "use",
        "function" | "flow" | "story" => "tunnel",
        "intent" => "escape",
        "enum" => "choice",
        "struct" => "record",
        _ => return None,
    })
}

/// What stands where a condition should go on: its length, and how we write it.
pub(crate) fn operator(text: &str) -> Option<(usize, &'static str)> {
    const SIGNS: [(&str, &str); 9] = [
        ("===", "is"),
        ("!==", "is not"),
        ("<>", "is not"),
        ("=", "is"),
        ("&&", "and"),
        ("||", "or"),
        ("&", "and"),
        ("|", "or"),
        ("equals ", "is "),
    ];
    let (sign, ours) = SIGNS.iter().find(|(sign, _)| text.starts_with(sign))?;
    Some((sign.len(), *ours))
}
