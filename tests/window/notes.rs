//! Notes are made, written, changed, found and gone through.

use briefpack::edit::{Command, NewAnnotation};
use briefpack::pack::{
    Anchoring, Annotation, AnnotationId, Audience, Author, Mark, MarkColour, NoteKind, NoteState,
    Target, TextSelector,
};
use eframe::egui::{self, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use std::path::Path;
use std::sync::Arc;

use crate::annotating::{place_of, select};
use crate::desk::{CTRL, Desk};

const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);

/// A note that is already there, on the words of a document from a character on.
struct Made<'a> {
    on: &'a str,
    quote: &'a str,
    start: u32,
    body: &'a str,
    kind: Option<NoteKind>,
}

impl Desk {
    fn has_note(&mut self, made: &Made<'_>) -> AnnotationId {
        let pack = self.pack();
        let document = pack
            .documents()
            .find(|document| document.title == made.on)
            .unwrap();
        let new = NewAnnotation {
            target: Target::Text(TextSelector {
                exact: made.quote.to_owned(),
                start: made.start,
                end: made.start + u32::try_from(made.quote.chars().count()).unwrap(),
                ..TextSelector::default()
            }),
            mark: Mark {
                colour: MarkColour::ALL[made.start as usize % 5],
                ..Mark::default()
            },
            body: made.body.to_owned(),
            kind: made.kind,
            audience: Audience::Private,
            author: Author {
                name: "Jo Smith".to_owned(),
                initials: "JS".to_owned(),
            },
            created: Some("2026-11-23T09:00:00Z".parse().unwrap()),
        };
        let id = AnnotationId(pack.upcoming_id());
        let command = Command::Annotate(document.id, new);
        self.harness.state_mut().edit(command);
        self.settle();
        id
    }

    fn note(&self, id: AnnotationId) -> Annotation {
        self.pack()
            .annotation(id)
            .expect("the note is there")
            .1
            .clone()
    }

    /// The one annotation of the pack.
    fn only_note(&self) -> Annotation {
        let pack = self.pack();
        let mut all = pack.annotations();
        let (_, only) = all.next().expect("there is a note");
        assert!(all.next().is_none(), "there is another note");
        only.clone()
    }

    /// Clicks what has a name that contains this.
    fn click_words(&mut self, words: &str) {
        let place = self
            .harness
            .query_all_by_label_contains(words)
            .last()
            .unwrap_or_else(|| panic!("nothing says {words:?}"))
            .rect()
            .center();
        self.click_at(place);
    }

    /// Whether the card or row that says this is the chosen one.
    fn is_chosen(&self, words: &str) -> bool {
        let mut named = self.harness.query_all_by_label_contains(words);
        named.any(|node| node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True))
    }
}

fn desk_with_notes() -> (Desk, [AnnotationId; 4]) {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    let made = |on, quote, start, body, kind| Made {
        on,
        quote,
        start,
        body,
        kind,
    };
    let ids = [
        made(
            "Minutes",
            "words of Minutes",
            4,
            "Who said so?",
            Some(NoteKind::Question),
        ),
        made("Letter", "more of them", 30, "", None),
        made(
            "Letter",
            "words of Letter",
            4,
            "Say this first.",
            Some(NoteKind::LineToTake),
        ),
        made(
            "Minutes",
            "more",
            30,
            "Say that last.",
            Some(NoteKind::LineToTake),
        ),
    ]
    .map(|made| desk.has_note(&made));
    (desk, ids)
}

#[test]
fn a_note_is_made_written_and_taken_back_by_keys() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.press(CTRL_ALT, Key::M);
    desk.type_into_focused("Handle with care");
    let note = desk.only_note();
    assert_eq!(note.body, "Handle with care");
    assert_eq!(note.target, Target::Document);
    assert_eq!(note.audience, Audience::Private);
    desk.harness.key_press_modifiers(CTRL, Key::A);
    desk.press(CTRL, Key::B);
    assert_eq!(desk.only_note().body, "**Handle with care**");
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(desk.shows_words("Key point, private: "));
    // Writing has ended: what is typed now is no longer the note's.
    desk.type_into_focused("!");
    assert_eq!(desk.only_note().body, "**Handle with care**");
    desk.press(CTRL, Key::Z);
    assert_eq!(desk.only_note().body, "");
    desk.press(CTRL, Key::Z);
    assert_eq!(desk.pack().annotations().count(), 0);
}

#[test]
fn a_new_note_that_stays_empty_is_not_kept_as_a_note() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.press(CTRL_ALT, Key::M);
    desk.press(Modifiers::NONE, Key::Escape);
    assert_eq!(desk.pack().annotations().count(), 0);
    let id = desk.has_note(&Made {
        on: "Letter",
        quote: "words",
        start: 4,
        body: "",
        kind: Some(NoteKind::KeyPoint),
    });
    desk.press(Modifiers::NONE, Key::F8);
    desk.click("Edit note");
    desk.click_row("Letter");
    assert_eq!(desk.note(id).kind, None, "a mark is left");
}

#[test]
fn kind_audience_state_and_colour_are_changed_by_clicks() {
    let (mut desk, [_, _, id, _]) = desk_with_notes();
    desk.press(CTRL_ALT, Key::N);
    desk.click_words("Say this first.");
    desk.click("Private");
    assert_eq!(desk.note(id).audience, Audience::Circulated);
    desk.click("Circulated");
    assert_eq!(desk.note(id).audience, Audience::Private);
    desk.click("Kind: Line to take");
    desk.click("Background");
    assert_eq!(desk.note(id).kind, Some(NoteKind::Background));
    desk.click("Done");
    assert_eq!(desk.note(id).state, NoteState::Done);
    desk.click_words("Colour: ");
    desk.click("Pink");
    assert_eq!(desk.note(id).mark.colour, MarkColour::Pink);
    desk.click("Delete note");
    assert!(desk.pack().annotation(id).is_none());
    assert!(desk.shows("Deleted note"));
    desk.click("Undo");
    assert_eq!(desk.note(id).mark.colour, MarkColour::Pink);
}

#[test]
fn the_list_is_narrowed_and_leads_to_the_note() {
    let (mut desk, [question, ..]) = desk_with_notes();
    desk.click_row("Letter");
    desk.press(CTRL_ALT, Key::A);
    assert!(desk.shows_words("“more of them”"), "marks are listed too");
    desk.type_into("Search notes", "said minutes");
    assert!(!desk.shows_words("Say this first."));
    desk.click_words("Question, private: Who said so?");
    assert!(desk.harness.state().pack().is_some());
    assert!(desk.shows("Page 4"), "its document is shown");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.type_into_focused(" And when?");
    assert_eq!(desk.note(question).body, "Who said so? And when?");
}

#[test]
fn many_notes_are_changed_in_one_step() {
    let (mut desk, ids) = desk_with_notes();
    desk.press(CTRL_ALT, Key::A);
    desk.click_words("Say this first.");
    desk.press(CTRL, Key::A);
    assert!(desk.shows("4 selected"));
    desk.click("Change kind");
    desk.click("Handling");
    let kinds = |desk: &Desk| ids.map(|id| desk.note(id).kind);
    assert_eq!(kinds(&desk), [Some(NoteKind::Handling); 4]);
    desk.press(CTRL, Key::Z);
    assert_eq!(
        kinds(&desk),
        [
            Some(NoteKind::Question),
            None,
            Some(NoteKind::LineToTake),
            Some(NoteKind::LineToTake)
        ]
    );
}

#[test]
fn f8_goes_through_the_notes_of_all_documents() {
    let (mut desk, _) = desk_with_notes();
    desk.click_row("Letter");
    for words in [
        "Say this first.",
        "more of them",
        "Who said so?",
        "Say that last.",
    ] {
        desk.press(Modifiers::NONE, Key::F8);
        assert!(desk.is_chosen(words), "{words}");
    }
    desk.press(Modifiers::SHIFT, Key::F8);
    assert!(desk.is_chosen("Who said so?"));
    desk.press(Modifiers::SHIFT, Key::F8);
    assert!(desk.is_chosen("more of them"));
}

#[test]
fn a_note_that_lost_its_passage_says_so() {
    let (mut desk, [_, _, id, _]) = desk_with_notes();
    let pack = desk.pack();
    let letter = pack.documents().next().unwrap();
    let mut annotations = letter.annotations.clone();
    for annotation in &mut annotations {
        let is_lost = annotation.id == id;
        annotation.anchoring = if is_lost {
            Anchoring::Lost
        } else {
            Anchoring::Check
        };
    }
    let source = letter.source().unwrap().clone();
    let command = Command::ReplaceSource {
        sources: vec![(source.clone(), pack.sources[&source].clone())],
        source,
        documents: vec![briefpack::edit::Replacement {
            document: letter.id,
            extent: briefpack::pack::Extent::Whole,
            annotations,
        }],
    };
    desk.harness.state_mut().edit(command);
    desk.click_row("Letter");
    assert!(desk.shows_words("2 notes to check"), "the outline says so");
    desk.press(CTRL_ALT, Key::N);
    assert!(desk.shows("Its passage was not found"));
    assert!(
        desk.shows("“words of Letter”"),
        "the old quote is there whole"
    );
    desk.click("Looks right");
    let is_lost = |desk: &Desk| desk.note(id).anchoring == Anchoring::Lost;
    let pack = desk.pack();
    let unsure = pack
        .annotations()
        .filter(|(_, one)| one.anchoring != Anchoring::Sound);
    assert_eq!(unsure.count(), 1);
    desk.click("Attach to selection");
    assert!(is_lost(&desk), "nothing is selected yet");
    select(&mut desk, "The words");
    desk.click("Attach to selection");
    assert!(!is_lost(&desk));
    assert_eq!(desk.note(id).quote(), "The words");
    assert_eq!(desk.note(id).body, "Say this first.");
}

#[test]
fn a_card_stands_at_the_height_of_its_passage() {
    let (mut desk, _) = desk_with_notes();
    desk.click_row("Letter");
    let passage = place_of(&mut desk, "words of Letter");
    desk.press(Modifiers::NONE, Key::F8);
    let card = desk
        .harness
        .query_all_by_label_contains("Line to take, private: Say this first.")
        .last()
        .expect("its card is there")
        .rect();
    assert!(
        (card.top() - passage.top()).abs() < 10.0,
        "{card} {passage}"
    );
    assert!(card.left() > passage.right());
}

#[test]
fn the_name_in_the_settings_stands_at_new_notes() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.press(CTRL_ALT, Key::M);
    desk.click("Set your name…");
    desk.type_into("Your name", "Jo Smith");
    desk.click("Circulated");
    desk.click("Close");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.press(CTRL_ALT, Key::M);
    desk.type_into_focused("Mine");
    let note = desk.only_note();
    assert_eq!(note.author.initials, "JS");
    assert_eq!(note.audience, Audience::Circulated);
}

#[test]
fn the_form_says_who_gets_a_document_and_sees_its_note() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.type_into("Note", "For all");
    assert_eq!(desk.only_note().audience, Audience::Circulated);
    desk.click("Who sees the note");
    desk.click("Private");
    assert_eq!(desk.only_note().audience, Audience::Private);
    desk.click("Speaking copy only");
    let pack = desk.pack();
    assert_eq!(pack.documents().next().unwrap().audience, Audience::Private);
    assert!(desk.shows_words("only in the speaking copy"));
}

/// A mark of the pictures, on words of a document of the sample pack.
type Marked = (
    &'static str,
    &'static str,
    &'static str,
    Option<NoteKind>,
    Audience,
);

const MARKED: [Marked; 6] = [
    ("No harbour", "harbour", "", None, Audience::Private),
    (
        "No harbour",
        "the",
        "Ask who pays for the **quay**, and from when:\n\n- this year\n- next year, see [the plan](https://example.org)",
        Some(NoteKind::Question),
        Audience::Private,
    ),
    (
        "No harbour",
        "and",
        "We welcome this and will say so in the plenary.",
        Some(NoteKind::LineToTake),
        Audience::Circulated,
    ),
    ("No harbour", "island", "", None, Audience::Circulated),
    (
        "Agenda",
        "the",
        "Keep this item short.",
        Some(NoteKind::Handling),
        Audience::Private,
    ),
    (
        "Agenda",
        "and",
        "The third round of talks since May.",
        Some(NoteKind::Background),
        Audience::Private,
    ),
];

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window every_note -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn every_note_screen() {
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = Path::new(&folder);
    for (theme, theme_name) in [(egui::Theme::Light, "light"), (egui::Theme::Dark, "dark")] {
        for (width, height) in [(1280.0, 800.0), (1024.0, 700.0), (1720.0, 1000.0)] {
            let folder_of_desk = Arc::new(tempfile::tempdir().unwrap());
            let size = egui::vec2(width, height);
            let mut desk = Desk::sized(folder_of_desk, None, size, theme);
            desk.click("Open the sample pack");
            mark_sample(&mut desk);
            let save = |desk: &mut Desk, what: &str| {
                let file = format!("notes-{what}-{width}-{theme_name}.png");
                desk.harness
                    .render()
                    .unwrap()
                    .save(folder.join(file))
                    .unwrap();
            };
            desk.click_row("No harbour");
            desk.press(CTRL_ALT, Key::N);
            save(&mut desk, "cards");
            for _ in 0..3 {
                desk.press(Modifiers::NONE, Key::F8);
            }
            save(&mut desk, "in-hand");
            desk.click("Edit note");
            save(&mut desk, "writing");
            desk.press(Modifiers::NONE, Key::Escape);
            desk.press(CTRL_ALT, Key::A);
            save(&mut desk, "all");
            desk.click("Filters");
            // In the smallest window the list is too low for all rows at once.
            if width > 1100.0 {
                desk.click_words("Keep this item short.");
                desk.press(CTRL, Key::A);
                save(&mut desk, "bulk");
            }
            desk.click("Details");
            save(&mut desk, "details");
            desk.press(CTRL, Key::Comma);
            save(&mut desk, "settings");
        }
    }
}

fn mark_sample(desk: &mut Desk) {
    for (place, (title, quote, body, kind, audience)) in (0u32..).zip(MARKED) {
        let pack = desk.pack();
        let document = pack
            .documents()
            .find(|document| document.title.starts_with(title))
            .unwrap();
        let new = NewAnnotation {
            target: Target::Text(TextSelector {
                exact: quote.to_owned(),
                start: 100 + place * 260,
                end: 100 + place * 260 + 30,
                ..TextSelector::default()
            }),
            mark: Mark {
                colour: MarkColour::ALL[place as usize % 5],
                ..Mark::default()
            },
            body: body.to_owned(),
            kind,
            audience,
            author: Author {
                name: "Jo Smith".to_owned(),
                initials: "JS".to_owned(),
            },
            created: Some("2026-11-23T09:00:00Z".parse().unwrap()),
        };
        let command = Command::Annotate(document.id, new);
        desk.harness.state_mut().edit(command);
    }
    desk.settle();
}

/// Two thousand notes cost little while most of them are out of sight: what the panes of notes add
/// to a frame of the whole window, beside the form that shows none of them.
/// `cargo test --test window two_thousand -- --ignored --nocapture`
#[test]
#[ignore = "measures how long a frame takes"]
fn two_thousand_notes_are_drawn_at_once() {
    let mut desk = Desk::with_documents(&[]);
    let paragraphs: Vec<String> = (0..2000)
        .map(|number| format!("Paragraph {number:04} speaks of ships and of those who watch them."))
        .collect();
    let file = desk.write(
        "Paper.txt",
        format!("Paper\n\n{}\n", paragraphs.join("\n\n")),
    );
    desk.drop_files(&[file], None);
    let first = desk.has_note(&Made {
        on: "Paper",
        quote: "Paragraph 0000",
        start: 0,
        body: "A note of some length, with **bold** words and more than one line of them.",
        kind: Some(NoteKind::KeyPoint),
    });
    let pack = desk.pack();
    let paper = pack.documents().next().unwrap();
    let mut start = 0;
    let annotations = paragraphs.iter().enumerate().map(|(number, paragraph)| {
        let from = start;
        start += u32::try_from(paragraph.chars().count()).unwrap() + 1;
        Annotation {
            id: AnnotationId(first.0 + number as u64),
            target: Target::Text(TextSelector {
                exact: format!("Paragraph {number:04}"),
                start: from,
                end: from + 14,
                ..TextSelector::default()
            }),
            ..desk.note(first)
        }
    });
    let annotations = annotations.collect();
    let source = paper.source().unwrap().clone();
    let command = Command::ReplaceSource {
        sources: vec![(source.clone(), pack.sources[&source].clone())],
        source,
        documents: vec![briefpack::edit::Replacement {
            document: paper.id,
            extent: briefpack::pack::Extent::Whole,
            annotations,
        }],
    };
    desk.harness.state_mut().edit(command);
    desk.settle();
    assert_eq!(desk.pack().annotations().count(), 2000);
    desk.click("Details");
    let (form, _) = frame_time(&mut desk);
    let mut report = format!("form: {form:?} a frame");
    for (keys, what) in [(Key::N, "cards"), (Key::A, "list")] {
        desk.press(CTRL_ALT, keys);
        let (usual, longest) = frame_time(&mut desk);
        report.push_str(&format!("; {what}: {usual:?}, at most {longest:?}"));
        let most = form + std::time::Duration::from_millis(16);
        assert!(usual < most, "{report}");
    }
    std::fs::write(std::env::temp_dir().join("briefpack-frames.txt"), report).unwrap();
}

/// The middle and the longest of the times that frames take.
fn frame_time(desk: &mut Desk) -> (std::time::Duration, std::time::Duration) {
    let mut times: Vec<_> = (0..40)
        .map(|_| {
            let start = std::time::Instant::now();
            desk.harness.step();
            start.elapsed()
        })
        .collect();
    times.sort();
    (times[20], times[39])
}
