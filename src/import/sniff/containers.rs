//! Files that hold files: which document they are, by what is in them.

use std::io::Cursor;

use super::SAVE_AS_PDF;
use crate::import::Problem;
use crate::pack::Media;

/// How archives in the ZIP format begin.
pub const ZIP: &[u8] = b"PK\x03\x04";

/// Whether these bytes are an archive of files, rather than a document that is kept as one.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) && in_zip(bytes).is_ok_and(|found| found == InZip::Files)
}

/// What an archive in the ZIP format holds.
#[derive(Debug, PartialEq, Eq)]
enum InZip {
    Document(Media),
    Other(&'static str),
    Files,
}

pub fn media_in_zip(bytes: &[u8]) -> Result<Media, Problem> {
    match in_zip(bytes)? {
        InZip::Document(media) => Ok(media),
        InZip::Other(what) => Err(Problem::Unsupported {
            what: what.to_owned(),
            hint: SAVE_AS_PDF.into(),
        }),
        InZip::Files => Err(Problem::Unsupported {
            what: "an archive (ZIP) within another file".to_owned(),
            hint: "Unpack it and add the files in it.".into(),
        }),
    }
}

fn in_zip(bytes: &[u8]) -> Result<InZip, Problem> {
    let damaged = |error: &dyn std::fmt::Display| Problem::Damaged {
        reason: error.to_string(),
        hint: "Fetch or save it again.".into(),
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let declared = archive.by_name("mimetype").ok().and_then(|part| {
        const LONGEST_BYTES: u64 = 200;
        let mut text = String::new();
        let mut part = std::io::Read::take(part, LONGEST_BYTES);
        std::io::Read::read_to_string(&mut part, &mut text).ok()?;
        Some(text.trim().to_owned())
    });
    match declared.as_deref() {
        Some("application/vnd.oasis.opendocument.text") => {
            return Ok(InZip::Document(Media::Odt));
        }
        Some("application/vnd.oasis.opendocument.spreadsheet") => {
            return Ok(InZip::Document(Media::Ods));
        }
        Some("application/vnd.oasis.opendocument.presentation") => {
            return Ok(InZip::Other("an OpenDocument presentation"));
        }
        Some("application/epub+zip") => return Ok(InZip::Other("an e-book (EPUB)")),
        _ => {}
    }
    if archive.index_for_name("[Content_Types].xml").is_none() {
        return Ok(InZip::Files);
    }
    let names: Vec<_> = archive.file_names().flatten().collect();
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    Ok(if has("xl/workbook.bin") {
        InZip::Other("a binary Excel workbook (XLSB)")
    } else if has("word/") {
        InZip::Document(Media::Docx)
    } else if has("ppt/") {
        InZip::Document(Media::Pptx)
    } else if has("xl/") {
        InZip::Document(Media::Xlsx)
    } else if names.iter().any(|name| name.ends_with("document.xml")) {
        InZip::Document(Media::Docx)
    } else {
        InZip::Other("an office file of a kind that Briefpack does not know")
    })
}

/// How compound files of the former office programs begin.
pub const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// What a compound file of the former office programs is, by the streams in it.
pub fn in_ole(bytes: &[u8]) -> Result<Media, Problem> {
    let file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| Problem::Damaged {
        reason: error.to_string(),
        hint: "Fetch or save it again.".into(),
    })?;
    let has = |name: &str| file.exists(name);
    let other = if has("/__properties_version1.0") {
        return Ok(Media::Msg);
    } else if has("/Workbook") || has("/Book") {
        return Ok(Media::Xls);
    } else if has("/WordDocument") {
        "a document of former Word (DOC)"
    } else if has("/PowerPoint Document") {
        "a presentation of former PowerPoint (PPT)"
    } else if has("/EncryptedPackage") {
        "an office file that is protected by a password"
    } else {
        "a compound file of a kind that Briefpack does not know"
    };
    Err(Problem::Unsupported {
        what: other.to_owned(),
        hint: SAVE_AS_PDF.into(),
    })
}
