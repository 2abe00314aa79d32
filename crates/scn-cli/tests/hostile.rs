//! What is not a project, and what is one only to do harm: a clear message and an exit code each, never a panic.

mod common;

use common::{SHOP, command, folder, scn};
use std::fs;
use std::io::Read;
use std::process::Stdio;

fn says(ran: &common::Ran, words: &str) {
    let all = format!("{}{}", ran.out, ran.err);
    assert!(all.contains(words), "{words:?} is missing in {all}");
    assert!(!all.contains("panicked") && !all.contains("defect in scn"), "{all}");
}

#[test]
fn nothing_there() {
    let home = folder(&[("notes.txt", b"")]);
    let missing = scn(home.path(), &["check", "nowhere"]);
    assert_eq!(missing.code, 3);
    says(&missing, "cannot read nowhere: there is no such file or folder");
    let empty = scn(home.path(), &["check"]);
    assert_eq!(empty.code, 1);
    says(&empty, "there is no .scn file in .; `scn new NAME` makes a project that works");
    let other = scn(home.path(), &["check", "notes.txt"]);
    assert_eq!(other.code, 2);
    says(&other, "notes.txt is neither a folder nor a .scn file");
}

#[test]
fn not_utf8() {
    let project = folder(&[("main.scn", b"say \"caf\xe9\"\n")]);
    let checked = scn(project.path(), &["check"]);
    assert_eq!(checked.code, 1);
    says(&checked, "UTF-8");
    let formatted = scn(project.path(), &["fmt"]);
    assert_eq!(formatted.code, 1);
    says(&formatted, "UTF-8");
    assert_eq!(fs::read(project.path().join("main.scn")).unwrap(), b"say \"caf\xe9\"\n");
}

#[test]
fn ten_thousand_braces() {
    let braces = format!("tunnel a {}", "{".repeat(10_000));
    let lines = format!("tunnel a {}", "when yes {\n".repeat(10_000));
    for text in [braces, lines] {
        let project = folder(&[("main.scn", text.as_bytes())]);
        let checked = scn(project.path(), &["check"]);
        assert_eq!(checked.code, 1);
        assert!(!checked.out.is_empty() && checked.out.len() < 20_000, "{} bytes", checked.out.len());
        says(&checked, "main.scn:");
    }
}

#[test]
fn a_catalog_without_a_column_and_without_a_file() {
    let scenario = SHOP.to_owned() + "\ncatalog menu from \"menu.yaml\" key id label name\n";
    let project =
        folder(&[("main.scn", scenario.as_bytes()), ("menu.yaml", b"- id: a\n  price: 3.00 CHF\n")]);
    let column = scn(project.path(), &["check"]);
    assert_eq!(column.code, 1);
    says(&column, "name");
    fs::remove_file(project.path().join("menu.yaml")).unwrap();
    let file = scn(project.path(), &["check"]);
    assert_eq!(file.code, 1);
    says(&file, "menu.yaml");
}

#[test]
fn a_path_that_leads_out_of_the_project() {
    let scenario = SHOP.to_owned() + "\ncatalog menu from \"../secret.yaml\"\n";
    let home = folder(&[("shop/main.scn", scenario.as_bytes()), ("secret.yaml", b"- name: hidden\n")]);
    let checked = scn(home.path(), &["check", "shop"]);
    assert_eq!(checked.code, 1);
    says(&checked, "../secret.yaml");
    assert!(!checked.out.contains("hidden"), "{}", checked.out);
}

#[cfg(unix)]
#[test]
fn links_in_circles_and_names_that_are_no_text() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let project = folder(&[
        ("main.scn", SHOP.as_bytes()),
        (".hidden/bad.scn", b"nonsense"),
        ("target/bad.scn", b"nonsense"),
    ]);
    symlink(project.path(), project.path().join("loop")).unwrap();
    symlink("nowhere", project.path().join("gone.scn")).unwrap();
    let checked = scn(project.path(), &["check"]);
    assert_eq!((checked.code, checked.out.as_str(), checked.err.as_str()), (0, "", ""));
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.scn");
    // Some file systems take no such name: then there is nothing to show.
    if fs::write(project.path().join(name), "").is_ok() {
        let checked = scn(project.path(), &["check"]);
        assert_eq!(checked.code, 3);
        says(&checked, "is not written in UTF-8; rename it");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let project = folder(&[("main.scn", SHOP.as_bytes()), ("closed/more.scn", b"")]);
    let closed = project.path().join("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let barred = fs::read_dir(&closed).is_err();
    let checked = scn(project.path(), &["check"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    // Nothing is closed to the system's administrator.
    if barred {
        assert_eq!(checked.code, 3);
        says(&checked, "you have no permission");
    } else {
        assert_eq!(checked.code, 0, "{}", checked.out);
    }
}

#[test]
fn places_that_cannot_be_written() {
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    for args in [&["build", "-o", "no/such/x.scnc"][..], &["graph", "-o", "no/such/x.svg"]] {
        let ran = scn(project.path(), args);
        assert_eq!(ran.code, 3, "{args:?}");
        says(&ran, "there is no such file or folder");
    }
}

#[test]
fn wrong_usage() {
    let home = folder(&[]);
    for args in [
        &["chekc"][..],
        &["check", "--format", "xml"],
        &[],
        &["explain", "E9999"],
        &["graph", "--json"],
        &["graph", "--dependencies", "--format", "svg"],
        &["i18n"],
        &["i18n", "translate"],
    ] {
        let ran = scn(home.path(), args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{args:?}");
    }
    says(&scn(home.path(), &["explain", "E000l"]), "did you mean `scn explain E0001`?");
}

#[test]
fn a_reader_who_has_seen_enough() {
    let home = folder(&[]);
    let mut child =
        command(home.path(), &["explain"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(err, "");
}

#[test]
fn live_without_a_configuration() {
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    let served = scn(project.path(), &["serve"]);
    assert_eq!((served.code, served.out.as_str()), (3, ""));
    for words in ["phone_number_id", "access_token", "--sandbox"] {
        says(&served, words);
    }
}

#[cfg(unix)]
#[test]
fn the_sandbox_says_where_it_is_and_ends_when_asked() {
    use std::io::{BufRead, BufReader};
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    let mut child = command(project.path(), &["serve", "--sandbox", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(lines.next().as_deref(), Some("Shop is in the sandbox"));
    let phone = lines.next().unwrap();
    let address = phone.trim().strip_prefix("phone    http://").unwrap().trim_end_matches('/').to_owned();
    std::net::TcpStream::connect(address).expect("the page is there");
    let ended = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(ended.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
