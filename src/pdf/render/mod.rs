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
use super::ink::{INK_BELOW, InkCache, ink_box};
use super::inspect::inspect;
use super::worker::guarded;
use crate::pack::{SourceComments, Turn};
use crate::pdf_file::{LARGEST_UNITS, LEAST_UNITS};
use crate::progress::{Cancelled, Progress};

/// The most pixels a side of a picture may have.
pub const MAX_SIDE_PX: u32 = 8192;

/// The side of the picture that [`Renderer::ink_sides`] looks at, in pixels, at most.
const MARGIN_SIDE_PX: f32 = 1200.0;

/// How much further from ink than a box its picture may be where there is ink for sure, in points: a
/// box that lacks more than this of a strip does not hide that the strip is free.
const MOST_OVER_PT: f32 = 8.0;

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

/// How far ink is from each side of a page, as its own rotation shows it, in points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct InkSides {
    top_pt: f32,
    right_pt: f32,
    bottom_pt: f32,
    left_pt: f32,
    /// Whether the page was drawn to find them; if not, they may be more.
    is_exact: bool,
    /// Whether there is ink for sure where these end, but for the little by which boxes are larger:
    /// above, at the right, below and at the left.
    is_sure: [bool; 4],
}

impl InkSides {
    /// A page that is full, as far as is known.
    pub const FULL: Self = Self {
        top_pt: 0.0,
        right_pt: 0.0,
        bottom_pt: 0.0,
        left_pt: 0.0,
        is_exact: true,
        is_sure: [true; 4],
    };

    /// The strips that are blank above and below when the page is turned so.
    pub fn margins(self, turn: Turn) -> InkMargins {
        // The side that comes to the top as the page is turned, and the one across from it.
        let (top_pt, bottom_pt) = match turn {
            Turn::None => (self.top_pt, self.bottom_pt),
            Turn::Right => (self.left_pt, self.right_pt),
            Turn::Half => (self.bottom_pt, self.top_pt),
            Turn::Left => (self.right_pt, self.left_pt),
        };
        InkMargins { top_pt, bottom_pt }
    }

    /// Whether no side is further from the ink than these say.
    #[cfg(test)]
    pub(super) fn is_within(self, exact: Self) -> bool {
        self.top_pt <= exact.top_pt + 0.01
            && self.right_pt <= exact.right_pt + 0.01
            && self.bottom_pt <= exact.bottom_pt + 0.01
            && self.left_pt <= exact.left_pt + 0.01
    }

    /// Whether they tell if strips of this height are blank above and below.
    pub fn suffice(self, turn: Turn, strip_pt: f32) -> bool {
        let InkMargins { top_pt, bottom_pt } = self.margins(turn);
        let [top, right, bottom, left] = self.is_sure;
        let (sure_top, sure_bottom) = match turn {
            Turn::None => (top, bottom),
            Turn::Right => (left, right),
            Turn::Half => (bottom, top),
            Turn::Left => (right, left),
        };
        let tells = |free_pt: f32, is_sure: bool| {
            free_pt >= strip_pt || (is_sure && free_pt + MOST_OVER_PT < strip_pt)
        };
        self.is_exact || (tells(top_pt, sure_top) && tells(bottom_pt, sure_bottom))
    }
}

/// A page whose ink is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct InkPage {
    /// The page, counted from 0.
    pub page: u32,
    /// How it is shown.
    pub turn: Turn,
    /// The height of the strips above and below that should be blank, in points as displayed.
    pub strip_pt: f32,
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
        guarded(|| picture(page, (width_px, height_px))).map_err(PdfError::Fault)
    }

    /// How far ink is from the sides of these pages; exactly, unless it is known without drawing a page
    /// whether the strips at its top and bottom are blank. `None` for a page that can't be
    /// drawn.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn ink_sides(
        &self,
        pages: &[InkPage],
        progress: &Progress,
    ) -> Result<Vec<Option<InkSides>>, Cancelled> {
        let boxed = guarded(|| {
            let mut cache = InkCache::default();
            let sides = pages.iter().enumerate().map(|(done, page)| {
                progress.step(done, 2 * pages.len())?;
                Ok(self.sides_of_boxes(page.page, &mut cache))
            });
            sides.collect::<Result<Vec<_>, Cancelled>>()
        });
        // Pages behind one that breaks the reading are drawn.
        let boxed = boxed.unwrap_or_else(|_| Ok(vec![None; pages.len()]))?;
        let sides = pages.iter().zip(boxed).enumerate();
        let sides = sides.map(|(done, (page, boxed))| {
            let known = boxed.filter(|sides| sides.suffice(page.turn, page.strip_pt));
            if known.is_some() {
                return Ok(known);
            }
            progress.step(pages.len() + done, 2 * pages.len())?;
            Ok(self.drawn_sides(page.page).ok())
        });
        sides.collect()
    }

    /// How far the boxes around what is drawn on a page are from its sides.
    pub(super) fn sides_of_boxes<'a>(
        &'a self,
        page: u32,
        cache: &mut InkCache<'a>,
    ) -> Option<InkSides> {
        let page = self.page(page).ok()?;
        let unit = user_unit(page);
        let (width, height) = page.render_dimensions();
        let (width, height) = (width * unit, height * unit);
        let ink = ink_box((page, unit), ink_scale(page), cache);
        let bounds = ink.map(|ink| ink.bounds);
        let (left, top, right, bottom) = bounds.map_or((width, height, width, height), |ink| {
            let (x0, y0, x1, y1) = (ink.x0 as f32, ink.y0 as f32, ink.x1 as f32, ink.y1 as f32);
            (x0, y0, width - x1, height - y1)
        });
        Some(InkSides {
            top_pt: top.max(0.0),
            right_pt: right.max(0.0),
            bottom_pt: bottom.max(0.0),
            left_pt: left.max(0.0),
            is_exact: false,
            is_sure: ink.map_or([false; 4], |ink| ink.is_sure),
        })
    }

    /// How far ink is from the sides of a page, counted from 0, in its picture.
    ///
    /// # Errors
    /// As [`Renderer::render`].
    pub(super) fn drawn_sides(&self, page: u32) -> Result<InkSides, PdfError> {
        let (width, height) = self.page(page)?.render_dimensions();
        let unit = user_unit(self.page(page)?);
        let raster = self.render(page, ink_scale(self.page(page)?))?;
        let sides = blank_sides(&raster);
        let row_pt = height * unit / (raster.height_px as f32).max(1.0);
        let column_pt = width * unit / (raster.width_px as f32).max(1.0);
        Ok(InkSides {
            top_pt: sides.top as f32 * row_pt,
            right_pt: sides.right as f32 * column_pt,
            bottom_pt: sides.bottom as f32 * row_pt,
            left_pt: sides.left as f32 * column_pt,
            is_exact: true,
            is_sure: [true; 4],
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

/// The picture of a page on white.
fn picture(page: &Page<'_>, (width_px, height_px): (f64, f64)) -> Raster {
    let (width, height) = page.render_dimensions();
    // A quarter pixel more keeps hayro's rounding down from losing the last row.
    let settings = PixmapSettings {
        x_scale: (width_px as f32 + 0.25) / width,
        y_scale: (height_px as f32 + 0.25) / height,
        bg_color: WHITE,
    };
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
}

/// The scale of the picture in which ink is looked for, in pixels for each point.
fn ink_scale(page: &Page<'_>) -> f32 {
    let (width, height) = page.render_dimensions();
    (MARGIN_SIDE_PX / (width.max(height) * user_unit(page))).min(1.0)
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
        && pages
            .iter()
            .all(|page| has_plain_size(page) && has_plain_content(page.raw()))
}

/// Whether a page has a size that a page can have, and no other one of its own.
fn has_plain_size(page: &Page<'_>) -> bool {
    let sides = LEAST_UNITS as f32..=LARGEST_UNITS as f32;
    let (width, height) = page.render_dimensions();
    let own = page.raw().get::<Array<'_>>(b"MediaBox".as_slice());
    let is_plain = |own: &Array<'_>| {
        let corners: Vec<f32> = own.iter::<f32>().collect();
        let &[ax, ay, bx, by] = corners.as_slice() else {
            return false;
        };
        let is_near = corners.iter().all(|it| it.abs() <= LARGEST_UNITS as f32);
        is_near && sides.contains(&(ax - bx).abs()) && sides.contains(&(ay - by).abs())
    };
    let is_own_plain = match &own {
        Some(own) => is_plain(own),
        None => !page.raw().contains_key(b"MediaBox"),
    };
    is_own_plain && sides.contains(&width) && sides.contains(&height)
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
        bytes: bytes.into(),
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
mod tests;
