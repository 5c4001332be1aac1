//! Documents that keep the layout of their files, by LibreOffice.

use std::path::Path;
use std::sync::Arc;

use super::Collected;
use super::intake::describe;
use crate::foreign;
use crate::import::ImportError;
use crate::layout_true::{self, LayoutError};
use crate::pack::{Media, Pack, Source, SourceId};
use crate::pdf::error::PdfError;
use crate::progress::{Cancelled, Progress};
use crate::store::{SourceError, SourceStore, StoreError};

/// Why a source could not be laid out.
#[derive(Debug, thiserror::Error)]
pub enum LayOutError {
    /// What was deleted from it would be printed, while the pack shows changes as accepted.
    #[error(
        "{name} has tracked changes, and what was deleted would be printed; accept or reject the \
         changes in the program it was made with, and replace the source with that"
    )]
    TrackedChanges {
        /// The name of the file.
        name: String,
    },
    /// It would get what is in other files on this computer.
    #[error(
        "{name} includes other files from the computer it is opened on, which may be the wrong \
         ones; save it as PDF in the program it was made with, and replace the source with that"
    )]
    TakesInFiles {
        /// The name of the file.
        name: String,
    },
    /// It would print a folder of this computer.
    #[error(
        "{name} prints the name of its folder, which would be a folder of this computer; save it \
         as \
         PDF in the program it was made with, and replace the source with that"
    )]
    NamesItsFolder {
        /// The name of the file.
        name: String,
    },
    /// It could not be looked through for these.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// LibreOffice made no PDF of it.
    #[error("{name}: {error}")]
    Layout {
        /// The name of the file.
        name: String,
        /// Why.
        error: LayoutError,
    },
    /// LibreOffice made a PDF that cannot be used.
    #[error("{name}: {error}")]
    Pdf {
        /// The name of the file.
        name: String,
        /// Why.
        error: PdfError,
    },
    /// The source's bytes are not to be had.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The PDF could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The person asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// What is told of a document with dates that the day of its layout has gone into.
const MOVED_DATES: &str = "Dates that update themselves may show today's date: compare them with \
    the file.";

/// Makes a PDF of a source by LibreOffice, which keeps its layout, and keeps it as a source that
/// says what it was made from; [`original`] is the way back. Both stay in the pack. A document
/// that would show more than its own text as it is now is refused.
///
/// # Errors
/// See [`LayOutError`].
pub fn lay_out(
    office: &Path,
    (id, source): (&SourceId, &Source),
    sources: &SourceStore,
    progress: &Progress,
) -> Result<Collected, LayOutError> {
    let name = || source.name.clone();
    let bytes = sources.read(id, source)?;
    let signs = foreign::layout_signs(&source.name, source.media, &bytes, progress)??;
    if signs.has_tracked_changes {
        return Err(LayOutError::TrackedChanges { name: name() });
    }
    if signs.takes_in_files {
        return Err(LayOutError::TakesInFiles { name: name() });
    }
    if signs.names_its_folder {
        return Err(LayOutError::NamesItsFolder { name: name() });
    }
    let folder = sources.passing_folder()?;
    let pdf = layout_true::lay_out(office, folder.path(), (&bytes, source.media), progress);
    let pdf = pdf.map_err(|error| LayOutError::Layout {
        name: name(),
        error,
    })?;
    drop(folder);
    let pdf: Arc<[u8]> = pdf.into();
    foreign::admit(&pdf, None, progress)?.map_err(|error| LayOutError::Pdf {
        name: name(),
        error,
    })?;
    let laid_out = Source {
        laid_out_from: Some(id.clone()),
        ..describe(&source.name, Media::Pdf, &pdf, source.origin.clone())
    };
    let mut collected = Collected::of_source((sources.put(&pdf, Media::Pdf)?, laid_out));
    if signs.has_moving_dates {
        collected.warnings.push(MOVED_DATES.to_owned());
    }
    Ok(collected)
}

/// The source that a laid-out one was made from.
pub fn original(pack: &Pack, laid_out: &SourceId) -> Option<(SourceId, Source)> {
    let id = pack.sources.get(laid_out)?.laid_out_from.clone()?;
    let source = pack.sources.get(&id)?.clone();
    Some((id, source))
}
