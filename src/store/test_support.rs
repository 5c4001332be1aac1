//! Packs and sources for the tests of this module.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{FileState, SaveOutcome, Saved, SourceStore, StoreError};
use crate::pack::{
    Anchoring, Annotation, AnnotationId, AreaSelector, Audience, Author, Body, Document,
    DocumentId, DocumentKind, Extent, Gather, Grouping, Item, Mark, MarkColour, MarkStyle, Media,
    Meeting, NoteKind, NoteState, Origin, Pack, PagePart, Section, SectionId, Source, SourceId,
    Target, Template, TextSelector,
};

/// Makes a named pipe.
#[cfg(unix)]
pub fn make_pipe(path: &std::path::Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

pub fn document(id: u64, title: &str) -> Document {
    let body = Body::whole(SourceId::from_digest([0xab; 32]));
    Document::new(DocumentId(id), title, body)
}

pub fn text_source(name: &str, size_bytes: u64) -> Source {
    Source {
        name: name.to_owned(),
        media: Media::PlainText,
        size_bytes,
        origin: None,
        pictures: BTreeMap::new(),
        laid_out_from: None,
    }
}

/// Adds a document with a source of these words.
pub fn add_text(pack: &mut Pack, sources: &SourceStore, words: &str) -> SourceId {
    let id = sources.put(words.as_bytes(), Media::PlainText).unwrap();
    let mut document = document(pack.allocate_id(), words);
    document.body = Body::whole(id.clone());
    pack.outline.push(document.into());
    let source = text_source(words, words.len() as u64);
    Arc::make_mut(&mut pack.sources).insert(id.clone(), source);
    id
}

/// Saves a pack where nobody else has it open.
pub fn save_over_what_is_there(
    path: &Path,
    pack: &Pack,
    sources: &SourceStore,
) -> Result<Saved, StoreError> {
    let known = FileState::of(path).unwrap_or_default();
    match super::save(path, pack, sources, &known)? {
        SaveOutcome::Saved(saved) => Ok(saved),
        SaveOutcome::Conflict(conflict) => panic!("{conflict:?}"),
    }
}

/// A pack in which every field has something in it.
pub fn pack_of_everything() -> Pack {
    let mut pack = Pack::new("The Minister's \u{201c}pack\u{201d}");
    pack.version = "draft 3".to_owned();
    pack.marking.0 = "OFFICIAL".to_owned();
    pack.meeting = Meeting {
        title: "Security Council".to_owned(),
        date: Some(jiff::civil::date(2026, 7, 30)),
        time: Some(jiff::civil::time(9, 30, 0, 0)),
        place: "Room 2".to_owned(),
        chair: "The Minister".to_owned(),
        attendees: vec!["Ann".to_owned(), "Béla".to_owned()],
        objectives: vec!["Agree the \"text\"".to_owned()],
    };
    pack.settings.divider_pages = false;
    let mut noted = document(2, "Statement");
    noted.kind = DocumentKind::Speech;
    noted.date = Some(jiff::civil::date(2012, 2, 29));
    noted.publisher = "Foreign Office".to_owned();
    noted.body = Body::Source {
        source: SourceId::from_digest([0xab; 32]),
        extent: Extent::Lines { first: 3, last: 40 },
    };
    noted.annotations = annotations_of_everything();
    pack.outline.push(Item::Section(Section {
        id: SectionId(1),
        title: "Opening".to_owned(),
        documents: vec![noted.into()],
    }));
    pack.outline.push(document(4, "Annex").into());
    let mut page = document(7, "Brief");
    page.audience = Audience::Private;
    let mut written = Template::MeetingBrief.page();
    written.parts.push(PagePart::Notes(Gather {
        kinds: NoteKind::ALL.into(),
        grouping: Grouping::ByDocument,
        ..Gather::default()
    }));
    page.body = Body::Page(written);
    pack.outline.push(page.into());
    let mut source = text_source("seed.txt", 12);
    source.origin = Some(Origin {
        file: "seed.txt".to_owned(),
        added: "2026-11-20T10:00:00Z".parse().unwrap_or_default(),
        within: None,
    });
    source.pictures.insert(
        "images/map.png".to_owned(),
        SourceId::from_digest([0xcd; 32]),
    );
    let id = SourceId::from_digest([0xab; 32]);
    Arc::make_mut(&mut pack.sources).insert(id, source);
    pack.next_id = 8;
    pack
}

fn annotations_of_everything() -> Vec<Annotation> {
    let on_document = Annotation {
        body: "Two\nlines, a back\\slash".to_owned(),
        ..Annotation::new(AnnotationId(3), Target::Document)
    };
    let text = TextSelector {
        exact: "in the \"interest\"".to_owned(),
        prefix: "before ".to_owned(),
        suffix: "\nafter".to_owned(),
        start: 12,
        end: 29,
    };
    let on_text = Annotation {
        mark: Mark {
            style: MarkStyle::StrikeOut,
            colour: MarkColour::Pink,
        },
        kind: Some(NoteKind::LineToTake),
        audience: Audience::Circulated,
        author: Author {
            name: "Jo Smith".to_owned(),
            initials: "JS".to_owned(),
        },
        created: "2026-11-20T10:00:00Z".parse().ok(),
        state: NoteState::Done,
        anchoring: Anchoring::Check,
        ..Annotation::new(AnnotationId(5), Target::Text(text))
    };
    let area = AreaSelector {
        page: 2,
        x: 10.5,
        y: 20.25,
        width: 100.0,
        height: 50.0,
    };
    vec![
        on_document,
        on_text,
        Annotation::new(AnnotationId(6), Target::Area(area)),
    ]
}
