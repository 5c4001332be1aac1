//! Briefing pages in the window: the editor beside or in place of the pages.

pub mod cite;
pub mod cite_drag;
mod cite_list;
mod editor;
mod gathered;
mod generated;
mod ink;
mod markdown;
mod part;
pub mod templates;
mod text_part;

use std::collections::BTreeSet;

use eframe::egui::{CentralPanel, Frame, Margin, Panel, Ui};
use serde::{Deserialize, Serialize};

use super::App;
use super::desk::Desk;
use super::reader_requests::check_length;
use super::theme::Palette;
use super::toast::Tone;
use crate::edit::Command;
use crate::pack::{Document, DocumentId, PagePart, Template};
use cite::{CitePlace, ToCite};
use gathered::Gatherings;
use text_part::{Caret, Citing, TextAt};

/// From this width on, in points, the editor and the pages stand side by side.
const WIDE: f32 = 900.0;

/// What the reader shows of a briefing page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageView {
    /// The editor, and the pages where there is room for both.
    #[default]
    Write,
    /// The pages as they are exported.
    Page,
}

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
    fn write_in(&mut self, page: DocumentId, part: usize) {
        self.to_focus = Some(Caret {
            of: TextAt { page, part },
            range: 0..0,
        });
    }
}

impl App {
    /// Where a briefing page is selected, draws what it is written with; says whether that leaves
    /// no room for its pages.
    pub(super) fn write_briefing_page(&mut self, ui: &mut Ui) -> bool {
        let Some(desk) = &self.desk else {
            return false;
        };
        let Some(document) = briefing_page(desk) else {
            return false;
        };
        let palette = Palette::of(ui);
        let view = &mut self.preferences.page_view;
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
        let (editor, outbox) = (&mut self.briefing, &mut self.outbox);
        if width >= WIDE {
            Panel::left("editor-beside")
                .resizable(true)
                .default_size(width * 0.5)
                .size_range(360.0..=width - 360.0)
                .frame(frame)
                .show(ui, |ui| editor.ui(ui, desk, document, outbox));
            return false;
        }
        CentralPanel::no_frame()
            .frame(frame)
            .show(ui, |ui| editor.ui(ui, desk, document, outbox));
        true
    }

    /// Adds a briefing page after what is selected, and goes on to writing it.
    pub(super) fn add_briefing_page(&mut self, template: Template) {
        let Some(desk) = &self.desk else {
            return;
        };
        let page = DocumentId(desk.pack().upcoming_id());
        let made = template.page();
        let is_empty = |part: &PagePart| matches!(part, PagePart::Text(text) if text.is_empty());
        let to_write = made.parts.iter().position(is_empty);
        self.edit(Command::AddPage {
            at: desk.insertion_point(),
            title: template.name().to_owned(),
            page: made,
        });
        self.preferences.page_view = PageView::Write;
        self.outline.follow_cursor();
        if let Some(part) = to_write {
            self.briefing.write_in(page, part);
        }
    }

    /// Cites things on a briefing page.
    pub(super) fn cite(&mut self, page: DocumentId, cited: Vec<ToCite>, place: CitePlace) {
        let Some(desk) = &self.desk else {
            return;
        };
        let too_long = cited.iter().find_map(|one| match one {
            ToCite::Passage(_, target) => check_length(target).err(),
            ToCite::Document(_) | ToCite::Note(_) => None,
        });
        if let Some(told) = too_long {
            self.toasts.push(Tone::Warning, told);
            return;
        }
        let pen = &self.preferences.pen;
        if let Some(command) = cite::command(desk.pack(), pen, page, cited, place) {
            self.edit(command);
        }
    }
}

/// The briefing page at the cursor of the outline.
fn briefing_page(desk: &Desk) -> Option<&Document> {
    let document = desk.pack().document(desk.selection.document()?)?;
    document.page().map(|_| document)
}
