//! The bar above the grid: what can be done with the chosen pages.

use eframe::egui::{self, Align, Layout, RichText, Ui, Vec2};

use crate::app::message::icons;
use crate::app::message::page_act::PageAct;
use crate::app::message::pages::PagesRequest;
use crate::app::state::pages::cells::shown;
use crate::app::state::pages::source::SourcePages;
use crate::app::view::pages::grid::Grid;
use crate::app::view::pages::menu::{Direction, keys};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::icon_button;
use crate::pack::DocumentId;

impl Grid {
    /// Draws the bar. Returns what is asked for.
    pub fn bar(&mut self, ui: &mut Ui, title: &str, family: &[DocumentId]) -> Option<PagesRequest> {
        let mut request = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            if icon_button(ui, icons::CHEVRON_LEFT, "Back to the reader").clicked() {
                request = Some(PagesRequest::CloseGrid);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                self.size_slider(ui);
                ui.add_space(8.0);
                if let Some(words) = self.count_in_words() {
                    let muted = Palette::of(ui).muted;
                    ui.label(RichText::new(words).color(muted));
                    ui.add_space(8.0);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let title = theme::strong(format!("Pages of “{title}”"));
                    ui.add(egui::Label::new(title).truncate().selectable(false));
                });
            });
        });
        if !matches!(self.source, Some(Ok(_))) {
            return request;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(4.0);
            let count = self.source_count();
            if self.field.ui(ui, &self.cells, count, &mut self.chosen) {
                self.wants_keyboard = true;
            }
            let leaves_out = self.leaves_out() && self.shows_all;
            let offered = |act: &PageAct| *act != PageAct::TakeIn || leaves_out;
            for act in PageAct::GROUPS.concat().into_iter().filter(offered) {
                if self.button(ui, act, family) {
                    self.wants_keyboard = true;
                    request = self.act(act, family);
                }
            }
        });
        self.view_switch(ui);
        request
    }

    /// How many pages the source has.
    fn source_count(&self) -> u32 {
        let source = self.source.as_ref().and_then(|source| source.as_ref().ok());
        source.map_or(0, SourcePages::count)
    }

    /// Shows the pages as well that an excerpt leaves out, or no longer.
    fn view_switch(&mut self, ui: &mut Ui) {
        if !self.leaves_out() {
            return;
        }
        let count = self.source_count();
        let words = format!("Show all {count} pages of the source");
        let mut shows_all = self.shows_all;
        let switch = ui
            .checkbox(&mut shows_all, words)
            .on_hover_text("There you can put back pages that were left out");
        if switch.changed() {
            self.show_all(shows_all);
        }
    }

    fn count_in_words(&self) -> Option<String> {
        let count = self.source.as_ref()?.as_ref().ok()?.count();
        let shown = shown(&self.cells).len();
        let pages = if count == 1 { "page" } else { "pages" };
        let mut words = format!("{shown} of {count} {pages} kept");
        if !self.chosen.is_empty() {
            words.push_str(&format!(", {} selected", self.chosen.len()));
        }
        Some(words)
    }

    /// Draws a button; returns whether it was clicked.
    fn button(&self, ui: &mut Ui, act: PageAct, family: &[DocumentId]) -> bool {
        let Some(ground) = self.ground(family) else {
            return false;
        };
        let change = ground.change(act);
        let icon = theme::icon(act.action().icon().unwrap_or_default());
        let button = match act.short_label() {
            Some(words) => egui::Button::new((icon, words)),
            None => egui::Button::new(icon).min_size(Vec2::splat(28.0)),
        };
        let keys = keys(ui, act, Direction::Across);
        let tooltip = format!("{} ({keys})", act.label());
        let is_enabled = change.is_ok() && !self.field.is_wrong();
        let response = ui
            .add_enabled(is_enabled, button)
            .on_hover_text(&tooltip)
            .accessible_name(act.label());
        let response = match change {
            Err(why) => response.on_disabled_hover_text(format!("{tooltip}\n{why}.")),
            Ok(_) => response,
        };
        response.clicked()
    }
}
