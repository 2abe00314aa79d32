//! A message from the customer: who it is for, what it is, and which entry it opens when nothing else claims it.

use crate::{Content, Inbound, Mode, PEOPLE_REST_SECONDS, Trace, answer::SURE, calendar, machine::Machine};
use scn_graph::{FlowId, Moment};
use scn_understand::{Control, Utterance};

impl<'s> Machine<'s> {
    pub(crate) fn inbound(&mut self, inbound: &'s Inbound) {
        let before = self.conversation.last_inbound;
        let at = before.map_or(inbound.sent_at, |before| before.max(inbound.sent_at));
        self.paused = before.map_or(0, |before| at.since(before));
        self.conversation.last_inbound = Some(at);
        self.conversation.silences = 0;
        self.inbound = Some(inbound);
        if let Mode::People { since, .. } = self.conversation.mode {
            if self.now < since.plus_seconds(PEOPLE_REST_SECONDS) {
                return self.inbound_for_people(&inbound.content);
            }
            self.people_rested();
        }
        self.find_place();
        if self.is_calling() {
            return self.hear_while_calling(&inbound.content);
        }
        if self.welcome_back(before, at) {
            return;
        }
        self.release();
        // What is written while a voice note is listened to is heard after it.
        let written = matches!(inbound.content, Content::Text(_));
        if self.is_calling() || written && self.is_listening() {
            return self.hear_while_calling(&inbound.content);
        }
        self.hear_message(inbound);
    }

    fn hear_message(&mut self, inbound: &'s Inbound) {
        if self.hear_content(&inbound.content) || self.listen_to(&inbound.content) {
            return;
        }
        let triggers = &self.scenario.graph.triggers;
        match &inbound.content {
            Content::Text(text) => self.hear_text(text, inbound),
            Content::Tap { tap, title } => self.hear_tap(*tap, title),
            Content::Reaction { emoji } => {
                let idle = self.is_free() && emoji.is_some();
                if let Some(flow) = triggers.reaction.filter(|_| idle) {
                    self.start(flow);
                }
            }
            Content::Order { text, .. } => self.hear_thing(triggers.order, text.as_deref(), true),
            Content::Media { caption, .. } => self.hear_thing(triggers.media, caption.as_deref(), false),
            Content::ContactCard { .. } | Content::Place { .. } => self.hear_thing(None, None, false),
            Content::Unsupported => self.hear_thing(triggers.unsupported, None, false),
        }
    }

    /// Something that is not words: the pending question's first, then its trigger's, then the words that came with
    /// it. A cart says what it wants whatever came with it.
    fn hear_thing(&mut self, trigger: Option<FlowId>, words: Option<&'s str>, certain: bool) {
        let words = words.filter(|words| !words.trim().is_empty());
        let live = !self.is_free();
        let free = |flow: &FlowId| !self.active().iter().any(|frame| frame.flow == *flow);
        match (trigger.filter(free), words) {
            (Some(flow), _) if !live => self.start(flow),
            (Some(flow), words) if certain || words.is_none() => {
                self.digress_to(flow);
                self.run();
            }
            (_, Some(words)) => self.hear(words),
            _ => self.hear_wordless(),
        }
    }

    /// A running conversation comes first; else one entry: a link, an ad, then what the words mean.
    fn hear_text(&mut self, text: &'s str, inbound: &'s Inbound) {
        if text.trim().is_empty() && inbound.referral.is_none() {
            return self.hear_wordless();
        }
        self.learn_language(text);
        match self.entry_without_words(text, inbound) {
            Some(flow) => self.open_from_outside(flow),
            None => self.hear(text),
        }
    }

    /// The entry of a link's prefilled text, or of the ad the customer came from.
    fn entry_without_words(&mut self, text: &str, inbound: &Inbound) -> Option<FlowId> {
        let graph = &self.scenario.graph;
        let code = if graph.links.is_empty() { String::new() } else { scn_understand::fold(text) };
        if let Some(flow) = graph.links.get(&code) {
            self.trace.push(Trace::Understood { rule: 7, what: code, score: 1000 });
            return Some(*flow);
        }
        let referral = inbound.referral.as_ref()?;
        let fits = |source: &Option<String>| source.is_none() || *source == referral.source;
        let ad = graph.triggers.ads.iter().find(|ad| fits(&ad.source))?;
        self.trace.push(Trace::Understood { rule: 7, what: self.flow_name(ad.flow), score: 1000 });
        Some(ad.flow)
    }

    /// In the middle of another conversation it is offered, never a silent jump.
    fn open_from_outside(&mut self, flow: FlowId) {
        if self.is_free() {
            self.start(flow);
        } else if self.opens_active(flow) || self.active().iter().any(|frame| frame.flow == flow) {
            self.back_to_question();
        } else {
            self.offer_switch_to(flow);
        }
    }

    // ------------------------------------------------------------ before it is heard

    /// People hold the conversation: the bot is silent, but a stop is a stop.
    /// Moved to another version: the walk to its question, in silence. Left by people: whatever came next.
    fn find_place(&mut self) {
        let Some(frame) = self.top().and_then(|at| self.frame(at)).filter(|frame| !frame.pending) else {
            return;
        };
        self.hushed = frame.rewalk;
        self.run();
        self.hushed = false;
    }

    /// `on return`: what it says stands before the customer's message is heard. True when it asks something itself.
    fn welcome_back(&mut self, before: Option<Moment>, at: Moment) -> bool {
        let Some(before) = before else { return false };
        let zone = &self.scenario.zone;
        let long_enough = |after| calendar::plus(before, after, zone) <= at;
        let returns = &self.scenario.graph.triggers.returns;
        let Some(trigger) = returns.iter().find(|trigger| long_enough(trigger.after)) else { return false };
        let depth = self.conversation.stack.len();
        self.prefix = true;
        self.start_beside(trigger.flow, Vec::new());
        self.prefix = false;
        self.conversation.stack.len() > depth || self.conversation.mode != Mode::Bot
    }

    // ------------------------------------------------------------ while a call runs

    /// Nothing is heard while a call runs but what the customer has a right to; the rest waits.
    fn hear_while_calling(&mut self, content: &'s Content) {
        let text = match content {
            Content::Text(text) => text,
            Content::Media { caption: Some(caption), .. } => caption,
            _ => return,
        };
        let control = scn_understand::control(&Utterance::new(text), &self.scenario.graph.settings.languages);
        let right = control
            .filter(|hit| hit.whole || hit.score >= SURE)
            .is_some_and(|hit| matches!(hit.control, Control::Stop | Control::Human | Control::DeleteMyData));
        if right { self.hear(text) } else { self.queue(text) }
    }

    /// What was written while a call ran is heard where the conversation waits for the customer again. When it is over,
    /// only what begins something is: nobody is told that an "ok" was not understood.
    pub(crate) fn hear_waiting_words(&mut self) {
        while let Some((first, rest)) = self.queued.split_first().filter(|_| self.may_hear_waiting_words()) {
            self.queued = rest;
            self.hear_waiting(&first.text);
        }
    }

    pub(crate) fn may_hear_waiting_words(&self) -> bool {
        let busy = self.is_calling() || self.is_listening() || self.conversation.mode != Mode::Bot;
        !busy && (self.conversation.stack.is_empty() || self.pending().is_some())
    }

    pub(crate) fn hear_waiting(&mut self, text: &'s str) {
        if !self.conversation.stack.is_empty() || self.begins_or_asks(&Utterance::new(text)) {
            self.hear_queued(text);
        }
    }
}
