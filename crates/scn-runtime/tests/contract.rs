//! The operators' API keeps what its OpenAPI description says, whatever it is asked. `tests/schemathesis` asks more, on demand.

mod common;
use common::*;
use jsonschema::Validator;
use scn_runtime::{Operator, Secret};
use serde_json::{Value, json};

const ANNA: &str = "anna-anna-anna-anna";
/// Requests of each kind, to each operation.
const ROUNDS: usize = 12;

/// The description, and the shapes in it.
struct Description(Value);

impl Description {
    /// Each operation: method, path, what is said about it.
    fn operations(&self) -> Vec<(String, String, Value)> {
        let paths = self.0["paths"].as_object().unwrap();
        let of = |(path, item): (&String, &Value)| {
            let shared = item["parameters"].clone();
            let methods = item.as_object().unwrap().iter().filter(|(method, _)| *method != "parameters");
            let all: Vec<_> = methods
                .map(|(method, operation)| {
                    let mut operation = operation.clone();
                    let own = operation["parameters"].as_array().cloned().unwrap_or_default();
                    let shared = shared.as_array().cloned().unwrap_or_default();
                    operation["parameters"] = Value::from([own, shared].concat());
                    (method.to_uppercase(), path.clone(), operation)
                })
                .collect();
            all
        };
        paths.iter().flat_map(of).collect()
    }

    fn resolved<'d>(&'d self, node: &'d Value) -> &'d Value {
        match node["$ref"].as_str() {
            Some(to) => self.0.pointer(to.trim_start_matches('#')).unwrap(),
            None => node,
        }
    }

    /// What is wrong with an answer.
    fn fault(&self, operation: &Value, status: u16, body: &str) -> Option<String> {
        let Some(described) = operation["responses"].get(status.to_string()) else {
            return Some(format!("{status} is not described"));
        };
        let content = &self.resolved(described)["content"];
        let Some(schema) = content.pointer("/application~1json/schema") else {
            return (content.is_null() && !body.is_empty())
                .then(|| format!("a body that is not described: {body}"));
        };
        let Ok(body) = serde_json::from_str(body) else { return Some(format!("no JSON: {body}")) };
        let whole = json!({"allOf": [schema], "components": self.0["components"]});
        let shape: Validator = jsonschema::validator_for(&whole).unwrap();
        shape.validate(&body).err().map(|error| format!("{error} in {body}"))
    }
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn text(&mut self, longest: usize) -> String {
        let letters: Vec<char> = "aZ09 -_.,\n\t\"\\<>{}%&/é漢🍕\u{202e}\u{301}\0".chars().collect();
        let length = 1 + self.roll(longest);
        (0..length).map(|_| letters[self.roll(letters.len())]).collect()
    }

    /// Something of this shape.
    fn right(&mut self, description: &Description, schema: &Value) -> Value {
        let schema = description.resolved(schema);
        match schema["type"].as_str() {
            Some("object") => {
                let named = schema["properties"].as_object().into_iter().flatten();
                named.map(|(name, of)| (name.clone(), self.right(description, of))).collect()
            }
            Some("integer") => json!(self.roll(1000)),
            _ => match schema["enum"].as_array() {
                Some(names) => names[self.roll(names.len())].clone(),
                None => Value::from(self.text(40)),
            },
        }
    }

    /// Something else.
    fn wrong(&mut self) -> String {
        let others = [
            "",
            "null",
            "[]",
            "{}",
            "{",
            "\"text\"",
            "{\"text\":null}",
            "{\"text\":7}",
            "{\"text\":\"\"}",
            "{\"text\":\" \\n \"}",
            "{\"text\":[\"a\"]}",
            "{\"token\":{}}",
            "{\"text\":\"\\ud800\"}",
            "\u{feff}{}",
            "{\"text\":\"a\",\"text\":\"b\"}",
        ];
        match self.roll(others.len() + 2) {
            0 => json!({"text": "x".repeat(4097)}).to_string(),
            1 => json!({"text": "x".repeat(70_000)}).to_string(),
            at => others[at - 2].to_owned(),
        }
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn whatever_it_is_asked_the_answer_is_described() {
    let world = World::new();
    let mut config = world.config();
    config.people.operators = vec![Operator { name: "anna".into(), token: Secret::new(ANNA) }];
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "one");
    bot.settle();
    let token = ("authorization", format!("Bearer {ANNA}"));
    let described = bot.ask_people("GET", "/openapi.json", &[], None).2;
    let description = Description(serde_json::from_str(&described).unwrap());
    let mut dice = Dice(1);
    let mut faults = Vec::new();
    let mut asked = 0;
    for (method, path, operation) in description.operations() {
        // A stream does not end, and wrong tokens close the door: both have tests of their own.
        if path == "/api/events" || path == "/api/login" {
            continue;
        }
        let body = operation.pointer("/requestBody/content/application~1json/schema");
        for round in 0..ROUNDS * 2 {
            let right = round % 2 == 0;
            let (mut place, mut query, mut headers) = (path.clone(), String::new(), vec![token.clone()]);
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let parameter = description.resolved(parameter);
                let name = parameter["name"].as_str().unwrap();
                let value = match right {
                    true if name == "contact" => "1".to_owned(),
                    true => match dice.right(&description, &parameter["schema"]) {
                        Value::String(text) => text,
                        other => other.to_string(),
                    },
                    false => [dice.text(30), "99999999999999999999".to_owned(), "-1".to_owned()]
                        [dice.roll(3)]
                    .clone(),
                };
                match parameter["in"].as_str() {
                    Some("path") => place = place.replace(&format!("{{{name}}}"), &encoded(&value)),
                    Some("query") => query = format!("?{name}={}", encoded(&value)),
                    _ => {
                        let plain: String = value.chars().filter(|c| (' '..='~').contains(c)).collect();
                        headers.push(("idempotency-key", plain));
                    }
                }
            }
            let body = body.map(|schema| match right {
                true => dice.right(&description, schema).to_string(),
                false => dice.wrong(),
            });
            let said = format!("{method} {place}{query} {}", body.as_deref().unwrap_or_default());
            let (status, _, answer) = bot.ask_people(&method, &format!("{place}{query}"), &headers, body);
            asked += 1;
            let fault = description.fault(&operation, status, &answer);
            faults.extend(
                fault.map(|fault| {
                    format!("{}: {status}: {fault}", said.chars().take(200).collect::<String>())
                }),
            );
        }
    }
    assert!(asked > 200, "{asked}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    bot.stop();
}
