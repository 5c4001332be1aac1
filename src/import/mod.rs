//! From the bytes of a file to a document's content.
//!
//! Architecture invariant: pure functions; nothing here reads the disk or the network. What goes in and
//! out is plain data, since the program asks all this in a child process, through
//! [`crate::foreign`].

mod base64;
mod bounds;
mod compound;
mod content;
#[cfg(test)]
mod corpus;
mod dates;
mod docx;
mod embedded;
mod encoding;
mod error;
mod facts;
mod flat;
mod grid;
mod holdings;
mod html;
mod layout_signs;
mod links;
mod mail;
mod markdown;
mod markdown_light;
mod marking;
mod odt;
mod office;
mod paper;
mod pdf;
mod picture;
mod pptx;
mod probe;
mod proposal;
mod prose;
mod protected;
mod relations;
mod rtf;
mod sheets;
mod sniff;
mod symbols;
mod text;
mod title;
mod zipped;

pub use bounds::{TOO_LONG, bounded, is_cut};
pub use content::table::{Cell, CellAlign, CellPlace, Edge, Edges, Rgb, Rules, Stands, Table};
pub use content::{
    Align, Block, Content, Destination, Flow, ParagraphPlace, Picture, Script, Span, Stop, Text,
};
pub use encoding::{DecodedText, decode_text};
pub use error::{GivenUp, ImportError, Problem};
pub use layout_signs::{LayoutSigns, layout_signs};
pub use markdown_light::{escape as escape_markdown_light, markdown_light};
pub use paper::{Attachment, Comment, CommentArea, Paper};
pub use probe::{Probe, content, probe};
pub use proposal::{Omission, OmissionReason, Proposal};
pub use sniff::{is_archive, sniff};
pub use text::{propose_split, split_at, split_suggestions};
pub use title::from_file_name as title_from_file_name;
pub use zipped::problem as zip_problem;
