//! A customer at work: each thing they do waits for the answers to the one before.

use crate::dice::Dice;
use crate::plug::Spot;
use crate::script::{Act, Customer};
use crate::served::OPERATOR;
use crate::world::{PATIENCE, Weather, World, message};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// What a customer needs beside the world.
pub(crate) struct Counter {
    pub(crate) world: Arc<World>,
    pub(crate) people: String,
    pub(crate) store: PathBuf,
    pub(crate) client: Client,
}

impl Counter {
    /// Plays the whole script. An error tells where it got stuck.
    pub(crate) async fn plays(&self, customer: &Customer, mut dice: Dice) -> Result<(), String> {
        let mut expected = 0;
        for (place, step) in customer.moves.iter().enumerate() {
            let stuck = |what: &str| format!("move {place}, {:?}: {what}", step.act);
            let id = format!("wamid.in.{}.{place}", customer.number);
            self.does(customer, &step.act, &id).await.map_err(|what| stuck(&what))?;
            expected += step.answers;
            if !self.heard(customer, expected).await {
                return Err(stuck("the answer never came"));
            }
            sleep(dice.up_to(Duration::from_millis(25))).await;
        }
        Ok(())
    }

    async fn does(&self, customer: &Customer, act: &Act, id: &str) -> Result<(), String> {
        let (phone, name) = (customer.phone(), customer.name());
        let says = async |id: &str, text: &str| {
            let body = message(&phone, &name, id, text);
            self.world
                .deliver(body, Spot::WebhookAnswered)
                .await
                .then_some(())
                .ok_or("a webhook was never taken".to_owned())
        };
        let tells = async |event: &str, body: Value| {
            self.world.tell(event, id, body).await.then_some(()).ok_or("an event was never taken".to_owned())
        };
        match act {
            Act::Waits => Ok(()),
            Act::Says(text) => says(id, text).await,
            Act::SaysTwice(text) => {
                let (first, second) = tokio::join!(says(id, text), says(id, text));
                first.and(second)
            }
            Act::SaysAll(texts) => {
                for (part, text) in texts.iter().enumerate() {
                    says(&format!("{id}.{part}"), text).await?;
                }
                Ok(())
            }
            Act::Shipped => {
                tells(
                    "shop.shipped",
                    json!({"contact": format!("+{phone}"), "number": customer.number.to_string()}),
                )
                .await
            }
            Act::News => {
                // Never at the same moment as the last word of the bot's own accord.
                sleep(Duration::from_millis(10)).await;
                tells("shop.news", json!({"contact": format!("+{phone}"), "what": "apples"})).await
            }
            Act::PersonSays(text) => {
                let contact = self.in_the_queue(&name).await?;
                self.operator(Method::POST, &format!("/api/conversations/{contact}/take"), id, None).await?;
                let words = Some(json!({ "text": text }));
                self.operator(Method::POST, &format!("/api/conversations/{contact}/messages"), id, words)
                    .await?;
                Ok(())
            }
            Act::PersonGivesBack => {
                let contact = self.in_the_queue(&name).await?;
                self.operator(Method::POST, &format!("/api/conversations/{contact}/give-back"), id, None)
                    .await?;
                Ok(())
            }
        }
    }

    async fn in_the_queue(&self, name: &str) -> Result<String, String> {
        let queue = self.operator(Method::GET, "/api/handoffs?state=all", "", None).await?;
        let mut entries = queue["handoffs"].as_array().into_iter().flatten();
        let entry =
            entries.find(|entry| entry["name"] == name).ok_or("the conversation is not in the queue")?;
        entry["contact"].as_str().map(str::to_owned).ok_or("a handoff without its contact".to_owned())
    }

    /// Tried until it is answered. Once an answer was lost, "it is not yours any more" means that it was done.
    async fn operator(
        &self,
        method: Method,
        path: &str,
        key: &str,
        body: Option<Value>,
    ) -> Result<Value, String> {
        let end = Instant::now() + PATIENCE;
        let mut lost = false;
        while Instant::now() < end {
            let request =
                self.client.request(method.clone(), format!("{}{path}", self.people)).bearer_auth(OPERATOR);
            let request = request.header("idempotency-key", key).timeout(Duration::from_secs(10));
            let request = if let Some(body) = &body { request.json(body) } else { request };
            match request.send().await {
                Ok(answer) if answer.status().is_success() => match answer.text().await {
                    Ok(text) => {
                        self.world.plug.passes(Spot::ActAnswered).await;
                        return Ok(serde_json::from_str(&text).unwrap_or(Value::Null));
                    }
                    Err(_) => lost = true,
                },
                Ok(answer) if answer.status() == StatusCode::CONFLICT && lost => return Ok(Value::Null),
                Ok(answer) if answer.status().is_server_error() => {}
                Ok(answer) => return Err(format!("the operator is refused: {}", answer.status())),
                Err(_) => lost = true,
            }
            sleep(Duration::from_millis(15)).await;
        }
        Err("the operator was never answered".to_owned())
    }

    /// Waits until so many messages are there, or given up.
    async fn heard(&self, customer: &Customer, expected: usize) -> bool {
        let end = Instant::now() + PATIENCE;
        let phone = customer.phone();
        while Instant::now() < end {
            let news = self.world.news.notified();
            if self.world.heard(&phone) >= expected {
                return true;
            }
            if timeout(Duration::from_millis(250), news).await.is_err()
                && self.world.weather == Weather::GiveUp
                && crate::books::seen_or_given_up(&self.store, &phone, &self.world) >= expected
            {
                return true;
            }
        }
        false
    }
}
