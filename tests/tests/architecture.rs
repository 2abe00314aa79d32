//! The rules of the house that no compiler checks: who may use whom, why each library is there, what stays out of the
//! repository. The table here and the drawing in `docs/architecture.md` say the same.

use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use scn_tests::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// Each crate, and the crates of ours it uses: exactly these.
const CRATES: &[(&str, &[&str])] = &[
    ("scn-diag", &[]),
    ("scn-syntax", &["scn-diag"]),
    ("scn-graph", &[]),
    ("scn-understand", &["scn-graph"]),
    ("scn-compiler", &["scn-diag", "scn-graph", "scn-syntax", "scn-understand"]),
    ("scn-engine", &["scn-graph", "scn-understand"]),
    ("scn-testing", &["scn-compiler", "scn-diag", "scn-engine", "scn-graph"]),
    ("scn-whatsapp", &["scn-engine", "scn-graph"]),
    ("scn-store", &[]),
    ("scn-runtime", &["scn-diag", "scn-engine", "scn-graph", "scn-store", "scn-whatsapp"]),
    (
        "scn-cli",
        &[
            "scn-compiler",
            "scn-diag",
            "scn-engine",
            "scn-graph",
            "scn-runtime",
            "scn-store",
            "scn-syntax",
            "scn-testing",
            "scn-understand",
            "scn-whatsapp",
        ],
    ),
];

/// Each library, and the crates it may be used in. Tests and benches may use more.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("pest", &["scn-syntax"]),
    ("pest_derive", &["scn-syntax"]),
    ("miette", &["scn-diag"]),
    ("textwrap", &["scn-diag"]),
    ("unicode-width", &["scn-diag", "scn-testing"]),
    ("postcard", &["scn-graph"]),
    ("rust_decimal", &["scn-graph"]),
    ("jiff", &["scn-graph"]),
    ("unicode-normalization", &["scn-compiler", "scn-syntax", "scn-understand", "scn-whatsapp"]),
    ("regex", &["scn-compiler", "scn-engine", "scn-testing"]),
    ("rlibphonenumber", &["scn-understand"]),
    ("csv", &["scn-compiler"]),
    ("rusqlite", &["scn-store"]),
    ("hmac", &["scn-whatsapp"]),
    ("sha2", &["scn-runtime", "scn-whatsapp"]),
    ("infer", &["scn-runtime"]),
    ("base64", &["scn-runtime"]),
    ("subtle", &["scn-whatsapp"]),
    ("jsonschema", &["scn-whatsapp"]),
    ("form_urlencoded", &["scn-whatsapp"]),
    ("unicode-segmentation", &["scn-whatsapp"]),
    ("axum", &["scn-runtime"]),
    ("hyper", &["scn-runtime"]),
    ("hyper-util", &["scn-runtime"]),
    ("futures-util", &["scn-runtime"]),
    ("prometheus-client", &["scn-runtime"]),
    ("reqwest", &["scn-runtime"]),
    ("rustix", &["scn-runtime"]),
    ("clap", &["scn-cli"]),
    ("terminal_size", &["scn-cli"]),
    ("similar", &["scn-cli"]),
    ("opentelemetry", &["scn-runtime"]),
    ("opentelemetry_sdk", &["scn-runtime"]),
    ("opentelemetry-otlp", &["scn-runtime"]),
    ("tracing-opentelemetry", &["scn-runtime"]),
    ("tracing-subscriber", &["scn-cli", "scn-runtime"]),
    ("tokio", &["scn-cli", "scn-runtime"]),
    ("tracing", &["scn-cli", "scn-runtime"]),
    ("serde_yaml", &["scn-cli", "scn-compiler", "scn-runtime", "scn-whatsapp"]),
    ("serde_json", &["scn-cli", "scn-compiler", "scn-diag", "scn-runtime", "scn-whatsapp"]),
    ("serde", &["scn-cli", "scn-diag", "scn-engine", "scn-graph", "scn-runtime", "scn-whatsapp"]),
];

/// Crates without files, clocks, threads and network: their `clippy.toml` forbids them.
const PURE: &[&str] =
    &["scn-diag", "scn-syntax", "scn-graph", "scn-understand", "scn-compiler", "scn-engine", "scn-whatsapp"];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new()
        .manifest_path(repository().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata works");
    metadata.packages.into_iter().filter(|package| package.name.as_str() != "scn-tests").collect()
}

/// What a crate is built with, without what only its tests use.
fn built_with(package: &Package) -> BTreeSet<String> {
    let normal = package.dependencies.iter().filter(|d| d.kind != DependencyKind::Development);
    normal.map(|dependency| dependency.name.clone()).collect()
}

#[test]
fn crates_use_exactly_the_crates_below_them() {
    let expected: BTreeMap<_, BTreeSet<_>> =
        CRATES.iter().map(|(name, uses)| (*name, uses.iter().map(|u| (*u).to_owned()).collect())).collect();
    let packages = packages();
    let mut wrong = Vec::new();
    for package in &packages {
        let ours: BTreeSet<String> =
            built_with(package).into_iter().filter(|name| name.starts_with("scn-")).collect();
        match expected.get(package.name.as_str()) {
            None => wrong.push(format!("{} is not in the table", package.name)),
            Some(table) if *table != ours => {
                wrong.push(format!("{} uses {ours:?}, the table says {table:?}", package.name));
            }
            Some(_) => {}
        }
    }
    for name in expected.keys().filter(|name| !packages.iter().any(|package| package.name == **name)) {
        wrong.push(format!("{name} is in the table and not in the workspace"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The table is read downwards: nothing may use a crate that stands below it in the list.
#[test]
fn the_table_has_no_circle() {
    let place = |name: &str| CRATES.iter().position(|(row, _)| *row == name);
    for (name, uses) in CRATES {
        for used in *uses {
            assert!(place(used) < place(name), "{name} uses {used}, which does not stand above it");
        }
    }
}

#[test]
fn libraries_stay_where_they_belong() {
    let table: BTreeMap<&str, &[&str]> = LIBRARIES.iter().copied().collect();
    let mut wrong = Vec::new();
    for package in packages() {
        for library in built_with(&package).into_iter().filter(|name| !name.starts_with("scn-")) {
            match table.get(library.as_str()) {
                None => wrong.push(format!("{} uses {library}, which has no row", package.name)),
                Some(crates) if !crates.contains(&package.name.as_str()) => {
                    wrong.push(format!("{library} may be used in {crates:?}, not in {}", package.name));
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_library_has_its_reason() {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).expect("Cargo.toml");
    let lines = manifest.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    let libraries = lines.take_while(|line| !line.starts_with('[')).filter(|line| line.contains(" = "));
    let outside: Vec<&str> = libraries.filter(|line| !line.contains("path = ")).collect();
    assert!(outside.len() > 10, "the section is there");
    let reason = |line: &str| line.rsplit_once("# ").is_some_and(|(_, reason)| reason.trim().len() >= 10);
    let bare: Vec<_> = outside.into_iter().filter(|line| !reason(line)).collect();
    assert!(bare.is_empty(), "without a reason at the end of the line:\n{}", bare.join("\n"));
}

#[test]
fn crates_share_the_settings_of_the_workspace() {
    for package in packages() {
        let manifest = fs::read_to_string(&package.manifest_path).expect("a manifest");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{}: lints of the workspace", package.name);
        assert_eq!(package.license.as_deref(), Some("MIT OR Apache-2.0"), "{}", package.name);
        assert!(package.rust_version.is_some(), "{}: rust-version", package.name);
        let dependencies = manifest.lines().skip_while(|line| *line != "[dependencies]");
        let own = dependencies.filter(|line| line.contains("version = \"") || line.contains("= \""));
        let own: Vec<_> = own.filter(|line| !line.starts_with("name") && !line.starts_with("path")).collect();
        assert!(own.is_empty(), "{}: versions belong to the workspace: {own:?}", package.name);
    }
}

#[test]
fn pure_crates_forbid_clocks_files_and_panics() {
    for name in PURE {
        let folder = repository().join("crates").join(name);
        let bans = fs::read_to_string(folder.join("clippy.toml"))
            .unwrap_or_else(|error| panic!("{name}/clippy.toml: {error}"));
        for banned in
            ["std::time::Instant::now", "std::time::SystemTime::now", "std::fs::read", "std::env::var"]
        {
            assert!(bans.contains(banned), "{name}/clippy.toml does not ban {banned}");
        }
    }
}

fn tracked() -> Vec<String> {
    let listing = Command::new("git").args(["ls-files", "-z"]).current_dir(repository()).output();
    let listing = listing.expect("git lists the files of the repository");
    assert!(listing.status.success(), "this is a git repository");
    let paths = String::from_utf8(listing.stdout).expect("paths are UTF-8");
    paths.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
}

/// A fresh clone must work anywhere.
#[test]
fn no_machine_stands_in_the_repository() {
    let forbidden = [
        concat!("/wo", "rk/main"),
        concat!("/wo", "rk/shared"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("../sha", "red/"),
        concat!("C:", "\\Users"),
    ];
    let mut found = Vec::new();
    for path in tracked() {
        let Ok(bytes) = fs::read(repository().join(&path)) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = forbidden.iter().find(|word| line.contains(**word)) {
                found.push(format!("{path}:{}: {word}", number + 1));
            }
        }
    }
    assert!(found.is_empty(), "paths of one machine:\n{}", found.join("\n"));
}

/// All libraries come from crates.io; no mirror, no registry of one company.
#[test]
fn the_lock_file_names_one_registry() {
    let lock = fs::read_to_string(repository().join("Cargo.lock")).expect("Cargo.lock is in the repository");
    let other: BTreeSet<&str> = lock
        .lines()
        .filter(|line| line.starts_with("source = "))
        .filter(|line| *line != "source = \"registry+https://github.com/rust-lang/crates.io-index\"")
        .collect();
    assert!(other.is_empty(), "{other:?}");
}
