//! What an independent reader finds in the PDFs that we write.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use image::{DynamicImage, GrayImage, Luma, Rgba, RgbaImage};

use super::*;
use crate::import::{Block, Flow, Span};
use crate::pack::Media;
use crate::tools::asked;
use crate::typeset::testing::{PROSE, encoded, every_block, note, paragraph, picture};
use crate::typeset::{self, ContentsEntry, Head, PrintedNote, Stamp, Style};

/// Runs a program on a PDF. `None`, with a message, where the program is not installed.
fn run(program: &str, options: &[&str], pdf: &[u8]) -> Option<(bool, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("part.pdf");
    std::fs::write(&path, pdf).unwrap();
    let target: &Path = &path;
    let mut command = Command::new(program);
    command.args(options).arg(target);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = asked(program, command.output().ok())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    Some((output.status.success(), said + &complaint))
}

fn head() -> Head<'static> {
    static NOTES: LazyLock<Vec<PrintedNote>> = LazyLock::new(|| vec![note("A note.")]);
    Head {
        number: "1.2",
        title: "The office’s first findings",
        source_line: "Speech, 30 July 2019",
        notes: &NOTES,
    }
}

fn document(flow: &Flow) -> Typeset {
    typeset::flow(&head(), flow, &Style::default())
}

fn body(blocks: Vec<Block>) -> Typeset {
    document(&Flow {
        summary: Vec::new(),
        blocks,
        ..Flow::default()
    })
}

fn pdf(typeset: &Typeset) -> Vec<u8> {
    write(typeset, "A title (é)", "en-GB").unwrap()
}

fn reload(bytes: &[u8]) -> Document {
    Document::load_mem(bytes).unwrap()
}

/// The elements of the structure tree by type, and the dictionaries themselves.
fn elements(document: &Document) -> Vec<(String, Dictionary)> {
    let dictionaries = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok());
    dictionaries
        .filter(|dict| dict.has_type(b"StructElem"))
        .map(|dict| {
            let role = dict.get(b"S").unwrap().as_name().unwrap();
            (String::from_utf8_lossy(role).into_owned(), dict.clone())
        })
        .collect()
}

#[test]
fn text_is_read_back_as_it_was_written() {
    let set = body(vec![
        paragraph(PROSE),
        paragraph(
            "office efficient flow waffle fjord fi ffi “quoted” ‘single’ — dash … naïve Łódź",
        ),
        paragraph("Владимир Путин, Αλέξης Τσίπρας, Nguyễn Phú Trọng, नरेन्द्र मोदी, ประยุทธ์"),
        paragraph("☐ open ☑ done → ✓ ≤ 5 • № 7 no\u{a0}break non\u{2011}breaking"),
    ]);
    let Some((_, said)) = run("pdftotext", &[], &pdf(&set)) else {
        return;
    };
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        PROSE,
        "1.2 The office’s first findings Speech, 30 July 2019",
        "office efficient flow waffle fjord fi ffi “quoted” ‘single’ — dash … naïve Łódź",
        "Владимир Путин, Αλέξης Τσίπρας, Nguyễn Phú Trọng, नरेन्द्र मोदी, ประยุทธ์",
        "☐ open ☑ done → ✓ ≤ 5 • № 7 no break non\u{2011}breaking",
    ] {
        assert!(said.contains(expected), "{expected}\nin\n{said}");
    }
}

#[test]
fn arabic_and_hebrew_are_read_back_in_order() {
    let set = body(vec![
        paragraph("بيان رئيس مجلس"),
        paragraph("The word שלום in Hebrew"),
    ]);
    let Some((_, said)) = run("pdftotext", &[], &pdf(&set)) else {
        return;
    };
    assert!(said.contains("بيان رئيس مجلس"), "{said}");
    assert!(said.contains("שלום"), "{said}");
}

#[test]
fn a_character_without_a_font_is_read_back_all_the_same() {
    let set = body(vec![paragraph("The word 漢字 here")]);
    assert_eq!(set.missing, BTreeSet::from(['漢', '字']));
    if let Some((_, said)) = run("pdftotext", &[], &pdf(&set)) {
        assert!(said.contains("The word 漢字 here"), "{said}");
    }
}

#[test]
fn an_independent_checker_has_no_complaint() {
    let entries = vec![ContentsEntry::default(); 80];
    let stamp = Stamp {
        scale: 1.0,
        width_pt: 595.0,
        height_pt: 842.0,
        top_strip_pt: 42.0,
        bottom_strip_pt: 42.0,
        marking: Some("OFFICIAL".to_owned()),
        ..Stamp::default()
    };
    let style = Style::default();
    for set in [
        document(&every_block()),
        typeset::contents(&entries, &style),
        typeset::stamps(&[stamp], &style),
        typeset::stamps(&[Stamp::default()], &style),
    ] {
        let Some((good, said)) = run("qpdf", &["--check"], &pdf(&set)) else {
            return;
        };
        assert!(good && !said.contains("WARNING"), "{said}");
    }
}

#[test]
fn the_same_pages_give_the_same_bytes() {
    let first = pdf(&document(&every_block()));
    // Other documents in between must not show: ids are counted up within the whole program.
    pdf(&body(vec![paragraph("Something else")]));
    assert!(first == pdf(&document(&every_block())));
    let others: Vec<_> = (0..2)
        .map(|_| std::thread::spawn(|| pdf(&document(&every_block()))))
        .collect();
    for other in others {
        assert!(first == other.join().unwrap());
    }
    let said = String::from_utf8_lossy(&first);
    for word in ["CreationDate", "ModDate", "/ID", "printpdf"] {
        assert!(!said.contains(word), "{word}");
    }
}

#[test]
fn each_page_is_written_as_it_is() {
    let mut set = document(&every_block());
    let landscape = picture(3000, 500, Media::Jpeg, 1);
    let turned = typeset::pictures(&Head::default(), &[landscape], &Style::default());
    set.pages.push(turned.pages[0].clone());
    set.pages.push(Page::default());
    let bytes = pdf(&set);
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let document = reload(&bytes);
    assert_eq!(document.page_iter().count(), set.pages.len());
    for (id, page) in document.page_iter().zip(&set.pages) {
        let dict = document.get_dictionary(id).unwrap();
        let media_box = dict.get(b"MediaBox").unwrap().as_array().unwrap();
        let media_box: Vec<f32> = media_box
            .iter()
            .map(|side| side.as_float().unwrap())
            .collect();
        assert_eq!(media_box, [0.0, 0.0, page.width_pt, page.height_pt]);
        assert!(dict.get(b"Rotate").is_err() && dict.get(b"CropBox").is_err());
    }
}

#[test]
fn many_pages_stay_in_order() {
    const PAGES: usize = 105;
    let blocks = (0..PAGES)
        .map(|number| paragraph(&format!("Number {number}\n{}", "line\n".repeat(40))))
        .collect();
    let set = body(blocks);
    assert!(set.pages.len() >= PAGES);
    if let Some((_, said)) = run("pdftotext", &[], &pdf(&set)) {
        let numbers: Vec<usize> = said
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("Number ")?.parse().ok())
            .collect();
        assert_eq!(numbers, (0..PAGES).collect::<Vec<_>>());
    }
}

#[test]
fn the_structure_tree_names_every_part() {
    let document = reload(&pdf(&document(&every_block())));
    let elements = elements(&document);
    let count = |role: &str| elements.iter().filter(|(name, _)| name == role).count();
    for (role, expected) in [
        ("Document", 1),
        ("H1", 1),
        ("H2", 1),
        ("H3", 1),
        ("Div", 1),
        ("BlockQuote", 1),
        ("L", 2),
        ("LI", 4),
        ("Lbl", 4),
        ("LBody", 4),
        ("Table", 1),
        ("TR", 3),
        ("TH", 3),
        // The empty cell as well: without it the row would be short.
        ("TD", 6),
        ("Figure", 1),
        ("Caption", 1),
        ("Link", 1),
    ] {
        assert_eq!(count(role), expected, "{role}");
    }
    let (_, figure) = elements.iter().find(|(role, _)| role == "Figure").unwrap();
    let alt = lopdf::decode_text_string(figure.get(b"Alt").unwrap()).unwrap();
    assert_eq!(alt, "Figure 1: the sectors");
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en-GB");
    let marked = catalog.get(b"MarkInfo").unwrap().as_dict().unwrap();
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
}

#[test]
fn every_piece_of_ink_is_marked_and_leads_to_its_part() {
    let set = document(&every_block());
    let document = reload(&pdf(&set));
    let root = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
    let (_, root) = document.dereference(root).unwrap();
    let (_, parents) = document
        .dereference(root.as_dict().unwrap().get(b"ParentTree").unwrap())
        .unwrap();
    let numbers = parents
        .as_dict()
        .unwrap()
        .get(b"Nums")
        .unwrap()
        .as_array()
        .unwrap();
    for (index, id) in document.page_iter().enumerate() {
        let page = document.get_dictionary(id).unwrap();
        assert_eq!(
            page.get(b"StructParents").unwrap().as_i64().unwrap(),
            index as i64
        );
        assert_eq!(page.get(b"Tabs").unwrap().as_name().unwrap(), b"S");
        let owners = numbers[index * 2 + 1].as_array().unwrap();
        let content = lopdf::content::Content::decode(&document.get_page_content(id)).unwrap();
        let mut depth = 0;
        let mut ids = Vec::new();
        for operation in &content.operations {
            match operation.operator.as_str() {
                "BDC" => {
                    depth += 1;
                    let dict = operation.operands[1].as_dict().unwrap();
                    if let Ok(id) = dict.get(b"MCID") {
                        ids.push(id.as_i64().unwrap());
                    }
                }
                "BMC" => depth += 1,
                "EMC" => depth -= 1,
                "TJ" | "Tj" | "f" | "S" | "Do" => assert!(depth > 0, "ink without a mark"),
                _ => {}
            }
        }
        assert_eq!(depth, 0);
        assert_eq!(ids, (0..owners.len() as i64).collect::<Vec<_>>());
        for owner in owners {
            let owner = document
                .get_dictionary(owner.as_reference().unwrap())
                .unwrap();
            assert!(owner.has_type(b"StructElem"));
        }
    }
}

#[test]
fn links_go_to_named_pages_and_addresses() {
    let link = Span {
        text: "guidance".to_owned(),
        link: Some(crate::import::Destination::Address(
            "https://www.gov.uk/x".to_owned(),
        )),
        ..Span::default()
    };
    let dangerous = Span {
        link: Some(crate::import::Destination::Address(
            "file:///C:/secret.exe".to_owned(),
        )),
        ..link.clone()
    };
    let web = reload(&pdf(&body(vec![Block::Paragraph(vec![link, dangerous])])));
    let entry = ContentsEntry {
        page: 12,
        ..ContentsEntry::default()
    };
    let list = reload(&pdf(&typeset::contents(&[entry], &Style::default())));
    let annotations = |document: &Document| -> Vec<Dictionary> {
        let page = document.page_iter().next().unwrap();
        let annotations = document
            .get_dictionary(page)
            .unwrap()
            .get(b"Annots")
            .unwrap();
        let ids = annotations.as_array().unwrap().iter();
        ids.map(|id| {
            document
                .get_dictionary(id.as_reference().unwrap())
                .unwrap()
                .clone()
        })
        .collect()
    };
    let web_links = annotations(&web);
    assert_eq!(web_links.len(), 1);
    let action = web_links[0].get(b"A").unwrap().as_dict().unwrap();
    assert_eq!(
        action.get(b"URI").unwrap().as_str().unwrap(),
        b"https://www.gov.uk/x"
    );
    let page_links = annotations(&list);
    assert_eq!(
        page_links[0].get(b"Dest").unwrap().as_str().unwrap(),
        b"page-12"
    );
    // After the one page's key comes the annotation's.
    assert_eq!(
        page_links[0]
            .get(b"StructParent")
            .unwrap()
            .as_i64()
            .unwrap(),
        1
    );
    let (_, element) = elements(&list)
        .into_iter()
        .find(|(role, _)| role == "Link")
        .unwrap();
    let kids = element.get(b"K").unwrap().as_array().unwrap();
    let object = kids
        .iter()
        .any(|kid| kid.as_dict().is_ok_and(|kid| kid.has_type(b"OBJR")));
    assert!(object);
}

#[test]
fn fonts_are_embedded_in_part_and_say_what_their_glyphs_mean() {
    let document = reload(&pdf(&document(&every_block())));
    let fonts: Vec<&Dictionary> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|dict| {
            dict.has_type(b"Font") && dict.get(b"Subtype").unwrap().as_name().unwrap() == b"Type0"
        })
        .collect();
    assert!(fonts.len() >= 6);
    for font in fonts {
        assert!(font.has(b"ToUnicode"));
        let name =
            String::from_utf8_lossy(font.get(b"BaseFont").unwrap().as_name().unwrap()).into_owned();
        let (tag, _) = name.split_once('+').unwrap();
        assert!(
            tag.len() == 6 && tag.bytes().all(|byte| byte.is_ascii_uppercase()),
            "{name}"
        );
    }
}

/// The streams of the pictures in a PDF, masks among them.
fn images(set: &Typeset) -> Vec<Stream> {
    let document = reload(&pdf(set));
    let streams = document
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok());
    let image = |stream: &&Stream| {
        let subtype = stream.dict.get(b"Subtype").and_then(Object::as_name);
        subtype.is_ok_and(|subtype| subtype == b"Image")
    };
    streams.filter(image).cloned().collect()
}

fn page_of(picture: &crate::import::Picture) -> Typeset {
    typeset::pictures(&head(), std::slice::from_ref(picture), &Style::default())
}

/// A JPEG file with these segments after its beginning, and more behind its end.
fn with_segments(jpeg: &[u8], segments: &[(u8, &[u8])], behind: &[u8]) -> Vec<u8> {
    let mut bytes = jpeg[..2].to_vec();
    for (marker, data) in segments {
        bytes.extend([0xFF, *marker]);
        bytes.extend((data.len() as u16 + 2).to_be_bytes());
        bytes.extend(*data);
    }
    bytes.extend(&jpeg[2..]);
    bytes.extend(behind);
    bytes
}

#[test]
fn a_jpeg_is_embedded_once_with_its_pixels_and_without_its_metadata() {
    let plain = picture(40, 30, Media::Jpeg, 6);
    let profile = b"ICC_PROFILE\0\x01\x01profile";
    let segments: [(u8, &[u8]); 7] = [
        (0xE0, b"JFXX\0\x10SECRET thumbnail"),
        (0xE1, b"Exif\0\0SECRET place"),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0SECRET author"),
        (0xE2, b"MPF\0SECRET second picture"),
        (0xE2, profile),
        (0xED, b"Photoshop 3.0\0SECRET caption"),
        (0xFE, b"SECRET comment"),
    ];
    let bytes = with_segments(&plain.bytes, &segments, b"SECRET trailer");
    let picture = crate::import::Picture {
        bytes: bytes.into(),
        ..plain.clone()
    };
    let mut set = page_of(&picture);
    set.pages.push(set.pages[0].clone());
    let images = images(&set);
    assert_eq!(images.len(), 1);
    let content = &images[0].content;
    let says = |words: &[u8]| content.windows(words.len()).any(|part| part == words);
    assert!(!says(b"SECRET"));
    assert!(says(profile), "the colours stay what they are");
    let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgb8();
    assert_eq!(pixels(content), pixels(&plain.bytes));
}

#[test]
fn a_jpeg_that_says_nothing_else_is_embedded_as_it_is() {
    let plain = picture(40, 30, Media::Jpeg, 1);
    assert_eq!(images(&page_of(&plain))[0].content, plain.bytes.to_vec());
    let cut = plain.bytes.len() - 20;
    let cut = crate::import::Picture {
        bytes: plain.bytes[..cut].into(),
        ..plain.clone()
    };
    let content = &images(&page_of(&cut))[0].content;
    assert_eq!(content[..content.len() - 2], cut.bytes[..]);
}

#[test]
fn a_png_keeps_its_pixels_and_its_transparency() {
    let gray = GrayImage::from_fn(9, 5, |x, y| Luma([(x * 20 + y) as u8]));
    let plain = images(&page_of(&encoded(
        &DynamicImage::ImageLuma8(gray),
        Media::Png,
        1,
    )));
    assert_eq!(plain.len(), 1);
    assert_eq!(
        plain[0].dict.get(b"ColorSpace").unwrap().as_name().unwrap(),
        b"DeviceGray"
    );
    let clear = RgbaImage::from_fn(4, 3, |x, _| Rgba([10, 20, 30, (x * 80) as u8]));
    let clear = images(&page_of(&encoded(
        &DynamicImage::ImageRgba8(clear),
        Media::Png,
        1,
    )));
    assert_eq!(clear.len(), 2);
    let whole = clear
        .iter()
        .find(|stream| stream.dict.has(b"SMask"))
        .unwrap();
    assert_eq!(
        whole.decompressed_content().unwrap(),
        [10, 20, 30].repeat(12)
    );
    let mask = clear
        .iter()
        .find(|stream| !stream.dict.has(b"SMask"))
        .unwrap();
    assert_eq!(
        mask.decompressed_content().unwrap(),
        [0, 80, 160, 240].repeat(3)
    );
}

#[test]
fn a_damaged_picture_is_an_error_with_a_hint() {
    for media in [Media::Jpeg, Media::Png] {
        let mut picture = picture(40, 30, media, 1);
        picture.bytes = picture.bytes[..20].into();
        let error = write(&page_of(&picture), "", "en").unwrap_err();
        assert!(
            error.to_string().contains("Save the picture again"),
            "{error}"
        );
    }
}

#[test]
fn pictures_stand_upright_on_paper() {
    let Ok(_) = Command::new("pdftoppm").arg("-v").output() else {
        println!("skipped: pdftoppm cannot be run");
        return;
    };
    // What stands in the top left corner once the stored picture is turned as EXIF says.
    let corners = [
        "red", "green", "white", "blue", "red", "blue", "white", "green",
    ];
    for (orientation, expected) in (1..=8).zip(corners) {
        let mut set = page_of(&picture(60, 40, Media::Png, orientation));
        let page = &mut set.pages[0];
        page.ink
            .retain(|ink| matches!(ink.shape, crate::typeset::Shape::Picture { .. }));
        let crate::typeset::Shape::Picture { rect, .. } = &page.ink[0].shape else {
            panic!("a picture")
        };
        let (x, y) = (rect.x as u32 + 8, rect.y as u32 + 8);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.pdf");
        std::fs::write(&path, pdf(&set)).unwrap();
        let root = folder.path().join("page");
        let status = Command::new("pdftoppm")
            .args(["-r", "72", "-png", "-singlefile"])
            .args([&path, &root])
            .status()
            .unwrap();
        assert!(status.success());
        let image = image::open(folder.path().join("page.png"))
            .unwrap()
            .to_rgb8();
        let [red, green, blue] = image.get_pixel(x, y).0;
        let seen = match (red > 120, green > 120, blue > 120) {
            (true, false, false) => "red",
            (false, true, false) => "green",
            (false, false, true) => "blue",
            _ => "white",
        };
        assert_eq!(seen, expected, "orientation {orientation}");
    }
}
