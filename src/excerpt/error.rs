//! Why a document can't show other pages.

use crate::export::ExportError;
use crate::progress::Cancelled;

/// Why a document can't show that. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ExcerptError {
    /// It is not, or no longer, in the pack, or is a page written in Briefpack.
    #[error(
        "this document has no file whose pages could be chosen; select one that was made from a \
         file"
    )]
    NoSource,
    /// It can't be shown.
    #[error("'{title}' can't be shown, so its pages can't be chosen; export or open it to see why")]
    Unreadable {
        /// The document's title.
        title: String,
    },
    /// It was changed since the change was asked for.
    #[error("'{title}' now shows other pages; choose again")]
    ShowsOthers {
        /// The document's title.
        title: String,
    },
    /// The source has fewer pages.
    #[error("'{title}' has no page {page}; its last page is {count}")]
    NoSuchPage {
        /// The document's title.
        title: String,
        /// The page that was asked for.
        page: u32,
        /// How many there are.
        count: u32,
    },
    /// Flowing text is in one order, and its pages are ours.
    #[error(
        "'{title}' is flowing text: pages of it can be left out, but not turned, repeated or put \
         in another order; save it as PDF and add that instead"
    )]
    FlowOrder {
        /// The document's title.
        title: String,
    },
    /// No paragraph begins there.
    #[error("no paragraph of '{title}' begins on these pages; choose the page before as well")]
    NothingBegins {
        /// The document's title.
        title: String,
    },
    /// There is nothing before or nothing after the place.
    #[error(
        "'{title}' can't be split there: one of the two would be empty; choose a page after its \
         first"
    )]
    EmptyHalf {
        /// The document's title.
        title: String,
    },
    /// All of its pages would be left out.
    #[error("'{title}' would have no pages left; delete it in the outline instead")]
    NothingLeft {
        /// The document's title.
        title: String,
    },
    /// There is nothing to merge.
    #[error("select two or more documents that were made from one file")]
    TooFew,
    /// They are of different sources, or of different publications in one text.
    #[error(
        "'{title}' and '{other}' are not from one file; only documents that show parts of the \
         same file can be merged"
    )]
    OtherSource {
        /// A document's title.
        title: String,
        /// The other's.
        other: String,
    },
    /// One is private.
    #[error(
        "'{title}' and '{other}' do not go to the same people; make both private or both \
         circulated first"
    )]
    OtherAudience {
        /// A document's title.
        title: String,
        /// The other's.
        other: String,
    },
    /// Together they are too long.
    #[error("together these documents show too many pages; leave some out first")]
    TooMany,
    /// The pages could not be made.
    #[error(transparent)]
    Export(#[from] ExportError),
}

impl From<Cancelled> for ExcerptError {
    fn from(cancelled: Cancelled) -> Self {
        Self::Export(cancelled.into())
    }
}
