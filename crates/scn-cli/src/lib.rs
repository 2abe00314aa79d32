//! The `scn` command as a library: arguments in, exit code out.

mod args;
mod backup;
mod build;
mod chat;
mod check;
mod conversations;
mod doctor;
mod eval;
mod exit;
mod explain;
mod files;
mod fmt;
mod graph;
mod i18n;
mod json;
mod levels;
mod load;
mod moments;
mod names;
mod new;
mod output;
mod project;
mod reasons;
mod review;
mod sandbox;
mod serve;
mod serving;
mod templates;
mod test;
mod understand;
mod why;

use args::{Cli, Command};
use clap::{CommandFactory, Parser};
use exit::{Exit, Failure};
use output::Output;
use std::process::ExitCode;

/// Reads the arguments and runs the command they name.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A closed pipe below `--help` is nobody's problem.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Fine }.into();
        }
    };
    let out = Output::new(cli.color, cli.tongue());
    match run(cli.command, &out) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            if !failure.message.is_empty() {
                out.problem(&failure.message);
            }
            failure.exit.into()
        }
    }
}

/// The whole command line as data: help, documentation and completions are made from it.
pub fn command() -> clap::Command {
    Cli::command()
}

fn run(command: Command, out: &Output) -> Result<Exit, Failure> {
    match command {
        Command::New(args) => new::run(&args, out),
        Command::Check(args) => check::run(&args, out),
        Command::Fmt(args) => fmt::run(&args, out),
        Command::Build(args) => build::run(&args, out),
        Command::Graph(args) => graph::run(&args, out),
        Command::Chat(args) => chat::run(&args, out),
        Command::Test(args) => test::run(&args, out),
        Command::Understand(args) => understand::run(&args, out),
        Command::Eval(args) => eval::run(&args, out),
        Command::Review(args) => review::run(&args, out),
        Command::I18n(args) => i18n::run(&args, out),
        Command::Templates(args) => templates::run(&args, out),
        Command::Explain(args) => explain::run(&args, out),
        Command::Conversations(args) => conversations::run(&args, out),
        Command::Backup(args) => backup::run(&args, out),
        Command::Doctor(args) => doctor::run(&args, out),
        Command::Serve(args) => serve::run(&args, out),
        Command::Sandbox(args) => sandbox::run(&args, out),
    }
}
