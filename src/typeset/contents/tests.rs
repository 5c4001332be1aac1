use super::*;
use crate::typeset::testing::{all_lines, lines};

const LONG: &str = "Report of the Secretary-General on the implementation of Security Council \
                    resolutions 2139 (2014), 2165 (2014), 2191 (2014) and 2258 (2015)";

fn entries(count: u32, page: impl Fn(u32) -> u32) -> Vec<ContentsEntry> {
    (0..count)
        .map(|index| ContentsEntry {
            level: u8::from(index % 10 != 0),
            is_section: index % 10 == 0,
            number: format!("{}.{}", index / 10 + 1, index % 10),
            title: if index % 3 == 0 {
                LONG.to_owned()
            } else {
                format!("Paper {index}")
            },
            page: page(index),
            has_note: index == 4,
        })
        .collect()
}

#[test]
fn the_list_breaks_alike_whatever_the_page_numbers() {
    let style = Style::default();
    let dummy = contents(&entries(120, |_| 0), &style);
    let real = contents(&entries(120, |index| 9_000 + index * 7), &style);
    assert!(real.pages.len() > 3);
    assert_eq!(dummy.pages.len(), real.pages.len());
    let tops = |set: &Typeset| -> Vec<f32> {
        let links = set.pages.iter().flat_map(|page| &page.links);
        links.map(|link| link.rect.y).collect()
    };
    assert_eq!(tops(&dummy), tops(&real));
}

#[test]
fn every_entry_is_a_link_to_its_page_over_all_its_lines() {
    let all = entries(120, |index| index + 3);
    let set = contents(&all, &Style::default());
    for entry in &all {
        let links = set.pages.iter().flat_map(|page| &page.links);
        let own = links.filter(|link| link.target == LinkTarget::Page(entry.page));
        let expected = if entry.title == LONG { 2..=4 } else { 1..=1 };
        assert!(expected.contains(&own.count()), "{}", entry.number);
    }
}

#[test]
fn titles_are_printed_in_full_and_numbers_on_one_line() {
    let set = contents(&entries(12, |index| index + 3), &Style::default());
    let said = all_lines(&set).join(" ");
    assert_eq!(said.matches("2258 (2015)").count(), 4);
    for number in ["1.0", "1.9", "2.1"] {
        assert!(said.contains(number), "{number}");
    }
}

#[test]
fn page_numbers_line_up_at_the_right() {
    let set = contents(
        &entries(3, |index| [5, 77, 1234][index as usize]),
        &Style::default(),
    );
    let page = &set.pages[0];
    let right = |number: &str| {
        let run = page.ink.iter().find_map(|ink| match &ink.shape {
            Shape::Text(run) if run.text.trim() == number => Some(run.x + run.width()),
            _ => None,
        });
        run.unwrap()
    };
    let margin = page.width_pt - style::MARGIN_PT;
    for number in ["5", "77", "1234"] {
        assert!((right(number) - margin).abs() < 0.1, "{number}");
    }
}

#[test]
fn the_note_mark_is_explained_only_where_it_is_used() {
    let marked = contents(&entries(6, |index| index), &Style::default());
    let said = all_lines(&marked);
    assert!(
        said.iter()
            .any(|line| line.contains("Paper 4\u{a0}\u{a0}note"))
    );
    assert!(said.last().unwrap().contains(NOTE_LEGEND));
    let unmarked = contents(&entries(3, |index| index), &Style::default());
    assert!(!all_lines(&unmarked).join(" ").contains(NOTE_LEGEND));
}

#[test]
fn a_section_is_never_the_last_entry_of_a_page() {
    for count in 20..60 {
        let mut all = entries(count, |index| index);
        all.truncate(count as usize);
        let set = contents(&all, &Style::default());
        for page in set.pages.iter().rev().skip(1) {
            let last = page.links.last().unwrap();
            let LinkTarget::Page(number) = last.target else {
                panic!("a page")
            };
            assert_ne!(number % 10, 0, "{count} entries");
        }
    }
}

#[test]
fn a_divider_names_its_section_and_documents() {
    let entry = DividerEntry {
        number: "2.1".to_owned(),
        title: "Agenda".to_owned(),
        page: 12,
    };
    let set = divider("2", "Background", &[entry], &Style::default());
    assert_eq!(lines(&set.pages[0]), ["2", "Background", "2.1 Agenda 12"]);
    assert_eq!(set.pages.len(), 1);
    let many = vec![
        DividerEntry {
            title: LONG.to_owned(),
            ..DividerEntry::default()
        };
        60
    ];
    assert!(
        divider("2", "Background", &many, &Style::default())
            .pages
            .len()
            > 1
    );
}
