//! Which notes a generated part of a briefing page shows, and in which order.

use super::{Annotation, Document, Gather, GatherStates, Grouping, NoteKind, NoteState, Pack};

/// A note with the document that it is on.
pub type Gathered<'a> = (&'a Document, &'a Annotation);

/// Some of the notes that are gathered, under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct GatheredGroup<'a> {
    /// What they have in common.
    pub heading: GroupHeading<'a>,
    /// The notes, in the order of the pack. Never empty.
    pub notes: Vec<Gathered<'a>>,
}

/// What the notes of a group have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GroupHeading<'a> {
    /// Nothing: all notes are in one list.
    None,
    /// The kind; `None` for notes and marks without one.
    Kind(Option<NoteKind>),
    /// The document that they are on.
    Document(&'a Document),
}

impl GroupHeading<'_> {
    /// The heading in words; empty if there is none.
    pub fn title(&self) -> &str {
        match self {
            Self::None => "",
            Self::Kind(Some(kind)) => kind.plural(),
            Self::Kind(None) => "Other notes",
            Self::Document(document) => &document.title,
        }
    }
}

/// The notes that `gather` asks for: by document in the order of the pack, within a document
/// in the order in which one reads. Who may see them is not looked at.
///
/// Where no kind is asked for, whatever says something is gathered: notes with words, notes of any
/// kind, and marks on words.
pub fn gather<'a>(pack: &'a Pack, gather: &Gather) -> Vec<Gathered<'a>> {
    let mut gathered = Vec::new();
    for document in pack.documents().filter(|one| one.page().is_none()) {
        let notes = document.in_reading_order().map(|(_, note)| note);
        let wanted = notes.filter(|note| is_wanted(note, gather));
        gathered.extend(wanted.map(|note| (document, note)));
    }
    gathered
}

/// The same notes under the headings that `grouping` asks for. Headings without notes are left out.
pub fn groups<'a>(notes: &[Gathered<'a>], grouping: Grouping) -> Vec<GatheredGroup<'a>> {
    let group = |heading, notes: Vec<Gathered<'a>>| GatheredGroup { heading, notes };
    let groups: Vec<GatheredGroup<'a>> = match grouping {
        Grouping::PackOrder => vec![group(GroupHeading::None, notes.to_vec())],
        Grouping::ByKind => {
            let kinds = NoteKind::ALL.into_iter().map(Some).chain([None]);
            kinds
                .map(|kind| {
                    let of_kind = notes.iter().filter(|(_, note)| note.kind == kind);
                    group(GroupHeading::Kind(kind), of_kind.copied().collect())
                })
                .collect()
        }
        Grouping::ByDocument => notes
            .chunk_by(|(one, _), (other, _)| one.id == other.id)
            .filter_map(|of_document| {
                let (document, _) = of_document.first()?;
                Some(group(
                    GroupHeading::Document(document),
                    of_document.to_vec(),
                ))
            })
            .collect(),
    };
    groups
        .into_iter()
        .filter(|group| !group.notes.is_empty())
        .collect()
}

fn is_wanted(note: &Annotation, gather: &Gather) -> bool {
    let is_of_state = match gather.states {
        GatherStates::All => true,
        GatherStates::Open => note.state == NoteState::Open,
    };
    let is_of_kind = if gather.kinds.is_empty() {
        note.has_words() || note.kind.is_some() || !note.quote().trim().is_empty()
    } else {
        note.kind.is_some_and(|kind| gather.kinds.contains(&kind))
    };
    is_of_state && is_of_kind
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::pack::{
        AnnotationId, AreaSelector, Body, BriefingPage, DocumentId, Item, Section, SectionId,
        SourceId, Target, TextSelector,
    };

    fn passage(id: u64, start: u32, quote: &str) -> Annotation {
        let selector = TextSelector {
            exact: quote.to_owned(),
            start,
            end: start + 4,
            ..TextSelector::default()
        };
        Annotation::new(AnnotationId(id), Target::Text(selector))
    }

    fn area(id: u64, page: u32, y: f32) -> Annotation {
        let selector = AreaSelector {
            page,
            y,
            ..AreaSelector::default()
        };
        Annotation::new(AnnotationId(id), Target::Area(selector))
    }

    fn kind(annotation: Annotation, kind: NoteKind) -> Annotation {
        Annotation {
            kind: Some(kind),
            ..annotation
        }
    }

    fn document(id: u64, annotations: Vec<Annotation>) -> Document {
        let body = Body::whole(SourceId::from_digest([0; 32]));
        Document {
            annotations,
            ..Document::new(DocumentId(id), format!("Paper {id}"), body)
        }
    }

    /// Paper 1 in a section, paper 2 after it, and a briefing page.
    fn pack() -> Pack {
        let words = Annotation {
            body: "On the whole".to_owned(),
            ..Annotation::new(AnnotationId(13), Target::Document)
        };
        let first = document(
            1,
            vec![
                kind(area(10, 2, 50.0), NoteKind::KeyPoint),
                kind(area(11, 2, 20.0), NoteKind::LineToTake),
                kind(passage(12, 900, "late"), NoteKind::LineToTake),
                words,
                passage(14, 30, "early"),
                area(15, 1, 0.0),
                passage(16, 40, " "),
            ],
        );
        let done = Annotation {
            state: NoteState::Done,
            ..kind(passage(20, 5, "done"), NoteKind::LineToTake)
        };
        let second = document(2, vec![kind(passage(21, 9, "q"), NoteKind::Question), done]);
        let page = Document {
            body: Body::Page(BriefingPage::default()),
            ..document(3, vec![kind(passage(30, 0, "no"), NoteKind::KeyPoint)])
        };
        let mut pack = Pack::new("P");
        pack.outline = vec![
            Item::Section(Section {
                id: SectionId(9),
                title: "One".to_owned(),
                documents: vec![first.into(), page.into()],
            }),
            second.into(),
        ];
        pack
    }

    fn ids(notes: &[Gathered<'_>]) -> Vec<u64> {
        notes.iter().map(|(_, note)| note.id.0).collect()
    }

    #[test]
    fn notes_stand_in_the_order_of_the_pack() {
        let pack = pack();
        let all = gather(&pack, &Gather::default());
        assert_eq!(ids(&all), [13, 14, 12, 11, 10, 20, 21]);
        assert_eq!(all[0].0.id, DocumentId(1));
    }

    #[test]
    fn only_the_kinds_and_states_asked_for_are_gathered() {
        let pack = pack();
        let mut wanted = Gather {
            kinds: BTreeSet::from([NoteKind::LineToTake]),
            ..Gather::default()
        };
        assert_eq!(ids(&gather(&pack, &wanted)), [12, 11, 20]);
        wanted.states = GatherStates::Open;
        assert_eq!(ids(&gather(&pack, &wanted)), [12, 11]);
        wanted.kinds.insert(NoteKind::Question);
        assert_eq!(ids(&gather(&pack, &wanted)), [12, 11, 21]);
    }

    #[test]
    fn groups_have_headings_in_a_fixed_order_and_are_never_empty() {
        let pack = pack();
        let all = gather(&pack, &Gather::default());
        let grouped = |grouping| -> Vec<(String, Vec<u64>)> {
            groups(&all, grouping)
                .iter()
                .map(|group| (group.heading.title().to_owned(), ids(&group.notes)))
                .collect()
        };
        let expected = |rows: &[(&str, &[u64])]| -> Vec<(String, Vec<u64>)> {
            rows.iter()
                .map(|(title, ids)| ((*title).to_owned(), ids.to_vec()))
                .collect()
        };
        assert_eq!(
            grouped(Grouping::ByKind),
            expected(&[
                ("Key points", &[10]),
                ("Lines to take", &[12, 11, 20]),
                ("Questions", &[21]),
                ("Other notes", &[13, 14]),
            ])
        );
        assert_eq!(
            grouped(Grouping::ByDocument),
            expected(&[("Paper 1", &[13, 14, 12, 11, 10]), ("Paper 2", &[20, 21])])
        );
        assert_eq!(
            grouped(Grouping::PackOrder),
            expected(&[("", &[13, 14, 12, 11, 10, 20, 21])])
        );
        assert!(groups(&[], Grouping::PackOrder).is_empty());
    }
}
