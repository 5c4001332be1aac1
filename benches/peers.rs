//! Briefpack beside other tools on the same files: `cargo bench --bench peers`.
//!
//! One line for each tool, for a person to read and compare; nothing is asserted. The inputs are made
//! in code; `BRIEFPACK_PEERS_PDFS` may name a folder of PDFs to be bundled instead. A tool that is not
//! installed is named and skipped. Peak memory is that of a tool with all its child processes, looked
//! at every few milliseconds.
#![expect(clippy::print_stdout, reason = "figures are for a person to read")]

use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use briefpack::edit::{Command as Change, History};
use briefpack::export::{self, PartCache, Passwords, SourceFacts};
use briefpack::progress::Progress;
use briefpack::store::{self, SourceStore};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How often the memory of a tool is looked at.
const LOOK: Duration = Duration::from_millis(4);

/// The argument with which this program measures two exports in one process.
const TWICE: &str = "twice";

fn main() -> Outcome<()> {
    // `cargo bench` passes `--bench`; the others are passed by ourselves.
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == TWICE) {
        let pack = arguments.next().ok_or("no pack")?;
        return export_twice(Path::new(&pack));
    }
    let folder = tempfile::tempdir()?;
    let pdfs = match std::env::var_os("BRIEFPACK_PEERS_PDFS") {
        Some(given) => pdfs_in(Path::new(&given))?,
        None => papers(&folder.path().join("papers"))?,
    };
    println!("Goal: no slower than qpdf, under 300 MB; again after one change under 1 s");
    bundle(folder.path(), "papers", &pdfs)?;
    let pdfs = scans(&folder.path().join("scans"))?;
    println!("\nGoal: at most twice as long as qpdf, under 150 MB");
    bundle(folder.path(), "scans", &pdfs)?;
    println!("\nGoal: within 1.3 of Typst's time and size");
    letters(&folder.path().join("letters"))
}

/// Binds PDFs with every tool.
fn bundle(folder: &Path, name: &str, pdfs: &[PathBuf]) -> Outcome<()> {
    let bytes: u64 = pdfs
        .iter()
        .filter_map(|pdf| Some(fs::metadata(pdf).ok()?.len()))
        .sum();
    println!("{} PDFs, {:.0} MB ({name})", pdfs.len(), bytes as f64 / 1e6);
    let pack = folder.join(format!("{name}.ron"));
    let out = folder.join(format!("{name}.pdf"));
    let data = folder.join(format!("data of {name}"));
    briefpack(
        "Briefpack takes them in",
        &data,
        "new",
        [pack.as_os_str()],
        pdfs,
    )?;
    let export = [
        pack.as_os_str(),
        "--force".as_ref(),
        "-o".as_ref(),
        out.as_os_str(),
    ];
    briefpack("Briefpack, first export", &data, "export", export, &[])?;
    tell_size(&out);
    briefpack("Briefpack, exported again", &data, "export", export, &[])?;
    let status = Command::new(std::env::current_exe()?)
        .args([TWICE.as_ref(), pack.as_os_str()])
        .env("BRIEFPACK_DATA_DIR", &data)
        .status()?;
    if !status.success() {
        return Err("two exports in one process failed".into());
    }
    let peer = folder.join("peer.pdf");
    let qpdf = ["--warning-exit-0", "--empty", "--pages"].map(OsString::from);
    let files = || pdfs.iter().map(|pdf| pdf.clone().into_os_string());
    let to = || peer.clone().into_os_string();
    run(
        "qpdf",
        qpdf.into_iter().chain(files()).chain(["--".into(), to()]),
    )?;
    tell_size(&peer);
    run(
        "mutool",
        ["merge".into(), "-o".into(), to()]
            .into_iter()
            .chain(files()),
    )?;
    tell_size(&peer);
    run("pdfunite", files().chain([to()]))?;
    tell_size(&peer);
    Ok(())
}

/// Carries out a subcommand of the program itself, with a data folder of its own.
fn briefpack<'a>(
    what: &str,
    data: &Path,
    subcommand: &str,
    arguments: impl IntoIterator<Item = &'a OsStr>,
    files: &[PathBuf],
) -> Outcome<()> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_briefpack"));
    command.env("BRIEFPACK_DATA_DIR", data).arg(subcommand);
    command.args(arguments).args(files);
    measure(what, &mut command)
}

fn run(program: &str, arguments: impl IntoIterator<Item = OsString>) -> Outcome<()> {
    measure(program, Command::new(program).args(arguments))
}

/// Runs a program and prints how long it took and how much memory it had at most.
fn measure(what: &str, command: &mut Command) -> Outcome<()> {
    let begun = Instant::now();
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = child else {
        println!("  {what:28} skipped: it is not installed");
        return Ok(());
    };
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak = peak.max(resident_bytes(child.id()));
        thread::sleep(LOOK);
    };
    let time = begun.elapsed().as_secs_f64();
    let remark = if status.success() {
        ""
    } else {
        "; it says that something is wrong"
    };
    println!(
        "  {what:28} {time:6.2} s, {:5.0} MB{remark}",
        peak as f64 / 1e6
    );
    Ok(())
}

/// How much memory a process has with its child processes, in bytes; 0 where the system does not tell.
fn resident_bytes(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    let children = format!("/proc/{process}/task/{process}/children");
    let children = fs::read_to_string(children).unwrap_or_default();
    let children = children.split_whitespace().filter_map(|id| id.parse().ok());
    kib.unwrap_or(0) * 1024 + children.map(resident_bytes).sum::<u64>()
}

fn tell_size(file: &Path) {
    if let Ok(about) = fs::metadata(file) {
        println!("  {:28} {:.1} MB", "", about.len() as f64 / 1e6);
    }
}

/// Exports a pack twice in one process, as the window does, with a title changed in between.
fn export_twice(file: &Path) -> Outcome<()> {
    let pack = store::load(file)?.pack;
    let facts = briefpack::library::cache_folder().map(|folder| SourceFacts::in_folder(&folder));
    let cache = PartCache::default().with_facts(facts.unwrap_or_default());
    let sources = SourceStore::beside(file);
    let passwords = Passwords::default();
    let mut history = History::saved(pack);
    let out = tempfile::tempdir()?;
    for what in ["in one process, first", "in one process, changed"] {
        let request = export::ExportRequest {
            pack: history.pack(),
            sources: &sources,
            passwords: &passwords,
            cache: &cache,
            copy: export::Copy::Circulation,
        };
        let begun = Instant::now();
        export::export_file(&request, &out.path().join("out.pdf"), &Progress::default())?;
        let time = begun.elapsed().as_secs_f64();
        println!("  Briefpack, {what:17} {time:6.2} s");
        let title = "Another title".to_owned();
        history.run(Change::SetTitle(title), Duration::ZERO)?;
    }
    Ok(())
}

fn pdfs_in(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "pdf") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Numbers that look like chance and are always the same.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn word(&mut self) -> String {
        let length = 3 + self.next() % 8;
        let letter = |chance: &mut Self| char::from(b'a' + (chance.next() % 26) as u8);
        (0..length).map(|_| letter(self)).collect()
    }
}

const PAPERS: usize = 240;
const PAGES_OF_A_PAPER: usize = 22;

/// Papers with a font, a picture on most pages, links and bookmarks: some 5,300 pages, 85 MB.
fn papers(folder: &Path) -> Outcome<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let mut chance = Chance(0x2545_F491_4F6C_DD1D);
    let paper = |number| {
        let file = folder.join(format!("Paper {number:03}.pdf"));
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        });
        let mut pages: Vec<ObjectId> = Vec::new();
        for page in 0..PAGES_OF_A_PAPER {
            let mut content = "BT /F 10 Tf 14 TL 60 760 Td\n".to_owned();
            for _ in 0..40 {
                let words: Vec<String> = (0..12).map(|_| chance.word()).collect();
                content.push_str(&format!("({}) Tj T*\n", words.join(" ")));
            }
            content.push_str("ET q 80 0 0 60 60 80 cm /P Do Q");
            let content = Stream::new(Dictionary::new(), content.into_bytes());
            let content = document.add_object(content);
            let picture = picture(&mut document, (120, 90), 75, &mut chance)?;
            let mut entries = dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content,
                "MediaBox" => numbers([0, 0, 595, 842]),
                "Resources" => dictionary! {
                    "Font" => dictionary! { "F" => font },
                    "XObject" => dictionary! { "P" => picture },
                },
            };
            if let Some(first) = pages.first() {
                let link = document.add_object(dictionary! {
                    "Type" => "Annot", "Subtype" => "Link", "Rect" => numbers([60, 740, 200, 775]),
                    "Dest" => vec![Object::Reference(*first), "Fit".into()],
                });
                entries.set("Annots", vec![Object::Reference(link)]);
            }
            pages.push(document.add_object(entries));
            if page == 0 {
                let bookmark = document.new_object_id();
                let outline = document.add_object(dictionary! {
                    "Type" => "Outlines", "First" => bookmark, "Last" => bookmark, "Count" => 1,
                });
                let title = Object::string_literal(format!("Paper {number}"));
                let dest = vec![
                    pages.first().copied().map_or(Object::Null, Object::from),
                    "Fit".into(),
                ];
                let entries = dictionary! { "Title" => title, "Parent" => outline, "Dest" => dest };
                document.set_object(bookmark, entries);
                let catalog =
                    dictionary! { "Type" => "Catalog", "Pages" => tree, "Outlines" => outline };
                let catalog = document.add_object(catalog);
                document.trailer.set("Root", catalog);
            }
        }
        finish(document, tree, &pages, &file)?;
        Ok(file)
    };
    (1..=PAPERS).map(paper).collect()
}

/// 40 scans of six pages: a picture on each that fills it, 110 MB in all.
fn scans(folder: &Path) -> Outcome<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let scan = |number| {
        let file = folder.join(format!("Scan {number:02}.pdf"));
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        let mut pages = Vec::new();
        for _ in 0..6 {
            let picture = picture(&mut document, (1240, 1754), 30, &mut chance)?;
            let content = Stream::new(Dictionary::new(), b"q 595 0 0 842 0 0 cm /P Do Q".to_vec());
            let content = document.add_object(content);
            pages.push(document.add_object(dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content,
                "MediaBox" => numbers([0, 0, 595, 842]),
                "Resources" => dictionary! { "XObject" => dictionary! { "P" => picture } },
            }));
        }
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        document.trailer.set("Root", catalog);
        finish(document, tree, &pages, &file)?;
        Ok(file)
    };
    (1..=40).map(scan).collect()
}

fn finish(mut document: Document, tree: ObjectId, pages: &[ObjectId], file: &Path) -> Outcome<()> {
    let kids: Vec<Object> = pages.iter().map(|page| (*page).into()).collect();
    let count = i64::try_from(pages.len())?;
    let entries = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    document.set_object(tree, entries);
    document.compress();
    document.save(file)?;
    Ok(())
}

/// A picture full of noise, as JPEG.
fn picture(
    document: &mut Document,
    (width, height): (u32, u32),
    quality: u8,
    chance: &mut Chance,
) -> Outcome<ObjectId> {
    let pixels: Vec<u8> = (0..width * height)
        .map(|_| chance.next() as u8 | 0x80)
        .collect();
    let mut bytes = Cursor::new(Vec::new());
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    encoder.write_image(&pixels, width, height, ExtendedColorType::L8)?;
    let entries = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height,
        "BitsPerComponent" => 8, "ColorSpace" => "DeviceGray", "Filter" => "DCTDecode",
    };
    let stream = Stream::new(entries, bytes.into_inner()).with_compression(false);
    Ok(document.add_object(stream))
}

fn numbers(numbers: [i64; 4]) -> Vec<Object> {
    numbers.map(Object::from).into()
}

/// 500 letters of one page, typeset.
fn letters(folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder)?;
    let mut chance = Chance(0xD1B5_4A32_D192_ED03);
    let mut files = Vec::new();
    let mut together = "#set page(paper: \"a4\")\n".to_owned();
    for number in 1..=500 {
        let paragraph = |chance: &mut Chance| {
            let words: Vec<String> = (0..70).map(|_| chance.word()).collect();
            format!("{}.", words.join(" "))
        };
        let paragraphs: Vec<String> = (0..5).map(|_| paragraph(&mut chance)).collect();
        let body = paragraphs.join("\n\n");
        let file = folder.join(format!("Letter {number:03}.txt"));
        fs::write(&file, format!("Letter {number}\n\n{body}\n"))?;
        files.push(file);
        together.push_str(&format!("= Letter {number}\n\n{body}\n#pagebreak()\n"));
    }
    println!("{} texts of a page", files.len());
    let (pack, out) = (folder.join("Letters.ron"), folder.join("Letters.pdf"));
    let data = folder.join("data");
    briefpack(
        "Briefpack takes them in",
        &data,
        "new",
        [pack.as_os_str()],
        &files,
    )?;
    let export = [pack.as_os_str(), "-o".as_ref(), out.as_os_str()];
    briefpack("Briefpack, first export", &data, "export", export, &[])?;
    tell_size(&out);
    let (text, typst) = (folder.join("letters.typ"), folder.join("typst.pdf"));
    fs::write(&text, together)?;
    run(
        "typst",
        [
            "compile".into(),
            text.into_os_string(),
            typst.clone().into_os_string(),
        ],
    )?;
    tell_size(&typst);
    Ok(())
}
