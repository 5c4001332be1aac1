//! Where something that is dragged over the outline would land: pure geometry.
//!
//! ```text
//!   1  Opening            ▔ upper quarter: before the section
//!                         ░ the rest: its first document
//!      1.1  Agenda        ▔ upper half: before it
//!                         ▁ lower half: after it
//!      1.2  Statement     ▁ lower half of a section's last document: after it, or, left of the
//!                           indent, after the section
//!   2  Letter
//! ```

use eframe::egui::Pos2;

use crate::pack::{Location, SectionId};

/// A row of the outline as it is on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Upper edge, in screen points.
    pub top: f32,
    /// Lower edge, in screen points.
    pub bottom: f32,
    /// What the row shows.
    pub kind: RowKind,
}

/// What a row of the outline shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RowKind {
    Section {
        id: SectionId,
        /// Its place at the top level.
        index: usize,
        /// How many documents it holds.
        documents: usize,
        /// Whether its documents are shown below it.
        open: bool,
    },
    /// A document at the top level.
    TopDocument {
        /// Its place at the top level.
        index: usize,
    },
    /// A document in a section, or the hint that stands in for the documents of an empty one.
    Nested {
        section: SectionId,
        /// The section's place at the top level.
        section_index: usize,
        /// The document's place in the section.
        index: usize,
        /// Whether it is the last row of its section.
        is_last: bool,
        /// Whether it only stands in for documents that are not there yet.
        is_hint: bool,
    },
}

/// What is being dragged, as far as it matters for where it may land.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// Documents and files go anywhere.
    Documents,
    /// Sections go only between entries of the top level.
    Sections,
}

/// Where the load would land, and where to draw that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landing {
    /// The place in the pack.
    pub location: Location,
    /// Height of the landing line, in screen points.
    pub line_y: f32,
}

/// Where a load that is let go at `pointer` lands. `indent_x` is where the documents of a section
/// begin; `first_y` is where the first row would be if there is none.
pub fn landing(rows: &[Row], pointer: Pos2, indent_x: f32, first_y: f32, load: Load) -> Landing {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Landing {
            location: Location::top(0),
            line_y: first_y,
        };
    };
    if pointer.y < first.top {
        return Landing {
            location: Location::top(0),
            line_y: first.top,
        };
    }
    let row = rows
        .iter()
        .find(|row| pointer.y < row.bottom)
        .unwrap_or(last);
    match load {
        Load::Sections => beside_entry(rows, row, pointer.y),
        Load::Documents => beside_row(row, pointer, indent_x),
    }
}

fn top_index(row: &Row) -> usize {
    match row.kind {
        RowKind::Section { index, .. } | RowKind::TopDocument { index } => index,
        RowKind::Nested { section_index, .. } => section_index,
    }
}

/// Before or after the whole entry that a row belongs to.
fn beside_entry(rows: &[Row], row: &Row, y: f32) -> Landing {
    let index = top_index(row);
    let entry = || rows.iter().filter(|other| top_index(other) == index);
    let top = entry().map(|row| row.top).fold(f32::INFINITY, f32::min);
    let bottom = entry()
        .map(|row| row.bottom)
        .fold(f32::NEG_INFINITY, f32::max);
    if y < (top + bottom) / 2.0 {
        Landing {
            location: Location::top(index),
            line_y: top,
        }
    } else {
        Landing {
            location: Location::top(index + 1),
            line_y: bottom,
        }
    }
}

fn beside_row(row: &Row, pointer: Pos2, indent_x: f32) -> Landing {
    let down = (pointer.y - row.top) / (row.bottom - row.top).max(1.0);
    let (location, is_above) = match row.kind {
        RowKind::Section { index, .. } if down < 0.25 => (Location::top(index), true),
        RowKind::Section { id, open: true, .. } => (Location::within(id, 0), false),
        RowKind::Section { index, .. } if down > 0.75 => (Location::top(index + 1), false),
        RowKind::Section { id, documents, .. } => (Location::within(id, documents), false),
        RowKind::TopDocument { index } if down < 0.5 => (Location::top(index), true),
        RowKind::TopDocument { index } => (Location::top(index + 1), false),
        RowKind::Nested {
            section_index,
            is_last: true,
            ..
        } if down >= 0.5 && pointer.x < indent_x => (Location::top(section_index + 1), false),
        RowKind::Nested {
            section,
            is_hint: true,
            ..
        } => (Location::within(section, 0), true),
        RowKind::Nested { section, index, .. } if down < 0.5 => {
            (Location::within(section, index), true)
        }
        RowKind::Nested { section, index, .. } => (Location::within(section, index + 1), false),
    };
    Landing {
        location,
        line_y: if is_above { row.top } else { row.bottom },
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::pos2;

    use super::*;

    const S: SectionId = SectionId(1);
    const T: SectionId = SectionId(2);
    const INDENT_X: f32 = 40.0;

    /// Rows 20 points high from y = 100: section S [two documents], a document, closed T [3].
    fn rows() -> Vec<Row> {
        let kinds = [
            RowKind::Section {
                id: S,
                index: 0,
                documents: 2,
                open: true,
            },
            nested(0, false),
            nested(1, true),
            RowKind::TopDocument { index: 1 },
            RowKind::Section {
                id: T,
                index: 2,
                documents: 3,
                open: false,
            },
        ];
        (0..)
            .zip(kinds)
            .map(|(n, kind)| Row {
                top: 100.0 + 20.0 * n as f32,
                bottom: 120.0 + 20.0 * n as f32,
                kind,
            })
            .collect()
    }

    fn nested(index: usize, is_last: bool) -> RowKind {
        RowKind::Nested {
            section: S,
            section_index: 0,
            index,
            is_last,
            is_hint: false,
        }
    }

    fn at(x: f32, y: f32) -> Location {
        landing(&rows(), pos2(x, y), INDENT_X, 0.0, Load::Documents).location
    }

    #[test]
    fn documents_land_where_the_pointer_is() {
        for (x, y, expected) in [
            (100.0, 50.0, Location::top(0)),
            (100.0, 102.0, Location::top(0)),
            (100.0, 110.0, Location::within(S, 0)),
            (100.0, 122.0, Location::within(S, 0)),
            (100.0, 138.0, Location::within(S, 1)),
            (100.0, 142.0, Location::within(S, 1)),
            (100.0, 158.0, Location::within(S, 2)),
            (10.0, 158.0, Location::top(1)),
            (10.0, 142.0, Location::within(S, 1)),
            (100.0, 162.0, Location::top(1)),
            (100.0, 178.0, Location::top(2)),
            (100.0, 182.0, Location::top(2)),
            (100.0, 190.0, Location::within(T, 3)),
            (100.0, 198.0, Location::top(3)),
            (100.0, 900.0, Location::top(3)),
        ] {
            assert_eq!(at(x, y), expected, "at {x}, {y}");
        }
    }

    #[test]
    fn a_section_lands_beside_whole_entries() {
        for (y, expected, line_y) in [
            (105.0, 0, 100.0),
            (125.0, 0, 100.0),
            (135.0, 1, 160.0),
            (165.0, 1, 160.0),
            (175.0, 2, 180.0),
            (500.0, 3, 200.0),
        ] {
            let landing = landing(&rows(), pos2(90.0, y), INDENT_X, 0.0, Load::Sections);
            assert_eq!(landing.location, Location::top(expected), "at {y}");
            assert_eq!(landing.line_y, line_y, "at {y}");
        }
    }

    #[test]
    fn an_empty_outline_takes_everything_at_its_start() {
        for load in [Load::Documents, Load::Sections] {
            let landing = landing(&[], pos2(5.0, 500.0), INDENT_X, 90.0, load);
            assert_eq!(landing.location, Location::top(0));
            assert_eq!(landing.line_y, 90.0);
        }
    }
}
