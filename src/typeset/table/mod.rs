//! Tables: column widths from their content, hair rules, a head that is repeated. A table that is too
//! wide for the paper is set in smaller type, then on turned paper, then in several parts.

mod cell;
mod columns;
mod edges;
mod entries;
mod figures;
mod laid;
mod measure;
mod parts;
mod pieces;
mod row;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use self::columns::{Grid, Looks, Wanted};
use self::laid::Laid;
use self::measure::wanted;
use self::parts::{comfortable, parts};
use self::row::Rows;
use super::column::Column;
use super::face::{Face, Run};
use super::page::{NodeId, Role};
use super::strip::{Strip, paragraph, rule};
use super::style;
use super::text::{Typesetter, Wrap};
use crate::import::{Rules, Table};

/// The space between the parts of a table that is too wide for the paper, in points.
const SPACE_BETWEEN_PARTS_PT: f32 = 18.0;
/// The space between a caption and its part of a table, in points.
const CAPTION_SPACE_PT: f32 = 4.0;
/// A table of more rows is long: paper is spared.
const LONG_ROWS: usize = 60;
/// The most of a page's height that a head may take and still be repeated.
const MOST_AGAIN: f32 = 0.35;

pub(super) fn table(
    setter: &mut Typesetter,
    table: &Table,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let laid = Laid::new(table);
    if laid.columns == 0 {
        return Vec::new();
    }
    let wanted = wanted(setter, &laid);
    let looks = Looks {
        is_long: laid.rows() - laid.head_rows > LONG_ROWS,
        is_boxed: laid.is_boxed,
        is_mirrored: table.is_mirrored,
        source: &table.widths_pt,
    };
    let (column, wanted, columns_of_parts) = on_paper(wanted, column, looks);
    let is_parted = columns_of_parts.len() > 1;
    let mut strips = Vec::new();
    for (index, columns) in columns_of_parts.into_iter().enumerate() {
        let repeats_first = index > 0;
        let mut above = Vec::new();
        if is_parted {
            above = caption(
                setter,
                &columns,
                repeats_first,
                laid.columns,
                column,
                parent,
            );
        }
        let grid = Grid::new(&wanted, columns, column, looks);
        let mut part = part(setter, (&laid, &grid), above, repeats_first, column, parent);
        if is_parted {
            keep_whole(&mut part, repeats_first, column.page_height);
        }
        if let Some(first) = part.first_mut() {
            first.space = SPACE_BETWEEN_PARTS_PT;
        }
        strips.append(&mut part);
    }
    let is_turned = column.is_turned;
    let turned = strips.iter_mut();
    turned.for_each(|strip| strip.is_turned = is_turned);
    strips
}

/// Keeps a part on one page if it is no higher than that; otherwise a further part begins a page of
/// its own.
fn keep_whole(part: &mut [Strip], is_further: bool, page_height: f32) {
    let height: f32 = part.iter().map(|strip| strip.height + strip.space).sum();
    let is_whole = height <= page_height;
    for strip in part.iter_mut().skip(1).filter(|_| is_whole) {
        strip.keep = true;
    }
    if let Some(first) = part.first_mut() {
        first.begins_page = is_further && !is_whole;
    }
}

/// The paper that a table is set on, upright or turned, what its columns want there, and which are
/// set together.
/// Paper is turned only for a table that has to be parted otherwise, and is parted less by that, whose
/// long texts would stand in very narrow columns, or whose type would be tiny.
fn on_paper(
    wanted: Vec<Wanted>,
    column: Column,
    looks: Looks<'_>,
) -> (Column, Vec<Wanted>, Vec<Vec<usize>>) {
    let turned = column.turned.map(|(full_width, page_height)| Column {
        full_width,
        page_height,
        is_turned: true,
        ..column
    });
    let inset = if looks.is_boxed {
        columns::GUTTER_PT.0
    } else {
        0.0
    };
    let upright = parts(&wanted, column.full_width - inset);
    if let [all] = upright.as_slice() {
        let grid = |column: Column| Grid::new(&wanted, all.clone(), column, looks);
        let own = grid(column);
        // Paper is turned before type is set that is hard to read.
        let is_better = |turned: &Column| {
            own.is_crowded() || own.is_tiny() && { grid(*turned).size.size_pt > own.size.size_pt }
        };
        let column = turned.filter(is_better).unwrap_or(column);
        return (column, wanted, upright);
    }
    let wanted = comfortable(&wanted);
    let upright = parts(&wanted, column.full_width - inset);
    let Some(turned) = turned else {
        return (column, wanted, upright);
    };
    let on_turned = parts(&wanted, turned.full_width - inset);
    if on_turned.len() >= upright.len() {
        return (column, wanted, upright);
    }
    (turned, wanted, on_turned)
}

/// Says which columns of the table a part holds. It is no part of the document's own words.
fn caption(
    setter: &mut Typesetter,
    columns: &[usize],
    repeats_first: bool,
    count: usize,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let own = columns
        .get(usize::from(repeats_first)..)
        .unwrap_or_default();
    let (Some(first), Some(last)) = (own.first(), own.last()) else {
        return Vec::new();
    };
    let (first, last) = (first + 1, last + 1);
    let which = if first == last {
        format!("Column {first} of {count}")
    } else {
        format!("Columns {first}\u{2013}{last} of {count}")
    };
    let was_content = std::mem::replace(&mut setter.is_content, false);
    let node = setter.node(Role::Paragraph, parent);
    let face = Face::new(style::SMALL).colored(style::MUTED);
    let lines = setter.lines(
        &[Run::new(&which, face, Some(node))],
        column.full_width,
        Wrap::Words,
    );
    setter.is_content = was_content;
    paragraph(lines, column.x, SPACE_BETWEEN_PARTS_PT)
}

/// What stands again at the top of pages.
type Repeated = Rc<Vec<Strip>>;

/// Sets the columns of a grid as a table, below what says which these are. `repeats_first` says that
/// the first column has been set before.
fn part(
    setter: &mut Typesetter,
    (laid, grid): (&Laid<'_>, &Grid),
    above: Vec<Strip>,
    repeats_first: bool,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let node = setter.node(Role::Table, parent);
    let starts = laid.starts();
    let mut setting = Rows::new(
        setter,
        laid,
        grid,
        node,
        (repeats_first, column.page_height),
    );
    let mut strips = above;
    let captions = strips.len();
    let has_head = laid.head_rows > 0;
    let mut row = 0;
    while row < laid.head_rows {
        let rows = laid.group(row, &starts);
        row = rows.end;
        strips.extend(setting.group(rows));
    }
    if !has_head && laid.table.rules == Rules::BelowRows {
        strips.push(rule(grid.x, grid.full_width(), 0.0));
    }
    if let Some(first) = strips.get_mut(captions).filter(|_| captions > 0) {
        first.space = CAPTION_SPACE_PT;
    }
    let lead = strips.iter_mut().skip(1);
    lead.for_each(|strip| strip.keep = true);
    let height: f32 = strips.iter().map(|strip| strip.height + strip.space).sum();
    let again = (has_head && height < column.page_height * MOST_AGAIN)
        .then(|| Rc::new(strips.iter().map(decoration).collect::<Vec<_>>()));
    let is_led = !strips.is_empty();
    while row < laid.rows() {
        let rows = laid.group(row, &starts);
        let is_first = row == laid.head_rows;
        row = rows.end;
        let mut set = setting.group(rows);
        if let Some(first) = set.first_mut() {
            first.keep |= is_first && is_led;
        }
        // What stands again above a row stands below the head.
        let mut last: Option<(Repeated, Repeated)> = None;
        for strip in &mut set {
            let Some(label) = strip.again.take() else {
                strip.again.clone_from(&again);
                continue;
            };
            let known = last.as_ref().filter(|(own, _)| Rc::ptr_eq(own, &label));
            let both = known.map_or_else(
                || {
                    Rc::new(
                        again
                            .iter()
                            .chain([&label])
                            .flat_map(|strips| strips.iter().cloned())
                            .collect(),
                    )
                },
                |(_, both)| Rc::clone(both),
            );
            strip.again = Some(Rc::clone(&both));
            last = Some((label, both));
        }
        strips.append(&mut set);
    }
    strips
}

/// A head as it is set again: screen readers have read it once.
fn decoration(strip: &Strip) -> Strip {
    let mut strip = strip.clone();
    strip.links.clear();
    strip.ink.iter_mut().for_each(|ink| ink.node = None);
    strip
}
