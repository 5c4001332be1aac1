//! Tables as they are set on pages.

use std::collections::HashMap;
use std::time::Instant;

use super::figures::{Tally, is_figure, is_whole};
use super::measure::Measure;
use super::*;
use crate::import::{Block, Flow};
use crate::typeset::page::Shape;
use crate::typeset::testing::{all_lines, lines, text};
use crate::typeset::{Head, Style, Typeset, flow, text_layer};

#[test]
fn figures_are_told_from_words() {
    let figure = |words: &str| is_figure(&text(words));
    assert!(figure("1,234.5") && figure("£3.2bn") && figure("12 %"));
    assert!(!figure("Syria") && !figure("–") && !figure("Resolution 2254"));
    assert!(!figure("30 July 2019") && !figure(""));
    assert!(figure("EUR 1,234") && figure("1,234.50 GBP"));
    let column = |cells: &[&str]| {
        let mut tally = Tally::default();
        cells.iter().for_each(|cell| tally.add(&text(cell)));
        tally.is_of_figures()
    };
    assert!(column(&["1", "2", "", "n/a", "3", "4", "5", "unknown"]));
    assert!(!column(&["1", "two"]) && !column(&[]) && !column(&["", "–"]));
}

fn set(columns: usize, rows: usize, cell: impl Fn(usize, usize) -> String) -> Typeset {
    let head = (1..=columns).map(|column| text(&format!("Column{column}")));
    let row = |row| {
        (0..columns)
            .map(|column| text(&cell(row, column)))
            .collect()
    };
    let table = Block::Table {
        head: head.collect(),
        rows: (0..rows).map(row).collect(),
    };
    let content = Flow {
        summary: Vec::new(),
        blocks: vec![
            Block::Paragraph(text("Before.")),
            table,
            Block::Paragraph(text("After.")),
        ],
    };
    flow(&Head::default(), &content, &Style::default())
}

fn is_turned(set: &Typeset) -> Vec<bool> {
    let pages = set.pages.iter();
    pages.map(|page| page.width_pt > page.height_pt).collect()
}

#[test]
fn a_table_that_is_too_wide_is_set_on_turned_paper() {
    let narrow = set(8, 3, |_, _| "1,234".to_owned());
    assert_eq!(is_turned(&narrow), [false]);
    let wide = set(14, 3, |_, _| "1,234,567".to_owned());
    assert_eq!(is_turned(&wide), [false, true, false]);
    assert!(
        !all_lines(&wide).join(" ").contains(" of 14"),
        "it is whole"
    );
}

#[test]
fn a_table_too_wide_even_for_that_is_parted_and_says_so() {
    let set = set(40, 2, |row, column| format!("r{row}c{column}x-long-word"));
    assert!(is_turned(&set).contains(&true));
    let said = all_lines(&set).join(" ");
    assert!(
        said.contains("of 40") && said.contains("Columns 1–"),
        "{said}"
    );
    let content = text_layer(&set);
    for row in 0..2 {
        for column in 0..40 {
            let cell = format!("r{row}c{column}x-long-word");
            assert_eq!(content.content().matches(&cell).count(), 1, "{cell}");
        }
    }
    assert!(!content.content().contains("of 40"));
}

#[test]
fn a_very_high_cell_runs_over_pages() {
    let set = set(2, 1, |_, column| "word ".repeat(3_000 * column + 1));
    assert!(set.pages.len() > 2);
    let words = all_lines(&set).join(" ");
    assert_eq!(words.matches("word").count(), 3_002);
}

#[test]
fn letters_add_up_to_about_the_width_of_words() {
    let mut setter = Typesetter::new("en-GB");
    let mut shaped = Measure {
        by_letters: false,
        letters: HashMap::new(),
    };
    let mut added = Measure {
        by_letters: true,
        letters: HashMap::new(),
    };
    for words in ["1,234,567.89", "Foreign Secretary", "AVATAR To. Yes"] {
        for is_head in [false, true] {
            let exact = shaped.widths(&mut setter, &text(words), is_head);
            let near = added.widths(&mut setter, &text(words), is_head);
            assert!(
                near.max >= exact.max - 0.01 && near.max < exact.max * 1.1,
                "{words}"
            );
            assert!(
                near.min >= exact.min - 0.01 && near.min < exact.min * 1.1,
                "{words}"
            );
        }
    }
}

#[test]
fn numbers_dates_and_references_are_not_broken() {
    let whole = |words: &str| is_whole(&text(words));
    assert!(whole("2024-03-12") && whole("12 March 2024") && whole("5-Mar-24"));
    assert!(whole("Tue 5 Mar, 9:07 AM") && whole("PQ-2024-00012") && whole("£1,234.50"));
    assert!(!whole("Foreign-Secretary") && !whole("Resolution 2254 (2015)") && !whole(""));
    assert!(!whole("10 Downing Street") && !whole("one-2\ntwo-3"));
    let long = "word ".repeat(60);
    let set = set(8, 3, |row, column| match column {
        0 => format!("2024-03-1{row}"),
        1 => format!("{row}0 September 2024"),
        2 => format!("PQ-2024-0001{row}"),
        _ => long.clone(),
    });
    let lines = all_lines(&set).join("\n");
    for row in 0..3 {
        for cell in [
            format!("2024-03-1{row}"),
            format!("{row}0 September 2024"),
            format!("PQ-2024-0001{row}"),
        ] {
            assert!(lines.contains(&cell), "{cell}:\n{lines}");
        }
    }
}

#[test]
fn each_part_of_a_long_table_begins_a_page_and_says_which_columns_it_holds() {
    let set = set(40, 80, |row, column| format!("r{row}c{column}x-long-word"));
    let mut parts = 0;
    for page in &set.pages {
        let lines = lines(page);
        let captions = lines.iter().filter(|line| line.contains(" of 40")).count();
        let heads = lines.iter().filter(|line| line.contains("Column1")).count();
        parts += lines.iter().filter(|line| line.contains("r0c0x")).count();
        if lines.iter().any(|line| line.contains("x-long-word")) {
            assert_eq!(captions, 1, "{lines:?}");
            assert!(heads >= 1, "{lines:?}");
        }
    }
    assert!(parts > 1, "{parts} parts");
}

#[test]
fn short_parts_stand_below_each_other_and_are_not_cut() {
    let set = set(40, 6, |row, column| format!("r{row}c{column}x-long-word"));
    let captions: Vec<usize> = set
        .pages
        .iter()
        .map(|page| {
            lines(page)
                .iter()
                .filter(|line| line.contains(" of 40"))
                .count()
        })
        .collect();
    assert!(captions.iter().any(|count| *count > 1), "{captions:?}");
    for page in &set.pages {
        let lines = lines(page);
        let count = |word: &str| lines.iter().filter(|line| line.contains(word)).count();
        assert_eq!(count("r0c0x"), count("r5c0x"), "{lines:?}");
    }
}

#[test]
fn long_texts_in_narrow_columns_are_set_on_turned_paper() {
    let risks = |words: usize| {
        set(7, 4, move |_, column| match column {
            1 | 5 => "word ".repeat(words),
            _ => "September".to_owned(),
        })
    };
    assert_eq!(is_turned(&risks(20)), [false]);
    let long = risks(120);
    assert!(is_turned(&long).contains(&true));
    // Two columns are wide enough, however long their text is.
    let two = set(2, 1, |_, _| "word ".repeat(300));
    assert!(!is_turned(&two).contains(&true));
}

#[test]
fn words_that_stand_in_many_cells_are_said_in_each() {
    let set = set(2, 3, |_, column| ["Answered", "not yet"][column].to_owned());
    let mut nodes = std::collections::BTreeSet::new();
    for ink in &set.pages[0].ink {
        if let Shape::Text(run) = &ink.shape
            && run.text.trim() == "Answered"
        {
            assert!(nodes.insert(ink.node), "a cell of its own");
        }
    }
    assert_eq!(nodes.len(), 3);
    let content = text_layer(&set);
    assert_eq!(content.content().matches("Answered").count(), 3);
}

#[test]
#[ignore = "a measurement"]
fn a_table_of_200_000_cells_is_set() {
    for rows in [2_000, 20_000] {
        let started = Instant::now();
        let set = set(10, rows, |row, column| {
            format!("{}.{column}", row * 7919 % 100_000)
        });
        println!(
            "{rows} rows: {} pages in {:?}",
            set.pages.len(),
            started.elapsed()
        );
    }
}
