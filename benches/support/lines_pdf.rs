//! A PDF of pages full of lines, to be measured with.

use std::error::Error;
use std::path::Path;

use lopdf::{Document, Object, Stream, dictionary};

/// Writes a PDF of A4 pages; `line` gives the words of each line by its page and number.
pub fn write_lines_pdf(
    file: &Path,
    pages: u32,
    lines: u32,
    line: impl Fn(u32, u32) -> String,
) -> Result<(), Box<dyn Error>> {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let mut kids = Vec::new();
    for page in 1..=pages {
        let lines: String = (0..lines)
            .map(|number| {
                let y = 770 - number * 15;
                format!("1 0 0 1 60 {y} Tm ({}) Tj\n", line(page, number))
            })
            .collect();
        let content = format!("BT /F 10 Tf\n{lines}ET");
        let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        });
        kids.push(Object::Reference(page));
    }
    let root = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => i64::from(pages) };
    document.objects.insert(tree, Object::Dictionary(root));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    document.compress();
    document.save(file)?;
    Ok(())
}
