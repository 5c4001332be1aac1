//! Keys and clipboard: which action a key means depends on whether a text is being written.

use eframe::egui;

use super::App;
use super::action::Action;
use super::library_view::LibraryView;
use super::request::Request;
use super::widgets::field_id;

impl App {
    /// Turns keys and clipboard events into requests.
    pub(super) fn take_keys(&mut self, ctx: &egui::Context) {
        if !self.dialogs.is_empty() || egui::Popup::is_any_open(ctx) {
            return;
        }
        let is_writing = ctx.text_edit_focused();
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
            let yields = is_writing && action.yields_to_text() || is_own_text && is_undo;
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
        if !is_writing {
            self.take_clipboard(ctx);
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
    LibraryView::is_filter(id) || id == egui::Id::unique("rename") || id == field_id("unlock")
}
