//! What is sent besides words: files of the project, and what catalogs bring.

use super::Limits;
use crate::codes;
use crate::sent::{is_phone, no_such_file, wrong_address, wrong_ending};
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::limits::file_kind;
use scn_graph::{Attachment, FlowId, TextId};

impl Limits<'_, '_, '_> {
    /// What goes with the words of a message, and is not looked at where it is written.
    pub(super) fn attached(&mut self, flow: FlowId, attached: &Attachment, language: usize) {
        match attached {
            Attachment::Link { url, .. } => self.each_value(*url, flow, language, Limits::address),
            Attachment::Contact { phone, .. } => self.each_value(*phone, flow, language, Limits::phone),
            Attachment::Place { .. } => {}
            _ => {
                let Some((kind, source)) = sent(attached) else { return };
                if let Some(path) = self.literal(source, language).map(str::to_owned) {
                    self.size(kind, &path, self.place(source, language));
                }
                self.each_value(source, flow, language, |limits, value, place| {
                    limits.source(kind, value, place);
                });
            }
        }
    }

    /// Values from a catalog, which are no words of the scenario.
    fn each_value(
        &mut self,
        text: TextId,
        flow: FlowId,
        language: usize,
        check: impl Fn(&mut Self, &str, Span),
    ) {
        let place = self.place(text, language);
        for value in self.lengths.of_column(text, flow, language) {
            check(self, value.trim(), place);
        }
    }

    fn address(&mut self, address: &str, place: Span) {
        if let Some(help) = wrong_address(address, true) {
            let message = wording!("`{address}` is no address that WhatsApp opens", address);
            self.add(Diagnostic::new(codes::E1041, place, message).help(help));
        }
    }

    fn phone(&mut self, number: &str, place: Span) {
        if !is_phone(number) {
            let message = wording!("`{number}` is no international phone number", number);
            self.add(
                Diagnostic::new(codes::E1041, place, message)
                    .help("it begins with `+` and the number of the country: `+41 21 555 00 11`"),
            );
        }
    }

    fn source(&mut self, kind: &'static str, source: &str, place: Span) {
        if source.contains("://") {
            return self.address(source, place);
        }
        let build = self.checked.build;
        let wrong = [no_such_file(build.sources, source, place), wrong_ending(kind, source, place)];
        for mut diagnostic in wrong.into_iter().flatten() {
            // it stands in the catalog, not here
            diagnostic.fixes.clear();
            self.add(diagnostic);
        }
        self.size(kind, source, place);
    }

    fn size(&mut self, kind: &'static str, path: &str, place: Span) {
        let Some(most) = file_kind(kind).map(|kind| kind.bytes).filter(|_| !path.contains("://")) else {
            return;
        };
        let size = self.checked.build.sources.size(path);
        if size.is_some_and(|size| size > most as u64) {
            let message = wording!(
                "WhatsApp refuses `{path}`: it has {size}, and this kind of file may have {most}",
                path,
                size = spoken(size.unwrap_or_default()),
                most = spoken(most as u64)
            );
            self.add(
                Diagnostic::new(codes::E3009, place, message)
                    .help("the customer would get nothing: make it smaller, or send it as a `document`"),
            );
        }
    }
}

fn sent(attached: &Attachment) -> Option<(&'static str, TextId)> {
    Some(match attached {
        Attachment::Image { source } => ("image", *source),
        Attachment::Audio { source } => ("audio", *source),
        Attachment::Video { source } => ("video", *source),
        Attachment::Document { source } => ("document", *source),
        Attachment::Sticker { source } => ("sticker", *source),
        Attachment::Place { .. } | Attachment::Contact { .. } | Attachment::Link { .. } => return None,
    })
}

/// `5 MB`, `500 KB`, with one decimal below ten.
fn spoken(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = KB * KB;
    let (unit, name) = if bytes >= MB { (MB, "MB") } else { (KB, "KB") };
    // rounded up: what is a little too large must not read like the limit itself
    let tenths = (bytes * 10).div_ceil(unit);
    if tenths < 100 && tenths % 10 != 0 {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    } else {
        format!("{} {name}", tenths.div_ceil(10))
    }
}
