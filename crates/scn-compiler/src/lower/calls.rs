//! What leaves the flow: tunnels entered, systems called, templates sent, events told.

use super::Lower;
use super::modifiers::nth;
use super::shared::Shared;
use crate::build::Head;
use crate::codes;
use crate::expr::span_of;
use crate::expr::visit::Reads;
use crate::lookup::Signature;
use crate::names::dotted;
use crate::report::did_you_mean;
use crate::text::MESSAGE;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Expr, NodeId, NodeKind, SendTemplate, SlotId, TextId};
use scn_syntax::ast::{self, StatementKind};

impl<'t> Lower<'_, 't> {
    /// `enter tunnel(args) as x`
    pub(super) fn enter(
        &mut self,
        span: Span,
        tunnel: &'t ast::QualifiedName,
        args: &'t [ast::Arg],
        result: Option<&'t ast::Name>,
        at: NodeId,
        next: NodeId,
    ) {
        let Some(Head { flow, name, params, result: gives }) = self.b.tunnel_head(tunnel) else {
            self.unknown_tunnel(tunnel);
            return self.alias(at, next);
        };
        let signature = Signature { name, params, result: gives, sound: true };
        let args = self.args(span, &signature, args);
        let help =
            wording!("say so in its header: `tunnel {tunnel}() -> TYPE {{ … }}`", tunnel = signature.name);
        let result = self.result(&signature, result, &args, help);
        self.fill(at, NodeKind::Enter { flow, args, result, next }, false);
    }

    fn unknown_tunnel(&mut self, tunnel: &ast::QualifiedName) {
        let names = self.b.names.clone();
        let written = dotted(tunnel);
        let diagnostic =
            Diagnostic::new(codes::E1003, tunnel.span, wording!("there is no tunnel `{written}`", written));
        let diagnostic = if names.escape_names.contains_key(&written) {
            diagnostic.help(wording!(
                "`{written}` is an escape: it opens by itself when the customer asks",
                written
            ))
        } else if let Some(help) = self.b.not_used(tunnel.span.file, &written) {
            diagnostic.help(help)
        } else {
            did_you_mean(diagnostic, tunnel.span, &written, names.tunnel_names.keys().map(String::as_str))
        };
        self.b.report.add(diagnostic);
    }

    /// The slot of `as x`, when there is something to put into it.
    fn result(
        &mut self,
        of: &Signature,
        name: Option<&'t ast::Name>,
        args: &[Option<Expr>],
        help: impl Into<scn_diag::Wording>,
    ) -> Option<SlotId> {
        let name = name?;
        if of.result.is_none() {
            if of.sound {
                self.b.report.add(
                    Diagnostic::new(
                        codes::E2008,
                        name.span,
                        wording!("`{of}` gives nothing back", of = of.name),
                    )
                    .help(help),
                );
            }
            return None;
        }
        let slot = self.slot_id(&name.text)?;
        let reads = self.reads_of_args(args);
        self.depends(slot, [reads]);
        Some(slot)
    }

    /// `call shop.order(lines) as receipt { failed { … } slow after 3 seconds { … } too_late { … } }`
    pub(super) fn call(&mut self, call: &'t ast::Call, span: Span, at: NodeId, next: NodeId) {
        let Some((operation, signature)) = self.b.operation(&call.operation) else {
            for block in [&call.failed, &call.too_late].into_iter().flatten() {
                self.branch(block, Reads::new(), next);
            }
            return self.alias(at, next);
        };
        let id = self.stable_id("call");
        let args = self.args(span, &signature, &call.args);
        let result = self.result(
            &signature,
            call.result.as_ref(),
            &args,
            "take `as …` out, or say in the connector what it returns: `… -> TYPE at \"/path\"`",
        );
        let final_for_good =
            self.b.graph.operation(operation).is_some_and(|operation| operation.irreversible);
        if final_for_good {
            let reads = self.reads_of_args(&args);
            self.make_final(at, reads);
        }
        let failed = self.failed(call, span, &id, next);
        let slow = call.slow.as_ref().map(|slow| (span_of(slow.after), self.slow_texts(&id, &slow.body)));
        let too_late = self.too_late(call, &id, span, final_for_good);
        self.fill(
            at,
            NodeKind::Call { operation, args, result, next, failed, slow, too_late, locks: Vec::new() },
            false,
        );
    }

    fn failed(&mut self, call: &'t ast::Call, span: Span, id: &str, next: NodeId) -> NodeId {
        match (&call.failed, self.b.names.failed) {
            (Some(block), _) => self.giving_up(next, |lower| lower.branch(block, Reads::new(), next)),
            (None, Some(block)) => {
                let shared = of_project("failed", id);
                self.giving_up(next, |lower| lower.shared_branch(shared, block, next))
            }
            (None, None) => {
                let diagnostic = Diagnostic::new(
                    codes::E2020,
                    call.operation.span,
                    wording!(
                        "nothing says what happens when `{dotted}` fails",
                        dotted = dotted(&call.operation)
                    ),
                )
                .help("add `failed { … }` to this call, or once for all calls to `scenario`");
                let bare = call.slow.is_none() && call.too_late.is_none();
                self.b.report.add(if bare {
                    diagnostic.fix(
                        "pass the conversation to people",
                        false,
                        span.after(),
                        " { failed { handoff } }",
                    )
                } else {
                    diagnostic
                });
                next
            }
        }
    }

    /// While waiting, there is only something to say.
    fn slow_texts(&mut self, id: &str, body: &'t ast::Block) -> Vec<TextId> {
        let mut texts = Vec::new();
        for statement in &body.statements {
            let text = match &statement.kind {
                StatementKind::Say(say) if say.or_send.is_none() => match &say.message {
                    ast::SayMessage::Text(texts) => texts.first().filter(|_| texts.len() == 1),
                    _ => None,
                },
                StatementKind::Allow(_) | StatementKind::Error => continue,
                _ => None,
            };
            match text {
                Some(text) => {
                    self.look_around(statement.span);
                    texts.push(self.text(&nth(&format!("{id}.slow"), texts.len()), text, MESSAGE));
                }
                None => self.b.report.add(
                    Diagnostic::new(
                        codes::E2021,
                        statement.span,
                        "`slow` can only say a text: the call goes on meanwhile",
                    )
                    .help("keep `say \"…\"` here, and do the rest after the call or in `failed`"),
                ),
            }
        }
        texts
    }

    /// After it the customer is back at the question they were asked.
    fn too_late(
        &mut self,
        call: &'t ast::Call,
        id: &str,
        span: Span,
        final_for_good: bool,
    ) -> Option<NodeId> {
        if let Some(block) = call.too_late.as_ref().filter(|_| !final_for_good) {
            self.b.report.add(
                Diagnostic::new(
                    codes::E1037,
                    block.span,
                    "`too_late` makes no sense here: this call can be made again after a correction",
                )
                .help("take it out; it belongs to a `post`, `put` or `delete` that is not `idempotent`"),
            );
        }
        if !final_for_good {
            return None;
        }
        let shared = self.b.names.too_late;
        let block = call.too_late.as_ref().or(shared)?;
        let back = self.b.reserve(span);
        self.fill(back, NodeKind::Resume, true);
        Some(match &call.too_late {
            Some(_) => self.branch(block, Reads::new(), back),
            None => self.shared_branch(of_project("too_late", id), block, back),
        })
    }

    /// A template with its arguments.
    pub(super) fn send(&mut self, send: &'t ast::Send) -> Option<SendTemplate> {
        let (template, signature) = self.b.message_template(&send.template)?;
        let args = self.args(send.span, &signature, &send.args);
        Some(SendTemplate { template, args })
    }

    /// `emit order_placed(total: total)`; an argument that is just a name needs no other.
    pub(super) fn emit(
        &mut self,
        event: &'t ast::QualifiedName,
        args: &'t [ast::Arg],
        at: NodeId,
        next: NodeId,
    ) {
        let mut given: Vec<(String, Expr)> = Vec::new();
        for arg in args {
            let value = self.b.value(&self.scope, &arg.value, crate::expr::Want::ANY);
            let name = match (&arg.name, &arg.value.kind) {
                (Some(name), _) => name.text.clone(),
                (None, ast::ExprKind::Name(name)) => name.clone(),
                (None, ast::ExprKind::Field { name, .. }) => name.text.clone(),
                (None, _) => {
                    self.b.report.add(
                        Diagnostic::new(codes::E1022, arg.span, "this value has no name")
                            .help("name it, so that the other side can find it: `emit paid(total: …)`"),
                    );
                    continue;
                }
            };
            if given.iter().any(|(known, _)| *known == name) {
                self.b.report.add(
                    Diagnostic::new(codes::E1022, arg.span, wording!("`{name}` is given twice", name))
                        .help("take one of them out, or give it another name"),
                );
                continue;
            }
            given.push((name, value.expr));
        }
        self.fill(at, NodeKind::Emit { event: dotted(event), args: given, next }, false);
    }

    /// `wait up to 14 days for shop.returned as parcel { late { … } }`
    pub(super) fn wait_for(
        &mut self,
        (span, event): (ast::Duration, &'t ast::QualifiedName),
        result: Option<&'t ast::Name>,
        late: Option<&'t ast::Block>,
        at: NodeId,
        next: NodeId,
    ) {
        let found = self.b.event(event);
        let late = match late {
            Some(block) => self.giving_up(next, |lower| lower.branch(block, Reads::new(), next)),
            None => next,
        };
        let Some((event, _)) = found else { return self.alias(at, next) };
        let result = result.and_then(|name| self.slot_id(&name.text));
        if let Some(slot) = result {
            self.depends(slot, []);
        }
        self.fill(at, NodeKind::WaitFor { event, span: span_of(span), result, next, late }, false);
    }
}

fn of_project(name: &str, at: &str) -> Shared {
    Shared { name: name.to_owned(), flow: None, at: at.to_owned() }
}
