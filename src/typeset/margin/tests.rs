//! Notes beside the text: none overlaps, none is lost, nothing moves.

use super::*;
use crate::import::{Block, Flow, Span, Table, markdown_light};
use crate::typeset::testing::{PROSE, every_block, lines, paragraph};
use crate::typeset::{Head, flow, text_layer};

const COLOUR: Color = Color(0x1F, 0x5F, 0xA8);

fn pages(blocks: Vec<Block>) -> Typeset {
    let content = Flow {
        summary: Vec::new(),
        blocks,
        ..Flow::default()
    };
    let head = Head {
        number: "1.1",
        title: "A title that is as long as titles are at times, and reaches into the margin",
        ..Head::default()
    };
    flow(&head, &content, &Style::default())
}

fn prose() -> Typeset {
    pages((0..12).map(|_| paragraph(PROSE)).collect())
}

fn note(index: usize, words: &str, page: usize, y_pt: f32) -> MarginNote {
    MarginNote {
        note: PrintedNote {
            label: format!("Note{index}"),
            body: markdown_light(words),
            is_private: index.is_multiple_of(2),
        },
        page,
        y_pt,
        colour: COLOUR,
        number: Some(index as u32),
    }
}

/// The bars of a page's notes, from top to bottom.
fn bars(page: &Page) -> Vec<Rect> {
    let bar = |ink: &Ink| match &ink.shape {
        Shape::Fill { rect, .. } if rect.x == NOTES_COLUMN_PT && rect.width == BAR_PT => {
            Some(*rect)
        }
        _ => None,
    };
    page.ink.iter().filter_map(bar).collect()
}

fn circles(page: &Page) -> Vec<(f32, f32)> {
    let centre = |ink: &Ink| match &ink.shape {
        Shape::Disc { x, y, .. } => Some((*x, *y)),
        _ => None,
    };
    page.ink.iter().filter_map(centre).collect()
}

/// Sets notes and checks what must hold whatever they are; returns those that stand elsewhere.
fn checked(set: &mut Typeset, notes: &[MarginNote]) -> Vec<usize> {
    let before = set.clone();
    let elsewhere = margin_notes(set, notes, &Style::default());
    let elsewhere: Vec<usize> = elsewhere.iter().map(|note| note.index).collect();
    assert_eq!(text_layer(&before).content(), text_layer(set).content());
    let mut said = String::new();
    for (page, old) in set.pages.iter().zip(&before.pages) {
        let reaching = bands(old, &before.tree, NOTES_COLUMN_PT);
        let mut end = STAMP_STRIP_PT;
        for bar in bars(page) {
            assert!(bar.y >= end, "overlaps, or reaches into the stamps");
            end = bar.bottom();
            let overlaps = |band: &Band| band.top < bar.bottom() && band.bottom > bar.y;
            assert!(!reaching.iter().any(overlaps), "over a table or title");
        }
        assert!(end <= page.height_pt - STAMP_STRIP_PT);
        for ink in page.ink.iter().skip(old.ink.len()) {
            if let Shape::Text(run) = &ink.shape {
                let spaces = run.text.len() - run.text.trim_end().len();
                let right = run.x + run.width() - spaces as f32 * run.size_pt;
                assert!(run.x > TEXT_EDGE_PT && right <= page.width_pt - OUTER_MARGIN_PT + 0.5);
            }
        }
        for (x, y) in circles(page) {
            assert!(x > TEXT_EDGE_PT && x < page.width_pt && y > 0.0 && y < page.height_pt);
        }
        said.push_str(&lines(page).join(" "));
        said.push(' ');
    }
    for (index, note) in notes.iter().enumerate() {
        let is_beside = said.contains(&format!("{} ", note.note.label))
            || said.contains(&format!("{} ·", note.note.label));
        assert_ne!(is_beside, elsewhere.contains(&index), "{}", note.note.label);
    }
    elsewhere
}

#[test]
fn a_note_stands_at_the_height_of_its_passage() {
    let mut set = prose();
    let elsewhere = checked(&mut set, &[note(1, "Ask about **figures**.", 0, 300.0)]);
    assert!(elsewhere.is_empty());
    let bars = bars(&set.pages[0]);
    assert_eq!(bars.len(), 1);
    assert!((bars[0].y - 300.0).abs() < 4.0);
}

#[test]
fn a_paragraph_that_goes_over_the_page_stays_apart_from_the_notes_between() {
    let mut set = pages(vec![paragraph(&PROSE.repeat(16))]);
    checked(&mut set, &[note(1, "Between", 0, 300.0)]);
    let layer = text_layer(&set);
    let at = layer.text().find("Between").unwrap() + "Between".len();
    assert!(layer.text()[at..].starts_with(['\n', ' ']));
    assert!(layer.text()[at..].len() > 10);
}

#[test]
fn notes_close_together_make_a_stack() {
    for height in [60.0, 400.0, 740.0, 5_000.0, -10.0, f32::NAN] {
        let mut set = prose();
        let notes: Vec<_> = (0..8)
            .map(|index| note(index, "A note of some words.", 0, height + index as f32))
            .collect();
        assert!(checked(&mut set, &notes).is_empty(), "at {height}");
        assert_eq!(bars(&set.pages[0]).len(), 8);
    }
}

#[test]
fn long_notes_and_the_longest_of_too_many_stand_elsewhere() {
    let mut set = prose();
    let long = "word ".repeat(61);
    let words = |count: usize| "word ".repeat(count);
    let mut notes = vec![note(0, &long, 0, 100.0)];
    notes.extend((1..30).map(|index| note(index, &words(index), 0, 100.0 + index as f32)));
    let elsewhere = checked(&mut set, &notes);
    assert!(elsewhere.contains(&0) && elsewhere.contains(&29));
    assert!(!elsewhere.contains(&1) && elsewhere.len() < 29);
    assert_eq!(circles(&set.pages[0]).len(), elsewhere.len());
    let used: std::collections::BTreeSet<_> = set
        .pages
        .iter()
        .flat_map(|page| &page.ink)
        .filter_map(|ink| ink.node)
        .collect();
    let count = |role: &crate::typeset::Role| {
        let nodes = set.tree.nodes.iter();
        nodes.filter(|node| node.role == *role).count()
    };
    assert_eq!(count(&crate::typeset::Role::Note), 30 - elsewhere.len());
    assert!(!used.is_empty());
}

#[test]
fn nothing_stands_over_wide_tables() {
    let wide = |row: usize| vec![vec![Span::plain(format!("{row} {PROSE}"))]; 5];
    let head = vec![vec![Span::plain("Head")]; 5];
    let table = Block::Table(Table::of_texts(head, (0..3).map(wide).collect()));
    let mut blocks = every_block().blocks;
    blocks.insert(2, table.clone());
    blocks.insert(3, paragraph(PROSE));
    blocks.push(table);
    let plain = pages(blocks);
    for height in [80.0, 250.0, 500.0, 760.0] {
        let mut set = plain.clone();
        let notes: Vec<_> = (0..24)
            .map(|index| note(index, "A note of words.", index % 3, height + index as f32))
            .collect();
        checked(&mut set, &notes);
    }
}

#[test]
fn a_note_without_its_page_stands_elsewhere_and_one_without_words_nowhere() {
    let mut set = prose();
    let notes = [note(1, "x", 99, 100.0)];
    assert_eq!(checked(&mut set, &notes), [0]);
    let before = set.pages[0].ink.len();
    let empty = [note(1, " ", 0, 100.0)];
    assert!(margin_notes(&mut set, &empty, &Style::default()).is_empty());
    assert_eq!(set.pages[0].ink.len(), before);
}

#[test]
fn hundreds_of_references_keep_to_the_page() {
    let mut set = prose();
    let long = "word ".repeat(80);
    let notes: Vec<_> = (0..300).map(|index| note(index, &long, 0, 400.0)).collect();
    assert_eq!(checked(&mut set, &notes).len(), 300);
    let circles = circles(&set.pages[0]);
    assert!(circles.len() > 60);
    for pair in circles.windows(2) {
        assert!(pair[1].1 - pair[0].1 >= 11.0);
    }
}

#[test]
fn letters_without_a_font_are_reported() {
    let mut set = prose();
    margin_notes(&mut set, &[note(1, "漢", 0, 100.0)], &Style::default());
    assert!(set.missing.contains(&'漢'));
}

#[test]
fn as_few_give_way_as_when_the_highest_go_one_by_one() {
    let one_by_one = |wanted: &[(f32, f32)], free: &[Stretch]| {
        let mut left: Vec<usize> = (0..wanted.len()).collect();
        let mut gone = Vec::new();
        loop {
            let places: Vec<(f32, f32)> = left.iter().map(|index| wanted[*index]).collect();
            if let Some(tops) = arrange(&places, free, GAP_PT) {
                return (gone, tops);
            }
            let highest = (0..left.len())
                .max_by(|one, other| places[*one].1.total_cmp(&places[*other].1))
                .unwrap();
            gone.push(left.remove(highest));
        }
    };
    let mut state: u32 = 7;
    let mut random = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 8) % below) as f32
    };
    let free = [(50.0, 210.0), (260.0, 500.0), (505.0, 800.0)];
    let mut crowded = 0;
    for count in (0..40).cycle().take(800) {
        let mut wanted: Vec<(f32, f32)> = (0..count)
            .map(|_| (random(900), 10.0 + random(12) * 9.0))
            .collect();
        wanted.sort_by(|one, other| one.0.total_cmp(&other.0));
        let expected = one_by_one(&wanted, &free);
        crowded += usize::from(expected.0.len() > 1);
        assert_eq!(make_room(&wanted, &free), expected, "{wanted:?}");
        assert_eq!(make_room(&wanted, &[]).0.len(), wanted.len());
    }
    assert!(crowded > 300);
}
