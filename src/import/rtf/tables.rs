//! Tables as RTF writes them: cells and rows that end, and nothing that says where they begin.

use crate::import::grid::Grid;
use crate::import::prose::{plain, tidy};
use crate::import::{Block, Problem, Span, Text};

/// The most rows of a table.
const MOST_ROWS: usize = 20_000;

/// Edges of several rows that are nearer than this are one, in twips: tables drawn by hand are off by
/// as much.
const SAME_EDGE: i32 = 150;
/// Those that are nearer than this are one even within a row, in twips.
const LEAST_COLUMN: i32 = 40;
/// The most edges of a row.
const MOST_EDGES: usize = 64;

/// A row that has been read.
struct Row {
    is_head: bool,
    cells: Vec<Text>,
    /// Where each of them ends; empty where that is not known.
    edges: Vec<i32>,
}

/// The table that is being read.
#[derive(Default)]
pub struct Tables {
    rows: Vec<Row>,
    cells: Vec<Text>,
    /// Where each cell of the open row ends, in twips.
    edges: Vec<i32>,
    /// The paragraphs of the open cell, a line each.
    cell: Text,
    /// The cells of the open row of a table within the cell, and the text of the open one.
    nested: Vec<String>,
    nested_cell: Text,
    /// Pictures and text boxes in the cells, which stand after the table.
    beside: Vec<Block>,
    pub is_head_row: bool,
}

impl Tables {
    /// Whether there is something of a table yet to be ended.
    pub fn is_open(&self) -> bool {
        !(self.rows.is_empty()
            && self.cells.is_empty()
            && self.cell.is_empty()
            && self.nested.is_empty()
            && self.nested_cell.is_empty()
            && self.beside.is_empty())
    }

    /// Whether the table is one that can be set.
    ///
    /// # Errors
    /// [`Problem::BeyondLimit`].
    pub fn check(&self) -> Result<(), Problem> {
        if self.rows.len() > MOST_ROWS {
            return Err(Problem::BeyondLimit {
                what: "a table in it has too many rows".to_owned(),
                limit: format!("{MOST_ROWS} rows"),
            });
        }
        Ok(())
    }

    /// Ends a paragraph in a cell.
    pub fn end_paragraph(&mut self, text: Text, depth: usize) {
        let cell = if depth > 1 {
            &mut self.nested_cell
        } else {
            self.end_nested();
            &mut self.cell
        };
        let text = tidy(text);
        if text.is_empty() {
            return;
        }
        if !cell.is_empty() {
            cell.push(Span::plain("\n"));
        }
        cell.extend(text);
    }

    /// Begins to say where the cells of a row end.
    pub fn begin_edges(&mut self) {
        self.edges.clear();
    }

    /// Takes where the next cell of the row ends, in twips.
    pub fn push_edge(&mut self, edge: i32) {
        if self.edges.len() < MOST_EDGES {
            self.edges.push(edge);
        }
    }

    pub fn end_cell(&mut self) {
        self.end_nested();
        self.cells.push(std::mem::take(&mut self.cell));
    }

    pub fn end_row(&mut self) {
        self.end_nested();
        if !self.cell.is_empty() {
            self.end_cell();
        }
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            let is_known = self.edges.len() == cells.len() && self.edges.is_sorted();
            self.rows.push(Row {
                is_head: self.is_head_row,
                cells,
                edges: self
                    .edges
                    .clone()
                    .into_iter()
                    .filter(|_| is_known)
                    .collect(),
            });
        }
        self.is_head_row = false;
    }

    /// Ends a cell of a table within a cell.
    pub fn end_nested_cell(&mut self) {
        let text = std::mem::take(&mut self.nested_cell);
        self.nested.push(plain(&text));
    }

    /// Ends a row of a table within a cell: it becomes a line of the cell.
    pub fn end_nested_row(&mut self) {
        let cells = std::mem::take(&mut self.nested);
        let cells: Vec<String> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
        self.end_paragraph(vec![Span::plain(cells.join(" · "))], 1);
    }

    /// Ends what is open of a table within the cell.
    fn end_nested(&mut self) {
        if !self.nested_cell.is_empty() {
            self.end_nested_cell();
        }
        if !self.nested.is_empty() {
            self.end_nested_row();
        }
    }

    pub fn push_beside(&mut self, blocks: Vec<Block>) {
        self.beside.extend(blocks);
    }

    /// Ends the table: its blocks.
    pub fn finish(&mut self) -> Vec<Block> {
        self.end_row();
        let rows = std::mem::take(&mut self.rows);
        let mut blocks = Vec::new();
        let is_frame = rows.iter().all(|row| row.cells.len() <= 1);
        if is_frame {
            // One column frames text; it holds no data.
            let cells = rows.into_iter().flat_map(|row| row.cells);
            blocks.extend(cells.filter(|cell| !cell.is_empty()).map(Block::Paragraph));
        } else {
            let mut grid = Grid::default();
            let all = all_edges(&rows);
            for row in rows {
                let spans = spans(&row.edges, &all).into_iter();
                let spans = spans.chain(std::iter::repeat(1));
                let cells = row.cells.into_iter().zip(spans);
                grid.add(
                    row.is_head,
                    cells.map(|(cell, columns)| (cell, columns, 1)).collect(),
                );
            }
            blocks.extend(grid.finish());
        }
        blocks.append(&mut self.beside);
        blocks
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
fn spans(edges: &[i32], all: &[i32]) -> Vec<u32> {
    let mut begun = 0;
    let mut spans = Vec::with_capacity(edges.len());
    for edge in edges {
        let ended = all.partition_point(|column| column <= edge);
        spans.push(
            u32::try_from(ended.saturating_sub(begun))
                .unwrap_or(1)
                .max(1),
        );
        begun = ended.max(begun);
    }
    spans
}
