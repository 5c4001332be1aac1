//! What holds within a group.

use super::letters::Letters;
use crate::import::Span;
use crate::import::office::{Stance, TabKind};

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Destination {
    /// Into the document.
    #[default]
    Body,
    Nowhere,
    Fonts,
    Colors,
    Styles,
    /// The properties of the file.
    Info,
    Title,
    Company,
    /// A header or footer of the pages.
    Running,
    Footnote,
    Comment,
    CommentAuthor,
    /// The sign before a list item.
    ListMark,
    FieldCode,
    /// The name of a property of a shape.
    ShapeProperty,
    /// The value of one that says what kind of shape it is.
    ShapeValue,
    /// The picture that a shape shows.
    ShapePicture,
    /// What a field of a form is, and an entry of its list.
    FormField,
    FormEntry,
    Picture,
}

/// What holds within a group, and ends with it.
#[derive(Debug, Clone)]
pub struct State {
    pub destination: Destination,
    pub style: Span,
    pub is_hidden: bool,
    pub is_deleted: bool,
    /// How many signs stand in for a letter after `\u`.
    pub stand_ins: usize,
    pub letters: Letters,
    /// Whether the group is a field, a footnote or the like that ends with it.
    pub opens: Option<Opened>,
    /// Whether the next control word names a destination that may be passed over.
    pub is_optional: bool,
    /// Where the text goes that the group holds in two forms; that in Unicode is read.
    pub in_unicode: Option<Destination>,
    /// Whether the group is a shape or in one.
    pub is_in_shape: bool,
    /// What holds for the paragraph; kept here while inner groups change it.
    pub paragraph: Paragraph,
}

/// What ends with the group that opened it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    Field,
    FieldCode,
    Picture,
    Part,
    Style,
    Shape,
    ShapeValue,
    /// An object of another program, with how much stood in the paragraph before it.
    Object((usize, usize)),
}

/// What holds for a paragraph, until `\pard`.
#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    /// 1 to 6 for a heading.
    pub heading: Option<u8>,
    pub is_in_table: bool,
    /// How deep it stands in tables; 1 for a table that is in no other.
    pub table_depth: usize,
    /// How deep it stands in lists; 0 for a list that is in no other.
    pub list_level: usize,
    /// Where it stands between the margins.
    pub stance: Stance,
    /// What the next tab stop is.
    pub next_stop: Option<TabKind>,
}
