//! What is drawn on a page, as printpdf's operations.

use std::collections::BTreeMap;

use printpdf::{
    CurTransMat, DictItem, LineCapStyle, LineDashPattern, LinePoint, Op, PaintMode, PdfFontHandle,
    Point, Pt, Rgb, TextItem, TextMatrix, TextRenderingMode, XObjectTransform,
};

use super::font::{Cluster, Fonts, Subset, clusters};
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

/// Writes the operations of one page.
pub(super) struct Content<'a> {
    page: &'a Page,
    fonts: &'a Fonts,
    pictures: &'a Pictures,
    operations: Vec<Op>,
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
    ) -> Vec<Op> {
        let mut content = Self {
            page,
            fonts,
            pictures,
            operations: Vec::new(),
            open: None,
            in_text: false,
        };
        for ink in &page.ink {
            content.begin(ink, index, structure);
            content.draw(&ink.shape);
        }
        content.end();
        content.operations
    }

    /// Opens the marked content that a piece of ink belongs in.
    fn begin(&mut self, ink: &Ink, page: usize, structure: &mut Structure<'_>) {
        if self.open == Some(ink.node) {
            return;
        }
        self.end();
        self.open = Some(ink.node);
        let Some(node) = ink.node else {
            self.operations.push(Op::BeginMarkedContent {
                tag: "Artifact".to_owned(),
            });
            return;
        };
        if let Shape::Picture { rect, .. } = &ink.shape {
            structure.place_figure(node, self.measured_from_below(*rect));
        }
        let (tag, mcid) = structure.mark(node, page);
        let mcid = DictItem::Int(mcid);
        self.operations.push(Op::BeginMarkedContentWithProperties {
            tag: tag.to_owned(),
            properties: properties("MCID", mcid),
        });
    }

    fn end(&mut self) {
        self.leave_text();
        if self.open.take().is_some() {
            self.operations.push(Op::EndMarkedContent);
        }
    }

    fn draw(&mut self, shape: &Shape) {
        match shape {
            Shape::Text(run) => self.text(run),
            Shape::Fill { rect, color } => {
                self.leave_text();
                self.operations.push(Op::SetFillColor { col: rgb(*color) });
                let [x, y, width, height] = self.measured_from_below(*rect).map(Pt);
                self.operations.push(Op::DrawRectangle {
                    rectangle: printpdf::Rect {
                        x,
                        y,
                        width,
                        height,
                        mode: Some(PaintMode::Fill),
                        winding_order: None,
                    },
                });
            }
            Shape::Disc {
                x,
                y,
                diameter,
                color,
            } => self.disc(*x, *y, *diameter, *color),
            Shape::Leader {
                left,
                right,
                y,
                color,
            } => self.leader(*left, *right, *y, *color),
            Shape::Picture { picture, rect } => self.picture(picture, *rect),
        }
    }

    /// A rectangle as left, bottom, width and height from the page's lower left corner.
    fn measured_from_below(&self, rect: Rect) -> [f32; 4] {
        let bottom = self.page.height_pt - rect.bottom();
        [rect.x, bottom, rect.width, rect.height]
    }

    fn disc(&mut self, x: f32, y: f32, diameter: f32, color: Color) {
        self.leave_text();
        let y = self.page.height_pt - y;
        let point = |x: f32| LinePoint {
            p: Point { x: Pt(x), y: Pt(y) },
            bezier: false,
        };
        // A thick line of next to no length and with round ends is a disc.
        self.operations.extend([
            Op::SaveGraphicsState,
            Op::SetOutlineColor { col: rgb(color) },
            Op::SetOutlineThickness { pt: Pt(diameter) },
            Op::SetLineCapStyle {
                cap: LineCapStyle::Round,
            },
            Op::DrawLine {
                line: printpdf::Line {
                    points: vec![point(x), point(x + 0.01)],
                    is_closed: false,
                },
            },
            Op::RestoreGraphicsState,
        ]);
    }

    fn leader(&mut self, left: f32, right: f32, y: f32, color: Color) {
        let first = (left / DOT_GRID_PT).ceil() * DOT_GRID_PT;
        let last = (right / DOT_GRID_PT).floor() * DOT_GRID_PT;
        if last < first {
            return;
        }
        self.leave_text();
        let y = self.page.height_pt - y;
        let point = |x: f32| LinePoint {
            p: Point { x: Pt(x), y: Pt(y) },
            bezier: false,
        };
        // A dash without length and with round ends is a dot.
        self.operations.extend([
            Op::SaveGraphicsState,
            Op::SetOutlineColor { col: rgb(color) },
            Op::SetOutlineThickness { pt: Pt(DOT_PT) },
            Op::SetLineCapStyle {
                cap: LineCapStyle::Round,
            },
            Op::SetLineDashPattern {
                dash: LineDashPattern::new(0.0, &[0.0, DOT_GRID_PT]),
            },
            Op::DrawLine {
                line: printpdf::Line {
                    points: vec![point(first), point(last + 0.01)],
                    is_closed: false,
                },
            },
            Op::RestoreGraphicsState,
        ]);
    }

    fn picture(&mut self, picture: &Picture, rect: Rect) {
        self.leave_text();
        let Some(id) = self.pictures.id(picture) else {
            return;
        };
        let matrix = upright(picture.orientation, self.measured_from_below(rect));
        self.operations.extend([
            Op::SaveGraphicsState,
            Op::SetTransformationMatrix {
                matrix: CurTransMat::Raw(matrix),
            },
            Op::UseXobject {
                id,
                transform: XObjectTransform {
                    no_auto_scale: true,
                    ..XObjectTransform::default()
                },
            },
            Op::RestoreGraphicsState,
        ]);
    }

    fn leave_text(&mut self) {
        if std::mem::take(&mut self.in_text) {
            self.operations.push(Op::EndTextSection);
        }
    }

    fn text(&mut self, run: &TextRun) {
        let Some(subset) = self.fonts.get(run.font) else {
            return;
        };
        if !std::mem::replace(&mut self.in_text, true) {
            self.operations.push(Op::StartTextSection);
        }
        self.operations.extend([
            Op::SetFillColor {
                col: rgb(run.color),
            },
            Op::SetFont {
                font: PdfFontHandle::External(subset.name.clone()),
                size: Pt(run.size_pt),
            },
        ]);
        if run.embolden {
            self.operations.extend([
                Op::SetOutlineColor {
                    col: rgb(run.color),
                },
                Op::SetOutlineThickness {
                    pt: Pt(run.size_pt * EMBOLDEN),
                },
                Op::SetTextRenderingMode {
                    mode: TextRenderingMode::FillStroke,
                },
            ]);
        }
        self.glyphs(run, subset);
        if run.embolden {
            self.operations.push(Op::SetTextRenderingMode {
                mode: TextRenderingMode::Fill,
            });
        }
    }

    fn glyphs(&mut self, run: &TextRun, subset: &Subset) {
        let mut pen = Pen {
            run,
            subset,
            x: run.x,
            y: self.page.height_pt - run.y,
            shift: f32::NAN,
            items: Vec::new(),
        };
        for cluster in clusters(run) {
            // Readers turn right-to-left glyphs around by themselves, but not what is said in
            // their place: there, the font's own word is the better one.
            if subset.says(&cluster) || run.rtl && subset.knows(&cluster) {
                pen.show(&cluster, &mut self.operations);
                continue;
            }
            pen.flush(&mut self.operations);
            self.say(cluster.text);
            pen.show(&cluster, &mut self.operations);
            pen.flush(&mut self.operations);
            self.operations.push(Op::EndMarkedContent);
        }
        pen.flush(&mut self.operations);
    }

    /// Begins glyphs that stand for a text which the font does not know of.
    fn say(&mut self, text: &str) {
        let mut utf16 = vec![0xFE, 0xFF];
        utf16.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        self.operations.push(Op::BeginMarkedContentWithProperties {
            tag: "Span".to_owned(),
            properties: properties("ActualText", DictItem::Bytes(utf16)),
        });
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
    items: Vec<TextItem>,
}

impl Pen<'_> {
    fn show(&mut self, cluster: &Cluster<'_>, operations: &mut Vec<Op>) {
        let thousandth = self.run.size_pt / 1000.0;
        for glyph in cluster.glyphs {
            if glyph.dy != self.shift {
                self.flush(operations);
                self.shift = glyph.dy;
                let lean = if self.run.slant { SLANT } else { 0.0 };
                let place = [1.0, 0.0, lean, 1.0, self.x, self.y - glyph.dy];
                operations.push(Op::SetTextMatrix {
                    matrix: TextMatrix::Raw(place),
                });
            }
            let (dx, advance) = (glyph.dx / thousandth, glyph.advance / thousandth);
            if dx.abs() > TOLERANCE {
                self.items.push(TextItem::Offset(rounded(-dx)));
            }
            let back = rounded(dx + self.subset.width(glyph.id) - advance);
            let id = self.subset.glyph(glyph.id);
            self.items
                .push(TextItem::GlyphIds(vec![printpdf::Codepoint::with_cid(
                    id,
                    if back.abs() > TOLERANCE { back } else { 0.0 },
                    String::new(),
                )]));
            self.x += glyph.advance;
        }
    }

    fn flush(&mut self, operations: &mut Vec<Op>) {
        if !self.items.is_empty() {
            let items = std::mem::take(&mut self.items);
            operations.push(Op::ShowText { items });
        }
    }
}

/// The least correction of a glyph's place that is written, in thousandths of the type size.
const TOLERANCE: f32 = 0.05;

/// To a tenth of a thousandth of the type size: nobody sees less, and the file is smaller.
fn rounded(thousandths: f32) -> f32 {
    (thousandths * 10.0).round() / 10.0
}

fn rgb(Color(red, green, blue): Color) -> printpdf::Color {
    // Three decimals tell all 256 steps apart.
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    printpdf::Color::Rgb(Rgb::new(part(red), part(green), part(blue), None))
}

fn properties(key: &str, value: DictItem) -> DictItem {
    DictItem::Dict {
        map: BTreeMap::from([(key.to_owned(), value)]),
    }
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
