//! The rows and columns of a sheet that its author has hidden.

use std::collections::{BTreeMap, HashSet};

/// Hidden rows and columns, counted from 0.
#[derive(Debug, Default)]
pub struct Hidden {
    rows: HashSet<u32>,
    /// The last of each run, by its first; no runs touch.
    columns: BTreeMap<u32, u32>,
}

impl Hidden {
    /// Hides a row.
    pub fn hide_row(&mut self, row: u32) {
        self.rows.insert(row);
    }

    /// Hides columns, both ends included.
    pub fn hide_columns(&mut self, first: u32, last: u32) {
        if first > last {
            return;
        }
        let (mut first, mut last) = (first, last);
        while let Some((start, end)) = self.run_up_to(last.saturating_add(1))
            && end.saturating_add(1) >= first
        {
            self.columns.remove(&start);
            (first, last) = (first.min(start), last.max(end));
        }
        self.columns.insert(first, last);
    }

    /// Whether a cell is hidden.
    pub fn holds(&self, row: u32, column: u32) -> bool {
        let is_within = |(_, last): (u32, u32)| column <= last;
        self.rows.contains(&row) || self.run_up_to(column).is_some_and(is_within)
    }

    /// The last run of columns that begins no later than here.
    fn run_up_to(&self, column: u32) -> Option<(u32, u32)> {
        let mut runs = self.columns.range(..=column);
        runs.next_back().map(|(first, last)| (*first, *last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_columns_that_touch_are_one_run() {
        let mut hidden = Hidden::default();
        for (first, last) in [(5, 6), (9, 9), (20, 30), (3, 2), (7, 8), (25, 26), (0, 3)] {
            hidden.hide_columns(first, last);
        }
        assert_eq!(hidden.columns, [(0, 3), (5, 9), (20, 30)].into());
        let shown: Vec<u32> = (0..35).filter(|column| !hidden.holds(1, *column)).collect();
        assert_eq!(
            shown,
            [&[4][..], &(10..20).collect::<Vec<_>>(), &[31, 32, 33, 34]].concat()
        );
        hidden.hide_columns(0, u32::MAX);
        assert_eq!(hidden.columns, [(0, u32::MAX)].into());
    }
}
