//! A compiled project as lints see it: the graph, and where everything in it was written.

use crate::build::Build;
use crate::flow::FlowPlan;
use scn_diag::{FileId, Span};
use scn_graph::{FlowId, Graph, NodeId, QuestionId, Template, TextId};

pub(crate) struct Checked<'b, 't> {
    pub(crate) build: &'b Build<'t>,
    /// By flow id: the tree of each tunnel, escape and entry.
    pub(crate) plans: &'b [FlowPlan<'t>],
}

impl<'b, 't> Checked<'b, 't> {
    pub(crate) fn graph(&self) -> &'b Graph {
        &self.build.graph
    }

    /// Where a node was written.
    pub(crate) fn place(&self, node: NodeId) -> Span {
        self.build.node_places.get(node.index()).copied().unwrap_or_default()
    }

    /// Where a question was written.
    pub(crate) fn question_place(&self, question: QuestionId) -> Span {
        self.graph().question(question).map(|question| self.place(question.node)).unwrap_or_default()
    }

    /// Where a text stands: in a scenario, or in the translation file of the language at this place of the settings.
    pub(crate) fn text_place(&self, text: TextId, language: usize) -> Span {
        let written = || {
            let id = self.graph().text_ids.get(text.index())?;
            self.build.text_places.get(id).copied()
        };
        self.build.translated_at.get(&(text, language)).copied().or_else(written).unwrap_or_default()
    }

    /// A text in each language that has it: place of the language, template, where it stands.
    pub(crate) fn in_languages(
        &self,
        text: TextId,
    ) -> impl Iterator<Item = (usize, &'b Template, Span)> + '_ {
        let languages = self.graph().texts.iter().enumerate();
        languages.filter_map(move |(language, texts)| {
            let template = texts.get(text.index())?.as_ref()?;
            Some((language, template, self.text_place(text, language)))
        })
    }

    /// Written by us: held to the same rules by our own tests, and nothing a project could mend.
    pub(crate) fn is_standard(&self, file: FileId) -> bool {
        self.build.names.modules.is_standard(file) || self.build.locales.is_standard(file)
    }

    pub(crate) fn plan(&self, flow: FlowId) -> Option<&'b FlowPlan<'t>> {
        self.plans.get(flow.index())
    }
}
