//! The page of the operators as a person uses it.

use crate::echo_bot::eventually;
use thirtyfour::prelude::*;

pub(crate) struct Desk {
    pub(crate) driver: WebDriver,
}

impl Desk {
    /// Opens the address that the sandbox prints: it logs in by itself.
    pub(crate) async fn open(driver: WebDriver, address: &str) -> Desk {
        driver.goto(address).await.unwrap();
        let desk = Desk { driver };
        desk.shown("#title", "").await;
        desk
    }

    /// Types a token at the page and logs in.
    pub(crate) async fn log_in(driver: WebDriver, address: &str, token: &str) -> Desk {
        driver.goto(address).await.unwrap();
        let desk = Desk { driver };
        let input = desk.element("#token").await;
        input.send_keys(token).await.unwrap();
        input.send_keys(Key::Enter).await.unwrap();
        desk
    }

    /// Opens the only conversation of a list: `waiting`, `mine`, `others`.
    pub(crate) async fn choose_from(&self, list: &str) {
        self.element(&format!("[data-list='{list}'] .item")).await.click().await.unwrap();
    }

    pub(crate) async fn press(&self, button: &str) {
        let button = self.element(button).await;
        eventually("the button can be pressed", async || button.click().await.ok()).await;
    }

    /// Writes and sends with Enter.
    pub(crate) async fn write(&self, text: &str) {
        let input = self.element("#text").await;
        eventually("it can be written", async || input.send_keys(text).await.ok()).await;
        input.send_keys(Key::Enter).await.unwrap();
    }

    /// Waits until a message of this side holds this text: `customer`, `bot`, `person`.
    pub(crate) async fn reads(&self, side: &str, text: &str) -> WebElement {
        let path = format!("//li[@data-side='{side}'][contains(.,\"{text}\")]");
        eventually(&format!("{side}: {text}"), async || self.driver.find(By::XPath(&path)).await.ok()).await
    }

    /// Waits until the element is there and holds this text.
    pub(crate) async fn shown(&self, css: &str, text: &str) {
        eventually(&format!("{css} shows {text:?}"), async || {
            let element = self.driver.find(By::Css(css)).await.ok()?;
            (element.is_displayed().await.ok()? && element.text().await.ok()?.contains(text)).then_some(())
        })
        .await;
    }

    pub(crate) async fn is_hidden(&self, css: &str) -> bool {
        !self.element(css).await.is_displayed().await.unwrap()
    }

    pub(crate) async fn element(&self, css: &str) -> WebElement {
        eventually(&format!("there is {css}"), async || self.driver.find(By::Css(css)).await.ok()).await
    }

    /// No script of the page has failed; that nobody is logged in yet is no mistake.
    pub(crate) async fn has_no_errors(&self) {
        let log = self.driver.browser_log().await.unwrap();
        let bad: Vec<_> = log.iter().filter(|entry| !entry.message.contains("401")).collect();
        assert!(bad.is_empty(), "the browser complains: {bad:?}");
    }
}
