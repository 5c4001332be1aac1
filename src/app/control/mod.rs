//! Carries messages out, starts work and takes in what it ends with. Only here stands the `App`.

pub mod actions;
pub mod background;
pub mod briefing;
pub mod differences;
pub mod exporting;
pub mod files;
pub mod finding;
pub mod importing;
pub mod input_queue;
pub mod keyboard;
pub mod library;
pub mod new_window;
pub mod note_requests;
pub mod packs;
pub mod pages;
pub mod panes;
pub mod pasting;
pub mod picker;
pub mod reader_requests;
pub mod requests;
pub mod revising;
pub mod sample;
pub mod saving;
pub mod side;
pub mod system_clipboard;
pub mod window;

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{self, Rect};

use crate::app::message::entry::{Entry, Pick};
use crate::app::message::request::Outbox;
use crate::app::state::clipboard::Clipboard;
use crate::app::state::clock::time_of;
use crate::app::state::desk::Desk;
use crate::app::state::in_hand::InHand;
use crate::app::state::pictures::PictureCache;
use crate::app::state::preferences::Preferences;
use crate::app::state::sheet::Sheet;
use crate::app::view::briefing::Editor;
use crate::app::view::details::Details;
use crate::app::view::dialog::Dialog;
use crate::app::view::find_pane::FindPane;
use crate::app::view::library::LibraryPane;
use crate::app::view::menu::MenuBar;
use crate::app::view::notes::Notes;
use crate::app::view::outline::OutlineView;
use crate::app::view::pages::PagesView;
use crate::app::view::reader::Reader;
use crate::app::view::table::TableView;
use crate::app::view::theme;
use crate::app::view::toast::Toasts;
use crate::app::view::toast::Tone;
use crate::jobs::{Crash, Ended, JobId, Jobs, Label};
use crate::library::Library;
use crate::progress::Progress;
use background::Background;
use importing::Importing;
use input_queue::InputQueue;
use new_window::NewWindow;
use panes::Pane;
use picker::Picker;
use revising::OriginWatch;
use system_clipboard::SystemClipboard;

/// What is done in the window when a piece of work has ended.
type Next = Box<dyn FnOnce(&mut App, &egui::Context) + Send>;

/// The key under which the window's preferences are kept.
const PREFERENCES_KEY: &str = "preferences";

/// What the window needs to begin.
pub struct Setup {
    /// The folder for unsaved work.
    pub data_folder: PathBuf,
    /// The folder for what can be made anew: the library's index, what is known of sources.
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
    cache_folder: PathBuf,
    picker: Arc<dyn Picker>,
    new_window: Arc<dyn NewWindow>,
    /// The time of the frame, as of the start.
    now: Duration,
    desk: Option<Desk>,
    jobs: Jobs<Next>,
    /// Work for the open pack; what it ends with means nothing for another.
    pack_jobs: HashSet<JobId>,
    /// Work for packs that are no longer open.
    abandoned: HashSet<JobId>,
    dialogs: VecDeque<Dialog>,
    importing: Option<Importing>,
    clipboard: Option<Clipboard>,
    system_clipboard: Arc<dyn SystemClipboard>,
    /// Whether a text was being written when the last frame ended: nothing may then take the keyboard
    /// away.
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
    background: Background,
    outbox: Outbox,
    /// The panes that are in sight, from left to right, and where.
    panes: Vec<(Pane, Rect)>,
    /// What stands beside the pages is to take the keyboard.
    side_takes_keyboard: bool,
    menu_bar: MenuBar,
    may_close: bool,
    /// How many packs were on the desk so far.
    desks: u64,
}

impl App {
    /// The window with no pack, or the one that `setup` names.
    pub fn new(context: &eframe::CreationContext<'_>, setup: Setup) -> Self {
        let ctx = &context.egui_ctx;
        theme::install(ctx);
        ctx.add_plugin(InputQueue::default());
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
        let pictures = PictureCache::shared();
        let mut app = Self {
            data_folder: setup.data_folder,
            cache_folder: setup.cache_folder.clone(),
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
            reader: Reader::new(&pictures, Arc::clone(&wake)),
            pages: PagesView::new(&pictures, wake),
            notes: Notes::default(),
            find_pane: FindPane::default(),
            in_hand: InHand::default(),
            briefing: Editor::default(),
            origin_watch: OriginWatch::default(),
            background: Background::default(),
            outbox: Outbox::default(),
            panes: Vec::new(),
            side_takes_keyboard: false,
            menu_bar: MenuBar::default(),
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
            && self.background.is_done(self.desk.as_ref())
    }

    /// Whether the page numbers are those of the present state of the pack.
    pub fn is_counted(&self) -> bool {
        self.desk.as_ref().is_some_and(Desk::is_counted)
    }

    /// Whether the page in sight is one of what is selected; with its number or, until that is
    /// known, without.
    pub fn shows_selected(&self) -> bool {
        self.is_shown(|_| true)
    }

    /// Whether the page in sight is one of what is selected as it is now, and as it will be exported.
    pub fn shows_present(&self) -> bool {
        let now = self.desk.as_ref().map(|desk| desk.history.revision());
        self.is_shown(|sheet| sheet.numbers.is_some() && Some(sheet.revision) == now)
    }

    fn is_shown(&self, is_right: impl Fn(&Sheet) -> bool) -> bool {
        let cursor = self.desk.as_ref().and_then(|desk| desk.selection.cursor());
        let sheet = self.reader.pictured();
        sheet.is_some_and(|sheet| Some(sheet.entry) == cursor && is_right(&sheet))
    }

    /// Selects a document, as a click on its row does.
    pub fn select_document(&mut self, id: crate::pack::DocumentId) {
        let entry = Entry::Item(id.into());
        self.select(|desk, entries| desk.selection.pick(entry, Pick::Only, entries));
    }

    /// Whether what is not settled waits for a pause in the work rather than for other threads.
    pub fn waits_for_time(&self) -> bool {
        self.has_no_jobs() && !self.background.is_done(self.desk.as_ref())
    }

    fn has_no_jobs(&self) -> bool {
        self.jobs.running().is_empty() && self.library.is_settled()
    }

    /// Starts work on a thread of its own; `next` goes on in the window with what it came to.
    fn start<T: Send + 'static>(
        &mut self,
        label: Label<'_>,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
        next: impl FnOnce(&mut Self, &egui::Context, Ended<T>) + Send + 'static,
    ) -> JobId {
        let next = |ended| -> Next { Box::new(move |app, ctx| next(app, ctx, ended)) };
        self.jobs.start(label, work, next)
    }

    /// Starts work whose end matters only as long as the pack is open.
    fn start_for_pack<T: Send + 'static>(
        &mut self,
        label: Label<'_>,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
        next: impl FnOnce(&mut Self, &egui::Context, Ended<T>) + Send + 'static,
    ) -> JobId {
        let id = self.start(label, work, next);
        self.pack_jobs.insert(id);
        id
    }

    /// Goes on with what has ended since the last frame.
    fn take_ends(&mut self, ctx: &egui::Context) {
        for (id, next) in self.jobs.poll() {
            self.pack_jobs.remove(&id);
            if !self.abandoned.remove(&id) {
                next(self, ctx);
            }
        }
    }

    /// What work came to. Where it broke down, the person is told.
    fn unless_crashed<T>(&mut self, result: Result<T, Crash>) -> Option<T> {
        result.map_err(|crash| self.tell_of_crash(&crash)).ok()
    }

    fn tell_of_crash(&mut self, crash: &Crash) {
        let text = format!("Briefpack could not finish this: {crash}. The pack was not changed.");
        self.toasts.push(Tone::Error, text);
    }

    /// Work whose end does not matter any more is asked to stop.
    fn abandon(&mut self, job: JobId) {
        self.jobs.cancel(job);
        self.pack_jobs.remove(&job);
        self.abandoned.insert(job);
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.now = time_of(ctx);
        self.jobs.set_now(self.now);
        self.take_ends(ctx);
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
        self.tell_what_can_be_done();
        self.take_keys(&ctx);
        self.reader.follow(&mut self.in_hand);
        self.draw(ui);
        self.reader.rest_unless_drawn();
        for request in self.outbox.take() {
            self.carry_out(&ctx, request);
        }
        self.is_writing = ctx.text_edit_focused();
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, PREFERENCES_KEY, &self.preferences);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.end();
    }
}
