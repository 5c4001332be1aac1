//! Where text stands.

use std::ops::Range;

use super::{Line, TextLayer};

/// A point on a page as it is shown, in points from its upper left corner, downwards.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl Point {
    /// A point.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }
}

/// A quadrilateral around text: upper left, upper right, lower right, lower left corner as the
/// text is read.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// An upright rectangle.
    pub fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self([
            Point::new(x, y),
            Point::new(x + width, y),
            Point::new(x + width, y + height),
            Point::new(x, y + height),
        ])
    }

    /// The same quadrilateral elsewhere: so many points further to the right and down.
    pub fn moved(self, x: f32, y: f32) -> Self {
        Self(self.0.map(|point| Point::new(point.x + x, point.y + y)))
    }

    /// Left, upper, right and lower edge of the upright rectangle around it.
    pub fn bounds(&self) -> (f32, f32, f32, f32) {
        let xs = self.0.iter().map(|point| point.x);
        let ys = self.0.iter().map(|point| point.y);
        (
            xs.clone().fold(f32::INFINITY, f32::min),
            ys.clone().fold(f32::INFINITY, f32::min),
            xs.fold(f32::NEG_INFINITY, f32::max),
            ys.fold(f32::NEG_INFINITY, f32::max),
        )
    }

    /// Whether a point is within it, or nearer than `slack` points to the rectangle around it
    /// where it is upright.
    pub fn contains(&self, point: Point, slack: f32) -> bool {
        let [a, b, c, d] = self.0;
        let side = |p: Point, q: Point| {
            let (dx, dy) = (q.x - p.x, q.y - p.y);
            let length = dx.hypot(dy).max(f32::EPSILON);
            (dx * (point.y - p.y) - dy * (point.x - p.x)) / length
        };
        let sides = [side(a, b), side(b, c), side(c, d), side(d, a)];
        sides.iter().all(|distance| *distance >= -slack)
            || sides.iter().all(|distance| *distance <= slack)
    }
}

/// Gaps between glyphs up to this part of the line's height are within one quadrilateral.
const WIDEST_GAP: f32 = 1.0;

impl Line {
    /// A point at this distance along the line and this height above (negative: below) it.
    fn point(&self, along: f32, above: f32) -> Point {
        let (dx, dy) = (self.direction.x, self.direction.y);
        // Above the baseline is a quarter turn against the clock from its direction.
        Point::new(
            self.origin.x + dx * along + dy * above,
            self.origin.y + dy * along - dx * above,
        )
    }

    /// How far along the line, and how far above it, a point is.
    pub(super) fn place_of(&self, point: Point) -> (f32, f32) {
        let (x, y) = (point.x - self.origin.x, point.y - self.origin.y);
        let (dx, dy) = (self.direction.x, self.direction.y);
        (x * dx + y * dy, x * dy - y * dx)
    }

    /// From where to where the line reaches, in points along it.
    pub(super) fn extent(&self) -> (f32, f32) {
        let ends = self.glyphs.iter().flat_map(|glyph| [glyph.from, glyph.to]);
        (
            ends.clone().fold(f32::INFINITY, f32::min),
            ends.fold(f32::NEG_INFINITY, f32::max),
        )
    }

    /// The text of the glyph with this index.
    pub(super) fn glyph_range(&self, index: usize) -> Range<usize> {
        let start = self.glyphs.get(index).map_or(self.range.end, |g| g.start);
        let end = self
            .glyphs
            .get(index + 1)
            .map_or(self.range.end, |g| g.start);
        start..end
    }

    fn quads(&self, range: &Range<usize>) -> Vec<Quad> {
        let mut pieces: Vec<(f32, f32)> = self
            .glyphs
            .iter()
            .enumerate()
            .filter(|(index, _)| {
                let own = self.glyph_range(*index);
                own.start < range.end && own.end > range.start
            })
            .map(|(_, glyph)| (glyph.from.min(glyph.to), glyph.from.max(glyph.to)))
            .collect();
        pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
        let widest_gap = WIDEST_GAP * (self.ascent + self.descent);
        let mut merged: Vec<(f32, f32)> = Vec::new();
        for (from, to) in pieces {
            match merged.last_mut() {
                Some(last) if from - last.1 <= widest_gap => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        merged
            .into_iter()
            .map(|(from, to)| {
                Quad([
                    self.point(from, self.ascent),
                    self.point(to, self.ascent),
                    self.point(to, -self.descent),
                    self.point(from, -self.descent),
                ])
            })
            .collect()
    }
}

impl TextLayer {
    /// The right edge of the nearest place left of `from` that is `width` wide and has no text
    /// between the heights of `band`; all in points of a page, counted from 0. `None` where there is
    /// none on the page.
    pub fn free_left_of(&self, page: u32, band: (f32, f32), from: f32, width: f32) -> Option<f32> {
        let lines = self.page(page)?.lines.iter();
        let mut taken: Vec<(f32, f32)> = lines
            .flat_map(|line| line.quads(&line.range))
            .map(|quad| quad.bounds())
            .filter(|(_, top, _, bottom)| *top < band.1 && *bottom > band.0)
            .map(|(left, _, right, _)| (left, right))
            .collect();
        // From right to left, each stretch of text pushes the place to its own left.
        taken.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut right = from;
        for (text_left, text_right) in taken {
            if text_right > right - width && text_left < right {
                right = text_left;
            }
        }
        (right - width >= 0.0).then_some(right)
    }

    /// The glyphs of a page, counted from 0: the text of each, and its centre.
    pub fn glyphs(&self, page: u32) -> Vec<(Range<usize>, Point)> {
        let lines = self.page(page).into_iter().flat_map(|page| &page.lines);
        let glyphs = lines.flat_map(|line| {
            let middle = (line.ascent - line.descent) / 2.0;
            line.glyphs.iter().enumerate().map(move |(index, glyph)| {
                let along = glyph.from.midpoint(glyph.to);
                (line.glyph_range(index), line.point(along, middle))
            })
        });
        glyphs.collect()
    }

    /// Where a range of the text stands: its page, counted from 0, and a quadrilateral for each
    /// piece of a line.
    pub fn quads(&self, range: &Range<usize>) -> Vec<(u32, Quad)> {
        let first = self
            .pages()
            .partition_point(|page| page.range.end <= range.start);
        let mut quads = Vec::new();
        for (number, page) in (0u32..).zip(self.pages()).skip(first) {
            if page.range.start >= range.end {
                break;
            }
            for line in &page.lines {
                if line.range.start < range.end && line.range.end > range.start {
                    quads.extend(line.quads(range).into_iter().map(|quad| (number, quad)));
                }
            }
        }
        quads
    }
}
