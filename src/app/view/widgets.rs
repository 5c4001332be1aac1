//! Small pieces that several panels are drawn with.

use std::sync::Arc;

use eframe::egui::containers::menu::MenuState;
use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    self, Align2, Color32, FontId, Galley, Id, Pos2, Response, RichText, Sense, Ui, Vec2, pos2,
};

use crate::app::message::action::Action;
use crate::app::message::entry::Pick;
use crate::app::message::request::Outbox;
use crate::app::view::theme::{self, Palette};

/// Lays text out on one line, cut with "…" where it is wider than `width` points.
pub fn one_line(ui: &Ui, text: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let format = TextFormat::simple(font, colour);
    let mut job = LayoutJob::single_section(text.replace('\n', " "), format);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    ui.painter().layout_job(job)
}

/// Paints a line of text that was laid out by [`one_line`], its middle at height `y`.
pub fn paint_line(ui: &Ui, galley: Arc<Galley>, x: f32, y: f32) {
    let top = y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(x, top), galley, Color32::PLACEHOLDER);
}

/// Paints an icon with its middle at `centre`.
pub fn paint_icon(ui: &Ui, icon: &str, centre: Pos2, colour: Color32, size: f32) {
    ui.painter().text(
        centre,
        Align2::CENTER_CENTER,
        icon,
        theme::icon_font(size),
        colour,
    );
}

/// A button that is only an icon; its name and shortcut are in the tooltip.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    let button = egui::Button::new(theme::icon(icon))
        .frame_when_inactive(false)
        .min_size(Vec2::splat(28.0));
    ui.add(button).on_hover_text(name).accessible_name(name)
}

/// Keys as they stand on the keyboard: "Ctrl+[" where egui says "Ctrl+OpenBracket".
pub fn keys_text(ctx: &egui::Context, keys: &egui::KeyboardShortcut) -> String {
    const SIGNS: [(&str, &str); 8] = [
        ("OpenBracket", "["),
        ("CloseBracket", "]"),
        ("Comma", ","),
        ("Plus", "+"),
        ("Minus", "-"),
        ("Equals", "="),
        ("PageUp", "Page Up"),
        ("PageDown", "Page Down"),
    ];
    let text = ctx.format_shortcut(keys);
    let name = keys.logical_key.name();
    let sign = SIGNS.iter().find(|(of, _)| *of == name);
    match (sign, text.strip_suffix(name)) {
        (Some((_, sign)), Some(held)) => format!("{held}{sign}"),
        _ => text,
    }
}

/// The tooltip of an action: its name and shortcut, and why it cannot be done, if so.
pub fn action_tooltip(ui: &Ui, action: Action, outbox: &Outbox) -> String {
    let label = action.label().trim_end_matches('…');
    let mut tooltip = match action.shortcut() {
        Some(keys) => format!("{label} ({})", keys_text(ui.ctx(), &keys)),
        None => label.to_owned(),
    };
    if let Some(why) = outbox.availability(action).reason() {
        tooltip.push('\n');
        tooltip.push_str(why);
    }
    tooltip
}

/// A button for an action, only an icon.
pub fn action_icon_button(ui: &mut Ui, action: Action, outbox: &mut Outbox) {
    let icon = action.icon().unwrap_or_default();
    let button = egui::Button::new(theme::icon(icon))
        .frame_when_inactive(false)
        .min_size(Vec2::splat(28.0));
    add_action(ui, action, button, outbox);
}

/// A button for an action, icon and words.
pub fn action_button(ui: &mut Ui, action: Action, outbox: &mut Outbox) {
    let atoms = (
        theme::icon(action.icon().unwrap_or_default()),
        action.label(),
    );
    add_action(ui, action, egui::Button::new(atoms), outbox);
}

fn add_action(ui: &mut Ui, action: Action, button: egui::Button<'_>, outbox: &mut Outbox) {
    let tooltip = action_tooltip(ui, action, outbox);
    let is_available = outbox.availability(action).is_available();
    let response = ui
        .add_enabled(is_available, button)
        .on_hover_text(&tooltip)
        .on_disabled_hover_text(&tooltip)
        .accessible_name(action.label());
    if response.clicked() {
        outbox.act(action);
    }
}

/// The button that a dialog expects to be pressed, by a click or by Enter. Returns whether it was.
pub fn confirm_button(ui: &mut Ui, text: &str) -> bool {
    confirm_button_if(ui, text, true)
}

/// As [`confirm_button`], greyed while it cannot be pressed.
pub fn confirm_button_if(ui: &mut Ui, text: &str, enabled: bool) -> bool {
    let palette = Palette::of(ui);
    let label = RichText::new(text).color(palette.on_accent);
    let button = egui::Button::new(label)
        .fill(palette.accent)
        .stroke((1.0, palette.accent));
    let clicked = ui.add_enabled(enabled, button).clicked();
    // Enter is meant for what has the keyboard, if anything has.
    let nothing_has_focus = ui.memory(|memory| memory.focused().is_none());
    let entered = nothing_has_focus && ui.input(|input| input.key_pressed(egui::Key::Enter));
    clicked || enabled && entered
}

/// An icon that says nothing by itself: screen readers pass it over.
pub fn icon_label(ui: &mut Ui, icon: &str, colour: Color32, size: f32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(size + 2.0), Sense::empty());
    paint_icon(ui, icon, rect.center(), colour, size);
}

/// The name of a field, above it.
pub fn field_label(ui: &mut Ui, text: &str) -> Response {
    let palette = Palette::of(ui);
    ui.add(egui::Label::new(RichText::new(text).small().color(palette.muted)).selectable(false))
}

/// Secondary text.
pub fn muted(ui: &mut Ui, text: impl Into<String>) -> Response {
    let palette = Palette::of(ui);
    ui.label(RichText::new(text).color(palette.muted))
}

/// The id of a text field, so that it keeps the keyboard wherever it is drawn. What is edited must
/// be part of `what` where the same field serves for several things.
pub fn field_id(what: impl std::hash::Hash + std::fmt::Debug) -> Id {
    Id::unique(("field", what))
}

/// Marks the field of a text that is not part of the pack, and so has an undo of its own.
#[derive(Debug, Clone, Copy)]
struct OwnUndo;

/// As [`field_id`], for a text that is not part of the pack and has an undo of its own.
pub fn own_undo_id(ui: &Ui, what: impl std::hash::Hash + std::fmt::Debug) -> Id {
    let id = field_id(what);
    ui.data_mut(|data| data.insert_temp(id, OwnUndo));
    id
}

/// Whether a field has an undo of its own.
pub fn has_own_undo(ctx: &egui::Context, id: Id) -> bool {
    ctx.data(|data| data.get_temp::<OwnUndo>(id).is_some())
}

/// Selects all that is in a text field.
pub fn select_all(ui: &Ui, id: Id, text: &str) {
    select(ui, id, 0..text.chars().count());
}

/// Puts the cursor of a field behind its text.
pub fn put_cursor_at_end(ui: &Ui, id: Id, text: &str) {
    let end = text.chars().count();
    select(ui, id, end..end);
}

/// Selects these characters in a text field.
pub fn select(ui: &Ui, id: Id, characters: std::ops::Range<usize>) {
    use egui::text::{CCursor, CCursorRange};
    let mut state = egui::TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let (from, to) = (CCursor::new(characters.start), CCursor::new(characters.end));
    state
        .cursor
        .set_char_range(Some(CCursorRange::two(from, to)));
    state.store(ui.ctx(), id);
}

/// Keeps the arrow keys with what has this id and the keyboard, rather than that they lead elsewhere.
pub fn keep_arrows(ui: &Ui, id: Id) {
    let filter = egui::EventFilter {
        vertical_arrows: true,
        horizontal_arrows: true,
        ..egui::EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
}

/// What a row of a list senses. Tab stops at the row at the cursor alone; the arrows lead to the
/// others.
pub fn row_sense(is_cursor: bool, can_be_dragged: bool) -> Sense {
    let mut sense = Sense::CLICK;
    sense.set(Sense::DRAG, can_be_dragged);
    sense.set(Sense::FOCUSABLE, is_cursor);
    sense
}

/// How many rows the keys of this frame move the cursor, and how that changes the selection. However
/// fast the keys come, none is lost, and each counts with what was held when it was pressed.
pub fn key_steps(ui: &Ui, keys: &[(egui::Key, isize)]) -> (isize, Pick) {
    ui.input(|input| {
        let mut steps: isize = 0;
        let mut pick = Pick::Only;
        for (key, modifiers) in pressed_keys(input) {
            let step = keys.iter().find(|(of, _)| *of == key);
            if let Some((_, step)) = step.filter(|_| !modifiers.alt && !modifiers.command) {
                steps = steps.saturating_add(*step);
                pick = Pick::of_key(modifiers);
            }
        }
        (steps, pick)
    })
}

/// Scrolls what is only read, `height` points of it in sight, by the arrows and Page keys: they lead
/// to no other control.
pub fn scroll_by_keys(ui: &Ui, height: f32) {
    const LINE: isize = 40;
    const ALL: isize = 1_000_000;
    let page = height as isize - LINE;
    let keys = [
        (egui::Key::ArrowDown, LINE),
        (egui::Key::ArrowUp, -LINE),
        (egui::Key::PageDown, page),
        (egui::Key::PageUp, -page),
        (egui::Key::End, ALL),
        (egui::Key::Home, -ALL),
    ];
    let (down, _) = key_steps(ui, &keys);
    if down != 0 {
        ui.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
        ui.scroll_with_delta(egui::vec2(0.0, -(down as f32)));
    }
}

/// The keys that were pressed in this frame, in order, each with what was held.
pub fn pressed_keys(
    input: &egui::InputState,
) -> impl Iterator<Item = (egui::Key, egui::Modifiers)> + '_ {
    input.events.iter().filter_map(|event| match event {
        egui::Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } => Some((*key, *modifiers)),
        _ => None,
    })
}

/// The menu of a row or page: by the right button at the pointer, by the Menu key or Shift+F10 below
/// what has the keyboard.
pub fn context_menu(response: &Response, add: impl FnOnce(&mut Ui)) {
    context_menu_at(response, response.rect.left_bottom(), add);
}

/// As [`context_menu`]; by the keyboard it opens at `place`.
pub fn context_menu_at(response: &Response, place: Pos2, add: impl FnOnce(&mut Ui)) {
    let id = egui::Popup::default_response_id(response);
    let by_key = id.with("by key");
    if is_menu_asked_for(response) {
        response.ctx.data_mut(|data| data.insert_temp(by_key, true));
        egui::Popup::open_id(&response.ctx, id);
        // A row keeps the arrows for itself while it has the keyboard.
        response.surrender_focus();
    } else if response.secondary_clicked() {
        response.ctx.data_mut(|data| data.remove::<bool>(by_key));
    }
    let mut popup = egui::Popup::context_menu(response);
    if response
        .ctx
        .data(|data| data.get_temp(by_key).unwrap_or(false))
    {
        popup = popup.at_position(place);
        if !popup.is_open() {
            // It was closed: what it was about has the keyboard again.
            response.request_focus();
            response.ctx.data_mut(|data| data.remove::<bool>(by_key));
        }
    }
    popup.show(|ui| menu_contents(ui, add));
}

/// What stands in a menu. egui closes it after a click; this does so after Enter and Space too.
pub fn menu_contents(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let layer = ui.layer_id();
    let focused = ui.memory(egui::Memory::focused);
    let focused = focused.and_then(|id| ui.ctx().read_response(id));
    let is_chosen = focused.is_some_and(|entry| entry.layer_id == layer)
        && ui.input(|input| {
            input.key_pressed(egui::Key::Enter) || input.key_pressed(egui::Key::Space)
        });
    add(ui);
    if is_chosen && !MenuState::from_ui(ui, |state, _| state.open_item.is_some()) {
        ui.close();
    }
}

/// Whether the keys of a context menu were just pressed on what has the keyboard.
pub fn is_menu_asked_for(response: &Response) -> bool {
    response.has_focus()
        && response.ctx.input(|input| {
            pressed_keys(input).any(|(key, modifiers)| match key {
                egui::Key::F10 => modifiers.shift_only(),
                egui::Key::Menu => true,
                _ => false,
            })
        })
}

/// Whether something was clicked other than by Enter or Space, which mean something else on it.
pub fn is_clicked_not_by_key(ui: &Ui, response: &Response) -> bool {
    let is_key = |input: &egui::InputState| {
        input.key_pressed(egui::Key::Enter) || input.key_pressed(egui::Key::Space)
    };
    response.clicked() && !ui.input(is_key)
}

/// The files that were dropped on the window in this frame.
pub fn dropped_files(ui: &Ui) -> Vec<std::path::PathBuf> {
    ui.input(|input| {
        let files = input.raw.dropped_files.iter();
        files.map(|file| file.path().to_owned()).collect()
    })
}
