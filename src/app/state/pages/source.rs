//! Work beside the window: the pages of a source laid out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::app::state::export_work::ExportWork;
use crate::app::state::pages::flow::find_flow;
use crate::excerpt;
use crate::export::{self, Copy};
use crate::pack::{
    Body, Document, DocumentId, Extent, MediaClass, Pack, PageSelection, ShownPage, Turn,
};
use crate::pdf::inspect::PageInfo;
use crate::progress::Progress;

/// The pages of a document's source, and which of them the document shows.
#[derive(Debug, Clone)]
pub struct SourcePages {
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
    /// Of flowing text: the pages in the midst of a paragraph, on which nothing begins.
    pub continued: BTreeSet<u32>,
    /// How pages are turned that other documents of the same source show.
    pub turns: BTreeMap<u32, Turn>,
}

impl SourcePages {
    /// How many pages the source has.
    pub fn count(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }
}

/// What is asked of the export: private documents too have pages.
pub(super) fn with_everything(work: &ExportWork) -> export::ExportRequest<'_> {
    export::ExportRequest {
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
        return Err("A briefing page has no source file, so there are no pages to choose.".into());
    };
    let media = request.pack.sources.get(source).map(|source| source.media);
    let is_flow = media.is_some_and(|media| media.class() == MediaClass::Flow);
    let pack = excerpt::source_alone(request.pack, id).ok_or_else(gone)?;
    let whole = pack.documents().next().ok_or_else(gone)?;
    let alone = export::ExportRequest {
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
        continued: BTreeSet::new(),
        turns: turns_elsewhere(request.pack, document),
    };
    match extent {
        Extent::Pages(selection) => pages.shown = selection.pages().to_vec(),
        _ if is_flow => {
            let flow = find_flow((&alone, whole), (&request, document), progress)
                .map_err(|error| error.to_string())?;
            let all = 1..=pages.count();
            pages.shown = flow.shown(all.clone()).map(ShownPage::upright).collect();
            let continued = all.filter(|page| !flow.begins.contains(page));
            pages.continued = continued.collect();
            let to = flow.to.into_iter();
            pages.flows_to = to.map(|(page, first)| (page, first.page)).collect();
        }
        _ => {
            let all = PageSelection::all(pages.count());
            pages.shown = all.map_or_else(Vec::new, |all| all.pages().to_vec());
        }
    }
    Ok(pages)
}

/// How pages are turned in other documents of the same source.
fn turns_elsewhere(pack: &Pack, document: &Document) -> BTreeMap<u32, Turn> {
    let others = pack.documents().filter(|other| {
        other.id != document.id && other.source().is_some() && other.source() == document.source()
    });
    let shown = others.flat_map(|other| match &other.body {
        Body::Source {
            extent: Extent::Pages(pages),
            ..
        } => pages.pages(),
        _ => &[],
    });
    shown.map(|shown| (shown.page, shown.turn)).collect()
}
