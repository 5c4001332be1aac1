//! What a pack file holds, so that a save can tell whether somebody else has changed it.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::StoreError;
use super::disk;
use super::files::{check_target, open_file};
use super::pack_file::resolve;
use crate::pack::SourceId;

/// What a pack file holds, by its content. Times are not asked: they differ between machines, and
/// programs that keep folders in step set them as they like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileState {
    /// There is no file.
    #[default]
    Missing,
    /// There is a file with this SHA-256.
    Content(SourceId),
}

impl FileState {
    /// What a file holds now.
    ///
    /// # Errors
    /// [`StoreError`] where that cannot be told: the file can't be read, is no ordinary file, or
    /// its folder is gone.
    pub fn of(path: &Path) -> Result<Self, StoreError> {
        let path = resolve(path);
        if check_target(&path)
            .map_err(StoreError::write(&path))?
            .is_none()
        {
            let folder = disk::parent(&path);
            fs::metadata(folder).map_err(StoreError::write(&path))?;
            return Ok(Self::Missing);
        }
        open_file(&path)
            .and_then(|mut file| disk::hash_reader(&mut file))
            .map(Self::Content)
            .map_err(StoreError::read(&path))
    }

    /// A file with these bytes.
    pub(super) fn holding(bytes: &[u8]) -> Self {
        Self::Content(disk::hash(bytes))
    }
}
