//! What was found out about sources, kept on disk from one export to the next.
//!
//! Architecture invariant: it is only a cache. Whatever is missing, damaged or of another form is found
//! out anew, and nothing is lost when the folder is deleted. No words of a source's pages stand in it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::SystemTime;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::pack::{SourceComments, SourceId};
use crate::store::{create_private_folder, open_file};

/// Whoever changes what is found out, or how, counts this up: what was kept before is not looked at
/// any more.
const VERSION: u32 = 2;

/// Another version of the program may read otherwise.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// How many facts are kept; of more, those that were not written for the longest time are deleted.
const MOST_FILES: usize = 20_000;

/// How long a file with facts may be, in bytes: those of a PDF of a million pages are shorter.
const LONGEST_BYTES: u64 = 64 << 20;

/// How many bytes of a hash stand before the facts that it is of.
const HASH_BYTES: usize = 32;

/// Facts about sources: in a folder, or nowhere.
#[derive(Debug, Default)]
pub struct SourceFacts {
    folder: Option<PathBuf>,
    /// Set when it was looked whether there are too many.
    tidied: OnceLock<()>,
}

/// Stands for a source and what is known of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct FactKey([u8; 32]);

impl FactKey {
    fn of(what: &str, source: &SourceId, how: &str) -> Self {
        let inputs = format!("{what} {VERSION} {PROGRAM} {} {how}", source.as_str());
        Self(Sha256::digest(inputs).into())
    }

    /// That a source can be joined with others, and what it holds.
    pub(super) fn admitted(source: &SourceId) -> Self {
        Self::of("admitted", source, "")
    }

    /// Where the ink of a source's pages ends, with its comments kept or left out where it has some.
    pub(super) fn ink(source: &SourceId, comments: Option<SourceComments>) -> Self {
        let comments = match comments {
            None => "",
            Some(SourceComments::Keep) => "kept",
            Some(SourceComments::LeaveOut) => "left out",
        };
        Self::of("ink", source, comments)
    }
}

impl SourceFacts {
    /// Keeps facts in a folder within the folder for what can be made anew.
    pub fn in_folder(cache: &Path) -> Self {
        Self {
            folder: Some(cache.join("sources")),
            tidied: OnceLock::new(),
        }
    }

    fn file(&self, key: FactKey) -> Option<PathBuf> {
        let name: String = key.0.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(self.folder.as_ref()?.join(format!("{name}.facts")))
    }

    /// What was kept under a key; `None` where there is nothing, or nothing whole.
    pub(super) fn find<T: DeserializeOwned>(&self, key: FactKey) -> Option<T> {
        let file = self.file(key)?;
        let length = fs::metadata(&file).ok()?.len();
        if length > LONGEST_BYTES {
            return None;
        }
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut open_file(&file).ok()?, &mut bytes).ok()?;
        let (hash, facts) = bytes.split_at_checked(HASH_BYTES)?;
        if Sha256::digest(facts)[..] != *hash {
            return None;
        }
        postcard::from_bytes(facts).ok()
    }

    /// Keeps something under a key. Where the disk does not take it, it is found out again next time.
    pub(super) fn keep(&self, key: FactKey, facts: &impl Serialize) {
        if let Some(file) = self.file(key) {
            let _ = self.write(&file, facts);
        }
    }

    fn write(&self, file: &Path, facts: &impl Serialize) -> std::io::Result<()> {
        let folder = file.parent().unwrap_or(Path::new("."));
        create_private_folder(folder)?;
        self.tidied.get_or_init(|| tidy(folder));
        let facts = postcard::to_stdvec(facts).map_err(std::io::Error::other)?;
        let mut staged = tempfile::NamedTempFile::new_in(folder)?;
        staged.write_all(&Sha256::digest(&facts))?;
        staged.write_all(&facts)?;
        staged.persist(file)?;
        Ok(())
    }
}

/// Deletes the older half of the files in a folder that holds too many.
fn tidy(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut files: Vec<(SystemTime, PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let time = entry.metadata().ok()?.modified().ok()?;
            Some((time, entry.path()))
        })
        .collect();
    if files.len() > MOST_FILES {
        files.sort();
        for (_, file) in files.iter().take(MOST_FILES / 2) {
            let _ = fs::remove_file(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_or_missing_is_not_known() {
        let folder = tempfile::tempdir().unwrap();
        let facts = SourceFacts::in_folder(folder.path());
        let key = FactKey::ink(&SourceId::from_digest([1; 32]), None);
        let other = FactKey::ink(
            &SourceId::from_digest([1; 32]),
            Some(SourceComments::default()),
        );
        assert_eq!(facts.find::<Vec<u32>>(key), None);
        facts.keep(key, &vec![1_u32, 2, 3]);
        assert_eq!(facts.find(key), Some(vec![1_u32, 2, 3]));
        assert_eq!(facts.find::<Vec<u32>>(other), None);

        let file = facts.file(key).unwrap();
        let whole = fs::read(&file).unwrap();
        for index in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[index] ^= 1;
            fs::write(&file, &damaged).unwrap();
            assert_eq!(facts.find::<Vec<u32>>(key), None, "byte {index}");
            fs::write(&file, &whole[..index]).unwrap();
            assert_eq!(facts.find::<Vec<u32>>(key), None, "cut at {index}");
        }
        facts.keep(key, &vec![4_u32]);
        assert_eq!(facts.find(key), Some(vec![4_u32]));
    }

    #[test]
    fn without_a_folder_nothing_is_kept() {
        let facts = SourceFacts::default();
        let key = FactKey::ink(&SourceId::from_digest([1; 32]), None);
        facts.keep(key, &1_u32);
        assert_eq!(facts.find::<u32>(key), None);
    }
}
