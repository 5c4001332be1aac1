//! Briefing pages: written in Briefpack, with notes from all over the pack.

use std::sync::Arc;

use serde::Serialize;

use super::block::blocks;
use super::column::Column;
use super::contents::contents_list;
use super::document::{append_body, head_strips};
use super::entry::{NoteEntry, spoken};
use super::measured::{CountedPages, MeasuredEntry};
use super::paginate::paginate;
use super::strip::{Frame, Strip};
use super::style::Style;
use super::text::Typesetter;
use super::{ContentsEntry, Head, Typeset};
use crate::import::{Block, Span, Text};

/// The space above generated parts; between their entries; and above a heading or text after them.
const ABOVE_PART_PT: f32 = 12.0;
const ENTRY_SPACE_PT: f32 = 18.0;
const BELOW_PART_PT: f32 = 22.0;
/// The space between a heading and the part below it.
const BELOW_HEADING_PT: f32 = 8.0;

/// A piece of a briefing page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum PageBlock {
    /// Text that was written on the page; the only one that is its own content.
    Text(Vec<Block>),
    /// The heading of a generated part.
    Heading(String),
    /// Notes, each with its quotation and where it stands.
    Entries(Vec<NoteEntry>),
    /// What is in the pack, with pages.
    Agenda(Vec<ContentsEntry>),
}

/// A piece of a briefing page of which only the pages are counted.
#[derive(Debug, Clone, PartialEq)]
pub enum MeasuredBlock {
    /// Any but notes.
    Set(PageBlock),
    /// Notes that were measured.
    Entries(Vec<Arc<MeasuredEntry>>),
}

/// Sets a briefing page, which may run over pages.
pub fn briefing_page(head: &Head<'_>, page_blocks: &[PageBlock], style: &Style) -> Typeset {
    page(head, page_blocks.iter().map(Piece::Set), style)
}

/// How many pages [`briefing_page`] makes of pieces that were measured as far as they are notes.
pub fn count_briefing_page(
    head: &Head<'_>,
    page_blocks: &[MeasuredBlock],
    style: &Style,
) -> CountedPages {
    let blocks = page_blocks.iter().map(|block| match block {
        MeasuredBlock::Set(block) => Piece::Set(block),
        MeasuredBlock::Entries(entries) => Piece::Measured(entries),
    });
    let set = page(head, blocks, style);
    let entries = page_blocks.iter().filter_map(|block| match block {
        MeasuredBlock::Entries(entries) => Some(entries),
        MeasuredBlock::Set(_) => None,
    });
    CountedPages::with_entries(set, entries.flatten())
}

/// A piece of a briefing page, to be set or only counted.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Set(&'a PageBlock),
    Measured(&'a [Arc<MeasuredEntry>]),
}

fn page<'a>(head: &Head<'_>, pieces: impl Iterator<Item = Piece<'a>>, style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let mut strips = head_strips(&mut setter, head, &[], &frame);
    let mut body: Vec<Strip> = Vec::new();
    let mut before: Option<Piece<'_>> = None;
    for piece in pieces {
        let mut part = part(&mut setter, piece, &frame);
        let Some(first) = part.first_mut() else {
            continue;
        };
        if let Some(before) = before {
            if heads(before) {
                first.keep = true;
                first.space = BELOW_HEADING_PT;
            } else if is_heading(piece) || !matches!(before, Piece::Set(PageBlock::Text(_))) {
                first.space = first.space.max(BELOW_PART_PT);
            }
        }
        body.append(&mut part);
        before = Some(piece);
    }
    append_body(&mut strips, body);
    setter.finish(paginate(strips, &frame))
}

fn part(setter: &mut Typesetter, piece: Piece<'_>, frame: &Frame) -> Vec<Strip> {
    let column = Column::of(frame);
    let mut part = match piece {
        Piece::Set(PageBlock::Text(text)) => {
            setter.is_content = true;
            let part = blocks(setter, text, column, None);
            setter.is_content = false;
            return part;
        }
        Piece::Set(PageBlock::Heading(text)) => {
            let text = vec![Span::plain(text.clone())];
            return blocks(setter, &[Block::Heading { level: 2, text }], column, None);
        }
        Piece::Set(PageBlock::Agenda(entries)) => contents_list(setter, entries, frame.width()),
        Piece::Set(PageBlock::Entries(entries)) => {
            let set = |entry| spoken(setter, entry, column.width);
            below_each_other(entries.iter().map(set))
        }
        Piece::Measured(entries) => below_each_other(entries.iter().map(|entry| entry.strips())),
    };
    if let Some(first) = part.first_mut() {
        first.space = ABOVE_PART_PT;
    }
    part
}

fn below_each_other(entries: impl Iterator<Item = Vec<Strip>>) -> Vec<Strip> {
    let mut all = Vec::new();
    for mut entry in entries {
        if let Some(first) = entry.first_mut() {
            first.space = ENTRY_SPACE_PT;
            first.keep = false;
        }
        all.append(&mut entry);
    }
    all
}

/// Whether a piece announces what follows it, so that the two must not be parted.
fn heads(piece: Piece<'_>) -> bool {
    match piece {
        Piece::Set(PageBlock::Heading(_)) => true,
        Piece::Set(PageBlock::Text(text)) => match text.last() {
            Some(Block::Heading { .. }) => true,
            Some(Block::Paragraph(text)) => is_bold(text),
            _ => false,
        },
        Piece::Set(PageBlock::Entries(_) | PageBlock::Agenda(_)) | Piece::Measured(_) => false,
    }
}

/// Whether a piece is nothing but the heading of what follows it.
fn is_heading(piece: Piece<'_>) -> bool {
    heads(piece) && !matches!(piece, Piece::Set(PageBlock::Text(text)) if text.len() > 1)
}

fn is_bold(text: &Text) -> bool {
    text.iter()
        .all(|span| span.bold || span.text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Destination, markdown_light};
    use crate::typeset::entry::Citation;
    use crate::typeset::page::LinkTarget;
    use crate::typeset::testing::{PROSE, lines, words};
    use crate::typeset::text_layer;

    fn entry(body: &str, quote: &str, page: Option<u32>) -> NoteEntry {
        NoteEntry {
            body: markdown_light(body),
            quote: quote.to_owned(),
            citation: Some(Citation {
                title: "Statement on Syria".to_owned(),
                page,
            }),
            ..NoteEntry::default()
        }
    }

    fn set(blocks: &[PageBlock]) -> Typeset {
        let head = Head {
            number: "1",
            title: "Lines to take",
            ..Head::default()
        };
        briefing_page(&head, blocks, &Style::default())
    }

    #[test]
    fn a_note_comes_before_its_quotation_and_a_quotation_can_stand_alone() {
        let mut labelled = entry("Say so.", "", None);
        labelled.label = "Line to take · JS".to_owned();
        labelled.is_private = true;
        let page = set(&[
            PageBlock::Text(markdown_light("Written by hand.")),
            PageBlock::Heading("Lines".to_owned()),
            PageBlock::Entries(vec![
                entry("We want **talks**.", "must be kept open", Some(12)),
                entry("", "respected by all", Some(3)),
                labelled,
            ]),
        ]);
        assert_eq!(
            words(&page),
            "1 Lines to take Written by hand. Lines We want talks. “must be kept open” \
             Statement on Syria, page 12 “respected by all” Statement on Syria, page 3 Say so. \
             Statement on Syria, not in this copy · Line to take · JS · private"
        );
        let targets = page.pages[0].links.iter().map(|link| &link.target);
        assert!(targets.eq([&LinkTarget::Page(12), &LinkTarget::Page(3)]));
        assert_eq!(text_layer(&page).content(), "Written by hand.");
    }

    #[test]
    fn citations_in_text_and_the_agenda_lead_to_pages() {
        let mut cited = Span::plain("Agenda, page 7");
        cited.link = Some(Destination::Page(7));
        let page = set(&[
            PageBlock::Text(vec![Block::Paragraph(vec![Span::plain("See "), cited])]),
            PageBlock::Agenda(vec![ContentsEntry {
                number: "1.1".to_owned(),
                title: "Paper".to_owned(),
                page: 9,
                ..ContentsEntry::default()
            }]),
        ]);
        let targets = page.pages[0].links.iter().map(|link| &link.target);
        assert!(targets.eq([&LinkTarget::Page(7), &LinkTarget::Page(9)]));
    }

    #[test]
    fn no_heading_stands_at_the_foot_and_no_short_entry_is_cut() {
        for before in 0..45 {
            for heading in ["# Heading", "**Heading**"] {
                let page = set(&[
                    PageBlock::Text(markdown_light(&"line\n".repeat(before))),
                    PageBlock::Text(markdown_light(heading)),
                    PageBlock::Entries(vec![
                        entry(PROSE, "respected by all", Some(1)),
                        entry(PROSE, "respected by all", Some(2)),
                    ]),
                ]);
                let pages: Vec<_> = page.pages.iter().map(lines).collect();
                let on = |words: &str| {
                    pages
                        .iter()
                        .position(|page| page.iter().any(|line| line.contains(words)))
                };
                assert_eq!(on("Heading"), on("page 1"), "after {before} lines");
                let last = pages[on("page 2").unwrap()].clone();
                let at = last
                    .iter()
                    .position(|line| line.ends_with("page 2"))
                    .unwrap();
                assert!(at >= 6 && last[at - 6].starts_with("The Prime"), "{last:?}");
            }
        }
    }

    #[test]
    fn an_empty_page_has_its_title() {
        assert_eq!(words(&set(&[])), "1 Lines to take");
        assert_eq!(
            words(&set(&[PageBlock::Text(Vec::new())])),
            "1 Lines to take"
        );
    }
}
