//! The media endpoint: files are checked as the platform checks them, and thrown away; their names are kept.

use super::Sandbox;
use super::meta_error::MetaError;
use super::platform::allowed;
use axum::Json;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use scn_graph::limits::{FileKind, file_kind};
use serde_json::{Value, json};
use std::sync::Arc;

/// The platform's largest file, and what stands around it in the request.
const LARGEST: usize = 101 * 1024 * 1024;
const KINDS: [&str; 5] = ["image", "audio", "video", "document", "sticker"];

/// A file that was uploaded.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    pub(super) name: String,
    mime: String,
}

pub(super) fn route() -> MethodRouter<Arc<Sandbox>> {
    post(upload).layer(DefaultBodyLimit::max(LARGEST))
}

async fn upload(
    State(sandbox): State<Arc<Sandbox>>,
    Path((version, number)): Path<(String, String)>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let stored = async {
        allowed(&sandbox, &version, &number, &headers)?;
        let form = form.map_err(|error| MetaError::new(100, error.body_text()))?;
        let file = read(form).await?;
        let id = sandbox.change(|world| world.add_upload(file));
        Ok::<_, MetaError>(Json(json!({"id": id})))
    };
    stored.await.map_or_else(MetaError::into_response, IntoResponse::into_response)
}

async fn read(mut form: Multipart) -> Result<Upload, MetaError> {
    let broken = |error: axum::extract::multipart::MultipartError| MetaError::new(100, error.body_text());
    let (mut product, mut said, mut file) = (String::new(), String::new(), None);
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "messaging_product" => product = field.text().await.map_err(broken)?,
            "type" => said = field.text().await.map_err(broken)?,
            "file" => {
                let (name, mime) = about(&field);
                file = Some((name, mime, field.bytes().await.map_err(broken)?.len() as u64));
            }
            _ => {}
        }
    }
    let (name, mime, size) = file.ok_or_else(|| MetaError::new(100, "The parameter file is required"))?;
    if product != "whatsapp" {
        return Err(MetaError::new(100, "The parameter messaging_product is required and must be whatsapp"));
    }
    let mime = if said.is_empty() { mime } else { said };
    let kinds = KINDS.iter().filter_map(|kind| file_kind(kind)).filter(|kind| takes(kind, &mime));
    match kinds.map(|kind| kind.bytes as u64).max() {
        None => Err(MetaError::new(
            100,
            format!("Param file must be a file with one of the supported types, not {mime}"),
        )),
        Some(most) if size > most => {
            Err(MetaError::new(131053, format!("File size {size} is more than {most}")))
        }
        Some(_) => Ok(Upload { name, mime }),
    }
}

fn takes(kind: &FileKind, mime: &str) -> bool {
    kind.endings.iter().any(|(_, known)| *known == mime)
}

fn about(field: &Field<'_>) -> (String, String) {
    let name = field.file_name().unwrap_or("file").to_owned();
    (name, field.content_type().unwrap_or_default().to_owned())
}

impl Upload {
    /// Whether it can be sent as this kind of message.
    fn fits(&self, kind: &str) -> bool {
        file_kind(kind).is_some_and(|kind| takes(kind, &self.mime))
    }
}

/// The files of a message that were uploaded before are there, and of the right kind.
pub(super) fn check(sandbox: &Sandbox, request: &Value) -> Result<(), MetaError> {
    let header = request.pointer("/interactive/header");
    for holder in [Some(request), header].into_iter().flatten() {
        for kind in KINDS {
            let Some(id) = holder.get(kind).and_then(|file| file.get("id")).and_then(Value::as_str) else {
                continue;
            };
            match sandbox.look(|world| world.upload(id).cloned()) {
                None => {
                    let details = format!("Param {kind}['id'] is not a valid media attachment id");
                    return Err(MetaError::new(100, details));
                }
                Some(upload) if !upload.fits(kind) => {
                    return Err(MetaError::new(131053, format!("{} cannot be sent as {kind}", upload.name)));
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}
