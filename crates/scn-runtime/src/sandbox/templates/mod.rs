//! The templates of the account, with the states that a review gives them.

mod creation;
mod sending;

use super::known::Known;
use super::meta_error::MetaError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;
const MOST: usize = 6_000;
const FIRST_ID: u64 = 900_000_000_000_001;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum State {
    Pending,
    Approved,
    Rejected,
    Paused,
    Disabled,
    Flagged,
    InAppeal,
    Archived,
    LimitExceeded,
    PendingDeletion,
}

#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) language: String,
    pub(super) category: String,
    pub(super) named: bool,
    pub(super) components: Value,
    pub(super) state: State,
    pub(super) reason: String,
    /// When it was approved and then edited.
    edits: Vec<i64>,
    pauses: u32,
    /// When the state changes by itself: the review ends, the pause is over.
    pub(super) due: Option<i64>,
}

/// What a review says when nobody orders anything.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Review {
    pub(super) decision: State,
    pub(super) after_seconds: u32,
    pub(super) reason: String,
}

impl Default for Review {
    fn default() -> Review {
        Review { decision: State::Approved, after_seconds: 5, reason: "NONE".to_owned() }
    }
}

#[derive(Debug)]
pub(super) struct Templates {
    all: BTreeMap<u64, Template>,
    deleted: BTreeMap<String, i64>,
    pub(super) review: Review,
    next: u64,
}

/// A change that the account is told about.
pub(super) type News = Value;

impl Templates {
    /// Those of the project are approved.
    pub(super) fn new(known: &Known, now: i64) -> Templates {
        let mut templates = Templates {
            all: BTreeMap::new(),
            deleted: BTreeMap::new(),
            review: Review::default(),
            next: FIRST_ID,
        };
        templates.learn(known);
        debug_assert!(now >= 0);
        templates
    }

    /// Those of another version of the project: what is new is approved, what has other words keeps its state.
    pub(super) fn learn(&mut self, known: &Known) {
        for request in known.templates() {
            let mut template = self.made(request, State::Approved);
            if let Some(before) = self.find(&template.name, &template.language).cloned() {
                let Template { category, named, components, .. } = template;
                template = Template { category, named, components, ..before };
            }
            self.all.insert(template.id, template);
        }
    }

    fn made(&mut self, request: &Value, state: State) -> Template {
        let text = |key: &str| request[key].as_str().unwrap_or_default().to_owned();
        self.next += 1;
        Template {
            id: self.next,
            name: text("name"),
            language: text("language"),
            category: text("category").to_ascii_uppercase(),
            named: text("parameter_format").eq_ignore_ascii_case("named"),
            components: request["components"].clone(),
            state,
            reason: "NONE".to_owned(),
            edits: Vec::new(),
            pauses: 0,
            due: None,
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Template> {
        self.all.values()
    }

    pub(super) fn get(&self, id: u64) -> Option<&Template> {
        self.all.get(&id)
    }

    pub(super) fn find(&self, name: &str, language: &str) -> Option<&Template> {
        self.all.values().find(|template| template.name == name && template.language == language)
    }

    /// `POST /{account}/message_templates`.
    pub(super) fn create(&mut self, request: &Value, now: i64) -> Result<&Template, MetaError> {
        creation::check(request)?;
        let mut template = self.made(request, State::Pending);
        if self.find(&template.name, &template.language).is_some() {
            return Err(MetaError::sub(100, 2_388_024, "Content in this language already exists"));
        }
        if self.deleted.get(&template.name).is_some_and(|at| now - at < 30 * DAY_MS) {
            let details = "The name was deleted less than 30 days ago: choose another one";
            return Err(MetaError::sub(100, 2_388_023, details));
        }
        if self.all.len() >= MOST {
            return Err(MetaError::sub(100, 2_388_019, "The account has its limit of templates"));
        }
        template.due = Some(now + i64::from(self.review.after_seconds) * 1000);
        Ok(self.all.entry(template.id).or_insert(template))
    }

    /// `POST /{template}`: another review follows.
    pub(super) fn edit(&mut self, id: u64, request: &Value, now: i64) -> Result<(), MetaError> {
        let after = i64::from(self.review.after_seconds) * 1000;
        let Some(template) = self.all.get_mut(&id) else { return Err(unknown(id)) };
        if !matches!(template.state, State::Approved | State::Rejected | State::Paused) {
            return Err(MetaError::new(100, "Only approved, rejected and paused templates can be edited"));
        }
        template.edits.retain(|at| now - at < 30 * DAY_MS);
        let today = template.edits.iter().any(|at| now - at < DAY_MS);
        if template.state == State::Approved && (today || template.edits.len() >= 10) {
            return Err(MetaError::new(
                100,
                "An approved template is edited once a day, ten times in 30 days",
            ));
        }
        let edited = json!({
            "name": template.name,
            "language": template.language,
            "category": request.get("category").unwrap_or(&json!(template.category)),
            "parameter_format": if template.named { "NAMED" } else { "POSITIONAL" },
            "components": request.get("components").unwrap_or(&template.components),
        });
        creation::check(&edited)?;
        template.components = edited["components"].clone();
        template.category = edited["category"].as_str().unwrap_or_default().to_ascii_uppercase();
        template.edits.push(now);
        template.state = State::Pending;
        template.due = Some(now + after);
        Ok(())
    }

    /// `DELETE /{account}/message_templates`: all languages, or the one with this id.
    pub(super) fn delete(&mut self, name: &str, id: Option<u64>, now: i64) -> Result<(), MetaError> {
        let before = self.all.len();
        self.all.retain(|_, template| template.name != name || id.is_some_and(|id| id != template.id));
        if self.all.len() == before {
            return Err(MetaError::sub(100, 2_593_002, format!("There is no template {name}")));
        }
        if !self.all.values().any(|template| template.name == name) {
            self.deleted.insert(name.to_owned(), now);
        }
        Ok(())
    }

    /// Gives a template a state and tells so. A pause ends after three hours, the second after six, the third is the end.
    pub(super) fn decide(&mut self, id: u64, state: State, reason: &str, now: i64) -> Option<News> {
        let template = self.all.get_mut(&id)?;
        let mut title = "";
        template.due = None;
        template.state = state;
        template.reason = reason.to_owned();
        if state == State::Paused {
            template.pauses += 1;
            (template.state, template.due, title) = match template.pauses {
                1 => (State::Paused, Some(now + 3 * HOUR_MS), "FIRST_PAUSE"),
                2 => (State::Paused, Some(now + 6 * HOUR_MS), "SECOND_PAUSE"),
                _ => (State::Disabled, None, "DISABLED"),
            };
        }
        Some(news(template, json!(template.state), title, now))
    }

    /// What happens by itself at this moment, or later than that and unseen.
    pub(super) fn whats_due(&mut self, now: i64) -> Vec<News> {
        let due = |template: &&Template| template.due.is_some_and(|at| at <= now);
        let ids: Vec<u64> = self.all.values().filter(due).map(|template| template.id).collect();
        let review = self.review.clone();
        ids.into_iter().filter_map(|id| self.comes_due(id, &review, now)).collect()
    }

    fn comes_due(&mut self, id: u64, review: &Review, now: i64) -> Option<News> {
        if self.all.get(&id)?.state == State::Pending {
            return self.decide(id, review.decision, &review.reason, now);
        }
        self.unpause(id, now)
    }

    pub(super) fn unpause(&mut self, id: u64, now: i64) -> Option<News> {
        let template = self.all.get_mut(&id).filter(|template| template.state == State::Paused)?;
        template.state = State::Approved;
        template.due = None;
        Some(news(template, json!("REINSTATED"), "", now))
    }
}

fn unknown(id: u64) -> MetaError {
    MetaError::new(100, format!("Object with ID '{id}' does not exist"))
}

/// The value of a webhook `message_template_status_update`.
fn news(template: &Template, event: Value, title: &str, now: i64) -> News {
    let mut value = json!({
        "event": event,
        "message_template_id": template.id,
        "message_template_name": template.name,
        "message_template_language": template.language,
        "reason": template.reason,
        "message_template_category": template.category,
    });
    match template.state {
        State::Rejected => {
            value["rejection_info"] = json!({"reason": "Ordered in the sandbox.",
                "recommendation": "Edit the template and send it for review again."});
        }
        State::Paused => {
            let description = "Your template has been paused because it had issues. Edit it or wait.";
            value["other_info"] = json!({"title": title, "description": description});
        }
        State::Disabled => value["disable_info"] = json!({"disable_date": now / 1000}),
        _ => {}
    }
    value
}

impl Template {
    /// As the account lists it.
    pub(super) fn in_json(&self) -> Value {
        json!({
            "name": self.name,
            "parameter_format": if self.named { "NAMED" } else { "POSITIONAL" },
            "components": self.components,
            "language": self.language,
            "status": self.state,
            "category": self.category,
            "rejected_reason": self.reason,
            "quality_score": {"score": if self.state == State::Paused { "RED" } else { "UNKNOWN" }},
            "id": self.id.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Value {
        json!({"name": "ready", "language": "fr", "category": "UTILITY",
            "components": [{"type": "BODY", "text": "Votre commande est prête."}]})
    }

    fn store() -> Templates {
        Templates::new(&Known::default(), 0)
    }

    #[test]
    fn a_template_is_reviewed_paused_and_disabled_in_the_end() {
        let mut store = store();
        let id = store.create(&request(), 0).unwrap().id;
        assert_eq!(store.whats_due(4_999), Vec::<Value>::new());
        assert_eq!(store.whats_due(5_000)[0]["event"], "APPROVED");
        for (pause, hours) in [(1, 3), (2, 6)] {
            assert_eq!(store.decide(id, State::Paused, "NONE", 0).unwrap()["event"], "PAUSED", "{pause}");
            assert_eq!(store.whats_due(hours * HOUR_MS - 1), Vec::<Value>::new());
            assert_eq!(store.whats_due(hours * HOUR_MS)[0]["event"], "REINSTATED");
        }
        let end = store.decide(id, State::Paused, "NONE", 0).unwrap();
        assert_eq!((&end["event"], &end["disable_info"]["disable_date"]), (&json!("DISABLED"), &json!(0)));
    }

    #[test]
    fn another_version_of_the_project_brings_its_templates_and_keeps_states() {
        let known = |body: &str| {
            let mut request = request();
            request["components"][0]["text"] = json!(body);
            Known::with_templates(vec![request])
        };
        let mut store = store();
        store.learn(&known("Votre commande est prête."));
        let id = store.find("ready", "fr").unwrap().id;
        store.decide(id, State::Paused, "NONE", 0).unwrap();
        store.learn(&known("Elle est prête."));
        let template = store.get(id).unwrap();
        assert_eq!((template.state, store.all().count()), (State::Paused, 1));
        assert_eq!(template.components[0]["text"], "Elle est prête.");
    }

    #[test]
    fn names_and_edits_have_their_limits() {
        let mut store = store();
        let id = store.create(&request(), 0).unwrap().id;
        let subcode = |result: Result<&Template, MetaError>| result.unwrap_err().subcode;
        assert_eq!(subcode(store.create(&request(), 0)), Some(2_388_024));
        store.whats_due(5_000);
        assert!(store.edit(id, &json!({}), 5_000).is_ok());
        store.whats_due(20_000);
        assert!(store.edit(id, &json!({}), 30_000).is_err(), "once a day");
        store.delete("ready", None, 0).unwrap();
        assert_eq!(subcode(store.create(&request(), DAY_MS)), Some(2_388_023));
        assert!(store.create(&request(), 30 * DAY_MS).is_ok());
        assert_eq!(store.delete("other", None, 0).unwrap_err().code, 100);
    }
}
