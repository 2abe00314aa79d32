//! As strict as the platform: what the sandbox answers to a body it would not take.

mod rules;

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;
use std::fmt;
use std::sync::LazyLock;

const SCHEMA: &str = include_str!("../data/messages.schema.json");

/// One thing wrong with a request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, as `interactive/action/buttons/0/reply/title`; empty for the body itself.
    pub path: String,
    /// The platform's code for it: 100, 131008 or 131009.
    pub code: u32,
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "(#{}) {}", self.code, self.message),
            path => write!(f, "(#{}) {path}: {}", self.code, self.message),
        }
    }
}

/// A parameter nobody knows, or of another type.
pub const UNKNOWN_PARAMETER: u32 = 100;
/// A required parameter is missing.
pub const MISSING_PARAMETER: u32 = 131_008;
/// A value that is not allowed.
pub const BAD_VALUE: u32 = 131_009;

/// Whether the platform would take this body: first its published schema, then the rules a schema cannot say. What it
/// knows of the template, the file, the window and the number is not checked here.
pub fn validate(body: &Value) -> Result<(), Vec<Problem>> {
    let schema = match &*VALIDATOR {
        Ok(schema) => schema,
        Err(reason) => {
            return Err(vec![problem("", BAD_VALUE, format!("the schema cannot be read: {reason}"))]);
        }
    };
    let mut problems: Vec<Problem> = schema.iter_errors(body).map(|error| from_schema(&error)).collect();
    if problems.is_empty() {
        problems = rules::check(body);
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

static VALIDATOR: LazyLock<Result<Validator, String>> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(SCHEMA).map_err(|error| error.to_string())?;
    jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())
});

fn problem(path: impl Into<String>, code: u32, message: impl Into<String>) -> Problem {
    Problem { path: path.into(), code, message: message.into() }
}

fn from_schema(error: &jsonschema::ValidationError<'_>) -> Problem {
    if let Kind::AnyOf { context } | Kind::OneOfNotValid { context } = error.kind() {
        let deepest = context.iter().flatten().max_by_key(|inner| inner.instance_path().as_str().len());
        if let Some(deepest) = deepest {
            return from_schema(deepest);
        }
    }
    let path = error.instance_path().as_str().trim_start_matches('/').to_owned();
    let code = match error.kind() {
        Kind::Required { .. } => MISSING_PARAMETER,
        Kind::AdditionalProperties { .. } | Kind::Type { .. } | Kind::FalseSchema => UNKNOWN_PARAMETER,
        _ => BAD_VALUE,
    };
    problem(path, code, message(error))
}

/// In plain words, without the value: it may be what a customer wrote.
fn message(error: &jsonschema::ValidationError<'_>) -> String {
    match error.kind() {
        Kind::Required { property } => format!("{} is missing", property.as_str().unwrap_or_default()),
        Kind::AdditionalProperties { unexpected } => format!("unknown parameter {}", unexpected.join(", ")),
        Kind::MaxLength { limit } => format!("longer than {limit} characters"),
        Kind::MinLength { limit } => format!("shorter than {limit} characters"),
        Kind::MaxItems { limit } => format!("more than {limit}"),
        Kind::MinItems { limit } => format!("fewer than {limit}"),
        Kind::Maximum { limit } => format!("above {limit}"),
        Kind::Minimum { limit } => format!("below {limit}"),
        Kind::Constant { expected_value } => format!("must be {expected_value}"),
        Kind::Enum { options } => format!("must be one of {options}"),
        Kind::Not { .. } | Kind::OneOfMultipleValid { .. } => "two things that exclude each other".to_owned(),
        Kind::Pattern { .. } => "not written as it must be".to_owned(),
        Kind::Type { .. } => "of another type than expected".to_owned(),
        kind => format!("not allowed ({})", kind.keyword()),
    }
}
