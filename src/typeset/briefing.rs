//! Briefing pages: written in Briefpack, with notes from all over the pack.

use serde::Serialize;

use super::block::blocks;
use super::column::Column;
use super::contents::contents_list;
use super::document::{append_body, head_strips};
use super::entry::{NoteEntry, spoken};
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

/// Sets a briefing page, which may run over pages. The count of pages does not depend on the page
/// numbers of generated parts.
pub fn briefing_page(head: &Head<'_>, page_blocks: &[PageBlock], style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let mut strips = head_strips(&mut setter, head, &[], &frame);
    let mut body: Vec<Strip> = Vec::new();
    let mut before: Option<&PageBlock> = None;
    for block in page_blocks {
        let mut part = part(&mut setter, block, &frame);
        let Some(first) = part.first_mut() else {
            continue;
        };
        if let Some(before) = before {
            if heads(before) {
                first.keep = true;
                first.space = BELOW_HEADING_PT;
            } else if is_heading(block) || !matches!(before, PageBlock::Text(_)) {
                first.space = first.space.max(BELOW_PART_PT);
            }
        }
        body.append(&mut part);
        before = Some(block);
    }
    append_body(&mut strips, body);
    setter.finish(paginate(strips, &frame))
}

fn part(setter: &mut Typesetter, block: &PageBlock, frame: &Frame) -> Vec<Strip> {
    let column = Column::of(frame);
    let mut part = match block {
        PageBlock::Text(text) => {
            setter.is_content = true;
            let part = blocks(setter, text, column, None);
            setter.is_content = false;
            return part;
        }
        PageBlock::Heading(text) => {
            let text = vec![Span::plain(text.clone())];
            return blocks(setter, &[Block::Heading { level: 2, text }], column, None);
        }
        PageBlock::Entries(entries) => self::entries(setter, entries, column.width),
        PageBlock::Agenda(entries) => contents_list(setter, entries, frame.width()),
    };
    if let Some(first) = part.first_mut() {
        first.space = ABOVE_PART_PT;
    }
    part
}

fn entries(setter: &mut Typesetter, entries: &[NoteEntry], width: f32) -> Vec<Strip> {
    let mut all = Vec::new();
    for entry in entries {
        let mut set = spoken(setter, entry, width);
        if let Some(first) = set.first_mut() {
            first.space = ENTRY_SPACE_PT;
            first.keep = false;
        }
        all.append(&mut set);
    }
    all
}

/// Whether a piece announces what follows it, so that the two must not be parted.
fn heads(block: &PageBlock) -> bool {
    match block {
        PageBlock::Heading(_) => true,
        PageBlock::Text(text) => match text.last() {
            Some(Block::Heading { .. }) => true,
            Some(Block::Paragraph(text)) => is_bold(text),
            _ => false,
        },
        PageBlock::Entries(_) | PageBlock::Agenda(_) => false,
    }
}

/// Whether a piece is nothing but the heading of what follows it.
fn is_heading(block: &PageBlock) -> bool {
    heads(block) && !matches!(block, PageBlock::Text(text) if text.len() > 1)
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
