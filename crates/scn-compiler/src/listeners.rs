//! What escapes and entries listen to, and the model learnt from their examples.

use crate::build::Build;
use crate::codes;
use crate::expr::{Place, Scope};
use crate::flow::{FlowPlan, Source};
use crate::translate::Said;
use crate::worded::Heard;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::model::{Listener, ListenerKind};
use scn_graph::{FlowId, Language, Template, Type};
use scn_syntax::ast::{self, TriggerEvent};
use scn_understand::{Class, fold};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Examples kept for pictures.
const SHOWN: usize = 3;

/// `escape anything` takes what nothing else understood.
fn is_anything(escape: &ast::Escape) -> bool {
    escape.name.text == "anything"
}

/// What there is to learn from: the examples, and what the designer calls the listener.
fn classes<'a>(plans: &'a [FlowPlan<'_>], listeners: &[Listener], heard: &'a [Heard]) -> Vec<Class<'a>> {
    let plans: BTreeMap<FlowId, &FlowPlan<'_>> = plans.iter().map(|plan| (plan.id, plan)).collect();
    let name = |listener: &Listener| plans.get(&listener.flow).map_or("", |plan| own_name(plan));
    let names: Vec<&str> = listeners.iter().map(name).collect();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    names.iter().for_each(|name| *times.entry(name).or_default() += 1);
    let class = |(name, heard): (&&'a str, &'a Heard)| Class {
        // A name that several have tells nothing about any of them.
        name: if times.get(name) == Some(&1) { name } else { "" },
        examples: heard.like.iter().map(|said| said.text.as_str()).collect(),
    };
    names.iter().zip(heard).map(class).collect()
}

/// The `##` title, or the name of an escape; an entry without a title has none.
fn own_name<'a>(plan: &'a FlowPlan<'_>) -> &'a str {
    match plan.source {
        _ if plan.title != plan.name => &plan.title,
        Source::Escape(_) => plan.name.rsplit('.').next().unwrap_or_default(),
        _ => "",
    }
}

impl<'t> Build<'t> {
    pub(crate) fn read_listeners(&mut self, plans: &[FlowPlan<'t>]) {
        for plan in plans {
            let (hears, kind) = match plan.source {
                Source::Tunnel(_) => continue,
                Source::Escape(escape) if is_anything(escape) => (&escape.hears, ListenerKind::Anything),
                Source::Escape(escape) => (&escape.hears, ListenerKind::Escape),
                Source::Trigger(trigger) => match &trigger.event {
                    TriggerEvent::Message => (&trigger.hears, ListenerKind::Entry),
                    TriggerEvent::Link(code) => {
                        self.link(code, plan);
                        continue;
                    }
                    _ => continue,
                },
            };
            if kind != ListenerKind::Anything {
                self.check_not_deaf(plan, hears);
            }
            let (listener, heard) = self.listener(plan, hears, kind);
            self.graph.listeners.push(listener);
            self.words.listeners.push(heard);
        }
        let heard = std::mem::take(&mut self.words.listeners);
        self.check_given_twice(plans, &heard);
        self.graph.intents = self.learnt.of(&classes(plans, &self.graph.listeners, &heard));
        self.words.listeners = heard;
        self.check_starts(plans);
    }

    fn listener(
        &mut self,
        plan: &FlowPlan<'t>,
        hears: &'t ast::Hears,
        kind: ListenerKind,
    ) -> (Listener, Heard) {
        let like = self.said_in_languages(&format!("{}.like", plan.name), &hears.like);
        let words = self.said_in_languages(&format!("{}.says", plan.name), &hears.says);
        self.name_for_customers(plan, like.iter().chain(&words));
        like.iter().for_each(|example| self.check_not_empty(example.span, example.text.trim().is_empty()));
        let mut says: Vec<String> = Vec::new();
        for word in &words {
            let folded = fold(&word.text);
            self.check_not_empty(word.span, folded.is_empty());
            if !says.contains(&folded) {
                says.push(folded);
            }
        }
        let patterns = hears.matching.iter();
        let matching: Vec<_> =
            patterns.filter_map(|pattern| Some((self.pattern(pattern)?, pattern.span))).collect();
        let scope = self.listening_scope(plan);
        let only_when = hears.only_when.as_ref().map(|condition| self.condition(&scope, condition).expr);
        let plain = hears.says.iter().filter_map(ast::Text::plain);
        let shown = like.iter().map(|example| example.text.clone()).chain(plain).take(SHOWN).collect();
        let patterns = matching.iter().map(|(pattern, _)| *pattern).collect();
        let listener =
            Listener { flow: plan.id, scope: plan.scope, kind, shown, says, matching: patterns, only_when };
        (listener, Heard { like, says: words, matching })
    }

    /// What customers read when this is offered to them: its `##` title in the language it is written in, elsewhere
    /// an example of what they might say.
    fn name_for_customers<'s>(&mut self, plan: &FlowPlan<'t>, said: impl Iterator<Item = &'s Said> + Clone) {
        let written = self.source_language(plan.place().file);
        let titled = plan.title != plan.name;
        let name = |language: Language| {
            if language == written && titled {
                return Some(plan.title.clone());
            }
            if language == written && matches!(plan.source, Source::Escape(_)) {
                return plan.name.rsplit('.').next().map(|name| name.replace('_', " "));
            }
            said.clone().find(|said| said.language == language).map(|said| said.text.clone())
        };
        let names: Vec<Option<String>> = self.languages.iter().map(|language| name(*language)).collect();
        let Some(other) = names.iter().flatten().next().cloned() else { return };
        let name = |name: Option<String>| Some(Template::literal(name.unwrap_or_else(|| other.clone())));
        let row = names.into_iter().map(name).collect();
        let id = self.unique_text_id(&format!("{}.name", plan.name));
        let text = self.add_row(id, row, plan.place());
        self.graph.spoken.insert(plan.id, text);
    }

    /// What the condition of a listener reads: that of a tunnel's own escape also the tunnel's slots, which may be
    /// unset while it listens; parameters are not.
    fn listening_scope(&self, plan: &FlowPlan<'t>) -> Scope {
        let Some(outer) = self.outer(plan) else {
            return Scope::new(Place::Outside("the condition of an escape or an entry"));
        };
        let given =
            outer.slots.iter().filter(|slot| slot.param && !matches!(slot.ty, Some(Type::Optional(_))));
        let given: Vec<String> = given.map(|slot| slot.name.clone()).collect();
        let mut scope = Scope::new(Place::Flow { slots: Rc::default(), outer: Some(outer) });
        given.iter().for_each(|name| scope.known.insert(name));
        scope
    }

    fn link(&mut self, code: &'t ast::Text, plan: &FlowPlan<'t>) {
        let Some(plain) = self.plain(code) else { return };
        let folded = fold(&plain);
        self.check_not_empty(code.span, folded.is_empty());
        self.words.links.insert(folded.clone(), code.span);
        if self.graph.links.insert(folded, plan.id).is_some() {
            self.report.add(
                Diagnostic::new(codes::E1008, code.span, wording!("the link `{plain}` is used twice", plain))
                    .help("one link opens one conversation: give it another code"),
            );
        }
    }

    fn check_not_deaf(&mut self, plan: &FlowPlan<'t>, hears: &ast::Hears) {
        if hears.like.is_empty() && hears.says.is_empty() && hears.matching.is_empty() {
            let what = if matches!(plan.source, Source::Escape(_)) { "this escape" } else { "this entry" };
            let place = match plan.source {
                Source::Trigger(trigger) => {
                    Span { end: trigger.body.span.start.max(trigger.span.start), ..trigger.span }
                }
                _ => plan.place(),
            };
            self.report.add(
                Diagnostic::new(codes::E2014, place, wording!("{what} listens to nothing, so nothing ever opens it", what))
                    .help("say what customers write: `like \"…\", \"…\"`, `says \"word\"` or `matching /…/`; `matching /./` is any text"),
            );
        }
    }

    /// Two listeners with one example could never be told apart. Those of two different tunnels never meet.
    fn check_given_twice(&mut self, plans: &[FlowPlan<'t>], listeners: &[Heard]) {
        let mut seen: BTreeMap<String, Vec<(usize, Span)>> = BTreeMap::new();
        for (class, heard) in listeners.iter().enumerate() {
            for example in &heard.like {
                let places = seen.entry(fold(&example.text)).or_default();
                let other =
                    places.iter().find(|(other, _)| *other != class && self.may_meet(*other, class)).copied();
                places.push((class, example.span));
                let Some((other, first)) = other else { continue };
                let name =
                    self.graph.listeners.get(other).and_then(|listener| plans.get(listener.flow.index()));
                let name = name.map(|plan| plan.title.clone()).unwrap_or_default();
                self.report.add(
                    Diagnostic::new(
                        codes::E2013,
                        example.span,
                        wording!(
                            "`{example}` is already an example of `{name}`",
                            example = example.text,
                            name
                        ),
                    )
                    .label(first, "it stands here too")
                    .help("keep it where it belongs: one sentence cannot open two things"),
                );
            }
        }
    }

    fn may_meet(&self, a: usize, b: usize) -> bool {
        let scope = |at: usize| self.graph.listeners.get(at).and_then(|listener| listener.scope);
        match (scope(a), scope(b)) {
            (Some(a), Some(b)) => a == b,
            // an escape of a tunnel may answer in its own way what the project also answers
            (Some(_), None) | (None, Some(_)) => false,
            (None, None) => true,
        }
    }

    fn check_starts(&mut self, plans: &[FlowPlan<'t>]) {
        let own = |tunnel: &&ast::Tunnel| !self.names.modules.is_standard(tunnel.span.file);
        let has_tunnels = self.names.tunnels.iter().copied().any(|tunnel| own(&tunnel));
        if has_tunnels
            && self.names.scenario.is_some()
            && !plans.iter().any(|plan| matches!(plan.source, Source::Trigger(_)))
        {
            let place = self.first_place();
            self.report.add(
                Diagnostic::new(
                    codes::W2002,
                    place,
                    "no conversation ever starts: nothing says what opens a tunnel",
                )
                .help("add an entry such as `on message like \"hello\" { enter TUNNEL }`"),
            );
        }
    }
}
