//! The numbers that stand beside passages of PDFs and pictures, each a link to its note.

use std::collections::HashMap;

use super::document_marks::{DocumentMarks, MARKER_PT, NotePlace, link_to_note};
use super::document_parts::DocumentParts;
use super::layout::CountedPack;
use super::located::{Located, by_annotation};
use super::{ExportError, notes};
use crate::pack::{Annotation, AnnotationId};
use crate::pdf::inspect::PageInfo;
use crate::pdf::write::write;
use crate::progress::Progress;
use crate::text::TextLayer;
use crate::typeset::{self, Color, Marker, Typeset};

/// The space between a number and the words beside it, in points.
const SPACE_PT: f32 = 3.0;

/// A number that is to stand beside a passage.
pub(super) struct Wanted {
    number: u32,
    annotation: AnnotationId,
    /// Where its centre would stand best, in points.
    centre: (f32, f32),
    colour: Color,
}

/// The numbers of a document, by page.
pub(super) fn wanted(
    document_parts: &DocumentParts,
    shown: &HashMap<AnnotationId, &Annotation>,
) -> Result<Vec<(u32, Vec<Wanted>)>, ExportError> {
    let layer = match &document_parts.main {
        Some(part) => part.text(&Progress::default())?,
        None => return Ok(Vec::new()),
    };
    let places = by_annotation(&document_parts.located);
    let mut wanted: Vec<(u32, Vec<Wanted>)> = Vec::new();
    for (number, id) in &document_parts.on_notes_page {
        let (Some(number), Some(located), Some(annotation)) =
            (*number, places.get(id), shown.get(id))
        else {
            continue;
        };
        let marker = Wanted {
            number,
            annotation: *id,
            centre: centre(located, &layer),
            colour: notes::line_colour(annotation),
        };
        match wanted.last_mut() {
            Some((page, markers)) if *page == located.page() => markers.push(marker),
            _ => wanted.push((located.page(), vec![marker])),
        }
    }
    Ok(wanted)
}

/// Left of the passage, clear of the words that stand before it.
fn centre(located: &Located, layer: &TextLayer) -> (f32, f32) {
    let Some((page, quad)) = located.quads.first() else {
        return (0.0, 0.0);
    };
    let (left, top, _, bottom) = quad.bounds();
    let is_line = bottom - top <= 3.0 * MARKER_PT;
    let y = if is_line { (top + bottom) / 2.0 } else { top };
    let band = (y - MARKER_PT, y + MARKER_PT);
    let width = 2.0 * MARKER_PT + SPACE_PT;
    let right = layer.free_left_of(*page, band, left, width);
    (right.unwrap_or(left) - SPACE_PT - MARKER_PT, y)
}

/// Sets the numbers on pages of their own, to be laid over the document's.
pub(super) fn add(
    out: &mut DocumentMarks,
    wanted: &[(u32, Vec<Wanted>)],
    layout: &CountedPack<'_>,
    pages: &[PageInfo],
    note_places: &HashMap<AnnotationId, NotePlace>,
) -> Result<(), ExportError> {
    let mut all: Option<Typeset> = None;
    for (index, (page, wanted)) in (0u32..).zip(wanted) {
        let Some(size) = pages.get(*page as usize) else {
            continue;
        };
        let centres: Vec<(f32, f32)> = wanted.iter().map(|one| one.centre).collect();
        let centres = typeset::place_markers(&centres, size.width_pt, size.height_pt);
        let here = out.pages.entry(*page).or_default();
        here.markers = Some(index);
        let mut markers = Vec::with_capacity(wanted.len());
        for (marker, (x_pt, y_pt)) in wanted.iter().zip(centres) {
            markers.push(Marker {
                x_pt,
                y_pt,
                number: marker.number,
                colour: marker.colour,
            });
            if let Some(place) = note_places.get(&marker.annotation) {
                let number = Some(marker.number);
                here.links.push(link_to_note((x_pt, y_pt), *place, number));
            }
        }
        let set = typeset::markers(size.width_pt, size.height_pt, &markers, &layout.style);
        match &mut all {
            // What is laid over pages has no parts of a document that could be mixed up.
            Some(all) => {
                all.pages.extend(set.pages);
                all.missing.extend(set.missing);
            }
            None => all = Some(set),
        }
    }
    if let Some(set) = all {
        out.markers = Some(write(&set, "Markers", &layout.style.language)?.into());
    }
    Ok(())
}
