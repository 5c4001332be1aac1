//! The pages of a document without anything that a pack adds to them.

use std::sync::Arc;

use super::document::document_parts;
use super::part::Part;
use super::{ExportError, ExportRequest};
use crate::pack::{Document, ItemNumber, ShownPage};
use crate::pdf::assemble::{Assembly, PagePlan, Part as Bound, assemble};
use crate::pdf::inspect::PageInfo;
use crate::progress::Progress;
use crate::typeset::Style;

/// The pages of a document without page numbers, markings and marks.
#[derive(Debug, Clone)]
pub struct OwnPages {
    /// The PDF; it opens without a password.
    pub bytes: Arc<[u8]>,
    /// Its pages, in order.
    pub pages: Vec<PageInfo>,
}

/// Makes the pages of a document of the request's pack as they are before the pack numbers and
/// marks them. `Err` within tells why the document can't be shown.
///
/// # Errors
/// [`ExportError::Cancelled`], or a defect in writing our own pages.
pub fn own_pages(
    request: &ExportRequest<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Result<OwnPages, String>, ExportError> {
    let style = Style {
        paper: request.pack.settings.paper,
        language: request.pack.settings.language.clone(),
    };
    let number = ItemNumber::Top(1);
    let document_parts = document_parts(request, number, document, &style, progress)?;
    let Some(part) = document_parts.main.filter(|_| document_parts.is_shown) else {
        let finding = document_parts.findings.into_iter().next();
        let why = finding.map_or_else(|| "It can't be shown".to_owned(), |one| one.message);
        return Ok(Err(why));
    };
    let is_whole = || {
        (1..)
            .zip(&part.sheets)
            .all(|(page, sheet)| *sheet == ShownPage::upright(page))
    };
    let (comments, _) = &part.comments;
    if part.password.is_none() && comments.is_empty() && is_whole() {
        let bytes = part.bytes.read().map_err(|error| error.to_string());
        return Ok(bytes.map(|bytes| OwnPages {
            bytes,
            pages: part.pages.clone(),
        }));
    }
    Ok(put_together(&part, progress))
}

/// The pages that are shown, in a PDF of their own that opens without a password.
fn put_together(part: &Part, progress: &Progress) -> Result<OwnPages, String> {
    let pages = part.sheets.iter().map(|sheet| PagePlan {
        source_page: sheet.page.saturating_sub(1),
        turn: sheet.turn,
        ..PagePlan::default()
    });
    let bound = Bound {
        bytes: part.bytes.clone(),
        password: part.password.clone(),
        maker: part.maker,
        comments: part.comments.1,
        pages: pages.collect(),
    };
    let assembly = Assembly {
        parts: vec![bound],
        ..Assembly::default()
    };
    let bytes = assemble(&assembly, progress).map_err(|error| error.to_string())?;
    Ok(OwnPages {
        bytes: bytes.into(),
        pages: part.pages.clone(),
    })
}
