//! The files that were fetched last: an operator who looks at a picture looks again. In memory, for minutes, bounded.

use super::Fetched;
use scn_graph::Moment;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// All files together.
const BYTES: usize = 32 * 1024 * 1024;
/// Larger ones are fetched again.
const LARGEST: usize = 8 * 1024 * 1024;
const KEPT_SECONDS: i64 = 600;

/// Oldest first.
#[derive(Default)]
pub(super) struct Recent {
    files: Mutex<VecDeque<(String, Moment, Arc<Fetched>)>>,
}

impl Recent {
    pub(super) fn get(&self, id: &str, now: Moment) -> Option<Arc<Fetched>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|(_, at, _)| now < at.plus_seconds(KEPT_SECONDS));
        files.iter().find(|(known, ..)| known == id).map(|(.., file)| file.clone())
    }

    pub(super) fn keep(&self, id: &str, file: &Arc<Fetched>, now: Moment) {
        if file.bytes.len() > LARGEST {
            return;
        }
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|(known, at, _)| known != id && now < at.plus_seconds(KEPT_SECONDS));
        files.push_back((id.to_owned(), now, file.clone()));
        let mut bytes: usize = files.iter().map(|(.., file)| file.bytes.len()).sum();
        while bytes > BYTES {
            let Some((.., oldest)) = files.pop_front() else { return };
            bytes -= oldest.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_kept_for_minutes_and_never_too_many() {
        let file =
            |size: usize| Arc::new(Fetched { bytes: vec![0; size].into(), mime: "image/png".to_owned() });
        let recent = Recent::default();
        recent.keep("a", &file(LARGEST), Moment(0));
        recent.keep("huge", &file(LARGEST + 1), Moment(0));
        assert!(recent.get("a", Moment(599_999)).is_some() && recent.get("huge", Moment(0)).is_none());
        for id in ["b", "c", "d", "e"] {
            recent.keep(id, &file(LARGEST), Moment(1));
        }
        assert!(recent.get("a", Moment(2)).is_none(), "it was the oldest");
        assert!(recent.get("b", Moment(2)).is_some());
        assert!(recent.get("e", Moment(600_001)).is_none());
    }
}
