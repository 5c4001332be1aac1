//! Documents of office programs that keep their layout, and new versions of them.

use std::path::{Path, PathBuf};

use super::{NewVersion, ReviseError, edit_error, take_instead};
use crate::collect::{self, Collected, LayOutError};
use crate::edit::EditError;
use crate::export;
use crate::layout_true;
use crate::pack::{Body, Document, DocumentId, Extent, Pack};
use crate::progress::Progress;

/// Lets a document keep the layout of its file, which LibreOffice turns into a PDF.
///
/// # Errors
/// See [`ReviseError`].
pub fn keep_layout(
    request: &export::ExportRequest<'_>,
    office: &Path,
    document: DocumentId,
    progress: &Progress,
) -> Result<NewVersion, ReviseError> {
    let pack = request.pack;
    let id = pack.document(document).and_then(Document::source);
    let source = id.and_then(|id| pack.sources.get_key_value(id));
    let Some((id, source)) = source else {
        let error = EditError::NoSuchItem(document.into());
        return Err(edit_error(Path::new("the document's file"), error));
    };
    check_shows_all(pack, document)?;
    let name = PathBuf::from(&source.name);
    let collected = collect::lay_out(office, (id, source), request.sources, progress)?;
    take_instead(request, &[document], &collected, (&name, None), progress)
}

/// Lets the text of a document flow again whose layout was kept; `None` if it was not.
///
/// # Errors
/// See [`ReviseError`].
pub fn let_flow(
    request: &export::ExportRequest<'_>,
    document: DocumentId,
    progress: &Progress,
) -> Result<Option<NewVersion>, ReviseError> {
    let pack = request.pack;
    let laid_out = pack.document(document).and_then(Document::source);
    let Some(original) = laid_out.and_then(|id| collect::original(pack, id)) else {
        return Ok(None);
    };
    check_shows_all(pack, document)?;
    let name = PathBuf::from(&original.1.name);
    let collected = Collected::of_source(original);
    take_instead(request, &[document], &collected, (&name, None), progress).map(Some)
}

/// That a document shows all of its source: pages and paragraphs are not each other's.
fn check_shows_all(pack: &Pack, document: DocumentId) -> Result<(), ReviseError> {
    match pack
        .document(document)
        .filter(|document| shows_part(document))
    {
        Some(excerpt) => Err(ReviseError::Excerpt {
            title: excerpt.title.clone(),
        }),
        None => Ok(()),
    }
}

/// A new version of what kept its layout keeps it too, where that can be done here.
pub(super) fn laid_out_again(
    request: &export::ExportRequest<'_>,
    documents: &[DocumentId],
    mut collected: Collected,
    progress: &Progress,
) -> Result<Collected, ReviseError> {
    let pack = request.pack;
    let was_laid_out = documents.iter().any(|id| {
        let source = pack.document(*id).and_then(Document::source);
        let source = source.and_then(|id| pack.sources.get(id));
        source.is_some_and(|source| source.laid_out_from.is_some())
    });
    let original = collected.sources.iter().find(|(id, _)| *id == collected.id);
    let Some((id, source)) = original.filter(|(_, new)| was_laid_out && new.media.has_layout())
    else {
        return Ok(collected);
    };
    let laid_out = layout_true::find_office()
        .map(|office| collect::lay_out(&office, (id, source), request.sources, progress));
    match laid_out {
        Some(Ok(laid_out)) => {
            collected.id = laid_out.id;
            collected.sources.extend(laid_out.sources);
            collected.warnings.extend(laid_out.warnings);
        }
        Some(Err(LayOutError::Cancelled(cancelled))) => return Err(cancelled.into()),
        Some(Err(error)) => collected.warnings.push(format!(
            "The layout could not be kept, so the text flows: {error}."
        )),
        None => collected.warnings.push(
            "The layout is kept by LibreOffice, which is not installed here, so the text flows."
                .to_owned(),
        ),
    }
    Ok(collected)
}

/// Whether a document shows a part of its source alone.
fn shows_part(document: &Document) -> bool {
    match &document.body {
        Body::Source { extent, .. } => *extent != Extent::Whole,
        Body::Page(_) => false,
    }
}
