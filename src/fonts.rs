//! The bundled fonts. No other font is ever used, so that pages are the same on every machine.

/// The number of a bundled font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FontId(pub u8);

/// The family of Source Sans 3 in its weights and slopes.
pub(crate) const TEXT: &str = "Text";
/// The typewriter family.
pub(crate) const CODE: &str = "Code";

/// A font that is part of the program.
pub(crate) struct Bundled {
    pub(crate) family: &'static str,
    pub(crate) postscript_name: &'static str,
    pub(crate) bytes: &'static [u8],
    pub(crate) weight: f32,
    pub(crate) is_italic: bool,
}

macro_rules! bundled {
    ($family:expr, $name:literal, $weight:literal, $is_italic:literal) => {
        Bundled {
            family: $family,
            postscript_name: $name,
            bytes: include_bytes!(concat!("../assets/fonts/", $name, ".ttf")),
            weight: $weight,
            is_italic: $is_italic,
        }
    };
    ($name:literal) => {
        bundled!($name, $name, 400.0, false)
    };
}

/// Every font, in the order in which they are asked for a character.
pub(crate) static BUNDLED: [Bundled; 28] = [
    bundled!(TEXT, "SourceSans3-Light", 300.0, false),
    bundled!(TEXT, "SourceSans3-Regular", 400.0, false),
    bundled!(TEXT, "SourceSans3-Italic", 400.0, true),
    bundled!(TEXT, "SourceSans3-SemiBold", 600.0, false),
    bundled!(TEXT, "SourceSans3-SemiBoldItalic", 600.0, true),
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
    bundled!(CODE, "NotoSansMono-Regular", 400.0, false),
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
