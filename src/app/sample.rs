//! The sample pack, carried within the program so that it is one click away wherever it runs.

use std::path::Path;

use crate::pack::{Media, Pack};
use crate::store::{self, SourceStore, StoreError};

const PACK: &str = include_str!("../../examples/sample/Straits Forum.ron");

const SOURCES: &[(&[u8], Media)] = &[
    (
        include_bytes!(
            "../../examples/sample/Straits Forum.documents/0eb9ba52c6f86340f14fab0ae8be96a988b7ad15b55d2ee670b4e00776f2427a.pdf"
        ),
        Media::Pdf,
    ),
    (
        include_bytes!(
            "../../examples/sample/Straits Forum.documents/554690634776243c159be403cbf4e718c9bc1af35af89151a4732cce17dd5ef8.txt"
        ),
        Media::PlainText,
    ),
    (
        include_bytes!(
            "../../examples/sample/Straits Forum.documents/620cb55d065a1f3996f4794824457c92d69783d1122a321e90bc4d96f3409b8e.md"
        ),
        Media::Markdown,
    ),
];

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
            assert_eq!(
                store.state(id, source),
                SourceState::Present,
                "{}",
                source.name
            );
        }
        assert_eq!(pack.sources.len(), SOURCES.len());
    }
}
