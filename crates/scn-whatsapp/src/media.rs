//! Files that are sent: what the platform takes of which kind.

use scn_graph::limits::file_kind;

/// The type of a file by its name, when the platform takes such a file as this kind; else what to do.
pub fn mime(kind: &str, name: &str) -> Result<&'static str, String> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let taken = file_kind(kind).map(|kind| kind.endings).unwrap_or_default();
    let known = taken.iter().find(|(known, _)| *known == ending).map(|(_, mime)| *mime);
    known.ok_or_else(|| {
        let fits: Vec<&str> = taken.iter().map(|(ending, _)| *ending).collect();
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
