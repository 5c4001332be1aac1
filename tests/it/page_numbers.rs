//! Packs of any shape: the number that a page is said to have is the one that stands on it.

use briefpack::edit::{AnnotationChange, Command, Replacement};
use briefpack::export::{self, Copy, PartCache, Passwords, Place};
use briefpack::pack::{
    AreaSelector, Audience, DocumentId, Extent, ItemId, Location, PageSelection, ShownPage,
    Template,
};
use briefpack::progress::Progress;
use proptest::prelude::*;

use crate::exported::Exported;
use crate::files::pdf;
use crate::papers::{Papers, statement};

/// A document of a random pack.
#[derive(Debug, Clone)]
struct Wanted {
    is_pdf: bool,
    /// Its pages, or a measure of its text.
    size: usize,
    is_private: bool,
    has_note: bool,
    /// Whether it stands in a section of its own.
    is_in_section: bool,
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let of = (
        any::<bool>(),
        1..4_usize,
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    of.prop_map(
        |(is_pdf, size, is_private, has_note, is_in_section)| Wanted {
            is_pdf,
            size,
            is_private,
            has_note,
            is_in_section,
        },
    )
}

fn add(papers: &mut Papers, index: usize, wanted: &Wanted) -> DocumentId {
    let word = word(index);
    let id = if wanted.is_pdf {
        let pages: Vec<String> = (0..wanted.size)
            .map(|at| format!("{word} side {at}"))
            .collect();
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        papers.add(&format!("{word}.pdf"), pdf(&pages))
    } else {
        let text = format!("{word}\n\n{}", statement(5 * wanted.size));
        papers.add(&format!("{word}.txt"), text)
    };
    if wanted.is_private {
        papers.edit(Command::SetAudience(id, Audience::Private));
    }
    if wanted.has_note {
        papers.edit(Command::SetNote(id, "Read this first. ".repeat(40)));
    }
    if wanted.is_in_section {
        let index = papers.pack.outline.len();
        papers.edit(Command::AddSection {
            index,
            title: format!("Item {index}"),
        });
        let section = papers.pack.sections().last().unwrap().id;
        papers.edit(Command::Move {
            items: vec![id.into()],
            to: Location::within(section, 0),
        });
    }
    id
}

/// What only this document says.
fn word(index: usize) -> String {
    format!("Zebra{index}")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(6) })]

    #[test]
    fn every_page_has_the_number_that_the_plan_gives_it(
        all in prop::collection::vec(wanted(), 1..5),
        has_dividers: bool,
        has_same_numbers: bool,
        has_digest: bool,
    ) {
        let mut papers = Papers::new();
        papers.pack.settings.divider_pages = has_dividers;
        papers.pack.settings.same_page_numbers = has_same_numbers;
        let ids: Vec<DocumentId> = (0..).zip(&all).map(|(at, it)| add(&mut papers, at, it)).collect();
        if has_digest {
            papers.add_page(Template::Digest);
        }
        let (cache, passwords) = (PartCache::default(), Passwords::default());
        for copy in [Copy::Circulation, Copy::Speaking] {
            let request = papers.request(&cache, &passwords, copy);
            let plan = export::plan(&request, &Progress::default()).unwrap();
            let made = export::export(&request, &Progress::default()).unwrap();
            let exported = Exported::of_bytes(&made.bytes);
            prop_assert_eq!(plan.total(), exported.page_count());
            exported.assert_numbered();
            let targets = exported.link_targets(2);
            for ((index, wanted), id) in all.iter().enumerate().zip(&ids) {
                if wanted.is_private && copy == Copy::Circulation {
                    prop_assert!(!exported.says_anywhere(&word(index)));
                    continue;
                }
                let first = plan.page_of_document(*id).unwrap();
                prop_assert!(targets.contains(&first), "the contents lead to {targets:?}");
                exported.assert_page_says(first, &word(index));
                if wanted.is_pdf && !wanted.has_note {
                    for at in 0..wanted.size {
                        let page = first + u32::try_from(at).unwrap();
                        exported.assert_page_says(page, &format!("{} side {at}", word(index)));
                    }
                }
            }
        }
    }
}

#[test]
fn a_blank_page_in_the_place_of_a_private_document_does_not_name_it() {
    let mut papers = Papers::new();
    papers.pack.settings.same_page_numbers = true;
    let private = papers.add("secret.txt", "Zebra at the gate\n\nWords.\n");
    papers.edit(Command::SetAudience(private, Audience::Private));
    let [circulation, speaking] = papers.export_both();
    assert_eq!(circulation.page_count(), speaking.page_count());
    speaking.assert_page_says(3, "Zebra at the gate");
    assert!(!circulation.says_anywhere("Zebra"));
}

#[test]
fn a_count_after_edits_is_the_count_of_the_pack_as_it_is() {
    let mut papers = Papers::new();
    papers.pack.settings.provenance = true;
    let text = papers.add("Text.txt", format!("A text\n\n{}", statement(30)));
    let report = papers.add("Report.pdf", pdf(&["One", "Two", "Three"]));
    let last = papers.add("Last.txt", format!("The last\n\n{}", statement(3)));
    let first = papers.area(report, AreaSelector { page: 1, ..area() }, "A first note");
    papers.area(report, AreaSelector { page: 3, ..area() }, "A note");
    papers.area(text, area(), "Another");
    papers.add_page(Template::Digest);
    papers.add_page(Template::MeetingBrief);
    let long = "What was said in the room, and by whom. ".repeat(400);
    let selection = |pages: &[u32]| {
        let pages = pages.iter().copied().map(ShownPage::upright).collect();
        Extent::Pages(PageSelection::new(pages).unwrap())
    };
    let annotations = papers.pack.document(report).unwrap().annotations.clone();
    let replaced = |pages: &[u32]| {
        Command::SetExtents(vec![Replacement {
            document: report,
            extent: selection(pages),
            annotations: annotations.clone(),
        }])
    };
    let rename = |item, title: &str| Command::Rename {
        item,
        title: title.to_owned(),
    };
    let body = |text: &str| {
        Command::ChangeAnnotations(vec![first], AnnotationChange::Body(text.to_owned()))
    };
    let edits = [
        rename(ItemId::Document(report), "Another title"),
        rename(
            ItemId::Document(report),
            &"A title of many lines ".repeat(60),
        ),
        body(&long),
        body(&format!("See [The last](@{}).", last.0)),
        rename(ItemId::Document(last), &"What is cited ".repeat(40)),
        Command::Move {
            items: vec![last.into()],
            to: Location::top(0),
        },
        body("Short again 漢"),
        Command::SetAudience(text, Audience::Private),
        replaced(&[3]),
        replaced(&[1, 2, 3, 1]),
        Command::SetNote(report, long.clone()),
        Command::Remove(vec![text.into()]),
    ];
    let (cache, passwords) = (PartCache::default(), Passwords::default());
    for (index, edit) in edits.into_iter().enumerate() {
        papers.edit(edit);
        for copy in [Copy::Circulation, Copy::Speaking] {
            let plan = |cache: &PartCache| {
                let request = papers.request(cache, &passwords, copy);
                export::plan(&request, &Progress::default()).unwrap()
            };
            assert_eq!(plan(&cache), plan(&PartCache::default()), "edit {index}");
            // What the reader shows is what the export makes, whatever is known.
            let preview = |cache: &PartCache| {
                let request = papers.request(cache, &passwords, copy);
                let place = Place::Document(report);
                export::preview(&request, place, &Progress::default()).unwrap()
            };
            let (known, anew) = (preview(&cache), preview(&PartCache::default()));
            assert!(known.bytes == anew.bytes, "edit {index}");
            assert_eq!(known.sizes, anew.sizes);
            let shown = Exported::of_bytes(&known.bytes);
            assert_eq!(shown.page_count() as usize, known.sizes.len());
            for (page, told) in (1..).zip(&known.sizes) {
                let (width, height) = shown.size(page);
                let differs = (width - told.width_pt).abs() + (height - told.height_pt).abs();
                assert!(
                    differs < 0.1,
                    "page {page} is {width} by {height}: {told:?}"
                );
            }
        }
    }
}

#[test]
fn some_pages_of_a_place_are_as_they_are_among_all() {
    let mut papers = Papers::new();
    let report = papers.add("Report.pdf", pdf(&["One", "Two", "Three", "Four"]));
    papers.area(report, AreaSelector { page: 3, ..area() }, "A note");
    let (cache, passwords) = (PartCache::default(), Passwords::default());
    let request = papers.request(&cache, &passwords, Copy::Speaking);
    let (place, progress) = (Place::Document(report), Progress::default());
    let all = export::preview(&request, place, &progress).unwrap();
    let some = export::preview_of_pages(&request, place, 1..3, &progress).unwrap();
    assert_eq!((some.made, some.pages), (1..3, all.pages));
    assert_eq!((some.sizes, some.extensions), (all.sizes, all.extensions));
    assert_eq!(some.marks, all.marks);
    let shown = Exported::of_bytes(&some.bytes);
    assert_eq!(shown.page_count(), 2);
    for (page, word) in [(1, "Two"), (2, "Three")] {
        shown.assert_page_says(page, word);
        let number = format!("Page {} of {}", all.first_page + page, all.total);
        shown.assert_page_says(page, &number);
    }
    let beyond = export::preview_of_pages(&request, place, 90..93, &progress);
    assert!(matches!(beyond, Err(export::ExportError::NoPages)));
}

fn area() -> AreaSelector {
    AreaSelector {
        page: 1,
        x: 60.0,
        y: 100.0,
        width: 80.0,
        height: 30.0,
    }
}
