//! How fast files are read and formatted, next to the floor: copying the bytes and validating them as UTF-8.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use scn_diag::FileId;

/// About this many lines of ordinary scenario, with names that differ.
fn scenario(lines: usize) -> String {
    let mut text =
        String::from("scenario bench {\n  title \"Bench\"\n  language fr\n  timezone Europe/Zurich\n}\n\n");
    let mut written = 6;
    let mut number = 0;
    while written < lines {
        number += 1;
        let part = format!(
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
        );
        written += part.lines().count();
        text.push_str(&part);
    }
    text
}

fn floor(bytes: &[u8]) -> usize {
    let copy = black_box(bytes).to_vec();
    std::str::from_utf8(&copy).map_or(0, str::len)
}

fn bench(criterion: &mut Criterion) {
    for lines in [100, 1_000, 10_000] {
        let text = scenario(lines);
        assert!(scn_syntax::parse(FileId(0), &text).diagnostics.is_empty(), "the bench reads a valid file");
        let mut group = criterion.benchmark_group("syntax");
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
        group.bench_with_input(BenchmarkId::new("floor", lines), &text, |b, text| {
            b.iter(|| floor(text.as_bytes()))
        });
        group.bench_with_input(BenchmarkId::new("scan", lines), &text, |b, text| {
            b.iter(|| scn_syntax::scanner::scan(black_box(text)).tokens.len());
        });
        group.bench_with_input(BenchmarkId::new("parse", lines), &text, |b, text| {
            b.iter(|| scn_syntax::parse(FileId(0), black_box(text)));
        });
        group.bench_with_input(BenchmarkId::new("format", lines), &text, |b, text| {
            b.iter(|| scn_syntax::format(black_box(text)));
        });
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
