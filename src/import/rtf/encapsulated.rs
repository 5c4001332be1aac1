//! HTML that Outlook has wrapped in RTF (MS-OXRTFEX).

use std::collections::BTreeMap;

use super::letters::{Letters, code_page, of_character_set};
use super::lexer::{Lexer, Token};

/// The most groups within each other.
const DEEPEST: usize = 1000;

/// How the text of fonts is read, by their numbers, as the table of fonts says.
#[derive(Default)]
struct Fonts {
    /// The depth of the group that is the table, while it is read.
    depth: Option<usize>,
    current: i32,
    letters: BTreeMap<i32, Letters>,
}

#[derive(Clone, Copy)]
struct Group {
    /// How its text is read; `None` for the document's own way.
    letters: Option<Letters>,
    /// Whether the group holds tags of the page.
    is_tag: bool,
    is_left_out: bool,
    stand_ins: usize,
}

/// The page that is wrapped in a text, if there is one.
pub fn html(bytes: &[u8]) -> Option<String> {
    const HEAD_BYTES: usize = 1000;
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    if !head.windows(9).any(|window| window == b"\\fromhtml") {
        return None;
    }
    let mut out = Unwrapper {
        html: String::new(),
        bytes: Vec::new(),
        letters: Letters::CodePage(encoding_rs::WINDOWS_1252),
        high: None,
    };
    let mut fonts = Fonts::default();
    let mut page = out.letters;
    let mut groups = vec![Group {
        letters: None,
        is_tag: false,
        is_left_out: false,
        stand_ins: 1,
    }];
    let mut is_rtf_only = false;
    let mut skip = 0_usize;
    let mut is_optional = false;
    for token in Lexer::new(bytes) {
        let group = *groups.last()?;
        let is_text = !group.is_left_out && (group.is_tag || !is_rtf_only);
        let was_optional = std::mem::take(&mut is_optional);
        match token {
            Token::Open => {
                if groups.len() > DEEPEST {
                    return None;
                }
                groups.push(group);
            }
            Token::Close => {
                skip = 0;
                if groups.len() > 1 {
                    groups.pop();
                }
                fonts.depth = fonts.depth.filter(|depth| groups.len() >= *depth);
                let letters = groups.last().and_then(|group| group.letters);
                out.read_as(letters.unwrap_or(page));
            }
            Token::Sign(b'*') => is_optional = true,
            Token::Byte(_) | Token::Sign(_) if skip > 0 => skip -= 1,
            Token::Byte(byte) if is_text => out.bytes.push(byte),
            Token::Text(text) => {
                let from = skip.min(text.len());
                skip -= from;
                if is_text {
                    out.bytes.extend(text.get(from..).unwrap_or_default());
                }
            }
            Token::Sign(sign) if is_text => out.sign(sign),
            Token::Word("htmlrtf", number) => is_rtf_only = number != Some(0),
            Token::Word("uc", Some(count)) => {
                let last = groups.last_mut()?;
                last.stand_ins = usize::try_from(count)
                    .ok()
                    .filter(|count| *count <= 4)
                    .unwrap_or(1);
            }
            Token::Word("ansicpg", Some(number)) => {
                if let Some(of_number) = code_page(number) {
                    page = Letters::CodePage(of_number);
                    out.read_as(page);
                }
            }
            Token::Word("fonttbl", _) => {
                fonts.depth = Some(groups.len());
                groups.last_mut()?.is_left_out = true;
            }
            Token::Word("f", Some(number)) if fonts.depth.is_some() => fonts.current = number,
            Token::Word("fcharset", Some(number)) if fonts.depth.is_some() => {
                // The page says itself where its signs are those of a font of symbols.
                if let Some(letters @ Letters::CodePage(_)) = of_character_set(number) {
                    fonts.letters.insert(fonts.current, letters);
                }
            }
            Token::Word("f", Some(number)) => {
                let letters = fonts.letters.get(&number).copied();
                groups.last_mut()?.letters = letters;
                out.read_as(letters.unwrap_or(page));
            }
            Token::Word("plain", _) => {
                groups.last_mut()?.letters = None;
                out.read_as(page);
            }
            Token::Word(word, number) => {
                let last = groups.last_mut()?;
                if word == "htmltag" {
                    last.is_tag = true;
                } else if was_optional || is_table(word) {
                    last.is_left_out = true;
                } else if word == "u" {
                    if is_text {
                        out.letter(number.unwrap_or_default());
                    }
                    skip = group.stand_ins;
                } else if is_text {
                    out.word(word);
                }
            }
            Token::Byte(_) | Token::Sign(_) | Token::Binary(_) => {}
        }
    }
    out.flush();
    Some(out.html).filter(|html| !html.trim().is_empty())
}

/// Groups that hold no text.
fn is_table(word: &str) -> bool {
    matches!(word, "colortbl" | "stylesheet" | "info" | "pict")
}

struct Unwrapper {
    html: String,
    /// Bytes whose letters are yet to be read: some code pages need two for one.
    bytes: Vec<u8>,
    letters: Letters,
    high: Option<u16>,
}

impl Unwrapper {
    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            self.html
                .push_str(&self.letters.read(&std::mem::take(&mut self.bytes)));
        }
    }

    /// Reads what comes now in this way.
    fn read_as(&mut self, letters: Letters) {
        if letters != self.letters {
            self.flush();
            self.letters = letters;
        }
    }

    fn sign(&mut self, sign: u8) {
        match sign {
            b'\\' | b'{' | b'}' => self.bytes.push(sign),
            b'~' => self.html_of("&nbsp;"),
            b'_' => self.html_of("&shy;"),
            _ => {}
        }
    }

    fn html_of(&mut self, html: &str) {
        self.flush();
        self.html.push_str(html);
    }

    fn word(&mut self, word: &str) {
        let html = match word {
            "par" | "line" => "\r\n",
            "tab" => "\t",
            "lquote" => "&lsquo;",
            "rquote" => "&rsquo;",
            "ldblquote" => "&ldquo;",
            "rdblquote" => "&rdquo;",
            "bullet" => "&bull;",
            "endash" => "&ndash;",
            "emdash" => "&mdash;",
            _ => return,
        };
        self.html_of(html);
    }

    fn letter(&mut self, number: i32) {
        self.flush();
        if let Some(letter) = utf16(&mut self.high, number) {
            self.html.push(letter);
        }
    }
}

/// The letter that a number after `\u` means, once its second half has come where it has two.
pub fn utf16(high: &mut Option<u16>, number: i32) -> Option<char> {
    // RTF writes numbers above 32767 as negative ones.
    let unit = u16::try_from(number.rem_euclid(0x1_0000)).ok()?;
    match (high.take(), unit) {
        (_, 0xd800..=0xdbff) => {
            *high = Some(unit);
            None
        }
        (Some(high), 0xdc00..=0xdfff) => char::decode_utf16([high, unit]).next()?.ok(),
        (_, unit) => char::from_u32(u32::from(unit)).filter(|letter| *letter != '\0'),
    }
}
