//! The rows of the outline, and how they are picked.

use eframe::egui::Modifiers;

use crate::export::Place;
use crate::pack::ItemId;

/// A row of the outline: the pages made by Briefpack, or an item of the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entry {
    /// The cover page.
    Cover,
    /// The table of contents.
    Contents,
    /// A section or document.
    Item(ItemId),
    /// The list at the end of what the documents were made from.
    Sources,
}

impl From<Place> for Entry {
    fn from(place: Place) -> Self {
        match place {
            Place::Cover => Self::Cover,
            Place::Contents => Self::Contents,
            Place::Section(id) => Self::Item(id.into()),
            Place::Document(id) => Self::Item(id.into()),
            Place::Sources => Self::Sources,
        }
    }
}

/// How a click or key changes the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// Select this row alone.
    Only,
    /// Add this row, or take it out (Ctrl).
    Toggle,
    /// Select from where the last plain click was to this row (Shift).
    Extend,
}

impl Pick {
    /// What a click means while these keys are held.
    pub fn of(modifiers: Modifiers) -> Self {
        if modifiers.command {
            Self::Toggle
        } else if modifiers.shift {
            Self::Extend
        } else {
            Self::Only
        }
    }

    /// What a key that goes to another row or page means while these keys are held.
    pub fn of_key(modifiers: Modifiers) -> Self {
        if modifiers.shift {
            Self::Extend
        } else {
            Self::Only
        }
    }
}
