//! Positioned pages to the bytes of a PDF.

use crate::typeset::Typeset;

/// Why pages could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A library could not write or read back what we set.
    #[error(
        "the pages could not be written as PDF: {0}. Please report this: it is a fault in Briefpack"
    )]
    Pdf(String),
}

/// Writes pages as a PDF of their own. The same pages give the same bytes, always.
///
/// # Errors
/// [`WriteError`] if a font or picture cannot be embedded.
pub fn write(_typeset: &Typeset, _title: &str, _language: &str) -> Result<Vec<u8>, WriteError> {
    Err(WriteError::Pdf("not yet".to_owned()))
}
