//! Flows before they are lowered: who they are, which slots they have, what is known where.

mod bound;
pub(crate) mod busiest;
pub(crate) mod facts;
mod measure;
pub(crate) mod slots;
pub(crate) mod steps;
pub(crate) mod traps;

use crate::build::{Build, Head};
use crate::expr::Outer;
use scn_diag::Span;
use scn_graph::{FlowId, FlowKind, Key, Type};
use scn_syntax::ast;
use std::collections::BTreeMap;

/// Where a flow's statements come from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'t> {
    Tunnel(&'t ast::Tunnel),
    Escape(&'t ast::Escape),
    Trigger(&'t ast::Trigger),
}

#[derive(Clone)]
pub(crate) struct FlowPlan<'t> {
    pub(crate) id: FlowId,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) kind: FlowKind,
    pub(crate) source: Source<'t>,
    /// The tunnel around an escape.
    pub(crate) scope: Option<FlowId>,
    /// The ladder of the tunnel that it is or belongs to.
    pub(crate) ladder: Option<&'t ast::Ladder>,
}

impl<'t> FlowPlan<'t> {
    pub(crate) fn body(&self) -> &'t ast::Block {
        match self.source {
            Source::Tunnel(tunnel) => &tunnel.body,
            Source::Escape(escape) => &escape.body,
            Source::Trigger(trigger) => &trigger.body,
        }
    }
    /// What to underline when the flow as a whole is meant.
    pub(crate) fn place(&self) -> Span {
        match self.source {
            Source::Tunnel(tunnel) => tunnel.name.span,
            Source::Escape(escape) => escape.name.span,
            Source::Trigger(trigger) => trigger.span,
        }
    }
    /// What the message that opens it brings along for sure.
    pub(crate) fn given(&self) -> &'static [&'static str] {
        use ast::TriggerEvent as Event;
        match self.source {
            Source::Trigger(trigger) => match trigger.event {
                Event::Order => &["message.items"],
                Event::Ad { source: Some(_) } => &["message.source"],
                Event::Reaction => &["message.emoji"],
                _ => &[],
            },
            Source::Tunnel(_) | Source::Escape(_) => &[],
        }
    }
    /// The condition under which it listens.
    pub(crate) fn guard(&self) -> Option<&'t ast::Expr> {
        let hears = match self.source {
            Source::Tunnel(_) => return None,
            Source::Escape(escape) => &escape.hears,
            Source::Trigger(trigger) => &trigger.hears,
        };
        hears.only_when.as_ref()
    }
    pub(crate) fn key(&self) -> Key {
        Key::of(&self.name)
    }
}

impl<'t> Build<'t> {
    /// All flows with their ids: tunnels, each with its escapes behind it, then the project's escapes, then entries.
    pub(crate) fn plan_flows(&self) -> Vec<FlowPlan<'t>> {
        let mut plans: Vec<FlowPlan<'t>> = Vec::new();
        let mut add = |name: String, doc: &str, source, scope, ladder| {
            let id = FlowId(u32::try_from(plans.len()).unwrap_or(u32::MAX));
            let title =
                doc.lines().next().map(str::trim).filter(|line| !line.is_empty()).unwrap_or(&name).to_owned();
            let kind = match source {
                Source::Tunnel(_) => FlowKind::Tunnel,
                Source::Escape(_) => FlowKind::Escape,
                Source::Trigger(_) => FlowKind::Entry,
            };
            plans.push(FlowPlan { id, name, title, kind, source, scope, ladder });
            id
        };
        for tunnel in &self.names.tunnels {
            let (name, ladder) = (self.names.full_name(&tunnel.name), tunnel.ladder.as_ref());
            let id = add(name.clone(), &tunnel.doc, Source::Tunnel(tunnel), None, ladder);
            for escape in &tunnel.escapes {
                let inner = format!("{name}.{}", escape.name.text);
                add(inner, &escape.doc, Source::Escape(escape), Some(id), ladder);
            }
        }
        for escape in &self.names.escapes {
            add(self.names.full_name(&escape.name), &escape.doc, Source::Escape(escape), None, None);
        }
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for trigger in &self.names.triggers {
            let kind = trigger_word(&trigger.event);
            let count = counts.entry(kind).or_default();
            *count += 1;
            let home = self.names.modules.home(trigger.span.file);
            let name = format!("{home}on_{kind}_{count}");
            add(name, &trigger.doc, Source::Trigger(trigger), None, None);
        }
        plans
    }

    /// What each tunnel takes and gives back.
    pub(crate) fn read_heads(&mut self, plans: &[FlowPlan<'t>]) {
        for plan in plans {
            let Source::Tunnel(tunnel) = plan.source else { continue };
            let params = tunnel
                .params
                .iter()
                .map(|param| (param.name.text.clone(), self.resolve(&param.ty), param.name.span))
                .collect();
            let result = tunnel.result.as_ref().map(|ty| self.resolve(ty));
            self.heads.push(Head { flow: plan.id, name: plan.name.clone(), params, result });
        }
    }

    /// What the walk that finds out what is known needs of a flow.
    pub(crate) fn course<'s>(
        &self,
        plan: &FlowPlan<'t>,
        slots: &'s slots::Slots,
        outer: Option<&Outer>,
    ) -> facts::Course<'s>
    where
        't: 's,
    {
        let given = outer
            .iter()
            .flat_map(|outer| outer.slots.iter())
            .filter(|slot| slot.param && !matches!(slot.ty, Some(Type::Optional(_))))
            .map(|slot| slot.name.clone())
            .chain(plan.given().iter().map(|path| (*path).to_owned()))
            .collect();
        facts::Course {
            body: plan.body(),
            shared: self.shared_blocks(plan),
            failed: self.names.failed,
            slots,
            given,
            guard: plan.guard(),
        }
    }

    /// The tunnel of a name, or an error.
    pub(crate) fn tunnel_head(&self, name: &ast::QualifiedName) -> Option<Head> {
        let at = self.names.look_up(&self.names.tunnel_names, name)?;
        self.heads.get(at).cloned()
    }
}

fn trigger_word(event: &ast::TriggerEvent) -> &'static str {
    use ast::TriggerEvent as Event;
    match event {
        Event::Message | Event::Error(_) => "message",
        Event::Link(_) => "link",
        Event::Ad { .. } => "ad",
        Event::Order => "order",
        Event::Event { .. } => "event",
        Event::Schedule(_) => "schedule",
        Event::Silence { .. } => "silence",
        Event::Return { .. } => "return",
        Event::Media => "media",
        Event::Reaction => "reaction",
        Event::Unsupported => "unsupported",
        Event::Group(_) => "group",
    }
}
