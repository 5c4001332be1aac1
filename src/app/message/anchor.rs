//! A place in the outline that lasts.

use crate::pack::{Item, ItemId, Location, Pack, SectionId};

/// A place in the outline by what stands there, which lasts while other things move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    section: Option<SectionId>,
    next: Option<ItemId>,
}

impl Anchor {
    /// What to hold on to, so that a place is found again after other changes.
    pub fn of(pack: &Pack, place: Location) -> Self {
        let next = match place.section {
            Some(id) => pack
                .section(id)
                .and_then(|section| section.documents.get(place.index))
                .map(|document| document.id.into()),
            None => pack.outline.get(place.index).map(Item::id),
        };
        Self {
            section: place.section,
            next,
        }
    }

    /// Where it is in a pack: before the same item, else at the end of the same section, else at
    /// the end of the pack.
    pub fn place_in(self, pack: &Pack) -> Location {
        let before_next = self.next.and_then(|id| pack.location(id));
        let end_of_section = || {
            let section = pack.section(self.section?)?;
            Some(Location::within(section.id, section.documents.len()))
        };
        before_next
            .or_else(end_of_section)
            .unwrap_or_else(|| Location::top(pack.outline.len()))
    }
}
