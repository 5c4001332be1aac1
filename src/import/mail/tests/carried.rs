//! What e-mails carry beside their words: invitations, packed files, letters of their own.

use super::*;

const CALENDAR: &str = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Board\\, 12th\n\
    DTSTART;TZID=Europe/London:20240321T100000\nDTEND;TZID=Europe/London:20240321T123000\n\
    LOCATION:Room 3\nDESCRIPTION:Papers to follow.\\nBring ID.\nEND:VEVENT\nEND:VCALENDAR\n";

#[test]
fn an_invitation_stands_above_the_words_of_its_mail() {
    let paper = eml(&format!(
        "{HEAD}Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\n\
         You are invited.\n\n--x\nContent-Type: text/calendar; method=REQUEST\n\n{CALENDAR}\n--x--\n"
    ));
    let rows = rows(&paper);
    assert!(rows.contains(&"What: Board, 12th".to_owned()), "{rows:?}");
    let when = "When: Thursday 21 March 2024, 10:00 to 12:30 (London time)".to_owned();
    assert!(rows.contains(&when), "{rows:?}");
    let words = words(&paper);
    assert!(
        words.ends_with("Room 3\nPapers to follow.\nBring ID.\nYou are invited.\n"),
        "{words}"
    );
    assert!(paper.warnings.is_empty() && paper.attachments.is_empty());
    let alone = eml(&format!(
        "{HEAD}Content-Type: text/calendar; method=REQUEST\n\n{CALENDAR}"
    ));
    assert!(self::words(&alone).ends_with("Room 3\nPapers to follow.\nBring ID.\n"));
    let told_twice = eml(&format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\n\
         Papers to follow.\nBring ID.\n\n--x\nContent-Type: text/calendar; name=a.ics\n\n{CALENDAR}\n--x--\n"
    ));
    assert_eq!(self::words(&told_twice).matches("Bring ID").count(), 1);
}

#[test]
fn files_written_in_the_words_are_attached() {
    let paper = eml(&format!(
        "{HEAD}\nThe list follows.\n\nbegin 644 list.txt\n#0V%T\n`\nend\n\nWords after it.\n"
    ));
    assert!(words(&paper).contains("The list follows.\nWords after it.\n"));
    let file = &paper.attachments[0];
    assert_eq!(
        (file.name.as_str(), &*file.bytes),
        ("list.txt", &b"Cat"[..])
    );
}

#[test]
fn letters_of_the_head_and_of_seven_bits_are_read() {
    let paper = eml(&format!(
        "{}Content-Type: text/plain; charset=utf-7\n\n+BB8EQAQ4BDIENQRC, +AKM-5.\n",
        HEAD.replace(
            "=?utf-8?B?TGFtcHMg4pi6?=",
            "=?utf-8?B?5A==?= =?utf-8?B?vJrorq4=?="
        )
    ));
    assert_eq!(paper.title, "会议");
    assert!(
        words(&paper).ends_with("Привет, £5.\n"),
        "{}",
        words(&paper)
    );
    let mut raw = b"Subject: \xcf\xf0\xe8\xe2\xe5\xf2\r\n".to_vec();
    raw.extend(
        b"From: a@example.org\r\nContent-Type: text/plain; charset=windows-1251\r\n\r\n\xcf\r\n",
    );
    let paper = read_eml(&raw).unwrap();
    assert_eq!(paper.title, "Привет");
    assert!(words(&paper).ends_with("П\n"));
}

/// A message as Outlook packs it.
fn winmail(attributes: &[(u16, &[u8])]) -> Vec<u8> {
    let mut out = 0x223e_9f78_u32.to_le_bytes().to_vec();
    out.extend([1, 0]);
    for (name, value) in attributes {
        out.push(1);
        out.extend(u32::from(*name).to_le_bytes());
        out.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        out.extend(*value);
        out.extend([0, 0]);
    }
    out
}

#[test]
fn what_outlook_packed_is_unpacked() {
    let mut long_name = vec![1, 0, 0, 0, 0x1e, 0, 7, 0x37, 1, 0, 0, 0, 13, 0, 0, 0];
    long_name.extend(b"the plan.pdf\0\0\0\0");
    let packed = winmail(&[
        (0x8004, b"Lamps\0"),
        (0x800c, b"Words that are packed.\r\n\0"),
        (0x9002, &[0; 14]),
        (0x8010, b"PLAN~1.PDF\0"),
        (0x800f, b"%PDF-"),
        (0x9005, &long_name),
        (0x9002, &[0; 14]),
        (0x8010, b"b.txt\0"),
        (0x800f, b"b"),
    ]);
    let mail = |packed: &[u8]| {
        eml(&format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\n\
             See the papers.\n\n--x\nContent-Type: application/ms-tnef; name=winmail.dat\n\
             Content-Transfer-Encoding: base64\n\n{}\n--x--\n",
            base64(packed)
        ))
    };
    let paper = mail(&packed);
    let files = paper.attachments.iter();
    let files: Vec<_> = files
        .map(|file| (file.name.as_str(), &*file.bytes))
        .collect();
    assert_eq!(
        files,
        [("the plan.pdf", &b"%PDF-"[..]), ("b.txt", &b"b"[..])]
    );
    assert!(words(&paper).contains("See the papers.\nWords that are packed.\n"));
    assert!(paper.warnings.is_empty());
    for end in [0, 3, 20, 60, packed.len() - 30] {
        mail(&packed[..end]);
    }
    let damaged = mail(b"no such file");
    assert_eq!((damaged.attachments.len(), damaged.warnings.len()), (0, 1));
}

#[test]
fn a_meeting_request_of_outlook_is_a_card() {
    let ticks = |text: &str| {
        let seconds = text.parse::<jiff::Timestamp>().unwrap().as_second();
        u64::try_from((seconds + 11_644_473_600) * 10_000_000).unwrap()
    };
    let mut names = Vec::new();
    for (index, name) in [0x820d_u16, 0x820e, 0x8208].into_iter().enumerate() {
        names.extend(u32::from(name).to_le_bytes());
        names.extend([6, 0]);
        names.extend(u16::try_from(index).unwrap().to_le_bytes());
    }
    let set = super::properties::OF_APPOINTMENTS;
    let message = read_msg(&msg(
        &[
            ("/__nameid_version1.0/__substg1.0_00020102", &set),
            ("/__nameid_version1.0/__substg1.0_00030102", &names),
            (
                "/__substg1.0_001A001F",
                &utf16("IPM.Schedule.Meeting.Request"),
            ),
            ("/__substg1.0_0037001F", &utf16("Budget group")),
            ("/__substg1.0_1000001F", &utf16("Agenda: minutes.")),
            ("/__substg1.0_8002001F", &utf16("Room 4")),
        ],
        &[
            ("/", 0x40, 0x8000, ticks("2026-07-10T13:00:00Z")),
            ("/", 0x40, 0x8001, ticks("2026-07-10T14:30:00Z")),
        ],
    ))
    .unwrap();
    let rows = rows(&message);
    let when = "When: Friday 10 July 2026, 13:00 to 14:30 (UTC); in London 14:00 to 15:30";
    assert!(rows.contains(&when.to_owned()), "{rows:?}");
    assert!(rows.contains(&"Where: Room 4".to_owned()), "{rows:?}");
    assert!(words(&message).ends_with("Agenda: minutes.\n"));
}

#[test]
fn each_font_of_a_wrapped_page_has_its_own_letters() {
    let rtf = br"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fswiss\fcharset204 Arial;}}{\*\htmltag <p>}\htmlrtf {\f1 \htmlrtf0 \'cf\'f0{\f0 \'e9}\'e8\htmlrtf }\htmlrtf0 \'e9{\*\htmltag </p>}}";
    let html = crate::import::rtf::html(rtf).unwrap();
    assert!(html.contains("<p>Прéиé</p>"), "{html}");
}

#[test]
fn a_small_picture_for_a_text_that_is_not_shown_is_no_paper() {
    let png = |side: u32| {
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(side, side)
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        base64(&png.into_inner())
    };
    let paper = eml(&format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nYes.\n\n\
         --x\nContent-Type: image/png; name=logo.png\nContent-ID: <a>\n\
         Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n{}\n\
         --x\nContent-Type: image/png; name=map.png\nContent-ID: <b>\n\
         Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n{}\n--x--\n",
        png(80),
        png(300)
    ));
    let names: Vec<&str> = paper
        .attachments
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["map.png"]);
    assert_eq!(paper.warnings, ["The small picture logo.png is left out."]);
}
