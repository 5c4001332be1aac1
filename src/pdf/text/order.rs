//! The order in which the pieces of lines of a page are read.
//!
//! A page is cut into bands from top to bottom. Bands through which the same gap goes down belong
//! together: they are columns of prose, read one after the other, or a table, read row by row.
//! Within a column or a cell the same is done again.

use super::pieces::Piece;

/// The narrowest gap between columns or cells, as a part of the type size.
const GAP: f32 = 0.9;

/// The narrowest gap between cells where there is but one row.
const LONE_GAP: f32 = 2.0;

/// How often columns are looked for within columns.
const DEPTH: u32 = 6;

/// Pieces that are read one after the other, from the top to the bottom of a column or cell.
#[derive(Debug)]
pub(super) struct Stretch {
    pub lines: Vec<Piece>,
    /// Whether it is a cell of a table, or the like, which never goes on with what was before.
    pub is_cell: bool,
}

/// Puts the pieces in order.
pub(super) fn in_order(pieces: Vec<Piece>) -> Vec<Stretch> {
    let mut order = Order {
        gap: typical_size(&pieces) * GAP,
        stretches: Vec::new(),
    };
    order.read(pieces, DEPTH, false);
    order.stretches
}

fn typical_size(pieces: &[Piece]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = pieces
        .iter()
        .map(|piece| (piece.size, piece.glyphs.len()))
        .collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, count)| count).sum::<usize>() / 2;
    let mut before = 0;
    sizes
        .iter()
        .find(|(_, count)| {
            before += count;
            before > half
        })
        .map_or(10.0, |(size, _)| *size)
}

struct Order {
    gap: f32,
    stretches: Vec<Stretch>,
}

/// Pieces side by side: no line that goes across the page lies between them.
#[derive(Debug, Clone)]
struct Band {
    pieces: Vec<Piece>,
    top: f32,
    bottom: f32,
}

/// Bands that follow each other, and where they have ink: ranges from left to right.
struct Run {
    bands: Vec<Band>,
    ink: Vec<(f32, f32)>,
}

impl Order {
    fn read(&mut self, pieces: Vec<Piece>, depth: u32, is_cell: bool) {
        if pieces.len() < 2 || depth == 0 {
            self.plain(pieces, is_cell);
            return;
        }
        let mut is_cell = is_cell;
        for run in self.runs(pieces) {
            let cuts = self.cuts(&run.ink);
            let is_lone = run.bands.len() == 1;
            let widest = cuts.iter().map(|(from, to)| to - from).fold(0.0, f32::max);
            if cuts.is_empty() || is_lone && widest < self.gap / GAP * LONE_GAP {
                let pieces = run.bands.into_iter().flat_map(|band| band.pieces);
                self.plain(pieces.collect(), is_cell);
            } else {
                let middles: Vec<f32> = cuts.iter().map(|(from, to)| (from + to) / 2.0).collect();
                self.beside(run.bands, &middles, depth - 1, is_cell);
            }
            is_cell = false;
        }
    }

    /// Lines from top to bottom, pieces of one line joined.
    fn plain(&mut self, mut pieces: Vec<Piece>, is_cell: bool) {
        pieces.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.from.total_cmp(&b.from)));
        let mut lines: Vec<Piece> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match lines.last_mut() {
                Some(line)
                    if (line.base - piece.base).abs() < 0.3 * line.size.min(piece.size)
                        && piece.from >= line.to - 0.3 * line.size =>
                {
                    line.append(piece);
                }
                _ => lines.push(piece),
            }
        }
        match self.stretches.last_mut() {
            // What follows in one column is one stretch.
            Some(last) if !is_cell && !last.is_cell && follows(last, &lines) => {
                last.lines.extend(lines);
            }
            _ if lines.is_empty() => {}
            _ => self.stretches.push(Stretch { lines, is_cell }),
        }
    }

    /// Columns or cells.
    fn beside(&mut self, bands: Vec<Band>, middles: &[f32], depth: u32, is_cell: bool) {
        if is_prose(&bands, middles) {
            let mut columns = vec![Vec::new(); middles.len() + 1];
            for piece in bands.into_iter().flat_map(|band| band.pieces) {
                if let Some(column) = columns.get_mut(column_of(&piece, middles)) {
                    column.push(piece);
                }
            }
            for column in columns {
                self.read(column, depth, is_cell);
            }
            return;
        }
        for row in rows(bands, middles) {
            let mut cells = vec![Vec::new(); middles.len() + 1];
            for piece in row {
                if let Some(cell) = cells.get_mut(column_of(&piece, middles)) {
                    cell.push(piece);
                }
            }
            for cell in cells.into_iter().filter(|cell| !cell.is_empty()) {
                self.read(cell, depth, true);
            }
        }
    }

    /// Bands that belong together.
    fn runs(&self, pieces: Vec<Piece>) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for band in bands(pieces) {
            let ink = united(&[], &band.pieces);
            let Some(run) = runs.last_mut() else {
                runs.push(Run {
                    bands: vec![band],
                    ink,
                });
                continue;
            };
            let both = united(&run.ink, &band.pieces);
            let had_cuts = !self.cuts(&run.ink).is_empty();
            let has_cuts = !self.cuts(&ink).is_empty();
            let goes_on = if had_cuts || has_cuts {
                had_cuts && !self.cuts(&both).is_empty() && self.is_near(run, &band)
            } else {
                self.cuts(&both).is_empty()
            };
            if goes_on {
                run.bands.push(band);
                run.ink = both;
            } else {
                runs.push(Run {
                    bands: vec![band],
                    ink,
                });
            }
        }
        self.trimmed(runs)
    }

    /// Whether a band belongs to the columns above it: one that stands in a single column and far
    /// from them does not.
    fn is_near(&self, run: &Run, band: &Band) -> bool {
        let size = self.gap / GAP;
        let distance = band.top - run.bands.last().map_or(band.top, |last| last.bottom);
        distance < 1.5 * size || !self.cuts(&united(&[], &band.pieces)).is_empty()
    }

    /// Bands without a gap that come before columns, and are in one of them, are part of them
    /// where they are near.
    fn trimmed(&self, runs: Vec<Run>) -> Vec<Run> {
        let mut done: Vec<Run> = Vec::new();
        for mut run in runs {
            if let Some(before) = done.last_mut()
                && !self.cuts(&run.ink).is_empty()
                && run.bands.len() > 1
                && self.cuts(&before.ink).is_empty()
            {
                while let Some(band) = before.bands.pop() {
                    let ink = united(&run.ink, &band.pieces);
                    let top = run.bands.first().map_or(band.bottom, |first| first.top);
                    let kept = self.cuts(&ink).len() == self.cuts(&run.ink).len();
                    if kept && top - band.bottom < 0.8 * self.gap / GAP {
                        run.ink = ink;
                        run.bands.insert(0, band);
                    } else {
                        before.bands.push(band);
                        break;
                    }
                }
                before.ink = before
                    .bands
                    .iter()
                    .fold(Vec::new(), |ink, band| united(&ink, &band.pieces));
            }
            done.push(run);
        }
        done
    }

    /// The gaps in ink that goes from left to right.
    fn cuts(&self, ink: &[(f32, f32)]) -> Vec<(f32, f32)> {
        ink.windows(2)
            .filter_map(|pair| match pair {
                [left, right] if right.0 - left.1 >= self.gap => Some((left.1, right.0)),
                _ => None,
            })
            .collect()
    }
}

/// Whether lines go on below those of a stretch, rather than elsewhere.
fn follows(stretch: &Stretch, lines: &[Piece]) -> bool {
    match (stretch.lines.last(), lines.first()) {
        (Some(above), Some(below)) => {
            below.base > above.base && below.from < above.to && above.from < below.to
        }
        _ => true,
    }
}

fn bands(mut pieces: Vec<Piece>) -> Vec<Band> {
    pieces.sort_by(|a, b| a.top().total_cmp(&b.top()));
    let mut bands: Vec<Band> = Vec::new();
    for piece in pieces {
        let (top, bottom) = (piece.top(), piece.bottom());
        match bands.last_mut() {
            Some(band) if top < band.bottom - 0.1 * piece.size => {
                band.bottom = band.bottom.max(bottom);
                band.pieces.push(piece);
            }
            _ => bands.push(Band {
                pieces: vec![piece],
                top,
                bottom,
            }),
        }
    }
    bands
}

/// Ranges with those of the pieces, joined where they meet.
fn united(ink: &[(f32, f32)], pieces: &[Piece]) -> Vec<(f32, f32)> {
    let mut all: Vec<(f32, f32)> = ink
        .iter()
        .copied()
        .chain(pieces.iter().map(|piece| (piece.from, piece.to)))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut united: Vec<(f32, f32)> = Vec::with_capacity(all.len());
    for (from, to) in all {
        match united.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => united.push((from, to)),
        }
    }
    united
}

fn column_of(piece: &Piece, middles: &[f32]) -> usize {
    let middle = (piece.from + piece.to) / 2.0;
    middles.iter().filter(|cut| **cut < middle).count()
}

/// Whether these are columns of prose: most lines fill their column, and a column has several.
fn is_prose(bands: &[Band], middles: &[f32]) -> bool {
    let mut columns = vec![Vec::new(); middles.len() + 1];
    for piece in bands.iter().flat_map(|band| &band.pieces) {
        if let Some(column) = columns.get_mut(column_of(piece, middles)) {
            column.push(piece);
        }
    }
    let prose = columns.iter().filter(|column| fills(column)).count();
    prose * 2 > columns.len() || prose >= 2
}

/// Whether lines are those of prose: three or more, of some words, that mostly fill the column.
fn fills(column: &[&Piece]) -> bool {
    let from = column
        .iter()
        .map(|line| line.from)
        .fold(f32::INFINITY, f32::min);
    let to = column
        .iter()
        .map(|line| line.to)
        .fold(f32::NEG_INFINITY, f32::max);
    let count = column.len();
    let letters: usize = column.iter().map(|line| line.glyphs.len()).sum();
    let filled: f32 = column.iter().map(|line| line.to - line.from).sum();
    count >= 3 && letters >= 14 * count && filled >= 0.6 * (to - from) * count as f32
}

/// The rows of a table. A band whose first cell is empty goes on with the row above.
fn rows(bands: Vec<Band>, middles: &[f32]) -> Vec<Vec<Piece>> {
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    let mut bottom = f32::NEG_INFINITY;
    for band in bands {
        let is_first_empty = band
            .pieces
            .iter()
            .all(|piece| column_of(piece, middles) > 0);
        let size = band.pieces.first().map_or(0.0, |piece| piece.size);
        let is_near = band.top - bottom < 0.8 * size;
        bottom = band.bottom;
        match rows.last_mut() {
            Some(row) if is_first_empty && is_near => row.extend(band.pieces),
            _ => rows.push(band.pieces),
        }
    }
    rows
}
