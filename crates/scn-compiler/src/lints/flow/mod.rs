//! Proofs on the graph: what a customer can come to, and what they cannot get out of. All of them are linear in the
//! size of the graph.

mod answered;
mod circles;
mod deep;
mod digressions;
mod messages;
mod never;
mod silence;
mod trapped;
mod twice;
mod unreached;
mod ways;
mod words;

use super::{Checked, Lint};
use scn_diag::Diagnostic;

const LINTS: &[Lint] = &[
    trapped::no_way_out,
    trapped::asks_for_ever,
    answered::answered_loops,
    twice::done_twice,
    deep::too_deep,
    unreached::unused_tunnels,
    unreached::after_what_never_returns,
    silence::hears_nothing,
    never::never_happens,
    messages::many_messages,
    digressions::enters_itself,
    digressions::never_returns,
];

pub(super) fn check(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    LINTS.iter().flat_map(|lint| lint(checked)).collect()
}
