//! What a source says about its makers, carries along or runs does not come out.

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

use super::{assembly, part, run};
use crate::pdf::fixtures::{Fixture, link, rectangle, texts};

const SECRET: &str = "SECRET";

fn secret() -> Object {
    Object::string_literal(SECRET)
}

fn secret_stream(fixture: &mut Fixture, type_name: &str) -> ObjectId {
    let entries = dictionary! { "Type" => type_name, "Subtype" => "XML" };
    let stream = Stream::new(entries, SECRET.as_bytes().to_vec());
    fixture.document.add_object(stream)
}

fn script() -> Dictionary {
    dictionary! { "S" => "JavaScript", "JS" => secret() }
}

/// A file with something private in every place that has room for it.
fn talkative() -> Fixture {
    let mut fixture = Fixture::new();
    let content = "BT /F1 24 Tf 40 200 Td (Plain words) Tj ET /Metadata Do";
    fixture.page(content, Dictionary::new());
    fixture.text_page("SECRET page, left out");
    let metadata = secret_stream(&mut fixture, "Metadata");
    let file = secret_stream(&mut fixture, "EmbeddedFile");
    let filespec = fixture.document.add_object(dictionary! {
        "Type" => "Filespec", "F" => secret(), "EF" => dictionary! { "F" => file },
    });
    let private = dictionary! { "Illustrator" => dictionary! { "Private" => secret() } };
    let form = Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => rectangle([0, 0, 9, 9]),
            "Metadata" => metadata, "PieceInfo" => private.clone(), "LastModified" => secret(),
            "PTEX.FileName" => secret(), "PTEX.InfoDict" => dictionary! { "Author" => secret() },
        },
        b"0 0 9 9 re f".to_vec(),
    );
    let form = fixture.document.add_object(form);
    let page = fixture.page_mut(0);
    let resources = page.get_mut(b"Resources").unwrap().as_dict_mut().unwrap();
    resources.set("XObject", dictionary! { "Metadata" => form });
    page.set("Metadata", metadata);
    page.set("PieceInfo", private);
    page.set("LastModified", secret());
    page.set("AA", dictionary! { "O" => script() });
    page.set("Thumb", metadata);
    page.set("AF", vec![Object::Reference(filespec)]);
    let mut attachment = link("FS", filespec);
    attachment.set("Subtype", "FileAttachment");
    let mut film = link("A", dictionary! { "S" => "Rendition", "JS" => secret() });
    film.set("Subtype", "Screen");
    fixture.annotate(0, vec![attachment, film, link("A", script())]);
    let info = fixture
        .document
        .add_object(dictionary! { "Author" => secret() });
    fixture.document.trailer.set("Info", info);
    let names = |value: Object| dictionary! { "Names" => vec![secret(), value] };
    let catalog = fixture.catalog_mut();
    catalog.set("Metadata", metadata);
    catalog.set("OpenAction", script());
    catalog.set("AA", dictionary! { "WC" => script() });
    catalog.set("PieceInfo", secret());
    catalog.set(
        "Names",
        dictionary! {
            "EmbeddedFiles" => names(filespec.into()),
            "JavaScript" => names(script().into()),
        },
    );
    fixture
}

#[test]
fn nothing_private_comes_along() {
    let result = run(&assembly(vec![
        part(&talkative().bytes(), &[0]),
        part(&texts(&["End"]), &[0]),
    ]));
    for (id, object) in &result.document.objects {
        let mut text = format!("{object:?}");
        if let Object::Stream(stream) = object {
            let content = stream.get_plain_content().unwrap();
            text += &String::from_utf8_lossy(&content);
        }
        assert!(!text.contains(SECRET), "object {id:?}: {text}");
    }
    for key in [b"OpenAction".as_slice(), b"AA", b"PieceInfo", b"AF"] {
        assert!(!result.document.catalog().unwrap().has(key));
        assert!(!result.page(0).has(key));
    }
    // A drawing that is only called so is kept.
    let drawing = result.get(result.page(0), &["Resources", "XObject", "Metadata"]);
    assert!(drawing.as_stream().is_ok());
    assert!(result.annotations(0).is_empty());
}

#[test]
fn no_date_and_no_machine_is_named() {
    let result = run(&assembly(vec![part(&texts(&["Alpha"]), &[0])]));
    let info = result.document.trailer.get(b"Info").unwrap();
    let info = result
        .document
        .get_dictionary(info.as_reference().unwrap())
        .unwrap();
    let keys: Vec<&[u8]> = info.iter().map(|(key, _)| key.as_slice()).collect();
    assert_eq!(keys, [b"Title".as_slice(), b"Producer"]);
    let xmp = result.catalog(&["Metadata"]).as_stream().unwrap();
    let xmp = String::from_utf8(xmp.content.clone()).unwrap();
    assert!(!xmp.contains("Date"), "{xmp}");
}
