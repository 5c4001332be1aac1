//! Tables as blocks hold them: cells that may reach over columns and rows.

use serde::{Deserialize, Serialize};

use super::{Block, Text};

/// The most columns that a cell reaches over to.
const MOST_COLUMNS: usize = 64;

/// A table.
///
/// A cell stands in the first column of its row that no cell above reaches over, as in HTML, so that
/// cells never lie over each other, whatever a file says. [`Table::places`] says where each is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// How many rows at the top are its head, which stands again on further pages.
    pub head_rows: usize,
    /// The cells of each row; places that are left over at the end of a row are empty.
    pub rows: Vec<Vec<Cell>>,
    /// The widths of the columns in points, where the source says them; else empty.
    pub widths_pt: Vec<f32>,
    /// Which rules are drawn.
    pub rules: Rules,
    /// Whether the first column is the one at the right.
    pub is_mirrored: bool,
}

/// Which rules a table has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rules {
    /// A hair rule below each row, besides the edges of its cells: the source does not say.
    #[default]
    BelowRows,
    /// The edges of its cells alone.
    OfCells,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// What stands in it. An empty paragraph is an empty line.
    pub blocks: Vec<Block>,
    /// How many columns it reaches over; nought counts as one.
    pub columns: u16,
    /// How many rows it reaches over; nought counts as one.
    pub rows: u16,
    /// Whether it heads its row or column.
    pub is_head: bool,
    /// Which side paragraphs keep to that do not say so themselves; `None` where the source does
    /// not say: figures then line up at the end.
    pub align: Option<CellAlign>,
    /// Where in its height its words stand.
    pub stands: Stands,
    /// Its ground.
    pub ground: Option<Rgb>,
    /// The lines around it.
    pub edges: Edges,
}

/// Which side the words of a cell keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellAlign {
    /// Where lines begin.
    Start,
    /// The middle.
    Centre,
    /// Where lines end.
    End,
    /// The decimal points of a column stand below each other.
    Decimal,
}

/// Where in the height of a cell its words stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stands {
    /// At the top.
    #[default]
    Top,
    /// In the middle.
    Middle,
    /// At the bottom.
    Bottom,
}

/// A colour: red, green and blue from 0 to 255.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The lines around a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edges {
    /// Above it.
    pub top: Edge,
    /// Below it.
    pub bottom: Edge,
    /// On the side where its row begins.
    pub start: Edge,
    /// On the side where its row ends.
    pub end: Edge,
}

/// A line beside a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// How thick it is, in tenths of a point; nought is no line.
    pub tenths_pt: u8,
    /// Its colour.
    pub color: Rgb,
}

/// Where a cell stands in the grid of its table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellPlace<'a> {
    /// The first row that it is in.
    pub row: usize,
    /// The first column that it is in.
    pub column: usize,
    /// How many rows it is in.
    pub rows: usize,
    /// How many columns it is in.
    pub columns: usize,
    /// The cell.
    pub cell: &'a Cell,
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            blocks: Vec::new(),
            columns: 1,
            rows: 1,
            is_head: false,
            align: None,
            stands: Stands::Top,
            ground: None,
            edges: Edges::default(),
        }
    }
}

impl Cell {
    /// A cell of one paragraph.
    pub fn of_text(text: Text) -> Self {
        Self {
            blocks: if text.is_empty() {
                Vec::new()
            } else {
                vec![Block::Paragraph(text)]
            },
            ..Self::default()
        }
    }

    /// Whether there are neither words nor anything else in it.
    pub fn is_blank(&self) -> bool {
        self.blocks.iter().all(is_blank_line)
    }

    /// Whether there is nothing to be seen of it.
    pub fn is_unseen(&self) -> bool {
        self.is_blank() && self.ground.is_none() && self.edges == Edges::default()
    }
}

/// Whether a block is an empty line.
pub fn is_blank_line(block: &Block) -> bool {
    matches!(block, Block::Paragraph(text) | Block::Placed { text, .. }
        if text.iter().all(|span| span.text.trim().is_empty()))
}

impl Edge {
    /// A line of this thickness, as near as can be told.
    pub fn new(width_pt: f32, color: Rgb) -> Self {
        const THICKEST_PT: f32 = 6.0;
        Self {
            // Nothing that is drawn is too thin to be seen.
            tenths_pt: (width_pt.clamp(0.2, THICKEST_PT) * 10.0).round() as u8,
            color,
        }
    }

    /// Whether there is a line.
    pub fn is_drawn(self) -> bool {
        self.tenths_pt > 0
    }

    /// How thick it is, in points.
    pub fn width_pt(self) -> f32 {
        f32::from(self.tenths_pt) / 10.0
    }

    /// Of two lines at one place the one that is drawn: the thicker one.
    #[must_use]
    pub fn or_thicker(self, other: Self) -> Self {
        if other.tenths_pt > self.tenths_pt {
            other
        } else {
            self
        }
    }
}

impl Edges {
    /// The same line on all sides.
    pub const fn all(edge: Edge) -> Self {
        Self {
            top: edge,
            bottom: edge,
            start: edge,
            end: edge,
        }
    }
}

impl Table {
    /// A plain table: a head row, which may be empty, and rows.
    pub fn of_texts(head: Vec<Text>, rows: Vec<Vec<Text>>) -> Self {
        let head_rows = usize::from(!head.is_empty());
        let head = (head_rows > 0).then_some(head);
        let row = |row: Vec<Text>| row.into_iter().map(Cell::of_text).collect();
        Self {
            head_rows,
            rows: head.into_iter().chain(rows).map(row).collect(),
            ..Self::default()
        }
    }

    /// All cells, row by row.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.rows.iter().flatten()
    }

    /// Where each cell stands, row by row; no two overlap, and none reaches beyond the last row.
    pub fn places(&self) -> Vec<CellPlace<'_>> {
        let mut places = Vec::with_capacity(self.rows.iter().map(Vec::len).sum());
        // Down to which row a cell reaches in each column; that row is not its own any more.
        let mut taken: Vec<usize> = Vec::new();
        for (row, cells) in self.rows.iter().enumerate() {
            let is_free = |taken: &[usize], column: usize| {
                taken.get(column).is_none_or(|below| *below <= row)
            };
            let mut column = 0;
            for cell in cells {
                while !is_free(&taken, column) {
                    column += 1;
                }
                let wanted = usize::from(cell.columns.max(1));
                let most = wanted.min(MOST_COLUMNS.saturating_sub(column).max(1));
                let columns = (1..most).take_while(|more| is_free(&taken, column + more));
                let columns = columns.count() + 1;
                let rows = usize::from(cell.rows.max(1)).min(self.rows.len() - row);
                places.push(CellPlace {
                    row,
                    column,
                    rows,
                    columns,
                    cell,
                });
                if taken.len() < column + columns {
                    taken.resize(column + columns, 0);
                }
                for below in taken.iter_mut().skip(column).take(columns) {
                    *below = row + rows;
                }
                column += columns;
            }
        }
        places
    }

    /// The same table without columns and rows in which no cell begins, and with a head that no cell
    /// reaches out of: a head of all rows is none.
    #[must_use]
    pub fn tidied(self) -> Self {
        let begins = |_: &CellPlace<'_>| true;
        self.keeping(begins)
    }

    /// The same table without columns in which there is nothing to be seen, either.
    #[must_use]
    pub fn without_blank_columns(self) -> Self {
        self.keeping(|place| !place.cell.is_unseen())
    }

    /// The same table without columns in which none of these cells begins, and without rows in which
    /// no cell does.
    fn keeping(self, is_kept: impl Fn(&CellPlace<'_>) -> bool) -> Self {
        let places = self.places();
        let count = places
            .iter()
            .map(|place| place.column + place.columns)
            .max();
        let mut kept = vec![false; count.unwrap_or(0)];
        for place in places.iter().filter(|place| is_kept(place)) {
            if let Some(kept) = kept.get_mut(place.column) {
                *kept = true;
            }
        }
        // How many columns and rows stay before each.
        let columns = counted(kept.iter().copied());
        let rows = counted(self.rows.iter().map(|row| !row.is_empty()));
        let spans: Vec<(u16, u16)> = places
            .iter()
            .map(|place| {
                (
                    between(&columns, place.column, place.columns),
                    between(&rows, place.row, place.rows),
                )
            })
            .collect();
        let mut head_rows = self.head_rows.min(self.rows.len());
        for place in places.iter().filter(|place| place.row < self.head_rows) {
            head_rows = head_rows.max(place.row + place.rows);
        }
        let mut in_head = places.iter().filter(|place| place.row < head_rows);
        let is_cut = in_head.any(|place| place.row + place.rows > head_rows);
        let head_rows = usize::from(between(&rows, 0, head_rows));
        let widths_pt = self.widths_of(&columns);
        let mut spans = spans.into_iter();
        let mut rows = self.rows;
        for row in &mut rows {
            row.retain_mut(|cell| {
                (cell.columns, cell.rows) = spans.next().unwrap_or((1, 1));
                cell.rows = cell.rows.max(1);
                cell.columns > 0
            });
        }
        rows.retain(|row| !row.is_empty());
        Self {
            head_rows: if is_cut || head_rows >= rows.len() {
                0
            } else {
                head_rows
            },
            rows,
            widths_pt,
            rules: self.rules,
            is_mirrored: self.is_mirrored,
        }
    }

    /// The widths of the columns that stay, each with those of the columns after it that go; nothing
    /// if that is not known of each.
    fn widths_of(&self, columns: &[u16]) -> Vec<f32> {
        let count = usize::from(columns.last().copied().unwrap_or(0));
        let mut widths = vec![0.0; count];
        for (column, width_pt) in self.widths_pt.iter().enumerate() {
            let Some(stay) = columns.get(column + 1) else {
                break;
            };
            if let Some(kept) = widths.get_mut(usize::from(*stay).max(1) - 1) {
                *kept += *width_pt;
            }
        }
        let is_wide = |width: &f32| width.is_finite() && *width > 0.0;
        if widths.iter().all(is_wide) {
            widths
        } else {
            Vec::new()
        }
    }
}

/// How many are kept before each, and before the end.
fn counted(kept: impl Iterator<Item = bool>) -> Vec<u16> {
    let mut counts = vec![0];
    for kept in kept {
        let before: u16 = counts.last().copied().unwrap_or(0);
        counts.push(before.saturating_add(u16::from(kept)));
    }
    counts
}

/// How many are kept of so many from a place on.
fn between(counts: &[u16], from: usize, count: usize) -> u16 {
    let at = |place: usize| counts.get(place).or(counts.last()).copied().unwrap_or(0);
    at(from + count) - at(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Span;

    fn cell(words: &str, columns: u16, rows: u16) -> Cell {
        Cell {
            columns,
            rows,
            ..Cell::of_text(vec![Span::plain(words)])
        }
    }

    fn table(rows: Vec<Vec<Cell>>) -> Table {
        Table {
            rows,
            ..Table::default()
        }
    }

    fn at(table: &Table) -> Vec<(usize, usize, usize, usize)> {
        let places = table.places();
        places
            .iter()
            .map(|place| (place.row, place.column, place.rows, place.columns))
            .collect()
    }

    #[test]
    fn cells_stand_beside_those_that_reach_down_and_never_over_them() {
        let made = table(vec![
            vec![cell("a", 1, 2), cell("b", 1, 1), cell("c", 1, 3)],
            vec![cell("d", 9, 1)],
            vec![cell("e", 2, 9)],
        ]);
        assert_eq!(
            at(&made),
            [
                (0, 0, 2, 1),
                (0, 1, 1, 1),
                (0, 2, 3, 1),
                (1, 1, 1, 1),
                (2, 0, 1, 2)
            ]
        );
    }

    #[test]
    fn hostile_spans_end_at_the_most_columns_and_the_last_row() {
        let made = table(vec![
            vec![cell("a", u16::MAX, u16::MAX), cell("b", u16::MAX, 1)],
            vec![cell("c", 0, 0)],
        ]);
        assert_eq!(at(&made), [(0, 0, 2, 64), (0, 64, 1, 1), (1, 64, 1, 1)]);
        let tidy = made.tidied();
        assert_eq!(at(&tidy), [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]);
    }

    #[test]
    fn columns_and_rows_in_which_nothing_begins_go() {
        let mut made = table(vec![
            vec![cell("a", 2, 3), cell("b", 2, 1)],
            Vec::new(),
            vec![cell("c", 1, 1), cell("d", 1, 1)],
            vec![cell("e", 3, 1), cell("f", 1, 1)],
        ]);
        made.widths_pt = vec![10.0, 20.0, 30.0, 40.0];
        let tidy = made.tidied();
        assert_eq!(tidy.rows.len(), 3);
        assert_eq!(tidy.widths_pt, [30.0, 30.0, 40.0]);
        assert_eq!(
            at(&tidy),
            [
                (0, 0, 2, 1),
                (0, 1, 1, 2),
                (1, 1, 1, 1),
                (1, 2, 1, 1),
                (2, 0, 1, 2),
                (2, 2, 1, 1)
            ]
        );
    }

    #[test]
    fn a_head_grows_by_what_reaches_out_of_it_and_is_none_if_it_is_all() {
        let head_rows = |rows: u16, count: usize| {
            let mut all = vec![vec![cell("a", 1, rows), cell("b", 1, 1)]];
            all.extend(vec![vec![cell("c", 1, 1)]; count]);
            let made = Table {
                head_rows: 1,
                ..table(all)
            };
            made.tidied().head_rows
        };
        assert_eq!(
            [head_rows(1, 2), head_rows(2, 2), head_rows(3, 2)],
            [1, 2, 0]
        );
    }
}
