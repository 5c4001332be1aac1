//! Tables brought together from cells that may reach over several columns and rows.

use super::{Block, Span, Text};

/// The most columns; what stands further right joins the last one.
const MOST_COLUMNS: usize = 64;
/// The most rows that one cell may reach over.
const MOST_SPANNED_ROWS: u32 = 1000;

/// Cells brought into rows and columns.
#[derive(Default)]
pub struct Grid {
    head: Vec<Vec<Text>>,
    rows: Vec<Vec<Text>>,
    /// For each column, over how many of the next rows a cell above still reaches.
    reaching: Vec<u32>,
}

impl Grid {
    /// Adds a row: each cell's text, and how many columns and rows it reaches over.
    pub fn add(&mut self, is_head: bool, cells: Vec<(Text, u32, u32)>) {
        let mut row: Vec<Text> = Vec::new();
        for (text, columns, rows) in cells {
            while self.is_covered(row.len()) {
                row.push(Text::new());
            }
            if row.len() >= MOST_COLUMNS {
                if let Some(last) = row.last_mut() {
                    last.push(Span::plain(" "));
                    last.extend(text);
                }
                continue;
            }
            let left = MOST_COLUMNS - row.len();
            let columns = usize::try_from(columns).unwrap_or(left).clamp(1, left);
            let reach = rows.min(MOST_SPANNED_ROWS) - 1;
            for offset in 0..columns {
                let column = row.len();
                if self.reaching.len() <= column {
                    self.reaching.resize(column + 1, 0);
                }
                if let Some(reaching) = self.reaching.get_mut(column).filter(|_| reach > 0) {
                    // One more, for the row that the cell stands in.
                    *reaching = reach + 1;
                }
                row.push(if offset == 0 {
                    text.clone()
                } else {
                    Text::new()
                });
            }
        }
        for reaching in &mut self.reaching {
            *reaching = reaching.saturating_sub(1);
        }
        if row.iter().all(Vec::is_empty) {
            return;
        }
        if is_head && self.rows.is_empty() {
            self.head.push(row);
        } else {
            self.rows.push(row);
        }
    }

    fn is_covered(&self, column: usize) -> bool {
        column < MOST_COLUMNS
            && self
                .reaching
                .get(column)
                .is_some_and(|reaching| *reaching > 0)
    }

    /// The table, without columns in which there is nothing; `None` if there is nothing at all.
    pub fn finish(self) -> Option<Block> {
        let columns = self.head.iter().chain(&self.rows).map(Vec::len).max()?;
        let is_used = |column: usize| {
            let mut rows = self.head.iter().chain(&self.rows);
            rows.any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()))
        };
        let used: Vec<usize> = (0..columns).filter(|column| is_used(*column)).collect();
        let chosen = |row: &Vec<Text>| -> Vec<Text> {
            let cells = used.iter().map(|column| row.get(*column));
            cells
                .map(|cell| cell.cloned().unwrap_or_default())
                .collect()
        };
        let mut head: Vec<Text> = Vec::new();
        for row in self.head.iter().map(chosen) {
            if head.is_empty() {
                head = row;
                continue;
            }
            for (above, below) in head.iter_mut().zip(row) {
                if !above.is_empty() && !below.is_empty() {
                    above.push(Span::plain("\n"));
                }
                above.extend(below);
            }
        }
        Some(Block::Table {
            head,
            rows: self.rows.iter().map(chosen).collect(),
        })
    }
}
