//! What stands over the cells.

use super::*;
use crate::import::office::testing::sketch;

/// A workbook of these sheets, each with what stands on it, and further parts. What stands on the
/// sheet n refers to those by their names.
fn drawn(sheets: &[(&str, &str, &str)], drawings: &[&str], more: &[(&str, &str)]) -> Vec<u8> {
    drawn_with(sheets, drawings, "", more)
}

/// The same with controls on each sheet, in VML.
fn drawn_with(
    sheets: &[(&str, &str, &str)],
    drawings: &[&str],
    controls: &str,
    more: &[(&str, &str)],
) -> Vec<u8> {
    let bytes = workbook(sheets);
    let mut package = Package::open(&bytes).unwrap();
    let mut parts: Vec<(String, String)> = Vec::new();
    for name in package.names() {
        let text = package.text(&name).unwrap().unwrap();
        parts.push((name, text));
    }
    let link = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id='{id}' Type='{OFFICE}/{kind}' Target='{target}'/>")
    };
    for (number, drawing) in (1..).zip(drawings) {
        let links = link("d", "drawing", &format!("../drawings/drawing{number}.xml"))
            + &link("v", "vmlDrawing", "../drawings/vml.vml");
        let drawing = format!(
            "<x:wsDr xmlns:x='x' xmlns:a='a' xmlns:r='{OFFICE}' xmlns:c='c' xmlns:dgm='d' \
             xmlns:mc='mc'>{drawing}</x:wsDr>"
        );
        let of_drawing: String = more
            .iter()
            .map(|(name, _)| link(name, "part", &format!("../parts/{name}")))
            .collect();
        let around =
            |links: &str| format!("<Relationships xmlns='{PACKAGE}'>{links}</Relationships>");
        parts.extend([
            (
                format!("xl/worksheets/_rels/sheet{number}.xml.rels"),
                around(&links),
            ),
            (format!("xl/drawings/drawing{number}.xml"), drawing),
            (
                format!("xl/drawings/_rels/drawing{number}.xml.rels"),
                around(&of_drawing),
            ),
        ]);
    }
    let vml = format!("<xml xmlns:v='v' xmlns:x='x'>{controls}</xml>");
    parts.push(("xl/drawings/vml.vml".to_owned(), vml));
    for (name, text) in more {
        parts.push((format!("xl/parts/{name}"), (*text).to_owned()));
    }
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    zip(&parts)
}

fn anchor(row: u32, inner: &str) -> String {
    format!(
        "<x:twoCellAnchor><x:from><x:col>1</x:col><x:row>{row}</x:row></x:from>{inner}\
         </x:twoCellAnchor>"
    )
}

fn text_box(words: &str) -> String {
    format!(
        "<x:sp><x:nvSpPr><x:cNvPr/></x:nvSpPr><x:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p>\
         </x:txBody></x:sp>"
    )
}

fn chart_frame() -> &'static str {
    "<x:graphicFrame><a:graphic><c:chart r:id='chart.xml'/></a:graphic></x:graphicFrame>"
}

/// A chart of two bars, of the cells of this sheet.
fn chart(sheet: &str) -> String {
    let points = |name: &str, values: [&str; 2]| {
        format!(
            "<c:{name}><c:f>{sheet}!$A$1:$A$2</c:f><c:pt idx='0'><c:v>{}</c:v></c:pt>\
             <c:pt idx='1'><c:v>{}</c:v></c:pt></c:{name}>",
            values[0], values[1]
        )
    };
    format!(
        "<c:chartSpace xmlns:c='c' xmlns:a='a'><c:chart><c:title><a:t>Aid</a:t></c:title><c:ser>\
         <c:tx><c:v>2019</c:v></c:tx>{}{}</c:ser></c:chart></c:chartSpace>",
        points("cat", ["Syria", "Yemen"]),
        points("val", ["3", "12"])
    )
}

fn lines(bytes: &[u8]) -> Vec<String> {
    sketch(&read_xlsx(bytes).unwrap().flow.blocks)
}

#[test]
fn text_boxes_are_read_also_in_groups_and_where_nothing_else_is() {
    let group = format!(
        "<x:grpSp>{}<x:grpSp>{}</x:grpSp></x:grpSp>",
        text_box("b"),
        text_box("c")
    );
    let hidden = text_box("hidden").replace("<x:cNvPr/>", "<x:cNvPr hidden='1'/>");
    let drawing = anchor(3, &group) + &anchor(1, &text_box("a")) + &anchor(2, &hidden);
    let bytes = drawn(&[("One", "", ""), ("Two", "", "")], &[&drawing], &[]);
    assert_eq!(lines(&bytes), ["a", "b", "c"]);
}

#[test]
fn what_is_anchored_above_the_cells_comes_before_them() {
    let data = format!("<row r='5'>{}</row>", inline("A5", "cell"));
    let drawing = anchor(0, &text_box("above")) + &anchor(9, &text_box("below"));
    let bytes = drawn(&[("One", "", &data)], &[&drawing], &[]);
    assert_eq!(lines(&bytes), ["above", "table  / cell", "below"]);
}

#[test]
fn a_chart_gives_its_figures_where_no_cells_show_them() {
    let drawing = anchor(0, chart_frame());
    let data = format!("<row r='1'>{}</row>", inline("A1", "cell"));
    let figures = ["Aid", "table |2019 / Syria|3 / Yemen|12"];
    let alone = drawn(
        &[("One", "", "")],
        &[&drawing],
        &[("chart.xml", &chart("One"))],
    );
    assert_eq!(lines(&alone), figures);
    let of_hidden = [
        ("One", "", data.as_str()),
        ("Secret", "state='hidden'", &data),
    ];
    let beside = drawn(&of_hidden, &[&drawing], &[("chart.xml", &chart("Secret"))]);
    assert_eq!(lines(&beside), [&["table  / cell"], &figures[..]].concat());

    let shown = drawn(
        &[("One", "", &data)],
        &[&drawing],
        &[("chart.xml", &chart("One"))],
    );
    let paper = read_xlsx(&shown).unwrap();
    assert_eq!(sketch(&paper.flow.blocks), ["table  / cell"]);
    assert_eq!(paper.warnings, ["A chart is left out."]);
}

#[test]
fn a_diagram_and_a_picture_are_shown() {
    let frame = "<x:graphicFrame><dgm:relIds r:dm='data.xml'/></x:graphicFrame>";
    let picture = "<x:pic><x:nvPicPr><x:cNvPr descr='A map'/></x:nvPicPr><x:blipFill>\
        <a:blip r:embed='map.svg'/></x:blipFill></x:pic>";
    let drawing = anchor(0, frame) + &anchor(1, picture);
    let data = "<d:m xmlns:d='d' xmlns:a='a'><d:pt><d:t><a:t>First</a:t></d:t></d:pt><d:pt/>\
        <d:pt><d:t><a:t>Then</a:t></d:t></d:pt></d:m>";
    let map = "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'>\
        <rect width='8' height='8'/></svg>";
    let more = [("data.xml", data), ("map.svg", map)];
    let bytes = drawn(&[("One", "", "")], &[&drawing], &more);
    assert_eq!(lines(&bytes), ["*[First, Then]", "picture A map "]);
}

#[test]
fn the_controls_of_a_form_are_read_and_comments_are_not() {
    let shape = |kind: &str, words: &str, state: &str| {
        format!(
            "<v:shape><v:textbox><div><font>{words}</font></div></v:textbox>\
             <x:ClientData ObjectType='{kind}'><x:Anchor>1, 0, 3, 0, 2, 0, 4, 0</x:Anchor>{state}\
             </x:ClientData></v:shape>"
        )
    };
    let controls = [
        shape("Checkbox", "Agreed", "<x:Checked>1</x:Checked>"),
        shape("Radio", "Not agreed", ""),
        shape("Note", "a comment", ""),
        shape("Button", "", ""),
    ]
    .concat();
    let bytes = drawn_with(&[("One", "", "")], &[""], &controls, &[]);
    let paper = read_xlsx(&bytes).unwrap();
    assert_eq!(sketch(&paper.flow.blocks), ["☒ Agreed", "☐ Not agreed"]);
    assert_eq!(paper.warnings, ["A form field is left out."]);
}

#[test]
fn a_workbook_that_shows_something_else_than_words_is_not_called_empty() {
    let shapes = "<x:cxnSp/><x:sp/>".to_owned();
    let drawing = anchor(0, &(shapes + chart_frame()));
    let paper = read_xlsx(&drawn(&[("One", "", "")], &[&drawing], &[])).unwrap();
    let what = "a chart and 2 drawings without words";
    assert_eq!(lines_of(&paper), [format!("Not shown here: {what}.")]);
    assert!(paper.warnings[0].contains(&format!("it holds only {what}. Keep its layout")));

    let hidden = [(
        "One",
        "state='hidden'",
        "<row r='1'><c r='A1'><v>1</v></c></row>",
    )];
    let paper = read_xlsx(&workbook(&hidden)).unwrap();
    assert_eq!(paper.warnings[0], "The hidden sheet “One” is left out.");
    assert_eq!(lines_of(&paper), ["Not shown here: a hidden sheet."]);
    let row = "<row r='1' hidden='1'><c r='A1'><v>1</v></c></row>";
    let paper = read_xlsx(&workbook(&[("One", "", row)])).unwrap();
    assert_eq!(
        lines_of(&paper),
        ["Not shown here: hidden rows or columns."]
    );
    assert_eq!(
        read_xlsx(&workbook(&[("One", "", "")])),
        Err(Problem::Empty)
    );
}

fn lines_of(paper: &Paper) -> Vec<String> {
    sketch(&paper.flow.blocks)
}

#[test]
fn a_workbook_with_the_password_that_excel_gives_by_itself_opens() {
    let data = format!("<row r='1'>{}</row>", inline("A1", "cell"));
    let bytes = workbook(&[("One", "", &data)]);
    let sealed = |password| crate::import::protected::testing::agile(&bytes, password);
    assert_eq!(lines(&sealed("VelvetSweatshop")), ["table  / cell"]);
    let error = read_xlsx(&sealed("swordfish")).unwrap_err();
    assert!(matches!(error, Problem::Protected { .. }), "{error}");
}

#[test]
fn what_stands_on_an_opendocument_sheet_is_read() {
    let sheet = |inner: &str, cells: &str| {
        format!(
            "<o:document xmlns:o='o' xmlns:t='t' xmlns:x='x' xmlns:d='d' xmlns:l='l' xmlns:f='f'>\
             <o:spreadsheet><t:table><o:forms><f:checkbox f:id='c' f:label='Agreed' \
             f:current-state='checked'/></o:forms><t:shapes>{inner}</t:shapes>\
             <t:table-row>{cells}</t:table-row></t:table></o:spreadsheet></o:document>"
        )
    };
    let inner = "<d:frame><d:text-box><x:p>boxed</x:p></d:text-box></d:frame>\
        <d:g><d:custom-shape><x:p>shaped</x:p></d:custom-shape></d:g><d:control d:control='c'/>\
        <d:frame><d:object l:href='./Object 1'/></d:frame>";
    let chart = "<o:c xmlns:o='o' xmlns:c='c' xmlns:t='t' xmlns:x='x'><o:body><o:chart><c:chart>\
        <c:title><x:p>Aid</x:p></c:title><t:table><t:table-header-rows><t:table-row>\
        <t:table-cell/><t:table-cell><x:p>2019</x:p></t:table-cell></t:table-row>\
        </t:table-header-rows><t:table-rows><t:table-row><t:table-cell><x:p>Syria</x:p>\
        </t:table-cell><t:table-cell o:value='3'><x:p>3</x:p></t:table-cell></t:table-row>\
        </t:table-rows></t:table></c:chart></o:chart></o:body></o:c>";
    let read = |content: &str| {
        let parts = [("content.xml", content), ("Object 1/content.xml", chart)];
        read_ods(&zip(&parts)).unwrap()
    };
    let drawn = ["boxed", "shaped", "☒ Agreed"];
    let alone = read(&sheet(inner, ""));
    let figures = ["Aid", "table |2019 / Syria|3"];
    assert_eq!(lines_of(&alone), [&drawn[..], &figures].concat());
    let cells = "<t:table-cell><x:p>cell</x:p></t:table-cell>";
    let beside = read(&sheet(inner, cells));
    assert_eq!(lines_of(&beside), [&["table  / cell"], &drawn[..]].concat());
    assert_eq!(beside.warnings, ["A chart is left out."]);
    let shapes = read(&sheet(
        "<d:line/><d:frame><d:image l:href='a.png'/></d:frame>",
        "",
    ));
    let what = "Not shown here: a picture and a drawing without words.";
    assert_eq!(lines_of(&shapes), [what]);
}

#[test]
fn what_stands_over_cells_and_is_not_read_is_named_by_kind_and_count() {
    let outline = |name: &str| format!("<x:sp><x:spPr><a:prstGeom prst='{name}'/></x:spPr></x:sp>");
    let forms = format!(
        "<mc:AlternateContent><mc:Choice><x:contentPart/></mc:Choice><mc:Fallback>{}</mc:Fallback>\
         </mc:AlternateContent>",
        text_box("ink")
    );
    let drawing = anchor(0, &(outline("downArrow") + &outline("rect") + "<x:cxnSp/>"))
        + &anchor(9, &forms)
        + &anchor(10, "<x:contentPart/>");
    let data = format!("<row r='1'>{}</row>", inline("A1", "cell"));
    let paper = read_xlsx(&drawn(&[("One", "", &data)], &[&drawing], &[])).unwrap();
    assert_eq!(lines_of(&paper), ["table  / cell", "ink"]);
    let what = "a drawing without words and a drawing in ink are left out.";
    assert_eq!(paper.flow.left_out, [what]);
}

/// A workbook of a sheet with these cells, with a head, a foot and comments.
fn with_comments(cells: &str, comments: &str) -> Vec<u8> {
    let bytes = workbook(&[("One", "", cells)]);
    let mut package = Package::open(&bytes).unwrap();
    let mut parts: Vec<(String, String)> = Vec::new();
    for name in package.names() {
        let text = package.text(&name).unwrap().unwrap();
        let pages = "</sheetData><headerFooter><oddHeader>&amp;CMinistry&amp;RPage &amp;P</oddHeader>\
            <oddFooter>&amp;LIn confidence</oddFooter></headerFooter>";
        parts.push((name, text.replace("</sheetData>", pages)));
    }
    let links = format!(
        "<Relationships xmlns='{PACKAGE}'><Relationship Id='c' Type='{OFFICE}/comments' \
         Target='../comments1.xml'/></Relationships>"
    );
    parts.push(("xl/worksheets/_rels/sheet1.xml.rels".to_owned(), links));
    let comments = format!(
        "<comments><authors><author>Jo</author></authors><commentList>{comments}</commentList>\
         </comments>"
    );
    parts.push(("xl/comments1.xml".to_owned(), comments));
    let parts = parts.iter().map(|(n, t)| (n.as_str(), t.as_str()));
    zip(&parts.collect::<Vec<_>>())
}

fn comment(place: &str, words: &str) -> String {
    format!("<comment ref='{place}' authorId='0'><text><r><t>{words}</t></r></text></comment>")
}

#[test]
fn comments_on_cells_are_offered_and_heads_and_feet_are_read() {
    let cells = format!(
        "<row r='1'>{}{}</row>",
        inline("A1", "Steel"),
        inline("B1", "7")
    );
    let comments = comment("A1", "Jo: why?") + &comment("B1", "too low");
    let paper = read_xlsx(&with_comments(&cells, &comments)).unwrap();
    assert_eq!(
        lines_of(&paper),
        ["Ministry", "table  / Steel|7", "In confidence"]
    );
    assert_eq!(paper.running, "Ministry\nIn confidence");
    let said: Vec<_> = paper
        .comments
        .iter()
        .map(|comment| {
            (
                comment.quote.as_str(),
                comment.body.as_str(),
                comment.author.as_str(),
            )
        })
        .collect();
    assert_eq!(said, [("Steel", "why?", "Jo"), ("", "B1: too low", "Jo")]);
}

#[test]
fn a_sheet_with_only_a_comment_is_not_called_empty() {
    let bytes = with_comments("", &comment("B1", "too low"));
    let paper = read_xlsx(&bytes).unwrap();
    assert_eq!(
        lines_of(&paper),
        ["Ministry", "In confidence"],
        "the head and foot are read"
    );
    let mut package = Package::open(&bytes).unwrap();
    let mut parts: Vec<(String, String)> = Vec::new();
    for name in package.names() {
        let text = package.text(&name).unwrap().unwrap();
        parts.push((
            name,
            text.replace("headerFooter", "noHeader")
                .replace("oddHeader", "x")
                .replace("oddFooter", "y"),
        ));
    }
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let paper = read_xlsx(&zip(&parts)).unwrap();
    assert_eq!(lines_of(&paper), ["Not shown here: a comment on a cell."]);
    assert_eq!(paper.comments[0].body, "B1: too low");
}

#[test]
fn comments_and_feet_of_an_opendocument_sheet_are_read() {
    let content = "<o:document xmlns:o='o' xmlns:t='t' xmlns:x='x' xmlns:d='d'><o:spreadsheet><t:table>\
        <t:table-row><t:table-cell><o:annotation><d:creator>Jo</d:creator><x:p>why?</x:p>\
        </o:annotation></t:table-cell></t:table-row></t:table></o:spreadsheet></o:document>";
    let paper = read_ods(&zip(&[("content.xml", content)])).unwrap();
    assert_eq!(lines_of(&paper), ["Not shown here: a comment on a cell."]);
    assert_eq!(paper.comments[0].body, "A1: why?");
    let styles = "<o:styles xmlns:o='o' xmlns:s='s' xmlns:x='x'><s:footer><x:p>Page \
        <x:page-number>1</x:page-number></x:p><x:p>In confidence</x:p></s:footer>\
        <s:header><x:p><x:sheet-name>???</x:sheet-name></x:p></s:header></o:styles>";
    let parts = [("content.xml", content), ("styles.xml", styles)];
    let paper = read_ods(&zip(&parts)).unwrap();
    assert_eq!(lines_of(&paper), ["In confidence"]);
}

#[test]
fn only_the_print_area_is_shown_and_what_is_outside_is_told() {
    let row = |number: u8, words: [&str; 2]| {
        let cells = ["A", "B"].map(|column| format!("{column}{number}"));
        let cells = [inline(&cells[0], words[0]), inline(&cells[1], words[1])];
        format!("<row r='{number}'>{}</row>", cells.concat())
    };
    let data = row(1, ["a", "b"]) + &row(2, ["c", "working"]);
    let bytes = workbook(&[("One", "", &data)]);
    let mut package = Package::open(&bytes).unwrap();
    let mut parts: Vec<(String, String)> = Vec::new();
    for name in package.names() {
        let text = package.text(&name).unwrap().unwrap();
        let names = "</sheets><definedNames><definedName name='_xlnm.Print_Area' localSheetId='0'>\
            One!$A$1:$A$2,One!$B$1</definedName></definedNames>";
        parts.push((name, text.replace("</sheets>", names)));
    }
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let paper = read_xlsx(&zip(&parts)).unwrap();
    assert!(!said_of(&paper).contains("working"));
    assert!(said_of(&paper).contains('c'));
    assert_eq!(
        paper.flow.left_out,
        ["cells outside the print area are left out."]
    );
}

fn said_of(paper: &Paper) -> String {
    lines_of(paper).concat()
}
