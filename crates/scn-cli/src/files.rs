//! Files of people: read as text, replaced whole.

use crate::exit::{Exit, Failure};
use std::path::Path;

pub(crate) fn read(path: &Path, shown: &str) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
    utf8(bytes, shown)
}

pub(crate) fn utf8(bytes: Vec<u8>, shown: &str) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| {
        Failure::new(
            Exit::Problems,
            format!("{shown} is not written in UTF-8; save it as UTF-8 in your editor"),
        )
    })
}

/// Written beside and moved into place: a crash leaves the old file or the new one, never half of one.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let unwritable = |error: std::io::Error| Failure::file("write", path, &error);
    let real = path.canonicalize().map_err(unwritable)?;
    let permissions = std::fs::metadata(&real).map_err(unwritable)?.permissions();
    let beside = real.with_extension(format!("scn-{}", std::process::id()));
    let written = std::fs::write(&beside, text)
        .and_then(|()| std::fs::set_permissions(&beside, permissions))
        .and_then(|()| std::fs::rename(&beside, &real));
    written.inspect_err(|_| drop(std::fs::remove_file(&beside))).map_err(unwritable)
}
