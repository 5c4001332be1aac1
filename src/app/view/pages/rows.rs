//! Where the thumbnails of the strip lie, one below the other. Pure.

use std::ops::Range;

use eframe::egui::{self, Rect, vec2};

/// Width of a thumbnail, in points.
pub const WIDTH: f32 = 104.0;
/// No thumbnail is higher than so many times its width.
const HIGHEST: f32 = 1.6;
/// Height of the line with the page number, in points.
pub const LABEL_HEIGHT: f32 = 20.0;
/// Distance between thumbnails, in points.
const GAP: f32 = 10.0;

/// Where the thumbnails lie.
pub struct Rows {
    /// The size of each thumbnail, in points of the screen.
    sizes: Vec<egui::Vec2>,
    /// The upper edge of each, and below the last one the end; in points of the screen.
    tops: Vec<f32>,
}

impl Rows {
    /// Thumbnails of pages of these sizes, in points of paper.
    pub fn new(pages: impl Iterator<Item = egui::Vec2>) -> Self {
        let mut y = GAP;
        let mut tops = Vec::new();
        let mut sizes = Vec::new();
        for page in pages {
            let size = fitted(page, vec2(WIDTH, WIDTH * HIGHEST));
            tops.push(y);
            sizes.push(size);
            y += size.y + LABEL_HEIGHT + GAP;
        }
        tops.push(y);
        Self { sizes, tops }
    }

    /// How high all are together, in points.
    pub fn height(&self) -> f32 {
        self.tops.last().copied().unwrap_or(GAP)
    }

    /// The size of a page at a place without its number, in points of the screen.
    pub fn paper(&self, place: u32) -> egui::Vec2 {
        self.sizes.get(place as usize).copied().unwrap_or_default()
    }

    /// The page at a place with its number.
    pub fn rect(&self, place: u32, origin: egui::Pos2, width: f32) -> Rect {
        let top = self.tops.get(place as usize).copied().unwrap_or_default();
        let size = vec2(WIDTH, self.paper(place).y + LABEL_HEIGHT);
        let corner = origin + vec2(((width - WIDTH) / 2.0).max(0.0), top);
        Rect::from_min_size(corner, size)
    }

    /// The places that are seen between two heights.
    pub fn between(&self, upper: f32, lower: f32) -> Range<u32> {
        let first = self.tops.partition_point(|top| *top <= upper).max(1) - 1;
        let end = self.tops.partition_point(|top| *top < lower);
        let end = end.min(self.sizes.len()).max(first);
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        number(first)..number(end)
    }

    /// The place before which something that is let go at this height is put, among those of a
    /// stretch; its end for behind the last.
    pub fn landing(&self, y: f32, among: Range<u32>) -> u32 {
        let middle = |place: u32| {
            let top = self.tops.get(place as usize).copied().unwrap_or_default();
            top + (self.paper(place).y + LABEL_HEIGHT) / 2.0
        };
        let end = among.end;
        among
            .into_iter()
            .find(|place| y < middle(*place))
            .unwrap_or(end)
    }

    /// The height of the line that shows this landing.
    pub fn landing_line(&self, landing: u32) -> f32 {
        let top = self.tops.get(landing as usize).copied();
        top.unwrap_or_else(|| self.height()) - GAP / 2.0
    }
}

/// The size of a page that is made to fit into `room`.
pub fn fitted(page: egui::Vec2, room: egui::Vec2) -> egui::Vec2 {
    let page = page.max(vec2(1.0, 1.0));
    page * (room.x / page.x).min(room.y / page.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lands_between_two_others_and_among_those_of_the_document() {
        // Each page takes 100 points with its number, and begins 110 below the one before.
        let rows = Rows {
            sizes: vec![vec2(WIDTH, 80.0); 5],
            tops: (0..6).map(|row| GAP + 110.0 * row as f32).collect(),
        };
        assert_eq!(rows.landing(0.0, 0..5), 0);
        assert_eq!(rows.landing(59.0, 0..5), 0);
        assert_eq!(rows.landing(61.0, 0..5), 1);
        assert_eq!(rows.landing(900.0, 0..5), 5);
        assert_eq!((rows.landing(0.0, 1..4), rows.landing(900.0, 1..4)), (1, 4));
        assert_eq!((rows.landing_line(0), rows.landing_line(5)), (5.0, 555.0));
    }
}
