//! Notes beside the text of our own pages.

use std::collections::BTreeSet;

use super::Typeset;
use super::bands::{Band, bands};
use super::column::Column;
use super::joints::{Joint, Reference, joined, reference_marks};
use super::note::{PrintedNote, one_note};
use super::page::{Color, Ink, Page, Rect, Shape};
use super::room::{Stretch, arrange, free};
use super::strip::Strip;
use super::style::{self, NOTES_COLUMN_PT, STAMP_STRIP_PT, Style, TEXT_EDGE_PT};
use super::text::Typesetter;

/// The column of notes ends so far from the page's right edge, and is at most so wide.
const OUTER_MARGIN_PT: f32 = 20.0;
const WIDEST_PT: f32 = 150.0;
/// The narrowest column worth setting notes in.
const NARROWEST_PT: f32 = 60.0;
/// The bar at a note's left, and how far the words are from the column's edge.
const BAR_PT: f32 = 1.5;
const BAR_SPACE_PT: f32 = 6.0;
/// The space between notes, between a note and what reaches into the column, and between a note and
/// the stamps.
const GAP_PT: f32 = 7.0;
const BAND_SPACE_PT: f32 = 5.0;
const STAMP_SPACE_PT: f32 = 4.0;
/// How much lower than its passage's first line a note begins, so that both stand on one baseline.
const LOWER_PT: f32 = 2.2;
/// Longer notes are for the notes page.
const MOST_WORDS: usize = 60;
const MOST_LETTERS: usize = 480;

/// A note on a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginNote {
    /// The note.
    pub note: PrintedNote,
    /// The index of the page on which its passage begins.
    pub page: usize,
    /// The top of the passage's first line, in points from the top of the page.
    pub y_pt: f32,
    /// The colour of its mark, as lines have it.
    pub colour: Color,
    /// The number that is set beside the passage if the note has no room there.
    pub number: Option<u32>,
}

/// A note that is too long for the margin or finds no room there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elsewhere {
    /// Its index.
    pub index: usize,
    /// The centre of the circle with its number, in points from the upper left corner of its page;
    /// `None` where there is no room even for that.
    pub circle: Option<(f32, f32)>,
}

/// Sets notes beside the text of pages that [`flow`](super::flow) made. Returns those that are too
/// long for it or find no room on their page, in order: beside their passage stands their number in
/// a circle, and their words are left to the notes page.
///
/// Nothing that is on the pages moves, and the text layer keeps its content. Where more numbers
/// are due on a page than its height holds, the last are left out.
pub fn margin_notes(set: &mut Typeset, notes: &[MarginNote], style: &Style) -> Vec<Elsewhere> {
    let mut setter = Typesetter::new(&style.language);
    setter.tree = std::mem::take(&mut set.tree);
    let mut by_page: Vec<Vec<usize>> = vec![Vec::new(); set.pages.len()];
    let mut elsewhere = Vec::new();
    for (index, note) in notes.iter().enumerate() {
        match by_page.get_mut(note.page) {
            Some(page) if note.note.has_words() => page.push(index),
            Some(_) => {}
            None => elsewhere.push(Elsewhere {
                index,
                circle: None,
            }),
        }
    }
    for (page, indices) in set.pages.iter_mut().zip(by_page) {
        if indices.is_empty() {
            continue;
        }
        let due = indices.into_iter();
        let due = due.filter_map(|index| Some((index, notes.get(index)?)));
        let mut due: Vec<Due<'_>> = due.collect();
        due.sort_by(|(_, one), (_, other)| one.y_pt.total_cmp(&other.y_pt));
        elsewhere.append(&mut page_notes(&mut setter, page, &due));
    }
    let done = setter.finish(Vec::new());
    set.tree = done.tree;
    set.missing.extend(done.missing);
    elsewhere.sort_unstable_by_key(|note| note.index);
    elsewhere
}

/// A note of a page, and its index.
type Due<'a> = (usize, &'a MarginNote);

/// A note in its place: its top, and its strips.
struct Placed<'a> {
    note: &'a MarginNote,
    top: f32,
    strips: Vec<Strip>,
}

/// Sets the notes of one page, given from top to bottom, and returns those that find no room.
fn page_notes(setter: &mut Typesetter, page: &mut Page, due: &[Due<'_>]) -> Vec<Elsewhere> {
    let bands = bands(page, &setter.tree, TEXT_EDGE_PT + 1.0);
    let width = (page.width_pt - OUTER_MARGIN_PT - NOTES_COLUMN_PT).min(WIDEST_PT);
    let (short, mut elsewhere): (Vec<Due<'_>>, Vec<Due<'_>>) = due
        .iter()
        .copied()
        .partition(|(_, note)| width >= NARROWEST_PT && is_short(&note.note));
    let column = Column::new(BAR_SPACE_PT, width - BAR_SPACE_PT, style::MARGIN_NOTE);
    let whole = between_stamps(page);
    let (placed, mut crowded) = fit(setter, &short, column, &free(whole, &taken(&bands)));
    elsewhere.append(&mut crowded);
    elsewhere.sort_by(|(_, one), (_, other)| one.y_pt.total_cmp(&other.y_pt));

    let joints: Vec<Joint> = placed.iter().map(Placed::joint).collect();
    page.ink.append(&mut joined(&joints, &bands));
    for note in placed {
        note.put_on(page);
    }
    let references = elsewhere.iter().map(|(_, note)| Reference {
        y: passage_pt(note),
        number: note.number,
        colour: note.colour,
    });
    let references: Vec<Reference> = references.collect();
    let (mut marks, circles) = reference_marks(setter, &references, &bands, whole, page.width_pt);
    page.ink.append(&mut marks);
    let circles = circles.into_iter().map(Some).chain(std::iter::repeat(None));
    let elsewhere = elsewhere.into_iter().zip(circles);
    elsewhere
        .map(|((index, _), circle)| Elsewhere { index, circle })
        .collect()
}

/// Sets notes where there is room for them; as many of the highest give way as must.
fn fit<'a>(
    setter: &mut Typesetter,
    due: &[Due<'a>],
    column: Column,
    free: &[Stretch],
) -> (Vec<Placed<'a>>, Vec<Due<'a>>) {
    let before = setter.tree.nodes.len();
    let set = |notes: &[Due<'a>], setter: &mut Typesetter| -> Vec<Vec<Strip>> {
        let size = style::MARGIN_NOTE;
        let notes = notes.iter();
        let set = notes.map(|(_, note)| one_note(setter, &note.note, size, column).strips);
        set.collect()
    };
    let mut all = set(due, setter);
    let wanted: Vec<(f32, f32)> = due
        .iter()
        .zip(&all)
        .map(|((_, note), strips)| (note.y_pt.max(0.0) + LOWER_PT, height(strips)))
        .collect();
    let (crowded, tops) = make_room(&wanted, free);
    let gone: BTreeSet<usize> = crowded.iter().copied().collect();
    let kept = due.iter().enumerate();
    let kept = kept.filter(|(index, _)| !gone.contains(index));
    let kept: Vec<Due<'a>> = kept.map(|(_, due)| *due).collect();
    let crowded: Vec<Due<'a>> = crowded
        .into_iter()
        .filter_map(|index| due.get(index).copied())
        .collect();
    if !crowded.is_empty() {
        // The tree is to hold nothing that is not on a page.
        setter.tree.nodes.truncate(before);
        all = set(&kept, setter);
    }
    let placed = kept.iter().zip(tops).zip(all);
    let placed = placed.map(|(((_, note), top), strips)| Placed { note, top, strips });
    (placed.collect(), crowded)
}

/// Which of some things of these wanted tops and heights must give way, the highest first, so that
/// the others fit; and the tops of those.
fn make_room(wanted: &[(f32, f32)], free: &[Stretch]) -> (Vec<usize>, Vec<f32>) {
    let mut highest: Vec<usize> = (0..wanted.len()).collect();
    highest.sort_by(|one, other| {
        let height = |index: &usize| wanted.get(*index).map_or(0.0, |(_, height)| *height);
        height(other).total_cmp(&height(one)).then(other.cmp(one))
    });
    let without = |count: usize| {
        let gone: BTreeSet<usize> = highest.iter().take(count).copied().collect();
        let kept = wanted.iter().enumerate();
        let kept = kept.filter(|(index, _)| !gone.contains(index));
        let kept: Vec<(f32, f32)> = kept.map(|(_, place)| *place).collect();
        arrange(&kept, free, GAP_PT)
    };
    if let Some(tops) = without(0) {
        return (Vec::new(), tops);
    }
    // What fits also fits with less beside it, so the number that must go is found by halving.
    let (mut too_few, mut enough) = (0, wanted.len());
    while too_few + 1 < enough {
        let middle = usize::midpoint(too_few, enough);
        match without(middle) {
            Some(_) => enough = middle,
            None => too_few = middle,
        }
    }
    let tops = without(enough).unwrap_or_default();
    highest.truncate(enough);
    (highest, tops)
}

impl Placed<'_> {
    fn joint(&self) -> Joint {
        Joint {
            passage: passage_pt(self.note),
            top: self.top,
            bottom: self.top + height(&self.strips),
            colour: self.note.colour,
        }
    }

    fn put_on(self, page: &mut Page) {
        let bar = Rect {
            x: NOTES_COLUMN_PT,
            y: self.top,
            width: BAR_PT,
            height: height(&self.strips),
        };
        page.ink.push(Ink {
            node: None,
            shape: Shape::Fill {
                rect: bar,
                color: self.note.colour,
            },
        });
        let mut y = self.top;
        for (index, strip) in self.strips.into_iter().enumerate() {
            if index > 0 {
                y += strip.space;
            }
            let ink = strip
                .ink
                .into_iter()
                .map(|ink| ink.moved(NOTES_COLUMN_PT, y));
            page.ink.extend(ink);
            let links = strip
                .links
                .into_iter()
                .map(|link| link.moved(NOTES_COLUMN_PT, y));
            page.links.extend(links);
            y += strip.height;
        }
    }
}

/// The height of strips one below the other.
fn height(strips: &[Strip]) -> f32 {
    let spaces: f32 = strips.iter().skip(1).map(|strip| strip.space).sum();
    spaces + strips.iter().map(|strip| strip.height).sum::<f32>()
}

fn is_short(note: &PrintedNote) -> bool {
    let mut words = 0;
    let mut letters = 0;
    for block in &note.body {
        let text = block.plain_text();
        words += text.split_whitespace().count();
        letters += text.chars().count();
    }
    words <= MOST_WORDS && letters <= MOST_LETTERS
}

/// The height of a passage's first line, at the middle of its small letters.
fn passage_pt(note: &MarginNote) -> f32 {
    const MIDDLE_PT: f32 = 7.5;
    note.y_pt.max(0.0) + MIDDLE_PT
}

/// The heights at which something reaches into the column of notes.
fn taken(bands: &[Band]) -> Vec<Stretch> {
    let into = bands
        .iter()
        .filter(|band| band.right > NOTES_COLUMN_PT - BAND_SPACE_PT);
    into.map(|band| (band.top - BAND_SPACE_PT, band.bottom + BAND_SPACE_PT))
        .collect()
}

fn between_stamps(page: &Page) -> Stretch {
    let edge = STAMP_STRIP_PT + STAMP_SPACE_PT;
    (edge, page.height_pt - edge)
}

#[cfg(test)]
mod tests;
