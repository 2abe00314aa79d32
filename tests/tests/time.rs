//! Time, from the webhook to the phone: each form of the language, across restarts and crashes at every point, changes
//! of the clocks, weeks, and a process that was not there.

mod days;

use days::{Days, Life, always, phone};
use serde_json::json;

const CLOCKWORK: &str = "conversations/time";
const PARCELS: &str = "conversations/events";
const BAKERY: &str = "time/bakery";
const ZURICH: &str = "Europe/Zurich";
/// Its clocks change by half an hour: forward on 4 October 2026 at 2, back on 5 April 2026 at 2.
const LORD_HOWE: &str = "Australia/Lord_Howe";

// ------------------------------------------------------------ questions: silence, remind, expire

#[test]
fn silence_then_a_reminder_then_the_template_then_the_end() {
    always(CLOCKWORK, ZURICH, "2026-03-02 12:00", |days| {
        days.writes("order please");
        days.at("2026-03-05 13:00");
        assert_eq!(
            days.sees(),
            [
                "02 Mar 12:00 How many?",
                "02 Mar 12:20 Take your time.",
                "02 Mar 12:20 So, how many?",
                "02 Mar 14:00 Are you still there?",
                "04 Mar 12:00 [still_there]",
            ]
        );
        days.writes("order please");
        assert_eq!(days.sees(), ["05 Mar 13:00 How many?"], "the question expired: it begins anew");
    });
}

#[test]
fn whoever_answers_is_not_reminded() {
    always(CLOCKWORK, ZURICH, "2026-03-02 12:00", |days| {
        days.writes("order please");
        days.writes("2");
        days.writes("Ada");
        days.at("2026-03-12 12:00");
        assert_eq!(
            days.sees(),
            ["02 Mar 12:00 How many?", "02 Mar 12:00 For whom?", "02 Mar 12:00 2 for Ada."]
        );
    });
}

#[test]
fn what_falls_into_the_quiet_hours_comes_in_the_morning() {
    always(CLOCKWORK, ZURICH, "2026-03-02 21:00", |days| {
        days.writes("order please");
        days.at("2026-03-03 12:00");
        assert_eq!(
            days.sees(),
            [
                "02 Mar 21:00 How many?",
                "02 Mar 21:20 Take your time.",
                "02 Mar 21:20 So, how many?",
                "03 Mar 08:30 Are you still there?",
            ]
        );
    });
}

#[test]
fn the_morning_is_the_morning_of_the_zone_on_the_days_the_clocks_change() {
    for (zone, evening, until, morning) in [
        (ZURICH, "2026-03-28 21:00", "2026-03-29 12:00", "29 Mar 08:30"),
        (ZURICH, "2026-10-24 21:00", "2026-10-25 12:00", "25 Oct 08:30"),
        (LORD_HOWE, "2026-10-03 21:00", "2026-10-04 12:00", "04 Oct 08:30"),
        (LORD_HOWE, "2026-04-04 21:00", "2026-04-05 12:00", "05 Apr 08:30"),
        ("America/St_Johns", "2026-03-07 21:00", "2026-03-08 12:00", "08 Mar 08:30"),
    ] {
        always(CLOCKWORK, zone, evening, |days| {
            days.writes("order please");
            days.at(until);
            assert_eq!(days.sees().last(), Some(&format!("{morning} Are you still there?")), "{zone}");
        });
    }
}

#[test]
fn a_day_is_a_day_of_the_calendar_and_an_hour_is_an_hour() {
    // The sourdough takes a day: the same time of the next day. The bread takes two hours, whatever the clocks do.
    for (zone, at, bread, sourdough) in [
        (ZURICH, "2026-03-29 01:00", "29 Mar 04:00", "30 Mar 01:00"),
        (ZURICH, "2026-10-25 01:00", "25 Oct 02:00", "26 Oct 01:00"),
        (LORD_HOWE, "2026-10-04 01:00", "04 Oct 03:30", "05 Oct 01:00"),
        (LORD_HOWE, "2026-04-05 01:00", "05 Apr 02:30", "06 Apr 01:00"),
    ] {
        let until = format!("{}-{} 12:00", &at[..7], &sourdough[..2]);
        always(BAKERY, zone, at, |days| {
            days.writes("bake bread please");
            days.at(&until);
            assert_eq!(days.sees()[1..], [format!("{bread} The bread is done.")], "{zone}");
        });
        always(BAKERY, zone, at, |days| {
            days.writes("make sourdough please");
            days.at(&until);
            assert_eq!(days.sees()[1..], [format!("{sourdough} [ready]")], "{zone}");
        });
    }
}

// ------------------------------------------------------------ wait, wait until, return, hours

#[test]
fn a_breath_is_short_at_night_too() {
    always(CLOCKWORK, ZURICH, "2026-03-02 23:00", |days| {
        days.writes("count to two");
        days.at("2026-03-02 23:01");
        assert_eq!(days.sees(), ["02 Mar 23:00 One.", "02 Mar 23:00 Two."]);
    });
}

#[test]
fn a_wait_until_a_day_ends_in_its_morning_and_says_it_by_template_when_that_is_far() {
    always(CLOCKWORK, ZURICH, "2026-03-02 12:00", |days| {
        days.writes("a visit please");
        days.writes("tomorrow");
        days.at("2026-03-03 12:00");
        assert_eq!(days.sees()[2..], ["03 Mar 08:30 It is today."]);
    });
    always(CLOCKWORK, ZURICH, "2026-03-16 12:00", |days| {
        days.writes("a visit please");
        days.writes("30 March 2026");
        days.at("2026-04-05 12:00");
        assert_eq!(
            days.sees()[2..],
            ["30 Mar 08:30 [still_there]"],
            "two weeks and a change of clocks later"
        );
    });
}

#[test]
fn a_customer_who_is_back_is_greeted_first() {
    always(CLOCKWORK, ZURICH, "2026-03-02 12:00", |days| {
        days.writes("count to two");
        days.at("2026-03-09 11:59");
        assert_eq!(days.sees(), ["02 Mar 12:00 One.", "02 Mar 12:00 Two."]);
        days.writes("count to two");
        days.at("2026-03-09 12:30");
        assert_eq!(days.sees(), ["09 Mar 11:59 One.", "09 Mar 11:59 Two."], "a minute short of seven days");
        days.at("2026-03-16 11:59");
        days.writes("order please");
        assert_eq!(days.sees(), ["16 Mar 11:59 Good to see you again.", "16 Mar 11:59 How many?"]);
    });
}

#[test]
fn opening_hours_are_those_of_the_zone() {
    for (zone, at, open) in [
        (ZURICH, "2026-03-29 06:59", false),
        (ZURICH, "2026-03-29 07:00", true),
        (ZURICH, "2026-10-25 18:29", true),
        (ZURICH, "2026-10-25 18:30", false),
        (ZURICH, "2026-10-26 12:00", false),
        (LORD_HOWE, "2026-10-04 07:00", true),
        (LORD_HOWE, "2026-10-04 06:59", false),
    ] {
        let mut days = Days::begin(BAKERY, zone, at, Life::Runs);
        days.writes("are you open?");
        let words = if open { "We are open." } else { "We are closed." };
        assert!(days.sees().concat().ends_with(words), "{zone} {at}");
        days.end();
    }
}

// ------------------------------------------------------------ events of the business

#[test]
fn an_event_is_told_once_however_often_it_comes() {
    always(PARCELS, ZURICH, "2026-03-02 12:00", |days| {
        days.writes("order please");
        days.writes("2");
        days.writes("Ada");
        days.sees();
        assert!(days.told("shop.shipped", "7", json!({"number": "7"})));
        assert!(!days.told("shop.shipped", "7", json!({"number": "7"})));
        days.at("2026-03-20 12:00");
        assert!(!days.told("shop.shipped", "7", json!({"number": "7"})), "nor weeks later");
        assert_eq!(days.sees(), ["02 Mar 12:00 Parcel 7 is on its way."]);
    });
}

#[test]
fn events_before_the_first_word_of_a_contact_go_out_as_templates_one_at_a_time() {
    always(PARCELS, ZURICH, "2026-03-02 12:00", |days| {
        assert!(days.told("shop.shipped", "8", json!({"number": "8"})));
        assert!(days.told("shop.shipped", "7", json!({"number": "7"})), "another order than the shop's");
        days.at("2026-03-02 13:00");
        assert_eq!(days.sees(), ["02 Mar 12:00 [news]", "02 Mar 12:10 [news]"]);
        days.writes("order please");
        assert_eq!(days.sees(), ["02 Mar 13:00 How many?"]);
    });
}

#[test]
fn held_later_waits_for_the_pause_and_held_drop_does_not() {
    always(PARCELS, ZURICH, "2026-03-02 12:00", |days| {
        days.writes("order please");
        days.told("shop.shipped", "7", json!({"number": "7"}));
        days.told("shop.sale", "s", json!({"what": "shoes"}));
        days.at("2026-03-02 14:00");
        assert_eq!(
            days.sees(),
            ["02 Mar 12:00 How many?", "02 Mar 12:10 Parcel 7 is on its way.", "02 Mar 12:10 So, how many?"]
        );
    });
}

#[test]
fn at_night_held_later_waits_for_the_morning_over_a_change_of_clocks() {
    always(PARCELS, ZURICH, "2026-03-28 21:00", |days| {
        days.writes("order please");
        days.writes("2");
        days.writes("Ada");
        days.sees();
        days.at("2026-03-28 23:00");
        days.told("shop.shipped", "7", json!({"number": "7"}));
        days.told("shop.sale", "s", json!({"what": "shoes"}));
        days.at("2026-03-29 12:00");
        assert_eq!(days.sees(), ["29 Mar 08:30 Parcel 7 is on its way."]);
    });
}

#[test]
fn after_two_days_unless_is_looked_at_when_it_would_begin() {
    always(PARCELS, ZURICH, "2026-03-27 15:00", |days| {
        days.told("shop.delivered", "1", json!({"number": "7", "stars": true}));
        days.told("shop.delivered", "2", json!({"number": "8", "stars": false}));
        days.at("2026-04-05 12:00");
        assert_eq!(days.sees(), ["29 Mar 15:00 [news]"], "for one of the two, at the same time of the day");
    });
}

#[test]
fn two_weeks_of_waiting_for_an_event() {
    always(PARCELS, ZURICH, "2026-03-20 12:00", |days| {
        days.writes("send it back");
        days.at("2026-04-02 15:00");
        days.told("shop.returned", "9", json!({"number": "9"}));
        days.at("2026-04-20 12:00");
        assert_eq!(days.sees(), ["20 Mar 12:00 We wait for it.", "02 Apr 15:00 [news]"]);
    });
    always(PARCELS, ZURICH, "2026-03-20 12:00", |days| {
        days.writes("send it back");
        days.at("2026-04-20 12:00");
        assert_eq!(days.sees(), ["20 Mar 12:00 We wait for it.", "03 Apr 12:00 [news]"], "too late");
        days.told("shop.returned", "9", json!({"number": "9"}));
    });
}

// ------------------------------------------------------------ a process that was not there

#[test]
fn what_was_due_while_the_process_was_down_comes_late_once_and_never_in_a_heap() {
    for life in [Life::Restarts, Life::Crashes] {
        let mut days = Days::begin(CLOCKWORK, ZURICH, "2026-03-02 12:00", life);
        days.writes("order please");
        days.down_until("2026-03-02 14:30");
        days.at("2026-03-02 18:00");
        assert_eq!(
            days.sees(),
            [
                "02 Mar 12:00 How many?",
                "02 Mar 14:30 Take your time.",
                "02 Mar 14:30 So, how many?",
                "02 Mar 14:40 Are you still there?",
            ]
        );
        days.at("2026-03-04 13:00");
        assert_eq!(days.sees(), ["04 Mar 12:00 [still_there]"]);
        days.end();
    }
}

#[test]
fn what_was_due_before_the_night_and_is_late_waits_for_the_morning() {
    for life in [Life::Restarts, Life::Crashes] {
        let mut days = Days::begin(CLOCKWORK, ZURICH, "2026-03-02 18:00", life);
        days.writes("order please");
        days.down_until("2026-03-02 23:00");
        days.at("2026-03-03 09:00");
        let seen = days.sees();
        assert!(seen[1..].iter().all(|line| line.starts_with("03 Mar")), "{seen:?}");
        assert!(seen.len() > 1);
        days.end();
    }
}

#[test]
fn a_reminder_whose_window_closed_meanwhile_is_withheld_or_becomes_its_template() {
    for life in [Life::Restarts, Life::Crashes] {
        let mut days = Days::begin(CLOCKWORK, ZURICH, "2026-03-02 12:00", life);
        days.writes("order please");
        days.down_until("2026-03-03 13:00");
        assert_eq!(days.sees(), ["02 Mar 12:00 How many?"], "nothing that the platform would refuse");
        days.at("2026-03-04 11:59");
        assert_eq!(days.sees(), Vec::<String>::new());
        days.at("2026-03-04 12:00");
        assert_eq!(days.sees(), ["04 Mar 12:00 [still_there]"]);
        assert_eq!(days.counts().outbox_failed, 0);
        days.end();
    }
}

#[test]
fn a_question_that_expired_while_the_process_was_down_is_over_without_a_word() {
    for life in [Life::Restarts, Life::Crashes] {
        let mut days = Days::begin(CLOCKWORK, ZURICH, "2026-03-02 12:00", life);
        days.writes("order please");
        days.down_until("2026-03-06 12:00");
        days.at("2026-03-07 12:00");
        assert_eq!(days.sees(), ["02 Mar 12:00 How many?"]);
        days.writes("order please");
        assert_eq!(days.sees(), ["07 Mar 12:00 How many?"]);
        days.end();
    }
}

#[test]
fn whoever_answers_while_a_reminder_is_overdue_is_not_reminded() {
    let mut days = Days::begin(CLOCKWORK, ZURICH, "2026-03-02 12:00", Life::Crashes);
    days.writes("order please");
    days.writes_into_the_crash("2");
    days.down_until("2026-03-02 15:00");
    days.at("2026-03-02 15:09");
    assert_eq!(days.sees(), ["02 Mar 12:00 How many?", "02 Mar 15:00 For whom?"]);
    days.end();
}

#[test]
fn a_wait_that_ended_while_the_process_was_down_ends_at_the_start() {
    for life in [Life::Restarts, Life::Crashes] {
        let mut days = Days::begin(BAKERY, ZURICH, "2026-03-02 12:00", life);
        days.writes("bake bread please");
        days.down_until("2026-03-02 20:00");
        days.at("2026-03-03 08:00");
        assert_eq!(days.sees(), ["02 Mar 12:00 In the oven.", "02 Mar 20:00 The bread is done."]);
        days.end();
        let mut days = Days::begin(BAKERY, ZURICH, "2026-03-02 12:00", life);
        days.writes("bake bread please");
        days.down_until("2026-03-04 12:00");
        assert_eq!(
            days.sees(),
            ["02 Mar 12:00 In the oven.", "04 Mar 12:00 [ready]"],
            "the window has closed"
        );
        days.end();
    }
}

#[test]
fn hundreds_of_timers_due_at_the_same_moment() {
    const CUSTOMERS: u32 = 300;
    for life in [Life::Runs, Life::Crashes] {
        let mut days = Days::begin(CLOCKWORK, ZURICH, "2026-03-02 12:00", Life::Runs);
        (0..CUSTOMERS).for_each(|customer| days.writes_as(customer, "count to two"));
        assert_eq!(days.all_see().len(), CUSTOMERS as usize);
        days.live(life);
        days.down_until("2026-03-02 12:05");
        for second in 1..=9 {
            days.at(&format!("2026-03-02 12:05:0{second}"));
        }
        let mut seen = days.all_see();
        seen.sort();
        let wanted: Vec<_> = (0..CUSTOMERS).map(|at| (phone(at), "02 Mar 12:05 Two.".to_owned())).collect();
        assert_eq!(seen, wanted);
        days.end();
    }
}
