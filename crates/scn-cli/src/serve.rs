//! The runtime with its store, clock and logs; in the sandbox with a local WhatsApp before it.

mod newest;

use crate::exit::{Exit, Failure};
use crate::load;
use crate::output::Output;
use crate::serving::{self, address, environment, no_port, stop_signal, stopped};
use scn_engine::Scenario;
use scn_runtime::sandbox::{self, SandboxConfig};
use scn_runtime::{Clock, Config, MovableClock, People, Recorder, Recordings, Secret, SystemClock};
use scn_store::{SqliteStore, Store};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;

const AFTER: &str = "\
Examples:
  scn serve bistro --sandbox               a phone in the browser; no account, nothing to configure
  scn serve bistro --sandbox --recorded shop.yaml
                                           the same, with the shop's answers from a file
  scn serve bistro                         live, with scn.yaml and the secrets of the environment
  scn serve bistro.scnc                    live, with what `scn build` wrote; scn.yaml lies beside it
  kill -HUP PID                            runs the newest version; one with errors is refused, the old one goes on
  scn serve bistro --port 9000 --store /var/lib/bistro/conversations.db

Environment:
  SCN_LOG    what to log: error, warn, info, debug; info when live, warn in the sandbox
  OTEL_…     traces: OTEL_EXPORTER_OTLP_ENDPOINT says where to send them, and switches them on
  SCN_…      every value of scn.yaml, in capitals: SCN_ACCESS_TOKEN, SCN_APP_SECRET, SCN_VERIFY_TOKEN, …

Exit codes:
  0  stopped by a signal, nothing lost
  1  the project has errors
  2  the command line cannot be understood
  3  scn.yaml or the environment lacks something, or the port or the store cannot be used";

/// Run a scenario: on WhatsApp, or in a sandbox with a phone in the browser
///
/// Compiles the project first and refuses to start with errors. Ctrl-C ends it after what is under way is stored.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The project: a folder, one .scn file, or a compiled .scnc file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// Run every new version as soon as it is saved; one with errors is refused, the old one goes on
    #[arg(long)]
    watch: bool,
    /// A local WhatsApp with a phone in the browser, instead of the real one
    #[arg(long)]
    sandbox: bool,
    /// The port to listen on: of the webhook, or of the sandbox's page; as in scn.yaml, or 8080
    #[arg(long)]
    port: Option<u16>,
    /// The file that keeps the conversations; as in scn.yaml, or none in the sandbox
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// In the sandbox, answers of connectors from a file instead of from the systems
    #[arg(long, value_name = "FILE", requires = "sandbox", conflicts_with = "record")]
    recorded: Option<PathBuf>,
    /// In the sandbox, writes what connectors answer into a new file for --recorded; customers' data may be in it
    #[arg(long, value_name = "FILE", requires = "sandbox")]
    record: Option<PathBuf>,
}

const SANDBOX_PORT: u16 = 8080;
const USUAL_IN_SANDBOX: &str = "warn,scn_runtime::reload=info";

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let graph = load::graph(&args.project, out)?;
    let title = graph.settings.title.clone();
    let scenario = Scenario::load(graph)
        .map_err(|error| Failure::new(Exit::Problems, format!("the scenario cannot run: {error}")))?;
    // Ends last: what is left is still sent.
    let _exporting = serving::start_logs(if args.sandbox { USUAL_IN_SANDBOX } else { "info" }, out);
    serving::block_on(async {
        match args.sandbox {
            true => in_sandbox(args, scenario, title, out).await,
            false => live(args, scenario, &title, out).await,
        }
    })?;
    Ok(Exit::Fine)
}

async fn live(args: &Args, scenario: Scenario, title: &str, out: &Output) -> Result<(), Failure> {
    let (mut config, warnings) = Config::of_project(folder(&args.project)).map_err(|errors| {
        errors.iter().for_each(|error| out.problem(&error.to_string()));
        out.note("Without an account, `--sandbox` runs the whole way with a phone in the browser.\n");
        Failure::said(Exit::Environment)
    })?;
    warnings.iter().for_each(|warning| out.note(&format!("warning: {warning}\n")));
    if let Some(port) = args.port {
        config.listen.set_port(port);
    }
    if let Some(store) = &args.store {
        config.store.clone_from(store);
    }
    let store = open_store(&config.store)?;
    let stop = stop_signal()?;
    let clock = Arc::new(SystemClock::start());
    let serving =
        scn_runtime::serve(config, scenario, store, clock, stopped(stop)).await.map_err(environment)?;
    let numbers = serving.operations.map_or(String::new(), |at| format!("  numbers  http://{at}/metrics\n"));
    out.print(&format!(
        "{title} is live\n  webhook  http://{}/webhook\n{numbers}  Ctrl-C ends it\n",
        serving.address
    ))?;
    newest::follow(&serving, &args.project, args.watch, |_| {})?;
    serving.finished().await;
    Ok(())
}

/// Page and emulator on one port, the runtime on another; they speak HTTP as the real ones do.
async fn in_sandbox(args: &Args, scenario: Scenario, title: String, out: &Output) -> Result<(), Failure> {
    let page = serving::page_listener(args.port, SANDBOX_PORT).await?;
    let bot = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|error| no_port(0, &error))?;
    let (page_address, bot_address) = (address(&page)?, address(&bot)?);
    let passing = PassingFolder::new()?;
    let path = args.store.clone().unwrap_or_else(|| passing.0.join("conversations.db"));
    let mut config = for_recorded(Config::for_sandbox(bot_address, format!("http://{page_address}"), path));
    config.project = folder(&args.project).to_owned();
    systems(args, &mut config, out)?;
    config.people = People::for_sandbox();
    // Tokens of one's own are not printed.
    let own = std::env::var_os("SCN_OPERATORS").is_some();
    let token = config.people.operators.first().filter(|_| !own).map(|operator| operator.token.clone());
    let store = open_store(&config.store)?;
    let world = SandboxConfig::new(&config, &scenario.graph, bot_address);
    let stop = stop_signal()?;
    let clock = Arc::new(MovableClock::running());
    let time: Arc<dyn Clock> = clock.clone();
    let serving = scn_runtime::serve_on(bot, config, scenario, store, time, stopped(stop.clone()))
        .await
        .map_err(environment)?;
    let entry = token.map(|token| format!("#token={}", token.reveal())).unwrap_or_default();
    let people = serving.people.map(|at| format!("  people   http://{at}/{entry}\n")).unwrap_or_default();
    let phone = sandbox::start(page, world, clock, stopped(stop)).map_err(environment)?;
    out.print(&format!(
        "{title} is in the sandbox\n  phone    http://{page_address}/\n{people}  webhook  \
         http://{bot_address}/webhook\n  Ctrl-C ends it\n"
    ))?;
    let teacher = phone.teacher();
    newest::follow(&serving, &args.project, args.watch, move |scenario| teacher.learn(&scenario.graph))?;
    tokio::join!(serving.finished(), phone.stopped());
    Ok(())
}

/// How connectors are entered, and the files their answers come from or go to.
fn systems(args: &Args, config: &mut Config, out: &Output) -> Result<(), Failure> {
    config.connectors = Config::connectors_of_project(&config.project).map_err(|errors| {
        errors.iter().for_each(|error| out.problem(&error.to_string()));
        Failure::said(Exit::Environment)
    })?;
    if let Some(path) = &args.recorded {
        let text = std::fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))?;
        let recordings = Recordings::read(&text)
            .map_err(|problem| Failure::environment(format!("{}: {problem}", path.display())))?;
        config.recordings = Some(recordings);
    }
    if let Some(path) = &args.record {
        let recorder = Recorder::create(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => Failure::environment(format!(
                "{} is there already: name another file, or take that one away",
                path.display()
            )),
            _ => Failure::file("write", path, &error),
        })?;
        config.recorder = Some(recorder);
    }
    Ok(())
}

/// Webhooks recorded elsewhere can be posted by hand when the sandbox has the number and the secret they were made for.
fn for_recorded(mut config: Config) -> Config {
    if let Ok(number) = std::env::var("SCN_PHONE_NUMBER_ID") {
        config.phone_number_id = number;
    }
    if let Ok(secret) = std::env::var("SCN_APP_SECRET") {
        config.app_secrets = vec![Secret::new(secret)];
    }
    config
}

/// Where the files of a project lie.
pub(crate) fn folder(project: &Path) -> &Path {
    if project.is_dir() { project } else { parent(project) }
}

fn parent(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn open_store(path: &Path) -> Result<Arc<dyn Store>, Failure> {
    let folder = parent(path);
    std::fs::create_dir_all(folder).map_err(|error| Failure::file("make the folder", folder, &error))?;
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(path).map_err(environment)?);
    Ok(store)
}

/// Keeps what need not outlive the process.
struct PassingFolder(PathBuf);

impl PassingFolder {
    fn new() -> Result<PassingFolder, Failure> {
        let path = std::env::temp_dir().join(format!("scn-sandbox-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| Failure::file("make the folder", &path, &error))?;
        Ok(PassingFolder(path))
    }
}

impl Drop for PassingFolder {
    fn drop(&mut self) {
        // What stays behind lies in the system's folder for passing files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
