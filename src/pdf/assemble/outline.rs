//! Bookmarks: those of the pack, with those of the sources below them.

use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId, decode_text_string, dictionary, text_string};

use super::jumps::{Jump, Jumps};
use super::places::Places;
use super::plan::Bookmark;
use super::source::Source;
use super::target::Target;
use crate::pdf::lookup::{as_dictionary, dictionary_at, entry, number_at, resolve};

/// The most bookmarks taken from one source.
const MAX_ITEMS: usize = 20_000;
/// How many levels of one source's bookmarks are kept; deeper ones join the last level.
const MAX_DEPTH: usize = 24;
/// The longest title kept, in characters.
const MAX_TITLE: usize = 500;

/// A bookmark of the result.
pub(super) struct Item {
    pub title: String,
    /// Where it leads, if anywhere.
    pub jump: Option<Jump>,
    pub children: Vec<Item>,
    /// Whether its children are shown at first.
    pub is_open: bool,
}

/// The bookmarks of the pack. `place` gives a page's place, and `below` the bookmarks of a part.
pub(super) fn pack_items(
    bookmarks: &[Bookmark],
    place: &impl Fn(u32) -> Option<Object>,
    below: &mut impl FnMut(usize) -> Vec<Item>,
) -> Vec<Item> {
    bookmarks
        .iter()
        .map(|bookmark| {
            let mut children = pack_items(&bookmark.children, place, below);
            let own = bookmark.outline_of_part.map(&mut *below);
            children.extend(own.unwrap_or_default());
            Item {
                title: bookmark.title.clone(),
                jump: place(bookmark.page).map(Jump::Destination),
                children,
                is_open: bookmark.is_open,
            }
        })
        .collect()
}

/// The bookmarks of a part's own source, as far as they lead into the result.
pub(super) fn source_items(jumps: &Jumps<'_>) -> Vec<Item> {
    let document = &jumps.source.pdf.document;
    let root = jumps
        .source
        .catalog()
        .and_then(|catalog| dictionary_at(document, catalog, b"Outlines"));
    let Some(first) = root.and_then(|root| root.get(b"First").ok()) else {
        return Vec::new();
    };
    let mut visited = HashSet::new();
    let mut flat = walk(jumps.source, first, &mut visited)
        .into_iter()
        .peekable();
    let is_whole = jumps.places.has_all_of(jumps.part, jumps.source);
    nest(&mut flat, 0, (jumps, is_whole))
}

/// The items of a source with their depths, in the order in which they are read.
fn walk<'a>(
    source: &'a Source,
    first: &'a Object,
    visited: &mut HashSet<ObjectId>,
) -> Vec<(usize, &'a Dictionary)> {
    let document = &source.pdf.document;
    let mut flat = Vec::new();
    let mut stack = vec![(0, first)];
    while let Some((depth, object)) = stack.pop() {
        let is_new = object.as_reference().is_ok_and(|id| visited.insert(id));
        let (true, Some(item)) = (
            is_new && flat.len() < MAX_ITEMS,
            as_dictionary(resolve(document, object)),
        ) else {
            continue;
        };
        flat.push((depth, item));
        // The children are on top of the stack, so they come before the next sibling.
        stack.extend(item.get(b"Next").ok().map(|next| (depth, next)));
        let below = (depth + 1).min(MAX_DEPTH);
        stack.extend(item.get(b"First").ok().map(|child| (below, child)));
    }
    flat
}

type Flat<'a> = std::iter::Peekable<std::vec::IntoIter<(usize, &'a Dictionary)>>;

/// The items at a depth with those below them. Of an excerpt only those are taken that lead to one
/// of its pages: the words of others are those of pages that are left out, as far as can be told.
fn nest(flat: &mut Flat<'_>, depth: usize, (jumps, is_whole): (&Jumps<'_>, bool)) -> Vec<Item> {
    let document = &jumps.source.pdf.document;
    let mut items = Vec::new();
    while let Some((_, item)) = flat.next_if(|(found, _)| *found >= depth) {
        let children = nest(flat, depth + 1, (jumps, is_whole));
        let jump = jumps.follow(item).map(|jump| keep_zoom(jump, jumps.places));
        if !is_whole && !matches!(jump, Some(Jump::Destination(_))) {
            items.extend(children);
            continue;
        }
        if jump.is_none() && children.is_empty() {
            continue;
        }
        items.push(Item {
            title: title(entry(document, item, b"Title")),
            jump,
            children,
            is_open: number_at(document, item, b"Count").is_some_and(|count| count > 0.0),
        });
    }
    items
}

/// The words of a title, without the line breaks and control characters that some programs leave.
fn title(object: Option<&Object>) -> String {
    let text = object
        .and_then(|object| decode_text_string(object).ok())
        .unwrap_or_default();
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_TITLE)
        .collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    if clean.is_empty() {
        "Untitled".to_owned()
    } else {
        clean
    }
}

/// Lets a bookmark go to its place without changing the reader's zoom.
fn keep_zoom(jump: Jump, places: &Places) -> Jump {
    let Jump::Destination(Object::Array(place)) = &jump else {
        return jump;
    };
    let Some(Object::Reference(page)) = place.first() else {
        return jump;
    };
    let number = |index: usize| match place.get(index) {
        Some(number @ (Object::Integer(_) | Object::Real(_))) => number.clone(),
        _ => Object::Null,
    };
    let (left, top) = match place.get(1).and_then(|view| view.as_name().ok()) {
        Some(b"XYZ") => (number(2), number(3)),
        Some(b"FitH" | b"FitBH") => (Object::Null, number(2)),
        Some(b"FitR") => (number(2), number(5)),
        _ => (Object::Null, Object::Null),
    };
    Jump::Destination(if top.is_null() {
        places.top_of(*page)
    } else {
        Object::Array(vec![(*page).into(), "XYZ".into(), left, top, Object::Null])
    })
}

/// Writes the bookmarks; `None` where there are none.
pub(super) fn write(items: Vec<Item>, target: &mut Target) -> Option<ObjectId> {
    if items.is_empty() {
        return None;
    }
    let root = target.reserve();
    let mut entries = dictionary! { "Type" => "Outlines" };
    let shown = write_level(items, root, &mut entries, target);
    entries.set("Count", shown);
    target.put(root, entries);
    Some(root)
}

/// Writes siblings and what is below them; returns how many are shown when the parent is open.
fn write_level(
    items: Vec<Item>,
    parent: ObjectId,
    parent_entries: &mut Dictionary,
    target: &mut Target,
) -> i64 {
    let ids: Vec<ObjectId> = items.iter().map(|_| target.reserve()).collect();
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        parent_entries.set("First", *first);
        parent_entries.set("Last", *last);
    }
    let mut shown = 0;
    for (index, item) in items.into_iter().enumerate() {
        let Some(&id) = ids.get(index) else { continue };
        let mut entries = dictionary! {
            "Title" => text_string(&item.title),
            "Parent" => parent,
        };
        if let Some(previous) = index.checked_sub(1).and_then(|index| ids.get(index)) {
            entries.set("Prev", *previous);
        }
        if let Some(next) = ids.get(index + 1) {
            entries.set("Next", *next);
        }
        if let Some(jump) = item.jump {
            jump.write(&mut entries);
        }
        shown += 1;
        if !item.children.is_empty() {
            let below = write_level(item.children, id, &mut entries, target);
            // A closed bookmark has a negative count (PDF 1.7, table 153).
            entries.set("Count", if item.is_open { below } else { -below });
            shown += if item.is_open { below } else { 0 };
        }
        target.put(id, entries);
    }
    shown
}
