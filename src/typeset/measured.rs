//! Notes measured one by one: pages that gather many of them are counted without setting all of them
//! again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::column::Column;
use super::entry::{self, EntryForm, NoteEntry, citation_fits};
use super::strip::{Frame, Strip};
use super::style::Style;
use super::text::Typesetter;

/// How much room an entry takes.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredEntry {
    strips: Vec<Measure>,
    /// Characters of it that no bundled font has.
    pub missing: BTreeSet<char>,
    /// Whether it takes as much room whatever the number of the page that it cites.
    pub is_settled: bool,
}

/// What counts of a strip when pages are filled.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Measure {
    height: f32,
    space: f32,
    keep: bool,
}

impl MeasuredEntry {
    /// Strips of this height with nothing on them.
    pub(super) fn strips(&self) -> Vec<Strip> {
        let strips = self.strips.iter().map(|strip| Strip {
            height: strip.height,
            space: strip.space,
            keep: strip.keep,
            ..Strip::default()
        });
        strips.collect()
    }
}

/// How many pages something takes, and which characters on them no bundled font has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountedPages {
    /// How many pages.
    pub pages: u32,
    /// The characters.
    pub missing: BTreeSet<char>,
}

impl CountedPages {
    /// Counts pages that were set in full.
    pub fn of(set: super::Typeset) -> Self {
        Self {
            pages: u32::try_from(set.pages.len()).unwrap_or(u32::MAX),
            missing: set.missing,
        }
    }

    /// Counts pages on which these entries stand that were measured before.
    pub(super) fn with_entries<'a>(
        set: super::Typeset,
        entries: impl Iterator<Item = &'a Arc<MeasuredEntry>>,
    ) -> Self {
        let mut counted = Self::of(set);
        for entry in entries {
            counted.missing.extend(&entry.missing);
        }
        counted
    }
}

/// Measures entries, each as if it stood alone.
pub fn measure_entries(
    entries: &[NoteEntry],
    form: EntryForm,
    style: &Style,
) -> Vec<MeasuredEntry> {
    let mut setter = Typesetter::new(&style.language);
    let frame = Frame::of(style);
    let width = match form {
        EntryForm::Numbered => entry::numbered_width(&frame),
        EntryForm::Spoken => Column::of(&frame).width,
    };
    let measure = |entry: &NoteEntry| {
        let strips = match form {
            EntryForm::Numbered => entry::numbered(&mut setter, entry, width).1,
            EntryForm::Spoken => entry::spoken(&mut setter, entry, width),
        };
        let strips = strips.iter().map(|strip| Measure {
            height: strip.height,
            space: strip.space,
            keep: strip.keep,
        });
        let strips = strips.collect();
        let is_settled = citation_fits(&mut setter, entry, form, width);
        MeasuredEntry {
            strips,
            missing: setter.begin_anew(),
            is_settled,
        }
    };
    entries.iter().map(measure).collect()
}

#[cfg(test)]
mod tests {
    use super::super::briefing::{MeasuredBlock, PageBlock, briefing_page, count_briefing_page};
    use super::super::entry::Citation;
    use super::super::notes_page::{count_notes_page, notes_page};
    use super::*;
    use crate::import::markdown_light;
    use crate::typeset::Head;
    use crate::typeset::testing::PROSE;

    /// Entries of all lengths, with and without words and quotations.
    fn entries(page: Option<u32>) -> Vec<NoteEntry> {
        let entry = |index: usize| NoteEntry {
            number: (!index.is_multiple_of(7)).then_some(3),
            label: ["Line to take · JS", "", "Question"][index % 3].to_owned(),
            is_private: index.is_multiple_of(2),
            quote: PROSE.repeat(index % 4),
            body: markdown_light(&format!("- {}\n", PROSE.repeat(index % 5)).repeat(index % 3)),
            citation: (!index.is_multiple_of(6)).then(|| Citation {
                title: "A title of some length ".repeat(2 * (index % 4)),
                page,
            }),
            remark: index
                .is_multiple_of(5)
                .then(|| "It was not found.".to_owned()),
            ..NoteEntry::default()
        };
        (0..60).map(entry).collect()
    }

    #[test]
    fn pages_of_measured_entries_are_those_of_entries_that_are_set() {
        let style = Style::default();
        let all = entries(Some(12));
        for count in [0, 1, 7, 60] {
            let some = &all[..count];
            let measured = |form| -> Vec<Arc<MeasuredEntry>> {
                let measured = measure_entries(some, form, &style);
                measured.into_iter().map(Arc::new).collect()
            };
            let (set, _) = notes_page("Paper 漢", some, &style);
            let counted = count_notes_page("Paper 漢", &measured(EntryForm::Numbered), &style);
            assert_eq!(counted, CountedPages::of(set));

            let heading = || PageBlock::Heading("Questions".to_owned());
            let blocks = [heading(), PageBlock::Entries(some.to_vec()), heading()];
            let set = briefing_page(&Head::default(), &blocks, &style);
            let blocks = [
                MeasuredBlock::Set(heading()),
                MeasuredBlock::Entries(measured(EntryForm::Spoken)),
                MeasuredBlock::Set(heading()),
            ];
            let counted = count_briefing_page(&Head::default(), &blocks, &style);
            assert_eq!(counted, CountedPages::of(set));
        }
    }

    #[test]
    fn what_is_settled_takes_as_much_room_on_any_page() {
        let style = Style::default();
        for form in [EntryForm::Numbered, EntryForm::Spoken] {
            let on = |page| measure_entries(&entries(Some(page)), form, &style);
            let here = on(1);
            for page in [9, 11, 44, 888, 1_111, 99_999, 7_777_777] {
                for (one, other) in here.iter().zip(on(page)) {
                    assert!(
                        !one.is_settled || *one == other,
                        "{page}: {one:?} {other:?}"
                    );
                }
            }
            let settled = here.iter().filter(|entry| entry.is_settled).count();
            assert!(
                (20..60).contains(&settled),
                "some titles are too long: {settled}"
            );
        }
    }
}
