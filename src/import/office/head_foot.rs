//! The head and foot of pages, as they stand once in flowing text.

use super::super::{Block, Span, Text};
use super::page_numbers::{PAGE_NUMBER, without_page_numbers};

/// What stands above and below the text of pages.
#[derive(Debug, Default)]
pub struct HeadFoot {
    /// What stands at the top of the text, and at its end.
    pub head: Vec<Block>,
    pub foot: Vec<Block>,
    /// The words of all heads and feet, a line for each paragraph: a marking may stand there.
    pub running: String,
}

impl HeadFoot {
    /// Adds what a head or foot says that no other said before.
    pub fn add(&mut self, blocks: Vec<Block>, is_head: bool) {
        let known = if is_head {
            &mut self.head
        } else {
            &mut self.foot
        };
        for block in blocks.into_iter().filter_map(without_numbers) {
            if !known.contains(&block) {
                known.push(block);
            }
        }
    }
}

/// A block without page numbers; `None` if nothing is left of it.
fn without_numbers(block: Block) -> Option<Block> {
    Some(match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => Block::Paragraph(words(text)?),
        Block::Placed { place, text } => Block::Placed {
            place,
            text: words(text)?,
        },
        Block::Quotation(blocks) => {
            let blocks: Vec<Block> = blocks.into_iter().filter_map(without_numbers).collect();
            (!blocks.is_empty()).then_some(Block::Quotation(blocks))?
        }
        Block::List { start, items } => {
            let items = items.into_iter().map(all_without_numbers);
            let items: Vec<Vec<Block>> = items.filter(|item| !item.is_empty()).collect();
            (!items.is_empty()).then_some(Block::List { start, items })?
        }
        Block::Table(mut table) => {
            for cell in table.rows.iter_mut().flatten() {
                cell.blocks = all_without_numbers(std::mem::take(&mut cell.blocks));
            }
            let is_something = table.cells().any(|cell| !cell.blocks.is_empty());
            is_something.then_some(Block::Table(table))?
        }
        // A line that parts it from the text says nothing.
        Block::Rule => return None,
        block => block,
    })
}

fn all_without_numbers(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().filter_map(without_numbers).collect()
}

fn words(text: Text) -> Option<Text> {
    let words: String = text.iter().map(|span| span.text.as_str()).collect();
    let says_something = |words: &str| words.chars().any(char::is_alphanumeric);
    if !words.contains(PAGE_NUMBER) {
        return says_something(&words).then_some(text);
    }
    // What stands at a tab of its own stands by itself.
    let columns: Vec<String> = words
        .split('\t')
        .map(|column| {
            let lines = column.split('\n').map(without_page_numbers);
            let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
            lines.join("\n")
        })
        .collect();
    let words = columns.join("\t");
    let style = text.into_iter().next().unwrap_or_default();
    says_something(&words).then(|| {
        vec![Span {
            text: words.trim_end().to_owned(),
            ..style
        }]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_is_said_once_and_page_numbers_are_not() {
        let line = |words: &str| Block::Paragraph(vec![Span::plain(words)]);
        let mut made = HeadFoot::default();
        made.add(vec![line("Ministry"), Block::Rule, line(" ")], true);
        made.add(vec![line("Ministry"), line("Reference 7")], true);
        made.add(
            vec![line("In confidence\tPage \u{fffc}"), line("\u{fffc}")],
            false,
        );
        assert_eq!(made.head, [line("Ministry"), line("Reference 7")]);
        assert_eq!(made.foot, [line("In confidence")]);
    }
}
