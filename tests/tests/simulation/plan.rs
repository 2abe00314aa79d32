//! What goes wrong in a run. Each kind of trouble is in about half of the runs, so that some meet one kind alone and
//! others all at once.

use crate::dice::Dice;

pub(crate) const SECOND: i64 = 1000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// How often, of a thousand times.
pub(crate) type Often = u64;

#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub customers: usize,
    pub messages: usize,
    /// All that customers write comes within this time.
    pub span: i64,
    /// One of them says stop.
    pub says_stop: bool,
    /// Processes that share the store.
    pub nodes: usize,
    /// Messages whose fate stays unknown are given up instead of sent again.
    pub gives_up: bool,
    pub store_fails: Often,
    /// No connection to the platform.
    pub unsent: Often,
    /// The request never gets there, and nobody tells.
    pub swallowed: Often,
    /// It is taken, and the answer is lost.
    pub unanswered: Often,
    /// Taken or not, a gateway answers 502.
    pub gateway: Often,
    /// Refused, with a code of the table.
    pub refused: Often,
    /// Taken, and then a status says that it failed.
    pub fails_later: Often,
    pub status_lost: Often,
    pub status_twice: Often,
    pub status_late: Often,
    pub webhook_twice: Often,
    pub webhook_late: Often,
    /// The process dies at this operation of the store after it started, before or after it is done.
    pub crashes: Vec<Crash>,
    /// When, and by how much, the clock of the process is set.
    pub jumps: Vec<(i64, i64)>,
    /// When, and for how long, the machine sleeps.
    pub sleeps: Vec<(i64, i64)>,
    /// The platform refuses everything, or is not there.
    pub outages: Vec<Outage>,
    /// One process does not reach the store.
    pub cut_off: Vec<(usize, i64, i64)>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Crash {
    pub operation: u64,
    pub is_done: bool,
    /// Until it is started again.
    pub down: i64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Outage {
    pub from: i64,
    pub to: i64,
    /// `None`: it cannot be reached.
    pub code: Option<u32>,
}

impl Plan {
    /// Nothing goes wrong.
    pub(crate) fn calm(dice: &mut Dice) -> Plan {
        Plan {
            customers: dice.between(1, 4) as usize,
            messages: dice.between(3, 24) as usize,
            span: dice.one_of(&[20 * SECOND, 3 * MINUTE, 12 * MINUTE]),
            nodes: 1,
            ..Plan::default()
        }
    }

    pub(crate) fn drawn(dice: &mut Dice) -> Plan {
        let mut plan = Plan::calm(dice);
        let end = plan.span + 2 * MINUTE;
        let often = |dice: &mut Dice, most: i64| match dice.happens(500) {
            true => dice.between(1, most).unsigned_abs(),
            false => 0,
        };
        plan.says_stop = dice.happens(200);
        plan.gives_up = dice.happens(300);
        plan.store_fails = often(dice, 150);
        plan.unsent = often(dice, 300);
        plan.swallowed = often(dice, 150);
        plan.unanswered = often(dice, 300);
        plan.gateway = often(dice, 300);
        plan.refused = often(dice, 300);
        plan.fails_later = often(dice, 200);
        plan.status_lost = often(dice, 900);
        plan.status_twice = often(dice, 400);
        plan.status_late = often(dice, 500);
        plan.webhook_twice = often(dice, 400);
        plan.webhook_late = often(dice, 400);
        if dice.happens(600) {
            let crashes = dice.between(1, 4);
            plan.crashes = (0..crashes).map(|_| Crash::drawn(dice)).collect();
        }
        if dice.happens(300) {
            let by = dice.one_of(&[5 * SECOND, HOUR, DAY, 3 * DAY, -SECOND, -MINUTE]);
            plan.jumps.push((dice.between(0, end), by));
        }
        if dice.happens(300) {
            let by = dice.one_of(&[30 * SECOND, 10 * MINUTE, 5 * HOUR, 25 * HOUR, 3 * DAY]);
            plan.sleeps.push((dice.between(0, end), by));
        }
        if dice.happens(250) {
            let from = dice.between(0, end);
            let code = dice.one_of(&[None, Some(190), Some(131_042), Some(130_429)]);
            plan.outages.push(Outage { from, to: from + dice.between(SECOND, 5 * MINUTE), code });
        }
        if dice.happens(200) {
            plan.nodes = 2;
            let from = dice.between(0, end);
            plan.cut_off.push((dice.between(0, 1) as usize, from, from + dice.between(SECOND, 90 * SECOND)));
        }
        plan
    }
}

impl Crash {
    fn drawn(dice: &mut Dice) -> Crash {
        Crash {
            operation: dice.between(1, 160).unsigned_abs(),
            is_done: dice.happens(500),
            down: match dice.between(0, 9) {
                0 => dice.between(HOUR, 2 * DAY),
                1 | 2 => dice.between(20 * SECOND, 5 * MINUTE),
                _ => dice.between(100, 5 * SECOND),
            },
        }
    }
}
