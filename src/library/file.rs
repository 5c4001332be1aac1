//! Reading a file of a folder for the index.

use std::collections::HashMap;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use super::index::{Look, Reading};
use super::read::{Indexed, read_text};
use super::walk::{WalkedFile, media_by_name};
use crate::capitals::capitalised;
use crate::import::{self, GivenUp, Problem};
use crate::pack::SourceId;
use crate::progress::Progress;
use crate::store::{explain_read, open_file};

/// A larger file is listed by its name only, in bytes.
const LARGEST_BYTES: u64 = 200 << 20;
/// Some file systems tell times to two seconds only: a file that was written to a moment ago may
/// change once more and look the same.
const SETTLED: Duration = Duration::from_secs(3);
/// A file that could not be read for a reason that may pass is tried so often as long as the window
/// is open.
const MOST_ATTEMPTS: u32 = 3;

/// How often files could not be read for reasons that may pass.
pub type Attempts = HashMap<PathBuf, u32>;

/// What a file looks like now.
pub fn look(file: &WalkedFile) -> Look {
    Look {
        size_bytes: file.size_bytes,
        modified_ms: file.modified.and_then(milliseconds),
    }
}

fn milliseconds(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).ok(),
        Err(before) => i64::try_from(before.duration().as_millis())
            .ok()
            .map(|ms| -ms),
    }
}

/// Reads a file; `None` if it is gone again, if reading is to stop, or if the index has it and it
/// can't be read now: what is known of it stays.
pub fn read(
    file: &WalkedFile,
    is_known: bool,
    attempts: &mut Attempts,
    stop: &Progress,
) -> Option<Reading> {
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    let age = file.modified.and_then(|time| time.elapsed().ok());
    let mut reading = Reading {
        path: file.path.clone(),
        look: look(file),
        is_settled: age.is_none_or(|age| age > SETTLED),
        hash: None,
        indexed: Indexed {
            media: media_by_name(&file.path),
            title: import::title_from_file_name(&name),
            ..Indexed::default()
        },
        is_protected: false,
        error: None,
    };
    if file.size_bytes > LARGEST_BYTES {
        reading.error = Some("It is too large to be searched; it can be added.".to_owned());
        return Some(reading);
    }
    match bytes_of(file) {
        Ok(bytes) => {
            reading.hash = Some(SourceId::from_digest(Sha256::digest(&bytes).into()));
            match read_text(&name, &bytes.into(), stop).ok()? {
                Ok(indexed) => {
                    attempts.remove(&file.path);
                    reading.indexed = indexed;
                }
                Err(error) if error.wants_password() => reading.is_protected = true,
                Err(error) => {
                    let why = capitalised(&error.problem.to_string());
                    reading.error = Some(format!("{why}. {}", error.hint()));
                    if may_pass(&error.problem) {
                        let attempts = attempts.entry(file.path.clone()).or_default();
                        *attempts += 1;
                        reading.is_settled &= *attempts >= MOST_ATTEMPTS;
                    }
                }
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound || is_known => return None,
        Err(error) => {
            let why = explain_read(&error);
            reading.error = Some(format!("The file could not be read: {why}."));
            // It may become readable without looking different.
            reading.is_settled = false;
        }
    }
    Some(reading)
}

/// Whether a file may be read another time though it stays as it is.
fn may_pass(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::NoReader(_) | Problem::GivenUp(GivenUp::Time { .. })
    )
}

fn bytes_of(file: &WalkedFile) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_file(&file.path)?
        .take(LARGEST_BYTES)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_file_stays_while_it_cannot_be_read() {
        // A folder can be opened, but not read as a file.
        let folder = tempfile::tempdir().unwrap();
        let file = WalkedFile {
            path: folder.path().to_owned(),
            size_bytes: 3,
            modified: Some(UNIX_EPOCH),
        };
        let (mut attempts, stop) = (Attempts::default(), Progress::default());
        assert!(read(&file, true, &mut attempts, &stop).is_none());
        let reading = read(&file, false, &mut attempts, &stop).unwrap();
        assert!(!reading.is_settled);
        assert!(reading.error.unwrap().contains("could not be read"));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_took_the_place_of_a_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paper.pdf");
        crate::store::test_support::make_pipe(&path);
        let file = WalkedFile {
            path,
            size_bytes: 3,
            modified: None,
        };
        let (mut attempts, stop) = (Attempts::default(), Progress::default());
        let reading = read(&file, false, &mut attempts, &stop).unwrap();
        assert!(reading.error.unwrap().contains("a pipe"));
    }

    #[test]
    fn what_may_pass_is_told_from_what_is_wrong_with_a_file() {
        assert!(may_pass(&Problem::NoReader("no memory".to_owned())));
        assert!(may_pass(&Problem::GivenUp(GivenUp::Time { limit_s: 60 })));
        assert!(!may_pass(&Problem::GivenUp(GivenUp::Crash)));
    }
}
