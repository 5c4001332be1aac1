//! Where the pages lie on the screen. Pure.

use std::ops::Range;

use eframe::egui::{Pos2, Rect, Vec2, pos2, vec2};

use crate::pdf::inspect::PageInfo;
use crate::text::{Point, Quad};

/// Distance between pages and around them, in points of the screen.
pub const GAP: f32 = 16.0;

/// How large pages are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// Each so large that it is as wide as this, in points of the screen, up to a scale.
    Width(f32, f32),
    /// Points of the screen for each point of paper.
    Fixed(f32),
}

impl Scale {
    fn of(self, page: PageInfo) -> f32 {
        match self {
            Self::Width(room, most) => (room / page.width_pt.max(1.0)).min(most),
            Self::Fixed(scale) => scale,
        }
    }
}

/// Where the pages lie, one below the other: those of the sheet and, where the pack is read as one, all
/// pages before and after it. A *page* is one of the sheet, counted from 0; a *row* one of all.
#[derive(Debug, Clone)]
pub struct PageLayout {
    /// The upper edge of each row below the upper edge of the content, and below the last one the
    /// end of the content; in points of the screen.
    tops: Vec<f32>,
    /// The size of each row in points of paper, and points of the screen for each of them.
    rows: Vec<(Vec2, f32)>,
    /// The rows that are pages of the sheet.
    own: Range<u32>,
    /// The part of the screen through which the content is seen.
    pub pane: Rect,
    /// Where the upper left corner of the content lies on the screen.
    origin: Pos2,
    /// How wide the content is, in points of the screen.
    pub width: f32,
}

impl PageLayout {
    /// Pages at a scale, of which those in `own` are of the sheet; where they lie on the screen is
    /// not known yet.
    pub fn new(pages: &[PageInfo], own: Range<u32>, scale: Scale) -> Self {
        let mut y = GAP;
        let mut widest = 0.0_f32;
        let mut tops = Vec::with_capacity(pages.len() + 1);
        let mut rows = Vec::with_capacity(pages.len());
        for page in pages {
            let scale = scale.of(*page);
            tops.push(y);
            rows.push((vec2(page.width_pt, page.height_pt), scale));
            y += page.height_pt * scale + GAP;
            widest = widest.max(page.width_pt * scale);
        }
        tops.push(y);
        Self {
            tops,
            rows,
            own,
            pane: Rect::ZERO,
            origin: Pos2::ZERO,
            width: widest + 2.0 * GAP,
        }
    }

    /// Puts the content on the screen.
    pub fn put(&mut self, origin: Pos2, width: f32, pane: Rect) {
        (self.origin, self.width, self.pane) = (origin, width, pane);
    }

    /// How high the content is, in points of the screen.
    pub fn height(&self) -> f32 {
        self.tops.last().copied().unwrap_or(GAP)
    }

    /// How many rows there are.
    pub fn row_count(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// The rows that are pages of the sheet.
    pub fn own(&self) -> Range<u32> {
        self.own.clone()
    }

    /// The row of a page.
    pub fn row(&self, page: u32) -> Option<u32> {
        let row = self.own.start.checked_add(page)?;
        self.own.contains(&row).then_some(row)
    }

    /// The page of a row, where it is one of the sheet.
    pub fn page_of_row(&self, row: u32) -> Option<u32> {
        self.own.contains(&row).then(|| row - self.own.start)
    }

    fn size_of_row(&self, row: u32) -> Option<(Vec2, f32)> {
        self.rows.get(usize::try_from(row).ok()?).copied()
    }

    /// Points of the screen for each point of paper of a row.
    pub fn scale_of_row(&self, row: u32) -> f32 {
        self.size_of_row(row).map_or(1.0, |(_, scale)| scale)
    }

    /// Points of the screen for each point of paper of a page.
    pub fn scale(&self, page: u32) -> f32 {
        self.row(page).map_or(1.0, |row| self.scale_of_row(row))
    }

    /// The upper edge of a row below that of the content, in points of the screen.
    pub fn top_of_row(&self, row: u32) -> Option<f32> {
        let index = usize::try_from(row).ok()?;
        (index < self.rows.len()).then(|| self.tops.get(index).copied())?
    }

    /// A row on the screen, in sight or not.
    pub fn rect_of_row(&self, row: u32) -> Option<Rect> {
        let top = self.top_of_row(row)?;
        let (size, scale) = self.size_of_row(row)?;
        let size = size * scale;
        let corner = self.origin + vec2((self.width - size.x) / 2.0, top);
        Some(Rect::from_min_size(corner, size))
    }

    /// A page on the screen, in sight or not.
    pub fn page(&self, page: u32) -> Option<Rect> {
        self.rect_of_row(self.row(page)?)
    }

    /// The rows that are seen between two heights of the content.
    pub fn rows_between(&self, upper: f32, lower: f32) -> Range<u32> {
        let first = self.tops.partition_point(|top| *top <= upper);
        let first = first.saturating_sub(1);
        let end = self.tops.partition_point(|top| *top < lower);
        let end = end.min(self.rows.len()).max(first);
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        number(first)..number(end)
    }

    /// The first row that reaches below a height of the content; else the last.
    pub fn row_below(&self, y: f32) -> u32 {
        // Below its own lower edge a row has a gap, which ends where the next begins.
        let end = self.tops.partition_point(|top| *top - GAP <= y);
        let last = self.rows.len().saturating_sub(1);
        u32::try_from(end.saturating_sub(1).min(last)).unwrap_or(u32::MAX)
    }

    /// The rows in sight.
    pub fn rows_in_sight(&self) -> Range<u32> {
        let upper = self.pane.top() - self.origin.y;
        let rows = self.rows_between(upper, upper + self.pane.height());
        // A hair of a page is none.
        self.row_below(upper + 1.0).min(rows.end)..rows.end
    }

    /// The pages in sight.
    pub fn pages_in_sight(&self) -> Range<u32> {
        let rows = self.rows_in_sight();
        let within = |row: u32| row.clamp(self.own.start, self.own.end) - self.own.start;
        within(rows.start)..within(rows.end)
    }

    /// The row at a place of the screen; the nearest, where there is none.
    pub fn row_at(&self, place: Pos2) -> Option<u32> {
        let y = place.y - self.origin.y + GAP / 2.0;
        let index = self.tops.partition_point(|top| *top <= y).max(1) - 1;
        u32::try_from(index.min(self.rows.len().checked_sub(1)?)).ok()
    }

    /// The page at a place of the screen, and the point of it; the nearest, where there is none.
    pub fn point_at(&self, place: Pos2) -> Option<(u32, Point)> {
        let last = self.own.end.checked_sub(1)?;
        let row = self.row_at(place)?.clamp(self.own.start, last);
        let page = self.page_of_row(row)?;
        Some((page, self.point_of(page, place)?))
    }

    /// A place of the screen as a point of this page, which may lie beyond its edges.
    pub fn point_of(&self, page: u32, place: Pos2) -> Option<Point> {
        let corner = self.page(page)?.min;
        let point = (place - corner) / self.scale(page);
        Some(Point::new(point.x, point.y))
    }

    /// Whether a place of the screen is on a page.
    pub fn is_on_page(&self, place: Pos2) -> bool {
        self.point_at(place)
            .and_then(|(page, _)| self.page(page))
            .is_some_and(|rect| rect.contains(place))
    }

    /// A quadrilateral of a page on the screen.
    pub fn corners(&self, page: u32, quad: &Quad) -> Option<[Pos2; 4]> {
        let corner = self.page(page)?.min;
        Some(
            quad.0
                .map(|point| corner + vec2(point.x, point.y) * self.scale(page)),
        )
    }

    /// A rectangle of a page on the screen: left, upper, right and lower edge in points of the
    /// page.
    pub fn rect(&self, page: u32, bounds: (f32, f32, f32, f32)) -> Option<Rect> {
        let corner = self.page(page)?.min;
        let (left, top, right, bottom) = bounds;
        Some(Rect::from_min_max(
            corner + vec2(left, top) * self.scale(page),
            corner + vec2(right, bottom) * self.scale(page),
        ))
    }

    /// A point of a page that lies within its edges.
    pub fn within_page(&self, page: u32, point: Point) -> Point {
        let size = self.row(page).and_then(|row| self.size_of_row(row));
        let size = size.map_or(Vec2::ZERO, |(size, _)| size);
        let inside = pos2(point.x, point.y).clamp(Pos2::ZERO, size.to_pos2());
        Point::new(inside.x, inside.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> Vec<PageInfo> {
        let page = |width_pt, height_pt| PageInfo {
            width_pt,
            height_pt,
        };
        vec![page(100.0, 200.0), page(50.0, 100.0)]
    }

    fn put(mut layout: PageLayout) -> PageLayout {
        let pane = Rect::from_min_size(pos2(10.0, 20.0), vec2(232.0, 300.0));
        layout.put(pos2(10.0, 20.0), 232.0, pane);
        layout
    }

    fn layout() -> PageLayout {
        put(PageLayout::new(&pages(), 0..2, Scale::Fixed(2.0)))
    }

    #[test]
    fn pages_stand_below_each_other_in_the_middle() {
        let layout = layout();
        assert_eq!(layout.page(0).unwrap().min, pos2(26.0, 36.0));
        assert_eq!(layout.page(1).unwrap().min, pos2(76.0, 452.0));
        assert_eq!(layout.page(2), None);
        assert_eq!(layout.height(), 648.0);
        assert_eq!(layout.pages_in_sight(), 0..1);
        assert_eq!(layout.rows_between(420.0, 440.0), 0..2);
    }

    #[test]
    fn in_the_gap_between_pages_the_next_is_meant() {
        let layout = layout();
        assert_eq!(layout.row_below(0.0), 0);
        assert_eq!(layout.row_below(415.0), 0);
        assert_eq!(layout.row_below(416.0), 1, "here the first ends");
        assert_eq!(layout.row_below(9000.0), 1);
    }

    #[test]
    fn a_place_leads_to_the_nearest_page() {
        let layout = layout();
        let (page, point) = layout.point_at(pos2(126.0, 136.0)).unwrap();
        assert_eq!((page, point), (0, Point::new(50.0, 50.0)));
        assert_eq!(layout.point_at(pos2(0.0, -50.0)).unwrap().0, 0);
        assert_eq!(layout.point_at(pos2(0.0, 5000.0)).unwrap().0, 1);
        assert!(!layout.is_on_page(pos2(30.0, 500.0)));
        assert!(layout.is_on_page(pos2(80.0, 500.0)));
        let corners = layout.corners(1, &Quad::rectangle(1.0, 2.0, 3.0, 4.0));
        assert_eq!(corners.unwrap()[2], pos2(84.0, 464.0));
    }

    #[test]
    fn each_page_is_as_wide_as_there_is_room() {
        let layout = put(PageLayout::new(&pages(), 0..2, Scale::Width(200.0, 3.0)));
        assert_eq!(layout.page(0).unwrap().width(), 200.0);
        assert_eq!(
            layout.page(1).unwrap().width(),
            150.0,
            "at most three times"
        );
    }

    #[test]
    fn of_a_pack_the_pages_of_the_sheet_are_meant() {
        let three = [pages(), pages(), pages()].concat();
        let layout = put(PageLayout::new(&three, 2..4, Scale::Fixed(0.5)));
        assert_eq!(layout.rows_in_sight(), 0..3);
        assert_eq!(layout.pages_in_sight(), 0..1);
        assert_eq!(layout.page(0), layout.rect_of_row(2));
        assert_eq!(layout.page(2), None);
        let before = layout.rect_of_row(0).unwrap().center();
        assert_eq!(layout.row_at(before), Some(0));
        assert_eq!(
            layout.point_at(before).unwrap().0,
            0,
            "the nearest of the sheet"
        );
        assert!(!layout.is_on_page(before));
        assert_eq!(layout.page_of_row(4), None);
    }
}
