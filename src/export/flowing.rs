//! A document that is set on our own pages: its text or its pictures, and the notes beside them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::ExportRequest;
use super::error::PartError;
use super::located::{by_annotation, locate};
use super::not_shown::NotShown;
use super::notes::{self, Printing};
use super::part::{Part, WithoutRoom, page_info};
use super::piece;
use super::set_text::SetText;
use super::setting::{Beside, Setting};
use crate::foreign;
use crate::import::{Content, Flow, TOO_LONG, is_cut};
use crate::pack::{Annotation, AnnotationId, Extent, Source, SourceId, Target};
use crate::pdf::inspect::PageInfo;
use crate::progress::{Cancelled, Progress};
use crate::store::SourceError;
use crate::typeset::{self, MarginNote, Typeset};

/// Sets a document on our own pages, with its notes; `pictures` are those that can be had. Where
/// only its notes are new, its text is not set again.
pub(super) fn set(
    request: &ExportRequest<'_>,
    setting: &Setting<'_>,
    (id, source): (&SourceId, &Source),
    (extent, pictures): (&Extent, &[&str]),
    progress: &Progress,
) -> Result<Part, PartError> {
    let key = setting.key("text", (id, source, extent, pictures));
    let text = request.cache.text(key, || {
        set_text(request, setting, (id, source), extent, progress)
    })?;
    let mut margin = text.is_flow.then(Vec::new);
    let mut with_notes = None;
    if text.is_flow && !setting.beside.is_empty() {
        let mut typeset = Typeset::clone(&text.typeset);
        margin = Some(set_beside(&mut typeset, &text, setting, progress)?);
        with_notes = Some(Arc::new(typeset));
    }
    let typeset = with_notes.as_ref().unwrap_or(&text.typeset);
    let mut part = Part::own_long(typeset, &setting.document.title, &setting.style.language)?;
    part.remarks.clone_from(&text.remarks);
    part.margin = margin;
    part.pieces = Some(text.pieces.clone());
    Ok(part)
}

/// Reads a document and sets it.
fn set_text(
    request: &ExportRequest<'_>,
    setting: &Setting<'_>,
    (id, source): (&SourceId, &Source),
    extent: &Extent,
    progress: &Progress,
) -> Result<SetText, PartError> {
    let not_shown = |error: &SourceError| PartError::NotShown(NotShown::of_source(error));
    let bytes = request
        .sources
        .read(id, source)
        .map_err(|error| not_shown(&error))?;
    let picture = |id: &SourceId| {
        let picture = request.pack.sources.get(id)?;
        request.sources.read(id, picture).ok()
    };
    let pictures = source.pictures.iter();
    let pictures = pictures
        .filter_map(|(reference, id)| Some((reference.clone(), picture(id)?)))
        .collect();
    let title = &setting.document.title;
    let content = foreign::content(source.media, &bytes, extent, title, &pictures, progress)?
        .map_err(|error| PartError::NotShown(NotShown::of_import(&error)))?;
    let (typeset, remarks) = match &content {
        Content::Flow(flow) => (
            typeset::flow(&setting.head(), flow, setting.style),
            remarks(flow),
        ),
        Content::Pictures(pictures) => (
            typeset::pictures(&setting.head(), pictures, setting.style),
            Vec::new(),
        ),
        Content::Fixed => return Err(PartError::NotShown(NotShown::of_unlisted())),
    };
    Ok(SetText {
        pieces: piece::of_typeset(&typeset, &content, extent),
        typeset: Arc::new(typeset),
        remarks,
        is_flow: matches!(content, Content::Flow(_)),
        layer: OnceLock::new(),
    })
}

/// The notes that are set beside the text of a flowing document, wherever their passages are.
pub(super) fn beside(printing: Printing<'_>, annotations: &[&Annotation]) -> Vec<Beside> {
    annotations
        .iter()
        .filter(|annotation| annotation.target != Target::Document && annotation.has_words())
        .map(|annotation| Beside {
            id: annotation.id,
            note: printing.note(annotation),
            colour: notes::line_colour(annotation),
        })
        .collect()
}

/// Sets notes beside the text. Returns those that have no room there.
fn set_beside(
    typeset: &mut Typeset,
    text: &SetText,
    setting: &Setting<'_>,
    progress: &Progress,
) -> Result<Vec<WithoutRoom>, Cancelled> {
    let pages: Vec<PageInfo> = typeset.pages.iter().map(page_info).collect();
    let layer = text
        .layer
        .get_or_init(|| Arc::new(typeset::text_layer(&text.typeset)));
    let located = locate(&setting.annotations, layer, &pages, progress)?;
    let found = by_annotation(&located);
    let numbers: HashMap<AnnotationId, u32> = setting
        .numbered(&located)
        .into_iter()
        .filter_map(|(number, id)| Some((id, number?)))
        .collect();
    let mut notes: Vec<(u32, AnnotationId, MarginNote)> = setting
        .beside
        .iter()
        .filter_map(|note| {
            let place = found.get(&note.id)?;
            let number = *numbers.get(&note.id)?;
            let margin = MarginNote {
                note: note.note.clone(),
                page: place.page() as usize,
                y_pt: place.corner().0,
                colour: note.colour,
                number: Some(number),
            };
            Some((number, note.id, margin))
        })
        .collect();
    notes.sort_by_key(|(number, ..)| *number);
    let ids: Vec<AnnotationId> = notes.iter().map(|(_, id, _)| *id).collect();
    let notes: Vec<MarginNote> = notes.into_iter().map(|(.., note)| note).collect();
    let without_room = typeset::margin_notes(typeset, &notes, setting.style);
    let without_room = without_room
        .into_iter()
        .filter_map(|note| {
            let page = u32::try_from(notes.get(note.index)?.page).ok()?;
            Some(WithoutRoom {
                annotation: *ids.get(note.index)?,
                circle: note.circle.map(|centre| (page, centre)),
            })
        })
        .collect();
    Ok(without_room)
}

/// Which of a text's pictures can be had: when one is found again, the text is set anew.
pub(super) fn pictures_at_hand<'a>(
    request: &ExportRequest<'_>,
    source: &'a Source,
) -> Vec<&'a str> {
    let is_at_hand = |id| {
        let picture = request.pack.sources.get(id);
        picture.is_some_and(|picture| request.sources.check(id, picture).is_ok())
    };
    let pictures = source.pictures.iter();
    pictures
        .filter(|(_, id)| is_at_hand(*id))
        .map(|(reference, _)| reference.as_str())
        .collect()
}

/// What should be told of a text.
fn remarks(flow: &Flow) -> Vec<String> {
    let cut = is_cut(flow).then(|| TOO_LONG.to_owned());
    let left_out = flow.left_out.iter().cloned();
    let missing = flow.missing_pictures();
    cut.into_iter().chain(left_out).chain(missing).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::edit::{Command, NewAnnotation, NewDocument, apply};
    use crate::export::{Copy, PartCache, Passwords, export};
    use crate::pack::{
        AreaSelector, Audience, Author, DocumentKind, Location, Mark, Marking, Media, Pack,
    };
    use crate::store::SourceStore;

    fn pack_of_a_text(sources: &SourceStore) -> Pack {
        let text = "Ministers agreed to meet again in the spring.\n\n".repeat(200);
        let id = sources.put(text.as_bytes(), Media::PlainText).unwrap();
        let source = Source {
            name: "text.txt".to_owned(),
            media: Media::PlainText,
            size_bytes: 0,
            origin: None,
            pictures: BTreeMap::new(),
            laid_out_from: None,
        };
        let document = NewDocument {
            title: "Text".to_owned(),
            kind: DocumentKind::Other,
            date: None,
            publisher: String::new(),
            source: id.clone(),
            extent: Extent::Whole,
            annotations: Vec::new(),
            audience: None,
            marking: Marking::default(),
            reference: String::new(),
        };
        let mut pack = Pack::new("P");
        let add = Command::AddDocuments {
            at: Location::top(0),
            documents: vec![document],
            sources: vec![(id, source)],
        };
        apply(&mut pack, add).unwrap();
        pack
    }

    #[test]
    fn notes_beside_a_text_that_was_set_before_are_as_on_one_set_anew() {
        let folder = tempfile::tempdir().unwrap();
        let sources = SourceStore::staged(folder.path(), None);
        let mut pack = pack_of_a_text(&sources);
        let made = |pack: &Pack, cache: &PartCache| {
            let request = ExportRequest {
                pack,
                sources: &sources,
                passwords: &Passwords::default(),
                cache,
                copy: Copy::Circulation,
            };
            export(&request, &Progress::default()).unwrap().bytes
        };
        let warm = PartCache::default();
        let bare = made(&pack, &warm);
        for page in [1, 3, 1] {
            let area = AreaSelector {
                page,
                x: 90.0,
                y: 200.0,
                width: 90.0,
                height: 40.0,
            };
            let note = NewAnnotation {
                target: Target::Area(area),
                mark: Mark::default(),
                body: format!("Ask who decides this on page {page}."),
                kind: None,
                audience: Audience::Circulated,
                author: Author::default(),
                created: None,
            };
            let document = pack.documents().next().unwrap().id;
            let annotate = Command::Annotate(document, note);
            apply(&mut pack, annotate).unwrap();
            let with_note = made(&pack, &warm);
            assert_eq!(with_note, made(&pack, &PartCache::default()));
            assert_ne!(with_note, bare);
        }
        let removed = pack_of_a_text(&sources);
        assert_eq!(made(&removed, &warm), bare, "no note stays on the text");
    }
}
