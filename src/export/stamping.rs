//! What is laid over every page: the marking, the footer, the page number; and where.

use std::sync::Arc;

use super::{Copy, ExportError, ExportRequest, parallel};
use crate::pdf::inspect::PageInfo;
use crate::pdf::render::InkMargins;
use crate::pdf::write::write;
use crate::progress::Progress;
use crate::typeset::{STAMP_STRIP_PT, Stamp, Style, stamps};

/// The space between a note and the page below it, in points.
pub(super) const BELOW_NOTE_PT: f32 = 8.0;

/// How many stamps go into one PDF: writing takes much memory for each page of a file.
const CHUNK: usize = 100;

/// The shorter side of the largest page that stamps keep their usual size on, in points: A3. Whoever
/// looks at a larger one sees it reduced.
const LARGE_PT: f32 = 842.0;
/// The shorter side of the smallest such page, in points.
const SMALL_PT: f32 = 200.0;
/// The least size of stamps, as a part of the usual one.
const LEAST_SCALE: f32 = 0.5;

/// How large the stamps of a page are, as a part of their usual size.
fn scale(page: PageInfo) -> f32 {
    let side = page.width_pt.min(page.height_pt);
    if side < SMALL_PT {
        (side / SMALL_PT).max(LEAST_SCALE)
    } else {
        (side / LARGE_PT).max(1.0)
    }
}

/// The height that the stamps of a page need at its top and at its bottom, in points.
pub(super) fn strip_pt(page: PageInfo) -> f32 {
    STAMP_STRIP_PT * scale(page)
}

/// The blank strips to add to a page so that nothing is laid over its content, in points.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Extension {
    /// Above the page.
    pub top_pt: f32,
    /// Below it.
    pub bottom_pt: f32,
}

impl Extension {
    /// Makes room for what is stamped, and for a note of this height above the page.
    pub(super) fn of(
        page: PageInfo,
        margins: InkMargins,
        has_marking: bool,
        note_height_pt: Option<f32>,
    ) -> Self {
        let needed = strip_pt(page);
        let lacking = |free: f32| (needed - free).max(0.0);
        let strip = if has_marking { needed } else { 0.0 };
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

/// What the stamp of a page says. `paper` names what the page belongs to, `number` counts from 1 and
/// `pages` is how many there are.
pub(super) fn stamp(
    request: &ExportRequest<'_>,
    paper: Option<&str>,
    page: PageInfo,
    extension: Extension,
    (number, pages): (u32, u32),
) -> Stamp {
    let pack = request.pack;
    let mut footer = footer(&pack.title, &pack.version, request.copy);
    if let Some(paper) = paper {
        // Last, since a long one is cut off.
        footer = format!("{footer} · {paper}");
    }
    Stamp {
        width_pt: page.width_pt,
        height_pt: page.height_pt + extension.top_pt + extension.bottom_pt,
        scale: scale(page),
        top_strip_pt: strip_pt(page),
        bottom_strip_pt: strip_pt(page),
        marking: pack.marking.printed(),
        footer,
        page: number,
        pages,
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
    all: &[Stamp],
    style: &Style,
    progress: &Progress,
) -> Result<Vec<Arc<[u8]>>, ExportError> {
    let chunks: Vec<&[Stamp]> = all.chunks(CHUNK).collect();
    parallel::map(&chunks, progress, |chunk| {
        let set = stamps(chunk, style);
        Ok(write(&set, "Stamps", &style.language)?.into())
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

    const A4: PageInfo = PageInfo {
        width_pt: 595.0,
        height_pt: 842.0,
    };

    #[test]
    fn stamps_grow_and_shrink_with_the_page() {
        let of = |width_pt, height_pt| {
            scale(PageInfo {
                width_pt,
                height_pt,
            })
        };
        assert_eq!(scale(A4), 1.0);
        assert_eq!(of(1191.0, 842.0), 1.0, "A3");
        assert!((of(2384.0, 3370.0) - 2.83).abs() < 0.01, "A0");
        assert_eq!(of(595.0, 14400.0), 1.0, "a web page in one piece");
        assert_eq!(of(252.0, 150.0), 0.75, "a card");
        assert_eq!(of(10.0, 10.0), LEAST_SCALE);
        let a0 = PageInfo {
            width_pt: 2384.0,
            height_pt: 3370.0,
        };
        let grown = Extension::of(a0, FULL, true, None);
        assert!((grown.top_pt - 2.831 * STAMP_STRIP_PT).abs() < 0.1);
    }

    #[test]
    fn a_page_with_room_keeps_its_size() {
        assert_eq!(Extension::of(A4, ROOMY, true, None), Extension::default());
    }

    #[test]
    fn a_full_page_grows_by_what_is_lacking() {
        let grown = Extension::of(A4, FULL, true, None);
        assert_eq!(
            (grown.top_pt, grown.bottom_pt),
            (STAMP_STRIP_PT, STAMP_STRIP_PT - 10.0)
        );
        let unmarked = Extension::of(A4, FULL, false, None);
        assert_eq!(unmarked.top_pt, 0.0, "nothing is stamped at the top");
    }

    #[test]
    fn a_note_stands_clear_of_the_marking_and_the_page() {
        let noted = Extension::of(A4, ROOMY, true, Some(50.0));
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
