//! Everything a person can ask the window to do. One enum feeds the menus, the toolbar, the
//! shortcuts and the tooltips.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use super::icons;

/// Something a person can ask the window to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    NewPack,
    OpenPack,
    OpenSample,
    Save,
    SaveAs,
    Export,
    Quit,
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    Delete,
    SelectAll,
    Rename,
    MoveUp,
    MoveDown,
    AddDocuments,
    AddSection,
    AddBriefingPage,
    ReplaceSource,
    ReloadSource,
    LocateOrigin,
    LocateSource,
    AddLibraryFolder,
    RefreshLibrary,
    SearchLibrary,
    ShowLibrary,
    ShowDetails,
    ShowTable,
    ShowStrip,
    ChoosePages,
    ZoomIn,
    ZoomOut,
    FitWidth,
    NextPage,
    PreviousPage,
    Highlight,
    Underline,
    StrikeOut,
    AddNote,
    MarkArea,
    CopyCitation,
    Find,
    FindNext,
    FindPrevious,
    FindInPack,
    SwitchCopy,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    NextNote,
    PreviousNote,
    NoteOnDocument,
    ShowNotes,
    ShowAllNotes,
    Settings,
    Shortcuts,
    About,
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

impl Action {
    /// Every action, in the order of the menus.
    pub const ALL: [Self; 59] = [
        Self::NewPack,
        Self::OpenPack,
        Self::OpenSample,
        Self::Save,
        Self::SaveAs,
        Self::Export,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::Cut,
        Self::Copy,
        Self::Paste,
        Self::Delete,
        Self::SelectAll,
        Self::Rename,
        Self::MoveUp,
        Self::MoveDown,
        Self::AddDocuments,
        Self::AddSection,
        Self::AddBriefingPage,
        Self::ReplaceSource,
        Self::ReloadSource,
        Self::LocateOrigin,
        Self::LocateSource,
        Self::AddLibraryFolder,
        Self::RefreshLibrary,
        Self::SearchLibrary,
        Self::ShowLibrary,
        Self::ShowDetails,
        Self::ShowTable,
        Self::ShowStrip,
        Self::ChoosePages,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::FitWidth,
        Self::NextPage,
        Self::PreviousPage,
        Self::Highlight,
        Self::Underline,
        Self::StrikeOut,
        Self::AddNote,
        Self::MarkArea,
        Self::CopyCitation,
        Self::Find,
        Self::FindNext,
        Self::FindPrevious,
        Self::FindInPack,
        Self::SwitchCopy,
        Self::ThemeSystem,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::NextNote,
        Self::PreviousNote,
        Self::NoteOnDocument,
        Self::ShowNotes,
        Self::ShowAllNotes,
        Self::Settings,
        Self::Shortcuts,
        Self::About,
    ];

    /// The words in the menu.
    pub fn label(self) -> &'static str {
        match self {
            Self::NewPack => "New pack",
            Self::OpenPack => "Open…",
            Self::OpenSample => "Open the sample pack",
            Self::Save => "Save",
            Self::SaveAs => "Save as…",
            Self::Export => "Export PDF…",
            Self::Quit => "Quit",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::Cut => "Cut",
            Self::Copy => "Copy",
            Self::Paste => "Paste",
            Self::Delete => "Delete",
            Self::SelectAll => "Select all",
            Self::Rename => "Rename",
            Self::MoveUp => "Move up",
            Self::MoveDown => "Move down",
            Self::AddDocuments => "Add documents…",
            Self::AddSection => "Add section",
            Self::AddBriefingPage => "Add briefing page…",
            Self::ReplaceSource => "Replace source…",
            Self::ReloadSource => "Reload from disk…",
            Self::LocateOrigin => "Locate original file…",
            Self::LocateSource => "Locate missing file…",
            Self::AddLibraryFolder => "Add folder to the library…",
            Self::RefreshLibrary => "Refresh library",
            Self::SearchLibrary => "Search the library…",
            Self::ShowLibrary => "Library",
            Self::ShowDetails => "Details",
            Self::ShowTable => "Table",
            Self::ShowStrip => "Page strip",
            Self::ChoosePages => "Pages…",
            Self::ZoomIn => "Zoom in",
            Self::ZoomOut => "Zoom out",
            Self::FitWidth => "Fit width",
            Self::NextPage => "Next page",
            Self::PreviousPage => "Previous page",
            Self::Highlight => "Highlight",
            Self::Underline => "Underline",
            Self::StrikeOut => "Strike out",
            Self::AddNote => "Add note",
            Self::MarkArea => "Mark an area",
            Self::CopyCitation => "Copy with citation",
            Self::Find => "Find…",
            Self::FindNext => "Find next",
            Self::FindPrevious => "Find previous",
            Self::FindInPack => "Find in the whole pack…",
            Self::SwitchCopy => "Show the other copy",
            Self::ThemeSystem => "Theme as the system",
            Self::ThemeLight => "Light theme",
            Self::ThemeDark => "Dark theme",
            Self::NextNote => "Next note",
            Self::PreviousNote => "Previous note",
            Self::NoteOnDocument => "Note on the document",
            Self::ShowNotes => "Notes of the document",
            Self::ShowAllNotes => "All notes",
            Self::Settings => "Settings…",
            Self::Shortcuts => "Keyboard shortcuts",
            Self::About => "About Briefpack",
        }
    }

    /// The icon in the menu and toolbar.
    pub fn icon(self) -> Option<&'static str> {
        Some(match self {
            Self::NewPack => icons::FILE_PLUS,
            Self::OpenPack => icons::FOLDER_OPEN,
            Self::OpenSample => icons::BOOK_OPEN,
            Self::Save => icons::SAVE,
            Self::Export => icons::FILE_DOWN,
            Self::Undo => icons::UNDO,
            Self::Redo => icons::REDO,
            Self::Cut => icons::SCISSORS,
            Self::Copy => icons::COPY,
            Self::Paste => icons::CLIPBOARD_PASTE,
            Self::Delete => icons::TRASH,
            Self::Rename => icons::PENCIL,
            Self::MoveUp => icons::ARROW_UP,
            Self::MoveDown => icons::ARROW_DOWN,
            Self::AddDocuments => icons::PLUS,
            Self::AddSection | Self::AddLibraryFolder => icons::FOLDER_PLUS,
            Self::AddBriefingPage => icons::SQUARE_PEN,
            Self::ReplaceSource => icons::REPLACE,
            Self::LocateOrigin | Self::LocateSource | Self::Find | Self::SearchLibrary => {
                icons::SEARCH
            }
            Self::ReloadSource | Self::RefreshLibrary => icons::REFRESH_CW,
            Self::ShowLibrary => icons::PANEL_LEFT,
            Self::ShowDetails => icons::PANEL_RIGHT,
            Self::ShowTable => icons::LIST,
            Self::ShowStrip => icons::GALLERY_VERTICAL,
            Self::ChoosePages => icons::LAYOUT_GRID,
            Self::Highlight => icons::HIGHLIGHTER,
            Self::Underline => icons::UNDERLINE,
            Self::StrikeOut => icons::STRIKETHROUGH,
            Self::AddNote | Self::NoteOnDocument => icons::MESSAGE_SQUARE_PLUS,
            Self::MarkArea => icons::SQUARE_DASHED,
            Self::CopyCitation => icons::QUOTE,
            Self::FindNext => icons::CHEVRON_DOWN,
            Self::FindPrevious => icons::CHEVRON_UP,
            Self::FindInPack => icons::TEXT_SEARCH,
            Self::SwitchCopy => icons::EYE,
            Self::ThemeSystem => icons::SUN_MOON,
            Self::ShowNotes => icons::STICKY_NOTE,
            Self::ShowAllNotes => icons::LIST_CHECKS,
            Self::Settings => icons::SETTINGS,
            Self::About => icons::INFO,
            _ => return None,
        })
    }

    /// The keys that ask for it.
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        let (modifiers, key) = match self {
            Self::NewPack => (CTRL, Key::N),
            Self::OpenPack => (CTRL, Key::O),
            Self::Save => (CTRL, Key::S),
            Self::SaveAs => (CTRL_SHIFT, Key::S),
            Self::Export => (CTRL, Key::E),
            Self::Quit => (CTRL, Key::Q),
            Self::Undo => (CTRL, Key::Z),
            Self::Redo => (CTRL_SHIFT, Key::Z),
            Self::Cut => (CTRL, Key::X),
            Self::Copy => (CTRL, Key::C),
            Self::Paste => (CTRL, Key::V),
            Self::Delete => (Modifiers::NONE, Key::Delete),
            Self::SelectAll => (CTRL, Key::A),
            Self::Rename => (Modifiers::NONE, Key::F2),
            Self::MoveUp => (Modifiers::ALT, Key::ArrowUp),
            Self::MoveDown => (Modifiers::ALT, Key::ArrowDown),
            Self::AddDocuments => (CTRL_SHIFT, Key::A),
            Self::AddSection => (CTRL_SHIFT, Key::N),
            Self::AddBriefingPage => (CTRL_SHIFT, Key::B),
            Self::RefreshLibrary => (Modifiers::NONE, Key::F5),
            Self::SearchLibrary => (CTRL, Key::L),
            Self::ShowLibrary => (Modifiers::NONE, Key::F9),
            Self::ShowDetails => (Modifiers::NONE, Key::F4),
            Self::ShowTable => (CTRL, Key::T),
            Self::ShowStrip => (Modifiers::NONE, Key::F6),
            Self::ChoosePages => (CTRL, Key::G),
            Self::ZoomIn => (CTRL, Key::Plus),
            Self::ZoomOut => (CTRL, Key::Minus),
            Self::FitWidth => (CTRL, Key::Num0),
            Self::NextPage => (Modifiers::NONE, Key::PageDown),
            Self::PreviousPage => (Modifiers::NONE, Key::PageUp),
            Self::NextNote => (Modifiers::NONE, Key::F8),
            Self::PreviousNote => (Modifiers::SHIFT, Key::F8),
            Self::NoteOnDocument => (CTRL_ALT, Key::M),
            Self::ShowNotes => (CTRL_ALT, Key::N),
            Self::ShowAllNotes => (CTRL_ALT, Key::A),
            Self::Settings => (CTRL, Key::Comma),
            Self::Highlight => (Modifiers::NONE, Key::H),
            Self::Underline => (Modifiers::NONE, Key::U),
            Self::StrikeOut => (Modifiers::NONE, Key::S),
            Self::AddNote => (Modifiers::NONE, Key::N),
            Self::MarkArea => (Modifiers::NONE, Key::A),
            Self::CopyCitation => (CTRL_SHIFT, Key::C),
            Self::Find => (CTRL, Key::F),
            Self::FindNext => (Modifiers::NONE, Key::F3),
            Self::FindPrevious => (Modifiers::SHIFT, Key::F3),
            Self::FindInPack => (CTRL_SHIFT, Key::F),
            Self::SwitchCopy => (Modifiers::NONE, Key::F7),
            Self::Shortcuts => (Modifiers::NONE, Key::F1),
            Self::OpenSample
            | Self::ReplaceSource
            | Self::ReloadSource
            | Self::LocateOrigin
            | Self::LocateSource
            | Self::AddLibraryFolder
            | Self::ThemeSystem
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::About => return None,
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// Whether the keys are meant for the outline: in a text they move the cursor or change it, in
    /// another list they are for that.
    pub fn is_of_the_outline(self) -> bool {
        matches!(
            self,
            Self::Cut
                | Self::Copy
                | Self::Paste
                | Self::Delete
                | Self::SelectAll
                | Self::MoveUp
                | Self::MoveDown
                | Self::NextPage
                | Self::PreviousPage
        )
    }

    /// Whether its keys move rows of the outline or pages; where the pages have the keyboard, they
    /// take these keys themselves.
    pub fn moves_rows_or_pages(self) -> bool {
        matches!(
            self,
            Self::MoveUp | Self::MoveDown | Self::NextPage | Self::PreviousPage
        )
    }

    /// Whether what it is about is shown beside the reader or in it, and nowhere else.
    pub fn is_beside_the_reader(self) -> bool {
        matches!(
            self,
            Self::ShowDetails
                | Self::ShowStrip
                | Self::Find
                | Self::FindNext
                | Self::FindPrevious
                | Self::FindInPack
                | Self::NextNote
                | Self::PreviousNote
                | Self::NoteOnDocument
                | Self::ShowNotes
                | Self::ShowAllNotes
        )
    }

    /// Whether what it is about has no room while the table is shown.
    pub fn is_behind_the_table(self) -> bool {
        self.is_beside_the_reader()
            || matches!(
                self,
                Self::ChoosePages | Self::SearchLibrary | Self::ShowLibrary
            )
    }

    /// Whether it marks what is selected on the pages; its key is a letter.
    pub fn marks_the_selection(self) -> bool {
        matches!(
            self,
            Self::Highlight | Self::Underline | Self::StrikeOut | Self::AddNote
        )
    }

    /// Whether its key is a letter, which in a text is a letter.
    pub fn is_letter(self) -> bool {
        self.marks_the_selection() || self == Self::MarkArea
    }

    /// Whether it is asked for by an event of the window system rather than by its keys.
    pub fn is_clipboard(self) -> bool {
        matches!(self, Self::Cut | Self::Copy | Self::Paste)
    }

    /// Whether the work of the open pack is needed for it.
    pub fn needs_pack(self) -> bool {
        !matches!(
            self,
            Self::NewPack
                | Self::OpenPack
                | Self::OpenSample
                | Self::Quit
                | Self::ShowLibrary
                | Self::SearchLibrary
                | Self::RefreshLibrary
                | Self::AddLibraryFolder
                | Self::ThemeSystem
                | Self::ThemeLight
                | Self::ThemeDark
                | Self::Settings
                | Self::Shortcuts
                | Self::About
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_two_actions_share_their_keys() {
        let mut taken = HashMap::new();
        for action in Action::ALL {
            if let Some(keys) = action.shortcut()
                && let Some(other) = taken.insert((keys.modifiers, keys.logical_key), action)
            {
                panic!("{action:?} and {other:?} share {keys:?}");
            }
        }
    }
}
