//! Types as written to types of the graph, and types in words.

use crate::build::{Build, Ty};
use crate::codes;
use crate::names::{BUILT_IN, TypeName};
use scn_diag::{Diagnostic, Wording, wording};
use scn_graph::{CatalogId, ChoiceId, Decimal, RecordId, Type, When};
use scn_syntax::ast::{self, ConstraintKind, TypeKind};
use std::str::FromStr;

impl Build<'_> {
    pub(crate) fn resolve(&mut self, written: &ast::Type) -> Ty {
        let base = match &written.kind {
            TypeKind::Named(name) => self.named_type(name)?,
            TypeKind::List { range, of } => {
                let of = self.resolve(of)?;
                let (min, max) = self.list_bounds(range.as_ref());
                Type::List { of: Box::new(of), min, max }
            }
            TypeKind::OneOf(_) => {
                self.report.add(
                    Diagnostic::new(codes::E1050, written.span, "`one of` belongs to an `ask`").help(
                        "only a question has values to choose among; write the type of one of them here",
                    ),
                );
                return None;
            }
            TypeKind::Error => return None,
        };
        let constrained =
            written.constraints.iter().fold(base, |ty, constraint| self.constrain(ty, constraint));
        Some(if written.optional { Type::Optional(Box::new(constrained)) } else { constrained })
    }

    fn named_type(&mut self, name: &ast::QualifiedName) -> Ty {
        if let [only] = name.parts.as_slice()
            && let Some(ty) = built_in(&only.text)
        {
            return Some(ty);
        }
        let names = self.names.clone();
        if let Some(ty) = self.outside_types.get(&crate::names::dotted(name)) {
            return Some(ty.clone());
        }
        match names.look_up(&names.types, name) {
            Some(TypeName::Choice(at)) => Some(Type::Choice(ChoiceId(at))),
            Some(TypeName::Catalog(at)) => Some(Type::Row(CatalogId(at))),
            Some(TypeName::Record(at)) => Some(Type::Record(RecordId(at))),
            None => {
                let written = name.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
                let diagnostic = Diagnostic::new(
                    codes::E1002,
                    name.span,
                    wording!("there is no type `{written}`", written),
                );
                let known = BUILT_IN.iter().copied().chain(names.types.keys().map(String::as_str));
                let nearest = called_elsewhere(&written).or_else(|| scn_diag::closest(&written, known));
                self.report.add(match nearest {
                    Some(near) => diagnostic.help(wording!("did you mean `{near}`?", near)).fix(
                        wording!("write `{near}`", near),
                        true,
                        name.span,
                        near,
                    ),
                    None => diagnostic.help(self.not_used(name.span.file, &written).unwrap_or_else(|| {
                        "a type is a word such as `text`, `number` or `date`, or the name of a `choice`, a `catalog` or a `record`".to_owned()
                    })),
                });
                None
            }
        }
    }

    fn list_bounds(&mut self, range: Option<&ast::Range>) -> (u32, Option<u32>) {
        let Some(range) = range else { return (0, None) };
        match (range.from.parse::<u32>(), range.to.parse::<u32>()) {
            (Ok(from), Ok(to)) if from <= to => (from, Some(to)),
            _ => {
                self.bad_range(range);
                (0, None)
            }
        }
    }

    fn bad_range(&mut self, range: &ast::Range) {
        let whole = |bound: &str| bound.parse::<i64>().is_ok();
        if !whole(&range.from) || !whole(&range.to) {
            self.report.add(
                Diagnostic::new(codes::E1034, range.span, "these bounds must be whole numbers")
                    .help("`decimal 0.5..2.5` takes numbers with a fraction"),
            );
            return;
        }
        self.swapped(range);
    }

    fn swapped(&mut self, range: &ast::Range) {
        self.report.add(
            Diagnostic::new(
                codes::E1034,
                range.span,
                wording!(
                    "`{range}..{range_2}` is no range: it goes from the smaller to the greater number",
                    range = range.from,
                    range_2 = range.to
                ),
            )
            .fix("swap them", false, range.span, format!("{}..{}", range.to, range.from)),
        );
    }

    fn constrain(&mut self, ty: Type, constraint: &ast::Constraint) -> Type {
        match (&constraint.kind, ty) {
            (ConstraintKind::Range(range), Type::Number { .. }) => {
                let (min, max) = self.bounds::<i64>(range);
                Type::Number { min, max }
            }
            (ConstraintKind::Range(range), Type::Decimal { .. }) => {
                let (min, max) = self.bounds::<Decimal>(range);
                Type::Decimal { min, max }
            }
            (ConstraintKind::UpTo(chars), Type::Text { pattern, .. }) => {
                if *chars == 0 {
                    self.report.add(
                        Diagnostic::new(
                            codes::E1034,
                            constraint.span,
                            "a text of up to 0 characters says nothing",
                        )
                        .help("write the greatest number of characters"),
                    );
                }
                Type::Text { max_chars: Some(*chars), pattern }
            }
            (ConstraintKind::Matching(pattern), Type::Text { max_chars, .. }) => {
                Type::Text { max_chars, pattern: self.pattern(pattern) }
            }
            (kind, Type::Date(when)) => Type::Date(self.when(kind, when, constraint, "a date")),
            (kind, Type::Time(when)) => Type::Time(self.when(kind, when, constraint, "a time")),
            (kind, Type::DateTime(when)) => Type::DateTime(self.when(kind, when, constraint, "a moment")),
            (_, ty) => {
                let words = self.words(&ty);
                self.does_not_fit(constraint, words);
                ty
            }
        }
    }

    fn when(
        &mut self,
        kind: &ConstraintKind,
        when: When,
        constraint: &ast::Constraint,
        words: &'static str,
    ) -> When {
        match kind {
            ConstraintKind::InFuture | ConstraintKind::InPast if when.future || when.past => {
                self.report.add(
                    Diagnostic::new(
                        codes::E1035,
                        constraint.span,
                        wording!("whether {words} lies in the future or in the past is said already", words),
                    )
                    .help("keep one of them"),
                );
                when
            }
            ConstraintKind::InFuture => When { future: true, ..when },
            ConstraintKind::InPast => When { past: true, ..when },
            ConstraintKind::Within(duration) => {
                let span = crate::expr::span_of(*duration);
                let seconds = u64::from(span.months) * 30 * 86_400
                    + u64::from(span.days) * 86_400
                    + u64::from(span.seconds);
                When { within_seconds: Some(u32::try_from(seconds).unwrap_or(u32::MAX)), ..when }
            }
            ConstraintKind::DuringHours => When { during_hours: true, ..when },
            ConstraintKind::Range(_) | ConstraintKind::UpTo(_) | ConstraintKind::Matching(_) => {
                self.does_not_fit(constraint, words);
                when
            }
        }
    }

    fn does_not_fit(&mut self, constraint: &ast::Constraint, words: impl Into<Wording>) {
        let written = self.files.slice(constraint.span).to_owned();
        self.report.add(
            Diagnostic::new(codes::E1035, constraint.span, wording!("`{written}` says nothing about {words}", written, words = words.into())).help(
                "`1..20` is for numbers, `up to 80 chars` and `matching /…/` for texts, `in future`, `within 30 days` and `during hours` for dates and times",
            ),
        );
    }

    /// `one of free_days within 30 days`: the list alone says what may be chosen.
    pub(crate) fn constrains_a_list(&mut self, constraint: &ast::Constraint) {
        let written = self.files.slice(constraint.span).to_owned();
        self.report.add(
            Diagnostic::new(
                codes::E1035,
                constraint.span,
                wording!(
                    "`{written}` says nothing about `one of`: the list alone tells what may be chosen",
                    written
                ),
            )
            .help("leave it out; what must not be chosen does not belong into the list"),
        );
    }

    fn bounds<N: FromStr + PartialOrd>(&mut self, range: &ast::Range) -> (Option<N>, Option<N>) {
        match (range.from.parse::<N>(), range.to.parse::<N>()) {
            (Ok(from), Ok(to)) if from <= to => (Some(from), Some(to)),
            (Ok(_), Ok(_)) => {
                self.swapped(range);
                (None, None)
            }
            _ => {
                self.bad_range(range);
                (None, None)
            }
        }
    }

    /// A regular expression that compiles.
    pub(crate) fn pattern(&mut self, pattern: &ast::Pattern) -> Option<scn_graph::PatternId> {
        match regex::Regex::new(&pattern.source) {
            Ok(_) => Some(self.add_pattern(&pattern.source)),
            Err(error) => {
                let reason = error.to_string();
                let reason =
                    reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                self.report.add(
                    Diagnostic::new(
                        codes::E1027,
                        pattern.span,
                        wording!("this pattern cannot be read: {reason}", reason),
                    )
                    .help(
                        "patterns are regular expressions; write `\\(` for a bracket that is meant as such",
                    ),
                );
                None
            }
        }
    }

    /// A type as a designer would say it.
    pub(crate) fn words(&self, ty: &Type) -> Wording {
        match ty {
            Type::Text { .. } => "a text".into(),
            Type::Number { .. } => "a number".into(),
            Type::Decimal { .. } => "a decimal number".into(),
            Type::Money { currency: None } => "an amount of money".into(),
            Type::Money { currency: Some(currency) } => {
                wording!("an amount in {currency}", currency = currency.as_str())
            }
            Type::YesNo => "a yes or no".into(),
            Type::Date(_) => "a date".into(),
            Type::Time(_) => "a time of day".into(),
            Type::DateTime(_) => "a moment (date and time)".into(),
            Type::Duration => "a duration".into(),
            Type::Phone => "a phone number".into(),
            Type::Email => "an e-mail address".into(),
            Type::Url => "a web address".into(),
            Type::Address => "an address".into(),
            Type::Place => "a place".into(),
            Type::Image => "an image".into(),
            Type::Audio => "a voice note".into(),
            Type::Video => "a video".into(),
            Type::Document => "a document".into(),
            Type::ContactCard => "a contact card".into(),
            Type::Choice(id) => wording!("a value of the choice `{choice}`", choice = self.choice_name(*id)),
            Type::Row(id) => wording!("a row of the catalog `{catalog}`", catalog = self.catalog_name(*id)),
            Type::Record(id) => {
                wording!("a record `{record}`", record = self.record_name(*id))
            }
            Type::List { of, .. } => wording!("a list (each item {item})", item = self.words(of)),
            Type::Optional(inner) => wording!("{what}, if known", what = self.words(inner)),
        }
    }
}

/// The words of other tools for our types.
fn called_elsewhere(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "string" | "str" | "texte" | "testo" => "text",
        "int" | "integer" | "nombre" | "zahl" | "numero" => "number",
        "float" | "double" | "real" => "decimal",
        "bool" | "boolean" | "yesno" => "yes_no",
        "price" | "amount" => "money",
        "mail" => "email",
        "tel" | "telephone" => "phone",
        "link" | "website" => "url",
        "location" => "place",
        "photo" | "picture" => "image",
        "voice" => "audio",
        "file" | "pdf" => "document",
        "timestamp" => "datetime",
        _ => return None,
    })
}

fn built_in(name: &str) -> Option<Type> {
    Some(match name {
        "text" => Type::TEXT,
        "number" => Type::NUMBER,
        "decimal" => Type::Decimal { min: None, max: None },
        "money" => Type::Money { currency: None },
        "yes_no" => Type::YesNo,
        "date" => Type::Date(When::default()),
        "time" => Type::Time(When::default()),
        "datetime" => Type::DateTime(When::default()),
        "duration" => Type::Duration,
        "phone" => Type::Phone,
        "email" => Type::Email,
        "url" => Type::Url,
        "address" => Type::Address,
        "place" => Type::Place,
        "image" => Type::Image,
        "audio" => Type::Audio,
        "video" => Type::Video,
        "document" => Type::Document,
        "contact_card" => Type::ContactCard,
        _ => return None,
    })
}

/// A value of `from` may stand where `to` is wanted. Constraints do not count: they are checked when asked.
pub(crate) fn fits(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Optional(from), Type::Optional(to)) => fits(from, to),
        (from, Type::Optional(to)) => fits(from, to),
        (Type::Number { .. }, Type::Decimal { .. }) => true,
        (Type::Money { currency: a }, Type::Money { currency: b }) => a.is_none() || b.is_none() || a == b,
        (Type::List { of: a, .. }, Type::List { of: b, .. }) => fits(a, b),
        (Type::Choice(a), Type::Choice(b)) => a == b,
        (Type::Row(a), Type::Row(b)) => a == b,
        (Type::Record(a), Type::Record(b)) => a == b,
        (from, to) => std::mem::discriminant(from) == std::mem::discriminant(to),
    }
}

/// Two places give one slot its type: they must agree but for constraints and `?`.
pub(crate) fn same(a: &Type, b: &Type) -> bool {
    fits(a.known(), b.known()) && fits(b.known(), a.known())
}

/// The type without the constraints of answers, as values have it.
pub(crate) fn bare(ty: &Type) -> Type {
    match ty {
        Type::Text { .. } => Type::TEXT,
        Type::Number { .. } => Type::NUMBER,
        Type::Decimal { .. } => Type::Decimal { min: None, max: None },
        Type::Date(_) => Type::Date(When::default()),
        Type::Time(_) => Type::Time(When::default()),
        Type::DateTime(_) => Type::DateTime(When::default()),
        other => other.clone(),
    }
}
