//! Opens a PDF: its objects, and its pages with their geometry.

use lopdf::{Dictionary, Document, ObjectId};

use super::boxes::PageBoxes;
use super::error::PdfError;
use crate::pdf_file::{self, PdfFile, ReadError, TreePage};

/// A PDF that was read, decrypted where needed.
pub(super) struct OpenPdf {
    /// Its objects; in place of each page stands a name.
    pub document: Document,
    /// Its pages, in order; never empty.
    pub pages: Vec<SourcePage>,
    /// How many pages it says it has, where that is not how many were read.
    pub claimed_pages: Option<u32>,
    /// Whether its bytes are encrypted.
    pub is_encrypted: bool,
    /// Whether it is damaged, so that pages may be missing or incomplete.
    pub is_damaged: bool,
}

/// A page with what it inherits.
pub(super) struct SourcePage {
    /// Its object, where it is one of its own. A page that is listed twice has one for both.
    pub id: Option<ObjectId>,
    /// Its entries, inherited ones included.
    pub dictionary: Dictionary,
    /// Its geometry.
    pub boxes: PageBoxes,
    /// Whether it gives no size that a page can have.
    pub lacks_size: bool,
}

/// Reads a PDF. An empty user password is tried without asking.
pub(super) fn open(bytes: &[u8], password: Option<&str>) -> Result<OpenPdf, PdfError> {
    let PdfFile {
        mut document,
        pages,
        claimed_pages,
        is_encrypted,
        is_damaged,
    } = pdf_file::read(bytes, password)?;
    let page = |TreePage {
                    id,
                    dictionary,
                    lacks_size,
                }| SourcePage {
        id,
        boxes: PageBoxes::read(&document, &dictionary),
        dictionary,
        lacks_size,
    };
    let pages: Vec<SourcePage> = pages.into_iter().map(page).collect();
    // Pages are looked at here alone; twice they would take the most memory of a long file.
    for id in pages.iter().filter_map(|page| page.id) {
        document.objects.insert(id, "Page".into());
    }
    Ok(OpenPdf {
        pages,
        document,
        claimed_pages,
        is_encrypted,
        is_damaged,
    })
}

impl From<ReadError> for PdfError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Broken(reason) => Self::Broken(reason),
            ReadError::NoPages => Self::NoPages,
            ReadError::UnknownEncryption(how) => Self::UnknownEncryption(how),
            ReadError::WrongPassword => Self::WrongPassword,
            ReadError::PasswordNeeded => Self::PasswordNeeded,
            ReadError::TooLarge => {
                Self::Broken("a part of it unfolds to more than 256 MiB".to_owned())
            }
        }
    }
}
