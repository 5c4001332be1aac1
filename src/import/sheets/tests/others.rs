//! Workbooks of other programs and of former Excel.

use super::*;

fn ods(table: &str) -> Vec<u8> {
    let content = format!(
        "<o:document xmlns:o='o' xmlns:t='t' xmlns:x='x'><o:spreadsheet><t:table>{table}</t:table>\
         </o:spreadsheet></o:document>"
    );
    zip(&[("content.xml", &content)])
}

fn ods_cell(attributes: &str, words: &str) -> String {
    format!("<t:table-cell {attributes}><x:p>{words}</x:p></t:table-cell>")
}

#[test]
fn hidden_rows_and_columns_of_an_opendocument_spreadsheet_are_left_out_and_told() {
    let row = |attributes: &str, row: u8| {
        let cells = ["A", "B", "C", "D"].map(|column| ods_cell("", &format!("{column}{row}")));
        format!("<t:table-row {attributes}>{}</t:table-row>", cells.concat())
    };
    let table = "<t:table-column/><t:table-column-group><t:table-column \
                 t:number-columns-repeated='2' t:visibility='collapse'/></t:table-column-group>\
                 <t:table-column t:number-columns-repeated='1021'/>"
        .to_owned()
        + &row("", 1)
        + &row("t:visibility='filter'", 2)
        + "<t:table-row-group t:display='false'>"
        + &row("", 3)
        + "</t:table-row-group>"
        + &row("t:visibility='visible'", 4);
    let paper = read_ods(&ods(&table)).unwrap();
    let said: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(
        said.split_whitespace().collect::<Vec<_>>(),
        ["A1", "D1", "A4", "D4"]
    );
    assert_eq!(paper.warnings, ["Hidden rows or columns are left out."]);
}

#[test]
fn repeated_cells_are_all_shown_and_counted() {
    let row = |rows: u32, words: &str| {
        let cells = ods_cell("", "x") + &ods_cell("t:number-columns-repeated='2'", words);
        format!("<t:table-row t:number-rows-repeated='{rows}'>{cells}</t:table-row>")
    };
    let paper = read_ods(&ods(&row(1_500, "y"))).unwrap();
    assert_eq!(table(&paper).1.len(), 1_500);
    for (rows, words) in [(1_048_576, "y"), (10_000, "long ".repeat(4_000).trim())] {
        let error = read_ods(&ods(&row(rows, words))).unwrap_err();
        assert!(matches!(error, Problem::BeyondLimit { .. }), "{error}");
    }
}

#[test]
fn a_comment_on_a_cell_is_not_in_its_words() {
    let annotation = "<o:annotation><x:p>private</x:p></o:annotation>";
    let cell = format!(
        "<t:table-cell>{annotation}<x:p>a{annotation}<x:span>b</x:span></x:p></t:table-cell>"
    );
    let paper = read_ods(&ods(&format!("<t:table-row>{cell}</t:table-row>"))).unwrap();
    assert_eq!(table(&paper).1, [["ab"]]);
}

/// A workbook of former Excel with these records in its only sheet.
fn xls(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    xls_with(&[], records)
}

/// A workbook of former Excel with these records for all sheets, and these in its only one.
fn xls_with(globals: &[(u16, Vec<u8>)], records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let joined = |records: &[(u16, Vec<u8>)]| {
        let mut bytes = Vec::new();
        for (kind, data) in records {
            bytes.extend(kind.to_le_bytes());
            bytes.extend((data.len() as u16).to_le_bytes());
            bytes.extend(data);
        }
        bytes
    };
    let opening = |kind: u8| {
        (
            0x0809,
            vec![0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        )
    };
    let end = (0x000a, Vec::new());
    let name = b"\x03\0One";
    let sheet = |place: u32| {
        let data = [&place.to_le_bytes()[..], &[0, 0], name].concat();
        let globals = joined(globals);
        let sheet = joined(&[(0x0085, data), end.clone()]);
        [joined(&[opening(5)]), globals, sheet].concat()
    };
    let mut book = sheet(sheet(0).len() as u32);
    book.extend(joined(&[opening(0x10)]));
    book.extend(joined(records));
    book.extend(joined(std::slice::from_ref(&end)));
    let version = cfb::Version::V3;
    let mut file =
        cfb::CompoundFile::create_with_version(version, Cursor::new(Vec::new())).unwrap();
    let mut stream = file.create_stream("Workbook").unwrap();
    stream.write_all(&book).unwrap();
    drop(stream);
    file.into_inner().into_inner()
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

/// The formats of a workbook: pounds, in letters of two bytes; percentages and dates are built in.
fn looks() -> Vec<(u16, Vec<u8>)> {
    let code: Vec<u16> = "\"£\"#,##0.00;(\"£\"#,##0.00)".encode_utf16().collect();
    let mut format = numbers(&[170, code.len() as u16]);
    format.push(1);
    format.extend(numbers(&code));
    let look = |format: u16| (0x00e0, numbers(&[0, format, 1, 0, 0, 0, 0, 0, 0, 0]));
    vec![(0x041e, format), look(0), look(170), look(10), look(14)]
}

/// A record of a number at a place, in a look.
fn number_at(row: u16, column: u16, look: u16, value: f64) -> (u16, Vec<u8>) {
    let mut data = numbers(&[row, column, look]);
    data.extend(value.to_le_bytes());
    (0x0203, data)
}

/// A record of a formula at a place, with its result.
fn formula_at(row: u16, column: u16, result: [u8; 8]) -> (u16, Vec<u8>) {
    let mut data = numbers(&[row, column, 1]);
    data.extend(result);
    data.extend(numbers(&[0, 0, 0, 0]));
    (0x0006, data)
}

const EMPTY_TEXT: [u8; 8] = [3, 0, 0, 0, 0, 0, 0xff, 0xff];

#[test]
fn cells_of_a_former_workbook_are_shown_as_their_formats_say() {
    // 12.5 and 40 % in one record; short numbers are in hundredths if their lowest bit is set.
    let short = |look: u16, hundredths: u32| {
        let number = hundredths << 2 | 3;
        [&look.to_le_bytes()[..], &number.to_le_bytes()].concat()
    };
    let several = [
        &numbers(&[1, 0])[..],
        &short(1, 1250),
        &short(2, 40),
        &numbers(&[1]),
    ]
    .concat();
    let records = [
        number_at(0, 0, 1, -1234.5),
        number_at(0, 1, 3, 45_356.0),
        (0x00bd, several),
        formula_at(2, 0, EMPTY_TEXT),
        formula_at(2, 1, 99.0_f64.to_le_bytes()),
    ];
    let paper = read_xls(&xls_with(&looks(), &records)).unwrap();
    assert_eq!(
        table(&paper).1,
        [
            ["(£1,234.50)", "5 March 2024"],
            ["£12.50", "40.00%"],
            ["", "£99.00"]
        ]
    );
    assert!(paper.warnings.is_empty(), "{:?}", paper.warnings);
}

#[test]
fn a_former_workbook_whose_sheets_lie_over_one_another_is_refused() {
    let cells: Vec<_> = (0..2_000).map(|row| number_at(row, 0, 0, 1.0)).collect();
    // Each further sheet is said to begin where the records for all do.
    let name = b"\x03\0Two";
    let sheet = (0x0085, [&[0; 6][..], name].concat());
    let globals = |count: usize| [cells.clone(), vec![sheet.clone(); count]].concat();
    let error = read_xls(&xls_with(&globals(2_000), &cells)).unwrap_err();
    assert!(error.to_string().contains("sheets overlap"), "{error}");
    assert!(read_xls(&xls_with(&globals(1), &cells)).is_ok());
}

#[test]
fn formulas_of_a_former_workbook_that_was_never_calculated_are_marked_and_told() {
    let records = [
        number_at(0, 0, 0, 1.0),
        number_at(0, 1, 0, 2.0),
        formula_at(1, 0, EMPTY_TEXT),
        formula_at(1, 1, EMPTY_TEXT),
    ];
    let paper = read_xls(&xls_with(&looks(), &records)).unwrap();
    let missing = "(not calculated)";
    assert_eq!(table(&paper).1, [["1", "2"], [missing, missing]]);
    assert!(paper.warnings[0].starts_with("2 formulas have no stored result"));
}

#[test]
fn hidden_rows_and_columns_of_a_former_workbook_are_left_out_and_told() {
    let label = |row: u16, column: u16| {
        let words = format!("r{row}c{column}");
        let mut data = numbers(&[row, column, 0, words.len() as u16]);
        data.push(0);
        data.extend(words.bytes());
        (0x0204, data)
    };
    let mut records = vec![
        (0x007d, numbers(&[2, 2, 2_000, 0, 0, 0])),
        (0x007d, numbers(&[3, 4, 2_000, 0, 1, 0])),
        (0x0208, numbers(&[1, 2, 6, 300, 0, 0, 0x0100, 15])),
        (0x0208, numbers(&[2, 2, 6, 300, 0, 0, 0x0120, 15])),
    ];
    // The first cell that holds something is not the first of the sheet.
    for row in 1..4 {
        records.extend((2..6).map(|column| label(row, column)));
    }
    let paper = read_xls(&xls(&records)).unwrap();
    let said: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(
        said.split_whitespace().collect::<Vec<_>>(),
        ["r1c2", "r1c5", "r3c2", "r3c5"]
    );
    assert_eq!(paper.warnings, ["Hidden rows or columns are left out."]);
}

/// The records of an object of a kind with these words.
fn boxed(kind: u16, words: &str) -> [(u16, Vec<u8>); 3] {
    let object = numbers(&[0x15, 0x12, kind, 1, 0, 0, 0]);
    let length = words.len() as u16;
    let text = numbers(&[0, 0, 0, 0, 0, length, 16, 0, 0]);
    let letters = [&[0], words.as_bytes()].concat();
    [(0x005d, object), (0x01b6, text), (0x003c, letters)]
}

#[test]
fn the_words_of_text_boxes_of_a_former_workbook_are_read_and_comments_are_not() {
    let chart = (0x005d, numbers(&[0x15, 0x12, 5, 1, 0, 0, 0]));
    let records = [
        &boxed(6, "in a box")[..],
        &boxed(25, "a comment"),
        &boxed(11, "a choice"),
        &[chart],
    ]
    .concat();
    let paper = read_xls(&xls(&records)).unwrap();
    let said: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(said, "in a box\na choice\n");
    assert!(paper.warnings.contains(&"A chart is left out.".to_owned()));
}

#[test]
fn a_former_workbook_that_holds_only_a_chart_is_not_called_empty() {
    let chart = (0x005d, numbers(&[0x15, 0x12, 5, 1, 0, 0, 0]));
    let paper = read_xls(&xls(&[chart])).unwrap();
    let said: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(said, "Not shown here: a chart.\n");
}

#[test]
fn rows_beyond_those_that_are_shown_are_counted_and_not_kept() {
    let paper = read_csv("1,2\n".repeat(3_000_000).as_bytes()).unwrap();
    let said = "the last 2980000 of 3000000 rows are not shown: at most 20000 rows and 64 columns \
        are shown.";
    assert_eq!(paper.flow.left_out, [said]);
    let wide = format!("{}1\n", "1,".repeat(63)).repeat(20_000);
    let paper = read_csv(wide.as_bytes()).unwrap();
    assert!(paper.flow.left_out[0].ends_with("at most 500,000 cells are shown."));
}
