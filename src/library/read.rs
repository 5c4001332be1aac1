//! What the index holds of a file.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::civil::Date;

use crate::import::{self, Block, Content, Flow, ImportError, Problem, Span};
use crate::pack::{DocumentKind, Extent, Media};
use crate::pdf::render::Renderer;
use crate::progress::Progress;

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

/// Reads what a file says. `name` is its name without its folder.
///
/// # Errors
/// What is wrong with the file.
pub fn read_text(name: &str, bytes: &Arc<[u8]>) -> Result<Indexed, ImportError> {
    // What breaks down on one file must not end the library.
    catch_unwind(AssertUnwindSafe(|| read(name, bytes))).unwrap_or_else(|_| {
        let problem = Problem::Damaged {
            reason: "it makes the reader break down".to_owned(),
            hint: "Open it in the program it was made with and save it as PDF.".into(),
        };
        Err(problem.of(name))
    })
}

fn read(name: &str, bytes: &Arc<[u8]>) -> Result<Indexed, ImportError> {
    let probe = import::probe(name, bytes, None)?;
    let mut indexed = Indexed {
        media: Some(probe.media),
        ..Indexed::default()
    };
    match probe.proposals.as_slice() {
        [only] => {
            indexed.title.clone_from(&only.title);
            indexed.kind = only.kind;
            indexed.date = only.date;
            indexed.publisher.clone_from(&only.publisher);
        }
        // A file of several publications goes by its own name; their titles are in its text.
        _ => indexed.title = import::title_from_file_name(name),
    }
    if probe.media == Media::Pdf {
        indexed.text = pdf_text(bytes);
    } else {
        let content = import::content(probe.media, bytes, &Extent::Whole, name, &|_| None)?;
        if let Content::Flow(flow) = content {
            indexed.text = flow_text(&flow);
        }
    }
    cut(&mut indexed.text);
    Ok(indexed)
}

/// The words of a PDF; none where its pages can't be made sense of, though it can be added.
fn pdf_text(bytes: &Arc<[u8]>) -> String {
    let Ok(renderer) = Renderer::open(Arc::clone(bytes), None) else {
        return String::new();
    };
    let layer = renderer.text_layer(&Progress::default());
    layer.map_or_else(|_| String::new(), |layer| layer.text().to_owned())
}

fn flow_text(flow: &Flow) -> String {
    let mut text = String::new();
    for line in &flow.summary {
        line.iter()
            .for_each(|Span { text: words, .. }| text.push_str(words));
        text.push('\n');
    }
    for block in &flow.blocks {
        text.push_str(&Block::plain_text(block));
        if text.len() > MOST_TEXT_BYTES {
            break;
        }
    }
    text
}

fn cut(text: &mut String) {
    if text.len() > MOST_TEXT_BYTES {
        text.truncate(text.floor_char_boundary(MOST_TEXT_BYTES));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Paper;
    use crate::pdf::write::write;
    use crate::typeset::{self, Head, Style};

    #[test]
    fn a_text_is_read_with_its_facts() {
        let bytes: Arc<[u8]> = b"Ministers meet at sea\n\nPublished 30 July 2019\n\nThey met.\n"
            .as_slice()
            .into();
        let indexed = read_text("a.txt", &bytes).unwrap();
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
        let indexed = read_text("dues.pdf", &bytes).unwrap();
        assert!(
            indexed.text.contains("Every berth pays."),
            "{}",
            indexed.text
        );
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let bytes: Arc<[u8]> = b"%PDF-1.7 nothing".as_slice().into();
        assert!(read_text("a.pdf", &bytes).is_err());
    }
}
