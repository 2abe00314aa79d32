use crate::*;

/// Looking at what is kept. Nothing is changed, and each answer shows one moment. A reader may be used beside the
/// process that writes.
pub trait Reader: PeopleReader + Send + Sync {
    /// The contact with this identity, if known.
    fn find(&self, who: &Identity) -> Result<Option<ContactId>, StoreError>;

    /// Contacts for people to look at, page by page: first those who wrote and were never answered, then the one whose
    /// conversation moved last. A conversation that moves meanwhile may be shown twice, or on an earlier page.
    fn list(&self, after: Option<Cursor>, limit: usize) -> Result<Vec<Overview>, StoreError>;

    /// The latest lines of a conversation, oldest first.
    fn history(&self, contact: ContactId, limit: usize) -> Result<Vec<HistoryLine>, StoreError>;

    /// The outbox of a contact, oldest first: what is open, and what was sent lately.
    fn sends(&self, contact: ContactId) -> Result<Vec<SendRecord>, StoreError>;

    /// What a contact agreed to or withdrew, oldest first.
    fn proofs(&self, contact: ContactId) -> Result<Vec<Proof>, StoreError>;

    /// Messages that nothing understood, of all contacts, oldest first; the latest `limit` of them.
    fn unmatched(&self, limit: usize) -> Result<Vec<Unmatched>, StoreError>;

    /// The journal of a contact, oldest first.
    fn turns(&self, contact: ContactId) -> Result<Vec<Turn>, StoreError>;

    /// The compiled scenario with this hash.
    fn graph(&self, hash: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// Everything that is kept about a contact, of one moment.
    fn export(&self, contact: ContactId) -> Result<Option<Export>, StoreError>;

    /// How much there is of everything. Takes the same time however many conversations there are.
    fn counts(&self) -> Result<Counts, StoreError>;
}

/// Where conversations live. Every operation is all or nothing, and durable when it returns `Ok`.
///
/// Operations block; callers on an async runtime use its blocking threads. A store may serve many nodes: the contacts
/// are spread over partitions, and the work of a partition (`with_arrivals`, `commit`, `claim`, `mark` and their like) is
/// done by the one node that holds its [`Lease`]; what a node does under a lease that has gone to another changes
/// nothing. Any node may `accept`, `settle` and read. The embedded store has one partition, and the process that opened
/// it is its only node.
pub trait Store: Reader + PeopleWriter {
    /// Takes partitions that nobody holds, whose lease ran out before `now`, or that this node holds already; at most
    /// so many. Each taking raises the fence, so that whoever held the partition before can change nothing any more.
    fn lease(&self, node: &str, most: usize, now: Millis, until: Millis) -> Result<Vec<Lease>, StoreError>;

    /// Holds leases for longer. Gives those that are still held; the others have gone to another node, for good.
    fn renew(&self, leases: &[Lease], until: Millis) -> Result<Vec<Lease>, StoreError>;

    /// Gives partitions back, so that others need not wait until the lease runs out. Leases lost before are passed over.
    fn release(&self, leases: &[Lease]) -> Result<(), StoreError>;

    /// Makes arrivals durable, in order. Atomic over the whole list: contacts created or merged and messages stored, or
    /// nothing. An arrival whose key was accepted before stores nothing.
    fn accept(&self, arrivals: Vec<Arrival>, now: Millis) -> Result<Vec<Accepted>, StoreError>;

    /// Records a webhook that nobody can read, so that somebody can look at it. Keeps a bounded number of the latest.
    fn accept_unreadable(&self, body: Vec<u8>, reason: String, now: Millis) -> Result<(), StoreError>;

    /// Folds in what the platform says about messages of ours, found by callback id, else by the platform's id. Atomic
    /// over the list. Tells of each whether it changed a message of ours: one that comes again does not. A message
    /// keeps its content until it is delivered, so that a failure told later can still be answered by another try.
    fn settle(&self, statuses: Vec<Status>, now: Millis) -> Result<Vec<bool>, StoreError>;

    /// The platform calls a contact by another number than ours: both lead to them from now on, and messages go to the
    /// platform's. Merges with whoever has that number already.
    fn reached(&self, contact: ContactId, platform: Identity) -> Result<(), StoreError>;

    /// The conversation of a person goes on under their new number or id; nothing happens when the old one is unknown,
    /// or when it was told before. Gives the contact. The old number leads to nobody any more: it may be given to
    /// somebody else. A new number brings a new id: the old one is forgotten, also when no new one is told.
    fn moved(&self, moved: Moved, now: Millis) -> Result<Option<ContactId>, StoreError>;

    /// Contacts of the partition after `after` to whom something came: messages accepted by `accepted_by`, calls that
    /// came back. In order of their id, so that a caller can go through all of them page by page.
    fn with_arrivals(
        &self,
        lease: &Lease,
        accepted_by: Millis,
        after: ContactId,
        limit: usize,
    ) -> Result<Vec<ContactId>, StoreError>;

    /// Timers of the partition due by `now`, each with its contact: those due longest first, page by page behind `after`.
    fn with_timers(
        &self,
        lease: &Lease,
        now: Millis,
        after: (Millis, ContactId),
        limit: usize,
    ) -> Result<Vec<(Millis, ContactId)>, StoreError>;

    /// One consistent look at a contact: state, waiting messages, answers of calls, timers due. Changes nothing: exclusion comes from the
    /// version that `commit` compares. `None` when there is no such contact (any more).
    fn take(&self, contact: ContactId, now: Millis) -> Result<Option<Work>, StoreError>;

    /// State, outbox, calls, timers, processed marks, history, the journal, who has the conversation, review and proofs change together, and only when the
    /// lease is held and the version is still the expected one; else nothing changes and the answer is `Fenced` or
    /// `Stale`.
    fn commit(&self, lease: &Lease, commit: Commit) -> Result<Committed, StoreError>;

    /// When the earliest timer of the partition is due.
    fn next_timer(&self, partition: Partition) -> Result<Option<Millis>, StoreError>;

    /// To be called once for each lease that was taken, before any claim: messages of the partition that were being sent
    /// when the last holder ended become unknown, to be tried again at `settle_until` unless a status tells before; what
    /// was unknown already keeps its time. Calls that were being made are made again. Gives how many have become unknown.
    fn recover(&self, lease: &Lease, settle_until: Millis) -> Result<usize, StoreError>;

    /// The clock was set back, or says less than a run before: what waits for a moment counted by the clock before keeps
    /// what was left of its pause, and nothing stands still until that clock's time has come again. Timers keep their
    /// moment. Gives whether something had been written in what is the future now.
    fn set_back(&self, lease: &Lease, now: Millis) -> Result<bool, StoreError>;

    /// Gives out messages that may be tried now: of each contact its oldest open one, while nothing is on its way to
    /// them. Writes down in the same transaction that they are being tried.
    ///
    /// A contact that has had as many as the rules allow is passed over until it may get more; what was sent lately is
    /// part of the store, so a restart changes nothing. A message that failed after the platform took it goes out again
    /// only while no later one has arrived or still may: a customer never reads answers in reverse.
    fn claim(
        &self,
        lease: &Lease,
        now: Millis,
        limit: usize,
        rules: &SendRules,
    ) -> Result<Vec<Outgoing>, StoreError>;

    /// When the next message of the partition can be claimed.
    fn next_send(&self, partition: Partition, rules: &SendRules) -> Result<Option<Millis>, StoreError>;

    /// Whether a claimed message still has to go out: a status may have settled it since.
    fn is_open(&self, id: SendId) -> Result<bool, StoreError>;

    /// Writes down what came of a claimed message. A message that a status has settled meanwhile stays settled, and what
    /// came of an earlier round is passed over. `Sent` is taken from any round and under a lost lease: it is a fact, like
    /// a status.
    fn mark(&self, lease: &Lease, given: Given, outcome: Outcome, now: Millis) -> Result<(), StoreError>;

    /// Gives out calls that may be made now, and writes down in the same transaction that they are being made.
    fn claim_calls(&self, lease: &Lease, now: Millis, limit: usize) -> Result<Vec<Calling>, StoreError>;

    /// When the next call of the partition can be claimed.
    fn next_call(&self, partition: Partition) -> Result<Option<Millis>, StoreError>;

    /// Writes down what came of a claimed call. One whose contact was erased meanwhile is gone, and stays gone.
    fn mark_call(&self, lease: &Lease, id: CallId, outcome: CallOutcome) -> Result<(), StoreError>;

    /// The platform's id of a file that this business number uploaded, by the sha256 of its bytes.
    fn uploaded(&self, number: &str, file: &str) -> Result<Option<Uploaded>, StoreError>;

    /// Keeps the platform's id of a file, in place of an earlier one.
    fn keep_upload(&self, number: &str, file: &str, uploaded: Uploaded) -> Result<(), StoreError>;

    /// Forgets an id that the platform does not take any more; one that has taken its place stays.
    fn drop_upload(&self, number: &str, id: &str) -> Result<(), StoreError>;

    /// Keeps a compiled scenario under its hash, so that conversations begun with it can go on.
    fn keep_graph(&self, hash: u64, bytes: Vec<u8>, now: Millis) -> Result<(), StoreError>;

    /// Forgets everything about a contact but who they are, the proofs, and what other systems are still to be told;
    /// adds a proof of the erasure. Messages that wait are not heard any more, nor when the platform delivers them again.
    /// The contact goes on under a new id, so that nobody who works with the old one can bring anything back. All in
    /// one transaction. False when there is no such contact.
    fn erase(&self, contact: ContactId, now: Millis) -> Result<bool, StoreError>;

    /// Forgets what is only kept for a while: keys of accepted messages, finished sends and messages for review of before
    /// `before`, and all but the latest lines of each history. In portions, so that nobody waits long: each is atomic,
    /// and what an error leaves undone is done the next time.
    fn retain(&self, before: Millis) -> Result<(), StoreError>;

    /// Forgets the parts of journals that began before `before`, with the content of the messages heard in them: in
    /// portions, like `retain`. What is left of a journal can still be replayed.
    fn forget_turns(&self, before: Millis) -> Result<(), StoreError>;
}
