//! JPEG 2000 pictures without what is noted in them (ISO/IEC 15444-1, annexes A and I).
//!
//! Nothing moves: some files name places in themselves by their distance from the start. What is
//! taken out becomes free space of the same length.

// Boxes that hold notes: XML such as XMP, what programs define for themselves such as Exif, where
// more is found, rights, and labels.
const NOTES: [&[u8; 4]; 6] = [b"xml ", b"uuid", b"uinf", b"jp2i", b"asoc", b"lbl "];
const FREE: &[u8; 4] = b"free";

// Markers of a codestream.
const SOC: [u8; 2] = [0xFF, 0x4F];
const COM: [u8; 2] = [0xFF, 0x64];
const SOT: [u8; 2] = [0xFF, 0x90];
const SOD: [u8; 2] = [0xFF, 0x93];
const EOC: [u8; 2] = [0xFF, 0xD9];

/// A JPEG 2000 file, or the bare codestream of one, without its metadata; `None` where it is none.
pub(super) fn without_metadata(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut clean = bytes.to_vec();
    if bytes.starts_with(&SOC) {
        clean_codestream(&mut clean);
    } else if bytes.get(4..8) == Some(b"jP  ") {
        clean_boxes(&mut clean);
    } else {
        return None;
    }
    Some(clean)
}

fn clean_boxes(bytes: &mut [u8]) {
    let mut rest = bytes;
    while let Some((head, end)) = box_edges(rest) {
        let (this, after) = rest.split_at_mut(end);
        let (head, body) = this.split_at_mut(head);
        let Some(kind) = head.get_mut(4..8) else {
            return;
        };
        if NOTES.iter().any(|notes| kind == *notes) {
            kind.copy_from_slice(FREE);
            body.fill(0);
        } else if kind == b"jp2c" {
            clean_codestream(body);
        } else if kind == b"jpch" || kind == b"jplh" {
            clean_boxes(body);
        }
        rest = after;
    }
}

/// Where the contents of the first box begin, and where it ends.
fn box_edges(bytes: &[u8]) -> Option<(usize, usize)> {
    let short = bytes.get(..8)?;
    let (head, length) = match u32::from_be_bytes(short.get(..4)?.try_into().ok()?) {
        0 => (8, bytes.len()),
        1 => {
            let long = bytes.get(8..16)?.try_into().ok()?;
            (16, usize::try_from(u64::from_be_bytes(long)).ok()?)
        }
        length => (8, usize::try_from(length).ok()?),
    };
    let end = length.min(bytes.len());
    (head <= end).then_some((head, end))
}

/// Empties the comments in the headers of a codestream and of its tiles.
fn clean_codestream(bytes: &mut [u8]) {
    let mut at = SOC.len();
    let mut tile_end = None;
    while let Some(marker) = bytes.get(at..at + 2).map(<[u8]>::to_vec) {
        if marker == SOD {
            // The pixels of a tile.
            let Some(end) = tile_end.filter(|end| *end > at) else {
                return;
            };
            at = end;
            continue;
        }
        let length = bytes.get(at + 2..at + 4);
        let length = length.and_then(|length| length.try_into().ok());
        let length = usize::from(u16::from_be_bytes(length.unwrap_or_default()));
        let end = at + 2 + length;
        if marker == EOC || length < 2 || end > bytes.len() {
            return;
        }
        if marker == SOT {
            let tile = bytes.get(at + 6..at + 10);
            let tile = tile.and_then(|tile| tile.try_into().ok());
            let tile = u32::from_be_bytes(tile.unwrap_or_default());
            // None is the length of the last tile, which goes on to the end.
            tile_end = match tile {
                0 => None,
                length => at.checked_add(length as usize),
            };
        } else if marker == COM
            && let Some(comment) = bytes.get_mut(at + 4..end)
        {
            comment.fill(0);
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 8).unwrap();
        [&length.to_be_bytes(), kind.as_slice(), body].concat()
    }

    fn codestream() -> Vec<u8> {
        let pieces: [&[u8]; 8] = [
            &SOC,
            b"\xFF\x51\x00\x04ab",
            b"\xFF\x64\x00\x0A\x00\x01SECRET",
            // A tile of 12 + 12 + 2 + 5 bytes.
            b"\xFF\x90\x00\x0A\0\0\0\0\0\x1F\0\x01",
            b"\xFF\x64\x00\x0A\x00\x01SECRET",
            &SOD,
            b"\xFF\x64pix",
            &EOC,
        ];
        pieces.concat()
    }

    fn holds_secret(bytes: &[u8]) -> bool {
        bytes.windows(6).any(|window| window == b"SECRET")
    }

    #[test]
    fn comments_of_a_codestream_are_emptied() {
        let full = codestream();
        let clean = without_metadata(&full).unwrap();
        assert!(!holds_secret(&clean));
        assert_eq!(clean.len(), full.len());
        assert!(clean.ends_with(b"\xFF\x93\xFF\x64pix\xFF\xD9"));
        assert!(clean.starts_with(b"\xFF\x4F\xFF\x51\x00\x04ab\xFF\x64\x00\x0A"));
    }

    #[test]
    fn notes_in_boxes_become_free_space() {
        let pieces = [
            boxed(b"jP  ", b"\r\n\x87\n"),
            boxed(b"ftyp", b"jp2 \0\0\0\0jp2 "),
            boxed(b"jp2h", b"colours"),
            boxed(b"uuid", b"0123456789abcdefSECRET"),
            boxed(b"xml ", b"<a>SECRET</a>"),
            boxed(b"asoc", &boxed(b"lbl ", b"SECRET")),
            boxed(b"jp2c", &codestream()),
        ];
        let full = pieces.concat();
        let clean = without_metadata(&full).unwrap();
        assert!(!holds_secret(&clean));
        assert_eq!(clean.len(), full.len());
        let before: usize = pieces.iter().take(3).map(Vec::len).sum();
        assert_eq!(clean[..before], full[..before]);
        assert_eq!(&clean[before + 4..before + 8], FREE);
    }

    #[test]
    fn damaged_files_are_read_as_far_as_they_go() {
        let full = [boxed(b"jP  ", b"\r\n\x87\n"), boxed(b"jp2c", &codestream())].concat();
        for end in 0..full.len() {
            let _ = without_metadata(&full[..end]);
            let _ = without_metadata(&codestream()[..end.min(40)]);
        }
        assert_eq!(without_metadata(b"no picture"), None);
    }
}
