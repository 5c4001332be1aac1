//! Mails that Outlook packs into a file "winmail.dat" (MS-OXTNEF).

use super::properties::{FIRST_NAMED, File, Message, OF_APPOINTMENTS, Properties, kind, number};

const SIGNATURE: u32 = 0x223e_9f78;
/// The most that is told of a mail, and the most of one of its files.
const MOST_PROPERTIES: u32 = 4000;

/// The attributes that are read.
mod attribute {
    pub const SUBJECT: u16 = 0x8004;
    pub const BODY: u16 = 0x800c;
    pub const CLASS: u16 = 0x8008;
    pub const FILE_BYTES: u16 = 0x800f;
    pub const FILE_NAME: u16 = 0x8010;
    pub const FILE_BEGINS: u16 = 0x9002;
    pub const PROPERTIES: u16 = 0x9003;
    pub const FILE_PROPERTIES: u16 = 0x9005;
    pub const CODE_PAGE: u16 = 0x9007;
}

/// The message that bytes pack, as far as it can be read. Messages within it are followed `deepest`
/// deep.
pub fn read(bytes: &[u8], deepest: usize) -> Option<Message> {
    let mut rest = Bytes(bytes);
    if rest.number()? != SIGNATURE {
        return None;
    }
    rest.take(2)?;
    let mut properties = Properties::default();
    let mut files: Vec<Packed> = Vec::new();
    while let Some((name, value)) = attribute(&mut rest) {
        let text = |properties: &mut Properties, number: u16| {
            properties.insert(number, kind::TEXT_8, value.to_vec());
        };
        match name {
            attribute::SUBJECT => text(&mut properties, number::SUBJECT),
            attribute::BODY => text(&mut properties, number::BODY),
            attribute::CLASS => text(&mut properties, number::CLASS),
            attribute::CODE_PAGE => {
                let page = value.get(..4).unwrap_or_default().to_vec();
                properties.insert(number::MESSAGE_CODE_PAGE, kind::NUMBER, page);
            }
            attribute::PROPERTIES => {
                read_properties(value, &mut properties);
            }
            attribute::FILE_BEGINS => files.push(Packed::default()),
            _ => {
                let Some(file) = files.last_mut() else {
                    continue;
                };
                match name {
                    attribute::FILE_NAME => text(&mut file.properties, number::FILE_NAME),
                    attribute::FILE_BYTES => file.bytes = value.to_vec(),
                    attribute::FILE_PROPERTIES => {
                        file.object = read_properties(value, &mut file.properties);
                    }
                    _ => {}
                }
            }
        }
    }
    let message = Message::new(properties);
    let files = files
        .into_iter()
        .map(|file| file.unpacked(&message, deepest));
    let files = files.collect();
    Some(message.with_files(files))
}

/// A file, packed.
#[derive(Default)]
struct Packed {
    properties: Properties,
    bytes: Vec<u8>,
    /// What is packed as an object, such as another message.
    object: Option<Vec<u8>>,
}

impl Packed {
    fn unpacked(self, message: &Message, deepest: usize) -> File {
        // An object begins with sixteen bytes that say of which kind it is.
        let inner = self.object.as_deref().and_then(|object| object.get(16..));
        let inner_message = deepest
            .checked_sub(1)
            .and_then(|deepest| read(inner?, deepest));
        let bytes = match self.bytes {
            bytes if bytes.is_empty() => inner.unwrap_or_default().to_vec(),
            bytes => bytes,
        };
        File {
            message: inner_message,
            ..File::new(&self.properties, message.letters(), bytes)
        }
    }
}

/// An attribute's name and value. Its checksum is not compared: a damaged file is better than none.
fn attribute<'a>(rest: &mut Bytes<'a>) -> Option<(u16, &'a [u8])> {
    rest.take(1)?;
    let name = u16::try_from(rest.number()? & 0xffff).ok()?;
    let length = usize::try_from(rest.number()?).ok()?;
    // What is there of a file whose end is missing.
    let value = rest.take(length.min(rest.0.len()))?;
    let _ = rest.take(2);
    Some((name, value))
}

/// Reads a list of properties; gives the object among them, if there is one.
fn read_properties(bytes: &[u8], properties: &mut Properties) -> Option<Vec<u8>> {
    let mut rest = Bytes(bytes);
    let mut object = None;
    for _ in 0..rest.number()?.min(MOST_PROPERTIES) {
        let Some((number, kind, value)) = property(&mut rest) else {
            break;
        };
        if kind == kind::OBJECT {
            object = Some(value);
        } else if let Some(number) = number {
            properties.insert(number, kind, value);
        }
    }
    object
}

/// A property's meaning, where it is known, its type and its value; of several values the first.
fn property(rest: &mut Bytes<'_>) -> Option<(Option<u16>, u16, Vec<u8>)> {
    const SEVERAL: u16 = 0x1000;
    let [a, b, c, d] = rest.number()?.to_le_bytes();
    let (kind, number) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
    let mut meaning = Some(number);
    if number >= FIRST_NAMED {
        let set = rest.take(16)?;
        let is_number = rest.number()? == 0;
        let value = rest.number()?;
        if is_number {
            meaning = u16::try_from(value).ok().filter(|_| set == OF_APPOINTMENTS);
        } else {
            rest.padded(value)?;
            meaning = None;
        }
    }
    let is_several = kind & SEVERAL != 0;
    let kind = kind & !SEVERAL;
    let width = match kind {
        kind::TEXT_8 | kind::TEXT_16 | kind::BYTES | kind::OBJECT => None,
        0x0005..=0x0007 | 0x0014 | 0x0040 => Some(8),
        0x0048 => Some(16),
        _ => Some(4),
    };
    let count = if is_several || width.is_none() {
        rest.number()?
    } else {
        1
    };
    let mut first = None;
    for _ in 0..count {
        let value = match width {
            Some(width) => rest.take(width)?,
            None => {
                let length = rest.number()?;
                rest.padded(length)?
            }
        };
        first.get_or_insert_with(|| value.to_vec());
    }
    Some((meaning, kind, first.unwrap_or_default()))
}

/// Bytes that are yet to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// So many bytes, which fill up whole numbers.
    fn padded(&mut self, length: u32) -> Option<&'a [u8]> {
        let length = usize::try_from(length).ok()?;
        let taken = self.take(length)?;
        let _ = self.take(length.wrapping_neg() % 4);
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        let bytes = self.take(4)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes))
    }
}
