//! Which notes of the pack the list shows, and in which order. Pure.

use std::collections::BTreeSet;

use crate::app::state::notes::words::{cut, first_words, kind_name, one_space, quote_or_area};
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
        id: DocumentId,
        /// Its item number and title.
        title: String,
    },
    /// The kind of the notes below.
    Kind(String),
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
    pub id: AnnotationId,
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
            let notes = document
                .in_reading_order()
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
    rows.sort_by(|row, other| rank(row).cmp(&rank(other)));
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
        text: first_words(&annotation.body, MOST_CHARS),
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
mod tests;
