//! What can be wrong with a PDF from outside.

use crate::progress::Cancelled;

/// Why a PDF cannot be read. The caller knows the file's name and puts it in front.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, thiserror::Error)]
pub enum PdfError {
    /// The file is encrypted and no password was given.
    #[error("the PDF is protected by a password; enter the password to use it")]
    PasswordNeeded,
    /// The file is encrypted and the password given does not open it.
    #[error("the password does not open the PDF; check it and try again")]
    WrongPassword,
    /// The file is encrypted in a way that cannot be undone here; in which, as the parser says it.
    #[error(
        "the PDF is encrypted in a way that Briefpack does not know; save an unprotected copy from \
         the program that made it"
    )]
    UnknownEncryption(String),
    /// The bytes are not a PDF, or one too damaged to read; why, as the parser says it.
    #[error(
        "the PDF is damaged and cannot be read; try to open it in a PDF reader and print it to a \
         new PDF"
    )]
    Broken(String),
    /// The file has no page that can be read.
    #[error("the PDF has no pages; save it again from the program that made it")]
    NoPages,
    /// A page was asked for that the file does not have.
    #[error("the PDF has {count} pages, so there is no page {}", u64::from(*.page) + 1)]
    NoSuchPage {
        /// The page asked for, counted from 0.
        page: u32,
        /// How many pages there are.
        count: u32,
    },
    /// The picture of a page would be larger than a screen or printer could use.
    #[error("a picture of {width_px} by {height_px} pixels is too large; choose a smaller zoom")]
    PictureTooLarge {
        /// Width asked for, in pixels.
        width_px: u64,
        /// Height asked for, in pixels.
        height_px: u64,
    },
    /// A defect in reading: the file made a library stop in the middle; where, as it says it.
    #[error(
        "the PDF could not be read because of a fault in the program; try to print it to a new PDF"
    )]
    Fault(String),
    /// Its bytes can't be had any more; why, which may name a folder.
    #[error("the file of the PDF can't be read any more; use Locate… to point to the original")]
    Unread(String),
    /// Reading it was given up, since it breaks a limit.
    #[error(
        "the PDF could not be read: {0}; split it into smaller files, or try to print it to a new PDF"
    )]
    GivenUp(String),
    /// There is nothing to read it with.
    #[error(
        "the PDF could not be read: the program that reads files could not be started; \
         close other programs or start Briefpack again, and try again"
    )]
    NoReader(String),
}

/// Why no PDF came out of [`super::assemble::assemble`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssembleError {
    /// The person asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// One of the parts cannot be read.
    #[error("part {} cannot be used: {error}", .part + 1)]
    Part {
        /// Index into [`super::assemble::Assembly::parts`].
        part: usize,
        /// What is wrong with it.
        error: PdfError,
    },
    /// One of the PDFs with stamps cannot be read: a defect of the caller.
    #[error("stamp file {} cannot be used: {error}", .overlay_pdf + 1)]
    Overlay {
        /// Index into [`super::assemble::Assembly::overlay_pdfs`].
        overlay_pdf: usize,
        /// What is wrong with it.
        error: PdfError,
    },
    /// There are no pages to put together.
    #[error("there are no pages to export; add a document first")]
    Empty,
    /// The result could not be written; why, as the system says it.
    #[error("{0}")]
    Written(String),
    /// A defect in putting the parts together.
    #[error(
        "the PDF could not be put together because of a fault in the program; export the pack in \
         two halves to find the document that causes it"
    )]
    Fault(String),
}

impl AssembleError {
    /// The result could not be written.
    pub(super) fn written(error: impl std::fmt::Display) -> Self {
        Self::Written(error.to_string())
    }
}
