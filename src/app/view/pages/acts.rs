//! What can be done with chosen pages: words, icons and keys.

use eframe::egui::{self, Key, Modifiers, Ui};

use crate::app::message::icons;

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

    /// The same where the pages stand one below the other.
    pub fn keys_in_a_column(self) -> (Modifiers, Key, &'static str) {
        match self {
            Self::Earlier => (Modifiers::ALT, Key::ArrowUp, "Alt+Up"),
            Self::Later => (Modifiers::ALT, Key::ArrowDown, "Alt+Down"),
            other => other.keys(),
        }
    }

    /// The act whose keys were just pressed, by what keys acts have.
    pub fn pressed(ui: &Ui, keys: fn(Self) -> (Modifiers, Key, &'static str)) -> Option<Self> {
        if egui::Popup::is_any_open(ui.ctx()) {
            return None;
        }
        let is_pressed = |act: &Self| {
            let (modifiers, key, _) = keys(*act);
            ui.input(|input| {
                let held = input.modifiers;
                let is_held = if modifiers == Modifiers::ALT {
                    held.alt && !held.command && !held.shift
                } else {
                    held.is_none()
                };
                is_held && input.key_pressed(key)
            })
        };
        Self::GROUPS.concat().into_iter().find(is_pressed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_acts_share_their_keys() {
        for keys in [PageAct::keys, PageAct::keys_in_a_column] {
            let mut keys: Vec<_> = PageAct::GROUPS
                .concat()
                .into_iter()
                .map(|act| keys(act).2)
                .collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), PageAct::GROUPS.concat().len());
        }
    }
}
