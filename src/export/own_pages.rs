//! The pages of a document without anything that a pack adds to them.

use std::sync::Arc;

use super::document::leaves;
use super::part::Part;
use super::{ExportError, Request};
use crate::pack::{Document, ItemNumber};
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
    request: &Request<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Result<OwnPages, String>, ExportError> {
    let style = Style {
        paper: request.pack.settings.paper,
        language: request.pack.settings.language.clone(),
    };
    let number = ItemNumber::Top(1);
    let leaves = leaves(request, number, document, &style, progress)?;
    let Some(part) = leaves.main.filter(|_| leaves.is_shown) else {
        let finding = leaves.findings.into_iter().next();
        let why = finding.map_or_else(|| "It can't be shown".to_owned(), |one| one.message);
        return Ok(Err(why));
    };
    if part.password.is_none() {
        return Ok(Ok(OwnPages {
            bytes: Arc::clone(&part.bytes),
            pages: part.pages.clone(),
        }));
    }
    Ok(unlocked(&part, progress))
}

/// The same PDF, written anew without a password.
fn unlocked(part: &Part, progress: &Progress) -> Result<OwnPages, String> {
    let pages = (0..part.page_count()).map(|source_page| PagePlan {
        source_page,
        ..PagePlan::default()
    });
    let bound = Bound {
        bytes: Arc::clone(&part.bytes),
        password: part.password.clone(),
        maker: part.maker,
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
