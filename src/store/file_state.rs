//! What a pack file holds, so that a save can tell whether somebody else has changed it.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk;
use super::{StoreError, save::resolve};
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
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = disk::parent(&path);
                fs::metadata(folder).map_err(StoreError::write(&path))?;
                return Ok(Self::Missing);
            }
            Err(error) => return Err(StoreError::write(&path)(error)),
        };
        if metadata.is_dir() {
            return Err(StoreError::write(&path)(io::ErrorKind::IsADirectory.into()));
        }
        // Reading a device or a pipe may never end.
        if !metadata.is_file() {
            let error = io::Error::other("it is not an ordinary file. Choose another name");
            return Err(StoreError::write(&path)(error));
        }
        File::open(&path)
            .and_then(|mut file| disk::hash_reader(&mut file))
            .map(Self::Content)
            .map_err(StoreError::read(&path))
    }

    /// A file with these bytes.
    pub(super) fn holding(bytes: &[u8]) -> Self {
        Self::Content(disk::hash(bytes))
    }
}
