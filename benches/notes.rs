//! How the window and the export bear many notes: `cargo bench --bench notes`.
//!
//! Two thousand notes lie on a text of some 300 pages, and a digest
//! gathers them all. Measured: the first making of all pages, making them again after one note was
//! edited, and one frame of the window.
#![expect(clippy::print_stdout, reason = "a bench tells what it measured")]

#[path = "support/doors.rs"]
mod doors;

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use briefpack::app::{App, Setup};
use briefpack::collect::collect_file;
use briefpack::edit::{AnnotationChange, Command, NewAnnotation, apply};
use briefpack::export::{self, Copy, PartCache, Passwords, Place};
use briefpack::pack::{
    AnnotationId, AreaSelector, Audience, Author, DocumentId, Location, Mark, NoteKind, Pack,
    Target, Template,
};
use briefpack::progress::Progress;
use briefpack::store::{self, FileState, SourceStore};
use doors::Nothing;
use egui_kittest::HarnessBuilder;

const NOTES: usize = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test --benches` only looks whether it runs.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let sources = SourceStore::staged(&folder.path().join("session"), None);
    let mut pack = Pack::new("Many notes");
    add(&mut pack, &sources, &long_text(folder.path())?)?;
    let text = pack.documents().next().map(|one| one.id).ok_or("no text")?;
    let notes = annotate(&mut pack, &sources, text)?;
    apply(
        &mut pack,
        Command::AddPage {
            at: Location::top(0),
            title: "Digest".to_owned(),
            page: Template::Digest.page(),
        },
    )?;
    let cache = PartCache::default();
    let passwords = Passwords::default();
    let progress = Progress::default();
    let make = |pack: &Pack| -> Result<(u32, Duration, Duration), Box<dyn Error>> {
        let request = export::ExportRequest {
            pack,
            sources: &sources,
            passwords: &passwords,
            cache: &cache,
            copy: Copy::Speaking,
        };
        let start = Instant::now();
        let plan = export::plan(&request, &progress)?;
        let planned = start.elapsed();
        export::preview(&request, Place::Document(text), &progress)?;
        Ok((plan.total(), planned, start.elapsed()))
    };
    let (pages, planned, made) = make(&pack)?;
    println!(
        "{NOTES} notes, {pages} pages: plan {planned:.2?}, with the reader's pages {made:.2?}"
    );
    let middle = notes.get(notes.len() / 2).copied().ok_or("no notes")?;
    let change = AnnotationChange::Body("Edited in the meeting.".to_owned());
    apply(&mut pack, Command::ChangeAnnotations(vec![middle], change))?;
    let (_, planned, made) = make(&pack)?;
    println!("after one edited note: plan {planned:.2?}, with the reader's pages {made:.2?}");
    let file = folder.path().join("Many.ron");
    let _saved = store::save(&file, &pack, &sources, &FileState::Missing)?;
    frames(folder.path(), &file)
}

/// Measures frames of the window with the pack open.
fn frames(folder: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    let setup = Setup {
        clipboard: std::sync::Arc::new(Nothing),
        new_window: std::sync::Arc::new(Nothing),
        data_folder: folder.join("data"),
        cache_folder: folder.join("cache"),
        picker: std::sync::Arc::new(Nothing),
        open: Some(file.to_owned()),
    };
    let mut harness = HarnessBuilder::default()
        .with_size(eframe::egui::vec2(1280.0, 800.0))
        .with_max_steps(64)
        .build_eframe(|context| App::new(context, setup));
    let start = Instant::now();
    while !harness.state().is_settled() || start.elapsed() < Duration::from_secs(1) {
        harness.step();
        if start.elapsed() > Duration::from_secs(120) {
            return Err("the window does not come to rest".into());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        harness.step();
        times.push(start.elapsed());
    }
    times.sort();
    let at = |part: usize| {
        times
            .get(times.len() * part / 100)
            .copied()
            .unwrap_or_default()
    };
    println!(
        "one frame: median {:.2?}, 95 % below {:.2?}",
        at(50),
        at(95)
    );
    Ok(())
}

fn add(pack: &mut Pack, sources: &SourceStore, file: &Path) -> Result<(), Box<dyn Error>> {
    let collected = collect_file(file, None, sources, &Progress::default())?;
    let command = Command::AddDocuments {
        at: Location::top(pack.outline.len()),
        documents: collected.documents(),
        sources: collected.sources,
    };
    apply(pack, command)?;
    Ok(())
}

/// A note every few lines of the text, of all kinds and audiences.
fn annotate(
    pack: &mut Pack,
    sources: &SourceStore,
    text: DocumentId,
) -> Result<Vec<AnnotationId>, Box<dyn Error>> {
    let content = {
        let cache = PartCache::default();
        let passwords = Passwords::default();
        let request = export::ExportRequest {
            pack,
            sources,
            passwords: &passwords,
            cache: &cache,
            copy: Copy::Circulation,
        };
        let texts = export::texts(&request, Place::Document(text), &Progress::default())?;
        let piece = texts.into_iter().find(|piece| piece.is_document);
        piece.ok_or("the text is not shown")?.layer.content()
    };
    let words: Vec<usize> = content
        .match_indices("bring to that")
        .map(|(at, _)| at)
        .collect();
    let step = (words.len() / NOTES).max(1);
    let mut notes = Vec::new();
    for (index, at) in words.into_iter().step_by(step).take(NOTES).enumerate() {
        let target = if index % 50 == 0 {
            Target::Area(AreaSelector {
                page: u32::try_from(index / 10)? + 1,
                x: 100.0,
                y: 200.0,
                width: 90.0,
                height: 40.0,
            })
        } else {
            Target::Text(briefpack::anchor::describe(&content, at..at + 30))
        };
        notes.push(AnnotationId(pack.upcoming_id()));
        let new = NewAnnotation {
            target,
            mark: Mark::default(),
            body: format!("Note {index}: ask who decides, and by when it is to be brought."),
            kind: NoteKind::ALL.get(index % 5).copied(),
            audience: Audience::ALL[index % 2],
            author: Author::default(),
            created: None,
        };
        apply(pack, Command::Annotate(text, new))?;
    }
    Ok(notes)
}

fn long_text(folder: &Path) -> Result<std::path::PathBuf, Box<dyn Error>> {
    const PROSE: &str = "Ministers agreed to meet again in the spring, and to bring to that meeting a proposal on which all of them can decide. ";
    let file = folder.join("Long.txt");
    let paragraphs: String = (0..1_000)
        .map(|number| format!("Paragraph {number}. {}\n\n", PROSE.repeat(8)))
        .collect();
    std::fs::write(&file, format!("A long text\n\n{paragraphs}"))?;
    Ok(file)
}
