//! The way of the README: one command starts the pizzeria in the sandbox, and an order goes to its end in the browser.

use crate::browser::in_browser;
use crate::phone::Phone;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

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

/// `scn serve PROJECT --sandbox`, ended with the test.
struct Sandbox {
    process: Child,
    page: String,
}

impl Sandbox {
    fn of(project: &str) -> Sandbox {
        let mut process = Command::new(scn_tests::program())
            .args(["serve", project, "--sandbox", "--port", "0"])
            .current_dir(scn_tests::repository())
            .stdout(Stdio::piped())
            .spawn()
            .expect("scn starts");
        let mut said = Vec::new();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let page = lines
            .by_ref()
            .inspect(|line| said.push(line.clone()))
            .find_map(|line| Some(line.trim().strip_prefix("phone")?.trim().to_owned()));
        let page = page.unwrap_or_else(|| panic!("scn serve does not say where the phone is: {said:?}"));
        std::thread::spawn(move || lines.for_each(drop));
        Sandbox { process, page }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
