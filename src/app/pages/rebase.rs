//! A change to pages that was asked for when the document showed others, carried out on those that
//! it shows now. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cell, Key, lay_out};
use crate::pack::{ShownPage, Turn};

/// What a document shows when a change is carried out on what it shows `now`. The change is that
/// from what was `seen` to what was `wanted`, and was asked of the pages `on`. `None` where the
/// document no longer shows those, or nothing would change.
pub fn rebased(
    seen: &[ShownPage],
    wanted: &[ShownPage],
    on: &BTreeSet<Key>,
    now: &[ShownPage],
) -> Option<Vec<ShownPage>> {
    let (seen, wanted, now) = (keyed(seen), keyed(wanted), keyed(now));
    let turns = |cells: &[Cell]| -> BTreeMap<Key, Turn> {
        cells.iter().map(|cell| (cell.key(), cell.turn)).collect()
    };
    let (seen_turns, wanted_turns, now_turns) = (turns(&seen), turns(&wanted), turns(&now));
    let was_shown = |key: &Key| seen_turns.contains_key(key);
    if on
        .iter()
        .any(|key| was_shown(key) && !now_turns.contains_key(key))
    {
        return None;
    }
    let kept = |cells: &[Cell], other: &BTreeMap<Key, Turn>| -> Vec<Key> {
        let keys = cells.iter().map(|cell| cell.key());
        keys.filter(|key| other.contains_key(key)).collect()
    };
    let is_moved = kept(&seen, &wanted_turns) != kept(&wanted, &seen_turns);
    let mut cells = Vec::with_capacity(now.len());
    for mut cell in now.iter().copied() {
        let key = cell.key();
        let is_removed = was_shown(&key) && !wanted_turns.contains_key(&key);
        if is_removed || is_moved && on.contains(&key) {
            continue;
        }
        cell.turn = turned(cell, &seen_turns, &wanted_turns);
        cells.push(cell);
    }
    // What came or moved stands behind the page that it was put behind.
    for (place, cell) in wanted.iter().enumerate() {
        let key = cell.key();
        let is_coming = !was_shown(&key) && !now_turns.contains_key(&key);
        let is_moving = is_moved && on.contains(&key);
        if !is_coming && !is_moving {
            continue;
        }
        let ahead = wanted.get(..place).unwrap_or_default().iter().rev();
        let behind = ahead
            .filter_map(|before| cells.iter().position(|cell| cell.key() == before.key()))
            .next();
        let mut cell = *cell;
        if let Some(turn) = now_turns.get(&key) {
            cell.turn = turned(
                Cell {
                    turn: *turn,
                    ..cell
                },
                &seen_turns,
                &wanted_turns,
            );
        }
        cells.insert(behind.map_or(0, |behind| behind + 1), cell);
    }
    (cells != now).then(|| cells.into_iter().map(Cell::shown).collect())
}

/// How a cell is turned when it is turned by as much as was wanted of what was seen.
fn turned(cell: Cell, seen: &BTreeMap<Key, Turn>, wanted: &BTreeMap<Key, Turn>) -> Turn {
    let key = cell.key();
    match (seen.get(&key), wanted.get(&key)) {
        (Some(seen), Some(wanted)) => cell.turn.then(seen.back()).then(*wanted),
        _ => cell.turn,
    }
}

fn keyed(shown: &[ShownPage]) -> Vec<Cell> {
    lay_out(0, shown, &[], &BTreeMap::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::PageSelection;

    /// The document shows `now` when asked to go from `seen` to `wanted` with the pages `on`.
    fn rebase(seen: &str, wanted: &str, on: &[u32], now: &str) -> Option<String> {
        let pages = |text: &str| text.parse::<PageSelection>().unwrap().pages().to_vec();
        let on = on.iter().map(|page| (*page, 0)).collect();
        let pages = rebased(&pages(seen), &pages(wanted), &on, &pages(now))?;
        Some(PageSelection::new(pages).map_or_else(String::new, String::from))
    }

    #[test]
    fn on_what_was_seen_it_is_what_was_wanted() {
        for (wanted, on) in [
            ("1, 3-5", [2].as_slice()),
            ("2, 4", &[2, 4]),
            ("1, 2 left, 3-5", &[2]),
            ("4-5, 1-3", &[4, 5]),
            ("2-5, 1", &[1]),
            ("1, 7, 2-5", &[7]),
        ] {
            assert_eq!(rebase("1-5", wanted, on, "1-5").as_deref(), Some(wanted));
        }
    }

    #[test]
    fn it_is_carried_out_on_other_pages_where_those_it_is_on_are_there() {
        for (seen, wanted, on, now, then) in [
            // Left out after a split, a merge and a turn.
            ("1-9", "1, 3-9", [2].as_slice(), "1-4", "1, 3-4"),
            ("1-4", "1-2, 4", &[3], "1-9", "1-2, 4-9"),
            ("1-4", "1-2, 4", &[3], "4, 3 left, 2", "4, 2"),
            // Turned while it was turned, or moved.
            (
                "1-3",
                "1, 2 right, 3",
                &[2],
                "1, 2 right, 3",
                "1, 2 half, 3",
            ),
            ("1-3", "1, 2 right, 3", &[2], "2-3", "2 right, 3"),
            // Moved among what is left, and turned as it is by now.
            ("1-5", "4, 1-3, 5", &[4], "2, 4 left, 5", "4 left, 2, 5"),
            ("1-5", "1-2, 4, 3, 5", &[3], "1-3, 5, 4", "1-2, 5, 4, 3"),
            // Taken in behind its neighbour.
            ("1, 3", "1-3", &[2], "3, 1", "3, 1-2"),
        ] {
            let done = rebase(seen, wanted, on, now);
            assert_eq!(done.as_deref(), Some(then), "{seen} to {wanted} on {now}");
        }
    }

    #[test]
    fn it_is_not_carried_out_where_it_makes_no_sense() {
        // The page is in another document by now, left out already, or in already.
        assert_eq!(rebase("1-9", "1-6, 8-9", &[7], "1-4"), None);
        assert_eq!(rebase("1-3", "1, 3", &[2], "1, 3"), None);
        assert_eq!(rebase("1, 3", "1-3", &[2], "1-3"), None);
        // Of several pages not all are there: none is touched.
        assert_eq!(rebase("1-9", "1-2, 7-9", &[3, 4, 5, 6], "1-4"), None);
        assert_eq!(rebase("1-3", "2", &[2], "1, 3").as_deref(), None);
        // The person says no to an empty document.
        assert_eq!(rebase("1-3", "1", &[2, 3], "2-3").as_deref(), Some(""));
    }
}
