//! Names of a project as people write them.

use scn_diag::closest;
use scn_graph::{FlowId, FlowKind, Graph, SlotId};

/// `order.size`; the error names what there is.
pub(crate) fn slot(graph: &Graph, written: &str) -> Result<(FlowId, SlotId), String> {
    let Some((tunnel, slot)) = written.rsplit_once('.') else {
        return Err(format!("`{written}` names no slot; write its tunnel too, like `order.size`"));
    };
    let id = self::tunnel(graph, tunnel)?;
    let flow = graph.flow(id).ok_or_else(|| format!("there is no tunnel `{tunnel}`"))?;
    let own = || flow.slots.iter().map(|slot| slot.name.as_str()).filter(|name| !name.contains('.'));
    match flow.slots.iter().position(|known| known.name == slot) {
        Some(at) => Ok((id, SlotId(u16::try_from(at).unwrap_or(u16::MAX)))),
        None => Err(format!("`{tunnel}` has no slot `{slot}`; {}", nearest(slot, own))),
    }
}

/// "did you mean …?", else all there are.
pub(crate) fn nearest<'n, I: Iterator<Item = &'n str>>(word: &str, names: impl Fn() -> I) -> String {
    match closest(word, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let names: Vec<&str> = names().take(20).collect();
            if names.is_empty() {
                "there are none".to_owned()
            } else {
                format!("there are {}", names.join(", "))
            }
        }
    }
}

/// A tunnel by its name.
pub(crate) fn tunnel(graph: &Graph, written: &str) -> Result<FlowId, String> {
    let tunnels = || (0u32..).map(FlowId).zip(&graph.flows).filter(|(_, flow)| flow.kind == FlowKind::Tunnel);
    let names = || tunnels().map(|(_, flow)| flow.name.as_str());
    let found = tunnels().find(|(_, flow)| flow.name == written).map(|(id, _)| id);
    found.ok_or_else(|| format!("there is no tunnel `{written}`; {}", nearest(written, names)))
}
