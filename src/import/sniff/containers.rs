//! Files that hold files: which document they are, by what is in them.

use std::io::Cursor;

use super::named::{self, Named};
use crate::import::compound::{self, Compound};
use crate::import::{Problem, protected, zip_problem};
use crate::pack::Media;

pub use crate::import::compound::OLE;

/// How archives in the ZIP format begin, and how they do that hold nothing.
pub const ZIP: &[u8] = b"PK\x03\x04";
pub const EMPTY_ZIP: &[u8] = b"PK\x05\x06";

const FETCH_AGAIN: &str = "Fetch or save it again.";

/// Whether these bytes are an archive of files, rather than a document that is kept as one.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) && in_zip("", bytes).is_ok_and(|found| found == InZip::Files)
}

/// What an archive in the ZIP format holds.
#[derive(Debug, PartialEq, Eq)]
enum InZip {
    Document(Media),
    Other(Named),
    Files,
}

pub fn media_in_zip(name: &str, bytes: &[u8]) -> Result<Media, Problem> {
    match in_zip(name, bytes)? {
        InZip::Document(media) => Ok(media),
        InZip::Other(named) => Err(named.problem()),
        InZip::Files => Err(named::ARCHIVE_WITHIN.problem()),
    }
}

fn in_zip(name: &str, bytes: &[u8]) -> Result<InZip, Problem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| zip_problem(&error, FETCH_AGAIN))?;
    let declared = archive.by_name("mimetype").ok().and_then(|part| {
        const LONGEST_BYTES: u64 = 200;
        let mut text = String::new();
        let mut part = std::io::Read::take(part, LONGEST_BYTES);
        std::io::Read::read_to_string(&mut part, &mut text).ok()?;
        Some(text.trim().to_owned())
    });
    if let Some(declared) = declared.filter(|declared| declared.starts_with("application/")) {
        return Ok(by_media_type(&declared).unwrap_or(InZip::Other(named::PACKED)));
    }
    let listed = archive.by_name("META-INF/manifest.xml").ok();
    if let Some(found) = listed.and_then(listed_media_type) {
        return Ok(found);
    }
    let names: Vec<_> = archive.file_names().flatten().collect();
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    let has_end = |end: &str| names.iter().any(|name| name.ends_with(end));
    if is_iwork(&names) {
        return Ok(InZip::Other(named::iwork(name)));
    }
    if archive.index_for_name("[Content_Types].xml").is_none() {
        let is_there = |wanted: &str| names.iter().any(|name| name == wanted);
        let office = [
            ("word/document.xml", Media::Docx),
            ("ppt/presentation.xml", Media::Pptx),
            ("xl/workbook.xml", Media::Xlsx),
        ];
        if let Some((_, media)) = office.into_iter().find(|(part, _)| is_there(part)) {
            return Ok(InZip::Document(media));
        }
        let known = named::IN_ZIP.iter().find(|(marks, _)| {
            let mut marks = marks.iter();
            marks.all(|mark| is_there(mark) || mark.starts_with(['.', '/']) && has_end(mark))
        });
        return Ok(known.map_or(InZip::Files, |(_, named)| InZip::Other(*named)));
    }
    Ok(if has("xl/workbook.bin") {
        InZip::Other(named::XLSB)
    } else if has("word/") {
        InZip::Document(Media::Docx)
    } else if has("ppt/") {
        InZip::Document(Media::Pptx)
    } else if has("xl/") {
        InZip::Document(Media::Xlsx)
    } else if has("visio/") {
        InZip::Other(named::VISIO)
    } else if has_end(".fdseq") {
        InZip::Other(named::XPS)
    } else if has_end("document.xml") {
        InZip::Document(Media::Docx)
    } else {
        InZip::Other(named::OFFICE)
    })
}

/// What an archive says that it is (OpenDocument 1.3 part 2, 3.3; EPUB 3.3, 4.2.6).
fn by_media_type(declared: &str) -> Option<InZip> {
    if declared == "application/epub+zip" {
        return Some(InZip::Other(named::EPUB));
    }
    if declared.starts_with("application/vnd.sun.xml.") {
        return Some(InZip::Other(named::STAR_OFFICE));
    }
    let kind = declared.strip_prefix("application/vnd.oasis.opendocument.")?;
    Some(match kind {
        "text" | "text-template" => InZip::Document(Media::Odt),
        "spreadsheet" | "spreadsheet-template" => InZip::Document(Media::Ods),
        "presentation" | "presentation-template" => InZip::Other(named::ODP),
        "graphics" | "graphics-template" => InZip::Other(named::ODG),
        _ => InZip::Other(named::OPEN_DOCUMENT),
    })
}

/// What the list of parts of an OpenDocument file says that it is, where it does not say so itself
/// (OpenDocument 1.3 part 2, 4.7).
fn listed_media_type(part: impl std::io::Read) -> Option<InZip> {
    const LONGEST_BYTES: u64 = 64 * 1024;
    let mut text = String::new();
    let mut part = std::io::Read::take(part, LONGEST_BYTES);
    std::io::Read::read_to_string(&mut part, &mut text).ok()?;
    let entries = text
        .split('<')
        .filter(|entry| entry.contains("full-path=\"/\""));
    let mut types =
        entries.filter_map(|entry| entry.split_once("media-type=\"")?.1.split('"').next());
    types.find_map(by_media_type)
}

/// Whether these are the parts of a document of Pages, Numbers or Keynote: of the present form, or
/// of the one up to 2013.
fn is_iwork(names: &[std::borrow::Cow<'_, str>]) -> bool {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let has_parts = names
        .iter()
        .any(|name| name.starts_with("Index/") && name.ends_with(".iwa"));
    let is_former = ["index.xml", "index.apxl", "index.xml.gz", "index.apxl.gz"]
        .iter()
        .any(|name| has(name));
    let has_preview = names.iter().any(|name| name.starts_with("QuickLook/"));
    has_parts || has("Index.zip") || is_former && (has("buildVersionHistory.plist") || has_preview)
}

/// What a compound file of the former office programs is, by the streams in it.
pub fn in_ole(name: &str, bytes: &[u8]) -> Result<Media, Problem> {
    let file = Compound::open(bytes);
    let has = |stream: &str| match &file {
        Ok(file) => file.has(stream),
        Err(_) => compound::mentions(bytes, stream),
    };
    if has("EncryptedPackage") {
        return media_in_zip(name, &protected::package(bytes)?);
    }
    if has("__properties_version1.0") {
        return Ok(Media::Msg);
    }
    if has("Workbook") || has("Book") {
        return Ok(Media::Xls);
    }
    let known = named::IN_OLE.iter().find(|(stream, _)| has(stream));
    match (known, file) {
        (Some((_, named)), _) => Err(named.problem()),
        (None, Err(problem)) => Err(problem),
        (None, Ok(_)) => Err(named::OLE_OF_UNKNOWN_KIND.problem()),
    }
}
