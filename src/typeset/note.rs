//! Notes as they are printed: in a box above a document, and what notes share wherever they stand.

use serde::Serialize;

use super::Typeset;
use super::block::blocks;
use super::column::Column;
use super::face::{Face, Run};
use super::page::{NodeId, Role};
use super::paginate::paginate;
use super::strip::{Frame, Ground, Strip, paragraph, plain};
use super::style::{self, Size, Style};
use super::text::{Typesetter, Wrap};
use crate::import::Block;

/// The space within a box of notes, above and below; and at its sides.
const BOX_PADDING_PT: (f32, f32) = (10.0, 16.0);
/// The space between the notes of a box.
const NOTE_SPACE_PT: f32 = 12.0;
/// The space between a note's label and its words, beside body text.
const BELOW_LABEL_PT: f32 = 2.0;

/// A note that is printed on or beside a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PrintedNote {
    /// What it is, such as "Line to take" or, with the initials of who wrote it, "Note · JS"; may
    /// be empty.
    pub label: String,
    /// What it says.
    pub body: Vec<Block>,
    /// Whether it is for the speaking copy alone; its label then says so.
    pub is_private: bool,
}

impl PrintedNote {
    /// Whether it says anything.
    pub(super) fn has_words(&self) -> bool {
        self.body
            .iter()
            .any(|block| !block.plain_text().trim().is_empty())
    }
}

/// Sets notes in a box on one transparent page exactly as tall as the box, to be placed above the
/// first page of a PDF document. `None` if there are no notes or the box would be higher than
/// `max_height_pt`: then [`note_page`](super::note_page) serves.
pub fn note_box(
    notes: &[PrintedNote],
    width_pt: f32,
    max_height_pt: f32,
    style: &Style,
) -> Option<Typeset> {
    let mut setter = Typesetter::new(&style.language);
    let strips = note_strips(&mut setter, notes, width_pt);
    let height: f32 = strips.iter().map(|strip| strip.height + strip.space).sum();
    if strips.is_empty() || height > max_height_pt {
        return None;
    }
    let frame = Frame {
        page_width: width_pt,
        page_height: height,
        left: 0.0,
        top: 0.0,
        bottom: height,
    };
    Some(setter.finish(paginate(strips, &frame)))
}

/// The box of a document's notes. It may run over pages.
pub(super) fn note_strips(
    setter: &mut Typesetter,
    notes: &[PrintedNote],
    width: f32,
) -> Vec<Strip> {
    let (padding, side) = BOX_PADDING_PT;
    let column = Column::new(side, (width - 2.0 * side).max(1.0), style::BODY);
    let mut owner = None;
    let mut strips = vec![Strip::blank(padding)];
    for note in notes.iter().filter(|note| note.has_words()) {
        let space = if owner.is_none() { 0.0 } else { NOTE_SPACE_PT };
        let mut set = one_note(setter, note, style::SMALL, column);
        let node = set.node;
        if let Some(first) = set.strips.first_mut() {
            first.space = space;
            // No padding alone at the foot of a page.
            first.keep = owner.is_none();
        }
        owner = owner.or(Some(node));
        strips.append(&mut set.strips);
    }
    let Some(owner) = owner else {
        return Vec::new();
    };
    let mut last = Strip::blank(padding + 2.0);
    last.keep = true;
    strips.push(last);
    for strip in &mut strips {
        strip.grounds = grounds(width, owner);
    }
    strips
}

/// A note's strips, and the part of the tree that they make.
pub(super) struct SetNote {
    pub(super) node: NodeId,
    pub(super) strips: Vec<Strip>,
}

/// A note's label, and its words below it.
pub(super) fn one_note(
    setter: &mut Typesetter,
    note: &PrintedNote,
    label_size: Size,
    column: Column,
) -> SetNote {
    let node = setter.node(Role::Note, None);
    let place = (column.x, column.width, 0.0);
    let mut strips = label(
        setter,
        (&note.label, note.is_private),
        label_size,
        node,
        place,
    );
    let mut body = blocks(setter, &note.body, column, Some(node));
    if let Some(first) = body.first_mut() {
        first.space = BELOW_LABEL_PT * column.size.size_pt / style::BODY.size_pt;
        first.keep = true;
    }
    strips.append(&mut body);
    SetNote { node, strips }
}

/// The line that says what a note is; none if there is nothing to say. `place` is its left edge,
/// its width and the space above it.
pub(super) fn label(
    setter: &mut Typesetter,
    (label, is_private): (&str, bool),
    size: Size,
    parent: NodeId,
    (x, width, space): (f32, f32, f32),
) -> Vec<Strip> {
    let face = Face::new(size).semibold().colored(style::ACCENT);
    if !is_private {
        return plain(setter, label, face, Some(parent), (x, width, space));
    }
    let node = Some(setter.node(Role::Paragraph, Some(parent)));
    let private = if label.trim().is_empty() {
        "Private"
    } else {
        " · private"
    };
    let muted = Face::new(size).colored(style::MUTED);
    let runs = [Run::new(label, face, node), Run::new(private, muted, node)];
    let lines = setter.lines(&runs, width, Wrap::Words);
    paragraph(lines, x, space)
}

fn grounds(width: f32, node: NodeId) -> Vec<Ground> {
    let ground = |width, color| Ground {
        x: 0.0,
        width,
        color,
        owner: node.0,
        bleed: BOX_PADDING_PT.0 / 2.0,
    };
    vec![ground(width, style::TINT), ground(3.0, style::ACCENT)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::page::Shape;
    use crate::typeset::testing::{PROSE, all_lines, note};

    #[test]
    fn a_box_of_notes_is_as_high_as_its_notes() {
        let style = Style::default();
        let set = note_box(&[note("Short.")], 400.0, 200.0, &style).unwrap();
        let page = &set.pages[0];
        assert_eq!((set.pages.len(), page.width_pt), (1, 400.0));
        assert!(page.height_pt < 80.0);
        let Shape::Fill { rect, .. } = &page.ink[0].shape else {
            panic!("the ground")
        };
        assert!((rect.bottom() - page.height_pt).abs() < 0.01);
        assert!(note_box(&[note(&PROSE.repeat(20))], 400.0, 200.0, &style).is_none());
        assert!(note_box(&[note("  ")], 400.0, 200.0, &style).is_none());
    }

    #[test]
    fn a_box_says_what_each_note_is_and_which_are_private() {
        let mut private = note("Hold back.\n\n- one\n- two");
        private.label = "Key point · JS".to_owned();
        private.is_private = true;
        let mut unlabelled = private.clone();
        unlabelled.label = String::new();
        let notes = [note("Say this."), private, unlabelled];
        let set = note_box(&notes, 400.0, 400.0, &Style::default()).unwrap();
        let said = all_lines(&set);
        assert_eq!(
            said,
            [
                "Note",
                "Say this.",
                "Key point · JS · private",
                "Hold back.",
                "•one",
                "•two",
                "Private",
                "Hold back.",
                "•one",
                "•two"
            ]
        );
    }
}
