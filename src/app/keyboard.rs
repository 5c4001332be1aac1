//! Keys and clipboard: which action a key means depends on whether a text is being written.

use eframe::egui;

use super::App;
use super::action::Action;
use super::request::Request;
use super::selection::Pick;
use super::widgets::field_id;

impl App {
    /// Turns keys and clipboard events into requests.
    pub(super) fn take_keys(&mut self, ctx: &egui::Context) {
        let is_writing = ctx.text_edit_focused();
        self.is_writing = is_writing;
        if !self.dialogs.is_empty() || egui::Popup::is_any_open(ctx) {
            return;
        }
        // Keys for the outline count only there, or where nothing has the keyboard.
        let is_elsewhere =
            ctx.memory(|memory| memory.focused().is_some()) && !self.outline.has_keyboard();
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
            let yields = is_elsewhere && action.is_of_the_outline() || is_own_text && is_undo;
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
            self.take_clipboard(ctx);
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

    fn take_clipboard(&mut self, ctx: &egui::Context) {
        let events = ctx.input(|input| input.events.clone());
        for event in events {
            match event {
                egui::Event::Copy => self.outbox.act(Action::Copy),
                egui::Event::Cut => self.outbox.act(Action::Cut),
                egui::Event::Paste(text) => self.outbox.push(Request::PasteText(text)),
                _ => {}
            }
        }
    }
}

/// Fields whose text is not part of the pack have an undo of their own.
fn is_local_field(id: egui::Id) -> bool {
    id == field_id("library-filter")
        || id == field_id("note-filter")
        || id == field_id("rename")
        || id == field_id("unlock")
}
