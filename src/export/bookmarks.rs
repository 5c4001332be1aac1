//! The bookmarks of the whole pack.

use std::collections::HashMap;

use super::layout::CountedPack;
use super::plan::Place;
use super::provenance;
use crate::pack::{Document, Item, ItemNumber};
use crate::pdf::assemble::Bookmark;

/// Contents, sections, documents; the bookmarks of a PDF below its document. `outline_part` gives
/// the index of the part whose own bookmarks go there.
pub(super) fn bookmarks(
    layout: &CountedPack<'_>,
    outline_part: impl Fn(Place) -> Option<usize>,
) -> Vec<Bookmark> {
    let page = |place| layout.plan.target(place);
    let items = layout.request.pack.numbered_items().into_iter();
    let numbers: HashMap<Place, ItemNumber> = items
        .map(|item| (Place::from(item.id()), item.number()))
        .collect();
    // Bookmarks count pages from 0.
    let bookmark = |title: &str, place| Bookmark {
        title: match numbers.get(&place) {
            Some(number) => format!("{number} {} · page {}", one_line(title), page(place)),
            None => format!("{} · page {}", one_line(title), page(place)),
        },
        page: page(place) - 1,
        outline_of_part: outline_part(place),
        ..Bookmark::default()
    };
    let of_document = |document: &Document| {
        let is_here = layout.request.copy.shows(document.audience);
        is_here.then(|| bookmark(&document.title, Place::Document(document.id)))
    };
    let mut all = vec![bookmark("Contents", Place::Contents)];
    all.extend(
        layout
            .request
            .pack
            .outline
            .iter()
            .filter_map(|item| match item {
                Item::Document(document) => of_document(document),
                Item::Section(section) => {
                    let documents = section.documents.iter().map(AsRef::as_ref);
                    layout
                        .request
                        .copy
                        .shows_section(section)
                        .then(|| Bookmark {
                            children: documents.filter_map(of_document).collect(),
                            is_open: true,
                            ..bookmark(&section.title, Place::Section(section.id))
                        })
                }
            }),
    );
    if provenance::has_sources(layout.request.pack, layout.request.copy) {
        all.push(bookmark(provenance::TITLE, Place::Sources));
    }
    all
}

fn one_line(title: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        "Untitled".to_owned()
    } else {
        title
    }
}
