//! Reads comments, so that they can become notes.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Timestamp, civil};
use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};

use super::kind::{CommentKind, Role, count, role};
use super::quote::Words;
use crate::import::{Comment, CommentArea};
use crate::pack::{Mark, MarkColour, MarkStyle, TextSelector};
use crate::pdf::boxes::{PageBoxes, Rect};
use crate::pdf::lookup::{array_at, as_dictionary, entry, name_at, number, resolve};
use crate::pdf::open::OpenPdf;
use crate::pdf::worker::guarded;
use crate::progress::Progress;
use crate::text::Quad;

/// The most comments that are read from one file.
const MOST: usize = 5_000;
/// The longest that the words of one comment may be, in bytes.
const LONGEST: usize = 100_000;
/// The side of the place of a note that stands beside the page or has no size, in points.
const SMALL_PT: f64 = 18.0;

/// What was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FoundComments {
    /// The comments, in the order of the pages. Answers stand with what they answer.
    pub comments: Vec<Comment>,
    /// What whoever adds the file should know.
    pub warning: Option<String>,
}

/// Reads the comments in a PDF that have words, or mark some. `bytes` and `password` are its own.
pub(in crate::pdf) fn read_comments(
    pdf: &OpenPdf,
    (bytes, password): (&Arc<[u8]>, Option<&str>),
    progress: &Progress,
) -> FoundComments {
    guarded(|| read(pdf, (bytes, password), progress)).unwrap_or_default()
}

/// A comment, and where it stands.
struct CommentFound<'a> {
    entries: &'a Dictionary,
    kind: CommentKind,
    /// Its page, counted from 0.
    page: u32,
    boxes: &'a PageBoxes,
    /// What is answered to it, in order.
    replies: Vec<&'a Dictionary>,
}

fn read(
    pdf: &OpenPdf,
    (bytes, password): (&Arc<[u8]>, Option<&str>),
    progress: &Progress,
) -> FoundComments {
    let document = &pdf.document;
    let found = gather(pdf);
    let marked: Vec<u32> = {
        let marked = found.iter().filter(|comment| comment.marks_words());
        let mut pages: Vec<u32> = marked.map(|comment| comment.page).collect();
        pages.dedup();
        pages
    };
    let words = (!marked.is_empty())
        .then(|| Words::read(bytes, password, &marked, progress))
        .flatten();
    let mut comments = Vec::new();
    for on_page in found.chunk_by(|one, next| one.page == next.page) {
        let page = on_page.first().map_or(0, |comment| comment.page);
        let words = words.as_ref().map(|words| (words, words.glyphs(page)));
        let mut of_page: Vec<Comment> = on_page
            .iter()
            .filter_map(|comment| {
                let made = comment.made(document)?;
                Some(match &words {
                    Some((words, glyphs)) if comment.marks_words() => {
                        let passage = words.within(&comment.quads(document), glyphs);
                        on_words(made, passage)
                    }
                    _ => made,
                })
            })
            .collect();
        of_page.sort_by_key(|comment| comment.area.map(|area| (area.y, area.x)));
        comments.append(&mut of_page);
    }
    let (counts, _) = count(pdf);
    let redactions = counts
        .iter()
        .filter(|count| count.kind == CommentKind::Redaction)
        .map(|count| count.count)
        .sum();
    FoundComments {
        comments,
        warning: unapplied(redactions),
    }
}

/// The comments of a PDF in the order of its pages, each with what is answered to it.
fn gather(pdf: &OpenPdf) -> Vec<CommentFound<'_>> {
    let document = &pdf.document;
    let mut found: Vec<CommentFound<'_>> = Vec::new();
    let mut by_id: BTreeMap<ObjectId, usize> = BTreeMap::new();
    let mut replies: Vec<(ObjectId, ObjectId, &Dictionary)> = Vec::new();
    for (number, page) in (0..).zip(&pdf.pages) {
        for object in array_at(document, &page.dictionary, b"Annots") {
            let Some(entries) = as_dictionary(resolve(document, object)) else {
                continue;
            };
            let Role::Comment(kind) = role(document, entries) else {
                continue;
            };
            let id = object.as_reference().ok();
            if kind == CommentKind::Reply {
                let to = entries.get(b"IRT").and_then(Object::as_reference).ok();
                replies.extend(id.zip(to).map(|(id, to)| (id, to, entries)));
            } else if found.len() < MOST {
                by_id.extend(id.map(|id| (id, found.len())));
                found.push(CommentFound {
                    entries,
                    kind,
                    page: number,
                    boxes: &page.boxes,
                    replies: Vec::new(),
                });
            }
        }
    }
    let above: BTreeMap<ObjectId, ObjectId> =
        replies.iter().map(|(id, to, _)| (*id, *to)).collect();
    for (_, to, entries) in replies {
        let root = root_of(to, &above);
        let answered = by_id.get(&root).and_then(|index| found.get_mut(*index));
        if let Some(comment) = answered {
            comment.replies.push(entries);
        }
    }
    found
}

/// What stands above an answer and the answers that it answers.
fn root_of(mut id: ObjectId, above: &BTreeMap<ObjectId, ObjectId>) -> ObjectId {
    // No thread of answers is longer, unless it goes in a circle.
    const LONGEST: usize = 1_000;
    for _ in 0..LONGEST {
        match above.get(&id) {
            Some(next) => id = *next,
            None => break,
        }
    }
    id
}

/// The comment on a passage, and whether its place in the text is known.
fn on_words(comment: Comment, passage: Option<(TextSelector, bool)>) -> Comment {
    let Some((passage, is_placed)) = passage else {
        return comment;
    };
    Comment {
        quote: passage.exact,
        prefix: passage.prefix,
        suffix: passage.suffix,
        start: is_placed.then_some(passage.start),
        ..comment
    }
}

/// What whoever adds a file is told of marks for redaction that were not applied.
fn unapplied(marks: u32) -> Option<String> {
    let places = match marks {
        0 => return None,
        1 => "A place is".to_owned(),
        many => format!("{many} places are"),
    };
    Some(format!(
        "{places} marked for redaction, but what stands there was not taken out: anybody can read \
         it. Apply the redaction in the program it was marked in, and add the file again."
    ))
}

impl CommentFound<'_> {
    /// Whether it is on words rather than on a place.
    fn marks_words(&self) -> bool {
        matches!(
            self.kind,
            CommentKind::Highlight | CommentKind::Underline | CommentKind::StrikeOut
        )
    }

    /// The comment as it stands on its page; `None` where it says and marks nothing.
    fn made(&self, document: &Document) -> Option<Comment> {
        let mut paragraphs: Vec<String> = Vec::new();
        paragraphs.extend(words(document, self.entries));
        if let (CommentKind::Stamp, true) = (self.kind, paragraphs.is_empty()) {
            let name = name_at(document, self.entries, b"Name").unwrap_or(b"Draft");
            let name = String::from_utf8_lossy(name);
            paragraphs.push(format!("Stamp: {}", name.trim_start_matches('#')));
        }
        for reply in &self.replies {
            // What somebody set a comment to is no answer.
            if entry(document, reply, b"StateModel").is_some() {
                continue;
            }
            let Some(said) = words(document, reply) else {
                continue;
            };
            let who = text(document, reply, b"T").unwrap_or_else(|| "Reply".to_owned());
            paragraphs.push(format!("{who}: {said}"));
        }
        let is_said = !paragraphs.is_empty();
        let is_offered = match self.kind {
            CommentKind::Redaction | CommentKind::File | CommentKind::Sound => false,
            _ => is_said || self.marks_words(),
        };
        is_offered.then(|| Comment {
            body: paragraphs.join("\n\n"),
            author: text(document, self.entries, b"T").unwrap_or_default(),
            written: [b"CreationDate".as_slice(), b"M"]
                .iter()
                .find_map(|key| timestamp(entry(document, self.entries, key)?.as_str().ok()?)),
            area: Some(self.area(document)),
            mark: self.mark(document),
            ..Comment::default()
        })
    }

    /// Its corners on the page as it is shown.
    fn quads(&self, document: &Document) -> Vec<Quad> {
        let numbers: Vec<f64> = array_at(document, self.entries, b"QuadPoints")
            .iter()
            .filter_map(|value| number(resolve(document, value)))
            .collect();
        let (corners, _) = numbers.as_chunks::<8>();
        let quads: Vec<Quad> = corners
            .iter()
            .map(|corners| {
                let (points, _) = corners.as_chunks::<2>();
                self.around(points)
            })
            .collect();
        match (quads.is_empty(), self.rect(document)) {
            (true, Some(rect)) => vec![self.around(&[[rect.x0, rect.y0], [rect.x1, rect.y1]])],
            _ => quads,
        }
    }

    /// The upright rectangle around points of the page, as it is shown.
    fn around(&self, points: &[[f64; 2]]) -> Quad {
        let shown = points.iter().map(|[x, y]| self.boxes.displayed(*x, *y));
        let bounds = shown.fold(None, |bounds: Option<[f64; 4]>, (x, y)| {
            let [x0, y0, x1, y1] = bounds.unwrap_or([x, y, x, y]);
            Some([x0.min(x), y0.min(y), x1.max(x), y1.max(y)])
        });
        let [x0, y0, x1, y1] = bounds.unwrap_or_default();
        Quad::rectangle(x0 as f32, y0 as f32, (x1 - x0) as f32, (y1 - y0) as f32)
    }

    fn rect(&self, document: &Document) -> Option<Rect> {
        Rect::read(document, self.entries, b"Rect")
    }

    /// Its place on the page as it is shown, or the nearest that is on the page.
    fn area(&self, document: &Document) -> CommentArea {
        let (width, height) = self.boxes.displayed_pt();
        let rect = self.rect(document).unwrap_or(Rect {
            x0: self.boxes.crop.x0,
            y0: self.boxes.crop.y1,
            x1: self.boxes.crop.x0,
            y1: self.boxes.crop.y1,
        });
        let (left, top, right, bottom) = self
            .around(&[[rect.x0, rect.y0], [rect.x1, rect.y1]])
            .bounds();
        let side = |from: f32, to: f32, length: f64| {
            let least = SMALL_PT.min(length);
            let from = f64::from(from).clamp(0.0, (length - least).max(0.0));
            let to = f64::from(to).clamp(from + least, length.max(from + least));
            (from.floor() as u32, (to - from).ceil() as u32)
        };
        let (x, width) = side(left, right, width);
        let (y, height) = side(top, bottom, height);
        CommentArea {
            page: self.page + 1,
            x,
            y,
            width,
            height,
        }
    }

    fn mark(&self, document: &Document) -> Mark {
        let style = match self.kind {
            CommentKind::Underline => MarkStyle::Underline,
            CommentKind::StrikeOut => MarkStyle::StrikeOut,
            CommentKind::TextBox | CommentKind::Drawing | CommentKind::Stamp => MarkStyle::Frame,
            _ => MarkStyle::Highlight,
        };
        Mark {
            style,
            colour: colour(document, self.entries, style),
        }
    }
}

/// The one of our colours that is most like a comment's.
fn colour(document: &Document, entries: &Dictionary, style: MarkStyle) -> MarkColour {
    let parts: Vec<f64> = array_at(document, entries, b"C")
        .iter()
        .filter_map(|part| number(resolve(document, part)))
        .collect();
    let [red, green, blue] = *parts.as_slice() else {
        return MarkColour::default();
    };
    // By hue: comments have strong colours, and ours are pale.
    let hue = |red: f64, green: f64, blue: f64| {
        let (across, along) = (red - (green + blue) / 2.0, (green - blue) * 0.75_f64.sqrt());
        along.atan2(across)
    };
    let own = hue(red, green, blue);
    let distance = |colour: &MarkColour| {
        let (red, green, blue) = colour.ground_or_line(style);
        let turn = hue(f64::from(red), f64::from(green), f64::from(blue)) - own;
        turn.sin().atan2(turn.cos()).abs()
    };
    let nearest = MarkColour::ALL
        .into_iter()
        .min_by(|one, other| distance(one).total_cmp(&distance(other)));
    nearest.unwrap_or_default()
}

/// What a comment says: its plain words, or those of its rich text.
fn words(document: &Document, entries: &Dictionary) -> Option<String> {
    text(document, entries, b"Contents").or_else(|| {
        let rich = text(document, entries, b"RC")?;
        let mut plain = String::new();
        let mut is_tag = false;
        for character in rich.chars() {
            match character {
                '<' => is_tag = true,
                '>' => is_tag = false,
                other if !is_tag => plain.push(other),
                _ => {}
            }
        }
        let plain = plain.trim().to_owned();
        (!plain.is_empty()).then_some(plain)
    })
}

/// A text entry that is not blank, with a blank line between paragraphs.
fn text(document: &Document, entries: &Dictionary, key: &[u8]) -> Option<String> {
    let text = decode_text_string(entry(document, entries, key)?).ok()?;
    let end = text.floor_char_boundary(LONGEST);
    let text = text.get(..end).unwrap_or_default();
    let lines: Vec<&str> = text
        .split(['\r', '\n'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n\n"))
}

/// When a comment was written: `D:20190730101500+01'00'`, of which everything behind the day may be
/// missing.
fn timestamp(date: &[u8]) -> Option<Timestamp> {
    let date = std::str::from_utf8(date).ok()?.trim();
    let date = date.strip_prefix("D:").unwrap_or(date);
    let digits = |at: usize, count: usize| date.get(at..at + count)?.parse::<i8>().ok();
    let year: i16 = date.get(..4)?.parse().ok()?;
    let day = Date::new(year, digits(4, 2)?, digits(6, 2)?).ok()?;
    let time = Time::new(
        digits(8, 2).unwrap_or(0),
        digits(10, 2).unwrap_or(0),
        digits(12, 2).unwrap_or(0),
        0,
    );
    let zone = date.get(14..).unwrap_or_default();
    let offset = match zone.get(..1) {
        Some(sign @ ("+" | "-")) => {
            let part = |at: usize| {
                zone.get(at..at + 2)
                    .and_then(|part| part.parse::<i32>().ok())
            };
            let seconds = part(1).unwrap_or(0) * 3600 + part(4).unwrap_or(0) * 60;
            let seconds = if sign == "-" { -seconds } else { seconds };
            Offset::from_seconds(seconds).unwrap_or(Offset::UTC)
        }
        _ => Offset::UTC,
    };
    let at: civil::DateTime = day.to_datetime(time.unwrap_or(Time::midnight()));
    offset.to_timestamp(at).ok()
}

#[cfg(test)]
mod tests;
