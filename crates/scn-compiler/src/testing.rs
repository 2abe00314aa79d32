//! `test` blocks to data.

use crate::build::Build;
use crate::codes;
use crate::expr::{Place, Scope, constant, span_of};
use crate::lookup::Signature;
use crate::names::dotted;
use crate::report::did_you_mean;
use crate::{ConnectorDoes, Line, LineKind, TestCase};
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Expr, MemoryId, Moment, Type, Value, When};
use scn_syntax::ast::{self, TestLineKind};

const SENT: [&str; 9] =
    ["image", "voice", "audio", "video", "document", "sticker", "place", "contact", "unsupported"];

const SHOWN: [&str; 8] = ["image", "audio", "video", "document", "sticker", "place", "contact", "link"];

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
                self.check_kind(what, "a client", &SENT);
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
            TestLineKind::ClientSendsOrder(items) => LineKind::ClientSendsOrder(self.order(&scope, items)),
            TestLineKind::ClientReacts(text) => LineKind::ClientReacts(self.plain(text)?),
            TestLineKind::ClientFromAd { source, text } => LineKind::ClientFromAd {
                source: self.plain(source)?,
                text: text.as_ref().and_then(|text| self.plain(text)),
            },
            TestLineKind::BotSendsTemplate(name) => {
                LineKind::BotSendsTemplate(self.message_template(name)?.0)
            }
            TestLineKind::BotSends { what, text } => {
                self.check_kind(what, "a bot", &SHOWN);
                let text = text.as_ref().and_then(|text| self.plain(text));
                LineKind::BotSends { what: what.text.clone(), text }
            }
            TestLineKind::BotReacts(text) => LineKind::BotReacts(self.plain(text)?),
            TestLineKind::BotEmits(name) => LineKind::BotEmits(dotted(name)),
            TestLineKind::Event { event, args } => {
                let (event, signature) = self.event(event)?;
                LineKind::Event { event, params: self.event_values(&scope, line.span, &signature, args) }
            }
            TestLineKind::Connector { operation, does } => {
                let (operation, signature) = self.operation(operation)?;
                LineKind::Connector { operation, does: self.does(&scope, line.span, &signature, does)? }
            }
            TestLineKind::Error => return None,
        };
        Some(Line { kind, place: line.span })
    }

    fn check_kind(&mut self, what: &ast::Name, who: &str, known: &[&str]) {
        if !known.contains(&what.text.as_str()) {
            let message = wording!("{who} cannot send `{what}` in a test", who, what = what.text);
            let diagnostic = Diagnostic::new(codes::E1001, what.span, message);
            self.report.add(did_you_mean(diagnostic, what.span, &what.text, known.iter().copied()));
        }
    }

    fn order(&mut self, scope: &Scope, items: &[ast::OrderItem]) -> Vec<(String, u32, Option<Value>)> {
        let money = Type::Money { currency: None };
        let mut order = Vec::new();
        for item in items {
            let Some(product) = self.plain(&item.product) else { continue };
            let price = item.price.as_ref().and_then(|price| self.written_out(scope, price, Some(&money)));
            order.push((product, item.quantity, price));
        }
        order
    }

    /// One value per parameter that was given, by name or in order.
    fn event_values(
        &mut self,
        scope: &Scope,
        span: Span,
        signature: &Signature,
        args: &[ast::Arg],
    ) -> Vec<(String, Value)> {
        let mut given: Vec<(String, Value)> = Vec::new();
        for (at, arg) in args.iter().enumerate() {
            let param = match &arg.name {
                Some(name) => signature.params.iter().find(|(param, ..)| *param == name.text),
                None => signature.params.get(at),
            };
            let Some((name, ty, _)) = param else {
                if signature.sound {
                    let known = signature.params.iter().map(|(name, ..)| name.as_str());
                    self.no_such_argument(arg, &signature.name, known);
                }
                continue;
            };
            let value = self.written_out(scope, &arg.value, ty.as_ref());
            given.extend(value.map(|value| (name.clone(), value)));
        }
        let missing: Vec<String> = signature
            .params
            .iter()
            .filter(|(name, ty, _)| {
                !matches!(ty, Some(Type::Optional(_)) | None) && !args_name(args, signature, name)
            })
            .map(|(name, ..)| format!("`{name}`"))
            .collect();
        if !missing.is_empty() {
            let message = wording!(
                "`{signature}` needs {missing}",
                signature = signature.name,
                missing = scn_diag::Wording::list(missing)
            );
            let help = "give them in the brackets, in order or by name";
            self.report.add(Diagnostic::new(codes::E1022, span, message).help(help));
        }
        given
    }

    fn does(
        &mut self,
        scope: &Scope,
        span: Span,
        signature: &Signature,
        does: &ast::ConnectorDoes,
    ) -> Option<ConnectorDoes> {
        let returned = match does {
            ast::ConnectorDoes::Returns(value) => value.as_ref(),
            ast::ConnectorDoes::Fails => return Some(ConnectorDoes::Fails),
            ast::ConnectorDoes::IsSlow => return Some(ConnectorDoes::IsSlow),
            ast::ConnectorDoes::IsCalled(times) => return Some(ConnectorDoes::IsCalled(*times)),
        };
        match (&signature.result, returned) {
            (Some(ty), Some(value)) => {
                self.written_out(scope, value, ty.as_ref()).map(|value| ConnectorDoes::Returns(Some(value)))
            }
            (None, None) => Some(ConnectorDoes::Returns(None)),
            (None, Some(value)) if signature.sound => {
                let message = wording!("`{signature}` gives nothing back", signature = signature.name);
                self.report.add(Diagnostic::new(codes::E1016, value.span, message).help(
                    "write `returns` alone, or give the operation a result in its connector: `-> TYPE`",
                ));
                None
            }
            (Some(Some(ty)), None) => {
                let message = wording!(
                    "`{signature}` gives back {what}, and this says none",
                    signature = signature.name,
                    what = self.words(ty)
                );
                self.report.add(
                    Diagnostic::new(codes::E1016, span, message).help("write the value behind `returns`"),
                );
                None
            }
            _ => None,
        }
    }

    /// A value of this type made of literals only.
    fn written_out(&mut self, scope: &Scope, value: &ast::Expr, ty: Option<&Type>) -> Option<Value> {
        let found = self.typed(scope, value, ty);
        found.ty.as_ref()?;
        let constant = constant(&found.expr);
        if constant.is_none() {
            self.report.add(
                Diagnostic::new(
                    codes::E1016,
                    value.span,
                    "what a test gives must be written out, not computed",
                )
                .help("write a value such as `\"Léa\"`, `3` or `large`"),
            );
        }
        constant
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
            let value = self.written_out(scope, value, ty.as_ref());
            given.extend(value.map(|value| (id, value)));
        }
        given
    }
}

/// Whether the arguments give this parameter a value.
fn args_name(args: &[ast::Arg], signature: &Signature, param: &str) -> bool {
    let place = signature.params.iter().position(|(name, ..)| name == param);
    args.iter().enumerate().any(|(at, arg)| match &arg.name {
        Some(name) => name.text == param,
        None => Some(at) == place,
    })
}
