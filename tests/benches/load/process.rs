//! Whoever is measured, in a process of its own: `scn serve`, or the floor.

use crate::measure::{cpu_of, memory_of};
use crate::road::{NUMBER, SECRET};
use std::io::{BufRead, BufReader};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct Process {
    child: Child,
    /// `127.0.0.1:PORT` of the webhook.
    pub(crate) address: String,
    /// From the start of the program until it answers.
    pub(crate) ready_after: Duration,
}

impl Process {
    /// `scn serve` as a business runs it, but for its logs and with the pace of a large number.
    pub(crate) fn scn(program: &Path, project: &Path, store: &Path, api: &str) -> Process {
        let mut serve = Command::new(program);
        serve.arg("serve").arg(project).args(["--port", "0", "--store"]).arg(store);
        serve.env("SCN_PHONE_NUMBER_ID", NUMBER).env("SCN_API_URL", api).env("SCN_APP_SECRET", SECRET);
        serve.env("SCN_ACCESS_TOKEN", "token").env("SCN_VERIFY_TOKEN", "verify").env("SCN_LOG", "error");
        serve.env("SCN_MESSAGES_PER_SECOND", "1000").env("SCN_GATHER", "0 seconds");
        serve.env("SCN_OPERATIONS_LISTEN", "off");
        Process::start(serve)
    }

    /// The floor: this program again.
    pub(crate) fn floor(store: Option<&Path>, api: &str) -> Process {
        let mut floor = Command::new(std::env::current_exe().expect("this program"));
        floor.arg("--floor").arg(api).args(store);
        Process::start(floor)
    }

    fn start(mut command: Command) -> Process {
        let started = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let webhook = lines.find_map(|line| Some(line.trim().strip_prefix("webhook")?.trim().to_owned()));
        std::thread::spawn(move || lines.for_each(drop));
        let webhook = webhook.expect("it says where it listens");
        let address = webhook.trim_start_matches("http://").trim_end_matches("/webhook").to_owned();
        let mut process = Process { child, address, ready_after: Duration::ZERO };
        process.first_answer();
        process.ready_after = started.elapsed();
        process
    }

    fn first_answer(&self) {
        use std::io::{Read, Write};
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let request = format!("GET /health/ready HTTP/1.1\r\nhost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).expect("it answers");
        assert!(answer.ends_with(b"200"), "{}", String::from_utf8_lossy(&answer));
        let _ = stream.shutdown(Shutdown::Both);
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn cpu(&self) -> Duration {
        cpu_of(self.id())
    }

    pub(crate) fn memory(&self) -> (u64, u64) {
        memory_of(self.id())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
