//! Where the rows of the list lie: all of one height, with headings between them.

use std::ops::Range;

use crate::library::Group;

/// Height of a heading, in points.
pub const HEADING: f32 = 30.0;

/// Where the rows of the list lie.
#[derive(Debug, Clone, Copy)]
pub struct ListLayout<'a> {
    groups: &'a [Group],
    row: f32,
}

/// A piece of the list that is in sight.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// The heading of a group, by its number.
    Heading(usize),
    Row(usize),
}

impl<'a> ListLayout<'a> {
    /// Rows of this height in points, in these groups.
    pub fn new(groups: &'a [Group], row: f32) -> Self {
        Self { groups, row }
    }

    /// The height of the whole list.
    pub fn height(&self) -> f32 {
        self.groups.last().map_or(0.0, |last| {
            self.group_top(self.groups.len() - 1)
                + self.heading(last)
                + last.rows.len() as f32 * self.row
        })
    }

    fn heading(&self, group: &Group) -> f32 {
        if group.name.is_empty() { 0.0 } else { HEADING }
    }

    /// Headings stand above all groups or above none.
    fn group_top(&self, number: usize) -> f32 {
        self.groups.get(number).map_or(0.0, |group| {
            number as f32 * self.heading(group) + group.rows.start as f32 * self.row
        })
    }

    pub fn top(&self, row: usize) -> f32 {
        let number = self.group_of(row);
        let heading = self
            .groups
            .get(number)
            .map_or(0.0, |group| self.heading(group));
        number as f32 * heading + heading + row as f32 * self.row
    }

    fn group_of(&self, row: usize) -> usize {
        self.groups
            .partition_point(|group| group.rows.end <= row)
            .min(self.groups.len().saturating_sub(1))
    }

    /// What lies between two heights, with the top of each piece.
    pub fn in_sight(&self, sight: Range<f32>) -> Vec<(Piece, f32)> {
        let mut pieces = Vec::new();
        let first = (0..self.groups.len())
            .collect::<Vec<_>>()
            .partition_point(|number| self.group_bottom(*number) <= sight.start);
        for (number, group) in self.groups.iter().enumerate().skip(first) {
            let top = self.group_top(number);
            if top >= sight.end {
                break;
            }
            let heading = self.heading(group);
            if heading > 0.0 && top + heading > sight.start {
                pieces.push((Piece::Heading(number), top));
            }
            let hidden = ((sight.start - top - heading) / self.row).floor().max(0.0) as usize;
            for row in group.rows.clone().skip(hidden) {
                let top = self.top(row);
                if top >= sight.end {
                    break;
                }
                pieces.push((Piece::Row(row), top));
            }
        }
        pieces
    }

    fn group_bottom(&self, number: usize) -> f32 {
        self.groups.get(number).map_or(0.0, |group| {
            self.group_top(number) + self.heading(group) + group.rows.len() as f32 * self.row
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_sight_is_found_among_headings() {
        let group = |name: &str, rows| Group {
            name: name.to_owned(),
            rows,
        };
        let groups = [
            group("A", 0..2),
            group("B", 2..1000),
            group("C", 1000..1001),
        ];
        let layout = ListLayout::new(&groups, 40.0);
        assert_eq!(layout.height(), 3.0 * HEADING + 1001.0 * 40.0);
        assert_eq!(layout.top(2), 2.0 * HEADING + 80.0);
        let seen = layout.in_sight(0.0..150.0);
        let expected = [
            (Piece::Heading(0), 0.0),
            (Piece::Row(0), 30.0),
            (Piece::Row(1), 70.0),
            (Piece::Heading(1), 110.0),
            (Piece::Row(2), 140.0),
        ];
        assert_eq!(seen, expected);
        let middle = layout.top(500);
        let seen = layout.in_sight(middle + 1.0..middle + 41.0);
        assert_eq!(
            seen,
            [(Piece::Row(500), middle), (Piece::Row(501), middle + 40.0)]
        );
        let end = layout.height();
        assert_eq!(
            layout.in_sight(end - 10.0..end),
            [(Piece::Row(1000), end - 40.0)]
        );
        assert_eq!(ListLayout::new(&[], 40.0).in_sight(0.0..100.0), []);
        let plain = [group("", 0..100)];
        assert_eq!(ListLayout::new(&plain, 40.0).top(10), 400.0);
    }
}
