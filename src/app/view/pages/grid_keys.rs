//! What keys do where a thumbnail of the grid has the keyboard.

use eframe::egui::{self, Key, Ui};

use crate::app::message::entry::Pick;
use crate::app::view::pages::grid::{Canvas, Grid, Wish};

impl Grid {
    /// What keys do where a thumbnail has the keyboard.
    pub(super) fn keys(&mut self, ui: &Ui, canvas: &Canvas<'_>) -> Option<Wish> {
        if egui::Popup::is_any_open(ui.ctx()) {
            return None;
        }
        let (pressed, modifiers) = ui.input(|input| {
            let keys = [
                Key::ArrowLeft,
                Key::ArrowRight,
                Key::ArrowUp,
                Key::ArrowDown,
                Key::PageUp,
                Key::PageDown,
                Key::Home,
                Key::End,
                Key::Space,
                Key::A,
                Key::Enter,
                Key::Escape,
            ];
            let pressed = keys.into_iter().find(|key| input.key_pressed(*key));
            (pressed, input.modifiers)
        });
        let key = pressed.filter(|_| !modifiers.alt)?;
        let columns = isize::try_from(canvas.tiles.columns).unwrap_or(1);
        let page = columns * isize::try_from(self.page_rows).unwrap_or(1);
        let all = isize::try_from(self.cells.len()).unwrap_or(isize::MAX);
        let steps = match key {
            Key::ArrowLeft => -1,
            Key::ArrowRight => 1,
            Key::ArrowUp => -columns,
            Key::ArrowDown => columns,
            Key::PageUp => -page,
            Key::PageDown => page,
            Key::Home => -all,
            Key::End => all,
            Key::Space => {
                self.chosen.pick(self.chosen.cursor()?, Pick::Toggle);
                return None;
            }
            Key::A if modifiers.command => {
                let cursor = self.chosen.cursor();
                self.chosen.set(0..self.cells.len());
                self.chosen.set_cursor(cursor);
                return None;
            }
            Key::Enter => {
                let cell = *self.cells.get(self.chosen.cursor()?)?;
                return cell.is_shown.then_some(Wish::Read(cell));
            }
            Key::Escape if self.chosen.len() > 1 => {
                let cursor = self.chosen.cursor()?;
                self.chosen.pick(cursor, Pick::Only);
                return None;
            }
            Key::Escape => return Some(Wish::Close),
            _ => return None,
        };
        if modifiers.command {
            return None;
        }
        self.chosen
            .step(steps, Pick::of_key(modifiers), self.cells.len());
        self.wants_keyboard = true;
        ui.ctx().request_repaint();
        None
    }
}
