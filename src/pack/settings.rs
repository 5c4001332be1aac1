//! How a pack is exported.

use serde::{Deserialize, Serialize};

/// How a pack is exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The paper that our own pages are set on. Pages of PDF documents keep their size.
    pub paper: Paper,
    /// Whether each section begins with a divider page.
    pub divider_pages: bool,
    /// Whether notes are also put into the PDF as comments, which viewers list.
    pub comments: bool,
    /// Whether the two copies have the same page numbers, so that everybody in the room finds the
    /// same page. Where the circulation copy has nothing to show, it has a blank page, and so tells
    /// that there is something in the other; therefore not unless it is asked for.
    pub same_page_numbers: bool,
    /// Whether the pack ends with a list of what its documents were made from: file names, dates and
    /// hashes. Not unless it is asked for: a file's name may say more than its title.
    pub provenance: bool,
    /// The language of the pack as a BCP 47 tag, for screen readers.
    pub language: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            paper: Paper::A4,
            divider_pages: true,
            comments: false,
            same_page_numbers: false,
            provenance: false,
            language: "en-GB".to_owned(),
        }
    }
}

/// A paper size, upright.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

impl Paper {
    /// Every paper size, in the order in which the person chooses.
    pub const ALL: [Self; 2] = [Self::A4, Self::Letter];

    /// Width and height in points, upright.
    pub fn size_pt(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.276, 841.89),
            Self::Letter => (612.0, 792.0),
        }
    }

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::Letter => "US Letter",
        }
    }
}
