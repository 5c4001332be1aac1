//! The list of sources at the end of a pack: what each document was made from.

use super::Copy;
use super::plan::{Place, Plan};
use crate::capitals::capitalised;
use crate::pack::{Body, Document, Extent, NumberedItem, Pack};
use crate::typeset::{self, Provenance, Style, Typeset};

/// What stands above the list, in the contents and in the bookmarks.
pub(super) const TITLE: &str = "Sources";

/// The list tells the pages exactly, unless they are more runs than a few lines hold.
const MOST_RUNS: usize = 40;

/// Whether a copy has the list: it was asked for, and some document came from a file.
pub(super) fn has_sources(pack: &Pack, copy: Copy) -> bool {
    pack.settings.provenance && shown(pack, copy).next().is_some()
}

/// Sets the list. Before the page numbers are known, an empty plan gives as many pages.
pub(super) fn sources(pack: &Pack, copy: Copy, plan: &Plan, style: &Style) -> Typeset {
    typeset::provenance(TITLE, &entries(pack, copy, plan), style)
}

/// What the list tells.
pub(super) fn entries(pack: &Pack, copy: Copy, plan: &Plan) -> Vec<Provenance> {
    let entries = shown(pack, copy);
    entries
        .filter_map(|(number, document)| entry(pack, number, document, plan))
        .collect()
}

/// The documents of a copy that were made from files, with their numbers.
fn shown(pack: &Pack, copy: Copy) -> impl Iterator<Item = (String, &Document)> {
    let items = pack.numbered_items().into_iter();
    items.filter_map(move |item| match item {
        NumberedItem::Document(number, document)
            if copy.shows(document.audience) && document.source().is_some() =>
        {
            Some((number.to_string(), document))
        }
        _ => None,
    })
}

/// What is told of a document's source. Where its pages are those of a file that was turned into a
/// PDF, that file is told.
fn entry(pack: &Pack, number: String, document: &Document, plan: &Plan) -> Option<Provenance> {
    let Body::Source {
        source: made_from,
        extent,
    } = &document.body
    else {
        return None;
    };
    let known = pack.sources.get(made_from);
    let (id, source) = known
        .and_then(|source| source.laid_out_from.as_ref())
        .and_then(|id| Some((id, pack.sources.get(id)?)))
        .or_else(|| Some((made_from, known?)))?;
    let day = |date: jiff::civil::Date| date.strftime("%-d %b %Y").to_string();
    let added = source.origin.as_ref().map(|origin| day(origin.day_added()));
    Some(Provenance {
        number,
        title: document.title.clone(),
        page: plan.target(Place::Document(document.id)),
        file: shown_of(extent, &source.wording()),
        sha256: id.to_string(),
        dated: document.date.map(day).unwrap_or_default(),
        added: added.unwrap_or_default(),
    })
}

/// What a document shows of a file: two documents may be made from one.
fn shown_of(extent: &Extent, file: &str) -> String {
    match extent {
        Extent::Whole => file.to_owned(),
        Extent::Pages(chosen) => {
            let pages = capitalised(&chosen.in_words_up_to(MOST_RUNS));
            format!("{pages} of {file}")
        }
        Extent::Lines { .. } | Extent::Blocks { .. } => format!("An excerpt from {file}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{PageSelection, ShownPage, Turn};

    #[test]
    fn what_is_shown_of_a_file_is_told() {
        let extent_text = |extent| shown_of(&extent, "report.pdf");
        let pages = |numbers: &[u32]| {
            let mut shown: Vec<_> = numbers
                .iter()
                .map(|page| ShownPage::upright(*page))
                .collect();
            shown[0].turn = Turn::Right;
            Extent::Pages(PageSelection::new(shown).unwrap())
        };
        assert_eq!(extent_text(Extent::Whole), "report.pdf");
        assert_eq!(extent_text(pages(&[3])), "Page 3 of report.pdf");
        assert_eq!(
            extent_text(pages(&[2, 3, 4, 9])),
            "Pages 2–4, 9 of report.pdf"
        );
        let odd: Vec<u32> = (0..5).map(|index| 2 * index + 1).collect();
        assert_eq!(
            extent_text(pages(&odd)),
            "Pages 1, 3, 5, 7, 9 of report.pdf"
        );
        let odd: Vec<u32> = (0..500).map(|index| 2 * index + 1).collect();
        assert_eq!(extent_text(pages(&odd)), "500 of pages 1–999 of report.pdf");
        let lines = Extent::Lines { first: 3, last: 9 };
        assert_eq!(extent_text(lines), "An excerpt from report.pdf");
    }
}
