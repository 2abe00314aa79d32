//! The two locks of the endpoint: the handshake when it is set up, and the signature on every webhook.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// What the header `X-Hub-Signature-256` holds for these bytes.
pub fn sign(body: &[u8], secret: &str) -> String {
    // An HMAC takes a key of any length: the empty signature of the other case equals no header.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(body);
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

/// Whether the header was made over these very bytes with one of the app's secrets (two during a rotation). Compared in
/// constant time. Empty secrets never count.
pub fn verify(header: Option<&str>, body: &[u8], secrets: &[&str]) -> bool {
    let Some(header) = header else { return false };
    let right = secrets
        .iter()
        .filter(|secret| !secret.is_empty())
        .map(|secret| sign(body, secret).as_bytes().ct_eq(header.as_bytes()))
        .fold(Choice::from(0), |any, this| any | this);
    right.into()
}

/// The handshake: the challenge to answer with, as the whole body in plain text, or `None` for a refusal.
/// `query` is the part of the address behind the question mark.
pub fn handshake(query: &str, verify_token: &str) -> Option<String> {
    let parameter = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let subscribes = parameter("hub.mode")? == "subscribe";
    let token = parameter("hub.verify_token")?;
    let known = !verify_token.is_empty() && bool::from(token.as_bytes().ct_eq(verify_token.as_bytes()));
    (subscribes && known).then(|| parameter("hub.challenge")).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "test-app-secret";
    const BODY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"text":"\u00e4"}}]}]}"#;
    const SIGNATURE: &str = "sha256=9ac166843cd92688378858837bbbbc70ba2f671c09e3237a53ad8c0ccf943b28";

    #[test]
    fn the_published_vector_holds() {
        assert_eq!(sign(BODY, SECRET), SIGNATURE);
        assert!(verify(Some(SIGNATURE), BODY, &[SECRET]));
        assert!(verify(Some(SIGNATURE), BODY, &["the new one", SECRET]), "two secrets during a rotation");
    }

    #[test]
    fn anything_else_is_refused() {
        let bare = SIGNATURE.strip_prefix("sha256=").unwrap();
        for header in [None, Some(""), Some("sha256="), Some(bare), Some(&SIGNATURE[..SIGNATURE.len() - 1])] {
            assert!(!verify(header, BODY, &[SECRET]), "{header:?}");
        }
        assert!(!verify(Some(&format!("{SIGNATURE} ")), BODY, &[SECRET]));
        assert!(!verify(Some(&SIGNATURE.replace("256", "1")), BODY, &[SECRET]));
        assert!(!verify(Some(SIGNATURE), b"{}", &[SECRET]));
        assert!(!verify(Some(SIGNATURE), BODY, &[]));
        assert!(!verify(Some(&sign(BODY, "")), BODY, &[""]), "a secret that was never set opens nothing");
        let parsed_again =
            serde_json::to_vec(&serde_json::from_slice::<serde_json::Value>(BODY).unwrap()).unwrap();
        assert!(
            !verify(Some(SIGNATURE), &parsed_again, &[SECRET]),
            "the raw bytes count, not what they mean"
        );
    }

    #[test]
    fn the_handshake_wants_mode_token_and_challenge() {
        let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my+%C3%A9%26token";
        assert_eq!(handshake(query, "my é&token").as_deref(), Some("1158201444"));
        assert_eq!(handshake(query, "other"), None);
        assert_eq!(handshake("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", ""), None);
        assert_eq!(handshake("hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=t", "t"), None);
        assert_eq!(handshake("hub.mode=subscribe&hub.verify_token=t", "t"), None);
        assert_eq!(handshake("", "t"), None);
    }
}
