//! A small disk of its own, where the machine lets a test have one (Linux, as root).

use std::path::Path;
use std::process::{Command, Stdio};

pub(crate) struct Small {
    folder: tempfile::TempDir,
}

impl Small {
    /// So many megabytes; `None`, with a word, where no disk can be had.
    pub(crate) fn disk(megabytes: u32) -> Option<Small> {
        let folder = tempfile::tempdir().unwrap();
        let made = mount(&["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"], folder.path());
        if !made {
            eprintln!("passed over: no disk can be mounted here");
            return None;
        }
        Some(Small { folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Takes all the room that is left.
    pub(crate) fn fill(&self) {
        let mut file = std::fs::File::create(self.path().join("filler")).unwrap();
        while std::io::Write::write_all(&mut file, &[7; 4096]).is_ok() {}
    }

    pub(crate) fn make_room(&self) {
        std::fs::remove_file(self.path().join("filler")).unwrap();
    }

    pub(crate) fn allow_reading_only(&self) {
        assert!(mount(&["-o", "remount,ro"], self.path()), "nothing on it is open");
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Lazily: what is still open keeps it until it ends.
        let _ = Command::new("umount").arg("-l").arg(self.path()).stderr(Stdio::null()).status();
    }
}

fn mount(how: &[&str], at: &Path) -> bool {
    let status = Command::new("mount").args(how).arg(at).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
