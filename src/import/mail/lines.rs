//! The lines of a mail's head as they should have been written, before the parser reads them: letters
//! of more than seven bits in the character set of the text, and encoded words whose letters were cut
//! through (RFC 2047, section 5, forbids both; programs do so all the same).

use std::borrow::Cow;

use charset::Charset;
use encoding_rs::Encoding;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use super::eml_writer::encoded;
use crate::import::base64::from_base64;
use crate::import::encoding::guess;

/// A mail whose heads, its own and those of its parts, the parser can read.
pub fn mended(mail: &[u8]) -> Cow<'_, [u8]> {
    let mut out = Vec::new();
    let mut written = 0;
    let charset = charset(mail);
    for (start, end) in heads(mail) {
        let Some(head) = mail.get(start..end) else {
            continue;
        };
        let is_plain = head.is_ascii() && !head.windows(2).any(|pair| pair == b"=?");
        if is_plain {
            continue;
        }
        out.extend(mail.get(written..start).unwrap_or_default());
        for line in folded(head) {
            out.extend(mended_line(line, charset).as_ref());
        }
        written = end;
    }
    if written == 0 {
        return mail.into();
    }
    out.extend(mail.get(written..).unwrap_or_default());
    out.into()
}

/// Where heads stand: at the start of the mail, and those of parts, whose lines all begin with
/// "Content-".
fn heads(mail: &[u8]) -> Vec<(usize, usize)> {
    let mut heads = Vec::new();
    let mut at = 0;
    let mut start = Some(0);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        let is_first = start == Some(0);
        let bare = line.trim_ascii_end();
        let goes_on = line.starts_with(b" ") || line.starts_with(b"\t");
        let is_of_part = || {
            let name = line.get(..8).unwrap_or_default();
            name.eq_ignore_ascii_case(b"content-") || goes_on
        };
        match start {
            Some(begun) if bare.is_empty() => {
                heads.push((begun, at));
                start = None;
            }
            Some(_) if !is_first && !is_of_part() => start = None,
            _ => {}
        }
        at += line.len();
        if start.is_none() && bare.len() > 2 && bare.starts_with(b"--") {
            start = Some(at);
        }
    }
    if start == Some(0) {
        heads.push((0, mail.len()));
    }
    heads
}

/// The lines of a head, each with those that go on with it.
fn folded(head: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        if at > start && !line.starts_with(b" ") && !line.starts_with(b"\t") {
            lines.extend(head.get(start..at));
            start = at;
        }
        at += line.len();
    }
    lines.extend(head.get(start..at));
    lines
}

/// The first character set that the mail names for a text.
fn charset(mail: &[u8]) -> Option<&'static Encoding> {
    const MARK: &[u8] = b"charset=";
    const SEARCHED_BYTES: usize = 64 * 1024;
    let searched = mail.get(..SEARCHED_BYTES).unwrap_or(mail);
    let mut windows = searched.windows(MARK.len());
    let at = windows.position(|window| window.eq_ignore_ascii_case(MARK))?;
    let rest = searched.get(at + MARK.len()..)?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
    let length = rest.iter().take_while(is_name).count();
    // In ASCII there are no such letters.
    Encoding::for_label(rest.get(..length)?).filter(|_| {
        !rest
            .get(..length)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"us-ascii"))
    })
}

fn mended_line<'a>(line: &'a [u8], charset: Option<&'static Encoding>) -> Cow<'a, [u8]> {
    let letters: Cow<'_, [u8]> = match std::str::from_utf8(line) {
        Ok(_) => line.into(),
        Err(_) => {
            let declared = charset.map(|charset| charset.decode_without_bom_handling(line));
            match declared {
                Some((text, false)) => text.into_owned().into_bytes().into(),
                _ => guess(line).text.into_owned().into_bytes().into(),
            }
        }
    };
    let joined = std::str::from_utf8(&letters).ok().and_then(joined);
    joined.map_or(letters, |joined| joined.into_bytes().into())
}

/// An encoded word, taken apart.
struct Word<'a> {
    charset: &'a str,
    encoding: char,
    text: &'a str,
    /// What stands behind it.
    rest: &'a str,
}

impl<'a> Word<'a> {
    /// The one that a text begins with.
    fn at_start(text: &'a str) -> Option<Self> {
        let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
        let (encoding, rest) = rest.split_once('?')?;
        let (text, rest) = rest.split_once("?=")?;
        let mut letters = encoding.chars();
        let encoding = letters.next()?.to_ascii_lowercase();
        let is_one = letters.next().is_none() && !charset.contains(char::is_whitespace);
        (is_one && matches!(encoding, 'b' | 'q')).then_some(Self {
            charset,
            encoding,
            text,
            rest,
        })
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        if self.encoding == 'b' {
            return Some(from_base64(self.text.as_bytes()).0);
        }
        quoted_printable_decode(self.text.replace('_', "=20").as_bytes())
    }
}

/// A line in which neighbouring encoded words of one character set are joined where a letter is cut
/// through between them; `None` where there are none.
fn joined(line: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = line;
    let mut is_changed = false;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let Some(first) = Word::at_start(from) else {
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        let mut bytes = first.bytes().unwrap_or_default();
        let mut words = vec![bytes.clone()];
        let mut after = first.rest;
        while let Some(next) = Word::at_start(after.trim_start())
            && next.charset.eq_ignore_ascii_case(first.charset)
            && let Some(more) = next.bytes()
        {
            bytes.extend(&more);
            words.push(more);
            after = next.rest;
        }
        let name = first.charset.split('*').next().unwrap_or_default();
        let charset = Charset::for_label(name.as_bytes());
        let is_cut = |charset: &Charset| {
            let is_broken = |bytes: &Vec<u8>| charset.decode_without_bom_handling(bytes).1;
            // The parser loses signs that follow others in UTF-7.
            *charset == charset::UTF_7 || words.len() > 1 && words.iter().any(is_broken)
        };
        match charset.filter(is_cut) {
            Some(charset) => {
                let (text, _) = charset.decode_without_bom_handling(&bytes);
                out.push_str(&encoded(&text));
                is_changed = true;
            }
            None => out.push_str(from.get(..from.len() - after.len()).unwrap_or_default()),
        }
        rest = after;
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended_text(mail: &[u8]) -> String {
        String::from_utf8_lossy(&mended(mail)).into_owned()
    }

    #[test]
    fn a_letter_cut_through_between_two_words_is_whole() {
        let mail = b"Subject: =?utf-8?B?5A==?=\r\n =?utf-8?B?vJrorq4=?=\r\nTo: a\r\n\r\n=?x\r\n";
        let whole = "Subject: =?utf-8?B?5Lya6K6u?=\r\nTo: a\r\n\r\n=?x\r\n";
        assert_eq!(mended_text(mail), whole);
        let fine = "Subject: =?utf-8?Q?=C3=9C?= =?utf-8?Q?b?=\r\n\r\n";
        assert_eq!(mended_text(fine.as_bytes()), fine);
    }

    #[test]
    fn raw_letters_are_read_in_the_character_set_of_the_text() {
        let mail = b"Subject: \xcf\xf0\xe8\xe2\xe5\xf2\r\nContent-Type: text/plain; charset=\"windows-1251\"\r\n\r\n\xcf";
        assert!(mended_text(mail).starts_with("Subject: Привет\r\n"));
        assert!(mended(mail).ends_with(b"\r\n\r\n\xcf"), "the text stays");
        let part = b"From: a\r\n\r\n--x\r\nContent-Type: text/plain; charset=iso-8859-1;\r\n name=\"caf\xe9.txt\"\r\n\r\n\xe9\r\n";
        assert!(mended_text(part).contains("café.txt"));
        assert!(mended(part).ends_with(b"\xe9\r\n"));
    }
}
