//! A WhatsApp of one's own for any program: the emulator without a project.

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::serving;
use scn_runtime::MovableClock;
use scn_runtime::sandbox::{self, BusinessNumber, SandboxConfig};
use std::fmt::Write;
use std::sync::Arc;

const AFTER: &str = "\
Examples:
  scn sandbox --webhook http://127.0.0.1:3000/webhook
  scn sandbox --number 106540352242922 --number 106540352242923:33199000009:Workshop --seed 7
  scn sandbox --quiet-world --no-limits                 for measuring how much a program can take

What it prints goes into the settings of the program under test: the base address in the place of
https://graph.facebook.com, the token, the app secret and the number. Everything that a customer or
the platform can do is a request to this address; they are listed in docs/sandbox.md.

Exit codes:
  0  stopped by a signal
  2  the command line cannot be understood
  3  the port cannot be used";

/// Run a local WhatsApp: an emulator of the Cloud API with a phone in the browser, for any program
///
/// It needs no scn project. `scn serve --sandbox` is the same with a project behind it.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// Where webhooks go
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/webhook")]
    webhook: String,
    /// Signs the webhooks (X-Hub-Signature-256)
    #[arg(long, value_name = "SECRET", default_value = "sandbox-secret")]
    app_secret: String,
    /// The bearer token that requests must carry
    #[arg(long, default_value = "sandbox-token")]
    token: String,
    /// A number of the business: its phone_number_id, and after colons its digits and its name; may be repeated
    #[arg(long = "number", value_name = "ID[:DIGITS[:NAME]]", value_parser = number)]
    numbers: Vec<Named>,
    /// The id of the WhatsApp Business account
    #[arg(long, value_name = "ID", default_value = "100000000000001")]
    account: String,
    /// The port of the page and of the Cloud API; 8081 when it is free
    #[arg(long)]
    port: Option<u16>,
    /// What chances are taken from: the same seed, the same failures
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Messages a second that a number may exchange
    #[arg(long, value_name = "COUNT", default_value_t = 80)]
    throughput: u32,
    /// Refuse nobody for being too fast
    #[arg(long)]
    no_limits: bool,
    /// Take templates that were never created, too
    #[arg(long)]
    any_template: bool,
    /// Keep no chats for the page: thousands of messages a second
    #[arg(long)]
    quiet_world: bool,
}

const PORT: u16 = 8081;

/// A number as it was given on the command line.
#[derive(Clone, Debug)]
struct Named {
    id: String,
    phone: Option<String>,
    title: Option<String>,
}

fn number(text: &str) -> Result<Named, String> {
    let mut parts = text.splitn(3, ':').map(str::to_owned);
    let id = parts.next().unwrap_or_default();
    let phone = parts.next().filter(|phone| !phone.is_empty());
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(&id) || phone.as_deref().is_some_and(|phone| !digits(phone)) {
        return Err("write an id of digits, as 106540352242922 or 106540352242922:33199000001:Shop".into());
    }
    Ok(Named { id, phone, title: parts.next() })
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let _exporting = serving::start_logs("warn", out);
    serving::block_on(async {
        let page = serving::page_listener(args.port, PORT).await?;
        let address = serving::address(&page)?;
        let config = config(args);
        let said = in_words(&config, &format!("http://{address}"));
        let stop = serving::stop_signal()?;
        let clock = Arc::new(MovableClock::running());
        let phone = sandbox::start(page, config, clock, serving::stopped(stop));
        let phone = phone.map_err(serving::environment)?;
        out.print(&said)?;
        phone.stopped().await;
        Ok(())
    })?;
    Ok(Exit::Fine)
}

fn config(args: &Args) -> SandboxConfig {
    let number = |(place, named): (usize, &Named)| {
        let usual = BusinessNumber::nth(place as u64, "Business");
        BusinessNumber {
            id: named.id.clone(),
            phone: named.phone.clone().unwrap_or(usual.phone),
            title: named.title.clone().unwrap_or(usual.title),
        }
    };
    let mut config = SandboxConfig {
        webhook_url: args.webhook.clone(),
        app_secret: args.app_secret.clone(),
        access_token: args.token.clone(),
        account: args.account.clone(),
        seed: args.seed,
        limits: !args.no_limits,
        throughput: args.throughput,
        any_template: args.any_template,
        quiet_world: args.quiet_world,
        ..SandboxConfig::default()
    };
    if !args.numbers.is_empty() {
        config.numbers = args.numbers.iter().enumerate().map(number).collect();
    }
    config
}

fn in_words(config: &SandboxConfig, base: &str) -> String {
    let mut text = format!(
        "A WhatsApp of your own\n  phone       {base}/\n  Cloud API   {base}\n  token       {}\n  webhooks    {}\n  \
         app secret  {}\n  account     {}\n",
        config.access_token, config.webhook_url, config.app_secret, config.account
    );
    for number in &config.numbers {
        let _ = writeln!(text, "  number      {} (+{}, {})", number.id, number.phone, number.title);
    }
    text.push_str("  Ctrl-C ends it\n");
    text
}
