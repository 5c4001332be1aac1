//! Blocks as one text, for places that hold no blocks: headings, cells.

use crate::import::prose::plain;
use crate::import::{Block, Span, Text};

/// The words of blocks as one text, a line for each paragraph. Pictures go beside it.
pub fn flatten(blocks: Vec<Block>, mark: &str, text: &mut Text, figures: &mut Vec<Block>) {
    let mut mark = mark;
    for block in blocks {
        let spans = match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Placed { text, .. } => {
                text
            }
            Block::Preformatted(code) => vec![Span {
                text: code,
                code: true,
                ..Span::default()
            }],
            Block::Quotation(blocks) => {
                flatten(blocks, mark, text, figures);
                continue;
            }
            Block::List { start, items } => {
                for (number, item) in items.into_iter().enumerate() {
                    let mark = match start {
                        Some(start) => format!("{}. ", start.saturating_add(number as u64)),
                        None => "• ".to_owned(),
                    };
                    flatten(item, &mark, text, figures);
                }
                continue;
            }
            Block::Table { head, rows } => {
                for row in std::iter::once(head).chain(rows) {
                    let cells = row.iter().map(plain).filter(|cell| !cell.is_empty());
                    let line = cells.collect::<Vec<_>>().join(" · ");
                    flatten(
                        vec![Block::Paragraph(vec![Span::plain(line)])],
                        "",
                        text,
                        figures,
                    );
                }
                continue;
            }
            figure @ Block::Figure { .. } => {
                figures.push(figure);
                continue;
            }
            Block::Rule => continue,
        };
        if spans.iter().all(|span| span.text.is_empty()) {
            continue;
        }
        if !text.is_empty() {
            text.push(Span::plain("\n"));
        }
        if !mark.is_empty() {
            text.push(Span::plain(mark));
            mark = "";
        }
        text.extend(spans);
    }
}
