//! Work beside the window: the pages of a source laid out, and changes to what documents show of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::acts::{PageChange, Seen};
use crate::app::desk::Anchor;
use crate::app::upkeep::ExportWork;
use crate::edit::{Command, NewDocument};
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
    /// The SHA-256 of the PDF, which tells whether its pages look as they did.
    pub digest: [u8; 32],
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
        digest: Sha256::digest(&own.bytes).into(),
        bytes: own.bytes,
        pages: own.pages,
        is_flow,
        shown: Vec::new(),
        flows_to: BTreeMap::new(),
    };
    match extent {
        Extent::Pages(selection) => pages.shown = selection.pages().to_vec(),
        _ if is_flow => {
            let flow = find_flow((&alone, whole), (&request, document), progress)
                .map_err(|error| error.to_string())?;
            let shown = flow.to.keys().copied();
            pages.shown = shown.map(ShownPage::upright).collect();
            pages.flows_to = flow.to;
        }
        _ => {
            let all = PageSelection::all(pages.count());
            pages.shown = all.map_or_else(Vec::new, |all| all.pages().to_vec());
        }
    }
    Ok(pages)
}

/// How a flowing text and a document that shows part of it break into pages, all counted from 1.
struct Flow {
    /// The pages of the whole text on which something begins.
    begins: BTreeSet<u32>,
    /// On which page of the document that stands which begins on a page of the whole text.
    to: BTreeMap<u32, u32>,
}

/// Finds which pages of a flowing text something begins on that the document shows.
fn find_flow(
    (alone, whole): (&export::Request<'_>, &Document),
    (request, document): (&export::Request<'_>, &Document),
    progress: &Progress,
) -> Result<Flow, export::ExportError> {
    let all = export::pieces_without_words(alone, whole, progress)?;
    let shown = export::pieces_without_words(request, document, progress)?;
    let begins: BTreeMap<u32, u32> = all
        .iter()
        .flat_map(|all| &all.pieces)
        .map(|piece| (piece.source, piece.page))
        .collect();
    let mut to = BTreeMap::new();
    for piece in shown.iter().flat_map(|shown| &shown.pieces) {
        if let Some(page) = begins.get(&piece.source) {
            to.entry(*page).or_insert(piece.page);
        }
    }
    Ok(Flow {
        begins: begins.into_values().collect(),
        to,
    })
}

/// Looks whether a document still shows what was seen. Returns how it flows, if it is flowing text.
fn look_again(
    request: &export::Request<'_>,
    seen: &Seen,
    progress: &Progress,
) -> Result<Option<Flow>, ExcerptError> {
    let document = request.pack.document(seen.document);
    let document = document.ok_or(ExcerptError::NoSource)?;
    let Body::Source { source, extent } = &document.body else {
        return Err(ExcerptError::NoSource);
    };
    let media = request.pack.sources.get(source).map(|source| source.media);
    let is_flow = media.is_some_and(|media| media.class() == MediaClass::Flow);
    let (is_as_seen, flow) = match extent {
        Extent::Pages(pages) => (pages.pages() == seen.shown, None),
        _ if is_flow => {
            let pack = excerpt::source_alone(request.pack, document.id);
            let pack = pack.ok_or(ExcerptError::NoSource)?;
            let whole = pack.documents().next().ok_or(ExcerptError::NoSource)?;
            let alone = export::Request {
                pack: &pack,
                ..*request
            };
            let flow = find_flow((&alone, whole), (request, document), progress)?;
            let expected = seen.shown.iter().map(|shown| shown.page);
            // A page in the midst of a long paragraph shows what began before it.
            let expected = expected.filter(|page| flow.begins.contains(page));
            let is_as_seen = expected.collect::<BTreeSet<_>>().iter().eq(flow.to.keys());
            (is_as_seen, Some(flow))
        }
        _ => {
            let count = excerpt::page_count_of_source(request, document.id, progress)?;
            let all = (1..=count).map(ShownPage::upright);
            (all.eq(seen.shown.iter().copied()), None)
        }
    };
    if !is_as_seen {
        let title = document.title.clone();
        return Err(ExcerptError::ShowsOthers { title });
    }
    Ok(flow)
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
        PageChange::Choose(seen, pages) => {
            look_again(&request, seen, &progress.stretch(0, 20))?;
            let progress = progress.stretch(20, 100);
            excerpt::choose(&request, seen.document, pages, &progress)
        }
        PageChange::Excerpt(document, pages, at) => {
            let new = excerpt::excerpt(&request, *document, pages, progress)?;
            Ok(added(&request, *document, new, *at))
        }
        PageChange::ExcerptShown(document, pages, at) => {
            let new = excerpt_shown(&request, *document, pages, progress)?;
            Ok(added(&request, *document, new, Some(*at)))
        }
        PageChange::Split(seen, staying) => split(&request, seen, *staying, progress),
        PageChange::Merge(documents) => excerpt::merge(&request, documents, progress),
    }
}

/// Splits a document behind so many of its pages.
fn split(
    request: &export::Request<'_>,
    seen: &Seen,
    staying: usize,
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let flow = look_again(request, seen, &progress.stretch(0, 20))?;
    let second = seen.shown.get(staying).map(|shown| shown.page);
    let page = match flow {
        Some(flow) => second.and_then(|page| flow.to.get(&page).copied()),
        None => u32::try_from(staying + 1).ok(),
    };
    let page = page.ok_or_else(|| ExcerptError::NothingBegins {
        title: request
            .pack
            .title_of(seen.document.into())
            .unwrap_or_default()
            .to_owned(),
    })?;
    excerpt::split(request, seen.document, page, &progress.stretch(20, 100))
}

/// An excerpt of what flowing text begins on these pages of a document as it is shown.
fn excerpt_shown(
    request: &export::Request<'_>,
    document: DocumentId,
    pages: &BTreeSet<u32>,
    progress: &Progress,
) -> Result<NewDocument, ExcerptError> {
    let on_pages = excerpt::blocks_on_pages(request, document, progress)?.unwrap_or_default();
    let mut blocks: Vec<BlockRun> = Vec::new();
    let chosen = (1..).zip(on_pages).filter(|(page, _)| pages.contains(page));
    for run in chosen.filter_map(|(_, run)| run) {
        match blocks.last_mut() {
            Some(last) if last.1.checked_add(1) == Some(run.0) => last.1 = run.1,
            _ => blocks.push(run),
        }
    }
    let document = request.pack.document(document);
    let document = document.ok_or(ExcerptError::NoSource)?;
    if blocks.is_empty() {
        let title = document.title.clone();
        return Err(ExcerptError::NothingBegins { title });
    }
    let lines = match &document.body {
        Body::Source { extent, .. } => extent.lines(),
        Body::Page(_) => None,
    };
    excerpt::beside(document, Extent::Blocks { lines, blocks })
}

/// A new document beside the one that it is of, or where it was put.
fn added(
    request: &export::Request<'_>,
    document: DocumentId,
    new: NewDocument,
    at: Option<Anchor>,
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
        at: at.map_or_else(beside, |at| at.place_in(request.pack)),
        documents: vec![new],
        sources: Vec::new(),
    }
}
