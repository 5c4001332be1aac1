//! What paragraphs and characters are by their styles.

use super::*;
use crate::import::{Rgb, Span};

fn style(id: &str, kind: &str, inner: &str) -> String {
    format!("<w:style w:type='{kind}' w:styleId='{id}'>{inner}</w:style>")
}

fn name(name: &str) -> String {
    format!("<w:name w:val='{name}'/>")
}

#[test]
fn headings_are_known_by_name_outline_and_what_they_are_based_on() {
    let styles = [
        style("berschrift1", "paragraph", &name("heading 1")),
        style(
            "Own",
            "paragraph",
            &format!("{}<w:basedOn w:val='berschrift1'/>", name("Chapter")),
        ),
        style(
            "Deep",
            "paragraph",
            &format!("{}<w:pPr><w:outlineLvl w:val='2'/></w:pPr>", name("Deep")),
        ),
        style(
            "Flat",
            "paragraph",
            &format!(
                "{}<w:basedOn w:val='Own'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr>",
                name("Flat")
            ),
        ),
        style("Said", "paragraph", &name("Intense Quote")),
        style("Loop", "paragraph", "<w:basedOn w:val='Loop'/>"),
    ]
    .concat();
    let long = "word ".repeat(80);
    let xml = [
        p("Before"),
        styled("berschrift1", "One"),
        styled("Own", "Two"),
        styled("Deep", "Three"),
        styled("Flat", "Four"),
        p_with("<w:outlineLvl w:val='8'/>", "Five"),
        styled("Heading2", "Six"),
        styled("Said", "Seven"),
        styled("Said", "Eight"),
        styled("Loop", "Nine"),
        styled("Deep", &long),
    ]
    .concat();
    let paper = docx(&xml).part("styles", "styles", &styles).read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        [
            "Before",
            "h1 One",
            "h1 Two",
            "h3 Three",
            "Four",
            "h6 Five",
            "h2 Six",
            "> Seven + Eight",
            "Nine",
            long.trim_end(),
        ]
    );
}

#[test]
fn characters_take_their_look_from_styles_and_their_own_properties() {
    let styles = [
        style("Strong", "character", "<w:rPr><w:b/><w:strike/></w:rPr>"),
        style("Bold", "paragraph", "<w:rPr><w:b/></w:rPr>"),
    ]
    .concat();
    let xml = format!(
        "<w:p>{}{}{}{}{}</w:p><w:p><w:pPr><w:pStyle w:val='Bold'/></w:pPr>{}{}</w:p>",
        r_with("<w:rStyle w:val='Strong'/>", "a"),
        r_with(
            "<w:rStyle w:val='Strong'/><w:b w:val='0'/><w:strike w:val='false'/>",
            "b"
        ),
        r_with("<w:i/>", "c"),
        r_with("<w:vertAlign w:val='superscript'/>", "2"),
        r_with("<w:vanish/>", "hidden"),
        r("d"),
        r_with("<w:b w:val='off'/><w:vertAlign w:val='subscript'/>", "e"),
    );
    let paper = docx(&xml).part("styles", "styles", &styles).read();
    let [Block::Paragraph(one), Block::Paragraph(two)] = &paper.flow.blocks[..] else {
        panic!("{:?}", paper.flow.blocks)
    };
    let pair = |style: &str, text: &str| (style.to_owned(), text.to_owned());
    assert_eq!(
        styles_of(one),
        [
            pair("bs", "a"),
            pair("", "b"),
            pair("i", "c"),
            pair("^", "2")
        ]
    );
    assert_eq!(styles_of(two), [pair("b", "d"), pair("_", "e")]);
}

fn styles_of(text: &Text) -> Vec<(String, String)> {
    super::styles(text)
}

#[test]
fn the_style_of_a_table_tells_its_head() {
    let styles = style("Grid", "table", "<w:tblStylePr w:type='firstRow'/>");
    let table = |look: &str| {
        let cells = format!("<w:tc>{}</w:tc><w:tc>{}</w:tc>", p("a"), p("b"));
        format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val='Grid'/><w:tblLook {look}/></w:tblPr>\
             <w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>"
        )
    };
    for (look, made) in [
        ("w:val='04A0'", "table a|b / a|b"),
        ("w:firstRow='1'", "table a|b / a|b"),
        ("w:val='04A0' w:firstRow='0'", "table  / a|b / a|b"),
    ] {
        let paper = docx(&table(look)).part("styles", "styles", &styles).read();
        assert_eq!(sketch(&paper.flow.blocks), [made], "{look}");
    }
}

#[test]
fn the_title_is_taken_from_where_it_surely_stands() {
    let core = |title: &str| format!("<core><title>{title}</title></core>");
    let with = |title: &str, xml: &str| {
        let paper = docx(xml)
            .file("core", "other", "../core.xml", core(title).as_bytes())
            .read();
        (paper.title, sketch(&paper.flow.blocks).join(", "))
    };
    let pair = |title: &str, blocks: &str| (title.to_owned(), blocks.to_owned());
    let titled = [
        p("Home Office"),
        styled("Title", "A plan"),
        styled("Title", "for lamps"),
        p("Text"),
        styled("Title", "Annex"),
    ]
    .concat();
    assert_eq!(
        with("Something old", &titled),
        pair("A plan for lamps", "Home Office, Text, h1 Annex")
    );
    let headed = [styled("Heading1", "Lamps"), p("Text")].concat();
    assert_eq!(with("plan_v2.docx", &headed), pair("Lamps", "Text"));
    assert_eq!(with("Microsoft Word - x", &headed), pair("Lamps", "Text"));
    assert_eq!(
        with("Lamps of London", &headed),
        pair("Lamps of London", "h1 Lamps, Text")
    );
    assert_eq!(with("LAMPS", &headed), pair("LAMPS", "Text"));
    assert_eq!(with("", &p("Text")), pair("", "Text"));
}

#[test]
fn a_subtitle_stands_in_the_summary() {
    let xml = [
        styled("Title", "Lamps"),
        styled("Subtitle", "A plan"),
        p("Text"),
    ]
    .concat();
    let paper = docx(&xml).read();
    assert_eq!(
        paper.flow.summary.iter().map(words).collect::<Vec<_>>(),
        ["A plan"]
    );
    assert_eq!(
        (paper.title.as_str(), paper.flow.blocks.len()),
        ("Lamps", 1)
    );
}

#[test]
fn words_keep_lines_colours_and_capitals() {
    let xml = format!(
        "<w:p>{}{}{}{}{}{}</w:p>",
        r_with("<w:u w:val='single'/>", "a"),
        r_with("<w:highlight w:val='yellow'/>", "b"),
        r_with("<w:color w:val='FF0000'/>", "c"),
        r_with("<w:smallCaps/>", "d"),
        r_with("<w:caps/>", "e"),
        r_with("<w:u w:val='none'/><w:color w:val='auto'/>", "f"),
    );
    let paper = docx(&xml).read();
    let Block::Paragraph(text) = &paper.flow.blocks[0] else {
        panic!("a paragraph")
    };
    let plain = |words: &str| Span::plain(words);
    let expected = [
        Span {
            underline: true,
            ..plain("a")
        },
        Span {
            ground: Some(Rgb(255, 255, 0)),
            ..plain("b")
        },
        Span {
            color: Some(Rgb(255, 0, 0)),
            ..plain("c")
        },
        Span {
            small_caps: true,
            ..plain("d")
        },
        plain("Ef"),
    ];
    assert_eq!(text.as_slice(), expected);
}

#[test]
fn a_page_begins_where_the_paper_says_so() {
    let of_page = "<w:p><w:r><w:br w:type='page'/></w:r></w:p>";
    let section = "<w:p><w:pPr><w:sectPr><w:type w:val='KIND'/></w:sectPr></w:pPr></w:p>";
    let paper = docx(
        &[
            &p("One"),
            of_page,
            &p("Two"),
            "<w:p><w:r><w:t>Three</w:t><w:br w:type='page'/></w:r></w:p>",
            &p_with("<w:pageBreakBefore/>", "Four"),
            &section.replace("KIND", "nextPage"),
            &p("Five"),
            &section.replace("KIND", "continuous"),
            &p("Six"),
            of_page,
        ]
        .concat(),
    )
    .read();
    let said = ["One", "Two", "Three", "Four", "Five", "Six"];
    assert_eq!(sketch(&paper.flow.blocks), said);
    assert_eq!(paper.flow.new_pages, [1, 3, 4]);
}
