//! The phone of the sandbox and the page of the operators in a real browser, driven over WebDriver. Needs Debian's packages `chromium` and
//! `chromium-driver`; without them the tests fail and say so.

mod browser;
mod desk;
#[path = "../../crates/scn-runtime/tests/echo_bot/mod.rs"]
mod echo_bot;
mod people_in_the_browser;
mod phone;
mod pizzeria_in_the_browser;
mod sandbox;
mod the_page;
