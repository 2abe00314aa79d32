//! What stands in the repository for continuous integration is run as it is written: the commands of the action, of the
//! hooks and of the page about them.

mod common;

use common::{SHOP, folder};
use serde_yaml::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn yaml(path: &str) -> Value {
    let text = fs::read_to_string(repository().join(path)).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The shell of a runner, with the built command first in the path.
fn shell(folder: &Path, script: &str, variables: &[(String, String)]) -> Output {
    let own = Path::new(env!("CARGO_BIN_EXE_scn")).parent().unwrap().display().to_string();
    let path = format!("{own}:{}", std::env::var("PATH").unwrap_or_default());
    Command::new("bash")
        .args(["-eo", "pipefail", "-c", script])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .output()
        .expect("bash starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A project with one warning.
const WARNS: &str = "scenario shop { language en }\n\non message like \"hello\" {\n  say \"Hello!\"\n  done\n  say \"Bye!\"\n}\n";

/// The values that GitHub puts in: those of the expressions that the action uses, and no others.
fn value(expression: &str, inputs: &[(&str, &str)], action: &Value) -> String {
    let input = |name: &str| {
        let given = inputs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let default =
            || action["inputs"][name]["default"].as_str().expect("an input of the action").to_owned();
        given.unwrap_or_else(default)
    };
    match expression.trim_start_matches("${{").trim_end_matches("}}").trim() {
        "inputs.binary || format('{0}/scn/bin/scn', runner.temp)" => input("binary"),
        "inputs.deny-warnings == 'true' && 'warnings' || ''" => {
            if input("deny-warnings") == "true" {
                "warnings".to_owned()
            } else {
                String::new()
            }
        }
        plain => input(plain.strip_prefix("inputs.").unwrap_or_else(|| panic!("{plain} is new here"))),
    }
}

/// Runs the steps of the action that are commands; the exit code of each.
fn act(project: &Path, runner: &Path, inputs: &[(&str, &str)]) -> Vec<(String, Option<i32>, String)> {
    let action = yaml("action.yml");
    let mut ran = Vec::new();
    for step in action["runs"]["steps"].as_sequence().unwrap() {
        let name = step["name"].as_str().unwrap();
        let Some(run) = step["run"].as_str().filter(|_| name != "Install scn") else { continue };
        let mut variables = vec![
            ("RUNNER_TEMP".to_owned(), runner.display().to_string()),
            ("GITHUB_OUTPUT".to_owned(), runner.join("output").display().to_string()),
        ];
        for (name, expression) in step["env"].as_mapping().unwrap() {
            let value = value(expression.as_str().unwrap(), inputs, &action);
            variables.push((name.as_str().unwrap().to_owned(), value));
        }
        let output = shell(project, run, &variables);
        ran.push((name.to_owned(), output.status.code(), text(&output.stdout) + &text(&output.stderr)));
    }
    ran
}

#[test]
fn the_action_checks_a_project() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_sequence().unwrap();
    assert!(steps[0]["run"].as_str().unwrap().contains("cargo install --quiet --locked --path"));
    assert!(repository().join("crates/scn-cli/Cargo.toml").exists());

    let inputs = [("binary", env!("CARGO_BIN_EXE_scn")), ("project", "bistro")];
    let runner = folder(&[]);
    let right = folder(&[("bistro/main.scn", SHOP.as_bytes())]);
    let ran = act(right.path(), runner.path(), &inputs);
    assert!(
        ran.len() == 2 && ran.iter().all(|(_, code, said)| *code == Some(0) && said.is_empty()),
        "{ran:?}"
    );

    let wrong = folder(&[("bistro/main.scn", SHOP.replace("{size}", "{siez}").as_bytes())]);
    let ran = act(wrong.path(), runner.path(), &inputs);
    assert_eq!(
        (ran[0].1, ran[1].1),
        (Some(0), Some(1)),
        "the findings are written before the job fails: {ran:?}"
    );
    assert!(ran[1].2.starts_with("::error file=bistro/main.scn,line=20,"), "{ran:?}");
    let sarif: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(runner.path().join("scn.sarif")).unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 1);
    assert!(fs::read_to_string(runner.path().join("output")).unwrap().contains("scn.sarif"));

    let warns = folder(&[("bistro/main.scn", WARNS.as_bytes())]);
    assert_eq!(act(warns.path(), runner.path(), &inputs)[1].1, Some(0));
    let strict = [inputs[0], inputs[1], ("deny-warnings", "true"), ("lang", "fr")];
    assert_eq!(act(warns.path(), runner.path(), &strict)[1].1, Some(1));
    // what cannot be read fails at once
    let ran = act(warns.path(), runner.path(), &[inputs[0], ("project", "nowhere")]);
    assert_eq!((ran[0].1, ran[1].1), (Some(1), Some(3)), "{ran:?}");
}

/// pre-commit runs the entry in the project of the commit, with its own arguments and those of the project behind it.
#[cfg(unix)]
#[test]
fn the_hooks_install_the_command_once_and_run_it() {
    use std::os::unix::fs::PermissionsExt;
    let script = fs::read(repository().join("ci/scn-for-pre-commit.sh")).unwrap();
    let cloned = folder(&[
        ("ci/scn-for-pre-commit.sh", &script),
        // stands for the real one, which takes minutes
        (
            "bin/cargo",
            b"#!/bin/sh\nset -e\n[ \"$1\" = install ]\nwhile [ $# -gt 0 ]; do case $1 in --root) root=$2;; --path) [ \"${2##*/}\" = scn-cli ];; esac; shift; done\nmkdir -p \"$root/bin\"\ncp \"$SCN_BUILT\" \"$root/bin/scn\"\necho installed >&2\n",
        ),
    ]);
    for file in ["ci/scn-for-pre-commit.sh", "bin/cargo"] {
        fs::set_permissions(cloned.path().join(file), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let hooks = yaml(".pre-commit-hooks.yaml");
    let run = |project: &Path, id: &str, more: &str| {
        let hook = hooks.as_sequence().unwrap().iter().find(|hook| hook["id"] == id).expect("the hook");
        assert_eq!(hook["language"], "script");
        let entry = format!("{}/{} {more}", cloned.path().display(), hook["entry"].as_str().unwrap());
        let script = format!("PATH='{}':\"$PATH\"; {entry}", cloned.path().join("bin").display());
        shell(project, &script, &[("SCN_BUILT".to_owned(), env!("CARGO_BIN_EXE_scn").to_owned())])
    };
    let project = folder(&[("bistro/main.scn", WARNS.as_bytes())]);
    let first = run(project.path(), "scn-check", "bistro");
    assert_eq!((first.status.code(), text(&first.stderr)), (Some(0), "installed\n".to_owned()));
    let second = run(project.path(), "scn-check", "bistro --deny warnings");
    assert_eq!((second.status.code(), text(&second.stderr)), (Some(1), String::new()));
    let formatted = run(project.path(), "scn-fmt", "bistro/main.scn");
    assert_eq!(formatted.status.code(), Some(0), "{}", text(&formatted.stderr));
}

/// The YAML blocks of the page, by the file that each begins with.
fn snippets() -> Vec<(String, Value)> {
    let page = fs::read_to_string(repository().join("docs/ci.md")).unwrap();
    let blocks = page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks
        .map(|block| {
            let file =
                block.lines().next().and_then(|line| line.strip_prefix("# ")).expect("the name of the file");
            (file.to_owned(), serde_yaml::from_str(&block).expect("YAML"))
        })
        .collect()
}

#[test]
fn the_snippets_of_the_page_run() {
    let project = folder(&[("bistro/main.scn", SHOP.replace("{size}", "{siez}").as_bytes())]);
    let (mut used, mut ran) = (Vec::new(), 0);
    for (file, snippet) in snippets() {
        match file.as_str() {
            ".github/workflows/conversations.yml" => {
                let step = &snippet["jobs"]["check"]["steps"][1];
                assert!(step["uses"].as_str().unwrap().starts_with("OWNER/scn@"));
                let known = yaml("action.yml");
                for (input, _) in step["with"].as_mapping().unwrap() {
                    assert!(known["inputs"].get(input).is_some(), "{input:?} is no input of the action");
                }
            }
            ".gitlab-ci.yml" => {
                let job = &snippet["conversations"];
                for line in job["script"].as_sequence().unwrap().iter().map(|line| line.as_str().unwrap()) {
                    if line.starts_with("scn ") {
                        assert_eq!(shell(project.path(), line, &[]).status.code(), Some(1), "{line}");
                        ran += 1;
                    }
                }
                let report = job["artifacts"]["reports"]["codequality"].as_str().unwrap();
                let report = fs::read_to_string(project.path().join(report)).expect("the report is written");
                let findings: Vec<serde_json::Value> = serde_json::from_str(&report).unwrap();
                assert_eq!(findings[0]["location"]["path"], "bistro/main.scn");
            }
            ".pre-commit-config.yaml" => {
                for hook in snippet["repos"]
                    .as_sequence()
                    .unwrap()
                    .iter()
                    .flat_map(|it| it["hooks"].as_sequence().unwrap())
                {
                    let args = hook["args"].as_sequence().cloned().unwrap_or_default();
                    let args: Vec<&str> = args.iter().map(|it| it.as_str().unwrap()).collect();
                    let line = match hook["entry"].as_str() {
                        Some(entry) => entry.to_owned(),
                        None => {
                            used.push(hook["id"].clone());
                            format!("{} {}", hook["id"].as_str().unwrap().replace('-', " "), args.join(" "))
                        }
                    };
                    let output = shell(project.path(), &line, &[]);
                    assert!(matches!(output.status.code(), Some(0 | 1)), "{line}: {}", text(&output.stderr));
                    ran += 1;
                }
            }
            other => panic!("{other} is new here"),
        }
    }
    let hooks = yaml(".pre-commit-hooks.yaml");
    assert!(
        used.iter().all(|id| hooks.as_sequence().unwrap().iter().any(|hook| hook["id"] == *id)),
        "{used:?}"
    );
    assert_eq!((used.len(), ran), (2, 4));
}
