//! Where the pages lie on the screen. Pure.

use std::ops::Range;

use eframe::egui::{Pos2, Rect, Vec2, pos2, vec2};

use crate::pdf::inspect::PageInfo;
use crate::text::{Point, Quad};

/// Distance between pages and around them, in points of the screen.
pub const GAP: f32 = 16.0;

/// Where the pages lie, one below the other.
#[derive(Debug, Clone)]
pub struct PageLayout {
    /// Points of the screen for each point of paper.
    pub scale: f32,
    /// The upper edge of each page below the upper edge of the content, and below the last one the
    /// end of the content; in points of the screen.
    tops: Vec<f32>,
    /// The size of each page in points of paper.
    sizes: Vec<Vec2>,
    /// The part of the screen through which the content is seen.
    pub pane: Rect,
    /// Where the upper left corner of the content lies on the screen.
    origin: Pos2,
    /// How wide the content is, in points of the screen.
    pub width: f32,
}

impl PageLayout {
    /// Pages at a scale; where they lie on the screen is not known yet.
    pub fn new(pages: &[PageInfo], scale: f32) -> Self {
        let mut y = GAP;
        let mut tops = Vec::with_capacity(pages.len() + 1);
        let sizes: Vec<Vec2> = pages
            .iter()
            .map(|page| vec2(page.width_pt, page.height_pt))
            .collect();
        for size in &sizes {
            tops.push(y);
            y += size.y * scale + GAP;
        }
        tops.push(y);
        Self {
            scale,
            tops,
            sizes,
            pane: Rect::ZERO,
            origin: Pos2::ZERO,
            width: 0.0,
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

    /// The upper edge of a page below that of the content, in points of the screen.
    pub fn top(&self, page: u32) -> Option<f32> {
        let index = usize::try_from(page).ok()?;
        (index < self.sizes.len()).then(|| self.tops.get(index).copied())?
    }

    /// A page on the screen, in sight or not.
    pub fn page(&self, page: u32) -> Option<Rect> {
        let top = self.top(page)?;
        let size = *self.sizes.get(usize::try_from(page).ok()?)? * self.scale;
        let corner = self.origin + vec2((self.width - size.x) / 2.0, top);
        Some(Rect::from_min_size(corner, size))
    }

    /// The pages that are seen between two heights of the content.
    pub fn pages_between(&self, upper: f32, lower: f32) -> Range<u32> {
        let first = self.tops.partition_point(|top| *top <= upper);
        let first = first.saturating_sub(1);
        let end = self.tops.partition_point(|top| *top < lower);
        let end = end.min(self.sizes.len()).max(first);
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        number(first)..number(end)
    }

    pub fn pages_in_sight(&self) -> Range<u32> {
        let upper = self.pane.top() - self.origin.y;
        self.pages_between(upper, upper + self.pane.height())
    }

    /// The page at a place of the screen, and the point of it; the nearest, where there is none.
    pub fn point_at(&self, place: Pos2) -> Option<(u32, Point)> {
        let y = place.y - self.origin.y + GAP / 2.0;
        let index = self.tops.partition_point(|top| *top <= y).max(1) - 1;
        let index = index.min(self.sizes.len().checked_sub(1)?);
        let page = u32::try_from(index).ok()?;
        Some((page, self.point_of(page, place)?))
    }

    /// A place of the screen as a point of this page, which may lie beyond its edges.
    pub fn point_of(&self, page: u32, place: Pos2) -> Option<Point> {
        let corner = self.page(page)?.min;
        let point = (place - corner) / self.scale;
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
                .map(|point| corner + vec2(point.x, point.y) * self.scale),
        )
    }

    /// A rectangle of a page on the screen: left, upper, right and lower edge in points of the
    /// page.
    pub fn rect(&self, page: u32, bounds: (f32, f32, f32, f32)) -> Option<Rect> {
        let corner = self.page(page)?.min;
        let (left, top, right, bottom) = bounds;
        Some(Rect::from_min_max(
            corner + vec2(left, top) * self.scale,
            corner + vec2(right, bottom) * self.scale,
        ))
    }

    /// A point of a page that lies within its edges.
    pub fn within_page(&self, page: u32, point: Point) -> Point {
        let size = usize::try_from(page)
            .ok()
            .and_then(|index| self.sizes.get(index))
            .copied()
            .unwrap_or_default();
        let inside = pos2(point.x, point.y).clamp(Pos2::ZERO, size.to_pos2());
        Point::new(inside.x, inside.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> PageLayout {
        let page = |width_pt, height_pt| PageInfo {
            width_pt,
            height_pt,
        };
        let mut layout = PageLayout::new(&[page(100.0, 200.0), page(50.0, 100.0)], 2.0);
        let pane = Rect::from_min_size(pos2(10.0, 20.0), vec2(232.0, 300.0));
        layout.put(pos2(10.0, 20.0), 232.0, pane);
        layout
    }

    #[test]
    fn pages_stand_below_each_other_in_the_middle() {
        let layout = layout();
        assert_eq!(layout.page(0).unwrap().min, pos2(26.0, 36.0));
        assert_eq!(layout.page(1).unwrap().min, pos2(76.0, 452.0));
        assert_eq!(layout.page(2), None);
        assert_eq!(layout.height(), 648.0);
        assert_eq!(layout.pages_in_sight(), 0..1);
        assert_eq!(layout.pages_between(420.0, 440.0), 0..2);
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
}
