//! Small files of our own, for customers who send one without saying which.

use axum::body::Bytes;

pub(super) struct Sample {
    pub(super) name: &'static str,
    pub(super) mime: &'static str,
    pub(super) bytes: Bytes,
}

pub(super) fn of(kind: &str) -> Sample {
    let (name, mime, bytes): (_, _, &'static [u8]) = match kind {
        "image" => ("photo.png", "image/png", include_bytes!("photo.png")),
        "video" => ("clip.mp4", "video/mp4", include_bytes!("clip.mp4")),
        "sticker" => ("sticker.webp", "image/webp", include_bytes!("sticker.webp")),
        "document" => ("document.pdf", "application/pdf", include_bytes!("document.pdf")),
        _ => ("voice.ogg", "audio/ogg; codecs=opus", include_bytes!("voice.ogg")),
    };
    Sample { name, mime, bytes: Bytes::from_static(bytes) }
}
