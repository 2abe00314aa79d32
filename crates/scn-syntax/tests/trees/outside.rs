use scn_diag::Span;
use scn_syntax::ast::*;

use super::Draw;

impl Draw<'_> {
    pub(super) fn connector(&mut self) -> Connector {
        let span = Span::default();
        Connector {
            doc: self.doc(),
            name: self.name(),
            from: self.maybe(Self::text),
            base: self.maybe(|draw| if draw.yes() { Base::Env(draw.name()) } else { Base::Url(draw.text()) }),
            auth: self.maybe(Self::name),
            processor: self.maybe(Self::processor),
            receives: self.many(0, 2, |draw| Receives {
                categories: draw.many(1, 3, Self::name),
                purposes: draw.many(0, 2, Self::name),
                span,
            }),
            timeout: self.maybe(Self::duration),
            retry: self.maybe(Self::count),
            uses: self.many(0, 2, Self::name),
            operations: self.many(0, 3, |draw| Operation {
                doc: draw.doc(),
                method: draw.name_of(&["get", "post", "put", "delete"]),
                name: draw.name(),
                params: draw.params(),
                result: draw.maybe(Self::plain_type),
                at: Some(draw.text()),
                idempotent: draw.maybe(|_| span),
                span,
            }),
            events: self.many(0, 2, |draw| EventDeclaration {
                doc: draw.doc(),
                name: draw.name(),
                params: draw.params(),
                span,
            }),
            span,
        }
    }

    fn processor(&mut self) -> Processor {
        Processor { name: self.text(), country: self.maybe(Self::name), span: Span::default() }
    }

    pub(super) fn params(&mut self) -> Vec<Param> {
        self.many(0, 3, |draw| Param { name: draw.name(), ty: draw.ty(), span: Span::default() })
    }

    pub(super) fn template(&mut self) -> Template {
        let span = Span::default();
        Template {
            doc: self.doc(),
            name: self.name(),
            category: self.maybe(|draw| draw.name_of(&["utility", "marketing", "authentication"])),
            params: self.params(),
            languages: self.many(0, 2, |draw| TemplateLanguage {
                language: draw.name(),
                body: draw.text(),
                header: draw.maybe(Self::text),
                footer: draw.maybe(Self::text),
                buttons: draw.many(0, 2, |draw| TemplateButton {
                    label: draw.text(),
                    target: draw.maybe(|draw| match draw.yes() {
                        true => ButtonTarget::Url(draw.text()),
                        false => ButtonTarget::Tunnel(draw.path()),
                    }),
                    span,
                }),
                span,
            }),
            span,
        }
    }

    pub(super) fn assistant(&mut self) -> Assistant {
        let known = |draw: &mut Self| match draw.yes() {
            true => Knows::Files(draw.text()),
            false => Knows::Catalog(draw.name()),
        };
        Assistant {
            doc: self.doc(),
            name: self.name(),
            model: self.maybe(Self::name),
            knows: self.many(0, 2, known),
            rules: self.many(0, 2, Self::text),
            may_see: self.many(0, 2, Self::path),
            processor: self.maybe(Self::processor),
            most_chars: self.maybe(Self::count),
            most_time: self.maybe(Self::duration),
            only_answers: self.yes(),
            span: Span::default(),
        }
    }

    pub(super) fn campaign(&mut self) -> Campaign {
        Campaign {
            doc: self.doc(),
            name: self.name(),
            every: self.many(0, 2, Self::every),
            audience: self.maybe(Self::name),
            body: self.block(),
            span: Span::default(),
        }
    }

    pub(super) fn migrate(&mut self) -> Migrate {
        let rule = |draw: &mut Self| match draw.pick(4) {
            0 => MigrateRule::Rename(draw.path(), draw.path()),
            1 => MigrateRule::Move(draw.path(), draw.path()),
            2 => MigrateRule::Drop(draw.path()),
            _ => MigrateRule::Set(draw.path(), draw.expr()),
        };
        Migrate { from: self.text(), rules: self.many(0, 3, rule), span: Span::default() }
    }
}
