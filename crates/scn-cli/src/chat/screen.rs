//! What the chat looks like: bubbles for the bot, numbers for its options, a prompt only where a person types.

use crate::exit::Failure;
use crate::output::{Output, Stream};
use scn_engine::{Effect, Fact};
use scn_graph::{Graph, Message};
use std::io::IsTerminal;

pub(super) struct Screen<'a> {
    out: &'a Output,
    /// A person types; otherwise a script does, and reads nothing but the answers.
    interactive: bool,
}

impl<'a> Screen<'a> {
    pub(super) fn new(out: &'a Output) -> Screen<'a> {
        let interactive = std::io::stdin().is_terminal() && out.is_terminal(Stream::Out);
        Screen { out, interactive }
    }

    pub(super) fn welcome(&self, title: &str) -> Result<(), Failure> {
        if !self.interactive {
            return Ok(());
        }
        let title = self.out.paint(Stream::Out, "1", &tame(title));
        self.out.print(&format!("{title} · write a message; /help lists the commands, /quit ends\n"))
    }

    pub(super) fn prompt(&self) -> Result<(), Failure> {
        if self.interactive {
            self.out.print(&self.out.paint(Stream::Out, "1;34", "you ▸ "))
        } else {
            Ok(())
        }
    }

    pub(super) fn goodbye(&self) -> Result<(), Failure> {
        if self.interactive { self.out.print("\n") } else { Ok(()) }
    }

    pub(super) fn text(&self, text: &str) -> Result<(), Failure> {
        self.out.print(&format!("{}\n", text.trim_end()))
    }

    pub(super) fn note(&self, text: &str) -> Result<(), Failure> {
        self.grey(&format!("· {} ·", tame(text)))
    }

    pub(super) fn hint(&self, text: &str) -> Result<(), Failure> {
        self.grey(&tame(text))
    }

    /// One thing the bot did. Only the options of `numbered` can be tapped by number.
    pub(super) fn effect(
        &self,
        effect: &Effect,
        graph: Option<&Graph>,
        numbered: Option<&Message>,
    ) -> Result<(), Failure> {
        match effect {
            Effect::Send { message, .. } => {
                let numbers = numbered.is_some_and(|latest| std::ptr::eq(latest, message));
                self.bubble(message, numbers)
            }
            Effect::OpenHandoff { team, because, .. } => {
                let team =
                    team.and_then(|team| graph?.team(team)).map_or("a person", |team| team.name.as_str());
                let because =
                    if because.is_empty() { String::new() } else { format!(", because: {because}") };
                self.note(&format!("given to {team}{because}; /human TEXT answers, /back gives it back"))
            }
            Effect::OptedOut => self.note("the customer will not be written to any more"),
            Effect::OptedIn => self.note("the customer may be written to again"),
            Effect::LanguageChanged(language) => {
                self.note(&format!("the language is {} now", language.code()))
            }
            Effect::Record(Fact::Withheld { reason }) => self.note(&format!("not sent: {reason}")),
            Effect::Record(Fact::Stopped { reason }) => self.note(&format!("the engine stopped: {reason}")),
            _ => Ok(()),
        }
    }

    fn bubble(&self, message: &Message, numbers: bool) -> Result<(), Failure> {
        let bar = self.out.paint(Stream::Out, "32", "│");
        let mut text = String::new();
        for line in message.text.lines() {
            text.push_str(&format!("{bar} {}\n", tame(line)));
        }
        let mut group: Option<&str> = None;
        for (at, option) in message.options.iter().enumerate() {
            if option.group.as_deref() != group {
                group = option.group.as_deref();
                text.push_str(&format!("{bar}   {}\n", tame(group.unwrap_or_default())));
            }
            let number = if numbers { format!("{:>2}", at + 1) } else { " -".to_owned() };
            let about = option.description.as_ref().map(|about| format!(" · {about}")).unwrap_or_default();
            let number = self.out.paint(Stream::Out, "1", &number);
            text.push_str(&format!("{bar} {number} {}\n", tame(&format!("{}{about}", option.label))));
        }
        self.out.print(&text)
    }

    fn grey(&self, text: &str) -> Result<(), Failure> {
        self.out.print(&format!("{}\n", self.out.paint(Stream::Out, "2", text)))
    }
}

/// A message must not steer the terminal.
fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}
