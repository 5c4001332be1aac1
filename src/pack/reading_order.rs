//! The order in which one reads what is on a document.

use std::cmp::Ordering;

use super::{Annotation, Document, Target};

impl Document {
    /// The annotations in the order in which one reads, each with its index among them: what is
    /// on all of the document first, then passages in the order of the text, then areas page by
    /// page and downwards. Of two at one place the older comes first.
    pub fn in_reading_order(&self) -> impl Iterator<Item = (usize, &Annotation)> {
        let mut all: Vec<(usize, &Annotation)> = self.annotations.iter().enumerate().collect();
        all.sort_by(|(_, one), (_, other)| by_place(&one.target, &other.target));
        all.into_iter()
    }
}

fn by_place(one: &Target, other: &Target) -> Ordering {
    match (one, other) {
        (Target::Text(one), Target::Text(other)) => {
            (one.start, one.end).cmp(&(other.start, other.end))
        }
        (Target::Area(one), Target::Area(other)) => one
            .page
            .cmp(&other.page)
            .then(one.y.total_cmp(&other.y))
            .then(one.x.total_cmp(&other.x)),
        _ => rank(one).cmp(&rank(other)),
    }
}

/// Where a text stands on the pages is not known here, so areas come after texts.
fn rank(target: &Target) -> u8 {
    match target {
        Target::Document => 0,
        Target::Text(_) => 1,
        Target::Area(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{AnnotationId, Body, DocumentId};
    use crate::pack::{AreaSelector, BriefingPage, TextSelector};

    #[test]
    fn the_whole_document_comes_first_then_passages_then_areas() {
        let passage = |start, end| {
            Target::Text(TextSelector {
                start,
                end,
                ..TextSelector::default()
            })
        };
        let area = |page, x, y| {
            Target::Area(AreaSelector {
                page,
                x,
                y,
                ..AreaSelector::default()
            })
        };
        let targets = [
            area(2, 0.0, 10.0),
            area(1, 70.0, 90.0),
            area(1, 20.0, 90.0),
            passage(40, 60),
            passage(7, 50),
            passage(7, 9),
            passage(7, 50),
            Target::Document,
        ];
        let annotation = |(id, target)| Annotation::new(AnnotationId(id), target);
        let body = Body::Page(BriefingPage::default());
        let document = Document {
            annotations: (0..).zip(targets).map(annotation).collect(),
            ..Document::new(DocumentId(100), "", body)
        };
        let order: Vec<usize> = document
            .in_reading_order()
            .map(|(index, annotation)| {
                assert_eq!(document.annotations[index].id, annotation.id);
                index
            })
            .collect();
        assert_eq!(order, [7, 5, 4, 6, 3, 2, 1, 0]);
    }
}
