//! What one message costs: read once, controls, a choice of ten, a handful of listeners.

use criterion::{Criterion, criterion_group, criterion_main};
use scn_graph::{
    Language,
    model::{IntentModel, Knowledge, Lexicon, Passage},
};
use scn_understand::{Class, Utterance, answer, build_lexicon, classify, control, index, pick, train};
use std::hint::black_box;

const PIZZAS: [&str; 10] = [
    "Margherita",
    "Marinara",
    "Diavola",
    "Capricciosa",
    "Quattro Formaggi",
    "Prosciutto",
    "Funghi",
    "Vegetariana",
    "Tonno",
    "Calzone",
];
const MESSAGES: [(&str, &str); 6] = [
    ("short answer", "Large"),
    ("exact item", "Quattro Formaggi"),
    ("item in a sentence", "je voudrais une quattro formaggi svp"),
    ("typing error", "une magherita svp"),
    ("question", "Do you deliver on Sunday?"),
    ("accents", "Est-ce que vous livrez à Genève dès 18h ?"),
];

fn lexicon() -> Lexicon {
    build_lexicon(PIZZAS.iter().enumerate().map(|(at, label)| (at as u32, *label, true)))
}

fn listeners() -> IntentModel {
    let examples = [
        vec!["Do you deliver on Sunday?", "are you open on sunday", "sunday delivery"],
        vec!["where is my order", "how long will it take", "is it on the way"],
        vec!["what are your opening hours", "when do you open", "until when are you open"],
        vec!["I have an allergy", "is there gluten in it", "allergens please"],
        vec!["can i pay by card", "do you take twint", "how can i pay"],
    ];
    train(&examples.map(|examples| Class { name: "", examples }))
}

fn understand(criterion: &mut Criterion) {
    let (lexicon, model) = (lexicon(), listeners());
    let languages = [Language::En, Language::Fr];
    for (name, text) in MESSAGES {
        criterion.bench_function(&format!("all: {name}"), |bench| {
            bench.iter(|| {
                let utterance = Utterance::new(black_box(text));
                let control = control(&utterance, &languages);
                (control, pick(&lexicon, &utterance, None), classify(&model, &utterance, |_| true))
            });
        });
    }
    let text = "je voudrais une quattro formaggi svp";
    let utterance = Utterance::new(text);
    criterion.bench_function("utterance", |bench| bench.iter(|| Utterance::new(black_box(text))));
    criterion.bench_function("control", |bench| bench.iter(|| control(black_box(&utterance), &languages)));
    criterion.bench_function("pick", |bench| bench.iter(|| pick(&lexicon, black_box(&utterance), None)));
    criterion
        .bench_function("classify", |bench| bench.iter(|| classify(&model, black_box(&utterance), |_| true)));
    for (rows, name) in [(10_000, "10,000"), (100_000, "100,000")] {
        let labels: Vec<String> = (0..rows).map(product).collect();
        let phrases = || (0u32..).zip(&labels).map(|(at, label)| (at, label.as_str(), true));
        let catalog = build_lexicon(phrases());
        let misspelt = Utterance::new("je voudrais le produit bedafogi kibadogu svp");
        criterion.bench_function(&format!("pick from {name} rows"), |bench| {
            bench.iter(|| pick(&catalog, black_box(&misspelt), None))
        });
        criterion
            .bench_function(&format!("build {name} rows"), |bench| bench.iter(|| build_lexicon(phrases())));
    }
    let faq = questions();
    criterion.bench_function("answer from 150 passages", |bench| {
        bench.iter(|| answer(black_box(&Utterance::new("when do you open on sunday?")), &faq, None))
    });
    let hostile = "a\u{301}\u{200b}б ".repeat(10_000);
    criterion.bench_function("hostile 60 KB", |bench| {
        bench.iter(|| {
            let utterance = Utterance::new(black_box(&hostile));
            (
                control(&utterance, &languages),
                pick(&lexicon, &utterance, None),
                classify(&model, &utterance, |_| true),
            )
        });
    });
}

fn product(n: u32) -> String {
    format!("Produkt {} {}", name(n), name(n.wrapping_mul(2_654_435_761)))
}

fn questions() -> Knowledge {
    let passage = |n: u32| Passage {
        questions: vec![format!("When does {} open?", product(n)), format!("what does {} cost", name(n))],
        answer: format!("{} opens at nine and costs {n} francs.", product(n)),
        language: Some(Language::En),
    };
    let passages: Vec<Passage> = (0..150).map(passage).collect();
    Knowledge { name: "faq.yaml".to_owned(), index: index(&passages), passages }
}

fn name(mut n: u32) -> String {
    let mut name = String::new();
    for _ in 0..4 {
        name.push(char::from(b"bdfgklmnprst"[(n % 12) as usize]));
        name.push(char::from(b"aeiou"[(n / 12 % 5) as usize]));
        n /= 60;
    }
    name
}

criterion_group! { name = benches; config = Criterion::default().sample_size(30).measurement_time(std::time::Duration::from_secs(2)).warm_up_time(std::time::Duration::from_millis(500)); targets = understand }
criterion_main!(benches);
