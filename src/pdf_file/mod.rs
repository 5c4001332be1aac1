//! The objects and pages of a PDF, read as forgivingly as other readers do.
//!
//! Two libraries read it. lopdf keeps to the letter and loses what breaks it, without a word: a
//! stream whose length is wrong, a name with a stray `#`. hayro forgives that, and draws the
//! pages, but keeps no whole document. So lopdf reads first; what it loses is taken from hayro's
//! reading, and where it gets nowhere, all of it.
//!
//! Architecture invariant: pure functions of bytes, at the bottom of the layers: `import` and
//! `pdf` read PDFs through this one door, so that they open the same files.

mod key_length;
pub(crate) mod lookup;
mod lopdf_reading;
mod odd_words;
mod stream_data;
mod tolerant;
mod tree;

#[cfg(test)]
mod tests;

use lopdf::{Document, Object};

use self::lookup::resolve;
use self::tolerant::Tolerant;
use self::tree::Tree;

pub(crate) use self::tree::{LARGEST_UNITS, LEAST_UNITS, TreePage, page_medium};

/// The most bytes that one compressed stream may unfold to: 256 MiB.
pub(crate) const MAX_STREAM_BYTES: usize = 256 << 20;

/// A PDF's header may stand anywhere in its first 1,024 bytes (PDF 1.7, appendix H.3, note 13).
const HEADER_WITHIN_BYTES: usize = 1024;

/// A PDF that was read, decrypted where needed.
pub(crate) struct PdfFile {
    /// Its objects.
    pub document: Document,
    /// Its pages, in order; never empty.
    pub pages: Vec<TreePage>,
    /// How many pages it says it has, where that is not how many were read.
    pub claimed_pages: Option<u32>,
    /// Whether its bytes are encrypted.
    pub is_encrypted: bool,
    /// Whether it is damaged, so that pages may be missing or out of order.
    pub is_damaged: bool,
}

/// Why a PDF cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReadError {
    /// The bytes are not a PDF, or one too damaged to read: why.
    Broken(String),
    /// It has no page that can be read.
    NoPages,
    /// It is encrypted in a way that cannot be undone here: which.
    UnknownEncryption(String),
    /// It is encrypted and the password given does not open it.
    WrongPassword,
    /// It is encrypted and no password was given.
    PasswordNeeded,
    /// A part of it unfolds to more than [`MAX_STREAM_BYTES`].
    TooLarge,
}

/// Reads a PDF. An empty user password is tried without asking.
pub(crate) fn read(bytes: &[u8], password: Option<&str>) -> Result<PdfFile, ReadError> {
    let password = password.filter(|password| !password.is_empty());
    let by_lopdf = |is_searched| Reading::by_lopdf(bytes, password, is_searched);
    let mut written = Some(by_lopdf(false));
    let is_too_large = matches!(&written, Some(Err(ReadError::TooLarge)));
    let is_plain =
        matches!(&written, Some(Ok(reading)) if reading.is_sound() && !reading.is_encrypted);
    if is_too_large || is_plain {
        return choose(written);
    }
    // What is encrypted is drawn by hayro, so its reading of that counts before others.
    let is_encrypted = matches!(&written, Some(Ok(reading)) if reading.is_encrypted);
    let steps: [Step; 3] = if is_encrypted {
        [Step::Tolerant, Step::Written, Step::Searched]
    } else {
        [Step::Written, Step::Searched, Step::Tolerant]
    };
    let read = choose(steps.into_iter().filter_map(|step| match step {
        Step::Written => written.take(),
        Step::Searched => Some(by_lopdf(true)),
        Step::Tolerant => {
            let written = written.as_ref().and_then(|written| written.as_ref().ok());
            Some(Reading::by_hayro(bytes, password, written))
        }
    }));
    match read {
        Err(
            ReadError::PasswordNeeded | ReadError::WrongPassword | ReadError::UnknownEncryption(_),
        ) => {
            let mended = key_length::mended(bytes);
            let again = mended.map(|mended| Reading::by_hayro(&mended, password, None));
            again
                .and_then(Result::ok)
                .map_or(read, |again| Ok(again.into()))
        }
        Err(ReadError::Broken(_) | ReadError::NoPages) => {
            let mended = stream_data::with_ends(bytes);
            let again = mended.map(|mended| {
                choose([
                    Reading::by_lopdf(&mended, password, true),
                    Reading::by_hayro(&mended, password, None),
                ])
            });
            again.and_then(Result::ok).map_or(read, Ok)
        }
        read => read,
    }
}

/// Whether bytes begin as those of a PDF do, with something else before it at most.
pub(crate) fn has_header(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEADER_WITHIN_BYTES).unwrap_or(bytes);
    memchr::memmem::find(head, b"%PDF-").is_some()
}

/// Whether bytes that do not begin as a PDF does hold the objects of one.
pub(crate) fn has_objects(bytes: &[u8]) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(bytes, word).is_some();
    has(b" obj") && has(b"endobj") && (has(b"/Catalog") || has(b"/Root") || has(b"/ObjStm"))
}

/// What a PDF says of its length where that is not true: "says it has 12 pages; 10 could be read".
pub(crate) fn told_count(claimed: u32, read: usize) -> String {
    let pages = if claimed == 1 { "page" } else { "pages" };
    let read_more = read > claimed as usize;
    let how = if read_more {
        "were found"
    } else {
        "could be read"
    };
    format!("says it has {claimed} {pages}; {read} {how}")
}

/// A way of reading a file.
enum Step {
    /// By lopdf, with objects where the file says they are.
    Written,
    /// By lopdf, with objects where they are found.
    Searched,
    /// By hayro.
    Tolerant,
}

/// The first sound reading; else the one that has most of the file.
fn choose(
    readings: impl IntoIterator<Item = Result<Reading, ReadError>>,
) -> Result<PdfFile, ReadError> {
    let mut best: Option<Reading> = None;
    let mut first_error: Option<ReadError> = None;
    for reading in readings {
        match reading {
            Ok(reading) if reading.is_sound() => return Ok(reading.into()),
            Ok(reading) if best.as_ref().is_none_or(|best| reading.is_better(best)) => {
                best = Some(reading);
            }
            Ok(_) => {}
            Err(error) => {
                if first_error
                    .as_ref()
                    .is_none_or(|first| error.tells_more(first))
                {
                    first_error = Some(error);
                }
            }
        }
    }
    best.map(PdfFile::from)
        .ok_or_else(|| first_error.unwrap_or(ReadError::NoPages))
}

impl ReadError {
    /// Whether this is what a person has to know rather than `other`: that a file is protected
    /// comes before that it seems damaged.
    fn tells_more(&self, other: &Self) -> bool {
        let weight = |error: &Self| match error {
            Self::NoPages => 0,
            Self::Broken(_) => 1,
            Self::UnknownEncryption(_) => 2,
            Self::PasswordNeeded | Self::WrongPassword => 3,
            Self::TooLarge => 4,
        };
        weight(self) > weight(other)
    }
}

/// One reading of a file.
struct Reading {
    document: Document,
    tree: Tree,
    is_encrypted: bool,
    is_damaged: bool,
    /// How many things its pages need that are not there.
    gaps: usize,
}

impl Reading {
    fn by_lopdf(
        bytes: &[u8],
        password: Option<&str>,
        is_searched: bool,
    ) -> Result<Self, ReadError> {
        // lopdf takes the first header anywhere, which may be that of a PDF within this one.
        if !is_searched && !has_header(bytes) {
            let reason = "it does not begin as a PDF does".to_owned();
            return Err(ReadError::Broken(reason));
        }
        let mut document = lopdf_reading::load(bytes, password, is_searched)?;
        let mut lost = lopdf_reading::lost(&document);
        let is_gone = |id| !document.objects.contains_key(id);
        if lost.iter().any(is_gone)
            && let Some(mended) = odd_words::mended(bytes)
            && let Ok(again) = lopdf_reading::load(&mended, password, is_searched)
        {
            let still_lost = lopdf_reading::lost(&again);
            if still_lost.len() < lost.len() {
                (document, lost) = (again, still_lost);
            }
        }
        if !lost.is_empty()
            && let Ok(mut tolerant) = Tolerant::open(bytes, password)
        {
            tolerant.fill_in(&mut document, &lost);
        }
        let is_damaged = document.xref_recovery.is_some();
        let is_encrypted = document.was_encrypted();
        Self::of(document, is_encrypted, is_damaged)
    }

    /// `written` is how lopdf reads it, if it does.
    fn by_hayro(
        bytes: &[u8],
        password: Option<&str>,
        written: Option<&Self>,
    ) -> Result<Self, ReadError> {
        let mut tolerant = Tolerant::open(bytes, password)?;
        let info = written.and_then(|written| {
            let info = written.document.trailer.get(b"Info").ok()?;
            resolve(&written.document, info).as_dict().ok().cloned()
        });
        let document = tolerant.document(info);
        let is_encrypted = tolerant.is_encrypted();
        let is_damaged = written.is_some_and(|written| written.is_damaged);
        let mut reading = Self::of(document, is_encrypted, is_damaged)?;
        // A file that is only written otherwise than lopdf expects still knows its pages.
        let knows_pages = reading.is_sound() && reading.tree.claimed_pages.is_some();
        reading.is_damaged |= written.is_none() && !is_encrypted && !knows_pages;
        Ok(reading)
    }

    fn of(mut document: Document, is_encrypted: bool, is_damaged: bool) -> Result<Self, ReadError> {
        // A catalog belongs in an object of its own, which is where lopdf looks for it.
        if let Ok(Object::Dictionary(catalog)) = document.trailer.get(b"Root").cloned() {
            let catalog = document.add_object(catalog);
            document.trailer.set("Root", catalog);
        }
        lopdf_reading::spell_filters_out(&mut document);
        tree::share_inherited_resources(&mut document);
        lopdf_reading::make_small(&mut document);
        let tree = Tree::read(&document);
        if tree.pages.is_empty() {
            return Err(ReadError::NoPages);
        }
        Ok(Self {
            gaps: tree.count_gaps(&document),
            is_encrypted,
            is_damaged,
            document,
            tree,
        })
    }

    /// Whether nothing is known to be missing.
    fn is_sound(&self) -> bool {
        let has_all = |claimed| self.tree.pages.len() >= claimed as usize;
        self.gaps == 0 && !self.tree.is_lost && self.tree.claimed_pages.is_none_or(has_all)
    }

    fn is_better(&self, other: &Self) -> bool {
        if self.tree.is_lost != other.tree.is_lost {
            return other.tree.is_lost;
        }
        let (pages, others) = (self.tree.pages.len(), other.tree.pages.len());
        (pages > others && self.gaps <= other.gaps) || (pages >= others && self.gaps < other.gaps)
    }
}

impl From<Reading> for PdfFile {
    fn from(reading: Reading) -> Self {
        let Tree {
            pages,
            claimed_pages,
            is_lost,
        } = reading.tree;
        Self {
            claimed_pages: claimed_pages.filter(|claimed| *claimed as usize != pages.len()),
            document: reading.document,
            pages,
            is_encrypted: reading.is_encrypted,
            is_damaged: reading.is_damaged || is_lost,
        }
    }
}
