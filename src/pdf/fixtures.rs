//! PDFs for the tests, made in code.

use std::collections::HashSet;
use std::sync::Arc;

use lopdf::content::Content;
use lopdf::encryption::crypt_filters::{Aes128CryptFilter, CryptFilter};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions,
    Stream, dictionary,
};

/// A PDF in the making.
pub(super) struct Fixture {
    pub document: Document,
    pub tree: ObjectId,
    pub catalog: ObjectId,
    pub pages: Vec<ObjectId>,
}

impl Fixture {
    pub(super) fn new() -> Self {
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        document.trailer.set("Root", catalog);
        Self {
            document,
            tree,
            catalog,
            pages: Vec::new(),
        }
    }

    /// Adds a page with this content; `entries` may replace the usual ones. Its only font is F1.
    pub(super) fn page(&mut self, content: &str, entries: Dictionary) -> ObjectId {
        let content = Stream::new(Dictionary::new(), content.as_bytes().to_vec());
        let content = self.document.add_object(content);
        let font = dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        };
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => self.tree,
            "MediaBox" => rectangle([0, 0, 300, 400]),
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            "Contents" => content,
        };
        for (key, value) in entries {
            page.set(key, value);
        }
        let id = self.document.add_object(page);
        self.pages.push(id);
        id
    }

    /// Adds a page that says this in its middle.
    pub(super) fn text_page(&mut self, text: &str) -> ObjectId {
        self.page(
            &format!("BT /F1 24 Tf 40 200 Td ({text}) Tj ET"),
            Dictionary::new(),
        )
    }

    pub(super) fn catalog_mut(&mut self) -> &mut Dictionary {
        self.document.get_dictionary_mut(self.catalog).unwrap()
    }

    pub(super) fn page_mut(&mut self, index: usize) -> &mut Dictionary {
        self.document.get_dictionary_mut(self.pages[index]).unwrap()
    }

    /// Adds annotations to a page.
    pub(super) fn annotate(&mut self, index: usize, annotations: Vec<Dictionary>) -> Vec<ObjectId> {
        let ids: Vec<ObjectId> = annotations
            .into_iter()
            .map(|annotation| self.document.add_object(annotation))
            .collect();
        let list: Vec<Object> = ids.iter().map(|id| (*id).into()).collect();
        self.page_mut(index).set("Annots", list);
        ids
    }

    pub(super) fn bytes(mut self) -> Arc<[u8]> {
        let kids: Vec<Object> = self.pages.iter().map(|id| (*id).into()).collect();
        let count = self.pages.len() as i64;
        self.document.objects.insert(
            self.tree,
            dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into(),
        );
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).unwrap();
        bytes.into()
    }
}

/// A PDF with a page for each text.
pub(crate) fn texts(texts: &[&str]) -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    for text in texts {
        fixture.text_page(text);
    }
    fixture.bytes()
}

/// A PDF of a page that opens with this password.
pub(crate) fn protected(user_password: &str) -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    fixture.text_page("Sealed");
    let id = Object::string_literal("0123456789abcdef");
    fixture.document.trailer.set("ID", vec![id.clone(), id]);
    let bytes = fixture.bytes();
    let mut document = Document::load_mem(&bytes).unwrap();
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes128CryptFilter);
    let state = EncryptionState::try_from(EncryptionVersion::V4 {
        document: &document,
        encrypt_metadata: true,
        crypt_filters: [(b"StdCF".to_vec(), filter)].into(),
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "owner",
        user_password,
        permissions: Permissions::all(),
    })
    .unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes.into()
}

pub(super) fn rectangle(corners: [i64; 4]) -> Object {
    Object::Array(corners.map(Object::from).into())
}

/// A link annotation across the middle of a page.
pub(super) fn link(key: &str, value: impl Into<Object>) -> Dictionary {
    let mut link = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => rectangle([40, 190, 260, 230]),
    };
    link.set(key, value);
    link
}

/// Every string of a PDF and every string within its forms, tiles and drawn characters, decoded as
/// text and byte by byte. The pieces of a line are put together. Left out is the content of its
/// pages, which is what they show, and what the file says of itself: it bears the title that the
/// person gave the pack.
pub(super) fn strings(document: &Document) -> String {
    let mut text = String::new();
    let drawings = drawings(document);
    for (id, object) in bodies(document) {
        walk(object, &mut |object| match object {
            Object::String(bytes, _) => add_text(bytes, &mut text),
            Object::Stream(stream) if drawings.contains(&id) => {
                let content = stream.decompressed_content().ok();
                let content = content.and_then(|content| Content::decode(&content).ok());
                for operation in content.into_iter().flat_map(|content| content.operations) {
                    let mut line = Vec::new();
                    for operand in &operation.operands {
                        walk(operand, &mut |operand| {
                            if let Object::String(bytes, _) = operand {
                                line.extend_from_slice(bytes);
                            }
                        });
                    }
                    add_text(&line, &mut text);
                }
            }
            _ => {}
        });
    }
    text
}

/// The same, and besides every name, and what every stream holds, as far as it can be unfolded: all
/// that somebody who looks into the file can read.
pub(super) fn readable(document: &Document) -> String {
    let mut text = strings(document);
    for (_, object) in bodies(document) {
        walk(object, &mut |object| match object {
            Object::Name(name) => add_text(name, &mut text),
            Object::Dictionary(entries) => add_keys(entries, &mut text),
            Object::Stream(stream) => {
                let content = stream.decompressed_content();
                add_text(content.as_ref().unwrap_or(&stream.content), &mut text);
                add_keys(&stream.dict, &mut text);
            }
            _ => {}
        });
    }
    text
}

fn add_keys(entries: &Dictionary, text: &mut String) {
    for (key, _) in entries {
        add_text(key, text);
    }
}

fn add_text(bytes: &[u8], text: &mut String) {
    let string = Object::string_literal(bytes);
    let decoded = lopdf::decode_text_string(&string).unwrap_or_default();
    for words in [String::from_utf8_lossy(bytes).into_owned(), decoded] {
        text.push_str(&words);
        text.push('\n');
    }
}

/// The objects of a PDF, but for what it says of itself.
fn bodies(document: &Document) -> impl Iterator<Item = (ObjectId, &Object)> {
    let info = document.trailer.get(b"Info").and_then(Object::as_reference);
    let bodies = document.objects.iter().filter(move |(id, object)| {
        let stream = object.as_stream();
        let is_metadata = stream.is_ok_and(|stream| stream.dict.has_type(b"Metadata"));
        info.as_ref().ok() != Some(*id) && !is_metadata
    });
    bodies.map(|(id, object)| (*id, object))
}

fn walk<'a>(object: &'a Object, visit: &mut impl FnMut(&'a Object)) {
    visit(object);
    match object {
        Object::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        Object::Dictionary(entries) => entries.iter().for_each(|(_, value)| walk(value, visit)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| walk(value, visit)),
        _ => {}
    }
}

/// The streams of forms, tiles and drawn characters.
fn drawings(document: &Document) -> HashSet<ObjectId> {
    let mut found = HashSet::new();
    let mut add = |object: &Object| {
        if let Ok((Some(id), Object::Stream(_))) = document.dereference(object) {
            found.insert(id);
        }
    };
    for (id, object) in &document.objects {
        match object {
            Object::Stream(stream) => {
                let subtype = stream.dict.get(b"Subtype").and_then(Object::as_name);
                if subtype.is_ok_and(|name| name == b"Form") || stream.dict.has(b"PatternType") {
                    add(&Object::Reference(*id));
                }
            }
            Object::Dictionary(entries) => {
                if let Ok(characters) = entries.get(b"CharProcs").and_then(Object::as_dict) {
                    characters.iter().for_each(|(_, one)| add(one));
                }
            }
            _ => {}
        }
    }
    found
}
