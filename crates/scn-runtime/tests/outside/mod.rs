//! A shop with an HTTP interface of its own, and a scenario that speaks with it.
#![allow(dead_code, unreachable_pub)] // each test file uses its part

use crate::common::{World, empty_graph, eventually, flow, node, say, text};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method as Verb, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use scn_graph::expr::Expr;
use scn_graph::*;
use scn_runtime::{Config, Environment};
use serde_json::{Value as Json, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const EVENTS_SECRET: &str = "sandbox-events-secret";

/// One request that the shop got.
#[derive(Clone, Debug)]
pub struct Asked {
    pub verb: String,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Json,
    pub bytes: Vec<u8>,
}

impl Asked {
    pub fn key(&self) -> &str {
        self.headers["idempotency-key"].to_str().unwrap()
    }
}

/// What the shop does with a request.
pub enum Does {
    Answers(u16, Json),
    Raw(&'static str),
    Hangs,
}

#[derive(Default)]
pub struct Shop {
    asked: Mutex<Vec<Asked>>,
    does: Mutex<VecDeque<Does>>,
}

impl Shop {
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// What happens to the next requests; afterwards each is answered `"A-17"`.
    pub fn will(&self, does: impl IntoIterator<Item = Does>) {
        self.does.lock().unwrap().extend(does);
    }

    pub fn asked_times(&self, count: usize) {
        eventually("the shop was asked", || self.asked().len() >= count);
    }
}

async fn receive(
    State(shop): State<Arc<Shop>>,
    verb: Verb,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    shop.asked.lock().unwrap().push(Asked {
        verb: verb.to_string(),
        path: uri.to_string(),
        headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
        bytes: body.to_vec(),
    });
    let does = shop.does.lock().unwrap().pop_front();
    match does.unwrap_or_else(|| Does::Answers(200, json!("A-17"))) {
        Does::Answers(status, body) => {
            (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response()
        }
        Does::Raw(text) => text.into_response(),
        Does::Hangs => std::future::pending().await,
    }
}

/// A shop, and its address.
pub fn shop(world: &World) -> (Arc<Shop>, String) {
    let shop = Arc::new(Shop::default());
    let router = axum::Router::new().fallback(receive).with_state(shop.clone());
    (shop, world.host(router))
}

pub fn config(world: &World, shop: &str) -> Config {
    let mut config = world.config();
    config.environment = Environment::of([("SHOP_URL", shop), ("SHOP_TOKEN", "let-me-in")]);
    config.sample_calls = false;
    config
}

/// `order` asks the shop to take an order, `status` asks how it is; both say the answer, or that it failed.
/// `tell` tells an event, `thumb` reacts, `ready` sends a template, `withdraw` a consent, `forget` erases, `photo` and
/// `broken` send files. The event `shop.shipped` is answered with a template.
pub fn graph() -> Graph {
    let mut graph = empty_graph();
    graph.settings.gather_ms = 0;
    graph.connectors.push(Connector {
        name: "shop".into(),
        base: Base::Env("SHOP_URL".into()),
        auth: Some("SHOP_TOKEN".into()),
        processor: None,
        country: None,
        receives: Vec::new(),
        purposes: Vec::new(),
        timeout_ms: 400,
        retries: 2,
    });
    let lines = Type::List { of: Box::new(Type::Money { currency: None }), min: 0, max: None };
    operation(&mut graph, "shop.order", Method::Post, "/orders", &[("lines", lines)]);
    operation(&mut graph, "shop.status", Method::Get, "/orders/{number}", &[("number", Type::TEXT)]);
    let francs = Value::Money { amount: "18.50".parse().unwrap(), currency: Currency::parse("CHF").unwrap() };
    calling(&mut graph, "order", OperationId(0), Expr::Const(Value::List(vec![francs])));
    calling(&mut graph, "status", OperationId(1), Expr::Const(Value::Text("A/17".into())));

    graph.purposes.push(Purpose { name: "marketing".into(), basis: "consent".into() });
    let ready = TemplateTexts {
        header: None,
        body: Template {
            pieces: vec![
                Piece::Literal("Order ".into()),
                hole(Expr::Own(0)),
                Piece::Literal(" is on its way.".into()),
            ],
        },
        footer: None,
        buttons: vec![TemplateButton { label: "Thanks".into(), does: ButtonDoes::Reply }],
    };
    graph.templates.push(MessageTemplate {
        name: "on_its_way".into(),
        category: TemplateCategory::Utility,
        params: vec![Param { name: "number".into(), ty: Type::TEXT }],
        languages: vec![(Language::En, ready)],
    });
    let send = |arg: Expr| SendTemplate { template: TemplateId(0), args: vec![Some(arg)] };
    then_say(&mut graph, "ready", "sent", |next| NodeKind::SendTemplate {
        send: send(Expr::Const(Value::Text("A-17".into()))),
        next,
    });
    let args = vec![("number".to_owned(), Expr::Const(Value::Text("A-17".into())))];
    then_say(&mut graph, "tell", "told", |next| NodeKind::Emit { event: "ordered".into(), args, next });
    let thumb = text(&mut graph, "👍");
    then_say(&mut graph, "thumb", "done", |next| NodeKind::React { emoji: thumb, next });
    then_say(&mut graph, "withdraw", "withdrawn", |next| NodeKind::Withdraw { purpose: PurposeId(0), next });
    then_say(&mut graph, "forget", "forgotten", |next| NodeKind::Erase { next });
    for (link, file) in [("photo", "img/menu.png"), ("broken", "../menu.png")] {
        let (caption, source) = (text(&mut graph, "our menu"), text(&mut graph, file));
        let attached = Some(Attachment::Image { source });
        then_say(&mut graph, link, "seen?", |next| NodeKind::Say {
            variants: vec![caption],
            attached,
            or_send: None,
            next,
        });
    }

    let number = || Param { name: "number".into(), ty: Type::TEXT };
    let place =
        Param { name: "place".into(), ty: Type::Optional(Box::new(Type::Number { min: None, max: None })) };
    graph.records.push(Record { name: "shop.shipped".into(), fields: Vec::new(), label: None });
    graph.events.push(BusinessEvent {
        name: "shop.shipped".into(),
        key: Key::of("shop.shipped"),
        params: vec![number(), place],
        record: RecordId(0),
    });
    let shipped = then_say(&mut graph, "shipped", "any questions?", |next| NodeKind::SendTemplate {
        send: send(Expr::Slot(SlotId(0))),
        next,
    });
    slot(&mut graph, shipped, "number", Type::TEXT);
    graph.flows[shipped.index()].params = 1;
    graph.triggers.events.push(EventTrigger {
        event: EventId(0),
        flow: shipped,
        params: vec![0],
        after: None,
        unless: None,
        held: Held::Later,
        interrupts: false,
    });
    graph
}

fn operation(graph: &mut Graph, name: &str, method: Method, path: &str, params: &[(&str, Type)]) {
    let param = |(name, ty): &(&str, Type)| Param { name: (*name).to_owned(), ty: ty.clone() };
    graph.operations.push(Operation {
        name: name.into(),
        key: Key::of(name),
        connector: 0,
        method,
        path: path.into(),
        params: params.iter().map(param).collect(),
        result: Some(Type::Text { max_chars: Some(20), pattern: None }),
        irreversible: method != Method::Get,
    });
}

fn hole(expr: Expr) -> Piece {
    Piece::Value(expr, Style::Plain)
}

fn slot(graph: &mut Graph, flow: FlowId, name: &str, ty: Type) {
    let flow = &mut graph.flows[flow.index()];
    flow.slots.push(Slot { name: name.into(), key: Key::of(name), ty, question: None });
    flow.dependents.push(Vec::new());
}

/// A flow that calls and says what came of it.
fn calling(graph: &mut Graph, link: &str, operation: OperationId, arg: Expr) {
    let start = NodeId(graph.nodes.len() as u32);
    let at = |by: u32| NodeId(start.0 + by);
    let id = flow(graph, link, start);
    slot(graph, id, "answer", Type::TEXT);
    let result = TextId(graph.texts[0].len() as u32);
    let pieces = vec![Piece::Literal(format!("{link}: ")), hole(Expr::Slot(SlotId(0)))];
    graph.texts[0].push(Some(Template { pieces }));
    graph.text_ids.push(format!("{link}.answer"));
    let failed = text(graph, &format!("{link} failed"));
    let call = NodeKind::Call {
        operation,
        args: vec![Some(arg)],
        result: Some(SlotId(0)),
        next: at(1),
        failed: at(3),
        slow: None,
        too_late: None,
        locks: Vec::new(),
    };
    for kind in [call, say(result, at(2)), NodeKind::Done { result: None }, say(failed, at(2))] {
        node(graph, id, kind);
    }
}

/// A flow that does one thing and says so.
fn then_say(graph: &mut Graph, link: &str, words: &str, does: impl FnOnce(NodeId) -> NodeKind) -> FlowId {
    let start = NodeId(graph.nodes.len() as u32);
    let id = flow(graph, link, start);
    let said = text(graph, words);
    node(graph, id, does(NodeId(start.0 + 1)));
    node(graph, id, say(said, NodeId(start.0 + 2)));
    node(graph, id, NodeKind::Done { result: None });
    id
}

/// Longer than a pause between two tries of a call.
pub const PAUSE: Duration = Duration::from_secs(60);
