//! Which rows the outline has.

use std::collections::HashMap;

use crate::app::message::entry::Entry;
use crate::app::state::desk::Desk;
use crate::app::view::outline::drop::RowKind;
use crate::pack::{DocumentId, Item};

/// A row, as far as the pack decides it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Line {
    Entry {
        entry: Entry,
        kind: Option<RowKind>,
        /// The e-mail that it is attached to.
        mail: Option<DocumentId>,
    },
    /// Stands in for the documents of an empty section.
    Hint(RowKind),
}

impl Line {
    fn of(entry: Entry, kind: Option<RowKind>) -> Self {
        Self::Entry {
            entry,
            kind,
            mail: None,
        }
    }
}

/// Every row, from the top. `mails` are the e-mails of attachments.
pub(super) fn lines(desk: &Desk, mails: &HashMap<DocumentId, DocumentId>) -> Vec<Line> {
    let mut lines = vec![
        Line::of(Entry::Cover, None),
        Line::of(Entry::Contents, None),
    ];
    let of_document = |id: DocumentId, kind: RowKind| Line::Entry {
        entry: Entry::Item(id.into()),
        kind: Some(kind),
        mail: mails.get(&id).copied(),
    };
    for (index, item) in desk.pack().outline.iter().enumerate() {
        match item {
            Item::Document(document) => {
                lines.push(of_document(document.id, RowKind::TopDocument { index }));
            }
            Item::Section(section) => {
                let open = !desk.folded.contains(&item.id());
                let documents = section.documents.len();
                let kind = RowKind::Section {
                    id: section.id,
                    index,
                    documents,
                    open,
                };
                lines.push(Line::of(Entry::Item(item.id()), Some(kind)));
                if !open {
                    continue;
                }
                let nested = |inner: usize, is_hint: bool| RowKind::Nested {
                    section: section.id,
                    section_index: index,
                    index: inner,
                    is_last: inner + 1 >= documents,
                    is_hint,
                };
                for (inner, document) in section.documents.iter().enumerate() {
                    lines.push(of_document(document.id, nested(inner, false)));
                }
                if section.documents.is_empty() {
                    lines.push(Line::Hint(nested(0, true)));
                }
            }
        }
    }
    if desk.pack().settings.provenance {
        lines.push(Line::of(Entry::Sources, None));
    }
    lines
}
