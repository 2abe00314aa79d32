//! The two streams: what was asked for goes to standard output, everything else to standard error.

use crate::exit::{Exit, Failure};
use clap::ColorChoice;
use scn_diag::{Tongue, render::Look};
use std::io::{ErrorKind, IsTerminal, Write};
use terminal_size::terminal_size_of;

#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Out,
    Err,
}

pub(crate) struct Output {
    colour: ColorChoice,
    tongue: Tongue,
}

impl Output {
    pub(crate) fn new(colour: ColorChoice, tongue: Tongue) -> Output {
        Output { colour, tongue }
    }

    /// The language of diagnostics.
    pub(crate) fn tongue(&self) -> Tongue {
        self.tongue
    }

    /// To standard output. A reader who has seen enough ends the command quietly.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::said(Exit::Fine)),
            Err(error) => Err(Failure::environment(format!("cannot write the output: {error}"))),
        }
    }

    /// To standard error, as far as it is there.
    pub(crate) fn note(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// One line that says why the command stops.
    pub(crate) fn problem(&self, message: &str) {
        self.note(&format!("{} {message}\n", self.paint(Stream::Err, "1;31", "scn:")));
    }

    pub(crate) fn is_terminal(&self, stream: Stream) -> bool {
        match stream {
            Stream::Out => std::io::stdout().is_terminal(),
            Stream::Err => std::io::stderr().is_terminal(),
        }
    }

    pub(crate) fn colours(&self, stream: Stream) -> bool {
        let off = || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        match self.colour {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => self.is_terminal(stream) && !off() && !dumb(),
        }
    }

    /// What the terminal of the stream says, else `COLUMNS`, as the help does.
    pub(crate) fn width(&self, stream: Stream) -> usize {
        let size = match stream {
            Stream::Out => terminal_size_of(std::io::stdout()),
            Stream::Err => terminal_size_of(std::io::stderr()),
        };
        let terminal = size.map(|(width, _)| usize::from(width.0));
        let set = || std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
        terminal.or_else(set).filter(|width| *width > 0).unwrap_or(80)
    }

    /// Frames and colours for people at a terminal, plain lines for everything else.
    pub(crate) fn look(&self, stream: Stream) -> Look {
        let width = self.width(stream);
        let graphical = self.is_terminal(stream) || self.colour == ColorChoice::Always;
        Look {
            graphical: graphical && width >= 60,
            colours: self.colours(stream),
            width,
            tongue: self.tongue,
        }
    }

    /// The text in a colour (an SGR code) where colours are wanted.
    pub(crate) fn paint(&self, stream: Stream, code: &str, text: &str) -> String {
        match self.colours(stream) {
            true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}

/// What somebody else wrote must not steer the terminal.
pub(crate) fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}
