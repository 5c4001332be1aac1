//! Tables made of the cells that a reader found.

use super::content::table::{Cell, Rules, Table, is_blank_line};
use super::content::{Block, Text};

/// The most columns; what stands further right joins the last one.
const MOST_COLUMNS: usize = 64;
/// How deep tables are kept within the cells of tables; deeper ones become lines.
const DEEPEST: usize = 2;
/// A frame around a longer text is none of a short notice, in bytes: the text flows.
const LONGEST_NOTICE: usize = 1_500;

/// What stands in a cell, from the blocks that were read in it: headings are bold lines there, empty
/// lines at the end are none, and tables within tables within tables become lines.
pub fn in_cell(blocks: Vec<Block>) -> Vec<Block> {
    let mut made: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Heading { mut text, .. } => {
                text.iter_mut().for_each(|span| span.bold = true);
                made.push(Block::Paragraph(text));
            }
            Block::Table(table) if depth(&table) >= DEEPEST => made.extend(table.as_lines()),
            block => made.push(block),
        }
    }
    let is_blank = made.iter().all(is_blank_line);
    if is_blank && made.len() <= 1 {
        return Vec::new();
    }
    if !is_blank {
        while made.last().is_some_and(is_blank_line) {
            made.pop();
        }
    }
    made
}

/// How many tables are within each other, from this one on.
fn depth(table: &Table) -> usize {
    fn below(blocks: &[Block]) -> usize {
        let depths = blocks.iter().map(|block| match block {
            Block::Table(table) => depth(table),
            Block::List { items, .. } => items.iter().map(|item| below(item)).max().unwrap_or(0),
            Block::Quotation(blocks) => below(blocks),
            _ => 0,
        });
        depths.max().unwrap_or(0)
    }
    1 + table
        .cells()
        .map(|cell| below(&cell.blocks))
        .max()
        .unwrap_or(0)
}

/// A place of a row: a cell, or one that a cell beside or above it reaches over.
pub type Place = Option<Cell>;

/// The cells of rows whose places are all named. A cell reaches no further than the places that are
/// said to be reached over; such a place without a cell to reach it is empty.
pub fn from_places(places: Vec<Vec<Place>>) -> Vec<Vec<Cell>> {
    /// A cell that reaches over a column: its row and place in it, and where it ends.
    #[derive(Clone, Copy)]
    struct Reaching {
        row: usize,
        place: usize,
        end: usize,
    }
    let mut reaching: Vec<Option<Reaching>> = Vec::new();
    let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(places.len());
    for (index, mut row) in places.into_iter().enumerate() {
        if reaching.len() < row.len() {
            reaching.resize(row.len(), None);
        }
        for (column, place) in row.iter_mut().enumerate() {
            let above = reaching.get(column).copied().flatten();
            let Some(above) = above.filter(|above| above.end > index) else {
                continue;
            };
            match place {
                Some(cell) if !cell.is_blank() => {
                    let cut = rows
                        .get_mut(above.row)
                        .and_then(|row| row.get_mut(above.place));
                    if let Some(cut) = cut {
                        cut.rows = u16::try_from(index - above.row).unwrap_or(u16::MAX);
                    }
                    for other in &mut reaching {
                        let is_same = |o: &Reaching| (o.row, o.place) == (above.row, above.place);
                        *other = other.filter(|other| !is_same(other));
                    }
                }
                place => *place = None,
            }
        }
        let is_reached = |column: usize| {
            let above = reaching.get(column).copied().flatten();
            above.is_some_and(|above| above.end > index)
        };
        let reached: Vec<bool> = (0..row.len()).map(is_reached).collect();
        let free: Vec<usize> = (0..row.len())
            .map(|column| {
                let after = row.iter().zip(&reached).skip(column + 1);
                after
                    .take_while(|(place, reached)| place.is_none() && !**reached)
                    .count()
            })
            .collect();
        let count = row.len();
        let mut cells: Vec<Cell> = Vec::with_capacity(count);
        let mut column = 0;
        let mut row = row.into_iter();
        while column < count {
            let place = row.next().flatten();
            if place.is_none() && reached.get(column) == Some(&true) {
                column += 1;
                continue;
            }
            let mut cell = place.unwrap_or_default();
            let room = free.get(column).copied().unwrap_or(0) + 1;
            let room = if column + room == count {
                room.max(usize::from(cell.columns))
            } else {
                room
            };
            let columns = usize::from(cell.columns.max(1)).min(room);
            cell.columns = u16::try_from(columns).unwrap_or(u16::MAX);
            let end = index + usize::from(cell.rows.max(1));
            for over in column..(column + columns).min(count) {
                if let Some(reaching) = reaching.get_mut(over) {
                    *reaching = Some(Reaching {
                        row: index,
                        place: cells.len(),
                        end,
                    });
                }
                if over > column {
                    row.next();
                }
            }
            cells.push(cell);
            column += columns;
        }
        rows.push(cells);
    }
    rows
}

/// A table without rows and columns in which there is nothing to be seen; `None` if that is all.
pub fn finished(mut table: Table) -> Option<Table> {
    join_far_columns(&mut table);
    for row in &mut table.rows {
        if row.iter().all(Cell::is_unseen) {
            row.clear();
        }
    }
    let table = table.tidied().without_blank_columns();
    let is_seen = table.cells().any(|cell| !cell.is_unseen());
    is_seen.then_some(table)
}

/// Lets what stands beyond the most columns join the last one. Where cells that reach down leave no room
/// for those of later rows, none reaches down.
fn join_far_columns(table: &mut Table) {
    let is_crowded = |table: &Table| {
        let places = table.places();
        let mut firsts = places.iter().enumerate().filter(|(index, place)| {
            index
                .checked_sub(1)
                .and_then(|before| places.get(before))
                .is_none_or(|before| before.row < place.row)
        });
        firsts.any(|(_, place)| place.column >= MOST_COLUMNS)
    };
    if is_crowded(table) {
        table
            .rows
            .iter_mut()
            .flatten()
            .for_each(|cell| cell.rows = 1);
    }
    if table.rows.iter().map(Vec::len).max().unwrap_or(0) <= MOST_COLUMNS
        && table
            .places()
            .iter()
            .all(|place| place.column < MOST_COLUMNS)
    {
        return;
    }
    let mut kept = vec![0; table.rows.len()];
    for place in table.places() {
        if let Some(kept) = kept.get_mut(place.row)
            && place.column < MOST_COLUMNS
        {
            *kept += 1;
        }
    }
    for (row, kept) in table.rows.iter_mut().zip(kept) {
        let kept: usize = kept;
        let further = row.split_off(kept.max(1).min(row.len()));
        if let Some(last) = row.last_mut() {
            last.blocks
                .extend(further.into_iter().flat_map(|cell| cell.blocks));
        }
    }
}

/// Whether a table only places what is in it: it has one cell that frames no short notice, or has no
/// rules and much of what is in its cells are tables.
pub fn is_layout(table: &Table) -> bool {
    let is_drawn = |cell: &Cell| {
        cell.ground.is_some() || cell.edges != super::content::table::Edges::default()
    };
    let mut cells = table.cells();
    if let (Some(cell), None) = (cells.next(), cells.next()) {
        let length: usize = cell
            .blocks
            .iter()
            .map(|block| block.plain_text().len())
            .sum();
        let is_plain = |block: &Block| {
            matches!(
                block,
                Block::Paragraph(_) | Block::Placed { .. } | Block::List { .. }
            )
        };
        let is_notice = length <= LONGEST_NOTICE && cell.blocks.iter().all(is_plain);
        return !(is_notice && is_drawn(cell));
    }
    let with_table = |cell: &&Cell| {
        let mut blocks = cell.blocks.iter();
        blocks.any(|block| matches!(block, Block::Table(_)))
    };
    let filled = table.cells().filter(|cell| !cell.is_blank()).count();
    let nests = filled > 0 && table.cells().filter(with_table).count() * 3 >= filled;
    nests && table.rules == Rules::OfCells && !table.cells().any(is_drawn)
}

/// Whether all words of a row are bold.
pub fn is_bold(row: &[Cell]) -> bool {
    fn each<'a>(blocks: &'a [Block], texts: &mut Vec<&'a Text>) -> bool {
        blocks.iter().all(|block| match block {
            Block::Paragraph(text) | Block::Placed { text, .. } => {
                texts.push(text);
                true
            }
            _ => false,
        })
    }
    let mut texts = Vec::new();
    let are_words = row.iter().all(|cell| each(&cell.blocks, &mut texts));
    let mut spans = texts
        .into_iter()
        .flatten()
        .filter(|span| !span.text.trim().is_empty());
    let first = spans.next();
    are_words && first.is_some_and(|first| first.bold) && spans.all(|span| span.bold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Span;

    fn cell(words: &str) -> Cell {
        Cell::of_text(vec![Span::plain(words)])
    }

    fn table(rows: Vec<Vec<Cell>>) -> Table {
        Table {
            rows,
            ..Table::default()
        }
    }

    #[test]
    fn rows_and_columns_without_anything_go_and_spans_with_them() {
        let mut reaches = cell("a");
        reaches.rows = 3;
        let made = finished(table(vec![
            vec![reaches, Cell::default(), cell("b")],
            vec![Cell::default(), Cell::default()],
            vec![Cell::default(), cell("c")],
        ]));
        let made = made.unwrap();
        assert_eq!(made.rows.len(), 2);
        assert_eq!(made.rows[0].len(), 2);
        assert_eq!((made.rows[0][0].rows, made.rows[1].len()), (2, 1));
        assert!(finished(table(vec![vec![Cell::default(); 3]; 2])).is_none());
    }

    #[test]
    fn what_stands_beyond_the_most_columns_joins_the_last() {
        let made = finished(table(vec![(0..70).map(|n| cell(&n.to_string())).collect()])).unwrap();
        assert_eq!(made.rows[0].len(), 64);
        assert_eq!(made.rows[0][63].blocks.len(), 7);
    }

    #[test]
    fn cells_that_leave_no_room_reach_down_no_more() {
        let wide = |words: &str| Cell {
            columns: u16::MAX,
            rows: u16::MAX,
            ..cell(words)
        };
        let rows = (0..200).map(|row| vec![wide(&format!("a{row}")), cell("b")]);
        let made = finished(table(rows.collect())).unwrap();
        assert!(
            made.places()
                .iter()
                .all(|place| place.column < MOST_COLUMNS)
        );
        let words: String = made
            .cells()
            .flat_map(|cell| &cell.blocks)
            .map(Block::plain_text)
            .collect();
        assert!((0..200).all(|row| words.contains(&format!("a{row}\n"))));
        assert_eq!(words.matches('b').count(), 200);
    }

    #[test]
    fn places_say_how_far_cells_reach() {
        let reach = |words: &str, columns: u16, rows: u16| {
            Some(Cell {
                columns,
                rows,
                ..cell(words)
            })
        };
        let rows = from_places(vec![
            vec![reach("a", 2, 3), None, reach("b", 3, 1), None],
            vec![None, None, reach("c", 1, 1), None],
            vec![None, reach("d", 1, 1), reach("e", 1, 1), reach("f", 9, 1)],
        ]);
        let made = table(rows);
        let at: Vec<(String, usize, usize, usize, usize)> = made
            .places()
            .iter()
            .map(|place| {
                let words = place.cell.blocks.iter().map(Block::plain_text).collect();
                (words, place.row, place.column, place.rows, place.columns)
            })
            .collect();
        let told = |words: &str, row, column, rows, columns| {
            let words = if words.is_empty() {
                String::new()
            } else {
                format!("{words}\n")
            };
            (words, row, column, rows, columns)
        };
        assert_eq!(
            at,
            [
                told("a", 0, 0, 2, 2),
                told("b", 0, 2, 1, 3),
                told("c", 1, 2, 1, 1),
                told("", 1, 3, 1, 1),
                told("", 2, 0, 1, 1),
                told("d", 2, 1, 1, 1),
                told("e", 2, 2, 1, 1),
                told("f", 2, 3, 1, 9),
            ]
        );
    }

    #[test]
    fn lines_at_the_end_go_and_those_between_stay() {
        let blank = || Block::Paragraph(Text::new());
        let word = || Block::Paragraph(vec![Span::plain("a")]);
        assert_eq!(in_cell(vec![blank(), word(), blank()]).len(), 2);
        assert_eq!(in_cell(vec![blank(), blank(), blank()]).len(), 3);
        assert!(in_cell(vec![blank()]).is_empty());
    }
}
