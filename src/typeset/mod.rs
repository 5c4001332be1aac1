//! Content and style in, positioned pages out.
//!
//! Architecture invariant: everything here is a pure function. It reads no disk and no clock, and
//! sets text in the bundled fonts alone, so that the same content gives the same pages on every
//! machine.

mod bands;
mod block;
mod block_places;
mod briefing;
mod column;
mod contents;
mod cover;
mod document;
mod entry;
mod face;
mod figure;
mod font_library;
mod joints;
mod margin;
mod markers;
mod measured;
mod note;
mod notes_page;
mod page;
mod paginate;
mod picture;
mod placed;
mod prepare;
mod provenance;
mod room;
mod spans;
#[cfg(test)]
mod specimens;
mod stamp;
mod strip;
mod style;
mod table;
mod tabs;
#[cfg(test)]
pub(crate) mod testing;
mod text;
mod text_layer;

pub use crate::fonts::FontId;
pub use block_places::{BlockPlace, block_places};
pub use briefing::{MeasuredBlock, PageBlock, briefing_page, count_briefing_page};
pub use contents::{contents, divider};
pub use cover::cover;
pub use document::{flow, note_page, placeholder};
pub use entry::{Citation, EntryForm, NoteEntry};
pub use margin::{Elsewhere, MarginNote, margin_notes};
pub use markers::{Marker, markers, place_markers};
pub use measured::{CountedPages, MeasuredEntry, measure_entries};
pub use note::{PrintedNote, note_box};
pub use notes_page::{EntryPlace, blank_page, count_notes_page, notes_page};
pub use page::{
    Color, Glyph, Heads, Ink, Link, LinkTarget, Node, NodeId, Page, Reach, Rect, Role, Shape,
    TextRun, Tree, Typeset,
};
pub use picture::pictures;
pub use placed::{PlacedLine, PlacedLines, Ruler, placed_lines};
pub use provenance::{Provenance, provenance};
pub use stamp::{side_margin_pt, stamps};
pub use style::{MARGIN_PT, STAMP_STRIP_PT, Style};
pub use text_layer::text_layer;

use serde::Serialize;

use crate::pack::Meeting;

/// What stands above a document's content.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Head<'a> {
    /// The item number, such as "2.1"; may be empty.
    pub number: &'a str,
    /// The document's title; may be empty.
    pub title: &'a str,
    /// Kind, date and origin in one line; may be empty.
    pub source_line: &'a str,
    /// Notes, printed in a tinted box above the title.
    pub notes: &'a [PrintedNote],
}

/// What stands on the cover. Whatever is empty is left out.
#[derive(Debug, Clone, Copy, Serialize)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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
    /// How large the type is, as a part of its usual size.
    pub scale: f32,
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
