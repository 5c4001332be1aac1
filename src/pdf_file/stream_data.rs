//! Where the data of a stream ends, whatever its dictionary says.

use std::ops::Range;

use memchr::memmem::{Finder, find, find_iter};

/// The data of the stream whose dictionary ends at `from`; `None` where no stream follows it.
///
/// A length that the dictionary gives counts only where `endstream` follows; else the data ends
/// before the next `endstream`, or `endobj` where that comes first, as qpdf and poppler read it.
/// `budget` is how many more bytes may be searched.
pub(super) fn stream_data(
    file: &[u8],
    from: usize,
    length: Option<usize>,
    budget: &mut usize,
) -> Option<Range<usize>> {
    let start = data_start(file, from)?;
    let by_length = length
        .and_then(|length| start.checked_add(length))
        .filter(|end| {
            let after = file.get(*end..).unwrap_or_default();
            skip(after, is_blank).starts_with(b"endstream")
        });
    let end = by_length.or_else(|| searched_end(file, start, budget))?;
    Some(start..end)
}

/// The file with an end for each stream that has none before the end of its object; `None` where
/// each has one. lopdf and hayro do not unfold a stream of objects without it.
pub(super) fn with_ends(file: &[u8]) -> Option<Vec<u8>> {
    let mut mended = Vec::new();
    let mut copied = 0;
    let mut start = 0;
    for end in find_iter(file, b"endobj") {
        let object = file.get(start..end)?;
        let is_stream = find(object, b"stream").is_some_and(|at| {
            let before = object.get(..at).unwrap_or_default().trim_ascii_end();
            before.ends_with(b">>")
        });
        if is_stream && find(object, b"endstream").is_none() {
            mended.extend_from_slice(file.get(copied..end)?);
            mended.extend_from_slice(b"\nendstream\n");
            copied = end;
        }
        start = end + b"endobj".len();
    }
    mended.extend_from_slice(file.get(copied..)?);
    (copied > 0).then_some(mended)
}

/// Where the data starts: behind the word `stream` and the end of its line.
fn data_start(file: &[u8], from: usize) -> Option<usize> {
    let mut rest = skip(file.get(from..)?, is_blank);
    while rest.first() == Some(&b'%') {
        rest = skip(skip(rest, |byte| !matches!(byte, b'\r' | b'\n')), is_blank);
    }
    let rest = rest.strip_prefix(b"stream")?;
    // Blanks before the end of the line are no data; without an end of the line they may be.
    let line_end = skip(rest, |byte| matches!(byte, b' ' | b'\t'));
    let data = [b"\r\n".as_slice(), b"\n", b"\r"]
        .into_iter()
        .find_map(|end| line_end.strip_prefix(end))
        .unwrap_or(rest);
    Some(file.len() - data.len())
}

fn searched_end(file: &[u8], start: usize, budget: &mut usize) -> Option<usize> {
    let data = file.get(start..)?;
    let data = data.get(..*budget).unwrap_or(data);
    let word = Finder::new(b"end").find_iter(data).find(|at| {
        let word = data.get(at + 3..).unwrap_or_default();
        word.starts_with(b"stream") || word.starts_with(b"obj")
    });
    *budget -= word.unwrap_or(data.len());
    let data = data.get(..word?)?;
    // The end of a line before the word belongs to it (PDF 1.7, 7.3.8.1).
    let end = [b"\r\n".as_slice(), b"\n", b"\r"]
        .into_iter()
        .find_map(|end| data.strip_suffix(end))
        .unwrap_or(data);
    Some(start + end.len())
}

fn skip(bytes: &[u8], condition: impl Fn(u8) -> bool) -> &[u8] {
    let count = bytes.iter().take_while(|byte| condition(**byte)).count();
    bytes.get(count..).unwrap_or_default()
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(file: &str, length: Option<usize>) -> Option<&str> {
        let mut budget = 1000;
        let range = stream_data(file.as_bytes(), 0, length, &mut budget)?;
        file.get(range)
    }

    #[test]
    fn a_length_counts_where_the_end_follows() {
        for (file, length) in [
            ("stream\nab endstream c\nendstream", 14),
            (" % a comment\n stream\r\nab endstream c endstream", 14),
            ("stream \nab endstream c\r\n\r\nendstream", 14),
        ] {
            assert_eq!(data(file, Some(length)), Some("ab endstream c"), "{file:?}");
        }
    }

    #[test]
    fn else_the_data_ends_before_the_next_end() {
        for (file, length) in [
            ("stream\nabc\nendstream endobj", None),
            ("stream\nabc\r\nendstream", Some(1)),
            ("stream\nabc\rendstream", Some(usize::MAX)),
            ("stream\rabcendstream", Some(900)),
            ("streamabc\nendobj 5 0 obj stream\nx\nendstream", Some(900)),
        ] {
            assert_eq!(data(file, length), Some("abc"), "{file:?}");
        }
    }

    #[test]
    fn what_has_no_data_has_none() {
        for file in ["endobj", "", "stream\nabc", "% stream\nabc\nendstream"] {
            assert_eq!(data(file, None), None, "{file:?}");
        }
    }

    #[test]
    fn a_stream_without_an_end_is_given_one() {
        let sound = "1 0 obj <<>> stream\nx\nendstream endobj 2 0 obj (stream) endobj";
        assert_eq!(with_ends(sound.as_bytes()), None);
        let mended = with_ends(b"1 0 obj <<>>\nstream\nx\nendobj 2 0 obj <<>>endobj").unwrap();
        let expected = "1 0 obj <<>>\nstream\nx\n\nendstream\nendobj 2 0 obj <<>>endobj";
        assert_eq!(String::from_utf8(mended).unwrap(), expected);
    }

    #[test]
    fn no_more_is_searched_than_may_be() {
        let file = [b"stream\n".as_slice(), &[b'x'; 5000], b"endstream"].concat();
        let mut budget = 3000;
        assert_eq!(stream_data(&file, 0, None, &mut budget), None);
        assert_eq!(budget, 0);
        assert_eq!(stream_data(&file, 0, None, &mut budget), None);
    }
}
