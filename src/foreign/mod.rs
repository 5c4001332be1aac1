//! The one door for foreign bytes: whatever parses or draws a file from outside is asked here.
//!
//! A stack that overflows and an allocation that fails end a process; no net catches them, and a
//! parser that never ends can't be stopped. So the program reads foreign bytes in a child process of
//! its own binary, with limits on memory and time. A file that breaks one costs its child and is
//! named in one clear error; the next file gets a new child.
//!
//! - [`task`]: what can be asked, as plain data, and how it is answered; the same on both sides
//! - [`wire`]: how questions and answers travel through the pipes
//! - [`serve`]: the child's side
//! - [`child`] and [`pool`]: the program's side
//! - [`pdf`]: a PDF that was opened, for pictures and texts of its pages
//!
//! Until [`use_child_processes`] is called, as in tests and benches of the library, the same tasks
//! are answered in the process itself. Once it was called, bytes are never read there: where no
//! child can be started, that is the error.

mod archive;
mod check;
mod child;
mod pdf;
mod pool;
mod serve;
mod task;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::import::{Attachment, Content, DecodedText, ImportError, LayoutSigns, Probe, Problem};
use crate::pack::{Extent, Media};
use crate::pdf::error::PdfError;
use crate::pdf::inspect::Inspection;
use crate::progress::{Cancelled, Progress};

pub use check::{CheckError, Checked, check};
pub use pdf::OpenedPdf;
pub use serve::{Memory, serve};
pub use task::FileText;

/// The hidden subcommand that makes a process of the program a child that reads.
pub const SUBCOMMAND: &str = "read-foreign";

/// The files in an archive, or why each can't be had.
pub type Members = Vec<Result<Attachment, ImportError>>;

/// From now on foreign bytes are read in child processes of the program `exe`, which are started
/// with [`SUBCOMMAND`].
pub fn use_child_processes(exe: PathBuf) {
    pool::use_program(exe);
}

/// The most memory that this process has had at once, or any of its children, in bytes. 0 where
/// neither is known.
pub fn peak_bytes() -> u64 {
    let own = child::own_peak_bytes().unwrap_or(0);
    own.max(child::most_peak_bytes())
}

/// Learns what a file is and which documents it is to become; see [`crate::import::probe`].
///
/// # Errors
/// What is wrong with the file, named by `name`; [`Cancelled`] outside of it.
pub fn probe(
    name: &str,
    bytes: &Arc<[u8]>,
    password: Option<&str>,
    progress: &Progress,
) -> Result<Result<Probe, ImportError>, Cancelled> {
    let task = task::ProbeFile {
        name: name.to_owned(),
        password: password.map(str::to_owned),
    };
    import_answer(pool::ask(&task, &[bytes], progress), name)
}

/// Learns what kind of file the bytes are; see [`crate::import::sniff`].
///
/// # Errors
/// As [`probe`].
pub fn sniff(
    name: &str,
    bytes: &Arc<[u8]>,
    progress: &Progress,
) -> Result<Result<Media, ImportError>, Cancelled> {
    let task = task::Sniff {
        name: name.to_owned(),
    };
    import_answer(pool::ask(&task, &[bytes], progress), name)
}

/// The content of a document; see [`crate::import::content`]. `pictures` are the bytes of the
/// pictures that a Markdown text refers to, by the reference as it stands in the text.
///
/// # Errors
/// What is wrong with the bytes, named by `title`; [`Cancelled`] outside of it.
pub fn content(
    media: Media,
    bytes: &Arc<[u8]>,
    extent: &Extent,
    title: &str,
    pictures: &BTreeMap<String, Arc<[u8]>>,
    progress: &Progress,
) -> Result<Result<Content, ImportError>, Cancelled> {
    let task = task::ReadContent {
        media,
        extent: extent.clone(),
        title: title.to_owned(),
        pictures: pictures.keys().cloned().collect(),
    };
    let blobs: Vec<&Arc<[u8]>> = std::iter::once(bytes).chain(pictures.values()).collect();
    import_answer(pool::ask(&task, &blobs, progress), title)
}

/// The text of a file and what it would become, for an index.
///
/// # Errors
/// What is wrong with the file, named by `name`; [`Cancelled`] outside of it.
pub fn text(
    name: &str,
    bytes: &Arc<[u8]>,
    progress: &Progress,
) -> Result<Result<FileText, ImportError>, Cancelled> {
    let task = task::ReadText {
        name: name.to_owned(),
    };
    import_answer(pool::ask(&task, &[bytes], progress), name)
}

/// The characters of a text; see [`crate::import::decode_text`].
///
/// # Errors
/// As [`probe`].
pub fn decode_text(
    name: &str,
    bytes: &Arc<[u8]>,
    progress: &Progress,
) -> Result<Result<DecodedText, ImportError>, Cancelled> {
    import_answer(pool::ask(&task::Decode, &[bytes], progress).map(Ok), name)
}

/// What counts when another program lays a document out; see [`crate::import::layout_signs`].
///
/// # Errors
/// As [`probe`].
pub fn layout_signs(
    name: &str,
    media: Media,
    bytes: &Arc<[u8]>,
    progress: &Progress,
) -> Result<Result<LayoutSigns, ImportError>, Cancelled> {
    let task = task::FindLayoutSigns {
        name: name.to_owned(),
        media,
    };
    import_answer(pool::ask(&task, &[bytes], progress), name)
}

/// The files in an archive, in natural order, each with its path there as its name, or why it can't
/// be had; `None` for a file that is no archive. `name` is the
/// archive's, for errors.
///
/// # Errors
/// What is wrong with the archive as a whole, named by `name`; [`Cancelled`] outside of it.
pub fn unpack(
    name: &str,
    bytes: &Arc<[u8]>,
    progress: &Progress,
) -> Result<Result<Option<Members>, ImportError>, Cancelled> {
    let task = task::Unpack {
        name: name.to_owned(),
    };
    import_answer(pool::ask(&task, &[bytes], progress), name)
}

/// Reads what a PDF holds; see [`crate::pdf::inspect::inspect`].
///
/// # Errors
/// [`PdfError`]; [`Cancelled`] outside of it.
pub fn inspect(
    bytes: &Arc<[u8]>,
    password: Option<&str>,
    progress: &Progress,
) -> Result<Result<Inspection, PdfError>, Cancelled> {
    inspect_with(bytes, password, false, progress)
}

/// Reads what a PDF holds, and tries whether its pages can be joined with others: what passes here
/// can be given to [`crate::pdf::assemble::assemble`] in the program itself.
///
/// # Errors
/// [`PdfError`]; [`Cancelled`] outside of it.
pub fn admit(
    bytes: &Arc<[u8]>,
    password: Option<&str>,
    progress: &Progress,
) -> Result<Result<Inspection, PdfError>, Cancelled> {
    inspect_with(bytes, password, true, progress)
}

fn inspect_with(
    bytes: &Arc<[u8]>,
    password: Option<&str>,
    with_trial: bool,
    progress: &Progress,
) -> Result<Result<Inspection, PdfError>, Cancelled> {
    let task = task::InspectPdf {
        password: password.map(str::to_owned),
        with_trial,
    };
    pdf_answer(pool::ask(&task, &[bytes], progress))
}

fn import_answer<T>(
    answer: Result<Result<T, ImportError>, child::ChildError>,
    name: &str,
) -> Result<Result<T, ImportError>, Cancelled> {
    match answer {
        Ok(answer) => Ok(answer),
        Err(child::ChildError::Cancelled) => Err(Cancelled),
        Err(child::ChildError::GivenUp(why)) => Ok(Err(Problem::GivenUp(why).of(name))),
        Err(child::ChildError::NoReader(why)) => Ok(Err(Problem::NoReader(why).of(name))),
    }
}

fn pdf_answer<T>(
    answer: Result<Result<T, PdfError>, child::ChildError>,
) -> Result<Result<T, PdfError>, Cancelled> {
    match answer {
        Ok(answer) => Ok(answer),
        Err(child::ChildError::Cancelled) => Err(Cancelled),
        Err(child::ChildError::GivenUp(why)) => Ok(Err(PdfError::GivenUp(why.to_string()))),
        Err(child::ChildError::NoReader(why)) => Ok(Err(PdfError::NoReader(why))),
    }
}
