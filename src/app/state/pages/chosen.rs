//! Which thumbnails are chosen, and how clicks and keys change that. Pure.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::app::message::entry::Pick;

/// The thumbnails that are chosen, by their place in the list, counted from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    places: BTreeSet<usize>,
    anchor: Option<usize>,
    cursor: Option<usize>,
}

impl Chosen {
    pub fn only(place: usize) -> Self {
        let mut chosen = Self::default();
        chosen.pick(place, Pick::Only);
        chosen
    }

    /// Whether a place is chosen.
    pub fn contains(&self, place: usize) -> bool {
        self.places.contains(&place)
    }

    /// Whether none is chosen.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How many are chosen.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// The chosen places, in order.
    pub fn places(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.places.iter().copied()
    }

    /// The place that was picked last.
    pub fn cursor(&self) -> Option<usize> {
        self.cursor
    }

    pub fn pick(&mut self, place: usize, pick: Pick) {
        match pick {
            Pick::Only => {
                self.places = BTreeSet::from([place]);
                self.anchor = Some(place);
            }
            Pick::Toggle => {
                if !self.places.remove(&place) {
                    self.places.insert(place);
                }
                self.anchor = Some(place);
            }
            Pick::Extend => {
                let anchor = *self.anchor.get_or_insert(place);
                self.places = between(anchor, place).collect();
            }
        }
        self.cursor = Some(place);
    }

    /// Moves the cursor by `steps` places of `count`, as the arrow keys do.
    pub fn step(&mut self, steps: isize, pick: Pick, count: usize) {
        let Some(last) = count.checked_sub(1) else {
            return;
        };
        let next = match self.cursor {
            Some(cursor) => cursor.saturating_add_signed(steps).min(last),
            None => 0,
        };
        self.pick(next, pick);
    }

    /// Chooses these places and no others.
    pub fn set(&mut self, places: impl IntoIterator<Item = usize>) {
        self.places = places.into_iter().collect();
        self.anchor = self.places.first().copied();
        self.cursor = self.anchor;
    }

    /// Puts the cursor on a place, without choosing it.
    pub fn set_cursor(&mut self, place: Option<usize>) {
        self.cursor = place.or(self.cursor);
    }

    /// Has no cursor until a place is picked.
    pub fn forget_cursor(&mut self) {
        self.cursor = None;
    }

    /// Chooses what a frame was drawn around, with what was chosen before it.
    pub fn set_within(&mut self, before: &BTreeSet<usize>, framed: impl Iterator<Item = usize>) {
        self.places = before.iter().copied().chain(framed).collect();
    }

    /// The chosen places as they are now.
    pub fn snapshot(&self) -> BTreeSet<usize> {
        self.places.clone()
    }

    /// Puts every place where `to` says that it is now; places that it knows nothing of are
    /// forgotten.
    pub fn remap(&mut self, to: impl Fn(usize) -> Option<usize>) {
        self.places = self.places.iter().filter_map(|place| to(*place)).collect();
        self.anchor = self.anchor.and_then(&to);
        self.cursor = self.cursor.and_then(&to);
    }

    /// Chooses nothing.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Forgets places that there no longer are.
    pub fn keep(&mut self, count: usize) {
        self.places.retain(|place| *place < count);
        self.anchor = self.anchor.filter(|place| *place < count);
        self.cursor = self.cursor.filter(|place| *place < count);
    }
}

fn between(one: usize, other: usize) -> RangeInclusive<usize> {
    one.min(other)..=one.max(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(chosen: &Chosen) -> Vec<usize> {
        chosen.places().collect()
    }

    #[test]
    fn shift_chooses_from_the_last_plain_click() {
        let mut pages = Chosen::default();
        pages.pick(3, Pick::Only);
        pages.pick(1, Pick::Extend);
        assert_eq!(chosen(&pages), [1, 2, 3]);
        pages.pick(5, Pick::Extend);
        assert_eq!(chosen(&pages), [3, 4, 5]);
        pages.pick(4, Pick::Toggle);
        assert_eq!(chosen(&pages), [3, 5]);
        assert_eq!(pages.cursor(), Some(4));
        pages.pick(9, Pick::Toggle);
        assert_eq!(chosen(&pages), [3, 5, 9]);
    }

    #[test]
    fn the_arrows_stop_at_both_ends() {
        let mut pages = Chosen::default();
        pages.step(1, Pick::Only, 0);
        assert!(pages.is_empty());
        pages.step(4, Pick::Only, 3);
        assert_eq!(chosen(&pages), [0], "the first key chooses the first page");
        pages.step(9, Pick::Extend, 3);
        assert_eq!(chosen(&pages), [0, 1, 2]);
        pages.step(-9, Pick::Only, 3);
        assert_eq!(chosen(&pages), [0]);
    }

    #[test]
    fn places_that_are_gone_are_forgotten() {
        let mut pages = Chosen::default();
        pages.set([1, 4]);
        pages.pick(7, Pick::Toggle);
        pages.keep(5);
        assert_eq!(chosen(&pages), [1, 4]);
        assert_eq!(pages.cursor(), None);
    }
}
