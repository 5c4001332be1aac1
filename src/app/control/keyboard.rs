//! Keys and clipboard: which action a key means depends on whether a text is being written.

use eframe::egui::os::OperatingSystem;
use eframe::egui::{self, KeyboardShortcut};

use crate::app::control::App;
use crate::app::message::action::{Action, Scope};
use crate::app::message::entry::Pick;
use crate::app::message::request::Request;
use crate::app::view::reader::Reader;
use crate::app::view::widgets::has_own_undo;

impl App {
    /// Turns keys and clipboard events into requests.
    pub(super) fn take_keys(&mut self, ctx: &egui::Context) {
        let is_writing = ctx.text_edit_focused();
        // The Escape that ends writing takes the keyboard away before this is asked.
        let was_writing = self.is_writing;
        let is_covered = !self.dialogs.is_empty() || self.library_pane.is_large();
        if is_covered || egui::Popup::is_any_open(ctx) {
            return;
        }
        // Keys for the outline count only there, or where nothing has the keyboard.
        let focus = Focus {
            is_writing,
            is_in_own_text: is_writing
                && ctx
                    .memory(egui::Memory::focused)
                    .is_some_and(|id| has_own_undo(ctx, id)),
            is_reading: Reader::has_keyboard(ctx),
            is_in_thumbnails: self.pages.has_keyboard(),
            is_in_outline: self.outline.has_keyboard(),
            is_anywhere: ctx.memory(|memory| memory.focused().is_some()),
        };
        for (action, keys) in bindings(ctx.os()) {
            if focus.leaves(action) || action.is_clipboard() {
                continue;
            }
            // However fast they come, no press is lost.
            let presses = ctx
                .input_mut(|input| input.count_and_consume_key(keys.modifiers, keys.logical_key));
            for _ in 0..presses {
                self.outbox.act(action);
            }
        }
        let is_elsewhere = focus.is_elsewhere();
        let is_reading = focus.is_reading;
        if !is_elsewhere {
            self.take_clipboard(ctx, is_reading);
        }
        if !is_writing && !was_writing {
            self.take_escape(ctx);
        }
        self.take_arrows(ctx);
        self.take_number(ctx);
    }

    /// Where nothing has the keyboard, as after a dialog or menu, the arrows go on in the outline.
    fn take_arrows(&mut self, ctx: &egui::Context) {
        if self.desk.is_none() || ctx.memory(|memory| memory.focused().is_some()) {
            return;
        }
        let steps = ctx.input(|input| {
            let down = input.num_presses(egui::Key::ArrowDown).cast_signed();
            let up = input.num_presses(egui::Key::ArrowUp).cast_signed();
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

    /// A number that is typed where the pages have the keyboard leads to a page or item.
    fn take_number(&mut self, ctx: &egui::Context) {
        if self.desk.is_none() || !Reader::has_keyboard(ctx) {
            return;
        }
        let typed = ctx.input(|input| {
            let texts = input.events.iter().filter_map(|event| match event {
                egui::Event::Text(text) => Some(text.as_str()),
                _ => None,
            });
            texts.collect::<String>()
        });
        if !typed.is_empty() && typed.chars().all(|letter| letter.is_ascii_digit()) {
            self.open_palette(typed);
        }
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

/// Every shortcut on a system. One with fewer keys also matches while more are held: the longer ones
/// come first.
fn bindings(system: OperatingSystem) -> Vec<(Action, KeyboardShortcut)> {
    let actions = Action::ALL.iter().copied();
    let of = |action: Action| action.shortcuts(system).map(move |keys| (action, keys));
    let mut bindings: Vec<_> = actions.flat_map(of).collect();
    bindings.sort_by_key(|(_, keys)| {
        let held = keys.modifiers;
        let count = u8::from(held.shift) + u8::from(held.command) + u8::from(held.alt);
        std::cmp::Reverse(count)
    });
    bindings
}

/// What has the keyboard.
#[derive(Debug, Clone, Copy)]
struct Focus {
    /// A text is being written.
    is_writing: bool,
    /// That text has an undo of its own.
    is_in_own_text: bool,
    /// The pages.
    is_reading: bool,
    is_in_thumbnails: bool,
    /// A row of the outline.
    is_in_outline: bool,
    /// Anything.
    is_anywhere: bool,
}

impl Focus {
    /// Whether something other than outline and pages has the keyboard.
    fn is_elsewhere(self) -> bool {
        self.is_anywhere && !self.is_in_outline && !self.is_reading
    }

    /// Whether the keys of an action are left to what has the keyboard.
    fn leaves(self, action: Action) -> bool {
        // What takes documents away, or all of them up, must be meant for them: a row has the
        // keyboard.
        let must_be_meant = matches!(action, Action::Delete | Action::SelectAll);
        match action.scope() {
            _ if must_be_meant && !self.is_in_outline && !self.is_reading => true,
            Scope::Window => self.is_in_own_text && matches!(action, Action::Undo | Action::Redo),
            Scope::Outline => self.is_elsewhere(),
            Scope::Rows => self.is_elsewhere() || self.is_reading,
            Scope::Thumbnails => self.is_writing || !self.is_in_thumbnails,
            Scope::Reader => self.is_writing || !self.is_reading,
        }
    }
}
