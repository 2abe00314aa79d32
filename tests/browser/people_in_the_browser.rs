//! Both sides in the sandbox: a customer on the phone, people at the page of the operators, the bot in between.

use crate::browser::in_browser;
use crate::desk::Desk;
use crate::phone::Phone;
use crate::sandbox::Sandbox;

#[tokio::test]
async fn a_person_takes_over_answers_and_gives_back() {
    let sandbox = Sandbox::of("examples/pizzeria");
    let (page, people) = (sandbox.page.clone(), sandbox.people.clone());
    in_browser(1280, 900, async |phone| {
        let phone = Phone::open(phone, &page).await;
        phone.write("Bonjour").await;
        phone.hears("Que puis-je faire pour vous ?").await;
        phone.tap("Parler à l'équipe").await;

        in_browser(1280, 900, async |desk| {
            let desk = Desk::open(desk, &people).await;
            desk.shown("[data-list='waiting'] .count", "1").await;
            assert!(
                !desk.driver.current_url().await.unwrap().as_str().contains("token"),
                "the token is gone"
            );
            desk.choose_from("waiting").await;
            desk.reads("customer", "Bonjour").await;
            desk.shown("#slots", "demande à parler à l'équipe").await;
            assert!(desk.is_hidden("#text").await, "nobody answers what is not taken");
            desk.shown("#notice", "Take the conversation").await;

            desk.press("#take").await;
            desk.shown("#holder", "You have this conversation").await;
            desk.write("Ici Anna. <b>Que puis-je pour vous ?</b>").await;
            phone.hears("Ici Anna. <b>Que puis-je pour vous ?</b>").await;
            desk.reads("person", "Ici Anna").await;
            phone.write("Avez-vous une terrasse ?").await;
            desk.reads("customer", "Avez-vous une terrasse ?").await;

            desk.press("#give-back").await;
            desk.shown("#holder", "The bot is answering").await;
            phone.write("vous êtes ouverts le dimanche ?").await;
            phone.has_heard("Nous sommes là du mardi au dimanche").await;
            desk.has_no_errors().await;
        })
        .await;
        phone.has_no_errors().await;
    })
    .await;
}

#[tokio::test]
async fn a_colleague_sees_who_has_it_and_a_draft_outlives_a_reload() {
    let sandbox =
        Sandbox::with_people("examples/pizzeria", "anna:anna-anna-anna-anna, ben:ben-ben-ben-ben-ben");
    let (page, people) = (sandbox.page.clone(), sandbox.people.clone());
    in_browser(1280, 900, async |phone| {
        let phone = Phone::open(phone, &page).await;
        phone.write("Bonjour").await;
        phone.hears("Que puis-je faire pour vous ?").await;
        phone.tap("Parler à l'équipe").await;

        in_browser(1280, 900, async |anna| {
            in_browser(400, 800, async |ben| {
                let anna = Desk::log_in(anna, &people, "anna-anna-anna-anna").await;
                let ben = Desk::log_in(ben, &people, "not-the-token-of-ben").await;
                ben.shown("#login-problem", "This token is not known here").await;
                let ben = Desk::log_in(ben.driver, &people, "ben-ben-ben-ben-ben").await;
                ben.choose_from("waiting").await;
                anna.choose_from("waiting").await;
                anna.press("#take").await;
                ben.shown("#holder", "anna has this conversation").await;
                assert!(
                    ben.is_hidden("#take").await && ben.is_hidden("#text").await,
                    "ben cannot answer too"
                );

                anna.element("#text").await.send_keys("Un instant").await.unwrap();
                anna.driver.refresh().await.unwrap();
                anna.shown("#holder", "You have this conversation").await;
                let draft = anna.element("#text").await.prop("value").await.unwrap();
                assert_eq!(draft.as_deref(), Some("Un instant"));

                anna.press("#release").await;
                ben.press("#take").await;
                anna.shown("#holder", "ben has this conversation").await;
            })
            .await;
        })
        .await;
    })
    .await;
}
