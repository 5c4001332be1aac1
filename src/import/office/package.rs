//! The archive of an office document.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::super::Problem;
use super::super::zipped::{problem, unpacking};

/// The most parts in an archive.
const MOST_PARTS: usize = 10_000;
/// The most that one part may grow to, in bytes.
const PART_BYTES: u64 = 64 << 20;
/// The most that all parts that are read may grow to together, in bytes.
const ALL_BYTES: u64 = 256 << 20;

const SAVE_AGAIN: &str = "Open it in the program it was made with and save it again.";

/// The archive of an office document. What is read from it is counted while it is inflated: the
/// sizes that an archive declares need not be true.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left_bytes: u64,
}

impl<'a> Package<'a> {
    /// Opens an archive.
    ///
    /// # Errors
    /// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| problem(&error, SAVE_AGAIN))?;
        if archive.len() > MOST_PARTS {
            return Err(Problem::BeyondLimit {
                what: format!("it has {} parts", archive.len()),
                limit: format!("{MOST_PARTS} parts"),
            });
        }
        Ok(Self {
            archive,
            left_bytes: ALL_BYTES,
        })
    }

    /// The names of its parts, as far as they can be read.
    pub fn names(&self) -> Vec<String> {
        let names = self.archive.file_names().flatten();
        names.map(std::borrow::Cow::into_owned).collect()
    }

    /// A part's bytes; `None` if there is no such part. A leading slash does not count.
    ///
    /// # Errors
    /// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Problem> {
        let Some(index) = self.archive.index_for_name(name.trim_start_matches('/')) else {
            return Ok(None);
        };
        let part = self
            .archive
            .by_index(index)
            .map_err(|error| problem(&error, SAVE_AGAIN))?;
        let most = PART_BYTES.min(self.left_bytes);
        let mut bytes = Vec::new();
        part.take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unpacking(&error, SAVE_AGAIN))?;
        let length = bytes.len() as u64;
        if length > most {
            let (what, limit_bytes) = if most < PART_BYTES {
                (
                    "its parts, once unpacked, are too large together",
                    ALL_BYTES,
                )
            } else {
                ("a part of it, once unpacked, is too large", PART_BYTES)
            };
            return Err(Problem::BeyondLimit {
                what: what.to_owned(),
                limit: format!("{} MiB", limit_bytes >> 20),
            });
        }
        self.left_bytes -= length;
        Ok(Some(bytes))
    }

    /// A part's text, in UTF-8 or UTF-16 as XML may be; `None` if there is no such part.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let bytes = self.part(name)?;
        Ok(bytes.map(|bytes| {
            let (encoding, _) =
                encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
            encoding.decode(&bytes).0.into_owned()
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn parts_are_read_by_name() {
        let utf16: Vec<u8> = "\u{feff}<é/>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let bytes = archive(&[("word/a.xml", b"<a/>"), ("b.xml", &utf16)]);
        let mut package = Package::open(&bytes).unwrap();
        let text = package.text("/word/a.xml").unwrap();
        assert_eq!(text.as_deref(), Some("<a/>"));
        assert_eq!(package.text("b.xml").unwrap().as_deref(), Some("<é/>"));
        assert_eq!(package.part("c.xml"), Ok(None));
    }

    #[test]
    fn what_grows_too_large_is_refused_by_its_limit() {
        let large = vec![b' '; PART_BYTES as usize + 1];
        let bytes = archive(&[("a.xml", &large)]);
        assert!(bytes.len() < 100_000, "it is small before it is unpacked");
        let error = Package::open(&bytes).unwrap().part("a.xml").unwrap_err();
        assert!(error.to_string().contains("at most 64 MiB"), "{error}");

        let part = vec![b' '; PART_BYTES as usize];
        let names = ["a", "b", "c", "d", "e"];
        let bytes = archive(&names.map(|name| (name, part.as_slice())));
        let mut package = Package::open(&bytes).unwrap();
        let results = names.map(|name| package.part(name).map(drop));
        assert!(results[..4].iter().all(Result::is_ok));
        let error = results[4].as_ref().unwrap_err();
        assert!(error.to_string().contains("at most 256 MiB"), "{error}");
    }

    #[test]
    fn what_is_no_archive_says_so() {
        assert!(matches!(
            Package::open(b"PK\x03\x04 nothing").map(drop),
            Err(Problem::Damaged { .. })
        ));
    }
}
