//! Tables of office documents.

use super::super::grid::{is_bold, is_layout};
use super::super::{Block, Cell, Problem, Table};

/// The most columns of a table.
pub const MOST_COLUMNS: usize = 64;
/// The most rows of a table.
pub const MOST_ROWS: usize = 20_000;

/// The blocks that a table becomes: a table, or what stands in it where it serves the layout only.
/// Where it has no head, a first row in bold is one.
///
/// # Errors
/// [`Problem::BeyondLimit`].
pub fn table(table: Table) -> Result<Vec<Block>, Problem> {
    check(&table)?;
    let mut table = table.tidied();
    if is_layout(&table) {
        let cells = table.rows.into_iter().flatten();
        return Ok(cells.flat_map(|cell| cell.blocks).collect());
    }
    let is_seen = |cell: &Cell| !cell.is_blank() || cell.ground.is_some();
    if !table.cells().any(is_seen) {
        return Ok(Vec::new());
    }
    let first = table.rows.first().map_or(&[][..], Vec::as_slice);
    if first.iter().all(Cell::is_blank) {
        table.head_rows = 0;
    } else if table.head_rows == 0 && (is_bold(first) || names_columns_over_two_rows(&table)) {
        table.head_rows = 1;
    }
    Ok(vec![Block::Table(table.tidied())])
}

/// Whether the first row names the columns together with the second: a cell stands over several
/// columns, and others reach down beside them.
fn names_columns_over_two_rows(table: &Table) -> bool {
    let first = table.rows.first().map_or(&[][..], Vec::as_slice);
    let is_over = |cell: &Cell| cell.columns > 1 && cell.rows == 1;
    table.rows.len() > 2
        && first.iter().any(is_over)
        && first.iter().any(|cell| cell.rows == 2)
        && first.iter().all(|cell| cell.rows <= 2)
}

fn check(table: &Table) -> Result<(), Problem> {
    let beyond = |count: usize, what: &str, limit: usize| Problem::BeyondLimit {
        what: format!("a table in it has {count} {what}"),
        limit: format!("{limit} {what}"),
    };
    if table.rows.len() > MOST_ROWS {
        return Err(beyond(table.rows.len(), "rows", MOST_ROWS));
    }
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    if columns > MOST_COLUMNS {
        return Err(beyond(columns, "columns", MOST_COLUMNS));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::grid::in_cell;
    use crate::import::{Edge, Edges, Rgb, Rules, Span, Text};

    fn text(words: &str) -> Text {
        vec![Span::plain(words)]
    }

    fn own(words: &str) -> Cell {
        Cell::of_text(text(words))
    }

    fn made(rows: Vec<Vec<Cell>>, head_rows: usize) -> Table {
        Table {
            rows,
            head_rows,
            rules: Rules::OfCells,
            ..Table::default()
        }
    }

    fn wide(cell: Cell, columns: u16) -> Cell {
        Cell { columns, ..cell }
    }

    #[test]
    fn columns_that_no_cell_begins_in_are_left_out() {
        let rows = vec![
            vec![wide(own("a"), 2), own("b")],
            vec![wide(own("c"), 2), Cell::default()],
        ];
        let expected = made(
            vec![vec![own("a"), own("b")], vec![own("c"), Cell::default()]],
            0,
        );
        assert_eq!(table(made(rows, 0)), Ok(vec![Block::Table(expected)]));
    }

    #[test]
    fn one_cell_and_cells_full_of_tables_are_layout_unless_they_are_drawn() {
        assert_eq!(
            table(made(vec![vec![wide(own("a"), 2)]], 1)),
            Ok(vec![Block::Paragraph(text("a"))])
        );
        let inner = Block::Table(Table::of_texts(
            Vec::new(),
            vec![vec![text("x"), text("y")]],
        ));
        let holding = Cell {
            blocks: vec![inner.clone()],
            ..Cell::default()
        };
        let rows = vec![vec![own("a"), holding]];
        assert_eq!(
            table(made(rows.clone(), 0)),
            Ok(vec![Block::Paragraph(text("a")), inner])
        );
        let mut drawn = rows;
        drawn[0][0].edges = Edges::all(Edge::new(0.5, Rgb(0, 0, 0)));
        let kept = table(made(drawn.clone(), 0)).unwrap();
        assert_eq!(kept, [Block::Table(made(drawn.clone(), 0))]);
        drawn[0].pop();
        let notice = table(made(drawn.clone(), 0)).unwrap();
        assert_eq!(notice, [Block::Table(made(drawn.clone(), 0))]);
        drawn[0][0].blocks = vec![Block::Paragraph(text(&"long ".repeat(500)))];
        let letter = table(made(drawn.clone(), 0)).unwrap();
        assert_eq!(letter, drawn[0][0].blocks);
    }

    #[test]
    fn a_cell_holds_lists_pictures_and_tables_and_its_headings_are_bold() {
        let missing = Block::Figure {
            picture: Err("gone".to_owned()),
            caption: Text::new(),
        };
        let list = Block::List {
            start: Some(3),
            items: vec![vec![Block::Paragraph(text("three"))]],
        };
        let inner = Table::of_texts(
            vec![text("p"), Text::new(), text("q")],
            vec![vec![text("r"), text("s")]],
        );
        let heading = Block::Heading {
            level: 2,
            text: text("Head"),
        };
        let blocks = vec![
            heading,
            list.clone(),
            Block::Table(inner.clone()),
            missing.clone(),
        ];
        let bold = Block::Paragraph(vec![Span {
            bold: true,
            ..Span::plain("Head")
        }]);
        assert_eq!(
            in_cell(blocks),
            [bold, list, Block::Table(inner.clone()), missing]
        );
        // Within tables within tables it is lines.
        let holding = |table: Table| Table {
            rows: vec![vec![Cell {
                blocks: in_cell(vec![Block::Table(table)]),
                ..Cell::default()
            }]],
            ..Table::default()
        };
        let kept = holding(inner.clone());
        assert_eq!(kept.rows[0][0].blocks, [Block::Table(inner)]);
        let lines = holding(kept);
        let lines: String = lines.rows[0][0]
            .blocks
            .iter()
            .map(Block::plain_text)
            .collect();
        assert_eq!(lines, "p · q\nr · s\n");
    }

    #[test]
    fn a_head_is_told_or_bold() {
        let bold = |words: &str| {
            Cell::of_text(vec![Span {
                bold: true,
                ..Span::plain(words)
            }])
        };
        for (first, told, expected) in [(bold("a"), 0, 1), (own("a"), 1, 1), (own("a"), 0, 0)] {
            let rows = vec![vec![first, bold("b")], vec![own("c"), own("d")]];
            let blocks = table(made(rows, told)).unwrap();
            let Block::Table(table) = &blocks[0] else {
                panic!("{blocks:?}")
            };
            assert_eq!(table.head_rows, expected);
        }
    }

    #[test]
    fn too_many_rows_and_columns_are_refused_by_their_limits() {
        let row = |count: usize| (0..count).map(|_| own("a")).collect::<Vec<_>>();
        let error = table(made(vec![row(MOST_COLUMNS + 1)], 0)).unwrap_err();
        assert!(error.to_string().contains("at most 64 columns"), "{error}");
        let rows = (0..=MOST_ROWS).map(|_| row(2)).collect();
        let error = table(made(rows, 0)).unwrap_err();
        assert!(error.to_string().contains("at most 20000 rows"), "{error}");
    }
}
