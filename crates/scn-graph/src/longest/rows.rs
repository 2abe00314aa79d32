//! Texts that read one row in several places: `{pizza.name}, {pizza.price}`. The longest name and the longest price may
//! stand in different rows, so the rows are written one by one.

use super::{Around, Lengths, Longest, reach::Reach};
use crate::{CatalogId, Expr, Piece, Type, Value};

/// In a larger catalog only these are looked at: what is found is still true.
const ROWS_COMPARED: usize = 1000;

impl<'g> Lengths<'g> {
    /// The first expression that stands for a row and is read more than once.
    pub(super) fn row_read_twice(
        &mut self,
        pieces: &[Piece],
        around: &Around<'g>,
    ) -> Option<(Expr, CatalogId)> {
        let mut read = Vec::new();
        read_in(pieces, &mut read);
        let twice = |at: usize, expr: &&Expr| read.iter().skip(at + 1).any(|other| other == expr);
        let candidates: Vec<&Expr> = read
            .iter()
            .enumerate()
            .filter(|(at, expr)| twice(*at, expr))
            .map(|(_, expr)| *expr)
            .filter(|expr| !around.known.iter().any(|(known, _)| known == *expr))
            .collect();
        candidates.into_iter().find_map(|expr| match self.reach(expr, around) {
            Reach::Of(ty) => match ty.known() {
                Type::Row(catalog) => Some((expr.clone(), *catalog)),
                _ => None,
            },
            _ => None,
        })
    }

    pub(super) fn with_each_row(
        &mut self,
        pieces: &[Piece],
        row: &Expr,
        catalog: CatalogId,
        around: &Around<'g>,
    ) -> Longest {
        let rows = self.graph.catalog(catalog).map(|catalog| catalog.rows.as_slice()).unwrap_or_default();
        let mut best: Option<(usize, Value)> = None;
        let mut inner = around.clone();
        for one in rows.iter().take(ROWS_COMPARED) {
            let value = Value::Row(catalog, one.key);
            inner.known.push((row.clone(), value.clone()));
            let chars = self.written(pieces, &inner).chars();
            inner.known.pop();
            if best.as_ref().is_none_or(|(most, _)| chars > *most) {
                best = Some((chars, value));
            }
        }
        let Some((_, value)) = best else { return Longest::default() };
        inner.known.push((row.clone(), value));
        // another row may be read twice as well
        self.pieces(pieces, &inner)
    }
}

/// What is written out, and what columns and fields are taken of; each as often as it is read.
fn read_in<'p>(pieces: &'p [Piece], found: &mut Vec<&'p Expr>) {
    for piece in pieces {
        match piece {
            Piece::Literal(_) | Piece::Lines { .. } => {}
            Piece::Value(expr, _) => read(expr, found),
            Piece::Optional(inner) => read_in(inner, found),
            Piece::Plural { count, forms } => {
                read(count, found);
                forms.iter().for_each(|(_, inner)| read_in(inner, found));
            }
        }
    }
}

fn read<'p>(expr: &'p Expr, found: &mut Vec<&'p Expr>) {
    match expr {
        Expr::Field(of, _) => found.push(of),
        Expr::Default(of, value) | Expr::Binary(_, of, value) => {
            read(of, found);
            read(value, found);
        }
        Expr::Text(pieces) => read_in(pieces, found),
        Expr::Masked(of) | Expr::Negate(of) => read(of, found),
        _ => found.push(expr),
    }
}
