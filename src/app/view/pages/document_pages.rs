//! Which pages of the reader's sheet are which pages of a document.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::app::message::dragged::{Dragged, DraggedPages, PagesOf};
use crate::app::message::entry::Entry;
use crate::app::message::page_act::PageAct;
use crate::app::message::pages::{Cell, FlowAct, FlowPages, Key, PageChange};
use crate::app::state::desk::Desk;
use crate::app::state::pages::cells::{excerpt, lay_out, places_by_key};
use crate::app::state::pages::chosen::Chosen;
use crate::app::state::sheet::Sheet;
use crate::app::view::pages::change::{FLOWS, Ground};
use crate::pack::{
    Body, DocumentId, Extent, ItemId, MediaClass, Pack, PageSelection, ShownPage, Turn,
};

/// The pages of the reader's sheet that are a document's own. They are known by what they show of
/// its source, so that what is done with them is done with those pages, whatever the document
/// shows by then.
#[derive(Debug)]
pub struct OwnPages {
    pub document: DocumentId,
    /// The pages as the document shows them; of flowing text those of the document.
    cells: Vec<Cell>,
    class: MediaClass,
    /// Where they stand on the sheet, counted from 0.
    on_sheet: Range<u32>,
    /// The pack that the sheet was made from.
    pack: Arc<Pack>,
}

/// Where a page of the sheet stands in the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The page of the sheet, counted from 0.
    pub page: u32,
    /// How it is turned from how it stands there.
    pub turn: Turn,
}

impl Slot {
    /// A page as it stands on the sheet.
    pub fn upright(page: u32) -> Self {
        Self {
            page,
            turn: Turn::None,
        }
    }
}

impl OwnPages {
    /// Those of the document that a sheet shows; `None` for what is no document made from a file,
    /// and for a sheet that is older than the pack, as it is not known then what its pages are.
    pub fn of(desk: &Desk, sheet: &Sheet) -> Option<Self> {
        let Entry::Item(ItemId::Document(id)) = sheet.entry else {
            return None;
        };
        if sheet.revision != desk.history.revision() {
            return None;
        }
        let Body::Source { source, extent } = &desk.pack().document(id)?.body else {
            return None;
        };
        let class = desk.pack().sources.get(source)?.media.class();
        let mut on_sheet = sheet.own_pages.clone()?;
        let count = on_sheet.end.checked_sub(on_sheet.start)?;
        let shown = match extent {
            Extent::Pages(pages) => pages.clone(),
            _ => PageSelection::all(count)?,
        };
        // A picture may stand on the page after its title.
        let ahead = count.checked_sub(u32::try_from(shown.pages().len()).ok()?)?;
        if ahead > u32::from(class == MediaClass::Picture) {
            return None;
        }
        on_sheet.start += ahead;
        Some(Self {
            document: id,
            cells: lay_out(0, shown.pages(), &[], &BTreeMap::new()),
            class,
            on_sheet,
            pack: Arc::clone(desk.pack()),
        })
    }

    /// Which page of the document a page of the sheet is, counted from 0.
    fn place(&self, page: u32) -> Option<usize> {
        let is_own = self.on_sheet.contains(&page);
        let place = is_own.then(|| page - self.on_sheet.start)?;
        usize::try_from(place).ok()
    }

    fn cell(&self, page: u32) -> Option<&Cell> {
        self.cells.get(self.place(page)?)
    }

    /// The page of the source that a page of the sheet shows, counted from 1, where the source has
    /// pages of its own.
    pub fn source_page(&self, page: u32) -> Option<u32> {
        let cell = self.cell(page)?;
        (self.class == MediaClass::Pages).then_some(cell.page)
    }

    /// What a page of the sheet is known by, wherever it stands.
    pub fn key(&self, page: usize) -> Option<Key> {
        let cell = self.cell(u32::try_from(page).ok()?)?;
        Some(cell.key())
    }

    /// Where on the sheet the pages stand, by what they are known by.
    pub fn places(&self) -> BTreeMap<Key, usize> {
        let first = usize::try_from(self.on_sheet.start).unwrap_or(usize::MAX);
        let places = places_by_key(&self.cells).into_iter();
        places
            .map(|(key, place)| (key, first.saturating_add(place)))
            .collect()
    }

    /// The pages of a sheet of so many in the order in which they will stand when the document
    /// shows what is expected, each with how it is turned from how it stands there now.
    pub fn slots(&self, count: u32, expected: &[ShownPage]) -> Vec<Slot> {
        let places = places_by_key(&self.cells);
        let own = self
            .expected(Some(expected))
            .into_iter()
            .filter_map(|cell| {
                let place = *places.get(&cell.key())?;
                let turn = self.cells.get(place)?.turn.back().then(cell.turn);
                let page = self.on_sheet.start + u32::try_from(place).ok()?;
                Some(Slot { page, turn })
            });
        let before = (0..self.on_sheet.start).map(Slot::upright);
        let after = (self.on_sheet.end..count).map(Slot::upright);
        before.chain(own).chain(after).collect()
    }

    /// The page of an older sheet that looks the same as a page of this one.
    pub fn same_on(&self, older: &Self, page: u32) -> Option<u32> {
        let cell = self.cell(page)?;
        let place = places_by_key(&older.cells).get(&cell.key()).copied()?;
        let is_same = older.cells.get(place)?.turn == cell.turn && older.document == self.document;
        let place = u32::try_from(place).ok()?;
        is_same.then(|| older.on_sheet.start + place)
    }

    /// Those of the chosen pages of the sheet that are the document's own, by their place in it.
    fn own(&self, chosen: &Chosen) -> Chosen {
        let places = chosen.places().filter_map(|page| u32::try_from(page).ok());
        let mut own = Chosen::default();
        own.set(places.filter_map(|page| self.place(page)));
        own
    }

    /// What is dragged with these pages of the sheet.
    pub fn load(&self, chosen: &Chosen) -> Option<Dragged> {
        let own = self.own(chosen);
        let pages = match self.class {
            MediaClass::Flow => PagesOf::Shown(self.flow_pages(&own)),
            MediaClass::Pages | MediaClass::Picture => PagesOf::Source(excerpt(&self.cells, &own)?),
        };
        let document = self.document;
        (!own.is_empty()).then_some(Dragged::Pages(DraggedPages { document, pages }))
    }

    fn flow_pages(&self, own: &Chosen) -> FlowPages {
        let cells = own.places().filter_map(|place| self.cells.get(place));
        FlowPages {
            pack: Arc::clone(&self.pack),
            document: self.document,
            pages: cells.map(|cell| cell.page).collect(),
        }
    }

    /// What an act on these pages of the sheet comes to, or why it cannot be done. Where more was
    /// asked for before, `expected` are the pages that the document shows then.
    pub fn change(
        &self,
        act: PageAct,
        chosen: &Chosen,
        family: &[DocumentId],
        expected: Option<&[ShownPage]>,
    ) -> Result<PageChange, &'static str> {
        let own = self.own(chosen);
        if own.is_empty() && act != PageAct::Merge {
            return Err("Briefpack makes these pages; they are not from the source");
        }
        let cells = self.expected(expected);
        let change = self.on_ground(&cells, chosen, family, |ground| ground.change(act))?;
        if self.class != MediaClass::Flow {
            return Ok(change);
        }
        let act = match act {
            PageAct::LeaveOut => FlowAct::LeaveOut,
            PageAct::OnlyThese => FlowAct::OnlyThese,
            PageAct::Excerpt => FlowAct::Excerpt(None),
            PageAct::Split => FlowAct::Split,
            PageAct::Merge => return Ok(change),
            PageAct::TakeIn
            | PageAct::TurnLeft
            | PageAct::TurnRight
            | PageAct::Earlier
            | PageAct::Later => return Err(FLOWS),
        };
        Ok(PageChange::Flow(self.flow_pages(&own), act))
    }

    /// What it comes to when these pages of the sheet are put before another, or behind all.
    pub fn put(
        &self,
        chosen: &Chosen,
        before: Option<u32>,
        expected: Option<&[ShownPage]>,
    ) -> Result<PageChange, &'static str> {
        let key = before.and_then(|page| Some(self.cell(page)?.key()));
        let cells = self.expected(expected);
        let place = key.and_then(|key| places_by_key(&cells).get(&key).copied());
        let place = place.unwrap_or(cells.len());
        self.on_ground(&cells, chosen, &[], |ground| ground.put(place))
    }

    /// Where on the sheet the document's own pages stand.
    pub fn on_sheet(&self) -> Range<u32> {
        self.on_sheet.clone()
    }

    /// The pages as they are after what was asked for.
    fn expected(&self, expected: Option<&[ShownPage]>) -> Vec<Cell> {
        match expected {
            Some(shown) => lay_out(0, shown, &[], &BTreeMap::new()),
            None => self.cells.clone(),
        }
    }

    /// Asks what can be done with these pages of the sheet, where the document shows the cells.
    fn on_ground<T>(
        &self,
        cells: &[Cell],
        chosen: &Chosen,
        family: &[DocumentId],
        ask: impl FnOnce(&Ground<'_>) -> T,
    ) -> T {
        let places = places_by_key(cells);
        let keys = chosen.places().filter_map(|page| self.key(page));
        let mut own = Chosen::default();
        own.set(keys.filter_map(|key| places.get(&key).copied()));
        ask(&Ground {
            document: self.document,
            cells,
            chosen: &own,
            is_flow: self.class == MediaClass::Flow,
            flows_to: &BTreeMap::new(),
            continued: &BTreeSet::new(),
            family,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::raster::SheetKey;
    use crate::app::view::pages::strip::Strip;
    use crate::edit::History;

    #[test]
    fn pages_before_the_document_are_none_of_its_own() {
        let shown: PageSelection = "4, 2 left, 4".parse().unwrap();
        let own = OwnPages {
            document: DocumentId(1),
            cells: lay_out(0, shown.pages(), &[], &BTreeMap::new()),
            class: MediaClass::Pages,
            on_sheet: 2..5,
            pack: Arc::default(),
        };
        assert_eq!((own.source_page(1), own.source_page(2)), (None, Some(4)));
        assert_eq!(own.key(4), Some((4, 1)));
        assert_eq!(own.places().get(&(2, 0)), Some(&3));
        let mut chosen = Chosen::default();
        chosen.set([0, 3]);
        let Some(Dragged::Pages(DraggedPages {
            pages: PagesOf::Source(pages),
            ..
        })) = own.load(&chosen)
        else {
            panic!("the second page of the document is dragged");
        };
        assert_eq!(pages.to_string(), "2 left");
        let wanted = |change: Result<PageChange, &'static str>| match change {
            Ok(PageChange::Choose(_, cells, _)) => {
                let pages = PageSelection::new(crate::app::state::pages::cells::shown(&cells));
                pages.map(String::from).unwrap_or_default()
            }
            other => format!("{other:?}"),
        };
        assert_eq!(
            wanted(own.change(PageAct::LeaveOut, &chosen, &[], None)),
            "4, 4"
        );
        assert_eq!(wanted(own.put(&chosen, Some(2), None)), "2 left, 4, 4");
        assert_eq!(wanted(own.put(&chosen, None, None)), "4, 4, 2 left");
        // What was asked for before is not done yet.
        let expected: PageSelection = "2, 4, 4".parse().unwrap();
        let then = Some(expected.pages());
        assert_eq!(
            wanted(own.change(PageAct::TurnLeft, &chosen, &[], then)),
            "2 left, 4, 4"
        );
        assert_eq!(wanted(own.put(&chosen, Some(4), then)), "4, 2, 4");
        let slots = own.slots(6, expected.pages());
        let stand = |slot: &Slot| (slot.page, slot.turn);
        let stand: Vec<_> = slots.iter().map(stand).collect();
        let none = Turn::None;
        assert_eq!(
            stand,
            [
                (0, none),
                (1, none),
                (3, Turn::Right),
                (2, none),
                (4, none),
                (5, none)
            ]
        );
        chosen.set([0]);
        assert!(own.change(PageAct::LeaveOut, &chosen, &[], None).is_err());
        assert!(own.load(&chosen).is_none());
    }

    #[test]
    fn the_strip_shows_what_is_left_of_what_was_asked_for_when_the_last_is_taken_back() {
        let pages = |text: &str| text.parse::<PageSelection>().unwrap();
        let own = OwnPages {
            document: DocumentId(1),
            cells: lay_out(0, pages("1-3").pages(), &[], &BTreeMap::new()),
            class: MediaClass::Pages,
            on_sheet: 0..3,
            pack: Arc::default(),
        };
        let mut chosen = Chosen::default();
        chosen.set([0]);
        let first = own.change(PageAct::Later, &chosen, &[], None).unwrap();
        let moved = pages("2, 1, 3");
        let then = Some(moved.pages());
        let second = own.change(PageAct::Later, &chosen, &[], then).unwrap();
        let mut strip = Strip::default();
        let revision = History::saved(Pack::default()).revision();
        strip.own = Some((SheetKey::of_reader(1), revision, Arc::new(own)));
        strip.expect(&first);
        strip.expect(&second);
        assert_eq!(strip.expected.as_deref(), Some(pages("2-3, 1").pages()));
        strip.take_back(&second);
        assert_eq!(strip.expected.as_deref(), then);
        strip.take_back(&first);
        assert_eq!(strip.expected.as_deref(), Some(pages("1-3").pages()));
    }
}
