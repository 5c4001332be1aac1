//! Somebody briefs themselves: passages of the seed's papers are marked, the lines to take and the
//! digest are built, both copies are exported, the order is changed, and they are exported again.

use std::path::Path;

use briefpack::edit::Command;
use briefpack::pack::{Audience, DocumentId, Location, NoteKind, Template};

use crate::exported::Exported;
use crate::papers::Papers;

/// Words of the seed's papers, which paper, what the note on them is for and what it says.
const PASSAGES: [(usize, &str, Option<NoteKind>, &str); 10] = [
    (
        0,
        "without the necessary safeguards",
        Some(NoteKind::LineToTake),
        "We support **strong** encryption, and safeguards.",
    ),
    (
        0,
        "two-day summit",
        Some(NoteKind::Background),
        "Five countries took part.",
    ),
    (
        0,
        "voluntary principles",
        Some(NoteKind::KeyPoint),
        "Due by the end of September.",
    ),
    (
        0,
        "The Five Eyes partnership is vital",
        Some(NoteKind::LineToTake),
        "",
    ),
    (
        0,
        "misuse of drones",
        Some(NoteKind::Question),
        "When is the UK's event?",
    ),
    (
        1,
        "has been published",
        Some(NoteKind::Handling),
        "Do not comment on single appointments.",
    ),
    (
        2,
        "deeply frustrating",
        Some(NoteKind::KeyPoint),
        "Every month the same.",
    ),
    (
        2,
        "makes a mockery of P5 responsibilities",
        Some(NoteKind::LineToTake),
        "Say it, calmly:\n- once\n- not twice",
    ),
    (2, "International Humanitarian Law", None, ""),
    (
        2,
        "criminally responsible will be held accountable",
        Some(NoteKind::Question),
        "By whom?",
    ),
];

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every citation of a page names a page that says what was quoted just before it; returns how
/// many there are.
fn check_citations(copy: &Exported, title: &str) -> usize {
    let bookmarks = copy.bookmarks();
    let mut from_here = bookmarks
        .iter()
        .skip_while(|bookmark| !bookmark.title.contains(title));
    let first = from_here.next().expect("it has a bookmark").page;
    let end = from_here
        .next()
        .map_or(copy.page_count() + 1, |next| next.page);
    let mut checked = 0;
    for page in first..end {
        for (_, words, ..) in PASSAGES {
            // The words stand in quotation marks, then comes what is cited.
            let text = copy.words(page).unwrap_or_default();
            let Some((_, after)) = text.split_once(words) else {
                continue;
            };
            let (_, number) = after.split_once(", page ").expect("a quotation is cited");
            let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
            let cited: u32 = digits.parse().unwrap();
            let says = squeezed(&copy.words(cited).unwrap_or_default());
            assert!(says.contains(words), "page {cited} lacks {words:?}");
            assert!(copy.link_targets(page).contains(&cited));
            checked += 1;
        }
    }
    checked
}

#[test]
#[ignore = "reads the seed"]
fn seed_is_briefed_on_and_every_citation_is_right() {
    let folder = Path::new("../shared/seeds");
    let Ok(mut files) = std::fs::read_dir(folder) else {
        eprintln!("not run: there is no {}", folder.display());
        return;
    };
    let seed = files.find_map(|file| {
        let path = file.ok()?.path();
        (path.extension()? == "txt").then_some(path)
    });
    let mut papers = Papers::new();
    papers.add("seed.txt", std::fs::read(seed.unwrap()).unwrap());
    let documents: Vec<DocumentId> = papers
        .pack
        .documents()
        .map(|document| document.id)
        .collect();
    assert_eq!(documents.len(), 3);
    for (index, (document, words, kind, body)) in PASSAGES.into_iter().enumerate() {
        let audience = match index % 2 {
            0 => Audience::Circulated,
            _ => Audience::Private,
        };
        papers.mark(documents[document], words, kind, audience, body);
    }
    papers.add_page(Template::Digest);
    papers.add_page(Template::LinesToTake);
    for round in 0..3 {
        let [circulation, speaking] = papers.export_both();
        assert_eq!(check_citations(&speaking, "Lines to take"), 3);
        assert_eq!(check_citations(&speaking, "Digest"), 10);
        assert_eq!(check_citations(&circulation, "Lines to take"), 1);
        assert_eq!(check_citations(&circulation, "Digest"), 5);
        if let Some(folder) = std::env::var_os("BRIEFPACK_PICTURES") {
            for (name, copy) in [("circulation", &circulation), ("speaking", &speaking)] {
                let file = Path::new(&folder).join(format!("seed-{round}-{name}.pdf"));
                copy.save_to(&file);
            }
        }
        let last = papers.pack.outline.last().unwrap().id();
        papers.edit(Command::Move {
            items: vec![last],
            to: Location::top(round),
        });
    }
}
