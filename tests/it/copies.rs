//! The two copies of a pack: what is private is in the speaking copy and nowhere else.

use briefpack::edit::Command;
use briefpack::pack::{AreaSelector, Audience, Body, BriefingPage, NoteKind, PagePart, Template};

use crate::files::{AGENDA, Pdf, package, pdf, relations};
use crate::papers::{AUTHOR, Papers, statement};

/// Words that stand only in what is private.
const SECRETS: [&str; 13] = [
    "thylacine",
    "bandicootish",
    "zanzibarish",
    "quokkafication",
    "wombatology",
    "platypusian",
    "echidnalike",
    "numbatesque",
    "Xaverine",
    "Quillfeather",
    "XQF",
    "Zephyrwood",
    "YZW",
];

/// A pack with private notes of every sort, and circulated ones beside them.
fn papers() -> Papers {
    let mut papers = Papers::new();
    let text = papers.add("statement.txt", statement(30));
    let fixed = papers.add(
        "annex.pdf",
        pdf(&["One harbour", "Two harbours", "Three harbours"]),
    );
    let agenda = papers.add("agenda.md", AGENDA);
    let private = Audience::Private;
    let circulated = Audience::Circulated;
    let line = Some(NoteKind::LineToTake);
    papers.mark(
        text,
        "depth of the channel",
        line,
        circulated,
        "We dredge **every year**.",
    );
    papers.mark(
        text,
        "state of the banks",
        line,
        private,
        "They zanzibarish know.",
    );
    papers.author = ("Yolande Zephyrwood", "YZW");
    let question = Some(NoteKind::Question);
    papers.mark(
        fixed,
        "Two harbours",
        question,
        private,
        "Ask about quokkafication.",
    );
    papers.mark(
        fixed,
        "Three harbours",
        question,
        circulated,
        "Ask about the third.",
    );
    papers.mark(fixed, "One harbour", None, private, "");
    let long = format!("{} wombatology", "word ".repeat(300));
    papers.mark(text, "harbour number 20", None, private, &long);
    papers.edit(Command::SetNote(
        agenda,
        "Mind platypusian matters.".to_owned(),
    ));
    let note = papers.pack.document(agenda).unwrap().note().unwrap().id;
    papers.edit(Command::ChangeAnnotations(
        vec![note],
        briefpack::edit::AnnotationChange::Audience(private),
    ));
    // A private paper, and a private page.
    let secret = papers.add(
        "secret.txt",
        "The echidnalike paper\n\nIt says numbatesque things.\n",
    );
    papers.edit(Command::SetAudience(secret, private));
    // A circulated note that cites the private paper; its text is a comment of the PDF, too.
    let cites = format!(
        "See {}.",
        briefpack::pack::citation("The echidnalike paper", secret.0)
    );
    papers.mark(agenda, "River safety", None, circulated, &cites);
    // A section that holds nothing else, and a private paper that was cited and then deleted.
    papers.edit(Command::AddSection {
        index: 0,
        title: "Thylacine positions".to_owned(),
    });
    let section = papers.pack.sections().next().unwrap().id;
    let hidden = papers.add("hidden.txt", "Hidden\n\nNothing.\n");
    papers.edit(Command::SetAudience(hidden, private));
    papers.edit(Command::Move {
        items: vec![hidden.into()],
        to: briefpack::pack::Location::within(section, 0),
    });
    papers.add_page(Template::MeetingBrief);
    papers.add_page(Template::LinesToTake);
    papers.add_page(Template::Digest);
    let brief = papers.add_page(Template::Blank);
    let label = "The echidnalike paper";
    let gone = papers.add("gone.txt", "The bandicootish paper\n\nNothing.\n");
    let text = format!(
        "Read {} first, then {}.",
        briefpack::pack::citation(label, secret.0),
        briefpack::pack::citation("The bandicootish paper", gone.0)
    );
    papers.edit(Command::SetAudience(gone, private));
    papers.edit(Command::Remove(vec![gone.into()]));
    papers.edit(Command::SetPage(
        brief,
        BriefingPage {
            parts: vec![PagePart::Text(text)],
        },
    ));
    papers.pack.settings.comments = true;
    papers
}

#[test]
fn nothing_private_is_anywhere_in_the_circulation_copy() {
    let papers = papers();
    let [circulation, speaking] = papers.export_both();
    // The same search finds it all in the other copy, so it can fail.
    for secret in SECRETS {
        assert!(speaking.says_anywhere(secret), "{secret}");
        assert!(!circulation.says_anywhere(secret), "{secret}");
    }
    for wanted in ["We dredge every year.", "Ask about the third."] {
        assert!(circulation.says_anywhere(wanted), "{wanted}");
        assert!(speaking.says_anywhere(wanted), "{wanted}");
    }
    let folder = papers.folder().display().to_string();
    for copy in [&circulation, &speaking] {
        assert!(!copy.says_anywhere(&folder), "a path of this machine");
        copy.assert_numbered();
    }
    assert!(circulation.says_anywhere("a paper that is not in this copy"));
    let marks = |copy: &crate::exported::Exported| -> usize {
        (1..=copy.page_count())
            .map(|page| copy.annotations(page, "Highlight").len())
            .sum()
    };
    assert_eq!(marks(&circulation), 3);
    assert_eq!(marks(&speaking), 7);
    assert!(speaking.says_anywhere(AUTHOR.1));
}

#[test]
fn both_copies_have_the_same_page_numbers() {
    let mut papers = papers();
    papers.pack.settings.same_page_numbers = true;
    let [circulation, speaking] = papers.export_both();
    assert_eq!(circulation.page_count(), speaking.page_count());
    let of_agenda = |copy: &crate::exported::Exported| {
        let mut bookmarks = copy.bookmarks().into_iter();
        bookmarks
            .find(|one| one.title.contains("Agenda"))
            .unwrap()
            .page
    };
    assert_eq!(of_agenda(&circulation), of_agenda(&speaking));
    assert!(circulation.says_anywhere("This page is left blank."));

    papers.pack.settings.same_page_numbers = false;
    let [circulation, speaking] = papers.export_both();
    assert!(circulation.page_count() < speaking.page_count());
    assert!(!circulation.says_anywhere("This page is left blank."));
    circulation.assert_numbered();
}

/// The page that a citation of the third paragraph's words names, by a page of the pack.
#[test]
fn citations_name_the_page_that_says_it_after_every_reorder() {
    let mut papers = papers();
    for _ in 0..3 {
        let [circulation, speaking] = papers.export_both();
        for copy in [&circulation, &speaking] {
            let lines = copy
                .bookmarks()
                .into_iter()
                .find(|bookmark| bookmark.title.contains("Lines to take"))
                .unwrap();
            let Some(words) = copy.words(lines.page) else {
                return;
            };
            let (_, cited) = words.split_once("depth of the channel").unwrap();
            let (_, after) = cited.split_once("page ").unwrap();
            let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
            let page: u32 = digits.parse().unwrap();
            copy.assert_page_says(page, "Paragraph 1 speaks");
            assert!(copy.link_targets(lines.page).contains(&page));
        }
        // The last goes first.
        let last = papers.pack.outline.last().unwrap().id();
        papers.edit(Command::Move {
            items: vec![last],
            to: briefpack::pack::Location::top(0),
        });
    }
}

#[test]
fn numbers_on_foreign_pages_lead_to_their_notes_and_back() {
    let mut papers = Papers::new();
    let turned = Pdf::new(&["One", "Two"]).with_content(2, "BT /F1 18 Tf 40 200 Td (Two) Tj ET");
    let fixed = papers.add("annex.pdf", turned.bytes());
    let circulated = Audience::Circulated;
    papers.mark(
        fixed,
        "Two",
        Some(NoteKind::Background),
        circulated,
        "About two.",
    );
    papers.area(
        fixed,
        AreaSelector {
            page: 1,
            x: 20.0,
            y: 30.0,
            width: 100.0,
            height: 80.0,
        },
        "What is this empty place?",
    );
    let [circulation, _] = papers.export_both();
    assert_eq!(
        circulation.page_count(),
        5,
        "cover, contents, two pages, notes"
    );
    circulation.assert_page_says(5, "What is this empty place?");
    circulation.assert_page_says(5, "About two.");
    circulation.assert_page_says(3, "1");
    assert_eq!(circulation.link_targets(3), [5]);
    assert_eq!(circulation.link_targets(4), [5]);
    assert_eq!(circulation.link_targets(5), [3, 4]);
    assert_eq!(circulation.annotations(3, "Highlight").len(), 1);
    for mark in circulation.annotations(3, "Highlight") {
        assert!(mark.has(b"AP"), "every viewer can show it");
    }
}

#[test]
fn notes_that_lost_their_passage_are_printed_and_reported() {
    let mut papers = Papers::new();
    let text = papers.add("statement.txt", statement(3));
    let id = papers.mark(
        text,
        "depth of the channel",
        None,
        Audience::Circulated,
        "Deep?",
    );
    let (_, annotation) = papers.pack.annotation(id).unwrap();
    let mut lost = annotation.clone();
    lost.anchoring = briefpack::pack::Anchoring::Lost;
    let Some(Body::Source { source, extent }) = papers.pack.document(text).map(|d| d.body.clone())
    else {
        panic!("it is made from a file");
    };
    papers.edit(Command::ReplaceSource {
        source,
        documents: vec![briefpack::edit::Replacement {
            document: text,
            extent,
            annotations: vec![lost],
        }],
        sources: Vec::new(),
    });
    let [circulation, _] = papers.export_both();
    assert!(circulation.says_anywhere("Deep?"));
    assert!(circulation.says_anywhere("was not found"));
}

#[test]
fn what_a_speaker_is_to_say_is_a_private_note_and_nowhere_in_the_circulation_copy() {
    let shape = |kind: &str, lines: &[&str]| {
        let line = |line: &&str| format!("<a:p><a:r><a:t>{line}</a:t></a:r></a:p>");
        let lines: String = lines.iter().map(line).collect();
        format!(
            "<p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph type='{kind}'/></p:nvPr></p:nvSpPr>\
             <p:txBody>{lines}</p:txBody></p:sp></p:spTree></p:cSld>"
        )
    };
    const NAMES: &str = "xmlns:p='p' xmlns:a='a' xmlns:r='http://schemas.openxmlformats.org/\
        officeDocument/2006/relationships'";
    let slide = |words: &str| format!("<p:sld {NAMES}>{}</p:sld>", shape("title", &[words]));
    let notes = shape("body", &["Thylacine first.", "Then quokkafication."]);
    let parts = [
        ("[Content_Types].xml", String::new()),
        (
            "_rels/.rels",
            relations(&[("m", "officeDocument", "ppt/presentation.xml")]),
        ),
        (
            "ppt/presentation.xml",
            format!(
                "<p:presentation {NAMES}><p:sldIdLst><p:sldId r:id='a'/><p:sldId r:id='b'/>\
                 </p:sldIdLst></p:presentation>"
            ),
        ),
        (
            "ppt/_rels/presentation.xml.rels",
            relations(&[("a", "slide", "a.xml"), ("b", "slide", "b.xml")]),
        ),
        ("ppt/a.xml", slide("Lamps")),
        ("ppt/b.xml", slide("Boats")),
        (
            "ppt/_rels/a.xml.rels",
            relations(&[("n", "notesSlide", "n.xml")]),
        ),
        ("ppt/n.xml", format!("<p:notes {NAMES}>{notes}</p:notes>")),
    ];
    let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
    let mut papers = Papers::new();
    let deck = papers.add("deck.pptx", package(&parts));
    let document = papers.pack.document(deck).unwrap();
    let [note] = document.annotations.as_slice() else {
        panic!("one note: {:?}", document.annotations);
    };
    assert_eq!(note.audience, Audience::Private);
    assert!(note.body.contains("Thylacine first.") && note.body.contains("Then quokkafication."));
    let [circulation, speaking] = papers.export_both();
    for word in ["thylacine", "quokkafication"] {
        assert!(!circulation.says_anywhere(word), "{word}");
        assert!(speaking.says_anywhere(word), "{word}");
    }
    assert!(circulation.says_anywhere("Boats"));
    circulation.assert_numbered();
}
