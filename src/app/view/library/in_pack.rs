//! Which files of the library are in the pack.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::library::{Entry, media_by_name};
use crate::origin::Seen;
use crate::pack::{Pack, SourceId};

/// A pack, and what is known of the files that its sources came from.
type Known<'a> = (&'a Pack, &'a BTreeMap<SourceId, Seen>);

/// Whether a file is in a pack: by its bytes, or by where it came from.
pub(super) fn is_in_pack(entry: &Entry, (pack, origins): Known<'_>) -> bool {
    let hash = entry.hash.as_ref();
    if hash.is_some_and(|hash| pack.sources.contains_key(hash)) {
        return true;
    }
    match entry.documents {
        Some(all) => is_all_in_pack(&entry.path, all, (pack, origins)),
        None => from_it(&entry.path, (pack, origins)).any(|within| within.is_none()),
    }
}

/// Whether so many files, which are all, of the archive at `path` are in a pack. Where two of them
/// are the same, that can't be told: the answer is no.
fn is_all_in_pack(path: &Path, all: u32, known: Known<'_>) -> bool {
    let within = from_it(path, known).flatten();
    let files: BTreeSet<&str> = within.filter(|path| !came_with_another(path)).collect();
    all > 0 && u32::try_from(files.len()).is_ok_and(|files| files >= all)
}

/// What came from the file at `path`: what each was in it.
fn from_it<'a>(
    path: &'a Path,
    (pack, origins): Known<'a>,
) -> impl Iterator<Item = Option<&'a str>> {
    let came_from = origins.iter();
    let came_from = came_from.filter(move |(_, seen)| seen.place.as_deref() == Some(path));
    came_from.filter_map(|(id, _)| {
        let origin = pack.sources.get(id)?.origin.as_ref()?;
        Some(origin.within.as_deref())
    })
}

/// Whether a path in an archive is that of a file which came with another, as one that is attached
/// to an e-mail does.
fn came_with_another(path: &str) -> bool {
    let folders = path.split('/').rev().skip(1);
    folders
        .map(Path::new)
        .any(|folder| media_by_name(folder).is_some())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::*;
    use crate::origin::OriginState;
    use crate::pack::{Media, Origin, Source};

    /// A pack with these files of an archive.
    fn pack(files: &[&str]) -> (Pack, BTreeMap<SourceId, Seen>) {
        let mut pack = Pack::new("Papers");
        let mut origins = BTreeMap::new();
        for (number, within) in (0..).zip(files) {
            let source = Source {
                name: (*within).to_owned(),
                media: Media::PlainText,
                size_bytes: 1,
                origin: Some(Origin {
                    file: "a.zip".to_owned(),
                    within: Some((*within).to_owned()),
                    added: Timestamp::UNIX_EPOCH,
                }),
                pictures: BTreeMap::new(),
                laid_out_from: None,
            };
            let id = SourceId::from_digest([number; 32]);
            Arc::make_mut(&mut pack.sources).insert(id.clone(), source);
            let seen = Seen {
                state: OriginState::Unknown,
                place: Some("/papers/a.zip".into()),
            };
            origins.insert(id, seen);
        }
        (pack, origins)
    }

    fn is_all_there(
        path: &str,
        all: u32,
        (pack, origins): &(Pack, BTreeMap<SourceId, Seen>),
    ) -> bool {
        is_all_in_pack(Path::new(path), all, (pack, origins))
    }

    #[test]
    fn an_archive_is_in_the_pack_once_all_that_lies_in_it_is() {
        let some = pack(&["m.eml", "m.eml/a.pdf", "m.eml/b.pdf"]);
        assert!(!is_all_there("/papers/a.zip", 3, &some));
        let all = pack(&["m.eml", "m.eml/a.pdf", "July/t.txt", "inner.zip/t.txt"]);
        assert!(is_all_there("/papers/a.zip", 3, &all));
        assert!(!is_all_there("/papers/b.zip", 3, &all));
        // A document that keeps its layout is there twice: as it was, and as a PDF.
        let twice = pack(&["a.docx", "a.docx"]);
        assert!(!is_all_there("/papers/a.zip", 2, &twice));
    }

    #[test]
    fn what_came_with_a_file_in_an_archive_is_told_from_what_lies_in_it() {
        for attached in ["m.eml/a.pdf", "July/m.MSG/a.pdf", "m.eml/n.eml/a.pdf"] {
            assert!(came_with_another(attached), "{attached}");
        }
        for lies in ["m.eml", "July/a.pdf", "inner.zip/July/a.pdf", "v1.2/a.pdf"] {
            assert!(!came_with_another(lies), "{lies}");
        }
    }
}
