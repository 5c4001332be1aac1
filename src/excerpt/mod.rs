//! Which part of its source a document shows: pages chosen, a document split, documents merged.

mod carry;
mod error;
mod extents;
mod subject;
mod titles;

use std::collections::BTreeSet;

use crate::anchor::Finder;
use crate::edit::{Command, NewDocument, Replacement};
use crate::export;
use crate::pack::{Annotation, Document, DocumentId, Extent, MediaClass, Pack, PageSelection};
use crate::progress::Progress;
use carry::{begins_on, carried};
pub use error::ExcerptError;
use extents::{joined, parted};
use subject::Subject;

pub(crate) use carry::moved_areas;
pub(crate) use extents::of_blocks;
pub use subject::source_alone;
pub(crate) use titles::following as following_title;
pub use titles::title_parts;

/// How many pages the source of a document has, whatever the document shows of it: pages of a PDF
/// or a picture file, or pages that flowing text takes when all of it is set.
///
/// # Errors
/// [`ExcerptError::NoSource`], [`ExcerptError::Unreadable`] and [`ExcerptError::Export`].
pub fn page_count_of_source(
    request: &export::ExportRequest<'_>,
    document: DocumentId,
    progress: &Progress,
) -> Result<u32, ExcerptError> {
    let subject = Subject::of(request, document)?;
    let whole = subject.whole(progress)?;
    Ok(subject.page_count(&whole))
}

/// Which blocks of flowing text begin on which page of a document as it is shown, page by page.
/// Blocks count from 1 within the source; what is left out between two is not among them. `None`
/// for what is no flowing text.
///
/// # Errors
/// As [`page_count_of_source`].
pub fn blocks_on_pages(
    request: &export::ExportRequest<'_>,
    document: DocumentId,
    progress: &Progress,
) -> Result<Option<Vec<BTreeSet<u32>>>, ExcerptError> {
    let subject = Subject::of(request, document)?;
    if subject.class != MediaClass::Flow {
        return Ok(None);
    }
    let shown = subject.shown(request, subject.document, progress)?;
    Ok(Some(extents::blocks_by_page(&shown.pieces, shown.pages)))
}

/// Lets a document show these pages of its source as a whole from now on. Of a page of flowing text
/// that it shows in part, it goes on showing that part. Its notes go with what they stand on; those
/// on what is left out are lost until it comes back. A title that tells its pages tells the new
/// ones.
///
/// # Errors
/// See [`ExcerptError`].
pub fn choose(
    request: &export::ExportRequest<'_>,
    document: DocumentId,
    pages: &PageSelection,
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let subject = Subject::of(request, document)?;
    let whole = subject.whole(&progress.stretch(0, 40))?;
    let extent = subject.extent_of(pages, &whole)?;
    let progress = progress.stretch(40, 100);
    show(&subject, extent, &whole.pieces, &progress)
}

/// Lets a document of flowing text show these blocks from now on, counted from 1 within the source;
/// otherwise as [`choose`].
///
/// # Errors
/// See [`ExcerptError`].
pub fn choose_blocks(
    request: &export::ExportRequest<'_>,
    document: DocumentId,
    blocks: &BTreeSet<u32>,
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let subject = Subject::of(request, document)?;
    let whole = subject.whole(&progress.stretch(0, 40))?;
    let count = whole.pieces.len();
    let extent = of_blocks(blocks.iter().copied(), subject.extent, count);
    let extent = extent.ok_or_else(|| ExcerptError::NothingLeft {
        title: subject.title(),
    })?;
    let progress = progress.stretch(40, 100);
    show(&subject, extent, &whole.pieces, &progress)
}

fn show(
    subject: &Subject<'_>,
    extent: Extent,
    whole: &[export::Piece],
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let (pack, document) = (subject.request.pack, subject.document);
    let title = titles::following(pack, document, &extent);
    let old = subject.old(&progress.stretch(0, 40))?;
    let annotations = &document.annotations;
    let new = subject.with(&extent, annotations, &title, &progress.stretch(40, 95))?;
    let annotations = carried(annotations, (&old, &new), whole, progress)?;
    let command = Command::SetExtents(vec![Replacement {
        document: document.id,
        extent,
        annotations,
    }]);
    Ok(titles::with_title(pack, document, title, command))
}

/// A new document that shows these pages of the same source as a whole, or the part that the
/// document shows of a page of flowing text; it has no notes, and its title tells which pages it
/// shows.
///
/// # Errors
/// See [`ExcerptError`].
pub fn excerpt(
    request: &export::ExportRequest<'_>,
    document: DocumentId,
    pages: &PageSelection,
    progress: &Progress,
) -> Result<NewDocument, ExcerptError> {
    let subject = Subject::of(request, document)?;
    let whole = subject.whole(progress)?;
    let extent = subject.extent_of(pages, &whole)?;
    beside(request.pack, subject.document, extent)
}

/// A new document that shows these blocks of the flowing text that another is made from, counted
/// from 1 within the source; otherwise as [`excerpt`].
///
/// # Errors
/// See [`ExcerptError`].
pub fn excerpt_of_blocks(
    request: &export::ExportRequest<'_>,
    document: DocumentId,
    blocks: &BTreeSet<u32>,
    progress: &Progress,
) -> Result<NewDocument, ExcerptError> {
    let subject = Subject::of(request, document)?;
    let count = subject.whole(progress)?.pieces.len();
    let extent = of_blocks(blocks.iter().copied(), subject.extent, count);
    let extent = extent.ok_or_else(|| ExcerptError::NothingBegins {
        title: subject.title(),
    })?;
    beside(request.pack, subject.document, extent)
}

/// A new document that shows this of the source of another.
fn beside(pack: &Pack, document: &Document, extent: Extent) -> Result<NewDocument, ExcerptError> {
    let source = document.source().ok_or(ExcerptError::NoSource)?;
    Ok(NewDocument {
        title: titles::of_part(pack, document, &extent),
        kind: document.kind,
        date: document.date,
        publisher: document.publisher.clone(),
        source: source.clone(),
        extent,
        reference: document.reference.clone(),
        marking: document.marking.clone(),
        audience: Some(document.audience),
        annotations: Vec::new(),
    })
}

/// Makes two documents of one: the first `staying` of the pages, pictures or blocks that it shows
/// stay in it. The second has a title that tells which pages it shows, and gets the notes that
/// stand on them, ids and all.
///
/// # Errors
/// See [`ExcerptError`].
pub fn split(
    request: &export::ExportRequest<'_>,
    document: DocumentId,
    staying: usize,
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let subject = Subject::of(request, document)?;
    let shown = subject.shown(request, subject.document, &progress.stretch(0, 30))?;
    let whole = subject.whole(&progress.stretch(30, 60))?;
    let halves = parted(subject.extent, subject.class, &shown.pieces, staying);
    let halves = halves.ok_or_else(|| ExcerptError::EmptyHalf {
        title: subject.title(),
    })?;
    let old = subject.old(&progress.stretch(60, 70))?;
    let finder = Finder::new(old.content.as_str());
    let is_second =
        |one: &&Annotation| begins_on(one, &finder, &old).is_some_and(|on| on >= staying);
    let (second, first): (Vec<&Annotation>, Vec<&Annotation>) =
        subject.document.annotations.iter().partition(is_second);
    let half = |annotations: Vec<&Annotation>, extent: &Extent, title: &str, range| {
        let annotations: Vec<Annotation> = annotations.into_iter().cloned().collect();
        let new = subject.with(extent, &annotations, title, &progress.stretch(70, 95))?;
        let on = (&old.only(range), &new);
        let carried = carried(&annotations, on, &whole.pieces, progress)?;
        Ok::<_, ExcerptError>(carried)
    };
    let pack = request.pack;
    let first_title = titles::following(pack, subject.document, &halves.0);
    let title = titles::of_part(pack, subject.document, &halves.1);
    let first = half(first, &halves.0, &first_title, 0..staying)?;
    let second = half(second, &halves.1, &title, staying..old.pieces.len())?;
    let command = Command::Split {
        first: Replacement {
            document,
            extent: halves.0,
            annotations: first,
        },
        title,
        extent: halves.1,
        annotations: second,
    };
    Ok(titles::with_title(
        pack,
        subject.document,
        first_title,
        command,
    ))
}

/// Makes one document of several that show parts of one source. Pages follow each other in the
/// order of `documents`; the first keeps its place and the title that a person gave it, and gets
/// the notes of all.
///
/// # Errors
/// See [`ExcerptError`].
pub fn merge(
    request: &export::ExportRequest<'_>,
    documents: &[DocumentId],
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let subjects = documents
        .iter()
        .map(|id| Subject::of(request, *id))
        .collect::<Result<Vec<_>, _>>()?;
    let Some((first, others)) = subjects.split_first() else {
        return Err(ExcerptError::TooFew);
    };
    first.check_mergeable(others)?;
    let whole = first.whole(&progress.stretch(0, 30))?;
    let extents: Vec<&Extent> = subjects.iter().map(|subject| subject.extent).collect();
    let extent = joined(&extents, first.class, whole.pieces.len()).ok_or(ExcerptError::TooMany)?;
    let all: Vec<Annotation> = subjects
        .iter()
        .flat_map(|subject| subject.document.annotations.iter().cloned())
        .collect();
    let titled: Vec<&Document> = others.iter().map(|other| other.document).collect();
    let title = titles::of_merged(request.pack, first.document, &titled, &extent);
    let new = first.with(&extent, &all, &title, &progress.stretch(30, 60))?;
    let mut annotations = Vec::new();
    let mut before = 0;
    for subject in &subjects {
        let old = subject.old(&progress.stretch(60, 90))?;
        // Where a page is shown twice, notes stay on the one that they stood on.
        let range = match first.class {
            MediaClass::Flow => 0..new.pieces.len(),
            MediaClass::Pages | MediaClass::Picture => before..before + old.pieces.len(),
        };
        before += old.pieces.len();
        let on = (&old, &new.only(range));
        let own = &subject.document.annotations;
        annotations.extend(carried(own, on, &whole.pieces, progress)?);
    }
    annotations.sort_by_key(|annotation| annotation.id);
    let command = Command::Merge {
        into: Replacement {
            document: first.document.id,
            extent,
            annotations,
        },
        from: others.iter().map(|other| other.document.id).collect(),
    };
    Ok(titles::with_title(
        request.pack,
        first.document,
        title,
        command,
    ))
}
