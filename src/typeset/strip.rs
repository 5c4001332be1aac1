//! Strips: horizontal pieces of a page that are never cut, and how they fill pages.

use std::rc::Rc;

use super::face::{Face, Run};
use super::page::{Color, Ink, Link, NodeId, Page, Rect, Role, Shape};
use super::style::{self, LEAST_LINES};
use super::text::{Line, Typesetter, Wrap};

/// A horizontal piece of a page that is never cut. Positions count from the left margin and from
/// the strip's top.
#[derive(Debug, Clone, Default)]
pub(super) struct Strip {
    pub(super) height: f32,
    /// Space above, which falls away at the top of a page.
    pub(super) space: f32,
    /// Whether it stays on the page of the strip before it.
    pub(super) keep: bool,
    /// Whether it stands at the top of a page.
    pub(super) begins_page: bool,
    /// The first baseline, from the top.
    pub(super) baseline: f32,
    /// Whether it is a line that reads from right to left.
    pub(super) rtl: bool,
    pub(super) ink: Vec<Ink>,
    pub(super) links: Vec<Link>,
    /// The grounds and bars that it stands on.
    pub(super) grounds: Vec<Ground>,
    /// Whether it is set on paper that is turned to landscape.
    pub(super) is_turned: bool,
    /// Which paragraph or line of its cell it is of.
    pub(super) entry: usize,
    /// What is set again above it if it begins a page: the head of its table.
    pub(super) again: Option<Rc<Vec<Strip>>>,
}

/// A coloured ground, as high as its strip. Where strips that follow each other have the same
/// ground it runs through the space between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ground {
    pub(super) x: f32,
    pub(super) width: f32,
    pub(super) color: Color,
    /// Tells one box or quotation from the next.
    pub(super) owner: u32,
    /// How far it reaches into the margin where it goes on to another page.
    pub(super) bleed: f32,
}

impl Strip {
    /// A strip of one line.
    pub(super) fn from_line(line: Line, x: f32) -> Self {
        let mut strip = Self {
            height: line.height,
            baseline: line.baseline,
            rtl: line.rtl,
            ..Self::default()
        };
        strip.place(line, x, 0.0);
        strip
    }

    /// Puts a line on the strip.
    pub(super) fn place(&mut self, line: Line, x: f32, y: f32) {
        self.ink
            .extend(line.ink.into_iter().map(|ink| ink.moved(x, y)));
        self.links
            .extend(line.links.into_iter().map(|link| link.moved(x, y)));
    }

    /// The same strip further to the right.
    pub(super) fn moved(mut self, x: f32) -> Self {
        let ink = self.ink.into_iter().map(|ink| ink.moved(x, 0.0));
        self.ink = ink.collect();
        let links = self.links.into_iter().map(|link| link.moved(x, 0.0));
        self.links = links.collect();
        self.grounds.iter_mut().for_each(|ground| ground.x += x);
        self
    }

    /// Empty space that does not fall away.
    pub(super) fn blank(height: f32) -> Self {
        Self {
            height,
            ..Self::default()
        }
    }
}

/// The lines of a paragraph as strips that leave no line alone on a page.
pub(super) fn paragraph(lines: Vec<Line>, x: f32, space: f32) -> Vec<Strip> {
    let mut strips: Vec<Strip> = lines
        .into_iter()
        .map(|line| Strip::from_line(line, x))
        .collect();
    if let Some(first) = strips.first_mut() {
        first.space = space;
    }
    keep_ends_together(&mut strips);
    strips
}

/// A paragraph of plain text at a place: its left edge, its width and the space above it.
pub(super) fn plain(
    setter: &mut Typesetter,
    text: &str,
    face: Face,
    parent: Option<NodeId>,
    (x, width, space): (f32, f32, f32),
) -> Vec<Strip> {
    let node = setter.node(Role::Paragraph, parent);
    let lines = setter.lines(&[Run::new(text, face, Some(node))], width, Wrap::Words);
    paragraph(lines, x, space)
}

pub(super) fn space_before(strips: &mut [Strip], space: f32) {
    if let Some(first) = strips.first_mut() {
        first.space = space;
    }
}

/// A hair rule across the column.
pub(super) fn rule(x: f32, width: f32, space: f32) -> Strip {
    let mut strip = Strip::blank(style::HAIR_PT);
    strip.space = space;
    let rect = Rect {
        x,
        y: 0.0,
        width,
        height: style::HAIR_PT,
    };
    strip.ink.push(Ink {
        node: None,
        shape: Shape::Fill {
            rect,
            color: style::LINE,
        },
    });
    strip
}

/// Forbids breaks that would leave fewer than [`LEAST_LINES`] strips before or after.
pub(super) fn keep_ends_together(strips: &mut [Strip]) {
    let count = strips.len();
    for (index, strip) in strips.iter_mut().enumerate().skip(1) {
        if index < LEAST_LINES || count - index < LEAST_LINES {
            strip.keep = true;
        }
    }
}

/// The part of a page that is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) page_width: f32,
    pub(super) page_height: f32,
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

impl Frame {
    /// The frame between the margins of a page.
    pub(super) fn of_page(page_width: f32, page_height: f32) -> Self {
        let margin = style::MARGIN_PT;
        Self {
            page_width,
            page_height,
            left: margin,
            top: margin,
            bottom: page_height - margin,
        }
    }

    pub(super) fn of(style: &style::Style) -> Self {
        let (width, height) = style.paper.size_pt();
        Self::of_page(width, height)
    }

    /// The frame of the same paper, turned.
    pub(super) fn turned(&self) -> Self {
        Self::of_page(self.page_height, self.page_width)
    }

    /// The width between the margins.
    pub(super) fn width(&self) -> f32 {
        self.page_width - 2.0 * self.left
    }

    /// The height between the margins.
    pub(super) fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// The width of running text.
    pub(super) fn measure(&self) -> f32 {
        self.width().min(style::MEASURE_PT)
    }

    /// A page without ink.
    pub(super) fn page(&self) -> Page {
        Page {
            width_pt: self.page_width,
            height_pt: self.page_height,
            ..Page::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_leaves_no_line_alone() {
        let line = || Line {
            height: 30.0,
            ..Line::default()
        };
        let four = paragraph((0..4).map(|_| line()).collect(), 0.0, 8.0);
        let keeps: Vec<_> = four.iter().map(|strip| strip.keep).collect();
        assert_eq!(keeps, [false, true, false, true]);
        let three = paragraph((0..3).map(|_| line()).collect(), 0.0, 8.0);
        let keeps: Vec<_> = three.iter().map(|strip| strip.keep).collect();
        assert_eq!(keeps, [false, true, true]);
    }
}
