//! What acts on chosen pages come to, and why something cannot be done.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::message::page_act::PageAct;
use crate::app::message::pages::{Cell, PageChange, Seen};
use crate::app::state::pages::cells;
use crate::app::state::pages::chosen::Chosen;
use crate::pack::{DocumentId, Turn};

/// What acts are done on.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The document whose pages are shown.
    pub document: DocumentId,
    /// The pages of its source.
    pub cells: &'a [Cell],
    /// Those that are chosen.
    pub chosen: &'a Chosen,
    /// Whether the source is flowing text, whose pages are only where it happens to break.
    pub is_flow: bool,
    /// Of flowing text: on which page of the document that stands which begins on a page of the
    /// source, both counted from 1.
    pub flows_to: &'a BTreeMap<u32, u32>,
    /// Of flowing text: the pages in the midst of a paragraph, on which nothing begins.
    pub continued: &'a BTreeSet<u32>,
    /// Every document of the same source, in the order of the pack.
    pub family: &'a [DocumentId],
}

const NOTHING_CHOSEN: &str = "Select pages first";
pub const FLOWS: &str =
    "This is text, so its paragraphs keep their order. Each belongs to the page it starts on";
const CONTINUES: &str = "No paragraph starts on this page, so it stays with the text around it";

impl Ground<'_> {
    /// What an act comes to, or why it cannot be done.
    pub fn change(&self, act: PageAct) -> Result<PageChange, &'static str> {
        let Self { cells, chosen, .. } = *self;
        if chosen.is_empty() && act != PageAct::Merge {
            return Err(NOTHING_CHOSEN);
        }
        let is_about_text = !matches!(act, PageAct::Merge) && self.is_flow;
        if is_about_text
            && self
                .places()
                .all(|cell| self.continued.contains(&cell.page))
        {
            return Err(CONTINUES);
        }
        let choose = |pages: Option<Vec<Cell>>, why| self.choose(pages.ok_or(why)?);
        match act {
            PageAct::LeaveOut => {
                let all = "The document would have no pages left. Delete it in the outline instead";
                let is_shown = |place| cells.get(place).is_some_and(|cell: &Cell| cell.is_shown);
                if !chosen.places().any(is_shown) {
                    return Err("These pages are already left out");
                }
                choose(cells::without(cells, chosen), all)
            }
            PageAct::TakeIn => choose(cells::with(cells, chosen), "These pages are already shown"),
            PageAct::OnlyThese => choose(
                cells::only(cells, chosen),
                "The document already shows only these pages",
            ),
            PageAct::TurnLeft | PageAct::TurnRight | PageAct::Earlier | PageAct::Later
                if self.is_flow =>
            {
                Err(FLOWS)
            }
            PageAct::TurnLeft => self.turn(Turn::Left),
            PageAct::TurnRight => self.turn(Turn::Right),
            PageAct::Earlier => self.step(false, "They are already the first"),
            PageAct::Later => self.step(true, "They are already the last"),
            PageAct::Excerpt => {
                let pages = cells::excerpt(cells, chosen).ok_or(NOTHING_CHOSEN)?;
                Ok(PageChange::Excerpt(self.document, pages, None))
            }
            PageAct::Split => self.split(),
            PageAct::Merge if self.family.len() < 2 => {
                Err("No other document of the pack is made from this source")
            }
            PageAct::Merge => Ok(PageChange::Merge(self.family.to_vec())),
        }
    }

    /// What it comes to when the chosen pages are put before what is at a place now.
    pub fn put(&self, place: usize) -> Result<PageChange, &'static str> {
        if self.is_flow {
            return Err(FLOWS);
        }
        let pages = cells::moved(self.cells, self.chosen, place);
        self.choose(pages.ok_or("They are already there")?)
    }

    /// The cells that are chosen.
    fn places(&self) -> impl Iterator<Item = &Cell> {
        let places = self.chosen.places();
        places.filter_map(|place| self.cells.get(place))
    }

    fn choose(&self, pages: Vec<Cell>) -> Result<PageChange, &'static str> {
        let on = self.places().map(|cell| cell.key()).collect();
        Ok(PageChange::Choose(self.seen(), pages, on))
    }

    fn seen(&self) -> Seen {
        Seen {
            document: self.document,
            shown: cells::shown(self.cells),
        }
    }

    fn turn(&self, turn: Turn) -> Result<PageChange, &'static str> {
        let pages = cells::turned(self.cells, self.chosen, turn);
        self.choose(pages.ok_or("Put the pages back before you rotate them")?)
    }

    fn step(&self, forward: bool, why: &'static str) -> Result<PageChange, &'static str> {
        let place = cells::next_place(self.cells, self.chosen, forward).ok_or(why)?;
        self.put(place)
    }

    fn split(&self) -> Result<PageChange, &'static str> {
        let first = self.chosen.places().next().ok_or(NOTHING_CHOSEN)?;
        let is_shown = self.cells.get(first).is_some_and(|cell| cell.is_shown);
        let before = self.cells.iter().take(first);
        let before = before.filter(|cell| cell.is_shown).count();
        if !is_shown {
            return Err("This page is left out; select one that is shown");
        }
        if before == 0 {
            return Err("The document starts with this page");
        }
        Ok(PageChange::Split(self.seen(), before))
    }

    /// Of flowing text: on which page of the document, counted from 0, that stands which begins on
    /// a page of the source.
    pub fn place_in_document(&self, page: u32) -> Option<u32> {
        let page = self.flows_to.get(&page).filter(|_| self.is_flow)?;
        page.checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::PageSelection;

    static NOWHERE: BTreeMap<u32, u32> = BTreeMap::new();
    static NOTHING: BTreeSet<u32> = BTreeSet::new();

    static NO_TURNS: BTreeMap<u32, Turn> = BTreeMap::new();

    fn ground<'a>(cells: &'a [Cell], chosen: &'a Chosen) -> Ground<'a> {
        Ground {
            document: DocumentId(1),
            cells,
            chosen,
            is_flow: false,
            flows_to: &NOWHERE,
            continued: &NOTHING,
            family: &[DocumentId(1)],
        }
    }

    #[test]
    fn what_cannot_be_done_says_why() {
        let shown: PageSelection = "2-3".parse().unwrap();
        let cells = cells::lay_out(4, shown.pages(), &[], &NO_TURNS);
        let mut chosen = Chosen::default();
        for act in PageAct::GROUPS.concat() {
            assert!(ground(&cells, &chosen).change(act).is_err(), "{act:?}");
        }
        chosen.set([0]);
        let left_out = ground(&cells, &chosen);
        assert!(left_out.change(PageAct::LeaveOut).is_err());
        assert!(left_out.change(PageAct::TurnLeft).is_err());
        assert!(left_out.change(PageAct::Split).is_err());
        assert!(left_out.change(PageAct::TakeIn).is_ok());
        assert!(left_out.change(PageAct::Excerpt).is_ok());
        chosen.set([1]);
        let first = ground(&cells, &chosen);
        assert!(first.change(PageAct::Split).is_err());
        assert!(first.change(PageAct::TakeIn).is_err());
        chosen.set([2]);
        let second = ground(&cells, &chosen);
        let split = second.change(PageAct::Split);
        let seen = Seen {
            document: DocumentId(1),
            shown: shown.pages().to_vec(),
        };
        assert_eq!(split, Ok(PageChange::Split(seen, 1)));
        let flow = Ground {
            is_flow: true,
            family: &[DocumentId(1), DocumentId(2)],
            ..second
        };
        assert_eq!(flow.change(PageAct::TurnRight), Err(FLOWS));
        assert_eq!(flow.put(0), Err(FLOWS));
        assert!(flow.change(PageAct::LeaveOut).is_ok());
        let continued = BTreeSet::from([3]);
        let midst = Ground {
            continued: &continued,
            ..flow
        };
        assert_eq!(midst.change(PageAct::LeaveOut), Err(CONTINUES));
        let merged = PageChange::Merge(vec![DocumentId(1), DocumentId(2)]);
        assert_eq!(flow.change(PageAct::Merge), Ok(merged));
    }
}
