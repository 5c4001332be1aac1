//! What is dragged to be cited, and where it can be dropped.

use eframe::egui::{
    self, CornerRadius, DragAndDrop, FontId, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::app::message::cite::{CitePlace, ToCite};
use crate::app::message::dragged::{Dragged, DraggedNote, DraggedPassage};
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::cite::{first_words, quoted};
use crate::app::state::desk::Desk;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{one_line, paint_icon};
use crate::pack::{DocumentId, ItemId, Target};

/// The passage or note that is dragged, if one is.
fn dragged_passage(ui: &Ui) -> Option<ToCite> {
    let ctx = ui.ctx();
    if let Some(note) = DragAndDrop::payload::<DraggedNote>(ctx) {
        return Some(ToCite::Note(note.0));
    }
    let passage = DragAndDrop::payload::<DraggedPassage>(ctx)?;
    Some(ToCite::Passage(passage.document, passage.target.clone()))
}

/// What is dragged over a text of the briefing page `page` and can be cited there.
pub fn dragged_over_text(ui: &Ui, page: DocumentId) -> Vec<ToCite> {
    if let Some(cited) = dragged_passage(ui) {
        return vec![cited];
    }
    let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else {
        return Vec::new();
    };
    let Dragged::Items(items) = &*dragged else {
        return Vec::new();
    };
    let documents = items.iter().filter_map(|item| match item {
        ItemId::Document(id) if *id != page => Some(ToCite::Document(*id)),
        _ => None,
    });
    documents.collect()
}

/// The handle by which what is selected in the reader is dragged to be cited.
pub fn passage_handle(ui: &mut Ui, document: DocumentId, target: Target) {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 28.0), Sense::click_and_drag());
    let name = "Drag to a briefing page to cite";
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let colour = if response.hovered() {
        palette.text
    } else {
        palette.muted
    };
    paint_icon(ui, icons::GRIP_VERTICAL, rect.center(), colour, 15.0);
    response.dnd_set_drag_payload(DraggedPassage { document, target });
    response.on_hover_text(name);
}

/// Takes a passage or note that is dropped on a row of the outline, if that shows a briefing page.
pub fn take_drop_on_row(ui: &Ui, desk: &Desk, id: DocumentId, rect: Rect, outbox: &mut Outbox) {
    let Some(cited) = dragged_passage(ui) else {
        return;
    };
    let is_over = ui
        .ctx()
        .pointer_latest_pos()
        .is_some_and(|pointer| rect.intersect(ui.clip_rect()).contains(pointer));
    let is_page = desk
        .pack()
        .document(id)
        .is_some_and(|document| document.page().is_some());
    if !is_page {
        return;
    }
    let palette = Palette::of(ui);
    let (width, colour) = if is_over {
        (2.0, palette.accent)
    } else {
        (1.0, palette.edge)
    };
    ui.painter().rect_stroke(
        rect.shrink2(vec2(4.0, 1.0)),
        CornerRadius::same(theme::RADIUS),
        Stroke::new(width, colour),
        StrokeKind::Inside,
    );
    if is_over && ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        outbox.push(Request::Cite(id, vec![cited], CitePlace::End));
    }
}

/// What is dragged, by the pointer, and where it can go.
pub fn drag_label(ui: &Ui, desk: &Desk) {
    let (Some(cited), Some(pointer)) = (dragged_passage(ui), ui.ctx().pointer_latest_pos()) else {
        return;
    };
    let pack = desk.pack();
    let words = match &cited {
        ToCite::Note(id) => pack.annotation(*id).map(|(_, note)| first_words(note)),
        ToCite::Passage(_, Target::Text(passage)) => Some(quoted(passage)),
        ToCite::Passage(id, _) | ToCite::Document(id) => {
            pack.document(*id).map(|document| document.title.clone())
        }
    };
    let has_page = pack.documents().any(|document| document.page().is_some());
    let hint = if has_page {
        "Drop on a briefing page to cite it there"
    } else {
        "There is no briefing page to cite it on"
    };
    let palette = Palette::of(ui);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(
        egui::Order::Tooltip,
        Id::unique("cite-label"),
    ));
    let body = FontId::proportional(13.0);
    let small = FontId::proportional(theme::SMALL_SIZE);
    let words = one_line(ui, &words.unwrap_or_default(), body, palette.text, 280.0);
    let hint = one_line(ui, hint, small, palette.muted, 280.0);
    let size = vec2(
        words.size().x.max(hint.size().x) + 16.0,
        words.size().y + hint.size().y + 12.0,
    );
    let rect = Rect::from_min_size(pointer + vec2(14.0, 10.0), size);
    painter.rect(
        rect,
        CornerRadius::same(theme::RADIUS),
        palette.panel,
        Stroke::new(1.0, palette.accent),
        StrokeKind::Outside,
    );
    let hint_at = pos2(rect.left() + 8.0, rect.bottom() - hint.size().y - 5.0);
    painter.galley(rect.min + vec2(8.0, 5.0), words, palette.text);
    painter.galley(hint_at, hint, palette.muted);
}
