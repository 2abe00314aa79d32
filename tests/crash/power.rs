//! Loss of power: what the process has flushed, and not what it has written.

use crate::episode::End;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where flushed bytes are, as a disk without power has them.
pub(crate) struct Platter {
    library: PathBuf,
    store: PathBuf,
    platter: PathBuf,
    lies: bool,
}

impl Platter {
    /// Builds the library that keeps it; `None` for a process that is only killed.
    pub(crate) fn of(end: End, folder: &Path) -> Option<Platter> {
        if end == End::Kill {
            return None;
        }
        let library = folder.join("platter.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("crash/platter.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-O1", "-shared", "-fPIC", "-o"]).arg(&library).arg(source).arg("-ldl");
        assert!(compiler.status().is_ok_and(|status| status.success()), "a C compiler builds platter.c");
        let (store, platter) = (folder.join("store"), folder.join("platter"));
        fs::create_dir(&platter).expect("a folder");
        Some(Platter { library, store, platter, lies: end == End::PowerAndLies })
    }

    pub(crate) fn watches(&self, process: &mut Command, life: u64) {
        process.env("LD_PRELOAD", &self.library);
        process.env("PLATTER_FOLDER", &self.store).env("PLATTER", &self.platter);
        process.env("PLATTER_SEED", life.to_string());
        if self.lies {
            process.env("PLATTER_LIES", "1");
        }
    }

    /// The power is gone: what was not flushed is, too.
    pub(crate) fn is_all_there_is(&self) {
        fs::remove_dir_all(&self.store).expect("it can be removed");
        fs::create_dir(&self.store).expect("a folder");
        for file in fs::read_dir(&self.platter).expect("a folder").flatten() {
            fs::copy(file.path(), self.store.join(file.file_name())).expect("it can be copied");
        }
    }
}
