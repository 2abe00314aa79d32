//! The fields of a record, and values made comparable: two that mean the same are the same text.

use crate::json::{Shown, choice_labels, row_label};
use scn_engine::{Contact, Conversation, Scenario, inspect};
use scn_graph::{Decimal, Field, Moment, RecordId, Type, Value};
use scn_understand::{Utterance, fold, pick};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// A record by field: nothing, one value, or those of a list in a fixed order.
pub(super) type Row = BTreeMap<String, Vec<String>>;

pub(super) struct Fields<'s> {
    scenario: &'s Scenario,
    shown: &'s Shown<'s>,
    shape: &'s [Field],
    /// By field: what it is when nothing is said.
    defaults: Row,
}

/// A value of the file that the project has no word for.
pub(super) struct Unknown(pub(super) String);

impl<'s> Fields<'s> {
    pub(super) fn of(
        scenario: &'s Scenario,
        record: RecordId,
        shown: &'s Shown<'s>,
        now: Moment,
    ) -> Option<Fields<'s>> {
        let shape = scenario.graph.record(record)?.fields.as_slice();
        let mut fields = Fields { scenario, shown, shape, defaults: Row::new() };
        let conversation = Conversation::new(scenario.hash, Contact::default());
        for field in fields.said() {
            let value =
                field.value.as_ref().and_then(|expr| inspect::value(scenario, &conversation, expr, now));
            if let Some(value) = value {
                fields.defaults.insert(field.name.clone(), fields.comparable(&value));
            }
        }
        Some(fields)
    }

    /// Those that customers speak of: a formula is computed.
    fn said(&self) -> impl Iterator<Item = &'s Field> + use<'s> {
        self.shape.iter().filter(|field| !field.formula)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        self.said().map(|field| field.name.as_str())
    }

    pub(super) fn field(&self, name: &str) -> Option<&'s Field> {
        self.said().find(|field| field.name == name)
    }

    /// A formula of the record: it may stand in a file, and counts for nothing.
    pub(super) fn is_formula(&self, name: &str) -> bool {
        self.shape.iter().any(|field| field.formula && field.name == name)
    }

    /// With the defaults of what is not said.
    pub(super) fn completed(&self, mut row: Row) -> Row {
        row.retain(|_, values| !values.is_empty());
        for (name, value) in &self.defaults {
            row.entry(name.clone()).or_insert_with(|| value.clone());
        }
        row
    }

    // ------------------------------------------------------------ what the engine has

    pub(super) fn rows(&self, value: Option<&Value>) -> Vec<Row> {
        match value {
            Some(Value::List(list)) => list.iter().flat_map(|value| self.rows(Some(value))).collect(),
            Some(Value::Record(_, cells)) => {
                let known = self.shape.iter().zip(cells).filter(|(field, _)| !field.formula);
                let known = known
                    .filter_map(|(field, cell)| Some((field.name.clone(), self.comparable(cell.as_ref()?))));
                vec![self.completed(known.collect())]
            }
            _ => Vec::new(),
        }
    }

    fn comparable(&self, value: &Value) -> Vec<String> {
        match value {
            Value::List(list) => {
                let mut all: Vec<String> = list.iter().flat_map(|value| self.comparable(value)).collect();
                all.sort();
                all
            }
            Value::Text(text) | Value::Address(text) => vec![fold(text)],
            Value::Number(number) => vec![number.to_string()],
            Value::Decimal(number) => vec![number.normalize().to_string()],
            Value::Money { amount, currency } => {
                vec![format!("{} {}", amount.normalize(), currency.as_str())]
            }
            value => match self.shown.value(value) {
                Json::String(text) => vec![text],
                Json::Object(named) if named.contains_key("key") => {
                    vec![named.get("key").and_then(Json::as_str).unwrap_or_default().to_owned()]
                }
                other => vec![other.to_string()],
            },
        }
    }

    // ------------------------------------------------------------ what the file says

    /// A value as the file has it: by key, label, number, or a list of them.
    pub(super) fn written(&self, ty: &Type, json: &Json) -> Result<Vec<String>, Unknown> {
        match (ty.known(), json) {
            (_, Json::Null) => Ok(Vec::new()),
            (_, Json::String(text)) if text.trim().is_empty() => Ok(Vec::new()),
            (Type::List { of, .. }, Json::Array(list)) => {
                let mut all = Vec::new();
                for one in list {
                    all.extend(self.written(of, one)?);
                }
                all.sort();
                Ok(all)
            }
            (Type::List { of, .. }, one) => self.written(of, one),
            (_, Json::Array(list)) if list.is_empty() => Ok(Vec::new()),
            (ty, Json::Object(named)) if named.contains_key("key") => {
                self.written(ty, named.get("key").unwrap_or(&Json::Null))
            }
            (Type::Money { currency }, Json::Object(money)) => {
                let amount = money.get("amount").and_then(number).ok_or_else(|| Unknown(json.to_string()))?;
                let code = money.get("currency").and_then(Json::as_str);
                let code = code.or(currency.as_ref().map(|currency| currency.as_str())).unwrap_or_default();
                Ok(vec![format!("{amount} {code}")])
            }
            (ty, json) => self.one(ty, json).map(|value| vec![value]).ok_or_else(|| Unknown(plain(json))),
        }
    }

    fn one(&self, ty: &Type, json: &Json) -> Option<String> {
        let text = plain(json);
        match ty {
            Type::Choice(id) => {
                let choice = self.scenario.graph.choice(*id)?;
                let names = choice.values.iter().map(|value| {
                    let labels = choice_labels(&self.scenario.graph, choice, value.key);
                    (value.name.as_str(), labels)
                });
                self.item(names.collect(), choice.lexicon, &text)
            }
            Type::Row(id) => {
                let catalog = self.scenario.graph.catalog(*id)?;
                let names =
                    catalog.rows.iter().map(|row| (row.name.as_str(), vec![row_label(catalog.label, row)]));
                self.item(names.collect(), catalog.lexicon, &text)
            }
            Type::Number { .. } | Type::Decimal { .. } => number(json).map(|number| number.to_string()),
            Type::Money { currency: Some(currency) } => {
                number(json).map(|amount| format!("{amount} {}", currency.as_str()))
            }
            Type::YesNo => match (json, text.as_str()) {
                (Json::Bool(yes), _) => Some(yes.to_string()),
                (_, "yes" | "true") => Some("true".to_owned()),
                (_, "no" | "false") => Some("false".to_owned()),
                _ => None,
            },
            Type::Text { .. } | Type::Address => Some(fold(&text)),
            _ => Some(text),
        }
    }

    /// By its key, its label, or another word for it.
    fn item(
        &self,
        names: Vec<(&str, Vec<String>)>,
        lexicon: scn_graph::LexiconId,
        text: &str,
    ) -> Option<String> {
        let folded = fold(text);
        let exact = names.iter().find(|(name, _)| *name == text);
        let same = |label: &String| fold(label) == folded;
        let found = exact
            .or_else(|| names.iter().find(|(name, labels)| fold(name) == folded || labels.iter().any(same)));
        if let Some((name, _)) = found {
            return Some((*name).to_owned());
        }
        let lexicon = self.scenario.graph.lexicon(lexicon)?;
        let picked = pick(lexicon, &Utterance::new(text), None);
        let sure: Vec<_> = picked.iter().filter(|found| found.whole && found.score >= 950).collect();
        let [only] = sure.as_slice() else { return None };
        names.get(only.item as usize).map(|(name, _)| (*name).to_owned())
    }
}

fn plain(json: &Json) -> String {
    match json {
        Json::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

fn number(json: &Json) -> Option<Decimal> {
    plain(json).parse::<Decimal>().ok().map(|number| number.normalize())
}
