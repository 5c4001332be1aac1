//! A table with each of its cells in its place.

use crate::import::{Cell, CellPlace, Edge, Table};

/// Nothing stands there.
const NOBODY: u32 = u32::MAX;

/// A table with each of its cells in its place.
pub(super) struct Laid<'a> {
    pub(super) table: &'a Table,
    pub(super) places: Vec<CellPlace<'a>>,
    /// How many columns it has.
    pub(super) columns: usize,
    pub(super) head_rows: usize,
    /// The cell of each place of the grid, row by row, by its number in `places`.
    owners: Vec<u32>,
    /// Whether any cell has lines or a ground of its own.
    pub(super) is_boxed: bool,
}

impl<'a> Laid<'a> {
    pub(super) fn new(table: &'a Table) -> Self {
        let places = table.places();
        let ends = places.iter().map(|place| place.column + place.columns);
        let columns = ends.max().unwrap_or(0);
        let mut owners = vec![NOBODY; columns * table.rows.len()];
        for (number, place) in (0..).zip(&places) {
            for row in place.row..place.row + place.rows {
                let start = row * columns + place.column;
                if let Some(owned) = owners.get_mut(start..start + place.columns) {
                    owned.fill(number);
                }
            }
        }
        let head_rows = table.head_rows.min(table.rows.len());
        let reaches_out =
            |place: &CellPlace<'_>| place.row < head_rows && place.row + place.rows > head_rows;
        let is_boxed = |cell: &Cell| cell.ground.is_some() || cell.edges != Default::default();
        Self {
            table,
            head_rows: if places.iter().any(reaches_out) {
                0
            } else {
                head_rows
            },
            columns,
            owners,
            is_boxed: places.iter().any(|place| is_boxed(place.cell)),
            places,
        }
    }

    pub(super) fn rows(&self) -> usize {
        self.table.rows.len()
    }

    /// The number of the cell at a place of the grid.
    pub(super) fn owner(&self, row: usize, column: usize) -> Option<usize> {
        if column >= self.columns {
            return None;
        }
        let owner = *self.owners.get(row * self.columns + column)?;
        usize::try_from(owner).ok().filter(|_| owner != NOBODY)
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> Option<&'a Cell> {
        let place = self.places.get(self.owner(row, column)?)?;
        Some(place.cell)
    }

    /// The line below a place of the grid, unless a cell reaches over it. `row` is -1 for the line
    /// above the table.
    pub(super) fn below(&self, row: isize, column: usize) -> Option<Edge> {
        let at = |row: isize| usize::try_from(row).ok();
        let own = |row: isize| self.owner(at(row)?, column);
        let cell = |row: isize| self.cell(at(row)?, column);
        if own(row).is_some() && own(row) == own(row + 1) {
            return None;
        }
        let above = cell(row).map_or(Edge::default(), |cell| cell.edges.bottom);
        let below = cell(row + 1).map_or(Edge::default(), |cell| cell.edges.top);
        Some(above.or_thicker(below))
    }

    /// The line between two columns of a row, either of which may be none.
    pub(super) fn between(&self, row: usize, one: Option<usize>, other: Option<usize>) -> Edge {
        let own = |column: Option<usize>| self.owner(row, column?);
        let cell = |column: Option<usize>| self.cell(row, column?);
        if own(one).is_some() && own(one) == own(other) {
            return Edge::default();
        }
        let before = cell(one).map_or(Edge::default(), |cell| cell.edges.end);
        let after = cell(other).map_or(Edge::default(), |cell| cell.edges.start);
        before.or_thicker(after)
    }

    /// The rows from `row` on that cells which reach over several hold together: at least one.
    pub(super) fn group(&self, row: usize, starts: &[usize]) -> std::ops::Range<usize> {
        let mut end = row + 1;
        let mut next = row;
        while next < end {
            let places = starts.get(next).zip(starts.get(next + 1));
            let places = places.and_then(|(from, to)| self.places.get(*from..*to));
            let ends = places
                .into_iter()
                .flatten()
                .map(|place| place.row + place.rows);
            end = end.max(ends.max().unwrap_or(0));
            next += 1;
        }
        row..end.min(self.rows())
    }

    /// Where the cells of each row begin in `places`, and where the last ones end.
    pub(super) fn starts(&self) -> Vec<usize> {
        let mut starts = vec![0];
        let mut count = 0;
        for row in &self.table.rows {
            count += row.len();
            starts.push(count);
        }
        starts
    }
}
