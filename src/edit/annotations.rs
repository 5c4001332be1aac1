//! Changes to marks and notes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::outline::{change_where_needed, document_mut, documents_mut};
use super::{AnnotationChange, EditError, NewAnnotation};
use crate::pack::{
    Anchoring, Annotation, AnnotationId, Audience, Document, DocumentId, Pack, Target,
};

/// Writes, changes or (with an empty text) takes away the note on a document as a whole.
pub(super) fn set_note(pack: &mut Pack, id: DocumentId, body: String) -> Result<(), EditError> {
    let document = document_mut(pack, id)?;
    let existing = document
        .annotations
        .iter()
        .position(|annotation| annotation.target == Target::Document);
    match existing {
        Some(index) => {
            if let Some(annotation) = document.annotations.get_mut(index) {
                annotation.body = body;
                // What the person has chosen for a note, above all that it is private, outlasts its
                // words: they may be about to write others.
                let blank = Annotation {
                    audience: Audience::Circulated,
                    ..Annotation::new(annotation.id, Target::Document)
                };
                if *annotation == blank {
                    document.annotations.remove(index);
                }
            }
        }
        None if body.is_empty() => {}
        None => {
            let id_of_note = AnnotationId(pack.allocate_id());
            let annotation = Annotation {
                body,
                // It is printed on the first page, and the form beside it says so.
                audience: Audience::Circulated,
                ..Annotation::new(id_of_note, Target::Document)
            };
            document_mut(pack, id)?.annotations.push(annotation);
        }
    }
    Ok(())
}

pub(super) fn annotate(
    pack: &mut Pack,
    id: DocumentId,
    new: NewAnnotation,
) -> Result<(), EditError> {
    if document_mut(pack, id)?.page().is_some() {
        return Err(EditError::NotesOnPage(id));
    }
    let annotation = made(pack, new);
    document_mut(pack, id)?.annotations.push(annotation);
    Ok(())
}

/// The annotation, with an id of its own.
pub(super) fn made(pack: &mut Pack, new: NewAnnotation) -> Annotation {
    Annotation {
        mark: new.mark,
        body: new.body,
        kind: new.kind,
        audience: new.audience,
        author: new.author,
        created: new.created,
        ..Annotation::new(AnnotationId(pack.allocate_id()), new.target)
    }
}

pub(super) fn change(
    pack: &mut Pack,
    ids: &[AnnotationId],
    change: &AnnotationChange,
) -> Result<(), EditError> {
    check(pack, ids)?;
    let chosen: BTreeSet<AnnotationId> = ids.iter().copied().collect();
    let change_all = |document: &mut Document| {
        let annotations = document.annotations.iter_mut();
        for annotation in annotations.filter(|annotation| chosen.contains(&annotation.id)) {
            change_one(annotation, change);
        }
    };
    bearing_mut(pack, &chosen).for_each(|document| change_where_needed(document, change_all));
    Ok(())
}

fn change_one(annotation: &mut Annotation, change: &AnnotationChange) {
    match change {
        AnnotationChange::Body(body) => annotation.body.clone_from(body),
        AnnotationChange::Kind(kind) => annotation.kind = *kind,
        AnnotationChange::Audience(audience) => annotation.audience = *audience,
        AnnotationChange::Mark(mark) => annotation.mark = *mark,
        AnnotationChange::State(state) => annotation.state = *state,
        AnnotationChange::Target(target) => {
            annotation.target.clone_from(target);
            annotation.anchoring = Anchoring::Sound;
        }
        AnnotationChange::Confirm => annotation.anchoring = Anchoring::Sound,
    }
}

pub(super) fn remove(pack: &mut Pack, ids: &[AnnotationId]) -> Result<(), EditError> {
    check(pack, ids)?;
    let chosen: BTreeSet<AnnotationId> = ids.iter().copied().collect();
    for document in bearing_mut(pack, &chosen) {
        let document = Arc::make_mut(document);
        document
            .annotations
            .retain(|annotation| !chosen.contains(&annotation.id));
    }
    Ok(())
}

/// The documents that bear one of these annotations.
fn bearing_mut<'a>(
    pack: &'a mut Pack,
    chosen: &'a BTreeSet<AnnotationId>,
) -> impl Iterator<Item = &'a mut Arc<Document>> {
    let is_chosen = |note: &Annotation| chosen.contains(&note.id);
    documents_mut(pack).filter(move |document| document.annotations.iter().any(is_chosen))
}

fn check(pack: &Pack, ids: &[AnnotationId]) -> Result<(), EditError> {
    let known: BTreeSet<AnnotationId> = pack.annotations().map(|(_, note)| note.id).collect();
    match ids.iter().find(|id| !known.contains(id)) {
        Some(stranger) => Err(EditError::NoSuchAnnotation(*stranger)),
        None => Ok(()),
    }
}
