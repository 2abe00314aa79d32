//! What messages are read with: the project, and a scenario of one slot for each type that is asked about.

use super::wanted::{self, Wanted};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::project::Project;
use crate::{load, moments, names};
use scn_compiler::{MemorySources, Session, SourceError, Sources, compile, compile_text};
use scn_diag::{Diagnostic, Tongue};
use scn_engine::Scenario;
use scn_graph::{Currency, FlowId, Graph, Language, Moment, SlotId, Type, jiff::tz::TimeZone};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const FILE: &str = "scn_understand.scn";
const TUNNEL: &str = "scn_understand";
/// What messages are read with where there is no project.
const ALONE: &str = "scenario understand {\n  language fr, de, it, en\n  timezone Europe/Zurich\n}\n";
const HINT: &str =
    "write a type as in a .scn file: `number 1..20`, `date in future`, `yes_no`, `list of menu`";

/// Everything that is needed to say what a message means.
pub(super) struct Asked {
    pub(super) ready: Arc<Ready>,
    pub(super) languages: Vec<Language>,
    pub(super) countries: Vec<String>,
    pub(super) now: Moment,
}

/// A scenario with what is asked of it.
pub(super) struct Ready {
    pub(super) scenario: Scenario,
    pub(super) zone: TimeZone,
    pub(super) what: What,
}

pub(super) enum What {
    /// Every type that needs no project.
    Anything,
    /// The same, and the first message of a customer.
    First,
    /// A type that is read out of the words alone.
    Plain(Type),
    /// All slots of a tunnel; nothing is pending.
    Tunnel(FlowId),
    Slot {
        tunnel: FlowId,
        slot: SlotId,
        /// It stands for a type: only the readings are of interest.
        of_type: bool,
    },
}

pub(super) struct Scenarios {
    project: Option<Project>,
    graph: Graph,
    /// A project was named: there are conversations to begin.
    has_project: bool,
    session: Session,
    clock: Moment,
    tongue: Tongue,
    /// By type, slot and zone.
    known: BTreeMap<[Option<String>; 3], Result<Arc<Ready>, String>>,
}

impl Scenarios {
    pub(super) fn open(path: Option<&Path>, clock: Moment, out: &Output) -> Result<Scenarios, Failure> {
        let compiled = path.map(load::compiled_file).transpose()?.flatten();
        let project = path.filter(|_| compiled.is_none()).map(Project::open).transpose()?;
        let graph = match (path, compiled) {
            (_, Some(graph)) => graph,
            (Some(path), None) => load::must_run(path, out)?.0,
            (None, None) => compile_text(ALONE)
                .graph
                .ok_or_else(|| Failure::new(Exit::Problems, "nothing can be read without a project"))?,
        };
        Ok(Scenarios {
            project,
            graph,
            has_project: path.is_some(),
            session: Session::new(),
            clock,
            tongue: out.tongue(),
            known: BTreeMap::new(),
        })
    }

    /// Reads what is wanted; the error says what to write instead.
    pub(super) fn asked(&mut self, wanted: &Wanted) -> Result<Asked, String> {
        let languages = wanted.lang.as_deref().map(wanted::languages).transpose()?;
        let named = wanted.country.as_deref().map(wanted::countries).transpose()?;
        let (zone, called) = self.zone(wanted)?;
        let now = match wanted.now.as_deref() {
            None => self.clock,
            Some(text) => moments::moment(text, &zone)
                .ok_or_else(|| format!("`{text}` is no moment; write it like 2025-08-12T10:00"))?,
        };
        let key = [wanted.ty.clone(), wanted.slot.clone(), Some(called.clone())];
        let ready = match self.known.get(&key) {
            Some(known) => known.clone(),
            None => {
                let made = self.ready(wanted, zone, called).map(Arc::new);
                self.known.entry(key).or_insert(made).clone()
            }
        }?;
        let languages = languages.unwrap_or_else(|| ready.scenario.graph.settings.languages.clone());
        let countries = named.unwrap_or_else(|| self.countries(wanted, &languages, &ready));
        Ok(Asked { ready, languages, countries, now })
    }

    /// Those of the languages (`fr-CH`), then the one of the zone; where neither is said, where the languages are spoken.
    fn countries(&self, wanted: &Wanted, languages: &[Language], ready: &Ready) -> Vec<String> {
        let mut countries = wanted.lang.as_deref().map(wanted::regions).unwrap_or_default();
        if self.has_project || wanted.zone.is_some() {
            let zone = &ready.scenario.graph.settings.timezone;
            countries.extend(scn_understand::country_of_zone(zone).map(str::to_owned));
        } else {
            countries.extend(languages.iter().map(|language| wanted::likely_country(*language).to_owned()));
        }
        countries
    }

    /// The zone that is named; else the one of the clock that `now` was read from; else the one of the project.
    fn zone(&self, wanted: &Wanted) -> Result<(TimeZone, String), String> {
        let unknown = |name: &str| format!("there is no time zone `{name}`; write it like Europe/Zurich");
        if let Some(name) = &wanted.zone {
            return moments::zone(name).ok_or_else(|| unknown(name));
        }
        let name = &self.graph.settings.timezone;
        let own = moments::zone(name).ok_or_else(|| unknown(name))?;
        let written = wanted.now.as_deref().and_then(|now| moments::zone_of(now, &own.0));
        Ok(written.unwrap_or(own))
    }

    fn ready(&mut self, wanted: &Wanted, zone: TimeZone, called: String) -> Result<Ready, String> {
        let (mut graph, what) = match (&wanted.ty, &wanted.slot) {
            (Some(ty), _) => self.of_type(ty)?,
            (None, Some(slot)) if !self.has_project => {
                return Err(format!(
                    "`{slot}` stands in a project, and --project is missing; add it, like `--project bistro`"
                ));
            }
            (None, Some(slot)) => (self.graph.clone(), slot_named(&self.graph, slot)?),
            (None, None) if self.has_project => (self.graph.clone(), What::First),
            (None, None) => (self.graph.clone(), What::Anything),
        };
        graph.settings.timezone = called;
        let scenario = Scenario::load(graph).map_err(|error| format!("the scenario cannot run: {error}"))?;
        Ok(Ready { scenario, zone, what })
    }

    // ------------------------------------------------------------ types

    /// A type as written: the project with one more tunnel, that knows a value of it.
    fn of_type(&mut self, written: &str) -> Result<(Graph, What), String> {
        if let Some(ty) = money_of(written) {
            return Ok((self.graph.clone(), What::Plain(ty)));
        }
        let graph =
            self.with_tunnel(written, &format!("tunnel {TUNNEL}(answer: {written}) {{\n  done\n}}\n"))?;
        let ty = tunnel_of(&graph).and_then(|id| Some(graph.flow(id)?.slots.first()?.ty.clone()));
        let ty = ty.ok_or_else(|| format!("`{written}` is no type; {HINT}"))?;
        let is_record = |ty: &Type| matches!(ty.known(), Type::Record(_));
        let asks = match ty.known() {
            Type::Record(_) => "collect",
            Type::List { of, .. } if is_record(of) => "collect",
            Type::List { .. } | Type::Choice(_) | Type::Row(_) => "ask",
            _ => return Ok((graph, What::Plain(ty))),
        };
        let asked = format!("tunnel {TUNNEL} {{\n  {asks} answer: {written} \"?\"\n  done\n}}\n");
        let graph = self.with_tunnel(written, &asked)?;
        let tunnel = tunnel_of(&graph).ok_or_else(|| format!("`{written}` cannot be asked for"))?;
        Ok((graph, What::Slot { tunnel, slot: SlotId(0), of_type: true }))
    }

    fn with_tunnel(&mut self, written: &str, tunnel: &str) -> Result<Graph, String> {
        let wrong = |told: String| format!("`{written}` cannot be read: {told}");
        let compiled = match &self.project {
            Some(project) => {
                let sources = WithTunnel { project, tunnel };
                load::compiled_again(project, &sources, &mut self.session)
                    .map_err(|failure| wrong(failure.message))?
            }
            None => compile(&MemorySources::new([(FILE, format!("{ALONE}{tunnel}"))])),
        };
        let error = compiled.diagnostics.iter().find(|diagnostic| diagnostic.is_error());
        match (error, compiled.graph) {
            (None, Some(graph)) => Ok(graph),
            (error, _) => Err(wrong(error.map_or_else(|| HINT.to_owned(), |error| self.in_words(error)))),
        }
    }

    fn in_words(&self, error: &Diagnostic) -> String {
        // What the file lacks then is of no help: nobody sees it.
        if error.code.0.code.starts_with("E00") {
            return HINT.to_owned();
        }
        let message = error.message.in_tongue(self.tongue);
        match &error.help {
            Some(help) => format!("{message}; {}", help.in_tongue(self.tongue)),
            None => format!("{message}; {HINT}"),
        }
    }
}

/// `money CHF`: the currency that an amount without one is of.
fn money_of(written: &str) -> Option<Type> {
    let currency = Currency::parse(written.strip_prefix("money ")?.trim())?;
    Some(Type::Money { currency: Some(currency) })
}

fn tunnel_of(graph: &Graph) -> Option<FlowId> {
    let at = graph.flows.iter().position(|flow| flow.name == TUNNEL)?;
    u32::try_from(at).ok().map(FlowId)
}

/// `order`, `order.size`
fn slot_named(graph: &Graph, written: &str) -> Result<What, String> {
    let no_tunnel = match names::tunnel(graph, written) {
        Ok(tunnel) => return Ok(What::Tunnel(tunnel)),
        Err(error) => error,
    };
    let is_a_slot = graph.flows.iter().flat_map(|flow| &flow.slots).any(|slot| slot.name == written);
    if !written.contains('.') && !is_a_slot {
        return Err(no_tunnel);
    }
    let (tunnel, slot) = names::slot(graph, written)?;
    Ok(What::Slot { tunnel, slot, of_type: false })
}

/// A project and one tunnel more.
struct WithTunnel<'p> {
    project: &'p Project,
    tunnel: &'p str,
}

impl Sources for WithTunnel<'_> {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        let mut files = self.project.list()?;
        files.push(FILE.to_owned());
        Ok(files)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        if path == FILE { Ok(self.tunnel.as_bytes().to_vec()) } else { self.project.read(path) }
    }

    fn size(&self, path: &str) -> Option<u64> {
        self.project.size(path)
    }

    fn data_files(&self) -> Vec<String> {
        self.project.data_files()
    }
}
