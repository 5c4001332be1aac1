//! What can be done with chosen pages.

use crate::app::message::action::Action;

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
    /// The row of the table of actions that it is.
    pub fn action(self) -> Action {
        match self {
            Self::LeaveOut => Action::LeaveOutPages,
            Self::TakeIn => Action::TakeInPages,
            Self::OnlyThese => Action::OnlyThesePages,
            Self::TurnLeft => Action::RotatePagesLeft,
            Self::TurnRight => Action::RotatePagesRight,
            Self::Earlier => Action::MovePagesEarlier,
            Self::Later => Action::MovePagesLater,
            Self::Excerpt => Action::ExcerptPages,
            Self::Split => Action::SplitPages,
            Self::Merge => Action::MergePages,
        }
    }

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
            Self::TakeIn => "Put back",
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
}
