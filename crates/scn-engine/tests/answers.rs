//! Answers of every kind: proposals, consents, values known only at run time, several at once, things instead of words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[allow(dead_code, unreachable_pub)]
mod support;

use scn_engine::{Content, Effect, Fact, MediaKind};
use scn_graph::{
    Answer, Expr, FlowKind, Key, Language, NodeKind, PurposeId, Type, Value, expr::Context,
    model::ListenerKind,
};
use support::{Build, Customer, field, hole, lit, slot_answer};

const FR: &[Language] = &[Language::Fr];

fn nothing() -> Vec<String> {
    Vec::new()
}

// ------------------------------------------------------------ proposals

/// An address that memory knows, and one more question.
fn delivery() -> Customer {
    let mut build = Build::new(FR);
    let known = build.memory("address", Type::Address);
    build.flow("order", FlowKind::Tunnel);
    let address = build.slot("address", Type::Address);
    let floor = build.slot("floor", Type::Number { min: Some(0), max: Some(30) });
    let offer = build.pieces(vec![lit("Toujours au "), hole(Expr::Context(Context::Offered)), lit(" ?")]);
    let next = build.next();
    let mut answer = slot_answer(address, Type::Address, next);
    if let Answer::Slot { offer: place, remember, .. } = &mut answer {
        *place = Some((Expr::Memory(known), offer));
        *remember = Some(known);
    }
    build.question("address", "À quelle adresse ?", answer);
    build.ask("floor", "Quel étage ?", floor, Type::Number { min: Some(0), max: Some(30) });
    build.done();
    let mut customer = build.customer();
    customer.conversation.contact.memory = vec![(known, Value::Address("Rue du Lac 1".into()))];
    customer
}

#[test]
fn a_proposal_is_taken_with_a_yes() {
    let mut customer = delivery();
    assert_eq!(customer.says("commander"), ["Toujours au Rue du Lac 1 ? [Oui|Non]"]);
    assert_eq!(customer.says("oui"), ["Quel étage ?"]);
    assert_eq!(customer.slot(0), Some(Value::Address("Rue du Lac 1".into())));
}

#[test]
fn after_a_no_it_is_asked_plainly_and_never_proposed_again() {
    let mut customer = delivery();
    customer.says("commander");
    assert_eq!(customer.taps("Non"), ["À quelle adresse ?"]);
    assert_eq!(customer.says("Rue du Port 2"), ["Quel étage ?"]);
    assert_eq!(customer.says("retour"), ["À quelle adresse ?"]);
}

#[test]
fn another_value_fills_directly() {
    let mut customer = delivery();
    customer.says("commander");
    assert_eq!(customer.says("non, Rue du Port 2"), ["Quel étage ?"]);
    assert_eq!(customer.slot(0), Some(Value::Address("Rue du Port 2".into())));
    let mut customer = delivery();
    customer.says("commander");
    assert_eq!(customer.says("Rue du Port 2"), ["Quel étage ?"]);
}

#[test]
fn what_was_forgotten_meanwhile_is_asked_plainly() {
    let mut customer = delivery();
    customer.says("commander");
    customer.conversation.contact.memory.clear();
    assert_eq!(customer.taps("Oui"), ["À quelle adresse ?"]);
}

#[test]
fn memory_is_written_at_the_end_only() {
    let mut customer = delivery();
    customer.says("commander");
    customer.says("Rue du Port 2");
    let known = customer.conversation.contact.memory.clone();
    assert_eq!(known[0].1, Value::Address("Rue du Lac 1".into()));
    customer.says("3");
    assert_eq!(customer.conversation.contact.memory[0].1, Value::Address("Rue du Port 2".into()));
}

// ------------------------------------------------------------ consent

fn consent() -> Customer {
    let mut build = Build::new(FR);
    build.flow("order", FlowKind::Tunnel);
    let floor = build.slot("floor", Type::Number { min: Some(0), max: Some(30) });
    let next = build.next();
    let (yes, no) = (build.option("Volontiers", next), build.option("Plutôt pas", next));
    let lexicon = build.lexicon(&[(0, "Volontiers"), (1, "Plutôt pas")]);
    build.question(
        "marketing",
        "Pouvons-nous vous écrire ?",
        Answer::Consent { purpose: PurposeId(0), yes, no, lexicon },
    );
    build.ask("floor", "Quel étage ?", floor, Type::Number { min: Some(0), max: Some(30) });
    build.say("Merci.");
    build.done();
    build.escape("hours", &["ouverts"], "De 11 h à 22 h.");
    build.customer()
}

#[test]
fn only_a_clear_yes_consents() {
    let mut customer = consent();
    assert_eq!(customer.says("commander"), ["Pouvons-nous vous écrire ? [Volontiers|Plutôt pas]"]);
    assert_eq!(
        customer.says("oui mais vous êtes ouverts quand ?"),
        ["De 11 h à 22 h.", "Pouvons-nous vous écrire ? [Volontiers|Plutôt pas]"]
    );
    assert!(customer.conversation.contact.consents.is_empty());
    assert_eq!(customer.says("oui"), ["Quel étage ?"]);
    assert!(customer.effects.contains(&Effect::Consent { purpose: PurposeId(0), given: true }));
    assert_eq!(customer.conversation.contact.consents, [(PurposeId(0), true)]);
}

#[test]
fn a_consent_is_withdrawn_by_its_other_button() {
    let mut customer = consent();
    customer.says("commander");
    customer.taps("Volontiers");
    assert_eq!(customer.taps("Volontiers"), nothing(), "a second tap is nothing");
    customer.says("bla");
    assert_eq!(customer.taps("Plutôt pas"), ["Noté : Plutôt pas", "Quel étage ?"]);
    assert_eq!(customer.conversation.contact.consents, [(PurposeId(0), false)]);
}

#[test]
fn what_was_given_is_not_asked_again() {
    let mut customer = consent();
    customer.conversation.contact.consents = vec![(PurposeId(0), true)];
    assert_eq!(customer.says("commander"), ["Quel étage ?"]);
    assert!(!customer.effects.iter().any(|effect| matches!(effect, Effect::Consent { .. })));
}

// ------------------------------------------------------------ one of, several at once

/// Free slots as they are in a memory field, so that a test can change them.
fn booking() -> (Customer, scn_graph::MemoryId) {
    let mut build = Build::new(FR);
    let record = build.record(
        vec![field("day", Type::TEXT), field("place", Type::TEXT)],
        vec![hole(Expr::Own(0)), lit(" à "), hole(Expr::Own(1))],
    );
    let ty = Type::Record(record);
    let free = build.memory("free", Type::List { of: Box::new(ty.clone()), min: 0, max: None });
    build.flow("book", FlowKind::Tunnel);
    let choice = build.slot("choice", ty.clone());
    let sure = build.slot("sure", Type::YesNo);
    let next = build.next();
    let mut answer = slot_answer(choice, ty, next);
    if let Answer::Slot { among, .. } = &mut answer {
        *among = Some(Expr::Memory(free));
    }
    build.question("choice", "Quel rendez-vous ?", answer);
    build.ask("sure", "Sûr ?", sure, Type::YesNo);
    build.done();
    let mut customer = build.customer();
    let slot = |day: &str, place: &str| {
        Value::Record(record, vec![Some(Value::Text(day.into())), Some(Value::Text(place.into()))])
    };
    let list =
        Value::List(vec![slot("lundi", "Lausanne"), slot("mardi", "Genève"), slot("jeudi", "Lausanne")]);
    customer.conversation.contact.memory = vec![(free, list)];
    (customer, free)
}

#[test]
fn one_of_values_by_words_and_by_tap() {
    let (mut customer, _) = booking();
    assert_eq!(
        customer.says("commander"),
        ["Quel rendez-vous ? [lundi à Lausanne|mardi à Genève|jeudi à Lausanne]"]
    );
    assert_eq!(customer.says("mardi"), ["Sûr ? [Oui|Non]"]);
    assert_eq!(customer.taps("lundi à Lausanne"), ["Sûr ? [Oui|Non]"], "an old button corrects");
    assert!(
        matches!(customer.slot(0), Some(Value::Record(_, fields)) if fields[0] == Some(Value::Text("lundi".into())))
    );
}

#[test]
fn a_value_that_vanished_is_said_and_asked_again() {
    let (mut customer, free) = booking();
    customer.says("commander");
    customer.conversation.contact.memory.retain(|(id, _)| *id != free);
    let list = Value::List(Vec::new());
    customer.conversation.contact.memory.push((free, list));
    assert_eq!(
        customer.taps("mardi à Genève"),
        ["mardi à Genève n'est plus disponible.", "Quel rendez-vous ?"]
    );
}

fn extras(min: u32, max: Option<u32>) -> Customer {
    let mut build = Build::new(FR);
    let extra = build.choice("extra", &["Olives", "Câpres", "Anchois"]);
    build.flow("order", FlowKind::Tunnel);
    let ty = Type::List { of: Box::new(extra), min, max };
    let extras = build.slot("extras", ty.clone());
    let sure = build.slot("sure", Type::YesNo);
    build.ask("extras", "Quels suppléments ?", extras, ty);
    build.ask("sure", "Sûr ?", sure, Type::YesNo);
    build.done();
    build.customer()
}

#[test]
fn several_at_once() {
    for (words, count) in [
        ("olives et câpres", 2),
        ("les trois", 3),
        ("toutes", 3),
        ("anchois", 1),
        ("la deuxième", 1),
        ("non merci", 0),
    ] {
        let mut customer = extras(0, None);
        assert_eq!(customer.says("commander"), ["Quels suppléments ? [Olives|Câpres|Anchois]"]);
        assert_eq!(customer.says(words), ["Sûr ? [Oui|Non]"], "{words}");
        assert_eq!(customer.count(0), count, "{words}");
    }
}

#[test]
fn taps_one_by_one_until_there_are_enough() {
    let mut customer = extras(2, Some(2));
    customer.says("commander");
    assert_eq!(customer.taps("Olives"), ["Au moins 2. [Olives|Câpres|Anchois]"]);
    assert_eq!(customer.taps("Anchois"), ["Sûr ? [Oui|Non]"]);
    assert_eq!(customer.count(0), 2);
    let mut customer = extras(1, Some(2));
    customer.says("commander");
    assert_eq!(customer.says("toutes"), ["Au plus 2. [Olives|Câpres|Anchois]"]);
}

// ------------------------------------------------------------ things

fn one_question(ty: Type) -> Customer {
    let mut build = Build::new(FR);
    build.flow("order", FlowKind::Tunnel);
    let slot = build.slot("thing", ty.clone());
    let sure = build.slot("sure", Type::YesNo);
    build.ask("thing", "Montrez-moi.", slot, ty);
    build.ask("sure", "Sûr ?", sure, Type::YesNo);
    build.done();
    let mut customer = build.customer();
    customer.says("commander");
    customer
}

fn media(kind: MediaKind) -> Content {
    Content::Media { kind, id: "1".into(), mime: "x/y".into(), caption: Some("voilà".into()) }
}

#[test]
fn things_answer_questions_of_their_type() {
    let place = || Content::Place { latitude: 46.52, longitude: 6.63, name: Some("Gare".into()) };
    let card = || Content::ContactCard { name: "Léa".into(), phone: Some("+41 79 123 45 67".into()) };
    let phone = Value::Phone("+41791234567".into());
    for (ty, content, value) in [
        (Type::Image, media(MediaKind::Image), Value::Media { id: "1".into(), mime: "x/y".into() }),
        (Type::Audio, media(MediaKind::Voice), Value::Media { id: "1".into(), mime: "x/y".into() }),
        (Type::Place, place(), Value::Place { latitude: 46.52, longitude: 6.63, name: Some("Gare".into()) }),
        (Type::Address, place(), Value::Address("Gare".into())),
        (Type::Phone, card(), phone),
        (
            Type::ContactCard,
            card(),
            Value::ContactCard { name: "Léa".into(), phone: Some("+41791234567".into()) },
        ),
    ] {
        let mut customer = one_question(ty);
        assert_eq!(customer.content(content), ["Sûr ? [Oui|Non]"]);
        assert_eq!(customer.slot(0), Some(value));
    }
}

#[test]
fn things_elsewhere_are_not_read() {
    let mut customer = one_question(Type::Image);
    assert_eq!(
        customer.content(Content::Place { latitude: 1.0, longitude: 1.0, name: None }),
        ["Illisible."]
    );
    let mut customer = one_question(Type::Phone);
    assert_eq!(customer.content(Content::ContactCard { name: "Léa".into(), phone: None }), ["Illisible."]);
}

// ------------------------------------------------------------ language

fn two_languages() -> Customer {
    let mut build = Build::new(&[Language::Fr, Language::En]);
    build.flow("order", FlowKind::Tunnel);
    let sure = build.slot("sure", Type::YesNo);
    build.ask("sure", "Sûr ?", sure, Type::YesNo);
    build.done();
    let mut customer = build.customer();
    customer.conversation.contact.language = Some(Language::Fr);
    customer.says("commander");
    customer
}

#[test]
fn a_language_is_changed_on_request() {
    let mut customer = two_languages();
    assert_eq!(customer.says("English please"), ["en: Sûr ? [en: Oui|en: Non]"]);
    assert!(customer.effects.contains(&Effect::LanguageChanged(Language::En)));
    assert_eq!(customer.says("en français svp"), ["Sûr ? [Oui|Non]"]);
}

#[test]
fn a_language_that_is_not_spoken_is_answered_with_those_that_are() {
    let mut customer = two_languages();
    assert_eq!(customer.says("auf Deutsch bitte"), ["Langues : français, English", "Sûr ? [Oui|Non]"]);
    assert_eq!(customer.conversation.contact.language, Some(Language::Fr));
}

#[test]
fn two_clear_messages_change_the_language() {
    let mut customer = two_languages();
    assert_eq!(customer.says("I would like to think about it"), ["Pardon ? [Oui|Non]"]);
    assert_eq!(customer.conversation.contact.language, Some(Language::Fr));
    assert_eq!(customer.says("what do you mean by that"), ["en: Pardon ? [en: Oui|en: Non]"]);
    assert_eq!(customer.conversation.contact.language, Some(Language::En));
}

// ------------------------------------------------------------ rights, taps that are over, anything

#[test]
fn a_flow_may_own_the_words_of_a_right() {
    let mut build = Build::new(FR);
    build.flow("order", FlowKind::Tunnel);
    let sure = build.slot("sure", Type::YesNo);
    build.ask("sure", "Sûr ?", sure, Type::YesNo);
    build.done();
    build.escape("privacy", &["supprimez mes données"], "Vraiment tout effacer ?");
    let mut customer = build.customer();
    customer.says("commander");
    assert_eq!(customer.says("Supprimez mes données svp !"), ["Vraiment tout effacer ?", "Sûr ? [Oui|Non]"]);
    assert_eq!(customer.says("STOP"), ["Stoppé."]);
    assert!(customer.conversation.contact.opted_out);
}

#[test]
fn an_ended_conversation_answers_old_buttons_politely_once() {
    let mut customer = one_question(Type::YesNo);
    customer.taps("Oui");
    customer.taps("Non");
    assert!(customer.conversation.stack.is_empty());
    customer.says("bonjour");
    assert_eq!(customer.taps("Oui"), ["Expiré."]);
    assert!(customer.facts().contains(&&Fact::StaleTap));
    assert_eq!(customer.taps("Oui"), nothing());
}

#[test]
fn a_row_that_is_gone_is_said_by_its_name() {
    let mut build = Build::new(FR);
    let menu = build.catalog(&[("Margherita", 14, true), ("Calzone", 18, true)]);
    build.flow("order", FlowKind::Tunnel);
    let pizza = build.slot("pizza", menu.clone());
    build.ask("pizza", "Laquelle ?", pizza, menu);
    build.done();
    let mut customer = build.customer();
    assert_eq!(customer.says("commander"), ["Laquelle ? [Margherita|Calzone]"]);
    let tap = scn_graph::Tap { question: Key::of("pizza"), option: Key::of("Truffe") };
    assert_eq!(
        customer.content(Content::Tap { tap: Some(tap), title: "Truffe".into() }),
        ["Truffe n'est plus disponible.", "Laquelle ? [Margherita|Calzone]"]
    );
}

#[test]
fn anything_takes_what_nothing_else_understood() {
    let mut build = Build::new(FR);
    build.flow("order", FlowKind::Tunnel);
    let sure = build.slot("sure", Type::YesNo);
    build.ask("sure", "Sûr ?", sure, Type::YesNo);
    build.done();
    let concierge = build.flow("concierge", FlowKind::Escape);
    build.say("Je me renseigne.");
    build.node(NodeKind::Resume);
    build.listen(concierge, ListenerKind::Anything, &[]);
    let mut customer = build.customer();
    customer.says("commander");
    assert_eq!(customer.says("le chat est gris"), ["Je me renseigne.", "Sûr ? [Oui|Non]"]);
    assert_eq!(customer.conversation.stack[0].attempts, 0);
}

#[test]
fn a_yes_is_taken_and_the_question_behind_it_answered() {
    let mut build = Build::new(FR);
    build.flow("order", FlowKind::Tunnel);
    let sure = build.slot("sure", Type::YesNo);
    let floor = build.slot("floor", Type::Number { min: Some(0), max: Some(30) });
    build.ask("sure", "Sûr ?", sure, Type::YesNo);
    build.ask("floor", "Quel étage ?", floor, Type::Number { min: Some(0), max: Some(30) });
    build.done();
    build.escape("when", &["livré quand"], "Demain.");
    let mut customer = build.customer();
    customer.says("commander");
    assert_eq!(customer.says("oui mais c'est livré quand ?"), ["Demain.", "Quel étage ?"]);
}

#[test]
fn an_answer_that_is_not_offered_any_more_is_asked_again() {
    let mut build = Build::new(FR);
    let way = build.choice("way", &["Livraison", "À emporter"]);
    let size = build.choice("size", &["Petite", "Grande"]);
    let extra = build.choice("extra", &["Câpres", "Truffe"]);
    let Type::Choice(extras) = extra else { panic!("a choice") };
    build.flow("order", FlowKind::Tunnel);
    let size_slot = build.slot("size", size.clone());
    let extra_slot = build.slot("extra", extra.clone());
    let way_slot = build.slot("way", way.clone());
    // Truffles only on large ones.
    let large = Value::Choice(scn_graph::ChoiceId(1), Key::of("Grande"));
    build.graph.choices[extras.index()].values[1].only_when = Some(Expr::Binary(
        scn_graph::expr::Op::Is,
        Box::new(Expr::Slot(size_slot)),
        Box::new(Expr::Const(large)),
    ));
    build.ask("size", "Quelle taille ?", size_slot, size);
    build.ask("extra", "Quel supplément ?", extra_slot, extra);
    build.ask("way", "Comment ?", way_slot, way);
    build.done();
    let mut customer = build.customer();
    customer.says("commander");
    customer.says("grande");
    assert_eq!(customer.says("truffe"), ["Comment ? [Livraison|À emporter]"]);
    assert_eq!(
        customer.says("en fait, une petite"),
        ["Truffe n'est plus disponible.", "Quel supplément ? [Câpres]"]
    );
}
