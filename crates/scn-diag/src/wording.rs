//! What diagnostics say, in English where it is written and in other languages from a table keyed by the English.

use crate::french::french;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A language that diagnostics are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tongue {
    #[default]
    English,
    French,
}

impl FromStr for Tongue {
    type Err = ();
    /// `fr`, `fr_CH.UTF-8`: the language of a locale.
    fn from_str(locale: &str) -> Result<Tongue, ()> {
        match locale.split(['_', '-', '.']).next().unwrap_or_default() {
            "fr" => Ok(Tongue::French),
            "en" => Ok(Tongue::English),
            _ => Err(()),
        }
    }
}

/// A sentence of a diagnostic: words of ours with values in them, made by [`wording!`](crate::wording), or from a
/// `&'static str` without values. From a `String` it is shown as it is in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    english: Cow<'static, str>,
    /// `None`: no holes, braces stand for themselves.
    values: Option<Vec<(&'static str, Wording)>>,
}

impl Wording {
    /// For [`wording!`](crate::wording), which checks that holes and values agree.
    #[doc(hidden)]
    pub fn with(english: &'static str, values: Vec<(&'static str, Wording)>) -> Wording {
        Wording { english: Cow::Borrowed(english), values: Some(values) }
    }

    /// "a, b and c".
    pub fn list(items: impl IntoIterator<Item = impl Into<Wording>>) -> Wording {
        let mut items: Vec<Wording> = items.into_iter().map(Into::into).collect();
        let Some(last) = items.pop() else { return Wording::from("") };
        let Some(first) = items.into_iter().reduce(|before, next| {
            Wording::with("{before}, {next}", vec![("before", before), ("next", next)])
        }) else {
            return last;
        };
        crate::wording!("{first} and {last}", first, last)
    }

    /// The sentence in a language; in English where it was not translated.
    pub fn in_tongue(&self, tongue: Tongue) -> String {
        let template = match (&self.english, tongue) {
            (Cow::Borrowed(english), Tongue::French) => french(english).unwrap_or(english),
            (english, _) => english,
        };
        let Some(values) = &self.values else { return template.to_owned() };
        filled(template, |name, quoted| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some(if quoted { value.to_string() } else { value.as_phrase(tongue) })
        })
    }

    /// A value outside backticks: words of ours are known by being in the table.
    fn as_phrase(&self, tongue: Tongue) -> String {
        match (&self.english, &self.values, tongue) {
            (Cow::Owned(words), None, Tongue::French) => french(words).unwrap_or(words).to_owned(),
            _ => self.in_tongue(tongue),
        }
    }

    /// Sentences and phrases of ours in it that the language lacks.
    pub fn untranslated(&self, tongue: Tongue) -> Vec<&str> {
        let mut lacking: Vec<&str> = Vec::new();
        if let (Cow::Borrowed(english), Tongue::French) = (&self.english, tongue)
            && french(english).is_none()
            && english.chars().any(char::is_alphabetic)
            && *english != "{before}, {next}"
        {
            lacking.push(english);
        }
        lacking.extend(self.values.iter().flatten().flat_map(|(_, value)| value.untranslated(tongue)));
        lacking
    }
}

/// The template with its `{name}` holes filled, those in backticks as they are; `{{` and `}}` are braces.
fn filled(template: &str, value: impl Fn(&str, bool) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            out.push_str(from.get(..1).unwrap_or_default());
            rest = after;
            continue;
        }
        let hole = from.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        rest = match hole {
            Some((name, after)) => {
                let quoted = out.ends_with('`') && after.starts_with('`');
                out.push_str(&value(name, quoted).unwrap_or_else(|| format!("{{{name}}}")));
                after
            }
            None => {
                out.push_str(from.get(..1).unwrap_or_default());
                from.get(1..).unwrap_or_default()
            }
        };
    }
    out.push_str(rest);
    out
}

impl fmt::Display for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_tongue(Tongue::English))
    }
}

impl From<&'static str> for Wording {
    fn from(english: &'static str) -> Wording {
        Wording { english: Cow::Borrowed(english), values: None }
    }
}

impl From<String> for Wording {
    fn from(text: String) -> Wording {
        Wording { english: Cow::Owned(text), values: None }
    }
}

impl PartialEq<str> for Wording {
    fn eq(&self, other: &str) -> bool {
        self.in_tongue(Tongue::English) == other
    }
}

impl PartialEq<&str> for Wording {
    fn eq(&self, other: &&str) -> bool {
        self.in_tongue(Tongue::English) == *other
    }
}

/// What can stand in a hole of a [`Wording`]: phrases of ours as they are, everything else as it is written.
#[doc(hidden)]
pub trait Value {
    fn value(&self) -> Wording;
}

impl Value for Wording {
    fn value(&self) -> Wording {
        self.clone()
    }
}

impl<T: Value + ?Sized> Value for &T {
    fn value(&self) -> Wording {
        (**self).value()
    }
}

impl Value for Cow<'_, str> {
    fn value(&self) -> Wording {
        Wording::from(self.to_string())
    }
}

macro_rules! shown_as_written {
    ($($kind:ty)*) => {
        $(impl Value for $kind {
            fn value(&self) -> Wording {
                Wording::from(self.to_string())
            }
        })*
    };
}

shown_as_written! { str String char u8 u16 u32 u64 usize i32 i64 crate::Code }

/// A sentence with values in it: `wording!("this text has {chars} characters", chars = text.len())`. A value that is a
/// phrase of ours is translated too; in backticks stands what the designer wrote, and stays.
#[macro_export]
macro_rules! wording {
    ($english:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        match ($(&$crate::wording!(@ $name $($value)?),)*) {
            ($($name,)*) => {
                // never run: the compiler holds holes and values against each other
                if false {
                    let _ = ::std::format_args!($english $(, $name = $name)*);
                }
                $crate::Wording::with(
                    $english,
                    ::std::vec![$((::std::stringify!($name), $crate::Value::value($name))),*],
                )
            }
        }
    };
    (@ $name:ident) => { $name };
    (@ $name:ident $value:expr) => { $value };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_by_name() {
        let n = 3;
        assert_eq!(wording!("{n} of `{name}` {{ … }}", n, name = "size").to_string(), "3 of `size` { … }");
        assert_eq!(Wording::from("a `{` stays").to_string(), "a `{` stays");
        assert_eq!(Wording::from("{n} stays".to_owned()).to_string(), "{n} stays");
    }

    #[test]
    fn lists_are_spoken() {
        assert_eq!(Wording::list(["a", "b", "c"]).to_string(), "a, b and c");
        assert_eq!(Wording::list(["a"]).to_string(), "a");
        assert_eq!(Wording::list(Vec::<String>::new()).to_string(), "");
        let list = Wording::list(["a".to_owned(), "b".to_owned()]);
        assert_eq!(list.in_tongue(Tongue::French), "a et b");
    }

    #[test]
    fn what_lacks_a_translation_is_known() {
        let inner = Wording::from("nobody translated this phrase");
        let outer = wording!("nobody translated this {inner} either", inner);
        assert_eq!(outer.untranslated(Tongue::French).len(), 2);
        assert!(outer.untranslated(Tongue::English).is_empty());
    }
}
