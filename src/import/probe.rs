//! What import learns of a file, and the content it makes of it.

use std::sync::Arc;

use jiff::civil::Date;

use super::facts::Facts;
use super::{
    Content, ImportError, Problem, decode_text, markdown, pdf, picture, sniff, text, title,
};
use crate::pack::{DocumentKind, Extent, Media};

/// The longest text or picture that is taken, in bytes.
const BYTES: u64 = 100 * 1000 * 1000;
/// The longest PDF that is taken, in bytes.
const PDF_BYTES: u64 = 2 * 1000 * 1000 * 1000;

/// What import learns of a file before it becomes documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// What kind of file it is.
    pub media: Media,
    /// The documents that it is proposed to become; one or more, in the file's order.
    pub proposals: Vec<Proposal>,
    /// The pictures that a Markdown text refers to: the reference as it stands in the text, and
    /// the path it means, relative to the text's folder and never leaving it, parted by `/`.
    pub pictures: Vec<(String, String)>,
    /// What the person should know, a sentence each.
    pub warnings: Vec<String>,
}

/// A document that a file is proposed to become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The part of the file it shows.
    pub extent: Extent,
    /// Its title, from the content or else from the file's name.
    pub title: String,
    /// Its kind, judged by the content.
    pub kind: DocumentKind,
    /// The day it was issued, where the content says so.
    pub date: Option<Date>,
    /// Who issued it, where the content says so; empty otherwise.
    pub publisher: String,
    /// What of the file the document leaves out.
    pub omissions: Vec<Omission>,
}

/// Words of a file that its document leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// The line of the file, counted from 1.
    pub line: u32,
    /// The words.
    pub text: String,
    /// Why they are left out.
    pub reason: OmissionReason,
}

/// Why words of a file are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OmissionReason {
    /// They give the title a second time.
    RepeatedTitle,
    /// They give the summary a second time.
    RepeatedSummary,
    /// They are metadata above a Markdown text.
    FrontMatter,
}

/// Learns what a file is and which documents it is to become. `name` is the file's name without
/// its folder; `password` opens a protected PDF.
///
/// # Errors
/// What is wrong with the file, named by `name`.
pub fn probe(name: &str, bytes: &[u8], password: Option<&str>) -> Result<Probe, ImportError> {
    let media = sniff(name, bytes)?;
    let name_problem = |problem: Problem| problem.of(name);
    check_size(media, bytes).map_err(name_problem)?;
    let mut probe = match media {
        Media::PlainText => probe_text(bytes),
        Media::Markdown => probe_markdown(bytes),
        Media::Pdf => {
            let facts = pdf::read(bytes, password).map_err(name_problem)?;
            let mut probe = whole(media, facts.title.unwrap_or_default());
            probe.warnings = facts.warnings;
            probe
        }
        Media::Png | Media::Jpeg => {
            picture::check(media, bytes).map_err(name_problem)?;
            whole(media, String::new())
        }
    };
    for proposal in &mut probe.proposals {
        if proposal.title.is_empty() {
            proposal.title = title::from_file_name(name);
        }
    }
    Ok(probe)
}

/// The content of a document made from these bytes: the part that `extent` shows. The same input
/// gives the same content.
///
/// `title` is the document's, which names it in an error. It is not part of the content, and the
/// content does not depend on it: where the person has changed the title, the title in the file
/// is replaced by theirs, and what [`Proposal::omissions`] said is left out all the same.
///
/// `pictures` gives the bytes of a picture by its reference in a Markdown text.
///
/// # Errors
/// What is wrong with the bytes, named by `title`.
pub fn content(
    media: Media,
    bytes: &Arc<[u8]>,
    extent: &Extent,
    title: &str,
    pictures: &dyn Fn(&str) -> Option<Arc<[u8]>>,
) -> Result<Content, ImportError> {
    check_size(media, bytes).map_err(|problem| problem.of(title))?;
    match media {
        Media::PlainText => Ok(Content::Flow(text::flow(&decode_text(bytes), extent))),
        Media::Markdown => Ok(Content::Flow(markdown::flow(
            &decode_text(bytes),
            extent,
            pictures,
        ))),
        Media::Pdf => Ok(Content::Fixed),
        Media::Png | Media::Jpeg => picture::read(media, bytes, title)
            .map(Content::Picture)
            .map_err(|problem| problem.of(title)),
    }
}

fn check_size(media: Media, bytes: &[u8]) -> Result<(), Problem> {
    let limit_bytes = if media == Media::Pdf {
        PDF_BYTES
    } else {
        BYTES
    };
    let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size_bytes > limit_bytes {
        return Err(Problem::TooLarge {
            size_bytes,
            limit_bytes,
        });
    }
    Ok(())
}

fn probe_text(bytes: &[u8]) -> Probe {
    let decoded = decode_text(bytes);
    let mut proposals = text::propose_split(&decoded);
    if let [only] = proposals.as_mut_slice()
        && !text::has_title(&decoded)
    {
        // A file's name says more than the first words of a text without a title.
        only.title.clear();
    }
    Probe {
        media: Media::PlainText,
        proposals,
        pictures: Vec::new(),
        warnings: decoding_warning(decoded.had_errors, decoded.encoding),
    }
}

fn probe_markdown(bytes: &[u8]) -> Probe {
    let decoded = decode_text(bytes);
    let facts = markdown::facts(&decoded);
    let mut warnings = decoding_warning(decoded.had_errors, decoded.encoding);
    warnings.extend(facts.warnings);
    Probe {
        media: Media::Markdown,
        proposals: vec![facts.proposal],
        pictures: facts.pictures,
        warnings,
    }
}

fn decoding_warning(had_errors: bool, encoding: &str) -> Vec<String> {
    let warning =
        format!("Some bytes could not be read as {encoding}; they are shown as \u{fffd}.");
    had_errors.then_some(warning).into_iter().collect()
}

/// A file that becomes one document as it is.
fn whole(media: Media, title: String) -> Probe {
    let facts = Facts {
        title: &title,
        summary: &[],
        body: &[],
        item_lines: 0,
        quotes_somebody: false,
    };
    Probe {
        media,
        proposals: vec![Proposal {
            extent: Extent::Whole,
            kind: facts.kind(),
            date: facts.date(),
            publisher: String::new(),
            omissions: Vec::new(),
            title,
        }],
        pictures: Vec::new(),
        warnings: Vec::new(),
    }
}
