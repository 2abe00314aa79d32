use scn_diag::Span;
use scn_syntax::ast::*;

use super::Draw;

impl Draw<'_> {
    pub(super) fn block(&mut self) -> Block {
        let statements = self.statements();
        Block { statements, span: Span::default() }
    }

    fn statements(&mut self) -> Vec<Statement> {
        if self.is_deep() {
            return Vec::new();
        }
        self.deeper(|draw| {
            draw.many(0, 3, |draw| Statement { kind: draw.statement(), span: Span::default() })
        })
    }

    fn statement(&mut self) -> StatementKind {
        match self.pick(34) {
            0 => StatementKind::Leave,
            1 => StatementKind::Say(Box::new(self.say())),
            2 => StatementKind::Ask(Box::new(self.ask())),
            3 => StatementKind::Collect(Box::new(self.collect())),
            4 => StatementKind::Choose(Box::new(self.choose())),
            5 => StatementKind::Confirm(Box::new(Confirm {
                prompt: self.maybe(Self::text),
                yes: self.maybe(Self::option),
                no: self.maybe(Self::option),
                modifiers: self.modifiers(),
            })),
            6 => StatementKind::Consent(Box::new(Consent {
                purpose: self.name(),
                prompt: self.maybe(Self::text),
                yes: self.maybe(Self::option),
                no: self.maybe(Self::option),
                modifiers: self.modifiers(),
            })),
            7 => StatementKind::Set { slot: self.name(), value: self.expr() },
            8 => StatementKind::For { variable: self.name(), list: self.expr(), body: self.block() },
            9 => StatementKind::Call(Box::new(self.call())),
            10 => StatementKind::Send(self.send()),
            11 => StatementKind::Emit { event: self.path(), args: self.args() },
            12 => StatementKind::React(self.text()),
            13 => StatementKind::AnswerFrom(self.text()),
            14 => StatementKind::AnswerWith(self.name()),
            15 => StatementKind::Opt { out: self.yes() },
            33 => StatementKind::Allow(self.allow()),
            16 => StatementKind::When {
                condition: self.expr(),
                then: self.block(),
                otherwise: self.maybe(Self::block),
            },
            17 => StatementKind::Match {
                subject: self.expr(),
                arms: self.many(0, 3, |draw| MatchArm {
                    values: draw.many(1, 3, Self::expr),
                    body: draw.block(),
                    span: Span::default(),
                }),
                otherwise: self.maybe(Self::block),
            },
            18 => StatementKind::Enter {
                tunnel: self.path(),
                args: self.args(),
                result: self.maybe(Self::name),
            },
            19 => StatementKind::Go(self.name()),
            20 => StatementKind::Step { name: self.name(), body: self.block() },
            21 => StatementKind::Done(self.maybe(Self::expr)),
            22 => StatementKind::Resume,
            23 => StatementKind::Restart,
            24 => StatementKind::Correct,
            25 => StatementKind::Wait(Wait::For(self.duration())),
            26 => StatementKind::Wait(Wait::Until(self.expr())),
            27 => StatementKind::Wait(Wait::UpTo {
                span: self.duration(),
                event: self.path(),
                result: self.maybe(Self::name),
                late: self.maybe(Self::block),
            }),
            28 => StatementKind::Remember { field: self.name(), value: self.maybe(Self::expr) },
            29 => StatementKind::Forget(Forget::Field(self.name())),
            30 => StatementKind::Forget(Forget::Consent(self.name())),
            31 => StatementKind::Forget(Forget::Everything(Span::default())),
            _ => StatementKind::Handoff {
                team: self.maybe(Self::name),
                because: self.maybe(Self::text),
                otherwise: self.maybe(Self::unanswered),
            },
        }
    }

    fn unanswered(&mut self) -> Unanswered {
        Unanswered { after: self.duration(), body: self.block(), span: Span::default() }
    }

    fn say(&mut self) -> Say {
        let message = match self.pick(6) {
            0 => SayMessage::Text(vec![self.text()]),
            1 => SayMessage::Text(self.many(2, 3, Self::text)),
            2 => SayMessage::Media {
                kind: self.name_of(&["image", "audio", "video", "document", "sticker"]),
                source: self.text(),
                caption: self.maybe(Self::text),
            },
            3 => SayMessage::Place {
                name: self.maybe(Self::text),
                latitude: self.one(&["46.52", "-46"]).to_owned(),
                longitude: self.one(&["6.63", "-0.5"]).to_owned(),
                address: self.maybe(Self::text),
            },
            4 => SayMessage::Contact { name: self.text(), phone: self.text() },
            _ => SayMessage::Link { label: self.text(), url: self.text(), text: self.maybe(Self::text) },
        };
        Say { message, or_send: self.maybe(Self::send) }
    }

    fn send(&mut self) -> Send {
        Send { template: self.path(), args: self.args(), span: Span::default() }
    }

    fn call(&mut self) -> Call {
        Call {
            operation: self.path(),
            args: self.args(),
            result: self.maybe(Self::name),
            failed: self.maybe(Self::block),
            slow: self.maybe(|draw| Slow {
                after: draw.duration(),
                body: draw.block(),
                span: Span::default(),
            }),
            too_late: self.maybe(Self::block),
        }
    }

    fn ask(&mut self) -> Ask {
        let (slot, ty) = (self.name(), self.ty());
        Ask { slot, ty, prompt: self.maybe(Self::text), modifiers: self.modifiers() }
    }

    fn collect(&mut self) -> Collect {
        Collect {
            slot: self.name(),
            ty: self.ty(),
            prompt: self.maybe(Self::text),
            more: self.maybe(Self::text),
            fields: self.many(0, 2, |draw| FieldPrompt {
                field: draw.name(),
                prompt: draw.text(),
                span: Span::default(),
            }),
            modifiers: self.modifiers(),
        }
    }

    fn choose(&mut self) -> Choose {
        Choose {
            prompt: self.maybe(Self::text),
            options: self.many(0, 3, Self::option),
            modifiers: self.modifiers(),
        }
    }

    fn option(&mut self) -> MenuOption {
        MenuOption {
            label: self.text(),
            also: self.many(0, 2, Self::text),
            body: self.block(),
            span: Span::default(),
        }
    }

    fn modifiers(&mut self) -> Modifiers {
        if !self.yes() {
            return Modifiers::default();
        }
        let span = Span::default();
        Modifiers {
            again: self.maybe(Self::text),
            help: self.maybe(Self::text),
            retry: self.many(0, 3, Self::text),
            otherwise: self.maybe(Self::block),
            default: self.maybe(Self::expr),
            checks: self.many(0, 2, |draw| Check { condition: draw.expr(), otherwise: draw.text(), span }),
            remember: self.maybe(|draw| Remember { field: draw.maybe(Self::name), span }),
            render: self.maybe(|draw| draw.name_of(&["buttons", "list", "text"])),
            always: self.maybe(|_| span),
            offer: self.maybe(|draw| Offer { value: draw.maybe(Self::expr), text: draw.text(), span }),
            reminders: self.many(0, 2, |draw| Remind {
                after: draw.duration(),
                text: draw.text(),
                or_send: draw.maybe(Self::send),
                span,
            }),
            expire: self.maybe(|draw| Expire { after: draw.duration(), body: draw.block(), span }),
            hear: self.maybe(|draw| Hear { with: draw.maybe(Self::name), span }),
            id: self.maybe(Self::text),
        }
    }
}
