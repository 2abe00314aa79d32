//! The `scn` command. What it does is in the library, one file per subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|defect| {
        let place = defect.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        let text = defect.payload().downcast_ref::<String>().map(String::as_str);
        let what = text.or(defect.payload().downcast_ref::<&str>().copied()).unwrap_or("no message");
        eprintln!("scn: sorry, this is a defect in scn itself: {what}{place}");
        eprintln!("scn: please report it with this line and what you did; CONTRIBUTING.md says where");
    }));
    std::panic::catch_unwind(scn_cli::main).unwrap_or(ExitCode::from(70))
}
