//! Places on a page that is shown turned.

use crate::pack::Turn;
use crate::text::{PageText, Point};

/// The size of a page that measures `width` by `height` before it is turned.
pub fn turned_size(turn: Turn, (width, height): (f32, f32)) -> (f32, f32) {
    match turn {
        Turn::None | Turn::Half => (width, height),
        Turn::Right | Turn::Left => (height, width),
    }
}

/// Where a point of a page of this size is once the page is turned. Both count from the upper left
/// corner of the page as it is shown, downwards.
pub fn turned_point(turn: Turn, point: Point, (width, height): (f32, f32)) -> Point {
    match turn {
        Turn::None => point,
        Turn::Right => Point::new(height - point.y, point.x),
        Turn::Half => Point::new(width - point.x, height - point.y),
        Turn::Left => Point::new(point.y, width - point.x),
    }
}

/// Turns the text of a page of this size with the page. What it says stays the same.
pub(super) fn turn_text(text: &mut PageText, turn: Turn, size: (f32, f32)) {
    for line in &mut text.lines {
        line.origin = turned_point(turn, line.origin, size);
        // A direction turns about nothing.
        line.direction = turned_point(turn, line.direction, (0.0, 0.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_turns_with_its_page() {
        let (size, point) = ((100.0, 200.0), Point::new(10.0, 30.0));
        let turned = |turn| turned_point(turn, point, size);
        assert_eq!(turned(Turn::Right), Point::new(170.0, 10.0));
        assert_eq!(turned(Turn::Half), Point::new(90.0, 170.0));
        assert_eq!(turned(Turn::Left), Point::new(30.0, 90.0));
    }

    #[test]
    fn four_turns_to_the_right_come_back() {
        let (mut size, mut point) = ((100.0, 200.0), Point::new(10.0, 30.0));
        for _ in 0..4 {
            point = turned_point(Turn::Right, point, size);
            size = turned_size(Turn::Right, size);
        }
        assert_eq!((size, point), ((100.0, 200.0), Point::new(10.0, 30.0)));
    }
}
