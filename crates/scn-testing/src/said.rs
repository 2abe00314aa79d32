//! What a test expects of the bot, against what the bot said.

use crate::bubble::{self, Said};
use crate::outcome::{Blessing, ChatLine, Mark, Who};
use crate::run::{Checked, Runner};
use scn_compiler::LineKind;
use scn_graph::TemplateId;
use std::collections::VecDeque;

/// What the bot did in this turn and the chat may not show yet, in order.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    items: VecDeque<Item>,
}

#[derive(Debug)]
struct Item {
    line: ChatLine,
    /// A message that a test may speak of; else a note between messages.
    said: Option<Said>,
    /// It stands in the chat already.
    drawn: bool,
}

impl Queue {
    pub(crate) fn push(&mut self, line: ChatLine, said: Option<Said>) {
        self.items.push_back(Item { line, said, drawn: false });
    }
    fn has_messages(&self) -> bool {
        self.items.iter().any(|item| item.said.is_some())
    }
}

impl Runner {
    pub(crate) fn of_the_bot(&mut self, line: &LineKind) -> Checked {
        self.spoke = self.at;
        match line {
            LineKind::Bot(template) => {
                let expected = self.expected(template);
                let fits = |said: &Said| said.text().trim() == expected.trim();
                self.said(ChatLine::new(Who::Bot, &expected), fits, true)
            }
            LineKind::BotContains(words) => {
                let expected = ChatLine::new(Who::Bot, format!("… {words} …"));
                self.said(expected, |said| said.text().contains(words.as_str()), false)
            }
            LineKind::BotMatching(pattern) => {
                let regex = regex::Regex::new(pattern)
                    .map_err(|_| format!("the pattern /{pattern}/ cannot be read"))?;
                let expected = ChatLine::new(Who::Bot, format!("/{pattern}/"));
                self.said(expected, |said| regex.is_match(said.text()), false)
            }
            LineKind::BotShowsButtons(labels) => self.shows(labels),
            LineKind::BotSendsTemplate(id) => self.sends_template(*id),
            LineKind::BotSends { what, text } => self.attaches(what, text.as_deref()),
            LineKind::BotSilent => self.silent(),
            LineKind::BotReacts(emoji) => {
                let expected = ChatLine::new(Who::Bot, format!("(reacts) {emoji}"));
                let done = std::mem::take(&mut self.reactions);
                let (rest, checked) = self.beside(emoji, done, "react with", expected);
                self.reactions = rest;
                checked
            }
            LineKind::BotEmits(event) => {
                let expected = ChatLine::new(Who::Bot, format!("(emits) {event}"));
                let done = std::mem::take(&mut self.emitted);
                let (rest, checked) = self.beside(event, done, "emit", expected);
                self.emitted = rest;
                checked
            }
            _ => Err("this line cannot stand in a test".to_owned()),
        }
    }

    /// A new turn: whoever began to look at the bot's answer must have seen all of it.
    pub(crate) fn turn_begins(&mut self) -> Checked {
        if self.looking {
            self.nothing_unsaid()?;
        }
        self.draw_unread();
        self.queue.items.clear();
        self.reactions.clear();
        self.emitted.clear();
        self.looking = false;
        self.read = None;
        Ok(())
    }

    /// What nobody looked at yet is said all the same: it stands in the chat before what comes next.
    pub(crate) fn draw_unread(&mut self) {
        for item in self.queue.items.iter_mut().filter(|item| !item.drawn) {
            self.chat.push(item.line.clone());
            item.drawn = true;
        }
    }

    /// The next message, and whether the chat has it already; notes before it are drawn.
    fn next_unread(&mut self) -> Option<(Said, bool)> {
        while let Some(item) = self.queue.items.pop_front() {
            match item.said {
                Some(said) => return Some((said, item.drawn)),
                None if !item.drawn => self.chat.push(item.line),
                None => {}
            }
        }
        None
    }

    fn bubble(&self, said: &Said) -> ChatLine {
        said.line(&self.phone.scenario().graph)
    }

    /// The next message of the bot is as it should be.
    fn said(&mut self, expected: ChatLine, fits: impl Fn(&Said) -> bool, exact: bool) -> Checked {
        self.looking = true;
        let Some((said, drawn)) = self.next_unread() else {
            self.chat.push(expected.marked(Mark::Expected));
            return Err("the bot said nothing more".to_owned());
        };
        if !fits(&said) {
            self.chat.push(expected.marked(Mark::Expected));
            self.chat.push(self.bubble(&said).marked(Mark::Actual));
            let instead = said.expected(&self.phone.scenario().graph).filter(|_| exact);
            self.blessing = instead.map(|line| Blessing::Instead(self.at, vec![line]));
            return Err("the bot said something else".to_owned());
        }
        if !drawn {
            self.chat.push(self.bubble(&said));
        }
        self.read = Some(said);
        Ok(())
    }

    fn sends_template(&mut self, id: TemplateId) -> Checked {
        let graph = &self.phone.scenario().graph;
        let name = graph.message_template(id).map_or_else(String::new, |template| template.name.clone());
        let expected = ChatLine::new(Who::Bot, format!("(template {name})"));
        self.said(expected, |said| matches!(said, Said::Template(sent) if sent.name == name), true)
    }

    /// A picture, a place…: in the message just spoken of, else in the next one.
    fn attaches(&mut self, what: &str, text: Option<&str>) -> Checked {
        let fits = |said: &Said| {
            said.attached().is_some_and(|attached| {
                let mut words = bubble::words(attached).into_iter().chain([said.text()]);
                bubble::kind(attached) == what
                    && text.is_none_or(|text| words.any(|word| word.contains(text)))
            })
        };
        if self.read.as_ref().is_some_and(fits) {
            self.read = None;
            return Ok(());
        }
        let named = text.map(|text| format!(" {text}")).unwrap_or_default();
        self.said(ChatLine::new(Who::Bot, format!("({what}){named}")), fits, true)
    }

    /// The options of the message just spoken of, else of the next one.
    fn shows(&mut self, labels: &[String]) -> Checked {
        self.looking = true;
        let graph = &self.phone.scenario().graph;
        let just_read = self.read.clone().filter(|said| !said.labels(graph).is_empty());
        let (said, again) = match just_read {
            Some(said) => (Some(said), true),
            None => self.next_unread().map_or((None, false), |(said, drawn)| (Some(said), drawn)),
        };
        let graph = &self.phone.scenario().graph;
        let shown = said.as_ref().map(|said| said.labels(graph)).unwrap_or_default();
        if shown == labels {
            let line = said.as_ref().filter(|_| !again).map(|said| self.bubble(said));
            self.chat.extend(line);
            self.read = said;
            return Ok(());
        }
        self.chat.push(ChatLine::new(Who::Bot, "").with_buttons(labels.to_vec()).marked(Mark::Expected));
        let actual = said.map(|said| match again {
            true => ChatLine::new(Who::Bot, "").with_buttons(shown.clone()),
            false => self.bubble(&said),
        });
        self.chat.extend(actual.map(|line| line.marked(Mark::Actual)));
        if shown.is_empty() {
            return Err("the bot shows no buttons here".to_owned());
        }
        self.blessing = Some(Blessing::Instead(self.at, vec![LineKind::BotShowsButtons(shown)]));
        Err("the bot shows other buttons".to_owned())
    }

    fn silent(&mut self) -> Checked {
        self.looking = true;
        let checked = self.nothing_unsaid();
        if let Some(Blessing::After(_, lines)) = self.blessing.take() {
            self.blessing = Some(Blessing::Instead(self.at, lines));
        }
        checked
    }

    pub(crate) fn nothing_unsaid(&mut self) -> Checked {
        if !self.looking || !self.queue.has_messages() {
            return Ok(());
        }
        let graph = &self.phone.scenario().graph;
        let said = self.queue.items.iter().filter_map(|item| item.said.as_ref());
        let lines: Vec<LineKind> = said.filter_map(|said| said.expected(graph)).collect();
        self.blessing = Some(Blessing::After(self.spoke, lines));
        for item in std::mem::take(&mut self.queue.items) {
            let mark = if item.said.is_some() { Mark::Actual } else { Mark::Fine };
            self.chat.extend((item.said.is_some() || !item.drawn).then(|| item.line.marked(mark)));
        }
        Err(match self.read {
            Some(_) => "the bot also said this".to_owned(),
            None => "the bot should be silent, but it said this".to_owned(),
        })
    }

    /// Reactions and events stand beside what is said: a test may speak of them anywhere in the turn. Gives back those
    /// that are left.
    fn beside(
        &mut self,
        wanted: &str,
        mut done: Vec<String>,
        verb: &str,
        expected: ChatLine,
    ) -> (Vec<String>, Checked) {
        if let Some(at) = done.iter().position(|one| one == wanted) {
            done.remove(at);
            return (done, Ok(()));
        }
        self.draw_unread();
        self.chat.push(expected.marked(Mark::Expected));
        let message = match done.as_slice() {
            [] => format!("the bot did not {verb} {wanted}"),
            others => format!("the bot did not {verb} {wanted}, but {}", others.join(", ")),
        };
        (done, Err(message))
    }
}
