//! Questions of the engine's own: leave for another tunnel? which of two meanings?

use crate::{
    Offer,
    hear::HIGH,
    machine::Machine,
    options::{NO, OFFER, YES},
};
use scn_graph::{
    FlowId, FlowKind, Key, MessageOption, NodeKind, Phrase, Render, Tap, Value, model::ListenerKind,
};
use scn_understand::{Score, Utterance};

impl<'s> Machine<'s> {
    /// Another tunnel's entry, in the middle of this one: offered, never a silent jump.
    pub(crate) fn offer_switch(&mut self, words: &Utterance<'_>) -> bool {
        self.offer_switch_from(words, self.scenario.graph.intents.accept)
    }

    /// The same where any words are an answer: only what is said nearly as in an example.
    pub(crate) fn offer_sure_switch(&mut self, words: &Utterance<'_>) -> bool {
        self.offer_switch_from(words, HIGH)
    }

    fn offer_switch_from(&mut self, words: &Utterance<'_>, bar: Score) -> bool {
        let entry = self.listening(words, ListenerKind::Entry).into_iter().next();
        let Some((listener, score)) = entry.filter(|(_, score)| *score >= bar) else { return false };
        let Some(flow) = self.scenario.graph.listeners.get(listener as usize).map(|listener| listener.flow)
        else {
            return false;
        };
        if self.opens_active(flow) {
            return false;
        }
        let name = self.flow_name(flow);
        self.understood(7, name, score);
        self.offer_switch_to(flow);
        true
    }

    pub(crate) fn offer_switch_to(&mut self, flow: FlowId) {
        let named = self.opened_by(flow).unwrap_or(flow);
        let text = self.phrase(Phrase::SwitchOffer).replace("{}", &self.spoken_title(named));
        let options = [(YES, Phrase::SwitchYes), (NO, Phrase::SwitchNo)]
            .map(|(key, phrase)| self.offer_option(key, self.phrase(phrase)))
            .to_vec();
        self.conversation.offer = Some(Offer::Switch(flow));
        self.send_options(text, options, Render::Auto);
    }

    /// The entry only opens a tunnel that the customer is in.
    pub(crate) fn opens_active(&self, entry: FlowId) -> bool {
        self.opened_by(entry).is_some_and(|flow| self.active().iter().any(|frame| frame.flow == flow))
    }

    /// The entry only opens a tunnel that is running already, or rests.
    pub(crate) fn leads_here(&self, entry: FlowId) -> bool {
        self.opened_by(entry)
            .is_some_and(|flow| self.conversation.stack.iter().any(|frame| frame.flow == flow))
    }

    /// The tunnel that an entry opens with its first statement: what customers know it by.
    fn opened_by(&self, entry: FlowId) -> Option<FlowId> {
        let start = self.scenario.graph.flow(entry).and_then(|flow| self.scenario.graph.node(flow.start))?;
        match start.kind {
            NodeKind::Enter { flow, .. } => Some(flow),
            _ => None,
        }
    }

    /// What customers know a flow by: its title. Without one, the first example of what opens an entry, and the name of
    /// anything else as words.
    pub(crate) fn spoken_title(&self, id: FlowId) -> String {
        let graph = &self.scenario.graph;
        let Some(flow) = graph.flow(id) else { return String::new() };
        if let Some(name) = graph.spoken.get(&id) {
            return self.text(usize::MAX, *name);
        }
        if flow.title != flow.name {
            return flow.title.clone();
        }
        if flow.kind == FlowKind::Entry {
            let heard = graph.listeners.iter().filter(|listener| listener.flow == id);
            let example = heard.flat_map(|listener| &listener.shown).next();
            return example.unwrap_or(&graph.settings.title).clone();
        }
        flow.name.rsplit('.').next().unwrap_or_default().replace('_', " ")
    }

    pub(crate) fn offer_option(&self, option: Key, label: String) -> MessageOption {
        MessageOption { tap: Tap { question: OFFER, option }, label, description: None, group: None }
    }

    pub(crate) fn offer_which(&mut self, listeners: &[u32]) {
        let flows: Vec<FlowId> = listeners
            .iter()
            .filter_map(|at| self.scenario.graph.listeners.get(*at as usize).map(|listener| listener.flow))
            .collect();
        let mut options: Vec<MessageOption> = flows
            .iter()
            .filter_map(|id| Some((*id, self.scenario.graph.flow(*id)?)))
            .map(|(id, flow)| self.offer_option(flow.key, self.spoken_title(id)))
            .collect();
        options.push(self.offer_option(NO, self.phrase(Phrase::SwitchNo)));
        self.understood(5, "which one", 0);
        let text = self.phrase(Phrase::WhichOne);
        self.conversation.offer = Some(Offer::Which(flows));
        self.send_options(text, options, Render::Auto);
    }

    /// An answer in words to the engine's own question.
    pub(crate) fn hear_offer(&mut self, words: &Utterance<'_>) -> bool {
        let Some(offer) = self.conversation.offer.take() else { return false };
        if self.offers_meaning(&offer) {
            return self.hear_meaning(offer, words);
        }
        let said = |label: &str| scn_understand::fold(label) == words.folded;
        let yes_no = scn_understand::yes_no(words, &self.scenario.graph.settings.languages)
            .filter(|reading| reading.whole)
            .map(|reading| reading.value == Value::YesNo(true));
        let flows = match &offer {
            Offer::Which(flows) => flows.clone(),
            Offer::Switch(flow) => vec![*flow],
            Offer::AnswerOr { .. } | Offer::Change { .. } => return false,
        };
        let named = flows.iter().find(|flow| said(&self.spoken_title(**flow)));
        let yes = yes_no == Some(true) || said(&self.phrase(Phrase::SwitchYes));
        let no = yes_no == Some(false) || said(&self.phrase(Phrase::SwitchNo));
        let chosen = named.copied().or_else(|| flows.first().copied().filter(|_| yes && flows.len() == 1));
        match chosen {
            Some(flow) => self.take_offer(&offer, flow),
            None if no => self.back_to_question(),
            None => return false,
        }
        true
    }

    pub(crate) fn take_offer(&mut self, offer: &Offer, flow: FlowId) {
        match offer {
            Offer::Switch(_) => self.start(flow),
            _ => {
                self.digress_to(flow);
                self.run();
            }
        }
    }

    pub(crate) fn back_to_question(&mut self) {
        match self.pending() {
            Some((at, _, question)) => self.ask_again(at, question),
            None => self.say_phrase(Phrase::YouAreWelcome),
        }
    }
}
