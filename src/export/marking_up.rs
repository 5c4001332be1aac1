//! Marks, markers, links and comments on the pages of a document.

use std::collections::HashMap;

use super::document_marks::{DocumentMarks, NotePlace, link_to_note};
use super::document_parts::DocumentParts;
use super::layout::CountedPack;
use super::located::Located;
use super::{Copy, ExportError};
use super::{markers, notes};
use crate::pack::{Annotation, AnnotationId, Document};
use crate::pdf::assemble::{PageComment, PageMark};
use crate::pdf::inspect::PageInfo;
use crate::text::{Point, Quad};

/// How far from the page's right edge a comment stands, in points.
const COMMENT_PT: f32 = 17.0;

/// Marks up a document. `note_places` tells where the notes stand that have a number.
pub(super) fn mark_up(
    layout: &CountedPack<'_>,
    document: &Document,
    document_parts: &DocumentParts,
    pages: &[PageInfo],
    note_places: &HashMap<AnnotationId, NotePlace>,
) -> Result<DocumentMarks, ExportError> {
    let copy = layout.request.copy;
    let mut out = DocumentMarks::default();
    let shown: HashMap<AnnotationId, &Annotation> = notes::shown(copy, document)
        .into_iter()
        .map(|one| (one.id, one))
        .collect();
    let has_comments = layout.request.pack.settings.comments;
    for located in document_parts.located.iter() {
        let Some(annotation) = shown.get(&located.annotation) else {
            continue;
        };
        add_marks(&mut out, located, annotation);
        if has_comments && annotation.has_words() {
            let says = notes::plain(layout.request.pack, copy, &layout.plan, &annotation.body);
            let page = usize::try_from(located.page()).ok();
            let width_pt = page
                .and_then(|page| pages.get(page))
                .map_or(0.0, |page| page.width_pt);
            add_comment(&mut out, copy, (located, width_pt), annotation, &says);
        }
    }
    let without_room = document_parts
        .main
        .as_ref()
        .and_then(|part| part.margin.as_ref());
    for note in without_room.into_iter().flatten() {
        if let (Some((page, centre)), Some(place)) =
            (note.circle, note_places.get(&note.annotation))
        {
            let here = out.pages.entry(page).or_default();
            here.links.push(link_to_note(centre, *place, None));
        }
    }
    if document_parts.has_markers {
        let wanted = markers::wanted(document_parts, &shown)?;
        markers::add(&mut out, &wanted, layout, pages, note_places)?;
    }
    Ok(out)
}

fn add_marks(out: &mut DocumentMarks, located: &Located, annotation: &Annotation) {
    let mut by_page: Vec<(u32, Vec<Quad>)> = Vec::new();
    for (page, quad) in &located.quads {
        match by_page.last_mut() {
            Some((last, quads)) if last == page => quads.push(*quad),
            _ => by_page.push((*page, vec![*quad])),
        }
    }
    for (page, quads) in by_page {
        let mark = PageMark {
            style: annotation.mark.style,
            colour: annotation.mark.colour.ground_or_line(annotation.mark.style),
            quads,
        };
        let here = out.pages.entry(page).or_default();
        here.marks.push((annotation.id, mark));
    }
}

fn add_comment(
    out: &mut DocumentMarks,
    copy: Copy,
    (located, width_pt): (&Located, f32),
    annotation: &Annotation,
    says: &str,
) {
    let Some((page, quad)) = located.quads.first() else {
        return;
    };
    let (_, top, ..) = quad.bounds();
    let kind = annotation.kind.map_or("Note", |kind| kind.name());
    let author = annotation.author.name.trim();
    let comment = PageComment {
        // In the outer margin, where it covers no word.
        at: Point::new((width_pt - COMMENT_PT).max(0.0), top),
        text: format!("{kind}: {says}"),
        author: (copy == Copy::Speaking && !author.is_empty()).then(|| author.to_owned()),
        colour: annotation.mark.colour.line(),
    };
    out.pages.entry(*page).or_default().comments.push(comment);
}
