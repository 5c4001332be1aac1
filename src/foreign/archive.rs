//! The files in an archive.

use std::collections::HashSet;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::import::{Attachment, ImportError, Problem, is_archive, zip_problem};

/// The most entries in an archive and the archives in it together.
const MOST_ENTRIES: usize = 10_000;
/// The most that all files may grow to together, in bytes.
const ALL_BYTES: u64 = 256 << 20;
/// How deep an archive may lie in others.
const DEEPEST: usize = 3;

const HINT: &str = "Unpack it on your computer and add the files that you need.";

/// All files in an archive, in natural order, those in the archives in it too. A name is the path
/// in the archive, parted by `/`; it names the file and is never used as a path on the disk.
pub(super) fn unpack(
    name: &str,
    bytes: &[u8],
) -> Result<Vec<Result<Attachment, ImportError>>, ImportError> {
    let mut unpacking = Unpacking {
        found: Vec::new(),
        left_bytes: ALL_BYTES,
        left_entries: MOST_ENTRIES,
    };
    unpacking
        .add(name, "", bytes, 1)
        .map_err(|problem| problem.of(name))?;
    let mut found = unpacking.found;
    if found.is_empty() {
        return Err(Problem::EmptyArchive.of(name));
    }
    found.sort_by(|a, b| natord::compare_ignore_case(name_of(a), name_of(b)));
    Ok(found)
}

fn name_of(member: &Result<Attachment, ImportError>) -> &str {
    match member {
        Ok(file) => &file.name,
        Err(error) => &error.name,
    }
}

struct Unpacking {
    found: Vec<Result<Attachment, ImportError>>,
    left_bytes: u64,
    left_entries: usize,
}

impl Unpacking {
    /// Adds the files of one archive, whose own path ends in a `/` unless it is the outermost.
    fn add(&mut self, name: &str, within: &str, bytes: &[u8], depth: usize) -> Result<(), Problem> {
        let mut archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| zip_problem(&error, HINT))?;
        self.left_entries = self
            .left_entries
            .checked_sub(archive.len())
            .ok_or_else(|| Problem::BeyondLimit {
                what: format!("there are too many entries in '{name}'"),
                limit: format!("{MOST_ENTRIES} entries"),
            })?;
        let lost = lost_entries(bytes, &archive);
        if !lost.is_empty() {
            let problem = Problem::Damaged {
                reason: format!(
                    "of files with the same path only the last is added: {}",
                    lost.join(", ")
                ),
                hint: HINT.into(),
            };
            self.found.push(Err(problem.of(name)));
        }
        for index in 0..archive.len() {
            let path = match archive.by_index_raw(index) {
                Ok(entry) if entry.is_dir() => continue,
                Ok(entry) => tidy(&entry.name().map_err(|error| zip_problem(&error, HINT))?),
                Err(error) => return Err(zip_problem(&error, HINT)),
            };
            if is_by_product(&path) {
                continue;
            }
            let full = format!("{within}{path}");
            let bytes = match self.inflate(&mut archive, index) {
                Ok(bytes) => bytes,
                // Beyond the limit of all files together, none of the others fits either.
                Err(problem @ Problem::BeyondLimit { .. }) => return Err(problem),
                Err(problem) => {
                    self.found.push(Err(problem.of(&full)));
                    continue;
                }
            };
            if !is_archive(&bytes) {
                self.found.push(Ok(Attachment {
                    name: full,
                    bytes: bytes.into(),
                }));
            } else if depth == DEEPEST {
                let problem = Problem::BeyondLimit {
                    what: "archives lie in each other".to_owned(),
                    limit: format!("{DEEPEST} levels"),
                };
                self.found.push(Err(problem.of(&full)));
            } else if let Err(problem) = self.add(&full, &format!("{full}/"), &bytes, depth + 1) {
                if matches!(problem, Problem::BeyondLimit { .. }) {
                    return Err(problem);
                }
                self.found.push(Err(problem.of(&full)));
            }
        }
        Ok(())
    }

    fn inflate(
        &mut self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        index: usize,
    ) -> Result<Vec<u8>, Problem> {
        let entry = archive
            .by_index(index)
            .map_err(|error| zip_problem(&error, HINT))?;
        let mut bytes = Vec::new();
        // Sizes that an archive declares need not be true.
        entry
            .take(self.left_bytes + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| Problem::Damaged {
                reason: "it cannot be unpacked".to_owned(),
                hint: HINT.into(),
            })?;
        self.left_bytes = self
            .left_bytes
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| Problem::BeyondLimit {
                what: "its files, once unpacked, are too large together".to_owned(),
                limit: format!("{} MiB", ALL_BYTES >> 20),
            })?;
        Ok(bytes)
    }
}

/// The paths of entries that can't be had, since others have the same path. The directory of an
/// archive may list several (APPNOTE 6.3, 4.3.12).
fn lost_entries(bytes: &[u8], archive: &ZipArchive<Cursor<&[u8]>>) -> Vec<String> {
    const HEADER_BYTES: usize = 46;
    let mut lost = Vec::new();
    let mut known: HashSet<&[u8]> = HashSet::new();
    let start = usize::try_from(archive.central_directory_start()).unwrap_or(usize::MAX);
    let mut rest = bytes.get(start..).unwrap_or_default();
    while rest.starts_with(b"PK\x01\x02") {
        let length = |at: usize| {
            let bytes = rest.get(at..at + 2).and_then(|two| two.try_into().ok());
            usize::from(bytes.map_or(0, u16::from_le_bytes))
        };
        let end_of_path = HEADER_BYTES + length(28);
        let path = rest.get(HEADER_BYTES..end_of_path).unwrap_or_default();
        if !known.insert(path) && !path.ends_with(b"/") {
            lost.push(String::from_utf8_lossy(path).into_owned());
        }
        let next = end_of_path + length(30) + length(32);
        rest = rest.get(next..).unwrap_or_default();
    }
    lost
}

/// A path as it is shown: without what leads out of the archive, and with one kind of slash.
fn tidy(path: &str) -> String {
    let steps = path.split(['/', '\\']);
    let steps = steps.filter(|step| !matches!(*step, "" | "." | ".."));
    steps.collect::<Vec<_>>().join("/")
}

/// Files that programs put beside those of people.
fn is_by_product(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with("__MACOSX/")
        || matches!(name, "" | ".DS_Store" | "Thumbs.db" | "desktop.ini")
        || name.starts_with("~$")
}
