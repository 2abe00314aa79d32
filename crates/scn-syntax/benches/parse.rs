//! How fast projects are read and formatted, next to the floor of the same run: copying the bytes and validating them
//! as UTF-8; and whether the time per line stays the same however long a file is.
//!
//! `cargo bench -p scn-syntax` prints both tables. The time is that of the processor, so that a busy machine
//! tells the same.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use scn_diag::FileId;

/// One tunnel with what it needs, with names that differ.
fn tunnel(number: usize) -> String {
    format!(
        r#"## Ce que l'on peut commander, variante {number}.
choice size_{number} {{
  small  "Petite" also "S", "26 cm"
  large  "Grande" also "L", "40 cm", "familiale"
}}

tunnel order_{number} {{
  ask size: size_{number} "Quelle taille voulez-vous ?" {{
    help "Touchez une réponse, ou écrivez-la."  # en toutes lettres
    retry "Je n'ai pas compris : petite ou grande ?"
    otherwise {{ handoff to salle because "taille non comprise" }}
  }}
  when size is small and quantity > {number} {{
    set total = quantity * 12.50 CHF + sum(line.total for line in lines)
    say "Parfait[, {{contact.first_name}}] : *{{total}}* pour {{quantity plural one "une pizza" other "{{quantity}} pizzas"}}."
  }} else {{
    say """
      Je récapitule :
      {{for line in lines: "• {{line}}"}}
      """
  }}
  confirm "On valide ?" {{ yes "Oui"; no "Non" {{ correct }} }}
  done
}}

"#
    )
}

fn project(tunnels: usize) -> String {
    let mut text =
        String::from("scenario bench {\n  title \"Bench\"\n  language fr\n  timezone Europe/Zurich\n}\n\n");
    (0..tunnels).for_each(|number| text.push_str(&tunnel(number)));
    text
}

fn lines(count: usize) -> String {
    let mut text = project(count.div_ceil(tunnel(0).lines().count()));
    let end = text.match_indices('\n').nth(count.saturating_sub(1)).map_or(text.len(), |(at, _)| at + 1);
    // Cut behind the last whole declaration.
    text.truncate(text.get(..end).and_then(|kept| kept.rfind("\n}\n")).map_or(end, |at| at + 3));
    text
}

/// Often, because one time is too short to be measured.
const FLOORS: u32 = 100;

fn floor(text: &str) {
    for _ in 0..FLOORS {
        let copy = black_box(text.as_bytes()).to_vec();
        black_box(std::str::from_utf8(&copy).map_or(0, str::len));
    }
}

/// What this thread has computed since it began; the clock where the system does not tell.
fn computed() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let started = START.get_or_init(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next().and_then(|nanos| nanos.parse().ok()));
    nanos.map_or_else(|| started.elapsed(), Duration::from_nanos)
}

/// The mean of as many runs as fit in half a second, after one that warms up.
fn mean<T>(mut run: impl FnMut() -> T) -> Duration {
    black_box(run());
    let (mut runs, mut dropping) = (0, Duration::ZERO);
    let start = computed();
    loop {
        let result = black_box(run());
        let before = computed();
        drop(result);
        dropping += computed().saturating_sub(before);
        runs += 1;
        let spent = computed().saturating_sub(start);
        if spent > Duration::from_millis(500) && runs > 2 {
            return spent.saturating_sub(dropping) / runs;
        }
    }
}

fn rate(text: &str, time: Duration) -> f64 {
    text.len() as f64 / 1024.0 / 1024.0 / time.as_secs_f64()
}

fn main() {
    println!("project     size KiB   floor MiB/s   parse MiB/s  floor/parse   format MiB/s  floor/format");
    for tunnels in [10, 100, 1_000, 10_000] {
        let text = project(tunnels);
        assert!(scn_syntax::parse(FileId(0), &text).diagnostics.is_empty(), "the bench reads a valid file");
        let floor = rate(&text, mean(|| floor(&text)) / FLOORS);
        let parse = rate(&text, mean(|| scn_syntax::parse(FileId(0), black_box(&text))));
        let format = rate(&text, mean(|| scn_syntax::format(black_box(&text))));
        println!(
            "{tunnels:>6} tunnels {:>7} {floor:>13.0} {parse:>13.1} {:>12.0} {format:>14.1} {:>13.0}",
            text.len() / 1024,
            floor / parse,
            floor / format
        );
    }
    println!("\n    lines   parse ns/line   format ns/line");
    for count in [100, 1_000, 10_000, 100_000, 1_000_000] {
        let text = lines(count);
        let per_line = |time: Duration| time.as_nanos() / text.lines().count().max(1) as u128;
        let parse = per_line(mean(|| scn_syntax::parse(FileId(0), black_box(&text))));
        let format = per_line(mean(|| scn_syntax::format(black_box(&text))));
        println!("{count:>9} {parse:>15} {format:>16}");
    }
}
