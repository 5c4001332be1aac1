//! Packs of any shape: the number that a page is said to have is the one that stands on it.

use briefpack::edit::Command;
use briefpack::export::{self, Copy, PartCache, Passwords};
use briefpack::pack::{Audience, DocumentId, Location, Template};
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
