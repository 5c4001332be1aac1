//! Briefing pages: added, and cited on.

use crate::app::control::App;
use crate::app::control::reader_requests::check_length;
use crate::app::message::cite::{CitePlace, ToCite};
use crate::app::state::cite;
use crate::app::state::preferences::PageView;
use crate::app::view::toast::Tone;
use crate::edit::Command;
use crate::pack::{DocumentId, PagePart, Template};

impl App {
    /// Adds a briefing page after what is selected, and goes on to writing it.
    pub(super) fn add_briefing_page(&mut self, template: Template) {
        let Some(desk) = &self.desk else {
            return;
        };
        let page = DocumentId(desk.pack().upcoming_id());
        let made = template.page();
        let is_empty = |part: &PagePart| matches!(part, PagePart::Text(text) if text.is_empty());
        let to_write = made.parts.iter().position(is_empty);
        self.edit(Command::AddPage {
            at: desk.insertion_point(),
            title: template.name().to_owned(),
            page: made,
        });
        self.preferences.page_view = PageView::Write;
        self.outline.follow_cursor();
        if let Some(part) = to_write {
            self.briefing.write_in(page, part);
        }
    }

    /// Cites things on a briefing page.
    pub(super) fn cite(&mut self, page: DocumentId, cited: Vec<ToCite>, place: CitePlace) {
        let Some(desk) = &self.desk else {
            return;
        };
        let too_long = cited.iter().find_map(|cited| match cited {
            ToCite::Passage(_, target) => check_length(target).err(),
            ToCite::Document(_) | ToCite::Note(_) => None,
        });
        if let Some(message) = too_long {
            self.toasts.push(Tone::Warning, message);
            return;
        }
        let pen = &self.preferences.pen;
        if let Some(command) = cite::command(desk.pack(), pen, page, cited, place) {
            self.edit(command);
        }
    }
}
