//! Files: upload, look up, download, delete; checked as the platform checks them.

use super::{Call, Result};
use crate::sandbox::Sandbox;
use crate::sandbox::failures::{Failure, How, On};
use crate::sandbox::files::{File, URL_MS};
use crate::sandbox::line::Line;
use crate::sandbox::meta_error::MetaError;
use crate::sandbox::world::World;
use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use scn_graph::limits::{FileKind, file_kind};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

const KINDS: [&str; 5] = ["image", "audio", "video", "document", "sticker"];

pub(super) async fn upload(
    State(sandbox): State<Arc<Sandbox>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((version, id)): Path<(String, String)>,
    headers: HeaderMap,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> Response {
    let call = Call::new("POST", format!("/{version}/{id}/media"), Bytes::new());
    let mut failure = None;
    let stored = async {
        sandbox.allow(&version, &headers)?;
        sandbox.number(&id)?;
        failure = sandbox.fails(On::Media)?;
        let form = form.map_err(|error| MetaError::new(100, error.body_text()))?;
        let (name, mime, bytes) = read(form).await?;
        let file = File::of_business(name, mime, bytes, sandbox.now());
        let id = sandbox.change(|world| {
            let id = world.new_media_id();
            world.files.add(&id, file);
            id
        });
        Ok(json!({"id": id}))
    };
    let answer = stored.await;
    sandbox.finish(call, &line, answer, failure).await
}

impl Sandbox {
    /// What was ordered for such a request: a refusal, or something worse.
    pub(super) fn fails(&self, on: On) -> Result<Option<Failure>> {
        match self.change(|world| world.failures.next(on, &[])) {
            Some(failure) if matches!(failure.how, How::Refuse | How::Later) => Err(failure.error()),
            failure => Ok(failure),
        }
    }

    /// `GET /{media}`: where its bytes are, for five minutes.
    pub(super) fn file(&self, id: &str) -> Option<Value> {
        let now = self.now();
        self.look(|world| {
            let file = world.files.get(id, now)?;
            let hash = file.sha256_in_hex();
            let proof = proof(&hash);
            let end = (now + URL_MS) / 1000;
            Some(json!({
                "messaging_product": "whatsapp",
                "url": format!("http://{}/lookaside/{id}?ext={end}&hash={proof}", self.addr),
                "mime_type": file.mime,
                "sha256": hash,
                "file_size": file.bytes.len(),
                "id": id,
            }))
        })
    }
}

/// What only somebody who looked the file up can know.
fn proof(hash: &str) -> String {
    hash.chars().take(20).collect()
}

#[derive(Deserialize)]
pub(super) struct Ticket {
    ext: i64,
    hash: String,
}

/// The bytes, for those with the token, in time; others get a page.
pub(super) async fn download(
    State(sandbox): State<Arc<Sandbox>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(id): Path<String>,
    ticket: std::result::Result<Query<Ticket>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let call = Call::new("GET", format!("/lookaside/{id}"), Bytes::new());
    let failure = match sandbox.allow("v1", &headers).and_then(|()| sandbox.fails(On::Media)) {
        Ok(failure) => failure,
        Err(error) => return sandbox.finish(call, &line, Err(error), None).await,
    };
    let now = sandbox.now();
    let file = sandbox.look(|world| world.files.get(&id, now).cloned());
    let good = |file: &File| {
        ticket
            .is_ok_and(|Query(ticket)| now < ticket.ext * 1000 && ticket.hash == proof(&file.sha256_in_hex()))
    };
    match file {
        _ if failure.is_some() => {
            let gone = Err(MetaError::new(131_052, "Asked for in the sandbox"));
            sandbox.finish(call, &line, gone, failure).await
        }
        Some(file) if good(&file) => {
            let answer = super::Answer { status: 200, body: Bytes::new(), retry_after: None };
            sandbox.write_down(call, &answer, "");
            ([(CONTENT_TYPE, file.mime)], file.bytes).into_response()
        }
        _ => {
            let answer = super::Answer::empty(StatusCode::NOT_FOUND);
            sandbox.write_down(call, &answer, "the address is too old, or wrong");
            answer.into_response()
        }
    }
}

async fn read(mut form: Multipart) -> Result<(String, String, Bytes)> {
    let broken = |error: axum::extract::multipart::MultipartError| MetaError::new(100, error.body_text());
    let (mut product, mut said, mut file) = (String::new(), String::new(), None);
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "messaging_product" => product = field.text().await.map_err(broken)?,
            "type" => said = field.text().await.map_err(broken)?,
            "file" => {
                let (name, mime) = about(&field);
                file = Some((name, mime, field.bytes().await.map_err(broken)?));
            }
            _ => {}
        }
    }
    let (name, mime, bytes) = file.ok_or_else(|| MetaError::new(100, "The parameter file is required"))?;
    if product != "whatsapp" {
        return Err(MetaError::new(100, "The parameter messaging_product is required and must be whatsapp"));
    }
    let mime = if said.is_empty() { mime } else { said };
    let kinds = KINDS.iter().filter_map(|kind| file_kind(kind)).filter(|kind| takes(kind, &mime));
    let size = bytes.len();
    match kinds.map(|kind| kind.bytes).max() {
        None => Err(MetaError::new(
            100,
            format!("Param file must be a file with one of the supported types, not {mime}"),
        )),
        Some(most) if size as u64 > most as u64 => {
            Err(MetaError::new(131_053, format!("File size {size} is more than {most}")))
        }
        Some(_) if size == 0 => Err(MetaError::new(131_053, "The file is empty")),
        Some(_) => Ok((name, mime, bytes)),
    }
}

fn takes(kind: &FileKind, mime: &str) -> bool {
    let plain = mime.split(';').next().unwrap_or_default().trim();
    kind.endings.iter().any(|(_, known)| *known == mime || *known == plain)
}

fn about(field: &Field<'_>) -> (String, String) {
    let name = field.file_name().unwrap_or("file").to_owned();
    (name, field.content_type().unwrap_or_default().to_owned())
}

/// The files of a message that were uploaded before are there, and of the right kind.
pub(super) fn check(world: &World, request: &Value, now: i64) -> Result<()> {
    let header = request.pointer("/interactive/header");
    for holder in [Some(request), header].into_iter().flatten() {
        for kind in KINDS {
            let Some(id) = holder.get(kind).and_then(|file| file.get("id")).and_then(Value::as_str) else {
                continue;
            };
            match world.files.get(id, now) {
                None => {
                    let details = format!("Param {kind}['id'] is not a valid media attachment id");
                    return Err(MetaError::new(100, details));
                }
                Some(file) if !file_kind(kind).is_some_and(|kind| takes(kind, &file.mime)) => {
                    return Err(MetaError::new(131_053, format!("{} cannot be sent as {kind}", file.name)));
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}
