//! `check:` in scn.yaml: how loud each diagnostic is in this project.

use crate::exit::Failure;
use crate::project::Project;
use scn_diag::{Code, Level, Levels, closest};
use serde_yaml::{Mapping, Value};
use std::io::ErrorKind;

const WORDS: [&str; 3] = ["off", "warning", "error"];

/// Those of the project; the ones of the table where it says nothing.
pub(crate) fn of_project(project: &Project) -> Result<Levels, Failure> {
    let path = project.root().join("scn.yaml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Levels::default()),
        Err(error) => return Err(Failure::file("read", &path, &error)),
    };
    read(&text).map_err(|wrong| {
        let shown = project.shown("scn.yaml");
        let lines: Vec<String> = wrong.into_iter().map(|wrong| format!("{shown}: {wrong}")).collect();
        Failure::environment(lines.join("\nscn: "))
    })
}

/// From the text of scn.yaml; everything that is wrong with them otherwise.
fn read(text: &str) -> Result<Levels, Vec<String>> {
    let file: Option<Mapping> = serde_yaml::from_str(text).map_err(|error| {
        vec![format!("cannot be read: {error}; each line is a name, a colon and a value")]
    })?;
    let check = file.and_then(|mut file| file.remove("check"));
    let rows = match check {
        None | Some(Value::Null) => Mapping::new(),
        Some(Value::Mapping(rows)) => rows,
        Some(_) => {
            let form = "`check` holds one line for each diagnostic: `W2001: off`, `W3001: error`";
            return Err(vec![form.to_owned()]);
        }
    };
    let (mut levels, mut seen, mut wrong) = (Levels::default(), Vec::new(), Vec::new());
    for (name, level) in &rows {
        match row(name, level) {
            Ok((code, _)) if seen.contains(&code) => {
                wrong.push(format!("`check` has {code} twice: by its code and by its name; keep one"));
            }
            Ok((code, level)) => {
                seen.push(code);
                levels.set(code, level);
            }
            Err(reason) => wrong.push(reason),
        }
    }
    if wrong.is_empty() { Ok(levels) } else { Err(wrong) }
}

fn row(name: &Value, level: &Value) -> Result<(Code, Level), String> {
    let name = word(name);
    let code = scn_diag::find(&name).ok_or_else(|| {
        let known = scn_diag::ALL.iter().filter(|code| !code.0.fixed);
        let near = closest(&name, known.flat_map(|code| [code.0.code, code.0.name]));
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`scn explain` lists all codes".to_owned(),
        };
        format!("`check` has `{name}`, but there is no such code; {hint}")
    })?;
    if code.0.fixed {
        return Err(format!(
            "`check` has {code}, which cannot be switched: nothing can run with it; take the line out"
        ));
    }
    let level = word(level);
    let level = level.parse().map_err(|()| {
        let hint = closest(&level, WORDS).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("`check` sets {code} to `{level}`, but a level is off, warning or error{hint}")
    })?;
    Ok((code, level))
}

/// What stands there, as it was probably written.
fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Null => "nothing".to_owned(),
        _ => "(a list or a group)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use scn_diag::{Diagnostic, Level, Levels, Span, W2001, W2002, W3001};

    fn wrong(text: &str) -> String {
        read(text).expect_err("it is wrong").join("\n")
    }

    #[test]
    fn by_code_or_by_name() {
        let levels = read("listen: x\ncheck:\n  W2001: off\n  nothing-starts: error\n").unwrap();
        let mut same = Levels::default();
        same.set(W2001, Level::Off);
        same.set(W2002, Level::Error);
        assert_eq!(levels, same);
        let heard = |code| levels.apply(Diagnostic::new(code, Span::default(), "x")).map(|it| it.is_error());
        assert_eq!([heard(W2001), heard(W2002), heard(W3001)], [None, Some(true), Some(false)]);
        for nothing in ["", "# nothing\n", "check:\n", "listen: x\n"] {
            assert_eq!(read(nothing).unwrap(), Levels::default());
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_with_what_to_write() {
        let said = wrong("check:\n  W201: off\n  unreachable: lowd\n  E1001: off\n  W2002: wraning\n");
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 4, "{said}");
        assert!(lines[0].contains("`W201`") && lines[0].contains("did you mean `W2001`?"), "{said}");
        assert!(lines[1].contains("off, warning or error"), "{said}");
        assert!(lines[2].contains("E1001, which cannot be switched"), "{said}");
        assert!(lines[3].contains("did you mean `warning`?"), "{said}");
        assert!(wrong("check: off").contains("one line for each"));
        assert!(wrong("check:\n  W2001: off\n  unreachable: error\n").contains("twice"));
        assert!(wrong("check: [").contains("cannot be read"));
    }
}
