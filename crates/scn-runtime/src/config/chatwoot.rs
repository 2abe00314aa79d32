//! The Chatwoot whose agents answer customers.

use super::Secret;
use super::settings::Settings;

/// Where Chatwoot is, and how it is entered.
#[derive(Clone, Debug)]
pub struct Chatwoot {
    /// Its address, without a path.
    pub url: reqwest::Url,
    /// The number of the account, as in the address of its pages.
    pub account: u32,
    /// The number of an inbox of the kind API.
    pub inbox: u32,
    pub token: Secret,
    /// Sign what it sends; more than one while they are changed.
    pub webhook_secrets: Vec<Secret>,
}

impl Chatwoot {
    /// `None` when no Chatwoot is set.
    pub(super) fn read(settings: &mut Settings<'_>) -> Option<Chatwoot> {
        let set = settings.has("chatwoot", "chatwoot.url");
        let token = settings.optional_secret("chatwoot_token");
        let secret = settings.optional_secret("chatwoot_webhook_secret");
        if !set {
            return None;
        }
        let address = "the address of your Chatwoot, such as https://app.chatwoot.com";
        let url = settings.required("chatwoot.url", address, |text| {
            let url = reqwest::Url::parse(text).ok()?;
            (matches!(url.scheme(), "http" | "https") && url.host().is_some()).then_some(Some(url))
        });
        let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
        Some(Chatwoot {
            account: settings.required(
                "chatwoot.account",
                "the number behind `accounts/` in the address of your Chatwoot",
                number,
            ),
            inbox: settings.required(
                "chatwoot.inbox",
                "the number of an inbox of the kind API: it stands in the address of the inbox's settings",
                number,
            ),
            token: token.unwrap_or_else(|| {
                settings.secret(
                    "chatwoot_token",
                    "an access token: in Chatwoot under Profile settings, at the end",
                )
            }),
            webhook_secrets: secret
                .unwrap_or_else(|| {
                    settings.secret(
                        "chatwoot_webhook_secret",
                        "the webhook secret in the settings of the API inbox",
                    )
                })
                .several(),
            // At the end, so that everything else that is missing is named as well.
            url: url?,
        })
    }
}
