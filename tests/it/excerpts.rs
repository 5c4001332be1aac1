//! Documents that show a part of their source: pages chosen, turned, split and merged.

use std::collections::BTreeSet;

use briefpack::edit::{Command, EditError, apply};
use briefpack::excerpt::{self, ExcerptError};
use briefpack::export::{self, Copy, PartCache, Passwords};
use briefpack::pack::{
    Anchoring, Annotation, AnnotationId, AreaSelector, Audience, BeyondCrop, BlockRun, Body,
    BriefingPage, DocumentId, Extent, Location, Pack, PagePart, PageSelection, Target, Template,
    citation,
};
use briefpack::pdf::render::Renderer;
use briefpack::progress::Progress;
use lopdf::{Dictionary, Object, Stream, dictionary};

use crate::desk::Desk;
use crate::exported::Exported;
use crate::files::{Pdf, package, pdf, relations};
use crate::papers::{Papers, statement};

const HARBOURS: [&str; 6] = [
    "First harbour",
    "Second harbour",
    "Third harbour",
    "Fourth harbour",
    "Fifth harbour",
    "Sixth harbour",
];

fn pages(text: &str) -> PageSelection {
    text.parse().unwrap()
}

/// Does something with a request for the speaking copy.
fn with_request<T>(papers: &Papers, work: impl FnOnce(&export::ExportRequest<'_>) -> T) -> T {
    let (cache, passwords) = (PartCache::default(), Passwords::default());
    work(&papers.request(&cache, &passwords, Copy::Speaking))
}

fn try_choose(papers: &Papers, document: DocumentId, text: &str) -> Result<Command, ExcerptError> {
    with_request(papers, |request| {
        excerpt::choose(request, document, &pages(text), &Progress::default())
    })
}

fn choose(papers: &mut Papers, document: DocumentId, text: &str) {
    let command = try_choose(papers, document, text).unwrap();
    papers.edit(command);
}

/// Adds a document that shows these pages of another's source.
fn add_excerpt(papers: &mut Papers, document: DocumentId, text: &str) -> DocumentId {
    let new = with_request(papers, |request| {
        excerpt::excerpt(request, document, &pages(text), &Progress::default()).unwrap()
    });
    let id = DocumentId(papers.pack.upcoming_id());
    papers.edit(Command::AddDocuments {
        at: Location::top(papers.pack.outline.len()),
        documents: vec![new],
        sources: Vec::new(),
    });
    id
}

fn split(papers: &mut Papers, document: DocumentId, at: u32) -> DocumentId {
    let command = with_request(papers, |request| {
        let of = papers.pack.document(document).unwrap();
        let shown = export::pieces(request, of, &Progress::default()).unwrap();
        let pieces = shown.unwrap().pieces;
        let staying = pieces.partition_point(|piece| piece.page < at);
        excerpt::split(request, document, staying, &Progress::default()).unwrap()
    });
    let second = DocumentId(papers.pack.upcoming_id());
    papers.edit(command);
    second
}

fn merge(papers: &mut Papers, documents: &[DocumentId]) {
    let command = with_request(papers, |request| {
        excerpt::merge(request, documents, &Progress::default()).unwrap()
    });
    papers.edit(command);
}

fn note(papers: &Papers, id: AnnotationId) -> &Annotation {
    papers.pack.annotation(id).unwrap().1
}

fn extent(pack: &Pack, id: DocumentId) -> Extent {
    match &pack.document(id).unwrap().body {
        Body::Source { extent, .. } => extent.clone(),
        Body::Page(_) => panic!("it is made from a file"),
    }
}

fn exported(papers: &Papers) -> Exported {
    let [circulation, _] = papers.export_both();
    circulation.assert_numbered();
    circulation
}

/// The PDF with a link from one page to another, both counted from 1.
fn with_link(mut pdf: Pdf, from: u32, to: u32) -> Pdf {
    let ids = pdf.document.get_pages();
    let link = pdf.document.add_object(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => vec![40.into(), 190.into(), 260.into(), 230.into()],
        "Dest" => vec![ids[&to].into(), "Fit".into()],
    });
    let page = pdf.document.get_dictionary_mut(ids[&from]).unwrap();
    page.set("Annots", vec![Object::Reference(link)]);
    pdf
}

#[test]
fn pages_come_in_the_order_chosen_turned_and_as_often_as_asked() {
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", pdf(&HARBOURS));
    choose(&mut papers, paper, "3, 1 right, 1, 5 half, 3");
    let exported = exported(&papers);
    assert_eq!(exported.page_count(), 7, "cover, contents and five pages");
    for (page, words) in (3..).zip(["Third", "First", "First", "Fifth", "Third"]) {
        exported.assert_page_says(page, words);
    }
    let turns: Vec<i64> = (3..=7).map(|page| exported.rotation(page)).collect();
    assert_eq!(turns, [0, 90, 0, 180, 0]);
    for absent in ["Second", "Fourth", "Sixth"] {
        assert!(!exported.says_anywhere(absent), "{absent}");
    }
}

#[test]
fn links_and_bookmarks_lead_to_pages_that_are_shown_and_nowhere_else() {
    let mut papers = Papers::new();
    let source = with_link(Pdf::new(&HARBOURS), 2, 4).with_bookmark("The fourth", 4);
    let paper = papers.add("paper.pdf", source.bytes());
    let own = |exported: &Exported| -> Vec<(String, u32)> {
        let bookmarks = exported.bookmarks().into_iter();
        let own = bookmarks.filter(|one| one.title == "The fourth");
        own.map(|one| (one.title, one.page)).collect()
    };
    choose(&mut papers, paper, "4, 2");
    let shown = exported(&papers);
    assert_eq!(shown.link_targets(4), [3]);
    assert_eq!(own(&shown), [("The fourth".to_owned(), 3)]);
    choose(&mut papers, paper, "1-2");
    let left_out = exported(&papers);
    assert!(left_out.link_targets(4).is_empty());
    assert!(own(&left_out).is_empty());
    // The page is in the pack again, in another document: its bookmark stands there alone.
    add_excerpt(&mut papers, paper, "4-5");
    let elsewhere = exported(&papers);
    assert_eq!(own(&elsewhere), [("The fourth".to_owned(), 5)]);
    assert_eq!(elsewhere.link_targets(4), [5]);
}

#[test]
fn a_source_is_stored_once_however_many_documents_show_it() {
    let mut source = Pdf::new(&HARBOURS);
    let mut seed = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    })
    .take(1000 * 1000)
    .collect();
    let picture = source.document.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 1000, "Height" => 1000,
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
        },
        noise,
    ));
    for id in source.document.get_pages().into_values() {
        let page = source.document.get_dictionary_mut(id).unwrap();
        let resources = page.get_mut(b"Resources").and_then(Object::as_dict_mut);
        let mut names = Dictionary::new();
        names.set("Im1", picture);
        resources.unwrap().set("XObject", names);
    }
    let source = source.with_content(1, "q 200 0 0 200 50 100 cm /Im1 Do Q");
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", source.bytes());
    for text in ["1-2", "2, 1", "1 right, 1", "6, 1"] {
        add_excerpt(&mut papers, paper, text);
    }
    let size = exported(&papers).size_bytes();
    assert!(size > 1_000_000 && size < 1_300_000, "{size} bytes");
}

#[test]
fn a_page_that_the_source_has_not_is_told_of() {
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", pdf(&HARBOURS));
    choose(&mut papers, paper, "2-3");
    let error = try_choose(&papers, paper, "7").unwrap_err();
    assert_eq!(
        error.to_string(),
        "'paper' has no page 7; its last page is 6"
            .replace("paper", &papers.pack.document(paper).unwrap().title)
    );
    let mut show = |text: &str| {
        let command = Command::SetExtents(vec![briefpack::edit::Replacement {
            document: paper,
            extent: Extent::Pages(pages(text)),
            annotations: Vec::new(),
        }]);
        papers.edit(command);
        with_request(&papers, |request| {
            export::export(request, &Progress::default()).unwrap()
        })
    };
    let some = show("2, 8-9");
    assert_eq!(some.pages, 3);
    assert!(some.report.is_complete());
    let message = some.report.findings[0].to_string();
    assert!(
        message.contains("pages 8-9 of its file are not there, since the file has 6 pages"),
        "{message}"
    );
    let none = show("8-9");
    assert_eq!((none.pages, none.report.left_out()), (3, 1));
}

#[test]
fn notes_go_with_their_pages_and_come_back_with_them() {
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", pdf(&HARBOURS));
    let circulated = Audience::Circulated;
    let third = papers.mark(paper, "Third", None, circulated, "On the third.");
    let fifth = papers.mark(paper, "Fifth", None, circulated, "On the fifth.");
    let place = AreaSelector {
        page: 2,
        x: 20.0,
        y: 30.0,
        width: 100.0,
        height: 50.0,
    };
    let area = papers.area(paper, place, "An area of the second.");
    let before = papers.pack.clone();

    choose(&mut papers, paper, "3, 2 right");
    let sound = |papers: &Papers, id| note(papers, id).anchoring == Anchoring::Sound;
    assert!(sound(&papers, third) && sound(&papers, area) && !sound(&papers, fifth));
    let moved = AreaSelector {
        page: 2,
        x: 320.0,
        y: 20.0,
        width: 50.0,
        height: 100.0,
    };
    assert_eq!(note(&papers, area).target, Target::Area(moved));
    let plan = with_request(&papers, |request| {
        export::plan(request, &Progress::default()).unwrap()
    });
    assert_eq!(plan.page_of_annotation(third), Some(3));
    assert_eq!(plan.page_of_annotation(area), Some(4));
    assert_eq!(plan.page_of_annotation(fifth), None);

    choose(&mut papers, paper, "5-6");
    assert!(!sound(&papers, third) && !sound(&papers, area) && sound(&papers, fifth));
    choose(&mut papers, paper, "1-6");
    assert_eq!(papers.pack, before);
}

#[test]
fn the_own_pages_of_an_excerpt_are_those_that_it_shows() {
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", pdf(&HARBOURS));
    choose(&mut papers, paper, "3, 1 right");
    let own = with_request(&papers, |request| {
        let document = request.pack.document(paper).unwrap();
        export::own_pages(request, document, &Progress::default())
    });
    let own = own.unwrap().unwrap();
    let opened = Renderer::open(own.bytes, None).unwrap();
    let layer = opened.text_layer(&Progress::default()).unwrap();
    assert_eq!((layer.pages().len(), own.pages.len()), (2, 2));
    let places = ["Third", "First"].map(|word| layer.text().find(word));
    assert!(
        places[0].is_some() && places[0] < places[1],
        "{}",
        layer.text()
    );
}

#[test]
fn private_notes_on_pages_left_out_stay_private() {
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", pdf(&HARBOURS));
    let private = Audience::Private;
    papers.mark(paper, "Second", None, private, "They thylacine know.");
    papers.mark(paper, "Third", None, private, "They numbatesque know.");
    choose(&mut papers, paper, "3, 1");
    let [circulation, speaking] = papers.export_both();
    for secret in ["thylacine", "numbatesque"] {
        assert!(speaking.says_anywhere(secret), "{secret}");
        assert!(!circulation.says_anywhere(secret), "{secret}");
    }
    assert!(!circulation.says_anywhere("Second"));
}

#[test]
fn an_excerpt_of_a_private_paper_is_private() {
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", pdf(&HARBOURS));
    papers.edit(Command::SetAudience(paper, Audience::Private));
    let part = add_excerpt(&mut papers, paper, "2");
    assert_eq!(
        papers.pack.document(part).unwrap().audience,
        Audience::Private
    );
    papers.edit(Command::SetAudience(part, Audience::Circulated));
    // Who gets it goes with the document that it is of, whatever others of the source are.
    for (of, audience) in [(paper, Audience::Private), (part, Audience::Circulated)] {
        let another = add_excerpt(&mut papers, of, "1");
        assert_eq!(papers.pack.document(another).unwrap().audience, audience);
    }
    let command = with_request(&papers, |request| {
        excerpt::merge(request, &[paper, part], &Progress::default())
    });
    assert!(matches!(command, Err(ExcerptError::OtherAudience { .. })));
}

/// A pack without the number that it gives out next.
fn settled(pack: &Pack) -> Pack {
    Pack {
        next_id: 0,
        ..pack.clone()
    }
}

/// Splits a document and its parts at pages that `next` gives, and merges the parts.
fn split_and_merge(papers: &mut Papers, document: DocumentId, mut next: impl FnMut() -> u32) {
    let before = settled(&papers.pack);
    let mut parts = vec![document];
    for _ in 0..3 {
        let index = next() as usize % parts.len();
        let count = with_request(papers, |request| {
            let document = papers.pack.document(parts[index]).unwrap();
            let shown = export::pieces(request, document, &Progress::default()).unwrap();
            shown.unwrap().pages
        });
        if count < 2 {
            continue;
        }
        let at = 2 + next() % (count - 1);
        let second = split(papers, parts[index], at);
        parts.insert(index + 1, second);
    }
    assert!(parts.len() > 1);
    let notes = papers.pack.annotations().count();
    assert_eq!(notes, before.annotations().count());
    merge(papers, &parts);
    assert_eq!(settled(&papers.pack), before);
}

#[test]
fn what_was_split_and_merged_is_as_it_was() {
    let mut seed = 7_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 16
    };
    let mut papers = Papers::new();
    let fixed = papers.add("paper.pdf", pdf(&HARBOURS));
    let text = papers.add("statement.txt", statement(40));
    let private = Audience::Private;
    for words in ["First", "Second harbour", "Sixth"] {
        papers.mark(fixed, words, None, private, words);
    }
    for number in [1, 7, 15, 29, 40] {
        let words = format!("Paragraph {number} speaks");
        papers.mark(text, &words, None, private, &words);
        papers.mark(text, &format!("harbour number {number}"), None, private, "");
    }
    papers.edit(Command::SetNote(fixed, "On all of it.".to_owned()));
    let place = AreaSelector {
        page: 4,
        x: 10.0,
        y: 20.0,
        width: 30.0,
        height: 40.0,
    };
    papers.area(fixed, place, "An area.");
    for _ in 0..6 {
        split_and_merge(&mut papers, fixed, &mut next);
        split_and_merge(&mut papers, text, &mut next);
    }
    choose(&mut papers, fixed, "4, 2 left, 6, 1");
    for _ in 0..4 {
        split_and_merge(&mut papers, fixed, &mut next);
    }
}

#[test]
fn the_second_half_gets_its_notes_and_citations_go_on() {
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", pdf(&HARBOURS));
    let circulated = Audience::Circulated;
    let second = papers.mark(paper, "Second", None, circulated, "On the second.");
    let fifth = papers.mark(paper, "Fifth", None, circulated, "On the fifth.");
    let brief = papers.add_page(Template::Blank);
    let half = split(&mut papers, paper, 4);
    assert_eq!(extent(&papers.pack, paper), Extent::Pages(pages("1-3")));
    assert_eq!(extent(&papers.pack, half), Extent::Pages(pages("4-6")));
    let of = |papers: &Papers, id| papers.pack.annotation(id).unwrap().0.id;
    assert_eq!((of(&papers, second), of(&papers, fifth)), (paper, half));
    papers.edit(Command::Rename {
        item: half.into(),
        title: "The other half".to_owned(),
    });
    let text = format!(
        "See {} and {}.",
        citation("The other half", half.0),
        citation("the fifth, The other half", fifth.0)
    );
    let parts = vec![PagePart::Text(text)];
    papers.edit(Command::SetPage(brief, BriefingPage { parts }));
    let plan = with_request(&papers, |request| {
        export::plan(request, &Progress::default()).unwrap()
    });
    // Cover, contents, brief, three pages and a page of notes.
    assert_eq!(plan.page_of_annotation(fifth), Some(9));
    merge(&mut papers, &[paper, half]);
    let page = papers.pack.document(brief).unwrap().page().unwrap();
    assert_eq!(page.citations(), [paper.0, fifth.0]);
    let title = &papers.pack.document(paper).unwrap().title;
    let labels = format!("{page:?}");
    assert!(
        !labels.contains("The other half") && labels.contains(&**title),
        "{labels}"
    );
    assert_eq!(of(&papers, fifth), paper);
}

fn title(papers: &Papers, document: DocumentId) -> &str {
    &papers.pack.document(document).unwrap().title
}

fn rename(papers: &mut Papers, document: DocumentId, title: &str) {
    papers.edit(Command::Rename {
        item: document.into(),
        title: title.to_owned(),
    });
}

#[test]
fn a_part_is_called_by_its_pages_until_a_person_gives_it_a_title() {
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", pdf(&HARBOURS));
    rename(&mut papers, paper, "Harbours");
    let part = add_excerpt(&mut papers, paper, "2-3, 5 left");
    assert_eq!(title(&papers, part), "Harbours, pages 2–3, 5");
    choose(&mut papers, part, "4");
    assert_eq!(title(&papers, part), "Harbours, page 4");
    let within = add_excerpt(&mut papers, part, "5");
    assert_eq!(title(&papers, within), "Harbours, page 5");
    rename(&mut papers, within, "An annex");
    choose(&mut papers, within, "1-2");
    assert_eq!(title(&papers, within), "An annex");
    choose(&mut papers, part, "1-6");
    assert_eq!(title(&papers, part), "Harbours");

    let half = split(&mut papers, paper, 4);
    let rest = split(&mut papers, half, 2);
    let titles = [paper, half, rest].map(|id| title(&papers, id).to_owned());
    assert_eq!(
        titles,
        ["Harbours", "Harbours, page 4", "Harbours, pages 5–6"]
    );
    merge(&mut papers, &[half, rest]);
    assert_eq!(title(&papers, half), "Harbours, pages 4–6");
    merge(&mut papers, &[half, paper]);
    assert_eq!(
        title(&papers, half),
        "Harbours",
        "it is of the source again"
    );
}

#[test]
fn parts_of_flowing_text_are_told_apart() {
    let mut papers = Papers::new();
    let text = papers.add("statement.txt", statement(40));
    rename(&mut papers, text, "Statement");
    let second = split(&mut papers, text, 2);
    let third = split(&mut papers, second, 2);
    let titles = [text, second, third].map(|id| title(&papers, id).to_owned());
    assert_eq!(
        titles,
        ["Statement", "Statement, excerpt", "Statement, excerpt 2"]
    );
    merge(&mut papers, &[third, second]);
    assert_eq!(title(&papers, third), "Statement, excerpt");
    merge(&mut papers, &[third, text]);
    assert_eq!(title(&papers, third), "Statement");
}

#[test]
fn a_preview_tells_which_of_its_pages_are_the_documents_own() {
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", pdf(&HARBOURS));
    let own = |papers: &Papers| {
        with_request(papers, |request| {
            let place = export::Place::Document(paper);
            let preview = export::preview(request, place, &Progress::default());
            let cover = export::preview(request, export::Place::Cover, &Progress::default());
            assert_eq!(cover.unwrap().document_pages, None);
            preview.unwrap().document_pages
        })
    };
    assert_eq!(own(&papers), Some(0..6));
    // More than there is room for above the first page: it has pages of its own.
    let note = "On all of it, and more. ".repeat(100);
    papers.edit(Command::SetNote(paper, note));
    let place = own(&papers).unwrap();
    assert_eq!((place.start > 0, place.len()), (true, 6), "{place:?}");
}

#[test]
fn notes_made_in_the_meantime_are_not_lost() {
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", pdf(&HARBOURS));
    let prepared = try_choose(&papers, paper, "2-3").unwrap();
    papers.mark(paper, "Third", None, Audience::Private, "New.");
    let before = papers.pack.clone();
    let refused = apply(&mut papers.pack, prepared);
    assert_eq!(refused, Err(EditError::NotesChanged(paper)));
    assert_eq!(papers.pack, before);
}

#[test]
fn flowing_text_is_chosen_by_the_pages_on_which_paragraphs_begin() {
    let mut papers = Papers::new();
    let text = papers.add("statement.txt", statement(40));
    let progress = Progress::default();
    let (count, begun) = with_request(&papers, |request| {
        let count = excerpt::page_count_of_source(request, text, &progress).unwrap();
        let begun = excerpt::blocks_on_pages(request, text, &progress).unwrap();
        (count, begun.unwrap())
    });
    assert!(count >= 4 && begun.len() == count as usize, "{count} pages");
    let all: Vec<u32> = begun.iter().flatten().copied().collect();
    let last = u32::try_from(all.len()).unwrap();
    assert_eq!(all, Vec::from_iter(1..=last));

    choose(&mut papers, text, "2, 4");
    let Extent::Blocks { blocks, .. } = extent(&papers.pack, text) else {
        panic!("some blocks are shown");
    };
    let run = |page: usize| {
        let blocks = &begun[page - 1];
        BlockRun(*blocks.first().unwrap(), *blocks.last().unwrap())
    };
    assert_eq!(blocks, [run(2), run(4)]);
    // What is chosen counts in all of the source, whatever is shown.
    let again = with_request(&papers, |request| {
        excerpt::page_count_of_source(request, text, &progress).unwrap()
    });
    assert_eq!(again, count);
    let shown = with_request(&papers, |request| {
        excerpt::blocks_on_pages(request, text, &progress).unwrap()
    });
    assert_eq!(shown.unwrap()[0].first(), begun[1].first());
    choose(&mut papers, text, &format!("1-{count}"));
    assert!(!matches!(extent(&papers.pack, text), Extent::Blocks { .. }));
    assert!(last > 30);
    for wrong in ["2, 1", "1 right", "1, 1"] {
        let error = try_choose(&papers, text, wrong).unwrap_err();
        assert!(matches!(error, ExcerptError::FlowOrder { .. }), "{error}");
    }
}

/// Shows these blocks alone of a document of flowing text.
fn choose_blocks(papers: &mut Papers, document: DocumentId, blocks: impl IntoIterator<Item = u32>) {
    let blocks = BTreeSet::from_iter(blocks);
    let command = with_request(papers, |request| {
        excerpt::choose_blocks(request, document, &blocks, &Progress::default()).unwrap()
    });
    papers.edit(command);
}

/// The runs of blocks that a document of flowing text shows.
fn blocks(papers: &Papers, document: DocumentId) -> Vec<BlockRun> {
    match extent(&papers.pack, document) {
        Extent::Blocks { blocks, .. } => blocks,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_left_out_of_a_page_stays_out_when_other_pages_are_chosen() {
    let mut papers = Papers::new();
    let text = papers.add("statement.txt", statement(40));
    let begun = with_request(&papers, |request| {
        excerpt::blocks_on_pages(request, text, &Progress::default()).unwrap()
    });
    let [first, second, third, ..] = begun.as_deref().unwrap() else {
        panic!("a text of some pages");
    };
    let cut = *second.last().unwrap();
    choose_blocks(&mut papers, text, 1..cut);
    let part = add_excerpt(&mut papers, text, "2-3");
    let (start, end) = (*second.first().unwrap(), *third.last().unwrap());
    assert_eq!(
        blocks(&papers, part),
        [BlockRun(start, cut - 1), BlockRun(cut + 1, end)],
        "of the second page the part that is shown, and all of the third"
    );
    choose(&mut papers, text, "1-2");
    let start = *first.first().unwrap();
    assert_eq!(blocks(&papers, text), [BlockRun(start, cut - 1)]);
    choose(&mut papers, text, "2");
    let start = *second.first().unwrap();
    assert_eq!(blocks(&papers, text), [BlockRun(start, cut - 1)]);
}

#[test]
fn a_page_over_a_gap_has_the_paragraphs_on_both_sides_of_it_alone() {
    let mut papers = Papers::new();
    let text = papers.add("statement.txt", statement(40));
    choose_blocks(&mut papers, text, [1, 2, 3, 8, 9, 10]);
    let begun = with_request(&papers, |request| {
        excerpt::blocks_on_pages(request, text, &Progress::default()).unwrap()
    });
    let begun = begun.unwrap();
    assert!(begun[0].contains(&3) && begun[0].contains(&8), "{begun:?}");
    assert_eq!(
        Vec::from_iter(begun.into_iter().flatten()),
        [1, 2, 3, 8, 9, 10]
    );
}

#[test]
fn only_documents_of_one_source_become_one() {
    let mut papers = Papers::new();
    let one = papers.add("one.pdf", pdf(&HARBOURS));
    let other = papers.add("other.pdf", pdf(&["Another"]));
    let try_merge = |documents: &[DocumentId]| {
        with_request(&papers, |request| {
            excerpt::merge(request, documents, &Progress::default()).unwrap_err()
        })
    };
    assert!(matches!(
        try_merge(&[one, other]),
        ExcerptError::OtherSource { .. }
    ));
    assert!(matches!(try_merge(&[one]), ExcerptError::TooFew));
    assert!(matches!(try_merge(&[one, one]), ExcerptError::TooFew));
}

/// The PDFs below a folder, in the order of their names.
fn pdfs(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "pdf") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
#[ignore = "reads the corpus"]
fn excerpts_of_every_pdf_of_the_corpus_are_sound() {
    const LARGEST_BYTES: u64 = 3_000_000;
    let all = pdfs("../shared/corpus".as_ref());
    if all.is_empty() {
        eprintln!("skipped: no corpus beside the project");
    }
    let mut checked = 0;
    for path in all {
        if std::fs::metadata(&path).unwrap().len() > LARGEST_BYTES {
            continue;
        }
        let mut papers = Papers::new();
        let folder = papers.folder().join("session");
        let sources = briefpack::store::SourceStore::staged(&folder, None);
        // What can't be taken in is not what is tested here.
        let progress = briefpack::progress::Progress::default();
        let Ok(collected) = briefpack::collect::collect_file(&path, None, &sources, &progress)
        else {
            continue;
        };
        let paper = DocumentId(papers.pack.upcoming_id());
        papers.edit(Command::AddDocuments {
            at: Location::top(0),
            documents: collected.documents(),
            sources: collected.sources,
        });
        let count = with_request(&papers, |request| {
            excerpt::page_count_of_source(request, paper, &Progress::default())
        });
        let Ok(count) = count else { continue };
        choose(&mut papers, paper, &format!("{count} right, 1, 1 half"));
        add_excerpt(&mut papers, paper, &count.to_string());
        let made = with_request(&papers, |request| {
            export::export(request, &Progress::default()).unwrap()
        });
        let exported = Exported::of_bytes(&made.bytes);
        assert_eq!(exported.page_count(), made.pages, "{}", path.display());
        checked += 1;
    }
    eprintln!("excerpts of {checked} PDFs are sound");
}

#[test]
fn words_outside_the_visible_part_of_a_page_are_told_of_and_taken_out_by_choice() {
    let content = "BT /F1 18 Tf 40 300 Td (In sight) Tj 0 -250 Td (Thylacine) Tj ET";
    let mut file = Pdf::new(&["First", "Second"]).with_content(2, content);
    let page = file.document.get_pages()[&2];
    let page = file.document.get_dictionary_mut(page).unwrap();
    page.set(
        "CropBox",
        vec![0.into(), 200.into(), 300.into(), Object::Integer(400)],
    );
    let mut papers = Papers::new();
    let paper = papers.add("paper.pdf", file.bytes());
    let message = |papers: &Papers| {
        let findings = with_request(papers, |request| {
            let exported = export::export(request, &Progress::default()).unwrap();
            exported.report.findings
        });
        let about = findings.iter().map(ToString::to_string);
        about
            .filter(|finding| finding.contains("outside the visible part"))
            .collect::<Vec<_>>()
    };
    let kept = message(&papers);
    assert_eq!(kept.len(), 1);
    assert!(
        kept[0].contains("page 2 of its file are in this PDF"),
        "{kept:?}"
    );
    assert!(papers.export_both()[0].says_anywhere("Thylacine"));

    papers.edit(Command::SetBeyondCrop(paper, BeyondCrop::TakeOut));
    let taken = message(&papers);
    assert_eq!(taken.len(), 1);
    assert!(
        taken[0].contains("page 2 of its file were taken out"),
        "{taken:?}"
    );
    for copy in papers.export_both() {
        assert!(!copy.says_anywhere("Thylacine"));
        assert!(copy.says_anywhere("In sight"));
    }
    // A part of the same source does not bring it back, and has nothing to tell.
    let part = add_excerpt(&mut papers, paper, "2");
    assert_eq!(
        papers.pack.document(part).unwrap().beyond_crop,
        BeyondCrop::TakeOut
    );
    papers.edit(Command::Remove(vec![paper.into()]));
    assert!(!papers.export_both()[0].says_anywhere("Thylacine"));
    choose(&mut papers, part, "1");
    assert_eq!(message(&papers), Vec::<String>::new());
}

#[test]
fn a_letterhead_moves_no_block_of_an_excerpt_that_is_known_by_its_number() {
    const W: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
        xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'";
    let p = |words: &str| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>");
    let body: String = HARBOURS.iter().map(|words| p(words)).collect();
    let section = "<w:sectPr><w:headerReference w:type='default' r:id='h'/>\
        <w:footerReference w:type='default' r:id='f'/></w:sectPr>";
    let parts = [
        ("[Content_Types].xml", String::new()),
        (
            "_rels/.rels",
            relations(&[("m", "officeDocument", "word/document.xml")]),
        ),
        (
            "word/document.xml",
            format!("<w:document {W}><w:body>{body}{section}</w:body></w:document>"),
        ),
        (
            "word/_rels/document.xml.rels",
            relations(&[("h", "header", "h.xml"), ("f", "footer", "f.xml")]),
        ),
        (
            "word/h.xml",
            format!(
                "<w:hdr {W}>{}{}</w:hdr>",
                p("Harbour Trust"),
                p("Quay Street")
            ),
        ),
        (
            "word/f.xml",
            format!("<w:ftr {W}>{}</w:ftr>", p("Registered office")),
        ),
    ];
    let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
    let desk = Desk::new().file("letter.docx", package(&parts));
    desk.run(["new", "P.ron", "letter.docx"]).expect(0);
    let whole = desk.export(0);
    for words in [
        "Harbour Trust",
        "Quay Street",
        "Registered office",
        "Sixth harbour",
    ] {
        whole.assert_page_says(3, words);
    }
    // A pack that was made when heads were not read.
    desk.edit("P.ron", |text| {
        let blocks = "extent: Blocks(lines: None, blocks: [(2, 3), (6, 6)])";
        assert!(text.contains("extent: Whole"));
        text.replace("extent: Whole", blocks)
    });
    let said = desk.export(0).words(3).unwrap();
    for (number, words) in (1..).zip(HARBOURS) {
        assert_eq!(
            said.contains(words),
            [2, 3, 6].contains(&number),
            "{words}: {said}"
        );
    }
    assert!(
        !said.contains("Trust") && !said.contains("Registered"),
        "{said}"
    );
}
