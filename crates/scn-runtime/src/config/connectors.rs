//! How each connector of the scenario is entered, where it may be, and how much it takes at a time.

use super::settings::Settings;
use reqwest::Url;
use reqwest::header::HeaderName;
use std::collections::BTreeMap;

/// What stands below the name of a connector in `scn.yaml`. The secret itself has the name that the scenario gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectorSettings {
    pub auth: Auth,
    /// Calls at the same time; more of them wait.
    pub places: u32,
    /// It may be on this machine or in a private network.
    pub private_network: bool,
}

impl Default for ConnectorSettings {
    fn default() -> Self {
        ConnectorSettings { auth: Auth::Bearer, places: 32, private_network: false }
    }
}

/// How a request shows who it is from.
#[derive(Clone, Debug, PartialEq)]
pub enum Auth {
    /// `Authorization: Bearer SECRET`
    Bearer,
    /// The secret as it is.
    ApiKey(KeyIn),
    /// A signature over the moment, the method, the path and the body.
    Hmac { signature_header: String, timestamp_header: String },
    /// A token that is fetched with the secret and lasts a while: client credentials.
    OAuth2(OAuth2),
}

/// Where an API key stands.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyIn {
    Header(String),
    Query(String),
}

/// Where tokens come from.
#[derive(Clone, Debug, PartialEq)]
pub struct OAuth2 {
    pub token_url: Option<Url>,
    pub client_id: String,
    pub scope: Option<String>,
    pub audience: Option<String>,
    /// Id and secret stand in the body instead of in the header.
    pub in_body: bool,
}

/// Names under which people put secrets that do not belong here.
const SECRETS: [&str; 7] = ["secret", "client_secret", "token", "access_token", "key", "api_key", "password"];

pub(super) fn read(settings: &mut Settings<'_>) -> BTreeMap<String, ConnectorSettings> {
    settings.groups("connectors", connector)
}

fn connector(settings: &mut Settings<'_>) -> ConnectorSettings {
    for name in SECRETS {
        settings.no_secret(name, "the variable that the scenario names with `auth env NAME`");
    }
    let usual = ConnectorSettings::default();
    let auth = settings.optional("auth", "bearer", "bearer, api_key, hmac or oauth2", |text| match text {
        "bearer" | "api_key" | "hmac" | "oauth2" => Some(text.to_owned()),
        _ => None,
    });
    ConnectorSettings {
        auth: match auth.as_str() {
            "api_key" => Auth::ApiKey(api_key(settings)),
            "hmac" => Auth::Hmac {
                signature_header: header(settings, "signature_header", "X-Signature"),
                timestamp_header: header(settings, "timestamp_header", "X-Timestamp"),
            },
            "oauth2" => Auth::OAuth2(oauth2(settings)),
            _ => Auth::Bearer,
        },
        places: settings.optional(
            "places",
            &usual.places.to_string(),
            "a whole number from 1 to 256",
            |text| text.parse().ok().filter(|number| (1..=256).contains(number)),
        ),
        private_network: settings.optional("private_network", "no", "yes or no", super::yes_no),
    }
}

fn api_key(settings: &mut Settings<'_>) -> KeyIn {
    let query = settings.optional("query", "", "the name of a parameter", some_word);
    match query {
        Some(name) => KeyIn::Query(name),
        None => KeyIn::Header(header(settings, "header", "X-Api-Key")),
    }
}

fn oauth2(settings: &mut Settings<'_>) -> OAuth2 {
    let token_url = settings.required(
        "token_url",
        "an address that begins with https://, where tokens are given out",
        |text| {
            Url::parse(text)
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
                .map(Some)
        },
    );
    OAuth2 {
        token_url,
        client_id: settings.required("client_id", "the id that the other side gave you", |text| {
            (!text.is_empty()).then(|| text.to_owned())
        }),
        scope: settings.optional("scope", "", "one or more words of the other side", some_word),
        audience: settings.optional("audience", "", "a word of the other side", some_word),
        in_body: settings.optional("credentials", "header", "`header` or `body`", |text| match text {
            "header" => Some(false),
            "body" => Some(true),
            _ => None,
        }),
    }
}

fn header(settings: &mut Settings<'_>, key: &str, usual: &str) -> String {
    settings.optional(key, usual, "the name of a header, such as X-Api-Key", |text| {
        HeaderName::from_bytes(text.as_bytes()).ok().map(|_| text.to_owned())
    })
}

fn some_word(text: &str) -> Option<Option<String>> {
    Some((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::config::*;

    fn read(yaml: &str) -> Result<(Config, Vec<Warning>), Vec<ConfigError>> {
        let secrets = |name: &str| match name {
            "SCN_ACCESS_TOKEN" | "SCN_APP_SECRET" | "SCN_VERIFY_TOKEN" => Some("x".to_owned()),
            "SCN_CONNECTORS_CRM_CLIENT_ID" => Some("bot".to_owned()),
            _ => None,
        };
        Config::read(&format!("phone_number_id: 1\n{yaml}"), Path::new("."), &secrets)
    }

    #[test]
    fn each_connector_has_its_own_settings() {
        let yaml = "connectors:\n  shop: {auth: api_key, query: key, places: 4, private_network: yes}\n  erp: {auth: hmac}\n  \
                    crm: {auth: oauth2, token_url: 'https://login.example/token', scope: orders}\n  plain:\n";
        let (config, warnings) = read(yaml).unwrap();
        assert_eq!(warnings, []);
        let shop = &config.connectors["shop"];
        assert_eq!((&shop.auth, shop.places), (&Auth::ApiKey(KeyIn::Query("key".into())), 4));
        assert!(shop.private_network && !config.connectors["erp"].private_network);
        let Auth::Hmac { signature_header, timestamp_header } = &config.connectors["erp"].auth else {
            panic!()
        };
        assert_eq!((signature_header.as_str(), timestamp_header.as_str()), ("X-Signature", "X-Timestamp"));
        let Auth::OAuth2(crm) = &config.connectors["crm"].auth else { panic!() };
        assert_eq!(
            (crm.client_id.as_str(), crm.scope.as_deref(), crm.in_body),
            ("bot", Some("orders"), false)
        );
        assert_eq!(config.connectors["plain"], ConnectorSettings::default());
    }

    #[test]
    fn a_mistake_is_said_with_its_place_and_a_secret_is_refused_without_repeating_it() {
        let yaml = "connectors:\n  shop: {auth: magic, places: 0}\n  crm: {auth: oauth2, client_secret: hush}\n  erp: 5\n";
        let texts: Vec<String> = read(yaml).unwrap_err().iter().map(ToString::to_string).collect();
        for words in [
            "`connectors.shop.auth` is `magic`, but must be bearer, api_key, hmac or oauth2",
            "`connectors.shop.places` is `0`, but must be a whole number from 1 to 256",
            "`connectors.crm.client_secret` must not stand in scn.yaml",
            "`connectors.crm.token_url` is missing",
            "`connectors.erp` must be a group",
        ] {
            assert!(texts.iter().any(|text| text.contains(words)), "{words}: {texts:#?}");
        }
        assert!(!texts.concat().contains("hush"));
    }

    #[test]
    fn an_unknown_key_is_warned_of() {
        let (_, warnings) = read("connectors:\n  shop: {plases: 3}\n").unwrap();
        let text = "scn.yaml has `connectors.shop.plases`, which nothing reads; did you mean `places`?";
        assert_eq!(warnings, [Warning(text.into())]);
    }
}
