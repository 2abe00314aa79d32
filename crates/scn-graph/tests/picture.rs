//! Pictures of a small scenario, built by hand: no compiler stands between the test and the drawing.

use scn_graph::expr::Op;
use scn_graph::{
    Answer, Choice, ChoiceId, ChoiceValue, Expr, Flow, FlowId, FlowKind, Graph, Key, LexiconId, MenuOption,
    Node, NodeId, NodeKind, Question, QuestionId, Render, Settings, Slot, SlotId, Step, Template, TextId,
    Type, Value, picture,
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
        self.node(flow, NodeKind::Say { variants: vec![text], next })
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

#[test]
fn boxes_do_not_lie_on_each_other() {
    let svg = picture::svg(&pizzeria());
    let number = |line: &str, name: &str| -> f32 {
        let rest = line.split_once(&format!(" {name}=\"")).unwrap().1;
        rest.split('"').next().unwrap().parse().unwrap()
    };
    // Labels and questions stand alone; chips stand inside questions.
    let boxes: Vec<[f32; 4]> = svg
        .lines()
        .filter(|line| {
            line.starts_with("<rect x=")
                && ["#e3f6e5", "#e7f0fe", "#fff6dd", "#3e4c59"].iter().any(|c| line.contains(c))
        })
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
