//! Content and style in, positioned pages out.
//!
//! Architecture invariant: everything here is a pure function. It reads no disk and no clock, and
//! sets text in the bundled fonts alone, so that the same content gives the same pages on every
//! machine.

mod fonts;
mod page;
mod style;

pub use fonts::FontId;
pub use page::{
    Color, Glyph, Ink, Link, LinkTarget, Node, NodeId, Page, Rect, Role, Shape, TextRun, Tree,
    Typeset,
};
pub use style::{MARGIN_PT, STAMP_STRIP_PT, Style};

use crate::import::{Flow, Picture};
use crate::pack::Meeting;

/// What stands above a document's content.
#[derive(Debug, Clone, Copy, Default)]
pub struct Head<'a> {
    /// The item number, such as "2.1"; may be empty.
    pub number: &'a str,
    /// The document's title; may be empty.
    pub title: &'a str,
    /// Kind, date and origin in one line; may be empty.
    pub source_line: &'a str,
    /// Notes, printed in a tinted box above the title.
    pub notes: &'a [&'a str],
}

/// What stands on the cover. Whatever is empty is left out.
#[derive(Debug, Clone, Copy)]
pub struct Cover<'a> {
    /// The title of the pack.
    pub title: &'a str,
    /// The version, such as "2" or "draft 3".
    pub version: &'a str,
    /// The marking in capitals.
    pub marking: Option<&'a str>,
    /// What the pack is for.
    pub meeting: &'a Meeting,
}

/// A line of the list of contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContentsEntry {
    /// 0 at the top, 1 within a section.
    pub level: u8,
    /// Whether it is a section rather than a document.
    pub is_section: bool,
    /// The item number.
    pub number: String,
    /// The title, printed in full.
    pub title: String,
    /// The page of the pack that it begins on, counted from 1.
    pub page: u32,
    /// Whether a note is printed with it.
    pub has_note: bool,
}

/// A line of the list on a section's divider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DividerEntry {
    /// The item number.
    pub number: String,
    /// The title, printed in full.
    pub title: String,
    /// The page of the pack that it begins on, counted from 1.
    pub page: u32,
}

/// What is stamped on one page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stamp {
    /// Width of the page as it is shown, in points.
    pub width_pt: f32,
    /// Height of the page as it is shown, in points.
    pub height_pt: f32,
    /// The height that is free at the top, in points; see [`STAMP_STRIP_PT`].
    pub top_strip_pt: f32,
    /// The height that is free at the bottom, in points.
    pub bottom_strip_pt: f32,
    /// The marking in capitals.
    pub marking: Option<String>,
    /// The left of the footer: the pack's title and version.
    pub footer: String,
    /// The page's number, counted from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
}

fn blank(style: &Style) -> Typeset {
    let (width_pt, height_pt) = style.paper.size_pt();
    Typeset {
        pages: vec![Page {
            width_pt,
            height_pt,
            ..Page::default()
        }],
        ..Typeset::default()
    }
}

/// Sets a document of flowing text. Its first page carries the head.
pub fn flow(_head: &Head<'_>, _flow: &Flow, style: &Style) -> Typeset {
    blank(style)
}

/// Sets a picture on a page of its own.
pub fn picture(_head: &Head<'_>, _picture: &Picture, style: &Style) -> Typeset {
    blank(style)
}

/// Sets the cover. Long lists of attendees or objectives run on to further pages.
pub fn cover(_cover: &Cover<'_>, style: &Style) -> Typeset {
    blank(style)
}

/// Sets the list of contents. The count of pages does not depend on the entries' page numbers.
pub fn contents(_entries: &[ContentsEntry], style: &Style) -> Typeset {
    blank(style)
}

/// Sets the page that begins a section.
pub fn divider(_number: &str, _title: &str, _entries: &[DividerEntry], style: &Style) -> Typeset {
    blank(style)
}

/// Sets a transparent page for each stamp, to be laid over a page of the same size.
pub fn stamps(stamps: &[Stamp], _style: &Style) -> Typeset {
    let pages = stamps.iter().map(|stamp| Page {
        width_pt: stamp.width_pt,
        height_pt: stamp.height_pt,
        ..Page::default()
    });
    Typeset {
        pages: pages.collect(),
        ..Typeset::default()
    }
}

/// Sets notes in a box on one transparent page exactly as tall as the box, to be placed above the
/// first page of a PDF document. `None` if there are no notes or the box would be higher than
/// `max_height_pt`: then [`note_page`] serves.
pub fn note_box(
    _notes: &[&str],
    _width_pt: f32,
    _max_height_pt: f32,
    _style: &Style,
) -> Option<Typeset> {
    None
}

/// Sets pages with a document's head and notes alone, to be put before a PDF document.
pub fn note_page(_head: &Head<'_>, style: &Style) -> Typeset {
    blank(style)
}

/// Sets the page that stands in for a document that cannot be shown: `reason` says what is wrong,
/// `hint` what to do.
pub fn placeholder(_head: &Head<'_>, _reason: &str, _hint: &str, style: &Style) -> Typeset {
    blank(style)
}
