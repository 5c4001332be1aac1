//! Forms of several sources in one pack.

use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::{Result, assembly, part, run, tool};
use crate::pdf::assemble::try_assembling;
use crate::pdf::fixtures::{Fixture, link, rectangle};
use crate::pdf::page_flaws::{FieldLoss, LostInField};
use crate::pdf::render::Renderer;
use crate::progress::Progress;

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

/// The full name of every field with what it says, in the order of the form.
fn named(result: &Result) -> Vec<(String, &Dictionary)> {
    fn walk<'a>(
        result: &'a Result,
        field: &'a Dictionary,
        above: &str,
        found: &mut Vec<(String, &'a Dictionary)>,
    ) {
        let own = lopdf::decode_text_string(result.get(field, &["T"])).unwrap_or_default();
        let name = if above.is_empty() {
            own
        } else {
            format!("{above}.{own}")
        };
        let kids = result.get(field, &["Kids"]).as_array();
        let kids = kids.map_or(&[][..], Vec::as_slice).iter();
        let kids = kids.map(|kid| {
            let id = kid.as_reference().unwrap();
            result.document.get_dictionary(id).unwrap()
        });
        let fields: Vec<&Dictionary> = kids.filter(|kid| kid.has(b"T")).collect();
        if fields.is_empty() {
            found.push((name, field));
        } else {
            fields
                .into_iter()
                .for_each(|field| walk(result, field, &name, found));
        }
    }
    let mut found = Vec::new();
    for field in fields(result) {
        walk(result, field, "", &mut found);
    }
    found
}

fn names(result: &Result) -> Vec<String> {
    named(result).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn fields_of_two_papers_stay_apart_and_keep_their_names_where_they_can() {
    let source = form("Helvetica");
    let result = run(&assembly(vec![part(&source, &[0]), part(&source, &[0])]));
    assert_eq!(
        names(&result),
        [
            "name",
            "address.street",
            "address.town",
            "address.street_2",
            "address.town_2",
            "name_2",
        ]
    );
    let named = named(&result);
    assert_eq!(text(&result, named[0].1, "V"), "Jo");
    assert_eq!(text(&result, named[1].1, "DA"), "/Body 9 Tf");
    assert!(!named[0].1.has(b"AA"));
    assert!(result.catalog(&["AcroForm", "XFA"]).is_null());
    assert!(result.catalog(&["AcroForm", "NeedAppearances"]).is_null());
}

#[test]
fn fonts_of_the_same_name_stay_apart() {
    let result = run(&assembly(vec![
        part(&form("Helvetica"), &[0]),
        part(&form("Courier"), &[0]),
    ]));
    let named = named(&result);
    assert_eq!(text(&result, named[0].1, "DA"), "/Body 12 Tf 0 g");
    assert_eq!(text(&result, named[5].1, "DA"), "/Bodyx 12 Tf 0 g");
    assert_eq!(text(&result, named[3].1, "DA"), "/Bodyx 9 Tf");
    let font = |name| {
        result
            .catalog(&["AcroForm", "DR", "Font", name, "BaseFont"])
            .clone()
    };
    assert_eq!(font("Body"), "Helvetica".into());
    assert_eq!(font("Bodyx"), "Courier".into());
}

/// A form of widgets one below the other, 40 points apart, without any look but what they bring.
fn bare_form(need_appearances: bool, widgets: Vec<Dictionary>) -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    fixture.text_page("Form");
    let widgets = (0_i64..).zip(widgets).map(|(row, extra)| {
        let top = 390 - 40 * row;
        let mut widget = dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "F" => 4,
            "Rect" => rectangle([20, top - 30, 280, top]),
        };
        widget.extend(&extra);
        widget
    });
    let widgets = widgets.collect();
    let ids = fixture.annotate(0, widgets);
    let fields: Vec<Object> = ids.into_iter().map(Object::Reference).collect();
    fixture.catalog_mut().set(
        "AcroForm",
        dictionary! {
            "Fields" => fields,
            "NeedAppearances" => need_appearances,
            "DA" => Object::string_literal("/Helv 10 Tf 0 g"),
        },
    );
    fixture.bytes()
}

fn words(result: &Result) -> Option<String> {
    tool("pdftotext", &["-layout"], &result.bytes)
}

/// Whether a widget has a look for its page.
fn has_look(result: &Result, widget: &Dictionary) -> bool {
    result.get(widget, &["AP", "N"]).as_stream().is_ok()
}

#[test]
fn a_field_without_a_look_gets_its_own_and_no_other_is_touched() {
    let string = |text: &str| lopdf::text_string(text);
    let bare = bare_form(
        false,
        vec![
            dictionary! { "FT" => "Tx", "T" => string("town"), "V" => string("Zürich") },
            dictionary! { "FT" => "Tx", "T" => string("city"), "V" => string("Київ – Kyiv") },
            dictionary! {
                "FT" => "Tx", "T" => string("lines"), "Ff" => 1 << 12,
                "V" => string("first line\rsecond line"),
            },
            dictionary! {
                "FT" => "Tx", "T" => string("boxes"), "Ff" => 1 << 24, "MaxLen" => 4,
                "V" => string("1984"),
            },
            dictionary! {
                "FT" => "Ch", "T" => string("combo"), "Ff" => 1 << 17, "V" => string("uk"),
                "Opt" => vec![
                    vec![string("fr"), string("France")].into(),
                    Object::Array(vec![string("uk"), string("United Kingdom")]),
                ],
            },
            dictionary! {
                "FT" => "Ch", "T" => string("list"), "V" => string("Pears"),
                "Opt" => vec![string("Apples"), string("Pears")],
            },
            dictionary! {
                "FT" => "Btn", "T" => string("push"), "Ff" => 1 << 16,
                "MK" => dictionary! { "CA" => string("Send"), "R" => 180 },
            },
            dictionary! { "FT" => "Tx", "T" => string("empty") },
        ],
    );
    let other = form("Helvetica");
    let (alone, beside) = (
        run(&assembly(vec![part(&bare, &[0])])),
        run(&assembly(vec![part(&other, &[0]), part(&bare, &[0])])),
    );
    for (result, page) in [(&alone, 0), (&beside, 1)] {
        assert!(result.catalog(&["AcroForm", "NeedAppearances"]).is_null());
        let widgets = result.annotations(page);
        for widget in &widgets[..7] {
            assert!(has_look(result, widget), "{widget:?}");
        }
        assert!(!widgets[7].has(b"AP"), "there is nothing to show");
        let Some(words) = words(result) else { continue };
        for said in [
            "Zürich",
            "Київ – Kyiv",
            "first line",
            "second line",
            "United Kingdom",
            "Apples",
            "Pears",
        ] {
            assert!(words.contains(said), "{said}: {words}");
        }
        for digit in "1984".chars() {
            assert!(words.contains(digit), "{words}");
        }
    }
    // The other paper's looks are its own still.
    let own = run(&assembly(vec![part(&other, &[0])]));
    let content = |result: &Result, index: usize| {
        let look = result
            .get(result.annotations(0)[index], &["AP", "N"])
            .clone();
        look.as_stream().unwrap().get_plain_content().unwrap()
    };
    for index in 0..3 {
        assert_eq!(content(&own, index), content(&beside, index));
    }
}

#[test]
fn looks_that_may_be_old_are_made_anew_where_they_show_something_else() {
    let string = |text: &str| lopdf::text_string(text);
    let mut fixture = Fixture::new();
    fixture.text_page("Form");
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    };
    let fields = [
        ("old", "Lima", "Oslo"),
        ("fresh", "Rome", "Rome"),
        ("gone", "", "Bern"),
    ];
    let widgets = fields.map(|(name, value, shown)| {
        let entries = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => rectangle([0, 0, 220, 40]),
            "Resources" => dictionary! { "Font" => dictionary! { "F" => font.clone() } },
        };
        let content = format!("/Tx BMC BT /F 12 Tf 2 10 Td ({shown}) Tj ET EMC").into_bytes();
        let look = lopdf::Stream::new(entries, content);
        let look = fixture.document.add_object(look);
        let mut widget = link("AP", dictionary! { "N" => look });
        widget.set("Subtype", "Widget");
        widget.set("FT", "Tx");
        widget.set("T", string(name));
        widget.set("V", string(value));
        widget
    });
    let ids = fixture.annotate(0, widgets.into());
    let fields: Vec<Object> = ids.into_iter().map(Object::Reference).collect();
    let form = dictionary! { "Fields" => fields, "NeedAppearances" => true };
    fixture.catalog_mut().set("AcroForm", form);
    let result = run(&assembly(vec![part(&fixture.bytes(), &[0])]));
    assert!(result.catalog(&["AcroForm", "NeedAppearances"]).is_null());
    let Some(words) = words(&result) else { return };
    assert!(words.contains("Lima") && words.contains("Rome"), "{words}");
    assert!(
        !words.contains("Oslo") && !words.contains("Bern"),
        "{words}"
    );
    let fresh = result.get(result.annotations(0)[1], &["AP", "N"]);
    let fresh = fresh.as_stream().unwrap().get_plain_content().unwrap();
    assert!(String::from_utf8_lossy(&fresh).contains("(Rome) Tj"));
}

#[test]
fn boxes_and_radio_buttons_get_both_their_looks() {
    let string = |text: &str| lopdf::text_string(text);
    let result = run(&assembly(vec![part(
        &bare_form(
            true,
            vec![
                dictionary! { "FT" => "Btn", "T" => string("yes"), "V" => "On", "AS" => "On" },
                dictionary! { "FT" => "Btn", "T" => string("no"), "AS" => "Off" },
                dictionary! { "FT" => "Btn", "T" => string("said"), "V" => "Agreed" },
                dictionary! {
                    "FT" => "Btn", "T" => string("radio"), "Ff" => 1 << 15, "V" => "B", "AS" => "B",
                    "MK" => dictionary! { "BC" => vec![0.into()], "BG" => vec![1.into()] },
                },
            ],
        ),
        &[0],
    )]));
    let state = |index: usize| {
        let widget = result.annotations(0)[index];
        let state = result.get(widget, &["AS"]).as_name().unwrap();
        let looks = result.get(widget, &["AP", "N"]).as_dict().unwrap();
        assert!(looks.has(b"Off") && looks.len() == 2, "{looks:?}");
        assert!(looks.has(state), "{looks:?}");
        String::from_utf8(state.to_vec()).unwrap()
    };
    assert_eq!([0, 1, 2, 3].map(state), ["On", "Off", "Agreed", "B"]);
    assert!(result.catalog(&["AcroForm", "NeedAppearances"]).is_null());
}

#[test]
fn a_value_that_is_a_stream_stays_one() {
    let mut fixture = Fixture::new();
    fixture.text_page("Form");
    let value = lopdf::Stream::new(Dictionary::new(), b"a long value".to_vec());
    let value = fixture.document.add_object(value);
    let mut widget = link("FT", "Tx");
    widget.set("Subtype", "Widget");
    widget.set("T", Object::string_literal("rich"));
    widget.set("V", value);
    let ids = fixture.annotate(0, vec![widget]);
    let fields = vec![Object::Reference(ids[0])];
    fixture
        .catalog_mut()
        .set("AcroForm", dictionary! { "Fields" => fields });
    let result = run(&assembly(vec![part(&fixture.bytes(), &[0])]));
    let field = self::fields(&result)[0];
    assert!(field.get(b"V").unwrap().as_reference().is_ok());
    assert!(has_look(&result, result.annotations(0)[0]));
    if let Some(words) = words(&result) {
        assert!(words.contains("a long value"), "{words}");
    }
}

#[test]
fn what_has_one_name_in_a_file_is_one_field() {
    let string = |text: &str| lopdf::text_string(text);
    let wide = Object::String(
        b"\xFE\xFF\0n\0a\0m\0e".to_vec(),
        lopdf::StringFormat::Literal,
    );
    let source = bare_form(
        false,
        vec![
            dictionary! { "FT" => "Tx", "T" => string("name"), "V" => string("Jo") },
            dictionary! { "FT" => "Tx", "T" => wide },
        ],
    );
    let result = run(&assembly(vec![part(&source, &[0]), part(&source, &[0])]));
    assert_eq!(names(&result), ["name", "name_2"]);
    for (page, (_, field)) in named(&result).into_iter().enumerate() {
        assert_eq!(text(&result, field, "V"), "Jo");
        assert_eq!(result.get(field, &["Kids"]).as_array().unwrap().len(), 2);
        for widget in result.annotations(page) {
            assert!(!widget.has(b"T") && !widget.has(b"V"));
            assert!(has_look(&result, widget), "both show what the field says");
        }
    }
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

#[test]
fn a_list_is_shown_where_something_is_chosen() {
    let string = |text: &str| lopdf::text_string(text);
    let options: Vec<Object> = (0..40)
        .map(|number| string(&format!("Option {number}!")))
        .collect();
    let list = |extra: Dictionary| {
        let mut list =
            dictionary! { "FT" => "Ch", "T" => string("list"), "Opt" => options.clone() };
        list.extend(&extra);
        let result = run(&assembly(vec![part(&bare_form(false, vec![list]), &[0])]));
        words(&result)
    };
    for (extra, shown) in [
        (dictionary! { "V" => string("Option 31!") }, "Option 31!"),
        (
            dictionary! { "V" => string("Option 31!"), "TI" => 3 },
            "Option 31!",
        ),
        (
            dictionary! { "V" => string("Option 2!"), "TI" => 3 },
            "Option 2!",
        ),
        (dictionary! { "TI" => 3 }, "Option 3!"),
    ] {
        let Some(words) = list(extra) else { continue };
        assert!(words.contains(shown), "{words}");
    }
}

#[test]
fn what_fields_lose_is_told_with_their_page_and_name() {
    let mut fixture = Fixture::new();
    fixture.text_page("First");
    fixture.text_page("Form");
    let field = |entries: Dictionary| {
        let mut field = link("Subtype", "Widget");
        for (key, value) in entries {
            field.set(key, value);
        }
        field
    };
    let text = lopdf::text_string;
    let name = |name: &str, value: &str| {
        field(dictionary! { "FT" => "Tx", "T" => text(name), "V" => text(value) })
    };
    let list = field(dictionary! {
        "FT" => "Ch", "T" => text("Day"), "V" => text("Friday"),
        "Rect" => rectangle([40, 190, 260, 204]),
        "Opt" => vec![text("Monday"), text("Friday")],
    });
    let fields = vec![name("Town", "Łódź"), name("Name", "Jo 漢字 漢"), list];
    let ids = fixture.annotate(1, fields);
    let ids: Vec<Object> = ids.into_iter().map(Object::from).collect();
    let form = dictionary! { "Fields" => ids };
    fixture.catalog_mut().set("AcroForm", form);
    let bytes = fixture.bytes();
    let assembly = assembly(vec![part(&bytes, &[0, 1])]);
    let losses = try_assembling(&assembly, &Progress::default()).unwrap();
    let loss = |field: &str, what| FieldLoss {
        page: 2,
        field: field.to_owned(),
        what,
    };
    assert_eq!(
        losses,
        [
            loss("Day", LostInField::Options),
            loss("Name", LostInField::Characters(['漢', '字'].into())),
        ]
    );
}
