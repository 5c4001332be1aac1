//! How long large exports take, and how much memory: `cargo bench --bench export`.
//!
//! One figure a line, for a person to read and compare; nothing is asserted. Each case runs in a
//! process of its own, so that its peak of memory is its own.
#![expect(clippy::print_stdout, reason = "figures are for a person to read")]

#[path = "support/lines_pdf.rs"]
mod lines_pdf;

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use briefpack::collect::collect_file;
use briefpack::edit::{Command as Change, History};
use briefpack::export::{self, PartCache, Passwords, Place};
use briefpack::pack::{Location, Pack};
use briefpack::progress::Progress;
use briefpack::store::SourceStore;
use lines_pdf::write_lines_pdf;

const CASES: [&str; 4] = [
    "500 one-page texts",
    "a PDF of 1,000 pages",
    "a text of 1,000 pages",
    "a table of 20,000 rows",
];

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo bench` passes `--bench`; a case is passed by ourselves.
    let case = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse::<usize>().ok());
    match case {
        Some(case) => run(case),
        None => {
            for (case, name) in CASES.iter().enumerate() {
                let status = Command::new(std::env::current_exe()?)
                    .arg(case.to_string())
                    .status()?;
                if !status.success() {
                    return Err(format!("{name} failed").into());
                }
            }
            Ok(())
        }
    }
}

fn run(case: usize) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let files = match case {
        0 => texts(folder.path())?,
        1 => vec![long_pdf(folder.path())?],
        2 => vec![long_text(folder.path())?],
        _ => vec![long_table(folder.path())?],
    };
    let sources = SourceStore::staged(&folder.path().join("sources"), None);
    let mut history = History::saved(Pack::new("Bench"));
    let (pack, import_time) = timed(|| {
        for file in &files {
            let collected = collect_file(file, None, &sources, &Progress::default())?;
            let at = Location::top(history.pack().outline.len());
            let documents = collected.documents();
            let sources = collected.sources;
            history.run(
                Change::AddDocuments {
                    at,
                    documents,
                    sources,
                },
                Duration::ZERO,
            )?;
        }
        Ok(history.pack().clone())
    })?;
    let cache = PartCache::default();
    let passwords = Passwords::default();
    let request = export::ExportRequest {
        pack: &pack,
        sources: &sources,
        passwords: &passwords,
        cache: &cache,
        copy: briefpack::export::Copy::Circulation,
    };
    let progress = Progress::default();
    let (exported, export_time) = timed(|| Ok(export::export(&request, &progress)?))?;
    let (_, again_time) = timed(|| Ok(export::export(&request, &progress)?))?;
    let last = pack
        .documents()
        .last()
        .map(|document| Place::Document(document.id));
    let (_, preview_time) = timed(|| {
        let place = last.unwrap_or(Place::Cover);
        Ok(export::preview(&request, place, &progress)?)
    })?;
    println!(
        "{:22} import {import_time:6.2?}, export {export_time:6.2?}, again {again_time:6.2?}, reader {preview_time:6.2?}; {} pages, {:.1} MB, peak memory {} MiB",
        CASES.get(case).unwrap_or(&"unknown"),
        exported.pages,
        exported.bytes.len() as f64 / 1e6,
        peak_mib(),
    );
    Ok(())
}

fn timed<T>(
    work: impl FnOnce() -> Result<T, Box<dyn Error>>,
) -> Result<(T, Duration), Box<dyn Error>> {
    let start = Instant::now();
    Ok((work()?, start.elapsed()))
}

const PROSE: &str = "Ministers agreed to meet again in the spring, and to bring to that meeting a proposal on which all of them can decide. ";

fn texts(folder: &Path) -> Result<Vec<std::path::PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for number in 1..=500 {
        let file = folder.join(format!("Paper {number}.txt"));
        let paragraph = format!("{}\n\n", PROSE.repeat(4));
        std::fs::write(&file, format!("Paper {number}\n\n{}", paragraph.repeat(5)))?;
        files.push(file);
    }
    Ok(files)
}

fn long_text(folder: &Path) -> Result<std::path::PathBuf, Box<dyn Error>> {
    let file = folder.join("Long.txt");
    let paragraph = format!("{}\n\n", PROSE.repeat(4));
    std::fs::write(&file, format!("A long text\n\n{}", paragraph.repeat(7_000)))?;
    Ok(file)
}

fn long_table(folder: &Path) -> Result<std::path::PathBuf, Box<dyn Error>> {
    let file = folder.join("Table.csv");
    let row = |row: usize| {
        let cells = (0..10).map(|column| format!("{}.{column}", row * 7919 % 100_000));
        cells.collect::<Vec<_>>().join(",")
    };
    let rows: Vec<String> = (0..20_000).map(row).collect();
    std::fs::write(&file, rows.join("\n"))?;
    Ok(file)
}

fn long_pdf(folder: &Path) -> Result<std::path::PathBuf, Box<dyn Error>> {
    let file = folder.join("Long.pdf");
    let line = |page, line| format!("Page {page}, line {line}: {PROSE:.70}");
    write_lines_pdf(&file, 1000, 45, line)?;
    Ok(file)
}

/// The most memory that this process has had, in MiB, where the system tells.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
