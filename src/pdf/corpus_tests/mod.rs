//! Every PDF of the corpus, ordinary, odd and hostile: read, drawn and assembled. The corpus is
//! not part of the package; the tests say so and pass where it is not there.

mod cropped;
mod excerpts;
mod ink;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use super::assemble::{
    Assembly, Bookmark, Maker, Overlay, PageComment, PageLink, PageMark, PagePlan, Part, assemble,
};
use super::error::PdfError;
use super::fixtures::texts;
use super::inspect::{inspect, inspect_closely};
use super::render::{Raster, Renderer};
use crate::pack::{MarkStyle, SourceComments};
use crate::progress::Progress;
use crate::text::{Point, Quad};
use crate::tools::asked;

/// The part of a file's name that the files to be read have, where only some are.
fn only() -> Option<String> {
    std::env::var("BRIEFPACK_CORPUS_FILE").ok()
}

fn corpus() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/pdf");
    let mut files = Vec::new();
    for folder in ["ordinary", "odd", "hostile"] {
        if let Ok(entries) = fs::read_dir(root.join(folder)) {
            files.extend(entries.map(|entry| entry.unwrap().path()));
        }
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    if let Some(only) = only() {
        files.retain(|path| path.to_string_lossy().contains(&only));
    }
    files.sort();
    if files.is_empty() {
        println!("skipped: there is no corpus at {}", root.display());
    }
    files
}

fn plans(count: usize) -> Vec<PagePlan> {
    (0..count as u32)
        .map(|source_page| PagePlan {
            source_page,
            ..PagePlan::default()
        })
        .collect()
}

fn assembly(bytes: &Arc<[u8]>, count: usize) -> Assembly {
    Assembly {
        parts: vec![Part {
            bytes: Arc::clone(bytes).into(),
            password: None,
            maker: Maker::Foreign,
            comments: SourceComments::LeaveOut,
            pages: plans(count),
        }],
        title: "Corpus".to_owned(),
        language: "en-GB".to_owned(),
        ..Assembly::default()
    }
}

/// What qpdf says against a file, if anything; `None` where there is no qpdf.
fn complaints(bytes: &[u8]) -> Option<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    let output = Command::new("qpdf")
        .arg("--check")
        .arg(file.path())
        .output();
    let output = asked("qpdf", output.ok())?;
    let text = String::from_utf8_lossy(&output.stderr);
    let complaints = text
        .replace(&file.path().display().to_string(), "file")
        .lines()
        .take(3)
        .collect::<Vec<_>>()
        .join("; ");
    (!output.status.success()).then_some(complaints)
}

/// A folder for pictures, to look at what a test says.
fn pictures() -> Option<PathBuf> {
    std::env::var_os("BRIEFPACK_CORPUS_PICTURES").map(PathBuf::from)
}

fn save(raster: &Raster, path: &Path) {
    image::save_buffer(
        path,
        &raster.rgba,
        raster.width_px,
        raster.height_px,
        image::ColorType::Rgba8,
    )
    .unwrap();
}

fn difference(before: &Raster, after: &Raster) -> Option<String> {
    if (before.width_px, before.height_px) != (after.width_px, after.height_px) {
        return Some(format!(
            "{}x{} became {}x{}",
            before.width_px, before.height_px, after.width_px, after.height_px
        ));
    }
    let different = before
        .rgba
        .chunks(4)
        .zip(after.rgba.chunks(4))
        .filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > 8))
        .count();
    // Reading leniently may show more than the rasteriser does by itself; less is a loss.
    let was_blank = before.rgba.iter().all(|byte| *byte == 255);
    (different > 0 && !was_blank).then(|| format!("{different} pixels differ"))
}

/// What was drawn before and no longer is.
fn lost(before: &Raster, after: &Raster) -> Option<String> {
    let pixels = before.rgba.iter().zip(&after.rgba);
    let lighter = pixels.filter(|(a, b)| b.saturating_sub(**a) > 8).count();
    (lighter > 0).then(|| format!("{lighter} values are lighter"))
}

/// What is wrong with a file once it has gone through everything; empty when all is well.
fn problems(bytes: &Arc<[u8]>, count: usize) -> Vec<String> {
    let mut problems = Vec::new();
    let assembled = match assemble(&assembly(bytes, count), &Progress::default()) {
        Ok(assembled) => Arc::<[u8]>::from(assembled),
        Err(error) => return vec![format!("assembling: {error}")],
    };
    let own = complaints(bytes);
    if let Some(text) = complaints(&assembled) {
        // Damage within a stream is taken over as it is.
        match own {
            Some(own) => println!("    qpdf on the source: {own}; on the result: {text}"),
            None => problems.push(format!("qpdf: {text}")),
        }
    }
    match inspect(&assembled, None) {
        Ok(inspection) if inspection.pages.len() == count => {}
        other => problems.push(format!("read again: {other:?}")),
    }
    match (
        Renderer::open(Arc::clone(bytes), None),
        Renderer::open(Arc::clone(&assembled), None),
    ) {
        (Ok(before), Ok(after)) => {
            if before.page_count() as usize != count {
                problems.push(format!("{count} pages, drawn {}", before.page_count()));
            }
            // Comments of others are left out; what is damaged each reader draws in its own way.
            let seen = inspect_closely(bytes, None, &Progress::default()).unwrap_or_default();
            let is_other = |page: u32| {
                seen.comments.iter().any(|count| count.page == page + 1)
                    || seen.flaws.damaged.contains(&(page + 1))
            };
            for page in (0..before.page_count().min(4)).filter(|page| !is_other(*page)) {
                match (before.render(page, 0.7), after.render(page, 0.7)) {
                    (Ok(a), Ok(b)) => {
                        if let Some(folder) = pictures() {
                            save(&a, &folder.join(format!("{page}-before.png")));
                            save(&b, &folder.join(format!("{page}-after.png")));
                        }
                        // A field without a look gets one.
                        let differ = if seen.has_form { lost } else { difference };
                        problems.extend(
                            differ(&a, &b).map(|text| format!("page {}: {text}", page + 1)),
                        );
                    }
                    (a, b) => {
                        let (a, b) = (a.map(|_| ()), b.map(|_| ()));
                        if a != b {
                            problems.push(format!("page {}: {a:?} then {b:?}", page + 1));
                        }
                    }
                }
            }
        }
        (before, after) => problems.push(format!(
            "drawing: {:?} then {:?}",
            before.err(),
            after.err()
        )),
    }
    problems
}

#[test]
#[ignore = "reads the corpus"]
fn every_file_is_assembled_as_it_was_or_refused_with_a_reason() {
    let mut bad = Vec::new();
    for path in corpus() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let start = Instant::now();
        println!("{name}");
        let bytes: Arc<[u8]> = fs::read(&path).unwrap().into();
        match inspect(&bytes, None) {
            Ok(inspection) => {
                for problem in problems(&bytes, inspection.pages.len()) {
                    println!("    {problem}");
                    bad.push(format!("{name}: {problem}"));
                }
            }
            Err(PdfError::Fault(reason)) => bad.push(format!("{name}: {reason}")),
            Err(error) => println!("    refused: {error}"),
        }
        if start.elapsed().as_secs() >= 5 {
            println!("    took {:?}", start.elapsed());
        }
    }
    println!("{} problems", bad.len());
    for line in &bad {
        println!("  {line}");
    }
    assert!(bad.is_empty());
}

#[test]
#[ignore = "reads the corpus"]
fn no_page_of_an_ordinary_file_of_the_corpus_is_called_damaged() {
    for path in corpus() {
        let is_ordinary = path
            .parent()
            .is_some_and(|folder| folder.ends_with("ordinary"));
        let Ok(found) = inspect_closely(&fs::read(&path).unwrap(), None, &Progress::default())
        else {
            continue;
        };
        if !found.flaws.damaged.is_empty() {
            println!("{}: {:?}", path.display(), found.flaws.damaged);
        }
        assert!(!is_ordinary || found.flaws.damaged.is_empty(), "{path:?}");
    }
}

#[test]
#[ignore = "reads the corpus"]
fn every_file_can_be_stamped() {
    let stamp = texts(&["STAMP"]);
    for path in corpus() {
        let bytes: Arc<[u8]> = fs::read(&path).unwrap().into();
        let Ok(inspection) = inspect(&bytes, None) else {
            continue;
        };
        let mut assembly = assembly(&bytes, inspection.pages.len());
        assembly.overlay_pdfs = vec![Arc::clone(&stamp).into()];
        for page in &mut assembly.parts[0].pages {
            page.extend_top_pt = 30.0;
            page.overlays = vec![Overlay {
                pdf: 0,
                page: 0,
                x_pt: 0.0,
                y_pt: 0.0,
            }];
        }
        let assembled = assemble(&assembly, &Progress::default()).unwrap();
        let again = inspect(&assembled, None).unwrap();
        for (before, after) in inspection.pages.iter().zip(&again.pages) {
            assert!((before.width_pt - after.width_pt).abs() < 0.1, "{path:?}");
            assert!(
                (before.height_pt + 30.0 - after.height_pt).abs() < 0.1,
                "{path:?}"
            );
        }
        if let Some(folder) = pictures() {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let renderer = Renderer::open(assembled.clone().into(), None).unwrap();
            let raster = renderer.render(0, 0.7).unwrap();
            save(&raster, &folder.join(format!("{name}.png")));
        }
        let errors = complaints(&assembled).filter(|_| complaints(&bytes).is_none());
        assert_eq!(errors, None, "{path:?}");
    }
}

#[test]
#[ignore = "reads the corpus"]
fn every_file_can_be_marked() {
    let styles = [
        MarkStyle::Highlight,
        MarkStyle::Underline,
        MarkStyle::StrikeOut,
        MarkStyle::Frame,
    ];
    for path in corpus() {
        let bytes: Arc<[u8]> = fs::read(&path).unwrap().into();
        let Ok(inspection) = inspect(&bytes, None) else {
            continue;
        };
        let mut assembly = assembly(&bytes, inspection.pages.len());
        for page in &mut assembly.parts[0].pages {
            page.extend_top_pt = 30.0;
            // The first mark is in the strip above the page, where nothing else is.
            page.marks = (0_u8..)
                .zip(styles)
                .map(|(row, style)| PageMark {
                    style,
                    colour: (200, 255, 100),
                    quads: vec![Quad::rectangle(
                        3.0,
                        5.0 + 40.0 * f32::from(row),
                        10.0,
                        20.0,
                    )],
                })
                .collect();
            page.comments = vec![PageComment {
                at: Point::new(20.0, 40.0),
                text: "A comment".to_owned(),
                ..PageComment::default()
            }];
            page.links = vec![PageLink {
                right: 20.0,
                bottom: 20.0,
                ..PageLink::default()
            }];
        }
        let assembled: Arc<[u8]> = assemble(&assembly, &Progress::default()).unwrap().into();
        let errors = complaints(&assembled).filter(|_| complaints(&bytes).is_none());
        assert_eq!(errors, None, "{path:?}");
        let Ok(renderer) = Renderer::open(Arc::clone(&assembled), None) else {
            continue;
        };
        let raster = renderer.render(0, 1.0).unwrap();
        let start = ((15 * raster.width_px + 8) * 4) as usize;
        // Some pages are smaller than a mark.
        if raster.width_px >= 13 {
            let found = &raster.rgba[start..start + 3];
            assert_eq!(found, [200, 255, 100], "{path:?}");
        }
        if let Some(folder) = pictures() {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            save(&raster, &folder.join(format!("{name}.png")));
        }
    }
}

#[test]
#[ignore = "reads the corpus"]
fn a_pack_of_every_file_is_sound() {
    let mut assembly = Assembly {
        title: "Everything".to_owned(),
        ..Assembly::default()
    };
    let mut first = 0;
    for path in corpus() {
        let bytes: Arc<[u8]> = fs::read(&path).unwrap().into();
        let Ok(inspection) = inspect(&bytes, None) else {
            continue;
        };
        let count = inspection.pages.len();
        let part = assembly.parts.len();
        println!("page {}: {}", first + 1, path.display());
        assembly.parts.push(Part {
            bytes: bytes.into(),
            password: None,
            maker: Maker::Foreign,
            comments: SourceComments::LeaveOut,
            pages: plans(count),
        });
        assembly.bookmarks.push(Bookmark {
            title: path.file_name().unwrap().to_string_lossy().into_owned(),
            page: first,
            outline_of_part: Some(part),
            ..Bookmark::default()
        });
        first += count as u32;
    }
    if assembly.parts.is_empty() {
        return;
    }
    let bytes = assemble(&assembly, &Progress::default()).unwrap();
    if let Some(folder) = pictures() {
        fs::write(folder.join("everything.pdf"), &bytes).unwrap();
    }
    assert_eq!(inspect(&bytes, None).unwrap().pages.len(), first as usize);
    assert_eq!(complaints(&bytes), None);
}

/// Words as letters and digits only, in lower case, with how often they come. Poppler joins what is
/// hyphenated at the end of a line, so here too it is.
fn words(text: &str) -> std::collections::HashMap<String, usize> {
    use unicode_normalization::UnicodeNormalization;
    let mut words = std::collections::HashMap::new();
    let text = joined(&joined(text, "-\n"), "- ");
    for word in text
        .nfkc()
        .collect::<String>()
        .split(|letter: char| !letter.is_alphanumeric())
    {
        if !word.is_empty() {
            *words.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    words
}

/// The text without hyphens at the ends of lines, within words.
fn joined(text: &str, hyphen: &str) -> String {
    let mut parts = text.split(hyphen);
    let mut joined = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if !part.starts_with(char::is_lowercase) {
            joined += hyphen;
        }
        joined += part;
    }
    joined
}

/// What poppler reads; `None` where there is no pdftotext or it fails.
fn poppler(path: &Path) -> Option<String> {
    let output = Command::new("pdftotext")
        .args(["-cropbox", "-enc", "UTF-8"])
        .arg(path)
        .arg("-")
        .output();
    let output = asked("pdftotext", output.ok())?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
#[ignore = "reads the corpus"]
fn corpus_text() {
    let (mut found_in_all, mut words_in_all) = (0, 0);
    let (mut pages_in_all, mut micros_in_all) = (0, 0);
    for path in corpus() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(renderer) = Renderer::open(fs::read(&path).unwrap().into(), None) else {
            continue;
        };
        let start = Instant::now();
        let layer = renderer.text_layer(&Progress::default()).unwrap();
        let micros = start.elapsed().as_micros();
        layer.assert_sound();
        if only().is_some() {
            println!("{}", layer.text());
        }
        let pages = layer.pages().len();
        let silent = (0..pages as u32)
            .filter(|page| !layer.has_text(*page))
            .count();
        let unknown: u32 = layer.pages().iter().map(|page| page.unknown_glyphs).sum();
        pages_in_all += pages;
        micros_in_all += micros;
        let Some(expected) = poppler(&path) else {
            println!("{name}: {pages} pages, {silent} without text; poppler says nothing");
            continue;
        };
        let (ours, theirs) = (words(layer.text()), words(&expected));
        let count: usize = theirs.values().sum();
        let found: usize = theirs
            .iter()
            .map(|(word, count)| ours.get(word).map_or(0, |ours| *ours.min(count)))
            .sum();
        let more = ours.values().sum::<usize>() - found;
        found_in_all += found;
        words_in_all += count;
        println!(
            "{name}: {:.1} % of {count} words, {more} others; {pages} pages, {silent} without \
             text, {unknown} unknown glyphs; {} us a page",
            100.0 * found as f32 / count.max(1) as f32,
            micros / (pages as u128).max(1),
        );
        if only().is_some() {
            let missing = theirs
                .iter()
                .filter(|(word, count)| ours.get(*word) < Some(count));
            println!("missing: {:?}", missing.collect::<Vec<_>>());
        }
    }
    println!(
        "{found_in_all} of {words_in_all} words; {pages_in_all} pages, {} us each",
        micros_in_all / (pages_in_all as u128).max(1)
    );
}
