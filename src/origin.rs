//! Whether the files that documents were made from have changed since.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::pack::{Source, SourceId};
use crate::store::{OriginPath, Places, hash_reader, may_be_elsewhere, open_file};

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
    /// It can't be told: the source came from no file, or from one whose place is not known on
    /// this machine, or the file can't or mustn't be read.
    Unknown,
}

/// What was seen of the file that a source came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// How it stands with it.
    pub state: OriginState,
    /// Where it is on this machine, if that is known.
    pub place: Option<PathBuf>,
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
    /// Looks at the files that these sources came from. May read them: not for the UI thread.
    pub fn look<'a>(
        &self,
        sources: impl IntoIterator<Item = (&'a SourceId, &'a Source)> + Clone,
        places: Option<&Places>,
    ) -> BTreeMap<SourceId, Seen> {
        let known = places.map(|places| places.of(sources.clone()));
        let mut known = known.unwrap_or_default();
        let seen = sources.into_iter().map(|(id, source)| {
            let place = known.remove(id);
            let state = self.state(id, source, place.as_deref());
            (id.clone(), Seen { state, place })
        });
        seen.collect()
    }

    /// What the file that a source came from is now.
    fn state(&self, source: &SourceId, remembered: &Source, place: Option<&Path>) -> OriginState {
        let Some(origin) = &remembered.origin else {
            return OriginState::Unknown;
        };
        let Some(path) = place.filter(|path| !may_be_elsewhere(path)) else {
            return OriginState::Unknown;
        };
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

/// Takes the person's word for where the file lies on this machine that a source came from. Reads
/// the file: not for the UI thread.
///
/// # Errors
/// A message for the person, where the file has other bytes than were added.
pub fn locate(
    places: &Places,
    (id, source): (&SourceId, &Source),
    file: &Path,
) -> Result<(), String> {
    let name = file.display();
    let Some(origin) = &source.origin else {
        return Err(format!("'{}' came from no file.", source.name));
    };
    let added = source.laid_out_from.as_ref().unwrap_or(id);
    let found = hash(file).map_err(|error| format!("{name} could not be read: {error}."))?;
    // Of an e-mail or archive it is not known what bytes it had: its name must do.
    let is_it = match &origin.within {
        None => found == *added,
        Some(_) => file.file_name().is_some_and(|name| *name == *origin.file),
    };
    if !is_it {
        return Err(format!(
            "{name} is not the file that '{}' came from. If it is a new version, use 'Replace source'.",
            source.wording()
        ));
    }
    places.note(&OriginPath {
        source: added.clone(),
        added: origin.added,
        path: std::path::absolute(file).unwrap_or_else(|_| file.to_owned()),
    });
    Ok(())
}

fn without_file(error: io::ErrorKind) -> OriginState {
    match error {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => OriginState::Gone,
        _ => OriginState::Unknown,
    }
}

fn hash(path: &Path) -> io::Result<SourceId> {
    hash_reader(&mut open_file(path)?.take(LARGEST_BYTES))
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use sha2::{Digest, Sha256};

    use super::*;
    use crate::pack::{Media, Origin};

    fn remembered(bytes: &[u8]) -> (SourceId, Source) {
        let source = Source {
            name: "paper.txt".to_owned(),
            media: Media::PlainText,
            size_bytes: bytes.len() as u64,
            origin: Some(Origin {
                file: "paper.txt".to_owned(),
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
        let (id, source) = remembered(b"words");
        let origins = Origins::default();
        assert_eq!(origins.state(&id, &source, Some(&path)), OriginState::Same);
        // At once, and as long as before.
        fs::write(&path, "sword").unwrap();
        assert_eq!(
            origins.state(&id, &source, Some(&path)),
            OriginState::Changed
        );
        fs::write(&path, "more words").unwrap();
        assert_eq!(
            origins.state(&id, &source, Some(&path)),
            OriginState::Changed
        );
        fs::remove_file(&path).unwrap();
        assert_eq!(origins.state(&id, &source, Some(&path)), OriginState::Gone);
        assert_eq!(
            Origins::default().state(&id, &source, Some(&path)),
            OriginState::Gone
        );
    }

    #[test]
    fn a_file_that_looks_the_same_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paper.txt");
        fs::write(&path, "words").unwrap();
        age(&path, 100);
        let (id, source) = remembered(b"words");
        let origins = Origins::default();
        assert_eq!(origins.state(&id, &source, Some(&path)), OriginState::Same);
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        fs::write(&path, "sword").unwrap();
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(before)
            .unwrap();
        assert_eq!(origins.state(&id, &source, Some(&path)), OriginState::Same);
        age(&path, 50);
        assert_eq!(
            origins.state(&id, &source, Some(&path)),
            OriginState::Changed
        );
    }

    #[test]
    fn a_path_to_another_machine_is_never_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paper.txt");
        fs::write(&path, "words").unwrap();
        let (id, source) = remembered(b"words");
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
            assert_eq!(
                Origins::default().state(&id, &source, Some(Path::new(path))),
                OriginState::Unknown,
                "{path}"
            );
        }
        for path in ["", "/", "a//b", r"C:\\a", "/home"] {
            assert!(!may_be_elsewhere(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn of_what_came_in_another_file_it_is_told_only_whether_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letter.eml");
        fs::write(&path, "a letter").unwrap();
        let (id, mut source) = remembered(b"words");
        if let Some(origin) = &mut source.origin {
            origin.within = Some("scan.pdf".to_owned());
        }
        let origins = Origins::default();
        assert_eq!(
            origins.state(&id, &source, Some(&path)),
            OriginState::Unknown
        );
        fs::remove_file(&path).unwrap();
        assert_eq!(origins.state(&id, &source, Some(&path)), OriginState::Gone);
    }

    #[test]
    fn what_is_no_file_is_never_read() {
        let folder = tempfile::tempdir().unwrap();
        let (id, mut source) = remembered(b"");
        let below = folder.path().join("paper.txt").join("below");
        for path in [folder.path(), &below, Path::new("/dev/zero")] {
            let state = Origins::default().state(&id, &source, Some(path));
            assert_eq!(state, OriginState::Gone, "{}", path.display());
        }
        assert_eq!(
            Origins::default().state(&id, &source, None),
            OriginState::Unknown
        );
        source.origin = None;
        let state = Origins::default().state(&id, &source, Some(folder.path()));
        assert_eq!(state, OriginState::Unknown);
    }

    #[test]
    fn a_place_that_is_not_known_here_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("moved.txt");
        fs::write(&path, "words").unwrap();
        let places = Places::in_folder(folder.path());
        let (id, source) = remembered(b"words");
        let look = || {
            let mut seen = Origins::default().look([(&id, &source)], Some(&places));
            seen.remove(&id).unwrap()
        };
        let unknown = Seen {
            state: OriginState::Unknown,
            place: None,
        };
        assert_eq!(look(), unknown);

        let other = folder.path().join("paper.txt");
        fs::write(&other, "other words").unwrap();
        let error = locate(&places, (&id, &source), &other).unwrap_err();
        assert!(error.contains("not the file"), "{error}");
        assert_eq!(look(), unknown);
        locate(&places, (&id, &source), &path).unwrap();
        assert_eq!(look().state, OriginState::Same);
        assert_eq!(look().place.as_deref(), Some(path.as_path()));
    }
}
