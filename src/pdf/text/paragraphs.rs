//! Lines and paragraphs, and the text that they say.

use super::Reading;
use super::glyphs::Glyphs;
use super::letters;
use super::order::{self, Stretch};
use super::pieces::{self, ASCENT, DESCENT, Direction, Piece, Placed};
use crate::text::{GlyphSpan, Line, Point};

/// A gap of this part of the type size is a space, where letters stand close together.
const SPACE: f32 = 0.13;

/// The same where the line has spaces that are glyphs.
const SPACE_BESIDE_SPACES: f32 = 0.18;

/// What is written with a space after it ends a sentence, or nearly.
const STOPS: [char; 8] = ['.', '!', '?', ':', ';', '”', '"', ')'];

/// Shorter lines are page numbers or the like rather than the last of a column whose sentence goes
/// on in the next one.
const LEAST_OPEN: usize = 20;

/// Puts the glyphs of a page into lines and paragraphs.
pub(super) fn read(found: &Glyphs) -> Reading {
    let mut writer = Writer {
        source: &found.text,
        reading: Reading::default(),
        next_block: 0,
        last: None,
    };
    writer.reading.page.unknown_glyphs = found.unknown;
    for Direction { direction, pieces } in pieces::of_glyphs(found) {
        // Text in another direction never goes on with what was before.
        writer.last = None;
        for stretch in order::in_order(pieces) {
            writer.stretch(stretch, direction);
        }
    }
    let first = writer.reading.text.chars().next();
    writer.reading.begins_midway = first.is_some_and(char::is_lowercase);
    writer.reading.ends_midway = writer.last.is_some_and(|last| last.is_open);
    writer.reading.page.range = 0..writer.reading.text.len();
    writer.reading.page.lines.shrink_to_fit();
    writer.reading
}

struct Writer<'a> {
    source: &'a str,
    reading: Reading,
    next_block: u32,
    last: Option<Last>,
}

/// The line that was written last.
struct Last {
    size: f32,
    letter: char,
    /// Whether a sentence may go on elsewhere.
    is_open: bool,
}

/// A paragraph that is being written.
struct Paragraph {
    lines: u32,
    from: f32,
    to: f32,
    /// From one baseline to the next.
    pitch: Option<f32>,
    starts_with_marker: bool,
}

/// A glyph, or a space, of a line from left to right.
struct Item {
    text: String,
    from: f32,
    to: f32,
}

/// What has to be known of a line to tell whether it goes on with the one above.
struct Measured {
    from: f32,
    to: f32,
    base: f32,
    size: f32,
    first_word: f32,
    first: char,
    last: char,
    is_marked: bool,
    goes_left: bool,
}

impl Writer<'_> {
    fn stretch(&mut self, stretch: Stretch, direction: (f32, f32)) {
        let usual = usual_step(&stretch.lines);
        let right = stretch
            .lines
            .iter()
            .map(|line| line.to)
            .fold(f32::NEG_INFINITY, f32::max);
        let left = stretch
            .lines
            .iter()
            .map(|line| line.from)
            .fold(f32::INFINITY, f32::min);
        let mut above: Option<(Measured, Paragraph)> = None;
        for piece in stretch.lines {
            let items = items(&piece, self.source);
            let Some(line) = measured(&piece, &items, self.source) else {
                continue;
            };
            let goes_on = match &above {
                Some((last, paragraph)) => paragraph.goes_on(last, &line, usual),
                None => !stretch.is_cell && self.flows_on(&line),
            };
            self.line(&piece, &items, direction, goes_on);
            let fills = if line.goes_left {
                line.from - left < 0.15 * (right - left)
            } else {
                right - line.to < 0.15 * (right - left)
            };
            self.last = Some(Last {
                size: line.size,
                letter: line.last,
                is_open: fills
                    && !stretch.is_cell
                    && piece.glyphs.len() >= LEAST_OPEN
                    && !STOPS.contains(&line.last),
            });
            let paragraph = match above.take() {
                Some((last, paragraph)) if goes_on => paragraph.with(&last, &line),
                _ => Paragraph::of(&line),
            };
            above = Some((line, paragraph));
        }
    }

    /// Whether a line at the top of a column goes on with the paragraph before.
    fn flows_on(&self, line: &Measured) -> bool {
        self.last.as_ref().is_some_and(|last| {
            last.is_open && is_alike(last.size, line.size, 1.05) && line.first.is_lowercase()
        })
    }

    fn line(&mut self, piece: &Piece, items: &[Item], direction: (f32, f32), goes_on: bool) {
        let Reading { text, page, .. } = &mut self.reading;
        if !text.is_empty() {
            if !goes_on {
                text.push('\n');
            } else if !is_solid(self.last.as_ref(), items) {
                text.push(' ');
            }
        }
        if !goes_on || self.next_block == 0 {
            self.next_block += 1;
        }
        let start = text.len();
        let pieces: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
        let order = letters::reading_order(&pieces)
            .unwrap_or_else(|| (0..items.len()).map(|index| (index, false)).collect());
        let mut glyphs = Vec::with_capacity(items.len());
        for (index, goes_left) in order {
            let Some(item) = items.get(index) else {
                continue;
            };
            let (from, to) = (item.from - piece.from, item.to - piece.from);
            let (from, to) = if goes_left { (to, from) } else { (from, to) };
            let start = text.len();
            glyphs.push(GlyphSpan { start, from, to });
            text.push_str(if goes_left {
                letters::mirrored(&item.text)
            } else {
                &item.text
            });
        }
        let (dx, dy) = direction;
        let reach = |above: fn(&Placed, f32) -> f32| {
            let reaches = piece.glyphs.iter().map(|glyph| above(glyph, piece.base));
            reaches.fold(0.0, f32::max)
        };
        page.lines.push(Line {
            range: start..text.len(),
            block: self.next_block - 1,
            origin: Point::new(
                piece.from * dx - piece.base * dy,
                piece.from * dy + piece.base * dx,
            ),
            direction: Point::new(dx, dy),
            ascent: reach(|glyph, base| base - glyph.base + glyph.size * ASCENT),
            descent: reach(|glyph, base| glyph.base - base + glyph.size * DESCENT),
            glyphs,
        });
    }
}

/// Whether lines join without a space: the last letter and the first are ideographs.
fn is_solid(last: Option<&Last>, items: &[Item]) -> bool {
    let first = items.first().and_then(|item| item.text.chars().next());
    last.is_some_and(|last| letters::is_ideograph(last.letter))
        && first.is_some_and(letters::is_ideograph)
}

/// The glyphs of a piece, marks with their letters, and the spaces between them.
fn items(piece: &Piece, source: &str) -> Vec<Item> {
    let widest = widest_gap(&piece.glyphs);
    let mut items: Vec<Item> = Vec::with_capacity(piece.glyphs.len() + piece.glyphs.len() / 4);
    let mut last: Option<&Placed> = None;
    for glyph in &piece.glyphs {
        let said = source.get(glyph.text.clone()).unwrap_or_default();
        if let (Some(letter), Some(item)) = (last, items.last_mut()) {
            let mark = letters::mark_of(said).filter(|_| pieces::is_over(glyph, letter));
            if mark.is_some() || letters::is_mark(said) {
                match mark {
                    Some(mark) => item.text.push(mark),
                    None => item.text.push_str(said),
                }
                item.text = letters::composed(&item.text).into_owned();
                continue;
            }
            let gap = glyph.from - letter.to;
            let size = glyph.size.min(letter.size);
            if gap > widest * size || letter.space_after && gap > -0.1 * size {
                items.push(Item {
                    text: " ".to_owned(),
                    from: letter.to.min(glyph.from),
                    to: glyph.from,
                });
            }
        }
        let text = said.trim();
        if !text.is_empty() {
            items.push(Item {
                text: text.to_owned(),
                from: glyph.from,
                to: glyph.to,
            });
        }
        last = Some(glyph);
    }
    items
}

/// The widest gap that is not a space, as a part of the type size.
fn widest_gap(glyphs: &[Placed]) -> f32 {
    let mut gaps: Vec<f32> = glyphs
        .windows(2)
        .filter_map(|pair| match pair {
            [left, right] if !left.space_after => Some((right.from - left.to) / left.size),
            _ => None,
        })
        .collect();
    let has_spaces = gaps.len() + 1 < glyphs.len();
    let least = if has_spaces {
        SPACE_BESIDE_SPACES
    } else {
        SPACE
    };
    if gaps.len() < 6 {
        return least;
    }
    let middle = gaps.len() / 2;
    let (_, median, _) = gaps.select_nth_unstable_by(middle, f32::total_cmp);
    // Letters may be set apart; words then are more so.
    least + median.clamp(0.0, 0.3)
}

fn usual_step(lines: &[Piece]) -> f32 {
    let mut steps: Vec<f32> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [above, below] => Some(below.base - above.base),
            _ => None,
        })
        .filter(|step| *step > 0.0)
        .collect();
    let middle = steps.len() / 2;
    if steps.is_empty() {
        return 0.0;
    }
    *steps.select_nth_unstable_by(middle, f32::total_cmp).1
}

fn is_alike(a: f32, b: f32, most: f32) -> bool {
    a.max(b) <= a.min(b) * most
}

fn measured(piece: &Piece, items: &[Item], source: &str) -> Option<Measured> {
    let first = items.first()?;
    let is_space = |item: &&Item| item.text == " ";
    let goes_left = {
        let pieces: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
        letters::reading_order(&pieces)
            .and_then(|order| order.first().copied())
            .is_some_and(|(index, _)| index > 0)
    };
    let first_word = if goes_left {
        let word = items.iter().rev().take_while(|item| !is_space(item)).last();
        piece.to - word.map_or(piece.to, |item| item.from)
    } else {
        let word = items.iter().take_while(|item| !is_space(item)).last();
        word.map_or(piece.from, |item| item.to) - piece.from
    };
    let marker = Piece {
        glyphs: piece
            .glyphs
            .iter()
            .take_while(|glyph| glyph.to <= piece.from + first_word + 0.01)
            .cloned()
            .collect(),
        ..*piece
    };
    let (start, end) = if goes_left {
        (items.last()?, first)
    } else {
        (first, items.last()?)
    };
    Some(Measured {
        from: piece.from,
        to: piece.to,
        base: piece.base,
        size: piece.size,
        first_word,
        first: start.text.chars().next()?,
        last: end.text.chars().next_back()?,
        is_marked: marker.glyphs.len() < piece.glyphs.len() && marker.is_marker(source),
        goes_left,
    })
}

impl Paragraph {
    fn of(line: &Measured) -> Self {
        Self {
            lines: 1,
            from: line.from,
            to: line.to,
            pitch: None,
            starts_with_marker: line.is_marked,
        }
    }

    fn with(self, last: &Measured, line: &Measured) -> Self {
        Self {
            lines: self.lines + 1,
            from: self.from.min(line.from),
            to: self.to.max(line.to),
            pitch: Some(line.base - last.base)
                .filter(|pitch| *pitch > 0.0)
                .or(self.pitch),
            ..self
        }
    }

    /// Whether a line goes on with the paragraph whose last line is `last`.
    fn goes_on(&self, last: &Measured, line: &Measured, usual: f32) -> bool {
        let size = last.size.max(line.size);
        let step = line.base - last.base;
        let widest = match self.pitch {
            Some(pitch) => pitch * 1.2 + 0.5,
            None if usual <= 1.6 * size => (usual * 1.2).max(1.35 * size),
            None => (usual * 1.15).min(2.6 * size),
        };
        is_alike(last.size, line.size, 1.15)
            && step > 0.0
            && step <= widest
            && !self.had_room(last, line, size)
            && !self.begins_anew(last, line, size)
    }

    /// Whether the first word of a line would have fitted on the line before, which then was
    /// broken on purpose.
    fn had_room(&self, last: &Measured, line: &Measured, size: f32) -> bool {
        let off_centre = (last.from + last.to - line.from - line.to).abs() / 2.0;
        let is_centred = off_centre < 0.5 * size && (last.from - line.from).abs() > size;
        let room = if line.goes_left {
            last.from - self.from.min(line.from)
        } else {
            self.to.max(line.to) - last.to
        };
        !is_centred && line.first_word + 0.6 * size < room
    }

    /// Whether a line is indented, or stands out, as the first of a paragraph is.
    fn begins_anew(&self, last: &Measured, line: &Measured, size: f32) -> bool {
        if line.goes_left {
            return false;
        }
        let indent = line.from - last.from;
        let is_full_stop = STOPS.contains(&last.last);
        let is_indented =
            indent > 0.8 * size && !self.starts_with_marker && (self.lines > 1 || is_full_stop);
        let stands_out = indent < -0.8 * size && self.lines > 1;
        let is_item = line.is_marked
            && (indent < -0.5 * size || self.starts_with_marker || !line.first.is_alphanumeric());
        // A centred line is not indented.
        let off_centre = (last.from + last.to - line.from - line.to).abs() / 2.0;
        is_item || off_centre > 0.5 * size && (is_indented || stands_out)
    }
}
