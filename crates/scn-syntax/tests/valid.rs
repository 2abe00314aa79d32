//! Valid files: no errors, the tree that was meant, and one look.

mod common;

use common::{corpus, errors, show};
use scn_diag::FileId;
use scn_syntax::ast::*;
use scn_syntax::{format, parse, scanner};

#[test]
fn the_corpus_has_no_errors() {
    assert!(corpus().len() >= 8);
    for (name, text) in corpus() {
        let found = errors(&text);
        assert!(found.is_empty(), "{name}\n{}", show(&text, &found));
    }
}

#[test]
fn tokens_together_are_the_source() {
    for (_, text) in corpus() {
        let scan = scanner::scan(&text);
        let joined: String = scan.tokens.iter().map(|token| token.text(&text)).collect();
        assert_eq!(joined, text);
        assert!(scan.faults.is_empty() && scan.is_balanced());
    }
}

#[test]
fn the_formatter_has_one_look() {
    for (name, text) in corpus() {
        let once = format(&text).unwrap();
        assert_eq!(format(&once).unwrap(), once, "{name}");
        let flat: String = text.lines().map(|line| format!("{}\n", line.trim_start())).collect();
        if !text.contains("\"\"\"") {
            assert_eq!(format(&flat).unwrap(), once, "{name} without indentation");
        }
        insta::assert_snapshot!(format!("formatted_{name}"), once);
    }
}

#[test]
fn the_formatter_leaves_broken_files_alone() {
    let found = format("tunnel a {\n  sya \"x\"\n}\n").unwrap_err();
    assert_eq!(found.len(), 1);
}

#[test]
fn pasted_blanks_mean_nothing() {
    let text = "\u{feff}tunnel\u{a0}a {\r\n\u{202f} say\u{a0}\"a\u{a0}b\"\r\n  say \"\"\"\r\n    c\r\n    d\r\n    \"\"\"\r\n}\r\n";
    assert_eq!(errors(text), []);
    let Declaration::Tunnel(tunnel) = &parse(FileId(0), text).tree.declarations[0] else {
        panic!("a tunnel")
    };
    let texts: Vec<_> = tunnel
        .body
        .statements
        .iter()
        .map(|statement| match &statement.kind {
            StatementKind::Say(say) => texts_of(say)[0].plain().unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(texts, ["a\u{a0}b", "c\nd"]);
    assert_eq!(
        format(text).unwrap(),
        "tunnel a {\n  say \"a\u{a0}b\"\n  say \"\"\"\n    c\n    d\n    \"\"\"\n}\n"
    );
}

#[test]
fn names_are_nfc_and_docs_belong_to_what_follows() {
    let text = "## One.\n## Two.\nchoice e\u{301}te\u{301} { a \"A\" }\n";
    let Declaration::Choice(choice) = &parse(FileId(0), text).tree.declarations[0] else {
        panic!("a choice")
    };
    assert_eq!(choice.name.text, "été");
    assert_eq!(choice.doc, "One.\nTwo.");
}

fn texts_of(say: &Say) -> &[Text] {
    match &say.message {
        SayMessage::Text(texts) => texts,
        other => panic!("{other:?}"),
    }
}

/// The tree of an expression with all brackets written.
fn brackets(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Number(number) => number.clone(),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Money { amount, currency } => format!("{amount}{currency}"),
        ExprKind::Duration(duration) => format!("{}{:?}", duration.amount, duration.unit),
        ExprKind::Date { year, month, day } => format!("{year}/{month}/{day}"),
        ExprKind::DateTime { year, month, day, minutes } => format!("{year}/{month}/{day}+{minutes}"),
        ExprKind::Time(minutes) => format!("@{minutes}"),
        ExprKind::YesNo(yes) => yes.to_string(),
        ExprKind::Text(text) => format!("{:?}", text.plain().unwrap()),
        ExprKind::Not(of) => format!("(not {})", brackets(of)),
        ExprKind::Negate(of) => format!("(- {})", brackets(of)),
        ExprKind::Field { of, name } => format!("{}.{}", brackets(of), name.text),
        ExprKind::Index { of, at } => format!("{}[{}]", brackets(of), brackets(at)),
        ExprKind::IsKnown { of, known } => format!("({} known={known})", brackets(of)),
        ExprKind::IsOpen { what } => format!("({} open)", what.text),
        ExprKind::Binary { op, left, right, .. } => {
            format!("({} {op:?} {})", brackets(left), brackets(right))
        }
        ExprKind::List(items) => format!("[{}]", items.iter().map(brackets).collect::<Vec<_>>().join(" ")),
        ExprKind::Call { name, args } => {
            let args: Vec<_> = args
                .iter()
                .map(|arg| match &arg.name {
                    Some(name) => format!("{}:{}", name.text, brackets(&arg.value)),
                    None => brackets(&arg.value),
                })
                .collect();
            format!(
                "{}({})",
                name.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("."),
                args.join(" ")
            )
        }
        ExprKind::Aggregate(aggregate) => {
            let part = |expr: &Option<Expr>| expr.as_ref().map_or("-".to_owned(), brackets);
            let variable = aggregate.variable.as_ref().map_or("-", |name| name.text.as_str());
            let (list, condition) = (part(&aggregate.list), part(&aggregate.condition));
            format!(
                "{}<{} {variable} {list} {condition}>",
                aggregate.function.text,
                brackets(&aggregate.value)
            )
        }
        ExprKind::Error => "error".to_owned(),
    }
}

#[test]
fn what_binds_tighter() {
    for (written, tree) in [
        ("a or b and not c is d", "(a Or (b And (not (c Is d))))"),
        ("a + b * c - d", "((a Add (b Multiply c)) Subtract d)"),
        ("-a * b", "((- a) Multiply b)"),
        ("x.y default 0 > 3", "((x.y Default 0) Greater 3)"),
        ("a is not known or b is unknown", "((a known=false) Or (b known=false))"),
        ("window is open and x is not open", "((window open) And (x IsNot open))"),
        ("x not in [1, 2]", "(not (x In [1 2]))"),
        ("lines[0].quantity == 2", "(lines[0].quantity Is 2)"),
        ("sum(l.total for l in lines if l.ok)", "sum<l.total l lines l.ok>"),
        ("count(lines) + max(1, 2)", "(count<lines - - -> Add max(1 2))"),
        ("[p for p in ps]", "list<p p ps ->"),
        ("shop.line(n: 2, size: large)", "shop.line(n:2 size:large)"),
        ("today + 3 days < 2026-12-24", "((today Add 3Days) Less 2026/12/24)"),
        ("2026-12-24 18:00 > now", "(2026/12/24+1080 Greater now)"),
        ("12.50 CHF + 08:30", "(12.50CHF Add @510)"),
        ("(a or b) and yes", "((a Or b) And true)"),
    ] {
        let text = format!("tunnel t {{\n  set x = {written}\n}}\n");
        let parsed = parse(FileId(0), &text);
        assert_eq!(parsed.diagnostics, [], "{written}");
        let Declaration::Tunnel(tunnel) = &parsed.tree.declarations[0] else { panic!("a tunnel") };
        let StatementKind::Set { value, .. } = &tunnel.body.statements[0].kind else { panic!("a set") };
        assert_eq!(brackets(value), tree, "{written}");
    }
}

#[test]
fn places_are_those_of_the_words() {
    let text = "tunnel t {\n  ask size: size   \"?\"   # why\n}\n";
    let Declaration::Tunnel(tunnel) = &parse(FileId(0), text).tree.declarations[0] else {
        panic!("a tunnel")
    };
    let span = tunnel.body.statements[0].span;
    assert_eq!(&text[span.start as usize..span.end as usize], "ask size: size   \"?\"");
    let StatementKind::Ask(ask) = &tunnel.body.statements[0].kind else { panic!("an ask") };
    assert_eq!(&text[ask.ty.span.start as usize..ask.ty.span.end as usize], "size");
}

#[test]
fn pieces_of_texts() {
    let text = "tunnel t {\n  say \"a[, {x as long}] [b] {n plural one \"c\" other \"d\"} \\{e\\}\"\n}\n";
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.diagnostics, []);
    let Declaration::Tunnel(tunnel) = &parsed.tree.declarations[0] else { panic!("a tunnel") };
    let StatementKind::Say(say) = &tunnel.body.statements[0].kind else { panic!("a say") };
    let kinds: Vec<String> = texts_of(say)[0]
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text, _) => text.clone(),
            Piece::Optional(inner, _) => format!("optional {}", inner.len()),
            Piece::Plural { forms, .. } => format!("plural {}", forms.len()),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, ["a", "optional 2", " [b] ", "plural 2", " {e}"]);
}

/// The forms as they stand in one line of a message or a book.
#[test]
fn forms_on_one_line() {
    for text in [
        "ladder { retry \"a\", \"b\"; help \"c\"; otherwise { leave } }",
        "scenario s { failed { leave } too_late { leave } gather 2 seconds; emojis up to 2; messages up to 300 chars }",
        "assistant c { model env M ; knows \"docs/*.md\", catalog menu ; rules \"r\" ; may see a, b.c ; at most 400 chars, 5 seconds ; may only answer }",
        "campaign f { every fri at 17:00; to regulars; send hello(name: contact.name) }",
        "migrate from \"1.2\" { rename o.date to o.day; move o.summary to o.confirm; drop o.fax; set o.mode = pickup }",
        "template t utility (n: text, eta: date) { language fr \"{eta as long}\"; button \"Suivre\" to \"https://x/{n}\" }",
        "connector s { base env URL; event shipped(n: text); get x() -> y at \"/x\" }",
        "on event s.shipped(n, eta) after 10 minutes unless eta < today held drop { leave }",
        "on silence 1 day in order held later { leave }",
        "tunnel t { call s.o(x) as r { failed { leave } slow after 3 seconds { say \"a\" } too_late { leave } } }",
        "tunnel t { consent news \"?\" { yes \"a\" no \"b\" } }",
        "tunnel t { confirm \"?\" { yes \"a\" { done } no \"b\" { correct } } }",
        "tunnel t { match x { small { leave } medium, large { done } } }",
        "tunnel t { match n { 1 { leave } 2, 3 { done } else { leave } } }",
        "tunnel t { choose \"?\" { \"A\" { leave } \"B\" also \"b\" { done } retry \"c\" } }",
        "tunnel t { confirm \"?\" }",
        "tunnel t { confirm \"?\" as text retry \"a\" }",
        "tunnel t { wait up to 14 days for s.returned as parcel { late { leave } } }",
        "tunnel t { ask a: text? \"?\" offer contact.a \"{offered} ?\" hear with w id \"x\" remind after 1 hour \"r\" else send t }",
        "tunnel t { say \"a\" else send t(n: 1) }",
        "tunnel t { collect lines: list 1..8 of line { say \"a\"; more \"b\"; ask size \"c\" } }",
        "tunnel t { collect lines: list 1..8 of line \"a\" more \"b\" help \"c\" { ask size \"d\" } }",
        "test \"t\" { given memory { a = \"Léa\" }; connector s.o returns r(n: \"7\"); client sends order 2 \"m\" 18.50 CHF, 1 \"c\" }",
    ] {
        let found = errors(text);
        assert!(found.is_empty(), "{}", show(text, &found));
        let formatted = format(text).unwrap();
        assert_eq!(format(&formatted).unwrap(), formatted, "{text}");
    }
}

#[test]
fn allow_stands_wherever_statements_stand() {
    let line = "allow W6012 because \"voulu\"\n";
    let holes = [
        "@tunnel a { leave }",
        "tunnel a {\n  @  leave\n}",
        "escape a {\n  @  like \"x\"\n  resume\n}",
        "on message like \"x\" {\n  @  leave\n}",
        "tunnel a {\n  step b {\n  @  leave\n  }\n}",
        "tunnel a {\n  when x {\n  @  leave\n  } else {\n  @  done\n  }\n}",
        "tunnel a {\n  match x {\n    y {\n  @  leave\n    }\n    else {\n  @  leave\n    }\n  }\n}",
        "tunnel a {\n  choose \"?\" {\n    \"x\" {\n  @  leave\n    }\n  }\n}",
        "tunnel a {\n  call s.o {\n    failed {\n  @  leave\n    }\n  }\n}",
        "ladder {\n  otherwise {\n  @  leave\n  }\n}",
        "scenario s {\n  @  title \"x\"\n}",
    ];
    for hole in holes {
        let text = format!("{}\n", hole.replace('@', line));
        let parsed = parse(FileId(0), &text);
        assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
        let formatted = format(&text).unwrap();
        let stands = |text: &str| text.matches(line.trim_end()).count();
        assert_eq!(stands(&formatted), stands(&text), "{formatted}");
        assert_eq!(format!("{:?}", parsed.tree).matches("Allow { code").count(), stands(&text));
    }
}

#[test]
fn one_of_keeps_its_constraints() {
    let tree =
        scn_syntax::tree_without_places("tunnel a {\n  ask d: one of days in future \"?\"\n}\n").unwrap();
    let Declaration::Tunnel(tunnel) = &tree.declarations[0] else { panic!("a tunnel") };
    let StatementKind::Ask(ask) = &tunnel.body.statements[0].kind else { panic!("an ask") };
    assert!(matches!(&ask.ty.kind, TypeKind::OneOf(of) if of.kind == ExprKind::Name("days".into())));
    assert_eq!(ask.ty.constraints[0].kind, ConstraintKind::InFuture);
}
