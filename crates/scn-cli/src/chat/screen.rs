//! What the chat looks like: bubbles for the bot, numbers for its options, a prompt only where a person types.

use crate::exit::Failure;
use crate::output::{Output, Stream, tame};
use scn_engine::{Effect, Fact};
use scn_graph::{Graph, Message, Value, sample};
use scn_testing::{bubble, source, template_bubble};
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

    /// Why the bot answered so, below its answer.
    pub(super) fn reasons(&self, text: &str) -> Result<(), Failure> {
        text.trim_end().lines().try_for_each(|line| self.grey(&tame(line)))
    }

    /// One thing the bot did. Only the options of `numbered` can be tapped by number.
    pub(super) fn effect(
        &self,
        effect: &Effect,
        graph: &Graph,
        numbered: Option<&Message>,
    ) -> Result<(), Failure> {
        match effect {
            Effect::Send { message, .. } => {
                let numbers = numbered.is_some_and(|latest| std::ptr::eq(latest, message));
                self.bubble(message, numbers)
            }
            Effect::SendTemplate { message, .. } => {
                let shown = template_bubble(graph, message);
                let buttons = shown.buttons.iter().map(|label| format!("[{label}]")).collect::<Vec<_>>();
                self.rows(&shown.text, &buttons)
            }
            Effect::React { emoji, .. } => self.note(&format!("the bot reacts {emoji}")),
            Effect::Call { operation, args, .. } => {
                let Some(operation) = graph.operation(*operation) else { return Ok(()) };
                let answer = operation.result.as_ref().map(|ty| sample(graph, ty));
                let answer = answer.and_then(|answer| source(graph, &answer));
                let answer = answer.map(|answer| format!(" → {answer} (a sample)")).unwrap_or_default();
                self.note(&format!("calls {}({}){answer}", operation.name, named(graph, args)))
            }
            Effect::Transcribe { .. } => self.note("listens to the voice note"),
            Effect::Emit { event, args } => self.note(&format!("tells {event}({})", named(graph, args))),
            Effect::Consent { purpose, given } => {
                let purpose = graph.purpose(*purpose).map_or("?", |purpose| purpose.name.as_str());
                self.note(&format!("consent for {purpose}: {}", if *given { "yes" } else { "no" }))
            }
            Effect::Erase => self.note("everything known of this customer is deleted"),
            Effect::OpenHandoff { team, because, .. } => {
                let team =
                    team.and_then(|team| graph.team(team)).map_or("a person", |team| team.name.as_str());
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
            Effect::Record(Fact::Held { what, until: None }) => self.note(&format!("dropped: {what}")),
            Effect::Record(Fact::Held { what, .. }) => self.note(&format!("waits for its time: {what}")),
            _ => Ok(()),
        }
    }

    fn bubble(&self, message: &Message, numbers: bool) -> Result<(), Failure> {
        let shown = bubble(message);
        let links = shown.buttons.len().saturating_sub(message.options.len());
        let links: Vec<String> = shown.buttons.iter().take(links).map(|label| format!("[{label}]")).collect();
        self.rows(&shown.text, &links)?;
        let bar = self.bar();
        let mut text = String::new();
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

    fn bar(&self) -> String {
        self.out.paint(Stream::Out, "32", "│")
    }

    /// The words of a bubble, and below them what opens or answers something.
    fn rows(&self, text: &str, buttons: &[String]) -> Result<(), Failure> {
        let lines = text.lines().chain(buttons.iter().map(String::as_str));
        let bar = self.bar();
        self.out.print(&lines.map(|line| format!("{bar} {}\n", tame(line))).collect::<String>())
    }

    fn grey(&self, text: &str) -> Result<(), Failure> {
        self.out.print(&format!("{}\n", self.out.paint(Stream::Out, "2", text)))
    }
}

/// `number: "7", mode: delivery`
fn named(graph: &Graph, args: &[(String, Value)]) -> String {
    let shown = args
        .iter()
        .map(|(name, value)| format!("{name}: {}", source(graph, value).unwrap_or_else(|| "…".to_owned())));
    shown.collect::<Vec<_>>().join(", ")
}
