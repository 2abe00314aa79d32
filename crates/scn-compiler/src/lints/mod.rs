//! What is proved of a sound graph, and what is said about the style of a conversation. One file per lint: a function
//! from the compiled project to diagnostics. Each is linear in the size of the graph and needs nothing from outside.

mod checked;
mod flow;
mod limits;
mod style;
mod templates;
mod window;
mod words;

pub(crate) use checked::Checked;

use crate::build::Build;
use crate::flow::FlowPlan;
use scn_diag::Diagnostic;

type Lint = fn(&Checked<'_, '_>) -> Vec<Diagnostic>;

/// By the names of their phases, in the order in which they run; the order of what they report is that of the files.
const LINTS: &[(&str, Lint)] = &[
    ("lints: flow", flow::check),
    ("lints: window", window::check),
    ("lints: words", words::check),
    ("lints: templates", templates::check),
    ("lints: style", style::check),
];

/// Runs them all, when there is a graph to look at.
pub(crate) fn check<'t>(build: &mut Build<'t>, plans: &[FlowPlan<'t>], phase: &dyn Fn(&'static str)) {
    phase("lints: limits");
    let too_long = limits::check(&Checked { build, plans });
    too_long.into_iter().for_each(|diagnostic| build.report.add(diagnostic));
    if build.report.is_broken() {
        return;
    }
    let checked = Checked { build, plans };
    let run = |(name, lint): &(&'static str, Lint)| {
        phase(name);
        lint(&checked)
    };
    let found: Vec<Diagnostic> = LINTS.iter().flat_map(run).collect();
    found.into_iter().for_each(|diagnostic| build.report.add(diagnostic));
}
