//! What the library knows of a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::fold::folded;
use super::sketch::Sketch;
use crate::pack::{DocumentKind, Media, SourceId};

/// What an archive is called.
const ARCHIVE: &str = "Archive";

/// Another file that says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameAs {
    /// That file.
    pub path: PathBuf,
    /// Whether it is the same byte for byte.
    pub is_exact: bool,
}

/// A file of the library, as it was when it was last read.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its row in the index.
    pub(super) id: i64,
    /// The library's folder that it was found in.
    pub folder: Arc<Path>,
    /// Where it is.
    pub path: PathBuf,
    /// Length in bytes.
    pub size_bytes: u64,
    /// When it was last changed, where the disk tells.
    pub modified: Option<Timestamp>,
    /// The hash of its bytes; `None` where they were not read.
    pub hash: Option<SourceId>,
    /// What kind of file it is, by its content or else by its name.
    pub media: Option<Media>,
    /// The title found in it, or else made from its name.
    pub title: String,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// The day it was issued, where it says so.
    pub date: Option<Date>,
    /// Who issued it, where it says so; empty otherwise.
    pub publisher: String,
    /// How many words it holds.
    pub words: u32,
    /// How many documents are in it, where it is an archive.
    pub documents: Option<u32>,
    /// Whether it opens with a password only, so that its words are not known.
    pub is_protected: bool,
    /// Why it could not be read, with what to do about it.
    pub error: Option<String>,
    /// The day that it goes by: the one it was issued on, or else the one it was last changed on.
    pub day: Option<Date>,
    /// Its place, folded and with a `/` at its end.
    pub(super) folded_place: String,
    /// The words that its kind is looked for by, folded.
    pub(super) folded_kind: String,
    pub(super) sketch: Option<Sketch>,
    /// Another file of the library that says the same.
    pub same_as: Option<SameAs>,
}

impl Entry {
    /// Its file's name.
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// The folder it lies in, from the name of the library's folder on: "Forum/2019/July".
    pub fn place(&self) -> String {
        place(&self.folder, &self.path)
    }

    /// What kind of document it is, or else what kind of file.
    pub fn kind_name(&self) -> &'static str {
        match (self.kind, self.media) {
            _ if self.documents.is_some() => ARCHIVE,
            (DocumentKind::Other, Some(media)) => media.name(),
            (DocumentKind::Other, None) => "File",
            (kind, _) => kind.name(),
        }
    }
}

/// The words that a kind is looked for by, folded. People write "email" and "e-mail".
pub(super) fn folded_kind(
    kind: DocumentKind,
    media: Option<Media>,
    documents: Option<u32>,
) -> String {
    if documents.is_some() {
        return folded(&format!("{ARCHIVE} zip"));
    }
    let media = media.map(|media| (media.name(), media.extension()));
    let (name, extension) = media.unwrap_or_default();
    folded(&format!("{} {name} {extension}", kind.name())).replace('-', "")
}

/// The folder that a file lies in, from the name of the library's folder on.
pub(super) fn place(top: &Path, file: &Path) -> String {
    let name = top.file_name().unwrap_or(top.as_os_str());
    let mut place = name.to_string_lossy().into_owned();
    let within = file.parent().and_then(|parent| {
        let below = parent.strip_prefix(top).ok()?;
        (!below.as_os_str().is_empty()).then(|| below.to_string_lossy().replace('\\', "/"))
    });
    if let Some(within) = within {
        place.push('/');
        place.push_str(&within);
    }
    place
}

/// The day that a file goes by.
pub(super) fn day(issued: Option<Date>, modified: Option<Timestamp>) -> Option<Date> {
    issued.or_else(|| Some(modified?.to_zoned(TimeZone::system()).date()))
}
