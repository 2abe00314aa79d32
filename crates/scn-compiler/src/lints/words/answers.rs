//! Answers that customers type instead of tapping them.

use super::rights::Served;
use super::{SURE, right};
use crate::codes;
use crate::lints::Checked;
use crate::worded::Worded;
use scn_diag::{Diagnostic, Span, Wording, wording};
use scn_graph::model::Lexicon;
use scn_graph::{Answer, FlowId, Graph, LexiconId, NodeId, NodeKind, Question, Value};
use scn_understand::{Control, Utterance, fold};
use std::collections::BTreeMap;

/// More answers than this are not shown as a list.
const MOST_SHOWN: usize = 10;
/// Longer words are no control of the language.
const MOST_WORDS: usize = 8;
/// Below this score the engine reads no answer.
const PLAUSIBLE: u16 = 600;

pub(super) fn check(checked: &Checked<'_, '_>, served: &Served) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (lexicon, flows) in asked(checked.graph()) {
        let answers = Answers::of(checked, lexicon);
        let own = |word: &&Worded| word.span.is_some_and(|span| !checked.is_standard(span.file));
        for word in answers.words.iter().filter(own) {
            found.extend(not_heard(checked, served, (word, lexicon), &flows));
        }
        found.extend(shared(checked, &answers));
        found.extend(by_place(checked, lexicon, &answers));
    }
    found
}

/// What is answered by words, and the flows that ask for it.
fn asked(graph: &Graph) -> BTreeMap<LexiconId, Vec<FlowId>> {
    let mut asked: BTreeMap<LexiconId, Vec<FlowId>> = BTreeMap::new();
    for question in &graph.questions {
        let mut lexicons = Vec::new();
        lexicons_of(graph, question, &mut lexicons);
        for lexicon in lexicons {
            asked.entry(lexicon).or_default().push(question.flow);
        }
    }
    asked
}

fn lexicons_of(graph: &Graph, question: &Question, out: &mut Vec<LexiconId>) {
    match &question.answer {
        Answer::Slot { ty, .. } => out.extend(graph.lexicon_of(ty)),
        Answer::Collect { record, .. } => {
            let fields = graph.record(*record).map(|record| record.fields.as_slice()).unwrap_or_default();
            out.extend(fields.iter().filter_map(|field| graph.lexicon_of(&field.ty)));
        }
        Answer::Menu { lexicon, .. } | Answer::Confirm { lexicon, .. } | Answer::Consent { lexicon, .. } => {
            out.push(*lexicon);
        }
    }
}

/// The words that name some answers.
pub(super) struct Answers {
    pub(super) words: Vec<Worded>,
    /// Rows of a catalog: two of them may well have a synonym in common.
    rows: bool,
    /// By place: only offered under a condition.
    guarded: Vec<bool>,
}

impl Answers {
    pub(super) fn of(checked: &Checked<'_, '_>, lexicon: LexiconId) -> Answers {
        if let Some(words) = checked.build.words.answers.get(&lexicon) {
            let choice = checked.graph().choices.iter().find(|choice| choice.lexicon == lexicon);
            let values = choice.map(|choice| choice.values.as_slice()).unwrap_or_default();
            let guarded = values.iter().map(|value| value.only_when.is_some()).collect();
            return Answers { words: words.clone(), rows: false, guarded };
        }
        let words = row_words(checked, lexicon);
        Answers { words, rows: true, guarded: Vec::new() }
    }

    fn is_guarded(&self, item: u32) -> bool {
        self.guarded.get(item as usize) == Some(&true)
    }

    fn count(&self) -> u32 {
        self.words.iter().map(|word| word.item + 1).max().unwrap_or(0)
    }
}

/// Labels and synonyms of the rows of a catalog; they stand in its file, so its name in the scenario is their place.
fn row_words(checked: &Checked<'_, '_>, lexicon: LexiconId) -> Vec<Worded> {
    let catalogs = checked.graph().catalogs.iter().zip(&checked.build.names.catalogs);
    let Some((catalog, declared)) = catalogs.into_iter().find(|(catalog, _)| catalog.lexicon == lexicon)
    else {
        return Vec::new();
    };
    let span = Some(declared.from.span);
    let mut words = Vec::new();
    for (item, row) in (0u32..).zip(&catalog.rows) {
        for (at, (column, cell)) in catalog.columns.iter().zip(&row.cells).enumerate() {
            let label = at == usize::from(catalog.label);
            let synonyms = crate::catalog::SYNONYMS.contains(&column.name.as_str());
            match cell {
                Some(Value::Text(text)) if label => {
                    words.push(Worded { item, text: text.clone(), span, label });
                }
                Some(Value::List(list)) if synonyms => {
                    words.extend(list.iter().filter_map(|word| match word {
                        Value::Text(text) => Some(Worded { item, text: text.clone(), span, label: false }),
                        _ => None,
                    }))
                }
                _ => {}
            }
        }
    }
    words
}

// ---------------------------------------------------------------- taken before it is an answer

/// A right or a link takes these words, whatever is asked.
fn not_heard(
    checked: &Checked<'_, '_>,
    served: &Served,
    (word, lexicon): (&Worded, LexiconId),
    flows: &[FlowId],
) -> Option<Diagnostic> {
    let span = word.span?;
    let said = Utterance::new(&word.text);
    if said.words.len() > MOST_WORDS {
        return None;
    }
    if let Some(link) = checked.build.words.links.get(&said.folded) {
        if leads_there_too(checked.graph(), word, lexicon, &said.folded) {
            return None;
        }
        let wrong = wording!(
            "a customer who writes `{answer}` does not answer with it: it is the code of a link",
            answer = word.text
        );
        let found = Diagnostic::new(codes::W2030, span, wrong).label(*link, "the link stands here");
        return Some(found.help("give the link another code, one that nobody writes by chance"));
    }
    let control = right(&said, checked).filter(|control| !meant(served, flows, *control))?;
    let what: Wording = match control {
        Control::Stop => "it always means that no more messages are wanted".into(),
        Control::Human => "it always calls a person".into(),
        _ => "it always asks to have their data deleted".into(),
    };
    let wrong = wording!(
        "a customer who writes `{answer}` does not answer with it: {what}",
        answer = word.text,
        what
    );
    let help = "only a tap would answer, and many people type: use other words, such as `No, thanks`";
    Some(Diagnostic::new(codes::W2030, span, wrong).help(help))
}

/// The option begins by entering the tunnel that the link begins by entering.
fn leads_there_too(graph: &Graph, word: &Worded, lexicon: LexiconId, code: &str) -> bool {
    graph.links.get(code).is_some_and(|flow| leads_to_the_same(graph, word, lexicon, *flow))
}

/// The option begins by entering the tunnel that this begins by entering.
pub(super) fn leads_to_the_same(graph: &Graph, word: &Worded, lexicon: LexiconId, flow: FlowId) -> bool {
    let enters = |node: NodeId| match graph.node(node).map(|node| &node.kind) {
        Some(NodeKind::Enter { flow, .. }) => Some(*flow),
        _ => None,
    };
    let option = graph.questions.iter().find_map(|question| match &question.answer {
        Answer::Menu { options, lexicon: own } if *own == lexicon => options.get(word.item as usize),
        _ => None,
    });
    let option = option.and_then(|option| enters(option.target));
    option.is_some() && option == graph.flow(flow).and_then(|flow| enters(flow.start))
}

/// Who asks, whoever entered it, or what it enters does what the words ask for: then it is what they are there for.
fn meant(served: &Served, flows: &[FlowId], control: Control) -> bool {
    let callers = served.callers(flows);
    flows.iter().chain(&callers).any(|flow| served.by(*flow, control))
}

// ---------------------------------------------------------------- two answers of one name

/// Whoever writes these words is asked which of the two they mean.
fn shared(checked: &Checked<'_, '_>, answers: &Answers) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, Vec<&Worded>> = BTreeMap::new();
    let mut found = Vec::new();
    for word in answers.words.iter().filter(|word| word.span.is_some()) {
        let same = seen.entry(fold(&word.text)).or_default();
        let clash = same.iter().find(|other| clashes(answers, other, word)).copied();
        same.push(word);
        let (Some(other), Some(span)) = (clash, word.span) else { continue };
        if checked.is_standard(span.file) {
            continue;
        }
        let (first, second) = (answers.name(other.item), answers.name(word.item));
        let wrong = wording!(
            "`{words}` names two answers, `{first}` and `{second}`: who writes it is asked which one they mean",
            words = word.text,
            first,
            second
        );
        let mut diagnostic = Diagnostic::new(codes::W2031, span, wrong);
        if let Some(first) = other.span.filter(|first| *first != span) {
            diagnostic = diagnostic.label(first, "it stands here too");
        }
        found.push(diagnostic.help("leave it to the one that customers mean by it"));
    }
    found
}

fn clashes(answers: &Answers, one: &Worded, other: &Worded) -> bool {
    let never_together = answers.is_guarded(one.item) || answers.is_guarded(other.item);
    let labels = one.label && other.label;
    let wanted = if answers.rows { one.label != other.label } else { !labels || one.text != other.text };
    one.item != other.item && !never_together && wanted
}

impl Answers {
    fn name(&self, item: u32) -> &str {
        self.words.iter().find(|word| word.item == item).map(|word| word.text.as_str()).unwrap_or_default()
    }
}

// ---------------------------------------------------------------- "the first" is not the first

/// One word of an answer, written alone, is heard as a place in the list, and that is another answer.
fn by_place(checked: &Checked<'_, '_>, lexicon: LexiconId, answers: &Answers) -> Option<Diagnostic> {
    let lexicon = checked.graph().lexicon(lexicon).filter(|_| answers.count() as usize <= MOST_SHOWN)?;
    let shown: Vec<u32> = (0..answers.count()).collect();
    let owners = owners(answers);
    for word in answers.words.iter().filter(|word| word.label) {
        let Some(span) = word.span.filter(|span| !checked.is_standard(span.file)) else { continue };
        let folded = fold(&word.text);
        let parts = folded.split(' ').filter(|_| folded.contains(' '));
        let wrong = parts.filter(|part| owners.get(*part) == Some(&Some(word.item))).find_map(|part| {
            let other = heard(lexicon, part, &shown).filter(|other| *other != word.item)?;
            Some((part, other))
        });
        if let Some((part, other)) = wrong {
            // The others of the list are out of order with it.
            return Some(counted(span, word, part, answers.name(other)));
        }
    }
    None
}

/// The answer that a word belongs to; `None` when it stands in several.
fn owners(answers: &Answers) -> BTreeMap<String, Option<u32>> {
    let mut owners: BTreeMap<String, Option<u32>> = BTreeMap::new();
    for word in &answers.words {
        for part in fold(&word.text).split(' ') {
            let owner = owners.entry(part.to_owned()).or_insert(Some(word.item));
            if *owner != Some(word.item) {
                *owner = None;
            }
        }
    }
    owners
}

/// The one answer that the engine is sure of.
fn heard(lexicon: &Lexicon, words: &str, shown: &[u32]) -> Option<u32> {
    let found = scn_understand::pick(lexicon, &Utterance::new(words), Some(shown));
    let first = found.first().filter(|first| first.score >= SURE.max(PLAUSIBLE))?;
    let rivals = found.iter().filter(|other| other.score == first.score).count();
    (rivals == 1).then_some(first.item)
}

fn counted(span: Span, word: &Worded, part: &str, other: &str) -> Diagnostic {
    let wrong = wording!(
        "a customer who writes `{part}` for `{answer}` gets `{other}`: it is heard as a place in the list",
        part,
        answer = word.text,
        other
    );
    let help = "put the answers in the order that their words tell, or use words that do not count";
    Diagnostic::new(codes::W2032, span, wrong).help(help)
}
