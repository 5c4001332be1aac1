//! What kind of file some bytes are.

mod containers;
mod email;
mod named;
#[cfg(test)]
mod tests;

use file_format::FileFormat;

use self::containers::{EMPTY_ZIP, OLE, ZIP, in_ole, media_in_zip};

use super::encoding::{self, Guess};
use super::{ImportError, Problem};
use crate::pack::Media;
use crate::pdf_file;

pub use self::containers::is_archive;
pub use self::email::{is_email, is_saved_page};

/// How many bytes at the start are looked at to tell text from other files.
const SAMPLE_BYTES: usize = 64 * 1024;

/// Finds what kind of file `bytes` are. The content decides; the name only tells apart what looks
/// alike: Markdown and tables of values from plain text, pages of HTML that do not say so.
///
/// # Errors
/// [`Problem::Empty`], [`Problem::Unsupported`], [`Problem::Protected`], or [`Problem::Damaged`] for
/// a file that calls itself a PDF and does not begin as one.
pub fn sniff(name: &str, bytes: &[u8]) -> Result<Media, ImportError> {
    find(name, bytes).map_err(|problem| problem.of(name))
}

/// How a TIFF begins, in either order of bytes (TIFF 6.0, section 2).
const TIFF: [&[u8]; 2] = [b"II*\0", b"MM\0*"];

/// Whether these bytes are a Windows bitmap: "BM", its length, and two fields that are zero.
fn is_bitmap(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4])
}

/// Whether these bytes are a PDF: something may stand before its first line, but a text or a mail that
/// only speaks of PDFs has no objects of one.
fn is_pdf(name: &str, bytes: &[u8], guess: &Guess, is_text: bool) -> bool {
    let begins = bytes.trim_ascii_start().starts_with(b"%PDF-");
    let holds = || {
        let is_named = has_extension(name, &["pdf"]).is_some();
        let is_of_objects =
            || pdf_file::has_objects(bytes) && marked_up(name, &guess.text).is_none();
        !is_text || is_named || is_of_objects()
    };
    pdf_file::has_header(bytes) && (begins || holds())
}

/// Whether a text is a table of values parted by tabs: programs give such files the names of
/// workbooks.
fn is_of_tabs(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(20);
    let tabs = |line: &str| line.matches('\t').count();
    let first = lines.next().map_or(0, tabs);
    first > 0 && lines.all(|line| (1..=first).contains(&tabs(line)))
}

fn find(name: &str, bytes: &[u8]) -> Result<Media, Problem> {
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let format = FileFormat::from_bytes(sample);
    let guess = encoding::guess(sample);
    let is_text = is_text(&guess);
    match format {
        FileFormat::PortableNetworkGraphics | FileFormat::AnimatedPortableNetworkGraphics => {
            return Ok(Media::Png);
        }
        FileFormat::JointPhotographicExpertsGroup => return Ok(Media::Jpeg),
        FileFormat::Webp => return Ok(Media::WebP),
        FileFormat::GraphicsInterchangeFormat => return Ok(Media::Gif),
        _ if is_pdf(name, bytes, &guess, is_text) => return Ok(Media::Pdf),
        // A white page reads as text: its bytes are letters in some encodings.
        _ if TIFF.iter().any(|start| bytes.starts_with(start)) => return Ok(Media::Tiff),
        _ if is_bitmap(bytes) => return Ok(Media::Bmp),
        _ if bytes.starts_with(ZIP) => return media_in_zip(name, bytes),
        _ if bytes.starts_with(EMPTY_ZIP) => return Err(Problem::EmptyArchive),
        _ if bytes.starts_with(OLE) => return in_ole(name, bytes),
        // Other readers open a PDF whose beginning is lost.
        _ if has_extension(name, &["pdf"]).is_some() && pdf_file::has_objects(bytes) => {
            return Ok(Media::Pdf);
        }
        _ => {}
    }
    if let Some(named) = named::by_start(name, bytes, is_text) {
        return Err(named.problem());
    }
    if let Some(named) = named::by_words(&guess.text).filter(|_| is_text) {
        return Err(named.problem());
    }
    if is_text && let Some(media) = marked_up(name, &guess.text) {
        return Ok(media);
    }
    if is_text && is_refused_text(format) {
        return Err(named::of_format(format));
    }
    if is_text && has_extension(name, &["xls", "xlsx"]).is_some() && is_of_tabs(&guess.text) {
        return Ok(Media::Csv);
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
        return Err(named::of_format(format));
    }
    text(name, &guess)
}

/// What a text is that says by its first words what it is.
fn marked_up(name: &str, text: &str) -> Option<Media> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with("{\\rtf") {
        return Some(Media::Rtf);
    }
    let begins = |mark: &str| {
        let head = start.get(..mark.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(mark))
    };
    if begins("BEGIN:VCALENDAR") {
        return Some(Media::Ics);
    }
    if begins("BEGIN:VCARD") {
        return Some(Media::Vcf);
    }
    if is_saved_page(text) || is_email(text) && has_extension(name, &["mht", "mhtml"]).is_some() {
        return Some(Media::Html);
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

/// Extensions that are never those of a text.
const NEVER_TEXT: &[&str] = &[
    "pdf", "png", "jpg", "jpeg", "tif", "tiff", "webp", "gif", "docx", "doc", "odt", "pptx", "ppt",
    "xlsx", "xls", "ods", "msg", "zip",
];

fn text(name: &str, guess: &Guess) -> Result<Media, Problem> {
    if guess.text.chars().all(|c| c.is_whitespace() || c == '\0') {
        return Err(Problem::Empty);
    }
    let markdown = ["md", "markdown", "mdown", "mkd"];
    let is_markdown = has_extension(name, &markdown).is_some()
        || has_extension(name, &["txt"]).is_some() && has_front_matter(&guess.text);
    if is_markdown {
        Ok(Media::Markdown)
    } else if has_extension(name, &["csv", "tsv"]).is_some() {
        Ok(Media::Csv)
    } else {
        Ok(Media::PlainText)
    }
}

/// Whether lines "key: value" between lines of three hyphens stand above a text, as above Markdown.
fn has_front_matter(text: &str) -> bool {
    const MOST_LINES: usize = 200;
    let mut lines = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim_end);
    let mut count = 0;
    let is_key = |line: &str| {
        let key = line.split_once(':').map(|(key, _)| key);
        key.is_some_and(|key| {
            !key.is_empty()
                && key
                    .chars()
                    .all(|c| c.is_alphanumeric() || "_- ".contains(c))
        })
    };
    lines.next() == Some("---")
        && lines
            .by_ref()
            .take(MOST_LINES)
            .take_while(|line| *line != "---")
            .inspect(|_| count += 1)
            .all(|line| line.is_empty() || line.starts_with([' ', '-', '#']) || is_key(line))
        && count > 0
        && lines.any(|line| !line.is_empty())
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
    ) || format.media_type().ends_with("+xml")
}
