//! A change to pages that was asked for when the document showed others, carried out on those that
//! it shows now. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::message::pages::{Cell, Key};
use crate::app::state::pages::cells::{lay_out, shown};
use crate::pack::{ShownPage, Turn};

/// What a document shows when a change is carried out on what it shows `now`. The change is that
/// from what was `seen` to what was `wanted`, each page by what it was known by as it was seen, and
/// was asked of the pages `on`. `None` where the document no longer shows those, or nothing would
/// change.
pub fn rebased(
    seen: &[ShownPage],
    wanted: &[Cell],
    on: &BTreeSet<Key>,
    now: &[ShownPage],
) -> Option<Vec<ShownPage>> {
    let (seen, now) = (keyed(seen), keyed(now));
    let turns = |cells: &[Cell]| -> BTreeMap<Key, Turn> {
        cells.iter().map(|cell| (cell.key(), cell.turn)).collect()
    };
    let (seen_turns, wanted_turns, now_turns) = (turns(&seen), turns(wanted), turns(&now));
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
    let is_moved = kept(&seen, &wanted_turns) != kept(wanted, &seen_turns);
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
    Some(shown(&cells)).filter(|then| *then != shown(&now))
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
    use crate::app::state::pages::cells;
    use crate::app::state::pages::cells::{moved, only, with, without};
    use crate::app::state::pages::chosen::Chosen;
    use crate::pack::PageSelection;

    /// The document shows `now` when asked to go from `seen` to `wanted` with the pages `on`.
    fn rebase(seen: &str, wanted: &str, on: &[u32], now: &str) -> Option<String> {
        let pages = |text: &str| text.parse::<PageSelection>().unwrap().pages().to_vec();
        let on = on.iter().map(|page| (*page, 0)).collect();
        let pages = rebased(&pages(seen), &keyed(&pages(wanted)), &on, &pages(now))?;
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

    /// A document that shows some of five pages, some of them twice or turned, and what an act on
    /// some of its pages comes to.
    fn any_act(mut next: impl FnMut(u32) -> u32) -> Option<(Vec<Cell>, Chosen, Vec<Cell>)> {
        const TURNS: [Turn; 3] = [Turn::None, Turn::None, Turn::Left];
        let some: Vec<ShownPage> = (0..=next(8))
            .map(|_| ShownPage {
                page: 1 + next(5),
                turn: TURNS[next(3) as usize],
            })
            .collect();
        let cells = lay_out(5, &some, &[], &BTreeMap::new());
        let mut chosen = Chosen::default();
        chosen.set((0..cells.len()).filter(|_| next(3) == 0));
        let wanted = match next(5) {
            0 => without(&cells, &chosen),
            1 => with(&cells, &chosen),
            2 => only(&cells, &chosen),
            3 => cells::turned(&cells, &chosen, Turn::Right),
            _ => {
                let place = next(cells.len() as u32 + 1) as usize;
                moved(&cells, &chosen, place)
            }
        };
        Some((cells, chosen, wanted?))
    }

    #[test]
    fn pages_that_are_shown_twice_are_not_taken_for_each_other() {
        let mut seed = 5_u32;
        let mut next = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % below
        };
        let mut done = 0;
        while done < 2000 {
            let Some((cells, chosen, wanted)) = any_act(&mut next) else {
                continue;
            };
            done += 1;
            let seen = shown(&cells);
            let on: BTreeSet<Key> = chosen.places().map(|place| cells[place].key()).collect();
            let then = rebased(&seen, &wanted, &on, &seen);
            assert_eq!(then, Some(shown(&wanted)), "{cells:?} {on:?}");
            // Another page was turned meanwhile.
            let mut others = cells.iter().filter(|cell| cell.is_shown);
            let other = others.find(|cell| !on.contains(&cell.key()));
            let Some(other) = other.map(|cell| cell.key()) else {
                continue;
            };
            let turn = |cells: &[Cell]| -> Vec<ShownPage> {
                let mut cells = cells.to_vec();
                for cell in cells.iter_mut().filter(|cell| cell.key() == other) {
                    cell.turn = cell.turn.then(Turn::Right);
                }
                shown(&cells)
            };
            let now = turn(&cells);
            let then = rebased(&seen, &wanted, &on, &now);
            let wanted = Some(turn(&wanted)).filter(|wanted| *wanted != now);
            assert_eq!(then, wanted, "{cells:?} {on:?} {other:?}");
        }
    }
}
