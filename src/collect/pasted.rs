//! What is pasted rather than read from a file.

use std::io::Cursor;
use std::path::Path;

use jiff::Timestamp;

use super::address::title;
use super::intake::{Intake, collect};
use super::{CollectError, Collected};
use crate::import::{Problem, escape_markdown_light};
use crate::pack::Origin;
use crate::progress::Progress;
use crate::store::SourceStore;

/// What the person pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pasted {
    /// Plain text.
    Text(String),
    /// Text with its headings, lists and tables.
    Html {
        /// As HTML.
        html: String,
        /// The same as plain text.
        text: String,
    },
    /// The address of a web page. What is there is never fetched.
    Address(String),
    /// A picture.
    Picture {
        /// Width in pixels.
        width_px: usize,
        /// Height in pixels.
        height_px: usize,
        /// Red, green, blue and alpha, a byte each, row by row from the top.
        rgba: Vec<u8>,
    },
}

/// Takes in what the person pasted.
///
/// # Errors
/// See [`CollectError`]; nothing is added then.
pub fn collect_pasted(
    pasted: Pasted,
    sources: &SourceStore,
    progress: &Progress,
) -> Result<Collected, CollectError> {
    match pasted {
        Pasted::Text(text) => take("Pasted text.txt", text.as_bytes(), sources, progress),
        Pasted::Html { html, text } => {
            let page = format!("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n{html}");
            take("Pasted text.html", page.as_bytes(), sources, progress)
                .or_else(|_| take("Pasted text.txt", text.as_bytes(), sources, progress))
        }
        Pasted::Address(address) => collect_address(&address, sources, progress),
        Pasted::Picture {
            width_px,
            height_px,
            rgba,
        } => {
            let png = png(width_px, height_px, rgba).map_err(|problem| CollectError::Import {
                file: PICTURE.into(),
                error: problem.of(PICTURE),
            })?;
            take(PICTURE, &png, sources, progress)
        }
    }
}

const PICTURE: &str = "Pasted picture.png";

/// Makes a document of an address.
pub(super) fn collect_address(
    address: &str,
    sources: &SourceStore,
    progress: &Progress,
) -> Result<Collected, CollectError> {
    let title = title(address);
    let heading = escape_markdown_light(&title);
    let text = format!("# {heading}\n\n<{address}>\n");
    take(&format!("{title}.md"), text.as_bytes(), sources, progress)
}

fn take(
    name: &str,
    bytes: &[u8],
    sources: &SourceStore,
    progress: &Progress,
) -> Result<Collected, CollectError> {
    let intake = Intake {
        origin: Some(Origin {
            file: String::new(),
            within: None,
            added: Timestamp::now(),
        }),
        place: None,
        picture_at: &|_| None,
        depth: 0,
        store: sources,
        progress,
    };
    collect(name, &bytes.into(), None, &intake).map_err(|error| error.of(Path::new(name)))
}

fn png(width_px: usize, height_px: usize, rgba: Vec<u8>) -> Result<Vec<u8>, Problem> {
    let damaged = |reason: String| Problem::Damaged {
        reason,
        hint: "Copy it again, or save it as a file and add that.".into(),
    };
    let sides = (u32::try_from(width_px), u32::try_from(height_px));
    let (Ok(width), Ok(height)) = sides else {
        return Err(damaged("it is too large".to_owned()));
    };
    let picture = image::RgbaImage::from_raw(width, height, rgba)
        .ok_or_else(|| damaged("its end is missing".to_owned()))?;
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .map_err(|_| damaged("it cannot be kept as PNG".to_owned()))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Media;

    fn collected(pasted: Pasted) -> Collected {
        let folder = tempfile::tempdir().unwrap();
        let sources = SourceStore::staged(folder.path(), None);
        collect_pasted(pasted, &sources, &Progress::default()).unwrap()
    }

    fn media(collected: &Collected) -> Media {
        let (_, source) = collected.sources.last().unwrap();
        let origin = source.origin.as_ref().unwrap();
        assert_eq!(origin.file(), None, "it came from no file");
        source.media
    }

    #[test]
    fn what_is_pasted_becomes_a_document_with_a_title() {
        let address = collected(Pasted::Address("https://example.org/old-lamps".to_owned()));
        assert_eq!(media(&address), Media::Markdown);
        assert_eq!(address.proposals[0].title, "Old lamps (example.org)");

        let picture = collected(Pasted::Picture {
            width_px: 2,
            height_px: 1,
            rgba: vec![255; 8],
        });
        assert_eq!(media(&picture), Media::Png);
        assert_eq!(picture.proposals[0].title, "Pasted picture");
    }

    #[test]
    fn html_that_cannot_be_read_falls_back_to_its_text() {
        let html = format!("{}x", "<b>".repeat(100_000));
        let text = "Lamps".to_owned();
        let collected = collected(Pasted::Html { html, text });
        assert_eq!(media(&collected), Media::PlainText);
    }

    #[test]
    fn a_picture_without_its_pixels_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let sources = SourceStore::staged(folder.path(), None);
        let picture = Pasted::Picture {
            width_px: 2,
            height_px: 2,
            rgba: vec![0; 3],
        };
        let error = collect_pasted(picture, &sources, &Progress::default()).unwrap_err();
        assert!(error.to_string().contains("its end is missing"), "{error}");
    }
}
