//! Work beside the window: the pages of a source laid out, and changes to what documents show of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::acts::PageChange;
use crate::app::upkeep::ExportWork;
use crate::edit::Command;
use crate::excerpt::{self, ExcerptError};
use crate::export::{self, Copy};
use crate::pack::{
    BlockRun, Body, Document, DocumentId, Extent, Location, MediaClass, PageSelection, ShownPage,
};
use crate::pdf::inspect::PageInfo;
use crate::progress::Progress;

/// The pages of a document's source, and which of them the document shows.
#[derive(Debug, Clone)]
pub struct SourcePages {
    /// The document.
    pub document: DocumentId,
    /// The PDF of all pages of the source.
    pub bytes: Arc<[u8]>,
    /// Its pages, in order.
    pub pages: Vec<PageInfo>,
    /// Whether it is flowing text, whose pages are only where it happens to break.
    pub is_flow: bool,
    /// The pages that the document shows, in its order; of flowing text those on which something
    /// begins that it shows.
    pub shown: Vec<ShownPage>,
    /// Of flowing text: on which page of the document that stands which begins on a page of the
    /// source, both counted from 1.
    pub flows_to: BTreeMap<u32, u32>,
}

impl SourcePages {
    /// How many pages the source has.
    pub fn count(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }
}

/// What is asked of the export: private documents too have pages.
fn with_everything(work: &ExportWork) -> export::Request<'_> {
    export::Request {
        copy: Copy::Speaking,
        ..work.request()
    }
}

/// Lays out all pages of a document's source.
///
/// # Errors
/// What the person is told.
pub fn lay_out(
    work: &ExportWork,
    id: DocumentId,
    progress: &Progress,
) -> Result<SourcePages, String> {
    let request = with_everything(work);
    let gone = || "The document is no longer in the pack.".to_owned();
    let document = request.pack.document(id).ok_or_else(gone)?;
    let Body::Source { source, extent } = &document.body else {
        return Err("A briefing page is written here: it has no source to choose pages of.".into());
    };
    let media = request.pack.sources.get(source).map(|source| source.media);
    let is_flow = media.is_some_and(|media| media.class() == MediaClass::Flow);
    let pack = excerpt::source_alone(request.pack, id).ok_or_else(gone)?;
    let whole = pack.documents().next().ok_or_else(gone)?;
    let alone = export::Request {
        pack: &pack,
        ..request
    };
    let own = export::own_pages(&alone, whole, progress).map_err(|error| error.to_string())??;
    let mut pages = SourcePages {
        document: id,
        bytes: own.bytes,
        pages: own.pages,
        is_flow,
        shown: Vec::new(),
        flows_to: BTreeMap::new(),
    };
    match extent {
        Extent::Pages(selection) => pages.shown = selection.pages().to_vec(),
        _ if is_flow => {
            find_flow(&mut pages, (&alone, whole), (&request, document), progress)
                .map_err(|error| error.to_string())?;
        }
        _ => {
            let all = PageSelection::all(pages.count());
            pages.shown = all.map_or_else(Vec::new, |all| all.pages().to_vec());
        }
    }
    Ok(pages)
}

/// Finds which pages of a flowing text something begins on that the document shows.
fn find_flow(
    pages: &mut SourcePages,
    (alone, whole): (&export::Request<'_>, &Document),
    (request, document): (&export::Request<'_>, &Document),
    progress: &Progress,
) -> Result<(), export::ExportError> {
    let all = export::pieces_without_words(alone, whole, progress)?;
    let shown = export::pieces_without_words(request, document, progress)?;
    let begins: BTreeMap<u32, u32> = all
        .iter()
        .flat_map(|all| &all.pieces)
        .map(|piece| (piece.source, piece.page))
        .collect();
    for piece in shown.iter().flat_map(|shown| &shown.pieces) {
        if let Some(page) = begins.get(&piece.source) {
            pages.flows_to.entry(*page).or_insert(piece.page);
        }
    }
    let shown = pages.flows_to.keys();
    pages.shown = shown.copied().map(ShownPage::upright).collect();
    Ok(())
}

/// Works out the command for a change to pages.
///
/// # Errors
/// What the person is told.
pub fn work_out(
    work: &ExportWork,
    change: &PageChange,
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let request = with_everything(work);
    match change {
        PageChange::Choose(document, pages) => {
            excerpt::choose(&request, *document, pages, progress)
        }
        PageChange::Excerpt(document, pages, at) => {
            let new = excerpt::excerpt(&request, *document, pages, progress)?;
            Ok(added(&request, *document, new, *at))
        }
        PageChange::ExcerptShown(document, pages, at) => {
            let new = excerpt_shown(&request, *document, pages, progress)?;
            Ok(added(&request, *document, new, Some(*at)))
        }
        PageChange::Split(document, page) => excerpt::split(&request, *document, *page, progress),
        PageChange::Merge(documents) => excerpt::merge(&request, documents, progress),
    }
}

/// An excerpt of what flowing text begins on these pages of a document as it is shown.
fn excerpt_shown(
    request: &export::Request<'_>,
    document: DocumentId,
    pages: &BTreeSet<u32>,
    progress: &Progress,
) -> Result<crate::edit::NewDocument, ExcerptError> {
    let on_pages = excerpt::blocks_on_pages(request, document, progress)?.unwrap_or_default();
    let mut blocks: Vec<BlockRun> = Vec::new();
    let chosen = (1..).zip(on_pages).filter(|(page, _)| pages.contains(page));
    for run in chosen.filter_map(|(_, run)| run) {
        match blocks.last_mut() {
            Some(last) if last.1.checked_add(1) == Some(run.0) => last.1 = run.1,
            _ => blocks.push(run),
        }
    }
    let found = request.pack.document(document).map(|document| {
        let lines = match &document.body {
            Body::Source { extent, .. } => extent.lines(),
            Body::Page(_) => None,
        };
        (document.title.clone(), lines)
    });
    let (title, lines) = found.ok_or(ExcerptError::NoSource)?;
    if blocks.is_empty() {
        return Err(ExcerptError::NothingBegins { title });
    }
    // Everything but its pages is as of any excerpt.
    let any = PageSelection::all(1).ok_or(ExcerptError::NoSource)?;
    let mut new = excerpt::excerpt(request, document, &any, progress)?;
    new.extent = Extent::Blocks { lines, blocks };
    Ok(new)
}

/// A new document beside the one that it is of, or where it was put.
fn added(
    request: &export::Request<'_>,
    document: DocumentId,
    new: crate::edit::NewDocument,
    at: Option<Location>,
) -> Command {
    let beside = || {
        let here = request.pack.location(document.into());
        let end = Location::top(request.pack.outline.len());
        here.map_or(end, |here| Location {
            index: here.index + 1,
            ..here
        })
    };
    Command::AddDocuments {
        at: at.unwrap_or_else(beside),
        documents: vec![new],
        sources: Vec::new(),
    }
}
