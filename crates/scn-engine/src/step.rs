use crate::{
    Content, Conversation, Effect, Event, Fact, Inbound, Mode, PEOPLE_REST_SECONDS, Scenario, Trace,
    machine::Machine, migrate::adopt,
};
use scn_graph::Moment;

/// What a step gives back.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub conversation: Conversation,
    pub effects: Vec<Effect>,
    pub trace: Vec<Trace>,
}

/// Moves one conversation by one event.
///
/// A conversation that belongs to another graph must be moved with [`crate::migrate`] first; one that was not starts
/// afresh rather than being read wrongly.
pub fn step(scenario: &Scenario, conversation: Conversation, event: &Event, now: Moment) -> Step {
    let conversation = adopt(scenario, conversation);
    let mut machine = Machine::new(scenario, conversation, now);
    match event {
        Event::Inbound(inbound) => machine.inbound(inbound),
        Event::Timer { id } => machine.timer(*id),
        Event::HumanMessage { .. } => machine.person_speaks(),
        Event::HumanGaveBack => machine.give_back(),
        Event::OptOut => machine.opt_out_elsewhere(),
        Event::CallResult { .. } | Event::Business { .. } => {}
    }
    Step { conversation: machine.conversation, effects: machine.effects, trace: machine.trace }
}

impl<'s> Machine<'s> {
    fn inbound(&mut self, inbound: &'s Inbound) {
        let before = self.conversation.last_inbound;
        let at = before.map_or(inbound.sent_at, |before| before.max(inbound.sent_at));
        self.paused = before.map_or(0, |before| at.since(before));
        self.conversation.last_inbound = Some(at);
        if let Mode::People { since, .. } = self.conversation.mode {
            if self.now < since.plus_seconds(PEOPLE_REST_SECONDS) {
                return self.inbound_for_people(&inbound.content);
            }
            self.conversation.mode = Mode::Bot;
            self.record(Fact::PeopleRested);
        }
        match &inbound.content {
            Content::Text(text) => self.text_or_link(text),
            Content::Tap { tap, title } => self.hear_tap(*tap, title),
            Content::Media { caption: Some(caption), .. } if !caption.trim().is_empty() => {
                self.text_or_link(caption)
            }
            Content::Reaction { .. } => {}
            Content::Media { .. }
            | Content::Order { .. }
            | Content::ContactCard { .. }
            | Content::Place { .. }
            | Content::Unsupported => self.hear_wordless(),
        }
    }

    /// People hold the conversation: the bot is silent, but a stop is a stop.
    fn inbound_for_people(&mut self, content: &Content) {
        let Content::Text(text) = content else { return };
        let words = scn_understand::Utterance::new(text);
        let control = scn_understand::control(&words, &self.scenario.graph.settings.languages);
        if control.is_some_and(|hit| hit.whole && hit.control == scn_understand::Control::Stop) {
            self.opt_out();
        }
    }

    /// The prefilled text of a link opens its entry wherever the conversation stands.
    fn text_or_link(&mut self, text: &'s str) {
        if text.trim().is_empty() {
            return self.hear_wordless();
        }
        self.learn_language(text);
        if !self.scenario.graph.links.is_empty() {
            let code = scn_understand::fold(text);
            if let Some(flow) = self.scenario.graph.links.get(&code) {
                self.trace.push(Trace::Understood { rule: 7, what: code, score: 1000 });
                return self.start(*flow);
            }
        }
        self.hear(text);
    }

    /// The first clear message tells the language; it is kept until the customer asks for another.
    fn learn_language(&mut self, text: &str) {
        let languages = &self.scenario.graph.settings.languages;
        if self.conversation.contact.language.is_some() || languages.len() < 2 {
            return;
        }
        let words = scn_understand::Utterance::new(text);
        if let Some(language) = scn_understand::language(&words, languages) {
            self.conversation.contact.language = Some(language);
            self.language = self.scenario.language_index(Some(language));
            self.effects.push(Effect::LanguageChanged(language));
        }
    }

    fn person_speaks(&mut self) {
        let team = match self.conversation.mode {
            Mode::People { team, .. } => team,
            Mode::Bot => None,
        };
        self.conversation.mode = Mode::People { team, since: self.now };
    }

    fn give_back(&mut self) {
        if self.conversation.mode == Mode::Bot {
            return;
        }
        self.conversation.mode = Mode::Bot;
        match self.pending() {
            Some((at, _, question)) => self.ask_again(at, question),
            None => self.run(),
        }
    }

    fn opt_out_elsewhere(&mut self) {
        self.conversation.contact.opted_out = true;
        self.effects.push(Effect::OptedOut);
    }
}
