//! lopdf's reading of a file, and what it is known to lose.

use std::collections::BTreeSet;
use std::error::Error;

use lopdf::xref::XrefEntry;
use lopdf::{DecompressError, Document, LoadOptions, Object, ObjectId, ParseError};

use super::lookup::{name_at, resolve};
use super::{MAX_STREAM_BYTES, ReadError};

/// Filters that stand under a short name, which is meant for pictures within a page's operators
/// (PDF 1.7, table 94); readers take it everywhere.
const SHORT_FILTERS: [(&[u8], &str); 7] = [
    (b"AHx", "ASCIIHexDecode"),
    (b"A85", "ASCII85Decode"),
    (b"LZW", "LZWDecode"),
    (b"Fl", "FlateDecode"),
    (b"RL", "RunLengthDecode"),
    (b"CCF", "CCITTFaxDecode"),
    (b"DCT", "DCTDecode"),
];

/// Loads a file: its objects where it says they are, or where they are found.
pub(super) fn load(
    bytes: &[u8],
    password: Option<&str>,
    is_searched: bool,
) -> Result<Document, ReadError> {
    let options = LoadOptions {
        password: password.map(str::to_owned),
        max_decompressed_size: Some(MAX_STREAM_BYTES),
        force_reconstruct: is_searched,
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options).map_err(read_error)?;
    if document.trailer.has(b"Encrypt") {
        return Err(locked(&document, password));
    }
    Ok(document)
}

fn read_error(error: lopdf::Error) -> ReadError {
    match error {
        lopdf::Error::InvalidPassword => ReadError::WrongPassword,
        lopdf::Error::Decryption(error) => ReadError::UnknownEncryption(error.to_string()),
        lopdf::Error::UnsupportedSecurityHandler(name) => {
            ReadError::UnknownEncryption(String::from_utf8_lossy(&name).into_owned())
        }
        lopdf::Error::Parse(ParseError::InvalidFileHeader) => {
            ReadError::Broken("it does not begin as a PDF does".to_owned())
        }
        lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => {
            ReadError::TooLarge
        }
        error => {
            let mut reason = error.to_string();
            let mut cause = error.source();
            while let Some(error) = cause {
                reason = format!("{reason}: {error}");
                cause = error.source();
            }
            ReadError::Broken(reason)
        }
    }
}

/// Why a document is still encrypted after it was read.
fn locked(document: &Document, password: Option<&str>) -> ReadError {
    let Ok(encrypt) = document.get_encrypted() else {
        return ReadError::UnknownEncryption("the encryption entry is not readable".to_owned());
    };
    match name_at(document, encrypt, b"Filter") {
        Some(b"Standard") if password.is_none() => ReadError::PasswordNeeded,
        Some(b"Standard") => ReadError::WrongPassword,
        Some(other) => ReadError::UnknownEncryption(String::from_utf8_lossy(other).into_owned()),
        None => ReadError::UnknownEncryption("no handler is named".to_owned()),
    }
}

/// The objects that the file lists and lopdf did not read, or of which it could not tell how long
/// they are.
pub(super) fn lost(document: &Document) -> BTreeSet<ObjectId> {
    let entries = document.reference_table.entries.iter();
    entries
        .filter_map(|(number, entry)| match entry {
            _ if *number == 0 => None,
            XrefEntry::Normal { generation, .. } => Some((*number, *generation)),
            XrefEntry::Compressed { .. } => Some((*number, 0)),
            _ => None,
        })
        .filter(|id| match document.objects.get(id) {
            None => true,
            // lopdf remembers where a stream starts only while it does not know where it ends.
            Some(Object::Stream(stream)) => stream.start_position.is_some(),
            Some(_) => false,
        })
        .collect()
}

/// A document of so many objects is made small.
const MANY_OBJECTS: usize = 50_000;

/// Gives back the room that dictionaries and arrays of a document of many objects have for more entries:
/// half of what it takes.
pub(super) fn make_small(document: &mut Document) {
    if document.objects.len() >= MANY_OBJECTS {
        shrink(document.objects.values_mut().collect());
    }
}

fn shrink(mut queue: Vec<&mut Object>) {
    while let Some(object) = queue.pop() {
        let entries = match object {
            Object::Array(items) => {
                items.shrink_to_fit();
                queue.extend(items);
                continue;
            }
            Object::Dictionary(entries) => entries,
            Object::Stream(stream) => &mut stream.dict,
            _ => continue,
        };
        let entries = entries.as_hashmap_mut();
        entries.shrink_to_fit();
        queue.extend(entries.values_mut());
    }
}

/// How deep filters and their parameters may be nested.
const MAX_DEPTH: usize = 4;

/// Gives filters under a short name their full one, and those that are named by reference their name,
/// which is all that lopdf unfolds.
pub(super) fn spell_filters_out(document: &mut Document) {
    name_outright(document);
    let full = |name: &[u8]| {
        let known = SHORT_FILTERS.iter().find(|(short, _)| *short == name);
        known.map(|(_, full)| Object::from(*full))
    };
    let spell_out = |object: &mut Object| {
        if let Object::Name(name) = object
            && let Some(full) = full(name)
        {
            *object = full;
        }
    };
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else {
            continue;
        };
        match stream.dict.get_mut(b"Filter") {
            Ok(Object::Array(filters)) => filters.iter_mut().for_each(spell_out),
            Ok(filter) => spell_out(filter),
            Err(_) => {}
        }
    }
}

/// Puts filters and their parameters in place of references to them.
fn name_outright(document: &mut Document) {
    let mut outright = Vec::new();
    for (id, object) in &document.objects {
        let Object::Stream(stream) = object else {
            continue;
        };
        for key in [b"Filter".as_slice(), b"DecodeParms"] {
            let Ok(value) = stream.dict.get(key) else {
                continue;
            };
            let direct = without_references(document, value, MAX_DEPTH);
            if direct != *value {
                outright.push((*id, key, direct));
            }
        }
    }
    for (id, key, value) in outright {
        if let Some(Object::Stream(stream)) = document.objects.get_mut(&id) {
            stream.dict.set(key, value);
        }
    }
}

/// An object with all that it refers to in it, but for streams.
fn without_references(document: &Document, object: &Object, depth: usize) -> Object {
    let inner = |object: &Object| without_references(document, object, depth.saturating_sub(1));
    match object {
        _ if depth == 0 => object.clone(),
        Object::Reference(_) => match resolve(document, object) {
            Object::Stream(_) => object.clone(),
            other => inner(other),
        },
        Object::Array(items) => Object::Array(items.iter().map(inner).collect()),
        Object::Dictionary(entries) => {
            let mut direct = lopdf::Dictionary::new();
            for (key, value) in entries {
                direct.set(key.clone(), inner(value));
            }
            direct.into()
        }
        plain => plain.clone(),
    }
}
