//! Comments in PDFs made in code.

use lopdf::{Dictionary, dictionary, text_string};

use super::*;
use crate::pdf::fixtures::{Fixture, link, rectangle, texts};

fn comment(subtype: &str, words: &str, author: &str) -> Dictionary {
    let mut comment = link("T", text_string(author));
    comment.set("Subtype", subtype);
    if !words.is_empty() {
        comment.set("Contents", text_string(words));
    }
    comment
}

fn found(fixture: Fixture) -> FoundComments {
    found_in(&fixture.bytes())
}

fn found_in(bytes: &Arc<[u8]>) -> FoundComments {
    let pdf = crate::pdf::open::open(bytes, None).unwrap();
    read_comments(&pdf, (bytes, None), &Progress::default())
}

#[test]
fn a_highlight_is_on_the_words_beneath_and_a_note_on_its_place() {
    let mut fixture = Fixture::new();
    fixture.text_page("Nothing here");
    fixture.page(
        "BT /F1 20 Tf 40 200 Td (The old lamps are lit) Tj 0 -30 Td (each night) Tj ET",
        Dictionary::new(),
    );
    let mut highlight = comment("Highlight", "Which?", "Jo Smith");
    // "old lamps" in Helvetica of 20 points.
    let corners = [79, 218, 172, 218, 79, 196, 172, 196];
    highlight.set("QuadPoints", corners.map(Object::from).to_vec());
    highlight.set("C", vec![0.into(), 1.into(), 0.into()]);
    highlight.set("M", text_string("D:20190730101500+01'00'"));
    let mut note = comment("Text", "Überall?\r\rSee the annex.", "");
    note.set("Rect", rectangle([250, 350, 270, 370]));
    fixture.annotate(1, vec![highlight, note]);
    let comments = found(fixture).comments;
    let [note, highlight] = comments.as_slice() else {
        panic!("{comments:?}");
    };
    assert_eq!(highlight.quote, "old lamps");
    assert!(highlight.prefix.ends_with("The "), "{highlight:?}");
    assert!(highlight.suffix.starts_with(" are lit"), "{highlight:?}");
    let before = "Nothing here\nThe ".chars().count();
    assert_eq!(highlight.start, u32::try_from(before).ok());
    assert_eq!(
        (highlight.body.as_str(), highlight.author.as_str()),
        ("Which?", "Jo Smith")
    );
    assert_eq!(highlight.mark.colour, MarkColour::Green);
    let written = highlight.written.unwrap().to_string();
    assert_eq!(written, "2019-07-30T09:15:00Z");
    assert_eq!(note.body, "Überall?\n\nSee the annex.");
    assert_eq!(
        note.area,
        Some(CommentArea {
            page: 2,
            x: 250,
            y: 30,
            width: 20,
            height: 20
        })
    );
    assert_eq!((note.quote.as_str(), note.written), ("", None));
}

#[test]
fn answers_stand_with_what_they_answer() {
    let mut fixture = Fixture::new();
    fixture.text_page("Words");
    let all = vec![
        comment("Text", "Is this right?", "Chair"),
        comment("Text", "Checked.", "Clerk"),
        comment("Text", "Thanks.", ""),
        comment("Text", "Accepted set by Chair", "Chair"),
    ];
    let ids = fixture.annotate(0, all);
    for (answer, to) in [(1, 0), (2, 1), (3, 0)] {
        let entries = fixture.document.get_dictionary_mut(ids[answer]).unwrap();
        entries.set("IRT", ids[to]);
    }
    let state = fixture.document.get_dictionary_mut(ids[3]).unwrap();
    state.set("StateModel", text_string("Review"));
    let comments = found(fixture).comments;
    assert_eq!(comments.len(), 1);
    assert_eq!(
        comments[0].body,
        "Is this right?\n\nClerk: Checked.\n\nReply: Thanks."
    );
}

#[test]
fn answers_in_a_circle_come_to_an_end() {
    let mut fixture = Fixture::new();
    fixture.text_page("Words");
    let all = vec![comment("Text", "A", ""), comment("Text", "B", "")];
    let ids = fixture.annotate(0, all);
    for (answer, to) in [(0, 1), (1, 0)] {
        let entries = fixture.document.get_dictionary_mut(ids[answer]).unwrap();
        entries.set("IRT", ids[to]);
    }
    assert_eq!(found(fixture), FoundComments::default());
}

#[test]
fn what_is_hidden_or_beside_the_page_gets_a_place_on_it() {
    let mut fixture = Fixture::new();
    fixture.text_page("Words");
    let mut hidden = comment("Text", "Hidden", "");
    hidden.set("F", 2);
    hidden.set("Rect", rectangle([5000, -900, 5010, -890]));
    let drawing = comment("Ink", "", "");
    let stamp = dictionary! {
        "Type" => "Annot", "Subtype" => "Stamp", "Name" => "#Approved",
    };
    let mut rich = comment("FreeText", "", "");
    rich.set("RC", text_string("<body><p>Rich <b>words</b></p></body>"));
    fixture.annotate(0, vec![hidden, drawing, stamp, rich]);
    let comments = found(fixture).comments;
    let bodies: Vec<&str> = comments
        .iter()
        .map(|comment| comment.body.as_str())
        .collect();
    assert_eq!(bodies, ["Stamp: Approved", "Rich words", "Hidden"]);
    for comment in &comments {
        let area = comment.area.unwrap();
        assert!(
            area.x + area.width <= 300 && area.y + area.height <= 400,
            "{area:?}"
        );
        assert!(area.width > 0 && area.height > 0);
    }
}

#[test]
fn a_redaction_that_was_not_applied_is_a_warning() {
    let mut fixture = Fixture::new();
    fixture.text_page("Words");
    fixture.annotate(0, vec![comment("Redact", "", "")]);
    let found = found(fixture);
    assert!(found.comments.is_empty());
    let warning = found.warning.unwrap();
    assert!(
        warning.starts_with("A place is marked for redaction"),
        "{warning}"
    );
    let plain = found_in(&texts(&["Plain"]));
    assert_eq!(plain, FoundComments::default());
}

#[test]
fn dates_are_read_as_far_as_they_go() {
    let read = |date: &str| timestamp(date.as_bytes()).map(|at| at.to_string());
    let day = Some("2019-07-30T00:00:00Z".to_owned());
    assert_eq!(read("D:20190730"), day);
    assert_eq!(read("D:20190730000000Z"), day);
    let west = Some("2019-07-30T12:30:05Z".to_owned());
    assert_eq!(read("D:20190730073005-05'00'"), west);
    for wrong in ["", "D:", "D:2019", "D:20191399", "yesterday", "Überüberü"] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}
