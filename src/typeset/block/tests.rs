//! Paragraphs at places of their own.

use crate::import::{Align, Block, Flow, ParagraphPlace, Span, Stop};
use crate::pack::Media;
use crate::typeset::page::{Shape, TextRun};
use crate::typeset::style::{MARGIN_PT, MEASURE_PT};
use crate::typeset::testing::{PROSE, paragraph, picture, text};
use crate::typeset::{Head, Style, Typeset, flow, text_layer};

fn set(place: ParagraphPlace, words: &str) -> Typeset {
    let content = Flow {
        summary: Vec::new(),
        blocks: vec![Block::Placed {
            place,
            text: text(words),
        }],
        ..Flow::default()
    };
    flow(&Head::default(), &content, &Style::default())
}

fn aligned(align: Align) -> ParagraphPlace {
    ParagraphPlace {
        align,
        ..ParagraphPlace::default()
    }
}

/// Where the ink of each line of the words begins and ends, in points from the left margin.
fn lines(typeset: &Typeset) -> Vec<(f32, f32)> {
    let is_content = |node| typeset.tree.get(node).is_some_and(|node| node.is_content);
    let runs = typeset.pages[0]
        .ink
        .iter()
        .filter_map(|ink| match &ink.shape {
            Shape::Text(run) if ink.node.is_some_and(is_content) && !run.text.trim().is_empty() => {
                Some(run)
            }
            _ => None,
        });
    let mut lines: Vec<(f32, f32, f32)> = Vec::new();
    for run in runs {
        let (left, right) = super::super::text::inked(run);
        match lines.last_mut() {
            Some(line) if (line.2 - run.y).abs() < 0.1 => line.1 = right,
            _ => lines.push((left, right, run.y)),
        }
    }
    let lines = lines.into_iter();
    lines
        .map(|(left, right, _)| (left - MARGIN_PT, right - MARGIN_PT))
        .collect()
}

/// Where the run that says this begins and ends, in points from the left margin.
fn run(typeset: &Typeset, words: &str) -> (f32, f32) {
    let is_it = |run: &&TextRun| run.text.trim() == words;
    let runs = typeset.pages[0]
        .ink
        .iter()
        .filter_map(|ink| match &ink.shape {
            Shape::Text(run) => Some(run),
            _ => None,
        });
    let found = runs.into_iter().find(is_it).unwrap();
    let (left, right) = super::super::text::inked(found);
    (left - MARGIN_PT, right - MARGIN_PT)
}

fn near(one: f32, other: f32) -> bool {
    (one - other).abs() < 0.5
}

#[test]
fn words_stand_in_the_middle_or_at_the_end() {
    let start = lines(&set(aligned(Align::Start), "12 May 2026"))[0];
    assert!(near(start.0, 0.0), "{start:?}");
    let end = lines(&set(aligned(Align::End), "12 May 2026"))[0];
    assert!(near(end.1, MEASURE_PT), "{end:?}");
    let centre = lines(&set(aligned(Align::Centre), "12 May 2026"))[0];
    assert!(near(centre.0, MEASURE_PT - centre.1), "{centre:?}");
    let arabic = lines(&set(aligned(Align::End), "\u{645}\u{627}\u{64a}\u{648}"))[0];
    assert!(near(arabic.0, 0.0), "{arabic:?}");
}

#[test]
fn lines_hang_below_what_is_behind_the_first_tab() {
    let place = ParagraphPlace {
        indent_pt: 36.0,
        hanging_pt: 48.0,
        stops: vec![Stop {
            at_pt: 48.0,
            is_end: false,
        }],
        ..ParagraphPlace::default()
    };
    let set = set(place, &format!("(a)\t{PROSE}"));
    let lines = lines(&set);
    assert!(near(run(&set, "(a)").0, 36.0), "{lines:?}");
    assert!(lines.len() > 2 && near(lines[0].0, 36.0), "{lines:?}");
    assert!(
        lines[1..].iter().all(|line| near(line.0, 84.0)),
        "{lines:?}"
    );
    assert!(lines.iter().all(|line| line.1 < MEASURE_PT + 0.5));
    let behind = set.pages[0].ink.iter().find_map(|ink| match &ink.shape {
        Shape::Text(run) if run.text.contains("Prime") => Some(run.x - MARGIN_PT),
        _ => None,
    });
    assert!(near(behind.unwrap(), 84.0), "{behind:?}");
}

#[test]
fn what_is_behind_a_last_tab_ends_at_the_edge() {
    let place = ParagraphPlace {
        stops: vec![Stop {
            at_pt: 451.0,
            is_end: true,
        }],
        ..ParagraphPlace::default()
    };
    let set = set(place, "Trade\tOur reference");
    assert!(near(run(&set, "Our reference").1, MEASURE_PT));
    assert!(near(run(&set, "Trade").0, 0.0));
}

#[test]
fn tabs_part_words_in_the_text_as_one_space_does() {
    let tabbed = text_layer(&set(ParagraphPlace::default(), "To:\tMinister\tfor\tTrade"));
    assert_eq!(tabbed.content(), "To: Minister for Trade");
    let plain = Flow {
        summary: Vec::new(),
        blocks: vec![paragraph("To: Minister for Trade")],
        ..Flow::default()
    };
    let plain = text_layer(&flow(&Head::default(), &plain, &Style::default()));
    assert_eq!(tabbed.content(), plain.content());
}

#[test]
fn a_tab_is_wider_than_a_space_in_bold_and_plain_words_alike() {
    let bold = Span {
        bold: true,
        ..Span::plain("To:\t")
    };
    let content = Flow {
        summary: Vec::new(),
        blocks: vec![Block::Paragraph(vec![bold, Span::plain("Minister")])],
        ..Flow::default()
    };
    let set = flow(&Head::default(), &content, &Style::default());
    assert!(near(run(&set, "Minister").0, 36.0));
}

#[test]
fn a_picture_is_as_wide_as_its_document_shows_it() {
    for (shown_pt, width) in [
        (None, 300.0),
        (Some(72.0), 72.0),
        (Some(9000.0), 453.0),
        (Some(0.4), 300.0),
        (Some(f32::NAN), 300.0),
    ] {
        let content = Flow {
            summary: Vec::new(),
            blocks: vec![Block::Figure {
                picture: Ok(crate::import::Picture {
                    shown_pt,
                    ..picture(400, 100, Media::Png, 1)
                }),
                caption: Vec::new(),
            }],
            ..Flow::default()
        };
        let set = flow(&Head::default(), &content, &Style::default());
        let drawn = set.pages[0].ink.iter().find_map(|ink| match &ink.shape {
            Shape::Picture { rect, .. } => Some(rect.width),
            _ => None,
        });
        assert!((drawn.unwrap() - width).abs() < 1.5, "{drawn:?}");
    }
}
