//! JPEG pictures, whose coding PDF knows: their pixels go in as they are, and nothing else that the
//! file says, such as where and by whom the picture was taken.

use printpdf::{DictItem, ExternalStream};

use super::image_dictionary::{image, named};

// Markers of ITU T.81, table B.1.
const TEM: u8 = 0x01;
const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

/// How far into a picture its beginning is looked for, in bytes.
const MOST_BEFORE: usize = 1024;

/// A JPEG file without its metadata; `None` where it is none.
pub(in crate::pdf) fn without_metadata(bytes: &[u8]) -> Option<Vec<u8>> {
    let start = bytes
        .windows(3)
        .take(MOST_BEFORE)
        .position(|start| start == [0xFF, SOI, 0xFF])?;
    strip(bytes.get(start..)?).map(|stripped| stripped.content)
}

/// Embeds a JPEG file without its metadata; `None` where it is damaged.
pub(super) fn embed(bytes: &[u8]) -> Option<ExternalStream> {
    let Stripped { frame, content } = strip(bytes)?;
    let frame = frame?;
    let space = match frame.components {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        4 => "DeviceCMYK",
        _ => return None,
    };
    let mut dict = image(frame.width, frame.height, 8, named(space));
    dict.insert("Filter".to_owned(), named("DCTDecode"));
    if frame.components == 4 && frame.adobe {
        // Adobe's programs store the four inks upside down.
        let decode = [1, 0, 1, 0, 1, 0, 1, 0].map(DictItem::Int);
        dict.insert("Decode".to_owned(), DictItem::Array(decode.to_vec()));
    }
    Some(ExternalStream {
        dict,
        content,
        compress: false,
    })
}

struct Frame {
    width: u32,
    height: u32,
    components: u8,
    adobe: bool,
}

/// What is left of a file.
struct Stripped {
    frame: Option<Frame>,
    content: Vec<u8>,
}

/// Takes a file apart into its segments (ITU T.81, B.1) and puts together what its pixels need:
/// all up to the end of the picture but comments and what programs put in for themselves.
fn strip(bytes: &[u8]) -> Option<Stripped> {
    let mut rest = bytes.strip_prefix(&[0xFF, SOI])?;
    let mut content = vec![0xFF, SOI];
    let mut frame = None;
    let mut adobe = false;
    while let Some((marker, after)) = next_marker(rest) {
        rest = after;
        if marker == EOI {
            break;
        }
        if matches!(marker, TEM | 0xD0..=0xD7) {
            continue;
        }
        let Some((segment, after)) = segment(rest) else {
            // The file is cut off here: what was sent of the picture is shown.
            break;
        };
        rest = after;
        match marker {
            APP0..=APP15 => adobe |= marker == APP14 && segment.starts_with(b"Adobe"),
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF => {
                frame = frame.or(Some(Frame {
                    height: number(segment.get(1..3)?)?.into(),
                    width: number(segment.get(3..5)?)?.into(),
                    components: *segment.get(5)?,
                    adobe: false,
                }));
            }
            _ => {}
        }
        if let Some(kept) = kept(marker, segment) {
            content.extend([0xFF, marker]);
            content.extend(u16::try_from(kept.len() + 2).ok()?.to_be_bytes());
            content.extend(kept);
        }
        if marker == SOS {
            let (scan, after) = rest.split_at(scan_length(rest));
            content.extend(scan);
            rest = after;
        }
    }
    content.extend([0xFF, EOI]);
    Some(Stripped {
        frame: frame.map(|frame| Frame { adobe, ..frame }),
        content,
    })
}

/// The next marker and what follows it. Bytes before it belong to nothing.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes
        .windows(2)
        .position(|pair| matches!(pair, [0xFF, marker] if !matches!(marker, 0 | 0xFF)))?;
    Some((*bytes.get(at + 1)?, bytes.get(at + 2..)?))
}

/// A segment without its length, and what follows it.
fn segment(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(number(bytes.get(..2)?)?);
    Some((bytes.get(2..length)?, bytes.get(length..)?))
}

/// What of a segment the pixels need: for their colours also a colour profile, the transform that
/// Adobe's programs note, and that the file is JFIF, without the small picture that may stand there.
fn kept(marker: u8, segment: &[u8]) -> Option<Vec<u8>> {
    const JFIF_BYTES: usize = 12;
    let is_kept = match marker {
        APP0 => {
            let jfif = segment.get(..JFIF_BYTES)?;
            return jfif
                .starts_with(b"JFIF\0")
                .then(|| [jfif, &[0, 0]].concat());
        }
        APP2 => segment.starts_with(b"ICC_PROFILE\0"),
        APP14 => segment.starts_with(b"Adobe"),
        APP0..=APP15 | COM => false,
        _ => true,
    };
    is_kept.then(|| segment.to_vec())
}

/// How long the coded pixels are, which end at a marker: `FF` stands for itself before 0, and
/// markers of restarts belong to them.
fn scan_length(bytes: &[u8]) -> usize {
    bytes
        .windows(2)
        .position(
            |pair| matches!(pair, [0xFF, marker] if !matches!(marker, 0 | 0xD0..=0xD7 | 0xFF)),
        )
        .unwrap_or(bytes.len())
}

fn number(bytes: &[u8]) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}
