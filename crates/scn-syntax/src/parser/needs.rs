//! What an entry lacks, in words.

use scn_diag::{Diagnostic, E0002, E0003, E0005, E0015, wording};

use super::problems::first_word;
use super::{Node, Reader, Rule};
use crate::patch::Problem;
use crate::token::TokenKind;
use crate::words;

impl Reader<'_> {
    /// A part that an entry lacks.
    pub(super) fn need(&mut self, node: &Node<'_>) {
        let at = self.start(node);
        let goes_on = match node.as_rule() {
            Rule::need_block => self.foreign_operator(at) || self.else_if(at),
            Rule::need_paren => self.equals_for_colon(at) || self.foreign_operator(at),
            Rule::need_bracket => self.foreign_operator(at),
            _ => false,
        };
        if goes_on {
            return;
        }
        let what = needed(node.as_rule());
        let span = self.place_after(at);
        let word = self.entry_word();
        let usage = usage_with(node.as_rule()).or_else(|| words::usage(word));
        let message = match node.as_rule() {
            Rule::need_paren | Rule::need_bracket | Rule::need_brace => {
                wording!("{what} is missing here", what)
            }
            _ if words::usage(word).is_some() => wording!("`{word}` needs {what} here", word, what),
            _ => wording!("{what} is missing here", what),
        };
        let code = match node.as_rule() {
            Rule::need_block => E0005,
            Rule::need_brace => E0015,
            _ => E0003,
        };
        let mut diagnostic = Diagnostic::new(code, span, message);
        if matches!(node.as_rule(), Rule::need_paren | Rule::need_bracket | Rule::need_brace) {
            diagnostic = diagnostic.help("each opening bracket has its closing one");
        } else if let Some(usage) = usage {
            diagnostic = diagnostic.help(wording!("write `{usage}`", usage));
        }
        self.report(diagnostic);
    }

    /// `pizza_line(quantity = 2)`
    fn equals_for_colon(&mut self, at: u32) -> bool {
        let (before, rest) = self.source.split_at_checked(at as usize).unwrap_or_default();
        let name = before.trim_end_matches([' ', '\t']);
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let after_name = name.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').trim_end();
        let equals = rest.trim_start_matches([' ', '\t']);
        if after_name.len() == name.len()
            || !after_name.ends_with(['(', ','])
            || !equals.starts_with('=')
            || equals.starts_with("==")
        {
            return false;
        }
        let (start, end) = (name.len() as u32, at + blanks as u32 + 1);
        let diagnostic = Diagnostic::new(
            E0002,
            self.patch.span(end - 1, end),
            "a value is given to a name in brackets with `:`, not with `=`",
        )
        .help("did you mean `:`?");
        let edits = vec![self.edit(start, end, ":")];
        self.problems.push(Problem::mended(diagnostic, "write `:`", true, edits));
        true
    }

    /// `else if x { … }`
    fn else_if(&mut self, at: u32) -> bool {
        let (before, rest) = self.source.split_at_checked(at as usize).unwrap_or_default();
        let word = first_word(rest.trim_start_matches([' ', '\t']));
        let start = at + (rest.len() - rest.trim_start_matches([' ', '\t']).len()) as u32;
        if words::ours_for(word) != Some("when") || !before.trim_end().ends_with("else") {
            return false;
        }
        self.unknown_word(start, word.len() as u32, word, "when");
        true
    }

    /// The next piece of text on the same line, or the empty place after what was read.
    pub(super) fn place_after(&self, at: u32) -> scn_diag::Span {
        let before = self.source.get(..at as usize).unwrap_or("").trim_end_matches([' ', '\t']);
        let tokens = self.scan.tokens.iter().skip(self.scan.token_at(at));
        let next = tokens.into_iter().find(|token| token.kind != TokenKind::Blank);
        match next.filter(|token| !token.is_trivia() && token.start >= at) {
            Some(token) if !before.ends_with('\n') => self.patch.span(token.start, token.end),
            _ => {
                let end = before.trim_end().len() as u32;
                self.patch.span(end, end)
            }
        }
    }
}

/// How an entry is written of which the first word does not tell enough.
fn usage_with(part: Rule) -> Option<&'static str> {
    Some(match part {
        Rule::need_at | Rule::need_place => "say place \"name\" at 46.52, 6.63",
        Rule::need_phone => "say contact \"name\" phone \"+41…\"",
        Rule::need_url => "say link \"label\" to \"https://…\"",
        Rule::need_send => "say \"text\" else send TEMPLATE(NAME: VALUE)",
        Rule::need_held => "held later { … }, or held drop { … }",
        Rule::need_every | Rule::need_day | Rule::need_time => "every fri at 17:00",
        Rule::need_item => "client sends order 2 \"margherita\" 18.50 CHF, 1 \"coca\"",
        Rule::need_behaviour | Rule::need_times => "connector shop.order is called once",
        Rule::need_event => "wait up to 2 days for CONNECTOR.EVENT as NAME { late { … } }",
        Rule::need_target => "button \"label\" to \"https://…\", or button \"label\" to TUNNEL",
        _ => return None,
    })
}

pub(super) fn is_need(rule: Rule) -> bool {
    !needed(rule).is_empty()
}

fn needed(rule: Rule) -> &'static str {
    match rule {
        Rule::need_name => "a name",
        Rule::need_text => "a text in quotation marks",
        Rule::need_type => "a type",
        Rule::need_value => "a value",
        Rule::need_block => "a block in braces",
        Rule::need_colon => "a `:`",
        Rule::need_equals => "a `=` and a value",
        Rule::need_duration => "a duration such as `3 days`",
        Rule::need_pattern => "a pattern such as `/[0-9]+/`",
        Rule::need_word => "a word",
        Rule::need_clock => "hours such as `09:00-18:00`",
        Rule::need_from => "`from` and the file",
        Rule::need_to => "`to` and a team",
        Rule::need_in => "`in` and a list",
        Rule::need_else => "`else` and a text",
        Rule::need_chars => "the word `chars`",
        Rule::need_paren => "a closing `)`",
        Rule::need_bracket => "a closing `]`",
        Rule::need_brace => "a closing `}`",
        Rule::need_number => "a whole number",
        Rule::need_base => "`env` and a name, or the address in quotation marks",
        Rule::need_env => "`env` and the name of a variable",
        Rule::need_path => "`at` and a path such as `\"/orders\"`",
        Rule::need_target => "an address in quotation marks, or a tunnel",
        Rule::need_where => "`where` and a condition",
        Rule::need_day => "a day such as `fri`",
        Rule::need_time => "`at` and a time such as `17:00`",
        Rule::need_per => "`per` and `day`, `week` or `month`",
        Rule::need_version => "`from` and a version in quotation marks",
        Rule::need_new_name => "`to` and the new name",
        Rule::need_after => "`after` and a duration such as `2 hours`",
        Rule::need_every => "`every`, a day and a time",
        Rule::need_held => "`later` or `drop`",
        Rule::need_place => "a latitude and a longitude such as `46.52, 6.63`",
        Rule::need_at => "`at` and a place such as `46.52, 6.63`",
        Rule::need_phone => "`phone` and a number in quotation marks",
        Rule::need_url => "`to` and an address in quotation marks",
        Rule::need_send => "`send` and a template",
        Rule::need_template => "the name of a template",
        Rule::need_operation => "an operation such as `shop.order`",
        Rule::need_source => "`from` and a file, or `with` and an assistant",
        Rule::need_way => "`out` or `in`",
        Rule::need_event => "`for` and an event such as `shop.paid`",
        Rule::need_item => "a number and a product such as `2 \"margherita\"`",
        Rule::need_behaviour => "`returns`, `fails`, `is slow` or `is called`",
        Rule::need_times => "`never`, `once`, `twice` or `3 times`",
        _ => "",
    }
}
