//! Which sources documents are made from, to the end.

use std::collections::BTreeSet;

use super::{Document, Pack, SourceId};

impl Pack {
    /// Every source that the pack cannot do without; all others are left over from what was
    /// deleted. Saving, deleting and copying ask this, so that none of them drops what another
    /// keeps.
    pub fn needed_sources(&self) -> BTreeSet<SourceId> {
        self.sources_needed_by(self.documents())
    }

    /// The sources that these documents cannot do without: their own, the pictures in those, and
    /// the originals of those that keep their layout, which are the way back to flowing text.
    pub fn sources_needed_by<'a>(
        &self,
        documents: impl IntoIterator<Item = &'a Document>,
    ) -> BTreeSet<SourceId> {
        let documents = documents.into_iter();
        let mut to_follow: Vec<SourceId> = documents
            .filter_map(|document| document.source().cloned())
            .collect();
        let mut needed = BTreeSet::new();
        while let Some(id) = to_follow.pop() {
            if !needed.contains(&id) {
                if let Some(source) = self.sources.get(&id) {
                    to_follow.extend(source.pictures.values().cloned());
                    to_follow.extend(source.laid_out_from.clone());
                }
                needed.insert(id);
            }
        }
        needed
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::pack::{Body, DocumentId, Media, Source};

    fn id(number: u8) -> SourceId {
        SourceId::from_digest([number; 32])
    }

    fn source(pictures: &[u8], laid_out_from: Option<u8>) -> Source {
        Source {
            name: String::new(),
            media: Media::PlainText,
            size_bytes: 0,
            origin: None,
            pictures: (pictures.iter())
                .map(|number| (number.to_string(), id(*number)))
                .collect::<BTreeMap<_, _>>(),
            laid_out_from: laid_out_from.map(id),
        }
    }

    #[test]
    fn pictures_and_originals_are_followed_to_the_end() {
        let mut pack = Pack::new("P");
        for (number, source) in [
            (1, source(&[], Some(2))),
            (2, source(&[3], None)),
            (3, source(&[], None)),
            (4, source(&[5], None)),
            (5, source(&[], Some(4))),
            (6, source(&[1], Some(4))),
        ] {
            Arc::make_mut(&mut pack.sources).insert(id(number), source);
        }
        for (number, source) in [(10, 1), (11, 4), (12, 9)] {
            let body = Body::whole(id(source));
            let document = Document::new(DocumentId(number), "D", body);
            pack.outline.push(document.into());
        }
        // 4 and 5 lead to each other; 9 is not known, and is needed all the same.
        let numbers = |numbers: &[u8]| numbers.iter().map(|number| id(*number)).collect();
        let all: BTreeSet<SourceId> = numbers(&[1, 2, 3, 4, 5, 9]);
        assert_eq!(pack.needed_sources(), all);
        let first: BTreeSet<SourceId> = numbers(&[1, 2, 3]);
        assert_eq!(pack.sources_needed_by(pack.documents().take(1)), first);
    }
}
