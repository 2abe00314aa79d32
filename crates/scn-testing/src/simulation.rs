//! One contact, one conversation, one clock that only moves when told to.

use crate::bubble;
use crate::connectors::{Answer, Connectors};
use scn_engine::{
    CallError, CartItem, Contact, Content, Conversation, Effect, Event, Inbound, MediaKind, Referral,
    Scenario, Trace, step,
};
use scn_graph::jiff::{self, civil, tz::TimeZone};
use scn_graph::{EventId, Graph, Message, MessageOption, Moment, OperationId, Span, Tap, Value};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// What one event led to, with the answers of systems that came at the same moment.
#[derive(Clone, Debug)]
pub struct Turn {
    pub at: Moment,
    pub effects: Vec<Effect>,
    pub trace: Vec<Trace>,
    /// A call that nobody declared an answer for; only where samples are not wanted.
    pub undeclared: Option<OperationId>,
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
/// Calls answered at one moment; a scenario that makes more of them goes round in a circle.
const MOST_CALLS: usize = 1_000;

/// Something that can be tapped; without a tap of ours it says its label.
#[derive(Clone, Debug)]
struct Offered {
    label: String,
    tap: Option<Tap>,
}

/// A conversation in the hands of a test or of a person at a terminal.
pub struct Simulation {
    scenario: Arc<Scenario>,
    conversation: Conversation,
    now: Moment,
    zone: TimeZone,
    /// Due moment and id, as the host keeps them.
    timers: BTreeSet<(Moment, u32)>,
    /// The options of each message that had some, oldest first.
    offered: Vec<Vec<Offered>>,
    connectors: Connectors,
    /// What the customer said in the latest voice note.
    spoken: Option<String>,
    /// What was understood of voice notes, not told yet.
    transcripts: VecDeque<Event>,
}

impl Simulation {
    /// Calls of outside systems are answered at once, with samples where nothing is declared.
    pub fn new(scenario: Arc<Scenario>, now: Moment) -> Simulation {
        let contact = Contact { phone: Some("+41790000000".to_owned()), ..Contact::default() };
        let zone = zone_of(&scenario.graph);
        let conversation = Conversation::new(scenario.hash, contact);
        Simulation {
            scenario,
            conversation,
            now,
            zone,
            timers: BTreeSet::new(),
            offered: Vec::new(),
            connectors: Connectors::default(),
            spoken: None,
            transcripts: VecDeque::new(),
        }
    }

    /// No samples: a call without a declared answer stays open and is reported in its turn.
    #[must_use]
    pub fn declared_answers_only(mut self) -> Simulation {
        self.connectors.declared_only = true;
        self
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
    /// When something happens next without anybody's doing: a timer fires, a slow system answers.
    pub fn next_timer(&self) -> Option<Moment> {
        let timer = self.timers.first().map(|(due, _)| *due);
        timer.into_iter().chain(self.connectors.next()).min()
    }

    /// What an operation answers from here on.
    pub fn answer(&mut self, operation: OperationId, answer: Answer) {
        self.connectors.declare(operation, answer);
    }
    /// From here on the operation takes its time.
    pub fn slow_down(&mut self, operation: OperationId) {
        self.connectors.slow_down(operation);
    }
    /// How often the operation was called so far.
    pub fn calls(&self, operation: OperationId) -> u32 {
        self.connectors.count(operation)
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
            Some(Offered { label, tap }) => Ok(self.inbound(Content::Tap { tap, title: label })),
            None => {
                let latest = self.offered.last().into_iter().flatten();
                Err(NoSuchOption { offered: latest.map(|option| option.label.clone()).collect() })
            }
        }
    }

    /// The customer sends a picture, a voice note…; `None` for a word that names no such thing. The text is a caption, or
    /// what is said in the voice note.
    pub fn send(&mut self, what: &str, text: Option<&str>) -> Option<Turn> {
        let media = |kind, mime: &str| Content::Media {
            kind,
            id: "media-1".to_owned(),
            mime: mime.to_owned(),
            caption: text.map(str::to_owned),
        };
        let content = match what {
            "image" => media(MediaKind::Image, "image/jpeg"),
            "voice" => {
                self.spoken = text.map(str::to_owned);
                let (id, mime) = ("media-1".to_owned(), "audio/ogg".to_owned());
                Content::Media { kind: MediaKind::Voice, id, mime, caption: None }
            }
            "audio" => media(MediaKind::Audio, "audio/mpeg"),
            "video" => media(MediaKind::Video, "video/mp4"),
            "document" => media(MediaKind::Document, "application/pdf"),
            "sticker" => media(MediaKind::Sticker, "image/webp"),
            "contact" => Content::ContactCard {
                name: text.unwrap_or("Ada").to_owned(),
                phone: Some("+41790000001".to_owned()),
            },
            "unsupported" => Content::Unsupported,
            "place" => Content::Place { latitude: 46.5197, longitude: 6.6323, name: text.map(str::to_owned) },
            _ => return None,
        };
        Some(self.inbound(content))
    }

    /// The customer sends a cart from the catalog.
    pub fn order(&mut self, items: Vec<CartItem>) -> Turn {
        self.inbound(Content::Order { items, text: None })
    }
    /// The customer puts an emoji on our latest message.
    pub fn react(&mut self, emoji: &str) -> Turn {
        self.inbound(Content::Reaction { emoji: Some(emoji.to_owned()) })
    }
    /// The customer comes from an ad; without words of their own, with those that the ad prepared.
    pub fn from_ad(&mut self, source: &str, text: Option<&str>) -> Turn {
        let content = Content::Text(text.unwrap_or_default().to_owned());
        let referral = Referral { source: Some(source.to_owned()), headline: None };
        let inbound = Inbound { referral: Some(referral), ..Inbound::new(self.now, content) };
        self.event(&Event::Inbound(inbound))
    }
    /// One of the business's systems tells something about the customer.
    pub fn business(&mut self, event: EventId, params: Vec<(String, Value)>) -> Turn {
        self.event(&Event::Business { event, params })
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

    /// Lets the clock run up to a moment; every timer due and every answer on the way comes at its time, in order.
    pub fn pass_until(&mut self, until: Moment) -> Vec<Turn> {
        let mut turns = Vec::new();
        while let Some(due) = self.next_timer().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            let timer = self.timers.first().copied().filter(|(at, _)| *at <= self.now);
            let event = match timer {
                Some((at, id)) => {
                    self.timers.remove(&(at, id));
                    Some(Event::Timer { id })
                }
                None => self.connectors.arrived(self.now),
            };
            turns.extend(event.map(|event| self.event(&event)));
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

    /// One event, and the answers of the systems it calls.
    fn event(&mut self, event: &Event) -> Turn {
        let mut turn = self.step(event);
        for _ in 0..MOST_CALLS {
            let answer = self.transcripts.pop_front().or_else(|| self.connectors.arrived(self.now));
            let Some(answer) = answer else { break };
            let more = self.step(&answer);
            turn.effects.extend(more.effects);
            turn.trace.extend(more.trace);
            turn.undeclared = turn.undeclared.or(more.undeclared);
        }
        turn
    }

    fn step(&mut self, event: &Event) -> Turn {
        let before = std::mem::replace(&mut self.conversation, Conversation::new(0, Contact::default()));
        let step = step(&self.scenario, before, event, self.now);
        self.conversation = step.conversation;
        let open: Vec<OperationId> =
            step.effects.iter().filter_map(|effect| self.carry_out(effect)).collect();
        let undeclared = open.first().copied();
        Turn { at: self.now, effects: step.effects, trace: step.trace, undeclared }
    }

    /// Does what the world would do; gives back a call that nobody answers.
    fn carry_out(&mut self, effect: &Effect) -> Option<OperationId> {
        match effect {
            Effect::SetTimer { id, due } => {
                self.timers.insert((*due, *id));
            }
            Effect::CancelTimer { id } => self.timers.retain(|(_, timer)| timer != id),
            Effect::Send { message, .. } if !message.options.is_empty() => {
                let options = message.options.iter();
                let offered =
                    options.map(|option| Offered { label: option.label.clone(), tap: Some(option.tap) });
                self.offered.push(offered.collect());
            }
            Effect::SendTemplate { message, .. } => {
                let replies = bubble::replies(&self.scenario.graph, message);
                let offered: Vec<Offered> = replies.map(|(label, tap)| Offered { label, tap }).collect();
                self.offered.extend((!offered.is_empty()).then_some(offered));
            }
            Effect::Call { id, operation, .. } => {
                let answered = self.connectors.call(&self.scenario.graph, *id, *operation, self.now);
                return (!answered).then_some(*operation);
            }
            Effect::Transcribe { id, .. } => {
                let silent = || CallError::Failed { reason: "nothing is said in it".to_owned() };
                let words = self.spoken.take().ok_or_else(silent);
                self.transcripts.push_back(Event::Transcribed { id: *id, words });
            }
            _ => {}
        }
        None
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
