//! A document: its head, its notes and its text.

use super::block::{blocks, blocks_on_pages};
use super::column::Column;
use super::face::{Face, Run};
use super::note::note_strips;
use super::page::Role;
use super::paginate::paginate;
use super::spans::runs;
use super::strip::{Frame, Strip, paragraph, plain};
use super::style::{self, Style};
use super::text::{Typesetter, Wrap};
use super::{Head, Typeset};
use crate::import::{Block, Flow, Span, Text};

/// The space between a head and what it heads.
const BELOW_HEAD_PT: f32 = 22.0;
/// The space between notes and the title below them.
const BELOW_NOTES_PT: f32 = 26.0;
/// What is printed in place of an empty title.
const UNTITLED: &str = "Untitled document";

/// Sets a document of flowing text. Its first page carries the head.
pub fn flow(head: &Head<'_>, flow: &Flow, style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let mut strips = head_strips(&mut setter, head, &flow.summary, &frame);
    let column = Column::of(&frame);
    setter.is_content = true;
    let on = (flow.new_pages.as_slice(), column);
    let mut body = blocks_on_pages(&mut setter, &flow.blocks, on, None);
    keep_end_together(&mut body);
    append_body(&mut strips, body);
    setter.finish(paginate(strips, &frame))
}

/// Keeps a last page from holding nothing but a line such as "Thank you."
fn keep_end_together(body: &mut [Strip]) {
    const LEAST_ON_LAST_PAGE: usize = 3;
    let strips = body.iter_mut().rev();
    strips
        .take(LEAST_ON_LAST_PAGE - 1)
        .for_each(|strip| strip.keep = true);
}

/// Puts a body below a head, and keeps the head off a page of its own.
pub(super) fn append_body(strips: &mut Vec<Strip>, mut body: Vec<Strip>) {
    if let Some(first) = body.first_mut() {
        first.space = BELOW_HEAD_PT;
        first.keep = true;
    }
    strips.append(&mut body);
}

/// Sets pages with a document's head and notes alone, to be put before a PDF document.
pub fn note_page(head: &Head<'_>, style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let strips = head_strips(&mut setter, head, &[], &frame);
    setter.finish(paginate(strips, &frame))
}

/// Sets the page that stands in for a document that cannot be shown: `reason` says what is wrong,
/// `hint` what to do.
pub fn placeholder(head: &Head<'_>, reason: &str, hint: &str, style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
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
    let body = blocks(&mut setter, &message, Column::of(&frame), None);
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
    let number = spaced(head.number);
    let number = setter.lines(
        &[Run::new(&number, number_face, node)],
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
    setter.is_content = true;
    for text in summary {
        let node = setter.node(Role::Paragraph, None);
        let runs = runs(setter, text, Face::new(style::HEADINGS[1]), node);
        let lines = setter.lines(&runs, measure, Wrap::Words);
        titled.append(&mut paragraph(lines, 0.0, 8.0));
    }
    setter.is_content = false;
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

/// A number with a space after it, which keeps it apart from what follows for those who have the
/// page read out. Nothing if there is no number.
pub(super) fn spaced(number: &str) -> String {
    let number = number.trim();
    if number.is_empty() {
        String::new()
    } else {
        format!("{number} ")
    }
}

#[cfg(test)]
mod tests;
