//! The rows of a table as they are drawn.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::cell::{self, Setting};
use super::columns::Grid;
use super::decoration;
use super::edges::{self, Segment};
use super::entries::{entries, fraction_pt};
use super::laid::Laid;
use super::measure::face;
use super::pieces::{fill, height, put, sliced};
use crate::import::{Block, Cell, CellAlign, CellPlace, Span, Stands};
use crate::typeset::page::{Heads, NodeId, Reach, Role};
use crate::typeset::strip::Strip;
use crate::typeset::text::{Line, Typesetter};

/// A row of up to this many lines is never cut.
const WHOLE_LINES: f32 = 12.0;
/// The part of a page's height up to which rows that cells hold together are never parted.
const WHOLE_GROUP: f32 = 0.4;
/// The most lines of a cell that reaches over pages for its words to stand again on each.
const LABEL_LINES: f32 = 4.0;

/// The most texts of a column that are known.
const MOST_KNOWN: usize = 5_000;

/// Sets rows one after the other.
pub(super) struct Rows<'a> {
    setter: &'a mut Typesetter,
    laid: &'a Laid<'a>,
    grid: &'a Grid,
    table: NodeId,
    /// Whether the first column has been set before.
    repeats_first: bool,
    page_height: f32,
    /// For each column, the width of what stands behind decimal points, in points.
    decimals_pt: Vec<f32>,
    /// For each column, the lines of plain texts that have been set: the same few words stand again
    /// and again in the columns of long tables.
    known: Vec<HashMap<String, Known>>,
}

/// The lines of a text, each with its left end, and the side that they keep to.
type Known = (Option<CellAlign>, Vec<(Line, f32)>);

/// A cell that has been set, piece below piece.
struct Filled<'a> {
    place: CellPlace<'a>,
    strips: Vec<Strip>,
    height: f32,
}

impl<'a> Rows<'a> {
    /// The rows of a table, none set yet.
    pub(super) fn new(
        setter: &'a mut Typesetter,
        laid: &'a Laid<'a>,
        grid: &'a Grid,
        table: NodeId,
        (repeats_first, page_height): (bool, f32),
    ) -> Self {
        let decimals_pt = decimals(setter, laid, grid);
        Self {
            setter,
            laid,
            grid,
            table,
            repeats_first,
            page_height,
            decimals_pt,
            known: vec![HashMap::new(); grid.columns.len()],
        }
    }

    /// Sets rows that belong together: one, or those that cells reach over.
    pub(super) fn group(&mut self, rows: Range<usize>) -> Vec<Strip> {
        let first = rows.start;
        let mut set: Vec<Vec<Filled<'a>>> = Vec::with_capacity(rows.len());
        for row in rows {
            set.push(self.row(row));
        }
        let padding = self.grid.padding();
        let least = self.grid.size.leading_pt + 2.0 * padding;
        let mut heights: Vec<f32> = set
            .iter()
            .map(|cells| {
                let single = cells.iter().filter(|cell| cell.place.rows == 1);
                let heights = single.map(|cell| cell.height + 2.0 * padding);
                heights.fold(least, f32::max)
            })
            .collect();
        let own_heights = heights.clone();
        let mut spanning: Vec<&CellPlace<'_>> = Vec::new();
        let mut needed = HashMap::new();
        for cell in set.iter().flatten().filter(|cell| cell.place.rows > 1) {
            needed.insert(
                (cell.place.row, cell.place.column),
                cell.height + 2.0 * padding,
            );
            spanning.push(&cell.place);
        }
        spanning.sort_by_key(|place| place.row + place.rows);
        for place in spanning {
            let within = place.row - first..place.row - first + place.rows;
            let needed = needed
                .get(&(place.row, place.column))
                .copied()
                .unwrap_or(0.0);
            let missing = needed
                - heights
                    .get(within.clone())
                    .map_or(0.0, |own| own.iter().sum());
            if let Some(last) = heights.get_mut(within.end - 1).filter(|_| missing > 0.0) {
                *last += missing;
            }
        }
        let total: f32 = heights.iter().sum();
        let most_whole = if set.len() > 1 {
            (self.page_height * WHOLE_GROUP).max(self.most_whole_pt())
        } else {
            self.most_whole_pt()
        };
        let (mut strips, segments) = if total <= most_whole {
            self.whole(set, &heights)
        } else {
            self.parted(set, &own_heights)
        };
        edges::draw(&mut strips, self.laid, self.grid, (first, &segments));
        strips
    }

    fn most_whole_pt(&self) -> f32 {
        WHOLE_LINES * self.grid.size.leading_pt + 2.0 * self.grid.padding() + 0.1
    }

    /// Sets the cells that begin in a row.
    fn row(&mut self, row: usize) -> Vec<Filled<'a>> {
        let node = self.setter.node(Role::Row, Some(self.table));
        let is_head = row < self.laid.head_rows;
        let laid = self.laid;
        let in_row = || {
            let cells = self
                .grid
                .columns
                .iter()
                .map(|column| laid.owner(row, *column));
            let mut owners: Vec<usize> = cells.flatten().collect();
            owners.dedup();
            owners
                .into_iter()
                .filter_map(|owner| laid.places.get(owner))
        };
        let single = in_row()
            .filter(|place| place.rows == 1)
            .map(|place| place.cell);
        let by_line = cell::are_lines_alike(single);
        let mut set = Vec::new();
        let mut place = 0;
        let was_content = self.setter.is_content;
        while let Some(column) = self.grid.columns.get(place).copied() {
            let owner = laid
                .owner(row, column)
                .and_then(|owner| laid.places.get(owner));
            let count = owner.map_or(1, |owner| {
                let columns = self.grid.columns.iter().skip(place);
                let end = owner.column + owner.columns;
                columns
                    .take_while(|column| (owner.column..end).contains(*column))
                    .count()
            });
            let range = place..place + count.max(1);
            place = range.end;
            // What is repeated is not said a second time.
            let is_again = self.repeats_first && range.start == 0
                || owner.is_some_and(|owner| owner.column != column);
            self.setter.is_content = was_content && !is_again;
            match owner {
                Some(owner) if owner.row != row => {}
                Some(owner) => {
                    let reach = Reach::of(owner.rows, range.len());
                    let role = role(owner.cell, is_head, reach);
                    let cell_node = self.setter.node(role, Some(node));
                    set.push(Filled {
                        place: *owner,
                        strips: Vec::new(),
                        height: 0.0,
                    });
                    let is_by_line = by_line && owner.rows == 1;
                    let strips = self.cell(owner.cell, range, (is_head, is_by_line), cell_node);
                    if let Some(last) = set.last_mut() {
                        last.strips = strips;
                    }
                }
                None => {
                    let role = role(&Cell::default(), is_head, Reach::default());
                    self.setter.node(role, Some(node));
                }
            }
        }
        self.setter.is_content = was_content;
        if by_line {
            align_lines(&mut set, self.grid.size.leading_pt);
        }
        for cell in &mut set {
            cell.height = height(&cell.strips);
        }
        set
    }

    /// Sets what stands in a cell.
    fn cell(
        &mut self,
        cell: &'a Cell,
        range: Range<usize>,
        (is_head, by_line): (bool, bool),
        node: NodeId,
    ) -> Vec<Strip> {
        let span = self.grid.span(range.clone());
        let is_figure = range
            .clone()
            .all(|place| self.grid.figures.get(place) == Some(&true));
        let setting = Setting {
            is_head,
            is_figure: is_figure && range.len() == 1,
            decimals_pt: self.decimals_pt.get(range.start).copied().unwrap_or(0.0),
            page_height: self.page_height,
        };
        let plain = match cell.blocks.as_slice() {
            [Block::Paragraph(text)] if !is_head && !by_line && range.len() == 1 => {
                match text.as_slice() {
                    [span]
                        if cell.align != Some(CellAlign::Decimal)
                            && cell.ground.is_none()
                            && *span == Span::plain(&span.text) =>
                    {
                        Some(&span.text)
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        let known = self.known.get(range.start);
        if let Some((align, lines)) = plain.and_then(|text| known?.get(text))
            && *align == cell.align
        {
            let mut lines = lines.clone();
            let ink = lines.iter_mut().flat_map(|(line, _)| &mut line.ink);
            ink.for_each(|ink| ink.node = ink.node.map(|_| node));
            return strips_of(lines, 0);
        }
        let Some(entries) = entries(cell, by_line) else {
            return cell::blocks(self.setter, cell, (self.grid, span), setting, node);
        };
        let nodes = cell::paragraph_node(self.setter, &entries, node);
        let mut strips = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let node = nodes.get(entry.paragraph).copied().unwrap_or(node);
            let grid = (self.grid, span);
            let lines = cell::lines(self.setter, entry, cell, grid, setting, node);
            if let Some(text) = plain
                && let Some(known) = self.known.get_mut(range.start)
                && known.len() < MOST_KNOWN
            {
                known.insert(text.clone(), (cell.align, lines.clone()));
            }
            if lines.is_empty() {
                // An empty line keeps its height.
                let mut blank = Strip::blank(self.grid.size.leading_pt);
                blank.entry = index;
                strips.push(blank);
            }
            strips.append(&mut strips_of(lines, index));
        }
        strips
    }

    /// Rows as one strip, cell by cell.
    fn whole(&self, set: Vec<Vec<Filled<'_>>>, heights: &[f32]) -> (Vec<Strip>, Vec<Vec<Segment>>) {
        let padding = self.grid.padding();
        let mut strip = Strip::blank(heights.iter().sum());
        let mut segments = Vec::with_capacity(heights.len());
        let mut top = 0.0;
        let mut tops = Vec::with_capacity(heights.len());
        for height in heights {
            tops.push(top);
            segments.push(vec![Segment {
                strip: 0,
                top,
                bottom: top + height,
            }]);
            top += height;
        }
        for (index, cells) in set.into_iter().enumerate() {
            let top = tops.get(index).copied().unwrap_or(0.0);
            for cell in cells {
                let rows = heights.iter().skip(index).take(cell.place.rows);
                let free = rows.sum::<f32>() - cell.height - 2.0 * padding;
                let down = match cell.place.cell.stands {
                    Stands::Top => 0.0,
                    Stands::Middle => free.max(0.0) / 2.0,
                    Stands::Bottom => free.max(0.0),
                };
                put(&mut strip, cell.strips, top + padding + down);
            }
        }
        (vec![strip], segments)
    }

    /// The words of cells as they stand again above a row that begins a page: screen readers have
    /// read them.
    fn label(&self, labels: &[(usize, Vec<Strip>)]) -> Option<Rc<Vec<Strip>>> {
        let padding = self.grid.padding();
        let highest = labels
            .iter()
            .map(|(_, pieces)| height(pieces))
            .fold(0.0, f32::max);
        let mut strip = Strip::blank(highest + 2.0 * padding);
        for (_, pieces) in labels {
            put(&mut strip, pieces.clone(), padding);
        }
        (!labels.is_empty()).then(|| Rc::new(vec![decoration(&strip)]))
    }

    /// Rows as a strip for each that is not high, and for each line of one that is, so that they may
    /// run over pages. What reaches over several stands in their strips from the top: no piece
    /// stands across two.
    fn parted(
        &self,
        set: Vec<Vec<Filled<'_>>>,
        heights: &[f32],
    ) -> (Vec<Strip>, Vec<Vec<Segment>>) {
        let padding = self.grid.padding();
        let mut strips: Vec<Strip> = Vec::new();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        // Cells that reach over more rows, with the row that they end in and their first strip.
        let mut open: Vec<(usize, usize, Vec<Strip>)> = Vec::new();
        // What is said again above a row that begins a page: the short words of cells that go on.
        let mut labels: Vec<(usize, Vec<Strip>)> = Vec::new();
        let mut again = None;
        for (index, cells) in set.into_iter().enumerate() {
            let begin = strips.len();
            let count = labels.len();
            labels.retain(|(end, _)| *end > index);
            if labels.len() < count {
                again = self.label(&labels);
            }
            let count = labels.len();
            let (single, spanning): (Vec<_>, Vec<_>) =
                cells.into_iter().partition(|cell| cell.place.rows == 1);
            let height = heights.get(index).copied().unwrap_or(0.0);
            if height <= self.most_whole_pt() {
                let mut strip = Strip::blank(height);
                for cell in single {
                    let free = (height - cell.height - 2.0 * padding).max(0.0);
                    let down = match cell.place.cell.stands {
                        Stands::Top => 0.0,
                        Stands::Middle => free / 2.0,
                        Stands::Bottom => free,
                    };
                    put(&mut strip, cell.strips, padding + down);
                }
                strips.push(strip);
            } else {
                let cells = single.into_iter().map(|cell| cell.strips);
                strips.append(&mut sliced(cells.collect(), padding));
            }
            let own = again.clone();
            for cell in spanning {
                let end = index + cell.place.rows;
                if cell.height > 0.0 && cell.height <= LABEL_LINES * self.grid.size.leading_pt {
                    labels.push((end, cell.strips.clone()));
                }
                open.push((index + cell.place.rows, begin, cell.strips));
            }
            let (ending, still): (Vec<_>, Vec<_>) =
                open.into_iter().partition(|(end, ..)| *end == index + 1);
            open = still;
            let mut rest: Vec<Vec<Strip>> = Vec::new();
            for (_, first, pieces) in ending {
                let slots = strips.get_mut(first..).unwrap_or_default();
                rest.push(fill(slots, pieces, padding));
            }
            rest.retain(|pieces| !pieces.is_empty());
            if !rest.is_empty() {
                strips.append(&mut sliced(rest, padding));
            }
            let of_row = strips.iter_mut().skip(begin);
            of_row.for_each(|strip| strip.again.clone_from(&own));
            if labels.len() > count {
                again = self.label(&labels);
            }
            ranges.push(begin..strips.len());
        }
        let segments = ranges.into_iter().map(|range| {
            let segment = |strip: usize| Segment {
                strip,
                top: 0.0,
                bottom: strips.get(strip).map_or(0.0, |strip| strip.height),
            };
            range.map(segment).collect()
        });
        let segments = segments.collect();
        (strips, segments)
    }
}

fn role(cell: &Cell, is_in_head: bool, reach: Reach) -> Role {
    match (is_in_head, cell.is_head) {
        (true, _) => Role::HeaderCell(Heads::Column, reach),
        (false, true) => Role::HeaderCell(Heads::Row, reach),
        (false, false) => Role::Cell(reach),
    }
}

fn strips_of(lines: Vec<(Line, f32)>, entry: usize) -> Vec<Strip> {
    let strip = |(line, x): (Line, f32)| Strip {
        entry,
        ..Strip::from_line(line, x)
    };
    lines.into_iter().map(strip).collect()
}

/// Lets the lines of cells that belong together begin at one height, however many lines of type each
/// takes.
fn align_lines(cells: &mut [Filled<'_>], leading: f32) {
    let count_of =
        |strips: &[Strip], entry: usize| strips.iter().filter(|strip| strip.entry == entry).count();
    let last = |cell: &Filled<'_>| cell.strips.last().map_or(0, |strip| strip.entry);
    let simple = |cell: &&mut Filled<'_>| cell.place.rows == 1 && last(cell) > 0;
    let entries = cells.iter().map(last).max().unwrap_or(0);
    let most: Vec<usize> = (0..=entries)
        .map(|entry| {
            let aligned = cells
                .iter()
                .filter(|cell| cell.place.rows == 1 && last(cell) > 0);
            let counts = aligned.map(|cell| count_of(&cell.strips, entry));
            counts.max().unwrap_or(0)
        })
        .collect();
    for cell in cells.iter_mut().filter(simple) {
        let end = last(cell);
        let mut strips: Vec<Strip> = Vec::new();
        let mut rest = std::mem::take(&mut cell.strips).into_iter().peekable();
        for (entry, most) in most.iter().enumerate().take(end + 1) {
            let mut count = 0;
            while let Some(strip) = rest.next_if(|strip| strip.entry == entry) {
                strips.push(strip);
                count += 1;
            }
            let missing = if entry < end {
                most.saturating_sub(count)
            } else {
                0
            };
            strips.extend((0..missing).map(|_| Strip::blank(leading)));
        }
        cell.strips = strips;
    }
}

/// How wide what stands behind the decimal points of each column is.
fn decimals(setter: &mut Typesetter, laid: &Laid<'_>, grid: &Grid) -> Vec<f32> {
    let mut all = vec![0.0_f32; grid.columns.len()];
    let is_decimal =
        |place: &&CellPlace<'_>| place.cell.align == Some(CellAlign::Decimal) && place.columns == 1;
    for place in laid.places.iter().filter(is_decimal) {
        let at = grid
            .columns
            .iter()
            .position(|column| *column == place.column);
        let Some(widest) = at.and_then(|at| all.get_mut(at)) else {
            continue;
        };
        let is_head = place.row < laid.head_rows;
        for entry in entries(place.cell, true).unwrap_or_default() {
            let face = face(grid.size, is_head);
            *widest = widest.max(fraction_pt(setter, &entry.text, face));
        }
    }
    all
}
