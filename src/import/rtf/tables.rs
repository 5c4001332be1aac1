//! Tables as RTF writes them: cells and rows that end, and nothing that says where they begin.

use std::collections::HashMap;

use super::row::{Merge, RowLook};
use crate::import::grid::{finished, in_cell, is_layout};
use crate::import::{Block, Cell, Problem, Rules, Table};

/// The most rows of a table.
const MOST_ROWS: usize = 20_000;

/// Edges of several rows that are nearer than this are one, in twips: tables drawn by hand are off by
/// as much.
const SAME_EDGE: i32 = 150;
/// Those that are nearer than this are one even within a row, in twips.
const LEAST_COLUMN: i32 = 40;
/// Points in a twip.
const TWIP_PT: f32 = 1.0 / 20.0;

/// A row that has been read.
struct Row {
    cells: Vec<Vec<Block>>,
    /// Where each of them ends; empty where that is not known.
    edges: Vec<i32>,
    look: RowLook,
}

/// The table that is being read.
#[derive(Default)]
pub struct Tables {
    rows: Vec<Row>,
    cells: Vec<Vec<Block>>,
    /// What is said of the open row.
    pub look: RowLook,
    /// What stands in the open cell.
    cell: Vec<Block>,
    /// The rows of a table within the cell, the cells of its open row, and the text of the open one.
    nested_rows: Vec<Vec<Cell>>,
    nested: Vec<Cell>,
    nested_cell: Vec<Block>,
}

impl Tables {
    /// Whether there is something of a table yet to be ended.
    pub fn is_open(&self) -> bool {
        !(self.rows.is_empty()
            && self.cells.is_empty()
            && self.cell.is_empty()
            && self.nested_rows.is_empty()
            && self.nested.is_empty()
            && self.nested_cell.is_empty())
    }

    /// Whether the table is one that can be set.
    ///
    /// # Errors
    /// [`Problem::BeyondLimit`].
    pub fn check(&self) -> Result<(), Problem> {
        if self.rows.len().max(self.nested_rows.len()) > MOST_ROWS {
            return Err(Problem::BeyondLimit {
                what: "a table in it has too many rows".to_owned(),
                limit: format!("{MOST_ROWS} rows"),
            });
        }
        Ok(())
    }

    /// Ends a paragraph in a cell: what stands in it, an empty line among them.
    pub fn end_paragraph(&mut self, blocks: Vec<Block>, depth: usize) {
        if depth > 1 {
            self.nested_cell.extend(blocks);
        } else {
            self.end_nested();
            self.cell.extend(blocks);
        }
    }

    pub fn end_cell(&mut self) {
        self.end_nested();
        self.cells.push(in_cell(std::mem::take(&mut self.cell)));
    }

    pub fn end_row(&mut self) {
        self.end_nested();
        if !self.cell.is_empty() {
            self.end_cell();
        }
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            let edges = self.look.edges();
            let is_known = edges.len() == cells.len() && edges.is_sorted();
            self.rows.push(Row {
                cells,
                edges: if is_known { edges } else { Vec::new() },
                look: self.look.clone(),
            });
        }
        self.look.is_head = false;
    }

    /// Ends a cell of a table within a cell.
    pub fn end_nested_cell(&mut self) {
        self.nested.push(Cell {
            blocks: in_cell(std::mem::take(&mut self.nested_cell)),
            ..Cell::default()
        });
    }

    /// Ends a row of a table within a cell.
    pub fn end_nested_row(&mut self) {
        if !self.nested_cell.is_empty() {
            self.end_nested_cell();
        }
        if !self.nested.is_empty() {
            self.nested_rows.push(std::mem::take(&mut self.nested));
        }
    }

    /// Ends what is open of a table within the cell.
    fn end_nested(&mut self) {
        self.end_nested_row();
        let table = finished(Table {
            rows: std::mem::take(&mut self.nested_rows),
            ..Table::default()
        });
        self.cell.extend(table.map(Block::Table));
    }

    /// Ends the table: its blocks.
    pub fn finish(&mut self) -> Vec<Block> {
        self.end_row();
        let rows = std::mem::take(&mut self.rows);
        let is_drawn = rows.iter().any(|row| row.look.is_drawn());
        let is_frame = rows.iter().all(|row| row.cells.len() <= 1);
        let table = made(&rows, is_drawn);
        match finished(table) {
            // One column frames text; it holds no data.
            Some(table) if is_frame && (!is_drawn || is_layout(&table)) => {
                let cells = table.rows.into_iter().flatten();
                cells.flat_map(|cell| cell.blocks).collect()
            }
            Some(table) => vec![Block::Table(table)],
            None => Vec::new(),
        }
    }
}

/// The table of rows that end their cells at these edges.
fn made(rows: &[Row], is_drawn: bool) -> Table {
    let all = all_edges(rows);
    let mut made: Vec<Vec<Cell>> = Vec::with_capacity(rows.len());
    // The cells that those below may go on: by their first column, their row and place in it.
    let mut open: HashMap<usize, (usize, usize)> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        let spans = spans(&row.edges, &all)
            .into_iter()
            .chain(std::iter::repeat(1));
        let looks = row
            .look
            .cells()
            .chain(std::iter::repeat(Default::default()));
        let mut cells: Vec<Cell> = Vec::with_capacity(row.cells.len());
        let mut column = 0;
        for ((blocks, columns), look) in row.cells.iter().zip(spans).zip(looks) {
            let first = column;
            column += usize::from(columns);
            if look.beside == Merge::GoesOn
                && let Some(before) = cells.last_mut()
            {
                before.columns = before.columns.saturating_add(columns);
                before.blocks.extend(blocks.iter().cloned());
                continue;
            }
            let above = open.get(&first).filter(|_| look.below == Merge::GoesOn);
            let above = above.and_then(|(row, place)| made.get_mut(*row)?.get_mut(*place));
            if let Some(above) = above.filter(|above| blocks.is_empty() && above.columns == columns)
            {
                above.rows = above.rows.saturating_add(1);
                continue;
            }
            match look.below {
                Merge::None => open.remove(&first),
                _ => open.insert(first, (index, cells.len())),
            };
            cells.push(Cell {
                blocks: blocks.clone(),
                columns,
                ground: look.ground,
                stands: look.stands,
                edges: look.edges,
                ..Cell::default()
            });
        }
        made.push(cells);
    }
    let begin = rows.iter().map(|row| row.look.left).min().unwrap_or(0);
    let begins = std::iter::once(&begin).chain(&all);
    let widths = all
        .iter()
        .zip(begins)
        .map(|(end, begin)| (end - begin) as f32 * TWIP_PT);
    Table {
        head_rows: rows.iter().take_while(|row| row.look.is_head).count(),
        rows: made,
        widths_pt: widths.collect(),
        rules: if is_drawn || rows.iter().any(|row| row.look.says_lines) {
            Rules::OfCells
        } else {
            Rules::BelowRows
        },
        is_mirrored: rows.first().is_some_and(|row| row.look.is_mirrored),
    }
}

/// Where the columns of a table end, from the left: of edges that are one, the first.
fn all_edges(rows: &[Row]) -> Vec<i32> {
    let widths = rows.iter().flat_map(|row| {
        let edges = row.edges.iter().zip(row.edges.iter().skip(1));
        edges.map(|(begin, end)| end.saturating_sub(*begin))
    });
    // What the narrowest column of a row parts stays parted.
    let narrowest = widths.min().unwrap_or(SAME_EDGE);
    let same_edge = narrowest.clamp(LEAST_COLUMN, SAME_EDGE);
    let mut all: Vec<i32> = rows.iter().flat_map(|row| row.edges.clone()).collect();
    all.sort_unstable();
    all.dedup_by(|next, kept| next.saturating_sub(*kept) < same_edge);
    all
}

/// Over how many of all columns each cell reaches that ends at one of these edges.
fn spans(edges: &[i32], all: &[i32]) -> Vec<u16> {
    let mut begun = 0;
    let mut spans = Vec::with_capacity(edges.len());
    for edge in edges {
        let ended = all.partition_point(|column| column <= edge);
        spans.push(
            u16::try_from(ended.saturating_sub(begun))
                .unwrap_or(1)
                .max(1),
        );
        begun = ended.max(begun);
    }
    spans
}
