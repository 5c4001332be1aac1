//! Opens a PDF with lopdf: password, page tree, inherited attributes.

use std::collections::HashSet;
use std::error::Error;

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, ParseError};

use super::boxes::PageBoxes;
use super::error::PdfError;
use super::lookup::{array_at, as_dictionary, dictionary_at, entry, name_at, resolve};

/// The most bytes that one compressed stream may unfold to: 256 MiB.
const MAX_STREAM_BYTES: usize = 256 << 20;

/// The attributes that a page takes from the nodes above it (PDF 1.7, table 30).
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// A PDF that was read, decrypted where needed.
pub(super) struct OpenPdf {
    /// Its objects.
    pub document: Document,
    /// Its pages, in order; never empty.
    pub pages: Vec<SourcePage>,
    /// Whether its bytes are encrypted.
    pub is_encrypted: bool,
}

/// A page with what it inherits.
pub(super) struct SourcePage {
    /// Its object, where it is one of its own.
    pub id: Option<ObjectId>,
    /// Its entries, inherited ones included.
    pub dictionary: Dictionary,
    /// Its geometry.
    pub boxes: PageBoxes,
}

/// Reads a PDF. An empty user password is tried without asking.
///
/// A damaged file may still name most of its objects rightly and lose the others without a word,
/// so one with gaps is also read by looking for the objects themselves, and the better reading
/// counts.
pub(super) fn open(bytes: &[u8], password: Option<&str>) -> Result<OpenPdf, PdfError> {
    let as_written = load(bytes, password, false);
    let gaps = match &as_written {
        Ok(pdf) => count_gaps(pdf),
        Err(PdfError::Broken(_) | PdfError::NoPages) => usize::MAX,
        Err(_) => 0,
    };
    if gaps == 0 {
        return as_written;
    }
    match (load(bytes, password, true), &as_written) {
        (Ok(searched), Ok(written))
            if searched.pages.len() >= written.pages.len() && count_gaps(&searched) < gaps =>
        {
            Ok(searched)
        }
        (Ok(searched), Err(_)) => Ok(searched),
        _ => as_written,
    }
}

fn load(
    bytes: &[u8],
    password: Option<&str>,
    force_reconstruct: bool,
) -> Result<OpenPdf, PdfError> {
    let options = LoadOptions {
        password: password.map(str::to_owned),
        max_decompressed_size: Some(MAX_STREAM_BYTES),
        force_reconstruct,
        ..LoadOptions::default()
    };
    let mut document = Document::load_mem_with_options(bytes, options).map_err(read_error)?;
    if document.trailer.has(b"Encrypt") {
        return Err(locked(&document, password));
    }
    let is_encrypted = document.was_encrypted();
    share_inherited_resources(&mut document);
    let mut pages = read_page_tree(&document);
    if pages.is_empty() {
        pages = find_pages(&document);
    }
    if pages.is_empty() {
        return Err(PdfError::NoPages);
    }
    Ok(OpenPdf {
        document,
        pages,
        is_encrypted,
    })
}

/// How many things the pages need that are not in the file: content, fonts, pictures.
fn count_gaps(pdf: &OpenPdf) -> usize {
    let document = &pdf.document;
    let is_gap =
        |object: &Object| object.as_reference().is_ok() && resolve(document, object).is_null();
    let gaps_of = |page: &SourcePage| {
        let contents = page.dictionary.get(b"Contents").into_iter();
        let contents = contents.chain(array_at(document, &page.dictionary, b"Contents"));
        let resources = dictionary_at(document, &page.dictionary, b"Resources");
        let named = [b"Font".as_slice(), b"XObject"]
            .into_iter()
            .filter_map(|key| dictionary_at(document, resources?, key))
            .flat_map(|names| names.iter().map(|(_, object)| object));
        let resources = page.dictionary.get(b"Resources").into_iter();
        contents
            .chain(resources)
            .chain(named)
            .filter(|object| is_gap(object))
            .count()
    };
    pdf.pages.iter().map(gaps_of).sum()
}

fn read_error(error: lopdf::Error) -> PdfError {
    match error {
        lopdf::Error::InvalidPassword => PdfError::WrongPassword,
        lopdf::Error::Decryption(error) => PdfError::UnknownEncryption(error.to_string()),
        lopdf::Error::UnsupportedSecurityHandler(name) => {
            PdfError::UnknownEncryption(String::from_utf8_lossy(&name).into_owned())
        }
        lopdf::Error::Parse(ParseError::InvalidFileHeader) => {
            PdfError::Broken("it does not begin as a PDF does".to_owned())
        }
        error => {
            let mut reason = error.to_string();
            let mut cause = error.source();
            while let Some(error) = cause {
                reason = format!("{reason}: {error}");
                cause = error.source();
            }
            PdfError::Broken(reason)
        }
    }
}

/// Why a document is still encrypted after it was read.
fn locked(document: &Document, password: Option<&str>) -> PdfError {
    let Ok(encrypt) = document.get_encrypted() else {
        return PdfError::UnknownEncryption("the encryption entry is not readable".to_owned());
    };
    match name_at(document, encrypt, b"Filter") {
        Some(b"Standard") if password.is_none() => PdfError::PasswordNeeded,
        Some(b"Standard") => PdfError::WrongPassword,
        Some(other) => PdfError::UnknownEncryption(String::from_utf8_lossy(other).into_owned()),
        None => PdfError::UnknownEncryption("no handler is named".to_owned()),
    }
}

/// Makes the resources that page tree nodes hand down objects of their own, so that the pages
/// share them rather than each having a copy.
fn share_inherited_resources(document: &mut Document) {
    let mut found = Vec::new();
    for (id, object) in &mut document.objects {
        if let Object::Dictionary(node) = object
            && node.has_type(b"Pages")
            && matches!(node.get(b"Resources"), Ok(Object::Dictionary(_)))
        {
            found.extend(node.remove(b"Resources").map(|resources| (*id, resources)));
        }
    }
    for (id, resources) in found {
        let shared = document.add_object(resources);
        if let Ok(node) = document.get_dictionary_mut(id) {
            node.set("Resources", shared);
        }
    }
}

/// A node of the page tree whose kids are being visited.
struct Node<'a> {
    kids: &'a [Object],
    inherited: Dictionary,
}

impl<'a> Node<'a> {
    fn new(document: &'a Document, node: &'a Dictionary, above: &Dictionary) -> Self {
        Self {
            kids: array_at(document, node, b"Kids"),
            inherited: with_inherited(document, node, above),
        }
    }
}

/// The inheritable entries of a node, its own first.
fn with_inherited(document: &Document, node: &Dictionary, above: &Dictionary) -> Dictionary {
    let mut inherited = above.clone();
    for key in INHERITED {
        if entry(document, node, key).is_some()
            && let Ok(object) = node.get(key)
        {
            inherited.set(key, object.clone());
        }
    }
    inherited
}

fn read_page_tree(document: &Document) -> Vec<SourcePage> {
    let Some(root) = document
        .catalog()
        .ok()
        .and_then(|catalog| catalog.get(b"Pages").ok())
    else {
        return Vec::new();
    };
    let mut visited = HashSet::new();
    visited.extend(root.as_reference().ok());
    let Some(root) = as_dictionary(resolve(document, root)) else {
        return Vec::new();
    };
    let mut pages = Vec::new();
    let mut stack = vec![Node::new(document, root, &Dictionary::new())];
    while let Some(node) = stack.last_mut() {
        let Some((kid, rest)) = node.kids.split_first() else {
            stack.pop();
            continue;
        };
        node.kids = rest;
        let id = kid.as_reference().ok();
        if id.is_some_and(|id| !visited.insert(id)) {
            continue;
        }
        let Object::Dictionary(dictionary) = resolve(document, kid) else {
            continue;
        };
        // What does not call itself a node is taken for a page: a page lost is worse.
        if name_at(document, dictionary, b"Type") == Some(b"Pages") {
            let child = Node::new(document, dictionary, &node.inherited);
            stack.push(child);
        } else {
            pages.push(source_page(document, id, dictionary, &node.inherited));
        }
    }
    pages
}

/// The pages of a file whose page tree is lost, in the order in which they stand in the file:
/// that is the reading order more often than the order of their numbers.
fn find_pages(document: &Document) -> Vec<SourcePage> {
    let mut found: Vec<(ObjectId, &Dictionary)> = document
        .objects
        .iter()
        .filter_map(|(id, object)| match object {
            Object::Dictionary(page) if page.has_type(b"Page") => Some((*id, page)),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(id, _)| position(document, id.0));
    found
        .into_iter()
        .map(|(id, page)| source_page(document, Some(id), page, &from_parents(document, page)))
        .collect()
}

/// Where an object stands in the file: the byte, and its place within a stream of objects.
fn position(document: &Document, number: u32) -> (u32, u16) {
    let offset = |number| match document.reference_table.get(number) {
        Some(XrefEntry::Normal { offset, .. }) => *offset,
        _ => u32::MAX,
    };
    match document.reference_table.get(number) {
        Some(XrefEntry::Compressed { container, index }) => (offset(*container), *index),
        _ => (offset(number), 0),
    }
}

/// What a page inherits from the nodes that it names as its parents.
fn from_parents(document: &Document, page: &Dictionary) -> Dictionary {
    let mut chain = Vec::new();
    let mut node = page;
    while let Some(parent) = dictionary_at(document, node, b"Parent")
        && chain.len() < 32
    {
        chain.push(parent);
        node = parent;
    }
    chain
        .into_iter()
        .rev()
        .fold(Dictionary::new(), |above, node| {
            with_inherited(document, node, &above)
        })
}

fn source_page(
    document: &Document,
    id: Option<ObjectId>,
    page: &Dictionary,
    above: &Dictionary,
) -> SourcePage {
    let mut dictionary = page.clone();
    for (key, object) in &with_inherited(document, page, above) {
        dictionary.set(key.clone(), object.clone());
    }
    SourcePage {
        id,
        boxes: PageBoxes::read(document, &dictionary),
        dictionary,
    }
}
