//! A new version of a document's source: its text, what changed in it, and where the notes go.

mod error;
mod excerpts;
mod extents;
mod layout;
mod parts;

pub use error::ReviseError;
pub use layout::{keep_layout, let_flow};

use std::path::Path;

use self::excerpts::{keep_areas, keep_excerpts, shows_pages};
use self::layout::laid_out_again;
use self::parts::{choose_parts, loses_its_part};
use crate::anchor::{self, Change, Tally};
use crate::collect::{Collected, collect_file};
use crate::edit::{self, Command, EditError, Replacement};
use crate::excerpt;
use crate::export::{self, document_text};
use crate::pack::{Anchoring, AnnotationId, Document, DocumentId, Extent, Pack, Source, SourceId};
use crate::progress::{Cancelled, Progress};

/// What a new version does to the documents made from a source.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Carries it out: a [`Command::ReplaceSource`], and new titles for documents whose titles tell
    /// which pages they show.
    pub command: Command,
    /// The source that takes the place of the old one.
    pub source: SourceId,
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
    /// Its title then: as it was, unless it tells which pages are shown.
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
    request: &export::ExportRequest<'_>,
    documents: &[DocumentId],
    file: &Path,
    password: Option<&str>,
    progress: &Progress,
) -> Result<NewVersion, ReviseError> {
    let collected = collect_file(file, password, request.sources, progress)?;
    let collected = laid_out_again(request, documents, collected, progress)?;
    take_instead(request, documents, &collected, (file, password), progress)
}

/// Puts a source that was taken in in the place of the one that these documents are made from.
fn take_instead(
    request: &export::ExportRequest<'_>,
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
    let new_request = export::ExportRequest {
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
        command: command(pack, collected, parts),
        source: collected.id.clone(),
        documents: revised,
        warnings,
    })
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

fn command(pack: &Pack, collected: &Collected, documents: Vec<Replacement>) -> Command {
    let renames = documents.iter().filter_map(|part| {
        let document = pack.document(part.document)?;
        let title = excerpt::following_title(pack, document, &part.extent);
        (title != document.title).then_some(Command::Rename {
            item: part.document.into(),
            title,
        })
    });
    let renames: Vec<Command> = renames.collect();
    let replace = Command::ReplaceSource {
        source: collected.id.clone(),
        documents,
        sources: collected.sources.clone(),
    };
    if renames.is_empty() {
        return replace;
    }
    Command::All {
        name: replace.name(pack),
        commands: [replace].into_iter().chain(renames).collect(),
    }
}

fn replace(
    pack: &Pack,
    collected: &Collected,
    parts: Vec<Replacement>,
    file: &Path,
) -> Result<Pack, ReviseError> {
    let mut replaced = pack.clone();
    edit::apply(&mut replaced, command(pack, collected, parts))
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
            let chosen = annotations.filter(|annotation| annotation.anchoring == anchoring);
            chosen.map(|annotation| annotation.id).collect()
        };
        self.lost = with(Anchoring::Lost);
        self.check = with(Anchoring::Check);
    }
}

#[cfg(test)]
mod tests;
