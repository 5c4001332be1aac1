//! Tables with merged cells, empty lines, numbers, lines and grounds.

use super::*;
use crate::import::{CellAlign, Edge, Rgb, Rules, Stands, Table};

fn cell(properties: &str, inner: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>")
}

fn row(cells: &[(&str, &str)]) -> String {
    let cells = cells
        .iter()
        .map(|(properties, words)| cell(properties, &p(words)));
    format!("<w:tr>{}</w:tr>", cells.collect::<String>())
}

fn table_of(docx: &Docx) -> Table {
    let blocks = read(&docx.bytes()).unwrap().flow.blocks;
    let [Block::Table(table)] = blocks.as_slice() else {
        panic!("{blocks:?}")
    };
    table.clone()
}

/// The words of each cell with where it stands: row, column, rows, columns.
fn places(table: &Table) -> Vec<(String, [usize; 4])> {
    let places = table.places();
    let told = places.iter().map(|place| {
        let words: String = place.cell.blocks.iter().map(Block::plain_text).collect();
        (
            words.trim().replace('\n', "/"),
            [place.row, place.column, place.rows, place.columns],
        )
    });
    told.collect()
}

const RESTART: &str = "<w:vMerge w:val='restart'/>";
const GO_ON: &str = "<w:vMerge/>";
const TWO: &str = "<w:gridSpan w:val='2'/>";

#[test]
fn cells_reach_over_rows_and_columns_as_they_are_merged() {
    let body = format!(
        "<w:tbl>{}{}{}{}</w:tbl>",
        row(&[(RESTART, "Region"), (TWO, "Budget"), (RESTART, "Lead")]),
        row(&[(GO_ON, ""), ("", "2023"), ("", "2024"), (GO_ON, "")]),
        row(&[("", "North"), ("", "100"), ("", "120"), (RESTART, "Both")]),
        row(&[("", "South"), ("", "90"), ("", "95"), (GO_ON, "")]),
    );
    let table = table_of(&docx(&body));
    let expected = [
        ("Region", [0, 0, 2, 1]),
        ("Budget", [0, 1, 1, 2]),
        ("Lead", [0, 3, 2, 1]),
        ("2023", [1, 1, 1, 1]),
        ("2024", [1, 2, 1, 1]),
        ("North", [2, 0, 1, 1]),
        ("100", [2, 1, 1, 1]),
        ("120", [2, 2, 1, 1]),
        ("Both", [2, 3, 2, 1]),
        ("South", [3, 0, 1, 1]),
        ("90", [3, 1, 1, 1]),
        ("95", [3, 2, 1, 1]),
    ];
    assert_eq!(
        places(&table),
        expected.map(|(words, at)| (words.to_owned(), at))
    );
    assert_eq!(table.head_rows, 2, "names over two rows are a head");
}

#[test]
fn merges_that_go_on_nothing_and_spans_beyond_all_measure_do_no_harm() {
    let wide = "<w:gridSpan w:val='1000000'/>";
    let other = format!("{GO_ON}{TWO}");
    let body = format!(
        "<w:tbl>{}{}{}</w:tbl>",
        row(&[(GO_ON, ""), ("", "a"), ("", "b")]),
        row(&[(RESTART, "c"), (wide, "d")]),
        row(&[(&other, ""), ("", "e")]),
    );
    let table = table_of(&docx(&body));
    let words: Vec<String> = places(&table).into_iter().map(|(words, _)| words).collect();
    assert_eq!(words, ["", "a", "b", "c", "d", "", "e"]);
}

#[test]
fn empty_lines_in_cells_stay_and_numbers_in_empty_cells_are_printed() {
    let cells = |cells: &[&[&str]]| {
        let cells = cells.iter().map(|lines| {
            let lines = lines.iter().map(|line| match *line {
                "" => "<w:p/>".to_owned(),
                "#" => {
                    "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:p>".to_owned()
                }
                words => p(words),
            });
            cell("", &lines.collect::<String>())
        });
        format!("<w:tr>{}</w:tr>", cells.collect::<String>())
    };
    let body = format!(
        "<w:tbl>{}{}{}</w:tbl>",
        cells(&[&["#"], &["Income", "Tax", "Total", ""], &["1", "", "3"]]),
        cells(&[&["#"], &["b"], &["", "2"]]),
        cells(&[&[""], &["c"], &["d"]]),
    );
    let numbering = "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/>\
        <w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl></w:abstractNum>\
        <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>";
    let table = table_of(&docx(&body).part("numbering", "numbering", numbering));
    let words = |row: usize| -> Vec<String> {
        let cells = table.rows[row].iter();
        let words = cells.map(|cell| cell.blocks.iter().map(Block::plain_text).collect());
        words.collect()
    };
    assert_eq!(words(0), ["1.\n", "Income\nTax\nTotal\n", "1\n\n3\n"]);
    assert_eq!(words(1), ["2.\n", "b\n", "\n2\n"]);
    assert_eq!(words(2)[0], "");
}

#[test]
fn lines_grounds_and_places_come_from_the_cell_the_table_and_its_style() {
    let style = "<w:style w:type='table' w:styleId='S'><w:name w:val='S'/><w:tblPr><w:tblBorders>\
        <w:top w:val='single' w:sz='16' w:color='FF0000'/><w:insideH w:val='single' w:sz='4'/>\
        </w:tblBorders></w:tblPr><w:tblStylePr w:type='firstRow'><w:rPr><w:b/></w:rPr><w:tcPr>\
        <w:shd w:val='clear' w:fill='000080'/></w:tcPr></w:tblStylePr></w:style>";
    let own = "<w:shd w:val='clear' w:color='auto' w:fill='FFC000'/><w:vAlign w:val='center'/>\
        <w:tcBorders><w:top w:val='nil'/><w:left w:val='double' w:sz='4'/></w:tcBorders>";
    let decimal = "<w:p><w:pPr><w:tabs><w:tab w:val='decimal' w:pos='500'/></w:tabs></w:pPr>\
        <w:r><w:t>1.5</w:t></w:r></w:p>";
    let body = format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val='S'/><w:bidiVisual/><w:tblLook w:firstRow='1'/></w:tblPr>\
         <w:tblGrid><w:gridCol w:w='1000'/><w:gridCol w:w='3000'/></w:tblGrid>{}{}<w:tr>{}{}</w:tr>\
         </w:tbl>",
        row(&[("", "a"), ("", "b")]),
        row(&[(own, "c"), ("", "d")]),
        cell("", &p("e")),
        cell("", decimal),
    );
    let table = table_of(&docx(&body).part("styles", "styles", style));
    assert!(table.is_mirrored && table.rules == Rules::OfCells && table.head_rows == 1);
    assert_eq!(table.widths_pt, [50.0, 150.0]);
    let [head, mine, plain, last] =
        [(0, 0), (1, 0), (1, 1), (2, 1)].map(|(row, column)| &table.rows[row][column]);
    assert_eq!(head.ground, Some(Rgb(0, 0, 0x80)));
    assert_eq!(head.edges.top, Edge::new(2.0, Rgb(255, 0, 0)));
    assert_eq!(
        (mine.ground, mine.stands),
        (Some(Rgb(0xFF, 0xC0, 0)), Stands::Middle)
    );
    assert_eq!(
        (mine.edges.top, mine.edges.start),
        (Edge::default(), Edge::new(1.0, Rgb(0, 0, 0)))
    );
    assert_eq!(
        (plain.ground, plain.edges.top),
        (None, Edge::new(0.5, Rgb(0, 0, 0)))
    );
    assert_eq!(
        (last.edges.bottom, last.align),
        (Edge::default(), Some(CellAlign::Decimal))
    );
}

#[test]
fn lists_of_other_styles_nest_and_a_deleted_end_keeps_its_space() {
    let styles = "<w:style w:type='paragraph' w:styleId='B2'><w:name w:val='List Bullet 2'/><w:pPr>\
        <w:numPr><w:numId w:val='2'/></w:numPr></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='B1'><w:name w:val='List Bullet'/><w:pPr>\
        <w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>";
    let item = |style: &str, words: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr>{}</w:p>",
            r(words)
        )
    };
    let body = [
        item("B1", "a"),
        item("B2", "b"),
        item("B1", "c"),
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>The board agreed \
         </w:t></w:r></w:p>"
            .to_owned(),
        p("to meet."),
    ];
    let read = read(
        &docx(&body.concat())
            .part("styles", "styles", styles)
            .bytes(),
    )
    .unwrap();
    assert_eq!(
        sketch(&read.flow.blocks),
        ["*[a + *[b], c]", "The board agreed to meet."]
    );
}
