//! Tables from cells that may hold anything.

use super::super::{Block, Problem, Span, Text};
use super::spans::trimmed;

/// The most columns of a table.
pub const MOST_COLUMNS: usize = 64;
/// The most rows of a table.
pub const MOST_ROWS: usize = 20_000;

/// A place in a table's grid.
#[derive(Debug)]
pub enum Cell {
    /// A cell with what stands in it.
    Own(Vec<Block>),
    /// A place that a cell beside or above it reaches over.
    Covered,
}

/// The blocks that a table becomes: a table, or what stands in it where it serves the layout only,
/// and after it the pictures of its cells.
///
/// # Errors
/// [`Problem::BeyondLimit`].
pub fn table(rows: Vec<Vec<Cell>>, has_head: bool) -> Result<Vec<Block>, Problem> {
    check(&rows)?;
    if is_layout(&rows) {
        let cells = rows.into_iter().flatten();
        return Ok(cells
            .flat_map(|cell| match cell {
                Cell::Own(blocks) => blocks,
                Cell::Covered => Vec::new(),
            })
            .collect());
    }
    let kept = columns_with_cells(&rows);
    let mut pictures = Vec::new();
    let mut texts: Vec<Vec<Text>> = rows
        .into_iter()
        .map(|row| row_texts(row, &kept, &mut pictures))
        .collect();
    let is_blank = |row: &Vec<Text>| row.iter().all(Vec::is_empty);
    if texts.iter().all(is_blank) {
        return Ok(pictures);
    }
    let head_is_told = has_head || texts.first().is_some_and(|row| is_bold(row));
    let head = if head_is_told && texts.len() > 1 && !is_blank(&texts[0]) {
        texts.remove(0)
    } else {
        Vec::new()
    };
    let mut blocks = vec![Block::Table { head, rows: texts }];
    blocks.append(&mut pictures);
    Ok(blocks)
}

fn check(rows: &[Vec<Cell>]) -> Result<(), Problem> {
    let beyond = |count: usize, what: &str, limit: usize| Problem::BeyondLimit {
        what: format!("a table in it has {count} {what}"),
        limit: format!("{limit} {what}"),
    };
    if rows.len() > MOST_ROWS {
        return Err(beyond(rows.len(), "rows", MOST_ROWS));
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    if columns > MOST_COLUMNS {
        return Err(beyond(columns, "columns", MOST_COLUMNS));
    }
    Ok(())
}

/// Whether a table only places what is in it: it has one cell, or much of what is in its cells are
/// tables.
fn is_layout(rows: &[Vec<Cell>]) -> bool {
    let own = || {
        rows.iter().flatten().filter_map(|cell| match cell {
            Cell::Own(blocks) => Some(blocks),
            Cell::Covered => None,
        })
    };
    let with_table = |blocks: &&Vec<Block>| {
        blocks
            .iter()
            .any(|block| matches!(block, Block::Table { .. }))
    };
    let filled = own().filter(|blocks| !blocks.is_empty()).count();
    own().count() == 1 || (filled > 0 && own().filter(with_table).count() * 3 >= filled)
}

/// Which columns any cell begins in. Merged cells leave columns over that none does.
fn columns_with_cells(rows: &[Vec<Cell>]) -> Vec<bool> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let has_cell = |column: usize| {
        rows.iter()
            .any(|row| matches!(row.get(column), Some(Cell::Own(_))))
    };
    (0..count).map(has_cell).collect()
}

fn row_texts(row: Vec<Cell>, kept: &[bool], pictures: &mut Vec<Block>) -> Vec<Text> {
    row.into_iter()
        .zip(kept)
        .filter(|(_, is_kept)| **is_kept)
        .map(|(cell, _)| match cell {
            Cell::Own(blocks) => cell_text(blocks, pictures),
            Cell::Covered => Text::new(),
        })
        .collect()
}

fn is_bold(row: &[Text]) -> bool {
    let mut spans = row.iter().flatten().peekable();
    spans.peek().is_some() && spans.all(|span| span.bold || span.text.trim().is_empty())
}

/// What stands in a cell as one text: a line for each paragraph. Pictures are put aside.
pub fn cell_text(blocks: Vec<Block>, pictures: &mut Vec<Block>) -> Text {
    let mut text = Text::new();
    write_lines(blocks, "", &mut text, pictures);
    trimmed(text)
}

fn write_lines(blocks: Vec<Block>, label: &str, out: &mut Text, pictures: &mut Vec<Block>) {
    let mut label = label;
    for block in blocks {
        match block {
            Block::Paragraph(text) | Block::Placed { text, .. } => {
                line(std::mem::take(&mut label), text, out);
            }
            Block::Heading { mut text, .. } => {
                text.iter_mut().for_each(|span| span.bold = true);
                line(std::mem::take(&mut label), text, out);
            }
            Block::Preformatted(text) => {
                line(std::mem::take(&mut label), vec![Span::plain(text)], out);
            }
            Block::List { start, items } => {
                for (index, item) in items.into_iter().enumerate() {
                    let number = start.map(|start| start.saturating_add(index as u64));
                    let label = number.map_or_else(|| "• ".to_owned(), |n| format!("{n}. "));
                    write_lines(item, &label, out, pictures);
                }
            }
            Block::Quotation(blocks) => write_lines(blocks, "", out, pictures),
            Block::Table { head, rows } => {
                for row in std::iter::once(head).chain(rows) {
                    let cells: Vec<Text> = row.into_iter().filter(|c| !c.is_empty()).collect();
                    line("", cells.join(&Span::plain(" | ")), out);
                }
            }
            Block::Figure { .. } => pictures.push(block),
            Block::Rule => {}
        }
    }
}

fn line(label: &str, text: Text, out: &mut Text) {
    if text.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push(Span::plain("\n"));
    }
    if !label.is_empty() {
        out.push(Span::plain(label));
    }
    out.extend(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Text {
        vec![Span::plain(words)]
    }

    fn own(words: &str) -> Cell {
        Cell::Own(vec![Block::Paragraph(text(words))])
    }

    fn words(text: &Text) -> String {
        text.iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn columns_that_no_cell_begins_in_are_left_out() {
        let rows = vec![
            vec![own("a"), Cell::Covered, own("b")],
            vec![own("c"), Cell::Covered, Cell::Own(Vec::new())],
        ];
        let expected = Block::Table {
            head: Vec::new(),
            rows: vec![vec![text("a"), text("b")], vec![text("c"), Text::new()]],
        };
        assert_eq!(table(rows, false), Ok(vec![expected]));
    }

    #[test]
    fn one_cell_and_cells_full_of_tables_are_layout() {
        assert_eq!(
            table(vec![vec![own("a"), Cell::Covered]], true),
            Ok(vec![Block::Paragraph(text("a"))])
        );
        let inner = Block::Table {
            head: Vec::new(),
            rows: vec![vec![text("x"), text("y")]],
        };
        let rows = vec![vec![own("a"), Cell::Own(vec![inner.clone()])]];
        assert_eq!(
            table(rows, false),
            Ok(vec![Block::Paragraph(text("a")), inner])
        );
    }

    #[test]
    fn a_cell_holds_lists_and_small_tables_as_lines_and_its_pictures_come_after() {
        let missing = Block::Figure {
            picture: Err("gone".to_owned()),
            caption: Text::new(),
        };
        let cell = Cell::Own(vec![
            Block::Heading {
                level: 2,
                text: text("Head"),
            },
            Block::List {
                start: Some(3),
                items: vec![
                    vec![Block::Paragraph(text("three"))],
                    vec![
                        Block::Paragraph(text("four")),
                        Block::List {
                            start: None,
                            items: vec![vec![Block::Paragraph(text("dot"))]],
                        },
                    ],
                ],
            },
            Block::Table {
                head: vec![text("p"), Text::new(), text("q")],
                rows: vec![vec![text("r"), text("s")]],
            },
            missing.clone(),
        ]);
        let rows = vec![
            vec![cell, own("b")],
            vec![own("c"), own("d")],
            vec![own("e"), own("f")],
        ];
        let blocks = table(rows, false).unwrap();
        let Block::Table { rows, .. } = &blocks[0] else {
            panic!("{blocks:?}")
        };
        assert_eq!(
            words(&rows[0][0]),
            "Head\n3. three\n4. four\n• dot\np | q\nr | s"
        );
        assert_eq!(blocks[1], missing);
    }

    #[test]
    fn a_head_is_told_or_bold() {
        let bold = |words: &str| {
            Cell::Own(vec![Block::Paragraph(vec![Span {
                bold: true,
                ..Span::plain(words)
            }])])
        };
        for (first, is_told, expected) in [
            (bold("a"), false, true),
            (own("a"), true, true),
            (own("a"), false, false),
        ] {
            let rows = vec![vec![first, bold("b")], vec![own("c"), own("d")]];
            let blocks = table(rows, is_told).unwrap();
            let Block::Table { head, .. } = &blocks[0] else {
                panic!("{blocks:?}")
            };
            assert_eq!(!head.is_empty(), expected);
        }
    }

    #[test]
    fn too_many_rows_and_columns_are_refused_by_their_limits() {
        let row = |count: usize| (0..count).map(|_| own("a")).collect::<Vec<_>>();
        let error = table(vec![row(MOST_COLUMNS + 1)], false).unwrap_err();
        assert!(error.to_string().contains("at most 64 columns"), "{error}");
        let rows = (0..=MOST_ROWS).map(|_| row(2)).collect();
        let error = table(rows, false).unwrap_err();
        assert!(error.to_string().contains("at most 20000 rows"), "{error}");
    }
}
