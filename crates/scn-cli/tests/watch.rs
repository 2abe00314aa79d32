//! `scn check --timings` and `scn check --watch`.

mod common;

use common::{SHOP, command, folder, scn};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};

#[test]
fn timings_stand_beside_the_report() {
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    let told = scn(project.path(), &["check", "--timings"]);
    assert_eq!((told.code, told.out.as_str()), (0, ""), "{}", told.err);
    let names: Vec<_> = told.err.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for phase in ["read", "names", "flows", "lints", "all"] {
        assert!(names.iter().any(|name| name.starts_with(phase)), "{phase} in\n{}", told.err);
    }
    let told = scn(project.path(), &["check", "--timings", "--format", "json"]);
    let timings: Value = serde_json::from_str(&told.err).expect("JSON");
    let phases = timings["timings"]["phases"].as_array().expect("phases");
    let sum: f64 = phases.iter().filter_map(|phase| phase["ms"].as_f64()).sum();
    let all = timings["timings"]["ms"].as_f64().expect("all of it");
    assert!((sum - all).abs() < 2.0, "{timings}");
    serde_json::from_str::<Value>(&told.out).expect("the report is still JSON");
}

struct Watch {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Watch {
    /// What is printed for one check.
    fn next(&mut self) -> String {
        let mut said = String::new();
        loop {
            let start = said.len();
            assert!(self.lines.read_line(&mut said).expect("a line") > 0, "the watch ended:\n{said}");
            if said[start..].contains(" UTC  ") {
                return said;
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn watching_checks_again_after_each_change() {
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    let main = project.path().join("main.scn");
    let mut child =
        command(project.path(), &["check", "--watch"]).stdout(Stdio::piped()).spawn().expect("scn");
    let lines = BufReader::new(child.stdout.take().expect("piped"));
    let mut watch = Watch { child, lines };
    let first = watch.next();
    assert!(first.contains("0 errors, 0 warnings") && !first.contains('\u{1b}'), "{first}");
    fs::write(&main, SHOP.replace("× {size}", "× {siez} ")).unwrap();
    let second = watch.next();
    assert!(second.contains("E1001") && second.contains("1 error, 0 warnings"), "{second}");
    fs::remove_file(&main).unwrap();
    let third = watch.next();
    assert!(third.contains("there is no .scn file") && third.contains("waiting"), "{third}");
    fs::write(&main, SHOP).unwrap();
    assert!(watch.next().contains("0 errors, 0 warnings"));
}
