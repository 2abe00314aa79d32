//! Every promise of the trait, on a real file.

use super::*;
use crate::conformance;

/// A store whose file goes with it.
fn in_a_folder() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("bot.db")).unwrap();
    (folder, store)
}

#[test]
fn the_embedded_store_keeps_every_promise() {
    let folders = Mutex::new(Vec::new());
    conformance::all(|| {
        let (folder, store) = in_a_folder();
        folders.lock().unwrap().push(folder);
        store
    });
}
