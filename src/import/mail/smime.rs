//! Mails that are signed or encrypted as S/MIME does it (RFC 8551): a message of the Cryptographic
//! Message Syntax (RFC 5652), of which only the outer layers are read. No signature is checked.

/// What stands in a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Sealed {
    /// It is signed, and this is what is signed.
    Signed(Vec<u8>),
    /// It is encrypted, or cannot be read for another reason.
    Closed,
}

/// `id-signedData`, 1.2.840.113549.1.7.2.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const OBJECT_IDENTIFIER: u8 = 0x06;
const OCTETS: u8 = 0x04;
const OCTETS_IN_PIECES: u8 = 0x24;
const SEQUENCE: u8 = 0x30;
/// The content of a field with the number 0.
const FIELD: u8 = 0xa0;
/// How deep pieces of octets are followed.
const DEEPEST: usize = 8;

/// Opens a message.
pub fn open(bytes: &[u8]) -> Sealed {
    match signed(bytes) {
        Some(content) if !content.is_empty() => Sealed::Signed(content),
        _ => Sealed::Closed,
    }
}

/// What a signed message holds.
fn signed(bytes: &[u8]) -> Option<Vec<u8>> {
    let message = first(bytes, SEQUENCE)?;
    let (kind, rest) = split(message)?;
    if kind.tag != OBJECT_IDENTIFIER || kind.content != SIGNED_DATA {
        return None;
    }
    let signed = first(first(rest, FIELD)?, SEQUENCE)?;
    // A version, the ways in which digests are made, and then the content.
    let (_version, rest) = split(signed)?;
    let (_ways, rest) = split(rest)?;
    let (_kind, content) = split(first(rest, SEQUENCE)?)?;
    let mut out = Vec::new();
    octets(first(content, FIELD)?, DEEPEST, &mut out)?;
    Some(out)
}

/// The octets of elements, which may come in pieces.
fn octets(elements: &[u8], deepest: usize, out: &mut Vec<u8>) -> Option<()> {
    let mut rest = elements;
    while let Some((element, after)) = split(rest) {
        match element.tag {
            OCTETS => out.extend(element.content),
            OCTETS_IN_PIECES => octets(element.content, deepest.checked_sub(1)?, out)?,
            _ => return None,
        }
        rest = after;
    }
    Some(())
}

/// An element as the Basic Encoding Rules write it (X.690).
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
}

/// The content of the first element, if it is of this kind.
fn first(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (element, _) = split(bytes)?;
    (element.tag == tag).then_some(element.content)
}

/// The first element, and what follows it.
fn split(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (length, rest) = length(rest)?;
    // The mark of an end, and numbers in several bytes, which are not used here.
    if *tag == 0 || tag & 0x1f == 0x1f {
        return None;
    }
    let (content, after) = match length {
        // Of a message that breaks off, what is there.
        Some(length) => rest.split_at(length.min(rest.len())),
        None => {
            let end = end_of_pieces(rest)?;
            (rest.get(..end)?, rest.get(end + 2..).unwrap_or_default())
        }
    };
    let tag = *tag;
    Some((Element { tag, content }, after))
}

/// The length of an element, `None` where its end is marked instead, and what follows.
fn length(bytes: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first == 0x80 {
        return Some((None, rest));
    }
    if *first < 0x80 {
        return Some((Some(usize::from(*first)), rest));
    }
    let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
    let length = digits.iter().try_fold(0_usize, |length, digit| {
        Some(length.checked_mul(256)? | usize::from(*digit))
    });
    Some((Some(length.unwrap_or(usize::MAX)), rest))
}

/// Where the elements end of one whose end is marked by two zeros, which may hold more such.
fn end_of_pieces(bytes: &[u8]) -> Option<usize> {
    let mut open = 1_usize;
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        if rest.starts_with(&[0, 0]) {
            open -= 1;
            if open == 0 {
                return Some(at);
            }
            at += 2;
            continue;
        }
        let (length, content) = length(rest.get(1..)?)?;
        at = bytes.len() - content.len();
        match length {
            Some(length) => at = at.checked_add(length)?,
            None => open += 1,
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x84][..], &length, content].concat()
    }

    fn open_element(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, 0x80][..], content, &[0, 0]].concat()
    }

    /// A message of the kind that the last byte of its identifier says: 2 for signed, 3 for
    /// encrypted.
    pub fn message(kind: u8, content: &[u8]) -> Vec<u8> {
        message_of(kind, &element(OCTETS, content), element)
    }

    fn message_of(kind: u8, octets: &[u8], element: fn(u8, &[u8]) -> Vec<u8>) -> Vec<u8> {
        let mut name = SIGNED_DATA.to_vec();
        name[8] = kind;
        let name = [&[OBJECT_IDENTIFIER, 9][..], &name].concat();
        let data = [OBJECT_IDENTIFIER, 1, 1];
        let held = element(SEQUENCE, &[&data, &element(FIELD, octets)[..]].concat());
        let signed = [&[2, 1, 1][..], &[0x31, 0], &held, &[0x31, 0]].concat();
        let field = element(FIELD, &element(SEQUENCE, &signed));
        element(SEQUENCE, &[name, field].concat())
    }

    #[test]
    fn what_is_signed_is_found_and_what_is_encrypted_stays_closed() {
        let words = b"Content-Type: text/plain\r\n\r\nYes.".to_vec();
        assert_eq!(open(&message(2, &words)), Sealed::Signed(words.clone()));
        assert_eq!(open(&message(3, &words)), Sealed::Closed);
        // As Outlook writes it: without lengths, the octets in pieces.
        let pieces: Vec<u8> = words
            .chunks(7)
            .flat_map(|part| element(OCTETS, part))
            .collect();
        let pieces = open_element(OCTETS_IN_PIECES, &pieces);
        assert_eq!(
            open(&message_of(2, &pieces, open_element)),
            Sealed::Signed(words)
        );
    }

    #[test]
    fn what_is_broken_stays_closed_or_gives_what_is_there() {
        let whole = message(2, &[b'x'; 300]);
        for length in 0..whole.len() {
            match open(&whole[..length]) {
                Sealed::Signed(words) => assert!(words.iter().all(|byte| *byte == b'x')),
                Sealed::Closed => {}
            }
        }
        let deep: Vec<u8> = [OCTETS_IN_PIECES, 0x80].repeat(100_000);
        assert_eq!(open(&message_of(2, &deep, element)), Sealed::Closed);
        assert_eq!(open(&[0x30, 0x80].repeat(100_000)), Sealed::Closed);
        assert_eq!(open(&[0x30, 0xff, 0xff]), Sealed::Closed);
        assert_eq!(open(b"words"), Sealed::Closed);
    }
}
