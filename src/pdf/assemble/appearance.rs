//! How marks and comments look: the operators of their appearance streams.
//!
//! Every reader draws these, where they would each draw an annotation without them in their own
//! way, or not at all. All coordinates are the page's own.

use std::fmt::Write as _;

use super::numbers::push_number;

/// A point in a page's own coordinates.
pub(super) type Point = (f64, f64);

/// The corners of a quadrilateral: upper left, upper right, lower right, lower left as read.
pub(super) type Corners = [Point; 4];

/// Red, green and blue.
pub(super) type Colour = (u8, u8, u8);

/// The name of the graphics state that multiplies, among an appearance's resources.
pub(super) const MULTIPLY: &str = "Multiply";

/// Where an underline runs, as a part of the quadrilateral's height from its lower edge: a little
/// below the baseline of ordinary type.
pub(super) const UNDER: f64 = 0.12;
/// Where a strike-out runs: through the middle of small letters.
pub(super) const THROUGH: f64 = 0.42;
/// The thickness of these lines, as a part of that height.
const THICKNESS: f64 = 0.06;
/// The least thickness of these lines, in points.
const LEAST_THICKNESS_PT: f64 = 0.7;

/// Width and height of a comment's icon. Readers that draw a comment's icon in one size for all
/// (poppler, for one) take this.
pub(super) const ICON: f64 = 24.0;
/// Width and height of the bubble in its upper left corner.
pub(super) const BUBBLE: f64 = 14.0;

/// A ground of colour. All quadrilaterals are one path, so that nothing is darkened twice where
/// they overlap.
pub(super) fn ground(quads: &[Corners], colour: Colour) -> String {
    let mut operators = format!("/{MULTIPLY} gs\n");
    push_colour(&mut operators, colour, "rg");
    for quad in quads {
        push_path(&mut operators, &all_one_way(*quad));
        operators.push_str("h\n");
    }
    operators.push_str("f\n");
    operators
}

/// A line along each quadrilateral, at this part of its height from its lower edge. A unit of
/// the page is `user_unit` points.
pub(super) fn lines(quads: &[Corners], at: f64, colour: Colour, user_unit: f64) -> String {
    let mut operators = String::new();
    push_colour(&mut operators, colour, "RG");
    for quad in quads {
        let [upper_left, upper_right, lower_right, lower_left] = *quad;
        let height = (upper_left.0 - lower_left.0).hypot(upper_left.1 - lower_left.1);
        let width = (height * THICKNESS).max(LEAST_THICKNESS_PT / user_unit);
        push_number(&mut operators, width);
        operators.push_str("w ");
        let ends = [
            between(lower_left, upper_left, at),
            between(lower_right, upper_right, at),
        ];
        push_path(&mut operators, &ends);
        operators.push_str("S\n");
    }
    operators
}

/// A frame along this rectangle: left, lower, right and upper edge, and the line's width.
pub(super) fn frame([x0, y0, x1, y1]: [f64; 4], width: f64, colour: Colour) -> String {
    let mut operators = String::new();
    push_colour(&mut operators, colour, "RG");
    push_number(&mut operators, width);
    operators.push_str("w ");
    for value in [x0, y0, x1 - x0, y1 - y0] {
        push_number(&mut operators, value);
    }
    operators.push_str("re S\n");
    operators
}

/// A comment's icon: a speech bubble of [`BUBBLE`] by [`BUBBLE`] in the upper left corner of
/// [`ICON`] by [`ICON`].
pub(super) fn bubble(colour: Colour) -> String {
    let mut operators = String::new();
    push_colour(&mut operators, colour, "rg");
    push_colour(&mut operators, darkened(colour), "RG");
    operators.push_str(
        "1 w 1 j 1 J\n\
         2.5 23.5 m 11.5 23.5 l 12.6 23.5 13.5 22.6 13.5 21.5 c 13.5 15.5 l \
         13.5 14.4 12.6 13.5 11.5 13.5 c 6.5 13.5 l 3 10.5 l 3 13.5 l 2.5 13.5 l \
         1.4 13.5 0.5 14.4 0.5 15.5 c 0.5 21.5 l 0.5 22.6 1.4 23.5 2.5 23.5 c b\n\
         3.5 20.2 m 10.5 20.2 l S 3.5 16.8 m 8.5 16.8 l S\n",
    );
    operators
}

/// A colour of the same hue that stands out from it.
fn darkened((red, green, blue): Colour) -> Colour {
    (red / 2, green / 2, blue / 2)
}

/// The same quadrilateral with its corners against the clock: those that run the other way would
/// punch holes where they overlap.
fn all_one_way(quad: Corners) -> Corners {
    let [a, b, c, d] = quad;
    let area: f64 = [(a, b), (b, c), (c, d), (d, a)]
        .iter()
        .map(|(from, to)| from.0 * to.1 - to.0 * from.1)
        .sum();
    if area < 0.0 { [d, c, b, a] } else { quad }
}

fn between(from: Point, to: Point, part: f64) -> Point {
    (
        from.0 + (to.0 - from.0) * part,
        from.1 + (to.1 - from.1) * part,
    )
}

pub(super) fn push_path(operators: &mut String, places: &[Point]) {
    for (index, (x, y)) in places.iter().enumerate() {
        push_number(operators, *x);
        push_number(operators, *y);
        operators.push_str(if index == 0 { "m " } else { "l " });
    }
}

pub(super) fn push_colour(operators: &mut String, (red, green, blue): Colour, operator: &str) {
    for part in [red, green, blue] {
        push_number(operators, f64::from(part) / 255.0);
    }
    // Writing to a string cannot fail.
    let _ = writeln!(operators, "{operator}");
}

#[cfg(test)]
mod tests {
    use super::*;

    const UPRIGHT: Corners = [(0.0, 10.0), (50.0, 10.0), (50.0, 0.0), (0.0, 0.0)];

    #[test]
    fn a_ground_is_one_path_that_runs_one_way() {
        let [a, b, c, d] = UPRIGHT;
        assert_eq!(
            ground(&[UPRIGHT, [b, a, d, c]], (255, 0, 0)),
            "/Multiply gs\n1 0 0 rg\n\
             0 0 m 50 0 l 50 10 l 0 10 l h\n\
             50 10 m 0 10 l 0 0 l 50 0 l h\nf\n"
        );
    }

    #[test]
    fn lines_are_as_thick_as_the_type_asks_and_never_too_thin() {
        let drawn = lines(&[UPRIGHT], UNDER, (0, 0, 0), 1.0);
        assert_eq!(drawn, "0 0 0 RG\n0.7 w 0 1.2 m 50 1.2 l S\n");
        let tall = UPRIGHT.map(|(x, y)| (x, y * 5.0));
        let drawn = lines(&[tall], THROUGH, (0, 0, 0), 1.0);
        assert_eq!(drawn, "0 0 0 RG\n3 w 0 21 m 50 21 l S\n");
        let drawn = lines(&[UPRIGHT], UNDER, (0, 0, 0), 0.5);
        assert!(drawn.contains("1.4 w"), "{drawn}");
    }
}
