//! Runs the built command in a folder of its own. Not every test file uses all of it.
#![allow(dead_code)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn scn(folder: &Path, args: &[&str]) -> Ran {
    with_input(folder, args, b"")
}

pub(crate) fn with_input(folder: &Path, args: &[&str], input: &[u8]) -> Ran {
    let mut child = command(folder, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("scn starts");
    // A command that reads nothing may be gone already.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("scn ends");
    Ran {
        code: output.status.code().expect("scn ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

pub(crate) fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.args(args).current_dir(folder).env("NO_COLOR", "1").env_remove("SCN_LOG").env_remove("COLUMNS");
    command
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    folder
}

pub(crate) const SHOP: &str = r#"## A small shop
scenario shop {
  title    "Shop"
  language en
  timezone Europe/Zurich
}

choice size {
  small "Small" also "S"
  large "Large" also "L"
}

## An order
on message like "I would like to order", "order please" { enter order }

## The order
tunnel order {
  ask size: size "Which size?"
  ask quantity: number 1..20 "How many?"
  say "{quantity} × {size}, thank you."
  done
}

## Opening hours
escape hours {
  like "when are you open?", "opening hours"
  say "From 8 to 18."
}
"#;
