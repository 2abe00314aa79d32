//! `scn fmt`

mod common;

use common::{SHOP, folder, scn, with_input};
use std::fs;

#[test]
fn fmt_changes_files_only_when_it_should() {
    let untidy = SHOP.replace("  ask size", "ask   size");
    let project = folder(&[("main.scn", untidy.as_bytes())]);
    let path = project.path().join("main.scn");
    let checked = scn(project.path(), &["fmt", "--check"]);
    assert_eq!(checked.code, 1, "{}", checked.err);
    let changes = "   18 - ask   size: size \"Which size?\"\n   18 +   ask size: size \"Which size?\"\n";
    assert!(checked.out.starts_with("main.scn\n") && checked.out.ends_with(changes), "{}", checked.out);
    assert_eq!(fs::read_to_string(&path).unwrap(), untidy);
    assert_eq!(scn(project.path(), &["fmt"]).code, 0);
    let tidy = fs::read_to_string(&path).unwrap();
    assert!(tidy.contains("\n  ask size"), "{tidy}");
    let again = scn(project.path(), &["fmt", "--check"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""));
    assert_eq!(fs::read_dir(project.path()).unwrap().count(), 1, "nothing is left behind");
    let piped = with_input(project.path(), &["fmt", "-"], untidy.as_bytes());
    assert_eq!((piped.code, piped.out), (0, tidy));
    let checked = with_input(project.path(), &["fmt", "--check", "-"], untidy.as_bytes());
    assert_eq!((checked.code, checked.out.lines().next()), (1, Some("standard input")));
    let broken = with_input(project.path(), &["fmt", "-"], b"tunnel order {\n");
    assert_eq!((broken.code, broken.out.as_str()), (1, ""), "{}", broken.err);
    assert!(broken.err.contains("standard input:1:"), "{}", broken.err);
}

#[test]
fn a_file_with_errors_is_left_alone_and_the_others_are_done() {
    let untidy = SHOP.replace("  ask size", "ask   size");
    let broken = "tunnel   x {\n";
    let project = folder(&[
        ("one/main.scn", untidy.as_bytes()),
        ("two/a.scn", untidy.as_bytes()),
        ("two/broken.scn", broken.as_bytes()),
    ]);
    let ran = scn(project.path(), &["fmt", "one/main.scn", "two"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("two/broken.scn:"), "{}", ran.err);
    let read = |path: &str| fs::read_to_string(project.path().join(path)).unwrap();
    assert_eq!(read("two/broken.scn"), broken);
    for path in ["one/main.scn", "two/a.scn"] {
        assert!(read(path).contains("\n  ask size"), "{path}");
    }
}
