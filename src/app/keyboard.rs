//! Keys and clipboard: which action a key means depends on whether a text is being written.

use eframe::egui;

use super::App;
use super::action::Action;
use super::reader::Reader;
use super::request::Request;
use super::selection::Pick;
use super::widgets::field_id;

impl App {
    /// Turns keys and clipboard events into requests.
    pub(super) fn take_keys(&mut self, ctx: &egui::Context) {
        let is_writing = ctx.text_edit_focused();
        // The Escape that ends writing takes the keyboard away before this is asked.
        let was_writing = std::mem::replace(&mut self.is_writing, is_writing);
        let is_covered = !self.dialogs.is_empty() || self.library_pane.is_large();
        if is_covered || egui::Popup::is_any_open(ctx) {
            return;
        }
        // Keys for the outline count only there, or where nothing has the keyboard.
        let is_reading = Reader::has_keyboard(ctx);
        let is_elsewhere = ctx.memory(|memory| memory.focused().is_some())
            && !self.outline.has_keyboard()
            && !is_reading;
        let is_own_text = is_writing
            && ctx
                .memory(egui::Memory::focused)
                .is_some_and(is_local_field);
        let mut actions: Vec<Action> = Action::ALL.to_vec();
        // A shortcut with fewer keys also matches when more are held: the longer ones go first.
        actions.sort_by_key(|action| {
            let keys = action.shortcut().map(|keys| keys.modifiers);
            std::cmp::Reverse(keys.map_or(0, |keys| {
                u8::from(keys.shift) + u8::from(keys.command) + u8::from(keys.alt)
            }))
        });
        for action in actions {
            let is_undo = matches!(action, Action::Undo | Action::Redo);
            // What takes documents away, or all of them up, must be meant for them: a row has the
            // keyboard.
            let is_meant_for_rows = matches!(action, Action::Delete | Action::SelectAll);
            let is_stray = is_meant_for_rows && !self.outline.has_keyboard() && !is_reading;
            let yields = is_stray
                || is_elsewhere && (action.is_of_the_outline() || action.is_letter())
                || is_own_text && is_undo
                || is_reading && action.moves_rows_or_pages()
                || action.is_letter() && (is_writing || !self.has_use_for(action));
            if yields || action.is_clipboard() {
                continue;
            }
            if let Some(keys) = action.shortcut()
                && ctx.input_mut(|input| input.consume_shortcut(&keys))
            {
                self.outbox.act(action);
            }
        }
        let redo = egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::Y);
        if !is_own_text && ctx.input_mut(|input| input.consume_shortcut(&redo)) {
            self.outbox.act(Action::Redo);
        }
        let zoom_in = egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::Equals);
        if ctx.input_mut(|input| input.consume_shortcut(&zoom_in)) {
            self.outbox.act(Action::ZoomIn);
        }
        if !is_elsewhere {
            self.take_clipboard(ctx, is_reading);
        }
        if !is_writing && !was_writing {
            self.take_escape(ctx);
        }
        self.take_arrows(ctx);
    }

    /// Where nothing has the keyboard, as after a dialog or menu, the arrows go on in the outline.
    fn take_arrows(&mut self, ctx: &egui::Context) {
        if self.desk.is_none() || ctx.memory(|memory| memory.focused().is_some()) {
            return;
        }
        let steps = ctx.input(|input| {
            let down = isize::from(input.key_pressed(egui::Key::ArrowDown));
            let up = isize::from(input.key_pressed(egui::Key::ArrowUp));
            if input.modifiers.is_none() {
                down - up
            } else {
                0
            }
        });
        if steps != 0 {
            self.outbox.push(Request::Step(steps, Pick::Only));
        }
    }

    /// Whether there is something that an action, whose key is a letter, would be done to.
    fn has_use_for(&self, action: Action) -> bool {
        self.desk.as_ref().is_some_and(|desk| {
            if self.preferences.shows_table || self.pages.is_grid_open() {
                false
            } else if action.marks_the_selection() {
                // Where what is selected can't be marked, the person is told why.
                self.reader.can_mark(desk) || self.reader.can_copy()
            } else {
                self.reader.can_mark_areas(desk)
            }
        })
    }

    /// Escape gives up what is selected on the pages, then what is in hand.
    fn take_escape(&mut self, ctx: &egui::Context) {
        let is_dragging = egui::DragAndDrop::has_any_payload(ctx);
        if is_dragging || !ctx.input(|input| input.key_pressed(egui::Key::Escape)) {
            return;
        }
        if self.reader.give_up() {
            self.reader.take_keyboard();
        } else if self.in_hand.annotation.is_some() {
            self.outbox.push(Request::DropNote);
        }
    }

    fn take_clipboard(&mut self, ctx: &egui::Context, is_reading: bool) {
        let (events, modifiers) = ctx.input(|input| (input.events.clone(), input.modifiers));
        for event in events {
            match event {
                // The window system tells of a copy whether or not Shift is held.
                egui::Event::Copy if modifiers.shift => self.outbox.act(Action::CopyCitation),
                egui::Event::Cut | egui::Event::Paste(_) | egui::Event::PasteImage(_)
                    if is_reading => {}
                egui::Event::Copy => self.outbox.act(Action::Copy),
                egui::Event::Cut => self.outbox.act(Action::Cut),
                egui::Event::Paste(text) => self.outbox.push(Request::PasteText(text)),
                egui::Event::PasteImage(picture) => {
                    self.outbox.push(Request::PastePicture(picture));
                }
                _ => {}
            }
        }
    }
}

/// Fields whose text is not part of the pack have an undo of their own.
fn is_local_field(id: egui::Id) -> bool {
    [
        "library-filter",
        "note-filter",
        "rename",
        "unlock",
        "find",
        "find-in-pack",
        "table-filter",
        "table-cell",
        "table-shared",
        "page-field",
    ]
    .into_iter()
    .any(|field| id == field_id(field))
}
