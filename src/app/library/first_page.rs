//! The first page of a file that is not in the pack, for the library.

use std::path::Path;
use std::sync::Arc;

use crate::import::{self, Content};
use crate::pack::Paper;
use crate::pdf::render::{Raster, Renderer};
use crate::pdf::write::write;
use crate::typeset::{self, Head, Style};

/// A preview is for a glance: a file larger than this is not read for one, in bytes.
const LARGEST_BYTES: u64 = 200 << 20;

/// Makes a picture of the first page of what the file would become in a pack.
///
/// # Errors
/// A message for the person.
pub fn first_page(file: &Path, pixels_per_point: f32) -> Result<Raster, String> {
    let about = std::fs::metadata(file).map_err(|error| error.to_string())?;
    if about.len() > LARGEST_BYTES {
        return Err("This file is too large for a preview. It can still be added.".to_owned());
    }
    let bytes: Arc<[u8]> = std::fs::read(file)
        .map_err(|error| error.to_string())?
        .into();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let probe = import::probe(&name, &bytes, None).map_err(|error| error.to_string())?;
    let Some(first) = probe.proposals.first() else {
        return Err("There is nothing in this file.".to_owned());
    };
    let content = import::content(probe.media, &bytes, &first.extent, &first.title, &|_| None)
        .map_err(|error| error.to_string())?;
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
        Content::Fixed => return render(bytes, pixels_per_point),
    };
    let pdf = write(&pages, &first.title, &style.language).map_err(|error| error.to_string())?;
    render(pdf.into(), pixels_per_point)
}

fn render(pdf: Arc<[u8]>, pixels_per_point: f32) -> Result<Raster, String> {
    let renderer = Renderer::open(pdf, None).map_err(|error| error.to_string())?;
    renderer
        .render(0, pixels_per_point)
        .map_err(|error| error.to_string())
}
