//! The rows and columns of a sheet that its author has hidden.

use std::collections::HashSet;

/// Hidden rows and columns, counted from 0.
#[derive(Debug, Default)]
pub struct Hidden {
    rows: HashSet<u32>,
    /// First and last.
    columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// Those of a sheet's part. A sheet may hold millions of elements, so its tags are looked at
    /// without building a document of them.
    pub fn new(part: &str) -> Self {
        let mut hidden = Self::default();
        let mut row = 0;
        for tag in part.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            let name = tag.split(|c: char| c.is_whitespace() || c == '/').next();
            let name = name.unwrap_or_default().rsplit(':').next();
            let number = |name| value(tag, name).and_then(|number| number.parse::<u32>().ok());
            let is_hidden = matches!(value(tag, "hidden"), Some("1" | "true"));
            match name {
                Some("row") if !tag.starts_with('/') => {
                    row = number("r").unwrap_or(row + 1);
                    if is_hidden {
                        hidden.hide_row(row.saturating_sub(1));
                    }
                }
                Some("col") if is_hidden => {
                    let ends = number("min").zip(number("max"));
                    if let Some((first, last)) = ends {
                        hidden.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
                    }
                }
                _ => {}
            }
        }
        hidden
    }

    /// Hides a row.
    pub fn hide_row(&mut self, row: u32) {
        self.rows.insert(row);
    }

    /// Hides columns, both ends included.
    pub fn hide_columns(&mut self, first: u32, last: u32) {
        self.columns.push((first, last));
    }

    /// Whether a cell is hidden.
    pub fn holds(&self, row: u32, column: u32) -> bool {
        let within = |(first, last): &(u32, u32)| (*first..=*last).contains(&column);
        self.rows.contains(&row) || self.columns.iter().any(within)
    }
}

/// The value of an attribute of a tag.
fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = tag.get(..*at).and_then(|before| before.chars().next_back());
        let after = tag.get(at + name.len()..).unwrap_or_default();
        before.is_some_and(char::is_whitespace) && after.trim_start().starts_with('=')
    })?;
    let rest = tag
        .get(start + name.len()..)?
        .split_once('=')?
        .1
        .trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next()
}
