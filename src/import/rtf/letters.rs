//! Which letters the bytes of a text mean.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, MACINTOSH, SHIFT_JIS, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
    WINDOWS_1257, WINDOWS_1258,
};

use crate::import::symbols::SymbolFont;

/// How the bytes of a font's text are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    CodePage(&'static Encoding),
    /// As signs of a font of symbols, which may not be one that is known.
    Symbols(Option<SymbolFont>),
}

impl Letters {
    /// The sign of a font of symbols that a byte means.
    pub fn symbol(self, byte: u8) -> char {
        match self {
            Self::Symbols(Some(font)) => font.character(u32::from(byte)),
            _ => symbol(byte),
        }
    }

    /// The text that bytes mean.
    pub fn read(self, bytes: &[u8]) -> String {
        match self {
            Self::CodePage(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Symbols(Some(font)) => bytes
                .iter()
                .map(|byte| font.character(u32::from(*byte)))
                .collect(),
            Self::Symbols(None) => bytes.iter().map(|byte| symbol(*byte)).collect(),
        }
    }
}

/// The sign of a font of symbols that is not known, as far as it is one that texts have.
fn symbol(byte: u8) -> char {
    match byte {
        0xb7 | 0xa7 | 0x6c | 0x9f => '•',
        0xfc | 0xfe => '✓',
        0xd8 => '➢',
        byte => char::from(byte),
    }
}

/// The code page of this number, as Windows counts them.
pub fn code_page(number: i32) -> Option<&'static Encoding> {
    Some(match number {
        437 | 850 | 1252 | 28591 | 20127 => WINDOWS_1252,
        866 => IBM866,
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 | 54936 => GBK,
        949 => EUC_KR,
        950 => BIG5,
        1250 | 28592 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1253 | 28597 => WINDOWS_1253,
        1254 | 28599 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        20866 => encoding_rs::KOI8_R,
        28605 => encoding_rs::ISO_8859_15,
        50220..=50222 => encoding_rs::ISO_2022_JP,
        51932 => encoding_rs::EUC_JP,
        65001 => encoding_rs::UTF_8,
        _ => return None,
    })
}

/// How the text of a font with this character set is read; `None` for the document's own.
pub fn of_character_set(number: i32) -> Option<Letters> {
    let page = match number {
        2 => return Some(Letters::Symbols(None)),
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    code_page(page).map(Letters::CodePage)
}
