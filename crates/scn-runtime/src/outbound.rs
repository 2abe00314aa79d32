//! What lies in the outbox: a message of some kind, as bytes that later versions read.

use scn_graph::{Message, MessageOption, Render, StateError, TemplateMessage, decode_state, encode_state};
use serde::{Deserialize, Serialize};

/// The first byte of a row written by this version. The version before wrote a bare message behind a 1.
const TAG: u8 = 2;

/// Something for the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Outbound {
    Message(Message),
    Template(TemplateMessage),
    /// An emoji on the customer's message `to`.
    Reaction {
        to: String,
        emoji: String,
    },
}

impl Outbound {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![TAG];
        bytes.extend(encode_state(self));
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Outbound, StateError> {
        match bytes.split_first() {
            Some((&TAG, state)) => decode_state(state),
            Some((tag, _)) if *tag > TAG => Err(StateError::Newer),
            _ => decode_state::<Before>(bytes).map(Before::now),
        }
    }
}

/// A message of the first version: words and options.
#[derive(Serialize, Deserialize)]
struct Before {
    text: String,
    options: Vec<MessageOption>,
    render: Render,
    list_label: String,
}

impl Before {
    fn now(self) -> Outbound {
        let Before { text, options, render, list_label } = self;
        Outbound::Message(Message { text, options, render, list_label, attached: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scn_graph::Attached;

    #[test]
    fn rows_of_this_and_of_the_first_version_are_read() {
        let attached = Some(Attached::Image { source: "menu.jpg".into() });
        let message = Outbound::Message(Message { attached, ..Message::text("hi") });
        assert_eq!(Outbound::decode(&message.encode()), Ok(message));
        let before = Before {
            text: "hi".into(),
            options: Vec::new(),
            render: Render::Auto,
            list_label: "Choose".into(),
        };
        let list_label = "Choose".to_owned();
        let now = Outbound::Message(Message { list_label, ..Message::text("hi") });
        assert_eq!(Outbound::decode(&encode_state(&before)), Ok(now));
    }

    #[test]
    fn what_a_newer_version_wrote_is_recognised() {
        assert_eq!(Outbound::decode(&[3, 1, 0]), Err(StateError::Newer));
        assert_eq!(Outbound::decode(&[2, 1, 9]), Err(StateError::Damaged));
        assert_eq!(Outbound::decode(&[]), Err(StateError::Damaged));
    }
}
