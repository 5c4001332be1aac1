//! What somebody else saved, kept as a pack of its own before another takes its place.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::disk::{self, Staged, Step, Watch};
use super::files::open_file;
use super::pack_file::LONGEST_PACK_FILE;
use super::{FileState, StoreError, documents_folder};
use crate::pack::SourceId;

/// Names are cut to this many bytes before the rest of a version's name is added: file systems
/// take 255.
const LONGEST_STEM: usize = 160;

/// Copies the pack file, as it is on disk, to a new file beside it such as
/// "Summit (theirs, 1 December 2026 14.05).ron", with all sources that it names: later saves may
/// take those away from where they are. No file is overwritten. Whether the pack can be read makes
/// no difference.
///
/// # Errors
/// [`StoreError`] when it can't be kept. No file of that name is left then.
pub(super) fn keep(path: &Path, called: &str, watch: Watch<'_>) -> Result<Kept, StoreError> {
    let content = FileState::of(path)?;
    let saved = saved_at(path).unwrap_or_else(Timestamp::now);
    let mut number = 1;
    loop {
        let file = path.with_file_name(name(path, called, saved, number));
        // An empty file holds the name against everybody else.
        match File::create_new(&file) {
            Ok(_) => {
                let copied = copy(path, &file, watch);
                if copied.is_err() {
                    let _ = fs::remove_file(&file);
                }
                return copied.map(|content| Kept { file, content });
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Left by an attempt that failed later on.
                if FileState::of(&file)? == content {
                    copy_sources(path, &file, watch)?;
                    return Ok(Kept { file, content });
                }
                number += 1;
            }
            Err(error) => return Err(StoreError::write(&file)(error)),
        }
    }
}

/// A version that was kept.
pub(super) struct Kept {
    pub(super) file: PathBuf,
    pub(super) content: FileState,
}

fn copy(path: &Path, version: &Path, watch: Watch<'_>) -> Result<FileState, StoreError> {
    copy_sources(path, version, watch)?;
    let mut content = open_file(path).map_err(StoreError::read(path))?;
    let copy = Staged::copy(version, &mut content, path, watch)?;
    let content = FileState::Content(copy.id.clone());
    copy.commit(watch)?;
    disk::sync_folder(disk::parent(version), watch)?;
    Ok(content)
}

fn copy_sources(path: &Path, version: &Path, watch: Watch<'_>) -> Result<(), StoreError> {
    let named = named_in(path)?.unwrap_or_default();
    let (from, to) = (documents_folder(path), documents_folder(version));
    let Ok(entries) = fs::read_dir(&from) else {
        return Ok(());
    };
    let mut has_copied = false;
    for entry in entries {
        let entry = entry.map_err(StoreError::read(&from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let stem = source.file_stem().map(|stem| stem.to_string_lossy());
        let id = stem.and_then(|stem| SourceId::try_from(stem.into_owned()).ok());
        // Links are not followed: they may lead out of the pack's folder.
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !id.is_some_and(|id| named.contains(&id)) || target.exists() {
            continue;
        }
        disk::create_folder(&to, watch)?;
        watch(Step::Write, &target).map_err(StoreError::write(&target))?;
        // Sources never change once written, so that a second name for one is as good as a copy.
        if fs::hard_link(&source, &target).is_err() {
            let mut content = open_file(&source).map_err(StoreError::read(&source))?;
            Staged::copy(&target, &mut content, &source, watch)?.commit(watch)?;
        }
        has_copied = true;
    }
    if has_copied {
        disk::sync_folder(&to, watch)?;
    }
    Ok(())
}

/// When a file was last written, where that is known.
pub fn saved_at(path: &Path) -> Option<Timestamp> {
    let modified = fs::metadata(path).and_then(|data| data.modified()).ok()?;
    Timestamp::try_from(modified).ok()
}

fn name(path: &Path, called: &str, saved: Timestamp, number: u32) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = (0..=LONGEST_STEM.min(stem.len()))
        .rev()
        .find(|end| stem.is_char_boundary(*end));
    let stem = stem.get(..end.unwrap_or(0)).unwrap_or_default();
    let saved = saved.to_zoned(TimeZone::system());
    let saved = saved.strftime("%-d %B %Y %H.%M");
    match number {
        1 => format!("{stem} ({called}, {saved}).ron"),
        _ => format!("{stem} ({called}, {saved}) {number}.ron"),
    }
}

/// The sources that a pack file names, whatever its version and however broken it is; none where
/// there is no file, and `None` where it is too long to be a pack.
///
/// # Errors
/// [`StoreError::Read`].
pub(super) fn named_in(path: &Path) -> Result<Option<BTreeSet<SourceId>>, StoreError> {
    let file = match open_file(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Some(BTreeSet::new()));
        }
        Err(error) => return Err(StoreError::read(path)(error)),
    };
    let mut bytes = Vec::new();
    file.take(LONGEST_PACK_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(StoreError::read(path))?;
    if bytes.len() as u64 > LONGEST_PACK_FILE {
        return Ok(None);
    }
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let words = bytes.split(|byte| !is_digit(byte));
    let words = words.filter(|word| word.len() == 64);
    let hashes = words.filter_map(|word| String::from_utf8(word.to_vec()).ok());
    Ok(Some(
        hashes
            .filter_map(|hash| SourceId::try_from(hash).ok())
            .collect(),
    ))
}
