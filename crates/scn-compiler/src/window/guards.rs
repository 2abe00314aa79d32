//! What a condition says about the window: `when window is open` and what is made of it.

use super::Age;
use scn_graph::{
    Value,
    expr::{Context, Expr, Op},
};

/// The longest possible age on the way where the condition is `wanted`; `None`: that way cannot be taken.
/// `closed`: it cannot be open for certain.
pub(super) fn narrowed(condition: &Expr, wanted: bool, age: Age, closed: bool) -> Option<Age> {
    let possible = |open: bool| truth(condition, open).is_none_or(|is| is == wanted);
    match (age.is_closed() && possible(false), !closed && possible(true)) {
        (true, _) => Some(age),
        (false, true) => Some(age.min(Age::LAST_OPEN)),
        (false, false) => None,
    }
}

/// The condition is `wanted` only when the window is closed.
pub(super) fn says_closed(condition: &Expr, wanted: bool) -> bool {
    truth(condition, true) == Some(!wanted)
}

/// What the condition is when the window is open, or closed; `None`: other things decide too.
fn truth(condition: &Expr, open: bool) -> Option<bool> {
    match condition {
        Expr::Const(Value::YesNo(value)) => Some(*value),
        Expr::Context(Context::WindowIsOpen) => Some(open),
        Expr::Not(inner) => truth(inner, open).map(|is| !is),
        Expr::Binary(Op::And, left, right) => match (truth(left, open), truth(right, open)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Expr::Binary(Op::Or, left, right) => match (truth(left, open), truth(right, open)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        Expr::Binary(op @ (Op::Is | Op::IsNot), left, right) => {
            let same = truth(left, open)? == truth(right, open)?;
            Some(same == (*op == Op::Is))
        }
        _ => None,
    }
}
