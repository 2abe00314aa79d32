use scn_graph::{Moment, Tap};

/// What happens to a conversation. Everything the world knows comes in as one of these.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Inbound(Inbound),
    /// A timer that the conversation set. A generation that is not current any more is dropped.
    Timer {
        id: u32,
    },
    /// A person wrote to the customer: the bot is silent until they give the conversation back.
    HumanMessage {
        text: String,
    },
    HumanGaveBack,
    /// The customer's own wish, from outside the chat (platform preference).
    OptOut,
}

/// One message from the customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbound {
    /// When the customer sent it: this moves the 24-hour window, not the time of arrival.
    pub sent_at: Moment,
    pub content: Content,
    /// The tap id of the message they quoted, or whatever is known of it.
    pub quoted: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Text(String),
    /// A button or a list row of ours; `title` is what the customer saw.
    Tap {
        tap: Option<Tap>,
        title: String,
    },
    /// A picture, a voice note, a sticker…: the kind, and the words that came with it.
    Media {
        kind: MediaKind,
        id: String,
        mime: String,
        caption: Option<String>,
    },
    Place {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
    },
    /// Reactions are heard, not answered.
    Reaction {
        emoji: Option<String>,
    },
    /// Anything this version cannot read.
    Unsupported,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    Image,
    Audio,
    Voice,
    Video,
    Document,
    Sticker,
    ContactCard,
}
