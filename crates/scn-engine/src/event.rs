use scn_graph::{EventId, Moment, Tap, Value};

/// What happens to a conversation. Everything the world knows comes in as one of these.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Inbound(Inbound),
    /// A timer that the conversation set. A generation that is not current any more is dropped.
    Timer {
        id: u32,
    },
    /// A person wrote to the customer elsewhere, such as in the phone app: the bot is silent until they give the conversation back.
    HumanMessage {
        text: String,
    },
    /// Somebody of the business took the conversation: the bot is silent, and will not go on of its own accord.
    HumanTook,
    /// A person answers through us: it is sent like what the bot says, and the bot stays silent.
    HumanReply {
        text: String,
    },
    HumanGaveBack,
    /// The customer's own wish, from outside the chat (platform preference).
    OptOut,
    /// What a connector answered to `Effect::Call`, already of the operation's declared type.
    CallResult {
        id: u32,
        result: Result<Option<Value>, CallError>,
    },
    /// What was said in the voice note of `Effect::Transcribe`.
    Transcribed {
        id: u32,
        words: Result<String, CallError>,
    },
    /// An event of the business's systems about this contact; parameters by name, already typed.
    Business {
        event: EventId,
        params: Vec<(String, Value)>,
    },
}

/// Why a call has no result; the scenario's `failed` branch is the same for all, the record is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// No answer in the operation's time, after its retries.
    TimedOut,
    /// The system refused, or could not be reached.
    Failed { reason: String },
    /// The answer is not of the declared type.
    Unreadable { reason: String },
}

/// One message from the customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbound {
    /// When the customer sent it: this moves the 24-hour window, not the time of arrival.
    pub sent_at: Moment,
    pub content: Content,
    /// The platform's id of the message they quoted.
    pub quoted: Option<String>,
    /// The number of the message of ours they quoted (`seq` of its effect), which the host knows by `quoted`.
    pub quotes: Option<u32>,
    /// The ad they came from.
    pub referral: Option<Referral>,
}

impl Inbound {
    /// A message that quotes nothing and comes from no ad.
    pub fn new(sent_at: Moment, content: Content) -> Inbound {
        Inbound { sent_at, content, quoted: None, quotes: None, referral: None }
    }
}

/// Source: Meta, "Messages webhook": `referral` of a message that follows a click-to-WhatsApp ad.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Referral {
    pub source: Option<String>,
    pub headline: Option<String>,
}

/// One line of a cart.
#[derive(Clone, Debug, PartialEq)]
pub struct CartItem {
    /// The product's id at the retailer.
    pub product: String,
    pub quantity: u32,
    /// Of one; a `Value::Money`.
    pub price: Option<Value>,
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
    /// A cart from the business's catalog.
    Order {
        items: Vec<CartItem>,
        text: Option<String>,
    },
    ContactCard {
        name: String,
        phone: Option<String>,
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
}
