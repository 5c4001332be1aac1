//! The list narrowed, ordered and taken along as text.

use crate::app::view::notes::filter::*;
use crate::edit::{Command, NewAnnotation, apply};
use crate::pack::{
    Author, BriefingPage, DocumentKind, Extent, Location, Media, Source, SourceId, TextSelector,
};

fn pack() -> Pack {
    let mut pack = Pack::new("Test");
    let id = SourceId::from_digest([7; 32]);
    let source = Source {
        name: "a.txt".to_owned(),
        media: Media::PlainText,
        size_bytes: 1,
        origin: None,
        pictures: Default::default(),
        laid_out_from: None,
    };
    let document = |title: &str| crate::edit::NewDocument {
        title: title.to_owned(),
        kind: DocumentKind::Other,
        date: None,
        publisher: String::new(),
        source: id.clone(),
        extent: Extent::Whole,
        annotations: Vec::new(),
        audience: None,
        marking: crate::pack::Marking::default(),
        reference: String::new(),
    };
    let add = Command::AddDocuments {
        at: Location::top(0),
        documents: vec![document("Harbour"), document("Bridge")],
        sources: vec![(id.clone(), source)],
    };
    apply(&mut pack, add).unwrap();
    let page = Command::AddPage {
        at: Location::top(2),
        title: "Brief".to_owned(),
        page: BriefingPage::default(),
    };
    apply(&mut pack, page).unwrap();
    for (document, start, quote, body, kind, audience) in [
        (0, 50, "later words", "", None, Audience::Private),
        (
            0,
            5,
            "the péage",
            "Say *this*",
            Some(NoteKind::LineToTake),
            Audience::Circulated,
        ),
        (
            1,
            9,
            "who pays",
            "Ask",
            Some(NoteKind::Question),
            Audience::Private,
        ),
        (
            1,
            1,
            "first",
            "Say that",
            Some(NoteKind::LineToTake),
            Audience::Private,
        ),
    ] {
        let id = pack.documents().nth(document).unwrap().id;
        let new = NewAnnotation {
            target: Target::Text(TextSelector {
                exact: quote.to_owned(),
                start,
                end: start + 3,
                ..Default::default()
            }),
            mark: Mark::default(),
            body: body.to_owned(),
            kind,
            audience,
            author: Author::default(),
            created: None,
        };
        apply(&mut pack, Command::Annotate(id, new)).unwrap();
    }
    pack
}

fn shown(filter: &Filter) -> Vec<String> {
    let line = |line: Line| match line {
        Line::Document { title, .. } => format!("# {title}"),
        Line::Kind(kind) => format!("# {kind}"),
        Line::Note(row) => row.quote,
    };
    filter.lines(&pack()).into_iter().map(line).collect()
}

#[test]
fn notes_stand_in_the_order_of_the_pack_and_of_the_text() {
    assert_eq!(
        shown(&Filter::default()),
        [
            "# 1  Harbour",
            "“the péage”",
            "“later words”",
            "# 2  Bridge",
            "“first”",
            "“who pays”"
        ]
    );
    let by_kind = Filter {
        by_kind: true,
        ..Filter::default()
    };
    assert!(by_kind.is_open());
    assert_eq!(
        shown(&by_kind),
        [
            "# Lines to take",
            "“the péage”",
            "“first”",
            "# Questions",
            "“who pays”",
            "# Marks",
            "“later words”"
        ]
    );
}

#[test]
fn every_filter_narrows_the_list() {
    let pack = pack();
    let bridge = pack.documents().nth(1).unwrap().id;
    let all = Filter::default;
    for (filter, expected) in [
        (
            Filter {
                words: "PÉAGE".to_owned(),
                ..all()
            },
            "“the péage”",
        ),
        (
            Filter {
                words: "bridge ask".to_owned(),
                ..all()
            },
            "“who pays”",
        ),
        (
            Filter {
                kinds: BTreeSet::from([None]),
                ..all()
            },
            "“later words”",
        ),
        (
            Filter {
                kinds: BTreeSet::from([Some(NoteKind::LineToTake), Some(NoteKind::Question)]),
                document: Some(bridge),
                ..all()
            },
            "“first”“who pays”",
        ),
        (
            Filter {
                audience: Some(Audience::Circulated),
                ..all()
            },
            "“the péage”",
        ),
        (
            Filter {
                state: Some(NoteState::Done),
                ..all()
            },
            "",
        ),
        (
            Filter {
                is_to_check: true,
                ..all()
            },
            "",
        ),
    ] {
        assert!(!filter.is_open());
        let rows = shown(&filter);
        let rows: String = rows
            .iter()
            .filter(|row| !row.starts_with('#'))
            .cloned()
            .collect();
        assert_eq!(rows, expected, "{filter:?}");
    }
}

#[test]
fn the_list_can_be_taken_along_as_text() {
    let pack = pack();
    let filter = Filter {
        kinds: BTreeSet::from([Some(NoteKind::Question)]),
        ..Filter::default()
    };
    let text = as_text(&pack, &filter.lines(&pack));
    assert_eq!(
        text,
        "2  Bridge\n\nQuestion (private): “who pays”\n    Ask\n"
    );
}
