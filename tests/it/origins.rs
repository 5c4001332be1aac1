//! The folders of the machine where a pack was made: known there, and written nowhere else.

use std::io::Write;

use briefpack::store::{Places, load};

use crate::desk::Desk;
use crate::files::{AGENDA, pdf};

/// A text, a PDF, an archive and an e-mail with an attachment, in a folder with a telling name.
fn desk() -> Desk {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    archive.start_file("july/minutes.md", plain).unwrap();
    archive.write_all(b"# Minutes\n\nWords.\n").unwrap();
    let mail = "From: a@example.org\r\nSubject: Papers\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n\
        See the paper.\r\n--x\r\nContent-Type: text/plain; name=annex.txt\r\n\
        Content-Disposition: attachment; filename=annex.txt\r\n\r\nThe annex.\r\n--x--\r\n";
    Desk::new()
        .file(
            "thylacine/agenda.md",
            format!("{AGENDA}\n![map](map.png)\n"),
        )
        .file("thylacine/map.png", png())
        .file("thylacine/report.pdf", pdf(&["One harbour"]))
        .file(
            "thylacine/papers.zip",
            archive.finish().unwrap().into_inner(),
        )
        .file("thylacine/letter.eml", mail)
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbaImage::from_pixel(2, 2, image::Rgba([9, 9, 9, 255]));
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn make(desk: &Desk) {
    desk.run([
        "new",
        "P.ron",
        "thylacine/agenda.md",
        "thylacine/report.pdf",
        "thylacine/papers.zip",
        "thylacine/letter.eml",
        "--force",
    ])
    .expect(0);
}

#[test]
fn neither_a_pack_nor_its_backup_nor_an_export_names_a_folder_of_the_machine() {
    let desk = desk();
    make(&desk);
    // Once more, for a backup.
    make(&desk);
    desk.edit("P.ron", |text| {
        text.replacen("provenance: false", "provenance: true", 1)
    });
    let pdf = desk.export(0);
    let folder = desk.folder().display().to_string();
    let machine = folder.rsplit('/').next().unwrap();
    for word in ["thylacine", machine] {
        assert!(!desk.text("P.ron").contains(word), "{word}");
        assert!(!desk.text("P.ron.bak").contains(word), "{word}");
        assert!(!pdf.says_anywhere(word), "{word}");
    }
    assert!(desk.text("P.ron").contains("file: \"report.pdf\""));
    // The same search finds the name of a file, so it can fail.
    assert!(pdf.says_anywhere("report.pdf"));
}

#[test]
fn the_machine_itself_knows_where_each_paper_came_from() {
    let desk = desk();
    make(&desk);
    let pack = load(&desk.path("P.ron")).unwrap().pack;
    let places = Places::in_folder(&desk.path(".data")).of(&*pack.sources);
    let mut found: Vec<String> = places
        .values()
        .map(|path| {
            path.strip_prefix(desk.folder())
                .unwrap()
                .display()
                .to_string()
        })
        .collect();
    found.sort();
    let expected = [
        "thylacine/agenda.md",
        "thylacine/letter.eml",
        "thylacine/letter.eml",
        "thylacine/papers.zip",
        "thylacine/report.pdf",
    ];
    assert_eq!(found, expected);
    // Changed since, so that only its place tells that it is one of the papers.
    std::fs::write(desk.path("thylacine/report.pdf"), "a later version").unwrap();
    for own in [
        "thylacine/report.pdf",
        "thylacine/letter.eml",
        "thylacine/papers.zip",
    ] {
        let ran = desk
            .run(["export", "P.ron", "-o", own, "--force"])
            .expect(1);
        assert!(ran.stderr.contains("was added from it"), "{}", ran.stderr);
    }
}

#[test]
fn the_paths_of_an_older_pack_move_to_the_machine_when_it_is_opened() {
    let desk = desk();
    make(&desk);
    std::fs::remove_file(desk.path(".data/places.sqlite")).unwrap();
    let report = desk.path("thylacine/report.pdf").display().to_string();
    desk.edit("P.ron", |text| {
        let old = text.replacen("format_version: 4", "format_version: 3", 1);
        old.replace("file: \"report.pdf\"", &format!("path: {report:?}"))
            .replace("file: \"", "path: \"/of/another/machine/")
    });
    std::fs::write(&report, "a later version").unwrap();
    let ran = desk
        .run(["export", "P.ron", "-o", "thylacine/report.pdf", "--force"])
        .expect(1);
    assert!(ran.stderr.contains("was added from it"), "{}", ran.stderr);
    desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(0);
    let pack = load(&desk.path("P.ron")).unwrap().pack;
    assert!(
        !briefpack::store::to_ron(&pack)
            .unwrap()
            .contains("thylacine")
    );
    let places = Places::in_folder(&desk.path(".data")).of(&*pack.sources);
    assert!(
        places
            .values()
            .any(|path| path.display().to_string() == report)
    );
}
