//! From one note to the next.

use crate::pack::{AnnotationId, Document, DocumentId, Pack};

/// The annotation after or before the one in hand, in the order of the pack; from `document` on if
/// none is in hand. At the end it begins again.
pub fn next(
    pack: &Pack,
    in_hand: Option<AnnotationId>,
    document: Option<DocumentId>,
    is_forward: bool,
) -> Option<AnnotationId> {
    let all: Vec<(&Document, AnnotationId)> = pack
        .documents()
        .flat_map(|document| {
            let notes = document.in_reading_order();
            notes.map(move |(_, annotation)| (document, annotation.id))
        })
        .collect();
    let count = all.len();
    let place = in_hand.and_then(|id| all.iter().position(|(_, other)| *other == id));
    let index = match place {
        Some(place) if is_forward => (place + 1) % count,
        Some(place) => (place + count - 1) % count,
        None => {
            let documents: Vec<_> = pack.documents().map(|document| document.id).collect();
            let rank = |id| documents.iter().position(|other| *other == id).unwrap_or(0);
            let here = document.map_or(0, rank);
            let from = all
                .iter()
                .position(|(document, _)| rank(document.id) >= here);
            let until = all
                .iter()
                .rposition(|(document, _)| rank(document.id) <= here);
            if is_forward {
                from.unwrap_or(0)
            } else {
                until.unwrap_or(count.saturating_sub(1))
            }
        }
    };
    all.get(index).map(|(_, id)| *id)
}
