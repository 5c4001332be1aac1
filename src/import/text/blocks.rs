//! From the pieces of a body to blocks: items become lists, words after "said:" quotations.

use super::piece::Piece;
use super::quotation::{introduces, speaks_on};
use crate::import::links::linked;
use crate::import::{Block, Table, Text};

/// Lists nest at most this deep; what is moved in further stays at this depth.
const LIST_DEPTH: usize = 6;

/// The blocks of a body. In a speech, only one paragraph after "said:" is a quotation: all of it
/// is in the first person, so that the end of the quoted words cannot be told.
pub fn blocks(pieces: Vec<Piece>, is_speech: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut pieces = pieces.into_iter().peekable();
    let mut quotation: Option<Vec<String>> = None;
    while let Some(piece) = pieces.next() {
        if let (Some(quoted), Piece::Paragraph { text, .. }) = (&mut quotation, &piece)
            && (quoted.is_empty() || !is_speech && speaks_on(quoted, text))
        {
            quoted.push(text.clone());
            continue;
        }
        close_quotation(&mut quotation, &mut blocks);
        match piece {
            Piece::Paragraph { text, .. } => {
                if introduces(&text) {
                    quotation = Some(Vec::new());
                }
                blocks.push(Block::Paragraph(linked(&text)));
            }
            Piece::Heading { level, text } => blocks.push(Block::Heading {
                level,
                text: linked(&text),
            }),
            Piece::Item { .. } => {
                let mut run = vec![piece];
                while let Some(next) = pieces.next_if(|next| belongs(&run, next)) {
                    run.push(next);
                }
                lists(&run, &mut blocks);
            }
            Piece::Table(rows) => blocks.push(table(&rows)),
            Piece::Preformatted(text) => blocks.push(Block::Preformatted(text)),
            Piece::Rule => {
                if !blocks.is_empty() && pieces.peek().is_some_and(|next| *next != Piece::Rule) {
                    blocks.push(Block::Rule);
                }
            }
        }
    }
    close_quotation(&mut quotation, &mut blocks);
    blocks
}

fn close_quotation(quotation: &mut Option<Vec<String>>, blocks: &mut Vec<Block>) {
    if let Some(quoted) = quotation.take()
        && !quoted.is_empty()
    {
        let paragraphs = quoted.iter().map(|text| Block::Paragraph(linked(text)));
        blocks.push(Block::Quotation(paragraphs.collect()));
    }
}

/// Whether a piece belongs to the list that the pieces before it began: a further item, or a
/// paragraph moved in further than the item it stands under.
fn belongs(run: &[Piece], next: &Piece) -> bool {
    match next {
        Piece::Item { .. } => true,
        Piece::Paragraph { indent, .. } => run
            .iter()
            .rev()
            .find_map(|piece| match piece {
                Piece::Item { indent: at, .. } => Some(indent > at),
                _ => None,
            })
            .unwrap_or(false),
        _ => false,
    }
}

/// A list that is being built.
struct OpenList {
    indent: usize,
    start: Option<u64>,
    items: Vec<Vec<Block>>,
}

impl OpenList {
    fn new(indent: usize, start: Option<u64>) -> Self {
        Self {
            indent,
            start,
            items: Vec::new(),
        }
    }

    /// Whether an item goes on this list: bullets after bullets, a number after the one before.
    fn takes(&self, number: Option<u64>) -> bool {
        match (self.start, number) {
            (None, None) => true,
            (Some(start), Some(number)) => {
                u64::try_from(self.items.len()).is_ok_and(|count| start + count == number)
            }
            _ => false,
        }
    }

    fn close(self) -> Block {
        Block::List {
            start: self.start,
            items: self.items,
        }
    }
}

/// The lists that a run of items and their further paragraphs make, nested by indent.
fn lists(run: &[Piece], out: &mut Vec<Block>) {
    let mut open: Vec<OpenList> = Vec::new();
    for piece in run {
        match piece {
            Piece::Item {
                indent,
                number,
                text,
            } => {
                while open.len() > 1 && open.last().is_some_and(|list| *indent < list.indent) {
                    close_last(&mut open, out);
                }
                let is_deep = open.len() >= LIST_DEPTH;
                let beside = |list: &OpenList| is_deep || *indent < list.indent + 2;
                if open
                    .last()
                    .is_some_and(|list| beside(list) && !list.takes(*number))
                {
                    close_last(&mut open, out);
                    open.push(OpenList::new(*indent, *number));
                } else if !open.last().is_some_and(beside) {
                    open.push(OpenList::new(*indent, *number));
                }
                if let Some(list) = open.last_mut() {
                    list.items.push(vec![Block::Paragraph(linked(text))]);
                }
            }
            Piece::Paragraph { text, .. } => {
                if let Some(item) = open.last_mut().and_then(|list| list.items.last_mut()) {
                    item.push(Block::Paragraph(linked(text)));
                }
            }
            _ => {}
        }
    }
    while !open.is_empty() {
        close_last(&mut open, out);
    }
}

/// Closes the innermost list into the last item of the list around it.
fn close_last(open: &mut Vec<OpenList>, out: &mut Vec<Block>) {
    let Some(list) = open.pop() else { return };
    match open.last_mut().and_then(|around| around.items.last_mut()) {
        Some(item) => item.push(list.close()),
        None => out.push(list.close()),
    }
}

fn table(rows: &[Vec<String>]) -> Block {
    let cells = |row: &Vec<String>| row.iter().map(|cell| linked(cell)).collect::<Vec<Text>>();
    let has_figure = |row: &Vec<String>| {
        row.iter()
            .any(|cell| cell.starts_with(|c: char| c.is_ascii_digit() || c == '£'))
    };
    let named = |row: &&Vec<String>| row.iter().all(|cell| !cell.is_empty()) && !has_figure(row);
    // A first row without figures above rows with figures names the columns; else nothing says so.
    let has_head = rows.first().as_ref().is_some_and(named) && rows.iter().skip(1).all(has_figure);
    let (head, body) = rows.split_at(usize::from(has_head));
    Block::Table(Table::of_texts(
        head.first().map(cells).unwrap_or_default(),
        body.iter().map(cells).collect(),
    ))
}
