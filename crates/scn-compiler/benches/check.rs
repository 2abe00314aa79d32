//! How long checking a project takes (reading, names, types, flows, learning from examples, lowering), next to reading
//! alone, and whether the time per line stays the same however large the project is.
//!
//! `cargo bench -p scn-compiler` prints both tables. The time is that of the processor, so that a busy machine
//! tells the same.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use scn_diag::FileId;

/// A word for each number: what customers order is not called the same everywhere.
fn word(mut number: usize) -> String {
    const SYLLABLES: [&str; 10] = ["ba", "che", "do", "fi", "gru", "la", "mo", "ni", "per", "sol"];
    let mut word = String::new();
    for _ in 0..4 {
        word.push_str(SYLLABLES[number % SYLLABLES.len()]);
        number /= SYLLABLES.len();
    }
    word
}

/// One tunnel with what it needs, and what customers write to open it.
fn tunnel(number: usize) -> String {
    let word = word(number);
    format!(
        r#"choice size_{number} {{
  small "Petite" also "S", "26 cm"
  large "Grande" also "L", "40 cm", "familiale"
}}

on message like "je voudrais commander {word}", "{word}, s'il vous plaît" {{ enter order_{number} }}

## Ce que l'on peut commander, variante {number}.
tunnel order_{number} {{
  ask size: size_{number} "Quelle taille voulez-vous ?" {{
    retry "Je n'ai pas compris : petite ou grande ?"
  }}
  ask quantity: number 1..20 "Combien ?"
  when size is small and quantity > 3 {{
    set total = quantity * 12.50 CHF
    say "Parfait[, {{contact.name}}] : *{{total}}* pour {{quantity plural one "une pizza" other "{{quantity}} pizzas"}}."
  }} else {{
    ask name: text up to 40 chars "À quel nom ?"
    say "Merci, {{name}}."
  }}
  confirm "{{quantity}} × {{size}}, on valide ?" {{
    yes "Oui"
    no  "Non" {{ correct }}
  }}
  done
}}

"#
    )
}

/// Questions one after another in one tunnel.
fn questions(count: usize) -> String {
    let asks = (0..count).map(|n| format!("  ask n{n}: number 1..9 \"Combien de {} ?\"\n", word(n)));
    format!(
        "{HEAD}on message like \"bonjour\" {{ enter long }}\ntunnel long {{\n{}}}\n",
        asks.collect::<String>()
    )
}

const HEAD: &str = "scenario bench {\n  title \"Bench\"\n  language fr\n  timezone Europe/Zurich\n}\n\n";

fn project(tunnels: usize) -> String {
    HEAD.to_owned() + &(0..tunnels).map(tunnel).collect::<String>()
}

/// What this thread has computed since it began; the clock where the system does not tell.
fn computed() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let started = START.get_or_init(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next().and_then(|nanos| nanos.parse().ok()));
    nanos.map_or_else(|| started.elapsed(), Duration::from_nanos)
}

/// The mean of as many runs as fit in a second, after one that warms up.
fn mean<T>(mut run: impl FnMut() -> T) -> Duration {
    black_box(run());
    let (mut runs, start) = (0, computed());
    loop {
        black_box(run());
        runs += 1;
        let spent = computed().saturating_sub(start);
        if spent > Duration::from_secs(1) {
            return spent / runs;
        }
    }
}

fn row(name: &str, text: &str) {
    let read = mean(|| scn_syntax::parse(FileId(0), black_box(text)));
    let check = mean(|| {
        let compiled = scn_compiler::compile_text(black_box(text));
        assert!(compiled.diagnostics.is_empty(), "the bench checks a project without mistakes");
        compiled
    });
    let lines = text.lines().count();
    let per_line = |time: Duration| time.as_nanos() as f64 / 1000.0 / lines as f64;
    println!(
        "{name:>18} {lines:>8} {:>11.1} {:>13.2} {:>14.2}",
        check.as_secs_f64() * 1000.0,
        per_line(check),
        per_line(read)
    );
}

fn main() {
    println!("           project    lines    check ms  check µs/line  parse µs/line");
    for tunnels in [10, 100, 1_000, 10_000] {
        row(&format!("{tunnels} tunnels"), &project(tunnels));
    }
    for count in [10, 100, 1_000, 10_000] {
        row(&format!("{count} questions"), &questions(count));
    }
}
