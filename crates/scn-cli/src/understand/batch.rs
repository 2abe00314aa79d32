//! `--batch`: many messages, one JSON object a line. Answers come in the order of the lines, as soon as they can.

use super::answer::answer;
use super::scenarios::{Asked, Scenarios};
use super::wanted::Wanted;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use serde_json::{Map, Value as Json, json};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::thread;

/// Lines that are answered together, when they are there already.
const TOGETHER: usize = 2048;
/// Fewer are not worth a thread.
const WORTH_A_THREAD: usize = 32;
const BUFFER: usize = 1 << 20;

/// What a line may say.
const KEYS: [&str; 7] = ["text", "lang", "now", "zone", "country", "type", "slot"];

/// A line that was read: what it asks, and what it is given back with.
struct Line {
    number: usize,
    asked: Result<(Asked, String), String>,
    back: Map<String, Json>,
}

pub(super) fn run(
    path: &Path,
    wanted: &Wanted,
    scenarios: &mut Scenarios,
    out: &Output,
) -> Result<Exit, Failure> {
    let input: Box<dyn Read> = match path.to_str() {
        Some("-") => Box::new(std::io::stdin().lock()),
        _ => Box::new(File::open(path).map_err(|error| Failure::file("read", path, &error))?),
    };
    let mut input = BufReader::with_capacity(BUFFER, input);
    let (mut number, mut wrong) = (0, false);
    loop {
        let mut lines = Vec::new();
        while lines.len() < TOGETHER {
            let mut bytes = Vec::new();
            let read = input.read_until(b'\n', &mut bytes);
            if read.map_err(|error| Failure::file("read", path, &error))? == 0 {
                break;
            }
            number += 1;
            if !bytes.trim_ascii().is_empty() {
                lines.push(line(number, &bytes, wanted, scenarios));
            }
            // What waits in a pipe is not waited for.
            if !input.buffer().contains(&b'\n') {
                break;
            }
        }
        if lines.is_empty()
            && input.fill_buf().map_err(|error| Failure::file("read", path, &error))?.is_empty()
        {
            break;
        }
        wrong |= lines.iter().any(|line| line.asked.is_err());
        out.print(&answers(&lines))?;
    }
    Ok(if wrong { Exit::Problems } else { Exit::Fine })
}

fn line(number: usize, bytes: &[u8], wanted: &Wanted, scenarios: &mut Scenarios) -> Line {
    let mut back = Map::new();
    let asked =
        read(bytes, wanted, &mut back).and_then(|(wanted, text)| Ok((scenarios.asked(&wanted)?, text)));
    Line { number, asked, back }
}

/// The keys that are known say what is wanted; `back` gets the others.
fn read(bytes: &[u8], wanted: &Wanted, back: &mut Map<String, Json>) -> Result<(Wanted, String), String> {
    let form = "it is no JSON object with a \"text\"";
    *back = serde_json::from_slice(bytes).map_err(|error| format!("{form}: {error}"))?;
    let mut taken = KEYS.map(|key| back.shift_remove(key).filter(|value| !value.is_null()));
    if let Some((key, other)) = KEYS
        .iter()
        .zip(&taken)
        .find_map(|(key, value)| Some((key, value.as_ref().filter(|it| !it.is_string())?)))
    {
        return Err(format!("\"{key}\" is a text, not {other}"));
    }
    let [text, lang, now, zone, country, ty, slot] = taken.each_mut().map(|value| match value.take() {
        Some(Json::String(said)) => Some(said),
        _ => None,
    });
    // What a line asks for goes before what the command asks for.
    let (ty, slot) = match (ty, slot) {
        (None, None) => (wanted.ty.clone(), wanted.slot.clone()),
        (Some(_), Some(_)) => return Err("a line has a \"type\" or a \"slot\", not both".to_owned()),
        own => own,
    };
    let or = |own: Option<String>, option: &Option<String>| own.or_else(|| option.clone());
    let own = Wanted {
        ty,
        slot,
        lang: or(lang, &wanted.lang),
        now: or(now, &wanted.now),
        zone: or(zone, &wanted.zone),
        country: or(country, &wanted.country),
    };
    text.map(|text| (own, text)).ok_or_else(|| form.to_owned())
}

/// The lines of the output, made by as many threads as there are cores.
fn answers(lines: &[Line]) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = lines.len().div_ceil(cores).max(WORTH_A_THREAD);
    if lines.len() <= share {
        return lines.iter().map(told).collect();
    }
    thread::scope(|scope| {
        let parts: Vec<_> = lines
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().map(told).collect::<String>()))
            .collect();
        let joined = parts
            .into_iter()
            .map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.collect()
    })
}

/// The answer, and what the line is given back with; what is known of an answer is never replaced.
fn told(line: &Line) -> String {
    let mut told = match &line.asked {
        Ok((asked, text)) => answer(asked, text),
        Err(error) => json!({ "line": line.number, "error": error }),
    };
    if let Some(told) = told.as_object_mut() {
        for (key, value) in &line.back {
            if !told.contains_key(key) {
                told.insert(key.clone(), value.clone());
            }
        }
    }
    format!("{told}\n")
}
