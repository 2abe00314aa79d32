//! German.

use scn_graph::Phrase;

pub(super) fn polite(phrase: Phrase) -> &'static str {
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
        Phrase::LanguageChanged => "Gut, ich schreibe auf Deutsch weiter.",
        Phrase::LanguagesSpoken => "Hier können wir sprechen: {}.",
    }
}

pub(super) fn familiar(phrase: Phrase) -> &'static str {
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
        other => polite(other),
    }
}
