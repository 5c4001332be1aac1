//! The first page of the document at the cursor: small below the list, large over the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{
    self, CornerRadius, Frame, Id, Key, Margin, Modal, Modifiers, Panel, Rect, Role, Sense, Stroke,
    StrokeKind, TextureHandle, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::message::request::Outbox;
use crate::app::view::library::{LibraryPane, title_of};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::muted;
use crate::library::Matches;

/// The pane must be so high for the small preview to leave room for the list, in points.
const HIGH_ENOUGH: f32 = 480.0;

/// The first page of the document at the cursor.
#[derive(Default)]
pub enum Preview {
    /// There is no cursor.
    #[default]
    Nothing,
    /// It is being made.
    Making(PathBuf),
    Page(PathBuf, TextureHandle),
    /// It could not be made; this is why.
    Failed(PathBuf, String),
}

impl Preview {
    /// The file that the preview is of.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Nothing => None,
            Self::Making(path) | Self::Page(path, _) | Self::Failed(path, _) => Some(path),
        }
    }

    /// Draws it as large as the room is.
    fn ui(&self, ui: &mut Ui) {
        match self {
            Self::Nothing => {}
            Self::Making(_) => {
                ui.centered_and_justified(Ui::spinner);
            }
            Self::Failed(_, why) => {
                muted(ui, why);
                ui.allocate_space(ui.available_size());
            }
            Self::Page(path, texture) => {
                let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                response.widget_info(|| {
                    WidgetInfo::labeled(Role::Image, true, format!("First page of {name}"))
                });
                paint_page(ui, rect, texture);
            }
        }
    }
}

impl LibraryPane {
    /// Draws the preview below the list.
    pub(super) fn small_preview(&self, ui: &mut Ui) {
        if matches!(self.preview, Preview::Nothing) || ui.available_height() < HIGH_ENOUGH {
            return;
        }
        let most = (ui.available_height() - 240.0).max(120.0);
        Panel::bottom("library-preview")
            .resizable(true)
            .default_size(200.0)
            .min_size(120.0)
            .max_size(most)
            .frame(Frame::new().inner_margin(Margin {
                top: 8,
                ..Margin::default()
            }))
            .show(ui, |ui| self.preview.ui(ui));
    }

    /// Draws the preview over the window while it is asked for. Returns the file whose preview is
    /// wanted, after a step to another.
    pub fn large_preview(
        &mut self,
        ui: &Ui,
        found: Option<&Arc<Matches>>,
        outbox: &mut Outbox,
    ) -> Option<PathBuf> {
        let cursor = self.cursor.clone().filter(|_| self.is_large)?;
        let screen = ui.ctx().content_rect().size();
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let step = isize::from(pressed(Key::ArrowDown)) - isize::from(pressed(Key::ArrowUp));
        let is_added = pressed(Key::Enter);
        let is_closed = pressed(Key::Space);
        let frame = Frame::popup(&ui.ctx().global_style())
            .inner_margin(16)
            .corner_radius(10);
        let modal = Modal::new(Id::unique("library-preview-large")).frame(frame);
        let response = modal.show(ui.ctx(), |ui| {
            let height = screen.y - 112.0;
            ui.set_width((height * 0.74).min(screen.x - 96.0));
            ui.set_height(height);
            ui.add(egui::Label::new(theme::heading(title_of(found, &cursor))).truncate());
            muted(ui, "Up and Down show others, Enter adds, Space closes");
            ui.add_space(4.0);
            let room = ui.available_size() - vec2(0.0, 4.0);
            ui.allocate_ui(room, |ui| self.preview.ui(ui));
        });
        if is_added && let Some(found) = found {
            self.add_selected(found, outbox);
        }
        if is_closed || is_added || response.should_close() {
            self.is_large = false;
            // Not yet: what lies below has no keyboard in this frame.
            self.regains_keyboard = true;
        }
        let found = found.filter(|_| step != 0)?;
        self.step(ui, found, step, false);
        self.cursor.clone().filter(|now| *now != cursor)
    }
}

fn paint_page(ui: &Ui, rect: Rect, texture: &TextureHandle) {
    let palette = Palette::of(ui);
    let size = texture.size_vec2();
    let scale = (rect.width() / size.x).min(rect.height() / size.y);
    let page = Rect::from_center_size(rect.center(), size * scale);
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter()
        .image(texture.id(), page, uv, palette.paper_tint);
    let stroke = Stroke::new(1.0, palette.line);
    ui.painter()
        .rect_stroke(page, CornerRadius::ZERO, stroke, StrokeKind::Outside);
}
