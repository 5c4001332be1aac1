//! Which part of a new file a document is to show.

use super::ReviseError;
use crate::anchor;
use crate::collect::Collected;
use crate::edit::Replacement;
use crate::export::{self, document_text};
use crate::import::Proposal;
use crate::pack::{Body, Document, Extent};
use crate::progress::Progress;

/// A part of the new file is taken for a document only if it is at least so much like it.
pub(super) const LEAST_LIKENESS: f32 = 0.3;
/// What the same title counts for, when a part of the new file is chosen.
const SAME_TITLE: f32 = 0.5;

/// The text of each document, and what of the new file it is to show.
pub(super) fn choose_parts(
    request: &export::ExportRequest<'_>,
    documents: &[&Document],
    collected: &Collected,
    progress: &Progress,
) -> Result<(Vec<String>, Vec<Replacement>), ReviseError> {
    let mut olds = Vec::new();
    let mut parts = Vec::new();
    for (done, document) in documents.iter().enumerate() {
        let text = document_text(request, document, progress)?;
        let old = text.map(|layer| layer.content()).unwrap_or_default();
        parts.push(Replacement {
            document: document.id,
            extent: best_part(document, &old, collected),
            annotations: document.annotations.clone(),
        });
        olds.push(old);
        progress.stretch(10, 50).step(done + 1, documents.len())?;
    }
    Ok((olds, parts))
}

/// Whether a document that showed a part of its source shows more with this extent.
pub(super) fn loses_its_part(old: &Document, new: &Extent) -> bool {
    let Body::Source { extent: old, .. } = &old.body else {
        return false;
    };
    match new {
        Extent::Whole => *old != Extent::Whole,
        Extent::Lines { .. } => matches!(old, Extent::Blocks { .. }),
        Extent::Pages(_) | Extent::Blocks { .. } => false,
    }
}

/// The part of the new file that a document is to show: of a file of several publications the one
/// that is most like the document, or several that follow each other; otherwise all of it.
fn best_part(document: &Document, old: &str, collected: &Collected) -> Extent {
    let has_lines = match &document.body {
        Body::Source { extent, .. } => extent.lines().is_some(),
        Body::Page(_) => false,
    };
    let (Some(text), true) = (&collected.text, has_lines) else {
        return Extent::Whole;
    };
    let parts = &collected.proposals;
    let score = |first: usize, last: usize| {
        let lines = lines_of(parts, first, last);
        let text = lines.and_then(|(from, to)| text.lines.get(from..to));
        let text = text.map(|lines| lines.join("\n")).unwrap_or_default();
        // The title is set apart from the document's own words.
        let old = format!("{}\n{old}", document.title);
        let has_title = parts
            .get(first)
            .is_some_and(|part| anchor::likeness(&part.title, &document.title) > 0.9);
        anchor::likeness(&text, &old) + if has_title { SAME_TITLE } else { 0.0 }
    };
    let best = (0..parts.len())
        .map(|index| (score(index, index), index))
        .max_by(|part, other| part.0.total_cmp(&other.0));
    let Some((mut best, index)) = best.filter(|(score, _)| *score >= LEAST_LIKENESS) else {
        return Extent::Whole;
    };
    // The person may have joined publications into one document.
    let (mut first, mut last) = (index, index);
    while last + 1 < parts.len() && score(first, last + 1) > best {
        last += 1;
        best = score(first, last);
    }
    while first > 0 && score(first - 1, last) > best {
        first -= 1;
        best = score(first, last);
    }
    let line = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    lines_of(parts, first, last).map_or(Extent::Whole, |(from, to)| Extent::Lines {
        first: line(from + 1),
        last: line(to),
    })
}

/// The lines that some proposals take up together, counted from 0, without the last.
fn lines_of(parts: &[Proposal], first: usize, last: usize) -> Option<(usize, usize)> {
    let lines = |index: usize| {
        let (first, last) = parts.get(index)?.extent.lines()?;
        Some((
            usize::try_from(first).ok()?.checked_sub(1)?,
            usize::try_from(last).ok()?,
        ))
    };
    Some((lines(first)?.0, lines(last)?.1))
}
