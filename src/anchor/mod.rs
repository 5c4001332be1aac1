//! Finding a marked passage again, in a text that may have changed since.
//!
//! A passage is known by its words, some words around it, and its place. In a new version of the
//! text it is looked for by the very same words first, whatever their case and however they are
//! set, and by much the same words then. Where several places could be meant, the words around them
//! decide.
//!
//! Architecture invariant: better lost than wrong. A place that is not clearly the one that was
//! meant is no place at all; what is lost is listed with its old words and put right by hand.

mod context;
mod diff;
mod finder;
mod fold;
mod fuzzy;
mod older;
mod text;
mod words;

#[cfg(test)]
mod recovery_tests;

pub use diff::{Change, ChangeKind, likeness, word_diff};
pub use finder::{Finder, How, PassageFound};

use std::ops::Range;

use crate::pack::{Anchoring, Annotation, Target, TextSelector};
use crate::progress::{Cancelled, Progress};

/// A selector for a range of a document's content, in bytes: the words, about 32 characters on
/// each side, whole words where it can be, and the place in characters.
pub fn describe(content: &str, range: Range<usize>) -> TextSelector {
    text::describe(content, &range, |byte| {
        let before = content.get(..byte).unwrap_or_default();
        u32::try_from(before.chars().count()).unwrap_or(u32::MAX)
    })
}

/// How many annotations were found again, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Text annotations that stand at the very same words.
    pub exact: usize,
    /// Text annotations that stand at much the same words: to be looked at.
    pub fuzzy: usize,
    /// Text annotations whose words were not found.
    pub lost: usize,
    /// Areas of pages that may show something else now: to be looked at.
    pub areas: usize,
}

/// Each annotation with its place in the new version of a text; none is dropped. `old` is the text
/// that they were made on, or empty where it can't be had: with it, less is lost.
///
/// # Errors
/// [`Cancelled`] when the work was asked to stop.
pub fn reanchor(
    annotations: &[Annotation],
    old: &str,
    new: &str,
    progress: &Progress,
) -> Result<(Vec<Annotation>, Tally), Cancelled> {
    let finder = Finder::between(old, new);
    let mut tally = Tally::default();
    let moved = annotations
        .iter()
        .enumerate()
        .map(|(done, annotation)| {
            progress.step(done, annotations.len())?;
            let mut moved = annotation.clone();
            match &annotation.target {
                Target::Document => {}
                Target::Area(_) => {
                    tally.areas += 1;
                    moved.anchoring = Anchoring::Check;
                }
                Target::Text(selector) => match finder.find(selector) {
                    Some(found) => {
                        moved.target = Target::Text(finder.describe(&found.range));
                        moved.anchoring = if found.how == How::Fuzzy {
                            tally.fuzzy += 1;
                            Anchoring::Check
                        } else {
                            tally.exact += 1;
                            // Nobody has confirmed what was uncertain before.
                            match annotation.anchoring {
                                Anchoring::Check => Anchoring::Check,
                                Anchoring::Sound | Anchoring::Lost => Anchoring::Sound,
                            }
                        };
                    }
                    None => {
                        tally.lost += 1;
                        moved.anchoring = Anchoring::Lost;
                    }
                },
            }
            Ok(moved)
        })
        .collect::<Result<_, Cancelled>>()?;
    Ok((moved, tally))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{AnnotationId, AreaSelector};

    fn find(content: &str, selector: &TextSelector) -> Option<PassageFound> {
        Finder::new(content).find(selector)
    }

    fn marked(content: &str, words: &str) -> TextSelector {
        let start = content.find(words).unwrap();
        describe(content, start..start + words.len())
    }

    fn found<'a>(new: &'a str, selector: &TextSelector) -> Option<(&'a str, How)> {
        find(new, selector).map(|found| (&new[found.range], found.how))
    }

    const TEXT: &str = "The Committee met on Monday. It agreed to fund the café at £4.2 million.\n\
        Members thanked the Chair. The Committee will meet again in September.";

    #[test]
    fn a_selector_says_words_context_and_place_in_characters() {
        let selector = marked(TEXT, "Members thanked");
        assert_eq!(selector.exact, "Members thanked");
        assert_eq!(selector.prefix, "fund the café at £4.2 million.\n");
        assert_eq!(selector.suffix, " the Chair. The Committee will");
        let chars: String = TEXT.chars().skip(73).take(15).collect();
        assert_eq!((selector.start, selector.end), (73, 88));
        assert_eq!(chars, "Members thanked");
        let whole = describe(TEXT, 0..TEXT.len());
        assert_eq!((whole.prefix.as_str(), whole.suffix.as_str()), ("", ""));
    }

    #[test]
    fn a_range_that_cuts_a_letter_takes_it_whole() {
        let at = TEXT.find('é').unwrap();
        assert_eq!(describe(TEXT, at + 1..at + 1).exact, "é");
        assert_eq!(describe(TEXT, 5..9999).exact, &TEXT[5..]);
    }

    #[test]
    fn every_passage_of_an_unchanged_text_is_where_it_was() {
        let text = TEXT.repeat(3);
        let finder = Finder::new(&text);
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for start in (0..bounds.len()).step_by(7) {
            for end in (start + 1..bounds.len()).step_by(31) {
                let range = bounds[start]..bounds[end];
                let found = finder.find(&describe(&text, range.clone())).unwrap();
                assert_eq!((found.range, found.how), (range, How::Position));
            }
        }
    }

    #[test]
    fn another_setting_of_the_same_words_is_exact() {
        let selector = marked(TEXT, "It agreed to fund the café");
        let new = "THE COMMITTEE MET ON MONDAY.\n“IT AG-\nREED TO\nFUND THE CAFE\u{301}” AT £4.2 MILLION.";
        let (words, how) = found(new, &selector).unwrap();
        assert_eq!(how, How::Exact);
        assert_eq!(words, "IT AG-\nREED TO\nFUND THE CAFE\u{301}");
    }

    #[test]
    fn a_part_of_a_word_is_found_in_the_same_word() {
        let start = TEXT.find("mittee will").unwrap();
        let selector = describe(TEXT, start..start + 6);
        let new = TEXT.replacen("The Committee met", "It met", 1);
        let range = find(&new, &selector).unwrap().range;
        assert_eq!(&new[range.start - 3..range.end + 5], "Committee will");
    }

    #[test]
    fn a_short_quotation_needs_its_context() {
        let selector = marked(TEXT, "the Chair");
        let new = "A letter came from the Chair of another body, in another year.";
        assert_eq!(found(new, &selector), None);
        let new = format!("A new start by the Chair. {TEXT}");
        let range = find(&new, &selector).unwrap().range;
        assert!(new[..range.start].ends_with("thanked "));
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        let selector = marked(TEXT, "Members");
        assert_eq!(found("", &selector), None);
        assert_eq!(found(TEXT, &TextSelector::default()), None);
        let wild = TextSelector {
            start: u32::MAX,
            end: 3,
            ..TextSelector::default()
        };
        assert_eq!(found(TEXT, &wild), None);
    }

    #[test]
    fn no_annotation_is_dropped() {
        let note = |id: u64, target| Annotation::new(AnnotationId(id), target);
        let text = |words| Target::Text(marked(TEXT, words));
        let mut lost_before = note(4, text("thanked the Chair"));
        lost_before.anchoring = Anchoring::Lost;
        let all = [
            note(1, Target::Document),
            note(2, Target::Area(AreaSelector::default())),
            note(3, text("agreed to fund the café")),
            lost_before,
            note(5, text("The Committee met on Monday.")),
            note(6, text("will meet again in September")),
        ];
        let new = "Preface. It agreed to fund the café at £4.2 million. Members thanked the Chair. \
            The Committee will meet once again in September.";
        let progress = Progress::default();
        let (moved, tally) = reanchor(&all, TEXT, new, &progress).unwrap();
        progress.cancel();
        assert_eq!(reanchor(&all, TEXT, new, &progress), Err(Cancelled));
        let ids: Vec<u64> = moved.iter().map(|annotation| annotation.id.0).collect();
        assert_eq!(ids, [1, 2, 3, 4, 5, 6]);
        let anchoring: Vec<Anchoring> = moved
            .iter()
            .map(|annotation| annotation.anchoring)
            .collect();
        use Anchoring::{Check, Lost, Sound};
        assert_eq!(anchoring, [Sound, Check, Sound, Sound, Lost, Check]);
        assert_eq!(
            tally,
            Tally {
                exact: 2,
                fuzzy: 1,
                lost: 1,
                areas: 1
            }
        );
        assert_eq!(moved[4].target, all[4].target, "its old words stay");
        assert_eq!(moved[5].quote(), "will meet once again in September");
        let Target::Text(selector) = &moved[2].target else {
            panic!()
        };
        assert_eq!(find(new, selector).unwrap().how, How::Position);
    }
}
