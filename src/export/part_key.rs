//! By what parts are found in the cache again.

use std::fmt::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Stands for everything that a part's bytes depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub(super) struct PartKey([u8; 32]);

impl PartKey {
    /// The key of a part that is made from `inputs` alone, hashed as RON says them: with the names of
    /// fields, since those that are left out where they are empty would run together without
    /// (postcard), and with texts quoted, so that different inputs give different keys.
    pub(super) fn of(inputs: &impl Serialize) -> Self {
        let mut hashing = Hashing(Sha256::new());
        let options = ron::Options::default().without_recursion_limit();
        if options.to_writer(&mut hashing, inputs).is_err() {
            // No plain data fails. If any does, its key is no other's.
            let number = UNWRITTEN.fetch_add(1, Ordering::Relaxed);
            hashing.0.update(number.to_le_bytes());
        }
        Self(hashing.0.finalize().into())
    }
}

/// How many inputs could not be written.
static UNWRITTEN: AtomicU64 = AtomicU64::new(0);

/// Hashes what is written to it; nothing of it, such as a password, is kept.
struct Hashing(Sha256);

impl Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}
