//! Lists of what is on which page: the contents of the pack, and of a section on its divider.

use super::document::spaced;
use super::face::{Face, Run};
use super::page::{Ink, Link, LinkTarget, NodeId, Rect, Role, Shape};
use super::paginate::paginate;
use super::strip::{Frame, Strip, paragraph};
use super::style::{self, Style};
use super::text::{Typesetter, Wrap};
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
/// Keeps rounding from wrapping the number that a column was measured by.
const SLACK_PT: f32 = 0.5;
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
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let node = setter.node(Role::Heading(1), None);
    let face = Face::new(style::TITLE).semibold();
    let heading = setter.lines(
        &[Run::new("Contents", face, Some(node))],
        frame.width(),
        Wrap::Words,
    );
    let mut strips = paragraph(heading, 0.0, 0.0);
    let mut list = contents_list(&mut setter, entries, frame.width());
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

/// A list of what is on which page, one strip for each line. How it breaks does not depend on the
/// page numbers.
pub(super) fn contents_list(
    setter: &mut Typesetter,
    entries: &[ContentsEntry],
    width: f32,
) -> Vec<Strip> {
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
    list(setter, &set, width)
}

/// Sets the page that begins a section.
pub fn divider(number: &str, title: &str, entries: &[DividerEntry], style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let node = Some(setter.node(Role::Heading(1), None));
    let mut strips = vec![Strip::blank(ABOVE_DIVIDER_PT)];
    let large = Face::new(style::DIVIDER_NUMBER)
        .light()
        .colored(style::ACCENT);
    let number = spaced(number);
    let lines = setter.lines(
        &[Run::new(&number, large, node)],
        frame.width(),
        Wrap::Words,
    );
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
        let mut rule = super::strip::rule(0.0, frame.width(), 20.0);
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
            column.min(width * MOST_NUMBERS) + NUMBER_SPACE_PT + SLACK_PT
        }
    });
    // Leaders end where the widest page number begins. That changes no line break.
    let widest = entries
        .iter()
        .map(|entry| {
            let page = entry.page.to_string();
            setter
                .widths(&[Run::new(&page, entry.face.tabular(), None)])
                .max
        })
        .fold(0.0, f32::max);
    let mut strips = Vec::new();
    let mut keep = false;
    for entry in entries {
        let (left, text) = match entry.level {
            0 => (0.0, columns[0]),
            _ => (columns[0], columns[0] + columns[1]),
        };
        let places = Places {
            number: left,
            title: text,
            leader_end: width - widest - LEADER_SPACE_PT,
            right: width,
        };
        let mut set = self::entry(setter, entry, toc, &places);
        if let Some(first) = set.first_mut() {
            first.keep = keep;
        }
        keep = entry.keep_with_next;
        strips.append(&mut set);
    }
    strips
}

/// Where the parts of an entry stand, from the left margin.
struct Places {
    number: f32,
    title: f32,
    leader_end: f32,
    right: f32,
}

fn entry(setter: &mut Typesetter, entry: &Entry<'_>, toc: NodeId, places: &Places) -> Vec<Strip> {
    let item = setter.node(Role::TocItem, Some(toc));
    let link = setter.node(Role::Link, Some(item));
    let face = entry.face.tabular();
    let number = spaced(entry.number);
    let number = setter.lines(
        &[Run::new(&number, face, Some(link))],
        (places.title - places.number - NUMBER_SPACE_PT / 2.0).max(1.0),
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
    let room = places.right - places.title - PAGES_PT - LEAST_LEADER_PT - LEADER_SPACE_PT;
    let title = setter.lines(&runs, room, Wrap::Words);
    let page = format!(" {}", entry.page);
    let page = setter.single(&[Run::new(&page, face, Some(link))]);
    let count = title.len().max(number.len()).max(1);
    let mut strips = vec![Strip::blank(face.size.leading_pt); count];
    for (strip, line) in strips.iter_mut().zip(number) {
        strip.place(line, places.number, 0.0);
    }
    let title_end = title.len().saturating_sub(1);
    for (index, (strip, line)) in strips.iter_mut().zip(title).enumerate() {
        let (end, baseline) = (places.title + line.right, line.baseline);
        strip.place(line, places.title, 0.0);
        if index == title_end {
            strip
                .ink
                .push(leader(end + LEADER_SPACE_PT, places.leader_end, baseline));
            strip.place(page.clone(), places.right - page.right, 0.0);
        }
    }
    for (index, strip) in strips.iter_mut().enumerate() {
        strip.keep = index > 0;
        strip.links.push(Link {
            rect: Rect {
                x: places.number,
                y: 0.0,
                width: places.right - places.number,
                height: strip.height,
            },
            target: LinkTarget::Page(entry.page),
            node: link,
        });
    }
    if let Some(first) = strips.first_mut() {
        first.space = entry.space;
    }
    strips
}

/// The dots between an entry's title and its page number.
fn leader(left: f32, right: f32, baseline: f32) -> Ink {
    Ink {
        node: None,
        shape: Shape::Leader {
            left,
            right,
            y: baseline - 1.0,
            color: style::MUTED,
        },
    }
}

#[cfg(test)]
mod tests;
