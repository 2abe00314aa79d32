use crate::{Code, Severity, Span, Tongue, Wording};

/// One thing a designer should know about a place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    /// The code's severity unless the project's configuration changed it.
    pub severity: Severity,
    /// The place to underline.
    pub span: Span,
    /// What is wrong, one sentence, lower case, no final period, user text in backticks.
    pub message: Wording,
    /// What stands at the underlined place (may be empty), and further places.
    pub labels: Vec<Label>,
    /// What to do next.
    pub help: Option<Wording>,
    pub fixes: Vec<Fix>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: Wording,
}

/// A change of the text that mends the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub title: Wording,
    /// Safe ones cannot change what a correct reading of the file meant.
    pub safe: bool,
    pub edits: Vec<Edit>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

impl Diagnostic {
    pub fn new(code: Code, span: Span, message: impl Into<Wording>) -> Self {
        Diagnostic {
            code,
            severity: code.severity(),
            span,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<Wording>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    #[must_use]
    pub fn help(mut self, text: impl Into<Wording>) -> Self {
        self.help = Some(text.into());
        self
    }

    #[must_use]
    pub fn fix(mut self, title: impl Into<Wording>, safe: bool, span: Span, text: impl Into<String>) -> Self {
        self.fixes.push(Fix { title: title.into(), safe, edits: vec![Edit { span, text: text.into() }] });
        self
    }

    /// The same with every sentence said in this language.
    #[must_use]
    pub fn in_tongue(&self, tongue: Tongue) -> Diagnostic {
        let said = |wording: &Wording| Wording::from(wording.in_tongue(tongue));
        let mut told = self.clone();
        told.message = said(&told.message);
        told.help = told.help.as_ref().map(said);
        told.labels.iter_mut().for_each(|label| label.text = said(&label.text));
        told.fixes.iter_mut().for_each(|fix| fix.title = said(&fix.title));
        told
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
