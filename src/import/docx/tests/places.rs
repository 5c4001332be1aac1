//! Where paragraphs stand between the margins.

use super::*;

fn side(side: &str) -> String {
    format!("<w:jc w:val='{side}'/>")
}

#[test]
fn paragraphs_keep_to_the_side_that_they_or_their_styles_name() {
    let styles = format!(
        "<w:style w:type='paragraph' w:styleId='Middle'><w:pPr>{}</w:pPr></w:style>\
         <w:style w:type='paragraph' w:styleId='Own'><w:basedOn w:val='Middle'/></w:style>",
        side("center")
    );
    let xml = [
        p_with("<w:pStyle w:val='Own'/>", "by style"),
        p_with(&format!("<w:pStyle w:val='Own'/>{}", side("left")), "left"),
        p_with(&side("right"), "12 May"),
        p_with(&side("both"), "justified"),
        p_with(&side("right"), "\u{645}\u{627}\u{64a}\u{648}"),
        p_with(&format!("<w:bidi/>{}", side("right")), "\u{645}"),
    ]
    .concat();
    let paper = docx(&xml).part("styles", "styles", &styles).read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        [
            "<>by style",
            "left",
            ">>12 May",
            "justified",
            // Right is where it begins anyhow.
            "\u{645}\u{627}\u{64a}\u{648}",
            ">>\u{645}",
        ]
    );
}

#[test]
fn paragraphs_are_set_in_and_tabs_keep_their_stops() {
    let tab = "<w:r><w:tab/></w:r>";
    let xml = [
        format!(
            "<w:p><w:pPr><w:ind w:left='1440' w:hanging='1440'/></w:pPr>{}{tab}{}</w:p>",
            r("To:"),
            r("Minister")
        ),
        p_with("<w:ind w:left='720' w:firstLine='300'/>", "quoted"),
        p_with("<w:ind w:left='-720'/>", "outside"),
        format!("<w:p>{}{}</w:p>", tab.repeat(5), r("Signed")),
        format!("<w:p>{tab}{}</w:p>", r("First line")),
        format!(
            "<w:p><w:pPr><w:tabs><w:tab w:val='right' w:pos='9000'/></w:tabs></w:pPr>{}{tab}{}\
             </w:p>",
            r("Left"),
            r("Right")
        ),
    ]
    .concat();
    let blocks = docx(&xml).read().flow.blocks;
    let sketched = sketch(&blocks);
    assert_eq!(
        sketched,
        [
            "0+72:To:\tMinister",
            "36+0:quoted",
            "outside",
            "180+0:Signed",
            "First line",
            "0+0:Left\tRight",
        ]
    );
    let Block::Placed { place, .. } = &blocks[5] else {
        panic!("{blocks:?}")
    };
    assert!(place.stops[0].is_end && (place.stops[0].at_pt - 450.0).abs() < 0.01);
}

#[test]
fn a_contents_table_loses_its_pages_but_not_its_years() {
    let tab = "<w:r><w:tab/></w:r>";
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
    let page = format!(
        "{}<w:r><w:instrText>PAGEREF _1</w:instrText></w:r>{}{}{}",
        mark("begin"),
        mark("separate"),
        r("9"),
        mark("end")
    );
    let xml = format!(
        "<w:p>{}<w:r><w:instrText>TOC</w:instrText></w:r>{}{}{tab}{}</w:p>\
         <w:p>{}{tab}{}{tab}{page}</w:p><w:p>{}</w:p><w:p>{}{tab}{}</w:p>",
        mark("begin"),
        mark("separate"),
        r("Aims"),
        r("7"),
        r("2"),
        r("2026"),
        mark("end"),
        r("Total"),
        r("12"),
    );
    let paper = docx(&xml).read();
    assert_eq!(sketch(&paper.flow.blocks), ["Aims", "2\t2026", "Total\t12"]);
    assert_eq!(paper.warnings.len(), 1);
}

#[test]
fn a_contents_table_without_its_end_takes_no_figures_out_of_the_text() {
    let tab = "<w:r><w:tab/></w:r>";
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
    let code = |code: &str| format!("<w:r><w:instrText>{code}</w:instrText></w:r>");
    let page = [
        &mark("begin"),
        &code("PAGEREF _1"),
        &mark("separate"),
        &r("9"),
        &mark("end"),
    ];
    let xml = format!(
        "<w:p>{}{}{}{}{tab}{}</w:p><w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr>{}</w:p>\
         <w:p>{}{tab}{}</w:p><w:p>{}{}</w:p>",
        mark("begin"),
        code("TOC"),
        mark("separate"),
        r("Aims"),
        r("2"),
        r("Aims"),
        r("Total"),
        r("1200"),
        r("See page "),
        page.map(String::as_str).concat(),
    );
    let paper = docx(&xml).read();
    let sketched = sketch(&paper.flow.blocks);
    assert_eq!(sketched, ["Aims", "h1 Aims", "Total\t1200", "See page 9"]);
}

#[test]
fn tab_stops_beyond_counting_are_passed_over() {
    let stops = "<w:tab w:val='left' w:pos='9'/>".repeat(1000);
    let xml = format!(
        "<w:p><w:pPr><w:tabs>{stops}</w:tabs></w:pPr>{}<w:r><w:tab/></w:r>{}</w:p>",
        r("a"),
        r("b")
    );
    let blocks = docx(&xml).read().flow.blocks;
    let [Block::Placed { place, .. }] = &blocks[..] else {
        panic!("{blocks:?}")
    };
    assert_eq!(place.stops.len(), 32);
}
