//! A pack of thirty papers of ten formats is put together from real files: dropped on the window,
//! with what is attached to them, and with excerpts of a long PDF dragged from its thumbnails.

use std::path::{Path, PathBuf};
use std::process::Command;

use eframe::egui::{Key, Modifiers, vec2};

use crate::desk::{CTRL, Desk};
use crate::pages::{click_with, open_grid, thumbnail};
use crate::tools::asked;

/// The long PDF that excerpts are taken of.
const LONG: &str = "pdf/ordinary/GeoTopo-komprimiert.pdf";

/// More files of ten formats; those that are damaged are named and left out.
const FILES: [&str; 29] = [
    "docx/simple.docx",
    "docx/python-docx-having-images.docx",
    "docx/python-docx-tbl-having-tables.docx",
    "docx/contains-pictures.docx",
    "docx/handbook-1p.docx",
    "docx/docx-tables.docx",
    "odt/fake.odt",
    "odt/simple.odt",
    "rtf/fake-doc.rtf",
    "rtf/eng_spa_mult.rtf",
    "html/example-10k-1p.html",
    "html/fake-html-with-base64-image.html",
    "html/govuk/case_study-doing-business-in-spain.html",
    "html/govuk/consultation-open_consultation.html",
    "html/govuk/detailed_guide-withdrawn_detailed_guide.html",
    "html/govuk/fatality_notice-fatality_notice.html",
    "eml/fake-email-attachment.eml",
    "eml/family-day.eml",
    "eml/mime-multi-to-cc-bcc.eml",
    "msg/fake-email-attachment.msg",
    "msg/fake-email.msg",
    "pptx/fake-power-point.pptx",
    "pptx/sample-presentation.pptx",
    "pptx/picture.pptx",
    "pdf/ordinary/pdflatex-4-pages.pdf",
    "pdf/ordinary/cmyk-image.pdf",
    "pdf/ordinary/libreoffice-form.pdf",
    "reference/docx/docx-tables.txt",
    "README.md",
];

fn corpus() -> Option<PathBuf> {
    let folder = Path::new("../shared/corpus");
    let folder = std::path::absolute(folder).ok()?;
    if !folder.is_dir() {
        return None;
    }
    Some(folder)
}

#[test]
#[ignore = "reads the corpus"]
fn a_pack_of_thirty_papers_of_ten_formats_from_the_corpus() {
    let Some(corpus) = corpus() else {
        return;
    };
    let mut desk = Desk::new();
    desk.click("New pack");
    let broken = desk.write("broken.pdf", b"%PDF-1.7\nnothing more");
    desk.drop_files(&[corpus.join(LONG)], None);
    let mut files: Vec<PathBuf> = FILES.iter().map(|name| corpus.join(name)).collect();
    files.push(broken);
    desk.drop_files(&files, None);

    // Whatever is asked on the way is answered as most people would.
    let mut offered = 0;
    for _ in 0..20 {
        if desk.shows_words("attachment") && desk.shows("Add without them") {
            offered += 1;
            let all = desk.button_with("Add with ").expect("there are some");
            desk.click(&all);
        } else if desk.shows("Keep as one document") {
            desk.click("Keep as one document");
        } else if desk.shows("Leave as it is") {
            desk.click("Leave as it is");
        } else {
            break;
        }
    }
    assert_eq!(offered, 1);
    assert!(desk.shows_words("broken.pdf"), "the broken file is named");
    desk.click("OK");
    let pack = desk.pack();
    // The same file, attached to two e-mails, is two documents and is stored once.
    let count = pack.documents().count();
    assert!(count >= FILES.len() + 3, "{count} documents");
    assert!(pack.sources.len() < count);

    // Two excerpts of the long PDF: one by the field, one dragged from its thumbnails.
    let long = pack
        .documents()
        .find(|document| {
            let source = document.source().and_then(|id| pack.sources.get(id));
            source.is_some_and(|source| source.name.starts_with("GeoTopo"))
        })
        .expect("it was added");
    let title = long.title.clone();
    desk.press(Modifiers::NONE, Key::Home);
    desk.click_row(&title);
    open_grid(&mut desk);
    click_with(&mut desk, Modifiers::NONE, "Page 2");
    click_with(&mut desk, Modifiers::SHIFT, "Page 4");
    let to = desk.row(&title) - vec2(0.0, 8.0);
    desk.drag(thumbnail(&desk, "Page 3"), to, true);
    assert_eq!(desk.pack().documents().count(), count + 1);
    desk.click_row(&title);
    assert_eq!(desk.pack().sources.len(), pack.sources.len(), "stored once");

    let folder = std::env::var_os("BRIEFPACK_PICTURES").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| desk.folder.path().to_owned());
    let file = folder.join("Thirty papers.ron");
    let _ = std::fs::remove_file(&file);
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    assert!(file.is_file());
    let pdf = folder.join("Thirty papers.pdf");
    let exported = Command::new(env!("CARGO_BIN_EXE_briefpack"))
        .args(["export", "--force"])
        .arg(&file)
        .arg("-o")
        .arg(&pdf)
        .output()
        .unwrap();
    println!("{}", String::from_utf8_lossy(&exported.stderr));
    assert!(exported.status.success());
    let check = Command::new("qpdf").arg("--check").arg(&pdf).output();
    if let Some(check) = asked("qpdf", check.ok()) {
        let said = String::from_utf8_lossy(&check.stdout);
        assert!(check.status.success(), "{said}");
    }
}
