//! Pieces of cells on the strips of a table: none stands across two, since a page may end between them.

use std::collections::VecDeque;

use crate::typeset::page::{Ink, Rect, Shape};
use crate::typeset::strip::{Ground, Strip, keep_ends_together};

/// The height of pieces one below the other.
pub(super) fn height(strips: &[Strip]) -> f32 {
    let spaces = strips.iter().skip(1).map(|strip| strip.space);
    strips.iter().map(|strip| strip.height).sum::<f32>() + spaces.sum::<f32>()
}

/// Puts pieces on a strip, one below the other from `y` down.
pub(super) fn put(strip: &mut Strip, pieces: Vec<Strip>, mut y: f32) {
    let mut grounds: Vec<(Ground, f32)> = Vec::new();
    for (index, piece) in pieces.into_iter().enumerate() {
        let above = y;
        if index > 0 {
            y += piece.space;
        }
        if strip.baseline == 0.0 {
            strip.baseline = y + piece.baseline;
        }
        for ground in &piece.grounds {
            // A ground that goes on runs through the space between.
            let goes_on = grounds
                .iter()
                .any(|(before, end)| before == ground && *end == above);
            let top = if goes_on { above } else { y };
            strip.ink.push(Ink {
                node: None,
                shape: Shape::Fill {
                    rect: Rect {
                        x: ground.x,
                        y: top,
                        width: ground.width,
                        height: y + piece.height - top,
                    },
                    color: ground.color,
                },
            });
        }
        grounds = piece
            .grounds
            .iter()
            .map(|ground| (*ground, y + piece.height))
            .collect();
        strip
            .ink
            .extend(piece.ink.into_iter().map(|ink| ink.moved(0.0, y)));
        strip
            .links
            .extend(piece.links.into_iter().map(|link| link.moved(0.0, y)));
        y += piece.height;
    }
}

/// Cells as strips that each hold as much of every cell as its highest piece leaves room for.
pub(super) fn sliced(cells: Vec<Vec<Strip>>, padding: f32) -> Vec<Strip> {
    let mut cells: Vec<VecDeque<Strip>> = cells.into_iter().map(VecDeque::from).collect();
    let mut strips: Vec<Strip> = Vec::new();
    while cells.iter().any(|cell| !cell.is_empty()) {
        let full = |strip: &Strip| strip.height + strip.space;
        let is_first = strips.is_empty();
        if is_first {
            let firsts = cells.iter_mut().filter_map(VecDeque::front_mut);
            firsts.for_each(|strip| strip.space = 0.0);
        }
        let highest = cells
            .iter()
            .filter_map(VecDeque::front)
            .map(full)
            .fold(0.0, f32::max);
        let top = if is_first { padding } else { 0.0 };
        let mut strip = Strip::blank(top + highest);
        for cell in &mut cells {
            let mut taken = Vec::new();
            let mut used = 0.0;
            while let Some(next) = cell.front() {
                used += full(next);
                if used > highest + 0.01 {
                    break;
                }
                taken.extend(cell.pop_front());
            }
            let space = taken.first().map_or(0.0, |first| first.space);
            put(&mut strip, taken, top + space);
        }
        strips.push(strip);
    }
    if let Some(last) = strips.last_mut() {
        last.height += padding;
    }
    keep_ends_together(&mut strips);
    strips
}

/// Puts pieces on strips that are there, from the first one down; none stands across two. Returns
/// those for which there is no room.
pub(super) fn fill(slots: &mut [Strip], pieces: Vec<Strip>, padding: f32) -> Vec<Strip> {
    let mut slots = slots.iter_mut();
    let mut slot = slots.next();
    let mut used = padding;
    let mut pieces = VecDeque::from(pieces);
    while let Some(piece) = pieces.front() {
        let Some(here) = slot.as_deref_mut() else {
            break;
        };
        if used + piece.height > here.height + 0.01 {
            slot = slots.next();
            used = padding;
            continue;
        }
        let height = piece.height + piece.space;
        if let Some(piece) = pieces.pop_front() {
            put(here, vec![piece], used);
        }
        used += height;
    }
    pieces.into()
}
