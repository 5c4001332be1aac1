//! SVG drawings, drawn once in the bundled fonts. No file and no address that a drawing names is
//! ever read; scripts are not run.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, fontdb};

use super::{damaged, raster};
use crate::fonts::FontId;
use crate::import::encoding::guess;
use crate::import::office::parse;
use crate::import::{Picture, Problem};
use crate::pack::Media;

/// The longer side of a drawing that fills a page, in pixels: 250 to the inch on the wider side of
/// A4 between its margins.
pub const PAGE_PX: f32 = 2_400.0;
/// The longest side that is drawn, in pixels.
const SIDE_PX: f32 = 4_000.0;
/// The width from which a drawing within a text fills the measure, in pixels of the screen, and
/// the width it is then drawn in.
const MEASURE_PX: (f32, f32) = (560.0, 1_400.0);
/// The face that stands in for every other.
const FAMILY: &str = "Source Sans 3";
const CODE_FAMILY: &str = "Noto Sans Mono";

/// The most that the names which a drawing defines may take, in bytes, and how often they may be
/// used.
const DEFINITIONS_BYTES: usize = 4_096;
const MOST_REFERENCES: usize = 10_000;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for font in FontId::all() {
        let bytes: Arc<&'static [u8]> = Arc::new(font.bytes());
        fonts.load_font_source(fontdb::Source::Binary(bytes));
    }
    fonts.set_serif_family(FAMILY);
    fonts.set_sans_serif_family(FAMILY);
    fonts.set_cursive_family(FAMILY);
    fonts.set_fantasy_family(FAMILY);
    fonts.set_monospace_family(CODE_FAMILY);
    Arc::new(fonts)
});

/// How large a drawing is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// So that it fills a page.
    Page,
    /// As large as it says it is, within a text.
    Text,
}

/// Draws an SVG drawing.
///
/// # Errors
/// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
pub fn draw(bytes: &[u8], scale: Scale) -> Result<Picture, Problem> {
    let text = guess(bytes).text;
    let text = without_doctype(text.trim_start_matches('\u{feff}'))?;
    let document = parse(&text)?;
    let options = Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::clone(&FONTS),
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree =
        Tree::from_xmltree(&document, &options).map_err(|_| damaged("it cannot be drawn"))?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let longest = width.max(height);
    let wanted = match scale {
        Scale::Page => PAGE_PX / longest,
        Scale::Text if width >= MEASURE_PX.0 => MEASURE_PX.1 / width,
        Scale::Text => 1.0,
    };
    let factor = wanted.min(SIDE_PX / longest);
    // Lossless: at most SIDE_PX.
    let side = |length: f32| (length * factor).round().clamp(1.0, SIDE_PX) as u32;
    let (width_px, height_px) = (side(width), side(height));
    let mut pixels = Pixmap::new(width_px, height_px).ok_or_else(|| damaged("it has no size"))?;
    resvg::render(
        &tree,
        Transform::from_scale(factor, factor),
        &mut pixels.as_mut(),
    );
    let image = image::RgbaImage::from_raw(width_px, height_px, pixels.take_demultiplied())
        .ok_or_else(|| damaged("it has no size"))?;
    let bytes = raster::png(image.into()).map_err(|_| damaged("it cannot be drawn"))?;
    Ok(Picture {
        bytes: bytes.into(),
        media: Media::Png,
        width_px,
        height_px,
        orientation: 1,
        alt: String::new(),
        shown_pt: None,
    })
}

/// A drawing without its document type. The few short names that drawing programs define there
/// are replaced by what they stand for; names that could grow are refused.
fn without_doctype(text: &str) -> Result<Cow<'_, str>, Problem> {
    let Some((before, rest)) = text.split_once("<!DOCTYPE") else {
        return Ok(Cow::Borrowed(text));
    };
    let opening = rest.find('[').unwrap_or(usize::MAX);
    let end = rest.find('>').unwrap_or(usize::MAX);
    if end < opening {
        let after = rest.get(end + 1..).unwrap_or_default();
        return Ok(Cow::Owned(format!("{before}{after}")));
    }
    let (names, after) = rest
        .split_once("]>")
        .or_else(|| rest.split_once("] >"))
        .ok_or_else(|| damaged("its document type has no end"))?;
    let definitions = names.get(opening + 1..).unwrap_or_default();
    let is_modest = definitions.len() <= DEFINITIONS_BYTES && !definitions.contains('&');
    if !is_modest || after.matches('&').count() > MOST_REFERENCES {
        return Err(Problem::BeyondLimit {
            what: "it defines names that stand for too much text".to_owned(),
            limit: format!("{MOST_REFERENCES} uses of short names"),
        });
    }
    let mut drawing = format!("{before}{after}");
    for definition in definitions.split("<!ENTITY").skip(1) {
        let mut words = definition.trim_start().splitn(2, char::is_whitespace);
        let (Some(name), Some(value)) = (words.next(), words.next()) else {
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = quote.and_then(|quote| value.get(1..)?.split_once(quote));
        if let Some((value, _)) = value {
            drawing = drawing.replace(&format!("&{name};"), value);
        }
    }
    Ok(Cow::Owned(drawing))
}
