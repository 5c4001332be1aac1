//! Rectangles drawn on a page.

use eframe::egui::{Painter, Shape, Stroke};

use crate::app::view::reader::gesture::Gesture;
use crate::app::view::reader::layout::PageLayout;
use crate::app::view::theme;
use crate::text::{Point, Quad};

/// A rectangle with a side shorter than this is a click that slipped, in points of paper.
const SMALLEST_PT: f32 = 4.0;

/// The rectangle between two points of a page; `None` where it is too small to be meant.
pub fn rectangle(from: Point, to: Point) -> Option<Quad> {
    let (width, height) = ((to.x - from.x).abs(), (to.y - from.y).abs());
    let corner = (from.x.min(to.x), from.y.min(to.y));
    (width >= SMALLEST_PT && height >= SMALLEST_PT)
        .then(|| Quad::rectangle(corner.0, corner.1, width, height))
}

/// Draws the rectangle that is being drawn.
pub fn paint_gesture(painter: &Painter, gesture: Option<&Gesture>, layout: &PageLayout) {
    if let Some(Gesture::Area { page, from, to }) = gesture
        && let Some(quad) = rectangle(*from, *to)
    {
        paint(painter, *page, &quad, layout);
    }
}

/// Draws a rectangle that is selected.
pub fn paint(painter: &Painter, page: u32, quad: &Quad, layout: &PageLayout) {
    let Some(rect) = layout.rect(page, quad.bounds()) else {
        return;
    };
    painter.rect_filled(rect, 0, theme::SELECTED_ON_PAPER);
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_top(),
    ];
    let stroke = Stroke::new(1.5, theme::LIGHT.accent);
    painter.extend(Shape::dashed_line(&corners, stroke, 5.0, 3.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_is_the_same_from_every_corner() {
        let (a, b) = (Point::new(10.0, 20.0), Point::new(40.0, 80.0));
        let expected = Some(Quad::rectangle(10.0, 20.0, 30.0, 60.0));
        assert_eq!(rectangle(a, b), expected);
        assert_eq!(rectangle(b, a), expected);
        assert_eq!(rectangle(a, Point::new(90.0, 22.0)), None);
    }
}
