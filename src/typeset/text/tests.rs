use super::*;
use crate::typeset::face::Face;

const BODY: Face = Face::new(style::BODY);

fn lines(text: &str, width: f32) -> (Vec<Line>, BTreeSet<char>) {
    let mut setter = Typesetter::new("en-GB");
    let lines = setter.lines(&[Run::new(text, BODY, None)], width, Wrap::Words);
    (lines, setter.missing)
}

fn said(line: &Line) -> String {
    let text = line.ink.iter().filter_map(|ink| match &ink.shape {
        Shape::Text(run) => Some(run.reading_text()),
        _ => None,
    });
    text.collect()
}

#[test]
fn a_ligature_stands_for_all_its_letters() {
    let (lines, _) = lines("The office’s first “efficient” flow", 1000.0);
    assert_eq!(lines.len(), 1);
    assert_eq!(said(&lines[0]), "The office’s first “efficient” flow");
}

#[test]
fn words_are_kept_apart_across_lines() {
    let (lines, _) = lines("one two three\nfour", 50.0);
    let all: String = lines.iter().map(said).collect();
    assert_eq!(all, "one two three four");
    assert!(lines.iter().all(|line| line.right <= 50.0));
}

#[test]
fn line_ends_of_every_system_are_line_ends() {
    let (lines, _) = lines("one\r\ntwo\rthree\nfour", 500.0);
    let all: Vec<String> = lines.iter().map(said).collect();
    assert_eq!(all, ["one ", "two ", "three ", "four"]);
}

#[test]
fn a_long_word_is_broken_rather_than_cut() {
    let word = "antidisestablishmentarianism".repeat(5);
    let (lines, _) = lines(&word, 100.0);
    assert!(lines.len() > 5);
    assert!(lines.iter().all(|line| line.right <= 100.0));
    assert_eq!(lines.iter().map(said).collect::<String>(), word);
}

#[test]
fn a_character_without_a_font_is_named_and_kept_in_the_text() {
    let (lines, missing) = lines("The word 漢 here", 1000.0);
    assert_eq!(missing, BTreeSet::from(['漢']));
    assert_eq!(said(&lines[0]), "The word 漢 here");
}

#[test]
fn spaces_of_any_width_are_blank() {
    let (lines, missing) = lines("Name:\u{2002}\u{2003}\u{202f}x", 1000.0);
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(said(&lines[0]), "Name:\u{2002}\u{2003}\u{202f}x");
}

#[test]
fn right_to_left_text_is_read_in_order_and_stands_at_the_right() {
    let (lines, missing) = lines("السلام عليكم", 300.0);
    assert_eq!(said(&lines[0]), "السلام عليكم");
    assert!(lines[0].rtl);
    assert!((lines[0].right - 300.0).abs() < 1.0);
    assert!(missing.is_empty());
}

#[test]
fn every_line_is_as_high_as_its_face_says() {
    let (lines, _) = lines("Latin ไทย हिन्दी ☑ Latin", 60.0);
    assert!(lines.len() > 1);
    for line in &lines {
        assert!((line.height - BODY.size.leading_pt).abs() < 0.01);
    }
}

#[test]
fn text_without_words_gives_no_line() {
    assert!(lines(" \n \u{feff}", 100.0).0.is_empty());
}

#[test]
fn an_endless_paragraph_is_set_in_pieces_and_loses_no_word() {
    let text = "Fog presents a unique challenge. ".repeat(10_000);
    let words = [
        Run::new(&text, BODY, None),
        Run::new("The end.", BODY, None),
    ];
    let found = pieces(&words);
    let total: String = found
        .iter()
        .flat_map(|piece| piece.iter().map(|run| run.text))
        .collect();
    assert!(found.len() > 3 && total == format!("{text}The end."));
    for piece in &found {
        let length: usize = piece.iter().map(|run| run.text.len()).sum();
        assert!(length <= LONGEST_PIECE, "{length}");
    }
    let (lines, _) = lines(&text, 2000.0);
    let all: String = lines.iter().map(said).collect();
    assert_eq!(all.split_whitespace().count(), 50_000);
    let unbroken = "é".repeat(LONGEST_PIECE);
    let found = pieces(&[Run::new(&unbroken, BODY, None)]).len();
    assert_eq!(found, 2);
}
