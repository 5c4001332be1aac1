//! The pages as they are drawn.

use std::collections::BTreeSet;

use eframe::egui::scroll_area::DragScroll;
use eframe::egui::style::ScrollAnimation;
use eframe::egui::{
    self, Align, Color32, CornerRadius, EventFilter, FontId, Key, Margin, Rect, Response, RichText,
    Role, ScrollArea, Sense, Shadow, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::state::raster::Wanted;
use crate::app::view::reader::layout::{GAP, PageLayout};
use crate::app::view::reader::picked::Picked;
use crate::app::view::reader::{
    FULL_SIZE, Goal, Reader, Reading, Shown, Zoom, areas, canvas_id, marks, toolbar,
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
        let mut layout = self.lay_out(ui, &shown);
        let pixels_per_point = sharpness(ui, &shown, layout.scale);
        let mut area = ScrollArea::both()
            .id_salt(("pages", shown.sheet.entry))
            .scroll_source(egui::scroll_area::ScrollSource {
                drag: DragScroll::Never,
                ..egui::scroll_area::ScrollSource::default()
            })
            .auto_shrink(false);
        if let Some(page) = self.go_to.take()
            && let Some(top) = layout.top(page)
        {
            area = area.vertical_scroll_offset(top - GAP);
            self.landed = Some((page, None));
            self.kept_place = None;
        }
        if let Some(kept) = self.kept_place.take()
            && let Some(top) = layout.top(kept.page)
        {
            let down_pt = kept.down_pt + shown.sheet.extension(kept.page).top_pt;
            area = area.vertical_scroll_offset(top + down_pt * layout.scale);
            self.landed = self.landed.map(|_| (kept.page, None));
        }
        self.refresh_marks(ui, &shown, reading);
        area.show_viewport(ui, |ui, viewport| {
            let width = layout.width.max(viewport.width());
            let origin = ui.cursor().min;
            ui.allocate_space(vec2(width, layout.height()));
            layout.put(origin, width, ui.clip_rect());
            let turned = std::mem::take(&mut self.turned);
            if turned != 0.0 {
                ui.scroll_with_delta_animation(vec2(0.0, turned), ScrollAnimation::none());
            }
            self.scrolled = viewport.min.y;
            self.settle_landing(viewport.min.y);
            let canvas = self.canvas(ui, &layout);
            self.gestures(ui, &canvas, &layout, reading, outbox);
            self.find_current(&layout, viewport);
            self.draw(ui, &shown, &layout, &canvas, reading);
            self.paint_caret(ui, &layout);
            self.want_pictures(&shown, &layout, viewport, pixels_per_point);
            self.pursue_goal(ui, &layout, reading);
            self.pointed_at(ui, canvas, &layout, reading, outbox);
        });
        self.toolbar(ui, &layout, reading, outbox);
        self.tell(ui, &layout);
        self.layout = Some(layout);
    }

    fn lay_out(&mut self, ui: &Ui, shown: &Shown) -> PageLayout {
        let widths = shown.sheet.pages.iter().map(|page| page.width_pt);
        let widest = widths.fold(1.0, f32::max);
        let room = (ui.available_width() - 2.0 * GAP - 8.0).max(40.0);
        let scale = match self.zoom {
            Zoom::FitWidth => (room / widest).min(1.6 * FULL_SIZE),
            Zoom::Fixed(zoom) => zoom * FULL_SIZE,
        };
        self.shown_zoom = scale / FULL_SIZE;
        let mut layout = PageLayout::new(&shown.sheet.pages, scale);
        layout.width = widest * scale + 2.0 * GAP;
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
            let ring = Stroke::new(1.0, Palette::of(ui).accent);
            let pane = ui.clip_rect().shrink(0.5);
            ui.painter()
                .rect_stroke(pane, 0, ring, eframe::egui::StrokeKind::Inside);
        }
        canvas
    }

    fn find_current(&mut self, layout: &PageLayout, viewport: Rect) {
        if self.landed.is_some() {
            return;
        }
        let middle = viewport.center().y + GAP;
        let last = layout.pages_between(viewport.min.y, middle).last();
        self.current = last.unwrap_or(self.current);
    }

    /// The page that was gone to is the current one until the view moves: of several small pages in
    /// sight, the one in the middle may be another.
    fn settle_landing(&mut self, y: f32) {
        match &mut self.landed {
            Some((page, rest @ None)) => {
                *rest = Some(y);
                self.current = *page;
            }
            Some((_, Some(rest))) if (*rest - y).abs() > 1.0 => self.landed = None,
            _ => {}
        }
    }

    fn want_pictures(
        &mut self,
        shown: &Shown,
        layout: &PageLayout,
        viewport: Rect,
        pixels_per_point: f32,
    ) {
        // The next page is made ready before it comes into sight.
        let near = layout.pages_between(viewport.min.y, viewport.max.y + viewport.height());
        let sheet = shown.key();
        let is_there = |page: u32| {
            let last_try = self.pictures.last_try(sheet, page);
            last_try.is_some_and(|last| (last.pixels_per_point - pixels_per_point).abs() <= 0.01)
        };
        let missing = near
            .filter_map(|page| shown.sheet.in_pdf(page))
            .filter(|page| !is_there(*page))
            .map(|page| Wanted {
                page,
                pixels_per_point,
            })
            .collect();
        let bytes = &shown.sheet.bytes;
        self.pictures.want(sheet, bytes, missing);
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
        layout: &PageLayout,
        canvas: &Response,
        reading: &Reading<'_>,
    ) {
        let hovered = canvas
            .hover_pos()
            .filter(|_| self.gesture.is_none())
            .and_then(|place| self.mark_at(place, layout));
        for page in layout.pages_in_sight() {
            let Some(rect) = layout.page(page) else {
                continue;
            };
            let drawn = self.page(ui, rect, shown, page);
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

    /// Draws a page without what is marked and selected on it. Returns which marks its picture
    /// shows.
    fn page(
        &mut self,
        ui: &Ui,
        rect: Rect,
        shown: &Shown,
        page: u32,
    ) -> std::sync::Arc<BTreeSet<AnnotationId>> {
        let palette = Palette::of(ui);
        let response = ui.interact(rect, ui.scope_id().with(("page", page)), Sense::hover());
        response.widget_info(|| {
            let name = match shown.sheet.number(page) {
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
        ui.painter()
            .rect_filled(rect, CornerRadius::ZERO, palette.paper_tint);
        let info = usize::try_from(page)
            .ok()
            .and_then(|page| shown.sheet.pages.get(page));
        let height_pt = info.map_or(1.0, |info| info.height_pt);
        let pictures = &self.pictures;
        let in_pdf = |of: &Shown| {
            // What is not stamped yet is without the notes before it.
            let is_same = of.sheet.numbers.is_some() == shown.sheet.numbers.is_some();
            let same = if is_same {
                page
            } else {
                of.sheet.same_page(page, &shown.sheet)
            };
            of.sheet.in_pdf(same)
        };
        let has_picture =
            |of: &Shown| in_pdf(of).is_some_and(|page| pictures.has_any(of.key(), page));
        let of = match &self.previous {
            Some(previous) if !has_picture(shown) && in_pdf(previous).is_some() => previous.clone(),
            _ => shown.clone(),
        };
        let is_stamped = of.sheet.numbers.is_some();
        let picture = in_pdf(&of).map(|page| {
            let failure = pictures
                .last_try(of.key(), page)
                .and_then(|last| last.failure);
            (pictures.get(of.key(), page), failure)
        });
        match picture {
            Some((Some(texture), None)) => {
                let mut place = rect;
                if !is_stamped {
                    // The picture is without what is added for the stamps.
                    let added = shown.sheet.extension(page);
                    let scale = rect.height() / height_pt.max(1.0);
                    place.min.y += added.top_pt * scale;
                    place.max.y -= added.bottom_pt * scale;
                }
                let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                ui.painter().image(texture, place, uv, palette.paper_tint);
            }
            Some((_, Some(why))) => {
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
            Some((None, None)) | None => {}
        }
        of.drawn
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

/// Pixels of a page's picture for each point of it.
fn sharpness(ui: &Ui, shown: &Shown, scale: f32) -> f32 {
    let pages = shown.sheet.pages.iter();
    let longest = pages.map(|page| page.width_pt.max(page.height_pt));
    let largest_side = ui
        .input(|input| input.max_texture_side)
        .min(MAX_SIDE_PX as usize);
    let sharpest = largest_side as f32 / longest.fold(1.0, f32::max);
    (scale * ui.ctx().pixels_per_point()).min(sharpest)
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
