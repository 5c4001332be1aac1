//! Files that break the letter, each in one way, as other readers open them.

use std::fmt::Write as _;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{EncryptionState, EncryptionVersion, Permissions, Stream, dictionary};

use super::*;

const CATALOG: &str = "<</Type /Catalog /Pages 2 0 R>>";
const TREE: &str = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
const PAGE: &str = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R>>";
const CONTENT: &str = "BT (Words of the page) Tj ET";

/// A file of these objects, numbered from 1; the first is the catalog.
fn file(objects: &[&str]) -> Vec<u8> {
    file_with("%PDF-1.7\n", objects, "/Root 1 0 R")
}

fn file_with(header: &str, objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut file = header.to_owned();
    let count = objects.len() + 1;
    let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n");
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        writeln!(file, "{number} 0 obj\n{object}\nendobj").unwrap();
    }
    let start = file.len();
    write!(
        file,
        "{table}trailer\n<</Size {count} {trailer}>>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    file.into_bytes()
}

fn page_with(stream: &str) -> Vec<u8> {
    file(&[
        CATALOG,
        TREE,
        PAGE,
        stream,
        "<</Length 1>>\nstream\nx\nendstream",
    ])
}

/// What the content of the first page unfolds to.
fn content_of(bytes: &[u8]) -> String {
    content(&read(bytes, None).unwrap())
}

fn content(file: &PdfFile) -> String {
    let contents = file.pages[0].dictionary.get(b"Contents").unwrap();
    let stream = resolve(&file.document, contents).as_stream().unwrap();
    let content = match stream.dict.get(b"Filter") {
        Ok(_) => stream.decompressed_content().unwrap(),
        Err(_) => stream.content.clone(),
    };
    String::from_utf8(content).unwrap()
}

#[test]
fn content_is_found_whatever_its_length_says() {
    let length = CONTENT.len();
    for entries in [
        String::new(),
        "/Length 0".to_owned(),
        "/Length 5".to_owned(),
        "/Length 90000".to_owned(),
        "/Length 99999999999999999999".to_owned(),
        "/Length -4".to_owned(),
        "/Length (28)".to_owned(),
        "/Length /Long".to_owned(),
        "/Length null".to_owned(),
        "/Length 99 0 R".to_owned(),
        "/Length 1 0 R".to_owned(),
        "/Length 4 0 R".to_owned(),
        "/Length 7.5".to_owned(),
        format!("/Length {length}.0"),
        format!("/Le#6egth {length}"),
    ] {
        for end in [
            "\nendstream",
            "\r\nendstream",
            " endstream",
            "endstream",
            "\n",
            "",
        ] {
            let stream = format!("<<{entries}>>\nstream\n{CONTENT}{end}");
            let found = content_of(&page_with(&stream));
            assert_eq!(found.trim_end(), CONTENT, "{entries:?} {end:?}");
        }
    }
}

#[test]
fn content_within_its_length_may_hold_any_word() {
    let data = "(endstream endobj) Tj";
    let stream = format!("<</Length {}>>\nstream\n{data} endstream", data.len());
    assert_eq!(content_of(&page_with(&stream)), data);
}

#[test]
fn objects_are_read_beside_what_makes_no_sense() {
    let stream = format!(
        "<</Length {}>>\nstream\n{CONTENT}\nendstream",
        CONTENT.len()
    );
    for (catalog, page) in [
        ("<</X 1 0 R 0 R /Type /Catalog /Pages 2 0 R>>", PAGE),
        ("<</Type /Catalog /A#B#C#GG 1 /Pages 2 0 R>>", PAGE),
        ("<</#54ype /Catalog /P#61ges 2 0 R>>", PAGE),
        ("<</Type /Catalog word /Pages 2 0 R>>", PAGE),
        (
            CATALOG,
            "<</Type /Page /Foo#Bar /x /Contents 4 0 R 7 /MediaBox [0 0 3 4]>>",
        ),
    ] {
        let bytes = file(&[catalog, TREE, page, &stream]);
        assert_eq!(content_of(&bytes), CONTENT, "{catalog} {page}");
    }
}

#[test]
fn a_stream_of_objects_may_lack_its_end() {
    let members = [TREE, PAGE];
    let offsets = format!("2 0 3 {} ", TREE.len() + 1);
    let text = format!("{offsets}{}", members.join(" "));
    let stream = format!(
        "<</Type /ObjStm /N 2 /First {} /Length {}>>\nstream\n{text}",
        offsets.len(),
        text.len()
    );
    let content = format!("<<>>\nstream\n{CONTENT}");
    let mut file = "%PDF-1.7\n".to_owned();
    for (number, object) in [(1, CATALOG), (4, &content), (5, &stream)] {
        writeln!(file, "{number} 0 obj\n{object}\nendobj").unwrap();
    }
    file.push_str("trailer <</Root 1 0 R>>\n");
    assert_eq!(content_of(file.as_bytes()).trim_end(), CONTENT);
}

#[test]
fn filters_have_short_names_too() {
    let mut flate = Stream::new(dictionary! {}, CONTENT.repeat(9).into_bytes());
    flate.compress().unwrap();
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let (plain, flate) = (hex(CONTENT.as_bytes()), hex(&flate.content));
    for (filter, data, text) in [
        ("/AHx", &plain, CONTENT.to_owned()),
        ("[/AHx /Fl]", &flate, CONTENT.repeat(9)),
        ("[/ASCIIHexDecode /Fl]", &flate, CONTENT.repeat(9)),
    ] {
        let stream = format!(
            "<</Filter {filter} /Length {}>>\nstream\n{data}>\nendstream",
            data.len() + 1
        );
        assert_eq!(content_of(&page_with(&stream)), text, "{filter}");
    }
}

#[test]
fn a_header_may_stand_late_or_be_missing() {
    let stream = format!(
        "<</Length {}>>\nstream\n{CONTENT}\nendstream",
        CONTENT.len()
    );
    let objects = [CATALOG, TREE, PAGE, stream.as_str()];
    let junk = "junk before it\n".repeat(40);
    for header in [
        "",
        "\n\n",
        "%PDF-1.7 and more\n",
        "%!PS-Adobe-3.0 PDF-1.4\n",
        "%PDF-\r",
        &format!("{junk}%PDF-1.4\n"),
    ] {
        let bytes = file_with(header, &objects, "/Root 1 0 R");
        assert_eq!(content_of(&bytes), CONTENT, "{header:?}");
    }
    let late = [junk.as_bytes(), &file(&objects)].concat();
    assert_eq!(content_of(&late), CONTENT);
}

#[test]
fn a_catalog_may_be_anywhere() {
    let stream = format!(
        "<</Length {}>>\nstream\n{CONTENT}\nendstream",
        CONTENT.len()
    );
    let objects = [CATALOG, TREE, PAGE, stream.as_str()];
    for trailer in [
        "",
        "/Root 9 0 R",
        "/Root 3 0 R",
        "/Root null",
        "/Root <</Pages 2 0 R>>",
    ] {
        let bytes = file_with("%PDF-1.7\n", &objects, trailer);
        assert_eq!(content_of(&bytes), CONTENT, "{trailer}");
    }
}

fn tree(objects: &[&str]) -> Option<(usize, Option<u32>)> {
    let file = read(&file(&[&[CATALOG], objects].concat()), None).ok()?;
    Some((file.pages.len(), file.claimed_pages))
}

#[test]
fn every_page_of_an_odd_tree_is_read() {
    let page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400]>>";
    for (objects, found) in [
        // Listed twice.
        (
            [
                "<</Type /Pages /Kids [3 0 R 3 0 R 4 0 R] /Count 3>>",
                page,
                page,
            ],
            (3, None),
        ),
        // Kids that are nothing.
        (
            [
                "<</Type /Pages /Kids [null 3 0 R 9 0 R 7 4 0 R] /Count 2>>",
                page,
                page,
            ],
            (2, None),
        ),
        // An array of its own.
        (
            ["<</Type /Pages /Kids 3 0 R /Count 1>>", "[4 0 R]", page],
            (1, None),
        ),
        // Pages that are no objects of their own.
        (
            [
                "<</Type /Pages /Kids [<</Type /Page>> 3 0 R] /Count 2>>",
                page,
                page,
            ],
            (2, None),
        ),
        // No types, or wrong ones.
        (
            [
                "<</Kids [3 0 R]>>",
                "<</Kids [4 0 R]>>",
                "<</MediaBox [0 0 9 9]>>",
            ],
            (1, None),
        ),
        (
            [
                "<</Type /Page /Kids [3 0 R] /Count 1>>",
                "<</Type /Page /Kids [4 0 R]>>",
                page,
            ],
            (1, None),
        ),
        (
            [
                "<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>",
                "<</Type /Pages /MediaBox [0 0 9 9]>>",
                page,
            ],
            (2, None),
        ),
        (
            [
                "<</Type /Catalog /Kids [3 0 R 4 0 R] /Count 2>>",
                "<</Type /Template>>",
                page,
            ],
            (2, None),
        ),
        // Pages all the same.
        (
            [
                "<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>",
                "<</Type /Pages /Kids 9 0 R /Count 1>>",
                page,
            ],
            (2, None),
        ),
        (
            [
                "<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>",
                "<</Type /Page /Length 1>>\nstream\nx\nendstream",
                page,
            ],
            (2, None),
        ),
        // Circles.
        (
            [
                "<</Type /Pages /Kids [3 0 R 2 0 R] /Count 1>>",
                "<</Type /Pages /Kids [2 0 R 4 0 R 3 0 R]>>",
                page,
            ],
            (1, None),
        ),
        // A node listed twice.
        (
            [
                "<</Type /Pages /Kids [3 0 R 3 0 R] /Count 2>>",
                "<</Type /Pages /Kids [4 0 R]>>",
                page,
            ],
            (2, None),
        ),
        // A catalog that leads to a page.
        ([page, page, page], (1, None)),
        (
            [
                "<</Type /Page /Parent 3 0 R>>",
                "<</Type /Pages /Kids [2 0 R 4 0 R] /Count 2>>",
                page,
            ],
            (2, None),
        ),
    ] {
        assert_eq!(tree(&objects), Some(found), "{objects:?}");
    }
}

#[test]
fn a_count_that_is_not_true_is_told() {
    let page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400]>>";
    for (tree_says, stated) in [
        ("/Kids [3 0 R 4 0 R] /Count 12", Some(12)),
        ("/Kids [3 0 R 4 0 R 9 0 R] /Count 3", Some(3)),
        ("/Kids [3 0 R 4 0 R] /Count 1", Some(1)),
        ("/Kids [3 0 R 4 0 R] /Count 0", Some(0)),
        ("/Kids [3 0 R 4 0 R] /Count -2", None),
        ("/Kids [3 0 R 4 0 R] /Count (two)", None),
        ("/Kids [3 0 R 4 0 R]", None),
    ] {
        let root = format!("<</Type /Pages {tree_says}>>");
        assert_eq!(tree(&[&root, page, page]), Some((2, stated)), "{tree_says}");
    }
    assert_eq!(told_count(12, 10), "says it has 12 pages; 10 could be read");
    assert_eq!(told_count(1, 2), "says it has 1 page; 2 were found");
}

#[test]
fn a_small_file_has_no_endless_pages() {
    let nodes: Vec<String> = (3..40)
        .map(|number| format!("<</Type /Pages /Kids [{0} 0 R {0} 0 R]>>", number + 1))
        .collect();
    let mut objects = vec![CATALOG, "<</Type /Pages /Kids [3 0 R 3 0 R]>>"];
    objects.extend(nodes.iter().map(String::as_str));
    objects.push("<</Type /Page /MediaBox [0 0 300 400]>>");
    let pages = read(&file(&objects), None).unwrap().pages.len();
    assert!((1..=1001).contains(&pages), "{pages}");
}

/// A page encrypted as a version of the standard says, and changed so.
fn encrypted(version: i64, user_password: &str, change: impl Fn(&mut Document)) -> Vec<u8> {
    let stream = format!(
        "<</Length {}>>\nstream\n{CONTENT}\nendstream",
        CONTENT.len()
    );
    let mut document = Document::load_mem(&file(&[CATALOG, TREE, PAGE, &stream])).unwrap();
    let info = dictionary! { "Title" => Object::string_literal("A title") };
    let info = document.add_object(info);
    document.trailer.set("Info", info);
    let id = Object::string_literal("");
    document.trailer.set("ID", vec![id.clone(), id]);
    let filter: Arc<dyn CryptFilter> = match version {
        5 => Arc::new(Aes256CryptFilter),
        _ => Arc::new(Aes128CryptFilter),
    };
    let owner_password = "owner";
    let permissions = Permissions::all();
    let crypt_filters = [(b"StdCF".to_vec(), filter)].into();
    let (stream_filter, string_filter) = (b"StdCF".to_vec(), b"StdCF".to_vec());
    let version = match version {
        1 => EncryptionVersion::V1 {
            document: &document,
            owner_password,
            user_password,
            permissions,
        },
        2 => EncryptionVersion::V2 {
            document: &document,
            owner_password,
            user_password,
            permissions,
            key_length: 128,
        },
        4 => EncryptionVersion::V4 {
            document: &document,
            encrypt_metadata: true,
            crypt_filters,
            stream_filter,
            string_filter,
            owner_password,
            user_password,
            permissions,
        },
        _ => EncryptionVersion::V5 {
            encrypt_metadata: true,
            crypt_filters,
            file_encryption_key: &[7; 32],
            stream_filter,
            string_filter,
            owner_password,
            user_password,
            permissions,
        },
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    change(&mut document);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

type Change<'a> = &'a dyn Fn(&mut Document);

#[test]
fn what_opens_without_a_password_opens() {
    let as_it_is = |_: &mut Document| {};
    let without_identifier = |document: &mut Document| {
        document.trailer.remove(b"ID");
    };
    let filters_apart = |document: &mut Document| {
        let encrypt = document
            .trailer
            .get(b"Encrypt")
            .unwrap()
            .as_reference()
            .unwrap();
        let filters = document
            .get_dictionary_mut(encrypt)
            .unwrap()
            .remove(b"CF")
            .unwrap();
        let filters = document.add_object(filters);
        document
            .get_dictionary_mut(encrypt)
            .unwrap()
            .set("CF", filters);
    };
    let key_length = |document: &mut Document, length: i64| {
        let encrypt = document.trailer.get(b"Encrypt").unwrap();
        let encrypt = encrypt.as_reference().unwrap();
        let encrypt = document.get_dictionary_mut(encrypt).unwrap();
        encrypt.set("Length", length);
    };
    let long_key = |document: &mut Document| key_length(document, 256);
    let key_in_bytes = |document: &mut Document| key_length(document, 16);
    let changes: [(&str, Change<'_>); 5] = [
        ("long key", &long_key),
        ("key in bytes", &key_in_bytes),
        ("as it is", &as_it_is),
        ("no identifier", &without_identifier),
        ("filters apart", &filters_apart),
    ];
    for version in [1, 2, 4, 5] {
        for (name, change) in changes {
            if ["filters apart", "key in bytes"].contains(&name) && version < 4 {
                continue;
            }
            let file = read(&encrypted(version, "", change), None).unwrap();
            assert_eq!(content(&file), CONTENT, "{version} {name}");
            assert!(file.is_encrypted && !file.is_damaged, "{version} {name}");
            let info = file.document.trailer.get(b"Info").unwrap();
            let info = resolve(&file.document, info).as_dict().unwrap();
            assert_eq!(info.get(b"Title").unwrap().as_str().unwrap(), b"A title");
        }
    }
}

#[test]
fn what_is_protected_says_so_however_damaged() {
    let replaced = |bytes: &[u8], word: &[u8]| {
        let at = memchr::memmem::rfind(bytes, word).unwrap();
        let mut bytes = bytes.to_vec();
        bytes[at..at + word.len()].fill(b' ');
        bytes
    };
    for version in [1, 2, 4, 5] {
        let whole = encrypted(version, "river", |_| {});
        let no_table = replaced(&whole, b"startxref");
        let no_header = replaced(&whole, b"%PDF-1.7");
        for (name, bytes) in [("", whole), ("table", no_table), ("header", no_header)] {
            let error = |password| read(&bytes, password).err();
            assert_eq!(
                error(None),
                Some(ReadError::PasswordNeeded),
                "{version} {name}"
            );
            assert_eq!(
                error(Some("sea")),
                Some(ReadError::WrongPassword),
                "{version} {name}"
            );
            let file = read(&bytes, Some("river")).unwrap();
            assert_eq!(content(&file), CONTENT, "{version} {name}");
        }
    }
}

#[test]
fn a_sound_file_is_not_called_damaged() {
    let stream = format!(
        "<</Length {}>>\nstream\n{CONTENT}\nendstream",
        CONTENT.len()
    );
    let sound = read(&page_with(&stream), None).unwrap();
    assert!(!sound.is_damaged && !sound.is_encrypted && sound.claimed_pages.is_none());
    assert_eq!(content(&sound), CONTENT);
}

#[test]
fn a_file_that_hayro_alone_reads_is_damaged_where_its_pages_may_be_missing() {
    let page = "<</Type /Page /MediaBox [0 0 9 9]>>";
    for (root, is_damaged) in [
        (TREE, false),
        ("<</Type /Pages /Kids [3 0 R]>>", true),
        ("<</Type /Pages /Kids [3 0 R] /Count 7>>", true),
    ] {
        let bytes = file_with("no header\n", &[CATALOG, root, page], "/Root 1 0 R");
        assert_eq!(read(&bytes, None).unwrap().is_damaged, is_damaged, "{root}");
    }
}

#[test]
fn what_is_no_pdf_is_broken() {
    for bytes in [b"".as_slice(), b"%PDF-1.7\n", b"Dear colleague", &[0; 5000]] {
        assert!(
            matches!(read(bytes, None), Err(ReadError::Broken(_))),
            "{bytes:?}"
        );
        assert!(!has_objects(bytes));
    }
    assert!(has_objects(&file(&[CATALOG, TREE, PAGE])));
}

#[test]
fn many_streams_without_an_end_are_soon_done_with() {
    let streams: Vec<String> = (0..3000).map(|_| "<<>>\nstream\n".to_owned()).collect();
    let mut file = b"%PDF-1.7\n".to_vec();
    for (number, stream) in (5..).zip(&streams) {
        file.extend(format!("{number} 0 obj\n{stream}").bytes());
    }
    file.extend(vec![b'x'; 1 << 20]);
    file.extend(b"trailer <</Root 5 0 R>>");
    assert!(read(&file, None).is_err());
}
