//! How much of a document is set on our own pages. A text or sheet of more would take all memory long
//! before its last page, and nobody reads it on paper.

use super::content::table::Table;
use super::content::{Block, Content, Flow, Span, Text};

/// The most pages of our own that a document takes, as near as can be told before it is set.
pub const MOST_OWN_PAGES: u32 = 5_000;

/// The height of a page's text, of a line, and of the space between paragraphs, in points. Near
/// enough: whoever has 5,000 pages does not mind some more.
const PAGE_PT: f64 = 700.0;
const LINE_PT: f64 = 17.0;
const SPACE_PT: f64 = 8.5;
/// The height of a line in a table, and of a picture.
const CELL_LINE_PT: f64 = 16.0;
/// What a row of a table takes besides its lines.
const ROW_PT: f64 = 10.0;
const PICTURE_PT: f64 = 350.0;
/// How many characters a line holds.
const LINE_CHARACTERS: usize = 80;

/// How much memory a paragraph and a cell take, counted in parts of a little over a kilobyte, and the
/// most of them: what is set takes about a gigabyte at most.
const PARTS_OF_A_PARAGRAPH: usize = 8;
const PARTS_OF_A_CELL: usize = 1;
const MOST_PARTS: usize = 800_000;
/// What a cell takes while it is read, with what is read beside it.
const PARTS_OF_A_CELL_READ: usize = 3;
/// The most pieces of a paragraph that look unlike: what follows looks like the last one.
pub(super) const MOST_SPANS: usize = 100_000;

/// Leaves out what is beyond the most that is set, and says so in the last paragraph.
pub fn bounded(content: Content) -> Content {
    match content {
        Content::Flow(mut flow) => {
            let mut room = Room {
                height_pt: f64::from(MOST_OWN_PAGES) * PAGE_PT,
                parts: MOST_PARTS,
            };
            // The notice of an importer that read no further stays the last.
            if room.cut(&mut flow.blocks) && !is_cut(&flow) {
                flow.blocks.push(notice());
            }
            Content::Flow(flow)
        }
        content => content,
    }
}

/// What is told of a document of which [`bounded`] has left something out.
pub const TOO_LONG: &str = "it is too long, so only its beginning is included; its last page says so. \
    Split it, or choose the parts that you need.";

/// Whether [`bounded`] has left something out.
pub fn is_cut(flow: &Flow) -> bool {
    flow.blocks.last() == Some(&notice())
}

/// The lines of a text that are read, blank ones not counted: about as many as are set.
pub(super) const MOST_LINES: usize = (MOST_OWN_PAGES as f64 * PAGE_PT / LINE_PT) as usize;

/// How much a reader may still make: what is beyond that, [`bounded`] would leave out anyway. A reader
/// that may meet millions of blocks asks while it reads, so that no memory is spent on them, and
/// says by [`notice`] that it stopped.
#[derive(Debug)]
pub(super) struct Allowance {
    parts: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        // One paragraph more, which tells that there is more.
        Self {
            parts: MOST_PARTS + PARTS_OF_A_PARAGRAPH,
        }
    }
}

impl Allowance {
    /// Counts a paragraph that was made, in a cell or not.
    pub(super) fn paragraph(&mut self, is_in_cell: bool) {
        let parts = if is_in_cell {
            PARTS_OF_A_CELL_READ
        } else {
            PARTS_OF_A_PARAGRAPH
        };
        self.parts = self.parts.saturating_sub(parts);
    }

    /// Blocks with the notice behind them if not all was read.
    pub(super) fn with_notice(&self, mut blocks: Vec<Block>) -> Vec<Block> {
        if self.is_spent() {
            blocks.push(notice());
        }
        blocks
    }

    /// Whether nothing more of what follows would be set.
    pub(super) fn is_spent(&self) -> bool {
        self.parts == 0
    }
}

/// Says that the document goes on in its file.
pub(super) fn notice() -> Block {
    const SAID: &str = "The rest of the document is in its file. It is cut here because all of it \
        would take more than 5,000 pages, or has more paragraphs or cells than Briefpack can set.";
    Block::Paragraph(vec![Span {
        bold: true,
        ..Span::plain(SAID)
    }])
}

/// What is left for blocks to come.
struct Room {
    height_pt: f64,
    parts: usize,
}

impl Room {
    /// Takes room for so many lines, unless there is not as much left.
    fn take(&mut self, height_pt: f64, parts: usize) -> bool {
        let Some(left) = self.parts.checked_sub(parts) else {
            return false;
        };
        if self.height_pt < height_pt {
            return false;
        }
        self.parts = left;
        self.height_pt -= height_pt;
        true
    }

    /// Leaves out the blocks for which there is no room; returns whether there are any.
    fn cut(&mut self, blocks: &mut Vec<Block>) -> bool {
        for index in 0..blocks.len() {
            let Some(block) = blocks.get_mut(index) else {
                break;
            };
            match self.fit(block) {
                Fit::Whole => {}
                Fit::InPart => {
                    blocks.truncate(index + 1);
                    return true;
                }
                Fit::Not => {
                    blocks.truncate(index);
                    return true;
                }
            }
        }
        false
    }

    fn fit(&mut self, block: &mut Block) -> Fit {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Placed { text, .. } => {
                self.fit_text(text)
            }
            Block::List { items, .. } => {
                for index in 0..items.len() {
                    let Some(item) = items.get_mut(index) else {
                        break;
                    };
                    if self.cut(item) {
                        let whole = index + usize::from(!item.is_empty());
                        items.truncate(whole);
                        return Fit::of(whole);
                    }
                }
                Fit::Whole
            }
            Block::Quotation(blocks) => {
                if self.cut(blocks) {
                    Fit::of(blocks.len())
                } else {
                    Fit::Whole
                }
            }
            Block::Table(table) => self.fit_table(table),
            Block::Figure { .. } => self.whole(PICTURE_PT, PARTS_OF_A_PARAGRAPH),
            Block::Preformatted(text) => {
                let mut kept = 0;
                for line in text.split_inclusive('\n') {
                    if !self.take(lines(line.len(), LINE_CHARACTERS) * LINE_PT, 1) {
                        text.truncate(kept);
                        return Fit::of(kept);
                    }
                    kept += line.len();
                }
                Fit::Whole
            }
            Block::Rule => self.whole(LINE_PT, 1),
        }
    }

    fn whole(&mut self, height_pt: f64, parts: usize) -> Fit {
        if self.take(height_pt, parts) {
            Fit::Whole
        } else {
            Fit::Not
        }
    }

    /// A paragraph; one that is longer than all the room is cut within.
    fn fit_text(&mut self, text: &mut Text) -> Fit {
        if self.take(
            height_of(text, LINE_CHARACTERS) * LINE_PT + SPACE_PT,
            PARTS_OF_A_PARAGRAPH,
        ) {
            return Fit::Whole;
        }
        let mut left = (self.height_pt / LINE_PT) as usize * LINE_CHARACTERS;
        let is_long = height_of(text, LINE_CHARACTERS) > 50.0;
        if !is_long || self.parts < PARTS_OF_A_PARAGRAPH {
            return Fit::Not;
        }
        let mut whole = 0;
        for span in text.iter_mut() {
            let end = fitting(&span.text, &mut left);
            span.text.truncate(end);
            whole += usize::from(end > 0);
        }
        text.truncate(whole);
        *self = Self {
            height_pt: 0.0,
            parts: 0,
        };
        Fit::of(whole)
    }

    fn fit_table(&mut self, table: &mut Table) -> Fit {
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let in_a_cell = (LINE_CHARACTERS / columns.max(1)).max(8);
        for index in 0..table.rows.len() {
            let cells = table.rows.get(index).map_or(&[][..], Vec::as_slice);
            let heights = cells.iter().map(|cell| cell_pt(&cell.blocks, in_a_cell));
            let height_pt = heights.fold(CELL_LINE_PT, f64::max) + ROW_PT;
            let parts = cells.iter().map(|cell| parts_of(&cell.blocks));
            let parts = parts.sum::<usize>().max(columns * PARTS_OF_A_CELL);
            if !self.take(height_pt, parts) {
                table.rows.truncate(index);
                if table.head_rows >= index {
                    table.head_rows = 0;
                }
                return Fit::of(index);
            }
        }
        Fit::Whole
    }
}

/// How much of a block there is room for.
enum Fit {
    Whole,
    InPart,
    Not,
}

impl Fit {
    /// Of a block that is cut after so many of its pieces.
    fn of(pieces: usize) -> Self {
        if pieces == 0 { Self::Not } else { Self::InPart }
    }
}

/// The height of what stands in a cell where so many characters go on a line.
fn cell_pt(blocks: &[Block], characters: usize) -> f64 {
    let heights = blocks.iter().map(|block| match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Placed { text, .. } => {
            height_of(text, characters) * CELL_LINE_PT
        }
        Block::List { items, .. } => items.iter().map(|item| cell_pt(item, characters)).sum(),
        Block::Quotation(blocks) => cell_pt(blocks, characters),
        Block::Table(table) => table
            .cells()
            .map(|cell| cell_pt(&cell.blocks, characters))
            .sum(),
        Block::Figure { .. } => PICTURE_PT,
        Block::Preformatted(text) => {
            let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
            (lines(text.len(), characters) + breaks as f64) * CELL_LINE_PT
        }
        Block::Rule => CELL_LINE_PT,
    });
    heights.sum()
}

/// How many parts what stands in a cell takes: it may hold lists, and tables of its own.
fn parts_of(blocks: &[Block]) -> usize {
    let parts = blocks.iter().map(|block| match block {
        Block::List { items, .. } => items.iter().map(|item| parts_of(item)).sum(),
        Block::Quotation(blocks) => parts_of(blocks),
        Block::Table(table) => table.cells().map(|cell| parts_of(&cell.blocks)).sum(),
        Block::Figure { .. } => PARTS_OF_A_PARAGRAPH,
        _ => PARTS_OF_A_CELL,
    });
    parts.sum::<usize>().max(PARTS_OF_A_CELL)
}

/// How many bytes of a text there is room for, where so many characters are left; a break takes what
/// is left of its line.
fn fitting(text: &str, left: &mut usize) -> usize {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if line.len() > *left {
            end += line.floor_char_boundary(*left);
            *left = 0;
            return end;
        }
        end += line.len();
        *left -= line.len();
        if line.ends_with('\n') {
            *left -= *left % LINE_CHARACTERS;
        }
    }
    end
}

fn length(text: &Text) -> usize {
    text.iter().map(|span| span.text.len()).sum()
}

/// How many lines a text takes where so many characters go on one.
fn height_of(text: &Text, characters: usize) -> f64 {
    let breaks = text.iter().flat_map(|span| span.text.bytes());
    let breaks = breaks.filter(|byte| *byte == b'\n').count();
    lines(length(text), characters) + breaks as f64
}

fn lines(length: usize, characters: usize) -> f64 {
    length.div_ceil(characters).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(words: &str) -> Block {
        Block::Paragraph(vec![Span::plain(words)])
    }

    fn cut(blocks: Vec<Block>) -> Flow {
        let flow = Flow {
            blocks,
            ..Flow::default()
        };
        match bounded(Content::Flow(flow)) {
            Content::Flow(flow) => flow,
            _ => panic!("a text"),
        }
    }

    #[test]
    fn what_people_have_is_left_alone() {
        let flow = cut(vec![paragraph("a few words"); 20_000]);
        assert!(!is_cut(&flow) && flow.blocks.len() == 20_000);
    }

    #[test]
    fn a_text_of_very_many_lines_is_cut_and_says_so() {
        let flow = cut(vec![paragraph("l 1"); 500_000]);
        assert!(is_cut(&flow));
        let pages = flow.blocks.len() as f64 * (LINE_PT + SPACE_PT) / PAGE_PT;
        assert!(pages <= f64::from(MOST_OWN_PAGES) + 1.0, "{pages}");
        assert!(flow.blocks.len() > 100_000);
        assert!(
            flow.blocks[flow.blocks.len() - 1]
                .plain_text()
                .contains("5,000")
        );
    }

    #[test]
    fn a_table_is_cut_between_rows() {
        let rows = vec![vec![vec![Span::plain("7")]; 60]; 20_000];
        let head = vec![vec![Span::plain("h")]; 60];
        let table = Table::of_texts(head, rows);
        let flow = cut(vec![paragraph("before"), Block::Table(table)]);
        assert!(is_cut(&flow) && flow.blocks.len() == 3);
        let Block::Table(table) = &flow.blocks[1] else {
            panic!("a table")
        };
        let count = table.rows.len();
        assert!((5_000..20_000).contains(&count), "{count}");
    }

    #[test]
    fn a_row_is_higher_than_its_lines() {
        let rows = vec![vec![vec![Span::plain("7")]; 2]; 300_000];
        let flow = cut(vec![Block::Table(Table::of_texts(Vec::new(), rows))]);
        let Block::Table(table) = &flow.blocks[0] else {
            panic!("a table")
        };
        // Some 27 of them are set on a page.
        let pages = table.rows.len() / 27;
        assert!(is_cut(&flow) && (4_000..=5_000).contains(&pages), "{pages}");
    }

    #[test]
    fn a_single_endless_paragraph_list_or_listing_is_cut_within() {
        let endless = "é".repeat(20_000_000);
        let flow = cut(vec![paragraph(&endless)]);
        let kept = flow.blocks[0].plain_text().len();
        assert!(
            is_cut(&flow) && kept > 1_000_000 && kept < 20_000_000,
            "{kept}"
        );
        let broken = "a\n".repeat(1_000_000);
        let flow = cut(vec![paragraph(&broken)]);
        let kept = flow.blocks[0].plain_text().len() / 2;
        assert!(is_cut(&flow));
        assert!(
            (MOST_LINES - 1..=MOST_LINES).contains(&kept),
            "{kept} lines"
        );
        let items = vec![vec![paragraph("item")]; 400_000];
        let flow = cut(vec![Block::List { start: None, items }]);
        assert!(is_cut(&flow) && flow.blocks.len() == 2);
        let flow = cut(vec![Block::Preformatted("x\n".repeat(900_000))]);
        assert!(is_cut(&flow) && flow.blocks.len() == 2);
        let inner = vec![paragraph("said"); 400_000];
        let flow = cut(vec![Block::Quotation(inner), paragraph("after")]);
        assert!(is_cut(&flow) && flow.blocks.len() == 2);
    }
}
