//! The field in which pages are chosen by their numbers.

use eframe::egui::{self, Key, RichText, Ui};

use crate::app::message::pages::Cell;
use crate::app::state::pages::cells::places_of;
use crate::app::state::pages::chosen::Chosen;
use crate::app::view::theme::Palette;
use crate::app::view::widgets::{own_undo_id, select_all};
use crate::capitals::capitalised;
use crate::pack::{PageSelection, PagesError, ShownPage};

/// What was written, and why it is no choice of pages.
#[derive(Debug, Default)]
pub struct PageField {
    text: String,
    error: Option<String>,
    /// What the text stands for.
    of: Option<Chosen>,
}

impl PageField {
    /// Draws the field, for a source of so many pages. What is written is chosen as it is written;
    /// what is chosen otherwise is written down. Returns whether the person is done with it.
    pub fn ui(&mut self, ui: &mut Ui, cells: &[Cell], count: u32, chosen: &mut Chosen) -> bool {
        if self.of.as_ref() != Some(chosen) {
            self.text = written(cells, chosen);
            self.error = None;
            self.of = Some(chosen.clone());
        }
        let palette = Palette::of(ui);
        let edit = egui::TextEdit::singleline(&mut self.text)
            .id(own_undo_id(ui, "page-field"))
            .hint_text("Pages: 1-3, 7")
            .desired_width(150.0);
        let response = ui
            .add(edit)
            .on_hover_text("Pages of the source to select, such as 1-3, 7. Enter goes to them.")
            .accessible_name("Pages to select");
        if response.gained_focus() {
            // What is typed replaces what was chosen before.
            select_all(ui, response.id, &self.text);
        }
        if response.changed() {
            self.error = self.choose(cells, count, chosen).err();
            self.of = Some(chosen.clone());
        }
        if let Some(error) = &self.error {
            ui.label(RichText::new(error).small().color(palette.error));
        }
        let is_done = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        is_done && self.error.is_none() && !chosen.is_empty()
    }

    /// Whether what is written is no choice of pages: what is chosen is then not what it says.
    pub fn is_wrong(&self) -> bool {
        self.error.is_some()
    }

    fn choose(&self, cells: &[Cell], count: u32, chosen: &mut Chosen) -> Result<(), String> {
        let pages: PageSelection = match self.text.parse() {
            Ok(pages) => pages,
            Err(PagesError::Empty) => {
                chosen.clear();
                return Ok(());
            }
            Err(error) => return Err(sentence(&error.to_string())),
        };
        let places = places_of(cells, &pages).map_err(|page| {
            let shown = cells.iter().map(|cell| cell.page).max().unwrap_or(0);
            let last = count.max(shown);
            let highest = pages.pages().iter().map(|page| page.page).max();
            if page <= count {
                format!("Page {page} is left out. Show all {count} pages to select it.")
            } else {
                let page = highest.unwrap_or(page);
                format!("There is no page {page}. The last page is {last}.")
            }
        })?;
        chosen.set(places);
        Ok(())
    }
}

/// The chosen pages as numbers.
fn written(cells: &[Cell], chosen: &Chosen) -> String {
    let pages = chosen.places().filter_map(|place| cells.get(place));
    let pages = pages.map(|cell| ShownPage::upright(cell.page)).collect();
    PageSelection::new(pages).map_or_else(String::new, String::from)
}

fn sentence(words: &str) -> String {
    format!("{}.", capitalised(words))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::app::state::pages::cells::lay_out;

    #[test]
    fn what_is_written_is_chosen_or_told_why_not() {
        let shown: PageSelection = "1-5".parse().unwrap();
        let cells = lay_out(5, shown.pages(), &[], &BTreeMap::new());
        let mut chosen = Chosen::default();
        let mut field = PageField::default();
        let mut write = |text: &str, chosen: &mut Chosen| {
            field.text = text.to_owned();
            field.choose(&cells, 6, chosen)
        };
        assert_eq!(write("1-2, 5", &mut chosen), Ok(()));
        assert_eq!(written(&cells, &chosen), "1-2, 5");
        let error = write("1-2, 9", &mut chosen).unwrap_err();
        assert_eq!(error, "There is no page 9. The last page is 6.");
        assert_eq!(written(&cells, &chosen), "1-2, 5", "what was chosen stays");
        let error = write("6", &mut chosen).unwrap_err();
        assert!(error.starts_with("Page 6 is left out"), "{error}");
        let error = write("two", &mut chosen).unwrap_err();
        assert!(error.starts_with("“two” is not a page"), "{error}");
        assert_eq!(write("", &mut chosen), Ok(()));
        assert!(chosen.is_empty());
    }
}
