//! Numbers in circles: on foreign pages, beside the text, and on the page where notes stand.

use super::Typeset;
use super::face::{Face, Run};
use super::page::{Color, Ink, NodeId, Page, Shape};
use super::style::{Size, Style};
use super::text::{Line, Typesetter};

/// The diameter of a marker on a page, in points.
pub(super) const DIAMETER_PT: f32 = 13.0;
/// The white ring that sets a marker off from a dark page, in points.
const RING_PT: f32 = 0.75;
/// The least distance of the centres of two markers.
const DISTANCE_PT: f32 = DIAMETER_PT + 2.0 * RING_PT + 0.5;
/// The size of figures, as a part of the circle's diameter.
const FIGURES: f32 = 0.64;
/// The most of a circle's diameter that figures take in width.
const MOST_WIDTH: f32 = 0.78;
/// The least contrast of figures with their circle (WCAG 2.2, 1.4.3, AA).
pub(super) const LEAST_CONTRAST: f32 = 4.5;
const WHITE: Color = Color(0xFF, 0xFF, 0xFF);
/// Where white cannot be read, black can; softer darks cannot always.
const BLACK: Color = Color(0, 0, 0);

/// A number on a foreign page, that a note stands for elsewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marker {
    /// Its centre, in points from the page's left edge.
    pub x_pt: f32,
    /// Its centre, in points from the page's upper edge.
    pub y_pt: f32,
    /// The number.
    pub number: u32,
    /// The colour of the circle; the figures are white or black, whichever can be read on it.
    pub colour: Color,
}

/// Sets markers on one transparent page of this size, to be laid over a page.
pub fn markers(width_pt: f32, height_pt: f32, markers: &[Marker], style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
    let mut page = Page {
        width_pt,
        height_pt,
        ..Page::default()
    };
    for marker in markers {
        page.ink.push(Ink {
            node: None,
            shape: Shape::Disc {
                x: marker.x_pt,
                y: marker.y_pt,
                diameter: DIAMETER_PT + 2.0 * RING_PT,
                color: WHITE,
            },
        });
        let number = marker.number.to_string();
        let circle = Circle {
            centre: (marker.x_pt, marker.y_pt),
            diameter: DIAMETER_PT,
            colour: marker.colour,
        };
        page.ink.extend(circled(&mut setter, &number, circle, None));
    }
    setter.finish(vec![page])
}

/// A circle that figures stand in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circle {
    pub(super) centre: (f32, f32),
    pub(super) diameter: f32,
    pub(super) colour: Color,
}

/// A filled circle with figures in it, as large as they fit.
pub(super) fn circled(
    setter: &mut Typesetter,
    figures: &str,
    circle: Circle,
    node: Option<NodeId>,
) -> Vec<Ink> {
    let (x, y) = circle.centre;
    let mut ink = vec![Ink {
        node: None,
        shape: Shape::Disc {
            x,
            y,
            diameter: circle.diameter,
            color: circle.colour,
        },
    }];
    let mut set = |size_pt: f32| -> Line {
        let size = Size {
            size_pt,
            leading_pt: size_pt,
        };
        let face = Face::new(size)
            .semibold()
            .tabular()
            .colored(on(circle.colour));
        setter.single(&[Run::new(figures, face, node)])
    };
    let full = circle.diameter * FIGURES;
    let mut line = set(full);
    let most = circle.diameter * MOST_WIDTH;
    let mut size = full;
    if line.right > most {
        size = full * most / line.right;
        line = set(size);
    }
    // Figures of the text face are two thirds of the type size high.
    let top = y + size * 0.33 - line.baseline;
    let left = x - line.right / 2.0;
    ink.extend(line.ink.into_iter().map(|ink| ink.moved(left, top)));
    ink
}

/// White or black, whichever can be read on a ground of this colour.
fn on(ground: Color) -> Color {
    if contrast(WHITE, ground) >= LEAST_CONTRAST {
        WHITE
    } else {
        BLACK
    }
}

/// The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
pub(super) fn contrast(one: Color, other: Color) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// WCAG 2.2, "relative luminance".
pub(super) fn luminance(Color(red, green, blue): Color) -> f32 {
    let linear = |part: u8| {
        let part = f32::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// Where markers go, so that none leaves the page and none overlaps another as long as there is
/// room on the page. Takes the wanted centres in points from the upper left corner and returns as
/// many, each as near to what is wanted as those before it allow.
pub fn place_markers(wanted: &[(f32, f32)], width_pt: f32, height_pt: f32) -> Vec<(f32, f32)> {
    let rings = rings();
    let mut taken = OccupiedSpots::default();
    let mut placed = Vec::with_capacity(wanted.len());
    for (x, y) in wanted {
        let at = (within(*x, width_pt), within(*y, height_pt));
        let near = rings.iter().map(|(dx, dy)| (at.0 + dx, at.1 + dy));
        let on_page =
            |(x, y): &(f32, f32)| within(*x, width_pt) == *x && within(*y, height_pt) == *y;
        let place = near
            .filter(on_page)
            .find(|place| taken.is_free(*place))
            .or_else(|| taken.free_cell(at, width_pt, height_pt))
            .unwrap_or(at);
        taken.add(place);
        placed.push(place);
    }
    placed
}

/// Keeps a centre so far from the page's edges that its marker is on the page.
fn within(at: f32, length: f32) -> f32 {
    let half = DISTANCE_PT / 2.0;
    if length > 2.0 * half {
        at.max(half).min(length - half)
    } else {
        length / 2.0
    }
}

/// Steps away from a wanted place, nearest first.
fn rings() -> Vec<(f32, f32)> {
    const STEPS: i8 = 12;
    let step = DISTANCE_PT / 3.0;
    let steps = || (-STEPS..=STEPS).map(|count| f32::from(count) * step);
    let mut places: Vec<(f32, f32)> = steps().flat_map(|x| steps().map(move |y| (x, y))).collect();
    let far = |(x, y): &(f32, f32)| x * x + y * y;
    places.sort_by(|place, other| far(place).total_cmp(&far(other)));
    places
}

/// The places that are taken, by the cell of a grid that they are in.
#[derive(Default)]
struct OccupiedSpots(std::collections::HashMap<(i32, i32), Vec<(f32, f32)>>);

impl OccupiedSpots {
    fn cell((x, y): (f32, f32)) -> (i32, i32) {
        ((x / DISTANCE_PT) as i32, (y / DISTANCE_PT) as i32)
    }

    fn add(&mut self, place: (f32, f32)) {
        self.0.entry(Self::cell(place)).or_default().push(place);
    }

    fn is_free(&self, (x, y): (f32, f32)) -> bool {
        let (column, row) = Self::cell((x, y));
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (column + dx, row + dy)));
        let near = around.filter_map(|cell| self.0.get(&cell)).flatten();
        // A hair less, for sums that are not exact.
        let least = (DISTANCE_PT - 0.01).powi(2);
        near.into_iter()
            .all(|(ox, oy)| (ox - x).powi(2) + (oy - y).powi(2) >= least)
    }

    /// The free place on a grid over the whole page that is nearest to this one.
    fn free_cell(&self, at: (f32, f32), width: f32, height: f32) -> Option<(f32, f32)> {
        let count = |length: f32| (length / DISTANCE_PT) as u16;
        let centre = |index: u16| (f32::from(index) + 0.5) * DISTANCE_PT;
        let rows = || (0..count(height)).map(centre);
        let cells = (0..count(width)).flat_map(|x| rows().map(move |y| (centre(x), y)));
        let far = |(x, y): &(f32, f32)| (x - at.0).powi(2) + (y - at.1).powi(2);
        cells
            .filter(|place| self.is_free(*place))
            .min_by(|cell, other| far(cell).total_cmp(&far(other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::MarkColour;

    fn apart(places: &[(f32, f32)]) -> bool {
        places.iter().enumerate().all(|(index, one)| {
            places[index + 1..]
                .iter()
                .all(|other| (one.0 - other.0).hypot(one.1 - other.1) >= DIAMETER_PT)
        })
    }

    #[test]
    fn a_marker_with_room_stays_where_it_is_wanted() {
        let wanted = [(100.0, 100.0), (100.0, 200.0)];
        assert_eq!(place_markers(&wanted, 595.0, 842.0), wanted);
    }

    #[test]
    fn markers_neither_overlap_nor_leave_the_page() {
        let same = vec![(590.0, 840.0); 300];
        let line: Vec<_> = (0..200).map(|index| (50.0, index as f32 * 2.0)).collect();
        let odd = [(-50.0, 9_999.0), (f32::NAN, f32::INFINITY), (3.0, 3.0)];
        for wanted in [same.as_slice(), &line, &odd] {
            let placed = place_markers(wanted, 595.0, 842.0);
            assert_eq!(placed.len(), wanted.len());
            assert!(apart(&placed));
            for (x, y) in placed {
                assert!((6.5..=588.5).contains(&x) && (6.5..=835.5).contains(&y));
            }
        }
    }

    #[test]
    fn a_page_without_room_keeps_all_its_markers() {
        assert_eq!(place_markers(&[(5.0, 5.0); 3], 10.0, 10.0), [(5.0, 5.0); 3]);
        assert_eq!(place_markers(&[(5.0, 5.0); 9], 30.0, 30.0).len(), 9);
    }

    #[test]
    fn figures_can_be_read_and_stay_in_their_circle() {
        let mut colours = Vec::new();
        for colour in MarkColour::ALL {
            for (red, green, blue) in [colour.ground(), colour.line()] {
                colours.push(Color(red, green, blue));
            }
        }
        for (index, colour) in colours.into_iter().enumerate() {
            let number = [1, 12, 123, 2000][index % 4];
            let marker = Marker {
                x_pt: 50.0,
                y_pt: 60.0,
                number,
                colour,
            };
            let set = markers(100.0, 120.0, &[marker], &Style::default());
            let run = set.pages[0].ink.iter().find_map(|ink| match &ink.shape {
                Shape::Text(run) => Some(run),
                _ => None,
            });
            let run = run.unwrap();
            assert_eq!(run.text, number.to_string());
            assert!(contrast(run.color, colour) >= LEAST_CONTRAST, "{colour:?}");
            assert!(run.x >= 44.0 && run.x + run.width() <= 56.0);
            assert!(run.y > 60.0 && run.y < 66.0);
        }
    }
}
