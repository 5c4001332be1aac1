//! What is special in Markdown-light, and that nothing else is.

use super::*;
use crate::import::{Destination, Text};

fn plain(blocks: &[Block]) -> String {
    let lines: Vec<String> = blocks.iter().map(Block::plain_text).collect();
    lines.concat().trim_end().to_owned()
}

fn only_paragraph(text: &str) -> Text {
    match markdown_light(text).as_slice() {
        [Block::Paragraph(text)] => text.clone(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn paragraphs_line_breaks_and_emphasis() {
    let blocks = markdown_light("One **bold** and *italic*\nsecond line\r\n\r\n_Two_");
    let [Block::Paragraph(first), Block::Paragraph(second)] = blocks.as_slice() else {
        panic!("{blocks:?}")
    };
    let words: Vec<(&str, bool, bool)> = first
        .iter()
        .map(|span| (span.text.as_str(), span.bold, span.italic))
        .collect();
    assert_eq!(
        words,
        [
            ("One ", false, false),
            ("bold", true, false),
            (" and ", false, false),
            ("italic", false, true),
            ("\nsecond line", false, false)
        ]
    );
    assert!(second[0].italic);
}

#[test]
fn lists_nest_and_keep_their_numbers() {
    let blocks = markdown_light("- aid\n  1. in Geneva\n  2. in Astana\n- talks\n\n7. seven");
    let [
        Block::List {
            start: None,
            items: outer,
        },
        Block::List {
            start: Some(7),
            items: later,
        },
    ] = blocks.as_slice()
    else {
        panic!("{blocks:?}")
    };
    assert_eq!((outer.len(), later.len()), (2, 1));
    assert!(matches!(&outer[0][1], Block::List { start: Some(1), items } if items.len() == 2));
    let dates = markdown_light("30. July\n1. August\n2. August");
    let starts: Vec<_> = dates
        .iter()
        .map(|block| match block {
            Block::List { start, items } => (*start, items.len()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(starts, [(Some(30), 1), (Some(1), 2)]);
}

#[test]
fn links_lead_to_the_web_to_mail_and_to_what_is_cited() {
    let link = |text: &str| only_paragraph(text)[0].link.clone();
    let address = |text: &str| Some(Destination::Address(text.to_owned()));
    assert_eq!(
        link("[Guidance](https://www.gov.uk/a_b?x=1&y=2)"),
        address("https://www.gov.uk/a_b?x=1&y=2")
    );
    assert_eq!(link("[me](a@b.org)"), address("mailto:a@b.org"));
    assert_eq!(link("[it](www.gov.uk)"), address("https://www.gov.uk"));
    assert_eq!(link("https://a.org."), address("https://a.org"));
    assert_eq!(link("[Agenda, *item*](@12)"), Some(Destination::Cited(12)));
    assert_eq!(link("[](@12)"), Some(Destination::Cited(12)));
    let bracketed = only_paragraph("see [**Agenda** of it](@7) there");
    assert_eq!(bracketed[1].text, "Agenda");
    assert!(bracketed[1].bold && bracketed[2].link == Some(Destination::Cited(7)));
}

#[test]
fn what_is_not_special_stays_as_it_was_typed() {
    for text in [
        "<b>not bold</b> &amp; ~~struck~~ `code` a\\b",
        "```rust\nfn main() {}\n```",
        "~~~\nx\n~~~",
        "![a picture](map.png) and ![other](https://a.org/x.png)",
        "[a file](annex.pdf) [run](javascript:alert(1)) [lost](@x) [no](@1a)",
        "[a](https://a.org \"a title\") [b](https://b.org (other))",
        "[note]: https://a.org 'title'",
        "> quoted\n> more",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "A line\n===\nand\n---",
        "### third\n+ plus",
        "***",
        "2*3*4 = 24, a * b, snake_case_name, 5* and 6*, [sic], 1. in the middle, #tag",
        "007. Bond",
        "<!-- a comment -->",
        "<div>\n\nwords\n\n</div>",
        "In\n1986. A great year",
        "\\\\server\\share\\-x\\#1\\1.doc \\(x) \\",
        "C:\\_temp\\*.pdf, C:\\_temp\\_, D:\\* and \\\\server\\_share\\* of Files\\_old\\*.docx",
    ] {
        let blocks = markdown_light(text);
        let said: String = plain(&blocks).split_whitespace().collect();
        let typed: String = text.split_whitespace().collect();
        assert_eq!(said, typed, "{blocks:?}");
    }
    let set_in = markdown_light("    set in, <b> and \\ kept");
    assert_eq!(plain(&set_in), "set in, <b> and \\ kept");
}

#[test]
fn a_backslash_makes_a_sign_stand_for_itself() {
    for (text, words) in [
        ("\\*not\\* \\_this\\_", "*not* _this_"),
        ("\\- no item", "- no item"),
        ("Q:*why* **A:** *so\\*", "Q:why A: *so*"),
        ("1\\. no item", "1. no item"),
        ("\\# no heading", "# no heading"),
        (
            "[no](link) [no]\\(https://a.org)",
            "[no](link) [no](https://a.org)",
        ),
    ] {
        let said: String = only_paragraph(text)
            .iter()
            .map(|span| span.text.as_str())
            .collect();
        assert_eq!(said, words);
    }
}

#[test]
fn headings_are_of_two_levels() {
    let blocks = markdown_light("# One\ntext\n## Two\n");
    let level = |block: &Block| match block {
        Block::Heading { level, .. } => *level,
        _ => 0,
    };
    assert_eq!(blocks.iter().map(level).collect::<Vec<_>>(), [1, 0, 2]);
}

#[test]
fn lists_nested_without_end_are_flattened_and_nothing_is_lost() {
    let text: String = (0..200)
        .map(|depth| format!("{}- item{depth}\n", "  ".repeat(depth)))
        .collect();
    let said = plain(&markdown_light(&text));
    for depth in 0..200 {
        assert!(said.contains(&format!("item{depth}")), "{depth}");
    }
}

/// The letters and figures of blocks, with the numbers of their lists.
fn letters(blocks: &[Block], out: &mut Vec<char>) {
    for block in blocks {
        match block {
            Block::List { start, items } => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(start) = start {
                        out.extend((start + index as u64).to_string().chars());
                    }
                    letters(item, out);
                }
            }
            other => out.extend(other.plain_text().chars()),
        }
    }
    out.retain(|character| character.is_alphanumeric());
}

#[test]
fn no_letter_and_no_figure_is_ever_lost() {
    const PIECES: [&str; 40] = [
        "word", "7", "**", "*", "_", "__", "[", "]", "(", ")", "](x)", "!", "<b>", "</b>", "\n",
        "\n\n", "\n- ", "\n* ", "\n1. ", "\n12) ", "\n    ", "\t", " ", "`", "```", "\n# ",
        "\n## ", "\n#### ", "~~", "&amp;", "\\", "> ", "\n---\n", "\n===\n", "|", "]: q", "\"t\"",
        "بيان", "é", "\n  - ",
    ];
    let mut state: u32 = 7;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for _ in 0..20_000 {
        let count = 1 + random(14);
        let text: String = (0..count).map(|_| PIECES[random(PIECES.len())]).collect();
        let blocks = markdown_light(&text);
        let mut said = Vec::new();
        letters(&blocks, &mut said);
        let typed: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        assert_eq!(said, typed, "{text:?}: {blocks:?}");
    }
}
