//! What is drawn on a page, as a content stream.

use super::font::{Cluster, Fonts, Subset, clusters};
use super::operators::Operators;
use super::picture::Pictures;
use super::structure::Structure;
use crate::import::Picture;
use crate::typeset::{Color, Ink, NodeId, Page, Rect, Shape, TextRun};

/// The distance of a leader's dots, in points. They stand on a grid across the page, so that the
/// dots of all lines stand below each other.
const DOT_GRID_PT: f32 = 5.0;
/// The size of a leader's dots, in points.
const DOT_PT: f32 = 0.9;
/// How thick strokes are drawn where a font lacks a bold face, as a part of the type size.
const EMBOLDEN: f32 = 0.025;
/// How far letters lean where a font lacks an italic face: the tangent of 12 degrees.
const SLANT: f32 = 0.2126;
/// The least correction of a glyph's place that is written, in thousandths of the type size.
const TOLERANCE: f32 = 0.05;
/// Round ends of lines, and the ways to show text: values of the operators `J` and `Tr`.
const ROUND: f32 = 1.0;
const FILL: f32 = 0.0;
const FILL_AND_STROKE: f32 = 2.0;

/// Writes the content of one page.
pub(super) struct Content<'a> {
    page: &'a Page,
    fonts: &'a Fonts,
    pictures: &'a Pictures,
    operators: Operators,
    /// What the open marked content belongs to; `None` if none is open.
    open: Option<Option<NodeId>>,
    in_text: bool,
}

impl<'a> Content<'a> {
    pub(super) fn write(
        page: &'a Page,
        index: usize,
        fonts: &'a Fonts,
        pictures: &'a Pictures,
        structure: &mut Structure<'_>,
    ) -> Vec<u8> {
        let mut content = Self {
            page,
            fonts,
            pictures,
            operators: Operators::default(),
            open: None,
            in_text: false,
        };
        for ink in &page.ink {
            content.begin(ink, index, structure);
            content.draw(&ink.shape);
        }
        content.end();
        content.operators.into_bytes()
    }

    /// Opens the marked content that a piece of ink belongs in.
    fn begin(&mut self, ink: &Ink, page: usize, structure: &mut Structure<'_>) {
        let holder = ink.node.map(|node| structure.holder(node));
        if self.open == Some(holder) {
            return;
        }
        self.end();
        self.open = Some(holder);
        let Some(node) = holder else {
            self.operators.name("Artifact", "BMC");
            return;
        };
        if let Shape::Picture { rect, .. } = &ink.shape {
            structure.place_figure(node, self.measured_from_below(*rect));
        }
        let (tag, mcid) = structure.mark(node, page);
        self.operators.begin_marked(tag, mcid);
    }

    fn end(&mut self) {
        self.leave_text();
        if self.open.take().is_some() {
            self.operators.numbers(&[], "EMC");
        }
    }

    fn draw(&mut self, shape: &Shape) {
        match shape {
            Shape::Text(run) => self.text(run),
            Shape::Fill { rect, color } => {
                self.leave_text();
                self.operators.numbers(&rgb(*color), "rg");
                let rect = self.measured_from_below(*rect);
                self.operators.numbers(&rect, "re");
                self.operators.numbers(&[], "f");
            }
            // A thick line of next to no length and with round ends is a disc.
            Shape::Disc {
                x,
                y,
                diameter,
                color,
            } => self.round_line((*x, *x), *y, (*diameter, *color), None),
            Shape::Leader {
                left,
                right,
                y,
                color,
            } => {
                let first = (left / DOT_GRID_PT).ceil() * DOT_GRID_PT;
                let last = (right / DOT_GRID_PT).floor() * DOT_GRID_PT;
                if last >= first {
                    // A dash without length and with round ends is a dot.
                    self.round_line((first, last), *y, (DOT_PT, *color), Some(DOT_GRID_PT));
                }
            }
            Shape::Picture { picture, rect } => self.picture(picture, *rect),
        }
    }

    /// A rectangle as left, bottom, width and height from the page's lower left corner.
    fn measured_from_below(&self, rect: Rect) -> [f32; 4] {
        let bottom = self.page.height_pt - rect.bottom();
        [rect.x, bottom, rect.width, rect.height]
    }

    /// A level line with round ends, or dots on it at this distance.
    fn round_line(
        &mut self,
        (left, right): (f32, f32),
        y: f32,
        (thickness, color): (f32, Color),
        dots: Option<f32>,
    ) {
        self.leave_text();
        let y = self.page.height_pt - y;
        let operators = &mut self.operators;
        operators.numbers(&[], "q");
        operators.numbers(&rgb(color), "RG");
        operators.numbers(&[thickness], "w");
        operators.numbers(&[ROUND], "J");
        if let Some(distance) = dots {
            operators.dashes(0.0, distance);
        }
        operators.numbers(&[left, y], "m");
        operators.numbers(&[right + 0.01, y], "l");
        operators.numbers(&[], "S");
        operators.numbers(&[], "Q");
    }

    fn picture(&mut self, picture: &Picture, rect: Rect) {
        self.leave_text();
        let Some(id) = self.pictures.id(picture) else {
            return;
        };
        let matrix = upright(picture.orientation, self.measured_from_below(rect));
        let operators = &mut self.operators;
        operators.numbers(&[], "q");
        operators.numbers(&matrix, "cm");
        // Nothing needs this second matrix; without it, the same pack would give other bytes.
        operators.numbers(&[], "q");
        operators.numbers(&[1.0, 0.0, 0.0, 1.0, 0.0, 0.0], "cm");
        operators.name(&id.0, "Do");
        operators.numbers(&[], "Q");
        operators.numbers(&[], "Q");
    }

    fn leave_text(&mut self) {
        if std::mem::take(&mut self.in_text) {
            self.operators.numbers(&[], "ET");
        }
    }

    fn text(&mut self, run: &TextRun) {
        let Some(subset) = self.fonts.get(run.font) else {
            return;
        };
        let operators = &mut self.operators;
        if !std::mem::replace(&mut self.in_text, true) {
            operators.numbers(&[], "BT");
        }
        operators.numbers(&rgb(run.color), "rg");
        operators.font(&subset.name.0, run.size_pt);
        if run.embolden {
            operators.numbers(&rgb(run.color), "RG");
            operators.numbers(&[run.size_pt * EMBOLDEN], "w");
            operators.numbers(&[FILL_AND_STROKE], "Tr");
        }
        self.glyphs(run, subset);
        if run.embolden {
            self.operators.numbers(&[FILL], "Tr");
        }
    }

    fn glyphs(&mut self, run: &TextRun, subset: &Subset) {
        let mut pen = Pen {
            run,
            subset,
            x: run.x,
            y: self.page.height_pt - run.y,
            shift: f32::NAN,
            is_down: false,
        };
        for cluster in clusters(run) {
            // Readers turn right-to-left glyphs around by themselves, but not what is said in
            // their place: there, the font's own word is the better one.
            if subset.says(&cluster) || run.rtl && subset.knows(&cluster) {
                pen.show(&cluster, &mut self.operators);
                continue;
            }
            pen.lift(&mut self.operators);
            self.operators.begin_said(cluster.text);
            pen.show(&cluster, &mut self.operators);
            pen.lift(&mut self.operators);
            self.operators.numbers(&[], "EMC");
        }
        pen.lift(&mut self.operators);
    }
}

/// Shows the glyphs of a run, and keeps count of where the reader's pen stands.
struct Pen<'a> {
    run: &'a TextRun,
    subset: &'a Subset,
    x: f32,
    y: f32,
    /// How far below the baseline the last glyph stood; not a number before the first.
    shift: f32,
    /// Whether glyphs are being shown.
    is_down: bool,
}

impl Pen<'_> {
    fn show(&mut self, cluster: &Cluster<'_>, operators: &mut Operators) {
        let thousandth = self.run.size_pt / 1000.0;
        for glyph in cluster.glyphs {
            if glyph.dy != self.shift {
                self.lift(operators);
                self.shift = glyph.dy;
                let lean = if self.run.slant { SLANT } else { 0.0 };
                let place = [1.0, 0.0, lean, 1.0, self.x, self.y - glyph.dy];
                operators.numbers(&place, "Tm");
            }
            if !std::mem::replace(&mut self.is_down, true) {
                operators.begin_glyphs();
            }
            let (dx, advance) = (glyph.dx / thousandth, glyph.advance / thousandth);
            if dx.abs() > TOLERANCE {
                operators.back(rounded(-dx));
            }
            operators.glyph(self.subset.glyph(glyph.id));
            let back = rounded(dx + self.subset.width(glyph.id) - advance);
            if back.abs() > TOLERANCE {
                operators.back(back);
            }
            self.x += glyph.advance;
        }
    }

    fn lift(&mut self, operators: &mut Operators) {
        if std::mem::take(&mut self.is_down) {
            operators.end_glyphs();
        }
    }
}

/// To a tenth of a thousandth of the type size: nobody sees less, and the file is smaller.
fn rounded(thousandths: f32) -> f32 {
    (thousandths * 10.0).round() / 10.0
}

fn rgb(Color(red, green, blue): Color) -> [f32; 3] {
    // Three decimals tell all 256 steps apart.
    [red, green, blue].map(|value| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0)
}

/// The matrix that puts a stored picture upright into a rectangle, given as left, bottom, width
/// and height. The orientation counts as EXIF tag 0x0112 does.
fn upright(orientation: u8, [x, y, width, height]: [f32; 4]) -> [f32; 6] {
    let (right, top) = (x + width, y + height);
    match orientation {
        2 => [-width, 0.0, 0.0, height, right, y],
        3 => [-width, 0.0, 0.0, -height, right, top],
        4 => [width, 0.0, 0.0, -height, x, top],
        5 => [0.0, -height, -width, 0.0, right, top],
        6 => [0.0, -height, width, 0.0, x, top],
        7 => [0.0, height, width, 0.0, x, y],
        8 => [0.0, height, -width, 0.0, right, y],
        _ => [width, 0.0, 0.0, height, x, y],
    }
}
