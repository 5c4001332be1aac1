//! Positioned pages: what stands where, and what it is.
//!
//! Architecture invariant: a role travels with every piece of ink, so that tagging, text
//! selection and reading order all come from here and never from guessing at a finished page.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::fonts::FontId;
use crate::import::Picture;

/// Pages with everything on them in its place, in reading order.
#[derive(Debug, Clone, Default)]
pub struct Typeset {
    /// The pages, in order.
    pub pages: Vec<Page>,
    /// Characters that no bundled font has. They are drawn as "□", and whoever exports should
    /// say so.
    pub missing: BTreeSet<char>,
    /// What the pieces of ink are.
    pub tree: Tree,
    /// The first part of each block of flowing text; its parts go on to the next block's first.
    pub blocks: Vec<NodeId>,
}

impl Typeset {
    /// About how much memory it takes.
    pub(crate) fn size_bytes(&self) -> usize {
        let ink = self.pages.iter().flat_map(|page| &page.ink);
        let ink = ink.map(|ink| {
            let more = match &ink.shape {
                Shape::Text(run) => run.text.len() + size_of_val(run.glyphs.as_slice()),
                Shape::Picture { picture, .. } => picture.bytes.len(),
                Shape::Fill { .. } | Shape::Disc { .. } | Shape::Leader { .. } => 0,
            };
            size_of::<Ink>() + more
        });
        size_of_val(self.tree.nodes.as_slice()) + ink.sum::<usize>()
    }
}

/// One page. Positions count in points from its top left corner, downwards.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Width in points.
    pub width_pt: f32,
    /// Height in points.
    pub height_pt: f32,
    /// Everything that is drawn, in reading order; what comes later is drawn on top.
    pub ink: Vec<Ink>,
    /// The places that lead elsewhere when clicked.
    pub links: Vec<Link>,
}

/// A piece of ink, and the part of the document that it belongs to.
#[derive(Debug, Clone)]
pub struct Ink {
    /// What it belongs to; `None` for decoration, which screen readers pass over.
    pub node: Option<NodeId>,
    /// What is drawn.
    pub shape: Shape,
}

impl Ink {
    /// The same ink elsewhere: so many points further to the right and down.
    pub(super) fn moved(mut self, x: f32, y: f32) -> Self {
        match &mut self.shape {
            Shape::Text(run) => {
                run.x += x;
                run.y += y;
            }
            Shape::Fill { rect, .. } | Shape::Picture { rect, .. } => *rect = rect.moved(x, y),
            Shape::Disc {
                x: centre,
                y: height,
                ..
            } => {
                *centre += x;
                *height += y;
            }
            Shape::Leader {
                left,
                right,
                y: height,
                ..
            } => {
                *left += x;
                *right += x;
                *height += y;
            }
        }
        self
    }
}

/// What is drawn.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A run of glyphs on one line, in one font, size and colour.
    Text(TextRun),
    /// A filled rectangle.
    Fill {
        /// Where.
        rect: Rect,
        /// In which colour.
        color: Color,
    },
    /// A filled circle.
    Disc {
        /// Its centre in points from the left.
        x: f32,
        /// Its centre in points from the top.
        y: f32,
        /// Its diameter in points.
        diameter: f32,
        /// In which colour.
        color: Color,
    },
    /// A row of dots that leads the eye, from left to right.
    Leader {
        /// Left end in points.
        left: f32,
        /// Right end in points; a dot stands here.
        right: f32,
        /// Height of the dots' centres in points from the top.
        y: f32,
        /// In which colour.
        color: Color,
    },
    /// A picture, upright within the rectangle.
    Picture {
        /// The picture.
        picture: Picture,
        /// Where it stands once it is upright.
        rect: Rect,
    },
}

/// A run of glyphs on one line, in one font, size and colour.
#[derive(Debug, Clone)]
pub struct TextRun {
    /// The font.
    pub font: FontId,
    /// Type size in points.
    pub size_pt: f32,
    /// In which colour.
    pub color: Color,
    /// Left end in points.
    pub x: f32,
    /// The baseline, in points from the top of the page.
    pub y: f32,
    /// From left to right.
    pub glyphs: Vec<Glyph>,
    /// What the glyphs stand for, in the order of the glyphs (each takes [`Glyph::text_len`]).
    pub text: String,
    /// Whether the words read from right to left, so that `text` is in visual order by cluster.
    pub rtl: bool,
    /// Whether the font has no bold face of its own, so that strokes are thickened.
    pub embolden: bool,
    /// Whether the font has no italic face of its own, so that it is slanted.
    pub slant: bool,
}

impl TextRun {
    /// Width in points, with trailing space.
    pub fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.advance).sum()
    }

    /// What the run says, in the order in which it is read.
    pub fn reading_text(&self) -> String {
        if !self.rtl {
            return self.text.clone();
        }
        let mut pieces = Vec::with_capacity(self.glyphs.len());
        let mut rest = self.text.as_str();
        for glyph in &self.glyphs {
            let (piece, tail) = rest
                .split_at_checked(usize::from(glyph.text_len))
                .unwrap_or((rest, ""));
            pieces.push(piece);
            rest = tail;
        }
        pieces.into_iter().rev().collect()
    }
}

/// One glyph of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The glyph's number in its font.
    pub id: u16,
    /// How many bytes of the run's text it stands for; 0 where an earlier glyph stands for them.
    pub text_len: u16,
    /// How far the next glyph is, in points.
    pub advance: f32,
    /// How far it is drawn to the right of its place, in points.
    pub dx: f32,
    /// How far it is drawn below the baseline, in points.
    pub dy: f32,
}

/// A rectangle in points, from the top left corner of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Rect {
    /// The same rectangle elsewhere: so many points further to the right and down.
    pub(super) fn moved(self, x: f32, y: f32) -> Self {
        Self {
            x: self.x + x,
            y: self.y + y,
            ..self
        }
    }

    /// The lower edge.
    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }

    /// The right edge.
    pub fn right(&self) -> f32 {
        self.x + self.width
    }
}

/// A colour: red, green and blue from 0 to 255.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Color(pub u8, pub u8, pub u8);

/// A place that leads elsewhere when clicked.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Where it is.
    pub rect: Rect,
    /// Where it leads.
    pub target: LinkTarget,
    /// The [`Role::Link`] that it belongs to.
    pub node: NodeId,
}

impl Link {
    /// The same link elsewhere: so many points further to the right and down.
    pub(super) fn moved(mut self, x: f32, y: f32) -> Self {
        self.rect = self.rect.moved(x, y);
        self
    }
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// An address on the web or a mail address.
    Uri(String),
    /// A page of the pack, counted from 1.
    Page(u32),
}

impl LinkTarget {
    /// The target of an address found in a document. `None` for anything but http, https and
    /// mailto: a circulated pack must not run programs or point into somebody's disk.
    pub fn from_address(address: &str) -> Option<Self> {
        let address = address.trim();
        let scheme = address.split_once(':')?.0.to_ascii_lowercase();
        if !["http", "https", "mailto"].contains(&scheme.as_str()) {
            return None;
        }
        let mut uri = String::with_capacity(address.len());
        for byte in address.bytes() {
            // A URI is ASCII (ISO 32000-1, 12.6.4.7); anything else is percent-encoded as UTF-8.
            if byte.is_ascii_graphic() {
                uri.push(char::from(byte));
            } else {
                uri.push_str(&format!("%{byte:02X}"));
            }
        }
        Some(Self::Uri(uri))
    }
}

/// The parts of a document, each within another.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// In the order in which they were begun; a part stands behind the one that holds it.
    pub nodes: Vec<Node>,
}

/// The number of a part in its [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub role: Role,
    /// What it is in; `None` at the top.
    pub parent: Option<NodeId>,
    /// Whether it is of the document's own words, rather than a title or note that is set around
    /// them.
    pub is_content: bool,
}

/// What a part of a document is.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// A heading; level 1 is the document's title.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list.
    List {
        /// Whether its items are numbered.
        numbered: bool,
    },
    /// An item of a list.
    Item,
    /// The bullet or number of an item.
    Label,
    /// All of an item but its label.
    ItemBody,
    /// Words quoted from somebody.
    Quotation,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a table that heads others.
    HeaderCell(Heads, Reach),
    /// A cell of a table.
    Cell(Reach),
    /// A picture.
    Figure {
        /// What it shows, for those who cannot see it.
        alt: String,
    },
    /// The words below a picture.
    Caption,
    /// Words that lead elsewhere when clicked.
    Link,
    /// Notes on a document.
    Note,
    /// A list of contents.
    Toc,
    /// An entry of a list of contents.
    TocItem,
}

/// What a cell heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heads {
    /// The cells below it.
    Column,
    /// The cells beside it.
    Row,
}

/// How many rows and columns a cell reaches over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// At least 1.
    pub rows: u16,
    /// At least 1.
    pub columns: u16,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            rows: 1,
            columns: 1,
        }
    }
}

impl Reach {
    /// Over so many rows and columns.
    pub(super) fn of(rows: usize, columns: usize) -> Self {
        let count = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        Self {
            rows: count(rows),
            columns: count(columns),
        }
    }
}

impl Tree {
    /// The number of the part that is begun next.
    pub fn next_id(&self) -> NodeId {
        NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX))
    }

    /// Begins a part of the document.
    pub fn add(&mut self, role: Role, parent: Option<NodeId>, is_content: bool) -> NodeId {
        let id = self.next_id();
        self.nodes.push(Node {
            role,
            parent,
            is_content,
        });
        id
    }

    /// The part with this number.
    pub fn get(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(usize::try_from(id.0).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_are_safe_to_follow_become_links() {
        let uri = |address: &str| LinkTarget::from_address(address);
        assert_eq!(
            uri(" https://www.gov.uk/a b?q=ü "),
            Some(LinkTarget::Uri(
                "https://www.gov.uk/a%20b?q=%C3%BC".to_owned()
            ))
        );
        assert!(uri("MAILTO:someone@example.org").is_some());
        for address in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "C:\\Users",
            "annex.pdf",
            "",
        ] {
            assert_eq!(uri(address), None, "{address}");
        }
    }
}
