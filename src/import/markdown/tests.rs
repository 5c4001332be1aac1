//! Markdown as officials write it, and as an enemy would.

use std::sync::Arc;

use super::*;
use crate::import::{Span, decode_text};
use crate::pack::DocumentKind;

fn read(text: &str) -> Reading {
    Reading::new(&decode_text(text.as_bytes()), &Extent::Whole, &|_| None)
}

fn blocks(text: &str) -> Vec<Block> {
    read(text).flow.blocks
}

fn words(text: &str) -> String {
    blocks(text).iter().map(Block::plain_text).collect()
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Span::plain(text)])
}

#[test]
fn the_first_heading_becomes_the_title_and_the_others_move_up() {
    let reading = read("# Draft *agenda*\n\nText.\n\n## Items\n\n### First\n\n## Next\n");
    assert_eq!(reading.title.as_deref(), Some("Draft agenda"));
    let levels = reading.flow.blocks.iter().filter_map(|block| match block {
        Block::Heading { level, text } => Some((*level, plain(text))),
        _ => None,
    });
    let expected =
        [(1, "Items"), (2, "First"), (1, "Next")].map(|(level, text)| (level, text.to_owned()));
    assert_eq!(levels.collect::<Vec<_>>(), expected);
}

#[test]
fn a_heading_below_text_stays_where_it_is() {
    let reading = read("Text.\n\n# Heading\n");
    assert_eq!(reading.title, None);
    assert_eq!(reading.flow.blocks.len(), 2);
}

#[test]
fn front_matter_gives_title_and_date() {
    let text = decode_text(b"---\ntitle: The lamp\ndate: 2030-07-30T09:00:00Z\nauthor: Ann\n---\n\n# The lamp\n\nText.\n");
    let facts = facts(&text);
    assert_eq!(facts.proposal.title, "The lamp");
    assert_eq!(facts.proposal.date, Some(jiff::civil::date(2030, 7, 30)));
    let proposed = facts
        .proposal
        .omissions
        .iter()
        .map(|o| (o.line, o.text.as_str(), o.reason))
        .collect::<Vec<_>>();
    assert_eq!(
        proposed,
        [
            (4, "author: Ann", OmissionReason::FrontMatter),
            (7, "The lamp", OmissionReason::RepeatedTitle)
        ]
    );
    assert_eq!(
        flow(&text, &Extent::Whole, &|_| None).blocks,
        [paragraph("Text.")]
    );
}

#[test]
fn styles_and_links_are_kept_and_unsafe_links_are_words_only() {
    let found = blocks(
        "**Bold** *slant* `code` ~~struck~~ [site](https://example.org) [run](javascript:x) <a@b.org> www.c.org",
    );
    let Block::Paragraph(spans) = &found[0] else {
        panic!()
    };
    let find = |text: &str| spans.iter().find(|span| span.text.contains(text)).unwrap();
    assert!(find("Bold").bold && find("slant").italic && find("code").code);
    assert!(find("struck").strike && !find("code").strike);
    assert_eq!(find("site").address(), Some("https://example.org"));
    assert_eq!(find("run").link, None);
    assert_eq!(find("a@b.org").address(), Some("mailto:a@b.org"));
    assert_eq!(find("www.c.org").address(), Some("https://www.c.org"));
}

#[test]
fn lists_tables_quotes_and_code_become_blocks() {
    let found = blocks(
        "3. three\n4. four\n   - inner\n\n- [x] done\n- [ ] open\n\n> Said.\n\n```\na  b\n```\n\n| H | I |\n|---|---|\n| 1 | **2** |\n| 3 |\n\n---\n",
    );
    let Block::List {
        start: Some(3),
        items,
    } = &found[0]
    else {
        panic!("{found:?}")
    };
    assert_eq!(
        items[1],
        [
            paragraph("four"),
            Block::List {
                start: None,
                items: vec![vec![paragraph("inner")]]
            }
        ]
    );
    assert_eq!(found[1].plain_text(), "☑ done\n☐ open\n");
    assert_eq!(found[2], Block::Quotation(vec![paragraph("Said.")]));
    assert_eq!(found[3], Block::Preformatted("a  b".to_owned()));
    let Block::Table(table) = &found[4] else {
        panic!("{found:?}")
    };
    let (head, rows) = table.texts();
    assert_eq!((head.len(), rows.len(), rows[0].len()), (2, 2, 2));
    assert!(rows[0][1][0].bold);
    assert_eq!(found[5], Block::Rule);
}

#[test]
fn a_table_of_many_columns_is_parted_and_no_cell_is_lost() {
    let row = |count: usize, letter: char| -> String {
        let cells = (0..count).map(|column| format!("|{letter}{column}"));
        cells.collect::<String>() + "|\n"
    };
    for count in [64, 65, 200, 5_000] {
        let line = "|-".repeat(count) + "|\n";
        let found = blocks(&format!("{}{line}{}", row(count, 'h'), row(count, 'c')));
        let parts = found.iter().map(|block| match block {
            Block::Table(table) => table.texts(),
            other => panic!("{other:?}"),
        });
        let mut heads = Vec::new();
        for (head, cells) in parts {
            let head: Vec<_> = head.iter().map(plain).collect();
            let cells: Vec<_> = cells[0].iter().map(plain).collect();
            assert!(head.len() <= 64, "{}", head.len());
            let below: Vec<String> = head.iter().map(|name| name.replace('h', "c")).collect();
            assert_eq!(cells, below);
            assert!(head[0] == "h0" || count > 640, "{}", head[0]);
            heads.extend(head);
        }
        heads.sort_by_key(|name| name[1..].parse::<usize>().unwrap());
        heads.dedup();
        let all: Vec<String> = (0..count).map(|column| format!("h{column}")).collect();
        assert_eq!(heads, all, "{count}");
    }
}

#[test]
fn footnotes_come_last_with_their_labels() {
    assert_eq!(
        words("Text.[^1]\n\n[^1]: The note.\n\nMore.\n"),
        "Text.[1]\nMore.\n[1] The note.\n"
    );
}

#[test]
fn words_in_html_stay_and_struck_text_keeps_its_marks() {
    assert_eq!(
        words("<div>\n<p>One <b>two</b></p>\n</div>\n\nThree<br>four <span>five</span> ~~six~~\n"),
        "One two\nThree\nfour five six\n"
    );
}

#[test]
fn pictures_come_from_beside_the_text_and_never_from_the_web() {
    let text = decode_text(b"![A map](map%20one.png \"The isles\")\n\n![](https://example.org/x.png) ![gone](gone.png) ![out](../x.png) <img src=\"bad.png\" alt=\"bad\">\n\n| ![cell](map%20one.png) |\n|---|\n");
    let png: Arc<[u8]> = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(3, 2)
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        bytes.into_inner().into()
    };
    let find = |reference: &str| match reference {
        "map%20one.png" => Some(Arc::clone(&png)),
        "bad.png" => Some(Arc::from(b"no picture".as_slice())),
        _ => None,
    };
    let found = flow(&text, &Extent::Whole, &find).blocks;
    let figures = found.iter().filter_map(|block| match block {
        Block::Figure { picture, caption } => Some((picture.as_ref(), plain(caption))),
        _ => None,
    });
    let figures = figures.collect::<Vec<_>>();
    assert_eq!(figures.len(), 6, "{found:?}");
    let map = figures[0].0.unwrap();
    assert_eq!(
        (map.width_px, map.height_px, map.alt.as_str()),
        (3, 2, "A map")
    );
    assert_eq!(figures[0].1, "The isles");
    assert!(
        figures[1]
            .0
            .unwrap_err()
            .contains("https://example.org/x.png and is not fetched")
    );
    assert!(figures[2].0.unwrap_err().contains("gone.png was not found"));
    assert_eq!(figures[2].1, "gone");
    assert!(
        figures[4]
            .0
            .unwrap_err()
            .contains("bad.png is not a PNG or JPEG")
    );
    assert!(figures[5].0.is_ok());

    let facts = facts(&text);
    let pairs = facts
        .pictures
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect::<Vec<_>>();
    assert_eq!(
        pairs,
        [
            ("map%20one.png", "map one.png"),
            ("gone.png", "gone.png"),
            ("bad.png", "bad.png")
        ]
    );
    assert_eq!(facts.warnings.len(), 2);
}

#[test]
fn an_agenda_is_known_as_one() {
    let text = decode_text(b"# Agenda\n\nDate: 30 July 2030\n\n1. Opening\n2. Lamps\n");
    let facts = facts(&text);
    assert_eq!(facts.proposal.kind, DocumentKind::Agenda);
    assert_eq!(facts.proposal.date, Some(jiff::civil::date(2030, 7, 30)));
}

fn depth(blocks: &[Block]) -> usize {
    let inner = blocks.iter().map(|block| match block {
        Block::Quotation(inner) => depth(inner),
        Block::List { items, .. } => items.iter().map(|item| depth(item)).max().unwrap_or(0),
        _ => 0,
    });
    1 + inner.max().unwrap_or(0)
}

#[test]
fn hostile_nesting_neither_overflows_nor_hangs() {
    let started = std::time::Instant::now();
    for text in [
        format!("{} deep", ">".repeat(100_000)),
        format!("{} deep", "> ".repeat(100_000)),
        format!("{}deep", "- ".repeat(20_000)),
        (0..2000)
            .map(|depth| format!("{}- deep\n", "  ".repeat(depth)))
            .collect(),
        format!("{}deep{}", "[".repeat(50_000), "](x)".repeat(50_000)),
        format!("{}deep{}", "*".repeat(50_000), "*".repeat(50_000)),
        format!("{}deep", "<div>".repeat(50_000)),
        format!("{}deep", "![".repeat(50_000)),
        format!("a{}deep", "`".repeat(50_000)),
        format!("{}deep", "&".repeat(100_000)),
        format!("{}\n{}\n", "|".repeat(5_000), "|-".repeat(5_000)),
        "[^1]: ".repeat(10_000) + "deep",
    ] {
        let at = std::time::Instant::now();
        let found = blocks(&text);
        let all = found.iter().map(Block::plain_text).collect::<String>();
        let start = text.chars().take(8).collect::<String>();
        println!("{start:?} {:?} depth {}", at.elapsed(), depth(&found));
        assert!(all.contains("deep") || text.contains('|'), "{start}");
        assert!(depth(&found) <= 64, "{start}");
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn a_text_of_millions_of_blocks_is_cut_before_all_of_them_are_made() {
    for (text, most) in [
        ("- one\n".repeat(600_000), 110_000),
        ("one\n\n".repeat(600_000), 110_000),
    ] {
        let started = std::time::Instant::now();
        let text = decode_text(text.as_bytes());
        let flow = flow(&text, &Extent::Whole, &|_| None);
        assert!(crate::import::is_cut(&flow));
        let items = flow.blocks.iter().map(|block| match block {
            Block::List { items, .. } => items.len(),
            _ => 1,
        });
        let count: usize = items.sum();
        assert!((90_000..most).contains(&count), "{count}");
        assert!(started.elapsed().as_secs() < 60);
    }
}
