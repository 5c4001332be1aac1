//! Where the thumbnails of the grid lie. Pure.

use eframe::egui::{Pos2, Rect, pos2, vec2};

/// The room for a page is so many times as high as it is wide.
pub const HEIGHT_RATIO: f32 = 1.36;
/// Height of the line with the page number, in points.
pub const LABEL_HEIGHT: f32 = 22.0;
/// Distance between thumbnails, and from the edges, in points.
const GAP: f32 = 16.0;

/// Where thumbnails lie, row by row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tiles {
    /// The width of a thumbnail, in points.
    pub width: f32,
    /// How many stand in a row.
    pub columns: usize,
    count: usize,
    left: f32,
}

impl Tiles {
    /// So many thumbnails of this width in a pane.
    pub fn new(width: f32, room: f32, count: usize) -> Self {
        let fitting = ((room - GAP) / (width + GAP)).floor().max(1.0);
        let columns = fitting as usize;
        // Short rows begin where long ones do.
        let taken = columns as f32 * (width + GAP) + GAP;
        Self {
            width,
            columns,
            count,
            left: ((room - taken) / 2.0).max(0.0) + GAP,
        }
    }

    fn row_height(self) -> f32 {
        self.width * HEIGHT_RATIO + LABEL_HEIGHT + GAP
    }

    /// How many whole rows fit into a height, at least one.
    pub fn rows_in(self, height: f32) -> usize {
        (height / self.row_height()).floor().max(1.0) as usize
    }

    /// How high all rows are together, in points.
    pub fn height(self) -> f32 {
        self.count.div_ceil(self.columns) as f32 * self.row_height() + GAP
    }

    /// A thumbnail with its number, from the upper left corner of the content.
    pub fn rect(self, place: usize) -> Rect {
        let (row, column) = (place / self.columns, place % self.columns);
        let x = self.left + column as f32 * (self.width + GAP);
        let y = GAP + row as f32 * self.row_height();
        let size = vec2(self.width, self.width * HEIGHT_RATIO + LABEL_HEIGHT);
        Rect::from_min_size(pos2(x, y), size)
    }

    /// The places that are seen between two heights of the content.
    pub fn between(self, upper: f32, lower: f32) -> std::ops::Range<usize> {
        let row = |y: f32| ((y - GAP) / self.row_height()).max(0.0);
        let first = row(upper).floor() as usize * self.columns;
        let end = row(lower).ceil() as usize * self.columns;
        first.min(self.count)..end.min(self.count)
    }

    /// The place before which something that is let go at a point of the content is put.
    pub fn landing(self, point: Pos2) -> usize {
        let row = ((point.y - GAP) / self.row_height()).max(0.0).floor() as usize;
        let across = (point.x - self.left) / (self.width + GAP);
        let column = (across + 0.5).max(0.0).floor() as usize;
        (row * self.columns + column.min(self.columns)).min(self.count)
    }

    /// Where the line is drawn that shows this landing: x, upper and lower end.
    pub fn landing_line(self, point: Pos2) -> (f32, f32, f32) {
        let landing = self.landing(point);
        let row = ((point.y - GAP) / self.row_height()).max(0.0).floor() as usize;
        let is_at_end = landing > 0 && (landing == self.count || landing / self.columns > row);
        let rect = self.rect(if is_at_end { landing - 1 } else { landing });
        let x = if is_at_end {
            rect.right() + GAP / 2.0
        } else {
            rect.left() - GAP / 2.0
        };
        (x, rect.top(), rect.bottom() - LABEL_HEIGHT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbnails_stand_in_rows() {
        // Three of 100 points with 16 around them take 364.
        let tiles = Tiles::new(100.0, 370.0, 8);
        assert_eq!(tiles.columns, 3);
        assert_eq!(tiles.rect(0).min, pos2(19.0, 16.0));
        assert_eq!(tiles.rect(4).min.x, tiles.rect(1).min.x);
        assert!(tiles.rect(7).max.y < tiles.height());
        assert_eq!(tiles.between(0.0, 10.0), 0..0);
        assert_eq!(tiles.between(0.0, 100.0), 0..3);
        assert_eq!(tiles.between(100.0, 2000.0), 0..8);
        assert_eq!(Tiles::new(100.0, 20.0, 8).columns, 1);
    }

    #[test]
    fn a_page_lands_between_two_others() {
        let tiles = Tiles::new(100.0, 370.0, 8);
        let left_of = |place: usize| tiles.rect(place).left_center() + vec2(4.0, 0.0);
        let right_of = |place: usize| tiles.rect(place).right_center() - vec2(4.0, 0.0);
        assert_eq!(tiles.landing(left_of(0)), 0);
        assert_eq!(tiles.landing(right_of(0)), 1);
        assert_eq!(tiles.landing(right_of(2)), 3, "at the end of a row");
        assert_eq!(tiles.landing(right_of(7)), 8);
        assert_eq!(tiles.landing(pos2(0.0, 5000.0)), 8);
        let (x, ..) = tiles.landing_line(right_of(2));
        assert_eq!(x, tiles.rect(2).right() + 8.0);
        let (x, ..) = tiles.landing_line(left_of(3));
        assert_eq!(x, tiles.rect(3).left() - 8.0);
    }
}
