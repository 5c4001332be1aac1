//! What is to be put together: plain data, without any PDF object.

use std::fmt;
use std::sync::Arc;

use crate::pack::{MarkStyle, SourceComments, Turn};
use crate::pdf::error::PdfError;
use crate::text::{Point, Quad};

/// Everything that goes into one PDF.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    /// The pages, part by part. Parts may share bytes: a source is then read and stored once.
    pub parts: Vec<Part>,
    /// PDFs of our own whose pages are laid over the parts' pages as stamps.
    pub overlay_pdfs: Vec<PdfBytes>,
    /// The bookmarks at the top level.
    pub bookmarks: Vec<Bookmark>,
    /// The title, shown in the reader's window.
    pub title: String,
    /// The language of our own text as a BCP 47 tag, such as "en-GB"; may be empty.
    pub language: String,
}

/// Pages from one PDF.
#[derive(Debug, Clone)]
pub struct Part {
    /// The whole PDF.
    pub bytes: PdfBytes,
    /// The password that opens it, where it needs one.
    pub password: Option<String>,
    /// Who made it.
    pub maker: Maker,
    /// What becomes of the comments on its pages.
    pub comments: SourceComments,
    /// The pages to take, in order; a page may be left out, or taken twice.
    pub pages: Vec<PagePlan>,
}

/// The bytes of a PDF: at hand, or read when they are needed and freed again.
#[derive(Clone)]
pub enum PdfBytes {
    /// They are at hand.
    Held(Arc<[u8]>),
    /// They are read each time.
    Stored {
        /// Their SHA-256: what has the same one is the same PDF.
        digest: [u8; 32],
        /// What reads them.
        read: Arc<ReadPdf>,
    },
}

/// Reads the bytes of a PDF, or says why they can't be had.
pub type ReadPdf = dyn Fn() -> Result<Arc<[u8]>, String> + Send + Sync;

impl PdfBytes {
    /// The bytes.
    ///
    /// # Errors
    /// [`PdfError::Unread`] where they can't be had.
    pub fn read(&self) -> Result<Arc<[u8]>, PdfError> {
        match self {
            Self::Held(bytes) => Ok(Arc::clone(bytes)),
            Self::Stored { read, .. } => read().map_err(PdfError::Unread),
        }
    }
}

impl From<Arc<[u8]>> for PdfBytes {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self::Held(bytes)
    }
}

impl fmt::Debug for PdfBytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held(bytes) => write!(formatter, "Held({} bytes)", bytes.len()),
            Self::Stored { digest, .. } => write!(formatter, "Stored({digest:02x?})"),
        }
    }
}

/// Who made a PDF, which says what its named destinations mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    /// Ourselves: a link to the named destination `page-12` goes to page 12 of the result.
    Briefpack,
    /// Somebody else: names are looked up in the file itself.
    Foreign,
}

/// One page of the result. Lengths are in points as displayed: after rotation, turn and user unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PagePlan {
    /// The page of the part's PDF, counted from 0.
    pub source_page: u32,
    /// How it is turned, beyond what it says itself.
    pub turn: Turn,
    /// Height of a blank strip to add above the page, so that a stamp hides nothing.
    pub extend_top_pt: f32,
    /// Height of a blank strip to add below the page.
    pub extend_bottom_pt: f32,
    /// Whether what lies wholly outside its visible part is taken out.
    pub takes_out_cropped: bool,
    /// What to lay over the page, in order.
    pub overlays: Vec<Overlay>,
    /// The passages and areas to mark.
    pub marks: Vec<PageMark>,
    /// Links to pages of the result.
    pub links: Vec<PageLink>,
    /// Comments that pop up.
    pub comments: Vec<PageComment>,
}

impl PagePlan {
    /// The heights of the strips above and below; what is no height is none.
    pub(super) fn strips(&self) -> (f64, f64) {
        let height = |points: f32| {
            if points.is_finite() {
                f64::from(points.max(0.0))
            } else {
                0.0
            }
        };
        (height(self.extend_top_pt), height(self.extend_bottom_pt))
    }
}

/// A stamp: a page of our own laid over a page, marked as not belonging to its content.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlay {
    /// Index into [`Assembly::overlay_pdfs`].
    pub pdf: usize,
    /// The page of that PDF, counted from 0.
    pub page: u32,
    /// Where the stamp's left edge goes, from the left edge of the extended page as displayed.
    pub x_pt: f32,
    /// Where the stamp's bottom edge goes, from the bottom edge of the extended page as displayed.
    pub y_pt: f32,
}

/// A mark on a page, which becomes an annotation of the PDF. Its places are in points from the
/// upper left corner of the extended page as displayed, downwards.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageMark {
    /// How it is drawn.
    pub style: MarkStyle,
    /// Red, green and blue.
    pub colour: (u8, u8, u8),
    /// What is marked: a quadrilateral for each line of a passage, or an area. A frame goes
    /// around all of them.
    pub quads: Vec<Quad>,
}

/// A link from a page to a page of the result. Its edges are in points from the upper left corner
/// of the extended page as displayed, downwards.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageLink {
    /// Its left edge.
    pub left: f32,
    /// Its upper edge.
    pub top: f32,
    /// Its right edge.
    pub right: f32,
    /// Its lower edge.
    pub bottom: f32,
    /// The page of the result it goes to, counted from 0.
    pub page: u32,
    /// The height on that page to go to, in points from the top of the extended page as
    /// displayed; `None` for its top.
    pub top_pt: Option<f32>,
    /// Where it leads, for those who cannot see the link.
    pub description: String,
}

/// A comment: a speech bubble that pops up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageComment {
    /// Where the bubble hangs by its upper left corner, in points from the upper left corner of
    /// the extended page as displayed, downwards.
    pub at: Point,
    /// What it says.
    pub text: String,
    /// Whose it is; `None` names nobody.
    pub author: Option<String>,
    /// Red, green and blue.
    pub colour: (u8, u8, u8),
}

/// A bookmark of the result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bookmark {
    /// What it says.
    pub title: String,
    /// The page of the result it goes to, counted from 0.
    pub page: u32,
    /// The bookmarks below it.
    pub children: Vec<Bookmark>,
    /// A part whose own bookmarks are put below it, after its children; an index into
    /// [`Assembly::parts`].
    pub outline_of_part: Option<usize>,
    /// Whether the bookmarks below it are shown at first.
    pub is_open: bool,
}
