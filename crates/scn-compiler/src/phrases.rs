//! The sentences the language brings along, in its four languages, polite or familiar as the scenario's `tone` says.

use crate::build::Build;
use scn_diag::Span;
use scn_graph::{Language, Phrase, Template, TextId};

const ALL: [Phrase; 45] = [
    Phrase::NotUnderstood,
    Phrase::NotUnderstoodExample,
    Phrase::OfferPerson,
    Phrase::OfferPersonYes,
    Phrase::OfferPersonNo,
    Phrase::HandedOver,
    Phrase::TeamAway,
    Phrase::Cancelled,
    Phrase::NothingToCancel,
    Phrase::Stopped,
    Phrase::WhatToChange,
    Phrase::Noted,
    Phrase::NothingToGoBackTo,
    Phrase::Help,
    Phrase::YouAreWelcome,
    Phrase::OptionExpired,
    Phrase::NoLongerAvailable,
    Phrase::WhichOne,
    Phrase::NoEntry,
    Phrase::CannotReadThis,
    Phrase::ListLabel,
    Phrase::Yes,
    Phrase::No,
    Phrase::SwitchOffer,
    Phrase::SwitchYes,
    Phrase::SwitchNo,
    Phrase::AnswerOrQuestion,
    Phrase::IsAnswer,
    Phrase::IsQuestion,
    Phrase::NumberBounds,
    Phrase::TextTooLong,
    Phrase::WelcomeBack,
    Phrase::CannotSkip,
    Phrase::DefaultTeam,
    Phrase::AskField,
    Phrase::NoMore,
    Phrase::ListFull,
    Phrase::ListTooShort,
    Phrase::WhichItem,
    Phrase::TooLate,
    Phrase::NotChangedYet,
    Phrase::Forgotten,
    Phrase::OptedIn,
    Phrase::NothingKnown,
    Phrase::LanguagesSpoken,
];

impl Build<'_> {
    pub(crate) fn read_phrases(&mut self) {
        let familiar = self.familiar();
        let languages = self.graph.settings.languages.clone();
        for phrase in ALL {
            let id = format!("phrase.{}", snake(&format!("{phrase:?}")));
            let texts =
                languages.iter().map(|language| words(phrase, *language, familiar).to_owned()).collect();
            let text = self.add_in_all(&id, texts, Span::default());
            self.graph.phrases.insert(phrase, text);
        }
    }

    /// The text of a phrase.
    pub(crate) fn phrase(&self, phrase: Phrase) -> TextId {
        self.graph.phrases.get(&phrase).copied().unwrap_or(TextId(0))
    }

    /// The phrase in every language of the scenario.
    pub(crate) fn phrase_words(&self, phrase: Phrase) -> Vec<String> {
        let familiar = self.familiar();
        let languages = self.graph.settings.languages.iter();
        languages.map(|language| words(phrase, *language, familiar).to_owned()).collect()
    }

    /// A phrase whose hole the compiler can fill, as a text of its own.
    pub(crate) fn phrase_with(&mut self, id: &str, phrase: Phrase, value: &str, place: Span) -> TextId {
        let texts = self.phrase_words(phrase).into_iter().map(|text| text.replace("{}", value)).collect();
        self.add_in_all(id, texts, place)
    }

    fn add_in_all(&mut self, id: &str, texts: Vec<String>, place: Span) -> TextId {
        let id = self.unique_text_id(id);
        let row = texts.into_iter().map(|text| Some(Template::literal(text))).collect();
        self.add_row(id, row, place)
    }

    fn familiar(&self) -> bool {
        matches!(self.graph.settings.tone.as_deref(), Some("tu" | "du" | "tu_it"))
    }
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn words(phrase: Phrase, language: Language, familiar: bool) -> &'static str {
    match (language, familiar) {
        (Language::Fr, false) => french(phrase),
        (Language::Fr, true) => french_familiar(phrase),
        (Language::De, false) => german(phrase),
        (Language::De, true) => german_familiar(phrase),
        (Language::It, false) => italian(phrase),
        (Language::It, true) => italian_familiar(phrase),
        (Language::En, _) => english(phrase),
    }
}

fn french(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::NotUnderstood => "Je n'ai pas bien compris. Pouvez-vous le dire autrement ?",
        Phrase::NotUnderstoodExample => "Je n'ai toujours pas compris. Répondez par exemple « {} ».",
        Phrase::OfferPerson => "Voulez-vous qu'une personne prenne le relais ?",
        Phrase::OfferPersonYes => "Oui, une personne",
        Phrase::OfferPersonNo => "Non, je réessaie",
        Phrase::HandedOver => "Je vous passe une personne de l'équipe.",
        Phrase::TeamAway => "L'équipe n'est pas là pour le moment. Elle vous répondra dès son retour.",
        Phrase::Cancelled => "C'est annulé.",
        Phrase::NothingToCancel => "Il n'y a rien à annuler.",
        Phrase::Stopped => {
            "C'est noté, je ne vous écrirai plus. Un message de votre part suffit pour reprendre."
        }
        Phrase::WhatToChange => "Que voulez-vous modifier ?",
        Phrase::Noted => "C'est noté : {}.",
        Phrase::NothingToGoBackTo => "Il n'y a rien avant cette question.",
        Phrase::Help => "Répondez à la question, ou écrivez « humain » pour parler à une personne.",
        Phrase::YouAreWelcome => "Avec plaisir !",
        Phrase::OptionExpired => "Ce bouton n'est plus valable. Écrivez-moi ce que vous souhaitez.",
        Phrase::NoLongerAvailable => "« {} » n'est plus disponible.",
        Phrase::WhichOne => "Lequel voulez-vous dire ?",
        Phrase::NoEntry => "Je ne sais pas répondre à cela. Écrivez « humain » pour parler à une personne.",
        Phrase::CannotReadThis => "Je ne lis que les messages écrits. Pouvez-vous l'écrire ?",
        Phrase::ListLabel => "Choisir",
        Phrase::Yes => "Oui",
        Phrase::No => "Non",
        Phrase::SwitchOffer => "Voulez-vous passer à « {} » ?",
        Phrase::SwitchYes => "Oui",
        Phrase::SwitchNo => "Non, continuer",
        Phrase::AnswerOrQuestion => "Est-ce votre réponse, ou une question ?",
        Phrase::IsAnswer => "C'est ma réponse",
        Phrase::IsQuestion => "C'est une question",
        Phrase::NumberBounds => "Il me faut un nombre de {min} à {max}.",
        Phrase::TextTooLong => "C'est trop long : {max} caractères au plus, s'il vous plaît.",
        Phrase::WelcomeBack => "Content de vous revoir. Nous en étions là :",
        Phrase::CannotSkip => "J'ai besoin de cette réponse pour continuer.",
        Phrase::DefaultTeam => "L'équipe",
        Phrase::AskField => "{} : {field} ?",
        Phrase::NoMore => "C'est tout",
        Phrase::ListFull => "La liste est complète : {max} au plus.",
        Phrase::ListTooShort => "Il en faut au moins {min}.",
        Phrase::WhichItem => "Pour lequel ?",
        Phrase::TooLate => "Ce n'est plus modifiable ici.",
        Phrase::NotChangedYet => "La modification n'a pas pu être faite : {} reste valable pour l'instant.",
        Phrase::Forgotten => "Tout ce que nous gardions sur vous est effacé.",
        Phrase::OptedIn => "C'est noté, je peux de nouveau vous écrire.",
        Phrase::NothingKnown => "Nous ne gardons rien sur vous.",
        Phrase::LanguagesSpoken => "Ici, nous pouvons parler : {}.",
    }
}

fn french_familiar(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::NotUnderstood => "Je n'ai pas bien compris. Peux-tu le dire autrement ?",
        Phrase::NotUnderstoodExample => "Je n'ai toujours pas compris. Réponds par exemple « {} ».",
        Phrase::OfferPerson => "Veux-tu qu'une personne prenne le relais ?",
        Phrase::HandedOver => "Je te passe une personne de l'équipe.",
        Phrase::TeamAway => "L'équipe n'est pas là pour le moment. Elle te répondra dès son retour.",
        Phrase::Stopped => "C'est noté, je ne t'écrirai plus. Un message de ta part suffit pour reprendre.",
        Phrase::WhatToChange => "Que veux-tu modifier ?",
        Phrase::Help => "Réponds à la question, ou écris « humain » pour parler à une personne.",
        Phrase::OptionExpired => "Ce bouton n'est plus valable. Écris-moi ce que tu souhaites.",
        Phrase::WhichOne => "Lequel veux-tu dire ?",
        Phrase::NoEntry => "Je ne sais pas répondre à cela. Écris « humain » pour parler à une personne.",
        Phrase::CannotReadThis => "Je ne lis que les messages écrits. Peux-tu l'écrire ?",
        Phrase::SwitchOffer => "Veux-tu passer à « {} » ?",
        Phrase::AnswerOrQuestion => "Est-ce ta réponse, ou une question ?",
        Phrase::TextTooLong => "C'est trop long : {max} caractères au plus, s'il te plaît.",
        Phrase::WelcomeBack => "Content de te revoir. Nous en étions là :",
        Phrase::Forgotten => "Tout ce que nous gardions sur toi est effacé.",
        Phrase::OptedIn => "C'est noté, je peux de nouveau t'écrire.",
        Phrase::NothingKnown => "Nous ne gardons rien sur toi.",
        other => french(other),
    }
}

fn german(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::NotUnderstood => "Das habe ich nicht verstanden. Können Sie es anders sagen?",
        Phrase::NotUnderstoodExample => "Ich habe es noch nicht verstanden. Antworten Sie zum Beispiel «{}».",
        Phrase::OfferPerson => "Soll eine Person übernehmen?",
        Phrase::OfferPersonYes => "Ja, gerne",
        Phrase::OfferPersonNo => "Nein, nochmals",
        Phrase::HandedOver => "Ich gebe Sie an eine Person aus dem Team weiter.",
        Phrase::TeamAway => "Im Moment ist niemand da. Das Team meldet sich, sobald es zurück ist.",
        Phrase::Cancelled => "Abgebrochen.",
        Phrase::NothingToCancel => "Es gibt nichts abzubrechen.",
        Phrase::Stopped => {
            "In Ordnung, ich schreibe Ihnen nicht mehr. Eine Nachricht von Ihnen genügt, um fortzufahren."
        }
        Phrase::WhatToChange => "Was möchten Sie ändern?",
        Phrase::Noted => "Notiert: {}.",
        Phrase::NothingToGoBackTo => "Vor dieser Frage gibt es nichts.",
        Phrase::Help => {
            "Beantworten Sie die Frage, oder schreiben Sie «Mensch», um mit einer Person zu sprechen."
        }
        Phrase::YouAreWelcome => "Gern geschehen!",
        Phrase::OptionExpired => "Dieser Knopf gilt nicht mehr. Schreiben Sie mir, was Sie möchten.",
        Phrase::NoLongerAvailable => "«{}» ist nicht mehr erhältlich.",
        Phrase::WhichOne => "Was meinen Sie genau?",
        Phrase::NoEntry => {
            "Darauf weiss ich keine Antwort. Schreiben Sie «Mensch», um mit einer Person zu sprechen."
        }
        Phrase::CannotReadThis => "Ich lese nur geschriebene Nachrichten. Können Sie es schreiben?",
        Phrase::ListLabel => "Auswählen",
        Phrase::Yes => "Ja",
        Phrase::No => "Nein",
        Phrase::SwitchOffer => "Möchten Sie zu «{}» wechseln?",
        Phrase::SwitchYes => "Ja",
        Phrase::SwitchNo => "Nein, weiter",
        Phrase::AnswerOrQuestion => "Ist das Ihre Antwort, oder eine Frage?",
        Phrase::IsAnswer => "Meine Antwort",
        Phrase::IsQuestion => "Eine Frage",
        Phrase::NumberBounds => "Ich brauche eine Zahl von {min} bis {max}.",
        Phrase::TextTooLong => "Das ist zu lang: höchstens {max} Zeichen, bitte.",
        Phrase::WelcomeBack => "Schön, dass Sie wieder da sind. Wir waren hier:",
        Phrase::CannotSkip => "Diese Antwort brauche ich, um weiterzumachen.",
        Phrase::DefaultTeam => "Das Team",
        Phrase::AskField => "{}: {field}?",
        Phrase::NoMore => "Das ist alles",
        Phrase::ListFull => "Die Liste ist voll: höchstens {max}.",
        Phrase::ListTooShort => "Es braucht mindestens {min}.",
        Phrase::WhichItem => "Für welches?",
        Phrase::TooLate => "Das lässt sich hier nicht mehr ändern.",
        Phrase::NotChangedYet => "Die Änderung war nicht möglich: {} gilt vorerst weiter.",
        Phrase::Forgotten => "Alles, was wir über Sie gespeichert hatten, ist gelöscht.",
        Phrase::OptedIn => "Notiert, ich darf Ihnen wieder schreiben.",
        Phrase::NothingKnown => "Wir haben nichts über Sie gespeichert.",
        Phrase::LanguagesSpoken => "Hier können wir sprechen: {}.",
    }
}

fn german_familiar(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::NotUnderstood => "Das habe ich nicht verstanden. Kannst du es anders sagen?",
        Phrase::NotUnderstoodExample => "Ich habe es noch nicht verstanden. Antworte zum Beispiel «{}».",
        Phrase::HandedOver => "Ich gebe dich an eine Person aus dem Team weiter.",
        Phrase::Stopped => {
            "In Ordnung, ich schreibe dir nicht mehr. Eine Nachricht von dir genügt, um fortzufahren."
        }
        Phrase::WhatToChange => "Was möchtest du ändern?",
        Phrase::Help => "Beantworte die Frage, oder schreib «Mensch», um mit einer Person zu sprechen.",
        Phrase::OptionExpired => "Dieser Knopf gilt nicht mehr. Schreib mir, was du möchtest.",
        Phrase::WhichOne => "Was meinst du genau?",
        Phrase::NoEntry => {
            "Darauf weiss ich keine Antwort. Schreib «Mensch», um mit einer Person zu sprechen."
        }
        Phrase::CannotReadThis => "Ich lese nur geschriebene Nachrichten. Kannst du es schreiben?",
        Phrase::SwitchOffer => "Möchtest du zu «{}» wechseln?",
        Phrase::AnswerOrQuestion => "Ist das deine Antwort, oder eine Frage?",
        Phrase::WelcomeBack => "Schön, dass du wieder da bist. Wir waren hier:",
        Phrase::Forgotten => "Alles, was wir über dich gespeichert hatten, ist gelöscht.",
        Phrase::OptedIn => "Notiert, ich darf dir wieder schreiben.",
        Phrase::NothingKnown => "Wir haben nichts über dich gespeichert.",
        other => german(other),
    }
}

fn italian(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::NotUnderstood => "Non ho capito bene. Può dirlo in un altro modo?",
        Phrase::NotUnderstoodExample => "Non ho ancora capito. Risponda per esempio «{}».",
        Phrase::OfferPerson => "Vuole che se ne occupi una persona?",
        Phrase::OfferPersonYes => "Sì, una persona",
        Phrase::OfferPersonNo => "No, riprovo",
        Phrase::HandedOver => "Le passo una persona del team.",
        Phrase::TeamAway => "In questo momento non c'è nessuno. Il team Le risponderà appena possibile.",
        Phrase::Cancelled => "Annullato.",
        Phrase::NothingToCancel => "Non c'è niente da annullare.",
        Phrase::Stopped => "Va bene, non Le scriverò più. Basta un Suo messaggio per riprendere.",
        Phrase::WhatToChange => "Che cosa vuole modificare?",
        Phrase::Noted => "Annotato: {}.",
        Phrase::NothingToGoBackTo => "Non c'è niente prima di questa domanda.",
        Phrase::Help => "Risponda alla domanda, o scriva «operatore» per parlare con una persona.",
        Phrase::YouAreWelcome => "Con piacere!",
        Phrase::OptionExpired => "Questo pulsante non vale più. Mi scriva che cosa desidera.",
        Phrase::NoLongerAvailable => "«{}» non è più disponibile.",
        Phrase::WhichOne => "Quale intende?",
        Phrase::NoEntry => "A questo non so rispondere. Scriva «operatore» per parlare con una persona.",
        Phrase::CannotReadThis => "Leggo solo messaggi scritti. Può scriverlo?",
        Phrase::ListLabel => "Scegliere",
        Phrase::Yes => "Sì",
        Phrase::No => "No",
        Phrase::SwitchOffer => "Vuole passare a «{}»?",
        Phrase::SwitchYes => "Sì",
        Phrase::SwitchNo => "No, continuiamo",
        Phrase::AnswerOrQuestion => "È la Sua risposta, o una domanda?",
        Phrase::IsAnswer => "È la risposta",
        Phrase::IsQuestion => "È una domanda",
        Phrase::NumberBounds => "Mi serve un numero da {min} a {max}.",
        Phrase::TextTooLong => "È troppo lungo: al massimo {max} caratteri, per favore.",
        Phrase::WelcomeBack => "Bentornato. Eravamo rimasti qui:",
        Phrase::CannotSkip => "Mi serve questa risposta per continuare.",
        Phrase::DefaultTeam => "Il team",
        Phrase::AskField => "{}: {field}?",
        Phrase::NoMore => "È tutto",
        Phrase::ListFull => "L'elenco è completo: al massimo {max}.",
        Phrase::ListTooShort => "Ne servono almeno {min}.",
        Phrase::WhichItem => "Per quale?",
        Phrase::TooLate => "Qui non si può più modificare.",
        Phrase::NotChangedYet => "La modifica non è riuscita: per ora resta {}.",
        Phrase::Forgotten => "Tutto ciò che conservavamo su di Lei è stato cancellato.",
        Phrase::OptedIn => "Va bene, posso di nuovo scriverLe.",
        Phrase::NothingKnown => "Non conserviamo nulla su di Lei.",
        Phrase::LanguagesSpoken => "Qui possiamo parlare: {}.",
    }
}

fn italian_familiar(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::NotUnderstood => "Non ho capito bene. Puoi dirlo in un altro modo?",
        Phrase::NotUnderstoodExample => "Non ho ancora capito. Rispondi per esempio «{}».",
        Phrase::OfferPerson => "Vuoi che se ne occupi una persona?",
        Phrase::HandedOver => "Ti passo una persona del team.",
        Phrase::TeamAway => "In questo momento non c'è nessuno. Il team ti risponderà appena possibile.",
        Phrase::Stopped => "Va bene, non ti scriverò più. Basta un tuo messaggio per riprendere.",
        Phrase::WhatToChange => "Che cosa vuoi modificare?",
        Phrase::Help => "Rispondi alla domanda, o scrivi «operatore» per parlare con una persona.",
        Phrase::OptionExpired => "Questo pulsante non vale più. Scrivimi che cosa desideri.",
        Phrase::WhichOne => "Quale intendi?",
        Phrase::NoEntry => "A questo non so rispondere. Scrivi «operatore» per parlare con una persona.",
        Phrase::CannotReadThis => "Leggo solo messaggi scritti. Puoi scriverlo?",
        Phrase::SwitchOffer => "Vuoi passare a «{}»?",
        Phrase::AnswerOrQuestion => "È la tua risposta, o una domanda?",
        Phrase::Forgotten => "Tutto ciò che conservavamo su di te è stato cancellato.",
        Phrase::OptedIn => "Va bene, posso di nuovo scriverti.",
        Phrase::NothingKnown => "Non conserviamo nulla su di te.",
        other => italian(other),
    }
}

fn english(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::NotUnderstood => "I did not quite get that. Could you say it another way?",
        Phrase::NotUnderstoodExample => "I still did not get that. Reply for example “{}”.",
        Phrase::OfferPerson => "Shall a person take over?",
        Phrase::OfferPersonYes => "Yes, a person",
        Phrase::OfferPersonNo => "No, I'll try again",
        Phrase::HandedOver => "I am passing you on to a person from our team.",
        Phrase::TeamAway => "Nobody is here right now. The team will reply as soon as they are back.",
        Phrase::Cancelled => "Cancelled.",
        Phrase::NothingToCancel => "There is nothing to cancel.",
        Phrase::Stopped => "All right, I will not write to you any more. Just send a message to start again.",
        Phrase::WhatToChange => "What would you like to change?",
        Phrase::Noted => "Noted: {}.",
        Phrase::NothingToGoBackTo => "There is nothing before this question.",
        Phrase::Help => "Answer the question, or write “human” to talk to a person.",
        Phrase::YouAreWelcome => "You're welcome!",
        Phrase::OptionExpired => "This button is no longer valid. Tell me what you would like.",
        Phrase::NoLongerAvailable => "“{}” is no longer available.",
        Phrase::WhichOne => "Which one do you mean?",
        Phrase::NoEntry => "I have no answer to that. Write “human” to talk to a person.",
        Phrase::CannotReadThis => "I can only read written messages. Could you write it?",
        Phrase::ListLabel => "Choose",
        Phrase::Yes => "Yes",
        Phrase::No => "No",
        Phrase::SwitchOffer => "Would you like to switch to “{}”?",
        Phrase::SwitchYes => "Yes",
        Phrase::SwitchNo => "No, go on",
        Phrase::AnswerOrQuestion => "Is that your answer, or a question?",
        Phrase::IsAnswer => "It's my answer",
        Phrase::IsQuestion => "It's a question",
        Phrase::NumberBounds => "I need a number from {min} to {max}.",
        Phrase::TextTooLong => "That is too long: {max} characters at most, please.",
        Phrase::WelcomeBack => "Good to see you again. This is where we were:",
        Phrase::CannotSkip => "I need this answer to go on.",
        Phrase::DefaultTeam => "The team",
        Phrase::AskField => "{}: {field}?",
        Phrase::NoMore => "That's all",
        Phrase::ListFull => "The list is full: {max} at most.",
        Phrase::ListTooShort => "At least {min} are needed.",
        Phrase::WhichItem => "For which one?",
        Phrase::TooLate => "This can no longer be changed here.",
        Phrase::NotChangedYet => "The change could not be made: {} stays for now.",
        Phrase::Forgotten => "Everything we kept about you is deleted.",
        Phrase::OptedIn => "Noted, I may write to you again.",
        Phrase::NothingKnown => "We keep nothing about you.",
        Phrase::LanguagesSpoken => "Here we can speak: {}.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Phrases that stand on a button or open a list.
    const BUTTONS: [Phrase; 9] = [
        Phrase::OfferPersonYes,
        Phrase::OfferPersonNo,
        Phrase::ListLabel,
        Phrase::Yes,
        Phrase::No,
        Phrase::SwitchYes,
        Phrase::SwitchNo,
        Phrase::IsAnswer,
        Phrase::IsQuestion,
    ];

    fn each(check: impl Fn(Phrase, Language, &str)) {
        for phrase in ALL {
            for language in Language::ALL {
                for familiar in [false, true] {
                    check(phrase, language, words(phrase, language, familiar));
                }
            }
        }
    }

    #[test]
    fn button_phrases_fit_on_buttons() {
        each(|phrase, language, text| {
            let short = !BUTTONS.contains(&phrase) || text.chars().count() <= 20;
            assert!(short, "{phrase:?} {language:?}: {text}");
        });
    }

    #[test]
    fn every_language_has_the_same_holes() {
        each(|phrase, language, text| {
            for hole in ["{}", "{min}", "{max}"] {
                assert_eq!(
                    text.contains(hole),
                    english(phrase).contains(hole),
                    "{phrase:?} {language:?}: {text}"
                );
            }
        });
    }
}
