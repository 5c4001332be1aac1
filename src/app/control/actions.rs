//! Carrying out actions: one arm for every row of the table.

use eframe::egui::{self, ThemePreference};

use crate::app::control::App;
use crate::app::message::action::{Action, Availabilities};
use crate::app::message::annotating::SidePane;
use crate::app::message::entry::{Entry, Pick};
use crate::app::message::go_to::GoTo;
use crate::app::message::page_act::PageAct;
use crate::app::message::pages::PageLook;
use crate::app::message::question::Purpose;
use crate::app::message::request::{Switches, Writing};
use crate::app::message::then::{Arrival, Then};
use crate::app::state::clipboard::Clipboard;
use crate::app::state::preferences::Preferences;
use crate::app::state::situation::Situation;
use crate::app::view::dialog::{ChooseTemplate, Dialog, Palette, Settings};
use crate::app::view::reader::Reader;
use crate::app::view::toast::Tone;
use crate::edit::Command;
use crate::pack::MarkStyle;

impl App {
    /// What decides now which actions can be done.
    fn situation(&self) -> Situation<'_> {
        let desk = self.desk.as_ref();
        Situation {
            desk,
            can_mark: desk.is_some_and(|desk| self.reader.can_mark(desk)),
            can_copy: self.reader.can_copy(),
            can_mark_areas: desk.is_some_and(|desk| self.reader.can_mark_areas(desk)),
            has_annotation_in_hand: self.in_hand.annotation.is_some(),
            shows_thumbnails: !self.preferences.shows_table
                && (self.pages.is_grid_open() || self.preferences.shows_strip),
            has_waiting_changes: !self.pages.changes.is_empty(),
            has_library: !self.preferences.library_folders.is_empty(),
        }
    }

    /// Tells the panels which actions can be done in this frame.
    pub(super) fn tell_what_can_be_done(&mut self) {
        let situation = self.situation();
        let availabilities = Availabilities::of(|action| situation.availability(action));
        let switches = self.switches();
        self.outbox.set_availabilities(availabilities, switches);
    }

    /// What the menus show a tick at.
    fn switches(&self) -> Switches {
        let has_pack = self.desk.is_some();
        let preferences = &self.preferences;
        let is_table = has_pack && preferences.shows_table;
        let is_grid = has_pack && !is_table && self.pages.is_grid_open();
        let is_reader = has_pack && !is_table && !is_grid;
        let is_at_side = |pane| is_reader && self.shows_side(pane);
        let has_theme = |theme| preferences.theme == theme;
        vec![
            (Action::ShowLibrary, preferences.shows_library && !is_table),
            (Action::ShowDetails, is_reader && preferences.shows_details),
            (Action::ShowNotes, is_at_side(SidePane::Notes)),
            (Action::ShowAllNotes, is_at_side(SidePane::AllNotes)),
            (Action::ShowTable, is_table),
            (Action::ShowStrip, is_reader && preferences.shows_strip),
            (Action::ReadWholePack, preferences.reads_whole_pack),
            (Action::ChoosePages, is_grid),
            (Action::ThemeSystem, has_theme(ThemePreference::System)),
            (Action::ThemeLight, has_theme(ThemePreference::Light)),
            (Action::ThemeDark, has_theme(ThemePreference::Dark)),
        ]
    }

    fn shows_side(&self, pane: SidePane) -> bool {
        self.preferences.shows_details && self.preferences.side_pane == pane
    }

    /// Does what a menu entry, button or shortcut stands for. What cannot be done says why.
    pub(super) fn act(&mut self, ctx: &egui::Context, action: Action) {
        if let Some(why) = self.situation().availability(action).reason() {
            self.toasts.push(Tone::Warning, format!("{why}."));
            return;
        }
        let was_hidden = self.uncover(action);
        if matches!(action, Action::Save | Action::SaveAs | Action::Export) {
            self.take_in_cell();
        }
        match action {
            Action::NewPack => self.guarded(ctx, Then::Put(Arrival::New)),
            Action::OpenPack => self.choose_pack(),
            Action::OpenSample => self.guarded(ctx, Then::Put(Arrival::Sample)),
            Action::Quit => self.guarded(ctx, Then::Quit),
            Action::Save => self.save_pack(None),
            Action::SaveAs => self.ask(Purpose::SavePack, None),
            Action::Export => match self.export_file() {
                Some(file) => self.set_up_export(file, false),
                None => self.ask(Purpose::ExportPdf, None),
            },
            Action::Settings => {
                let Preferences { pen, theme, .. } = &self.preferences;
                let settings = Settings::new(pen.clone(), *theme);
                self.dialogs.push_back(Dialog::Settings(settings));
            }
            Action::Undo => {
                if !self.take_back_page_change() {
                    self.step_through_history(true);
                }
            }
            Action::Redo => self.step_through_history(false),
            Action::Cut => self.copy_items(ctx, true),
            Action::Copy if self.is_selection_meant(ctx) => self.copy_picked(ctx),
            Action::Copy => self.copy_items(ctx, false),
            Action::Paste => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            Action::Delete if self.is_mark_meant(ctx) => self.remove_in_hand(),
            Action::Delete => self.delete_items(),
            Action::SelectAll if Reader::has_keyboard(ctx) => self.reader.select_all(),
            Action::SelectAll => self.select(|desk, entries| desk.selection.all_items(entries)),
            Action::Find => self.reader.open_finder(),
            Action::FindNext => self.reader.step_hit(true),
            Action::FindPrevious => self.reader.step_hit(false),
            Action::FindInPack => {
                self.find_pane.open(self.reader.words_to_find());
                self.show_side(SidePane::Find);
            }
            Action::SearchLibrary => {
                self.preferences.shows_library = true;
                self.library_pane.search();
            }
            Action::Rename => self.rename(),
            Action::Highlight => self.mark_in(MarkStyle::Highlight, Writing::No),
            Action::Underline => self.mark_in(MarkStyle::Underline, Writing::No),
            Action::StrikeOut => self.mark_in(MarkStyle::StrikeOut, Writing::No),
            Action::AddNote => self.add_note(),
            Action::SelectByKeyboard => self.reader.switch_caret(),
            Action::MarkArea => self.reader.switch_area_marking(),
            Action::CopyCitation => self.copy_citation(ctx),
            Action::NoteOnDocument => self.note_on_document(),
            Action::NextNote => self.step_note(true),
            Action::PreviousNote => self.step_note(false),
            Action::ShowNotes => self.show_side(SidePane::Notes),
            Action::ShowAllNotes => self.show_side(SidePane::AllNotes),
            Action::GoAnywhere => self.open_palette(String::new()),
            Action::ShowLibrary => {
                self.preferences.shows_library = was_hidden || !self.preferences.shows_library;
            }
            Action::ShowDetails => {
                self.preferences.shows_details = was_hidden || !self.preferences.shows_details;
            }
            Action::ShowTable => self.show_table(!self.preferences.shows_table),
            Action::ShowStrip => {
                self.preferences.shows_strip = was_hidden || !self.preferences.shows_strip;
            }
            Action::NextPane => self.step_pane(ctx, true),
            Action::PreviousPane => self.step_pane(ctx, false),
            Action::ZoomIn => self.look(PageLook::Larger),
            Action::ZoomOut => self.look(PageLook::Smaller),
            Action::FitWidth => self.look(PageLook::FitWidth),
            Action::ReadWholePack => {
                let reads_whole_pack = &mut self.preferences.reads_whole_pack;
                *reads_whole_pack = !*reads_whole_pack;
            }
            Action::NextPage => self.look(PageLook::Next),
            Action::PreviousPage => self.look(PageLook::Previous),
            Action::SwitchCopy => self.switch_copy(),
            Action::ThemeSystem => self.set_theme(ctx, ThemePreference::System),
            Action::ThemeLight => self.set_theme(ctx, ThemePreference::Light),
            Action::ThemeDark => self.set_theme(ctx, ThemePreference::Dark),
            Action::AddDocuments => self.ask(Purpose::AddDocuments, None),
            Action::AddSection => self.add_section(),
            Action::AddBriefingPage => self
                .dialogs
                .push_back(Dialog::Template(ChooseTemplate::default())),
            Action::MoveUp => self.nudge(true),
            Action::MoveDown => self.nudge(false),
            Action::ChoosePages if was_hidden => self.open_grid(),
            Action::ChoosePages => self.toggle_grid(),
            Action::LeaveOutPages => self.pages.ask(PageAct::LeaveOut),
            Action::TakeInPages => self.pages.ask(PageAct::TakeIn),
            Action::OnlyThesePages => self.pages.ask(PageAct::OnlyThese),
            Action::RotatePagesLeft => self.pages.ask(PageAct::TurnLeft),
            Action::RotatePagesRight => self.pages.ask(PageAct::TurnRight),
            Action::MovePagesEarlier => self.pages.ask(PageAct::Earlier),
            Action::MovePagesLater => self.pages.ask(PageAct::Later),
            Action::ExcerptPages => self.pages.ask(PageAct::Excerpt),
            Action::SplitPages => self.pages.ask(PageAct::Split),
            Action::MergePages => self.pages.ask(PageAct::Merge),
            Action::ReloadSource => self.reload_source(),
            Action::ReplaceSource => self.ask(Purpose::ReplaceSource, None),
            Action::LocateOrigin => self.ask(Purpose::LocateOrigin, None),
            Action::LocateSource => self.ask(Purpose::LocateSource, None),
            Action::AddLibraryFolder => self.ask(Purpose::LibraryFolder, None),
            Action::RefreshLibrary => self.library.refresh(),
            Action::Shortcuts => self.dialogs.push_back(Dialog::Shortcuts),
            Action::About => self.dialogs.push_back(Dialog::About),
        }
    }

    /// Takes away what hides that which an action is about. Returns whether something did.
    fn uncover(&mut self, action: Action) -> bool {
        if self.desk.is_none() {
            return false;
        }
        let is_behind_table = self.preferences.shows_table && action.is_behind_the_table();
        if is_behind_table {
            self.show_table(false);
        }
        let is_behind_grid = self.pages.is_grid_open() && action.is_beside_the_reader();
        if is_behind_grid {
            self.close_grid();
        }
        is_behind_table || is_behind_grid
    }

    /// Shows the table in the place of the pages, or the pages again.
    fn show_table(&mut self, shows_table: bool) {
        self.take_in_cell();
        if let Some(desk) = &self.desk {
            self.table.put_down(desk);
        }
        self.preferences.shows_table = shows_table;
        self.table.follow_cursor();
    }

    fn set_theme(&mut self, ctx: &egui::Context, theme: ThemePreference) {
        self.preferences.theme = theme;
        ctx.set_theme(theme);
    }

    /// Looks at pages another way: at those of the grid, where it stands in the place of the reader.
    fn look(&mut self, look: PageLook) {
        if self.pages.is_grid_open() && !self.preferences.shows_table {
            self.pages.look(look);
        } else {
            self.reader.look(look);
        }
    }

    /// Opens the command palette with this typed into it.
    pub(super) fn open_palette(&mut self, typed: String) {
        let palette = Palette::new(typed, self.preferences.clone());
        let dialog = Dialog::Palette(Box::new(palette));
        self.dialogs.push_front(dialog);
    }

    /// Does or shows what was chosen in the command palette.
    pub(super) fn go_to(&mut self, ctx: &egui::Context, go_to: GoTo) {
        match go_to {
            GoTo::Action(action) => {
                self.preferences.remember_action(action);
                self.act(ctx, action);
            }
            GoTo::Entry(entry) => {
                if let Some(desk) = &mut self.desk {
                    if let Entry::Item(item) = entry {
                        desk.unfold(&[item]);
                    }
                    let entries = desk.entries();
                    desk.selection.pick(entry, Pick::Only, &entries);
                }
                self.outline.follow_cursor();
            }
            GoTo::Page(page) => {
                self.show_pages();
                self.go_to_page(page);
                self.reader.take_keyboard();
            }
            GoTo::Note(note) => {
                self.show_pages();
                self.show_note(note, false);
            }
            GoTo::Pack(path) => self.open(&path),
        }
    }

    /// Shows the pages, where the table or the grid stands in their place.
    fn show_pages(&mut self) {
        if self.preferences.shows_table {
            self.show_table(false);
        }
        if self.pages.is_grid_open() {
            self.close_grid();
        }
    }

    fn step_through_history(&mut self, back: bool) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        let step = if back { desk.undo() } else { desk.redo() };
        self.toasts.forget_buttons();
        if step.is_some() && self.outline.has_keyboard() {
            self.outline.follow_cursor();
        } else {
            self.outline.show_cursor();
        }
    }

    fn copy_items(&mut self, ctx: &egui::Context, cut: bool) {
        let Some(desk) = &self.desk else {
            return;
        };
        let items = desk.selection.items();
        if let Some(clipboard) = Clipboard::of_selection(desk) {
            ctx.copy_text(clipboard.text().to_owned());
            self.clipboard = Some(clipboard);
            if cut {
                self.edit_saying(Command::Remove(items), "Cut");
            }
        }
    }

    fn delete_items(&mut self) {
        let items = self.desk.as_ref().map(|desk| desk.selection.items());
        if let Some(items) = items.filter(|items| !items.is_empty()) {
            self.edit(Command::Remove(items));
            self.outline.follow_cursor();
        }
    }

    fn rename(&mut self) {
        let Some(desk) = &self.desk else {
            return;
        };
        if self.preferences.shows_table && self.table.has_keyboard() {
            self.table.edit_cursor(desk);
        } else if let Some(Entry::Item(item)) = desk.selection.cursor()
            && let Some(title) = desk.pack().title_of(item)
        {
            self.outline.rename(item, title);
        }
    }

    fn nudge(&mut self, up: bool) {
        if let Some(command) = self.desk.as_ref().and_then(|desk| desk.nudge(up)) {
            self.edit(command);
            self.outline.follow_cursor();
        }
    }

    fn add_section(&mut self) {
        let Some(desk) = &self.desk else {
            return;
        };
        let index = desk.section_insertion_index();
        let title = "New section".to_owned();
        self.edit(Command::AddSection { index, title });
        if let Some(desk) = &self.desk
            && let Some(Entry::Item(item)) = desk.selection.cursor()
        {
            self.outline.rename(item, "New section");
        }
    }
}
