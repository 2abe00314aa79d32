use scn_diag::Span;
use scn_syntax::ast::*;

use super::Draw;

impl Draw<'_> {
    pub(super) fn test(&mut self) -> Test {
        let lines = |draw: &mut Self| TestLine { kind: draw.test_line(), span: Span::default() };
        Test { title: self.text(), lines: self.many(0, 6, lines), span: Span::default() }
    }

    fn test_line(&mut self) -> TestLineKind {
        match self.pick(23) {
            0 => TestLineKind::BotSilent,
            1 => TestLineKind::Client(self.text()),
            2 => TestLineKind::ClientTaps(self.text()),
            3 => TestLineKind::ClientSends {
                what: self.name_of(&["image", "voice", "place"]),
                text: self.maybe(Self::text),
            },
            4 => TestLineKind::ClientSendsOrder(self.many(1, 3, |draw| OrderItem {
                quantity: draw.count(),
                product: draw.text(),
                price: draw.maybe(|draw| Expr { kind: draw.money(), span: Span::default() }),
                span: Span::default(),
            })),
            5 => TestLineKind::ClientReacts(self.text()),
            6 => TestLineKind::ClientFromAd { source: self.text(), text: self.maybe(Self::text) },
            7 => TestLineKind::Bot(self.text()),
            8 => TestLineKind::BotContains(self.text()),
            9 => TestLineKind::BotMatching(self.pattern()),
            10 => TestLineKind::BotShowsButtons(self.many(1, 3, Self::text)),
            11 => TestLineKind::BotSendsTemplate(self.path()),
            12 => TestLineKind::BotSends {
                what: self.name_of(&["image", "link"]),
                text: self.maybe(Self::text),
            },
            13 => TestLineKind::BotReacts(self.text()),
            14 => TestLineKind::BotEmits(self.path()),
            15 => TestLineKind::After(self.duration()),
            16 => TestLineKind::At(self.expr()),
            17 => TestLineKind::GivenMemory(self.many(0, 3, |draw| (draw.name(), draw.expr()))),
            18 => TestLineKind::Expect(self.expr()),
            19 => TestLineKind::Human(self.text()),
            20 => match self.yes() {
                true => TestLineKind::Restart,
                false => TestLineKind::HumanGivesBack,
            },
            21 => TestLineKind::Event { event: self.path(), args: self.args() },
            _ => TestLineKind::Connector { operation: self.path(), does: self.does() },
        }
    }

    fn does(&mut self) -> ConnectorDoes {
        match self.pick(4) {
            0 => ConnectorDoes::Fails,
            1 => ConnectorDoes::IsSlow,
            2 => ConnectorDoes::IsCalled(self.count()),
            _ => ConnectorDoes::Returns(self.maybe(Self::expr)),
        }
    }
}
