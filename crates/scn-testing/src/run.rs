//! One test, line by line.

use crate::names::{self, Names};
use crate::outcome::{ChatLine, Failure, Mark, Outcome, Who};
use crate::simulation::{Simulation, Turn, start_of_tests};
use scn_compiler::{Line, LineKind, TestCase};
use scn_diag::Span as Place;
use scn_engine::{Effect, Fact, Scenario, Trace, inspect};
use scn_graph::expr::{Expr, Op};
use scn_graph::{MemoryId, Message, NodeId, Piece, Span, Style, Template, Value};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// Plays a test on the engine; always the same outcome for the same scenario and test.
pub fn run(scenario: &Arc<Scenario>, test: &TestCase) -> Outcome {
    let mut runner = Runner::new(scenario);
    let failure =
        test.lines.iter().find_map(|line| runner.line(line).err().map(|message| (line.place, message)));
    let failure = failure.or_else(|| {
        let last = test.lines.last().map_or(test.place, |line| line.place);
        runner.nothing_unsaid().err().map(|message| (last, message))
    });
    Outcome {
        title: test.title.clone(),
        place: test.place,
        chat: runner.chat,
        failure: failure.map(|(place, message): (Place, String)| Failure { place, message }),
        visited: runner.visited,
    }
}

struct Runner {
    phone: Simulation,
    names: Names,
    chat: Vec<ChatLine>,
    visited: BTreeSet<NodeId>,
    /// What the bot said and no line has spoken of yet.
    unread: VecDeque<Message>,
    /// So many of them, from the first, stand in the chat already.
    drawn: usize,
    /// The message that the last `bot` line spoke of.
    read: Option<Message>,
    /// The test looks at what the bot says in this turn; then it must look at all of it.
    looking: bool,
    begun: bool,
}

type Checked = Result<(), String>;

impl Runner {
    fn new(scenario: &Arc<Scenario>) -> Runner {
        Runner {
            phone: Simulation::new(scenario.clone(), start_of_tests(&scenario.graph)),
            names: Names::default(),
            chat: Vec::new(),
            visited: BTreeSet::new(),
            unread: VecDeque::new(),
            drawn: 0,
            read: None,
            looking: false,
            begun: false,
        }
    }

    fn line(&mut self, line: &Line) -> Checked {
        match &line.kind {
            LineKind::Client(text) => {
                self.turn_begins()?;
                self.chat.push(ChatLine::new(Who::Client, text.clone()));
                let turn = self.phone.write(text);
                self.happened(turn)
            }
            LineKind::ClientTaps(label) => self.taps(label),
            LineKind::ClientSends { what, text } => self.sends(what, text.as_deref()),
            LineKind::Bot(template) => {
                let expected = self.expected(template);
                self.said(&expected, |said| said.trim() == expected.trim())
            }
            LineKind::BotContains(words) => {
                self.said(&format!("… {words} …"), |said| said.contains(words.as_str()))
            }
            LineKind::BotMatching(pattern) => {
                let regex = regex::Regex::new(pattern)
                    .map_err(|_| format!("the pattern /{pattern}/ cannot be read"))?;
                self.said(&format!("/{pattern}/"), |said| regex.is_match(said))
            }
            LineKind::BotShowsButtons(labels) => self.shows(labels),
            LineKind::BotSilent => {
                self.looking = true;
                self.nothing_unsaid()
            }
            LineKind::After(span) => {
                self.turn_begins()?;
                self.chat.push(ChatLine::new(Who::Note, format!("{} later", length(*span))));
                let turns = self.phone.pass(*span);
                turns.into_iter().try_for_each(|turn| self.happened(turn))
            }
            LineKind::At(moment) => self.at(*moment),
            LineKind::GivenMemory(fields) => {
                self.remember(fields);
                Ok(())
            }
            LineKind::Expect(expr) => self.expect(expr),
            LineKind::Human(text) => {
                self.turn_begins()?;
                self.chat.push(ChatLine::new(Who::Human, text.clone()));
                let turn = self.phone.human(text);
                self.happened(turn)
            }
            LineKind::HumanGivesBack => {
                self.turn_begins()?;
                self.chat.push(ChatLine::new(Who::Note, "the conversation is given back to the bot"));
                let turn = self.phone.human_gives_back();
                self.happened(turn)
            }
            LineKind::Restart => {
                self.draw_unread();
                self.chat.push(ChatLine::new(Who::Note, "the process starts again"));
                self.phone.restart()
            }
            _ => Err("this line cannot be run yet".to_owned()),
        }
    }

    // ---- what the test does

    fn taps(&mut self, label: &str) -> Checked {
        self.turn_begins()?;
        let tapped = ChatLine::new(Who::Client, "").with_buttons(vec![label.to_owned()]);
        match self.phone.tap_label(label) {
            Ok(turn) => {
                self.chat.push(tapped);
                self.happened(turn)
            }
            Err(none) => {
                self.chat.push(tapped.marked(Mark::Expected));
                let offered: Vec<String> = none.offered.iter().map(|label| format!("\"{label}\"")).collect();
                Err(match offered.is_empty() {
                    true => format!("there is no button \"{label}\": the bot has offered none so far"),
                    false => {
                        format!("there is no button \"{label}\"; the latest ones are {}", offered.join(", "))
                    }
                })
            }
        }
    }

    fn sends(&mut self, what: &str, text: Option<&str>) -> Checked {
        self.turn_begins()?;
        let caption = text.map(|text| format!(" {text}")).unwrap_or_default();
        self.chat.push(ChatLine::new(Who::Client, format!("({what}){caption}")));
        let turn = self.phone.send(what, text).ok_or_else(|| format!("a customer cannot send \"{what}\""))?;
        self.happened(turn)
    }

    fn at(&mut self, moment: scn_graph::Moment) -> Checked {
        self.turn_begins()?;
        if !self.begun {
            self.phone.set_clock(moment);
        } else if moment < self.phone.now() {
            return Err(format!("the clock cannot go back: it is {} already", self.phone.local_time()));
        }
        let turns = self.phone.pass_until(moment);
        self.chat.push(ChatLine::new(Who::Note, self.phone.local_time()));
        turns.into_iter().try_for_each(|turn| self.happened(turn))
    }

    fn remember(&mut self, fields: &[(MemoryId, Value)]) {
        let memory = &mut self.phone.contact_mut().memory;
        for (field, value) in fields {
            match memory.binary_search_by_key(field, |(id, _)| *id) {
                Ok(at) => memory[at].1 = value.clone(),
                Err(at) => memory.insert(at, (*field, value.clone())),
            }
        }
    }

    /// A new turn: whoever began to look at the bot's answer must have seen all of it.
    fn turn_begins(&mut self) -> Checked {
        if self.looking {
            self.nothing_unsaid()?;
        }
        self.draw_unread();
        self.unread.clear();
        self.drawn = 0;
        self.looking = false;
        self.read = None;
        Ok(())
    }

    /// What nobody looked at yet is said all the same: it stands in the chat before what comes next.
    fn draw_unread(&mut self) {
        self.chat.extend(self.unread.iter().skip(self.drawn).map(bubble));
        self.drawn = self.unread.len();
    }

    /// The next message, and whether the chat has it already.
    fn next_unread(&mut self) -> Option<(Message, bool)> {
        let message = self.unread.pop_front()?;
        let drawn = self.drawn > 0;
        self.drawn = self.drawn.saturating_sub(1);
        Some((message, drawn))
    }

    fn happened(&mut self, turn: Turn) -> Checked {
        self.begun = true;
        for trace in &turn.trace {
            match trace {
                Trace::Visited(node) => drop(self.visited.insert(*node)),
                Trace::Left { flow, slots } => self.names.keep(self.phone.scenario(), *flow, slots),
                _ => {}
            }
        }
        self.names.observe(self.phone.scenario(), self.phone.conversation());
        for effect in turn.effects {
            match effect {
                Effect::Send { message, .. } => self.unread.push_back(message),
                Effect::Record(Fact::Stopped { reason }) => {
                    return Err(format!("the engine stopped: {reason}"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    // ---- what the test expects

    /// The next message of the bot is as it should be.
    fn said(&mut self, expected: &str, fits: impl Fn(&str) -> bool) -> Checked {
        self.looking = true;
        let expected = || ChatLine::new(Who::Bot, expected).marked(Mark::Expected);
        let Some((message, drawn)) = self.next_unread() else {
            self.chat.push(expected());
            return Err("the bot said nothing more".to_owned());
        };
        if !fits(&message.text) {
            self.chat.push(expected());
            self.chat.push(bubble(&message).marked(Mark::Actual));
            return Err("the bot said something else".to_owned());
        }
        if !drawn {
            self.chat.push(bubble(&message));
        }
        self.read = Some(message);
        Ok(())
    }

    /// The options of the message just spoken of, else of the next one.
    fn shows(&mut self, labels: &[String]) -> Checked {
        self.looking = true;
        let just_read = self.read.clone().filter(|message| !message.options.is_empty());
        let (message, again) = match just_read {
            Some(message) => (Some(message), true),
            None => self.next_unread().map_or((None, false), |(message, drawn)| (Some(message), drawn)),
        };
        let shown: Vec<String> = message.iter().flat_map(|m| &m.options).map(|o| o.label.clone()).collect();
        if shown == labels {
            self.chat.extend(message.as_ref().filter(|_| !again).map(bubble));
            self.read = message;
            return Ok(());
        }
        self.chat.push(ChatLine::new(Who::Bot, "").with_buttons(labels.to_vec()).marked(Mark::Expected));
        let actual = message.map(|m| {
            if again { ChatLine::new(Who::Bot, "").with_buttons(shown.clone()) } else { bubble(&m) }
        });
        self.chat.extend(actual.map(|line| line.marked(Mark::Actual)));
        Err(if shown.is_empty() {
            "the bot shows no buttons here".to_owned()
        } else {
            "the bot shows other buttons".to_owned()
        })
    }

    fn nothing_unsaid(&mut self) -> Checked {
        if !self.looking || self.unread.is_empty() {
            return Ok(());
        }
        for message in std::mem::take(&mut self.unread) {
            self.chat.push(bubble(&message).marked(Mark::Actual));
        }
        self.drawn = 0;
        Err(match self.read {
            Some(_) => "the bot also said this".to_owned(),
            None => "the bot should be silent, but it said this".to_owned(),
        })
    }

    fn expect(&mut self, expr: &Expr) -> Checked {
        match self.value(expr) {
            Some(Value::YesNo(true)) => Ok(()),
            _ => Err(self.why_not(expr)),
        }
    }

    /// Names the part that does not hold, with the value it has.
    fn why_not(&self, expr: &Expr) -> String {
        match expr {
            Expr::Binary(Op::And, left, right) => match self.value(left) {
                Some(Value::YesNo(true)) => self.why_not(right),
                _ => self.why_not(left),
            },
            Expr::Binary(Op::Is | Op::In, left, right) => {
                format!("{} is {}, not {}", self.subject(left), self.shown(left), self.shown(right))
            }
            Expr::Binary(Op::IsNot, left, _) => format!("{} is {}", self.subject(left), self.shown(left)),
            Expr::Binary(Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual, left, right) => {
                format!("{} is {}, against {}", self.subject(left), self.shown(left), self.shown(right))
            }
            Expr::IsKnown(of) => format!("{} is not known", self.subject(of)),
            Expr::Not(of) => match &**of {
                Expr::IsKnown(inner) => format!("{} is {}", self.subject(inner), self.shown(inner)),
                inner => format!("{} holds", self.subject(inner)),
            },
            other => format!("{} does not hold", self.subject(other)),
        }
    }

    fn subject(&self, expr: &Expr) -> String {
        match expr {
            Expr::Named(name) => format!("`{name}`"),
            Expr::Memory(id) => {
                let field = self.phone.scenario().graph.memory_field(*id);
                field.map_or_else(|| "it".to_owned(), |field| format!("`contact.{}`", field.name))
            }
            _ => "it".to_owned(),
        }
    }

    // ---- values and words

    /// Names that no running tunnel has stand for their last value.
    fn value(&self, expr: &Expr) -> Option<Value> {
        let (scenario, conversation) = (self.phone.scenario(), self.phone.conversation());
        let settled = self.names.settle(expr, &|name| names::is_running(scenario, conversation, name));
        inspect::value(scenario, conversation, &settled, self.phone.now())
    }

    fn shown(&self, expr: &Expr) -> String {
        match self.value(expr) {
            None => "unknown".to_owned(),
            Some(value) => {
                let template = Template { pieces: vec![Piece::Value(Expr::Const(value), Style::Plain)] };
                self.words(&template)
            }
        }
    }

    fn expected(&self, template: &Template) -> String {
        let (scenario, conversation) = (self.phone.scenario(), self.phone.conversation());
        self.words(
            &self.names.settle_template(template, &|name| names::is_running(scenario, conversation, name)),
        )
    }

    fn words(&self, template: &Template) -> String {
        inspect::text(self.phone.scenario(), self.phone.conversation(), template, self.phone.now())
    }
}

fn bubble(message: &Message) -> ChatLine {
    let buttons = message.options.iter().map(|option| option.label.clone()).collect();
    ChatLine::new(Who::Bot, message.text.clone()).with_buttons(buttons)
}

/// `3 days 2 hours`
fn length(span: Span) -> String {
    let seconds = span.seconds;
    let parts = [
        (span.months, "month"),
        (span.days, "day"),
        (seconds / 3600, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> =
        parts.map(|(count, unit)| format!("{count} {unit}{}", if *count == 1 { "" } else { "s" })).collect();
    if parts.is_empty() { "no time".to_owned() } else { parts.join(" ") }
}
