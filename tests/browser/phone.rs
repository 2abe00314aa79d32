//! The phone page as a person uses it: looks, types, taps. What it waits for must come within ten seconds.

use crate::echo_bot::eventually;
use thirtyfour::prelude::*;

/// The page in a browser.
pub(crate) struct Phone {
    pub(crate) driver: WebDriver,
}

impl Phone {
    /// Opens the page at `http://127.0.0.1:8090/` or the like.
    pub(crate) async fn open(driver: WebDriver, address: &str) -> Phone {
        driver.goto(address).await.unwrap();
        let phone = Phone { driver };
        phone.shown("#presence", "online").await;
        phone
    }

    /// Types a message and sends it with Enter.
    pub(crate) async fn write(&self, text: &str) {
        let mine = By::Css("[data-from='customer']");
        let before = self.driver.find_all(mine.clone()).await.unwrap().len();
        let input = self.element("#text").await;
        input.send_keys(text).await.unwrap();
        input.send_keys(Key::Enter).await.unwrap();
        eventually(&format!("{text:?} stands in the chat"), async || {
            (self.driver.find_all(mine.clone()).await.ok()?.len() > before).then_some(())
        })
        .await;
    }

    /// Waits until the newest message of the business holds this text.
    pub(crate) async fn hears(&self, text: &str) -> WebElement {
        let what = format!("the newest message of the business says {text:?}");
        eventually(&what, async || {
            let message = self.driver.find(By::XPath("(//li[@data-from='business'])[last()]")).await.ok()?;
            message.text().await.ok()?.contains(text).then_some(message)
        })
        .await
    }

    /// Waits until any message of the business holds this text.
    pub(crate) async fn has_heard(&self, text: &str) {
        self.last(&format!("//li[@data-from='business'][contains(.,{})]", quoted(text))).await;
    }

    /// Taps a button of the newest message.
    pub(crate) async fn tap(&self, label: &str) {
        self.last(&format!("//*[contains(@class,'choice')][contains(normalize-space(),{})]", quoted(label)))
            .await
            .click()
            .await
            .unwrap();
    }

    /// Opens the newest list and taps a row.
    pub(crate) async fn choose(&self, row: &str) {
        self.last("//*[contains(@class,'choice')][@aria-haspopup='dialog']").await.click().await.unwrap();
        let option =
            format!("//dialog[@open]//button[contains(@class,'option')][contains(.,{})]", quoted(row));
        self.last(&option).await.click().await.unwrap();
    }

    /// Quotes the newest message of the business in the next one that is written.
    pub(crate) async fn answer_to_last(&self) {
        let message = "//li[@data-from='business'][last()]";
        self.last(message).await.find(By::Css(".answer")).await.unwrap().click().await.unwrap();
        self.shown("#quote-bar", "").await;
    }

    /// Moves the clock with one of the buttons: `+1 h`, `+1 day`, `+3 days`.
    pub(crate) async fn forward(&self, label: &str) {
        let before = self.element("#big-time").await.text().await.unwrap();
        self.last(&format!("//button[@data-advance][.={}]", quoted(label))).await.click().await.unwrap();
        eventually("the clock moves", async || {
            (self.element("#big-time").await.text().await.unwrap() != before).then_some(())
        })
        .await;
    }

    /// Waits until the element holds this text.
    pub(crate) async fn shown(&self, css: &str, text: &str) {
        eventually(&format!("{css} shows {text:?}"), async || {
            let element = self.driver.find(By::Css(css)).await.ok()?;
            (element.is_displayed().await.ok()? && element.text().await.ok()?.contains(text)).then_some(())
        })
        .await;
    }

    /// How many messages the chat holds.
    pub(crate) async fn messages(&self) -> usize {
        self.driver.find_all(By::Css("#chat .message")).await.unwrap().len()
    }

    pub(crate) async fn element(&self, css: &str) -> WebElement {
        eventually(&format!("there is {css}"), async || self.driver.find(By::Css(css)).await.ok()).await
    }

    /// Waits until the page marks the newest message of this side with the status: `read`, `delivered`.
    pub(crate) async fn last_has_status(&self, side: &str, status: &str) {
        let path = format!("(//li[@data-from='{side}'])[last()][@data-status='{status}']");
        self.last(&path).await;
    }

    /// No script of the page has failed and no file of it was missing.
    pub(crate) async fn has_no_errors(&self) {
        let log = self.driver.browser_log().await.unwrap();
        assert!(log.is_empty(), "the browser complains: {log:?}");
    }

    async fn last(&self, path: &str) -> WebElement {
        eventually(&format!("there is {path}"), async || {
            self.driver.find(By::XPath(format!("({path})[last()]"))).await.ok()
        })
        .await
    }
}

/// A text as XPath writes it; our labels hold no double quotes.
fn quoted(text: &str) -> String {
    assert!(!text.contains('"'), "{text}");
    format!("\"{text}\"")
}
