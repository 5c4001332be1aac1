//! What an annotation is: a comment, or part of the paper.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object};
use serde::{Deserialize, Serialize};

use crate::pdf::boxes::{PageBoxes, Rect};
use crate::pdf::lookup::{array_at, as_dictionary, dictionary_at, entry, name_at, resolve};
use crate::pdf::open::OpenPdf;

/// How deep fields may be nested.
const MAX_DEPTH: usize = 32;

/// Flags of annotations that no viewer shows: hidden, and not to be viewed (PDF 1.7, table 165).
const HIDDEN: i64 = 1 << 1;
const NO_VIEW: i64 = 1 << 5;
const READ_ONLY_AND_LOCKED: i64 = 1 << 6 | 1 << 7;
/// The flag of a button that keeps no value (PDF 1.7, table 226).
const PUSH_BUTTON: i64 = 1 << 16;

/// The name of the stamp that shows what a signature or a film looked like.
const OWN_PICTURE: &str = "BriefpackPicture";

/// The kinds of comments, as a reader tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CommentKind {
    /// Words behind an icon.
    Note,
    /// An answer to another comment, or what somebody decided about it.
    Reply,
    /// Words that stand on the page.
    TextBox,
    /// A ground of colour.
    Highlight,
    /// A line below words, straight or wavy.
    Underline,
    /// A line through words.
    StrikeOut,
    /// A sign for words to be put in.
    Insertion,
    /// Lines, shapes and strokes of a pen.
    Drawing,
    /// A stamp, such as "Approved".
    Stamp,
    /// Words or an area that somebody marked for redaction, which are still there.
    Redaction,
    /// A file attached to a place on the page.
    File,
    /// A recording.
    Sound,
    /// Anything else that is no part of the paper.
    Other,
}

impl CommentKind {
    /// What one and what several of them are called.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Note => ("note", "notes"),
            Self::Reply => ("reply", "replies"),
            Self::TextBox => ("text box", "text boxes"),
            Self::Highlight => ("highlight", "highlights"),
            Self::Underline => ("underline", "underlines"),
            Self::StrikeOut => ("strike-out", "strike-outs"),
            Self::Insertion => ("insertion mark", "insertion marks"),
            Self::Drawing => ("drawing", "drawings"),
            Self::Stamp => ("stamp", "stamps"),
            Self::Redaction => ("redaction mark", "redaction marks"),
            Self::File => ("attached file", "attached files"),
            Self::Sound => ("recording", "recordings"),
            Self::Other => ("mark of another kind", "marks of other kinds"),
        }
    }
}

/// How many comments of a kind are on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentCount {
    /// The page, counted from 1.
    pub page: u32,
    /// Their kind.
    pub kind: CommentKind,
    /// Whether no viewer shows them.
    pub is_hidden: bool,
    /// How many.
    pub count: u32,
}

/// What an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pdf) enum Role {
    /// Part of the paper: a link, a form field, a film, or the picture of a signature.
    Paper,
    Comment(CommentKind),
    /// The window of a comment.
    Popup,
}

/// What an annotation is.
pub(in crate::pdf) fn role(document: &Document, entries: &Dictionary) -> Role {
    let kind = match name_at(document, entries, b"Subtype") {
        Some(b"Popup") => return Role::Popup,
        Some(b"Stamp") if is_own_picture(document, entries) => return Role::Paper,
        None
        | Some(
            b"Link" | b"Widget" | b"Screen" | b"Movie" | b"RichMedia" | b"3D" | b"PrinterMark"
            | b"TrapNet" | b"Watermark",
        ) => return Role::Paper,
        Some(b"Text") if entry(document, entries, b"IRT").is_some() => CommentKind::Reply,
        Some(b"Text") => CommentKind::Note,
        Some(b"FreeText") => CommentKind::TextBox,
        Some(b"Highlight") => CommentKind::Highlight,
        Some(b"Underline" | b"Squiggly") => CommentKind::Underline,
        Some(b"StrikeOut") => CommentKind::StrikeOut,
        Some(b"Caret") => CommentKind::Insertion,
        Some(b"Ink" | b"Line" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine") => {
            CommentKind::Drawing
        }
        Some(b"Stamp") => CommentKind::Stamp,
        Some(b"Redact") => CommentKind::Redaction,
        Some(b"FileAttachment") => CommentKind::File,
        Some(b"Sound") => CommentKind::Sound,
        Some(_) => CommentKind::Other,
    };
    Role::Comment(kind)
}

/// Makes a stamp of ours known as part of the paper, should the export become a source itself.
pub(in crate::pdf) fn mark_as_own_picture(entries: &mut Dictionary) {
    let flags = entries.get(b"F").and_then(Object::as_i64).unwrap_or(0);
    entries.set("F", flags | READ_ONLY_AND_LOCKED);
    entries.set("Name", OWN_PICTURE);
}

/// A stamp of ours has neither an author nor words.
fn is_own_picture(document: &Document, entries: &Dictionary) -> bool {
    let has_words = [b"T".as_slice(), b"RC", b"Popup"]
        .iter()
        .any(|key| entry(document, entries, key).is_some());
    name_at(document, entries, b"Name") == Some(OWN_PICTURE.as_bytes())
        && flags(document, entries) & READ_ONLY_AND_LOCKED == READ_ONLY_AND_LOCKED
        && !has_words
}

/// Whether no viewer shows an annotation: it says so, or it has no place on the page.
pub(in crate::pdf) fn is_hidden(
    document: &Document,
    entries: &Dictionary,
    boxes: &PageBoxes,
) -> bool {
    flags(document, entries) & (HIDDEN | NO_VIEW) != 0
        || Rect::read(document, entries, b"Rect").is_none_or(|rect| !boxes.crop.touches(rect))
}

/// Whether a form field holds words that nobody sees. Boxes and buttons to choose from are none:
/// their values are names of states, and others of their group may be seen.
pub(in crate::pdf) fn is_hidden_field(
    document: &Document,
    entries: &Dictionary,
    boxes: &PageBoxes,
) -> bool {
    if name_at(document, entries, b"Subtype") != Some(b"Widget") {
        return false;
    }
    let has_no_size = Rect::read(document, entries, b"Rect")
        .is_some_and(|rect| rect.width() <= 0.0 && rect.height() <= 0.0);
    (is_hidden(document, entries, boxes) || has_no_size) && !is_choice_button(document, entries)
}

fn is_choice_button(document: &Document, widget: &Dictionary) -> bool {
    let kind = of_field(document, widget, b"FT").and_then(|kind| kind.as_name().ok());
    let flags = of_field(document, widget, b"Ff").and_then(|flags| flags.as_i64().ok());
    kind == Some(b"Btn") && flags.unwrap_or(0) & PUSH_BUTTON == 0
}

/// An entry of a field, or of the nearest field above that has it.
fn of_field<'a>(document: &'a Document, field: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut current = field;
    for _ in 0..MAX_DEPTH {
        if let Some(value) = entry(document, current, key) {
            return Some(value);
        }
        current = dictionary_at(document, current, b"Parent")?;
    }
    None
}

fn flags(document: &Document, entries: &Dictionary) -> i64 {
    let flags = entry(document, entries, b"F").and_then(|flags| flags.as_i64().ok());
    flags.unwrap_or(0)
}

/// Counts the comments on each page, and the form fields on each page that nobody sees, in the
/// order of the pages, which count from 1.
pub(in crate::pdf) fn count(pdf: &OpenPdf) -> (Vec<CommentCount>, Vec<(u32, u32)>) {
    let document = &pdf.document;
    let mut comments: BTreeMap<(u32, CommentKind, bool), u32> = BTreeMap::new();
    let mut fields: BTreeMap<u32, u32> = BTreeMap::new();
    for (number, page) in (1..).zip(&pdf.pages) {
        for object in array_at(document, &page.dictionary, b"Annots") {
            let Some(entries) = as_dictionary(resolve(document, object)) else {
                continue;
            };
            match role(document, entries) {
                Role::Comment(kind) => {
                    let is_hidden = is_hidden(document, entries, &page.boxes);
                    *comments.entry((number, kind, is_hidden)).or_default() += 1;
                }
                Role::Paper if is_hidden_field(document, entries, &page.boxes) => {
                    *fields.entry(number).or_default() += 1;
                }
                Role::Paper | Role::Popup => {}
            }
        }
    }
    let comments = comments
        .into_iter()
        .map(|((page, kind, is_hidden), count)| CommentCount {
            page,
            kind,
            is_hidden,
            count,
        });
    (comments.collect(), fields.into_iter().collect())
}
