//! The store with many conversations: how long opening, looking and working take, and how much room a conversation has.
//! `cargo bench -p scn-store --bench many -- 1000000`

use scn_store::{
    Arrival, Commit, Committed, ContactId, HistoryLine, Identity, Lease, NewSend, Outcome, Reader, SendRules,
    Side, SqliteStore, Store,
};
use std::path::Path;
use std::time::{Duration, Instant};

/// Conversations filled in side by side, so that they share flushes.
const CALLERS: usize = 64;
/// Contacts accepted at once while filling.
const BATCH: usize = 200;
/// One conversation in so many has a timer.
const TIMERS: usize = 10;
/// What the state of a conversation under way takes.
const STATE: usize = 700;
const FAR: i64 = 1_000_000_000;

fn main() {
    // Under `cargo test` benches run too: then only to see that they work.
    let given = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let count: usize =
        given.unwrap_or(if std::env::args().any(|a| a == "--bench") { 1_000_000 } else { 2_000 });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.db");

    let filling = timed(|| fill(&path, count));
    println!(
        "conversations                {count}, {} timers, one message in and one out each",
        count / TIMERS
    );
    println!("filled in                    {filling:.1?}");
    let size = std::fs::metadata(&path).unwrap().len();
    println!("file                         {} MB, {} bytes a conversation", size >> 20, size / count as u64);

    let mut opened = None;
    println!(
        "opening                      {:.1?}",
        timed(|| opened = Some(SqliteStore::open(&path).unwrap()))
    );
    let store = opened.unwrap();
    let lease = store.lease("bench", 1, 0, FAR).unwrap()[0];
    println!("recover                      {:.1?}", timed(|| assert_eq!(store.recover(&lease, 0), Ok(0))));
    let first = (i64::MIN, ContactId(0));
    let look = || {
        assert!(store.with_arrivals(&lease, 100, ContactId(0), 1000).unwrap().is_empty());
        assert!(store.with_timers(&lease, 100, first, 1000).unwrap().is_empty());
    };
    println!("first look for work          {:.1?}", timed(look));
    println!("next look for work           {:.1?}", median(look));
    println!(
        "counts                       {:.1?}",
        median(|| {
            assert_eq!(store.counts().unwrap().conversations, count as u64);
        })
    );
    println!("next_timer                   {:.1?}", median(|| drop(store.next_timer(lease.partition))));
    println!(
        "next_send                    {:.1?}",
        median(|| drop(store.next_send(lease.partition, &SendRules::default())))
    );
    println!(
        "claim, nothing there         {:.1?}",
        median(|| drop(store.claim(&lease, 100, 64, &SendRules::default())))
    );
    println!(
        "list, first 50               {:.1?}",
        median(|| assert_eq!(store.list(None, 50).unwrap().len(), 50))
    );
    let mut n = 0;
    println!(
        "one message, accept + commit {:.1?}",
        median(|| {
            n += 7_919;
            answer(&store, &lease, n % count, 1);
        })
    );
    let due = || {
        assert_eq!(store.with_timers(&lease, 2 * FAR, first, 1000).unwrap().len(), 1000.min(count / TIMERS))
    };
    println!("with_timers, all of them due   {:.1?}", median(due));
    let copy = folder.path().join("copy.db");
    let reader = SqliteStore::read_only(&path).unwrap();
    println!(
        "backup                       {:.1?}",
        timed(|| assert!(reader.backup(&copy, |_, _| ()).unwrap() > 0))
    );
    println!("retain, all of it old        {:.1?}", timed(|| store.retain(FAR).unwrap()));
    println!("memory                       {}", memory().unwrap_or_default());
}

fn fill(path: &Path, count: usize) {
    let store = SqliteStore::open(path).unwrap();
    let lease = store.lease("fill", 1, 0, FAR).unwrap()[0];
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..CALLERS {
            scope.spawn(|| {
                loop {
                    let from = next.fetch_add(BATCH, std::sync::atomic::Ordering::Relaxed);
                    if from >= count {
                        return;
                    }
                    let batch = from..count.min(from + BATCH);
                    store.accept(batch.clone().map(|n| arrival(n, 0)).collect(), 1).unwrap();
                    batch.for_each(|n| move_on(&store, &lease, n, 0));
                }
            });
        }
    });
    let mut sent = 0;
    while sent < count {
        let claimed = store.claim(&lease, FAR, 20_000, &SendRules::default()).unwrap();
        sent += claimed.len();
        let (store, lease) = (&store, &lease);
        std::thread::scope(|scope| {
            for part in claimed.chunks(claimed.len().div_ceil(CALLERS).max(1)) {
                scope.spawn(move || {
                    for send in part {
                        let wamid = format!("wamid.HBgLNDE3OTAwMDAwMDEVAgARGBI{:020}", send.id.0);
                        store.mark(lease, send.given(), Outcome::Sent { wamid }, 1).unwrap();
                    }
                });
            }
        });
    }
}

fn answer(store: &SqliteStore, lease: &Lease, n: usize, turn: u64) {
    store.accept(vec![arrival(n, turn)], 1).unwrap();
    move_on(store, lease, n, turn);
}

fn move_on(store: &SqliteStore, lease: &Lease, n: usize, turn: u64) {
    let contact = store.find(&who(n)).unwrap().unwrap();
    let work = store.take(contact, 1).unwrap().unwrap();
    let line = |side| HistoryLine::new(1, side, "Two margherita please, and one without cheese.");
    let moved = Commit {
        state: vec![7; STATE],
        sends: vec![NewSend { seq: turn as u32, message: vec![7; 200], window_until: i64::MAX }],
        processed: work.inbound.iter().map(|waiting| waiting.id).collect(),
        set_timers: if n.is_multiple_of(TIMERS) { vec![(1, FAR + n as i64)] } else { Vec::new() },
        history: vec![line(Side::Customer), line(Side::Bot)],
        ..Commit::new(contact, work.version, 1)
    };
    assert_eq!(store.commit(lease, moved), Ok(Committed::Done));
}

fn arrival(n: usize, turn: u64) -> Arrival {
    Arrival {
        from: who(n),
        key: format!("wamid.HBgLNDE3OTAwMDAwMDEVAgASGBQ{n:010}-{turn:010}"),
        payload: vec![7; 400],
        sent_at: 1,
    }
}

fn who(n: usize) -> Identity {
    let user_id = Some(format!("CH.{n:018}"));
    Identity {
        number: "106540352242922".to_owned(),
        user_id,
        phone: Some(format!("+4179{n:07}")),
        name: Some("Ada".to_owned()),
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..21).map(|_| timed(&mut work)).collect();
    times.sort_unstable();
    times[10]
}

/// What the process holds; known on Linux only.
fn memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    Some(status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().to_owned())
}
