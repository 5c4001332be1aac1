//! Puts PDFs together into one: pages, links, bookmarks, forms, layers, tags and stamps.
//!
//! Each part's PDF is read once, when its first page is reached, and what was made from it is written
//! when its last page is there. Its pages are copied with what they need and nothing else, so
//! scripts, attachments, metadata and, unless they are kept, comments of the sources stay behind. Links and bookmarks are then
//! turned to the pages of the result; forms, layers and structure trees are merged. Marks, links
//! and comments of our own are added as annotations.

mod annotations;
mod appearance;
mod beyond_crop;
mod coding;
mod comment_look;
mod content;
mod damage;
mod destinations;
mod equal;
mod forms;
mod glyphs;
mod jpeg2000;
mod jumps;
mod layers;
mod marks;
mod metadata;
mod names;
mod numbers;
mod operators;
mod outline;
mod output;
mod page;
mod pictures;
mod places;
mod plan;
mod predictor;
mod resources;
mod save;
mod session;
mod source;
mod streams;
mod tags;
mod target;
#[cfg(test)]
mod tests;
mod tokens;
mod trees;
mod unfold;

pub use beyond_crop::Cropped;
pub(super) use beyond_crop::find as find_cropped;
pub(super) use damage::look_at_pages;
pub use output::Sink;
pub use plan::{
    Assembly, Bookmark, Maker, Overlay, PageComment, PageLink, PageMark, PagePlan, Part, PdfBytes,
};

pub(super) use jumps::is_public;

use super::error::AssembleError;
use super::page_flaws::FieldLoss;
use super::worker::guarded;
use crate::progress::Progress;
use session::Session;

/// Writes one PDF from the parts of an assembly. The same assembly gives the same bytes.
///
/// # Errors
/// [`AssembleError`] names the part that cannot be read, or says that the person cancelled.
pub fn assemble(assembly: &Assembly, progress: &Progress) -> Result<Vec<u8>, AssembleError> {
    match assemble_into(Sink::Memory(Vec::new()), assembly, progress)? {
        Sink::Memory(bytes) => Ok(bytes),
        Sink::Elsewhere(_) => Err(AssembleError::Fault("the result got lost".to_owned())),
    }
}

/// The same, page by page into `sink`, which is handed back.
///
/// # Errors
/// As [`assemble`], and [`AssembleError::Written`]; what was written until then is no PDF.
pub fn assemble_into(
    sink: Sink,
    assembly: &Assembly,
    progress: &Progress,
) -> Result<Sink, AssembleError> {
    run(sink, assembly, progress).map(|(sink, _)| sink)
}

/// Tries whether an assembly can be put together, and keeps nothing of it but what its form fields
/// lose.
///
/// # Errors
/// As [`assemble`].
pub fn try_assembling(
    assembly: &Assembly,
    progress: &Progress,
) -> Result<Vec<FieldLoss>, AssembleError> {
    let nowhere = Sink::Elsewhere(Box::new(std::io::sink()));
    run(nowhere, assembly, progress).map(|(_, losses)| losses)
}

fn run(
    sink: Sink,
    assembly: &Assembly,
    progress: &Progress,
) -> Result<(Sink, Vec<FieldLoss>), AssembleError> {
    guarded(|| Session::new(sink, assembly)?.run(progress))
        .unwrap_or_else(|reason| Err(AssembleError::Fault(reason)))
}
