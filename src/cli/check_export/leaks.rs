//! What leaves with an export though it should not: names, paths, actions, where a photograph was
//! taken.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, Stream, decode_text_string};

/// Actions that run something, or send something away.
const ACTIONS: [&[u8]; 6] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"Rendition",
    b"GoToE",
];
/// Beginnings of paths that tell who somebody is.
const PATHS: [&str; 4] = [
    "/home/",
    "/Users/",
    ":\\Users\\",
    "\\Documents and Settings\\",
];
/// A JPEG has its EXIF before its picture.
const JPEG_HEAD_BYTES: usize = 1 << 16;

/// What is found in a PDF, a short sentence each. Words that are printed on pages are none of it.
pub fn leaks(pdf: &[u8]) -> Result<BTreeSet<String>, lopdf::Error> {
    let document = Document::load_mem(pdf)?;
    let mut found = BTreeSet::new();
    if let Some(info) = info(&document) {
        for key in [b"Author".as_slice(), b"Creator", b"Manager", b"Company"] {
            if let Some(name) = text(info, key).filter(|name| !is_own(name)) {
                let key = String::from_utf8_lossy(key);
                found.insert(format!("{key} in the description of the file: {name}"));
            }
        }
    }
    for object in document.objects.values() {
        look(object, &mut found);
    }
    Ok(found)
}

/// What Briefpack says of itself.
fn is_own(name: &str) -> bool {
    name.starts_with("Briefpack")
}

fn info(document: &Document) -> Option<&Dictionary> {
    let info = document.trailer.get(b"Info").ok()?;
    document.dereference(info).ok()?.1.as_dict().ok()
}

fn look(object: &Object, found: &mut BTreeSet<String>) {
    match object {
        Object::String(..) => {
            let text = decode_text_string(object).unwrap_or_default();
            if PATHS.iter().any(|path| text.contains(path)) {
                found.insert(format!("a path: {text}"));
            }
        }
        Object::Array(items) => items.iter().for_each(|item| look(item, found)),
        Object::Dictionary(entries) => look_into(entries, found),
        Object::Stream(stream) => {
            look_into(&stream.dict, found);
            look_inside(stream, found);
        }
        _ => {}
    }
}

fn look_into(entries: &Dictionary, found: &mut BTreeSet<String>) {
    let action = name(entries, b"S").filter(|action| ACTIONS.contains(action));
    if let Some(action) = action {
        found.insert(format!("an action: {}", String::from_utf8_lossy(action)));
    } else if entries.has(b"JS") {
        found.insert("an action: JavaScript".to_owned());
    }
    // A widget's T is the name of its field.
    let kind = name(entries, b"Subtype").filter(|kind| *kind != b"Widget");
    if let (Some(kind), true) = (kind, entries.has(b"Rect"))
        && let Some(author) = text(entries, b"T")
    {
        let kind = String::from_utf8_lossy(kind);
        found.insert(format!("the author of an annotation ({kind}): {author}"));
    }
    entries.iter().for_each(|(_, value)| look(value, found));
}

fn look_inside(stream: &Stream, found: &mut BTreeSet<String>) {
    if name(&stream.dict, b"Type") == Some(b"Metadata") {
        let plain = stream.decompressed_content();
        let xmp = plain.as_deref().unwrap_or(&stream.content);
        for author in creators(&String::from_utf8_lossy(xmp)) {
            found.insert(format!("an author in XMP: {author}"));
        }
    }
    let head = &stream.content[..stream.content.len().min(JPEG_HEAD_BYTES)];
    let has_exif = || head.windows(6).any(|window| window == b"Exif\0\0");
    if head.starts_with(&[0xFF, 0xD8]) && has_exif() {
        found.insert("EXIF in a picture".to_owned());
    }
}

/// The names in `dc:creator`.
fn creators(xmp: &str) -> Vec<String> {
    let inside = |text: &'_ str, open: &str, close: &str| -> Vec<String> {
        let after = text.split(open).skip(1);
        let inner = after.filter_map(|text| Some(text.split_once(close)?.0.to_owned()));
        inner.collect()
    };
    let lists = inside(xmp, "<dc:creator", "</dc:creator>");
    let items = lists
        .iter()
        .flat_map(|list| inside(list, "<rdf:li", "</rdf:li>"));
    let names = items.filter_map(|item| Some(item.split_once('>')?.1.trim().to_owned()));
    names
        .filter(|name| !name.is_empty() && !is_own(name))
        .collect()
}

fn name<'a>(entries: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    entries.get(key).and_then(Object::as_name).ok()
}

fn text(entries: &Dictionary, key: &[u8]) -> Option<String> {
    let text = decode_text_string(entries.get(key).ok()?).ok()?;
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    fn found(change: impl FnOnce(&mut Document)) -> Vec<String> {
        let mut document = Document::with_version("1.7");
        let catalog = document.add_object(dictionary! { "Type" => "Catalog" });
        document.trailer.set("Root", catalog);
        change(&mut document);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        leaks(&bytes).unwrap().into_iter().collect()
    }

    fn string(text: &str) -> Object {
        Object::string_literal(text)
    }

    #[test]
    fn authors_are_found_wherever_viewers_show_them() {
        let xmp = "<x><dc:creator><rdf:Seq><rdf:li>A. Clerk</rdf:li></rdf:Seq></dc:creator></x>";
        let found = found(|document| {
            let info =
                dictionary! { "Author" => string("B. Clerk"), "Creator" => string("Briefpack 1") };
            let info = document.add_object(info);
            document.trailer.set("Info", info);
            document.add_object(Stream::new(
                dictionary! { "Type" => "Metadata" },
                xmp.as_bytes().to_vec(),
            ));
            let rect = vec![0.into(), 0.into(), 9.into(), 9.into()];
            document.add_object(dictionary! {
                "Subtype" => "Highlight", "Rect" => rect.clone(), "T" => string("C. Clerk"),
            });
            document.add_object(dictionary! {
                "Subtype" => "Widget", "Rect" => rect, "T" => string("Surname"),
            });
        });
        assert_eq!(
            found,
            [
                "Author in the description of the file: B. Clerk",
                "an author in XMP: A. Clerk",
                "the author of an annotation (Highlight): C. Clerk",
            ]
        );
    }

    #[test]
    fn actions_and_paths_and_exif_are_found() {
        let found = found(|document| {
            let launch = dictionary! { "S" => "Launch", "F" => string("C:\\Users\\clerk\\a.exe") };
            document.add_object(dictionary! { "A" => launch });
            document.add_object(dictionary! { "JS" => string("app.alert(1)") });
            let jpeg = b"\xFF\xD8\xFF\xE1\0\x10Exif\0\0".to_vec();
            document.add_object(Stream::new(dictionary! { "Subtype" => "Image" }, jpeg));
        });
        assert_eq!(
            found,
            [
                "EXIF in a picture",
                "a path: C:\\Users\\clerk\\a.exe",
                "an action: JavaScript",
                "an action: Launch",
            ]
        );
    }

    #[test]
    fn a_plain_file_leaks_nothing() {
        let found = found(|document| {
            document
                .add_object(dictionary! { "S" => "URI", "URI" => string("https://example.org") });
            document.add_object(dictionary! { "T" => string("Title of a page") });
        });
        assert_eq!(found, [""; 0]);
    }
}
