//! Triggers that are not words of a customer, and what their flows are given.

use crate::build::{Build, Ty};
use scn_syntax::ast::{self, TriggerEvent};

impl Build<'_> {
    /// The first slots of a trigger's flow: the parameters of its event that it names, with their types.
    pub(crate) fn trigger_params(&mut self, trigger: &ast::Trigger) -> Vec<(ast::Name, Ty)> {
        let TriggerEvent::Event { event, params, .. } = &trigger.event else { return Vec::new() };
        self.report.mute();
        let signature = self.event(event).map(|(_, signature)| signature).unwrap_or_default();
        self.report.unmute();
        let ty = |name: &ast::Name| {
            let found = signature.params.iter().find(|(param, ..)| *param == name.text);
            found.and_then(|(_, ty, _)| ty.clone())
        };
        params.iter().map(|name| (name.clone(), ty(name))).collect()
    }
}
