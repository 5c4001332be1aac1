//! What the index holds of a file.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::walk::is_archive_by_name;
use crate::foreign::{self, FileText, Members};
use crate::import::{self, Attachment, ImportError, Problem};
use crate::pack::{DocumentKind, Media};
use crate::progress::{Cancelled, Progress};

/// The most text that is taken of a file, in bytes.
const MOST_TEXT_BYTES: usize = 2_000_000;
/// How long the files in one archive are read.
const ARCHIVE_TIME: Duration = Duration::from_secs(60);
/// How many files in one archive may bring their readers down.
const MOST_BREAKDOWNS: u32 = 20;

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
    /// How many documents are in it, where it is an archive.
    pub documents: Option<u32>,
    /// Its words, a paragraph a line.
    pub text: String,
}

/// Reads what a file says, through the door for foreign bytes. `name` is its name without its
/// folder. An archive says what the files in it do; where reading them takes too long, the rest say
/// their names only.
///
/// # Errors
/// What is wrong with the file; [`Cancelled`] outside of it.
pub fn read_text(
    name: &str,
    bytes: &Arc<[u8]>,
    progress: &Progress,
) -> Result<Result<Indexed, ImportError>, Cancelled> {
    read_with(Patience::new(ARCHIVE_TIME), name, bytes, progress)
}

fn read_with(
    patience: Patience,
    name: &str,
    bytes: &Arc<[u8]>,
    progress: &Progress,
) -> Result<Result<Indexed, ImportError>, Cancelled> {
    if is_archive_by_name(Path::new(name)) {
        match foreign::unpack(name, bytes, progress)? {
            Ok(Some(files)) => return Ok(Ok(indexed_archive(patience, name, files, progress)?)),
            Err(error) => return Ok(Err(error)),
            // It is called an archive and is something else.
            Ok(None) => {}
        }
    }
    let read = foreign::text(name, bytes, progress)?;
    Ok(read.map(|read| indexed(name, read)))
}

/// Puts together what the files in an archive say, each below its path there. Of what can't be read
/// the path alone is known.
fn indexed_archive(
    mut patience: Patience,
    name: &str,
    files: Members,
    progress: &Progress,
) -> Result<Indexed, Cancelled> {
    let mut indexed = Indexed {
        title: import::title_from_file_name(name),
        ..Indexed::default()
    };
    let mut documents = 0;
    for Attachment { name: path, bytes } in files.into_iter().flatten() {
        documents += 1;
        if indexed.text.len() > MOST_TEXT_BYTES {
            continue;
        }
        indexed.text.push_str(&format!("{path}\n"));
        if patience.is_over() {
            continue;
        }
        match foreign::text(&path, &bytes, progress)? {
            Ok(read) => {
                for title in read.proposals.iter().map(|proposal| &proposal.title) {
                    indexed.text.push_str(&format!("{title}\n"));
                }
                indexed.text.push_str(&format!("{}\n", read.text));
            }
            Err(error) => patience.after(&error.problem),
        }
    }
    indexed.documents = Some(documents);
    cut(&mut indexed.text);
    Ok(indexed)
}

/// How much longer the files in an archive are read: each may take its reader's whole time, and the
/// library's other files wait for them.
struct Patience {
    until: Instant,
    breakdowns_left: u32,
}

impl Patience {
    fn new(time: Duration) -> Self {
        Self {
            until: Instant::now() + time,
            breakdowns_left: MOST_BREAKDOWNS,
        }
    }

    fn is_over(&self) -> bool {
        self.breakdowns_left == 0 || Instant::now() >= self.until
    }

    /// Learns why a file could not be read. One that is merely of a kind that can't be is quickly
    /// passed over.
    fn after(&mut self, problem: &Problem) {
        if matches!(problem, Problem::GivenUp(_) | Problem::NoReader(_)) {
            self.breakdowns_left = self.breakdowns_left.saturating_sub(1);
        }
    }
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
    use crate::import::{Block, Flow, GivenUp, Span};
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
    fn an_archive_that_takes_too_long_says_the_names_of_its_files() {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for path in ["tides.txt", "ferries.txt"] {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(path, options).unwrap();
            std::io::Write::write_all(&mut writer, b"High at noon.\n").unwrap();
        }
        let bytes: Arc<[u8]> = writer.finish().unwrap().into_inner().into();
        let read = |patience| {
            let read = read_with(patience, "a.zip", &bytes, &Progress::default());
            read.unwrap().unwrap()
        };
        let whole = read(Patience::new(Duration::from_secs(600)));
        assert_eq!(whole.text.matches("High at noon.").count(), 2);
        let late = read(Patience::new(Duration::ZERO));
        assert_eq!(late.text, "ferries.txt\ntides.txt\n");
        assert_eq!(late.documents, Some(2));
    }

    #[test]
    fn readers_break_down_so_often_and_no_more() {
        let mut patience = Patience::new(Duration::from_secs(600));
        for _ in 0..MOST_BREAKDOWNS {
            assert!(!patience.is_over());
            patience.after(&Problem::Empty);
            patience.after(&Problem::GivenUp(GivenUp::Crash));
        }
        assert!(patience.is_over());
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let bytes: Arc<[u8]> = b"%PDF-1.7 nothing".as_slice().into();
        assert!(read("a.pdf", &bytes).is_err());
    }
}
