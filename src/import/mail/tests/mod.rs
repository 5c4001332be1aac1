//! Tests of reading e-mails.

mod carried;

use std::time::Instant;

use super::*;
use crate::import::prose::plain;

fn eml(text: &str) -> Paper {
    read_eml(text.replace('\n', "\r\n").as_bytes()).unwrap()
}

fn words(paper: &Paper) -> String {
    paper.flow.blocks.iter().map(Block::plain_text).collect()
}

const HEAD: &str = "From: =?utf-8?Q?Ann_Ex=C3=A1mple?= <ann@example.org>\nTo: Bob <bob@example.org>, \
    cleo@example.org\nCc: Dan <dan@example.org>\nSubject: =?utf-8?B?TGFtcHMg4pi6?=\n\
    Date: Fri, 16 Dec 2022 17:04:16 -0500\nMIME-Version: 1.0\n";

#[test]
fn the_head_stands_above_the_text() {
    let paper = eml(&format!(
        "{HEAD}Content-Type: text/plain\n\nDear Bob,\n\nYes.\n"
    ));
    assert_eq!(paper.title, "Lamps ☺");
    assert_eq!(paper.publisher, "Ann Exámple");
    assert_eq!(paper.date, Some(jiff::civil::date(2022, 12, 16)));
    let Block::Table(table) = &paper.flow.blocks[0] else {
        panic!("{paper:?}");
    };
    let (head, rows) = table.texts();
    assert!(head.is_empty());
    let rows: Vec<String> = rows
        .iter()
        .map(|row| format!("{}: {}", plain(&row[0]), plain(&row[1])))
        .collect();
    assert_eq!(
        rows,
        [
            "From: Ann Exámple <ann@example.org>",
            "To: Bob <bob@example.org>, cleo@example.org",
            "Cc: Dan <dan@example.org>",
            "Date: 16 December 2022, 17:04 (UTC−05:00)",
            "Subject: Lamps ☺",
        ]
    );
    assert!(words(&paper).ends_with("Dear Bob,\nYes.\n"));
}

#[test]
fn who_had_a_blind_copy_is_not_told() {
    let mail = eml(&format!(
        "{HEAD}Bcc: Eve Example <eve@example.org>\nContent-Type: text/plain\n\nYes.\n"
    ));
    let message = read_msg(&msg(
        &[
            ("/__substg1.0_0037001F", &utf16("Lamps")),
            ("/__substg1.0_0E02001F", &utf16("Eve Example")),
        ],
        &[],
    ));
    for paper in [mail, message.unwrap()] {
        let text = words(&paper);
        assert!(text.contains("Lamps") && !text.contains("Eve"), "{text}");
        assert_eq!(paper.warnings, ["Blind copies are left out."]);
    }
}

#[test]
fn html_is_preferred_unless_the_plain_text_has_more() {
    let mail = |text: &str, html: &str| {
        eml(&format!(
            "{HEAD}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
             {text}\n--b\nContent-Type: text/html\n\n{html}\n--b--\n"
        ))
    };
    let made = mail("one two three", "<p>one <b>two</b> three");
    assert!(matches!(&made.flow.blocks[1], Block::Paragraph(text) if text.len() == 3));
    let made = mail("one two three four five six", "<p>See the text part");
    assert!(words(&made).contains("four"));
}

#[test]
fn files_are_attached_under_bare_names_and_pictures_placed() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2, 3)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let png: String = png
        .into_inner()
        .iter()
        .map(|byte| format!("={byte:02X}"))
        .collect();
    let png: Vec<String> = png
        .as_bytes()
        .chunks(60)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    let png = png.join("=\n");
    let paper = eml(&format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/related; boundary=b\n\n\
         --b\nContent-Type: text/html\n\n<p>See</p><img src='cid:x@y'><img src='https://example.org/p.png'>\n\
         --b\nContent-Type: image/png\nContent-ID: <x@y>\nContent-Transfer-Encoding: quoted-printable\n\n{png}\n--b--\n\
         --a\nContent-Type: text/csv; name=\"../../a.csv\"\nContent-Disposition: attachment\n\nx,y\n\
         --a\nContent-Type: message/rfc822\n\nSubject: Old/lamps\nFrom: a@b.org\n\nInner\n\
         --a\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n\
         --a\nContent-Type: application/ms-tnef; name=winmail.dat\n\nx\n\
         --a\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--a--\n"
    ));
    let names: Vec<&str> = paper
        .attachments
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["a.csv", "Old-lamps.eml"]);
    assert_eq!(&*paper.attachments[0].bytes, b"x,y");
    assert!(
        paper.attachments[1]
            .bytes
            .starts_with(b"Subject: Old/lamps")
    );
    let inner = read_eml(&paper.attachments[1].bytes).unwrap();
    assert!(words(&inner).contains("Inner"));
    let pictures = paper.flow.blocks.iter().filter_map(|block| match block {
        Block::Figure { picture, .. } => Some(picture.is_ok()),
        _ => None,
    });
    assert_eq!(pictures.collect::<Vec<_>>(), [true, false]);
    assert!(words(&paper).ends_with("Attachments: a.csv, Old-lamps.eml\n"));
    assert_eq!(paper.warnings.len(), 2, "{:?}", paper.warnings);
    assert!(paper.warnings[0].contains("winmail.dat"));
}

#[test]
fn letters_are_read_without_a_declared_character_set() {
    let mut bytes = b"From: a@b.org\r\nSubject: x\r\n\r\n".to_vec();
    bytes.extend(
        &*encoding_rs::WINDOWS_1252
            .encode("Café “talks” in the great hall – £5 each")
            .0,
    );
    assert!(words(&read_eml(&bytes).unwrap()).contains("Café “talks”"));
    let utf16: Vec<u8> = "From: a@b.org\r\n\r\nCafé"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(words(&read_eml(&utf16).unwrap()).contains("Café"));
}

#[test]
fn broken_base64_is_read_as_far_as_it_goes() {
    let paper = eml(&format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\n\nHello\n--a\n\
         Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBE[rest]Ri0xLjQ\n--a--\n"
    ));
    assert_eq!(paper.attachments[0].name, "a.pdf");
    assert!(paper.attachments[0].bytes.starts_with(b"%PD"));
    assert!(paper.warnings[0].contains("a.pdf"), "{:?}", paper.warnings);
}

#[test]
fn an_encrypted_mail_says_so() {
    let paper = eml(&format!(
        "{HEAD}Content-Type: multipart/encrypted; boundary=a\n\n--a\nContent-Type: application/pgp-encrypted\n\n\
         Version: 1\n--a\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--a--\n"
    ));
    assert!(paper.warnings[0].contains("encrypted"));
    assert!(words(&paper).contains("The text of this e-mail is encrypted"));
    assert_eq!(paper.attachments, []);
    let sealed = base64(&super::smime::tests::message(3, b"secret"));
    let in_body = "Ann,\n\n-----BEGIN PGP MESSAGE-----\n\nhIwD\n-----END PGP MESSAGE-----\n";
    for (kind, body) in [
        (
            "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\
             Content-Transfer-Encoding: base64",
            sealed.as_str(),
        ),
        ("text/plain", in_body),
    ] {
        let paper = eml(&format!("{HEAD}Content-Type: {kind}\n\n{body}\n"));
        let text = words(&paper);
        assert!(
            text.contains("The text of this e-mail is encrypted"),
            "{text}"
        );
        assert!(!text.contains("hIwD") && text.contains("Subject"), "{text}");
        assert!(paper.warnings[0].contains("save it decrypted"));
        assert_eq!(paper.attachments, []);
    }
}

#[test]
fn what_is_sealed_and_not_shown_comes_as_a_file() {
    let kind = "Content-Type: application/pkcs7-mime; name=smime.p7m\n\
        Content-Disposition: attachment\nContent-Transfer-Encoding: base64";
    let part = base64(&super::smime::tests::message(3, b"secret"));
    let beside_text = eml(&format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain\n\n\
         Lamps are bright.\n--m\n{kind}\n\n{part}\n--m--\n"
    ));
    assert!(words(&beside_text).contains("Lamps are bright."));
    assert_eq!(beside_text.warnings, [""; 0]);
    // What is signed holds too much to be read.
    let inner = format!(
        "Content-Type: text/plain\r\n\r\n{}",
        "boundary ".repeat(600)
    );
    let sealed = base64(&super::smime::tests::message(2, inner.as_bytes()));
    let broken = eml(&format!("{HEAD}{kind}\n\n{sealed}\n"));
    assert_eq!(broken.title, "Lamps ☺");
    assert!(
        !words(&broken).contains("is encrypted"),
        "{}",
        words(&broken)
    );
    assert!(broken.warnings[0].starts_with("The signed part cannot be read"));
    for paper in [beside_text, broken] {
        let names: Vec<&str> = paper.attachments.iter().map(|file| &*file.name).collect();
        assert_eq!(names, ["smime.p7m"]);
    }
}

fn base64(bytes: &[u8]) -> String {
    super::eml_writer::base64(bytes).replace("\r\n", "\n")
}

#[test]
fn a_signed_mail_shows_its_text_and_its_files() {
    let inner = "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\
        Content-Type: text/plain\r\n\r\nLamps are bright.\r\n--m\r\n\
        Content-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment\r\n\r\nx,y\r\n--m--\r\n";
    let beside = format!(
        "{HEAD}Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s\n\n\
         --s\n{inner}\n--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\
         Content-Transfer-Encoding: base64\n\nAAAA\n--s--\n"
    );
    let sealed = super::smime::tests::message(2, inner.as_bytes());
    let around = format!(
        "{HEAD}Content-Type: application/pkcs7-mime; smime-type=signed-data;\n name=smime.p7m\n\
         Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n{}\n",
        base64(&sealed)
    );
    let beside = eml(&beside.replace("\r\n", "\n"));
    for paper in [beside, eml(&around)] {
        assert_eq!(paper.title, "Lamps ☺");
        let text = words(&paper);
        assert!(text.contains("Lamps are bright."), "{text}");
        let names: Vec<&str> = paper.attachments.iter().map(|file| &*file.name).collect();
        assert_eq!(names, ["a.csv"]);
        assert_eq!(paper.warnings, [""; 0]);
    }
    let whole =
        format!("Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n{inner}\r\n--s--\r\n");
    for (class, bytes) in [
        ("IPM.Note.SMIME", sealed.as_slice()),
        ("IPM.Note.SMIME.MultipartSigned", whole.as_bytes()),
    ] {
        let paper = read_msg(&msg(
            &[
                ("/__substg1.0_0037001F", &utf16("Lamps")),
                ("/__substg1.0_001A001F", &utf16(class)),
                (
                    "/__attach_version1.0_#00000000/__substg1.0_3707001F",
                    &utf16("smime.p7m"),
                ),
                ("/__attach_version1.0_#00000000/__substg1.0_37010102", bytes),
            ],
            &[],
        ))
        .unwrap();
        assert!(words(&paper).contains("Lamps are bright."), "{paper:?}");
        assert_eq!(paper.attachments[0].name, "a.csv");
    }
}

fn nested(depth: usize) -> String {
    let open = |level: usize| {
        format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n")
    };
    let parts: String = (0..depth).map(open).collect();
    format!(
        "From: a@b.org\r\nMIME-Version: 1.0\r\n{parts}Content-Type: text/plain\r\n\r\nHeart\r\n"
    )
}

#[test]
fn parts_may_be_nested_but_not_without_end() {
    let started = Instant::now();
    assert!(words(&read_eml(nested(50).as_bytes()).unwrap()).contains("Heart"));
    let error = read_eml(nested(10_000).as_bytes()).unwrap_err();
    assert!(matches!(error, Problem::BeyondLimit { .. }), "{error}");
    let mails = format!(
        "From: a@b.org\r\n{}x",
        "Content-Type: message/rfc822\r\n\r\n".repeat(100_000)
    );
    let error = read_eml(mails.as_bytes()).unwrap_err();
    assert!(matches!(error, Problem::BeyondLimit { .. }), "{error}");
    assert_eq!(read_eml(b" \r\n"), Err(Problem::Empty));
    assert!(started.elapsed().as_secs() < 10);
}

/// A message of Outlook's: streams by their names, and fixed properties.
fn msg(parts: &[(&str, &[u8])], fixed: &[(&str, u16, u16, u64)]) -> Vec<u8> {
    use std::io::Write;
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    let mut lists: std::collections::BTreeMap<String, Vec<u8>> = std::collections::BTreeMap::new();
    let head = |folder: &str| match folder {
        "/" => 32,
        folder if folder.ends_with("3701000D/") => 24,
        _ => 8,
    };
    let mut entry = |folder: &str, kind: u16, number: u16, value: u64| {
        let list = lists
            .entry(folder.to_owned())
            .or_insert_with(|| vec![0; head(folder)]);
        list.extend(kind.to_le_bytes());
        list.extend(number.to_le_bytes());
        list.extend([0; 4]);
        list.extend(value.to_le_bytes());
    };
    for (folder, kind, number, value) in fixed {
        entry(folder, *kind, *number, *value);
    }
    for (path, bytes) in parts {
        let (folder, name) = path.split_at(path.rfind('/').unwrap() + 1);
        file.create_storage_all(folder).unwrap();
        let code = name.strip_prefix("__substg1.0_").unwrap();
        let number = u16::from_str_radix(&code[..4], 16).unwrap();
        let kind = u16::from_str_radix(&code[4..], 16).unwrap();
        entry(folder, kind, number, bytes.len() as u64);
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    for (folder, list) in lists {
        let path = format!("{folder}__properties_version1.0");
        file.create_stream(path).unwrap().write_all(&list).unwrap();
    }
    file.into_inner().into_inner()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_message_of_outlook_is_read() {
    // 16 December 2022, 22:04:16, in steps of 100 nanoseconds since 1601.
    let sent = (1_671_228_256 + 11_644_473_600_u64) * 10_000_000;
    let bytes = msg(
        &[
            ("/__substg1.0_0037001F", &utf16("Lamps ☺")),
            ("/__substg1.0_0C1A001F", &utf16("Ann Exámple")),
            ("/__substg1.0_5D01001F", &utf16("ann@example.org")),
            ("/__substg1.0_0E04001F", &utf16("Bob")),
            ("/__substg1.0_1000001F", &utf16("Plain")),
            (
                "/__substg1.0_10130102",
                b"<html><body><p>Caf\xe9 <b>talks</b>",
            ),
            (
                "/__attach_version1.0_#00000000/__substg1.0_3707001F",
                &utf16("..\\a.pdf"),
            ),
            (
                "/__attach_version1.0_#00000000/__substg1.0_37010102",
                b"%PDF-",
            ),
            (
                "/__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_0037001F",
                &utf16("Inner ☺"),
            ),
            (
                "/__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_1000001F",
                &utf16("Innermost é"),
            ),
        ],
        &[("/", 0x40, 0x39, sent), ("/", 3, 0x3fde, 1252)],
    );
    let paper = read_msg(&bytes).unwrap();
    assert_eq!(
        (paper.title.as_str(), paper.publisher.as_str()),
        ("Lamps ☺", "Ann Exámple")
    );
    assert_eq!(paper.date, Some(jiff::civil::date(2022, 12, 16)));
    let text = words(&paper);
    assert!(
        text.contains("Ann Exámple <ann@example.org>") && text.contains("Café talks"),
        "{text}"
    );
    let names: Vec<&str> = paper
        .attachments
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["a.pdf", "Inner ☺.eml"]);
    let inner = read_eml(&paper.attachments[1].bytes).unwrap();
    assert_eq!(inner.title, "Inner ☺");
    assert!(words(&inner).contains("Innermost é"));
}

#[test]
fn a_message_was_sent_when_its_own_head_says() {
    // A program that exported the mail set the property to the day of the export.
    let exported = (1_682_026_740 + 11_644_473_600_u64) * 10_000_000;
    let head = "Received: by mx; Fri, 23 Dec 2022 18:08:50 +0000\r\n\
                Date: Fri, 23 Dec 2022 12:08:48 -0600\r\nMessage-ID: <a@b>\r\n";
    let inner = "/__attach_version1.0_#00000000/__substg1.0_3701000D/__substg1.0_007D001F";
    let bytes = msg(
        &[
            ("/__substg1.0_0037001F", &utf16("Outer")),
            ("/__substg1.0_007D001F", &utf16(head)),
            (inner, &utf16(head)),
        ],
        &[("/", 0x40, 0x39, exported)],
    );
    let outer = read_msg(&bytes).unwrap();
    let attached = read_eml(&outer.attachments[0].bytes).unwrap();
    for paper in [outer, attached] {
        assert_eq!(paper.date, Some(jiff::civil::date(2022, 12, 23)));
        let text = words(&paper);
        assert!(
            text.contains("23 December 2022, 12:08 (UTC−06:00)"),
            "{text}"
        );
    }
}

#[test]
fn a_body_in_eight_bits_is_read_by_its_code_page() {
    let russian = encoding_rs::WINDOWS_1251
        .encode("Совет обсудил положение")
        .0;
    let bytes = msg(
        &[
            ("/__substg1.0_0037001E", b"x"),
            ("/__substg1.0_1000001E", &russian),
        ],
        &[("/", 3, 0x3ffd, 1251)],
    );
    assert!(words(&read_msg(&bytes).unwrap()).contains("Совет обсудил"));
}

#[test]
fn html_wrapped_in_rtf_is_unwrapped() {
    let rtf = b"{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0 Arial;}}\
        {\\*\\htmltag64 <p>}\\htmlrtf {\\b \\htmlrtf0 Caf\\'e9 {\\*\\htmltag84 &amp;} \\u9786?\
        \\htmlrtf }\\htmlrtf0 {\\*\\htmltag72 </p>}\\htmlrtf\\par\\htmlrtf0}";
    let mut stream = b"........MELA....".to_vec();
    stream.extend(rtf);
    let bytes = msg(
        &[
            ("/__substg1.0_0037001F", &utf16("x")),
            ("/__substg1.0_10090102", &stream),
        ],
        &[],
    );
    let text = words(&read_msg(&bytes).unwrap());
    assert!(text.contains("Café & ☺\n"), "{text}");
}

/// The cells of the tables of a paper, row by row.
fn rows(paper: &Paper) -> Vec<String> {
    let tables = paper.flow.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let cells = |row: &Vec<Cell>| {
        let cells = row.iter().flat_map(|cell| &cell.blocks);
        let cells = cells.map(|block| block.plain_text().trim_end().to_owned());
        cells.collect::<Vec<_>>().join(": ")
    };
    tables
        .flat_map(|table| table.rows.iter().map(cells))
        .collect()
}
