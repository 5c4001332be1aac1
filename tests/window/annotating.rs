//! Words and areas are selected, marked, copied and found on the pages.

use briefpack::pack::{Annotation, Mark, MarkColour, MarkStyle, Target};
use eframe::egui::{self, Key, Modifiers, Pos2, Rect, vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::desk::{CTRL, Desk, PAUSE};

const PAPER: &str = "Letter\n\nHarbour dues rise in March. The council agreed.\n\nA second \
                     paragraph tells of pilots and their boats, at some length, so that it goes \
                     over to another line and ends there.\n\nThe last one names the lighthouse.\n";

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.click("New pack");
    let file = desk.write("Letter.txt", PAPER);
    desk.drop_files(&[file], None);
    desk
}

fn annotations(desk: &Desk) -> Vec<Annotation> {
    let pack = desk.pack();
    let all = pack.documents().flat_map(|document| &document.annotations);
    all.cloned().collect()
}

/// Where words stand on the pages in sight, as a search shows them.
pub fn place_of(desk: &mut Desk, words: &str) -> Rect {
    desk.press(CTRL, Key::F);
    desk.harness.key_press_modifiers(CTRL, Key::A);
    desk.type_into_focused(words);
    let name = format!("Found: {words}");
    let rect = desk.harness.get_by_label(&name).rect();
    let page = |desk: &Desk| {
        let pages = desk.harness.query_all_by_label_contains("Page ");
        let is_numbered = |page: &egui_kittest::Node<'_>| {
            let name = page.accesskit_node().label().unwrap_or_default();
            name.starts_with("Page ")
                && name
                    .chars()
                    .nth(5)
                    .is_some_and(|letter| letter.is_ascii_digit())
        };
        let corners = pages.filter(is_numbered).map(|page| page.rect().min);
        corners.min_by(|a, b| a.y.total_cmp(&b.y)).unwrap()
    };
    let before = page(desk);
    desk.press(Modifiers::NONE, Key::Escape);
    // The pages move up where the field was.
    rect.translate(page(desk) - before)
}

fn pressed(desk: &mut Desk, place: Pos2, modifiers: Modifiers, is_down: bool) {
    let event = egui::Event::PointerButton {
        pos: place,
        button: egui::PointerButton::Primary,
        pressed: is_down,
        modifiers,
    };
    desk.harness.event_modifiers(event, modifiers);
    desk.harness.step();
}

fn click_with(desk: &mut Desk, place: Pos2, modifiers: Modifiers, count: usize) {
    // Clicks that came long before are not part of a double click.
    desk.harness.run_steps(30);
    desk.harness
        .event_modifiers(egui::Event::PointerMoved(place), modifiers);
    desk.harness.step();
    for _ in 0..count {
        pressed(desk, place, modifiers, true);
        pressed(desk, place, modifiers, false);
    }
    desk.settle();
}

fn drag_with(desk: &mut Desk, from: Pos2, to: Pos2, modifiers: Modifiers) {
    desk.harness.run_steps(30);
    for place in [from, from] {
        desk.harness
            .event_modifiers(egui::Event::PointerMoved(place), modifiers);
        desk.harness.step();
    }
    pressed(desk, from, modifiers, true);
    for part in [0.3, 0.7, 1.0] {
        let place = from.lerp(to, part);
        desk.harness
            .event_modifiers(egui::Event::PointerMoved(place), modifiers);
        desk.harness.step();
    }
    pressed(desk, to, modifiers, false);
    desk.settle();
}

/// Selects words on the pages in sight by dragging over them.
pub fn select(desk: &mut Desk, words: &str) {
    let place = place_of(desk, words);
    let left = place.left_center() + vec2(1.5, 0.0);
    let right = place.right_center() - vec2(1.5, 0.0);
    drag_with(desk, left, right, Modifiers::NONE);
}

/// What the next frame puts on the clipboard.
fn clipboard(desk: &mut Desk) -> Option<String> {
    desk.harness.step();
    let commands = &desk.harness.output().platform_output.commands;
    commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// Ctrl+Shift+C, as the window system tells of it.
fn cited(desk: &mut Desk) -> Option<String> {
    let modifiers = CTRL.plus(Modifiers::SHIFT);
    desk.harness.event(egui::Event::ModifiersChanged(modifiers));
    desk.harness.step();
    desk.harness.event(egui::Event::Copy);
    let text = clipboard(desk);
    let released = egui::Event::ModifiersChanged(Modifiers::NONE);
    desk.harness.event(released);
    desk.settle();
    text
}

fn copied(desk: &mut Desk) -> Option<String> {
    desk.harness.event(egui::Event::Copy);
    clipboard(desk)
}

#[test]
fn words_are_selected_by_dragging_and_by_clicks() {
    let mut desk = desk();
    select(&mut desk, "dues rise");
    assert_eq!(copied(&mut desk).as_deref(), Some("dues rise"));

    let place = place_of(&mut desk, "council").center();
    click_with(&mut desk, place, Modifiers::NONE, 2);
    assert_eq!(copied(&mut desk).as_deref(), Some("council"));
    click_with(&mut desk, place, Modifiers::NONE, 3);
    let paragraph = "Harbour dues rise in March. The council agreed.";
    assert_eq!(copied(&mut desk).as_deref(), Some(paragraph));

    let begin = place_of(&mut desk, "agreed").left_center() + vec2(1.0, 0.0);
    let end = place_of(&mut desk, "A second").right_center() - vec2(1.0, 0.0);
    drag_with(&mut desk, begin, end, Modifiers::NONE);
    assert_eq!(copied(&mut desk).as_deref(), Some("agreed.\nA second"));
    let further = place_of(&mut desk, "pilots").right_center() - vec2(0.5, 0.0);
    click_with(&mut desk, further, Modifiers::SHIFT, 1);
    let longer = "agreed.\nA second paragraph tells of pilots";
    assert_eq!(copied(&mut desk).as_deref(), Some(longer));

    desk.press(CTRL, Key::A);
    let all = copied(&mut desk).unwrap();
    assert!(
        all.contains("over to another line and ends there.\nThe last one"),
        "{all}"
    );
    desk.press(Modifiers::NONE, Key::Escape);
    assert_eq!(copied(&mut desk), None);
    assert_eq!(
        desk.outline(),
        "Letter",
        "nothing of this is for the outline"
    );
}

#[test]
fn a_highlight_is_kept_by_its_words_and_undone_in_one_step() {
    let mut desk = desk();
    select(&mut desk, "The council");
    assert!(desk.shows("Highlight in green"), "the toolbar is there");
    desk.press(Modifiers::NONE, Key::H);
    let made = annotations(&desk);
    let [
        Annotation {
            target: Target::Text(selector),
            mark,
            ..
        },
    ] = made.as_slice()
    else {
        panic!("{made:?}");
    };
    assert_eq!(selector.exact, "The council");
    assert!(selector.prefix.ends_with("rise in March. "), "{selector:?}");
    assert!(selector.suffix.starts_with(" agreed."), "{selector:?}");
    assert_eq!((selector.start, selector.end), (28, 39));
    assert_eq!(*mark, Mark::default());
    assert!(
        desk.shows("Yellow highlight: The council"),
        "it is on the page"
    );
    assert!(!desk.shows("Highlight in green"), "the toolbar is gone");

    // The pages have the keyboard: Delete takes the mark, not the document.
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(
        (annotations(&desk).len(), desk.outline().as_str()),
        (0, "Letter")
    );
    desk.press(CTRL, Key::Z);
    assert_eq!(annotations(&desk).len(), 1);
    desk.press(CTRL, Key::Z);
    assert_eq!(annotations(&desk).len(), 0);
}

#[test]
fn the_colour_used_last_is_the_one_of_the_key() {
    let mut desk = desk();
    select(&mut desk, "pilots");
    desk.click("Highlight in green");
    select(&mut desk, "lighthouse");
    desk.press(Modifiers::NONE, Key::U);
    let marks: Vec<Mark> = annotations(&desk).iter().map(|one| one.mark).collect();
    let green = |style| Mark {
        style,
        colour: MarkColour::Green,
    };
    assert_eq!(
        marks,
        [green(MarkStyle::Highlight), green(MarkStyle::Underline)]
    );
}

#[test]
fn what_is_not_the_documents_own_can_be_copied_and_not_marked() {
    let mut desk = desk();
    desk.click_row("Contents");
    select(&mut desk, "Letter");
    assert!(desk.shows("Copy words") && !desk.shows("Highlight in green"));
    desk.press(Modifiers::NONE, Key::H);
    assert_eq!(annotations(&desk).len(), 0);
    assert!(desk.shows_words("but not mark them"), "it says why");
    let citation = cited(&mut desk);
    assert_eq!(
        citation.as_deref(),
        Some("“Letter” (Contents, page 2 of the pack)")
    );
}

#[test]
fn a_note_is_made_by_a_key_and_a_citation_copied() {
    let mut desk = desk();
    select(&mut desk, "their boats");
    let citation = cited(&mut desk);
    assert_eq!(
        citation.as_deref(),
        Some("“their boats” (Letter, page 3 of the pack)")
    );
    desk.press(Modifiers::NONE, Key::N);
    let made = annotations(&desk);
    assert_eq!(made.len(), 1);
    assert!(made[0].kind.is_some(), "it is a note");
    assert_eq!(desk.harness.state().annotation_in_hand(), Some(made[0].id));
}

#[test]
fn a_note_is_written_by_a_key_on_the_mark_just_made() {
    let mut desk = desk();
    select(&mut desk, "their boats");
    desk.press(Modifiers::NONE, Key::H);
    desk.press(Modifiers::NONE, Key::N);
    desk.type_into_focused("Who pays?");
    desk.press(Modifiers::NONE, Key::Escape);
    let made = annotations(&desk);
    assert_eq!(made.len(), 1, "the mark itself has the note");
    assert_eq!(made[0].body, "Who pays?");
}

#[test]
fn a_letter_that_is_typed_marks_nothing() {
    let mut desk = desk();
    select(&mut desk, "pilots");
    desk.press(CTRL, Key::F);
    desk.press(Modifiers::NONE, Key::H);
    assert_eq!(annotations(&desk).len(), 0);
}

#[test]
fn an_area_of_a_picture_is_marked_by_dragging() {
    let mut desk = Desk::new();
    desk.click("New pack");
    let picture = image::RgbImage::from_pixel(400, 300, image::Rgb([90, 120, 150]));
    let path = desk.folder.path().join("Map.png");
    picture.save(&path).unwrap();
    desk.drop_files(&[path], None);
    let page = desk.harness.get_by_label("Page 3").rect();
    let at = |x: f32, y: f32| page.min + page.size() * vec2(x, y);
    desk.click("Mark an area");
    drag_with(&mut desk, at(0.2, 0.2), at(0.6, 0.35), Modifiers::NONE);
    assert!(desk.shows("Frame") && !desk.shows("Copy words"));
    desk.click("Frame");
    // Without the tool, Alt draws an area anywhere.
    drag_with(&mut desk, at(0.3, 0.5), at(0.5, 0.6), Modifiers::ALT);
    desk.press(Modifiers::NONE, Key::H);
    let made = annotations(&desk);
    let areas: Vec<_> = made
        .iter()
        .map(|one| match one.target {
            Target::Area(area) => area,
            _ => panic!("{one:?}"),
        })
        .collect();
    assert_eq!(made[0].mark.style, MarkStyle::Frame);
    assert_eq!((areas.len(), areas[0].page), (2, 1));
    let near = |a: f32, b: f32| (a - b).abs() < 2.0;
    assert!(
        near(areas[0].x, 0.2 * 595.3) && near(areas[0].width, 0.4 * 595.3),
        "{areas:?}"
    );
    assert!(
        near(areas[0].y, 0.2 * 841.9) && near(areas[0].height, 0.15 * 841.9),
        "{areas:?}"
    );
}

#[test]
fn hits_are_counted_and_stepped_through() {
    let mut desk = desk();
    desk.press(CTRL, Key::F);
    desk.type_into_focused("THE");
    assert!(desk.shows("1 of 6"), "The, their, another, there, The, the");
    desk.press(Modifiers::NONE, Key::F3);
    assert!(desk.shows("2 of 6"));
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.shows("3 of 6"));
    desk.press(Modifiers::SHIFT, Key::F3);
    desk.press(Modifiers::SHIFT, Key::F3);
    desk.press(Modifiers::SHIFT, Key::F3);
    assert!(desk.shows("6 of 6"), "around the end");
    desk.type_into_focused("xyz");
    assert!(desk.shows("Not found"));
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(!desk.shows("Not found"));
}

#[test]
fn words_are_found_in_the_whole_pack() {
    let mut desk = Desk::with_documents(&["Minutes", "Speech"]);
    let file = desk.write("Letter.txt", PAPER);
    desk.drop_files(&[file], None);
    desk.press(CTRL.plus(Modifiers::SHIFT), Key::F);
    desk.type_into_focused("words of");
    desk.pass(PAUSE);
    desk.settle();
    assert!(desk.shows("2 places in 2 documents"));
    let hit = desk
        .harness
        .get_by_label_contains("The words of Speech")
        .rect()
        .center();
    desk.click_at(hit);
    assert!(desk.shows("Page 4"), "the document is shown");
    assert_eq!(copied(&mut desk).as_deref(), Some("words of"));
    assert_eq!(desk.outline(), "Minutes Speech Letter");
}

#[test]
fn the_pages_scroll_by_keys_once_they_have_the_keyboard() {
    let mut desk = Desk::new();
    desk.click("New pack");
    let paragraph = "Words that fill a line or two of the page, and then some more of them.\n\n";
    let file = desk.write("Letter.txt", format!("Letter\n\n{}", paragraph.repeat(60)));
    desk.drop_files(&[file], None);
    desk.act("Whole pack in one column");
    let before = desk.harness.get_by_label("Page 3").rect();
    click_with(&mut desk, before.min + vec2(20.0, 60.0), Modifiers::NONE, 1);
    desk.press(Modifiers::NONE, Key::ArrowDown);
    let after = desk.harness.get_by_label("Page 3").rect();
    assert_eq!(before.top() - after.top(), 60.0);
    desk.press(Modifiers::NONE, Key::End);
    assert!(!desk.shows("Page 3"));
    desk.press(Modifiers::NONE, Key::Home);
    assert_eq!(desk.harness.get_by_label("Page 3").rect(), before);
    // A click in the outline gives its keys back to it.
    desk.click_row("Letter");
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.outline(), "");
}

#[test]
fn the_reader_shows_one_copy_or_the_other() {
    let mut desk = desk();
    assert!(desk.shows("Speaking copy"));
    desk.press(CTRL, Key::F7);
    assert!(desk.shows("Circulation copy") && !desk.shows("Speaking copy"));
    assert!(desk.shows("Page 3"));
}

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window reader_screens -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn reader_screens() {
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = std::path::Path::new(&folder);
    let save = |desk: &mut Desk, name: &str| {
        let picture = desk.harness.render().unwrap();
        picture.save(folder.join(format!("{name}.png"))).unwrap();
    };
    for (theme, name) in [(egui::Theme::Light, "light"), (egui::Theme::Dark, "dark")] {
        for size in [vec2(1280.0, 800.0), vec2(1024.0, 700.0)] {
            let folder = std::sync::Arc::new(tempfile::tempdir().unwrap());
            let mut desk = Desk::sized(folder, None, size, theme);
            desk.click("Open the sample pack");
            desk.click_row("No harbour is an island");
            let of = |what: &str| format!("reader-{what}-{}-{name}", size.x);
            let page = desk.harness.get_by_label("Page 8").rect();
            let at = |x: f32, y: f32| page.min + page.size() * vec2(x, y);
            drag_with(&mut desk, at(0.2, 0.3), at(0.6, 0.36), Modifiers::NONE);
            save(&mut desk, &of("selection"));
            desk.click("Highlight in green");
            save(&mut desk, &of("highlight"));
            desk.click("Mark an area");
            drag_with(&mut desk, at(0.2, 0.4), at(0.7, 0.5), Modifiers::NONE);
            save(&mut desk, &of("area"));
            desk.press(CTRL, Key::F);
            desk.type_into_focused("the");
            save(&mut desk, &of("find"));
            desk.press(CTRL.plus(Modifiers::SHIFT), Key::F);
            desk.pass(PAUSE);
            desk.settle();
            save(&mut desk, &of("find-in-pack"));
        }
    }
}
