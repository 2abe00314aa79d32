//! `set`, `match`, `go`, `done` and the other statements that decide where the flow goes.

use super::Lower;
use crate::codes;
use crate::expr::visit::Reads;
use crate::expr::{Typed, Want, constant, span_of};
use crate::flow::steps::asked_slot;
use crate::report::did_you_mean;
use crate::text::MESSAGE;
use crate::types::fits;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Expr, FlowKind, NodeId, NodeKind, TeamId, Type, Value};
use scn_syntax::ast::{self, Block};

impl<'t> Lower<'_, 't> {
    pub(super) fn set(&mut self, slot: &'t ast::Name, value: &'t ast::Expr, at: NodeId, next: NodeId) {
        let Some(id) = self.slot_id(&slot.text) else { return self.alias(at, next) };
        let ty = self.slots.get(id.index()).and_then(|slot| slot.ty.clone());
        let found = self.b.typed(&self.scope, value, ty.as_ref());
        let reads = self.reads_of(&found.expr);
        self.depends(id, [reads]);
        self.fill(at, NodeKind::Set { slot: id, value: found.expr, next }, false);
    }

    pub(super) fn matching(
        &mut self,
        subject: &'t ast::Expr,
        arms: &'t [ast::MatchArm],
        otherwise: Option<&'t Block>,
        at: NodeId,
        next: NodeId,
    ) {
        // `else` also takes what is unknown
        let mut found = match otherwise {
            Some(_) => self.b.maybe(&self.scope, subject, Want::ANY),
            None => self.b.value(&self.scope, subject, Want::ANY),
        };
        found.ty = found.ty.map(|ty| ty.known().clone());
        let reads = self.reads_of(&found.expr);
        let mut covered: Vec<(Value, Span)> = Vec::new();
        let mut cases = Vec::new();
        for arm in arms {
            let values =
                arm.values.iter().map(|value| self.case(value, found.ty.as_ref(), &mut covered)).collect();
            let target = self.branch(&arm.body, reads.clone(), next);
            cases.push((values, target));
        }
        if otherwise.is_none()
            && let Some(ty) = &found.ty
        {
            self.check_cases(subject.span, ty, &covered);
        }
        let otherwise = otherwise.map_or(next, |block| self.branch(block, reads, next));
        self.fill(at, NodeKind::Match { subject: found.expr, cases, otherwise }, false);
    }

    fn case(&mut self, value: &'t ast::Expr, ty: Option<&Type>, covered: &mut Vec<(Value, Span)>) -> Expr {
        // What is matched is wrong already: its cases cannot be told right from wrong.
        let Some(ty) = ty else { return Typed::error().expr };
        let found = self.b.value(&self.scope, value, Want::value_of(Some(ty)));
        if let Some(found) = &found.ty
            && !fits(found, ty)
            && !fits(ty, found)
        {
            let words = (self.b.words(found), self.b.words(ty));
            self.b.report.add(Diagnostic::new(
                codes::E1016,
                value.span,
                wording!(
                    "this case is {words}, but what is matched is {words_2}",
                    words = words.0,
                    words_2 = words.1
                ),
            ));
        }
        if let (Some(constant), Some(_)) = (constant(&found.expr), &found.ty) {
            match covered.iter().find(|(known, _)| *known == constant) {
                Some((_, first)) => self.b.report.add(
                    Diagnostic::new(
                        codes::E2016,
                        value.span,
                        "this case stands twice; the second is never reached",
                    )
                    .label(*first, "the first one is here")
                    .help("take one of them out"),
                ),
                None => covered.push((constant, value.span)),
            }
        }
        found.expr
    }

    /// Every value of a choice, yes and no must be covered; for anything else only an `else` can.
    fn check_cases(&mut self, span: Span, ty: &Type, covered: &[(Value, Span)]) {
        let missing: Vec<String> = match ty.known() {
            Type::YesNo => [("yes", true), ("no", false)]
                .into_iter()
                .filter(|(_, value)| !covered.iter().any(|(known, _)| *known == Value::YesNo(*value)))
                .map(|(name, _)| name.to_owned())
                .collect(),
            Type::Choice(id) => {
                let names = self.b.value_names(ty).unwrap_or_default();
                let is_covered = |name: &str| {
                    let value = Value::Choice(*id, scn_graph::Key::of(name));
                    covered.iter().any(|(known, _)| *known == value)
                };
                names.into_iter().filter(|name| !is_covered(name)).collect()
            }
            other => {
                let words = self.b.words(other);
                self.b.report.add(
                    Diagnostic::new(
                        codes::E2003,
                        span,
                        wording!("{words} has more values than the cases name", words),
                    )
                    .help("add `else { … }` for all others"),
                );
                return;
            }
        };
        if !missing.is_empty() {
            let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
            self.b.report.add(
                Diagnostic::new(
                    codes::E2002,
                    span,
                    wording!("no case for {missing}", missing = scn_diag::Wording::list(names)),
                )
                .help("add a case for each, or `else { … }` for all others"),
            );
        }
    }

    pub(super) fn go(&mut self, step: &ast::Name, at: NodeId, next: NodeId) {
        let Some(target) = self.entries.get(&step.text).copied() else {
            let diagnostic = Diagnostic::new(
                codes::E2001,
                step.span,
                wording!("there is no step `{step}` in `{plan}`", step = step.text, plan = self.plan.name),
            );
            let known: Vec<&str> = self.entries.keys().map(String::as_str).collect();
            let is_tunnel = self.b.names.tunnel_names.contains_key(&step.text);
            let diagnostic = if is_tunnel {
                diagnostic.help(wording!(
                    "`{step}` is a tunnel: write `enter {step_2}`",
                    step = step.text,
                    step_2 = step.text
                ))
            } else if known.is_empty() {
                diagnostic.help(wording!("name the place to go to: `step {step} {{ … }}`", step = step.text))
            } else {
                did_you_mean(diagnostic, step.span, &step.text, known)
            };
            self.b.report.add(diagnostic);
            return self.alias(at, next);
        };
        let asked = self.asked.get(&step.text).cloned().unwrap_or_default();
        // a loop that is left starts anew the next time
        let loops = self.scope.loops.iter().filter_map(|around| self.slots.loop_of(around.slot));
        let clears = asked
            .iter()
            .filter_map(|name| self.slot_id(name))
            .chain(loops.flat_map(|of| [of.list, of.done, of.item]))
            .collect();
        self.fill(at, NodeKind::Go { target, clears }, false);
    }

    pub(super) fn done(&mut self, span: Span, result: Option<&'t ast::Expr>, at: NodeId) {
        if self.plan.kind == FlowKind::Escape {
            self.b.report.add(
                Diagnostic::new(
                    codes::E2010,
                    span,
                    "an escape has no end of its own: it answers and comes back",
                )
                .help("write `resume` to go back to the question, or `leave` to end the conversation")
                .fix("write `resume`", false, span, "resume"),
            );
        }
        let promised = self.head_result();
        let value = match (result, promised) {
            (Some(written), Some(ty)) => Some(self.b.typed(&self.scope, written, ty.as_ref()).expr),
            (Some(written), None) => {
                self.b.report.add(
                    Diagnostic::new(
                        codes::E2008,
                        written.span,
                        wording!(
                            "`{plan}` gives nothing back, so `done` stands alone",
                            plan = self.plan.name
                        ),
                    )
                    .help("say in its header what it gives back: `tunnel NAME() -> TYPE { … }`"),
                );
                None
            }
            (None, Some(_)) => {
                self.b.report.add(
                    Diagnostic::new(
                        codes::E2007,
                        span,
                        wording!(
                            "`{plan}` promises a result, but this `done` gives none",
                            plan = self.plan.name
                        ),
                    )
                    .help("write the result after it: `done …`"),
                );
                None
            }
            (None, None) => None,
        };
        self.fill(at, NodeKind::Done { result: value }, false);
    }

    pub(super) fn resume(&mut self, span: Span, at: NodeId) {
        if self.plan.kind != FlowKind::Escape {
            self.b.report.add(
                Diagnostic::new(
                    codes::E2009,
                    span,
                    "`resume` is for escapes: there is nothing to come back to here",
                )
                .help("write `done` to end this part, or `leave` to end the conversation"),
            );
        }
        self.fill(at, NodeKind::Resume, false);
    }

    pub(super) fn correct(&mut self, span: Span, at: NodeId) {
        if !self.asks_something() {
            self.b.report.add(
                Diagnostic::new(
                    codes::E2012,
                    span,
                    wording!("there is nothing to correct: `{plan}` asks for no slot", plan = self.plan.name),
                )
                .help("`correct` lets the customer change an answer of the tunnel it stands in"),
            );
        }
        self.fill(at, NodeKind::Correct, false);
    }

    /// Some `ask` fills a slot of this flow.
    pub(super) fn asks_something(&self) -> bool {
        fn asks(block: &Block) -> bool {
            block.statements.iter().any(|statement| {
                asked_slot(statement).is_some() || crate::flow::slots::blocks(statement).into_iter().any(asks)
            })
        }
        asks(self.plan.body())
    }

    pub(super) fn wait(&mut self, wait: &'t ast::Wait, at: NodeId, next: NodeId) {
        let kind = match wait {
            ast::Wait::UpTo { span, event, result, late } => {
                return self.wait_for((*span, event), result.as_ref(), late.as_ref(), at, next);
            }
            ast::Wait::For(duration) => NodeKind::Wait { span: span_of(*duration), next },
            ast::Wait::Until(moment) => {
                let found = self.b.value(&self.scope, moment, Want::ANY);
                if let Some(ty) = &found.ty
                    && !matches!(ty, Type::Date(_) | Type::DateTime(_))
                {
                    let words = self.b.words(ty);
                    self.b.report.add(
                        Diagnostic::new(
                            codes::E1016,
                            moment.span,
                            wording!("this is {words}, but `wait until` needs a date or a moment", words),
                        )
                        .help("`wait 2 days` waits for a length of time"),
                    );
                }
                NodeKind::WaitUntil { moment: found.expr, next }
            }
        };
        self.fill(at, kind, false);
    }

    pub(super) fn handoff(
        &mut self,
        team: Option<&'t ast::Name>,
        because: Option<&'t ast::Text>,
        otherwise: Option<&'t ast::Unanswered>,
        at: NodeId,
        next: NodeId,
    ) {
        let first = (!self.b.graph.teams.is_empty()).then_some(TeamId(0));
        let team = team.map_or(first, |team| self.b.team(team));
        let because = because.map(|text| {
            let id = self.stable_id("handoff");
            self.text(&id, text, MESSAGE)
        });
        let next = self.after_handoff(next);
        let handoff = NodeKind::Handoff { team, because, next };
        let Some(otherwise) = otherwise else { return self.fill(at, handoff, false) };
        let node = self.b.reserve(otherwise.span);
        self.fill(node, handoff, false);
        let nobody = self.branch(&otherwise.body, Reads::new(), next);
        let after = span_of(otherwise.after);
        self.fill(at, NodeKind::Unanswered { after, otherwise: nobody, next: node }, false);
    }

    fn after_handoff(&mut self, next: NodeId) -> NodeId {
        let Some((_, end)) = self.given_up.filter(|(after, _)| *after == next) else { return next };
        end.unwrap_or_else(|| {
            let end = self.b.reserve(Span::default());
            self.fill(end, NodeKind::Leave, true);
            self.given_up = Some((next, Some(end)));
            end
        })
    }
}
