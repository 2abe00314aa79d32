//! French, with the words of Switzerland and Belgium.

use super::{Table, Tag::*};
use crate::api::Control;

pub(super) const WORDS: Table = &[
    (
        Filler,
        "s'il vous plaît | s'il te plaît | s'il vous plait bien | svp | stp | merci | merci beaucoup | merci bien | mille merci | bonjour | bonsoir | salut | hello | coucou | allô | re | cher | chère | monsieur | madame | mademoiselle | bonne journée | bonne soirée | au revoir | à bientôt | cordialement",
    ),
    (
        Filler,
        "je voudrais | je voudrai | j'aimerais | je souhaite | je souhaiterais | je veux | je veut | je désire | je prends | je prend | je vais prendre | je prendrai | je prendrais | je préfère | je choisis | je dirais | je dis | j'ai choisi | j'ai dit | on prend | on prendra | on voudrait | on aimerait | nous voudrions | nous aimerions | nous prenons | nous prendrons | mettez moi | mets moi | donnez moi | donne moi | il me faut | il me faudrait | il nous faut | ce sera | ça sera | c'est pour | c'est | ce serait | va pour | allons y pour | alors | bon | ben | bah | euh | heu | hum | eh bien | et bien | voilà | donc | juste | seulement | simplement | plutôt | peut-être | pourrais je avoir | puis je avoir | pourriez vous | pouvez vous | est-ce possible d'avoir | veuillez | prière de | mon choix | ma réponse | je pense | je crois | si possible | volontiers | tout de suite | maintenant | aussi | et | avec ça | en",
    ),
    (
        Filler,
        "un | une | le | la | les | l | des | du | de | d | de la | de l | à | à la | au | aux | ce | cet | cette | ces | celle | celui | celle-là | celui-là | mon | ma | mes | notre | nos | votre | vos | moi | pour moi | pour nous | me | vous | je | j | nous | on | il | y | en option | option | choix | taille | pour",
    ),
    (
        Yes,
        "oui | oui oui | ouii | ouiii | oui bien sûr | oui volontiers | oui parfait | oui merci | ouais | ouai | ouep | ouaip | yep | bien sûr | bien entendu | d'accord | dac | d'acc | dacodac | tout à fait | exact | exactement | exactement ça | parfait | absolument | volontiers | avec plaisir | certainement | évidemment | effectivement | en effet | affirmatif | c'est ça | c'est bon | c'est correct | c'est juste | c'est parfait | c'est exact | c'est ok | correct | ça marche | ça me va | ça joue | ça roule | ça va | je confirme | je valide | je veux bien | j'accepte | confirmer | confirmé | valider | validé | pourquoi pas | pas de problème | aucun problème | pas de souci | sans problème | entendu | vas-y | allez-y | allons-y | je suis d'accord | bien entendu que oui | je crois que oui | mais oui | si si | carrément | nickel | impeccable | top | super | génial | go | je pense que oui | bien sûr que oui | on ne peut plus d'accord | tout à fait d'accord | entièrement d'accord | complètement d'accord | c'est d'accord | ok pour moi | bon pour moi | vrai | c'est vrai | ça me convient | cela me convient | ça m'arrange | sans hésiter | sans souci | pas de soucis | aucun souci | y a pas de souci | et comment | mais bien sûr | ça colle | c'est validé | c'est tout bon | pas d'objection",
    ),
    (
        No,
        "non | non non | nan | nannn | nope | non merci | non pas du tout | pas du tout | surtout pas | jamais | jamais de la vie | pas d'accord | je ne suis pas d'accord | pas question | hors de question | négatif | ça ne va pas | ça va pas | ça ne me va pas | c'est pas bon | ce n'est pas bon | ce n'est pas ça | c'est pas ça | c'est faux | faux | incorrect | pas correct | pas exactement | je refuse | refuser | je ne veux pas | je veux pas | je n'en veux pas | j'en veux pas | j'ai pas envie | pas vraiment | bien sûr que non | je crois que non | mais non | pas maintenant | pas cette fois | pas la peine | ça ira | aucun | aucune | rien | sans façon | pas pour moi | je ne pense pas | je pense pas | je ne crois pas | je crois pas | je pense que non | absolument pas | certainement pas | sûrement pas | pas du tout d'accord | aucunement | en aucun cas | pas ok | pas bon | ce n'est pas correct | ce n'est pas juste | ce n'est pas exact | ce n'est pas vrai | c'est pas vrai | pas besoin | ça ne me convient pas | cela ne me convient pas | plutôt pas | pas tout à fait",
    ),
    (
        Not,
        "pas | je ne veux pas | je veux pas | je n'en veux pas | j'en veux pas | je ne veux plus | plus de | sans | sauf | hormis | surtout pas de | ni | jamais | aucun | aucune | au lieu de | au lieu du | à la place de | plutôt que",
    ),
    (But, "mais | plutôt | par contre | sinon | enfin"),
    (
        Correction,
        "en fait | en faite | enfaite | enfait | plutôt | finalement | au final | je me suis trompé | je me suis trompée | je me trompe | j'ai fait une erreur | je me suis mal exprimé | erreur | je voulais dire | je veux dire | attendez | attends | pardon | oups | mettez plutôt | mets plutôt | je préfère finalement | changez pour | change pour | changer pour | changer en | remplacez par | remplacer par | remplace par | corrigez | rectification | correction | à la réflexion | tout compte fait | j'ai changé d'avis | j'ai dit | je disais | désolé | désolée | excusez-moi | excuse-moi | changer | changez | change | modifier | modifiez | modifie | corriger | corrige",
    ),
    (
        Word(Control::Stop),
        "stop stop | stop tout | stopp | arrêt | arrêtez | arrêter | arrête | arrêtez tout | stoppez | stoppe | désabonner | désabonnement | désinscription | désinscrire | me désabonner | me désinscrire",
    ),
    (
        Request(Control::Stop),
        "arrêtez de m'écrire | arrête de m'écrire | arrêtez de me contacter | arrêtez les messages | arrêter les messages | arrêtez d'envoyer | plus de messages | plus aucun message | plus recevoir de messages | plus recevoir vos messages | ne m'écrivez plus | ne me contactez plus | n'écrivez plus | je veux me désabonner | je voudrais me désabonner | je souhaite me désabonner | je me désabonne | désabonnez-moi | désinscrivez-moi | je souhaite me désinscrire | je veux me désinscrire | laissez-moi tranquille | stop aux messages | stop pub",
    ),
    (
        Word(Control::Human),
        "humain | un humain | une personne | quelqu'un | un conseiller | conseiller | conseillère | opérateur | opératrice | agent | un agent | collaborateur | employé | personne réelle | vraie personne | une vraie personne | service client | le patron | le responsable",
    ),
    (
        Request(Control::Human),
        "parler à un humain | parler à une personne | parler avec une personne | parler à quelqu'un | parler avec quelqu'un | parler avec un humain | parler à un conseiller | parler à une conseillère | parler avec un conseiller | parler à un agent | parler avec un agent | parler à un vrai | parler à une vraie personne | parler à l'équipe | parler au service client | parler au patron | parler au responsable | parler à un opérateur | parler à un employé | parler à un collaborateur | discuter avec un humain | discuter avec quelqu'un | contacter un humain | contacter un conseiller | contacter quelqu'un | joindre quelqu'un | joindre un conseiller | joindre un humain | être mis en relation | être rappelé | rappelez-moi | passez-moi quelqu'un | passez-moi un humain | un vrai humain | une vraie personne | une personne réelle | un être humain | quelqu'un de réel | je veux un humain | je voudrais un humain | je veux quelqu'un | je veux une personne | pas un robot | pas avec un robot | pas à un robot | pas un bot",
    ),
    (
        Request(Control::DeleteMyData),
        "supprimez mes données | supprimer mes données | supprime mes données | effacez mes données | effacer mes données | efface mes données | supprimez mes données personnelles | supprimer mes données personnelles | supprimez toutes mes données | supprimer toutes mes données | effacez toutes mes données | effacer toutes mes données | supprimez mes informations | supprimer mes informations | effacer mes informations | effacez mes informations | suppression de mes données | effacement de mes données | droit à l'oubli | droit à l'effacement | supprimez mon compte | supprimer mon compte | oubliez-moi | détruisez mes données",
    ),
    (
        Word(Control::Cancel),
        "annuler | annule | annulez | annulation | annuler tout | annulez tout | tout annuler | j'annule | laisse tomber | laissez tomber | abandonner | j'abandonne | oublie | oubliez | oublie ça | oubliez ça | laisser tomber | plus rien | quitter | fin",
    ),
    (
        Request(Control::Cancel),
        "annuler ma commande | annulez ma commande | annuler la commande | annulez la commande | annuler le rendez-vous | annuler la demande | je voudrais annuler | je veux annuler | je souhaite annuler | j'aimerais annuler | je veux tout annuler | laissez tomber la commande",
    ),
    (
        Word(Control::Back),
        "retour | retour en arrière | en arrière | arrière | précédent | précédente | revenir | reviens | étape précédente | question précédente | revenir en arrière | reculer | avant",
    ),
    (
        Request(Control::Back),
        "revenir en arrière | retour en arrière | revenir à la question précédente | question précédente | étape précédente | retourner en arrière",
    ),
    (
        Word(Control::Repeat),
        "répéter | répète | répétez | repete | encore | encore une fois | pardon | comment | redites | redis | redire | quoi | hein | plaît-il | vous dites | tu dis",
    ),
    (
        Request(Control::Repeat),
        "pouvez-vous répéter | peux-tu répéter | pouvez-vous redire | répéter la question | répétez la question | redire la question | quelle était la question | c'était quoi la question | je n'ai pas compris | j'ai pas compris | je ne comprends pas la question",
    ),
    (
        Word(Control::Help),
        "aide | aidez-moi | aide-moi | au secours | à l'aide | besoin d'aide | j'ai besoin d'aide | que puis-je faire | que dois-je faire | que dois-je répondre | je ne comprends pas | je comprends pas | comment ça marche | comment faire | menu",
    ),
    (
        Request(Control::Help),
        "j'ai besoin d'aide | besoin d'aide | pouvez-vous m'aider | peux-tu m'aider | que dois-je répondre | que faut-il répondre | que dois-je écrire",
    ),
    (
        Word(Control::Restart),
        "recommencer | recommence | recommencez | recommençons | redémarrer | on recommence | je recommence | à zéro | depuis le début | tout recommencer | reprendre à zéro | nouvelle commande",
    ),
    (
        Request(Control::Restart),
        "recommencer depuis le début | recommencer à zéro | repartir de zéro | reprendre depuis le début | reprendre à zéro | tout recommencer | recommencer du début",
    ),
    (
        Word(Control::Skip),
        "passer | passe | passez | sauter | ignorer | suivant | suivante | question suivante | je passe | aucune importance | peu importe | sans réponse | rien à signaler | ras | je ne sais pas | je sais pas | aucune idée | chais pas",
    ),
    (
        Request(Control::Skip),
        "passer cette question | sauter cette question | passer la question | question suivante | je préfère ne pas répondre | je ne veux pas répondre",
    ),
    (
        Word(Control::Thanks),
        "merci | merci beaucoup | merci bien | mille merci | un grand merci | merci infiniment | merci à vous | merci d'avance | mercii | merciii | mrc",
    ),
    (
        Question,
        "est-ce que | est-ce | qu'est-ce que | qu'est-ce qui | qu'est-ce | c'est quoi | c'est combien | c'est où | c'est quand | combien | comment | pourquoi | quand | quand est-ce que | où | où est | où êtes | où se | où sont | quel est | quelle est | quels sont | quelles sont | quel | quelle | quels | quelles | qui | que | quoi | avez-vous | avez vous | as-tu | faites-vous | fais-tu | livrez-vous | peut-on | puis-je | peux-tu | pouvez-vous | pourriez-vous | êtes-vous | es-tu | y a-t-il | il y a | vous avez | vous livrez | vous faites | vous êtes ouvert | dois-je | faut-il | a-t-on | ça coûte | à quelle heure | à quel | jusqu'à quelle heure | jusqu'à quand | depuis quand | de quoi | lequel | laquelle | savez-vous | acceptez-vous | prenez-vous | proposez-vous",
    ),
];
