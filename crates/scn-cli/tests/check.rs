//! `scn check` as people and machines use it: fixes, levels, languages, formats.

mod common;

use common::{Ran, SHOP, command, folder, scn};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).expect("the file is there")
}

fn wrong() -> String {
    SHOP.replace("× {size}", "× {siez}").replace("ask quantity: number", "ask quantity: nubmer")
}

#[test]
fn safe_fixes_are_put_into_the_files_and_told() {
    let project = folder(&[("main.scn", wrong().as_bytes())]);
    let mended = scn(project.path(), &["check", "--fix"]);
    assert_eq!((mended.code, mended.err.as_str()), (0, ""), "{}", mended.out);
    assert_eq!(mended.out, "main.scn:19: fixed: write `number`\nmain.scn:20: fixed: write `size`\n");
    assert_eq!(read(project.path(), "main.scn"), SHOP);
    assert_eq!(scn(project.path(), &["check", "--fix"]).out, "");
    let names: Vec<_> = fs::read_dir(project.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names, ["main.scn"], "nothing is left beside the file");
}

#[test]
fn a_report_for_a_program_stays_one() {
    let project = folder(&[("main.scn", wrong().as_bytes())]);
    let mended = scn(project.path(), &["check", "--fix", "--format", "json"]);
    let report: Value = serde_json::from_str(&mended.out).expect("JSON");
    assert_eq!((mended.code, &report["errors"]), (0, &0.into()));
    assert!(mended.err.contains("main.scn:20: fixed"), "{}", mended.err);
}

#[test]
fn what_is_mended_lets_the_compiler_see_the_next_mistake() {
    // while the brace is missing, nothing is known of the names
    let text =
        SHOP.replace("× {siez}", "").replace("choice size {", "choice size").replace("{size}", "{siez}");
    let project = folder(&[("main.scn", text.as_bytes())]);
    let mended = scn(project.path(), &["check", "--fix"]);
    assert!(mended.out.contains(": fixed: write `size`"), "{}", mended.out);
    assert!(read(project.path(), "main.scn").contains("{size}"));
}

#[test]
fn fixes_that_may_change_the_meaning_wait_for_unsafe() {
    let text = SHOP.replace("1..20", "20..1").replace("{size}", "{siez}");
    let project = folder(&[("main.scn", text.as_bytes())]);
    let refused = scn(project.path(), &["check", "--unsafe"]);
    assert_eq!(refused.code, 2, "--unsafe alone means nothing");
    let safe = scn(project.path(), &["check", "--fix"]);
    assert_eq!(safe.code, 1);
    assert!(safe.out.starts_with("main.scn:20: fixed: write `size`\n"), "{}", safe.out);
    assert!(safe.out.contains("1 more can be mended with `--fix --unsafe`"), "{}", safe.out);
    assert_eq!(read(project.path(), "main.scn"), SHOP.replace("1..20", "20..1"));
    let french = scn(project.path(), &["check", "--fix", "--lang", "fr"]);
    assert!(french.out.contains("`--fix --unsafe` peut en réparer 1 de plus"), "{}", french.out);
    let all = scn(project.path(), &["check", "--fix", "--unsafe"]);
    assert_eq!((all.code, all.out.as_str()), (0, "main.scn:19: fixed: swap them\n"));
    assert_eq!(read(project.path(), "main.scn"), SHOP);
}

#[test]
fn translations_are_mended_at_their_places() {
    let shop = SHOP.replace("language en", "language en, fr");
    let project = folder(&[("main.scn", shop.as_bytes())]);
    assert_eq!(scn(project.path(), &["i18n", "extract"]).code, 0);
    let locale = read(project.path(), "locales/fr.yaml");
    let at = locale.find("{quantity}").expect("the text is there");
    let entry = locale[at..].find("text: ").expect("its translation") + at;
    let end = locale[entry..].find('\n').expect("a line end") + entry;
    let broken = format!("{}text: \"{{quantity}} × {{siez}}, merci.\"{}", &locale[..entry], &locale[end..]);
    fs::write(project.path().join("locales/fr.yaml"), &broken).unwrap();
    let mended = scn(project.path(), &["check", "--fix"]);
    assert!(
        mended.out.contains("locales/fr.yaml:") && mended.out.contains("fixed: write `size`"),
        "{}",
        mended.out
    );
    assert_eq!(read(project.path(), "locales/fr.yaml"), broken.replace("siez", "size"));
    assert_eq!(read(project.path(), "main.scn"), shop);
}

const UNREACHABLE: &str = "scenario shop { language en }\n\non message like \"hello\" {\n  say \"Hello!\"\n  done\n  say \"Bye!\"\n}\n";

#[test]
fn a_project_sets_how_loud_a_diagnostic_is() {
    let with =
        |config: &str| folder(&[("main.scn", UNREACHABLE.as_bytes()), ("scn.yaml", config.as_bytes())]);
    let ran = |config: &str, args: &[&str]| scn(with(config).path(), args);
    assert_eq!(ran("", &["check"]).code, 0);
    assert!(ran("", &["check"]).out.contains("W2001"));
    let off = ran("check:\n  W2001: off\n", &["check", "--deny", "warnings"]);
    assert_eq!((off.code, off.out.as_str()), (0, ""));
    for command in [&["check"][..], &["build"], &["test"], &["graph"], &["chat"], &["serve", "--sandbox"]] {
        let refused = ran("check:\n  unreachable: error\n", command);
        let said = format!("{}{}", refused.out, refused.err);
        assert!(refused.code == 1 && said.contains("error") && said.contains("W2001"), "{command:?}: {said}");
    }
    let unknown = ran("check:\n  W201: off\n  E1001: off\n", &["check"]);
    assert_eq!(unknown.code, 3);
    assert!(
        unknown.err.contains("did you mean `W2001`?") && unknown.err.contains("E1001"),
        "{}",
        unknown.err
    );
}

fn french(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = command(folder, args);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn the_words_around_are_in_the_language_that_is_asked_for() {
    let project = folder(&[("main.scn", wrong().as_bytes())]);
    let at = project.path();
    for (args, variables) in [
        (&["check", "--lang", "fr"][..], &[][..]),
        (&["--lang", "fr", "check"], &[("LANG", "en_GB.UTF-8")]),
        (&["check"], &[("LANG", "fr_CH.UTF-8")]),
        (&["check"], &[("LC_ALL", "fr"), ("LANG", "en")]),
    ] {
        let said = french(at, args, variables);
        for words in [": erreur : ", "  aide : ", "  correction : ", "2 erreurs ; `scn explain "] {
            assert!(said.out.contains(words), "{args:?} {variables:?}: {words} is missing in {}", said.out);
        }
    }
    for variables in [&[][..], &[("LANG", "C")], &[("LC_ALL", "de_DE"), ("LANG", "fr")]] {
        assert!(french(at, &["check"], variables).out.contains(": error: "), "{variables:?}");
    }
    let json = french(at, &["check", "--lang", "fr", "--format", "json"], &[]);
    assert!(json.out.contains("\"severity\": \"error\""), "{}", json.out);
    assert!(french(at, &["test", "--lang", "fr"], &[]).err.contains(": erreur : "));
    assert_eq!(french(at, &["check", "--lang", "de"], &[]).code, 2);
    assert_eq!(
        french(at, &["new", "cafe", "--lang", "de"], &[]).code,
        0,
        "customers may speak more languages"
    );
}

#[test]
fn a_code_is_explained_in_french_with_the_same_examples() {
    let home = folder(&[]);
    let english = scn(home.path(), &["explain", "W2001", "--lang", "en"]).out;
    let french = scn(home.path(), &["explain", "W2001", "--lang", "fr"]).out;
    assert!(english.contains("Failing:") && english.contains("Mended:"));
    assert!(french.contains("À éviter :") && french.contains("Corrigé :") && !french.contains("Failing"));
    assert_eq!(french.matches("say \"Goodbye!\"").count(), english.matches("say \"Goodbye!\"").count());
}

#[test]
fn gitlab_reads_the_report_and_knows_findings_again() {
    let project = folder(&[("main.scn", wrong().as_bytes())]);
    let report = || -> Vec<Value> {
        let ran = scn(project.path(), &["check", "--format", "gitlab"]);
        assert_eq!(ran.code, 1);
        serde_json::from_str(&ran.out).expect("a list")
    };
    let findings = report();
    assert_eq!(findings.len(), 2);
    for finding in &findings {
        for field in ["description", "check_name", "fingerprint", "severity"] {
            assert!(finding[field].as_str().is_some_and(|it| !it.is_empty()), "{field}: {finding}");
        }
        assert_eq!(finding["location"]["path"], "main.scn");
        assert!(finding["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 1), "{finding}");
        assert_eq!(finding["severity"], "critical");
    }
    let prints = |list: &[Value]| list.iter().map(|it| it["fingerprint"].to_string()).collect::<Vec<_>>();
    assert_ne!(prints(&findings)[0], prints(&findings)[1]);
    // the same findings, three lines further down
    fs::write(project.path().join("main.scn"), format!("# one\n# two\n# three\n{}", wrong())).unwrap();
    assert_eq!(prints(&report()), prints(&findings));
    fs::write(project.path().join("main.scn"), SHOP).unwrap();
    assert_eq!(scn(project.path(), &["check", "--format", "gitlab"]).out, "[]\n");
}

/// What GitHub's code scanning requires and what it cuts: "SARIF support for code scanning" in its documentation.
#[test]
fn code_scanning_takes_the_sarif() {
    let text = wrong() + "\nchoice size {\n  other \"Other\"\n}\n";
    let project = folder(&[("wrong name.scn", text.as_bytes())]);
    let log: Value = serde_json::from_str(&scn(project.path(), &["check", "--format", "sarif"]).out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "scn");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            let text = rule[text]["text"].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{rule}");
        }
        assert!(rule["fullDescription"]["text"].as_str().unwrap().chars().count() <= 1024);
        assert!(rule["name"].as_str().unwrap().len() <= 255);
        assert!(["error", "warning"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 3, "{log:#}");
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(result["ruleId"], rule["id"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert_eq!(result["partialFingerprints"]["scnFinding/v1"].as_str().unwrap().len(), 32);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "wrong%20name.scn");
        for number in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(place["region"][number].as_u64().is_some_and(|it| it >= 1), "{result}");
        }
    }
    let with =
        |field: &str| results.iter().filter_map(|it| it[field].as_array()).flatten().collect::<Vec<_>>();
    let fixes = with("fixes");
    assert!(!fixes.is_empty() && !with("relatedLocations").is_empty(), "{log:#}");
    for fix in fixes {
        let change = &fix["artifactChanges"][0];
        assert_eq!(change["artifactLocation"]["uri"], "wrong%20name.scn");
        assert!(change["replacements"][0]["deletedRegion"]["startLine"].as_u64().is_some(), "{fix}");
    }
}

#[test]
fn a_narrow_window_is_readable() {
    let project = folder(&[("main.scn", wrong().as_bytes())]);
    for columns in ["40", "50", "59"] {
        let ran = command(project.path(), &["check"]).env("COLUMNS", columns).output().unwrap();
        let out = String::from_utf8(ran.stdout).unwrap();
        let width: usize = columns.parse().unwrap();
        for line in out.lines().filter(|line| !line.starts_with(char::is_numeric)) {
            assert!(line.chars().count() <= width, "{columns}: {line}\n{out}");
        }
        assert!(out.contains("siez"), "{out}");
    }
}

#[test]
fn an_allow_that_nothing_needs_is_taken_out() {
    let allowed = UNREACHABLE.replace("  say \"Bye!\"", "  allow W2001 because \"later\"\n  say \"Bye!\"");
    let project = folder(&[("main.scn", allowed.as_bytes())]);
    let quiet = scn(project.path(), &["check", "--deny", "warnings"]);
    assert_eq!((quiet.code, quiet.out.as_str()), (0, ""));
    let idle = allowed.replace("  done\n", "");
    fs::write(project.path().join("main.scn"), &idle).unwrap();
    assert!(scn(project.path(), &["check"]).out.contains("W0001"));
    let mended = scn(project.path(), &["check", "--fix"]);
    assert_eq!((mended.code, mended.out.as_str()), (0, "main.scn:5: fixed: take the line out\n"));
    assert_eq!(read(project.path(), "main.scn"), UNREACHABLE.replace("  done\n", ""));
}
