//! From what waits for a contact to what is committed: decode, step for each event, gather the effects. Does nothing
//! itself.

use crate::errand::{self, Errand};
use crate::inbound::{self, Heard};
use crate::journal;
use crate::metrics::Handoff;
use crate::outbound::Outbound;
use crate::people::chatwoot;
use crate::scenarios::Scenarios;
use scn_engine::{Contact, Content, Conversation, Effect, Event, Fact, Inbound, Mode, Scenario, Step, step};
use scn_graph::{Attached, Graph, Message, Moment, StateError, Value, checksum};
use scn_store::{
    Commit, ContactId, HandoffChange, HistoryLine, NewCall, NewHandoff, NewSend, NewTurn, Proof, Reader,
    Side, StoreError, Waiting, Work,
};
use std::fmt;
use std::time::Duration;

/// Why a conversation cannot be moved on.
#[derive(Debug)]
pub(crate) enum TurnError {
    Store(StoreError),
    State(StateError),
}

impl fmt::Display for TurnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TurnError::Store(error) => error.fmt(f),
            TurnError::State(error) => error.fmt(f),
        }
    }
}
impl From<StoreError> for TurnError {
    fn from(error: StoreError) -> Self {
        TurnError::Store(error)
    }
}

/// What a turn gives back.
pub(crate) struct Turned {
    pub commit: Commit,
    /// The customer's last message, when the bot (not a person) has read it.
    pub read: Option<String>,
    /// Operators see something else now.
    pub for_people: bool,
    /// What became of handoffs.
    pub handoffs: Vec<Handoff>,
}

/// How this installation wants things done.
#[derive(Clone, Copy)]
pub(crate) struct Ways {
    /// Texts this close to each other are one.
    pub gather: Duration,
    /// Events of the scenario have somewhere to go.
    pub tells_events: bool,
    /// Agents of a Chatwoot answer.
    pub has_chatwoot: bool,
    /// What was heard is kept for a while.
    pub keeps_turns: bool,
}

/// One step of a turn, for those who watch.
pub(crate) struct Stepped<'s> {
    pub before: &'s Conversation,
    pub event: &'s Event,
    pub step: &'s Step,
}

/// Moves a conversation by everything that waits for it: first what came in, in order, so that nobody is reminded who
/// has answered, and no answer of a system overtakes what was said before it was known; then the answers of calls; then
/// the timers that are still set. `None` when nothing waits.
pub(crate) fn turn(
    scenarios: &Scenarios,
    store: &dyn Reader,
    work: Work,
    now: Moment,
    ways: Ways,
    watch: &mut dyn FnMut(Stepped<'_>),
) -> Result<Option<Turned>, TurnError> {
    if work.inbound.is_empty() && work.answers.is_empty() && work.timers.is_empty() {
        return Ok(None);
    }
    let mut conversation = conversation(scenarios, &work, now)?;
    let set_before: Vec<u32> = conversation.timers.iter().map(|timer| timer.id).collect();
    let had_people = conversation.mode != Mode::Bot;
    let scenario = scenarios.of(&mut conversation, !work.inbound.is_empty(), store)?;
    let last_message = work.last_message.clone();
    let journal = ways.keeps_turns.then(|| journal::begin(&work, ways.gather));
    let mut turn = Turn {
        commit: empty_commit(&work, now),
        conversation,
        scenario: &scenario,
        now,
        ways,
        last_message,
        author: None,
        handoffs: Vec::new(),
        watch,
    };
    // A conversation that moved to a new version has left its timers behind.
    let still_set = |id: &u32| turn.conversation.timers.iter().any(|timer| timer.id == *id);
    let left_behind: Vec<u32> = set_before.into_iter().filter(|id| !still_set(id)).collect();
    turn.commit.cleared_timers = left_behind;

    let graph = &scenario.graph;
    let mut heard: Vec<Heard> = work.inbound.iter().filter_map(|waiting| read(graph, waiting)).collect();
    for heard in &mut heard {
        find_quoted(store, work.contact, heard)?;
    }
    let is_told = |heard: &Heard| matches!(heard.event, Event::Business { .. });
    turn.commit.unasked = work.answers.is_empty() && heard.iter().all(is_told);
    let last = heard.iter().rev().find_map(|heard| heard.message_id.clone());
    for heard in gathered(heard, ways.gather) {
        turn.hear(heard);
    }
    for answer in work.answers {
        turn.commit.answered.push(answer.id);
        let event = errand::result(graph, answer.call, &answer.payload, &answer.result);
        let heard = Heard::of(event);
        turn.note_words(&heard);
        turn.step(&heard.event);
    }
    for id in work.timers {
        if !turn.commit.cleared_timers.contains(&id) {
            turn.commit.cleared_timers.push(id);
            turn.step(&Event::Timer { id });
        }
    }
    if turn.conversation.mode != Mode::Bot && turn.commit.handoff.is_empty() {
        turn.commit.handoff.push(HandoffChange::Held);
    }
    let for_people = !turn.commit.handoff.is_empty();
    if ways.has_chatwoot {
        chatwoot::tell(&mut turn.commit, had_people);
    }
    turn.commit.state = turn.conversation.encode();
    let after = checksum(&turn.commit.state);
    turn.commit.turn = journal.map(|turn| NewTurn { graph: scenario.hash, after, ..turn });
    let read = last.filter(|_| turn.conversation.mode == Mode::Bot);
    Ok(Some(Turned { commit: turn.commit, read, for_people, handoffs: turn.handoffs }))
}

fn empty_commit(work: &Work, now: Moment) -> Commit {
    let processed = work.inbound.iter().map(|waiting| waiting.id).collect();
    Commit { processed, ..Commit::new(work.contact, work.version, now.0) }
}

fn read(graph: &Graph, waiting: &Waiting) -> Option<Heard> {
    let heard = inbound::heard(graph, &waiting.payload, Moment(waiting.sent_at));
    if heard.is_none() {
        tracing::warn!("an accepted message cannot be read any more and is passed over");
    }
    heard
}

/// Which message of ours the customer quotes; one that is too old to be kept is not known any more.
fn find_quoted(store: &dyn Reader, contact: ContactId, heard: &mut Heard) -> Result<(), StoreError> {
    let Event::Inbound(Inbound { content: Content::Text(_), quoted: Some(quoted), quotes, .. }) =
        &mut heard.event
    else {
        return Ok(());
    };
    let sent = store.sends(contact)?;
    *quotes = sent.iter().rev().find(|sent| sent.wamid.as_ref() == Some(quoted)).map(|sent| sent.seq);
    Ok(())
}

fn conversation(scenarios: &Scenarios, work: &Work, now: Moment) -> Result<Conversation, TurnError> {
    let mut conversation = match &work.state {
        Some(bytes) => stored(bytes, scenarios.current().hash, now)?,
        None => Conversation::new(scenarios.current().hash, Contact::default()),
    };
    conversation.contact.name.clone_from(&work.who.name);
    conversation.contact.phone.clone_from(&work.who.phone);
    Ok(conversation)
}

/// What is stored of a conversation. A damaged one, or one of a newer version, stays as it is until it can be read: it
/// waits. One that is too old begins anew, and on the safe side: nobody who said stop may be written to, and what the
/// contact said is not known any more. Answers still come, and "start" opens the way again.
fn stored(bytes: &[u8], graph: u64, now: Moment) -> Result<Conversation, TurnError> {
    match Conversation::decode(bytes) {
        Err(StateError::Older) => {
            tracing::warn!("{}; the contact begins anew, opted out", StateError::Older);
            let mut fresh = Conversation::new(graph, Contact { opted_out: true, ..Contact::default() });
            // Timers, calls and messages of before have small numbers: none of them is taken for a new one.
            let first = u32::try_from(now.0 / 1000).unwrap_or(u32::MAX / 2);
            (fresh.next_timer, fresh.next_call, fresh.seq) = (first, first, first);
            Ok(fresh)
        }
        read => read.map_err(TurnError::State),
    }
}

/// Plain texts sent shortly after each other are one: people write "hello", "I would like", "two pizzas".
fn gathered(heard: Vec<Heard>, gather: Duration) -> Vec<Heard> {
    // The platform tells whole seconds only.
    let apart = i64::try_from(gather.as_millis()).unwrap_or(i64::MAX).saturating_add(999);
    let mut all: Vec<Heard> = Vec::new();
    for heard in heard {
        let joined = !gather.is_zero() && all.last_mut().is_some_and(|last| join(last, &heard, apart));
        if !joined {
            all.push(heard);
        }
    }
    all
}

/// Adds a text to the one before it, when they belong together.
fn join(last: &mut Heard, next: &Heard, apart: i64) -> bool {
    if !inbound::is_text(&last.event) || !inbound::is_text(&next.event) {
        return false;
    }
    let (
        Event::Inbound(Inbound { sent_at, content: Content::Text(before), .. }),
        Event::Inbound(Inbound { sent_at: later, content: Content::Text(text), .. }),
    ) = (&mut last.event, &next.event)
    else {
        return false;
    };
    if later.since(*sent_at) > apart {
        return false;
    }
    before.push('\n');
    before.push_str(text);
    *sent_at = *later;
    last.message_id.clone_from(&next.message_id);
    true
}

struct Turn<'s> {
    commit: Commit,
    conversation: Conversation,
    scenario: &'s Scenario,
    now: Moment,
    ways: Ways,
    /// What an emoji would be put on.
    last_message: Option<String>,
    /// The operator whose words are being sent, and what their page knows them by.
    author: Option<(String, Option<String>)>,
    handoffs: Vec<Handoff>,
    watch: &'s mut dyn FnMut(Stepped<'_>),
}

impl Turn<'_> {
    fn hear(&mut self, heard: Heard) {
        self.note_words(&heard);
        if let Some(id) = heard.message_id.clone().filter(|_| heard.can_be_reacted_to()) {
            self.last_message = Some(id.clone());
            self.commit.last_message = Some(id);
        }
        if let Event::HumanReply { .. } = heard.event {
            self.author = heard.by.clone().map(|by| (by, heard.key.clone()));
        }
        self.step(&heard.event);
        self.author = None;
        let wrote_or_took = !matches!(heard.event, Event::HumanGaveBack);
        if let Some(who) = heard.by.filter(|_| wrote_or_took) {
            self.commit.handoff.push(HandoffChange::TakenBy(who));
        }
    }

    fn step(&mut self, event: &Event) {
        let before = self.conversation.mode;
        let step = step(self.scenario, self.conversation.clone(), event, self.now);
        (self.watch)(Stepped { before: &self.conversation, event, step: &step });
        self.conversation = step.conversation;
        let opens = step.effects.iter().any(|effect| matches!(effect, Effect::OpenHandoff { .. }));
        if before != Mode::Bot && (opens || self.conversation.mode == Mode::Bot) {
            self.commit.handoff.push(HandoffChange::Closed);
        }
        self.take_over(step.effects);
    }

    fn note_words(&mut self, heard: &Heard) {
        let words = inbound::words(&heard.event);
        match &heard.event {
            // Written down when it is sent: then it is known under which number.
            Event::HumanReply { .. } => {}
            Event::HumanMessage { .. } => {
                let line = HistoryLine::new(self.now.0, Side::Person, words.unwrap_or_default());
                self.commit.history.push(HistoryLine { by: heard.by.clone(), ..line });
            }
            Event::HumanTook => self.note_act(heard, Handoff::Taken, "took the conversation"),
            Event::HumanGaveBack => self.note_act(heard, Handoff::GivenBack, "gave the conversation back"),
            Event::Business { event, .. } => {
                if let Some(event) = self.scenario.graph.event(*event) {
                    self.note(Side::Note, format!("event: {}", event.name));
                }
            }
            _ => {
                if let Some(words) = words {
                    let line = HistoryLine::new(self.now.0, Side::Customer, words);
                    let media = inbound::media(&heard.event);
                    self.commit.history.push(HistoryLine { media, ..line });
                }
            }
        }
    }

    fn note_act(&mut self, heard: &Heard, counted: Handoff, what: &str) {
        self.handoffs.push(counted);
        if let Some(by) = &heard.by {
            self.note(Side::Note, format!("{by} {what}"));
        }
    }

    /// Something that goes out: its line finds out what becomes of it by the number.
    fn note_sent(&mut self, seq: u32, text: String) {
        let (by, key) = self.author.clone().map_or((None, None), |(by, key)| (Some(by), key));
        let side = if by.is_some() { Side::Person } else { Side::Bot };
        let line = HistoryLine::new(self.now.0, side, text);
        self.commit.history.push(HistoryLine { by, key, seq: Some(seq), ..line });
    }

    fn note(&mut self, side: Side, text: impl Into<String>) {
        self.commit.history.push(HistoryLine::new(self.now.0, side, text));
    }

    fn take_over(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { seq, message, window_until } => {
                    self.note_sent(seq, shown(&message));
                    for part in scn_whatsapp::split(message) {
                        self.send(seq, &Outbound::Message(part), window_until);
                    }
                }
                Effect::SendTemplate { seq, message } => {
                    self.note_sent(seq, message.preview.clone());
                    self.send(seq, &Outbound::Template(message), Moment(i64::MAX));
                }
                Effect::React { seq, emoji } => {
                    if let Some(to) = self.last_message.clone() {
                        self.note(Side::Bot, emoji.clone());
                        let window = self.conversation.window_until();
                        self.send(seq, &Outbound::Reaction { to, emoji }, window);
                    }
                }
                Effect::Call { id, operation, args } => {
                    let errand = Errand::call(&self.scenario.graph, self.scenario.hash, operation, &args);
                    self.commit
                        .calls
                        .extend(errand.map(|it| NewCall { call: Some(id), payload: it.encode() }));
                }
                Effect::Transcribe { id, media, with } => {
                    let payload = Errand::Transcribe { media, with }.encode();
                    self.commit.calls.push(NewCall { call: Some(id), payload });
                }
                Effect::Emit { event, args } => self.emit(event, &args),
                Effect::Consent { purpose, given } => {
                    let name = self.scenario.graph.purpose(purpose).map_or("", |purpose| &purpose.name);
                    self.prove(format!("consent {name}"), given);
                }
                Effect::Erase => self.erase(),
                Effect::SetTimer { id, due } => {
                    self.commit.cleared_timers.retain(|cleared| *cleared != id);
                    self.commit.set_timers.push((id, due.0));
                }
                Effect::CancelTimer { id } => {
                    self.commit.set_timers.retain(|(set, _)| *set != id);
                    self.commit.cleared_timers.push(id);
                }
                Effect::OpenHandoff { team, because, summary, otherwise_at } => {
                    let team =
                        team.and_then(|team| self.scenario.graph.team(team)).map(|team| team.name.clone());
                    let otherwise_at = otherwise_at.map(|at| at.0);
                    self.open(NewHandoff { team, because, summary, otherwise_at });
                }
                Effect::OptedOut => self.note(Side::Note, "opted out"),
                Effect::OptedIn => self.note(Side::Note, "opted in"),
                Effect::Record(Fact::Withheld { reason }) if self.author.is_some() => {
                    self.note(Side::Note, format!("an answer was not sent: {reason}"));
                }
                Effect::Record(Fact::NobodyAnswered) => {
                    self.handoffs.push(Handoff::Otherwise);
                    self.note(Side::Note, "nobody answered in time");
                }
                Effect::Record(fact) => tracing::debug!(?fact, "recorded"),
                Effect::Review(words) => self.keep_for_review(words),
                // All in the conversation itself.
                Effect::Remember { .. } | Effect::Forget { .. } | Effect::LanguageChanged(_) => {}
            }
        }
    }

    fn open(&mut self, what: NewHandoff) {
        self.handoffs.push(Handoff::Opened);
        self.note(Side::Note, format!("handoff: {}", what.because));
        self.commit.handoff.push(HandoffChange::Opened(what));
    }

    /// Kept for those who write the scenario; written to no log.
    fn keep_for_review(&mut self, words: scn_engine::Unmatched) {
        self.commit.unmatched.push(scn_store::Unmatched {
            at: self.now.0,
            question: words.question,
            language: words.language.map_or("", |language| language.code()).to_owned(),
            text: words.text,
            nearest: words.nearest,
        });
    }

    fn send(&mut self, seq: u32, outbound: &Outbound, window_until: Moment) {
        let message = outbound.encode();
        self.commit.sends.push(NewSend { seq, message, window_until: window_until.0 });
    }

    fn emit(&mut self, event: String, args: &[(String, Value)]) {
        if !self.ways.tells_events {
            self.note(Side::Note, format!("event told: {event}"));
            return;
        }
        let errand = Errand::emit(&self.scenario.graph, event, args);
        self.commit.calls.push(NewCall { call: None, payload: errand.encode() });
    }

    fn prove(&mut self, what: String, given: bool) {
        let (at, graph) = (self.now.0, self.scenario.hash);
        self.commit.proofs.push(Proof { at, what, given, graph });
    }

    /// Also what this very turn has written down; what is said now still goes out.
    fn erase(&mut self) {
        self.commit.erase = true;
        self.commit.history.clear();
        self.commit.unmatched.clear();
        self.commit.set_timers.clear();
        self.commit.calls.retain(|call| call.call.is_none());
        self.commit.last_message = None;
        self.last_message = None;
        self.prove("erased".to_owned(), true);
    }
}

/// What this effect says to the customer.
pub(crate) fn said(effect: &Effect) -> Option<String> {
    match effect {
        Effect::Send { message, .. } => Some(shown(message)),
        Effect::SendTemplate { message, .. } => Some(message.preview.clone()),
        Effect::React { emoji, .. } => Some(emoji.clone()),
        _ => None,
    }
}

/// A message in one line, for the history.
fn shown(message: &Message) -> String {
    let words = message.canonical();
    let (kind, name) = match &message.attached {
        None => return words,
        Some(Attached::Image { source }) => ("image", source.as_str()),
        Some(Attached::Audio { source }) => ("audio", source.as_str()),
        Some(Attached::Video { source }) => ("video", source.as_str()),
        Some(Attached::Document { source }) => ("document", source.as_str()),
        Some(Attached::Sticker { source }) => ("sticker", source.as_str()),
        Some(Attached::Place { name, .. }) => ("place", name.as_deref().unwrap_or_default()),
        Some(Attached::Contact { name, .. }) => ("contact", name.as_str()),
        Some(Attached::Link { label, .. }) => ("link", label.as_str()),
    };
    format!("[{kind} {name}] {words}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str, sent_at: i64) -> Heard {
        let content = Content::Text(words.into());
        let event = Event::Inbound(Inbound::new(Moment(sent_at), content));
        Heard { message_id: Some(format!("w{sent_at}")), ..Heard::of(event) }
    }

    fn events(heard: Vec<Heard>) -> Vec<Event> {
        heard.into_iter().map(|heard| heard.event).collect()
    }

    #[test]
    fn a_burst_of_texts_is_taken_together() {
        let burst = || {
            [text("bonjour", 0), text("je voudrais", 2_000), text("2 pizzas", 4_000), text("encore", 9_000)]
        };
        let gather = Duration::from_millis(1_500);
        let together = gathered(burst().to_vec(), gather);
        assert_eq!(together[0].message_id.as_deref(), Some("w4000"), "an emoji goes on the last of them");
        let wanted = vec![text("bonjour\nje voudrais\n2 pizzas", 4_000), text("encore", 9_000)];
        assert_eq!(events(together), events(wanted));
        assert_eq!(gathered(burst().to_vec(), Duration::ZERO).len(), 4);
    }

    #[test]
    fn what_is_too_old_to_be_read_begins_anew_opted_out() {
        let now = Moment(1_790_000_000_000);
        let written = Conversation { next_timer: 7, ..Conversation::new(3, Contact::default()) }.encode();
        assert_eq!(stored(&written, 9, now).expect("it can be read").next_timer, 7);

        let older: Vec<u8> = std::iter::once(1).chain(written.iter().skip(1).copied()).collect();
        let fresh = stored(&older, 9, now).expect("it begins anew");
        assert!(fresh.contact.opted_out, "a stop may have been said");
        assert_eq!((fresh.graph, fresh.next_timer), (9, 1_790_000_000));

        let newer: Vec<u8> = std::iter::once(99).chain(written.iter().skip(1).copied()).collect();
        assert!(matches!(stored(&newer, 9, now), Err(TurnError::State(StateError::Newer))), "it waits");
        let cut = &written[..written.len() - 1];
        assert!(matches!(stored(cut, 9, now), Err(TurnError::State(StateError::Damaged))), "it waits");
    }

    #[test]
    fn a_tap_stands_alone() {
        let content = Content::Tap { tap: None, title: "Yes".into() };
        let tap = Heard::of(Event::Inbound(Inbound::new(Moment(0), content)));
        let all = vec![text("a", 0), tap, text("b", 0)];
        assert_eq!(events(gathered(all.clone(), Duration::from_secs(1))), events(all));
    }
}
