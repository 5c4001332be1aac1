//! What a person would select and find on foreign pages.

use std::sync::Arc;

use lopdf::{Dictionary, dictionary};

use super::*;
use crate::pdf::fixtures::{Fixture, rectangle, texts};

pub(super) fn read(bytes: &Arc<[u8]>) -> TextLayer {
    let renderer = Renderer::open(Arc::clone(bytes), None).unwrap();
    let layer = renderer.text_layer(&Progress::default()).unwrap();
    layer.assert_sound();
    layer
}

fn page(content: &str) -> TextLayer {
    let mut fixture = Fixture::new();
    fixture.page(content, Dictionary::new());
    read(&fixture.bytes())
}

#[test]
fn pages_follow_each_other() {
    let layer = read(&texts(&["One page", "", "Another"]));
    assert_eq!(layer.text(), "One page\nAnother");
    assert_eq!(layer.pages().len(), 3);
    assert!(!layer.has_text(1));
    assert_eq!(layer.pages()[2].range, 9..16);
}

/// The ink of a page lies in the boxes of its glyphs, and none of these is empty.
#[test]
fn glyphs_are_where_they_are_drawn() {
    for rotate in [0, 90, 180, 270] {
        for (crop, unit) in [
            ([0, 0, 300, 400], 1),
            ([30, 50, 250, 390], 1),
            ([20, 60, 260, 360], 2),
        ] {
            let mut fixture = Fixture::new();
            let content = "BT /F1 24 Tf 1 0 0 1 40 200 Tm (HxEgM) Tj \
                           0.7 0.7 -0.7 0.7 120 250 Tm (NgTH) Tj ET";
            fixture.page(
                content,
                dictionary! { "Rotate" => rotate, "CropBox" => rectangle(crop), "UserUnit" => unit },
            );
            let bytes = fixture.bytes();
            let layer = read(&bytes);
            assert_eq!(layer.text(), "HxEgM\nNgTH", "{rotate} {crop:?} {unit}");
            assert_ink_in_boxes(&bytes, &layer);
        }
    }
}

fn assert_ink_in_boxes(bytes: &Arc<[u8]>, layer: &TextLayer) {
    let renderer = Renderer::open(Arc::clone(bytes), None).unwrap();
    let scale = 2.0;
    let raster = renderer.render(0, scale).unwrap();
    let quads: Vec<_> = layer.pages()[0]
        .lines
        .iter()
        .flat_map(|line| {
            line.glyphs.iter().map(|glyph| {
                let next = line
                    .glyphs
                    .iter()
                    .map(|other| other.start)
                    .filter(|start| *start > glyph.start)
                    .min();
                layer.quads(&(glyph.start..next.unwrap_or(line.range.end)))[0].1
            })
        })
        .collect();
    let mut ink = vec![0; quads.len()];
    for (index, pixel) in raster.rgba.chunks(4).enumerate() {
        if pixel[0] > 128 {
            continue;
        }
        let x = (index as u32 % raster.width_px) as f32 + 0.5;
        let y = (index as u32 / raster.width_px) as f32 + 0.5;
        let point = crate::text::Point::new(x / scale, y / scale);
        let within = quads.iter().position(|quad| quad.contains(point, 0.3));
        let within = within.unwrap_or_else(|| panic!("ink at {point:?} is in no box"));
        ink[within] += 1;
    }
    for (index, ink) in ink.iter().enumerate() {
        assert!(*ink > 20, "box {index} of {quads:?} is empty");
    }
}

#[test]
fn columns_are_read_one_after_the_other() {
    let mut content =
        "BT /F1 14 Tf 1 0 0 1 20 370 Tm (A heading that goes over both columns) Tj ".to_owned();
    for line in 0..6 {
        let y = 340 - line * 12;
        content += &format!(
            "/F1 9 Tf 1 0 0 1 20 {y} Tm (left number {line} of the column) Tj \
             1 0 0 1 160 {y} Tm (right number {line} of the column) Tj "
        );
    }
    let layer = page(&(content + "ET"));
    let lines: Vec<String> = ["left", "right"]
        .iter()
        .map(|side| {
            (0..6)
                .map(|line| format!("{side} number {line} of the column"))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let heading = "A heading that goes over both columns";
    assert!(layer.text().starts_with(heading));
    assert_eq!(
        layer.text().replace('\n', " "),
        format!("{heading} {}", lines.join(" "))
    );
}

#[test]
fn cells_stay_apart() {
    let mut content = "BT /F1 10 Tf ".to_owned();
    for (row, cells) in [
        ["State", "Vote", "Year"],
        ["Peru", "Yes", "2001"],
        ["Chad", "No", "1999"],
    ]
    .iter()
    .enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            let (x, y) = (30 + column * 80, 300 - row * 14);
            content += &format!("1 0 0 1 {x} {y} Tm ({cell}) Tj ");
        }
    }
    let layer = page(&(content + "ET"));
    assert_eq!(
        layer.text(),
        "State\nVote\nYear\nPeru\nYes\n2001\nChad\nNo\n1999"
    );
}

#[test]
fn paragraphs_are_told_apart() {
    let layer = page(
        "BT /F1 10 Tf 13 TL 30 300 Td (The first paragraph has two lines, and the one) Tj T* \
         (that ends it is short.) Tj T* (The second begins below without a gap, as in) Tj T* \
         (a letter.) Tj 0 -26 Td (The third stands apart.) Tj ET",
    );
    assert_eq!(
        layer.text(),
        "The first paragraph has two lines, and the one that ends it is short.\n\
         The second begins below without a gap, as in a letter.\nThe third stands apart."
    );
    let block = |word: &str| layer.paragraph_at(layer.text().find(word).unwrap());
    assert!(layer.words(&block("letter")).starts_with("The second"));
}

#[test]
fn words_are_apart_with_and_without_spaces() {
    let layer = page(
        "BT /F1 10 Tf 30 300 Td [(No) -280 (space) -280 (glyphs)] TJ \
         0 -40 Td (Two  spaces , ) Tj ( and more ) Tj 0 -40 Td 2 Tc (S P A C E D) Tj ET",
    );
    assert_eq!(
        layer.text(),
        "No space glyphs\nTwo spaces , and more\nS P A C E D"
    );
}

#[test]
fn hidden_text_counts_and_what_is_off_the_page_does_not() {
    let layer = page(
        "BT 3 Tr /F1 10 Tf 30 300 Td (scanned) Tj 0 Tr 400 0 Td (outside) Tj ET \
         q 0 0 50 50 re W n BT /F1 10 Tf 100 100 Td (clipped) Tj ET Q",
    );
    assert_eq!(layer.text(), "scanned");
}

#[test]
fn overprinting_counts_once() {
    let layer = page(
        "BT /F1 12 Tf 30 300 Td (Well, ill) Tj 0.3 0 Td (Well, ill) Tj ET \
         BT 2 Tr /F1 12 Tf 30 200 Td (outlined) Tj ET",
    );
    assert_eq!(layer.text(), "Well, ill\noutlined");
}

#[test]
fn forms_and_text_stand_ins_count() {
    let mut fixture = Fixture::new();
    fixture.page(
        "BT /F1 12 Tf 30 300 Td /Span <</ActualText (office)>> BDC (o#ce) Tj EMC \
         ( hours) Tj ET",
        Dictionary::new(),
    );
    assert_eq!(read(&fixture.bytes()).text(), "office hours");
}

#[test]
fn what_stands_for_nothing_known_is_counted() {
    let mut fixture = Fixture::new();
    let cmap = "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def \
                1 begincodespacerange <00> <FF> endcodespacerange \
                2 beginbfchar <41> <E041> <42> <FFFD> endbfchar endcmap end";
    let cmap = lopdf::Stream::new(Dictionary::new(), cmap.as_bytes().to_vec());
    let cmap = fixture.document.add_object(cmap);
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "ToUnicode" => cmap,
    };
    let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    fixture.page(
        "BT /F1 12 Tf 30 300 Td (ABBA) Tj ET",
        dictionary! { "Resources" => resources },
    );
    let layer = read(&fixture.bytes());
    assert_eq!(layer.text(), "");
    assert!(!layer.has_text(0));
    assert_eq!(layer.pages()[0].unknown_glyphs, 4);
}

#[test]
fn paragraphs_go_over_pages_but_not_through_page_numbers() {
    let read_with = |footer: &str| {
        let mut fixture = Fixture::new();
        for text in [
            "The end of this page is in the midst of a",
            "sentence, which goes on here.",
        ] {
            fixture.page(
                &format!("BT /F1 10 Tf 30 60 Td ({text}) Tj 0 -40 Td ({footer}) Tj ET"),
                Dictionary::new(),
            );
        }
        let layer = read(&fixture.bytes());
        let at = layer.text().find("goes on").unwrap();
        layer.words(&layer.paragraph_at(at)).to_owned()
    };
    assert_eq!(
        read_with(""),
        "The end of this page is in the midst of a\nsentence, which goes on here."
    );
    assert_eq!(read_with("12"), "sentence, which goes on here.");
}

/// Sixteen bytes a glyph, and not much else.
#[test]
fn many_pages_take_little_memory() {
    let mut fixture = Fixture::new();
    for page in 0..1000 {
        fixture.page(
            &format!("BT /F1 10 Tf 12 TL 30 360 Td (Page {page} says this) Tj T* (and that) Tj ET"),
            Dictionary::new(),
        );
    }
    let layer = read(&fixture.bytes());
    assert_eq!(layer.pages().len(), 1000);
    let lines = layer.pages().iter().flat_map(|page| &page.lines);
    let bytes: usize = lines
        .clone()
        .map(|line| {
            size_of_val(line) + line.glyphs.capacity() * size_of::<crate::text::GlyphSpan>()
        })
        .sum();
    assert!(
        bytes < layer.text().len() * 16 + lines.count() * 100,
        "{bytes}"
    );
    assert_eq!(
        layer.page_of(layer.text().find("Page 999").unwrap()),
        Some(999)
    );
}

#[test]
fn cancelling_stops_the_reading() {
    let renderer = Renderer::open(texts(&["One"]), None).unwrap();
    let progress = Progress::default();
    progress.cancel();
    assert_eq!(renderer.text_layer(&progress), Err(Cancelled));
}
