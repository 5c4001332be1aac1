//! PDFs that break the letter, which other readers open: what they show is in the export, and what
//! is not is said.

use std::fmt::Write as _;

use crate::desk::Desk;
use crate::exported::Exported;

const TREE: &str = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
const PAGE: &str = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R \
    /Resources <</Font <</F1 5 0 R>>>>>>";
const CONTENT: &str = "BT /F1 24 Tf 40 200 Td (Potatoes) Tj ET";
const FONT: &str = "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>";

/// A file of these objects, numbered from 2, and a catalog.
fn file(header: &str, objects: &[&str]) -> Vec<u8> {
    let mut file = header.to_owned();
    let count = objects.len() + 2;
    let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n");
    let catalog = "<</Type /Catalog /Pages 2 0 R>>";
    for (number, object) in (1..).zip([&[catalog], objects].concat()) {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        writeln!(file, "{number} 0 obj\n{object}\nendobj").unwrap();
    }
    let start = file.len();
    let trailer = format!("trailer\n<</Root 1 0 R /Size {count}>>\nstartxref\n{start}\n%%EOF\n");
    (file + &table + &trailer).into_bytes()
}

/// Adds a PDF to a new pack and exports it; what was said on the way, and the export.
fn through(name: &str, bytes: Vec<u8>) -> (String, Exported) {
    let desk = Desk::new().file(name, bytes);
    let added = desk.run(["new", "P.ron", name]).expect(0).stderr;
    let ran = desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(0);
    let exported = Exported::open(&desk.path("out.pdf"));
    (added + &ran.stderr, exported)
}

#[test]
fn words_are_there_whatever_the_length_of_their_stream_says() {
    for (entries, end) in [
        ("", "\nendstream"),
        ("/Length 7", "\nendstream"),
        ("/Length 70000", "\nendstream"),
        ("/Length (many)", "\nendstream"),
        ("/Length 44 0 R", "\nendstream"),
        ("/Length 39", " endstream"),
        ("/Length 39", ""),
    ] {
        let stream = format!("<<{entries}>>\nstream\n{CONTENT}{end}");
        let bytes = file("%PDF-1.7\n", &[TREE, PAGE, &stream, FONT]);
        let (said, exported) = through("paper.pdf", bytes);
        assert_eq!(exported.page_count(), 3, "{entries}{end} {said}");
        exported.assert_page_says(3, "Potatoes");
    }
}

#[test]
fn what_others_open_opens_without_a_question() {
    let sound = format!(
        "<</Length {}>>\nstream\n{CONTENT}\nendstream",
        CONTENT.len()
    );
    let hex: String = CONTENT.bytes().map(|byte| format!("{byte:02x}")).collect();
    let short = format!(
        "<</Filter /AHx /Length {}>>\nstream\n{hex}>\nendstream",
        hex.len() + 1
    );
    let stray = PAGE.replace("/Type", "/Stray 1 0 R 0 R /A#name#1 true /Type");
    let escaped = PAGE.replace("/Contents", "/C#6fntents");
    let late = "junk\n".repeat(100) + "%PDF-1.4\n";
    for (header, page, stream) in [
        ("%PDF-1.7\n", PAGE, &short),
        ("%PDF-1.7\n", &stray, &sound),
        ("%PDF-1.7\n", &escaped, &sound),
        (&late, PAGE, &sound),
        ("", PAGE, &sound),
    ] {
        let (said, exported) = through("paper.pdf", file(header, &[TREE, page, stream, FONT]));
        assert_eq!(exported.page_count(), 3, "{header} {page} {said}");
        exported.assert_page_says(3, "Potatoes");
        assert!(!said.contains("password"), "{said}");
    }
}

#[test]
fn a_page_listed_twice_is_there_twice_and_drawn_twice() {
    let sound = format!(
        "<</Length {}>>\nstream\n{CONTENT}\nendstream",
        CONTENT.len()
    );
    let tree = TREE
        .replace("3 0 R", "3 0 R 3 0 R")
        .replace("Count 1", "Count 2");
    let (said, exported) = through(
        "paper.pdf",
        file("%PDF-1.7\n", &[&tree, PAGE, &sound, FONT]),
    );
    assert_eq!(exported.page_count(), 4);
    exported.assert_page_says(3, "Potatoes");
    exported.assert_page_says(4, "Potatoes");
    exported.assert_numbered();
    assert!(!said.contains("says it has"), "{said}");
}

#[test]
fn pages_that_could_not_be_read_are_told_when_added_and_when_exported() {
    let sound = format!(
        "<</Length {}>>\nstream\n{CONTENT}\nendstream",
        CONTENT.len()
    );
    let tree = TREE
        .replace("3 0 R", "3 0 R 9 0 R")
        .replace("Count 1", "Count 12");
    let desk = Desk::new().file(
        "paper.pdf",
        file("%PDF-1.7\n", &[&tree, PAGE, &sound, FONT]),
    );
    let message = "says it has 12 pages; 1 could be read";
    let added = desk.run(["new", "P.ron", "paper.pdf"]).expect(0).stderr;
    assert!(added.contains(message), "{added}");
    let ran = desk
        .run(["export", "P.ron", "-o", "out.pdf"])
        .expect(0)
        .stderr;
    assert!(ran.contains(message), "{ran}");
}

#[test]
fn a_page_whose_size_makes_no_sense_is_kept_and_named() {
    for size in [
        "[-1e9 -1e9 1e9 1e9]",
        "[-1000000000 -1000000000 1000000000 1000000000]",
        "[0 0 nan 400]",
        "[0 0 0 0]",
        "[]",
        "(none)",
    ] {
        let tree = "<</Type /Pages /Kids [3 0 R 6 0 R] /Count 2>>";
        let stream = format!("<</Length 39>>\nstream\n{CONTENT}\nendstream");
        let odd = PAGE.replace("[0 0 300 400]", size);
        let bytes = file("%PDF-1.7\n", &[tree, PAGE, &stream, FONT, &odd]);
        let (said, exported) = through("paper.pdf", bytes);
        assert_eq!(exported.page_count(), 4, "{size} {said}");
        exported.assert_page_says(4, "Potatoes");
        let (width, height) = exported.size(4);
        assert!((590.0..600.0).contains(&width) && height > 800.0, "{size}");
        // As it is added, and as it is exported.
        assert_eq!(
            said.to_lowercase().matches("page 2 gives no size").count(),
            2,
            "{said}"
        );
    }
}

#[test]
fn what_a_pack_cannot_keep_is_told_on_adding_and_on_exporting() {
    let stream = format!("<</Length 39>>\nstream\n{CONTENT}\nendstream");
    let scan = "<</Length 46>>\nstream\nq 300 0 0 400 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q\nendstream";
    let field = "<</Type /Annot /Subtype /Widget /FT /Sig /T (Sign) /Rect [9 9 99 99] \
        /V <</Type /Sig /Contents (x) /ByteRange [0 1 2 3]>>>>";
    let signed = PAGE.replace("/Contents", "/Annots [6 0 R] /Contents");
    let form = "<</Fields [] /XFA (<xdp/>)>>";
    let asks = |page: &str, content: &str, catalog: &str| {
        let mut bytes = file("%PDF-1.7\n", &[TREE, page, content, FONT, field, form]);
        let text = String::from_utf8(std::mem::take(&mut bytes)).unwrap();
        // Of the same length, so that the table stays true.
        let blank = "<</Type /Catalog /Pages 2 0 R>>";
        assert!(catalog.len() <= blank.len(), "{catalog}");
        text.replace(blank, &format!("{catalog:<0$}", blank.len()))
            .into_bytes()
    };
    let plain = "<</Type /Catalog /Pages 2 0 R>>";
    for (name, bytes, told) in [
        (
            "scan.pdf",
            asks(PAGE, scan, plain),
            "there is no text on page 1",
        ),
        (
            "signed.pdf",
            asks(&signed, &stream, plain),
            "the signature no longer holds",
        ),
        (
            "form.pdf",
            asks(PAGE, &stream, "<</Pages 2 0 R/AcroForm 7 0 R>>"),
            "a dynamic form",
        ),
    ] {
        let (said, _) = through(name, bytes);
        assert_eq!(
            said.to_lowercase().matches(told).count(),
            2,
            "{name}: {said}"
        );
    }
}
