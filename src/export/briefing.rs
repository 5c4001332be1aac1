//! Briefing pages: written parts and what is gathered from the pack.

use std::sync::Arc;

use super::known::PagesOf;
use super::notes::{self, Cited, Printing, Telling};
use super::part::Part;
use super::part_key::PartKey;
use super::plan::{Place, Plan};
use super::report::Finding;
use super::{ExportError, ExportRequest, front};
use crate::import::{Block, Destination, Span, Text, markdown_light};
use crate::pack::{
    self, Anchoring, AnnotationId, BriefingPage, Document, Gather, Gathered, GroupHeading,
    Grouping, ItemNumber, PagePart,
};
use crate::progress::{Cancelled, Progress};
use crate::typeset::{self, CountedPages, Head, MeasuredBlock, PageBlock, Style, Typeset};

/// A briefing page with the page numbers of a plan, ready to be set.
pub(super) struct Written<'a> {
    request: &'a ExportRequest<'a>,
    document: &'a Document,
    style: &'a Style,
    number: String,
    source_line: String,
    blocks: Vec<PageBlock>,
}

impl<'a> Written<'a> {
    pub fn new(
        request: &'a ExportRequest<'a>,
        (number, document, page): (ItemNumber, &'a Document, &BriefingPage),
        plan: &Plan,
        style: &'a Style,
    ) -> Self {
        Self {
            request,
            document,
            style,
            number: number.to_string(),
            source_line: document.source_line(),
            blocks: blocks(request, page, plan),
        }
    }

    fn head(&self) -> Head<'_> {
        Head {
            number: &self.number,
            title: &self.document.title,
            source_line: &self.source_line,
            notes: &[],
        }
    }

    fn key(&self) -> PartKey {
        PartKey::of(&("briefing page", self.head(), &self.blocks, self.style))
    }

    fn set(&self) -> Typeset {
        typeset::briefing_page(&self.head(), &self.blocks, self.style)
    }

    pub fn part(&self) -> Result<Arc<Part>, ExportError> {
        let (title, language) = (&self.document.title, &self.style.language);
        let make = || Ok(Part::own(&self.set(), title, language)?);
        self.request.cache.part(self.key(), make)
    }
}

/// How many pages a briefing page takes with the page numbers of a plan.
pub(super) fn count(
    request: &ExportRequest<'_>,
    printing: &Printing<'_>,
    (number, document, page): (ItemNumber, &Document, &BriefingPage),
    (plan, style): (&Plan, &Style),
    progress: &Progress,
) -> Result<CountedPages, Cancelled> {
    // The agenda breaks alike whatever page numbers it names.
    let pieces = pieces(request, page, (plan, &Plan::default()));
    let mut known = request.cache.known();
    let blocks = pieces.into_iter().map(|piece| match piece {
        Piece::Block(block) => Ok(MeasuredBlock::Set(block)),
        Piece::Notes(notes, telling) => {
            let notes: Vec<_> = notes.into_iter().map(|on| (on, telling)).collect();
            let notes = known.notes(printing, &notes, style, progress)?;
            Ok(MeasuredBlock::Entries(notes))
        }
    });
    let of = PagesOf::Briefing {
        number: number.to_string(),
        title: document.title.clone(),
        source_line: document.source_line(),
        blocks: blocks.collect::<Result<_, Cancelled>>()?,
        style: style.clone(),
    };
    Ok(known.pages(Place::Document(document.id), of))
}

/// What stands on a briefing page.
enum Piece<'a> {
    Block(PageBlock),
    Notes(Vec<Gathered<'a>>, Telling),
}

fn blocks(request: &ExportRequest<'_>, page: &BriefingPage, plan: &Plan) -> Vec<PageBlock> {
    let printing = Printing::new(request.pack, request.copy, plan);
    let pieces = pieces(request, page, (plan, plan)).into_iter();
    let blocks = pieces.map(|piece| match piece {
        Piece::Block(block) => block,
        Piece::Notes(notes, telling) => {
            let entries = notes.into_iter().map(|on| printing.entry(on, telling));
            PageBlock::Entries(entries.collect())
        }
    });
    blocks.collect()
}

/// What stands on a briefing page, with the page numbers of one plan in its texts and of one in its
/// agenda.
fn pieces<'a>(
    request: &ExportRequest<'a>,
    page: &BriefingPage,
    (plan, agenda_plan): (&Plan, &Plan),
) -> Vec<Piece<'a>> {
    let (pack, copy) = (request.pack, request.copy);
    let mut pieces = Vec::new();
    // What stands between two written texts.
    for parts in page.parts.chunk_by(|_, next| !is_text(next)) {
        let mut written = None;
        let mut generated = Vec::new();
        for part in parts {
            match part {
                PagePart::Text(text) => written = Some(notes::body(pack, copy, plan, text)),
                PagePart::Objectives => {
                    generated.extend(objectives(&pack.meeting.objectives).map(Piece::Block));
                }
                PagePart::Agenda => {
                    let agenda = front::papers(pack, copy, agenda_plan);
                    if !agenda.is_empty() {
                        generated.push(Piece::Block(PageBlock::Agenda(agenda)));
                    }
                }
                PagePart::Notes(gather) => gathered(request, gather, &mut generated),
            }
        }
        if let Some(text) = &mut written
            && generated.is_empty()
            && parts.len() > 1
        {
            // The heading of what is not there is not there either.
            text.pop_if(|last| matches!(last, Block::Heading { .. }));
        }
        let written = written.filter(|text| !text.is_empty());
        pieces.extend(written.map(|text| Piece::Block(PageBlock::Text(text))));
        pieces.append(&mut generated);
    }
    pieces
}

fn is_text(part: &PagePart) -> bool {
    matches!(part, PagePart::Text(_))
}

/// The objectives as a list; nothing where none are set. What is empty is told where the page is
/// written, not to those who read it.
fn objectives(objectives: &[String]) -> Option<PageBlock> {
    let items: Vec<Vec<Block>> = objectives
        .iter()
        .map(|objective| objective.trim())
        .filter(|objective| !objective.is_empty())
        .map(|objective| vec![Block::Paragraph(vec![Span::plain(objective)])])
        .collect();
    (!items.is_empty()).then(|| PageBlock::Text(vec![Block::List { start: None, items }]))
}

fn gathered<'a>(request: &ExportRequest<'a>, gather: &Gather, pieces: &mut Vec<Piece<'a>>) {
    let ExportRequest { pack, copy, .. } = *request;
    // Where all notes are of one kind, the title or heading has said so.
    let telling = if gather.kinds.len() == 1 || gather.grouping == Grouping::ByKind {
        Telling::DocumentOnly
    } else {
        Telling::Document
    };
    let mut found = pack::gather(pack, gather);
    found.retain(|(document, annotation)| copy.shows_annotation(document, annotation));
    for group in pack::groups(&found, gather.grouping) {
        if group.heading != GroupHeading::None {
            let heading = group.heading.title().to_owned();
            pieces.push(Piece::Block(PageBlock::Heading(heading)));
        }
        pieces.push(Piece::Notes(group.notes, telling));
    }
}

/// Citations that lead nowhere.
pub(super) fn findings(
    request: &ExportRequest<'_>,
    document: &Document,
    page: &BriefingPage,
    plan: &Plan,
) -> Option<Finding> {
    let texts = page.parts.iter().filter_map(|part| match part {
        PagePart::Text(text) => Some(markdown_light(text)),
        _ => None,
    });
    let mut ids = Vec::new();
    for blocks in texts {
        blocks.iter().for_each(|block| citations(block, &mut ids));
    }
    ids.dedup();
    let is_gone = |id: &u64| {
        let cited = notes::cited(request.pack, request.copy, plan, *id);
        matches!(cited, Cited::Gone | Cited::Lost)
    };
    let is_unsure = |id: &u64| {
        let annotation = request.pack.annotation(AnnotationId(*id));
        annotation.is_some_and(|(_, one)| one.anchoring == Anchoring::Check)
    };
    let gone = ids.iter().filter(|id| is_gone(id)).count();
    let unsure = ids.iter().filter(|id| is_unsure(id)).count();
    let what = match (gone, unsure) {
        (0, 0) => return None,
        (0, _) => format!("{unsure} of its citations are of words that have changed; check them."),
        (1, _) => "1 citation is to something that is no longer there.".to_owned(),
        (many, _) => format!("{many} citations are to something that is no longer there."),
    };
    Some(Finding::of_document(document, &what))
}

fn citations(block: &Block, ids: &mut Vec<u64>) {
    let of_text = |text: &Text, ids: &mut Vec<u64>| {
        ids.extend(text.iter().filter_map(|span| match span.link {
            Some(Destination::Cited(id)) => Some(id),
            _ => None,
        }));
    };
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Placed { text, .. } => {
            of_text(text, ids);
        }
        Block::List { items, .. } => items
            .iter()
            .flatten()
            .for_each(|block| citations(block, ids)),
        Block::Quotation(blocks) => blocks.iter().for_each(|block| citations(block, ids)),
        Block::Table { .. } | Block::Figure { .. } | Block::Preformatted(_) | Block::Rule => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Copy, PartCache, Passwords};
    use crate::pack::Pack;
    use crate::store::SourceStore;

    #[test]
    fn parts_in_which_there_is_nothing_print_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let request = ExportRequest {
            pack: &Pack::new("P"),
            sources: &SourceStore::staged(folder.path(), None),
            passwords: &Passwords::default(),
            cache: &PartCache::default(),
            copy: Copy::default(),
        };
        let page = BriefingPage {
            parts: vec![PagePart::Objectives, PagePart::Notes(Gather::default())],
        };
        assert_eq!(blocks(&request, &page, &Plan::default()), []);
        // Nor does the heading above them; one above something else does.
        let text = |text: &str| PagePart::Text(text.to_owned());
        let notes = || PagePart::Notes(Gather::default());
        let page = BriefingPage {
            parts: vec![
                text("# Key points"),
                notes(),
                PagePart::Agenda,
                text("Read this.\n\n# Questions"),
                notes(),
                text("# Background"),
                text("As before."),
            ],
        };
        let printed = blocks(&request, &page, &Plan::default());
        let printed: Vec<_> = printed
            .iter()
            .map(|block| match block {
                PageBlock::Text(text) => text.len(),
                _ => 0,
            })
            .collect();
        assert_eq!(printed, [1, 1, 1], "{printed:?}");
        assert_eq!(objectives(&[" ".to_owned()]), None);
    }
}
