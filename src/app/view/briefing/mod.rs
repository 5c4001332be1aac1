//! Briefing pages in the window: the editor beside or in place of the pages.

pub mod cite_drag;
mod cite_list;
mod editor;
mod gathered;
mod generated;
mod grip;
mod ink;
mod part;
pub mod templates;
mod text_part;

use std::collections::BTreeSet;

use eframe::egui::{CentralPanel, Frame, Margin, Panel, Ui};

use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::state::preferences::PageView;
use crate::app::view::briefing::gathered::Gatherings;
use crate::app::view::briefing::text_part::{Caret, Citing, TextAt};
use crate::app::view::theme::Palette;
use crate::pack::DocumentId;

/// From this width on, in points, the editor and the pages stand side by side.
const WIDE: f32 = 900.0;

/// What the editor remembers from frame to frame; nothing of it is part of the pack.
#[derive(Debug, Default)]
pub struct Editor {
    /// Where the person wrote last.
    caret: Option<Caret>,
    /// Where the keyboard is to go.
    to_focus: Option<Caret>,
    /// A citation that is being chosen.
    citing: Option<Citing>,
    /// Generated parts that show all of their lines.
    unfolded: BTreeSet<(DocumentId, usize)>,
    gatherings: Gatherings,
}

impl Editor {
    /// Puts the keyboard into a text of a page, counted from 0.
    pub fn write_in(&mut self, page: DocumentId, part: usize) {
        self.to_focus = Some(Caret {
            of: TextAt { page, part },
            range: 0..0,
        });
    }
}

impl Editor {
    /// Where a briefing page is selected, draws what it is written with; says whether that leaves
    /// no room for its pages.
    pub fn pane(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        view: &mut PageView,
        outbox: &mut Outbox,
    ) -> bool {
        let Some(document) = (desk.page_to_write()).and_then(|id| desk.pack().document(id)) else {
            return false;
        };
        let palette = Palette::of(ui);
        let bar = Frame::new()
            .fill(palette.window)
            .inner_margin(Margin::symmetric(12, 4));
        Panel::top("write-or-page").frame(bar).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.selectable_value(view, PageView::Write, "Write");
                ui.selectable_value(view, PageView::Page, "Page");
            });
        });
        if *view == PageView::Page {
            return false;
        }
        let frame = Frame::new().fill(palette.panel);
        let width = ui.available_width();
        if width >= WIDE {
            Panel::left("editor-beside")
                .resizable(true)
                .default_size(width * 0.5)
                .size_range(360.0..=width - 360.0)
                .frame(frame)
                .show(ui, |ui| self.ui(ui, desk, document, outbox));
            return false;
        }
        CentralPanel::no_frame()
            .frame(frame)
            .show(ui, |ui| self.ui(ui, desk, document, outbox));
        true
    }
}
