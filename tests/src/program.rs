//! The `scn` command, as its users run it.

use crate::repository;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program as it is now: built if it is not, and found beside this test.
pub fn program() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "-p", "scn-cli", "--bin", "scn"]).current_dir(repository());
    let this = std::env::current_exe().unwrap();
    let folder = this.parent().and_then(Path::parent).unwrap();
    if folder.ends_with("release") {
        build.arg("--release");
    }
    assert!(build.status().unwrap().success(), "scn builds");
    folder.join("scn").with_extension(std::env::consts::EXE_EXTENSION)
}
