//! Everything without a mouse: the command palette, the panes, the menus, lists, context menus.

use std::time::Duration;

use eframe::egui::accesskit::{Role, Toggled};
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};

use briefpack::pack::{Audience, DocumentKind};

use crate::desk::{CTRL, Desk};

const NONE: Modifiers = Modifiers::NONE;

/// What has the keyboard: its role and name.
fn focused(desk: &Desk) -> Option<(Role, String)> {
    let root = desk.harness.root();
    let mut open: Vec<_> = root.children().collect();
    while let Some(node) = open.pop() {
        let here = node.accesskit_node();
        if here.is_focused() {
            let name = here.label().unwrap_or_default();
            return Some((here.role(), name));
        }
        open.extend(node.children());
    }
    None
}

/// The rows of the command palette.
fn palette_rows(desk: &Desk) -> Vec<String> {
    let rows = desk.harness.query_all_by_role(Role::ListBoxOption);
    rows.filter_map(|row| row.accesskit_node().label())
        .collect()
}

/// The rows of the outline that are selected.
pub fn selected_rows(desk: &Desk) -> Vec<String> {
    let rows = desk.harness.query_all_by_role(Role::TreeItem);
    rows.map(|row| row.accesskit_node())
        .filter(|row| row.toggled() == Some(Toggled::True))
        .filter_map(|row| row.label())
        .collect()
}

#[test]
fn one_key_leads_anywhere() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes", "Speech"]);
    desk.click_row("Minutes");
    desk.type_into("Note", "Raise the tariff question");
    desk.press(CTRL, Key::K);
    assert!(palette_rows(&desk).contains(&"Undo".to_owned()));
    // A document by its title.
    desk.type_into_focused("spee");
    assert!(palette_rows(&desk)[0].starts_with("Speech"));
    desk.press(NONE, Key::Enter);
    assert!(selected_rows(&desk)[0].contains("Speech"));
    // A note by its words.
    desk.press(CTRL | Modifiers::SHIFT, Key::P);
    desk.type_into_focused("tariff");
    desk.press(NONE, Key::Enter);
    assert!(selected_rows(&desk)[0].contains("Minutes"));
    // An item by its number, a page by its number.
    desk.press(CTRL, Key::K);
    desk.type_into_focused("1");
    let rows = palette_rows(&desk);
    assert_eq!(rows[0], "Page 1 Cover");
    assert_eq!(rows[1], "Letter 1");
    desk.press(NONE, Key::ArrowDown);
    desk.press(NONE, Key::Enter);
    assert!(selected_rows(&desk)[0].contains("Letter"));
    // An action; what was used last comes first the next time.
    desk.press(CTRL, Key::K);
    desk.type_into_focused("select all");
    desk.press(NONE, Key::Enter);
    desk.press(CTRL, Key::K);
    assert_eq!(palette_rows(&desk)[0], "Select all");
    desk.press(NONE, Key::Escape);
    assert!(palette_rows(&desk).is_empty());
}

#[test]
fn what_cannot_be_done_is_greyed_with_its_reason_and_does_nothing() {
    let mut desk = Desk::new();
    desk.press(CTRL, Key::K);
    desk.type_into_focused("save as");
    let row = desk.harness.query_all_by_role(Role::ListBoxOption).next();
    assert!(row.is_some_and(|row| row.accesskit_node().is_disabled()));
    desk.press(NONE, Key::Enter);
    assert!(!palette_rows(&desk).is_empty(), "it stays open");
    desk.press(NONE, Key::Escape);
    desk.press(CTRL, Key::S);
    assert!(desk.shows_words("Open or start a pack first"));
}

#[test]
fn what_can_be_done_comes_before_what_cannot() {
    let mut desk = Desk::new();
    desk.press(CTRL, Key::K);
    desk.type_into_focused("pack");
    let rows = palette_rows(&desk);
    let place = |name: &str| rows.iter().position(|row| row == name);
    let (sample, find) = (
        place("Open the sample pack"),
        place("Find in the whole pack"),
    );
    assert!(sample.is_some() && sample < find, "{rows:?}");
}

#[test]
fn a_number_typed_on_the_pages_leads_to_that_page() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    desk.press(CTRL, Key::K);
    desk.type_into_focused("3");
    desk.press(NONE, Key::Enter);
    assert!(
        selected_rows(&desk)[0].contains("Letter"),
        "page 3 is its first"
    );
    // The pages have the keyboard now.
    desk.type_into_focused("4");
    assert_eq!(palette_rows(&desk)[0], "Page 4 Minutes");
    desk.press(NONE, Key::Enter);
    assert!(selected_rows(&desk)[0].contains("Minutes"));
}

#[test]
fn no_press_is_lost_however_fast_they_come() {
    let titles: Vec<String> = (1..=50)
        .map(|number| format!("Paper {number:02}"))
        .collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let mut desk = Desk::with_documents(&titles);
    desk.click_row("Paper 01");
    for _ in 0..40 {
        desk.harness.key_press(Key::ArrowDown);
    }
    desk.settle();
    assert!(selected_rows(&desk)[0].contains("Paper 41"));
    for _ in 0..3 {
        desk.harness
            .key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    }
    desk.settle();
    let selected = selected_rows(&desk);
    assert_eq!(selected.len(), 4, "{selected:?}");
}

#[test]
fn words_are_selected_and_marked_by_keys() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.click_row("Letter");
    desk.press(NONE, Key::F7);
    // Over the number and the title to the first words.
    desk.press(NONE, Key::ArrowDown);
    desk.press(NONE, Key::ArrowDown);
    desk.press(NONE, Key::Home);
    desk.press(CTRL | Modifiers::SHIFT, Key::ArrowRight);
    desk.press(CTRL | Modifiers::SHIFT, Key::ArrowRight);
    desk.press(NONE, Key::H);
    let pack = desk.pack();
    let (_, mark) = pack.annotations().next().expect("a mark was made");
    assert_eq!(mark.quote(), "The words");
    desk.press(NONE, Key::Escape);
    // To the end of the line and back, as fast as keys come.
    desk.press(NONE, Key::F7);
    for (modifiers, key) in [
        (NONE, Key::ArrowDown),
        (NONE, Key::ArrowDown),
        (NONE, Key::End),
        (Modifiers::SHIFT, Key::Home),
    ] {
        desk.harness.key_press_modifiers(modifiers, key);
    }
    desk.settle();
    desk.press(NONE, Key::U);
    let pack = desk.pack();
    let (_, mark) = pack.annotations().last().expect("a mark was made");
    assert_eq!(mark.quote(), "The words of Letter, and more of them.");
}

#[test]
fn tab_stops_once_at_the_outline() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes", "Speech"]);
    desk.click_row("Minutes");
    assert!(
        focused(&desk)
            .is_some_and(|(role, name)| { role == Role::TreeItem && name.contains("Minutes") })
    );
    desk.press(NONE, Key::Tab);
    let (role, name) = focused(&desk).unwrap();
    assert_ne!(role, Role::TreeItem, "{name}");
    desk.press(Modifiers::SHIFT, Key::Tab);
    assert!(focused(&desk).is_some_and(|(_, name)| name.contains("Minutes")));
}

#[test]
fn tab_stops_once_at_what_was_found_and_the_arrows_lead_on() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    desk.press(CTRL | Modifiers::SHIFT, Key::F);
    desk.type_into_focused("words");
    desk.pass(Duration::from_millis(300));
    desk.settle();
    desk.press(NONE, Key::Tab);
    let here = |desk: &Desk| focused(desk).map(|(_, name)| name).unwrap_or_default();
    assert!(here(&desk).starts_with("Page 3:"), "{}", here(&desk));
    desk.press(NONE, Key::ArrowDown);
    assert!(here(&desk).starts_with("Page 4:"), "{}", here(&desk));
    desk.press(NONE, Key::Tab);
    assert!(!here(&desk).starts_with("Page"), "{}", here(&desk));
}

#[test]
fn the_keyboard_goes_from_pane_to_pane_and_back() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.click_row("Letter");
    desk.press(NONE, Key::F6);
    assert_eq!(
        focused(&desk).map(|(_, name)| name).as_deref(),
        Some("Pages")
    );
    desk.press(NONE, Key::F6);
    assert_eq!(focused(&desk), Some((Role::Tab, "Details".to_owned())));
    desk.press(Modifiers::SHIFT, Key::F6);
    desk.press(Modifiers::SHIFT, Key::F6);
    assert!(focused(&desk).is_some_and(|(role, _)| role == Role::TreeItem));
}

#[test]
fn the_menus_open_by_their_keys() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.press(Modifiers::ALT, Key::P);
    assert!(desk.shows("Locate missing file…"));
    desk.press(NONE, Key::Escape);
    assert!(!desk.shows("Locate missing file…"));
    desk.press(NONE, Key::F10);
    assert!(desk.shows("Save as…"));
    assert_eq!(
        focused(&desk).map(|(_, name)| name).as_deref(),
        Some("New pack"),
        "the first entry is marked"
    );
    desk.press(NONE, Key::ArrowDown);
    assert_eq!(
        focused(&desk).map(|(_, name)| name).as_deref(),
        Some("Open…")
    );
}

#[test]
fn alt_alone_opens_the_menu_bar_however_short_it_is_held() {
    let alt = |key: Key, pressed: bool, modifiers: Modifiers| {
        let key = Event::Key {
            key,
            physical_key: Some(key),
            pressed,
            repeat: false,
            modifiers,
        };
        [key, Event::ModifiersChanged(modifiers)]
    };
    let down = alt(Key::AltLeft, true, Modifiers::ALT);
    let up = alt(Key::AltLeft, false, NONE);
    let mut desk = Desk::with_documents(&["Letter"]);
    // Both in one frame.
    let tapped = down.iter().chain(&up).cloned();
    desk.harness.input_mut().events.extend(tapped);
    desk.settle();
    assert!(desk.shows("Save as…"));
    desk.press(NONE, Key::Escape);
    // Held for some frames.
    desk.harness.input_mut().events.extend(down.clone());
    desk.draw();
    desk.harness.input_mut().events.extend(up.clone());
    desk.settle();
    assert!(desk.shows("Save as…"));
    desk.press(NONE, Key::Escape);
    // With another key, or to go to another window, it opens nothing.
    let other = alt(Key::ArrowDown, true, Modifiers::ALT);
    let with_other = down.iter().chain(&other).chain(&up).cloned();
    desk.harness.input_mut().events.extend(with_other);
    desk.settle();
    assert!(!desk.shows("Save as…"));
    let left = [Event::WindowFocused(false)];
    let leaving = down.iter().chain(&left).chain(&up).cloned();
    desk.harness.input_mut().events.extend(leaving);
    desk.settle();
    assert!(!desk.shows("Save as…"));
}

#[test]
fn the_keyboard_reaches_the_strip_of_pages() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    desk.click_row("Minutes");
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    desk.click_row("Minutes");
    desk.press(NONE, Key::F6);
    let (role, name) = focused(&desk).expect("something has the keyboard");
    assert_eq!(role, Role::ListItem);
    assert!(name.contains("Page 4") && name.contains("shown"), "{name}");
    desk.press(NONE, Key::F6);
    assert_eq!(
        focused(&desk).map(|(_, name)| name).as_deref(),
        Some("Pages")
    );
}

#[test]
fn the_arrows_choose_among_radio_buttons_and_in_boxes() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.click_row("Letter");
    let role = |desk: &Desk| focused(desk).map(|(role, _)| role);
    let name = |desk: &Desk| focused(desk).map(|(_, name)| name).unwrap_or_default();
    desk.harness.get_by_label("Everybody").focus();
    desk.settle();
    desk.press(NONE, Key::ArrowRight);
    assert_eq!(name(&desk), "Speaking copy only");
    let audience = |desk: &Desk| desk.pack().documents().next().map(|first| first.audience);
    assert_eq!(audience(&desk), Some(Audience::Private));
    desk.press(NONE, Key::ArrowDown);
    assert_eq!(
        audience(&desk),
        Some(Audience::Circulated),
        "round and round"
    );
    // A box: Down opens it at what is chosen, arrows and Enter choose, Escape leaves it as it is.
    let kind = |desk: &Desk| desk.pack().documents().next().map(|first| first.kind);
    let before = kind(&desk).unwrap();
    let at = DocumentKind::ALL.iter().position(|kind| *kind == before);
    let at = at.unwrap();
    desk.harness
        .get_by_role_and_label(Role::ComboBox, "Kind")
        .focus();
    desk.settle();
    desk.press(NONE, Key::ArrowDown);
    assert_eq!(name(&desk), before.name());
    desk.press(NONE, Key::ArrowUp);
    desk.press(NONE, Key::ArrowDown);
    desk.press(NONE, Key::ArrowDown);
    let next = DocumentKind::ALL[(at + 1) % DocumentKind::ALL.len()];
    assert_eq!(name(&desk), next.name());
    assert_eq!(kind(&desk), Some(before), "nothing is chosen yet");
    desk.press(NONE, Key::Enter);
    assert_eq!(kind(&desk), Some(next));
    assert_eq!(
        role(&desk),
        Some(Role::ComboBox),
        "the box has the keyboard"
    );
    desk.press(NONE, Key::ArrowDown);
    desk.press(NONE, Key::ArrowDown);
    desk.press(NONE, Key::Escape);
    assert_eq!(kind(&desk), Some(next));
    assert_eq!(role(&desk), Some(Role::ComboBox));
}

#[test]
fn the_list_of_shortcuts_is_read_by_keys() {
    let mut desk = Desk::new();
    desk.press(NONE, Key::F1);
    let height = |desk: &Desk| {
        let rows = desk.harness.query_all_by_label("New pack");
        let mut rows = rows.filter(|row| row.accesskit_node().role() == Role::Label);
        rows.next().expect("a row").rect().top()
    };
    let before = height(&desk);
    desk.press(NONE, Key::ArrowDown);
    let after = height(&desk);
    assert!(after < before, "{after} {before}");
    desk.press(NONE, Key::PageDown);
    assert!(height(&desk) < after - 100.0);
    desk.press(NONE, Key::Home);
    assert!((height(&desk) - before).abs() < 1.0);
}

#[test]
fn the_first_tab_in_a_dialog_reaches_a_control() {
    let mut desk = Desk::with_documents(&["Letter"]);
    for (modifiers, key) in [
        (CTRL, Key::Comma),
        (NONE, Key::F1),
        (CTRL | Modifiers::SHIFT, Key::B),
        (CTRL, Key::E),
    ] {
        desk.click_row("Letter");
        desk.press(modifiers, key);
        desk.press(NONE, Key::Escape);
        desk.press(NONE, Key::Escape);
        desk.click_row("Letter");
        desk.press(modifiers, key);
        desk.press(NONE, Key::Tab);
        let here = focused(&desk);
        assert!(
            here.as_ref().is_some_and(|(role, name)| !name.is_empty()
                && !matches!(
                    role,
                    Role::TreeItem | Role::GenericContainer | Role::Unknown
                )),
            "{key:?}: {here:?}"
        );
        desk.press(NONE, Key::Escape);
        desk.press(NONE, Key::Escape);
    }
}

#[test]
fn menus_show_a_tick_at_what_is_on() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let is_on = |desk: &mut Desk, name: &str| {
        desk.press(Modifiers::ALT, Key::V);
        let entries = desk.harness.query_all_by_label(name);
        let mut states = entries.map(|entry| entry.accesskit_node().toggled());
        // Tools have the same name.
        let toggled = states.find_map(|state| state);
        drop(states);
        desk.press(NONE, Key::Escape);
        toggled
    };
    assert_eq!(is_on(&mut desk, "Library"), Some(Toggled::True));
    assert_eq!(is_on(&mut desk, "Page strip"), Some(Toggled::False));
    assert_eq!(is_on(&mut desk, "Zoom in"), None);
    desk.press(NONE, Key::F9);
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    assert_eq!(is_on(&mut desk, "Library"), Some(Toggled::False));
    assert_eq!(is_on(&mut desk, "Page strip"), Some(Toggled::True));
}

#[test]
fn every_action_stands_in_a_menu() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let mut found = Vec::new();
    for key in [Key::F, Key::E, Key::A, Key::V, Key::P, Key::G, Key::H] {
        desk.press(Modifiers::ALT, key);
        let buttons = desk.harness.query_all_by_role(Role::Button);
        found.extend(buttons.filter_map(|button| button.accesskit_node().label()));
        desk.press(NONE, Key::Escape);
    }
    desk.press(CTRL, Key::K);
    let is_there = |label: &String| {
        found.iter().any(|name| {
            name.trim_end_matches('…') == label
                // Undo and redo say what they are about.
                || name.starts_with(label.as_str())
        })
    };
    let missing: Vec<String> = palette_rows(&desk)
        .into_iter()
        .filter(|label| !is_there(label))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// A key and then words, all within one frame.
fn at_once(desk: &mut Desk, modifiers: Modifiers, key: Key, words: &str) {
    let pressed = |key: Key, modifiers: Modifiers| Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    };
    let mut events = vec![pressed(key, modifiers)];
    for letter in words.chars() {
        events.extend(
            Key::from_name(&letter.to_uppercase().to_string()).map(|key| pressed(key, NONE)),
        );
        events.push(Event::Text(letter.to_string()));
    }
    desk.harness.input_mut().events.extend(events);
    desk.settle();
}

#[test]
fn what_is_typed_while_a_field_opens_stands_in_it() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    desk.click_row("Letter");
    at_once(&mut desk, NONE, Key::F2, "Nota bene");
    desk.press(NONE, Key::Enter);
    assert_eq!(desk.outline(), "Nota bene Minutes");
    at_once(&mut desk, CTRL, Key::K, "minutes");
    assert!(
        palette_rows(&desk)[0].starts_with("Minutes"),
        "{:?}",
        palette_rows(&desk)
    );
}

#[test]
fn the_arrows_and_enter_stay_in_an_open_menu() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    desk.click_row("Letter");
    desk.press(Modifiers::SHIFT, Key::F10);
    desk.press(NONE, Key::ArrowDown);
    let here = focused(&desk);
    assert!(
        here.is_some_and(|(role, _)| role == Role::Button),
        "an entry has the keyboard"
    );
    assert!(
        selected_rows(&desk)[0].contains("Letter"),
        "the row stays selected"
    );
    for _ in 0..20 {
        if focused(&desk).is_some_and(|(_, name)| name.contains("Rename")) {
            break;
        }
        desk.press(NONE, Key::ArrowDown);
    }
    desk.press(NONE, Key::Enter);
    assert!(desk.button_with("Rename").is_none(), "the menu is closed");
    desk.type_into_focused("Annex");
    desk.press(NONE, Key::Enter);
    assert_eq!(desk.outline(), "Annex Minutes");
}

#[test]
fn left_and_right_lead_from_menu_to_menu() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.press(Modifiers::ALT, Key::F);
    assert!(desk.button_with("Export PDF").is_some());
    desk.press(NONE, Key::ArrowRight);
    assert!(desk.button_with("Undo").is_some());
    desk.press(NONE, Key::ArrowLeft);
    desk.press(NONE, Key::ArrowDown);
    desk.press(NONE, Key::Enter);
    assert!(
        desk.button_with("Save as").is_none(),
        "Enter closes the menu"
    );
}

#[test]
fn a_row_has_its_menu_by_the_keyboard() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.click_row("Letter");
    for (modifiers, key) in [(Modifiers::SHIFT, Key::F10), (NONE, Key::Menu)] {
        desk.press(modifiers, key);
        assert!(desk.button_with("Rename").is_some(), "{key:?}");
        desk.press(NONE, Key::Escape);
        assert!(desk.button_with("Rename").is_none(), "{key:?}");
        assert!(
            focused(&desk).is_some_and(|(_, name)| name.contains("Letter")),
            "{:?}",
            focused(&desk)
        );
    }
}

/// The controls that do not say what they are called, or how they stand.
fn unclear(desk: &Desk) -> Vec<String> {
    let roles = [
        Role::Button,
        Role::CheckBox,
        Role::RadioButton,
        Role::TextInput,
        Role::MultilineTextInput,
        Role::ComboBox,
        Role::Slider,
        Role::SpinButton,
        Role::Tab,
        Role::TreeItem,
        Role::ListItem,
        Role::ListBoxOption,
        Role::Cell,
        Role::Link,
    ];
    let mut found = Vec::new();
    for role in roles {
        for node in desk.harness.query_all_by_role(role) {
            let node = node.accesskit_node();
            let name = node.label().unwrap_or_default();
            let has_state = match role {
                // egui tells by this whether a row is selected, too.
                Role::CheckBox
                | Role::RadioButton
                | Role::TreeItem
                | Role::ListBoxOption
                | Role::Tab => node.toggled().is_some(),
                Role::TextInput | Role::MultilineTextInput => node.value().is_some(),
                Role::Slider | Role::SpinButton => node.numeric_value().is_some(),
                _ => true,
            };
            if name.trim().is_empty() || !has_state {
                found.push(format!("{role:?} “{name}” at {:?}", node.raw_bounds()));
            }
        }
    }
    found
}

#[test]
fn every_control_has_a_name_and_a_state_on_every_screen() {
    let mut desk = Desk::new();
    assert_eq!(unclear(&desk), Vec::<String>::new(), "welcome");
    desk.click("Open the sample pack");
    desk.set_library("Annex.txt");
    assert_eq!(unclear(&desk), Vec::<String>::new(), "the pack");
    let screens = [
        ("table", CTRL, Key::T),
        ("pages again", CTRL, Key::T),
        ("strip", CTRL | Modifiers::SHIFT, Key::G),
        ("grid", CTRL, Key::G),
        ("reader again", CTRL, Key::G),
        ("notes", CTRL | Modifiers::ALT, Key::N),
        ("all notes", CTRL | Modifiers::ALT, Key::A),
        ("find in the pack", CTRL | Modifiers::SHIFT, Key::F),
        ("find", CTRL, Key::F),
    ];
    for (screen, modifiers, key) in screens {
        desk.press(modifiers, key);
        assert_eq!(unclear(&desk), Vec::<String>::new(), "{screen}");
    }
    for (dialog, modifiers, key) in [
        ("palette", CTRL, Key::K),
        ("settings", CTRL, Key::Comma),
        ("shortcuts", NONE, Key::F1),
        ("briefing page", CTRL | Modifiers::SHIFT, Key::B),
        ("export", CTRL, Key::E),
    ] {
        desk.press(modifiers, key);
        assert_eq!(unclear(&desk), Vec::<String>::new(), "{dialog}");
        desk.press(NONE, Key::Escape);
        desk.press(NONE, Key::Escape);
    }
}
