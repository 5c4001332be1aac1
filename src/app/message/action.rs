//! The table of actions: one row for everything a person can ask the window to do. Menus, toolbar,
//! keys, tooltips, the list of shortcuts and the command palette all read it.

use eframe::egui::os::OperatingSystem;
use eframe::egui::{Key, KeyboardShortcut, Modifiers};
use serde::{Deserialize, Serialize};

use crate::app::message::icons;

/// A menu of the menu bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// Packs and files.
    File,
    /// Changes, the clipboard, searching.
    Edit,
    /// Marks and notes.
    Annotate,
    /// What is shown, and how.
    View,
    Pack,
    /// Which pages of papers are shown.
    Pages,
    Help,
}

impl Menu {
    /// Every menu, as they stand in the bar.
    pub const ALL: [Self; 7] = [
        Self::File,
        Self::Edit,
        Self::Annotate,
        Self::View,
        Self::Pack,
        Self::Pages,
        Self::Help,
    ];

    /// The word in the bar.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Annotate => "Annotate",
            Self::View => "View",
            Self::Pack => "Pack",
            Self::Pages => "Pages",
            Self::Help => "Help",
        }
    }

    /// The key that opens it together with Alt: a letter of its title.
    pub fn access_key(self) -> Key {
        match self {
            Self::File => Key::F,
            Self::Edit => Key::E,
            Self::Annotate => Key::A,
            Self::View => Key::V,
            Self::Pack => Key::P,
            Self::Pages => Key::G,
            Self::Help => Key::H,
        }
    }
}

/// Where the keys of an action count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Wherever the keyboard is, also while a text is written.
    Window,
    /// Where no text is written and no list other than the outline has the keyboard: in a text
    /// these keys move the cursor or change it, in another list they are for that.
    Outline,
    /// As for the outline, but in the reader the pages take them.
    Rows,
    /// Where the pages have the keyboard: these keys are letters.
    Reader,
    /// Where thumbnails have the keyboard.
    Thumbnails,
}

/// The keys that ask for an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    modifiers: Modifiers,
    key: Key,
    /// Whether macOS has them too.
    is_on_mac: bool,
}

impl Keys {
    const fn new(modifiers: Modifiers, key: Key) -> Self {
        Self {
            modifiers,
            key,
            is_on_mac: true,
        }
    }

    /// Keys that mean something else on macOS.
    const fn not_on_mac(self) -> Self {
        Self {
            is_on_mac: false,
            ..self
        }
    }

    /// The keys as egui takes them.
    pub fn shortcut(self) -> KeyboardShortcut {
        KeyboardShortcut::new(self.modifiers, self.key)
    }
}

const fn plain(key: Key) -> Keys {
    Keys::new(Modifiers::NONE, key)
}
const fn shift(key: Key) -> Keys {
    Keys::new(Modifiers::SHIFT, key)
}
const fn alt(key: Key) -> Keys {
    Keys::new(Modifiers::ALT, key)
}
const fn ctrl(key: Key) -> Keys {
    Keys::new(Modifiers::COMMAND, key)
}
const fn ctrl_shift(key: Key) -> Keys {
    Keys::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}
const fn ctrl_alt(key: Key) -> Keys {
    Keys::new(Modifiers::COMMAND.plus(Modifiers::ALT), key)
}

/// A row of the table.
struct Row {
    label: &'static str,
    icon: Option<&'static str>,
    /// The first is the one that is shown.
    keys: &'static [Keys],
    scope: Scope,
    menu: Menu,
    /// Which group of its menu: a line stands between groups.
    group: u8,
}

macro_rules! actions {
    ($($menu:ident $group:literal { $(
        $(#[$doc:meta])*
        $name:ident = $label:literal, $icon:expr, $scope:ident [$($keys:expr),*];
    )* })*) => {
        /// Something a person can ask the window to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Action { $($( $(#[$doc])* $name, )*)* }

        impl Action {
            /// Every action, in the order of the menus.
            pub const ALL: &[Self] = &[$($(Self::$name,)*)*];

            const fn row(self) -> Row {
                match self { $($(
                    Self::$name => Row {
                        label: $label,
                        icon: $icon,
                        keys: const { &[$($keys),*] },
                        scope: Scope::$scope,
                        menu: Menu::$menu,
                        group: $group,
                    },
                )*)* }
            }
        }
    };
}

actions! {
    File 0 {
        /// Begins an empty pack.
        NewPack = "New pack", Some(icons::FILE_PLUS), Window [ctrl(Key::N)];
        /// Opens a pack from its file.
        OpenPack = "Open…", Some(icons::FOLDER_OPEN), Window [ctrl(Key::O)];
    }
    File 1 {
        /// Saves the pack where it is.
        Save = "Save", Some(icons::SAVE), Window [ctrl(Key::S)];
        /// Saves the pack under another name.
        SaveAs = "Save as…", None, Window [ctrl_shift(Key::S)];
    }
    File 2 {
        /// Writes the PDF.
        Export = "Export PDF…", Some(icons::FILE_DOWN), Window [ctrl(Key::E)];
    }
    File 3 {
        /// Who writes, the theme.
        Settings = "Settings…", Some(icons::SETTINGS), Window [ctrl(Key::Comma)];
    }
    File 4 {
        /// Closes the window.
        Quit = "Quit", None, Window [ctrl(Key::Q)];
    }
    Edit 0 {
        /// Takes the last step back.
        Undo = "Undo", Some(icons::UNDO), Window [ctrl(Key::Z)];
        /// Brings back what was taken back.
        Redo = "Redo", Some(icons::REDO), Window [ctrl_shift(Key::Z), ctrl(Key::Y).not_on_mac()];
    }
    Edit 1 {
        /// Takes the selected items out and onto the clipboard.
        Cut = "Cut", Some(icons::SCISSORS), Outline [ctrl(Key::X)];
        /// Copies the selected items or words.
        Copy = "Copy", Some(icons::COPY), Outline [ctrl(Key::C)];
        /// Adds what is on the clipboard.
        Paste = "Paste", Some(icons::CLIPBOARD_PASTE), Outline [ctrl(Key::V)];
        /// Deletes the selected items, or the annotation in hand.
        Delete = "Delete", Some(icons::TRASH), Outline [plain(Key::Delete)];
    }
    Edit 2 {
        /// Selects all items, or all words.
        SelectAll = "Select all", None, Outline [ctrl(Key::A)];
    }
    Edit 3 {
        /// Finds words in what is read.
        Find = "Find…", Some(icons::SEARCH), Window [ctrl(Key::F)];
        /// Goes to the next place found.
        FindNext = "Find next", Some(icons::CHEVRON_DOWN), Window [plain(Key::F3)];
        /// Goes to the place found before.
        FindPrevious = "Find previous", Some(icons::CHEVRON_UP), Window [shift(Key::F3)];
        /// Finds words in every document.
        FindInPack = "Find in the whole pack…", Some(icons::TEXT_SEARCH), Window [ctrl_shift(Key::F)];
        /// Finds papers in the library.
        SearchLibrary = "Search the library…", Some(icons::SEARCH), Window [ctrl(Key::L)];
    }
    Edit 4 {
        /// Changes the title of the selected item.
        Rename = "Rename", Some(icons::PENCIL), Window [plain(Key::F2)];
    }
    Annotate 0 {
        /// Highlights the selected words.
        Highlight = "Highlight", Some(icons::HIGHLIGHTER), Reader [plain(Key::H)];
        /// Underlines the selected words.
        Underline = "Underline", Some(icons::UNDERLINE), Reader [plain(Key::U)];
        /// Strikes the selected words out.
        StrikeOut = "Strike out", Some(icons::STRIKETHROUGH), Reader [plain(Key::S)];
        /// Writes a note on the selected words.
        AddNote = "Add note", Some(icons::MESSAGE_SQUARE_PLUS), Reader [plain(Key::N)];
    }
    Annotate 1 {
        /// Puts a caret into the text, by which words are selected with the arrows.
        SelectByKeyboard = "Select words by keyboard", None, Window [plain(Key::F7)];
        /// Draws a frame around part of a page.
        MarkArea = "Mark an area", Some(icons::SQUARE_DASHED), Reader [plain(Key::A)];
        /// Copies the selected words with the paper and page they are from.
        CopyCitation = "Copy with citation", Some(icons::QUOTE), Window [ctrl_shift(Key::C)];
    }
    Annotate 2 {
        /// Writes a note on the document as a whole.
        NoteOnDocument = "Note on the document", Some(icons::MESSAGE_SQUARE_PLUS), Window [ctrl_alt(Key::M)];
    }
    Annotate 3 {
        /// Goes to the next note.
        NextNote = "Next note", None, Window [plain(Key::F8)];
        /// Goes to the note before.
        PreviousNote = "Previous note", None, Window [shift(Key::F8)];
    }
    Annotate 4 {
        /// Shows the notes on what is read.
        ShowNotes = "Notes of the document", Some(icons::STICKY_NOTE), Window [ctrl_alt(Key::N)];
        /// Lists the notes of the whole pack.
        ShowAllNotes = "All notes", Some(icons::LIST_CHECKS), Window [ctrl_alt(Key::A)];
    }
    View 0 {
        /// Goes to any action, document, page or note.
        GoAnywhere = "Go to anything…", Some(icons::TEXT_SEARCH), Window [ctrl(Key::K), ctrl_shift(Key::P)];
    }
    View 1 {
        /// Shows or hides the library.
        ShowLibrary = "Library", Some(icons::PANEL_LEFT), Window [plain(Key::F9)];
        /// Shows or hides what stands beside the pages.
        ShowDetails = "Details", Some(icons::PANEL_RIGHT), Window [plain(Key::F4)];
        /// Shows all documents as a table, or the pages again.
        ShowTable = "Table", Some(icons::LIST), Window [ctrl(Key::T)];
        /// Shows or hides the thumbnails beside the pages.
        ShowStrip = "Page strip", Some(icons::GALLERY_VERTICAL), Window [ctrl_shift(Key::G)];
    }
    View 2 {
        /// Moves the keyboard to the next pane.
        NextPane = "Next pane", None, Window [plain(Key::F6)];
        /// Moves the keyboard to the pane before.
        PreviousPane = "Previous pane", None, Window [shift(Key::F6)];
    }
    View 3 {
        /// Shows the pages larger.
        ZoomIn = "Zoom in", None, Window [ctrl(Key::Plus), ctrl(Key::Equals)];
        /// Shows the pages smaller.
        ZoomOut = "Zoom out", None, Window [ctrl(Key::Minus)];
        /// Shows the pages as wide as there is room.
        FitWidth = "Fit width", None, Window [ctrl(Key::Num0)];
        /// Shows the pages of the whole pack in one column, or those of what is selected alone.
        ReadWholePack = "Whole pack in one column", None, Window [];
        /// Goes to the next page.
        NextPage = "Next page", None, Rows [plain(Key::PageDown)];
        /// Goes to the page before.
        PreviousPage = "Previous page", None, Rows [plain(Key::PageUp)];
        /// Shows the circulation copy in place of the speaking copy, or the other way round.
        SwitchCopy = "Switch between speaking and circulation copy", Some(icons::EYE), Window [ctrl(Key::F7)];
    }
    View 4 {
        /// Light or dark, as the system is.
        ThemeSystem = "Theme as the system", Some(icons::SUN_MOON), Window [];
        /// Always light.
        ThemeLight = "Light theme", None, Window [];
        /// Always dark.
        ThemeDark = "Dark theme", None, Window [];
    }
    Pack 0 {
        /// Adds files.
        AddDocuments = "Add documents…", Some(icons::PLUS), Window [ctrl_shift(Key::A)];
        AddSection = "Add section", Some(icons::FOLDER_PLUS), Window [ctrl_shift(Key::N)];
        /// Adds a page that is written here.
        AddBriefingPage = "Add briefing page…", Some(icons::SQUARE_PEN), Window [ctrl_shift(Key::B)];
    }
    Pack 1 {
        /// Moves the selected items one place up.
        MoveUp = "Move up", Some(icons::ARROW_UP), Rows [alt(Key::ArrowUp)];
        /// Moves the selected items one place down.
        MoveDown = "Move down", Some(icons::ARROW_DOWN), Rows [alt(Key::ArrowDown)];
    }
    Pack 2 {
        /// Takes up the file that a document came from as it is now.
        ReloadSource = "Reload from disk…", Some(icons::REFRESH_CW), Window [];
        /// Puts another file in the place of a document's source.
        ReplaceSource = "Replace source…", Some(icons::REPLACE), Window [];
        /// Says where the file is that a document came from.
        LocateOrigin = "Locate original file…", Some(icons::SEARCH), Window [];
        /// Says where a missing file of the pack is.
        LocateSource = "Locate missing file…", Some(icons::SEARCH), Window [];
    }
    Pack 3 {
        /// Adds a folder to the library.
        AddLibraryFolder = "Add folder to the library…", Some(icons::FOLDER_PLUS), Window [];
        /// Looks through the library's folders again.
        RefreshLibrary = "Refresh library", Some(icons::REFRESH_CW), Window [plain(Key::F5)];
    }
    Pages 0 {
        /// Chooses which pages of a source are shown.
        ChoosePages = "Pages…", Some(icons::LAYOUT_GRID), Window [ctrl(Key::G)];
    }
    Pages 1 {
        /// The document no longer shows the chosen pages.
        LeaveOutPages = "Leave out these pages", Some(icons::EYE_OFF), Thumbnails [plain(Key::Delete)];
        /// The document shows the chosen pages again.
        TakeInPages = "Put these pages back", Some(icons::EYE), Thumbnails [plain(Key::Insert)];
        /// The document shows no other pages.
        OnlyThesePages = "Show only these pages", Some(icons::LIST_FILTER), Thumbnails [plain(Key::O)];
    }
    Pages 2 {
        /// The chosen pages are turned by a quarter, anticlockwise.
        RotatePagesLeft = "Rotate these pages left", Some(icons::ROTATE_CCW), Thumbnails [plain(Key::OpenBracket)];
        /// The chosen pages are turned by a quarter, clockwise.
        RotatePagesRight = "Rotate these pages right", Some(icons::ROTATE_CW), Thumbnails [plain(Key::CloseBracket)];
    }
    Pages 3 {
        /// The chosen pages move before the page that is shown before them.
        MovePagesEarlier = "Move these pages earlier", Some(icons::CHEVRON_LEFT), Thumbnails [alt(Key::ArrowLeft), alt(Key::ArrowUp)];
        /// The chosen pages move behind the page that is shown after them.
        MovePagesLater = "Move these pages later", Some(icons::CHEVRON_RIGHT), Thumbnails [alt(Key::ArrowRight), alt(Key::ArrowDown)];
    }
    Pages 4 {
        /// The chosen pages become a document of their own.
        ExcerptPages = "New document from these pages", Some(icons::FILE_PLUS), Thumbnails [plain(Key::E)];
        /// The document ends before the first chosen page, and another begins with it.
        SplitPages = "Split before this page", Some(icons::SPLIT), Thumbnails [plain(Key::B)];
        /// The other documents of the same source become part of this one.
        MergePages = "Merge the documents of this source", Some(icons::COMBINE), Thumbnails [plain(Key::M)];
    }
    Help 0 {
        /// Opens a finished pack to look at.
        OpenSample = "Open the sample pack", Some(icons::BOOK_OPEN), Window [];
    }
    Help 1 {
        /// Lists the keys.
        Shortcuts = "Keyboard shortcuts", None, Window [plain(Key::F1)];
        /// What this program is.
        About = "About Briefpack", Some(icons::INFO), Window [];
    }
}

impl Action {
    /// The words in the menu.
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// The icon in the menu and toolbar.
    pub fn icon(self) -> Option<&'static str> {
        self.row().icon
    }

    /// The menu that it stands in, and its group there.
    pub fn menu(self) -> (Menu, u8) {
        let row = self.row();
        (row.menu, row.group)
    }

    /// Where its keys count.
    pub fn scope(self) -> Scope {
        self.row().scope
    }

    /// The keys that ask for it on a system, the one that is shown first.
    pub fn shortcuts(self, system: OperatingSystem) -> impl Iterator<Item = KeyboardShortcut> {
        let is_mac = matches!(system, OperatingSystem::Mac | OperatingSystem::IOS);
        let keys = self.row().keys.iter();
        keys.filter(move |keys| keys.is_on_mac || !is_mac)
            .map(|keys| keys.shortcut())
    }

    /// The keys that are shown for it.
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        self.row().keys.first().map(|keys| keys.shortcut())
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

    /// Whether it is asked for by an event of the window system rather than by its keys.
    pub fn is_clipboard(self) -> bool {
        matches!(self, Self::Cut | Self::Copy | Self::Paste)
    }
}

/// Whether an action can be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// It can.
    Available,
    /// It cannot; why, in words for the person.
    Unavailable(&'static str),
}

impl Availability {
    /// Available where something holds, else unavailable for this reason.
    pub fn where_true(holds: bool, why_not: &'static str) -> Self {
        if holds {
            Self::Available
        } else {
            Self::Unavailable(why_not)
        }
    }

    /// Whether it can be done.
    pub fn is_available(self) -> bool {
        self == Self::Available
    }

    /// Why it cannot be done.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Available => None,
            Self::Unavailable(why) => Some(why),
        }
    }
}

/// Which actions can be done now. Made once a frame; see `state::situation`.
#[derive(Debug, Clone)]
pub struct Availabilities([Availability; Action::ALL.len()]);

impl Availabilities {
    /// Asks for every action.
    pub fn of(ask: impl Fn(Action) -> Availability) -> Self {
        let mut all = [Availability::Available; Action::ALL.len()];
        for (slot, action) in all.iter_mut().zip(Action::ALL) {
            *slot = ask(*action);
        }
        Self(all)
    }

    /// Whether an action can be done.
    pub fn get(&self, action: Action) -> Availability {
        let slot = self.0.get(action as usize).copied();
        slot.unwrap_or(Availability::Available)
    }
}

impl Default for Availabilities {
    fn default() -> Self {
        Self::of(|_| Availability::Available)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEMS: [OperatingSystem; 3] = [
        OperatingSystem::Nix,
        OperatingSystem::Windows,
        OperatingSystem::Mac,
    ];

    /// Whether there is a place where the keys of both count.
    fn can_clash(one: Scope, other: Scope) -> bool {
        let is_in_thumbnails = |scope| scope == Scope::Thumbnails;
        match (one, other) {
            (Scope::Window, _) | (_, Scope::Window) => true,
            // Thumbnails are another list than the outline, and not the reader.
            _ => is_in_thumbnails(one) == is_in_thumbnails(other),
        }
    }

    #[test]
    fn no_two_actions_share_their_keys_on_any_system() {
        for system in SYSTEMS {
            let mut taken: Vec<(KeyboardShortcut, Action)> = Vec::new();
            for action in Action::ALL.iter().copied() {
                for keys in action.shortcuts(system) {
                    for (_, other) in taken.iter().filter(|(other, _)| *other == keys) {
                        assert!(
                            !can_clash(action.scope(), other.scope()),
                            "{action:?} and {other:?} share {keys:?} on {system:?}"
                        );
                    }
                    taken.push((keys, action));
                }
            }
        }
    }

    #[test]
    fn the_keys_that_are_shown_count_on_every_system() {
        for system in SYSTEMS {
            for action in Action::ALL {
                assert_eq!(action.shortcuts(system).next(), action.shortcut());
            }
        }
    }

    #[test]
    fn each_group_of_a_menu_stands_in_one_place() {
        let groups: Vec<_> = Action::ALL.iter().map(|action| action.menu()).collect();
        let mut seen: Vec<(Menu, u8)> = Vec::new();
        for group in groups {
            if seen.last() != Some(&group) {
                assert!(!seen.contains(&group), "{group:?} stands in two places");
                seen.push(group);
            }
        }
    }

    #[test]
    fn labels_tell_actions_apart() {
        let mut labels: Vec<_> = Action::ALL.iter().map(|action| action.label()).collect();
        labels.sort_unstable();
        let count = labels.len();
        labels.dedup();
        assert_eq!(labels.len(), count);
    }
}
