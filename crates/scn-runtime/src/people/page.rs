//! The page of the operators, inside the program: no build step, and nothing loaded from elsewhere.

use crate::serve::App;
use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use std::sync::Arc;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

pub(super) fn routes() -> Router<Arc<App>> {
    let files = [
        ("/", HTML, include_str!("page/index.html")),
        ("/page.css", CSS, include_str!("page/page.css")),
        ("/icon.svg", "image/svg+xml", include_str!("page/icon.svg")),
        ("/text.js", SCRIPT, include_str!("../sandbox/page/text.js")),
        ("/words.js", SCRIPT, include_str!("page/words.js")),
        ("/server.js", SCRIPT, include_str!("page/server.js")),
        ("/queue.js", SCRIPT, include_str!("page/queue.js")),
        ("/bubbles.js", SCRIPT, include_str!("page/bubbles.js")),
        ("/talk.js", SCRIPT, include_str!("page/talk.js")),
        ("/page.js", SCRIPT, include_str!("page/page.js")),
    ];
    files.into_iter().fold(Router::new(), |router, (path, kind, text)| {
        router.route(path, get(move || async move { file(kind, text) }))
    })
}

/// Asked for again each time, so that a new version of the program brings its own page.
fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text)
}
