//! A document: its head, its notes and its text.

use super::block::{Column, blocks, runs};
use super::face::{Face, Run};
use super::page::{NodeId, Role};
use super::paginate::paginate;
use super::strip::{Frame, Ground, Strip, paragraph};
use super::style::{self, Style};
use super::text::{Typesetter, Wrap};
use super::{Head, Typeset};
use crate::import::{Block, Flow, Span, Text};

/// The space between a head and what it heads.
const BELOW_HEAD_PT: f32 = 22.0;
/// The space between notes and the title below them.
const BELOW_NOTES_PT: f32 = 26.0;
/// The space within a box of notes, above and below; and at its sides.
const BOX_PADDING_PT: (f32, f32) = (10.0, 16.0);
/// What is printed in place of an empty title.
const UNTITLED: &str = "Untitled document";

/// Sets a document of flowing text. Its first page carries the head.
pub fn flow(head: &Head<'_>, flow: &Flow, style: &Style) -> Typeset {
    let mut setter = Typesetter::new();
    let frame = Frame::of(style);
    let mut strips = head_strips(&mut setter, head, &flow.summary, &frame);
    let column = column(&frame);
    let body = blocks(&mut setter, &flow.blocks, column, None);
    append_body(&mut strips, body);
    setter.finish(paginate(strips, &frame))
}

/// The column of running text on a page.
fn column(frame: &Frame) -> Column {
    Column {
        x: 0.0,
        width: frame.measure(),
        full_width: frame.width(),
        page_height: frame.height(),
        depth: 0,
    }
}

/// Puts a body below a head, and keeps the head off a page of its own.
pub(super) fn append_body(strips: &mut Vec<Strip>, mut body: Vec<Strip>) {
    if let Some(first) = body.first_mut() {
        first.space = BELOW_HEAD_PT;
        first.keep = true;
    }
    strips.append(&mut body);
}

/// Sets notes in a box on one transparent page exactly as tall as the box, to be placed above the
/// first page of a PDF document. `None` if there are no notes or the box would be higher than
/// `max_height_pt`: then [`note_page`] serves.
pub fn note_box(
    notes: &[&str],
    width_pt: f32,
    max_height_pt: f32,
    _style: &Style,
) -> Option<Typeset> {
    let mut setter = Typesetter::new();
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

/// Sets pages with a document's head and notes alone, to be put before a PDF document.
pub fn note_page(head: &Head<'_>, style: &Style) -> Typeset {
    let mut setter = Typesetter::new();
    let frame = Frame::of(style);
    let strips = head_strips(&mut setter, head, &[], &frame);
    setter.finish(paginate(strips, &frame))
}

/// Sets the page that stands in for a document that cannot be shown: `reason` says what is wrong,
/// `hint` what to do.
pub fn placeholder(head: &Head<'_>, reason: &str, hint: &str, style: &Style) -> Typeset {
    let mut setter = Typesetter::new();
    let frame = Frame::of(style);
    let mut strips = head_strips(&mut setter, head, &[], &frame);
    let plain = |text: &str| Block::Paragraph(vec![Span::plain(text)]);
    let message = [
        Block::Heading {
            level: 2,
            text: vec![Span::plain("This document is not included")],
        },
        plain(reason),
        plain(hint),
    ];
    let body = blocks(&mut setter, &message, column(&frame), None);
    append_body(&mut strips, body);
    setter.finish(paginate(strips, &frame))
}

/// Notes, item number, title, summary and source line.
pub(super) fn head_strips(
    setter: &mut Typesetter,
    head: &Head<'_>,
    summary: &[Text],
    frame: &Frame,
) -> Vec<Strip> {
    let measure = frame.measure();
    let mut strips = note_strips(setter, head.notes, measure);
    let below_notes = if strips.is_empty() {
        0.0
    } else {
        BELOW_NOTES_PT
    };
    let node = Some(setter.node(Role::Heading(1), None));
    let number_face = Face::new(style::BODY).semibold().colored(style::ACCENT);
    let number = setter.lines(
        &[Run::new(head.number, number_face, node)],
        measure,
        Wrap::Words,
    );
    let mut titled = paragraph(number, 0.0, 0.0);
    let title = if head.title.trim().is_empty() {
        UNTITLED
    } else {
        head.title
    };
    let title_face = Face::new(style::TITLE).semibold();
    let title = [Run::new(title, title_face, node)];
    let lines = setter.lines(&title, frame.width(), Wrap::Words);
    titled.append(&mut paragraph(lines, 0.0, 3.0));
    for text in summary {
        let node = setter.node(Role::Paragraph, None);
        let runs = runs(setter, text, Face::new(style::HEADINGS[1]), node);
        let lines = setter.lines(&runs, measure, Wrap::Words);
        titled.append(&mut paragraph(lines, 0.0, 8.0));
    }
    let source_face = Face::new(style::SMALL).colored(style::MUTED);
    titled.append(&mut plain(
        setter,
        head.source_line,
        source_face,
        None,
        (0.0, measure, 8.0),
    ));
    titled
        .iter_mut()
        .skip(1)
        .for_each(|strip| strip.keep = true);
    if let Some(first) = titled.first_mut() {
        first.space = below_notes;
    }
    strips.append(&mut titled);
    strips
}

/// A paragraph of plain text at a place: its left edge, its width and the space above it.
fn plain(
    setter: &mut Typesetter,
    text: &str,
    face: Face,
    parent: Option<NodeId>,
    (x, width, space): (f32, f32, f32),
) -> Vec<Strip> {
    let node = setter.node(Role::Paragraph, parent);
    let lines = setter.lines(&[Run::new(text, face, Some(node))], width, Wrap::Words);
    paragraph(lines, x, space)
}

/// The box of a document's notes. It may run over pages.
fn note_strips(setter: &mut Typesetter, notes: &[&str], width: f32) -> Vec<Strip> {
    let notes: Vec<&str> = notes
        .iter()
        .map(|note| note.trim())
        .filter(|note| !note.is_empty())
        .collect();
    if notes.is_empty() {
        return Vec::new();
    }
    let (padding, side) = BOX_PADDING_PT;
    let inner = (width - 2.0 * side).max(1.0);
    let node = setter.node(Role::Note, None);
    let mut strips = vec![Strip::blank(padding)];
    let label = if notes.len() == 1 { "Note" } else { "Notes" };
    let label_face = Face::new(style::SMALL).semibold().colored(style::ACCENT);
    strips.append(&mut plain(
        setter,
        label,
        label_face,
        Some(node),
        (side, inner, 0.0),
    ));
    let mut first_paragraphs = Vec::new();
    for (index, note) in notes.iter().enumerate() {
        let mut space = if index == 0 { 2.0 } else { 12.0 };
        for line in note.lines().filter(|line| !line.trim().is_empty()) {
            let face = Face::new(style::BODY);
            let mut set = plain(setter, line, face, Some(node), (side, inner, space));
            first_paragraphs.push(strips.len());
            strips.append(&mut set);
            space = 5.0;
        }
    }
    strips.push(Strip::blank(padding + 2.0));
    let last = strips.len() - 1;
    let first_text = first_paragraphs.first().copied().unwrap_or(last);
    for (index, strip) in strips.iter_mut().enumerate() {
        // No padding or label alone at the foot of a page, no padding alone at the head.
        strip.keep |= index > 0 && index <= first_text || index == last;
        strip.grounds = grounds(width, node);
    }
    strips
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
