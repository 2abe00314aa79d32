//! 64 KB of everything that might be slow: as much as can come at all.

use crate::busy;

/// As long as the texts are.
const BYTES: usize = 65_536;

const PIECES: &[(&str, &str)] = &[
    ("combining marks only", "\u{301}"),
    ("a letter with many marks", "a\u{301}\u{323}\u{302}"),
    ("zero width", "\u{200b}\u{200d}\u{feff}"),
    ("right to left", "מחר ב־7 \u{202e}123 "),
    ("mixed scripts", "pаy 二 три ٣ ni\u{f1}o "),
    ("numbers in words", "vingt et un cent mille "),
    ("German without blanks", "einundzwanzigtausend"),
    ("two and", "zwei und "),
    ("digits", "9"),
    ("digits and signs", "1'2.3,4-5/6:7 "),
    ("half a clock", "1:"),
    ("days", "mardi 3 demain next friday "),
    ("days after days", "two days after "),
    ("a day and half a clock", "am Montag um halb "),
    ("clocks", "halb 8 et demie moins le quart 19h30 "),
    ("half an address of mail", "a.b@"),
    ("half an address of the web", "www.a.b/"),
    ("telephone", "+41 (0) 79-"),
    ("telephones", "+41 79 123 45 67 "),
    ("streets", "rue du Lac 7, 1003 "),
    ("streets without towns", "rue du Lac 7, "),
    ("names", "je m'appelle "),
    ("refusals", "non pas sans "),
    ("no", "no no "),
    ("dishes", "quatro formagi et un coka "),
    ("many of a dish", "2 large "),
    ("without and without", "without onions or "),
    ("one long word", "margherita"),
    ("one long word of near misses", "margarhitacalzonne"),
    ("emoji", "👨\u{200d}👩\u{200d}👧"),
    ("flags", "🇨"),
    ("ligatures", "ﷺ"),
    ("questions", "?! "),
    ("nothing", "\0"),
];

/// Each text and what it is called.
pub fn texts() -> Vec<(&'static str, String)> {
    let repeated = |(name, piece): &(&'static str, &str)| (*name, piece.repeat(BYTES / piece.len()));
    let mut texts: Vec<_> = PIECES.iter().map(repeated).collect();
    texts.push(("other near misses in each word", near_misses()));
    texts
}

/// Names of rows, each of its words with another typing error.
fn near_misses() -> String {
    let mut text = String::with_capacity(BYTES + 64);
    let rows = busy::row_names();
    for (at, word) in rows.iter().step_by(37).flat_map(|name| name.split(' ')).cycle().enumerate() {
        if text.len() > BYTES {
            break;
        }
        let (before, after) = word.split_at(1 + at % (word.len() - 1));
        text.push_str(&format!("{before}{}{after} ", ["x", "ee", "q", "s"][at % 4]));
    }
    text
}
