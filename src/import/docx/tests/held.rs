//! Documents that show something else than paragraphs.

use super::*;
use crate::import::Problem;

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
    let html =
        "<html><head><title>Notice</title></head><body><p>All are welcome.</p></body></html>";
    let mail = format!("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n{html}");
    let files = [
        ("a.html", html, vec!["h1 Notice", "All are welcome."]),
        ("a.mht", &mail, vec!["h1 Notice", "All are welcome."]),
        (
            "a.rtf",
            r"{\rtf1 All are welcome.\par}",
            vec!["All are welcome."],
        ),
        ("a.txt", "All are\n\nwelcome.", vec!["All are", "welcome."]),
    ];
    for (name, text, blocks) in files {
        let paper = docx(chunk)
            .file("f", "aFChunk", name, text.as_bytes())
            .read();
        assert_eq!(sketch(&paper.flow.blocks), blocks, "{name}");
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
    assert_eq!(read(&docx("<w:p/>").bytes()), Err(Problem::Empty));
    let header = format!("<w:hdr {NAMES}>{}</w:hdr>", p("Letterhead"));
    let paper = docx("<w:p/>")
        .file("h", "header", "header.xml", header.as_bytes())
        .read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        ["Not shown here: a header or footer."]
    );
}
