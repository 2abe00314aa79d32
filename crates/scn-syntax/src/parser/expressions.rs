//! Expressions: flat in the grammar, a tree of precedence here.

use std::iter::Peekable;

use pest::iterators::Pairs;
use scn_diag::{Diagnostic, E0001, E0003, E0014, Span, wording};

use super::{Node, Reader, Rule};
use crate::ast::*;
use crate::words::{self, Place};

/// How high an expression may be built: operators, brackets and texts inside one another together.
const MAX_HEIGHT: usize = 256;
/// How tight `not` holds what follows: looser than a comparison, tighter than `and`.
const NOT: u8 = 3;
const MINUS: u8 = 9;

type Nodes<'n> = Peekable<Pairs<'n, Rule>>;

impl Reader<'_> {
    /// The expression among the nodes of an entry; what else is there is reported.
    pub(super) fn expr_of(&mut self, node: Node<'_>) -> Option<Expr> {
        let mut expr = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::expr => expr = Some(self.expr(child)),
                _ => {
                    self.disorder(&child, Place::Statements);
                }
            }
        }
        expr
    }

    pub(super) fn expr(&mut self, node: Node<'_>) -> Expr {
        let span = self.span(&node);
        let nodes = node.into_inner();
        let height = self.height + nodes.len();
        if height > MAX_HEIGHT {
            let diagnostic = Diagnostic::new(E0014, span, "this expression is too long to be read")
                .help("give parts of it a name with `set`");
            self.report(diagnostic);
            return Expr { kind: ExprKind::Error, span };
        }
        let before = std::mem::replace(&mut self.height, height);
        let expr = self.binary(&mut nodes.peekable(), 0, span);
        self.height = before;
        expr
    }

    /// Operators that hold tighter than `floor`, left to right.
    fn binary(&mut self, nodes: &mut Nodes<'_>, floor: u8, whole: Span) -> Expr {
        let mut left = self.operand(nodes, whole);
        while let Some(node) = nodes.peek() {
            let Some((op, strength)) = operator(self.text(node)) else { break };
            if strength <= floor {
                break;
            }
            let op_span = self.span(node);
            nodes.next();
            let right = self.binary(nodes, strength, whole);
            left = combine(op, op_span, left, right);
        }
        left
    }

    fn operand(&mut self, nodes: &mut Nodes<'_>, whole: Span) -> Expr {
        let Some(node) = nodes.next() else { return Expr { kind: ExprKind::Error, span: whole.after() } };
        let span = self.span(&node);
        if node.as_rule() == Rule::prefix {
            let not = self.text(&node).starts_with('n');
            let of = self.binary(nodes, if not { NOT } else { MINUS }, whole);
            let span = span.to(of.span);
            let kind = if not { ExprKind::Not(Box::new(of)) } else { ExprKind::Negate(Box::new(of)) };
            return Expr { kind, span };
        }
        let mut expr = Expr { kind: self.primary(node), span };
        while let Some(node) =
            nodes.next_if(|node| matches!(node.as_rule(), Rule::field | Rule::args | Rule::index))
        {
            expr = self.postfix(expr, node);
        }
        expr
    }

    fn primary(&mut self, node: Node<'_>) -> ExprKind {
        match node.as_rule() {
            Rule::name => self.bare_name(&node),
            Rule::numeric => self.numeric(&node),
            Rule::short_text | Rule::long_text => ExprKind::Text(self.text_value(node)),
            Rule::list => self.list(node),
            Rule::paren => self.expr_of(node).map_or(ExprKind::Error, |expr| expr.kind),
            _ => {
                self.disorder(&node, Place::Statements);
                ExprKind::Error
            }
        }
    }

    fn bare_name(&mut self, node: &Node<'_>) -> ExprKind {
        match self.text(node) {
            "yes" => ExprKind::YesNo(true),
            "no" => ExprKind::YesNo(false),
            word @ ("known" | "unknown") => ExprKind::Name(word.to_owned()),
            word if words::is_reserved(word) => {
                let message = wording!("a value is missing before `{word}`", word);
                self.report_at(E0003, node, message);
                ExprKind::Error
            }
            word => ExprKind::Name(super::nfc(word)),
        }
    }

    fn postfix(&mut self, of: Expr, node: Node<'_>) -> Expr {
        let span = of.span.to(self.span(&node));
        let kind = match node.as_rule() {
            Rule::args => self.call(of, node),
            Rule::index => match self.expr_of(node) {
                Some(at) => ExprKind::Index { of: Box::new(of), at: Box::new(at) },
                None => ExprKind::Error,
            },
            _ => {
                let mut name = None;
                for child in node.into_inner() {
                    match child.as_rule() {
                        Rule::name => {
                            name = Some(Name { text: super::nfc(self.text(&child)), span: self.span(&child) })
                        }
                        _ => {
                            self.disorder(&child, Place::Statements);
                        }
                    }
                }
                name.map_or(ExprKind::Error, |name| ExprKind::Field { of: Box::new(of), name })
            }
        };
        Expr { kind, span }
    }

    fn call(&mut self, of: Expr, node: Node<'_>) -> ExprKind {
        let Some(name) = path(&of) else {
            self.report_at(E0001, &node, "only a name can stand before these brackets");
            return ExprKind::Error;
        };
        let mut aggregate = None;
        let args = self.args_with(node, &mut aggregate);
        match aggregate {
            Some(mut aggregate) => {
                aggregate.function = Name { text: join(&name), span: name.span };
                ExprKind::Aggregate(Box::new(aggregate))
            }
            None => self.plain_call(name, args),
        }
    }

    fn plain_call(&mut self, name: QualifiedName, mut args: Vec<Arg>) -> ExprKind {
        let over_a_list = args.len() == 1
            && args.iter().all(|arg| arg.name.is_none())
            && matches!(
                join(&name).as_str(),
                "sum" | "min" | "max" | "count" | "any" | "all" | "first" | "last"
            );
        match args.pop() {
            Some(arg) if over_a_list => ExprKind::Aggregate(Box::new(Aggregate {
                function: Name { text: join(&name), span: name.span },
                value: arg.value,
                variable: None,
                list: None,
                condition: None,
            })),
            arg => {
                args.extend(arg);
                ExprKind::Call { name, args }
            }
        }
    }

    pub(super) fn args(&mut self, node: Node<'_>) -> Vec<Arg> {
        let mut aggregate = None;
        let span = self.span(&node);
        let args = self.args_with(node, &mut aggregate);
        if aggregate.is_some() {
            self.report(Diagnostic::new(E0001, span, "a `for` cannot stand in these brackets"));
        }
        args
    }

    /// The arguments; one of the form `e for x in list` goes to `aggregate` instead.
    fn args_with(&mut self, node: Node<'_>, aggregate: &mut Option<Aggregate>) -> Vec<Arg> {
        let children = node.into_inner();
        let mut args = Vec::with_capacity(children.len());
        for child in children {
            if child.as_rule() != Rule::arg {
                self.disorder(&child, Place::Statements);
                continue;
            }
            let span = self.span(&child);
            let (mut name, mut value) = (None, None);
            for part in child.into_inner() {
                match part.as_rule() {
                    Rule::arg_name => name = Some(self.name(&part)),
                    Rule::expr => value = Some(self.expr(part)),
                    Rule::comprehension => {
                        let value = value.take().unwrap_or(Expr { kind: ExprKind::Error, span });
                        *aggregate = Some(self.comprehension(part, value));
                    }
                    _ => {
                        self.disorder(&part, Place::Statements);
                    }
                }
            }
            args.extend(value.map(|value| Arg { name, value, span }));
        }
        if aggregate.is_some() && !args.is_empty() {
            let span = args.iter().map(|arg| arg.span).reduce(Span::to).unwrap_or_default();
            self.report(Diagnostic::new(E0001, span, "nothing else can stand in brackets that hold a `for`"));
        }
        args
    }

    fn comprehension(&mut self, node: Node<'_>, value: Expr) -> Aggregate {
        let span = self.span(&node);
        let (mut variable, mut list, mut condition) = (None, None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => variable = Some(self.name(&child)),
                Rule::expr if list.is_none() => list = Some(self.expr(child)),
                Rule::expr => condition = Some(self.expr(child)),
                _ => {
                    self.disorder(&child, Place::Statements);
                }
            }
        }
        Aggregate { function: Name { text: "list".to_owned(), span }, value, variable, list, condition }
    }

    fn list(&mut self, node: Node<'_>) -> ExprKind {
        let mut aggregate = None;
        let args = self.args_with(node, &mut aggregate);
        if let Some(aggregate) = aggregate {
            return ExprKind::Aggregate(Box::new(aggregate));
        }
        for name in args.iter().filter_map(|arg| arg.name.clone()) {
            self.report(Diagnostic::new(E0001, name.span, "a list holds values without names"));
        }
        ExprKind::List(args.into_iter().map(|arg| arg.value).collect())
    }
}

/// The operator and how tight it holds.
fn operator(text: &str) -> Option<(&'static str, u8)> {
    let text = if text.starts_with("is") && text.len() > 2 { "is not" } else { text };
    let text = if text.starts_with("not") { "not in" } else { text };
    const OPERATORS: &[(&str, u8)] = &[
        ("or", 1),
        ("and", 2),
        ("is", 4),
        ("is not", 4),
        ("in", 4),
        ("not in", 4),
        ("==", 4),
        ("!=", 4),
        ("<=", 4),
        (">=", 4),
        ("<", 4),
        (">", 4),
        ("+", 5),
        ("-", 5),
        ("*", 6),
        ("/", 6),
        ("default", 8),
    ];
    OPERATORS.iter().copied().find(|(operator, _)| *operator == text)
}

fn combine(op: &str, op_span: Span, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let negated = op == "is not";
    let kind = match (op, &left.kind, &right.kind) {
        ("is" | "is not", _, ExprKind::Name(word)) if word == "known" || word == "unknown" => {
            let known = (word == "known") != negated;
            ExprKind::IsKnown { of: Box::new(left), known }
        }
        ("is" | "is not", ExprKind::Name(what), ExprKind::Name(word))
            if word == "open" && (what == "window" || what == "hours") =>
        {
            let open = ExprKind::IsOpen { what: Name { text: what.clone(), span: left.span } };
            if negated { ExprKind::Not(Box::new(Expr { kind: open, span })) } else { open }
        }
        ("not in", ..) => {
            let kind =
                ExprKind::Binary { op: BinaryOp::In, op_span, left: Box::new(left), right: Box::new(right) };
            ExprKind::Not(Box::new(Expr { kind, span }))
        }
        _ => ExprKind::Binary { op: binary_op(op), op_span, left: Box::new(left), right: Box::new(right) },
    };
    Expr { kind, span }
}

fn binary_op(op: &str) -> BinaryOp {
    match op {
        "or" => BinaryOp::Or,
        "and" => BinaryOp::And,
        "in" => BinaryOp::In,
        "is not" | "!=" => BinaryOp::IsNot,
        "<=" => BinaryOp::LessEqual,
        ">=" => BinaryOp::GreaterEqual,
        "<" => BinaryOp::Less,
        ">" => BinaryOp::Greater,
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        "default" => BinaryOp::Default,
        _ => BinaryOp::Is,
    }
}

/// `a.b.c` as a name, when it is nothing else.
fn path(expr: &Expr) -> Option<QualifiedName> {
    let mut parts = Vec::new();
    let mut at = expr;
    loop {
        match &at.kind {
            ExprKind::Name(text) => {
                parts.push(Name { text: text.clone(), span: at.span });
                parts.reverse();
                return Some(QualifiedName { parts, span: expr.span });
            }
            ExprKind::Field { of, name } => {
                parts.push(name.clone());
                at = of;
            }
            _ => return None,
        }
    }
}

fn join(name: &QualifiedName) -> String {
    name.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
}
