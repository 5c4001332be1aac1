//! What the window is like now, as far as it decides what can be done, and why something cannot.

use crate::app::message::action::{Action, Availability};
use crate::app::state::desk::Desk;
use crate::app::state::origins::{origin_of, source_at_cursor};
use crate::origin::OriginState;

/// What decides which actions can be done. The parts that only panels know are set by whoever asks.
#[derive(Clone, Copy, Default)]
pub struct Situation<'a> {
    /// The open pack.
    pub desk: Option<&'a Desk>,
    /// Whether words or a part of a page are selected that can be marked.
    pub can_mark: bool,
    /// Whether words are selected on the pages.
    pub can_copy: bool,
    /// Whether areas can be marked on what is read.
    pub can_mark_areas: bool,
    /// Whether an annotation is in hand.
    pub has_annotation_in_hand: bool,
    /// Whether pages can be chosen: the strip or the grid is in sight.
    pub shows_thumbnails: bool,
    /// Whether changes to pages are still being worked out.
    pub has_waiting_changes: bool,
    /// Whether the library has a folder.
    pub has_library: bool,
}

const NO_PACK: &str = "Open or start a pack first";
const NO_ITEMS: &str = "Select a document or section in the outline first";
const NO_WORDS: &str = "Select words of a document first";
const NOT_OWN_WORDS: &str = "Select words of a document first. You can copy the words that \
    Briefpack adds, but not mark them";

impl Situation<'_> {
    /// Whether an action can be done, or why not.
    pub fn availability(&self, action: Action) -> Availability {
        let Some(desk) = self.desk else {
            return Availability::where_true(!needs_pack(action), NO_PACK);
        };
        let (holds, why_not) = match action {
            Action::Undo => (
                self.has_waiting_changes || desk.history.undo_name().is_some(),
                "There is nothing to undo",
            ),
            Action::Redo => (
                desk.history.redo_name().is_some(),
                "There is nothing to redo",
            ),
            Action::Copy => (self.has_items() || self.can_copy, NO_ITEMS),
            Action::Delete => (self.has_items() || self.has_annotation_in_hand, NO_ITEMS),
            Action::Cut | Action::Rename => (self.has_items(), NO_ITEMS),
            Action::MoveUp | Action::MoveDown if !self.has_items() => (false, NO_ITEMS),
            Action::MoveUp => (desk.nudge(true).is_some(), "It is already the first"),
            Action::MoveDown => (desk.nudge(false).is_some(), "It is already the last"),
            Action::AddNote if self.has_annotation_in_hand && !self.can_copy => (true, NO_WORDS),
            Action::Highlight | Action::Underline | Action::StrikeOut | Action::AddNote
                if self.can_copy =>
            {
                (self.can_mark, NOT_OWN_WORDS)
            }
            Action::Highlight | Action::Underline | Action::StrikeOut | Action::AddNote => {
                (self.can_mark, NO_WORDS)
            }
            Action::CopyCitation => (self.can_copy, NO_WORDS),
            Action::MarkArea => (
                self.can_mark_areas,
                "Select a document whose pages are shown first",
            ),
            Action::NoteOnDocument => (desk.can_take_notes(), "Select a document first"),
            Action::NextNote | Action::PreviousNote => (
                desk.pack().annotations().next().is_some(),
                "There are no notes in this pack",
            ),
            Action::ChoosePages | Action::ReplaceSource => (
                desk.has_source_at_cursor(),
                "Select a document that was made from a file",
            ),
            Action::ReloadSource => (
                self.origin() == Some(OriginState::Changed),
                "The file that this came from has not changed",
            ),
            Action::LocateOrigin => (
                source_at_cursor(desk).is_some_and(|id| {
                    let seen = desk.origins.get(&id);
                    seen.is_none_or(|seen| seen.place.is_none() || seen.state == OriginState::Gone)
                }),
                "Briefpack already knows where this file is",
            ),
            Action::LocateSource => (
                !desk.troubled_sources.is_empty(),
                "No file is missing from this pack",
            ),
            Action::LeaveOutPages
            | Action::TakeInPages
            | Action::OnlyThesePages
            | Action::RotatePagesLeft
            | Action::RotatePagesRight
            | Action::MovePagesEarlier
            | Action::MovePagesLater
            | Action::ExcerptPages
            | Action::SplitPages
            | Action::MergePages => (
                self.shows_thumbnails && desk.has_source_at_cursor(),
                "Show the page strip or the pages of a document first",
            ),
            Action::RefreshLibrary => (self.has_library, "Add a folder to the library first"),
            Action::NewPack
            | Action::OpenPack
            | Action::Save
            | Action::SaveAs
            | Action::Export
            | Action::Settings
            | Action::Quit
            | Action::Paste
            | Action::SelectAll
            | Action::SelectByKeyboard
            | Action::Find
            | Action::FindNext
            | Action::FindPrevious
            | Action::FindInPack
            | Action::SearchLibrary
            | Action::ShowNotes
            | Action::ShowAllNotes
            | Action::GoAnywhere
            | Action::ShowLibrary
            | Action::ShowDetails
            | Action::ShowTable
            | Action::ShowStrip
            | Action::NextPane
            | Action::PreviousPane
            | Action::ZoomIn
            | Action::ZoomOut
            | Action::FitWidth
            | Action::ReadWholePack
            | Action::NextPage
            | Action::PreviousPage
            | Action::SwitchCopy
            | Action::ThemeSystem
            | Action::ThemeLight
            | Action::ThemeDark
            | Action::AddDocuments
            | Action::AddSection
            | Action::AddBriefingPage
            | Action::AddLibraryFolder
            | Action::OpenSample
            | Action::Shortcuts
            | Action::About => (true, ""),
        };
        Availability::where_true(holds, why_not)
    }

    fn has_items(&self) -> bool {
        self.desk
            .is_some_and(|desk| !desk.selection.items().is_empty())
    }

    fn origin(&self) -> Option<OriginState> {
        let desk = self.desk?;
        origin_of(desk, desk.selection.cursor()?)
    }
}

/// Whether an action is done to the open pack.
fn needs_pack(action: Action) -> bool {
    !matches!(
        action,
        Action::NewPack
            | Action::OpenPack
            | Action::OpenSample
            | Action::Quit
            | Action::GoAnywhere
            | Action::ShowLibrary
            | Action::SearchLibrary
            | Action::RefreshLibrary
            | Action::AddLibraryFolder
            | Action::NextPane
            | Action::PreviousPane
            | Action::ThemeSystem
            | Action::ThemeLight
            | Action::ThemeDark
            | Action::Settings
            | Action::Shortcuts
            | Action::About
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_done_says_why() {
        let nothing_open = Situation::default();
        for action in Action::ALL {
            if let Availability::Unavailable(why) = nothing_open.availability(*action) {
                assert!(!why.is_empty(), "{action:?}");
                assert!(!why.ends_with('.'), "{action:?}: {why}");
            }
        }
        assert!(nothing_open.availability(Action::OpenPack).is_available());
        assert!(!nothing_open.availability(Action::Save).is_available());
    }
}
