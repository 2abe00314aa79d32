//! Statements, one per line.

use super::Printer;
use crate::ast::*;

impl Printer {
    pub(super) fn body(&mut self, block: &Block) {
        self.block(|to| to.statements(&block.statements));
    }

    /// A blank and the block of statements.
    pub(super) fn then(&mut self, block: &Block) {
        self.word(" ");
        self.body(block);
    }

    pub(super) fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            if !matches!(statement.kind, StatementKind::Error) && !is_unsaid(&statement.kind) {
                self.line(|to| to.statement(&statement.kind));
            }
        }
    }

    fn statement(&mut self, statement: &StatementKind) {
        match statement {
            StatementKind::Say(say) => self.say(say),
            StatementKind::Ask(ask) => self.ask(ask),
            StatementKind::Collect(collect) => self.collect(collect),
            StatementKind::Choose(choose) => self.choose(choose),
            StatementKind::Confirm(confirm) => self.confirm(confirm),
            StatementKind::Consent(consent) => self.consent(consent),
            StatementKind::Set { slot, value } => {
                self.with("set", slot, Self::name);
                self.and("=", Some(value), Self::expr);
            }
            StatementKind::For { variable, list, body } => {
                self.with("for", variable, Self::name);
                self.and("in", Some(list), Self::expr);
                self.then(body);
            }
            StatementKind::Call(call) => self.call(call),
            StatementKind::Send(send) => self.send(send),
            StatementKind::Emit { event, args } => {
                self.with("emit", event, Self::path);
                self.args(args);
            }
            StatementKind::React(text) => self.with("react", text, Self::text),
            StatementKind::AnswerFrom(file) => self.with("answer from", file, Self::text),
            StatementKind::AnswerWith(assistant) => self.with("answer with", assistant, Self::name),
            StatementKind::Opt { out } => self.word(if *out { "opt out" } else { "opt in" }),
            StatementKind::When { condition, then, otherwise } => {
                self.when(condition, then, otherwise.as_ref())
            }
            StatementKind::Match { subject, arms, otherwise } => {
                self.match_on(subject, arms, otherwise.as_ref())
            }
            StatementKind::Enter { tunnel, args, result } => {
                self.with("enter", tunnel, Self::path);
                self.args(args);
                self.and("as", result.as_ref(), Self::name);
            }
            StatementKind::Go(step) => self.with("go", step, Self::name),
            StatementKind::Step { name, body } => {
                self.with("step", name, Self::name);
                self.then(body);
            }
            StatementKind::Done(value) => {
                self.word("done");
                if let Some(value) = value {
                    self.word(" ");
                    self.expr(value);
                }
            }
            StatementKind::Leave => self.word("leave"),
            StatementKind::Resume => self.word("resume"),
            StatementKind::Restart => self.word("restart"),
            StatementKind::Correct => self.word("correct"),
            StatementKind::Wait(wait) => self.wait(wait),
            StatementKind::Remember { field, value } => {
                self.with("remember", field, Self::name);
                self.and("=", value.as_ref(), Self::expr);
            }
            StatementKind::Forget(Forget::Field(field)) => self.with("forget", field, Self::name),
            StatementKind::Forget(Forget::Consent(purpose)) => {
                self.word("forget consent.");
                self.name(purpose);
            }
            StatementKind::Forget(Forget::Everything(_)) => self.word("forget everything"),
            StatementKind::Handoff { team, because, otherwise } => {
                self.word("handoff");
                self.and("to", team.as_ref(), Self::name);
                self.and("because", because.as_ref(), Self::text);
                self.block_if_any(|to| {
                    to.line_of("otherwise after", otherwise.as_ref(), |to, otherwise| {
                        to.duration(&otherwise.after);
                        to.then(&otherwise.body);
                    });
                });
            }
            StatementKind::Allow(allow) => self.allow(allow),
            StatementKind::Error => {}
        }
    }

    fn say(&mut self, say: &Say) {
        self.word("say ");
        match &say.message {
            SayMessage::Text(texts) => match texts.as_slice() {
                [text] => self.text(text),
                texts => {
                    self.word("one of ");
                    self.block(|to| texts.iter().for_each(|text| to.line(|to| to.text(text))));
                }
            },
            SayMessage::Media { kind, source, caption } => {
                self.with(&kind.text, source, Self::text);
                self.and("caption", caption.as_ref(), Self::text);
            }
            SayMessage::Place { name, latitude, longitude, address } => {
                self.word("place");
                if let Some(name) = name {
                    self.word(" ");
                    self.text(name);
                }
                self.word(&format!(" at {latitude}, {longitude}"));
                self.and("address", address.as_ref(), Self::text);
            }
            SayMessage::Contact { name, phone } => {
                self.with("contact", name, Self::text);
                self.and("phone", Some(phone), Self::text);
            }
            SayMessage::Link { label, url, text } => {
                self.with("link", label, Self::text);
                self.and("to", Some(url), Self::text);
                self.and("text", text.as_ref(), Self::text);
            }
            SayMessage::Error(_) => {}
        }
        self.or_send(say.or_send.as_ref());
    }

    pub(super) fn or_send(&mut self, send: Option<&Send>) {
        self.and("else", send, Self::send);
    }

    fn send(&mut self, send: &Send) {
        self.with("send", &send.template, Self::path);
        self.args(&send.args);
    }

    fn call(&mut self, call: &Call) {
        self.with("call", &call.operation, Self::path);
        self.args(&call.args);
        self.and("as", call.result.as_ref(), Self::name);
        self.block_if_any(|to| {
            to.line_of("failed", call.failed.as_ref(), Self::body);
            to.line_of("slow after", call.slow.as_ref(), |to, slow| {
                to.duration(&slow.after);
                to.then(&slow.body);
            });
            to.line_of("too_late", call.too_late.as_ref(), Self::body);
        });
    }

    fn when(&mut self, condition: &Expr, then: &Block, otherwise: Option<&Block>) {
        self.with("when", condition, Self::expr);
        self.then(then);
        let Some(otherwise) = otherwise else { return };
        self.word(" else ");
        match otherwise.statements.as_slice() {
            [Statement { kind: StatementKind::When { condition, then, otherwise }, .. }] => {
                self.when(condition, then, otherwise.as_ref());
            }
            _ => self.body(otherwise),
        }
    }

    fn match_on(&mut self, subject: &Expr, arms: &[MatchArm], otherwise: Option<&Block>) {
        self.with("match", subject, Self::expr);
        self.word(" ");
        self.block(|to| {
            for arm in arms {
                to.line(|to| {
                    to.listed(&arm.values, Self::expr);
                    to.then(&arm.body);
                });
            }
            to.line_of("else", otherwise, Self::body);
        });
    }

    fn wait(&mut self, wait: &Wait) {
        match wait {
            Wait::For(duration) => self.with("wait", duration, Self::duration),
            Wait::Until(moment) => self.with("wait until", moment, Self::expr),
            Wait::UpTo { span, event, result, late } => {
                self.with("wait up to", span, Self::duration);
                self.and("for", Some(event), Self::path);
                self.and("as", result.as_ref(), Self::name);
                self.block_if_any(|to| to.line_of("late", late.as_ref(), Self::body));
            }
        }
    }
}

/// A `say` of nothing that could be read.
fn is_unsaid(statement: &StatementKind) -> bool {
    matches!(statement, StatementKind::Say(say) if matches!(say.message, SayMessage::Error(_)))
}
