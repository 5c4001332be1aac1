//! Pack files of format version 1: documents knew no audience and no briefing pages, and a note
//! could only be on a document as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use super::OriginPath;
use super::version_3::{Source, present_sources};
use crate::pack::{
    self, AnnotationId, Audience, Body, DocumentId, DocumentKind, Extent, FORMAT_VERSION, Marking,
    Meeting, SectionId, Settings, SourceId,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pack {
    #[expect(
        dead_code,
        reason = "read to check that the file has nothing unknown in it"
    )]
    format_version: u32,
    title: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    marking: Marking,
    #[serde(default)]
    meeting: Meeting,
    #[serde(default)]
    settings: Settings,
    #[serde(default)]
    outline: Vec<Item>,
    #[serde(default)]
    sources: BTreeMap<SourceId, Source>,
    #[serde(default)]
    next_id: u64,
}

#[derive(Deserialize)]
enum Item {
    Section(Section),
    Document(Document),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    id: SectionId,
    title: String,
    #[serde(default)]
    documents: Vec<Document>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    id: DocumentId,
    title: String,
    kind: DocumentKind,
    #[serde(default)]
    date: Option<Date>,
    #[serde(default)]
    publisher: String,
    source: SourceId,
    #[serde(default)]
    extent: Extent,
    #[serde(default)]
    annotations: Vec<Annotation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Annotation {
    id: AnnotationId,
    #[expect(dead_code, reason = "there was only one target")]
    target: Target,
    body: String,
}

#[derive(Deserialize)]
enum Target {
    Document,
}

impl Pack {
    /// The same pack as it is written today, and the places that it told.
    pub(super) fn into_present(self) -> (pack::Pack, Vec<OriginPath>) {
        let (sources, places) = present_sources(self.sources);
        let outline = self.outline.into_iter().map(|item| match item {
            Item::Document(document) => document.into_present().into(),
            Item::Section(section) => pack::Item::Section(pack::Section {
                id: section.id,
                title: section.title,
                documents: section
                    .documents
                    .into_iter()
                    .map(|document| document.into_present().into())
                    .collect(),
            }),
        });
        let pack = pack::Pack {
            format_version: FORMAT_VERSION,
            title: self.title,
            version: self.version,
            marking: self.marking,
            meeting: self.meeting,
            settings: self.settings,
            outline: outline.collect(),
            sources: Arc::new(sources),
            next_id: self.next_id.max(1),
        };
        (pack, places)
    }
}

impl Document {
    fn into_present(self) -> pack::Document {
        let annotations = self.annotations.into_iter().map(|old| pack::Annotation {
            body: old.body,
            // Every note was printed in every export.
            audience: Audience::Circulated,
            ..pack::Annotation::new(old.id, pack::Target::Document)
        });
        let body = Body::Source {
            source: self.source,
            extent: self.extent,
        };
        pack::Document {
            kind: self.kind,
            date: self.date,
            publisher: self.publisher,
            annotations: annotations.collect(),
            ..pack::Document::new(self.id, self.title, body)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::pack::{Audience, SourceId};
    use crate::store::format::from_ron;

    #[test]
    fn a_file_of_the_first_version_is_read_with_its_notes() {
        let hash = "ab".repeat(32);
        let text = format!(
            r#"(format_version: 1, title: "Old", outline: [
                Section((id: 1, title: "One", documents: [
                    (id: 2, title: "Paper", kind: Speech, date: Some("2012-02-29"),
                     source: "{hash}", extent: Lines(first: 3, last: 4),
                     annotations: [(id: 3, target: Document, body: "Read this")]),
                ])),
                Document((id: 4, title: "Annex", kind: Other, source: "{hash}")),
            ], next_id: 5)"#
        );
        let loaded = from_ron(&text, Path::new("Old.ron")).unwrap();
        assert!(loaded.warnings.is_empty());
        let paper = loaded.pack.documents().next().unwrap();
        let note = paper.note().unwrap();
        assert_eq!(
            (note.body.as_str(), note.audience),
            ("Read this", Audience::Circulated)
        );
        assert_eq!(paper.source().map(SourceId::as_str), Some(hash.as_str()));
        assert_eq!(loaded.pack.documents().count(), 2);
        assert_eq!(loaded.pack.next_id, 5);
    }
}
