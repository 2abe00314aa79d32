use super::*;
use crate::table::Table;
use scn_graph::{Language, Moment};
use std::time::{Duration, Instant};

/// The best reading: its value, its score and the text it was read from.
fn best<'t>(ty: &str, countries: &[&str], text: &'t str) -> Option<(String, Score, &'t str, bool)> {
    let context = Context {
        languages: &Language::ALL,
        now: Moment(0),
        zone: &crate::table::zurich(),
        countries,
        pattern: &|_, _| true,
    };
    let utterance = Utterance::new(text);
    let readings = match ty {
        "phone" => phone(&utterance, &context),
        "email" => email(&utterance),
        "url" => url(&utterance),
        _ => address(&utterance),
    };
    let reading = readings.readings.into_iter().next()?;
    let value = match reading.value {
        Value::Phone(text) | Value::Email(text) | Value::Url(text) | Value::Address(text) => text,
        other => panic!("{other:?}"),
    };
    Some((value, reading.score, &text[reading.raw], reading.whole))
}

/// What the engine would take: the value and its text.
fn taken<'t>(ty: &str, countries: &[&str], text: &'t str) -> Option<(String, &'t str)> {
    best(ty, countries, text).filter(|(_, score, ..)| *score >= 600).map(|(value, _, text, _)| (value, text))
}

fn check(ty: &str, countries: &[&str], cases: &[(&str, &str, &str)]) {
    let mut table = Table::default();
    for (text, value, span) in cases {
        let expected =
            (!value.is_empty()).then(|| ((*value).to_owned(), if span.is_empty() { *text } else { *span }));
        table.same(taken(ty, countries, text), expected, text);
    }
}

#[test]
fn phones_of_the_world() {
    check(
        "phone",
        &["CH"],
        &[
            ("079 123 45 67", "+41791234567", ""),
            ("079/123.45.67", "+41791234567", ""),
            ("0791234567", "+41791234567", ""),
            ("+41 79 123 45 67", "+41791234567", ""),
            ("+41 (0)79 123 45 67", "+41791234567", ""),
            ("(+41) 79 123 45 67", "+41791234567", ""),
            ("0041 (0) 79 123 45 67", "+41791234567", ""),
            ("41 79 123 45 67", "+41791234567", ""),
            ("tel:+41-79-123-45-67", "+41791234567", "+41-79-123-45-67"),
            ("\u{202a}+41 79 123 45 67\u{202c}", "+41791234567", "+41 79 123 45 67"),
            ("０７９ １２３ ４５ ６７", "+41791234567", ""),
            ("+33 6 12 34 56 78", "+33612345678", ""),
            ("+39 06 1234567", "+39061234567", ""),
            ("+49 176 12345678", "+4917612345678", ""),
            ("+1 (650) 253-0000", "+16502530000", ""),
            ("022 345 67 89, poste 12", "+41223456789", ""),
            ("022 345 67 89 ext. 12", "+41223456789", ""),
            ("022 345 67 89x12", "+41223456789", ""),
            ("022 345 67 89 Durchwahl 3", "+41223456789", ""),
            ("0800 PIZZAS", "+41800749927", ""),
            ("mon numéro est le 079 123 45 67 merci", "+41791234567", "079 123 45 67"),
            ("Natel 079 123 45 67 ab 18:00", "+41791234567", "079 123 45 67"),
            ("le 12.05.2026 au 079 123 45 67", "+41791234567", "079 123 45 67"),
            ("12.05.2026 079 123 45 67", "+41791234567", "079 123 45 67"),
            ("079 123 45 67 / 022 345 67 89", "+41791234567", "079 123 45 67"),
            ("079 123 45 67 18:30", "+41791234567", "079 123 45 67"),
        ],
    );
}

#[test]
fn what_is_no_phone_number() {
    let none = [
        "123",
        "+41 79 123 45",
        "099 123 45 67",
        "abc",
        "",
        "12.05.2026",
        "2026-05-12",
        "le 12/05/2026 à 19:30",
    ];
    let money =
        ["791 234 567 CHF", "44 668 18 00 €", "$446681800", "commande 446681800", "Bestellung 0791234567"];
    let codes = [
        "s446681800",
        "T079-123-4567-SW",
        "CH93 0076 2011 6238 5295 7",
        "4242 4242 4242 4242",
        "+1 (555) 123-4567",
    ];
    let mut table = Table::default();
    for text in none.into_iter().chain(money).chain(codes) {
        table.same(taken("phone", &["CH"], text), None::<(String, &str)>, text);
    }
}

#[test]
fn countries_decide_national_numbers() {
    let mut table = Table::default();
    for (countries, text, expected) in [
        (&["FR"][..], "06 12 34 56 78", "+33612345678"),
        (&["FR", "CH"], "0612345678", "+33612345678"),
        (&["CH", "FR"], "0612345678", "+41612345678"),
        // Written in pairs, as the French do.
        (&["CH", "FR"], "06 12 34 56 78", "+33612345678"),
        (&["FR", "CH"], "079 123 45 67", "+41791234567"),
        (&["DE"], "0176 12345678", "+4917612345678"),
        (&["DE", "CH"], "030 901820", "+4930901820"),
        (&["IT"], "347 123 4567", "+393471234567"),
        (&["IT"], "06 1234567", "+39061234567"),
        (&["GB"], "07400 123456", "+447400123456"),
        (&["US"], "650-253-0000", "+16502530000"),
        (&["LI"], "232 04 11", "+4232320411"),
    ] {
        table.same(taken("phone", countries, text).map(|(value, _)| value), Some(expected.to_owned()), text);
    }
}

#[test]
fn phones_tell_their_country() {
    for (number, country) in [
        ("+41791234567", Some("CH")),
        ("+33612345678", Some("FR")),
        ("+16502530000", Some("US")),
        ("x", None),
    ] {
        assert_eq!(country_of_phone(number), country, "{number}");
    }
}

#[test]
fn mail_addresses() {
    check(
        "email",
        &[],
        &[
            ("lea@example.ch", "lea@example.ch", ""),
            ("mon mail: Lea.Favre+x@Example.CH.", "Lea.Favre+x@example.ch", "Lea.Favre+x@Example.CH"),
            ("<a@b.co>", "a@b.co", "a@b.co"),
            ("mailto:a@b.co", "a@b.co", "a@b.co"),
            ("info@müller.de", "info@müller.de", ""),
            ("(lea@example.ch), merci", "lea@example.ch", "lea@example.ch"),
            ("lea arobase example point ch", "lea@example.ch", ""),
            ("lea (at) example.ch", "lea@example.ch", ""),
            ("lea[at]example[dot]ch", "", ""),
            ("lea @ example.ch", "lea@example.ch", ""),
            ("lea punkt favre klammeraffe example punkt ch", "lea.favre@example.ch", ""),
            ("lea underscore favre chiocciola example punto it", "lea_favre@example.it", ""),
            ("lea at example.ch", "lea@example.ch", ""),
            ("see you at example.ch", "", ""),
            ("on se voit à 6.40", "", ""),
            ("lea@", "", ""),
            ("@example.ch", "", ""),
            ("lea@example", "", ""),
            ("a@b..ch", "", ""),
            ("a..b@example.ch", "", ""),
            ("a b@c", "", ""),
            ("j@129.126.118.1", "", ""),
            ("", "", ""),
        ],
    );
}

#[test]
fn web_addresses() {
    check(
        "url",
        &[],
        &[
            ("https://example.ch/x?y=1", "https://example.ch/x?y=1", ""),
            ("voici www.example.ch merci", "https://www.example.ch", "www.example.ch"),
            ("example.ch", "https://example.ch", ""),
            ("(example.ch/menu)", "https://example.ch/menu", "example.ch/menu"),
            (
                "siehe https://de.example.org/wiki/Bern_(Stadt).",
                "https://de.example.org/wiki/Bern_(Stadt)",
                "https://de.example.org/wiki/Bern_(Stadt)",
            ),
            ("http://localhost:8080", "http://localhost:8080", ""),
            ("http://127.0.0.1:8080/#/1", "http://127.0.0.1:8080/#/1", ""),
            ("lien:https://example.ch", "https://example.ch", "https://example.ch"),
            ("zürich.ch", "https://zürich.ch", ""),
            ("notre site est restaurant.pizza", "https://restaurant.pizza", "restaurant.pizza"),
            ("bonjour.ca va", "", ""),
            ("merci.de rien", "", ""),
            ("http://a.b/c.", "", ""),
            ("lea@example.ch", "", ""),
            ("bonjour", "", ""),
            ("3.50", "", ""),
            ("à 7.am", "", ""),
            ("voilà..ok", "", ""),
            ("fin.Ensuite", "", ""),
        ],
    );
}

#[test]
fn postal_addresses() {
    check(
        "address",
        &[],
        &[
            ("Rue du Lac 7, 1003 Lausanne", "Rue du Lac 7, 1003 Lausanne", ""),
            (
                "j'habite rue du Lac 7, 1003 Lausanne, merci",
                "rue du Lac 7, 1003 Lausanne",
                "rue du Lac 7, 1003 Lausanne",
            ),
            ("7, rue du Lac\n1003 Lausanne", "7 rue du Lac, 1003 Lausanne", ""),
            ("1003 Lausanne, rue du Lac 7", "rue du Lac 7, 1003 Lausanne", ""),
            ("rue du lac 7 1003 lausanne", "rue du lac 7, 1003 lausanne", ""),
            ("12bis avenue de la Gare 75011 Paris", "12bis avenue de la Gare, 75011 Paris", ""),
            ("Bahnhofstrasse 12a, CH-8001 Zürich", "Bahnhofstrasse 12a, CH-8001 Zürich", ""),
            (
                "ich wohne an der Langen Gasse 3, 4051 Basel",
                "Langen Gasse 3, 4051 Basel",
                "Langen Gasse 3, 4051 Basel",
            ),
            ("Unter den Linden 5, 10117 Berlin", "Unter den Linden 5, 10117 Berlin", ""),
            ("Hauptstr. 5 in 79539 Lörrach", "Hauptstr. 5, 79539 Lörrach", ""),
            ("Via Roma, 7, 20121 Milano MI", "Via Roma 7, 20121 Milano MI", ""),
            ("abito in via Nassa 3, 6900 Lugano", "via Nassa 3, 6900 Lugano", "via Nassa 3, 6900 Lugano"),
            ("12 High Street, London SW1A 1AA", "12 High Street, London SW1A 1AA", ""),
            ("Les Acacias 12, 1227 Carouge", "Les Acacias 12, 1227 Carouge", ""),
            ("c/o Favre, rue du Lac 7, 1003 Lausanne", "c/o Favre, rue du Lac 7, 1003 Lausanne", ""),
            ("rue du Lac 7, 3e étage, 1003 Lausanne", "rue du Lac 7, 3e étage, 1003 Lausanne", ""),
            ("rue du Lac 7", "rue du Lac 7", ""),
            ("rue du Lac 7 à Lausanne", "rue du Lac 7, Lausanne", ""),
            ("Seeweg Nr. 7", "Seeweg Nr. 7", ""),
            ("1003 Lausanne", "1003 Lausanne", ""),
            ("2 pizzas", "", ""),
            ("demain 12h", "", ""),
            ("une place pour 2 personnes", "", ""),
            ("où êtes-vous ?", "", ""),
            ("bonjour", "", ""),
        ],
    );
    assert_eq!(
        best("address", &[], "rue du Stop 4, 1201 Genève").map(|(_, score, _, whole)| (score, whole)),
        Some((1000, true))
    );
    assert_eq!(best("address", &[], "là-bas"), Some(("là-bas".to_owned(), 500, "là-bas", true)));
}

/// Long hostile messages cost as little as the part that is read.
#[test]
#[allow(clippy::disallowed_methods)]
fn hostile_text_is_bounded() {
    for piece in [
        "1 ", "12 34 ", "0 ", "+", "(", "a@", "@", "www.", "http://", ".", "rue 1 ", "1003 ", "\u{301}",
        "+41 79 ", "0041 ",
    ] {
        let text = piece.repeat(65_536 / piece.len());
        for ty in ["phone", "email", "url", "address"] {
            best(ty, &["CH", "FR", "DE", "IT"], &text);
            let started = Instant::now();
            best(ty, &["CH", "FR", "DE", "IT"], &text);
            assert!(
                started.elapsed() < Duration::from_millis(500),
                "{ty} {piece:?}: {:?}",
                started.elapsed()
            );
        }
    }
}
