//! Documents that show something else than paragraphs.

use super::*;

const CHART: &str = "<w:p><w:r><w:drawing><wp:inline><a:graphic><c:chart xmlns:c='c' r:id='c'/>\
    </a:graphic></wp:inline></w:drawing></w:r></w:p>";

#[test]
fn a_chart_gives_its_figures() {
    let chart = "<c:chartSpace xmlns:c='c' xmlns:a='a'><c:chart><c:title><a:t>Aid</a:t></c:title>\
        <c:ser><c:tx><c:v>2019</c:v></c:tx><c:cat><c:pt idx='0'><c:v>Syria</c:v></c:pt></c:cat>\
        <c:val><c:pt idx='0'><c:v>3</c:v></c:pt></c:val></c:ser></c:chart></c:chartSpace>";
    let paper = docx(CHART)
        .file("c", "chart", "chart.xml", chart.as_bytes())
        .read();
    assert_eq!(sketch(&paper.flow.blocks), ["Aid", "table |2019 / Syria|3"]);
    let paper = docx(CHART).read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        ["no picture: it is a chart, which only Office programs can draw"]
    );
}

#[test]
fn the_figures_of_a_chart_of_2016_are_read() {
    let chart = "<cx:chartSpace xmlns:cx='cx' xmlns:a='a'><cx:chartData><cx:data id='0'>\
        <cx:strDim type='cat'><cx:f>A</cx:f><cx:lvl ptCount='2'><cx:pt idx='0'>Start</cx:pt>\
        <cx:pt idx='1'>End</cx:pt></cx:lvl></cx:strDim><cx:numDim type='val'><cx:lvl>\
        <cx:pt idx='0'>3</cx:pt><cx:pt idx='1'>12</cx:pt></cx:lvl></cx:numDim></cx:data>\
        </cx:chartData><cx:chart><cx:title><a:t>Water</a:t></cx:title><cx:plotArea><cx:series>\
        <cx:tx><cx:txData><cx:v>Cost</cx:v></cx:txData></cx:tx><cx:dataId val='0'/></cx:series>\
        </cx:plotArea></cx:chart></cx:chartSpace>";
    let paper = docx(CHART)
        .file("c", "chartEx", "chart.xml", chart.as_bytes())
        .read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        ["Water", "table |Cost / Start|3 / End|12"]
    );
}

#[test]
fn a_file_in_place_of_text_is_read() {
    let chunk = "<w:altChunk r:id='f'/>";
    let html = "<html><body><h1>Notice</h1><p>All are welcome.</p></body></html>";
    let mail = format!("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n{html}");
    // A heading at the head of the text is the title.
    let files = [
        ("a.html", html, "Notice", vec!["All are welcome."]),
        ("a.mht", &mail, "Notice", vec!["All are welcome."]),
        (
            "a.rtf",
            r"{\rtf1 All are welcome.\par}",
            "",
            vec!["All are welcome."],
        ),
        (
            "a.txt",
            "All are\n\nwelcome.",
            "",
            vec!["All are", "welcome."],
        ),
    ];
    for (name, text, title, blocks) in files {
        let paper = docx(chunk)
            .file("f", "aFChunk", name, text.as_bytes())
            .read();
        assert_eq!(sketch(&paper.flow.blocks), blocks, "{name}");
        assert_eq!(paper.title, title, "{name}");
    }
}

#[test]
fn words_in_groups_of_shapes_are_read() {
    let words = |words: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(words));
    let present = format!(
        "<w:p><w:r><w:drawing><wp:anchor><a:graphic><wpg:wgp xmlns:wpg='g'><wps:wsp><wps:txbx>{}\
         </wps:txbx></wps:wsp><wpg:grpSp><wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp></wpg:grpSp>\
         </wpg:wgp></a:graphic></wp:anchor></w:drawing></w:r></w:p>",
        words("a"),
        words("b")
    );
    let former = format!(
        "<w:p><w:r><w:pict><v:group><v:shape><v:textbox>{}</v:textbox></v:shape></v:group></w:pict>\
         </w:r></w:p>",
        words("c")
    );
    let paper = docx(&(present + &former)).read();
    assert_eq!(sketch(&paper.flow.blocks), ["a", "b", "c"]);
}

#[test]
fn a_document_without_words_is_named_by_what_it_holds() {
    let shape = "<w:p><w:r><w:pict><v:oval/><v:line/></w:pict></w:r></w:p>";
    let field = "<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt>";
    let paper = docx(&format!("{shape}{field}")).read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        ["Not shown here: 2 drawings without words and a form field."]
    );
    assert!(paper.warnings[0].contains("Keep its layout"));
    let table = "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>";
    let paper = docx(table).read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        ["Not shown here: a table with empty cells."]
    );
    let header = format!("<w:hdr {NAMES}>{}</w:hdr>", p("Letterhead"));
    let paper = docx("<w:p/>")
        .file("h", "header", "header.xml", header.as_bytes())
        .read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        ["Not shown here: a header or footer."]
    );
}

#[test]
fn a_blank_document_is_taken_as_it_is_and_told() {
    let paper = docx("<w:p/>").read();
    assert!(paper.flow.blocks.is_empty());
    assert_eq!(paper.warnings, ["There is nothing in it."]);
}

#[test]
fn what_stands_beside_words_and_is_not_read_is_named_by_kind_and_count() {
    let run = |inner: &str| format!("<w:p><w:r>{inner}</w:r></w:p>");
    let shape = |outline: &str| {
        run(&format!(
            "<w:drawing><wp:inline><wps:wsp><wps:spPr>{outline}</wps:spPr></wps:wsp></wp:inline>\
             </w:drawing>"
        ))
    };
    let told = |xml: &str| docx(&(p("words") + xml)).read();
    for (xml, what) in [
        (
            shape("<a:prstGeom prst='rightArrow'/>"),
            "a drawing without words is",
        ),
        (
            shape("<a:custGeom><a:rect l='0'/><a:path w='9'/></a:custGeom>").repeat(2),
            "2 drawings without words are",
        ),
        (
            run("<w:pict><v:shape path='m0,0'/></w:pict>"),
            "a drawing without words is",
        ),
        (
            run("<w:object><o:OLEObject/></w:object>"),
            "an object of another program is",
        ),
        (
            run("<w:object><v:shape/><w:control r:id='x'/></w:object>"),
            "a form field is",
        ),
        (
            "<w:p><w:subDoc r:id='x'/></w:p>".to_owned(),
            "another document that it takes in is",
        ),
        (run("<w:contentPart r:id='x'/>"), "a drawing in ink is"),
        (
            format!(
                "<w:p><w:r><w:pict><v:group>{}</v:group></w:pict></w:r></w:p>",
                "<v:rect/>".repeat(6)
            ),
            "a drawing without words is",
        ),
    ] {
        let paper = told(&xml);
        assert_eq!(paper.flow.left_out, [format!("{what} left out.")], "{xml}");
        assert!(paper.warnings[0].ends_with("left out."), "{xml}");
        assert_eq!(sketch(&paper.flow.blocks), ["words"]);
    }
}

#[test]
fn decoration_beside_words_is_not_worth_a_mention() {
    let xml = p("words")
        + "<w:p><w:r><w:pict><v:rect/><v:line/></w:pict><w:drawing><wp:inline><wps:wsp><wps:spPr>\
           <a:prstGeom prst='roundRect'/></wps:spPr></wps:wsp></wp:inline></w:drawing></w:r></w:p>";
    assert_eq!(docx(&xml).read().flow.left_out, [""; 0]);
}

#[test]
fn controls_of_active_x_say_what_they_show() {
    let control = "<w:p><w:r><w:object><v:shape/><w:control r:id='x'/></w:object></w:r></w:p>";
    let part = "<ax:ocx xmlns:ax='ax' ax:classid='{8BD21D40-EC42-11CE-9E0D-00AA006002F3}'>\
        <ax:ocxPr ax:name='Caption' ax:value='Agreed'/><ax:ocxPr ax:name='Value' ax:value='1'/>\
        </ax:ocx>";
    let paper = docx(control)
        .file("x", "control", "activeX1.xml", part.as_bytes())
        .read();
    assert_eq!(sketch(&paper.flow.blocks), ["☒ Agreed"]);
}

#[test]
fn the_reading_of_words_stands_behind_them() {
    let ruby = format!(
        "<w:p><w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r></w:p>",
        r("kanji"),
        r("漢字")
    );
    assert_eq!(body(&ruby), ["漢字 (kanji)"]);
}

#[test]
fn of_several_forms_the_one_that_can_be_read_is_read() {
    let xml = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:contentPart r:id='a'/></mc:Choice>\
         <mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
        "<w:t>words</w:t>"
    );
    let paper = docx(&xml).read();
    assert_eq!(sketch(&paper.flow.blocks), ["words"]);
    assert_eq!(paper.flow.left_out, [""; 0]);
}
