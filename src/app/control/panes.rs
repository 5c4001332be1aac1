//! Which pane has the keyboard, and moving it to another.

use eframe::egui::{self, Rect};

use crate::app::control::App;
use crate::app::state::desk::Desk;
use crate::app::state::preferences::PageView;

/// A part of the window that the keyboard goes to as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The search and list of the library.
    Library,
    /// The outline of the pack.
    Outline,
    /// The thumbnails beside the pages.
    Strip,
    /// The pages, or what stands in their place.
    Pages,
    /// What stands beside the pages.
    Side,
}

impl App {
    /// Remembers where a pane is drawn in this frame.
    pub(super) fn pane_is_at(&mut self, pane: Pane, rect: Rect) {
        self.panes.push((pane, rect));
    }

    /// Moves the keyboard to the next or previous pane that is in sight.
    pub(super) fn step_pane(&mut self, ctx: &egui::Context, forward: bool) {
        let count = self.panes.len();
        if count == 0 {
            return;
        }
        let here = self.pane_with_keyboard(ctx);
        let place = here.and_then(|pane| self.panes.iter().position(|(other, _)| *other == pane));
        let next = match (place, forward) {
            (Some(place), true) => (place + 1) % count,
            (Some(place), false) => (place + count - 1) % count,
            (None, true) => 0,
            (None, false) => count - 1,
        };
        if let Some((pane, _)) = self.panes.get(next).copied() {
            self.give_keyboard(ctx, pane);
        }
    }

    fn pane_with_keyboard(&self, ctx: &egui::Context) -> Option<Pane> {
        let focused = ctx.memory(egui::Memory::focused)?;
        let place = ctx.read_response(focused)?.rect.center();
        let mut panes = self.panes.iter();
        panes
            .find(|(_, rect)| rect.contains(place))
            .map(|(pane, _)| *pane)
    }

    fn give_keyboard(&mut self, ctx: &egui::Context, pane: Pane) {
        // A text that is being written does not keep the keyboard from the outline.
        ctx.memory_mut(egui::Memory::stop_text_input);
        match pane {
            Pane::Library => self.library_pane.search(),
            Pane::Outline => self.outline.follow_cursor(),
            Pane::Strip => self.pages.strip_takes_keyboard(),
            Pane::Side => self.side_takes_keyboard = true,
            Pane::Pages if self.preferences.shows_table => self.table.follow_cursor(),
            Pane::Pages if self.pages.is_grid_open() => self.pages.take_keyboard(),
            Pane::Pages => {
                let page = self.desk.as_ref().and_then(Desk::page_to_write);
                match page.filter(|_| self.preferences.page_view == PageView::Write) {
                    Some(page) => self.briefing.write_in(page, 0),
                    None => self.reader.take_keyboard(),
                }
            }
        }
    }
}
