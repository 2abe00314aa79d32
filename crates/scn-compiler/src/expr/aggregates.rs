//! `sum(e for x in list if c)` and its kin.

use super::{Scope, Typed, Want, learn, optional};
use crate::build::{Build, Ty};
use crate::codes;
use crate::report::did_you_mean;
use crate::types::bare;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::expr::{Aggregate, Function};
use scn_graph::{Expr, Type};
use scn_syntax::ast;

const FUNCTIONS: [(&str, Function); 9] = [
    ("sum", Function::Sum),
    ("min", Function::Min),
    ("max", Function::Max),
    ("count", Function::Count),
    ("any", Function::Any),
    ("all", Function::All),
    ("first", Function::First),
    ("last", Function::Last),
    ("list", Function::List),
];

pub(super) fn function_names<'a>() -> impl Iterator<Item = &'a str> {
    FUNCTIONS.iter().map(|(name, _)| *name)
}

pub(super) fn is_function(name: &str) -> bool {
    function_names().any(|known| known == name && known != "list")
}

impl Build<'_> {
    /// `min(a, b)`: over the values as they stand.
    pub(super) fn aggregate_of_args(
        &mut self,
        scope: &Scope,
        span: Span,
        function: &ast::Name,
        args: &[ast::Arg],
    ) -> Typed {
        let items = args.iter().map(|arg| arg.value.clone()).collect();
        let place = args.iter().map(|arg| arg.span).reduce(Span::to).unwrap_or(span);
        let value = ast::Expr { kind: ast::ExprKind::List(items), span: place };
        let aggregate =
            ast::Aggregate { function: function.clone(), value, variable: None, list: None, condition: None };
        self.aggregate(scope, span, &aggregate)
    }

    pub(super) fn aggregate(&mut self, scope: &Scope, span: Span, written: &ast::Aggregate) -> Typed {
        let name = &written.function;
        let Some((_, function)) = FUNCTIONS.iter().find(|(word, _)| *word == name.text) else {
            let diagnostic = Diagnostic::new(
                codes::E1038,
                name.span,
                wording!("there is no function `{name}`", name = name.text),
            );
            self.report.add(did_you_mean(diagnostic, name.span, &name.text, function_names()));
            return Typed::error();
        };
        let list_expr = written.list.as_ref().unwrap_or(&written.value);
        let list = self.value(scope, list_expr, Want::ANY);
        let Some((item_ty, min)) = self.items_of(list_expr, &list.ty) else { return Typed::error() };
        let mut inner = scope.clone();
        let item = u16::try_from(scope.items.len()).unwrap_or(u16::MAX);
        let variable = written.variable.as_ref().map(|name| name.text.clone()).unwrap_or_default();
        inner.items.push((variable, Some(item_ty.clone())));
        let condition = written.condition.as_ref().map(|condition| {
            let found = self.condition(&inner, condition);
            learn(condition, true, &mut inner.known);
            found.expr
        });
        let value = match (&written.variable, function) {
            (Some(_), Function::Any | Function::All) => self.condition(&inner, &written.value),
            (Some(_), _) => self.value(&inner, &written.value, Want::ANY),
            (None, _) => Typed::new(Expr::Item(item), item_ty),
        };
        let Some(of) = value.ty.clone() else { return Typed::error() };
        let sure = min > 0 && condition.is_none();
        let ty = self.aggregate_type(span, *function, &of, sure);
        let aggregate =
            Aggregate { function: *function, list: list.expr, item, value: value.expr, condition };
        Typed { expr: Expr::Aggregate(Box::new(aggregate)), ty }
    }

    /// The type of a list's items and how many there are at least.
    pub(crate) fn items_of(&mut self, e: &ast::Expr, ty: &Ty) -> Option<(Type, u32)> {
        match ty {
            Some(Type::List { of, min, .. }) => Some((of.as_ref().clone(), *min)),
            None => None,
            Some(other) => {
                let words = self.words(other);
                self.report.add(Diagnostic::new(
                    codes::E1016,
                    e.span,
                    wording!("this is {words}, but a list is needed here", words),
                ));
                None
            }
        }
    }

    /// Of an empty list there is no smallest, greatest, first or last.
    fn aggregate_type(&mut self, span: Span, function: Function, of: &Type, sure: bool) -> Ty {
        let maybe = |ty: Type| Some(if sure { ty } else { optional(ty) });
        let needs = match function {
            Function::Count => return Some(Type::NUMBER),
            Function::Any | Function::All if *of == Type::YesNo => return Some(Type::YesNo),
            Function::First | Function::Last => return maybe(of.clone()),
            Function::List => return Some(Type::List { of: Box::new(bare(of)), min: 0, max: None }),
            Function::Sum
                if matches!(of, Type::Number { .. } | Type::Decimal { .. } | Type::Money { .. }) =>
            {
                return Some(bare(of));
            }
            Function::Min | Function::Max
                if matches!(
                    of,
                    Type::Number { .. }
                        | Type::Decimal { .. }
                        | Type::Money { .. }
                        | Type::Date(_)
                        | Type::Time(_)
                        | Type::DateTime(_)
                        | Type::Duration
                ) =>
            {
                return maybe(bare(of));
            }
            Function::Sum => "numbers or amounts",
            Function::Any | Function::All => "a yes or no for each item",
            Function::Min | Function::Max => "something that can be ordered",
        };
        let words = self.words(of);
        self.report.add(Diagnostic::new(
            codes::E1016,
            span,
            wording!("this needs {needs}, but each item is {words}", needs, words),
        ));
        None
    }
}
