use crate::exit::{Exit, Failure};
use crate::output::Output;
use std::fs;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn new bistro
  scn new bistro --lang de && scn serve bistro --sandbox

Exit codes:
  0  the project is there
  2  the name cannot be used
  3  the folder exists already, or cannot be written";

/// Make a small project that works: a scenario, a catalog, tests, scn.yaml
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The folder to make; its last part is the name of the scenario
    name: PathBuf,
    /// The language that the business speaks with its customers
    #[arg(long, value_parser = LANGUAGES, default_value = "en")]
    lang: String,
}

const LANGUAGES: [&str; 4] = ["fr", "de", "it", "en"];

const CONFIG: &str = include_str!("new/scn.yaml");

/// Scenario, tests and catalog.
fn texts(lang: &str) -> [&'static str; 3] {
    macro_rules! of {
        ($lang:literal) => {
            [
                include_str!(concat!("new/", $lang, "/main.scn")),
                include_str!(concat!("new/", $lang, "/tests.scn")),
                include_str!(concat!("new/", $lang, "/menu.yaml")),
            ]
        };
    }
    match lang {
        "fr" => of!("fr"),
        "de" => of!("de"),
        "it" => of!("it"),
        _ => of!("en"),
    }
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let folder = &args.name;
    let title = folder.file_name().and_then(|name| name.to_str()).map(str::trim).unwrap_or_default();
    let name = scenario_name(title).ok_or_else(|| {
        Failure::usage(format!(
            "`{}` gives the scenario no name; use letters, like `bistro`",
            folder.display()
        ))
    })?;
    if folder.exists() {
        return Err(Failure::environment(format!(
            "{} exists already; choose another name",
            folder.display()
        )));
    }
    let [scenario, tests, menu] = texts(&args.lang);
    let title = title.replace(['"', '\\', '{', '['], "");
    let filled = scenario.replace("__name__", &name).replace("__title__", &title);
    write(&folder.join("main.scn"), &filled)?;
    write(&folder.join("tests.scn"), tests)?;
    write(&folder.join("data/menu.yaml"), menu)?;
    write(&folder.join("scn.yaml"), CONFIG)?;
    let shown = as_typed(&folder.display().to_string());
    out.print(&format!(
        "{shown} is ready. Next:\n  scn test {shown}              play its test conversations\n  \
         scn chat {shown}              talk to it here\n  scn serve {shown} --sandbox   a phone in the browser\n"
    ))?;
    Ok(Exit::Fine)
}

/// In quotation marks where a shell would take it apart.
fn as_typed(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/\\._-:~".contains(c);
    match path.chars().all(plain) {
        true => path.to_owned(),
        false => format!("\"{path}\""),
    }
}

/// Letters, digits and `_`, not beginning with a digit.
fn scenario_name(title: &str) -> Option<String> {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("_").to_lowercase();
    match name.chars().next()? {
        first if first.is_alphabetic() => Some(name),
        _ => Some(format!("scenario_{name}")),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| Failure::file("make the folder", parent, &error))?;
    fs::write(path, text).map_err(|error| Failure::file("write", path, &error))
}

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, as_typed, scenario_name, texts};

    #[test]
    fn names_from_folders() {
        assert_eq!(scenario_name("Café de la Gare").as_deref(), Some("café_de_la_gare"));
        assert_eq!(scenario_name("24h-pizza").as_deref(), Some("scenario_24h_pizza"));
        assert_eq!(scenario_name("..."), None);
    }

    /// Customers read them on buttons when two things are meant equally well.
    #[test]
    fn titles_of_what_customers_may_ask_fit_a_button() {
        for lang in LANGUAGES {
            let [scenario, ..] = texts(lang);
            let titles: Vec<&str> = scenario.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(titles.len(), 4, "{titles:?}");
            assert!(titles[1..].iter().all(|title| title.chars().count() <= 20), "{titles:?}");
        }
    }

    #[test]
    fn the_next_command_can_be_copied() {
        assert_eq!(as_typed("shops/bistro-2"), "shops/bistro-2");
        assert_eq!(as_typed("Mon Café"), "\"Mon Café\"");
    }
}
