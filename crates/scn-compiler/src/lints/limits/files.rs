//! Files of the project that are sent.

use super::Limits;
use crate::codes;
use scn_diag::{Diagnostic, wording};
use scn_graph::limits::file_kind;
use scn_graph::{Attachment, NodeKind, TextId};
use std::collections::BTreeSet;

impl Limits<'_, '_, '_> {
    pub(super) fn files(&mut self) {
        let mut seen = BTreeSet::new();
        for node in &self.checked.graph().nodes {
            let NodeKind::Say { attached: Some(attached), .. } = &node.kind else { continue };
            if let Some((kind, source)) = sent(attached).filter(|(_, source)| seen.insert(*source)) {
                self.file(kind, source);
            }
        }
    }

    fn file(&mut self, kind: &'static str, source: TextId) {
        let Some(path) = self.literal(source, 0).map(str::to_owned) else { return };
        let Some(most) = file_kind(kind).map(|kind| kind.bytes).filter(|_| !path.contains("://")) else {
            return;
        };
        let size = self.checked.build.sources.size(&path);
        if size.is_some_and(|size| size > most as u64) {
            let message = wording!(
                "WhatsApp refuses `{path}`: it has {size}, and this kind of file may have {most}",
                path,
                size = spoken(size.unwrap_or_default()),
                most = spoken(most as u64)
            );
            let place = self.place(source, 0);
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
