//! The words of each box.

use super::boxes::{Builder, Kind, ROOM, Shape, TEXT};
use super::measure;
use crate::rendering::{Why, rendering};
use crate::{
    Answer, Attachment, Expr, FlowId, Language, Node, NodeId, NodeKind, Param, Piece, Question, Render,
    SendTemplate, Template, TextId, Type, locks_after, words,
};

const MOST_LINES: usize = 6;
const MOST_CHIPS: usize = 10;
const MOST_REMINDERS: usize = 4;

impl Builder<'_> {
    pub(super) fn text(&self, id: TextId) -> String {
        let template = self.graph.template(id, 0);
        template.map(|template| words::template(self.graph, Some(self.flow), template)).unwrap_or_default()
    }

    pub(super) fn shape(&self, id: NodeId, node: &Node) -> Shape {
        let say = |of: &Expr| words::expr(self.graph, Some(self.flow), of);
        let slot = |slot: &crate::SlotId| {
            self.flow.slots.get(slot.index()).map_or_else(|| "…".to_owned(), |slot| slot.name.clone())
        };
        let memory = |field: &crate::MemoryId| {
            self.graph.memory_field(*field).map_or_else(|| "…".to_owned(), |field| field.name.clone())
        };
        let (kind, text) = match &node.kind {
            NodeKind::Say { variants, .. } => {
                let first = variants.first().map(|id| self.text(*id)).unwrap_or_default();
                let more = variants.len().saturating_sub(1);
                (Kind::Say, if more > 0 { format!("{first}\n(or {more} other wordings)") } else { first })
            }
            NodeKind::Question { question } => {
                (Kind::Question, self.graph.question(*question).map(|it| self.asked(it)).unwrap_or_default())
            }
            NodeKind::Set { slot: id, value, .. } => (Kind::Quiet, format!("{} = {}", slot(id), say(value))),
            NodeKind::Branch { condition, .. } => (Kind::Fork, format!("{} ?", say(condition))),
            NodeKind::Match { subject, .. } => (Kind::Fork, format!("{} ?", say(subject))),
            NodeKind::For { items, .. } => (Kind::Fork, format!("for each of {}", say(items))),
            NodeKind::Enter { flow, .. } => (Kind::Enter, self.title(*flow)),
            NodeKind::Go { .. } => (Kind::Jump, String::new()),
            NodeKind::Done { result: Some(result) } => (Kind::End, format!("end: {}", say(result))),
            NodeKind::Done { result: None } => (Kind::End, "end".to_owned()),
            NodeKind::Leave => (Kind::End, "leave".to_owned()),
            NodeKind::Resume => (Kind::End, "back to the question".to_owned()),
            NodeKind::Restart => (Kind::End, "from the start again".to_owned()),
            NodeKind::Correct => (Kind::End, "choose what to change".to_owned()),
            NodeKind::Wait { span, .. } => (Kind::Wait, format!("wait {}", words::duration(*span))),
            NodeKind::WaitUntil { moment, .. } => (Kind::Wait, format!("wait until {}", say(moment))),
            NodeKind::WaitFor { event, span, .. } => {
                let event = self.graph.event(*event).map_or("…", |event| event.name.as_str());
                (Kind::Wait, format!("wait for {event}\nup to {}", words::duration(*span)))
            }
            NodeKind::Call { operation, .. } => {
                let name = self.graph.operation(*operation).map_or("…", |it| it.name.as_str());
                (Kind::Call, format!("call {name}"))
            }
            NodeKind::SendTemplate { send, .. } => (Kind::Template, self.template(send)),
            NodeKind::Answer { knowledge, .. } => {
                let name = self.graph.knowledge_base(*knowledge).map_or("…", |it| it.name.as_str());
                (Kind::Say, format!("answer from {name}"))
            }
            NodeKind::Emit { event, .. } => (Kind::Quiet, format!("emit {event}")),
            NodeKind::React { emoji, .. } => (Kind::Quiet, format!("react {}", self.text(*emoji))),
            NodeKind::Remember { field, value, .. } => {
                (Kind::Quiet, format!("remember {} = {}", memory(field), say(value)))
            }
            NodeKind::Forget { field, .. } => (Kind::Quiet, format!("forget {}", memory(field))),
            NodeKind::Opt { out: true, .. } => (Kind::Quiet, "opt out".to_owned()),
            NodeKind::Opt { out: false, .. } => (Kind::Quiet, "opt in".to_owned()),
            NodeKind::Withdraw { purpose, .. } => {
                let name = self.graph.purpose(*purpose).map_or("…", |it| it.name.as_str());
                (Kind::Quiet, format!("forget consent.{name}"))
            }
            NodeKind::Erase { .. } => (Kind::Quiet, "forget everything".to_owned()),
            NodeKind::Unanswered { after, .. } => {
                (Kind::Wait, format!("people have {}", words::duration(*after)))
            }
            NodeKind::Handoff { team, because, .. } => (Kind::Handoff, self.handoff(*team, *because)),
        };
        let step = node.step.and_then(|at| self.graph.steps.get(at as usize));
        let question = match &node.kind {
            NodeKind::Question { question } => self.graph.question(*question),
            _ => None,
        };
        let mut lines = measure::wrap(&text, TEXT, ROOM, MOST_LINES);
        lines.extend(self.shown_as(&node.kind));
        Shape {
            kind,
            lines,
            chips: self.chips(&node.kind),
            reminders: question.map(reminders).unwrap_or_default(),
            fixed: self.fixed(id),
            note: question.and_then(|question| self.note(question)),
            step: step.filter(|step| self.settle(step.start) == Some(id)).map(|step| step.name.clone()),
            link: match &node.kind {
                NodeKind::Enter { flow, .. } => Some(*flow),
                _ => None,
            },
        }
    }

    /// How the options of a question are shown, in the first language.
    fn shown_as(&self, kind: &NodeKind) -> Option<String> {
        let NodeKind::Question { question } = kind else { return None };
        let found = rendering(&mut self.lengths.borrow_mut(), *question, 0)?;
        (found.why != Why::NothingToTap).then(|| format!("({})", found.shape.name()))
    }

    /// The question, and what is asked after each record of a list.
    fn asked(&self, question: &Question) -> String {
        let prompt = self.text(question.prompt);
        match &question.answer {
            Answer::Collect { more: Some(more), .. } => format!("{prompt}\n… {}", self.text(*more)),
            _ => prompt,
        }
    }

    /// The template as a customer reads it, in the first language.
    fn template(&self, send: &SendTemplate) -> String {
        let Some(template) = self.graph.message_template(send.template) else {
            return "template …".to_owned();
        };
        let first = self.graph.settings.languages.first().copied().unwrap_or(Language::En);
        let texts = template.languages.iter().find(|(language, _)| *language == first);
        let body = texts.or(template.languages.first()).map(|(_, texts)| {
            let body = Template { pieces: named(&texts.body.pieces, &template.params) };
            words::template(self.graph, None, &body)
        });
        format!("template {}\n{}", template.name, body.unwrap_or_default())
    }

    /// The point of no return: what a customer can no longer change from here on.
    fn fixed(&self, id: NodeId) -> Option<String> {
        let locks = locks_after(self.graph, id);
        let irreversible = match self.graph.node(id).map(|node| &node.kind) {
            Some(NodeKind::Call { operation, .. }) => self.graph.operation(*operation)?.irreversible,
            _ => false,
        };
        let named = locks.iter().filter_map(|slot| self.flow.slots.get(slot.index()));
        let names: Vec<&str> =
            named.map(|slot| slot.name.as_str()).filter(|name| !name.contains('.')).collect();
        match (names.is_empty(), irreversible) {
            (true, false) => None,
            (true, true) => Some("cannot be undone".to_owned()),
            (false, _) => Some(format!("fixed from here: {}", names.join(", "))),
        }
    }

    /// What a message carries besides words.
    fn attached(&self, of: &Attachment) -> String {
        let file = |kind: &str, source: TextId| {
            let source = self.text(source);
            format!("{kind} {}", source.rsplit('/').next().unwrap_or_default())
        };
        match of {
            Attachment::Image { source } => file("image", *source),
            Attachment::Audio { source } => file("audio", *source),
            Attachment::Video { source } => file("video", *source),
            Attachment::Document { source } => file("document", *source),
            Attachment::Sticker { source } => file("sticker", *source),
            Attachment::Place { name, .. } => {
                format!("place {}", name.map(|name| self.text(name)).unwrap_or_default())
            }
            Attachment::Contact { name, .. } => format!("contact {}", self.text(*name)),
            Attachment::Link { label, .. } => format!("↗ {}", self.text(*label)),
        }
    }

    fn title(&self, flow: FlowId) -> String {
        self.graph.flow(flow).map_or_else(|| "…".to_owned(), super::boxes::title)
    }

    fn handoff(&self, team: Option<crate::TeamId>, because: Option<TextId>) -> String {
        let team = team.and_then(|team| self.graph.team(team));
        let label = team.and_then(|team| team.label).map(|label| self.text(label));
        let label =
            label.or_else(|| team.map(|team| team.name.clone())).unwrap_or_else(|| "a person".to_owned());
        let because = because.map(|because| format!("\n{}", self.text(because))).unwrap_or_default();
        format!("to {label}{because}")
    }

    /// What can be tapped, when all of it leads the same way; what is attached to a message.
    fn chips(&self, kind: &NodeKind) -> Vec<String> {
        let labels = match kind {
            NodeKind::Say { attached, or_send, .. } => {
                let attached = attached.iter().map(|attached| self.attached(attached));
                let template = or_send.iter().map(|send| self.instead(send));
                attached.chain(template).collect()
            }
            NodeKind::Question { question } => {
                self.graph.question(*question).map(|question| self.options(question)).unwrap_or_default()
            }
            NodeKind::Call { slow: Some((span, _)), .. } => {
                vec![format!("says so after {}", words::duration(*span))]
            }
            _ => Vec::new(),
        };
        let more = labels.len().saturating_sub(MOST_CHIPS);
        let shown = labels.into_iter().take(MOST_CHIPS);
        let rest = (more > 0).then(|| format!("+{more}"));
        shown.chain(rest).map(|label| measure::cut(&label, super::SMALL, ROOM - 16.0)).collect()
    }

    /// What goes out when the window is closed.
    fn instead(&self, send: &SendTemplate) -> String {
        let name =
            self.graph.message_template(send.template).map_or("…", |template| template.name.as_str());
        format!("later: template {name}")
    }

    fn options(&self, question: &Question) -> Vec<String> {
        match &question.answer {
            Answer::Slot { ty, among, .. } if question.render != Render::Text => {
                if let Some(among) = among {
                    return vec![format!("one of {}", words::expr(self.graph, Some(self.flow), among))];
                }
                self.values(ty)
            }
            Answer::Collect { record, many, min, max, .. } => {
                let name = self.graph.record(*record).map_or("…", |record| record.name.as_str());
                let count = match (many, max) {
                    (false, _) => "one".to_owned(),
                    (true, Some(max)) => format!("{min} to {max}"),
                    (true, None) => format!("{min} or more"),
                };
                vec![format!("{count} {name}")]
            }
            _ => Vec::new(),
        }
    }

    fn values(&self, ty: &Type) -> Vec<String> {
        match ty.known() {
            Type::Choice(id) => {
                let values =
                    self.graph.choice(*id).map(|choice| choice.values.as_slice()).unwrap_or_default();
                values.iter().map(|value| self.text(value.label)).collect()
            }
            Type::Row(id) => {
                let catalog = self.graph.catalog(*id);
                catalog.map(|it| format!("{}: {} rows", it.name, it.rows.len())).into_iter().collect()
            }
            other => answer_kind(other).map(str::to_owned).into_iter().collect(),
        }
    }
}

/// The holes of a template by the names of its parameters.
fn named(pieces: &[Piece], params: &[Param]) -> Vec<Piece> {
    let one = |piece: &Piece| match piece {
        Piece::Value(Expr::Own(at), style) => {
            let name = params.get(usize::from(*at)).map_or("…", |param| param.name.as_str());
            Piece::Value(Expr::Named(name.to_owned()), *style)
        }
        Piece::Optional(inner) => Piece::Optional(named(inner, params)),
        other => other.clone(),
    };
    pieces.iter().map(one).collect()
}

/// `reminds after 2 hours`, a few of them.
fn reminders(question: &Question) -> Vec<String> {
    let more = question.reminders.len().saturating_sub(MOST_REMINDERS);
    let shown = question.reminders.iter().take(MOST_REMINDERS);
    let shown = shown.map(|remind| format!("reminds after {}", words::duration(remind.after)));
    shown.chain((more > 0).then(|| format!("+{more}"))).collect()
}

/// What a question without options waits for.
fn answer_kind(ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::Text { .. } => "a text",
        Type::Number { .. } | Type::Decimal { .. } => "a number",
        Type::Money { .. } => "an amount",
        Type::YesNo => "yes or no",
        Type::Date(_) => "a date",
        Type::Time(_) => "a time",
        Type::DateTime(_) => "a date and time",
        Type::Duration => "a duration",
        Type::Phone => "a phone number",
        Type::Email => "an e-mail address",
        Type::Url => "a link",
        Type::Address => "an address",
        Type::Place => "a location",
        Type::Image => "a picture",
        Type::Audio => "a voice note",
        Type::Video => "a video",
        Type::Document => "a document",
        Type::ContactCard => "a contact card",
        _ => return None,
    })
}
