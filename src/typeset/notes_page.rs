//! The pages after a document on which its notes stand, and a page that is left blank.

use std::sync::Arc;

use super::Typeset;
use super::entry::{NoteEntry, numbered, numbered_width};
use super::face::{Face, Run};
use super::measured::{CountedPages, MeasuredEntry};
use super::page::{NodeId, Role, Shape, TextRun};
use super::paginate::paginate;
use super::strip::{Frame, Strip, paragraph};
use super::style::{self, Style};
use super::text::{Typesetter, Wrap};

/// The space between the title and the first entry, and between entries.
const BELOW_TITLE_PT: f32 = 20.0;
const ENTRY_SPACE_PT: f32 = 18.0;
/// How far letters reach above their baseline, as a part of the type size.
const ASCENT: f32 = 0.93;
const BLANK: &str = "This page is left blank.";

/// Where an entry begins.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EntryPlace {
    /// The index of the page.
    pub page: usize,
    /// The top of its first line, in points from the top of the page.
    pub y_pt: f32,
}

/// Sets the notes of the document with this title on pages of their own. Returns where each entry
/// begins, too.
pub fn notes_page(title: &str, entries: &[NoteEntry], style: &Style) -> (Typeset, Vec<EntryPlace>) {
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let mut strips = heading(&mut setter, title, &frame);
    let width = numbered_width(&frame);
    let mut nodes = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let (node, mut set) = numbered(&mut setter, entry, width);
        nodes.push(node);
        append(&mut strips, index, &mut set);
    }
    let set = setter.finish(paginate(strips, &frame));
    let places = places(&set, &nodes);
    (set, places)
}

/// How many pages [`notes_page`] makes of entries that were measured.
pub fn count_notes_page(
    title: &str,
    entries: &[Arc<MeasuredEntry>],
    style: &Style,
) -> CountedPages {
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let mut strips = heading(&mut setter, title, &frame);
    for (index, entry) in entries.iter().enumerate() {
        append(&mut strips, index, &mut entry.strips());
    }
    let set = setter.finish(paginate(strips, &frame));
    CountedPages::with_entries(set, entries.iter())
}

fn heading(setter: &mut Typesetter, title: &str, frame: &Frame) -> Vec<Strip> {
    let heading = match title.trim() {
        "" => "Notes".to_owned(),
        title => format!("Notes on {title}"),
    };
    let node = setter.node(Role::Heading(1), None);
    let face = Face::new(style::TITLE).semibold();
    let heading = [Run::new(&heading, face, Some(node))];
    let lines = setter.lines(&heading, frame.width(), Wrap::Words);
    paragraph(lines, 0.0, 0.0)
}

/// Puts an entry below the others.
fn append(strips: &mut Vec<Strip>, index: usize, entry: &mut Vec<Strip>) {
    if let Some(first) = entry.first_mut() {
        first.space = if index == 0 {
            BELOW_TITLE_PT
        } else {
            ENTRY_SPACE_PT
        };
        first.keep = index == 0;
    }
    strips.append(entry);
}

/// Where the first words of each part stand; parts are numbered in order.
fn places(set: &Typeset, nodes: &[NodeId]) -> Vec<EntryPlace> {
    let mut places = vec![None; nodes.len()];
    for (page, run, node) in texts(set) {
        let entry = nodes.partition_point(|first| *first <= node);
        let place = entry.checked_sub(1).and_then(|entry| places.get_mut(entry));
        if let Some(place) = place {
            // The label stands a little higher than the number before it.
            let y_pt = run.y - run.size_pt * ASCENT;
            let known: &mut Option<EntryPlace> = place;
            match known {
                None => *known = Some(EntryPlace { page, y_pt }),
                Some(known) if known.page == page => known.y_pt = known.y_pt.min(y_pt),
                Some(_) => {}
            }
        }
    }
    places.into_iter().map(Option::unwrap_or_default).collect()
}

fn texts(set: &Typeset) -> impl Iterator<Item = (usize, &TextRun, NodeId)> {
    let pages = set.pages.iter().enumerate();
    pages.flat_map(|(index, page)| {
        page.ink.iter().filter_map(move |ink| match &ink.shape {
            Shape::Text(run) => Some((index, run, ink.node?)),
            _ => None,
        })
    })
}

/// Sets a page that says that it is left blank.
pub fn blank_page(style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let node = setter.node(Role::Paragraph, None);
    let face = Face::new(style::BODY).colored(style::MUTED);
    let line = setter.single(&[Run::new(BLANK, face, Some(node))]);
    let x = (frame.width() - line.right) / 2.0;
    let above = (frame.height() - line.height) / 2.0;
    let strips = vec![Strip::blank(above), Strip::from_line(line, x)];
    setter.finish(paginate(strips, &frame))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::markdown_light;
    use crate::typeset::entry::Citation;
    use crate::typeset::page::{Color, LinkTarget};
    use crate::typeset::testing::{PROSE, all_lines, lines, words};

    fn entry(number: u32, body: &str, page: u32) -> NoteEntry {
        NoteEntry {
            number: Some(number),
            label: format!("Key point {number}"),
            quote: "respected by all".to_owned(),
            body: markdown_light(body),
            citation: Some(Citation {
                title: String::new(),
                page: Some(page),
            }),
            colour: Some(Color(0xB8, 0x8A, 0)),
            ..NoteEntry::default()
        }
    }

    #[test]
    fn an_entry_has_its_number_its_words_and_a_link_to_its_page() {
        let mut last = entry(2, "", 13);
        last.is_private = true;
        last.remark = Some("The passage was not found.".to_owned());
        let entries = [entry(1, "Ask **twice**.", 12), last];
        let (set, places) = notes_page("Statement on Syria", &entries, &Style::default());
        let said = words(&set);
        assert_eq!(
            said,
            "Notes on Statement on Syria 1 Key point 1 “respected by all” Ask twice. page 12 \
             2 Key point 2 · private “respected by all” The passage was not found. page 13"
        );
        let links: Vec<_> = set.pages[0].links.iter().map(|link| &link.target).collect();
        assert_eq!(links, [&LinkTarget::Page(12), &LinkTarget::Page(13)]);
        assert_eq!(places.len(), 2);
        assert!(places[0].y_pt < places[1].y_pt);
        assert!(set.tree.nodes.iter().all(|node| !node.is_content));
    }

    #[test]
    fn short_entries_are_not_cut_and_every_place_is_right() {
        let entries: Vec<_> = (0..120)
            .map(|index| entry(index, PROSE, index % 7))
            .collect();
        let (set, places) = notes_page("A paper", &entries, &Style::default());
        assert!(set.pages.len() > 10);
        for (index, place) in places.iter().enumerate() {
            let said = lines(&set.pages[place.page]);
            let at = said
                .iter()
                .position(|line| *line == format!("Key point {index}"))
                .unwrap();
            let rest = &said[at..];
            let cited = format!("page {}", index % 7);
            let end = rest.iter().position(|line| *line == cited);
            assert!(end.is_some(), "entry {index} is whole on its page");
            let numbered = said.iter().any(|line| *line == index.to_string());
            assert!(numbered, "its number is there");
        }
    }

    #[test]
    fn a_note_of_ten_thousand_words_is_printed_whole() {
        let long: String = (0..10_000).map(|index| format!("w{index} ")).collect();
        let entries = [entry(1, &long, 3), entry(2, "After it.", 4)];
        let (set, places) = notes_page("", &entries, &Style::default());
        assert!(set.pages.len() > 15);
        let said = words(&set);
        assert!(said.starts_with("Notes 1 "));
        for index in [0, 5_000, 9_999] {
            assert!(said.contains(&format!("w{index} ")), "{index}");
        }
        assert_eq!(places[1].page, set.pages.len() - 1);
    }

    #[test]
    fn an_entry_without_anything_still_has_its_place() {
        let entries = [NoteEntry::default(), entry(1, "x", 1)];
        let (set, places) = notes_page("P", &entries, &Style::default());
        assert_eq!(all_lines(&set)[1], "Note");
        assert!(places[0].y_pt > 72.0 && places[1].y_pt > places[0].y_pt);
    }

    #[test]
    fn a_blank_page_says_so_in_its_middle() {
        let set = blank_page(&Style::default());
        assert_eq!(all_lines(&set), [BLANK]);
        let (_, run, _) = texts(&set).next().unwrap();
        let page = &set.pages[0];
        assert!((run.y - page.height_pt / 2.0).abs() < 10.0);
        assert!((run.x + run.width() / 2.0 - page.width_pt / 2.0).abs() < 1.0);
    }
}
