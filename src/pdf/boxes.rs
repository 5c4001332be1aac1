//! The geometry of a page: its boxes, its rotation, and where a stamp goes on it.

use lopdf::{Dictionary, Document, Object};

use super::lookup::{array_at, number, number_at, resolve};
use crate::pack::Turn;
use crate::pdf_file::page_medium;

/// The paper assumed where a page says nothing usable, as the rasteriser assumes it: A4.
const FALLBACK: Rect = Rect {
    x0: 0.0,
    y0: 0.0,
    x1: 595.0,
    y1: 842.0,
};

/// A rectangle in a page's own units, with `x0 <= x1` and `y0 <= y1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

impl Rect {
    pub(super) fn read(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<Self> {
        let corners: Vec<f64> = array_at(document, dictionary, key)
            .iter()
            .filter_map(|object| number(resolve(document, object)))
            .collect();
        let &[ax, ay, bx, by, ..] = corners.as_slice() else {
            return None;
        };
        Some(Self {
            x0: ax.min(bx),
            y0: ay.min(by),
            x1: ax.max(bx),
            y1: ay.max(by),
        })
    }

    pub(super) fn width(self) -> f64 {
        self.x1 - self.x0
    }

    pub(super) fn height(self) -> f64 {
        self.y1 - self.y0
    }

    fn is_visible(self) -> bool {
        self.width() > 1e-3 && self.height() > 1e-3
    }

    /// Whether any point is in both, their edges included.
    pub(super) fn touches(self, other: Self) -> bool {
        self.x0 <= other.x1 && other.x0 <= self.x1 && self.y0 <= other.y1 && other.y0 <= self.y1
    }

    fn intersection(self, other: Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    fn union(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The rectangle as a PDF array.
    pub(super) fn to_object(self) -> Object {
        Object::Array([self.x0, self.y0, self.x1, self.y1].map(to_number).into())
    }
}

/// A number in PDF: whole numbers without a point.
pub(super) fn to_number(value: f64) -> Object {
    if value.fract() == 0.0 && value.abs() < 1e9 {
        Object::Integer(value as i64)
    } else {
        Object::Real(value as f32)
    }
}

/// How far a page is turned clockwise when it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rotation {
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl Rotation {
    fn read(document: &Document, page: &Dictionary) -> Self {
        Self::of_degrees(number_at(document, page, b"Rotate").unwrap_or(0.0) as i64)
    }

    fn of_degrees(degrees: i64) -> Self {
        match degrees.rem_euclid(360) {
            90 => Self::Quarter,
            180 => Self::Half,
            270 => Self::ThreeQuarters,
            _ => Self::None,
        }
    }

    fn degrees(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Quarter => 90,
            Self::Half => 180,
            Self::ThreeQuarters => 270,
        }
    }
}

/// The boxes of a page and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PageBoxes {
    /// The medium.
    pub media: Rect,
    /// What is shown: the crop box within the media box.
    pub crop: Rect,
    /// How far it is turned.
    pub rotation: Rotation,
    /// Points per unit of the boxes (PDF 1.7, table 30).
    pub user_unit: f64,
}

impl PageBoxes {
    /// Reads a page's boxes. The dictionary holds the inherited attributes already.
    pub(super) fn read(document: &Document, page: &Dictionary) -> Self {
        let media = page_medium(document, page);
        let media = media.map_or(FALLBACK, |[x0, y0, x1, y1]| Rect { x0, y0, x1, y1 });
        let crop = Rect::read(document, page, b"CropBox")
            .map(|crop| crop.intersection(media))
            .filter(|crop| crop.is_visible())
            .unwrap_or(media);
        let user_unit = number_at(document, page, b"UserUnit")
            .filter(|unit| (1e-3..=1e3).contains(unit))
            .unwrap_or(1.0);
        Self {
            media,
            crop,
            rotation: Rotation::read(document, page),
            user_unit,
        }
    }

    /// The same page turned further.
    pub(super) fn turned(&self, turn: Turn) -> Self {
        let degrees = self.rotation.degrees() + i64::from(turn.degrees());
        Self {
            rotation: Rotation::of_degrees(degrees),
            ..*self
        }
    }

    /// Width and height as displayed, in points.
    pub(super) fn displayed_pt(&self) -> (f64, f64) {
        let (width, height) = (
            self.crop.width() * self.user_unit,
            self.crop.height() * self.user_unit,
        );
        match self.rotation {
            Rotation::None | Rotation::Half => (width, height),
            Rotation::Quarter | Rotation::ThreeQuarters => (height, width),
        }
    }

    /// The same page with blank strips above and below it as displayed, heights in points.
    pub(super) fn extended(&self, top_pt: f64, bottom_pt: f64) -> Self {
        let (top, bottom) = (top_pt / self.user_unit, bottom_pt / self.user_unit);
        let mut crop = self.crop;
        // Rotation turns the page clockwise, so at 90 degrees its left edge is shown at the top.
        match self.rotation {
            Rotation::None => {
                crop.y1 += top;
                crop.y0 -= bottom;
            }
            Rotation::Quarter => {
                crop.x0 -= top;
                crop.x1 += bottom;
            }
            Rotation::Half => {
                crop.y0 -= top;
                crop.y1 += bottom;
            }
            Rotation::ThreeQuarters => {
                crop.x1 += top;
                crop.x0 -= bottom;
            }
        }
        Self {
            media: self.media.union(crop),
            crop,
            ..*self
        }
    }

    /// The matrix that takes points as displayed, counted from the lower left corner of what is
    /// shown, to the page's own coordinates.
    pub(super) fn displayed_to_page(&self) -> [f64; 6] {
        let scale = 1.0 / self.user_unit;
        let Rect { x0, y0, x1, y1 } = self.crop;
        match self.rotation {
            Rotation::None => [scale, 0.0, 0.0, scale, x0, y0],
            Rotation::Quarter => [0.0, scale, -scale, 0.0, x1, y0],
            Rotation::Half => [-scale, 0.0, 0.0, -scale, x1, y1],
            Rotation::ThreeQuarters => [0.0, -scale, scale, 0.0, x0, y1],
        }
    }

    /// A point as displayed, counted from the upper left corner of what is shown, downwards, in
    /// the page's own coordinates.
    pub(super) fn point(&self, x_pt: f64, y_pt: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.displayed_to_page();
        let up_pt = self.displayed_pt().1 - y_pt;
        (a * x_pt + c * up_pt + e, b * x_pt + d * up_pt + f)
    }

    /// A point in the page's own coordinates as displayed, counted as in [`Self::point`].
    pub(super) fn displayed(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.displayed_to_page();
        let (x, y) = (x - e, y - f);
        // The matrix turns by quarters and scales alike, so its inverse is its transpose scaled.
        let scale = self.user_unit * self.user_unit;
        let (right, up) = ((a * x + b * y) * scale, (c * x + d * y) * scale);
        (right, self.displayed_pt().1 - up)
    }

    /// Writes the boxes into a page.
    pub(super) fn write(&self, page: &mut Dictionary) {
        page.set("MediaBox", self.media.to_object());
        if self.crop == self.media {
            page.remove(b"CropBox");
        } else {
            page.set("CropBox", self.crop.to_object());
        }
        match self.rotation {
            Rotation::None => {
                page.remove(b"Rotate");
            }
            turned => page.set("Rotate", turned.degrees()),
        }
        if self.user_unit == 1.0 {
            page.remove(b"UserUnit");
        } else {
            page.set("UserUnit", to_number(self.user_unit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    fn boxes(page: &Dictionary) -> PageBoxes {
        PageBoxes::read(&Document::new(), page)
    }

    fn apply(matrix: [f64; 6], x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = matrix;
        (a * x + c * y + e, b * x + d * y + f)
    }

    fn page(rotate: i64) -> Dictionary {
        dictionary! {
            "MediaBox" => vec![0.into(), 0.into(), 700.into(), 900.into()],
            "CropBox" => vec![600.into(), 850.into(), 100.into(), 50.into()],
            "Rotate" => rotate,
            "UserUnit" => 2,
        }
    }

    #[test]
    fn the_displayed_size_follows_crop_rotation_and_unit() {
        assert_eq!(boxes(&page(0)).displayed_pt(), (1000.0, 1600.0));
        assert_eq!(boxes(&page(90)).displayed_pt(), (1600.0, 1000.0));
        assert_eq!(boxes(&page(-90)).rotation, Rotation::ThreeQuarters);
        assert_eq!(boxes(&page(45)).rotation, Rotation::None);
    }

    #[test]
    fn the_lower_left_as_displayed_is_the_right_corner() {
        let corner = |rotate| apply(boxes(&page(rotate)).displayed_to_page(), 0.0, 0.0);
        assert_eq!(corner(0), (100.0, 50.0));
        assert_eq!(corner(90), (600.0, 50.0));
        assert_eq!(corner(180), (600.0, 850.0));
        assert_eq!(corner(270), (100.0, 850.0));
    }

    #[test]
    fn points_are_counted_from_the_upper_left_as_displayed() {
        let point = |rotate| boxes(&page(rotate)).point(6.0, 10.0);
        assert_eq!(point(0), (103.0, 845.0));
        assert_eq!(point(90), (105.0, 53.0));
        assert_eq!(point(180), (597.0, 55.0));
        assert_eq!(point(270), (595.0, 847.0));
        for rotate in [0, 90, 180, 270] {
            let (x, y) = point(rotate);
            assert_eq!(boxes(&page(rotate)).displayed(x, y), (6.0, 10.0));
        }
    }

    #[test]
    fn a_strip_is_added_where_it_is_seen() {
        for rotate in [0, 90, 180, 270] {
            let before = boxes(&page(rotate));
            let after = before.extended(40.0, 20.0);
            let (width, height) = before.displayed_pt();
            assert_eq!(after.displayed_pt(), (width, height + 60.0));
            // What stood at the lower left now stands 20 points above the new one.
            assert_eq!(
                apply(after.displayed_to_page(), 0.0, 20.0),
                apply(before.displayed_to_page(), 0.0, 0.0),
                "rotated by {rotate}"
            );
        }
    }

    #[test]
    fn nonsense_boxes_become_a4() {
        let empty = dictionary! {
            "MediaBox" => vec![0.into(), 0.into(), 0.into(), 10.into()],
            "CropBox" => vec![900.into(), 900.into(), 950.into(), 950.into()],
        };
        assert_eq!(boxes(&empty).crop, FALLBACK);
        assert_eq!(boxes(&Dictionary::new()).media, FALLBACK);
    }
}
