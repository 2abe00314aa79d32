//! A project's templates beside those of the account.

use super::{Account, AccountTemplate, Button, Shape, Words, category};
use scn_graph::{Language, MessageTemplate, TemplateCategory, TemplateTexts};

/// One template in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub name: String,
    pub language: String,
    pub standing: Standing,
    pub differences: Vec<Difference>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be sent.
    Approved,
    /// Nothing of this name and language is in the account; the languages it is there in.
    Missing { there: Vec<String> },
    /// In the account, and not to be sent: its status, and why when that is known.
    NotApproved { status: String, reason: Option<String> },
    /// Only in the account.
    Extra,
}

/// Something that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `category`, `header`, `body`, `footer`, `buttons`, `values`
    pub part: &'static str,
    pub project: String,
    pub account: String,
    /// The platform refuses what is sent, or it goes out with other values.
    pub fails: bool,
}

impl Comparison {
    /// A message of this kind would not go out as the project means it.
    pub fn fails(&self) -> bool {
        match self.standing {
            Standing::Missing { .. } | Standing::NotApproved { .. } => true,
            Standing::Approved => self.differences.iter().any(|difference| difference.fails),
            Standing::Extra => false,
        }
    }
}

/// The templates of the project in their order, then what is only in the account.
pub fn compare(templates: &[MessageTemplate], account: &Account) -> Vec<Comparison> {
    let mut all: Vec<Comparison> = Vec::new();
    for template in templates {
        for (language, texts) in &template.languages {
            all.push(one(template, *language, texts, account));
        }
    }
    let known = |theirs: &AccountTemplate| {
        all.iter().any(|ours| ours.name == theirs.name && ours.language == theirs.language)
    };
    let extra: Vec<Comparison> = account
        .templates
        .iter()
        .filter(|theirs| !known(theirs))
        .map(|theirs| Comparison {
            name: theirs.name.clone(),
            language: theirs.language.clone(),
            standing: Standing::Extra,
            differences: Vec::new(),
        })
        .collect();
    all.extend(extra);
    all
}

fn one(
    template: &MessageTemplate,
    language: Language,
    texts: &TemplateTexts,
    account: &Account,
) -> Comparison {
    let named = || account.templates.iter().filter(|theirs| theirs.name == template.name);
    let theirs = named().find(|theirs| theirs.language == language.code());
    let standing = match theirs {
        None => Standing::Missing { there: named().map(|theirs| theirs.language.clone()).collect() },
        // A flagged one is still sent; without a status nobody can tell.
        Some(theirs) if matches!(theirs.status.as_str(), "APPROVED" | "FLAGGED") => Standing::Approved,
        Some(theirs) => {
            Standing::NotApproved { status: theirs.status.clone(), reason: theirs.reason.clone() }
        }
    };
    let differences = theirs.map(|theirs| differences(template, texts, theirs)).unwrap_or_default();
    Comparison { name: template.name.clone(), language: language.code().to_owned(), standing, differences }
}

fn differences(
    template: &MessageTemplate,
    texts: &TemplateTexts,
    theirs: &AccountTemplate,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let ours = category(template.category);
    if !theirs.category.is_empty() && theirs.category != ours {
        found.push(difference("category", ours, &theirs.category, false));
    }
    if theirs.named {
        found.push(difference("values", "by place: {{1}}", "by name", true));
    }
    // The words of a code are the platform's, in every language.
    if let Some(shape) =
        theirs.shape.as_ref().filter(|_| template.category != TemplateCategory::Authentication)
    {
        differing_parts(&Shape::of(template, texts), shape, &mut found);
    }
    found
}

fn differing_parts(ours: &Shape, theirs: &Shape, found: &mut Vec<Difference>) {
    let none = Words::default();
    let (our_header, their_header) = (ours.header.as_ref(), theirs.header.as_ref());
    if let Some(file) = &theirs.header_file {
        let ours = our_header.map_or("none", |header| header.text.as_str());
        found.push(difference("header", ours, file, true));
    } else {
        differing_words("header", our_header.unwrap_or(&none), their_header.unwrap_or(&none), found);
    }
    differing_words("body", &ours.body, &theirs.body, found);
    let (our_footer, their_footer) = (shown(ours.footer.as_deref()), shown(theirs.footer.as_deref()));
    if our_footer != their_footer {
        found.push(difference("footer", our_footer, their_footer, false));
    }
    differing_buttons(&ours.buttons, &theirs.buttons, found);
}

fn shown(text: Option<&str>) -> &str {
    text.filter(|text| !text.is_empty()).unwrap_or("none")
}

/// Other words go out, or none at all when the number of values is another.
fn differing_words(part: &'static str, ours: &Words, theirs: &Words, found: &mut Vec<Difference>) {
    if ours.text != theirs.text {
        let fails = ours.examples.len() != theirs.examples.len();
        found.push(difference(part, shown(Some(&ours.text)), shown(Some(&theirs.text)), fails));
    }
}

fn differing_buttons(ours: &[Button], theirs: &[Button], found: &mut Vec<Difference>) {
    let label = |button: &Button| match button {
        Button::Reply(label) => label.clone(),
        Button::Url { label, url } => format!("{label} → {}", url.text),
        Button::Other(kind) => kind.clone(),
    };
    // A reply without a tap of ours is no value; that of an address is, and a code has its own.
    let takes = |button: &Button| match button {
        Button::Reply(_) => "reply",
        Button::Url { url, .. } if url.examples.is_empty() => "address",
        Button::Url { .. } => "address with a value",
        Button::Other(_) => "other",
    };
    let labels = |buttons: &[Button]| {
        let labels: Vec<String> = buttons.iter().map(label).collect();
        if labels.is_empty() { "none".to_owned() } else { labels.join(" | ") }
    };
    let (our_labels, their_labels) = (labels(ours), labels(theirs));
    if our_labels != their_labels {
        let fails = !ours.iter().map(takes).eq(theirs.iter().map(takes));
        found.push(difference("buttons", &our_labels, &their_labels, fails));
    }
}

fn difference(part: &'static str, project: &str, account: &str, fails: bool) -> Difference {
    Difference { part, project: project.to_owned(), account: account.to_owned(), fails }
}
