//! Records and memory: names with types.

use scn_diag::{Diagnostic, E0011, wording};

use super::{Node, Reader, Rule};
use crate::ast::*;
use crate::words::Place;

impl Reader<'_> {
    pub(super) fn record(&mut self, node: Node<'_>) -> Option<Record> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let (mut name, mut fields, mut label) = (None, Vec::new(), None);
        for child in node.into_inner() {
            let open = self.start(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.name(&child)),
                Rule::record_block => {
                    for line in child.into_inner() {
                        match line.as_rule() {
                            Rule::record_field => fields.extend(self.in_entry(line, Self::record_field)),
                            Rule::record_label => {
                                if label.is_some() {
                                    self.said_twice(&line, "label");
                                }
                                label = self.in_entry(line, |reader, line| reader.texts_of(line).pop());
                            }
                            Rule::missing_close => self.missing_close(open, &line),
                            _ => {
                                self.disorder(&line, Place::Record);
                            }
                        }
                    }
                }
                _ => {
                    self.disorder(&child, Place::File);
                }
            }
        }
        Some(Record { doc, name: name?, fields, label, span })
    }

    fn record_field(&mut self, node: Node<'_>) -> Option<RecordField> {
        let span = self.span(&node);
        let (mut name, mut value, mut said_after) = (None, None, Vec::new());
        let mut ty = Type { kind: TypeKind::Error, optional: false, constraints: Vec::new(), span };
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => name = Some(self.field_name(&child, &["label", "said"])),
                Rule::type_ => ty = self.ty(child),
                Rule::expr => value = Some(self.expr(child)),
                Rule::said_after => said_after = self.texts_of(child),
                _ => {
                    self.disorder(&child, Place::Record);
                }
            }
        }
        Some(RecordField { name: name?, ty, value, said_after, span })
    }

    /// The name of a field, which may not be a modifier word of its block.
    fn field_name(&mut self, node: &Node<'_>, modifiers: &[&str]) -> Name {
        let name = self.name(node);
        if modifiers.contains(&name.text.as_str()) {
            let message = wording!("`{name}` cannot be the name of a field", name = name.text);
            let help = wording!(
                "`{name}` says something about the fields here: choose another name",
                name = name.text
            );
            self.report(Diagnostic::new(E0011, name.span, message).help(help));
        }
        name
    }

    pub(super) fn memory(&mut self, node: Node<'_>) -> Memory {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let mut fields = Vec::new();
        for child in node.into_inner() {
            let open = self.start(&child);
            if child.as_rule() != Rule::memory_block {
                self.disorder(&child, Place::File);
                continue;
            }
            for line in child.into_inner() {
                match line.as_rule() {
                    Rule::memory_field => fields.extend(self.in_entry(line, Self::memory_field)),
                    Rule::missing_close => self.missing_close(open, &line),
                    _ => {
                        self.disorder(&line, Place::Memory);
                    }
                }
            }
        }
        Memory { doc, fields, span }
    }

    fn memory_field(&mut self, node: Node<'_>) -> Option<MemoryField> {
        let span = self.span(&node);
        let mut name = None;
        let ty = Type { kind: TypeKind::Error, optional: false, constraints: Vec::new(), span };
        let (mut category, mut purposes, mut keep, mut needs_consent) = (None, Vec::new(), None, false);
        let mut field_type = ty;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => name = Some(self.name(&child)),
                Rule::type_ => field_type = self.ty(child),
                Rule::category => category = self.names_of(child).pop(),
                Rule::for_purposes => purposes.extend(self.names_of(child)),
                Rule::keep => {
                    for part in child.into_inner() {
                        match part.as_rule() {
                            Rule::duration => keep = self.duration(&part),
                            _ => {
                                self.disorder(&part, Place::Memory);
                            }
                        }
                    }
                }
                Rule::needs_consent => needs_consent = true,
                _ => {
                    self.disorder(&child, Place::Memory);
                }
            }
        }
        Some(MemoryField { name: name?, ty: field_type, category, purposes, keep, needs_consent, span })
    }
}
