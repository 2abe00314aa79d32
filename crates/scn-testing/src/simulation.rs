//! One contact, one conversation, one clock that only moves when told to.

use scn_engine::{Contact, Content, Conversation, Effect, Event, Inbound, MediaKind, Scenario, Trace, step};
use scn_graph::jiff::{self, civil, tz::TimeZone};
use scn_graph::{Graph, Message, MessageOption, Moment, Span};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What one event led to.
#[derive(Clone, Debug)]
pub struct Turn {
    pub at: Moment,
    pub effects: Vec<Effect>,
    pub trace: Vec<Trace>,
}

impl Turn {
    /// The messages to the customer, in order.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Send { message, .. } => Some(message),
            _ => None,
        })
    }
}

/// A tap on what nobody offered: the options that the latest message did offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchOption {
    pub offered: Vec<String>,
}

/// Timers that fire at the same moment again and again would never let time pass.
const MOST_TIMERS: usize = 10_000;

/// A conversation in the hands of a test or of a person at a terminal.
pub struct Simulation {
    scenario: Arc<Scenario>,
    conversation: Conversation,
    now: Moment,
    zone: TimeZone,
    /// Due moment and id, as the host keeps them.
    timers: BTreeSet<(Moment, u32)>,
    /// The options of each message that had some, oldest first.
    offered: Vec<Vec<MessageOption>>,
}

impl Simulation {
    pub fn new(scenario: Arc<Scenario>, now: Moment) -> Simulation {
        let contact = Contact { phone: Some("+41790000000".to_owned()), ..Contact::default() };
        let zone = zone_of(&scenario.graph);
        let conversation = Conversation::new(scenario.hash, contact);
        Simulation { scenario, conversation, now, zone, timers: BTreeSet::new(), offered: Vec::new() }
    }

    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }
    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }
    /// To prepare what was there before: memory, language, opt-out.
    pub fn contact_mut(&mut self) -> &mut Contact {
        &mut self.conversation.contact
    }
    pub fn now(&self) -> Moment {
        self.now
    }
    /// The moment as the scenario's clocks show it.
    pub fn local_time(&self) -> String {
        local(self.now, &self.zone)
            .map_or_else(String::new, |at| at.strftime("%a %Y-%m-%d %H:%M").to_string())
    }
    /// When the next timer fires.
    pub fn next_timer(&self) -> Option<Moment> {
        self.timers.first().map(|(due, _)| *due)
    }

    /// The customer writes.
    pub fn write(&mut self, text: &str) -> Turn {
        self.inbound(Content::Text(text.to_owned()))
    }

    /// The customer taps an option of ours.
    pub fn tap(&mut self, option: &MessageOption) -> Turn {
        self.inbound(Content::Tap { tap: Some(option.tap), title: option.label.clone() })
    }

    /// The customer taps the option with this label, of the latest message that offered it.
    pub fn tap_label(&mut self, label: &str) -> Result<Turn, NoSuchOption> {
        let found = self.offered.iter().rev().flatten().find(|option| option.label.trim() == label.trim());
        match found.cloned() {
            Some(option) => Ok(self.tap(&option)),
            None => {
                let latest = self.offered.last().into_iter().flatten();
                Err(NoSuchOption { offered: latest.map(|option| option.label.clone()).collect() })
            }
        }
    }

    /// The customer sends a picture, a voice note…; `None` for a word that names no such thing.
    pub fn send(&mut self, what: &str, text: Option<&str>) -> Option<Turn> {
        let media = |kind, mime: &str| Content::Media {
            kind,
            id: "media-1".to_owned(),
            mime: mime.to_owned(),
            caption: text.map(str::to_owned),
        };
        let content = match what {
            "image" => media(MediaKind::Image, "image/jpeg"),
            "voice" => media(MediaKind::Voice, "audio/ogg"),
            "audio" => media(MediaKind::Audio, "audio/mpeg"),
            "video" => media(MediaKind::Video, "video/mp4"),
            "document" => media(MediaKind::Document, "application/pdf"),
            "sticker" => media(MediaKind::Sticker, "image/webp"),
            "contact" => Content::ContactCard {
                name: text.unwrap_or("Ada").to_owned(),
                phone: Some("+41790000001".to_owned()),
            },
            "place" => Content::Place { latitude: 46.5197, longitude: 6.6323, name: text.map(str::to_owned) },
            _ => return None,
        };
        Some(self.inbound(content))
    }

    /// A person of the business writes to the customer.
    pub fn human(&mut self, text: &str) -> Turn {
        self.event(&Event::HumanMessage { text: text.to_owned() })
    }
    pub fn human_gives_back(&mut self) -> Turn {
        self.event(&Event::HumanGaveBack)
    }

    /// Lets this much time pass; calendar parts follow the scenario's zone.
    pub fn pass(&mut self, span: Span) -> Vec<Turn> {
        let elapsed = self.now.plus_seconds(i64::from(span.seconds));
        let days = jiff::Span::new().try_months(i64::from(span.months));
        let days = days.and_then(|length| length.try_days(i64::from(span.days)));
        let until = match (days, local(elapsed, &self.zone)) {
            (Ok(length), Some(at)) => at.checked_add(length).map_or(elapsed, |at| moment(&at)),
            _ => elapsed,
        };
        self.pass_until(until)
    }

    /// Lets the clock run up to a moment; every timer due on the way fires at its time, in order.
    pub fn pass_until(&mut self, until: Moment) -> Vec<Turn> {
        let mut turns = Vec::new();
        while let Some(&(due, id)) = self.timers.first().filter(|(due, _)| *due <= until) {
            self.timers.remove(&(due, id));
            self.now = self.now.max(due);
            turns.push(self.event(&Event::Timer { id }));
            if turns.len() >= MOST_TIMERS {
                break;
            }
        }
        self.now = self.now.max(until);
        turns
    }

    /// Puts the clock anywhere, before anything has happened.
    pub fn set_clock(&mut self, now: Moment) {
        self.now = now;
    }

    /// The process stops and starts again: conversation and scenario are written out and read back.
    pub fn restart(&mut self) -> Result<(), String> {
        let state = self.conversation.encode();
        let graph = Graph::from_bytes(&self.scenario.graph.to_bytes()).map_err(|error| error.to_string())?;
        let scenario = Scenario::load(graph).map_err(|error| error.to_string())?;
        if scenario.hash != self.scenario.hash {
            return Err("the scenario is another one after it was written out and read back".to_owned());
        }
        self.conversation = Conversation::decode(&state).map_err(|error| error.to_string())?;
        self.scenario = Arc::new(scenario);
        Ok(())
    }

    fn inbound(&mut self, content: Content) -> Turn {
        self.event(&Event::Inbound(Inbound::new(self.now, content)))
    }

    fn event(&mut self, event: &Event) -> Turn {
        let before = std::mem::replace(&mut self.conversation, Conversation::new(0, Contact::default()));
        let step = step(&self.scenario, before, event, self.now);
        self.conversation = step.conversation;
        for effect in &step.effects {
            match effect {
                Effect::SetTimer { id, due } => {
                    self.timers.insert((*due, *id));
                }
                Effect::CancelTimer { id } => self.timers.retain(|(_, timer)| timer != id),
                Effect::Send { message, .. } if !message.options.is_empty() => {
                    self.offered.push(message.options.clone());
                }
                _ => {}
            }
        }
        Turn { at: self.now, effects: step.effects, trace: step.trace }
    }
}

/// Monday 2 March 2026 at noon in the scenario's zone: a working day, far from any change of the clocks.
pub fn start_of_tests(graph: &Graph) -> Moment {
    let noon = civil::date(2026, 3, 2).at(12, 0, 0, 0);
    noon.to_zoned(zone_of(graph)).map_or(Moment(1_772_452_800_000), |at| moment(&at))
}

fn zone_of(graph: &Graph) -> TimeZone {
    TimeZone::get(&graph.settings.timezone).unwrap_or(TimeZone::UTC)
}

fn local(at: Moment, zone: &TimeZone) -> Option<jiff::Zoned> {
    jiff::Timestamp::from_millisecond(at.0).ok().map(|at| at.to_zoned(zone.clone()))
}

fn moment(at: &jiff::Zoned) -> Moment {
    Moment(at.timestamp().as_millisecond())
}
