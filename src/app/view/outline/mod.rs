//! The outline: the pack as rows that are selected, dragged, renamed and folded.

mod around;
pub mod drag;
pub mod drop;
mod keys;
mod lines;
mod menus;
pub mod row;

use eframe::egui::{
    self, DragAndDrop, Id, Key, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::message::dragged::Dragged;
use crate::app::message::entry::{Entry, Pick};
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::state::mails::Mails;
use crate::app::view::briefing::cite_drag;
use crate::app::view::outline::around::{empty_state, header};
use crate::app::view::outline::drag::drop_zone;
use crate::app::view::outline::drop::{Row, RowKind};
use crate::app::view::outline::keys::keys;
use crate::app::view::outline::lines::{Line, lines};
use crate::app::view::outline::menus::{empty_space_menu, item_menu};
use crate::app::view::outline::row::RowText;
use crate::app::view::pages;
use crate::app::view::source_menu;
use crate::app::view::theme::{Palette, ROW_HEIGHT};
use crate::app::view::widgets::{
    context_menu, keep_arrows, own_undo_id, paint_icon, row_sense, select_all,
};
use crate::edit::Command;
use crate::pack::ItemId;

/// Where the documents of a section begin, from the left edge of the rows, in points.
pub const INDENT: f32 = 24.0;

/// How far what is attached to an e-mail stands to the right of it, in points.
const ATTACHED_INDENT: f32 = 12.0;

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
    mails: Mails,
}

#[derive(Debug)]
struct Renaming {
    item: ItemId,
    text: String,
    is_new: bool,
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
        let lines = lines(desk, self.mails.of(desk));
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
                    // Tab does not stop here: the rows have the keyboard.
                    Sense::CLICK,
                );
                if background.secondary_clicked() || background.clicked() {
                    ui.memory_mut(eframe::egui::Memory::stop_text_input);
                }
                context_menu(&background, |ui| empty_space_menu(ui, outbox));
                for (index, line) in lines.iter().enumerate() {
                    let rect = rect_of(index);
                    if let Line::Entry { entry, .. } = line
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
                let rows = rows_to_drop_on(&lines, rect_of);
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
        matches!(line, Line::Entry { entry, .. } if renamed == Some(*entry))
    }

    fn is_at_cursor(&self, desk: &Desk, line: &Line) -> bool {
        self.is_following
            && matches!(line, Line::Entry { entry, .. } if desk.selection.cursor() == Some(*entry))
    }

    fn line(&mut self, ui: &mut Ui, desk: &Desk, line: Line, rect: Rect, outbox: &mut Outbox) {
        let Line::Entry { entry, kind, mail } = line else {
            row::paint_hint(ui, rect, INDENT);
            return;
        };
        let Some(text) = RowText::of(desk, entry) else {
            return;
        };
        let mail = mail.and_then(|mail| desk.pack().document(mail));
        let text = text.attached_to(mail);
        let level = match kind {
            Some(RowKind::Nested { .. }) => INDENT,
            _ => 0.0,
        };
        let indent = level + if mail.is_some() { ATTACHED_INDENT } else { 0.0 };
        let id = row_id(entry);
        if self.is_renamed(&line) {
            row::paint(ui, rect, indent, &text, row::State::RENAMED);
            self.rename_field(ui, rect, indent, outbox);
            return;
        }
        let is_cursor = desk.selection.cursor().unwrap_or(Entry::Cover) == entry;
        let response = ui.interact(rect, id, row_sense(is_cursor, true));
        let is_selected = desk.selection.contains(entry);
        response
            .widget_info(|| WidgetInfo::selected(Role::TreeItem, true, is_selected, text.spoken()));
        // What is being written elsewhere keeps the keyboard.
        if self.is_at_cursor(desk, &line) && !ui.ctx().text_edit_focused() {
            response.request_focus();
        }
        let has_focus = response.has_focus();
        self.has_keyboard |= has_focus;
        let is_dragging = DragAndDrop::payload::<Dragged>(ui.ctx()).is_some();
        let state = row::State {
            is_selected,
            is_hovered: response.hovered() && !is_dragging,
            has_focus,
            hides_title: false,
        };
        row::paint(ui, rect, indent, &text, state);
        if matches!(kind, Some(RowKind::Section { .. })) {
            fold_button(ui, entry, rect, &text, outbox);
        }
        if has_focus {
            keep_arrows(ui, id);
            keys(ui, entry, kind, outbox);
        }
        if let Entry::Item(ItemId::Document(id)) = entry {
            cite_drag::take_drop_on_row(ui, desk, id, rect, outbox);
        }
        self.clicks(ui, desk, entry, &response, text.trouble.is_some(), outbox);
        tell(response, &text, rect.width() - indent);
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
            outbox.push(Request::Select(entry, Pick::of(modifiers)));
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
            context_menu(response, |ui| {
                pages::menu_entries(ui, desk, entry, outbox);
                source_menu::menu_entries(ui, desk, entry, outbox);
                item_menu(ui, is_troubled, outbox);
            });
        }
    }

    fn rename_field(&mut self, ui: &mut Ui, rect: Rect, indent: f32, outbox: &mut Outbox) {
        let Some(renaming) = &mut self.renaming else {
            return;
        };
        let left = rect.left() + indent + row::TITLE_X - 6.0;
        let field = Rect::from_min_max(pos2(left, rect.top() + 2.0), rect.max - vec2(8.0, 2.0));
        let edit = egui::TextEdit::singleline(&mut renaming.text)
            .id(own_undo_id(ui, "rename"))
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

/// The rows as they lie, as far as something can be dropped beside them.
fn rows_to_drop_on(lines: &[Line], rect_of: impl Fn(usize) -> Rect) -> Vec<Row> {
    let rows = lines.iter().enumerate().filter_map(|(index, line)| {
        let kind = match line {
            Line::Entry { kind, .. } => (*kind)?,
            Line::Hint(kind) => *kind,
        };
        let rect = rect_of(index);
        Some(Row {
            top: rect.top(),
            bottom: rect.bottom(),
            kind,
        })
    });
    rows.collect()
}

/// What the pointer is told of a row that it rests on.
fn tell(response: Response, text: &RowText, width: f32) {
    let mut tips = Vec::new();
    if text.is_cut_short(width) {
        tips.push(text.title.clone());
    }
    if let Some(mail) = &text.attached_to {
        tips.push(format!("Attached to “{mail}”"));
    }
    if text.is_changed {
        tips.push("Changed on disk since it was added".to_owned());
    }
    if !tips.is_empty() {
        response.on_hover_text(tips.join("\n"));
    }
}

fn row_id(entry: Entry) -> Id {
    Id::unique(("outline-row", entry))
}

fn fold_button(ui: &mut Ui, entry: Entry, rect: Rect, text: &RowText, outbox: &mut Outbox) {
    let Entry::Item(item) = entry else {
        return;
    };
    let place = Rect::from_center_size(pos2(rect.left() + 12.0, rect.center().y), vec2(20.0, 24.0));
    let is_folded = text.is_folded;
    let verb = if is_folded { "Unfold" } else { "Fold" };
    let name = format!("{verb} {}", text.title);
    // Left and Right do the same on the row.
    let response = ui.interact(place, row_id(entry).with("fold"), Sense::CLICK);
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
    paint_icon(ui, icon, place.center(), colour, 14.0);
    if response.clicked() {
        outbox.push(Request::ToggleFold(item));
    }
}
