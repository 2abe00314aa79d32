//! Files that customers and the business sent. They are kept until there are too many bytes.

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, VecDeque};

const MOST_BYTES: usize = 256 * 1024 * 1024;
const MOST_FILES: usize = 20_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// An address is good for five minutes.
pub(super) const URL_MS: i64 = 5 * 60 * 1000;

#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) mime: String,
    pub(super) bytes: Bytes,
    /// A customer's file is there for a week, one of the business for thirty days.
    pub(super) until: i64,
}

impl File {
    pub(super) fn of_business(name: String, mime: String, bytes: Bytes, now: i64) -> File {
        File { name, mime, bytes, until: now + 30 * DAY_MS }
    }

    pub(super) fn of_customer(name: String, mime: String, bytes: Bytes, now: i64) -> File {
        File { name, mime, bytes, until: now + 7 * DAY_MS }
    }

    /// As webhooks write it.
    pub(super) fn sha256_in_base64(&self) -> String {
        STANDARD.encode(Sha256::digest(&self.bytes))
    }

    /// As the answer to a look-up writes it.
    pub(super) fn sha256_in_hex(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

pub(super) fn from_base64(text: &str) -> Option<Bytes> {
    STANDARD.decode(text).ok().map(Bytes::from)
}

#[derive(Debug, Default)]
pub(super) struct Files {
    all: HashMap<String, File>,
    oldest_first: VecDeque<String>,
    bytes: usize,
}

impl Files {
    pub(super) fn add(&mut self, id: &str, file: File) {
        self.bytes += file.bytes.len();
        self.all.insert(id.to_owned(), file);
        self.oldest_first.push_back(id.to_owned());
        while self.oldest_first.len() > MOST_FILES || (self.bytes > MOST_BYTES && self.oldest_first.len() > 1)
        {
            let Some(oldest) = self.oldest_first.pop_front() else { break };
            self.remove(&oldest);
        }
    }

    pub(super) fn get(&self, id: &str, now: i64) -> Option<&File> {
        self.all.get(id).filter(|file| now < file.until)
    }

    pub(super) fn remove(&mut self, id: &str) -> bool {
        let file = self.all.remove(id);
        self.bytes -= file.as_ref().map_or(0, |file| file.bytes.len());
        file.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_their_time_and_large_ones_make_room() {
        let mut files = Files::default();
        let file = || File::of_customer("a".into(), "image/jpeg".into(), Bytes::from(vec![0; 60 << 20]), 0);
        for id in ["1", "2", "3", "4", "5"] {
            files.add(id, file());
        }
        assert!(files.get("1", 0).is_none() && files.get("2", 0).is_some());
        assert!(files.get("5", 7 * DAY_MS).is_none());
        assert!(files.remove("5") && !files.remove("5"));
    }

    #[test]
    fn the_hash_is_the_one_of_the_bytes() {
        let file = File::of_business("a".into(), "text/plain".into(), Bytes::from_static(b"abc"), 0);
        assert_eq!(file.sha256_in_hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(file.sha256_in_base64(), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }
}
