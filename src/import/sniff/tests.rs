//! Tests of telling what kind of file some bytes are.

use std::io::Cursor;

use super::*;

#[test]
fn the_content_decides_and_the_name_tells_markdown() {
    let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];
    let headless = b"1 0 obj\n<</Type /Catalog>>\nendobj\n".as_slice();
    for (name, bytes, media) in [
        ("a.txt", b"Hello".as_slice(), Media::PlainText),
        ("a", b"Hello", Media::PlainText),
        ("a.MD", b"# Hello", Media::Markdown),
        ("a.txt", b"%PDF-1.7 ...", Media::Pdf),
        ("a.pdf", b"junk before\n%PDF-1.4", Media::Pdf),
        ("a.PDF", headless, Media::Pdf),
        ("a.txt", headless, Media::PlainText),
        ("a.txt", &jpeg, Media::Jpeg),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Media::Png),
        ("a.txt", b"BM is how a bitmap begins", Media::PlainText),
        ("a.txt", b"MZ and PK and II* and Rar!", Media::PlainText),
        ("a.txt", b"caf\xe9 au lait", Media::PlainText),
        ("a.txt", b"\xff\xfeH\0i\0", Media::PlainText),
        ("a.txt", b"H\0i\0 \0a\0l\0l\0", Media::PlainText),
    ] {
        assert_eq!(sniff(name, bytes), Ok(media), "{name} {bytes:?}");
    }
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn archives_are_known_by_what_is_in_them() {
    let types = ("[Content_Types].xml", "");
    let odt = ("mimetype", "application/vnd.oasis.opendocument.text");
    let ods = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    for (parts, media) in [
        ([types, ("word/document.xml", "")], Media::Docx),
        ([types, ("ppt/presentation.xml", "")], Media::Pptx),
        ([types, ("xl/workbook.xml", "")], Media::Xlsx),
        ([odt, ("content.xml", "")], Media::Odt),
        ([ods, ("content.xml", "")], Media::Ods),
    ] {
        let bytes = archive(&parts);
        assert_eq!(sniff("a.zip", &bytes), Ok(media));
        assert!(!is_archive(&bytes));
    }
    let files = archive(&[("Papers/one.txt", "One"), ("two.pdf", "%PDF-")]);
    assert!(is_archive(&files));
    assert!(sniff("a.docx", &files).is_err());
    assert!(!is_archive(b"PK\x03\x04 nothing"));
}

#[test]
fn compound_files_are_known_by_their_streams() {
    let file = |stream: &str| {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream(stream).unwrap();
        file.into_inner().into_inner()
    };
    let msg = file("/__properties_version1.0");
    assert_eq!(sniff("a", &msg), Ok(Media::Msg));
    assert_eq!(sniff("a", &file("/Workbook")), Ok(Media::Xls));
    let error = sniff("a.doc", &file("/WordDocument")).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("Word document of the older kind (DOC)"),
        "{error}"
    );
    for (stream, what) in [
        (
            "/PowerPoint Document",
            "PowerPoint presentation of the older kind (PPT)",
        ),
        ("/Quill", "publication of Publisher"),
        ("/VisioDocument", "drawing of Visio"),
        ("/Other", "older program that Briefpack does not know"),
    ] {
        let error = sniff("a", &file(stream)).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
        assert!(error.hint().contains("PDF"), "{}", error.hint());
    }
}

#[test]
fn encrypted_documents_are_known_by_what_is_in_them() {
    use crate::import::protected::testing::agile;
    let package = archive(&[("[Content_Types].xml", ""), ("word/document.xml", "")]);
    assert_eq!(
        sniff("a.docx", &agile(&package, "VelvetSweatshop")),
        Ok(Media::Docx)
    );
    let closed = agile(&package, "swordfish");
    let error = sniff("a.docx", &closed).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a.docx: the file is protected by a password"
    );
    assert!(error.hint().contains("save a copy without the password"));
    // A list of contents that no reader makes sense of.
    let mut broken = closed;
    broken[44..80].fill(0xff);
    let error = sniff("a.docx", &broken).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a.docx: the file is protected by a password"
    );
}

#[test]
fn texts_say_by_their_first_words_what_they_are() {
    for (name, text, media) in [
        ("a.txt", "{\\rtf1 Hello}", Media::Rtf),
        ("a.txt", "<!DOCTYPE html><html><p>Hi", Media::Html),
        ("a.htm", "<p>Hi", Media::Html),
        ("a.txt", "<p>Hi", Media::PlainText),
        ("a", "<?xml version='1.0'?>\n<svg xmlns='s'/>", Media::Svg),
        ("a.eml", "From: a@b.org\n\nHello", Media::Eml),
        (
            "a",
            "Received: from mx.example.org\n\tby b.org; Fri, 16 Dec 2022 17:04:16 +0000\n\
             To: a@b.org\n\nHello",
            Media::Eml,
        ),
        (
            "a",
            "From ann@example.org Fri Dec 16 17:04:16 2022\nTo: b@b.org\n\
             Content-type: text/plain\n\nHello",
            Media::Eml,
        ),
        (
            "a.mht",
            "From: <Saved by Blink>\nSubject: Lamps\nMIME-Version: 1.0\n\nHello",
            Media::Html,
        ),
        (
            "memo.txt",
            "From: Ann\nTo: Bob\nSubject: Lamps\n\nHello",
            Media::PlainText,
        ),
        ("a.csv", "a;b\n1;2\n", Media::Csv),
    ] {
        assert_eq!(sniff(name, text.as_bytes()), Ok(media), "{name} {text}");
    }
    assert_eq!(sniff("a", b"GIF89a\x01\0\x01\0\0\0\0;"), Ok(Media::Gif));
    let mut white = b"II*\0\x08\0\0\0".to_vec();
    white.resize(100_000, 0xff);
    assert_eq!(sniff("scan.tif", &white), Ok(Media::Tiff));
    assert_eq!(sniff("a", b"II*\0\x08\0\0\0\0\x01\x02"), Ok(Media::Tiff));
}

#[test]
fn a_text_that_has_a_line_as_mails_have_is_no_mail() {
    for text in [
        "Statement on lamps in Syria\nReceived: 3 July 2026\nDear Minister,\n\nText",
        "Received: 3 July 2026\nFrom: Ann\nSubject: Lamps\n\nText",
        "From: Ann\nContent-Type: a note on lamps\n\nText",
        "Content-Type: text/plain\n\nText",
        "HTTP/1.1 200 OK\nContent-Type: text/plain\nDate: Fri, 16 Dec 2022\n\nText",
        "\nFrom: a@b.org\nMIME-Version: 1.0\n\nText",
    ] {
        assert_eq!(
            sniff("memo.txt", text.as_bytes()),
            Ok(Media::PlainText),
            "{text}"
        );
    }
}

#[test]
fn the_first_element_tells_a_picture_from_a_page_with_pictures() {
    const ICON: &str = "<body><svg><path/></svg><p>Text";
    for start in [
        "<!-- saved from url=(0019)https://example.org -->\n<html>",
        "<!-- saved --><!DOCTYPE html>",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \
         \"x.dtd\">\n<html xmlns=\"http://www.w3.org/1999/xhtml\">",
        "<!--[if IE]><svg></svg><![endif]--><HTML>",
    ] {
        let page = format!("{start}{ICON}");
        assert_eq!(sniff("a", page.as_bytes()), Ok(Media::Html), "{start}");
    }
    for start in [
        "<!-- Made with a program --><svg ",
        "<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'a' 'b' [<!ENTITY x \"<html>\">]><svg ",
        "<?xml version='1.0'?><s:svg ",
        "<SVG ",
    ] {
        let drawing = format!("{start}xmlns:s='http://www.w3.org/2000/svg'>");
        assert_eq!(sniff("a", drawing.as_bytes()), Ok(Media::Svg), "{start}");
    }
}

#[test]
fn what_cannot_be_taken_is_named_with_a_hint() {
    let said = |name: &str, bytes: &[u8]| {
        let error = sniff(name, bytes).unwrap_err();
        format!("{error} {}", error.hint())
    };
    assert!(said("a.pdf", b"\0\x01\x02\x03\x04").contains("does not begin as such"));
    assert!(said("a.pdf", b"404 not found").contains("its name ends in .pdf"));
    assert!(said("a.bin", b"\0\x01\x02\x03\x04").contains("Briefpack takes PDF"));
    assert_eq!(sniff("a", b"").unwrap_err().problem, Problem::Empty);
    assert_eq!(sniff("a", b" \n\t\n").unwrap_err().problem, Problem::Empty);
}

#[test]
fn kinds_that_are_not_read_are_named_with_the_way_out() {
    let zip = |name: &str| archive(&[(name, "")]);
    let declared = |kind: &str| archive(&[("mimetype", kind)]);
    let ftyp = |brand: &str| {
        let brands = [
            &[0, 0, 0, 0x18],
            b"ftyp",
            brand.as_bytes(),
            &[0; 4],
            brand.as_bytes(),
        ];
        [&brands.concat()[..], b"mif1", &[0; 64]].concat()
    };
    let one_note = [
        0xe4, 0x52, 0x5c, 0x7b, 0x8c, 0xd8, 0xa7, 0x4d, 0xae, 0xb1, 0x53, 0x78, 0xd0, 0x29, 0x96,
        0xd3, 0, 0, 0, 0,
    ];
    let message = [
        0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0, 0x80,
        0, 0, 0, 0, 0,
    ];
    let visio = archive(&[("[Content_Types].xml", ""), ("visio/document.xml", "")]);
    let cases: &[(&str, Vec<u8>, &str, &str)] = &[
        (
            "a.pages",
            zip("Index/Document.iwa"),
            "a document of Pages",
            "Export To",
        ),
        (
            "a.numbers",
            zip("Index/Document.iwa"),
            "a spreadsheet of Numbers",
            "Export To",
        ),
        (
            "a.key",
            zip("Index.zip"),
            "a presentation of Keynote",
            "Export To",
        ),
        (
            "a.pages",
            archive(&[("index.xml", ""), ("QuickLook/Preview.pdf", "")]),
            "a document of Pages",
            "Export To",
        ),
        ("a.vsdx", visio, "a drawing of Visio", "PDF"),
        (
            "a.odp",
            declared("application/vnd.oasis.opendocument.presentation"),
            "an OpenDocument presentation (ODP)",
            "PPTX",
        ),
        (
            "a.odg",
            declared("application/vnd.oasis.opendocument.graphics"),
            "an OpenDocument drawing (ODG)",
            "PDF",
        ),
        (
            "a.epub",
            declared("application/epub+zip"),
            "an e-book (EPUB)",
            "PDF",
        ),
        (
            "a.heic",
            ftyp("heic"),
            "a photo in the HEIC format",
            "JPEG or PNG",
        ),
        (
            "a.avif",
            ftyp("avif"),
            "a picture in the AVIF format",
            "JPEG or PNG",
        ),
        ("a.mp4", ftyp("mp42"), "a film", "says what is in it"),
        ("a.one", one_note.to_vec(), "a section of OneNote", "PDF"),
        (
            "a.p7m",
            message.to_vec(),
            "a signed or encrypted message",
            "mail program",
        ),
        (
            "a.wpd",
            b"\xffWPC\x10\0\0\0\x01\x0a\0\0".to_vec(),
            "WordPerfect",
            "DOCX",
        ),
        (
            "a.dwg",
            b"AC1027\0\0\0\0\0\0\0".to_vec(),
            "a drawing of AutoCAD",
            "PDF",
        ),
        (
            "a.exe",
            b"MZ\x90\0\x03\0\0\0".to_vec(),
            "program",
            "Briefpack takes",
        ),
        (
            "a.doc",
            b"<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?><w/>".to_vec(),
            "a Word document in XML (2003)",
            "DOCX",
        ),
    ];
    for (name, bytes, what, way_out) in cases {
        assert!(!is_archive(bytes), "{name}");
        let error = sniff(name, bytes).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
        assert!(error.hint().contains(way_out), "{name}: {}", error.hint());
    }
}

#[test]
fn an_archive_says_in_plain_words_what_is_wrong_with_it() {
    let said = |bytes: &[u8]| {
        let error = sniff("a.docx", bytes).unwrap_err();
        format!("{error}. {}", error.hint())
    };
    let nothing = zip::ZipWriter::new(Cursor::new(Vec::new()))
        .finish()
        .unwrap()
        .into_inner();
    assert_eq!(
        said(&nothing),
        "a.docx: there are no files in the archive. Check that it was packed, copied or sent to \
         the end."
    );
    let whole = archive(&[("word/document.xml", "text")]);
    assert_eq!(
        said(&whole[..whole.len() - 30]),
        "a.docx: the file is damaged: its list of contents cannot be read; its end may be missing. \
         Fetch or save it again."
    );
}

#[test]
fn what_a_file_is_decides_and_not_what_it_speaks_of() {
    let find = |name: &str, text: &str| sniff(name, text.as_bytes()).unwrap();
    let speaks = "How to recognise a PDF\n\nIts first bytes read %PDF-1.7 and its last %%EOF.\n";
    assert_eq!(find("about.txt", speaks), Media::PlainText);
    let mail = format!(
        "From: a@example.org\nTo: b@example.org\nSubject: x\nDate: Mon, 2 Mar 2026 09:15:00 +0000\n\n{speaks}1 0 obj\n/Catalog\nendobj\n"
    );
    assert_eq!(find("m.eml", &mail), Media::Eml);
    assert_eq!(
        find(
            "a.pdf",
            "junk\n%PDF-1.4\n1 0 obj\n<</Type /Catalog>>\nendobj\n"
        ),
        Media::Pdf
    );
    assert_eq!(find("tabs.xls", "Town\tVotes\r\nLarch\t5\r\n"), Media::Csv);
    assert_eq!(find("page.doc", "<html><body>x</body></html>"), Media::Html);
    assert!(sniff("words.xls", b"no table at all\nbut words\n").is_err());
}

#[test]
fn calendars_contacts_and_markdown_are_known_by_their_first_lines() {
    for (name, text, media) in [
        ("a.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", Media::Ics),
        (
            "a.txt",
            "\u{feff}begin:vcalendar\r\nEND:VCALENDAR\r\n",
            Media::Ics,
        ),
        ("a", "BEGIN:VCARD\r\nFN:Ann\r\nEND:VCARD\r\n", Media::Vcf),
        (
            "a.txt",
            "---\ntitle: Lamps\n---\n\n# Lamps\n",
            Media::Markdown,
        ),
        ("a.txt", "---\nLamps\n---\n\n# Lamps\n", Media::PlainText),
        ("a.txt", "---\ntitle: Lamps\n", Media::PlainText),
    ] {
        assert_eq!(sniff(name, text.as_bytes()), Ok(media), "{text}");
    }
}

#[test]
fn files_that_are_packed_as_an_archive_are_not_taken_for_one() {
    let manifest = "<m><e m:full-path=\"/\" \
        m:media-type=\"application/vnd.oasis.opendocument.graphics\"/></m>";
    let cases: &[(&[(&str, &str)], &str)] = &[
        (
            &[("META-INF/container.xml", ""), ("OEBPS/book.opf", "")],
            "an e-book (EPUB)",
        ),
        (
            &[("META-INF/manifest.xml", manifest), ("content.xml", "")],
            "an OpenDocument drawing (ODG)",
        ),
        (
            &[("META-INF/MANIFEST.MF", ""), ("a.txt", "")],
            "a program (JAR)",
        ),
        (&[("AndroidManifest.xml", "")], "a program"),
        (
            &[("mimetype", "application/x-krita"), ("a.png", "")],
            "a file of another program",
        ),
        (&[("doc.kml", "")], "a map for Google Earth"),
    ];
    for (parts, what) in cases {
        let bytes = archive(parts);
        assert!(!is_archive(&bytes), "{what}");
        let said = sniff("a", &bytes).unwrap_err().to_string();
        assert!(said.contains(what), "{said}");
    }
    let bytes = archive(&[("word/document.xml", ""), ("_rels/.rels", "")]);
    assert_eq!(sniff("a", &bytes).ok(), Some(Media::Docx));
    assert!(is_archive(&archive(&[
        ("papers/META-INF/MANIFEST.MF", ""),
        ("a.pdf", "")
    ])));
}
