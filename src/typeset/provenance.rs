//! The list at the end of a pack of what its documents were made from.

use std::rc::Rc;

use super::Typeset;
use super::document::spaced;
use super::face::{Face, Run};
use super::page::{Heads, Ink, Link, LinkTarget, NodeId, Reach, Rect, Role, Shape};
use super::paginate::paginate;
use super::strip::{Frame, Strip, paragraph};
use super::style::{self, Size, Style};
use super::text::{Line, Typesetter, Wrap};

/// The type of the rows: smaller than running text, as in any table of many columns.
const ROW: Size = Size {
    size_pt: 10.0,
    leading_pt: 13.5,
};
/// The type of the hashes, so that half of one fits on a line.
const HASH: Size = Size {
    size_pt: 7.5,
    leading_pt: 10.5,
};
/// The characters of a hash on one line: half of a SHA-256.
const HASH_LINE: usize = 32;
/// The columns for the file and for each of the two dates, in points; the title has the rest.
const FILE_PT: f32 = 164.0;
const DATE_PT: f32 = 58.0;
/// The space between columns, and between a row's text and its rules, in points.
const GUTTER_PT: f32 = 12.0;
const PADDING_PT: f32 = 4.0;
/// The space between the introduction and the table, in points.
const BELOW_INTRODUCTION_PT: f32 = 14.0;
const INTRODUCTION: &str = "The files that the documents of this pack were made from. A file is \
    the same, to the last byte, if its SHA-256 is.";

/// What one document was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The item number.
    pub number: String,
    /// The document's title.
    pub title: String,
    /// The page of the pack that the document begins on, counted from 1.
    pub page: u32,
    /// The name of the file, without its folder.
    pub file: String,
    /// The file's SHA-256 in hexadecimal.
    pub sha256: String,
    /// The day the document was issued; may be empty.
    pub dated: String,
    /// The day it was added; may be empty.
    pub added: String,
}

/// Sets the list. The count of pages does not depend on the entries' page numbers.
pub fn provenance(title: &str, entries: &[Provenance], style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let node = setter.node(Role::Heading(1), None);
    let face = Face::new(style::TITLE).semibold();
    let heading = [Run::new(title, face, Some(node))];
    let lines = setter.lines(&heading, frame.width(), Wrap::Words);
    let mut strips = paragraph(lines, 0.0, 0.0);
    let node = setter.node(Role::Paragraph, None);
    let face = Face::new(style::SMALL).colored(style::MUTED);
    let words = [Run::new(INTRODUCTION, face, Some(node))];
    let lines = setter.lines(&words, frame.measure(), Wrap::Words);
    strips.append(&mut paragraph(lines, 0.0, 6.0));
    let mut table = table(&mut setter, entries, frame.width());
    if let Some(head) = table.first_mut() {
        head.space = BELOW_INTRODUCTION_PT;
        head.keep = true;
    }
    strips.append(&mut table);
    setter.finish(paginate(strips, &frame))
}

/// The columns: left edge and width, in points.
fn columns(width: f32) -> [(f32, f32); 4] {
    let title = width - FILE_PT - 2.0 * DATE_PT - 3.0 * GUTTER_PT;
    let mut x = 0.0;
    [title, FILE_PT, DATE_PT, DATE_PT].map(|width| {
        let column = (x, width);
        x += width + GUTTER_PT;
        column
    })
}

fn table(setter: &mut Typesetter, entries: &[Provenance], width: f32) -> Vec<Strip> {
    let node = setter.node(Role::Table, None);
    let columns = columns(width);
    let head = head(setter, node, &columns, width);
    // Set again at the top of a page, it is decoration: screen readers have read it once.
    let mut again = head.clone();
    again.ink.iter_mut().for_each(|ink| ink.node = None);
    let again = Rc::new(vec![again]);
    let mut strips = vec![head];
    for (index, entry) in entries.iter().enumerate() {
        let mut strip = row(setter, entry, node, &columns, width);
        strip.keep = index == 0;
        strip.again = Some(Rc::clone(&again));
        strips.push(strip);
    }
    strips
}

fn head(setter: &mut Typesetter, table: NodeId, columns: &[(f32, f32); 4], width: f32) -> Strip {
    let row = setter.node(Role::Row, Some(table));
    let face = Face::new(ROW).semibold();
    let cells = ["Document", "Made from", "Dated", "Added"].map(|name| {
        let node = setter.node(Role::HeaderCell(Heads::Column, Reach::default()), Some(row));
        vec![setter.single(&[Run::new(name, face, Some(node))])]
    });
    strip(cells, columns, width, (2.0 * style::HAIR_PT, style::MUTED))
}

fn row(
    setter: &mut Typesetter,
    entry: &Provenance,
    table: NodeId,
    columns: &[(f32, f32); 4],
    width: f32,
) -> Strip {
    let row = setter.node(Role::Row, Some(table));
    let [title, file, dated, added] =
        [0, 1, 2, 3].map(|_| setter.node(Role::Cell(Reach::default()), Some(row)));
    let link = setter.node(Role::Link, Some(title));
    let face = Face::new(ROW).tabular();
    let widths = columns.map(|(_, width)| width);
    let cells = [
        title_cell(setter, entry, link, widths[0]),
        file_cell(setter, entry, file, widths[1]),
        setter.lines(
            &[Run::new(&entry.dated, face, Some(dated))],
            widths[2],
            Wrap::Words,
        ),
        setter.lines(
            &[Run::new(&entry.added, face, Some(added))],
            widths[3],
            Wrap::Words,
        ),
    ];
    let mut strip = strip(cells, columns, width, (style::HAIR_PT, style::LINE));
    // As in the contents, the whole cell leads there, and nothing is underlined.
    strip.links.push(Link {
        rect: Rect {
            x: 0.0,
            y: 0.0,
            width: widths[0],
            height: strip.height,
        },
        target: LinkTarget::Page(entry.page),
        node: link,
    });
    strip
}

/// The item number and the title; `link` leads to the document.
fn title_cell(setter: &mut Typesetter, entry: &Provenance, link: NodeId, width: f32) -> Vec<Line> {
    let number = spaced(&entry.number);
    let title = match entry.title.trim() {
        "" => "Untitled document",
        title => title,
    };
    let face = Face::new(ROW).tabular();
    let number_face = face.semibold().colored(style::ACCENT);
    let runs = [
        Run::new(&number, number_face, Some(link)),
        Run::new(title, face, Some(link)),
    ];
    setter.lines(&runs, width, Wrap::Words)
}

/// The file's name, and below it its hash.
fn file_cell(setter: &mut Typesetter, entry: &Provenance, cell: NodeId, width: f32) -> Vec<Line> {
    let name = format!("{} ", entry.file);
    let mut lines = setter.lines(
        &[Run::new(&name, Face::new(ROW), Some(cell))],
        width,
        Wrap::Words,
    );
    let mut face = Face::new(HASH).colored(style::MUTED);
    face.code = true;
    let mut rest = entry.sha256.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at_checked(HASH_LINE).unwrap_or((rest, ""));
        lines.push(setter.single(&[Run::new(line, face, Some(cell))]));
        rest = tail;
    }
    lines
}

/// A row as one strip: it is never cut.
fn strip(
    cells: [Vec<Line>; 4],
    columns: &[(f32, f32); 4],
    width: f32,
    (rule, color): (f32, super::Color),
) -> Strip {
    let mut strip = Strip::default();
    let mut height = 0.0_f32;
    for (lines, (x, _)) in cells.into_iter().zip(columns) {
        let mut y = PADDING_PT;
        for line in lines {
            let line_height = line.height;
            if strip.baseline == 0.0 {
                strip.baseline = y + line.baseline;
            }
            strip.place(line, *x, y);
            y += line_height;
        }
        height = height.max(y);
    }
    strip.height = height + PADDING_PT;
    strip.ink.push(Ink {
        node: None,
        shape: Shape::Fill {
            rect: Rect {
                x: 0.0,
                y: strip.height - rule,
                width,
                height: rule,
            },
            color,
        },
    });
    strip
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::testing::{all_lines, lines};

    const HASH: &str = "0123456789abcdef0123456789abcdeffedcba9876543210fedcba9876543210";

    fn entries(count: u32, page: impl Fn(u32) -> u32) -> Vec<Provenance> {
        (0..count)
            .map(|index| Provenance {
                number: format!("1.{index}"),
                title: format!("The paper on matter {index} and everything that goes with it"),
                page: page(index),
                file: format!("report-{index}.docx, attached to letter.eml"),
                sha256: HASH.to_owned(),
                dated: "30 Sep 2019".to_owned(),
                added: "1 Aug 2019".to_owned(),
            })
            .collect()
    }

    #[test]
    fn a_hash_stands_on_two_lines_whole() {
        let set = provenance("Sources", &entries(1, |_| 4), &Style::default());
        let said = all_lines(&set);
        for half in [&HASH[..32], &HASH[32..]] {
            assert!(said.iter().any(|line| line == half), "{said:?}");
        }
        assert!(said[0] == "Sources" && set.pages.len() == 1);
        let targets: Vec<_> = set.pages[0].links.iter().map(|link| &link.target).collect();
        assert!(!targets.is_empty());
        assert!(targets.iter().all(|target| **target == LinkTarget::Page(4)));
    }

    #[test]
    fn a_long_list_repeats_its_head_and_breaks_alike_whatever_the_pages() {
        let style = Style::default();
        let set = provenance("Sources", &entries(60, |index| 9000 + index), &style);
        assert!(set.pages.len() > 3);
        for page in &set.pages {
            let said = lines(page);
            let heads = said
                .iter()
                .filter(|line| line.contains("Made from"))
                .count();
            assert_eq!(heads, 1, "{said:?}");
        }
        let before = provenance("Sources", &entries(60, |_| 0), &style);
        assert_eq!(before.pages.len(), set.pages.len());
        let all = all_lines(&set).join("\n");
        for index in 0..60 {
            assert!(all.contains(&format!("report-{index}.docx")), "{index}");
        }
    }
}
