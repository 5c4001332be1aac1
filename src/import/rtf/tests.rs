//! Tests of reading RTF.

use std::time::Instant;

use super::*;
use crate::import::{Script, Text};

fn paper(body: &str) -> Paper {
    read(format!("{{\\rtf1\\ansi\\ansicpg1252\\deff0 {body}}}").as_bytes()).unwrap()
}

fn blocks(body: &str) -> Vec<Block> {
    paper(body).flow.blocks
}

fn words(body: &str) -> String {
    blocks(body).iter().map(Block::plain_text).collect()
}

#[test]
fn letters_of_every_kind_are_read() {
    for (rtf, text) in [
        (
            "Caf\\'e9 \\ldblquote x\\rdblquote\\~\\emdash",
            "Café “x”\u{a0}—\n",
        ),
        ("\\uc1\\u233?x", "éx\n"),
        ("\\uc0\\u233 x", "éx\n"),
        ("\\uc2\\u233\\'e9?x", "éx\n"),
        ("\\u-10179?\\u-8694?", "😊\n"),
        ("{\\uc0 a}\\u233?b", "aéb\n"),
        ("\\uc999999\\u233?all of this stays", "éall of this stays\n"),
        ("{\\fonttbl{\\f1\\fcharset204 A;}}\\f1 \\'d1\\'ee", "Со\n"),
        (
            "{\\fonttbl{\\f1\\fcharset128 A;}}\\f1 \\'93\\'fa\\'96\\'7b",
            "日本\n",
        ),
        ("a\\line b\\tab c", "a\nb\tc\n"),
        ("a\\{b\\}\\\\", "a{b}\\\n"),
    ] {
        assert_eq!(words(rtf), text, "{rtf}");
    }
}

#[test]
fn styles_and_links_are_kept_and_what_is_hidden_left_out() {
    let made = blocks(
        "{\\b b}{\\i i}{\\strike s}m{\\super 2}{\\sub 3}{\\v hidden}{\\field{\\*\\fldinst HYPERLINK \
         \"https://example.org/\"}{\\fldrslt l}}",
    );
    let Block::Paragraph(text) = &made[0] else {
        panic!("{made:?}");
    };
    let find = |word: &str| text.iter().find(|span| span.text == word).unwrap();
    assert!(find("b").bold && find("i").italic && find("s").strike);
    assert_eq!(
        (find("2").script, find("3").script),
        (Script::Raised, Script::Lowered)
    );
    assert_eq!(find("l").address(), Some("https://example.org/"));
    assert_eq!(plain(text), "bism23l");
}

#[test]
fn tables_lists_and_headings_are_read() {
    let made = blocks(
        "{\\stylesheet{\\s1 heading 1;}{\\s2\\outlinelevel1 Own;}}\\pard\\s1 Title\\par\\pard\\s2 Part\\par\\pard \
         {\\listtext 1.\\tab}one\\par{\\listtext 2.\\tab}two\\par\\ilvl1{\\listtext\\'b7}inner\\par\\pard \
         {\\pntext (a)\\tab}letter\\par\
         \\trowd\\trhdr\\cellx1\\cellx2\\pard\\intbl a\\cell b\\cell\\row\
         \\trowd\\cellx1\\cellx2\\pard\\intbl c\\par d\\cell{\\pard\\intbl\\itap2 n\\nestcell m\\nestcell\\nestrow}\
         \\pard\\intbl e\\cell\\row\\pard after\\par",
    );
    assert!(
        matches!(&made[0], Block::Heading { level: 1, .. }),
        "{made:?}"
    );
    let Block::List {
        start: Some(1),
        items,
    } = &made[1]
    else {
        panic!("{made:?}");
    };
    assert!(items.len() == 2 && matches!(items[1][1], Block::List { start: None, .. }));
    assert_eq!(made[2].plain_text(), "(a) letter\n");
    let Block::Table { head, rows } = &made[3] else {
        panic!("{made:?}");
    };
    let cells = |row: &[Text]| row.iter().map(plain).collect::<Vec<_>>();
    assert_eq!(cells(head), ["a", "b"]);
    assert_eq!(cells(&rows[0]), ["c\nd", "n · m\ne"]);
    assert_eq!(made[4].plain_text(), "after\n");
}

#[test]
fn a_heading_at_the_top_is_the_title() {
    let paper = paper(
        "{\\info{\\title Template}{\\*\\company Office}}{\\pard\\outlinelevel0 Lamps\\par}Text\\par",
    );
    assert_eq!(
        (paper.title.as_str(), paper.publisher.as_str()),
        ("Lamps", "Office")
    );
    assert_eq!(paper.flow.blocks.len(), 1);
}

#[test]
fn notes_comments_and_running_heads_go_where_they_belong() {
    let paper = paper(
        "{\\header OFFICIAL\\par}{\\*\\generator x}Text{\\super\\chftn}{\\footnote\\pard{\\super\\chftn} A note.}\
         {\\*\\atnid AE}{\\*\\atnauthor Ann}{\\*\\annotation Why?} more{\\deleted gone}\\par",
    );
    let text: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(text, "Text[1] more\n[1] A note.\n");
    assert_eq!(paper.running, "OFFICIAL\n");
    assert_eq!(
        (
            paper.comments[0].body.as_str(),
            paper.comments[0].author.as_str()
        ),
        ("Why?", "Ann")
    );
    assert!(paper.warnings[0].contains("tracked"));
}

#[test]
fn pictures_are_shown_or_named() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2, 3)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let hex: String = png
        .into_inner()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let made = blocks(&format!(
        "{{\\*\\shppict{{\\pict\\pngblip\\picw2 {hex}}}}}{{\\nonshppict{{\\pict\\wmetafile8 00}}}}Text\\par\
         {{\\pict\\emfblip 0102}}\\par"
    ));
    let figures: Vec<bool> = made
        .iter()
        .filter_map(|block| match block {
            Block::Figure { picture, .. } => Some(picture.is_ok()),
            _ => None,
        })
        .collect();
    assert_eq!(figures, [true, false], "{made:?}");
}

#[test]
fn limits_hold() {
    let started = Instant::now();
    let error = read(format!("{{\\rtf1 {}", "{".repeat(10_000)).as_bytes()).unwrap_err();
    assert!(error.to_string().contains("at most 1000 levels"), "{error}");
    assert_eq!(words("a}}}}}}b"), "ab\n");
    assert_eq!(words("a\\bin4000000000 b"), "a\n");
    assert_eq!(words(&format!("a{}", "\\footnote".repeat(100_000))), "a\n");
    assert_eq!(read(b"{\\rtf1}"), Err(Problem::Empty));
    assert!(started.elapsed().as_secs() < 10);
}
