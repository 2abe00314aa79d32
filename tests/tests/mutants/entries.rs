//! Which lines belong to an entry of a file: a statement, a value, a field, a line of a test, a declaration.

use scn_diag::Span;
use scn_syntax::ast::*;
use std::collections::BTreeSet;

/// The zero-based line of a place.
pub(crate) fn line_of(text: &str, at: impl TryInto<usize>) -> usize {
    let at = at.try_into().unwrap_or(usize::MAX).min(text.len());
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count()
}

/// The spans of all entries of a file.
#[derive(Default)]
pub(crate) struct Entries {
    spans: Vec<Span>,
}

impl Entries {
    pub(crate) fn of(tree: &File) -> Self {
        let mut entries = Entries::default();
        tree.declarations.iter().for_each(|declaration| entries.declaration(declaration));
        entries
    }

    /// The lines of the smallest entry around a place, without those of the entries inside it.
    pub(crate) fn lines_of(&self, text: &str, at: usize) -> BTreeSet<usize> {
        let lines = |span: &Span| line_of(text, span.start)..=line_of(text, span.end);
        let around = |span: &&Span| (span.start as usize..=span.end as usize).contains(&at);
        let mut own: BTreeSet<usize> = BTreeSet::new();
        if let Some(entry) = self.spans.iter().filter(around).min_by_key(|span| span.end - span.start) {
            let inside = |span: &&Span| entry.start < span.start && span.end <= entry.end;
            let inner: BTreeSet<usize> = self.spans.iter().filter(inside).flat_map(lines).collect();
            own.extend(lines(entry).filter(|line| !inner.contains(line)));
        }
        own.insert(line_of(text, at));
        own
    }

    fn add(&mut self, span: Span) {
        self.spans.push(span);
    }

    fn all(&mut self, spans: impl IntoIterator<Item = Span>) {
        self.spans.extend(spans);
    }

    fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Scenario(scenario) => {
                self.add(scenario.span);
                for setting in &scenario.settings {
                    match setting {
                        Setting::Failed(block) | Setting::TooLate(block) => self.block(block),
                        Setting::Hours(hours) => self.all(hours.iter().map(|opening| opening.span)),
                        _ => {}
                    }
                }
            }
            Declaration::Choice(choice) => {
                self.add(choice.span);
                self.all(choice.values.iter().map(|value| value.span));
            }
            Declaration::Record(record) => {
                self.add(record.span);
                self.all(record.fields.iter().map(|field| field.span));
            }
            Declaration::Memory(memory) => {
                self.add(memory.span);
                self.all(memory.fields.iter().map(|field| field.span));
            }
            Declaration::Connector(connector) => {
                self.add(connector.span);
                self.all(connector.operations.iter().map(|operation| operation.span));
                self.all(connector.events.iter().map(|event| event.span));
                self.all(connector.receives.iter().map(|receives| receives.span));
            }
            Declaration::Template(template) => {
                self.add(template.span);
                self.all(template.languages.iter().map(|language| language.span));
            }
            Declaration::Trigger(trigger) => {
                self.add(trigger.span);
                self.block(&trigger.body);
            }
            Declaration::Tunnel(tunnel) => {
                self.add(tunnel.span);
                self.block(&tunnel.body);
                tunnel.escapes.iter().for_each(|escape| self.escape(escape));
                tunnel.ladder.iter().for_each(|ladder| self.ladder(ladder));
            }
            Declaration::Escape(escape) => self.escape(escape),
            Declaration::Ladder(ladder) => self.ladder(ladder),
            Declaration::Campaign(campaign) => {
                self.add(campaign.span);
                self.block(&campaign.body);
            }
            Declaration::Test(test) => {
                self.add(test.span);
                self.all(test.lines.iter().map(|line| line.span));
            }
            Declaration::Use(Use { span, .. })
            | Declaration::Catalog(Catalog { span, .. })
            | Declaration::Purpose(Purpose { span, .. })
            | Declaration::Team(Team { span, .. })
            | Declaration::Assistant(Assistant { span, .. })
            | Declaration::Audience(Audience { span, .. })
            | Declaration::Limit(Limit { span, .. })
            | Declaration::Allow(Allow { span, .. })
            | Declaration::Migrate(Migrate { span, .. })
            | Declaration::Error(span) => self.add(*span),
        }
    }

    fn escape(&mut self, escape: &Escape) {
        self.add(escape.span);
        self.block(&escape.body);
    }

    fn ladder(&mut self, ladder: &Ladder) {
        self.add(ladder.span);
        ladder.otherwise.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        block.statements.iter().for_each(|statement| self.statement(statement));
    }

    fn option(&mut self, option: &MenuOption) {
        self.add(option.span);
        self.block(&option.body);
    }

    fn modifiers(&mut self, modifiers: &Modifiers) {
        modifiers.otherwise.iter().for_each(|block| self.block(block));
        self.all(modifiers.reminders.iter().map(|remind| remind.span));
        self.all(modifiers.checks.iter().map(|check| check.span));
        if let Some(expire) = &modifiers.expire {
            self.add(expire.span);
            self.block(&expire.body);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        self.add(statement.span);
        match &statement.kind {
            StatementKind::Ask(ask) => self.modifiers(&ask.modifiers),
            StatementKind::Collect(collect) => {
                self.all(collect.fields.iter().map(|field| field.span));
                self.modifiers(&collect.modifiers);
            }
            StatementKind::Choose(choose) => {
                choose.options.iter().for_each(|option| self.option(option));
                self.modifiers(&choose.modifiers);
            }
            StatementKind::Confirm(confirm) => {
                confirm.yes.iter().chain(&confirm.no).for_each(|option| self.option(option));
                self.modifiers(&confirm.modifiers);
            }
            StatementKind::Consent(consent) => {
                consent.yes.iter().chain(&consent.no).for_each(|option| self.option(option));
                self.modifiers(&consent.modifiers);
            }
            StatementKind::For { body, .. } | StatementKind::Step { body, .. } => self.block(body),
            StatementKind::Call(call) => {
                call.failed.iter().chain(&call.too_late).for_each(|block| self.block(block));
                if let Some(slow) = &call.slow {
                    self.add(slow.span);
                    self.block(&slow.body);
                }
            }
            StatementKind::When { then, otherwise, .. } => {
                self.block(then);
                otherwise.iter().for_each(|block| self.block(block));
            }
            StatementKind::Match { arms, otherwise, .. } => {
                for arm in arms {
                    self.add(arm.span);
                    self.block(&arm.body);
                }
                otherwise.iter().for_each(|block| self.block(block));
            }
            StatementKind::Wait(Wait::UpTo { late, .. }) => {
                late.iter().for_each(|block| self.block(block));
            }
            _ => {}
        }
    }
}
