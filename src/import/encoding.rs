//! From the bytes of a text to its lines.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text file's lines, and how its bytes were read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DecodedText {
    /// The encoding it was read in, such as "UTF-8".
    pub encoding: Cow<'static, str>,
    /// The lines without their ends. A line that begins a page begins with a form feed (U+000C).
    pub lines: Vec<String>,
    /// Whether some bytes could not be read and stand as U+FFFD.
    pub had_errors: bool,
}

/// What the bytes of a text say.
pub(super) struct Guess<'a> {
    pub text: Cow<'a, str>,
    pub encoding: &'static str,
    pub had_errors: bool,
}

/// Reads the bytes of a text. The encoding is found by its byte order mark, by the zero bytes
/// that UTF-16 and UTF-32 leave in Western text, by whether it is valid UTF-8, and else by the
/// letters (`chardetng`, with the United Kingdom as the likely origin).
///
/// Characters that cannot be printed are left out; a form feed begins a new line and stays at
/// its start.
pub fn decode_text(bytes: &[u8]) -> DecodedText {
    let guess = guess(bytes);
    DecodedText {
        encoding: guess.encoding.into(),
        lines: lines(&guess.text),
        had_errors: guess.had_errors,
    }
}

pub(super) fn guess(bytes: &[u8]) -> Guess<'_> {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe, 0, 0]) {
        return utf32(rest, u32::from_le_bytes, "UTF-32LE");
    }
    if let Some(rest) = bytes.strip_prefix(&[0, 0, 0xfe, 0xff]) {
        return utf32(rest, u32::from_be_bytes, "UTF-32BE");
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decode(encoding, bytes.get(length..).unwrap_or_default());
    }
    match zero_bytes(bytes) {
        [true, true, true, false] => return utf32(bytes, u32::from_be_bytes, "UTF-32BE"),
        [false, true, true, true] => return utf32(bytes, u32::from_le_bytes, "UTF-32LE"),
        [true, false, true, false] => return decode(UTF_16BE, bytes),
        [false, true, false, true] => return decode(UTF_16LE, bytes),
        _ => {}
    }
    if is_mostly_utf8(bytes) {
        return decode(UTF_8, bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = decode(detector.guess(Some(b"uk"), Utf8Detection::Deny), bytes);
    if guess.had_errors {
        // Every byte means something in Windows-1252, so no word is lost.
        decode(WINDOWS_1252, bytes)
    } else {
        guess
    }
}

fn decode<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Guess<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    Guess {
        text,
        encoding: encoding.name(),
        had_errors,
    }
}

fn utf32(bytes: &[u8], read: fn([u8; 4]) -> u32, encoding: &'static str) -> Guess<'static> {
    let (units, rest) = bytes.as_chunks::<4>();
    let mut had_errors = !rest.is_empty();
    let text = units
        .iter()
        .map(|unit| {
            char::from_u32(read(*unit)).unwrap_or_else(|| {
                had_errors = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect::<String>();
    Guess {
        text: Cow::Owned(text),
        encoding,
        had_errors,
    }
}

/// For each place within groups of four bytes: whether most bytes at that place are zero. Text
/// in UTF-16 and UTF-32 has zeros at the same places all along, text in other encodings has none.
fn zero_bytes(bytes: &[u8]) -> [bool; 4] {
    const SAMPLE_GROUPS: usize = 1024;
    // A text of one letter in UTF-16 is shorter than a group; the groups repeat it.
    let two = <[u8; 2]>::try_from(bytes).map(|[a, b]| [a, b, a, b]);
    let (groups, _) = match &two {
        Ok(group) => (std::slice::from_ref(group), &[][..]),
        Err(_) => bytes.as_chunks::<4>(),
    };
    let groups = groups.get(..SAMPLE_GROUPS).unwrap_or(groups);
    std::array::from_fn(|place| {
        let zeros = groups.iter().filter(|group| group[place] == 0).count();
        zeros * 10 > groups.len() * 7
    })
}

/// Whether the bytes are UTF-8, but for a few: a text that was cut in the middle of a letter, or
/// into which one foreign line was pasted, is still better read as UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let mut letters = 0_usize;
    let mut errors = 0_usize;
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        errors += usize::from(!chunk.invalid().is_empty());
    }
    errors == 0 || letters >= errors * 20
}

fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    each_line(text, |line| lines.push(line));
    lines
}

/// The text of a file as [`decode_text`] reads it, in one piece: each of millions of short lines would
/// take memory of its own.
pub(super) fn decode_whole(bytes: &[u8]) -> (String, Guess<'_>) {
    let guess = guess(bytes);
    let mut text = String::with_capacity(guess.text.len() + 1);
    each_line(&guess.text, |line| {
        text.push_str(&line);
        text.push('\n');
    });
    text.pop();
    (text, guess)
}

/// Gives the lines of a text one after the other.
fn each_line(text: &str, mut take: impl FnMut(String)) {
    let mut line = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                take(std::mem::take(&mut line));
            }
            // A vertical tab is a line break within a paragraph in text saved from Word.
            '\n' | '\u{b}' | '\u{2028}' | '\u{2029}' => take(std::mem::take(&mut line)),
            '\u{c}' => {
                if !line.is_empty() && line != "\u{c}" {
                    take(std::mem::take(&mut line));
                }
                line = "\u{c}".to_owned();
            }
            '\t' => line.push('\t'),
            '\u{feff}' => {}
            '\u{80}'..='\u{9f}' => line.push(windows_1252_meaning(c)),
            c if c.is_control() => {}
            c => line.push(c),
        }
    }
    if !line.is_empty() {
        take(line);
    }
}

/// The control characters U+0080 to U+009F stand in a text only where quotes and dashes in
/// Windows-1252 were taken for Latin-1 on the way; this gives the quote or dash back.
fn windows_1252_meaning(c: char) -> char {
    u8::try_from(c)
        .ok()
        .and_then(|byte| {
            let bytes = [byte];
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
            text.chars().next()
        })
        .filter(|meaning| !meaning.is_control())
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Café “talks” – £5\nPrime Minister’s list";

    fn utf16(text: &str, write: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(write).collect()
    }

    fn check(bytes: &[u8], encoding: &str) {
        let decoded = decode_text(bytes);
        assert_eq!(decoded.lines.join("\n"), TEXT);
        assert_eq!(decoded.encoding, encoding);
        assert!(!decoded.had_errors);
    }

    #[test]
    fn the_usual_encodings_are_found() {
        check(TEXT.as_bytes(), "UTF-8");
        check(format!("\u{feff}{TEXT}").as_bytes(), "UTF-8");
        check(&utf16(TEXT, u16::to_le_bytes), "UTF-16LE");
        check(&utf16(TEXT, u16::to_be_bytes), "UTF-16BE");
        check(
            &utf16(&format!("\u{feff}{TEXT}"), u16::to_le_bytes),
            "UTF-16LE",
        );
        check(
            &utf16(&format!("\u{feff}{TEXT}"), u16::to_be_bytes),
            "UTF-16BE",
        );
        check(&WINDOWS_1252.encode(TEXT).0, "windows-1252");
        let utf32 = |write: fn(u32) -> [u8; 4], bom: &str| -> Vec<u8> {
            let text = format!("{bom}{TEXT}");
            text.chars().flat_map(|c| write(u32::from(c))).collect()
        };
        for bom in ["", "\u{feff}"] {
            check(&utf32(u32::to_le_bytes, bom), "UTF-32LE");
            check(&utf32(u32::to_be_bytes, bom), "UTF-32BE");
        }
    }

    #[test]
    fn other_alphabets_are_found() {
        let russian = "Совет Безопасности обсудил положение в регионе и принял решение.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        assert_eq!(decode_text(&bytes).lines, [russian]);
        let chinese = "安全理事会讨论了该地区的局势";
        let with_mark = utf16(&format!("\u{feff}{chinese}"), u16::to_le_bytes);
        assert_eq!(decode_text(&with_mark).lines, [chinese]);
    }

    #[test]
    fn one_bad_byte_does_not_spoil_a_utf8_text() {
        let mut bytes = "“Ünïcödé” – naïve façade, déjà vu, rôle, œuvre, Zürich"
            .repeat(2)
            .into_bytes();
        bytes.push(0xe2);
        let decoded = decode_text(&bytes);
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.had_errors);
        assert!(decoded.lines[0].ends_with("Zürich\u{fffd}"));
    }

    #[test]
    fn line_ends_of_every_kind_are_known() {
        let lines = |text: &str| decode_text(text.as_bytes()).lines;
        assert_eq!(
            lines("a\r\nb\rc\nd\u{2028}e\u{b}f"),
            ["a", "b", "c", "d", "e", "f"]
        );
        assert_eq!(lines("a\n\nb\n"), ["a", "", "b"]);
        assert_eq!(
            lines("a\u{c}b\n\u{c}\nc\u{c}"),
            ["a", "\u{c}b", "\u{c}", "c", "\u{c}"]
        );
    }

    #[test]
    fn what_cannot_be_printed_is_left_out_and_no_word_is() {
        assert_eq!(
            decode_text("a\0b\u{7}c\tPM\u{92}s \u{93}yes\u{94}".as_bytes()).lines,
            ["abc\tPM’s “yes”"]
        );
    }
}
