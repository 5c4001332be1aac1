//! Pictures of pages, by hayro.

use std::collections::HashSet;
use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::object::{Array, Dict, Name, Stream};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use memchr::memmem::find;
use serde::{Deserialize, Serialize};

use super::assemble::{Assembly, Maker, PagePlan, Part, assemble};
use super::error::PdfError;
use super::inspect::inspect;
use super::turned::turned_size;
use super::worker::guarded;
use crate::pack::{SourceComments, Turn};
use crate::progress::Progress;

/// The most pixels a side of a picture may have.
pub const MAX_SIDE_PX: u32 = 8192;

/// The side of the picture that [`Renderer::ink_margins`] looks at, in pixels, at most.
const MARGIN_SIDE_PX: f32 = 1200.0;

/// A pixel is ink when one of its colours is below this. Antialiased hairlines at one pixel a
/// point stay well below; JPEG noise on white paper stays above.
const INK_BELOW: u8 = 245;

/// The picture of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raster {
    /// Width in pixels.
    pub width_px: u32,
    /// Height in pixels.
    pub height_px: u32,
    /// Red, green, blue and alpha, a byte each, row by row from the top; alpha is always 255.
    #[serde(with = "crate::bytes")]
    pub rgba: Vec<u8>,
}

/// The blank strips of a displayed page: stamps that fit within them hide nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct InkMargins {
    /// From the top edge down to the first ink, in points; the page's height on a blank page.
    pub top_pt: f32,
    /// From the bottom edge up to the last ink, in points; the page's height on a blank page.
    pub bottom_pt: f32,
}

/// A PDF opened for rendering. It may be shared between threads.
pub struct Renderer {
    pdf: Pdf,
}

/// Lets hayro share the bytes with us.
struct SharedBytes(Arc<[u8]>);

impl AsRef<[u8]> for SharedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Renderer {
    /// Opens a PDF. An empty user password is tried without asking.
    ///
    /// # Errors
    /// [`PdfError`] where the bytes are not a readable PDF or the password does not fit.
    pub fn open(bytes: Arc<[u8]>, password: Option<&str>) -> Result<Self, PdfError> {
        // What hayro cannot open, or reads otherwise than export does, is drawn as export writes it.
        let pdf = match load(&bytes, password) {
            Ok(pdf) if reads_as_export_does(&pdf) => pdf,
            Ok(pdf) => rewritten(bytes, password, SourceComments::LeaveOut).unwrap_or(pdf),
            Err(error) => rewritten(bytes, password, SourceComments::LeaveOut).ok_or(error)?,
        };
        Ok(Self { pdf })
    }

    /// Opens a PDF as an export would write it, with the comments on its pages or without.
    ///
    /// # Errors
    /// As [`Renderer::open`].
    pub fn open_as_exported(
        bytes: Arc<[u8]>,
        password: Option<&str>,
        comments: SourceComments,
    ) -> Result<Self, PdfError> {
        match rewritten(Arc::clone(&bytes), password, comments) {
            Some(pdf) => Ok(Self { pdf }),
            None => Self::open(bytes, password),
        }
    }

    /// How many pages there are.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.pdf.pages().len()).unwrap_or(u32::MAX)
    }

    /// Draws a page, counted from 0, on white.
    ///
    /// # Errors
    /// [`PdfError::NoSuchPage`], and [`PdfError::PictureTooLarge`] beyond [`MAX_SIDE_PX`].
    pub fn render(&self, page: u32, pixels_per_point: f32) -> Result<Raster, PdfError> {
        let page = self.page(page)?;
        let scale = pixels_per_point * user_unit(page);
        let (width, height) = page.render_dimensions();
        // The picture has at least one pixel, and ends on whole pixels.
        let side = |length: f32| f64::from((length * scale).round().max(1.0));
        let (width_px, height_px) = (side(width), side(height));
        if width_px.max(height_px) > f64::from(MAX_SIDE_PX) {
            return Err(PdfError::PictureTooLarge {
                width_px: width_px as u64,
                height_px: height_px as u64,
            });
        }
        // A quarter pixel more keeps hayro's rounding down from losing the last row.
        let settings = PixmapSettings {
            x_scale: (width_px as f32 + 0.25) / width,
            y_scale: (height_px as f32 + 0.25) / height,
            bg_color: WHITE,
        };
        guarded(|| {
            let pixmap = hayro::render(
                page,
                &RenderCache::new(),
                &InterpreterSettings::default(),
                &RenderSettings::default(),
                &settings,
            );
            Raster {
                width_px: u32::from(pixmap.width()),
                height_px: u32::from(pixmap.height()),
                rgba: pixmap.data_as_u8_slice().to_vec(),
            }
        })
        .map_err(PdfError::Fault)
    }

    /// How much of a page, counted from 0 and turned, is blank at its top and bottom as displayed.
    ///
    /// # Errors
    /// As [`Renderer::render`].
    pub fn ink_margins(&self, page: u32, turn: Turn) -> Result<InkMargins, PdfError> {
        let size = self.page(page)?.render_dimensions();
        let unit = user_unit(self.page(page)?);
        let scale = (MARGIN_SIDE_PX / (size.0.max(size.1) * unit)).min(1.0);
        let raster = self.render(page, scale)?;
        let sides = blank_sides(&raster);
        // The side that comes to the top as the page is turned, and the one across from it.
        let (top, bottom) = match turn {
            Turn::None => (sides.top, sides.bottom),
            Turn::Right => (sides.left, sides.right),
            Turn::Half => (sides.bottom, sides.top),
            Turn::Left => (sides.right, sides.left),
        };
        let (_, height) = turned_size(turn, size);
        let (_, rows) = turned_size(turn, (raster.width_px as f32, raster.height_px as f32));
        let row_pt = height * unit / rows.max(1.0);
        Ok(InkMargins {
            top_pt: top as f32 * row_pt,
            bottom_pt: bottom as f32 * row_pt,
        })
    }

    pub(super) fn pages(&self) -> &[Page<'_>] {
        self.pdf.pages()
    }

    fn page(&self, page: u32) -> Result<&Page<'_>, PdfError> {
        self.pages()
            .get(page as usize)
            .ok_or_else(|| PdfError::NoSuchPage {
                page,
                count: self.page_count(),
            })
    }
}

/// How many rows or columns of pixels are blank on each side of a picture; all of them where it has
/// no ink.
struct BlankSides {
    top: usize,
    right: usize,
    bottom: usize,
    left: usize,
}

fn blank_sides(raster: &Raster) -> BlankSides {
    let (width, height) = (raster.width_px as usize, raster.height_px as usize);
    let is_ink = |pixel: &[u8]| pixel.iter().any(|&byte| byte < INK_BELOW);
    let mut sides = BlankSides {
        top: height,
        right: width,
        bottom: height,
        left: width,
    };
    let rows = raster.rgba.chunks_exact((width * 4).max(1));
    for (index, row) in rows.enumerate() {
        let Some(first) = row.chunks_exact(4).position(is_ink) else {
            continue;
        };
        let last = row.chunks_exact(4).rev().position(is_ink).unwrap_or(0);
        sides.top = sides.top.min(index);
        sides.bottom = height - index - 1;
        sides.left = sides.left.min(first);
        sides.right = sides.right.min(last);
    }
    sides
}

fn load(bytes: &Arc<[u8]>, password: Option<&str>) -> Result<Pdf, PdfError> {
    let bytes = Arc::new(SharedBytes(Arc::clone(bytes)));
    let load = |password: &str| Pdf::new_with_password(Arc::clone(&bytes), password);
    let pdf = guarded(|| match (load(""), password) {
        (Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)), Some(password)) => {
            load(password)
        }
        (result, _) => result,
    })
    .map_err(PdfError::Fault)?
    .map_err(|error| load_error(error, password))?;
    if pdf.pages().is_empty() {
        return Err(PdfError::NoPages);
    }
    Ok(pdf)
}

/// Whether hayro has the pages of export, in its order, and finds what is on them. It has where the
/// file keeps to the letter: hayro drops pages that are listed twice, goes by what a node is called
/// and reads a stream without an end up to that of another.
fn reads_as_export_does(pdf: &Pdf) -> bool {
    let pages = pdf.pages();
    count_of_plain_tree(pdf) == Some(pages.len())
        && pages.iter().all(|page| has_plain_content(page.raw()))
}

/// How many pages there are; `None` where readers may differ on it.
fn count_of_plain_tree(pdf: &Pdf) -> Option<usize> {
    let xref = pdf.xref();
    let root = xref
        .get::<Dict<'_>>(xref.root_id())?
        .get::<Dict<'_>>(b"Pages")?;
    if root.contains_key(b"Parent") {
        return None;
    }
    let mut seen = HashSet::new();
    let mut count = 0;
    let mut stack = vec![root.get::<Array<'_>>(b"Kids")?.raw_iter()];
    while let Some(kids) = stack.last_mut() {
        let Some(kid) = kids.next() else {
            stack.pop();
            continue;
        };
        let id = kid.as_obj_ref().filter(|id| seen.insert(*id))?;
        let node = xref.get::<Dict<'_>>(id.into())?;
        let is_node = node.contains_key(b"Kids");
        match node.get::<Name<'_>>(b"Type").as_deref() {
            Some(b"Pages") if is_node => stack.push(node.get::<Array<'_>>(b"Kids")?.raw_iter()),
            Some(b"Page") if !is_node => count += 1,
            _ => return None,
        }
    }
    Some(count)
}

fn has_plain_content(page: &Dict<'_>) -> bool {
    let is_plain = |stream: &Stream<'_>| find(&stream.raw_data(), b"endobj").is_none();
    if let Some(stream) = page.get::<Stream<'_>>(b"Contents") {
        return is_plain(&stream);
    }
    match page.get::<Array<'_>>(b"Contents") {
        Some(parts) => {
            let listed = parts.raw_iter().count();
            let streams: Vec<_> = parts.iter::<Stream<'_>>().collect();
            streams.len() == listed && streams.iter().all(is_plain)
        }
        None => !page.contains_key(b"Contents"),
    }
}

/// The PDF as export would write it.
fn rewritten(bytes: Arc<[u8]>, password: Option<&str>, comments: SourceComments) -> Option<Pdf> {
    let count = inspect(&bytes, password).ok()?.pages.len();
    let part = Part {
        bytes,
        password: password.map(str::to_owned),
        maker: Maker::Foreign,
        comments,
        pages: (0..u32::try_from(count).ok()?)
            .map(|source_page| PagePlan {
                source_page,
                ..PagePlan::default()
            })
            .collect(),
    };
    let assembly = Assembly {
        parts: vec![part],
        ..Assembly::default()
    };
    let bytes = assemble(&assembly, &Progress::default()).ok()?;
    load(&bytes.into(), None).ok()
}

/// Points per unit of the page's boxes, which hayro leaves to its caller.
pub(super) fn user_unit(page: &Page<'_>) -> f32 {
    page.raw()
        .get::<f32>(b"UserUnit".as_slice())
        .filter(|unit| (1e-3..=1e3).contains(unit))
        .unwrap_or(1.0)
}

fn load_error(error: LoadPdfError, password: Option<&str>) -> PdfError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) if password.is_some() => {
            PdfError::WrongPassword
        }
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => PdfError::PasswordNeeded,
        LoadPdfError::Decryption(other) => PdfError::UnknownEncryption(format!("{other:?}")),
        LoadPdfError::Invalid => {
            PdfError::Broken("its structure makes no sense to the rasteriser".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{Dictionary, dictionary};

    use super::*;
    use crate::pdf::fixtures::{Fixture, rectangle, texts};

    fn open(bytes: &Arc<[u8]>) -> Renderer {
        Renderer::open(Arc::clone(bytes), None).unwrap()
    }

    fn page(content: &str, entries: Dictionary) -> Renderer {
        let mut fixture = Fixture::new();
        fixture.page(content, entries);
        open(&fixture.bytes())
    }

    #[test]
    fn a_picture_has_the_size_asked_for() {
        let renderer = open(&texts(&["One", "Two"]));
        assert_eq!(renderer.page_count(), 2);
        let raster = renderer.render(1, 1.5).unwrap();
        assert_eq!((raster.width_px, raster.height_px), (450, 600));
        assert_eq!(raster.rgba.len(), 450 * 600 * 4);
        assert!(raster.rgba.contains(&0), "it has ink");
        assert!(
            raster
                .rgba
                .iter()
                .skip(3)
                .step_by(4)
                .all(|&alpha| alpha == 255)
        );
        let tiny = renderer.render(0, 1e-6).unwrap();
        assert_eq!((tiny.width_px, tiny.height_px), (1, 1));
    }

    #[test]
    fn pages_are_those_that_export_takes() {
        let mut fixture = Fixture::new();
        let twice = fixture.text_page("One");
        fixture.pages.push(twice);
        fixture.text_page("Two");
        let renderer = open(&fixture.bytes());
        assert_eq!(renderer.page_count(), 3);
        let [first, second, third] = [0, 1, 2].map(|page| renderer.render(page, 1.0).unwrap());
        assert!(first == second && second != third);
    }

    #[test]
    fn a_stream_without_an_end_is_not_that_of_the_next_page() {
        let bytes = texts(&["One", "Two"]);
        let sound = open(&bytes).render(0, 1.0).unwrap();
        let mut broken = bytes.to_vec();
        let end = find(&broken, b"endstream").unwrap();
        broken[end..end + 9].fill(b' ');
        let drawn = open(&broken.into()).render(0, 1.0).unwrap();
        assert!(drawn == sound);
    }

    #[test]
    fn what_cannot_be_drawn_says_why() {
        let renderer = open(&texts(&["One"]));
        assert_eq!(
            renderer.render(1, 1.0),
            Err(PdfError::NoSuchPage { page: 1, count: 1 })
        );
        for scale in [1000.0, f32::INFINITY] {
            assert!(
                matches!(
                    renderer.render(0, scale),
                    Err(PdfError::PictureTooLarge { .. })
                ),
                "{scale}"
            );
        }
    }

    #[test]
    fn user_units_count() {
        let entries = dictionary! { "UserUnit" => 2, "MediaBox" => rectangle([0, 0, 100, 50]) };
        let renderer = page("0 0 50 50 re f", entries);
        let raster = renderer.render(0, 1.0).unwrap();
        assert_eq!((raster.width_px, raster.height_px), (200, 100));
        assert_eq!(raster.rgba[98 * 4], 0);
        assert_eq!(raster.rgba[102 * 4], 255);
    }

    #[test]
    fn margins_are_measured_as_displayed() {
        let content = "0.5 w 0 340 300 0.5 re f 10 30 5 5 re f";
        let upright = page(content, Dictionary::new())
            .ink_margins(0, Turn::None)
            .unwrap();
        assert!((upright.top_pt - 59.5).abs() <= 1.0, "{upright:?}");
        assert!((upright.bottom_pt - 30.0).abs() <= 1.0, "{upright:?}");
        let turned = page(content, dictionary! { "Rotate" => 180 })
            .ink_margins(0, Turn::None)
            .unwrap();
        assert!((turned.top_pt - 30.0).abs() <= 1.0, "{turned:?}");
        let blank = page("", Dictionary::new())
            .ink_margins(0, Turn::None)
            .unwrap();
        assert_eq!((blank.top_pt, blank.bottom_pt), (400.0, 400.0));
    }

    #[test]
    fn margins_of_a_turned_page_are_those_of_its_sides() {
        let renderer = page("20 50 240 330 re f", Dictionary::new());
        for (turn, expected) in [
            (Turn::None, (20.0, 50.0)),
            (Turn::Right, (20.0, 40.0)),
            (Turn::Half, (50.0, 20.0)),
            (Turn::Left, (40.0, 20.0)),
        ] {
            let found = renderer.ink_margins(0, turn).unwrap();
            let off = (found.top_pt - expected.0).abs() + (found.bottom_pt - expected.1).abs();
            assert!(off <= 2.0, "{turn:?}: {found:?}");
        }
    }

    #[test]
    fn margins_of_a_large_page_are_in_points() {
        let entries = dictionary! { "MediaBox" => rectangle([0, 0, 3000, 6000]) };
        let margins = page("0 5000 3000 500 re f", entries)
            .ink_margins(0, Turn::None)
            .unwrap();
        assert!((margins.top_pt - 500.0).abs() <= 6.0, "{margins:?}");
    }
}
