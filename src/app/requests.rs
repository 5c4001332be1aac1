//! Carrying out what panels, dialogs and keys asked for.

use eframe::egui::{self, ThemePreference};

use super::App;
use super::action::Action;
use super::annotating::InHand;
use super::clipboard::Clipboard;
use super::dialog::{ChooseTemplate, Dialog, Problems};
use super::events::Event;
use super::packs::{Arrival, Then};
use super::picker::Purpose;
use super::request::Request;
use super::selection::{Entry, Heir, Pick, Selection};
use super::toast::Tone;
use crate::edit::Command;
use crate::jobs::Label;
use crate::pack::{ItemId, SourceId};

impl App {
    /// Carries out a request.
    pub(super) fn carry_out(&mut self, ctx: &egui::Context, request: Request) {
        match request {
            Request::Edit(command) => self.edit(command),
            Request::Act(action) => self.act(ctx, action),
            Request::Select(entry, pick) => {
                self.select(|desk, entries| desk.selection.pick(entry, pick, entries));
            }
            Request::PickFrom(rows, entry, pick) => {
                self.select_in_list(|selection| selection.pick(entry, pick, &rows));
            }
            Request::SelectAllOf(rows) => {
                self.select_in_list(|selection| selection.all_items(&rows));
            }
            Request::Step(steps, pick) => {
                self.select(|desk, entries| desk.selection.step(steps, pick, entries));
                self.outline.follow_cursor();
            }
            Request::Import { files, at } => self.import(files, at),
            Request::PasteText(text) => self.paste_text(text),
            Request::PastePicture(picture) => self.paste_picture(picture),
            Request::AnswerOffers(answer) => self.offers_answered(&answer),
            Request::SetLayout(document, layout) => self.set_layout(document, layout),
            Request::AnswerSplit(proposals) => self.split_answered(proposals),
            Request::AnswerPassword(answer) => self.password_answered(answer),
            Request::Unlock(source, password) => {
                self.try_password(source, password);
            }
            Request::Open(path) => self.open(&path),
            Request::Restore(work) => self.guarded(ctx, Then::Put(Arrival::Restored(work))),
            Request::Discard(work) => self.discard(*work),
            Request::Export(order) => self.export(*order),
            Request::ChooseExportFile => self.ask(Purpose::ExportPdf, None),
            Request::Save(then) => self.save_pack(then),
            Request::SaveAs(then) => self.ask(Purpose::SavePack, then),
            Request::SaveCopy(then) => self.ask(Purpose::SaveCopy, then),
            Request::SaveTo(path, over, then) => self.save_to(path, over, then),
            Request::LookAtTheirs(file) => self.look_at_theirs(file),
            Request::OpenInNewWindow(pack) => {
                if let Err(error) = self.new_window.open(&pack) {
                    let text = format!("No new window could be opened: {error}.");
                    self.toasts.push(Tone::Error, text);
                }
            }
            Request::Abandon(then) => self.go_on(ctx, then),
            Request::TypedPath(question, path, then) => self.path_typed(question, path, then),
            Request::OpenOutside(path) => {
                if open::that_detached(&path).is_err() {
                    let name = path.display();
                    let text = format!(
                        "No program was found that opens {name}. It is there; open it from its folder."
                    );
                    self.toasts.push(Tone::Warning, text);
                }
            }
            Request::RemoveLibraryFolder(folder) => self.remove_library_folder(&folder),
            Request::PauseLibrary(is_paused) => self.library.pause(is_paused),
            Request::CancelJob(id) => self.jobs.cancel(id),
            Request::ToggleFold(item) => self.toggle_fold(item),
            Request::GoToPage(page) => self.go_to_page(page),
            Request::MarkPicked(mark, writing) => self.mark_picked(mark, writing),
            Request::CopyPicked => {
                self.copy_picked(ctx);
                self.reader.take_keyboard();
            }
            Request::ShowPassage(entry, span) => self.show_passage(entry, span),
            Request::ShowNote(id) => self.show_note(id, false),
            Request::WriteNote(id) => self.show_note(id, true),
            Request::DropNote => self.in_hand = InHand::default(),
            Request::ShowSide(pane) => self.show_side(pane),
            Request::AddBriefingPage(template) => self.add_briefing_page(template),
            Request::ReplaceSource(compared) => self.replace_source(*compared),
            Request::Cite(page, cited, place) => self.cite(page, cited, place),
            Request::SetPen(pen) => self.preferences.pen = pen,
            Request::Pages(request) => self.carry_out_on_pages(request),
            Request::ShowFindings => self.show_findings(),
            Request::ForgetRecent(path) => self.preferences.forget_pack(&path),
        }
    }

    /// Looks in the background whether a password opens a PDF of the pack.
    fn try_password(&mut self, id: SourceId, password: String) {
        let Some(desk) = &self.desk else {
            return;
        };
        let Some(source) = desk.pack().sources.get(&id).cloned() else {
            return;
        };
        let sources = desk.session.sources().clone();
        self.start_for_pack(Label::Hidden, move |progress| {
            let opened = sources
                .read(&id, &source)
                .map_err(|error| error.to_string())
                .and_then(|bytes| {
                    crate::foreign::inspect(&bytes, Some(&password), progress)
                        .map_err(|cancelled| cancelled.to_string())?
                        .map_err(|error| error.to_string())
                });
            Event::PasswordTried(id, opened.map(|_| password))
        });
    }

    pub(super) fn password_tried(&mut self, id: SourceId, result: Result<String, String>) {
        match result {
            Ok(password) => {
                if let Some(desk) = &mut self.desk {
                    desk.passwords.set(id, password);
                    self.make_again();
                }
            }
            Err(why) => self
                .toasts
                .push(Tone::Error, format!("Not unlocked: {why}.")),
        }
    }

    fn go_to_page(&mut self, page: u32) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        let found = desk.plan.as_ref().and_then(|(_, plan)| plan.place_of(page));
        if let Some((place, offset)) = found {
            let entry = Entry::from(place);
            if let Entry::Item(id) = entry {
                desk.unfold(&[id]);
            }
            let entries = desk.entries();
            desk.selection.pick(entry, Pick::Only, &entries);
            self.reader.go_to(entry, offset);
        }
    }

    fn show_findings(&mut self) {
        if let Some((_, plan)) = self.desk.as_ref().and_then(|desk| desk.plan.as_ref()) {
            let findings = plan.report().findings.iter();
            self.dialogs.push_back(Dialog::Problems(Problems {
                title: "Have a look at".to_owned(),
                problems: findings.map(ToString::to_string).collect(),
            }));
        }
    }

    /// Changes the pack, as a step that can be undone.
    pub fn edit(&mut self, command: Command) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        let removed = match &command {
            Command::Remove(_) | Command::RemoveAnnotations(_) => Some(command.name(desk.pack())),
            _ => None,
        };
        let is_of_outline = matches!(command, Command::Move { .. } | Command::Remove(_));
        match desk.run(command, self.now) {
            Ok(()) => {
                self.toasts.forget_buttons();
                if is_of_outline {
                    self.outline.follow_cursor();
                }
                if let Some(name) = removed {
                    let text = name.replacen("Delete", "Deleted", 1);
                    self.toasts.push_with(Tone::Good, text, Some(Action::Undo));
                }
            }
            Err(error) => self
                .toasts
                .push(Tone::Warning, format!("Not done: {error}.")),
        }
    }

    fn select(&mut self, change: impl FnOnce(&mut super::desk::Desk, &[Entry])) {
        if let Some(desk) = &mut self.desk {
            let entries = desk.entries();
            change(desk, &entries);
        }
    }

    /// Changes the selection by a list that may show what the outline has folded away.
    fn select_in_list(&mut self, change: impl FnOnce(&mut Selection)) {
        if let Some(desk) = &mut self.desk {
            change(&mut desk.selection);
            let items = desk.selection.items();
            desk.unfold(&items);
            self.outline.show_cursor();
        }
    }

    fn toggle_fold(&mut self, item: ItemId) {
        self.outline.follow_cursor();
        if let Some(desk) = &mut self.desk
            && !desk.folded.remove(&item)
        {
            let before = desk.entries();
            desk.folded.insert(item);
            let now = desk.entries();
            let cursor_before = desk.selection.cursor();
            desk.selection.keep_only(&before, &now, Heir::Below);
            if desk.selection.cursor() != cursor_before {
                desk.selection.pick(Entry::Item(item), Pick::Only, &now);
            }
        }
    }

    /// Does what a menu entry, button or shortcut stands for.
    fn act(&mut self, ctx: &egui::Context, action: Action) {
        if action.needs_pack() && self.desk.is_none() {
            return;
        }
        let was_hidden = self.uncover(action);
        if self.act_in_grid(action) || self.act_in_reader(ctx, action) {
            return;
        }
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
            Action::AddDocuments => self.ask(Purpose::AddDocuments, None),
            Action::AddBriefingPage => self
                .dialogs
                .push_back(Dialog::Template(ChooseTemplate::default())),
            Action::ReplaceSource => self.ask(Purpose::ReplaceSource, None),
            Action::ReloadSource => self.reload_source(),
            Action::LocateSource => self.ask(Purpose::LocateSource, None),
            Action::LocateOrigin => self.ask(Purpose::LocateOrigin, None),
            Action::AddLibraryFolder => self.ask(Purpose::LibraryFolder, None),
            Action::RefreshLibrary => self.library.refresh(),
            Action::SearchLibrary => {
                self.preferences.shows_library = true;
                self.library_pane.search();
            }
            Action::ShowLibrary => {
                self.preferences.shows_library = was_hidden || !self.preferences.shows_library;
            }
            Action::ShowDetails => {
                self.preferences.shows_details = was_hidden || !self.preferences.shows_details;
            }
            Action::ShowTable => {
                self.show_table(!self.preferences.shows_table);
            }
            Action::ShowStrip => {
                self.preferences.shows_strip = was_hidden || !self.preferences.shows_strip;
            }
            Action::ChoosePages if was_hidden => self.open_grid(),
            Action::ChoosePages => self.toggle_grid(),
            Action::ThemeSystem => self.set_theme(ctx, ThemePreference::System),
            Action::ThemeLight => self.set_theme(ctx, ThemePreference::Light),
            Action::ThemeDark => self.set_theme(ctx, ThemePreference::Dark),
            Action::Shortcuts => self.dialogs.push_back(Dialog::Shortcuts),
            Action::About => self.dialogs.push_back(Dialog::About),
            Action::Undo if self.take_back_page_change() => {}
            Action::Paste => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            _ if self.act_on_notes(action) => {}
            _ => self.act_on_outline(ctx, action),
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

    fn act_on_outline(&mut self, ctx: &egui::Context, action: Action) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        let items = desk.selection.items();
        match action {
            Action::Undo | Action::Redo => {
                let name = if action == Action::Undo {
                    desk.undo()
                } else {
                    desk.redo()
                };
                self.toasts.forget_buttons();
                if name.is_some() && self.outline.has_keyboard() {
                    self.outline.follow_cursor();
                } else {
                    self.outline.show_cursor();
                }
            }
            Action::Copy | Action::Cut => {
                if let Some(clipboard) = Clipboard::of_selection(desk) {
                    ctx.copy_text(clipboard.text().to_owned());
                    self.clipboard = Some(clipboard);
                    if action == Action::Cut {
                        self.edit(Command::Remove(items));
                    }
                }
            }
            Action::Delete if !items.is_empty() => {
                self.edit(Command::Remove(items));
                self.outline.follow_cursor();
            }
            Action::SelectAll => self.select(|desk, entries| desk.selection.all_items(entries)),
            Action::Rename if self.preferences.shows_table && self.table.has_keyboard() => {
                self.table.edit_cursor(desk);
            }
            Action::Rename => {
                if let Some(Entry::Item(item)) = desk.selection.cursor()
                    && let Some(title) = desk.pack().title_of(item)
                {
                    self.outline.rename(item, title);
                }
            }
            Action::MoveUp | Action::MoveDown => {
                if let Some(command) = desk.nudge(action == Action::MoveUp) {
                    self.edit(command);
                    self.outline.follow_cursor();
                }
            }
            Action::AddSection => {
                let index = desk.section_insertion_index();
                let title = "New section".to_owned();
                self.edit(Command::AddSection { index, title });
                if let Some(desk) = &self.desk
                    && let Some(Entry::Item(item)) = desk.selection.cursor()
                {
                    self.outline.rename(item, "New section");
                }
            }
            _ => {}
        }
    }
}
