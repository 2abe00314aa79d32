//! Files that are sent: what the platform takes of which kind.

use crate::limits::file_limit;

/// Endings of file names and what such a file holds, as far as the platform takes it.
const TYPES: [(&str, &str); 20] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("mp4", "video/mp4"),
    ("3gp", "video/3gpp"),
    ("aac", "audio/aac"),
    ("amr", "audio/amr"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("txt", "text/plain"),
    ("pdf", "application/pdf"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// The type of a file by its name, when the platform takes such a file as this kind; else what to do.
pub fn mime(kind: &str, name: &str) -> Result<&'static str, String> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let taken = file_limit(kind).map(|limit| limit.mimes.as_slice()).unwrap_or_default();
    let known = TYPES.iter().find(|(known, _)| *known == ending).map(|(_, mime)| *mime);
    known.filter(|mime| taken.iter().any(|taken| taken == mime)).ok_or_else(|| {
        let fits: Vec<&str> = TYPES
            .iter()
            .filter(|(_, mime)| taken.iter().any(|taken| taken == mime))
            .map(|(ending, _)| *ending)
            .collect();
        format!("{name} cannot be sent as {kind}: use a file that ends in {}", fits.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_as_what_it_is() {
        assert_eq!(mime("image", "menu/Pizza.JPG"), Ok("image/jpeg"));
        assert_eq!(mime("sticker", "a.webp"), Ok("image/webp"));
        assert_eq!(mime("document", "menu.pdf"), Ok("application/pdf"));
        assert_eq!(
            mime("image", "a.webp"),
            Err("a.webp cannot be sent as image: use a file that ends in jpg, jpeg, png".into())
        );
        assert!(mime("image", "passwd").is_err() && mime("text", "a.png").is_err());
    }
}
