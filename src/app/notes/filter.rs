//! Which notes of the pack the list shows, and in which order. Pure.

use std::collections::BTreeSet;

use super::order;
use super::rendered::Rendered;
use super::words::{cut, kind_name, one_space, quote_or_area};
use crate::pack::{
    Anchoring, Annotation, AnnotationId, Audience, Document, DocumentId, Mark, NoteKind, NoteState,
    NumberedItem, Pack, Target,
};

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that the text, the quote or the document's title holds.
    pub words: String,
    /// Only these kinds, `None` for marks without a kind; all if it is empty.
    pub kinds: BTreeSet<Option<NoteKind>>,
    /// Only what these people see.
    pub audience: Option<Audience>,
    /// Only what is open, or done.
    pub state: Option<NoteState>,
    /// Only what is on this document.
    pub document: Option<DocumentId>,
    /// Only what lost its place, or may have.
    pub is_to_check: bool,
    /// By kind rather than in the order of the pack.
    pub by_kind: bool,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// The document that the notes below are on.
    Document {
        /// Which one.
        id: DocumentId,
        /// Its item number and title.
        title: String,
    },
    /// The kind of the notes below.
    Kind(String),
    /// A note.
    Note(Row),
}

impl Line {
    /// The note, where it is one.
    pub fn note(&self) -> Option<&Row> {
        match self {
            Self::Note(row) => Some(row),
            Self::Document { .. } | Self::Kind(_) => None,
        }
    }
}

/// A note in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which one.
    pub id: AnnotationId,
    /// What it is on.
    pub document: DocumentId,
    /// The document's title.
    pub title: String,
    /// The name of its kind.
    pub kind: &'static str,
    /// Who sees it.
    pub audience: Audience,
    /// How it is marked.
    pub mark: Mark,
    /// Whether it was dealt with.
    pub state: NoteState,
    /// How sure its place is.
    pub anchoring: Anchoring,
    /// The words that it is on; empty for a note on the document.
    pub quote: String,
    /// The beginning of its text on one line; may be empty.
    pub text: String,
    /// Who wrote it.
    pub initials: String,
    /// Whether it is on the document as a whole.
    pub is_of_document: bool,
}

/// How many characters of a text or quote a row holds; no window is wide enough for more.
const MOST_CHARS: usize = 240;

impl Filter {
    /// Whether everything is shown.
    pub fn is_open(&self) -> bool {
        let Self { by_kind, .. } = *self;
        *self
            == Self {
                by_kind,
                ..Self::default()
            }
    }

    fn lets_through(&self, document: &Document, annotation: &Annotation, words: &[String]) -> bool {
        let is_of_kind = self.kinds.is_empty() || self.kinds.contains(&annotation.kind);
        is_of_kind
            && self
                .audience
                .is_none_or(|audience| audience == annotation.audience)
            && self.state.is_none_or(|state| state == annotation.state)
            && self.document.is_none_or(|id| id == document.id)
            && (!self.is_to_check || annotation.anchoring != Anchoring::Sound)
            && holds(document, annotation, words)
    }

    /// The lines of the list for a pack.
    pub fn lines(&self, pack: &Pack) -> Vec<Line> {
        let words: Vec<String> = self
            .words
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let mut lines = Vec::new();
        for item in pack.numbered_items() {
            let NumberedItem::Document(number, document) = item else {
                continue;
            };
            let notes = order::in_reading_order(document)
                .filter(|(_, annotation)| self.lets_through(document, annotation, &words))
                .map(|(_, annotation)| Line::Note(row(document, annotation)));
            let before = lines.len();
            lines.extend(notes);
            if lines.len() > before && !self.by_kind {
                let title = format!("{number}  {}", one_space(&document.title));
                let id = document.id;
                lines.insert(before, Line::Document { id, title });
            }
        }
        if self.by_kind { grouped(lines) } else { lines }
    }
}

fn holds(document: &Document, annotation: &Annotation, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let texts = [&annotation.body, annotation.quote(), &document.title].map(str::to_lowercase);
    words
        .iter()
        .all(|word| texts.iter().any(|text| text.contains(word)))
}

/// The same notes under their kinds, in the order in which kinds are chosen.
fn grouped(lines: Vec<Line>) -> Vec<Line> {
    let mut rows: Vec<Row> = lines
        .into_iter()
        .filter_map(|line| match line {
            Line::Note(row) => Some(row),
            Line::Document { .. } | Line::Kind(_) => None,
        })
        .collect();
    let rank = |row: &Row| {
        let known = NoteKind::ALL
            .iter()
            .position(|kind| kind.name() == row.kind);
        (known.unwrap_or(NoteKind::ALL.len()), row.kind)
    };
    rows.sort_by(|one, other| rank(one).cmp(&rank(other)));
    let mut grouped: Vec<Line> = Vec::with_capacity(rows.len() + NoteKind::ALL.len() + 2);
    let mut last = None;
    for row in rows {
        if last != Some(row.kind) {
            last = Some(row.kind);
            let known = NoteKind::ALL
                .into_iter()
                .find(|kind| kind.name() == row.kind);
            let heading =
                known.map_or_else(|| format!("{}s", row.kind), |kind| kind.plural().to_owned());
            grouped.push(Line::Kind(heading));
        }
        grouped.push(Line::Note(row));
    }
    grouped
}

fn row(document: &Document, annotation: &Annotation) -> Row {
    // Only the beginning is understood: a note may be as long as a paper.
    let beginning: String = annotation.body.chars().take(2 * MOST_CHARS).collect();
    Row {
        id: annotation.id,
        document: document.id,
        title: one_space(&document.title),
        kind: kind_name(annotation),
        audience: annotation.audience,
        mark: annotation.mark,
        state: annotation.state,
        anchoring: annotation.anchoring,
        quote: cut(&quote_or_area(annotation), MOST_CHARS),
        text: cut(&one_space(&Rendered::new(&beginning).words()), MOST_CHARS),
        initials: annotation.author.initials.clone(),
        is_of_document: annotation.target == Target::Document,
    }
}

/// The list as text, as it is copied.
pub fn as_text(pack: &Pack, lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        match line {
            Line::Document { title, .. } | Line::Kind(title) => {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(title);
                text.push_str("\n\n");
            }
            Line::Note(row) => {
                let Some((_, annotation)) = pack.annotation(row.id) else {
                    continue;
                };
                let audience = row.audience.name().to_lowercase();
                text.push_str(&format!("{} ({audience})", row.kind));
                let quote = quote_or_area(annotation);
                if !quote.is_empty() {
                    text.push_str(&format!(": {quote}"));
                }
                text.push('\n');
                for line in annotation.body.trim().lines() {
                    text.push_str(&format!("    {line}\n"));
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
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
        };
        let document = |title: &str| crate::edit::NewDocument {
            title: title.to_owned(),
            kind: DocumentKind::Other,
            date: None,
            publisher: String::new(),
            source: id.clone(),
            extent: Extent::Whole,
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
}
