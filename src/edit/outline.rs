//! The sections and documents of a pack while it changes: found, put in and taken out.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::EditError;
use crate::pack::{Document, DocumentId, Item, ItemId, Location, Pack, Section, SectionId};

pub(super) fn section_mut(pack: &mut Pack, id: SectionId) -> Result<&mut Section, EditError> {
    pack.outline
        .iter_mut()
        .find_map(|item| match item {
            Item::Section(section) if section.id == id => Some(section),
            _ => None,
        })
        .ok_or(EditError::NoSuchItem(id.into()))
}

/// The documents in their order. The states before share them: only what changes is to be taken
/// through [`Arc::make_mut`], which makes a copy.
pub(super) fn documents_mut(pack: &mut Pack) -> impl Iterator<Item = &mut Arc<Document>> {
    pack.outline.iter_mut().flat_map(|item| match item {
        Item::Section(section) => section.documents.iter_mut(),
        Item::Document(document) => std::slice::from_mut(document).iter_mut(),
    })
}

pub(super) fn document_mut(pack: &mut Pack, id: DocumentId) -> Result<&mut Document, EditError> {
    documents_mut(pack)
        .find(|document| document.id == id)
        .map(Arc::make_mut)
        .ok_or(EditError::NoSuchItem(id.into()))
}

/// Changes a document where `change` makes a difference; else it stays shared.
pub(super) fn change_where_needed(
    document: &mut Arc<Document>,
    change: impl FnOnce(&mut Document),
) {
    let mut changed = Document::clone(document);
    change(&mut changed);
    if changed != **document {
        *document = Arc::new(changed);
    }
}

pub(super) fn check_nesting(
    at: Location,
    mut items: impl Iterator<Item = ItemId>,
) -> Result<(), EditError> {
    if at.section.is_some() && items.any(|item| matches!(item, ItemId::Section(_))) {
        return Err(EditError::SectionInSection);
    }
    Ok(())
}

pub(super) fn insert(
    pack: &mut Pack,
    at: Location,
    items: Vec<Item>,
) -> Result<Vec<ItemId>, EditError> {
    let ids = items.iter().map(Item::id).collect();
    if let Some(id) = at.section {
        let section = section_mut(pack, id)?;
        let index = at.index.min(section.documents.len());
        let documents = items.into_iter().filter_map(|item| match item {
            Item::Document(document) => Some(document),
            Item::Section(_) => None,
        });
        section.documents.splice(index..index, documents);
    } else {
        let index = at.index.min(pack.outline.len());
        pack.outline.splice(index..index, items);
    }
    Ok(ids)
}

/// The items in the order in which they stand, without documents that go with their section.
pub(super) fn with_parts_once(pack: &Pack, items: &[ItemId]) -> Result<Vec<ItemId>, EditError> {
    if let Some(stranger) = items.iter().find(|id| pack.location(**id).is_none()) {
        return Err(EditError::NoSuchItem(*stranger));
    }
    let chosen: BTreeSet<ItemId> = items.iter().copied().collect();
    let mut out = Vec::new();
    for item in &pack.outline {
        if chosen.contains(&item.id()) {
            out.push(item.id());
        } else if let Item::Section(section) = item {
            let ids = section
                .documents
                .iter()
                .map(|document| ItemId::from(document.id));
            out.extend(ids.filter(|id| chosen.contains(id)));
        }
    }
    Ok(out)
}

pub(super) fn take(pack: &mut Pack, items: &[ItemId]) -> Vec<Item> {
    let chosen: BTreeSet<ItemId> = items.iter().copied().collect();
    let mut taken = Vec::new();
    for mut item in std::mem::take(&mut pack.outline) {
        if chosen.contains(&item.id()) {
            taken.push(item);
            continue;
        }
        if let Item::Section(section) = &mut item {
            let (gone, kept) = std::mem::take(&mut section.documents)
                .into_iter()
                .partition(|document| chosen.contains(&document.id.into()));
            section.documents = kept;
            let gone: Vec<Arc<Document>> = gone;
            taken.extend(gone.into_iter().map(Item::Document));
        }
        pack.outline.push(item);
    }
    taken
}
