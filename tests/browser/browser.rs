//! A headless browser for one test: started for it, gone after it.

use serde_json::json;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use thirtyfour::prelude::*;

const MISSING: &str = "the browser tests need the Debian packages chromium and chromium-driver: \
                       apt-get install chromium chromium-driver";

const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en",
];

/// Runs a test in a new browser window of this size, and closes the browser whatever happens in the test.
pub(crate) async fn in_browser(width: u32, height: u32, test: impl AsyncFnOnce(WebDriver)) {
    let profile = tempfile::tempdir().unwrap();
    let chromedriver = Chromedriver::start();
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag).unwrap();
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
    // Straight to this machine, whatever proxy the environment names.
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().unwrap();
    let driver = WebDriver::builder(&chromedriver.address, capabilities).client(client).connect().await;
    let driver = driver.unwrap_or_else(|error| panic!("the browser does not start; {MISSING}\n{error}"));
    let result = driver
        .run_and_quit(async |driver| {
            // A window cannot be as narrow as a phone; what it shows can.
            let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
            driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
            test(driver).await;
            Ok::<(), WebDriverError>(())
        })
        .await;
    result.unwrap();
}

/// The process that drives the browser.
struct Chromedriver {
    process: Child,
    address: String,
}

impl Chromedriver {
    fn start() -> Chromedriver {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver does not start; {MISSING}\n{error}"));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines
            .find_map(|line| {
                Some(
                    line.ok()?
                        .split_once("started successfully on port ")?
                        .1
                        .trim_end_matches('.')
                        .to_owned(),
                )
            })
            .expect("chromedriver says which port it took");
        // It goes on talking: somebody must listen, or it stops at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Chromedriver { process, address: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
