//! Carrying out what panels, dialogs and keys asked for.

use eframe::egui;

use crate::app::control::App;
use crate::app::message::action::Action;
use crate::app::message::entry::{Entry, Pick};
use crate::app::message::question::Purpose;
use crate::app::message::request::Request;
use crate::app::message::then::{Arrival, Then};
use crate::app::state::in_hand::InHand;
use crate::app::state::selection::{Heir, Selection};
use crate::app::view::dialog::{Dialog, Problems};
use crate::app::view::toast::Tone;
use crate::capitals::capitalised;
use crate::edit::Command;
use crate::jobs::Label;
use crate::pack::{ItemId, SourceId};
use crate::progress::Progress;

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
                if self.new_window.open(&pack).is_err() {
                    let text = "A new window could not be opened. Start Briefpack again and open \
                                the pack there.";
                    self.toasts.push(Tone::Error, text);
                }
            }
            Request::Abandon(then) => self.go_on(ctx, then),
            Request::TypedPath(question, path, then) => self.path_typed(question, path, then),
            Request::OpenOutside(path) => {
                if open::that_detached(&path).is_err() {
                    let name = path.display();
                    let text =
                        format!("No program was found to open {name}. Open it from its folder.");
                    self.toasts.push(Tone::Warning, text);
                }
            }
            Request::RemoveLibraryFolder(folder) => self.remove_library_folder(&folder),
            Request::PauseLibrary(is_paused) => self.library.pause(is_paused),
            Request::CancelJob(id) => self.stop(id),
            Request::CountPages => self.count_after_all(),
            Request::ToggleFold(item) => self.toggle_fold(item),
            Request::GoToPage(page) => self.go_to_page(page),
            Request::ReadOn(entry) => self.read_on(entry),
            Request::GoTo(go_to) => self.go_to(ctx, go_to),
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
        let of = id.clone();
        let work = move |progress: &Progress| {
            let opened = sources
                .read(&id, &source)
                .map_err(|error| error.to_string())
                .and_then(|bytes| {
                    crate::foreign::inspect(&bytes, Some(&password), progress)
                        .map_err(|cancelled| cancelled.to_string())?
                        .map_err(|error| error.to_string())
                });
            opened.map(|_| password)
        };
        self.start_for_pack(Label::Hidden, work, |app, _, ended| {
            if let Some(result) = app.unless_crashed(ended.result) {
                app.password_tried(of, result);
            }
        });
    }

    fn password_tried(&mut self, id: SourceId, result: Result<String, String>) {
        match result {
            Ok(password) => {
                if let Some(desk) = &mut self.desk {
                    desk.passwords.set(id, password);
                    self.make_again();
                }
            }
            Err(why) => self.toasts.push(
                Tone::Error,
                format!("The document was not unlocked: {why}."),
            ),
        }
    }

    pub(super) fn go_to_page(&mut self, page: u32) {
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
                title: "Check before you send".to_owned(),
                problems: findings.map(ToString::to_string).collect(),
            }));
        }
    }

    /// Changes the pack, as a step that can be undone.
    pub fn edit(&mut self, command: Command) {
        self.edit_saying(command, "Deleted");
    }

    /// As [`App::edit`]; `removing` is the word that says what became of what is taken out.
    pub(super) fn edit_saying(&mut self, command: Command, removing: &str) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        let removed = command.removed(desk.pack());
        let is_of_outline = matches!(command, Command::Move { .. } | Command::Remove(_));
        match desk.run(command, self.now) {
            Ok(()) => {
                self.toasts.forget_buttons();
                if is_of_outline {
                    self.outline.follow_cursor();
                }
                if let Some(what) = removed {
                    let text = format!("{removing} {what}");
                    self.toasts.push_with(Tone::Good, text, Some(Action::Undo));
                }
            }
            Err(error) => self
                .toasts
                .push(Tone::Warning, capitalised(&format!("{error}."))),
        }
    }

    pub(super) fn select(
        &mut self,
        change: impl FnOnce(&mut crate::app::state::desk::Desk, &[Entry]),
    ) {
        if let Some(desk) = &mut self.desk {
            let entries = desk.entries();
            desk.read_on = None;
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
}
