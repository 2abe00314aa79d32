//! The longest ages, gathered along every way until nothing grows any more.

use super::age::Clock;
use super::skips::Skip;
use super::{Age, Leg, LegKind};
use scn_graph::{Graph, NodeId};
use std::collections::{BTreeMap, BTreeSet};

/// A flow as it runs from one entry: how old the customer's last message was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    pub(super) start: NodeId,
    /// Ages beyond the window are all the same to what follows.
    pub(super) entered: Age,
    /// Begun by the customer's words, which may answer its questions at once.
    pub(super) opening: bool,
}

/// What more than the age matters for what is said next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Voice {
    /// The customer was heard in this run, so answers may be known.
    pub(super) heard: bool,
    /// The bot speaks of its own accord although the customer wrote a moment ago.
    pub(super) own: bool,
    /// A template has gone out in this step.
    pub(super) sent: bool,
    /// This moment is none of the quiet hours: something was said at it, or a wait that avoids them ended.
    pub(super) by_day: bool,
    /// People have given the conversation back, and nothing was said since.
    pub(super) given_back: bool,
    /// The customer has said nothing for 24 hours for certain: this is what follows such a silence.
    pub(super) closed: bool,
    /// The question that was left without an answer, and has not got one since.
    pub(super) unanswered: Option<NodeId>,
    /// The `go` since which the customer was not heard: what it clears is not known.
    pub(super) jumped: Option<NodeId>,
    /// The customer wrote during a wait: that answers nothing, and lets silences come again.
    pub(super) wrote: bool,
}

impl Voice {
    /// Nothing begins of its own accord in the quiet hours, and who writes in them is answered.
    pub(super) const BEGUN: Voice = Voice { heard: false, by_day: true, ..Voice::HEARD };

    pub(super) const HEARD: Voice = Voice {
        heard: true,
        own: false,
        sent: false,
        by_day: false,
        given_back: false,
        closed: false,
        unanswered: None,
        jumped: None,
        wrote: false,
    };

    /// Something was said, a template for certain or not.
    pub(super) fn said(self, template: bool) -> Voice {
        Voice { sent: self.sent || template, by_day: true, given_back: false, ..self }
    }

    /// After a pause.
    pub(super) fn later(self) -> Voice {
        Voice { by_day: false, own: false, sent: false, given_back: false, closed: false, ..self }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) run: u32,
    pub(super) node: NodeId,
    pub(super) voice: Voice,
}

/// The longest age at a place, and how it came about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Longest {
    pub(super) age: Age,
    from: Option<Place>,
    leg: Option<Leg>,
    /// How often it grew.
    grew: u32,
}

/// An age that grows more often than this grows for ever: a loop that waits. In a closed window it need not be counted.
const MOST_GROWTH: u32 = 200;
const MOST_GROWTH_CLOSED: u32 = 8;
/// More ages than this at which one tunnel is entered are taken together.
const MOST_RUNS: usize = 24;

pub(super) struct Walk<'g> {
    pub(super) graph: &'g Graph,
    pub(super) clock: Clock,
    pub(super) skips: &'g [Option<Skip>],
    pub(super) longest: BTreeMap<Place, Longest>,
    pub(super) runs: Vec<Run>,
    known: BTreeMap<Run, u32>,
    runs_of: BTreeMap<NodeId, usize>,
    /// Who waits for the end of a run, and with which age it ended.
    callers: BTreeMap<u32, BTreeSet<(Place, NodeId)>>,
    ends: BTreeMap<u32, BTreeSet<Place>>,
    open: BTreeSet<Place>,
}

impl<'g> Walk<'g> {
    pub(super) fn new(graph: &'g Graph, clock: Clock, skips: &'g [Option<Skip>]) -> Self {
        Walk {
            graph,
            clock,
            skips,
            longest: BTreeMap::new(),
            runs: Vec::new(),
            known: BTreeMap::new(),
            runs_of: BTreeMap::new(),
            callers: BTreeMap::new(),
            ends: BTreeMap::new(),
            open: BTreeSet::new(),
        }
    }

    /// Something outside begins here.
    pub(super) fn begin(&mut self, start: NodeId, age: Age, opening: bool, leg: Leg) {
        let run = self.run(start, age, opening);
        let place = Place { run, node: start, voice: Voice::BEGUN };
        self.reach(place, age, None, Some(leg));
    }

    /// A silence of 24 hours or more begins here.
    pub(super) fn begin_closed(&mut self, start: NodeId, age: Age, leg: Leg) {
        let run = self.run(start, age, false);
        let place = Place { run, node: start, voice: Voice { closed: true, ..Voice::BEGUN } };
        self.reach(place, age, None, Some(leg));
    }

    fn run(&mut self, start: NodeId, age: Age, opening: bool) -> u32 {
        let crowded = self.runs_of.get(&start).is_some_and(|many| *many >= MOST_RUNS);
        let entered = if age.is_closed() || crowded { Age::UNBOUNDED } else { age };
        let run = Run { start, entered, opening };
        if let Some(known) = self.known.get(&run) {
            return *known;
        }
        let id = u32::try_from(self.runs.len()).unwrap_or(u32::MAX);
        self.runs.push(run);
        self.known.insert(run, id);
        *self.runs_of.entry(start).or_default() += 1;
        id
    }

    pub(super) fn reach(&mut self, place: Place, age: Age, from: Option<Place>, leg: Option<Leg>) {
        let before = self.longest.get(&place).copied();
        if before.is_some_and(|before| before.age >= age) {
            return;
        }
        let grew = before.map_or(0, |before| before.grew + 1);
        let most = if age.is_closed() { MOST_GROWTH_CLOSED } else { MOST_GROWTH };
        let age = if grew > most { Age::UNBOUNDED } else { age };
        self.longest.insert(place, Longest { age, from, leg, grew });
        self.open.insert(place);
    }

    pub(super) fn solve(&mut self) {
        while let Some(place) = self.open.pop_first() {
            let Some(longest) = self.longest.get(&place).copied() else { continue };
            self.pass(place, longest.age);
        }
    }

    /// A tunnel begins; what waits for its end goes on with the age it ends with.
    pub(super) fn enter(&mut self, at: Place, start: NodeId, age: Age, next: NodeId) {
        let opening = self.runs.get(at.run as usize).is_some_and(|run| run.opening);
        let opening = opening && !at.voice.heard && age == Age::NOW;
        let run = self.run(start, age, opening);
        let inside = Place {
            run,
            node: start,
            voice: Voice { heard: false, unanswered: None, jumped: None, ..at.voice },
        };
        self.callers.entry(run).or_default().insert((at, next));
        self.reach(inside, age, Some(at), None);
        let ends: Vec<Place> = self.ends.get(&run).into_iter().flatten().copied().collect();
        for end in ends {
            self.come_back(end, at, next);
        }
    }

    pub(super) fn end(&mut self, place: Place) {
        self.ends.entry(place.run).or_default().insert(place);
        let callers: Vec<(Place, NodeId)> =
            self.callers.get(&place.run).into_iter().flatten().copied().collect();
        for (caller, next) in callers {
            self.come_back(place, caller, next);
        }
    }

    fn come_back(&mut self, end: Place, caller: Place, next: NodeId) {
        let Some(age) = self.longest.get(&end).map(|longest| longest.age) else { return };
        // What goes on only because people gave the conversation back is not begun anew.
        if end.voice.given_back {
            return;
        }
        let heard = caller.voice.heard || end.voice.heard;
        let Voice { unanswered, jumped, .. } = caller.voice;
        let voice = Voice { heard, unanswered, jumped, ..end.voice };
        self.reach(Place { voice, node: next, ..caller }, age, Some(end), None);
    }

    /// The pauses on the way to a place since the customer last wrote, oldest first.
    pub(super) fn path(&self, place: Place) -> Vec<Leg> {
        let mut legs = Vec::new();
        let mut seen = BTreeSet::new();
        let mut at = Some(place);
        while let Some(place) = at.filter(|place| seen.insert(*place)) {
            let Some(longest) = self.longest.get(&place) else { break };
            legs.extend(longest.leg);
            let begins = |leg: Leg| matches!(leg.kind, LegKind::Wrote | LegKind::Began | LegKind::People);
            if longest.leg.is_some_and(begins) {
                break;
            }
            at = longest.from;
        }
        // An answer that was not understood began the patience of this question anew.
        let again = legs.last().filter(|leg| leg.kind == LegKind::Expired).map(|leg| Leg {
            kind: LegKind::Wrote,
            age: Age::NOW,
            ..*leg
        });
        legs.extend(again);
        legs.reverse();
        legs
    }
}
