//! The menu bar and the toolbar.

use eframe::egui::containers::menu::MenuState;
use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    self, Align, Atom, AtomExt as _, Event, FocusDirection, IntoAtoms, Key, Layout, Modifiers,
    Response, RichText, Role, Ui, Vec2, WidgetInfo, WidgetText,
};

use crate::app::message::action::{Action, Menu};
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request, Writing};
use crate::app::state::desk::Desk;
use crate::app::state::preferences::Preferences;
use crate::app::view::briefing::templates;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{
    action_button, action_icon_button, action_tooltip, keys_text, menu_contents, pressed_keys,
};
use crate::pack::{Mark, MarkColour, MarkStyle, Template};

const ICON_SIZE: Vec2 = Vec2::splat(18.0);
/// The tools that are always in sight.
const TOOLS: [Action; 5] = [
    Action::ShowLibrary,
    Action::Save,
    Action::Undo,
    Action::Redo,
    Action::ShowTable,
];

/// One entry of a menu.
pub fn entry(ui: &mut Ui, action: Action, outbox: &mut Outbox) {
    entry_named(ui, action, action.label(), outbox);
}

fn entry_named(ui: &mut Ui, action: Action, name: &str, outbox: &mut Outbox) {
    let is_on = outbox.is_on(action);
    let icon = match action.icon() {
        _ if is_on == Some(true) => theme::icon(icons::CHECK).atom_size(ICON_SIZE),
        // Nothing stands where the tick would be.
        Some(icon) if is_on.is_none() => theme::icon(icon).atom_size(ICON_SIZE),
        _ => Atom::paint(ICON_SIZE, |_, _| {}),
    };
    let mut button = egui::Button::new((icon, name));
    if let Some(keys) = action.shortcut() {
        button = button.shortcut_text(keys_text(ui.ctx(), &keys));
    }
    let availability = outbox.availability(action);
    let mut response = ui
        .add_enabled(availability.is_available(), button)
        .accessible_name(name);
    if let Some(is_on) = is_on {
        let is_available = availability.is_available();
        response.widget_info(|| WidgetInfo::selected(Role::Button, is_available, is_on, name));
    }
    if let Some(why) = availability.reason() {
        response = response.on_disabled_hover_text(why);
    }
    if response.clicked() {
        outbox.act(action);
    }
}

/// The entries that add a briefing page, as a menu of their own.
pub fn briefing_entries(ui: &mut Ui, outbox: &mut Outbox) {
    let enabled = outbox.availability(Action::AddBriefingPage).is_available();
    let icon = theme::icon(icons::SQUARE_PEN).atom_size(ICON_SIZE);
    ui.add_enabled_ui(enabled, |ui| {
        menu_button(ui, (icon, "Add briefing page"), |ui| {
            for template in Template::ALL {
                let button = ui
                    .button(templates::name(template))
                    .on_hover_text(templates::hint(template));
                if button.clicked() {
                    outbox.push(Request::AddBriefingPage(template));
                }
            }
            ui.separator();
            entry(ui, Action::AddBriefingPage, outbox);
        });
    });
}

/// A button that opens a menu, or a menu within one.
fn menu_button<'a>(
    ui: &mut Ui,
    title: impl IntoAtoms<'a>,
    contents: impl FnOnce(&mut Ui),
) -> Response {
    let shown = ui.menu_button(title, |ui| menu_contents(ui, contents));
    shown.response
}

/// The menu bar, and what it remembers from frame to frame.
#[derive(Debug, Default)]
pub struct MenuBar {
    alt: Alt,
    /// The menu that was opened by a key: its first entry takes the keyboard.
    to_mark: Option<Menu>,
}

/// What is done with the Alt key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Alt {
    #[default]
    Up,
    /// It is held, and nothing else was pressed so far.
    Alone,
    /// It is held and belongs to another key or the pointer.
    WithOther,
}

const NOTHING_HELD: Event = Event::ModifiersChanged(Modifiers::NONE);

impl Alt {
    /// However short it is held, its events tell what was done with it.
    fn after(self, event: &Event) -> Self {
        match event {
            Event::ModifiersChanged(held) if held.is_none() => Self::Up,
            Event::ModifiersChanged(held) if *held == Modifiers::ALT && self == Self::Up => {
                Self::Alone
            }
            // It is a key itself.
            Event::Key {
                key: Key::AltLeft | Key::AltRight,
                ..
            } => self,
            Event::Key { pressed: true, .. }
            | Event::Text(_)
            | Event::PointerButton { .. }
            | Event::PointerMoved(_)
            | Event::WindowFocused(_)
                if self == Self::Alone =>
            {
                Self::WithOther
            }
            Event::ModifiersChanged(held) if *held != Modifiers::ALT => Self::WithOther,
            _ => self,
        }
    }
}

impl MenuBar {
    /// Draws the menu bar. Alt with the first letter of a menu opens that; Alt alone and F10 open the
    /// first.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        desk: Option<&Desk>,
        preferences: &Preferences,
        outbox: &mut Outbox,
    ) {
        let mut by_key = self.opened_by_key(ui);
        let mut to_mark = self.to_mark.take();
        let mut open = None;
        let mut titles = Vec::new();
        let shows_access_keys = ui.input(|input| input.modifiers.alt && !input.modifiers.command);
        egui::MenuBar::new().ui(ui, |ui| {
            for menu in Menu::ALL {
                let title = bar_title(ui, menu, shows_access_keys);
                let response = menu_button(ui, title, |ui| {
                    if to_mark == Some(menu) {
                        take_keyboard(ui);
                    }
                    entries(ui, menu, desk, preferences, outbox);
                    if to_mark == Some(menu) && has_taken_keyboard(ui) {
                        to_mark = None;
                    }
                });
                let popup = egui::Popup::default_response_id(&response);
                if egui::Popup::is_id_open(ui.ctx(), popup) {
                    open = Some((menu, popup));
                }
                titles.push((menu, response, popup));
            }
        });
        self.to_mark = to_mark.filter(|menu| open.is_some_and(|(open, _)| open == *menu));
        if let Some((menu, popup)) = open {
            by_key = by_key.or_else(|| neighbour(ui, menu, popup));
        }
        for (menu, response, popup) in titles.iter().filter(|(menu, ..)| by_key == Some(*menu)) {
            // Until the entries are there.
            response.request_focus();
            egui::Popup::open_id(ui.ctx(), *popup);
            self.to_mark = Some(*menu);
        }
    }

    /// The menu whose keys were just pressed.
    fn opened_by_key(&mut self, ui: &Ui) -> Option<Menu> {
        if !ui.memory(|memory| memory.allows_interaction(ui.layer_id())) {
            return None;
        }
        ui.input_mut(|input| {
            let mut is_let_go = false;
            for event in &input.raw.events {
                is_let_go |= self.alt == Alt::Alone && *event == NOTHING_HELD;
                // Whoever changes to another window with Alt and Tab wants no menu here.
                is_let_go &= !matches!(event, Event::WindowFocused(false));
                self.alt = self.alt.after(event);
            }
            let is_f10 = pressed_keys(input).any(|pressed| pressed == (Key::F10, Modifiers::NONE));
            if is_let_go || is_f10 {
                return Some(Menu::File);
            }
            let mut menus = Menu::ALL.into_iter();
            menus.find(|menu| input.consume_key(Modifiers::ALT, menu.access_key()))
        })
    }
}

/// The menu beside the open one, where Left or Right was pressed and meant no menu within it.
fn neighbour(ui: &Ui, open: Menu, popup: egui::Id) -> Option<Menu> {
    if MenuState::from_id(ui.ctx(), popup, |state| state.open_item.is_some()) {
        return None;
    }
    let step = ui.input(|input| {
        let presses = |key| input.num_presses(key).cast_signed();
        presses(Key::ArrowRight) - presses(Key::ArrowLeft)
    });
    let at = Menu::ALL.iter().position(|menu| *menu == open)?;
    let count = Menu::ALL.len().cast_signed();
    let beside = (at.cast_signed() + step).rem_euclid(count);
    let beside = Menu::ALL.get(beside.unsigned_abs()).copied();
    beside.filter(|beside| *beside != open)
}

/// The word in the bar, its access key underlined while Alt is held.
fn bar_title(ui: &Ui, menu: Menu, shows_access_key: bool) -> WidgetText {
    let title = menu.title();
    let letter = title.to_ascii_uppercase().find(menu.access_key().name());
    let (Some(at), true) = (letter, shows_access_key) else {
        return title.into();
    };
    let (before, rest) = title.split_at(at);
    let (letter, after) = rest.split_at(1);
    let font = egui::TextStyle::Button.resolve(ui.style());
    let colour = ui.visuals().widgets.inactive.text_color();
    let plain = TextFormat::simple(font, colour);
    let underlined = TextFormat {
        underline: (1.0, colour).into(),
        ..plain.clone()
    };
    let mut job = LayoutJob::default();
    job.append(before, 0.0, plain.clone());
    job.append(letter, 0.0, underlined);
    job.append(after, 0.0, plain);
    job.into()
}

/// The first entry that is drawn from now on, and can be chosen, takes the keyboard.
fn take_keyboard(ui: &Ui) {
    ui.memory_mut(|memory| {
        if let Some(focused) = memory.focused() {
            memory.surrender_focus(focused);
        }
        memory.move_focus(FocusDirection::Next);
    });
}

/// Whether one has. While a menu is measured, none can.
fn has_taken_keyboard(ui: &Ui) -> bool {
    ui.memory_mut(|memory| {
        memory.move_focus(FocusDirection::None);
        memory.focused().is_some()
    })
}

/// The entries of one menu, with lines between its groups.
fn entries(
    ui: &mut Ui,
    menu: Menu,
    desk: Option<&Desk>,
    preferences: &Preferences,
    outbox: &mut Outbox,
) {
    let mut last_group = None;
    let of_menu = Action::ALL.iter().filter(|action| action.menu().0 == menu);
    for action in of_menu {
        let (_, group) = action.menu();
        if last_group.replace(group).is_some_and(|last| last != group) {
            ui.separator();
        }
        menu_entry(ui, *action, desk, preferences, outbox);
    }
}

/// An entry of the menu bar, with what follows it.
fn menu_entry(
    ui: &mut Ui,
    action: Action,
    desk: Option<&Desk>,
    preferences: &Preferences,
    outbox: &mut Outbox,
) {
    match action {
        Action::Undo => {
            let step = desk.and_then(|desk| desk.history.undo_name());
            entry_named(ui, action, &with_step("Undo", step), outbox);
        }
        Action::Redo => {
            let step = desk.and_then(|desk| desk.history.redo_name());
            entry_named(ui, action, &with_step("Redo", step), outbox);
        }
        Action::AddBriefingPage => briefing_entries(ui, outbox),
        Action::OpenPack => {
            entry(ui, action, outbox);
            recent_packs(ui, preferences, outbox);
        }
        Action::Highlight => {
            entry(ui, action, outbox);
            highlight_colours(ui, preferences, outbox);
        }
        _ => entry(ui, action, outbox),
    }
}

/// Undo and redo say which step they are about.
fn with_step(verb: &str, step: Option<&str>) -> String {
    match step {
        Some(step) => format!("{verb} {}", lower_first(step)),
        None => verb.to_owned(),
    }
}

fn recent_packs(ui: &mut Ui, preferences: &Preferences, outbox: &mut Outbox) {
    ui.add_enabled_ui(!preferences.recent.is_empty(), |ui| {
        menu_button(ui, "Recent packs", |ui| {
            for path in &preferences.recent {
                let name = path.file_stem().unwrap_or_default().to_string_lossy();
                let button = ui
                    .button(name.as_ref())
                    .on_hover_text(path.display().to_string());
                if button.clicked() {
                    outbox.push(Request::Open(path.clone()));
                }
            }
        });
    });
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect()
    })
}

fn highlight_colours(ui: &mut Ui, preferences: &Preferences, outbox: &mut Outbox) {
    let can_mark = outbox.availability(Action::Highlight).is_available();
    ui.add_enabled_ui(can_mark, |ui| {
        menu_button(ui, "Highlight in", |ui| {
            for colour in MarkColour::ALL {
                let is_last = preferences.pen.mark.colour == colour;
                if ui.radio(is_last, colour.name()).clicked() {
                    let style = MarkStyle::Highlight;
                    outbox.push(Request::MarkPicked(Mark { style, colour }, Writing::No));
                    ui.close();
                }
            }
        });
    });
}

/// Draws the toolbar, right of the menus.
pub fn toolbar(ui: &mut Ui, desk: Option<&Desk>, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for action in TOOLS {
            action_icon_button(ui, action, outbox);
        }
        ui.add_space(8.0);
        if desk.is_some() {
            action_button(ui, Action::AddDocuments, outbox);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(desk) = desk {
                export_button(ui, outbox);
                ui.add_space(8.0);
                pack_title(ui, desk);
            }
        });
    });
}

fn export_button(ui: &mut Ui, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let tooltip = action_tooltip(ui, Action::Export, outbox);
    let icon = theme::icon(Action::Export.icon().unwrap_or_default()).color(palette.on_accent);
    let label = RichText::new("Export PDF…").color(palette.on_accent);
    let button = egui::Button::new((icon, label)).fill(palette.accent);
    let response = ui
        .add(button)
        .on_hover_text(tooltip)
        .accessible_name("Export PDF…");
    if response.clicked() {
        outbox.act(Action::Export);
    }
}

fn pack_title(ui: &mut Ui, desk: &Desk) {
    let palette = Palette::of(ui);
    if desk.history.has_unsaved_changes() {
        ui.label(RichText::new("●").color(palette.accent))
            .on_hover_text("Unsaved changes")
            .accessible_name("Not saved");
    }
    let title = theme::strong(desk.pack().title.as_str());
    let label = egui::Label::new(title).truncate().selectable(false);
    ui.add(label).on_hover_text(match &desk.file {
        Some(file) => file.display().to_string(),
        None => "Not saved yet".to_owned(),
    });
}
