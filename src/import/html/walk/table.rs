//! Tables: those that hold data, and those that only place things on the page.

use super::{WalkState, Walker};
use crate::import::Block;
use crate::import::grid::Grid;
use crate::import::html::tree::{Id, Tree};
use crate::import::prose::Prose;

/// Reads a table.
pub fn read(walker: &Walker<'_>, id: Id, place: &WalkState, prose: &mut Prose) {
    let parts = Parts::of(walker, id);
    for caption in &parts.captions {
        let (mut text, figures) = walker.text(*caption, place);
        for span in &mut text {
            span.bold = true;
        }
        if !text.is_empty() {
            prose.push(Block::Paragraph(text));
        }
        prose.push_all(figures);
    }
    if parts.is_layout(walker, id) {
        for cell in parts.rows.iter().flat_map(|row| &row.cells) {
            prose.push_all(walker.blocks(*cell, place));
        }
        return;
    }
    let mut figures = Vec::new();
    let mut grid = Grid::default();
    for row in &parts.rows {
        let cells = row.cells.iter().map(|cell| {
            let (mut text, inner) = walker.text(*cell, place);
            figures.extend(inner);
            if walker.tree.name(*cell) == "th" && !row.is_head {
                text.iter_mut().for_each(|span| span.bold = true);
            }
            (
                text,
                span(walker.tree, *cell, "colspan"),
                span(walker.tree, *cell, "rowspan"),
            )
        });
        grid.add(row.is_head, cells.collect());
    }
    if let Some(table) = grid.finish() {
        prose.push(table);
    }
    prose.push_all(figures);
}

fn span(tree: &Tree, cell: Id, name: &str) -> u32 {
    let value = tree.attribute(cell, name);
    value
        .and_then(|value| value.trim().parse().ok())
        .unwrap_or(1)
        .max(1)
}

struct Row {
    cells: Vec<Id>,
    is_head: bool,
}

#[derive(Default)]
struct Parts {
    captions: Vec<Id>,
    rows: Vec<Row>,
}

impl Parts {
    fn of(walker: &Walker<'_>, id: Id) -> Self {
        let mut parts = Self::default();
        parts.collect(walker, id, false);
        if parts.rows.iter().all(|row| !row.is_head) {
            // A first row of head cells is a head, unless the whole table is of them.
            let all_head = |row: &Row| {
                row.cells.len() > 1 && row.cells.iter().all(|cell| walker.tree.name(*cell) == "th")
            };
            let has_body = parts.rows.len() > 1 && !parts.rows.iter().all(all_head);
            if let Some(first) = parts
                .rows
                .first_mut()
                .filter(|row| has_body && all_head(row))
            {
                first.is_head = true;
            }
        }
        parts
    }

    /// The rows, and whatever else stands between them. Recursion goes no deeper than the parts
    /// of a table do.
    fn collect(&mut self, walker: &Walker<'_>, id: Id, is_head: bool) {
        for child in walker.tree.children(id) {
            if walker.furniture.is_left_out(child) {
                continue;
            }
            match walker.tree.name(child) {
                "caption" => self.captions.push(child),
                "thead" => self.collect(walker, child, true),
                "tbody" | "tfoot" => self.collect(walker, child, false),
                "tr" => {
                    let cells = walker.tree.children(child).filter(|cell| {
                        matches!(walker.tree.name(*cell), "td" | "th")
                            && !walker.furniture.is_left_out(*cell)
                    });
                    self.rows.push(Row {
                        cells: cells.collect(),
                        is_head,
                    });
                }
                _ => {}
            }
        }
    }

    /// Whether the table only places things: it says so, has one column or one cell with words,
    /// holds another table, or holds what cannot stand in a cell and has no head.
    fn is_layout(&self, walker: &Walker<'_>, id: Id) -> bool {
        let tree = walker.tree;
        let role = tree.attribute(id, "role").unwrap_or_default();
        let columns = self.rows.iter().map(|row| row.cells.len()).max();
        if matches!(role, "presentation" | "none") || columns.unwrap_or_default() <= 1 {
            return true;
        }
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        if cells
            .filter(|cell| holds_words(tree, **cell))
            .take(2)
            .count()
            == 1
        {
            return true;
        }
        let mut inner = tree.within(id, |_| false).skip(1);
        if inner.any(|inner| tree.name(inner) == "table") {
            return true;
        }
        let has_head = !self.captions.is_empty()
            || self.rows.iter().any(|row| row.is_head)
            || tree
                .within(id, |_| false)
                .any(|inner| tree.name(inner) == "th");
        let holds_blocks = |cell: Id| {
            let mut paragraphs = 0;
            tree.within(cell, |_| false).any(|inner| {
                let name = tree.name(inner);
                paragraphs += usize::from(name == "p");
                paragraphs > 3
                    || matches!(
                        name,
                        "h1" | "h2"
                            | "h3"
                            | "h4"
                            | "h5"
                            | "h6"
                            | "ul"
                            | "ol"
                            | "pre"
                            | "blockquote"
                            | "hr"
                    )
            })
        };
        !has_head
            && self
                .rows
                .iter()
                .flat_map(|row| &row.cells)
                .any(|cell| holds_blocks(*cell))
    }
}

fn holds_words(tree: &Tree, cell: Id) -> bool {
    tree.within(cell, |_| false).any(|id| {
        let has_words = |text: &str| text.contains(|c: char| !c.is_whitespace());
        tree.text(id).is_some_and(has_words)
    })
}
