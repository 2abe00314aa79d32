//! Flows before they are lowered: who they are, which slots they have, what is known where.

pub(crate) mod bound;
pub(crate) mod facts;
pub(crate) mod slots;

use crate::build::{Build, Head};
use scn_diag::Span;
use scn_graph::{FlowId, FlowKind, Key};
use scn_syntax::ast;

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
    pub(crate) fn key(&self) -> Key {
        Key::of(&self.name)
    }
}

impl<'t> Build<'t> {
    /// All flows with their ids: tunnels, each with its escapes behind it, then the project's escapes, then entries.
    pub(crate) fn plan_flows(&self) -> Vec<FlowPlan<'t>> {
        let mut plans: Vec<FlowPlan<'t>> = Vec::new();
        let mut add = |name: String, doc: &str, kind, source, scope| {
            let id = FlowId(u32::try_from(plans.len()).unwrap_or(u32::MAX));
            let title =
                doc.lines().next().map(str::trim).filter(|line| !line.is_empty()).unwrap_or(&name).to_owned();
            plans.push(FlowPlan { id, name, title, kind, source, scope });
            id
        };
        for tunnel in &self.names.tunnels {
            let name = tunnel.name.text.clone();
            let id = add(name.clone(), &tunnel.doc, FlowKind::Tunnel, Source::Tunnel(tunnel), None);
            for escape in &tunnel.escapes {
                let inner = format!("{name}.{}", escape.name.text);
                add(inner, &escape.doc, FlowKind::Escape, Source::Escape(escape), Some(id));
            }
        }
        for escape in &self.names.escapes {
            add(escape.name.text.clone(), &escape.doc, FlowKind::Escape, Source::Escape(escape), None);
        }
        let (mut messages, mut links) = (0, 0);
        for trigger in &self.names.triggers {
            let name = match &trigger.event {
                ast::TriggerEvent::Link(_) => {
                    links += 1;
                    format!("on_link_{links}")
                }
                _ => {
                    messages += 1;
                    format!("on_message_{messages}")
                }
            };
            add(name, &trigger.doc, FlowKind::Entry, Source::Trigger(trigger), None);
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
            self.heads.push(Head { flow: plan.id, name: tunnel.name.text.clone(), params, result });
        }
    }

    /// The tunnel of a name, or an error.
    pub(crate) fn tunnel_head(&self, name: &ast::QualifiedName) -> Option<Head> {
        let at = self.names.look_up(&self.names.tunnel_names, name)?;
        self.heads.get(at).cloned()
    }
}
