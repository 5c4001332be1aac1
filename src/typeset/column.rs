//! Where blocks are set.

use super::page::Color;
use super::strip::Frame;
use super::style::{self, Size};

/// How far a quotation and a list are set in, in points.
pub(super) const INDENT_PT: f32 = 18.0;

/// The least width that is left for text however deep lists and quotations are nested, in type
/// sizes; in a column that is narrow to begin with, this part of it.
const LEAST_WIDTH: f32 = 140.0 / style::BODY.size_pt;
const LEAST_PART: f32 = 0.6;

/// Where blocks are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    /// Left edge, in points from the left margin.
    pub(super) x: f32,
    /// The width of running text.
    pub(super) width: f32,
    /// The width that tables and pictures may use.
    pub(super) full_width: f32,
    /// The height of a page between its margins.
    pub(super) page_height: f32,
    /// The width and the height between the margins of the same paper, turned; a table that is too
    /// wide may use it. `None` where there is no page to turn.
    pub(super) turned: Option<(f32, f32)>,
    /// Whether this column is on turned paper.
    pub(super) is_turned: bool,
    /// How many lists this one is within.
    pub(super) depth: usize,
    /// The size of running text; the space around it goes with it.
    pub(super) size: Size,
    /// The colour of text.
    pub(super) color: Color,
    /// The width that is left for text however deep lists and quotations are nested.
    pub(super) least_width: f32,
}

impl Column {
    /// The column of running text on a page, with tables and pictures between the margins.
    pub(super) fn of(frame: &Frame) -> Self {
        Self {
            full_width: frame.width(),
            page_height: frame.height(),
            turned: Some((frame.turned().width(), frame.turned().height())),
            ..Self::new(0.0, frame.measure(), style::BODY)
        }
    }

    /// A column of this width for text of this size.
    pub(super) fn new(x: f32, width: f32, size: Size) -> Self {
        Self {
            x,
            width,
            full_width: width,
            page_height: f32::INFINITY,
            turned: None,
            is_turned: false,
            depth: 0,
            size,
            color: style::INK,
            least_width: (LEAST_WIDTH * size.size_pt).min(LEAST_PART * width),
        }
    }

    /// A measure that suits body text, for text of this column's size.
    pub(super) fn scaled(&self, body_pt: f32) -> f32 {
        body_pt * self.size.size_pt / style::BODY.size_pt
    }

    /// The column set in from the left, unless it has become too narrow for that.
    pub(super) fn indented(self, indent: f32) -> Self {
        if self.width - indent < self.least_width {
            return self;
        }
        Self {
            x: self.x + indent,
            width: self.width - indent,
            full_width: self.full_width - indent,
            turned: None,
            ..self
        }
    }
}
