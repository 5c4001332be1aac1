//! One of several: radio buttons and boxes that open, both led through by the arrow keys.

use eframe::egui::{ComboBox, FocusDirection, Key, Popup, Response, Ui};

use crate::app::view::widgets::{key_steps, pressed_keys};

/// Radio buttons one after the other. Returns what is chosen anew.
pub fn radios<T: Copy + PartialEq>(
    ui: &mut Ui,
    chosen: T,
    choices: impl IntoIterator<Item = (T, &'static str)>,
) -> Option<T> {
    let choices = choices.into_iter();
    let drawn: Vec<_> = choices
        .map(|(choice, name)| (choice, ui.radio(choice == chosen, name)))
        .collect();
    radio_chosen(ui, chosen, &drawn)
}

/// Which of the radio buttons that were drawn is chosen anew: by a click, or by the arrows from the
/// one that has the keyboard.
pub fn radio_chosen<T: Copy + PartialEq>(ui: &Ui, chosen: T, drawn: &[(T, Response)]) -> Option<T> {
    let responses = drawn.iter().map(|(_, radio)| radio);
    let by_arrows = moved_to(ui, &responses.collect::<Vec<_>>());
    let mut clicked = drawn.iter().filter(|(_, radio)| radio.clicked());
    let anew = by_arrows
        .and_then(|place| drawn.get(place))
        .or_else(|| clicked.next());
    anew.map(|(choice, _)| *choice)
        .filter(|choice| *choice != chosen)
}

/// A box that shows what is chosen and opens to choose another, called `name`. Returns what is chosen
/// anew. Up and Down open it.
pub fn choice_box<T: PartialEq>(
    ui: &mut Ui,
    name: &str,
    look: ComboBox<'_>,
    chosen: &T,
    choices: impl IntoIterator<Item = (T, impl Into<String>)>,
) -> Option<T> {
    let mut anew = None;
    let shown = look.show_ui(ui, |ui| {
        let mut drawn = Vec::new();
        for (choice, name) in choices {
            let is_chosen = choice == *chosen;
            let label = ui.selectable_label(is_chosen, name.into());
            if label.clicked() {
                ui.close();
                anew = Some(choice).filter(|_| !is_chosen);
            }
            drawn.push((is_chosen, label));
        }
        let labels: Vec<_> = drawn.iter().map(|(_, label)| label).collect();
        moved_to(ui, &labels);
        if !labels.iter().any(|label| label.has_focus()) {
            let start = drawn.iter().find(|(is_chosen, _)| *is_chosen);
            if let Some((_, label)) = start.or(drawn.first()) {
                label.request_focus();
                label.scroll_to_me(None);
            }
        }
    });
    let response = shown.response.accessible_name(name);
    let was_open = shown.inner.is_some();
    let popup = response.id.with("popup");
    let is_opened_by_arrows = !was_open
        && response.has_focus()
        && ui.input(|input| {
            pressed_keys(input).any(|(key, _)| matches!(key, Key::ArrowDown | Key::ArrowUp))
        });
    if is_opened_by_arrows {
        stay(ui);
        Popup::open_id(ui.ctx(), popup);
    } else if was_open && !Popup::is_id_open(ui.ctx(), popup) {
        response.request_focus();
    }
    anew
}

/// The place to which the arrows lead from the one of these that has the keyboard, which is then
/// there.
fn moved_to(ui: &Ui, group: &[&Response]) -> Option<usize> {
    let group = group.iter().enumerate();
    let group: Vec<_> = group.filter(|(_, response)| response.enabled()).collect();
    let here = group
        .iter()
        .position(|(_, response)| response.has_focus())?;
    let keys = [
        (Key::ArrowDown, 1),
        (Key::ArrowRight, 1),
        (Key::ArrowUp, -1),
        (Key::ArrowLeft, -1),
    ];
    let (steps, _) = key_steps(ui, &keys);
    if steps == 0 {
        return None;
    }
    let count = group.len().cast_signed();
    let next = (here.cast_signed() + steps).rem_euclid(count);
    let (place, response) = group.get(next.unsigned_abs())?;
    stay(ui);
    response.request_focus();
    response.scroll_to_me(None);
    Some(*place)
}

/// The arrow that was pressed leads to no other control, as egui has it otherwise.
fn stay(ui: &Ui) {
    ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
}
