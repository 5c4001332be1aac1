//! Characters of symbol fonts, which have no meaning of their own in a text. Office documents, RTF and
//! web pages name such fonts alike.

/// A font of symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolFont {
    Symbol,
    Wingdings,
    Wingdings2,
    Wingdings3,
    Webdings,
}

impl SymbolFont {
    /// The font of this name, if it is one of symbols.
    pub fn named(name: &str) -> Option<Self> {
        let name = name
            .trim()
            .trim_matches(['"', '\'', ';'])
            .to_ascii_lowercase();
        Some(match name.as_str() {
            "symbol" | "symbol mt" | "opensymbol" | "standard symbols l" => Self::Symbol,
            "wingdings" => Self::Wingdings,
            "wingdings 2" => Self::Wingdings2,
            "wingdings 3" => Self::Wingdings3,
            "webdings" => Self::Webdings,
            _ => return None,
        })
    }

    /// What a character of the font looks like, whose code may be written from U+F000 on. What is
    /// above a byte otherwise is a character of its own.
    pub fn character(self, code: u32) -> char {
        let Ok(low) = u8::try_from(low_code(code)) else {
            return char::from_u32(code).unwrap_or(UNKNOWN);
        };
        let found = match self {
            _ if matches!(low, 0x20 | 0xa0) => Some(' '),
            Self::Symbol => greek(low),
            Self::Wingdings => wingdings(low),
            Self::Wingdings2 => wingdings_2(low),
            Self::Wingdings3 => wingdings_3(low),
            Self::Webdings => webdings(low),
        };
        found.unwrap_or(UNKNOWN)
    }

    /// A text in this font.
    pub fn text(self, text: &str) -> String {
        let written = |character: char| match character {
            '\t' | '\n' | '\r' => character,
            character => self.character(byte_of(character)),
        };
        text.chars().map(written).collect()
    }
}

/// The code below U+F000 of one that is written from there on.
fn low_code(code: u32) -> u32 {
    if (0xf000..=0xf0ff).contains(&code) {
        code - 0xf000
    } else {
        code
    }
}

/// The byte that a letter of a font of symbols stands for: programs write it as Windows has it.
fn byte_of(character: char) -> u32 {
    let mut buffer = [0; 4];
    let (bytes, _, had_errors) =
        encoding_rs::WINDOWS_1252.encode(character.encode_utf8(&mut buffer));
    match bytes.as_ref() {
        [byte] if !had_errors => u32::from(*byte),
        _ => u32::from(character),
    }
}

/// What a character of a font of this name looks like; `UNKNOWN` for the private ones of others.
pub fn symbol(font: &str, code: u32) -> char {
    match SymbolFont::named(font) {
        Some(font) => font.character(code),
        None if (0xf000..=0xf0ff).contains(&code) => UNKNOWN,
        None => char::from_u32(code).unwrap_or(UNKNOWN),
    }
}

/// Stands for a symbol that is not known, mostly an ornament.
const UNKNOWN: char = '▪';

fn wingdings(code: u8) -> Option<char> {
    Some(match code {
        0x21 => '✏',
        0x22 => '✂',
        0x28 => '☎',
        0x2a => '✉',
        0x3f => '✍',
        0x4a => '☺',
        0x4c => '☹',
        0x6c | 0x9f => '●',
        0x6d | 0xa1 => '○',
        0x6e | 0xa7 => '■',
        0x6f | 0x71 | 0x72 | 0xa8 => '☐',
        0x73..=0x77 => '◆',
        0x80 | 0x8b => '0',
        0x81 => '①',
        0x82 => '②',
        0x83 => '③',
        0x84 => '④',
        0x85 => '⑤',
        0x86 => '⑥',
        0x87 => '⑦',
        0x88 => '⑧',
        0x89 => '⑨',
        0x8a => '⑩',
        0xab => '★',
        0xd8 => '➢',
        0x45 | 0xdb | 0xdf | 0xe7 | 0xef => '←',
        0x46 | 0xdc | 0xe0 | 0xe8 | 0xf0 => '→',
        0x47 | 0xdd | 0xe1 | 0xe9 | 0xf1 => '↑',
        0x48 | 0xde | 0xe2 | 0xea | 0xf2 => '↓',
        0xf3 => '↔',
        0xfb => '✗',
        0xfc => '✓',
        0xfd => '☒',
        0xfe => '☑',
        _ => return None,
    })
}

fn wingdings_2(code: u8) -> Option<char> {
    Some(match code {
        0x4f | 0x51 => '✗',
        0x50 => '✓',
        0x52 => '☑',
        0x53..=0x56 => '☒',
        0x97 | 0x98 => '●',
        0x99..=0x9d => '○',
        0x9e..=0xa2 => '■',
        0xa3..=0xa6 => '☐',
        0xaa..=0xae => '◆',
        _ => return None,
    })
}

fn wingdings_3(code: u8) -> Option<char> {
    Some(match code {
        0x21 | 0x66 => '←',
        0x22 | 0x67 => '→',
        0x23 | 0x68 => '↑',
        0x24 | 0x69 => '↓',
        0x31 | 0x6a => '↔',
        0x70 | 0x78 | 0x7a => '▲',
        0x71 | 0x79 | 0x7b => '▼',
        0x74 | 0x76 | 0x7c | 0x80 => '◀',
        0x75 | 0x77 | 0x7d | 0x81 => '▶',
        _ => return None,
    })
}

fn webdings(code: u8) -> Option<char> {
    Some(match code {
        0x33 => '◀',
        0x34 => '▶',
        0x35 => '▲',
        0x36 => '▼',
        0x61 => '✓',
        0x63 => '☐',
        0x67 => '■',
        0x6e => '●',
        0x72 => '✗',
        0x9a => '✉',
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
        0x7e => '∼',
        0xa2 => '′',
        0xa3 => '≤',
        0xa5 => '∞',
        0xab => '↔',
        0xac => '←',
        0xad => '↑',
        0xae => '→',
        0xaf => '↓',
        0xb0 => '°',
        0xb1 => '±',
        0xb2 => '″',
        0xb3 => '≥',
        0xb4 => '×',
        0xb5 => '∝',
        0xb6 => '∂',
        0xb7 => '•',
        0xb8 => '÷',
        0xb9 => '≠',
        0xba => '≡',
        0xbb => '≈',
        0xbc => '…',
        0xc5 => '⊕',
        0xc6 => '∅',
        0xc7 => '∩',
        0xc8 => '∪',
        0xcc => '⊂',
        0xcd => '⊆',
        0xce => '∈',
        0xcf => '∉',
        0xd0 => '∠',
        0xd1 => '∇',
        0xd2 | 0xe2 => '®',
        0xd3 | 0xe3 => '©',
        0xd4 | 0xe4 => '™',
        0xd5 => '∏',
        0xd6 => '√',
        0xd7 => '⋅',
        0xd8 => '¬',
        0xd9 => '∧',
        0xda => '∨',
        0xdb => '⇔',
        0xdc => '⇐',
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
            ("Wingdings 2", 0xf052, '☑'),
            ("Wingdings 2", 0xf053, '☒'),
            ("Wingdings 2", 0xf0a3, '☐'),
            ("Wingdings 2", 0xf050, '✓'),
            ("Wingdings 2", 0xf04f, '✗'),
            ("Wingdings 3", 0xf07d, '▶'),
            ("Webdings", 0xf061, '✓'),
            ("Webdings", 0xf063, '☐'),
            ("Symbol", 0xf061, 'α'),
            ("Symbol", 0xf0b7, '•'),
            ("Symbol", 0xf0de, '⇒'),
            ("Calibri", 0x2713, '✓'),
            ("Unknown", 0xf041, UNKNOWN),
            ("Calibri", 0xd800, UNKNOWN),
        ] {
            assert_eq!(symbol(font, code), expected, "{font} {code:x}");
        }
    }

    #[test]
    fn letters_of_a_font_of_symbols_are_its_signs() {
        let read = |font: &str, text: &str| SymbolFont::named(font).map(|font| font.text(text));
        assert_eq!(read("Wingdings 2", "R£ \t").as_deref(), Some("☑☐ \t"));
        assert_eq!(read("WINGDINGS", "þ\u{f0a8}").as_deref(), Some("☑☐"));
        assert_eq!(read("Webdings", "☂").as_deref(), Some("☂"));
        assert_eq!(read("Arial", "R"), None);
    }
}
