//! Excerpts of a source that has a new version: what they show, and where the areas on them are.

use std::path::Path;

use super::{ReviseError, extents, replace};
use crate::collect::Collected;
use crate::edit::Replacement;
use crate::excerpt::{moved_areas, source_alone};
use crate::export::{self, ExportError};
use crate::pack::{Anchoring, Body, Document, Extent, Target};
use crate::progress::Progress;

/// Lets excerpts show the same pages or blocks of the new version. Returns what is to be told.
pub(super) fn keep_excerpts(
    request: &export::ExportRequest<'_>,
    documents: &[&Document],
    parts: &mut [Replacement],
    (collected, file, password): (&Collected, &Path, Option<&str>),
    progress: &Progress,
) -> Result<Vec<String>, ReviseError> {
    let mut warnings = Vec::new();
    let mut passwords = request.passwords.clone();
    if let Some(password) = password {
        passwords.set(collected.id.clone(), password);
    }
    for (document, part) in documents.iter().zip(parts) {
        let Body::Source { extent, .. } = &document.body else {
            continue;
        };
        let new_pack = replace(request.pack, collected, vec![part.clone()], file)?;
        let new_request = export::ExportRequest {
            pack: &new_pack,
            passwords: &passwords,
            ..*request
        };
        let Some(new) = new_pack.document(document.id) else {
            continue;
        };
        match extent {
            Extent::Pages(shown) => {
                let Some(count) = extents::count_of(&new_request, new, progress)? else {
                    continue;
                };
                let (kept, gone) = extents::kept_pages(shown, count);
                if let Some(kept) = kept {
                    warnings.extend(gone.map(|gone| {
                        format!(
                            "'{}' showed {} of its file that the new version does not have: {gone}.",
                            document.title,
                            if gone.pages().len() == 1 { "a page" } else { "pages" }
                        )
                    }));
                    part.extent = Extent::Pages(kept);
                }
            }
            Extent::Blocks { blocks, .. } if collected.is_flow() => {
                let (requests, lines) = ((request, &new_request), part.extent.lines());
                let kept = extents::kept_blocks(requests, document, blocks, lines, progress)?;
                if let Some(kept) = kept {
                    part.extent = kept;
                }
            }
            Extent::Blocks { .. } | Extent::Whole | Extent::Lines { .. } => {}
        }
    }
    Ok(warnings)
}

/// Puts the areas on an excerpt's pages where those pages are shown now.
pub(super) fn keep_areas(
    (request, old): (&export::ExportRequest<'_>, &Document),
    (new_request, new): (&export::ExportRequest<'_>, &Document),
    part: &mut Replacement,
    progress: &Progress,
) -> Result<(), ReviseError> {
    let pieces = |request: &export::ExportRequest<'_>, document: &Document| {
        let shown = export::pieces_without_words(request, document, progress)?;
        Ok::<_, ExportError>(shown.map(|shown| shown.pieces).unwrap_or_default())
    };
    let Some(pack) = source_alone(request.pack, old.id) else {
        return Ok(());
    };
    let whole_request = export::ExportRequest {
        pack: &pack,
        ..*request
    };
    let whole = match pack.documents().next() {
        Some(document) => pieces(&whole_request, document)?,
        None => Vec::new(),
    };
    // What was lost before is lost still, until its page is shown again.
    for note in &mut part.annotations {
        let was_lost = old.annotation(note.id).map(|old| old.anchoring) == Some(Anchoring::Lost);
        if was_lost && matches!(note.target, Target::Area(_)) {
            note.anchoring = Anchoring::Lost;
        }
    }
    let on = (pieces(request, old)?, pieces(new_request, new)?);
    moved_areas(&mut part.annotations, (&on.0, &on.1), &whole);
    Ok(())
}

pub(super) fn shows_pages(document: &Document) -> bool {
    let extent = match &document.body {
        Body::Source { extent, .. } => Some(extent),
        Body::Page(_) => None,
    };
    matches!(extent, Some(Extent::Pages(_)))
}
