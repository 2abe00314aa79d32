//! A phone in the terminal.

mod command;
mod screen;
mod values;
mod why;

use crate::exit::{Exit, Failure};
use crate::load;
use crate::output::Output;
use command::Command;
use scn_engine::CartItem;
use scn_graph::{EventId, MessageOption, Moment, jiff};
use scn_testing::{Simulation, Turn};
use screen::Screen;
use std::io::BufRead;
use std::path::PathBuf;

const AFTER: &str = "\
While you chat:
  2                  taps the second of the options just shown
  /after 3 days      lets time pass; reminders on the way come due
  /why               tells why the bot answered as it did
  /state             tells what the bot knows now
  /send voice        sends a voice note (image, video, document, sticker, place…)
  /order 2 pizza     sends a cart from the catalog
  /react 👍          puts an emoji on the bot's message
  /ad summer Hello   comes from the ad of that name, with these first words
  /event shop.shipped number=7
                     is what one of the business's systems tells
  /human TEXT        writes as a person of the business; /back gives the conversation back to the bot
  /restart           stops and starts the process: nothing may be lost
  /new               begins again as a new customer
  /quit, Ctrl-D      ends
  //word             sends \"/word\"

The clock stands still between your messages; only /after moves it. Outside systems answer with samples.

Examples:
  scn chat bistro
  printf 'bonjour\\n1\\n' | scn chat bistro --at '2026-03-02 12:00'

Exit codes:
  0  the chat ended
  1  the project has errors
  2  the command line cannot be understood
  3  the project cannot be read";

/// Talk to a scenario in the terminal, as a customer would on WhatsApp
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The project: a folder, one .scn file, or a compiled .scnc file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// Where the clock starts, in the scenario's time zone; now when not given
    #[arg(long, value_name = "YYYY-MM-DD HH:MM")]
    at: Option<String>,
    /// Tell after each message why the bot answered as it did
    #[arg(long)]
    why: bool,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let graph = load::graph(&args.project, out)?;
    let start = start(args.at.as_deref(), &graph.settings.timezone)?;
    let title = graph.settings.title.clone();
    let scenario = load::scenario(graph)?;
    let mut chat = Chat {
        fresh: Box::new(move || Simulation::new(scenario.clone(), start)),
        phone: None,
        choices: Vec::new(),
        turns: Vec::new(),
        said: None,
        screen: Screen::new(out),
        why: args.why,
    };
    chat.screen.welcome(&title)?;
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        chat.screen.prompt()?;
        line.clear();
        let read = input.read_until(b'\n', &mut line);
        if read.map_err(|error| Failure::environment(format!("cannot read your words: {error}")))? == 0 {
            chat.screen.goodbye()?;
            return Ok(Exit::Fine);
        }
        if !chat.line(String::from_utf8_lossy(&line).trim())? {
            return Ok(Exit::Fine);
        }
    }
}

fn start(at: Option<&str>, zone: &str) -> Result<Moment, Failure> {
    let Some(at) = at else { return Ok(Moment(jiff::Timestamp::now().as_millisecond())) };
    let local: Option<jiff::civil::DateTime> = at.trim().parse().ok();
    let zoned = local.and_then(|local| local.in_tz(zone).ok());
    match zoned {
        Some(zoned) => Ok(Moment(zoned.timestamp().as_millisecond())),
        None => Err(Failure::usage(format!("`{at}` is no moment; write it like '2026-03-02 12:00'"))),
    }
}

struct Chat<'a> {
    fresh: Box<dyn Fn() -> Simulation + 'a>,
    phone: Option<Simulation>,
    /// What a number taps.
    choices: Vec<MessageOption>,
    /// What the last line led to, for `/why`.
    turns: Vec<Turn>,
    /// The last line, when it was words.
    said: Option<why::Said>,
    screen: Screen<'a>,
    why: bool,
}

impl Chat<'_> {
    fn phone(&mut self) -> &mut Simulation {
        self.phone.get_or_insert_with(&self.fresh)
    }

    /// Does one line; false ends the chat.
    fn line(&mut self, line: &str) -> Result<bool, Failure> {
        if line.is_empty() {
            return Ok(true);
        }
        let command = match command::parse(line) {
            Ok(command) => command,
            Err(hint) => {
                self.screen.hint(&hint)?;
                return Ok(true);
            }
        };
        match command {
            Command::Say(text) => {
                let (turn, said) = match self.choice(&text) {
                    Some(option) => (self.phone().tap(&option), None),
                    None => {
                        let before = self.phone().conversation().clone();
                        (self.phone().write(&text), Some(why::Said { text, before }))
                    }
                };
                self.said = said;
                self.show_turns(vec![turn])?;
            }
            Command::Send(what) => match self.phone().send(&what, None) {
                Some(turn) => self.show(vec![turn])?,
                None => self.screen.hint(&format!(
                    "a customer cannot send `{what}`; try image, voice, video, document, sticker or place"
                ))?,
            },
            Command::Order(items) => {
                let item = |(product, quantity)| CartItem { product, quantity, price: None };
                let turn = self.phone().order(items.into_iter().map(item).collect());
                self.show(vec![turn])?;
            }
            Command::React(emoji) => {
                let turn = self.phone().react(&emoji);
                self.show(vec![turn])?;
            }
            Command::Ad(source, words) => {
                let turn = self.phone().from_ad(&source, words.as_deref());
                self.show(vec![turn])?;
            }
            Command::Event(name, params) => self.event(&name, &params)?,
            Command::Human(text) => {
                let turn = self.phone().human(&text);
                self.show(vec![turn])?;
            }
            Command::Back => {
                let turn = self.phone().human_gives_back();
                self.show(vec![turn])?;
            }
            Command::After(span) => {
                let turns = self.phone().pass(span);
                let now = self.phone().local_time();
                self.screen.note(&now)?;
                self.show(turns)?;
            }
            Command::Why => {
                let text = why::why(self.phone.as_ref(), &self.turns, self.said.as_ref());
                self.screen.text(&text)?;
            }
            Command::State => {
                let text = why::state(self.phone());
                self.screen.text(&text)?;
            }
            Command::Restart => {
                self.phone().restart().map_err(|error| Failure::new(Exit::Problems, error))?;
                self.screen.note("the process stopped and started again")?;
            }
            Command::New => {
                self.phone = None;
                self.choices.clear();
                self.turns.clear();
                self.screen.note("a new customer")?;
            }
            Command::Help => self.screen.text(AFTER.split("\n\nExamples").next().unwrap_or(AFTER))?,
            Command::Quit => return Ok(false),
        }
        Ok(true)
    }

    /// Something that one of the business's systems tells.
    fn event(&mut self, name: &str, words: &str) -> Result<(), Failure> {
        let graph = &self.phone().scenario().graph;
        let Some(at) = graph.events.iter().position(|event| event.name == name) else {
            let names = || graph.events.iter().map(|event| event.name.as_str());
            let near = scn_diag::closest(name, names());
            let hint = match (near, graph.events.is_empty()) {
                (Some(near), _) => format!("there is no event {name}; did you mean {near}?"),
                (None, true) => "this scenario hears of no events".to_owned(),
                (None, false) => {
                    format!("there is no event {name}; there are {}", names().collect::<Vec<_>>().join(", "))
                }
            };
            return self.screen.hint(&hint);
        };
        let params = graph.events.get(at).map(|event| values::params(graph, event, words));
        match params.unwrap_or_else(|| Ok(Vec::new())) {
            Ok(params) => {
                let id = EventId(u16::try_from(at).unwrap_or(u16::MAX));
                let turn = self.phone().business(id, params);
                self.show(vec![turn])
            }
            Err(hint) => self.screen.hint(&hint),
        }
    }

    /// The option that a typed number stands for.
    fn choice(&self, text: &str) -> Option<MessageOption> {
        let number: usize = text.parse().ok()?;
        self.choices.get(number.checked_sub(1)?).cloned()
    }

    /// Something happened that was not said in words.
    fn show(&mut self, turns: Vec<Turn>) -> Result<(), Failure> {
        self.said = None;
        self.show_turns(turns)
    }

    fn show_turns(&mut self, turns: Vec<Turn>) -> Result<(), Failure> {
        let messages: Vec<_> = turns.iter().flat_map(Turn::messages).collect();
        // Numbers tap what is on the screen now: the options of the latest message that has some.
        let latest = messages.iter().rev().find(|message| !message.options.is_empty());
        self.choices = latest.map(|message| message.options.clone()).unwrap_or_default();
        let graph = self.phone.as_ref().map(|phone| &phone.scenario().graph);
        for effect in turns.iter().flat_map(|turn| &turn.effects) {
            let Some(graph) = graph else { break };
            self.screen.effect(effect, graph, latest.copied())?;
        }
        self.turns = turns;
        if self.why {
            let text = why::why(self.phone.as_ref(), &self.turns, self.said.as_ref());
            self.screen.reasons(&text)?;
        }
        Ok(())
    }
}
