//! What kind of file some bytes are.

use std::io::Cursor;

use file_format::{FileFormat, Kind};

use super::encoding::{self, Guess};
use super::{ImportError, Problem};
use crate::pack::Media;

/// How many bytes at the start are looked at to tell text from other files.
const SAMPLE_BYTES: usize = 64 * 1024;

/// A PDF's header may stand anywhere in its first 1,024 bytes (PDF 1.7, appendix H.3, note 13).
const PDF_HEADER_WITHIN_BYTES: usize = 1024;

const TAKES: &str = "Briefpack takes PDF, Word, OpenDocument, PowerPoint, Excel, RTF, e-mail, HTML, \
    Markdown and text files, and pictures.";
const SAVE_AS_PDF: &str = "Open it in the program it was made with and save it as PDF.";
const SAVE_AS_PICTURE: &str = "Save it as PNG or JPEG and add that.";

/// Finds what kind of file `bytes` are. The content decides; the name only tells apart what looks
/// alike: Markdown and tables of values from plain text, pages of HTML that do not say so.
///
/// # Errors
/// [`Problem::Empty`], [`Problem::Unsupported`], or [`Problem::Damaged`] for a file that calls
/// itself a PDF and does not begin as one.
pub fn sniff(name: &str, bytes: &[u8]) -> Result<Media, ImportError> {
    find(name, bytes).map_err(|problem| problem.of(name))
}

/// Whether these bytes are an archive of files, rather than a document that is kept as one.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) && in_zip(bytes).is_ok_and(|found| found == InZip::Files)
}

const ZIP: &[u8] = b"PK\x03\x04";

fn find(name: &str, bytes: &[u8]) -> Result<Media, Problem> {
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let head = bytes.get(..PDF_HEADER_WITHIN_BYTES).unwrap_or(bytes);
    let format = FileFormat::from_bytes(sample);
    let guess = encoding::guess(sample);
    let is_text = is_text(&guess);
    match format {
        FileFormat::PortableNetworkGraphics | FileFormat::AnimatedPortableNetworkGraphics => {
            return Ok(Media::Png);
        }
        FileFormat::JointPhotographicExpertsGroup => return Ok(Media::Jpeg),
        FileFormat::TagImageFileFormat if !is_text => return Ok(Media::Tiff),
        FileFormat::Webp => return Ok(Media::WebP),
        FileFormat::GraphicsInterchangeFormat => return Ok(Media::Gif),
        FileFormat::WindowsBitmap if !is_text => return Ok(Media::Bmp),
        _ if head.windows(5).any(|window| window == b"%PDF-") => return Ok(Media::Pdf),
        _ if bytes.starts_with(ZIP) => return media_in_zip(bytes),
        _ if bytes.starts_with(OLE) => return in_ole(bytes),
        _ => {}
    }
    if is_text && let Some(media) = marked_up(name, &guess.text) {
        return Ok(media);
    }
    if is_text && is_refused_text(format) {
        return Err(unsupported(format));
    }
    let known = is_text || format == FileFormat::ArbitraryBinaryData;
    if let Some(extension) = has_extension(name, NEVER_TEXT).filter(|_| known) {
        return Err(Problem::Damaged {
            reason: format!(
                "its name ends in .{extension}, but it does not begin as such a file does"
            ),
            hint: "Open it to see what it is, or fetch or save it again.".into(),
        });
    }
    if !is_text {
        return Err(unsupported(format));
    }
    text(name, &guess)
}

/// What a text is that says by its first words what it is.
fn marked_up(name: &str, text: &str) -> Option<Media> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with("{\\rtf") {
        return Some(Media::Rtf);
    }
    if has_extension(name, &["eml"]).is_some() || is_email(text) {
        return Some(Media::Eml);
    }
    let first = first_element(start);
    if first.as_deref() == Some("svg") {
        return Some(Media::Svg);
    }
    let lower = || start.get(..4096).unwrap_or(start).to_ascii_lowercase();
    let is_html = || start.starts_with('<') && lower().contains("<html");
    let is_named_html = has_extension(name, &["html", "htm", "xhtml"]).is_some();
    (first.as_deref() == Some("html") || is_named_html || is_html()).then_some(Media::Html)
}

/// The name, in small letters, of the first element of a text in XML or HTML, or of the one that its
/// document type says comes first.
fn first_element(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        let tag = rest.trim_start().strip_prefix('<')?;
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
        } else if let Some(instruction) = tag.strip_prefix('?') {
            rest = instruction.split_once("?>")?.1;
        } else {
            let lower = tag.get(..200).unwrap_or(tag).to_ascii_lowercase();
            let named = lower.strip_prefix("!doctype").map(str::trim_start);
            let named = named.unwrap_or(&lower);
            let mut words = named.split(|c: char| c.is_whitespace() || "<>/[".contains(c));
            return words.next()?.rsplit(':').next().map(str::to_owned);
        }
    }
}

/// What an archive in the ZIP format holds.
#[derive(Debug, PartialEq, Eq)]
enum InZip {
    Document(Media),
    Other(&'static str),
    Files,
}

fn media_in_zip(bytes: &[u8]) -> Result<Media, Problem> {
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

const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// What a compound file of the former office programs is, by the streams in it.
fn in_ole(bytes: &[u8]) -> Result<Media, Problem> {
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

/// Extensions that are never those of a text.
const NEVER_TEXT: &[&str] = &[
    "pdf", "png", "jpg", "jpeg", "tif", "tiff", "webp", "gif", "docx", "doc", "odt", "pptx", "ppt",
    "xlsx", "xls", "ods", "msg", "zip",
];

/// Whether a text begins with a head as mail programs write it: nothing but headers up to the first
/// empty line, of which two or more are those of mails. "From", "To" and "Subject" are not enough:
/// people write memos so.
fn is_email(text: &str) -> bool {
    const HEADERS: &[&str] = &["from", "to", "cc", "subject", "date", "reply-to", "sender"];
    let Some(headers) = headers(text) else {
        return false;
    };
    let of_programs = headers
        .iter()
        .filter(|(name, value)| is_of_mail_program(name, value));
    let of_people = headers
        .iter()
        .filter(|(name, _)| HEADERS.contains(&name.as_str()));
    let of_programs = of_programs.count();
    of_programs > 0 && of_programs + of_people.count() > 1
}

/// The names, in small letters, and values of the headers that a text begins with (RFC 5322,
/// section 2.2); `None` where another line stands among them.
fn headers(text: &str) -> Option<Vec<(String, String)>> {
    let mut headers: Vec<(String, String)> = Vec::new();
    let head = text.lines().take_while(|line| !line.trim().is_empty());
    for (number, line) in head.enumerate() {
        if line.starts_with([' ', '\t']) {
            headers.last_mut()?.1.push_str(line);
            continue;
        }
        // The line that parts mails in a mailbox.
        if number == 0 && line.starts_with("From ") {
            continue;
        }
        let (name, value) = line.split_once(':')?;
        let name = name.trim_end();
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Some(headers)
}

/// Whether a header is one that programs write, and not people.
fn is_of_mail_program(name: &str, value: &str) -> bool {
    match name {
        "mime-version" => value.starts_with(|c: char| c.is_ascii_digit()),
        "content-type" => value.contains('/'),
        "message-id" | "return-path" => value.contains('<'),
        "received" => value.contains(';'),
        _ => false,
    }
}

fn text(name: &str, guess: &Guess) -> Result<Media, Problem> {
    if guess.text.chars().all(|c| c.is_whitespace() || c == '\0') {
        return Err(Problem::Empty);
    }
    let markdown = ["md", "markdown", "mdown", "mkd"];
    if has_extension(name, &markdown).is_some() {
        Ok(Media::Markdown)
    } else if has_extension(name, &["csv", "tsv"]).is_some() {
        Ok(Media::Csv)
    } else {
        Ok(Media::PlainText)
    }
}

/// Which of these extensions a name has.
fn has_extension(name: &str, extensions: &[&'static str]) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    extensions
        .iter()
        .copied()
        .find(|known| extension.eq_ignore_ascii_case(known))
}

/// Whether a sample reads as text: hardly any control characters or unreadable bytes.
///
/// A short signature such as the letters "BM" of a Windows bitmap may well begin a text, so this
/// is asked before the signature is believed.
fn is_text(guess: &Guess) -> bool {
    let mut total = 0_usize;
    let mut strange = 0_usize;
    for c in guess.text.chars() {
        total += 1;
        if c == '\u{fffd}'
            || (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'))
        {
            strange += 1;
        }
    }
    strange * 50 <= total
}

/// Kinds of text that would read as gibberish, or lose their meaning, if set as plain text.
fn is_refused_text(format: FileFormat) -> bool {
    matches!(
        format,
        FileFormat::ExtensibleMarkupLanguage
            | FileFormat::Postscript
            | FileFormat::EncapsulatedPostscript
            | FileFormat::Vcard
            | FileFormat::Vcalendar
            | FileFormat::Icalendar
    ) || format.media_type().ends_with("+xml")
}

fn unsupported(format: FileFormat) -> Problem {
    // The crate takes a file for text by its first lines alone.
    if matches!(
        format,
        FileFormat::ArbitraryBinaryData | FileFormat::PlainText
    ) {
        return Problem::Unsupported {
            what: "a kind of file that Briefpack does not know".to_owned(),
            hint: TAKES.into(),
        };
    }
    let hint = match format.kind() {
        Kind::Image => SAVE_AS_PICTURE,
        Kind::Document | Kind::Presentation | Kind::Spreadsheet | Kind::Diagram | Kind::Ebook => {
            SAVE_AS_PDF
        }
        Kind::Archive | Kind::Compressed => "Unpack it and add the files in it.",
        _ => TAKES,
    };
    let name = match format.short_name() {
        Some(short) if !format.name().contains(short) => format!("{} ({short})", format.name()),
        _ => format.name().to_owned(),
    };
    Problem::Unsupported {
        what: format!("a file of the kind {name}"),
        hint: hint.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_and_the_name_tells_markdown() {
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];
        for (name, bytes, media) in [
            ("a.txt", b"Hello".as_slice(), Media::PlainText),
            ("a", b"Hello", Media::PlainText),
            ("a.MD", b"# Hello", Media::Markdown),
            ("a.txt", b"%PDF-1.7 ...", Media::Pdf),
            ("a.pdf", b"junk before\n%PDF-1.4", Media::Pdf),
            ("a.txt", &jpeg, Media::Jpeg),
            ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Media::Png),
            ("a.txt", b"BM is how a bitmap begins", Media::PlainText),
            ("a.txt", b"MZ and PK and II* and Rar!", Media::PlainText),
            ("a.txt", b"caf\xe9 au lait", Media::PlainText),
            ("a.txt", b"\xff\xfeH\0i\0", Media::PlainText),
            ("a.txt", b"H\0i\0 \0a\0l\0l\0", Media::PlainText),
        ] {
            assert_eq!(sniff(name, bytes), Ok(media), "{name} {bytes:?}");
        }
    }

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(*name, options).unwrap();
            std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn archives_are_known_by_what_is_in_them() {
        let types = ("[Content_Types].xml", "");
        let odt = ("mimetype", "application/vnd.oasis.opendocument.text");
        let ods = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
        for (parts, media) in [
            ([types, ("word/document.xml", "")], Media::Docx),
            ([types, ("ppt/presentation.xml", "")], Media::Pptx),
            ([types, ("xl/workbook.xml", "")], Media::Xlsx),
            ([odt, ("content.xml", "")], Media::Odt),
            ([ods, ("content.xml", "")], Media::Ods),
        ] {
            let bytes = archive(&parts);
            assert_eq!(sniff("a.zip", &bytes), Ok(media));
            assert!(!is_archive(&bytes));
        }
        let files = archive(&[("Papers/one.txt", "One"), ("two.pdf", "%PDF-")]);
        assert!(is_archive(&files));
        assert!(sniff("a.docx", &files).is_err());
        assert!(!is_archive(b"PK\x03\x04 nothing"));
    }

    #[test]
    fn compound_files_are_known_by_their_streams() {
        let file = |stream: &str| {
            let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
            file.create_stream(stream).unwrap();
            file.into_inner().into_inner()
        };
        let msg = file("/__properties_version1.0");
        assert_eq!(sniff("a", &msg), Ok(Media::Msg));
        assert_eq!(sniff("a", &file("/Workbook")), Ok(Media::Xls));
        let error = sniff("a.doc", &file("/WordDocument")).unwrap_err();
        assert!(error.to_string().contains("former Word"), "{error}");
        let error = sniff("a.docx", &file("/EncryptedPackage")).unwrap_err();
        assert!(
            error.to_string().contains("protected by a password"),
            "{error}"
        );
    }

    #[test]
    fn texts_say_by_their_first_words_what_they_are() {
        for (name, text, media) in [
            ("a.txt", "{\\rtf1 Hello}", Media::Rtf),
            ("a.txt", "<!DOCTYPE html><html><p>Hi", Media::Html),
            ("a.htm", "<p>Hi", Media::Html),
            ("a.txt", "<p>Hi", Media::PlainText),
            ("a", "<?xml version='1.0'?>\n<svg xmlns='s'/>", Media::Svg),
            ("a.eml", "From: a@b.org\n\nHello", Media::Eml),
            (
                "a",
                "Received: from mx.example.org\n\tby b.org; Fri, 16 Dec 2022 17:04:16 +0000\n\
                 To: a@b.org\n\nHello",
                Media::Eml,
            ),
            (
                "a",
                "From ann@example.org Fri Dec 16 17:04:16 2022\nTo: b@b.org\n\
                 Content-type: text/plain\n\nHello",
                Media::Eml,
            ),
            (
                "a.mht",
                "From: <Saved by Blink>\nSubject: Lamps\nMIME-Version: 1.0\n\nHello",
                Media::Eml,
            ),
            (
                "memo.txt",
                "From: Ann\nTo: Bob\nSubject: Lamps\n\nHello",
                Media::PlainText,
            ),
            ("a.csv", "a;b\n1;2\n", Media::Csv),
        ] {
            assert_eq!(sniff(name, text.as_bytes()), Ok(media), "{name} {text}");
        }
        assert_eq!(sniff("a", b"GIF89a\x01\0\x01\0\0\0\0;"), Ok(Media::Gif));
        assert_eq!(sniff("a", b"II*\0\x08\0\0\0\0\x01\x02"), Ok(Media::Tiff));
    }

    #[test]
    fn a_text_that_has_a_line_as_mails_have_is_no_mail() {
        for text in [
            "Statement on lamps in Syria\nReceived: 3 July 2026\nDear Minister,\n\nText",
            "Received: 3 July 2026\nFrom: Ann\nSubject: Lamps\n\nText",
            "From: Ann\nContent-Type: a note on lamps\n\nText",
            "Content-Type: text/plain\n\nText",
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nDate: Fri, 16 Dec 2022\n\nText",
            "\nFrom: a@b.org\nMIME-Version: 1.0\n\nText",
        ] {
            assert_eq!(
                sniff("memo.txt", text.as_bytes()),
                Ok(Media::PlainText),
                "{text}"
            );
        }
    }

    #[test]
    fn the_first_element_tells_a_picture_from_a_page_with_pictures() {
        const ICON: &str = "<body><svg><path/></svg><p>Text";
        for start in [
            "<!-- saved from url=(0019)https://example.org -->\n<html>",
            "<!-- saved --><!DOCTYPE html>",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \
             \"x.dtd\">\n<html xmlns=\"http://www.w3.org/1999/xhtml\">",
            "<!--[if IE]><svg></svg><![endif]--><HTML>",
        ] {
            let page = format!("{start}{ICON}");
            assert_eq!(sniff("a", page.as_bytes()), Ok(Media::Html), "{start}");
        }
        for start in [
            "<!-- Made with a program --><svg ",
            "<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'a' 'b' [<!ENTITY x \"<html>\">]><svg ",
            "<?xml version='1.0'?><s:svg ",
            "<SVG ",
        ] {
            let drawing = format!("{start}xmlns:s='http://www.w3.org/2000/svg'>");
            assert_eq!(sniff("a", drawing.as_bytes()), Ok(Media::Svg), "{start}");
        }
    }

    #[test]
    fn what_cannot_be_taken_is_named_with_a_hint() {
        let said = |name: &str, bytes: &[u8]| {
            let error = sniff(name, bytes).unwrap_err();
            format!("{error} {}", error.hint())
        };
        assert!(said("a.pdf", b"\0\x01\x02\x03\x04").contains("does not begin as such"));
        assert!(said("a.pdf", b"404 not found").contains("its name ends in .pdf"));
        assert!(said("a.bin", b"\0\x01\x02\x03\x04").contains("Briefpack takes PDF"));
        assert_eq!(sniff("a", b"").unwrap_err().problem, Problem::Empty);
        assert_eq!(sniff("a", b" \n\t\n").unwrap_err().problem, Problem::Empty);
    }
}
