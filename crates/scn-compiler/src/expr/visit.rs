//! Which slots an expression or a text reads.

use scn_graph::{Expr, SlotId, Template};
use std::collections::BTreeSet;

pub(crate) type Reads = BTreeSet<SlotId>;

/// `named` finds a slot of the flow at hand by its name.
pub(crate) fn slots_of(expr: &Expr, named: &dyn Fn(&str) -> Option<SlotId>, out: &mut Reads) {
    match expr {
        Expr::Slot(slot) => {
            out.insert(*slot);
        }
        Expr::Named(name) => out.extend(named(name)),
        other => other.parts().into_iter().for_each(|part| slots_of(part, named, out)),
    }
}

pub(crate) fn slots_of_text(text: &Template, named: &dyn Fn(&str) -> Option<SlotId>, out: &mut Reads) {
    let parts = text.pieces.iter().flat_map(scn_graph::Piece::parts);
    parts.for_each(|expr| slots_of(expr, named, out));
}
