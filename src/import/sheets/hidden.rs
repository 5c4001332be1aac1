//! The rows and columns of a sheet that its author has hidden.

use std::collections::HashSet;

/// Hidden rows and columns, counted from 0.
#[derive(Debug, Default)]
pub struct Hidden {
    rows: HashSet<u32>,
    /// First and last.
    columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// Hides a row.
    pub fn hide_row(&mut self, row: u32) {
        self.rows.insert(row);
    }

    /// Hides columns, both ends included.
    pub fn hide_columns(&mut self, first: u32, last: u32) {
        self.columns.push((first, last));
    }

    /// Whether a cell is hidden.
    pub fn holds(&self, row: u32, column: u32) -> bool {
        let within = |(first, last): &(u32, u32)| (*first..=*last).contains(&column);
        self.rows.contains(&row) || self.columns.iter().any(within)
    }
}
