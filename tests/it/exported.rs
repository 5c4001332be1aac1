//! An exported PDF as others read it: poppler for words, qpdf for soundness, and the bare objects
//! for links and bookmarks.

use std::path::Path;
use std::process::Command;

use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};
use tempfile::NamedTempFile;

use crate::tools::asked;

pub struct Exported {
    /// A copy, since the desk that it came from may be gone.
    file: NamedTempFile,
    document: Document,
}

/// A bookmark: how deep it stands, what it says and the page it leads to, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    pub depth: usize,
    pub title: String,
    pub page: u32,
}

impl Exported {
    /// Opens an export and checks that it is sound.
    #[track_caller]
    pub fn open(path: &Path) -> Self {
        if let Some(checked) = run("qpdf", &["--check"], path) {
            assert!(checked.is_ok(), "qpdf finds fault: {checked:?}");
        }
        let file = NamedTempFile::new().unwrap();
        std::fs::copy(path, &file).unwrap();
        Self {
            file,
            document: Document::load(path).unwrap(),
        }
    }

    /// Opens a PDF that was not written to disk.
    #[track_caller]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let file = NamedTempFile::new().unwrap();
        std::fs::write(&file, bytes).unwrap();
        Self::open(file.path())
    }

    pub fn page_count(&self) -> u32 {
        u32::try_from(self.document.get_pages().len()).unwrap()
    }

    /// The words of a page, counted from 1, one space between them. `None` without poppler.
    pub fn words(&self, page: u32) -> Option<String> {
        let page = page.to_string();
        let output = Command::new("pdftotext")
            .args(["-f", &page, "-l", &page])
            .arg(self.file.path())
            .arg("-")
            .output();
        let output = asked("pdftotext", output.ok())?;
        assert!(output.status.success(), "pdftotext finds fault: {output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[track_caller]
    pub fn assert_page_says(&self, page: u32, wanted: &str) {
        if let Some(words) = self.words(page) {
            assert!(
                words.contains(wanted),
                "page {page} lacks {wanted:?}: {words}"
            );
        }
    }

    /// Checks that every page carries its own number and the count of all.
    #[track_caller]
    pub fn assert_numbered(&self) {
        let count = self.page_count();
        for page in 1..=count {
            let Some(words) = self.words(page) else {
                return;
            };
            let number = format!("Page {page} of {count}");
            assert_eq!(words.matches(&number).count(), 1, "page {page}: {words}");
        }
    }

    /// Keeps the PDF, to be looked at.
    pub fn save_to(&self, path: &Path) {
        std::fs::copy(self.file.path(), path).unwrap();
    }

    /// The annotations of a kind on a page, counted from 1.
    pub fn annotations(&self, page: u32, subtype: &str) -> Vec<&Dictionary> {
        let page = self.document.get_pages()[&page];
        let all = self.document.get_page_annotations(page).unwrap();
        all.into_iter()
            .filter(|one| {
                one.get(b"Subtype").and_then(Object::as_name).ok() == Some(subtype.as_bytes())
            })
            .collect()
    }

    /// Whether the words stand anywhere in the file: on a page, or, whatever the case of the
    /// letters, in any string, name or stream of any object, in any of the encodings of PDF.
    pub fn says_anywhere(&self, words: &str) -> bool {
        let pages: Vec<String> = (1..=self.page_count())
            .filter_map(|page| self.words(page))
            .collect();
        let wanted = words.to_lowercase();
        if pages
            .iter()
            .any(|page| page.to_lowercase().contains(&wanted))
        {
            return true;
        }
        let objects = self.document.objects.values();
        let trailer = Object::Dictionary(self.document.trailer.clone());
        let mut found = objects
            .chain([&trailer])
            .any(|object| says(object, &wanted));
        // The bytes as they are, whatever no reader looks at.
        found |= bytes_say(&std::fs::read(self.file.path()).unwrap(), &wanted);
        found
    }

    /// How far a page, counted from 1, is turned clockwise when it is shown, in degrees.
    pub fn rotation(&self, page: u32) -> i64 {
        let page = self.document.get_pages()[&page];
        let page = self.document.get_dictionary(page).unwrap();
        page.get(b"Rotate").and_then(Object::as_i64).unwrap_or(0)
    }

    /// How large the file is, in bytes.
    /// How many streams have such entries.
    pub fn streams_with(&self, is_counted: impl Fn(&Dictionary) -> bool) -> usize {
        let streams = self.document.objects.values();
        let streams = streams.filter_map(|object| object.as_stream().ok());
        streams.filter(|stream| is_counted(&stream.dict)).count()
    }

    /// A page, counted from 1, as poppler draws it, without the 50 points at its sides. `None` without
    /// poppler.
    pub fn pixels(&self, page: u32) -> Option<Vec<u8>> {
        let (width, height) = self.size(page);
        let inner = |length: f32| (length - 100.0).to_string();
        let page = page.to_string();
        let output = Command::new("pdftoppm")
            .args(["-r", "72", "-x", "50", "-y", "50", "-f", &page, "-l", &page])
            .args(["-W", &inner(width), "-H", &inner(height)])
            .arg(self.file.path())
            .output();
        Some(asked("pdftoppm", output.ok())?.stdout)
    }

    pub fn size_bytes(&self) -> u64 {
        self.file.as_file().metadata().unwrap().len()
    }

    /// Width and height in points of a page, counted from 1.
    pub fn size(&self, page: u32) -> (f32, f32) {
        let page = self.document.get_pages()[&page];
        let page = self.document.get_dictionary(page).unwrap();
        let media = page.get(b"MediaBox").and_then(Object::as_array).unwrap();
        let corner: Vec<f32> = media.iter().map(|side| side.as_float().unwrap()).collect();
        (corner[2] - corner[0], corner[3] - corner[1])
    }

    /// The pages that the links on a page lead to, from top to bottom; both counted from 1.
    pub fn link_targets(&self, page: u32) -> Vec<u32> {
        let page = self.document.get_pages()[&page];
        let links = self.document.get_page_annotations(page).unwrap();
        let mut links: Vec<(i64, u32)> = links
            .iter()
            .filter(|link| link.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Link"))
            .filter_map(|link| Some((self.top(link), self.target(link)?)))
            .collect();
        links.sort_by_key(|(top, _)| -top);
        links.into_iter().map(|(_, target)| target).collect()
    }

    fn top(&self, link: &Dictionary) -> i64 {
        let rect = link.get(b"Rect").and_then(Object::as_array).unwrap();
        (rect[1].as_float().unwrap() * 10.0) as i64
    }

    /// The page that a link or bookmark leads to, counted from 1.
    fn target(&self, from: &Dictionary) -> Option<u32> {
        let destination = match from.get(b"Dest") {
            Ok(destination) => destination,
            Err(_) => self.dictionary(from.get(b"A").ok()?).get(b"D").ok()?,
        };
        let destination = match self.resolved(destination) {
            Object::String(name, _) => self.named(name),
            destination => destination,
        };
        let destination = match destination {
            Object::Dictionary(entry) => self.resolved(entry.get(b"D").unwrap()),
            destination => destination,
        };
        let destination = destination.as_array().unwrap();
        let target = destination[0].as_reference().unwrap();
        let pages = self.document.get_pages();
        let found = pages.iter().find(|(_, id)| **id == target);
        Some(*found.expect("a destination is a page of the document").0)
    }

    /// A destination by its name.
    fn named(&self, name: &[u8]) -> &Object {
        let names = self.document.catalog().unwrap().get(b"Names").unwrap();
        let tree = self.dictionary(names).get(b"Dests").unwrap();
        let found = self.search(self.dictionary(tree), name);
        found.unwrap_or_else(|| panic!("no destination is called {}", name.escape_ascii()))
    }

    fn search<'a>(&'a self, tree: &'a Dictionary, name: &[u8]) -> Option<&'a Object> {
        let list = |key: &[u8]| {
            let list = tree.get(key).ok()?;
            self.document.dereference(list).ok()?.1.as_array().ok()
        };
        let mut names = list(b"Names")
            .into_iter()
            .flat_map(|names| names.chunks_exact(2));
        let found = names.find(|pair| pair[0].as_str().is_ok_and(|found| found == name));
        found.map(|pair| self.resolved(&pair[1])).or_else(|| {
            let mut kids = list(b"Kids").into_iter().flatten();
            kids.find_map(|kid| self.search(self.dictionary(kid), name))
        })
    }

    /// All bookmarks in reading order.
    pub fn bookmarks(&self) -> Vec<Bookmark> {
        let mut found = Vec::new();
        let outlines = self.document.catalog().unwrap().get(b"Outlines").unwrap();
        self.collect(self.dictionary(outlines), 0, &mut found);
        found
    }

    fn collect(&self, parent: &Dictionary, depth: usize, found: &mut Vec<Bookmark>) {
        let mut next = parent.get(b"First").and_then(Object::as_reference).ok();
        while let Some(id) = next {
            let bookmark = self.at(id);
            found.push(Bookmark {
                depth,
                title: decode_text_string(bookmark.get(b"Title").unwrap()).unwrap(),
                page: self.target(bookmark).unwrap(),
            });
            self.collect(bookmark, depth + 1, found);
            next = bookmark.get(b"Next").and_then(Object::as_reference).ok();
        }
    }

    fn at(&self, id: ObjectId) -> &Dictionary {
        self.document.get_dictionary(id).unwrap()
    }

    fn dictionary<'a>(&'a self, object: &'a Object) -> &'a Dictionary {
        self.resolved(object).as_dict().unwrap()
    }

    fn resolved<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.document.dereference(object).unwrap().1
    }
}

fn says(object: &Object, wanted: &str) -> bool {
    match object {
        Object::String(bytes, _) | Object::Name(bytes) => {
            bytes_say(bytes, wanted)
                || decode_text_string(object).is_ok_and(|text| text.to_lowercase().contains(wanted))
        }
        Object::Array(items) => items.iter().any(|item| says(item, wanted)),
        Object::Dictionary(entries) => entries
            .iter()
            .any(|(key, value)| bytes_say(key, wanted) || says(value, wanted)),
        Object::Stream(stream) => {
            let plain = stream.decompressed_content();
            let content = plain.as_deref().unwrap_or(&stream.content);
            bytes_say(content, wanted) || stream.dict.iter().any(|(_, value)| says(value, wanted))
        }
        _ => false,
    }
}

/// Whether bytes say it, in UTF-8 or in UTF-16.
fn bytes_say(bytes: &[u8], wanted: &str) -> bool {
    let lower = bytes.to_ascii_lowercase();
    let contains = |needle: &[u8]| lower.windows(needle.len()).any(|window| window == needle);
    let wide: Vec<u8> = wanted.encode_utf16().flat_map(u16::to_be_bytes).collect();
    contains(wanted.as_bytes()) || contains(&wide)
}

/// Runs a reader on a file. `None` where it is not installed.
fn run(program: &str, arguments: &[&str], path: &Path) -> Option<Result<(), String>> {
    let output = Command::new(program).args(arguments).arg(path).output();
    let output = asked(program, output.ok())?;
    Some(if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    })
}
