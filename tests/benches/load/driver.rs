//! Sends signed webhooks by a fixed schedule, on a thread of its own: who is late does not slow down what comes after, and
//! every time counts from when the webhook was due.

use crate::measure::cpu_of_thread;
use crate::road::{Job, Kind, Road, SECRET, message, phone};
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 64;
/// After the last message, what is still under way has this long.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Load {
    pub(crate) address: String,
    pub(crate) rate: f64,
    pub(crate) seconds: f64,
    /// Who writes, one message each while there are enough.
    pub(crate) customers: Range<u64>,
    /// Ids of messages begin here.
    pub(crate) first_id: u64,
}

/// How it went.
pub(crate) struct Driven {
    pub(crate) offered: u64,
    /// From the first message to the last answer.
    pub(crate) took: Duration,
    pub(crate) cpu: Duration,
}

/// Sends it all, and waits for the answers.
pub(crate) fn drive(road: &Arc<Road>, load: Load) -> Driven {
    let road = road.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(run(road, load))
    })
    .join()
    .expect("the driver ends well")
}

async fn run(road: Arc<Road>, load: Load) -> Driven {
    for _ in 0..CONNECTIONS {
        tokio::spawn(carry(road.clone(), load.address.clone()));
    }
    let (start, offered) = (Instant::now(), (load.rate * load.seconds) as u64);
    let many = load.customers.end - load.customers.start;
    for n in 0..offered {
        let due = start + Duration::from_secs_f64(n as f64 / load.rate);
        if due > Instant::now() {
            tokio::time::sleep_until(due.into()).await;
        }
        // Spread over all of them, so that each reads another page of the store.
        let customer = load.customers.start + n * (many / offered).max(1) % many;
        road.inner().waiting.insert(phone(customer), due);
        road.push(Job { kind: Kind::Message, due, body: message(customer, load.first_id + n) });
    }
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until && !is_over(&road, offered) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Driven { offered, took: start.elapsed(), cpu: cpu_of_thread() }
}

/// Everything was taken and answered, and every status heard.
fn is_over(road: &Road, offered: u64) -> bool {
    let seen = road.inner();
    let taken = seen.messages.count() as u64 + seen.refused >= offered;
    taken && (seen.waiting.is_empty() || seen.refused > 0) && seen.statuses.count() as u64 >= 2 * seen.sends
}

async fn carry(road: Arc<Road>, address: String) {
    let mut connection = None;
    loop {
        let Job { kind, due, body } = road.next().await;
        let status = match exchange(&mut connection, &address, &body).await {
            Ok(status) => status,
            Err(_) => {
                connection = None;
                0
            }
        };
        let mut seen = road.inner();
        match (status, kind) {
            (200, Kind::Message) => seen.messages.add(due.elapsed()),
            (200, Kind::Status) => seen.statuses.add(due.elapsed()),
            _ => seen.refused += 1,
        }
    }
}

/// One request on a connection that is kept. Written by hand: the driver shares the processors with whom it measures.
async fn exchange(connection: &mut Option<TcpStream>, address: &str, body: &str) -> io::Result<u16> {
    let signature = scn_whatsapp::sign(body.as_bytes(), SECRET);
    let request = format!(
        "POST /webhook HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\nx-hub-signature-256: {signature}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let stream = match connection {
        Some(stream) => stream,
        None => {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            connection.insert(stream)
        }
    };
    let mut left = request.as_bytes();
    while !left.is_empty() {
        stream.writable().await?;
        match stream.try_write(left) {
            Ok(written) => left = &left[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    answer(stream).await
}

/// The status of an answer without a body, or with one that comes at once.
async fn answer(stream: &TcpStream) -> io::Result<u16> {
    let (mut bytes, mut length) = ([0; 1024], 0);
    loop {
        stream.readable().await?;
        match stream.try_read(&mut bytes[length..]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(more) => {
                length += more;
                if bytes[..length].windows(4).any(|end| end == b"\r\n\r\n") {
                    break;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    let status = bytes.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    status.ok_or_else(|| io::ErrorKind::InvalidData.into())
}
