//! `docs/cli.md` is made from the command line itself: `UPDATE_DOCS=1 cargo test -p scn-cli --test docs` writes it.

mod common;

use std::fmt::Write;
use std::path::Path;

fn page() -> String {
    let mut page = String::from(
        "# The command\n\n<!-- Made from the command itself; `UPDATE_DOCS=1 cargo test -p scn-cli --test docs` writes it. -->\n",
    );
    let root = scn_cli::command();
    section(&mut page, "scn", root.clone());
    for (name, command) in all(&root) {
        section(&mut page, &name, command);
    }
    page
}

/// Every command with its whole name, those of commands included.
fn all(root: &clap::Command) -> Vec<(String, clap::Command)> {
    let mut found = Vec::new();
    for command in root.get_subcommands() {
        let name = format!("scn {}", command.get_name());
        found.push((name.clone(), command.clone()));
        let inner = command.get_subcommands();
        found.extend(inner.map(|inner| (format!("{name} {}", inner.get_name()), inner.clone())));
    }
    found
}

fn section(page: &mut String, name: &str, command: clap::Command) {
    let mut command = command.bin_name(name).term_width(100).disable_help_subcommand(true);
    let help = command.render_long_help().to_string();
    let help: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    let _ = write!(page, "\n## {name}\n\n```text\n{}\n```\n", help.join("\n"));
}

#[test]
fn the_page_of_the_command_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("docs/cli.md is written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/cli.md is stale; UPDATE_DOCS=1 cargo test -p scn-cli --test docs writes it"
    );
}

#[test]
fn every_command_has_examples_and_says_its_exit_codes() {
    let root = scn_cli::command();
    for (name, mut command) in all(&root).into_iter().chain([("scn".to_owned(), root.clone())]) {
        let help = command.render_long_help().to_string();
        assert!(help.contains("Examples:") && help.contains("Exit codes:"), "{name}");
    }
}

#[test]
fn help_reads_like_a_page_of_a_manual() {
    let home = common::folder(&[]);
    let help = common::scn(home.path(), &["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    insta::assert_snapshot!(help.out);
}
