use super::*;
use Language::*;

/// Questions (separated by `|`) and answers of a pizzeria, in four languages.
const FAQ: &[(Language, &str, &str)] = &[
    (
        Fr,
        "Quels sont vos horaires d'ouverture ?|Vous êtes ouverts le dimanche ?",
        "Nous sommes là du mardi au dimanche, de 11 h à 22 h. Fermé le lundi.",
    ),
    (Fr, "Avez-vous un parking ?|Où peut-on se garer ?", "Le parking de la gare est à deux minutes à pied."),
    (
        Fr,
        "Livrez-vous à domicile ?|Combien coûte la livraison ?",
        "Nous livrons dans un rayon de cinq kilomètres, pour 5 francs.",
    ),
    (
        Fr,
        "Quels moyens de paiement acceptez-vous ?|Peut-on payer par carte ou par Twint ?",
        "Cartes, Twint et espèces.",
    ),
    (Fr, "Avez-vous des pizzas sans gluten ?", "Oui, sur demande, pour 3 francs de plus."),
    (Fr, "Les chiens sont-ils admis ?", "Oui, en terrasse."),
    (De, "Wann habt ihr geöffnet?|Was sind eure Öffnungszeiten?", "Dienstag bis Sonntag, 11 bis 22 Uhr."),
    (
        De,
        "Gibt es einen Parkplatz?|Wo kann man parkieren?",
        "Der Parkplatz beim Bahnhof ist zwei Minuten entfernt.",
    ),
    (
        De,
        "Liefert ihr nach Hause?|Was kostet die Lieferung?",
        "Wir liefern im Umkreis von fünf Kilometern für 5 Franken.",
    ),
    (De, "Kann man mit Karte bezahlen?", "Karten, Twint und bar."),
    (
        It,
        "Quali sono gli orari di apertura?|Siete aperti la domenica?",
        "Da martedì a domenica, dalle 11 alle 22.",
    ),
    (It, "C'è un parcheggio?", "Il parcheggio della stazione è a due minuti."),
    (
        It,
        "Fate consegne a domicilio?|Quanto costa la consegna?",
        "Consegniamo entro cinque chilometri per 5 franchi.",
    ),
    (En, "What are your opening hours?|Are you open on Sunday?", "Tuesday to Sunday, 11 am to 10 pm."),
    (En, "Is there a car park?|Where can I park?", "The station car park is two minutes away."),
    (En, "Do you deliver?|How much is delivery?", "We deliver within five kilometres for 5 francs."),
    (En, "Can I pay by card?", "Cards, Twint and cash."),
];

fn faq() -> Knowledge {
    let passages: Vec<Passage> = FAQ
        .iter()
        .map(|(language, questions, answer)| Passage {
            questions: questions.split('|').map(str::to_owned).collect(),
            answer: (*answer).to_owned(),
            language: Some(*language),
        })
        .collect();
    Knowledge { name: "faq.yaml".to_owned(), index: index(&passages), passages }
}

fn found(knowledge: &Knowledge, text: &str, language: Option<Language>) -> Option<(usize, Score)> {
    answer(&Utterance::new(text), knowledge, language)
}

#[test]
fn questions_with_an_answer() {
    let mut table = crate::table::Table::default();
    let knowledge = faq();
    for (language, text, passage) in [
        (Fr, "vous êtes ouverts le dimanche ?", 0),
        (Fr, "c'est quoi vos horaires svp", 0),
        (Fr, "Bonjour, êtes-vous ouvert lundi ?", 0),
        (Fr, "les horraires d'ouverture", 0),
        (Fr, "y a-t-il un parking ?", 1),
        (Fr, "où est-ce que je peux me garer", 1),
        (Fr, "je peux garer ma voiture où ?", 1),
        (Fr, "vous livrez ?", 2),
        (Fr, "la livraison c'est combien ?", 2),
        (Fr, "est-ce que je peux payer avec Twint ?", 3),
        (Fr, "vous prenez les cartes ?", 3),
        (Fr, "il y a du sans gluten ?", 4),
        (Fr, "mon chien peut venir ?", 5),
        (De, "habt ihr am Sonntag geöffnet?", 6),
        (De, "Öffnungszeiten?", 6),
        (De, "oeffnungszeiten bitte", 6),
        (De, "wo kann ich parkieren?", 7),
        (De, "liefert ihr auch?", 8),
        (De, "kann ich mit Karte zahlen?", 9),
        (It, "siete aperti di domenica?", 10),
        (It, "orari?", 10),
        (It, "dove trovo un parcheggio?", 11),
        (It, "consegnate a domicilio?", 12),
        (En, "are you open on sundays?", 13),
        (En, "what are the opening times", 13),
        (En, "where can I park my car?", 14),
        (En, "how much do you charge for delivery?", 15),
        (En, "do you take cards?", 16),
    ] {
        table.same(found(&knowledge, text, Some(language)).map(|(passage, _)| passage), Some(passage), text);
    }
}

#[test]
fn questions_without_one() {
    let mut table = crate::table::Table::default();
    let knowledge = faq();
    for (language, text) in [
        (Fr, ""),
        (Fr, "bonjour"),
        (Fr, "c'est quoi ?"),
        (Fr, "je voudrais commander deux margheritas"),
        (Fr, "quel temps fera-t-il demain ?"),
        (Fr, "ma commande n'est pas arrivée"),
        (Fr, "est-ce que le chef est marié ?"),
        (Fr, "merci beaucoup"),
        (Fr, "une grande calzone sans olives"),
        (Fr, "avez-vous une chaise pour bébé ?"),
        (De, "ich möchte zwei Margherita bestellen"),
        (De, "wer hat die Weltmeisterschaft gewonnen?"),
        (De, "meine Bestellung ist falsch"),
        (It, "vorrei ordinare una pizza"),
        (It, "chi è il sindaco di Lugano?"),
        (En, "I'd like to order a calzone"),
        (En, "what's the capital of Peru?"),
        (En, "my pizza was cold"),
        // In another language than the answer.
        (De, "où peut-on se garer ?"),
    ] {
        table.same(found(&knowledge, text, Some(language)), None, text);
    }
}

#[test]
fn the_question_itself_is_certain() {
    let knowledge = faq();
    for (at, (language, questions, _)) in FAQ.iter().enumerate() {
        for question in questions.split('|') {
            assert_eq!(found(&knowledge, question, Some(*language)), Some((at, SAME)), "{question}");
            assert_eq!(found(&knowledge, question, None), Some((at, SAME)), "{question}");
        }
    }
    assert!(found(&knowledge, "le dimanche vous êtes ouverts ?", None).is_some_and(|f| f == (0, SAME_WORDS)));
    assert!(found(&knowledge, "garer", None).is_some_and(|(at, score)| at == 1 && score < SAME_WORDS));
}

#[test]
fn nothing_to_search() {
    let empty = Knowledge { index: index(&[]), ..Knowledge::default() };
    assert_eq!(found(&empty, "vous livrez ?", None), None);
    let silent = Passage::default();
    let knowledge = Knowledge {
        index: index(std::slice::from_ref(&silent)),
        passages: vec![silent],
        ..Knowledge::default()
    };
    assert_eq!(found(&knowledge, "vous livrez ?", Some(Fr)), None);
}
