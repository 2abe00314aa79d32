//! Number words.

use scn_graph::Language;

/// A piece of a number in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Atom {
    N(u64),
    Hundred,
    Thousand,
    Million,
    Dozen,
    And,
}

use Atom::*;

/// The atoms of a folded word, if it is a number word: several for "einundzwanzig" and "ventidue".
pub(crate) fn atoms(language: Language, word: &str) -> Option<Vec<Atom>> {
    if let Some(atom) = atom(language, word) {
        return Some(vec![atom]);
    }
    if !matches!(language, Language::De | Language::It) || word.len() > 64 || !word.is_ascii() {
        return None;
    }
    let mut atoms = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        let longest = (2..=rest.len().min(11)).rev().find_map(|len| {
            let (head, tail) = rest.split_at_checked(len)?;
            Some((atom(language, head).or_else(|| inside(language, head, tail))?, tail))
        });
        let (atom, tail) = longest?;
        atoms.push(atom);
        rest = tail;
    }
    Some(atoms)
}

fn atom(language: Language, word: &str) -> Option<Atom> {
    match language {
        Language::Fr => french(word),
        Language::De => german(word),
        Language::It => italian(word),
        Language::En => english(word),
    }
}

/// Forms that only stand inside a longer word.
fn inside(language: Language, word: &str, rest: &str) -> Option<Atom> {
    match (language, word) {
        (Language::De, "und") => Some(And),
        (Language::It, _) if rest.starts_with('u') || rest.starts_with('o') => Some(match word {
            "vent" => N(20),
            "trent" => N(30),
            "quarant" => N(40),
            "cinquant" => N(50),
            "sessant" => N(60),
            "settant" => N(70),
            "ottant" => N(80),
            "novant" => N(90),
            "cent" => Hundred,
            _ => return None,
        }),
        _ => None,
    }
}

fn french(word: &str) -> Option<Atom> {
    Some(match word {
        "zero" => N(0),
        "un" | "une" => N(1),
        "deux" => N(2),
        "trois" => N(3),
        "quatre" => N(4),
        "cinq" => N(5),
        "six" => N(6),
        "sept" => N(7),
        "huit" => N(8),
        "neuf" => N(9),
        "dix" | "dizaine" => N(10),
        "onze" => N(11),
        "douze" => N(12),
        "treize" => N(13),
        "quatorze" => N(14),
        "quinze" | "quinzaine" => N(15),
        "seize" => N(16),
        "vingt" | "vingts" | "vingtaine" => N(20),
        "trente" | "trentaine" => N(30),
        "quarante" | "quarantaine" => N(40),
        "cinquante" | "cinquantaine" => N(50),
        "soixante" => N(60),
        "septante" => N(70),
        "huitante" | "octante" => N(80),
        "nonante" => N(90),
        "cent" | "cents" | "centaine" => Hundred,
        "mille" => Thousand,
        "million" | "millions" => Million,
        "douzaine" | "douzaines" => Dozen,
        "et" => And,
        _ => return None,
    })
}

fn german(word: &str) -> Option<Atom> {
    Some(match word {
        "null" => N(0),
        "ein" | "eins" | "eine" | "einen" | "einem" | "einer" => N(1),
        "zwei" | "zwo" => N(2),
        "drei" => N(3),
        "vier" => N(4),
        "funf" | "fuenf" => N(5),
        "sechs" => N(6),
        "sieben" => N(7),
        "acht" => N(8),
        "neun" => N(9),
        "zehn" => N(10),
        "elf" => N(11),
        "zwolf" | "zwoelf" => N(12),
        "dreizehn" => N(13),
        "vierzehn" => N(14),
        "funfzehn" | "fuenfzehn" => N(15),
        "sechzehn" => N(16),
        "siebzehn" => N(17),
        "achtzehn" => N(18),
        "neunzehn" => N(19),
        "zwanzig" => N(20),
        "dreissig" => N(30),
        "vierzig" => N(40),
        "funfzig" | "fuenfzig" => N(50),
        "sechzig" => N(60),
        "siebzig" => N(70),
        "achtzig" => N(80),
        "neunzig" => N(90),
        "hundert" => Hundred,
        "tausend" => Thousand,
        "million" | "millionen" => Million,
        "dutzend" => Dozen,
        _ => return None,
    })
}

fn italian(word: &str) -> Option<Atom> {
    Some(match word {
        "zero" => N(0),
        "un" | "uno" | "una" => N(1),
        "due" => N(2),
        "tre" => N(3),
        "quattro" => N(4),
        "cinque" => N(5),
        "sei" => N(6),
        "sette" => N(7),
        "otto" => N(8),
        "nove" => N(9),
        "dieci" | "decina" => N(10),
        "undici" => N(11),
        "dodici" => N(12),
        "tredici" => N(13),
        "quattordici" => N(14),
        "quindici" => N(15),
        "sedici" => N(16),
        "diciassette" => N(17),
        "diciotto" => N(18),
        "diciannove" => N(19),
        "venti" | "ventina" => N(20),
        "trenta" | "trentina" => N(30),
        "quaranta" => N(40),
        "cinquanta" => N(50),
        "sessanta" => N(60),
        "settanta" => N(70),
        "ottanta" => N(80),
        "novanta" => N(90),
        "cento" => Hundred,
        "mille" | "mila" => Thousand,
        "milione" | "milioni" => Million,
        "dozzina" | "dozzine" => Dozen,
        _ => return None,
    })
}

fn english(word: &str) -> Option<Atom> {
    Some(match word {
        "zero" => N(0),
        "a" | "an" | "one" => N(1),
        "two" => N(2),
        "three" => N(3),
        "four" => N(4),
        "five" => N(5),
        "six" => N(6),
        "seven" => N(7),
        "eight" => N(8),
        "nine" => N(9),
        "ten" => N(10),
        "eleven" => N(11),
        "twelve" => N(12),
        "thirteen" => N(13),
        "fourteen" => N(14),
        "fifteen" => N(15),
        "sixteen" => N(16),
        "seventeen" => N(17),
        "eighteen" => N(18),
        "nineteen" => N(19),
        "twenty" => N(20),
        "thirty" => N(30),
        "forty" | "fourty" => N(40),
        "fifty" => N(50),
        "sixty" => N(60),
        "seventy" => N(70),
        "eighty" => N(80),
        "ninety" => N(90),
        "hundred" | "hundreds" => Hundred,
        "thousand" => Thousand,
        "million" => Million,
        "dozen" | "dozens" => Dozen,
        "and" => And,
        _ => return None,
    })
}
