//! Templates over the API: list with pages, create, edit, delete; what a review decides comes as a webhook.

use super::Result;
use super::account::Request;
use crate::clock::Clock;
use crate::sandbox::Sandbox;
use crate::sandbox::meta_error::MetaError;
use crate::sandbox::post_office::Parcel;
use crate::sandbox::templates::News;
use scn_graph::Moment;
use serde_json::{Value, json};
use std::sync::Arc;

impl Sandbox {
    pub(super) fn list_templates(self: &Arc<Self>, request: &Request) -> Value {
        self.whats_due();
        let fits = |value: &Value| {
            ["name", "language", "status", "category"].iter().all(|key| {
                let wanted = request.text(key);
                wanted.is_empty() || value[key].as_str() == Some(wanted)
            })
        };
        let all: Vec<Value> = self
            .look(|world| world.templates.all().map(|template| template.in_json()).filter(fits).collect());
        let limit: usize = request.text("limit").parse().unwrap_or(25).clamp(1, 250);
        let after = request.text("after");
        let start = match after.is_empty() {
            true => 0,
            false => {
                all.iter().position(|template| template["id"] == after).map_or(all.len(), |place| place + 1)
            }
        };
        let page: Vec<Value> = all.iter().skip(start).take(limit).cloned().collect();
        let (first, last) = (page.first(), page.last());
        let mut paging =
            json!({"cursors": {"before": first.map(|it| &it["id"]), "after": last.map(|it| &it["id"])}});
        if start + page.len() < all.len() {
            let last = last.map(|it| it["id"].as_str().unwrap_or_default()).unwrap_or_default();
            let kept: String = ["name", "language", "status", "category", "fields"]
                .iter()
                .filter(|key| !request.text(key).is_empty())
                .map(|key| format!("&{key}={}", request.text(key)))
                .collect();
            paging["next"] = json!(format!(
                "http://{}/v25.0/{}/message_templates?limit={limit}&after={last}{kept}",
                self.addr, request.id
            ));
        }
        let wanted: Vec<&str> = request.text("fields").split(',').map(str::trim).collect();
        let page: Vec<Value> = page
            .into_iter()
            .map(|mut template| {
                if let (Some(object), false) = (template.as_object_mut(), wanted == [""]) {
                    object.retain(|key, _| key == "id" || wanted.contains(&key.as_str()));
                }
                template
            })
            .collect();
        json!({"data": page, "paging": paging})
    }

    pub(super) fn create_template(self: &Arc<Self>, body: &Value) -> Result<Value> {
        self.whats_due();
        let now = self.now();
        let (answer, due) = self.change(|world| {
            let template = world.templates.create(body, now)?;
            let state = template.state;
            Ok((
                json!({"id": template.id.to_string(), "status": state, "category": template.category}),
                template.due,
            ))
        })?;
        self.wait_for_templates(due);
        Ok(answer)
    }

    pub(super) fn edit_template(self: &Arc<Self>, id: u64, body: &Value) -> Result<Value> {
        self.whats_due();
        let now = self.now();
        let due = self.change(|world| {
            world.templates.edit(id, body, now)?;
            Ok(world.templates.get(id).and_then(|template| template.due))
        })?;
        self.wait_for_templates(due);
        Ok(json!({"success": true}))
    }

    pub(super) fn delete_template(self: &Arc<Self>, request: &Request) -> Result<Value> {
        let (name, id) = (request.text("name"), request.text("hsm_id"));
        if name.is_empty() {
            return Err(MetaError::new(100, "The parameter name is required"));
        }
        let id = match id.is_empty() {
            true => None,
            false => Some(id.parse().map_err(|_| MetaError::new(100, "hsm_id is a number"))?),
        };
        let now = self.now();
        self.change(|world| world.templates.delete(name, id, now))?;
        Ok(json!({"success": true}))
    }

    /// States that change by themselves do so when the clock has come there.
    pub(in crate::sandbox) fn wait_for_templates(self: &Arc<Self>, due: Option<i64>) {
        let Some(due) = due else { return };
        let sandbox = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = sandbox.clock.sleep_until(Moment(due)) => sandbox.whats_due(),
                () = sandbox.until_closed() => {}
            }
        });
    }

    pub(in crate::sandbox) fn whats_due(self: &Arc<Self>) {
        let now = self.now();
        for news in self.change(|world| world.templates.whats_due(now)) {
            self.tell_account(news);
        }
    }

    pub(in crate::sandbox) fn tell_account(self: &Arc<Self>, value: News) {
        let field = "message_template_status_update";
        self.change(|world| {
            if world.subscribed {
                self.post(world, Parcel { lane: None, number: None, field, value, message: None });
            }
        });
    }
}
