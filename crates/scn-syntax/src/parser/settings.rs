//! `scenario`: what holds for the whole project.

use super::{Node, Reader, Rule};
use crate::ast::*;
use crate::words::Place;

impl Reader<'_> {
    pub(super) fn scenario(&mut self, node: Node<'_>) -> Option<Scenario> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let (mut name, mut settings) = (None, Vec::new());
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => name = Some(self.name(&child)),
                Rule::scenario_block => settings = self.settings(child),
                _ => {
                    self.disorder(&child, Place::Scenario);
                }
            }
        }
        Some(Scenario { doc, name: name?, settings, span })
    }

    fn settings(&mut self, block: Node<'_>) -> Vec<Setting> {
        let open = self.start(&block);
        let mut settings = Vec::new();
        for child in block.into_inner() {
            let span = self.span(&child);
            if child.as_rule() == Rule::missing_close {
                self.missing_close(open, &child);
            } else if self.disorder(&child, Place::Scenario) {
                if !matches!(child.as_rule(), Rule::another | Rule::leftover) {
                    settings.push(Setting::Error(span));
                }
            } else {
                let setting = self.in_entry(child, Self::setting);
                settings.push(setting.unwrap_or(Setting::Error(span)));
            }
        }
        settings
    }

    fn setting(&mut self, node: Node<'_>) -> Option<Setting> {
        let rule = node.as_rule();
        match rule {
            Rule::hours => return Some(Setting::Hours(self.openings(node))),
            Rule::failed => return Some(Setting::Failed(self.block_of(node, Place::Scenario))),
            Rule::too_late => return Some(Setting::TooLate(self.block_of(node, Place::Scenario))),
            Rule::limit => return self.limit(node).map(Setting::Limit),
            Rule::allow => return self.allow(node).map(Setting::Allow),
            Rule::gather => {
                return self.parts(node, Place::Scenario).durations.pop().map(Setting::Gather);
            }
            Rule::emojis => return self.parts(node, Place::Scenario).counts.pop().map(Setting::Emojis),
            Rule::exclamations => {
                return self.parts(node, Place::Scenario).counts.pop().map(Setting::Exclamations);
            }
            Rule::messages => return self.parts(node, Place::Scenario).counts.pop().map(Setting::Messages),
            _ => {}
        }
        let (mut texts, mut names, mut clock) = (Vec::new(), Vec::new(), None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::short_text | Rule::long_text => texts.push(self.text_value(child)),
                Rule::name | Rule::zone => {
                    names.push(Name { text: super::nfc(self.text(&child)), span: self.span(&child) });
                }
                Rule::clock_range => clock = self.clock_range(child),
                _ => {
                    self.disorder(&child, Place::Scenario);
                }
            }
        }
        Some(match rule {
            Rule::title => Setting::Title(texts.pop()?),
            Rule::version => Setting::Version(texts.pop()?),
            Rule::language if !names.is_empty() => Setting::Language(names),
            Rule::timezone => Setting::Timezone(names.pop()?),
            Rule::tone => Setting::Tone(names.pop()?),
            Rule::quiet => Setting::Quiet(clock?),
            _ => return None,
        })
    }
}
