//! PDFs for the tests, made in code.

use std::sync::Arc;

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
