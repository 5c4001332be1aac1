//! Tables: column widths from their content, hair rules, a head that is repeated. A table that is too
//! wide for the paper is set in smaller type, then on turned paper, then in several parts.

use std::collections::HashMap;
use std::rc::Rc;

use super::block::{Column, runs, spanned};
use super::columns::{Grid, Wanted, comfortable, parts};
use super::face::{Face, Run, Weight};
use super::page::{Ink, NodeId, Rect, Role, Shape};
use super::strip::{Strip, keep_ends_together, paragraph};
use super::style::{self, Size};
use super::text::{Line, Typesetter, Widths, Wrap};
use crate::import::{Script, Span, Text};

/// The space between the parts of a table that is too wide for the paper, in points.
const SPACE_BETWEEN_PARTS_PT: f32 = 18.0;
/// The space between a caption and its part of a table, in points.
const CAPTION_SPACE_PT: f32 = 4.0;
/// A table of more cells is measured letter by letter, and what that may be wrong by.
const MOST_SHAPED_CELLS: usize = 4_000;
const LETTERS_SLACK: f32 = 1.02;
/// A table of more rows is long: paper is spared.
const LONG_ROWS: usize = 60;
/// A row of up to this many lines is never cut.
const WHOLE_LINES: usize = 12;
/// The most of a page's height that a head may take and still be repeated.
const MOST_AGAIN: f32 = 0.35;

pub(super) fn table(
    setter: &mut Typesetter,
    head: &[Text],
    rows: &[Vec<Text>],
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0).max(head.len());
    if count == 0 {
        return Vec::new();
    }
    let wanted = wanted(setter, head, rows, count);
    let (column, wanted, columns_of_parts) = on_paper(wanted, column);
    let is_parted = columns_of_parts.len() > 1;
    let mut strips = Vec::new();
    for (index, columns) in columns_of_parts.into_iter().enumerate() {
        let mut part = Vec::new();
        if is_parted {
            part = caption(setter, &columns, index > 0, count, column, parent);
        }
        let grid = Grid::new(&wanted, columns, column, rows.len() > LONG_ROWS);
        let mut table = self::part(setter, head, rows, &grid, index > 0, column, parent);
        if let Some(first) = table.first_mut() {
            first.keep |= is_parted;
            first.space = if is_parted { CAPTION_SPACE_PT } else { 0.0 };
        }
        part.append(&mut table);
        if let Some(first) = part.first_mut() {
            first.space = SPACE_BETWEEN_PARTS_PT;
        }
        strips.append(&mut part);
    }
    let is_turned = column.is_turned;
    let turned = strips.iter_mut();
    turned.for_each(|strip| strip.is_turned = is_turned);
    strips
}

/// The paper that a table is set on, upright or turned, what its columns want there, and which are
/// set together.
/// Paper is turned only for a table that has to be parted otherwise, and is parted less by that.
fn on_paper(wanted: Vec<Wanted>, column: Column) -> (Column, Vec<Wanted>, Vec<Vec<usize>>) {
    let upright = parts(&wanted, column.full_width);
    if upright.len() == 1 {
        return (column, wanted, upright);
    }
    let wanted = comfortable(&wanted);
    let upright = parts(&wanted, column.full_width);
    let Some((full_width, page_height)) = column.turned else {
        return (column, wanted, upright);
    };
    let on_turned = parts(&wanted, full_width);
    if on_turned.len() >= upright.len() {
        return (column, wanted, upright);
    }
    let column = Column {
        full_width,
        page_height,
        is_turned: true,
        ..column
    };
    (column, wanted, on_turned)
}

/// Says which columns of the table a part holds. It is no part of the document's own words.
fn caption(
    setter: &mut Typesetter,
    columns: &[usize],
    repeats_first: bool,
    count: usize,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let own = columns
        .get(usize::from(repeats_first)..)
        .unwrap_or_default();
    let (Some(first), Some(last)) = (own.first(), own.last()) else {
        return Vec::new();
    };
    let (first, last) = (first + 1, last + 1);
    let which = if first == last {
        format!("Column {first} of {count}")
    } else {
        format!("Columns {first}\u{2013}{last} of {count}")
    };
    let was_content = std::mem::replace(&mut setter.is_content, false);
    let node = setter.node(Role::Paragraph, parent);
    let face = Face::new(style::SMALL).colored(style::MUTED);
    let lines = setter.lines(
        &[Run::new(&which, face, Some(node))],
        column.full_width,
        Wrap::Words,
    );
    setter.is_content = was_content;
    paragraph(lines, column.x, SPACE_BETWEEN_PARTS_PT)
}

/// Sets the columns of a grid as a table. `repeats_first` says that the first column has been set
/// before.
fn part(
    setter: &mut Typesetter,
    head: &[Text],
    rows: &[Vec<Text>],
    grid: &Grid,
    repeats_first: bool,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let node = setter.node(Role::Table, parent);
    let mut strips = Vec::new();
    let mut again = None;
    if head.is_empty() {
        strips.push(super::block::rule(grid.x, grid.full_width(), 0.0));
    } else {
        strips = row(setter, grid, head, node, (true, repeats_first));
        strips
            .iter_mut()
            .skip(1)
            .for_each(|strip| strip.keep = true);
        let height: f32 = strips.iter().map(|strip| strip.height).sum();
        if height < column.page_height * MOST_AGAIN {
            again = Some(Rc::new(strips.iter().map(decoration).collect::<Vec<_>>()));
        }
    }
    for (index, cells) in rows.iter().enumerate() {
        let mut set = row(setter, grid, cells, node, (false, repeats_first));
        if let Some(first) = set.first_mut()
            && index == 0
        {
            first.keep = true;
        }
        set.iter_mut()
            .for_each(|strip| strip.again.clone_from(&again));
        strips.append(&mut set);
    }
    strips
}

/// A head as it is set again: screen readers have read it once.
fn decoration(strip: &Strip) -> Strip {
    let mut strip = strip.clone();
    strip.links.clear();
    strip.ink.iter_mut().for_each(|ink| ink.node = None);
    strip
}

/// Measures the cells.
fn wanted(setter: &mut Typesetter, head: &[Text], rows: &[Vec<Text>], count: usize) -> Vec<Wanted> {
    let nothing = Wanted {
        widths: Widths::default(),
        figures: false,
    };
    let mut all = vec![nothing; count];
    let mut tallies = vec![Tally::default(); count];
    let mut measure = Measure {
        by_letters: rows.len().saturating_mul(count) > MOST_SHAPED_CELLS,
        letters: HashMap::new(),
    };
    for (cell, wanted) in head.iter().zip(&mut all) {
        wanted.widths = measure.widths(setter, cell, true);
    }
    for row in rows {
        for ((cell, wanted), tally) in row.iter().zip(&mut all).zip(&mut tallies) {
            tally.add(cell);
            let widths = measure.widths(setter, cell, false);
            wanted.widths.min = wanted.widths.min.max(widths.min);
            wanted.widths.max = wanted.widths.max.max(widths.max);
        }
    }
    for (wanted, tally) in all.iter_mut().zip(&tallies) {
        wanted.figures = tally.is_of_figures();
    }
    all
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    figures: usize,
    words: usize,
}

impl Tally {
    fn add(&mut self, cell: &Text) {
        if is_figure(cell) {
            self.figures += 1;
        } else if cell.iter().any(|span| !span.text.trim().is_empty()) && !is_gap(cell) {
            self.words += 1;
        }
    }

    /// Whether most cells hold figures: a few words among them, such as "n/a", change nothing.
    fn is_of_figures(self) -> bool {
        self.figures > 0 && self.words * 5 <= self.figures
    }
}

/// How wide cells want to be, at the largest type size.
struct Measure {
    /// Whether widths are added up letter by letter, which is near enough for a long table and much
    /// faster than shaping each cell.
    by_letters: bool,
    letters: HashMap<(char, bool), f32>,
}

impl Measure {
    fn widths(&mut self, setter: &mut Typesetter, cell: &Text, is_head: bool) -> Widths {
        let is_simple = |span: &Span| {
            span.text.is_ascii() && !span.italic && !span.code && span.script == Script::Normal
        };
        if self.by_letters && cell.iter().all(is_simple) {
            return self.added_up(setter, cell, is_head);
        }
        let face = face(style::TABLE[0], is_head);
        let runs: Vec<Run<'_>> = cell
            .iter()
            .map(|span| Run::new(&span.text, spanned(face, span), None))
            .collect();
        setter.widths(&runs)
    }

    fn added_up(&mut self, setter: &mut Typesetter, cell: &Text, is_head: bool) -> Widths {
        let mut widths = Widths::default();
        let (mut word, mut line) = (0.0_f32, 0.0_f32);
        for span in cell {
            let face = spanned(face(style::TABLE[0], is_head), span);
            let is_bold = face.weight == Weight::SemiBold;
            for letter in span.text.chars() {
                let width = *self.letters.entry((letter, is_bold)).or_insert_with(|| {
                    // A space has a width between letters alone.
                    let width = |setter: &mut Typesetter, text: &str| {
                        setter.widths(&[Run::new(text, face, None)]).max
                    };
                    let both = width(setter, &format!("H{letter}H"));
                    (both - width(setter, "HH")).max(0.0)
                });
                match letter {
                    '\n' => (word, line) = (0.0, 0.0),
                    ' ' => {
                        word = 0.0;
                        line += width;
                    }
                    _ => {
                        word += width;
                        line += width;
                    }
                }
                widths.min = widths.min.max(word);
                widths.max = widths.max.max(line);
            }
        }
        // Pairs of letters stand a hair nearer or farther than each alone.
        Widths {
            min: widths.min * LETTERS_SLACK,
            max: widths.max * LETTERS_SLACK,
        }
    }
}

fn face(size: Size, is_head: bool) -> Face {
    let face = Face::new(size).tabular();
    if is_head { face.semibold() } else { face }
}

/// Whether a cell only says that there is no figure.
fn is_gap(cell: &Text) -> bool {
    let words: String = cell.iter().map(|span| span.text.trim()).collect();
    matches!(words.as_str(), "-" | "–" | "—" | ".." | "…" | "n/a" | "N/A")
}

/// Whether a cell holds a number or an amount.
fn is_figure(cell: &Text) -> bool {
    let mut letters = 0;
    for character in cell.iter().flat_map(|span| span.text.chars()) {
        match character {
            '0'..='9'
            | '.'
            | ','
            | '%'
            | '-'
            | '–'
            | '−'
            | '+'
            | '('
            | ')'
            | '/'
            | ' '
            | '\u{a0}'
            | '£'
            | '$'
            | '€'
            | '¥' => {}
            // A unit such as m, bn or pp.
            _ if character.is_ascii_lowercase() => letters += 1,
            _ => return false,
        }
    }
    let mut characters = cell.iter().flat_map(|span| span.text.chars());
    characters.any(|c| c.is_ascii_digit()) && letters <= 2
}

fn row(
    setter: &mut Typesetter,
    grid: &Grid,
    cells: &[Text],
    table: NodeId,
    (is_head, repeats_first): (bool, bool),
) -> Vec<Strip> {
    let row = setter.node(Role::Row, Some(table));
    let empty = Text::new();
    let mut x = grid.x;
    let mut set: Vec<Vec<(Line, f32)>> = Vec::with_capacity(grid.widths.len());
    let columns = grid.columns.iter().zip(&grid.widths).zip(&grid.figures);
    let was_content = setter.is_content;
    for (index, ((column, width), figures)) in columns.enumerate() {
        // What is repeated is not said a second time.
        setter.is_content = was_content && !(repeats_first && index == 0);
        let role = if is_head {
            Role::HeaderCell
        } else {
            Role::Cell
        };
        let node = setter.node(role, Some(row));
        let cell = cells.get(*column).unwrap_or(&empty);
        let runs = runs(setter, cell, face(grid.size, is_head), node);
        let lines = setter.lines(&runs, *width, Wrap::Words);
        let placed = lines.into_iter().map(|line| {
            let shift = if *figures { width - line.right } else { 0.0 };
            (line, x + shift.max(0.0))
        });
        set.push(placed.collect());
        x += width + grid.gutter;
    }
    setter.is_content = was_content;
    let count = set.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let mut strips = if count <= WHOLE_LINES {
        vec![whole(set, count, grid)]
    } else {
        sliced(set, count, grid)
    };
    if let Some(last) = strips.last_mut() {
        underline(last, grid, is_head);
    }
    strips
}

/// A row as one strip, cell by cell.
fn whole(cells: Vec<Vec<(Line, f32)>>, count: usize, grid: &Grid) -> Strip {
    let leading = grid.size.leading_pt;
    let mut strip = Strip::blank(count as f32 * leading + 2.0 * grid.padding());
    for lines in cells {
        for (index, (line, x)) in lines.into_iter().enumerate() {
            strip.baseline = grid.padding() + line.baseline;
            strip.place(line, x, grid.padding() + index as f32 * leading);
        }
    }
    strip
}

/// A row as a strip for each of its lines, so that it may run over pages.
fn sliced(cells: Vec<Vec<(Line, f32)>>, count: usize, grid: &Grid) -> Vec<Strip> {
    let leading = grid.size.leading_pt;
    let mut strips = vec![Strip::blank(leading); count];
    if let Some(first) = strips.first_mut() {
        first.height += grid.padding();
    }
    if let Some(last) = strips.last_mut() {
        last.height += grid.padding();
    }
    for lines in cells {
        for (index, (line, x)) in lines.into_iter().enumerate() {
            let y = if index == 0 { grid.padding() } else { 0.0 };
            if let Some(strip) = strips.get_mut(index) {
                strip.baseline = y + line.baseline;
                strip.place(line, x, y);
            }
        }
    }
    keep_ends_together(&mut strips);
    strips
}

fn underline(strip: &mut Strip, grid: &Grid, is_head: bool) {
    let (height, color) = if is_head {
        (2.0 * style::HAIR_PT, style::MUTED)
    } else {
        (style::HAIR_PT, style::LINE)
    };
    strip.ink.push(Ink {
        node: None,
        shape: Shape::Fill {
            rect: Rect {
                x: grid.x,
                y: strip.height - height,
                width: grid.full_width(),
                height,
            },
            color,
        },
    });
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::import::{Block, Flow};
    use crate::typeset::testing::{all_lines, text};
    use crate::typeset::{Head, Style, Typeset, flow, text_layer};

    #[test]
    fn figures_are_told_from_words() {
        let figure = |words: &str| is_figure(&text(words));
        assert!(figure("1,234.5") && figure("£3.2bn") && figure("12 %"));
        assert!(!figure("Syria") && !figure("–") && !figure("Resolution 2254"));
        assert!(!figure("30 July 2019") && !figure(""));
        let column = |cells: &[&str]| {
            let mut tally = Tally::default();
            cells.iter().for_each(|cell| tally.add(&text(cell)));
            tally.is_of_figures()
        };
        assert!(column(&["1", "2", "", "n/a", "3", "4", "5", "unknown"]));
        assert!(!column(&["1", "two"]) && !column(&[]) && !column(&["", "–"]));
    }

    fn set(columns: usize, rows: usize, cell: impl Fn(usize, usize) -> String) -> Typeset {
        let head = (1..=columns).map(|column| text(&format!("Column{column}")));
        let row = |row| {
            (0..columns)
                .map(|column| text(&cell(row, column)))
                .collect()
        };
        let table = Block::Table {
            head: head.collect(),
            rows: (0..rows).map(row).collect(),
        };
        let content = Flow {
            summary: Vec::new(),
            blocks: vec![
                Block::Paragraph(text("Before.")),
                table,
                Block::Paragraph(text("After.")),
            ],
        };
        flow(&Head::default(), &content, &Style::default())
    }

    fn is_turned(set: &Typeset) -> Vec<bool> {
        let pages = set.pages.iter();
        pages.map(|page| page.width_pt > page.height_pt).collect()
    }

    #[test]
    fn a_table_that_is_too_wide_is_set_on_turned_paper() {
        let narrow = set(8, 3, |_, _| "1,234".to_owned());
        assert_eq!(is_turned(&narrow), [false]);
        let wide = set(14, 3, |_, _| "1,234,567".to_owned());
        assert_eq!(is_turned(&wide), [false, true, false]);
        assert!(
            !all_lines(&wide).join(" ").contains(" of 14"),
            "it is whole"
        );
    }

    #[test]
    fn a_table_too_wide_even_for_that_is_parted_and_says_so() {
        let set = set(40, 2, |row, column| format!("r{row}c{column}x-long-word"));
        assert!(is_turned(&set).contains(&true));
        let said = all_lines(&set).join(" ");
        assert!(
            said.contains("of 40") && said.contains("Columns 1–"),
            "{said}"
        );
        let content = text_layer(&set);
        for row in 0..2 {
            for column in 0..40 {
                let cell = format!("r{row}c{column}x-long-word");
                assert_eq!(content.content().matches(&cell).count(), 1, "{cell}");
            }
        }
        assert!(!content.content().contains("of 40"));
    }

    #[test]
    fn a_very_high_cell_runs_over_pages() {
        let set = set(2, 1, |_, column| "word ".repeat(3_000 * column + 1));
        assert!(set.pages.len() > 2);
        let words = all_lines(&set).join(" ");
        assert_eq!(words.matches("word").count(), 3_002);
    }

    #[test]
    fn letters_add_up_to_about_the_width_of_words() {
        let mut setter = Typesetter::new("en-GB");
        let mut shaped = Measure {
            by_letters: false,
            letters: HashMap::new(),
        };
        let mut added = Measure {
            by_letters: true,
            letters: HashMap::new(),
        };
        for words in ["1,234,567.89", "Foreign Secretary", "AVATAR To. Yes"] {
            for is_head in [false, true] {
                let exact = shaped.widths(&mut setter, &text(words), is_head);
                let near = added.widths(&mut setter, &text(words), is_head);
                assert!(
                    near.max >= exact.max - 0.01 && near.max < exact.max * 1.1,
                    "{words}"
                );
                assert!(
                    near.min >= exact.min - 0.01 && near.min < exact.min * 1.1,
                    "{words}"
                );
            }
        }
    }

    #[test]
    #[ignore = "a measurement"]
    fn a_table_of_200_000_cells_is_set() {
        for rows in [5_000, 20_000] {
            let started = Instant::now();
            let set = set(10, rows, |row, column| {
                format!("{}.{column}", row * 7919 % 100_000)
            });
            println!(
                "{rows} rows: {} pages in {:?}",
                set.pages.len(),
                started.elapsed()
            );
        }
    }
}
