//! A tree, written and read again, is the same tree; and formatting changes nothing but the look.

#[path = "trees/mod.rs"]
mod trees;

use proptest::prelude::*;
use scn_diag::FileId;
use scn_syntax::{format, parse, print, tree_without_places};

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let tree = trees::file(bytes);
    let text = print(&tree);
    let found = parse(FileId::default(), &text).diagnostics;
    prop_assert!(found.is_empty(), "{text}\n{found:?}");
    let again = tree_without_places(&text);
    prop_assert_eq!(again.as_ref(), Some(&tree), "{}", &text);
    let formatted = format(&text).unwrap();
    let again = tree_without_places(&formatted);
    prop_assert_eq!(again.as_ref(), Some(&tree), "{}\n{}", &text, &formatted);
    prop_assert_eq!(format(&formatted).unwrap(), formatted.as_str(), "{}", &text);
    prop_assert_eq!(&print(&tree), &text);
    // The printer writes the formatter's own look, but for lines that are too long.
    prop_assert_eq!(&formatted, &text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn written_and_read_again(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes)?;
    }
}
