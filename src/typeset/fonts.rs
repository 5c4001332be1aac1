//! The bundled fonts. No other font is ever used, so that pages are the same on every machine.

use std::sync::{Arc, LazyLock};

use parley::fontique::{
    Blob, CharmapIndex, Collection, CollectionOptions, FontInfoOverride, FontStyle, FontWeight,
    GenericFamily, SourceCache,
};
use parley::{FontContext, FontFamily, FontFamilyName};

/// The number of a bundled font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FontId(pub u8);

/// The family of Source Sans 3 in its weights and slopes.
const TEXT: &str = "Text";
/// The typewriter family.
const CODE: &str = "Code";
/// Source Sans 3 upright again, for the characters that its italic lacks.
const UPRIGHT: &str = "Upright";

/// A font that is part of the program.
struct Bundled {
    family: &'static str,
    postscript_name: &'static str,
    bytes: &'static [u8],
    weight: f32,
    style: FontStyle,
}

macro_rules! bundled {
    ($family:expr, $name:literal, $weight:literal, $style:expr) => {
        Bundled {
            family: $family,
            postscript_name: $name,
            bytes: include_bytes!(concat!("../../assets/fonts/", $name, ".ttf")),
            weight: $weight,
            style: $style,
        }
    };
    ($name:literal) => {
        bundled!($name, $name, 400.0, FontStyle::Normal)
    };
}

/// Every font, in the order in which they are asked for a character.
static BUNDLED: [Bundled; 28] = [
    bundled!(TEXT, "SourceSans3-Light", 300.0, FontStyle::Normal),
    bundled!(TEXT, "SourceSans3-Regular", 400.0, FontStyle::Normal),
    bundled!(TEXT, "SourceSans3-Italic", 400.0, FontStyle::Italic),
    bundled!(TEXT, "SourceSans3-SemiBold", 600.0, FontStyle::Normal),
    bundled!(TEXT, "SourceSans3-SemiBoldItalic", 600.0, FontStyle::Italic),
    bundled!("NotoSans-Regular"),
    bundled!("NotoSansHebrew-Regular"),
    bundled!("NotoSansArabic-Regular"),
    bundled!("NotoSansArmenian-Regular"),
    bundled!("NotoSansGeorgian-Regular"),
    bundled!("NotoSansDevanagari-Regular"),
    bundled!("NotoSansBengali-Regular"),
    bundled!("NotoSansGurmukhi-Regular"),
    bundled!("NotoSansGujarati-Regular"),
    bundled!("NotoSansTamil-Regular"),
    bundled!("NotoSansTelugu-Regular"),
    bundled!("NotoSansKannada-Regular"),
    bundled!("NotoSansMalayalam-Regular"),
    bundled!("NotoSansSinhala-Regular"),
    bundled!("NotoSansThai-Regular"),
    bundled!("NotoSansLao-Regular"),
    bundled!("NotoSansKhmer-Regular"),
    bundled!("NotoSansMyanmar-Regular"),
    bundled!("NotoSansEthiopic-Regular"),
    bundled!("NotoSansSymbols-Regular"),
    bundled!("NotoSansSymbols2-Regular"),
    bundled!("NotoSansMath-Regular"),
    bundled!(CODE, "NotoSansMono-Regular", 400.0, FontStyle::Normal),
];

impl FontId {
    /// Every font.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u8..).zip(&BUNDLED).map(|(index, _)| Self(index))
    }

    /// The fonts that are asked for a character which the text face does not have, in that order.
    pub fn fallbacks() -> impl Iterator<Item = Self> {
        let is_fallback = |font: &Bundled| font.family != TEXT && font.family != CODE;
        (0u8..)
            .zip(&BUNDLED)
            .filter(move |(_, font)| is_fallback(font))
            .map(|(index, _)| Self(index))
    }

    /// The font's name within its file.
    pub fn postscript_name(self) -> &'static str {
        BUNDLED
            .get(usize::from(self.0))
            .map_or("", |font| font.postscript_name)
    }

    /// The font's file.
    pub fn bytes(self) -> &'static [u8] {
        BUNDLED
            .get(usize::from(self.0))
            .map_or(&[], |font| font.bytes)
    }
}

/// The fonts as the line breaker knows them.
#[derive(Clone)]
pub(super) struct Library {
    /// Holds our fonts alone.
    pub(super) context: FontContext,
    /// The families to ask for running text, in order.
    pub(super) text: FontFamily<'static>,
    /// The families to ask for typewriter text, in order.
    pub(super) code: FontFamily<'static>,
    blobs: Vec<u64>,
    charmaps: Vec<(CharmapIndex, &'static [u8])>,
}

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::load);

impl Library {
    /// The library, ready to use; loading it takes place once.
    pub(super) fn new() -> Self {
        LIBRARY.clone()
    }

    fn load() -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        let mut blobs = Vec::new();
        let mut charmaps = Vec::new();
        for font in &BUNDLED {
            let blob = Blob::new(Arc::new(font.bytes));
            blobs.push(blob.id());
            let info = FontInfoOverride {
                family_name: Some(font.family),
                weight: Some(FontWeight::new(font.weight)),
                style: Some(font.style),
                ..FontInfoOverride::default()
            };
            let families = collection.register_fonts(blob.clone(), Some(info));
            for info in families.iter().flat_map(|(_, fonts)| fonts) {
                charmaps.push((info.charmap_index(), font.bytes));
            }
            if font.postscript_name == "SourceSans3-Regular" {
                let upright = FontInfoOverride {
                    family_name: Some(UPRIGHT),
                    ..FontInfoOverride::default()
                };
                collection.register_fonts(blob, Some(upright));
            }
        }
        let fallbacks = BUNDLED.iter().map(|font| font.family);
        let mut text = vec![TEXT, UPRIGHT];
        text.extend(fallbacks.filter(|family| *family != TEXT));
        let mut code = text.clone();
        code.insert(0, CODE);
        let text = family(&mut collection, GenericFamily::SansSerif, &text);
        let code = family(&mut collection, GenericFamily::Monospace, &code);
        Self {
            context: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            text,
            code,
            blobs,
            charmaps,
        }
    }

    /// Which of our fonts a blob is.
    pub(super) fn font_id(&self, blob: u64) -> Option<FontId> {
        let index = self.blobs.iter().position(|id| *id == blob)?;
        u8::try_from(index).ok().map(FontId)
    }

    /// Whether any font has a glyph for this character.
    pub(super) fn has(&self, character: char) -> bool {
        self.charmaps.iter().any(|(index, bytes)| {
            let glyph = index.charmap(bytes).and_then(|map| map.map(character));
            glyph.is_some_and(|glyph| glyph != 0)
        })
    }
}

/// The families of these names under one name, so that they are looked up once and not for every
/// piece of text.
fn family(
    collection: &mut Collection,
    generic: GenericFamily,
    names: &[&str],
) -> FontFamily<'static> {
    let ids: Vec<_> = names
        .iter()
        .filter_map(|name| collection.family_id(name))
        .collect();
    collection.set_generic_families(generic, ids.into_iter());
    FontFamily::Single(FontFamilyName::Generic(generic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_is_found_by_its_blob() {
        let library = Library::new();
        assert_eq!(library.blobs.len(), BUNDLED.len());
        assert_eq!(library.charmaps.len(), BUNDLED.len());
        for (index, blob) in library.blobs.iter().enumerate() {
            let id = library.font_id(*blob).unwrap();
            assert_eq!(usize::from(id.0), index);
            assert!(!id.postscript_name().is_empty());
        }
    }

    #[test]
    fn the_scripts_and_symbols_that_are_promised_are_there() {
        let library = Library::new();
        let promised = "Aéß Ωμέγα Київ ابجד हिन् বাংল ਪੰਜ ગુજ தமி తెల ಕನ್ മല සිං ไทย ລາວ ខ្ម မြန် አማ \
                        ქარ հայ ☐☑→✓≤•□–…‑−";
        let lacking: String = promised
            .chars()
            .filter(|character| *character != ' ' && !library.has(*character))
            .collect();
        assert_eq!(lacking, "");
        assert!(!library.has('漢'));
    }
}
