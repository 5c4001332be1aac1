//! What keys do where a thumbnail of the grid has the keyboard.

use eframe::egui::{self, Key, Ui};

use crate::app::message::entry::Pick;
use crate::app::message::pages::PagesRequest;
use crate::app::view::pages::grid::{Canvas, Grid};
use crate::app::view::widgets::key_steps;

impl Grid {
    /// What keys do where a thumbnail has the keyboard.
    pub(super) fn keys(&mut self, ui: &Ui, canvas: &Canvas<'_>) -> Option<PagesRequest> {
        if egui::Popup::is_any_open(ui.ctx()) {
            return None;
        }
        let modifiers = ui.input(|input| input.modifiers);
        if modifiers.alt {
            return None;
        }
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        if modifiers.command {
            if pressed(Key::A) {
                let cursor = self.chosen.cursor();
                self.chosen.set(0..self.cells.len());
                self.chosen.set_cursor(cursor);
            }
            return None;
        }
        if pressed(Key::Space) {
            self.chosen.pick(self.chosen.cursor()?, Pick::Toggle);
            return None;
        }
        if pressed(Key::Enter) {
            let cell = *self.cells.get(self.chosen.cursor()?)?;
            return self.read(cell, canvas.family).filter(|_| cell.is_shown);
        }
        if pressed(Key::Escape) {
            if self.chosen.len() > 1 {
                let cursor = self.chosen.cursor()?;
                self.chosen.pick(cursor, Pick::Only);
                return None;
            }
            return Some(PagesRequest::CloseGrid);
        }
        let columns = isize::try_from(canvas.tiles.columns).unwrap_or(1);
        let page = columns * isize::try_from(self.page_rows).unwrap_or(1);
        let all = isize::try_from(self.cells.len()).unwrap_or(isize::MAX);
        let (steps, pick) = key_steps(
            ui,
            &[
                (Key::ArrowLeft, -1),
                (Key::ArrowRight, 1),
                (Key::ArrowUp, -columns),
                (Key::ArrowDown, columns),
                (Key::PageUp, -page),
                (Key::PageDown, page),
                (Key::Home, -all),
                (Key::End, all),
            ],
        );
        if steps == 0 {
            return None;
        }
        self.chosen.step(steps, pick, self.cells.len());
        self.wants_keyboard = true;
        ui.ctx().request_repaint();
        None
    }
}
