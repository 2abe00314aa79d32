//! `test` blocks to data.

use crate::build::Build;
use crate::codes;
use crate::expr::{Place, Scope, constant, span_of};
use crate::report::did_you_mean;
use crate::{Line, LineKind, TestCase};
use scn_diag::Diagnostic;
use scn_graph::{Expr, MemoryId, Moment, Type, Value, When};
use scn_syntax::ast::{self, TestLineKind};

const SENT: [&str; 7] = ["image", "voice", "audio", "video", "document", "sticker", "place"];

impl Build<'_> {
    pub(crate) fn read_tests(&mut self) -> Vec<TestCase> {
        let names = self.names.clone();
        names
            .tests
            .iter()
            .map(|test| TestCase {
                title: self.plain(&test.title).unwrap_or_default(),
                lines: test.lines.iter().filter_map(|line| self.line(line)).collect(),
                place: test.span,
            })
            .collect()
    }

    fn line(&mut self, line: &ast::TestLine) -> Option<Line> {
        let scope = Scope::new(Place::Named);
        let kind = match &line.kind {
            TestLineKind::Client(text) => LineKind::Client(self.plain(text)?),
            TestLineKind::ClientTaps(text) => LineKind::ClientTaps(self.plain(text)?),
            TestLineKind::ClientSends { what, text } => {
                self.check_sent(what);
                let text = text.as_ref().and_then(|text| self.plain(text));
                LineKind::ClientSends { what: what.text.clone(), text }
            }
            TestLineKind::Bot(text) => LineKind::Bot(self.template(&scope, text)),
            TestLineKind::BotContains(text) => LineKind::BotContains(self.plain(text)?),
            TestLineKind::BotMatching(pattern) => {
                self.pattern(pattern)?;
                LineKind::BotMatching(pattern.source.clone())
            }
            TestLineKind::BotShowsButtons(labels) => {
                LineKind::BotShowsButtons(labels.iter().filter_map(|label| self.plain(label)).collect())
            }
            TestLineKind::BotSilent => LineKind::BotSilent,
            TestLineKind::After(duration) => LineKind::After(span_of(*duration)),
            TestLineKind::At(moment) => LineKind::At(self.at(&scope, moment)?),
            TestLineKind::GivenMemory(fields) => LineKind::GivenMemory(self.given(&scope, fields)),
            TestLineKind::Expect(condition) => LineKind::Expect(self.condition(&scope, condition).expr),
            TestLineKind::Human(text) => LineKind::Human(self.plain(text)?),
            TestLineKind::HumanGivesBack => LineKind::HumanGivesBack,
            TestLineKind::Restart => LineKind::Restart,
            _ => return None,
        };
        Some(Line { kind, place: line.span })
    }

    fn check_sent(&mut self, what: &ast::Name) {
        if !SENT.contains(&what.text.as_str()) {
            let diagnostic = Diagnostic::new(
                codes::E1001,
                what.span,
                format!("a client cannot send `{}` in a test", what.text),
            );
            self.report.add(did_you_mean(diagnostic, what.span, &what.text, SENT));
        }
    }

    fn at(&mut self, scope: &Scope, moment: &ast::Expr) -> Option<Moment> {
        let found = self.typed(scope, moment, Some(&Type::DateTime(When::default())));
        match found.expr {
            Expr::Const(Value::DateTime(moment)) => Some(moment),
            _ => None,
        }
    }

    fn given(&mut self, scope: &Scope, fields: &[(ast::Name, ast::Expr)]) -> Vec<(MemoryId, Value)> {
        let mut given = Vec::new();
        for (name, value) in fields {
            let Some(id) = self.memory_field(name) else { continue };
            let ty = self.graph.memory.get(id.index()).map(|field| field.ty.clone());
            // words stand for whatever is kept as words
            let plain = match (&value.kind, &ty) {
                (ast::ExprKind::Text(text), Some(ty)) => {
                    self.plain(text).and_then(|text| from_words(ty, text))
                }
                _ => None,
            };
            if let Some(value) = plain {
                given.push((id, value));
                continue;
            }
            let found = self.typed(scope, value, ty.as_ref());
            match (constant(&found.expr), found.ty) {
                (Some(constant), Some(_)) => given.push((id, constant)),
                (None, Some(_)) => self.report.add(
                    Diagnostic::new(
                        codes::E1016,
                        value.span,
                        "what a test gives must be written out, not computed",
                    )
                    .help("write a value such as `\"Léa\"`, `3` or `large`"),
                ),
                _ => {}
            }
        }
        given
    }
}

fn from_words(ty: &Type, text: String) -> Option<Value> {
    Some(match ty.known() {
        Type::Phone => Value::Phone(text),
        Type::Email => Value::Email(text),
        Type::Url => Value::Url(text),
        Type::Address => Value::Address(text),
        _ => return None,
    })
}
