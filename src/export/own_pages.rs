//! The pages of a document without anything that a pack adds to them.

use std::sync::Arc;

use super::document::{document_parts, known_document_parts, pdf_key};
use super::part::Part;
use super::stamping::Extension;
use super::{ExportError, ExportRequest, notes};
use crate::foreign;
use crate::pack::{Body, Document, DocumentId, Extent, ItemNumber, Media, ShownPage};
use crate::pdf::assemble::{Assembly, PagePlan, Part as Bound, assemble};
use crate::pdf::inspect::PageInfo;
use crate::progress::Progress;
use crate::typeset::Style;

/// The pages of a document without page numbers, markings and marks.
#[derive(Debug, Clone)]
pub struct OwnPages {
    /// The PDF; it opens without a password.
    pub bytes: Arc<[u8]>,
    /// Its pages, in order.
    pub pages: Vec<PageInfo>,
}

/// Makes the pages of a document of the request's pack as they are before the pack numbers and
/// marks them. `Err` within tells why the document can't be shown.
///
/// # Errors
/// [`ExportError::Cancelled`], or a defect in writing our own pages.
pub fn own_pages(
    request: &ExportRequest<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Result<OwnPages, String>, ExportError> {
    let style = Style {
        paper: request.pack.settings.paper,
        language: request.pack.settings.language.clone(),
    };
    let number = ItemNumber::Top(1);
    let document_parts = document_parts(request, number, document, &style, progress)?;
    let Some(part) = document_parts.main.filter(|_| document_parts.is_shown) else {
        let finding = document_parts.findings.into_iter().next();
        let why = finding.map_or_else(|| "It can't be shown".to_owned(), |one| one.message);
        return Ok(Err(why));
    };
    Ok(pages_of(&part, progress))
}

/// The pages of a document before the pack numbers and marks them, as the reader shows them until
/// they are counted.
#[derive(Debug, Clone)]
pub struct UnstampedPages {
    /// The PDF and its pages.
    pub own: OwnPages,
    /// How much taller each page will be made for what is stamped on it; none where that is not
    /// known yet.
    pub extensions: Vec<Extension>,
}

/// The pages of a document of the request's pack before it numbers and marks them, made as fast as
/// can be: a PDF that was not looked into yet is taken as it is. `None` for what has no pages of its
/// own before the others are counted, and for what can't be shown.
///
/// # Errors
/// [`ExportError::Cancelled`], or a defect in writing our own pages.
pub fn unstamped_pages(
    request: &ExportRequest<'_>,
    id: DocumentId,
    progress: &Progress,
) -> Result<Option<UnstampedPages>, ExportError> {
    let pack = request.pack;
    let documents = pack.numbered_documents();
    let document = documents.into_iter().find(|(_, one)| one.id == id);
    let Some((number, document)) = document.filter(|(_, one)| one.page().is_none()) else {
        return Ok(None);
    };
    if let Some(own) = straight_from_source(request, document, progress)? {
        return Ok(Some(UnstampedPages {
            own,
            extensions: Vec::new(),
        }));
    }
    let style = Style {
        paper: pack.settings.paper,
        language: pack.settings.language.clone(),
    };
    let names_authors = notes::names_authors(pack, request.copy);
    let parts = known_document_parts(request, names_authors, (number, document), &style, progress)?;
    let Some(part) = parts.main.filter(|_| parts.is_shown) else {
        return Ok(None);
    };
    let note_height = parts
        .note
        .and_then(|note| Some(note.pages.first()?.height_pt));
    let has_marking = pack.marking.printed().is_some();
    Ok(pages_of(&part, progress).ok().map(|own| UnstampedPages {
        extensions: part.extensions(part.measured_margins(), has_marking, note_height),
        own,
    }))
}

/// A PDF of which no part was made yet, if all of its pages are shown just as they stand in it.
fn straight_from_source(
    request: &ExportRequest<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Option<OwnPages>, ExportError> {
    let Body::Source {
        source: id,
        extent: Extent::Whole,
    } = &document.body
    else {
        return Ok(None);
    };
    let source = request.pack.sources.get(id);
    let source = source.filter(|source| source.media == Media::Pdf);
    let is_new = || {
        request.copy.shows(document.audience)
            && request.cache.refusal(id).is_none()
            && request.cache.part_at_hand(&pdf_key(request, id)).is_none()
    };
    let bytes = source
        .filter(|_| is_new())
        .map(|source| request.sources.read(id, source));
    let Some(Ok(bytes)) = bytes else {
        return Ok(None);
    };
    let found = foreign::inspect(&bytes, None, progress)?;
    // Comments may have to be left out, which the assembler does.
    let found = found.ok().filter(|found| found.comments.is_empty());
    Ok(found.map(|found| OwnPages {
        bytes,
        pages: found.pages,
    }))
}

/// The pages of a part, in a PDF that opens without a password.
fn pages_of(part: &Part, progress: &Progress) -> Result<OwnPages, String> {
    let is_whole = || {
        (1..)
            .zip(&part.sheets)
            .all(|(page, sheet)| *sheet == ShownPage::upright(page))
    };
    let (comments, _) = &part.comments;
    if part.password.is_none() && comments.is_empty() && is_whole() {
        let bytes = part.bytes.read().map_err(|error| error.to_string())?;
        return Ok(OwnPages {
            bytes,
            pages: part.pages.clone(),
        });
    }
    put_together(part, progress)
}

/// The pages that are shown, in a PDF of their own that opens without a password.
fn put_together(part: &Part, progress: &Progress) -> Result<OwnPages, String> {
    let pages = part.sheets.iter().map(|sheet| PagePlan {
        source_page: sheet.page.saturating_sub(1),
        turn: sheet.turn,
        ..PagePlan::default()
    });
    let bound = Bound {
        bytes: part.bytes.clone(),
        password: part.password.clone(),
        maker: part.maker,
        comments: part.comments.1,
        pages: pages.collect(),
    };
    let assembly = Assembly {
        parts: vec![bound],
        ..Assembly::default()
    };
    let bytes = assemble(&assembly, progress).map_err(|error| error.to_string())?;
    Ok(OwnPages {
        bytes: bytes.into(),
        pages: part.pages.clone(),
    })
}
