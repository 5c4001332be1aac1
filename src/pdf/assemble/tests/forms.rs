//! Forms of several sources in one pack.

use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::{Result, assembly, part, run};
use crate::pdf::fixtures::{Fixture, link, rectangle};
use crate::pdf::render::Renderer;

fn appearance(fixture: &mut Fixture) -> ObjectId {
    let entries = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "BBox" => rectangle([0, 0, 220, 40]),
    };
    let content = b"0.8 0.2 0.2 rg 0 0 220 40 re f".to_vec();
    fixture
        .document
        .add_object(lopdf::Stream::new(entries, content))
}

fn widget(fixture: &mut Fixture, extra: Dictionary) -> Dictionary {
    let look = appearance(fixture);
    let mut widget = link("AP", dictionary! { "N" => look });
    widget.set("Subtype", "Widget");
    for (key, value) in extra {
        widget.set(key, value);
    }
    widget
}

/// A form: a text field of its own, and two widgets below a field `address` with no style.
fn form(font: &str) -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    fixture.text_page("Form");
    let text = |name: &str| Object::string_literal(name);
    let name = widget(
        &mut fixture,
        dictionary! {
            "FT" => "Tx", "T" => text("name"), "V" => text("Jo"),
            "DA" => text("/Body 12 Tf 0 g"),
            "AA" => dictionary! { "K" => dictionary! { "S" => "JavaScript" } },
        },
    );
    let address = fixture.document.new_object_id();
    let street = widget(
        &mut fixture,
        dictionary! { "T" => text("street"), "Parent" => address },
    );
    let town = widget(
        &mut fixture,
        dictionary! { "T" => text("town"), "Parent" => address },
    );
    let ids = fixture.annotate(0, vec![name, street, town]);
    let kids = vec![Object::Reference(ids[1]), Object::Reference(ids[2])];
    fixture.document.objects.insert(
        address,
        dictionary! { "FT" => "Tx", "T" => text("address"), "Kids" => kids }.into(),
    );
    let font = fixture.document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => font,
    });
    fixture.catalog_mut().set(
        "AcroForm",
        dictionary! {
            "Fields" => vec![Object::Reference(ids[0]), address.into()],
            "DR" => dictionary! { "Font" => dictionary! { "Body" => font } },
            "DA" => text("/Body 9 Tf"),
            "XFA" => text("<xdp/>"),
        },
    );
    fixture.bytes()
}

fn fields(result: &Result) -> Vec<&Dictionary> {
    let fields = result.catalog(&["AcroForm", "Fields"]).as_array().unwrap();
    fields
        .iter()
        .map(|field| {
            let id = field.as_reference().unwrap();
            result.document.get_dictionary(id).unwrap()
        })
        .collect()
}

fn text<'a>(result: &'a Result, field: &'a Dictionary, key: &str) -> String {
    String::from_utf8(result.get(field, &[key]).as_str().unwrap().to_vec()).unwrap()
}

#[test]
fn fields_of_the_same_name_stay_apart() {
    let source = form("Helvetica");
    let result = run(&assembly(vec![part(&source, &[0]), part(&source, &[0])]));
    let fields = fields(&result);
    let names: Vec<String> = fields
        .iter()
        .map(|field| text(&result, field, "T"))
        .collect();
    assert_eq!(names, ["name", "address", "name_2", "address_2"]);
    for address in [fields[1], fields[3]] {
        let kids = result.get(address, &["Kids"]).as_array().unwrap();
        let names: Vec<String> = kids
            .iter()
            .map(|kid| {
                result
                    .document
                    .get_dictionary(kid.as_reference().unwrap())
                    .unwrap()
            })
            .map(|kid| text(&result, kid, "T"))
            .collect();
        assert_eq!(names, ["street", "town"]);
        assert_eq!(text(&result, address, "DA"), "/Body 9 Tf");
    }
    assert_eq!(text(&result, fields[0], "V"), "Jo");
    assert!(!fields[0].has(b"AA"));
    assert!(result.catalog(&["AcroForm", "XFA"]).is_null());
    assert!(result.catalog(&["AcroForm", "NeedAppearances"]).is_null());
}

#[test]
fn fonts_of_the_same_name_stay_apart() {
    let result = run(&assembly(vec![
        part(&form("Helvetica"), &[0]),
        part(&form("Courier"), &[0]),
    ]));
    let fields = fields(&result);
    assert_eq!(text(&result, fields[0], "DA"), "/Body 12 Tf 0 g");
    assert_eq!(text(&result, fields[2], "DA"), "/Bodyx 12 Tf 0 g");
    assert_eq!(text(&result, fields[3], "DA"), "/Bodyx 9 Tf");
    let font = |name| {
        result
            .catalog(&["AcroForm", "DR", "Font", name, "BaseFont"])
            .clone()
    };
    assert_eq!(font("Body"), "Helvetica".into());
    assert_eq!(font("Bodyx"), "Courier".into());
}

#[test]
fn a_signature_stays_as_a_picture() {
    let mut fixture = Fixture::new();
    fixture.text_page("Signed");
    let extra = dictionary! {
        "FT" => "Sig", "T" => Object::string_literal("sig"), "F" => 4,
        "V" => dictionary! { "Type" => "Sig", "Contents" => Object::string_literal("private") },
    };
    let signature = widget(&mut fixture, extra);
    let ids = fixture.annotate(0, vec![signature]);
    let form = dictionary! { "Fields" => vec![Object::Reference(ids[0])], "SigFlags" => 3 };
    fixture.catalog_mut().set("AcroForm", form);
    let source = fixture.bytes();
    let result = run(&assembly(vec![part(&source, &[0])]));
    let stamp = result.annotations(0)[0];
    assert_eq!(stamp.get(b"Subtype").unwrap(), &"Stamp".into());
    assert_eq!(stamp.get(b"F").unwrap(), &(4 | 64 | 128).into());
    assert!(!stamp.has(b"V"));
    assert!(result.catalog(&["AcroForm"]).is_null());
    let draw = |bytes| Renderer::open(bytes, None).unwrap().render(0, 1.0).unwrap();
    assert!(draw(source) == draw(result.bytes));
}

#[test]
fn fields_that_go_in_circles_do_no_harm() {
    let mut fixture = Fixture::new();
    fixture.text_page("Circle");
    let (a, b) = (
        fixture.document.new_object_id(),
        fixture.document.new_object_id(),
    );
    let leaf = widget(&mut fixture, dictionary! { "FT" => "Tx", "Parent" => a });
    fixture.annotate(0, vec![leaf]);
    for (id, parent) in [(a, b), (b, a)] {
        let name = Object::string_literal(format!("{}", id.0));
        let field = dictionary! { "T" => name, "Parent" => parent };
        fixture.document.objects.insert(id, field.into());
    }
    let result = run(&assembly(vec![part(&fixture.bytes(), &[0])]));
    assert_eq!(fields(&result).len(), 1);
}
