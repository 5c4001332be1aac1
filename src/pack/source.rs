//! The bytes that documents are made from.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::SourceId;

/// What is remembered about a source. Its bytes lie beside the pack file, under
/// [`Source::file_name`], and never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The name the file had when it was added, without its folder.
    pub name: String,
    /// What kind of file it is, found from its content.
    pub media: Media,
    /// Length in bytes.
    pub size_bytes: u64,
    /// Where it came from; `None` for pasted text. Never part of an export.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// Pictures that a Markdown text refers to, by the reference as it stands in the text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pictures: BTreeMap<String, SourceId>,
}

/// Where a source came from, on the machine where it was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The file's absolute path. Kept to show, to reload, and to see
    /// whether it has changed since.
    pub path: String,
    /// When it was added.
    pub added: Timestamp,
}

impl Source {
    /// The name of the file in the pack's documents folder: the hash and a plain extension.
    pub fn file_name(&self, id: &SourceId) -> String {
        format!("{id}.{}", self.media.extension())
    }
}

/// The kinds of file that a document can be made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Media {
    /// Plain text in any encoding.
    PlainText,
    /// Markdown (CommonMark with tables).
    Markdown,
    /// PDF; its pages stay as they are.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
}

impl Media {
    /// The usual file name extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::PlainText => "txt",
            Self::Markdown => "md",
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::PlainText => "Text",
            Self::Markdown => "Markdown",
            Self::Pdf => "PDF",
            Self::Png => "PNG picture",
            Self::Jpeg => "JPEG picture",
        }
    }
}
