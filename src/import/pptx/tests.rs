//! Presentations made in code.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::*;
use crate::import::{Script, Text};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn zip(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = SimpleFileOptions::default();
        writer.start_file(name.as_str(), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn relations(links: &[(&str, &str, &str)]) -> Vec<u8> {
    let links: String = links
        .iter()
        .map(|(id, kind, target)| {
            let mode = if target.contains("://") {
                "TargetMode='External'"
            } else {
                ""
            };
            format!("<Relationship Id='{id}' Type='{OFFICE}/{kind}' Target='{target}' {mode}/>")
        })
        .collect();
    format!("<Relationships>{links}</Relationships>").into_bytes()
}

/// A slide: its attributes, its shapes, and what it refers to.
type Slide<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str, &'a str)]);

/// A presentation of slides, and further parts.
fn deck(slides: &[Slide<'_>], more: &[(&str, Vec<u8>)]) -> Vec<u8> {
    deck_of("presentation.xml", slides, more)
}

/// A presentation whose main part is this one.
fn deck_of(main_part: &str, slides: &[Slide<'_>], more: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut parts = Vec::new();
    let mut list = String::new();
    let mut links = Vec::new();
    // The last slide of the archive is shown first: the list decides.
    for (index, (attributes, shapes, refers)) in slides.iter().enumerate() {
        let name = format!("slide{}", slides.len() - index);
        list += &format!("<p:sldId id='{index}' r:id='r{index}'/>");
        links.push((format!("r{index}"), format!("slides/{name}.xml")));
        let xml = format!(
            "<p:sld xmlns:p='p' xmlns:a='a' xmlns:r='{OFFICE}' {attributes}><p:cSld><p:spTree>\
             {shapes}</p:spTree></p:cSld></p:sld>"
        );
        parts.push((format!("ppt/slides/{name}.xml"), xml.into_bytes()));
        parts.push((
            format!("ppt/slides/_rels/{name}.xml.rels"),
            relations(refers),
        ));
    }
    let links: Vec<(&str, &str, &str)> = links
        .iter()
        .map(|(id, target)| (id.as_str(), "slide", target.as_str()))
        .collect();
    let main = format!(
        "<p:presentation xmlns:p='p' xmlns:r='{OFFICE}'><p:sldIdLst>{list}</p:sldIdLst></p:presentation>"
    );
    parts.push(("ppt/presentation.xml".to_owned(), main.into_bytes()));
    parts.push((
        "ppt/_rels/presentation.xml.rels".to_owned(),
        relations(&links),
    ));
    let root = relations(&[("r", "officeDocument", &format!("/ppt/{main_part}"))]);
    parts.push(("_rels/.rels".to_owned(), root));
    parts.extend(
        more.iter()
            .map(|(name, bytes)| ((*name).to_owned(), bytes.clone())),
    );
    zip(&parts)
}

/// A shape at a place in thousands of EMU, of a type of placeholder or none.
fn shape(kind: &str, (x, y): (i32, i32), paragraphs: &str) -> String {
    let holder = if kind.is_empty() {
        String::new()
    } else {
        format!("<p:ph type='{kind}'/>")
    };
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:spPr><a:xfrm>\
         <a:off x='{x}000' y='{y}000'/></a:xfrm></p:spPr><p:txBody>{paragraphs}</p:txBody></p:sp>"
    )
}

fn line(words: &str) -> String {
    format!("<a:p><a:r><a:t>{words}</a:t></a:r></a:p>")
}

fn said(paper: &Paper) -> String {
    paper.flow.blocks.iter().map(Block::plain_text).collect()
}

#[test]
fn slides_come_in_the_order_of_the_presentation() {
    let slide = |title: &str| shape("title", (0, 0), &line(title));
    let (one, two) = (slide("One"), slide("Two"));
    let paper = read(&deck(&[("", &one, &[]), ("", &two, &[])], &[])).unwrap();
    assert_eq!(said(&paper), "Slide 1: One\nSlide 2: Two\n");
    assert!(matches!(
        paper.flow.blocks[1],
        Block::Heading { level: 1, .. }
    ));
}

#[test]
fn slides_are_told_by_their_numbers_as_the_presentation_counts_them() {
    let slide = |kind: &str, words: &str| shape(kind, (0, 0), &line(words));
    let (title, text, lamps) = (
        slide("ctrTitle", "Light"),
        slide("body", "Words"),
        slide("title", "Lamps"),
    );
    let slides = [
        ("", title.as_str(), &[][..]),
        ("", text.as_str(), &[]),
        ("show='0'", lamps.as_str(), &[]),
        ("", lamps.as_str(), &[]),
    ];
    let paper = read(&deck(&slides, &[])).unwrap();
    assert_eq!(paper.title, "Light");
    assert_eq!(said(&paper), "Slide 2\nWords\nSlide 4: Lamps\n");
    let heading = |block: &Block| matches!(block, Block::Heading { level: 1, .. });
    assert_eq!(
        paper.flow.blocks.iter().map(heading).collect::<Vec<_>>(),
        [true, false, true]
    );
    let alone = read(&deck(&[("", &lamps, &[])], &[])).unwrap();
    assert_eq!(said(&alone), "Lamps\n");
}

#[test]
fn a_picture_that_is_marked_as_decorative_is_left_out_where_it_is_small() {
    let ornament = "<p:pic><p:nvPicPr><p:cNvPr><a:extLst><a:ext><a:decorative val='1'/></a:ext>\
        </a:extLst></p:cNvPr></p:nvPicPr><p:blipFill><a:blip r:embed='i'/></p:blipFill>\
        <p:spPr><a:xfrm><a:ext cx='8000000' cy='400000'/></a:xfrm></p:spPr></p:pic>";
    let more = [("ppt/media/i.png", png(3, 2))];
    let refers = [("i", "image", "../media/i.png")];
    let read = |shapes: &str| read(&deck(&[("", shapes, &refers)], &more)).unwrap();
    let shapes = shape("title", (0, 0), &line("Lamps")) + ornament;
    assert!(pictures(&read(&shapes)).is_empty());
    let shown = shapes.replace("val='1'", "val='0'");
    assert_eq!(pictures(&read(&shown)).len(), 1);
    // A chart that was pasted may be all that there is on a slide.
    for size in [
        "cx='8000000' cy='4000000'",
        "cx='18446744073709551615' cy='2'",
        "",
    ] {
        let large = ornament.replace("cx='8000000' cy='400000'", size);
        assert_eq!(pictures(&read(&large)).len(), 1, "{size}");
    }
}

#[test]
fn what_a_slide_says_in_huge_numbers_does_no_harm() {
    let slide = picture("", "r:embed='i'", "").replace(
        "</p:pic>",
        "<p:spPr><a:xfrm><a:ext cx='18446744073709551615' cy='2'/></a:xfrm></p:spPr></p:pic>",
    );
    let main = format!(
        "<p:presentation xmlns:p='p' xmlns:r='{OFFICE}' firstSlideNum='18446744073709551615'>\
         <p:sldIdLst><p:sldId r:id='r1'/><p:sldId r:id='r1'/></p:sldIdLst></p:presentation>"
    );
    let more = [
        ("ppt/media/i.png", png(3, 2)),
        ("ppt/huge.xml", main.into_bytes()),
        (
            "ppt/_rels/huge.xml.rels",
            relations(&[("r1", "slide", "slides/slide1.xml")]),
        ),
    ];
    let refers = [("i", "image", "../media/i.png")];
    let bytes = deck_of("huge.xml", &[("", &slide, &refers)], &more);
    let paper = read(&bytes).unwrap();
    assert_eq!(pictures(&paper).len(), 2);
    assert!(said(&paper).contains("Slide 2"), "{}", said(&paper));
}

#[test]
fn a_title_slide_gives_the_title_and_the_summary() {
    let shapes = shape("subTitle", (0, 2000), &line("A summary"))
        + &shape("ctrTitle", (0, 1000), &line("The title"));
    let paper = read(&deck(&[("", &shapes, &[])], &[])).unwrap();
    assert_eq!(paper.title, "The title");
    assert_eq!(text::plain(&paper.flow.summary[0]), "A summary");
    assert_eq!(said(&paper), "");
}

#[test]
fn shapes_are_read_row_by_row() {
    let shapes = shape("", (5000, 3000), &line("right"))
        + &shape("", (0, 6000), &line("foot"))
        + "<p:grpSp><p:grpSpPr><a:xfrm><a:off x='0' y='3100000'/></a:xfrm></p:grpSpPr>"
        + &shape("", (0, 50), &line("left, below"))
        + &shape("", (0, 0), &line("left"))
        + "</p:grpSp>"
        + &shape("title", (0, 0), &line("Title"));
    let paper = read(&deck(&[("", &shapes, &[])], &[])).unwrap();
    let said = said(&paper);
    let order: Vec<usize> = ["Title", "left", "right", "foot"]
        .iter()
        .map(|word| said.find(word).unwrap())
        .collect();
    assert!(order.is_sorted(), "{said}");
}

#[test]
fn columns_with_heads_are_read_one_after_the_other() {
    let compared = shape("body", (0, 1000), &line("Now"))
        + &shape("body", (5000, 1000), &line("Then"))
        + &shape("obj", (0, 2000), &line("dim"))
        + &shape("obj", (5000, 2000), &line("bright"));
    let paper = read(&deck(&[("", &compared, &[])], &[])).unwrap();
    assert_eq!(said(&paper), "Now\ndim\nThen\nbright\n");
    let boxes = compared
        .replace("<p:ph type='body'/>", "")
        .replace("<p:ph type='obj'/>", "");
    let paper = read(&deck(&[("", &boxes, &[])], &[])).unwrap();
    assert_eq!(said(&paper), "Now\nThen\ndim\nbright\n");
}

#[test]
fn bullets_become_lists_by_their_levels() {
    let item = |level: u8, words: &str| {
        format!(
            "<a:p><a:pPr lvl='{level}'><a:buChar char='•'/></a:pPr><a:r><a:t>{words}</a:t></a:r></a:p>"
        )
    };
    let body = line("Before") + &item(0, "one") + &item(1, "inner") + &item(0, "two");
    let paper = read(&deck(&[("", &shape("", (0, 0), &body), &[])], &[])).unwrap();
    let Block::List { start: None, items } = &paper.flow.blocks[1] else {
        panic!("a list: {:?}", paper.flow.blocks)
    };
    assert_eq!(items.len(), 2);
    assert!(matches!(items[0][1], Block::List { .. }));
    assert_eq!(said(&paper), "Before\none\ninner\ntwo\n");
}

#[test]
fn bullets_and_places_are_taken_over_from_layout_and_master() {
    let master = "<p:sldMaster xmlns:p='p' xmlns:a='a'><p:txStyles><p:bodyStyle><a:lvl1pPr>\
        <a:buChar char='•'/></a:lvl1pPr></p:bodyStyle></p:txStyles></p:sldMaster>";
    let layout = format!(
        "<p:sldLayout xmlns:p='p' xmlns:a='a'>{}</p:sldLayout>",
        shape("body", (0, 9000), "")
    );
    let more = [
        ("ppt/slideLayouts/l.xml", layout.into_bytes()),
        (
            "ppt/slideLayouts/_rels/l.xml.rels",
            relations(&[("m", "slideMaster", "../slideMasters/m.xml")]),
        ),
        ("ppt/slideMasters/m.xml", master.as_bytes().to_vec()),
    ];
    let unplaced = shape("body", (0, 0), &line("item")).replace("<a:off x='0000' y='0000'/>", "");
    let unplaced = unplaced.replace("<a:xfrm></a:xfrm>", "");
    let shapes = unplaced + &shape("", (0, 100), &line("above"));
    let refers = [("l", "slideLayout", "../slideLayouts/l.xml")];
    let paper = read(&deck(&[("", &shapes, &refers)], &more)).unwrap();
    assert_eq!(said(&paper), "above\nitem\n");
    assert!(matches!(paper.flow.blocks[1], Block::List { .. }));
}

#[test]
fn what_is_hidden_or_for_the_speaker_is_left_out_and_told() {
    let slide = shape("title", (0, 0), &line("Shown"))
        + &shape("ftr", (0, 9000), &line("OFFICIAL"))
        + &shape("sldNum", (0, 9000), &line("7"));
    let hidden = shape("title", (0, 0), &line("Hidden"));
    let notes = format!(
        "<p:notes xmlns:p='p' xmlns:a='a'>{}</p:notes>",
        shape("body", (0, 0), &line("Do not say this"))
    );
    let more = [("ppt/notesSlides/n.xml", notes.into_bytes())];
    let refers = [("n", "notesSlide", "../notesSlides/n.xml")];
    let bytes = deck(&[("", &slide, &refers), ("show='0'", &hidden, &[])], &more);
    let paper = read(&bytes).unwrap();
    assert_eq!(said(&paper), "Slide 1: Shown\n");
    assert_eq!(paper.running, "OFFICIAL");
    assert_eq!(paper.warnings, ["A hidden slide is left out."]);
    assert!(!format!("{paper:?}").contains("Hidden"));
    // What the speaker is to say is offered as a private note, and is nowhere else.
    assert_eq!(paper.comments[0].body, "Do not say this");
    let without = Paper {
        comments: Vec::new(),
        ..paper
    };
    assert!(!format!("{without:?}").contains("Do not say"));
}

#[test]
fn words_keep_their_looks_and_links() {
    let runs = "<a:p><a:r><a:rPr b='1'/><a:t>bold </a:t></a:r>\
        <a:r><a:rPr strike='sngStrike'/><a:t>struck </a:t></a:r>\
        <a:r><a:rPr baseline='30000'/><a:t>up</a:t></a:r><a:br/>\
        <a:r><a:rPr><a:hlinkClick r:id='w'/></a:rPr><a:t>web</a:t></a:r>\
        <a:fld type='slidenum'><a:t>9</a:t></a:fld></a:p>";
    let refers = [("w", "hyperlink", "https://example.org/")];
    let paper = read(&deck(&[("", &shape("", (0, 0), runs), &refers)], &[])).unwrap();
    let Block::Paragraph(spans) = &paper.flow.blocks[0] else {
        panic!("a paragraph")
    };
    assert!(spans[0].bold && spans[1].strike);
    assert_eq!(spans[2].script, Script::Raised);
    assert_eq!(spans[4].address(), Some("https://example.org/"));
    assert_eq!(text::plain(spans), "bold struck up\nweb");
}

#[test]
fn tables_and_pictures_are_kept() {
    let cell = |words: &str| format!("<a:tc><a:txBody>{}</a:txBody></a:tc>", line(words));
    let table = format!(
        "<p:graphicFrame><p:xfrm><a:off x='0' y='0'/></p:xfrm><a:tbl><a:tblPr firstRow='1'/>\
         <a:tr>{}{}</a:tr><a:tr>{}{}</a:tr></a:tbl></p:graphicFrame>",
        cell("Town"),
        cell("People"),
        cell("York"),
        cell("1")
    );
    let shapes =
        table + &picture("descr='A map'", "r:embed='i'", "") + &picture("", "r:link='far'", "");
    let more = [("ppt/media/i.png", png(3, 2))];
    let refers = [
        ("i", "image", "../media/i.png"),
        ("far", "image", "https://example.org/far.png"),
    ];
    let paper = read(&deck(&[("", &shapes, &refers)], &more)).unwrap();
    let Block::Table(table) = &paper.flow.blocks[0] else {
        panic!("a table")
    };
    let (head, rows) = &table.texts();
    let plain = |cells: &[Text]| cells.iter().map(text::plain).collect::<Vec<_>>();
    assert_eq!(plain(head), ["Town", "People"]);
    assert_eq!(plain(&rows[0]), ["York", "1"]);
    let pictures = pictures(&paper);
    assert_eq!(pictures[0].as_ref().unwrap().alt, "A map");
    let reason = pictures[1].as_ref().unwrap_err();
    assert!(reason.contains("https://example.org/far.png"), "{reason}");
}

#[test]
fn cells_of_tables_reach_and_look_as_they_say() {
    let cell = |attributes: &str, words: &str, properties: &str| {
        format!(
            "<a:tc {attributes}><a:txBody>{}</a:txBody><a:tcPr anchor='ctr'>{properties}</a:tcPr></a:tc>",
            line(words)
        )
    };
    let red = "<a:lnT w='25400'><a:solidFill><a:srgbClr val='000080'/></a:solidFill></a:lnT>\
         <a:solidFill><a:srgbClr val='FF0000'/></a:solidFill>";
    let table = format!(
        "<p:graphicFrame><a:tbl><a:tblPr/><a:tblGrid><a:gridCol w='1270000'/><a:gridCol w='2540000'/>\
         <a:gridCol w='1270000'/></a:tblGrid><a:tr>{}{}{}</a:tr><a:tr>{}{}{}</a:tr></a:tbl>\
         </p:graphicFrame>",
        cell("rowSpan='2'", "a", red),
        cell("gridSpan='2'", "b", ""),
        cell("hMerge='1'", "", ""),
        cell("vMerge='1'", "", ""),
        cell("", "c", ""),
        cell("", "d", ""),
    );
    let paper = read(&deck(&[("", &table, &[])], &[])).unwrap();
    let Block::Table(table) = &paper.flow.blocks[0] else {
        panic!("a table")
    };
    assert_eq!(table.widths_pt, [100.0, 200.0, 100.0]);
    let reach: Vec<(u16, u16)> = table
        .cells()
        .map(|cell| (cell.rows, cell.columns))
        .collect();
    assert_eq!(reach, [(2, 1), (1, 2), (1, 1), (1, 1)]);
    let first = &table.rows[0][0];
    assert_eq!(first.ground, Some(crate::import::Rgb(255, 0, 0)));
    assert_eq!(first.stands, crate::import::Stands::Middle);
    assert_eq!(
        first.edges.top,
        crate::import::Edge::new(2.0, crate::import::Rgb(0, 0, 0x80))
    );
}

#[test]
fn a_logo_that_is_shown_small_does_not_fill_the_page() {
    let more = [("ppt/media/i.png", png(600, 300))];
    let refers = [("i", "image", "../media/i.png")];
    let longest = |shown: &str| {
        let place = format!("<p:spPr><a:xfrm><a:ext {shown}/></a:xfrm></p:spPr></p:pic>");
        let shape = picture("", "r:embed='i'", "").replace("</p:pic>", &place);
        let paper = read(&deck(&[("", &shape, &refers)], &more)).unwrap();
        pictures(&paper)[0].as_ref().unwrap().width_px
    };
    assert_eq!(longest("cx='914400' cy='457200'"), 144);
    assert_eq!(longest("cx='9144000' cy='4572000'"), 600);
    assert_eq!(longest("cx='0' cy='-5'"), 600);
    // In a group, sizes are in units of the group.
    let grouped = picture("", "r:embed='i'", "").replace(
        "</p:pic>",
        "<p:spPr><a:xfrm><a:ext cx='20000' cy='10000'/></a:xfrm></p:spPr></p:pic>",
    );
    let grouped = format!("<p:grpSp>{grouped}</p:grpSp>");
    let paper = read(&deck(&[("", &grouped, &refers)], &more)).unwrap();
    assert_eq!(pictures(&paper)[0].as_ref().unwrap().width_px, 600);
}

fn picture(attributes: &str, id: &str, crop: &str) -> String {
    format!(
        "<p:pic><p:nvPicPr><p:cNvPr {attributes}/></p:nvPicPr><p:blipFill><a:blip {id}/>{crop}\
         </p:blipFill></p:pic>"
    )
}

fn png(width_px: u32, height_px: u32) -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    let image = image::RgbImage::new(width_px, height_px);
    image.write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

fn pictures(paper: &Paper) -> Vec<&Result<Picture, String>> {
    let blocks = paper.flow.blocks.iter();
    blocks
        .filter_map(|block| match block {
            Block::Figure { picture, .. } => Some(picture),
            _ => None,
        })
        .collect()
}

#[test]
fn what_is_cropped_away_is_not_in_the_pack() {
    let shapes = picture("", "r:embed='i'", "<a:srcRect r='50000'/>")
        + &picture("", "r:embed='i'", "<a:srcRect/>");
    let more = [("ppt/media/i.png", png(8, 2))];
    let refers = [("i", "image", "../media/i.png")];
    let paper = read(&deck(&[("", &shapes, &refers)], &more)).unwrap();
    let widths: Vec<u32> = pictures(&paper)
        .into_iter()
        .map(|picture| {
            let bytes = &picture.as_ref().unwrap().bytes;
            image::load_from_memory(bytes).unwrap().width()
        })
        .collect();
    assert_eq!(widths, [4, 8]);
}

#[test]
fn a_picture_on_a_local_drive_is_not_named() {
    let shapes = picture("", "r:link='far'", "");
    let refers = [("far", "image", "file://server/home/ann/secret.png")];
    let paper = read(&deck(&[("", &shapes, &refers)], &[])).unwrap();
    let reason = pictures(&paper)[0].as_ref().unwrap_err();
    assert_eq!(reason, "it is in a file outside the presentation");
}

#[test]
fn hidden_shapes_are_left_out_and_told() {
    let hide = |shape: String| shape.replace("<p:cNvPr/>", "<p:cNvPr hidden='1'/>");
    let group = |hidden: &str, inner: &str| {
        format!("<p:grpSp><p:nvGrpSpPr><p:cNvPr {hidden}/></p:nvGrpSpPr>{inner}</p:grpSp>")
    };
    let unseen = shape("", (0, 9000), &line("unseen"));
    let shapes = shape("title", (0, 0), &line("Seen"))
        + &hide(unseen.clone())
        + &group("hidden='true'", &unseen)
        + &group("", &hide(unseen.clone()))
        + &picture("hidden='1'", "r:link='none'", "")
        + "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr hidden='1'/></p:nvGraphicFramePr><a:tbl>\
           <a:tr><a:tc><a:txBody><a:p><a:r><a:t>unseen</a:t></a:r></a:p></a:txBody></a:tc></a:tr>\
           </a:tbl></p:graphicFrame>";
    let paper = read(&deck(&[("", &shapes, &[])], &[])).unwrap();
    assert_eq!(said(&paper), "Seen\n");
    assert_eq!(paper.warnings, ["Hidden pictures and shapes are left out."]);
}

#[test]
fn a_logo_on_every_slide_is_unpacked_once() {
    let logo = picture("", "r:embed='i'", "");
    let refers = [("i", "image", "../media/i.png")];
    // Nine slides, each with 32 MiB: more together than what is read of an archive.
    let mut large = png(2, 2);
    large.resize(32 << 20, 0);
    let slides: Vec<Slide<'_>> = vec![("", &logo, &refers); 9];
    let paper = read(&deck(&slides, &[("ppt/media/i.png", large)])).unwrap();
    let pictures: Vec<&Picture> = pictures(&paper).into_iter().flatten().collect();
    assert_eq!(pictures.len(), 9);
    let is_one = |it: &&Picture| std::sync::Arc::ptr_eq(&it.bytes, &pictures[0].bytes);
    assert!(pictures.iter().all(is_one), "and kept once");
}

#[test]
fn a_chart_shows_its_figures() {
    let points = |name: &str, values: &[&str]| {
        let points: String = (0..)
            .zip(values)
            .map(|(index, value): (usize, _)| {
                format!("<c:pt idx='{index}'><c:v>{value}</c:v></c:pt>")
            })
            .collect();
        format!("<c:{name}><c:cache>{points}</c:cache></c:{name}>")
    };
    let chart = format!(
        "<c:chartSpace xmlns:c='c' xmlns:a='a'><c:chart><c:title>{}</c:title><c:ser>{}{}{}</c:ser>\
         </c:chart></c:chartSpace>",
        line("Aid"),
        points("tx", &["2019"]),
        points("cat", &["Syria", "Yemen"]),
        points("val", &["0.30000000000000004", "12"])
    );
    let frame = format!(
        "<p:graphicFrame><c:chart xmlns:c='c' xmlns:r='{OFFICE}' r:id='c'/></p:graphicFrame>"
    );
    let more = [("ppt/charts/c.xml", chart.into_bytes())];
    let refers = [("c", "chart", "../charts/c.xml")];
    let paper = read(&deck(&[("", &frame, &refers)], &more)).unwrap();
    assert_eq!(said(&paper), "Aid\n\n2019\nSyria\n0.3\nYemen\n12\n");
}

#[test]
fn comments_are_offered() {
    let comments = "<p:cmLst xmlns:p='p'><p:cm authorId='0' dt='2019-07-30T10:00:00.000'>\
        <p:text>Check this</p:text></p:cm></p:cmLst>";
    let more = [("ppt/comments/c.xml", comments.as_bytes().to_vec())];
    let refers = [("c", "comments", "../comments/c.xml")];
    let shapes = shape("title", (0, 0), &line("Title"));
    let paper = read(&deck(&[("", &shapes, &refers)], &more)).unwrap();
    assert_eq!(paper.comments[0].body, "Check this");
    assert!(paper.comments[0].written.is_some());
    assert_eq!(said(&paper), "Title\n");
}

#[test]
fn a_presentation_without_slides_or_parts_is_an_error() {
    assert_eq!(read(&deck(&[], &[])), Err(Problem::Empty));
    assert!(read(&zip(&[("a".to_owned(), Vec::new())])).is_err());
}

#[test]
fn slides_that_show_something_else_than_words_are_not_called_empty() {
    let shapes = "<p:cxnSp/><p:sp/><p:graphicFrame/>";
    let holder = shape("body", (0, 0), "<a:p/>");
    let slides = [("", shapes, &[][..]), ("", holder.as_str(), &[])];
    let paper = read(&deck(&slides, &[])).unwrap();
    let what = "2 drawings without words and an object of another program";
    assert_eq!(said(&paper), format!("Not shown here: {what}.\n"));
    assert!(paper.warnings[0].contains(&format!("holds only {what}. Keep its layout")));

    let hidden = read(&deck(&[("show='0'", holder.as_str(), &[])], &[])).unwrap();
    assert_eq!(said(&hidden), "Not shown here: a hidden slide.\n");
    let nothing = deck(&[("", holder.as_str(), &[])], &[]);
    assert_eq!(read(&nothing), Err(Problem::Empty));
}

#[test]
fn words_in_groups_of_shapes_are_read() {
    let inner = shape("", (0, 0), &line("a")) + &shape("", (0, 900), &line("b"));
    let group = format!("<p:grpSp><p:grpSp>{inner}</p:grpSp></p:grpSp>");
    let paper = read(&deck(&[("", &group, &[])], &[])).unwrap();
    assert_eq!(said(&paper), "a\nb\n");
}

#[test]
fn what_stands_beside_words_and_is_not_read_is_named_by_kind_and_count() {
    let drawn = |outline: &str| format!("<p:sp><p:spPr>{outline}</p:spPr></p:sp>");
    let shapes = shape("", (0, 0), &line("words"))
        + &drawn("<a:prstGeom prst='star5'/>")
        + &drawn("<a:prstGeom prst='rect'/>")
        + "<p:cxnSp><p:spPr><a:ln><a:tailEnd type='triangle'/></a:ln></p:spPr></p:cxnSp><p:cxnSp/>\
           <p:contentPart/><p:graphicFrame/>";
    let paper = read(&deck(&[("", &shapes, &[])], &[])).unwrap();
    assert_eq!(said(&paper), "words\n");
    let what = "2 drawings without words, a drawing in ink and an object of another program";
    assert_eq!(paper.flow.left_out, [format!("{what} are left out.")]);
}

#[test]
fn a_shape_filled_with_a_picture_shows_it() {
    let filled = "<p:sp><p:spPr><a:blipFill><a:blip r:embed='map'/></a:blipFill></p:spPr></p:sp>";
    let paper = read(&deck(&[("", filled, &[])], &[])).unwrap();
    assert!(matches!(paper.flow.blocks[..], [Block::Figure { .. }]));
}

#[test]
fn speaker_notes_are_offered_as_notes_on_the_slide() {
    let slide = shape("title", (0, 0), &line("Lamps"));
    let notes = format!(
        "<p:notes xmlns:p='p' xmlns:a='a'>{}</p:notes>",
        shape("body", (0, 0), &(line("Smile.") + &line("Then go on.")))
    );
    let refers = [("n", "notesSlide", "../notes.xml")];
    let slides = [("", slide.as_str(), &refers[..]), ("", slide.as_str(), &[])];
    let paper = read(&deck(&slides, &[("ppt/notes.xml", notes.into_bytes())])).unwrap();
    assert_eq!(paper.comments.len(), 1);
    assert_eq!(paper.comments[0].body, "Smile.\nThen go on.");
    assert_eq!(paper.comments[0].quote, "Slide 1: Lamps");
    assert!(!said(&paper).contains("Smile"));
}
