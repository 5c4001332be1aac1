//! An encryption dictionary whose key length makes no sense.
//!
//! Version 4 has keys of 128 bits whatever `/Length` says, and no version before has longer ones
//! (PDF 1.7, table 20). Other readers go by that; lopdf and hayro take the number as it stands,
//! find that no password fits, and ask for one that does not exist.

use std::ops::Range;

use memchr::memmem::{find, find_iter, rfind};

/// The longest key before version 5, in bits.
const MOST_BITS: &str = "128";

/// The file with a key length that makes sense, at the same offsets; `None` where it has one.
pub(super) fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let (version, length) = find_iter(bytes, b"/Standard").find_map(|at| {
        let dictionary = object_around(bytes, at)?;
        let version = number_at(bytes, dictionary.clone(), b"/V")?;
        Some((version, number_at(bytes, dictionary, b"/Length")?))
    })?;
    let digits = |entry: &Range<usize>| -> Option<&str> {
        let entry = std::str::from_utf8(bytes.get(entry.clone())?).ok()?;
        entry.split_ascii_whitespace().next_back()
    };
    let bits = digits(&length)?;
    let version: u32 = digits(&version)?.parse().ok()?;
    let is_known = |bits: u32| (40..=128).contains(&bits);
    let mut mended = bytes.to_vec();
    let entry = mended.get_mut(length)?;
    match version {
        // Without the entry it is 128.
        4 if bits != MOST_BITS => entry.fill(b' '),
        1..4 if !bits.parse().is_ok_and(is_known) => {
            let (_, number) = entry.split_at_mut_checked(entry.len() - bits.len())?;
            number.fill(b' ');
            let number = number.get_mut(..MOST_BITS.len())?;
            number.copy_from_slice(MOST_BITS.as_bytes());
        }
        _ => return None,
    }
    Some(mended)
}

/// The object that a place in the file belongs to.
fn object_around(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let start = rfind(bytes.get(..at)?, b" obj")?;
    let end = find(bytes.get(at..)?, b"endobj")?;
    Some(start..at + end)
}

/// Where an entry stands, its name and a number, in the outermost dictionary of a range.
fn number_at(bytes: &[u8], range: Range<usize>, name: &[u8]) -> Option<Range<usize>> {
    let end = range.end;
    let mut at = range.start;
    let mut depth = 0_usize;
    while at < end {
        let rest = bytes.get(at..end)?;
        match rest {
            [b'<', b'<', ..] => {
                depth += 1;
                at += 2;
            }
            [b'>', b'>', ..] => {
                depth = depth.saturating_sub(1);
                at += 2;
            }
            [b'(', ..] => at += string_length(rest),
            [b'/', ..] if depth == 1 && rest.starts_with(name) => {
                let value = rest.get(name.len()..)?;
                let blanks = count(value, |byte| byte.is_ascii_whitespace());
                let digits = count(value.get(blanks..)?, |byte| byte.is_ascii_digit());
                if blanks > 0 && digits > 0 {
                    return Some(at..at + name.len() + blanks + digits);
                }
                at += name.len();
            }
            _ => at += 1,
        }
    }
    None
}

/// How long a string in brackets is, which nest.
fn string_length(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at
}

fn count(bytes: &[u8], condition: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| condition(**byte)).count()
}
