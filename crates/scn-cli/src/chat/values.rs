//! Values typed after a slash command.

use scn_graph::{BusinessEvent, Currency, Day, Decimal, Graph, Moment, Type, Value, jiff, sample};

/// `number=7 total="12.50 CHF"`: the parameters of an event; those that are not told get a sample.
pub(super) fn params(
    graph: &Graph,
    event: &BusinessEvent,
    words: &str,
) -> Result<Vec<(String, Value)>, String> {
    let told = pairs(words)?;
    if let Some((name, _)) = told.iter().find(|(name, _)| !event.params.iter().any(|it| it.name == *name)) {
        let names: Vec<&str> = event.params.iter().map(|param| param.name.as_str()).collect();
        let known = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
        return Err(format!("{} takes {known}, not {name}", event.name));
    }
    let value = |name: &str, ty: &Type| match told.iter().find(|(told, _)| told == name) {
        None => Ok(sample(graph, ty)),
        Some((_, text)) => value(graph, ty, text)
            .ok_or_else(|| format!("{name} cannot be `{text}`: it is another kind of value")),
    };
    event.params.iter().map(|param| Ok((param.name.clone(), value(&param.name, &param.ty)?))).collect()
}

/// `name=word` and `name="several words"`
fn pairs(words: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    let mut rest = words.trim();
    while !rest.is_empty() {
        let wrong = || format!("write parameters like `number=7`, not `{rest}`");
        let (name, after) = rest.split_once('=').ok_or_else(wrong)?;
        let (text, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or_else(wrong)?,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        pairs.push((name.trim().to_owned(), text.to_owned()));
        rest = after.trim_start();
    }
    Ok(pairs)
}

/// A word as a value of this type; what has no short form gets none.
fn value(graph: &Graph, ty: &Type, text: &str) -> Option<Value> {
    Some(match ty.known() {
        Type::Text { .. } => Value::Text(text.to_owned()),
        Type::Number { .. } => Value::Number(text.parse().ok()?),
        Type::Decimal { .. } => Value::Decimal(text.parse().ok()?),
        Type::Money { currency } => {
            let (amount, code) = text.split_once(' ').unwrap_or((text, ""));
            let currency = Currency::parse(code).or(*currency)?;
            Value::Money { amount: amount.parse::<Decimal>().ok()?, currency }
        }
        Type::YesNo => Value::YesNo(match text {
            "yes" => true,
            "no" => false,
            _ => return None,
        }),
        Type::Date(_) => {
            let date: jiff::civil::Date = text.parse().ok()?;
            Value::Date(Day(date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days()))
        }
        Type::Time(_) => {
            let time: jiff::civil::Time = text.parse().ok()?;
            Value::Time(u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).ok()?)
        }
        Type::DateTime(_) => {
            let at: jiff::civil::DateTime = text.parse().ok()?;
            let at = at.in_tz(&graph.settings.timezone).ok()?;
            Value::DateTime(Moment(at.timestamp().as_millisecond()))
        }
        Type::Phone => Value::Phone(text.to_owned()),
        Type::Email => Value::Email(text.to_owned()),
        Type::Url => Value::Url(text.to_owned()),
        Type::Address => Value::Address(text.to_owned()),
        Type::Choice(id) => {
            let found = graph.choice(*id)?.values.iter().find(|value| value.name == text)?;
            Value::Choice(*id, found.key)
        }
        Type::Row(id) => {
            let found = graph.catalog(*id)?.rows.iter().find(|row| row.name == text)?;
            Value::Row(*id, found.key)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_names_and_words() {
        let read = |words: &str| pairs(words);
        assert_eq!(read(""), Ok(vec![]));
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(
            read("number=7 by=\"the post\" x=y"),
            Ok(vec![pair("number", "7"), pair("by", "the post"), pair("x", "y")])
        );
        assert!(read("seven").is_err() && read("a=\"b").is_err());
    }

    #[test]
    fn words_become_values_of_the_type_they_stand_for() {
        let graph = scn_compiler::compile_text(
            "scenario s { title \"S\"; language en }\nchoice size { small \"Small\" }\n",
        );
        let graph = graph.graph.expect("a graph");
        let read = |ty: Type, text: &str| value(&graph, &ty, text);
        assert_eq!(read(Type::NUMBER, "7"), Some(Value::Number(7)));
        assert_eq!(read(Type::NUMBER, "seven"), None);
        assert_eq!(read(Type::Time(Default::default()), "08:30"), Some(Value::Time(510)));
        assert_eq!(read(Type::Date(Default::default()), "1970-03-01"), Some(Value::Date(Day(59))));
        let money = Value::Money { amount: Decimal::new(1250, 2), currency: Currency(*b"CHF") };
        assert_eq!(read(Type::Money { currency: None }, "12.50 CHF"), Some(money));
        assert_eq!(read(Type::Money { currency: None }, "12.50"), None);
        let size = Type::Choice(scn_graph::ChoiceId(0));
        assert_eq!(
            read(size.clone(), "small"),
            Some(Value::Choice(scn_graph::ChoiceId(0), scn_graph::Key::of("small")))
        );
        assert_eq!(read(size, "huge"), None);
    }
}
