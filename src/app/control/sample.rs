//! The sample pack, carried within the program so that it is one click away wherever it runs.

use std::path::Path;

use crate::pack::{Media, Pack};
use crate::store::{self, SourceStore, StoreError};

const PACK: &str = include_str!("../../../examples/sample/Straits Forum.ron");

const SOURCES: &[(&[u8], Media)] = &[
    (
        include_bytes!(
            "../../../examples/sample/Straits Forum.documents/0af0908d2b56bb4455f38ddfbd1e78cad90f3497e64e6f8f5296aab86124980c.txt"
        ),
        Media::PlainText,
    ),
    (
        include_bytes!(
            "../../../examples/sample/Straits Forum.documents/620cb55d065a1f3996f4794824457c92d69783d1122a321e90bc4d96f3409b8e.md"
        ),
        Media::Markdown,
    ),
    (
        include_bytes!(
            "../../../examples/sample/Straits Forum.documents/c6cb74afd3e483429c685a83671695e4b721488ffc55792ab6160361172aee04.pdf"
        ),
        Media::Pdf,
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
        for (id, source) in pack.sources.iter() {
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
