//! The looks of text.

use super::page::{Color, LinkTarget, NodeId};
use super::style::{self, Size};

/// How heavy the strokes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Weight {
    Light,
    #[default]
    Regular,
    SemiBold,
}

/// The look of a run of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Face {
    pub(super) size: Size,
    pub(super) weight: Weight,
    pub(super) italic: bool,
    pub(super) code: bool,
    /// Whether figures are all of one width, so that columns of them line up.
    pub(super) tabular: bool,
    pub(super) color: Color,
    /// Whether a line is drawn through it.
    pub(super) strike: bool,
    /// Whether a line is drawn below it.
    pub(super) underline: bool,
    /// Whether small letters are small capitals.
    pub(super) small_caps: bool,
    /// The colour that it is highlighted in.
    pub(super) ground: Option<Color>,
    /// Whether it stands on a ground, on which colours of its own might not be seen.
    pub(super) is_on_ground: bool,
    /// How far it stands above the line, in points; below it if negative.
    pub(super) rise_pt: f32,
}

impl Face {
    pub(super) const fn new(size: Size) -> Self {
        Self {
            size,
            weight: Weight::Regular,
            italic: false,
            code: false,
            tabular: false,
            color: style::INK,
            strike: false,
            underline: false,
            small_caps: false,
            ground: None,
            is_on_ground: false,
            rise_pt: 0.0,
        }
    }

    pub(super) const fn semibold(mut self) -> Self {
        self.weight = Weight::SemiBold;
        self
    }

    pub(super) const fn light(mut self) -> Self {
        self.weight = Weight::Light;
        self
    }

    pub(super) const fn italic(mut self) -> Self {
        self.italic = true;
        self
    }

    pub(super) const fn tabular(mut self) -> Self {
        self.tabular = true;
        self
    }

    pub(super) const fn colored(mut self, color: Color) -> Self {
        self.color = color;
        self
    }
}

/// A piece of a paragraph in one face.
#[derive(Debug, Clone)]
pub(super) struct Run<'a> {
    pub(super) text: &'a str,
    pub(super) face: Face,
    /// What the ink belongs to.
    pub(super) node: Option<NodeId>,
    /// Where the run leads when clicked; its node is then a [`Role::Link`].
    pub(super) target: Option<LinkTarget>,
}

impl<'a> Run<'a> {
    pub(super) fn new(text: &'a str, face: Face, node: Option<NodeId>) -> Self {
        Self {
            text,
            face,
            node,
            target: None,
        }
    }
}
