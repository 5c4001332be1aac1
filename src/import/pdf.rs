//! What is learnt of a PDF before its pages are used.

use lopdf::{Document, Error, LoadOptions, Object, decode_text_string};

use super::title::is_file_name;
use super::{Problem, marking};
use crate::pack::Marking;

/// The most that one compressed part of the file may grow to, in bytes.
const PART_BYTES: usize = 256 * 1024 * 1024;

/// How many pages are searched for a marking, and the longest that the drawing of one may be, in
/// bytes: whoever adds a file does not wait for a map to be read.
const MARKED_PAGES: u32 = 2;
const MARKED_BYTES: usize = 1024 * 1024;

const HINT: &str =
    "Fetch or save it again; if it opens in a viewer, print it to a new PDF from there.";

/// What is learnt of a PDF.
#[derive(Debug, PartialEq, Eq)]
pub struct PdfFacts {
    /// The title it gives itself, if it is a title.
    pub title: Option<String>,
    /// The marking at the head or foot of its first pages.
    pub marking: Option<Marking>,
    /// What the person should know.
    pub warnings: Vec<String>,
}

/// Opens a PDF and learns its title. Many PDFs open for reading with an empty password; they are
/// opened without asking.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::PasswordNeeded`], [`Problem::PasswordWrong`] and
/// [`Problem::ProtectionUnknown`].
pub fn read(bytes: &[u8], password: Option<&str>) -> Result<PdfFacts, Problem> {
    let options = LoadOptions {
        password: password
            .filter(|password| !password.is_empty())
            .map(str::to_owned),
        max_decompressed_size: Some(PART_BYTES),
        ..LoadOptions::default()
    };
    let asked = options.password.is_some();
    let document =
        Document::load_mem_with_options(bytes, options).map_err(|error| problem(&error, asked))?;
    // Without its password a protected file loads with no pages and without an error.
    if document.is_encrypted() {
        return Err(if asked {
            Problem::PasswordWrong
        } else {
            Problem::PasswordNeeded
        });
    }
    if document.page_iter().next().is_none() {
        return Err(Problem::Damaged {
            reason: "it has no pages that can be read".to_owned(),
            hint: HINT.into(),
        });
    }
    let mut warnings = Vec::new();
    if document.xref_recovery.is_some() {
        warnings
            .push("The PDF is damaged and was mended; check that every page is there.".to_owned());
    }
    Ok(PdfFacts {
        title: title(&document),
        marking: marked(&document),
        warnings,
    })
}

/// The marking at the head or foot of the first pages, as far as their text is drawn in order.
fn marked(document: &Document) -> Option<Marking> {
    let pages: Vec<u32> = (1..=MARKED_PAGES).collect();
    pages.iter().find_map(|page| {
        let chunks = document.extract_text_chunks_with_limit(&[*page], MARKED_BYTES);
        // Chunks end where the font changes, which may be within a line.
        let text: String = chunks.into_iter().flatten().collect();
        marking::find(text.lines())
    })
}

fn problem(error: &Error, asked: bool) -> Problem {
    match error {
        Error::InvalidPassword if asked => Problem::PasswordWrong,
        Error::InvalidPassword => Problem::PasswordNeeded,
        Error::Decryption(error) => Problem::ProtectionUnknown(error.to_string()),
        Error::UnsupportedSecurityHandler(handler) => {
            Problem::ProtectionUnknown(String::from_utf8_lossy(handler).into_owned())
        }
        error => Problem::Damaged {
            reason: error.to_string(),
            hint: HINT.into(),
        },
    }
}

/// The title in the metadata stream, which newer programs keep in step, or else in the
/// information dictionary.
fn title(document: &Document) -> Option<String> {
    [xmp_title(document), info_title(document)]
        .into_iter()
        .flatten()
        .map(|title| title.replace(char::is_control, " "))
        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
        .find(|title| is_title(title))
}

fn info_title(document: &Document) -> Option<String> {
    let info = document.trailer.get_deref(b"Info", document).ok()?;
    let title = info.as_dict().ok()?.get_deref(b"Title", document).ok()?;
    decode_text_string(title).ok()
}

/// The default entry of `dc:title` in the XMP packet (ISO 16684-1). Read by its tags: the packet
/// is small, flat and written by programs.
fn xmp_title(document: &Document) -> Option<String> {
    let metadata = document
        .catalog()
        .ok()?
        .get_deref(b"Metadata", document)
        .ok()?;
    let Object::Stream(stream) = metadata else {
        return None;
    };
    let bytes = stream
        .decompressed_content_with_limit(PART_BYTES)
        .unwrap_or_else(|_| stream.content.clone());
    let xmp = String::from_utf8(bytes).ok()?;
    let (_, after) = xmp.split_once("<dc:title>")?;
    let (titles, _) = after.split_once("</dc:title>")?;
    let (_, item) = titles.split_once("<rdf:li")?;
    let (_, text) = item.split_once('>')?;
    let (text, _) = text.split_once("</rdf:li>")?;
    Some(super::markdown::unescaped(text))
}

/// Whether what stands as title is one. Programs write file names and their own names there.
fn is_title(text: &str) -> bool {
    let lower = text.to_lowercase();
    let junk = [
        "untitled",
        "microsoft word",
        "microsoft powerpoint",
        "microsoft excel",
        "powerpoint presentation",
        "presentation",
        "document",
        "slide 1",
        "title",
        "scan",
        "print",
        "page 1",
        "no title",
        "(anonymous)",
        "pdf document",
        "layout 1",
        "doc1",
        "book1",
    ];
    let is_junk = junk.contains(&lower.as_str())
        || [
            "untitled",
            "microsoft word -",
            "microsoft powerpoint -",
            "microsoft excel -",
            "http://",
            "https://",
            "file:",
        ]
        .iter()
        .any(|start| lower.starts_with(start));
    let has_path = text.contains('\\') || text.starts_with('/');
    let readable = text
        .chars()
        .filter(|c| c.is_alphanumeric() || c.is_whitespace())
        .count();
    let is_readable = readable * 2 > text.chars().count() && text.chars().any(char::is_alphabetic);
    is_readable
        && !is_junk
        && !has_path
        && !is_file_name(text)
        && !text.contains('\u{fffd}')
        && text.chars().count() >= 3
}

#[cfg(test)]
mod tests {
    use lopdf::{EncryptionState, EncryptionVersion, Permissions, Stream, dictionary, text_string};

    use super::*;

    fn pdf(title: &str) -> Document {
        let mut document = Document::with_version("1.7");
        let pages = document.new_object_id();
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        document.set_object(
            pages,
            dictionary! {
                "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1,
            },
        );
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        let info = document.add_object(dictionary! { "Title" => text_string(title) });
        document.trailer.set("Root", catalog);
        document.trailer.set("Info", info);
        let id = Object::string_literal("0123456789abcdef");
        document.trailer.set("ID", vec![id.clone(), id]);
        document
    }

    fn bytes(mut document: Document) -> Vec<u8> {
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    fn protected(user_password: &str) -> Vec<u8> {
        let mut document = pdf("The secret lamp");
        let state = EncryptionState::try_from(EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password,
            key_length: 128,
            permissions: Permissions::all(),
        });
        document.encrypt(&state.unwrap()).unwrap();
        bytes(document)
    }

    fn title_of(title: &str) -> Option<String> {
        read(&bytes(pdf(title)), None).unwrap().title
    }

    #[test]
    fn a_title_is_taken_and_junk_is_not() {
        assert_eq!(
            title_of("Naval  review – 2030").as_deref(),
            Some("Naval review – 2030")
        );
        for junk in [
            "",
            "untitled",
            "Microsoft Word - x.doc",
            "report_v2.docx",
            "C:\\a\\b",
            "12345",
            "Document",
        ] {
            assert_eq!(title_of(junk), None, "{junk}");
        }
    }

    #[test]
    fn the_metadata_stream_wins() {
        let mut document = pdf("Old title");
        let xmp = "<x><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">Ships &amp; lamps</rdf:li></rdf:Alt></dc:title></x>";
        let metadata = document.add_object(Stream::new(dictionary! {}, xmp.as_bytes().to_vec()));
        document.catalog_mut().unwrap().set("Metadata", metadata);
        let title = read(&bytes(document), None).unwrap().title;
        assert_eq!(title.as_deref(), Some("Ships & lamps"));
    }

    #[test]
    fn passwords_are_asked_for_only_where_they_are_needed() {
        assert_eq!(
            read(&protected(""), None).unwrap().title.as_deref(),
            Some("The secret lamp")
        );
        let locked = protected("light");
        assert_eq!(read(&locked, None), Err(Problem::PasswordNeeded));
        assert_eq!(read(&locked, Some("")), Err(Problem::PasswordNeeded));
        assert_eq!(read(&locked, Some("dark")), Err(Problem::PasswordWrong));
        let title = read(&locked, Some("light")).unwrap().title;
        assert_eq!(title.as_deref(), Some("The secret lamp"));
    }

    #[test]
    fn a_broken_pdf_is_damaged() {
        let whole = bytes(pdf("A title"));
        for kept in [9, 40, whole.len() / 3] {
            let error = read(&whole[..kept], None).unwrap_err();
            assert!(matches!(error, Problem::Damaged { .. }), "{kept}: {error}");
        }
    }
}
