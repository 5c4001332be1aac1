//! The order of notes: that of the pack, and within a document that of its text.

use std::cmp::Ordering;

use crate::pack::{Annotation, AnnotationId, Document, Pack, Target};

/// The annotations of a document in the order in which one reads, each with its index among them:
/// what is on the document as a whole first.
pub fn in_reading_order(document: &Document) -> impl Iterator<Item = (usize, &Annotation)> {
    let mut all: Vec<(usize, &Annotation)> = document.annotations.iter().enumerate().collect();
    all.sort_by(|(_, one), (_, other)| by_target(&one.target, &other.target));
    all.into_iter()
}

fn by_target(one: &Target, other: &Target) -> Ordering {
    match (one, other) {
        (Target::Text(one), Target::Text(other)) => {
            (one.start, one.end).cmp(&(other.start, other.end))
        }
        (Target::Area(one), Target::Area(other)) => one
            .page
            .cmp(&other.page)
            .then(one.y.total_cmp(&other.y))
            .then(one.x.total_cmp(&other.x)),
        _ => rank(one).cmp(&rank(other)),
    }
}

/// Where a text stands on the pages is not known here, so areas come after texts.
fn rank(target: &Target) -> u8 {
    match target {
        Target::Document => 0,
        Target::Text(_) => 1,
        Target::Area(_) => 2,
    }
}

/// The annotation after or before the one in hand, in the order of the pack; from `document` on if
/// none is in hand. At the end it begins again.
pub fn next(
    pack: &Pack,
    in_hand: Option<AnnotationId>,
    document: Option<crate::pack::DocumentId>,
    is_forward: bool,
) -> Option<AnnotationId> {
    let all: Vec<(&Document, AnnotationId)> = pack
        .documents()
        .flat_map(|document| {
            in_reading_order(document).map(move |(_, annotation)| (document, annotation.id))
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
