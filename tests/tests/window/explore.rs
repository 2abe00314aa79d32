//! Every way through a small project: the customer answers or not, timers fire, events come, calls return or fail,
//! people give back, at the moments that matter. Ways that lead to the same situation are followed once.

use scn_compiler::window::What;
use scn_engine::{
    CallError, Contact, Content, Conversation, Effect, Entered, Event, Fact, HeldFor, Inbound, Mode,
    Scenario, Step, TimerKind, Trace, step,
};
use scn_graph::{Answer, EventId, Moment, NodeId, NodeKind, Type, Value};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashSet};

pub(crate) type Sends = BTreeSet<(NodeId, What)>;

#[derive(Default)]
pub(crate) struct Seen {
    pub steps: usize,
    /// Free messages that went out.
    pub sends: Sends,
    /// Free messages that the engine withheld.
    pub withheld: Sends,
    /// The same, in runs that lay under another flow while time passed.
    pub held_up: Sends,
    /// Nothing was left to try.
    pub finished: bool,
}

/// Steps for each project, and for one where something is still to be seen.
const STEPS: usize = 150;
const MOST_STEPS: usize = 8_000;
/// So many visits weigh as much as one more event.
const OFTEN: u32 = 24;
const DAY: i64 = 86_400;

#[derive(Clone)]
struct State {
    conversation: Conversation,
    now: Moment,
    /// Frames below this one were under another flow while time passed: that may also have led them another way.
    held_up: usize,
}

pub(crate) fn explore(scenario: &Scenario, wanted: &Sends) -> Seen {
    let start = State {
        conversation: Conversation::new(scenario.hash, Contact::default()),
        now: Moment(1_772_452_800_000),
        held_up: 0,
    };
    let mut seen = Seen::default();
    let mut known = HashSet::new();
    let mut been = BTreeMap::new();
    let mut states = vec![start];
    // What needs least of others comes first: that is how time gets long.
    let mut open = BinaryHeap::from([Reverse((0, 0, 0))]);
    while let Some(Reverse((_, effort, place))) = open.pop() {
        let state = states[place].clone();
        for (at, event) in moves(scenario, &state) {
            let reached =
                wanted.iter().all(|send| seen.withheld.contains(send) || seen.held_up.contains(send));
            let enough = if reached { STEPS } else { MOST_STEPS };
            if seen.steps >= enough {
                return seen;
            }
            seen.steps += 1;
            let next = follow(scenario, &state, at, &event, &mut seen);
            let depth = next.conversation.stack.len();
            // Little more is proved of what was held up.
            let least = if depth > 0 && next.held_up >= depth { 6 } else { 0 };
            if known.insert(situation(scenario, &next)) {
                // Where one has been often, there is little that is new.
                let place: Vec<NodeId> = next.conversation.stack.iter().map(|frame| frame.node).collect();
                let often = been.entry(place).or_insert(0u32);
                *often += 1;
                let effort = effort + this_effort(&event) + least;
                open.push(Reverse((effort + *often / OFTEN, effort, states.len())));
                states.push(next);
            }
        }
    }
    seen.finished = true;
    seen
}

fn this_effort(event: &Event) -> u32 {
    match event {
        Event::Timer { .. } | Event::CallResult { .. } => 1,
        Event::HumanGaveBack => 2,
        Event::Inbound(Inbound { content: Content::Text(text), .. }) if text.len() < 5 => 2,
        _ => 4,
    }
}

// ---------------------------------------------------------------- what can happen

fn moves(scenario: &Scenario, state: &State) -> Vec<(Moment, Event)> {
    let conversation = &state.conversation;
    let mut moves = Vec::new();
    let timer = conversation.timers.iter().min_by_key(|timer| (timer.due, timer.id));
    let due = timer.map(|timer| timer.due);
    // A call comes back within ten seconds: nothing that is due later happens before.
    let calling = !conversation.calls.is_empty();
    let soon = |due: Moment| !calling || due <= state.now.plus_seconds(10);
    if let Some(timer) = timer.filter(|timer| soon(timer.due)) {
        moves.push((timer.due.max(state.now), Event::Timer { id: timer.id }));
    }
    for at in moments(state, due) {
        // A call has its ten seconds; one event of its own accord is enough at a time.
        let proactive = |frame: &scn_engine::Frame| frame.entered == Entered::Proactive;
        let quiet = conversation.calls.is_empty() && conversation.held.is_empty();
        if quiet && !conversation.stack.iter().any(proactive) {
            moves.extend(events(scenario).into_iter().map(|event| (at, event)));
        } else if quiet {
            moves.extend(awaited(scenario, conversation).map(|event| (at, event)));
        }
        match conversation.mode {
            Mode::People { .. } => moves.push((at, Event::HumanGaveBack)),
            Mode::Bot => {
                for call in &conversation.calls {
                    let back = at.since(state.now) <= 60_000;
                    let results = [Ok(Some(Value::Number(3))), Err(CallError::TimedOut)];
                    if back {
                        moves.extend(results.map(|result| (at, Event::CallResult { id: call.id, result })));
                    }
                }
            }
        }
    }
    for at in customer_moments(scenario, state, due) {
        for text in words(scenario, state) {
            moves.push((at, Event::Inbound(Inbound::new(at, Content::Text(text)))));
        }
    }
    moves
}

/// At once, at the last moment before something else happens, at the last moment of the open window; a call has its
/// ten seconds.
fn moments(state: &State, due: Option<Moment>) -> Vec<Moment> {
    let at = |seconds: i64| state.now.plus_seconds(seconds);
    let last_open = state.conversation.last_inbound.map(|last| last.plus_seconds(DAY - 1));
    let latest = due.map_or(at(DAY + 6 * 3600), |due| due.plus_seconds(-1));
    let mut moments = BTreeSet::from([at(1), at(10), latest]);
    moments.extend(last_open);
    moments.into_iter().filter(|at| *at > state.now && due.is_none_or(|due| *at < due)).collect()
}

/// At once, and so that the window is just open when the next timer fires; with quiet hours, the first words
/// at every hour of the day.
fn customer_moments(scenario: &Scenario, state: &State, due: Option<Moment>) -> Vec<Moment> {
    const HOUR: i64 = 3600;
    let soon = state.now.plus_seconds(1);
    let just_open = due.map(|due| due.plus_seconds(1 - DAY));
    let next_hour = state.now.0 / 1000 / HOUR * HOUR + HOUR;
    let hours = if scenario.graph.settings.quiet.is_some() && state.conversation.last_inbound.is_none() {
        24
    } else {
        0
    };
    let hours = (0..hours).map(|hour| Moment((next_hour + hour * HOUR) * 1000));
    let moments: BTreeSet<Moment> = just_open.into_iter().chain([soon]).chain(hours).collect();
    moments.into_iter().filter(|at| *at > state.now && due.is_none_or(|due| *at < due)).collect()
}

/// What a flow waits for by name.
fn awaited(scenario: &Scenario, conversation: &Conversation) -> impl Iterator<Item = Event> {
    let waits = conversation.stack.iter().filter_map(|frame| match scenario.graph.node(frame.node)?.kind {
        NodeKind::WaitFor { event, .. } => Some(event),
        _ => None,
    });
    waits.map(happens)
}

fn happens(event: EventId) -> Event {
    Event::Business { event, params: vec![("number".to_owned(), Value::Text("7".to_owned()))] }
}

fn events(scenario: &Scenario) -> Vec<Event> {
    let awaited: BTreeSet<EventId> = scenario
        .graph
        .nodes
        .iter()
        .filter_map(|node| match node.kind {
            NodeKind::WaitFor { event, .. } => Some(event),
            _ => None,
        })
        .chain(scenario.graph.triggers.events.iter().map(|trigger| trigger.event))
        .collect();
    awaited.into_iter().map(happens).collect()
}

/// What the customer may say here.
fn words(scenario: &Scenario, state: &State) -> Vec<String> {
    let conversation = &state.conversation;
    if !conversation.calls.is_empty() {
        return Vec::new();
    }
    if conversation.mode != Mode::Bot {
        return vec!["xyzzy".to_owned()];
    }
    let Some(frame) = conversation.stack.last() else {
        // Once more when a consent is known, which is then not asked for.
        let first = conversation.last_inbound.is_none() || !conversation.contact.consents.is_empty();
        let opening =
            ["begin please", "begin please, red", "begin please, 5", "begin please, red, 5", "opening hours"];
        return opening.iter().filter(|_| first).map(|text| (*text).to_owned()).collect();
    };
    let words: &[&str] = match scenario.graph.node(frame.node).map(|node| &node.kind) {
        Some(NodeKind::Question { question }) => {
            match scenario.graph.question(*question).map(|question| &question.answer) {
                Some(Answer::Slot { ty: Type::Choice(_), .. }) => {
                    &["red", "blue", "red, 5", "opening hours", "xyzzy plugh"]
                }
                Some(Answer::Slot { .. }) => &["2", "5", "5, red", "opening hours", "xyzzy plugh"],
                Some(Answer::Collect { .. }) => &["2 red", "2", "red", "opening hours", "xyzzy plugh"],
                Some(Answer::Confirm { .. }) => &["yes", "no", "blue", "xyzzy plugh"],
                Some(Answer::Consent { .. }) => &["yes", "no", "xyzzy plugh"],
                _ => &["no"],
            }
        }
        Some(NodeKind::Correct) => &["red", "xyzzy"],
        _ => &["xyzzy", "opening hours", "red"],
    };
    let escapes = scenario.graph.flows.iter().any(|flow| flow.kind == scn_graph::FlowKind::Escape)
        && !conversation.stack.iter().any(|frame| frame.entered == Entered::Digression);
    words.iter().filter(|text| escapes || **text != "opening hours").map(|text| (*text).to_owned()).collect()
}

// ---------------------------------------------------------------- what comes of it

fn follow(scenario: &Scenario, state: &State, at: Moment, event: &Event, seen: &mut Seen) -> State {
    let before = &state.conversation;
    let mut held_up = state.held_up;
    if at > state.now {
        let boundary = before.stack.iter().rposition(|frame| !matches!(frame.entered, Entered::Call { .. }));
        held_up = held_up.max(boundary.unwrap_or(0));
        if before.stack.iter().any(|frame| frame.entered == Entered::Beside) {
            held_up = usize::MAX;
        }
    }
    let after = step(scenario, before.clone(), event, at);
    let (said, given_back) = said(scenario, before, event, &after, &mut held_up);
    let closed = at >= after.conversation.window_until();
    for (late, node, what) in said {
        let place = match (closed, late) {
            (false, _) => &mut seen.sends,
            (true, true) => &mut seen.held_up,
            (true, false) => &mut seen.withheld,
        };
        place.insert((node, what));
    }
    let depth = after.conversation.stack.len();
    let held_up = match event {
        _ if given_back => usize::MAX,
        _ if depth == 0 => 0,
        _ if held_up == usize::MAX => usize::MAX,
        _ => held_up.min(depth),
    };
    State { conversation: after.conversation, now: at, held_up }
}

/// The free messages of a step, sent or withheld, and whether the flow that says them was held up. True: a
/// question is only put again after people gave the conversation back.
fn said(
    scenario: &Scenario,
    before: &Conversation,
    event: &Event,
    step: &Step,
    held_up: &mut usize,
) -> (Vec<(bool, NodeId, What)>, bool) {
    let mut said = Vec::new();
    let mut depth = before.stack.len();
    let mut spoke = false;
    let mut put_again = false;
    let mut beneath = None;
    if let Event::Timer { id } = event
        && let Some(timer) = before.timers.iter().find(|timer| timer.id == *id)
    {
        let frame = usize::from(timer.frame) < *held_up;
        let withheld = |effect: &Effect| matches!(effect, Effect::Record(Fact::Withheld { .. }));
        let free =
            step.effects.iter().any(|effect| withheld(effect) || matches!(effect, Effect::Send { .. }));
        match timer.kind {
            TimerKind::Remind(place) if free => {
                said.push((frame, timer.node, What::Reminder(place.into())));
            }
            TimerKind::Slow if free => said.push((frame, timer.node, What::Slow)),
            _ => {}
        }
    }
    let handed_over = step.effects.iter().position(|effect| matches!(effect, Effect::OpenHandoff { .. }));
    let went_out = |effect: &Effect| matches!(effect, Effect::Send { .. } | Effect::SendTemplate { .. });
    for trace in &step.trace {
        let node = match trace {
            Trace::Opened(flow) => {
                // What waited for people to give back says its own words; what it lies on is only put again.
                let of_its_own = scenario.graph.triggers.events.iter().any(|event| event.flow == *flow);
                beneath = beneath.or((of_its_own && matches!(event, Event::HumanGaveBack)).then_some(depth));
                // What a flow that was held up enters is late with it.
                if depth > 0 && depth <= *held_up {
                    *held_up = (*held_up).max(depth + 1);
                }
                depth += 1;
                continue;
            }
            Trace::Closed(_) => {
                put_again |= matches!(event, Event::HumanGaveBack) && !spoke;
                depth = depth.saturating_sub(1);
                put_again |= beneath == Some(depth);
                continue;
            }
            Trace::Visited(node) => *node,
            _ => continue,
        };
        let at = depth.saturating_sub(1) < *held_up;
        match scenario.graph.node(node).map(|node| &node.kind) {
            Some(NodeKind::Say { or_send, .. }) => {
                spoke = true;
                if or_send.is_none() && !put_again {
                    said.push((at, node, What::Message));
                }
            }
            Some(NodeKind::SendTemplate { .. }) => spoke = true,
            Some(NodeKind::React { .. }) if !put_again => said.push((at, node, What::Reaction)),
            Some(NodeKind::Correct) if !put_again => said.push((at, node, What::Correction)),
            Some(NodeKind::Handoff { .. }) => {
                let before = step.effects.get(..handed_over.unwrap_or(0)).unwrap_or_default();
                if !put_again && !before.iter().any(went_out) {
                    said.push((at, node, What::Handoff));
                }
            }
            Some(NodeKind::Question { .. }) => {
                let asked = step.conversation.stack.iter().any(|frame| frame.node == node && frame.pending);
                let again = matches!(event, Event::HumanGaveBack) && !spoke;
                put_again |= asked && again;
                if asked && !again && !put_again {
                    said.push((at, node, What::Question));
                }
            }
            _ => {}
        }
    }
    (said, put_again)
}

/// What a conversation is apart from the time of the day, where there are no quiet hours, and from numbers that only count up: twice the same, and
/// everything after it is the same.
fn situation(scenario: &Scenario, state: &State) -> (Vec<u8>, usize, i64) {
    let mut same = state.conversation.clone();
    let ago = |moment: Moment, most: i64| Moment(moment.since(state.now).max(-most * 1000));
    same.last_inbound = same.last_inbound.map(|last| ago(last, DAY));
    same.spoke = same.spoke.map(|spoke| ago(spoke, 601));
    if let Mode::People { since, .. } = &mut same.mode {
        *since = ago(*since, DAY);
    }
    same.seq = 0;
    same.timers.sort_by_key(|timer| (timer.due, timer.id));
    for (place, timer) in (0u32..).zip(&mut same.timers) {
        for held in
            same.held.iter_mut().filter(|held| held.timer == Some(timer.id) && held.waits != HeldFor::People)
        {
            held.timer = Some(place);
        }
        timer.id = place;
        timer.due = Moment(timer.due.since(state.now));
        timer.since = Moment(timer.since.since(state.now));
    }
    same.next_timer = 0;
    same.next_call = 0;
    for call in &mut same.calls {
        call.id = 0;
    }
    let of_the_day = scenario.graph.settings.quiet.map_or(0, |_| state.now.0 / 1000 % DAY);
    (same.encode(), state.held_up, of_the_day)
}
