//! Where on this machine sources came from. Kept beside the user's own data: a pack file goes to
//! others, whom the folders of this machine do not concern.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};

use super::files::create_private_folder;
use crate::pack::{Source, SourceId};

const FILE: &str = "places.sqlite";
/// How long another window is waited for that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// The places that are known on this machine, by the hash of the source and the moment when it was
/// added: the same bytes may have been added from two files.
///
/// None of this is needed to read, save or export a pack. So what can't be read is not known, and
/// what can't be written is not kept.
#[derive(Debug, Clone)]
pub struct Places {
    file: PathBuf,
}

/// Where a source came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginPath {
    /// The file on the disk, or what was laid out from it.
    pub source: SourceId,
    /// When it was added.
    pub added: Timestamp,
    /// The absolute path of the file.
    pub path: PathBuf,
}

/// Whether this machine saw the file there, or a pack file of an earlier version says so.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Witness {
    Machine,
    PackFile,
}

impl Places {
    /// The places that are kept in the folder for the user's own data; see [`super::data_folder`].
    pub fn in_folder(data: &Path) -> Self {
        Self {
            file: data.join(FILE),
        }
    }

    /// Keeps where a source came from.
    pub fn note(&self, place: &OriginPath) {
        self.keep(std::slice::from_ref(place), Witness::Machine);
    }

    /// Keeps what a pack file of an earlier version says about places.
    pub fn carry_over(&self, places: &[OriginPath]) {
        let here: Vec<OriginPath> = places
            .iter()
            .filter(|place| place.path.is_absolute() && !may_be_elsewhere(&place.path))
            .cloned()
            .collect();
        if !here.is_empty() {
            self.keep(&here, Witness::PackFile);
        }
    }

    fn keep(&self, places: &[OriginPath], witness: Witness) {
        let keep = |connection: &mut Connection| {
            // What a pack file says never takes the place of what was seen.
            let insert = match witness {
                Witness::Machine => "INSERT OR REPLACE INTO places VALUES (?1, ?2, ?3, ?4)",
                Witness::PackFile => "INSERT OR IGNORE INTO places VALUES (?1, ?2, ?3, ?4)",
            };
            let transaction = connection.transaction()?;
            for place in places {
                transaction.execute(
                    insert,
                    params![
                        place.source.as_str(),
                        place.added.to_string(),
                        to_bytes(&place.path),
                        witness == Witness::Machine
                    ],
                )?;
            }
            transaction.commit()
        };
        let kept = self.open_to_write().and_then(|mut open| keep(&mut open));
        if kept.is_err_and(|error| is_damage(&error)) && fs::remove_file(&self.file).is_ok() {
            let _ = self.open_to_write().and_then(|mut open| keep(&mut open));
        }
    }

    /// The file that each of these sources came from, as far as that is known here: the very file
    /// that was added, or else one of its name from which the same bytes were added on this machine.
    pub fn of<'a>(
        &self,
        sources: impl IntoIterator<Item = (&'a SourceId, &'a Source)>,
    ) -> BTreeMap<SourceId, PathBuf> {
        let mut found = BTreeMap::new();
        let Some(connection) = self.open_to_read() else {
            return found;
        };
        for (id, source) in sources {
            // What was laid out by LibreOffice came from the file that it was laid out from.
            let of = source.laid_out_from.as_ref().unwrap_or(id);
            let Some(origin) = &source.origin else {
                continue;
            };
            let Some(name) = origin.file() else {
                continue;
            };
            if let Ok(Some(path)) = find(&connection, of, origin.added, name) {
                found.insert(id.clone(), path);
            }
        }
        found
    }

    /// Every file on this machine from which these bytes were ever added.
    pub fn all_of(&self, source: &SourceId) -> Vec<PathBuf> {
        let Some(connection) = self.open_to_read() else {
            return Vec::new();
        };
        let paths = || {
            let mut all = connection.prepare("SELECT path FROM places WHERE source = ?1")?;
            let rows = all.query_map([source.as_str()], |row| row.get::<_, Vec<u8>>(0))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let paths = paths().unwrap_or_default().into_iter();
        paths.map(from_bytes).collect()
    }

    fn open_to_write(&self) -> rusqlite::Result<Connection> {
        if let Some(folder) = self.file.parent() {
            // Opening says what is wrong if this fails.
            let _ = create_private_folder(folder);
        }
        let _ = create_private_file(&self.file);
        let connection = Connection::open(&self.file)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS places (
                source TEXT NOT NULL,
                added TEXT NOT NULL,
                path BLOB NOT NULL,
                was_seen INTEGER NOT NULL,
                PRIMARY KEY (source, added)
            ) WITHOUT ROWID;",
        )?;
        Ok(connection)
    }

    fn open_to_read(&self) -> Option<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags).ok()?;
        connection.busy_timeout(PATIENCE).ok()?;
        Some(connection)
    }
}

fn find(
    connection: &Connection,
    source: &SourceId,
    added: Timestamp,
    name: &str,
) -> rusqlite::Result<Option<PathBuf>> {
    let first = |row: &rusqlite::Row<'_>| row.get::<_, Vec<u8>>(0).map(from_bytes);
    let exact = connection
        .prepare("SELECT path FROM places WHERE source = ?1 AND added = ?2")?
        .query_row(params![source.as_str(), added.to_string()], first)
        .optional()?;
    if exact.is_some() {
        return Ok(exact);
    }
    let mut same = connection
        .prepare("SELECT path FROM places WHERE source = ?1 AND was_seen ORDER BY added DESC")?;
    let mut same = same.query_map([source.as_str()], first)?.flatten();
    Ok(same.find(|path| path.file_name() == Some(OsStr::new(name))))
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
    )
}

/// Paths tell much about a person: nobody else may read them.
fn create_private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A path need not be text.
#[cfg(unix)]
fn to_bytes(path: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec()
}

#[cfg(unix)]
fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    <OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn to_bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    OsString::from(String::from_utf8_lossy(&bytes).into_owned()).into()
}

/// Whether a path may lead to another machine. A pack may come from anybody: opening such a path
/// would tell that machine who looks. Windows takes two slashes of either sort for it.
pub fn may_be_elsewhere(path: &Path) -> bool {
    let path = path.to_string_lossy();
    let mut letters = path.chars();
    let mut next_is_slash = || matches!(letters.next(), Some('/' | '\\'));
    next_is_slash() && next_is_slash()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Origin;
    use crate::store::test_support::text_source;

    fn id(number: u8) -> SourceId {
        SourceId::from_digest([number; 32])
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::new(second, 123_456_789).unwrap()
    }

    fn place(number: u8, second: i64, path: &str) -> OriginPath {
        OriginPath {
            source: id(number),
            added: at(second),
            path: path.into(),
        }
    }

    fn source(name: &str, second: i64) -> Source {
        let mut source = text_source(name, 1);
        source.origin = Some(Origin {
            file: name.to_owned(),
            within: None,
            added: at(second),
        });
        source
    }

    fn found(places: &Places, number: u8, source: &Source) -> Option<PathBuf> {
        places.of([(&id(number), source)]).remove(&id(number))
    }

    #[test]
    fn the_same_bytes_from_two_places_are_told_apart() {
        let data = tempfile::tempdir().unwrap();
        let places = Places::in_folder(&data.path().join("new"));
        assert_eq!(found(&places, 1, &source("a.txt", 1)), None);
        places.note(&place(1, 1, "/one/a.txt"));
        places.note(&place(1, 2, "/two/a.txt"));
        for (second, path) in [(1, "/one/a.txt"), (2, "/two/a.txt")] {
            let found = found(&places, 1, &source("a.txt", second));
            assert_eq!(found.as_deref(), Some(Path::new(path)));
        }
        // A colleague's pack of the same paper, which is here as well.
        let theirs = found(&places, 1, &source("a.txt", 3));
        assert_eq!(theirs.as_deref(), Some(Path::new("/two/a.txt")));
        assert_eq!(found(&places, 1, &source("b.txt", 3)), None);
        assert_eq!(found(&places, 2, &source("a.txt", 1)), None);
        assert_eq!(places.all_of(&id(1)).len(), 2);
    }

    #[test]
    fn what_a_pack_file_says_neither_replaces_nor_stands_in_for_what_was_seen() {
        let data = tempfile::tempdir().unwrap();
        let places = Places::in_folder(data.path());
        places.note(&place(1, 1, "/one/a.txt"));
        places.carry_over(&[
            place(1, 1, "/elsewhere/a.txt"),
            place(2, 9, "/old/a.txt"),
            place(3, 1, "//host/share/a.txt"),
            place(3, 2, r"C:\papers\a.txt"),
            place(3, 3, "a.txt"),
        ]);
        let one = found(&places, 1, &source("a.txt", 1));
        assert_eq!(one.as_deref(), Some(Path::new("/one/a.txt")));
        let old = found(&places, 2, &source("a.txt", 9));
        assert_eq!(old.as_deref(), Some(Path::new("/old/a.txt")));
        assert_eq!(found(&places, 2, &source("a.txt", 8)), None);
        if cfg!(unix) {
            assert!(places.all_of(&id(3)).is_empty());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_comes_back_and_nobody_else_may_read_it() {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::PermissionsExt;
        let data = tempfile::tempdir().unwrap();
        let places = Places::in_folder(data.path());
        let path = PathBuf::from(OsStr::from_bytes(b"/papers/\xff.txt"));
        places.note(&OriginPath {
            path: path.clone(),
            ..place(1, 1, "")
        });
        assert_eq!(places.all_of(&id(1)), [path]);
        let mode = fs::metadata(&places.file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }

    #[test]
    fn a_damaged_file_is_made_anew_and_one_that_cannot_be_written_is_no_obstacle() {
        let data = tempfile::tempdir().unwrap();
        let places = Places::in_folder(data.path());
        fs::write(&places.file, "no database at all, ".repeat(100)).unwrap();
        assert!(places.all_of(&id(1)).is_empty());
        places.note(&place(1, 1, "/one/a.txt"));
        assert_eq!(places.all_of(&id(1)).len(), 1);

        let in_a_file = Places::in_folder(&places.file);
        in_a_file.note(&place(1, 1, "/one/a.txt"));
        assert!(in_a_file.all_of(&id(1)).is_empty());
    }

    #[test]
    fn two_programs_may_note_at_the_same_time() {
        let data = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let places = Places::in_folder(data.path());
                scope.spawn(move || {
                    for second in 0..10 {
                        places.note(&place(1, 100 * thread + second, "/one/a.txt"));
                    }
                });
            }
        });
        assert_eq!(Places::in_folder(data.path()).all_of(&id(1)).len(), 40);
    }
}
