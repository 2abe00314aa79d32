//! What the platform says about the number, the token, the app and its subscriptions.

use super::{Examined, Finding};
use crate::outbox::platform::is_local;
use crate::{Clock, Config};
use reqwest::{Client, Url};
use scn_graph::jiff::fmt::rfc2822::DateTimeParser;
use scn_whatsapp::definition::Account;
use serde_json::Value;
use std::time::Duration;

/// What a token must be allowed to do.
const SEND: &str = "whatsapp_business_messaging";
const MANAGE: &str = "whatsapp_business_management";
/// Signatures and windows go by time; more than this is noticed.
const SKEW_MS: i64 = 60_000;

pub(super) async fn examine(
    config: &Config,
    public_url: Option<&str>,
    clock: &dyn Clock,
    found: &mut Examined,
) {
    let mut builder = Client::builder().timeout(Duration::from_secs(20)).user_agent("scn");
    if is_local(&config.api_url) {
        builder = builder.no_proxy();
    }
    let http = match builder.build() {
        Ok(http) => http,
        Err(error) => {
            let next = "this machine's TLS certificates may be missing";
            return found.findings.push(Finding::problem("platform", error.to_string(), next));
        }
    };
    let api = Api { http, config };
    if !number(&api, clock, found).await {
        return;
    }
    let Some(token) = token(&api, clock, found).await else { return };
    subscription(&api, &token, public_url, found).await;
    account(&api, &token, found).await;
}

struct Api<'c> {
    http: Client,
    config: &'c Config,
}

struct Answer {
    status: u16,
    date: Option<String>,
    body: Value,
}

impl Answer {
    fn error(&self) -> String {
        let error = |key: &str| self.body["error"][key].clone();
        match (error("code").as_i64(), error("message").as_str()) {
            (Some(code), Some(message)) => format!("{code}: {message}"),
            _ => format!("HTTP {}", self.status),
        }
    }
}

impl Api<'_> {
    /// Errors hold no address: a secret may stand in it.
    async fn get(&self, path: &str, query: &[(&str, &str)], token: &str) -> Result<Answer, String> {
        let mut url = Url::parse(&format!("{}/{}/{path}", self.config.api_url, self.config.api_version))
            .map_err(|error| error.to_string())?;
        url.query_pairs_mut().extend_pairs(query);
        let response = self.http.get(url).bearer_auth(token).send().await;
        let response = response.map_err(|error| error.without_url().to_string())?;
        let status = response.status().as_u16();
        let date = response.headers().get("date").and_then(|date| Some(date.to_str().ok()?.to_owned()));
        let body = response.json().await.unwrap_or_default();
        Ok(Answer { status, date, body })
    }
}

/// False when nothing more can be asked.
async fn number(api: &Api<'_>, clock: &dyn Clock, found: &mut Examined) -> bool {
    let fields = [("fields", "display_phone_number,verified_name,quality_rating,name_status")];
    let token = api.config.access_token.reveal();
    let answer = match api.get(&api.config.phone_number_id, &fields, token).await {
        Ok(answer) => answer,
        Err(reason) => {
            let next = "check the network, the proxy and `api_url`";
            found.findings.push(Finding::problem(
                "platform",
                format!("it cannot be reached: {reason}"),
                next,
            ));
            return false;
        }
    };
    found.findings.extend(answer.date.as_deref().and_then(|date| skew(date, clock)));
    match answer.status {
        200 => {
            let text = |key: &str| answer.body[key].as_str().unwrap_or("?").to_owned();
            let said = format!("{}, {}", text("display_phone_number"), text("verified_name"));
            found.findings.push(match text("quality_rating").as_str() {
                "RED" => Finding::warning(
                    "number",
                    format!("{said}; its quality is low"),
                    "write less, and only to those who asked: the platform may limit the number",
                ),
                _ => Finding::ok("number", said),
            });
            true
        }
        401 => {
            let next = "make a new token of a system user and set SCN_ACCESS_TOKEN";
            found.findings.push(Finding::problem(
                "token",
                format!("the platform refuses it: {}", answer.error()),
                next,
            ));
            false
        }
        _ => {
            let next = "compare `phone_number_id` with the platform's page of the number, and give the token's user this account";
            found.findings.push(Finding::problem(
                "number",
                format!("it cannot be read: {}", answer.error()),
                next,
            ));
            false
        }
    }
}

fn skew(date: &str, clock: &dyn Clock) -> Option<Finding> {
    let there = DateTimeParser::new().parse_timestamp(date).ok()?.as_millisecond();
    let apart = clock.now().0 - there;
    Some(match apart.abs() > SKEW_MS {
        true => Finding::problem(
            "clock",
            format!(
                "it is {} seconds {} the platform's",
                apart.abs() / 1000,
                if apart > 0 { "ahead of" } else { "behind" }
            ),
            "let the machine set its clock by the network (NTP): windows and timers go by it",
        ),
        false => Finding::ok("clock", "it agrees with the platform's"),
    })
}

/// What is known of a token that works.
struct Token {
    app: String,
    account: Option<String>,
}

async fn token(api: &Api<'_>, clock: &dyn Clock, found: &mut Examined) -> Option<Token> {
    let token = api.config.access_token.reveal();
    let unknown = |why: String| {
        Finding::warning(
            "token",
            format!("what it may do cannot be read: {why}"),
            format!("see in the business settings that it has {SEND} and {MANAGE}"),
        )
    };
    let answer = match api.get("debug_token", &[("input_token", token)], token).await {
        Ok(answer) if answer.status == 200 => answer,
        Ok(answer) => {
            found.findings.push(unknown(answer.error()));
            return None;
        }
        Err(reason) => {
            found.findings.push(unknown(reason));
            return None;
        }
    };
    let data = &answer.body["data"];
    let scopes: Vec<&str> =
        data["scopes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let missing: Vec<&str> = [SEND, MANAGE].into_iter().filter(|scope| !scopes.contains(scope)).collect();
    let ends = data["expires_at"].as_i64().filter(|ends| *ends > 0);
    found.findings.push(match ends {
        _ if missing.contains(&SEND) => Finding::problem(
            "token",
            format!("it may not send: {SEND} is missing"),
            "make a token of a system user with this permission",
        ),
        Some(ends) => {
            let days = (ends * 1000 - clock.now().0) / 86_400_000;
            Finding::problem(
                "token",
                format!("it ends in {days} days"),
                "make a token of a system user, which does not end",
            )
        }
        None if !missing.is_empty() => Finding::warning(
            "token",
            format!("{MANAGE} is missing: templates and subscriptions cannot be looked at"),
            "add this permission if you use templates",
        ),
        None => Finding::ok("token", "it may send, and does not end"),
    });
    let granted = data["granular_scopes"].as_array().into_iter().flatten();
    let account = granted
        .filter(|scope| scope["scope"] == MANAGE)
        .find_map(|scope| Some(scope["target_ids"].as_array()?.first()?.as_str()?.to_owned()));
    let app = data["app_id"]
        .as_str()
        .map(str::to_owned)
        .or_else(|| data["app_id"].as_u64().map(|id| id.to_string()));
    Some(Token { app: app?, account })
}

/// Asked with the app's own secret, which is thereby tried as well.
async fn subscription(api: &Api<'_>, token: &Token, public_url: Option<&str>, found: &mut Examined) {
    let Some(secret) = api.config.app_secrets.first() else { return };
    let app_token = format!("{}|{}", token.app, secret.reveal());
    let answer = match api.get(&format!("{}/subscriptions", token.app), &[], &app_token).await {
        Ok(answer) if answer.status == 200 => answer,
        Ok(answer) => {
            let said = format!("the platform refuses it: {}", answer.error());
            return found.findings.push(Finding::problem(
                "app secret",
                said,
                "copy it anew from the app's basic settings into SCN_APP_SECRET",
            ));
        }
        Err(reason) => {
            let said = format!("it could not be tried: {reason}");
            return found.findings.push(Finding::warning("app secret", said, "try again"));
        }
    };
    found.findings.push(Finding::ok("app secret", "it is the app's"));
    let list = answer.body["data"].as_array().cloned().unwrap_or_default();
    let ours = list.iter().find(|one| one["object"] == "whatsapp_business_account");
    let Some(ours) = ours else {
        let next = "set the webhook up in the app's dashboard and subscribe to `messages`";
        return found.findings.push(Finding::problem(
            "subscription",
            "the app has no webhook for WhatsApp",
            next,
        ));
    };
    let field = |field: &Value| field["name"].as_str().or(field.as_str()).map(str::to_owned);
    let fields: Vec<String> = ours["fields"].as_array().into_iter().flatten().filter_map(field).collect();
    let callback = ours["callback_url"].as_str().unwrap_or_default();
    found.findings.push(match public_url {
        _ if !fields.iter().any(|field| field == "messages") => Finding::problem(
            "subscription",
            "`messages` is not subscribed: nothing comes in",
            "subscribe to it in the app's dashboard, page Webhooks",
        ),
        Some(url) if url != callback => Finding::problem(
            "subscription",
            format!("the platform posts to {callback}, not to {url}"),
            "correct the address in the app's dashboard, or in --url",
        ),
        _ if !fields.iter().any(|field| field == "smb_message_echoes") => Finding::warning(
            "subscription",
            "`messages` is subscribed, `smb_message_echoes` is not",
            "subscribe to it too if people answer from the phone app of the same number",
        ),
        _ => Finding::ok("subscription", format!("{} to {callback}", fields.join(", "))),
    });
}

/// Templates, and whether the account sends its webhooks to the app.
async fn account(api: &Api<'_>, known: &Token, found: &mut Examined) {
    let token = api.config.access_token.reveal();
    let Some(account) = &known.account else { return };
    if let Ok(answer) = api.get(&format!("{account}/subscribed_apps"), &[], token).await
        && answer.status == 200
    {
        let none = answer.body["data"].as_array().is_none_or(Vec::is_empty);
        found.findings.push(match none {
            true => Finding::problem(
                "account",
                "no app gets its webhooks",
                format!("POST /{account}/subscribed_apps with the token, once"),
            ),
            false => Finding::ok("account", "its webhooks go to the app"),
        });
    }
    let query = [
        ("fields", "name,status,category,language,components,rejected_reason,parameter_format"),
        ("limit", "1000"),
    ];
    if let Ok(answer) = api.get(&format!("{account}/message_templates"), &query, token).await
        && answer.status == 200
    {
        found.templates = Account::parse(&answer.body.to_string()).ok();
    }
}
