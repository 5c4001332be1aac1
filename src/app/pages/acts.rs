//! What can be done with chosen pages, and why something cannot.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{Key, Modifiers};

use super::cells::{self, Cell};
use super::selection::Chosen;
use crate::app::desk::Anchor;
use crate::app::icons;
use crate::pack::{DocumentId, PageSelection, ShownPage, Turn};

/// What is done with chosen pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageAct {
    /// The document no longer shows them.
    LeaveOut,
    /// The document shows them again.
    TakeIn,
    /// The document shows no others.
    OnlyThese,
    /// They are turned by a quarter, anticlockwise.
    TurnLeft,
    /// They are turned by a quarter, clockwise.
    TurnRight,
    /// They move before the page that is shown before them.
    Earlier,
    /// They move behind the page that is shown after them.
    Later,
    /// They become a document of their own, beside this one.
    Excerpt,
    /// The document ends before the first of them, and another begins with it.
    Split,
    /// The other documents of the same source become part of this one.
    Merge,
}

impl PageAct {
    /// Every act, in groups as they stand in the bar and in the menu.
    pub const GROUPS: [&[Self]; 4] = [
        &[Self::LeaveOut, Self::TakeIn, Self::OnlyThese],
        &[Self::TurnLeft, Self::TurnRight],
        &[Self::Earlier, Self::Later],
        &[Self::Excerpt, Self::Split, Self::Merge],
    ];

    /// The words on the button and in the menu.
    pub fn label(self) -> &'static str {
        match self {
            Self::LeaveOut => "Leave out",
            Self::TakeIn => "Take in again",
            Self::OnlyThese => "Only these",
            Self::TurnLeft => "Rotate left",
            Self::TurnRight => "Rotate right",
            Self::Earlier => "Move earlier",
            Self::Later => "Move later",
            Self::Excerpt => "New document from these pages",
            Self::Split => "Split before this page",
            Self::Merge => "Merge the documents of this source",
        }
    }

    /// The words on the button in the bar, where its icon does not say enough.
    pub fn short_label(self) -> Option<&'static str> {
        match self {
            Self::LeaveOut | Self::TakeIn | Self::OnlyThese => Some(self.label()),
            Self::Excerpt => Some("New document"),
            Self::Split => Some("Split"),
            Self::Merge => Some("Merge"),
            Self::TurnLeft | Self::TurnRight | Self::Earlier | Self::Later => None,
        }
    }

    /// The icon on the button and in the menu.
    pub fn icon(self) -> &'static str {
        match self {
            Self::LeaveOut => icons::EYE_OFF,
            Self::TakeIn => icons::EYE,
            Self::OnlyThese => icons::LIST_FILTER,
            Self::TurnLeft => icons::ROTATE_CCW,
            Self::TurnRight => icons::ROTATE_CW,
            Self::Earlier => icons::CHEVRON_LEFT,
            Self::Later => icons::CHEVRON_RIGHT,
            Self::Excerpt => icons::FILE_PLUS,
            Self::Split => icons::SPLIT,
            Self::Merge => icons::COMBINE,
        }
    }

    /// Its keys where a thumbnail has the keyboard, and how they are called.
    pub fn keys(self) -> (Modifiers, Key, &'static str) {
        const ALT: Modifiers = Modifiers::ALT;
        const NONE: Modifiers = Modifiers::NONE;
        match self {
            Self::LeaveOut => (NONE, Key::Delete, "Delete"),
            Self::TakeIn => (NONE, Key::Insert, "Insert"),
            Self::OnlyThese => (NONE, Key::O, "O"),
            Self::TurnLeft => (NONE, Key::OpenBracket, "["),
            Self::TurnRight => (NONE, Key::CloseBracket, "]"),
            Self::Earlier => (ALT, Key::ArrowLeft, "Alt+Left"),
            Self::Later => (ALT, Key::ArrowRight, "Alt+Right"),
            Self::Excerpt => (NONE, Key::E, "E"),
            Self::Split => (NONE, Key::B, "B"),
            Self::Merge => (NONE, Key::M, "M"),
        }
    }
}

/// A document as the person saw it who asked for a change. The change is dropped if the document
/// shows other pages when its turn comes: pages would be lost, or stand in two documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The document.
    pub document: DocumentId,
    /// The pages that it showed, or would after the changes that were asked for before.
    pub shown: Vec<ShownPage>,
}

/// A change to the pages of documents, to be worked out beside the window.
#[derive(Debug, Clone, PartialEq)]
pub enum PageChange {
    /// The document shows these pages of its source.
    Choose(Seen, PageSelection),
    /// These pages of a document's source become a document of their own; `None` for right after
    /// the document.
    Excerpt(DocumentId, PageSelection, Option<Anchor>),
    /// What begins on these pages of a flowing document as it is shown, counted from 1, becomes a
    /// document of its own.
    ExcerptShown(DocumentId, BTreeSet<u32>, Anchor),
    /// A document is split: so many of the pages that were seen stay in it.
    Split(Seen, usize),
    /// The others become part of the first of these documents.
    Merge(Vec<DocumentId>),
}

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
    /// Every document of the same source, in the order of the pack.
    pub family: &'a [DocumentId],
}

const NOTHING_CHOSEN: &str = "Select pages first";
const FLOWS: &str =
    "Text flows: its paragraphs keep their order, and belong to the page on which they begin";

impl Ground<'_> {
    /// What an act comes to, or why it cannot be done.
    pub fn change(&self, act: PageAct) -> Result<PageChange, &'static str> {
        let Self { cells, chosen, .. } = *self;
        if chosen.is_empty() && act != PageAct::Merge {
            return Err(NOTHING_CHOSEN);
        }
        let choose = |pages: Option<PageSelection>, why| {
            let pages = pages.ok_or(why)?;
            Ok(PageChange::Choose(self.seen(), pages))
        };
        match act {
            PageAct::LeaveOut => {
                let all = "The document would have no page left; delete it in the outline instead";
                let is_shown = |place| cells.get(place).is_some_and(|cell: &Cell| cell.is_shown);
                if !chosen.places().any(is_shown) {
                    return Err("These pages are left out already");
                }
                choose(cells::without(cells, chosen), all)
            }
            PageAct::TakeIn => choose(cells::with(cells, chosen), "These pages are shown already"),
            PageAct::OnlyThese => choose(
                cells::only(cells, chosen),
                "The document shows just these pages already",
            ),
            PageAct::TurnLeft | PageAct::TurnRight | PageAct::Earlier | PageAct::Later
                if self.is_flow =>
            {
                Err(FLOWS)
            }
            PageAct::TurnLeft => self.turn(Turn::Left),
            PageAct::TurnRight => self.turn(Turn::Right),
            PageAct::Earlier => self.step(false, "They are the first already"),
            PageAct::Later => self.step(true, "They are the last already"),
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
        let pages = pages.ok_or("They are there already")?;
        Ok(PageChange::Choose(self.seen(), pages))
    }

    fn seen(&self) -> Seen {
        Seen {
            document: self.document,
            shown: cells::shown(self.cells),
        }
    }

    fn turn(&self, turn: Turn) -> Result<PageChange, &'static str> {
        let pages = cells::turned(self.cells, self.chosen, turn);
        let pages = pages.ok_or("Pages that are left out are not turned")?;
        Ok(PageChange::Choose(self.seen(), pages))
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
            return Err("The document begins with this page");
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

    static NOWHERE: BTreeMap<u32, u32> = BTreeMap::new();

    fn ground<'a>(cells: &'a [Cell], chosen: &'a Chosen) -> Ground<'a> {
        Ground {
            document: DocumentId(1),
            cells,
            chosen,
            is_flow: false,
            flows_to: &NOWHERE,
            family: &[DocumentId(1)],
        }
    }

    #[test]
    fn what_cannot_be_done_says_why() {
        let shown: PageSelection = "2-3".parse().unwrap();
        let cells = cells::lay_out(4, shown.pages());
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
        let merged = PageChange::Merge(vec![DocumentId(1), DocumentId(2)]);
        assert_eq!(flow.change(PageAct::Merge), Ok(merged));
    }

    #[test]
    fn no_two_acts_share_their_keys() {
        let acts = PageAct::GROUPS.concat();
        let mut keys: Vec<_> = acts
            .iter()
            .map(|act| format!("{:?}", &act.keys().1))
            .collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), acts.len());
    }
}
