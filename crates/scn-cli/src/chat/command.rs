//! What a line typed into the chat asks for.

use scn_graph::Span;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Command {
    Say(String),
    Send(String),
    /// Product and quantity.
    Order(Vec<(String, u32)>),
    React(String),
    /// The ad's source, and the first words.
    Ad(String, Option<String>),
    /// The name and the parameters, as typed.
    Event(String, String),
    Human(String),
    Back,
    After(Span),
    Why,
    State,
    Restart,
    New,
    Help,
    Quit,
}

const NAMES: [&str; 14] = [
    "/after", "/why", "/state", "/send", "/order", "/react", "/ad", "/event", "/human", "/back", "/restart",
    "/new", "/help", "/quit",
];

/// Reads one line; the error says what to type instead.
pub(super) fn parse(line: &str) -> Result<Command, String> {
    if let Some(text) = line.strip_prefix("//") {
        return Ok(Command::Say(format!("/{text}")));
    }
    if !line.starts_with('/') {
        return Ok(Command::Say(line.to_owned()));
    }
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    Ok(match name {
        // Tests say `after`, scenarios `wait`: both mean that time passes.
        "/after" | "/wait" => Command::After(
            span(rest).ok_or("write how long, like `/after 3 days` or `/after 2 hours 30 minutes`")?,
        ),
        "/why" => Command::Why,
        "/state" => Command::State,
        "/send" if rest.is_empty() => return Err("write what to send, like `/send voice`".to_owned()),
        "/send" => Command::Send(rest.to_owned()),
        "/order" => Command::Order(
            items(rest).ok_or("write what is in the cart, like `/order 2 margherita, 1 coca`")?,
        ),
        "/react" if rest.is_empty() => return Err("write the emoji, like `/react 👍`".to_owned()),
        "/react" => Command::React(rest.to_owned()),
        "/ad" if rest.is_empty() => return Err("write the ad's source, like `/ad summer`".to_owned()),
        "/ad" => {
            let (source, words) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let words = words.trim();
            Command::Ad(source.to_owned(), (!words.is_empty()).then(|| words.to_owned()))
        }
        "/event" if rest.is_empty() => {
            return Err("write which event, like `/event shop.shipped number=7`".to_owned());
        }
        "/event" => {
            let (name, params) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            Command::Event(name.to_owned(), params.trim().to_owned())
        }
        "/human" if rest.is_empty() => {
            return Err("write what the person says, like `/human Bonjour`".to_owned());
        }
        "/human" => Command::Human(rest.to_owned()),
        "/back" => Command::Back,
        "/restart" => Command::Restart,
        "/new" => Command::New,
        "/help" => Command::Help,
        "/quit" | "/exit" => Command::Quit,
        unknown => {
            let near = scn_diag::closest(unknown, NAMES)
                .map(|near| format!("did you mean {near}? "))
                .unwrap_or_default();
            return Err(format!("there is no {unknown}; {near}/help lists them"));
        }
    })
}

/// `2 margherita, 1 coca`; without a number one of it.
fn items(text: &str) -> Option<Vec<(String, u32)>> {
    let item = |item: &str| {
        let item = item.trim();
        let counted = item.split_once(' ').and_then(|(n, product)| Some((product.trim(), n.parse().ok()?)));
        let (product, quantity) = counted.unwrap_or((item, 1));
        (!product.is_empty() && quantity > 0).then(|| (product.to_owned(), quantity))
    };
    text.split(',').map(item).collect()
}

/// `3 days`, `2 hours 30 minutes`
fn span(text: &str) -> Option<Span> {
    let mut words = text.split_whitespace();
    let mut span = Span::ZERO;
    let mut any = false;
    while let Some(number) = words.next() {
        let number: u32 = number.parse().ok()?;
        let seconds = |unit: u32| number.checked_mul(unit);
        match words.next()?.trim_end_matches('s') {
            "second" => span.seconds = span.seconds.checked_add(number)?,
            "minute" => span.seconds = span.seconds.checked_add(seconds(60)?)?,
            "hour" => span.seconds = span.seconds.checked_add(seconds(3600)?)?,
            "day" => span.days = span.days.checked_add(number)?,
            "week" => span.days = span.days.checked_add(seconds(7)?)?,
            "month" => span.months = span.months.checked_add(number)?,
            "year" => span.months = span.months.checked_add(seconds(12)?)?,
            _ => return None,
        }
        any = true;
    }
    any.then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        assert_eq!(span("3 days"), Some(Span::days(3)));
        assert_eq!(span("2 hours 30 minutes"), Some(Span::seconds(9000)));
        assert_eq!(span("1 week"), Some(Span::days(7)));
        for bad in ["", "3", "days", "-1 day", "3 moons", "99999999999 days", "4000000000 weeks"] {
            assert_eq!(span(bad), None, "{bad}");
        }
    }

    #[test]
    fn carts_ads_and_events() {
        let items = vec![("margherita".to_owned(), 2), ("coca cola".to_owned(), 1)];
        assert_eq!(parse("/order 2 margherita, coca cola"), Ok(Command::Order(items)));
        assert_eq!(parse("/ad summer"), Ok(Command::Ad("summer".to_owned(), None)));
        assert_eq!(
            parse("/ad summer Hello there"),
            Ok(Command::Ad("summer".to_owned(), Some("Hello there".to_owned())))
        );
        assert_eq!(
            parse("/event shop.shipped  a=1"),
            Ok(Command::Event("shop.shipped".to_owned(), "a=1".to_owned()))
        );
        assert_eq!(parse("/wait 3 days"), parse("/after 3 days"));
        for bad in ["/order", "/order 0 x", "/order x,,y", "/ad", "/event", "/react", "/wait long"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_slash_begins_a_command_and_two_send_one() {
        assert_eq!(parse("hello"), Ok(Command::Say("hello".to_owned())));
        assert_eq!(parse("//etc"), Ok(Command::Say("/etc".to_owned())));
        assert_eq!(parse("/wyh"), Err("there is no /wyh; did you mean /why? /help lists them".to_owned()));
    }
}
