//! The outline: the pack as rows that are selected, dragged, renamed and folded.

use eframe::egui::{
    self, Align, CornerRadius, DragAndDrop, EventFilter, Id, Key, Modifiers, Rect, Response, Role,
    ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::action::Action;
use super::briefing::cite_drag;
use super::desk::Desk;
use super::icons;
use super::outline_drag::{Dragged, drop_zone};
use super::outline_drop::{Row, RowKind};
use super::outline_row::{self, RowText};
use super::pages;
use super::request::{Outbox, Request};
use super::revising;
use super::selection::{Entry, Pick};
use super::theme::{self, Palette, ROW_HEIGHT};
use super::widgets::{action_icon_button, field_id, muted, select_all};
use crate::edit::Command;
use crate::pack::{Item, ItemId};

/// Where the documents of a section begin, from the left edge of the rows, in points.
pub const INDENT: f32 = 24.0;

/// The state of the outline that is not part of the pack.
#[derive(Debug, Default)]
pub struct OutlineView {
    renaming: Option<Renaming>,
    /// The row at the cursor is to be brought into view and get the keyboard.
    follow_cursor: bool,
    /// The same, for the frame that is being drawn.
    is_following: bool,
    is_showing: bool,
    /// The row at the cursor is to be brought into view, and the keyboard stays where it is.
    show_cursor: bool,
    /// Whether one of its rows has the keyboard.
    has_keyboard: bool,
}

#[derive(Debug)]
struct Renaming {
    item: ItemId,
    text: String,
    is_new: bool,
}

/// A row, as far as the pack decides it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Line {
    Entry(Entry, Option<RowKind>),
    /// Stands in for the documents of an empty section.
    Hint(RowKind),
}

impl OutlineView {
    /// Begins to rename an item in its row.
    pub fn rename(&mut self, item: ItemId, title: &str) {
        self.renaming = Some(Renaming {
            item,
            text: title.to_owned(),
            is_new: true,
        });
    }

    /// Brings the cursor into view and gives it the keyboard.
    pub fn follow_cursor(&mut self) {
        self.follow_cursor = true;
    }

    /// Brings the cursor into view; the keyboard stays where it is.
    pub fn show_cursor(&mut self) {
        self.show_cursor = true;
    }

    /// Whether one of its rows has the keyboard.
    pub fn has_keyboard(&self) -> bool {
        self.has_keyboard
    }

    /// Draws the outline.
    pub fn ui(&mut self, ui: &mut Ui, desk: &Desk, outbox: &mut Outbox) {
        header(ui, desk, outbox);
        self.has_keyboard = false;
        self.is_following = std::mem::take(&mut self.follow_cursor);
        self.is_showing = self.is_following | std::mem::take(&mut self.show_cursor);
        self.rows(ui, desk, outbox);
        cite_drag::drag_label(ui, desk);
    }

    fn rows(&mut self, ui: &mut Ui, desk: &Desk, outbox: &mut Outbox) {
        let lines = lines(desk);
        let area = ui.available_rect_before_wrap();
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt("outline")
            .auto_shrink(false)
            .show(ui, |ui| {
                let width = ui.available_width();
                let origin = ui.cursor().min;
                let height = lines.len() as f32 * ROW_HEIGHT;
                let rect_of = |index: usize| {
                    let top = origin.y + index as f32 * ROW_HEIGHT;
                    Rect::from_min_size(pos2(origin.x, top), vec2(width, ROW_HEIGHT))
                };
                let is_empty = desk.pack().outline.is_empty();
                // Room below the last row, so that a load can be dropped at the end.
                let (whole, background) = ui.allocate_exact_size(
                    vec2(width, (height + ROW_HEIGHT).max(ui.available_height())),
                    Sense::click(),
                );
                if background.secondary_clicked() || background.clicked() {
                    ui.memory_mut(eframe::egui::Memory::stop_text_input);
                }
                background.context_menu(|ui| empty_space_menu(ui, outbox));
                for (index, line) in lines.iter().enumerate() {
                    let rect = rect_of(index);
                    if let Line::Entry(entry, _) = line
                        && self.is_showing
                        && desk.selection.cursor() == Some(*entry)
                    {
                        ui.scroll_to_rect(rect, None);
                    }
                    if ui.is_rect_visible(rect)
                        || self.is_at_cursor(desk, line)
                        || self.is_renamed(line)
                    {
                        self.line(ui, desk, *line, rect, outbox);
                    }
                }
                if is_empty {
                    let below = Rect::from_min_max(pos2(whole.min.x, origin.y + height), whole.max);
                    empty_state(ui, below, outbox);
                }
                let rows: Vec<Row> = lines
                    .iter()
                    .enumerate()
                    .filter_map(|(index, line)| {
                        let kind = match line {
                            Line::Entry(_, kind) => (*kind)?,
                            Line::Hint(kind) => *kind,
                        };
                        let rect = rect_of(index);
                        Some(Row {
                            top: rect.top(),
                            bottom: rect.bottom(),
                            kind,
                        })
                    })
                    .collect();
                let first_y = origin.y + height;
                drop_zone(ui, desk, &rows, area, first_y, outbox);
            });
    }

    /// A row that is being renamed is drawn even out of sight, so that its field keeps the keyboard.
    fn is_renamed(&self, line: &Line) -> bool {
        let renamed = self
            .renaming
            .as_ref()
            .map(|renaming| Entry::Item(renaming.item));
        matches!(line, Line::Entry(entry, _) if renamed == Some(*entry))
    }

    fn is_at_cursor(&self, desk: &Desk, line: &Line) -> bool {
        self.is_following
            && matches!(line, Line::Entry(entry, _) if desk.selection.cursor() == Some(*entry))
    }

    fn line(&mut self, ui: &mut Ui, desk: &Desk, line: Line, rect: Rect, outbox: &mut Outbox) {
        let Line::Entry(entry, kind) = line else {
            outline_row::paint_hint(ui, rect, INDENT);
            return;
        };
        let Some(text) = RowText::of(desk, entry) else {
            return;
        };
        let indent = match kind {
            Some(RowKind::Nested { .. }) => INDENT,
            _ => 0.0,
        };
        let id = row_id(entry);
        if let Entry::Item(item) = entry
            && self
                .renaming
                .as_ref()
                .is_some_and(|renaming| renaming.item == item)
        {
            outline_row::paint(
                ui,
                rect,
                indent,
                &text,
                outline_row::State {
                    is_selected: true,
                    is_hovered: false,
                    has_focus: false,
                    hides_title: true,
                },
            );
            self.rename_field(ui, rect, indent, outbox);
            return;
        }
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let is_selected = desk.selection.contains(entry);
        response
            .widget_info(|| WidgetInfo::selected(Role::TreeItem, true, is_selected, text.spoken()));
        // What is being written elsewhere keeps the keyboard.
        if self.is_at_cursor(desk, &line) && !ui.ctx().text_edit_focused() {
            response.request_focus();
        }
        let has_focus = response.has_focus();
        self.has_keyboard |= has_focus;
        outline_row::paint(
            ui,
            rect,
            indent,
            &text,
            outline_row::State {
                is_selected,
                is_hovered: response.hovered()
                    && DragAndDrop::payload::<Dragged>(ui.ctx()).is_none(),
                has_focus,
                hides_title: false,
            },
        );
        if matches!(kind, Some(RowKind::Section { .. })) {
            fold_button(ui, entry, rect, &text, outbox);
        }
        if has_focus {
            ui.memory_mut(|memory| {
                let filter = EventFilter {
                    vertical_arrows: true,
                    horizontal_arrows: true,
                    ..EventFilter::default()
                };
                memory.set_focus_lock_filter(id, filter);
            });
            keys(ui, entry, kind, outbox);
        }
        if let Entry::Item(ItemId::Document(id)) = entry {
            cite_drag::take_drop_on_row(ui, desk, id, rect, outbox);
        }
        self.clicks(ui, desk, entry, &response, text.trouble.is_some(), outbox);
        if text.is_cut_short(rect.width() - indent) {
            response.clone().on_hover_text(text.title.as_str());
        }
        if text.is_changed {
            response.on_hover_text("Changed on disk since it was added");
        }
    }

    fn clicks(
        &mut self,
        ui: &Ui,
        desk: &Desk,
        entry: Entry,
        response: &Response,
        is_troubled: bool,
        outbox: &mut Outbox,
    ) {
        let modifiers = ui.input(|input| input.modifiers);
        let is_selected = desk.selection.contains(entry);
        if response.clicked() {
            response.request_focus();
            outbox.push(Request::Select(entry, pick_of(modifiers)));
        }
        if response.double_clicked()
            && let Entry::Item(item) = entry
            && let Some(title) = desk.pack().title_of(item)
        {
            self.rename(item, title);
        }
        if response.drag_started()
            && let Entry::Item(item) = entry
        {
            let items = if is_selected {
                desk.selection.items()
            } else {
                // What is selected stays in sight: it may be a page on which the row is cited.
                vec![item]
            };
            response.dnd_set_drag_payload(Dragged::Items(items));
        }
        if response.secondary_clicked() && !is_selected {
            outbox.push(Request::Select(entry, Pick::Only));
        }
        if matches!(entry, Entry::Item(_)) {
            response.context_menu(|ui| {
                pages::menu_entries(ui, desk, entry, outbox);
                revising::menu_entries(ui, desk, entry, outbox);
                item_menu(ui, is_troubled, outbox);
            });
        }
    }

    fn rename_field(&mut self, ui: &mut Ui, rect: Rect, indent: f32, outbox: &mut Outbox) {
        let Some(renaming) = &mut self.renaming else {
            return;
        };
        let left = rect.left() + indent + outline_row::TITLE_X - 6.0;
        let field = Rect::from_min_max(pos2(left, rect.top() + 2.0), rect.max - vec2(8.0, 2.0));
        let edit = egui::TextEdit::singleline(&mut renaming.text)
            .id(field_id("rename"))
            .margin(vec2(6.0, 3.0));
        let response = ui.put(field, edit).accessible_name("New title");
        if std::mem::take(&mut renaming.is_new) {
            response.request_focus();
            select_all(ui, response.id, &renaming.text);
        }
        let cancelled = ui.input(|input| input.key_pressed(Key::Escape));
        if response.lost_focus() || cancelled {
            let title = renaming.text.trim().to_owned();
            if !cancelled && !title.is_empty() {
                outbox.edit(Command::Rename {
                    item: renaming.item,
                    title,
                });
            }
            self.renaming = None;
            self.follow_cursor = true;
        }
    }
}

fn row_id(entry: Entry) -> Id {
    Id::unique(("outline-row", entry))
}

fn pick_of(modifiers: Modifiers) -> Pick {
    if modifiers.command {
        Pick::Toggle
    } else if modifiers.shift {
        Pick::Extend
    } else {
        Pick::Only
    }
}

/// The arrow keys, Home and End, on the row that has the keyboard.
fn keys(ui: &Ui, entry: Entry, kind: Option<RowKind>, outbox: &mut Outbox) {
    ui.input(|input| {
        if input.modifiers.alt || input.modifiers.command {
            return;
        }
        let pick = if input.modifiers.shift {
            Pick::Extend
        } else {
            Pick::Only
        };
        for (key, steps) in [
            (Key::ArrowUp, -1),
            (Key::ArrowDown, 1),
            (Key::Home, -100_000),
            (Key::End, 100_000),
        ] {
            if input.key_pressed(key) {
                outbox.push(Request::Step(steps, pick));
            }
        }
        if let (Entry::Item(item), Some(RowKind::Section { open, .. })) = (entry, kind) {
            let folds = input.key_pressed(Key::ArrowLeft) && open;
            let unfolds = input.key_pressed(Key::ArrowRight) && !open;
            if folds || unfolds {
                outbox.push(Request::ToggleFold(item));
            }
        }
    });
}

fn lines(desk: &Desk) -> Vec<Line> {
    let mut lines = vec![
        Line::Entry(Entry::Cover, None),
        Line::Entry(Entry::Contents, None),
    ];
    for (index, item) in desk.pack().outline.iter().enumerate() {
        let entry = Entry::Item(item.id());
        match item {
            Item::Document(_) => {
                lines.push(Line::Entry(entry, Some(RowKind::TopDocument { index })));
            }
            Item::Section(section) => {
                let open = !desk.folded.contains(&item.id());
                let documents = section.documents.len();
                let kind = RowKind::Section {
                    id: section.id,
                    index,
                    documents,
                    open,
                };
                lines.push(Line::Entry(entry, Some(kind)));
                if !open {
                    continue;
                }
                let nested = |inner: usize, is_hint: bool| RowKind::Nested {
                    section: section.id,
                    section_index: index,
                    index: inner,
                    is_last: inner + 1 >= documents,
                    is_hint,
                };
                for (inner, document) in section.documents.iter().enumerate() {
                    let entry = Entry::Item(document.id.into());
                    lines.push(Line::Entry(entry, Some(nested(inner, false))));
                }
                if section.documents.is_empty() {
                    lines.push(Line::Hint(nested(0, true)));
                }
            }
        }
    }
    if desk.pack().settings.provenance {
        lines.push(Line::Entry(Entry::Sources, None));
    }
    lines
}

fn header(ui: &mut Ui, desk: &Desk, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        ui.label(theme::strong("Outline"));
        let documents = desk.pack().documents().count();
        let count = match documents {
            0 => String::new(),
            1 => "1 document".to_owned(),
            many => format!("{many} documents"),
        };
        muted(ui, count);
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            action_icon_button(ui, Action::AddBriefingPage, true, outbox);
            action_icon_button(ui, Action::AddSection, true, outbox);
            action_icon_button(ui, Action::AddDocuments, true, outbox);
        });
    });
    ui.add_space(4.0);
}

fn fold_button(ui: &mut Ui, entry: Entry, rect: Rect, text: &RowText, outbox: &mut Outbox) {
    let Entry::Item(item) = entry else {
        return;
    };
    let place = Rect::from_center_size(pos2(rect.left() + 12.0, rect.center().y), vec2(20.0, 24.0));
    let is_folded = text.is_folded;
    let verb = if is_folded { "Unfold" } else { "Fold" };
    let name = format!("{verb} {}", text.title);
    let response = ui.interact(place, row_id(entry).with("fold"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let palette = Palette::of(ui);
    let icon = if is_folded {
        icons::CHEVRON_RIGHT
    } else {
        icons::CHEVRON_DOWN
    };
    let colour = if response.hovered() {
        palette.text
    } else {
        palette.muted
    };
    super::widgets::paint_icon(ui, icon, place.center(), colour, 14.0);
    if response.clicked() {
        outbox.push(Request::ToggleFold(item));
    }
}

fn item_menu(ui: &mut Ui, troubled: bool, outbox: &mut Outbox) {
    let groups: [&[Action]; 4] = [
        &[Action::Rename, Action::MoveUp, Action::MoveDown],
        &[Action::Cut, Action::Copy, Action::Paste],
        &[Action::AddDocuments, Action::AddSection],
        &[Action::Delete],
    ];
    if troubled {
        super::menu::entry(ui, Action::LocateSource, true, outbox);
        ui.separator();
    }
    for (index, group) in groups.iter().enumerate() {
        if index > 0 {
            ui.separator();
        }
        for action in *group {
            super::menu::entry(ui, *action, true, outbox);
        }
        if group.contains(&Action::AddSection) {
            super::menu::briefing_entries(ui, true, outbox);
        }
    }
}

fn empty_space_menu(ui: &mut Ui, outbox: &mut Outbox) {
    for action in [Action::AddDocuments, Action::AddSection, Action::Paste] {
        super::menu::entry(ui, action, true, outbox);
    }
    super::menu::briefing_entries(ui, true, outbox);
}

fn empty_state(ui: &mut Ui, rect: Rect, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let card = rect.shrink2(vec2(8.0, 12.0));
    let card = Rect::from_min_size(card.min, vec2(card.width(), card.height().min(260.0)));
    ui.painter().rect(
        card,
        CornerRadius::same(8),
        palette.panel,
        Stroke::new(1.0, palette.edge),
        StrokeKind::Inside,
    );
    let mut inner = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(card.shrink(16.0))
            .layout(egui::Layout::top_down(Align::Center)),
    );
    let ui = &mut inner;
    ui.spacing_mut().item_spacing.y = 8.0;
    ui.add_space(16.0);
    ui.label(
        egui::RichText::new(icons::FILES)
            .font(theme::icon_font(32.0))
            .color(palette.muted),
    );
    ui.label(theme::strong("Drop documents here"));
    muted(ui, "Text, Markdown, PDF, PNG and JPEG");
    ui.add_space(4.0);
    super::widgets::action_button(ui, Action::AddDocuments, true, outbox);
    super::widgets::action_button(ui, Action::AddSection, true, outbox);
}
