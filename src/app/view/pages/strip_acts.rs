//! What clicks, drags, keys and the menu do to the pages of the strip.

use eframe::egui::{DragAndDrop, EventFilter, Key, Response, Stroke, Ui, pos2, vec2};

use crate::app::message::action::Action;
use crate::app::message::dragged::Dragged;
use crate::app::message::entry::Pick;
use crate::app::message::icons;
use crate::app::message::page_act::PageAct;
use crate::app::message::pages::PagesRequest;
use crate::app::state::pages::chosen::Chosen;
use crate::app::view::outline::drag::auto_scroll;
use crate::app::view::pages::change::FLOWS;
use crate::app::view::pages::document_pages::{OwnPages, Slot};
use crate::app::view::pages::drop_mark::refusal;
use crate::app::view::pages::menu::{Direction, act_entries};
use crate::app::view::pages::strip::{Ground, Shown, Strip, thumbnail_id};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{context_menu, key_steps};

impl Strip {
    /// What clicks, drags and keys on a thumbnail do.
    pub(super) fn acts(
        &mut self,
        ui: &Ui,
        response: &Response,
        page: u32,
        shown: &Shown<'_>,
    ) -> Option<PagesRequest> {
        let place = page as usize;
        let mut request = None;
        if response.clicked() {
            let pick = Pick::of(ui.input(|input| input.modifiers));
            request = (pick == Pick::Only).then_some(shown.go_to(page));
            self.chosen.pick(place, pick);
            response.request_focus();
        }
        if response.clicked() && shown.own.is_none() {
            // What is chosen now is not known by what was known of another sheet.
            self.own = None;
        }
        let is_taken_up = response.drag_started() || response.secondary_clicked();
        if is_taken_up && !self.chosen.contains(place) {
            self.chosen.pick(place, Pick::Only);
        }
        if response.drag_started()
            && let Some(load) = shown.own.as_ref().and_then(|own| own.load(&self.chosen))
        {
            response.dnd_set_drag_payload(load);
        }
        if response.has_focus() {
            self.has_keyboard = true;
            ui.memory_mut(|memory| {
                let filter = EventFilter {
                    vertical_arrows: true,
                    horizontal_arrows: true,
                    ..EventFilter::default()
                };
                memory.set_focus_lock_filter(response.id, filter);
            });
            request = self.keys(ui, shown).or(request);
        }
        context_menu(response, |ui| {
            request = self.menu(ui, page, shown).or(request.take());
        });
        request
    }

    /// What an act on the chosen pages comes to; on the current page, where none is chosen.
    pub(super) fn carry_out(&mut self, act: PageAct, shown: &Shown<'_>) -> Option<PagesRequest> {
        let own = shown.own.as_ref()?;
        if self.chosen.is_empty() {
            self.chosen.pick(shown.current as usize, Pick::Only);
        }
        self.follows_cursor = matches!(act, PageAct::Earlier | PageAct::Later);
        let change = own.change(act, &self.chosen, shown.family, self.expected.as_deref());
        Some(change.into())
    }

    /// What keys do where a thumbnail has the keyboard.
    fn keys(&mut self, ui: &Ui, shown: &Shown<'_>) -> Option<PagesRequest> {
        let next = self.step(ui, shown.sheet.pages.len())?;
        let id = thumbnail_id(ui, next);
        ui.memory_mut(|memory| memory.request_focus(id));
        Some(shown.go_to(next))
    }

    /// Where the arrow keys lead.
    fn step(&mut self, ui: &Ui, count: usize) -> Option<u32> {
        let whole = isize::try_from(count).unwrap_or(isize::MAX);
        let keys = [
            (Key::ArrowUp, -1),
            (Key::ArrowDown, 1),
            (Key::Home, -whole),
            (Key::End, whole),
        ];
        let (steps, pick) = key_steps(ui, &keys);
        if steps == 0 {
            return None;
        }
        self.chosen.step(steps, pick, count);
        self.follows_cursor = false;
        self.cursor()
    }

    /// Goes to the page that was moved by keys, when it is where it was moved to.
    pub(super) fn follow_moved(
        &mut self,
        ui: &Ui,
        shown: &Shown<'_>,
        had_keyboard: bool,
    ) -> Option<PagesRequest> {
        let page = self.cursor()?;
        let id = thumbnail_id(ui, page);
        let has_moved = had_keyboard && !ui.memory(|memory| memory.has_focus(id));
        if !has_moved || !std::mem::take(&mut self.follows_cursor) {
            return None;
        }
        ui.memory_mut(|memory| memory.request_focus(id));
        self.has_keyboard = true;
        (page != shown.current).then_some(shown.go_to(page))
    }

    fn menu(&self, ui: &mut Ui, page: u32, shown: &Shown<'_>) -> Option<PagesRequest> {
        let mut request = None;
        let number = shown.sheet.first_page + page;
        if entry(ui, icons::FILE_TEXT, &format!("Go to page {number}")) {
            request = Some(shown.go_to(page));
        }
        let Some(own) = &shown.own else {
            return request;
        };
        let label = Action::ChoosePages.label();
        if entry(ui, icons::LAYOUT_GRID, label) {
            request = Some(PagesRequest::OpenGrid);
        }
        ui.separator();
        let here = Chosen::only(page as usize);
        let change = |act| {
            // Of several pages the one is meant that the menu was opened on.
            let chosen = if act == PageAct::Split {
                &here
            } else {
                &self.chosen
            };
            own.change(act, chosen, shown.family, self.expected.as_deref())
        };
        let act = act_entries(ui, change, Direction::Down, |act| {
            // The strip has no page that is left out.
            act != PageAct::TakeIn
        });
        act.map(|act| change(act).into()).or(request)
    }

    /// Shows where dragged pages would land, and takes them when they are let go.
    pub(super) fn take_drop(
        &self,
        ui: &Ui,
        shown: &Shown<'_>,
        ground: &Ground<'_>,
    ) -> Option<PagesRequest> {
        let dragged = DragAndDrop::payload::<Dragged>(ui.ctx())?;
        let Dragged::Pages(pages) = &*dragged else {
            return None;
        };
        let own: &OwnPages = shown.own.as_deref()?;
        let pointer = ui.ctx().pointer_latest_pos()?;
        if pages.document != own.document || !ground.pane.contains(pointer) {
            return None;
        }
        auto_scroll(ui, ground.pane, pointer);
        let (rows, slots) = (ground.rows, ground.slots);
        let is_own = |slot: &Slot| own.on_sheet().contains(&slot.page);
        let first = slots.iter().take_while(|slot| !is_own(slot)).count();
        let end = first + slots.iter().filter(|slot| is_own(slot)).count();
        let among = u32::try_from(first).ok()?..u32::try_from(end).ok()?;
        let landing = rows.landing(pointer.y - ground.top, among);
        let before = slots.get(landing as usize).filter(|slot| is_own(slot));
        let before = before.map(|slot| slot.page);
        let change = own.put(&self.chosen, before, self.expected.as_deref());
        let let_go = ui.input(|input| input.pointer.any_released());
        if let_go {
            DragAndDrop::clear_payload(ui.ctx());
        }
        if change == Err(FLOWS) {
            refusal(ui, pointer + vec2(14.0, 44.0), FLOWS);
        }
        // Pages that are let go where they were stay there.
        change.as_ref().ok()?;
        let palette = Palette::of(ui);
        let y = ground.top + rows.landing_line(landing);
        let sides = ground.across.expand(8.0);
        let stroke = Stroke::new(3.0, palette.accent);
        ui.painter().hline(sides, y, stroke);
        let stroke = Stroke::new(2.0, palette.accent);
        ui.painter()
            .circle(pos2(sides.min, y), 4.0, palette.panel, stroke);
        let_go.then(|| change.into())
    }
}

fn entry(ui: &mut Ui, icon: &str, words: &str) -> bool {
    let button = eframe::egui::Button::new((theme::icon(icon), words));
    ui.add(button).accessible_name(words).clicked()
}
