//! The slots of a flow, in the order of the text: parameters first, then what `ask`, `collect`, `set`, `for`, `call … as`
//! and the like make.

use super::FlowPlan;
use super::facts::facts;
use crate::build::{Build, SlotInfo, Ty};
use crate::codes;
use crate::expr::{Known, Loop, Outer, Place, Scope, Want};
use crate::names::duplicate;
use crate::types::{bare, same};
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{SlotId, Type};
use scn_syntax::ast::{self, StatementKind};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

/// The slots of one flow, found by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    list: Vec<SlotInfo>,
    places: BTreeMap<String, SlotId>,
    /// What each `for` keeps, by the place of its variable.
    loops: BTreeMap<Span, LoopSlots>,
}

/// The list, how many items are done, and the item at hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoopSlots {
    pub(crate) list: SlotId,
    pub(crate) done: SlotId,
    pub(crate) item: SlotId,
}

impl Slots {
    pub(crate) fn id(&self, name: &str) -> Option<SlotId> {
        self.places.get(name).copied()
    }

    pub(crate) fn named(&self, name: &str) -> Option<&SlotInfo> {
        self.id(name).and_then(|id| self.list.get(id.index()))
    }

    pub(crate) fn of_loop(&self, variable: &ast::Name) -> Option<LoopSlots> {
        self.loops.get(&variable.span).copied()
    }

    /// The loop that an item belongs to.
    pub(crate) fn loop_of(&self, item: SlotId) -> Option<LoopSlots> {
        self.loops.values().find(|of| of.item == item).copied()
    }

    pub(crate) fn push(&mut self, slot: SlotInfo) -> SlotId {
        let id = SlotId(u16::try_from(self.list.len()).unwrap_or(u16::MAX));
        self.places.insert(slot.name.clone(), id);
        self.list.push(slot);
        id
    }

    fn named_mut(&mut self, name: &str) -> Option<&mut SlotInfo> {
        let id = self.id(name)?;
        self.list.get_mut(id.index())
    }

    /// Names with a `.`: no designer can write one.
    fn add_loop(&mut self, variable: &ast::Name, list: Ty, item: Ty) -> LoopSlots {
        let first = format!("for.{}", variable.text);
        let taken = |name: &String| self.places.contains_key(&format!("{name}.list"));
        let name = std::iter::once(first.clone())
            .chain((2u32..).map(|n| format!("{first}.{n}")))
            .find(|name| !taken(name))
            .unwrap_or(first);
        let mut add = |role: &str, ty: Ty| {
            let name = format!("{name}.{role}");
            self.push(SlotInfo { name, ty, span: variable.span, param: false })
        };
        let slots = LoopSlots {
            list: add("list", list),
            done: add("done", Some(Type::NUMBER)),
            item: add("item", item),
        };
        self.loops.insert(variable.span, slots);
        slots
    }
}

impl Deref for Slots {
    type Target = [SlotInfo];
    fn deref(&self) -> &[SlotInfo] {
        &self.list
    }
}

impl IntoIterator for Slots {
    type Item = SlotInfo;
    type IntoIter = std::vec::IntoIter<SlotInfo>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'s> IntoIterator for &'s Slots {
    type Item = &'s SlotInfo;
    type IntoIter = std::slice::Iter<'s, SlotInfo>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl SlotInfo {
    /// Made by the compiler for its own use.
    pub(crate) fn hidden(&self) -> bool {
        self.name.contains('.')
    }
}

/// Collects the slots of one flow.
struct Collector<'b, 't> {
    b: &'b mut Build<'t>,
    slots: Slots,
    /// The tunnel around an escape.
    outer: Option<Outer>,
    loops: Vec<Loop>,
    /// Each `set` of a value that may be unknown, unless something before it says otherwise.
    perhaps: Vec<Perhaps<'t>>,
}

/// A `set` whose value may be unknown.
struct Perhaps<'t> {
    statement: Span,
    slot: &'t str,
    value: &'t ast::Expr,
    loops: Vec<Loop>,
}

impl<'t> Build<'t> {
    pub(crate) fn read_slots(&mut self, plans: &[FlowPlan<'t>]) {
        for plan in plans {
            let head = self.heads.iter().find(|head| head.flow == plan.id).cloned();
            let outer = self.outer(plan);
            let mut collector =
                Collector { b: self, slots: Slots::default(), outer, loops: Vec::new(), perhaps: Vec::new() };
            let params = head.map(|head| head.params).unwrap_or_default();
            params.into_iter().for_each(|(name, ty, span)| collector.param(name, ty, span));
            collector.trigger(plan);
            collector.block(plan.body());
            if let Some(block) = plan.ladder.and_then(|ladder| ladder.otherwise.as_ref()) {
                collector.block(block);
            }
            collector.settle(plan);
            let slots = collector.slots;
            self.slots.push(slots);
        }
    }

    /// The tunnel around an escape: it comes before its escapes, so its slots are read already.
    pub(crate) fn outer(&self, plan: &FlowPlan<'t>) -> Option<Outer> {
        let flow = plan.scope?;
        let slots = self.slots.get(flow.index()).cloned().map(Rc::new)?;
        Some(Outer { flow, slots })
    }
}

impl<'t> Collector<'_, 't> {
    fn param(&mut self, name: String, ty: Ty, span: Span) {
        match self.slots.named(&name).map(|slot| slot.span) {
            Some(first) => {
                let name = ast::Name { text: name, span };
                self.b.report.add(duplicate(&name, first));
            }
            None => {
                self.slots.push(SlotInfo { name, ty, span, param: true });
            }
        }
    }

    /// `on event shop.shipped(number)`: the parameters are slots, filled from the event.
    fn trigger(&mut self, plan: &FlowPlan<'t>) {
        let super::Source::Trigger(trigger) = plan.source else { return };
        for (name, ty) in self.b.trigger_params(trigger) {
            self.param(name.text, ty, name.span);
        }
    }

    fn block(&mut self, block: &'t ast::Block) {
        block.statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &'t ast::Statement) {
        match &statement.kind {
            StatementKind::Ask(ask) => {
                // Skipped or not, a question with a default leaves a value.
                let sure = ask.modifiers.default.is_some();
                let ty = self.type_asked(&ask.ty).map(|ty| if sure { ty.known().clone() } else { ty });
                self.add(&ask.slot, ty, ask.ty.span);
            }
            StatementKind::Collect(collect) => {
                let ty = self.b.resolve(&collect.ty);
                self.add(&collect.slot, ty, collect.ty.span);
            }
            StatementKind::Set { slot, value } => {
                let ty = self.type_of_set(slot, value);
                if matches!(ty, Some(Type::Optional(_))) {
                    let (statement, loops) = (statement.span, self.loops.clone());
                    self.perhaps.push(Perhaps { statement, slot: &slot.text, value, loops });
                }
                self.add(slot, ty.map(|ty| ty.known().clone()), value.span);
            }
            StatementKind::For { variable, list, body } => return self.for_each(variable, list, body),
            StatementKind::Enter { tunnel, result: Some(result), .. } => {
                let head = self.b.tunnel_head(tunnel);
                let ty = head.and_then(|head| head.result).flatten();
                self.add(result, ty, tunnel.span);
            }
            StatementKind::Call(call) => {
                if let Some(result) = &call.result {
                    self.b.report.mute();
                    let operation = self.b.operation(&call.operation);
                    self.b.report.unmute();
                    let ty = operation.and_then(|(_, signature)| signature.result).flatten();
                    self.add(result, ty, call.operation.span);
                }
            }
            StatementKind::Wait(ast::Wait::UpTo { event, result: Some(result), .. }) => {
                self.b.report.mute();
                let found = self.b.event(event);
                self.b.report.unmute();
                let ty =
                    found.and_then(|(id, _)| self.b.graph.event(id)).map(|event| Type::Record(event.record));
                self.add(result, ty, event.span);
            }
            _ => {}
        }
        blocks(statement).into_iter().for_each(|block| self.block(block));
    }

    /// The type of a question; that of `one of` is the type of the list's items.
    fn type_asked(&mut self, written: &ast::Type) -> Ty {
        let ast::TypeKind::OneOf(list) = &written.kind else { return self.b.resolve(written) };
        let found = self.tried(list, None, Known::default())?;
        let Type::List { of, .. } = found.known() else { return None };
        let of = bare(of.known());
        Some(if written.optional { Type::Optional(Box::new(of)) } else { of })
    }

    fn for_each(&mut self, variable: &'t ast::Name, list: &'t ast::Expr, body: &'t ast::Block) {
        let ty = self.tried(list, None, Known::default()).map(|ty| ty.known().clone());
        let item = match &ty {
            Some(Type::List { of, .. }) => Some(of.as_ref().clone()),
            _ => None,
        };
        let slots = self.slots.add_loop(variable, ty, item.clone());
        self.loops.push(Loop { name: variable.text.clone(), slot: slots.item, ty: item });
        self.block(body);
        self.loops.pop();
    }

    /// The type of a `set` is that of its value.
    fn type_of_set(&mut self, slot: &ast::Name, value: &ast::Expr) -> Ty {
        let before = self.slots.named(&slot.text).and_then(|slot| slot.ty.clone());
        self.tried(value, before.as_ref(), Known::default()).map(|ty| bare(&ty))
    }

    /// A slot set to something that may be unknown may itself be unknown: unless it is known where it is set. What is
    /// known depends on the slots in turn, so this is repeated until nothing changes.
    fn settle(&mut self, plan: &FlowPlan<'t>) {
        let perhaps = std::mem::take(&mut self.perhaps);
        let mut changed = !perhaps.is_empty();
        while changed {
            changed = false;
            let facts = facts(&self.b.course(plan, &self.slots, self.outer.as_ref()));
            for of in &perhaps {
                let Some(Some(known)) = facts.before.get(&of.statement).cloned() else { continue };
                let before = self.slots.named(of.slot).and_then(|slot| slot.ty.clone());
                self.loops = of.loops.clone();
                let found = self.tried(of.value, before.as_ref(), known);
                let slot = self.slots.named_mut(of.slot).filter(|slot| !slot.param);
                let sure = |ty: &Type| !matches!(ty, Type::Optional(_));
                if let (Some(Type::Optional(_)), Some(slot)) = (found, slot)
                    && slot.ty.as_ref().is_some_and(sure)
                {
                    slot.ty = slot.ty.take().map(|ty| Type::Optional(Box::new(ty)));
                    changed = true;
                }
            }
        }
    }

    /// The type of an expression; errors in it are said later, once.
    fn tried(&mut self, value: &ast::Expr, want: Option<&Type>, known: Known) -> Ty {
        let slots = Rc::new(std::mem::take(&mut self.slots));
        let place = Place::Flow { slots: slots.clone(), outer: self.outer.clone() };
        let scope = Scope { sure: true, known, loops: self.loops.clone(), ..Scope::new(place) };
        self.b.report.mute();
        let found = self.b.maybe(&scope, value, Want::of(want));
        self.b.report.unmute();
        drop(scope);
        self.slots = Rc::try_unwrap(slots).unwrap_or_else(|shared| shared.as_ref().clone());
        found.ty
    }

    fn add(&mut self, name: &ast::Name, ty: Ty, written: Span) {
        if let Some(of_tunnel) = self.outer.as_ref().and_then(|outer| outer.slots.named(&name.text)) {
            let diagnostic = Diagnostic::new(
                codes::E1053,
                name.span,
                wording!(
                    "`{name}` belongs to the tunnel around: an escape reads it, but does not change it",
                    name = name.text
                ),
            )
            .label(of_tunnel.span, "the tunnel makes it here")
            .help("use another name for what the escape keeps");
            return self.b.report.add(diagnostic);
        }
        let Some(first) = self.slots.named_mut(&name.text) else {
            let slot = SlotInfo { name: name.text.clone(), ty, span: name.span, param: false };
            self.slots.push(slot);
            return;
        };
        match (&first.ty, &ty) {
            (Some(a), Some(b)) if !same(a, b) => {
                let (first_span, a, b) = (first.span, self.b.words(a), self.b.words(b));
                self.b.report.add(
                    Diagnostic::new(
                        codes::E1020,
                        written,
                        wording!("the slot `{name}` is {b} here, but {a} elsewhere", name = name.text, b, a),
                    )
                    .label(first_span, "its type comes from here")
                    .help("one slot has one type: use another name for the second"),
                );
            }
            (Some(a), Some(b)) => first.ty = Some(both(a, b)),
            (None, Some(b)) => first.ty = Some(b.clone()),
            (_, None) => {}
        }
    }
}

/// The type of a slot that is filled in two places: what holds for either.
fn both(a: &Type, b: &Type) -> Type {
    match (a, b) {
        (Type::Optional(_), _) | (_, Type::Optional(_)) => {
            Type::Optional(Box::new(both(a.known(), b.known())))
        }
        (Type::List { of, min: a, max: x }, Type::List { min: b, max: y, .. }) => {
            let max = x.and_then(|x| y.map(|y| x.max(y)));
            Type::List { of: of.clone(), min: *a.min(b), max }
        }
        (a, _) => a.clone(),
    }
}

/// The blocks inside a statement.
pub(crate) fn blocks(statement: &ast::Statement) -> Vec<&ast::Block> {
    fn from<'a>(modifiers: &'a ast::Modifiers, mut blocks: Vec<&'a ast::Block>) -> Vec<&'a ast::Block> {
        blocks.extend(&modifiers.otherwise);
        blocks.extend(modifiers.expire.iter().map(|expire| &expire.body));
        blocks
    }
    match &statement.kind {
        StatementKind::Ask(ask) => from(&ask.modifiers, Vec::new()),
        StatementKind::Collect(collect) => from(&collect.modifiers, Vec::new()),
        StatementKind::Choose(choose) => {
            from(&choose.modifiers, choose.options.iter().map(|option| &option.body).collect())
        }
        StatementKind::Confirm(confirm) => {
            let sides = confirm.yes.iter().chain(&confirm.no);
            from(&confirm.modifiers, sides.map(|option| &option.body).collect())
        }
        StatementKind::Consent(consent) => {
            let sides = consent.yes.iter().chain(&consent.no);
            from(&consent.modifiers, sides.map(|option| &option.body).collect())
        }
        StatementKind::For { body, .. } => vec![body],
        StatementKind::Call(call) => {
            let slow = call.slow.as_ref().map(|slow| &slow.body);
            call.failed.iter().chain(slow).chain(&call.too_late).collect()
        }
        StatementKind::Wait(ast::Wait::UpTo { late, .. }) => late.iter().collect(),
        StatementKind::Handoff { otherwise, .. } => otherwise.iter().map(|it| &it.body).collect(),
        StatementKind::When { then, otherwise, .. } => std::iter::once(then).chain(otherwise).collect(),
        StatementKind::Match { arms, otherwise, .. } => {
            arms.iter().map(|arm| &arm.body).chain(otherwise).collect()
        }
        StatementKind::Step { body, .. } => vec![body],
        _ => Vec::new(),
    }
}
