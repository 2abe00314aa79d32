//! What the business reports, what the customer sends besides words, and what they have a right to.

mod common;

use common::{Build, HOUR, World, at, text};
use scn_engine::{CartItem, Content, Event, Inbound, Referral};
use scn_graph::{expr::Context, *};

/// A tunnel with one question, and `on event shop.shipped`.
fn shop(change: impl FnOnce(&mut EventTrigger)) -> World {
    let mut build = Build::new();
    let flow = build.tunnel("order", &[("n", Type::NUMBER)]);
    let done = build.done(flow);
    let thanks = build.say(flow, "Thanks.", done);
    build.ask(flow, 0, "How many?", thanks);
    let event = build.event("shop.shipped");
    change(build.on_event(event));
    let mut world = build.world();
    world.content(Content::Reaction { emoji: Some("👍".into()) });
    world
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn an_event_starts_its_flow_when_nothing_runs() {
    let mut world = shop(|_| {});
    world.shipped("7");
    assert_eq!(world.seen(), ["Shipped: 7"]);
}

#[test]
fn a_running_conversation_is_not_interrupted() {
    let mut world = shop(|_| {});
    world.client("go");
    world.shipped("7");
    assert_eq!(world.seen(), ["How many?", "held: on_event_1"]);
    world.client("hm");
    world.seen();
    world.pass(10 * 60);
    assert_eq!(world.seen(), ["Shipped: 7", "How many?"]);
    world.client("2");
    assert_eq!(world.seen(), ["Thanks."]);
    assert!(world.timers.is_empty());
}

#[test]
fn the_end_of_the_conversation_is_a_pause_too() {
    let mut world = shop(|_| {});
    world.client("go");
    world.shipped("7");
    world.seen();
    world.client("2");
    assert_eq!(world.seen(), ["Thanks.", "Shipped: 7"]);
    assert!(world.conversation.held.is_empty() && world.timers.is_empty());
}

#[test]
fn what_must_not_wait_is_dropped() {
    let mut world = shop(|trigger| trigger.held = Held::Drop);
    world.client("go");
    world.shipped("7");
    assert_eq!(world.seen(), ["How many?", "dropped: on_event_1"]);
    world.pass(HOUR);
    assert_eq!(world.seen(), none());
}

#[test]
fn unless_is_read_when_it_would_start() {
    let unless = Expr::Binary(expr::Op::Is, Box::new(Expr::Slot(SlotId(0))), Box::new(text("7")));
    let mut world = shop(|trigger| {
        trigger.unless = Some(unless);
        trigger.after = Some(Span::seconds(HOUR));
    });
    world.shipped("7");
    world.shipped("8");
    assert_eq!(world.seen(), none());
    world.pass(2 * HOUR);
    assert_eq!(world.seen(), ["dropped: on_event_1", "Shipped: 8"]);
}

#[test]
fn at_night_it_waits_for_the_morning_and_two_do_not_come_at_once() {
    let mut world = shop(|_| {});
    world.until(at("2026-03-02T22:00"));
    world.shipped("7");
    world.shipped("8");
    assert_eq!(world.seen(), ["held: on_event_1", "held: on_event_1"]);
    world.until(at("2026-03-03T08:30"));
    assert_eq!(world.seen(), ["Shipped: 7", "held: on_event_1"]);
    world.pass(10 * 60);
    assert_eq!(world.seen(), ["Shipped: 8"]);
}

#[test]
fn people_hold_the_conversation_and_one_event_comes_after_them() {
    let mut world = shop(|_| {});
    world.client("go");
    world.event(&Event::HumanMessage { text: "hello".into() });
    world.shipped("7");
    world.shipped("8");
    world.pass(HOUR);
    world.seen();
    world.event(&Event::HumanGaveBack);
    assert_eq!(world.seen(), ["Shipped: 7", "How many?", "held: on_event_1"]);
}

#[test]
fn nothing_comes_after_a_stop() {
    let mut world = shop(|_| {});
    world.event(&Event::OptOut);
    world.seen();
    world.shipped("7");
    assert_eq!(world.seen(), ["dropped: on_event_1"]);
}

#[test]
fn an_event_for_someone_who_never_wrote_is_withheld() {
    let mut world = shop(|_| {});
    world.conversation.last_inbound = None;
    world.shipped("7");
    assert_eq!(world.seen(), ["withheld: the customer service window is closed"]);
}

fn waiting() -> World {
    let mut build = Build::new();
    let event = build.event("shop.shipped");
    let record = Type::Record(RecordId(0));
    let flow = build.tunnel("order", &[("parcel", record)]);
    let done = build.done(flow);
    let late = build.say(flow, "It is late.", done);
    let number = build.with_value("It is here: ", Expr::Field(Box::new(Expr::Slot(SlotId(0))), 0));
    let next = build.say_text(flow, number, done);
    build.node(flow, NodeKind::WaitFor { event, span: Span::days(14), result: Some(SlotId(0)), next, late });
    let mut world = build.world();
    world.client("go");
    world
}

#[test]
fn a_wait_for_an_event_ends_with_it_or_late() {
    let mut world = waiting();
    world.pass(HOUR);
    world.shipped("9");
    assert_eq!(world.seen(), ["It is here: 9"]);
    assert!(world.timers.is_empty());
    let mut world = waiting();
    world.pass(15 * 24 * HOUR);
    assert_eq!(world.seen(), ["withheld: the customer service window is closed"]);
    assert!(world.conversation.stack.is_empty());
}

// ------------------------------------------------------------ what is no words

fn entry(build: &mut Build, words: &str, context: Context) -> FlowId {
    let name = format!("on_{words}");
    let flow = build.flow(&name, FlowKind::Entry, 0, &[]);
    let done = build.done(flow);
    let text = build.with_value(&format!("{words}: "), Expr::Context(context));
    build.say_text(flow, text, done);
    flow
}

fn triggers() -> World {
    let mut build = Build { graph: shop(|_| {}).scenario.graph };
    let record = RecordId(build.graph.records.len() as u16);
    let fields =
        [("product", Type::TEXT), ("quantity", Type::NUMBER), ("price", Type::Money { currency: None })];
    let fields = fields.map(|(name, ty)| Field {
        name: name.into(),
        ty,
        value: None,
        formula: false,
        markers: Vec::new(),
    });
    build.graph.records.push(Record { name: "cart_item".into(), fields: fields.into(), label: None });
    build.graph.cart_item = Some(record);
    let order = entry(&mut build, "Cart", Context::MessageTotal);
    let reaction = entry(&mut build, "Emoji", Context::MessageEmoji);
    let media = entry(&mut build, "Media", Context::MessageCaption);
    let back = build.flow("on_return_1", FlowKind::Entry, 0, &[]);
    let done = build.done(back);
    build.say(back, "Good to see you again.", done);
    let ad = entry(&mut build, "Ad", Context::MessageHeadline);
    let triggers = &mut build.graph.triggers;
    triggers.order = Some(order);
    triggers.reaction = Some(reaction);
    triggers.media = Some(media);
    triggers.returns.push(ReturnTrigger { after: Span::days(7), flow: back });
    triggers.ads.push(AdTrigger { source: Some("summer".into()), flow: ad });
    build.world()
}

fn cart() -> Content {
    let price = |amount: &str| {
        Some(Value::Money { amount: amount.parse().unwrap(), currency: Currency::parse("CHF").unwrap() })
    };
    let item = |quantity, amount: &str| CartItem { product: "p".into(), quantity, price: price(amount) };
    Content::Order { items: vec![item(2, "18.50"), item(1, "4.00")], text: None }
}

#[test]
fn a_cart_opens_its_entry_and_does_not_end_what_runs() {
    let mut world = triggers();
    world.content(cart());
    assert_eq!(world.seen(), ["Cart: 41.00 CHF"]);
    world.client("go");
    world.seen();
    world.content(cart());
    assert_eq!(world.seen(), ["Cart: 41.00 CHF", "How many?"]);
}

#[test]
fn a_reaction_is_heard_when_nothing_runs() {
    let mut world = triggers();
    world.content(Content::Reaction { emoji: Some("👍".into()) });
    world.content(Content::Reaction { emoji: None });
    assert_eq!(world.seen(), ["Emoji: 👍"]);
    world.client("go");
    world.seen();
    world.content(Content::Reaction { emoji: Some("👍".into()) });
    assert_eq!(world.seen(), none());
}

#[test]
fn an_ad_opens_its_entry_unless_a_link_or_a_conversation_comes_first() {
    let from_ad = |world: &World, text: &str| {
        let referral = Referral { source: Some("summer".into()), headline: Some("Two for one".into()) };
        let inbound = Inbound::new(world.now, Content::Text(text.into()));
        Event::Inbound(Inbound { referral: Some(referral), ..inbound })
    };
    let mut world = triggers();
    world.event(&from_ad(&world, "hello"));
    assert_eq!(world.seen(), ["Ad: Two for one"]);
    world.event(&from_ad(&world, "GO"));
    assert_eq!(world.seen(), ["How many?"]);
    world.event(&from_ad(&world, "hello"));
    assert_eq!(world.seen(), ["Go to Test? [|]"]);
}

#[test]
fn a_customer_who_comes_back_is_greeted_and_then_heard() {
    let mut world = triggers();
    world.client("go");
    world.seen();
    world.pass(8 * 24 * HOUR);
    world.client("3");
    assert_eq!(world.seen(), ["Good to see you again.", "Thanks."]);
    world.client("go");
    assert_eq!(world.seen(), ["How many?"]);
}

#[test]
fn a_code_goes_into_the_words_and_to_the_button_that_copies_it() {
    let mut build = Build::new();
    let template = build.template_message(TemplateCategory::Authentication);
    let flow = build.tunnel("all", &[]);
    let done = build.done(flow);
    let send = SendTemplate { template, args: vec![Some(text("48 21"))] };
    build.node(flow, NodeKind::SendTemplate { send, next: done });
    let mut world = build.world();
    world.client("go");
    assert_eq!(world.seen(), ["template: Still 48 21? / Test [copies 48 21]"]);
}

// ------------------------------------------------------------ rights and effects

#[test]
fn effects_of_a_tunnel_in_their_order() {
    let mut build = Build::new();
    build.graph.purposes.push(Purpose { name: "marketing".into(), basis: "consent".into() });
    let template = build.template_message(TemplateCategory::Marketing);
    let flow = build.tunnel("all", &[("list", Type::TEXT), ("done", Type::NUMBER), ("item", Type::TEXT)]);
    let done = build.done(flow);
    let bye = build.say(flow, "Bye.", done);
    let erase = build.node(flow, NodeKind::Erase { next: bye });
    let known = build.with_value("Consent: ", Expr::Consent(PurposeId(0)));
    let known = build.say_text(flow, known, erase);
    let withdraw = build.node(flow, NodeKind::Withdraw { purpose: PurposeId(0), next: known });
    let back = build.node(flow, NodeKind::Opt { out: false, next: withdraw });
    let out = build.node(flow, NodeKind::Opt { out: true, next: back });
    let send = SendTemplate { template, args: vec![Some(text("two\nlines"))] };
    let send = build.node(flow, NodeKind::SendTemplate { send, next: out });
    let emoji = build.text("👍");
    let react = build.node(flow, NodeKind::React { emoji, next: send });
    let args = vec![("n".to_owned(), Expr::Const(Value::Number(1)))];
    let emit = build.node(flow, NodeKind::Emit { event: "ordered".into(), args, next: react });
    let source = build.text("menu.jpg");
    let attached = Some(Attachment::Image { source });
    let image = build.node(flow, NodeKind::Say { variants: Vec::new(), attached, or_send: None, next: emit });
    let body = build.with_value("- ", Expr::Slot(SlotId(2)));
    let body = build.say_text(flow, body, image);
    let items = Expr::List(vec![text("a"), text("b")]);
    let [list, count, item] = [0, 1, 2].map(SlotId);
    let each = build.node(flow, NodeKind::For { items, list, done: count, item, body, next: image });
    if let NodeKind::Say { next, .. } = &mut build.graph.nodes[body.index()].kind {
        *next = each;
    }
    let mut world = build.world();
    world.conversation.contact.consents.push((PurposeId(0), true));
    world.client("go");
    assert_eq!(
        world.seen(),
        [
            "- a",
            "- b",
            " Image { source: \"menu.jpg\" }",
            "emit ordered [(\"n\", Number(1))]",
            "react 👍",
            "template: Still two lines? / Test",
            "opted out",
            "opted in",
            "consent false",
            "Consent: ",
            "erase",
            "Bye.",
        ]
    );
    assert!(world.conversation.contact.consents.is_empty() && world.conversation.stack.is_empty());
}

#[test]
fn what_an_answer_cannot_find_climbs_the_ladder() {
    let mut build = Build { graph: shop(|_| {}).scenario.graph };
    build.graph.knowledge.push(model::Knowledge::default());
    let escape = build.flow("anything", FlowKind::Escape, 0, &[]);
    let resume = build.node(escape, NodeKind::Resume);
    build.node(escape, NodeKind::Answer { knowledge: KnowledgeId(0), next: resume, otherwise: resume });
    build.graph.listeners.push(model::Listener {
        flow: escape,
        scope: None,
        kind: model::ListenerKind::Anything,
        shown: Vec::new(),
        says: Vec::new(),
        matching: Vec::new(),
        only_when: None,
    });
    let mut world = build.world();
    world.client("go");
    world.client("where is the moon");
    assert_eq!(world.conversation.stack[0].attempts, 1);
    assert_eq!(world.seen(), ["How many?", "How many?"]);
}
