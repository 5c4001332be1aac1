//! What is learnt of a PDF before its pages are used.

mod claims;
mod metadata;

use jiff::civil::Date;
use lopdf::Document;

use self::claims::Claims;
use super::facts::Facts;
use super::{Problem, marking};
use crate::pack::Marking;
use crate::pdf_file::{self, PdfFile, ReadError};

/// How many pages are looked at, and the longest that the drawing of one may be, in bytes: whoever
/// adds a file does not wait for a map to be read.
const READ_PAGES: u32 = 2;
const READ_BYTES: usize = 1024 * 1024;

const HINT: &str =
    "Fetch or save it again; if it opens in a viewer, print it to a new PDF from there.";

/// What is learnt of a PDF.
#[derive(Debug, PartialEq, Eq)]
pub struct PdfFacts {
    /// The title it gives itself, if it is a title.
    pub title: Option<String>,
    /// The day it was issued, where its first pages say so or bear out what the file says.
    pub date: Option<Date>,
    /// Who issued or wrote it, where the file says so and can be believed; empty otherwise.
    pub publisher: String,
    /// What its publisher files it under, where its first pages say so; empty otherwise.
    pub reference: String,
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
    let PdfFile {
        document,
        pages,
        claimed_pages,
        is_damaged,
        ..
    } = pdf_file::read(bytes, password)?;
    let mut warnings = Vec::new();
    if is_damaged {
        warnings
            .push("The PDF is damaged and was mended; check that every page is there.".to_owned());
    }
    if let Some(claimed) = claimed_pages {
        let claim = pdf_file::told_count(claimed, pages.len());
        warnings.push(format!("The PDF {claim}. Check that every page is there."));
    }
    let claims = Claims::read(&document);
    let pages = first_pages(&document);
    let lines: Vec<&str> = pages
        .iter()
        .flat_map(|page| page.lines())
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let title = metadata::title(&claims);
    let facts = Facts {
        letterhead: &[],
        title: title.as_deref().unwrap_or_default(),
        summary: &[],
        body: &lines,
        item_lines: 0,
        quotes_somebody: false,
    };
    let said = lines.join("\n");
    Ok(PdfFacts {
        date: facts
            .date()
            .or_else(|| metadata::borne_out_date(&claims, &said)),
        publisher: Some(facts.publisher())
            .filter(|publisher| !publisher.is_empty())
            .unwrap_or_else(|| metadata::author(&claims, &said)),
        reference: facts.reference(),
        marking: pages.iter().find_map(|page| marking::find(page.lines())),
        title,
        warnings,
    })
}

/// The text of the first pages, as far as it is drawn in order.
fn first_pages(document: &Document) -> Vec<String> {
    let pages = 1..=READ_PAGES;
    pages
        .map(|page| {
            let chunks = document.extract_text_chunks_with_limit(&[page], READ_BYTES);
            // Chunks end where the font changes, which may be within a line.
            chunks.into_iter().flatten().collect()
        })
        .collect()
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        let damaged = |reason: &str| Self::Damaged {
            reason: reason.to_owned(),
            hint: HINT.into(),
        };
        match error {
            ReadError::Broken(_) => damaged("its structure cannot be read"),
            ReadError::NoPages => damaged("it has no pages that can be read"),
            ReadError::UnknownEncryption(_) => Self::ProtectionUnknown(
                "only the program or the office that protected it can open it".to_owned(),
            ),
            ReadError::WrongPassword => Self::PasswordWrong,
            ReadError::PasswordNeeded => Self::PasswordNeeded,
            ReadError::TooLarge => Self::BeyondLimit {
                what: "a part of it unfolds to more than can be read".to_owned(),
                limit: "256 MiB".to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{
        EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary, text_string,
    };

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
    fn what_the_first_page_says_and_bears_out_is_told() {
        let with_page = |words: &str| {
            let mut document = pdf("Lamps");
            let font = dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
                "Encoding" => "WinAnsiEncoding",
            };
            let lines: String = words
                .lines()
                .map(|line| format!("({line}) Tj T* "))
                .collect();
            let drawing = format!("BT /F1 12 Tf 14 TL 50 700 Td {lines}ET");
            let drawing = document.add_object(Stream::new(dictionary! {}, drawing.into_bytes()));
            let page = document.page_iter().next().unwrap();
            let page = document.get_dictionary_mut(page).unwrap();
            page.set("Contents", drawing);
            let fonts = dictionary! { "Font" => dictionary! { "F1" => font } };
            page.set("Resources", fonts);
            let info = dictionary! {
                "Title" => text_string("Lamps"), "Author" => text_string("Ann Example"),
                "CreationDate" => Object::string_literal("D:20190730101500+01'00'"),
            };
            let info = document.add_object(info);
            document.trailer.set("Info", info);
            let facts = read(&bytes(document), None).unwrap();
            (facts.date, facts.publisher, facts.reference)
        };
        let day = Some(jiff::civil::date(2019, 7, 30));
        let ann = || "Ann Example".to_owned();
        let none = String::new;
        for (words, found) in [
            ("Words", (None, none(), none())),
            ("By Ann Example\nJuly 2019", (day, ann(), none())),
            ("CP 1023\nMay 2018", (None, none(), "CP 1023".to_owned())),
            (
                "Published: 1 August 2019\nRef: FCO/12",
                (
                    Some(jiff::civil::date(2019, 8, 1)),
                    none(),
                    "FCO/12".to_owned(),
                ),
            ),
        ] {
            assert_eq!(with_page(words), found, "{words}");
        }
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
