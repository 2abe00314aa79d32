//! How long each phase of checking takes, and how much memory, from 1,000 lines to 100,000 in many files and two
//! languages; and what is left of it when one line of one file changes.
//!
//! `cargo bench -p scn-compiler --bench scale` prints the tables. Each size runs in a process of its own, because a
//! process only ever tells the most memory that it had. The time is that of the processor, so that a busy machine tells
//! the same.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use scn_compiler::{Compiled, MemorySources, Options, Session, Words, compile_with, messages};
use std::cell::RefCell;
use std::fmt::Write;
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

const SYLLABLES: [&str; 10] = ["ba", "che", "do", "fi", "gru", "la", "mo", "ni", "per", "sol"];

/// A word for each number: what customers order is not called the same everywhere.
fn word(mut number: usize) -> String {
    let mut word = String::new();
    for _ in 0..4 {
        word.push_str(SYLLABLES[number % SYLLABLES.len()]);
        number /= SYLLABLES.len();
    }
    word
}

/// What a business offers once: a choice, an entry, a tunnel with questions, a menu, an escape and a recap. 50 lines.
fn offer(number: usize) -> String {
    let word = word(number);
    format!(
        r#"## Kinds of {word}
choice kind_{number} {{
  small "Small" also "S", "little"
  large "Large" also "L", "big"
  both "Both" also "all of it"
}}

on message like "I would like to order {word}", "{word}, please" {{ enter order_{number} }}

## Ordering {word}
tunnel order_{number} {{
  ask kind: kind_{number} "Which {word} would you like?" {{
    help "Small {word} serves two, large {word} serves four."
    retry "Small, large or both?"
  }}
  ask quantity: number 1..20 "How many {word}?"
  when kind is small and quantity > 3 {{
    set total = quantity * 12.50 CHF
    say "That is *{{total}}* for {{quantity plural one "one {word}" other "{{quantity}} {word}"}}."
  }} else {{
    ask name: text up to 40 chars "Under which name?"
    say "Thank you, {{name}}."
  }}
  choose "How would you like your {word}?" {{
    "Delivered" also "bring it" {{
      ask street: text up to 80 chars "Which street?"
      say "We bring the {word} to {{street}}."
    }}
    "Picked up" also "I come by" {{
      ask day: date in future "Which day?"
      say "See you on {{day}}."
    }}
  }}
  match kind {{
    small {{ say "A small {word} is on its way." }}
    large {{ say "A large {word} is on its way." }}
    both {{ say "Both kinds of {word} are on their way." }}
  }}
  confirm "{{quantity}} × {{kind}}: shall we go ahead?" {{
    yes "Yes"
    no "No" {{ correct }}
  }}
  done

  escape about_{number} {{
    like "what is {word} made of?", "is there milk in {word}?"
    say "Our {word} is made of flour, water and patience."
  }}
}}

"#
    )
}

const HEAD: &str = "scenario scale {\n  title \"Scale\"\n  language en, de\n  timezone Europe/Zurich\n}\n";
const OFFER_LINES: usize = 50;
/// 200 files at 100,000 lines.
const OFFERS_PER_FILE: usize = 10;

/// A project of about so many lines, with all its translations.
fn project(lines: usize) -> MemorySources {
    let offers: Vec<usize> = (0..lines / OFFER_LINES).collect();
    let file = |(at, offers): (usize, &[usize])| {
        (format!("offers/{at:04}.scn"), offers.iter().map(|offer_at| offer(*offer_at)).collect::<String>())
    };
    let files = offers.chunks(OFFERS_PER_FILE).enumerate().map(file);
    let mut sources = MemorySources::new([("main.scn".to_owned(), HEAD.to_owned())].into_iter().chain(files));
    let locale = locale(&compile_with(&sources, &Options::default()));
    sources.files.insert("locales/de.yaml".to_owned(), locale.into_bytes());
    sources
}

/// The same texts once more, as if they were German.
fn locale(compiled: &Compiled) -> String {
    let mut out = String::new();
    for entry in messages(compiled) {
        let (source, text) = match &entry.source {
            Words::One(text) => (quoted(text), quoted(text)),
            Words::Many(words) => {
                let many = |tail: &str| {
                    let words = words.iter().map(|word| quoted(&format!("{word}{tail}")));
                    format!("[{}]", words.collect::<Vec<_>>().join(", "))
                };
                (many(""), many(" bitte"))
            }
        };
        writeln!(out, "{}: {{ source: {source}, text: {text} }}", entry.id).expect("a string");
    }
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// What this thread has computed since it began; the clock where the system does not tell.
fn computed() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let started = START.get_or_init(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next().and_then(|nanos| nanos.parse().ok()));
    nanos.map_or_else(|| started.elapsed(), Duration::from_nanos)
}

/// How long each phase took, by name.
fn phases<T>(run: impl FnOnce(&dyn Fn(&'static str)) -> T) -> (Vec<(&'static str, Duration)>, T) {
    let begun: RefCell<Vec<(&'static str, Duration)>> = RefCell::default();
    let result = run(&|name| begun.borrow_mut().push((name, computed())));
    let end = computed();
    let begun = begun.into_inner();
    let ends = begun.iter().skip(1).map(|(_, start)| *start).chain([end]);
    (begun.iter().zip(ends).map(|((name, start), end)| (*name, end.saturating_sub(*start))).collect(), result)
}

/// In MiB, where the system tells.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? / 1024)
}

fn row(name: &str, phases: &[(&'static str, Duration)]) {
    let all: Duration = phases.iter().map(|(_, took)| *took).sum();
    print!("{name:>28} {:>8.0} ms", all.as_secs_f64() * 1000.0);
    for (name, took) in phases {
        print!("  {name} {:.0}", took.as_secs_f64() * 1000.0);
    }
    println!();
}

/// One size: fresh, again without a change, after one changed line of text, after one changed example.
fn measure(lines: usize) {
    let mut sources = project(lines);
    let before = most_memory();
    let check = |sources: &MemorySources| {
        phases(|phase| compile_with(sources, &Options { phase, ..Options::default() }))
    };
    let (fresh, compiled) = check(&sources);
    let shown: Vec<_> =
        compiled.diagnostics.iter().take(5).map(|d| format!("{} {}", d.code, d.message)).collect();
    drop(compiled);
    row(&format!("{lines} lines"), &fresh);
    if let (Some(before), Some(after)) = (before, most_memory()) {
        println!("{:>28} {after:>8} MiB (the generator {before})", "most memory");
    }
    if !shown.is_empty() {
        println!("{:>28} {shown:?}", "diagnostics");
    }
    let mut session = Session::new();
    session.compile(&sources, &Options::default());
    for (name, from, to) in [
        ("no change", "", ""),
        ("one text changed", "Under which name?", "What is your name?"),
        ("one example changed", ", please\"", ", please!\""),
    ] {
        let file = sources.files.get_mut("offers/0000.scn").expect("a file");
        let text = String::from_utf8(std::mem::take(file)).expect("UTF-8");
        *file = text.replacen(from, to, usize::from(!from.is_empty())).into_bytes();
        let (again, _) = phases(|phase| session.compile(&sources, &Options { phase, ..Options::default() }));
        row(name, &again);
    }
}

fn main() {
    let size = std::env::args().find_map(|argument| argument.parse().ok());
    if let Some(lines) = size {
        return measure(lines);
    }
    for lines in ["1000", "10000", "100000"] {
        let this = std::env::current_exe().expect("this program");
        Command::new(this).arg(lines).status().expect("it runs again");
    }
}
