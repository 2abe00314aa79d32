//! A message to a customer, before the platform gives it its shape.

use crate::Key;
use crate::node::Render;
use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub text: String,
    pub options: Vec<MessageOption>,
    pub render: Render,
    /// The label that opens a list of options, in the contact's language ("Choisir").
    pub list_label: String,
    /// What is sent besides words; `text` is then its caption.
    pub attached: Option<Attached>,
}

/// A picture, a place…; `source` is an https address or a file of the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attached {
    Image {
        source: String,
    },
    Audio {
        source: String,
    },
    Video {
        source: String,
    },
    Document {
        source: String,
    },
    Sticker {
        source: String,
    },
    /// Degrees as decimal text.
    Place {
        name: Option<String>,
        latitude: String,
        longitude: String,
        address: Option<String>,
    },
    Contact {
        name: String,
        phone: String,
    },
    /// A button that opens an address.
    Link {
        label: String,
        url: String,
    },
}

/// A template with its values, as it leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateMessage {
    /// The name it is registered by.
    pub name: String,
    pub language: Language,
    /// The values of the header's, the body's and each button's holes, in the order in which they stand there.
    pub header: Vec<String>,
    pub body: Vec<String>,
    pub buttons: Vec<TemplateButtonValue>,
    /// What the customer reads, for tests, history and people.
    pub preview: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TemplateButtonValue {
    /// The end of the address after its fixed beginning, when it has a hole.
    Url(Option<String>),
    /// A tap that starts a tunnel, else the label as words.
    Reply(Option<Tap>),
    /// The code that the button of an authentication template copies.
    Code(String),
}

impl Message {
    pub fn text(text: impl Into<String>) -> Message {
        Message {
            text: text.into(),
            options: Vec::new(),
            render: Render::Auto,
            list_label: String::new(),
            attached: None,
        }
    }

    /// The neutral one-line form: the text, then ` [A|B]` when it offers options.
    pub fn canonical(&self) -> String {
        if self.options.is_empty() {
            return self.text.clone();
        }
        let labels: Vec<&str> = self.options.iter().map(|option| option.label.as_str()).collect();
        format!("{} [{}]", self.text, labels.join("|"))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageOption {
    pub tap: Tap,
    pub label: String,
    pub description: Option<String>,
    /// Section of a list.
    pub group: Option<String>,
}

/// What a tap says: which option of which question. Written `question.option` in base 36, 15 characters at most;
/// holds no user data and means the same in the next version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tap {
    pub question: Key,
    pub option: Key,
}

impl fmt::Display for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", base36(self.question.0), base36(self.option.0))
    }
}

impl FromStr for Tap {
    type Err = NotATap;
    fn from_str(text: &str) -> Result<Tap, NotATap> {
        let (question, option) = text.split_once('.').ok_or(NotATap)?;
        let number = |part: &str| {
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
            plain.then(|| u32::from_str_radix(part, 36).ok()).flatten().map(Key).ok_or(NotATap)
        };
        Ok(Tap { question: number(question)?, option: number(option)? })
    }
}

/// The text is no tap of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATap;

impl fmt::Display for NotATap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the id of an option")
    }
}
impl std::error::Error for NotATap {}

fn base36(mut number: u32) -> String {
    let mut digits = Vec::with_capacity(7);
    loop {
        digits.push(char::from_digit(number % 36, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            break;
        }
    }
    digits.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_survive_the_way_over_the_phone() {
        for (a, b) in [(0, 0), (1, u32::MAX), (123_456_789, 42)] {
            let tap = Tap { question: Key(a), option: Key(b) };
            assert!(tap.to_string().len() <= 15);
            assert_eq!(tap.to_string().parse(), Ok(tap));
        }
        for bad in ["", ".", "a.", ".b", "zzzzzzzzz.1", "a.b.c", "+1.2", "é.1"] {
            assert_eq!(bad.parse::<Tap>(), Err(NotATap), "{bad}");
        }
    }
}
