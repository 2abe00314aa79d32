//! Text in, findings out: each rule in four languages, with what it must leave alone.

use crate::{MemorySources, compile};

/// Code and underlined text of each finding about style.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let compiled = compile(&MemorySources::new(files.iter().copied()));
    let errors = compiled.diagnostics.iter().filter(|d| d.code.code().starts_with('E'));
    let errors: Vec<_> = errors.map(|d| format!("{} {}", d.code, d.message)).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let ours = compiled.diagnostics.iter().filter(|d| d.code.code().starts_with("W6"));
    ours.map(|d| format!("{} {}", d.code, compiled.files.slice(d.span))).collect()
}

fn project(settings: &str, body: &str) -> Vec<String> {
    found(&[("main.scn", &format!("scenario s {{ {settings} }}\n{body}"))])
}

/// One message in a project of one language.
fn says(language: &str, text: &str) -> Vec<String> {
    project(&format!("language {language}"), &format!("on message like \"xyz\" {{\n say \"{text}\"\n}}\n"))
}

/// A question with modifiers.
fn asks(language: &str, prompt: &str, modifiers: &str) -> Vec<String> {
    let body = format!(
        "on message like \"xyz\" {{ enter t }}\ntunnel t {{\n ask day: date in future \"{prompt}\" {{ {modifiers} }}\n say \"{{day}}.\"\n}}\n"
    );
    project(&format!("language {language}"), &body)
}

/// A menu: prompt, two labels.
fn offers(language: &str, prompt: &str, one: &str, other: &str) -> Vec<String> {
    let body = format!(
        "on message like \"xyz\" {{ enter t }}\ntunnel t {{\n choose \"{prompt}\" {{\n \"{one}\" {{ say \"1.\" }}\n \"{other}\" {{ say \"2.\" }}\n }}\n}}\n"
    );
    project(&format!("language {language}"), &body)
}

const NOTHING: [&str; 0] = [];

#[test]
fn one_question_per_message() {
    for (language, text) in [
        ("fr", "Quel jour ? Combien ? Une allergie ?"),
        ("de", "Welcher Tag? Und wie viele?"),
        ("it", "Che giorno? Quanti siete?"),
        ("en", "Which day? How many?"),
    ] {
        assert_eq!(asks(language, text, ""), [format!("W6001 \"{text}\"")]);
    }
    for (language, text) in [
        ("fr", "Pour quel jour ? Par exemple samedi."),
        ("fr", "Écrivez « quand ? » ou le jour. Lequel ?"),
        ("en", "See https://a.example/?a=1&b=2. Which day?"),
        ("en", "Which day?!"),
    ] {
        assert_eq!(asks(language, text, ""), NOTHING, "{text}");
    }
    // what takes several things at once may ask for them
    let collects = r#"record line {
  quantity: number 1..9 = 1
  dish: text up to 20 chars
}
on message like "xyz" { enter t }
tunnel t {
  collect lines: list 1..4 of line "What would you like? And how many?" { ask dish "Which one?" }
  say "{lines.count}"
}
"#;
    assert_eq!(project("language en", collects), NOTHING);
}

#[test]
fn reprompts_in_other_words() {
    let twice = asks("fr", "Pour quel jour ?", "retry \"Pour quel jour ?\"");
    assert_eq!(twice, ["W6002 \"Pour quel jour ?\""]);
    let nearly = asks(
        "de",
        "Für welchen Tag möchten Sie reservieren?",
        "retry \"Für welchen Tag möchten Sie reservieren, bitte?\"",
    );
    assert_eq!(nearly.len(), 1, "{nearly:?}");
    let each_other = asks(
        "it",
        "Per che giorno?",
        "retry \"Un giorno, per esempio sabato.\"; retry \"Un giorno, per esempio sabato!\"",
    );
    assert_eq!(each_other, ["W6002 \"Un giorno, per esempio sabato!\""]);
    assert_eq!(
        asks("en", "Which day?", "retry \"Which month?\"; retry \"Write it as 3.5., please.\""),
        NOTHING
    );
    // the short form for those who come back may be the question itself
    assert_eq!(asks("en", "Which day?", "again \"Which day?\""), NOTHING);
}

#[test]
fn three_tries() {
    let retry = |count: usize| {
        let texts = ["A day, please.", "For instance 3 May.", "Numbers do: 3.5.", "Still no date."];
        let retries: Vec<String> = texts.iter().take(count).map(|text| format!("retry \"{text}\"")).collect();
        asks("en", "When will it be?", &retries.join("; "))
    };
    assert_eq!(retry(4), ["W6003 \"Still no date.\""]);
    assert_eq!(retry(3), NOTHING);
}

#[test]
fn nobody_is_to_blame() {
    for (language, text, words) in [
        ("fr", "Date invalide.", "W6004 invalide"),
        ("de", "Das ist eine ungültige Angabe.", "W6004 ungültige"),
        ("it", "Data non valida.", "W6004 Data non valida"),
        ("en", "This is an invalid date.", "W6004 invalid"),
    ] {
        assert_eq!(asks(language, "?", &format!("retry \"{text}\"")), [words], "{text}");
    }
    // only what answers a misunderstanding
    assert_eq!(says("fr", "Le bon est invalide depuis hier."), NOTHING);
    assert_eq!(asks("en", "?", "retry \"I went wrong somewhere. A day, please.\""), NOTHING);
}

#[test]
fn the_same_words_three_times() {
    let tunnel = |third: &str| {
        format!(
            "on message like \"xyz\" {{ enter t }}\ntunnel t {{\n ask a: number 1..9 \"A ?\"\n say \"Merci.\"\n ask b: number 1..9 \"B ?\"\n say \"Merci !\"\n ask c: number 1..9 \"C ?\"\n say \"{third}\"\n say \"{{a}} {{b}} {{c}}\"\n}}\n"
        )
    };
    assert_eq!(project("language fr", &tunnel("merci")), ["W6005 say \"merci\""]);
    assert_eq!(project("language fr", &tunnel("C'est noté.")), NOTHING);
}

const SHOP: &str = "purpose orders { basis contract }\nconnector shop {\n base env SHOP_URL\n processor \"Shop\" in CH\n get look(n: number) -> number at \"/a\"\n post cancel(n: number) at \"/b\"\n post note(n: number) at \"/c\" idempotent\n}\n";

fn cancels(body: &str) -> Vec<String> {
    let body = format!(
        "{SHOP}on message like \"xyz\" {{ enter t }}\ntunnel t {{\n ask n: number 1..9 \"Which one?\"\n{body}\n}}\n"
    );
    project("language en\n failed { say \"It did not work.\"; leave }", &body)
}

#[test]
fn what_cannot_be_undone_is_confirmed() {
    let wrong = ["W6006 call shop.cancel(n)"];
    assert_eq!(cancels("call shop.cancel(n)\n say \"Done.\""), wrong);
    assert_eq!(cancels("call shop.look(n) as m\n call shop.note(n)\n say \"{m}\""), NOTHING);
    assert_eq!(
        cancels(
            "confirm \"Cancel?\" { yes \"Cancel\"; no \"Keep\" { leave } }\n call shop.cancel(n)\n say \"Done.\""
        ),
        NOTHING
    );
    // a yes to a question is one, an unrelated one is none
    assert_eq!(
        cancels("ask sure: yes_no \"Cancel it?\"\n when sure { call shop.cancel(n) }\n say \"Done.\""),
        NOTHING
    );
    assert_eq!(
        cancels(
            "ask sure: yes_no \"Cancel it?\"\n when not sure { leave }\n call shop.cancel(n)\n say \"Done.\""
        ),
        NOTHING
    );
    assert_eq!(
        cancels(
            "ask gift: yes_no \"A gift?\"\n when gift { say \"Nice.\" }\n call shop.cancel(n)\n say \"Done.\""
        ),
        wrong
    );
    // a menu with a yes is one, any other is none
    assert_eq!(
        cancels(
            "choose \"Cancel it?\" { \"Yes, cancel\" { call shop.cancel(n) } \"Keep it\" { say \"Good.\" } }\n say \"Bye.\""
        ),
        NOTHING
    );
    // only on one of two ways
    let one_way = "when n > 3 { confirm \"Cancel?\" { yes \"Cancel\"; no \"Keep\" { leave } } }\n call shop.cancel(n)\n say \"Done.\"";
    assert_eq!(cancels(one_way), wrong);
}

#[test]
fn a_confirmation_counts_across_tunnels() {
    let sure = "}\ntunnel sure {\n confirm \"Really?\" { yes \"Go on\"; no \"Stop here\" { leave } }\n";
    assert_eq!(cancels(&format!("enter sure\n call shop.cancel(n)\n say \"Done.\"\n{sure}")), NOTHING);
    let unsure = "}\ntunnel sure {\n ask m: number 1..9 \"How many?\"\n say \"{m}\"\n";
    assert_eq!(
        cancels(&format!("enter sure\n call shop.cancel(n)\n say \"Done.\"\n{unsure}")),
        ["W6006 call shop.cancel(n)"]
    );
    // nobody is there to ask when the business itself begins
    let event = format!(
        "{SHOP}connector depot {{\n base env D\n processor \"D\" in CH\n event gone(n: number)\n}}\non event depot.gone(n) {{ call shop.cancel(n) {{ failed {{ leave }} }} }}\n"
    );
    assert_eq!(project("language en", &event), NOTHING);
}

#[test]
fn bare_answers_to_negative_questions() {
    for (language, text, yes, no) in [
        ("fr", "Ne pas annuler ?", "Oui", "Non"),
        ("de", "Soll ich nicht absagen?", "Ja", "Nein"),
        ("it", "Non vuole annullare?", "Sì", "No"),
        ("en", "Shall I not cancel?", "Yes", "No"),
        ("en", "Don't you want to keep it?", "Yes", "No"),
    ] {
        assert_eq!(offers(language, text, yes, no), [format!("W6007 \"{text}\"")]);
    }
    for (language, text, yes, no) in [
        ("fr", "Ne pas annuler ?", "Annuler", "Garder ma table"),
        ("fr", "C'est juste, n'est-ce pas ?", "Oui", "Non"),
        ("fr", "Je n'ai pas d'autre date. Ça va ?", "Oui", "Non"),
        ("de", "Passt das oder nicht?", "Ja", "Nein"),
        ("it", "Va bene o no?", "Sì", "No"),
        ("en", "Why not cancel it?", "Yes", "No"),
        ("en", "You want it, don't you?", "Yes", "No"),
    ] {
        assert_eq!(offers(language, text, yes, no), NOTHING, "{text}");
    }
}

#[test]
fn both_sides_have_words() {
    let confirm = |sides: &str| {
        project(
            "language fr",
            &format!(
                "on message like \"xyz\" {{ enter t }}\ntunnel t {{\n ask n: number 1..9 \"Combien ?\"\n confirm \"J'envoie {{n}} ?\" {{ {sides} }}\n say \"Parti.\"\n}}\n"
            ),
        )
    };
    assert_eq!(confirm("yes \"Envoyer\""), ["W6008 \"Envoyer\""]);
    assert_eq!(confirm("no \"Pas encore\" { leave }"), ["W6008 \"Pas encore\""]);
    assert_eq!(confirm("yes \"Envoyer\"; no \"Pas encore\" { leave }"), NOTHING);
    let consent = "purpose news { basis consent }\non message like \"xyz\" {\n consent news {\n say \"On vous écrit ?\"\n yes \"Volontiers\"\n }\n say \"Bien.\"\n}\n";
    assert_eq!(project("language fr", consent), ["W6008 \"Volontiers\""]);
}

#[test]
fn no_pressure() {
    for (language, text, words) in [
        ("fr", "Dernière chance pour le menu d'été.", "Dernière chance"),
        ("de", "Das ist Ihre letzte Chance.", "letzte Chance"),
        ("it", "È l'ultima occasione.", "ultima occasione"),
        ("en", "Do not miss out on it.", "Do not miss out"),
    ] {
        let found = says(language, text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].to_lowercase().contains(&words.to_lowercase()), "{found:?}");
    }
    assert_eq!(says("fr", "Le menu d'été est là jusqu'au 31 août. C'est la dernière table libre."), NOTHING);
    // a button shames too
    assert_eq!(offers("en", "An offer?", "Gladly", "No, I'd rather pay more").len(), 1);
}

#[test]
fn options_begin_differently() {
    assert_eq!(
        offers("fr", "Que faire ?", "Voir ma commande", "Voir mes commandes"),
        ["W6010 \"Voir mes commandes\""]
    );
    assert_eq!(offers("de", "Was nun?", "Termin absagen", "Termin buchen"), ["W6010 \"Termin buchen\""]);
    assert_eq!(
        offers("it", "E adesso?", "Prenotare oggi", "Prenotare domani"),
        ["W6010 \"Prenotare domani\""]
    );
    for (language, one, other) in [
        ("fr", "À la maison", "À l'agence"),
        ("de", "Die Rezeption", "Die Küche"),
        ("en", "The studio", "The shop"),
        ("it", "La carta", "La sala"),
    ] {
        assert_eq!(offers(language, "Eh?", one, other), NOTHING, "{one}");
    }
}

#[test]
fn long_messages() {
    let words = "mot ".repeat(76);
    assert_eq!(says("fr", words.trim()).len(), 1);
    assert_eq!(says("fr", "mot ".repeat(75).trim()), NOTHING);
    let body = |text: &str| format!("on message like \"xyz\" {{ say \"{text}\" }}\n");
    assert_eq!(project("language fr; messages up to 400 chars", &body(words.trim())), NOTHING);
    assert_eq!(project("language fr; messages up to 10 chars", &body("Bonjour, que faire ?")).len(), 1);
}

#[test]
fn one_form_of_address() {
    let with = |language: &str, tone: &str, text: &str| {
        project(
            &format!("language {language}\n tone {tone}"),
            &format!("on message like \"xyz\" {{\n say \"{text}\"\n}}\n"),
        )
    };
    for (language, tone, text, word) in [
        ("fr", "vous", "Tu peux envoyer votre adresse.", "Tu"),
        ("fr", "vous", "Je t'écris demain.", "t'"),
        ("fr", "vous", "Donnez ton adresse.", "ton"),
        ("fr", "tu", "Écrivez une date.", "Écrivez"),
        ("fr", "tu", "Une date, s'il vous plaît.", "plaît"),
        ("de", "Sie", "Schick mir dein Datum.", "Schick"),
        ("de", "Sie", "Danke, wir schreiben dir.", "dir"),
        ("de", "du", "Wann möchten Sie kommen?", "Sie"),
        ("de", "du", "Danke für Ihre Nachricht.", "Ihre"),
        ("it", "lei", "Scrivi la data.", "Scrivi"),
        ("it", "lei", "Ti aspettiamo.", "Ti"),
        ("it", "tu_it", "Scriva la data.", "Scriva"),
    ] {
        assert_eq!(with(language, tone, text), [format!("W6012 {word}")], "{text}");
    }
    for (language, tone, text) in [
        ("fr", "vous", "Je donne le ton. À-t-il plu ? Le TE 12 part."),
        ("fr", "vous", "Écrivez « tu peux venir » ou une date."),
        ("fr", "tu", "Toi et tes amis, vous serez combien ? Votre table est prête."),
        ("de", "du", "Die Gäste sind da. Sie warten. Ihre Tische sind bereit."),
        ("de", "du", "Sie warten, und deine Karte gilt."),
        ("de", "Sie", "Die Gäste sind da: sie warten auf ihre Karte."),
        ("it", "tu_it", "Maria arriva domani. Suo fratello dopo. Venite presto."),
        ("it", "lei", "Ci sono tre tavoli liberi."),
        ("en", "vous", "You can send your address."),
    ] {
        assert_eq!(with(language, tone, text), NOTHING, "{text}");
    }
}

#[test]
fn without_a_tone_the_language_is_polite() {
    let two = "on message like \"xyz\" {\n say \"Du bist da.\"\n say \"Dein Tisch ist frei.\"\n}\n";
    assert_eq!(project("language de", two), ["W6012 Du"]);
    assert_eq!(project("language de\n tone du", two), NOTHING);
    assert_eq!(says("de", "Sie sind da. Möchten Sie essen?"), NOTHING);
    // what customers tap is their own voice
    assert_eq!(offers("fr", "Et maintenant ?", "Appelle-moi", "Écris-moi toi-même"), NOTHING);
}

#[test]
fn signs() {
    assert_eq!(says("fr", "Vous êtes inscrit·e."), ["W6013 inscrit·e"]);
    assert_eq!(says("fr", "• Un\\n• Deux"), NOTHING);
    assert_eq!(says("en", "🎉 Your flight 🛫 is off.").len(), 1);
    assert_eq!(says("en", "Your flight is on 👩🏽‍✈️"), NOTHING);
    assert_eq!(
        project("language en; emojis up to 2", "on message like \"xyz\" { say \"🎉 On 🛫\" }\n"),
        NOTHING
    );
    assert_eq!(
        project("language en; emojis up to 0", "on message like \"xyz\" { say \"On 🛫\" }\n").len(),
        1
    );
    assert_eq!(says("it", "Offerta!!!"), ["W6015 \"Offerta!!!\""]);
    assert_eq!(says("it", "Benvenuti! Scriva «aiuto!» quando vuole."), NOTHING);
    assert_eq!(
        project("language en; exclamations up to 0", "on message like \"xyz\" { say \"Hello!\" }\n").len(),
        1
    );
    assert_eq!(says("fr", "Une 𝗼𝗳𝗳𝗿𝗲 du jour."), ["W6017 𝗼𝗳𝗳𝗿𝗲"]);
}

#[test]
fn capitals() {
    for (language, text, word) in [
        ("fr", "La livraison est GRATUITE.", "GRATUITE"),
        ("de", "Nur HEUTE offen.", "HEUTE"),
        ("it", "ATTENZIONE alla data.", "ATTENZIONE"),
        ("en", "Delivery is FREE.", "FREE"),
        ("fr", "La table est là. Votre TABLE attend une table.", "TABLE"),
        ("en", "YOUR ORDER WILL LEAVE TOMORROW", "YOUR"),
    ] {
        assert_eq!(says(language, text), [format!("W6016 {word}")], "{text}");
    }
    for (language, text) in [
        ("fr", "Payez par TWINT ou avec l'IBAN."),
        ("de", "Das WLAN heisst ALPENBLICK."),
        ("en", "Write STOP to stop it, or «FREE»."),
        ("en", "Order AB1234 is in the USA."),
    ] {
        assert_eq!(says(language, text), NOTHING, "{text}");
    }
    // the code of a link is typed as it is
    let link = "on link \"CARTE\" { say \"Écrivez CARTE pour la carte.\" }\n";
    assert_eq!(project("language fr", link), NOTHING);
}

#[test]
fn links_and_claims() {
    assert_eq!(says("fr", "Le menu : https://bit.ly/3x"), ["W6018 bit.ly"]);
    let link =
        "on message like \"xyz\" { say link \"Menu\" to \"https://tinyurl.com/3x\" text \"Le menu.\" }\n";
    assert_eq!(project("language fr", link), ["W6018 tinyurl.com"]);
    let template = "template t utility {\n language fr \"Le menu.\"\n button \"Voir\" to \"https://bit.ly/3x\"\n}\non message like \"xyz\" { send t }\n";
    assert_eq!(project("language fr", template), ["W6018 bit.ly"]);
    assert_eq!(says("fr", "Le menu : https://habit.ly/menu"), NOTHING);
    for (language, text, words) in [
        ("fr", "Oui, je suis une vraie personne.", "je suis une vraie personne"),
        ("de", "Aber nein, ich bin kein Roboter.", "ich bin kein Roboter"),
        ("it", "Ma certo, non sono un robot.", "non sono un robot"),
        ("en", "Ada here: I'm a real person.", "I'm a real person"),
    ] {
        assert_eq!(says(language, text), [format!("W6019 {words}")]);
    }
    for (language, text) in [
        ("fr", "Je suis l'assistant automatique. Écrivez « je suis un humain »."),
        ("de", "Ich bin kein Mensch, sondern ein Programm."),
        ("en", "I am not a person. Shall I call one?"),
    ] {
        assert_eq!(says(language, text), NOTHING, "{text}");
    }
}

#[test]
fn promises_of_time() {
    for (language, text, word) in [
        ("fr", "Merci, on revient vers vous au plus vite.", "au plus vite"),
        ("de", "Danke, wir melden uns so schnell wie möglich.", "so schnell wie möglich"),
        ("it", "Grazie, le rispondiamo al più presto.", "al più presto"),
        ("en", "Thanks, we'll get back to you shortly.", "shortly"),
    ] {
        assert_eq!(says(language, text), [format!("W6020 {word}")], "{text}");
        let team = format!(
            "team desk {{ hours mon-fri 08:00-18:00 }}\non message like \"xyz\" {{ say \"{text}\" }}\n"
        );
        assert_eq!(project(&format!("language {language}"), &team), NOTHING);
    }
    assert_eq!(says("fr", "Réessayez dans quelques minutes. À bientôt."), NOTHING);
    assert_eq!(says("en", "We answer every message."), NOTHING);
}

#[test]
fn waiting() {
    let reminded = asks(
        "en",
        "Which day?",
        "remind after 1 hour \"A.\"; remind after 2 hours \"B.\"; remind after 3 hours \"C.\"",
    );
    assert_eq!(reminded, ["W6021 \"C.\""]);
    assert_eq!(
        asks("fr", "Quel jour ?", "remind after 6 hours \"Et le jour ?\""),
        ["W6022 \"Et le jour ?\""]
    );
    assert_eq!(asks("fr", "Quel jour ?", "remind after 1 hour \"Et le jour ?\""), NOTHING);
    let waits = |text: &str| {
        let body = format!(
            "on message like \"xyz\" {{ enter t }}\ntunnel t {{\n say \"Bis morgen.\"\n wait 5 hours\n ask n: number 1..9 \"{text}\"\n say \"{{n}}.\"\n}}\n"
        );
        project("language de", &body)
    };
    assert_eq!(waits("Und die Anzahl?"), ["W6022 \"Und die Anzahl?\""]);
    assert_eq!(waits("Es ging um morgen. Wie viele sind Sie?"), NOTHING);
}

#[test]
fn pictures_have_words() {
    let sends = |what: &str| project("language en", &format!("on message like \"xyz\" {{\n {what}\n}}\n"));
    let wrong = "W6023 say image \"https://a.example/a.jpg\"";
    assert_eq!(sends("say image \"https://a.example/a.jpg\""), [wrong]);
    assert_eq!(sends("say image \"https://a.example/a.jpg\" caption \"The menu.\""), NOTHING);
    assert_eq!(sends("say \"The menu:\"\n say image \"https://a.example/a.jpg\""), NOTHING);
    assert_eq!(sends("say image \"https://a.example/a.jpg\"\n say \"Soup and cake.\""), NOTHING);
    assert_eq!(sends("say sticker \"https://a.example/a.webp\""), NOTHING);
}

#[test]
fn translations_are_held_to_the_same_rules() {
    let main = "scenario s { language fr, de }\non message like \"xyz\" { say \"C'est prêt.\" }\n";
    let german = "on_message_1.say: { source: \"C'est prêt.\", text: \"FERTIG! Alles ist fertig! Dein Essen ist da.\" }\non_message_1.like: { source: [\"xyz\"], text: [\"zyx\"] }\n";
    let found = found(&[("main.scn", main), ("locales/de.yaml", german)]);
    assert_eq!(found, ["W6016 FERTIG", "W6015 FERTIG! Alles ist fertig! Dein Essen ist da.", "W6012 Dein"]);
}

/// A project is told nothing about the standard scenarios, so they are held to the rules here, as if they were its own.
#[test]
fn the_standard_scenarios_keep_to_the_rules() {
    use scn_graph::Language;
    for name in crate::standard_modules() {
        let text = crate::modules::standard(name).expect("a standard module");
        let mut files = vec![
            ("main.scn".to_owned(), "scenario s { language en, fr, de, it }\n".to_owned()),
            (format!("{name}.scn"), text.to_owned()),
        ];
        for language in [Language::Fr, Language::De, Language::It] {
            let all = crate::modules::standard_locale(language).expect("its translations");
            let prefix = format!("std.{name}.");
            let own = all.lines().filter_map(|line| line.strip_prefix(&prefix));
            files.push((
                format!("locales/{}.yaml", language.code()),
                own.map(|line| format!("{line}\n")).collect(),
            ));
        }
        let compiled = compile(&MemorySources::new(files));
        let found: Vec<String> = compiled
            .diagnostics
            .iter()
            .filter(|d| d.code.code().starts_with("W6") || d.code.code() == "W1001")
            .map(|d| format!("{} {}", d.code, compiled.files.slice(d.span)))
            .collect();
        assert_eq!(found, NOTHING, "{name}");
        assert!(compiled.graph.is_some(), "{name}");
    }
}
