//! What the page can do, with a small bot behind it.

use crate::browser::in_browser;
use crate::echo_bot::stage;
use crate::phone::Phone;
use thirtyfour::prelude::*;

#[tokio::test]
async fn a_conversation_by_words_buttons_and_a_list() {
    let stage = stage().await;
    in_browser(1280, 900, async |driver| {
        let phone = Phone::open(driver, &format!("http://{}/", stage.addr)).await;
        phone.shown("h1", "Echo & Sons").await;
        phone.write("Good evening").await;
        phone.hears("You said: Good evening").await;
        phone.last_has_status("customer", "read").await;
        phone.last_has_status("business", "read").await;

        phone.write("buttons").await;
        phone.hears("2 × Margherita").await;
        phone.tap("Change something").await;
        phone.hears("You chose Change something").await;

        phone.write("list").await;
        phone.hears("Which pizza").await;
        phone.choose("Quattro stagioni").await;
        let answer = phone.hears("You chose Quattro stagioni").await;
        assert!(answer.text().await.unwrap().contains("You\nQuattro stagioni"), "it quotes what was tapped");
        phone.has_no_errors().await;
    })
    .await;
}

#[tokio::test]
async fn a_reload_keeps_the_conversation_and_a_new_customer_starts_another() {
    let stage = stage().await;
    in_browser(1280, 900, async |driver| {
        let phone = Phone::open(driver, &format!("http://{}/", stage.addr)).await;
        phone.write("first").await;
        phone.hears("You said: first").await;
        phone.driver.refresh().await.unwrap();
        phone.hears("You said: first").await;
        assert_eq!(phone.messages().await, 2);

        phone.element("#new-customer").await.click().await.unwrap();
        phone.shown("#chat", "Write the first message").await;
        phone.write("second").await;
        phone.hears("You said: second").await;
        assert_eq!(phone.messages().await, 2);
        assert_eq!(phone.driver.find_all(By::Css("#customers option")).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_quoted_answer_the_clock_and_the_typing_dots() {
    let stage = stage().await;
    in_browser(1280, 900, async |driver| {
        let phone = Phone::open(driver, &format!("http://{}/", stage.addr)).await;
        phone.write("slowly").await;
        phone.shown("#presence", "typing").await;
        phone.element(".typing").await;
        phone.hears("You said: slowly").await;
        assert!(phone.driver.find_all(By::Css(".typing")).await.unwrap().is_empty(), "the dots are gone");

        phone.answer_to_last().await;
        phone.write("about that").await;
        phone.hears("You said: about that").await;
        let context = stage.webhooks().into_iter().rev().find_map(|webhook| {
            let message = webhook["entry"][0]["changes"][0]["value"]["messages"][0].clone();
            message["context"]["id"].as_str().map(str::to_owned)
        });
        let quoted = stage.state().await["chat"]["entries"][1]["id"].as_str().unwrap().to_owned();
        assert_eq!(context, Some(quoted));

        phone.shown("#window", "another 24").await;
        phone.forward("+3 days").await;
        phone.shown("#window", "only templates").await;
        phone.write("back again").await;
        phone.hears("You said: back again").await;
        assert_eq!(phone.driver.find_all(By::Css(".day")).await.unwrap().len(), 2, "another day");
    })
    .await;
}

#[tokio::test]
async fn what_a_message_says_is_text_and_its_marks_are_shown() {
    let stage = stage().await;
    in_browser(1280, 900, async |driver| {
        let phone = Phone::open(driver, &format!("http://{}/", stage.addr)).await;
        phone.write("<img src=x onerror=alert(1)> *bold* _it_ ~no~ `code` 2*3*4").await;
        let message = phone.hears("You said: <img src=x onerror=alert(1)> bold it no code 2*3*4").await;
        for (tag, text) in [("strong", "bold"), ("em", "it"), ("s", "no"), ("code", "code")] {
            let found = message.find(By::Css(format!(".bubble > .text {tag}"))).await.unwrap();
            assert_eq!(found.text().await.unwrap(), text);
        }
        assert!(phone.driver.find_all(By::Css("#chat img")).await.unwrap().is_empty());
        phone.has_no_errors().await;
    })
    .await;
}

#[tokio::test]
async fn a_small_phone_shows_everything_without_scrolling_sideways() {
    let stage = stage().await;
    in_browser(360, 740, async |driver| {
        let small = "return document.documentElement.scrollWidth <= window.innerWidth \
                     && document.getElementById('chat').scrollWidth <= document.getElementById('chat').clientWidth";
        let phone = Phone::open(driver, &format!("http://{}/", stage.addr)).await;
        phone.write("buttons").await;
        phone.hears("2 × Margherita").await;
        phone.write(&"long".repeat(100)).await;
        phone.hears("longlong").await;
        let fits = phone.driver.execute(small, vec![]).await.unwrap();
        assert_eq!(fits.json(), &true);
        phone.element("#open-tools").await.click().await.unwrap();
        phone.shown("#tools", "+3 days").await;
    })
    .await;
}

#[tokio::test]
async fn a_bot_that_does_not_answer_is_named() {
    let stage = stage().await;
    stage.refuse_webhooks(4);
    in_browser(1280, 900, async |driver| {
        let phone = Phone::open(driver, &format!("http://{}/", stage.addr)).await;
        phone.write("silence").await;
        phone.shown("#presence", "does not answer").await;
        phone.shown("#presence", "online").await;
        phone.last_has_status("customer", "delivered").await;
    })
    .await;
}
