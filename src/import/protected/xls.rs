//! Encrypted workbooks of former Excel ([MS-XLS] 2.2.10, [MS-OFFCRYPTO] 2.3.5 to 2.3.7): what each
//! record holds is encrypted, but not what kind of record it is, nor how long.

use md5::{Digest, Md5};

use super::Closed;
use super::KNOWN_PASSWORD;
use super::cipher::{Hash, Rc4, utf16};
use crate::import::compound::{u16_at, u32_at};

const END: u16 = 0x000a;
const PROTECTION: u16 = 0x002f;
const SHEET: u16 = 0x0085;
/// Records that are never encrypted: BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo and
/// RRDHead.
const OPEN: [u16; 7] = [0x0809, PROTECTION, 0x0194, 0x0195, 0x00e1, 0x0196, 0x0138];
/// A kind that no reader knows takes the place of the record that says how it is encrypted.
const NOTHING: u16 = 0x0000;
/// How much is encrypted with one key.
const KEY_BYTES: usize = 1024;
const MOST_KEY_BYTES: usize = 16;

/// Opens the stream of a workbook with a password; `None` if it is not encrypted.
pub fn open(stream: &[u8], password: &str) -> Option<Result<Vec<u8>, Closed>> {
    let protection = records(stream)
        .take_while(|record| record.kind != END)
        .find(|record| record.kind == PROTECTION)?;
    Some(Key::new(protection.data(stream), password).map(|key| decrypted(stream, &key)))
}

/// A record: its kind, and where in the stream what it holds begins and ends.
struct Record {
    kind: u16,
    start: usize,
    end: usize,
}

impl Record {
    fn data<'a>(&self, stream: &'a [u8]) -> &'a [u8] {
        stream.get(self.start..self.end).unwrap_or_default()
    }
}

fn records(stream: &[u8]) -> impl Iterator<Item = Record> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, at)?;
        let start = at + 4;
        at = start + usize::from(u16_at(stream, at + 2)?);
        Some(Record {
            kind,
            start,
            end: at.min(stream.len()),
        })
    })
}

/// What a workbook is encrypted with.
enum Key {
    /// A shift and a pattern of 16 bytes.
    Pattern([u8; 16]),
    /// RC4, with what its keys are made from.
    Rc4(Vec<u8>),
    /// The same of later systems, with the length of its keys in bytes.
    LaterRc4(Vec<u8>, usize),
}

impl Key {
    fn new(protection: &[u8], password: &str) -> Result<Self, Closed> {
        let rest = protection.get(2..).unwrap_or_default();
        match u16_at(protection, 0) {
            Some(0) => Self::pattern(rest, password),
            Some(1) => match u16_at(rest, 0).zip(u16_at(rest, 2)) {
                Some((1, 1)) => Self::rc4(rest.get(4..).unwrap_or_default(), password),
                Some((2..=4, 2)) => Self::later_rc4(rest.get(8..).unwrap_or_default(), password),
                _ => Err(Closed::UnknownWay),
            },
            _ => Err(Closed::Broken),
        }
    }

    /// The pattern depends on the password alone, so it is known for the known one.
    fn pattern(rest: &[u8], password: &str) -> Result<Self, Closed> {
        const VERIFIER: u16 = 0x9a0a;
        const PATTERN: [u8; 16] = [
            0x87, 0x6b, 0x9a, 0xe2, 0x1e, 0xe3, 0x05, 0x62, 0x1e, 0x69, 0x96, 0x60, 0x98, 0x6e,
            0x94, 0x04,
        ];
        let is_known = password == KNOWN_PASSWORD && u16_at(rest, 2) == Some(VERIFIER);
        is_known
            .then_some(Self::Pattern(PATTERN))
            .ok_or(Closed::OwnPassword)
    }

    fn rc4(rest: &[u8], password: &str) -> Result<Self, Closed> {
        let field = |from: usize| rest.get(from..from + 16).ok_or(Closed::Broken);
        let (salt, verifier, hash) = (field(0)?, field(16)?, field(32)?);
        let of_password = Md5::digest(utf16(password));
        let piece = [of_password.get(..5).unwrap_or_default(), salt].concat();
        let made = Md5::digest(piece.repeat(16));
        let key = Self::Rc4(made.get(..5).unwrap_or_default().to_vec());
        let mut cipher = key.cipher(0);
        let verifier = cipher.apply(verifier);
        let is_it = *Md5::digest(verifier) == *cipher.apply(hash);
        is_it.then_some(key).ok_or(Closed::OwnPassword)
    }

    fn later_rc4(rest: &[u8], password: &str) -> Result<Self, Closed> {
        let header_bytes = u32_at(rest, 0).and_then(|length| usize::try_from(length).ok());
        let rest = rest.get(4..).ok_or(Closed::Broken)?;
        let (header, verifier) = rest
            .split_at_checked(header_bytes.ok_or(Closed::Broken)?)
            .ok_or(Closed::Broken)?;
        let key_bits = match u32_at(header, 16).ok_or(Closed::Broken)? {
            0 => 40,
            bits => bits,
        };
        let key_bytes = usize::try_from(key_bits / 8).map_err(|_| Closed::Broken)?;
        let field = |from: usize, length: usize| {
            let field = verifier.get(from..from + length);
            field.ok_or(Closed::Broken)
        };
        let (salt, verifier, hash) = (field(4, 16)?, field(20, 16)?, field(40, 20)?);
        let made = Hash::Sha1.of(&[salt, &utf16(password)]);
        let key = Self::LaterRc4(made, key_bytes.min(MOST_KEY_BYTES));
        let mut cipher = key.cipher(0);
        let expected = Hash::Sha1.of(&[&cipher.apply(verifier)]);
        let is_it = expected == cipher.apply(hash);
        is_it.then_some(key).ok_or(Closed::OwnPassword)
    }

    /// The cipher of a part of the stream.
    fn cipher(&self, number: u32) -> Rc4 {
        let number = number.to_le_bytes();
        let key = match self {
            Self::Pattern(pattern) => pattern.to_vec(),
            Self::Rc4(made) => Md5::digest([made.as_slice(), &number].concat()).to_vec(),
            Self::LaterRc4(made, key_bytes) => {
                let mut key = Hash::Sha1.of(&[made, &number]);
                key.truncate(*key_bytes);
                // Keys of 40 bits are filled up with noughts.
                if *key_bytes == 5 {
                    key.resize(MOST_KEY_BYTES, 0);
                }
                key
            }
        };
        Rc4::new(&key)
    }
}

fn decrypted(stream: &[u8], key: &Key) -> Vec<u8> {
    let mut out = stream.to_vec();
    let mut bytes_of_cipher = OfCipher { key, part: None };
    for record in records(stream) {
        if record.kind == PROTECTION {
            let kind = out.get_mut(record.start - 4..record.start - 2);
            kind.into_iter()
                .for_each(|kind| kind.copy_from_slice(&NOTHING.to_le_bytes()));
        }
        if OPEN.contains(&record.kind) {
            continue;
        }
        // Where a sheet begins stands in the open.
        let open_bytes = if record.kind == SHEET { 4 } else { 0 };
        let length = record.end - record.start;
        for at in record.start + open_bytes..record.end {
            let Some(byte) = out.get_mut(at) else {
                break;
            };
            *byte = match key {
                Key::Pattern(pattern) => {
                    let place = (at + length) % pattern.len();
                    (*byte ^ pattern.get(place).unwrap_or(&0)).rotate_right(5)
                }
                _ => *byte ^ bytes_of_cipher.at(at),
            };
        }
    }
    out
}

/// The bytes of the cipher, by their places in the stream, each later than the one before.
struct OfCipher<'a> {
    key: &'a Key,
    /// The number of the part, the place of its next byte, and its cipher.
    part: Option<(usize, usize, Rc4)>,
}

impl OfCipher<'_> {
    fn at(&mut self, place: usize) -> u8 {
        let (number, within) = (place / KEY_BYTES, place % KEY_BYTES);
        let part = self.part.take().filter(|(part, ..)| *part == number);
        let (_, mut next, mut cipher) = part.unwrap_or_else(|| {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            (0, 0, self.key.cipher(number))
        });
        while next < within {
            cipher.step();
            next += 1;
        }
        let byte = cipher.step();
        self.part = Some((number, next + 1, cipher));
        byte
    }
}
