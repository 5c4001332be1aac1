//! A document to its parts.

use std::collections::HashSet;
use std::sync::Arc;

use super::cropped;
use super::document_parts::DocumentParts;
use super::error::PartError;
use super::flowing::{self, pictures_at_hand};
use super::known::{MadeFrom, may_cite};
use super::located::{Located, locate};
use super::not_shown::NotShown;
use super::notes::Printing;
use super::part::Part;
use super::part_key::PartKey;
use super::plan::Plan;
use super::report::{Finding, missing_characters};
use super::setting::Setting;
use super::{ExportError, ExportRequest, comments, notes};
use crate::pack::{
    Annotation, AnnotationId, Body, Document, Extent, ItemNumber, Media, Source, SourceId, Target,
};
use crate::pdf::assemble::PdfBytes;
use crate::pdf::error::PdfError;
use crate::pdf::write::WriteError;
use crate::progress::{Cancelled, Progress};
use crate::typeset::{self, Style, side_margin_pt};

/// The most of a page's height that a note may take above it; a longer one gets a page of its own.
const MOST_OF_PAGE: f32 = 0.4;
/// The narrowest box that a note is set in, in points.
const NARROWEST_NOTE_PT: f32 = 200.0;

/// The parts of a document as [`document_parts`] makes them. What was made before of the same is not
/// made again.
pub(super) fn known_document_parts(
    request: &ExportRequest<'_>,
    names_authors: bool,
    (number, document): (ItemNumber, &Arc<Document>),
    style: &Style,
    progress: &Progress,
) -> Result<DocumentParts, ExportError> {
    let from = made_from(request, names_authors, (number, document), style);
    if let Some(from) = &from {
        let made = request
            .cache
            .known()
            .document(document.id, request.copy, from)
            .cloned();
        if let Some(made) = made.and_then(|made| with_parts(request, made)) {
            return Ok(made);
        }
    }
    let made = document_parts(request, number, document, style, progress)?;
    if let Some(from) = from.filter(|_| made.is_shown) {
        let without = made.without_parts();
        request
            .cache
            .known()
            .put_document(document.id, request.copy, from, without);
    }
    Ok(made)
}

/// What was made of a document with its parts from the cache. `None` where one had to make room.
fn with_parts(request: &ExportRequest<'_>, made: DocumentParts) -> Option<DocumentParts> {
    let part = |key: Option<PartKey>| match key {
        Some(key) => request.cache.part_at_hand(&key).map(Some),
        None => Some(None),
    };
    let [front, main, note] = made.keys;
    Some(DocumentParts {
        front: part(front)?,
        main: part(main)?,
        note: part(note)?,
        ..made
    })
}

/// What a document's parts are made from. `None` where its source can't be had, which is looked at
/// each time, and where its notes may name other things of the pack.
fn made_from(
    request: &ExportRequest<'_>,
    names_authors: bool,
    (number, document): (ItemNumber, &Arc<Document>),
    style: &Style,
) -> Option<MadeFrom> {
    let id = document
        .source()
        .filter(|_| request.copy.shows(document.audience))?;
    let source = request.pack.sources.get(id)?;
    if document.annotations.iter().any(may_cite) || request.sources.check(id, source).is_err() {
        return None;
    }
    let pictures = pictures_at_hand(request, source).into_iter();
    Some(MadeFrom {
        document: Arc::clone(document),
        number,
        style: style.clone(),
        names_authors,
        source: source.clone(),
        pictures: pictures.map(str::to_owned).collect(),
        passwords: request
            .passwords
            .candidates(id)
            .map(str::to_owned)
            .collect(),
    })
}

/// Makes the parts of a document, or a placeholder for it.
pub(super) fn document_parts(
    request: &ExportRequest<'_>,
    number: ItemNumber,
    document: &Document,
    style: &Style,
    progress: &Progress,
) -> Result<DocumentParts, ExportError> {
    if !request.copy.shows(document.audience) || document.page().is_some() {
        return Ok(DocumentParts::default());
    }
    let annotations = notes::shown(request.copy, document);
    let unnumbered = Plan::default();
    let printing = Printing::new(request.pack, request.copy, &unnumbered);
    let setting = Setting {
        number: number.to_string(),
        document,
        notes: annotations
            .iter()
            .filter(|annotation| annotation.target == Target::Document && annotation.has_words())
            .map(|annotation| printing.note(annotation))
            .collect(),
        beside: flowing::beside(printing, &annotations),
        annotations,
        source_line: document.source_line(),
        style,
    };
    let mut document_parts = match try_leaves(request, &setting, progress) {
        Ok(document_parts) => document_parts,
        Err(PartError::NotShown(not_shown)) => placeholder(&setting, &not_shown)?,
        Err(PartError::Defect(error)) => return Err(error.into()),
        Err(PartError::Cancelled(cancelled)) => return Err(cancelled.into()),
    };
    if let Some(main) = &document_parts.main {
        document_parts.comments = comments::on_pages(main);
    }
    let lost = document_parts
        .on_notes_page
        .iter()
        .filter(|(number, _)| number.is_none())
        .count();
    if document_parts.is_shown && lost > 0 {
        let what = match lost {
            1 => "1 note has lost its passage; it is on the page of notes.".to_owned(),
            many => {
                format!("{many} notes have lost their passages; they are on the page of notes.")
            }
        };
        document_parts
            .findings
            .push(Finding::of_document(document, &what));
    }
    let cropped = document_parts
        .main
        .as_ref()
        .and_then(|part| cropped::remark(part, document.beyond_crop));
    document_parts
        .findings
        .extend(cropped.map(|what| Finding::of_document(document, &what)));
    let parts: Vec<_> = [
        &document_parts.front,
        &document_parts.main,
        &document_parts.note,
    ]
    .into_iter()
    .flatten()
    .cloned()
    .collect();
    for part in parts {
        let missing = missing_characters(&part.missing);
        let message = part.remarks.iter().cloned().chain(missing);
        let message = message.chain(comments::remarks(&part));
        document_parts
            .findings
            .extend(message.map(|what| Finding::of_document(document, &what)));
        let warning = comments::warning(&part);
        document_parts
            .findings
            .extend(warning.map(|what| Finding::warning(document, &what)));
    }
    Ok(document_parts)
}

fn try_leaves(
    request: &ExportRequest<'_>,
    setting: &Setting<'_>,
    progress: &Progress,
) -> Result<DocumentParts, PartError> {
    let document = setting.document;
    let Body::Source { source: id, extent } = &document.body else {
        return Err(PartError::NotShown(NotShown::of_unlisted()));
    };
    if let Some(not_shown) = request.cache.refusal(id) {
        return Err(PartError::NotShown(not_shown));
    }
    let Some(source) = request.pack.sources.get(id) else {
        return Err(PartError::NotShown(NotShown::of_unlisted()));
    };
    // Before the cache is asked: what is missing shows as missing here as it does in the outline.
    request
        .sources
        .check(id, source)
        .map_err(|error| PartError::NotShown(NotShown::of_source(&error)))?;
    if source.media == Media::Pdf {
        fixed(request, setting, (id, source), extent, progress)
    } else {
        let pictures = pictures_at_hand(request, source);
        // Where notes stand depends on their passages.
        let places: Vec<_> = setting
            .annotations
            .iter()
            .filter(|annotation| annotation.has_words())
            .map(|annotation| (&annotation.target, annotation.anchoring))
            .collect();
        let inputs = (id, source, extent, &pictures, &setting.beside, places);
        let key = setting.key("document", inputs);
        let part = request.cache.part(key, || {
            let shown = (extent, pictures.as_slice());
            flowing::set(request, setting, (id, source), shown, progress)
        })?;
        let is_flow = part.margin.is_some();
        let located = located(request, setting, (key, &part), progress)?;
        let mut on_notes_page = setting.numbered(&located);
        if let Some(margin) = &part.margin {
            let without_room: HashSet<AnnotationId> =
                margin.iter().map(|note| note.annotation).collect();
            on_notes_page.retain(|(number, id)| number.is_none() || without_room.contains(id));
        }
        Ok(DocumentParts {
            located,
            on_notes_page,
            has_markers: !is_flow,
            ..DocumentParts::of(key, part)
        })
    }
}

/// Where all of a document's annotations stand: those too that are not in this copy, since a page
/// that everybody gets may be cited to everybody. What was found before on the part of this key is
/// not looked for again.
fn located(
    request: &ExportRequest<'_>,
    setting: &Setting<'_>,
    (key, part): (PartKey, &Part),
    progress: &Progress,
) -> Result<Arc<Vec<Located>>, Cancelled> {
    let all: Vec<&Annotation> = setting.document.annotations.iter().collect();
    if all.iter().all(|one| one.target == Target::Document) {
        return Ok(Arc::default());
    }
    let places = all.iter().map(|one| (one.id, &one.target, one.anchoring));
    let key = PartKey::of(&("located", key, places.collect::<Vec<_>>()));
    request.cache.located(key, || {
        let needs_text = all.iter().any(|one| matches!(one.target, Target::Text(_)));
        let layer = if needs_text {
            part.text(progress)?
        } else {
            Arc::default()
        };
        locate(&all, &layer, &part.pages, progress)
    })
}

/// By what a PDF is found in the cache, before anything is chosen of it.
pub(super) fn pdf_key(request: &ExportRequest<'_>, id: &SourceId) -> PartKey {
    let passwords: Vec<&str> = request.passwords.candidates(id).collect();
    PartKey::of(&("pdf", id, &passwords))
}

/// A PDF, whose pages stay as they are, with its note above or before it.
fn fixed(
    request: &ExportRequest<'_>,
    setting: &Setting<'_>,
    (id, source): (&SourceId, &Source),
    extent: &Extent,
    progress: &Progress,
) -> Result<DocumentParts, PartError> {
    let key = pdf_key(request, id);
    let part = request.cache.part(key, || {
        let bytes = stored(request, id, source);
        let known = (request.passwords, request.cache.facts());
        Part::foreign(id, bytes, known, progress)?.map_err(|error| {
            let not_shown = NotShown::of_pdf(&error);
            // To try again would take all that time again.
            if matches!(error, PdfError::GivenUp(_)) {
                request.cache.refuse(id.clone(), not_shown.clone());
            }
            PartError::NotShown(not_shown)
        })
    });
    let mut whole = part?;
    let comments = setting.document.source_comments;
    // The words of comments that are kept are part of its text, and they take room.
    let key = PartKey::of(&("comments", key, comments));
    if comments != whole.comments.1 && !whole.comments.0.is_empty() {
        let make = || Ok::<_, PartError>(whole.with_comments(comments));
        whole = request.cache.part(key, make)?;
    }
    let (key, part) = match extent {
        Extent::Pages(selection) => {
            let key = PartKey::of(&("excerpt", key, selection));
            let excerpt = || whole.excerpt(selection).ok_or_else(NotShown::of_no_page);
            let part = request.cache.part(key, excerpt);
            (key, part.map_err(PartError::NotShown)?)
        }
        Extent::Whole | Extent::Lines { .. } | Extent::Blocks { .. } => (key, whole),
    };
    let located = located(request, setting, (key, &part), progress)?;
    let mut document_parts = DocumentParts {
        on_notes_page: setting.numbered(&located),
        located,
        has_markers: true,
        ..DocumentParts::of(key, part)
    };
    if !setting.notes.is_empty() {
        add_note(request, setting, &mut document_parts)?;
    }
    Ok(document_parts)
}

/// The bytes of a source, which are read when they are needed.
fn stored(request: &ExportRequest<'_>, id: &SourceId, source: &Source) -> PdfBytes {
    let (sources, id, source) = (request.sources.clone(), id.clone(), source.clone());
    PdfBytes::Stored {
        digest: id.digest(),
        read: Arc::new(move || {
            let bytes = sources.read_known(&id, &source);
            bytes.map_err(|error| error.to_string())
        }),
    }
}

fn add_note(
    request: &ExportRequest<'_>,
    setting: &Setting<'_>,
    document_parts: &mut DocumentParts,
) -> Result<(), WriteError> {
    let first = document_parts
        .main
        .as_ref()
        .and_then(|part| part.pages.first());
    let Some(first) = first.copied() else {
        return Ok(());
    };
    let (title, language) = (&setting.document.title, &setting.style.language);
    let width = note_width(first.width_pt);
    let highest = first.height_pt * MOST_OF_PAGE;
    let boxed = (width >= NARROWEST_NOTE_PT)
        .then(|| typeset::note_box(&setting.notes, width, highest, setting.style))
        .flatten();
    if let Some(boxed) = boxed {
        let key = setting.key("note box", (width, highest));
        let make = || Part::own(&boxed, title, language);
        document_parts.note = Some(request.cache.part(key, make)?);
        document_parts.keys[2] = Some(key);
    } else {
        let key = setting.key("note page", ());
        let make = || {
            let page = typeset::note_page(&setting.head(), setting.style);
            Part::own(&page, title, language)
        };
        document_parts.front = Some(request.cache.part(key, make)?);
        document_parts.keys[0] = Some(key);
    }
    Ok(())
}

/// The width of a note above a page of this width, in points.
pub(super) fn note_width(page_width_pt: f32) -> f32 {
    page_width_pt - 2.0 * side_margin_pt(page_width_pt)
}

fn placeholder(setting: &Setting<'_>, not_shown: &NotShown) -> Result<DocumentParts, WriteError> {
    let page = typeset::placeholder(
        &setting.head(),
        &not_shown.printed,
        &not_shown.hint,
        setting.style,
    );
    let part = Part::own(&page, &setting.document.title, &setting.style.language)?;
    Ok(DocumentParts {
        main: Some(Arc::new(part)),
        on_notes_page: setting.numbered(&[]),
        findings: vec![Finding::left_out(
            setting.document,
            not_shown.kind,
            &not_shown.message,
        )],
        ..DocumentParts::default()
    })
}
