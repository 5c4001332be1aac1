//! Formulas with and without results, and what stands on sheets beside their cells.

use super::*;

/// A workbook of one sheet of two columns, the second of which is given, with this at the end of the
/// main part.
fn book(cells: &[&str], more: &str) -> Vec<u8> {
    let row = |(number, cell): (usize, &&str)| {
        let name = inline(&format!("A{number}"), "a");
        format!("<row r='{number}'>{name}{cell}</row>")
    };
    let data: String = (1..).zip(cells).map(row).collect();
    let bytes = workbook(&[("One", "", &data)]);
    let mut package = Package::open(&bytes).unwrap();
    let mut parts = Vec::new();
    for name in package.names() {
        let text = package.text(&name).unwrap().unwrap();
        parts.push((
            name,
            text.replace("</workbook>", &format!("{more}</workbook>")),
        ));
    }
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    zip(&parts)
}

fn second_column(paper: &Paper) -> Vec<String> {
    let rows = table(paper).1;
    rows.into_iter()
        .filter_map(|row| row.get(1).cloned())
        .collect()
}

#[test]
fn formulas_without_results_are_marked_and_told() {
    let cells = [
        "<c r='B1'><f>SUM(A1)</f><v></v></c>",
        "<c r='B2'><f>A1</f></c>",
        "<c><f t='shared' si='0'/><v/></c>",
        "<c r='B4'><f>A1</f><v>4</v></c>",
        "<c r='B5' t='str'><f>&quot;&quot;</f><v></v></c>",
        "<c r='B6'><f>A1-A1</f><v>0</v></c>",
        "<c r='B7' t='str'><f>A1</f><v>words</v></c>",
    ];
    let paper = read_xlsx(&book(&cells, "")).unwrap();
    let missing = "(not calculated)";
    assert_eq!(
        second_column(&paper),
        [missing, missing, missing, "4", "", "0", "words"]
    );
    assert_eq!(paper.warnings.len(), 1, "{:?}", paper.warnings);
    assert!(paper.warnings[0].starts_with("3 formulas have no stored result"));
}

#[test]
fn noughts_that_a_program_wrote_for_want_of_results_are_no_results() {
    let cells = [
        "<c r='B1'><f>SUM(A1)</f><v>0</v></c>",
        "<c r='B2'><v>7</v></c>",
        "<c r='B3'><v>0</v></c>",
    ];
    let paper = read_xlsx(&book(&cells, "<calcPr fullCalcOnLoad='1'/>")).unwrap();
    assert_eq!(second_column(&paper), ["(not calculated)", "7", "0"]);
    assert_eq!(paper.warnings.len(), 1, "{:?}", paper.warnings);
    assert!(paper.warnings[0].starts_with("1 formula has no stored result"));
}

#[test]
fn noughts_among_other_results_are_results() {
    let cells = [
        "<c r='B1'><f>SUM(A1)</f><v>0</v></c>",
        "<c r='B2'><f>A1</f><v>7</v></c>",
    ];
    let paper = read_xlsx(&book(&cells, "<calcPr fullCalcOnLoad='1'/>")).unwrap();
    assert_eq!(second_column(&paper), ["0", "7"]);
    assert_eq!(paper.warnings.len(), 1, "{:?}", paper.warnings);
    assert!(paper.warnings[0].contains("may be out of date"));
}

#[test]
fn drawings_on_a_sheet_are_told() {
    let data = format!(
        "<row r='1'>{}</row></sheetData><drawing r='1'/><sheetData>",
        inline("A1", "a")
    );
    let paper = read_xlsx(&workbook(&[("One", "", &data)])).unwrap();
    assert_eq!(paper.warnings, ["A chart, picture or drawing is left out."]);
}

#[test]
fn currencies_that_a_file_leaves_open_are_not_guessed() {
    let bytes = book(&["<c r='B1' s='3'><v>1234.5</v></c>"], "");
    let mut package = Package::open(&bytes).unwrap();
    for (number, shown) in [("44", "1,234.50"), ("7", "1,234.50"), ("4", "1,234.50")] {
        let mut parts = Vec::new();
        for name in package.names() {
            let text = package.text(&name).unwrap().unwrap();
            let format = format!("numFmtId='{number}' fontId='0'/><xf numFmtId='170'");
            parts.push((
                name,
                text.replace("numFmtId='3' fontId='0'/><xf numFmtId='170'", &format),
            ));
        }
        let parts: Vec<(&str, &str)> = parts
            .iter()
            .map(|(n, t)| (n.as_str(), t.as_str()))
            .collect();
        let paper = read_xlsx(&zip(&parts)).unwrap();
        assert_eq!(second_column(&paper), [shown], "{number}");
    }
}

#[test]
fn an_opendocument_formula_without_a_result_is_marked() {
    let content = "<o:document xmlns:o='o' xmlns:t='t' xmlns:x='x'><o:spreadsheet><t:table t:name='One'>\
         <t:table-row><t:table-cell><x:p>a</x:p></t:table-cell>\
         <t:table-cell t:formula='of:=SUM([.A1])'/>\
         <t:table-cell t:formula='of:=&quot;&quot;' o:value-type='string' o:string-value=''/>\
         <t:table-cell o:value-type='percentage' o:value='0.125'/>\
         <t:table-cell o:value-type='float' o:value='1234.5'/></t:table-row>\
         </t:table></o:spreadsheet></o:document>";
    let paper = read_ods(&zip(&[("content.xml", content)])).unwrap();
    assert_eq!(
        table(&paper).1,
        [["a", "(not calculated)", "", "12.5%", "1234.5"]]
    );
    assert!(paper.warnings[0].starts_with("1 formula has no stored result"));
}
