//! Which slots an expression or a text reads.

use scn_graph::{Expr, Piece, SlotId, Template};
use std::collections::BTreeSet;

pub(crate) type Reads = BTreeSet<SlotId>;

/// `named` finds a slot of the flow at hand by its name.
pub(crate) fn slots_of(expr: &Expr, named: &dyn Fn(&str) -> Option<SlotId>, out: &mut Reads) {
    let mut go = |expr: &Expr| slots_of(expr, named, out);
    match expr {
        Expr::Slot(slot) => {
            out.insert(*slot);
        }
        Expr::Named(name) => out.extend(named(name)),
        Expr::Const(_)
        | Expr::Item(_)
        | Expr::Own(_)
        | Expr::Memory(_)
        | Expr::Context(_)
        | Expr::Consent(_)
        | Expr::Rows(_) => {}
        Expr::Field(of, _) => go(of),
        Expr::Count(of) | Expr::Length(of) | Expr::Not(of) | Expr::Negate(of) | Expr::IsKnown(of) => go(of),
        Expr::Index(a, b) | Expr::Binary(_, a, b) | Expr::Default(a, b) => {
            go(a);
            go(b);
        }
        Expr::Aggregate(aggregate) => {
            go(&aggregate.list);
            go(&aggregate.value);
            aggregate.condition.iter().for_each(go);
        }
        Expr::Record(_, fields) => fields.iter().flatten().for_each(go),
        Expr::List(items) => items.iter().for_each(go),
    }
}

pub(crate) fn slots_of_text(text: &Template, named: &dyn Fn(&str) -> Option<SlotId>, out: &mut Reads) {
    text.pieces.iter().for_each(|piece| slots_of_piece(piece, named, out));
}

fn slots_of_piece(piece: &Piece, named: &dyn Fn(&str) -> Option<SlotId>, out: &mut Reads) {
    match piece {
        Piece::Literal(_) => {}
        Piece::Value(expr, _) => slots_of(expr, named, out),
        Piece::Optional(pieces) => pieces.iter().for_each(|piece| slots_of_piece(piece, named, out)),
        Piece::Plural { count, forms } => {
            slots_of(count, named, out);
            forms.iter().flat_map(|(_, pieces)| pieces).for_each(|piece| slots_of_piece(piece, named, out));
        }
        Piece::Lines { list, body, .. } => {
            slots_of(list, named, out);
            body.iter().for_each(|piece| slots_of_piece(piece, named, out));
        }
    }
}
