//! Notes away from their passage, each with the words that it is on and where they stand.

use serde::Serialize;

use super::block::blocks;
use super::column::Column;
use super::face::{Face, Run};
use super::markers::{Circle, DIAMETER_PT, circled};
use super::note::label;
use super::page::{Color, LinkTarget, NodeId, Role};
use super::strip::{Frame, Ground, Strip, paragraph, plain};
use super::style;
use super::text::{Typesetter, Wrap};
use crate::import::Block;

/// The most words of a quotation that are printed with a note, and where there is no note.
const MOST_WORDS: usize = 60;
const MOST_WORDS_ALONE: usize = 150;
/// The most letters that a word counts for; for scripts without spaces between words.
const LETTERS_A_WORD: usize = 9;
/// An entry of at most so many lines is not cut.
const UNCUT_LINES: f32 = 10.0;
/// How far the words of a numbered entry are set in.
const NUMBER_INDENT_PT: f32 = 28.0;
/// How far the words of an entry are from the bar beside them.
const BAR_INDENT_PT: f32 = 14.0;
const BAR_PT: f32 = 2.5;
/// The space between the parts of an entry.
const PART_SPACE_PT: f32 = 5.0;

/// A note away from its passage: on a page after the document, or on a briefing page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NoteEntry {
    /// The number that it has on the document's page.
    pub number: Option<u32>,
    /// What it is, such as "Line to take" or, with the initials of who wrote it, "Note · JS"; may
    /// be empty.
    pub label: String,
    /// Whether it is for the speaking copy alone.
    pub is_private: bool,
    /// The words that it is on, without quotation marks; may be empty.
    pub quote: String,
    /// What it says; may be empty.
    pub body: Vec<Block>,
    /// Where its passage stands.
    pub citation: Option<Citation>,
    /// What is to be said about it, such as "The passage was not found in the present version."
    pub remark: Option<String>,
    /// The colour of its mark.
    pub colour: Option<Color>,
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryForm {
    /// On the page of notes after a document.
    Numbered,
    /// On a briefing page.
    Spoken,
}

/// Where something stands in the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The title of the document; empty where it is clear.
    pub title: String,
    /// The page of the pack, counted from 1; `None` if it is not in this copy.
    pub page: Option<u32>,
}

impl Citation {
    fn text(&self, page: Option<u32>) -> String {
        let place = match page {
            Some(page) => format!("page {page}"),
            None => "not in this copy".to_owned(),
        };
        match self.title.trim() {
            "" => place,
            title => format!("{title}, {place}"),
        }
    }
}

impl NoteEntry {
    fn has_words(&self) -> bool {
        self.body
            .iter()
            .any(|block| !block.plain_text().trim().is_empty())
    }
}

/// How wide the words of a numbered entry are.
pub(super) fn numbered_width(frame: &Frame) -> f32 {
    frame.measure().min(frame.width() - NUMBER_INDENT_PT)
}

/// An entry of the page after a document: number, label, quotation, note and citation. Returns the
/// part of the tree that it makes, too.
pub(super) fn numbered(
    setter: &mut Typesetter,
    entry: &NoteEntry,
    width: f32,
) -> (NodeId, Vec<Strip>) {
    let node = setter.node(Role::Note, None);
    let number = setter.node(Role::Paragraph, Some(node));
    let column = Column::new(NUMBER_INDENT_PT, width, style::BODY);
    let place = |space| (column.x, width, space);
    let is_bare = entry.quote.trim().is_empty() && !entry.has_words();
    let name = match entry.label.trim() {
        "" if is_bare && !entry.is_private => "Note",
        name => name,
    };
    let label_of = (name, entry.is_private);
    let mut strips = label(setter, label_of, style::SMALL, node, place(0.0));
    let mut quote = quotation(setter, entry, node, (column.x, width));
    append(&mut strips, &mut quote);
    let mut body = blocks(setter, &entry.body, column, Some(node));
    append(&mut strips, &mut body);
    let mut remark = remark(setter, entry, node, (column.x, width));
    append(&mut strips, &mut remark);
    let mut cited = cited(setter, entry, "", node, (column.x, width));
    append(&mut strips, &mut cited);
    if let Some(first) = strips.first_mut() {
        put_number(setter, entry, number, first);
    }
    keep_short_together(&mut strips);
    (node, strips)
}

/// An entry of a briefing page: what one says in the room comes first and is large; then the
/// quotation and where it stands.
pub(super) fn spoken(setter: &mut Typesetter, entry: &NoteEntry, width: f32) -> Vec<Strip> {
    let node = setter.node(Role::Note, None);
    let column = Column::new(BAR_INDENT_PT, width - BAR_INDENT_PT, style::BODY);
    let place = (column.x, column.width);
    let mut strips = blocks(setter, &entry.body, column, Some(node));
    if entry.has_words() {
        let mut quote = quotation(setter, entry, node, place);
        append(&mut strips, &mut quote);
    } else if !entry.quote.trim().is_empty() {
        let words = quoted(&entry.quote, MOST_WORDS_ALONE);
        let face = Face::new(style::BODY);
        strips = plain(setter, &words, face, Some(node), (place.0, place.1, 0.0));
    }
    let mut remark = remark(setter, entry, node, place);
    append(&mut strips, &mut remark);
    let mut cited = cited(setter, entry, &about(entry), node, place);
    append(&mut strips, &mut cited);
    let bar = Ground {
        x: 0.0,
        width: BAR_PT,
        color: entry.colour.unwrap_or(style::BAR),
        owner: node.0,
        bleed: 0.0,
    };
    for strip in &mut strips {
        strip.grounds.insert(0, bar);
    }
    keep_short_together(&mut strips);
    strips
}

/// What is said of an entry of a briefing page behind where its passage stands.
fn about(entry: &NoteEntry) -> String {
    let private = if entry.is_private { "private" } else { "" };
    let about: Vec<&str> = [entry.label.trim(), private]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    about.join(" · ")
}

/// Whether where an entry's passage stands is told in one line of this width for an entry, whatever
/// the number of its page.
pub(super) fn citation_fits(
    setter: &mut Typesetter,
    entry: &NoteEntry,
    form: EntryForm,
    width: f32,
) -> bool {
    let Some(citation) = &entry.citation else {
        return true;
    };
    let (about, indent) = match form {
        EntryForm::Numbered => (String::new(), 0.0),
        EntryForm::Spoken => (about(entry), BAR_INDENT_PT),
    };
    // Longer than that of any page, and with room for figures that are wider than its own.
    let widest = format!("{} · {about}", citation.text(Some(u32::MAX)));
    let face = Face::new(style::SMALL);
    let run = Run::new(&widest, face, None);
    !widest.contains('\n') && setter.widths(&[run]).max <= width - indent
}

/// Adds a part to an entry.
fn append(strips: &mut Vec<Strip>, part: &mut Vec<Strip>) {
    if let Some(first) = part.first_mut() {
        first.space = if strips.is_empty() {
            0.0
        } else {
            PART_SPACE_PT
        };
        first.keep |= strips.len() <= 1;
    }
    strips.append(part);
}

/// The quotation of an entry that says something itself.
fn quotation(
    setter: &mut Typesetter,
    entry: &NoteEntry,
    parent: NodeId,
    (x, width): (f32, f32),
) -> Vec<Strip> {
    if entry.quote.trim().is_empty() {
        return Vec::new();
    }
    let node = setter.node(Role::Quotation, Some(parent));
    let words = quoted(&entry.quote, MOST_WORDS);
    let face = Face::new(style::SMALL).colored(style::MUTED);
    plain(setter, &words, face, Some(node), (x, width, 0.0))
}

fn remark(
    setter: &mut Typesetter,
    entry: &NoteEntry,
    parent: NodeId,
    (x, width): (f32, f32),
) -> Vec<Strip> {
    let words = entry.remark.as_deref().unwrap_or_default();
    let face = Face::new(style::SMALL).italic().colored(style::MUTED);
    plain(setter, words, face, Some(parent), (x, width, 0.0))
}

/// Where an entry's passage stands, as a link, and `about` after it.
fn cited(
    setter: &mut Typesetter,
    entry: &NoteEntry,
    about: &str,
    parent: NodeId,
    (x, width): (f32, f32),
) -> Vec<Strip> {
    let face = Face::new(style::SMALL).colored(style::MUTED);
    let about = match (&entry.citation, about) {
        (Some(_), "") | (None, _) => about.to_owned(),
        (Some(_), about) => format!(" · {about}"),
    };
    let Some(citation) = &entry.citation else {
        return plain(setter, &about, face, Some(parent), (x, width, 0.0));
    };
    let node = setter.node(Role::Paragraph, Some(parent));
    let text = citation.text(citation.page);
    let mut link = Run::new(&text, face, Some(node));
    if let Some(page) = citation.page {
        link.face = face.colored(style::ACCENT);
        link.node = Some(setter.node(Role::Link, Some(node)));
        link.target = Some(LinkTarget::Page(page));
    }
    let about = Run::new(&about, face, Some(node));
    let lines = setter.lines(&[link, about], width, Wrap::Words);
    paragraph(lines, x, 0.0)
}

/// Puts an entry's number, or the colour of its mark, to the left of its first line.
fn put_number(setter: &mut Typesetter, entry: &NoteEntry, node: NodeId, first: &mut Strip) {
    let figures = entry.number.map(|number| number.to_string());
    if figures.is_none() && entry.colour.is_none() {
        return;
    }
    let circle = Circle {
        centre: (
            DIAMETER_PT / 2.0,
            first.baseline - style::SMALL.size_pt * 0.33,
        ),
        diameter: if figures.is_some() {
            DIAMETER_PT
        } else {
            DIAMETER_PT / 2.0
        },
        colour: entry.colour.unwrap_or(style::ACCENT),
    };
    let figures = figures.unwrap_or_default();
    let ink = circled(setter, &figures, circle, Some(node));
    // It is read before its entry.
    first.ink.splice(0..0, ink);
}

fn keep_short_together(strips: &mut [Strip]) {
    let height: f32 = strips
        .iter()
        .enumerate()
        .map(|(index, strip)| strip.height + if index == 0 { 0.0 } else { strip.space })
        .sum();
    let is_short = height <= UNCUT_LINES * style::BODY.leading_pt + PART_SPACE_PT;
    let last = strips.len().saturating_sub(1);
    for (index, strip) in strips.iter_mut().enumerate() {
        // No citation stands alone at the head of a page.
        strip.keep |= index > 0 && (is_short || index == 1 || index == last);
    }
}

/// A text in quotation marks; a long one is shortened in the middle.
fn quoted(text: &str, most_words: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut text = words.join(" ");
    if words.len() > most_words + most_words / 10 {
        let head = most_words * 2 / 3;
        let tail = words.len() - (most_words - head);
        let (head, tail) = (words.get(..head), words.get(tail..));
        let [head, tail] = [head, tail].map(|part| part.unwrap_or_default().join(" "));
        text = format!("{head} … {tail}");
    }
    let most = most_words * LETTERS_A_WORD;
    let letters: Vec<char> = text.chars().collect();
    if letters.len() > most + most / 10 {
        let head = most * 2 / 3;
        let tail = letters.len() - (most - head);
        let (head, tail) = (letters.get(..head), letters.get(tail..));
        let [head, tail] =
            [head, tail].map(|part| part.unwrap_or_default().iter().collect::<String>());
        text = format!("{} … {}", head.trim_end(), tail.trim_start());
    }
    format!("“{text}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_quotation_loses_its_middle() {
        let words: Vec<String> = (0..500).map(|index| format!("w{index}")).collect();
        let short = quoted(&words.join("\n "), MOST_WORDS);
        assert!(short.starts_with("“w0 w1 ") && short.ends_with(" w499”"));
        assert_eq!(short.matches(" … ").count(), 1);
        assert_eq!(short.split_whitespace().count(), MOST_WORDS + 1);
        assert_eq!(quoted("all  of it", MOST_WORDS), "“all of it”");
        let unspaced = quoted(&"漢".repeat(3_000), MOST_WORDS);
        assert!(unspaced.chars().count() < 600 && unspaced.contains(" … "));
    }

    #[test]
    fn a_citation_says_where_something_stands() {
        let citation = |title: &str, page| Citation {
            title: title.to_owned(),
            page,
        };
        let said = |citation: Citation| citation.text(citation.page);
        assert_eq!(said(citation("Agenda", Some(12))), "Agenda, page 12");
        assert_eq!(said(citation("", Some(12))), "page 12");
        assert_eq!(said(citation("Agenda", None)), "Agenda, not in this copy");
    }
}
