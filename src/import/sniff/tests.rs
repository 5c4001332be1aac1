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
    assert!(error.to_string().contains("former Word"), "{error}");
    let error = sniff("a.docx", &file("/EncryptedPackage")).unwrap_err();
    assert!(
        error.to_string().contains("protected by a password"),
        "{error}"
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
            Media::Eml,
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
