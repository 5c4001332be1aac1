//! Whether the files that documents were made from have changed since.

use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::pack::{Source, SourceId};

/// A file that is larger than this is not read, as when files are taken in.
const LARGEST_BYTES: u64 = 2 << 30;
/// Some file systems tell times to two seconds only: a file that was written to a moment ago may
/// change once more and look the same.
const SETTLED: Duration = Duration::from_secs(3);

/// How it stands with the file that a source came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OriginState {
    /// It is as it was when it was added.
    Same,
    /// There is another version.
    Changed,
    /// There is no such file any more.
    Gone,
    /// It can't be told: the source came from no file, or the file can't or mustn't be read.
    Unknown,
}

/// Looks at files again and again, and reads only those that look different from the last time.
#[derive(Debug, Default)]
pub struct Origins {
    hashed: Mutex<HashMap<PathBuf, Hashed>>,
}

/// A file's hash, good for as long as its length and time do not change.
#[derive(Debug, Clone)]
struct Hashed {
    length: u64,
    modified: SystemTime,
    id: SourceId,
}

impl Origins {
    /// What the file that a source came from is now. May read the file: not for the UI thread.
    pub fn state(&self, source: &SourceId, remembered: &Source) -> OriginState {
        let Some(origin) = &remembered.origin else {
            return OriginState::Unknown;
        };
        let Some(path) = origin.file().filter(|path| !may_be_elsewhere(path)) else {
            return OriginState::Unknown;
        };
        let path = Path::new(path);
        let about = match fs::metadata(path) {
            Ok(about) => about,
            Err(error) => return without_file(error.kind()),
        };
        // Reading a device or a pipe may never end, or do something.
        if !about.is_file() {
            return OriginState::Gone;
        }
        if origin.within.is_some() {
            // It came in that archive or e-mail, which would have to be taken apart to tell.
            return OriginState::Unknown;
        }
        // The file on disk is what a source was laid out from, whose length is not remembered here.
        let expected = remembered.laid_out_from.as_ref().unwrap_or(source);
        if expected == source && about.len() != remembered.size_bytes {
            return OriginState::Changed;
        }
        if about.len() > LARGEST_BYTES {
            return OriginState::Unknown;
        }
        match self.hash_of(path, &about) {
            Ok(id) if id == *expected => OriginState::Same,
            Ok(_) => OriginState::Changed,
            Err(error) => without_file(error.kind()),
        }
    }

    fn hash_of(&self, path: &Path, about: &Metadata) -> io::Result<SourceId> {
        let remembered = || self.hashed.lock().unwrap_or_else(PoisonError::into_inner);
        let modified = about.modified().ok();
        if let Some(hashed) = remembered().get(path)
            && (hashed.length, Some(hashed.modified)) == (about.len(), modified)
        {
            return Ok(hashed.id.clone());
        }
        let id = hash(path)?;
        if let Some(modified) = modified
            && modified.elapsed().is_ok_and(|age| age > SETTLED)
        {
            let hashed = Hashed {
                length: about.len(),
                modified,
                id: id.clone(),
            };
            remembered().insert(path.to_owned(), hashed);
        }
        Ok(id)
    }
}

/// Whether a path may lead to another machine. A pack may come from anybody: opening such a path
/// would tell that machine who looks. Windows takes two slashes of either sort for it.
pub fn may_be_elsewhere(path: &str) -> bool {
    let mut letters = path.chars();
    let mut next_is_slash = || matches!(letters.next(), Some('/' | '\\'));
    next_is_slash() && next_is_slash()
}

fn without_file(error: io::ErrorKind) -> OriginState {
    match error {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => OriginState::Gone,
        _ => OriginState::Unknown,
    }
}

fn hash(path: &Path) -> io::Result<SourceId> {
    let mut content = File::open(path)?.take(LARGEST_BYTES);
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = content.read(&mut buffer)?;
        if length == 0 {
            return Ok(SourceId::from_digest(hasher.finalize().into()));
        }
        hasher.update(buffer.get(..length).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{Media, Origin};

    fn remembered(path: &Path, bytes: &[u8]) -> (SourceId, Source) {
        let source = Source {
            name: "paper.txt".to_owned(),
            media: Media::PlainText,
            size_bytes: bytes.len() as u64,
            origin: Some(Origin {
                path: path.display().to_string(),
                added: jiff::Timestamp::UNIX_EPOCH,
                within: None,
            }),
            pictures: Default::default(),
            laid_out_from: None,
        };
        let id = SourceId::from_digest(Sha256::digest(bytes).into());
        (id, source)
    }

    fn age(path: &Path, seconds: u64) {
        let file = File::options().write(true).open(path).unwrap();
        let time = SystemTime::now() - Duration::from_secs(seconds);
        file.set_modified(time).unwrap();
    }

    #[test]
    fn a_file_is_the_same_until_its_bytes_change() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paper.txt");
        fs::write(&path, "words").unwrap();
        let (id, source) = remembered(&path, b"words");
        let origins = Origins::default();
        assert_eq!(origins.state(&id, &source), OriginState::Same);
        // At once, and as long as before.
        fs::write(&path, "sword").unwrap();
        assert_eq!(origins.state(&id, &source), OriginState::Changed);
        fs::write(&path, "more words").unwrap();
        assert_eq!(origins.state(&id, &source), OriginState::Changed);
        fs::remove_file(&path).unwrap();
        assert_eq!(origins.state(&id, &source), OriginState::Gone);
        assert_eq!(Origins::default().state(&id, &source), OriginState::Gone);
    }

    #[test]
    fn a_file_that_looks_the_same_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paper.txt");
        fs::write(&path, "words").unwrap();
        age(&path, 100);
        let (id, source) = remembered(&path, b"words");
        let origins = Origins::default();
        assert_eq!(origins.state(&id, &source), OriginState::Same);
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        fs::write(&path, "sword").unwrap();
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(before)
            .unwrap();
        assert_eq!(origins.state(&id, &source), OriginState::Same);
        age(&path, 50);
        assert_eq!(origins.state(&id, &source), OriginState::Changed);
    }

    #[test]
    fn a_path_to_another_machine_is_never_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paper.txt");
        fs::write(&path, "words").unwrap();
        let (id, mut source) = remembered(&path, b"words");
        let here = path.display().to_string();
        // Where slashes are alike, a second one before the path names a machine.
        let there = format!("/{here}");
        for path in [
            there.as_str(),
            r"\\host\share\a.txt",
            "//host/a",
            r"\/host/a",
            r"/\host\a",
        ] {
            source.origin = Some(Origin {
                path: path.to_owned(),
                added: jiff::Timestamp::UNIX_EPOCH,
                within: None,
            });
            assert_eq!(
                Origins::default().state(&id, &source),
                OriginState::Unknown,
                "{path}"
            );
        }
        for path in ["", "/", "a//b", r"C:\\a", "/home"] {
            assert!(!may_be_elsewhere(path), "{path}");
        }
    }

    #[test]
    fn of_what_came_in_another_file_it_is_told_only_whether_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letter.eml");
        fs::write(&path, "a letter").unwrap();
        let (id, mut source) = remembered(&path, b"words");
        if let Some(origin) = &mut source.origin {
            origin.within = Some("scan.pdf".to_owned());
        }
        let origins = Origins::default();
        assert_eq!(origins.state(&id, &source), OriginState::Unknown);
        fs::remove_file(&path).unwrap();
        assert_eq!(origins.state(&id, &source), OriginState::Gone);
    }

    #[test]
    fn what_is_no_file_is_never_read() {
        let folder = tempfile::tempdir().unwrap();
        let (id, source) = remembered(folder.path(), b"");
        assert_eq!(Origins::default().state(&id, &source), OriginState::Gone);
        let below = folder.path().join("paper.txt").join("below");
        let (id, source) = remembered(&below, b"");
        assert_eq!(Origins::default().state(&id, &source), OriginState::Gone);
        let (id, mut source) = remembered(Path::new("/dev/zero"), b"");
        assert_eq!(Origins::default().state(&id, &source), OriginState::Gone);
        source.origin = None;
        assert_eq!(Origins::default().state(&id, &source), OriginState::Unknown);
    }
}
