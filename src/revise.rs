//! A new version of a document's source: its text, what changed in it, and where the notes go.

mod extents;

use std::path::{Path, PathBuf};

use crate::anchor::{self, Change, Tally};
use crate::collect::{self, CollectError, Collected, LayOutError, collect_file};
use crate::edit::{self, Command, EditError, Replacement};
use crate::excerpt::{moved_areas, source_alone};
use crate::export::{self, ExportError, document_text};
use crate::import::Proposal;
use crate::layout_true;
use crate::pack::{
    Anchoring, AnnotationId, Body, Document, DocumentId, Extent, Pack, Source, Target,
};
use crate::progress::{Cancelled, Progress};

/// A part of the new file is taken for a document only if it is at least so much like it.
const LEAST_LIKENESS: f32 = 0.3;
/// What the same title counts for, when a part of the new file is chosen.
const SAME_TITLE: f32 = 0.5;

/// What a new version does to the documents made from a source.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Carries it out: a [`Command::ReplaceSource`].
    pub command: Command,
    /// The documents, in the order in which they were asked for.
    pub documents: Vec<Revised>,
    /// What the person should know about the new file, a sentence each.
    pub warnings: Vec<String>,
}

/// What a new version does to a document.
#[derive(Debug, Clone)]
pub struct Revised {
    /// The document.
    pub document: DocumentId,
    /// Its title, which stays.
    pub title: String,
    /// What part of the new file it shows.
    pub extent: Extent,
    /// How its annotations were found again.
    pub tally: Tally,
    /// What changed in its text.
    pub changes: Vec<Change>,
    /// The annotations whose words were not found.
    pub lost: Vec<AnnotationId>,
    /// The annotations whose place is to be looked at.
    pub check: Vec<AnnotationId>,
}

/// A file can't take the place of a source. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ReviseError {
    /// Its bytes are those of the source.
    #[error("{} is the version that is in the pack already. Choose another file, or save the changes to this one first", file.display())]
    Same {
        /// The file.
        file: PathBuf,
    },
    /// It could not be taken in.
    #[error("{}", .0.with_hint())]
    Collect(#[from] CollectError),
    /// Its layout could not be kept.
    #[error(transparent)]
    LayOut(#[from] LayOutError),
    /// It shows a part of its file, which is not found again when the file is laid out otherwise.
    #[error(
        "'{title}' shows a part of its file; show all of it first, and choose the pages again when it is laid out anew"
    )]
    Excerpt {
        /// The title of the document.
        title: String,
    },
    /// No document can be made from it.
    #[error("{} can't be shown, so it can't take the place of '{title}'. Open the file in its own program to see whether it is whole", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The title of the document.
        title: String,
    },
    /// A document is no longer there, or is made from no file.
    #[error("{} can't take the place of a source: {error}. Select a document that was made from a file", file.display())]
    Edit {
        /// The file.
        file: PathBuf,
        /// Why.
        error: EditError,
    },
    /// The texts could not be read.
    #[error(transparent)]
    Export(#[from] ExportError),
}

impl From<Cancelled> for ReviseError {
    fn from(cancelled: Cancelled) -> Self {
        Self::Export(cancelled.into())
    }
}

/// Every document that is made from the same source as this one, itself included, in the order of
/// the pack; a new version concerns them all. Empty for a briefing page.
pub fn siblings(pack: &Pack, document: DocumentId) -> Vec<DocumentId> {
    let Some(source) = pack.document(document).and_then(Document::source) else {
        return Vec::new();
    };
    pack.documents()
        .filter(|other| other.source() == Some(source))
        .map(|other| other.id)
        .collect()
}

/// Reads a new version of the source of these documents, finds their annotations again in it, and
/// says what changed. The pack is as it was until the command is applied.
///
/// # Errors
/// See [`ReviseError`].
pub fn revise(
    request: &export::Request<'_>,
    documents: &[DocumentId],
    file: &Path,
    password: Option<&str>,
    progress: &Progress,
) -> Result<NewVersion, ReviseError> {
    let collected = collect_file(file, password, request.sources, progress)?;
    let collected = laid_out_again(request, documents, collected, progress)?;
    take_instead(request, documents, &collected, (file, password), progress)
}

/// Lets a document keep the layout of its file, which LibreOffice turns into a PDF.
///
/// # Errors
/// See [`ReviseError`].
pub fn keep_layout(
    request: &export::Request<'_>,
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
    request: &export::Request<'_>,
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
    match pack.document(document).filter(|one| shows_part(one)) {
        Some(excerpt) => Err(ReviseError::Excerpt {
            title: excerpt.title.clone(),
        }),
        None => Ok(()),
    }
}

/// A new version of what kept its layout keeps it too, where that can be done here.
fn laid_out_again(
    request: &export::Request<'_>,
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

/// Puts a source that was taken in in the place of the one that these documents are made from.
fn take_instead(
    request: &export::Request<'_>,
    documents: &[DocumentId],
    collected: &Collected,
    (file, password): (&Path, Option<&str>),
    progress: &Progress,
) -> Result<NewVersion, ReviseError> {
    let pack = request.pack;
    let documents = documents
        .iter()
        .map(|id| made_from_file(pack, *id))
        .collect::<Result<Vec<&Document>, EditError>>()
        .map_err(|error| edit_error(file, error))?;
    if documents.iter().all(|old| is_same(pack, old, collected)) {
        return Err(ReviseError::Same {
            file: file.to_owned(),
        });
    }
    progress.step(1, 10)?;

    let (olds, mut parts) = choose_parts(request, &documents, collected, progress)?;
    let mut warnings = collected.warnings.clone();
    warnings.extend(keep_excerpts(
        request,
        &documents,
        &mut parts,
        (collected, file, password),
        progress,
    )?);
    let left = documents.iter().zip(&parts);
    let lose_their_part = left.filter(|(old, new)| loses_its_part(old, &new.extent));
    warnings.extend(lose_their_part.map(|(document, _)| {
        format!(
            "'{}' showed a part of its file, which was not found in the new version: it will show all of it, what was left out too.",
            document.title
        )
    }));
    // The new texts are read from a pack in which the source is replaced already.
    let replaced = replace(pack, collected, parts.clone(), file)?;
    let mut passwords = request.passwords.clone();
    if let Some(password) = password {
        passwords.set(collected.id.clone(), password);
    }
    let new_request = export::Request {
        pack: &replaced,
        passwords: &passwords,
        ..*request
    };
    let found_again = progress.stretch(50, 100);
    let share = |done: usize, of: usize| {
        let percent = |done: usize| u32::try_from(100 * done / of.max(1)).unwrap_or(100);
        found_again.stretch(percent(done), percent(done + 1))
    };
    let mut revised = Vec::new();
    for (done, (part, old)) in parts.iter_mut().zip(&olds).enumerate() {
        let Some(document) = replaced.document(part.document) else {
            continue;
        };
        let layer = document_text(&new_request, document, progress)?;
        let layer = layer.ok_or_else(|| ReviseError::Unreadable {
            file: file.to_owned(),
            title: document.title.clone(),
        })?;
        let stretch = share(done, documents.len());
        let before = documents.get(done).copied();
        let mut one = revise_one(document, part, old, &layer.content(), &stretch)?;
        if let Some(before) = before.filter(|old| shows_pages(old)) {
            keep_areas((request, before), (&new_request, document), part, progress)?;
            one.note_places(part);
        }
        revised.push(one);
        stretch.step(1, 1)?;
    }
    Ok(NewVersion {
        command: command(collected, parts),
        documents: revised,
        warnings,
    })
}

/// The text of each document, and what of the new file it is to show.
fn choose_parts(
    request: &export::Request<'_>,
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

fn made_from_file(pack: &Pack, id: DocumentId) -> Result<&Document, EditError> {
    pack.document(id)
        .filter(|document| document.source().is_some())
        .ok_or(EditError::NoSuchItem(id.into()))
}

fn edit_error(file: &Path, error: EditError) -> ReviseError {
    ReviseError::Edit {
        file: file.to_owned(),
        error,
    }
}

/// Whether the document is made from these very bytes, with these pictures.
fn is_same(pack: &Pack, document: &Document, collected: &Collected) -> bool {
    let pictures = |sources: Option<&Source>| sources.map(|source| source.pictures.clone());
    let new = collected.sources.iter().find(|(id, _)| *id == collected.id);
    document.source() == Some(&collected.id)
        && pictures(pack.sources.get(&collected.id)) == pictures(new.map(|(_, source)| source))
}

fn command(collected: &Collected, documents: Vec<Replacement>) -> Command {
    Command::ReplaceSource {
        source: collected.id.clone(),
        documents,
        sources: collected.sources.clone(),
    }
}

fn replace(
    pack: &Pack,
    collected: &Collected,
    parts: Vec<Replacement>,
    file: &Path,
) -> Result<Pack, ReviseError> {
    let mut replaced = pack.clone();
    edit::apply(&mut replaced, command(collected, parts))
        .map_err(|error| edit_error(file, error))?;
    Ok(replaced)
}

fn revise_one(
    document: &Document,
    part: &mut Replacement,
    old: &str,
    new: &str,
    progress: &Progress,
) -> Result<Revised, Cancelled> {
    let (annotations, tally) = anchor::reanchor(&part.annotations, old, new, progress)?;
    part.annotations = annotations;
    progress.check()?;
    let mut revised = Revised {
        document: document.id,
        title: document.title.clone(),
        extent: part.extent.clone(),
        tally,
        changes: anchor::word_diff(old, new),
        lost: Vec::new(),
        check: Vec::new(),
    };
    revised.note_places(part);
    Ok(revised)
}

impl Revised {
    /// Says which annotations are lost or to be looked at.
    fn note_places(&mut self, part: &Replacement) {
        let with = |anchoring: Anchoring| {
            let annotations = part.annotations.iter();
            let chosen = annotations.filter(|one| one.anchoring == anchoring);
            chosen.map(|one| one.id).collect()
        };
        self.lost = with(Anchoring::Lost);
        self.check = with(Anchoring::Check);
    }
}

/// Lets excerpts show the same pages or blocks of the new version. Returns what is to be told.
fn keep_excerpts(
    request: &export::Request<'_>,
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
        let new_request = export::Request {
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
fn keep_areas(
    (request, old): (&export::Request<'_>, &Document),
    (new_request, new): (&export::Request<'_>, &Document),
    part: &mut Replacement,
    progress: &Progress,
) -> Result<(), ReviseError> {
    let pieces = |request: &export::Request<'_>, document: &Document| {
        let shown = export::pieces_without_words(request, document, progress)?;
        Ok::<_, ExportError>(shown.map(|shown| shown.pieces).unwrap_or_default())
    };
    let Some(pack) = source_alone(request.pack, old.id) else {
        return Ok(());
    };
    let whole_request = export::Request {
        pack: &pack,
        ..*request
    };
    let whole = match pack.documents().next() {
        Some(document) => pieces(&whole_request, document)?,
        None => Vec::new(),
    };
    // What was lost before is lost still, until its page is shown again.
    for one in &mut part.annotations {
        let was_lost = old.annotation(one.id).map(|old| old.anchoring) == Some(Anchoring::Lost);
        if was_lost && matches!(one.target, Target::Area(_)) {
            one.anchoring = Anchoring::Lost;
        }
    }
    let on = (pieces(request, old)?, pieces(new_request, new)?);
    moved_areas(&mut part.annotations, (&on.0, &on.1), &whole);
    Ok(())
}

fn shows_pages(document: &Document) -> bool {
    let extent = match &document.body {
        Body::Source { extent, .. } => Some(extent),
        Body::Page(_) => None,
    };
    matches!(extent, Some(Extent::Pages(_)))
}

/// Whether a document shows a part of its source alone.
fn shows_part(document: &Document) -> bool {
    match &document.body {
        Body::Source { extent, .. } => *extent != Extent::Whole,
        Body::Page(_) => false,
    }
}

/// Whether a document that showed a part of its source shows more with this extent.
fn loses_its_part(old: &Document, new: &Extent) -> bool {
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
        .max_by(|one, other| one.0.total_cmp(&other.0));
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

#[cfg(test)]
mod tests;
