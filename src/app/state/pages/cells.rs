//! The pages of a source as the grid lays them out: those that the document shows in its order,
//! each that it leaves out after the page that it follows in the source. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::message::pages::{Cell, Key};
use crate::app::state::pages::chosen::Chosen;
use crate::pack::{PageSelection, ShownPage, Turn};

/// Lays out a source of so many pages of which these are shown. What is left out stands where it
/// stood `before`, turned as it was; else behind the page that it follows in the source, turned as
/// `turns` tells.
pub fn lay_out(
    count: u32,
    shown: &[ShownPage],
    before: &[Cell],
    turns: &BTreeMap<u32, Turn>,
) -> Vec<Cell> {
    let mut repeats: BTreeMap<u32, u32> = BTreeMap::new();
    let shown: Vec<Cell> = shown
        .iter()
        .map(|page| {
            let repeat = repeats.entry(page.page).or_default();
            *repeat += 1;
            Cell {
                page: page.page,
                repeat: *repeat - 1,
                turn: page.turn,
                is_shown: true,
            }
        })
        .collect();
    let is_left_out = |page: &u32| !repeats.contains_key(page);
    let places = places_by_key(before);
    let stood_at = |page: u32| places.get(&(page, 0)).copied();
    let mut left_out: Vec<u32> = (1..=count).filter(is_left_out).collect();
    left_out.sort_by_key(|page| (stood_at(*page).is_none(), stood_at(*page), *page));

    let there: BTreeSet<Key> = shown
        .iter()
        .map(|cell| cell.key())
        .chain(left_out.iter().map(|page| (*page, 0)))
        .collect();
    let mut followers: BTreeMap<Option<Key>, Vec<Cell>> = BTreeMap::new();
    for page in left_out {
        let (follows, turn) = match stood_at(page) {
            Some(place) => {
                let ahead = before.get(..place).unwrap_or_default().iter().rev();
                let follows = ahead.map(|cell| cell.key()).find(|key| there.contains(key));
                let turn = before.get(place).map_or(Turn::None, |cell| cell.turn);
                (follows, turn)
            }
            None => {
                let follows = (page > 1).then(|| (page - 1, 0));
                (follows, turns.get(&page).copied().unwrap_or_default())
            }
        };
        followers.entry(follows).or_default().push(Cell {
            page,
            repeat: 0,
            turn,
            is_shown: false,
        });
    }
    let mut cells = Vec::with_capacity(there.len());
    add_followers(&mut cells, &mut followers, None);
    for cell in shown {
        cells.push(cell);
        add_followers(&mut cells, &mut followers, Some(cell.key()));
    }
    cells
}

/// Adds what stands behind a cell, and behind that.
fn add_followers(
    cells: &mut Vec<Cell>,
    followers: &mut BTreeMap<Option<Key>, Vec<Cell>>,
    of: Option<Key>,
) {
    let mut next = followers.remove(&of).unwrap_or_default();
    next.reverse();
    while let Some(cell) = next.pop() {
        cells.push(cell);
        let more = followers.remove(&Some(cell.key())).unwrap_or_default();
        next.extend(more.into_iter().rev());
    }
}

/// Where each cell stands.
pub fn places_by_key(cells: &[Cell]) -> BTreeMap<Key, usize> {
    (0..)
        .zip(cells)
        .map(|(place, cell)| (cell.key(), place))
        .collect()
}

/// The pages that are shown, in order.
pub fn shown(cells: &[Cell]) -> Vec<ShownPage> {
    let shown = cells.iter().filter(|cell| cell.is_shown);
    shown.map(|cell| cell.shown()).collect()
}

/// The pages when these places are left out; `None` if nothing would be left, or nothing would
/// change. Here as below each keeps what it is known by among the cells.
pub fn without(cells: &[Cell], chosen: &Chosen) -> Option<Vec<Cell>> {
    changed(cells, |place, cell| {
        let stays = cell.is_shown && !chosen.contains(place);
        stays.then_some(cell)
    })
}

/// The pages when these places are taken in.
pub fn with(cells: &[Cell], chosen: &Chosen) -> Option<Vec<Cell>> {
    changed(cells, |place, cell| {
        let stays = cell.is_shown || chosen.contains(place);
        stays.then_some(cell)
    })
}

/// The pages when there are none but these places.
pub fn only(cells: &[Cell], chosen: &Chosen) -> Option<Vec<Cell>> {
    changed(cells, |place, cell| chosen.contains(place).then_some(cell))
}

/// The pages when these places are turned further.
pub fn turned(cells: &[Cell], chosen: &Chosen, turn: Turn) -> Option<Vec<Cell>> {
    changed(cells, |place, mut cell| {
        if chosen.contains(place) {
            cell.turn = cell.turn.then(turn);
        }
        cell.is_shown.then_some(cell)
    })
}

/// The pages when these places stand before what is at the place `to` now. Pages that were left out
/// are taken in there.
pub fn moved(cells: &[Cell], chosen: &Chosen, to: usize) -> Option<Vec<Cell>> {
    let stays = |place: usize, cell: &Cell| cell.is_shown && !chosen.contains(place);
    let numbered = || cells.iter().enumerate();
    let before = numbered().filter(|(place, cell)| *place < to && stays(*place, cell));
    let moving = numbered().filter(|(place, _)| chosen.contains(*place));
    let after = numbered().filter(|(place, cell)| *place >= to && stays(*place, cell));
    let pages = before.chain(moving).chain(after);
    news(cells, pages.map(|(_, cell)| *cell).collect())
}

/// Where these places go when they move by one: before the shown page above the first, or behind
/// the one after the last.
pub fn next_place(cells: &[Cell], chosen: &Chosen, forward: bool) -> Option<usize> {
    let is_stop = |place: &usize| {
        let cell = cells.get(*place);
        cell.is_some_and(|cell| cell.is_shown) && !chosen.contains(*place)
    };
    if forward {
        let last = chosen.places().next_back()?;
        (last + 1..cells.len()).find(is_stop).map(|stop| stop + 1)
    } else {
        let first = chosen.places().next()?;
        (0..first).rev().find(is_stop)
    }
}

/// The pages at these places, as a document of their own shows them.
pub fn excerpt(cells: &[Cell], chosen: &Chosen) -> Option<PageSelection> {
    let pages = chosen.places().filter_map(|place| cells.get(place));
    PageSelection::new(pages.map(|cell| cell.shown()).collect())
}

/// The places of pages of the source, as a person wrote them.
pub fn places_of(cells: &[Cell], pages: &PageSelection) -> Result<BTreeSet<usize>, u32> {
    let mut places = BTreeSet::new();
    for wanted in pages.pages() {
        let found = cells.iter().enumerate();
        let found = found.filter(|(_, cell)| cell.page == wanted.page);
        let mut is_there = false;
        for (place, _) in found {
            is_there = true;
            places.insert(place);
        }
        if !is_there {
            return Err(wanted.page);
        }
    }
    Ok(places)
}

fn changed(cells: &[Cell], keep: impl Fn(usize, Cell) -> Option<Cell>) -> Option<Vec<Cell>> {
    let pages = cells.iter().enumerate();
    let pages = pages.filter_map(|(place, cell)| keep(place, *cell));
    news(cells, pages.collect())
}

/// Pages to show, if a document can show them and shows others now.
fn news(cells: &[Cell], mut pages: Vec<Cell>) -> Option<Vec<Cell>> {
    for page in &mut pages {
        page.is_shown = true;
    }
    let wanted = shown(&pages);
    let is_news = wanted != shown(cells) && PageSelection::new(wanted).is_some();
    is_news.then_some(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(count: u32, shown: &str) -> Vec<Cell> {
        let shown: PageSelection = shown.parse().unwrap();
        lay_out(count, shown.pages(), &[], &BTreeMap::new())
    }

    /// Pages in order, those that are left out in brackets.
    fn words(cells: &[Cell]) -> String {
        let word = |cell: &Cell| match cell.is_shown {
            true => cell.page.to_string(),
            false => format!("({})", cell.page),
        };
        cells.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    fn chosen(places: &[usize]) -> Chosen {
        let mut chosen = Chosen::default();
        chosen.set(places.iter().copied());
        chosen
    }

    fn written(pages: Option<Vec<Cell>>) -> String {
        let pages = pages.and_then(|cells| PageSelection::new(shown(&cells)));
        pages.map(String::from).unwrap_or_default()
    }

    #[test]
    fn a_page_that_is_left_out_stands_after_the_one_that_it_follows() {
        for (count, shown, laid_out) in [
            (3, "1-3", "1 2 3"),
            (5, "2, 4", "(1) 2 (3) 4 (5)"),
            (5, "4, 2", "(1) 4 (5) 2 (3)"),
            (3, "2, 2", "(1) 2 (3) 2"),
            // More than the source has, as after a shorter new version: it is shown as it is.
            (2, "1, 7", "1 (2) 7"),
        ] {
            assert_eq!(words(&cells(count, shown)), laid_out);
        }
        let twice = cells(3, "2, 2");
        assert_eq!((twice[1].key(), twice[3].key()), ((2, 0), (2, 1)));
    }

    #[test]
    fn what_is_left_out_keeps_its_turn_and_its_place_among_its_neighbours() {
        // What is shown then, after what was shown before.
        for (before, now, laid_out, taken_in) in [
            ("5, 1-4", "1-4", "(5) 1 2 3 4", "5, 1-4"),
            ("1, 5 left, 2-4", "1-4", "1 (5) 2 3 4", "1, 5 left, 2-4"),
            ("1, 5, 2-4", "1, 3, 4, 2", "1 (5) 3 4 2", "1, 5, 3-4, 2"),
            (
                "3, 4 right, 5, 1, 2",
                "3, 2",
                "3 (4) (5) (1) 2",
                "3, 4 right, 5, 1-2",
            ),
            ("1-5", "4, 2", "(1) 4 (5) 2 (3)", "1, 4-5, 2-3"),
        ] {
            let before = cells(5, before);
            let now: PageSelection = now.parse().unwrap();
            let now = lay_out(5, now.pages(), &before, &BTreeMap::new());
            assert_eq!(words(&now), laid_out);
            let all = chosen(&[0, 1, 2, 3, 4]);
            assert_eq!(written(with(&now, &all)), taken_in);
        }
        let turns = BTreeMap::from([(2, Turn::Left)]);
        let fresh = lay_out(3, &[ShownPage::upright(1)], &[], &turns);
        assert_eq!(written(with(&fresh, &chosen(&[1]))), "1, 2 left");
    }

    #[test]
    fn pages_are_left_out_and_taken_in_where_they_were() {
        let five = cells(5, "1-5");
        assert_eq!(written(without(&five, &chosen(&[1, 3]))), "1, 3, 5");
        assert_eq!(without(&five, &chosen(&[0, 1, 2, 3, 4])), None, "not all");
        assert_eq!(with(&five, &chosen(&[1])), None, "no news");
        assert_eq!(written(only(&five, &chosen(&[1, 3]))), "2, 4");
        let two = cells(5, "4, 2");
        assert_eq!(written(with(&two, &chosen(&[2]))), "4-5, 2");
        assert_eq!(without(&two, &chosen(&[0])), None, "it is left out already");
    }

    #[test]
    fn pages_are_turned() {
        let three = cells(3, "1, 2 right, 3");
        let pages = turned(&three, &chosen(&[0, 1]), Turn::Right);
        assert_eq!(written(pages), "1 right, 2 half, 3");
    }

    #[test]
    fn pages_move_together_and_bring_in_what_was_left_out() {
        let five = cells(5, "1-5");
        assert_eq!(written(moved(&five, &chosen(&[0, 3]), 2)), "2, 1, 4, 3, 5");
        assert_eq!(written(moved(&five, &chosen(&[0]), 5)), "2-5, 1");
        assert_eq!(moved(&five, &chosen(&[1, 2]), 2), None, "they are there");
        let some = cells(5, "1, 2, 5");
        assert_eq!(words(&some), "1 2 (3) (4) 5");
        assert_eq!(written(moved(&some, &chosen(&[3]), 0)), "4, 1-2, 5");
    }

    #[test]
    fn a_step_passes_the_next_page_that_is_shown() {
        let some = cells(5, "1, 2, 5");
        let place = next_place(&some, &chosen(&[1]), true).unwrap();
        assert_eq!(written(moved(&some, &chosen(&[1]), place)), "1, 5, 2");
        assert_eq!(next_place(&some, &chosen(&[4]), true), None);
        let place = next_place(&some, &chosen(&[4]), false).unwrap();
        assert_eq!(written(moved(&some, &chosen(&[4]), place)), "1, 5, 2");
        assert_eq!(next_place(&some, &chosen(&[0]), false), None);
    }

    #[test]
    fn what_was_written_is_found_in_the_grid() {
        let some = cells(5, "4, 2, 2");
        let places = |text: &str| places_of(&some, &text.parse().unwrap());
        assert_eq!(words(&some), "(1) 4 (5) 2 (3) 2");
        assert_eq!(places("1, 2"), Ok(BTreeSet::from([0, 3, 5])));
        assert_eq!(places("4-6"), Err(6));
        let excerpt = excerpt(&some, &chosen(&[1, 4]));
        assert_eq!(excerpt.map(String::from).as_deref(), Some("4, 3"));
    }
}
