//! Which files of the library are in the pack.

use std::collections::BTreeSet;
use std::path::Path;

use crate::library::{Entry, media_by_name};
use crate::pack::Pack;

/// Whether a file is in a pack: by its bytes, or by where it came from.
pub(super) fn is_in_pack(entry: &Entry, pack: &Pack) -> bool {
    let hash = entry.hash.as_ref();
    if hash.is_some_and(|hash| pack.sources.contains_key(hash)) {
        return true;
    }
    let path = entry.path.display().to_string();
    match entry.documents {
        Some(all) => is_all_in_pack(&path, all, pack),
        None => from_it(&path, pack).any(|within| within.is_none()),
    }
}

/// Whether so many files, which are all, of the archive at `path` are in a pack. Where two of them
/// are the same, that can't be told: the answer is no.
fn is_all_in_pack(path: &str, all: u32, pack: &Pack) -> bool {
    let within = from_it(path, pack).flatten();
    let files: BTreeSet<&str> = within.filter(|path| !came_with_another(path)).collect();
    all > 0 && u32::try_from(files.len()).is_ok_and(|files| files >= all)
}

/// What came from the file at `path`: what each was in it.
fn from_it<'a>(path: &'a str, pack: &'a Pack) -> impl Iterator<Item = Option<&'a str>> {
    let origins = pack.sources.values().filter_map(|s| s.origin.as_ref());
    origins
        .filter(move |origin| origin.path == path)
        .map(|origin| origin.within.as_deref())
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

    use jiff::Timestamp;

    use super::*;
    use crate::pack::{Media, Origin, Source, SourceId};

    /// A pack with these files of an archive.
    fn pack(files: &[&str]) -> Pack {
        let mut pack = Pack::new("Papers");
        for (number, within) in (0..).zip(files) {
            let source = Source {
                name: (*within).to_owned(),
                media: Media::PlainText,
                size_bytes: 1,
                origin: Some(Origin {
                    path: "a.zip".to_owned(),
                    within: Some((*within).to_owned()),
                    added: Timestamp::UNIX_EPOCH,
                }),
                pictures: BTreeMap::new(),
                laid_out_from: None,
            };
            pack.sources
                .insert(SourceId::from_digest([number; 32]), source);
        }
        pack
    }

    #[test]
    fn an_archive_is_in_the_pack_once_all_that_lies_in_it_is() {
        let some = pack(&["m.eml", "m.eml/a.pdf", "m.eml/b.pdf"]);
        assert!(!is_all_in_pack("a.zip", 3, &some));
        let all = pack(&["m.eml", "m.eml/a.pdf", "July/t.txt", "inner.zip/t.txt"]);
        assert!(is_all_in_pack("a.zip", 3, &all));
        assert!(!is_all_in_pack("b.zip", 3, &all));
        // A document that keeps its layout is there twice: as it was, and as a PDF.
        let twice = pack(&["a.docx", "a.docx"]);
        assert!(!is_all_in_pack("a.zip", 2, &twice));
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
