//! Runs of styled text to lines of glyphs.

use std::borrow::Cow;
use std::collections::BTreeSet;

use parley::setting::{FontFeature, Tag};
use parley::{
    Alignment, AlignmentOptions, FontFeatures, FontStyle, FontWeight, IndentOptions, Language,
    LayoutContext, LineHeight, OverflowWrap, StyleProperty,
};

use super::face::{Run, Weight};
use super::font_library::Library;
use super::page::{
    Color, Glyph, Ink, Link, NodeId, Page, Rect, Role, Shape, TextRun, Tree, Typeset,
};
use super::prepare::{Brush, Prepared};
use super::style;
use crate::import::{Align, ParagraphPlace};

/// How high above the baseline a line through words runs, and how thick it is, as parts of the type
/// size: through the middle of small letters.
const STRIKE_HEIGHT: f32 = 0.27;
const STRIKE_WIDTH: f32 = 0.055;
/// How far below the baseline words are underlined, and how far above and below it they are highlighted,
/// as parts of the type size.
const UNDERLINE_DEPTH: f32 = 0.1;
const GROUND_HEIGHT: f32 = 0.95;
const GROUND_DEPTH: f32 = 0.27;

/// The longest text that is broken into lines at once, in bytes: the line breaker takes some hundred
/// bytes of memory for each character. Where a longer one is divided, a line may be short.
const LONGEST_PIECE: usize = 100_000;

/// Figures that are all of one width.
const TABULAR: &[FontFeature] = &[FontFeature::new(Tag::new(b"tnum"), 1)];
const SMALL_CAPITALS: &[FontFeature] = &[FontFeature::new(Tag::new(b"smcp"), 1)];

/// How lines are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Wrap {
    /// Between words; a word longer than a line is broken.
    #[default]
    Words,
    /// Anywhere: spaces count.
    Anywhere,
}

/// A line of text. Positions count from its left end and its top.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) height: f32,
    /// The baseline, from the top.
    pub(super) baseline: f32,
    /// Where the ink ends on the right, without trailing space.
    pub(super) right: f32,
    pub(super) rtl: bool,
    pub(super) ink: Vec<Ink>,
    pub(super) links: Vec<Link>,
}

/// The narrowest and the widest that a text wants to be, in points.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Widths {
    /// Its longest word.
    pub(super) min: f32,
    /// All of it on one line.
    pub(super) max: f32,
}

/// A part of a shaped run in one look and with one meaning.
struct Segment {
    /// Where its text begins.
    start: usize,
    brush: Brush,
    run: TextRun,
}

/// Sets lines, and keeps what is found on the way: the document's parts and missing characters.
pub(super) struct Typesetter {
    language: Option<Language>,
    library: Library,
    layouts: LayoutContext<Brush>,
    missing: BTreeSet<char>,
    pub(super) tree: Tree,
    /// Whether what is set now is of the document's own words.
    pub(super) is_content: bool,
    /// The first part of each block of the document's own words.
    blocks: Vec<NodeId>,
}

impl Typesetter {
    /// Ready to set text in this language, given as a BCP 47 tag: some letters have other forms
    /// in other languages.
    pub(super) fn new(language: &str) -> Self {
        Self {
            language: Language::parse(language).ok(),
            library: Library::new(),
            layouts: LayoutContext::new(),
            missing: BTreeSet::new(),
            tree: Tree::default(),
            is_content: false,
            blocks: Vec::new(),
        }
    }

    /// Begins a part of the document.
    pub(super) fn node(&mut self, role: Role, parent: Option<NodeId>) -> NodeId {
        self.tree.add(role, parent, self.is_content)
    }

    /// Says that a block begins that is within no other.
    pub(super) fn begin_block(&mut self) {
        if self.is_content {
            self.blocks.push(self.tree.next_id());
        }
    }

    /// Hands over the characters that were missing so far, and forgets what was set: what follows is
    /// measured by itself.
    pub(super) fn begin_anew(&mut self) -> BTreeSet<char> {
        self.tree = Tree::default();
        self.blocks.clear();
        std::mem::take(&mut self.missing)
    }

    /// Hands over pages that were made with this typesetter's lines.
    pub(super) fn finish(self, pages: Vec<Page>) -> Typeset {
        Typeset {
            pages,
            missing: self.missing,
            tree: self.tree,
            blocks: self.blocks,
        }
    }

    /// Breaks text into lines of at most this width. Text without any character gives no line.
    pub(super) fn lines(&mut self, runs: &[Run<'_>], width: f32, wrap: Wrap) -> Vec<Line> {
        let mut lines = Vec::new();
        for piece in pieces(runs) {
            let prepared = self.prepare(&piece);
            lines.append(&mut self.broken(&prepared, width, wrap, &ParagraphPlace::default()));
        }
        lines
    }

    /// A prepared text in lines of at most this width, for a paragraph at this place.
    pub(super) fn broken(
        &mut self,
        prepared: &Prepared,
        width: f32,
        wrap: Wrap,
        place: &ParagraphPlace,
    ) -> Vec<Line> {
        if prepared.is_blank() {
            return Vec::new();
        }
        let mut layout = self.layout(prepared, wrap);
        if place.hanging_pt > 0.0 {
            let options = IndentOptions {
                hanging: true,
                ..IndentOptions::default()
            };
            layout.set_text_indent(place.hanging_pt, options);
        }
        layout.break_all_lines(width.is_finite().then_some(width.max(1.0)));
        let alignment = match place.align {
            Align::Start => Alignment::Start,
            Align::Centre => Alignment::Center,
            Align::End => Alignment::End,
        };
        layout.align(alignment, AlignmentOptions::default());
        let rtl = layout.is_rtl();
        let lines: Vec<Line> = layout
            .lines()
            .map(|line| self.line(&line, prepared, rtl))
            .collect();
        lines
    }

    /// One line of text, however wide it is.
    pub(super) fn single(&mut self, runs: &[Run<'_>]) -> Line {
        self.lines(runs, f32::INFINITY, Wrap::Words)
            .into_iter()
            .next()
            .unwrap_or_default()
    }

    /// How wide a text wants to be.
    pub(super) fn widths(&mut self, runs: &[Run<'_>]) -> Widths {
        let prepared = self.prepare(runs);
        if prepared.is_blank() {
            return Widths::default();
        }
        let widths = self
            .layout(&prepared, Wrap::Words)
            .calculate_content_widths();
        Widths {
            min: widths.min,
            max: widths.max,
        }
    }

    pub(super) fn prepare(&mut self, runs: &[Run<'_>]) -> Prepared {
        let prepared = Prepared::new(runs, &self.library);
        self.missing.extend(&prepared.missing);
        prepared
    }

    pub(super) fn layout(&mut self, prepared: &Prepared, wrap: Wrap) -> parley::Layout<Brush> {
        let library = &mut self.library;
        let mut builder =
            self.layouts
                .ranged_builder(&mut library.context, &prepared.text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(library.text.clone()));
        builder.push_default(StyleProperty::Locale(self.language));
        builder.push_default(StyleProperty::OverflowWrap(match wrap {
            Wrap::Words => OverflowWrap::BreakWord,
            Wrap::Anywhere => OverflowWrap::Anywhere,
        }));
        if let Some((_, face, _)) = prepared.faces.first() {
            builder.push_default(StyleProperty::FontSize(face.size.size_pt));
            builder.push_default(LineHeight::Absolute(face.size.leading_pt));
        }
        for (range, face, brush) in &prepared.faces {
            let range = range.clone();
            if face.code {
                builder.push(
                    StyleProperty::FontFamily(library.code.clone()),
                    range.clone(),
                );
            }
            let weight = match face.weight {
                Weight::Light => 300.0,
                Weight::Regular => 400.0,
                Weight::SemiBold => 600.0,
            };
            builder.push(FontWeight::new(weight), range.clone());
            if face.italic {
                builder.push(FontStyle::Italic, range.clone());
            }
            if face.tabular {
                let features = FontFeatures::List(TABULAR.into());
                builder.push(StyleProperty::FontFeatures(features), range.clone());
            }
            if face.small_caps {
                let features = FontFeatures::List(SMALL_CAPITALS.into());
                builder.push(StyleProperty::FontFeatures(features), range.clone());
            }
            builder.push(StyleProperty::FontSize(face.size.size_pt), range.clone());
            builder.push(LineHeight::Absolute(face.size.leading_pt), range.clone());
            builder.push(StyleProperty::Brush(brush.clone()), range);
        }
        for (tab, gap) in prepared.tabs.iter().zip(&prepared.gaps) {
            builder.push(StyleProperty::LetterSpacing(*gap), *tab..tab + 1);
        }
        builder.build(&prepared.text)
    }

    fn line(&mut self, line: &parley::Line<'_, Brush>, prepared: &Prepared, rtl: bool) -> Line {
        let metrics = line.metrics();
        let mut set = Line {
            height: metrics.block_max_coord - metrics.block_min_coord,
            baseline: metrics.baseline - metrics.block_min_coord,
            rtl,
            ..Line::default()
        };
        let mut x = metrics.offset + metrics.inline_min_coord;
        let mut segments = Vec::new();
        for run in line.runs() {
            let Some(font) = self.library.font_id(run.font().data.id()) else {
                continue;
            };
            let start = TextRun {
                font,
                size_pt: run.font_size(),
                color: Color::default(),
                x,
                y: set.baseline,
                glyphs: Vec::new(),
                text: String::new(),
                rtl: run.is_rtl(),
                embolden: run.synthesis().embolden(),
                slant: run.synthesis().skew().is_some(),
            };
            let (mut more, end) = self.segments(&run, &start, prepared);
            x = end;
            segments.append(&mut more);
        }
        // From the order in which runs stand to the order in which they are read; the two differ
        // where the direction of reading changes.
        segments.sort_by_key(|segment| segment.start);
        for mut segment in segments {
            // There are very many of them, and they stay as they are.
            segment.run.glyphs.shrink_to_fit();
            segment.run.text.shrink_to_fit();
            push_segment(&mut set, segment, prepared);
        }
        set
    }

    /// The glyphs of one shaped run, a segment for each change of look or meaning, and where the
    /// next run begins.
    fn segments(
        &mut self,
        run: &parley::Run<'_, Brush>,
        start: &TextRun,
        prepared: &Prepared,
    ) -> (Vec<Segment>, f32) {
        let mut x = start.x;
        let mut segments: Vec<Segment> = Vec::new();
        // In right-to-left text the later letters of a ligature come before its glyph.
        let mut later_letters = String::new();
        for cluster in run.visual_clusters() {
            if cluster.is_hard_line_break() {
                continue;
            }
            let brush = &cluster.style().brush;
            let place = cluster.text_range();
            if segments.last().is_none_or(|last| last.brush != *brush) {
                let mut run = start.clone();
                run.x = x;
                run.y -= brush.rise_pt;
                run.color = brush.color;
                segments.push(Segment {
                    start: place.start,
                    brush: brush.clone(),
                    run,
                });
            }
            let Some(segment) = segments.last_mut() else {
                continue;
            };
            segment.start = segment.start.min(place.start);
            let segment = &mut segment.run;
            let mut piece = prepared.original(place);
            let mut glyphs = cluster.glyphs().peekable();
            if glyphs.peek().is_none() {
                if run.is_rtl() {
                    later_letters.insert_str(0, &piece);
                } else if let Some(glyph) = segment.glyphs.last_mut() {
                    glyph.text_len += u16::try_from(piece.len()).unwrap_or(0);
                    segment.text.push_str(&piece);
                }
                continue;
            }
            if !later_letters.is_empty() {
                piece.to_mut().push_str(&std::mem::take(&mut later_letters));
            }
            let mut text_len = u16::try_from(piece.len()).unwrap_or(0);
            segment.text.push_str(&piece);
            for glyph in glyphs {
                if glyph.id == 0 {
                    let unseen = |c: &char| !c.is_whitespace() && !c.is_control();
                    self.missing.extend(piece.chars().filter(unseen));
                }
                segment.glyphs.push(Glyph {
                    id: u16::try_from(glyph.id).unwrap_or(0),
                    text_len: std::mem::take(&mut text_len),
                    advance: glyph.advance,
                    dx: glyph.x,
                    dy: glyph.y,
                });
                x += glyph.advance;
            }
        }
        (segments, x)
    }
}

/// A paragraph in pieces that are not too long, each with its end at a space where there is one.
fn pieces<'a, 'b>(runs: &'a [Run<'b>]) -> Vec<Cow<'a, [Run<'b>]>> {
    let length: usize = runs.iter().map(|run| run.text.len()).sum();
    if length <= LONGEST_PIECE {
        return vec![runs.into()];
    }
    let mut pieces = Vec::new();
    let mut piece: Vec<Run<'b>> = Vec::new();
    let mut room = LONGEST_PIECE;
    for run in runs {
        let mut rest = run.text;
        while rest.len() > room {
            let head = rest
                .get(..rest.floor_char_boundary(room))
                .unwrap_or_default();
            let end = head.rfind(' ').map_or(head.len(), |space| space + 1);
            let (head, tail) = rest.split_at(end);
            piece.push(Run {
                text: head,
                ..run.clone()
            });
            pieces.push(std::mem::take(&mut piece).into());
            (rest, room) = (tail, LONGEST_PIECE);
        }
        room -= rest.len();
        piece.push(Run {
            text: rest,
            ..run.clone()
        });
    }
    pieces.push(piece.into());
    pieces
}

/// Adds a segment to its line, with what makes it a link.
fn push_segment(line: &mut Line, segment: Segment, prepared: &Prepared) {
    let Segment {
        brush,
        run: segment,
        ..
    } = segment;
    let (left, right) = inked(&segment);
    if right > left {
        line.right = line.right.max(right);
    }
    let target = brush.target.and_then(|index| prepared.targets.get(index));
    if let (Some(target), Some(node)) = (target, brush.node)
        && right > left
    {
        line.links.push(Link {
            rect: Rect {
                x: left,
                y: 0.0,
                width: right - left,
                height: line.height,
            },
            target: target.clone(),
            node,
        });
        line.ink.push(Ink {
            node: None,
            shape: Shape::Fill {
                rect: Rect {
                    x: left,
                    y: segment.y + segment.size_pt * 0.13,
                    width: right - left,
                    height: style::HAIR_PT,
                },
                color: segment.color,
            },
        });
    }
    let bar = |from: f32, height: f32| Rect {
        x: left,
        y: segment.y - segment.size_pt * from,
        width: right - left,
        height,
    };
    let stroke_pt = (segment.size_pt * STRIKE_WIDTH).max(style::HAIR_PT);
    let strokes = [
        (brush.strike, STRIKE_HEIGHT),
        (brush.underline, -UNDERLINE_DEPTH),
    ];
    let strokes = strokes
        .into_iter()
        .filter(|(is_drawn, _)| *is_drawn && right > left);
    let strokes: Vec<Rect> = strokes.map(|(_, from)| bar(from, stroke_pt)).collect();
    let color = segment.color;
    if let Some(color) = brush.ground.filter(|_| right > left) {
        let rect = bar(
            GROUND_HEIGHT,
            segment.size_pt * (GROUND_HEIGHT + GROUND_DEPTH),
        );
        line.ink.push(Ink {
            node: None,
            shape: Shape::Fill { rect, color },
        });
    }
    line.ink.push(Ink {
        node: brush.node,
        shape: Shape::Text(segment),
    });
    line.ink.extend(strokes.into_iter().map(|rect| Ink {
        node: None,
        shape: Shape::Fill { rect, color },
    }));
}

/// Where a run's ink begins and ends, without the spaces around it.
pub(super) fn inked(run: &TextRun) -> (f32, f32) {
    let mut x = run.x;
    let mut ends: Option<(f32, f32)> = None;
    let mut rest = run.text.as_str();
    for glyph in &run.glyphs {
        let (piece, tail) = rest
            .split_at_checked(usize::from(glyph.text_len))
            .unwrap_or((rest, ""));
        rest = tail;
        let next = x + glyph.advance;
        if !piece.trim().is_empty() || glyph.text_len == 0 {
            let left = ends.map_or(x, |(left, _)| left);
            ends = Some((left, next));
        }
        x = next;
    }
    ends.unwrap_or((run.x, run.x))
}

#[cfg(test)]
mod tests;
