//! Files that people put into packs, made in code.

use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream,
    dictionary,
};

pub const SUMMIT: &str = "\
Ministers agree steps on river safety

Published 12 March 2026

Ministers from five countries met in Riverton today. They agreed to share flood warnings.

The Minister for Rivers said:

We live by the same river, and we must warn each other in time.

The next meeting will be held in autumn.
";

pub const AGENDA: &str = "\
# Agenda

1. Welcome
2. River safety
3. Any other business

See the [guidance](https://example.org/guidance).
";

/// A PDF with a page for each text, which stands in the middle of the page.
pub fn pdf(texts: &[&str]) -> Vec<u8> {
    Pdf::new(texts).bytes()
}

/// A PDF that opens only with this password.
pub fn locked_pdf(texts: &[&str], password: &str) -> Vec<u8> {
    let mut document = Pdf::new(texts).document;
    let id = Object::string_literal(b"0123456789abcdef".to_vec());
    document.trailer.set("ID", vec![id.clone(), id]);
    let state = EncryptionState::try_from(EncryptionVersion::V2 {
        document: &document,
        owner_password: "the owner's",
        user_password: password,
        key_length: 128,
        permissions: Permissions::all(),
    });
    document.encrypt(&state.unwrap()).unwrap();
    Pdf { document }.bytes()
}

/// A PDF under construction. Its pages measure 300 by 400 points.
pub struct Pdf {
    pub document: Document,
}

impl Pdf {
    pub fn new(texts: &[&str]) -> Self {
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        });
        let kids: Vec<Object> = texts
            .iter()
            .map(|text| {
                let content = format!("BT /F1 18 Tf 40 200 Td ({text}) Tj ET");
                let content =
                    document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
                let page = dictionary! {
                    "Type" => "Page",
                    "Parent" => tree,
                    "MediaBox" => vec![0.into(), 0.into(), 300.into(), 400.into()],
                    "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
                    "Contents" => content,
                };
                document.add_object(page).into()
            })
            .collect();
        let count = i64::try_from(kids.len()).unwrap();
        let pages = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
        document.objects.insert(tree, pages.into());
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        document.trailer.set("Root", catalog);
        Self { document }
    }

    /// Replaces the content of a page, counted from 1.
    pub fn with_content(mut self, page: u32, content: &str) -> Self {
        let page = self.document.get_pages()[&page];
        let stream = Stream::new(Dictionary::new(), content.as_bytes().to_vec());
        let content = self.document.add_object(stream);
        let page = self.document.get_dictionary_mut(page).unwrap();
        page.set("Contents", content);
        self
    }

    /// Adds a bookmark to a page, counted from 1.
    pub fn with_bookmark(mut self, title: &str, page: u32) -> Self {
        let page = self.document.get_pages()[&page];
        let bookmark = self.document.add_object(dictionary! {
            "Title" => Object::string_literal(title),
            "Dest" => vec![page.into(), "Fit".into()],
        });
        let outlines = self.document.add_object(dictionary! {
            "Type" => "Outlines", "First" => bookmark, "Last" => bookmark, "Count" => 1,
        });
        let entry = self.document.get_dictionary_mut(bookmark).unwrap();
        entry.set("Parent", outlines);
        self.document
            .catalog_mut()
            .unwrap()
            .set("Outlines", outlines);
        self
    }

    pub fn bytes(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).unwrap();
        bytes
    }
}

/// A file that is an archive of parts, as those of office programs are.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let plain = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, plain).unwrap();
        std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The relations of a part of such a file: id, kind and target of each.
pub fn relations(all: &[(&str, &str, &str)]) -> String {
    let relation = |(id, kind, target): &(&str, &str, &str)| {
        format!(
            "<Relationship Id='{id}' Type='http://schemas.openxmlformats.org/officeDocument/2006/\
             relationships/{kind}' Target='{target}'/>"
        )
    };
    let all: String = all.iter().map(relation).collect();
    format!(
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{all}\
         </Relationships>"
    )
}
