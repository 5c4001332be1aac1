//! Where the ink of a page ends, found without drawing it.
//!
//! hayro's interpreter says what is drawn where; the box around each thing, within the clips that it
//! is drawn through, is as far as its ink can reach. So what lies outside all boxes is blank. What
//! lies within one may be blank as well, which only the picture tells ([`super::render`]); but where
//! dark letters reach furthest, and nothing is laid over them, there is ink for sure.
//!
//! Architecture invariant: a box is never smaller than what the rasteriser puts onto the page. Where
//! that is not known, it is larger.

use std::collections::HashMap;

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, SoftMask, StrokeProps, TransformExt,
    interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Join, Rect, Shape};

/// A pixel is ink when one of its colours is below this. Antialiased hairlines at one pixel a
/// point stay well below; JPEG noise on white paper stays above.
pub(super) const INK_BELOW: u8 = 245;

/// How far the picture of something may reach beyond its box, in pixels: what is smoothed at its
/// edge touches one more, hinted letters are moved by up to one, and the pixels of a small page are
/// larger than asked for.
const REACH_PX: f64 = 3.0;

/// How much lighter than ink a colour must be to count as paper: mixing colours rounds them.
const ROUNDING: u8 = 4;

/// Where pixels are larger than this, in points, nothing is told for sure.
const LARGEST_PIXEL_PT: f64 = 1.2;

/// A colour is dark when one of its parts is at most this.
const DARK_BELOW: u8 = 200;

/// The boxes of glyphs are remembered, up to so many.
const MOST_GLYPHS: usize = 50_000;

/// Bounds of what has none.
const EVERYWHERE: Rect = Rect::new(
    f64::NEG_INFINITY,
    f64::NEG_INFINITY,
    f64::INFINITY,
    f64::INFINITY,
);

/// What is remembered from page to page of one PDF.
#[derive(Default)]
pub(super) struct InkCache<'a> {
    interpreter: InterpreterCache<'a>,
    /// The boxes of glyphs in their own coordinates, `None` where they have no ink.
    glyphs: HashMap<u128, Option<Rect>>,
}

/// The box around all ink of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct InkBox {
    /// The box as the page's own rotation shows it, in points from its upper left corner.
    pub bounds: Rect,
    /// For its upper, right, lower and left side, whether there is ink next to it for sure.
    pub is_sure: [bool; 4],
}

/// The box around all ink of a page; `None` where nothing is drawn. `unit` is how many
/// points a unit of it measures, `pixels_per_point` the scale of
/// the picture that would show the same.
pub(super) fn ink_box<'a>(
    (page, unit): (&'a Page<'a>, f32),
    pixels_per_point: f32,
    cache: &mut InkCache<'a>,
) -> Option<InkBox> {
    let unit = f64::from(unit);
    let (width, height) = page.render_dimensions();
    let shown = Rect::new(0.0, 0.0, f64::from(width) * unit, f64::from(height) * unit);
    let transform = Affine::scale(unit) * page.initial_transform(true).to_kurbo();
    let pixel_pt = f64::from(pixels_per_point).max(f64::MIN_POSITIVE).recip();
    let interpreter = cache.interpreter.clone();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(transform, shown, &interpreter, page.xref(), settings);
    let mut boxes = Boxes {
        ink: None,
        letters: None,
        covers: None,
        shown,
        clips: Vec::new(),
        knows_paper: true,
        groups: Vec::new(),
        reach_pt: REACH_PX * pixel_pt,
        pixel_pt,
        glyphs: &mut cache.glyphs,
    };
    interpret_page(page, &mut context, &mut boxes);
    let bounds = boxes.ink?;
    Some(InkBox {
        bounds,
        is_sure: boxes.sure_sides(bounds),
    })
}

/// A device that draws nothing and notes how far each thing would reach.
struct Boxes<'b> {
    /// The box around all ink so far.
    ink: Option<Rect>,
    /// The box around dark letters that are seen whole.
    letters: Option<Rect>,
    /// The box around what was laid over the page after the first of them, and may hide some.
    covers: Option<Rect>,
    /// What may be seen at most.
    shown: Rect,
    /// The bounds of each clip within the one before.
    clips: Vec<Rect>,
    /// Whether what is white may count as paper.
    knows_paper: bool,
    /// Whether each open group is laid over what is below it as it is, so that what is white in it
    /// darkens nothing.
    groups: Vec<bool>,
    reach_pt: f64,
    /// The side of a pixel, in points.
    pixel_pt: f64,
    glyphs: &'b mut HashMap<u128, Option<Rect>>,
}

impl Boxes<'_> {
    /// What may be seen now.
    fn clipped(&self) -> Rect {
        self.clips.last().copied().unwrap_or(self.shown)
    }

    /// Notes something within these bounds; within everything that may be seen where they are not
    /// finite.
    fn add(&mut self, bounds: Rect) {
        let clip = self.clipped();
        if !bounds.is_finite() {
            return self.add_within(clip);
        }
        let bounds = bounds.inflate(self.reach_pt, self.reach_pt);
        let is_apart = bounds.x1 < clip.x0
            || bounds.x0 > clip.x1
            || bounds.y1 < clip.y0
            || bounds.y0 > clip.y1;
        if !is_apart {
            self.add_within(bounds.intersect(clip));
        }
    }

    fn add_within(&mut self, bounds: Rect) {
        self.ink = Some(self.ink.map_or(bounds, |ink| ink.union(bounds)));
    }

    /// For the upper, right, lower and left side of the box around all ink, whether letters reach as
    /// far and nothing covers them there.
    fn sure_sides(&self, ink: Rect) -> [bool; 4] {
        // On a page so large that its picture is reduced, boxes are too much larger than letters.
        let letters = self.letters.filter(|_| self.pixel_pt < LARGEST_PIXEL_PT);
        let Some(letters) = letters else {
            return [false; 4];
        };
        let edge = 2.0 * self.reach_pt;
        let covers = self.covers;
        let is_bare = |covers_it: fn(Rect, Rect, f64) -> bool| {
            covers.is_none_or(|covers| !covers_it(covers, letters, edge))
        };
        [
            letters.y0 <= ink.y0 && is_bare(|covers, letters, edge| covers.y0 < letters.y0 + edge),
            letters.x1 >= ink.x1 && is_bare(|covers, letters, edge| covers.x1 > letters.x1 - edge),
            letters.y1 >= ink.y1 && is_bare(|covers, letters, edge| covers.y1 > letters.y1 - edge),
            letters.x0 <= ink.x0 && is_bare(|covers, letters, edge| covers.x0 < letters.x0 + edge),
        ]
    }

    /// Notes letters within these bounds, where they are seen whole.
    fn add_letters(&mut self, bounds: Rect) {
        let reaching = bounds.inflate(self.reach_pt, self.reach_pt);
        let clip = self.clipped();
        let is_whole = clip.x0 <= bounds.x0
            && clip.y0 <= bounds.y0
            && clip.x1 >= bounds.x1
            && clip.y1 >= bounds.y1;
        if is_whole && bounds.is_finite() && bounds.area() > 0.0 {
            let seen = reaching.intersect(clip);
            self.letters = Some(self.letters.map_or(seen, |letters| letters.union(seen)));
        }
    }

    /// Notes something that may hide letters within these bounds.
    fn cover(&mut self, bounds: Rect) {
        if self.letters.is_some() {
            let bounds = if bounds.is_finite() {
                bounds
            } else {
                EVERYWHERE
            };
            self.covers = Some(self.covers.map_or(bounds, |covers| covers.union(bounds)));
        }
    }

    fn clip(&mut self, bounds: Rect) {
        let before = self.clipped();
        let within = if bounds.is_finite() {
            let bounds = bounds.inflate(self.reach_pt, self.reach_pt);
            bounds.intersect(before)
        } else {
            before
        };
        self.clips.push(within);
    }

    /// Whether what is painted so is no ink: it is white, and is laid over what is below it.
    fn is_paper(&self, paint: &Paint<'_>, blend_mode: BlendMode) -> bool {
        let (true, Paint::Color(color)) = (self.knows_paper, paint) else {
            return false;
        };
        let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
        let is_white = red.min(green).min(blue) >= INK_BELOW.saturating_add(ROUNDING);
        let is_laid_over =
            blend_mode == BlendMode::Normal && self.groups.iter().all(|is_normal| *is_normal);
        alpha == 0 || (is_white && is_laid_over)
    }

    /// Whether what is painted so is ink, whatever is below it.
    fn is_dark(&self, paint: &Paint<'_>, blend_mode: BlendMode) -> bool {
        let (Paint::Color(color), BlendMode::Normal, []) = (paint, blend_mode, &self.groups[..])
        else {
            return false;
        };
        let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
        red.min(green).min(blue) <= DARK_BELOW && alpha == u8::MAX
    }

    /// How far a stroke may reach beyond its path, in the path's own units.
    fn stroke_reach(&self, stroke: &StrokeProps, transform: Affine, has_corners: bool) -> f64 {
        let [a, b, c, d, ..] = transform.as_coeffs();
        let scale = a.hypot(b).max(c.hypot(d)).max(f64::MIN_POSITIVE);
        // No line is drawn thinner than a pixel.
        let width = f64::from(stroke.line_width).max(self.pixel_pt / scale);
        let is_mitred = has_corners && stroke.line_join == Join::Miter;
        let corner = if is_mitred {
            f64::from(stroke.miter_limit)
        } else {
            0.0
        };
        width / 2.0 * corner.max(std::f64::consts::SQRT_2)
    }

    fn add_painted(
        &mut self,
        bounds: Rect,
        props: &DrawProps<'_>,
        draw_mode: &DrawMode,
        has_corners: bool,
    ) {
        if !self.is_dark(&props.paint, props.blend_mode) {
            self.cover(within(props.transform, bounds));
        }
        if self.is_paper(&props.paint, props.blend_mode) {
            return;
        }
        let bounds = match draw_mode {
            DrawMode::Invisible => return,
            DrawMode::Fill(_) => bounds,
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                let reach = self.stroke_reach(stroke, props.transform, has_corners);
                bounds.inflate(reach, reach)
            }
        };
        self.add(within(props.transform, bounds));
    }

    /// The box of a glyph that is drawn by operators of its own, in the coordinates that it is placed
    /// by.
    fn of_drawn_glyph<'a>(&mut self, glyph: &Glyph<'a>, paint: &Paint<'a>) -> Option<Rect> {
        let Glyph::Type3(drawn) = glyph else {
            return None;
        };
        let mut boxes = Boxes {
            ink: None,
            letters: None,
            covers: None,
            shown: EVERYWHERE,
            clips: Vec::new(),
            // The same glyph may be drawn in another colour next time.
            knows_paper: false,
            groups: Vec::new(),
            reach_pt: 0.0,
            // Within glyphs hairlines stay as thin as they are.
            pixel_pt: 0.0,
            glyphs: &mut *self.glyphs,
        };
        drawn.interpret(&mut boxes, Affine::IDENTITY, Affine::IDENTITY, paint);
        boxes.ink
    }

    fn glyph_box<'a>(&mut self, glyph: &Glyph<'a>, paint: &Paint<'a>) -> Option<Rect> {
        let key = match glyph {
            Glyph::Outline(outline) => outline.identifier().cache_key(),
            Glyph::Type3(drawn) => drawn.cache_key(),
        };
        if let Some(known) = self.glyphs.get(&key) {
            return *known;
        }
        let found = match glyph {
            Glyph::Outline(outline) => {
                let path = outline.outline();
                (!path.elements().is_empty()).then(|| path.bounding_box())
            }
            Glyph::Type3(_) => self.of_drawn_glyph(glyph, paint),
        };
        if self.glyphs.len() >= MOST_GLYPHS {
            self.glyphs.clear();
        }
        self.glyphs.insert(key, found);
        found
    }
}

impl<'a> Device<'a> for Boxes<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        if !path.elements().is_empty() {
            let has_corners = path.elements().len() > 2;
            self.add_painted(path.control_box(), &props, draw_mode, has_corners);
        }
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, draw_mode: &DrawMode) {
        // A right angle reaches as far as a square end.
        self.add_painted(rect.abs(), &props, draw_mode, false);
    }

    fn draw_glyph_run(
        &mut self,
        run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        draw_mode: &DrawMode,
    ) {
        let is_paper = self.is_paper(&props.paint, props.blend_mode);
        let is_dark = self.is_dark(&props.paint, props.blend_mode) && props.soft_mask.is_none();
        let is_filled = matches!(draw_mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        for placed in run.glyphs() {
            let glyph: &Glyph<'a> = placed;
            // What is drawn by operators may have colours of its own.
            let is_drawn = matches!(glyph, Glyph::Type3(_));
            if matches!(draw_mode, DrawMode::Invisible) {
                continue;
            }
            let Some(bounds) = self.glyph_box(glyph, &props.paint) else {
                continue;
            };
            let placed_bounds = placed.transform().transform_rect_bbox(bounds);
            let on_page = within(props.transform, placed_bounds);
            if is_dark && is_filled && !is_drawn {
                self.add_letters(on_page);
            } else {
                self.cover(on_page);
            }
            if is_paper && !is_drawn {
                continue;
            }
            let stroke = match draw_mode {
                DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) if !is_drawn => {
                    self.stroke_reach(stroke, props.transform, true)
                }
                _ => 0.0,
            };
            let bounds = placed_bounds.inflate(stroke, stroke);
            self.add(within(props.transform, bounds));
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let bounds = Rect::new(
            0.0,
            0.0,
            f64::from(image.width()),
            f64::from(image.height()),
        );
        let bounds = within(props.transform, bounds);
        self.cover(bounds);
        self.add(bounds);
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        if clip_path.path.elements().is_empty() {
            // Nothing is taken to be hidden by a path that is none.
            self.clip(EVERYWHERE);
        } else {
            self.clip(clip_path.path.control_box());
        }
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.clip(rect.abs());
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, blend_mode: BlendMode) {
        self.groups.push(blend_mode == BlendMode::Normal);
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }
}

/// The bounds of a rectangle that is placed so; everywhere where that cannot be told.
fn within(transform: Affine, bounds: Rect) -> Rect {
    let placed = transform.transform_rect_bbox(bounds);
    // A smaller number may hide one that is none.
    if bounds.is_finite() && transform.is_finite() && placed.is_finite() {
        placed
    } else {
        EVERYWHERE
    }
}
