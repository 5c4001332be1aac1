//! The index on disk: an SQLite database with its full-text search (FTS5).
//!
//! It holds nothing that is not in the files themselves, so whatever is wrong with it, it is thrown
//! away and made anew.

use std::collections::HashMap;
use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, named_params, params};

use super::entry::{Entry, day, folded_kind, place};
use super::fold::folded;
use super::read::Indexed;
use super::sketch::Sketch;
use crate::pack::{DocumentKind, Media, SourceId};
use crate::store::create_private_folder;

/// Counts the forms of the index, and of what is read of files for it: another one is thrown away.
const VERSION: i64 = 6;
/// The name of the index in the cache folder.
const FILE: &str = "library.sqlite";
/// How long to wait while another window writes.
const PATIENCE: Duration = Duration::from_secs(5);
/// How much of a text its snippet is looked for in first, in bytes: longer texts take too long.
const OPENING_BYTES: usize = 32_000;

// Words are indexed as they are, without stems: while "government" is being typed, "governm" must
// find it, and no stem of "government" begins so. `inflect` sees to the forms of whole words.
const SCHEMA: &str = "
    CREATE TABLE file (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        modified INTEGER,
        is_settled INTEGER NOT NULL,
        hash TEXT,
        media TEXT,
        title TEXT NOT NULL,
        kind TEXT NOT NULL,
        date TEXT,
        publisher TEXT NOT NULL,
        words INTEGER NOT NULL,
        sketch BLOB,
        documents INTEGER,
        is_protected INTEGER NOT NULL,
        error TEXT
    );
    CREATE VIRTUAL TABLE words USING fts5 (
        title, name, publisher, opening, rest,
        tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );";

/// A connection to the index.
pub struct Index {
    connection: Connection,
    file: PathBuf,
    /// Which file was opened, where the system tells.
    key: Option<FileKey>,
}

#[cfg(unix)]
type FileKey = (u64, u64);
#[cfg(not(unix))]
type FileKey = ();

/// What a file looked like when it was read: if it still does, it need not be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Length in bytes.
    pub size_bytes: u64,
    /// When it was last changed, in milliseconds since 1970.
    pub modified_ms: Option<i64>,
}

/// A file as it goes into the index.
#[derive(Debug, Clone)]
pub struct Reading {
    pub path: PathBuf,
    /// What it looked like.
    pub look: Look,
    /// Whether it was left alone long enough for a later change to be seen in its time.
    pub is_settled: bool,
    /// The hash of its bytes.
    pub hash: Option<SourceId>,
    /// What it holds, or its name alone.
    pub indexed: Indexed,
    /// Whether it opens with a password only.
    pub is_protected: bool,
    /// Why it could not be read.
    pub error: Option<String>,
}

impl Index {
    /// Opens the index in a folder, or makes one. What is damaged or of another form is replaced.
    ///
    /// # Errors
    /// If the folder can't be written to.
    pub fn open(folder: &Path) -> rusqlite::Result<Self> {
        let _ = create_private_folder(folder);
        let file = folder.join(FILE);
        match Self::connect(&file) {
            Err(error) if is_damage(&error) => {
                remove(&file);
                Self::connect(&file)
            }
            result => result,
        }
    }

    fn connect(file: &Path) -> rusqlite::Result<Self> {
        let mut connection = Connection::open(file)?;
        connection.busy_timeout(PATIENCE)?;
        // Readers go on while somebody writes; a crash may cost the last rows, never the file.
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.pragma_update(None, "cache_size", -32_000)?;
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let version: i64 =
            transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version != VERSION {
            transaction.execute_batch("DROP TABLE IF EXISTS file; DROP TABLE IF EXISTS words;")?;
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        transaction.commit()?;
        // A damaged table is found now rather than in the middle of a search.
        let number = |row: &Row<'_>| row.get::<_, i64>(0);
        connection.query_row("SELECT count(*) FROM file", [], number)?;
        connection
            .query_row("SELECT rowid FROM words LIMIT 1", [], number)
            .optional()?;
        Ok(Self {
            key: file_key(file),
            connection,
            file: file.to_owned(),
        })
    }

    /// Whether the file that was opened is still the one in the folder.
    pub fn is_in_place(&self) -> bool {
        let key = file_key(&self.file);
        key.is_some() && key == self.key
    }

    /// The connection, to search by.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// A number that changes when somebody else has changed the index.
    ///
    /// # Errors
    /// If the index is damaged.
    pub fn data_version(&self) -> rusqlite::Result<i64> {
        self.connection
            .pragma_query_value(None, "data_version", |row| row.get(0))
    }

    /// The files of a folder and what they looked like when they were read; nothing is known for
    /// those that may have changed since without its being seen.
    ///
    /// # Errors
    /// If the index is damaged.
    pub fn known(&self, folder: &Path) -> rusqlite::Result<HashMap<PathBuf, Option<Look>>> {
        let mut statement = self.connection.prepare(
            "SELECT path, size, modified, is_settled FROM file WHERE path > ?1 AND path < ?2",
        )?;
        let rows = statement.query_map(within(folder), |row| {
            let path: String = row.get(0)?;
            let look = Look {
                size_bytes: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
                modified_ms: row.get(2)?,
            };
            let is_settled: bool = row.get(3)?;
            Ok((PathBuf::from(path), is_settled.then_some(look)))
        })?;
        rows.collect()
    }

    /// Puts what was read into the index, all or nothing.
    ///
    /// # Errors
    /// If the index is damaged, or locked for long.
    pub fn put(&mut self, readings: &[Reading]) -> rusqlite::Result<()> {
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        put(&transaction, readings)?;
        transaction.commit()
    }

    /// Takes files out.
    ///
    /// # Errors
    /// As [`Index::put`].
    pub fn forget<'a>(
        &mut self,
        files: impl IntoIterator<Item = &'a Path>,
    ) -> rusqlite::Result<()> {
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        forget(&transaction, files)?;
        transaction.commit()
    }

    /// Takes out every file for which this holds, and leaves nothing of its words on the disk.
    /// Returns how many there were.
    ///
    /// # Errors
    /// As [`Index::put`].
    pub fn forget_for_good(
        &mut self,
        is_forgotten: impl Fn(&Path) -> bool,
    ) -> rusqlite::Result<usize> {
        let mut statement = self.connection.prepare("SELECT path FROM file")?;
        let files = statement
            .query_map([], |row| row.get::<_, String>(0).map(PathBuf::from))?
            .filter(|file| !file.as_ref().is_ok_and(|file| !is_forgotten(file)))
            .collect::<rusqlite::Result<Vec<PathBuf>>>()?;
        drop(statement);
        if files.is_empty() {
            return Ok(0);
        }
        self.connection.pragma_update(None, "secure_delete", true)?;
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        forget(&transaction, files.iter().map(PathBuf::as_path))?;
        // The full-text search marks words as deleted and keeps them until it merges its parts;
        // what it merged before lies in pages that are free but not empty.
        transaction.execute_batch("INSERT INTO words (words) VALUES ('optimize');")?;
        transaction.commit()?;
        self.connection.execute_batch(
            "VACUUM;
            PRAGMA wal_checkpoint (truncate);
            PRAGMA secure_delete = off;",
        )?;
        Ok(files.len())
    }

    /// Every file of these folders.
    ///
    /// # Errors
    /// If the index is damaged.
    pub fn entries(&self, folders: &[Arc<Path>]) -> rusqlite::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        let mut statement = self
            .connection
            .prepare("SELECT * FROM file WHERE path > ?1 AND path < ?2")?;
        for folder in folders {
            let rows = statement.query_map(within(folder), |row| entry(row, folder))?;
            for row in rows {
                entries.push(row?);
            }
        }
        Ok(entries)
    }
}

fn put(connection: &Connection, readings: &[Reading]) -> rusqlite::Result<()> {
    let mut file = connection.prepare(
        "INSERT INTO file (path, size, modified, is_settled, hash, media, title, kind,
            date, publisher, words, sketch, documents, is_protected, error)
        VALUES (:path, :size, :modified, :is_settled, :hash, :media, :title, :kind,
            :date, :publisher, :words, :sketch, :documents, :is_protected, :error)
        ON CONFLICT (path) DO UPDATE SET size = :size, modified = :modified,
            is_settled = :is_settled, hash = :hash, media = :media, title = :title, kind = :kind,
            date = :date, publisher = :publisher, words = :words, sketch = :sketch,
            documents = :documents, is_protected = :is_protected, error = :error
        RETURNING id",
    )?;
    let mut forget = connection.prepare("DELETE FROM words WHERE rowid = ?1")?;
    let mut words = connection.prepare(
        "INSERT INTO words (rowid, title, name, publisher, opening, rest)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for reading in readings {
        let Reading { path, indexed, .. } = reading;
        let count = indexed.text.split_whitespace().count();
        let id: i64 = file.query_row(
            named_params! {
                ":path": path_text(path),
                ":size": i64::try_from(reading.look.size_bytes).unwrap_or(i64::MAX),
                ":modified": reading.look.modified_ms,
                ":is_settled": reading.is_settled,
                ":hash": reading.hash.as_ref().map(SourceId::as_str),
                ":media": indexed.media.map(Media::extension),
                ":title": indexed.title,
                ":kind": indexed.kind.name(),
                ":date": indexed.date.map(|date| date.to_string()),
                ":publisher": indexed.publisher,
                ":words": i64::try_from(count).unwrap_or(i64::MAX),
                ":sketch": Sketch::of(&indexed.text).map(Sketch::to_bytes),
                ":documents": indexed.documents,
                ":is_protected": reading.is_protected,
                ":error": reading.error,
            },
            |row| row.get(0),
        )?;
        forget.execute(params![id])?;
        let (opening, rest) = parted(&indexed.text);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let title = &indexed.title;
        words.execute(params![id, title, name, indexed.publisher, opening, rest])?;
    }
    Ok(())
}

fn forget<'a>(
    connection: &Connection,
    files: impl IntoIterator<Item = &'a Path>,
) -> rusqlite::Result<()> {
    let mut words = connection
        .prepare("DELETE FROM words WHERE rowid = (SELECT id FROM file WHERE path = ?1)")?;
    let mut row = connection.prepare("DELETE FROM file WHERE path = ?1")?;
    for file in files {
        words.execute(params![path_text(file)])?;
        row.execute(params![path_text(file)])?;
    }
    Ok(())
}

/// The opening of a text and the rest, parted between two lines, or else between two words.
fn parted(text: &str) -> (&str, &str) {
    if text.len() <= OPENING_BYTES {
        return (text, "");
    }
    let opening = text
        .get(..text.floor_char_boundary(OPENING_BYTES))
        .unwrap_or_default();
    let at = opening
        .rfind('\n')
        .filter(|at| *at > 0)
        .or_else(|| opening.rfind(char::is_whitespace));
    text.split_at_checked(at.unwrap_or(opening.len()))
        .unwrap_or((text, ""))
}

fn entry(row: &Row<'_>, folder: &Arc<Path>) -> rusqlite::Result<Entry> {
    let text = |column: &str| row.get::<_, Option<String>>(column);
    let sketch: Option<Vec<u8>> = row.get("sketch")?;
    let modified: Option<i64> = row.get("modified")?;
    let modified = modified.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let date = text("date")?.and_then(|date| date.parse().ok());
    let path = PathBuf::from(row.get::<_, String>("path")?);
    let (kind, media) = (text("kind")?, text("media")?);
    let mut kinds = DocumentKind::ALL.into_iter();
    let kind = kinds.find(|known| Some(known.name()) == kind.as_deref());
    let kind = kind.unwrap_or_default();
    let mut medias = Media::ALL.into_iter();
    let media = medias.find(|known| Some(known.extension()) == media.as_deref());
    let documents = row.get("documents")?;
    Ok(Entry {
        id: row.get("id")?,
        folder: Arc::clone(folder),
        folded_place: folded(&format!("{}/", place(folder, &path))),
        path,
        size_bytes: u64::try_from(row.get::<_, i64>("size")?).unwrap_or(0),
        modified,
        hash: text("hash")?.and_then(|hash| SourceId::try_from(hash).ok()),
        media,
        title: row.get("title")?,
        kind,
        folded_kind: folded_kind(kind, media, documents),
        date,
        day: day(date, modified),
        publisher: row.get("publisher")?,
        words: row.get("words")?,
        documents,
        is_protected: row.get("is_protected")?,
        error: row.get("error")?,
        sketch: sketch.as_deref().and_then(Sketch::from_bytes),
        same_as: None,
    })
}

/// Whether an error says that the index is of no use, rather than that it is busy or can't be
/// written.
pub fn is_damage(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        Some(code) => matches!(
            code,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown
        ),
        // A column that is missing or of another type.
        None => true,
    }
}

/// What is wrong with the index, in words that say something to a person.
pub fn explain(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "the disk is full",
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            "its folder can't be written to"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another program uses it",
        _ if is_damage(error) => "it is damaged",
        _ => "it can't be read or written",
    }
}

/// Removes an index with what belongs to it.
pub fn remove(file: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        // What is not there need not be removed; what can't be is told by opening it.
        let _ = fs::remove_file(name);
    }
}

/// Where the index lies in a folder.
pub fn file_in(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// The bounds of the paths in a folder, both outside. Files are known by where they lie rather than
/// by the folder they were read for: windows may have folders that lie in one another.
fn within(folder: &Path) -> [String; 2] {
    let folder = path_text(folder).trim_end_matches(std::path::is_separator);
    let next = char::from_u32(MAIN_SEPARATOR as u32 + 1).unwrap_or(MAIN_SEPARATOR);
    [
        format!("{folder}{MAIN_SEPARATOR}"),
        format!("{folder}{next}"),
    ]
}

/// A path as the index keeps it. The walk leaves out what is not Unicode.
fn path_text(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

#[cfg(unix)]
fn file_key(file: &Path) -> Option<FileKey> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(file)
        .ok()
        .map(|about| (about.dev(), about.ino()))
}

/// An open file cannot be replaced there.
#[cfg(not(unix))]
fn file_key(file: &Path) -> Option<FileKey> {
    file.exists().then_some(())
}
