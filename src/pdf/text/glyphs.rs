//! The glyphs of a page and what they stand for.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use hayro::hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::object::{Dict, String as PdfString};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape};

use super::letters;
use crate::pdf::render::user_unit;

/// Glyphs beyond this number are left out: no page that anybody reads has as many.
const MOST_GLYPHS: usize = 300_000;

/// Glyphs are described in thousandths of the type size.
const UNITS_PER_EM: f64 = 1000.0;

/// The same glyph again within this part of its size is there to look bold.
const OVERPRINT: f32 = 0.05;

/// The glyphs of a page in the order in which they are drawn.
#[derive(Debug, Default)]
pub(super) struct Glyphs {
    /// What all of them say.
    pub text: String,
    pub glyphs: Vec<Glyph>,
    /// How many are drawn that stand for no known character.
    pub unknown: u32,
}

/// A glyph as shown, in points from the page's upper left corner.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// What it says, in [`Glyphs::text`].
    pub text: Range<usize>,
    /// Where it begins on its baseline.
    pub x: f32,
    pub y: f32,
    /// The direction of its baseline, of length 1.
    pub direction: (f32, f32),
    /// How far the next glyph is along the baseline, in points.
    pub advance: f32,
    /// The type size.
    pub size: f32,
    /// Whether it is white space.
    pub is_space: bool,
}

/// Reads the glyphs of a page.
pub(super) fn of_page<'a>(page: &'a Page<'a>, cache: &InterpreterCache<'a>) -> Glyphs {
    let unit = f64::from(user_unit(page));
    let (width, height) = page.render_dimensions();
    let shown = Rect::new(0.0, 0.0, f64::from(width) * unit, f64::from(height) * unit);
    let transform = Affine::scale(unit) * page.initial_transform(true).to_kurbo();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(transform, shown, cache, page.xref(), settings);
    let mut reader = Reader {
        found: Glyphs::default(),
        seen: HashSet::new(),
        clips: vec![shown],
        marked: Vec::new(),
    };
    interpret_page(page, &mut context, &mut reader);
    reader.found
}

struct Reader {
    found: Glyphs,
    /// Where glyphs are already: their size, a hash of their text, and their rounded place.
    seen: HashSet<(i32, u64, i32, i32)>,
    /// What may be seen: the page, and the bounds of each clip path within the one before.
    clips: Vec<Rect>,
    /// Marked content that is open: the text that stands for it, and the first of its glyphs.
    marked: Vec<Option<(String, usize)>>,
}

impl Reader {
    fn clip(&mut self, bounds: Rect) {
        let within = self.clips.last().copied().unwrap_or(bounds);
        self.clips.push(within.intersect(bounds));
    }

    /// Whether any of a glyph's box may be seen.
    fn is_shown(&self, glyph: &Glyph) -> bool {
        let (x, y) = (f64::from(glyph.x), f64::from(glyph.y));
        let (dx, dy) = (f64::from(glyph.direction.0), f64::from(glyph.direction.1));
        let (along, up) = (f64::from(glyph.advance), f64::from(glyph.size) * 0.6);
        let bounds =
            Rect::from_points((x, y), (x + dx * along + dy * up, y + dy * along - dx * up));
        self.clips
            .last()
            .is_none_or(|clip| bounds.overlaps(*clip) && !clip.is_zero_area())
    }

    /// Whether the same glyph is there already.
    fn is_overprint(&mut self, glyph: &Glyph, text: &str) -> bool {
        let rounded_size = glyph.size.log2().round();
        let cell = rounded_size.exp2() * OVERPRINT;
        let at = |value: f32| (value / cell).round() as i32;
        let (column, row) = (at(glyph.x), at(glyph.y));
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let hash = hasher.finish();
        let key = |x: i32, y: i32| (rounded_size as i32, hash, x, y);
        let is_there = (-1..=1).any(|x| {
            (-1..=1).any(|y| {
                self.seen
                    .contains(&key(column.saturating_add(x), row.saturating_add(y)))
            })
        });
        self.seen.insert(key(column, row));
        is_there
    }

    fn add(&mut self, glyph: &Glyph, said: Option<BfString>, code: u32) {
        let is_finite = [glyph.x, glyph.y, glyph.advance, glyph.size]
            .iter()
            .all(|value| value.is_finite() && value.abs() < 1e6);
        if !is_finite || glyph.size < 0.05 || !self.is_shown(glyph) {
            return;
        }
        let said = match said {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(text)) => text,
            None if code == u32::from(' ') => " ".to_owned(),
            None => {
                self.found.unknown += 1;
                return;
            }
        };
        let Some(text) = letters::readable(&said) else {
            self.found.unknown += 1;
            return;
        };
        if text.is_empty() || self.found.glyphs.len() >= MOST_GLYPHS {
            return;
        }
        let is_space = text.trim().is_empty();
        if !is_space && self.is_overprint(glyph, &text) {
            return;
        }
        let start = self.found.text.len();
        self.found.text.push_str(&text);
        self.found.glyphs.push(Glyph {
            text: start..self.found.text.len(),
            is_space,
            ..glyph.clone()
        });
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let is_vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        let is_stretched = is_stretched(run);
        for positioned in run.glyphs() {
            let transform = props.transform * positioned.transform();
            let width = match &**positioned {
                Drawn::Outline(outline) => outline.advance_width(),
                Drawn::Type3(glyph) => glyph.advance_width(),
            };
            let is_drawn = matches!(&**positioned, Drawn::Type3(_));
            let placed = if is_vertical {
                downwards(transform)
            } else {
                let width = f64::from(width.unwrap_or(0.0));
                along(transform, width, is_stretched, is_drawn)
            };
            self.add(&placed, positioned.as_unicode(), positioned.char_code());
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.clip(clip_path.path.bounding_box());
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let actual = properties
            .and_then(|properties| properties.get::<PdfString<'_>>(b"ActualText".as_slice()))
            .and_then(|text| letters::readable(&letters::decoded(text.as_bytes())));
        self.marked
            .push(actual.map(|text| (text, self.found.glyphs.len())));
    }

    /// What the glyphs of a marked piece say gives way to the text that it is said to stand for.
    fn end_marked_content(&mut self) {
        let Some(Some((text, first))) = self.marked.pop() else {
            return;
        };
        let Some((glyph, others)) = self
            .found
            .glyphs
            .get_mut(first..)
            .and_then(<[Glyph]>::split_first_mut)
        else {
            return;
        };
        if let Some(last) = others.last() {
            let (dx, dy) = glyph.direction;
            let reach = (last.x - glyph.x) * dx + (last.y - glyph.y) * dy + last.advance;
            // Where they go over several lines, they keep what they say by themselves.
            if (last.y - glyph.y) * dx - (last.x - glyph.x) * dy > glyph.size * 0.5 || reach < 0.0 {
                return;
            }
            glyph.advance = reach;
        }
        let start = self.found.text.len();
        self.found.text.push_str(&text);
        glyph.text = start..self.found.text.len();
        glyph.is_space = text.trim().is_empty();
        let keep = first + usize::from(!text.is_empty());
        self.found.glyphs.truncate(keep);
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_transparency_group(&mut self) {}
}

/// How wide a unit is, and how tall, as shown.
fn scales(transform: Affine) -> (f64, f64) {
    let [a, b, ..] = transform.as_coeffs();
    let wide = a.hypot(b).max(f64::MIN_POSITIVE);
    (wide, transform.determinant().abs() / wide)
}

/// Whether the glyphs of a run are of a stand-in for their font, made as wide as the PDF says each
/// of them is: then their width says nothing about the type size.
fn is_stretched(run: &GlyphRun<'_, '_>) -> bool {
    let mut ratios = run.glyphs().iter().map(|glyph| {
        let (wide, tall) = scales(glyph.transform());
        wide / tall.max(f64::MIN_POSITIVE)
    });
    let Some(first) = ratios.next() else {
        return false;
    };
    ratios.any(|ratio| (ratio / first - 1.0).abs() > 0.01)
}

/// A glyph that is `width` units wide.
fn along(transform: Affine, width: f64, is_stretched: bool, is_drawn: bool) -> Glyph {
    let (wide, tall) = scales(transform);
    let advance = width.abs() * if is_stretched { tall } else { wide };
    let mut size = tall * UNITS_PER_EM;
    // The fonts that TeX draws as bitmaps count in pixels; letters are half as wide as tall.
    if is_drawn && (advance > size * 1.6 || size > advance * 20.0) && advance > 0.0 {
        size = advance * 2.0;
    }
    glyph(transform, Point::ORIGIN, (1.0, 0.0), advance, size)
}

/// A glyph of a vertical line: the next one is below it.
fn downwards(transform: Affine) -> Glyph {
    let (_, tall) = scales(transform);
    let size = tall * UNITS_PER_EM;
    // The baseline is taken through the middle of the em square, a little to the left, so that
    // the line reaches as far to both of its sides.
    let top = Point::new(UNITS_PER_EM * 0.2, UNITS_PER_EM * 0.88);
    glyph(transform, top, (0.0, -1.0), size, size)
}

fn glyph(transform: Affine, from: Point, towards: (f64, f64), advance: f64, size: f64) -> Glyph {
    let origin = transform * from;
    let [a, b, c, d, ..] = transform.as_coeffs();
    let (x, y) = (a * towards.0 + c * towards.1, b * towards.0 + d * towards.1);
    let length = x.hypot(y).max(f64::MIN_POSITIVE);
    Glyph {
        text: 0..0,
        x: origin.x as f32,
        y: origin.y as f32,
        direction: ((x / length) as f32, (y / length) as f32),
        advance: advance as f32,
        size: size as f32,
        is_space: false,
    }
}
