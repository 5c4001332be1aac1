//! What stands beside the cells of a sheet: comments on them, and the head and foot of its pages.

use roxmltree::Node;

use super::grid::Grid;
use crate::import::Comment;
use crate::import::office::{
    PAGE_NUMBER, Package, attribute, child, parse, timestamp, without_page_numbers,
};
use crate::import::relations::{Relations, part_of};

/// The shortest words by which a comment finds its cell again.
const SHORTEST_QUOTE: usize = 3;
/// The most comments of a sheet.
const MOST_COMMENTS: usize = 5_000;

/// What stands beside the cells of a sheet.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    pub comments: Vec<CellComment>,
    /// The lines of the head and of the foot of its pages, without page numbers.
    pub head: Vec<String>,
    pub foot: Vec<String>,
}

/// A comment on a cell. Rows and columns are counted from 0.
#[derive(Debug, Clone)]
pub struct CellComment {
    pub row: u32,
    pub column: u32,
    pub comment: Comment,
}

impl CellComment {
    /// The comment on the words of its cell, where no other cell has the same; else on the whole, with
    /// the name of the cell.
    pub fn on(self, grid: &Grid) -> Comment {
        let words = grid.words_at(self.row, self.column);
        let is_quote = |words: &&str| words.len() >= SHORTEST_QUOTE && !words.contains('\n');
        match words.filter(is_quote) {
            Some(words) if grid.count_of(words) == 1 => Comment {
                quote: words.to_owned(),
                ..self.comment
            },
            _ => Comment {
                body: format!("{}: {}", name(self.row, self.column), self.comment.body),
                ..self.comment
            },
        }
    }
}

/// "B7" for the seventh row of the second column.
fn name(row: u32, column: u32) -> String {
    let mut letters = String::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    format!("{letters}{}", u64::from(row) + 1)
}

/// What stands beside the cells of a sheet of a workbook (XLSX), by its part and the text of that.
/// What is wrong with it does not touch the cells.
pub fn of_xlsx(package: &mut Package<'_>, part: &str, text: &str, sheet: &str) -> Beside {
    let mut beside = Beside {
        comments: comments(package, part).unwrap_or_default(),
        ..Beside::default()
    };
    for (kinds, out) in [
        (["firstHeader", "oddHeader", "evenHeader"], &mut beside.head),
        (["firstFooter", "oddFooter", "evenFooter"], &mut beside.foot),
    ] {
        let codes = kinds.iter().filter_map(|kind| element(text, kind));
        for line in codes.flat_map(|code| lines(&code, sheet)) {
            if !out.contains(&line) {
                out.push(line);
            }
        }
    }
    beside
}

/// The text of the last element of this name: a sheet may hold millions of elements, so no document is
/// built of it.
fn element(text: &str, name: &str) -> Option<String> {
    let (before, _) = text.rsplit_once(&format!("{name}>"))?;
    let (before, _) = before.rsplit_once("</")?;
    let (_, inner) = before.rsplit_once('>')?;
    let whole = format!("<a>{inner}</a>");
    let document = parse(&whole).ok()?;
    document.root_element().text().map(str::to_owned)
}

/// The lines of a head or foot in the codes of Excel (ECMA-376 part 1, 18.3.1.46). Dates, times, names
/// of files and folders are left out: they are those of the day and the computer.
pub fn lines(code: &str, sheet: &str) -> Vec<String> {
    let mut text = String::new();
    let mut signs = code.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign != '&' {
            text.push(sign);
            continue;
        }
        match signs.next() {
            Some('&') => text.push('&'),
            Some('L' | 'C' | 'R') => text.push('\n'),
            Some('P' | 'N') => text.push(PAGE_NUMBER),
            Some('A') => text.push_str(sheet),
            // The name of a face.
            Some('"') => drop(signs.by_ref().take_while(|sign| *sign != '"').count()),
            // The colour of a theme or six digits.
            Some('K') => drop(signs.by_ref().take(6).count()),
            // The size of type.
            Some(digit) if digit.is_ascii_digit() => {
                while signs.next_if(char::is_ascii_digit).is_some() {}
            }
            _ => {}
        }
    }
    let lines = text.lines().map(without_page_numbers);
    let lines = lines.map(|line| line.trim().to_owned());
    let says_something = |line: &String| line.chars().any(char::is_alphanumeric);
    lines.filter(says_something).collect()
}

/// The comments on the cells of a sheet, those in threads of the present form among them.
fn comments(package: &mut Package<'_>, part: &str) -> Option<Vec<CellComment>> {
    let relations = Relations::read(package, part).ok()?;
    let mut found = Vec::new();
    let threads = part_of(package, relations.of_kind("threadedComment")).ok()?;
    if let Some(document) = threads.as_deref().and_then(|text| parse(text).ok()) {
        let persons = persons(package);
        for node in document.root_element().children() {
            let text = child(node, "text").and_then(|text| text.text());
            let author = attribute(node, "personId").and_then(|id| {
                let known = persons.iter().find(|(known, _)| known == id);
                known.map(|(_, name)| name.clone())
            });
            found.extend(comment(node, text.unwrap_or_default(), author));
        }
    }
    let notes = part_of(package, relations.of_kind("comments")).ok()?;
    if let Some(document) = notes.as_deref().and_then(|text| parse(text).ok()) {
        let root = document.root_element();
        let authors: Vec<&str> = child(root, "authors")
            .into_iter()
            .flat_map(|list| list.children())
            .filter(Node::is_element)
            .map(|author| author.text().unwrap_or_default())
            .collect();
        for node in root
            .descendants()
            .filter(|node| node.tag_name().name() == "comment")
        {
            let texts = child(node, "text")
                .into_iter()
                .flat_map(|text| text.descendants());
            let texts = texts.filter(|node| node.tag_name().name() == "t");
            let text: String = texts.filter_map(|text| text.text()).collect();
            let number = attribute(node, "authorId").and_then(|id| id.parse::<usize>().ok());
            let author = number.and_then(|number| authors.get(number)).copied();
            let Some(made) = comment(node, &text, author.map(str::to_owned)) else {
                continue;
            };
            // Programs that know no threads are given their words once more.
            let is_known = found
                .iter()
                .any(|known: &CellComment| (known.row, known.column) == (made.row, made.column));
            let is_of_thread = made.comment.author.starts_with("tc=");
            if !(is_known && is_of_thread) {
                found.push(made);
            }
        }
    }
    found.truncate(MOST_COMMENTS);
    Some(found)
}

fn comment(node: Node<'_, '_>, text: &str, author: Option<String>) -> Option<CellComment> {
    let (row, column) = super::part::place(attribute(node, "ref")?)?;
    let author = author.unwrap_or_default().trim().to_owned();
    // Excel puts the name of whoever wrote it above the words.
    let body = text.trim();
    let body = match body.strip_prefix(&format!("{author}:")) {
        Some(rest) if !author.is_empty() => rest.trim_start(),
        _ => body,
    };
    (!body.is_empty()).then(|| CellComment {
        row,
        column,
        comment: Comment {
            body: body.to_owned(),
            author,
            written: attribute(node, "dT").and_then(timestamp),
            ..Comment::default()
        },
    })
}

/// Those who wrote comments in threads, by their ids.
fn persons(package: &mut Package<'_>) -> Vec<(String, String)> {
    let names = package.names().into_iter();
    let parts: Vec<String> = names
        .filter(|name| name.starts_with("xl/persons/"))
        .collect();
    let mut found = Vec::new();
    for part in parts {
        let Ok(Some(text)) = package.text(&part) else {
            continue;
        };
        let Ok(document) = parse(&text) else {
            continue;
        };
        let persons = document.root_element().children();
        found.extend(persons.filter_map(|person| {
            let id = attribute(person, "id")?.to_owned();
            Some((id, attribute(person, "displayName")?.to_owned()))
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_feet_say_their_words_without_codes() {
        let code = "&L&\"Arial,Bold\"&12Ministry && Co&C&A&R&K01+000Page &P of &N&D&Z&F";
        assert_eq!(lines(code, "Budget"), ["Ministry & Co", "Budget"]);
        assert_eq!(lines("&CPage &P", ""), [""; 0]);
        assert_eq!(
            (name(6, 1), name(0, 27)),
            ("B7".to_owned(), "AB1".to_owned())
        );
    }
}
