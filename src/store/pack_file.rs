//! A pack file's place, and the names that belong to it.

use std::fs;
use std::path::{Path, PathBuf};

/// No pack file is longer than this, in bytes: documents are not in it.
pub(super) const LONGEST_PACK_FILE: u64 = 64 * 1024 * 1024;

/// The folder beside a pack file that holds its sources: `Name.documents` for `Name.ron`, and for
/// its backup `Name.ron.bak` the same.
pub fn documents_folder(pack: &Path) -> PathBuf {
    let is_backup = pack.extension().is_some_and(|extension| extension == "bak");
    let pack = if is_backup {
        pack.with_extension("")
    } else {
        pack.to_owned()
    };
    pack.with_extension("documents")
}

/// The backup of a pack file, if there is one.
pub(super) fn existing_backup(path: &Path) -> Option<PathBuf> {
    Some(backup_of(path)).filter(|backup| backup.is_file())
}

/// Where the backup of a pack file is, if there is one.
pub(super) fn backup_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".bak");
    PathBuf::from(name)
}

/// The file itself where `path` is a link to it, so that saving replaces the file, not the link,
/// and its sources are looked for beside it.
pub(super) fn resolve(path: &Path) -> PathBuf {
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_symlink());
    if is_link && let Ok(real) = path.canonicalize() {
        return real;
    }
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
