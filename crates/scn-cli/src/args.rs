//! The command line as a whole. The arguments of each command are in its file.

use clap::{ColorChoice, Parser, Subcommand};
use scn_diag::Tongue;

const AFTER: &str = "\
Examples:
  scn new bistro --lang fr          a small project that works, in the folder bistro
  scn check bistro                  says nothing when all is well
  scn chat bistro                   talk to it in the terminal
  scn test bistro                   play its test conversations
  scn serve bistro --sandbox        a phone in the browser; no WhatsApp account needed

Exit codes:
  0   all is well
  1   the scenario has errors, or tests failed
  2   the command line cannot be understood
  3   a file or the network cannot be read or written
  70  a defect in scn itself; please report it";

/// Write WhatsApp conversations in .scn files; check, test, try and run them.
///
/// A project is a folder with .scn files, the catalogs they name (YAML, JSON, CSV) and, to go live, scn.yaml.
/// Every command that reads a project takes its folder, or one .scn file; without one it takes the current folder.
#[derive(Debug, Parser)]
#[command(name = "scn", version, after_help = AFTER, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colours; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,

    /// The language of errors and warnings; as the environment says (LC_ALL, LC_MESSAGES, LANG) when not given
    // `scn new` and `scn understand` have a `--lang` of their own: the same type, so that clap keeps them apart
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["en", "fr"])]
    pub(crate) lang: Option<String>,
}

impl Cli {
    /// The language that was asked for, else the one of the environment, else English.
    pub(crate) fn tongue(&self) -> Tongue {
        let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
        let environment = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
        // There it is the language of the message, or of the business.
        let of_errors = !matches!(self.command, Command::Understand(_) | Command::New(_));
        let named = self.lang.as_deref().filter(|_| of_errors).and_then(|lang| lang.parse().ok());
        named.or_else(|| environment()?.parse().ok()).unwrap_or_default()
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(crate::new::Args),
    Check(crate::check::Args),
    Fmt(crate::fmt::Args),
    Build(crate::build::Args),
    Graph(crate::graph::Args),
    Chat(crate::chat::Args),
    Test(crate::test::Args),
    Understand(crate::understand::Args),
    Eval(crate::eval::Args),
    Review(crate::review::Args),
    I18n(crate::i18n::Args),
    Templates(crate::templates::Args),
    Explain(crate::explain::Args),
    Serve(crate::serve::Args),
    Doctor(crate::doctor::Args),
    Conversations(crate::conversations::Args),
    Backup(crate::backup::Args),
    Sandbox(crate::sandbox::Args),
}
