//! What is asked of Chatwoot: its application API.
//! Source: developers.chatwoot.com/api-reference (contacts, conversations, messages), looked at in November 2026.

use crate::config::Chatwoot;
use crate::http;
use crate::outbox::platform::is_local;
use reqwest::{Client, Method, StatusCode, redirect::Policy};
use scn_store::{Calling, ContactId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Lists of conversations are the longest of its answers.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(20);
/// Conversations whose number is remembered; the others are looked up.
const REMEMBERED: usize = 10_000;

/// The way to one inbox of a Chatwoot.
pub(crate) struct Bridge {
    http: Client,
    pub(super) config: Chatwoot,
    /// Begins what our contacts are called there.
    prefix: String,
    open: Mutex<BTreeMap<ContactId, u64>>,
}

/// Why Chatwoot was not told.
#[derive(Debug)]
pub(crate) struct Trouble {
    /// It may go better later.
    pub again: bool,
    pub reason: String,
}

impl Trouble {
    pub(super) fn again(reason: impl Into<String>) -> Trouble {
        Trouble { again: true, reason: reason.into() }
    }
}

impl Bridge {
    pub(crate) fn new(config: Chatwoot, phone_number_id: &str) -> Result<Bridge, reqwest::Error> {
        // A redirect would carry what customers say to where nobody has declared it to go.
        let client = Client::builder().user_agent("scn").redirect(Policy::none()).timeout(PATIENCE);
        let near = is_local(config.url.as_str());
        let http = if near { client.no_proxy() } else { client }.build()?;
        Ok(Bridge { http, config, prefix: format!("scn-{phone_number_id}-"), open: Mutex::default() })
    }

    /// What a contact is called in Chatwoot: in all of the account, and in the inbox.
    fn name(&self, contact: ContactId) -> String {
        format!("{}{}", self.prefix, contact.0)
    }

    /// Whom Chatwoot speaks of.
    pub(super) fn contact(&self, source_id: &str) -> Option<ContactId> {
        source_id.strip_prefix(&self.prefix)?.parse().ok().map(ContactId)
    }

    fn remembered(&self) -> MutexGuard<'_, BTreeMap<ContactId, u64>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Agents ended it: what comes next begins another one.
    pub(super) fn forget(&self, contact: ContactId) {
        self.remembered().remove(&contact);
    }

    /// The conversation that is open for this contact; begun when there is none.
    pub(super) async fn open(&self, call: &Calling) -> Result<u64, Trouble> {
        let known = self.remembered().get(&call.contact).copied();
        if let Some(known) = known.filter(|_| call.attempts == 0) {
            return Ok(known);
        }
        let contact = match self.find(call.contact).await? {
            Some(contact) => contact,
            None => self.introduce(call).await?,
        };
        let conversation = match self.find_open(contact).await? {
            Some(conversation) => conversation,
            None => self.begin(call.contact, contact).await?,
        };
        let mut remembered = self.remembered();
        if remembered.len() >= REMEMBERED {
            remembered.clear();
        }
        remembered.insert(call.contact, conversation);
        Ok(conversation)
    }

    async fn find(&self, contact: ContactId) -> Result<Option<u64>, Trouble> {
        let wanted = json!({"payload": [{"attribute_key": "identifier", "filter_operator": "equal_to",
            "values": [self.name(contact)], "query_operator": null}]});
        let found = self.ask(Method::POST, "contacts/filter", Some(&wanted)).await?;
        Ok(found.pointer("/payload/0/id").and_then(Value::as_u64))
    }

    async fn introduce(&self, call: &Calling) -> Result<u64, Trouble> {
        let name = self.name(call.contact);
        let mut contact = json!({
            "inbox_id": self.config.inbox, "identifier": name, "source_id": name,
            "name": call.who.name.as_deref().or(call.who.phone.as_deref()).unwrap_or("WhatsApp"),
        });
        if let Some(phone) = &call.who.phone {
            contact["phone_number"] = json!(format!("+{}", phone.trim_start_matches('+')));
        }
        let made = match self.ask(Method::POST, "contacts", Some(&contact)).await {
            // The number belongs to somebody in Chatwoot already, who came another way.
            Err(trouble) if !trouble.again && call.who.phone.is_some() => {
                contact.as_object_mut().map(|contact| contact.remove("phone_number"));
                self.ask(Method::POST, "contacts", Some(&contact)).await?
            }
            made => made?,
        };
        let id = made.pointer("/payload/contact/id").or_else(|| made.pointer("/payload/id"));
        id.and_then(Value::as_u64).ok_or_else(|| Trouble::again("Chatwoot made a contact without a number"))
    }

    async fn find_open(&self, contact: u64) -> Result<Option<u64>, Trouble> {
        let all = self.ask(Method::GET, &format!("contacts/{contact}/conversations"), None).await?;
        let all = all["payload"].as_array().map(Vec::as_slice).unwrap_or_default();
        let ours = all.iter().filter(|one| one["inbox_id"] == json!(self.config.inbox));
        Ok(ours.filter(|one| one["status"] != "resolved").filter_map(|one| one["id"].as_u64()).max())
    }

    async fn begin(&self, contact: ContactId, in_chatwoot: u64) -> Result<u64, Trouble> {
        let wanted = json!({"source_id": self.name(contact), "inbox_id": self.config.inbox,
            "contact_id": in_chatwoot, "status": "open"});
        let begun = self.ask(Method::POST, "conversations", Some(&wanted)).await?;
        begun["id"].as_u64().ok_or_else(|| Trouble::again("Chatwoot began a conversation without a number"))
    }

    /// Writes what the customer said, or a private note, under a key of ours.
    pub(super) async fn write(
        &self,
        conversation: u64,
        key: &str,
        again: bool,
        text: &str,
        private: bool,
    ) -> Result<(), Trouble> {
        let path = format!("conversations/{conversation}/messages");
        if again {
            // The answer to the last try may have got lost on the way.
            let there = self.ask(Method::GET, &path, None).await?;
            let there = there["payload"].as_array().map(Vec::as_slice).unwrap_or_default();
            if there.iter().any(|one| one["source_id"] == key) {
                return Ok(());
            }
        }
        let kind = if private { "outgoing" } else { "incoming" };
        let message = json!({"content": text, "message_type": kind, "private": private, "source_id": key});
        self.ask(Method::POST, &path, Some(&message)).await.map(|_| ())
    }

    /// Ends the open conversation, when there is one still.
    pub(super) async fn close(&self, call: &Calling) -> Result<(), Trouble> {
        self.forget(call.contact);
        let Some(contact) = self.find(call.contact).await? else { return Ok(()) };
        let Some(conversation) = self.find_open(contact).await? else { return Ok(()) };
        let resolved = json!({"status": "resolved"});
        let path = format!("conversations/{conversation}/toggle_status");
        self.ask(Method::POST, &path, Some(&resolved)).await.map(|_| ())
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Trouble> {
        let url = format!(
            "{}/api/v1/accounts/{}/{path}",
            self.config.url.as_str().trim_end_matches('/'),
            self.config.account
        );
        let mut request =
            self.http.request(method, url).header("api_access_token", self.config.token.reveal());
        if let Some(body) = body {
            request = request.json(body);
        }
        // The error would name the address; which one it is the configuration says.
        let answer = request.send().await.map_err(|error| {
            Trouble::again(if error.is_timeout() {
                "Chatwoot did not answer in time"
            } else {
                "Chatwoot cannot be reached"
            })
        })?;
        let status = answer.status();
        if status.is_success() {
            let body = http::body::answer(answer, LARGEST_ANSWER).await;
            let body = body.map_err(|_| Trouble::again("what Chatwoot answered broke off or is too long"))?;
            return serde_json::from_slice(&body)
                .map_err(|_| Trouble::again("what Chatwoot answered is no JSON"));
        }
        let passing = status.is_server_error()
            || status == StatusCode::TOO_MANY_REQUESTS
            || status == StatusCode::REQUEST_TIMEOUT;
        let what = path.split('/').next().unwrap_or_default();
        let hint = match status {
            StatusCode::UNAUTHORIZED => ": make a new access token and set SCN_CHATWOOT_TOKEN",
            StatusCode::NOT_FOUND => ": check chatwoot.account and chatwoot.inbox",
            _ => "",
        };
        // A token or an inbox that is wrong now may be put right: nothing is lost meanwhile.
        let again = passing
            || matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
        Err(Trouble { again, reason: format!("Chatwoot answered {} for {what}{hint}", status.as_u16()) })
    }
}
