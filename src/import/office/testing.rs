//! What the tests of readers share: blocks as lines that are easy to compare.

use crate::import::{Align, Block, ParagraphPlace, Text};

pub fn words(text: &Text) -> String {
    text.iter().map(|span| span.text.as_str()).collect()
}

/// Blocks as lines that show what each is, for tests to compare.
pub fn sketch(blocks: &[Block]) -> Vec<String> {
    blocks.iter().map(sketch_one).collect()
}

fn sketch_one(block: &Block) -> String {
    let cells = |row: &Vec<Text>| row.iter().map(words).collect::<Vec<_>>().join("|");
    match block {
        Block::Heading { level, text } => format!("h{level} {}", words(text)),
        Block::Paragraph(text) => words(text),
        Block::Placed { place, text } => format!("{}{}", sign_of(place), words(text)),
        Block::List { start, items } => {
            let start = start.map_or_else(|| "*".to_owned(), |start| start.to_string());
            let items: Vec<String> = items.iter().map(|item| sketch(item).join(" + ")).collect();
            format!("{start}[{}]", items.join(", "))
        }
        Block::Quotation(blocks) => format!("> {}", sketch(blocks).join(" + ")),
        Block::Table(table) => {
            let (head, rows) = table.texts();
            let rows: Vec<String> = rows.iter().map(cells).collect();
            format!("table {} / {}", cells(&head), rows.join(" / "))
        }
        Block::Figure { picture, caption } => match picture {
            Ok(picture) => format!("picture {} {}", picture.alt, words(caption)),
            Err(reason) => format!("no picture: {reason}"),
        },
        Block::Preformatted(text) => format!("pre {text}"),
        Block::Rule => "---".to_owned(),
    }
}

/// Where a paragraph stands: "<>" for the middle, ">>" for the end, or how far its first line and
/// the others are set in, in points.
fn sign_of(place: &ParagraphPlace) -> String {
    match place.align {
        Align::Centre => "<>".to_owned(),
        Align::End => ">>".to_owned(),
        Align::Start => format!("{}+{}:", place.indent_pt, place.hanging_pt),
    }
}
