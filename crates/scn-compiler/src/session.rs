//! Compiling the same project again and again: what did not change is not done twice.

use crate::read::Trees;
use crate::{Compiled, Options, Sources, compiled};
use scn_diag::FileId;
use scn_graph::model::IntentModel;
use scn_syntax::Parsed;
use scn_understand::{Class, train};
use std::collections::BTreeMap;

/// What stays from one compile of a project to the next: the trees of its files, and what was learnt from its examples.
/// The result is always that of a fresh compile.
#[derive(Default)]
pub struct Session {
    /// A single compile keeps nothing, since nobody would use it.
    keeps: bool,
    /// By path, as it was last read.
    files: BTreeMap<String, Known>,
    pub(crate) learnt: Learnt,
}

struct Known {
    text: String,
    parsed: Parsed,
}

impl Session {
    pub fn new() -> Session {
        let learnt = Learnt { keeps: true, ..Learnt::default() };
        Session { keeps: true, learnt, ..Session::default() }
    }

    pub fn compile(&mut self, sources: &dyn Sources, options: &Options<'_>) -> Compiled {
        compiled(sources, None, options, self)
    }

    /// The tree of a file: the one at hand when the file is what it was, and at the same place among the files.
    pub(crate) fn parse(&mut self, path: &str, file: FileId, text: &str) -> Parsed {
        match self.files.remove(path) {
            Some(known) if known.parsed.tree.id == file && known.text == text => known.parsed,
            _ => scn_syntax::parse(file, text),
        }
    }

    /// Takes the trees back after a compile; files that are gone are forgotten.
    pub(crate) fn keep(&mut self, trees: &mut Trees) {
        self.files.clear();
        if !self.keeps {
            return;
        }
        for tree in std::mem::take(&mut trees.trees) {
            let Some(file) = trees.files.get(tree.id) else { continue };
            let diagnostics = trees.problems.remove(&tree.id).unwrap_or_default();
            let known = Known { text: file.text.clone(), parsed: Parsed { tree, diagnostics } };
            self.files.insert(file.path.clone(), known);
        }
    }
}

/// What was learnt from the examples of all listeners, and these examples.
#[derive(Default)]
pub(crate) struct Learnt {
    keeps: bool,
    /// Of each listener the name and the examples.
    from: Vec<(String, Vec<String>)>,
    model: IntentModel,
}

impl Learnt {
    /// The model of these listeners.
    pub(crate) fn of(&mut self, classes: &[Class<'_>]) -> IntentModel {
        if !self.keeps {
            return train(classes);
        }
        let known = |(class, (name, said)): (&Class<'_>, &(String, Vec<String>))| {
            class.name == name && class.examples == *said
        };
        if self.from.len() != classes.len() || !classes.iter().zip(&self.from).all(known) {
            self.model = train(classes);
            let own = |class: &Class<'_>| {
                let said = class.examples.iter().map(|text| (*text).to_owned()).collect();
                (class.name.to_owned(), said)
            };
            self.from = classes.iter().map(own).collect();
        }
        self.model.clone()
    }
}
