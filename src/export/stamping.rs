//! What is laid over every page: the marking, the footer, the page number; and where.

use std::sync::Arc;

use super::layout::Layout;
use super::{Copy, ExportError, parallel};
use crate::pdf::inspect::PageInfo;
use crate::pdf::render::InkMargins;
use crate::pdf::write::write;
use crate::progress::Progress;
use crate::typeset::{STAMP_STRIP_PT, Stamp, stamps};

/// The space between a note and the page below it, in points.
pub(super) const BELOW_NOTE_PT: f32 = 8.0;

/// How many stamps go into one PDF: writing takes much memory for each page of a file.
const CHUNK: usize = 100;

/// The blank strips to add to a page so that nothing is laid over its content, in points.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Extension {
    pub top_pt: f32,
    pub bottom_pt: f32,
}

impl Extension {
    /// Makes room for what is stamped, and for a note of this height above the page.
    pub(super) fn of(margins: InkMargins, has_marking: bool, note_height_pt: Option<f32>) -> Self {
        let lacking = |free: f32| (STAMP_STRIP_PT - free).max(0.0);
        let strip = if has_marking { STAMP_STRIP_PT } else { 0.0 };
        let top_pt = match note_height_pt {
            // The strip must be free above the note, whatever is free above the page's content.
            Some(height) => strip.max(BELOW_NOTE_PT) + height + BELOW_NOTE_PT,
            None if has_marking => lacking(margins.top_pt),
            None => 0.0,
        };
        Self {
            top_pt,
            bottom_pt: lacking(margins.bottom_pt),
        }
    }
}

/// What the stamp of a page says. `paper` names what the page belongs to, `number` counts from 1.
pub(super) fn stamp(
    layout: &Layout<'_>,
    paper: Option<&str>,
    page: PageInfo,
    extension: Extension,
    number: u32,
) -> Stamp {
    let pack = layout.request.pack;
    let mut footer = footer(&pack.title, &pack.version, layout.request.copy);
    if let Some(paper) = paper {
        // Last, since a long one is cut off.
        footer = format!("{footer} · {paper}");
    }
    Stamp {
        width_pt: page.width_pt,
        height_pt: page.height_pt + extension.top_pt + extension.bottom_pt,
        top_strip_pt: STAMP_STRIP_PT,
        bottom_strip_pt: STAMP_STRIP_PT,
        marking: pack.marking.printed(),
        footer,
        page: number,
        pages: layout.plan.total(),
    }
}

fn footer(title: &str, version: &str, copy: Copy) -> String {
    let version = version.trim();
    let footer = if version.is_empty() {
        title.to_owned()
    } else if version.starts_with(|first: char| first.is_ascii_digit()) {
        format!("{title} · version {version}")
    } else {
        format!("{title} · {version}")
    };
    match copy {
        Copy::Circulation => footer,
        // First, so that a long title does not cut it off: this copy must not be handed out.
        Copy::Speaking => format!("Speaking copy · {footer}"),
    }
}

/// PDFs with the stamps, in order, [`CHUNK`] in each; [`place_of`] finds one.
pub(super) fn write_stamps(
    layout: &Layout<'_>,
    all: &[Stamp],
    progress: &Progress,
) -> Result<Vec<Arc<[u8]>>, ExportError> {
    let chunks: Vec<&[Stamp]> = all.chunks(CHUNK).collect();
    parallel::map(&chunks, progress, |chunk| {
        let set = stamps(chunk, &layout.style);
        Ok(write(&set, "Stamps", &layout.style.language)?.into())
    })
}

/// The PDF and the page in it, both counted from 0, of the stamp with this index.
pub(super) fn place_of(index: usize) -> (usize, u32) {
    (
        index / CHUNK,
        u32::try_from(index % CHUNK).unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: InkMargins = InkMargins {
        top_pt: 0.0,
        bottom_pt: 10.0,
    };
    const ROOMY: InkMargins = InkMargins {
        top_pt: 72.0,
        bottom_pt: STAMP_STRIP_PT,
    };

    #[test]
    fn a_page_with_room_keeps_its_size() {
        assert_eq!(Extension::of(ROOMY, true, None), Extension::default());
    }

    #[test]
    fn a_full_page_grows_by_what_is_lacking() {
        let grown = Extension::of(FULL, true, None);
        assert_eq!(
            (grown.top_pt, grown.bottom_pt),
            (STAMP_STRIP_PT, STAMP_STRIP_PT - 10.0)
        );
        let unmarked = Extension::of(FULL, false, None);
        assert_eq!(unmarked.top_pt, 0.0, "nothing is stamped at the top");
    }

    #[test]
    fn a_note_stands_clear_of_the_marking_and_the_page() {
        let noted = Extension::of(ROOMY, true, Some(50.0));
        assert_eq!(noted.top_pt, STAMP_STRIP_PT + 50.0 + BELOW_NOTE_PT);
    }

    #[test]
    fn the_footer_names_the_version() {
        assert_eq!(footer("Summit", "", Copy::Circulation), "Summit");
        assert_eq!(
            footer("Summit", "2", Copy::Circulation),
            "Summit · version 2"
        );
        assert_eq!(
            footer("Summit", "draft 3", Copy::Circulation),
            "Summit · draft 3"
        );
        assert_eq!(
            footer("Summit", "2", Copy::Speaking),
            "Speaking copy · Summit · version 2"
        );
    }
}
