//! Files in both directions: those of the project that are sent, and those of customers that are listened to or looked
//! at. Nothing of a customer's is ever written to a disk.

mod download;
mod kinds;
mod recent;
mod transcribe;
mod upload;

pub(crate) use download::reads;
pub(crate) use download::{FetchError, Fetched, client};
pub(crate) use kinds::UNKNOWN;
pub(crate) use transcribe::transcribe;
pub(crate) use upload::{MediaError, Uploads, is_refused, to_upload};

use crate::Config;
use download::Downloads;
use recent::Recent;
use reqwest::Client;
use scn_engine::MediaKind;
use scn_graph::{Graph, Moment};
use std::sync::Arc;
use transcribe::Transcriber;

/// What customers send.
pub(crate) struct Media {
    downloads: Downloads,
    recent: Recent,
    transcriber: Option<Transcriber>,
}

impl Media {
    /// Files are fetched through `http`.
    pub(crate) fn through(config: &Config, http: Client) -> Result<Media, reqwest::Error> {
        let transcriber = config.transcriber.clone().map(Transcriber::new).transpose()?;
        Ok(Media { downloads: Downloads::new(http), recent: Recent::default(), transcriber })
    }

    /// The file that a customer sent, by the platform's id of it; kept in memory for a few minutes.
    pub(crate) async fn fetch(
        &self,
        config: &Config,
        now: Moment,
        id: &str,
        kind: MediaKind,
    ) -> Result<Arc<Fetched>, FetchError> {
        if let Some(known) = self.recent.get(id, now) {
            return Ok(known);
        }
        let fetched = Arc::new(self.downloads.fetch(config, id, kind).await?);
        self.recent.keep(id, &fetched, now);
        Ok(fetched)
    }

    /// What an operator should know before customers send voice notes.
    pub(crate) fn warnings(&self, graph: &Graph) -> Vec<String> {
        let hears = graph.questions.iter().filter_map(|question| question.hears.as_ref());
        let mut wanted: Vec<Option<&str>> = hears.map(|hears| hears.with.as_deref()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        match &self.transcriber {
            None if wanted.is_empty() => Vec::new(),
            None => vec![
                "the scenario listens to voice notes, but there is no transcriber: customers are asked to write; set `transcriber` in scn.yaml"
                    .to_owned(),
            ],
            Some(transcriber) => {
                let refused = wanted.into_iter().flatten().filter(|name| !transcriber.is_called(name));
                refused
                    .map(|name| {
                        format!(
                            "the scenario lets only the transcriber `{name}` listen, and scn.yaml has another: customers are asked to write there; correct `transcriber.name`, or take the name out of `hear with {name}`"
                        )
                    })
                    .collect()
            }
        }
    }
}
