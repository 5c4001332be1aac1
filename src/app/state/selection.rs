//! What is selected in the outline, and how clicks and keys change that. Pure.

use std::collections::BTreeSet;

use crate::app::message::entry::{Entry, Pick};
use crate::export::Place;
use crate::pack::{DocumentId, ItemId};

impl From<Entry> for Place {
    fn from(entry: Entry) -> Self {
        match entry {
            Entry::Cover => Self::Cover,
            Entry::Contents => Self::Contents,
            Entry::Item(id) => id.into(),
            Entry::Sources => Self::Sources,
        }
    }
}

/// The selected rows. The reader shows the one that was picked last, the cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    chosen: BTreeSet<Entry>,
    anchor: Option<Entry>,
    cursor: Option<Entry>,
}

/// Which row is selected in the place of one that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heir {
    /// The one that took its place, as after a delete.
    Below,
    /// The one above it: what an undo takes away was, as a rule, made from that.
    Above,
}

impl Selection {
    /// Selects one row.
    pub fn only(entry: Entry) -> Self {
        Self {
            chosen: BTreeSet::from([entry]),
            anchor: Some(entry),
            cursor: Some(entry),
        }
    }

    /// Selects these items; the first becomes the cursor.
    pub fn of_items(items: &[ItemId]) -> Self {
        let first = items.first().map(|id| Entry::Item(*id));
        Self {
            chosen: items.iter().map(|id| Entry::Item(*id)).collect(),
            anchor: first,
            cursor: first,
        }
    }

    /// Whether the row is selected.
    pub fn contains(&self, entry: Entry) -> bool {
        self.chosen.contains(&entry)
    }

    /// The row that was picked last.
    pub fn cursor(&self) -> Option<Entry> {
        self.cursor
    }

    /// The selected sections and documents.
    pub fn items(&self) -> Vec<ItemId> {
        let items = self.chosen.iter().filter_map(|entry| match entry {
            Entry::Item(id) => Some(*id),
            Entry::Cover | Entry::Contents | Entry::Sources => None,
        });
        items.collect()
    }

    /// The document at the cursor.
    pub fn document(&self) -> Option<DocumentId> {
        match self.cursor {
            Some(Entry::Item(ItemId::Document(id))) => Some(id),
            _ => None,
        }
    }

    /// Picks a row; `order` is the rows as they stand on the screen.
    pub fn pick(&mut self, entry: Entry, pick: Pick, order: &[Entry]) {
        match pick {
            Pick::Only => *self = Self::only(entry),
            Pick::Toggle => {
                if !self.chosen.remove(&entry) {
                    self.chosen.insert(entry);
                }
                self.anchor = Some(entry);
                self.cursor = Some(entry);
            }
            Pick::Extend => {
                let anchor = self.anchor.unwrap_or(entry);
                let place = |wanted| order.iter().position(|other| *other == wanted);
                if let (Some(from), Some(to)) = (place(anchor), place(entry)) {
                    let range = from.min(to)..=from.max(to);
                    self.chosen = order
                        .get(range)
                        .unwrap_or_default()
                        .iter()
                        .copied()
                        .collect();
                    self.anchor = Some(anchor);
                    self.cursor = Some(entry);
                }
            }
        }
    }

    /// Moves the cursor by `steps` rows, as the arrow keys do.
    pub fn step(&mut self, steps: isize, pick: Pick, order: &[Entry]) {
        let Some(last) = order.len().checked_sub(1) else {
            return;
        };
        let here = self
            .cursor
            .and_then(|cursor| order.iter().position(|entry| *entry == cursor));
        let next = here.map_or(0, |here| here.saturating_add_signed(steps).min(last));
        if let Some(entry) = order.get(next) {
            self.pick(*entry, pick, order);
        }
    }

    /// Selects every item.
    pub fn all_items(&mut self, order: &[Entry]) {
        let is_item = |entry: &&Entry| matches!(entry, Entry::Item(_));
        self.chosen = order.iter().filter(is_item).copied().collect();
    }

    /// Forgets rows that are gone. If the cursor is gone, another row is selected.
    pub fn keep_only(&mut self, before: &[Entry], now: &[Entry], heir: Heir) {
        let exists = |entry: &Entry| now.contains(entry);
        self.chosen.retain(|entry| exists(entry));
        self.anchor = self.anchor.filter(exists);
        let Some(cursor) = self.cursor.filter(|cursor| !exists(cursor)) else {
            return;
        };
        let place = before
            .iter()
            .position(|entry| *entry == cursor)
            .unwrap_or(0);
        let mut below = before.iter().skip(place);
        let mut above = before.iter().take(place).rev();
        let heir = match heir {
            Heir::Below => below.chain(above).find(|entry| exists(entry)),
            Heir::Above => above
                .find(|entry| exists(entry))
                .or_else(|| below.find(|entry| exists(entry))),
        };
        match (heir, self.chosen.is_empty()) {
            (Some(heir), true) => *self = Self::only(*heir),
            _ => self.cursor = self.chosen.first().copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::Modifiers;

    use super::*;

    fn row(number: u64) -> Entry {
        Entry::Item(DocumentId(number).into())
    }

    fn rows() -> Vec<Entry> {
        vec![Entry::Cover, row(1), row(2), row(3), row(4)]
    }

    #[test]
    fn shift_selects_from_the_last_plain_click() {
        let mut selection = Selection::default();
        selection.pick(row(3), Pick::Only, &rows());
        selection.pick(row(1), Pick::Extend, &rows());
        assert_eq!(selection.items().len(), 3);
        selection.pick(row(4), Pick::Extend, &rows());
        assert_eq!(
            selection.items(),
            [DocumentId(3).into(), DocumentId(4).into()]
        );
        selection.pick(row(3), Pick::Toggle, &rows());
        assert_eq!(selection.items(), [DocumentId(4).into()]);
    }

    #[test]
    fn ctrl_chooses_with_clicks_alone_and_shift_with_keys_too() {
        for (held, click, key) in [
            (Modifiers::NONE, Pick::Only, Pick::Only),
            (Modifiers::SHIFT, Pick::Extend, Pick::Extend),
            (Modifiers::COMMAND, Pick::Toggle, Pick::Only),
        ] {
            assert_eq!((Pick::of(held), Pick::of_key(held)), (click, key));
        }
    }

    #[test]
    fn the_arrows_stop_at_both_ends() {
        let mut selection = Selection::only(row(4));
        selection.step(1, Pick::Only, &rows());
        assert_eq!(selection.cursor(), Some(row(4)));
        selection.step(-9, Pick::Only, &rows());
        assert_eq!(selection.cursor(), Some(Entry::Cover));
    }

    #[test]
    fn after_a_delete_the_next_row_is_selected() {
        let mut selection = Selection::only(row(2));
        selection.keep_only(
            &rows(),
            &[Entry::Cover, row(1), row(3), row(4)],
            Heir::Below,
        );
        assert_eq!(selection.cursor(), Some(row(3)));
        let mut selection = Selection::only(row(4));
        selection.keep_only(&rows(), &[Entry::Cover, row(1)], Heir::Below);
        assert_eq!(selection.cursor(), Some(row(1)));
    }
}
