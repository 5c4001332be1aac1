//! What import makes of a source, before it is set on pages.

mod missing;
mod numbers;
pub mod table;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::table::{Rgb, Table};
use crate::pack::Media;

/// What import makes of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// Text that is typeset on our own pages.
    Flow(Flow),
    /// Pictures, each set on a page of its own; never empty.
    Pictures(Vec<Picture>),
    /// A PDF, whose pages are kept as they are.
    Fixed,
}

/// Text that is typeset on our own pages.
///
/// The title is not part of it: a document's title is the person's to change, and is printed
/// from the pack.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// The sub-title, speaker or summary lines that stand under the title, a paragraph each.
    pub summary: Vec<Text>,
    /// The body.
    pub blocks: Vec<Block>,
    /// Which of the blocks are heads and feet of the file's pages, by their index, in rising order: they
    /// move no [number](Flow::block_numbers) of the others.
    pub uncounted: Vec<usize>,
    /// Which of the blocks begin a new page, by their index, in rising order.
    pub new_pages: Vec<usize>,
    /// What of the file is not shown, the end of a sentence each: "a chart is left out."
    pub left_out: Vec<String>,
}

/// A run of spans: one paragraph's, heading's or cell's text.
pub type Text = Vec<Span>;

/// A piece of the body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A heading; level 1 is the highest below the document's title.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The heading's text.
        text: Text,
    },
    /// A paragraph. A line feed within a span is a line break.
    Paragraph(Text),
    /// A paragraph that stands elsewhere than at the start of its column, or has tabs.
    Placed {
        /// Where it stands.
        place: ParagraphPlace,
        /// Its text.
        text: Text,
    },
    /// A list.
    List {
        /// The first number of a numbered list; `None` for bullets.
        start: Option<u64>,
        /// Each item's blocks.
        items: Vec<Vec<Block>>,
    },
    /// Words quoted from somebody.
    Quotation(Vec<Block>),
    /// A table.
    Table(Table),
    /// A picture within the text.
    Figure {
        /// The picture, or why it is not there, as an addition to a sentence.
        picture: Result<Picture, String>,
        /// The caption below it; may be empty.
        caption: Text,
    },
    /// Text whose line breaks and spaces matter, in a typewriter face.
    Preformatted(String),
    /// A break between parts of the text.
    Rule,
}

/// Where a paragraph stands in its column. Measures are in points.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ParagraphPlace {
    /// Which side its lines keep to.
    pub align: Align,
    /// How far its first line is set in from the column's start.
    pub indent_pt: f32,
    /// How much further the other lines are set in.
    pub hanging_pt: f32,
    /// Where its tabs lead, the nearest first.
    pub stops: Vec<Stop>,
}

/// Which side the lines of a paragraph keep to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Align {
    /// The left one, or the right one where text is read from right to left.
    #[default]
    Start,
    /// Neither.
    Centre,
    /// The other one.
    End,
}

/// Where a tab leads.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// How far from where the paragraph's first line begins, in points.
    pub at_pt: f32,
    /// Whether what is behind the tab ends there rather than begins.
    pub is_end: bool,
}

/// A run of text in one style.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The characters.
    pub text: String,
    /// Strong emphasis.
    pub bold: bool,
    /// Emphasis.
    pub italic: bool,
    /// Set in a typewriter face.
    pub code: bool,
    /// Struck through.
    pub strike: bool,
    /// Underlined.
    pub underline: bool,
    /// Small letters are set as small capitals.
    pub small_caps: bool,
    /// The colour of the letters, where it is not that of all others.
    pub color: Option<Rgb>,
    /// The colour that they are highlighted in.
    pub ground: Option<Rgb>,
    /// Above or below the line.
    pub script: Script,
    /// Where it leads.
    pub link: Option<Destination>,
}

/// Where words stand, small, beside the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Script {
    /// On the line, in full size.
    #[default]
    Normal,
    /// Above it, as in m².
    Raised,
    /// Below it, as in CO₂.
    Lowered,
}

/// Where words lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Destination {
    /// An address on the web or a mail address.
    Address(String),
    /// What has this id in the pack: a document or an annotation. Only texts that are written in
    /// Briefpack cite, and the export turns it into a page.
    Cited(u64),
    /// A page of the pack, counted from 1.
    Page(u32),
}

impl Span {
    /// A span without any style.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Whether the characters of both look alike and lead to the same place.
    pub fn is_like(&self, other: &Self) -> bool {
        self.bold == other.bold
            && self.italic == other.italic
            && self.code == other.code
            && self.strike == other.strike
            && self.underline == other.underline
            && self.small_caps == other.small_caps
            && self.color == other.color
            && self.ground == other.ground
            && self.script == other.script
            && self.link == other.link
    }

    /// The address on the web that it links to.
    pub fn address(&self) -> Option<&str> {
        match &self.link {
            Some(Destination::Address(address)) => Some(address),
            _ => None,
        }
    }
}

/// A picture's bytes as they are in its file, and what is needed to place it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// The file's bytes: JPEG bytes go into the PDF unchanged.
    #[serde(with = "crate::bytes")]
    pub bytes: Arc<[u8]>,
    /// [`Media::Png`] or [`Media::Jpeg`].
    pub media: Media,
    /// Width of the stored picture in pixels, before it is turned upright.
    pub width_px: u32,
    /// Height of the stored picture in pixels, before it is turned upright.
    pub height_px: u32,
    /// How the stored picture must be turned to stand upright, as EXIF tag 0x0112 counts: 1 to 8,
    /// where 1 is upright already.
    pub orientation: u8,
    /// What the picture shows, for those who cannot see it; may be empty.
    pub alt: String,
    /// How wide the document that it stands in shows it, in points, where it says so.
    pub shown_pt: Option<f32>,
}

impl Picture {
    /// Width and height in pixels once it stands upright.
    pub fn upright_px(&self) -> (u32, u32) {
        if self.orientation >= 5 {
            (self.height_px, self.width_px)
        } else {
            (self.width_px, self.height_px)
        }
    }
}

impl Block {
    /// The words of a block, a line for each paragraph, item or cell; what a reader would copy.
    pub fn plain_text(&self) -> String {
        let mut out = String::new();
        self.write_plain_text(&mut out);
        out
    }

    fn write_plain_text(&self, out: &mut String) {
        let mut line = |text: &Text| {
            text.iter().for_each(|span| out.push_str(&span.text));
            out.push('\n');
        };
        match self {
            Self::Heading { text, .. } | Self::Paragraph(text) | Self::Placed { text, .. } => {
                line(text);
            }
            Self::Figure { caption, .. } => line(caption),
            Self::Table(table) => {
                for cell in table.cells() {
                    if cell.blocks.is_empty() {
                        out.push('\n');
                    }
                    for block in &cell.blocks {
                        block.write_plain_text(out);
                    }
                }
            }
            Self::Preformatted(text) => {
                out.push_str(text);
                out.push('\n');
            }
            Self::List { items, .. } => {
                for block in items.iter().flatten() {
                    block.write_plain_text(out);
                }
            }
            Self::Quotation(blocks) => {
                for block in blocks {
                    block.write_plain_text(out);
                }
            }
            Self::Rule => {}
        }
    }
}
