//! The way of the README: one command starts the pizzeria in the sandbox, and an order goes to its end in the browser.

use crate::browser::in_browser;
use crate::phone::Phone;
use crate::sandbox::Sandbox;

#[tokio::test]
async fn an_order_with_a_question_in_the_middle() {
    let sandbox = Sandbox::of("examples/pizzeria");
    in_browser(1280, 900, async |driver| {
        let phone = Phone::open(driver, &sandbox.page).await;
        phone.shown("h1", "Pizzeria Rosa").await;

        phone.write("Bonjour").await;
        phone.has_heard("ici l'assistant automatique de la Pizzeria Rosa").await;
        phone.hears("Que puis-je faire pour vous ?").await;
        phone.tap("Commander").await;
        phone.hears("Qu'est-ce qui vous ferait plaisir ?").await;

        phone.write("vous êtes ouverts le dimanche ?").await;
        phone.has_heard("Nous sommes là du mardi au dimanche").await;
        phone.hears("Qu'est-ce qui vous ferait plaisir ?").await;

        phone.write("deux reginas").await;
        phone.hears("Quelle taille, la Regina ?").await;
        phone.tap("Grande").await;
        phone.hears("2 × Regina Grande").await;
        phone.tap("C'est tout").await;
        phone.hears("Livraison ou à emporter ?").await;
        phone.tap("À emporter").await;
        phone.hears("Total : 50.00 CHF").await;
        phone.tap("Je valide").await;
        phone.hears("C'est parti !").await;

        phone.last_has_status("customer", "read").await;
        phone.has_no_errors().await;
    })
    .await;
}
