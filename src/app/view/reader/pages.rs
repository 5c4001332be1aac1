//! The pages as they are drawn.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::scroll_area::DragScroll;
use eframe::egui::style::ScrollAnimation;
use eframe::egui::{
    self, Align, Color32, CornerRadius, EventFilter, FontId, Key, Margin, Rect, Response, RichText,
    Role, ScrollArea, Sense, Shadow, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::message::entry::Entry;
use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::state::raster::{Wanted, Wish};
use crate::app::view::reader::column::Rows;
use crate::app::view::reader::layout::{GAP, PageLayout, Scale};
use crate::app::view::reader::picked::Picked;
use crate::app::view::reader::{
    FULL_SIZE, Goal, KeptPlace, LARGEST_ZOOM, Landed, Reader, Reading, SMALLEST_ZOOM, Shown, Zoom,
    areas, canvas_id, marks, toolbar,
};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{context_menu_at, is_menu_asked_for, muted};
use crate::pack::AnnotationId;
use crate::pdf::render::MAX_SIDE_PX;
use crate::text::Quad;

/// How far an arrow key moves the pages, in points of the screen.
const ARROW_STEP: f32 = 60.0;

impl Reader {
    /// Draws the pages.
    pub fn pages(&mut self, ui: &mut Ui, reading: &Reading<'_>, outbox: &mut Outbox) {
        self.is_drawn = true;
        self.pictures.take(ui.ctx());
        if let Some(failure) = &self.failure {
            message(ui, icons::TRIANGLE_ALERT, "This can't be shown", failure);
            return;
        }
        let Some(shown) = self.shown.clone() else {
            if self.is_waiting {
                ui.centered_and_justified(egui::Ui::spinner);
            } else {
                message(
                    ui,
                    icons::FILE_TEXT,
                    "Nothing selected",
                    "Select a row of the outline to read its pages.",
                );
            }
            return;
        };
        self.find_bar(ui, outbox);
        self.zoom_by_wheel(ui);
        let column = reading.desk.column.as_ref();
        let rows = Rows::new(&shown.sheet, column.filter(|_| reading.is_whole_pack));
        let mut layout = self.lay_out(ui, &shown, &rows);
        // A view that is sent beyond where the pages ended a frame ago would spring back.
        ui.spacing_mut().scroll.kinetic.rubber_band = false;
        let mut area = ScrollArea::both()
            .id_salt("pages")
            .scroll_source(egui::scroll_area::ScrollSource {
                drag: DragScroll::Never,
                ..egui::scroll_area::ScrollSource::default()
            })
            .auto_shrink(false);
        if let Some(top) = self.top_to_go_to(&rows, &layout) {
            area = area.vertical_scroll_offset(top - GAP);
        } else if let Some(offset) = self.offset_to_keep(&rows, &layout) {
            area = area.vertical_scroll_offset(offset);
            self.landed = self.landed.map(|landed| Landed {
                rest: None,
                ..landed
            });
        }
        self.refresh_marks(ui, &shown, reading);
        let shown_area = area.show_viewport(ui, |ui, viewport| {
            let width = layout.width.max(viewport.width());
            let origin = ui.cursor().min;
            ui.allocate_space(vec2(width, layout.height()));
            layout.put(origin, width, ui.clip_rect());
            let turned = std::mem::take(&mut self.turned);
            if turned != 0.0 {
                ui.scroll_with_delta_animation(vec2(0.0, turned), ScrollAnimation::none());
            }
            let canvas = self.canvas(ui, &layout);
            self.gestures(ui, &canvas, &layout, &rows, reading, outbox);
            self.find_current(ui, viewport, &rows, &layout, reading, outbox);
            self.draw(ui, &shown, &rows, &layout, &canvas, reading);
            self.paint_caret(ui, &layout);
            self.want_beside(&rows, &layout, reading.desk);
            self.want_pictures(ui, &rows, &layout, viewport);
            self.pursue_goal(ui, &layout, reading);
            self.pointed_at(ui, canvas, &layout, reading, outbox);
        });
        self.scrolled = shown_area.state.clamped_offset();
        self.landed = self.landed.map(|landed| Landed {
            rest: landed.rest.or(Some(self.scrolled.y)),
            ..landed
        });
        self.keep_place(self.scrolled.y, 0.0, &rows, &layout);
        self.toolbar(ui, &layout, reading, outbox);
        self.tell(ui, &layout);
        (self.rows, self.layout) = (Some(rows), Some(layout));
    }

    /// The upper edge of the page that was asked for, below that of the content.
    fn top_to_go_to(&mut self, rows: &Rows, layout: &PageLayout) -> Option<f32> {
        let steps = std::mem::take(&mut self.steps);
        let here = self.landed.map(|landed| (landed.entry, landed.page));
        let row = if let Some(page) = self.go_to.take() {
            // Notes before it are not there at first, so it may be beyond the last.
            let last = layout.own().end.saturating_sub(1);
            layout.row(page).unwrap_or(last)
        } else if steps != 0 {
            let (entry, page) = here.or_else(|| rows.at(self.row?))?;
            let row = rows.row_of(entry, page)?;
            row.saturating_add_signed(steps)
                .min(layout.row_count().checked_sub(1)?)
        } else {
            return None;
        };
        let (entry, page) = rows.at(row)?;
        self.landed = Some(Landed {
            entry,
            page,
            rest: None,
        });
        layout.top_of_row(row)
    }

    /// Where the view has to be for what was at its upper edge to be there again, if it is not.
    fn offset_to_keep(&self, rows: &Rows, layout: &PageLayout) -> Option<f32> {
        let kept = self.kept_place?;
        let row = rows.row_of(kept.entry, kept.page)?;
        let down_pt = kept.down_pt + self.extension_pt(kept.entry, kept.page);
        let place = layout.top_of_row(row)? + down_pt * layout.scale_of_row(row);
        let offset = (place - kept.below).max(0.0);
        ((offset - self.scrolled.y).abs() > 0.5).then_some(offset)
    }

    /// Remembers what stands so far below the upper edge of the view, with the content scrolled by
    /// `offset`; both in points of the screen.
    fn keep_place(&mut self, offset: f32, below: f32, rows: &Rows, layout: &PageLayout) {
        let y = offset + below;
        let row = layout.row_below(y);
        let place = rows.at(row).zip(layout.top_of_row(row));
        self.kept_place = place.map(|((entry, page), top)| KeptPlace {
            entry,
            page,
            down_pt: (y - top) / layout.scale_of_row(row) - self.extension_pt(entry, page),
            below,
        });
    }

    /// By how much the content of a page is moved down for what is stamped above it, in points.
    fn extension_pt(&self, entry: Entry, page: u32) -> f32 {
        let mut sheets = self.shown.iter().chain(&self.sheets);
        let shown = sheets.find(|shown| shown.sheet.entry == entry);
        shown.map_or(0.0, |shown| shown.sheet.extension(page).top_pt)
    }

    /// Ctrl and the wheel, or two fingers, make the pages larger or smaller about the pointer.
    fn zoom_by_wheel(&mut self, ui: &Ui) {
        let factor = ui.input(egui::InputState::zoom_delta);
        let pointer = ui.input(|input| input.pointer.hover_pos());
        let Some(pointer) = pointer.filter(|_| factor != 1.0) else {
            return;
        };
        let Some((rows, layout)) = self.rows.take().zip(self.layout.take()) else {
            return;
        };
        if layout.pane.contains(pointer) {
            let zoom = (self.shown_zoom * factor).clamp(SMALLEST_ZOOM, LARGEST_ZOOM);
            self.zoom = Zoom::Fixed(zoom);
            let below = pointer.y - layout.pane.top();
            self.keep_place(self.scrolled.y, below, &rows, &layout);
        }
        (self.rows, self.layout) = (Some(rows), Some(layout));
    }

    fn lay_out(&mut self, ui: &Ui, shown: &Shown, rows: &Rows) -> PageLayout {
        let room = (ui.available_width() - 2.0 * GAP - 8.0).max(40.0);
        let scale = match self.zoom {
            Zoom::FitWidth => Scale::Width(room, 1.6 * FULL_SIZE),
            Zoom::Fixed(zoom) => Scale::Fixed(zoom * FULL_SIZE),
        };
        let layout = PageLayout::new(&rows.sizes(&shown.sheet, &self.sheets), rows.own(), scale);
        self.shown_zoom = layout.scale(self.current) / FULL_SIZE;
        layout
    }

    /// The pages as one widget, which takes clicks, drags and keys.
    fn canvas(&mut self, ui: &Ui, layout: &PageLayout) -> Response {
        let canvas = ui.interact(layout.pane, canvas_id(), Sense::click_and_drag());
        canvas.widget_info(|| WidgetInfo::labeled(Role::Document, true, "Pages"));
        if std::mem::take(&mut self.wants_keyboard) {
            canvas.request_focus();
        }
        if canvas.has_focus() {
            ui.memory_mut(|memory| {
                let filter = EventFilter {
                    vertical_arrows: true,
                    horizontal_arrows: true,
                    ..EventFilter::default()
                };
                memory.set_focus_lock_filter(canvas_id(), filter);
            });
            if !self.caret_keys(ui, layout) {
                keys(ui, layout);
            }
        }
        canvas
    }

    /// Finds out which page is in the middle of the view.
    fn find_current(
        &mut self,
        ui: &Ui,
        viewport: Rect,
        rows: &Rows,
        layout: &PageLayout,
        reading: &Reading<'_>,
        outbox: &mut Outbox,
    ) {
        let y = viewport.min.y;
        self.landed = self
            .landed
            .filter(|landed| landed.rest.is_none_or(|rest| (rest - y).abs() <= 1.0));
        let middle = viewport.center().y + GAP;
        let row = match self.landed {
            Some(landed) => rows.row_of(landed.entry, landed.page),
            None => layout.rows_between(y, middle).last(),
        };
        self.row = row;
        self.number = row.and_then(|row| rows.number(row));
        if let Some(row) = row {
            self.follow_view(ui, row, rows, reading, outbox);
        }
    }

    fn want_pictures(&mut self, ui: &Ui, rows: &Rows, layout: &PageLayout, viewport: Rect) {
        // The next page is made ready before it comes into sight.
        let near = layout.rows_between(viewport.min.y, viewport.max.y + viewport.height());
        let pixels_per_point = ui.ctx().pixels_per_point();
        let largest = ui
            .input(|input| input.max_texture_side)
            .min(MAX_SIDE_PX as usize) as f32;
        let missing = near.filter_map(|row| {
            let (entry, page) = rows.at(row)?;
            let mut sheets = self.shown.iter().chain(&self.sheets);
            let shown = sheets
                .find(|shown| shown.sheet.entry == entry && shown.sheet.in_pdf(page).is_some())?;
            let size = shown.sheet.pages.get(usize::try_from(page).ok()?)?;
            let sharpest = largest / size.width_pt.max(size.height_pt).max(1.0);
            let wanted = Wanted {
                page: shown.sheet.in_pdf(page)?,
                pixels_per_point: (layout.scale_of_row(row) * pixels_per_point).min(sharpest),
            };
            let last_try = self.pictures.last_try(shown.key(), wanted.page);
            let is_there = last_try.is_some_and(|last| {
                (last.pixels_per_point - wanted.pixels_per_point).abs() <= 0.01
            });
            (!is_there).then(|| Wish {
                sheet: shown.key(),
                bytes: Arc::clone(&shown.sheet.bytes),
                wanted,
            })
        });
        let missing = missing.collect();
        self.pictures.want(missing);
    }

    fn refresh_marks(&mut self, ui: &Ui, shown: &Shown, reading: &Reading<'_>) {
        let of = (
            shown.generation,
            self.text_generations,
            reading.desk.history.revision(),
        );
        let texts = self.texts().cloned();
        let is_behind = self
            .marks
            .refresh(of, &shown.sheet, texts.as_deref(), reading);
        if is_behind {
            ui.ctx().request_repaint();
        }
    }

    fn draw(
        &mut self,
        ui: &Ui,
        shown: &Shown,
        rows: &Rows,
        layout: &PageLayout,
        canvas: &Response,
        reading: &Reading<'_>,
    ) {
        let hovered = canvas
            .hover_pos()
            .filter(|_| self.gesture.is_none())
            .and_then(|place| self.mark_at(place, layout));
        for row in layout.rows_in_sight() {
            let (Some(rect), Some((entry, page))) = (layout.rect_of_row(row), rows.at(row)) else {
                continue;
            };
            let number = rows.number(row).or_else(|| shown.sheet.number(page));
            paper(ui, rect, row, number, page);
            let drawn = self.picture(ui, rect, entry, page);
            if drawn.is_none() && entry != shown.sheet.entry {
                waiting(ui, rect, number);
            }
            let Some(page) = layout.page_of_row(row) else {
                continue;
            };
            let drawn = drawn.unwrap_or_else(|| Arc::clone(&shown.drawn));
            self.marks.paint(
                ui,
                page,
                layout,
                &drawn,
                hovered,
                reading.in_hand.annotation,
            );
            self.paint_hits(ui, page, layout);
            self.paint_picked(ui, page, layout);
        }
        areas::paint_gesture(ui.painter(), self.gesture.as_ref(), layout);
        if canvas.has_focus() {
            let stroke = Stroke::new(1.0, Palette::of(ui).accent);
            let pane = layout.pane;
            ui.painter()
                .rect_stroke(pane.shrink(0.5), 0, stroke, StrokeKind::Inside);
        }
    }

    /// Draws the picture of a page, the latest that there is. Returns which marks it shows; `None`
    /// where there is no picture.
    fn picture(
        &mut self,
        ui: &Ui,
        rect: Rect,
        entry: Entry,
        page: u32,
    ) -> Option<Arc<BTreeSet<AnnotationId>>> {
        let palette = Palette::of(ui);
        let sheets = [&self.shown, &self.previous].into_iter().flatten();
        let mut sheets = sheets
            .chain(&self.sheets)
            .filter(|shown| shown.sheet.entry == entry);
        let latest = sheets.next()?;
        let in_pdf = |of: &Shown| {
            // What is not stamped yet is without the notes before it.
            let is_same = of.sheet.numbers.is_some() == latest.sheet.numbers.is_some();
            let same = if is_same {
                page
            } else {
                of.sheet.same_page(page, &latest.sheet)
            };
            of.sheet.in_pdf(same)
        };
        let has_picture =
            |of: &&Shown| in_pdf(of).is_some_and(|page| self.pictures.has_any(of.key(), page));
        let of = std::iter::once(latest).chain(sheets).find(has_picture)?;
        let in_pdf = in_pdf(of)?;
        let last_try = self.pictures.last_try(of.key(), in_pdf);
        let failure = last_try.and_then(|last| last.failure);
        match (self.pictures.get(of.key(), in_pdf), failure) {
            (Some(texture), None) => {
                let mut place = rect;
                if of.sheet.numbers.is_none() {
                    // The picture is without what is added for the stamps.
                    let added = latest.sheet.extension(page);
                    let size = latest.sheet.pages.get(usize::try_from(page).ok()?)?;
                    let scale = rect.height() / size.height_pt.max(1.0);
                    place.min.y += added.top_pt * scale;
                    place.max.y -= added.bottom_pt * scale;
                }
                let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                ui.painter().image(texture, place, uv, palette.paper_tint);
            }
            (_, Some(why)) => {
                let text =
                    format!("This page can't be shown here: {why}\nThe export has it unchanged.");
                let colour = theme::LIGHT.error;
                ui.painter().text(
                    rect.center_top() + vec2(0.0, 60.0),
                    egui::Align2::CENTER_TOP,
                    text,
                    FontId::proportional(13.0),
                    colour,
                );
            }
            (None, None) => {}
        }
        Some(Arc::clone(&of.drawn))
    }

    fn paint_picked(&self, ui: &Ui, page: u32, layout: &PageLayout) {
        let Some(picked) = &self.picked else {
            return;
        };
        for quad in picked.on_page(page) {
            if matches!(picked, Picked::Area(_)) {
                areas::paint(ui.painter(), page, quad, layout);
            } else {
                paint_quad(ui, page, quad, theme::SELECTED_ON_PAPER, layout);
            }
        }
    }

    /// Brings into sight what was asked for, once it is known where it stands.
    fn pursue_goal(&mut self, ui: &Ui, layout: &PageLayout, reading: &Reading<'_>) {
        let Some(goal) = self.goal.clone() else {
            return;
        };
        let Some(texts) = self.texts().cloned() else {
            return;
        };
        let rect = match goal {
            Goal::Mark(id) => {
                let document = reading.desk.pack().annotation(id).map(|(of, _)| of.id);
                if document.is_some() && document != self.document(reading.desk) {
                    return;
                }
                self.marks.rect_of(id, layout)
            }
            Goal::Passage(entry, _) if self.entry() != Some(entry) => return,
            Goal::Passage(_, span) => {
                let picked = Picked::words(span, &texts);
                let rect = rect_of_first(&picked, layout);
                self.picked = Some(picked);
                self.wants_keyboard = true;
                rect
            }
            Goal::Hit => self.rect_of_hit(layout),
        };
        self.goal = None;
        if let Some(rect) = rect
            && !layout.pane.shrink(24.0).contains_rect(rect)
        {
            ui.scroll_to_rect_animation(rect, Some(Align::Center), ScrollAnimation::none());
            ui.ctx().request_repaint();
        }
    }

    /// The tooltip and the menu of the mark at the pointer.
    fn pointed_at(
        &mut self,
        ui: &Ui,
        canvas: Response,
        layout: &PageLayout,
        reading: &Reading<'_>,
        outbox: &mut Outbox,
    ) {
        let here = canvas
            .hover_pos()
            .and_then(|place| self.mark_at(place, layout));
        if canvas.secondary_clicked() {
            self.menu_for = here;
            canvas.request_focus();
        }
        if is_menu_asked_for(&canvas) {
            self.menu_for = reading.in_hand.annotation;
        }
        let find = |id: AnnotationId| reading.desk.pack().annotation(id).map(|(_, note)| note);
        let middle = canvas.rect.center();
        if let Some(annotation) = self.menu_for.and_then(find) {
            context_menu_at(&canvas, middle, |ui| marks::menu(ui, annotation, outbox));
        } else if self.can_copy() {
            context_menu_at(&canvas, middle, |ui| toolbar::menu(ui, outbox));
        }
        let is_at_rest = self.gesture.is_none() && !egui::Popup::is_any_open(ui.ctx());
        if let Some(annotation) = here
            .filter(|id| is_at_rest && reading.in_hand.annotation != Some(*id))
            .and_then(find)
        {
            canvas.on_hover_ui_at_pointer(|ui| marks::tooltip(ui, annotation));
        }
    }

    /// Says for a while that the page has no text.
    fn tell(&self, ui: &mut Ui, layout: &PageLayout) {
        let left = self.tells_until - ui.input(|input| input.time);
        if left <= 0.0 || self.told_of_no_text != self.entry() {
            return;
        }
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs_f64(left));
        let palette = Palette::of(ui);
        let width = 400.0_f32.min(layout.pane.width() - 24.0);
        let corner = layout.pane.center_bottom() - vec2(width / 2.0, 64.0);
        let rect = Rect::from_min_size(corner, vec2(width, 52.0));
        let text = "This page has no text to select. Drag a rectangle to mark an area.";
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        egui::Frame::new()
            .fill(palette.panel)
            .stroke(Stroke::new(1.0, palette.edge))
            .corner_radius(8)
            .inner_margin(Margin::symmetric(12, 8))
            .show(&mut ui, |ui| ui.label(text));
    }
}

/// Where a selection begins on the screen.
fn rect_of_first(picked: &Picked, layout: &PageLayout) -> Option<Rect> {
    let page = picked.first_page()?;
    let first = picked.on_page(page).next()?;
    layout.rect(page, first.bounds())
}

/// Fills a quadrilateral of a page.
pub fn paint_quad(ui: &Ui, page: u32, quad: &Quad, colour: Color32, layout: &PageLayout) {
    if let Some(corners) = layout.corners(page, quad) {
        let shape = Shape::convex_polygon(corners.to_vec(), colour, Stroke::NONE);
        ui.painter().add(shape);
    }
}

/// Draws a page without anything on it, and names it for screen readers.
fn paper(ui: &Ui, rect: Rect, row: u32, number: Option<u32>, page: u32) {
    let response = ui.interact(rect, ui.scope_id().with(("row", row)), Sense::hover());
    response.widget_info(|| {
        let name = match number {
            Some(number) => format!("Page {number}"),
            None => format!("Page {} of the document", page + 1),
        };
        WidgetInfo::labeled(Role::Image, true, name)
    });
    let shadow = Shadow {
        offset: [0, 1],
        blur: 8,
        spread: 0,
        color: Color32::from_black_alpha(50),
    };
    ui.painter().add(shadow.as_shape(rect, CornerRadius::ZERO));
    let tint = Palette::of(ui).paper_tint;
    ui.painter().rect_filled(rect, CornerRadius::ZERO, tint);
}

/// The number of a page whose picture is being made.
fn waiting(ui: &Ui, rect: Rect, number: Option<u32>) {
    let Some(number) = number else {
        return;
    };
    let seen = rect.intersect(ui.clip_rect());
    ui.painter().text(
        seen.center(),
        egui::Align2::CENTER_CENTER,
        number,
        FontId::proportional(28.0),
        theme::LIGHT.muted.gamma_multiply(0.5),
    );
}

/// The keys that move the pages.
fn keys(ui: &Ui, layout: &PageLayout) {
    let screenful = layout.pane.height() * 0.9;
    let delta = ui.input(|input| {
        if input.modifiers.alt || input.modifiers.command {
            return egui::Vec2::ZERO;
        }
        let space = if input.modifiers.shift {
            screenful
        } else {
            -screenful
        };
        let end = layout.height();
        [
            (Key::ArrowUp, vec2(0.0, ARROW_STEP)),
            (Key::ArrowDown, vec2(0.0, -ARROW_STEP)),
            (Key::ArrowLeft, vec2(ARROW_STEP, 0.0)),
            (Key::ArrowRight, vec2(-ARROW_STEP, 0.0)),
            (Key::PageUp, vec2(0.0, screenful)),
            (Key::PageDown, vec2(0.0, -screenful)),
            (Key::Home, vec2(0.0, end)),
            (Key::End, vec2(0.0, -end)),
            (Key::Space, vec2(0.0, space)),
        ]
        .into_iter()
        .map(|(key, step)| step * input.num_presses(key) as f32)
        .fold(egui::Vec2::ZERO, |sum, step| sum + step)
    });
    if delta != egui::Vec2::ZERO {
        ui.scroll_with_delta_animation(delta, ScrollAnimation::none());
    }
}

fn message(ui: &mut Ui, icon: &str, title: &str, text: &str) {
    let palette = Palette::of(ui);
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 3.0).max(24.0));
        ui.label(
            RichText::new(icon)
                .font(theme::icon_font(32.0))
                .color(palette.muted),
        );
        ui.label(theme::strong(title));
        ui.scope(|ui| {
            ui.set_max_width(420.0);
            muted(ui, text);
        });
    });
}
