//! `expect` lines, and why one does not hold.

use crate::names;
use crate::run::{Checked, Runner};
use scn_engine::inspect;
use scn_graph::expr::{Expr, Op};
use scn_graph::{Piece, Style, Template, Value};

impl Runner {
    pub(crate) fn expect(&mut self, expr: &Expr) -> Checked {
        match self.value(expr) {
            Some(Value::YesNo(true)) => Ok(()),
            _ => Err(self.why_not(expr)),
        }
    }

    /// Names the part that does not hold, with the value it has.
    fn why_not(&self, expr: &Expr) -> String {
        match expr {
            Expr::Binary(Op::And, left, right) => match self.value(left) {
                Some(Value::YesNo(true)) => self.why_not(right),
                _ => self.why_not(left),
            },
            Expr::Binary(Op::Is | Op::In, left, right) => {
                format!("{} is {}, not {}", self.subject(left), self.shown(left), self.shown(right))
            }
            Expr::Binary(Op::IsNot, left, _) => format!("{} is {}", self.subject(left), self.shown(left)),
            Expr::Binary(Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual, left, right) => {
                format!("{} is {}, against {}", self.subject(left), self.shown(left), self.shown(right))
            }
            Expr::IsKnown(of) => format!("{} is not known", self.subject(of)),
            Expr::Not(of) => match &**of {
                Expr::IsKnown(inner) => format!("{} is {}", self.subject(inner), self.shown(inner)),
                inner => format!("{} holds", self.subject(inner)),
            },
            other => format!("{} does not hold", self.subject(other)),
        }
    }

    fn subject(&self, expr: &Expr) -> String {
        self.name(expr).map_or_else(|| "it".to_owned(), |name| format!("`{name}`"))
    }

    /// As the designer would write it, as far as it has a name.
    fn name(&self, expr: &Expr) -> Option<String> {
        let graph = &self.phone.scenario().graph;
        Some(match expr {
            Expr::Named(name) => name.clone(),
            Expr::Memory(id) => format!("contact.{}", graph.memory_field(*id)?.name),
            Expr::Consent(id) => format!("consent.{}", graph.purpose(*id)?.name),
            Expr::Count(of) => format!("{}.count", self.name(of)?),
            Expr::Length(of) => format!("{}.length", self.name(of)?),
            Expr::Index(of, at) => match &**at {
                Expr::Const(Value::Number(at)) => format!("{}[{at}]", self.name(of)?),
                _ => return None,
            },
            Expr::Field(of, at) => {
                let fields = match self.value(of)? {
                    Value::Record(id, _) => &graph.record(id)?.fields,
                    Value::Row(id, _) => &graph.catalog(id)?.columns,
                    _ => return None,
                };
                format!("{}.{}", self.name(of)?, fields.get(usize::from(*at))?.name)
            }
            _ => return None,
        })
    }

    // ---- values and words

    /// Names that no running tunnel has stand for their last value.
    fn value(&self, expr: &Expr) -> Option<Value> {
        let (scenario, conversation) = (self.phone.scenario(), self.phone.conversation());
        let settled = self.names.settle(expr, &|name| names::is_running(scenario, conversation, name));
        inspect::value(scenario, conversation, &settled, self.phone.now())
    }

    fn shown(&self, expr: &Expr) -> String {
        match self.value(expr) {
            None => "unknown".to_owned(),
            Some(value) => {
                let template = Template { pieces: vec![Piece::Value(Expr::Const(value), Style::Plain)] };
                self.words(&template)
            }
        }
    }

    pub(crate) fn expected(&self, template: &Template) -> String {
        let (scenario, conversation) = (self.phone.scenario(), self.phone.conversation());
        self.words(
            &self.names.settle_template(template, &|name| names::is_running(scenario, conversation, name)),
        )
    }

    fn words(&self, template: &Template) -> String {
        inspect::text(self.phone.scenario(), self.phone.conversation(), template, self.phone.now())
    }
}
