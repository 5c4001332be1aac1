//! Changes to what part of their source documents show.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::{change_where_needed, document_mut, documents_mut, insert, take};
use super::{EditError, Replacement};
use crate::pack::{
    Annotation, AnnotationId, Audience, BeyondCrop, Body, Document, DocumentId, Extent, Item,
    ItemId, Location, Pack, SourceComments, SourceId, with_citations,
};

/// Who gets a new document of this source, where nothing else is known: it shows what a private
/// document of the same source shows.
pub(super) fn audience_of(pack: &Pack, source: &SourceId) -> Audience {
    let is_private = pack.documents().any(|document| {
        document.source() == Some(source) && document.audience == Audience::Private
    });
    if is_private {
        Audience::Private
    } else {
        Audience::Circulated
    }
}

/// What becomes of what the pages of a new document of this source have outside their visible part:
/// once it was to be taken out of a source, no part of it brings it back.
pub(super) fn beyond_crop_of(pack: &Pack, source: &SourceId) -> BeyondCrop {
    let choice = |document: &Document| document.beyond_crop == BeyondCrop::TakeOut;
    let takes_out = pack
        .documents()
        .any(|document| document.source() == Some(source) && choice(document));
    if takes_out {
        BeyondCrop::TakeOut
    } else {
        BeyondCrop::Keep
    }
}

pub(super) fn set_extents(pack: &mut Pack, documents: Vec<Replacement>) -> Result<(), EditError> {
    for replacement in &documents {
        let before = made_from_file(pack, replacement.document)?;
        same_notes(before, [before], &[&replacement.annotations])?;
    }
    for replacement in documents {
        set(pack, replacement)?;
    }
    Ok(())
}

pub(super) fn split(
    pack: &mut Pack,
    first: Replacement,
    title: String,
    extent: Extent,
    annotations: Vec<Annotation>,
) -> Result<Vec<ItemId>, EditError> {
    let id = first.document;
    let before = made_from_file(pack, id)?;
    same_notes(before, [before], &[&first.annotations, &annotations])?;
    let at = pack
        .location(id.into())
        .ok_or(EditError::NoSuchItem(id.into()))?;
    let mut second = before.clone();
    second.id = DocumentId(pack.allocate_id());
    second.title = title;
    second.annotations = annotations;
    if let Body::Source { extent: old, .. } = &mut second.body {
        *old = extent;
    }
    set(pack, first)?;
    let behind = Location {
        index: at.index + 1,
        ..at
    };
    let made = insert(pack, behind, vec![second.into()])?;
    Ok([ItemId::from(id)].into_iter().chain(made).collect())
}

pub(super) fn merge(
    pack: &mut Pack,
    into: Replacement,
    from: &[DocumentId],
) -> Result<Vec<ItemId>, EditError> {
    let id = into.document;
    let kept = made_from_file(pack, id)?;
    let others = from
        .iter()
        .map(|other| made_from_file(pack, *other))
        .collect::<Result<Vec<_>, _>>()?;
    for (index, other) in others.iter().enumerate() {
        let is_known =
            other.id == id || from.iter().take(index).any(|earlier| *earlier == other.id);
        if is_known || other.source() != kept.source() {
            return Err(EditError::OtherSource(other.id));
        }
    }
    let all = std::iter::once(kept).chain(others.iter().copied());
    same_notes(kept, all, &[&into.annotations])?;
    let takes_out = std::iter::once(kept)
        .chain(others.iter().copied())
        .any(|document| document.beyond_crop == BeyondCrop::TakeOut);
    let title = kept.title.clone();
    // Comments that were left out of one of them stay out.
    let leaves_out = others
        .iter()
        .any(|other| other.source_comments == SourceComments::LeaveOut);
    set(pack, into)?;
    if leaves_out {
        document_mut(pack, id)?.source_comments = SourceComments::LeaveOut;
    }
    if takes_out {
        document_mut(pack, id)?.beyond_crop = BeyondCrop::TakeOut;
    }
    let items: Vec<ItemId> = from.iter().map(|other| (*other).into()).collect();
    let gone = take(pack, &items);
    lead_citations(pack, &gone, (id, &title));
    Ok(vec![id.into()])
}

/// Lets what cited one of the documents that are gone cite the one that they went into.
fn lead_citations(pack: &mut Pack, gone: &[Item], (into, title): (DocumentId, &str)) {
    let gone = || gone.iter().flat_map(Item::documents);
    let ids: BTreeMap<u64, u64> = gone().map(|document| (document.id.0, into.0)).collect();
    let change = |id: u64| Some(ids.get(&id).copied().unwrap_or(id));
    let lead = |document: &mut Document| {
        for annotation in &mut document.annotations {
            annotation.body = with_citations(&annotation.body, &change);
        }
        let Body::Page(page) = &mut document.body else {
            return;
        };
        page.map_citations(change);
        for gone in gone() {
            let mut cited: BTreeSet<u64> = gone.annotations.iter().map(|note| note.id.0).collect();
            cited.insert(into.0);
            page.rename_cited(&cited, &gone.title, title);
        }
    };
    documents_mut(pack).for_each(|document| change_where_needed(document, lead));
}

fn made_from_file(pack: &Pack, id: DocumentId) -> Result<&Document, EditError> {
    pack.document(id)
        .filter(|document| document.source().is_some())
        .ok_or(EditError::NoSuchItem(id.into()))
}

/// That the annotations of some documents are all there afterwards, each once.
fn same_notes<'a>(
    of: &Document,
    before: impl IntoIterator<Item = &'a Document>,
    after: &[&[Annotation]],
) -> Result<(), EditError> {
    let ids = |all: &mut dyn Iterator<Item = &Annotation>| {
        let mut ids: Vec<AnnotationId> = all.map(|annotation| annotation.id).collect();
        ids.sort();
        ids
    };
    let mut before = before
        .into_iter()
        .flat_map(|document| &document.annotations);
    let mut after = after.iter().copied().flatten();
    if ids(&mut before) == ids(&mut after) {
        Ok(())
    } else {
        Err(EditError::NotesChanged(of.id))
    }
}

fn set(pack: &mut Pack, replacement: Replacement) -> Result<(), EditError> {
    let document = document_mut(pack, replacement.document)?;
    if let Body::Source { extent, .. } = &mut document.body {
        *extent = replacement.extent;
    }
    document.annotations = replacement.annotations;
    Ok(())
}
