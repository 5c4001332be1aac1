//! Characters of symbol fonts, which have no meaning of their own in a text.

/// What a character of a symbol font looks like. Word writes its code from U+F000 on.
pub fn symbol(font: &str, code: u32) -> char {
    let low = u8::try_from(code & 0xff).unwrap_or(0);
    let font = font.to_ascii_lowercase();
    let found = if font.starts_with("wingdings") {
        wingdings(low)
    } else if font.starts_with("symbol") {
        greek(low)
    } else if (0xf000..=0xf0ff).contains(&code) {
        None
    } else {
        return char::from_u32(code).unwrap_or(UNKNOWN);
    };
    found.unwrap_or(UNKNOWN)
}

/// Whether text in this font is written in symbols.
pub fn is_symbol_font(font: &str) -> bool {
    let font = font.to_ascii_lowercase();
    font == "symbol" || font.starts_with("wingdings")
}

/// Stands for a symbol that is not known, mostly an ornament.
const UNKNOWN: char = '▪';

fn wingdings(code: u8) -> Option<char> {
    Some(match code {
        0x20 => ' ',
        0x21 => '✏',
        0x28 => '☎',
        0x2a => '✉',
        0x4a => '☺',
        0x4c => '☹',
        0x6c | 0x9f => '●',
        0x6e | 0xa7 => '■',
        0x6f | 0x71 | 0x72 | 0xa8 => '☐',
        0x75 | 0x76 => '◆',
        0xa1 => '○',
        0xd8 | 0xe8 | 0xf0 => '➢',
        0xdf | 0xef => '←',
        0xe0 => '→',
        0xe1 | 0xf1 => '↑',
        0xe2 | 0xf2 => '↓',
        0xfb => '✗',
        0xfc => '✓',
        0xfd => '☒',
        0xfe => '☑',
        _ => return None,
    })
}

fn greek(code: u8) -> Option<char> {
    const CAPITALS: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const SMALL: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    Some(match code {
        b'A'..=b'Z' => CAPITALS.chars().nth(usize::from(code - b'A'))?,
        b'a'..=b'z' => SMALL.chars().nth(usize::from(code - b'a'))?,
        0x22 => '∀',
        0x24 => '∃',
        0x2d => '−',
        0x40 => '≅',
        0x5e => '⊥',
        0x20..=0x3f | 0x5b..=0x5f | 0x7b..=0x7d => char::from(code),
        0xa3 => '≤',
        0xa5 => '∞',
        0xab => '↔',
        0xac => '←',
        0xad => '↑',
        0xae => '→',
        0xaf => '↓',
        0xb0 => '°',
        0xb1 => '±',
        0xb3 => '≥',
        0xb4 => '×',
        0xb7 => '•',
        0xb8 => '÷',
        0xb9 => '≠',
        0xba => '≡',
        0xbb => '≈',
        0xbc => '…',
        0xc5 => '⊕',
        0xc7 => '∩',
        0xc8 => '∪',
        0xce => '∈',
        0xd1 => '∇',
        0xd2 => '®',
        0xd3 => '©',
        0xd4 => '™',
        0xd5 => '∏',
        0xd6 => '√',
        0xde => '⇒',
        0xe5 => '∑',
        0xf2 => '∫',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_told_by_font_and_code() {
        for (font, code, expected) in [
            ("Wingdings", 0xf0fc, '✓'),
            ("Wingdings", 0xfe, '☑'),
            ("Symbol", 0xf061, 'α'),
            ("Symbol", 0xf0b7, '•'),
            ("Calibri", 0x2713, '✓'),
            ("Unknown", 0xf041, UNKNOWN),
            ("Calibri", 0xd800, UNKNOWN),
        ] {
            assert_eq!(symbol(font, code), expected, "{font} {code:x}");
        }
    }
}
