//! What the sandbox knows of the project: its templates, as if the platform had approved them, and the events that its
//! outside systems tell.

use scn_graph::Graph;
use scn_whatsapp::definition::to_create;
use serde_json::{Map, Value, json};

/// Templates and events of a project.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The requests that would create them.
    templates: Vec<Value>,
    events: Vec<(String, Value)>,
}

impl Known {
    pub fn of(graph: &Graph) -> Known {
        let templates = graph.templates.iter().flat_map(|template| {
            template.languages.iter().map(|(language, texts)| to_create(template, *language, texts))
        });
        let events = graph.events.iter().map(|event| {
            let sample = |param: &scn_graph::Param| {
                let value = scn_graph::sample(graph, &param.ty);
                (param.name.clone(), crate::json::to_json(graph, &value))
            };
            (event.name.clone(), Value::Object(event.params.iter().map(sample).collect::<Map<_, _>>()))
        });
        Known { templates: templates.collect(), events: events.collect() }
    }

    #[cfg(test)]
    pub(super) fn with_templates(templates: Vec<Value>) -> Known {
        Known { templates, events: Vec::new() }
    }

    pub(super) fn templates(&self) -> &[Value] {
        &self.templates
    }

    /// Names of the events, with parameters to start from.
    pub(super) fn events(&self) -> Value {
        self.events.iter().map(|(name, params)| json!({"name": name, "params": params})).collect()
    }

    pub(super) fn event(&self, name: &str) -> Option<&Value> {
        self.events.iter().find(|(known, _)| known == name).map(|(_, params)| params)
    }
}
