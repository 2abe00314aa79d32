//! Fixes put into texts: on any text, with any fixes, in any order of the diagnostics.

use proptest::prelude::*;
use scn_diag::{Code, CodeInfo, Diagnostic, Edit, FileId, Files, Fix, Severity, Span, fix::mend};

const CODE: Code = Code(&CodeInfo {
    code: "E9999",
    name: "test",
    severity: Severity::Error,
    page: "",
    fixed: true,
    page_in_french: "",
});

const TEXTS: [&str; 2] = ["ask size: size \"Größe 🍕?\"\nsay \"{siez}\"\n", "a: b\n"];

fn files() -> Files {
    let mut files = Files::new();
    for (at, text) in TEXTS.iter().enumerate() {
        files.add(format!("{at}.scn"), *text);
    }
    files
}

fn edit() -> impl Strategy<Value = Edit> {
    // some lie outside, some between the bytes of a character, some end before they begin
    (0u32..3, 0u32..48, 0u32..6, 0u32..2, "[a-z]{0,3}").prop_map(|(file, start, length, back, text)| Edit {
        span: Span::new(FileId(file), start, (start + length).saturating_sub(back)),
        text,
    })
}

fn diagnostics() -> impl Strategy<Value = Vec<Diagnostic>> {
    let fix = (any::<bool>(), prop::collection::vec(edit(), 0..3)).prop_map(|(safe, edits)| Fix {
        title: "mend".into(),
        safe,
        edits,
    });
    let one = (0u32..48, 0u32..1000, prop::collection::vec(fix, 0..3)).prop_map(|(at, name, fixes)| {
        let mut one = Diagnostic::new(CODE, Span::new(FileId(0), at, at), format!("defect {name}"));
        one.fixes = fixes;
        one
    });
    prop::collection::vec(one, 0..12)
}

proptest! {
    #[test]
    fn what_was_taken_is_in_the_text_and_nothing_else_changed(diagnostics in diagnostics()) {
        let files = files();
        let mended = mend(&files, &diagnostics, |_, fix| fix.safe);
        let mut edits: Vec<&Edit> = Vec::new();
        for (at, chosen) in &mended.taken {
            let fix = &diagnostics[*at].fixes[*chosen];
            prop_assert!(fix.safe);
            edits.extend(&fix.edits);
        }
        for (id, file) in files.iter() {
            let mut own: Vec<&&Edit> = edits.iter().filter(|edit| edit.span.file == id).collect();
            prop_assert_eq!(own.is_empty(), !mended.texts.contains_key(&id));
            // one by one from the end: offsets before a change stay true
            own.sort_by_key(|edit| std::cmp::Reverse((edit.span.start, edit.span.end)));
            let mut expected = file.text.clone();
            for edit in own {
                expected.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
            }
            prop_assert_eq!(mended.texts.get(&id).unwrap_or(&file.text), &expected);
        }
    }

    #[test]
    fn the_order_of_the_diagnostics_does_not_matter(diagnostics in diagnostics()) {
        let files = files();
        let mut names: Vec<String> = diagnostics.iter().map(|it| format!("{:?}{}", it.span, it.message)).collect();
        names.sort();
        names.dedup();
        prop_assume!(names.len() == diagnostics.len());
        let backwards: Vec<Diagnostic> = diagnostics.iter().rev().cloned().collect();
        let (one, other) = (mend(&files, &diagnostics, |_, _| true), mend(&files, &backwards, |_, _| true));
        prop_assert_eq!(one.texts, other.texts);
    }

    #[test]
    fn of_two_at_one_place_the_first_wins(at in 0u32..10, length in 1u32..5) {
        let span = Span::new(FileId(0), at, at + length);
        let fixed = |place: u32, text: &str| {
            Diagnostic::new(CODE, Span::new(FileId(0), place, place), "defect").fix("mend", true, span, text)
        };
        let files = files();
        let mended = mend(&files, &[fixed(9, "LATER"), fixed(3, "FIRST")], |_, _| true);
        prop_assert_eq!(&mended.taken, &[(1, 0)]);
        let text = &mended.texts[&FileId(0)];
        prop_assert!(text.contains("FIRST") && !text.contains("LATER"));
    }
}
