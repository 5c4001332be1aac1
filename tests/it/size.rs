//! Large packs.

use std::fmt::Write;

use lopdf::{Dictionary, Object, Stream, dictionary};

use crate::desk::Desk;
use crate::exported::Exported;
use crate::files::{Pdf, pdf};

#[test]
fn a_thousand_paragraphs_all_arrive() {
    let mut text = "Many paragraphs\n".to_owned();
    for number in 1..=1000 {
        write!(
            text,
            "\nThis is paragraph number {number}, and it ends here.\n"
        )
        .unwrap();
    }
    let desk = Desk::new().file("many.txt", text);
    desk.run(["new", "P.ron", "many.txt"]).expect(0);
    let exported = desk.export(0);
    exported.assert_numbered();
    let all: Option<Vec<String>> = (1..=exported.page_count())
        .map(|page| exported.words(page))
        .collect();
    let Some(all) = all else { return };
    let all = all.join(" ");
    for number in 1..=1000 {
        let wanted = format!("This is paragraph number {number}, and it ends here.");
        assert!(all.contains(&wanted), "{wanted}");
    }
}

#[test]
fn stamps_stay_with_their_pages_past_the_hundredth() {
    let texts: Vec<String> = (1..=205)
        .map(|number| format!("Sheet {number} here"))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let desk = Desk::new().file("sheets.pdf", pdf(&texts));
    desk.run(["new", "P.ron", "sheets.pdf"]).expect(0);
    let exported = desk.export(0);
    assert_eq!(exported.page_count(), 207);
    exported.assert_numbered();
    for page in [3, 102, 103, 207] {
        exported.assert_page_says(page, &format!("Sheet {} here", page - 2));
    }
}

/// A letter with its office's logo, which has a mask and a colour profile, in its office's font.
fn letter(number: u32) -> Vec<u8> {
    let words = format!("Letter {number} here");
    let content =
        format!("BT /F1 18 Tf 60 200 Td ({words}) Tj ET q 100 0 0 100 60 220 cm /Logo Do Q");
    let mut pdf = Pdf::new(&[&words]).with_content(1, &content);
    let document = &mut pdf.document;
    // The same objects have other numbers in each letter.
    for _ in 0..number {
        document.add_object(Object::Null);
    }
    let pixels = (0..64 * 64 * 3).map(|place| (place * 7 % 251) as u8);
    let mask = (0..64 * 64).map(|place| (place % 256) as u8).collect();
    let grey = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 64, "Height" => 64,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let mask = document.add_object(Stream::new(grey.clone(), mask));
    let profile = dictionary! { "N" => 3, "Alternate" => "DeviceRGB" };
    let profile = document.add_object(Stream::new(profile, b"not quite a profile".to_vec()));
    let space = document.add_object(vec!["ICCBased".into(), profile.into()]);
    let mut entries = grey;
    entries.set("ColorSpace", space);
    entries.set("SMask", mask);
    let logo = document.add_object(Stream::new(entries, pixels.collect()));
    let file = std::fs::read("assets/fonts/SourceSans3-Regular.ttf").unwrap();
    let file = document.add_object(Stream::new(Dictionary::new(), file));
    let descriptor = document.add_object(dictionary! {
        "Type" => "FontDescriptor", "FontName" => "SourceSans3", "Flags" => 32,
        "FontBBox" => vec![0.into(), 0.into(), 1000.into(), 1000.into()],
        "ItalicAngle" => 0, "Ascent" => 800, "Descent" => -200, "CapHeight" => 700,
        "StemV" => 80, "FontFile2" => file,
    });
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "TrueType", "BaseFont" => "SourceSans3",
        "Encoding" => "WinAnsiEncoding", "FirstChar" => 32, "LastChar" => 126,
        "Widths" => vec![Object::from(500); 95], "FontDescriptor" => descriptor,
    });
    let page = document.get_pages()[&1];
    let page = document.get_dictionary_mut(page).unwrap();
    page.set(
        "Resources",
        dictionary! {
            "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "Logo" => logo },
        },
    );
    pdf.bytes()
}

#[test]
fn letters_with_one_logo_and_one_font_hold_each_once() {
    let desk = Desk::new()
        .file("letter-1.pdf", letter(1))
        .file("letter-2.pdf", letter(2))
        .file("letter-3.pdf", letter(3));
    desk.run([
        "new",
        "P.ron",
        "letter-1.pdf",
        "letter-2.pdf",
        "letter-3.pdf",
    ])
    .expect(0);
    let exported = desk.export(0);
    let is_picture = |entries: &Dictionary| {
        let subtype = entries.get(b"Subtype").and_then(Object::as_name);
        subtype.is_ok_and(|subtype| subtype == b"Image")
    };
    assert_eq!(
        exported.streams_with(is_picture),
        2,
        "the logo and its mask"
    );
    assert_eq!(
        exported.streams_with(|entries| entries.has(b"N") && entries.has(b"Alternate")),
        1
    );
    let file = std::fs::metadata("assets/fonts/SourceSans3-Regular.ttf").unwrap();
    assert!(
        exported.size_bytes() < file.len(),
        "{}",
        exported.size_bytes()
    );
    for (page, number) in (3..).zip(1..=3) {
        exported.assert_page_says(page, &format!("Letter {number} here"));
        let alone = Exported::of_bytes(&letter(number));
        assert_eq!(exported.pixels(page), alone.pixels(1), "letter {number}");
    }
}
