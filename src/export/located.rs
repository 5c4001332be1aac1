//! Where marks stand on a document's pages.

use std::collections::HashMap;

use crate::anchor::Finder;
use crate::pack::{Anchoring, Annotation, AnnotationId, AreaSelector, Target};
use crate::pdf::inspect::PageInfo;
use crate::progress::{Cancelled, Progress};
use crate::text::{Quad, TextLayer};

/// A mark that was found on a document's pages.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Located {
    pub annotation: AnnotationId,
    /// Its pieces, each with its page of the document, counted from 0. Never empty.
    pub quads: Vec<(u32, Quad)>,
}

impl Located {
    /// The page that it begins on, counted from 0.
    pub fn page(&self) -> u32 {
        self.quads.first().map_or(0, |(page, _)| *page)
    }

    /// The height of its upper edge on that page, and its left edge, in points.
    pub fn corner(&self) -> (f32, f32) {
        self.quads
            .first()
            .map_or((0.0, 0.0), |(_, quad)| (quad.bounds().1, quad.bounds().0))
    }
}

/// Finds marks on a document's pages, in the order in which they stand there. What has lost its
/// passage is not among them.
///
/// # Errors
/// [`Cancelled`] when the work was asked to stop.
pub(super) fn locate(
    annotations: &[&Annotation],
    layer: &TextLayer,
    pages: &[PageInfo],
    progress: &Progress,
) -> Result<Vec<Located>, Cancelled> {
    let needs_text = |one: &&&Annotation| matches!(one.target, Target::Text(_));
    let content = annotations
        .iter()
        .any(|annotation| needs_text(&annotation))
        .then(|| layer.content());
    let finder = content.as_deref().map(Finder::new);
    let quads_of = |target: &Target| match target {
        Target::Document => None,
        Target::Area(area) => on_page(area, pages),
        Target::Text(selector) => {
            let range = finder.as_ref()?.find(selector)?.range;
            let ranges = layer.from_content(&range);
            Some(ranges.iter().flat_map(|range| layer.quads(range)).collect())
        }
    };
    let mut found = Vec::with_capacity(annotations.len());
    for annotation in annotations {
        progress.check()?;
        if annotation.anchoring == Anchoring::Lost {
            continue;
        }
        let quads: Vec<(u32, Quad)> = quads_of(&annotation.target).unwrap_or_default();
        if !quads.is_empty() {
            found.push(Located {
                annotation: annotation.id,
                quads,
            });
        }
    }
    found.sort_by(|a, b| {
        let (a_corner, b_corner) = (a.corner(), b.corner());
        (a.page().cmp(&b.page()))
            .then(a_corner.0.total_cmp(&b_corner.0))
            .then(a_corner.1.total_cmp(&b_corner.1))
    });
    Ok(found)
}

/// An area, as far as it is on its page.
fn on_page(area: &AreaSelector, pages: &[PageInfo]) -> Option<Vec<(u32, Quad)>> {
    let index = area.page.checked_sub(1)?;
    let page = pages.get(usize::try_from(index).ok()?)?;
    let area = area.within(page.width_pt, page.height_pt)?;
    let quad = Quad::rectangle(area.x, area.y, area.width, area.height);
    Some(vec![(index, quad)])
}

/// Marks by their annotation.
pub(super) fn by_annotation(located: &[Located]) -> HashMap<AnnotationId, &Located> {
    located.iter().map(|one| (one.annotation, one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: PageInfo = PageInfo {
        width_pt: 100.0,
        height_pt: 200.0,
    };

    fn area(page: u32, x: f32, width: f32) -> Annotation {
        let area = AreaSelector {
            page,
            x,
            y: 10.0,
            width,
            height: 20.0,
        };
        Annotation::new(AnnotationId(1), Target::Area(area))
    }

    #[test]
    fn an_area_keeps_to_its_page() {
        let find = |annotation: &Annotation| {
            let progress = Progress::default();
            let found = locate(&[annotation], &TextLayer::default(), &[PAGE], &progress).unwrap();
            found.first().map(|one| one.quads[0].1.bounds())
        };
        assert_eq!(find(&area(1, -5.0, 500.0)), Some((0.0, 10.0, 100.0, 30.0)));
        for lost in [
            area(0, 1.0, 5.0),
            area(2, 1.0, 5.0),
            area(1, 300.0, 5.0),
            area(1, f32::NAN, 5.0),
            area(1, 5.0, f32::NEG_INFINITY),
        ] {
            assert_eq!(find(&lost), None, "{lost:?}");
        }
    }

    #[test]
    fn looking_for_marks_can_be_stopped() {
        let progress = Progress::default();
        progress.cancel();
        let found = locate(
            &[&area(1, 1.0, 5.0)],
            &TextLayer::default(),
            &[PAGE],
            &progress,
        );
        assert_eq!(found, Err(Cancelled));
    }
}
