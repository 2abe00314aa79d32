//! Words that only matter while records are gathered.

/// "nothing more", in four languages; folded.
const ENDS: &[&str] = &[
    // fr
    "c est tout",
    "cest tout",
    "ce sera tout",
    "ca sera tout",
    "c est tout bon",
    "c est bon",
    "cest bon",
    "c est bon comme ca",
    "ca suffit",
    "ca ira",
    "ca ira comme ca",
    "rien d autre",
    "rien de plus",
    "plus rien",
    "j ai fini",
    "c est fini",
    "c est complet",
    "on a tout",
    // de
    "das ist alles",
    "das war alles",
    "das ware alles",
    "das waere alles",
    "das wars",
    "das war s",
    "das wars dann",
    "das ware s",
    "mehr nicht",
    "nichts mehr",
    "sonst nichts",
    "sonst nichts mehr",
    "das reicht",
    "das genugt",
    "passt so",
    "das passt so",
    "bin fertig",
    // it
    "e tutto",
    "basta cosi",
    "va bene cosi",
    "a posto cosi",
    "sono a posto",
    "nient altro",
    "niente altro",
    "nulla piu",
    "niente piu",
    "questo e tutto",
    // en
    "that s all",
    "thats all",
    "that is all",
    "that ll be all",
    "that will be all",
    "that s it",
    "thats it",
    "that is it",
    "that s everything",
    "nothing else",
    "nothing more",
    "no more",
    "i m done",
    "im done",
    "i m good",
    "all done",
    "we re good",
];
/// These end the list when they are the whole message.
const ENDS_ALONE: &[&str] = &[
    "basta", "fertig", "finito", "fini", "termine", "done", "rien", "niente", "nichts", "nothing", "stop",
    "tutto", "alles", "tout", "all", "complet",
];
/// "juste un coca": this, and then nothing more; only where a message begins.
const ONLY: &[&str] = &[
    "juste",
    "seulement",
    "uniquement",
    "simplement",
    "nur",
    "bloss",
    "solo",
    "soltanto",
    "solamente",
    "just",
    "only",
];
const AND: &[&str] = &[
    "et", "plus", "puis", "ainsi", "ni", "ou", "und", "sowie", "dann", "oder", "dazu", "e", "ed", "poi",
    "piu", "ne", "o", "oltre", "and", "then", "or", "nor", "also", "along", "together", "well",
];
/// Ends what a marker covers: "ohne Zwiebeln, aber mit Käse".
const BUT: &[&str] = &["but", "mais", "aber", "sondern", "ma", "pero", "however", "otherwise"];
const ALL: &[&str] = &[
    "tous", "toutes", "chacun", "chacune", "chaque", "alle", "beide", "beiden", "jede", "jeder", "jedes",
    "jeweils", "tutti", "tutte", "entrambi", "entrambe", "ognuna", "ognuno", "all", "both", "each",
];
/// These mean all records only before what is said of them: "alles ohne Zwiebeln", "tout sans oignons".
const ALL_BEFORE: &[&str] = &["tout", "alles", "tutto", "everything"];
const ALL_OF_TWO: &[&str] =
    &["les deux", "les trois", "les quatre", "die zwei", "die drei", "tutte e due", "tutti e due"];
/// A clause that begins so is no item of a list.
const BREAKERS: &[&str] = &[
    "je", "j", "c", "ce", "il", "elle", "on", "nous", "vous", "ils", "pour", "ich", "es", "wir", "ihr",
    "das", "fur", "bitte", "vorrei", "voglio", "per", "i", "we", "it", "you", "for", "that", "merci", "svp",
    "danke", "grazie", "please", "thanks",
];
const WITH: &[&str] = &["with", "avec", "mit", "con"];
/// "2 x margherita", "margherita fois deux"
const TIMES: &[&str] = &["x", "fois", "mal", "volte", "times"];

/// The words of the longest phrase of `ENDS` that starts here.
pub(super) fn ends(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    (2..=4)
        .rev()
        .find(|len| at + len <= utterance.words.len() && ENDS.contains(&utterance.phrase(at..at + len)))
}

pub(super) fn ends_alone(word: &str) -> bool {
    ENDS_ALONE.contains(&word)
}

pub(super) fn only(word: &str) -> bool {
    ONLY.contains(&word)
}

pub(super) fn and(word: &str) -> bool {
    AND.contains(&word)
}

/// How many words mean all records, if any do.
pub(super) fn all(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    (2..=3)
        .find(|len| ALL_OF_TWO.contains(&utterance.phrase(at..at + len)))
        .or_else(|| ALL.contains(&utterance.word(at)).then_some(1))
}

pub(super) fn breaks(word: &str) -> bool {
    BREAKERS.contains(&word)
}

/// Ends a text: another part of the order begins.
pub(super) fn ends_text(word: &str) -> bool {
    breaks(word) || WITH.contains(&word)
}

pub(super) fn times(word: &str) -> bool {
    TIMES.contains(&word)
}

/// "the other with oat milk": one more of the same.
const OTHER: &[&str] =
    &["other", "another", "autre", "andere", "anderen", "anderes", "anderer", "altra", "altro", "un altra"];
/// "three pizzas, one with ham and the rest with olives"
const REST: &[&str] = &[
    "the rest",
    "the others",
    "the remaining",
    "le reste",
    "les autres",
    "der rest",
    "den rest",
    "die anderen",
    "die restlichen",
    "die ubrigen",
    "il resto",
    "gli altri",
    "le altre",
];
/// "a dozen rolls, half of them whole wheat"
const HALF: &[&str] = &["half of them", "half of those", "half", "la moitie", "die halfte", "la meta"];
/// "einer mit Käse, noch einer ohne"
const ONE_MORE: &[&str] = &[
    "one more",
    "another one",
    "the other one",
    "encore un",
    "encore une",
    "un autre",
    "une autre",
    "l un",
    "l une",
    "l autre",
    "noch ein",
    "noch eine",
    "noch einen",
    "noch einer",
    "noch eins",
    "die andere",
    "der andere",
    "das andere",
    "den anderen",
    "ancora un",
    "ancora uno",
    "ancora una",
    "un altro",
    "un altra",
    "l altra",
    "l altro",
];
/// "in a vase", "on a sesame bun": an article behind one of these counts nothing.
const IN: &[&str] = &[
    "in", "on", "into", "dans", "sur", "auf", "im", "am", "su", "nel", "nella", "als", "as", "comme", "come",
];
/// "the same but small"
const SAME: &[&str] = &[
    "the same",
    "same again",
    "same thing",
    "la meme",
    "le meme",
    "la meme chose",
    "les memes",
    "pareil",
    "dasselbe",
    "das gleiche",
    "die gleiche",
    "den gleichen",
    "das selbe",
    "lo stesso",
    "la stessa",
    "uguale",
    "idem",
];
/// "a margherita and a calzone, two of each"
const EACH: &[&str] = &[
    "of each",
    "de chaque",
    "von jedem",
    "von jeder",
    "di ciascuno",
    "di ciascuna",
    "di ognuno",
    "per tipo",
    "each",
    "chacun",
    "chacune",
];
/// "a pump of caramel": joins an amount to what it measures.
const OF: &[&str] = &["of", "de", "d", "du", "des", "von", "di", "al", "della", "del"];
/// Measures of what is in something, never of what is ordered: "a dash of espresso".
const SMALL: &[&str] = &[
    // en
    "shot",
    "shots",
    "dash",
    "splash",
    "touch",
    "hint",
    "drop",
    "drops",
    "pinch",
    "pump",
    "pumps",
    "spoon",
    "spoons",
    "spoonful",
    "teaspoon",
    "teaspoons",
    "tablespoon",
    "tablespoons",
    "bit",
    "sprinkle",
    "drizzle",
    "squeeze",
    "squirt",
    "dollop",
    "layer",
    // fr
    "goutte",
    "gouttes",
    "pincee",
    "cuillere",
    "cuilleres",
    "cuilleree",
    "filet",
    "soupcon",
    "trait",
    "dose",
    "doses",
    "pointe",
    "nuage",
    "pompe",
    "pompes",
    // de
    "schuss",
    "spritzer",
    "prise",
    "loffel",
    "loffeln",
    "teeloffel",
    "essloffel",
    "tropfen",
    "hauch",
    "messerspitze",
    "pumpstoss",
    // it
    "goccia",
    "gocce",
    "spruzzo",
    "spruzzata",
    "pizzico",
    "cucchiaio",
    "cucchiai",
    "cucchiaino",
    "cucchiaini",
    "punta",
    "filo",
];
/// Ways to say what a marker says: one of a kind among the markers of a field stands for the others, before its own items.
const ALIKE: &[&[&str]] = &[
    &[
        "without",
        "without any",
        "with no",
        "but no",
        "no",
        "not any",
        "hold",
        "hold the",
        "minus",
        "except",
        "except for",
        "leave off",
        "leave out",
        "leave off the",
        "leave out the",
        "skip the",
        "take off the",
        "avoid",
        "free of",
        "sans",
        "pas de",
        "sans aucun",
        "sauf",
        "enlevez",
        "retirez",
        "ohne",
        "kein",
        "keine",
        "keinen",
        "nicht mit",
        "weglassen",
        "ausser",
        "senza",
        "niente",
        "tranne",
        "eccetto",
        "togli",
        "togliere",
    ],
    &[
        "extra",
        "lots of",
        "a lot of",
        "plenty of",
        "more",
        "additional",
        "heavy on",
        "heavy on the",
        "double the",
        "loads of",
        "supplement",
        "supplement de",
        "beaucoup de",
        "plus de",
        "davantage de",
        "extra viel",
        "viel",
        "mehr",
        "zusatzlich",
        "zusatzliche",
        "doppio",
        "molto",
        "molta",
        "molti",
        "tanto",
        "tanta",
        "piu",
        "aggiunta di",
        "con aggiunta di",
    ],
    &[
        "light",
        "light on",
        "light on the",
        "easy on",
        "easy on the",
        "go easy on",
        "go easy on the",
        "not much",
        "not too much",
        "less",
        "a little",
        "a little bit of",
        "little",
        "just a little",
        "un peu de",
        "peu de",
        "moins de",
        "pas trop de",
        "wenig",
        "weniger",
        "nicht viel",
        "nicht zu viel",
        "ein bisschen",
        "ein wenig",
        "poco",
        "poca",
        "meno",
        "un po di",
        "non troppo",
    ],
    &["on the side", "a part", "a cote", "separat", "extra dazu", "a parte", "separately"],
];
/// Words between the things of an order that say nothing by themselves.
const LINKS: &[&str] = &[
    // en
    "with",
    "on",
    "in",
    "as",
    "of",
    "from",
    "by",
    "some",
    "topped",
    "made",
    "comes",
    "containing",
    "including",
    "added",
    "having",
    "make",
    "order",
    "too",
    "is",
    "be",
    "should",
    "would",
    "want",
    "like",
    "top",
    // fr
    "avec",
    "au",
    "aux",
    "a",
    "en",
    "du",
    "des",
    "dans",
    "sur",
    "que",
    "aussi",
    "garnie",
    "garni",
    "soit",
    // de
    "mit",
    "im",
    "in",
    "am",
    "an",
    "auf",
    "vom",
    "zum",
    "zur",
    "noch",
    "auch",
    "bei",
    "fur",
    "sein",
    "soll",
    "nehme",
    "nehmen",
    "belegt",
    // it
    "con",
    "al",
    "alla",
    "alle",
    "allo",
    "agli",
    "ai",
    "col",
    "nel",
    "nella",
    "su",
    "anche",
    "da",
    "dal",
    "che",
    "any",
    "let",
    "s",
    "you",
    "take",
    "need",
    "them",
    "this",
    "do",
    "prends",
    "prendrai",
    "prendre",
    "vous",
    "tu",
    "chez",
    "ce",
    "moi",
    "mon",
    "ma",
    "sie",
    "du",
    "ihr",
    "dann",
    "mein",
    "meine",
    "prendo",
    "lei",
    "dia",
    "mi",
    "mio",
    "mia",
];
/// "deux margheritas, dont une sans olives"
const WITHIN: &[&str] = &["dont", "davon", "darunter", "those", "them", "which", "cui"];
/// "Can I get …", "je peux avoir …": asks for something, and is no question.
const GET: &[&str] = &[
    "have",
    "get",
    "order",
    "make",
    "give",
    "add",
    "take",
    "avoir",
    "mettre",
    "prendre",
    "commander",
    "ajouter",
    "donner",
    "haben",
    "bekommen",
    "kriegen",
    "bestellen",
    "nehmen",
    "machen",
    "avere",
    "prendere",
    "ordinare",
    "mettere",
    "aggiungere",
    "dare",
    "fare",
    "faire",
    "hinzufugen",
    "dazugeben",
    "do",
    "put",
    "use",
    "send",
    "bring",
    "fix",
    "prepare",
    "place",
    "serve",
    "envoyer",
    "apporter",
    "preparer",
    "servir",
    "faire",
    "bringen",
    "schicken",
    "zubereiten",
    "reservieren",
    "portare",
    "mandare",
    "preparare",
];
const ME: &[&str] = &[
    "i", "me", "we", "us", "je", "j", "moi", "nous", "ich", "mir", "wir", "uns", "mi", "posso", "potrei",
    "possiamo", "noi",
];

/// How many words of a phrase that starts here are in a list, the longest first.
fn listed(utterance: &crate::api::Utterance<'_>, list: &[&str], at: usize) -> Option<usize> {
    (1..=3)
        .rev()
        .find(|len| at + len <= utterance.words.len() && list.contains(&utterance.phrase(at..at + len)))
}

pub(super) fn rest(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    listed(utterance, REST, at)
}

pub(super) fn half(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    listed(utterance, HALF, at)
}

pub(super) fn one_more(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    listed(utterance, ONE_MORE, at)
}

pub(super) fn within_something(word: &str) -> bool {
    IN.contains(&word)
}

pub(super) fn same(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    listed(utterance, SAME, at)
}

pub(super) fn each(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    listed(utterance, EACH, at)
}

pub(super) fn all_before(word: &str) -> bool {
    ALL_BEFORE.contains(&word)
}

/// Whether a phrase says the same as one of these markers.
pub(super) fn alike(markers: &[String], phrase: &str) -> bool {
    ALIKE
        .iter()
        .any(|kind| kind.contains(&phrase) && markers.iter().any(|marker| kind.contains(&marker.as_str())))
}

/// "hold", "minus": what follows is not wanted.
pub(super) fn refuses(utterance: &crate::api::Utterance<'_>, at: usize) -> bool {
    let without = ALIKE.first().copied().unwrap_or_default();
    (1..=3).any(|len| at.checked_sub(len).is_some_and(|start| without.contains(&utterance.phrase(start..at))))
}

pub(super) fn with(word: &str) -> bool {
    WITH.contains(&word)
}

pub(super) fn small(word: &str) -> bool {
    SMALL.contains(&word)
}

pub(super) fn but(word: &str) -> bool {
    BUT.contains(&word)
}

pub(super) fn of(word: &str) -> bool {
    OF.contains(&word)
}

pub(super) fn links(word: &str) -> bool {
    LINKS.contains(&word) || and(word) || but(word)
}

/// "a", "an": never one of several.
pub(super) fn is_bare_article(word: &str) -> bool {
    matches!(word, "a" | "an")
}

pub(super) fn other(word: &str) -> bool {
    OTHER.contains(&word)
}

pub(super) fn within(word: &str) -> bool {
    WITHIN.contains(&word)
}

/// "can", "may": asks whether one may have it.
pub(super) fn can(word: &str) -> bool {
    const CAN: &[&str] = &[
        "can", "could", "may", "might", "would", "will", "pouvez", "pourriez", "puis", "peux", "peut",
        "pourrais", "pourrait", "pouvons", "kann", "kannst", "konnte", "koennte", "konnen", "konnten",
        "konnt", "konntest", "darf", "durfte", "puo", "puoi", "posso", "potrei", "potrebbe", "potresti",
        "possiamo", "potete",
    ];
    CAN.contains(&word)
}

/// A word of "can I please have" or "dont une": says nothing about what is wanted.
pub(super) fn requests(word: &str) -> bool {
    gets(word) || me(word) || within(word) || can(word) || word == "please"
}

pub(super) fn gets(word: &str) -> bool {
    GET.contains(&word)
}

pub(super) fn me(word: &str) -> bool {
    ME.contains(&word)
}
