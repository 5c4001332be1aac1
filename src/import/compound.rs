//! Compound files, the containers of former office programs ([MS-CFB]), read leniently: programs
//! that encrypt documents write some that break the letter of the standard and open everywhere.

use std::collections::HashSet;

use super::Problem;

/// How compound files begin.
pub const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const HEADER_BYTES: usize = 512;
const ENTRY_BYTES: usize = 128;
const MINI_SECTOR_BYTES: usize = 64;
/// Where the header lists the first sectors of the table.
const TABLE_LIST: usize = 76;
/// Numbers of sectors from this one on have a meaning of their own, such as the end of a chain.
const NO_SECTOR: u32 = 0xffff_fff0;
const STREAM: u8 = 2;

/// A compound file: the streams that lie at its top, by their names.
pub struct Compound<'a> {
    bytes: &'a [u8],
    sector_bytes: usize,
    /// Streams shorter than this lie in the small sectors.
    mini_limit: usize,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    mini_sectors: Vec<u8>,
    top: Vec<Entry>,
}

struct Entry {
    name: String,
    kind: u8,
    first: u32,
    length: usize,
}

impl<'a> Compound<'a> {
    /// Opens a compound file.
    ///
    /// # Errors
    /// [`Problem::Damaged`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        Self::read(bytes).ok_or_else(|| Problem::Damaged {
            reason: "its list of contents cannot be read".to_owned(),
            hint: "Fetch or save it again.".into(),
        })
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(OLE) {
            return None;
        }
        let sector_bytes = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self {
            bytes,
            sector_bytes,
            mini_limit: usize::try_from(u32_at(bytes, 56)?).ok()?,
            table: Vec::new(),
            mini_table: Vec::new(),
            mini_sectors: Vec::new(),
            top: Vec::new(),
        };
        file.table = file.read_table()?;
        let directory = file.chain(u32_at(bytes, 48)?);
        file.mini_table = numbers(&file.chain(u32_at(bytes, 60)?)).collect();
        let root = directory.get(..ENTRY_BYTES)?;
        file.mini_sectors = file.chain(u32_at(root, 116)?);
        file.top = children(&directory, u32_at(root, 76)?);
        Some(file)
    }

    /// The table that says which sector follows which. The header lists where it lies; where that
    /// does not suffice, the list goes on in sectors of its own.
    fn read_table(&self) -> Option<Vec<u32>> {
        let mut places: Vec<u32> = numbers(self.bytes.get(TABLE_LIST..HEADER_BYTES)?).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut seen = HashSet::new();
        while next < NO_SECTOR && seen.insert(next) {
            let Some(sector) = self.sector(next) else {
                break;
            };
            let (list, after) = sector.split_at_checked(self.sector_bytes - 4)?;
            places.extend(numbers(list));
            next = u32_at(after, 0)?;
        }
        let sectors = places.into_iter().filter(|place| *place < NO_SECTOR);
        let sectors = sectors.filter_map(|place| self.sector(place));
        Some(sectors.flat_map(numbers).collect())
    }

    /// A sector; the last one may be cut short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?;
        let start = start.checked_mul(self.sector_bytes)?;
        let end = start.checked_add(self.sector_bytes)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// What lies in a chain of sectors, as far as it can be followed.
    fn chain(&self, first: u32) -> Vec<u8> {
        follow(first, &self.table, |number| self.sector(number))
    }

    /// Whether there is a stream or a folder of this name at the top.
    pub fn has(&self, name: &str) -> bool {
        self.top
            .iter()
            .any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream at the top.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let is_it = |entry: &&Entry| entry.kind == STREAM && entry.name.eq_ignore_ascii_case(name);
        let entry = self.top.iter().find(is_it)?;
        let mut bytes = if entry.length < self.mini_limit {
            follow(entry.first, &self.mini_table, |number| {
                let start = usize::try_from(number).ok()? * MINI_SECTOR_BYTES;
                let end = (start + MINI_SECTOR_BYTES).min(self.mini_sectors.len());
                self.mini_sectors.get(start..end)
            })
        } else {
            self.chain(entry.first)
        };
        bytes.truncate(entry.length);
        Some(bytes)
    }
}

fn follow<'a>(first: u32, table: &[u32], sector: impl Fn(u32) -> Option<&'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut next = first;
    // No chain is longer than the table: one that is goes in a circle.
    for _ in 0..table.len() {
        let Some(found) = sector(next).filter(|_| next < NO_SECTOR) else {
            break;
        };
        bytes.extend_from_slice(found);
        let following = usize::try_from(next).ok().and_then(|next| table.get(next));
        next = following.copied().unwrap_or(NO_SECTOR);
    }
    bytes
}

/// The entries of a folder, which hang together as a tree.
fn children(directory: &[u8], first: u32) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut waiting = vec![first];
    let mut seen = HashSet::new();
    while let Some(number) = waiting.pop() {
        let at = usize::try_from(number)
            .ok()
            .and_then(|number| number.checked_mul(ENTRY_BYTES));
        let entry = at.and_then(|at| directory.get(at..at.checked_add(ENTRY_BYTES)?));
        let Some(entry) = entry.filter(|_| seen.insert(number)) else {
            continue;
        };
        waiting.extend(u32_at(entry, 68).into_iter().chain(u32_at(entry, 72)));
        found.extend(read_entry(entry));
    }
    found
}

fn read_entry(entry: &[u8]) -> Option<Entry> {
    let name_bytes = usize::from(u16_at(entry, 64)?).checked_sub(2)?;
    let units: Vec<u16> = entry
        .get(..name_bytes.min(64))?
        .chunks_exact(2)
        .filter_map(|pair| u16_at(pair, 0))
        .collect();
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        kind: *entry.get(66)?,
        first: u32_at(entry, 116)?,
        length: usize::try_from(u32_at(entry, 120)?).ok()?,
    })
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0))
}

/// The number of two bytes at a place.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

/// The number of four bytes at a place.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// Whether the name of an entry stands anywhere in a file. Tells what a file is whose list of
/// contents is broken.
pub fn mentions(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let entries = bytes.get(HEADER_BYTES..).unwrap_or_default();
    let mut entries = entries.chunks(ENTRY_BYTES);
    entries.any(|entry| entry.starts_with(&name))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    fn file(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (name, bytes) in streams {
            let mut stream = file.create_stream(name).unwrap();
            stream.write_all(bytes).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    #[test]
    fn streams_long_and_short_are_read_by_name() {
        let long: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let bytes = file(&[("/Short", b"few"), ("/Long", &long), ("/None", b"")]);
        let found = Compound::open(&bytes).unwrap();
        assert_eq!(found.stream("short").as_deref(), Some(&b"few"[..]));
        assert!(found.stream("Long") == Some(long));
        assert_eq!(found.stream("None").as_deref(), Some(&b""[..]));
        assert_eq!(found.stream("Other"), None);
        assert!(found.has("Long") && !found.has("Other"));
    }

    #[test]
    fn what_lies_in_a_folder_is_not_at_the_top() {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_storage("/Objects").unwrap();
        file.create_stream("/Objects/Workbook").unwrap();
        let bytes = file.into_inner().into_inner();
        let found = Compound::open(&bytes).unwrap();
        assert!(found.has("Objects") && !found.has("Workbook"));
    }

    #[test]
    fn broken_files_end_in_an_answer() {
        let bytes = file(&[("/Long", &[7; 9000])]);
        for length in (0..bytes.len()).step_by(100) {
            if let Ok(found) = Compound::open(&bytes[..length]) {
                drop(found.stream("Long"));
            }
        }
        // Every sector follows itself.
        let mut circle = bytes;
        for sector in circle[512..].chunks_exact_mut(4) {
            sector.copy_from_slice(&[0, 0, 0, 0]);
        }
        drop(Compound::open(&circle).map(|found| found.stream("Long")));
    }
}
