//! `allow W2001 because "…"`: a project that knows better, said where it knows better. In the scenario it holds for the
//! whole project, before a declaration for that declaration, in a block for the entry right below it.

use crate::codes;
use crate::flow::slots::blocks;
use crate::report::Report;
use scn_diag::{Code, Diagnostic, Files, Span, closest, wording};
use scn_syntax::ast::{self, Allow, Block, Declaration, Setting, StatementKind};
use std::collections::BTreeMap;

/// Every `allow` of the project that names a code which may be allowed.
#[derive(Default)]
pub(crate) struct Allows(Vec<Allowed>);

struct Allowed {
    code: Code,
    /// The `allow` itself.
    place: Span,
    region: Region,
}

enum Region {
    Project,
    Entry(Span),
    /// Nothing follows.
    Nothing,
}

/// Finds them, and says what is wrong with them.
pub(crate) fn collect(trees: &[ast::File], files: &Files, report: &mut Report) -> Allows {
    let mut walk = Walk { files, report, found: Allows::default() };
    trees.iter().for_each(|tree| walk.file(tree));
    walk.found
}

struct Walk<'w> {
    files: &'w Files,
    report: &'w mut Report,
    found: Allows,
}

impl Walk<'_> {
    fn file(&mut self, tree: &ast::File) {
        let entries: Vec<(Span, Option<&Allow>)> = tree
            .declarations
            .iter()
            .map(|declaration| match declaration {
                Declaration::Allow(allow) => (allow.span, Some(allow)),
                other => (span(other), None),
            })
            .collect();
        self.entries(&entries);
        tree.declarations.iter().for_each(|declaration| self.declaration(declaration));
    }

    fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Scenario(scenario) => {
                for setting in &scenario.settings {
                    match setting {
                        Setting::Allow(allow) => self.add(allow, Region::Project),
                        Setting::Failed(block) | Setting::TooLate(block) => self.block(block, &[]),
                        _ => {}
                    }
                }
            }
            Declaration::Trigger(trigger) => self.block(&trigger.body, &[]),
            Declaration::Escape(escape) => self.block(&escape.body, &[]),
            Declaration::Ladder(ladder) => self.ladder(ladder),
            Declaration::Tunnel(tunnel) => {
                let escapes = tunnel.escapes.iter().map(|escape| escape.span);
                let others: Vec<Span> =
                    escapes.chain(tunnel.ladder.iter().map(|ladder| ladder.span)).collect();
                self.block(&tunnel.body, &others);
                tunnel.escapes.iter().for_each(|escape| self.block(&escape.body, &[]));
                tunnel.ladder.iter().for_each(|ladder| self.ladder(ladder));
            }
            _ => {}
        }
    }

    fn ladder(&mut self, ladder: &ast::Ladder) {
        ladder.otherwise.iter().for_each(|block| self.block(block, &[]));
    }

    /// A block, with what stands in it besides statements.
    fn block(&mut self, block: &Block, others: &[Span]) {
        let mut entries: Vec<(Span, Option<&Allow>)> = block
            .statements
            .iter()
            .map(|statement| match &statement.kind {
                StatementKind::Allow(allow) => (allow.span, Some(allow)),
                _ => (statement.span, None),
            })
            .chain(others.iter().map(|span| (*span, None)))
            .collect();
        entries.sort_by_key(|(span, _)| *span);
        self.entries(&entries);
        let inner = block.statements.iter().flat_map(blocks);
        inner.for_each(|block| self.block(block, &[]));
    }

    /// Each `allow` holds for the next entry that is none.
    fn entries(&mut self, entries: &[(Span, Option<&Allow>)]) {
        let mut next = None;
        for (span, allow) in entries.iter().rev() {
            match allow {
                Some(allow) => self.add(allow, next.map_or(Region::Nothing, Region::Entry)),
                None => next = Some(*span),
            }
        }
    }

    fn add(&mut self, allow: &Allow, region: Region) {
        let written = allow.code.text.as_str();
        // a name of the language has no hyphens
        let Some(code) = scn_diag::find(&written.replace('_', "-")) else {
            return self.report.add(unknown(allow));
        };
        if code.0.fixed {
            return self.report.add(fixed(code, allow, self.files));
        }
        if allow.because.is_none() {
            self.report.add(without_reason(code, allow));
        }
        self.found.0.push(Allowed { code, place: allow.span, region });
    }
}

fn unknown(allow: &Allow) -> Diagnostic {
    let written = allow.code.text.as_str();
    let unknown =
        Diagnostic::new(codes::E0030, allow.code.span, wording!("there is no code `{written}`", written));
    let names: Vec<(String, Code)> = scn_diag::ALL
        .iter()
        .filter(|code| !code.0.fixed)
        .flat_map(|code| [(code.0.code.to_owned(), *code), (code.0.name.replace('-', "_"), *code)])
        .collect();
    match closest(written, names.iter().map(|(name, _)| name.as_str())) {
        Some(near) => unknown.help(wording!("did you mean `{near}`?", near)).fix(
            wording!("write `{near}`", near),
            true,
            allow.code.span,
            near,
        ),
        None => unknown.help("write the code that stands beside the warning, such as `W2001`"),
    }
}

fn fixed(code: Code, allow: &Allow, files: &Files) -> Diagnostic {
    Diagnostic::new(
        codes::E0031,
        allow.code.span,
        wording!("{code} cannot be allowed: nothing can run with it", code),
    )
    .help(wording!("mend what {code} is about, and take this line out", code))
    .fix("take the line out", true, whole_line(files, allow.span), "")
}

fn without_reason(code: Code, allow: &Allow) -> Diagnostic {
    Diagnostic::new(codes::W0002, allow.span, wording!("this `allow` of {code} does not say why", code))
        .help(wording!("whoever reads it next wants to know: `allow {code} because \"…\"`", code))
}

impl Allows {
    /// What is left of the diagnostics, and the `allow`s that nothing needs. Those are only told `when_all` was looked
    /// at. `home` is where a text was written that is translated at this place.
    pub(crate) fn apply(
        &self,
        diagnostics: Vec<Diagnostic>,
        files: &Files,
        when_all: bool,
        home: impl Fn(Span) -> Span,
    ) -> Vec<Diagnostic> {
        if self.0.is_empty() {
            return diagnostics;
        }
        let mut by_code: BTreeMap<Code, Vec<(usize, &Region)>> = BTreeMap::new();
        for (at, allowed) in self.0.iter().enumerate() {
            by_code.entry(allowed.code).or_default().push((at, &allowed.region));
        }
        let mut needed = vec![false; self.0.len()];
        let mut kept = Vec::with_capacity(diagnostics.len());
        for diagnostic in diagnostics {
            let place = home(diagnostic.span);
            let covers = |(_, region): &&(usize, &Region)| region.covers(place);
            // the narrowest one is the one that was meant
            let allows = by_code.get(&diagnostic.code).into_iter().flatten().filter(covers);
            match allows.min_by_key(|(_, region)| region.size()) {
                Some((at, _)) => needed.iter_mut().skip(*at).take(1).for_each(|needed| *needed = true),
                None => kept.push(diagnostic),
            }
        }
        if when_all {
            let idle = self.0.iter().zip(needed).filter(|(_, needed)| !needed);
            kept.extend(idle.map(|(allowed, _)| not_needed(allowed, files)));
        }
        kept
    }
}

impl Region {
    fn covers(&self, place: Span) -> bool {
        match self {
            Region::Project => true,
            Region::Entry(entry) => {
                entry.file == place.file && entry.start <= place.start && place.start < entry.end
            }
            Region::Nothing => false,
        }
    }

    fn size(&self) -> u32 {
        match self {
            Region::Project => u32::MAX,
            Region::Entry(entry) => entry.len(),
            Region::Nothing => 0,
        }
    }
}

fn not_needed(allowed: &Allowed, files: &Files) -> Diagnostic {
    let code = allowed.code;
    let message = match allowed.region {
        Region::Project => {
            wording!("nothing in this project needs this `allow`: {code} does not occur", code)
        }
        Region::Entry(_) => {
            wording!("this `allow` is not needed: {code} does not occur in what follows", code)
        }
        Region::Nothing => wording!("nothing follows this `allow` of {code}", code),
    };
    let diagnostic = Diagnostic::new(codes::W0001, allowed.place, message);
    let diagnostic = match allowed.region {
        Region::Nothing => diagnostic.help("write it right above the entry that it is about"),
        _ => diagnostic.help("take it out, so that it hides nothing that goes wrong here later"),
    };
    diagnostic.fix("take the line out", true, whole_line(files, allowed.place), "")
}

/// The entry with its line, when nothing else stands on it.
fn whole_line(files: &Files, span: Span) -> Span {
    let text = files.get(span.file).map_or("", |file| file.text.as_str());
    let (start, end) = (span.start as usize, span.end as usize);
    let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else { return span };
    let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
    let blank = after.len() - after.trim_start_matches([' ', '\t', '\r']).len();
    let alone =
        before.len() == indent || before.get(..start - indent).is_some_and(|before| before.ends_with('\n'));
    match after.get(blank..).is_some_and(|rest| rest.starts_with('\n')) && alone {
        true => Span {
            start: span.start.saturating_sub(u32::try_from(indent).unwrap_or_default()),
            end: span.end.saturating_add(u32::try_from(blank + 1).unwrap_or_default()),
            ..span
        },
        false => span,
    }
}

fn span(declaration: &Declaration) -> Span {
    match declaration {
        Declaration::Scenario(it) => it.span,
        Declaration::Use(it) => it.span,
        Declaration::Choice(it) => it.span,
        Declaration::Catalog(it) => it.span,
        Declaration::Record(it) => it.span,
        Declaration::Purpose(it) => it.span,
        Declaration::Memory(it) => it.span,
        Declaration::Team(it) => it.span,
        Declaration::Connector(it) => it.span,
        Declaration::Template(it) => it.span,
        Declaration::Trigger(it) => it.span,
        Declaration::Tunnel(it) => it.span,
        Declaration::Escape(it) => it.span,
        Declaration::Ladder(it) => it.span,
        Declaration::Assistant(it) => it.span,
        Declaration::Audience(it) => it.span,
        Declaration::Campaign(it) => it.span,
        Declaration::Limit(it) => it.span,
        Declaration::Allow(it) => it.span,
        Declaration::Migrate(it) => it.span,
        Declaration::Test(it) => it.span,
        Declaration::Error(span) => *span,
    }
}
