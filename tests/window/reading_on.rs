//! The pack is read as one: page after page, document after document.

use eframe::egui::{self, Event, Key, Modifiers, MouseWheelUnit, Pos2, TouchPhase, pos2, vec2};

use crate::by_keyboard::selected_rows;
use crate::desk::{CTRL, Desk};
use crate::first_pages::pages;

const NONE: Modifiers = Modifiers::NONE;

/// The sample pack, with its cover on the screen and the keyboard on the pages.
fn sample() -> Desk {
    let mut desk = Desk::new();
    desk.click("Open the sample pack");
    desk.click_row("Cover");
    desk
}

/// The middle of the part of the window in which pages are seen.
fn on_the_pages(desk: &Desk) -> Pos2 {
    let (_, page) = pages(desk).remove(0);
    pos2(page.center().x, 400.0)
}

/// Turns the wheel down by so many points while these keys are held.
fn turn_wheel(desk: &mut Desk, points: f32, modifiers: Modifiers) {
    let place = on_the_pages(desk);
    desk.harness.hover_at(place);
    desk.harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, -points),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers,
    });
    desk.harness.run_steps(8);
    desk.settle();
}

/// The numbers of the pages in sight.
fn numbers(desk: &Desk) -> Vec<u32> {
    let names = pages(desk).into_iter();
    let numbers = names.filter_map(|(name, _)| name.strip_prefix("Page ")?.parse().ok());
    numbers.collect()
}

#[test]
fn the_wheel_leads_from_the_cover_to_the_last_page_and_the_outline_follows() {
    let mut desk = sample();
    let (mut seen, mut read) = (numbers(&desk), selected_rows(&desk));
    for _ in 0..60 {
        turn_wheel(&mut desk, 240.0, NONE);
        seen.extend(numbers(&desk));
        read.extend(selected_rows(&desk));
    }
    seen.sort_unstable();
    seen.dedup();
    read.dedup();
    assert_eq!(seen, (1..=12).collect::<Vec<_>>());
    assert!(desk.shows("Page 12"));
    assert_eq!(
        read.len(),
        11,
        "each row in its turn, and none twice: {read:?}"
    );
    assert!(!desk.shows("Write"), "a briefing page is read, not written");
}

#[test]
fn keys_lead_through_the_pack_and_back() {
    let mut desk = sample();
    let place = on_the_pages(&desk);
    desk.click_at(place);
    let mut seen = numbers(&desk);
    for _ in 0..40 {
        desk.press(NONE, Key::PageDown);
        seen.extend(numbers(&desk));
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, (1..=12).collect::<Vec<_>>());
    desk.press(NONE, Key::Home);
    assert_eq!(numbers(&desk).first(), Some(&1));
    assert_eq!(selected_rows(&desk).len(), 1);
    desk.press(NONE, Key::End);
    assert_eq!(numbers(&desk).last(), Some(&12));
}

#[test]
fn next_page_goes_on_into_the_next_document() {
    let mut desk = Desk::with_documents(&["Letter", "Speech"]);
    desk.click_row("Letter");
    assert_eq!(numbers(&desk).first(), Some(&3));
    desk.click("Next page");
    assert!(desk.shows("Page 4"));
    assert!(
        selected_rows(&desk)
            .iter()
            .all(|row| row.contains("Speech"))
    );
    desk.click("Previous page");
    assert!(
        selected_rows(&desk)
            .iter()
            .all(|row| row.contains("Letter"))
    );
}

#[test]
fn one_document_alone_is_a_choice() {
    let mut desk = Desk::with_documents(&["Letter", "Speech"]);
    desk.act("Whole pack in one column");
    desk.click_row("Letter");
    desk.click_at(on_the_pages(&desk));
    desk.press(NONE, Key::End);
    assert_eq!(numbers(&desk), [3]);
    desk.act("Whole pack in one column");
    desk.click_at(on_the_pages(&desk));
    desk.press(NONE, Key::End);
    assert_eq!(numbers(&desk).last(), Some(&4));
}

#[test]
fn several_rows_stay_selected_while_the_pages_are_scrolled() {
    let mut desk = Desk::with_documents(&["Letter", "Speech", "Minutes"]);
    desk.click_row("Letter");
    desk.add_to_selection("Speech");
    for _ in 0..12 {
        turn_wheel(&mut desk, -300.0, NONE);
    }
    assert_eq!(selected_rows(&desk).len(), 2);
    assert_eq!(numbers(&desk).first(), Some(&1));
}

#[test]
fn what_is_pressed_on_the_next_document_is_read() {
    let mut desk = Desk::with_documents(&["Letter", "Speech"]);
    desk.click_row("Letter");
    while numbers(&desk) != [3, 4] {
        turn_wheel(&mut desk, 60.0, NONE);
    }
    let (_, next) = pages(&desk).remove(1);
    desk.click_at(next.min + vec2(30.0, 12.0));
    assert!(
        selected_rows(&desk)
            .iter()
            .all(|row| row.contains("Speech"))
    );
    let (_, still) = pages(&desk).remove(1);
    assert!(
        (still.min - next.min).length() < 1.0,
        "the pages do not move"
    );
}

#[test]
fn the_page_stays_in_sight_while_another_document_gets_longer() {
    let mut desk = Desk::with_documents(&["Letter", "Speech"]);
    desk.click_row("Speech");
    turn_wheel(&mut desk, 100.0, NONE);
    let (_, before) = pages(&desk).remove(0);
    let letter = desk.pack().documents().next().unwrap().id;
    let title = "A title of many words ".repeat(12);
    let command = briefpack::edit::Command::Rename {
        item: letter.into(),
        title,
    };
    desk.harness.state_mut().edit(command);
    desk.settle();
    let (_, after) = pages(&desk).remove(0);
    assert!((after.min - before.min).length() < 1.5, "{before} {after}");
}

#[test]
fn the_wheel_with_ctrl_makes_what_is_under_the_pointer_larger() {
    let mut desk = Desk::with_documents(&["Letter", "Speech"]);
    desk.click_row("Letter");
    let before = pages(&desk).remove(0).1;
    turn_wheel(&mut desk, -60.0, CTRL);
    let after = pages(&desk).remove(0).1;
    let ratio = after.width() / before.width();
    assert!(ratio > 1.05, "{before} {after}");
    let place = on_the_pages(&desk).y;
    let under = |page: egui::Rect| (place - page.min.y) / page.height();
    assert!(
        (under(before) - under(after)).abs() < 0.01,
        "{before} {after}"
    );
}
