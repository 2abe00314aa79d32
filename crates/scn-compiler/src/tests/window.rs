//! E3101 in words: what may come too late, on which way, and what to write instead.

use super::shown;
use crate::compile_text;

fn said(rest: &str) -> String {
    let head = "scenario shop { language en }
template ready utility (size: text) { language en \"Your shoes in size {size} are ready.\" }
connector store {
  base env STORE_URL
  processor \"Store Ltd\" in CH
  event arrived(size: text)
}
";
    shown(&compile_text(&format!("{head}{rest}")))
}

#[test]
fn a_message_after_a_wait() {
    insta::assert_snapshot!(said(
        "on message like \"hello\" { enter order }
tunnel order {
  ask size: number 30..50 \"Which size?\"
  wait 2 days
  say \"Your shoes in size {size} are ready.\"
  say \"Until soon!\"
}"
    ), @r##"
    E3101 `say "Your shoes in size {size} are ready."`
      this message may come up to 2 days after the customer last wrote, and is then not sent: WhatsApp takes only templates after 24 hours
      at `ask size: number 30..50 "Which size?"`: the customer wrote last at this question
      at `wait 2 days`: with this wait it is 2 days
      help: write `say "…" else send TEMPLATE(…)`, or say it only `when window is open { … }`; one more message before the customer writes again has the same cause
    "##);
}

#[test]
fn a_reminder_after_25_hours() {
    insta::assert_snapshot!(said(
        "on message like \"hello\" { enter order }
tunnel order {
  ask size: number 30..50 \"Which size?\" {
    remind after 2 hours \"Which size, please?\"
    remind after 25 hours \"Are you still there?\"
  }
  say \"Thank you, size {size}.\"
}"
    ), @r##"
    E3101 `"Are you still there?"`
      a reminder of this question may come up to 1 day and 1 hour after the customer last wrote, and is then not sent: WhatsApp takes only templates after 24 hours
      at `ask size: number 30..50 "Which size?" {
        remind after 2 hours "Which size, please?"
        remind after 25 hours "Are you still there?"
      }`: the customer wrote last at this question
      help: write `remind after … "…" else send TEMPLATE(…)`, or remind before 24 hours are over
    "##);
}

#[test]
fn an_event_comes_however_long_ago_the_customer_wrote() {
    insta::assert_snapshot!(said(
        "on message like \"hello\" { say \"Hello!\" }
on event store.arrived(size) { say \"Your shoes in size {size} are ready.\" }"
    ), @r##"
    E3101 `say "Your shoes in size {size} are ready."`
      this message may come at any time after the customer last wrote, and is then not sent: WhatsApp takes only templates after 24 hours
      at `say "Your shoes in size {size} are ready."`: this begins with an event, however long ago the customer wrote
      help: write `say "…" else send TEMPLATE(…)`, or say it only `when window is open { … }`
    "##);
}

#[test]
fn inside_an_open_window_until_the_next_wait() {
    insta::assert_snapshot!(said(
        "on message like \"hello\" { say \"Hello!\" }
on event store.arrived(size) {
  when window is open {
    say \"Your shoes in size {size} are ready.\"
    wait 1 second
    say \"Until soon!\"
  } else {
    send ready(size)
  }
}"
    ), @r##"
    E3101 `say "Until soon!"`
      this message may come up to 1 day after the customer last wrote, and is then not sent: WhatsApp takes only templates after 24 hours
      at `when window is open {
        say "Your shoes in size {size} are ready."
        wait 1 second
        say "Until soon!"
      } else {
        send ready(size)
      }`: this begins with an event, however long ago the customer wrote
      at `wait 1 second`: with this wait it is 1 day
      help: write `say "…" else send TEMPLATE(…)`, or say it only `when window is open { … }`
    "##);
}

#[test]
fn words_or_else_a_template_are_never_late() {
    insta::assert_snapshot!(said(
        "on message like \"hello\" { enter order }
tunnel order {
  ask size: number 30..50 \"Which size?\" {
    remind after 30 hours \"Are you still there?\" else send ready(\"40\")
  }
  wait 2 days
  say \"Your shoes in size {size} are ready.\" else send ready(\"{size}\")
}"
    ), @"");
}

#[test]
fn what_follows_a_question_that_nobody_answers() {
    insta::assert_snapshot!(said(
        "on message like \"hello\" { enter order }
tunnel order {
  ask size: number 30..50 \"Which size?\"
  wait 3 hours
  ask fine: yes_no \"Shall I reserve size {size}?\" {
    expire after 22 hours { say \"The shoes go back on the shelf.\"; leave }
  }
  when fine { say \"Reserved.\" }
}"
    ), @r##"
    E3101 `say "The shoes go back on the shelf."`
      this message may come up to 1 day and 1 hour after the customer last wrote, and is then not sent: WhatsApp takes only templates after 24 hours
      at `ask size: number 30..50 "Which size?"`: the customer wrote last at this question
      at `wait 3 hours`: with this wait it is 3 hours
      at `ask fine: yes_no "Shall I reserve size {size}?" {
        expire after 22 hours { say "The shoes go back on the shelf."; leave }
      }`: when nobody answers this question it is 1 day and 1 hour
      help: write `say "…" else send TEMPLATE(…)`, or say it only `when window is open { … }`
    "##);
}

#[test]
fn a_tunnel_that_is_entered_from_two_places() {
    insta::assert_snapshot!(said(
        "on message like \"hello\" { enter goodbye }
on message like \"order\" { enter order }
tunnel order {
  wait 30 hours
  enter goodbye
}
tunnel goodbye {
  say \"Until soon!\"
}"
    ), @r##"
    E3101 `say "Until soon!"`
      this message may come up to 1 day and 6 hours after the customer last wrote, and is then not sent: WhatsApp takes only templates after 24 hours
      at `enter order`: this begins with a message of the customer
      at `wait 30 hours`: with this wait it is 1 day and 6 hours
      help: write `say "…" else send TEMPLATE(…)`, or say it only `when window is open { … }`
    "##);
}

#[test]
fn what_a_call_and_its_slow_words_take() {
    insta::assert_snapshot!(said(
        "on message like \"hello\" { enter order }
connector till {
  base env TILL_URL
  processor \"Till Ltd\" in CH
  timeout 10 seconds
  get price() -> number at \"/price\"
}
tunnel order {
  ask size: number 30..50 \"Which size?\"
  wait 86397 seconds
  call till.price() as price {
    slow after 3 seconds { say \"One moment.\" }
    failed { say \"No price for size {size} today.\"; leave }
  }
  say \"Size {size} is {price} francs.\"
}"
    ), @r##"
    E3101 `call till.price() as price {
        slow after 3 seconds { say "One moment." }
        failed { say "No price for size {size} today."; leave }
      }`
      the words for a slow call may come up to 1 day after the customer last wrote, and is then not sent: WhatsApp takes only templates after 24 hours
      at `ask size: number 30..50 "Which size?"`: the customer wrote last at this question
      at `wait 86397 seconds`: with this wait it is 1 day
      help: call before the wait, or call without `slow`; 2 more messages before the customer writes again have the same cause
    "##);
}

#[test]
fn people_give_back_whenever_they_like() {
    insta::assert_snapshot!(said(
        "team desk { }
on message like \"hello\" { enter order }
tunnel order {
  handoff to desk because \"asked\"
  say \"I am back.\"
}"
    ), @r##"
    E3101 `say "I am back."`
      this message may come at any time after the customer last wrote, and is then not sent: WhatsApp takes only templates after 24 hours
      at `handoff to desk because "asked"`: people give the conversation back whenever they like
      help: write `say "…" else send TEMPLATE(…)`, or say it only `when window is open { … }`
    "##);
}

#[test]
fn what_is_said_when_nobody_answers_comes_as_late_as_it_says() {
    let after = |time: &str| {
        said(&format!(
            "team desk {{ }}
on message like \"hello\" {{ enter order }}
tunnel order {{
  handoff to desk because \"asked\" {{ otherwise after {time} {{ say \"We call you.\"; leave }} }}
  done
}}"
        ))
    };
    assert_eq!(after("15 minutes"), "");
    let late = after("25 hours");
    assert!(late.starts_with("E3101 `say \"We call you.\"`"), "{late}");
}
