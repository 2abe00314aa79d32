//! Listening, for everything that listens: a bounded number of connections, none of which may be slow about saying what it
//! wants, about its body, or about taking its answer. HTTP/1 only: less to go wrong, and nobody here needs more.

pub(crate) mod body;
mod places;
mod stream;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::header::CONTENT_ENCODING;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Json, Response};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use places::{Place, Places};
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::time::Duration;
use stream::{Impatient, Watched};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The head of a request must have arrived within this time; a connection may be idle for as long.
const HEAD: Duration = Duration::from_secs(30);
/// The platform's heads have one kilobyte, a browser's with cookies a few.
const LARGEST_HEAD: usize = 32 * 1024;
/// What is read or written ahead for one connection.
const BUFFER: usize = 64 * 1024;
/// After a connection could not be accepted (too many open files), and while all places work: a moment to recover.
const BREATH: Duration = Duration::from_millis(100);

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub IpAddr);

/// Serves until the stop, then lets the requests under way end.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    connections: usize,
    mut stop: watch::Receiver<bool>,
) {
    let service = TowerToHyperService::new(router.layer(from_fn(guard)));
    let places = Places::new(connections);
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => break,
            _ = open.join_next(), if !open.is_empty() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let place = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => break,
            place = room(&places, peer.ip()) => place,
        };
        let (service, stop) = (service.clone(), stop.clone());
        let seated = place.clone();
        place.can_be_ended(open.spawn(connection(stream, peer, service, seated, stop)));
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// A place. Who has been waited for the longest gives way; while all are being served, the next one waits.
async fn room(places: &Places, peer: IpAddr) -> Place {
    loop {
        if let Some(place) = places.take(peer) {
            return place;
        }
        tokio::time::sleep(BREATH).await;
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    service: TowerToHyperService<Router>,
    place: Place,
    mut stop: watch::Receiver<bool>,
) {
    // Answers are small: they leave at once. Where that cannot be set they leave a little later.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(Peer(peer.ip()));
        request.extensions_mut().insert(place.clone());
        service.call(request)
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD);
    builder.max_header_size(LARGEST_HEAD).max_buf_size(BUFFER);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(Impatient::new(stream)), service));
    // What goes wrong with a connection is the other side's affair.
    tokio::select! {
        biased;
        _ = connection.as_mut() => return,
        _ = stop.wait_for(|stop| *stop) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// What holds for every request, whoever it is for.
async fn guard(request: Request, next: Next) -> Response {
    if is_packed(request.headers()) {
        let body = json!({ "error": "the body is compressed", "next": "send it as it is, without Content-Encoding" });
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, Json(body)).into_response();
    }
    let Some(place) = request.extensions().get::<Place>().cloned() else { return next.run(request).await };
    let response = next.run(request.map(|body| Body::new(Watched::new(body, place.clone())))).await;
    // Until it was taken, and then for the next request. A stream goes on being served.
    if response.body().size_hint().exact().is_some() {
        place.waits();
    }
    response
}

/// Nothing is ever unpacked: a small body cannot become a large one.
fn is_packed(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().any(|how| !how.as_bytes().eq_ignore_ascii_case(b"identity"))
}

#[cfg(test)]
mod tests;
