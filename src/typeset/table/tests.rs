//! Tables as they are set on pages.

use std::collections::HashMap;
use std::time::Instant;

use super::figures::{Tally, is_figure, is_whole};
use super::measure::Measure;
use super::*;
use crate::import::{Block, Cell, CellAlign, Edge, Edges, Flow, Rgb};
use crate::typeset::page::{Color, Heads, Reach, Rect, Shape};
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
    let rows = (0..rows).map(row).collect();
    let table = Block::Table(Table::of_texts(head.collect(), rows));
    let content = Flow {
        summary: Vec::new(),
        blocks: vec![
            Block::Paragraph(text("Before.")),
            table,
            Block::Paragraph(text("After.")),
        ],
        ..Flow::default()
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

fn spanned(words: &str, columns: u16, rows: u16) -> Cell {
    Cell {
        columns,
        rows,
        ..Cell::of_text(text(words))
    }
}

fn of(table: Table) -> Typeset {
    let content = Flow {
        summary: Vec::new(),
        blocks: vec![Block::Table(table)],
        ..Flow::default()
    };
    flow(&Head::default(), &content, &Style::default())
}

/// Where words stand on a page: left end and baseline.
fn at(set: &Typeset, page: usize, words: &str) -> (f32, f32) {
    let mut runs = set.pages[page]
        .ink
        .iter()
        .filter_map(|ink| match &ink.shape {
            Shape::Text(run) if run.text.trim() == words => Some((run.x, run.y)),
            _ => None,
        });
    runs.next_back().unwrap_or_else(|| panic!("{words}"))
}

fn fills(set: &Typeset, color: Color) -> Vec<Rect> {
    let inks = set.pages.iter().flat_map(|page| &page.ink);
    let rects = inks.filter_map(|ink| match &ink.shape {
        Shape::Fill { rect, color: own } if *own == color => Some(*rect),
        _ => None,
    });
    rects.collect()
}

fn grid_of(rows: Vec<Vec<Cell>>, head_rows: usize) -> Table {
    Table {
        rows,
        head_rows,
        ..Table::default()
    }
}

#[test]
fn a_head_over_three_columns_stands_over_three_and_a_cell_beside_its_rows() {
    let set = of(grid_of(
        vec![
            vec![spanned("Region", 1, 2), spanned("Budget", 3, 1)],
            vec![
                spanned("2023", 1, 1),
                spanned("2024", 1, 1),
                spanned("2025", 1, 1),
            ],
            vec![
                spanned("North", 1, 1),
                spanned("1,000", 1, 1),
                spanned("2,000", 1, 1),
                spanned("3,000", 1, 1),
            ],
            vec![
                spanned("South", 1, 1),
                spanned("4,000", 1, 1),
                spanned("5,000", 1, 1),
                spanned("6,000", 1, 1),
            ],
        ],
        2,
    ));
    let (budget, region) = (at(&set, 0, "Budget"), at(&set, 0, "Region"));
    assert!(budget.0 > region.0 + 20.0 && (budget.1 - region.1).abs() < 0.1);
    let years = ["2023", "2024", "2025"].map(|year| at(&set, 0, year));
    assert!(years.iter().all(|year| year.1 > budget.1 + 10.0));
    assert!(years[0].0 >= budget.0 - 0.1 && years[2].0 > years[1].0);
    for (year, figures) in years.iter().zip([["1,000", "4,000"], ["2,000", "5,000"]]) {
        for figure in figures {
            let (x, _) = at(&set, 0, figure);
            assert!((x - year.0).abs() < 30.0, "{figure} below its year");
        }
    }
    let roles: Vec<&Role> = set.tree.nodes.iter().map(|node| &node.role).collect();
    let reach = |rows, columns| Reach { rows, columns };
    assert!(roles.contains(&&Role::HeaderCell(Heads::Column, reach(1, 3))));
    assert!(roles.contains(&&Role::HeaderCell(Heads::Column, reach(2, 1))));
    let content = text_layer(&set);
    assert!(
        content
            .content()
            .starts_with("Region\nBudget\n2023\n2024\n2025\nNorth\n1,000")
    );
}

#[test]
fn rows_that_a_cell_holds_together_run_over_pages_without_loss_or_overlap() {
    for label in ["Ministry", &"Ministry of words ".repeat(120)] {
        let mut rows = vec![vec![spanned("Who", 1, 1), spanned("What", 1, 1)]];
        for group in 0..3 {
            for row in 0..60 {
                let own = spanned(&format!("g{group}r{row}"), 1, 1);
                rows.push(if row == 0 {
                    vec![spanned(label, 1, 60), own]
                } else {
                    vec![own]
                });
            }
        }
        let set = of(grid_of(rows, 1));
        assert!(set.pages.len() > 2);
        let words = text_layer(&set).content().clone();
        for group in 0..3 {
            for row in 0..60 {
                let cell = format!("g{group}r{row}");
                let found = words.lines().filter(|word| *word == cell).count();
                assert_eq!(found, 1, "{cell}");
            }
        }
        assert_eq!(
            words.matches("Ministry").count(),
            3 * label.matches("Ministry").count()
        );
        for (number, page) in set.pages.iter().enumerate() {
            assert!(lines(page).iter().any(|line| line.contains("Who")));
            if label == "Ministry" {
                let said = lines(page)
                    .iter()
                    .filter(|line| line.contains("Ministry"))
                    .count();
                assert!(said > 0, "page {number} says whose rows these are");
            }
            let mut runs: Vec<(f32, f32)> = Vec::new();
            for ink in &page.ink {
                if let Shape::Text(run) = &ink.shape {
                    assert!(run.y < page.height_pt - 60.0, "within the margin");
                    let is_near =
                        |(x, y): &(f32, f32)| (x - run.x).abs() < 1.0 && (y - run.y).abs() < 6.0;
                    assert!(!runs.iter().any(is_near), "{} is over another", run.text);
                    runs.push((run.x, run.y));
                }
            }
        }
    }
}

#[test]
fn a_figure_stays_beside_its_words_however_their_lines_are_broken() {
    let lines = |lines: &[&str]| Cell {
        blocks: lines
            .iter()
            .map(|line| Block::Paragraph(text(line)))
            .collect(),
        ..Cell::default()
    };
    let long = "Taxes on income and on gains of those who live in the country ".repeat(2);
    let table = Table {
        widths_pt: vec![150.0, 300.0],
        ..grid_of(
            vec![vec![
                lines(&[&long, "Duties", "Total"]),
                lines(&["1,100", "", "9,900"]),
            ]],
            0,
        )
    };
    let set = of(table);
    let (duties, total) = (at(&set, 0, "Duties").1, at(&set, 0, "Total").1);
    assert!(
        duties > at(&set, 0, "1,100").1 + 20.0,
        "it takes several lines"
    );
    assert!((at(&set, 0, "9,900").1 - total).abs() < 0.1);
    let broken = Cell::of_text(text("1,100\n\n9,900"));
    let set = of(grid_of(
        vec![vec![lines(&[&long, "Duties", "Total"]), broken]],
        0,
    ));
    assert!((at(&set, 0, "9,900").1 - at(&set, 0, "Total").1).abs() < 0.1);
    assert!(text_layer(&set).content().contains("1,100  9,900"));
}

#[test]
fn grounds_and_lines_are_drawn_and_words_on_dark_ground_are_white() {
    let navy = Rgb(0, 0, 0x80);
    let dark = Cell {
        ground: Some(navy),
        edges: Edges::all(Edge::new(1.0, Rgb(1, 2, 3))),
        ..spanned("Head", 2, 1)
    };
    let table = Table {
        rules: Rules::OfCells,
        ..grid_of(
            vec![vec![dark], vec![spanned("a", 1, 1), spanned("b", 1, 1)]],
            0,
        )
    };
    let set = of(table);
    let grounds = fills(&set, Color(0, 0, 0x80));
    assert_eq!(grounds.len(), 1);
    assert!(grounds[0].width > at(&set, 0, "b").0 - at(&set, 0, "a").0);
    let mut lines = fills(&set, Color(1, 2, 3));
    // The line below a row is drawn again above the next, which may begin a page.
    lines.dedup();
    assert_eq!(lines.len(), 4, "{lines:?}");
    let color = set.pages[0].ink.iter().find_map(|ink| match &ink.shape {
        Shape::Text(run) if run.text == "Head" => Some(run.color),
        _ => None,
    });
    assert_eq!(color, Some(Color(255, 255, 255)));
    assert!(
        fills(&set, crate::typeset::style::LINE).is_empty(),
        "no rules of ours"
    );
}

#[test]
fn a_mirrored_table_begins_at_the_right() {
    let row = || {
        vec![
            spanned("one", 1, 1),
            spanned("two", 1, 1),
            spanned("three", 1, 1),
        ]
    };
    let table = Table {
        is_mirrored: true,
        ..grid_of(
            vec![row(), vec![spanned("wide", 2, 1), spanned("last", 1, 1)]],
            0,
        )
    };
    let set = of(table);
    assert!(at(&set, 0, "one").0 > at(&set, 0, "two").0);
    assert!(at(&set, 0, "two").0 > at(&set, 0, "three").0);
    assert!((at(&set, 0, "last").0 - at(&set, 0, "three").0).abs() < 0.1);
}

#[test]
fn points_of_decimals_stand_below_each_other() {
    let cell = |words: &str| Cell {
        align: Some(CellAlign::Decimal),
        ..spanned(words, 1, 1)
    };
    let set = of(grid_of(
        vec![
            vec![spanned("a", 1, 1), cell("1.5")],
            vec![spanned("b", 1, 1), cell("22.125")],
            vec![spanned("c", 1, 1), cell("333")],
        ],
        0,
    ));
    let end = |words: &str, kept: usize| {
        let mut runs = set.pages[0].ink.iter().filter_map(|ink| match &ink.shape {
            Shape::Text(run) if run.text == words => {
                let before = run.glyphs.iter().take(kept).map(|glyph| glyph.advance);
                Some(run.x + before.sum::<f32>())
            }
            _ => None,
        });
        runs.next_back().unwrap()
    };
    let points = [end("1.5", 1), end("22.125", 2), end("333", 3)];
    assert!((points[0] - points[1]).abs() < 0.1 && (points[1] - points[2]).abs() < 0.1);
}

#[test]
fn a_table_within_a_cell_is_one_where_there_is_room_and_lines_where_there_is_none() {
    let inner = |columns: usize| {
        let row = (0..columns).map(|n| text(&format!("inner{n}"))).collect();
        Table::of_texts(Vec::new(), vec![row])
    };
    let outer = |columns: usize| {
        let holding = Cell {
            blocks: vec![Block::Table(inner(columns))],
            ..Cell::default()
        };
        of(grid_of(vec![vec![spanned("outer", 1, 1), holding]], 0))
    };
    let tables = |set: &Typeset| {
        let nodes = set.tree.nodes.iter();
        nodes.filter(|node| node.role == Role::Table).count()
    };
    assert_eq!(tables(&outer(3)), 2);
    let narrow = outer(40);
    assert_eq!(tables(&narrow), 1);
    let words = text_layer(&narrow).content().clone();
    assert!(
        (0..40).all(|n| words.contains(&format!("inner{n}"))),
        "{words}"
    );
}

#[test]
fn hostile_spans_are_set_without_loss() {
    let set = of(grid_of(
        vec![
            vec![spanned("a", u16::MAX, u16::MAX), spanned("b", 9, 1)],
            vec![spanned("c", 0, 0), spanned("d", u16::MAX, 2)],
        ],
        9,
    ));
    let layer = text_layer(&set);
    assert_eq!(layer.content(), "a\nb\nc\nd");
}
