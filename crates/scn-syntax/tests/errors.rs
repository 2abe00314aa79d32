//! Each kind of mistake: where it is underlined, what is said, what the fix does.

mod common;

use common::{errors, mended, show};

/// A mistake, its code, and whether its first fix leaves a file without errors.
const CASES: &[(&str, &str, bool, &str)] = &[
    ("leftover", "E0001", false, "tunnel a {\n  say \"x\" loudly\n}\n"),
    ("comma_missing", "E0001", true, "escape a {\n  like \"x\" \"y\"\n  resume\n}\n"),
    ("sign", "E0001", false, "tunnel a {\n  => b\n}\n"),
    ("misspelt_statement", "E0002", true, "tunnel a {\n  sya \"x\"\n}\n"),
    ("misspelt_with_block", "E0002", true, "tunnel a {\n  confrim \"x\" {\n    yes \"y\"\n  }\n  done\n}\n"),
    ("misspelt_declaration", "E0002", true, "tunel a {\n  say \"x\"\n}\n"),
    ("misspelt_modifier", "E0002", true, "tunnel a {\n  ask n: number \"n?\" allways\n}\n"),
    ("misspelt_event", "E0002", true, "on mesage like \"x\" { leave }\n"),
    ("word_of_another_tool", "E0002", true, "tunnel a {\n  if n > 2 { leave }\n}\n"),
    ("end_is_not_send", "E0002", true, "tunnel a {\n  say \"x\"\n  end\n}\n"),
    ("else_if", "E0002", true, "tunnel a {\n  when n > 2 { leave } else if n > 1 { done }\n}\n"),
    ("equals_sign_in_condition", "E0002", true, "tunnel a {\n  when n = 2 { leave }\n}\n"),
    ("ampersands", "E0002", true, "tunnel a {\n  when n > 2 && n < 5 { leave }\n}\n"),
    ("equals_sign_in_value", "E0002", true, "tunnel a {\n  set x = n = 2\n}\n"),
    ("unknown_statement", "E0002", false, "tunnel a {\n  frobnicate \"x\"\n}\n"),
    ("colon_missing", "E0003", false, "tunnel a {\n  ask address adress \"x\"\n}\n"),
    ("team_missing", "E0003", false, "tunnel a {\n  handoff team\n}\n"),
    ("value_missing", "E0003", false, "tunnel a {\n  set x =\n  done\n}\n"),
    ("text_missing", "E0003", false, "tunnel a {\n  say\n}\n"),
    ("paren_missing", "E0003", false, "tunnel a {\n  set x = max(1, 2\n  done\n}\n"),
    ("label_missing", "E0003", false, "choice c {\n  small\n}\n"),
    (
        "brace_missing",
        "E0004",
        true,
        "tunnel a {\n  when x {\n    say \"x\"\n  done\n}\n\ntunnel b { leave }\n",
    ),
    ("brace_missing_at_end", "E0004", true, "tunnel a {\n  say \"x\"\n"),
    ("brace_missing_before_else", "E0004", true, "tunnel a {\n  when x {\n    done\n  else { leave }\n}\n"),
    ("opening_brace_missing", "E0005", true, "tunnel a {\n  when x\n    say \"x\"\n  }\n  done\n}\n"),
    ("opening_brace_below", "E0005", true, "tunnel a\n{\n  say \"x\"\n}\n"),
    ("brace_too_many", "E0006", true, "tunnel a {\n  say \"x\"\n  }\n  done\n}\n"),
    ("quote_missing", "E0007", true, "tunnel a {\n  say \"x\n  done\n}\n"),
    ("opening_quote_missing", "E0007", true, "tunnel a {\n  say Bonjour à tous\"\n  done\n}\n"),
    ("quote_missing_before_brace", "E0007", true, "tunnel a {\n  when x { say \"y }\n  done\n}\n"),
    ("quote_missing_before_open", "E0007", true, "tunnel a {\n  choose \"y {\n    \"z\" { done }\n  }\n}\n"),
    (
        "long_text_open",
        "E0008",
        true,
        "tunnel a {\n  say \"\"\"\n    Bonjour\n    à tous\n  ask n: number \"n?\"\n  say \"\"\"\n    fin\n    \"\"\"\n}\n",
    ),
    ("long_text_open_at_end", "E0008", true, "tunnel a {\n  say \"\"\"\n    Bonjour\n}\n"),
    ("long_text_not_alone", "E0008", true, "tunnel a {\n  say \"\"\"\n    Bonjour\"\"\"\n}\n"),
    ("curly_quotes", "E0009", true, "tunnel a {\n  say “Bonjour {name}”\n}\n"),
    ("guillemets", "E0009", true, "tunnel a {\n  say « Dites \"oui\" »\n}\n"),
    ("half_curly", "E0009", true, "tunnel a {\n  say \"Bonjour”\n}\n"),
    ("two_on_a_line", "E0010", true, "tunnel a {\n  say \"x\" done\n}\n"),
    ("two_values", "E0010", true, "choice c {\n  a \"A\" b \"B\"\n}\n"),
    ("modifier_as_value", "E0011", true, "choice c {\n  severe \"Schmerzen\"\n  description \"stark\"\n}\n"),
    ("outside", "E0012", false, "say \"x\"\nsay \"y\"\n\ntunnel a { leave }\n"),
    ("path_missing", "E0003", false, "connector shop {\n  post order(a: text) -> receipt\n}\n"),
    ("env_missing", "E0003", false, "connector shop {\n  base SHOP_URL\n}\n"),
    ("misspelt_connector_line", "E0002", true, "connector shop {\n  bsae env SHOP_URL\n}\n"),
    ("misspelt_idempotent", "E0002", true, "connector shop {\n  put x() at \"/x\" idempotant\n}\n"),
    ("button_without_language", "E0018", false, "template t utility {\n  button \"Oui\"\n}\n"),
    ("template_text_missing", "E0003", false, "template t utility {\n  language fr\n}\n"),
    ("operation_missing", "E0003", false, "tunnel a {\n  call\n}\n"),
    ("after_missing", "E0003", false, "tunnel a {\n  ask x: text {\n    remind 2 hours \"y\"\n  }\n}\n"),
    ("delay_missing", "E0003", false, "on return { leave }\n"),
    ("branch_misspelt", "E0002", true, "tunnel a {\n  call s.o {\n    faild { leave }\n  }\n}\n"),
    ("branch_outside_call", "E0018", false, "tunnel a {\n  call s.o\n  failed { leave }\n}\n"),
    ("more_outside_collect", "E0018", false, "tunnel a {\n  ask x: text {\n    more \"y\"\n  }\n}\n"),
    ("say_kind_unknown", "E0003", false, "tunnel a {\n  say photo \"x.png\"\n}\n"),
    ("place_missing", "E0003", false, "tunnel a {\n  say place \"x\" at here\n}\n"),
    ("link_without_address", "E0003", false, "tunnel a {\n  say link \"Payer\"\n}\n"),
    ("send_missing", "E0003", false, "tunnel a {\n  say \"x\" else \"y\"\n}\n"),
    ("wait_without_event", "E0003", false, "tunnel a {\n  wait up to 2 days\n}\n"),
    ("expire_in_header", "E0018", false, "tunnel a {\n  ask x: text \"?\" expire after 1 day { leave }\n}\n"),
    ("event_typed", "E0001", false, "on event shop.shipped(number: text) { leave }\n"),
    ("held_how", "E0003", false, "on silence 1 day held { leave }\n"),
    ("held_misspelt", "E0002", true, "on event s.x afetr 2 days { leave }\n"),
    ("opt_how", "E0003", false, "tunnel a {\n  opt\n}\n"),
    ("answer_how", "E0003", false, "tunnel a {\n  answer \"faq.yaml\"\n}\n"),
    ("limit_per", "E0003", false, "limit 1 for marketing\n"),
    ("audience_where", "E0003", false, "audience a contact.x\n"),
    ("rename_to", "E0003", false, "migrate from \"1\" {\n  rename a.b\n}\n"),
    ("order_item", "E0003", false, "test \"t\" {\n  client sends order \"pizza\"\n}\n"),
    ("connector_does", "E0003", false, "test \"t\" {\n  connector shop.order breaks\n}\n"),
    (
        "consent_with_options",
        "E0018",
        false,
        "tunnel a {\n  consent news \"?\" {\n    \"Oui\" { leave }\n  }\n}\n",
    ),
    (
        "failed_twice",
        "E0021",
        false,
        "tunnel a {\n  call s.o {\n    failed { leave }\n    failed { leave }\n  }\n}\n",
    ),
    ("event_said_twice", "E0021", false, "on event s.o held drop held later { leave }\n"),
    (
        "declaration_in_tunnel",
        "E0018",
        false,
        "tunnel a {\n  say \"x\"\n  connector s {\n    base env X\n  }\n}\n",
    ),
    ("text_too_deep", "E0014", false, "tunnel a {\n  say \"{f(\"{f(\"{f(\"x\")}\")}\")}\"\n}\n"),
    ("brace_in_text_open", "E0015", true, "tunnel a {\n  say \"Bonjour {name\"\n}\n"),
    ("brace_in_text_full", "E0015", false, "tunnel a {\n  say \"Bonjour {first name}\"\n}\n"),
    ("no_such_time", "E0016", false, "scenario s {\n  quiet 21:30-28:30\n}\n"),
    ("no_such_day", "E0016", false, "tunnel a {\n  set d = 2026-02-30\n}\n"),
    ("escape", "E0017", true, "tunnel a {\n  say \"a\\d\"\n}\n"),
    ("modifier_outside_question", "E0018", false, "tunnel a {\n  ask x: text \"x\"\n    retry \"y\"\n}\n"),
    (
        "declaration_inside",
        "E0018",
        false,
        "tunnel a {\n  say \"x\"\n  choice c {\n    a \"A\"\n  }\n  done\n}\n",
    ),
    ("like_too_late", "E0018", false, "escape a {\n  say \"x\"\n  like \"y\"\n}\n"),
    ("reserved", "E0020", false, "tunnel a {\n  set default = 1\n}\n"),
    ("twice", "E0021", false, "tunnel a {\n  ask x: text \"x\" help \"a\" help \"b\"\n}\n"),
    ("pattern_open", "E0022", true, "escape a {\n  matching /x\n  resume\n}\n"),
    ("misspelt_constraint", "E0002", true, "tunnel a {\n  ask d: date in futur \"?\"\n}\n"),
    ("decimal_comma", "E0002", true, "tunnel a {\n  set x = 12,50 CHF\n}\n"),
    ("decimal_comma_in_condition", "E0002", true, "tunnel a {\n  when x > 12,5 { done }\n}\n"),
    ("equals_sign_in_filter", "E0002", true, "tunnel a {\n  set x = any(l.n for l in lines if l.y = 4)\n}\n"),
    ("equals_sign_for_colon", "E0002", true, "tunnel a {\n  set x = line(quantity = 2, size: small)\n}\n"),
    ("one_of_without_braces", "E0005", true, "tunnel a {\n  say one of \"a\",\"b\"\n}\n"),
    ("else_brace_below", "E0005", true, "tunnel a {\n  when x { done } else\n  {\n    leave\n  }\n}\n"),
    (
        "question_brace_below",
        "E0005",
        true,
        "tunnel a {\n  ask x: text \"?\"  # free\n  {\n    help \"y\"\n  }\n}\n",
    ),
    ("bracket_for_brace", "E0005", true, "record a [\n  x: number\n  y: text\n}\n"),
    ("paren_for_brace", "E0005", true, "tunnel a (\n  say \"x\"\n}\n"),
    ("paren_closes_block", "E0004", true, "tunnel a {\n  say \"x\"\n)\n"),
    ("test_quote_missing", "E0007", true, "test pas d'habitude\" {\n  client \"a\"\n  bot \"b\"\n}\n"),
    (
        "test_misspelt",
        "E0002",
        false,
        "trial \"x\" {\n  given memory {\n    x = 2\n  }\n  client \"a\"\n  bot \"b\"\n}\n",
    ),
    (
        "long_text_without_marks",
        "E0003",
        false,
        "tunnel a {\n  say\n    Bonjour à tous\n    Voici la carte\n    À bientôt\n  done\n}\n",
    ),
];

#[test]
fn each_mistake_is_told_once_in_its_place() {
    let mut wrong = Vec::new();
    for (name, code, _, text) in CASES {
        let found = errors(text);
        let codes: Vec<_> = found.iter().map(|diagnostic| diagnostic.code.code()).collect();
        if codes != [*code] {
            wrong.push(format!("{name}: expected {code}\n{}", show(text, &found)));
            continue;
        }
        insta::with_settings!({ description => *text, omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(*name, show(text, &found));
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_first_fix_mends_the_file() {
    let mut wrong = Vec::new();
    for (name, _, mends, text) in CASES {
        let found = errors(text);
        let Some(fix) = found[0].fixes.first() else {
            if *mends {
                wrong.push(format!("{name} offers no fix"));
            }
            continue;
        };
        let after = mended(text, fix);
        if errors(&after).is_empty() != *mends {
            wrong.push(format!("{name}:\n{after}\n{}", show(&after, &errors(&after))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn independent_mistakes_are_each_told() {
    let text = "\
tunnel order {
  sya \"Bonjour\"
  ask size size \"Quelle taille ?\"
  when size is small {
    say \"Petite !
  set x =
  say “Merci”
  leave now
}

choice size {
  small \"Petite\"
  also \"S\"
}

escape hours {
  like \"ouvert\" \"fermé\"
  say \"Oui {\"
}
";
    let found = errors(text);
    insta::assert_snapshot!("several", show(text, &found));
    let lines: Vec<_> = found
        .iter()
        .map(|diagnostic| text[..diagnostic.span.start as usize].matches('\n').count() + 1)
        .collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 13, 17, 18]);
}

#[test]
fn names_in_a_damaged_block_stay_declared() {
    let parsed = scn_syntax::parse(
        scn_diag::FileId(0),
        "tunel order {\n  aks n: number \"?\"\n  when n > 2 {\n    done\n}\n",
    );
    let scn_syntax::ast::Declaration::Tunnel(tunnel) = &parsed.tree.declarations[0] else {
        panic!("a tunnel")
    };
    assert_eq!(tunnel.name.text, "order");
    assert_eq!(tunnel.body.statements.len(), 2);
    assert_eq!(parsed.diagnostics.len(), 3);
}

#[test]
fn after_twenty_a_summary() {
    let text = format!("tunnel a {{\n{}}}\n", "  frobnicate \"x\"\n".repeat(50));
    let found = errors(&text);
    assert_eq!(found.len(), 21);
    assert_eq!(found[20].code, scn_diag::E0019);
    assert!(found[20].message.to_string().contains("30 more"), "{}", found[20].message);
}
