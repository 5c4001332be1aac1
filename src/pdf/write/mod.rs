//! Positioned pages to the bytes of a PDF.
//!
//! printpdf writes fonts and pictures. The pages' content is written here: as printpdf's operations,
//! of which each glyph is one, a long text takes many times as long. lopdf puts everything together
//! with what printpdf has no words for: the structure tree, links to named pages, a header that says
//! 1.7, and nothing that differs from run to run.
//!
//! What a part promises to whoever assembles parts: one page in is one page out, at the origin and
//! not turned; links within the pack go to the named destination `page-12` for page 12, which the
//! assembler defines; the part has a structure tree of its own.

mod content;
mod font;
mod image_dictionary;
pub(super) mod jpeg;
mod operators;
mod picture;
mod structure;
#[cfg(test)]
mod tests;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use printpdf::{Mm, PdfDocument, PdfPage, PdfSaveOptions};

use self::content::Content;
use self::font::Fonts;
use self::picture::Pictures;
use self::structure::Structure;
use super::deflate::compress;
use crate::typeset::{Page, Typeset};

/// How many pages' content is written before their links. A link that goes on to another page has
/// its words before its annotations then.
const PAGES_AT_A_TIME: usize = 50;

/// Why pages could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A bundled font could not be cut down to what is used.
    #[error(
        "the font {name} could not be embedded. This is a fault in Briefpack; please \
         report it"
    )]
    Font {
        /// The font's name.
        name: &'static str,
        /// What the library said.
        reason: String,
    },
    /// A picture's bytes are not what its kind says.
    #[error(
        "a picture could not be embedded. Save the picture again in another program, and add \
         it again"
    )]
    Picture(String),
    /// What one library wrote another could not read.
    #[error("the pages could not be put together. This is a fault in Briefpack; please report it")]
    Pdf(#[from] lopdf::Error),
    /// The file could not be written to memory.
    #[error(
        "the pages could not be put together. Close other programs to free memory, and try \
         again"
    )]
    Io(#[from] std::io::Error),
}

/// Writes pages as a PDF of their own. The same pages give the same bytes, always.
///
/// `language` is a BCP 47 tag, for screen readers.
///
/// # Errors
/// [`WriteError`] if a font or picture cannot be embedded.
pub fn write(typeset: &Typeset, title: &str, language: &str) -> Result<Vec<u8>, WriteError> {
    let fonts = Fonts::of(typeset)?;
    let pictures = Pictures::of(typeset)?;
    let mut structure = Structure::new(&typeset.tree, typeset.pages.len());
    let mut document = resources(&fonts, pictures.clone())?;
    let resources = page_resources(&document)?;
    let pages_id = document.new_object_id();
    let mut page_ids: Vec<ObjectId> = Vec::with_capacity(typeset.pages.len());
    for pages in typeset.pages.chunks(PAGES_AT_A_TIME) {
        let first = page_ids.len();
        let contents: Vec<Vec<u8>> = (first..)
            .zip(pages)
            .map(|(index, page)| Content::write(page, index, &fonts, &pictures, &mut structure))
            .collect();
        for (page, content) in pages.iter().zip(contents) {
            let mut stream = Stream::new(Dictionary::new(), content);
            compress(&mut stream);
            let contents = document.add_object(stream);
            let id = document.new_object_id();
            let links = structure.links(&mut document, page, id);
            let mut dict = page_dictionary(page, pages_id, contents, page_ids.len());
            dict.set("Resources", resources.clone());
            if !links.is_empty() {
                dict.set("Annots", links);
            }
            document.set_object(id, dict);
            page_ids.push(id);
        }
    }
    let tree = structure.write(&mut document, &page_ids);
    let count = i64::try_from(page_ids.len()).unwrap_or_default();
    let kids: Vec<Object> = page_ids.iter().map(|id| (*id).into()).collect();
    document.set_object(
        pages_id,
        dictionary! { "Type" => "Pages", "Count" => count, "Kids" => kids },
    );
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => pages_id,
        "Lang" => Object::string_literal(language),
        "MarkInfo" => dictionary! { "Marked" => true },
        "StructTreeRoot" => tree,
    });
    let info = document.add_object(dictionary! { "Title" => lopdf::text_string(title) });
    document.trailer = dictionary! { "Root" => catalog, "Info" => info };
    document.prune_objects();
    document.renumber_objects();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

/// A document that holds the fonts and pictures of all pages, and one page that uses them.
fn resources(fonts: &Fonts, pictures: Pictures) -> Result<Document, WriteError> {
    let mut document = PdfDocument::new("");
    document.resources.fonts.map = fonts.embedded();
    document.resources.xobjects.map = pictures.embedded();
    document.pages = vec![PdfPage::new(Mm(1.0), Mm(1.0), fonts.every_glyph())];
    let mut document = load(&document)?;
    document.version = "1.7".to_owned();
    Ok(document)
}

/// What the pages of the loaded document draw with.
fn page_resources(document: &Document) -> Result<Object, WriteError> {
    let page = document
        .page_iter()
        .next()
        .ok_or(lopdf::Error::PageNumberNotFound(1))?;
    let (_, resources) = document.dereference(document.get_dictionary(page)?.get(b"Resources")?)?;
    let resources = resources.as_dict()?;
    let mut kept = Dictionary::new();
    for key in ["Font", "XObject"] {
        let (_, named) = document.dereference(resources.get(key.as_bytes())?)?;
        if !named.as_dict()?.is_empty() {
            kept.set(key, named.clone());
        }
    }
    Ok(Object::Dictionary(kept))
}

/// From printpdf's version of lopdf to ours, by bytes.
fn load(document: &PdfDocument) -> Result<Document, WriteError> {
    let options = PdfSaveOptions {
        subset_fonts: false,
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let bytes = document.save(&options, &mut Vec::new());
    Ok(Document::load_mem(&bytes)?)
}

fn page_dictionary(page: &Page, parent: ObjectId, contents: ObjectId, index: usize) -> Dictionary {
    dictionary! {
        "Type" => "Page",
        "Parent" => parent,
        "MediaBox" => vec![0.into(), 0.into(), page.width_pt.into(), page.height_pt.into()],
        "Contents" => contents,
        "StructParents" => i64::try_from(index).unwrap_or_default(),
        "Tabs" => "S",
    }
}
