//! What the command palette finds: actions, documents and sections, pages, notes, recent packs.

use std::path::Path;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::app::message::action::Action;
use crate::app::message::entry::Entry;
use crate::app::message::go_to::GoTo;
use crate::app::state::cite::first_words;
use crate::app::state::desk::Desk;
use crate::app::state::preferences::Preferences;
use crate::pack::NumberedItem;

/// How many rows are listed at most.
const MOST_ROWS: usize = 60;

/// A row of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it leads.
    pub go_to: GoTo,
    /// What it is called.
    pub title: String,
    /// What tells it from others: an item's number, the document that a note is on.
    pub detail: String,
}

impl Row {
    fn action(action: Action) -> Self {
        Self {
            go_to: GoTo::Action(action),
            title: action.label().trim_end_matches('…').to_owned(),
            detail: String::new(),
        }
    }
}

impl Row {
    /// Whether every word that is typed begins one of its own.
    pub fn begins_with(&self, typed: &str) -> bool {
        let text = format!("{} {}", self.title, self.detail).to_lowercase();
        let typed = typed.to_lowercase();
        typed
            .split_whitespace()
            .all(|word| text.split_whitespace().any(|own| own.starts_with(word)))
    }
}

/// The rows for what is typed, the best first. For nothing: the actions used last, then all others.
pub fn rows(typed: &str, desk: Option<&Desk>, preferences: &Preferences) -> Vec<Row> {
    let typed = typed.trim();
    if typed.is_empty() {
        let recent = &preferences.recent_actions;
        let others = Action::ALL.iter().filter(|action| !recent.contains(action));
        return recent
            .iter()
            .chain(others)
            .copied()
            .map(Row::action)
            .collect();
    }
    let mut rows = numbered(typed, desk);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let mut scored: Vec<(u32, Row)> = candidates(desk, preferences)
        .filter(|row| !rows.contains(row))
        .filter_map(|row| {
            let text = format!("{} {}", row.title, row.detail);
            let score = pattern.score(Utf32Str::new(&text, &mut letters), &mut matcher)?;
            Some((score, row))
        })
        .collect();
    // The sort is stable: of equals, actions come first, then what stands first in the pack.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    rows.extend(scored.into_iter().map(|(_, row)| row));
    rows.truncate(MOST_ROWS);
    rows
}

/// The page and the item of this number.
fn numbered(typed: &str, desk: Option<&Desk>) -> Vec<Row> {
    let Some(desk) = desk else {
        return Vec::new();
    };
    let plan = desk.plan.as_ref().map(|(_, plan)| plan);
    let page = typed.parse().ok().and_then(|page: u32| {
        let (place, _) = plan?.place_of(page)?;
        let title = match Entry::from(place) {
            Entry::Cover => "Cover",
            Entry::Contents => "Contents",
            Entry::Sources => "Sources",
            Entry::Item(item) => desk.pack().title_of(item)?,
        };
        Some(Row {
            go_to: GoTo::Page(page),
            title: format!("Page {page}"),
            detail: title.to_owned(),
        })
    });
    let items = desk.pack().numbered_items();
    let items = items.iter().map(item_row);
    let item = items.filter(|row| row.detail == typed);
    page.into_iter().chain(item).collect()
}

fn item_row(item: &NumberedItem<'_>) -> Row {
    let (number, title) = match item {
        NumberedItem::Section(number, section) => (number.to_string(), &section.title),
        NumberedItem::Document(number, document) => (number.to_string(), &document.title),
    };
    Row {
        go_to: GoTo::Entry(Entry::Item(item.id())),
        title: title.clone(),
        detail: number,
    }
}

/// Everything that can be found by its words.
fn candidates<'a>(
    desk: Option<&'a Desk>,
    preferences: &'a Preferences,
) -> impl Iterator<Item = Row> + 'a {
    let actions = Action::ALL.iter().copied().map(Row::action);
    let pack = desk.map(Desk::pack);
    let items = pack.map_or_else(Vec::new, |pack| pack.numbered_items());
    let items: Vec<Row> = items.iter().map(item_row).collect();
    let notes = pack.into_iter().flat_map(|pack| pack.annotations());
    let notes = notes.map(|(document, note)| Row {
        go_to: GoTo::Note(note.id),
        title: first_words(note),
        detail: document.title.clone(),
    });
    let packs = preferences.recent.iter().map(|path| Row {
        go_to: GoTo::Pack(path.clone()),
        title: name_of(path),
        detail: "Recent pack".to_owned(),
    });
    actions.chain(items).chain(notes).chain(packs)
}

fn name_of(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn titles(typed: &str, preferences: &Preferences) -> Vec<String> {
        let rows = rows(typed, None, preferences);
        rows.into_iter().map(|row| row.title).collect()
    }

    #[test]
    fn a_few_letters_find_an_action() {
        let found = titles("exp pdf", &Preferences::default());
        assert_eq!(found.first().map(String::as_str), Some("Export PDF"));
        let found = titles("undo", &Preferences::default());
        assert_eq!(found.first().map(String::as_str), Some("Undo"));
        assert!(titles("zzzqqq", &Preferences::default()).is_empty());
    }

    #[test]
    fn what_was_used_last_comes_first() {
        let mut preferences = Preferences::default();
        preferences.remember_action(Action::About);
        preferences.remember_action(Action::Export);
        let all = titles("", &preferences);
        assert_eq!(
            all.get(..2).unwrap_or_default(),
            ["Export PDF", "About Briefpack"]
        );
        assert_eq!(all.len(), Action::ALL.len());
    }

    #[test]
    fn a_row_fits_well_that_has_the_beginnings_of_its_words() {
        let row = Row::action(Action::SaveAs);
        assert!(row.begins_with("sav as") && row.begins_with("AS") && row.begins_with(""));
        assert!(!row.begins_with("ave"));
    }

    #[test]
    fn recent_packs_are_found_by_name() {
        let mut preferences = Preferences::default();
        preferences.recent = vec![PathBuf::from("/packs/Trade Council.ron")];
        let found = rows("trade", None, &preferences);
        assert!(matches!(&found[0].go_to, GoTo::Pack(path) if path.ends_with("Trade Council.ron")));
    }
}
