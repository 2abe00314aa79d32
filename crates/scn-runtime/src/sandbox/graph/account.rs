//! What stands around the messages: numbers, the account, tokens, subscriptions. Objects and their lists are found by id.

use super::{Call, Result, parsed};
use crate::sandbox::Sandbox;
use crate::sandbox::config::BusinessNumber;
use crate::sandbox::content::string;
use crate::sandbox::failures::On;
use crate::sandbox::line::Line;
use crate::sandbox::meta_error::MetaError;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

type Asked = Query<BTreeMap<String, String>>;

macro_rules! object_handler {
    ($name:ident, $method:literal, $work:ident) => {
        pub(super) async fn $name(
            State(sandbox): State<Arc<Sandbox>>,
            ConnectInfo(line): ConnectInfo<Line>,
            Path((version, id)): Path<(String, String)>,
            Query(asked): Asked,
            headers: HeaderMap,
            body: Bytes,
        ) -> Response {
            let call = Call::new($method, format!("/{version}/{id}"), body.clone());
            let request = Request { id, edge: String::new(), asked, body };
            sandbox.answer(call, &line, &version, &headers, request, Sandbox::$work).await
        }
    };
}

macro_rules! edge_handler {
    ($name:ident, $method:literal, $work:ident) => {
        pub(super) async fn $name(
            State(sandbox): State<Arc<Sandbox>>,
            ConnectInfo(line): ConnectInfo<Line>,
            Path((version, id, edge)): Path<(String, String, String)>,
            Query(asked): Asked,
            headers: HeaderMap,
            body: Bytes,
        ) -> Response {
            let call = Call::new($method, format!("/{version}/{id}/{edge}"), body.clone());
            let request = Request { id, edge, asked, body };
            sandbox.answer(call, &line, &version, &headers, request, Sandbox::$work).await
        }
    };
}

object_handler!(look, "GET", look_up);
object_handler!(change, "POST", change_object);
object_handler!(delete, "DELETE", delete_object);
edge_handler!(list, "GET", list_edge);
edge_handler!(add, "POST", add_to_edge);
edge_handler!(take_away, "DELETE", take_from_edge);

/// The app that the token belongs to.
const APP: &str = "900000000000";

/// A request that is not a message.
pub(super) struct Request {
    pub(super) id: String,
    pub(super) edge: String,
    pub(super) asked: BTreeMap<String, String>,
    pub(super) body: Bytes,
}

impl Request {
    pub(super) fn text(&self, key: &str) -> &str {
        self.asked.get(key).map_or("", String::as_str)
    }

    fn no_object(&self, method: &str) -> MetaError {
        MetaError::no_object(method, &self.id)
    }
}

impl Sandbox {
    async fn answer(
        self: &Arc<Self>,
        call: Call,
        line: &Line,
        version: &str,
        headers: &HeaderMap,
        request: Request,
        work: impl FnOnce(&Arc<Sandbox>, &Request) -> Result<Value>,
    ) -> Response {
        let on = if request.edge == "message_templates" { On::Templates } else { On::Account };
        // About the app itself one asks with its own secret.
        let allowed = match request.id == APP {
            true => self.allow_with(&format!("{APP}|{}", self.config.app_secret), version, headers),
            false => self.allow(version, headers),
        };
        let (answer, failure) = match allowed.and_then(|()| self.fails(on)) {
            Ok(failure) => (work(self, &request), failure),
            Err(error) => (Err(error), None),
        };
        self.finish(call, line, answer, failure).await
    }

    fn look_up(self: &Arc<Self>, request: &Request) -> Result<Value> {
        let id = request.id.as_str();
        if id == "debug_token" {
            return Ok(self.token(request.text("input_token")));
        }
        if let Some(number) = self.config.numbers.iter().find(|number| number.id == id) {
            return Ok(fields(number_in_json(number, self.config.throughput), request.text("fields")));
        }
        if id == self.config.account {
            let account = json!({"id": id, "name": self.config.numbers.first().map(|number| &number.title),
                "currency": "EUR", "timezone_id": "1", "message_template_namespace": "sandbox",
                "account_review_status": "APPROVED",
                "health_status": {"can_send_message": "AVAILABLE", "entities": []}});
            return Ok(fields(account, request.text("fields")));
        }
        self.file(id)
            .or_else(|| self.look(|world| world.templates.get(id.parse().ok()?).map(|it| it.in_json())))
            .ok_or_else(|| request.no_object("get"))
    }

    fn token(&self, token: &str) -> Value {
        if token != self.config.access_token {
            return json!({"data": {"is_valid": false, "scopes": [],
                "error": {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}}});
        }
        let scopes = ["whatsapp_business_management", "whatsapp_business_messaging"];
        let targets: Vec<Value> =
            scopes.iter().map(|scope| json!({"scope": scope, "target_ids": [self.config.account]})).collect();
        json!({"data": {"app_id": APP, "type": "SYSTEM_USER", "application": "sandbox", "is_valid": true,
            "expires_at": 0, "data_access_expires_at": 0, "issued_at": 0, "scopes": scopes,
            "granular_scopes": targets, "user_id": "900000000001"}})
    }

    fn change_object(self: &Arc<Self>, request: &Request) -> Result<Value> {
        match request.id.parse().ok().filter(|id| self.look(|world| world.templates.get(*id).is_some())) {
            Some(id) => self.edit_template(id, &parsed(&request.body)?),
            None => Err(request.no_object("post")),
        }
    }

    fn delete_object(self: &Arc<Self>, request: &Request) -> Result<Value> {
        match self.change(|world| world.files.remove(&request.id)) {
            true => Ok(json!({"success": true})),
            false => Err(request.no_object("delete")),
        }
    }

    fn list_edge(self: &Arc<Self>, request: &Request) -> Result<Value> {
        let (account, number) = self.whose(&request.id);
        match request.edge.as_str() {
            "message_templates" if account => Ok(self.list_templates(request)),
            "phone_numbers" if account => {
                let numbers = self.config.numbers.iter();
                let all: Vec<Value> = numbers.map(|it| number_in_json(it, self.config.throughput)).collect();
                Ok(json!({"data": all}))
            }
            "subscribed_apps" if account => Ok(self.look(|world| {
                let app = json!({"whatsapp_business_api_data": {"id": APP, "name": "sandbox"}});
                json!({"data": if world.subscribed { vec![app] } else { Vec::new() }})
            })),
            "subscriptions" if request.id == APP => {
                let fields =
                    ["messages", "smb_message_echoes"].map(|name| json!({"name": name, "version": "v25.0"}));
                Ok(json!({"data": [{"object": "whatsapp_business_account", "active": true, "fields": fields,
                    "callback_url": self.config.webhook_url}]}))
            }
            "whatsapp_business_profile" if number => Ok(self.look(|world| {
                let mut profile = world.profile.clone();
                profile.insert("messaging_product".into(), json!("whatsapp"));
                json!({"data": [profile]})
            })),
            _ => Err(request.no_object("get")),
        }
    }

    fn add_to_edge(self: &Arc<Self>, request: &Request) -> Result<Value> {
        let (account, number) = self.whose(&request.id);
        let done = Ok(json!({"success": true}));
        match request.edge.as_str() {
            "message_templates" if account => self.create_template(&parsed(&request.body)?),
            "subscribed_apps" if account => {
                self.change(|world| world.subscribed = true);
                done
            }
            "whatsapp_business_profile" if number => {
                let body = parsed(&request.body)?;
                self.change(|world| {
                    let new = body.as_object().into_iter().flatten().take(20);
                    world.profile.extend(new.map(|(key, value)| (key.clone(), value.clone())));
                });
                done
            }
            "register" if number => {
                let pin = string(&parsed(&request.body)?, "/pin");
                match pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit()) {
                    true => done,
                    false => Err(MetaError::new(133_005, "pin has six digits")),
                }
            }
            "unpause" => {
                let now = self.now();
                let id = request.id.parse().unwrap_or_default();
                let news = self.change(|world| world.templates.unpause(id, now));
                self.tell_account(news.ok_or_else(|| request.no_object("post"))?);
                done
            }
            _ => Err(request.no_object("post")),
        }
    }

    fn take_from_edge(self: &Arc<Self>, request: &Request) -> Result<Value> {
        let (account, _) = self.whose(&request.id);
        match request.edge.as_str() {
            "message_templates" if account => self.delete_template(request),
            "subscribed_apps" if account => {
                self.change(|world| world.subscribed = false);
                Ok(json!({"success": true}))
            }
            _ => Err(request.no_object("delete")),
        }
    }

    /// Whether the id is the account's, or one of its numbers'.
    fn whose(&self, id: &str) -> (bool, bool) {
        (id == self.config.account, self.config.numbers.iter().any(|number| number.id == id))
    }
}

fn number_in_json(number: &BusinessNumber, throughput: u32) -> Value {
    json!({
        "verified_name": number.title,
        "code_verification_status": "VERIFIED",
        "display_phone_number": format!("+{}", number.phone),
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": {"level": if throughput > 80 { "HIGH" } else { "STANDARD" }},
        "name_status": "APPROVED",
        "status": "CONNECTED",
        "account_mode": "SANDBOX",
        "messaging_limit_tier": "TIER_250",
        "whatsapp_business_manager_messaging_limit": "TIER_250",
        "health_status": {"can_send_message": "AVAILABLE", "entities": []},
        "id": number.id,
    })
}

/// Only the fields that were asked for, and the id.
fn fields(mut object: Value, wanted: &str) -> Value {
    if let (Some(object), false) = (object.as_object_mut(), wanted.is_empty()) {
        object.retain(|key, _| key == "id" || wanted.split(',').any(|field| field.trim() == key));
    }
    object
}
