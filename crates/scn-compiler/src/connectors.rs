//! Connectors: typed outside systems, their operations and the events they send.

use crate::build::Build;
use crate::codes;
use crate::lookup::Signature;
use crate::openapi::Described;
use crate::report::did_you_mean;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{
    Base, BusinessEvent, Connector, Field, Key, Method, Operation, Param, Record, RecordId, Type,
};
use scn_syntax::ast;

/// How long an operation may take, when the connector says nothing.
const DEFAULT_TIMEOUT_MS: u32 = 10_000;
/// No customer waits longer for an answer.
const MOST_TIMEOUT_SECONDS: u32 = 120;
/// Attempts after the first, when the connector says nothing.
const DEFAULT_RETRIES: u8 = 2;
const MOST_RETRIES: u32 = 10;
const METHODS: [(&str, Method); 4] =
    [("get", Method::Get), ("post", Method::Post), ("put", Method::Put), ("delete", Method::Delete)];

impl<'t> Build<'t> {
    pub(crate) fn read_connectors(&mut self, described: &Described) {
        for (at, connector) in self.names.clone().connectors.iter().copied().enumerate() {
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            let name = self.names.full_name(&connector.name);
            let built = self.connector(&name, connector, described);
            self.graph.connectors.push(built);
            for used in &connector.uses {
                let full = format!("{name}.{}", used.text);
                if self.is_first(&full, used.span) {
                    self.used_operation(at, full, used.span, described);
                }
            }
            for operation in &connector.operations {
                let full = format!("{name}.{}", operation.name.text);
                if self.is_first(&full, operation.name.span) {
                    self.operation_declared(at, full, operation);
                }
            }
            for event in &connector.events {
                let full = format!("{name}.{}", event.name.text);
                let known = self.names.event_names.get(&full);
                if known.is_some_and(|(_, span)| *span == event.name.span) {
                    self.event_declared(full, event);
                }
            }
        }
    }

    /// The one of this name that has an id; a second one was reported.
    fn is_first(&self, full: &str, span: Span) -> bool {
        self.names.operation_names.get(full).is_some_and(|(_, first)| *first == span)
    }

    fn connector(&mut self, name: &str, connector: &ast::Connector, described: &Described) -> Connector {
        let base = match &connector.base {
            Some(ast::Base::Env(name)) => Base::Env(name.text.clone()),
            Some(ast::Base::Url(url)) => Base::Url(self.web_address(url)),
            None => match described.bases.get(name) {
                Some(url) => Base::Url(url.clone()),
                None => {
                    let has_calls = !connector.operations.is_empty() || !connector.uses.is_empty();
                    if has_calls && connector.from.is_none() {
                        self.no_base(connector);
                    }
                    Base::Url(String::new())
                }
            },
        };
        let (receives, purposes) = self.receives(connector);
        Connector {
            name: name.to_owned(),
            base,
            auth: connector.auth.as_ref().map(|name| name.text.clone()),
            processor: connector.processor.as_ref().and_then(|processor| self.plain(&processor.name)),
            country: connector.processor.as_ref().and_then(|processor| self.country(processor)),
            receives,
            purposes,
            timeout_ms: connector.timeout.map_or(DEFAULT_TIMEOUT_MS, |duration| self.timeout(duration)),
            retries: connector.retry.map_or(DEFAULT_RETRIES, |times| self.retries(connector, times)),
        }
    }

    fn no_base(&mut self, connector: &ast::Connector) {
        self.report.add(
            Diagnostic::new(
                codes::E1061,
                connector.name.span,
                wording!("nothing says where `{connector}` is reached", connector = connector.name.text),
            )
            .help("add `base env SHOP_URL`, the name of a setting that holds its address, or `base \"https://…\"`"),
        );
    }

    fn web_address(&mut self, text: &ast::Text) -> String {
        let Some(url) = self.plain(text) else { return String::new() };
        if !url.starts_with("https://") && !url.starts_with("http://") {
            self.report.add(
                Diagnostic::new(codes::E1061, text.span, wording!("`{url}` is no web address", url))
                    .help("a web address begins with `https://`"),
            );
        }
        url.trim_end_matches('/').to_owned()
    }

    fn country(&mut self, processor: &ast::Processor) -> Option<String> {
        let country = processor.country.as_ref()?;
        let letters = &country.text;
        if letters.len() != 2 || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.report.add(
                Diagnostic::new(
                    codes::E1061,
                    country.span,
                    wording!("`{letters}` is no country code", letters),
                )
                .help("write the two capital letters of the country: `CH`, `FR`, `DE`"),
            );
        }
        Some(letters.clone())
    }

    fn receives(&mut self, connector: &ast::Connector) -> (Vec<String>, Vec<String>) {
        let (mut categories, mut purposes) = (Vec::new(), Vec::new());
        for receives in &connector.receives {
            for category in &receives.categories {
                self.category(category);
                categories.push(category.text.clone());
            }
            for purpose in &receives.purposes {
                self.purpose(purpose);
                purposes.push(purpose.text.clone());
            }
        }
        (categories, purposes)
    }

    fn timeout(&mut self, duration: ast::Duration) -> u32 {
        let span = crate::expr::span_of(duration);
        let long = span.days > 0 || span.months > 0 || span.seconds > MOST_TIMEOUT_SECONDS;
        if long || span.seconds == 0 {
            self.report.add(
                Diagnostic::new(
                    codes::E1034,
                    duration.span,
                    wording!(
                        "a call waits between 1 and {most} seconds for its answer",
                        most = MOST_TIMEOUT_SECONDS
                    ),
                )
                .help("write for instance `timeout 5 seconds`"),
            );
            return DEFAULT_TIMEOUT_MS;
        }
        span.seconds * 1000
    }

    fn retries(&mut self, connector: &ast::Connector, times: u32) -> u8 {
        if times > MOST_RETRIES {
            self.report.add(
                Diagnostic::new(
                    codes::E1034,
                    connector.name.span,
                    wording!(
                        "a call is tried again {most_retries} times at most",
                        most_retries = MOST_RETRIES
                    ),
                )
                .help("write for instance `retry 3`"),
            );
        }
        u8::try_from(times.min(MOST_RETRIES)).unwrap_or(DEFAULT_RETRIES)
    }

    fn operation_declared(&mut self, connector: u16, name: String, operation: &ast::Operation) {
        let (params, sound) = self.params(&operation.params);
        let result = operation.result.as_ref().map(|ty| self.resolve(ty));
        let method = METHODS.iter().find(|(word, _)| *word == operation.method.text);
        let method = match method {
            Some((_, method)) => *method,
            None => {
                let word = &operation.method;
                let diagnostic = Diagnostic::new(
                    codes::E1061,
                    word.span,
                    wording!("`{word}` is no way to call", word = word.text),
                );
                let known = METHODS.iter().map(|(word, _)| *word);
                self.report.add(did_you_mean(diagnostic, word.span, &word.text, known));
                Method::Get
            }
        };
        let path = self.path(operation, &params);
        self.graph.operations.push(Operation {
            key: Key::of(&name),
            name: name.clone(),
            connector,
            method,
            path,
            params: known_params(&params),
            result: result.clone().flatten(),
            irreversible: method != Method::Get && operation.idempotent.is_none(),
        });
        let sound = sound && !matches!(result, Some(None));
        self.operations.push(Signature { name, params, result, sound });
    }

    /// `/orders/{number}`: a hole is a parameter by its name.
    fn path(&mut self, operation: &ast::Operation, params: &Params) -> String {
        let Some(at) = &operation.at else {
            let name = &operation.name;
            self.report.add(
                Diagnostic::new(
                    codes::E1061,
                    name.span,
                    wording!("nothing says where in the system `{name}` is", name = name.text),
                )
                .help(wording!("add its path: `at \"/{name}\"`", name = name.text)),
            );
            return String::new();
        };
        let mut path = String::new();
        for piece in &at.pieces {
            match piece {
                ast::Piece::Literal(text, _) => path.push_str(text),
                ast::Piece::Value { expr, style: None } => {
                    let ast::ExprKind::Name(name) = &expr.kind else {
                        self.bad_path(expr.span);
                        continue;
                    };
                    if !params.iter().any(|(param, ..)| param == name) {
                        let message = wording!(
                            "`{operation}` has no parameter `{name}`",
                            operation = operation.name.text,
                            name
                        );
                        let known = params.iter().map(|(name, ..)| name.as_str());
                        let diagnostic = Diagnostic::new(codes::E1061, expr.span, message);
                        self.report.add(did_you_mean(diagnostic, expr.span, name, known));
                    }
                    path.push_str(&format!("{{{name}}}"));
                }
                _ => self.bad_path(at.span),
            }
        }
        if !path.starts_with('/') {
            self.report.add(
                Diagnostic::new(codes::E1061, at.span, "a path begins with `/`")
                    .help("it is what comes behind the address of the connector: `at \"/orders\"`"),
            );
        }
        path
    }

    fn bad_path(&mut self, span: Span) {
        self.report.add(
            Diagnostic::new(codes::E1061, span, "a path holds only the names of parameters")
                .help("write `at \"/orders/{number}\"` with a parameter `number`"),
        );
    }

    fn used_operation(&mut self, connector: u16, name: String, span: Span, described: &Described) {
        let found = described.operations.get(&name);
        let params: Params = found
            .map(|found| found.params.iter().map(|p| (p.name.clone(), Some(p.ty.clone()), span)).collect())
            .unwrap_or_default();
        let result = found.and_then(|found| found.result.clone());
        self.operations.push(Signature {
            name: name.clone(),
            params,
            result: result.clone().map(Some),
            sound: found.is_some(),
        });
        self.graph.operations.push(Operation {
            key: Key::of(&name),
            name,
            connector,
            method: found.map_or(Method::Get, |found| found.method),
            path: found.map(|found| found.path.clone()).unwrap_or_default(),
            params: found.map(|found| found.params.clone()).unwrap_or_default(),
            result,
            irreversible: found.is_some_and(|found| found.method != Method::Get),
        });
    }

    fn event_declared(&mut self, name: String, event: &ast::EventDeclaration) {
        let (params, sound) = self.params(&event.params);
        let known = known_params(&params);
        let fields = known.iter().map(|param| plain_field(&param.name, param.ty.clone())).collect();
        let record = self.add_record(Record { name: name.clone(), fields, label: None });
        let result = Some(Some(Type::Record(record)));
        self.graph.events.push(BusinessEvent {
            key: Key::of(&name),
            name: name.clone(),
            params: known,
            record,
        });
        self.events.push(Signature { name, params, result, sound });
    }

    /// Parameters with their types, and whether all could be read.
    pub(crate) fn params(&mut self, written: &[ast::Param]) -> (Params, bool) {
        let mut params: Params = Vec::new();
        for param in written {
            let first = params.iter().find(|(name, ..)| *name == param.name.text).map(|(.., span)| *span);
            match first {
                Some(first) => self.report.add(crate::names::duplicate(&param.name, first)),
                None => params.push((param.name.text.clone(), self.resolve(&param.ty), param.name.span)),
            }
        }
        let sound = params.iter().all(|(_, ty, _)| ty.is_some());
        (params, sound)
    }

    fn add_record(&mut self, record: Record) -> RecordId {
        self.graph.records.push(record);
        RecordId(u16::try_from(self.graph.records.len()).unwrap_or(u16::MAX).saturating_sub(1))
    }

    /// The built-in record of `message.items`, made when it is first needed.
    pub(crate) fn cart_item(&mut self) -> RecordId {
        if let Some(known) = self.graph.cart_item {
            return known;
        }
        let price = Type::Optional(Box::new(Type::Money { currency: None }));
        let fields = vec![
            plain_field("product", Type::TEXT),
            plain_field("quantity", Type::NUMBER),
            plain_field("price", price),
        ];
        let record = self.add_record(Record { name: "cart_item".to_owned(), fields, label: None });
        self.graph.cart_item = Some(record);
        record
    }
}

type Params = Vec<(String, crate::build::Ty, Span)>;

/// Those that could be read.
pub(crate) fn known_params(params: &Params) -> Vec<Param> {
    let known = params.iter().filter_map(|(name, ty, _)| Some((name, ty.clone()?)));
    known.map(|(name, ty)| Param { name: name.clone(), ty }).collect()
}

pub(crate) fn plain_field(name: &str, ty: Type) -> Field {
    Field { name: name.to_owned(), ty, value: None, formula: false, markers: Vec::new() }
}
