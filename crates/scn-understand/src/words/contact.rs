//! Words around phone numbers and addresses, in French, German, Italian and English. All folded.

/// Announce a phone number.
pub(crate) const PHONE: &[&str] = &[
    // French
    "tel",
    "telephone",
    "numero",
    "portable",
    "mobile",
    "natel",
    "fixe",
    "appeler",
    "appelez",
    "appelle",
    "rappeler",
    "rappelez",
    "joindre",
    "joignable",
    "fax",
    // German
    "telefon",
    "telefonnummer",
    "handynummer",
    "mobilnummer",
    "nummer",
    "handy",
    "mobil",
    "anrufen",
    "zuruckrufen",
    "erreichbar",
    "erreichen",
    "natelnummer",
    "festnetz",
    // Italian
    "telefono",
    "cellulare",
    "cell",
    "fisso",
    "chiamare",
    "chiamatemi",
    "chiamami",
    "richiamare",
    "richiamatemi",
    "recapito",
    // English
    "phone",
    "cellphone",
    "call",
    "ring",
    "reach",
    "text",
    "whatsapp",
    "landline",
];

/// Announce a number of another kind.
pub(crate) const OTHER_NUMBER: &[&str] = &[
    // French
    "commande",
    "facture",
    "client",
    "cliente",
    "dossier",
    "reference",
    "ref",
    "contrat",
    "billet",
    "suivi",
    "colis",
    "compte",
    "carte",
    "avs",
    "serie",
    "article",
    "code",
    "reservation",
    "iban",
    "siret",
    // German
    "bestellung",
    "bestellnummer",
    "rechnung",
    "rechnungsnummer",
    "kundennummer",
    "auftrag",
    "auftragsnummer",
    "referenz",
    "vertrag",
    "vertragsnummer",
    "sendung",
    "sendungsnummer",
    "konto",
    "kontonummer",
    "karte",
    "ahv",
    "artikel",
    "artikelnummer",
    "seriennummer",
    "ticket",
    "buchung",
    "buchungsnummer",
    // Italian
    "ordine",
    "fattura",
    "pratica",
    "riferimento",
    "contratto",
    "biglietto",
    "pacco",
    "spedizione",
    "conto",
    "carta",
    "codice",
    "prenotazione",
    "articolo",
    // English
    "order",
    "invoice",
    "customer",
    "account",
    "tracking",
    "parcel",
    "card",
    "contract",
    "booking",
    "serial",
    "item",
    "isbn",
];

/// Announce the number behind a switchboard.
pub(crate) const EXTENSION: &[&str] =
    &["ext", "extension", "x", "poste", "durchwahl", "dw", "nebenstelle", "interno", "int", "apparat"];

/// Behind a sum of money.
pub(crate) const CURRENCY: &[&str] = &[
    "chf", "eur", "usd", "gbp", "fr", "frs", "sfr", "franc", "francs", "franken", "stutz", "franco",
    "franchi", "euro", "euros", "dollar", "dollars", "dollari", "pound", "pounds", "livres", "sterline",
];

/// Announce a mail, web or postal address.
const ADDRESS: &[&str] = &[
    // French
    "mail",
    "email",
    "e",
    "courriel",
    "adresse",
    "site",
    "lien",
    "internet",
    // German
    "anschrift",
    "webseite",
    "website",
    "homepage",
    "url",
    // Italian
    "indirizzo",
    "posta",
    "elettronica",
    "sito",
    // English
    "address",
    "link",
];

/// Nothing else is said by these when an address or a number stands beside them.
pub(crate) const ANNOUNCING: &[&[&str]] = &[PHONE, ADDRESS];

/// `@` as it is said; nobody says these for anything else.
pub(crate) const AT: &[&str] =
    &["arobase", "arobas", "arrobas", "arobaze", "chiocciola", "chiocciolina", "klammeraffe", "affenschwanz"];

/// `@` as it is said, and a word besides: only in brackets or with a clear address around it.
pub(crate) const WEAK_AT: &[&str] = &["at", "a", "ad", "et", "aet"];

pub(crate) const DOT: &[&str] = &["dot", "point", "punkt", "punto"];
pub(crate) const DASH: &[&str] = &["dash", "hyphen", "tiret", "bindestrich", "trattino", "minus"];
pub(crate) const UNDERSCORE: &[&str] = &["underscore", "unterstrich"];
