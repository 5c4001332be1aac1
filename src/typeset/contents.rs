//! Lists of what is on which page: the contents of the pack, and of a section on its divider.

use super::page::{Ink, Link, LinkTarget, NodeId, Rect, Role, Shape};
use super::strip::{Frame, Strip, paginate, paragraph};
use super::style::{self, Style};
use super::text::{Face, Line, Run, Typesetter, Wrap};
use super::{ContentsEntry, DividerEntry, Typeset};

/// The width kept for page numbers, whatever they are: five figures. So the list breaks alike
/// before and after the numbers are known.
const PAGES_PT: f32 = 34.0;
/// The space between the item number and the title.
const NUMBER_SPACE_PT: f32 = 12.0;
/// The space between the title and its leader, and between the leader and the page number.
const LEADER_SPACE_PT: f32 = 6.0;
/// The least width of a leader; a title that would leave less is wrapped earlier.
const LEAST_LEADER_PT: f32 = 24.0;
/// The most of the width that item numbers take, however long they are.
const MOST_NUMBERS: f32 = 0.3;
/// The note mark, and what it means.
const NOTE: &str = "note";
const NOTE_LEGEND: &str = "marks a document that a note is printed with.";
/// The space above the number on a divider.
const ABOVE_DIVIDER_PT: f32 = 110.0;

/// An entry as it is set.
struct Entry<'a> {
    level: usize,
    face: Face,
    space: f32,
    keep_with_next: bool,
    number: &'a str,
    title: &'a str,
    page: u32,
    has_note: bool,
}

/// Sets the list of contents. The count of pages does not depend on the entries' page numbers.
pub fn contents(entries: &[ContentsEntry], style: &Style) -> Typeset {
    let mut setter = Typesetter::new();
    let frame = Frame::of(style);
    let node = setter.node(Role::Heading(1), None);
    let face = Face::new(style::TITLE).semibold();
    let heading = setter.lines(
        &[Run::new("Contents", face, Some(node))],
        frame.width(),
        Wrap::Words,
    );
    let mut strips = paragraph(heading, 0.0, 0.0);
    let set: Vec<Entry<'_>> = entries
        .iter()
        .map(|entry| {
            let face = Face::new(style::BODY);
            Entry {
                level: usize::from(entry.level.min(1)),
                face: if entry.is_section {
                    face.semibold()
                } else {
                    face
                },
                space: match (entry.is_section, entry.level) {
                    (true, _) => 13.0,
                    (false, 0) => 6.0,
                    (false, _) => 4.0,
                },
                keep_with_next: entry.is_section,
                number: &entry.number,
                title: &entry.title,
                page: entry.page,
                has_note: entry.has_note,
            }
        })
        .collect();
    let mut list = list(&mut setter, &set, frame.width());
    if let Some(first) = list.first_mut() {
        first.space = 16.0;
        first.keep = true;
    }
    strips.append(&mut list);
    if entries.iter().any(|entry| entry.has_note) {
        let node = setter.node(Role::Paragraph, None);
        let muted = Face::new(style::SMALL).colored(style::MUTED);
        let legend = format!("  {NOTE_LEGEND}");
        let runs = [
            Run::new(NOTE, note_face(), Some(node)),
            Run::new(&legend, muted, Some(node)),
        ];
        let lines = setter.lines(&runs, frame.width(), Wrap::Words);
        strips.append(&mut paragraph(lines, 0.0, 20.0));
    }
    setter.finish(paginate(strips, &frame))
}

/// Sets the page that begins a section.
pub fn divider(number: &str, title: &str, entries: &[DividerEntry], style: &Style) -> Typeset {
    let mut setter = Typesetter::new();
    let frame = Frame::of(style);
    let node = Some(setter.node(Role::Heading(1), None));
    let mut strips = vec![Strip::blank(ABOVE_DIVIDER_PT)];
    let large = Face::new(style::DIVIDER_NUMBER)
        .light()
        .colored(style::ACCENT);
    let lines = setter.lines(&[Run::new(number, large, node)], frame.width(), Wrap::Words);
    strips.append(&mut paragraph(lines, 0.0, 0.0));
    let title = if title.trim().is_empty() {
        "Untitled section"
    } else {
        title
    };
    let face = Face::new(style::COVER_TITLE).semibold();
    let lines = setter.lines(&[Run::new(title, face, node)], frame.width(), Wrap::Words);
    strips.append(&mut paragraph(lines, 0.0, 8.0));
    strips
        .iter_mut()
        .skip(1)
        .for_each(|strip| strip.keep = true);
    let set: Vec<Entry<'_>> = entries
        .iter()
        .map(|entry| Entry {
            level: 0,
            face: Face::new(style::BODY),
            space: 6.0,
            keep_with_next: false,
            number: &entry.number,
            title: &entry.title,
            page: entry.page,
            has_note: false,
        })
        .collect();
    if !set.is_empty() {
        let mut rule = super::block::rule(0.0, frame.width(), 20.0);
        rule.keep = true;
        strips.push(rule);
    }
    let mut list = list(&mut setter, &set, frame.width());
    if let Some(first) = list.first_mut() {
        first.space = 18.0;
    }
    strips.append(&mut list);
    setter.finish(paginate(strips, &frame))
}

/// The mark of a document that carries a note.
fn note_face() -> Face {
    Face::new(style::SMALL).italic().colored(style::ACCENT)
}

fn list(setter: &mut Typesetter, entries: &[Entry<'_>], width: f32) -> Vec<Strip> {
    let toc = setter.node(Role::Toc, None);
    let mut columns = [0.0_f32; 2];
    for entry in entries {
        let face = entry.face.tabular();
        let number = setter.widths(&[Run::new(entry.number, face, None)]).max;
        if let Some(column) = columns.get_mut(entry.level) {
            *column = column.max(number);
        }
    }
    let columns = columns.map(|column| {
        if column == 0.0 {
            0.0
        } else {
            column.min(width * MOST_NUMBERS) + NUMBER_SPACE_PT
        }
    });
    let mut strips = Vec::new();
    let mut keep = false;
    for entry in entries {
        let (left, text) = match entry.level {
            0 => (0.0, columns[0]),
            _ => (columns[0], columns[0] + columns[1]),
        };
        let mut set = self::entry(setter, entry, toc, (left, text, width));
        if let Some(first) = set.first_mut() {
            first.keep = keep;
        }
        keep = entry.keep_with_next;
        strips.append(&mut set);
    }
    strips
}

/// Sets an entry: its number at `left`, its title at `text`, its page number at `width`.
fn entry(
    setter: &mut Typesetter,
    entry: &Entry<'_>,
    toc: NodeId,
    (left, text, width): (f32, f32, f32),
) -> Vec<Strip> {
    let item = setter.node(Role::TocItem, Some(toc));
    let link = setter.node(Role::Link, Some(item));
    let face = entry.face.tabular();
    let number = setter.lines(
        &[Run::new(entry.number, face, Some(link))],
        (text - left - NUMBER_SPACE_PT).max(1.0),
        Wrap::Words,
    );
    let title = if entry.title.trim().is_empty() {
        "Untitled"
    } else {
        entry.title
    };
    let mark = format!("\u{a0}\u{a0}{NOTE}");
    let mut runs = vec![Run::new(title, entry.face, Some(link))];
    if entry.has_note {
        runs.push(Run::new(&mark, note_face(), Some(link)));
    }
    let room = width - text - PAGES_PT - LEAST_LEADER_PT - LEADER_SPACE_PT;
    let title = setter.lines(&runs, room, Wrap::Words);
    let page = entry.page.to_string();
    let page = setter.single(&[Run::new(&page, face, Some(link))]);
    let last = title.len().max(number.len()).max(1) - 1;
    let title_end = title.len().saturating_sub(1);
    let mut strips = vec![Strip::blank(face.size.leading_pt); last + 1];
    let mut number = number.into_iter();
    let mut title = title.into_iter();
    for (index, strip) in strips.iter_mut().enumerate() {
        strip.keep = index > 0;
        if let Some(line) = number.next() {
            strip.place(line, left, 0.0);
        }
        let Some(line) = title.next() else { continue };
        let (end, baseline) = (text + line.right, line.baseline);
        strip.place(line, text, 0.0);
        if index == title_end {
            finish_entry(strip, page.clone(), (end, baseline, width));
        }
    }
    if let Some(first) = strips.first_mut() {
        first.space = entry.space;
    }
    for strip in &mut strips {
        strip.links.push(Link {
            rect: Rect {
                x: left,
                y: 0.0,
                width: width - left,
                height: strip.height,
            },
            target: LinkTarget::Page(entry.page),
            node: link,
        });
    }
    strips
}

/// Adds the leader and the page number to the last line of an entry.
fn finish_entry(strip: &mut Strip, page: Line, (end, baseline, width): (f32, f32, f32)) {
    // The leader ends where the widest page number would begin, so that all leaders end alike.
    strip.ink.push(Ink {
        node: None,
        shape: Shape::Leader {
            left: end + LEADER_SPACE_PT,
            right: width - PAGES_PT,
            y: baseline - 1.0,
            color: style::MUTED,
        },
    });
    let x = width - page.right;
    strip.place(page, x, 0.0);
}
