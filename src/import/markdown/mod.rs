//! Markdown: CommonMark with tables, task lists and footnotes.
//!
//! Text struck through is left with its marks as it stands, since a document without the stroke
//! would say the opposite of what was meant.

mod builder;
mod front_matter;
mod html;
mod reference;
#[cfg(test)]
mod tests;
mod wide;

use pulldown_cmark::{Options, Parser};

use self::builder::Builder;
use self::reference::Pictures;
use super::bounds::notice;
use super::facts::Facts;
use super::text::{indices, is_detail, readable};
use super::{Block, DecodedText, Flow, Omission, OmissionReason, Proposal, Text, dates};
use crate::pack::Extent;

pub use self::html::unescaped;

/// What import learns of a Markdown text.
pub struct MarkdownFacts {
    /// Its proposal; the title is empty where the text gives itself none.
    pub proposal: Proposal,
    /// The pictures it refers to: as in the text, and as a path within the text's folder.
    pub pictures: Vec<(String, String)>,
    /// What the person should know.
    pub warnings: Vec<String>,
}

/// Reads what a Markdown text says about itself.
pub fn facts(text: &DecodedText) -> MarkdownFacts {
    let reading = Reading::new(text, &Extent::Whole, &|_| None);
    let mut pictures = Vec::new();
    let mut warnings = Vec::new();
    for reference in reading.references {
        if pictures.iter().any(|(known, _)| *known == reference) {
            continue;
        }
        if let Some(path) = reference::relative_path(&reference) {
            pictures.push((reference, path));
        } else if reference::is_remote(&reference) {
            warnings.push(format!(
                "The picture at {reference} is on the web and is not fetched."
            ));
        } else {
            let shown = reference.chars().take(80).collect::<String>();
            warnings.push(format!(
                "The picture {shown} lies outside the text's folder and is not used."
            ));
        }
    }
    let title = reading.title.clone().unwrap_or_default();
    let summary = reading.flow.summary.iter().map(plain).collect::<Vec<_>>();
    let body = reading
        .flow
        .blocks
        .iter()
        .map(Block::plain_text)
        .collect::<Vec<_>>();
    let lines = body
        .iter()
        .flat_map(|text| text.lines())
        .collect::<Vec<_>>();
    let facts = Facts {
        letterhead: &[],
        title: &title,
        summary: &summary,
        body: &lines,
        item_lines: reading.flow.blocks.iter().map(item_count).sum(),
        quotes_somebody: false,
    };
    let stated_date = reading.date.as_deref().and_then(stated_date);
    let proposal = Proposal {
        extent: Extent::Whole,
        kind: facts.kind(),
        date: stated_date.or_else(|| facts.date()),
        publisher: reading
            .publisher
            .clone()
            .unwrap_or_else(|| facts.publisher()),
        title: title.clone(),
        omissions: reading.omissions,
        comments: Vec::new(),
        marking: crate::pack::Marking::default(),
        reference: String::new(),
    };
    MarkdownFacts {
        proposal,
        pictures,
        warnings,
    }
}

/// The content of the part of a Markdown text that `extent` shows.
pub fn flow(text: &DecodedText, extent: &Extent, pictures: Pictures<'_>) -> Flow {
    Reading::new(text, extent, pictures).flow
}

struct Reading {
    title: Option<String>,
    date: Option<String>,
    publisher: Option<String>,
    flow: Flow,
    references: Vec<String>,
    omissions: Vec<Omission>,
}

impl Reading {
    fn new(text: &DecodedText, extent: &Extent, pictures: Pictures<'_>) -> Self {
        let (first, last) = indices(extent, text.lines.len().saturating_sub(1));
        let lines = text.lines.get(first..=last).unwrap_or_default();
        let front = if first == 0 {
            front_matter::read(lines)
        } else {
            front_matter::FrontMatter::default()
        };
        let own = lines.get(front.lines..).unwrap_or_default();
        let read = readable(own);
        let mut is_cut = read.len() < own.len();
        let source = read.join("\n").replace('\u{c}', "");

        let mut builder = Builder::new(pictures);
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_STRIKETHROUGH;
        let mut heading_at = None;
        for (event, range) in Parser::new_ext(&source, options).into_offset_iter() {
            if heading_at.is_none()
                && matches!(
                    event,
                    pulldown_cmark::Event::Start(pulldown_cmark::Tag::Heading { .. })
                )
            {
                heading_at = Some(range.start);
            }
            builder.event(event);
            if builder.allowance.is_spent() {
                is_cut = true;
                break;
            }
        }
        let references = std::mem::take(&mut builder.references);
        let mut blocks = builder.finish();

        let mut omissions = front.omissions;
        let heading = take_title(&mut blocks, front.title.as_deref());
        if let (Some(heading), Some(_), Some(at)) = (&heading, &front.title, heading_at) {
            let before = source.get(..at).unwrap_or_default().matches('\n').count();
            omissions.push(Omission {
                line: u32::try_from(first + front.lines + before + 1).unwrap_or(u32::MAX),
                text: heading.clone(),
                reason: OmissionReason::RepeatedTitle,
            });
        }
        raise_headings(&mut blocks);
        if is_cut {
            blocks.push(notice());
        }
        let has_title = heading.is_some() || front.title.is_some();
        Self {
            flow: Flow {
                summary: if has_title {
                    take_details(&mut blocks)
                } else {
                    Vec::new()
                },
                blocks,
                ..Flow::default()
            },
            title: front.title.or(heading),
            date: front.date,
            publisher: front.publisher,
            references,
            omissions,
        }
    }
}

/// Takes the heading that opens the text as its title, unless the front matter gives another.
fn take_title(blocks: &mut Vec<Block>, stated: Option<&str>) -> Option<String> {
    let is_before_title = |block: &Block| matches!(block, Block::Figure { .. } | Block::Rule);
    let at = blocks.iter().position(|block| !is_before_title(block))?;
    let Block::Heading { level: 1, text } = blocks.get(at)? else {
        return None;
    };
    let title = plain(text).replace('\n', " ");
    if stated.is_some_and(|stated| stated != title) || title.trim().is_empty() {
        return None;
    }
    blocks.remove(at);
    Some(title)
}

/// Takes the lines under the title that tell of the speaker, date or publisher.
fn take_details(blocks: &mut Vec<Block>) -> Vec<Text> {
    let is_detail_block =
        |block: &Block| matches!(block, Block::Paragraph(text) if is_detail(&plain(text)));
    let count = blocks
        .iter()
        .take(4)
        .take_while(|block| is_detail_block(block))
        .count();
    blocks
        .drain(..count)
        .filter_map(|block| match block {
            Block::Paragraph(text) => Some(text),
            _ => None,
        })
        .collect()
}

/// Raises the headings so that the highest is of level 1, the first below the document's title.
fn raise_headings(blocks: &mut [Block]) {
    fn each(blocks: &mut [Block], apply: &mut impl FnMut(&mut u8)) {
        for block in blocks {
            match block {
                Block::Heading { level, .. } => apply(level),
                Block::Quotation(inner) => each(inner, apply),
                Block::List { items, .. } => items.iter_mut().for_each(|item| each(item, apply)),
                _ => {}
            }
        }
    }
    let mut highest = u8::MAX;
    each(blocks, &mut |level| highest = highest.min(*level));
    each(blocks, &mut |level| *level -= highest.saturating_sub(1));
}

fn plain(text: &Text) -> String {
    text.iter().map(|span| span.text.as_str()).collect()
}

fn item_count(block: &Block) -> usize {
    match block {
        Block::List { items, .. } => items.len(),
        _ => 0,
    }
}

/// The date in front matter, which may carry a time: "2019-07-30T10:00:00Z".
fn stated_date(text: &str) -> Option<jiff::civil::Date> {
    let day = text.split(['T', ' ']).next().and_then(dates::find);
    day.or_else(|| dates::find(text)).map(|found| found.date)
}
