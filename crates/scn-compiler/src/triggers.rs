//! Triggers that are not words of a customer, and what their flows are given.

use crate::build::{Build, Ty};
use crate::codes;
use crate::expr::{Place, Scope, span_of};
use crate::flow::slots::blocks;
use crate::flow::{FlowPlan, Source};
use crate::names::dotted;
use crate::report::did_you_mean;
use scn_diag::{Diagnostic, Span, Wording, wording};
use scn_graph::{AdTrigger, EventTrigger, FlowId, Held, ReturnTrigger, SilenceTrigger, Span as Length, Type};
use scn_syntax::ast::{self, StatementKind, TriggerEvent};
use std::rc::Rc;

impl<'t> Build<'t> {
    /// The first slots of a trigger's flow: the parameters of its event that it names, with their types.
    pub(crate) fn trigger_params(&mut self, trigger: &ast::Trigger) -> Vec<(ast::Name, Ty)> {
        let TriggerEvent::Event { event, params, .. } = &trigger.event else { return Vec::new() };
        self.report.mute();
        let signature = self.event(event).map(|(_, signature)| signature).unwrap_or_default();
        self.report.unmute();
        let ty = |name: &ast::Name| {
            let found = signature.params.iter().find(|(param, ..)| *param == name.text);
            found.and_then(|(_, ty, _)| ty.clone())
        };
        params.iter().map(|name| (name.clone(), ty(name))).collect()
    }

    /// The record of `message.items` is there before any text that reads it.
    pub(crate) fn make_cart(&mut self, plans: &[FlowPlan<'t>]) {
        let carts = |plan: &FlowPlan<'t>| match plan.source {
            Source::Trigger(trigger) => matches!(trigger.event, TriggerEvent::Order),
            _ => false,
        };
        if plans.iter().any(carts) {
            self.cart_item();
        }
    }

    pub(crate) fn read_triggers(&mut self, plans: &[FlowPlan<'t>]) {
        for plan in plans {
            let Source::Trigger(trigger) = plan.source else { continue };
            self.read_trigger(plan, trigger);
        }
        let triggers = &mut self.graph.triggers;
        triggers.ads.sort_by_key(|ad| ad.source.is_none());
        triggers.returns.sort_by_key(|back| std::cmp::Reverse(in_seconds(back.after)));
    }

    fn read_trigger(&mut self, plan: &FlowPlan<'t>, trigger: &'t ast::Trigger) {
        let header = Span { end: trigger.body.span.start.max(trigger.span.start), ..trigger.span };
        match &trigger.event {
            TriggerEvent::Ad { source } => {
                let source = source.as_ref().and_then(|source| self.plain(source));
                if self.graph.triggers.ads.iter().any(|ad| ad.source == source) {
                    self.given_twice(header, "this ad opens two conversations".into());
                }
                self.graph.triggers.ads.push(AdTrigger { source, flow: plan.id });
            }
            TriggerEvent::Order => {
                let before = self.graph.triggers.order.replace(plan.id);
                self.check_single(before, header, "`on order`");
            }
            TriggerEvent::Media => {
                let before = self.graph.triggers.media.replace(plan.id);
                self.check_single(before, header, "`on media`");
            }
            TriggerEvent::Reaction => {
                let before = self.graph.triggers.reaction.replace(plan.id);
                self.check_single(before, header, "`on reaction`");
            }
            TriggerEvent::Unsupported => {
                let before = self.graph.triggers.unsupported.replace(plan.id);
                self.check_single(before, header, "`on unsupported`");
            }
            TriggerEvent::Event { .. } => self.on_event(plan, trigger),
            TriggerEvent::Silence { after, within, held } => {
                let within = match within {
                    None => None,
                    Some(name) => match self.tunnel_head(name) {
                        Some(head) => Some(head.flow),
                        None => return self.no_such_tunnel(name),
                    },
                };
                let after = span_of(*after);
                self.graph.triggers.silences.push(SilenceTrigger {
                    after,
                    within,
                    flow: plan.id,
                    held: keep(*held),
                });
            }
            TriggerEvent::Return { after } => {
                let after = span_of(*after);
                if self.graph.triggers.returns.iter().any(|back| back.after == after) {
                    self.given_twice(header, "two conversations begin after the same absence".into());
                }
                self.check_does_not_wait(&trigger.body);
                self.graph.triggers.returns.push(ReturnTrigger { after, flow: plan.id });
            }
            TriggerEvent::Message
            | TriggerEvent::Link(_)
            | TriggerEvent::Schedule(_)
            | TriggerEvent::Group(_)
            | TriggerEvent::Error(_) => {}
        }
    }

    fn check_single(&mut self, before: Option<FlowId>, header: Span, what: &str) {
        if before.is_some() {
            self.given_twice(header, wording!("a project has one {what}, and this is a second one", what));
        }
    }

    fn given_twice(&mut self, span: Span, wrong: Wording) {
        self.report.add(
            Diagnostic::new(codes::E1068, span, wrong)
                .help("put both into one, with `when` where they differ"),
        );
    }

    fn on_event(&mut self, plan: &FlowPlan<'t>, trigger: &'t ast::Trigger) {
        let TriggerEvent::Event { event, params, after, unless, held, interrupts } = &trigger.event else {
            return;
        };
        let Some((id, signature)) = self.event(event) else { return };
        let mut places = Vec::new();
        for name in params {
            match signature.params.iter().position(|(param, ..)| *param == name.text) {
                Some(at) => places.push(u16::try_from(at).unwrap_or(u16::MAX)),
                None if signature.sound => {
                    let message = wording!(
                        "the event `{signature}` carries no `{name}`",
                        signature = signature.name,
                        name = name.text
                    );
                    let diagnostic = Diagnostic::new(codes::E1022, name.span, message);
                    let known = signature.params.iter().map(|(name, ..)| name.as_str());
                    self.report.add(did_you_mean(diagnostic, name.span, &name.text, known));
                }
                None => {}
            }
        }
        let unless = unless.as_ref().map(|condition| {
            let slots = Rc::new(self.slots.get(plan.id.index()).cloned().unwrap_or_default());
            let mut scope = Scope::new(Place::Flow { slots, outer: None });
            for (name, ty) in self.trigger_params(trigger) {
                if !matches!(ty, Some(Type::Optional(_))) {
                    scope.known.insert(&name.text);
                }
            }
            self.condition(&scope, condition).expr
        });
        self.graph.triggers.events.push(EventTrigger {
            event: id,
            flow: plan.id,
            params: places,
            after: after.map(span_of),
            unless,
            held: keep(*held),
            interrupts: *interrupts,
        });
    }

    pub(crate) fn no_such_tunnel(&mut self, name: &ast::QualifiedName) {
        let names = self.names.clone();
        let written = dotted(name);
        let diagnostic =
            Diagnostic::new(codes::E1003, name.span, wording!("there is no tunnel `{written}`", written));
        let known = names.tunnel_names.keys().map(String::as_str);
        self.report.add(did_you_mean(diagnostic, name.span, &written, known));
    }

    /// What is said `on return` stands before the answer to the customer's message, so it cannot wait for another.
    fn check_does_not_wait(&mut self, block: &ast::Block) {
        for statement in &block.statements {
            let waits = matches!(
                statement.kind,
                StatementKind::Ask(_)
                    | StatementKind::Collect(_)
                    | StatementKind::Choose(_)
                    | StatementKind::Confirm(_)
                    | StatementKind::Consent(_)
                    | StatementKind::Call(_)
                    | StatementKind::Wait(_)
                    | StatementKind::Enter { .. }
                    | StatementKind::Handoff { .. }
            );
            if waits {
                self.report.add(
                    Diagnostic::new(
                        codes::E2031,
                        statement.span,
                        "`on return` only greets: the customer's message is answered right after it, so nothing in it may wait",
                    )
                    .help("keep `say`, `set`, `remember` and `when` here, and ask in a tunnel that `on message` opens"),
                );
            }
            blocks(statement).into_iter().for_each(|block| self.check_does_not_wait(block));
        }
    }
}

fn keep(held: Option<ast::Held>) -> Held {
    match held {
        Some(ast::Held::Drop) => Held::Drop,
        Some(ast::Held::Later) | None => Held::Later,
    }
}

/// To compare two lengths; a month counts as thirty days.
fn in_seconds(length: Length) -> u64 {
    (u64::from(length.months) * 30 + u64::from(length.days)) * 86_400 + u64::from(length.seconds)
}
