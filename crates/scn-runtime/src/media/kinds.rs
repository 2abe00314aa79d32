//! What a file is by its bytes, against what it says it is.

use scn_engine::MediaKind;
use scn_graph::limits::{FileKind, file_kind};

/// A file that is not what it says: offered as bytes, never shown.
pub(crate) const UNKNOWN: &str = "application/octet-stream";

/// What a name or a sender says about a file, and what its bytes say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Fits,
    /// It is this instead; `None` for bytes of no known kind.
    Is(Option<&'static str>),
}

/// The type without its parameters: `audio/ogg` of `audio/ogg; codecs=opus`.
pub(super) fn bare(mime: &str) -> &str {
    mime.split(';').next().unwrap_or_default().trim()
}

pub(super) fn verdict(says: &str, bytes: &[u8]) -> Verdict {
    let says = bare(says);
    match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some(found) if found == says || alike(says, found) => Verdict::Fits,
        None if !is_always_known(says) => Verdict::Fits,
        found => Verdict::Is(found),
    }
}

/// Formats that share their first bytes, or have several names.
fn alike(says: &str, found: &str) -> bool {
    let office = "application/vnd.openxmlformats-officedocument.";
    match says {
        "audio/mp4" => matches!(found, "audio/m4a" | "audio/x-m4a" | "video/mp4"),
        "audio/ogg" => matches!(found, "audio/opus" | "application/ogg" | "video/ogg"),
        "audio/aac" => found == "audio/x-aac",
        "video/mp4" => matches!(found, "video/x-m4v" | "video/3gpp"),
        "video/3gpp" => found == "video/mp4",
        "text/plain" => found.starts_with("text/"),
        "application/msword" | "application/vnd.ms-excel" | "application/vnd.ms-powerpoint" => {
            found == "application/x-ole-storage"
        }
        says if says.starts_with(office) => found == "application/zip" || found.starts_with(office),
        _ => false,
    }
}

/// Formats whose first bytes always tell; sounds without a header, texts and old documents have none.
fn is_always_known(mime: &str) -> bool {
    mime.starts_with("image/") || mime.starts_with("video/") || mime == "application/pdf"
}

/// How large a customer's file of this kind may be.
pub(super) fn most(kind: MediaKind) -> usize {
    let name = match kind {
        MediaKind::Image => "image",
        MediaKind::Audio | MediaKind::Voice => "audio",
        MediaKind::Video => "video",
        MediaKind::Document => "document",
        MediaKind::Sticker => "sticker",
    };
    file_kind(name).map_or(0, |kind: &FileKind| kind.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const OGG: &[u8] = b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\x01\x13OpusHead";

    #[test]
    fn a_file_is_what_its_bytes_are() {
        assert_eq!(verdict("image/png", PNG), Verdict::Fits);
        assert_eq!(verdict("audio/ogg; codecs=opus", OGG), Verdict::Fits);
        assert_eq!(verdict("text/plain", b"opening hours"), Verdict::Fits);
        assert_eq!(verdict("image/jpeg", PNG), Verdict::Is(Some("image/png")));
        assert_eq!(verdict("audio/ogg", b"%PDF-1.7 ..."), Verdict::Is(Some("application/pdf")));
        assert_eq!(verdict("image/png", b"<script>"), Verdict::Is(Some("text/html")));
        assert_eq!(
            verdict("application/pdf", b"MZ\0\0"),
            Verdict::Is(Some("application/vnd.microsoft.portable-executable"))
        );
    }
}
