//! `scn serve` takes a new version while it runs, and serves what `scn build` wrote.
#![cfg(unix)]

mod common;

use common::{SHOP, command, folder, scn};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

struct Served {
    child: Child,
    /// Where the numbers are.
    pages: String,
}

impl Served {
    fn start(home: &Path, args: &[&str]) -> Served {
        let mut child = command(home, &[&["serve", "--port", "0", "--store", "c.db"], args].concat())
            .envs([
                ("SCN_PHONE_NUMBER_ID", "100"),
                ("SCN_ACCESS_TOKEN", "token"),
                ("SCN_APP_SECRET", "secret"),
                ("SCN_VERIFY_TOKEN", "verify"),
                ("SCN_API_URL", "http://127.0.0.1:9"),
                ("SCN_OPERATIONS_LISTEN", "127.0.0.1:0"),
                ("SCN_LOG", "off"),
            ])
            .stdout(Stdio::piped())
            .spawn()
            .expect("scn");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let pages = lines.map_while(Result::ok).find_map(|line| {
            Some(
                line.trim()
                    .strip_prefix("numbers")?
                    .trim()
                    .strip_prefix("http://")?
                    .split('/')
                    .next()?
                    .to_owned(),
            )
        });
        Served { child, pages: pages.expect("it says where its numbers are") }
    }

    fn hash(&self) -> String {
        let mut page = TcpStream::connect(&self.pages).expect("the page is there");
        page.write_all(b"GET /health/ready HTTP/1.0\r\n\r\n").expect("asked");
        let mut answer = String::new();
        page.read_to_string(&mut answer).expect("answered");
        let ready: Value =
            serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON");
        ready["scenario"]["hash"].as_str().expect("a hash").to_owned()
    }

    fn hang_up(&self) {
        let told = Command::new("kill").args(["-HUP", &self.child.id().to_string()]).status();
        assert!(told.expect("kill").success());
    }

    /// Waits until another version than this one is at work.
    fn after(&self, hash: &str) -> String {
        for _ in 0..300 {
            let now = self.hash();
            if now != hash {
                return now;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("after 15 seconds still {hash}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_signal_loads_the_newest_version_and_errors_change_nothing() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let main = home.path().join("main.scn");
    let served = Served::start(home.path(), &[]);
    let first = served.hash();
    fs::write(&main, format!("{SHOP}\nnonsense {{")).expect("written");
    served.hang_up();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(served.hash(), first);
    fs::write(&main, SHOP.replace("× {size}", "x {size}")).expect("written");
    served.hang_up();
    served.after(&first);
}

#[test]
fn what_was_built_is_served_and_watched() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let build = |name: &str| {
        let built = scn(home.path(), &["build", "main.scn", "-o", name]);
        assert_eq!(built.code, 0, "{}", built.err);
    };
    build("live.scnc");
    let served = Served::start(home.path(), &["live.scnc", "--watch"]);
    let first = served.hash();
    fs::write(home.path().join("main.scn"), SHOP.replace("× {size}", "x {size}")).expect("written");
    build("live.scnc");
    served.after(&first);
}

#[test]
fn a_second_one_on_the_same_store_ends_with_the_reason_and_a_damaged_one_too() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let first = Served::start(home.path(), &[]);
    let why = || {
        let ended = command(home.path(), &["serve", "--port", "0", "--store", "c.db"])
            .envs([
                ("SCN_PHONE_NUMBER_ID", "100"),
                ("SCN_ACCESS_TOKEN", "token"),
                ("SCN_APP_SECRET", "secret"),
                ("SCN_VERIFY_TOKEN", "verify"),
                ("SCN_OPERATIONS_LISTEN", "off"),
            ])
            .output()
            .expect("scn");
        (ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned())
    };
    let (code, words) = why();
    assert_eq!(
        (code, words.contains("is used by another process: stop the other one")),
        (Some(3), true),
        "{words}"
    );
    assert!(!first.hash().is_empty(), "the first one is not disturbed");
    drop(first);
    // What the journal beside the file still holds would mend it.
    for journal in ["c.db-wal", "c.db-shm"] {
        fs::remove_file(home.path().join(journal)).expect("removed");
    }
    fs::write(home.path().join("c.db"), vec![0x5a; 8192]).expect("written");
    let (code, words) = why();
    assert_eq!((code, words.contains("choose another path")), (Some(3), true), "{words}");
}
