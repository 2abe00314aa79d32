//! Files of the project as media of the platform: uploaded when they are first sent.

use super::kinds::{Verdict, verdict};
use crate::outbox::platform::{Lost, Upload};
use crate::serve::{App, blocking};
use scn_graph::limits::file_kind;
use scn_graph::{Attached, Moment};
use scn_store::{Store, StoreError, Uploaded};
use scn_whatsapp::{file, mime};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// An uploaded file can be sent for 30 days; one day is left for the way.
/// Source: Meta, "Media", uploads.
const USABLE_SECONDS: i64 = 29 * 86_400;

/// What the files of the project hold, so that none is read again as long as nobody has changed it. Which of them are
/// uploaded is known to the store.
#[derive(Default)]
pub(crate) struct Uploads {
    sums: Mutex<HashMap<(PathBuf, SystemTime), String>>,
    /// Which message went out with which upload: the latest, because a broken file is told of soon.
    sent: Mutex<VecDeque<(String, String)>>,
}

/// Messages with uploads that are remembered.
const SENT: usize = 4096;

/// Why a file cannot be sent.
#[derive(Debug, PartialEq)]
pub(crate) enum MediaError {
    /// It never will be.
    Wrong(String),
    /// The platform could not take it now.
    Later(String),
    /// The platform refused, with this answer.
    Refused { http: u16, body: Vec<u8> },
}

/// The file of a message that the platform cannot fetch itself.
pub(crate) fn to_upload(attached: &Attached) -> Option<(&'static str, &str)> {
    file(attached)
        .filter(|(_, source)| !["https://", "http://"].iter().any(|scheme| source.starts_with(scheme)))
}

/// The platform cannot use the file that it has taken: the id is over, or what it led to is broken.
/// Source: Meta, "Error codes", 131052 and 131053.
pub(crate) fn is_refused(code: Option<u32>) -> bool {
    matches!(code, Some(131_052 | 131_053))
}

impl Uploads {
    /// The platform's id of a file, uploaded if it is not there yet.
    pub(crate) async fn id(
        &self,
        app: &App,
        (kind, source): (&'static str, &str),
    ) -> Result<String, MediaError> {
        let mime = mime(kind, source).map_err(MediaError::Wrong)?;
        let (project, wanted) = (app.config.project.clone(), source.to_owned());
        let (path, changed) = waited(app, move || find(&project, &wanted)).await?;
        let place = (path.clone(), changed);
        let known = self.sums.lock().unwrap_or_else(PoisonError::into_inner).get(&place).cloned();
        if let Some(file) = &known
            && let Some(id) = usable(app, file).await?
        {
            return Ok(id);
        }
        let most = file_kind(kind).map_or(0, |kind| kind.bytes as u64);
        let bytes = waited(app, move || read(&path, most)).await?;
        let file = hex(&Sha256::digest(&bytes));
        if known.as_ref() != Some(&file) {
            check(source, mime, &bytes)?;
            self.sums.lock().unwrap_or_else(PoisonError::into_inner).insert(place, file.clone());
            if let Some(id) = usable(app, &file).await? {
                return Ok(id);
            }
        }
        let id = upload(app, source, mime, bytes).await?;
        let uploaded = Uploaded { id: id.clone(), at: app.clock.now().0 };
        stored(app, move |store, number| store.keep_upload(number, &file, uploaded)).await?;
        Ok(id)
    }

    /// A message went out with this upload.
    pub(crate) fn went_out(&self, message: &str, id: &str) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        if sent.len() >= SENT {
            sent.pop_front();
        }
        sent.push_back((message.to_owned(), id.to_owned()));
    }

    /// The upload that this message went out with, as far as it is remembered.
    pub(crate) fn of_message(&self, message: &str) -> Option<String> {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.iter().find(|(sent, _)| sent == message).map(|(_, id)| id.clone())
    }

    /// The platform does not take this id any more: the file is uploaded anew when it is sent next.
    pub(crate) async fn forget(&self, app: &App, id: String) -> Result<(), MediaError> {
        stored(app, move |store, number| store.drop_upload(number, &id)).await
    }
}

/// The id that the store knows of a file, unless it is too old.
async fn usable(app: &App, file: &str) -> Result<Option<String>, MediaError> {
    let file = file.to_owned();
    let known = stored(app, move |store, number| store.uploaded(number, &file)).await?;
    let now = app.clock.now();
    Ok(known.filter(|known| now < Moment(known.at).plus_seconds(USABLE_SECONDS)).map(|known| known.id))
}

/// Asks the store about the files of our number.
async fn stored<T: Send + 'static>(
    app: &App,
    question: impl FnOnce(&dyn Store, &str) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, MediaError> {
    let (store, number) = (app.store.clone(), app.config.phone_number_id.clone());
    waited(app, move || {
        question(store.as_ref(), &number).map_err(|error| MediaError::Later(error.to_string()))
    })
    .await
}

/// A file is what its name says.
fn check(source: &str, mime: &str, bytes: &[u8]) -> Result<(), MediaError> {
    match verdict(mime, bytes) {
        Verdict::Fits => Ok(()),
        Verdict::Is(found) => Err(MediaError::Wrong(format!(
            "{source} should be {mime} by its name, but its bytes are {}; save it anew in the right format",
            found.unwrap_or("of no known kind")
        ))),
    }
}

/// A name may be put together from what a customer wrote: it must not lead out of the project.
fn find(project: &Path, source: &str) -> Result<(PathBuf, SystemTime), MediaError> {
    let missing = |error: std::io::Error| {
        MediaError::Wrong(format!("{source} cannot be read: {error}; check that it is in the project"))
    };
    let root = project.canonicalize().map_err(missing)?;
    let path = root.join(source).canonicalize().map_err(missing)?;
    let about = path.metadata().map_err(missing)?;
    if !path.starts_with(&root) || !about.is_file() {
        return Err(MediaError::Wrong(format!("{source} is no file of the project")));
    }
    Ok((path, about.modified().unwrap_or(SystemTime::UNIX_EPOCH)))
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, MediaError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let size = path.metadata().map_or(0, |about| about.len());
    if size == 0 || size > most {
        return Err(MediaError::Wrong(format!(
            "{name} has {size} bytes; the platform takes 1 to {most}: make it smaller"
        )));
    }
    std::fs::read(path).map_err(|error| MediaError::Wrong(format!("{name} cannot be read: {error}")))
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}

/// Looks into files without holding up anything else.
async fn waited<T: Send + 'static>(
    app: &App,
    look: impl FnOnce() -> Result<T, MediaError> + Send + 'static,
) -> Result<T, MediaError> {
    blocking(app, look).await.unwrap_or_else(|| Err(MediaError::Later("the look at it broke off".to_owned())))
}

async fn upload(app: &App, source: &str, mime: &'static str, bytes: Vec<u8>) -> Result<String, MediaError> {
    #[derive(Deserialize)]
    struct Uploaded {
        id: String,
    }
    let name = source.rsplit('/').next().unwrap_or(source).to_owned();
    let reply = app.platform.upload(Upload { name, mime, bytes }).await;
    let reply = reply.map_err(|lost| match lost {
        Lost::Unsent(reason) | Lost::Unknown(reason) => MediaError::Later(reason),
    })?;
    match serde_json::from_slice::<Uploaded>(&reply.body) {
        Ok(Uploaded { id }) if reply.http < 300 => Ok(id),
        _ => Err(MediaError::Refused { http: reply.http, body: reply.body }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_does_not_lead_out_of_the_project() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("project");
        std::fs::create_dir_all(project.join("img")).unwrap();
        std::fs::write(project.join("img/a.png"), "x").unwrap();
        std::fs::write(folder.path().join("secret.png"), "x").unwrap();
        assert!(find(&project, "img/a.png").is_ok());
        for source in ["../secret.png", "img/../../secret.png", "img", "nothing.png", "/etc/passwd"] {
            assert!(matches!(find(&project, source), Err(MediaError::Wrong(_))), "{source}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("secret.png"), project.join("link.png")).unwrap();
            assert!(find(&project, "link.png").is_err());
        }
    }
}
