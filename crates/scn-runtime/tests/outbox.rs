//! How messages go out: what is done about a failure that is told later, how fast, in which order, and to whom.

mod common;
mod line;

use SendState::{Failed, Sent, Waiting, Withheld};
use common::{HOUR, NOON, empty_graph, flow, graph, node, scenario, text};
use line::{ADA, BEN, Does, Line, Who, tell};
use scn_engine::Scenario;
use scn_graph::{Attachment, Graph, NodeId, NodeKind};
use scn_runtime::Config;
use scn_store::{PeopleReader, SendState, Store, Which};
use serde_json::json;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// A story with the scenario that repeats what it hears.
fn story<F: Future<Output = ()>>(tells: impl FnOnce(Arc<Line>) -> F) {
    tell(scenario(), |_| (), tells);
}

// ------------------------------------------------------------ failures that are told later

#[test]
fn a_window_that_closed_withholds_the_message_and_the_next_goes_on() {
    story(|line| async move {
        line.says(ADA, "one").await;
        line.fails(0, 131_047).await;
        line.seconds_pass(7_200).await;
        assert_eq!((line.states(ADA), line.words().len()), (vec![Withheld], 1), "not tried again");
        line.says(ADA, "two").await;
        assert_eq!(line.words(), ["you said one", "you said two"]);
        assert!(line.history(ADA).contains(&"not delivered: 131047: no".to_owned()));
    });
}

#[test]
fn who_opted_out_is_known_to_the_conversation() {
    story(|line| async move {
        line.says(ADA, "one").await;
        line.fails(0, 131_050).await;
        line.seconds_pass(7_200).await;
        assert_eq!((line.states(ADA), line.words().len()), (vec![Failed], 1));
        assert!(line.history(ADA).contains(&"opted out".to_owned()), "{:?}", line.history(ADA));
    });
}

#[test]
fn what_an_app_cannot_show_goes_out_plainer_once() {
    tell(
        with_a_link(),
        |_| (),
        |line| async move {
            line.says(ADA, "menu").await;
            assert_eq!(line.asked()[0].body["type"], "interactive");
            line.fails(0, 131_026).await;
            line.seconds_pass(5).await;
            assert_eq!(line.words()[1..], ["Our menu\n\nOpen https://rosa.example/menu"]);
            line.fails(1, 131_026).await;
            line.seconds_pass(7_200).await;
            assert_eq!((line.states(ADA), line.words().len()), (vec![Failed], 2));
        },
    );
}

#[test]
fn what_passes_is_tried_again_after_growing_pauses_until_there_are_none() {
    story(|line| async move {
        line.says(ADA, "one").await;
        for (number, pause) in [2, 6, 18, 54, 162, 486].into_iter().enumerate() {
            line.fails(number, 131_000).await;
            line.seconds_pass(pause - 1).await;
            assert_eq!(line.words().len(), number + 1, "not before {pause} seconds");
            // A quarter of the pause at most is drawn, so that not everybody comes back at once.
            line.seconds_pass(1 + pause.div_ceil(4)).await;
            assert_eq!(line.words().len(), number + 2);
        }
        line.fails(6, 131_000).await;
        line.seconds_pass(7_200).await;
        assert_eq!((line.states(ADA), line.words().len()), (vec![Failed], 7));
    });
}

#[test]
fn two_that_fail_go_out_again_in_their_order() {
    for code in [131_000, 131_016, 131_056, 130_429, 131_057] {
        story(|line| async move {
            line.says(ADA, "one").await;
            line.says(ADA, "two").await;
            line.fails(1, code).await;
            line.fails(0, code).await;
            line.says(ADA, "three").await;
            line.seconds_pass(7_200).await;
            let words: Vec<String> = line.words().into_iter().skip(2).collect();
            assert_eq!(words, ["you said one", "you said two", "you said three"], "{code}");
            assert_eq!(line.states(ADA), [Sent; 3]);
        });
    }
}

#[test]
fn nothing_is_said_behind_a_later_one_that_arrived() {
    story(|line| async move {
        line.says(ADA, "one").await;
        line.says(ADA, "two").await;
        line.arrives(1).await;
        line.fails(0, 131_000).await;
        line.seconds_pass(7_200).await;
        assert_eq!((line.states(ADA), line.words().len()), (vec![Failed, Sent], 2));
    });
}

#[test]
fn while_a_later_one_is_on_its_way_what_failed_waits_for_it() {
    story(|line| async move {
        line.says(ADA, "one").await;
        line.will([Does::Slowly(Duration::from_secs(20))]);
        line.says(ADA, "two").await;
        line.fails(0, 131_000).await;
        line.seconds_pass(15).await;
        assert_eq!(line.words().len(), 2, "the pause is over, but the second is being sent");
        line.seconds_pass(6).await;
        line.fails(1, 131_000).await;
        line.seconds_pass(60).await;
        assert_eq!(line.words()[2..], ["you said one", "you said two"]);
        assert_eq!(line.states(ADA), [Sent; 2]);
    });
}

#[test]
fn a_token_that_was_revoked_holds_everything_and_loses_nothing() {
    story(|line| async move {
        line.says(ADA, "one").await;
        line.fails(0, 190).await;
        line.says(BEN, "two").await;
        assert_eq!(line.words(), ["you said one"], "the whole number waits");
        line.seconds_pass(100).await;
        assert_eq!(line.words().len(), 3);
        assert_eq!((line.states(ADA), line.states(BEN)), (vec![Sent], vec![Sent]));
    });
}

#[test]
fn what_is_refused_at_once_is_judged_by_the_same_table() {
    tell(
        with_a_link(),
        |_| (),
        |line| async move {
            line.will([Does::Refuses(400, 131_026)]);
            line.says(ADA, "menu").await;
            assert_eq!(line.words(), ["(more)", "Our menu\n\nOpen https://rosa.example/menu"]);
            assert_eq!(line.states(ADA), [Sent]);
        },
    );
    story(|line| async move {
        line.will([Does::Refuses(429, 130_429)]);
        line.says(ADA, "one").await;
        line.says(BEN, "two").await;
        line.seconds_pass(9).await;
        assert_eq!(line.words(), ["you said one"], "the whole number waits");
        line.seconds_pass(10).await;
        assert_eq!((line.words().len(), line.states(ADA), line.states(BEN)), (3, vec![Sent], vec![Sent]));
    });
}

// ------------------------------------------------------------ a platform that is not there

#[test]
fn a_platform_that_does_not_answer_is_left_alone_but_for_a_probe() {
    story(|line| async move {
        line.will((0..22).map(|_| Does::Answers(503)));
        for n in 0..20 {
            let phone = format!("4178000{n:04}").leak();
            line.says(Who { phone: Some(phone), user: None }, "one").await;
        }
        assert_eq!(line.words().len(), 20, "that opened the breaker");
        line.says(ADA, "two").await;
        line.seconds_pass(4).await;
        assert_eq!(line.words().len(), 20);
        line.seconds_pass(2).await;
        assert_eq!(line.words().len(), 21, "one after 5 seconds");
        line.seconds_pass(8).await;
        assert_eq!(line.words().len(), 21, "the pause has doubled");
        line.seconds_pass(3).await;
        assert_eq!(line.words().len(), 22);
        line.seconds_pass(600).await;
        assert_eq!(line.words().len(), 22 + 21, "it is back: all go out, each once");
        assert_eq!(line.states(ADA), [Sent]);
    });
}

#[test]
fn hours_without_a_connection_lose_nothing() {
    story(|line| async move {
        line.will((0..400).map(|_| Does::Unsent));
        line.says(ADA, "one").await;
        line.says(ADA, "two").await;
        line.seconds_pass(3 * 3_600).await;
        assert_eq!((line.words().len(), line.states(ADA)), (0, vec![Waiting; 2]));
        line.seconds_pass(9 * 3_600).await;
        assert_eq!(line.words(), ["you said one", "you said two"]);
        assert_eq!(line.sends(ADA)[0].attempts, 1, "what never went out was no try");
    });
}

// ------------------------------------------------------------ how fast

#[test]
fn the_46th_message_waits_and_others_go_on() {
    story(|line| async move {
        for _ in 0..47 {
            line.says(ADA, "one").await;
        }
        assert_eq!(line.words().len(), 45);
        line.says(BEN, "two").await;
        assert_eq!(line.words()[45..], ["you said two"]);
        line.seconds_pass(20).await;
        let to_ada: Vec<i64> =
            line.asked().iter().filter(|asked| asked.to == "+41790000001").map(|asked| asked.at).collect();
        assert_eq!(to_ada.len(), 47, "each once");
        assert!((5_000..7_000).contains(&to_ada[45]), "{to_ada:?}");
        assert_eq!(to_ada[46] - to_ada[45], 6_000);
    });
}

#[test]
fn in_strict_order_the_next_waits_until_the_one_before_is_there_but_not_for_ever() {
    let strict = |config: &mut Config| config.in_order = Some(Duration::from_secs(5));
    tell(scenario(), strict, |line| async move {
        for words in ["one", "two", "three"] {
            line.says(ADA, words).await;
        }
        line.seconds_pass(2).await;
        assert_eq!(line.words(), ["you said one"]);
        line.arrives(0).await;
        assert_eq!(line.words(), ["you said one", "you said two"]);
        line.seconds_pass(4).await;
        assert_eq!(line.words().len(), 2);
        line.says(BEN, "one").await;
        assert_eq!(line.words().len(), 3, "others go on");
        line.seconds_pass(2).await;
        assert_eq!(line.words()[3], "you said three", "no status came for 5 seconds");
    });
}

// ------------------------------------------------------------ what comes at a bad moment

#[test]
fn a_status_between_claim_and_send_keeps_it_from_being_sent_twice() {
    tell(with_a_picture(), put_a_picture, |line| async move {
        line.will([Does::Lost]);
        line.says(ADA, "menu").await;
        line.seconds_pass(6).await;
        assert_eq!((line.words().len(), line.states(ADA)), (1, vec![SendState::Unknown]));
        // The file has to be uploaded once more: between the claim and the request lie five seconds.
        line.store.drop_upload(common::NUMBER, "media-1").unwrap();
        line.seconds_pass(15).await;
        assert_eq!(line.states(ADA), [SendState::Sending]);
        line.status(0, "sent", None).await;
        line.seconds_pass(3_600).await;
        assert_eq!((line.words().len(), line.states(ADA)), (1, vec![Sent]));
    });
}

#[test]
fn without_a_status_it_is_sent_once_more() {
    tell(with_a_picture(), put_a_picture, |line| async move {
        line.will([Does::Lost]);
        line.says(ADA, "menu").await;
        line.seconds_pass(3_600).await;
        assert_eq!((line.words().len(), line.states(ADA)), (2, vec![Sent]));
    });
}

#[test]
fn messages_are_heard_in_the_order_they_were_written() {
    let gather = |config: &mut Config| config.gather = Some(Duration::from_secs(2));
    tell(scenario(), gather, |line| async move {
        line.seconds_pass(60).await;
        line.said_at(ADA, "one", NOON + 52_000).await;
        line.said_at(ADA, "two", NOON + 44_000).await;
        line.said_at(ADA, "three", NOON + 48_000).await;
        line.seconds_pass(5).await;
        assert_eq!(line.words(), ["you said two", "you said three", "you said one"]);
    });
}

// ------------------------------------------------------------ to whom

const ID: Who = Who { phone: None, user: Some("CH.1") };
const BOTH: Who = Who { phone: ADA.phone, user: ID.user };

#[test]
fn a_person_known_by_number_by_id_and_by_both_has_one_conversation() {
    for order in [[ADA, ID, BOTH], [ID, ADA, BOTH], [BOTH, ID, ADA]] {
        story(|line| async move {
            for (who, words) in order.into_iter().zip(["one", "two", "three"]) {
                line.says(who, words).await;
                line.seconds_pass(1).await;
            }
            assert_eq!(line.contacts(), 1);
            assert_eq!(line.words(), ["you said one", "you said two", "you said three"]);
            let said = ["one", "you said one", "two", "you said two", "three", "you said three"];
            assert_eq!(line.history(BOTH), said);
            assert_eq!((line.states(ADA), line.states(ID)), (vec![Sent; 3], vec![Sent; 3]));
        });
    }
}

#[test]
fn a_number_that_the_platform_calls_otherwise_is_the_same_person() {
    const DIALED: Who = Who { phone: Some("5215512345678"), user: None };
    const CALLED: Who = Who { phone: Some("525512345678"), user: None };
    story(|line| async move {
        line.will([Does::Knows("525512345678", Some("MX.1"))]);
        line.says(DIALED, "one").await;
        line.says(CALLED, "two").await;
        line.says(DIALED, "three").await;
        line.says(Who { phone: None, user: Some("MX.1") }, "one").await;
        assert_eq!((line.contacts(), line.contact(DIALED)), (1, line.contact(CALLED)));
        let to: Vec<String> = line.asked().into_iter().map(|asked| asked.to).collect();
        assert_eq!(to[0], "+5215512345678");
        assert!(!to[1..].contains(&to[0]), "{to:?}");
    });
}

#[test]
fn a_changed_number_takes_the_conversation_along() {
    const NEW: Who = Who { phone: Some("41790000009"), user: Some("CH.9") };
    story(|line| async move {
        line.says(ADA, "later").await;
        let notice = json!({"type": "user_changed_number", "body": "…", "wa_id": "41790000009"});
        line.notices(ADA, notice.clone()).await;
        line.notices(ADA, notice).await;
        line.passes(HOUR).await;
        assert_eq!(line.words(), ["wait", "back"]);
        assert_eq!(line.asked()[1].to, "+41790000009", "what was promised comes to the new number");
        line.says(NEW, "one").await;
        assert_eq!((line.contacts(), line.history(NEW)[0].as_str()), (1, "later"));
        line.says(ADA, "two").await;
        assert_eq!(line.contacts(), 2, "the old number has another owner");
        assert_eq!(line.history(ADA), ["two", "you said two"]);
    });
}

#[test]
fn a_changed_user_id_takes_the_conversation_along() {
    const NEW: Who = Who { phone: None, user: Some("CH.9") };
    story(|line| async move {
        line.says(ID, "one").await;
        let notice = json!({"type": "user_changed_user_id", "user_id": "CH.9", "previous_user_id": "CH.1"});
        line.notices(Who { phone: None, user: None }, notice).await;
        line.says(NEW, "two").await;
        assert_eq!(line.contacts(), 1);
        assert_eq!(line.words(), ["you said one", "you said two"]);
        assert!(line.history(NEW).contains(&"the customer changed their number or id".to_owned()));
    });
}

#[test]
fn what_is_on_its_way_while_two_become_one_goes_out_once_and_in_order() {
    story(|line| async move {
        line.will([Does::Slowly(Duration::from_secs(9)), Does::Slowly(Duration::from_secs(9))]);
        line.says(ADA, "one").await;
        line.says(ID, "two").await;
        line.says(ADA, "three").await;
        assert_eq!(line.words(), ["you said one", "you said two"], "one each");
        line.says(BOTH, "one").await;
        assert_eq!((line.contacts(), line.words().len()), (1, 2));
        line.seconds_pass(60).await;
        let said = ["you said one", "you said two", "you said three", "you said one"];
        assert_eq!(line.words(), said);
        assert_eq!(line.states(BOTH), [Sent; 4]);
    });
}

#[test]
fn when_two_become_one_the_conversation_that_people_have_goes_on() {
    tell(
        with_a_handoff(),
        |_| (),
        |line| async move {
            line.says(ADA, "help").await;
            line.seconds_pass(10).await;
            line.says(ID, "one").await;
            line.says(BOTH, "two").await;
            assert_eq!(line.words(), ["you said one"], "somebody was promised a person: the bot is silent");
            assert_eq!(
                line.store.handoff(line.contact(BOTH)).unwrap().unwrap().opened_at / 1000,
                NOON / 1000
            );
        },
    );
}

#[test]
fn two_that_wait_for_people_wait_once_and_since_the_earlier() {
    tell(
        with_a_handoff(),
        |_| (),
        |line| async move {
            line.says(ADA, "help").await;
            line.seconds_pass(10).await;
            line.says(ID, "help").await;
            line.says(BOTH, "anybody?").await;
            let queue = line.store.handoffs(Which::All, 9).unwrap();
            let waiting: Vec<_> =
                queue.iter().map(|handoff| (handoff.contact, handoff.opened_at / 1000)).collect();
            assert_eq!(waiting, [(line.contact(BOTH), NOON / 1000)]);
            assert_eq!(line.history(BOTH), ["help", "handoff: ", "help", "handoff: ", "anybody?"]);
        },
    );
}

// ------------------------------------------------------------ scenarios

/// Hands over when somebody writes "help".
fn with_a_handoff() -> Scenario {
    let mut graph = graph();
    let start = NodeId(graph.nodes.len() as u32);
    let help = flow(&mut graph, "help", start);
    node(&mut graph, help, NodeKind::Handoff { team: None, because: None, next: NodeId(start.0 + 1) });
    node(&mut graph, help, NodeKind::Done { result: None });
    Scenario::load(graph).unwrap()
}

/// Says this when somebody writes "menu".
fn saying(attached: impl FnOnce(&mut Graph) -> Attachment) -> Scenario {
    let mut graph = empty_graph();
    let words = text(&mut graph, "Our menu");
    let attached = Some(attached(&mut graph));
    let menu = flow(&mut graph, "menu", NodeId(0));
    let say = NodeKind::Say { variants: vec![words], attached, or_send: None, next: NodeId(1) };
    node(&mut graph, menu, say);
    node(&mut graph, menu, NodeKind::Done { result: None });
    Scenario::load(graph).unwrap()
}

fn with_a_link() -> Scenario {
    saying(|graph| {
        let (label, url) = (text(graph, "Open"), text(graph, "https://rosa.example/menu"));
        Attachment::Link { label, url }
    })
}

fn with_a_picture() -> Scenario {
    saying(|graph| Attachment::Image { source: text(graph, "menu.png") })
}

fn put_a_picture(config: &mut Config) {
    std::fs::write(config.project.join("menu.png"), b"\x89PNG\r\n\x1a\n a picture").unwrap();
}
