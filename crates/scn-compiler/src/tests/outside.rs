//! Connectors, templates, triggers, knowledge: what a scenario has to do with the world around it.

use super::{compile, compile_text, shown};
use crate::{Compiled, ConnectorDoes, LineKind, MemorySources};
use scn_graph::expr::Expr;
use scn_graph::{ButtonDoes, Graph, Held, Method, TemplateCategory, Type};

const SHOP: &str = r#"scenario shop { language en; gather 2 seconds }
purpose orders { basis contract }
record receipt { number: text, total: money }
connector shop {
  base env SHOP_URL
  auth env SHOP_TOKEN
  processor "Rosa SA" in CH
  receives contact, location for orders
  timeout 5 seconds
  retry 3
  get stock(item: text) -> number at "/stock/{item}"
  post order(item: text, count: number) -> receipt at "/orders"
  put note(number: text) at "/orders/{number}/note" idempotent
  event shipped(number: text, days: number)
}
tunnel order {
  ask item: text "What?"
  call shop.order(item, 1) as receipt { failed { leave } }
  say "Order {receipt.number}."
}
"#;

fn sound(text: &str) -> (Graph, Compiled) {
    let mut compiled = compile_text(text);
    assert_eq!(shown(&compiled), "");
    (compiled.graph.take().expect("a graph"), compiled)
}

fn codes(text: &str) -> Vec<String> {
    let compiled = compile_text(text);
    let brief = |d: &scn_diag::Diagnostic| format!("{} {}", d.code, compiled.files.slice(d.span));
    compiled.diagnostics.iter().map(brief).collect()
}

#[test]
fn a_connector_with_its_operations() {
    let (graph, _) = sound(&format!("{SHOP}on message like \"hello\" {{ enter order }}\n"));
    let connector = &graph.connectors[0];
    assert_eq!((connector.timeout_ms, connector.retries), (5000, 3));
    assert_eq!(connector.auth.as_deref(), Some("SHOP_TOKEN"));
    assert_eq!((connector.receives.len(), connector.purposes.as_slice()), (2, &["orders".to_owned()][..]));
    let operations: Vec<(&str, Method, &str, bool)> = graph
        .operations
        .iter()
        .map(|of| (of.name.as_str(), of.method, of.path.as_str(), of.irreversible))
        .collect();
    assert_eq!(
        operations,
        [
            ("shop.stock", Method::Get, "/stock/{item}", false),
            ("shop.order", Method::Post, "/orders", true),
            ("shop.note", Method::Put, "/orders/{number}/note", false),
        ]
    );
    let event = &graph.events[0];
    let record = graph.record(event.record).expect("the event's record");
    let fields: Vec<&str> = record.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!((event.name.as_str(), fields), ("shop.shipped", vec!["number", "days"]));
    assert_eq!(graph.settings.gather_ms, 2000);
    assert_eq!(graph.purposes[0].basis, "contract");
}

#[test]
fn triggers_of_every_kind() {
    let text = format!(
        "{SHOP}
on ad {{ say \"From an ad.\" }}
on ad source \"summer\" {{ say \"Summer.\" }}
on order {{ say \"A cart.\" }}
on event shop.shipped(days, number) after 2 days unless days > 3 held drop {{ say \"{{number}}, {{days}}\" }}
on silence 20 minutes in order {{ say \"Still there?\" }}
on return after 7 days {{ say \"Back!\" }}
on return after 30 days {{ say \"At last!\" }}
on media {{ say \"Nice.\" }}
on reaction {{ say \"Thanks.\" }}
on unsupported {{ say \"Hm.\" }}
"
    );
    let (graph, _) = sound(&text);
    let triggers = &graph.triggers;
    let sources: Vec<Option<&str>> = triggers.ads.iter().map(|ad| ad.source.as_deref()).collect();
    assert_eq!(sources, [Some("summer"), None]);
    let days: Vec<u32> = triggers.returns.iter().map(|back| back.after.days).collect();
    assert_eq!(days, [30, 7]);
    let event = &triggers.events[0];
    assert_eq!((event.params.as_slice(), event.held), (&[1, 0][..], Held::Drop));
    assert!(
        matches!(&event.unless, Some(Expr::Binary(_, left, _)) if **left == Expr::Slot(scn_graph::SlotId(0)))
    );
    let flow = graph.flow(event.flow).expect("a flow");
    assert_eq!((flow.params, flow.slots[0].name.as_str()), (2, "days"));
    let within = triggers.silences[0].within.and_then(|id| graph.flow(id)).map(|flow| flow.name.as_str());
    assert_eq!(within, Some("order"));
    assert!(triggers.order.is_some() && triggers.media.is_some());
    assert!(triggers.reaction.is_some() && triggers.unsupported.is_some());
    assert!(graph.cart_item.is_some());
}

#[test]
fn what_is_wrong_with_triggers() {
    let head = format!("{SHOP}on message like \"hello\" {{ enter order }}\n");
    assert_eq!(codes(&format!("{head}on event shop.shipped(weight) {{ leave }}\n")), ["E1022 weight"]);
    assert_eq!(codes(&format!("{head}on event shop.sold() {{ leave }}\n")), ["E1045 shop.sold"]);
    assert_eq!(codes(&format!("{head}on silence 2 hours in other {{ leave }}\n")), ["E1003 other"]);
    assert_eq!(codes(&format!("{head}on return after 2 days {{ enter order }}\n")), ["E2031 enter order"]);
}

#[test]
fn a_template_in_two_languages() {
    let (graph, _) = sound(&format!(
        "{SHOP}on message like \"hello\" {{ enter order }}
template ready utility(number: text, day: date) {{
  language en \"Order {{number}} is ready on {{day}}.\"
  header \"Order {{number}}\"
  footer \"Rosa\"
  button \"Again\" to order
  button \"Follow\" to \"https://rosa.example/{{number}}\"
  language fr \"La commande {{number}} est prête le {{day}}.\"
  button \"Merci\"
}}
"
    ));
    let template = &graph.templates[0];
    assert_eq!((template.category, template.languages.len()), (TemplateCategory::Utility, 2));
    let english = &template.languages[0].1;
    assert!(matches!(english.buttons[0].does, ButtonDoes::Start(_)));
    assert!(matches!(&english.buttons[1].does, ButtonDoes::Url(url) if url.pieces.len() == 2));
    assert!(matches!(template.languages[1].1.buttons[0].does, ButtonDoes::Reply));
}

#[test]
fn what_whatsapp_refuses_in_a_template() {
    let faults = |inner: &str| {
        codes(&format!(
            "{SHOP}on message like \"hello\" {{ enter order }}\ntemplate t utility(a: text, b: text) {{\n{inner}\n}}\n"
        ))
    };
    assert_eq!(faults("language en \"{a} is here.\""), ["E3022 a"]);
    assert_eq!(faults("language en \"Here is {a}{b}.\""), ["E3022 b"]);
    assert_eq!(faults("language en \"Here is {a} {b}.\""), ["E3022 b"]);
    assert_eq!(faults("language en \"Here[ {a}].\""), ["E3022 [ {a}]"]);
    assert_eq!(faults("language en \"Here is {c}.\""), ["E1001 c"]);
    assert_eq!(faults("language en \"Hello {a}.\"; header \"{a} {b}\""), ["E3022 b"]);
    assert_eq!(faults("language en \"Hello {a}.\"; button \"Go\" to \"https://x.example/{a}/b\"").len(), 1);
    assert_eq!(faults(&format!("language en \"{}\"", "x".repeat(1025))).len(), 1);
    assert_eq!(faults(&format!("language en \"Hello.\"; button \"{}\"", "x".repeat(26))).len(), 1);
    assert_eq!(faults("language en \"Hello.\"\nlanguage en \"Again.\""), ["E1008 en"]);
}

const BANK: &str = r##"openapi: 3.1.0
info: {title: Bank, version: "1"}
servers: [{url: "https://bank.example/v1/"}]
paths:
  /cards/{id}/block:
    parameters: [{$ref: "#/components/parameters/Id"}]
    post:
      operationId: blockCard
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [reason]
              properties:
                reason: {type: string, enum: [lost, stolen]}
                note: {type: string, maxLength: 200}
      responses:
        "200": {description: done, content: {application/json: {schema: {$ref: "#/components/schemas/Card"}}}}
  /cards:
    get:
      operationId: listCards
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}]
      responses:
        200: {description: all, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Card"}}}}}
  /limit:
    patch: {operationId: patchLimit, responses: {"204": {description: done}}}
  /loop:
    get:
      operationId: loop
      responses: {"200": {description: x, content: {application/json: {schema: {$ref: "#/components/schemas/Loop"}}}}}
components:
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: string}}
  schemas:
    Base: {type: object, required: [id], properties: {id: {type: string}}}
    Card:
      allOf:
        - $ref: "#/components/schemas/Base"
        - type: object
          required: [status]
          properties:
            status: {type: string, enum: [active, blocked]}
            limit: {type: [number, "null"]}
            until: {type: string, format: date}
            others: {type: array, items: {$ref: "#/components/schemas/Card"}}
    Loop: {type: object, required: [next], properties: {next: {$ref: "#/components/schemas/Loop"}}}
"##;

fn bank(uses: &str, body: &str) -> Compiled {
    let main = format!(
        "scenario shop {{ language en }}\nconnector bank from \"bank.yaml\" {{ use {uses} }}\non message like \"hello\" {{\n{body}\n}}\n"
    );
    compile(&MemorySources::new([("main.scn", main.as_str()), ("bank.yaml", BANK)]))
}

#[test]
fn operations_from_a_description() {
    let compiled = bank(
        "blockCard, listCards",
        "call bank.blockCard(\"7\", lost) as card { failed { leave } }\n\
         when card.status is blocked { say \"Blocked: {card.id}\" }\n\
         call bank.listCards() as cards { failed { leave } }\nsay \"{cards.count}\"",
    );
    assert_eq!(shown(&compiled), "");
    let graph = compiled.graph.expect("a graph");
    assert_eq!(graph.connectors[0].base, scn_graph::Base::Url("https://bank.example/v1".to_owned()));
    let block = &graph.operations[0];
    let params: Vec<&str> = block.params.iter().map(|param| param.name.as_str()).collect();
    assert_eq!((params, block.irreversible), (vec!["id", "reason", "note"], true));
    assert!(matches!(block.params[1].ty, Type::Choice(_)));
    assert!(
        matches!(&block.params[2].ty, Type::Optional(ty) if matches!(**ty, Type::Text { max_chars: Some(200), .. }))
    );
    let Some(Type::Record(card)) = &block.result else { panic!("{:?}", block.result) };
    let card_fields: Vec<(&str, &Type)> = graph
        .record(*card)
        .expect("a record")
        .fields
        .iter()
        .map(|field| (field.name.as_str(), &field.ty))
        .collect();
    assert_eq!(card_fields.len(), 5);
    assert_eq!(card_fields[0], ("id", &Type::TEXT));
    assert!(matches!(card_fields[4].1.known(), Type::List { of, .. } if **of == Type::Record(*card)));
    let list = &graph.operations[1];
    assert!(matches!(&list.result, Some(Type::List { of, .. }) if **of == Type::Record(*card)));
    assert_eq!(list.params[0].ty.known(), &Type::Number { min: Some(1), max: Some(50) });
}

#[test]
fn what_a_description_cannot_say() {
    let compiled = bank("loop", "leave");
    let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!((only.code.code(), compiled.files.slice(only.span)), ("E1063", "loop"));
    assert!(only.message.to_string().contains("`Loop`"), "{}", only.message);
}

#[test]
fn types_of_a_description_have_names() {
    let main = "scenario shop { language en }\nconnector bank from \"bank.yaml\" { use listCards }\n\
        record wallet { card: bank.Card, label \"{card.id}\" }\n\
        on message like \"hello\" { enter show(card: bank.Card(id: \"7\", status: active)) }\n\
        tunnel show(card: bank.Card) { match card.status { active { say \"On\" }; blocked { say \"Off\" } } }\n";
    let compiled = compile(&MemorySources::new([("main.scn", main), ("bank.yaml", BANK)]));
    assert_eq!(shown(&compiled), "");
    let patched = bank("patchLimit", "leave");
    let [only] = &patched.diagnostics[..] else { panic!("{}", shown(&patched)) };
    assert!(only.message.to_string().contains("only `get`"), "{}", only.message);
}

#[test]
fn answers_are_read_once() {
    let page = "# Opening hours\n\nWe are **open** from Tuesday on, see [the page](https://rosa.example).\n\n## Delivery\n- in town\n";
    let main = "scenario shop { language en }\n\
        on message like \"a question\" { answer from \"faq.md\" }\n\
        escape anything { answer from \"faq.md\" }\n";
    let compiled = compile(&MemorySources::new([("main.scn", main), ("faq.md", page)]));
    assert_eq!(shown(&compiled), "");
    let graph = compiled.graph.expect("a graph");
    let [knowledge] = &graph.knowledge[..] else { panic!("{}", graph.knowledge.len()) };
    assert_eq!(
        knowledge.passages[0].answer,
        "We are *open* from Tuesday on, see the page (https://rosa.example)."
    );
    assert_eq!(knowledge.passages[1].questions, ["Delivery"]);
    assert_eq!(knowledge.passages[1].answer, "• in town");
    assert!(graph.listeners.iter().any(|listener| listener.kind == scn_graph::model::ListenerKind::Anything));
}

#[test]
fn tests_as_data() {
    let (_, compiled) = sound(&format!(
        "{SHOP}on message like \"hello\" {{ enter order }}
on order {{ say \"A cart.\" }}
template ready utility(number: text) {{ language en \"Order {{number}} is ready.\" }}
test \"all of it\" {{
  client sends order 2 \"margherita\" 18.50 CHF, 1 \"coca\"
  client reacts \"👍\"
  client comes from ad \"summer\" \"Hello\"
  bot sends template ready
  bot sends image \"menu\"
  bot reacts \"👍\"
  bot emits order_placed
  event shop.shipped(number: \"7\", days: 2)
  connector shop.order returns receipt(number: \"7\", total: 12 CHF)
  connector shop.order fails
  connector shop.order is slow
  connector shop.order is called 2 times
  connector shop.note returns
}}
"
    ));
    let lines: Vec<&LineKind> = compiled.tests[0].lines.iter().map(|line| &line.kind).collect();
    assert_eq!(lines.len(), 13, "{lines:?}");
    assert!(
        matches!(lines[0], LineKind::ClientSendsOrder(items) if items.len() == 2 && items[0].2.is_some())
    );
    assert!(matches!(lines[7], LineKind::Event { params, .. } if params.len() == 2));
    assert!(matches!(lines[8], LineKind::Connector { does: ConnectorDoes::Returns(Some(_)), .. }));
    assert!(matches!(lines[11], LineKind::Connector { does: ConnectorDoes::IsCalled(2), .. }));
    assert!(matches!(lines[12], LineKind::Connector { does: ConnectorDoes::Returns(None), .. }));
    let head = format!("{SHOP}on message like \"hello\" {{ enter order }}\n");
    let fault = |line: &str| codes(&format!("{head}test \"x\" {{\n  {line}\n}}\n"));
    assert_eq!(fault("event shop.shipped(number: \"7\")"), ["E1022 event shop.shipped(number: \"7\")"]);
    assert_eq!(fault("connector shop.stock returns \"many\""), ["E1016 \"many\""]);
    assert_eq!(fault("connector shop.note returns 3"), ["E1016 3"]);
    assert_eq!(fault("bot sends template other"), ["E1046 other"]);
}

#[test]
fn words_stand_for_what_is_kept_as_words() {
    let bill = "record bill { page: url, line: phone, mail: email?, home: address }\n";
    let written = "bill(page: \"https://rosa.example\", line: \"+41790000001\", mail: \"a@rosa.example\", home: \"Lake Street 5\")";
    let (graph, compiled) = sound(&format!(
        "{SHOP}{bill}on message like \"hello\" {{ enter show({written}) }}
tunnel show(bill: bill) {{ say \"{{bill.page}} {{bill.line}}[ {{bill.mail}}] {{bill.home}}\" }}
tunnel call_back(line: phone?) {{ say \"Soon[, on {{line}}].\" }}
on message like \"call me\" {{ enter call_back(\"+41790000001\") }}
test \"x\" {{ client \"hello\"; bot \"https://rosa.example\" }}
"
    ));
    assert_eq!(compiled.tests.len(), 1);
    assert_eq!(graph.records.iter().filter(|record| record.name == "bill").count(), 1);
    let wrong = format!(
        "{SHOP}{bill}on message like \"hello\" {{ set x = bill(page: 3, line: \"1\", home: \"2\"); say \"{{x.page}}\" }}\n"
    );
    assert_eq!(codes(&wrong), ["E1016 3"]);
}
