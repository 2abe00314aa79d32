//! What goes out to the customer: messages, templates, reactions, passages that answer.

use crate::{Effect, Entry, Fact, Lost, format::Writer, machine::Machine};
use scn_graph::model::Knowledge;
use scn_graph::{
    Attached, Attachment, ButtonDoes, Key, KnowledgeId, Language, Message, NodeId, NodeKind, Phrase, Piece,
    SendTemplate, Tap, Template, TemplateButton, TemplateButtonValue, TemplateCategory, TemplateMessage,
    TextId, Value,
};
use scn_understand::Utterance;

/// One thing said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Spoken {
    Free(Message),
    /// Goes out whether the customer service window is open or not.
    Template(TemplateMessage),
}

impl<'s> Machine<'s> {
    pub(crate) fn send(&mut self, message: Message) {
        self.speak(Spoken::Free(message));
    }

    pub(crate) fn say(&mut self, text: String) {
        self.send(Message::text(text));
    }

    pub(crate) fn say_phrase(&mut self, phrase: Phrase) {
        let text = self.phrase(phrase);
        self.say(text);
    }

    /// The one place where words leave: what must not go out now stays, and the reason is recorded.
    pub(crate) fn speak(&mut self, spoken: Spoken) {
        if self.hushed || spoken.is_empty() {
            return;
        }
        if self.proactive && self.conversation.contact.opted_out {
            return self.withhold("the customer asked for silence");
        }
        let free = matches!(spoken, Spoken::Free(_));
        if free && !self.window_is_open() {
            return self.withhold("the customer service window is closed");
        }
        let seq = self.next_seq();
        self.said += 1;
        self.effects.push(match spoken {
            Spoken::Free(message) => {
                Effect::Send { seq, message, window_until: self.conversation.window_until() }
            }
            Spoken::Template(message) => Effect::SendTemplate { seq, message },
        });
    }

    pub(crate) fn window_is_open(&self) -> bool {
        self.now < self.conversation.window_until()
    }

    fn withhold(&mut self, reason: &str) {
        self.record(Fact::Withheld { reason: reason.to_owned() });
    }

    fn next_seq(&mut self) -> u32 {
        let seq = self.conversation.seq;
        self.conversation.seq = seq.wrapping_add(1);
        seq
    }

    // ------------------------------------------------------------ nodes

    pub(crate) fn say_node(
        &mut self,
        at: usize,
        id: NodeId,
        variants: &[TextId],
        attached: Option<&Attachment>,
        or_send: Option<&SendTemplate>,
        next: NodeId,
    ) {
        let instead = or_send.filter(|_| !self.window_is_open()).and_then(|send| self.template(at, send));
        let spoken = match instead {
            Some(template) => Spoken::Template(template),
            None => Spoken::Free(Message {
                attached: attached.map(|attached| self.attached(at, attached)),
                ..Message::text(self.variant(at, id, variants))
            }),
        };
        match &mut self.muted {
            Some(muted) => muted.held.push(spoken),
            None => self.speak(spoken),
        }
        self.go(at, next);
    }

    /// `send`: a re-walk sends it again only with other values.
    pub(crate) fn send_node(&mut self, at: usize, id: NodeId, send: &SendTemplate, next: NodeId) {
        self.go(at, next);
        let Some(template) = self.template(at, send) else { return };
        if self.new_effect(at, id, crate::calls::hash(template.preview.as_bytes())) {
            self.speak(Spoken::Template(template));
        }
    }

    pub(crate) fn react(&mut self, at: usize, id: NodeId, emoji: TextId, next: NodeId) {
        if !self.passed(at, id) && !self.hushed {
            if self.window_is_open() {
                let emoji = self.text(at, emoji);
                let seq = self.next_seq();
                self.effects.push(Effect::React { seq, emoji });
            } else {
                self.withhold("the customer service window is closed");
            }
            self.journal(at, Entry::Passed(id));
        }
        self.go(at, next);
    }

    /// `answer from`: the passage that answers the customer's words.
    pub(crate) fn answer_from(&mut self, at: usize, knowledge: KnowledgeId, next: NodeId, otherwise: NodeId) {
        let language = self.scenario.graph.settings.languages.get(self.language).copied();
        let known = self.scenario.graph.knowledge_base(knowledge);
        let found = known.zip(self.message.as_deref()).map(|(knowledge, words)| {
            (knowledge, scn_understand::answers(&Utterance::new(words), knowledge, language))
        });
        let best = found.as_ref().and_then(|(knowledge, found)| {
            let (place, score) = *found.first()?;
            Some((
                knowledge.passages.get(place)?,
                source(knowledge, place),
                score,
                scn_understand::needed(found),
            ))
        });
        match best {
            Some((passage, source, score, needs)) if score >= needs => {
                self.understood(8, source, score);
                self.say(passage.answer.clone());
                self.go(at, next);
            }
            nearest => {
                if let Some((_, source, score, needs)) = nearest {
                    self.considered(8, source, score, Lost::TooLow { needs });
                }
                self.declined = Some(self.said);
                self.go(at, otherwise);
            }
        }
    }

    /// One of several wordings: the same for the same contact and moment.
    pub(crate) fn variant(&self, at: usize, id: NodeId, variants: &[TextId]) -> String {
        let turn =
            self.conversation.last_inbound.unwrap_or_default().0 as u64 ^ u64::from(self.conversation.seq);
        let mix = (turn ^ u64::from(id.0)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let place = if variants.len() < 2 { 0 } else { mix as usize % variants.len() };
        variants.get(place).map(|text| self.text(at, *text)).unwrap_or_default()
    }

    fn attached(&self, at: usize, attachment: &Attachment) -> Attached {
        let text = |id: &TextId| self.text(at, *id);
        match attachment {
            Attachment::Image { source } => Attached::Image { source: text(source) },
            Attachment::Audio { source } => Attached::Audio { source: text(source) },
            Attachment::Video { source } => Attached::Video { source: text(source) },
            Attachment::Document { source } => Attached::Document { source: text(source) },
            Attachment::Sticker { source } => Attached::Sticker { source: text(source) },
            Attachment::Place { name, latitude, longitude, address } => Attached::Place {
                name: name.as_ref().map(text),
                latitude: latitude.clone(),
                longitude: longitude.clone(),
                address: address.as_ref().map(text),
            },
            Attachment::Contact { name, phone } => Attached::Contact { name: text(name), phone: text(phone) },
            Attachment::Link { label, url } => Attached::Link { label: text(label), url: text(url) },
        }
    }

    // ------------------------------------------------------------ templates

    /// A template with its values, in the contact's language when it exists there, else in its first.
    pub(crate) fn template(&self, at: usize, send: &SendTemplate) -> Option<TemplateMessage> {
        let shape = self.scenario.graph.message_template(send.template)?;
        let languages = &self.scenario.graph.settings.languages;
        let spoken = languages.get(self.language);
        let (language, texts) =
            shape.languages.iter().find(|(of, _)| Some(of) == spoken).or(shape.languages.first())?;
        let scope = self.scope(at);
        let args: Vec<Option<Value>> =
            send.args.iter().map(|arg| arg.as_ref().and_then(|expr| scope.value(expr))).collect();
        let values = Values { machine: self, at, args, language: *language };
        let parts = [texts.header.as_ref(), Some(&texts.body), texts.footer.as_ref()];
        let body = values.holes(&texts.body);
        let buttons = match shape.category {
            // the platform adds the button that copies the code, and wants the code for it once more
            TemplateCategory::Authentication => {
                body.first().cloned().map(TemplateButtonValue::Code).into_iter().collect()
            }
            _ => texts.buttons.iter().map(|button| values.button(button)).collect(),
        };
        let preview: Vec<String> = parts.into_iter().flatten().map(|part| values.whole(part)).collect();
        Some(TemplateMessage {
            name: shape.name.clone(),
            language: *language,
            header: texts.header.as_ref().map(|header| values.holes(header)).unwrap_or_default(),
            body,
            buttons,
            preview: preview.join("\n"),
        })
    }

    /// Speech of the bot's own accord waits for the end of the quiet hours: true when this node has to.
    pub(crate) fn hold_for_quiet(&mut self, at: usize, id: NodeId, kind: &NodeKind) -> bool {
        let speaks =
            matches!(kind, NodeKind::Say { .. } | NodeKind::SendTemplate { .. } | NodeKind::Question { .. });
        if !self.proactive || !speaks || self.muted.is_some() {
            return false;
        }
        let Some(until) = self.quiet_until(self.now) else { return false };
        let what = self.frame(at).map(|frame| self.flow_name(frame.flow)).unwrap_or_default();
        self.record(Fact::Held { what, until: Some(until) });
        self.set_wait(at, id, until);
        true
    }
}

impl Spoken {
    fn is_empty(&self) -> bool {
        match self {
            Spoken::Free(message) => {
                message.text.trim().is_empty() && message.options.is_empty() && message.attached.is_none()
            }
            Spoken::Template(_) => false,
        }
    }
}

/// What stands in the holes of a template.
struct Values<'m, 's> {
    machine: &'m Machine<'s>,
    at: usize,
    args: Vec<Option<Value>>,
    language: Language,
}

impl Values<'_, '_> {
    /// The platform takes no line breaks in a value and no empty one.
    fn hole(&self, piece: &Piece) -> String {
        let text = self.write(std::slice::from_ref(piece));
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.is_empty() { "-".to_owned() } else { words.join(" ") }
    }

    fn write(&self, pieces: &[Piece]) -> String {
        let scope = crate::eval::Scope { own: &self.args, ..self.machine.scope(self.at) };
        let languages = &self.machine.scenario.graph.settings.languages;
        let place = languages.iter().position(|known| *known == self.language);
        let writer = Writer { scope: &scope, language: place.unwrap_or(self.machine.language) };
        writer.written(pieces, &mut Vec::new()).unwrap_or_default()
    }

    fn holes(&self, template: &Template) -> Vec<String> {
        let hole = |piece: &&Piece| !matches!(piece, Piece::Literal(_));
        template.pieces.iter().filter(hole).map(|piece| self.hole(piece)).collect()
    }

    fn whole(&self, template: &Template) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) => text.clone(),
            hole => self.hole(hole),
        };
        template.pieces.iter().map(piece).collect()
    }

    fn button(&self, button: &TemplateButton) -> TemplateButtonValue {
        match &button.does {
            ButtonDoes::Url(url) => TemplateButtonValue::Url(url_end(url).map(|end| self.write(end))),
            ButtonDoes::Start(flow) => {
                let flow = self.machine.scenario.graph.flow(*flow);
                let tap = flow.map(|flow| Tap { question: Key::of("template"), option: flow.key });
                TemplateButtonValue::Reply(tap)
            }
            ButtonDoes::Reply => TemplateButtonValue::Reply(None),
        }
    }
}

/// The pieces of an address from its first hole on.
fn url_end(url: &Template) -> Option<&[Piece]> {
    let first = url.pieces.iter().position(|piece| !matches!(piece, Piece::Literal(_)))?;
    url.pieces.get(first..)
}

/// Where an answer stands: the file, and the question or heading in it.
fn source(knowledge: &Knowledge, place: usize) -> String {
    let question = knowledge.passages.get(place).and_then(|passage| passage.questions.first());
    format!("{} › {}", knowledge.name, question.map_or("", String::as_str))
}
