//! The window, on four floors; arrows point down this list, never up:
//!
//! - `control` carries messages out, starts work and takes in what it ends with;
//! - `view` draws the state and puts messages into the outbox;
//! - `state` is what is open, selected, remembered and kept at hand;
//! - `message` is what travels between them.

mod control;
mod message;
mod state;
mod view;

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui;

use crate::library::cache_folder;
use control::new_window::NewProcess;

pub use control::new_window::NewWindow;
pub use control::picker::{Picker, SystemPicker};
pub use control::system_clipboard::{RealClipboard, SystemClipboard};
pub use control::{App, Setup};
pub use message::question::{Answer, Purpose, Question};

/// Opens the window and runs until it is closed.
///
/// # Errors
/// A message for the person, if there is no display or the folder for unsaved work cannot be used.
pub fn run(open: Option<PathBuf>) -> Result<(), String> {
    let data_folder = crate::store::data_folder().map_err(|error| error.to_string())?;
    let mut options = eframe::NativeOptions {
        renderer: eframe::Renderer::Glow,
        viewport: egui::ViewportBuilder::default()
            .with_title("Briefpack")
            .with_app_id("briefpack")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([960.0, 620.0])
            .with_drag_and_drop(true),
        ..Default::default()
    };
    options.persist_window = true;
    let setup = Setup {
        cache_folder: cache_folder().unwrap_or_else(|| data_folder.join("cache")),
        data_folder,
        picker: Arc::new(SystemPicker),
        clipboard: Arc::new(RealClipboard),
        new_window: Arc::new(NewProcess),
        open,
    };
    let create: eframe::AppCreator<'_> = Box::new(|context| Ok(Box::new(App::new(context, setup))));
    eframe::run_native("briefpack", options, create).map_err(|error| {
        format!(
            "the window could not be opened: {error}. Without a display, use 'briefpack export PACK.ron -o OUT.pdf'"
        )
    })
}
