//! Work beside the window: what a change to the pages of documents comes to, on the pack as it is
//! by then.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::message::anchor::Anchor;
use crate::app::message::pages::{Cell, FlowAct, FlowPages, Key, PageChange, Seen};
use crate::app::state::export_work::ExportWork;
use crate::app::state::pages::cells::{lay_out, places_by_key};
use crate::app::state::pages::flow::{Flow, find_flow};
use crate::app::state::pages::rebase::rebased;
use crate::app::state::pages::source::with_everything;
use crate::edit::{Command, NewDocument};
use crate::excerpt::{self, ExcerptError};
use crate::export;
use crate::pack::{
    Body, Document, DocumentId, Extent, Location, MediaClass, PageSelection, ShownPage, SourceId,
};
use crate::progress::Progress;

/// What a document shows when a change to it is worked out.
struct Now {
    shown: Vec<ShownPage>,
    /// How it flows, if it is flowing text; `shown` are then the pages on which something begins.
    flow: Option<Flow>,
}

/// Looks at what a document shows now.
fn look_again(
    request: &export::ExportRequest<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Now, ExcerptError> {
    let Body::Source { source, extent } = &document.body else {
        return Err(ExcerptError::NoSource);
    };
    let media = request.pack.sources.get(source).map(|source| source.media);
    if let Extent::Pages(pages) = extent {
        let shown = pages.pages().to_vec();
        return Ok(Now { shown, flow: None });
    }
    if media.is_some_and(|media| media.class() == MediaClass::Flow) {
        let pack = excerpt::source_alone(request.pack, document.id);
        let pack = pack.ok_or(ExcerptError::NoSource)?;
        let whole = pack.documents().next().ok_or(ExcerptError::NoSource)?;
        let alone = export::ExportRequest {
            pack: &pack,
            ..*request
        };
        let flow = find_flow((&alone, whole), (request, document), progress)?;
        let shown = flow.to.keys().copied().map(ShownPage::upright).collect();
        let flow = Some(flow);
        return Ok(Now { shown, flow });
    }
    let count = excerpt::page_count_of_source(request, document.id, progress)?;
    let shown = (1..=count).map(ShownPage::upright).collect();
    Ok(Now { shown, flow: None })
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
        PageChange::Choose(seen, pages, on) => choose(&request, (seen, pages, on), progress),
        PageChange::Excerpt(document, pages, at) => {
            let new = excerpt::excerpt(&request, *document, pages, progress)?;
            Ok(added(&request, *document, new, *at))
        }
        PageChange::Flow(pages, act) => flow(&request, pages, *act, progress),
        PageChange::Split(seen, staying) => split(&request, seen, *staying, progress),
        PageChange::Merge(documents) => excerpt::merge(&request, documents, progress),
    }
}

fn document_of<'a>(
    request: &export::ExportRequest<'a>,
    id: DocumentId,
) -> Result<&'a Document, ExcerptError> {
    request.pack.document(id).ok_or(ExcerptError::NoSource)
}

/// Lets a document show other pages.
fn choose(
    request: &export::ExportRequest<'_>,
    (seen, wanted, on): (&Seen, &[Cell], &BTreeSet<Key>),
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let document = document_of(request, seen.document)?;
    let now = look_again(request, document, &progress.stretch(0, 20))?;
    let begins = |page: u32| {
        let flow = now.flow.as_ref();
        flow.is_none_or(|flow| flow.begins.contains(&page))
    };
    // A page in the midst of a long paragraph shows what began before it.
    let begun = seen.shown.iter().copied();
    let begun: Vec<ShownPage> = begun.filter(|shown| begins(shown.page)).collect();
    let wanted = wanted.iter().copied();
    let wanted: Vec<Cell> = wanted.filter(|cell| begins(cell.page)).collect();
    let on = on.iter().copied().filter(|(page, _)| begins(*page));
    let on: BTreeSet<Key> = on.collect();
    let title = || document.title.clone();
    let pages = rebased(&begun, &wanted, &on, &now.shown);
    let pages = pages.ok_or_else(|| ExcerptError::ShowsOthers { title: title() })?;
    let pages = PageSelection::new(pages);
    let pages = pages.ok_or_else(|| ExcerptError::NothingLeft { title: title() })?;
    let progress = progress.stretch(20, 100);
    excerpt::choose(request, seen.document, &pages, &progress)
}

/// Splits a document before the page that was seen behind so many others.
fn split(
    request: &export::ExportRequest<'_>,
    seen: &Seen,
    staying: usize,
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let document = document_of(request, seen.document)?;
    let now = look_again(request, document, &progress.stretch(0, 20))?;
    let cells = |shown: &[ShownPage]| lay_out(0, shown, &[], &BTreeMap::new());
    let second = cells(&seen.shown).get(staying).map(|cell| cell.key());
    let place = match &now.flow {
        Some(flow) => second.and_then(|(page, _)| Some(flow.to.get(&page)?.place)),
        None => second.and_then(|key| places_by_key(&cells(&now.shown)).get(&key).copied()),
    };
    let place = place.ok_or_else(|| ExcerptError::ShowsOthers {
        title: document.title.clone(),
    })?;
    excerpt::split(request, seen.document, place, &progress.stretch(20, 100))
}

/// A change to flowing text. Blocks say the same wherever they stand, so what began on the pages
/// that were seen is looked up among what the document shows now.
fn flow(
    request: &export::ExportRequest<'_>,
    seen: &FlowPages,
    act: FlowAct,
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let document = document_of(request, seen.document)?;
    let then = export::ExportRequest {
        pack: &seen.pack,
        ..*request
    };
    let before = document_of(&then, seen.document)?;
    let others = || ExcerptError::ShowsOthers {
        title: document.title.clone(),
    };
    if part_of_source(before) != part_of_source(document) {
        return Err(others());
    }
    let begun = excerpt::blocks_on_pages(&then, seen.document, &progress.stretch(0, 20))?;
    let numbered = (1..).zip(begun.unwrap_or_default());
    let chosen: BTreeSet<u32> = numbered
        .filter(|(page, _)| seen.pages.contains(page))
        .flat_map(|(_, blocks)| blocks)
        .collect();
    let Some(first) = chosen.first() else {
        let title = document.title.clone();
        return Err(ExcerptError::NothingBegins { title });
    };
    let progress = progress.stretch(20, 100);
    if let FlowAct::Excerpt(at) = act {
        let new = excerpt::excerpt_of_blocks(request, document.id, &chosen, &progress)?;
        return Ok(added(request, document.id, new, at));
    }
    let pieces = export::pieces_without_words(request, document, &progress.stretch(0, 20))?;
    let pieces = pieces.map_or_else(Vec::new, |shown| shown.pieces);
    let progress = progress.stretch(20, 100);
    let now: BTreeSet<u32> = pieces.iter().map(|piece| piece.source).collect();
    let shown: BTreeSet<u32> = match act {
        FlowAct::Split => {
            let place = pieces.iter().position(|piece| piece.source == *first);
            return excerpt::split(request, document.id, place.ok_or_else(others)?, &progress);
        }
        FlowAct::OnlyThese => now.intersection(&chosen).copied().collect(),
        _ => now.difference(&chosen).copied().collect(),
    };
    if !chosen.is_subset(&now) || shown == now {
        return Err(others());
    }
    excerpt::choose_blocks(request, document.id, &shown, &progress)
}

/// The source that blocks of a document are counted in, and the lines of it.
fn part_of_source(document: &Document) -> Option<(&SourceId, Option<(u32, u32)>)> {
    match &document.body {
        Body::Source { source, extent } => Some((source, extent.lines())),
        Body::Page(_) => None,
    }
}

/// A new document beside the one that it is of, or where it was put.
fn added(
    request: &export::ExportRequest<'_>,
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
