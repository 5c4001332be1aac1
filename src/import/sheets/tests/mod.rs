//! Spreadsheets made in code, looked at as the tables that they become.

mod drawn;
mod formats;
mod others;
mod results;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::*;
use crate::import::Text;
use crate::import::office::Package;

fn words(text: &Text) -> String {
    text.iter().map(|span| span.text.as_str()).collect()
}

/// The only table: its head and its rows.
fn table(paper: &Paper) -> (Vec<String>, Vec<Vec<String>>) {
    let mut tables = paper.flow.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table.texts()),
        _ => None,
    });
    let (head, rows) = tables.next().unwrap();
    assert!(tables.next().is_none(), "one table");
    let line = |cells: &Vec<Text>| cells.iter().map(words).collect();
    (line(&head), rows.iter().map(line).collect())
}

fn csv(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    table(&read_csv(text.as_bytes()).unwrap())
}

#[test]
fn values_are_parted_by_what_parts_them() {
    for text in [
        "Town,People\nYork,\"210,618\"\nEly,20112\n",
        "Town;People\nYork;210,618\nEly;20112\n",
        "Town\tPeople\nYork\t210,618\nEly\t20112\n",
        "Town|People\r\nYork|210,618\r\nEly|20112",
        "sep=;\nTown;People\nYork;210,618\nEly;20112\n",
        "\u{feff}Town;People\nYork;210,618\nEly;20112\n",
    ] {
        let (head, rows) = csv(text);
        assert_eq!(head, ["Town", "People"], "{text}");
        assert_eq!(rows, [["York", "210,618"], ["Ely", "20112"]], "{text}");
    }
}

#[test]
fn quotes_line_breaks_and_ragged_rows_are_kept() {
    let (head, rows) = csv("a,b,c\n\"x \"\"y\"\"\",\"one\ntwo\"\n1,2,3,4\n");
    assert_eq!(head, ["a", "b", "c", ""]);
    assert_eq!(rows[0], ["x \"y\"", "one\ntwo", "", ""]);
    assert_eq!(rows[1], ["1", "2", "3", "4"]);
}

#[test]
fn a_first_row_of_values_is_no_head() {
    let (head, rows) = csv("1,2\n3,4\n");
    assert!(head.is_empty());
    assert_eq!(rows.len(), 2);
}

#[test]
fn lines_above_and_below_a_table_are_paragraphs() {
    let paper = read_csv(b"Population,,\n,,\nTown,People,Year\nYork,1,2019\n,,\nSource: ONS,,\n");
    let paper = paper.unwrap();
    let kinds: Vec<String> = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(kinds.first().map(String::as_str), Some("Population\n"));
    assert_eq!(kinds.last().map(String::as_str), Some("Source: ONS\n"));
    assert_eq!(table(&paper).0, ["Town", "People", "Year"]);
}

#[test]
fn facts_above_a_table_are_a_table_of_their_own() {
    let text = "Status,Draft,\nOwner,Ann,\n,,\nTown,People,Year\nYork,1,2019\n";
    let paper = read_csv(text.as_bytes()).unwrap();
    let tables: Vec<(usize, usize)> = paper
        .flow
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => {
                let (head, rows) = table.texts();
                Some((head.len(), rows.len()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(tables, [(0, 2), (3, 1)]);
    // Rows of as many cells belong to the table.
    assert_eq!(
        csv("a,b,c\nd,e,f\n,,\nTown,People,Year\nYork,1,2019\n")
            .1
            .len(),
        4
    );
}

#[test]
fn what_is_beyond_the_limits_is_left_out_and_told() {
    let many = "a,b\n".repeat(20_001);
    let paper = read_csv(many.as_bytes()).unwrap();
    assert_eq!(table(&paper).1.len(), 19_999, "and the head");
    assert_eq!(paper.warnings.len(), 1);
    assert!(
        paper.warnings[0].starts_with("The last 1 of 20001 rows"),
        "{:?}",
        paper.warnings
    );
    let last = paper.flow.blocks.last();
    assert!(
        matches!(last, Some(Block::Paragraph(text)) if text[0].text.starts_with("The last 1 of 20001")),
        "the page says so too: {last:?}"
    );
    let wide = format!(
        "{}\n",
        (1..=70)
            .map(|n| n.to_string())
            .collect::<Vec<_>>()
            .join(",")
    );
    let paper = read_csv(wide.as_bytes()).unwrap();
    assert_eq!(table(&paper).1[0].len(), 64);
    let warning = &paper.warnings[0];
    assert!(warning.starts_with("The last 6 of 70 columns"), "{warning}");
}

#[test]
fn nothing_is_an_empty_file() {
    assert_eq!(read_csv(b",,\n , \n"), Err(Problem::Empty));
}

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook of sheets, each a name, further attributes, and what stands in its `sheetData`. The
/// styles are: 0 general, 1 date, 2 percentage, 3 thousands, 4 pounds, 5 bold, 6 time, 7 amber in the
/// middle.
fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut list = String::new();
    let mut links = String::new();
    let mut parts: Vec<(String, String)> = Vec::new();
    for (index, (name, attributes, data)) in sheets.iter().enumerate() {
        let n = index + 1;
        list += &format!("<sheet name='{name}' sheetId='{n}' r:id='r{n}' {attributes}/>");
        links += &format!(
            "<Relationship Id='r{n}' Type='{OFFICE}/worksheet' Target='worksheets/sheet{n}.xml'/>"
        );
        parts.push((
            format!("xl/worksheets/sheet{n}.xml"),
            format!("<worksheet xmlns='{MAIN}'><sheetData>{data}</sheetData></worksheet>"),
        ));
    }
    let styles = format!(
        "<styleSheet xmlns='{MAIN}'><numFmts count='2'>\
         <numFmt numFmtId='170' formatCode='&quot;£&quot;#,##0.00;[Red](&quot;£&quot;#,##0.00)'/>\
         <numFmt numFmtId='171' formatCode='dd/mm/yyyy'/></numFmts>\
         <fonts count='2'><font/><font><b/></font></fonts><fills count='3'><fill/><fill/><fill>\
         <patternFill patternType='solid'><fgColor rgb='FFFFC000'/></patternFill></fill></fills>\
         <cellXfs count='8'><xf numFmtId='0' fontId='0'/><xf numFmtId='171' fontId='0'/>\
         <xf numFmtId='10' fontId='0'/><xf numFmtId='3' fontId='0'/><xf numFmtId='170' fontId='0'/>\
         <xf numFmtId='0' fontId='1' applyFont='1'/><xf numFmtId='20' fontId='0'/>\
         <xf numFmtId='0' fontId='0' fillId='2' applyFill='1' applyAlignment='1'>\
         <alignment horizontal='center'/></xf></cellXfs></styleSheet>"
    );
    links += &format!("<Relationship Id='rs' Type='{OFFICE}/styles' Target='styles.xml'/>");
    let book =
        format!("<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets>{list}</sheets></workbook>");
    let links = format!("<Relationships xmlns='{PACKAGE}'>{links}</Relationships>");
    let root = format!(
        "<Relationships xmlns='{PACKAGE}'><Relationship Id='r' Type='{OFFICE}/officeDocument' \
         Target='xl/workbook.xml'/></Relationships>"
    );
    parts.push(("[Content_Types].xml".to_owned(), "<Types/>".to_owned()));
    parts.push(("_rels/.rels".to_owned(), root));
    parts.push(("xl/workbook.xml".to_owned(), book));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), links));
    parts.push(("xl/styles.xml".to_owned(), styles));
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    zip(&parts)
}

fn inline(place: &str, words: &str) -> String {
    format!("<c r='{place}' t='inlineStr'><is><t>{words}</t></is></c>")
}

#[test]
fn cells_are_shown_as_their_formats_say() {
    let cells = [
        ("1", "43676", "30/07/2019"),
        ("2", "0.125", "12.50%"),
        ("3", "1234567.4", "1,234,567"),
        ("4", "-1234.5", "(£1,234.50)"),
        ("0", "0.30000000000000004", "0.3"),
        ("0", "-17", "-17"),
        ("6", "0.5625", "13:30"),
    ];
    let data: String = (1..)
        .zip(cells)
        .map(|(row, (style, value, _))| {
            format!(
                "<row r='{row}'>{}<c r='D{row}' s='{style}'><v>{value}</v></c></row>",
                inline(&format!("C{row}"), "a")
            )
        })
        .collect();
    let logic = "<row r='8'><c r='C8' t='b'><v>1</v></c><c r='D8' t='e'><v>#DIV/0!</v></c></row>";
    let bytes = workbook(&[("One", "", &(data + logic))]);
    let paper = read_xlsx(&bytes).unwrap();
    let (_, rows) = table(&paper);
    let Some(Block::Table(made)) = paper.flow.blocks.first() else {
        panic!("a table")
    };
    let end = Some(crate::import::CellAlign::End);
    assert!(
        made.rows.iter().take(7).all(|row| row[1].align == end),
        "numbers and dates"
    );
    for (row, (.., shown)) in rows.iter().zip(cells) {
        assert_eq!(row, &["a", shown]);
    }
    assert_eq!(rows[7], ["TRUE", "#DIV/0!"]);
}

#[test]
fn merged_cells_reach_as_far_and_grounds_are_kept_where_no_words_are() {
    let words = |places: &[(&str, &str)]| -> String {
        places
            .iter()
            .map(|(place, words)| inline(place, words))
            .collect()
    };
    let rows = [
        words(&[("A1", "Region"), ("B1", "Budget"), ("D1", "State")]),
        words(&[("B2", "2023"), ("C2", "2024")]),
        words(&[("A3", "North"), ("B3", "1"), ("C3", "2")]) + "<c r='D3' s='7'/><c r='Z3' s='7'/>",
        words(&[("A4", "South"), ("B4", "3"), ("C4", "4"), ("D4", "late")]),
    ];
    let rows = (1..)
        .zip(rows)
        .map(|(row, cells)| format!("<row r='{row}'>{cells}</row>"));
    let merged = "</sheetData><mergeCells><mergeCell ref='A1:A2'/><mergeCell ref='B1:C1'/>\
        <mergeCell ref='D1:D2'/><mergeCell ref='A3:B3'/></mergeCells><sheetData>";
    let bytes = workbook(&[("One", "", &(rows.collect::<String>() + merged))]);
    let paper = read_xlsx(&bytes).unwrap();
    let [Block::Table(table)] = paper.flow.blocks.as_slice() else {
        panic!("{:?}", paper.flow.blocks)
    };
    let reach = |row: usize| -> Vec<(u16, u16)> {
        table.rows[row]
            .iter()
            .map(|cell| (cell.rows, cell.columns))
            .collect()
    };
    assert_eq!(reach(0), [(2, 1), (1, 2), (2, 1)]);
    assert_eq!(reach(1), [(1, 1), (1, 1)]);
    // What would be hidden is not.
    assert_eq!(reach(2), [(1, 1); 4]);
    assert_eq!(table.head_rows, 2);
    let state = &table.rows[2][3];
    assert_eq!(state.ground, Some(crate::import::Rgb(0xFF, 0xC0, 0)));
    assert_eq!(state.align, Some(crate::import::CellAlign::Centre));
    assert_eq!(table.rows[2][0].align, None, "words");
}

#[test]
fn sheets_stand_under_their_names_and_hidden_ones_are_left_out() {
    let data = |words: &str| {
        format!(
            "<row r='1'>{}{}</row>",
            inline("A1", words),
            inline("B1", "x")
        )
    };
    let bytes = workbook(&[
        ("First", "", &data("one")),
        ("Secret", "state='hidden'", &data("hidden words")),
        ("Empty", "", ""),
        ("Last", "", &data("two")),
    ]);
    let paper = read_xlsx(&bytes).unwrap();
    let said: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(said, "First\none\nx\nLast\ntwo\nx\n");
    assert_eq!(paper.warnings, ["The hidden sheet “Secret” is left out."]);
}

#[test]
fn hidden_rows_and_columns_are_left_out_and_told() {
    let row = |number: u8, attributes: &str| {
        let cells = ["A", "B", "C"]
            .map(|column| inline(&format!("{column}{number}"), &format!("{column}{number}")));
        format!("<row r='{number}' {attributes}>{}</row>", cells.concat())
    };
    let data = row(1, "") + &row(2, "hidden='1'") + &row(3, "hidden=\"0\"");
    let bytes = workbook(&[("One", "", &data)]);
    // The columns stand before the rows.
    let mut parts = Vec::new();
    let mut package = Package::open(&bytes).unwrap();
    for name in package.names() {
        let text = package.text(&name).unwrap().unwrap();
        let columns = "<cols><col min='2' max='2' hidden='true'/></cols><sheetData>";
        parts.push((name, text.replace("<sheetData>", columns)));
    }
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let paper = read_xlsx(&zip(&parts)).unwrap();
    let said: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(
        said.split_whitespace().collect::<Vec<_>>(),
        ["A1", "C1", "A3", "C3"]
    );
    assert_eq!(paper.warnings, ["Hidden rows or columns are left out."]);
}

#[test]
fn a_cell_at_the_far_corner_costs_nothing() {
    let data = format!(
        "<row r='1'>{}</row><row r='1048576'>{}</row>",
        inline("A1", "near"),
        inline("XFD1048576", "far")
    );
    let (_, rows) = table(&read_xlsx(&workbook(&[("One", "", &data)])).unwrap());
    assert_eq!(rows, [["near", "", ""], ["", "", ""], ["", "", "far"]]);
}

#[test]
fn a_million_declared_rows_are_no_rows() {
    let data = inline("A1", "near") + "</row>" + &"<row r='2'/>".repeat(1_000_000) + "<row r='3'>";
    let data = format!("<row r='1'>{data}</row>");
    let paper = read_xlsx(&workbook(&[("One", "", &data)])).unwrap();
    assert_eq!(table(&paper).1, [["near"]]);
}

#[test]
fn a_bold_first_row_is_the_head() {
    let bold = |place: &str, words: &str| inline(place, words).replace(" t=", " s='5' t=");
    let data = format!(
        "<row r='1'>{}{}</row><row r='2'>{}{}</row>",
        bold("A1", "Name"),
        bold("B1", "Post"),
        inline("A2", "Ann"),
        inline("B2", "Envoy")
    );
    let (head, rows) = table(&read_xlsx(&workbook(&[("One", "", &data)])).unwrap());
    assert_eq!(head, ["Name", "Post"]);
    assert_eq!(rows, [["Ann", "Envoy"]]);
}

#[test]
fn a_part_that_grows_too_large_is_refused() {
    let spaces = " ".repeat((64 << 20) + 1);
    let error = read_xlsx(&workbook(&[("One", "", &spaces)])).unwrap_err();
    assert!(matches!(error, Problem::BeyondLimit { .. }), "{error}");
    assert!(read_xlsx(b"PK\x03\x04").is_err() && read_xls(b"nothing").is_err());
}

#[test]
fn an_opendocument_spreadsheet_says_what_it_shows() {
    let cell = |words: &str| format!("<t:table-cell><x:p>{words}</x:p></t:table-cell>");
    let content = format!(
        "<o:document xmlns:o='o' xmlns:t='t' xmlns:x='x' xmlns:s='s'><o:styles>\
         <s:style s:name='ta2'><s:table-properties t:display='false'/></s:style></o:styles>\
         <o:spreadsheet><t:table t:name='One'>\
         <t:table-row>{}{}<t:table-cell t:number-columns-repeated='16382'/></t:table-row>\
         <t:table-row t:number-rows-repeated='2'>{}\
         <t:table-cell o:value-type='percentage' o:value='0.125'><x:p>12.5%</x:p></t:table-cell>\
         </t:table-row><t:table-row t:number-rows-repeated='1048573'><t:table-cell/></t:table-row>\
         </t:table><t:table t:name='Two' t:style-name='ta2'><t:table-row>{}</t:table-row></t:table>\
         </o:spreadsheet></o:document>",
        cell("Name"),
        cell("Share"),
        cell("a<x:s x:c='2'/>b"),
        cell("hidden"),
    );
    let paper = read_ods(&zip(&[("content.xml", &content)])).unwrap();
    let (head, rows) = table(&paper);
    assert_eq!(head, ["Name", "Share"]);
    assert_eq!(rows, [["a  b", "12.5%"], ["a  b", "12.5%"]]);
    assert_eq!(paper.warnings, ["The hidden sheet “Two” is left out."]);
}
