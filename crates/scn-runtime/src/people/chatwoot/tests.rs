use super::*;
use scn_store::NewHandoff;

fn commit() -> Commit {
    Commit::new(ContactId(17), 3, 1_000)
}

fn line(side: Side, by: Option<&str>, text: &str) -> HistoryLine {
    HistoryLine { by: by.map(str::to_owned), ..HistoryLine::new(1_000, side, text) }
}

fn handed_over() -> HandoffChange {
    let summary = vec![("order".to_owned(), "2 Regina".to_owned())];
    let what =
        NewHandoff { team: Some("kitchen".into()), because: "allergy".into(), summary, otherwise_at: None };
    HandoffChange::Opened(what)
}

#[test]
fn what_was_said_before_people_took_over_is_told_with_the_handoff_only() {
    let mut commit = commit();
    commit.history.push(line(Side::Customer, None, "is there sesame?"));
    commit.history.push(line(Side::Bot, None, "I ask the kitchen."));
    commit.handoff.push(handed_over());
    let summary = vec![("order".to_owned(), "2 Regina".to_owned())];
    let opened = Told::Opened { at: 1_000, team: Some("kitchen".into()), because: "allergy".into(), summary };
    assert_eq!(told(&commit, false), [opened]);
}

#[test]
fn while_people_have_it_agents_read_everybody_but_themselves() {
    let mut commit = commit();
    commit.history.push(line(Side::Customer, None, "hello?"));
    commit.history.push(line(Side::Person, Some("anna"), "I am here"));
    commit.history.push(line(Side::Person, Some(AGENTS), "and so am I"));
    commit.history.push(line(Side::Note, None, "Chatwoot took the conversation"));
    commit.handoff.push(HandoffChange::Held);
    assert_eq!(told(&commit, true), [Told::Said("hello?".into()), Told::Noted("✍️ anna: I am here".into())]);
}

#[test]
fn without_people_nothing_is_told() {
    let mut commit = commit();
    commit.history.push(line(Side::Customer, None, "two Regina, please"));
    assert_eq!(told(&commit, false), []);
}

#[test]
fn when_the_bot_goes_on_it_is_over_there_too() {
    let mut commit = commit();
    commit.history.push(line(Side::Bot, None, "Here I am again."));
    commit.handoff.push(HandoffChange::Closed);
    assert_eq!(told(&commit, true), [Told::Noted("🤖 Here I am again.".into()), Told::Closed]);
}

#[test]
fn what_was_opened_and_closed_at_once_is_not_told() {
    let mut commit = commit();
    commit.handoff.extend([handed_over(), HandoffChange::Closed]);
    assert_eq!(told(&commit, false), []);
}

#[test]
fn the_first_note_says_why_what_is_known_and_what_was_said() {
    let known = [("order".to_owned(), "2 Regina".to_owned())];
    let said = ["👤 is there sesame?".to_owned()];
    let note = beginning("allergy", Some("kitchen"), &known, &said);
    assert_eq!(note, "**allergy · kitchen**\n\norder: 2 Regina\n\n👤 is there sesame?");
    assert_eq!(beginning("", None, &[], &[]), "");
}
