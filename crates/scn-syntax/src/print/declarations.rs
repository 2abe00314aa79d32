//! Declarations, with a blank line between them.

use super::Printer;
use crate::ast::*;

impl Printer {
    pub(super) fn declaration(&mut self, declaration: &Declaration) {
        if matches!(declaration, Declaration::Error(_)) {
            return;
        }
        if !self.out.is_empty() {
            self.word("\n");
        }
        self.doc(doc_of(declaration));
        self.line(|to| to.declared(declaration));
    }

    fn declared(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Scenario(scenario) => {
                self.with("scenario", &scenario.name, Self::name);
                self.word(" ");
                self.block(|to| scenario.settings.iter().for_each(|setting| to.setting(setting)));
            }
            Declaration::Use(module) => {
                self.with("use", &module.path, Self::path);
                self.and("as", module.alias.as_ref(), Self::name);
            }
            Declaration::Choice(choice) => self.choice(choice),
            Declaration::Catalog(catalog) => {
                self.with("catalog", &catalog.name, Self::name);
                self.and("from", Some(&catalog.from), Self::text);
                self.and("key", catalog.key.as_ref(), Self::name);
                self.and("label", catalog.label.as_ref(), Self::name);
            }
            Declaration::Record(record) => self.record(record),
            Declaration::Purpose(purpose) => {
                self.with("purpose", &purpose.name, Self::name);
                self.word(" ");
                self.block(|to| to.line_of("basis", purpose.basis.as_ref(), Self::name));
            }
            Declaration::Memory(memory) => {
                self.word("memory ");
                self.block(|to| memory.fields.iter().for_each(|field| to.line(|to| to.memory_field(field))));
            }
            Declaration::Team(team) => self.team(team),
            Declaration::Connector(connector) => self.connector(connector),
            Declaration::Template(template) => self.template(template),
            Declaration::Trigger(trigger) => self.trigger(trigger),
            Declaration::Tunnel(tunnel) => self.tunnel(tunnel),
            Declaration::Escape(escape) => self.escape(escape),
            Declaration::Ladder(ladder) => self.ladder(ladder),
            Declaration::Assistant(assistant) => self.assistant(assistant),
            Declaration::Audience(audience) => {
                self.with("audience", &audience.name, Self::name);
                self.and("where", Some(&audience.condition), Self::expr);
            }
            Declaration::Campaign(campaign) => self.campaign(campaign),
            Declaration::Limit(limit) => self.limit(limit),
            Declaration::Allow(allow) => self.allow(allow),
            Declaration::Migrate(migrate) => self.migrate(migrate),
            Declaration::Test(test) => self.test(test),
            Declaration::Error(_) => {}
        }
    }

    pub(super) fn doc(&mut self, doc: &str) {
        if doc.is_empty() {
            return;
        }
        for text in doc.split('\n') {
            self.line(|to| {
                to.word("##");
                if !text.is_empty() {
                    to.word(" ");
                    to.word(text);
                }
            });
        }
    }

    fn setting(&mut self, setting: &Setting) {
        match setting {
            Setting::Title(text) => self.line_of("title", Some(text), Self::text),
            Setting::Language(names) => {
                self.line_of("language", Some(names.as_slice()), |to, names| to.listed(names, Self::name));
            }
            Setting::Timezone(zone) => self.line_of("timezone", Some(zone), Self::name),
            Setting::Tone(tone) => self.line_of("tone", Some(tone), Self::name),
            Setting::Hours(openings) => self.line_of("hours", Some(openings.as_slice()), Self::openings),
            Setting::Quiet(clock) => self.line_of("quiet", Some(clock), Self::clock_range),
            Setting::Version(version) => self.line_of("version", Some(version), Self::text),
            Setting::Gather(duration) => self.line_of("gather", Some(duration), Self::duration),
            Setting::Emojis(count) => {
                self.line_of("emojis up to", Some(count), |to, count| to.number(*count))
            }
            Setting::Exclamations(count) => {
                self.line_of("exclamations up to", Some(count), |to, count| to.number(*count));
            }
            Setting::Messages(count) => self.line(|to| to.word(&format!("messages up to {count} chars"))),
            Setting::Failed(block) => self.line_of("failed", Some(block), Self::body),
            Setting::TooLate(block) => self.line_of("too_late", Some(block), Self::body),
            Setting::Limit(limit) => self.line(|to| to.limit(limit)),
            Setting::Allow(allow) => self.line(|to| to.allow(allow)),
            Setting::Error(_) => {}
        }
    }

    fn openings(&mut self, openings: &[Opening]) {
        self.listed(openings, |to, opening| {
            to.days(&opening.from_day, &opening.to_day);
            to.word(" ");
            to.clock_range(&opening.clock);
        });
    }

    fn clock_range(&mut self, range: &ClockRange) {
        self.clock(range.from);
        self.word("-");
        self.clock(range.to);
    }

    fn choice(&mut self, choice: &Choice) {
        self.with("choice", &choice.name, Self::name);
        self.word(" ");
        self.block(|to| {
            for value in &choice.values {
                to.line(|to| {
                    to.name(&value.name);
                    to.word(" ");
                    to.text(&value.label);
                    to.also(&value.also);
                    to.and("description", value.description.as_ref(), Self::text);
                    to.and("only when", value.only_when.as_ref(), Self::expr);
                });
            }
        });
    }

    fn record(&mut self, record: &Record) {
        self.with("record", &record.name, Self::name);
        self.word(" ");
        self.block(|to| {
            for field in &record.fields {
                to.line(|to| {
                    to.name(&field.name);
                    to.with(":", &field.ty, Self::ty);
                    to.and("=", field.value.as_ref(), Self::expr);
                    if !field.said_after.is_empty() {
                        to.word(" said after ");
                        to.texts(&field.said_after);
                    }
                });
            }
            to.line_of("label", record.label.as_ref(), Self::text);
        });
    }

    fn memory_field(&mut self, field: &MemoryField) {
        self.name(&field.name);
        self.with(":", &field.ty, Self::ty);
        self.and("is", field.category.as_ref(), Self::name);
        self.for_purposes(&field.purposes);
        self.and("keep", field.keep.as_ref(), Self::duration);
        if field.needs_consent {
            self.word(" needs consent");
        }
    }

    fn team(&mut self, team: &Team) {
        self.with("team", &team.name, Self::name);
        if let Some(label) = &team.label {
            self.word(" ");
            self.text(label);
        }
        self.block_if_any(|to| {
            if !team.hours.is_empty() {
                to.line_of("hours", Some(team.hours.as_slice()), Self::openings);
            }
            to.line_of("away", team.away.as_ref(), Self::text);
        });
    }

    fn trigger(&mut self, trigger: &Trigger) {
        self.word("on ");
        self.event(&trigger.event);
        self.word(" ");
        self.listening(&trigger.hears, &trigger.body);
    }

    fn event(&mut self, event: &TriggerEvent) {
        match event {
            TriggerEvent::Message | TriggerEvent::Error(_) => self.word("message"),
            TriggerEvent::Link(code) => self.with("link", code, Self::text),
            TriggerEvent::Ad { source } => {
                self.word("ad");
                self.and("source", source.as_ref(), Self::text);
            }
            TriggerEvent::Order => self.word("order"),
            TriggerEvent::Event { event, params, after, unless, held, interrupts } => {
                self.with("event", event, Self::path);
                if !params.is_empty() {
                    self.word("(");
                    self.listed(params, Self::name);
                    self.word(")");
                }
                self.and("after", after.as_ref(), Self::duration);
                self.and("unless", unless.as_ref(), Self::expr);
                self.held(*held);
                if *interrupts {
                    self.word(" interrupts");
                }
            }
            TriggerEvent::Schedule(every) => self.with("schedule", every, Self::every),
            TriggerEvent::Silence { after, within, held } => {
                self.with("silence", after, Self::duration);
                self.and("in", within.as_ref(), Self::path);
                self.held(*held);
            }
            TriggerEvent::Return { after } => self.with("return after", after, Self::duration),
            TriggerEvent::Media => self.word("media"),
            TriggerEvent::Reaction => self.word("reaction"),
            TriggerEvent::Unsupported => self.word("unsupported"),
            TriggerEvent::Group(name) => self.with("group", name, Self::name),
        }
    }

    fn held(&mut self, held: Option<Held>) {
        match held {
            Some(Held::Later) => self.word(" held later"),
            Some(Held::Drop) => self.word(" held drop"),
            None => {}
        }
    }

    /// A block whose first lines say what it listens to.
    fn listening(&mut self, hears: &Hears, body: &Block) {
        self.block(|to| {
            for (word, texts) in [("like", &hears.like), ("says", &hears.says)] {
                if !texts.is_empty() {
                    to.line_of(word, Some(texts.as_slice()), Self::texts);
                }
            }
            if !hears.matching.is_empty() {
                to.line_of("matching", Some(hears.matching.as_slice()), |to, patterns| {
                    to.listed(patterns, Self::pattern);
                });
            }
            to.line_of("only when", hears.only_when.as_ref(), Self::expr);
            to.statements(&body.statements);
        });
    }

    fn escape(&mut self, escape: &Escape) {
        self.with("escape", &escape.name, Self::name);
        self.word(" ");
        self.listening(&escape.hears, &escape.body);
    }

    fn tunnel(&mut self, tunnel: &Tunnel) {
        self.with("tunnel", &tunnel.name, Self::name);
        self.params(&tunnel.params);
        self.and("->", tunnel.result.as_ref(), Self::ty);
        self.word(" ");
        self.block(|to| {
            tunnel.limits.iter().for_each(|limit| to.line(|to| to.limit(limit)));
            if let Some(ladder) = &tunnel.ladder {
                to.line(|to| to.ladder(ladder));
            }
            to.statements(&tunnel.body.statements);
            for escape in &tunnel.escapes {
                to.doc(&escape.doc);
                to.line(|to| to.escape(escape));
            }
        });
    }

    fn ladder(&mut self, ladder: &Ladder) {
        self.word("ladder ");
        self.block(|to| {
            if !ladder.retry.is_empty() {
                to.line_of("retry", Some(ladder.retry.as_slice()), Self::texts);
            }
            to.line_of("help", ladder.help.as_ref(), Self::text);
            to.line_of("otherwise", ladder.otherwise.as_ref(), Self::body);
        });
    }

    fn limit(&mut self, limit: &Limit) {
        self.word(&format!("limit {} per ", limit.times));
        self.name(&limit.per);
        self.and("for", limit.purpose.as_ref(), Self::name);
    }

    pub(super) fn allow(&mut self, allow: &Allow) {
        self.with("allow", &allow.code, Self::name);
        self.and("because", allow.because.as_ref(), Self::text);
    }
}

fn doc_of(declaration: &Declaration) -> &str {
    match declaration {
        Declaration::Scenario(it) => &it.doc,
        Declaration::Choice(it) => &it.doc,
        Declaration::Catalog(it) => &it.doc,
        Declaration::Record(it) => &it.doc,
        Declaration::Purpose(it) => &it.doc,
        Declaration::Memory(it) => &it.doc,
        Declaration::Team(it) => &it.doc,
        Declaration::Connector(it) => &it.doc,
        Declaration::Template(it) => &it.doc,
        Declaration::Trigger(it) => &it.doc,
        Declaration::Tunnel(it) => &it.doc,
        Declaration::Escape(it) => &it.doc,
        Declaration::Assistant(it) => &it.doc,
        Declaration::Audience(it) => &it.doc,
        Declaration::Campaign(it) => &it.doc,
        _ => "",
    }
}
