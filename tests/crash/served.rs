//! `scn serve` as a process of its own.

use crate::power::Platter;
use crate::world::{NUMBER, Weather, World};
use scn_tests::repository;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// How long a status may tell what became of a message.
const SETTLE: &str = "1 second";
pub(crate) const OPERATOR: &str = "ada-operator-token";

/// What every life of the process has in common.
pub(crate) struct Served {
    pub(crate) scn: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) platform: String,
    pub(crate) shop: String,
    /// Where operators reach it.
    pub(crate) people: String,
    /// What survives a loss of power.
    pub(crate) platter: Option<Platter>,
    pub(crate) lives: u64,
}

impl Served {
    pub(crate) fn store(&self) -> PathBuf {
        self.folder.join("store").join("conversations.db")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log.txt")
    }

    /// What all lives have logged.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// Begins another life and waits until it listens, or for so long. False when it does not listen by then.
    pub(crate) async fn start(&mut self, world: &Arc<World>, longest: Duration) -> bool {
        self.lives += 1;
        let log = File::options().append(true).create(true).open(self.log()).expect("a log");
        let unknown = if world.weather == Weather::GiveUp { "give_up" } else { "resend" };
        let mut command = Command::new(&self.scn);
        command
            .args(["serve", "tests/crash/shop", "--port", "0", "--store"])
            .arg(self.store())
            .current_dir(repository())
            .env("SCN_PHONE_NUMBER_ID", NUMBER)
            .env("SCN_ACCESS_TOKEN", format!("life-of-the-process-{}", self.lives))
            .env("SCN_APP_SECRET", &world.secret)
            .env("SCN_EVENTS_SECRET", &world.secret)
            .env("SCN_VERIFY_TOKEN", "verify")
            .env("SCN_API_URL", &self.platform)
            .env("SCN_SETTLE", SETTLE)
            .env("SCN_UNKNOWN", unknown)
            .env("SCN_GATHER", "0 seconds")
            .env("SCN_MESSAGES_PER_SECOND", "1000")
            .env("SCN_LOG", "warn")
            .env("SCN_OPERATIONS_LISTEN", "off")
            .env("SCN_PEOPLE_LISTEN", self.people.trim_start_matches("http://"))
            .env("SCN_OPERATORS", format!("ada:{OPERATOR}"))
            .env("SHOP_URL", &self.shop)
            .stdout(Stdio::piped())
            .stderr(log);
        if let Some(platter) = &self.platter {
            platter.watches(&mut command, self.lives);
        }
        let mut process = command.spawn().expect("scn starts");
        let out = process.stdout.take().expect("a pipe");
        world.plug.put_in(process);
        let listening = tokio::task::spawn_blocking(move || {
            let mut lines = BufReader::new(out).lines().map_while(Result::ok);
            let webhook = lines.find_map(|line| Some(line.trim().strip_prefix("webhook")?.trim().to_owned()));
            std::thread::spawn(move || lines.for_each(drop));
            webhook
        });
        match tokio::time::timeout(longest, listening).await {
            Ok(Ok(Some(webhook))) => {
                world.is_at(webhook);
                true
            }
            _ => false,
        }
    }
}
