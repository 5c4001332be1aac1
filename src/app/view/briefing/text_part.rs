//! A text of a briefing page: the field, its tools, and citing in it.

use std::ops::Range;

use eframe::egui::text::{CCursor, CCursorRange, CharIndex};
use eframe::egui::text_edit::TextEditOutput;
use eframe::egui::{
    self, CornerRadius, DragAndDrop, EventFilter, Id, Key, Modifiers, Rect, Stroke, StrokeKind,
    TextEdit, Ui,
};

use crate::app::message::cite::CitePlace;
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::cite;
use crate::app::state::desk::Desk;
use crate::app::state::markdown::{self, Written};
use crate::app::view::briefing::cite_list::{self, Answer};
use crate::app::view::briefing::{Editor, cite_drag, ink};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{field_id, icon_button};
use crate::pack::{DocumentId, citation};

/// A text of a briefing page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextAt {
    pub page: DocumentId,
    /// Which part of it, counted from 0.
    pub part: usize,
}

impl TextAt {
    fn field(self) -> Id {
        field_id((self.page, "part", self.part))
    }
}

/// Where the person writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caret {
    pub of: TextAt,
    /// What is selected, in characters; empty for the caret alone.
    pub range: Range<usize>,
}

/// A citation that is being chosen.
#[derive(Debug, Clone)]
pub struct Citing {
    of: TextAt,
    /// How many characters stand before the `@`.
    at: usize,
    /// The row of the list that is marked.
    marked: usize,
    /// How many characters, the `@` included, were put there for the person and are to go if
    /// nothing is chosen.
    put_there: usize,
    /// Where the list lay when it was drawn last.
    list: Rect,
}

/// What became of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum TextChange {
    Typed(String),
    /// Something was cited in it: a step of its own.
    Cited(String),
}

/// What the tools above a text ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Bold,
    Italic,
    List,
    Numbered,
    Cite,
}

/// Draws the tools of a text; returns the one that was used.
pub fn tools(ui: &mut Ui) -> Option<Tool> {
    let choices = [
        (icons::BOLD, "Bold (Ctrl+B)", Tool::Bold),
        (icons::ITALIC, "Italic (Ctrl+I)", Tool::Italic),
        (icons::LIST, "List", Tool::List),
    ];
    let mut used = None;
    for (icon, name, tool) in choices {
        if icon_button(ui, icon, name).clicked() {
            used = Some(tool);
        }
    }
    let numbered = egui::Button::new(theme::strong("1."))
        .frame_when_inactive(false)
        .min_size(egui::Vec2::splat(28.0));
    let response = ui.add(numbered).on_hover_text("Numbered list");
    if response.accessible_name("Numbered list").clicked() {
        used = Some(Tool::Numbered);
    }
    let cite = egui::Button::new((theme::icon(icons::AT_SIGN), "Cite…")).frame_when_inactive(false);
    let response = ui
        .add(cite)
        .on_hover_text("Cite a document or note with its page (@)")
        .accessible_name("Cite…");
    if response.clicked() {
        used = Some(Tool::Cite);
    }
    used
}

impl Editor {
    /// Whether this is the text that was written in last.
    pub(super) fn is_active(&self, of: TextAt) -> bool {
        self.caret.as_ref().is_some_and(|caret| caret.of == of)
    }

    /// Draws the field of a text; returns what became of the text.
    pub(super) fn text_field(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        of: TextAt,
        text: &str,
        tool: Option<Tool>,
        outbox: &mut Outbox,
    ) -> Option<TextChange> {
        let id = of.field();
        self.focus_if_asked(ui, of);
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        let tool = tool.or_else(|| has_focus.then(|| tool_of_keys(ui)).flatten());
        let is_citing = self.citing.as_ref().is_some_and(|citing| citing.of == of);
        let mut candidates = Vec::new();
        let mut answer = None;
        if is_citing {
            candidates = self.query(text).map_or_else(Vec::new, |query| {
                cite::candidates(desk.pack(), of.page, &query)
            });
            let marked = self.citing.as_ref().map_or(0, |citing| citing.marked);
            answer = has_focus.then(|| cite_list::take_keys(ui, candidates.len(), marked));
        }
        let mut edited = text.to_owned();
        let output = field(ui, id, &mut edited, is_citing);
        let is_typed = output.response.response.changed();
        if let Some(range) = output
            .cursor_range
            .filter(|_| output.response.response.has_focus())
        {
            let range = range.as_sorted_char_range();
            self.caret = Some(Caret {
                of,
                range: range.start.0..range.end.0,
            });
        }
        self.take_drop(ui, of, &output, outbox);
        if is_typed {
            let has_sign = ui.input(|input| {
                input.events.iter().any(|event| match event {
                    egui::Event::Text(text) => text.contains('@'),
                    _ => false,
                })
            });
            if has_sign {
                self.begin_citing(of, &edited);
            }
        }
        if let Some(tool) = tool {
            return self.use_tool(of, &edited, tool).map(TextChange::Typed);
        }
        if is_citing
            && let Some(change) = self.go_on_citing(ui, &edited, &candidates, answer, &output)
        {
            return Some(change);
        }
        is_typed.then_some(TextChange::Typed(edited))
    }

    /// Gives the text the keyboard where that was asked for.
    fn focus_if_asked(&mut self, ui: &Ui, of: TextAt) {
        if ui.memory(|memory| !memory.allows_interaction(ui.layer_id())) {
            // A dialog that was closed just now has the keyboard for one more frame.
            ui.ctx().request_repaint();
            return;
        }
        let Some(caret) = self.to_focus.take_if(|caret| caret.of == of) else {
            return;
        };
        let id = of.field();
        let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::two(
            CCursor::new(CharIndex(caret.range.start)),
            CCursor::new(CharIndex(caret.range.end)),
        )));
        state.store(ui.ctx(), id);
        ui.memory_mut(|memory| memory.request_focus(id));
        self.caret = Some(caret);
    }

    fn put_caret(&mut self, of: TextAt, written: Written) -> String {
        self.to_focus = Some(Caret {
            of,
            range: written.range,
        });
        written.text
    }

    fn use_tool(&mut self, of: TextAt, text: &str, tool: Tool) -> Option<String> {
        let end = text.chars().count();
        let caret = self.caret.as_ref().filter(|caret| caret.of == of);
        let range = caret.map_or(end..end, |caret| {
            caret.range.start.min(end)..caret.range.end.min(end)
        });
        let written = match tool {
            Tool::Bold => markdown::toggle_sign(text, range, "**"),
            Tool::Italic => markdown::toggle_sign(text, range, "*"),
            Tool::List => markdown::toggle_list(text, &range, false),
            Tool::Numbered => markdown::toggle_list(text, &range, true),
            Tool::Cite => {
                let before = text.chars().take(range.start).last();
                let needs_gap = before.is_some_and(|letter| !opens_a_citation(letter));
                let sign = if needs_gap { " @" } else { "@" };
                let written = markdown::replace(text, &range, sign);
                self.citing = Some(Citing {
                    of,
                    at: written.range.start.saturating_sub(1),
                    marked: 0,
                    put_there: sign.len(),
                    list: Rect::NOTHING,
                });
                written
            }
        };
        Some(self.put_caret(of, written)).filter(|changed| changed != text)
    }

    /// Opens the list where an `@` was just typed at the start of a word; who types fast has typed
    /// on in the same frame.
    fn begin_citing(&mut self, of: TextAt, text: &str) {
        let Some(caret) = self.caret.as_ref().filter(|caret| caret.of == of) else {
            return;
        };
        let before: Vec<char> = text.chars().take(caret.range.start).collect();
        let Some(at) = before.iter().rposition(|letter| *letter == '@') else {
            return;
        };
        let previous = at.checked_sub(1).and_then(|index| before.get(index));
        let is_open = previous.is_none_or(|letter| opens_a_citation(*letter));
        if is_open && self.citing.is_none() {
            self.citing = Some(Citing {
                of,
                at,
                marked: 0,
                put_there: 0,
                list: Rect::NOTHING,
            });
        }
    }

    /// What was typed after the `@`; `None` if the caret is elsewhere.
    fn query(&self, text: &str) -> Option<String> {
        const MOST_CHARS: usize = 60;
        let citing = self.citing.as_ref()?;
        let caret = self.caret.as_ref().filter(|caret| caret.of == citing.of)?;
        let length = caret.range.end.checked_sub(citing.at + 1)?;
        let mut letters = text.chars().skip(citing.at);
        let is_sign = letters.next() == Some('@');
        let query: String = letters.take(length).collect();
        (is_sign && length <= MOST_CHARS && !query.contains('\n')).then_some(query)
    }

    fn go_on_citing(
        &mut self,
        ui: &Ui,
        text: &str,
        candidates: &[cite::Candidate],
        answer: Option<Answer>,
        output: &TextEditOutput,
    ) -> Option<TextChange> {
        let Some(query) = self.query(text) else {
            self.citing = None;
            return None;
        };
        let mut citing = self.citing.take()?;
        let end = citing.at + 1 + query.chars().count();
        let row = output
            .galley
            .pos_from_cursor(CCursor::new(CharIndex(citing.at)));
        let caret = row.translate(output.galley_pos.to_vec2());
        let mut chosen = None;
        match answer {
            Some(Answer::Closed) => {
                let start = (citing.at + 1).checked_sub(citing.put_there)?;
                let removed = markdown::replace(text, &(start..end), "");
                return (citing.put_there > 0)
                    .then(|| TextChange::Typed(self.put_caret(citing.of, removed)));
            }
            Some(Answer::Chosen(row)) => chosen = Some(row),
            Some(Answer::Marked(row)) => citing.marked = row,
            None => {
                let pointer = ui.ctx().pointer_latest_pos();
                if !pointer.is_some_and(|pointer| citing.list.contains(pointer)) {
                    return None;
                }
            }
        }
        citing.marked = citing.marked.min(candidates.len().saturating_sub(1));
        let (clicked, list) = cite_list::show(ui, caret, candidates, citing.marked);
        citing.list = list;
        if let Some(candidate) = chosen.or(clicked).and_then(|row| candidates.get(row)) {
            let link = citation(&candidate.label, candidate.id);
            let written = markdown::replace(text, &(citing.at..end), &link);
            return Some(TextChange::Cited(self.put_caret(citing.of, written)));
        }
        self.citing = Some(citing);
        None
    }

    /// Takes what is dropped on the text to be cited where the pointer is.
    fn take_drop(&mut self, ui: &Ui, of: TextAt, output: &TextEditOutput, outbox: &mut Outbox) {
        let cited = cite_drag::dragged_over_text(ui, of.page);
        let Some(pointer) = ui.ctx().pointer_latest_pos().filter(|_| !cited.is_empty()) else {
            return;
        };
        let rect = output.response.response.rect;
        let is_over = rect.intersect(ui.clip_rect()).contains(pointer);
        let palette = Palette::of(ui);
        let (width, colour) = if is_over {
            (2.0, palette.accent)
        } else {
            (1.0, palette.edge)
        };
        let corners = CornerRadius::same(theme::RADIUS);
        let stroke = Stroke::new(width, colour);
        ui.painter()
            .rect_stroke(rect, corners, stroke, StrokeKind::Inside);
        if !is_over {
            return;
        }
        let cursor = output.galley.cursor_from_pos(pointer - output.galley_pos);
        let place = output.galley.pos_from_cursor(cursor);
        let place = place.translate(output.galley_pos.to_vec2());
        let line = Stroke::new(2.0, palette.accent);
        ui.painter().vline(place.center().x, place.y_range(), line);
        if ui.input(|input| input.pointer.any_released()) {
            DragAndDrop::clear_payload(ui.ctx());
            let at = cursor.index.0;
            let place = CitePlace::Text { part: of.part, at };
            outbox.push(Request::Cite(of.page, cited, place));
        }
    }
}

/// Whether an `@` after this letter begins a citation rather than an e-mail address.
fn opens_a_citation(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '(' | '“' | '"' | '*' | '—' | '–')
}

fn tool_of_keys(ui: &Ui) -> Option<Tool> {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, key));
    if pressed(Key::B) {
        Some(Tool::Bold)
    } else if pressed(Key::I) {
        Some(Tool::Italic)
    } else {
        None
    }
}

fn field(ui: &mut Ui, id: Id, text: &mut String, is_citing: bool) -> TextEditOutput {
    let palette = Palette::of(ui);
    let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, width: f32| {
        let job = ink::layout(text.as_str(), width, &palette);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let output = TextEdit::multiline(text)
        .id(id)
        .hint_text("Write here. Type @ to cite a document or note.")
        .desired_rows(1)
        .desired_width(f32::INFINITY)
        .margin(egui::Margin::symmetric(10, 8))
        .layouter(&mut layouter)
        .event_filter(EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            // These are for the list while it is open.
            tab: is_citing,
            escape: is_citing,
        })
        .show(ui);
    output.response.response.clone().accessible_name("Text");
    output
}
