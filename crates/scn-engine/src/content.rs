//! Answers without words: a picture, a place, a card.

use crate::{Content, MediaKind, Stage, answer::Heard, machine::Machine};
use scn_graph::{Answer, Type, Value};

impl Machine<'_> {
    /// What came fits the pending question, and answers it.
    pub(crate) fn hear_content(&mut self, content: &Content) -> bool {
        if matches!(content, Content::Text(_) | Content::Tap { .. } | Content::Reaction { .. }) {
            return false;
        }
        let Some((at, id, question)) = self.pending() else { return false };
        let ty = match &question.answer {
            Answer::Slot { ty, .. } => ty,
            Answer::Collect { .. } => match self.asked_field(at, question) {
                Some((_, field)) => &field.ty,
                None => return false,
            },
            _ => return false,
        };
        let Some(value) = self.value_of(at, ty, content) else { return false };
        self.conversation.offer = None;
        match &question.answer {
            Answer::Collect { .. } => self.take_field(at, id, question, value),
            _ => {
                self.set_stage(at, Stage::Asked);
                self.answered(at, id, question, Heard::Value { value, whole: true, score: 1000 });
            }
        }
        true
    }

    fn value_of(&self, at: usize, ty: &Type, content: &Content) -> Option<Value> {
        let phone = |written: &Option<String>| {
            let words = scn_understand::Utterance::new(written.as_deref()?);
            match self.hear_value(at, &Type::Phone, &words) {
                Heard::Value { value: Value::Phone(phone), .. } => Some(phone),
                _ => None,
            }
        };
        match (ty.known(), content) {
            (Type::Place, Content::Place { latitude, longitude, name }) => {
                Some(Value::Place { latitude: *latitude, longitude: *longitude, name: name.clone() })
            }
            (Type::Address, Content::Place { latitude, longitude, name }) => {
                Some(Value::Address(match name.as_deref().map(str::trim) {
                    Some(name) if !name.is_empty() => name.to_owned(),
                    _ => format!("{latitude:.5}, {longitude:.5}"),
                }))
            }
            (Type::ContactCard, Content::ContactCard { name, phone: written }) => {
                Some(Value::ContactCard { name: name.clone(), phone: phone(written) })
            }
            (Type::Phone, Content::ContactCard { phone: written, .. }) => phone(written).map(Value::Phone),
            (Type::List { of, .. }, _) => self.value_of(at, of, content).map(|one| Value::List(vec![one])),
            (ty, Content::Media { kind, id, mime, .. }) if shows(*kind, ty) => {
                Some(Value::Media { id: id.clone(), mime: mime.clone() })
            }
            _ => None,
        }
    }
}

fn shows(kind: MediaKind, ty: &Type) -> bool {
    matches!(
        (ty, kind),
        (Type::Image, MediaKind::Image)
            | (Type::Audio, MediaKind::Audio | MediaKind::Voice)
            | (Type::Video, MediaKind::Video)
            | (Type::Document, MediaKind::Document)
    )
}
