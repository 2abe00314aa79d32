//! Pictures of a small scenario, built by hand: no compiler stands between the test and the drawing.

use scn_graph::expr::Op;
use scn_graph::{
    Answer, Attachment, Base, BusinessEvent, Choice, ChoiceId, ChoiceValue, Connector, EventId, EventTrigger,
    Expr, Flow, FlowId, FlowKind, Graph, Held, Key, Language, LexiconId, MenuOption, MessageTemplate, Method,
    Node, NodeId, NodeKind, Operation, OperationId, Param, Piece, Question, QuestionId, Record, RecordId,
    Remind, Render, SendTemplate, Settings, Slot, SlotId, Span, Step, Style, Template, TemplateCategory,
    TemplateId, TemplateTexts, TextId, Type, Value, picture,
};

/// Grows a graph node by node.
struct Sketch {
    graph: Graph,
}

impl Sketch {
    fn new() -> Sketch {
        let settings = Settings {
            name: "rosa".into(),
            title: "Pizzeria <Rosa>".into(),
            version: "1".into(),
            languages: vec![scn_graph::Language::Fr],
            timezone: "Europe/Zurich".into(),
            tone: None,
            hours: vec![],
            quiet: None,
            gather_ms: 0,
        };
        Sketch { graph: Graph { bound: 10, most_messages: 3, ..Graph::new(settings) } }
    }

    fn text(&mut self, words: &str) -> TextId {
        let texts = &mut self.graph.texts[0];
        texts.push(Some(Template::literal(words)));
        TextId(texts.len() as u32 - 1)
    }

    fn node(&mut self, flow: u32, kind: NodeKind) -> NodeId {
        self.graph.nodes.push(Node { flow: FlowId(flow), kind, step: None, implicit: false });
        NodeId(self.graph.nodes.len() as u32 - 1)
    }

    fn say(&mut self, flow: u32, words: &str, next: NodeId) -> NodeId {
        let text = self.text(words);
        self.node(flow, NodeKind::Say { variants: vec![text], attached: None, or_send: None, next })
    }

    fn question(&mut self, flow: u32, words: &str, answer: Answer, otherwise: NodeId) -> NodeId {
        let id = QuestionId(self.graph.questions.len() as u32);
        let node = self.node(flow, NodeKind::Question { question: id });
        let prompt = self.text(words);
        self.graph.questions.push(Question {
            id: words.into(),
            key: Key::of(words),
            flow: FlowId(flow),
            node,
            prompt,
            again: None,
            help: None,
            retries: vec![],
            otherwise,
            answer,
            render: Render::Auto,
            reminders: vec![],
            expire: None,
            hears: None,
        });
        node
    }

    fn ask(&mut self, flow: u32, words: &str, ty: Type, next: NodeId, otherwise: NodeId) -> NodeId {
        let answer = Answer::Slot {
            slot: SlotId(0),
            ty,
            default: None,
            checks: vec![],
            remember: None,
            always: false,
            offer: None,
            among: None,
            next,
        };
        self.question(flow, words, answer, otherwise)
    }

    fn option(&mut self, label: &str, target: NodeId) -> MenuOption {
        MenuOption { key: Key::of(label), label: self.text(label), target }
    }

    fn flow(&mut self, name: &str, kind: FlowKind, start: NodeId) {
        let slots = ["size", "mode"].map(|name| Slot {
            name: name.into(),
            key: Key::of(name),
            ty: Type::Choice(ChoiceId(0)),
            question: None,
        });
        self.graph.flows.push(Flow {
            name: name.into(),
            key: Key::of(name),
            title: name.into(),
            kind,
            params: 0,
            slots: slots.to_vec(),
            result: None,
            start,
            dependents: vec![],
            early: vec![],
        });
    }

    fn choice(&mut self, labels: &[&str]) -> Type {
        let values = labels
            .iter()
            .map(|label| ChoiceValue {
                name: label.to_lowercase(),
                key: Key::of(label),
                label: self.text(label),
                description: None,
                only_when: None,
            })
            .collect();
        self.graph.choices.push(Choice { name: "size".into(), values, lexicon: LexiconId(0) });
        Type::Choice(ChoiceId(self.graph.choices.len() as u16 - 1))
    }
}

fn pizzeria() -> Graph {
    let mut s = Sketch::new();
    let size = s.choice(&["Petite", "Moyenne", "Grande"]);
    let mode = s.choice(&["Livraison", "À emporter"]);
    // 0: the entry
    let quiet_end = s.node(0, NodeKind::Done { result: None });
    s.graph.nodes[0].implicit = true;
    let order = s.node(0, NodeKind::Enter { flow: FlowId(1), args: vec![], result: None, next: quiet_end });
    let hours = s.say(0, "Du mardi au dimanche, de 11 h à 22 h.", quiet_end);
    let person = s.node(0, NodeKind::Handoff { team: None, because: None, next: quiet_end });
    let options = vec![
        s.option("Commander", order),
        s.option("Nos horaires", hours),
        s.option("Parler à l'équipe", person),
    ];
    let menu = s.question(
        0,
        "Que puis-je faire pour vous ?",
        Answer::Menu { options, lexicon: LexiconId(0) },
        quiet_end,
    );
    let hello = s.say(0, "Bonjour, ici l'assistant automatique de la Pizzeria Rosa & Fils.", menu);
    s.flow("Un bonjour", FlowKind::Entry, hello);
    // 1: the order
    let end = s.node(1, NodeKind::Done { result: None });
    let thanks = s.say(1, "C'est parti ! Votre commande arrive dans 45 minutes environ.", end);
    let correct = s.node(1, NodeKind::Correct);
    let (yes, no) = (s.option("Je valide", thanks), s.option("Modifier", correct));
    let confirm = s.question(
        1,
        "Je récapitule : 2 × Regina, Grande",
        Answer::Confirm { yes, no, lexicon: LexiconId(0) },
        end,
    );
    let help = s.node(1, NodeKind::Handoff { team: None, because: None, next: end });
    let address = s.ask(1, "À quelle adresse ?", Type::Address, confirm, help);
    let condition = Expr::Binary(
        Op::Is,
        Box::new(Expr::Slot(SlotId(1))),
        Box::new(Expr::Const(Value::Choice(ChoiceId(1), Key::of("Livraison")))),
    );
    let fork = s.node(1, NodeKind::Branch { condition, then: address, otherwise: confirm });
    let how = s.ask(1, "Livraison ou à emporter ?", mode, fork, help);
    let which = s.ask(1, "Quelle taille ?", size, how, help);
    let again = s.node(1, NodeKind::Go { target: which, clears: vec![] });
    s.graph.nodes[again.index()].implicit = true;
    let more = vec![s.option("Une autre", again), s.option("C'est tout", confirm)];
    let another = s.question(1, "Autre chose ?", Answer::Menu { options: more, lexicon: LexiconId(0) }, end);
    s.graph.nodes[fork.index()].kind = match s.graph.nodes[fork.index()].kind.clone() {
        NodeKind::Branch { condition, then, .. } => NodeKind::Branch { condition, then, otherwise: another },
        other => other,
    };
    s.graph.steps.push(Step { flow: FlowId(1), name: "size".into(), start: which });
    s.graph.nodes[which.index()].step = Some(0);
    s.flow("La commande", FlowKind::Tunnel, which);
    // 2: an escape
    let back = s.node(2, NodeKind::Done { result: None });
    s.graph.nodes[back.index()].implicit = true;
    let answer = s.say(2, "Nous sommes là du mardi au dimanche, de 11 h à 22 h.", back);
    s.flow("Les horaires", FlowKind::Escape, answer);
    s.graph
}

#[test]
fn mermaid() {
    insta::assert_snapshot!(picture::mermaid(&pizzeria()));
}

#[test]
fn a_picture_of_one_flow_holds_no_other() {
    let graph = pizzeria();
    let names = ["La commande", "Les horaires"].map(str::to_owned);
    let order = &names[..1];
    let (svg, mermaid) = (picture::svg_of(&graph, order), picture::mermaid_of(&graph, order));
    assert!(svg.contains(">La commande<") && !svg.contains(">Les horaires<"), "{svg}");
    assert!(!svg.contains("Questions at any time"), "no heading without flows");
    assert!(mermaid.contains("La commande") && !mermaid.contains("at any time"), "{mermaid}");
    assert_eq!(picture::svg_of(&graph, &[]), picture::svg(&graph));
    assert!(picture::svg_of(&graph, &names).contains("Questions at any time"));
}

#[test]
fn svg_holds_what_a_designer_looks_for() {
    let svg = picture::svg(&pizzeria());
    for words in [
        "Pizzeria &lt;Rosa&gt;",
        "How a conversation begins",
        "Questions at any time",
        ">La commande<",
        ">Moyenne<",
        ">Je valide<",
        ">mode is livraison ?<",
        ">↑ Quelle taille ?<",
        ">choose what to change<",
        ">not understood: to a person<",
        "href=\"#flow-1\"",
    ] {
        assert!(svg.contains(words), "{words} is missing");
    }
    assert_eq!(svg, picture::svg(&pizzeria()), "the same graph gives the same picture");
    assert_eq!(svg.matches("<g ").count(), svg.matches("</g>").count());
}

/// An order with everything around it: records, a call, reminders, an event, a template.
fn shop() -> Graph {
    let mut s = Sketch::new();
    world(&mut s.graph);
    // 0: an event of the shop
    let over = s.node(0, NodeKind::Done { result: None });
    s.graph.nodes[over.index()].implicit = true;
    let send = SendTemplate { template: TemplateId(0), args: vec![] };
    let shipped = s.node(0, NodeKind::SendTemplate { send: send.clone(), next: over });
    s.flow("Votre commande part", FlowKind::Entry, shipped);
    s.graph.triggers.events.push(EventTrigger {
        event: EventId(0),
        flow: FlowId(0),
        params: vec![],
        after: Some(Span::days(2)),
        unless: None,
        held: Held::Later,
        interrupts: false,
    });
    // 1: the order, from its end
    let end = s.node(1, NodeKind::Done { result: None });
    let (label, url) = (s.text("Suivre ma commande"), s.text("https://example.com/7"));
    let words = s.text("Votre commande est en route.");
    let link = NodeKind::Say {
        variants: vec![words],
        attached: Some(Attachment::Link { label, url }),
        or_send: Some(send),
        next: end,
    };
    let track = s.node(1, link);
    let late = s.say(1, "Nous n'avons pas de nouvelles de votre retour.", end);
    let wait = NodeKind::WaitFor { event: EventId(0), span: Span::days(14), result: None, next: track, late };
    let wait = s.node(1, wait);
    let person = s.node(1, NodeKind::Handoff { team: None, because: None, next: end });
    let too_late = s.say(1, "La commande est déjà en cuisine.", person);
    let slow = s.text("Un instant…");
    let each = s.node(1, NodeKind::Leave);
    let line = s.say(1, "• une ligne", each);
    s.graph.nodes[each.index()].kind = NodeKind::For {
        items: Expr::Slot(SlotId(0)),
        list: SlotId(1),
        done: SlotId(1),
        item: SlotId(1),
        body: line,
        next: wait,
    };
    let call = NodeKind::Call {
        operation: OperationId(0),
        args: vec![],
        result: None,
        next: each,
        failed: person,
        slow: Some((Span::seconds(3), vec![slow])),
        too_late: Some(too_late),
        locks: vec![SlotId(0), SlotId(1)],
    };
    let call = s.node(1, call);
    let correct = s.node(1, NodeKind::Correct);
    let (yes, no) = (s.option("Je valide", call), s.option("Modifier", correct));
    let confirm = s.question(1, "Je récapitule :", Answer::Confirm { yes, no, lexicon: LexiconId(0) }, end);
    let more = s.text("Autre chose ?");
    let collect = Answer::Collect {
        slot: SlotId(0),
        record: RecordId(0),
        many: true,
        min: 1,
        max: Some(8),
        more: Some(more),
        fields: vec![],
        checks: vec![],
        offer: None,
        remember: None,
        next: confirm,
    };
    let lines = s.question(1, "Qu'est-ce qui vous ferait plaisir ?", collect, person);
    let text = s.text("Toujours là ?");
    let remind = |after| Remind { after, text, or_send: None };
    let question = &mut s.graph.questions[1];
    question.reminders = vec![remind(Span::seconds(7200)), remind(Span::days(1))];
    question.expire = Some((Span::days(3), end));
    s.flow("La commande", FlowKind::Tunnel, lines);
    s.graph
}

/// A connector, an event, a template and a record.
fn world(graph: &mut Graph) {
    graph.connectors.push(Connector {
        name: "shop".into(),
        base: Base::Env("SHOP_URL".into()),
        auth: None,
        processor: None,
        country: None,
        receives: vec![],
        purposes: vec![],
        timeout_ms: 5000,
        retries: 0,
    });
    graph.operations.push(Operation {
        name: "shop.order".into(),
        key: Key::of("shop.order"),
        connector: 0,
        method: Method::Post,
        path: "/orders".into(),
        params: vec![],
        result: None,
        irreversible: true,
    });
    graph.records.push(Record { name: "pizza_line".into(), fields: vec![], label: None });
    graph.events.push(BusinessEvent {
        name: "shop.shipped".into(),
        key: Key::of("shop.shipped"),
        params: vec![],
        record: RecordId(0),
    });
    let body = vec![
        Piece::Literal("La commande ".into()),
        Piece::Value(Expr::Own(0), Style::Plain),
        Piece::Literal(" est partie.".into()),
    ];
    graph.templates.push(MessageTemplate {
        name: "order_shipped".into(),
        category: TemplateCategory::Utility,
        params: vec![Param { name: "number".into(), ty: Type::TEXT }],
        languages: vec![(
            Language::Fr,
            TemplateTexts { header: None, body: Template { pieces: body }, footer: None, buttons: vec![] },
        )],
    });
}

#[test]
fn what_happens_around_a_conversation_is_drawn_too() {
    let svg = picture::svg(&shop());
    for words in [
        ">event shop.shipped, 2 days later<",
        ">template order_shipped<",
        ">La commande {number} est<",
        ">1 to 8 pizza_line<",
        ">… Autre chose ?<",
        ">reminds after 2 hours<",
        ">reminds after 1 day<",
        ">no answer for 3 days<",
        ">call shop.order<",
        ">says so after 3 seconds<",
        ">fixed from here: size, mode<",
        ">changed too late<",
        ">wait for shop.shipped<",
        ">for each of size<",
        ">↗ Suivre ma commande<",
        ">later: template order_shipped<",
    ] {
        assert!(svg.contains(words), "{words} is missing");
    }
    assert_eq!(svg.matches("stroke=\"#c0392b\"").count(), 1, "one point of no return");
    let mermaid = picture::mermaid(&shop());
    assert!(mermaid.contains(":::fixed") && mermaid.contains("reminds after 2 hours"), "{mermaid}");
    no_overlap(&svg);
}

#[test]
fn boxes_do_not_lie_on_each_other() {
    no_overlap(&picture::svg(&pizzeria()));
}

/// Labels, questions and messages stand alone; chips stand inside questions.
fn no_overlap(svg: &str) {
    let number = |line: &str, name: &str| -> f32 {
        let rest = line.split_once(&format!(" {name}=\"")).unwrap().1;
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let fills = ["#e3f6e5", "#e7f0fe", "#3e4c59", "#e3f2f5", "#f7f2e8", "#f4faf5"];
    let boxes: Vec<[f32; 4]> = svg
        .lines()
        .filter(|line| line.starts_with("<rect x=") && fills.iter().any(|c| line.contains(c)))
        .map(|line| ["x", "y", "width", "height"].map(|name| number(line, name)))
        .collect();
    assert!(boxes.len() > 8, "{boxes:?}");
    for (at, [x, y, w, h]) in boxes.iter().enumerate() {
        for [x2, y2, w2, h2] in &boxes[at + 1..] {
            let apart = x + w <= *x2 || x2 + w2 <= *x || y + h <= *y2 || y2 + h2 <= *y;
            assert!(apart, "{:?} lies on {:?}", [x, y, w, h], [x2, y2, w2, h2]);
        }
    }
}

#[test]
fn a_long_chain_and_an_empty_scenario_are_drawn() {
    let mut s = Sketch::new();
    assert!(picture::svg(&s.graph).contains("<svg"));
    assert!(picture::mermaid(&s.graph).starts_with("flowchart TD\n"));
    let end = s.node(0, NodeKind::Done { result: None });
    let lost = s.node(0, NodeKind::Leave);
    let first =
        (0..2_000).fold(end, |next, at| s.ask(0, &format!("Question {at} ?"), Type::YesNo, next, lost));
    s.flow("long", FlowKind::Tunnel, first);
    let svg = picture::svg(&s.graph);
    assert_eq!(svg.matches("Question ").count(), 2_000);
}
