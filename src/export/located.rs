//! Where marks stand on a document's pages.

use std::collections::HashMap;

use crate::anchor::Finder;
use crate::pack::{Anchoring, Annotation, AnnotationId, AreaSelector, Target};
use crate::pdf::inspect::PageInfo;
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
pub(super) fn locate(
    annotations: &[&Annotation],
    layer: &TextLayer,
    pages: &[PageInfo],
) -> Vec<Located> {
    let needs_text = |one: &&&Annotation| matches!(one.target, Target::Text(_));
    let content = annotations
        .iter()
        .any(|one| needs_text(&one))
        .then(|| layer.content());
    let finder = content.as_deref().map(Finder::new);
    let mut found: Vec<Located> = annotations
        .iter()
        .filter(|annotation| annotation.anchoring != Anchoring::Lost)
        .filter_map(|annotation| {
            let quads = match &annotation.target {
                Target::Document => return None,
                Target::Area(area) => on_page(area, pages)?,
                Target::Text(selector) => {
                    let range = finder.as_ref()?.find(selector)?.range;
                    let ranges = layer.from_content(&range);
                    ranges.iter().flat_map(|range| layer.quads(range)).collect()
                }
            };
            (!quads.is_empty()).then_some(Located {
                annotation: annotation.id,
                quads,
            })
        })
        .collect();
    found.sort_by(|a, b| {
        let (a_corner, b_corner) = (a.corner(), b.corner());
        (a.page().cmp(&b.page()))
            .then(a_corner.0.total_cmp(&b_corner.0))
            .then(a_corner.1.total_cmp(&b_corner.1))
    });
    found
}

/// An area, as far as it is on its page.
fn on_page(area: &AreaSelector, pages: &[PageInfo]) -> Option<Vec<(u32, Quad)>> {
    let index = area.page.checked_sub(1)?;
    let page = pages.get(usize::try_from(index).ok()?)?;
    let sides = [area.x, area.y, area.width, area.height];
    if !sides.into_iter().all(f32::is_finite) {
        return None;
    }
    let left = area.x.max(0.0);
    let top = area.y.max(0.0);
    let right = (area.x + area.width).min(page.width_pt);
    let bottom = (area.y + area.height).min(page.height_pt);
    let is_there = right > left && bottom > top;
    is_there.then(|| {
        let quad = Quad::rectangle(left, top, right - left, bottom - top);
        vec![(index, quad)]
    })
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
            let found = locate(&[annotation], &TextLayer::default(), &[PAGE]);
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
}
