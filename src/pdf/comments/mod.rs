//! Comments in PDFs: what people wrote or drew on the pages, rather than links, form fields and
//! what else belongs to the paper itself. The PDF standard calls them markup annotations (PDF 1.7,
//! 12.5.6.2).

mod kind;
mod quote;
mod read;

pub use kind::{CommentCount, CommentKind};
pub(super) use kind::{Role, count, is_hidden, is_hidden_field, mark_as_own_picture, role};
pub(super) use read::{FoundComments, read_comments};
