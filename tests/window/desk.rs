//! A window to test with: its own folders, file dialogs that answer at once, and words for what a
//! person does.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use briefpack::app::{Answer, App, NewWindow, Picker, Question, Setup, SystemClipboard};
use briefpack::pack::{Item, Pack};
use eframe::egui::{self, DroppedFile, Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, HarnessBuilder, LazyRenderer};

use crate::painter::Painter;

/// No piece of work in these tests takes this long, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// For so long typing pauses before pages are made again, and a little more.
pub const PAUSE: Duration = Duration::from_millis(200);

/// Rung by the threads that ask for a new frame.
#[derive(Debug, Default)]
struct Bell {
    has_rung: Mutex<bool>,
    bell: Condvar,
}

impl Bell {
    fn ring(&self) {
        *self.has_rung.lock().unwrap() = true;
        self.bell.notify_all();
    }

    /// Waits until it rings, but not for long: the library ends some of its work in silence.
    fn wait(&self) {
        const LOOK: Duration = Duration::from_millis(20);
        let guard = self.has_rung.lock().unwrap();
        let waited = self.bell.wait_timeout_while(guard, LOOK, |rung| !*rung);
        *waited.unwrap().0 = false;
    }
}

/// Answers file dialogs with the files that were laid ready.
#[derive(Debug, Default)]
pub struct LaidReady {
    answers: Mutex<Vec<Vec<PathBuf>>>,
    /// While this is held, dialogs stay open.
    open: Mutex<()>,
}

impl Picker for LaidReady {
    fn ask(&self, _question: &Question) -> Answer {
        let _closed = self.open.lock();
        let mut answers = self.answers.lock().unwrap();
        Answer::Files(if answers.is_empty() {
            Vec::new()
        } else {
            answers.remove(0)
        })
    }
}

/// A clipboard of the tests' own: the HTML that was copied.
#[derive(Debug, Default)]
pub struct Copied(Mutex<Option<String>>);

impl SystemClipboard for Copied {
    fn html(&self) -> Option<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Takes down which packs were opened in new windows.
#[derive(Debug, Default)]
pub struct NewWindows(Mutex<Vec<PathBuf>>);

impl NewWindow for NewWindows {
    fn open(&self, pack: &Path) -> std::io::Result<()> {
        self.0.lock().unwrap().push(pack.to_owned());
        Ok(())
    }
}

/// A file as the file manager drops it.
#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// The running window and its folder.
pub struct Desk {
    pub harness: Harness<'static, App>,
    pub folder: Arc<tempfile::TempDir>,
    picker: Arc<LaidReady>,
    copied: Arc<Copied>,
    new_windows: Arc<NewWindows>,
    bell: Arc<Bell>,
}

impl Desk {
    /// The window as it is at the first start.
    pub fn new() -> Self {
        Self::in_folder(Arc::new(tempfile::tempdir().unwrap()), None)
    }

    /// The window in a folder that was used before, with a pack to open.
    pub fn in_folder(folder: Arc<tempfile::TempDir>, open: Option<PathBuf>) -> Self {
        Self::sized(folder, open, vec2(1280.0, 800.0), egui::Theme::Light)
    }

    /// The window in a size and theme.
    pub fn sized(
        folder: Arc<tempfile::TempDir>,
        open: Option<PathBuf>,
        size: egui::Vec2,
        theme: egui::Theme,
    ) -> Self {
        let picker = Arc::new(LaidReady::default());
        let copied = Arc::new(Copied::default());
        let new_windows = Arc::new(NewWindows::default());
        let setup = Setup {
            clipboard: Arc::clone(&copied) as Arc<dyn SystemClipboard>,
            data_folder: folder.path().join("data"),
            cache_folder: folder.path().join("cache"),
            picker: Arc::clone(&picker) as Arc<dyn Picker>,
            new_window: Arc::clone(&new_windows) as Arc<dyn NewWindow>,
            open,
        };
        let bell = Arc::new(Bell::default());
        let ringing = Arc::clone(&bell);
        let window = thread::current().id();
        let harness = HarnessBuilder::default()
            .with_size(size)
            .with_theme(theme)
            .with_max_steps(64)
            .with_step_dt(1.0 / 60.0)
            .renderer(LazyRenderer::new(Painter::default))
            .build_eframe(|context| {
                context.egui_ctx.set_repaint_observer(move |_| {
                    if thread::current().id() != window {
                        ringing.ring();
                    }
                });
                App::new(context, setup)
            });
        let mut desk = Self {
            harness,
            folder,
            picker,
            copied,
            new_windows,
            bell,
        };
        desk.settle();
        desk
    }

    /// The next file dialog is answered with these files.
    pub fn lay_ready(&self, files: &[PathBuf]) {
        self.picker.answers.lock().unwrap().push(files.to_vec());
    }

    /// The packs that were opened in windows of their own.
    pub fn new_windows(&self) -> Vec<PathBuf> {
        self.new_windows.0.lock().unwrap().clone()
    }

    /// The clipboard holds this HTML from now on.
    pub fn copy_html(&self, html: &str) {
        *self.copied.0.lock().unwrap() = Some(html.to_owned());
    }

    /// Does things while file dialogs that are asked for stay open.
    pub fn while_a_dialog_is_open(&mut self, act: impl FnOnce(&mut Self)) {
        let picker = Arc::clone(&self.picker);
        let open = picker.open.lock();
        act(self);
        drop(open);
        self.settle();
    }

    /// Draws a few frames without waiting for work to end.
    pub fn draw(&mut self) {
        self.harness.run_steps(6);
    }

    /// Waits until all work has ended and its results are on the screen.
    pub fn settle(&mut self) {
        self.harness.run_steps(3);
        self.pass(PAUSE);
        self.wait_until("the window comes to rest", |desk| {
            desk.harness.state().is_settled()
        });
        self.harness.run_steps(3);
    }

    /// Draws the next frame as if this much time had passed since the last one.
    pub fn pass(&mut self, time: Duration) {
        let now = self.harness.ctx.input(|input| input.time);
        self.harness.input_mut().time = Some(now + time.as_secs_f64());
        self.harness.step();
        self.harness.input_mut().time = None;
    }

    /// Draws frames until something is so. While other threads work the clock of the window goes
    /// as other clocks do; where nothing but time has to pass, it passes at once.
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        loop {
            self.pass(Duration::ZERO);
            if is_so(self) {
                break;
            }
            assert!(start.elapsed() < PATIENCE, "not so after a minute: {what}");
            if self.harness.state().waits_for_time() {
                self.pass(PAUSE);
            } else {
                let begun = Instant::now();
                self.bell.wait();
                self.pass(begun.elapsed());
            }
        }
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The pack that is open.
    pub fn pack(&self) -> Arc<Pack> {
        Arc::clone(self.harness.state().pack().expect("a pack is open"))
    }

    /// The pack in a line, sections with their documents in brackets: "A [b c] d".
    pub fn outline(&self) -> String {
        let item = |item: &Item| match item {
            Item::Document(document) => document.title.clone(),
            Item::Section(section) => {
                let titles: Vec<_> = section.documents.iter().map(|d| d.title.as_str()).collect();
                format!("{} [{}]", section.title, titles.join(" "))
            }
        };
        self.pack()
            .outline
            .iter()
            .map(item)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Clicks what has this name; in a dialog, if something behind it has the same.
    pub fn click(&mut self, name: &str) {
        let place = self.last_button(name);
        self.click_at(place);
    }

    /// Clicks the row of the outline that shows this title.
    pub fn click_row(&mut self, title: &str) {
        let place = self.row(title);
        self.click_at(place);
    }

    /// Clicks at a place.
    pub fn click_at(&mut self, place: Pos2) {
        self.harness.hover_at(place);
        self.harness.step();
        self.harness.drag_at(place);
        self.harness.step();
        self.harness.drop_at(place);
        self.settle();
    }

    /// The middle of the row of the outline that shows this title.
    pub fn row(&self, title: &str) -> Pos2 {
        let rows = self
            .harness
            .query_all_by_role(egui::accesskit::Role::TreeItem);
        let found = rows.into_iter().find(|row| {
            let label = row.accesskit_node().label().unwrap_or_default();
            label.contains(title)
        });
        found
            .unwrap_or_else(|| panic!("no row shows {title:?}"))
            .rect()
            .center()
    }

    /// Does what is called this, through the command palette.
    pub fn act(&mut self, name: &str) {
        self.press(CTRL, Key::K);
        self.type_into_focused(name);
        self.press(Modifiers::NONE, Key::Enter);
    }

    /// Presses keys.
    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Types into the field with this name.
    pub fn type_into(&mut self, field: &str, text: &str) {
        self.field(field).focus();
        self.harness.run_steps(2);
        self.field(field).type_text(text);
        self.settle();
    }

    fn field<'a>(&'a self, name: &'a str) -> egui_kittest::Node<'a> {
        use egui::accesskit::Role;
        let mut named = self.harness.query_all_by_label(name);
        let is_field = |node: &egui_kittest::Node<'_>| {
            let role = node.accesskit_node().role();
            matches!(
                role,
                Role::TextInput | Role::MultilineTextInput | Role::PasswordInput
            )
        };
        let field = named.rfind(is_field);
        field.unwrap_or_else(|| panic!("no field is called {name:?}"))
    }

    /// Drops files from the file manager, at a place or anywhere.
    pub fn drop_files(&mut self, files: &[PathBuf], at: Option<Pos2>) {
        if let Some(at) = at {
            self.harness.hover_at(at);
            self.harness.step();
        }
        for file in files {
            let file: Arc<dyn DroppedFile + Send + Sync> = Arc::new(Dropped(file.clone()));
            self.harness.input_mut().dropped_files.push(file);
        }
        self.harness.step();
        self.harness.input_mut().dropped_files.clear();
        self.settle();
    }

    /// Drags from one place to another, and lets go there unless `let_go` is false.
    pub fn drag(&mut self, from: Pos2, to: Pos2, let_go: bool) {
        self.harness.hover_at(from);
        self.harness.step();
        self.harness.drag_at(from);
        self.harness.step();
        self.harness.hover_at(from + vec2(12.0, 0.0));
        self.harness.step();
        self.harness.hover_at(to);
        self.harness.step();
        self.harness.step();
        if let_go {
            self.harness.drop_at(to);
            self.settle();
        }
    }

    /// Types into whatever has the keyboard.
    pub fn type_into_focused(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    /// Where the last thing with this name lies that can be clicked.
    pub fn last_button(&self, name: &str) -> Pos2 {
        let is_label = |node: &egui_kittest::Node<'_>| {
            node.accesskit_node().role() == egui::accesskit::Role::Label
        };
        let mut named = self.harness.query_all_by_label(name);
        named
            .rfind(|node| !is_label(node))
            .unwrap_or_else(|| panic!("no button {name:?}"))
            .rect()
            .center()
    }

    /// The name of a button that begins with these words.
    pub fn button_with(&self, words: &str) -> Option<String> {
        let buttons = self
            .harness
            .query_all_by_role(egui::accesskit::Role::Button);
        let mut names = buttons.filter_map(|button| button.accesskit_node().label());
        names.find(|name| name.starts_with(words))
    }

    /// Shows a folder with this one text file in the library.
    pub fn set_library(&mut self, name: &str) {
        let shelf = self.folder.path().join("shelf");
        std::fs::create_dir(&shelf).unwrap();
        std::fs::write(shelf.join(name), "Annex\n\nFigures.\n").unwrap();
        self.harness.state_mut().add_library_folder(shelf);
        self.settle();
    }

    /// The row of a file in the library.
    pub fn library_row(&self, name: &str) -> Pos2 {
        let rows = self
            .harness
            .query_all_by_role(egui::accesskit::Role::ListItem);
        let mut found = rows.into_iter().filter(|row| {
            let label = row.accesskit_node().label().unwrap_or_default();
            label.contains(name)
        });
        let row = found.next().unwrap_or_else(|| panic!("no row is {name:?}"));
        row.rect().center()
    }

    /// Holds Ctrl and clicks a row of the outline.
    pub fn add_to_selection(&mut self, title: &str) {
        let place = self.row(title);
        for pressed in [true, false] {
            self.harness
                .event_modifiers(egui::Event::PointerMoved(place), CTRL);
            self.harness.event_modifiers(
                egui::Event::PointerButton {
                    pos: place,
                    button: egui::PointerButton::Primary,
                    pressed,
                    modifiers: CTRL,
                },
                CTRL,
            );
            self.harness.step();
        }
        self.settle();
    }

    /// Waits until unsaved work was kept.
    pub fn wait_for_autosave(&mut self) {
        self.pass(Duration::from_secs(1));
        self.wait_until("unsaved work is kept", Self::has_recovery_file);
        self.settle();
    }

    fn has_recovery_file(&self) -> bool {
        let sessions = self.folder.path().join("data/sessions");
        let sessions = std::fs::read_dir(sessions).into_iter().flatten().flatten();
        sessions
            .into_iter()
            .any(|session| session.path().join("recovery.ron").is_file())
    }

    /// Whether something with this name is on the screen.
    pub fn shows(&self, name: &str) -> bool {
        self.harness.query_all_by_label(name).next().is_some()
    }

    /// Whether something whose name contains this is on the screen.
    pub fn shows_words(&self, words: &str) -> bool {
        self.harness
            .query_all_by_label_contains(words)
            .next()
            .is_some()
    }

    /// A new pack with a document for each title, from files of that name.
    pub fn with_documents(titles: &[&str]) -> Self {
        let mut desk = Self::new();
        desk.click("New pack");
        let files: Vec<PathBuf> = titles
            .iter()
            .map(|title| {
                desk.write(
                    &format!("{title}.txt"),
                    format!("{title}\n\nThe words of {title}, and more of them.\n"),
                )
            })
            .collect();
        desk.drop_files(&files, None);
        desk
    }
}

/// The command key and another.
pub const CTRL: Modifiers = Modifiers::COMMAND;
