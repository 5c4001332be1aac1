//! The sample pack, carried within the program so that it is one click away wherever it runs.

use std::path::Path;

use crate::pack::{Media, Pack};
use crate::store::{self, SourceStore, StoreError};

include!("sample_files.rs");

/// Puts the sample's sources into `sources` and returns the pack.
///
/// # Errors
/// [`StoreError`] if the sources cannot be written.
pub fn unpack(sources: &SourceStore) -> Result<Pack, StoreError> {
    let loaded = store::from_ron(PACK, Path::new("the sample pack"))?;
    for (bytes, media) in SOURCES {
        sources.put(bytes, *media)?;
    }
    Ok(loaded.pack)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::SourceState;

    #[test]
    fn the_sample_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let store = SourceStore::staged(folder.path(), None);
        let pack = unpack(&store).unwrap();
        assert!(pack.documents().count() >= 5);
        for (id, source) in &pack.sources {
            assert_eq!(store.state(id, source), SourceState::Present, "{}", source.name);
        }
        assert_eq!(pack.sources.len(), SOURCES.len());
    }
}
