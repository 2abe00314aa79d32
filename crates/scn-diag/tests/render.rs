//! What people and programs see, on a real text.

use scn_diag::{Code, CodeInfo, Diagnostic, FileId, Files, Severity, Span, Tongue, render, render::Look};

const UNKNOWN: Code = Code(&CodeInfo {
    code: "E1003",
    name: "unknown-name",
    severity: Severity::Error,
    page: "# E1003",
    fixed: true,
    page_in_french: "",
});
const LONG: Code = Code(&CodeInfo {
    code: "W3002",
    name: "long-label",
    severity: Severity::Warning,
    page: "# W3002",
    fixed: true,
    page_in_french: "",
});

const ORDER: &str = "\
tunnel order {
  ask size: size \"Quelle taille 🍕 ?\"
  say \"Vous avez choisi {siez}.\"
  choose \"Et ensuite ?\" {
    \"Je voudrais encore quelque chose\" { go size }
  }
}
";

fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap() as u32;
    Span::new(FileId(0), start, start + words.len() as u32)
}

fn sample() -> (Files, Vec<Diagnostic>) {
    let mut files = Files::new();
    files.add("order.scn", ORDER);
    let menu = files.add("data/menu.yaml", "pizzas:\n  - margherita\n");
    let long = span(ORDER, "\"Je voudrais encore quelque chose\"");
    let siez = span(ORDER, "siez");
    let diagnostics = vec![
        Diagnostic::new(LONG, long, "this label has 32 characters; a row of a list shows 24")
            .label(long, "24 fit"),
        Diagnostic::new(UNKNOWN, siez, "there is no slot `siez`")
            .label(siez, "not known here")
            .label(span(ORDER, "size"), "`size` is asked here")
            .label(Span::new(menu, 8, 9), "the column starts here")
            .help("did you mean `size`?")
            .fix("replace with `size`", true, siez, "size"),
    ];
    (files, diagnostics)
}

#[test]
fn on_a_terminal() {
    let (files, diagnostics) = sample();
    let look = Look { graphical: true, colours: false, ..Look::PLAIN };
    insta::assert_snapshot!(render::text(&files, &diagnostics, look));
    let coloured = render::text(&files, &diagnostics, Look { colours: true, ..look });
    assert!(coloured.contains("\u{1b}["), "colours are escape sequences");
}

#[test]
fn in_a_log() {
    let (files, diagnostics) = sample();
    insta::assert_snapshot!(render::text(&files, &diagnostics, Look::PLAIN));
}

#[test]
fn the_words_around_are_french_too() {
    let (files, diagnostics) = sample();
    let french = Look { tongue: Tongue::French, ..Look::PLAIN };
    let log = render::text(&files, &diagnostics, french);
    for words in
        ["order.scn:3:26: erreur : there", "  aide : did", "  correction : ", "  voir : data/menu.yaml:2"]
    {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert!(log.ends_with("1 erreur et 1 avertissement ; `scn explain E1003` en dit plus\n"), "{log}");
    let drawn = render::text(&files, &diagnostics, Look { graphical: true, colours: true, ..french });
    for words in ["erreur E1003", "avertissement W3002", "\u{1b}[36maide :\u{1b}[0m did"] {
        assert!(drawn.contains(words), "{words}: {drawn}");
    }
    for english in ["error", "warning", "help:", "fix:", "see:"] {
        assert!(!log.contains(english) && !drawn.contains(english), "{english}: {log}");
    }
}

#[test]
fn windows_from_forty_columns_are_read_without_breaks_in_words() {
    let (files, diagnostics) = sample();
    for width in 40..=60 {
        let shown = render::text(&files, &diagnostics, Look { width, ..Look::PLAIN });
        let wide = shown.lines().filter(|line| unicode_width::UnicodeWidthStr::width(*line) > width);
        assert!(width == 60 || wide.count() == 0, "{width}:\n{shown}");
        let sentence = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            sentence.contains("this label has 32 characters; a row of a list shows 24 [W3002]"),
            "{shown}"
        );
    }
}

#[test]
fn for_programs() {
    let (files, diagnostics) = sample();
    insta::assert_snapshot!(render::json(&files, &diagnostics, Tongue::English));
}

#[test]
fn on_a_pull_request() {
    let (files, diagnostics) = sample();
    insta::assert_snapshot!(render::github(&files, &diagnostics, Tongue::English));
}

#[test]
fn for_analysis_tools() {
    let (files, diagnostics) = sample();
    insta::assert_snapshot!(render::sarif(&files, &diagnostics, "0.1.0", Tongue::English));
}

#[test]
fn columns_count_characters_everywhere() {
    let mut files = Files::new();
    let file = files.add("a.scn", "say \"• 🍕 {siez}\"\n");
    let start = files.get(file).unwrap().text.find("siez").unwrap() as u32;
    let diagnostic = Diagnostic::new(UNKNOWN, Span::new(file, start, start + 4), "no slot");
    for look in [Look::PLAIN, Look { graphical: true, ..Look::PLAIN }] {
        let shown = render::text(&files, std::slice::from_ref(&diagnostic), look);
        assert!(shown.contains("a.scn:1:11"), "{shown}");
    }
}

#[test]
fn nothing_wrong_prints_nothing() {
    assert_eq!(render::text(&Files::new(), &[], Look::PLAIN), "");
}

#[test]
fn a_file_cannot_steer_the_terminal() {
    let mut files = Files::new();
    let text = "say \"\u{1b}[2J\u{202e}hello\"\n";
    let file = files.add("evil\u{1b}.scn", text);
    let diagnostic = Diagnostic::new(UNKNOWN, Span::new(file, 0, 3), "what is `\u{1b}[31m`");
    for look in [Look::PLAIN, Look { graphical: true, ..Look::PLAIN }] {
        let shown = render::text(&files, std::slice::from_ref(&diagnostic), look);
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown:?}");
    }
}

#[test]
fn places_at_the_end_outside_and_in_very_long_lines() {
    let mut files = Files::new();
    let brace = files.add("a.scn", "tunnel order {\n");
    let long = files.add("b.scn", format!("{}é{}", "{".repeat(10_000), "}".repeat(10_000)));
    let empty = files.add("c.scn", "");
    let block = files.add("d.scn", "tunnel a {\n".to_owned() + &"  say \"x\"\n".repeat(50) + "}\n");
    let at = |file, start, end| Diagnostic::new(UNKNOWN, Span::new(file, start, end), "something is missing");
    let diagnostics = [
        at(brace, 15, 15),
        at(long, 9_990, 10_010),
        at(long, 10_001, 10_001),
        at(empty, 0, 0),
        at(brace, 70, 90),
        at(block, 0, 400),
    ];
    for look in [Look::PLAIN, Look { graphical: true, ..Look::PLAIN }] {
        let shown = render::text(&files, &diagnostics, look);
        assert_eq!(shown.matches("something is missing").count(), diagnostics.len(), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= 120), "{shown}");
        assert!(shown.lines().count() < 50, "a whole block is not printed: {shown}");
    }
}

#[test]
fn a_flood_is_counted_not_printed() {
    let mut files = Files::new();
    let file = files.add("a.scn", "x\n");
    let flood = vec![Diagnostic::new(UNKNOWN, Span::new(file, 0, 1), "no"); 412];
    let shown = render::text(&files, &flood, Look::PLAIN);
    assert!(shown.contains("… and 312 more"), "{shown}");
    assert!(shown.ends_with("412 errors; run `scn explain E1003` to know more\n"), "{shown}");
}
