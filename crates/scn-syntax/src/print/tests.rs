//! `test` blocks, line by line.

use super::Printer;
use crate::ast::*;

impl Printer {
    pub(super) fn test(&mut self, test: &Test) {
        self.with("test", &test.title, Self::text);
        self.word(" ");
        self.block(|to| {
            for line in &test.lines {
                if !matches!(line.kind, TestLineKind::Error) {
                    to.line(|to| to.test_line(&line.kind));
                }
            }
        });
    }

    fn test_line(&mut self, line: &TestLineKind) {
        match line {
            TestLineKind::Client(text) => self.with("client", text, Self::text),
            TestLineKind::ClientTaps(text) => self.with("client taps", text, Self::text),
            TestLineKind::ClientSends { what, text } => {
                self.what_and_text("client sends", what, text.as_ref())
            }
            TestLineKind::ClientSendsOrder(items) => {
                self.word("client sends order ");
                self.listed(items, Self::order_item);
            }
            TestLineKind::ClientReacts(text) => self.with("client reacts", text, Self::text),
            TestLineKind::ClientFromAd { source, text } => {
                self.with("client comes from ad", source, Self::text);
                if let Some(text) = text {
                    self.word(" ");
                    self.text(text);
                }
            }
            TestLineKind::Bot(text) => self.with("bot", text, Self::text),
            TestLineKind::BotContains(text) => self.with("bot contains", text, Self::text),
            TestLineKind::BotMatching(pattern) => self.with("bot matching", pattern, Self::pattern),
            TestLineKind::BotShowsButtons(texts) => {
                self.with("bot shows buttons", texts.as_slice(), Self::texts)
            }
            TestLineKind::BotSilent => self.word("bot silent"),
            TestLineKind::BotSendsTemplate(name) => self.with("bot sends template", name, Self::path),
            TestLineKind::BotSends { what, text } => self.what_and_text("bot sends", what, text.as_ref()),
            TestLineKind::BotReacts(text) => self.with("bot reacts", text, Self::text),
            TestLineKind::BotEmits(event) => self.with("bot emits", event, Self::path),
            TestLineKind::After(duration) => self.with("after", duration, Self::duration),
            TestLineKind::At(moment) => self.with("at", moment, Self::expr),
            TestLineKind::GivenMemory(values) => {
                self.word("given memory ");
                self.block(|to| {
                    for (name, value) in values {
                        to.line(|to| {
                            to.name(name);
                            to.and("=", Some(value), Self::expr);
                        });
                    }
                });
            }
            TestLineKind::Expect(condition) => self.with("expect", condition, Self::expr),
            TestLineKind::Human(text) => self.with("human", text, Self::text),
            TestLineKind::HumanGivesBack => self.word("human gives back"),
            TestLineKind::Event { event, args } => {
                self.with("event", event, Self::path);
                self.args(args);
            }
            TestLineKind::Connector { operation, does } => {
                self.with("connector", operation, Self::path);
                self.does(does);
            }
            TestLineKind::Restart => self.word("restart"),
            TestLineKind::Error => {}
        }
    }

    fn what_and_text(&mut self, word: &str, what: &Name, text: Option<&Text>) {
        self.with(word, what, Self::name);
        if let Some(text) = text {
            self.word(" ");
            self.text(text);
        }
    }

    fn order_item(&mut self, item: &OrderItem) {
        self.number(item.quantity);
        self.word(" ");
        self.text(&item.product);
        if let Some(price) = &item.price {
            self.word(" ");
            self.expr(price);
        }
    }

    fn does(&mut self, does: &ConnectorDoes) {
        match does {
            ConnectorDoes::Returns(value) => {
                self.word(" returns");
                if let Some(value) = value {
                    self.word(" ");
                    self.expr(value);
                }
            }
            ConnectorDoes::Fails => self.word(" fails"),
            ConnectorDoes::IsSlow => self.word(" is slow"),
            ConnectorDoes::IsCalled(0) => self.word(" is called never"),
            ConnectorDoes::IsCalled(1) => self.word(" is called once"),
            ConnectorDoes::IsCalled(2) => self.word(" is called twice"),
            ConnectorDoes::IsCalled(times) => self.word(&format!(" is called {times} times")),
        }
    }
}
