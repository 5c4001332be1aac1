//! Hostile files cost one clear error, and the next file is read as ever.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Once};
use std::thread;
use std::time::{Duration, Instant};

use briefpack::foreign::{self, OpenedPdf};
use briefpack::pdf::error::PdfError;
use briefpack::progress::{Cancelled, Progress};

use crate::desk::Desk;
use crate::files::AGENDA;

/// From now on this process reads foreign bytes as the program does.
fn use_child_processes() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| foreign::use_child_processes(env!("CARGO_BIN_EXE_briefpack").into()));
}

/// A PDF of one page from its objects after the page: the first of them is its content, the second
/// the form F.
fn pdf(objects: &[Vec<u8>]) -> Arc<[u8]> {
    let head: [&[u8]; 3] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R\
          /Resources<</XObject<</F 5 0 R>>>>>>",
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in head
        .into_iter()
        .chain(objects.iter().map(Vec::as_slice))
        .enumerate()
    {
        places.push(file.len());
        writeln!(file, "{} 0 obj", index + 1).unwrap();
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let end = file.len();
    writeln!(file, "xref\n0 {}\n0000000000 65535 f ", places.len() + 1).unwrap();
    for place in &places {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    let size = places.len() + 1;
    write!(
        file,
        "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{end}\n%%EOF\n"
    )
    .unwrap();
    file.into()
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{entries}/Length {}>>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

fn form(next: usize, content: &str) -> Vec<u8> {
    let entries = format!(
        "/Type/XObject/Subtype/Form/BBox[0 0 300 400]/Resources<</XObject<</F {next} 0 R>>>>"
    );
    stream(&entries, content.as_bytes())
}

/// Each form draws the next one twice: one page of 2⁴⁰ rectangles.
fn endless() -> Arc<[u8]> {
    let mut objects = vec![stream("", b"/F Do")];
    objects.extend((6..46).map(|next| form(next, "/F Do /F Do")));
    objects.push(stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 300 400]",
        b"0 0 1 1 re f",
    ));
    pdf(&objects)
}

/// 4 GiB of spaces as a page's content, in some kilobytes: compressed twice.
fn swelling() -> Arc<[u8]> {
    let twice = deflated(&deflated_spaces(4 << 30));
    let filter = "/Filter[/FlateDecode/FlateDecode]";
    pdf(&[stream(filter, &twice), form(5, "")])
}

fn deflated_spaces(mut left: usize) -> Vec<u8> {
    let spaces = vec![b' '; 1 << 20];
    let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    while left > 0 {
        let length = left.min(spaces.len());
        to.write_all(&spaces[..length]).unwrap();
        left -= length;
    }
    to.finish().unwrap()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

fn ordinary() -> Arc<[u8]> {
    pdf(&[stream("", b"0 0 50 50 re f"), form(5, "")])
}

fn opened(bytes: Arc<[u8]>) -> OpenedPdf {
    OpenedPdf::open(bytes, None, &Progress::default())
        .unwrap()
        .unwrap()
}

fn given_up(result: Result<Result<impl Sized, PdfError>, Cancelled>) -> String {
    match result {
        Ok(Err(PdfError::GivenUp(why))) => why,
        Ok(Err(error)) => panic!("{error}"),
        Ok(Ok(_)) => panic!("it was read"),
        Err(Cancelled) => panic!("it was cancelled"),
    }
}

#[test]
fn a_file_that_swells_is_given_up_and_the_next_one_is_read() {
    use_child_processes();
    let pages = opened(swelling());
    let why = given_up(pages.render(0, 1.0, &Progress::default()));
    assert!(why.contains("1024 MiB of memory"), "{why}");
    let raster = opened(ordinary()).render(0, 1.0, &Progress::default());
    assert_eq!(raster.unwrap().unwrap().width_px, 300);
}

#[test]
fn a_page_without_end_is_given_up_in_time() {
    use_child_processes();
    let pages = opened(endless());
    let begun = Instant::now();
    let why = given_up(pages.render(0, 1.0, &Progress::default()));
    assert!(why.contains("longer than 20 seconds"), "{why}");
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn work_on_a_page_without_end_stops_when_the_person_says_so() {
    use_child_processes();
    let pages = opened(endless());
    let progress = Progress::default();
    let waiter = progress.clone();
    let stopper = thread::spawn(move || {
        thread::sleep(Duration::from_millis(500));
        waiter.cancel();
        Instant::now()
    });
    let result = pages.render(0, 1.0, &progress);
    let took = stopper.join().unwrap().elapsed();
    assert!(matches!(result, Err(Cancelled)));
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[test]
fn what_is_read_in_a_child_is_what_is_read_here() {
    use_child_processes();
    let bytes: Arc<[u8]> = AGENDA.as_bytes().into();
    let progress = Progress::default();
    let there = foreign::probe("agenda.md", &bytes, None, &progress).unwrap();
    assert_eq!(there, briefpack::import::probe("agenda.md", &bytes, None));
    let pdf = ordinary();
    let there = foreign::admit(&pdf, None, &progress).unwrap().unwrap();
    let here = briefpack::pdf::inspect::inspect(&pdf, None).unwrap();
    assert_eq!(there, here);
    let pages = opened(Arc::clone(&pdf));
    let here = briefpack::pdf::render::Renderer::open(pdf, None).unwrap();
    let raster = pages.render(0, 1.5, &progress).unwrap();
    assert_eq!(raster, here.render(0, 1.5));
    let beyond = pages.render(1, 1.0, &progress).unwrap();
    assert_eq!(beyond, Err(PdfError::NoSuchPage { page: 1, count: 1 }));
}

#[test]
fn a_bomb_costs_its_document_one_page_and_the_others_are_exported() {
    let desk = Desk::new()
        .file("bomb.pdf", swelling())
        .file("agenda.md", AGENDA);
    desk.run(["new", "P.ron", "bomb.pdf", "agenda.md"])
        .expect(0);
    desk.run(["export", "P.ron", "-o", "out.pdf"]);
    assert!(Path::new(&desk.path("out.pdf")).is_file());
}

#[test]
fn check_import_names_what_breaks_a_limit() {
    let desk = Desk::new()
        .file("in/bomb.pdf", swelling())
        .file("in/agenda.md", AGENDA)
        .file("in/broken.pdf", "%PDF-1.7 and nothing more");
    let ran = desk.run(["check-import", "in"]).expect(1);
    let line = |name: &str| {
        let mut lines = ran.stdout.lines();
        lines.find(|line| line.contains(name)).unwrap().to_owned()
    };
    assert!(line("agenda.md").starts_with("ok"), "{}", ran.stdout);
    assert!(line("broken.pdf").starts_with("refused"), "{}", ran.stdout);
    let bomb = line("bomb.pdf");
    assert!(bomb.starts_with("broken"), "{bomb}");
    assert!(bomb.contains("more than 1024 MiB of memory"), "{bomb}");
    let all = desk.run(["check-import", "in/agenda.md", "in/broken.pdf"]);
    all.expect(0);
}

#[test]
fn a_child_ends_when_nobody_asks_any_more() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_briefpack"))
        .arg(foreign::SUBCOMMAND)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    assert!(child.try_wait().unwrap().is_none());
    drop(child.stdin.take());
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(20));
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn an_archive_comes_in_as_the_files_in_it() {
    let mut inner = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    inner.start_file("deep.txt", plain).unwrap();
    inner.write_all(b"A deep paper\n\nIts words.\n").unwrap();
    let inner = inner.finish().unwrap().into_inner();
    let mut outer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let files: [(&str, &[u8]); 5] = [
        ("10 last.md", b"# Last\n\nWords.\n"),
        ("2 first.md", b"# First\n\nWords.\n"),
        ("../../out.md", b"# Outside\n\nWords.\n"),
        ("broken.pdf", b"%PDF-1.7 and nothing more"),
        ("more.zip", &inner),
    ];
    for (name, bytes) in files {
        outer.start_file(name, plain).unwrap();
        outer.write_all(bytes).unwrap();
    }
    let outer = outer.finish().unwrap().into_inner();
    let desk = Desk::new().file("in/papers.zip", outer);
    let ran = desk.run(["new", "P.ron", "in/papers.zip"]).expect(1);
    assert!(ran.stderr.contains("broken.pdf"), "{}", ran.stderr);
    let shown = desk.run(["show", "P.ron"]).expect(0).stdout;
    let place = |title: &str| shown.find(title).unwrap();
    assert!(place("First") < place("Last"), "{shown}");
    assert!(
        shown.contains("A deep paper") && shown.contains("Outside"),
        "{shown}"
    );
    assert!(!desk.path("../out.md").exists() && !desk.path("out.md").exists());
}
