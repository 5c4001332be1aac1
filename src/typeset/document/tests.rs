//! Documents set, looked at as a reader of the pages would.

use super::*;
use crate::import::Table;
use crate::typeset::page::{Color, Page, Shape};
use crate::typeset::testing::{
    PROSE, all_lines, every_block, heading, lines, note, paragraph, words,
};

fn body(blocks: Vec<Block>) -> Typeset {
    let flow = Flow {
        summary: Vec::new(),
        blocks,
        ..Flow::default()
    };
    super::flow(&Head::default(), &flow, &Style::default())
}

fn lowest_ink(page: &Page) -> f32 {
    let bottom = |ink: &crate::typeset::Ink| match &ink.shape {
        Shape::Text(run) => run.y,
        Shape::Fill { rect, .. } | Shape::Picture { rect, .. } => rect.bottom(),
        Shape::Disc { y, .. } | Shape::Leader { y, .. } => *y,
    };
    page.ink.iter().map(bottom).fold(0.0, f32::max)
}

#[test]
fn nothing_that_a_document_says_is_lost() {
    let flow = every_block();
    let head = Head {
        number: "1.2",
        title: "Statement on Syria",
        source_line: "Speech, 30 July 2019",
        notes: &[note("Not to be raised.\nSee annex.")],
    };
    let set = super::flow(&head, &flow, &Style::default());
    let said = words(&set);
    for word in [
        "1.2",
        "Statement on Syria",
        "Speech, 30",
        "Not to be raised",
        "See annex",
    ] {
        assert!(said.contains(word), "{word}");
    }
    let squeezed: String = said.split_whitespace().collect();
    for block in &flow.blocks {
        for line in block.plain_text().lines() {
            let line: String = line.split_whitespace().collect();
            assert!(squeezed.contains(&line), "{line}");
        }
    }
    assert!(said.contains("the file map.png was not found"));
    assert!(set.missing.is_empty(), "{:?}", set.missing);
}

#[test]
fn everything_keeps_within_the_margins() {
    let set = super::flow(&Head::default(), &every_block(), &Style::default());
    for page in &set.pages {
        assert!(lowest_ink(page) <= page.height_pt - style::MARGIN_PT + 1.0);
        for ink in &page.ink {
            if let Shape::Text(run) = &ink.shape {
                assert!(run.x >= style::MARGIN_PT - 0.1, "{}", run.text);
                let spaces = run.text.len() - run.text.trim_end().len();
                let right = run.x + run.width() - spaces as f32 * run.size_pt;
                assert!(
                    right <= page.width_pt - style::MARGIN_PT + 0.5,
                    "{}",
                    run.text
                );
            }
        }
    }
}

#[test]
fn a_heading_never_stands_alone_at_the_foot() {
    // Whatever the height above it, each heading is followed on its page by two lines of text.
    for lines_before in 0..50 {
        let filler = "line\n".repeat(lines_before);
        let set = body(vec![
            paragraph(&filler),
            heading(1, "Heading one"),
            heading(2, "Heading two"),
            paragraph(PROSE),
        ]);
        let page = set
            .pages
            .iter()
            .map(lines)
            .find(|lines| lines.iter().any(|line| line == "Heading one"))
            .unwrap();
        let at = page.iter().position(|line| line == "Heading one").unwrap();
        assert_eq!(page[at + 1], "Heading two", "after {lines_before} lines");
        assert!(page.len() >= at + 4, "after {lines_before} lines");
    }
}

#[test]
fn words_that_announce_a_quotation_stand_on_its_page() {
    for lines_before in 0..50 {
        let set = body(vec![
            paragraph(&"line\n".repeat(lines_before)),
            paragraph("The minister said:"),
            Block::Quotation(vec![paragraph(PROSE)]),
        ]);
        let pages: Vec<_> = set.pages.iter().map(lines).collect();
        let announced = |page: &&Vec<String>| page.iter().any(|line| line == "The minister said:");
        let page = pages.iter().find(announced).unwrap();
        let last = page.last().map(String::as_str);
        assert_ne!(
            last,
            Some("The minister said:"),
            "after {lines_before} lines"
        );
    }
}

#[test]
fn no_page_begins_or_ends_with_a_single_line_of_a_paragraph() {
    for lines_before in 0..50 {
        let filler = "line\n".repeat(lines_before);
        let set = body(vec![
            paragraph(&filler),
            paragraph(PROSE),
            paragraph("End."),
        ]);
        let prose = |page: &Page| {
            let lines = lines(page);
            let text = PROSE.to_owned();
            let part = |line: &&String| *line != "line" && text.contains(line.as_str());
            lines.iter().filter(part).count()
        };
        for page in &set.pages {
            assert_ne!(prose(page), 1, "after {lines_before} lines");
        }
    }
}

#[test]
fn a_last_page_holds_more_than_a_closing_line() {
    for lines_before in 0..50 {
        let set = body(vec![
            paragraph(&"line\n".repeat(lines_before)),
            paragraph(PROSE),
            paragraph("Thank you."),
        ]);
        if let [_, .., last] = set.pages.as_slice() {
            assert!(lines(last).len() >= 3, "after {lines_before} lines");
        }
    }
}

#[test]
fn long_notes_run_over_pages_and_the_document_follows() {
    let note = note(&format!("{PROSE} ").repeat(200));
    let head = Head {
        title: "After the notes",
        notes: &[note],
        ..Head::default()
    };
    let set = super::flow(&head, &Flow::default(), &Style::default());
    assert!(set.pages.len() > 10);
    assert_eq!(
        all_lines(&set).last().map(String::as_str),
        Some("After the notes")
    );
    let said = words(&set);
    assert_eq!(said.matches("Prime Minister").count(), 200);
}

#[test]
fn a_document_without_title_or_text_is_a_page_that_says_so() {
    let set = super::flow(&Head::default(), &Flow::default(), &Style::default());
    assert_eq!(set.pages.len(), 1);
    assert_eq!(all_lines(&set), ["Untitled document"]);
}

#[test]
fn a_placeholder_says_what_is_wrong_and_what_to_do() {
    let head = Head {
        number: "3",
        title: "Minutes",
        ..Head::default()
    };
    let set = placeholder(
        &head,
        "The file is encrypted.",
        "Enter the password.",
        &Style::default(),
    );
    let expected = [
        "3",
        "Minutes",
        "This document is not included",
        "The file is encrypted.",
        "Enter the password.",
    ];
    assert_eq!(all_lines(&set), expected);
}

#[test]
fn the_head_of_a_table_is_repeated_but_read_once() {
    let rows = (0..80)
        .map(|row| vec![vec![Span::plain(format!("row {row}"))]; 2])
        .collect();
    let head = vec![vec![Span::plain("Name")], vec![Span::plain("Place")]];
    let set = body(vec![Block::Table(Table::of_texts(head, rows))]);
    assert!(set.pages.len() > 2);
    for page in &set.pages[1..] {
        assert_eq!(lines(page)[0], "NamePlace");
    }
    let read = set.pages.iter().flat_map(|page| &page.ink).filter(|ink| {
        matches!(&ink.shape, Shape::Text(run) if run.text == "Name") && ink.node.is_some()
    });
    assert_eq!(read.count(), 1);
}

#[test]
fn a_caption_stays_with_its_picture() {
    let picture = crate::typeset::testing::picture(400, 300, crate::pack::Media::Png, 1);
    for lines_before in 10..40 {
        let set = body(vec![
            paragraph(&"line\n".repeat(lines_before)),
            Block::Figure {
                picture: Ok(picture.clone()),
                caption: vec![Span::plain("The caption")],
            },
        ]);
        let page = set.pages.last().unwrap();
        let has_picture = |ink: &crate::typeset::Ink| matches!(ink.shape, Shape::Picture { .. });
        assert!(
            page.ink.iter().any(has_picture),
            "after {lines_before} lines"
        );
        assert!(lines(page).contains(&"The caption".to_owned()));
    }
}

#[test]
fn a_page_begins_where_the_paper_says_so() {
    let flow = Flow {
        blocks: ["One.", "Two.", "Three."].map(paragraph).to_vec(),
        new_pages: vec![0, 2],
        ..Flow::default()
    };
    let set = super::flow(&Head::default(), &flow, &Style::default());
    assert_eq!(set.pages.len(), 2);
}

#[test]
fn words_are_set_in_their_colours_where_those_can_be_read() {
    use crate::import::{Rgb, Span};
    let pages = |span: Span| {
        let flow = Flow {
            blocks: vec![Block::Paragraph(vec![span])],
            ..Flow::default()
        };
        super::flow(&Head::default(), &flow, &Style::default()).pages
    };
    let span = |color, ground| Span {
        color,
        ground,
        ..Span::plain("Words")
    };
    let white = Some(Rgb(255, 255, 255));
    let color_of = |pages: &[Page]| {
        let color = |ink: &crate::typeset::Ink| match &ink.shape {
            Shape::Text(run) if run.text == "Words" => Some(run.color),
            _ => None,
        };
        pages[0].ink.iter().find_map(color).unwrap()
    };
    let fills = |pages: &[Page]| {
        let is_fill = |ink: &&crate::typeset::Ink| matches!(ink.shape, Shape::Fill { .. });
        pages[0].ink.iter().filter(is_fill).count()
    };
    let red = pages(span(Some(Rgb(255, 0, 0)), None));
    let Color(red, green, blue) = color_of(&red);
    assert!(
        red > 150 && green == 0 && blue == 0,
        "a red that can be read"
    );
    assert_eq!(color_of(&pages(span(white, None))), style::INK);
    let yellow = pages(span(None, Some(Rgb(255, 255, 0))));
    assert_eq!(fills(&yellow) - fills(&pages(span(None, None))), 1);
    let black = pages(span(None, Some(Rgb(0, 0, 0))));
    assert_eq!(fills(&black), fills(&pages(span(None, None))));
    let underlined = pages(Span {
        underline: true,
        ..Span::plain("Words")
    });
    assert_eq!(fills(&underlined), fills(&yellow));
}
