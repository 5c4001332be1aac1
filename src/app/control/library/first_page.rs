//! The first page of a file that is not in the pack, for the library.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::foreign::{self, Members, OpenedPdf};
use crate::import::{self, Attachment, Block, Content, Flow, ImportError, Span};
use crate::library::is_archive_by_name;
use crate::pack::Paper;
use crate::pdf::render::Raster;
use crate::pdf::write::write;
use crate::progress::{Cancelled, Progress};
use crate::store::{explain_read, open_file};
use crate::typeset::{self, Head, Style, Typeset};

/// A preview is for a glance: a file larger than this is not read for one, in bytes.
const LARGEST_BYTES: u64 = 200 << 20;

/// Makes a picture of the first page of what the file would become in a pack.
///
/// # Errors
/// A message for the person.
pub fn first_page(
    file: &Path,
    pixels_per_point: f32,
    progress: &Progress,
) -> Result<Raster, String> {
    let mut opened = open_file(file).map_err(|error| unreadable(&error))?;
    let about = opened.metadata().map_err(|error| unreadable(&error))?;
    if about.len() > LARGEST_BYTES {
        return Err("This file is too large for a preview. It can still be added.".to_owned());
    }
    let mut bytes = Vec::new();
    opened
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    let bytes: Arc<[u8]> = bytes.into();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if is_archive_by_name(file)
        && let Some(files) = or_message(foreign::unpack(&name, &bytes, progress))?
    {
        let title = import::title_from_file_name(&name);
        let list = list_of(&files);
        let lay = |head: &Head<'_>, style: &Style| typeset::flow(head, &list, style);
        return first_of(&title, lay, pixels_per_point, progress);
    }
    let probe = foreign::probe(&name, &bytes, None, progress);
    if matches!(&probe, Ok(Err(error)) if error.wants_password()) {
        return Err("Protected by a password. You enter it when you add the file.".to_owned());
    }
    let probe = or_message(probe)?;
    let Some(first) = probe.proposals.first() else {
        return Err("This file is empty.".to_owned());
    };
    let (extent, title) = (&first.extent, &first.title);
    let content = foreign::content(
        probe.media,
        &bytes,
        extent,
        title,
        &BTreeMap::new(),
        progress,
    );
    let content = or_message(content)?;
    let sharp = pixels_per_point;
    match content {
        Content::Flow(flow) => {
            let lay = |head: &Head<'_>, style: &Style| typeset::flow(head, &flow, style);
            first_of(title, lay, sharp, progress)
        }
        Content::Pictures(pictures) => {
            let lay = |head: &Head<'_>, style: &Style| typeset::pictures(head, &pictures, style);
            first_of(title, lay, sharp, progress)
        }
        Content::Fixed => render(bytes, sharp, progress),
    }
}

/// The first of the pages that are laid out.
fn first_of(
    title: &str,
    lay: impl FnOnce(&Head<'_>, &Style) -> Typeset,
    pixels_per_point: f32,
    progress: &Progress,
) -> Result<Raster, String> {
    let head = Head {
        number: "",
        title,
        source_line: "",
        notes: &[],
    };
    let style = Style {
        paper: Paper::A4,
        language: "en-GB".to_owned(),
    };
    let pages = lay(&head, &style);
    let pdf = write(&pages, title, &style.language).map_err(|error| error.to_string())?;
    render(pdf.into(), pixels_per_point, progress)
}

fn unreadable(error: &std::io::Error) -> String {
    format!("The file could not be read: {}.", explain_read(error))
}

/// The files in an archive, as a list of their paths there.
fn list_of(files: &Members) -> Flow {
    let path = |file: &Result<Attachment, ImportError>| match file {
        Ok(file) => file.name.clone(),
        Err(error) => error.to_string(),
    };
    let item = |text: String| vec![Block::Paragraph(vec![Span::plain(text)])];
    Flow {
        blocks: vec![Block::List {
            start: None,
            items: files.iter().map(path).map(item).collect(),
        }],
        ..Flow::default()
    }
}

fn render(pdf: Arc<[u8]>, pixels_per_point: f32, progress: &Progress) -> Result<Raster, String> {
    let opened = or_message(OpenedPdf::open(pdf, None, progress))?;
    or_message(opened.render(0, pixels_per_point, progress))
}

fn or_message<T>(result: Result<Result<T, impl Display>, Cancelled>) -> Result<T, String> {
    match result {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(cancelled) => Err(cancelled.to_string()),
    }
}
