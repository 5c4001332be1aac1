//! Glyphs that stand side by side on a baseline.

use std::ops::Range;

use super::glyphs::{Glyph, Glyphs};
use super::letters;

/// Wider gaps than this part of the type size may be those between columns or cells.
pub(super) const COLUMN_GAP: f32 = 0.9;

/// A mark of a list may be so far from its item.
const MARKER_GAP: f32 = 4.0;

/// How far lines reach above and below their baseline, as parts of the type size.
pub(super) const ASCENT: f32 = 0.86;
pub(super) const DESCENT: f32 = 0.25;

/// Lines whose directions differ by less than this, in radians, are parallel.
const PARALLEL: f32 = 0.009;

/// All glyphs of a page that are written in one direction.
#[derive(Debug)]
pub(super) struct Direction {
    /// Of length 1.
    pub direction: (f32, f32),
    /// Pieces of lines, in no order.
    pub pieces: Vec<Piece>,
}

/// Glyphs on a baseline without a wide gap between them. Places are measured along the direction
/// of the writing (`from`, `to`) and across it, downwards (`base`), in points.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub from: f32,
    pub to: f32,
    pub base: f32,
    /// The type size of most of it.
    pub size: f32,
    /// From left to right.
    pub glyphs: Vec<Placed>,
}

/// A glyph within a piece.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// What it says, in [`Glyphs::text`].
    pub text: Range<usize>,
    pub from: f32,
    pub to: f32,
    pub base: f32,
    pub size: f32,
    /// Whether white space follows it as it is drawn.
    pub space_after: bool,
}

impl Piece {
    fn of(glyph: Placed) -> Self {
        Self {
            from: glyph.from,
            to: glyph.to,
            base: glyph.base,
            size: glyph.size,
            glyphs: vec![glyph],
        }
    }

    /// Its upper edge.
    pub(super) fn top(&self) -> f32 {
        self.base - self.size * 0.7
    }

    /// Its lower edge.
    pub(super) fn bottom(&self) -> f32 {
        self.base + self.size * 0.2
    }

    /// Takes the glyphs of another one in, which is further to the right.
    pub(super) fn append(&mut self, other: Self) {
        if other.weight() > self.weight() {
            (self.base, self.size) = (other.base, other.size);
        }
        self.from = self.from.min(other.from);
        self.to = self.to.max(other.to);
        self.glyphs.extend(other.glyphs);
    }

    fn weight(&self) -> f32 {
        self.glyphs.len() as f32 * self.size
    }

    /// Whether another one stands on the same line.
    fn is_beside(&self, other: &Self) -> bool {
        let shared = self.bottom().min(other.bottom()) - self.top().max(other.top());
        shared >= 0.5 * (self.size.min(other.size)) * 0.9
    }

    /// What it says, without spaces.
    pub(super) fn says<'a>(&'a self, text: &'a str) -> impl Iterator<Item = char> + 'a {
        self.glyphs
            .iter()
            .flat_map(|glyph| text.get(glyph.text.clone()).unwrap_or_default().chars())
    }

    /// Whether it is a bullet or a number in front of the item of a list.
    pub(super) fn is_marker(&self, text: &str) -> bool {
        if self.glyphs.len() > 6 {
            return false;
        }
        let mut letters = self.says(text);
        let Some(first) = letters.next() else {
            return false;
        };
        let last = letters.last().unwrap_or(first);
        let is_bullet = !first.is_alphanumeric() && self.glyphs.len() == 1;
        is_bullet && !matches!(first, '$' | '£' | '€')
            || matches!(last, '.' | ')') && self.glyphs.len() > 1
            || first.is_ascii_digit() && self.says(text).any(|letter| letter == '.')
    }
}

/// The pieces of lines of a page, for each direction in which it is written; that which comes
/// first comes first.
pub(super) fn of_glyphs(found: &Glyphs) -> Vec<Direction> {
    let mut directions: Vec<Direction> = Vec::new();
    let mut last: Option<usize> = None;
    for glyph in &found.glyphs {
        let direction = upright(glyph.direction);
        let is_parallel = |other: &Direction| {
            let (a, b) = (other.direction, direction);
            a.0 * b.0 + a.1 * b.1 > 0.0 && (a.0 * b.1 - a.1 * b.0).abs() < PARALLEL
        };
        let index = last
            .filter(|index| directions.get(*index).is_some_and(is_parallel))
            .or_else(|| directions.iter().position(is_parallel))
            .unwrap_or_else(|| {
                directions.push(Direction {
                    direction,
                    pieces: Vec::new(),
                });
                directions.len() - 1
            });
        last = Some(index);
        if let Some(direction) = directions.get_mut(index) {
            direction.draw(glyph);
        }
    }
    for direction in &mut directions {
        let runs = std::mem::take(&mut direction.pieces);
        direction.pieces = side_by_side(runs, &found.text);
    }
    directions.retain(|direction| !direction.pieces.is_empty());
    directions
}

/// Directions that are nearly along an edge of the page are.
fn upright((x, y): (f32, f32)) -> (f32, f32) {
    if y.abs() < PARALLEL {
        (x.signum(), 0.0)
    } else if x.abs() < PARALLEL {
        (0.0, y.signum())
    } else {
        (x, y)
    }
}

impl Direction {
    /// Adds a glyph, to the last piece where it goes on from there.
    fn draw(&mut self, glyph: &Glyph) {
        let (dx, dy) = self.direction;
        let from = glyph.x * dx + glyph.y * dy;
        let placed = Placed {
            text: glyph.text.clone(),
            from,
            to: from + glyph.advance,
            base: glyph.y * dx - glyph.x * dy,
            size: glyph.size,
            space_after: false,
        };
        let last = self.pieces.last_mut();
        if glyph.is_space {
            if let Some(previous) = last.and_then(|piece| piece.glyphs.last_mut())
                && (previous.base - placed.base).abs() < 0.5 * glyph.size
            {
                previous.space_after = true;
            }
            return;
        }
        match last {
            Some(piece) if goes_on(piece, &placed) => {
                piece.to = piece.to.max(placed.to);
                piece.glyphs.push(placed);
            }
            _ => self.pieces.push(Piece::of(placed)),
        }
    }
}

fn goes_on(piece: &Piece, glyph: &Placed) -> bool {
    let size = piece.size.max(glyph.size);
    let gap = glyph.from - piece.to;
    let is_forward = piece
        .glyphs
        .last()
        .is_some_and(|last| glyph.from >= last.from);
    (piece.base - glyph.base).abs() < 0.02 * size
        && (piece.size - glyph.size).abs() < 0.02 * size
        && is_forward
        && (-0.3 * size..COLUMN_GAP * size).contains(&gap)
}

/// Joins runs of glyphs, in the order in which they are drawn, to pieces of lines.
fn side_by_side(mut runs: Vec<Piece>, text: &str) -> Vec<Piece> {
    runs.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut rows: Vec<(Piece, Vec<Piece>)> = Vec::new();
    for run in runs {
        // Lines further up are done with; those of columns side by side may still grow.
        let row = rows
            .iter_mut()
            .rev()
            .take(6)
            .find(|(tallest, _)| tallest.is_beside(&run));
        match row {
            Some((tallest, row)) => {
                if run.weight() > tallest.weight() {
                    *tallest = Piece {
                        glyphs: run.glyphs.first().cloned().into_iter().collect(),
                        ..run
                    };
                }
                row.push(run);
            }
            None => {
                let tallest = Piece {
                    glyphs: run.glyphs.first().cloned().into_iter().collect(),
                    ..run
                };
                rows.push((tallest, vec![run]));
            }
        }
    }
    rows.into_iter()
        .flat_map(|(_, row)| of_row(row, text))
        .collect()
}

fn of_row(mut row: Vec<Piece>, text: &str) -> Vec<Piece> {
    row.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut pieces: Vec<Piece> = Vec::new();
    for run in row {
        let joins = pieces.last().is_some_and(|last| {
            let gap = run.from - last.to;
            let size = last.size.max(run.size);
            let is_item = || {
                gap < MARKER_GAP * size
                    && last.is_marker(text)
                    && run.says(text).next().is_some_and(char::is_alphabetic)
            };
            gap < COLUMN_GAP * size || is_item()
        });
        match pieces.last_mut() {
            Some(last) if joins => last.append(run),
            _ => pieces.push(run),
        }
    }
    for piece in &mut pieces {
        set_accents(piece, text);
    }
    pieces
}

/// Puts marks behind the letter that they stand over.
fn set_accents(piece: &mut Piece, text: &str) {
    let is_accent = |glyph: &Placed| {
        let said = text.get(glyph.text.clone()).unwrap_or_default();
        letters::mark_of(said).is_some() || letters::is_mark(said)
    };
    for index in 1..piece.glyphs.len() {
        if let Some([accent, letter]) = piece.glyphs.get_mut(index - 1..=index)
            && is_accent(accent)
            && !is_accent(letter)
            && is_over(accent, letter)
        {
            std::mem::swap(accent, letter);
            (letter.space_after, accent.space_after) = (accent.space_after, false);
        }
    }
}

/// Whether an accent stands over a letter rather than beside it.
pub(super) fn is_over(accent: &Placed, letter: &Placed) -> bool {
    let middle = (accent.from + accent.to) / 2.0;
    let width = letter.to - letter.from;
    width > 0.0 && (letter.from + 0.1 * width..letter.to - 0.1 * width).contains(&middle)
}
