//! `scn serve PROJECT --sandbox`, as a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Ended with the test.
pub(crate) struct Sandbox {
    process: Child,
    /// Where the phone is.
    pub(crate) page: String,
    /// Where people answer.
    pub(crate) people: String,
}

impl Sandbox {
    pub(crate) fn of(project: &str) -> Sandbox {
        Sandbox::run(Command::new(scn_tests::program()).args(["serve", project, "--sandbox", "--port", "0"]))
    }

    /// With operators of one's own.
    pub(crate) fn with_people(project: &str, operators: &str) -> Sandbox {
        let mut command = Command::new(scn_tests::program());
        let command = command.args(["serve", project, "--sandbox", "--port", "0"]);
        Sandbox::run(command.env("SCN_OPERATORS", operators))
    }

    fn run(command: &mut Command) -> Sandbox {
        let mut process =
            command.current_dir(scn_tests::repository()).stdout(Stdio::piped()).spawn().expect("scn starts");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut address = |name: &str| {
            let found =
                lines.by_ref().find_map(|line| Some(line.trim().strip_prefix(name)?.trim().to_owned()));
            found.unwrap_or_else(|| panic!("scn serve does not say where `{name}` is"))
        };
        let (page, people) = (address("phone"), address("people"));
        std::thread::spawn(move || lines.for_each(drop));
        Sandbox { process, page, people }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
