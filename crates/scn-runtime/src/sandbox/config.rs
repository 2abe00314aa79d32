//! What the emulator has to know before it starts.

use super::Known;
use crate::{Config, Secret};
use scn_graph::Graph;
use std::net::SocketAddr;

/// The account, its numbers, the secrets, and where the program under test listens.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    /// Where webhooks go: `http://127.0.0.1:8080/webhook`.
    pub webhook_url: String,
    /// Signs the webhooks.
    pub app_secret: String,
    /// The bearer token that requests must carry.
    pub access_token: String,
    /// The id of the WhatsApp Business account.
    pub account: String,
    /// The numbers of the business; at least one.
    pub numbers: Vec<BusinessNumber>,
    /// Where events of the business's systems go, `http://127.0.0.1:8080/events`, and what signs them.
    pub events_url: String,
    pub events_secret: String,
    /// What is known of the project.
    pub known: Known,
    /// Every chance is taken from this number: the same seed, the same chances.
    pub seed: u64,
    /// Whether too many messages are refused: to one customer (131056), by one number (130429).
    pub limits: bool,
    /// Messages a second of one number, in and out together.
    pub throughput: u32,
    /// Whether a template that nobody created is taken all the same.
    pub any_template: bool,
    /// No chats are kept for the page: for measuring other programs.
    pub quiet_world: bool,
}

/// A phone number of the business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessNumber {
    /// What requests and webhooks call it: `phone_number_id`.
    pub id: String,
    /// The number itself, digits only.
    pub phone: String,
    /// The name at the top of the phone.
    pub title: String,
}

impl Default for SandboxConfig {
    /// What `scn sandbox` has when nothing else is said.
    fn default() -> SandboxConfig {
        SandboxConfig {
            webhook_url: "http://127.0.0.1:8080/webhook".into(),
            app_secret: "sandbox-secret".into(),
            access_token: "sandbox-token".into(),
            account: "100000000000001".into(),
            numbers: vec![BusinessNumber::nth(0, "Business")],
            events_url: "http://127.0.0.1:8080/events".into(),
            events_secret: "sandbox-events-secret".into(),
            known: Known::default(),
            seed: 1,
            limits: true,
            throughput: 80,
            any_template: false,
            quiet_world: false,
        }
    }
}

impl SandboxConfig {
    /// Around a runtime that listens at `bot`.
    pub fn new(config: &Config, graph: &Graph, bot: SocketAddr) -> SandboxConfig {
        let first = |secrets: &[Secret]| secrets.first().map(|it| it.reveal().to_owned()).unwrap_or_default();
        let number = BusinessNumber {
            id: config.phone_number_id.clone(),
            ..BusinessNumber::nth(0, &graph.settings.title)
        };
        SandboxConfig {
            webhook_url: format!("http://{bot}/webhook"),
            app_secret: first(&config.app_secrets),
            access_token: config.access_token.reveal().to_owned(),
            numbers: vec![number],
            events_url: format!("http://{bot}/events"),
            events_secret: first(&config.events_secrets),
            known: Known::of(graph),
            any_template: graph.templates.is_empty(),
            ..SandboxConfig::default()
        }
    }
}

impl BusinessNumber {
    /// One of the French numbers that are set aside for fiction: they reach nobody.
    pub fn nth(place: u64, title: &str) -> BusinessNumber {
        BusinessNumber {
            id: format!("{}", 106_540_352_242_922 + place),
            phone: format!("{}", 33_199_000_001 + place),
            title: title.to_owned(),
        }
    }
}
