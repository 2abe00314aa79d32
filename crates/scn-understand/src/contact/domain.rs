//! Names of hosts: which are well formed, and which ends are known.

use crate::zones;

/// A name with a dot in it, as the rules of names allow, with an end of letters.
pub(super) fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let last = end(domain);
    domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(label)
        && last.chars().nth(1).is_some()
        && (last.chars().all(char::is_alphabetic) || last.starts_with("xn--"))
}

/// The last label of a name.
pub(super) fn end(domain: &str) -> &str {
    domain.rsplit('.').next().unwrap_or_default()
}

/// An end that names really have: of a country, or one of the common ones. `domain` is in lower case.
pub(super) fn has_known_end(domain: &str) -> bool {
    let end = end(domain);
    let of_country = || {
        let capitals = end.to_ascii_uppercase();
        zones::countries().any(|country| country == capitals) || matches!(end, "uk" | "eu" | "su" | "ac")
    };
    COMMON.split(' ').any(|known| known == end) || end.starts_with("xn--") || end.len() == 2 && of_country()
}

/// Four numbers of a host without a name.
pub(super) fn is_address(host: &str) -> bool {
    host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok())
}

/// Ends that are open to everyone, of the world, of the cities and regions of the four languages, and of trades.
const COMMON: &str = "com net org info biz name pro edu gov mil int mobi tel asia jobs coop museum aero cat post travel \
    swiss zuerich berlin hamburg bayern koeln cologne nrw saarland ruhr tirol wien paris alsace bzh corsica london wales scot nyc \
    app dev web online site website page blog link email cloud digital tech software systems network host hosting \
    shop store shopping boutique market sale deals gift gifts fashion shoes jewelry \
    agency studio design graphics photo photos photography gallery art media video music film show news press \
    restaurant pizza cafe bar pub beer wine vin catering menu kitchen coffee food recipes bio organic farm \
    hotel hotels camp holiday holidays vacations reisen tours viajes voyage taxi limo flights cruises ski golf \
    health clinic dental dentist doctor hospital care fit fitness yoga beauty salon hair spa \
    gmbh ag sarl srl ltd llc inc company group holdings partners ventures enterprises international global world \
    immo immobilien haus house homes estate properties apartments rent rentals land garden construction builders \
    plumbing repair tools equipment furniture lighting energy solar green eco \
    school academy university college education training courses institute church foundation charity ngo ong \
    bank finance financial fund capital insurance tax accountant legal law lawyer consulting expert marketing events \
    services solutions support center centre club community team social chat family kids baby pet dog wedding \
    cars auto car bike moto parts car delivery express direct supply supplies works work careers \
    xyz top live life love today one plus zone space city town place guide tips review reviews cool fun games game \
    football tennis run surf dance theater tickets party";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_known() {
        for known in ["a.ch", "a.co.uk", "a.swiss", "a.eu", "a.pizza", "a.xn--p1ai"] {
            assert!(has_known_end(known), "{known}");
        }
        for unknown in ["a.c", "a.voila", "a.zz", "a.mai", "a.40"] {
            assert!(!has_known_end(unknown), "{unknown}");
        }
    }
}
