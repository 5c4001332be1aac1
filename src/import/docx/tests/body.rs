//! What stands in the text.

use super::*;
use crate::pack::Media;

fn cell(inner: &str) -> String {
    format!("<w:tc>{inner}</w:tc>")
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|words| cell(&p(words))).collect();
    format!("<w:tr>{cells}</w:tr>")
}

#[test]
fn the_main_part_is_found_through_the_relations() {
    // Its name is text/main.xml here, not the usual one.
    assert_eq!(body(&p("Words")), ["Words"]);
}

#[test]
fn what_wraps_text_does_not_hide_it() {
    let wrapped = format!(
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>\
         <w:customXml><w:p><w:smartTag>{}</w:smartTag><w:sdt><w:sdtContent>{}</w:sdtContent>\
         </w:sdt><w:bdo>{}</w:bdo></w:p></w:customXml>",
        p("a"),
        r("b"),
        r("c"),
        r("d"),
    );
    assert_eq!(body(&wrapped), ["a", "bcd"]);
}

#[test]
fn tracked_changes_are_shown_as_accepted_with_a_warning() {
    let xml = format!(
        "<w:p>{}<w:ins>{}</w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>\
         <w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>{}",
        r("a "),
        r("new "),
        r("away"),
        r("moved"),
        r("one "),
        p("line"),
    );
    let paper = docx(&xml).read();
    assert_eq!(sketch(&paper.flow.blocks), ["a new moved", "one line"]);
    assert_eq!(
        paper.warnings,
        ["The document has tracked changes; it is shown as if all were accepted."]
    );
    assert!(docx(&p("a")).read().warnings.is_empty());
}

#[test]
fn breaks_tabs_and_symbols_become_characters() {
    let xml = "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t>\
               <w:noBreakHyphen/><w:softHyphen/><w:t>d</w:t><w:br w:type='page'/>\
               <w:sym w:font='Wingdings' w:char='F0FC'/></w:r>\
               <w:r><w:rPr><w:rFonts w:ascii='Symbol'/></w:rPr><w:t>a</w:t></w:r></w:p>";
    assert_eq!(body(xml), ["a\nb\tc\u{2011}d\n✓α"]);
}

#[test]
fn a_field_shows_its_result_and_not_its_instruction() {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
    let instruction = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
    let xml = format!(
        "<w:p>{}{}{}{}{}{}</w:p><w:p>{}{}</w:p>{}",
        r("On "),
        mark("begin"),
        instruction(" DATE "),
        mark("separate"),
        r("30 July"),
        mark("end"),
        mark("begin"),
        r("lost in an instruction"),
        p("but no further"),
    );
    assert_eq!(body(&xml), ["On 30 July", "but no further"]);
    let form = "<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox>\
                <w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:fldChar \
                w:fldCharType='end'/></w:r><w:r><w:t> Yes</w:t></w:r></w:p>";
    assert_eq!(body(form), ["☒ Yes"]);
}

#[test]
fn page_numbers_of_a_table_of_contents_are_left_out_with_a_warning() {
    let field = |instruction: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>{instruction}\
             </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>{result}\
             <w:r><w:fldChar w:fldCharType='end'/></w:r>"
        )
    };
    let entry = format!(
        "{}<w:r><w:tab/></w:r>{}",
        r("Aims"),
        field("PAGEREF _1", &r("7"))
    );
    let xml = format!(
        "<w:p>{}</w:p><w:p>{}{}</w:p>",
        field("TOC", &entry),
        r("see page "),
        field("PAGEREF _1", &r("7"))
    );
    let paper = docx(&xml).read();
    assert_eq!(sketch(&paper.flow.blocks), ["Aims", "see page 7"]);
    assert_eq!(paper.warnings.len(), 1);
}

#[test]
fn links_lead_to_the_web_only() {
    let xml = format!(
        "<w:p><w:hyperlink r:id='web' w:anchor='part'>{}</w:hyperlink>\
         <w:hyperlink r:id='local'>{}</w:hyperlink><w:hyperlink w:anchor='x'>{}</w:hyperlink>\
         <w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> HYPERLINK \
         \"https://field.example\" </w:instrText></w:r><w:r><w:fldChar \
         w:fldCharType='separate'/></w:r>{}<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
        r("one "),
        r("two "),
        r("three "),
        r("four"),
    );
    let paper = docx(&xml)
        .address("web", "hyperlink", "https://web.example/a")
        .address("local", "hyperlink", "file:///c:/secret.doc")
        .read();
    let Block::Paragraph(text) = &paper.flow.blocks[0] else {
        panic!()
    };
    let links: Vec<_> = text
        .iter()
        .map(|span| (span.text.as_str(), span.address()))
        .collect();
    assert_eq!(
        links,
        [
            ("one ", Some("https://web.example/a#part")),
            ("two three ", None),
            ("four", Some("https://field.example")),
        ]
    );
}

#[test]
fn tables_keep_merged_cells_and_their_head() {
    let head = format!(
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr>",
        cell(&format!(
            "<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{}",
            p("Who")
        )),
        cell(&p("What")),
    );
    let merged = |merge: &str, words: &str| {
        format!(
            "<w:tr>{}{}{}</w:tr>",
            cell(&format!("<w:tcPr><w:vMerge {merge}/></w:tcPr>{}", p(words))),
            cell(&p("b")),
            cell(&format!("{}{}", p("c"), p("d"))),
        )
    };
    let gone = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr>";
    let xml = format!(
        "<w:tbl>{head}{}<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>{gone}</w:tbl>",
        merged("w:val='restart'", "a"),
        merged("", ""),
    );
    assert_eq!(body(&xml), ["table Who||What / a|b|c\nd / |b|c\nd"]);
}

#[test]
fn a_table_of_one_cell_is_unwrapped_and_a_nested_one_kept() {
    let inner = format!("<w:tbl>{}</w:tbl>", row(&["x", "y"]));
    let one = format!(
        "<w:tbl><w:tr>{}</w:tr></w:tbl>",
        cell(&format!("{}{inner}<w:p/>", p("frame")))
    );
    assert_eq!(body(&one), ["frame", "table  / x|y"]);
    let wide = format!(
        "<w:tbl>{}<w:tr>{}{}</w:tr>{}</w:tbl>",
        row(&["a", "b"]),
        cell(&inner),
        cell(&p("c")),
        row(&["d", "e"]),
    );
    assert_eq!(body(&wide), ["table  / a|b / x · y|c / d|e"]);
}

#[test]
fn a_text_box_is_read_once_and_a_line_becomes_a_rule() {
    let text_box = format!("<w:txbxContent>{}</w:txbxContent>", p("boxed"));
    let xml = format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><wps:txbx>{text_box}\
         </wps:txbx></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>\
         {text_box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>\
         <w:p><w:pPr><w:pBdr><w:bottom w:val='single'/></w:pBdr></w:pPr></w:p>{}",
        r("anchor"),
        p("after"),
    );
    assert_eq!(body(&xml), ["anchor", "boxed", "---", "after"]);
}

#[test]
fn pictures_keep_their_description_and_their_caption() {
    let image = crate::typeset::testing::picture(4, 4, Media::Png, 1);
    let drawing = |id: &str| {
        format!(
            "<w:p><w:r><w:drawing><wp:inline><wp:docPr descr='A map'/><a:blip {id}/></wp:inline>\
             </w:drawing></w:r></w:p>"
        )
    };
    let xml = [
        drawing("r:embed='map'"),
        styled("Caption", "Figure 1"),
        drawing("r:embed='none'"),
        drawing("r:link='web'"),
        drawing("r:link='local'"),
        "<w:p><w:r><w:pict><v:shape alt='Old'><v:imagedata r:id='map'/></v:shape></w:pict></w:r>\
         </w:p>"
            .to_owned(),
    ]
    .concat();
    let paper = docx(&xml)
        .file("map", "image", "map.png", &image.bytes)
        .address("web", "image", "https://example.org/a.png")
        .address("local", "image", "file:///c:/home/a.png")
        .read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        [
            "picture A map Figure 1",
            "no picture: the document does not hold it",
            "no picture: it is at https://example.org/a.png and is not fetched",
            "no picture: it is in a file outside the document",
            "picture Old ",
        ]
    );
}

#[test]
fn formulas_keep_their_letters() {
    let xml = format!(
        "<w:p>{}<m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath></w:p>",
        r("So ")
    );
    assert_eq!(body(&xml), ["So E=mc"]);
}
