//! The text of a note as it will be read: bold, italic, lists and links.

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{self, FontId, Label, TextStyle, Ui, vec2};

use crate::app::message::entry::Entry;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::notes::text::NoteText;
use crate::app::view::theme::{self, BODY_SIZE, Palette};
use crate::import::{Destination, Span};
use crate::pack::{AnnotationId, DocumentId, Pack};

/// How far each level of a list is set in, in points.
const INDENT: f32 = 14.0;

/// The beginning, on so many lines, cut with "…".
pub fn beginning(text: &NoteText, ui: &Ui, width: f32, most_rows: usize) -> LayoutJob {
    let palette = Palette::of(ui);
    let mut job = LayoutJob::default();
    for (index, paragraph) in text.paragraphs.iter().enumerate() {
        let plain = format(&Span::default(), palette);
        if index > 0 {
            job.append("\n", 0.0, plain.clone());
        }
        if !paragraph.marker.is_empty() {
            job.append(&format!("{} ", paragraph.marker), 0.0, plain);
        }
        for span in &paragraph.spans {
            job.append(&span.text, 0.0, format(span, palette));
        }
        if index >= most_rows {
            break;
        }
    }
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: most_rows,
        ..TextWrapping::default()
    };
    job
}

/// Draws all of it; links can be clicked.
pub fn show(text: &NoteText, ui: &mut Ui, pack: &Pack, outbox: &mut Outbox) {
    for paragraph in &text.paragraphs {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing = vec2(0.0, 2.0);
            // Lines of text stand closer than buttons.
            ui.spacing_mut().interact_size.y = 0.0;
            ui.add_space(INDENT * paragraph.depth.saturating_sub(1) as f32);
            if paragraph.depth > 0 {
                let size = vec2(INDENT, ui.text_style_height(&TextStyle::Body));
                ui.allocate_ui(size, |ui| {
                    ui.set_min_width(INDENT);
                    ui.add(Label::new(paragraph.marker.as_str()).selectable(false));
                });
            }
            ui.vertical(|ui| spans_ui(ui, &paragraph.spans, pack, outbox));
        });
    }
}

fn format(span: &Span, palette: Palette) -> TextFormat {
    let font = if span.bold {
        theme::semibold(BODY_SIZE)
    } else {
        FontId::proportional(BODY_SIZE)
    };
    let colour = if span.link.is_some() {
        palette.accent
    } else {
        palette.text
    };
    TextFormat {
        italics: span.italic,
        line_height: Some(19.0),
        ..TextFormat::simple(font, colour)
    }
}

fn spans_ui(ui: &mut Ui, spans: &[Span], pack: &Pack, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    if spans.iter().all(|span| span.link.is_none()) {
        let mut job = LayoutJob::default();
        for span in spans {
            job.append(&span.text, 0.0, format(span, palette));
        }
        ui.add(Label::new(job).wrap().selectable(false));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        for span in spans {
            let job = LayoutJob::single_section(span.text.clone(), format(span, palette));
            match &span.link {
                None => {
                    ui.add(Label::new(job).selectable(false));
                }
                Some(destination) => {
                    let response = ui.link(job);
                    let response = match destination {
                        Destination::Address(address) => response.on_hover_text(address),
                        Destination::Cited(_) | Destination::Page(_) => response,
                    };
                    if response.clicked() {
                        follow(ui, destination, pack, outbox);
                    }
                }
            }
        }
    });
}

/// Goes where a link leads: within the pack, or to the web or mail program; nothing else is opened.
fn follow(ui: &Ui, destination: &Destination, pack: &Pack, outbox: &mut Outbox) {
    match destination {
        Destination::Address(address) if is_safe(address) => {
            ui.ctx().open_url(egui::OpenUrl::new_tab(address));
        }
        Destination::Address(_) => {}
        Destination::Page(page) => outbox.push(Request::GoToPage(*page)),
        Destination::Cited(id) => {
            if pack.annotation(AnnotationId(*id)).is_some() {
                outbox.push(Request::ShowNote(AnnotationId(*id)));
            } else if pack.document(DocumentId(*id)).is_some() {
                let entry = Entry::Item(DocumentId(*id).into());
                outbox.push(Request::Select(
                    entry,
                    crate::app::message::entry::Pick::Only,
                ));
            }
        }
    }
}

fn is_safe(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| address.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_and_mail_are_opened() {
        for address in [
            "https://a.example",
            "HTTP://a.example",
            "mailto:a@b.example",
        ] {
            assert!(is_safe(address), "{address}");
        }
        for address in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "smb://a",
            "/bin/sh",
            "",
        ] {
            assert!(!is_safe(address), "{address}");
        }
    }
}
