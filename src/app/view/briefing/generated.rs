//! What a generated part of a briefing page will hold, and the choices for it.

use std::collections::BTreeSet;

use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{
    self, ComboBox, CornerRadius, FontId, PopupCloseBehavior, Rect, Role, Sense, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use crate::app::message::entry::{Entry, Pick};
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::view::briefing::gathered::{FEW, GatheredLine, GatheredNote, GatheredNotes};
use crate::app::view::choice::choice_box;
use crate::app::view::theme::{self, Palette, SMALL_SIZE};
use crate::app::view::widgets::{muted, one_line, paint_icon, paint_line};
use crate::pack::{
    Audience, Document, Gather, GatherStates, Grouping, NoteKind, NumberedItem, Pack,
};

const LINE_HEIGHT: f32 = 26.0;

/// The kinds that are gathered, in words.
pub fn kinds_in_words(kinds: &BTreeSet<NoteKind>) -> String {
    if kinds.is_empty() {
        return "All notes".to_owned();
    }
    let names: Vec<String> = kinds
        .iter()
        .enumerate()
        .map(|(index, kind)| match index {
            0 => kind.plural().to_owned(),
            _ => kind.plural().to_lowercase(),
        })
        .collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// What a gathering part will hold, such as "Lines to take · 6 notes in pack order".
pub fn summary(wanted: &Gather, count: usize) -> String {
    let notes = match count {
        0 => "no notes yet".to_owned(),
        1 => "1 note".to_owned(),
        many => format!("{many} notes"),
    };
    let order = match wanted.grouping {
        Grouping::PackOrder => "in pack order",
        Grouping::ByKind => "by kind",
        Grouping::ByDocument => "by document",
    };
    let states = match wanted.states {
        GatherStates::All => "",
        GatherStates::Open => ", only open ones",
    };
    let kinds = kinds_in_words(&wanted.kinds);
    if count == 0 {
        return format!("{kinds} · {notes}{states}");
    }
    format!("{kinds} · {notes} {order}{states}")
}

/// Draws a part that gathers notes; returns what is gathered once the person changed that.
pub fn notes(
    ui: &mut Ui,
    page: &Document,
    wanted: &Gather,
    found: &GatheredNotes,
    is_unfolded: &mut bool,
    outbox: &mut Outbox,
) -> Option<Gather> {
    let changed = choices(ui, wanted);
    if found.private > 0 && page.audience == Audience::Circulated {
        muted(
            ui,
            match found.private {
                1 => "1 of them is private and only in the speaking copy.".to_owned(),
                many => format!("{many} of them are private and only in the speaking copy."),
            },
        );
    }
    let shown = if *is_unfolded {
        &found.lines
    } else {
        found.few()
    };
    rows(ui, shown.len(), |ui, index| match shown.get(index) {
        Some(GatheredLine::Heading(title)) => heading(ui, title),
        Some(GatheredLine::Note(note)) => note_line(ui, note, outbox),
        None => {}
    });
    unfold_button(ui, found.notes, is_unfolded);
    changed
}

/// Draws those of many rows that are in sight, with room for the others.
fn rows(ui: &mut Ui, count: usize, mut row: impl FnMut(&mut Ui, usize)) {
    let spacing = ui.spacing().item_spacing.y;
    let step = LINE_HEIGHT + spacing;
    let origin = ui.cursor().min;
    let width = ui.available_width();
    if count == 0 {
        return;
    }
    ui.allocate_space(vec2(width, count as f32 * step - spacing));
    let sight = ui.clip_rect();
    let first = ((sight.top() - origin.y) / step).floor().max(0.0) as usize;
    let end = ((sight.bottom() - origin.y) / step).ceil().max(0.0) as usize;
    for index in first..end.min(count) {
        let corner = origin + vec2(0.0, index as f32 * step);
        let rect = Rect::from_min_size(corner, vec2(width, LINE_HEIGHT));
        ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(index), |ui| {
            row(ui, index);
        });
    }
}

fn heading(ui: &mut Ui, title: &str) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), LINE_HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, title));
    let palette = Palette::of(ui);
    let font = FontId::proportional(SMALL_SIZE);
    let words = one_line(ui, title, font, palette.text, rect.width());
    paint_line(ui, words, rect.left(), rect.center().y);
}

fn unfold_button(ui: &mut Ui, count: usize, is_unfolded: &mut bool) {
    if count <= FEW {
        return;
    }
    let text = if *is_unfolded {
        "Show fewer".to_owned()
    } else {
        format!("Show {} more", count - FEW)
    };
    if ui.link(text).clicked() {
        *is_unfolded = !*is_unfolded;
    }
}

fn choices(ui: &mut Ui, wanted: &Gather) -> Option<Gather> {
    let mut changed = wanted.clone();
    ui.horizontal_wrapped(|ui| {
        let label = kinds_in_words(&wanted.kinds);
        let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let (button, _) = MenuButton::new((label.as_str(), theme::icon(icons::CHEVRON_DOWN)))
            .config(config)
            .ui(ui, |ui| kind_boxes(ui, &mut changed.kinds));
        button.accessible_name("Kinds");
        let look = ComboBox::from_id_salt("arranged").selected_text(wanted.grouping.name());
        let groupings = Grouping::ALL.map(|grouping| (grouping, grouping.name()));
        if let Some(grouping) = choice_box(ui, "Arranged", look, &wanted.grouping, groupings) {
            changed.grouping = grouping;
        }
        let mut only_open = wanted.states == GatherStates::Open;
        if ui.checkbox(&mut only_open, "Only open notes").changed() {
            changed.states = if only_open {
                GatherStates::Open
            } else {
                GatherStates::All
            };
        }
    });
    (changed != *wanted).then_some(changed)
}

fn kind_boxes(ui: &mut Ui, kinds: &mut BTreeSet<NoteKind>) {
    for kind in NoteKind::ALL {
        let mut is_in = kinds.contains(&kind);
        if ui.checkbox(&mut is_in, kind.plural()).changed() {
            if is_in {
                kinds.insert(kind);
            } else {
                kinds.remove(&kind);
            }
        }
    }
    ui.separator();
    let mut is_every = kinds.is_empty();
    if ui.checkbox(&mut is_every, "All notes and marks").changed() {
        kinds.clear();
    }
}

/// A line that says which note is gathered; a click shows it.
fn note_line(ui: &mut Ui, note: &GatheredNote, outbox: &mut Outbox) {
    let icon = if note.has_words {
        icons::MESSAGE_SQUARE_TEXT
    } else {
        icons::HIGHLIGHTER
    };
    let line = Line {
        icon,
        words: &note.words,
        side: &note.title,
        side_icon: note.is_private.then_some(icons::EYE_OFF),
        name: &format!("Show note {}", note.words),
    };
    if line.ui(ui) {
        outbox.push(Request::ShowNote(note.id));
    }
}

/// Draws what the objectives part will hold.
pub fn objectives(ui: &mut Ui, pack: &Pack, outbox: &mut Outbox) {
    let objectives = pack.meeting.objectives.iter();
    let written: Vec<&String> = objectives.filter(|line| !line.trim().is_empty()).collect();
    if written.is_empty() {
        muted(ui, "The meeting has no objectives yet.");
    }
    for objective in written {
        let text = format!("•  {}", objective.trim());
        ui.add(egui::Label::new(text).truncate().selectable(false));
    }
    if ui.link("Write the objectives…").clicked() {
        outbox.push(Request::Select(Entry::Cover, Pick::Only));
        outbox.push(Request::ShowSide(
            crate::app::message::annotating::SidePane::Details,
        ));
    }
}

/// Draws what the agenda part will hold.
pub fn agenda(ui: &mut Ui, desk: &Desk, is_unfolded: &mut bool, outbox: &mut Outbox) {
    let items = agenda_items(desk.pack());
    if items.is_empty() {
        muted(ui, "The pack has no sections or documents yet.");
    }
    let most = if *is_unfolded { usize::MAX } else { FEW };
    rows(ui, items.len().min(most), |ui, index| {
        let Some(item) = items.get(index) else {
            return;
        };
        let entry = Entry::Item(item.id());
        let plan = desk.plan.as_ref().map(|(_, plan)| plan);
        let page = plan
            .and_then(|plan| plan.span(entry.into()))
            .map_or_else(String::new, |span| format!("page {}", span.first));
        let (icon, title) = match item {
            NumberedItem::Section(_, section) => (icons::FOLDER, &section.title),
            NumberedItem::Document(_, document) => (icons::FILE_TEXT, &document.title),
        };
        let line = Line {
            icon,
            words: &format!("{}  {title}", item.number()),
            side: &page,
            side_icon: None,
            name: &format!("Go to {title}"),
        };
        if line.ui(ui) {
            outbox.push(Request::Select(entry, Pick::Only));
        }
    });
    unfold_button(ui, items.len(), is_unfolded);
}

/// What the printed agenda names: no briefing page, this one least of all.
fn agenda_items(pack: &Pack) -> Vec<NumberedItem<'_>> {
    let is_paper = |item: &NumberedItem<'_>| match item {
        NumberedItem::Section(..) => true,
        NumberedItem::Document(_, document) => document.page().is_none(),
    };
    pack.numbered_items().into_iter().filter(is_paper).collect()
}

/// A line of a generated part that can be clicked.
struct Line<'a> {
    icon: &'a str,
    words: &'a str,
    /// Stands at the right, quietly.
    side: &'a str,
    side_icon: Option<&'a str>,
    name: &'a str,
}

impl Line<'_> {
    fn ui(&self, ui: &mut Ui) -> bool {
        let palette = Palette::of(ui);
        let size = vec2(ui.available_width(), LINE_HEIGHT);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, self.name));
        if response.hovered() || response.has_focus() {
            let corners = CornerRadius::same(theme::RADIUS);
            ui.painter().rect_filled(rect, corners, palette.hover);
        }
        let y = rect.center().y;
        let icon_at = pos2(rect.left() + 10.0, y);
        paint_icon(ui, self.icon, icon_at, palette.muted, 14.0);
        let mut right = rect.right() - 4.0;
        if let Some(icon) = self.side_icon {
            paint_icon(ui, icon, pos2(right - 7.0, y), palette.muted, 13.0);
            right -= 22.0;
        }
        let small = FontId::proportional(SMALL_SIZE);
        let width = rect.width() * 0.38;
        let side = one_line(ui, self.side, small, palette.muted, width);
        right -= side.size().x;
        paint_line(ui, side, right, y);
        let left = rect.left() + 26.0;
        let body = FontId::proportional(theme::BODY_SIZE);
        let words = one_line(ui, self.words, body, palette.text, right - left - 12.0);
        paint_line(ui, words, left, y);
        response.clicked()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{Body, BriefingPage, DocumentId, Item, SourceId};

    #[test]
    fn the_agenda_names_no_briefing_page_as_the_printed_one() {
        let mut pack = Pack::new("P");
        let paper = Body::whole(SourceId::from_digest([0; 32]));
        let page = Body::Page(BriefingPage::default());
        let documents = [(1, "Paper", paper), (2, "Brief", page)];
        let documents =
            documents.map(|(id, title, body)| Document::new(DocumentId(id), title, body));
        pack.outline = documents.map(Item::from).into();
        let items = agenda_items(&pack);
        assert_eq!(items.len(), 1);
        assert_eq!(
            items.first().map(NumberedItem::id),
            Some(DocumentId(1).into())
        );
    }

    #[test]
    fn a_part_says_what_it_will_hold() {
        let mut wanted = Gather {
            kinds: BTreeSet::from([NoteKind::LineToTake]),
            ..Gather::default()
        };
        assert_eq!(summary(&wanted, 6), "Lines to take · 6 notes in pack order");
        wanted.states = GatherStates::Open;
        assert_eq!(
            summary(&wanted, 0),
            "Lines to take · no notes yet, only open ones"
        );
        wanted
            .kinds
            .extend([NoteKind::Question, NoteKind::KeyPoint]);
        wanted.grouping = Grouping::ByKind;
        assert_eq!(
            summary(&wanted, 1),
            "Key points, lines to take and questions · 1 note by kind, only open ones"
        );
        assert_eq!(kinds_in_words(&BTreeSet::new()), "All notes");
    }
}
