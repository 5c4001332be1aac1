//! The window. Panels read the pack and put requests into an outbox; the requests are carried out
//! after drawing. Long work runs as jobs, whose results come back as events.

mod action;
mod annotating;
mod briefing;
mod clipboard;
mod desk;
mod details;
mod dialog;
mod differences;
mod events;
mod exporting;
mod files;
mod find_pane;
mod half_written;
mod icons;
mod importing;
mod keyboard;
mod library;
mod mails;
mod menu;
mod new_window;
mod note_requests;
mod notes;
mod outline_drag;
mod outline_drop;
mod outline_row;
mod outline_view;
mod packs;
mod pages;
mod pasting;
mod picker;
mod preferences;
mod raster;
mod reader;
mod reader_requests;
mod request;
mod requests;
mod revising;
mod sample;
mod saving;
mod selection;
mod side;
mod status_bar;
mod system_clipboard;
mod table;
mod theme;
mod toast;
mod upkeep;
mod welcome;
mod widgets;
mod window;

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use eframe::egui;

use crate::jobs::{JobId, Jobs, Label};
use crate::library::{Library, cache_folder};
use crate::progress::Progress;
use annotating::InHand;
use briefing::Editor;
use clipboard::Clipboard;
use desk::Desk;
use details::Details;
use dialog::Dialog;
use events::Event;
use find_pane::FindPane;
use importing::Importing;
use library::LibraryPane;
use new_window::NewProcess;
pub use new_window::NewWindow;
use notes::Notes;
use outline_view::OutlineView;
use pages::PagesView;
pub use picker::{Answer, Picker, Purpose, Question, SystemPicker};
use preferences::Preferences;
use reader::Reader;
use request::Outbox;
use revising::OriginWatch;
pub use system_clipboard::{RealClipboard, SystemClipboard};
use table::TableView;
use toast::Toasts;
use upkeep::Upkeep;

/// The key under which the window's preferences are kept.
const PREFERENCES_KEY: &str = "preferences";

/// What the window needs to begin.
pub struct Setup {
    /// The folder for unsaved work.
    pub data_folder: PathBuf,
    /// The folder for what can be made anew: the library's index.
    pub cache_folder: PathBuf,
    /// The file dialogs.
    pub picker: Arc<dyn Picker>,
    /// The system's clipboard.
    pub clipboard: Arc<dyn SystemClipboard>,
    /// What opens a second window.
    pub new_window: Arc<dyn NewWindow>,
    /// The pack to open.
    pub open: Option<PathBuf>,
}

/// The window and everything in it.
pub struct App {
    data_folder: PathBuf,
    picker: Arc<dyn Picker>,
    new_window: Arc<dyn NewWindow>,
    /// The time of the frame, as of the start.
    now: Duration,
    desk: Option<Desk>,
    jobs: Jobs<Event>,
    /// Work for the open pack; what it ends with means nothing for another.
    pack_jobs: HashSet<JobId>,
    /// Work for packs that are no longer open.
    abandoned: HashSet<JobId>,
    dialogs: VecDeque<Dialog>,
    importing: Option<Importing>,
    clipboard: Option<Clipboard>,
    system_clipboard: Arc<dyn SystemClipboard>,
    /// Whether a text is being written: nothing may then take the keyboard away.
    is_writing: bool,
    toasts: Toasts,
    preferences: Preferences,
    library: Library,
    library_pane: LibraryPane,
    outline: OutlineView,
    details: Details,
    table: TableView,
    reader: Reader,
    /// The pages as thumbnails.
    pages: PagesView,
    notes: Notes,
    find_pane: FindPane,
    /// The annotation in hand.
    in_hand: InHand,
    /// Where briefing pages are written.
    briefing: Editor,
    origin_watch: OriginWatch,
    upkeep: Upkeep,
    outbox: Outbox,
    may_close: bool,
    /// How many packs were on the desk so far.
    desks: u64,
}

impl App {
    /// The window with no pack, or the one that `setup` names.
    pub fn new(context: &eframe::CreationContext<'_>, setup: Setup) -> Self {
        let ctx = &context.egui_ctx;
        theme::install(ctx);
        ctx.options_mut(|options| {
            options.quit_shortcuts.clear();
            options.zoom_with_keyboard = false;
        });
        let preferences: Preferences = context
            .storage
            .and_then(|storage| eframe::get_value(storage, PREFERENCES_KEY))
            .map_or_else(Preferences::default, Preferences::carried_over);
        ctx.set_theme(preferences.theme);
        let repaint = ctx.clone();
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || repaint.request_repaint());
        let mut app = Self {
            data_folder: setup.data_folder,
            picker: setup.picker,
            new_window: setup.new_window,
            now: Duration::ZERO,
            desk: None,
            jobs: Jobs::new(Arc::clone(&wake)),
            pack_jobs: HashSet::new(),
            abandoned: HashSet::new(),
            dialogs: VecDeque::new(),
            importing: None,
            clipboard: None,
            system_clipboard: setup.clipboard,
            is_writing: false,
            toasts: Toasts::default(),
            preferences,
            library: Library::start(setup.cache_folder, Arc::clone(&wake)),
            library_pane: LibraryPane::default(),
            outline: OutlineView::default(),
            details: Details::default(),
            table: TableView::default(),
            reader: Reader::new(Arc::clone(&wake)),
            pages: PagesView::new(wake),
            notes: Notes::default(),
            find_pane: FindPane::default(),
            in_hand: InHand::default(),
            briefing: Editor::default(),
            origin_watch: OriginWatch::default(),
            upkeep: Upkeep::default(),
            outbox: Outbox::default(),
            may_close: false,
            desks: 0,
        };
        app.offer_recovery();
        if let Some(path) = setup.open {
            app.open(&path);
        }
        app.library.set_folders(&app.preferences.library_folders);
        app
    }

    /// The open pack.
    pub fn pack(&self) -> Option<&Arc<crate::pack::Pack>> {
        self.desk.as_ref().map(Desk::pack)
    }

    /// Where the open pack is saved.
    pub fn pack_file(&self) -> Option<&Path> {
        self.desk.as_ref().and_then(|desk| desk.file.as_deref())
    }

    /// The annotation in hand.
    pub fn annotation_in_hand(&self) -> Option<crate::pack::AnnotationId> {
        self.in_hand.annotation
    }

    /// Whether no work is under way and everything in sight is drawn as it will stay.
    pub fn is_settled(&self) -> bool {
        self.has_no_jobs()
            && self.reader.is_settled()
            && self.pages.is_settled(self.desk.as_ref())
            && self.upkeep.is_done(self.desk.as_ref())
    }

    /// Whether what is not settled waits for a pause in the work rather than for other threads.
    pub fn waits_for_time(&self) -> bool {
        self.has_no_jobs() && !self.upkeep.is_done(self.desk.as_ref())
    }

    fn has_no_jobs(&self) -> bool {
        self.jobs.running().is_empty() && self.library.is_settled()
    }

    /// Starts work whose end matters only as long as the pack is open.
    fn start_for_pack(
        &mut self,
        label: Label<'_>,
        work: impl FnOnce(&Progress) -> Event + Send + 'static,
    ) -> JobId {
        let id = self.jobs.start(label, work);
        self.pack_jobs.insert(id);
        id
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.now = time_of(ctx);
        self.take_events(ctx);
        self.guard_close(ctx);
        if ctx.input(|input| input.raw.events.contains(&egui::Event::WindowFocused(true))) {
            // Papers come in while one looks elsewhere.
            self.library.refresh_in_passing();
        }
        self.watch_origins(ctx);
        self.watch_sources(ctx);
        self.keep_up(ctx);
        self.keep_pages(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.take_keys(&ctx);
        self.reader.follow(&mut self.in_hand);
        self.draw(ui);
        for request in self.outbox.take() {
            self.carry_out(&ctx, request);
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, PREFERENCES_KEY, &self.preferences);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.end();
    }
}

/// The time of the frame that is drawn, as of the start. All that the window does after a while goes
/// by it, so that tests need not wait.
fn time_of(ctx: &egui::Context) -> Duration {
    Duration::from_secs_f64(ctx.input(|input| input.time.max(0.0)))
}

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
