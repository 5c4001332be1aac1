//! Briefing pages: templates, writing, gathering, citing, and the copies that they end up in.

use std::path::Path;
use std::process::Command as Program;

use briefpack::edit::{Command, NewAnnotation, apply};
use briefpack::pack::{
    Audience, Author, Document, DocumentId, Mark, NoteKind, PagePart, Target, TextSelector,
    citation,
};
use briefpack::store::{FileState, SourceStore, load, save};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Pos2, Theme, vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::desk::{CTRL, Desk};
use crate::tools::asked;

const SECRET: &str = "Concede the quota";

fn note(words: &str, kind: NoteKind, audience: Audience) -> NewAnnotation {
    let exact = "The words of";
    NewAnnotation {
        target: Target::Text(TextSelector {
            exact: exact.to_owned(),
            start: 0,
            end: 12,
            ..TextSelector::default()
        }),
        mark: Mark::default(),
        body: words.to_owned(),
        kind: Some(kind),
        audience,
        author: Author {
            name: "Jo Quill".to_owned(),
            initials: "JQ".to_owned(),
        },
        created: None,
    }
}

/// A window on "July.ron": Letter and Speech, with three notes of two kinds.
fn with_notes() -> Desk {
    let mut desk = Desk::with_documents(&["Letter", "Speech"]);
    let file = desk.folder.path().join("July.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    let folder = desk.folder.clone();
    drop(desk);
    let mut pack = load(&file).unwrap().pack;
    let ids: Vec<DocumentId> = pack.documents().map(|document| document.id).collect();
    let notes = [
        (
            1,
            "Welcome the talks",
            NoteKind::LineToTake,
            Audience::Circulated,
        ),
        (0, SECRET, NoteKind::LineToTake, Audience::Private),
        (0, "Who pays", NoteKind::Question, Audience::Circulated),
    ];
    for (index, words, kind, audience) in notes {
        let command = Command::Annotate(ids[index], note(words, kind, audience));
        apply(&mut pack, command).unwrap();
    }
    let known = FileState::of(&file).unwrap();
    let _saved = save(&file, &pack, &SourceStore::beside(&file), &known).unwrap();
    Desk::in_folder(folder, Some(file))
}

fn document(desk: &Desk, title: &str) -> Document {
    let pack = desk.pack();
    let found = pack.documents().find(|document| document.title == title);
    found
        .unwrap_or_else(|| panic!("no document {title:?}"))
        .clone()
}

fn parts(desk: &Desk, title: &str) -> Vec<PagePart> {
    document(desk, title).page().unwrap().parts.clone()
}

fn text(desk: &Desk, title: &str) -> String {
    let parts = parts(desk, title);
    let texts = parts.iter().filter_map(|part| match part {
        PagePart::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("|")
}

/// Adds a page by Ctrl+Shift+B.
fn add_page(desk: &mut Desk, template: &str) {
    desk.press(CTRL | Modifiers::SHIFT, Key::B);
    assert!(desk.shows("Add a briefing page"));
    desk.click(template);
    assert!(!desk.shows("Add a briefing page"));
}

#[test]
fn a_template_becomes_a_page_after_what_is_selected() {
    let mut desk = Desk::with_documents(&["Letter", "Speech"]);
    desk.click_row("Letter");
    add_page(&mut desk, "Meeting brief");
    assert_eq!(desk.outline(), "Letter Meeting brief Speech");
    assert!(desk.shows_words("Meeting brief, page"));
    assert_eq!(parts(&desk, "Meeting brief").len(), 6);
    assert!(desk.shows_words("Key points · no notes yet"));
    assert!(desk.shows_words("Agenda · documents with their pages"));
    desk.click("Page");
    assert!(!desk.shows("Page title"));
    desk.click_row("Letter");
    desk.click_row("Meeting brief");
    assert!(!desk.shows("Page title"), "the view is remembered");
    desk.click("Write");
    assert!(desk.shows("Page title"));
    desk.press(CTRL, Key::Z);
    assert_eq!(desk.outline(), "Letter Speech");
}

#[test]
fn a_new_page_is_chosen_by_keys_alone_and_written_at_once() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.press(CTRL | Modifiers::SHIFT, Key::B);
    for _ in 0..5 {
        desk.press(Modifiers::NONE, Key::ArrowDown);
    }
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.outline(), "Letter Briefing page");
    desk.type_into_focused("Say this first.");
    assert_eq!(text(&desk, "Briefing page"), "Say this first.");
    desk.press(CTRL, Key::A);
    desk.press(CTRL, Key::B);
    assert_eq!(text(&desk, "Briefing page"), "**Say this first.**");
    desk.press(CTRL, Key::B);
    assert_eq!(text(&desk, "Briefing page"), "Say this first.");
    desk.click("List");
    assert_eq!(text(&desk, "Briefing page"), "- Say this first.");
    desk.type_into_focused(" Then sit");
    assert_eq!(text(&desk, "Briefing page"), "- Say this first. Then sit");
}

#[test]
fn what_is_gathered_is_counted_and_leads_to_the_notes() {
    let mut desk = with_notes();
    desk.click_row("Speech");
    add_page(&mut desk, "Lines to take");
    assert!(desk.shows("Lines to take · 2 notes in pack order"));
    assert!(desk.shows("1 of them is private and only in the speaking copy."));
    desk.click("Kinds");
    desk.click("Questions");
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(desk.shows("Lines to take and questions · 3 notes in pack order"));
    desk.click("Speaking copy only");
    assert_eq!(document(&desk, "Lines to take").audience, Audience::Private);
    assert!(!desk.shows("1 of them is private and only in the speaking copy."));
    desk.click("Show note Welcome the talks");
    assert!(desk.shows_words("Speech, page"));
    assert!(!desk.shows("Page title"), "the speech is shown");
}

#[test]
fn parts_are_added_moved_and_removed() {
    let mut desk = Desk::with_documents(&["Letter"]);
    add_page(&mut desk, "Lines to take");
    desk.click("Add objectives");
    desk.click("Add text");
    desk.type_into_focused("Hello");
    let shape = |desk: &Desk| -> String {
        let parts = parts(desk, "Lines to take");
        parts
            .iter()
            .map(|part| match part {
                PagePart::Text(_) => 'T',
                PagePart::Objectives => 'O',
                PagePart::Agenda => 'A',
                PagePart::Notes(_) => 'N',
            })
            .collect()
    };
    assert_eq!(shape(&desk), "NOT");
    desk.click("Move part 3 up");
    assert_eq!(shape(&desk), "NTO");
    let (from, to) = (place(&desk, "Drag part 3"), place(&desk, "Drag part 1"));
    desk.drag(from, to - vec2(0.0, 20.0), true);
    assert_eq!(shape(&desk), "ONT");
    desk.click("Add before part 2");
    desk.click("Agenda");
    assert_eq!(shape(&desk), "OANT");
    desk.click("Remove part 3");
    assert_eq!(shape(&desk), "OAT");
    desk.press(CTRL, Key::Z);
    assert_eq!(shape(&desk), "OANT");
    for _ in 0..3 {
        desk.press(CTRL, Key::Z);
    }
    assert_eq!(shape(&desk), "NOT");
    assert_eq!(text(&desk, "Lines to take"), "Hello");
}

fn place(desk: &Desk, name: &str) -> Pos2 {
    let mut named = desk.harness.query_all_by_label(name);
    named.next_back().unwrap().rect().center()
}

#[test]
fn a_citation_is_chosen_by_typing_and_undone_by_itself() {
    let mut desk = with_notes();
    desk.click_row("Speech");
    add_page(&mut desk, "Blank");
    desk.type_into_focused("See @");
    assert!(desk.shows("Cite Letter"));
    assert!(desk.shows("Cite Who pays, Letter"));
    desk.type_into_focused("spee");
    assert!(!desk.shows("Cite Letter"));
    let speech = document(&desk, "Speech");
    desk.press(Modifiers::NONE, Key::Enter);
    let cited = format!("See {}", citation("Speech", speech.id.0));
    assert_eq!(text(&desk, "Briefing page"), cited);
    assert!(!desk.shows("Cite Speech"), "the list is gone");
    desk.type_into_focused(".");
    assert_eq!(text(&desk, "Briefing page"), format!("{cited}."));
    desk.press(CTRL, Key::Z);
    desk.press(CTRL, Key::Z);
    assert_eq!(text(&desk, "Briefing page"), "See @spee");
    desk.press(CTRL | Modifiers::SHIFT, Key::Z);
    assert_eq!(text(&desk, "Briefing page"), cited);

    desk.click_row("Speech");
    desk.press(Modifiers::NONE, Key::Delete);
    desk.click_row("Briefing page");
    assert!(desk.shows("1 citation is to something that is no longer in the pack."));
}

#[test]
fn the_button_opens_the_same_list_and_escape_leaves_no_trace() {
    let mut desk = with_notes();
    add_page(&mut desk, "Blank");
    desk.type_into_focused("See");
    desk.click("Cite…");
    assert_eq!(text(&desk, "Briefing page"), "See @");
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.press(Modifiers::NONE, Key::Escape);
    assert_eq!(text(&desk, "Briefing page"), "See");
    desk.click("Cite…");
    // A private note is cited by what it is on: its own words stay with it.
    desk.type_into_focused("quota");
    desk.click(&format!("Cite {SECRET}, Letter"));
    let written = text(&desk, "Briefing page");
    assert!(
        written.starts_with("See [“The words of”, Letter](@"),
        "{written}"
    );
    assert!(!written.contains(SECRET));
    desk.type_into_focused(" and mail jo@example.org");
    assert!(!desk.shows("Cite Letter"), "an address opens no list");
}

#[test]
fn a_document_dropped_into_a_text_is_cited_there() {
    let mut desk = with_notes();
    desk.click_row("Speech");
    add_page(&mut desk, "Blank");
    desk.type_into_focused("Before after");
    let letter = document(&desk, "Letter");
    let mut fields = desk.harness.query_all_by_label("Text");
    let field = fields
        .rfind(|node| node.accesskit_node().role() == Role::MultilineTextInput)
        .unwrap()
        .rect();
    drop(fields);
    desk.drag(
        desk.row("Letter"),
        field.right_top() + vec2(-20.0, 20.0),
        true,
    );
    assert_eq!(
        text(&desk, "Briefing page"),
        format!("Before after {}", citation("Letter", letter.id.0))
    );
    assert_eq!(
        desk.outline(),
        "Letter Speech Briefing page",
        "it did not move"
    );
}

/// The middle of the last thing whose name contains these words.
fn middle_of(desk: &Desk, words: &str) -> Pos2 {
    let mut named = desk.harness.query_all_by_label_contains(words);
    let found = named.next_back();
    found
        .unwrap_or_else(|| panic!("nothing is called {words:?}"))
        .rect()
        .center()
}

#[test]
fn a_card_dropped_on_the_row_of_a_page_is_cited_at_its_end() {
    let mut desk = with_notes();
    desk.click_row("Speech");
    add_page(&mut desk, "Lines to take");
    desk.click_row("Speech");
    desk.click("Notes: 1");
    let card = middle_of(&desk, "Welcome the talks");
    let row = desk.row("Lines to take");
    desk.drag(card, row, true);
    let written = text(&desk, "Lines to take");
    assert!(
        written.starts_with("[“The words of”, Speech](@"),
        "{written}"
    );
    let before = desk.outline();
    let other = desk.row("Letter");
    desk.drag(card, other, true);
    assert_eq!(desk.outline(), before, "a document takes no citation");
    desk.press(CTRL, Key::Z);
    assert_eq!(text(&desk, "Lines to take"), "");
}

#[test]
fn a_passage_dropped_on_the_row_of_a_page_is_marked_and_cited_in_one_step() {
    let mut desk = Desk::with_documents(&["Letter"]);
    add_page(&mut desk, "Lines to take");
    desk.click_row("Letter");
    desk.press(CTRL, Key::F);
    desk.type_into_focused("words");
    let word = middle_of(&desk, "Found: words");
    desk.harness.run_steps(30);
    for _ in 0..2 {
        desk.harness.hover_at(word);
        desk.harness.step();
        desk.harness.drag_at(word);
        desk.harness.step();
        desk.harness.drop_at(word);
        desk.harness.step();
    }
    desk.settle();
    let handle = middle_of(&desk, "Drag to a briefing page to cite");
    let row = desk.row("Lines to take");
    desk.drag(handle, row, true);
    let pack = desk.pack();
    let (_, mark) = pack.annotations().next().expect("the passage is marked");
    assert_eq!(mark.quote(), "words");
    let cited = citation("“words”, Letter", mark.id.0);
    assert_eq!(text(&desk, "Lines to take"), cited);
    desk.press(CTRL, Key::Z);
    assert_eq!(desk.pack().annotations().count(), 0);
    assert_eq!(text(&desk, "Lines to take"), "");
}

/// `None` where there is no pdftotext.
fn words_of(pdf: &Path) -> Option<String> {
    let out = Program::new("pdftotext").arg(pdf).arg("-").output();
    let out = asked("pdftotext", out.ok())?;
    Some(String::from_utf8(out.stdout).unwrap())
}

/// Every stream of a PDF, unpacked, and every string in it.
fn everything_in(pdf: &Path) -> String {
    let mut document = lopdf::Document::load(pdf).unwrap();
    document.decompress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    let mut all = String::from_utf8_lossy(&bytes).into_owned();
    all.extend(words_of(pdf));
    all
}

#[test]
fn both_copies_are_written_and_the_circulated_one_keeps_the_secret() {
    let mut desk = with_notes();
    desk.click_row("Speech");
    add_page(&mut desk, "Digest of notes");
    add_page(&mut desk, "Lines to take");
    desk.click("Speaking copy only");
    desk.press(CTRL, Key::E);
    assert!(desk.shows("What everybody gets. 1 private note and 1 private page are left out."));
    assert!(!desk.shows_words("do not circulate"));
    desk.click("Both");
    assert!(desk.shows("The speaking copy contains private notes: do not circulate it."));
    desk.click("Export");
    assert!(desk.shows("The PDFs are ready"));
    let circulation = desk.folder.path().join("July.pdf");
    let speaking = desk.folder.path().join("July – speaking copy.pdf");
    for (pdf, words) in [(&speaking, SECRET), (&circulation, "Welcome the talks")] {
        assert!(words_of(pdf).is_none_or(|all| all.contains(words)));
    }
    let everything = everything_in(&circulation);
    for hidden in [SECRET, "Jo Quill", "JQ"] {
        assert!(!everything.contains(hidden), "{hidden}");
    }
    desk.click("Close");

    // The choice is remembered while the pack is open, and the files are known to be there.
    desk.press(CTRL, Key::E);
    assert!(desk.shows("These files already exist and will be replaced."));
    desk.click("Speaking copy");
    assert!(desk.shows("Contains private notes: do not circulate."));
    desk.click("Cancel");
    let folder = desk.folder.clone();
    desk.press(CTRL, Key::S);
    drop(desk);
    let file = folder.path().join("July.ron");
    let mut desk = Desk::in_folder(folder, Some(file));
    desk.press(CTRL, Key::E);
    assert!(desk.shows("This file already exists and will be replaced."));
    assert!(!desk.shows_words("do not circulate"), "the default is safe");
}

#[test]
fn of_two_copies_none_is_made_when_one_cannot_be_written() {
    let mut desk = with_notes();
    let speaking = desk.folder.path().join("July – speaking copy.pdf");
    std::fs::create_dir(&speaking).unwrap();
    desk.press(CTRL, Key::E);
    desk.click("Both");
    desk.click("Export");
    assert!(desk.shows_words("The PDF could not be written"));
    assert!(desk.shows_words("speaking copy.pdf"));
    assert!(!desk.folder.path().join("July.pdf").exists());
}

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window briefing_screens -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn briefing_screens() {
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = Path::new(&folder);
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for (size, size_name) in [
            (vec2(1280.0, 800.0), "usual"),
            (vec2(1024.0, 700.0), "small"),
            (vec2(2200.0, 1000.0), "wide"),
        ] {
            let papers = with_notes().folder.clone();
            let pack = papers.path().join("July.ron");
            let mut desk = Desk::sized(papers, Some(pack), size, theme);
            let save = |desk: &mut Desk, screen: &str| {
                let name = format!("{screen}-{size_name}-{name}.png");
                desk.harness
                    .render()
                    .unwrap()
                    .save(folder.join(name))
                    .unwrap();
            };
            desk.click_row("Speech");
            desk.press(CTRL | Modifiers::SHIFT, Key::B);
            save(&mut desk, "templates");
            desk.click("Meeting brief");
            save(&mut desk, "brief");
            add_page(&mut desk, "Background");
            desk.type_into_focused("**What to know** before the vote. See ");
            desk.type_into_focused("@");
            save(&mut desk, "cite");
            desk.press(Modifiers::NONE, Key::Enter);
            desk.click("Add notes");
            let at = desk.row("Background");
            desk.harness.hover_at(at);
            save(&mut desk, "write");
            desk.press(CTRL, Key::E);
            desk.click("Both");
            save(&mut desk, "export");
            desk.click("Export");
            save(&mut desk, "exported");
            desk.click("Close");
            desk.click_row("Letter");
            let new = "Letter\n\nThe new words of Letter, and rather more of them.\n";
            let new = desk.write("Letter.txt", new);
            desk.lay_ready(std::slice::from_ref(&new));
            let button = desk.harness.get_by_label("Replace source…");
            button.click_accesskit();
            desk.settle();
            save(&mut desk, "revised");
        }
    }
}
