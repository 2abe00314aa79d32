//! What is remembered of a contact, and what is not any more.

use super::Lower;
use scn_graph::{MemoryId, NodeId, NodeKind, Type};
use scn_syntax::ast;

impl<'t> Lower<'_, 't> {
    pub(super) fn remember(
        &mut self,
        field: &'t ast::Name,
        value: Option<&'t ast::Expr>,
        at: NodeId,
        next: NodeId,
    ) {
        let Some(id) = self.b.memory_field(field) else { return self.alias(at, next) };
        let same_name;
        let value = match value {
            Some(value) => value,
            None => {
                same_name = ast::Expr { kind: ast::ExprKind::Name(field.text.clone()), span: field.span };
                &same_name
            }
        };
        let ty = self.memory_type(id);
        let found = self.b.typed(&self.scope, value, ty.as_ref());
        self.fill(at, NodeKind::Remember { field: id, value: found.expr, next }, false);
    }

    pub(super) fn memory_type(&self, id: MemoryId) -> Option<Type> {
        self.b.graph.memory.get(id.index()).map(|field| field.ty.clone())
    }

    pub(super) fn forget(&mut self, forget: &'t ast::Forget, at: NodeId, next: NodeId) {
        let kind = match forget {
            ast::Forget::Field(field) => {
                self.b.memory_field(field).map(|field| NodeKind::Forget { field, next })
            }
            ast::Forget::Consent(name) => {
                self.b.purpose(name).map(|purpose| NodeKind::Withdraw { purpose, next })
            }
            ast::Forget::Everything(_) => Some(NodeKind::Erase { next }),
        };
        match kind {
            Some(kind) => self.fill(at, kind, false),
            None => self.alias(at, next),
        }
    }
}
