//! Pages to look at. `cargo test specimens -- --ignored` writes them to the folder that
//! `BRIEFPACK_SPECIMENS` names.

use super::testing::{PROSE, every_block, paragraph};
use super::*;
use crate::import::{self, Block, Content, Destination, Flow, Span, Table, markdown_light};
use crate::pack::{Extent, MarkColour};
use crate::pdf::write::write;

fn save(name: &str, set: &Typeset) {
    let folder = std::env::var("BRIEFPACK_SPECIMENS").unwrap();
    let bytes = write(set, name, "en-GB").unwrap();
    std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
}

fn colour(index: usize) -> Color {
    let (red, green, blue) = MarkColour::ALL[index % 5].line();
    Color(red, green, blue)
}

const WORDS: [&str; 8] = [
    "Ask *when* the report is due.",
    "**Not** to be raised in the open session; see the handling note.",
    "- aid first\n- then talks\n  1. in Geneva\n  2. in Astana",
    "Figures of [OCHA](https://example.org), to be checked before Friday.",
    "بيان رئيس المجلس بشأن الحالة في الشمال",
    "Short.",
    "The ceasefire line of last year was agreed by *all* sides but one, which abstained and has since asked twice that the wording be reopened.",
    "Thank the chair.",
];

fn printed(index: usize) -> PrintedNote {
    let label = [
        "Line to take · JS",
        "Key point · AB",
        "Question",
        "Note · JS",
    ][index % 4];
    PrintedNote {
        label: label.to_owned(),
        body: markdown_light(WORDS[index % 8]),
        is_private: index.is_multiple_of(3),
    }
}

fn beside(index: usize, page: usize, y_pt: f32) -> MarginNote {
    MarginNote {
        note: printed(index),
        page,
        y_pt,
        colour: colour(index),
        number: Some(index as u32 + 1),
    }
}

fn entry(index: usize, body: &str) -> NoteEntry {
    NoteEntry {
        number: Some(index as u32 * 9 + 1),
        label: printed(index).label,
        is_private: index.is_multiple_of(3),
        quote: if index.is_multiple_of(2) {
            PROSE.repeat(1 + index % 4)
        } else {
            "that the ceasefire should be respected by all".to_owned()
        },
        body: markdown_light(body),
        citation: Some(Citation {
            title: "Statement on Syria".to_owned(),
            page: (index != 2).then_some(12 + index as u32),
        }),
        remark: (index == 3)
            .then(|| "The passage was not found in the current version.".to_owned()),
        colour: Some(colour(index)),
    }
}

#[test]
#[ignore = "writes pages to look at"]
fn margins() {
    let style = Style::default();
    let table = Block::Table(Table::of_texts(
        vec![vec![Span::plain("Head")]; 5],
        vec![vec![vec![Span::plain("A country and its remarks, at length")]; 5]; 4],
    ));
    let mut blocks: Vec<Block> = (0..4).map(|_| paragraph(PROSE)).collect();
    blocks.push(table);
    blocks.extend((0..3).map(|_| paragraph(PROSE)));
    blocks.extend(every_block().blocks);
    let notes = [printed(0), printed(2), printed(4)];
    let head = Head {
        number: "1.2",
        title: "Statement on Syria",
        source_line: "Speech, 30 July 2019",
        notes: &notes,
    };
    let flow = Flow {
        blocks,
        ..Flow::default()
    };
    let mut set = super::flow(&head, &flow, &style);
    let mut notes: Vec<_> = (0..8)
        .map(|index| beside(index, 0, 430.0 + 17.0 * index as f32))
        .collect();
    notes.extend((0..5).map(|index| beside(index, 1, 130.0 + 60.0 * index as f32)));
    notes.extend((0..5).map(|index| beside(index, 1, 640.0 + 17.0 * index as f32)));
    for index in [6, 14] {
        let mut long = beside(index, index / 10, 330.0 + index as f32);
        long.note.body = markdown_light(&PROSE.repeat(3));
        notes.push(long);
    }
    println!("elsewhere: {:?}", margin_notes(&mut set, &notes, &style));
    save("margin.pdf", &set);
}

#[test]
#[ignore = "writes pages to look at"]
fn pages() {
    let style = Style::default();
    let mut entries: Vec<_> = (0..8).map(|index| entry(index, WORDS[index])).collect();
    entries[5].body = Vec::new();
    entries.insert(2, entry(4, &format!("{PROSE} ").repeat(60)));
    save(
        "notes.pdf",
        &notes_page("Statement on Syria", &entries, &style).0,
    );
    for entry in &mut entries {
        entry.number = None;
    }
    let long = entries.remove(2);
    let head = Head {
        number: "1",
        title: "Meeting brief",
        ..Head::default()
    };
    let mut cited = Span::plain("Agenda, page 7");
    cited.link = Some(Destination::Page(7));
    let contents = |level, title: &str, page| ContentsEntry {
        level,
        is_section: level == 0,
        number: if level == 0 {
            "1".to_owned()
        } else {
            format!("1.{page}")
        },
        title: title.to_owned(),
        page,
        has_note: page == 4,
    };
    let blocks = [
        PageBlock::Text(markdown_light(
            "**Objectives**\nGet *agreement* on:\n- aid\n- talks, see https://www.gov.uk",
        )),
        PageBlock::Text(vec![Block::Paragraph(vec![Span::plain("See "), cited])]),
        PageBlock::Heading("Agenda".to_owned()),
        PageBlock::Agenda(vec![
            contents(0, "Opening", 3),
            contents(1, "Statement on Syria", 4),
            contents(1, "Appointments", 9),
        ]),
        PageBlock::Heading("Lines to take".to_owned()),
        PageBlock::Entries(entries),
        PageBlock::Heading("Background".to_owned()),
        PageBlock::Entries(vec![long]),
    ];
    save("briefing.pdf", &briefing_page(&head, &blocks, &style));
    save("blank.pdf", &blank_page(&style));
    let empty = [PageBlock::Text(Vec::new())];
    save("empty.pdf", &briefing_page(&head, &empty, &style));
    let wanted: Vec<_> = (0..60)
        .map(|index| (60.0 + (index % 5) as f32 * 9.0, 40.0 + index as f32 * 2.5))
        .collect();
    let placed = place_markers(&wanted, 300.0, 300.0);
    let all: Vec<_> = placed
        .into_iter()
        .enumerate()
        .map(|(index, (x_pt, y_pt))| Marker {
            x_pt,
            y_pt,
            number: [1, 7, 12, 88, 123, 1999][index % 6],
            colour: colour(index),
        })
        .collect();
    save("markers.pdf", &markers(300.0, 300.0, &all, &style));
}

/// Sets every file of the folder that `BRIEFPACK_FILES` names.
#[test]
#[ignore = "writes pages to look at"]
fn files() {
    let style = Style::default();
    for entry in std::fs::read_dir(std::env::var("BRIEFPACK_FILES").unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes: std::sync::Arc<[u8]> = std::fs::read(&path).unwrap().into();
        let started = std::time::Instant::now();
        let probe = match import::probe(&name, &bytes, None) {
            Ok(probe) => probe,
            Err(error) => {
                println!("{error}");
                continue;
            }
        };
        let title = &probe.proposals[0].title;
        let content = import::content(probe.media, &bytes, &Extent::Whole, title, &|_| None);
        let head = Head {
            number: "1.2",
            title,
            source_line: &name,
            notes: &[],
        };
        let read = started.elapsed();
        let set = match content.unwrap() {
            Content::Flow(content) => super::flow(&head, &content, &style),
            Content::Pictures(all) => super::pictures(&head, &all, &style),
            Content::Fixed => continue,
        };
        println!(
            "{name}: {} pages, read in {read:?}, set in {:?}",
            set.pages.len(),
            started.elapsed() - read
        );
        println!("  {:?} {:?}", probe.warnings, set.missing);
        let words = super::text_layer(&set).content();
        let folder = std::env::var("BRIEFPACK_SPECIMENS").unwrap();
        std::fs::write(
            std::path::Path::new(&folder).join(format!("{name}.txt")),
            words,
        )
        .unwrap();
        save(&format!("{name}.pdf"), &set);
    }
}
