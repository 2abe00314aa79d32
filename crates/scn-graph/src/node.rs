//! The nodes. A node does one thing and names the node after it; everything that waits is a question or a pause.

use crate::{
    EventId, FlowId, Key, KnowledgeId, LexiconId, MemoryId, NodeId, OperationId, PurposeId, QuestionId,
    RecordId, SlotId, TeamId, TemplateId, TextId, expr::Expr, types::Type, value::Span,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub flow: FlowId,
    pub kind: NodeKind,
    /// The step it stands in, for pictures and funnels: an index into `Graph::steps`.
    pub step: Option<u32>,
    /// Added by the compiler, not written by the designer: left out of pictures.
    pub implicit: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum NodeKind {
    /// One message; with several variants one is taken, the same for the same contact and moment.
    Say {
        /// The words; the caption when something is attached, and then possibly none.
        variants: Vec<TextId>,
        attached: Option<Attachment>,
        /// `else send`: what goes out instead when the customer service window is closed.
        or_send: Option<SendTemplate>,
        next: NodeId,
    },
    /// Waits for an answer: `ask`, `collect`, `choose`, `confirm`, `consent`.
    Question {
        question: QuestionId,
    },
    Set {
        slot: SlotId,
        value: Expr,
        next: NodeId,
    },
    Branch {
        condition: Expr,
        then: NodeId,
        otherwise: NodeId,
    },
    Match {
        subject: Expr,
        cases: Vec<(Vec<Expr>, NodeId)>,
        otherwise: NodeId,
    },
    /// Runs another tunnel, then goes on.
    Enter {
        flow: FlowId,
        args: Vec<Option<Expr>>,
        result: Option<SlotId>,
        next: NodeId,
    },
    /// `go`: the questions asked in the target step are asked again.
    Go {
        target: NodeId,
        clears: Vec<SlotId>,
    },
    /// The flow's end; in an escape that gave no other end: `Resume`.
    Done {
        result: Option<Expr>,
    },
    /// Ends the whole conversation quietly.
    Leave,
    /// Back to the question the customer left for this escape.
    Resume,
    /// The flow from its start, slots cleared.
    Restart,
    /// `correct`: lets the customer choose which answer to change.
    Correct,
    Wait {
        span: Span,
        next: NodeId,
    },
    WaitUntil {
        moment: Expr,
        next: NodeId,
    },
    /// `wait up to 14 days for shop.returned as x { late { … } }`
    WaitFor {
        event: EventId,
        span: Span,
        result: Option<SlotId>,
        next: NodeId,
        late: NodeId,
    },
    /// Evaluates the list once into `list`, then runs `body` for each item, which comes back here.
    For {
        items: Expr,
        /// Hidden slots: the list while the loop runs, and how many items are done.
        list: SlotId,
        done: SlotId,
        item: SlotId,
        body: NodeId,
        next: NodeId,
    },
    Call {
        operation: OperationId,
        args: Vec<Option<Expr>>,
        result: Option<SlotId>,
        next: NodeId,
        failed: NodeId,
        /// Said when there is no answer after this long.
        slow: Option<(Span, Vec<TextId>)>,
        /// Where a correction of a locked slot leads; `None`: the language's own words.
        too_late: Option<NodeId>,
        /// Slots that flowed into a call that cannot be undone: no longer corrected after it.
        locks: Vec<SlotId>,
    },
    SendTemplate {
        send: SendTemplate,
        next: NodeId,
    },
    Emit {
        event: String,
        args: Vec<(String, Expr)>,
        next: NodeId,
    },
    /// Puts an emoji on the customer's last message.
    React {
        emoji: TextId,
        next: NodeId,
    },
    /// `answer from`: says the passage that answers the customer's message, else `otherwise`.
    Answer {
        knowledge: KnowledgeId,
        next: NodeId,
        otherwise: NodeId,
    },
    /// `opt out`, `opt in`
    Opt {
        out: bool,
        next: NodeId,
    },
    /// `forget consent.marketing`
    Withdraw {
        purpose: PurposeId,
        next: NodeId,
    },
    /// `forget everything`: memory, consents, slots and timers; the conversation ends with the next node's words.
    Erase {
        next: NodeId,
    },
    Remember {
        field: MemoryId,
        value: Expr,
        next: NodeId,
    },
    Forget {
        field: MemoryId,
        next: NodeId,
    },
    Handoff {
        team: Option<TeamId>,
        because: Option<TextId>,
        next: NodeId,
    },
    /// Before a handoff (`next`): when nobody has taken or answered it after this time, the bot goes on at `otherwise`.
    Unanswered {
        after: Span,
        otherwise: NodeId,
        next: NodeId,
    },
}

/// How often a `for` runs at most when its list has no greatest length.
pub const MOST_ITEMS: u32 = 1000;

/// How many flows of one run stand inside each other at most.
pub const MOST_TUNNELS: usize = 16;

/// A waiting point: what is asked, how it is answered, and the ladder when it is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The stable id, `order.size`; taps and migrations go by it.
    pub id: String,
    pub key: Key,
    pub flow: FlowId,
    pub node: NodeId,
    pub prompt: TextId,
    /// The short form used when the customer comes back to it.
    pub again: Option<TextId>,
    pub help: Option<TextId>,
    /// One per attempt; then `otherwise`.
    pub retries: Vec<TextId>,
    pub otherwise: NodeId,
    pub answer: Answer,
    pub render: Render,
    /// By due time, earliest first.
    pub reminders: Vec<Remind>,
    /// Where the flow goes on when nobody has answered for this long.
    pub expire: Option<(Span, NodeId)>,
    /// Voice notes are listened to; `None` when they are not.
    pub hears: Option<Hears>,
}

/// `hear`, `hear with NAME`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hears {
    /// The only transcriber that may listen; any that the deployment has when there is no name.
    pub with: Option<String>,
}

/// `remind after 2 hours "…" else send template(args)`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remind {
    pub after: Span,
    pub text: TextId,
    pub or_send: Option<SendTemplate>,
}

/// A template and its arguments, one per parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SendTemplate {
    pub template: TemplateId,
    pub args: Vec<Option<Expr>>,
}

/// What a message carries besides words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Attachment {
    Image { source: TextId },
    Audio { source: TextId },
    Video { source: TextId },
    Document { source: TextId },
    Sticker { source: TextId },
    Place { name: Option<TextId>, latitude: String, longitude: String, address: Option<TextId> },
    Contact { name: TextId, phone: TextId },
    Link { label: TextId, url: TextId },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    Slot {
        slot: SlotId,
        ty: Type,
        /// Skippable: the value is then this.
        default: Option<Expr>,
        /// `check EXPR else "…"`, with the new value in the slot.
        checks: Vec<(Expr, TextId)>,
        /// Written to memory when the flow is done.
        remember: Option<MemoryId>,
        /// Asked even when the slot was filled early.
        always: bool,
        /// `offer contact.address "Toujours au {offered} ?"`: proposed first when it is known.
        offer: Option<(Expr, TextId)>,
        /// `one of EXPR`: the values to choose among.
        among: Option<Expr>,
        next: NodeId,
    },
    /// One or many records out of free text. The slot holds what is understood so far; the answer is complete when
    /// the customer has no more.
    Collect {
        slot: SlotId,
        record: RecordId,
        /// A list, else a single record.
        many: bool,
        min: u32,
        max: Option<u32>,
        /// `more "Autre chose ?"`
        more: Option<TextId>,
        /// How a missing field is asked; its expressions read the record's fields as `Expr::Own`.
        fields: Vec<(u16, TextId)>,
        checks: Vec<(Expr, TextId)>,
        offer: Option<(Expr, TextId)>,
        remember: Option<MemoryId>,
        next: NodeId,
    },
    /// `consent marketing "…"`: recorded, then both ways go on.
    Consent {
        purpose: PurposeId,
        yes: MenuOption,
        no: MenuOption,
        lexicon: LexiconId,
    },
    Menu {
        options: Vec<MenuOption>,
        lexicon: LexiconId,
    },
    Confirm {
        yes: MenuOption,
        no: MenuOption,
        lexicon: LexiconId,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MenuOption {
    pub key: Key,
    pub label: TextId,
    pub target: NodeId,
}

/// How options are shown; `Auto`: up to 3 short labels as buttons, up to 10 as a list, more as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Render {
    #[default]
    Auto,
    Buttons,
    List,
    Text,
}

impl NodeKind {
    /// The nodes after this one within its flow, `Question` apart: those are in [`Answer::targets`] and
    /// [`Question::ways`]. The only place that knows where each kind leads.
    pub fn targets(&self) -> Vec<NodeId> {
        let mut copy = self.clone();
        copy.targets_mut().into_iter().map(|target| *target).collect()
    }

    /// The same, to be moved elsewhere.
    pub fn targets_mut(&mut self) -> Vec<&mut NodeId> {
        match self {
            NodeKind::Say { next, .. }
            | NodeKind::Set { next, .. }
            | NodeKind::Enter { next, .. }
            | NodeKind::Wait { next, .. }
            | NodeKind::WaitUntil { next, .. }
            | NodeKind::Remember { next, .. }
            | NodeKind::Forget { next, .. }
            | NodeKind::Handoff { next, .. }
            | NodeKind::SendTemplate { next, .. }
            | NodeKind::Emit { next, .. }
            | NodeKind::React { next, .. }
            | NodeKind::Opt { next, .. }
            | NodeKind::Withdraw { next, .. }
            | NodeKind::Erase { next } => vec![next],
            NodeKind::WaitFor { next, late, .. } => vec![next, late],
            NodeKind::Unanswered { next, otherwise, .. } => vec![next, otherwise],
            NodeKind::For { body, next, .. } => vec![body, next],
            NodeKind::Call { next, failed, too_late, .. } => {
                [next, failed].into_iter().chain(too_late.as_mut()).collect()
            }
            NodeKind::Answer { next, otherwise, .. } => vec![next, otherwise],
            NodeKind::Branch { then, otherwise, .. } => vec![then, otherwise],
            NodeKind::Match { cases, otherwise, .. } => {
                cases.iter_mut().map(|(_, target)| target).chain([otherwise]).collect()
            }
            NodeKind::Go { target, .. } => vec![target],
            NodeKind::Question { .. }
            | NodeKind::Done { .. }
            | NodeKind::Leave
            | NodeKind::Resume
            | NodeKind::Restart
            | NodeKind::Correct => Vec::new(),
        }
    }

    /// Waits for something that is not an answer.
    pub fn pauses(&self) -> bool {
        matches!(
            self,
            NodeKind::Wait { .. }
                | NodeKind::WaitUntil { .. }
                | NodeKind::WaitFor { .. }
                | NodeKind::Call { .. }
        )
    }
}

impl Answer {
    /// Where an answer leads.
    pub fn targets(&self) -> Vec<NodeId> {
        let mut copy = self.clone();
        copy.targets_mut().into_iter().map(|target| *target).collect()
    }

    pub fn targets_mut(&mut self) -> Vec<&mut NodeId> {
        match self {
            Answer::Slot { next, .. } | Answer::Collect { next, .. } => vec![next],
            Answer::Menu { options, .. } => options.iter_mut().map(|option| &mut option.target).collect(),
            Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. } => {
                vec![&mut yes.target, &mut no.target]
            }
        }
    }
}

impl Question {
    /// Every way on from here: the answers, `otherwise`, `expire`.
    pub fn ways(&self) -> Vec<NodeId> {
        let expire = self.expire.as_ref().map(|(_, target)| *target);
        self.answer.targets().into_iter().chain([self.otherwise]).chain(expire).collect()
    }

    /// Words that came before it was asked may answer it: its type tells them apart from others.
    pub fn fills_early(&self) -> bool {
        let Answer::Slot { ty, among: None, always: false, .. } = &self.answer else { return false };
        match ty.known() {
            Type::Record(_) | Type::List { .. } => false,
            ty => !ty.is_sent(),
        }
    }
}
