//! Schemas to types. An error names the schema in words.

use super::document::{Document, Found};
use super::{Described, OutsideChoice, OutsideOperation, text};
use crate::connectors::plain_field;
use scn_graph::{ChoiceId, Decimal, Method, Param, Record, RecordId, Type, When};
use serde_yaml::Value as Yaml;
use std::collections::BTreeMap;
use std::str::FromStr;

pub(super) struct Schemas<'d> {
    document: &'d Document,
    connector: &'d str,
    first_choice: usize,
    first_record: usize,
    out: &'d mut Described,
    /// Named schemas that were read, by their names in the file.
    named: BTreeMap<String, Type>,
    /// What is being read: the names of records, and `None` for each list between them.
    open: Vec<Option<String>>,
}

/// The parts of an object, once `allOf` is put together.
#[derive(Default)]
struct Object<'d> {
    properties: Vec<(&'d str, &'d Yaml)>,
    required: Vec<&'d str>,
}

impl<'d> Schemas<'d> {
    pub(super) fn new(
        document: &'d Document,
        connector: &'d str,
        first_choice: usize,
        first_record: usize,
        out: &'d mut Described,
    ) -> Self {
        let (named, open) = (BTreeMap::new(), Vec::new());
        Schemas { document, connector, first_choice, first_record, out, named, open }
    }

    pub(super) fn keep(&mut self, name: String, operation: OutsideOperation) {
        self.out.operations.insert(name, operation);
    }

    /// The named types as designers write them: `bank.Card`.
    pub(super) fn types(self) -> Vec<(String, Type)> {
        let connector = self.connector;
        self.named.into_iter().map(|(name, ty)| (format!("{connector}.{name}"), ty)).collect()
    }

    pub(super) fn operation(&mut self, id: &str, found: &Found<'d>) -> Result<OutsideOperation, String> {
        let method = found.method()?;
        let mut params = Vec::new();
        for parameter in &found.parameters {
            let (parameter, _) = self.document.follow(parameter)?;
            self.parameter(id, parameter, &mut params)?;
        }
        if let Some(body) = found.body.get("requestBody") {
            self.body(id, method, body, &mut params)?;
        }
        let result = match response(found.body) {
            None => None,
            Some(response) => {
                let (response, _) = self.document.follow(response)?;
                json(response).map(|schema| self.ty(schema, &format!("{id}.result"))).transpose()?
            }
        };
        Ok(OutsideOperation { method, path: found.path.to_owned(), params, result })
    }

    fn parameter(&mut self, id: &str, parameter: &'d Yaml, params: &mut Vec<Param>) -> Result<(), String> {
        let name = text(parameter, "name").ok_or("one of its parameters has no name")?;
        let required = parameter.get("required").and_then(Yaml::as_bool).unwrap_or(false);
        match text(parameter, "in") {
            Some("path" | "query") => {}
            _ if !required => return Ok(()),
            other => {
                let place = other.unwrap_or("nowhere");
                return Err(format!(
                    "the parameter `{name}` is sent in a {place}, which connectors do not do"
                ));
            }
        }
        let schema =
            parameter.get("schema").ok_or_else(|| format!("the parameter `{name}` has no schema"))?;
        let ty = self.ty(schema, &format!("{id}.{name}"))?;
        // an operation's own parameter replaces that of its path
        params.retain(|param| param.name != name);
        params.push(Param { name: name.to_owned(), ty: if required { ty } else { optional(ty) } });
        Ok(())
    }

    /// The properties of the body become parameters.
    fn body(
        &mut self,
        id: &str,
        method: Method,
        body: &'d Yaml,
        params: &mut Vec<Param>,
    ) -> Result<(), String> {
        let (body, _) = self.document.follow(body)?;
        let needed = body.get("required").and_then(Yaml::as_bool).unwrap_or(false);
        let Some(schema) = json(body) else {
            return if needed { Err("its body is not JSON".to_owned()) } else { Ok(()) };
        };
        if method == Method::Get {
            return Err("it is a `get` with a body".to_owned());
        }
        let mut object = Object::default();
        self.gather(schema, &mut object)?;
        if object.properties.is_empty() {
            return Err("its body is not an object with properties".to_owned());
        }
        for (name, schema) in object.properties {
            if params.iter().any(|param| param.name == name) {
                return Err(format!("two of its parameters are called `{name}`"));
            }
            let ty = self.ty(schema, &format!("{id}.{name}"))?;
            let ty = if needed && object.required.contains(&name) { ty } else { optional(ty) };
            params.push(Param { name: name.to_owned(), ty });
        }
        Ok(())
    }

    /// The type of a schema; `at` names it where it has no name of its own.
    fn ty(&mut self, value: &'d Yaml, at: &str) -> Result<Type, String> {
        let (schema, name) = self.document.follow(value)?;
        if let Some(name) = name {
            if let Some(known) = self.named.get(name).cloned() {
                return match self.is_open(name) {
                    true => Err(format!("the schema `{name}` holds itself")),
                    false => Ok(known),
                };
            }
            let ty = self.schema(schema, name, true)?;
            self.named.insert(name.to_owned(), ty.clone());
            return Ok(ty);
        }
        self.schema(schema, at, false)
    }

    /// Being read, with no list between.
    fn is_open(&self, name: &str) -> bool {
        let lists = self.open.iter().rposition(Option::is_none).map_or(0, |at| at + 1);
        self.open.iter().skip(lists).any(|open| open.as_deref() == Some(name))
    }

    fn schema(&mut self, schema: &'d Yaml, at: &str, is_named: bool) -> Result<Type, String> {
        let (kind, nullable) = kind(schema, at)?;
        let ty = match kind {
            Kind::One(inner) => optional(self.ty(inner, at)?),
            Kind::Text => self.text(schema, at)?,
            Kind::Integer => Type::Number { min: bound(schema, "minimum"), max: bound(schema, "maximum") },
            Kind::Number => Type::Decimal { min: bound(schema, "minimum"), max: bound(schema, "maximum") },
            Kind::YesNo => Type::YesNo,
            Kind::List => {
                let items =
                    schema.get("items").ok_or_else(|| format!("the list `{at}` does not say of what"))?;
                self.open.push(None);
                let of = self.ty(items, at);
                self.open.pop();
                let min = bound(schema, "minItems").unwrap_or(0);
                Type::List { of: Box::new(of?), min, max: bound(schema, "maxItems") }
            }
            Kind::Object => self.object(schema, at, is_named)?,
        };
        Ok(if nullable { optional(ty) } else { ty })
    }

    fn text(&mut self, schema: &'d Yaml, at: &str) -> Result<Type, String> {
        if let Some(values) = schema.get("enum").and_then(Yaml::as_sequence) {
            let values: Vec<&Yaml> = values.iter().filter(|value| !value.is_null()).collect();
            let values: Option<Vec<String>> =
                values.into_iter().map(|value| value.as_str().map(str::to_owned)).collect();
            let values = values.ok_or_else(|| format!("the values of `{at}` are not all texts"))?;
            let id = self.first_choice + self.out.choices.len();
            self.out.choices.push(OutsideChoice { name: self.full(at), values });
            return Ok(Type::Choice(ChoiceId(u16::try_from(id).unwrap_or(u16::MAX))));
        }
        Ok(match text(schema, "format") {
            Some("date") => Type::Date(When::default()),
            Some("date-time") => Type::DateTime(When::default()),
            Some("time") => Type::Time(When::default()),
            Some("email") => Type::Email,
            Some("uri" | "url") => Type::Url,
            Some("phone") => Type::Phone,
            Some("binary" | "byte") => {
                return Err(format!("`{at}` is a file, which connectors do not carry"));
            }
            _ => Type::Text { max_chars: bound(schema, "maxLength"), pattern: None },
        })
    }

    fn object(&mut self, schema: &'d Yaml, at: &str, is_named: bool) -> Result<Type, String> {
        let mut object = Object::default();
        self.gather(schema, &mut object)?;
        if object.properties.is_empty() {
            return Err(format!("the schema `{at}` is an object without a list of properties"));
        }
        let place = self.out.records.len();
        let id = u16::try_from(self.first_record + place).unwrap_or(u16::MAX);
        let ty = Type::Record(RecordId(id));
        self.out.records.push(Record { name: self.full(at), fields: Vec::new(), label: None });
        if is_named {
            self.named.insert(at.to_owned(), ty.clone());
        }
        self.open.push(Some(at.to_owned()));
        let mut fields = Vec::new();
        for (name, schema) in object.properties {
            let inner = self.ty(schema, &format!("{at}.{name}"))?;
            let inner = if object.required.contains(&name) { inner } else { optional(inner) };
            fields.push(plain_field(name, inner));
        }
        self.open.pop();
        if let Some(record) = self.out.records.get_mut(place) {
            record.fields = fields;
        }
        Ok(ty)
    }

    /// The properties of an object and of all that it is made of.
    fn gather(&self, value: &'d Yaml, out: &mut Object<'d>) -> Result<(), String> {
        let (schema, _) = self.document.follow(value)?;
        for part in schema.get("allOf").and_then(Yaml::as_sequence).into_iter().flatten() {
            self.gather(part, out)?;
        }
        for (name, property) in schema.get("properties").and_then(Yaml::as_mapping).into_iter().flatten() {
            let Some(name) = name.as_str() else { continue };
            out.properties.retain(|(known, _)| *known != name);
            out.properties.push((name, property));
        }
        let required = schema.get("required").and_then(Yaml::as_sequence).into_iter().flatten();
        out.required.extend(required.filter_map(Yaml::as_str));
        Ok(())
    }

    fn full(&self, at: &str) -> String {
        format!("{}.{at}", self.connector)
    }
}

enum Kind<'d> {
    Text,
    Integer,
    Number,
    YesNo,
    List,
    Object,
    /// One of a schema and nothing.
    One(&'d Yaml),
}

/// What a schema is, and whether it may be `null`.
fn kind<'d>(schema: &'d Yaml, at: &str) -> Result<(Kind<'d>, bool), String> {
    for several in ["oneOf", "anyOf"] {
        let Some(ways) = schema.get(several).and_then(Yaml::as_sequence) else { continue };
        let ways: Vec<&Yaml> = ways.iter().filter(|way| text(way, "type") != Some("null")).collect();
        return match ways.as_slice() {
            [only] => Ok((Kind::One(only), true)),
            _ => Err(format!(
                "the schema `{at}` is one of several (`{several}`), which the language does not have"
            )),
        };
    }
    let nullable = schema.get("nullable").and_then(Yaml::as_bool).unwrap_or(false);
    let (word, nullable) = match schema.get("type") {
        Some(Yaml::String(word)) => (Some(word.as_str()), nullable),
        Some(Yaml::Sequence(words)) => {
            let words: Vec<&str> = words.iter().filter_map(Yaml::as_str).collect();
            let types: Vec<&str> = words.iter().copied().filter(|word| *word != "null").collect();
            match types.as_slice() {
                [only] => (Some(*only), words.len() > 1),
                _ => {
                    return Err(format!(
                        "the schema `{at}` has several types, which the language does not have"
                    ));
                }
            }
        }
        _ if schema.get("properties").is_some() || schema.get("allOf").is_some() => {
            (Some("object"), nullable)
        }
        _ if schema.get("enum").is_some() => (Some("string"), nullable),
        _ => (None, nullable),
    };
    let kind = match word {
        Some("string") => Kind::Text,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::YesNo,
        Some("array") => Kind::List,
        Some("object") => Kind::Object,
        _ => return Err(format!("the schema `{at}` does not say its type")),
    };
    Ok((kind, nullable))
}

fn bound<N: FromStr + TryFromDecimal>(schema: &Yaml, key: &str) -> Option<N> {
    let written = match schema.get(key)? {
        Yaml::Number(number) => number.to_string(),
        _ => return None,
    };
    written.parse().ok().or_else(|| N::whole(Decimal::from_scientific(&written).ok()?))
}

/// Bounds such as `10.0` for a whole number.
trait TryFromDecimal: Sized {
    fn whole(number: Decimal) -> Option<Self>;
}

impl TryFromDecimal for Decimal {
    fn whole(number: Decimal) -> Option<Self> {
        Some(number)
    }
}
impl TryFromDecimal for i64 {
    fn whole(number: Decimal) -> Option<Self> {
        i64::try_from(number).ok()
    }
}
impl TryFromDecimal for u32 {
    fn whole(number: Decimal) -> Option<Self> {
        u32::try_from(number).ok()
    }
}

/// The schema of the JSON that a body or a response holds.
fn json(of: &Yaml) -> Option<&Yaml> {
    let content = of.get("content")?.as_mapping()?;
    let found = content
        .iter()
        .find(|(kind, _)| kind.as_str().is_some_and(|kind| kind.starts_with("application/json")));
    found.and_then(|(_, media)| media.get("schema"))
}

/// The first response that says all went well.
fn response(operation: &Yaml) -> Option<&Yaml> {
    let responses = operation.get("responses")?.as_mapping()?;
    let good = |key: &Yaml| match key {
        Yaml::Number(code) => code.as_u64().is_some_and(|code| (200..300).contains(&code)),
        Yaml::String(code) => code.starts_with('2'),
        _ => false,
    };
    responses.iter().find(|(key, _)| good(key)).map(|(_, response)| response)
}

fn optional(ty: Type) -> Type {
    crate::expr::optional(ty)
}
