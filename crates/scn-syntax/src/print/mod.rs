//! From a tree back to text, for files that a program writes: every block over several lines, every question's
//! modifiers in its braces. What could not be read (`Error`) is left out.

mod declarations;
mod expressions;
mod outside;
mod questions;
mod statements;
mod tests;
mod texts;

use crate::ast::{File, Name, QualifiedName};

const INDENT: usize = 2;

/// The text of a tree, in the formatter's own look.
pub fn print(file: &File) -> String {
    let mut printer = Printer { out: String::new(), level: 0 };
    for declaration in &file.declarations {
        printer.declaration(declaration);
    }
    printer.out
}

struct Printer {
    out: String,
    level: usize,
}

impl Printer {
    fn word(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn name(&mut self, name: &Name) {
        self.word(&name.text);
    }

    fn path(&mut self, path: &QualifiedName) {
        self.separated(&path.parts, ".", Self::name);
    }

    fn number(&mut self, number: u32) {
        self.word(&number.to_string());
    }

    /// `WORD`, then a part, with a blank between.
    fn with<T: ?Sized>(&mut self, word: &str, part: &T, write: impl FnOnce(&mut Self, &T)) {
        self.word(word);
        self.word(" ");
        write(self, part);
    }

    /// A blank, `WORD`, and a part, when there is one.
    fn and<T>(&mut self, word: &str, part: Option<&T>, write: impl FnOnce(&mut Self, &T)) {
        if let Some(part) = part {
            self.word(" ");
            self.with(word, part, write);
        }
    }

    fn separated<T>(&mut self, parts: &[T], separator: &str, mut write: impl FnMut(&mut Self, &T)) {
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                self.word(separator);
            }
            write(self, part);
        }
    }

    fn listed<T>(&mut self, parts: &[T], write: impl FnMut(&mut Self, &T)) {
        self.separated(parts, ", ", write);
    }

    /// One entry of a block, on its line.
    fn line(&mut self, write: impl FnOnce(&mut Self)) {
        self.out.extend(std::iter::repeat_n(' ', self.level * INDENT));
        write(self);
        self.out.push('\n');
    }

    /// The entry of a part, when there is one.
    fn line_of<T: ?Sized>(&mut self, word: &str, part: Option<&T>, write: impl FnOnce(&mut Self, &T)) {
        if let Some(part) = part {
            self.line(|to| to.with(word, part, write));
        }
    }

    /// `{ … }` with the lines of its entries; `{}` when there are none.
    fn block(&mut self, entries: impl FnOnce(&mut Self)) {
        self.out.push('{');
        let open = self.out.len();
        self.out.push('\n');
        self.level += 1;
        entries(self);
        self.level -= 1;
        if self.out.len() == open + 1 {
            self.out.truncate(open);
        } else {
            self.out.extend(std::iter::repeat_n(' ', self.level * INDENT));
        }
        self.out.push('}');
    }

    /// A block, left out when it would be empty.
    fn block_if_any(&mut self, entries: impl FnOnce(&mut Self)) {
        let before = self.out.len();
        self.out.push(' ');
        let open = self.out.len();
        self.block(entries);
        if self.out.len() == open + "{}".len() {
            self.out.truncate(before);
        }
    }
}
