//! Tables of more columns than are set as one.

use crate::import::{Block, Table, Text};

/// The most columns of a table, as in other kinds of files.
const MOST_COLUMNS: usize = 64;
/// In the parts of a table of more columns the first one does not stand again: such a table is no
/// table for readers.
const MOST_REPEATING: usize = 640;

/// A table, or the tables that it is parted into, so that no cell is lost. Each begins with the
/// first column, which says what a row is about.
pub fn tables(head: Vec<Text>, rows: Vec<Vec<Text>>) -> Vec<Block> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0).max(head.len());
    if count <= MOST_COLUMNS {
        return vec![Block::Table(Table::of_texts(head, rows))];
    }
    let again = usize::from(count <= MOST_REPEATING);
    let own = MOST_COLUMNS - again;
    let part = |row: &Vec<Text>, start: usize| -> Vec<Text> {
        let first = row.iter().take(again);
        let cells = first.chain(row.iter().skip(start).take(own));
        cells.cloned().collect()
    };
    let table = |start: usize| {
        let rows = rows.iter().map(|row| part(row, start));
        Block::Table(Table::of_texts(part(&head, start), rows.collect()))
    };
    (again..count).step_by(own).map(table).collect()
}
