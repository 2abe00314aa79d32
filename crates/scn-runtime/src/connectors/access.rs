//! How a request shows who it is from.

use super::Tried;
use super::oauth2::Tokens;
use crate::config::{Auth, KeyIn, Secret};
use reqwest::{Client, Method, RequestBuilder, Url};
use scn_graph::Moment;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A request that is ready but for its signature.
#[derive(Clone)]
pub(super) struct Outgoing {
    pub method: Method,
    pub url: Url,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
}

impl Outgoing {
    pub(super) fn header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    pub(super) fn build(self, client: &Client, timeout: Duration) -> RequestBuilder {
        let mut request = client.request(self.method, self.url).timeout(timeout);
        // Nothing is unpacked here: a small answer cannot become a large one.
        request = request.header("Accept-Encoding", "identity");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        match self.body {
            Some(body) => request.header("Content-Type", "application/json").body(body),
            None => request,
        }
    }
}

/// Where a connector is, and how it is entered.
#[derive(Debug)]
pub(super) struct Access {
    pub name: String,
    pub base: Url,
    pub lock: Option<(Auth, Secret)>,
    pub private_network: bool,
}

impl Access {
    /// Adds what opens the door. `client` fetches tokens where they are needed.
    pub(super) async fn enter(
        &self,
        out: &mut Outgoing,
        tokens: &Tokens,
        client: &Client,
        now: Moment,
    ) -> Result<(), Tried> {
        let Some((auth, secret)) = &self.lock else { return Ok(()) };
        match auth {
            Auth::Bearer => out.header("Authorization", format!("Bearer {}", secret.reveal())),
            Auth::ApiKey(KeyIn::Header(name)) => out.header(name, secret.reveal()),
            Auth::ApiKey(KeyIn::Query(name)) => {
                out.url.query_pairs_mut().append_pair(name, secret.reveal());
            }
            Auth::Hmac { signature_header, timestamp_header } => {
                let seconds = now.0.div_euclid(1000);
                let text = canonical(
                    seconds,
                    out.method.as_str(),
                    &path(&out.url),
                    out.body.as_deref().unwrap_or_default(),
                );
                out.header(timestamp_header, seconds.to_string());
                out.header(signature_header, scn_whatsapp::sign(text.as_bytes(), secret.reveal()));
            }
            Auth::OAuth2(settings) => {
                let token = tokens.get(&self.name, settings, secret, client, now).await?;
                out.header("Authorization", format!("Bearer {}", token.reveal()));
            }
        }
        Ok(())
    }
}

/// What is signed: four lines, told in `docs/runtime.md` so that the other side can make the same.
pub(crate) fn canonical(seconds: i64, method: &str, path: &str, body: &[u8]) -> String {
    let digest: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{seconds}\n{method}\n{path}\n{digest}")
}

/// With the query.
fn path(url: &Url) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{query}", url.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of `docs/runtime.md`, made with `openssl`.
    #[test]
    fn the_published_signature_holds() {
        let url = Url::parse("https://shop.example/api/orders/A%2F17?since=1").unwrap();
        let text = canonical(1_767_614_400, "POST", &path(&url), br#"{"quantity":2}"#);
        assert_eq!(
            text,
            "1767614400\nPOST\n/api/orders/A%2F17?since=1\ne71ff9768dda684ac2b95e952bc1f0ad19bab9c6632b91d062279a7c34e9cab7"
        );
        assert_eq!(
            scn_whatsapp::sign(text.as_bytes(), "shop-secret"),
            "sha256=6732ae89b4f9b8ac67f6c0caec258bf2f57976428abe6fc08667e218a982df31"
        );
    }
}
