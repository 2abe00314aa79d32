//! The phone page of the sandbox in a real browser, driven over WebDriver. Needs Debian's packages `chromium` and
//! `chromium-driver`; without them the tests fail and say so.

mod browser;
#[path = "../../crates/scn-runtime/tests/echo_bot/mod.rs"]
mod echo_bot;
mod phone;
mod pizzeria_in_the_browser;
mod the_page;
