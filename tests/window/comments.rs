//! Comments that others wrote on a PDF.

use briefpack::pack::{Audience, SourceComments, Target};
use eframe::egui::Key;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use crate::desk::{CTRL, Desk};

/// A PDF of one page that says "The old lamps are lit", with a highlight on "old lamps" and a note.
pub fn commented() -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let content = b"BT /F1 20 Tf 40 200 Td (The old lamps are lit) Tj ET".to_vec();
    let content = document.add_object(Stream::new(Dictionary::new(), content));
    let numbers = |values: &[i64]| -> Vec<Object> {
        values.iter().map(|value| Object::from(*value)).collect()
    };
    let comment = |subtype: &str, words: &str, place: &[i64]| {
        dictionary! {
            "Type" => "Annot", "Subtype" => subtype, "F" => 4, "Rect" => numbers(place),
            "Contents" => Object::string_literal(words),
            "T" => Object::string_literal("Jo Smith"),
        }
    };
    let mut highlight = comment("Highlight", "Which?", &[79, 196, 172, 218]);
    highlight.set(
        "QuadPoints",
        numbers(&[79, 218, 172, 218, 79, 196, 172, 196]),
    );
    let note = comment("Text", "How many?", &[250, 350, 270, 370]);
    let annotations: Vec<Object> = [highlight, note]
        .into_iter()
        .map(|entries| document.add_object(entries).into())
        .collect();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "MediaBox" => numbers(&[0, 0, 300, 400]),
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        "Contents" => content, "Annots" => annotations,
    });
    let pages = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(tree, pages.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn comments_in_a_pdf_are_offered_as_private_notes() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let file = desk.write("lamps.pdf", commented());
    desk.drop_files(&[file], None);
    assert!(desk.shows("2 comments were found"));
    desk.click("Add with 2 comments");
    let pack = desk.pack();
    let document = pack.documents().nth(1).unwrap();
    let [note, highlight] = document.annotations.as_slice() else {
        panic!("{document:?}");
    };
    for one in [note, highlight] {
        assert_eq!(one.audience, Audience::Private);
        assert_eq!(one.author.name, "Jo Smith");
    }
    assert_eq!(
        (note.body.as_str(), highlight.body.as_str()),
        ("How many?", "Which?")
    );
    assert!(matches!(&note.target, Target::Area(area) if area.page == 1 && area.x == 250.0));
    assert!(matches!(&highlight.target, Target::Text(words) if words.exact == "old lamps"));
    assert_eq!(document.source_comments, SourceComments::LeaveOut);
}

#[test]
fn what_becomes_of_comments_is_chosen_for_each_document() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.click_row("Letter");
    assert!(!desk.shows_words("Comments by others"));
    let file = desk.write("lamps.pdf", commented());
    desk.drop_files(&[file], None);
    desk.click("Add without them");
    desk.click_row("Lamps");
    assert!(desk.shows("Comments by others: 2"));
    assert!(!desk.shows_words("They are in every copy"));
    let chosen = |desk: &Desk| desk.pack().documents().nth(1).unwrap().source_comments;
    let left_out = desk.harness.render().unwrap();
    desk.click("Keep comments by others");
    assert_eq!(chosen(&desk), SourceComments::Keep);
    assert!(desk.shows_words("They are in every copy"));
    // The reader shows at once what the export has.
    let yellow = |picture: &image::RgbaImage| {
        let is_yellow = |pixel: &&image::Rgba<u8>| {
            let [red, green, blue, _] = pixel.0;
            red > 230 && green > 190 && blue < 110
        };
        picture.pixels().filter(is_yellow).count()
    };
    let kept = desk.harness.render().unwrap();
    assert!(
        yellow(&kept) > yellow(&left_out) + 100,
        "{} and {}",
        yellow(&kept),
        yellow(&left_out)
    );
    desk.press(CTRL, Key::Z);
    assert_eq!(chosen(&desk), SourceComments::LeaveOut);
    assert!(desk.shows("Comments by others: 2"));
}

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window screens_of_comments -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn screens_of_comments() {
    use eframe::egui::{Theme, vec2};
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = std::path::Path::new(&folder);
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let own = std::sync::Arc::new(tempfile::tempdir().unwrap());
        let mut desk = Desk::sized(own, None, vec2(1280.0, 800.0), theme);
        desk.click("New pack");
        let file = desk.write("lamps.pdf", commented());
        desk.drop_files(&[file], None);
        let save = |desk: &mut Desk, what: &str| {
            let picture = desk.harness.render().unwrap();
            picture
                .save(folder.join(format!("{what}-{name}.png")))
                .unwrap();
        };
        save(&mut desk, "comments-offered");
        desk.click("Add with 2 comments");
        desk.click_row("Lamps");
        save(&mut desk, "comments-left-out");
        desk.click("Keep comments by others");
        save(&mut desk, "comments-kept");
    }
}
