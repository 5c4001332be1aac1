//! Objects with a word in them that stands for nothing: `nan` among the numbers of a box, `1e9`.
//!
//! Other readers take such a word for nothing and go on. lopdf and hayro lose the whole object with
//! it, and where that is a page, the page.

use memchr::memmem::find_iter;

/// The words that may stand in an object (PDF 1.7, 7.3).
const KNOWN: [&[u8]; 4] = [b"true", b"false", b"null", b"R"];

/// The file with zeros for such words, at the same offsets; `None` where it has none. Objects that lie
/// compressed within others are left as they are.
pub(super) fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut mended: Option<Vec<u8>> = None;
    let mut end = 0;
    for at in find_iter(bytes, b" obj") {
        if at < end || !is_head(bytes.get(..at).unwrap_or_default()) {
            continue;
        }
        end = at + b" obj".len();
        while let Some((start, word)) = next_word(bytes, &mut end) {
            if matches!(word, b"endobj" | b"stream" | b"obj") {
                break;
            }
            if !KNOWN.contains(&word) && !is_number(word) {
                let mended = mended.get_or_insert_with(|| bytes.to_vec());
                if let Some(place) = mended.get_mut(start..start + word.len()) {
                    place.fill(b' ');
                    place.iter_mut().take(1).for_each(|byte| *byte = b'0');
                }
            }
        }
    }
    mended
}

/// Whether bytes end as the head of an object does: with its two numbers.
fn is_head(before: &[u8]) -> bool {
    let digits = |bytes: &[u8]| {
        bytes
            .iter()
            .rev()
            .take_while(|it| it.is_ascii_digit())
            .count()
    };
    let generation = digits(before);
    let rest = before.get(..before.len() - generation).unwrap_or_default();
    let number = rest.strip_suffix(b" ").map_or(0, digits);
    generation > 0 && number > 0
}

/// The next word that is neither a name nor within a string, and where it starts.
fn next_word<'a>(bytes: &'a [u8], at: &mut usize) -> Option<(usize, &'a [u8])> {
    loop {
        let start = *at;
        *at += 1;
        match bytes.get(start)? {
            b'(' => *at = end_of_string(bytes, start),
            b'<' if bytes.get(start + 1) == Some(&b'<') => *at += 1,
            b'<' => *at += length(bytes, *at, |byte| byte != b'>'),
            b'%' => *at += length(bytes, *at, |byte| !matches!(byte, b'\r' | b'\n')),
            b'/' => *at += length(bytes, *at, is_regular),
            byte if is_regular(*byte) => {
                *at += length(bytes, *at, is_regular);
                return Some((start, bytes.get(start..*at)?));
            }
            _ => {}
        }
    }
}

fn length(bytes: &[u8], at: usize, is_in: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().take_while(|byte| is_in(**byte)).count()
}

/// Where a string in brackets ends, which nest.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn is_regular(byte: u8) -> bool {
    byte != 0 && !byte.is_ascii_whitespace() && !b"()<>[]{}/%".contains(&byte)
}

/// Whether a word is a number, as leniently as readers take them.
fn is_number(word: &[u8]) -> bool {
    let digits = word.strip_prefix(b"-").or(word.strip_prefix(b"+"));
    let digits = digits.unwrap_or(word);
    let points = digits.iter().filter(|byte| **byte == b'.').count();
    points <= 1
        && digits.len() > points
        && digits
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stand_for_nothing_become_zeros() {
        let file =
            b"4 0 obj <</A[0 -1.5 nan 1e400]/B(nan (1e9) \\) nan)/C/nan/D 7 0 R/E true>> endobj\n\
            5 0 obj <</Length 3>> stream\nnan\nendstream endobj";
        let expected =
            b"4 0 obj <</A[0 -1.5 0   0    ]/B(nan (1e9) \\) nan)/C/nan/D 7 0 R/E true>> endobj\n\
            5 0 obj <</Length 3>> stream\nnan\nendstream endobj";
        let mended = mended(file).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&mended),
            String::from_utf8_lossy(expected)
        );
    }

    #[test]
    fn what_is_sound_is_left_alone() {
        assert_eq!(mended(b"4 0 obj [1 +2 -.5 4. null] endobj nan"), None);
        assert_eq!(mended(b"not an obj nan"), None);
        assert_eq!(mended(b"1 0 obj ((("), None);
    }
}
