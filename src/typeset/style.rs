//! The measures, sizes and colours of our pages, in one place.

use serde::Serialize;

use super::page::Color;
use crate::pack::Paper;

/// What may differ between packs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Style {
    /// The paper that pages are set on.
    pub paper: Paper,
    /// The language of the text as a BCP 47 tag.
    pub language: String,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            paper: Paper::A4,
            language: "en-GB".to_owned(),
        }
    }
}

/// One millimetre in points.
pub const MM_PT: f32 = 72.0 / 25.4;

/// The margin on all four sides of our own pages, in points (25 mm).
pub const MARGIN_PT: f32 = 25.0 * MM_PT;

/// The height that stamps need at the top and at the bottom of a page, in points. The margins of
/// our own pages leave it free.
pub const STAMP_STRIP_PT: f32 = 42.0;

/// The widest that running text is set, in points: about 75 characters of the body size, more of
/// which tire the eye. Tables and pictures may use the whole width between the margins.
pub const MEASURE_PT: f32 = 390.0;

/// Where running text ends on the right, in points from the page's left edge.
pub const TEXT_EDGE_PT: f32 = MARGIN_PT + MEASURE_PT;

/// Where the column of notes beside it begins, in points from the page's left edge.
pub const NOTES_COLUMN_PT: f32 = 475.0;

/// The least lines of a paragraph at the foot or head of a page (no widows, no orphans).
pub const LEAST_LINES: usize = 2;

/// The space between paragraphs, in points.
pub const PARAGRAPH_SPACE_PT: f32 = 8.5;

/// Thickness of a hair rule, in points.
pub const HAIR_PT: f32 = 0.5;

/// A type size with its line height, both in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Type size in points.
    pub size_pt: f32,
    /// Distance of baselines in points.
    pub leading_pt: f32,
}

const fn size(size_pt: f32, leading_pt: f32) -> Size {
    Size {
        size_pt,
        leading_pt,
    }
}

/// Running text: at least 12 pt (GOV.UK, Publishing accessible documents).
pub const BODY: Size = size(12.0, 17.0);
/// Source lines, captions and other asides.
pub const SMALL: Size = size(10.5, 14.5);
/// Notes in the margin.
pub const MARGIN_NOTE: Size = size(9.0, 11.5);
/// Typewriter text: the face is wider, so it is set smaller.
pub const CODE: Size = size(10.0, 14.0);
/// The title of the pack on its cover.
pub const COVER_TITLE: Size = size(30.0, 36.0);
/// The title of a document or list.
pub const TITLE: Size = size(20.0, 25.0);
/// Headings of level 1, 2 and below within a document.
pub const HEADINGS: [Size; 3] = [size(16.0, 21.0), size(13.0, 18.0), size(12.0, 17.0)];
/// The number of a section on its divider.
pub const DIVIDER_NUMBER: Size = size(84.0, 92.0);
/// The type sizes tried for a table, until its longest words fit: the largest that does is used. A
/// table that does not even fit in the smallest is set in several parts.
pub const TABLE: [Size; 5] = [
    size(12.0, 16.0),
    size(11.0, 15.0),
    size(10.0, 13.5),
    size(9.0, 12.0),
    size(8.0, 10.5),
];
/// The marking and the footer that are stamped on every page.
pub const STAMP: Size = size(9.0, 12.0);

/// Text.
pub const INK: Color = Color(0x1B, 0x1F, 0x24);
/// Text that steps back: 6.2 to 1 on white, above WCAG AA.
pub const MUTED: Color = Color(0x57, 0x60, 0x6A);
/// Links and numbers.
pub const ACCENT: Color = Color(0x1F, 0x5F, 0xA8);
/// Hair rules.
pub const LINE: Color = Color(0xB9, 0xBE, 0xC4);
/// The bar beside a quotation.
pub const BAR: Color = Color(0xC3, 0xCF, 0xDD);
/// The ground of notes.
pub const TINT: Color = Color(0xEF, 0xF4, 0xFA);
/// The ground of the box in place of a picture that cannot be shown.
pub const ABSENT: Color = Color(0xF3, 0xF3, 0xF1);
