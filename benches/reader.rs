//! How soon the window shows what was asked for in a large pack: `cargo bench --bench reader`.
//!
//! The pack is made in code: 100 PDFs of 50 pages, 100 texts, 2,000 notes on both, and a briefing
//! page that gathers all of them. Each figure stands beside its goal.
#![expect(clippy::print_stdout, reason = "a bench tells what it measured")]

#[path = "support/doors.rs"]
mod doors;
#[path = "support/lines_pdf.rs"]
mod lines_pdf;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use briefpack::app::{App, Setup};
use briefpack::collect::collect_file;
use briefpack::edit::{AnnotationChange, Command, NewAnnotation, Replacement, apply};
use briefpack::foreign::OpenedPdf;
use briefpack::pack::{
    AnnotationId, AreaSelector, Audience, Author, DocumentId, Extent, ItemId, Location, Mark,
    Marking, NoteKind, Pack, PageSelection, ShownPage, Target, Template,
};
use briefpack::progress::Progress;
use briefpack::store::{self, FileState, SourceStore};
use doors::Nothing;
use egui_kittest::{Harness, HarnessBuilder};
use lines_pdf::write_lines_pdf;

const PDFS: usize = 100;
const PAGES: usize = 50;
const TEXTS: usize = 100;
const NOTES: usize = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test --benches` only looks whether it runs.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    briefpack::foreign::use_child_processes(env!("CARGO_BIN_EXE_briefpack").into());
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("Large.ron");
    let pack = {
        let sources = SourceStore::staged(&folder.path().join("session"), None);
        let mut pack = Pack::new("A large pack");
        fill(&mut pack, &sources, folder.path())?;
        let _saved = store::save(&file, &pack, &sources, &FileState::Missing)?;
        pack
    };
    let pages = PDFS * PAGES;
    println!("{PDFS} PDFs with {pages} pages, {TEXTS} texts, {NOTES} notes, a digest of them");
    let mut window = Window::open(folder.path(), &file);
    figure(
        "open to the first page",
        window.until(App::shows_selected)?,
        300,
    );
    figure("open to all numbers", window.until(App::is_counted)?, 0);
    figure("open to rest", window.until(App::is_settled)?, 0);
    let documents: Vec<DocumentId> = pack.documents().map(|one| one.id).collect();
    edits(&mut window, &pack, &documents)?;
    selections(&mut window, &documents)?;
    frames(&mut window);
    println!(
        "peak of memory of one process: {} MiB",
        briefpack::foreign::peak_bytes() >> 20
    );
    drop(window);
    pages_beside_poppler(folder.path())?;
    many_rows(&folder.path().join("many"))
}

/// Prints a figure beside its goal, where it has one.
fn figure(name: &str, time: Duration, goal_ms: u64) {
    let goal = match goal_ms {
        0 => String::new(),
        goal => format!("   (goal {goal} ms)"),
    };
    println!("{name:45} {:7.0} ms{goal}", time.as_secs_f64() * 1e3);
}

/// The window with a pack, and when it was asked for something last.
struct Window {
    harness: Harness<'static, App>,
    began: Instant,
    asked: Instant,
}

impl Window {
    fn open(folder: &Path, file: &Path) -> Self {
        let setup = Setup {
            clipboard: Arc::new(Nothing),
            new_window: Arc::new(Nothing),
            data_folder: folder.join("data"),
            cache_folder: folder.join("cache"),
            picker: Arc::new(Nothing),
            open: Some(file.to_owned()),
        };
        let harness = HarnessBuilder::default()
            .with_size(eframe::egui::vec2(1280.0, 800.0))
            .with_max_steps(64)
            .build_eframe(|context| App::new(context, setup));
        let began = Instant::now();
        Self {
            harness,
            began,
            asked: began,
        }
    }

    fn ask(&mut self, what: impl FnOnce(&mut App)) {
        self.asked = Instant::now();
        what(self.harness.state_mut());
    }

    /// Draws a frame; the window's clock goes as others do.
    fn step(&mut self) {
        self.harness.input_mut().time = Some(self.began.elapsed().as_secs_f64());
        self.harness.step();
    }

    /// How long after it was asked for the last thing something is so.
    fn until(&mut self, is_so: impl Fn(&App) -> bool) -> Result<Duration, Box<dyn Error>> {
        loop {
            let time = self.asked.elapsed();
            self.step();
            if is_so(self.harness.state()) {
                return Ok(self.asked.elapsed());
            }
            if time > Duration::from_secs(300) {
                return Err("the window does not come to rest".into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// An edit that is made again and again, each time another.
type Edit = Box<dyn Fn(u32) -> Option<Command>>;

/// How long each kind of edit takes: the median of five.
fn edits(window: &mut Window, pack: &Pack, documents: &[DocumentId]) -> Result<(), Box<dyn Error>> {
    let shown = *documents.get(1).ok_or("no document")?;
    let other = *documents.get(60).ok_or("no document")?;
    let notes = pack
        .document(shown)
        .map(|one| one.annotations.clone())
        .unwrap_or_default();
    let note: AnnotationId = notes.first().ok_or("no note")?.id;
    let kinds: [(&str, Edit); 5] = [
        (
            "title",
            Box::new(move |turn| {
                let (item, title) = (ItemId::Document(shown), format!("Another title {turn}"));
                Some(Command::Rename { item, title })
            }),
        ),
        (
            "order",
            Box::new(move |turn| {
                let to = Location::top(if turn % 2 == 0 { 0 } else { 40 });
                Some(Command::Move {
                    items: vec![ItemId::Document(other)],
                    to,
                })
            }),
        ),
        (
            "note",
            Box::new(move |turn| {
                let change = AnnotationChange::Body(format!("Edited for the {turn}th time."));
                Some(Command::ChangeAnnotations(vec![note], change))
            }),
        ),
        (
            "marking",
            Box::new(|turn| {
                let marking = if turn % 2 == 0 { "OFFICIAL" } else { "SECRET" };
                Some(Command::SetMarking(Marking(marking.to_owned())))
            }),
        ),
        (
            "page choice",
            Box::new(move |turn| {
                let pages = (1..=20 + turn).map(ShownPage::upright).collect();
                let extent = Extent::Pages(PageSelection::new(pages)?);
                Some(Command::SetExtents(vec![Replacement {
                    document: shown,
                    extent,
                    annotations: notes.clone(),
                }]))
            }),
        ),
    ];
    for (name, command) in &kinds {
        let (mut numbers, mut page) = (Vec::new(), Vec::new());
        for turn in 0..5 {
            let command = command(turn).ok_or("no command")?;
            window.ask(|app| app.select_document(shown));
            window.until(App::is_settled)?;
            window.ask(|app| {
                app.edit(command);
                // Another that was moved was selected by that.
                app.select_document(shown);
            });
            numbers.push(window.until(App::is_counted)?);
            page.push(window.until(App::shows_present)?);
            window.until(App::is_settled)?;
        }
        figure(&format!("{name}: numbers right"), median(numbers), 50);
        figure(&format!("{name}: page in sight right"), median(page), 100);
    }
    Ok(())
}

/// How long it takes until a page of a document is in sight that is selected: the median of twenty.
fn selections(window: &mut Window, documents: &[DocumentId]) -> Result<(), Box<dyn Error>> {
    for (name, of) in [("a PDF", 0..PDFS), ("a text", PDFS..PDFS + TEXTS)] {
        let mut times = Vec::new();
        for id in documents.get(of).unwrap_or_default().iter().step_by(5) {
            window.ask(|app| app.select_document(*id));
            times.push(window.until(App::shows_selected)?);
            window.until(App::is_settled)?;
        }
        figure(
            &format!("{name} selected: its first page"),
            median(times),
            150,
        );
    }
    Ok(())
}

/// Measures frames of the window at rest.
fn frames(window: &mut Window) {
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        window.step();
        times.push(start.elapsed());
    }
    times.sort();
    let high = times
        .get(times.len() * 95 / 100)
        .copied()
        .unwrap_or_default();
    println!("one frame: 95 % below {high:.2?}   (goal 4 ms)");
}

/// How much of a processor's time frames take with ten thousand documents in the outline, while it
/// is scrolled and a title is typed.
fn many_rows(folder: &Path) -> Result<(), Box<dyn Error>> {
    const DOCUMENTS: usize = 10_000;
    std::fs::create_dir(folder)?;
    let sources = SourceStore::staged(&folder.join("session"), None);
    let mut pack = Pack::new("Very many papers");
    let collected = collect_file(&text(folder, 0)?, None, &sources, &Progress::default())?;
    let one = collected
        .documents()
        .into_iter()
        .next()
        .ok_or("no document")?;
    let add = Command::AddDocuments {
        at: Location::top(0),
        documents: vec![one; DOCUMENTS],
        sources: collected.sources,
    };
    apply(&mut pack, add)?;
    let file = folder.join("Many.ron");
    let _saved = store::save(&file, &pack, &sources, &FileState::Missing)?;
    let first = pack.documents().next().ok_or("no document")?.id;
    let mut window = Window::open(folder, &file);
    window.until(App::shows_selected)?;
    let over_outline = eframe::egui::pos2(500.0, 400.0);
    window.harness.hover_at(over_outline);
    for (name, is_typing) in [("scrolling", false), ("typing a title", true)] {
        let mut times = Vec::new();
        for turn in 0..200 {
            if is_typing {
                let (item, title) = (ItemId::Document(first), format!("Title {turn}"));
                window.ask(|app| app.edit(Command::Rename { item, title }));
            } else {
                window.harness.event(eframe::egui::Event::MouseWheel {
                    unit: eframe::egui::MouseWheelUnit::Point,
                    delta: eframe::egui::vec2(0.0, -90.0),
                    modifiers: eframe::egui::Modifiers::NONE,
                    phase: eframe::egui::TouchPhase::Move,
                    source: eframe::egui::MouseWheelSource::Unknown,
                });
            }
            let before = processor_time();
            window.step();
            times.push(processor_time().saturating_sub(before));
        }
        times.sort();
        let high = times
            .get(times.len() * 95 / 100)
            .copied()
            .unwrap_or_default();
        println!(
            "{DOCUMENTS} documents, {name}: frames 95 % below {high:.2?} of CPU   (goal 4 ms)"
        );
    }
    Ok(())
}

/// How long this thread was at work so far, where the system tells; otherwise how long it is since
/// 1970.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = told.split(' ').next().and_then(|nanos| nanos.parse().ok());
    nanos.map_or_else(
        || std::time::UNIX_EPOCH.elapsed().unwrap_or_default(),
        Duration::from_nanos,
    )
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// How long it takes to open a PDF and draw a page of it, beside pdftoppm: pages made here, or those
/// of the folder that `BRIEFPACK_BENCH_PDFS` names.
fn pages_beside_poppler(folder: &Path) -> Result<(), Box<dyn Error>> {
    const PIXELS_PER_POINT: f32 = 1.5;
    let folder = std::env::var_os("BRIEFPACK_BENCH_PDFS").map_or(folder.to_owned(), PathBuf::from);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    files.sort();
    files.truncate(100);
    let (mut own, mut others, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for (index, file) in files.iter().enumerate() {
        let bytes: Arc<[u8]> = std::fs::read(file)?.into();
        let start = Instant::now();
        let progress = Progress::default();
        let Ok(pdf) = OpenedPdf::open(bytes, None, &progress)? else {
            continue;
        };
        let page = u32::try_from(index)? % pdf.page_count();
        if pdf.render(page, PIXELS_PER_POINT, &progress)?.is_err() {
            continue;
        }
        let here = start.elapsed();
        let number = (page + 1).to_string();
        let dpi = (PIXELS_PER_POINT * 72.0).to_string();
        let start = Instant::now();
        let drawn = std::process::Command::new("pdftoppm")
            .args(["-f", &number, "-l", &number, "-r", &dpi])
            .arg(file)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status();
        let Ok(status) = drawn else {
            println!("a page beside pdftoppm: not measured, as pdftoppm is not installed");
            return Ok(());
        };
        if status.success() {
            let there = start.elapsed();
            ratios.push(here.as_secs_f64() / there.as_secs_f64());
            own.push(here);
            others.push(there);
        }
    }
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
    println!(
        "a page of {} PDFs: {:.1?}, pdftoppm {:.1?}, {ratio:.2} of its time   (goal 1.5)",
        own.len(),
        median(own),
        median(others)
    );
    Ok(())
}

/// Fills a pack with papers and notes.
fn fill(pack: &mut Pack, sources: &SourceStore, folder: &Path) -> Result<(), Box<dyn Error>> {
    let command = |pack: &mut Pack, file: PathBuf| -> Result<(), Box<dyn Error>> {
        let collected = collect_file(&file, None, sources, &Progress::default())?;
        let command = Command::AddDocuments {
            at: Location::top(pack.outline.len()),
            documents: collected.documents(),
            sources: collected.sources,
        };
        apply(pack, command)?;
        Ok(())
    };
    for number in 0..PDFS {
        command(pack, pdf(folder, number)?)?;
    }
    for number in 0..TEXTS {
        command(pack, text(folder, number)?)?;
    }
    let documents: Vec<DocumentId> = pack.documents().map(|one| one.id).collect();
    for index in 0..NOTES {
        let number = index % documents.len();
        let of_document = index / documents.len();
        let area = AreaSelector {
            page: if number < PDFS {
                u32::try_from(of_document * 5 + 1)?
            } else {
                1
            },
            x: 100.0,
            y: 150.0 + 20.0 * of_document as f32,
            width: 90.0,
            height: 15.0,
        };
        let new = NewAnnotation {
            target: Target::Area(area),
            mark: Mark::default(),
            body: format!("Note {index}: ask who decides, and by when it is to be brought."),
            kind: NoteKind::ALL.get(index % 5).copied(),
            audience: Audience::ALL[index % 2],
            author: Author::default(),
            created: None,
        };
        apply(pack, Command::Annotate(documents[number], new))?;
    }
    apply(
        pack,
        Command::AddPage {
            at: Location::top(pack.outline.len()),
            title: "Digest".to_owned(),
            page: Template::Digest.page(),
        },
    )?;
    Ok(())
}

const PROSE: &str = "Ministers agreed to meet again in the spring, and to bring to that meeting a proposal on which all of them can decide. ";

fn text(folder: &Path, number: usize) -> Result<PathBuf, Box<dyn Error>> {
    let file = folder.join(format!("Letter {number}.txt"));
    let paragraph = format!("{}\n\n", PROSE.repeat(4));
    std::fs::write(&file, format!("Letter {number}\n\n{}", paragraph.repeat(5)))?;
    Ok(file)
}

fn pdf(folder: &Path, number: usize) -> Result<PathBuf, Box<dyn Error>> {
    let file = folder.join(format!("Report {number}.pdf"));
    let line = |page, line| format!("Paper {number}, page {page}, line {line}: {PROSE:.60}");
    write_lines_pdf(&file, u32::try_from(PAGES)?, 40, line)?;
    Ok(file)
}
