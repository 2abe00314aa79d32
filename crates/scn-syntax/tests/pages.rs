//! The page of each code shows what it says.

mod common;

use common::{errors, show};

/// The first fenced scenario after a heading of the page.
fn sample<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let (_, after) = page.split_once(heading)?;
    let (_, body) = after.split_once("```scn\n")?;
    body.split_once("```").map(|(sample, _)| sample)
}

#[test]
fn failing_examples_fail_with_their_code_and_mended_ones_do_not() {
    let pages: Vec<_> = scn_diag::ALL.iter().filter(|code| code.code().starts_with("E00")).collect();
    assert!(pages.len() >= 23);
    for code in pages {
        let page = code.0.page;
        assert!(page.starts_with(&format!("# {} {}\n", code.code(), code.0.name)), "{code}");
        // What is read but not built yet is the compiler's to refuse; so is an `allow` that makes no sense.
        let refused_here = code.code() != "E0013" && !code.code().starts_with("E003");
        if let Some(failing) = sample(page, "Failing:\n").filter(|_| refused_here) {
            let found = errors(failing);
            assert!(
                found.iter().any(|diagnostic| diagnostic.code == *code),
                "{code}\n{}",
                show(failing, &found)
            );
            assert!(found.len() == 1 || code.code() == "E0019", "{code}\n{}", show(failing, &found));
        }
        let mended = sample(page, "Mended:\n").unwrap_or_else(|| panic!("{code} shows what is right"));
        assert!(errors(mended).is_empty(), "{code}\n{}", show(mended, &errors(mended)));
    }
}
