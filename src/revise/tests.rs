//! New versions of real files, revised through the library.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::anchor::{ChangeKind, describe};
use crate::edit::NewAnnotation;
use crate::export::{Copy, ExportRequest, PartCache, Passwords};
use crate::layout_true;
use crate::pack::{Annotation, AreaSelector, Audience, Author, Location, Mark, Target};
use crate::store::SourceStore;
use crate::tools::asked;

const TEXT: &str = "Ministers agree steps on river safety

Published 12 March 2026

Ministers from five countries met in Riverton today. They agreed to share flood warnings.

The next meeting will be held in autumn, at a place that is not yet known.
";

/// A pack on a desk with files.
struct Desk {
    folder: TempDir,
    pack: Pack,
    sources: SourceStore,
    passwords: Passwords,
    cache: PartCache,
}

impl Desk {
    /// A pack made from this file.
    fn with(name: &str, content: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sources = SourceStore::staged(&folder.path().join("sources"), None);
        let mut desk = Self {
            folder,
            pack: Pack::new("Test"),
            sources,
            passwords: Passwords::default(),
            cache: PartCache::default(),
        };
        let file = desk.file(name, content);
        let collected = collect_file(&file, None, &desk.sources, &Progress::default()).unwrap();
        desk.edit(Command::AddDocuments {
            at: Location::top(0),
            documents: collected.documents(),
            sources: collected.sources.clone(),
        });
        desk
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn edit(&mut self, command: Command) {
        edit::apply(&mut self.pack, command).unwrap();
    }

    fn request(&self) -> ExportRequest<'_> {
        ExportRequest {
            pack: &self.pack,
            sources: &self.sources,
            passwords: &self.passwords,
            cache: &self.cache,
            copy: Copy::Speaking,
        }
    }

    fn ids(&self) -> Vec<DocumentId> {
        self.pack.documents().map(|document| document.id).collect()
    }

    fn text(&self, document: DocumentId) -> String {
        let document = self.pack.document(document).unwrap();
        let layer = document_text(&self.request(), document, &Progress::default()).unwrap();
        layer.unwrap().content()
    }

    fn annotate(&mut self, document: DocumentId, target: Target) {
        self.edit(Command::Annotate(
            document,
            NewAnnotation {
                target,
                mark: Mark::default(),
                body: String::new(),
                kind: None,
                audience: Audience::default(),
                author: Author::default(),
                created: None,
            },
        ));
    }

    fn mark(&mut self, document: DocumentId, words: &str) {
        let text = self.text(document);
        let start = text.find(words).unwrap();
        let selector = describe(&text, start..start + words.len());
        self.annotate(document, Target::Text(selector));
    }

    fn rename(&mut self, document: DocumentId, title: &str) {
        self.edit(Command::Rename {
            item: document.into(),
            title: title.to_owned(),
        });
    }

    fn revise(&self, documents: &[DocumentId], file: &Path) -> Result<NewVersion, ReviseError> {
        revise(&self.request(), documents, file, None, &Progress::default())
    }

    fn quotes(&self, document: DocumentId) -> Vec<&str> {
        let annotations = &self.pack.document(document).unwrap().annotations;
        annotations.iter().map(Annotation::quote).collect()
    }
}

#[test]
fn notes_go_with_a_new_version_and_nothing_is_lost() {
    let mut desk = Desk::with("river.txt", TEXT.as_bytes());
    let id = desk.ids()[0];
    desk.mark(id, "They agreed to share flood warnings.");
    desk.mark(id, "Ministers from five countries met in Riverton");
    desk.mark(id, "at a place that is not yet known");
    desk.annotate(id, Target::Area(AreaSelector::default()));
    let new = TEXT
        .replace("five countries", "seven countries")
        .replace(", at a place that is not yet known", "")
        .replace("Published", "A new paragraph comes first.\n\nPublished");
    let file = desk.file("river 2.txt", new.as_bytes());
    let new_version = desk.revise(&[id], &file).unwrap();
    let revised = &new_version.documents[0];
    let tally = Tally {
        exact: 1,
        fuzzy: 1,
        lost: 1,
        areas: 1,
    };
    assert_eq!(revised.tally, tally, "{:?}", revised.changes);
    assert_eq!((revised.lost.len(), revised.check.len()), (1, 2));
    let has = |kind, words: &str| {
        let mut changes = revised.changes.iter();
        changes.any(|change| change.kind == kind && change.text.contains(words))
    };
    assert!(has(ChangeKind::Removed, "not yet known"));
    assert!(has(ChangeKind::Added, "seven"));
    assert!(has(ChangeKind::Same, "flood warnings"));

    desk.edit(new_version.command);
    assert_eq!(
        desk.quotes(id),
        [
            "They agreed to share flood warnings.",
            "Ministers from seven countries met in Riverton",
            "at a place that is not yet known",
            ""
        ]
    );
    let text = desk.text(id);
    assert!(text.contains("A new paragraph"));
    let document = desk.pack.document(id).unwrap();
    let origin = desk.pack.sources[document.source().unwrap()].origin.clone();
    assert_eq!(
        origin.unwrap().file,
        file.file_name().unwrap().to_string_lossy()
    );
}

#[test]
fn the_same_words_in_another_kind_of_file_keep_every_note() {
    let mut desk = Desk::with("river.txt", TEXT.as_bytes());
    let id = desk.ids()[0];
    desk.mark(id, "met in Riverton today. They agreed");
    desk.mark(id, "autumn");
    let markdown = format!("# {}", TEXT.replace("Ministers from", "Ministers *from*"));
    let file = desk.file("river.md", markdown.as_bytes());
    let new_version = desk.revise(&[id], &file).unwrap();
    let Revised { tally, changes, .. } = &new_version.documents[0];
    assert_eq!(
        (tally.exact, tally.fuzzy, tally.lost),
        (2, 0, 0),
        "{changes:?}"
    );
}

#[test]
fn a_pdf_may_take_the_place_of_a_text() {
    let mut desk = Desk::with("river.txt", TEXT.as_bytes());
    let id = desk.ids()[0];
    desk.mark(id, "met in Riverton today. They agreed");
    desk.mark(id, "autumn");
    let pdf = export::export(&desk.request(), &Progress::default()).unwrap();
    let file = desk.file("river.pdf", &pdf.bytes);
    let new_version = desk.revise(&[id], &file).unwrap();
    let Revised { tally, changes, .. } = &new_version.documents[0];
    assert_eq!(
        (tally.exact, tally.fuzzy, tally.lost),
        (2, 0, 0),
        "{changes:?}"
    );
    desk.edit(new_version.command);
    let quotes = desk.quotes(id);
    assert_eq!(quotes[0].split_whitespace().count(), 6, "{quotes:?}");
}

#[test]
fn each_document_finds_its_part_of_the_new_file() {
    let publication =
        |title: &str, body: &str| format!("{title}\n\nPublished 12 March 2026\n\n{body}\n\n\n\n");
    let flood = publication(
        "Ministers agree steps on river safety",
        "Ministers met in Riverton today. They agreed to share flood warnings across the border.",
    );
    let roads = publication(
        "New roads for the northern counties",
        "Work on three roads begins in May. The counties pay a third of the cost each year.",
    );
    let parks = publication(
        "Four parks to open in spring",
        "Families will find four new parks. Each has a pond, a playground and a café.",
    );
    let mut desk = Desk::with("all.txt", format!("{flood}{roads}").as_bytes());
    let ids = desk.ids();
    assert_eq!(ids.len(), 2, "the file holds two publications");
    assert_eq!(siblings(&desk.pack, ids[1]), ids);
    desk.mark(ids[0], "share flood warnings");
    desk.mark(ids[1], "a third of the cost");
    let new = format!("{parks}{}{flood}", roads.replace("May", "June"));
    let file = desk.file("all 2.txt", new.as_bytes());
    let new_version = desk.revise(&ids, &file).unwrap();
    for revised in &new_version.documents {
        assert_eq!((revised.tally.exact, revised.tally.lost), (1, 0));
    }
    desk.edit(new_version.command);
    assert!(desk.text(ids[1]).contains("June") && !desk.text(ids[1]).contains("flood"));
    assert!(desk.text(ids[0]).contains("flood") && !desk.text(ids[0]).contains("parks"));
}

#[test]
fn what_cannot_take_its_place_is_said_and_changes_nothing() {
    let desk = Desk::with("river.txt", TEXT.as_bytes());
    let ids = desk.ids();
    let before = desk.pack.clone();
    let same = desk.file("copy.txt", TEXT.as_bytes());
    let missing = desk.folder.path().join("missing.txt");
    let broken = desk.file("broken.pdf", b"%PDF-1.7 and then nothing");
    let cases = [
        (&ids[..], same, "already"),
        (&ids[..], missing, "missing.txt"),
        (&ids[..], broken, "broken.pdf"),
        (
            &[DocumentId(999)][..],
            desk.file("new.txt", b"New"),
            "new.txt",
        ),
    ];
    for (documents, file, says) in cases {
        let error = desk.revise(documents, &file).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    assert_eq!(desk.pack, before);
    assert_eq!(siblings(&desk.pack, DocumentId(999)), []);
}

#[test]
fn an_excerpt_shows_the_same_paragraphs_of_the_new_version() {
    let text = |numbers: &[u32]| {
        let paragraph = |number: &u32| {
            format!(
                "Paragraph {number} tells of harbour {number} and of the towns along river {number}.\n\n"
            )
        };
        let body: String = numbers.iter().map(paragraph).collect();
        format!("Ministers agree steps on river safety\n\n{body}")
    };
    let mut desk = Desk::with("river.txt", text(&[1, 2, 3, 4, 5, 6]).as_bytes());
    let id = desk.ids()[0];
    let blocks = |runs: &[(u32, u32)]| Extent::Blocks {
        lines: None,
        blocks: runs
            .iter()
            .map(|run| crate::pack::BlockRun(run.0, run.1))
            .collect(),
    };
    desk.edit(Command::SetExtents(vec![Replacement {
        document: id,
        extent: blocks(&[(2, 3), (6, 6)]),
        annotations: Vec::new(),
    }]));
    let shown = desk.text(id);
    assert!(
        shown.starts_with("Paragraph 2 ") && shown.contains("river 6"),
        "{shown}"
    );
    let new = desk.file("new.txt", text(&[9, 1, 2, 8, 3, 4, 5, 6]).as_bytes());
    let version = desk.revise(&[id], &new).unwrap();
    assert_eq!(version.documents[0].extent, blocks(&[(3, 5), (8, 8)]));
    assert!(version.warnings.is_empty(), "{:?}", version.warnings);
    let other = desk.file(
        "other.txt",
        b"Nothing of it\n\nis here any more, not a word.\n",
    );
    for (title, then) in [
        ("River, excerpt", "River"),
        ("A person's own", "A person's own"),
    ] {
        desk.rename(id, title);
        let version = desk.revise(&[id], &other).unwrap();
        assert_eq!(version.documents[0].extent, Extent::Whole);
        assert_eq!(version.documents[0].title, then);
        assert_eq!(version.warnings.len(), 1);
    }
}

#[test]
fn an_excerpt_keeps_the_pages_that_the_new_version_has() {
    let pages = |text: &str| Extent::Pages(text.parse().unwrap());
    let words = ["One", "Two", "Three", "Four"];
    let mut desk = Desk::with("old.pdf", &crate::pdf::fixtures::texts(&words));
    let id = desk.ids()[0];
    let area = |page| AreaSelector {
        page,
        x: 10.0,
        y: 20.0,
        width: 30.0,
        height: 40.0,
    };
    for page in [1, 2] {
        desk.annotate(id, Target::Area(area(page)));
    }
    let annotations = desk.pack.document(id).unwrap().annotations.clone();
    desk.edit(Command::SetExtents(vec![Replacement {
        document: id,
        extent: pages("4, 2"),
        annotations,
    }]));
    desk.rename(id, "Report, pages 4, 2");
    let new = desk.file(
        "new.pdf",
        &crate::pdf::fixtures::texts(&["One", "Two anew", "Three"]),
    );
    let version = desk.revise(&[id], &new).unwrap();
    assert_eq!(version.documents[0].extent, pages("2"));
    assert_eq!(version.warnings.len(), 1);
    assert!(
        version.warnings[0]
            .contains("showed a page of its file that the new version does not have: 4."),
        "{:?}",
        version.warnings
    );
    assert_eq!(version.documents[0].title, "Report, page 2");
    desk.edit(version.command);
    assert_eq!(desk.pack.document(id).unwrap().title, "Report, page 2");
    let kept = &desk.pack.document(id).unwrap().annotations;
    // That on page 4 is lost, at its place on the source; that on page 2 is on the first page now.
    assert_eq!(kept[0].anchoring, Anchoring::Lost);
    assert_eq!(kept[0].target, Target::Area(area(4)));
    assert_eq!(kept[1].anchoring, Anchoring::Check);
    assert_eq!(kept[1].target, Target::Area(area(1)));
}

#[test]
fn the_paragraphs_of_an_excerpt_are_not_pages_of_a_pdf() {
    let mut desk = Desk::with("river.txt", TEXT.as_bytes());
    let id = desk.ids()[0];
    let pdf = export::export(&desk.request(), &Progress::default()).unwrap();
    let pdf = desk.file("river.pdf", &pdf.bytes);
    desk.edit(Command::SetExtents(vec![Replacement {
        document: id,
        extent: Extent::Blocks {
            lines: None,
            blocks: vec![crate::pack::BlockRun(1, 2)],
        },
        annotations: Vec::new(),
    }]));
    let version = desk.revise(&[id], &pdf).unwrap();
    assert_eq!(version.documents[0].extent, Extent::Whole);
    let [warning] = version.warnings.as_slice() else {
        panic!("{:?}", version.warnings);
    };
    assert!(warning.contains("it will show all of it"), "{warning}");
    let office = Path::new("never started");
    let kept = keep_layout(&desk.request(), office, id, &Progress::default());
    assert!(matches!(kept, Err(ReviseError::Excerpt { .. })), "{kept:?}");
}

#[test]
fn a_document_that_shows_more_than_before_is_noticed() {
    let blocks = |lines| Extent::Blocks {
        lines,
        blocks: vec![crate::pack::BlockRun(1, 1)],
    };
    let lines = Extent::Lines { first: 1, last: 9 };
    let pages = Extent::Pages("2".parse().unwrap());
    let mut desk = Desk::with("river.txt", TEXT.as_bytes());
    let id = desk.ids()[0];
    for (old, new, loses) in [
        (blocks(Some((1, 9))), lines.clone(), true),
        (blocks(None), Extent::Whole, true),
        (pages.clone(), Extent::Whole, true),
        (lines.clone(), lines.clone(), false),
        (pages.clone(), pages, false),
        (Extent::Whole, Extent::Whole, false),
    ] {
        desk.edit(Command::SetExtents(vec![Replacement {
            document: id,
            extent: old.clone(),
            annotations: Vec::new(),
        }]));
        let document = desk.pack.document(id).unwrap();
        assert_eq!(loses_its_part(document, &new), loses, "{old:?} {new:?}");
    }
}

/// A Word document with these paragraphs' runs.
fn docx(runs: &str) -> Vec<u8> {
    use std::io::Write;
    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
    let types = format!(
        "<Types xmlns='{PACKAGE}/content-types'>\
         <Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>\
         <Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/>\
         </Types>"
    );
    let relations = format!(
        "<Relationships xmlns='{PACKAGE}/relationships'><Relationship Id='a' \
         Type='{OFFICE}/relationships/officeDocument' Target='word/document.xml'/></Relationships>"
    );
    let body =
        format!("<w:document xmlns:w='{WORD}'><w:body><w:p>{runs}</w:p></w:body></w:document>");
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("[Content_Types].xml", types),
        ("_rels/.rels", relations),
        ("word/document.xml", body),
    ] {
        writer.start_file(name, plain).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn what_would_show_more_than_its_text_does_not_keep_its_layout() {
    let deleted = docx(
        "<w:r><w:t>Kept</w:t></w:r><w:del w:id='1' w:author='A'><w:r>\
         <w:delText>DELETEDSECRET</w:delText></w:r></w:del>",
    );
    let picture =
        br#"{\rtf1 Kept {\field{\*\fldinst INCLUDEPICTURE "file:///a.png"}{\fldrslt a}}}"#;
    for (name, bytes, says) in [
        ("deleted.docx", deleted.as_slice(), "has tracked changes"),
        ("picture.rtf", picture, "includes other files"),
    ] {
        let desk = Desk::with(name, bytes);
        // Where LibreOffice is here it is really asked, or would be.
        let office = layout_true::find_office().unwrap_or_else(|| "never started".into());
        let id = desk.ids()[0];
        let error = keep_layout(&desk.request(), &office, id, &Progress::default()).unwrap_err();
        let error = error.to_string();
        assert!(error.starts_with(name) && error.contains(says), "{error}");
    }
}

#[test]
fn a_date_of_the_day_of_the_layout_is_told() {
    let Some(office) = asked("LibreOffice", layout_true::find_office()) else {
        return;
    };
    let field = "<w:r><w:t>Kept on </w:t></w:r><w:fldSimple w:instr=' DATE '>\
        <w:r><w:t>1 May 1999</w:t></w:r></w:fldSimple>";
    let mut desk = Desk::with("dated.docx", &docx(field));
    let id = desk.ids()[0];
    let progress = Progress::default();
    let version = keep_layout(&desk.request(), &office, id, &progress).unwrap();
    assert_eq!(version.warnings.len(), 1, "{:?}", version.warnings);
    assert!(version.warnings[0].contains("may show today"));
    desk.edit(version.command);
    let text = desk.text(id);
    assert!(text.contains("Kept on") && !text.contains("1999"), "{text}");
}
