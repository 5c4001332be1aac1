//! Lists and numbered headings.

use super::*;

fn level(index: usize, format: &str, label: &str, more: &str) -> String {
    format!(
        "<w:lvl w:ilvl='{index}'><w:start w:val='1'/><w:numFmt w:val='{format}'/>\
         <w:lvlText w:val='{label}'/>{more}</w:lvl>"
    )
}

fn numbering() -> String {
    format!(
        "<w:abstractNum w:abstractNumId='0'>{}{}</w:abstractNum>\
         <w:abstractNum w:abstractNumId='1'>{}</w:abstractNum>\
         <w:abstractNum w:abstractNumId='2'>{}{}</w:abstractNum>\
         <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>\
         <w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>\
         <w:num w:numId='3'><w:abstractNumId w:val='2'/></w:num>",
        level(0, "decimal", "%1.", ""),
        level(1, "lowerLetter", "(%2)", ""),
        level(0, "bullet", "o", ""),
        level(0, "decimal", "%1", "<w:pStyle w:val='Heading1'/>"),
        level(1, "decimal", "%1.%2", "<w:pStyle w:val='Heading2'/>"),
    )
}

fn item(list: usize, level: usize, words: &str) -> String {
    p_with(
        &format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr>"),
        words,
    )
}

fn listed(xml: &str) -> Vec<String> {
    let paper = docx(xml)
        .part("numbering", "numbering", &numbering())
        .read();
    sketch(&paper.flow.blocks)
}

#[test]
fn items_are_gathered_into_lists_that_go_on_where_they_were_interrupted() {
    let xml = [
        item(1, 0, "a"),
        item(2, 1, "b"),
        item(1, 0, "c"),
        p("between"),
        item(1, 0, "d"),
        item(2, 0, "e"),
        item(2, 0, "f"),
        item(0, 0, "g"),
    ]
    .concat();
    assert_eq!(
        listed(&xml),
        ["1[a + *[b], c]", "between", "3[d]", "*[e, f]", "g"]
    );
}

#[test]
fn labels_that_a_list_of_ours_cannot_print_are_written_out() {
    let xml = [
        item(1, 0, "a"),
        item(1, 1, "b"),
        item(1, 1, "c"),
        item(1, 0, "d"),
    ]
    .concat();
    assert_eq!(listed(&xml), ["1[a + 0+30:(a)\tb + 0+30:(b)\tc, d]"]);
}

#[test]
fn headings_keep_their_numbers_and_are_counted_by_their_styles() {
    let heading = |index: usize| {
        format!(
            "<w:style w:type='paragraph' w:styleId='Heading{index}'><w:name w:val='heading \
             {index}'/><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr></w:style>"
        )
    };
    let xml = [
        p("Before"),
        styled("Heading1", "Aims"),
        styled("Heading2", "Lamps"),
        styled("Heading2", "Oil"),
        styled("Heading1", "Means"),
    ]
    .concat();
    let paper = docx(&xml)
        .part("numbering", "numbering", &numbering())
        .part("styles", "styles", &[heading(1), heading(2)].concat())
        .read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        [
            "Before",
            "h1 1 Aims",
            "h2 1.1 Lamps",
            "h2 1.2 Oil",
            "h1 2 Means"
        ]
    );
}

#[test]
fn a_list_in_a_cell_keeps_its_labels() {
    let xml = format!(
        "<w:tbl><w:tr><w:tc>{}{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        item(1, 0, "a"),
        item(1, 0, "b"),
        item(2, 0, "c")
    );
    assert_eq!(listed(&xml), ["table  / 1. a\n2. b|• c"]);
}
