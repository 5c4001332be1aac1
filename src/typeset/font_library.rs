//! The bundled fonts as the line breaker knows them.

use std::sync::{Arc, LazyLock};

use parley::fontique::{
    Blob, CharmapIndex, Collection, CollectionOptions, FontInfoOverride, FontStyle, FontWeight,
    GenericFamily, SourceCache,
};
use parley::{FontContext, FontFamily, FontFamilyName};

use crate::fonts::{BUNDLED, CODE, FontId, TEXT};

/// Source Sans 3 upright again, for the characters that its italic lacks.
const UPRIGHT: &str = "Upright";

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
            let style = if font.is_italic {
                FontStyle::Italic
            } else {
                FontStyle::Normal
            };
            let info = FontInfoOverride {
                family_name: Some(font.family),
                weight: Some(FontWeight::new(font.weight)),
                style: Some(style),
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
