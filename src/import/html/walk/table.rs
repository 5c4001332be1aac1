//! Tables: those that hold data, and those that only place things on the page.

use super::look::{Look, width_pt};
use super::{WalkState, Walker};
use crate::import::grid::{finished, in_cell};
use crate::import::html::style::declarations;
use crate::import::html::tree::{Id, Tree};
use crate::import::prose::Prose;
use crate::import::{Block, Cell, Edges, Rules, Table};

/// Tables stand within each other at most this deep; what is deeper flows.
const DEEPEST: usize = 3;

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
    if place.tables >= DEEPEST || parts.is_layout(walker, id) {
        for cell in parts.rows.iter().flat_map(|row| &row.cells) {
            prose.push_all(walker.blocks(*cell, place));
        }
        return;
    }
    let inner = WalkState {
        tables: place.tables + 1,
        ..place.clone()
    };
    let of_table = Look::of_table(walker.tree, id);
    let mut rows = Vec::with_capacity(parts.rows.len());
    for row in &parts.rows {
        let of_row = of_table.of_row(walker.tree, row.id);
        let cells = row.cells.iter().map(|node| {
            let look = of_row.of_cell(walker.tree, *node);
            let mut place = walker.styled(*node, &inner);
            let is_head = walker.tree.name(*node) == "th";
            place.style.bold |= is_head && !row.is_head;
            let blocks = in_cell(walker.blocks(*node, &place));
            Cell {
                blocks,
                columns: span(walker.tree, *node, "colspan"),
                rows: match span(walker.tree, *node, "rowspan") {
                    // Down to the end of its part of the table.
                    0 => u16::try_from(row.below).unwrap_or(u16::MAX),
                    rows => rows,
                },
                is_head,
                align: look.align,
                stands: look.stands,
                ground: look.ground,
                edges: look.edges,
            }
        });
        rows.push(cells.collect());
    }
    let is_drawn = |cell: &Cell| cell.edges != Edges::default();
    let has_lines = rows.iter().flatten().any(is_drawn);
    let heads = rows.iter().flatten().any(|cell: &Cell| cell.is_head);
    let is_of_data = heads || !parts.captions.is_empty();
    let table = Table {
        head_rows: parts.rows.iter().take_while(|row| row.is_head).count(),
        rows,
        widths_pt: parts.widths_pt(walker.tree),
        // A style sheet that is not read may well draw rules for data. What has neither heads nor
        // lines only stands side by side.
        rules: if has_lines || !is_of_data {
            Rules::OfCells
        } else {
            Rules::BelowRows
        },
        is_mirrored: is_right_to_left(walker.tree, id),
    };
    if let Some(table) = finished(table) {
        prose.push(Block::Table(table));
    }
}

fn is_right_to_left(tree: &Tree, id: Id) -> bool {
    let direction = std::iter::once(id).chain(tree.around(id)).find_map(|id| {
        let of_style = tree.attribute(id, "style").and_then(|css| {
            let found = declarations(css).find(|(property, _)| property == "direction");
            found.map(|(_, value)| value)
        });
        of_style.or_else(|| tree.attribute(id, "dir").map(str::to_ascii_lowercase))
    });
    direction.as_deref() == Some("rtl")
}

fn span(tree: &Tree, cell: Id, name: &str) -> u16 {
    let value = tree
        .attribute(cell, name)
        .map(str::trim)
        .unwrap_or_default();
    let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return 1;
    }
    // What is too long for a number is a very large one.
    digits.parse().unwrap_or(u16::MAX)
}

struct Row {
    id: Id,
    cells: Vec<Id>,
    is_head: bool,
    /// How many rows of its part of the table there are from it on.
    below: usize,
}

#[derive(Default)]
struct Parts {
    captions: Vec<Id>,
    rows: Vec<Row>,
}

impl Parts {
    fn of(walker: &Walker<'_>, id: Id) -> Self {
        let mut parts = Self::default();
        parts.group(walker, id, false);
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

    /// The rows of a part of the table.
    fn group(&mut self, walker: &Walker<'_>, id: Id, is_head: bool) {
        let first = self.rows.len();
        self.collect(walker, id, is_head);
        let count = self.rows.len() - first;
        let own = self.rows.iter_mut().skip(first);
        for (index, row) in own.enumerate() {
            row.below = row
                .below
                .max(if row.below == 1 { count - index } else { 1 });
        }
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
                "thead" => self.group(walker, child, true),
                "tbody" | "tfoot" => self.group(walker, child, false),
                "tr" => {
                    let cells = walker.tree.children(child).filter(|cell| {
                        matches!(walker.tree.name(*cell), "td" | "th")
                            && !walker.furniture.is_left_out(*cell)
                    });
                    self.rows.push(Row {
                        id: child,
                        cells: cells.collect(),
                        is_head: is_head && self.rows.iter().all(|row| row.is_head),
                        below: 1,
                    });
                }
                _ => {}
            }
        }
    }

    /// The widths of the columns in points, where the cells of a row say them all.
    fn widths_pt(&self, tree: &Tree) -> Vec<f32> {
        let most = self
            .rows
            .iter()
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(0);
        let widths = self
            .rows
            .iter()
            .filter(|row| row.cells.len() == most)
            .find_map(|row| {
                let widths = row.cells.iter().map(|cell| width_pt(tree, *cell));
                widths.collect::<Option<Vec<f32>>>()
            });
        widths.unwrap_or_default()
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
        let has_head = !self.captions.is_empty()
            || self.rows.iter().any(|row| row.is_head)
            || tree
                .within(id, |_| false)
                .any(|inner| tree.name(inner) == "th");
        let is_drawn = Look::of_table(tree, id).edges != Edges::default();
        let mut inner = tree.within(id, |_| false).skip(1);
        if inner.any(|inner| tree.name(inner) == "table") {
            return !is_drawn;
        }
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
            && !is_drawn
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
