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
mod tests {
    use super::*;
    use crate::typeset::testing::{all_lines, lines};

    const LONG: &str = "Report of the Secretary-General on the implementation of Security Council \
                        resolutions 2139 (2014), 2165 (2014), 2191 (2014) and 2258 (2015)";

    fn entries(count: u32, page: impl Fn(u32) -> u32) -> Vec<ContentsEntry> {
        (0..count)
            .map(|index| ContentsEntry {
                level: u8::from(index % 10 != 0),
                is_section: index % 10 == 0,
                number: format!("{}.{}", index / 10 + 1, index % 10),
                title: if index % 3 == 0 {
                    LONG.to_owned()
                } else {
                    format!("Paper {index}")
                },
                page: page(index),
                has_note: index == 4,
            })
            .collect()
    }

    #[test]
    fn the_list_breaks_alike_whatever_the_page_numbers() {
        let style = Style::default();
        let dummy = contents(&entries(120, |_| 0), &style);
        let real = contents(&entries(120, |index| 9_000 + index * 7), &style);
        assert!(real.pages.len() > 3);
        assert_eq!(dummy.pages.len(), real.pages.len());
        let tops = |set: &Typeset| -> Vec<f32> {
            let links = set.pages.iter().flat_map(|page| &page.links);
            links.map(|link| link.rect.y).collect()
        };
        assert_eq!(tops(&dummy), tops(&real));
    }

    #[test]
    fn every_entry_is_a_link_to_its_page_over_all_its_lines() {
        let all = entries(120, |index| index + 3);
        let set = contents(&all, &Style::default());
        for entry in &all {
            let links = set.pages.iter().flat_map(|page| &page.links);
            let own = links.filter(|link| link.target == LinkTarget::Page(entry.page));
            let expected = if entry.title == LONG { 2..=4 } else { 1..=1 };
            assert!(expected.contains(&own.count()), "{}", entry.number);
        }
    }

    #[test]
    fn titles_are_printed_in_full_and_numbers_on_one_line() {
        let set = contents(&entries(12, |index| index + 3), &Style::default());
        let said = all_lines(&set).join(" ");
        assert_eq!(said.matches("2258 (2015)").count(), 4);
        for number in ["1.0", "1.9", "2.1"] {
            assert!(said.contains(number), "{number}");
        }
    }

    #[test]
    fn page_numbers_line_up_at_the_right() {
        let set = contents(
            &entries(3, |index| [5, 77, 1234][index as usize]),
            &Style::default(),
        );
        let page = &set.pages[0];
        let right = |number: &str| {
            let run = page.ink.iter().find_map(|ink| match &ink.shape {
                Shape::Text(run) if run.text.trim() == number => Some(run.x + run.width()),
                _ => None,
            });
            run.unwrap()
        };
        let margin = page.width_pt - style::MARGIN_PT;
        for number in ["5", "77", "1234"] {
            assert!((right(number) - margin).abs() < 0.1, "{number}");
        }
    }

    #[test]
    fn the_note_mark_is_explained_only_where_it_is_used() {
        let marked = contents(&entries(6, |index| index), &Style::default());
        let said = all_lines(&marked);
        assert!(
            said.iter()
                .any(|line| line.contains("Paper 4\u{a0}\u{a0}note"))
        );
        assert!(said.last().unwrap().contains(NOTE_LEGEND));
        let unmarked = contents(&entries(3, |index| index), &Style::default());
        assert!(!all_lines(&unmarked).join(" ").contains(NOTE_LEGEND));
    }

    #[test]
    fn a_section_is_never_the_last_entry_of_a_page() {
        for count in 20..60 {
            let mut all = entries(count, |index| index);
            all.truncate(count as usize);
            let set = contents(&all, &Style::default());
            for page in set.pages.iter().rev().skip(1) {
                let last = page.links.last().unwrap();
                let LinkTarget::Page(number) = last.target else {
                    panic!("a page")
                };
                assert_ne!(number % 10, 0, "{count} entries");
            }
        }
    }

    #[test]
    fn a_divider_names_its_section_and_documents() {
        let entry = DividerEntry {
            number: "2.1".to_owned(),
            title: "Agenda".to_owned(),
            page: 12,
        };
        let set = divider("2", "Background", &[entry], &Style::default());
        assert_eq!(lines(&set.pages[0]), ["2", "Background", "2.1 Agenda 12"]);
        assert_eq!(set.pages.len(), 1);
        let many = vec![
            DividerEntry {
                title: LONG.to_owned(),
                ..DividerEntry::default()
            };
            60
        ];
        assert!(
            divider("2", "Background", &many, &Style::default())
                .pages
                .len()
                > 1
        );
    }
}
