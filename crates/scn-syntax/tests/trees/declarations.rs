use scn_diag::Span;
use scn_syntax::ast::*;

use super::Draw;

const DAYS: &[&str] = &["mon", "fri", "sun"];

impl Draw<'_> {
    pub(super) fn declaration(&mut self) -> Declaration {
        let span = Span::default();
        match self.pick(21) {
            0 => Declaration::Use(Use { path: self.path(), alias: self.maybe(Self::name), span }),
            1 => Declaration::Scenario(Scenario {
                doc: self.doc(),
                name: self.name(),
                settings: self.many(0, 5, Self::setting),
                span,
            }),
            2 => Declaration::Choice(Choice {
                doc: self.doc(),
                name: self.name(),
                values: self.many(0, 3, Self::choice_value),
                span,
            }),
            3 => Declaration::Catalog(Catalog {
                doc: self.doc(),
                name: self.name(),
                from: self.text(),
                key: self.maybe(Self::name),
                label: self.maybe(Self::name),
                span,
            }),
            4 => Declaration::Record(Record {
                doc: self.doc(),
                name: self.name(),
                fields: self.many(0, 3, Self::record_field),
                label: self.maybe(Self::text),
                span,
            }),
            5 => Declaration::Purpose(Purpose {
                doc: self.doc(),
                name: self.name(),
                basis: self.maybe(Self::name),
                span,
            }),
            6 => Declaration::Memory(Memory {
                doc: self.doc(),
                fields: self.many(0, 3, Self::memory_field),
                span,
            }),
            7 => Declaration::Team(Team {
                doc: self.doc(),
                name: self.name(),
                label: self.maybe(Self::text),
                hours: self.many(0, 2, Self::opening),
                away: self.maybe(Self::text),
                span,
            }),
            8 => Declaration::Connector(self.connector()),
            9 => Declaration::Template(self.template()),
            10 | 11 => Declaration::Trigger(Trigger {
                doc: self.doc(),
                event: self.event(),
                hears: self.hears(),
                body: self.block(),
                span,
            }),
            12 => Declaration::Escape(self.escape()),
            13 => Declaration::Ladder(self.ladder()),
            14 => Declaration::Assistant(self.assistant()),
            15 => Declaration::Audience(Audience {
                doc: self.doc(),
                name: self.name(),
                condition: self.expr(),
                span,
            }),
            16 => Declaration::Campaign(self.campaign()),
            17 => {
                if self.yes() {
                    Declaration::Limit(self.limit())
                } else {
                    Declaration::Allow(self.allow())
                }
            }
            18 => Declaration::Migrate(self.migrate()),
            19 => Declaration::Test(self.test()),
            _ => Declaration::Tunnel(self.tunnel()),
        }
    }

    fn tunnel(&mut self) -> Tunnel {
        Tunnel {
            doc: self.doc(),
            name: self.name(),
            params: self.params(),
            result: self.maybe(Self::ty),
            body: self.block(),
            escapes: self.many(0, 1, Self::escape),
            ladder: self.maybe(Self::ladder),
            limits: self.many(0, 1, Self::limit),
            span: Span::default(),
        }
    }

    fn setting(&mut self) -> Setting {
        match self.pick(15) {
            0 => Setting::Title(self.text()),
            1 => Setting::Language(self.many(1, 3, |draw| draw.name_of(&["fr", "en"]))),
            2 => Setting::Timezone(self.name_of(&["Europe/Zurich", "Etc/GMT+2", "America/Port-au-Prince"])),
            3 => Setting::Tone(self.name_of(&["vous", "tu_it"])),
            4 => Setting::Hours(self.many(1, 3, Self::opening)),
            5 => Setting::Quiet(self.clock_range()),
            6 => Setting::Version(self.text()),
            7 => Setting::Gather(self.duration()),
            8 => Setting::Emojis(self.count()),
            9 => Setting::Exclamations(self.count()),
            10 => Setting::Messages(self.count()),
            11 => Setting::Failed(self.block()),
            12 => Setting::TooLate(self.block()),
            13 => Setting::Limit(self.limit()),
            _ => Setting::Allow(self.allow()),
        }
    }

    fn clock_range(&mut self) -> ClockRange {
        ClockRange { from: self.clock(), to: self.clock(), span: Span::default() }
    }

    fn opening(&mut self) -> Opening {
        let (from_day, to_day) = (self.name_of(DAYS), self.name_of(DAYS));
        Opening { from_day, to_day, clock: self.clock_range(), span: Span::default() }
    }

    pub(super) fn every(&mut self) -> Every {
        let (from_day, to_day) = (self.name_of(DAYS), self.name_of(DAYS));
        Every { from_day, to_day, at: self.clock(), span: Span::default() }
    }

    fn choice_value(&mut self) -> ChoiceValue {
        ChoiceValue {
            name: self.name(),
            label: self.text(),
            also: self.many(0, 2, Self::text),
            description: self.maybe(Self::text),
            only_when: self.maybe(Self::expr),
            span: Span::default(),
        }
    }

    fn record_field(&mut self) -> RecordField {
        RecordField {
            name: self.name(),
            ty: self.ty(),
            value: self.maybe(Self::expr),
            said_after: self.many(0, 2, Self::text),
            span: Span::default(),
        }
    }

    fn memory_field(&mut self) -> MemoryField {
        MemoryField {
            name: self.name(),
            ty: self.plain_type(),
            category: self.maybe(Self::name),
            purposes: self.many(0, 2, Self::name),
            keep: self.maybe(Self::duration),
            needs_consent: self.yes(),
            span: Span::default(),
        }
    }

    fn event(&mut self) -> TriggerEvent {
        match self.pick(12) {
            0 => TriggerEvent::Message,
            1 => TriggerEvent::Link(self.text()),
            2 => TriggerEvent::Ad { source: self.maybe(Self::text) },
            3 => TriggerEvent::Order,
            4 => TriggerEvent::Event {
                event: self.path(),
                params: self.many(0, 3, Self::name),
                after: self.maybe(Self::duration),
                unless: self.maybe(Self::expr),
                held: self.held(),
                interrupts: self.yes(),
            },
            5 => TriggerEvent::Schedule(self.every()),
            6 => TriggerEvent::Silence {
                after: self.duration(),
                within: self.maybe(Self::path),
                held: self.held(),
            },
            7 => TriggerEvent::Return { after: self.duration() },
            8 => TriggerEvent::Media,
            9 => TriggerEvent::Reaction,
            10 => TriggerEvent::Unsupported,
            _ => TriggerEvent::Group(self.name()),
        }
    }

    fn held(&mut self) -> Option<Held> {
        self.one(&[None, Some(Held::Later), Some(Held::Drop)])
    }

    fn hears(&mut self) -> Hears {
        Hears {
            like: self.many(0, 2, Self::text),
            says: self.many(0, 2, Self::text),
            matching: self.many(0, 2, Self::pattern),
            only_when: self.maybe(Self::expr),
        }
    }

    fn escape(&mut self) -> Escape {
        Escape {
            doc: self.doc(),
            name: self.name(),
            hears: self.hears(),
            body: self.block(),
            span: Span::default(),
        }
    }

    fn ladder(&mut self) -> Ladder {
        Ladder {
            retry: self.many(0, 2, Self::text),
            help: self.maybe(Self::text),
            otherwise: self.maybe(Self::block),
            span: Span::default(),
        }
    }

    fn limit(&mut self) -> Limit {
        let per = self.name_of(&["day", "week", "month"]);
        Limit { times: self.count(), per, purpose: self.maybe(Self::name), span: Span::default() }
    }

    pub(super) fn allow(&mut self) -> Allow {
        let code = self.name_of(&["W6012", "E1234"]);
        Allow { code, because: self.maybe(Self::text), span: Span::default() }
    }
}
