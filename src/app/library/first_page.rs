//! The first page of a file that is not in the pack, for the library.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use crate::foreign::{self, OpenedPdf};
use crate::import::Content;
use crate::pack::Paper;
use crate::pdf::render::Raster;
use crate::pdf::write::write;
use crate::progress::{Cancelled, Progress};
use crate::typeset::{self, Head, Style};

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
    let about = std::fs::metadata(file).map_err(|error| error.to_string())?;
    if about.len() > LARGEST_BYTES {
        return Err("This file is too large for a preview. It can still be added.".to_owned());
    }
    let bytes: Arc<[u8]> = std::fs::read(file)
        .map_err(|error| error.to_string())?
        .into();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let probe = in_words(foreign::probe(&name, &bytes, None, progress))?;
    let Some(first) = probe.proposals.first() else {
        return Err("There is nothing in this file.".to_owned());
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
    let content = in_words(content)?;
    let head = Head {
        number: "",
        title: &first.title,
        source_line: "",
        notes: &[],
    };
    let style = Style {
        paper: Paper::A4,
        language: "en-GB".to_owned(),
    };
    let pages = match content {
        Content::Flow(flow) => typeset::flow(&head, &flow, &style),
        Content::Pictures(pictures) => typeset::pictures(&head, &pictures, &style),
        Content::Fixed => return render(bytes, pixels_per_point, progress),
    };
    let pdf = write(&pages, &first.title, &style.language).map_err(|error| error.to_string())?;
    render(pdf.into(), pixels_per_point, progress)
}

fn render(pdf: Arc<[u8]>, pixels_per_point: f32, progress: &Progress) -> Result<Raster, String> {
    let opened = in_words(OpenedPdf::open(pdf, None, progress))?;
    in_words(opened.render(0, pixels_per_point, progress))
}

fn in_words<T>(result: Result<Result<T, impl Display>, Cancelled>) -> Result<T, String> {
    match result {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(cancelled) => Err(cancelled.to_string()),
    }
}
