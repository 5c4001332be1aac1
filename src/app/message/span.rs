//! A passage of what the reader shows.

use std::ops::Range;

/// A passage: a range of the text of one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The piece, counted from 0 through the pieces of the place.
    pub piece: usize,
    /// The range of its text, in bytes.
    pub range: Range<usize>,
}
