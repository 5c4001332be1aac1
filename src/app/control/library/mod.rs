//! The library in the course of the window: its folders, what is asked of it, its previews.

pub mod first_page;

use std::path::{Path, PathBuf};

use eframe::egui::{ColorImage, Context, TextureOptions, Ui};

use crate::app::control::App;
use crate::app::control::library::first_page::first_page;
use crate::app::state::desk::Desk;
use crate::app::view::library::Shown;
use crate::app::view::library::preview::Preview;
use crate::jobs::Label;
use crate::library::without_nested;
use crate::pdf::render::Raster;

impl App {
    /// Takes a folder into the library.
    pub fn add_library_folder(&mut self, folder: PathBuf) {
        self.preferences.library_folders.push(folder);
        self.preferences.library_folders = without_nested(&self.preferences.library_folders);
        self.library.set_folders(&self.preferences.library_folders);
    }

    /// Takes a folder out of the library; it stays as it is on the disk.
    pub(in crate::app) fn remove_library_folder(&mut self, folder: &Path) {
        let folders = &mut self.preferences.library_folders;
        folders.retain(|other| other != folder);
        self.library.set_folders(folders);
    }

    /// Draws the library's pane.
    pub(in crate::app) fn library_ui(&mut self, ui: &mut Ui) {
        let (found, status) = (self.library.found(), self.library.status());
        let shown = Shown {
            found: found.as_deref(),
            status: &status,
            pack: self.desk.as_ref().map(|desk: &Desk| &**desk.pack()),
            origins: self.desk.as_ref().map(|desk| &desk.origins),
        };
        let listing = &mut self.preferences.library_listing;
        let wanted = self.library_pane.ui(ui, &shown, listing, &mut self.outbox);
        if let Some(path) = wanted {
            self.preview_file(path, ui.ctx().pixels_per_point());
        }
    }

    /// Draws the large preview, while there is one, and asks the library what the person wants to
    /// see.
    pub(in crate::app) fn library_over_window(&mut self, ui: &Ui) {
        let found = self.library.found();
        let wanted = self
            .library_pane
            .large_preview(ui, found.as_ref(), &mut self.outbox);
        if let Some(path) = wanted {
            self.preview_file(path, ui.ctx().pixels_per_point());
        }
        let listing = self.preferences.library_listing;
        self.library.ask(self.library_pane.question(listing));
    }

    /// Makes the first page of a file in the background; of several wanted in quick succession,
    /// only the last.
    fn preview_file(&mut self, path: PathBuf, pixels_per_point: f32) {
        let pane = &mut self.library_pane;
        pane.preview = Preview::Making(path.clone());
        if let Some(job) = pane.previewing.filter(|job| self.jobs.is_running(*job)) {
            self.jobs.cancel(job);
            pane.next_preview = Some((path, pixels_per_point));
            return;
        }
        let of = path.clone();
        let job = self.start(
            Label::Hidden,
            move |progress| first_page(&path, pixels_per_point, progress),
            move |app, ctx, ended| {
                let raster = ended.result.unwrap_or_else(|crash| Err(crash.to_string()));
                app.file_previewed(ctx, of, raster);
            },
        );
        self.library_pane.previewing = Some(job);
    }

    /// Takes in the first page of a file.
    fn file_previewed(&mut self, ctx: &Context, path: PathBuf, raster: Result<Raster, String>) {
        let pane = &mut self.library_pane;
        pane.previewing = None;
        if let Some((next, pixels_per_point)) = pane.next_preview.take() {
            self.preview_file(next, pixels_per_point);
            return;
        }
        if pane.preview.path() != Some(&path) {
            return;
        }
        pane.preview = match raster {
            Ok(raster) => {
                let size = [raster.width_px as usize, raster.height_px as usize];
                let image = ColorImage::from_rgba_premultiplied(size, &raster.rgba);
                let texture = ctx.load_texture("library-preview", image, TextureOptions::LINEAR);
                Preview::Page(path, texture)
            }
            Err(why) => Preview::Failed(path, why),
        };
    }
}
