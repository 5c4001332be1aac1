//! What the tests of pages share: samples, and reading a page as a person would.

use std::sync::Arc;

use image::{DynamicImage, ImageFormat};

use super::note::PrintedNote;
use super::page::{Page, Shape, Typeset};
use crate::import::{Block, Destination, Flow, Picture, Span, Table, Text};
use crate::pack::Media;

/// A paragraph of a few lines with ligatures, quotes and dashes.
pub(crate) const PROSE: &str = "The Prime Minister met the President this morning. They agreed \
    that the efficient flow of aid across the border must be kept open, that the ceasefire should \
    be “respected by all”, and that officials would report within a fortnight. The Foreign \
    Secretary’s office will circulate a note — with figures — before Friday’s session.";

pub(crate) fn text(text: &str) -> Text {
    vec![Span::plain(text)]
}

pub(crate) fn paragraph(words: &str) -> Block {
    Block::Paragraph(text(words))
}

pub(crate) fn heading(level: u8, words: &str) -> Block {
    Block::Heading {
        level,
        text: text(words),
    }
}

/// A circulated note in Markdown-light.
pub(crate) fn note(words: &str) -> PrintedNote {
    PrintedNote {
        label: "Note".to_owned(),
        body: crate::import::markdown_light(words),
        is_private: false,
    }
}

/// The lines of a page from its ink, in reading order.
pub(crate) fn lines(page: &Page) -> Vec<String> {
    let mut lines: Vec<(f32, String)> = Vec::new();
    for ink in &page.ink {
        let Shape::Text(run) = &ink.shape else {
            continue;
        };
        match lines.last_mut() {
            Some((y, line)) if (*y - run.y).abs() < 0.1 => line.push_str(&run.reading_text()),
            _ => lines.push((run.y, run.reading_text())),
        }
    }
    lines
        .into_iter()
        .map(|(_, line)| line.trim_end().to_owned())
        .collect()
}

/// All lines of all pages.
pub(crate) fn all_lines(typeset: &Typeset) -> Vec<String> {
    typeset.pages.iter().flat_map(lines).collect()
}

/// The words of all pages, each after a space.
pub(crate) fn words(typeset: &Typeset) -> String {
    all_lines(typeset).join(" ")
}

/// A picture whose corners differ: red, green, blue and white from the top left.
pub(crate) fn picture(width: u32, height: u32, media: Media, orientation: u8) -> Picture {
    let image = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => [200, 40, 40],
            (false, true) => [40, 160, 60],
            (true, false) => [40, 60, 200],
            (false, false) => [240, 240, 240],
        })
    });
    encoded(&DynamicImage::ImageRgb8(image), media, orientation)
}

/// An image as the file of a picture.
pub(crate) fn encoded(image: &DynamicImage, media: Media, orientation: u8) -> Picture {
    let format = match media {
        Media::Jpeg => ImageFormat::Jpeg,
        _ => ImageFormat::Png,
    };
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    Picture {
        bytes: Arc::from(bytes.into_inner()),
        media,
        width_px: image.width(),
        height_px: image.height(),
        orientation,
        alt: String::new(),
        shown_pt: None,
    }
}

/// A document with every kind of block.
pub(crate) fn every_block() -> Flow {
    let styled = |words: &str, style: fn(&mut Span)| {
        let mut span = Span::plain(words);
        style(&mut span);
        span
    };
    let item = |words: &str| vec![paragraph(words)];
    Flow {
        summary: vec![text("Statement at the briefing, first floor.")],
        blocks: vec![
            paragraph(PROSE),
            heading(1, "First findings"),
            heading(2, "In the north"),
            Block::Paragraph(vec![
                Span::plain("Words are "),
                styled("bold", |span| span.bold = true),
                Span::plain(", "),
                styled("italic", |span| span.italic = true),
                Span::plain(", "),
                styled("code()", |span| span.code = true),
                Span::plain(" or a "),
                styled("link to guidance", |span| {
                    span.link = Some(Destination::Address(
                        "https://www.gov.uk/guidance".to_owned(),
                    ));
                }),
                Span::plain("."),
            ]),
            Block::Quotation(vec![
                paragraph("We will not accept that."),
                paragraph(PROSE),
            ]),
            Block::List {
                start: None,
                items: vec![
                    item("Aid first"),
                    vec![
                        paragraph("Then talks"),
                        Block::List {
                            start: Some(9),
                            items: vec![item("in Geneva"), item("in Astana")],
                        },
                    ],
                ],
            },
            Block::Table(Table::of_texts(
                vec![text("Country"), text("Paid"), text("Remarks")],
                vec![
                    vec![text("France"), text("£940m"), text("")],
                    vec![text("Peru"), text("£8m"), text("in part")],
                ],
            )),
            Block::Figure {
                picture: Ok(picture(320, 140, Media::Png, 1)),
                caption: text("Figure 1: the sectors"),
            },
            Block::Figure {
                picture: Err("the file map.png was not found".to_owned()),
                caption: Text::new(),
            },
            Block::Preformatted("fn main() {\n    run();\n}".to_owned()),
            Block::Rule,
            paragraph("Names: Владимир, Αλέξης, Łódź, Nguyễn, नरेन्द्र, ☐ → ✓."),
            paragraph("بيان رئيس المجلس بشأن الحالة"),
        ],
        ..Flow::default()
    }
}
