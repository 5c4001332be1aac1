//! How the panes lie in the window.

use eframe::egui::{self, CentralPanel, Frame, Margin, Panel, Rect, RichText, Sense, Stroke, Ui};

use crate::app::control::App;
use crate::app::control::panes::Pane;
use crate::app::message::entry::Entry;
use crate::app::message::request::{Outbox, Request};
use crate::app::view::details::marking_choices;
use crate::app::view::dialog::Stay;
use crate::app::view::pages::STRIP_WIDTH;
use crate::app::view::reader::Reading;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::dropped_files;
use crate::app::view::{library, menu, status_bar, welcome};
use crate::pack::ItemId;

/// From this width of the reader on, the form stands beside the pages rather than above them.
const WIDE_READER: f32 = 600.0;
/// How wide a library without folders is beside a pack.
const SLIM_LIBRARY: f32 = 40.0;

impl App {
    /// Draws the window.
    pub(super) fn draw(&mut self, ui: &mut Ui) {
        let palette = Palette::of(ui);
        let has_pack = self.desk.is_some();
        self.panes.clear();
        if has_pack {
            Panel::top("marking")
                .exact_size(22.0)
                .show_separator_line(false)
                .frame(Frame::NONE)
                .show(ui, |ui| self.marking_strip(ui));
        }
        self.bars(ui);
        self.side_panes(ui);
        CentralPanel::no_frame()
            .frame(Frame::new().fill(palette.window))
            .show(ui, |ui| {
                if has_pack && self.preferences.shows_table {
                    self.pane_is_at(Pane::Pages, ui.max_rect());
                    self.table_pane(ui);
                } else if has_pack {
                    self.reader_pane(ui);
                } else {
                    welcome::ui(ui, &self.preferences, &mut self.outbox);
                    take_dropped_files(ui, &mut self.outbox);
                }
            });
        self.library_over_window(ui);
        self.dialog(ui);
        self.toasts.ui(ui.ctx(), &mut self.outbox);
    }

    /// The menu and the tools above, the status below.
    fn bars(&mut self, ui: &mut Ui) {
        let bar = |x, y| {
            Frame::new()
                .fill(Palette::of(ui).panel)
                .inner_margin(Margin::symmetric(x, y))
        };
        let (above, below) = (bar(8, 4), bar(12, 2));
        let desk = self.desk.as_ref();
        Panel::top("bars").frame(above).show(ui, |ui| {
            (self.menu_bar).ui(ui, desk, &self.preferences, &mut self.outbox);
            menu::toolbar(ui, desk, &mut self.outbox);
        });
        Panel::bottom("status")
            // As high as its buttons, so that nothing moves when one appears.
            .exact_size(32.0)
            .frame(below)
            .show(ui, |ui| {
                status_bar::ui(ui, desk, &self.jobs, &mut self.outbox);
            });
    }

    /// The library and the outline, at the left.
    fn side_panes(&mut self, ui: &mut Ui) {
        let pane = pane_frame(ui);
        let width = ui.available_width();
        // The table has many columns and needs the room.
        let is_table = self.preferences.shows_table && self.desk.is_some();
        let is_empty = self.preferences.library_folders.is_empty();
        if self.preferences.shows_library && !is_table && is_empty && self.desk.is_some() {
            // Until there is something in it, the pack has the room.
            Panel::left("library-slim")
                .resizable(false)
                .exact_size(SLIM_LIBRARY)
                .frame(pane.inner_margin(Margin::symmetric(6, 8)))
                .show(ui, |ui| library::slim(ui, &mut self.outbox));
        } else if self.preferences.shows_library && !is_table {
            let library = Panel::left("library")
                .resizable(true)
                .default_size((width * 0.25 - 60.0).clamp(210.0, 400.0))
                .size_range(180.0..=(width * 0.45))
                .frame(pane)
                .show(ui, |ui| self.library_ui(ui));
            // Without folders there is no field to type in.
            if !is_empty {
                self.pane_is_at(Pane::Library, library.response.rect);
            }
        }
        let Some(desk) = &self.desk else {
            return;
        };
        let (name, size) = if is_table {
            ("outline-by-table", (width * 0.2).clamp(280.0, 560.0))
        } else {
            ("outline", (width * 0.3).clamp(300.0, 760.0))
        };
        let outline = Panel::left(name)
            .resizable(true)
            .default_size(size)
            .size_range(260.0..=(width * 0.6))
            .frame(Frame {
                inner_margin: Margin {
                    left: 12,
                    right: 0,
                    top: 8,
                    bottom: 0,
                },
                ..pane
            })
            .show(ui, |ui| self.outline.ui(ui, desk, &mut self.outbox));
        self.pane_is_at(Pane::Outline, outline.response.rect);
    }

    fn dialog(&mut self, ui: &Ui) {
        if let Some(mut dialog) = self.dialogs.pop_front() {
            let stay = dialog.ui(ui.ctx(), self.desk.as_ref(), &mut self.outbox);
            if stay == Stay::Open {
                self.dialogs.push_front(dialog);
            }
        }
    }

    /// The marking of the pack, always in sight; a click changes it.
    fn marking_strip(&mut self, ui: &mut Ui) {
        let Some(desk) = &self.desk else {
            return;
        };
        let marking = &desk.pack().marking;
        let printed = marking.printed().unwrap_or_default();
        let (background, colour) = theme::marking_colours(&printed);
        let text = if printed.is_empty() {
            "No marking: nothing is printed at the top and bottom of pages"
        } else {
            &printed
        };
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0, background);
        let response = ui.interact(rect, ui.scope_id().with("strip"), Sense::click());
        let name = format!("Marking: {text}");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        let font = theme::semibold(12.0);
        ui.painter().text(
            rect.center(),
            egui::Align2::CENTER_CENTER,
            text,
            font,
            colour,
        );
        if response.has_focus() {
            let stroke = Stroke::new(2.0, colour);
            ui.painter()
                .rect_stroke(rect.shrink(2.0), 2, stroke, egui::StrokeKind::Inside);
        }
        let response = response
            .on_hover_text("The marking at the top and bottom of every page. Click to change it.");
        egui::Popup::menu(&response)
            .at_pointer_fixed()
            .show(|ui| marking_choices(ui, marking, &mut self.outbox));
    }

    /// All documents of the pack, in the place of the pages.
    fn table_pane(&mut self, ui: &mut Ui) {
        let Some(desk) = &self.desk else {
            return;
        };
        self.notes.put_down(desk, &mut self.outbox);
        let frame = Frame::new()
            .fill(Palette::of(ui).panel)
            .inner_margin(Margin {
                left: 12,
                right: 0,
                top: 8,
                bottom: 0,
            });
        CentralPanel::no_frame().frame(frame).show(ui, |ui| {
            self.table.ui(ui, desk, &mut self.outbox);
        });
    }

    fn reader_pane(&mut self, ui: &mut Ui) {
        if self.pages.is_grid_open() {
            self.pane_is_at(Pane::Pages, ui.max_rect());
            self.grid_pane(ui);
            return;
        }
        let bar = Frame::new()
            .fill(Palette::of(ui).window)
            .inner_margin(Margin::symmetric(12, 4));
        Panel::top("reader-bar")
            .frame(bar)
            .show_separator_line(false)
            .show(ui, |ui| {
                if let Some(desk) = &self.desk {
                    let reading = Reading {
                        desk,
                        in_hand: self.in_hand,
                        pen: &self.preferences.pen,
                        is_whole_pack: self.preferences.reads_whole_pack,
                    };
                    self.reader.bar(ui, &reading, &mut self.outbox);
                }
            });
        self.strip_pane(ui);
        let is_beside = ui.available_width() >= WIDE_READER;
        // What stands at the side is drawn after the pages, whose place it depends on.
        let side = self
            .preferences
            .shows_details
            .then(|| room_at_side(ui, is_beside));
        let pages = CentralPanel::no_frame().show(ui, |ui| self.pages(ui)).inner;
        self.pane_is_at(Pane::Pages, pages);
        if let Some((rect, clip)) = side {
            let builder = egui::UiBuilder::new().id_salt("side").max_rect(rect);
            let mut ui = ui.new_child(builder);
            ui.set_clip_rect(clip);
            self.pane_is_at(Pane::Side, rect);
            self.side(&mut ui, pages, is_beside);
        } else if let Some(desk) = &self.desk {
            self.notes.put_down(desk, &mut self.outbox);
        }
    }

    /// The pages of the document's source, in the place of the reader.
    fn grid_pane(&mut self, ui: &mut Ui) {
        let Some(desk) = &self.desk else {
            return;
        };
        self.notes.put_down(desk, &mut self.outbox);
        let bar = Frame::new()
            .fill(Palette::of(ui).window)
            .inner_margin(Margin::symmetric(12, 4));
        let of_bar = Panel::top("grid-bar")
            .frame(bar)
            .show(ui, |ui| self.pages.grid_bar(ui, desk))
            .inner;
        let of_pages = CentralPanel::no_frame()
            .show(ui, |ui| self.pages.grid(ui, desk))
            .inner;
        for request in [of_bar, of_pages].into_iter().flatten() {
            self.outbox.push(Request::Pages(request));
        }
    }

    /// The thumbnails of what is shown, left of the pages.
    fn strip_pane(&mut self, ui: &mut Ui) {
        let Some(desk) = self.desk.as_ref().filter(|_| self.preferences.shows_strip) else {
            self.pages.rest();
            return;
        };
        let frame = Frame::new().fill(Palette::of(ui).panel);
        let strip = Panel::left("page-strip")
            .resizable(false)
            .exact_size(STRIP_WIDTH)
            .frame(frame)
            .show(ui, |ui| self.pages.strip(ui, desk, &self.reader));
        if self.reader.sheet().is_some() {
            self.pane_is_at(Pane::Strip, strip.response.rect);
        }
        if let Some(request) = strip.inner {
            self.outbox.push(Request::Pages(request));
        }
    }

    /// The pages of what is selected, or what is written in their place; returns where.
    fn pages(&mut self, ui: &mut Ui) -> Rect {
        let rect = ui.max_rect();
        if let Some(why) = self.no_page_of_its_own() {
            let why = RichText::new(why).color(Palette::of(ui).muted);
            ui.vertical_centered(|ui| {
                ui.add_space(ui.available_height() / 3.0);
                ui.label(why);
            });
        } else if let Some(desk) = &self.desk
            && !(self.briefing).pane(ui, desk, &mut self.preferences.page_view, &mut self.outbox)
        {
            let reading = Reading {
                desk,
                in_hand: self.in_hand,
                pen: &self.preferences.pen,
                is_whole_pack: self.preferences.reads_whole_pack,
            };
            self.reader.pages(ui, &reading, &mut self.outbox);
        }
        rect
    }

    /// Why what is selected has no pages.
    fn no_page_of_its_own(&self) -> Option<&'static str> {
        let desk = self.desk.as_ref()?;
        match desk.selection.cursor() {
            Some(Entry::Item(ItemId::Section(_))) if !desk.pack().settings.divider_pages => {
                Some("Divider pages are switched off, so a section has no page of its own.")
            }
            _ => None,
        }
    }
}

fn pane_frame(ui: &Ui) -> Frame {
    Frame::new()
        .fill(Palette::of(ui).panel)
        .inner_margin(Margin::symmetric(12, 8))
}

/// Takes room beside or below the pages; returns it with what is to be drawn of it.
fn room_at_side(ui: &mut Ui, is_beside: bool) -> (Rect, Rect) {
    let panel = if is_beside {
        let width = ui.available_width();
        Panel::right("details-beside")
            .default_size((width * 0.38).clamp(240.0, 320.0))
            .size_range(220.0..=(width * 0.5))
    } else {
        let height = ui.available_height();
        Panel::bottom("details-below")
            .default_size(height * 0.36)
            .size_range(120.0..=(height * 0.7))
    };
    let shown = panel.resizable(true).frame(pane_frame(ui)).show(ui, |ui| {
        let room = (ui.max_rect(), ui.clip_rect());
        ui.allocate_space(ui.available_size());
        room
    });
    shown.inner
}

/// Files dropped on the welcome screen begin a pack.
fn take_dropped_files(ui: &Ui, outbox: &mut Outbox) {
    let files = dropped_files(ui);
    if !files.is_empty() {
        outbox.push(Request::for_dropped(files, None));
    }
}
