//! Documents are put in order, each within its section.

use std::collections::HashMap;
use std::sync::Arc;

use super::EditError;
use crate::pack::{Document, DocumentId, Item, Pack};

/// Puts the named documents in this order. Each list of documents is put in order by itself, and a
/// document that is not named, or a section, stays where it is.
pub(super) fn reorder(pack: &mut Pack, order: &[DocumentId]) -> Result<(), EditError> {
    if let Some(stranger) = order.iter().find(|id| pack.document(**id).is_none()) {
        return Err(EditError::NoSuchItem((*stranger).into()));
    }
    let rank: HashMap<DocumentId, usize> = order
        .iter()
        .enumerate()
        .map(|(rank, id)| (*id, rank))
        .collect();
    let mut top = Vec::new();
    for item in &mut pack.outline {
        match item {
            Item::Section(section) => put_in_order(section.documents.iter_mut().collect(), &rank),
            Item::Document(document) => top.push(document),
        }
    }
    put_in_order(top, &rank);
    Ok(())
}

/// Changes what stands in the places of those documents that have a rank.
fn put_in_order(documents: Vec<&mut Arc<Document>>, rank: &HashMap<DocumentId, usize>) {
    let places: Vec<&mut Arc<Document>> = documents
        .into_iter()
        .filter(|document| rank.contains_key(&document.id))
        .collect();
    let mut sorted: Vec<Arc<Document>> = places.iter().map(|place| Arc::clone(place)).collect();
    sorted.sort_by_key(|document| rank.get(&document.id).copied());
    for (place, document) in places.into_iter().zip(sorted) {
        *place = document;
    }
}
