//! French.

use scn_graph::Phrase;

pub(super) fn polite(phrase: Phrase) -> &'static str {
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
        Phrase::LanguageChanged => "D'accord, je continue en français.",
        Phrase::LanguagesSpoken => "Ici, nous pouvons parler : {}.",
    }
}

pub(super) fn familiar(phrase: Phrase) -> &'static str {
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
        other => polite(other),
    }
}
