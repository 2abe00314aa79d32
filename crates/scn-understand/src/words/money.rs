//! Currencies: their codes (ISO 4217), their names, the countries they are named after.

use crate::hash;
use scn_graph::Currency;
use std::{collections::BTreeMap, sync::LazyLock};

/// The codes of ISO 4217 that are money, and a few that were and are still written.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN \
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL \
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN \
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD \
    TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL \
    ATS BEF CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK BTC";

/// Names shared by the currencies of several countries: the names, and the codes, the most likely first.
const FAMILIES: &[(&str, &str)] = &[
    (
        "dollar dollars dollaro dollari bucks buck",
        "USD CAD AUD NZD HKD SGD TWD JMD TTD BBD BSD BZD BMD KYD GYD SRD LRD NAD FJD SBD XCD BND",
    ),
    (
        "pound pounds livre livres pfund pfd sterline sterlina sterling sterlings quid",
        "GBP EGP LBP SYP SDG SSP FKP GIP SHP",
    ),
    ("lira liras lire", "TRY ITL GBP EGP LBP SYP"),
    ("mark marks deutschmark deutschmarks dm marco marchi", "DEM FIM BAM"),
    ("markka markkaa", "FIM"),
    ("peseta pesetas pesete peseten", "ESP"),
    ("guilder guilders gulden florin florins", "NLG ANG AWG"),
    (
        "franc francs fr frs sfr franken franke frankens fraenkli frankli franco franchi stutz",
        "CHF XOF XAF XPF CDF GNF RWF BIF DJF KMF",
    ),
    (
        "crown crowns krone kronen kroner kronor krona kronur koruna couronne couronnes corona corone kr",
        "SEK NOK DKK CZK ISK",
    ),
    ("peso pesos", "MXN ARS CLP COP CUP DOP PHP UYU"),
    ("rupee rupees roupie roupies rupie rupien rupia rs", "INR PKR LKR NPR MUR SCR"),
    ("dinar dinars dinare dinari dinaro", "TND DZD RSD KWD BHD IQD JOD LYD"),
    ("dirham dirhams dirhem", "AED MAD"),
    ("rial rials", "IRR OMR YER"),
    ("riyal riyals", "SAR QAR"),
    ("ruble rubles rouble roubles rubel rublo rubli", "RUB BYN"),
    ("shilling shillings schilling scellino scellini", "KES TZS UGX SOS"),
    ("leu lei", "RON MDL"),
    ("manat manats", "AZN TMT"),
    ("won wons 원", "KRW KPW"),
    ("pataca patacas", "MOP"),
    ("real reais reals", "BRL"),
    ("rand rands", "ZAR"),
    ("yen yens 円", "JPY"),
    ("yuan yuans renminbi rmb kuai 元 圆", "CNY"),
    ("zloty zlotys zl zlotych", "PLN"),
    ("forint forints fiorini ft", "HUF NLG"),
    ("lev leva lew", "BGN"),
    ("hryvnia hryvnias hrywnja griwna grivna", "UAH"),
    ("shekel shekels schekel sheqel nis", "ILS"),
    ("baht bahts", "THB"),
    ("dong dongs", "VND"),
    ("ringgit ringgits rm", "MYR"),
    ("rupiah rupiahs", "IDR"),
    ("riel riels", "KHR"),
    ("kip kips", "LAK"),
    ("kyat kyats", "MMK"),
    ("taka takas", "BDT"),
    ("tugrik tugriks togrog", "MNT"),
    ("tenge", "KZT"),
    ("som soms", "KGS"),
    ("somoni", "TJS"),
    ("lari laris", "GEL"),
    ("dram drams", "AMD"),
    ("afghani afghanis", "AFN"),
    ("lek leke", "ALL"),
    ("denar denars", "MKD"),
    ("naira nairas", "NGN"),
    ("cedi cedis", "GHS"),
    ("birr", "ETB"),
    ("kwacha", "ZMW MWK"),
    ("kwanza", "AOA"),
    ("metical", "MZN"),
    ("pula", "BWP"),
    ("quetzal quetzals", "GTQ"),
    ("lempira lempiras", "HNL"),
    ("boliviano bolivianos", "BOB"),
    ("bolivar bolivars bolivares", "VES"),
    ("guarani guaranis", "PYG"),
    ("sol soles", "PEN"),
    ("balboa", "PAB"),
    ("gourde gourdes", "HTG"),
    ("euro euros", "EUR"),
    ("bitcoin bitcoins btc", "BTC"),
    ("balle balles", "EUR CHF"),
];

/// The countries currencies are named after: how their adjectives and names begin, and the first letters of the code.
const COUNTRIES: &[(&str, &str)] = &[
    // Those whose names begin like another's come first.
    ("trinid", "TT"),
    ("barbad", "BB"),
    ("baham", "BS"),
    ("beliz", "BZ"),
    ("bermud", "BM"),
    ("cayman kaiman caiman", "KY"),
    ("guyan", "GY"),
    ("surinam", "SR"),
    ("liberi", "LR"),
    ("namib", "NA"),
    ("fidji fidschi fiji figi", "FJ"),
    ("salomon solomon", "SB"),
    ("brunei", "BN"),
    ("carib karib ostkarib", "XC"),
    ("soudan sudan", "SD"),
    ("falkland malouin", "FK"),
    ("gibralt gibilt", "GI"),
    ("seychell", "SC"),
    ("guine", "GN"),
    ("burund", "BI"),
    ("djibout dschibut gibut", "DJ"),
    ("comor komor", "KM"),
    ("pacifi pazifi cfp", "XP"),
    ("somal", "SO"),
    ("azerba aserba", "AZ"),
    ("turkm turcm", "TM"),
    ("zamb sambi", "ZM"),
    ("malaw", "MW"),
    ("arub", "AW"),
    ("antill", "AN"),
    ("bosni", "BA"),
    ("nordkor nordcor", "KP"),
    ("americ amerikan us usa united etats", "US"),
    ("canad kanad", "CA"),
    ("austral", "AU"),
    ("neuseel neozel neo newzeal new nouvel nz", "NZ"),
    ("hong hongkong", "HK"),
    ("singap", "SG"),
    ("taiwan", "TW"),
    ("jamai giamai jamaik", "JM"),
    ("brit engl angl ingl sterlin", "GB"),
    ("egypt agypt aegypt egiz", "EG"),
    ("liban leban", "LB"),
    ("syr siri", "SY"),
    ("suiss swiss schweiz svizzer", "CH"),
    ("cfa westafrik", "XO"),
    ("zentralafrik", "XA"),
    ("congol kongol", "CD"),
    ("rwand ruand", "RW"),
    ("suedois swed schwed sved", "SE"),
    ("norveg norweg norwegis", "NO"),
    ("dan danois danish danisch daenisch danes", "DK"),
    ("tchequ czech tschech cec", "CZ"),
    ("island iceland", "IS"),
    ("mexic mexik messic mex", "MX"),
    ("argentin", "AR"),
    ("chil cilen", "CL"),
    ("colomb kolumb", "CO"),
    ("cuba kuban", "CU"),
    ("dominic dominik", "DO"),
    ("philipp filipp", "PH"),
    ("uruguay", "UY"),
    ("indi", "IN"),
    ("pakist", "PK"),
    ("sri srilank", "LK"),
    ("nepal", "NP"),
    ("mauri", "MU"),
    ("tunis", "TN"),
    ("alger", "DZ"),
    ("serb", "RS"),
    ("kuwait koweit", "KW"),
    ("bahrein bahrain", "BH"),
    ("irak iraq irach", "IQ"),
    ("jordan giordan", "JO"),
    ("lib liby", "LY"),
    ("maroc morocc marokk marocc", "MA"),
    ("emirat", "AE"),
    ("iran", "IR"),
    ("oman", "OM"),
    ("yemen jemen", "YE"),
    ("saoud saud", "SA"),
    ("qatar katar", "QA"),
    ("russ", "RU"),
    ("bieloruss weissruss belarus", "BY"),
    ("kenya keni", "KE"),
    ("tanzan tansan", "TZ"),
    ("ougand ugand", "UG"),
    ("roumain roman rumen ruman romen", "RO"),
    ("moldav moldau moldov", "MD"),
    ("sudcor sudkor suedkor south coreen corean korean", "KR"),
    ("turc turk turkisch tuerk", "TR"),
    ("japon japan giappon", "JP"),
    ("chin cin", "CN"),
    ("polon poln pol", "PL"),
    ("ungar hungar ungher hongr", "HU"),
    ("bresil brazil brasil", "BR"),
    ("thai", "TH"),
    ("malais malays malaysi", "MY"),
    ("indones", "ID"),
    ("cambod kambodsch", "KH"),
    ("israel", "IL"),
    ("ukrain", "UA"),
    ("finn finl", "FI"),
    ("deutsch german alleman tedesc", "DE"),
    ("oland nederl niederl holland holland dutch neerland", "NL"),
    ("bulgar", "BG"),
];

/// Small money: the names, and the currency they mean when nothing tells (none: the one that is expected).
const SMALL: &[(&str, Option<&str>)] = &[
    ("cent cents ct cts centesimo centesimi c sen", None),
    ("centime centimes", None),
    ("rappen rp raeppli rappli", Some("CHF")),
    ("penny pence pennies p", Some("GBP")),
    ("groszy grosz", Some("PLN")),
    ("kopek kopeks kopeke kopeken kopeck kopecks copeco copechi", Some("RUB")),
    ("ore oere", Some("SEK")),
    ("paisa paise", Some("INR")),
    ("fen jiao", Some("CNY")),
    ("centavo centavos", Some("MXN")),
    ("pfennig pfennige", Some("DEM")),
    ("groschen", Some("ATS")),
    ("centimo centimos", Some("ESP")),
    ("haler halere haleru", Some("CZK")),
    ("stotinka stotinki", Some("BGN")),
    ("bani", Some("RON")),
    ("kurus kurush", Some("TRY")),
    ("agorot", Some("ILS")),
    ("satang", Some("THB")),
    ("kobo", Some("NGN")),
    ("piaster piastre piastres piastra piastre", Some("EGP")),
    ("eyrir aurar", Some("ISK")),
];

/// What a word or sign says about money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Money {
    Code(Currency),
    /// A name several countries share: the codes, the most likely first.
    Family(&'static str),
}

/// What the tables tell of a word.
#[derive(Clone, Copy, Default)]
struct Entry {
    code: Option<Currency>,
    family: Option<&'static str>,
    small: Option<Option<Currency>>,
}

/// All words of the tables.
struct Book {
    words: Vec<(String, Entry)>,
    table: Vec<u32>,
}

static BOOK: LazyLock<Book> = LazyLock::new(Book::new);

impl Book {
    fn new() -> Book {
        let mut words: BTreeMap<String, Entry> = BTreeMap::new();
        for code in CODES.split_whitespace() {
            words.entry(code.to_ascii_lowercase()).or_default().code = Currency::parse(code);
        }
        for (names, codes) in FAMILIES {
            names.split(' ').for_each(|name| words.entry(name.to_owned()).or_default().family = Some(codes));
        }
        for (names, code) in SMALL {
            let code = code.and_then(Currency::parse);
            names.split(' ').for_each(|name| words.entry(name.to_owned()).or_default().small = Some(code));
        }
        let words: Vec<(String, Entry)> = words.into_iter().collect();
        let mut table = hash::table(words.len());
        for (at, (word, _)) in words.iter().enumerate() {
            hash::insert(&mut table, hash::hash(word.as_bytes()), at as u32);
        }
        Book { words, table }
    }

    fn find(&self, word: &str) -> Entry {
        let is = |at: u32| self.words.get(at as usize).is_some_and(|(known, _)| known == word);
        let at = hash::find(&self.table, hash::hash(word.as_bytes()), is);
        at.and_then(|at| self.words.get(at as usize)).map_or(Entry::default(), |(_, entry)| *entry)
    }
}

/// The currency of a folded code.
pub(crate) fn code(word: &str) -> Option<Currency> {
    BOOK.find(word).code
}

/// A currency's sign.
pub(crate) fn sign(c: char) -> Option<Money> {
    let codes = match c {
        '€' => "EUR",
        '$' => family("dollar")?,
        '£' | '₤' => family("pound")?,
        '¥' | '￥' => "JPY CNY",
        '₹' => "INR",
        '₨' => family("rupee")?,
        '₽' => "RUB",
        '₩' => "KRW",
        '₪' => "ILS",
        '₺' => "TRY",
        '₴' => "UAH",
        '₫' => "VND",
        '฿' => "THB",
        '₱' => "PHP",
        '₦' => "NGN",
        '₡' => "CRC",
        '₵' => "GHS",
        '₸' => "KZT",
        '₮' => "MNT",
        '₲' => "PYG",
        '₭' => "LAK",
        '₼' => "AZN",
        '₾' => "GEL",
        '₿' => "BTC",
        _ => return None,
    };
    Some(Money::Family(codes))
}

fn family(name: &str) -> Option<&'static str> {
    BOOK.find(name).family
}

/// A folded word that names a currency. Codes that are words ("all", "try", "top") count only in capitals.
pub(crate) fn named(word: &str, raw: &str) -> Option<Money> {
    if word.len() < 2 {
        return None;
    }
    if let Some(codes) = family(word) {
        return Some(Money::Family(codes));
    }
    code(word)
        .filter(|_| !is_word(word) || raw.bytes().all(|byte| byte.is_ascii_uppercase()))
        .map(Money::Code)
}

/// Codes that are words in one of the languages.
pub(crate) fn is_word(word: &str) -> bool {
    matches!(
        word,
        "all"
            | "try"
            | "top"
            | "cup"
            | "mad"
            | "sos"
            | "pen"
            | "mur"
            | "bam"
            | "sar"
            | "std"
            | "lei"
            | "ron"
            | "cop"
            | "gel"
    )
}

/// The currency of small money: whether the word is such, and what it tells.
pub(crate) fn small(word: &str) -> Option<Option<Currency>> {
    BOOK.find(word).small
}

/// The country a word names, as the first letters of its currency.
pub(crate) fn country(word: &str) -> Option<&'static str> {
    // "américains", "schwedischen", "inglesi": at most six letters are ending.
    let is =
        |stem: &str| word == stem || stem.len() > 2 && word.len() <= stem.len() + 6 && word.starts_with(stem);
    COUNTRIES.iter().find(|(stems, _)| stems.split(' ').any(is)).map(|(_, country)| *country)
}

/// The code among `codes` that belongs to a country.
pub(crate) fn of_country(codes: &str, country: &str) -> Option<Currency> {
    codes.split(' ').find(|code| code.starts_with(country)).and_then(Currency::parse)
}

/// The first code of a family.
pub(crate) fn first(codes: &str) -> Option<Currency> {
    codes.split(' ').next().and_then(Currency::parse)
}

/// The currency of a country (ISO 3166), where there is one.
pub(crate) fn of(country: &str) -> Option<Currency> {
    let euro = matches!(
        country,
        "AT" | "BE"
            | "CY"
            | "DE"
            | "EE"
            | "ES"
            | "FI"
            | "FR"
            | "GR"
            | "HR"
            | "IE"
            | "IT"
            | "LT"
            | "LU"
            | "LV"
            | "MT"
            | "NL"
            | "PT"
            | "SI"
            | "SK"
    );
    match country {
        _ if euro => Currency::parse("EUR"),
        "LI" => Currency::parse("CHF"),
        country => of_country(CODES, country),
    }
}

/// "chf12", "rm42": letters that may be written on to digits.
pub(crate) fn is_before_digits(letters: &str) -> bool {
    (2..=4).contains(&letters.len()) && (code(letters).is_some() || family(letters).is_some())
}

/// "12chf", "10keur".
pub(crate) fn is_behind_digits(letters: &str) -> bool {
    letters.len() >= 2 && (code(letters).is_some() || family(letters).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_of_known_codes() {
        for (names, codes) in FAMILIES {
            for known in codes.split(' ') {
                assert!(code(&known.to_ascii_lowercase()).is_some(), "{names}: {known}");
            }
        }
        for (names, country) in COUNTRIES.iter().filter(|(_, country)| *country != "XA" && *country != "XO") {
            assert!(of_country(CODES, country).is_some(), "{names}: {country}");
        }
    }

    #[test]
    fn countries_name_currencies() {
        let canadian = country("canadiens").and_then(|country| of_country(family("dollars")?, country));
        assert_eq!(canadian, Currency::parse("CAD"));
        assert_eq!(country("schwedischen"), Some("SE"));
        assert_eq!(
            (of("CH"), of("DE"), of("GB")),
            (Currency::parse("CHF"), Currency::parse("EUR"), Currency::parse("GBP"))
        );
        assert_eq!(named("try", "try"), None);
        assert_eq!(named("try", "TRY"), Some(Money::Code(Currency(*b"TRY"))));
    }
}
