//! What belongs to the language and is read, but not run by this version: said once, at its place.

use crate::codes;
use crate::flow::slots::blocks;
use crate::report::Report;
use scn_diag::{Diagnostic, Span, wording};
use scn_syntax::ast::{self, Declaration, Setting, StatementKind, TriggerEvent};

pub(crate) fn check(trees: &[ast::File], report: &mut Report) {
    let mut walk = Walk { report };
    trees.iter().flat_map(|tree| &tree.declarations).for_each(|declaration| walk.declaration(declaration));
}

struct Walk<'r> {
    report: &'r mut Report,
}

impl Walk<'_> {
    fn not_yet(&mut self, span: Span, what: &str) {
        self.report.add(
            Diagnostic::new(codes::E0013, span, wording!("{what} is not in this version yet", what))
                .help("leave it out, or write this part of the conversation another way for now"),
        );
    }

    fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Assistant(assistant) => self.not_yet(assistant.name.span, "`assistant`"),
            Declaration::Audience(audience) => self.not_yet(audience.name.span, "`audience`"),
            Declaration::Campaign(campaign) => self.not_yet(campaign.name.span, "`campaign`"),
            Declaration::Limit(limit) => self.not_yet(limit.span, "`limit`"),
            Declaration::Migrate(migrate) => self.not_yet(migrate.from.span, "`migrate`"),
            Declaration::Scenario(scenario) => {
                scenario.settings.iter().for_each(|setting| self.setting(setting))
            }
            Declaration::Trigger(trigger) => self.trigger(trigger),
            Declaration::Tunnel(tunnel) => {
                tunnel.limits.iter().for_each(|limit| self.not_yet(limit.span, "`limit`"));
                tunnel.ladder.iter().for_each(|ladder| self.ladder(ladder));
                tunnel.escapes.iter().for_each(|escape| self.block(&escape.body));
                self.block(&tunnel.body);
            }
            Declaration::Escape(escape) => self.block(&escape.body),
            Declaration::Ladder(ladder) => self.ladder(ladder),
            Declaration::Use(_)
            | Declaration::Choice(_)
            | Declaration::Catalog(_)
            | Declaration::Record(_)
            | Declaration::Purpose(_)
            | Declaration::Memory(_)
            | Declaration::Team(_)
            | Declaration::Connector(_)
            | Declaration::Template(_)
            | Declaration::Test(_)
            | Declaration::Allow(_)
            | Declaration::Error(_) => {}
        }
    }

    fn setting(&mut self, setting: &Setting) {
        match setting {
            Setting::Limit(limit) => self.not_yet(limit.span, "`limit`"),
            Setting::Failed(block) | Setting::TooLate(block) => self.block(block),
            _ => {}
        }
    }

    fn trigger(&mut self, trigger: &ast::Trigger) {
        let header = Span { end: trigger.body.span.start.max(trigger.span.start), ..trigger.span };
        match &trigger.event {
            TriggerEvent::Schedule(_) => self.not_yet(header, "`on schedule`"),
            TriggerEvent::Group(_) => self.not_yet(header, "`on group`"),
            TriggerEvent::Event { interrupts: true, .. } => self.not_yet(header, "`interrupts`"),
            _ => {}
        }
        self.block(&trigger.body);
    }

    fn ladder(&mut self, ladder: &ast::Ladder) {
        ladder.otherwise.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &ast::Block) {
        for statement in &block.statements {
            if let StatementKind::AnswerWith(name) = &statement.kind {
                self.not_yet(statement.span.to(name.span), "`answer with`");
            }
            blocks(statement).into_iter().for_each(|block| self.block(block));
        }
    }
}
