//! What the index holds of a file.

use std::sync::Arc;

use jiff::civil::Date;

use crate::foreign::{self, FileText};
use crate::import::{self, ImportError};
use crate::pack::{DocumentKind, Media};
use crate::progress::{Cancelled, Progress};

/// The most text that is taken of a file, in bytes.
const MOST_TEXT_BYTES: usize = 2_000_000;

/// What the index holds of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Indexed {
    /// What kind of file it is, by its content.
    pub media: Option<Media>,
    /// The title found in it, or else made from its name.
    pub title: String,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// The day it was issued, where it says so.
    pub date: Option<Date>,
    /// Who issued it, where it says so; empty otherwise.
    pub publisher: String,
    /// Its words, a paragraph a line.
    pub text: String,
}

/// Reads what a file says, through the door for foreign bytes. `name` is its name without its
/// folder.
///
/// # Errors
/// What is wrong with the file; [`Cancelled`] outside of it.
pub fn read_text(
    name: &str,
    bytes: &Arc<[u8]>,
    progress: &Progress,
) -> Result<Result<Indexed, ImportError>, Cancelled> {
    let read = foreign::text(name, bytes, progress)?;
    Ok(read.map(|read| indexed(name, read)))
}

fn indexed(name: &str, read: FileText) -> Indexed {
    let mut indexed = Indexed {
        media: Some(read.media),
        text: read.text,
        ..Indexed::default()
    };
    match read.proposals.as_slice() {
        [only] => {
            indexed.title.clone_from(&only.title);
            indexed.kind = only.kind;
            indexed.date = only.date;
            indexed.publisher.clone_from(&only.publisher);
        }
        // A file of several publications goes by its own name; their titles are in its text.
        _ => indexed.title = import::title_from_file_name(name),
    }
    cut(&mut indexed.text);
    indexed
}

fn cut(text: &mut String) {
    if text.len() > MOST_TEXT_BYTES {
        text.truncate(text.floor_char_boundary(MOST_TEXT_BYTES));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Block, Flow, Span};
    use crate::pack::Paper;
    use crate::pdf::write::write;
    use crate::typeset::{self, Head, Style};

    fn read(name: &str, bytes: &Arc<[u8]>) -> Result<Indexed, ImportError> {
        read_text(name, bytes, &Progress::default()).unwrap()
    }

    #[test]
    fn a_text_is_read_with_its_facts() {
        let bytes: Arc<[u8]> = b"Ministers meet at sea\n\nPublished 30 July 2019\n\nThey met.\n"
            .as_slice()
            .into();
        let indexed = read("a.txt", &bytes).unwrap();
        assert_eq!(indexed.title, "Ministers meet at sea");
        assert_eq!(indexed.media, Some(Media::PlainText));
        assert!(indexed.text.contains("They met."), "{}", indexed.text);
    }

    #[test]
    fn a_pdf_gives_the_words_of_its_pages() {
        let head = Head {
            number: "",
            title: "Harbour dues",
            source_line: "",
            notes: &[],
        };
        let flow = Flow {
            blocks: vec![Block::Paragraph(vec![Span::plain("Every berth pays.")])],
            ..Flow::default()
        };
        let style = Style {
            paper: Paper::A4,
            language: "en-GB".to_owned(),
        };
        let pages = typeset::flow(&head, &flow, &style);
        let bytes = write(&pages, "Harbour dues", "en-GB").unwrap().into();
        let indexed = read("dues.pdf", &bytes).unwrap();
        assert!(
            indexed.text.contains("Every berth pays."),
            "{}",
            indexed.text
        );
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let bytes: Arc<[u8]> = b"%PDF-1.7 nothing".as_slice().into();
        assert!(read("a.pdf", &bytes).is_err());
    }
}
