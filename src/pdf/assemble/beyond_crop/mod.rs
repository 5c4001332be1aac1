//! What lies wholly outside the visible part of a page, its crop box (PDF 1.7, 14.11.2): found, and
//! taken out.
//!
//! Readers do not show it, yet it is in the file for everybody who looks. Text is judged character
//! by character, pictures as a whole, annotations by their rectangles; drawings made of lines, and
//! what tiles and drawn characters hold, stay.

mod fonts;
mod marked;
pub(super) mod operands;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeSet;

use hayro::kurbo::Rect;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use serde::{Deserialize, Serialize};

use super::unfold::unfolded;
use crate::pdf::comments::{self, Role};
use crate::pdf::lookup::{array_at, as_dictionary, dictionary_at, entry, name_at, resolve};
use crate::pdf::open::{OpenPdf, SourcePage};
use crate::progress::Progress;
use fonts::Fonts;
use walk::{Drawn, OutsideFound, Walk, numbers_at, with_drawings};

/// The pages of a PDF, counted from 0, that have something wholly outside their visible part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cropped {
    /// Pages with words there.
    pub words: Vec<u32>,
    /// Pages with pictures there.
    pub pictures: Vec<u32>,
    /// Pages of which not all can be told.
    pub unsure: Vec<u32>,
}

/// Finds what lies outside the visible parts of pages.
///
/// Where the person stops the work, only what was found until then.
pub(in crate::pdf) fn find(pdf: &OpenPdf, progress: &Progress) -> Cropped {
    let mut cropped = Cropped::default();
    let mut fonts = Fonts::default();
    for (number, page) in (0..).zip(&pdf.pages) {
        if progress.step(number as usize, pdf.pages.len()).is_err() {
            break;
        }
        let mut drawn = Drawn::new();
        let (found, _) = follow(&pdf.document, page, (&mut fonts, &mut drawn));
        for (is_so, pages) in [
            (found.has_words(), &mut cropped.words),
            (found.pictures, &mut cropped.pictures),
            (found.unsure, &mut cropped.unsure),
        ] {
            pages.extend(is_so.then_some(number));
        }
    }
    cropped
}

/// Takes out of pages of one PDF what lies outside their visible parts.
#[derive(Default)]
pub(super) struct Crop {
    fonts: Fonts,
    drawn: Drawn,
    done: BTreeSet<u32>,
}

/// What changes on a page.
struct Change {
    content: Option<Vec<u8>>,
    drawings: Vec<(Vec<u8>, ObjectId)>,
    annotations: Option<Vec<Object>>,
    added: Vec<(ObjectId, Object)>,
}

impl Crop {
    /// Takes it out of a page, counted from 0. Returns the numbers of the marked content that
    /// something was taken out of.
    pub(super) fn take_out(&mut self, pdf: &mut OpenPdf, page: u32) -> BTreeSet<i64> {
        let number = page;
        let Some(page) = pdf.pages.get_mut(page as usize) else {
            return BTreeSet::new();
        };
        if !self.done.insert(number) {
            return BTreeSet::new();
        }
        let document = &mut pdf.document;
        let (found, change) = follow(document, page, (&mut self.fonts, &mut self.drawn));
        if let Some(content) = change.content {
            if !change.drawings.is_empty() {
                let resources = resources(document, page).cloned().unwrap_or_default();
                let resources = with_drawings(document, &resources, change.drawings);
                page.dictionary.set("Resources", resources);
            }
            for (id, object) in change.added {
                document.max_id = document.max_id.max(id.0);
                document.objects.insert(id, object);
            }
            let content = document.add_object(Stream::new(Dictionary::new(), content));
            page.dictionary.set("Contents", content);
        }
        if let Some(annotations) = change.annotations {
            page.dictionary.set("Annots", annotations);
        }
        found.marks
    }
}

fn resources<'a>(document: &'a Document, page: &'a SourcePage) -> Option<&'a Dictionary> {
    dictionary_at(document, &page.dictionary, b"Resources")
}

fn follow(
    document: &Document,
    page: &SourcePage,
    (fonts, drawn): (&mut Fonts, &mut Drawn),
) -> (OutsideFound, Change) {
    let crop = page.boxes.crop;
    let shown = Rect::new(crop.x0, crop.y0, crop.x1, crop.y1);
    let mut walk = Walk::new(document, fonts, shown, drawn);
    let nothing = Dictionary::new();
    let resources = resources(document, page).unwrap_or(&nothing);
    let rewritten = match page_content(document, page) {
        Some(content) => walk.page(&content, resources),
        None => {
            walk.found.unsure = true;
            walk::Rewritten::default()
        }
    };
    let all = array_at(document, &page.dictionary, b"Annots");
    let mut inside = all.to_vec();
    inside.retain(|annotation| {
        let entries = as_dictionary(resolve(document, annotation));
        let place = entries.and_then(|entries| numbers_at(document, entries, b"Rect"));
        let place = place.map(|[x0, y0, x1, y1]| Rect::from_points((x0, y0), (x1, y1)));
        let (Some(entries), Some(place)) = (entries, place) else {
            return true;
        };
        let is_outside = walk.is_outside(place);
        // Comments and fields that nobody sees go nowhere in any case.
        let is_paper = comments::role(document, entries) == Role::Paper
            && !matches!(
                name_at(document, entries, b"Subtype"),
                Some(b"Link" | b"Widget" | b"PrinterMark" | b"TrapNet")
            );
        if is_outside && is_paper && !place.is_zero_area() {
            walk.found.note_words();
        }
        !is_outside
    });
    let annotations = (inside.len() < all.len()).then_some(inside);
    let change = Change {
        content: rewritten.content,
        drawings: rewritten.drawings,
        annotations,
        added: walk.added,
    };
    (walk.found, change)
}

/// The operators of a page; `None` where they cannot be read.
fn page_content(document: &Document, page: &SourcePage) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let streams = match entry(document, &page.dictionary, b"Contents") {
        Some(Object::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    for stream in streams {
        if let Object::Stream(stream) = resolve(document, stream) {
            content.extend(unfolded(stream)?);
            content.push(b'\n');
        }
    }
    Some(content)
}
