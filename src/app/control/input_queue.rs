//! Keys and clicks reach the window one after the other, each where it was meant to go.
//!
//! egui takes in all that came since the last frame at once. What was typed right after a key that
//! opens a field would be lost, or be taken as commands; and a row that is dragged away quickly
//! would be the one that the pointer has reached meanwhile. So what follows such a key waits until
//! a field has the keyboard, and what follows a click waits for the next pass.

use eframe::egui::{self, Context, Event, Id, Key, Modifiers, RawInput, Ui};

/// A field has the keyboard so many passes after its key at the latest.
const MOST_PASSES: u8 = 4;

/// What waits to reach the window; a plugin of egui.
#[derive(Debug, Default)]
pub struct InputQueue {
    held: Vec<Event>,
    opening: Option<Opening>,
}

/// A key was given on that may open a field.
#[derive(Debug, Clone, Copy)]
struct Opening {
    /// What had the keyboard then.
    focus: Option<Id>,
    passes_left: u8,
}

impl egui::Plugin for InputQueue {
    fn debug_name(&self) -> &'static str {
        "input queue"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let focus = ctx.memory(egui::Memory::focused);
        let is_writing = ctx.text_edit_focused();
        self.held.append(&mut input.events);
        if let Some(opening) = &mut self.opening {
            let is_open = is_writing && focus != opening.focus;
            opening.passes_left = opening.passes_left.saturating_sub(1);
            if !is_open && opening.passes_left > 0 {
                let waits = self.held.iter().position(is_of_keyboard);
                let rest = self.held.split_off(waits.unwrap_or(self.held.len()));
                input.events = std::mem::replace(&mut self.held, rest);
                return;
            }
            self.opening = None;
        }
        let (count, opens) = next_step(&self.held, is_writing);
        let rest = self.held.split_off(count);
        input.events = std::mem::replace(&mut self.held, rest);
        self.opening = opens.then_some(Opening {
            focus,
            passes_left: MOST_PASSES,
        });
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        if !self.held.is_empty() {
            ui.ctx().request_repaint();
        }
    }
}

/// How many of the events are given on together, and whether the last of them may open a field.
fn next_step(events: &[Event], is_writing: bool) -> (usize, bool) {
    let mut was_clicked = false;
    for (index, event) in events.iter().enumerate() {
        match event {
            Event::PointerButton { .. } => was_clicked = true,
            Event::PointerMoved(_) if was_clicked => return (index, false),
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } if may_open_field(*key, *modifiers, is_writing) => {
                // The letter of the key belongs to it.
                let is_plain = !modifiers.command && !modifiers.alt;
                let is_text = matches!(events.get(index + 1), Some(Event::Text(_)));
                return (index + 1 + usize::from(is_plain && is_text), true);
            }
            _ => {}
        }
    }
    (events.len(), false)
}

fn is_of_keyboard(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { .. }
            | Event::Text(_)
            | Event::Paste(_)
            | Event::Copy
            | Event::Cut
            | Event::Ime(_)
    )
}

/// Whether another field may have the keyboard after this key.
fn may_open_field(key: Key, modifiers: Modifiers, is_writing: bool) -> bool {
    let moves = matches!(
        key,
        Key::ArrowDown
            | Key::ArrowLeft
            | Key::ArrowRight
            | Key::ArrowUp
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown
            | Key::Backspace
            | Key::Delete
    );
    if moves {
        return false;
    }
    if modifiers.command || modifiers.alt {
        return !matches!(key, Key::A | Key::C | Key::V | Key::X | Key::Y | Key::Z);
    }
    let ends_writing = matches!(key, Key::Enter | Key::Escape | Key::Tab);
    !is_writing || ends_writing || Key::F1 <= key && key <= Key::F35
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Modifiers, PointerButton, Pos2, pos2};

    use super::*;

    fn key(key: Key, modifiers: Modifiers) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        }
    }

    fn press(at: Pos2) -> Event {
        Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed: true,
            modifiers: Modifiers::NONE,
        }
    }

    #[test]
    fn what_is_typed_after_a_key_that_opens_a_field_waits() {
        let typed = [
            key(Key::F2, Modifiers::NONE),
            key(Key::L, Modifiers::NONE),
            Event::Text("L".into()),
        ];
        assert_eq!(next_step(&typed, false), (1, true));
        assert_eq!(next_step(&typed[1..], true), (2, false));
        // A letter that is a command, with the text that it makes.
        assert_eq!(next_step(&typed[1..], false), (2, true));
        let palette = [key(Key::K, Modifiers::COMMAND), Event::Text("1".into())];
        assert_eq!(next_step(&palette, true), (1, true));
    }

    #[test]
    fn keys_that_move_come_together() {
        let downs = vec![key(Key::ArrowDown, Modifiers::NONE); 40];
        assert_eq!(next_step(&downs, false), (40, false));
        let undone = vec![key(Key::Z, Modifiers::COMMAND); 3];
        assert_eq!(next_step(&undone, false), (3, false));
    }

    #[test]
    fn a_drag_begins_where_the_button_was_pressed() {
        let drag = [
            Event::PointerMoved(pos2(10.0, 10.0)),
            press(pos2(10.0, 10.0)),
            Event::PointerMoved(pos2(10.0, 40.0)),
        ];
        assert_eq!(next_step(&drag, false), (2, false));
        assert_eq!(next_step(&drag[2..], false), (1, false));
    }
}
