//! The library: the files of a folder, to look at and to drag into the outline.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{
    self, Align, CornerRadius, FontId, Id, Layout, Rect, Role, ScrollArea, Sense, Stroke,
    StrokeKind, TextureHandle, Ui, WidgetInfo, pos2, vec2,
};

use super::action::Action;
use super::icons;
use super::outline_drag::Dragged;
use super::request::{Outbox, Request};
use super::theme::{self, BODY_SIZE, Palette, SMALL_SIZE};
use super::widgets::{
    action_button, action_icon_button, icon_button, muted, one_line, paint_icon, paint_line,
};
use crate::jobs::JobId;
use crate::library::{LibraryFile, Listing, MOST_FILES, human_size};
use crate::pack::MediaClass;

/// Height of a file's row: name above, kind, size and date below.
const FILE_ROW_HEIGHT: f32 = 44.0;

/// The state of the library pane.
#[derive(Default)]
pub struct LibraryView {
    /// What the folder holds; `None` until it was looked through.
    pub listing: Option<Arc<Listing>>,
    /// Why the folder could not be looked through.
    pub error: Option<String>,
    /// The first page of the selected file, or why there is none.
    pub preview: Preview,
    /// The work that makes the preview.
    pub previewing: Option<JobId>,
    /// The file whose preview is wanted next, and its sharpness in pixels a point.
    pub next_preview: Option<(PathBuf, f32)>,
    filter: String,
    /// Which files of the listing match the filter.
    matching: Vec<usize>,
    selected: BTreeSet<PathBuf>,
    anchor: Option<usize>,
}

/// The first page of the selected file.
#[derive(Default)]
pub enum Preview {
    /// No file is selected.
    #[default]
    Nothing,
    /// It is being made.
    Making(PathBuf),
    /// Here it is.
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
}

impl LibraryView {
    /// Draws the pane. Returns the file whose preview is wanted.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        folder: Option<&Path>,
        in_pack: &dyn Fn(&Path) -> bool,
        outbox: &mut Outbox,
    ) -> Option<PathBuf> {
        ui.horizontal(|ui| {
            ui.label(theme::strong("Library"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, icons::FOLDER, "Choose library folder").clicked() {
                    outbox.act(Action::ChooseLibraryFolder);
                }
                if folder.is_some() {
                    action_icon_button(ui, Action::RefreshLibrary, true, outbox);
                }
                if let Some(folder) = folder {
                    let name = folder.file_name().unwrap_or(folder.as_os_str());
                    let label = egui::Label::new(name.to_string_lossy().into_owned()).truncate();
                    ui.add(label).on_hover_text(folder.display().to_string());
                }
            });
        });
        if folder.is_none() {
            empty_state(ui, outbox);
            return None;
        }
        if let Some(error) = &self.error {
            let palette = Palette::of(ui);
            ui.label(egui::RichText::new(error).color(palette.error));
            action_button(ui, Action::ChooseLibraryFolder, true, outbox);
            return None;
        }
        let filter = egui::TextEdit::singleline(&mut self.filter)
            .id(super::widgets::field_id("library-filter"))
            .hint_text("Filter by name")
            .prefix(theme::icon(icons::SEARCH))
            .desired_width(f32::INFINITY);
        if ui.add(filter).accessible_name("Filter files").changed() {
            self.apply_filter();
        }
        self.preview_ui(ui);
        self.files_ui(ui, in_pack, outbox)
    }

    /// Shows what a folder holds.
    pub fn show(&mut self, listing: Listing) {
        self.listing = Some(Arc::new(listing));
        self.error = None;
        self.apply_filter();
    }

    fn apply_filter(&mut self) {
        let needle = self.filter.to_lowercase();
        let words: Vec<&str> = needle.split_whitespace().collect();
        let files = self.listing.iter().flat_map(|listing| &listing.files);
        let matches = |file: &LibraryFile| {
            let name = file.name.to_lowercase();
            words.iter().all(|word| name.contains(word))
        };
        self.matching = files
            .enumerate()
            .filter(|(_, file)| matches(file))
            .map(|(index, _)| index)
            .collect();
    }

    fn files_ui(
        &mut self,
        ui: &mut Ui,
        in_pack: &dyn Fn(&Path) -> bool,
        outbox: &mut Outbox,
    ) -> Option<PathBuf> {
        let Some(listing) = self.listing.clone() else {
            ui.horizontal(|ui| {
                ui.spinner();
                muted(ui, "Looking through the folder…");
            });
            return None;
        };
        let files: Vec<&LibraryFile> = self
            .matching
            .iter()
            .filter_map(|index| listing.files.get(*index))
            .collect();
        let remark = remark(&listing, files.len());
        let mut wanted = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        let room = ui.available_height() - 24.0;
        ScrollArea::vertical()
            .id_salt("library")
            .auto_shrink(false)
            .max_height(room)
            .show_rows(ui, FILE_ROW_HEIGHT, files.len(), |ui, range| {
                for index in range {
                    if let Some(file) = files.get(index)
                        && self.file_row(ui, &files, index, file, in_pack(&file.path), outbox)
                    {
                        wanted = Some(file.path.clone());
                    }
                }
            });
        ui.add_space(4.0);
        ui.add(
            egui::Label::new(
                egui::RichText::new(remark)
                    .small()
                    .color(Palette::of(ui).muted),
            )
            .truncate(),
        );
        wanted
    }

    /// Draws one file; returns whether it was selected just now.
    fn file_row(
        &mut self,
        ui: &mut Ui,
        files: &[&LibraryFile],
        index: usize,
        file: &LibraryFile,
        is_in_pack: bool,
        outbox: &mut Outbox,
    ) -> bool {
        let size = vec2(ui.available_width(), FILE_ROW_HEIGHT);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        // Named by the file, so that it keeps the keyboard when the list moves.
        let id = Id::unique(("library-row", &file.path));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let is_selected = self.selected.contains(&file.path);
        let spoken = if is_in_pack {
            format!("{}, already in the pack", file.name)
        } else {
            file.name.clone()
        };
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
        paint_file(ui, rect, file, is_selected, response.hovered(), is_in_pack);
        let mut newly = false;
        if response.clicked() || (response.drag_started() && !is_selected) {
            self.pick(files, index, ui.input(|input| input.modifiers));
            response.request_focus();
            newly = true;
        }
        if response.drag_started() {
            let chosen = files.iter().map(|file| &file.path);
            let chosen = chosen
                .filter(|path| self.selected.contains(*path))
                .cloned()
                .collect();
            response.dnd_set_drag_payload(Dragged::Files(chosen));
        }
        let add = |outbox: &mut Outbox, chosen: &BTreeSet<PathBuf>| {
            let files = files.iter().map(|file| file.path.clone());
            let files = files.filter(|path| chosen.contains(path)).collect();
            outbox.push(Request::Import { files, at: None });
        };
        let entered = response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if response.double_clicked() || entered {
            add(outbox, &BTreeSet::from([file.path.clone()]));
        }
        if response.secondary_clicked() && !is_selected {
            self.selected = BTreeSet::from([file.path.clone()]);
        }
        response.context_menu(|ui| {
            if ui.button("Add to the pack").clicked() {
                add(outbox, &self.selected);
            }
            if ui.button("Open with its own program").clicked() {
                outbox.push(Request::OpenOutside(file.path.clone()));
            }
        });
        let tip = if is_in_pack {
            "Already in the pack"
        } else {
            "Double-click or drag to add"
        };
        response.on_hover_text(format!("{}\n{tip}", file.name));
        newly
    }

    fn pick(&mut self, files: &[&LibraryFile], index: usize, modifiers: egui::Modifiers) {
        let Some(file) = files.get(index) else {
            return;
        };
        if modifiers.command {
            if !self.selected.remove(&file.path) {
                self.selected.insert(file.path.clone());
            }
            self.anchor = Some(index);
        } else if modifiers.shift {
            let anchor = self
                .anchor
                .unwrap_or(index)
                .min(files.len().saturating_sub(1));
            let range = files
                .get(anchor.min(index)..=anchor.max(index))
                .unwrap_or_default();
            self.selected = range.iter().map(|file| file.path.clone()).collect();
        } else {
            self.selected = BTreeSet::from([file.path.clone()]);
            self.anchor = Some(index);
        }
    }

    fn preview_ui(&self, ui: &mut Ui) {
        if matches!(self.preview, Preview::Nothing) || ui.available_height() < 420.0 {
            return;
        }
        egui::Panel::bottom("library-preview")
            .resizable(true)
            .default_size(240.0)
            .min_size(120.0)
            .max_size((ui.available_height() - 200.0).max(120.0))
            .frame(egui::Frame::new().inner_margin(egui::Margin {
                top: 8,
                ..Default::default()
            }))
            .show(ui, |ui| match &self.preview {
                Preview::Nothing => {}
                Preview::Making(_) => {
                    ui.centered_and_justified(egui::Ui::spinner);
                }
                Preview::Failed(_, why) => {
                    let palette = Palette::of(ui);
                    ui.label(egui::RichText::new(why).color(palette.error));
                    ui.allocate_space(ui.available_size());
                }
                Preview::Page(path, texture) => {
                    let room = ui.available_size();
                    let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    response.widget_info(|| {
                        WidgetInfo::labeled(Role::Image, true, format!("First page of {name}"))
                    });
                    paint_page(ui, rect, texture);
                }
            });
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

fn paint_file(
    ui: &Ui,
    rect: Rect,
    file: &LibraryFile,
    is_selected: bool,
    is_hovered: bool,
    is_in_pack: bool,
) {
    let palette = Palette::of(ui);
    let fill = if is_selected {
        palette.accent_soft
    } else if is_hovered {
        palette.hover
    } else {
        palette.panel
    };
    let corners = CornerRadius::same(theme::RADIUS);
    ui.painter().rect_filled(rect.shrink(1.0), corners, fill);
    let icon = match file.media.class() {
        MediaClass::Picture => icons::IMAGE,
        MediaClass::Pages => icons::FILE,
        MediaClass::Flow => icons::FILE_TEXT,
    };
    paint_icon(
        ui,
        icon,
        pos2(rect.left() + 18.0, rect.center().y),
        palette.muted,
        18.0,
    );
    let x = rect.left() + 36.0;
    let mut width = rect.right() - x - 8.0;
    if is_in_pack {
        let centre = pos2(rect.right() - 14.0, rect.center().y);
        paint_icon(ui, icons::CHECK, centre, palette.good, 16.0);
        width -= 20.0;
    }
    let name = one_line(
        ui,
        &file.name,
        FontId::proportional(BODY_SIZE),
        palette.text,
        width,
    );
    paint_line(ui, name, x, rect.top() + 14.0);
    let mut about = format!("{} · {}", file.media.name(), human_size(file.size_bytes));
    if let Some(modified) = file.modified {
        let local = modified.to_zoned(jiff::tz::TimeZone::system());
        about.push_str(&local.strftime(" · %-d %b %Y").to_string());
    }
    let about = one_line(
        ui,
        &about,
        FontId::proportional(SMALL_SIZE),
        palette.muted,
        width,
    );
    paint_line(ui, about, x, rect.top() + 31.0);
}

fn remark(listing: &Listing, shown: usize) -> String {
    let mut text = match (shown, listing.files.len()) {
        (shown, all) if shown < all => format!("{shown} of {all} files"),
        (_, 1) => "1 file".to_owned(),
        (_, all) => format!("{all} files"),
    };
    if listing.others > 0 {
        text.push_str(&format!(", {} of other kinds not shown", listing.others));
    }
    if listing.is_cut_short {
        text.push_str(&format!("; only the first {MOST_FILES} are listed"));
    }
    text
}

fn empty_state(ui: &mut Ui, outbox: &mut Outbox) {
    ui.vertical_centered(|ui| {
        let palette = Palette::of(ui);
        ui.add_space(40.0);
        let icon = egui::RichText::new(icons::LIBRARY).font(theme::icon_font(32.0));
        ui.label(icon.color(palette.muted));
        ui.label(theme::strong("Your papers, at hand"));
        muted(
            ui,
            "Choose a folder. Its documents are listed here, to look at and drag into the pack.",
        );
        ui.add_space(4.0);
        action_button(ui, Action::ChooseLibraryFolder, true, outbox);
    });
}
