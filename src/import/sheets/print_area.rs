//! The part of a sheet that its author prints.

use std::collections::HashMap;

use roxmltree::Node;

use super::part::place;
use crate::import::office::attribute;

/// The areas of a sheet that are printed, and the rows and columns that are printed beside each; the
/// first and the last place of each, rows and columns counted from 0.
#[derive(Debug, Clone, Default)]
pub struct PrintArea {
    areas: Vec<((u32, u32), (u32, u32))>,
    titles: Vec<((u32, u32), (u32, u32))>,
}

impl PrintArea {
    /// The areas of all sheets by their numbers, counted from 0, as a workbook names them (ECMA-376 part
    /// 1, 18.2.5).
    pub fn of_book(root: Node<'_, '_>) -> HashMap<usize, Self> {
        let mut found: HashMap<usize, Self> = HashMap::new();
        let names = root.descendants();
        for node in names.filter(|node| node.tag_name().name() == "definedName") {
            let sheet = attribute(node, "localSheetId").and_then(|sheet| sheet.parse().ok());
            let (Some(sheet), Some(text)) = (sheet, node.text()) else {
                continue;
            };
            let area = found.entry(sheet).or_default();
            match attribute(node, "name") {
                Some("_xlnm.Print_Area") => area.areas.extend(ranges(text)),
                Some("_xlnm.Print_Titles") => area.titles.extend(ranges(text)),
                _ => {}
            }
        }
        found
    }

    /// Whether a cell is printed; all are where no area is named.
    pub fn holds(&self, row: u32, column: u32) -> bool {
        let is_within = |((top, left), (bottom, right)): &((u32, u32), (u32, u32))| {
            (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column)
        };
        self.areas.is_empty() || self.areas.iter().chain(&self.titles).any(is_within)
    }
}

/// "'Budget'!$A$1:$H$22,'Budget'!$2:$3": whole rows and columns have no letters or no digits.
fn ranges(text: &str) -> Vec<((u32, u32), (u32, u32))> {
    let range = |part: &str| {
        let (_, cells) = part.rsplit_once('!')?;
        let cells = cells.trim_end_matches(')').replace('$', "");
        let (first, last) = cells.split_once(':').unwrap_or((&cells, &cells));
        Some((end(first, 0)?, end(last, u32::MAX)?))
    };
    let all: Option<Vec<_>> = parts(text).into_iter().map(range).collect();
    // One that cannot be read must not hide cells.
    all.unwrap_or_default()
}

fn end(name: &str, unnamed: u32) -> Option<(u32, u32)> {
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        let row: u32 = name.parse().ok()?;
        return Some((row.checked_sub(1)?, unnamed));
    }
    if name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return place(&format!("{name}1")).map(|(_, column)| (unnamed, column));
    }
    place(name)
}

/// The parts between commas; those within the quoted name of a sheet do not count.
fn parts(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|sign: char| {
        is_quoted ^= sign == '\'';
        sign == ',' && !is_quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_read_and_what_cannot_be_read_hides_nothing() {
        assert_eq!(
            ranges("'A, B'!$B$2:$C$4,'A, B'!$F$9"),
            [((1, 1), (3, 2)), ((8, 5), (8, 5))]
        );
        assert_eq!(ranges("One!$2:$3"), [((1, 0), (2, u32::MAX))]);
        assert_eq!(ranges("One!$A:$C"), [((0, 0), (u32::MAX, 2))]);
        assert_eq!(ranges("One!#REF!"), []);
        assert!(PrintArea::default().holds(7, 7));
    }
}
