//! OpenDocument texts built here, a feature each.

mod crop;
mod places;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::read;
use crate::import::office::testing::{sketch, words};
use crate::import::{Block, Paper, Problem, Script};
use crate::pack::Media;

const NAMES: &str = "xmlns:office='o' xmlns:text='t' xmlns:table='tb' xmlns:draw='d' \
    xmlns:xlink='x' xmlns:style='s' xmlns:fo='f' xmlns:svg='v' xmlns:dc='dc' xmlns:form='fm'";

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A content part with these automatic styles and this text.
fn content(styles: &str, text: &str) -> String {
    format!(
        "<office:document-content {NAMES}><office:automatic-styles>{styles}\
         </office:automatic-styles><office:body><office:text>{text}</office:text></office:body>\
         </office:document-content>"
    )
}

fn paper(styles: &str, text: &str) -> Paper {
    let content = content(styles, text);
    read(&archive(&[("content.xml", content.as_bytes())])).unwrap()
}

fn body(styles: &str, text: &str) -> Vec<String> {
    sketch(&paper(styles, text).flow.blocks)
}

fn p(words: &str) -> String {
    format!("<text:p>{words}</text:p>")
}

#[test]
fn headings_quotations_and_sections_are_read() {
    let styles = "<style:style style:name='P1' style:parent-style-name='Quotations'/>\
                  <style:style style:name='P2' style:parent-style-name='P2'/>";
    let text = "<text:p>Before</text:p>\
                <text:section><text:h text:outline-level='2'>Head</text:h></text:section>\
                <text:section text:display='none'><text:p>unseen</text:p></text:section>\
                <text:p text:style-name='P1'>Said</text:p>\
                <text:p text:style-name='P2'>Round</text:p>";
    assert_eq!(body(styles, text), ["Before", "h2 Head", "> Said", "Round"]);
}

#[test]
fn space_collapses_and_written_space_stays_within_bounds() {
    let text = "<text:p>  a \n b<text:s text:c='2'/>c<text:tab/>d<text:line-break/> e \
                <text:span> f</text:span></text:p>";
    assert_eq!(body("", text), ["a b  c\td\ne f"]);
    let far =
        "<text:p>a<text:s text:c='1000000000'/><text:s text:c='99999999999999999999'/>b</text:p>";
    assert_eq!(body("", far)[0].len(), 2 + 2 * 40);
}

#[test]
fn characters_take_their_look_from_styles() {
    let styles = "<style:style style:name='B'><style:text-properties fo:font-weight='bold'/>\
                  </style:style><style:style style:name='I' style:parent-style-name='B'>\
                  <style:text-properties fo:font-style='italic' \
                  style:text-line-through-style='solid'/></style:style>\
                  <style:style style:name='U'><style:text-properties \
                  style:text-position='super 58%'/></style:style>\
                  <style:style style:name='H'><style:text-properties text:display='none'/>\
                  </style:style>";
    let span = |style: &str, words: &str| {
        format!("<text:span text:style-name='{style}'>{words}</text:span>")
    };
    let text = [
        span("B", "a"),
        span("I", "b"),
        span("U", "c"),
        span("H", "no"),
    ]
    .concat();
    let paper = paper(styles, &p(&text));
    let Block::Paragraph(text) = &paper.flow.blocks[0] else {
        panic!()
    };
    let seen: Vec<_> = text
        .iter()
        .map(|s| (s.text.as_str(), s.bold, s.italic, s.strike, s.script))
        .collect();
    assert_eq!(
        seen,
        [
            ("a", true, false, false, Script::Normal),
            ("b", true, true, true, Script::Normal),
            ("c", false, false, false, Script::Raised),
        ]
    );
}

#[test]
fn lists_nest_count_on_and_write_out_odd_labels() {
    let styles = "<text:list-style style:name='N'><text:list-level-style-number text:level='1' \
                  style:num-format='1' style:num-suffix='.' text:start-value='3'/>\
                  <text:list-level-style-number text:level='2' style:num-format='a' \
                  style:num-prefix='(' style:num-suffix=')'/></text:list-style>\
                  <text:list-style style:name='B'><text:list-level-style-bullet text:level='1'/>\
                  </text:list-style>";
    let item = |words: &str| format!("<text:list-item>{}</text:list-item>", p(words));
    let text = format!(
        "<text:list text:style-name='N'>{}<text:list-item>{}{}<text:list>{}{}</text:list>\
         </text:list-item></text:list>{}<text:list text:style-name='N' \
         text:continue-numbering='true'>{}</text:list><text:list text:style-name='N'>{}\
         </text:list><text:list text:style-name='B'>{}</text:list>",
        item("a"),
        p("b"),
        p("more b"),
        item("c"),
        item("d"),
        p("between"),
        item("e"),
        item("f"),
        item("g"),
    );
    assert_eq!(
        body(styles, &text),
        [
            "3[a, b + more b + 0+30:(a)\tc + 0+30:(b)\td]",
            "between",
            "5[e]",
            "3[f]",
            "*[g]"
        ]
    );
}

#[test]
fn headings_keep_their_numbers() {
    let styles = format!(
        "<office:document-styles {NAMES}><office:styles><text:outline-style>\
         <text:outline-level-style text:level='1' style:num-format='1'/>\
         <text:outline-level-style text:level='2' style:num-format='1' text:display-levels='2'/>\
         </text:outline-style></office:styles></office:document-styles>"
    );
    let heading =
        |level: u8, words: &str| format!("<text:h text:outline-level='{level}'>{words}</text:h>");
    let text = [
        p("Before"),
        heading(1, "a"),
        heading(2, "b"),
        heading(2, "c"),
        heading(1, "d"),
    ];
    let content = content("", &text.concat());
    let bytes = archive(&[
        ("content.xml", content.as_bytes()),
        ("styles.xml", styles.as_bytes()),
    ]);
    assert_eq!(
        sketch(&read(&bytes).unwrap().flow.blocks),
        ["Before", "h1 1 a", "h2 1.1 b", "h2 1.2 c", "h1 2 d"]
    );
}

#[test]
fn tables_keep_their_head_and_their_merged_cells() {
    let cell = |words: &str| format!("<table:table-cell>{}</table:table-cell>", p(words));
    let text = format!(
        "<table:table><table:table-header-rows><table:table-row>{}{}</table:table-row>\
         </table:table-header-rows><table:table-row><table:table-cell \
         table:number-columns-spanned='2'>{}</table:table-cell><table:covered-table-cell/>\
         </table:table-row><table:table-row table:number-rows-repeated='2'>{}<table:table-cell \
         table:number-columns-repeated='16384'/></table:table-row><table:table-row \
         table:number-rows-repeated='1048576'><table:table-cell/></table:table-row></table:table>",
        cell("A"),
        cell("B"),
        p("wide"),
        cell("c"),
    );
    let blocks = paper("", &text).flow.blocks;
    let Block::Table(table) = &blocks[0] else {
        panic!("{blocks:?}")
    };
    let (head, rows) = table.texts();
    assert_eq!(
        head.iter().map(words).take(2).collect::<Vec<_>>(),
        ["A", "B"]
    );
    assert_eq!(rows.len(), 3);
    assert_eq!(
        (words(&rows[0][0]), words(&rows[2][0])),
        ("wide".into(), "c".into())
    );
}

#[test]
fn cells_look_as_their_styles_say_and_reach_as_far_as_they_cover() {
    let styles = "<style:style style:name='T' style:family='table'><style:table-properties \
         style:writing-mode='rl-tb'/></style:style>\
         <style:style style:name='C' style:family='table-column'><style:table-column-properties \
         style:column-width='1in'/></style:style>\
         <style:style style:name='X' style:family='table-cell'><style:table-cell-properties \
         fo:background-color='#ffc000' style:vertical-align='middle' fo:border='0.5pt solid #ff0000' \
         fo:border-top='none'/></style:style>";
    let text = format!(
        "<table:table table:style-name='T'><table:table-column table:style-name='C' \
         table:number-columns-repeated='3'/><table:table-row><table:table-cell \
         table:style-name='X' table:number-rows-spanned='2' table:number-columns-spanned='2'>{}{}\
         </table:table-cell><table:covered-table-cell/><table:table-cell>{}</table:table-cell>\
         </table:table-row><table:table-row><table:covered-table-cell/><table:covered-table-cell/>\
         <table:table-cell>{}</table:table-cell></table:table-row><table:table-row>\
         <table:covered-table-cell/><table:table-cell>{}</table:table-cell><table:table-cell/>\
         </table:table-row></table:table>",
        p("a"),
        "<text:p/><text:p>b</text:p>",
        p("c"),
        p("d"),
        p("e"),
    );
    let blocks = paper(styles, &text).flow.blocks;
    let Block::Table(table) = &blocks[0] else {
        panic!("{blocks:?}")
    };
    assert_eq!(table.widths_pt, [72.0, 72.0, 72.0]);
    assert!(table.is_mirrored);
    let first = &table.rows[0][0];
    assert_eq!((first.rows, first.columns, first.blocks.len()), (2, 2, 3));
    assert_eq!(first.ground, Some(crate::import::Rgb(0xFF, 0xC0, 0)));
    assert_eq!(first.stands, crate::import::Stands::Middle);
    assert!(!first.edges.top.is_drawn() && first.edges.end.tenths_pt == 5);
    let last = table.places().into_iter().find(|place| {
        place
            .cell
            .blocks
            .iter()
            .any(|block| block.plain_text() == "e\n")
    });
    assert_eq!(last.map(|place| (place.row, place.column)), Some((2, 1)));
}

#[test]
fn repeated_words_have_a_limit() {
    let text = format!(
        "<table:table><table:table-row table:number-rows-repeated='20000'><table:table-cell \
         table:number-columns-repeated='60'>{}</table:table-cell></table:table-row></table:table>",
        p(&"word ".repeat(100))
    );
    let content = content("", &text);
    let error = read(&archive(&[("content.xml", content.as_bytes())])).unwrap_err();
    assert!(matches!(error, Problem::BeyondLimit { .. }), "{error}");
    assert!(error.to_string().contains("at most 4 MiB"), "{error}");
}

#[test]
fn links_notes_and_comments_are_read() {
    let text = "<text:p><office:annotation office:name='1'><dc:creator>Ann</dc:creator>\
                <dc:date>2026-07-30T10:00:00.5</dc:date><text:p>Which?</text:p>\
                </office:annotation><text:a xlink:href='https://a.example'>One</text:a>\
                <office:annotation-end office:name='1'/> <text:a \
                xlink:href='file:///c:/x'>two</text:a><text:note text:note-class='endnote'>\
                <text:note-citation>i</text:note-citation><text:note-body><text:p>Last.</text:p>\
                </text:note-body></text:note><text:note text:note-class='footnote'>\
                <text:note-citation>1</text:note-citation><text:note-body><text:p>Foot.</text:p>\
                </text:note-body></text:note></text:p>";
    let paper = paper("", text);
    assert_eq!(
        sketch(&paper.flow.blocks),
        ["One twoi1", "---", "1 Foot.", "i Last."]
    );
    let Block::Paragraph(text) = &paper.flow.blocks[0] else {
        panic!()
    };
    assert_eq!(text[0].address(), Some("https://a.example"));
    assert!(text[1].address().is_none());
    let comment = &paper.comments[0];
    assert_eq!(
        (
            comment.quote.as_str(),
            comment.body.as_str(),
            comment.author.as_str()
        ),
        ("One", "Which?", "Ann")
    );
    assert_eq!(comment.written, "2026-07-30T10:00:00.5Z".parse().ok());
}

#[test]
fn deletions_are_left_out_with_a_warning() {
    let text = format!(
        "<text:tracked-changes><text:changed-region><text:deletion>{}</text:deletion>\
         </text:changed-region></text:tracked-changes><text:p>a<text:change/>b</text:p>",
        p("gone")
    );
    let paper = paper("", &text);
    assert_eq!(sketch(&paper.flow.blocks), ["ab"]);
    assert_eq!(
        paper.warnings,
        ["The document has tracked changes; it is shown as if all were accepted."]
    );
}

#[test]
fn frames_hold_pictures_and_text_and_forms_show_their_labels() {
    let image = crate::typeset::testing::picture(4, 4, Media::Png, 1);
    let frame = |href: &str| {
        format!(
            "<draw:frame><draw:image xlink:href='{href}'/><svg:desc>A map</svg:desc></draw:frame>"
        )
    };
    let text = format!(
        "<office:forms><form:form><form:fixed-text form:id='c1' form:label='Name'/>\
         <form:checkbox form:id='c2' form:label='Yes' form:current-state='checked'/></form:form>\
         </office:forms><text:p>{}</text:p>{}<text:p>b<draw:frame><draw:text-box>{}\
         </draw:text-box></draw:frame></text:p><text:p><draw:control draw:control='c1'/><draw:control draw:control='c2'/></text:p>",
        frame("Pictures/a.png"),
        frame("https://a.example/b.png"),
        p("boxed"),
    );
    let content = content("", &text);
    let bytes = archive(&[
        ("content.xml", content.as_bytes()),
        ("Pictures/a.png", &image.bytes),
    ]);
    assert_eq!(
        sketch(&read(&bytes).unwrap().flow.blocks),
        [
            "picture A map ",
            "no picture: it is at https://a.example/b.png and is not fetched",
            "b",
            "boxed",
            "Name",
            "☒ Yes",
        ]
    );
}

#[test]
fn page_numbers_of_a_table_of_contents_are_left_out() {
    let text = format!(
        "<text:table-of-content><text:index-body><text:index-title>{}</text:index-title>{}\
         </text:index-body></text:table-of-content>{}",
        p("Contents"),
        p("Aims<text:tab/>12"),
        p("Sum<text:tab/>12"),
    );
    let paper = paper("", &text);
    assert_eq!(sketch(&paper.flow.blocks), ["Contents", "Aims", "Sum\t12"]);
    assert_eq!(paper.warnings.len(), 1);
}

#[test]
fn the_title_and_the_running_words_are_told_apart_from_the_text() {
    let content = content(
        "",
        "<text:p text:style-name='Title'>A plan</text:p><text:p \
         text:style-name='Subtitle'>for lamps</text:p><text:p>Text</text:p>",
    );
    let styles = format!(
        "<office:document-styles {NAMES}><office:master-styles><style:master-page>\
         <style:header>{}</style:header><style:footer>{}</style:footer></style:master-page>\
         </office:master-styles></office:document-styles>",
        p("OFFICIAL"),
        p("OFFICIAL"),
    );
    let bytes = archive(&[
        ("content.xml", content.as_bytes()),
        ("styles.xml", styles.as_bytes()),
    ]);
    let paper = read(&bytes).unwrap();
    assert_eq!(
        (paper.title.as_str(), paper.running.as_str()),
        ("A plan", "OFFICIAL")
    );
    assert_eq!(words(&paper.flow.summary[0]), "for lamps");
    assert_eq!(sketch(&paper.flow.blocks), ["Text"]);
}

#[test]
fn broken_styles_do_not_lose_the_text_and_a_password_is_named() {
    let content = content("", &p("Text"));
    let bytes = archive(&[
        ("content.xml", content.as_bytes()),
        ("styles.xml", b"<a><b></a>"),
    ]);
    let paper = read(&bytes).unwrap();
    assert_eq!(sketch(&paper.flow.blocks), ["Text"]);
    assert_eq!(paper.warnings.len(), 1);
    let locked = archive(&[
        ("content.xml", b"\x01\x02"),
        ("META-INF/manifest.xml", b"<m><encryption-data/></m>"),
    ]);
    let error = read(&locked).unwrap_err();
    assert!(matches!(error, Problem::Protected { .. }), "{error}");
    let empty = archive(&[("a.txt", b"")]);
    assert!(matches!(read(&empty), Err(Problem::Damaged { .. })));
    let bytes = archive(&[("content.xml", content.as_bytes())]);
    for end in 0..bytes.len() {
        let _ = read(&bytes[..end]);
    }
}

#[test]
fn a_chart_gives_its_figures_where_its_picture_cannot_be_shown() {
    let frame = "<text:p><draw:frame><draw:object xlink:href='./Object 1'/>\
        <draw:image xlink:href='./ObjectReplacements/Object 1'/></draw:frame></text:p>";
    let chart = "<o:c xmlns:o='o' xmlns:c='c' xmlns:t='t' xmlns:x='x'><o:body><o:chart><c:chart>\
        <c:title><x:p>Aid</x:p></c:title><t:table><t:table-row><t:table-cell><x:p>Syria</x:p>\
        </t:table-cell><t:table-cell o:value='3'/></t:table-row></t:table></c:chart></o:chart>\
        </o:body></o:c>";
    let content = content("", frame);
    let bytes = archive(&[
        ("content.xml", content.as_bytes()),
        ("Object 1/content.xml", chart.as_bytes()),
        ("ObjectReplacements/Object 1", b"a metafile"),
    ]);
    let paper = read(&bytes).unwrap();
    assert_eq!(sketch(&paper.flow.blocks), ["Aid", "table  / Syria|3"]);
}

#[test]
fn a_document_without_words_is_named_by_what_it_holds() {
    let shapes = "<text:p><draw:g><draw:line/><draw:ellipse/></draw:g></text:p>";
    assert_eq!(
        body("", shapes),
        ["Not shown here: 2 drawings without words."]
    );
    let bytes = archive(&[("content.xml", content("", "<text:p/>").as_bytes())]);
    let blank = read(&bytes).unwrap();
    assert_eq!(blank.warnings, ["There is nothing in it."]);
}

#[test]
fn what_stands_beside_words_and_is_not_read_is_named_by_kind_and_count() {
    let star = "<draw:custom-shape><draw:enhanced-geometry draw:type='star5'/></draw:custom-shape>";
    let free = "<draw:a><draw:polygon/></draw:a>";
    let object = "<draw:frame><draw:object-ole/></draw:frame>";
    let plain = "<draw:rect/><draw:line/><draw:frame><draw:text-box><text:p/></draw:text-box>\
        </draw:frame><draw:custom-shape><draw:enhanced-geometry draw:type='rectangle'/>\
        </draw:custom-shape>";
    let text = format!("<text:p>words{star}{object}{plain}<draw:control/></text:p>{free}");
    let paper = paper("", &text);
    assert_eq!(sketch(&paper.flow.blocks), ["words"]);
    assert_eq!(
        paper.flow.left_out,
        ["2 drawings without words, a form field and an object of another program are left out."]
    );
}

#[test]
fn words_in_shapes_of_every_kind_readings_and_formulas_are_read() {
    let text = "<text:p>a<draw:polygon><text:p>b</text:p></draw:polygon><text:ruby><text:ruby-base>漢\
        </text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby></text:p>\
        <draw:a><draw:circle><text:p>c</text:p></draw:circle></draw:a>";
    assert_eq!(body("", text), ["a漢 (kan)", "b", "c"]);
    let frame = "<text:p><draw:frame><draw:object xlink:href='./Object 1'/></draw:frame></text:p>";
    let formula =
        "<math xmlns='m'><semantics><annotation>a over  b</annotation></semantics></math>";
    let bytes = archive(&[
        ("content.xml", content("", frame).as_bytes()),
        ("Object 1/content.xml", formula.as_bytes()),
    ]);
    assert_eq!(sketch(&read(&bytes).unwrap().flow.blocks), ["a over b"]);
}
